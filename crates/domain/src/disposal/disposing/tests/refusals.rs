//! What is refused, where and for what.

use super::*;

fn kinds(kinds: &[&str]) -> Vec<String> {
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

fn step(who: i64, step: DisposalStep) -> Move {
    Move::Step(who, step)
}

#[test]
fn a_list_with_obstacles_is_not_appraised() {
    let examine = step(1, DisposalStep::Examine);
    assert_eq!(refused(0, &[], &examine), kinds(&["volume_permanent", "volume_not_due"]));
    assert_eq!(refused(2, &[Move::Hold(1)], &examine), kinds(&["volume_on_hold"]));
    assert_eq!(refused(2, &[take_out(1), take_out(2)], &examine), kinds(&["nothing_left"]));
    let no_reason = step(1, DisposalStep::TakeOut { line: 1, reason: " ".into() });
    assert_eq!(refused(0, &[], &no_reason), kinds(&["words_missing"]));
    assert_eq!(refused(0, &[], &take_out(77)), kinds(&["not_on_the_list"]));
}

#[test]
fn the_group_is_of_one_mind_or_says_who_is_waited_for() {
    let conclude = step(1, DisposalStep::Conclude);
    let empty = refused(3, &[], &conclude);
    assert_eq!(empty, kinds(&["seat_empty", "seat_empty", "seat_empty", "seat_empty"]));
    assert_eq!(refused(10, &[], &conclude), kinds(&["vote_awaited"]));
    let astray = vote(2, VoteOn::Line(1), DisposalDecision::Keep);
    assert_eq!(refused(11, &[astray], &conclude), kinds(&["group_disagrees"]));
    let undecided = (2..=5).map(|who| vote(who, VoteOn::Line(2), DisposalDecision::Undecided));
    assert_eq!(refused(11, &undecided.collect::<Vec<_>>(), &conclude), kinds(&["group_disagrees"]));
    assert_eq!(refused(11, &[Move::Hold(2)], &conclude), kinds(&["volume_on_hold"]));
    let outsider = vote(8, VoteOn::Group(1), DisposalDecision::Destroy);
    assert_eq!(refused(7, &[], &outsider), kinds(&["not_in_the_group"]));
    assert_eq!(refused(4, &[], &seat(2, "business")), kinds(&["seated_twice"]));
    let too_short = |years| DisposalStep::Vote {
        on: VoteOn::Group(1),
        decision: DisposalDecision::Keep,
        period: Some(RetentionPeriod::Years(years)),
        reason: "常有人查".into(),
    };
    assert_eq!(refused(7, &[], &step(2, too_short(10))), kinds(&["new_period_short"]));
    assert_eq!(refused(7, &[], &step(2, too_short(30))), kinds(&[]));
}

#[test]
fn an_approval_is_by_the_next_in_the_chain_and_by_no_one_twice() {
    assert_eq!(refused(13, &[], &consent(7, "head")), kinds(&["approval_out_of_turn"]));
    assert_eq!(refused(13, &[], &consent(1, "archives")), kinds(&["approved_by_proposer"]));
    assert_eq!(refused(13, &[], &consent(10, "archives")), kinds(&["approved_by_proposer"]));
    assert_eq!(refused(14, &[], &consent(6, "head")), kinds(&["approved_twice"]));
    let bare = DisposalStep::Report { number: " ".into(), to: String::new(), days: 400 };
    assert_eq!(refused(15, &[], &step(1, bare)), kinds(&["without_report", "waiting_out_of_bounds"]));
    let back = DisposalStep::Return { role: "archives".into(), reason: String::new() };
    assert_eq!(refused(13, &[], &step(6, back)), kinds(&["words_missing"]));
}

#[test]
fn nothing_is_destroyed_before_its_time_or_by_the_wrong_persons() {
    assert_eq!(refused(16, &[Move::Clock(29)], &step(1, DisposalStep::Begin)), kinds(&["still_waiting"]));
    assert_eq!(refused(18, &[], &order(1)), kinds(&["too_few_supervisors", "lines_not_counted"]));
    assert_eq!(refused(21, &[], &order(1)), kinds(&["too_few_supervisors"]));
    assert_eq!(refused(22, &[], &order(8)), kinds(&["executor_supervises"]));
    for (who, kind) in [
        (1, "supervisor_proposed"),
        (10, "supervisor_proposed"),
        (7, "supervisor_approved"),
        (11, "supervisor_approved"),
        (8, "supervisor_twice"),
    ] {
        assert_eq!(refused(21, &[], &step(who, DisposalStep::Supervise)), kinds(&[kind]), "{who}");
    }
    let other = DisposalStep::Intend {
        number: "X2025-002".into(),
        method: "pulping".into(),
        place: String::new(),
        time: String::new(),
    };
    assert_eq!(refused(22, &[], &step(1, other)), kinds(&["number_mistyped", "place_missing"]));
    assert_eq!(refused(19, &[], &step(1, DisposalStep::Tick { line: 1 })), kinds(&["counted_before"]));
    assert_eq!(refused(18, &[], &step(1, DisposalStep::Tick { line: 3 })), kinds(&["not_to_destroy"]));
    assert_eq!(refused(22, &[], &Move::Destroy(1)), kinds(&["not_ordered"]));
    assert_eq!(
        refused(23, &[Move::Hold(1), Move::Hold(2)], &Move::Destroy(1)),
        kinds(&["volume_on_hold"; 2])
    );
    assert_eq!(refused(23, &[], &Move::Destroy(8)), kinds(&["executor_supervises"]));
    let withdraw = step(1, DisposalStep::Withdraw { reason: "重建".into() });
    assert_eq!(refused(23, &[], &withdraw), kinds(&["ordered_already"]));
    assert_eq!(refused(23, &[], &step(1, DisposalStep::Finish)), kinds(&["volumes_left"]));
}

/// Who signed in yesterday is not there today; signing in again is no second person.
#[test]
fn supervisors_are_present_on_the_day_of_the_order() {
    let next_day = [Move::Clock(1)];
    assert_eq!(refused(22, &next_day, &order(1)), kinds(&["too_few_supervisors"]));
    let one_again = [Move::Clock(1), step(8, DisposalStep::Supervise)];
    assert_eq!(refused(22, &one_again, &order(1)), kinds(&["too_few_supervisors"]));
    let twice = step(8, DisposalStep::Supervise);
    assert_eq!(refused(22, &one_again, &twice), kinds(&["supervisor_twice"]));
    let both = [Move::Clock(1), twice, step(9, DisposalStep::Supervise), order(1)];
    // what was ordered goes on the next day without them: they saw it begun
    assert_eq!(refused(22, &both, &step(1, DisposalStep::Finish)), kinds(&["volumes_left"]));
    let mut world = World::new();
    for to in lawful().iter().take(23).chain(&[Move::Clock(1), Move::Destroy(1)]) {
        assert!(world.go(to), "{to:?}");
    }
    assert_eq!(violations(&world), BTreeSet::new());
}

/// Texts are bounded, and hold what databases and paper take.
#[test]
fn what_is_written_in_a_step_is_bounded_where_it_comes_in() {
    let long = |count: usize| "长".repeat(count);
    let opinion = |words: String| step(1, DisposalStep::WriteOpinion { words });
    assert_eq!(refused(12, &[], &opinion(long(2001))), kinds(&["too_long"]));
    assert_eq!(refused(12, &[], &opinion("到期\u{0}".into())), kinds(&["control_character"]));
    assert_eq!(refused(12, &[], &opinion(long(2000))), kinds(&[]));
    let withdraw = |reason: String| step(1, DisposalStep::Withdraw { reason });
    assert_eq!(refused(0, &[], &withdraw(long(501))), kinds(&["too_long"]));
    let report = DisposalStep::Report { number: long(501), to: "\u{1}".into(), days: 30 };
    assert_eq!(refused(15, &[], &step(1, report)), kinds(&["too_long", "control_character"]));
}

/// Whoever consented to an opinion that was returned is no supervisor of the next.
#[test]
fn who_ever_approved_does_not_supervise() {
    let back = DisposalStep::Return { role: "head".into(), reason: "再议".into() };
    let again = DisposalStep::WriteOpinion { words: "销毁".into() };
    let prepare = [
        consent(6, "archives"),
        step(7, back),
        step(1, DisposalStep::Conclude),
        step(1, again),
        consent(4, "archives"),
        consent(7, "head"),
        report(),
        Move::Clock(30),
        step(1, DisposalStep::Begin),
    ];
    for who in [4, 6, 7] {
        let supervise = step(who, DisposalStep::Supervise);
        assert_eq!(refused(13, &prepare, &supervise), kinds(&["supervisor_approved"]), "{who}");
    }
}

#[test]
fn a_clock_that_went_wrong_moves_nothing() {
    let conclude = step(1, DisposalStep::Conclude);
    assert_eq!(refused(11, &[Move::Clock(-1)], &conclude), kinds(&["clock_behind"]));
    assert_eq!(refused(11, &[Move::Clock(36_600)], &conclude), kinds(&["clock_ahead"]));
    assert_eq!(refused(23, &[Move::Clock(-1)], &Move::Destroy(1)), kinds(&["still_waiting", "clock_behind"]));
}

/// Accounting records: one more seat, claims and debts, one more signature.
#[test]
fn accounting_records_are_not_destroyed_with_debts_unchecked() {
    let mut world = World::new();
    world.batch.is_accounting = true;
    for to in lawful().iter().take(11) {
        assert!(world.go(to), "{to:?}");
    }
    assert!(!world.go(&Move::Step(1, DisposalStep::Conclude)));
    assert!(
        world.go(&seat(8, "accounting")) && world.go(&vote(8, VoteOn::Group(1), DisposalDecision::Destroy))
    );
    assert!(!world.go(&Move::Step(1, DisposalStep::Conclude)));
    assert!(!world.go(&Move::Step(2, DisposalStep::CheckDebts { words: "已核".into() })));
    assert!(world.go(&Move::Step(8, DisposalStep::CheckDebts { words: "往来款已结清".into() })));
    assert!(world.go(&Move::Step(1, DisposalStep::Conclude)));
    assert!(world.go(&Move::Step(1, DisposalStep::WriteOpinion { words: "销毁".into() })));
    assert!(world.go(&consent(6, "archives")) && !world.go(&consent(7, "head")));
    assert!(world.go(&consent(9, "accounting")) && world.go(&consent(7, "head")));
    assert_eq!(world.batch.stage.name(), StageName::Approved);
}
