//! 继续保管: a record appraised and kept on for a new period, counted from the original start.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::account::{Account, end_of_period, out_of_range};
use super::{Fact, FactKind, Outcome};
use crate::say;
use crate::schemes::scheme::{Mark, Origin};
use crate::values::period::RetentionPeriod;

/// What the law says of appraisals: `assets/appraisal.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AppraisalRules {
    kept_on: Ground,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ground {
    instrument: String,
    article: String,
    mark: Mark,
}

static KEPT_ON: LazyLock<Origin> = LazyLock::new(|| {
    let rules: AppraisalRules = toml::from_str(include_str!("../../../../../assets/appraisal.toml"))
        .expect("assets/appraisal.toml is checked by its test");
    let Ground { instrument, article, mark } = rules.kept_on;
    Origin { instrument, article, line: None, mark, file_line: None }
});

/// The new period of the latest appraisal that gave one, unless a later one found the record destroyable.
fn decided(facts: &[Fact]) -> Option<(NaiveDate, RetentionPeriod)> {
    let found = |kind| facts.iter().filter(move |fact| fact.kind == kind);
    let destroyable = found(FactKind::AppraisedDestroy).map(|fact| fact.on).max();
    let kept = found(FactKind::AppraisedKeep).filter(|fact| destroyable.is_none_or(|day| fact.on >= day));
    kept.filter_map(|fact| Some((fact.on, fact.period?))).max_by_key(|(on, _)| *on)
}

/// What the rules gave, or the new period where a person kept the record on for longer. A question keeps its answer
/// open as long as it protects the record for longer than the new period would.
pub(super) fn apply(
    account: &mut Account<'_>,
    base_year: i32,
    (period, outcome): (RetentionPeriod, Outcome),
    facts: &[Fact],
) -> (RetentionPeriod, Outcome) {
    let Some((day, new)) = decided(facts).filter(|(_, new)| *new > period) else {
        account.appraise(facts);
        return (period, outcome);
    };
    let Some(years) = new.years() else {
        account.appraise(facts);
        account.say(say!("{day} 鉴定为永久保管", "appraised on {day}: keep permanently"));
        account.rest_on(&KEPT_ON, false);
        return (new, Outcome::Permanent);
    };
    let Some((end, next)) = end_of_period(base_year, new).and_then(|end| Some((end, end.succ_opt()?))) else {
        return (period, out_of_range(base_year));
    };
    if outcome.question().is_some_and(|question| question.protects_until.is_none_or(|until| end < until)) {
        return (period, outcome);
    }
    account.appraise(facts);
    account.say(say!(
        "{day} 鉴定为继续保管，新期限 {years} 年，自原起算日算到 {end} 止",
        "appraised on {day}: keep on for {years} years from the original start, to {end}"
    ));
    account.rest_on(&KEPT_ON, false);
    (new, Outcome::Eligible(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_is_named() {
        assert!(KEPT_ON.mark.is_verified() && KEPT_ON.article.starts_with('第'));
    }

    #[test]
    fn the_latest_appraisal_decides() {
        let fact = |kind, on: &str, years| Fact {
            kind,
            on: on.parse().unwrap(),
            period: Some(years).filter(|years| *years > 0).map(RetentionPeriod::Years),
            note: String::new(),
        };
        let keep = fact(FactKind::AppraisedKeep, "2030-05-01", 60);
        let longer = fact(FactKind::AppraisedKeep, "2040-05-01", 80);
        let destroy = fact(FactKind::AppraisedDestroy, "2050-05-01", 0);
        let years = |facts: &[Fact]| decided(facts).map(|(_, period)| period.years());
        assert_eq!(years(std::slice::from_ref(&keep)), Some(Some(60)));
        assert_eq!(years(&[longer.clone(), keep.clone()]), Some(Some(80)));
        assert_eq!(years(&[keep, longer, destroy]), None);
        assert_eq!(years(&[fact(FactKind::AppraisedKeep, "2030-05-01", 0)]), None);
        // one without a period takes nothing back
        let bare = fact(FactKind::AppraisedKeep, "2045-05-01", 0);
        assert_eq!(years(&[fact(FactKind::AppraisedKeep, "2030-05-01", 60), bare]), Some(Some(60)));
    }
}
