//! What dates of many records have in common: the derivation without the year it begins with, so that one note serves
//! records of all years.

use chrono::{Datelike as _, NaiveDate};

use super::retention::{Outcome, Retention};
use crate::general::wording::Wording;
use crate::say;

/// The derivation said for any year of formation. Where its start follows from a recorded fact it stays as it is: it is
/// the reason of that record alone.
pub fn common_reason(retention: &Retention) -> Wording {
    let formed = retention.formed_year;
    let follows = |start: NaiveDate| start.year() == formed + 1 && (start.month(), start.day()) == (1, 1);
    if !retention.start.is_none_or(follows) {
        return retention.why.clone();
    }
    let Wording { mut zh, mut en } = retention.why.clone();
    zh = zh.replacen(&format!("{formed} "), "", 1).replacen("年形成", "形成", 1);
    en = en.replacen(&format!("ormed in the accounting year {formed}"), "ormed in an accounting year", 1);
    en = en.replacen(&format!("ormed in {formed}"), "ormed", 1);
    if let Some(start) = retention.start {
        zh = zh.replacen(&format!("{start} 起算"), "次年 1 月 1 日起算", 1);
        en = en.replacen(&format!("counted from {start}"), "counted from 1 January of the next year", 1);
    }
    if let Outcome::Eligible(day) = retention.outcome {
        zh = zh.replacen(&format!("{day} 起可以鉴定"), "期满次日起可以鉴定", 1);
        en = en.replacen(&format!("may be appraised from {day}"), "may be appraised from the day after", 1);
    }
    let mut years: Vec<u16> =
        [retention.period, retention.effective].iter().filter_map(|p| p.years()).collect();
    years.dedup();
    for years in years {
        let end = format!("{}-12-31", formed + i32::from(years));
        let (in_zh, in_en) = (format!("第 {years} 年的 12 月 31 日"), format!("31 December of year {years}"));
        // blanks stand beside figures only
        zh = zh.replace(&format!("{end} 止"), &format!("{end}止"));
        for before in ["届满", "到"] {
            zh = zh.replace(&format!("{before} {end}"), &format!("{before}{in_zh}"));
        }
        zh = zh.replace(&end, &in_zh);
        en = en.replace(&end, &in_en);
    }
    say!("{zh}", "{en}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::period::RetentionPeriod;

    fn retention(formed: i32, start: &str, zh: &str) -> Retention {
        let years = RetentionPeriod::Years;
        Retention {
            period: years(15),
            effective: years(30),
            formed_year: formed,
            start: start.parse().ok(),
            outcome: Outcome::Eligible(NaiveDate::from_ymd_opt(formed + 31, 1, 1).unwrap()),
            why: Wording::new(zh, zh),
            periods: Vec::new(),
            steps: Vec::new(),
            unverified: false,
        }
    }

    fn sentence(formed: i32) -> String {
        format!(
            "{formed} 会计年度形成 → {}-01-01 起算 → 保管 15 年，原届满 {}-12-31 → 2016-01-01 起按财会〔2016〕3号衔接 → 到 {}-12-31 止 → {}-01-01 起可以鉴定。依据：甲（2009 版）。",
            formed + 1,
            formed + 15,
            formed + 30,
            formed + 31
        )
    }

    #[test]
    fn records_of_all_years_have_one_reason() {
        let [one, other] = [2009, 2015].map(|formed| {
            common_reason(&retention(formed, &format!("{}-01-01", formed + 1), &sentence(formed))).zh
        });
        assert_eq!(
            one,
            "会计年度形成 → 次年 1 月 1 日起算 → 保管 15 年，原届满第 15 年的 12 月 31 日 → 2016-01-01 起按财会〔2016〕3号衔接 → 到第 30 年的 12 月 31 日止 → 期满次日起可以鉴定。依据：甲（2009 版）。"
        );
        assert_eq!(one, other);
    }

    #[test]
    fn what_begins_with_a_fact_is_said_as_it_is() {
        let said = "2009 年形成 → 2012-05-01 协议终止 → 2013-01-01 起算";
        assert_eq!(common_reason(&retention(2009, "2013-01-01", said)).zh, said);
    }
}
