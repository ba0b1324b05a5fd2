use chrono::Datelike;
use proptest::prelude::*;

use super::*;
use crate::schemes::code::tests::shipped;
use crate::schemes::scheme::{Rule, Trigger};

fn wuhu() -> &'static Scheme {
    shipped().scheme("wuhu-2009").unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn fact(kind: FactKind, on: &str) -> Fact {
    Fact { kind, on: day(on), period: None, note: String::new() }
}

/// Date of a paper under the rule `names` belongs to.
fn pension(names: &str, year: i32, facts: &[Fact]) -> Retention {
    let found = wuhu().find_step_by_text("YL", names);
    let (_, step, rule) = found.first().unwrap_or_else(|| panic!("{names}"));
    by_rule(step, rule.unwrap(), year, facts)
}

/// Filed with the rule's own period.
fn by_rule(step: &Step, rule: usize, year: i32, facts: &[Fact]) -> Retention {
    derive(shipped(), wuhu(), step, rule, year, facts)
}

/// A business step with one rule of this period, outside the accounting regime.
fn plain_step(period: RetentionPeriod) -> Step {
    let mut step = wuhu().classes[0].steps[0].clone();
    step.rules[0].period = Some(period);
    step
}

fn eligible(text: &str) -> Outcome {
    Outcome::Eligible(day(text))
}

/// 8 periods × years 1949–2099, against whole-number arithmetic.
#[test]
fn every_period_in_every_year() {
    let periods: Vec<_> = [100, 50, 30, 25, 15, 10, 5].into_iter().map(RetentionPeriod::Years).collect();
    let mut cells = 0;
    for period in periods.into_iter().chain([RetentionPeriod::Permanent]) {
        let step = plain_step(period);
        for year in 1949..=2099 {
            let retention = by_rule(&step, 0, year, &[]);
            assert_eq!(retention.start.map(|day| (day.year(), day.ordinal())), Some((year + 1, 1)));
            assert_eq!((retention.period, retention.effective), (period, period));
            match period {
                RetentionPeriod::Permanent => assert_eq!(retention.outcome, Outcome::Permanent),
                RetentionPeriod::Years(n) => {
                    let from = retention.outcome.eligible_on().unwrap();
                    assert_eq!((from.year(), from.ordinal()), (year + i32::from(n) + 1, 1));
                    let last = from.pred_opt().unwrap();
                    assert_eq!((last.year(), last.month(), last.day()), (year + i32::from(n), 12, 31));
                    assert!(!is_due(&retention.outcome, last) && is_due(&retention.outcome, from));
                }
            }
            cells += 1;
        }
    }
    assert_eq!(cells, 1208);
}

#[test]
fn records_formed_in_2009() {
    let scheme = wuhu();
    let outcome = |class: &str, text: &str| {
        let found = scheme.find_step_by_text(class, text);
        by_rule(found[0].1, 0, 2009, &[]).outcome
    };
    assert_eq!(outcome("ZJ", "社会保险费征缴核定材料"), eligible("2110-01-01")); // H
    assert_eq!(outcome("YL", "养老保险待遇核定材料"), eligible("2060-01-01")); // C
    assert_eq!(outcome("YL", "养老保险支付明细表和汇总表"), eligible("2040-01-01")); // D
    assert_eq!(outcome("YB", "就医登记材料"), eligible("2020-01-01")); // F
    assert_eq!(outcome("GL", "参保单位登记材料"), Outcome::Permanent);
}

#[test]
fn accounting_periods_not_run_out_in_2015_are_reset() {
    for (names, year, from, old, new) in [
        ("记账凭证", 2009, "2040-01-01", 15, 30),
        ("总账", 2009, "2040-01-01", 15, 30),
        ("现金、银行存款日记账", 2009, "2040-01-01", 25, 30),
        ("现金、银行存款日记账", 1995, "2026-01-01", 25, 30),
        ("会计月、季度报表", 2012, "2023-01-01", 5, 10),
        ("记账凭证", 2001, "2032-01-01", 15, 30),
        ("记账凭证", 2015, "2046-01-01", 15, 30),
    ] {
        let retention = pension(names, year, &[]);
        assert_eq!(retention.outcome, eligible(from), "{names} {year}");
        assert_eq!(retention.period, RetentionPeriod::Years(old), "{names} {year}");
        assert_eq!(retention.effective, RetentionPeriod::Years(new), "{names} {year}");
    }
    assert_eq!(pension("会计年报", 2009, &[]).outcome, Outcome::Permanent);
}

#[test]
fn from_2016_the_newer_table_counts() {
    for (names, from, years) in [
        ("记账凭证", "2047-01-01", 30),
        ("现金、银行存款日记账", "2047-01-01", 30),
        ("会计月、季度报表", "2027-01-01", 10),
        ("银行余额调节表和银行对账单", "2027-01-01", 10),
    ] {
        let retention = pension(names, 2016, &[]);
        assert_eq!(retention.outcome, eligible(from), "{names}");
        assert_eq!(retention.period, RetentionPeriod::Years(years), "{names}");
        assert_eq!(retention.effective, retention.period, "{names}");
    }
    assert_eq!(pension("会计年报", 2016, &[]).outcome, Outcome::Permanent);
    // a fund whose scheme leaves its accounts to the accounting rules altogether
    let found = wuhu().find_step_by_text("SY", "记账凭证");
    let maternity = found.iter().find(|(class, _, _)| class.id == "maternity");
    if let Some((_, step, rule)) = maternity {
        assert_eq!(by_rule(step, rule.unwrap(), 2009, &[]).outcome, eligible("2040-01-01"));
    }
}

#[test]
fn periods_run_out_unappraised_are_questions() {
    for (names, year, kind, protects) in [
        ("记账凭证", 1999, "reached_unappraised", "2029-12-31"),
        ("会计月、季度报表", 2009, "reached_unappraised", "2019-12-31"),
        ("银行余额调节表和银行对账单", 2009, "reached_unappraised", "2019-12-31"),
        ("记账凭证", 2000, "reached_on_cut_off", "2030-12-31"),
        ("会计月、季度报表", 2010, "reached_on_cut_off", "2020-12-31"),
    ] {
        let retention = pension(names, year, &[]);
        let question = retention.outcome.question().unwrap_or_else(|| panic!("{retention:?}"));
        assert_eq!(
            (question.kind.as_str(), question.protects_until),
            (kind, Some(day(protects))),
            "{names} {year}"
        );
        assert!(!is_due(&retention.outcome, day("2999-01-01")));
        assert_eq!(retention.effective, retention.period);
    }
}

#[test]
fn an_appraisal_answers_the_question() {
    use FactKind::{AppraisedDestroy, AppraisedKeep};
    let outcome = |names: &str, year, facts: &[Fact]| pension(names, year, facts).outcome;
    let voucher = |year, facts: &[Fact]| outcome("记账凭证", year, facts);
    assert_eq!(voucher(1999, &[fact(AppraisedKeep, "2015-06-01")]), eligible("2030-01-01"));
    assert_eq!(voucher(1999, &[fact(AppraisedDestroy, "2015-06-01")]), eligible("2015-06-01"));
    assert_eq!(voucher(2000, &[fact(AppraisedKeep, "2026-03-01")]), eligible("2031-01-01"));
    assert_eq!(voucher(2000, &[fact(AppraisedDestroy, "2026-03-01")]), eligible("2026-03-01"));
    // the later appraisal counts; of two on one day the one that keeps
    let both = [fact(AppraisedDestroy, "2015-06-01"), fact(AppraisedKeep, "2016-06-01")];
    assert_eq!(voucher(1999, &both), eligible("2030-01-01"));
    let same_day = [fact(AppraisedKeep, "2015-06-01"), fact(AppraisedDestroy, "2015-06-01")];
    assert_eq!(voucher(1999, &same_day), eligible("2030-01-01"));
    // kept on, it is never due before the new rules and that decision
    assert_eq!(voucher(1980, &[fact(AppraisedKeep, "2010-06-01")]), eligible("2016-01-01"));
    assert_eq!(voucher(1980, &[fact(AppraisedKeep, "2020-06-01")]), eligible("2020-06-02"));
    // an appraisal before the period had ended decides nothing
    assert_eq!(voucher(2009, &[fact(AppraisedDestroy, "2014-06-01")]), eligible("2040-01-01"));
    assert!(voucher(1999, &[fact(AppraisedDestroy, "2014-06-01")]).question().is_some());
}

#[test]
fn a_trigger_waits_for_its_fact() {
    let step_with = |trigger| {
        let mut step = plain_step(RetentionPeriod::Years(5));
        step.rules[0].trigger = trigger;
        step
    };
    for (trigger, kind, unknown) in [
        (Trigger::Scrapping, FactKind::Scrapped, "scrapping_unknown"),
        (Trigger::Ending, FactKind::Ended, "ending_unknown"),
    ] {
        let step = step_with(trigger);
        let open = by_rule(&step, 0, 2009, &[]);
        let question = open.outcome.question().unwrap();
        assert_eq!((question.kind.as_str(), question.protects_until, open.start), (unknown, None, None));
        let closed = by_rule(&step, 0, 2009, &[fact(kind, "2018-07-01")]);
        assert_eq!(closed.outcome, eligible("2024-01-01"));
        assert_eq!(closed.start, Some(day("2019-01-01")));
        // a fact of the other kind answers nothing
        let other = if kind == FactKind::Ended { FactKind::Scrapped } else { FactKind::Ended };
        let wrong = by_rule(&step, 0, 2009, &[fact(other, "2018-07-01")]);
        assert_eq!(wrong.outcome, open.outcome);
    }
}

/// 固定资产卡片: the accounting table alone says what starts the period.
#[test]
fn the_accounting_table_brings_its_trigger() {
    let mut step = plain_step(RetentionPeriod::Permanent);
    step.rules =
        vec![Rule { period: None, accounting: Some("fixed_asset_cards".into()), ..step.rules[0].clone() }];
    let outcome = |facts: &[Fact]| by_rule(&step, 0, 2009, facts).outcome;
    assert_eq!(outcome(&[]).question().map(|question| question.kind.as_str()), Some("scrapping_unknown"));
    assert_eq!(outcome(&[fact(FactKind::Scrapped, "2012-02-29")]), eligible("2018-01-01"));
    assert_eq!(outcome(&[fact(FactKind::Scrapped, "2017-12-31")]), eligible("2023-01-01"));
}

#[test]
fn nobody_says_how_long() {
    let mut step = plain_step(RetentionPeriod::Permanent);
    step.rules[0].period = None;
    for rule in [0, 1] {
        let retention = by_rule(&step, rule, 2009, &[]);
        assert_eq!(retention.outcome.question().map(|question| question.kind.as_str()), Some("no_period"));
        assert!(retention.unverified);
    }
    let far = by_rule(&plain_step(RetentionPeriod::Years(10)), 0, i32::MAX - 3, &[]);
    assert_eq!(far.outcome.question().map(|question| question.kind.as_str()), Some("year_out_of_range"));
}

#[test]
fn of_filed_and_ruled_the_longer_counts() {
    let step = plain_step(RetentionPeriod::Years(30));
    let filed =
        |years| derive_as_filed(shipped(), wuhu(), &step, 0, 2009, RetentionPeriod::Years(years), &[]);
    assert_eq!(filed(50).outcome, eligible("2060-01-01"));
    assert_eq!(filed(10).outcome, eligible("2040-01-01"));
    assert_eq!(filed(10).effective, RetentionPeriod::Years(30));
    assert!(filed(50).why.zh.contains("长于规定") && filed(10).why.zh.contains("短于规定"));
    assert!(!filed(30).why.zh.contains("于规定"));
}

#[test]
fn the_volume_follows_its_longest_member() {
    let of = |period, year| by_rule(&plain_step(period), 0, year, &[]);
    let (ten, thirty) = (of(RetentionPeriod::Years(10), 2009), of(RetentionPeriod::Years(30), 2009));
    let permanent = of(RetentionPeriod::Permanent, 2009);
    let (q1999, q2009) = (pension("记账凭证", 1999, &[]), pension("会计月、季度报表", 2009, &[]));
    assert_eq!(longest(&[]), None);
    assert_eq!(longest(&[ten.clone(), thirty.clone(), thirty.clone()]), Some(1));
    assert_eq!(longest(&[thirty.clone(), q2009.clone(), q1999.clone(), ten.clone()]), Some(2));
    assert_eq!(longest(&[thirty, q2009, permanent, q1999, ten]), Some(2));
}

#[test]
fn the_sentence_in_both_languages() {
    let said = |retention: Retention| [retention.why.zh, retention.why.en];
    let reset = said(pension("记账凭证", 2009, &[]));
    let asked = said(pension("记账凭证", 2000, &[]));
    let kept = said(pension("记账凭证", 1999, &[fact(FactKind::AppraisedKeep, "2015-06-01")]));
    let plain = said(pension("养老保险待遇核定材料", 2009, &[]));
    insta::assert_snapshot!([reset, asked, kept, plain].map(|pair| pair.join("\n")).join("\n\n"));
}

#[test]
fn unverified_rules_are_named() {
    assert!(!pension("记账凭证", 2009, &[]).unverified);
    assert!(pension("记账凭证", 2000, &[]).unverified); // the rule does not define the very day
    let bank = pension("银行余额调节表和银行对账单", 2012, &[]);
    assert!(bank.unverified && bank.why.zh.contains("未经核实") && bank.why.en.contains("unverified"));
}

proptest! {
    #[test]
    fn longer_and_later_never_expire_sooner(
        (shorter, longer) in (1u16..200, 0u16..200), (year, later) in (1949i32..2300, 0i32..200), on in 0i32..400_000,
    ) {
        let of = |years, year| by_rule(&plain_step(RetentionPeriod::Years(years)), 0, year, &[]).outcome;
        let base = of(shorter, year);
        prop_assert!(base.eligible_on() <= of(shorter + longer, year).eligible_on());
        prop_assert!(base.eligible_on() <= of(shorter, year + later).eligible_on());
        let today = NaiveDate::from_num_days_from_ce_opt(700_000 + on).unwrap();
        prop_assert!(!is_due(&base, today) || is_due(&base, today.succ_opt().unwrap()));
    }

    /// The transition never lets an accounting paper go sooner than its old period, nor does a
    /// question ever count as due.
    #[test]
    fn the_transition_never_shortens(pick: usize, year in 1949i32..2100, facts in prop::collection::vec((0usize..4, 0i64..40_000), 0..4)) {
        let names = ["记账凭证", "银行余额调节表和银行对账单", "现金、银行存款日记账", "总账", "会计月、季度报表", "会计档案移交清册"];
        let facts: Vec<Fact> = facts.into_iter().map(|(kind, days)| Fact {
            kind: FactKind::ALL[kind],
            on: day("1990-01-01") + chrono::Days::new(days as u64),
            period: None,
            note: String::new(),
        }).collect();
        let retention = pension(names[pick % names.len()], year, &facts);
        let years = i32::from(retention.period.years().unwrap());
        match &retention.outcome {
            Outcome::Eligible(from) => prop_assert!(*from > NaiveDate::from_ymd_opt(year + years, 12, 31).unwrap()),
            Outcome::Question(question) => {
                prop_assert!(question.protects_until >= NaiveDate::from_ymd_opt(year + years, 12, 31));
                prop_assert!(!is_due(&retention.outcome, NaiveDate::MAX));
            }
            Outcome::Permanent => prop_assert!(false),
        }
    }
}

#[test]
fn every_later_table_applies_and_not_only_the_first() {
    let mut schemes = shipped().clone();
    let mut later = schemes.accounting.last().unwrap().clone();
    let before = std::mem::replace(&mut later.id, "accounting-2030".into());
    later.in_force = day("2030-01-01");
    let transition = later.transition.as_mut().unwrap();
    (transition.from, transition.cut_off) = (before, day("2029-12-31"));
    for line in later.lines.iter_mut().filter(|line| line.key == "vouchers") {
        line.period = RetentionPeriod::Years(50);
    }
    schemes.accounting.push(later);
    let found = wuhu().find_step_by_text("YL", "记账凭证");
    let (_, step, rule) = found.first().unwrap();
    let of = |year| derive(&schemes, wuhu(), step, rule.unwrap(), year, &[]);
    // 15 years as filed, 30 by the table of 2015, 50 by that of 2029
    assert_eq!((of(2009).effective, of(2009).outcome), (RetentionPeriod::Years(50), eligible("2060-01-01")));
    assert_eq!(of(2009).period, RetentionPeriod::Years(15));
    for from in ["2016-01-01", "2030-01-01"] {
        assert!(of(2009).why.zh.contains(from), "{}", of(2009).why.zh);
    }
    // what had run out before either took over waits for a person, and no later table answers for her
    assert_eq!(of(1990).outcome.question().map(|q| q.kind.as_str()), Some("reached_unappraised"));
    // a later table that gives the same period changes nothing
    let reports = wuhu().find_step_by_text("YL", "会计月、季度报表");
    let (_, step, rule) = reports.first().unwrap();
    let of = |schemes| derive(schemes, wuhu(), step, rule.unwrap(), 2015, &[]);
    assert_eq!(of(&schemes).outcome, of(shipped()).outcome);
}

#[test]
fn a_record_kept_on_is_due_when_the_new_period_ends_from_the_original_start() {
    let kept = |on: &str, period| Fact { period: Some(period), ..fact(FactKind::AppraisedKeep, on) };
    let step = plain_step(RetentionPeriod::Years(10));
    let of = |facts: &[Fact]| by_rule(&step, 0, 2009, facts);
    assert_eq!(of(&[]).outcome, eligible("2020-01-01"));
    let longer = of(&[kept("2021-03-01", RetentionPeriod::Years(30))]);
    assert_eq!((longer.outcome, longer.effective), (eligible("2040-01-01"), RetentionPeriod::Years(30)));
    assert_eq!((longer.period, longer.start), (RetentionPeriod::Years(10), Some(day("2010-01-01"))));
    for part in ["2021-03-01", "30 年", "2039-12-31", "实施条例（2024）第二十四条"] {
        assert!(longer.why.zh.contains(part), "{part}: {}", longer.why.zh);
    }
    assert_eq!(of(&[kept("2021-03-01", RetentionPeriod::Permanent)]).outcome, Outcome::Permanent);
    // a period is a minimum: none that is shorter counts
    assert_eq!(of(&[kept("2021-03-01", RetentionPeriod::Years(5))]).outcome, eligible("2020-01-01"));
    // accounting papers: beyond what the new table gives them
    let voucher = |facts: &[Fact]| pension("记账凭证", 2000, facts).outcome;
    assert_eq!(voucher(&[kept("2016-02-01", RetentionPeriod::Years(50))]), eligible("2051-01-01"));
    assert_eq!(
        voucher(&[kept("2016-02-01", RetentionPeriod::Years(20))]),
        voucher(&[fact(FactKind::AppraisedKeep, "2016-02-01")])
    );
    // a question that protects it for longer stays open: 1990, 15 years, 30 by the table of 2015
    let early =
        |years| pension("记账凭证", 1990, &[kept("2004-05-01", RetentionPeriod::Years(years))]).outcome;
    assert_eq!(early(20).question().map(|q| q.kind.as_str()), Some("reached_unappraised"));
    assert_eq!(early(40), eligible("2031-01-01"));
}
