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
    let kind = |value: f64| match read_number(value, DateSystem::Since1900) {
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
    assert!(read_number(39821.0, DateSystem::Since1900).problems[0].message.zh.contains("2009-01-08"));
}

#[test]
fn serials_count_from_the_workbooks_own_day() {
    let day = |value, system| readings_of_number(value, system).first().map(RecordDate::to_string);
    assert_eq!(day(38432.0, DateSystem::Since1900).as_deref(), Some("2005-03-21"));
    assert_eq!(day(38432.0, DateSystem::Since1904).as_deref(), Some("2009-03-22"));
    assert_eq!(day(16802.0, DateSystem::Since1904).as_deref(), Some("1950-01-01"));
    assert_eq!(day(16801.0, DateSystem::Since1904), None);
    assert!(read_number(38432.0, DateSystem::Since1904).problems[0].message.zh.contains("2009-03-22"));
    assert_eq!(day_of_serial(20000.0, DateSystem::Since1900, 1910), NaiveDate::from_ymd_opt(1954, 10, 3));
}

#[test]
fn times_near_midnight() {
    let kinds = |text: &str| {
        let read = read(text);
        let kinds = read.changes.into_iter().map(|c| c.kind).chain(read.problems.into_iter().map(|p| p.kind));
        let day = read.value.map(|span| span.from.to_string()).unwrap_or_default();
        (day, kinds.collect::<String>())
    };
    for (text, day, kind) in [
        ("2009-03-21T23:59:17", "2009-03-22", "date_rounded"),
        ("2009-12-31T23:59:17.000", "2010-01-01", "date_rounded"),
        ("2009-03-21T16:00:00.000Z", "2009-03-22", "time_zone"),
        ("2009-03-21T16:00Z", "2009-03-22", "time_zone"),
        ("2009-03-22T00:00:00Z", "2009-03-22", "time_dropped"),
        ("2009-03-22T00:00:00+08:00", "2009-03-22", "time_dropped"),
        ("2009-03-22 00:00:00+0800", "2009-03-22", "time_dropped"),
        ("2009-03-21T11:00:00-05", "2009-03-22", "time_zone"),
        ("2009-03-22 00:00:00", "2009-03-22", "time_dropped"),
        ("2009-03-22 16:00", "2009-03-22", "time_dropped"),
        ("1988-06-14T15:00:00Z", "", "date_ambiguous"),
        ("2009-03-21T23:00:00", "", "date_ambiguous"),
        ("2009-03-21 16:00:00", "", "date_ambiguous"),
        ("2009-12-31 23:59:59", "", "date_ambiguous"),
        ("2009-03-22T25:00:00", "", "date_unreadable"),
        ("2009-03-22T10:00:00+8", "", "date_unreadable"),
    ] {
        assert_eq!(kinds(text), (day.to_owned(), kind.to_owned()), "{text}");
    }
    let days: Vec<String> = readings("2009-03-21T23:00:00").iter().map(RecordDate::to_string).collect();
    assert_eq!(days, ["2009-03-21", "2009-03-22"]);
}

#[test]
fn a_date_shown_in_part_asks_for_both() {
    let days =
        |shown, day| readings_of_part(shown, day).iter().map(RecordDate::to_string).collect::<Vec<_>>();
    assert_eq!(days("2009-03", "2009-03-22"), ["2009-03", "2009-03-22"]);
    assert_eq!(days("3月22日", "2026-03-22T10:00:00"), ["2026-03-22"]);
    assert_eq!(read_part("2009-03", "2009-03-22").problems[0].kind, "date_ambiguous");
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

#[test]
fn a_date_is_written_as_far_as_it_is_known() {
    let day = |year, month, day| RecordDate::day(NaiveDate::from_ymd_opt(year, month, day).unwrap());
    for (date, text) in [
        (RecordDate::year_only(2009), "2009"),
        (RecordDate::year_only(987), "0987"),
        (RecordDate::month(2009, 12).unwrap(), "2009-12"),
        (day(2009, 3, 2), "2009-03-02"),
        (day(1, 1, 1), "0001-01-01"),
        (day(12_009, 11, 30), "12009-11-30"),
    ] {
        assert_eq!(date.to_string(), text);
    }
}
