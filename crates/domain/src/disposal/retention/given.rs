//! Which periods a record has had, one after another: as filed, by the rules since, by appraisals.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Fact, FactKind};
use crate::general::key::keyed;
use crate::general::wording::Wording;
use crate::values::period::RetentionPeriod;

keyed! {
    /// Why a record got a period.
    pub enum PeriodWhy {
        /// As its code says it.
        Filed = "filed", "立卷时定", "As filed";
        /// It was filed for less than the rule asks.
        RuleLonger = "rule_longer", "规定更长，从长", "The rule asks for longer";
        /// The rule it was filed by was replaced.
        Replaced = "replaced", "规定改了", "The rule was replaced";
        KeptOn = "kept_on", "鉴定续存", "Kept on";
        /// What an appraisal had added does not count any more.
        Lapsed = "lapsed", "鉴定为可以销毁，续存的期限不再算", "Found destroyable: the longer period lapsed";
    }
}

impl PeriodWhy {
    /// Whether people decided it, not the rules.
    pub fn is_appraisal(self) -> bool {
        matches!(self, PeriodWhy::KeptOn | PeriodWhy::Lapsed)
    }
}

/// A period a record was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeriodGiven {
    /// First day it counted; `None`: since it was filed.
    pub from: Option<NaiveDate>,
    pub period: RetentionPeriod,
    pub why: PeriodWhy,
    /// Instrument and article, or what was noted of the appraisal; empty: nothing was.
    pub basis: Wording,
}

/// What may change a period, in the order of one day: found destroyable and to be kept on, it is kept.
enum Step<'f> {
    Ruled(PeriodGiven),
    Destroyable(&'f Fact),
    KeptOn(&'f Fact),
}

impl Step<'_> {
    fn rank(&self) -> (Option<NaiveDate>, u8) {
        match self {
            Step::Ruled(given) => (given.from, 0),
            Step::Destroyable(fact) => (Some(fact.on), 1),
            Step::KeptOn(fact) => (Some(fact.on), 2),
        }
    }
}

/// The periods by the rules and those that appraisals gave, as they followed on each other; what changed nothing is left
/// out. The last one applies now.
pub(super) fn in_order(by_rules: Vec<PeriodGiven>, facts: &[Fact]) -> Vec<PeriodGiven> {
    let appraised = facts.iter().filter_map(|fact| match fact.kind {
        FactKind::AppraisedKeep => fact.period.map(|_| Step::KeptOn(fact)),
        FactKind::AppraisedDestroy => Some(Step::Destroyable(fact)),
        FactKind::Scrapped | FactKind::Ended => None,
    });
    let mut steps: Vec<Step> = by_rules.into_iter().map(Step::Ruled).chain(appraised).collect();
    steps.sort_by_key(Step::rank);
    let (mut by_rule, mut kept) = (None, None);
    let mut had: Vec<PeriodGiven> = Vec::new();
    for step in steps {
        let given = match step {
            Step::Ruled(given) => {
                by_rule = Some(given.period);
                given
            }
            Step::Destroyable(fact) => {
                kept = None;
                appraised_as(PeriodWhy::Lapsed, fact)
            }
            Step::KeptOn(fact) => {
                kept = fact.period;
                appraised_as(PeriodWhy::KeptOn, fact)
            }
        };
        let Some(period) = by_rule.max(kept) else { continue };
        if had.last().is_none_or(|last| last.period != period) {
            had.push(PeriodGiven { period, ..given });
        }
    }
    had
}

fn appraised_as(why: PeriodWhy, fact: &Fact) -> PeriodGiven {
    // the period that applies then is the longer of two
    let period = fact.period.unwrap_or(RetentionPeriod::Permanent);
    PeriodGiven { from: Some(fact.on), period, why, basis: Wording::same(&fact.note) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(years: u16) -> RetentionPeriod {
        RetentionPeriod::Years(years)
    }

    fn by_rule(from: Option<&str>, period: u16) -> PeriodGiven {
        let from = from.map(|day| day.parse().unwrap());
        let why = if from.is_some() { PeriodWhy::Replaced } else { PeriodWhy::Filed };
        PeriodGiven { from, period: years(period), why, basis: Wording::default() }
    }

    fn fact(kind: FactKind, on: &str, period: Option<u16>) -> Fact {
        Fact { kind, on: on.parse().unwrap(), period: period.map(years), note: "X".into() }
    }

    fn told(rules: &[PeriodGiven], facts: &[Fact]) -> Vec<(String, &'static str)> {
        let had = in_order(rules.to_vec(), facts);
        had.into_iter().map(|one| (one.period.key(), one.why.key())).collect()
    }

    fn rows(rows: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
        rows.iter().map(|(period, why)| ((*period).to_owned(), *why)).collect()
    }

    #[test]
    fn periods_follow_on_each_other_by_their_days() {
        use FactKind::{AppraisedDestroy, AppraisedKeep, Ended};
        let rules = [by_rule(None, 15), by_rule(Some("2016-01-01"), 30)];
        let keep = fact(AppraisedKeep, "2040-03-01", Some(60));
        assert_eq!(told(&rules, &[]), rows(&[("15", "filed"), ("30", "replaced")]));
        let kept = rows(&[("15", "filed"), ("30", "replaced"), ("60", "kept_on")]);
        let (bare, ended) = (fact(AppraisedKeep, "2041-03-01", None), fact(Ended, "2042-03-01", None));
        assert_eq!(told(&rules, &[bare, keep.clone(), ended]), kept);
        let gone = fact(AppraisedDestroy, "2071-03-01", None);
        assert_eq!(told(&rules, &[gone.clone(), keep.clone()]).last(), rows(&[("30", "lapsed")]).last());
        // found both on one day: it is kept
        let again = fact(AppraisedKeep, "2071-03-01", Some(60));
        assert_eq!(told(&rules, &[again, gone, keep]).last(), rows(&[("60", "kept_on")]).last());
        // kept on before the rule changed to less: the rule changed nothing
        let early = fact(AppraisedKeep, "2012-03-01", Some(60));
        assert_eq!(told(&rules, &[early]), rows(&[("15", "filed"), ("60", "kept_on")]));
        // not longer than the rule's: it gave nothing
        assert_eq!(told(&rules, &[fact(AppraisedKeep, "2040-03-01", Some(20))]).len(), 2);
        // the latest decides, be it shorter
        let shorter =
            [fact(AppraisedKeep, "2040-03-01", Some(60)), fact(AppraisedKeep, "2050-03-01", Some(50))];
        assert_eq!(told(&rules, &shorter).last(), rows(&[("50", "kept_on")]).last());
    }
}
