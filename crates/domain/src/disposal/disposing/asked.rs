//! A step asked for by a person on a day.

use chrono::{Datelike as _, NaiveDate};

use super::batch::Disposal;
use super::rules::disposal_rules;
use super::stage::{ListOnSite, Signer};
use super::standing::LineStanding;
use crate::general::problem::Problem;
use crate::problems;

/// A step asked for by a person on a day.
pub(super) struct Asked<'a, 's> {
    pub batch: &'a Disposal,
    pub who: &'a Signer,
    pub on: NaiveDate,
    pub standing: &'a dyn Fn(i64) -> Option<&'s LineStanding>,
}

impl Asked<'_, '_> {
    /// A day before the step before, or absurdly far after it.
    pub(super) fn of_the_clock(&self) -> Option<Problem> {
        clock_not_after(self.on, self.batch.last_on)
    }

    pub(super) fn on_site(&self) -> Option<&ListOnSite> {
        self.batch.stage.on_site()
    }
}

/// What is said of a day before the step before, or absurdly far after it.
pub fn clock_not_after(on: NaiveDate, last: NaiveDate) -> Option<Problem> {
    if on < last { Some(clock_behind(&on, &last)) } else { clock_too_far(on, last) }
}

/// What is said of a day that lies absurdly far after the last known.
pub fn clock_too_far(on: NaiveDate, last: NaiveDate) -> Option<Problem> {
    let is_far = on.year() - last.year() > disposal_rules().most_years_between() as i32;
    is_far.then(|| clock_ahead(&on, &last))
}

problems! {
    refuse clock_behind(on, last):
        "今天是 {on}，上一步是 {last} 做的。" / "Today is {on}; the last step was on {last}."
        => "校准本机时钟。" / "Set this machine's clock.";
    refuse clock_ahead(on, last):
        "今天是 {on}，上一步是 {last}，相隔太久。" / "Today is {on} and the last step was on {last}: too long apart."
        => "校准本机时钟。" / "Set this machine's clock.";
}
