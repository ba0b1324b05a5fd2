//! The steps from formation to the day a record may be appraised.

use chrono::NaiveDate;

use super::account::{Account, out_of_range};
use super::kept_on;
use super::transition::{self, Transit};
use super::{Fact, Outcome, Retention};
use crate::say;
use crate::values::period::RetentionPeriod;

/// The date, with every step that led to it.
pub(super) fn settle(mut account: Account, facts: &[Fact]) -> Retention {
    let (effective, outcome) = account.outcome(facts);
    account.closed(effective, outcome)
}

impl Account<'_> {
    fn outcome(&mut self, facts: &[Fact]) -> (RetentionPeriod, Outcome) {
        let year = self.formed_year;
        let Some(rule) = self.step.rules.get(self.rule_index) else {
            return self.nobody_says(year);
        };
        let accounting = rule.accounting.is_some();
        self.say(if accounting {
            say!("{year} 会计年度形成", "formed in the accounting year {year}")
        } else {
            say!("{year} 年形成", "formed in {year}")
        });
        let base_year = match self.base_year(self.trigger(rule), facts) {
            Ok(year) => year,
            Err(question) => {
                self.rest_on_rule(rule, year);
                return (self.filed, Outcome::Question(question));
            }
        };
        let Some((ruled, origin)) =
            self.schemes.period_of(self.scheme, self.step, self.rule_index, base_year)
        else {
            return self.nobody_says(base_year);
        };
        self.rest_on(origin, true);
        if rule.period.is_none() && !rule.origin.mark.is_verified() {
            // that these papers fall under that line of the table is somebody's judgement
            self.rest_on(&rule.origin, true);
        }
        let Some(start) = NaiveDate::from_ymd_opt(base_year.saturating_add(1), 1, 1) else {
            return (self.filed, out_of_range(base_year));
        };
        self.start = Some(start);
        self.say(say!("{start} 起算", "counted from {start}"));
        self.compare_with_filed(ruled, origin);
        let mut period = ruled.max(self.filed);
        let mut outcome = None;
        // table after table: each takes over what the one before left, unless a person has decided or must
        for transit in Transit::all(self.schemes, self.scheme, rule, base_year) {
            if transit.period() != period {
                let (now, then) = transition::apply(self, &transit, base_year, period, facts);
                // found destroyable, they keep the period that had run out
                let is_final = matches!(then, Outcome::Question(_)) || now < transit.period();
                (period, outcome) = (now, Some(then));
                if is_final {
                    break;
                }
            }
        }
        let outcome = outcome.unwrap_or_else(|| self.run_out(base_year, period));
        kept_on::apply(self, base_year, (period, outcome), facts)
    }
}
