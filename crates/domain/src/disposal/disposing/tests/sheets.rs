//! A member's sheet: what comes back as it went is no vote; what was touched is refused row by row.

use super::*;
use crate::general::wording::Lang;

type Cells = BTreeMap<&'static str, String>;

/// The list examined and the group seated; whoever is asked writes a sheet.
fn seated_world() -> World {
    let mut world = World::new();
    for to in lawful().iter().take(7) {
        assert!(world.go(to), "{to:?}");
    }
    world
}

fn sheet(world: &World, who: i64) -> Vec<Cells> {
    world.batch.vote_sheet(&person(who), Lang::Zh).unwrap()
}

fn read(world: &World, who: i64, rows: &[Cells]) -> Result<Vec<DisposalStep>, Vec<(Option<u32>, String)>> {
    let returned = |(at, cells): (usize, &Cells)| ReturnedVote { row: at as u32 + 5, cells: cells.clone() };
    let rows: Vec<ReturnedVote> = rows.iter().enumerate().map(returned).collect();
    world.batch.votes_on_sheet(&person(who), world.day, &rows).map_err(|error| match error {
        Error::Refused(problems) => problems.into_iter().map(|problem| (problem.row, problem.kind)).collect(),
        other => panic!("{other}"),
    })
}

fn fill(rows: &mut [Cells], at: usize, decision: &str, period: &str, reason: &str) {
    rows[at].extend([
        ("decision", decision.to_owned()),
        ("new_period", period.to_owned()),
        ("reason", reason.to_owned()),
    ]);
}

fn kinds_of(world: &World, who: i64, rows: &[Cells]) -> Vec<(Option<u32>, String)> {
    read(world, who, rows).expect_err("refused")
}

#[test]
fn what_a_group_says_alike_is_one_vote_and_what_differs_its_own() {
    let mut world = seated_world();
    let mut rows = sheet(&world, 2);
    fill(&mut rows, 0, "销毁", "", "");
    fill(&mut rows, 1, "D", "", "");
    let group = |decision, reason: &str| DisposalStep::Vote {
        on: VoteOn::Group(1),
        decision,
        period: None,
        reason: reason.into(),
    };
    assert_eq!(read(&world, 2, &rows).unwrap(), [group(DisposalDecision::Destroy, "")]);
    fill(&mut rows, 1, "续存", "30年", "涉诉");
    let odd = DisposalStep::Vote {
        on: VoteOn::Line(2),
        decision: DisposalDecision::Keep,
        period: Some(RetentionPeriod::Years(30)),
        reason: "涉诉".into(),
    };
    let steps = read(&world, 2, &rows).unwrap();
    assert_eq!(steps, [group(DisposalDecision::Destroy, ""), odd.clone()]);
    steps.into_iter().for_each(|step| assert!(world.go(&Move::Step(2, step))));
    let again = sheet(&world, 2);
    assert_eq!((again[1]["decision"].as_str(), again[1]["new_period"].as_str()), ("续存", "30年"));
    let kinds =
        |outcome: Vec<(Option<u32>, String)>| outcome.into_iter().map(|one| one.1).collect::<Vec<_>>();
    assert_eq!(kinds(kinds_of(&world, 2, &again)), ["votes_as_before"]);
    assert_eq!(sheet(&world, 3)[1]["others"], "负责 续存30年");
    // a line that says nothing is not spoken for by its group
    let mut half = sheet(&world, 3);
    fill(&mut half, 0, "destroy", "", "");
    let line = DisposalStep::Vote {
        on: VoteOn::Line(1),
        decision: DisposalDecision::Destroy,
        period: None,
        reason: String::new(),
    };
    assert_eq!(read(&world, 3, &half).unwrap(), [line]);
}

#[test]
fn every_row_that_does_not_fit_is_named() {
    let mut world = seated_world();
    let mut rows = sheet(&world, 2);
    rows.iter_mut().for_each(|row| drop(row.insert("decision", "销毁".into())));
    let refused = |rows: &[Cells]| kinds_of(&world, 2, rows);
    let one = |row: Option<u32>, kind: &str| vec![(row, kind.to_owned())];
    assert_eq!(refused(&rows[..1]), one(None, "vote_row_missing"));
    let doubled = [rows[0].clone(), rows[1].clone(), rows[1].clone()];
    assert_eq!(refused(&doubled), one(Some(7), "vote_row_doubled"));
    let touch = |column: &'static str, text: &str| {
        let mut rows = rows.clone();
        rows[1].insert(column, text.into());
        refused(&rows)
    };
    for column in ["group", "code", "title", "year", "period", "eligible_on", "items", "pages"] {
        assert_eq!(touch(column, "7777"), one(Some(6), "vote_row_changed"), "{column}");
    }
    let mark = rows[1]["mark"].clone();
    let missing = |kind: &str| vec![(Some(6), kind.to_owned()), (None, "vote_row_missing".to_owned())];
    assert_eq!(touch("mark", ""), missing("vote_row_added"));
    assert_eq!(touch("mark", &mark.replace(" 2 ", " 9 ")), missing("vote_row_added"));
    let of_another = |now: String| touch("mark", &now);
    assert_eq!(of_another(mark.replace(NUMBER, "X2025-002")), one(Some(6), "vote_of_another_batch"));
    assert_eq!(of_another(mark.replace("leader", "business")), one(Some(6), "vote_of_another_member"));
    let list = mark.split(' ').nth(3).unwrap();
    assert_eq!(of_another(mark.replace(list, "0123456789abcdef")), one(Some(6), "vote_of_another_list"));
    assert_eq!(touch("decision", "烧了"), one(Some(6), "vote_unreadable"));
    assert_eq!(touch("decision", "续存"), {
        vec![(Some(6), "words_missing".to_owned()), (Some(6), "new_period_missing".to_owned())]
    });
    assert_eq!(touch("new_period", "很久"), one(Some(6), "vote_period_unreadable"));
    assert_eq!(touch("new_period", "30"), one(Some(6), "period_not_asked"));
    let mut reasoned = rows.clone();
    fill(&mut reasoned, 1, "", "", "有用");
    assert_eq!(refused(&reasoned), one(Some(6), "vote_emptied"));
    assert_eq!(kinds_of(&world, 3, &rows), {
        let other = |row| (Some(row), "vote_of_another_member".to_owned());
        vec![other(5), other(6)]
    });
    assert!(matches!(world.batch.vote_sheet(&person(8), Lang::Zh), Err(Error::Refused(_))));
    // captions under the list are none of it
    let with_caption: Vec<Cells> =
        rows.iter().cloned().chain([Cells::from([("group", "合计 2 卷".to_owned())])]).collect();
    assert!(read(&world, 2, &with_caption).is_ok());
    // voted since, or a line taken out since
    assert!(world.go(&take_out(2)));
    assert_eq!(kinds_of(&world, 2, &rows), one(Some(6), "vote_row_left"));
    assert!(world.go(&vote(2, VoteOn::Group(1), DisposalDecision::Destroy)));
    let older = |row| (Some(row), "vote_row_older".to_owned());
    assert_eq!(kinds_of(&world, 2, &rows), [older(5), older(6)]);
}
