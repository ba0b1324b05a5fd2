//! When a record may be appraised, and why: the one place that derives dates.
//!
//! A period runs from 1 January after the year of formation (accounting: after the accounting year;
//! 固定资产 and agreements: after the year they were scrapped or ended). `Years(n)` of year F is kept
//! to the end of 31 December F+n and may be appraised from the next day. A period is a minimum:
//! expiry permits appraisal, never destruction. Whole years only, so that no leap day or zone counts.

mod account;
mod derivation;
mod given;
mod kept_on;
#[cfg(test)]
mod tests;
mod transition;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::general::wording::Wording;
use crate::say;
use crate::schemes::scheme::{Scheme, Schemes, Step};
use crate::values::period::RetentionPeriod;
use account::Account;
pub use given::{PeriodGiven, PeriodWhy};

/// What may be recorded about a paper that decides its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// 固定资产报废清理
    Scrapped,
    /// 协议终止、事项办结
    Ended,
    /// 鉴定为继续保管
    AppraisedKeep,
    /// 鉴定为可以销毁
    AppraisedDestroy,
}

impl FactKind {
    pub const ALL: [FactKind; 4] =
        [FactKind::Scrapped, FactKind::Ended, FactKind::AppraisedKeep, FactKind::AppraisedDestroy];

    pub fn key(self) -> &'static str {
        match self {
            FactKind::Scrapped => "scrapped",
            FactKind::Ended => "ended",
            FactKind::AppraisedKeep => "appraised_keep",
            FactKind::AppraisedDestroy => "appraised_destroy",
        }
    }

    /// What people call it.
    pub fn word(self) -> Wording {
        match self {
            FactKind::Scrapped => say!("固定资产报废清理", "Asset scrapped"),
            FactKind::Ended => say!("协议终止、事项办结", "Agreement or matter ended"),
            FactKind::AppraisedKeep => say!("鉴定：继续保管", "Appraised: keep longer"),
            FactKind::AppraisedDestroy => say!("鉴定：可以销毁", "Appraised: may be destroyed"),
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        FactKind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A recorded fact and the day it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub kind: FactKind,
    pub on: NaiveDate,
    /// Kept on: for how long, counted from the original start.
    #[serde(default)]
    pub period: Option<RetentionPeriod>,
    #[serde(default)]
    pub note: String,
}

/// Something only a person can settle; until then the record is listed apart and never due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Question {
    /// `scrapping_unknown`, `ending_unknown`, `no_period`, `year_out_of_range`, or the state of the
    /// accounting transition: `reached_unappraised`, `reached_on_cut_off`.
    pub kind: String,
    /// Last day it must be kept whatever the answer; `None`: no end can be given.
    pub protects_until: Option<NaiveDate>,
    /// What has to be recorded.
    pub missing: Wording,
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Permanent,
    /// First day on which it may be appraised.
    Eligible(NaiveDate),
    Question(Question),
}

impl Outcome {
    pub fn eligible_on(&self) -> Option<NaiveDate> {
        match self {
            Outcome::Eligible(day) => Some(*day),
            _ => None,
        }
    }

    pub fn question(&self) -> Option<&Question> {
        match self {
            Outcome::Question(question) => Some(question),
            _ => None,
        }
    }
}

/// A date with its derivation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Retention {
    /// As filed and printed in the code.
    pub period: RetentionPeriod,
    /// As it now applies: after a transition, or where the rule asks for longer than was filed.
    pub effective: RetentionPeriod,
    pub formed_year: i32,
    /// First day that counts; `None`: what starts the period has not been recorded.
    pub start: Option<NaiveDate>,
    pub outcome: Outcome,
    /// The whole derivation in one sentence.
    pub why: Wording,
    /// The same, step by step; the last says on what rules.
    pub steps: Vec<Wording>,
    /// A rule it rests on was not read verbatim (mark P or K).
    pub unverified: bool,
    /// The periods it has had, from the day it was filed on; the last is `effective`.
    pub periods: Vec<PeriodGiven>,
}

impl Retention {
    /// The same of a paper filed with another period under another edition, named `before`, that the edition named `now`
    /// rules since.
    pub(super) fn ruled_since(
        mut self,
        filed: RetentionPeriod,
        day: Option<NaiveDate>,
        (before, now): (&str, &str),
        facts: &[Fact],
    ) -> Retention {
        let filed_en = filed.in_english();
        let since = say!(
            "归档时按《{before}》定为{filed}，期限调整后按《{now}》",
            "filed as {filed_en} by {before}, kept as {now} says since a change of schedules"
        );
        let Wording { zh, en } = &mut self.why;
        *zh = format!("{zh}{}。", since.zh);
        *en = format!("{en} It was {}.", since.en);
        // the last step says on what rules
        self.steps.insert(self.steps.len().saturating_sub(1), since);
        self.period = filed;
        // what the derivation took for the period it was filed with is the one the change gave
        let by_rules = self.periods.iter().filter(|given| !given.why.is_appraisal());
        let mut by_rules: Vec<PeriodGiven> = by_rules.cloned().collect();
        if let Some(first) = by_rules.first_mut() {
            (first.from, first.why) = (day, PeriodWhy::Replaced);
        }
        let basis = say!("《{before}》", "{before}");
        by_rules.insert(0, PeriodGiven { from: None, period: filed, why: PeriodWhy::Filed, basis });
        let had = given::in_order(by_rules, facts);
        if had.last().is_some_and(|last| last.period == self.effective) {
            self.periods = had;
        }
        self
    }
}

/// The date of a paper filed with its rule's own period. `rule` is the index into [`Step::rules`],
/// `formed_year` the year of formation (accounting: the accounting year).
pub fn derive(
    schemes: &Schemes,
    scheme: &Scheme,
    step: &Step,
    rule: usize,
    formed_year: i32,
    facts: &[Fact],
) -> Retention {
    // where nobody says how long, nothing permits less than for ever; it is a question all the same
    let own = schemes.period_of(scheme, step, rule, formed_year);
    let filed = own.map_or(RetentionPeriod::Permanent, |(period, _)| period);
    derive_as_filed(schemes, scheme, step, rule, formed_year, filed, facts)
}

/// The same for a paper filed with the period `filed`, which may be longer than the rule's (then it
/// counts) or shorter (then the rule counts: a period is a minimum).
pub fn derive_as_filed(
    schemes: &Schemes,
    scheme: &Scheme,
    step: &Step,
    rule: usize,
    formed_year: i32,
    filed: RetentionPeriod,
    facts: &[Fact],
) -> Retention {
    derivation::settle(Account::new(schemes, scheme, step, rule, formed_year, filed), facts)
}

/// Whether appraisal is permitted on `day`. Questions and permanent records are never due.
pub fn is_due(outcome: &Outcome, day: NaiveDate) -> bool {
    outcome.eligible_on().is_some_and(|from| from <= day)
}

/// Index of the member that decides for the whole volume: a permanent one; else an open question,
/// the one that protects longest; else the latest date. Among equals the first.
pub fn longest(members: &[Retention]) -> Option<usize> {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::Permanent => (2, NaiveDate::MAX),
        Outcome::Question(question) => (1, question.protects_until.unwrap_or(NaiveDate::MAX)),
        Outcome::Eligible(day) => (0, *day),
    };
    (0..members.len()).rev().max_by_key(|&i| rank(&members[i].outcome))
}
