//! 现行期限: the period that applies now, beside the one a record was filed with and its code says for ever.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::retention::{PeriodGiven, Retention};
use crate::values::period::{KeptFor, RetentionPeriod};

/// How long a record or a volume is kept now, and why that is another time than it was filed for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeriodNow {
    #[serde(flatten)]
    pub kept: KeptFor,
    /// What gave it the period that applies now; `None`: it is as filed.
    #[schema(nullable)]
    pub period_because: Option<PeriodGiven>,
}

impl PeriodNow {
    /// Of what holds nothing, or whose edition is not kept: nothing else is known.
    pub fn as_filed(filed: RetentionPeriod) -> PeriodNow {
        PeriodNow { kept: filed.into(), period_because: None }
    }

    pub fn of_record(retention: &Retention) -> PeriodNow {
        PeriodNow::of_volume(retention.period, [retention])
    }

    /// Of a volume with these records: the longest, and whether all have it.
    pub fn of_volume<'r>(
        filed: RetentionPeriod,
        records: impl IntoIterator<Item = &'r Retention>,
    ) -> PeriodNow {
        let (mut longest, mut is_mixed): (Option<&Retention>, bool) = (None, false);
        for one in records {
            is_mixed |= longest.is_some_and(|longest| longest.effective != one.effective);
            if longest.is_none_or(|longest| longest.effective < one.effective) {
                longest = Some(one);
            }
        }
        let Some(longest) = longest else { return PeriodNow::as_filed(filed) };
        let kept = KeptFor { filed, now: longest.effective, is_mixed };
        let period_because = longest.periods.last().filter(|_| !kept.is_as_filed()).cloned();
        PeriodNow { kept, period_because }
    }
}

/// A period that records of a volume have had, and how many of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeriodOfMany {
    #[serde(flatten)]
    pub given: PeriodGiven,
    pub records: usize,
}

/// The periods the records of a volume have had, by their days; what several share is said once.
pub fn history<'r>(records: impl IntoIterator<Item = &'r Retention>) -> Vec<PeriodOfMany> {
    let mut shared: BTreeMap<(Option<chrono::NaiveDate>, usize), PeriodOfMany> = BTreeMap::new();
    let mut known: Vec<PeriodGiven> = Vec::new();
    for given in records.into_iter().flat_map(|record| &record.periods) {
        let at = known.iter().position(|one| one == given).unwrap_or_else(|| {
            known.push(given.clone());
            known.len() - 1
        });
        let row = shared
            .entry((given.from, at))
            .or_insert_with(|| PeriodOfMany { given: given.clone(), records: 0 });
        row.records += 1;
    }
    shared.into_values().collect()
}
