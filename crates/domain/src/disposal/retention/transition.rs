//! Accounting records formed under a table that has been replaced since (财会〔2016〕3号). The cases
//! and their sentences are data: [`Transition`](crate::schemes::scheme::Transition).

use chrono::NaiveDate;

use super::account::{Account, end_of_period, out_of_range};
use super::given::PeriodWhy;
use super::{Fact, FactKind, Outcome, Question};
use crate::general::wording::Wording;
use crate::say;
use crate::schemes::scheme::{
    AccountingLine, AccountingTable, Rule, Scheme, Schemes, Transition, TransitionCase,
};
use crate::values::period::RetentionPeriod;

/// A newer table that gives another period for the same papers.
pub(super) struct Transit<'a> {
    table: &'a AccountingTable,
    rule: &'a Transition,
    line: &'a AccountingLine,
}

impl<'a> Transit<'a> {
    /// The tables that took over after `year` and have these papers, the oldest first.
    pub fn all(schemes: &'a Schemes, scheme: &Scheme, rule: &Rule, year: i32) -> Vec<Transit<'a>> {
        let (Some(key), Some(year_end)) = (rule.accounting.as_deref(), NaiveDate::from_ymd_opt(year, 12, 31))
        else {
            return Vec::new();
        };
        let newer = schemes.accounting.iter().filter(|table| table.in_force > year_end);
        let applying = newer.filter(|table| rule.period.is_none() || schemes.replaces(table, scheme));
        let transit = |table: &'a AccountingTable| {
            Some(Transit { table, rule: table.transition.as_ref()?, line: table.line(key)? })
        };
        applying.filter_map(transit).collect()
    }

    /// What it gives these papers.
    pub fn period(&self) -> RetentionPeriod {
        self.line.period
    }

    fn case(&self, state: &str) -> Option<&'a TransitionCase> {
        self.rule.cases.iter().find(|case| case.state == state)
    }
}

/// What becomes of the old period, case by case.
pub(super) fn apply(
    account: &mut Account,
    transit: &Transit,
    year: i32,
    old: RetentionPeriod,
    facts: &[Fact],
) -> (RetentionPeriod, Outcome) {
    // the law lets the newer table apply as it stands; a period already given is a minimum, so a
    // table that shortened one would not shorten it here
    let new = transit.line.period.max(old);
    let cut_off = transit.rule.cut_off;
    let old_end = end_of_period(year, old);
    if old.years().is_some() && old_end.is_none() {
        return (old, out_of_range(year));
    }
    let appraisal = old_end.and_then(|end| latest_appraisal(facts, end));
    let state = match (old_end, appraisal) {
        (Some(end), Some(fact)) if end <= cut_off => match fact.kind {
            FactKind::AppraisedDestroy => "reached_destroy",
            _ => "reached_keep",
        },
        (Some(end), None) if end == cut_off => "reached_on_cut_off",
        (Some(end), None) if end < cut_off => "reached_unappraised",
        _ => "not_reached",
    };
    if let (Some(years), Some(end)) = (old.years(), old_end) {
        account.say(say!("保管 {years} 年，原届满 {end}", "kept {years} years, at first to {end}"));
    }
    let case = transit.case(state);
    account.say(takes_over(transit, case));
    account.rest_on(&transit.line.origin, false);
    // the case may be marked otherwise than the rule: what the rule leaves undefined is nobody's text
    account.rest_on(case.map_or(&transit.rule.origin, |case| &case.origin), false);
    let then = case.map_or("ask", |case| case.then.as_str());
    match (then, appraisal.filter(|_| state != "not_reached"), old_end) {
        ("as_appraised", Some(fact), Some(end)) if fact.kind == FactKind::AppraisedDestroy => {
            let day = fact.on;
            account.say(say!("{day} 鉴定为可以销毁", "appraised on {day} as destroyable"));
            (old, Outcome::Eligible(day.max(next_day(end))))
        }
        ("reset", _, _) => {
            give(account, transit, new, transit.table.in_force);
            (new, renewed(account, year, new, None))
        }
        ("as_appraised", Some(fact), _) => {
            let day = fact.on;
            account.say(say!("{day} 鉴定为继续保管", "appraised on {day}: keep"));
            give(account, transit, new, transit.table.in_force.max(day));
            // kept on, it is not up for appraisal again before the new rules and that decision
            (new, renewed(account, year, new, Some(transit.table.in_force.max(next_day(day)))))
        }
        _ => (old, ask(account, state, year, old_end, new)),
    }
}

/// Notes that the record has the newer table's period from a day on.
fn give(account: &mut Account, transit: &Transit, period: RetentionPeriod, from: NaiveDate) {
    account.give(Some(from), period, PeriodWhy::Replaced, &transit.line.origin);
}

/// The appraisal that counts: the latest after the old period ended; of two on one day, to keep.
fn latest_appraisal(facts: &[Fact], old_end: NaiveDate) -> Option<&Fact> {
    let appraisals = facts.iter().filter(|fact| {
        matches!(fact.kind, FactKind::AppraisedKeep | FactKind::AppraisedDestroy) && fact.on > old_end
    });
    appraisals.max_by_key(|fact| (fact.on, fact.kind == FactKind::AppraisedKeep))
}

fn takes_over(transit: &Transit, case: Option<&TransitionCase>) -> Wording {
    let from = transit.table.in_force;
    let name = short_name(&transit.rule.origin.instrument);
    match case {
        Some(case) => {
            let (zh, en) = (case.zh.trim_end_matches('。'), case.en.trim_end_matches('.'));
            say!("{from} 起按{name}衔接（{zh}）", "from {from} {name} applies ({en})")
        }
        None => say!("{from} 起按{name}衔接", "from {from} {name} applies"),
    }
}

/// The new period from the original start, no earlier than `earliest`.
fn renewed(account: &mut Account, year: i32, new: RetentionPeriod, earliest: Option<NaiveDate>) -> Outcome {
    let RetentionPeriod::Years(years) = new else { return Outcome::Permanent };
    let Some(end) = end_of_period(year, new) else { return out_of_range(year) };
    account.say(say!(
        "新期限 {years} 年，自原起算日算到 {end} 止",
        "the new {years} years, from the original start, run to {end}"
    ));
    let next = next_day(end);
    Outcome::Eligible(earliest.map_or(next, |earliest| earliest.max(next)))
}

fn ask(
    account: &mut Account,
    state: &str,
    year: i32,
    old_end: Option<NaiveDate>,
    new: RetentionPeriod,
) -> Outcome {
    let new_end = end_of_period(year, new);
    if let (Some(years), Some(end)) = (new.years(), new_end) {
        account.say(say!("按新期限 {years} 年是到 {end}", "by the new {years} years it would be to {end}"));
    }
    let missing = if state == "reached_on_cut_off" {
        say!(
            "原期限恰在衔接日届满，请由人决定并录入鉴定结论（继续保管或可以销毁）和日期",
            "the old period ended on the very cut-off day: a person must decide and record the appraisal (keep or destroy) and its day"
        )
    } else {
        say!(
            "请鉴定，并录入鉴定结论（继续保管或可以销毁）和日期",
            "appraise it and record the result (keep or destroy) and its day"
        )
    };
    // the later of both dates protects; a permanent new period has no end
    let protects_until = new_end.map(|end| old_end.map_or(end, |old| old.max(end)));
    Outcome::Question(Question { kind: state.into(), protects_until, missing })
}

fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(NaiveDate::MAX)
}

/// `…《衔接规定》（财会〔2016〕3号）` → `财会〔2016〕3号`; the whole where it ends otherwise.
fn short_name(instrument: &str) -> &str {
    let inner = instrument.strip_suffix('）').and_then(|text| Some(text.rsplit_once('（')?.1));
    inner.unwrap_or(instrument)
}
