//! Every sequence of moves up to a depth, and many at random.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::history::{CONDITIONS, violations};
use super::*;

/// Moves that lead on, aside and astray, by persons in and out of their roles.
fn moves() -> Vec<Move> {
    let step = |who, step| Move::Step(who, step);
    let mut all = lawful();
    all.extend([
        vote(2, VoteOn::Line(1), DisposalDecision::Keep),
        vote(3, VoteOn::Group(1), DisposalDecision::Undecided),
        vote(8, VoteOn::Group(1), DisposalDecision::Destroy),
        consent(1, "archives"),
        consent(10, "archives"),
        consent(6, "head"),
        consent(7, "archives"),
        order(8),
        step(1, DisposalStep::Supervise),
        step(10, DisposalStep::Supervise),
        step(7, DisposalStep::Supervise),
        step(11, DisposalStep::Supervise),
        step(7, DisposalStep::Return { role: "head".into(), reason: "再议".into() }),
        step(5, DisposalStep::Unseat { account: 5, reason: "调离".into() }),
        step(4, DisposalStep::KeepBack { line: 2, reason: "涉诉".into() }),
        step(3, keep_out(1, 201)),
        step(1, DisposalStep::LayAside { item: 201 }),
        step(1, DisposalStep::Withdraw { reason: "重建".into() }),
        Move::Hold(1),
        Move::Hold(2),
        Move::Lift(1),
        Move::Clock(1),
        Move::Clock(-40),
        Move::Clock(36_600),
        Move::Destroy(9),
    ]);
    all
}

/// A record of a line's volume that is to stay.
fn keep_out(line: i64, item: i64) -> DisposalStep {
    DisposalStep::KeepOut { item, line, code: format!("2014-{item}"), pages: 3, reason: "未结清".into() }
}

/// What tells two worlds apart for what may still happen.
fn key(world: &World) -> u64 {
    let batch = &world.batch;
    let mut hasher = DefaultHasher::new();
    (batch.stage.name(), world.day, &world.held).hash(&mut hasher);
    (&batch.taken_out, &batch.kept_back, &batch.gone).hash(&mut hasher);
    batch.kept_out.values().for_each(|one| (one.item, one.laid_aside.is_some()).hash(&mut hasher));
    batch.seats.iter().for_each(|seat| (seat.account, &seat.seat).hash(&mut hasher));
    for line in &batch.lines {
        let said = batch.said(line).map(|(_, vote)| vote.map(|vote| vote.decided.decision));
        said.for_each(|decision| decision.hash(&mut hasher));
    }
    let consents = batch.stage.opinion().map_or(&[][..], |given| given.consents.as_slice());
    consents.iter().for_each(|one| (one.who.account, &one.role).hash(&mut hasher));
    batch.stage.reported().map(|reported| reported.until).hash(&mut hasher);
    if let Some(on_site) = batch.stage.on_site() {
        (&on_site.ticked, on_site.intent.is_some()).hash(&mut hasher);
        on_site.supervisors.iter().for_each(|one| (one.who.account, one.on).hash(&mut hasher));
    }
    hasher.finish()
}

/// From the list and from points along the lawful way that lie closer than six moves: every move by everybody.
#[test]
fn no_six_moves_lead_to_unlawful_destruction() {
    let (moves, way) = (moves(), lawful());
    let (mut destroyed, mut tried, mut states) = (0, 0_u64, 0);
    for after in [0, 5, 9, 12, 14, 16, 18, 20] {
        let mut start = World::new();
        way.iter().take(after).for_each(|to| assert!(start.go(to), "{to:?}"));
        let (mut level, mut seen) = (vec![start], HashSet::new());
        for _ in 0..6 {
            let mut next = Vec::new();
            for world in &level {
                for to in &moves {
                    let mut after = world.clone();
                    tried += 1;
                    if !after.go(to) || !seen.insert(key(&after)) {
                        continue;
                    }
                    assert_eq!(violations(&after), BTreeSet::new(), "{:?}", after.history);
                    destroyed += usize::from(!after.destroyed.is_empty());
                    next.push(after);
                }
            }
            states += next.len();
            level = next;
        }
    }
    println!("{tried} moves tried, {states} states, {destroyed} states with something destroyed");
    assert!(destroyed > 20, "{destroyed}");
}

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

/// One sequence: from somewhere on the lawful way, mostly on, often astray.
fn walk(chance: &mut Chance, (moves, way): (&[Move], &[Move]), prefixes: &[World], checked: bool) -> World {
    let mut at = chance.below(prefixes.len());
    let mut world = prefixes[at].clone();
    for _ in 0..6 + chance.below(10) {
        let astray = chance.below(3) == 0;
        let to = match way.get(at).filter(|_| !astray) {
            Some(next) => next,
            None => &moves[chance.below(moves.len())],
        };
        at += usize::from(!astray);
        match checked {
            true => {
                world.go(to);
            }
            false => world.go_unchecked(to),
        }
    }
    world
}

fn prefixes(way: &[Move]) -> Vec<World> {
    let mut world = World::new();
    let mut prefixes = vec![world.clone()];
    for to in way {
        assert!(world.go(to), "{to:?}");
        prefixes.push(world.clone());
    }
    prefixes.truncate(way.len() - 1);
    prefixes
}

#[test]
fn no_random_sequence_leads_to_unlawful_destruction() {
    let (moves, way) = (moves(), lawful());
    let (prefixes, mut chance, mut destroyed) = (prefixes(&way), Chance(14), 0);
    for _ in 0..100_000 {
        let world = walk(&mut chance, (&moves, &way), &prefixes, true);
        assert_eq!(violations(&world), BTreeSet::new(), "{:?}", world.history);
        destroyed += usize::from(!world.destroyed.is_empty());
    }
    println!("{destroyed} of 100000 sequences destroyed something");
    assert!(destroyed > 2000, "{destroyed}");
}

/// The control: with the checks switched off the same sequences break every condition there is.
#[test]
fn without_the_checks_every_condition_is_broken() {
    let (moves, way) = (moves(), lawful());
    let (prefixes, mut chance, mut broken) = (prefixes(&way), Chance(14), BTreeSet::new());
    for _ in 0..2000 {
        broken.extend(violations(&walk(&mut chance, (&moves, &way), &prefixes, false)));
    }
    assert_eq!(broken, CONDITIONS.into_iter().collect());
}
