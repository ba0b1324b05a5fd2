use proptest::prelude::*;

use super::*;
use crate::general::masking::WholeFor;

fn shown(text: &str) -> String {
    match read(text) {
        Read { value: Some(Span { from, to: None }), .. } => from.to_string(),
        Read { value: Some(Span { from, to: Some(to) }), .. } => format!("{from}/{to}"),
        Read { problems, .. } => problems[0].kind.clone(),
    }
}

#[test]
fn spellings() {
    for (text, iso) in [
        ("2009.1.1", "2009-01-01"),
        ("2009-01-08", "2009-01-08"),
        ("20090115", "2009-01-15"),
        ("2009年1月22日", "2009-01-22"),
        ("2009 年 1 月 22 日", "2009-01-22"),
        ("2009/1/1", "2009-01-01"),
        ("２００９．１．１", "2009-01-01"),
        ("2009.7", "2009-07"),
        ("2009-07", "2009-07"),
        ("200907", "2009-07"),
        ("2009年7月", "2009-07"),
        ("20090900", "2009-09"),
        ("20090000", "2009"),
        ("2009年", "2009"),
        ("2009年度", "2009"),
        ("2009", "2009"),
        ("二〇〇九年三月", "2009-03"),
        ("二○○九年十二月三十一日", "2009-12-31"),
        ("二零零九年三月廿三日", "2009-03-23"),
        ("二00九年3月", "2009-03"),
        ("2009-03-22T10:00:00", "2009-03-22"),
        ("2009-03-22 10:21:33", "2009-03-22"),
        ("31/7/2009", "2009-07-31"),
        ("7/31/2009", "2009-07-31"),
        ("21100101", "2110-01-01"),
    ] {
        assert_eq!(shown(text), iso, "{text}");
    }
}

#[test]
fn spans() {
    for (text, iso) in [
        ("20090101-20091231", "2009-01-01/2009-12-31"),
        ("20090101－20091231", "2009-01-01/2009-12-31"),
        ("2009.1.1—2009.1.31", "2009-01-01/2009-01-31"),
        ("2009-01-01-2009-12-31", "2009-01-01/2009-12-31"),
        ("2009.1-2009.3", "2009-01/2009-03"),
        ("2009.1-3", "2009-01/2009-03"),
        ("2009.1.1-31", "2009-01-01/2009-01-31"),
        ("2009.1.1-12.31", "2009-01-01/2009-12-31"),
        ("2009年1月至3月", "2009-01/2009-03"),
        ("2009年1-3月", "2009-01/2009-03"),
        ("2009年3月1日至31日", "2009-03-01/2009-03-31"),
        ("2009年3月1-5日", "2009-03-01/2009-03-05"),
        ("2009年1月1日～2010年1月1日", "2009-01-01/2010-01-01"),
        ("2009-2010", "2009/2010"),
        ("20090101-20090101", "2009-01-01"),
        ("20091231-20090101", "date_range_reversed"),
        ("2009.1.1-45", "no_such_day"),
    ] {
        assert_eq!(shown(text), iso, "{text}");
    }
}

#[test]
fn troubles() {
    for (text, kind) in [
        ("2009.13.45", "no_such_day"),
        ("20090230", "no_such_day"),
        ("2009-02-29", "no_such_day"),
        ("31/13/2009", "no_such_day"),
        ("2009-13", "no_such_day"),
        ("09-7-31", "date_ambiguous"),
        ("31/7/09", "date_ambiguous"),
        ("7/8/2009", "date_ambiguous"),
        ("09年7月", "date_ambiguous"),
        ("090731", "date_ambiguous"),
        ("0209-01-01", "year_implausible"),
        ("2OO9年1月", "date_unreadable"),
        ("三月", "date_unreadable"),
        ("", "date_unreadable"),
        ("39821", "date_unreadable"),
    ] {
        assert_eq!(shown(text), kind, "{text}");
    }
    let problem = &read("2009.13.45").problems[0];
    assert!(problem.message.zh.contains("2009.13.45") && problem.message.en.contains("2009.13.45"));
}

#[test]
fn changes_are_listed_unless_it_was_iso() {
    assert!(read("2009-01-08").changes.is_empty());
    let change = &read("2009.1.1").changes[0];
    assert_eq!(
        (change.kind.as_str(), change.from.whole(WholeFor::Comparing), change.to.whole(WholeFor::Comparing)),
        ("date_shape", "2009.1.1", "2009-01-01")
    );
    assert_eq!(read("2009-03-22 10:21").changes[0].kind, "time_dropped");
}

#[test]
fn numbers() {
    let kind = |value: f64| match read_number(value) {
        Read { value: Some(span), .. } => span.from.to_string(),
        Read { problems, .. } => problems[0].kind.clone(),
    };
    for (value, expected) in [
        (20090115.0, "2009-01-15"),
        (2009.0, "2009"),
        (2009.7, "2009-07"),
        (2009.12, "2009-12"),
        (2009.1, "date_ambiguous"),
        (39821.0, "date_ambiguous"),
        (39821.5, "date_ambiguous"),
        (7.0, "date_unreadable"),
        (-3.0, "date_unreadable"),
    ] {
        assert_eq!(kind(value), expected, "{value}");
    }
    assert!(read_number(39821.0).problems[0].message.zh.contains("2009-01-08"));
}

proptest! {
    #[test]
    fn what_is_displayed_reads_back_unchanged(year in 1900..=2199i32, month in 0..=12u32, day in 0..=31u32) {
        let date = match (month, day) {
            (0, _) => Some(RecordDate::year_only(year)),
            (month, 0) => RecordDate::month(year, month),
            (month, day) => NaiveDate::from_ymd_opt(year, month, day).map(RecordDate::day),
        };
        if let Some(date) = date {
            prop_assert_eq!(read(&date.to_string()), Read::plain(Span { from: date, to: None }));
            prop_assert_eq!(read(&date.eight_digits()).value, Some(Span { from: date, to: None }));
        }
    }

    #[test]
    fn no_text_makes_it_fall(text in "[0-9年月日.\\-/〇一二十至~ T:]{0,16}") {
        let read = read(&text);
        prop_assert!(read.value.is_some() == read.problems.is_empty());
    }
}
