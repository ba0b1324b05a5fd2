//! No way leads to destruction but the lawful one: every sequence up to a depth, and a hundred thousand at random, judged by
//! [`violations`], which reads the history alone and knows nothing of the checks.

mod history;
mod refusals;
mod sheets;
mod walks;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::*;
use crate::general::error::Error;
use crate::values::period::RetentionPeriod;
use history::violations;

/// Lines 1 and 2 are due, 3 is permanent, 4 falls due later.
const PERMANENT: i64 = 3;
const LATER: i64 = 4;
const NUMBER: &str = "X2025-001";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Person by number: 1 proposes, 2 to 5 vote, 6 and 7 approve, 8 and 9 supervise, 10 is 1 and 11 is 7 by another account.
fn person(number: i64) -> Signer {
    let names = ["经办", "负责", "业务", "档案", "行政", "馆长", "局长", "监一", "监二", "经办", "局 长"];
    Signer { account: number, name: names[number as usize - 1].to_owned() }
}

/// A line destroyed: by whom, when, and whether it was on hold then.
type Destroyed = (i64, Signer, NaiveDate, bool);

/// A batch, the archive around it and what happened.
#[derive(Clone, Debug)]
struct World {
    batch: Disposal,
    day: NaiveDate,
    held: BTreeSet<i64>,
    history: Vec<(DisposalStep, Signer, NaiveDate)>,
    destroyed: Vec<Destroyed>,
}

#[derive(Clone, Debug)]
enum Move {
    Step(i64, DisposalStep),
    Clock(i64),
    Hold(i64),
    Lift(i64),
    Destroy(i64),
}

impl World {
    fn new() -> World {
        let line = |id: i64| DisposalLine {
            id,
            volume_id: id + 100,
            seq: id as u32,
            group: 1,
            code: format!("2014-{id}"),
            title: "就医登记".into(),
            year: 2014,
            class_id: "yb".into(),
            step_id: "visit".into(),
            period: RetentionPeriod::Years(10),
            items: 3,
            pages: 9,
            eligible_on: if id == LATER { day("2031-01-01") } else { day("2025-01-01") },
        };
        let opened = day("2025-03-01");
        let name = (NUMBER.to_owned(), "2014 年度".to_owned());
        let batch = Disposal::opened(name, false, person(1), opened, (1..=4).map(line).collect());
        World { batch, day: opened, held: BTreeSet::new(), history: Vec::new(), destroyed: Vec::new() }
    }

    fn standing(&self) -> BTreeMap<i64, LineStanding> {
        let of_line = |line: &DisposalLine| LineStanding {
            is_closed: true,
            is_gone: self.batch.gone.contains_key(&line.id),
            holds: self
                .held
                .iter()
                .filter(|id| **id == line.id)
                .map(|_| crate::say!("诉讼", "a suit"))
                .collect(),
            is_permanent: line.id == PERMANENT,
            eligible_on: Some(line.eligible_on).filter(|_| line.id != PERMANENT),
            code: line.code.clone(),
            items: line.items,
            pages: line.pages,
            ..LineStanding::default()
        };
        self.batch.lines.iter().map(|line| (line.id, of_line(line))).collect()
    }

    /// Makes a move; whether it was let through.
    fn go(&mut self, to: &Move) -> bool {
        match to {
            Move::Clock(days) => {
                self.day = match *days < 0 {
                    true => self.day - Days::new(days.unsigned_abs()),
                    false => self.day + Days::new(*days as u64),
                };
                true
            }
            Move::Hold(line) => self.held.insert(*line),
            Move::Lift(line) => self.held.remove(line),
            Move::Step(who, step) => {
                let (who, standing) = (person(*who), self.standing());
                let Ok(after) = self.batch.apply(step, &who, self.day, &|id| standing.get(&id)) else {
                    return false;
                };
                self.batch = after;
                self.history.push((step.clone(), who, self.day));
                true
            }
            Move::Destroy(who) => {
                let (who, standing) = (person(*who), self.standing());
                let Ok(found) = self.batch.clearances(&who, self.day, &|id| standing.get(&id)) else {
                    return false;
                };
                for clearance in &found.cleared {
                    self.batch.departed(clearance.line(), clearance.on());
                    let is_held = self.held.contains(&clearance.line());
                    self.destroyed.push((clearance.line(), who.clone(), clearance.on(), is_held));
                }
                !found.cleared.is_empty()
            }
        }
    }

    /// The same with every check switched off: what is asked is done.
    fn go_unchecked(&mut self, to: &Move) {
        match to {
            Move::Step(who, step) => {
                self.batch.recorded(step, &person(*who), self.day);
                self.history.push((step.clone(), person(*who), self.day));
            }
            Move::Destroy(who) => {
                let lines: Vec<i64> = self.batch.lines.iter().map(|line| line.id).collect();
                let held = self.held.clone();
                let gone = |line: i64| (line, person(*who), self.day, held.contains(&line));
                self.destroyed.extend(lines.into_iter().map(gone));
            }
            other => {
                self.go(other);
            }
        }
    }
}

fn vote(who: i64, on: VoteOn, decision: DisposalDecision) -> Move {
    let period = (decision == DisposalDecision::Keep).then_some(RetentionPeriod::Years(30));
    Move::Step(who, DisposalStep::Vote { on, decision, period, reason: "同类惯例".into() })
}

fn seat(account: i64, seat: &str) -> Move {
    let name = person(account).name;
    Move::Step(1, DisposalStep::Seat { account, name, seat: seat.into() })
}

fn consent(who: i64, role: &str) -> Move {
    Move::Step(who, DisposalStep::Consent { role: role.into(), words: "同意".into() })
}

fn take_out(line: i64) -> Move {
    Move::Step(1, DisposalStep::TakeOut { line, reason: "未到期".into() })
}

fn report() -> Move {
    let (number, to) = ("备〔2025〕3号".to_owned(), "市人社局".to_owned());
    Move::Step(1, DisposalStep::Report { number, to, days: 30 })
}

fn order(who: i64) -> Move {
    let (number, method, place, time) = (NUMBER.into(), "pulping".into(), "市造纸厂".into(), "9:30".into());
    Move::Step(who, DisposalStep::Intend { number, method, place, time })
}

/// The lawful way from the list to its end.
fn lawful() -> Vec<Move> {
    let all = VoteOn::Group(1);
    let mut way = vec![take_out(PERMANENT), take_out(LATER), Move::Step(1, DisposalStep::Examine)];
    way.extend([seat(2, "leader"), seat(3, "business"), seat(4, "archives"), seat(5, "administration")]);
    way.extend((2..=5).map(|who| vote(who, all, DisposalDecision::Destroy)));
    way.push(Move::Step(1, DisposalStep::Conclude));
    way.push(Move::Step(1, DisposalStep::WriteOpinion { words: "同意销毁".into() }));
    way.extend([consent(6, "archives"), consent(7, "head"), report(), Move::Clock(30)]);
    way.push(Move::Step(1, DisposalStep::Begin));
    way.extend([1, 2].map(|line| Move::Step(1, DisposalStep::Tick { line })));
    way.extend([8, 9].map(|who| Move::Step(who, DisposalStep::Supervise)));
    way.extend([order(1), Move::Destroy(1), Move::Step(1, DisposalStep::Finish)]);
    way
}

#[test]
fn the_lawful_way_ends_in_destruction() {
    let mut world = World::new();
    for to in lawful() {
        assert!(world.go(&to), "{to:?}: {:?}", world.batch.stage.name());
    }
    assert_eq!(world.batch.stage.name(), StageName::Done);
    let sum = world.batch.arithmetic();
    assert_eq!((sum.listed, sum.taken_out, sum.destroyed, sum.to_destroy), (4, 2, 2, 0));
    assert_eq!(violations(&world), BTreeSet::new());
}

/// A batch is what its steps say, whoever reads them again.
#[test]
fn a_batch_read_back_from_its_steps_is_the_same() {
    let mut world = World::new();
    lawful().iter().for_each(|to| {
        world.go(to);
    });
    let mut again = World::new().batch;
    for (step, who, on) in &world.history {
        again.recorded(step, who, *on);
        if step.kind() == StepKind::Intended {
            world.destroyed.iter().for_each(|(line, _, on, _)| again.departed(*line, *on));
        }
    }
    assert_eq!(again, world.batch);
}

/// The kinds of what a move is refused for, after as many lawful moves.
fn refused(after: usize, prepare: &[Move], to: &Move) -> Vec<String> {
    let mut world = World::new();
    for to in lawful().iter().take(after).chain(prepare) {
        assert!(world.go(to), "{to:?}");
    }
    let standing = world.standing();
    let standing = |id: i64| standing.get(&id);
    let said = match to {
        Move::Step(who, step) => match world.batch.apply(step, &person(*who), world.day, &standing) {
            Ok(_) => Error::Refused(Vec::new()),
            Err(error) => error,
        },
        Move::Destroy(who) => match world.batch.clearances(&person(*who), world.day, &standing) {
            Err(error) => error,
            Ok(found) => Error::Refused(found.barred.into_iter().flat_map(|(_, bars)| bars).collect()),
        },
        other => panic!("{other:?} is never refused"),
    };
    match said {
        Error::Refused(problems) => problems.into_iter().map(|problem| problem.kind).collect(),
        other => panic!("{other}"),
    }
}
