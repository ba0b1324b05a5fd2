//! No way leads out of the archive but the lawful one: 100,000 random steps judged by the history alone, and each refusal.

mod walks;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::batch::TransferOpening;
use super::*;
use crate::disposal::disposing::Signer;
use crate::general::error::{Error, Result};
use crate::values::period::RetentionPeriod;

const NUMBER: &str = "Y2027-001";
const MANIFEST: &str = "ab12";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(name: &str) -> Signer {
    Signer { account: name.chars().map(|c| i64::from(c as u32)).sum(), name: name.to_owned() }
}

fn line(id: i64) -> TransferLine {
    TransferLine {
        id,
        volume_id: id + 100,
        seq: id as u32,
        group: 1,
        code: format!("2009-{id}"),
        title: "基金决算".into(),
        year: 2009,
        class_id: "cw".into(),
        step_id: "accounts".into(),
        period: RetentionPeriod::Permanent,
        number: id as u32,
        items: 3,
        pages: 9,
        due_on: day("2020-01-01"),
    }
}

fn transfer(lines: Vec<TransferLine>) -> Transfer {
    let opening = TransferOpening {
        number: NUMBER.into(),
        title: "2009 年度".into(),
        giver: "社保中心".into(),
        receiver: "市档案馆".into(),
        rule: "county".into(),
        agreement: String::new(),
        opener: person("经办"),
        opened_on: day("2027-03-01"),
    };
    Transfer::opened(opening, lines)
}

fn sound(line: &TransferLine) -> TransferStanding {
    TransferStanding {
        is_closed: true,
        has_statement: true,
        code: line.code.clone(),
        items: line.items,
        pages: line.pages,
        counted: Some((line.items, line.pages)),
        ..TransferStanding::default()
    }
}

fn seen(transfer: &Transfer) -> TransferSeen {
    TransferSeen {
        standing: transfer.lines.iter().map(|line| (line.id, sound(line))).collect(),
        package: Some(PackageSeen {
            volumes: transfer.lines_in().map(|line| line.volume_id).collect(),
            number: NUMBER.into(),
            receiver: "市档案馆".into(),
            changed: Vec::new(),
        }),
    }
}

fn hand_over() -> TransferStep {
    TransferStep::HandOver {
        given_by: "经办".into(),
        taken_by: "馆员".into(),
        witness_unit: "市档案局".into(),
        witness: "监交".into(),
        on: day("2027-03-01"),
    }
}

fn opened(on: OpeningOn) -> TransferStep {
    TransferStep::StateOpening { on, opening: "open".into(), reason: String::new() }
}

/// The lawful way of three volumes, the third returned.
fn lawful() -> Vec<TransferStep> {
    let mut way = vec![opened(OpeningOn::Group(1)), TransferStep::Examine];
    way.extend((1..=3).map(|line| TransferStep::Pack { line, carton: 1 + u32::from(line == 3) }));
    way.extend([TransferStep::Seal { manifest: MANIFEST.into() }, hand_over()]);
    way.extend([1, 2].map(|line| TransferStep::Accept { line }));
    way.push(TransferStep::GiveBack { line: 3, reason: "页数与目录不符".into() });
    way.push(TransferStep::Finish { copies_until: Some(day("2037-03-01")) });
    way
}

/// Takes as many of the lawful steps.
fn gone_as_far(count: usize) -> Transfer {
    lawful().iter().take(count).fold(transfer((1..=3).map(line).collect()), |now, step| {
        now.apply(step, &person("经办"), day("2027-03-01"), &seen(&now)).unwrap()
    })
}

fn kinds<T: std::fmt::Debug>(said: Result<T>) -> Vec<String> {
    match said {
        Err(Error::Refused(problems)) => problems.into_iter().map(|problem| problem.kind).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

fn refused(now: &Transfer, step: &TransferStep, seen: &TransferSeen) -> Vec<String> {
    kinds(now.apply(step, &person("经办"), day("2027-03-01"), seen))
}

#[test]
fn the_lawful_way_ends_with_two_gone_and_one_returned() {
    let before = gone_as_far(lawful().len() - 1);
    let cleared = before.clearances(None, &person("经办"), day("2027-03-01"), &seen(&before)).unwrap();
    assert_eq!(cleared.iter().map(TransferClearance::line).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(cleared[0].on(), day("2027-03-01"));
    let mut done = gone_as_far(lawful().len());
    cleared.iter().for_each(|one| done.departed(one.line(), one.on()));
    assert_eq!(done.stage.name(), TransferStageName::Done);
    let sum = done.sum();
    assert_eq!((sum.listed, sum.transferred, sum.returned, sum.packed), (3, 2, 1, 0));
    assert_eq!((done.cartons_used(), done.carton(1).count()), (vec![1, 2], 2));
    // read back from its steps it is the same
    let mut again = transfer((1..=3).map(line).collect());
    lawful().iter().for_each(|step| again.recorded(step, &person("经办"), day("2027-03-01")));
    cleared.iter().for_each(|one| again.departed(one.line(), one.on()));
    assert_eq!(again, done);
}

#[test]
fn the_examination_names_every_issue_and_takes_reasons_only_for_what_asks() {
    let now = transfer(vec![line(1), TransferLine { number: 4, ..line(2) }, line(3)]);
    let mut around = seen(&now);
    around.standing.get_mut(&1).unwrap().has_statement = false;
    around.standing.get_mut(&3).unwrap().holds = vec![crate::say!("诉讼", "a suit")];
    let found = refused(&now, &TransferStep::Examine, &around);
    for kind in ["transfer_statement_missing", "transfer_on_hold", "opening_missing"] {
        assert!(found.iter().any(|one| one == kind), "{kind}: {found:?}");
    }
    let waive = |line, issue: &str, reason: &str| TransferStep::Waive {
        line,
        issue: issue.into(),
        reason: reason.into(),
    };
    assert_eq!(refused(&now, &waive(3, "transfer_on_hold", "x"), &around), ["issue_stands"]);
    assert_eq!(refused(&now, &waive(1, "transfer_secret", "x"), &around), ["no_such_issue"]);
    assert_eq!(
        refused(&now, &waive(1, "transfer_statement_missing", " "), &around),
        ["transfer_reason_missing"]
    );
    let step = waive(1, "transfer_statement_missing", "原件即无备考表");
    let after = now.apply(&step, &person("经办"), day("2027-03-01"), &around).unwrap();
    let left = refused(&after, &TransferStep::Examine, &around);
    assert!(!left.contains(&"transfer_statement_missing".to_owned()), "{left:?}");
    assert!(left.contains(&"transfer_on_hold".to_owned()));
}

#[test]
fn missing_numbers_stand_at_the_volume_behind_the_gap() {
    let lines = vec![line(1), TransferLine { number: 4, ..line(2) }, TransferLine { number: 5, ..line(3) }];
    let now = transfer(lines);
    let issues = now.issues_by_line(day("2027-03-01"), &seen(&now));
    let gap = |id: i64| issues[&id].iter().find(|one| one.kind == "numbers_missing_before");
    assert!(gap(2).unwrap().message.zh.contains("2—3"), "{:?}", gap(2));
    assert_eq!((gap(1), gap(3)), (None, None));
}

#[test]
fn what_is_not_due_or_out_of_range_needs_an_agreement() {
    let early = TransferLine { due_on: day("2031-01-01"), ..line(1) };
    let short = TransferLine { period: RetentionPeriod::Years(10), ..line(2) };
    let mut now = transfer(vec![early, short]);
    now.openings.push(super::batch::OpeningSaid {
        on: OpeningOn::All,
        opening: "open".into(),
        reason: String::new(),
    });
    let around = seen(&now);
    assert_eq!(refused(&now, &TransferStep::Examine, &around), ["transfer_not_due", "transfer_out_of_range"]);
    now.agreement = "芜档函〔2027〕3号，同意提前移交".into();
    assert!(now.apply(&TransferStep::Examine, &person("经办"), day("2027-03-01"), &around).is_ok());
}

#[test]
fn a_volume_lies_in_one_carton_and_is_sealed_with_its_own_package() {
    let now = gone_as_far(3);
    let around = seen(&now);
    let pack = |line, carton| TransferStep::Pack { line, carton };
    assert_eq!(refused(&now, &pack(1, 1), &around), ["packed_already"]);
    assert_eq!(refused(&now, &pack(1, 2), &around), ["in_other_carton"]);
    assert_eq!(refused(&now, &pack(2, 0), &around), ["carton_out_of_bounds"]);
    assert_eq!(refused(&now, &pack(99, 1), &around), ["line_not_listed"]);
    assert_eq!(refused(&now, &TransferStep::Unpack { line: 2 }, &around), ["in_no_carton"]);
    let seal = TransferStep::Seal { manifest: MANIFEST.into() };
    assert_eq!(refused(&now, &seal, &around), ["volumes_loose"]);
    let packed = gone_as_far(5);
    let with = |change: &dyn Fn(&mut PackageSeen)| {
        let mut around = seen(&packed);
        change(around.package.as_mut().unwrap());
        refused(&packed, &seal, &around)
    };
    assert_eq!(with(&|package| package.number = "Y2027-002".into()), ["package_of_another"]);
    assert_eq!(
        with(&|package| {
            package.volumes.remove(&101);
        }),
        ["package_covers_others"]
    );
    assert_eq!(with(&|package| package.changed = vec!["2009-1".into()]), ["package_outdated"]);
    let unregistered = TransferSeen { package: None, ..seen(&packed) };
    assert_eq!(refused(&packed, &seal, &unregistered), ["package_unknown"]);
}

#[test]
fn three_parties_hand_over_on_a_day_that_can_be() {
    let now = gone_as_far(6);
    let around = seen(&now);
    let with = |change: &dyn Fn(&mut [String; 4], &mut NaiveDate)| {
        let mut names = ["经办", "馆员", "市档案局", "监交"].map(String::from);
        let mut on = day("2027-03-01");
        change(&mut names, &mut on);
        let [given_by, taken_by, witness_unit, witness] = names;
        refused(&now, &TransferStep::HandOver { given_by, taken_by, witness_unit, witness, on }, &around)
    };
    assert_eq!(with(&|names, _| names[3].clear()), ["party_missing"]);
    assert_eq!(with(&|names, _| names[3] = "馆 员".into()), ["party_twice"]);
    assert_eq!(with(&|_, on| *on = day("2027-03-02")), ["handover_day_wrong"]);
    assert_eq!(with(&|_, on| *on = day("2027-02-01")), ["handover_day_wrong"]);
    let own = now.apply(&hand_over(), &person("馆员"), day("2027-03-01"), &around);
    assert_eq!(kinds(own), ["receiver_acts"]);
    let itself = Transfer { receiver: "社 保中心".into(), ..now.clone() };
    assert!(refused(&itself, &hand_over(), &around).contains(&"one_party".to_owned()));
    let mut held = seen(&now);
    held.standing.get_mut(&2).unwrap().holds = vec![crate::say!("审计", "an audit")];
    assert_eq!(refused(&now, &hand_over(), &held), ["transfer_on_hold"]);
}

/// A receipt that agrees, and every way it may not.
#[test]
fn a_receipt_is_taken_whole_or_not_at_all() {
    let now = gone_as_far(7);
    let row = |id: u32, result: &str, reason: &str| ReceiptRow {
        row: id + 1,
        seq: id.to_string(),
        code: format!("2009-{id}"),
        result: result.into(),
        reason: reason.into(),
        number: NUMBER.into(),
        manifest: MANIFEST.into(),
    };
    let good = vec![row(1, "接收", ""), row(2, "退回", "缺卷"), row(3, "接收", "")];
    let steps = read_receipt(&now, &good).unwrap();
    assert_eq!(steps[1], TransferStep::GiveBack { line: 2, reason: "缺卷".into() });
    let with = |change: &dyn Fn(&mut Vec<ReceiptRow>)| {
        let mut rows = good.clone();
        change(&mut rows);
        kinds(read_receipt(&now, &rows))
    };
    assert_eq!(with(&|rows| rows[0].number = "Y2027-009".into()), ["receipt_of_another"]);
    assert_eq!(with(&|rows| rows[0].manifest = "cd34".into()), ["receipt_of_another_package"]);
    assert_eq!(with(&|rows| rows[0].seq = "7".into()), ["receipt_row_changed"]);
    assert_eq!(with(&|rows| rows.push(rows[0].clone())), ["receipt_row_twice"]);
    assert_eq!(with(&|rows| rows.push(row(9, "接收", ""))), ["receipt_row_foreign"]);
    assert_eq!(
        with(&|rows| {
            rows.pop();
        }),
        ["receipt_rows_missing"]
    );
    assert_eq!(with(&|rows| rows[1].reason.clear()), ["receipt_reason_missing"]);
    assert_eq!(with(&|rows| rows[0].reason = "x".into()), ["receipt_accepted_with_reason"]);
    assert_eq!(with(&|rows| rows[0].result = "好".into()), ["receipt_result_unknown"]);
    assert_eq!(with(&|rows| rows.clear()), ["receipt_empty", "receipt_rows_missing"]);
    // two volumes of one code are told apart by their number
    let mut alike = now.clone();
    alike.lines[2].code = alike.lines[0].code.clone();
    let mut rows = good.clone();
    (rows[2].code, rows[2].result, rows[2].reason) = (rows[0].code.clone(), "退回".into(), "破损".into());
    let steps = read_receipt(&alike, &rows).unwrap();
    assert_eq!(steps[0], TransferStep::Accept { line: 1 });
    assert_eq!(steps[2], TransferStep::GiveBack { line: 3, reason: "破损".into() });
    rows[2].seq = "1".into();
    assert_eq!(kinds(read_receipt(&alike, &rows)), ["receipt_row_twice", "receipt_rows_missing"]);
}
