//! When a volume is due for handing over: derived here and nowhere else.

use chrono::NaiveDate;

use super::rules::{TransferRule, transfer_rules};
use crate::general::wording::Wording;
use crate::say;
use crate::values::period::RetentionPeriod;

/// First day a volume of this year is due: the years of the rule, counted from 1 January of the next year.
pub fn due_on(year: i32, rule: &TransferRule) -> NaiveDate {
    NaiveDate::from_ymd_opt(year + 1 + i32::from(rule.years), 1, 1).unwrap_or(NaiveDate::MAX)
}

/// Why that day: formation, start, years, archives, source and mark.
pub fn due_explained(year: i32, period: RetentionPeriod, rule: &TransferRule) -> Wording {
    let (years, day, start) = (rule.years, due_on(year, rule), year + 1);
    let TransferRule { zh, en, instrument, article, mark, .. } = rule;
    if !transfer_rules().is_in_range(period) {
        let (source, mark) = transfer_rules().range_source();
        let least = transfer_rules().least_years();
        return say!(
            "保管期限不足 {least} 年，不在移交范围（{source}〔{mark:?}〕）；另有约定的可以移交。",
            "Kept for fewer than {least} years: not handed over ({source} [{mark:?}]) unless agreed otherwise."
        );
    }
    say!(
        "{year} 年形成，自 {start}-01-01 起满 {years} 年，{day} 起应当移交{zh}（《{instrument}》{article}〔{mark:?}〕）。",
        "Formed in {year}; {years} years from {start}-01-01; due for {en} from {day} ({instrument} {article} [{mark:?}])."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_years_at_county_level_and_twenty_above_both_with_their_reason() {
        let rules = transfer_rules();
        let (county, city) = (rules.rule("county").unwrap(), rules.rule("city").unwrap());
        assert_eq!(due_on(2009, county), NaiveDate::from_ymd_opt(2020, 1, 1).unwrap());
        assert_eq!(due_on(2009, city), NaiveDate::from_ymd_opt(2030, 1, 1).unwrap());
        let said = due_explained(2009, RetentionPeriod::Permanent, county).zh;
        assert!(said.contains("2020-01-01") && said.contains("第二十条") && said.contains("〔V〕"), "{said}");
        let short = due_explained(2009, RetentionPeriod::Years(10), county).zh;
        assert!(short.contains("不在移交范围"), "{short}");
        assert_eq!(due_on(i32::MAX - 20, county), NaiveDate::MAX);
    }
}
