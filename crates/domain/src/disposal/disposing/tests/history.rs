//! What must have happened before a volume is destroyed, read from the steps that were taken.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::{DisposalDecision, DisposalStep, LATER, NUMBER, PERMANENT, Signer, VoteOn, World, day};

/// Every condition, by a word.
pub(super) const CONDITIONS: [&str; 11] = [
    "expiry",
    "permanent",
    "hold",
    "decision",
    "approvals",
    "report",
    "waiting",
    "counted",
    "supervisors",
    "left",
    "kept out",
];

type Taken = (DisposalStep, Signer, NaiveDate);

fn plain(who: &Signer) -> String {
    who.name.replace(' ', "")
}

/// Which conditions a destroyed line did not meet.
pub(super) fn violations(world: &World) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    for (line, who, on, is_held) in &world.destroyed {
        let mut must = |holds: bool, what: &'static str| {
            if !holds {
                found.insert(what);
            }
        };
        let taken = &world.history;
        must(*line != LATER || *on >= day("2031-01-01"), "expiry");
        must(*line != PERMANENT, "permanent");
        must(!is_held, "hold");
        let leaves = |step: &DisposalStep| matches!(step, DisposalStep::TakeOut { line: one, .. } | DisposalStep::KeepBack { line: one, .. } if one == line);
        must(!taken.iter().any(|(step, ..)| leaves(step)), "left");
        let stays = taken.iter().filter_map(|(step, ..)| match step {
            DisposalStep::KeepOut { item, line: one, .. } if one == line => Some(*item),
            _ => None,
        });
        let laid = |item: i64| taken.iter().any(|(step, ..)| *step == DisposalStep::LayAside { item });
        must(stays.into_iter().all(laid), "kept out");
        must(is_decided(taken, *line), "decision");
        let since = taken.iter().rposition(|(step, ..)| matches!(step, DisposalStep::WriteOpinion { .. }));
        let since = since.map_or(&[][..], |at| &taken[at..]);
        must(is_approved(since), "approvals");
        let reported = since.iter().find_map(|(step, _, at)| match step {
            DisposalStep::Report { number, days, .. } if !number.is_empty() => Some((*at, *days)),
            _ => None,
        });
        must(reported.is_some(), "report");
        must(reported.is_some_and(|(at, days)| *on >= at + Days::new(days.into())), "waiting");
        let ticked = |step: &DisposalStep| matches!(step, DisposalStep::Tick { line: one } if one == line);
        must(since.iter().any(|(step, ..)| ticked(step)), "counted");
        must(is_supervised(since, who), "supervisors");
    }
    found
}

/// Four seats, and the last word of each of them is to destroy.
fn is_decided(taken: &[Taken], line: i64) -> bool {
    let mut members = BTreeSet::new();
    for (step, ..) in taken {
        match step {
            DisposalStep::Seat { account, .. } => {
                members.insert(*account);
            }
            DisposalStep::Unseat { account, .. } => {
                members.remove(account);
            }
            _ => {}
        }
    }
    let last = |member: i64, on: VoteOn| {
        let mut own = taken.iter().rev().filter(move |(_, who, _)| who.account == member);
        own.find_map(|(step, ..)| match step {
            DisposalStep::Vote { on: one, decision, .. } if *one == on => Some(*decision),
            _ => None,
        })
    };
    let word = |member: &i64| last(*member, VoteOn::Line(line)).or_else(|| last(*member, VoteOn::Group(1)));
    let concluded = taken.iter().any(|(step, ..)| matches!(step, DisposalStep::Conclude));
    concluded && members.len() >= 4 && members.iter().all(|one| word(one) == Some(DisposalDecision::Destroy))
}

fn approvers(since: &[Taken]) -> Vec<(&str, String)> {
    let consents = since.iter().filter_map(|(step, who, _)| match step {
        DisposalStep::Consent { role, .. } => Some((role.as_str(), plain(who))),
        _ => None,
    });
    consents.collect()
}

fn is_approved(since: &[Taken]) -> bool {
    let given = approvers(since);
    let names: BTreeSet<&String> = given.iter().map(|(_, name)| name).collect();
    let roles: Vec<&str> = given.iter().map(|(role, _)| *role).collect();
    roles == ["archives", "head"] && names.len() == 2 && !names.contains(&"经办".to_owned())
}

fn is_supervised(since: &[Taken], executor: &Signer) -> bool {
    let begun = since.iter().rposition(|(step, ..)| matches!(step, DisposalStep::Begin));
    let on_site = begun.map_or(&[][..], |at| &since[at..]);
    let named = |wanted: fn(&DisposalStep) -> bool| {
        let steps = on_site.iter().filter(move |(step, ..)| wanted(step));
        steps.map(|(_, who, at)| (plain(who), *at)).collect::<BTreeSet<(String, NaiveDate)>>()
    };
    let orders = named(|step| matches!(step, DisposalStep::Intend { number, .. } if number == NUMBER));
    let days: BTreeSet<NaiveDate> = orders.iter().map(|(_, at)| *at).collect();
    let ordered: BTreeSet<String> = orders.into_iter().map(|(name, _)| name).collect();
    // whoever was there on another day watched nothing
    let present = named(|step| matches!(step, DisposalStep::Supervise)).into_iter();
    let present: BTreeSet<String> =
        present.filter(|(_, at)| days.contains(at)).map(|(name, _)| name).collect();
    let apart = |name: &String| {
        *name != "经办"
            && approvers(since).iter().all(|(_, approver)| approver != name)
            && !ordered.contains(name)
            && *name != plain(executor)
    };
    present.len() >= 2 && present.iter().all(apart) && !ordered.is_empty()
}
