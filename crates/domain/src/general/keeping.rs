//! How long backups are kept: the newest of each of so many days, weeks and months (T-13; the rule restic and borg
//! have).

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};

use super::error::Error;
use crate::problems;

/// So many days, weeks and months of which the newest backup is kept. Days without a backup are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepingRule {
    pub daily: usize,
    pub weekly: usize,
    pub monthly: usize,
}

impl Default for KeepingRule {
    fn default() -> Self {
        KeepingRule { daily: 14, weekly: 8, monthly: 24 }
    }
}

impl FromStr for KeepingRule {
    type Err = Error;

    /// `14,8,24`
    fn from_str(text: &str) -> Result<Self, Error> {
        let numbers: Vec<usize> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
        match numbers[..] {
            [daily, weekly, monthly] if text.split(',').count() == 3 => {
                Ok(KeepingRule { daily, weekly, monthly })
            }
            _ => Err(Error::from(keeping_rule_unreadable(&text))),
        }
    }
}

impl KeepingRule {
    /// Which of these backups, oldest first, are kept. The newest two always are: the last was not tried yet.
    pub fn kept(self, made_on: &[NaiveDate]) -> BTreeSet<usize> {
        let mut kept: BTreeSet<usize> = (made_on.len().saturating_sub(2)..made_on.len()).collect();
        let day = |date: &NaiveDate| (date.year(), date.ordinal());
        let week = |date: &NaiveDate| (date.iso_week().year(), date.iso_week().week());
        let month = |date: &NaiveDate| (date.year(), date.month());
        kept.extend(newest_of_each(made_on, day, self.daily));
        kept.extend(newest_of_each(made_on, week, self.weekly));
        kept.extend(newest_of_each(made_on, month, self.monthly));
        kept
    }

    /// The first day on which none of the first `old` of these backups is kept any more, where one more is made every day
    /// after `today`; `None`: not within a hundred years.
    pub fn gone_by(self, made_on: &[NaiveDate], old: usize, today: NaiveDate) -> Option<NaiveDate> {
        let mut made = made_on.to_vec();
        let mut day = today.max(*made.last()?);
        let mut old = old.min(made.len());
        for _ in 0..36_525 {
            day = day.succ_opt()?;
            made.push(day);
            let kept = self.kept(&made);
            old = kept.iter().filter(|at| **at < old).count();
            if old == 0 {
                return Some(day);
            }
            made = kept.into_iter().filter_map(|at| made.get(at).copied()).collect();
        }
        None
    }
}

/// The last of each of the latest `count` periods.
fn newest_of_each(
    made_on: &[NaiveDate],
    period: impl Fn(&NaiveDate) -> (i32, u32),
    count: usize,
) -> Vec<usize> {
    let newest: BTreeMap<_, usize> =
        made_on.iter().enumerate().map(|(at, date)| (period(date), at)).collect();
    newest.into_values().rev().take(count).collect()
}

problems! {
    refuse keeping_rule_unreadable as field_unreadable(text):
        "备份的保留规则「{text}」无法识别。" / "The rule for keeping backups \"{text}\" cannot be read."
        => "写三个数：天、周、月各留几份，如 14,8,24。" / "Give three numbers, of days, weeks and months: 14,8,24.";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, count: u64) -> Vec<NaiveDate> {
        let first: NaiveDate = from.parse().unwrap();
        (0..count).map(|day| first + chrono::Days::new(day)).collect()
    }

    #[test]
    fn of_two_years_of_days_few_are_kept_and_reach_back_all_the_way() {
        let made = days("2024-01-01", 731);
        let kept = KeepingRule { daily: 7, weekly: 4, monthly: 12 }.kept(&made);
        let dates: Vec<String> = kept.iter().map(|at| made[*at].to_string()).collect();
        // each month's last, each week's Sunday, each of the last seven days
        let months = [
            "01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30",
        ];
        let weeks = ["12-14", "12-21"];
        let days = ["12-25", "12-26", "12-27", "12-28", "12-29", "12-30", "12-31"];
        let expected = months.iter().chain(&weeks).chain(&days).map(|day| format!("2025-{day}"));
        assert_eq!(dates, expected.collect::<Vec<_>>());
    }

    #[test]
    fn the_newest_two_are_kept_whatever_the_rule_says() {
        let none = KeepingRule { daily: 0, weekly: 0, monthly: 0 };
        assert_eq!(none.kept(&days("2026-11-01", 9)), BTreeSet::from([7, 8]));
        assert!(none.kept(&[]).is_empty());
        // several of one day
        let same = ["2026-11-01"; 3].map(|day| day.parse().unwrap());
        assert_eq!(KeepingRule { daily: 5, weekly: 0, monthly: 0 }.kept(&same), BTreeSet::from([1, 2]));
    }

    #[test]
    fn what_was_made_before_a_day_is_gone_by_the_day_the_rule_says() {
        let rule = KeepingRule { daily: 3, weekly: 0, monthly: 2 };
        let made = days("2026-01-30", 3);
        // 30 and 31 January go by days; 31 January stays as its month's until March has one, too
        assert_eq!(rule.gone_by(&made, 2, made[2]).unwrap().to_string(), "2026-03-01");
        let daily = KeepingRule { daily: 3, weekly: 0, monthly: 0 };
        assert_eq!(daily.gone_by(&made, 2, made[2]).unwrap().to_string(), "2026-02-03");
        assert_eq!(daily.gone_by(&made, 3, made[2]).unwrap().to_string(), "2026-02-04");
        // none is made before today
        let later = "2026-06-01".parse().unwrap();
        assert_eq!(daily.gone_by(&made, 2, later).unwrap().to_string(), "2026-06-03");
        assert_eq!(daily.gone_by(&[], 0, made[2]), None);
        let for_ever = KeepingRule { daily: 1, weekly: 0, monthly: 9_999 };
        assert_eq!(
            for_ever.gone_by(&made, 1, made[2]),
            Some("2026-02-02".parse().unwrap()),
            "two of one month"
        );
        assert_eq!(for_ever.gone_by(&days("2026-01-31", 1), 1, made[2]), None);
    }

    #[test]
    fn a_rule_is_three_numbers() {
        assert_eq!(
            "7, 4,12".parse::<KeepingRule>().unwrap(),
            KeepingRule { daily: 7, weekly: 4, monthly: 12 }
        );
        for wrong in ["", "7", "7,4", "7,4,12,1", "a,b,c", "7,,12", "-1,2,3"] {
            assert!(wrong.parse::<KeepingRule>().is_err(), "{wrong}");
        }
    }
}
