//! Dates as clerks write them, read into [`RecordDate`]s; what could be read two ways is asked.

use chrono::{Datelike as _, NaiveDate};

use super::{DateSystem, RecordDate};
use crate::general::problem::Change;
use crate::general::text::{Read, chinese_digit, chinese_number, fold, number_text};
use crate::{problems, say};

mod clock;
mod range;

use clock::{Clock, Moved};

/// A date, and the last one where the cell gives a span (`20090101-20091231`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: RecordDate,
    pub to: Option<RecordDate>,
}

/// Years a record's date may have; outside it is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// Reads a cell's text: `2009.1.1`, `2009-01-08`, `20090115`, `2009年1月22日`, `2009/1/1`, `2009.7`,
/// `20090900`, `二〇〇九年三月`, ISO text of a spreadsheet's date cell, and spans of these.
///
/// Problems: `no_such_day`, `date_ambiguous` (asks, naming the readings), `date_unreadable`.
pub fn read(text: &str) -> Read<Span> {
    let (found, moved) = find(text);
    match found {
        Found::Span(span) => accept(text, span, moved),
        Found::Date(from) => accept(text, Span { from, to: None }, moved),
        Found::NoSuchDay => Read::failed(no_such_day(&text)),
        Found::Reversed => Read::failed(date_range_reversed(&text)),
        Found::Implausible(year) => Read::failed(year_implausible(&text, &year)),
        Found::Either(readings) if moved == Moved::Unsure => {
            let (zh, en) = listed(&readings);
            Read::failed(near_midnight(&text, &zh, &en))
        }
        Found::Either(readings) => ambiguous(text, &readings),
        Found::Nothing => unreadable(text),
    }
}

/// The days a text may mean when [`read`] asks which (`date_ambiguous`); else none.
pub fn readings(text: &str) -> Vec<RecordDate> {
    match find(text).0 {
        Found::Either(readings) => readings,
        _ => Vec::new(),
    }
}

/// The same for a numeric cell, as [`read_number`] takes it.
pub fn readings_of_number(value: f64, system: DateSystem) -> Vec<RecordDate> {
    let text = number_text(value);
    if !text.contains('.') && matches!(text.len(), 4 | 6 | 8) {
        readings(&text)
    } else {
        readings_of_serial(value, system, SINCE)
    }
}

/// The same for a date of which the sheet shows a part only: as shown, where that is a date, and the whole day.
pub fn readings_of_part(shown: &str, day: &str) -> Vec<RecordDate> {
    let day = day.get(..10).unwrap_or(day);
    [shown, day].into_iter().filter_map(RecordDate::from_iso).collect()
}

/// A date of which the sheet shows a part only. Nobody can tell whether the rest was meant: asks.
pub fn read_part(shown: &str, day: &str) -> Read<Span> {
    let (zh, en) = listed(&readings_of_part(shown, day));
    Read::failed(date_partly_shown(&shown, &day, &zh, &en))
}

/// What the text turned out to be, and what its time of day did to it.
fn find(text: &str) -> (Found, Moved) {
    let folded = fold(text);
    let (day, clock) = clock::cut(&folded);
    let plain = western_digits(&day.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    match one(&plain) {
        Found::Nothing => (range::read(&plain), Moved::of_time(clock.is_some())),
        Found::Date(date) => match (clock, date.as_day()) {
            (Some(clock), Some(day)) => with_clock(day, clock),
            (clock, _) => (Found::Date(date), Moved::of_time(clock.is_some())),
        },
        found => (found, Moved::of_time(clock.is_some())),
    }
}

fn with_clock(day: NaiveDate, clock: Clock) -> (Found, Moved) {
    let days = clock.days(day);
    let moved = days.moved;
    match (days.first, days.second) {
        (Some(first), None) => (Found::Date(RecordDate::day(first)), moved),
        (Some(first), Some(second)) => (Found::Either([first, second].map(RecordDate::day).to_vec()), moved),
        _ => (Found::NoSuchDay, moved),
    }
}

/// Reads a numeric cell that is not formatted as a date: `20090115`, `2009`, `2009.7`. `2009.1` may
/// have been October and a five-digit number a date's serial number: both ask.
pub fn read_number(value: f64, system: DateSystem) -> Read<Span> {
    let text = number_text(value);
    let whole = !text.contains('.');
    if whole && matches!(text.len(), 4 | 6 | 8) {
        return read(&text);
    }
    if let Some((year, month)) = text.split_once('.').filter(|(year, _)| year.len() == 4) {
        return match (year.parse::<i32>(), month) {
            (Ok(_), "1") => ambiguous(&text, &readings_of_number(value, system)),
            _ if month.len() <= 2 => read(&text),
            _ => unreadable(&text),
        };
    }
    match readings_of_number(value, system).as_slice() {
        [] => unreadable(&text),
        readings => ambiguous(&text, readings),
    }
}

fn month_of(year: i32, month: u32) -> Option<RecordDate> {
    RecordDate::month(year, month)
}

/// What a serial number may mean as [`read_serial`] takes it; none when it falls outside the years.
pub fn readings_of_serial(value: f64, system: DateSystem, since: i32) -> Vec<RecordDate> {
    let text = number_text(value);
    match text.strip_suffix(".1").filter(|year| year.len() == 4).and_then(|year| year.parse().ok()) {
        Some(year) => [month_of(year, 1), month_of(year, 10)].into_iter().flatten().collect(),
        None => day_of_serial(value, system, since).map(RecordDate::day).into_iter().collect(),
    }
}

/// A number under a heading that speaks of a date: asks which day it is, from the year `since` on.
pub fn read_serial(value: f64, system: DateSystem, since: i32) -> Read<Span> {
    ambiguous(&number_text(value), &readings_of_serial(value, system, since))
}

/// Years a serial number of a record's date may fall into.
const SINCE: i32 = 1950;

/// The day a spreadsheet means by a serial number, for the years from `since` to 2099.
fn day_of_serial(value: f64, system: DateSystem, since: i32) -> Option<NaiveDate> {
    let first = match system {
        DateSystem::Since1900 => NaiveDate::from_ymd_opt(1899, 12, 30)?,
        DateSystem::Since1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?,
    };
    let days = (0.0..100_000.0).contains(&value).then_some(value as u64)?;
    let day = first.checked_add_days(chrono::Days::new(days))?;
    (since..2100).contains(&day.year()).then_some(day)
}

fn accept(text: &str, span: Span, moved: Moved) -> Read<Span> {
    let to = match span.to {
        None => span.from.to_string(),
        Some(end) => format!("{}/{end}", span.from),
    };
    if to == text {
        return Read::plain(span);
    }
    let (kind, message) = match moved {
        Moved::No => ("date_shape", say!("“{text}”读作 {to}", "\"{text}\" read as {to}")),
        Moved::Zone => ("time_zone", say!("“{text}”按北京时间是 {to}", "\"{text}\" is {to} in Beijing")),
        Moved::NextDay => (
            "date_rounded",
            say!(
                "“{text}”差 43 秒到半夜，读作 {to}",
                "\"{text}\", 43 seconds short of midnight, read as {to}"
            ),
        ),
        Moved::Dropped | Moved::Unsure => {
            ("time_dropped", say!("“{text}”只取日期 {to}", "\"{text}\": only the date {to} is kept"))
        }
    };
    Read::changed(span, Change::new(kind, text, to, message))
}

fn listed(readings: &[RecordDate]) -> (String, String) {
    let list = readings.iter().map(|d| d.to_string()).collect::<Vec<_>>();
    (list.join(" 或 "), list.join(" or "))
}

fn ambiguous(text: &str, readings: &[RecordDate]) -> Read<Span> {
    let (zh, en) = listed(readings);
    let example = readings.first().map_or_else(|| "2009-03-22".into(), RecordDate::to_string);
    Read::failed(date_ambiguous(&text, &zh, &en, &example))
}

fn unreadable(text: &str) -> Read<Span> {
    Read::failed(date_unreadable(&text))
}

/// What a stretch of text turned out to be.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    Date(RecordDate),
    Span(Span),
    /// Shaped like a date, but no calendar has it.
    NoSuchDay,
    Reversed,
    Implausible(i32),
    /// Several readings; none may be chosen for the clerk.
    Either(Vec<RecordDate>),
    Nothing,
}

/// Chinese numerals as digits: `二〇〇九年十二月` → `2009年12月`.
fn western_digits(text: &str) -> String {
    let is_numeral = |c: char| chinese_digit(c).is_some() || matches!(c, '十' | '廿' | '卅');
    if !text.contains(is_numeral) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut token = String::new();
    for c in text.chars().chain(Some('\0')) {
        if is_numeral(c) || (!token.is_empty() && c.is_ascii_digit()) || c.is_ascii_digit() {
            token.push(c);
            continue;
        }
        if token.contains(['十', '廿', '卅']) {
            match chinese_number(&token) {
                Some(number) => out.push_str(&number.to_string()),
                None => out.push_str(&token),
            }
        } else {
            out.extend(
                token.chars().map(|c| chinese_digit(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c)),
            );
        }
        token.clear();
        out.push(c);
    }
    out.pop();
    out
}

/// Reads one date without blanks, digits western.
fn one(text: &str) -> Found {
    if let Some((year, rest)) = text.split_once('年') {
        return with_units(year, rest.trim_start_matches('度'));
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return digits(text);
    }
    for separator in ['-', '.', '/'] {
        let parts: Vec<&str> = text.trim_end_matches(separator).split(separator).collect();
        if matches!(parts.len(), 2 | 3) && parts.iter().all(|p| is_number(p)) {
            return separated(&parts);
        }
    }
    Found::Nothing
}

/// `2009年`, `2009年7月`, `2009年7月31日`.
fn with_units(year: &str, rest: &str) -> Found {
    if !is_number(year) || !matches!(year.len(), 2 | 4) {
        return Found::Nothing;
    }
    let (month, day) = match rest.split_once('月') {
        None if rest.is_empty() => (None, None),
        None => return Found::Nothing,
        Some((month, "")) => (Some(month), None),
        Some((month, day)) => (Some(month), Some(day.trim_end_matches(['日', '号', '號']))),
    };
    if [month, day].iter().flatten().any(|part| !is_number(part) || part.len() > 2) {
        return Found::Nothing;
    }
    if year.len() == 2 {
        return either([century(year).and_then(|y| calendar(y, month, day))]);
    }
    on_calendar(year, month, day)
}

/// `20090115`, `20090900`, `200907`, `2009`.
fn digits(text: &str) -> Found {
    match text.len() {
        4 => on_calendar(text, None, None),
        6 if text.get(..2).is_some_and(|c| matches!(c, "19" | "20" | "21"))
            && (1..=12).contains(&value(text, 4, 6)) =>
        {
            on_calendar(&text[..4], Some(&text[4..]), None)
        }
        6 => either([century(&text[..2]).and_then(|y| calendar(y, Some(&text[2..4]), Some(&text[4..])))]),
        8 => on_calendar(&text[..4], Some(&text[4..6]), Some(&text[6..])),
        _ => Found::Nothing,
    }
}

fn value(text: &str, from: usize, to: usize) -> u32 {
    text.get(from..to).and_then(|part| part.parse().ok()).unwrap_or(0)
}

/// `2009.1.1`, `2009-7`, `31/7/2009`, `09-7-31`.
fn separated(parts: &[&str]) -> Found {
    let short = |p: &&str| p.len() <= 2;
    match parts {
        [year, month] if year.len() == 4 && short(month) => on_calendar(year, Some(month), None),
        [year, month, day] if year.len() == 4 && short(month) && short(day) => {
            on_calendar(year, Some(month), Some(day))
        }
        [a, b, year] if year.len() == 4 && short(a) && short(b) => {
            let year = year.parse().ok();
            let day_first = year.and_then(|y| calendar(y, Some(b), Some(a)));
            let month_first = year.and_then(|y| calendar(y, Some(a), Some(b)));
            match (day_first, month_first) {
                (None, None) => Found::NoSuchDay,
                (Some(date), other) if other.is_none_or(|o| o == date) => Found::Date(date),
                (None, Some(date)) => Found::Date(date),
                both => either([both.0, both.1]),
            }
        }
        [a, b, c] if parts.iter().all(short) => either([
            century(a).and_then(|y| calendar(y, Some(b), Some(c))),
            century(c).and_then(|y| calendar(y, Some(b), Some(a))),
            century(c).and_then(|y| calendar(y, Some(a), Some(b))),
        ]),
        _ => Found::Nothing,
    }
}

fn either<const N: usize>(readings: [Option<RecordDate>; N]) -> Found {
    let mut list: Vec<RecordDate> = readings.into_iter().flatten().collect();
    list.dedup();
    if list.is_empty() { Found::Nothing } else { Found::Either(list) }
}

/// A two-digit year as people mean it today: 50–99 are of the last century.
fn century(two: &str) -> Option<i32> {
    let year: i32 = two.parse().ok()?;
    Some(if year >= 50 { 1900 + year } else { 2000 + year })
}

fn on_calendar(year: &str, month: Option<&str>, day: Option<&str>) -> Found {
    match year.parse::<i32>() {
        Ok(year) if !YEARS.contains(&year) => Found::Implausible(year),
        Ok(year) => calendar(year, month, day).map_or(Found::NoSuchDay, Found::Date),
        Err(_) => Found::Nothing,
    }
}

/// `00` for day or month means not known.
fn calendar(year: i32, month: Option<&str>, day: Option<&str>) -> Option<RecordDate> {
    let number = |part: Option<&str>| part.map_or(Some(0), |p| p.parse::<u32>().ok());
    match (number(month)?, number(day)?) {
        (0, 0) => Some(RecordDate::year_only(year)),
        (month, 0) => RecordDate::month(year, month),
        (month, day) => NaiveDate::from_ymd_opt(year, month, day).map(RecordDate::day),
    }
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests;

problems! {
    refuse no_such_day(text):
        "“{text}”：没有这一天" / "\"{text}\": there is no such day"
        => "按原件改正日期" / "correct the date from the paper";
    refuse date_range_reversed(text):
        "“{text}”：结束早于开始" / "\"{text}\" ends before it starts"
        => "按原件改正起止日期" / "correct the dates from the paper";
    refuse year_implausible(text, year):
        "“{text}”：{year} 年不合情理" / "\"{text}\": the year {year} cannot be right"
        => "按原件改正日期" / "correct the date from the paper";
    ask date_ambiguous(text, zh, en, example):
        "“{text}”说不准是哪一天：可能是 {zh}" / "\"{text}\" could mean {en}"
        => "写成四位年份，如 {example}" / "write it with a four-digit year, such as {example}";
    ask near_midnight as date_ambiguous(text, zh, en):
        "“{text}”带着半夜前后的时刻，可能是 {zh}" / "\"{text}\" has a time near midnight: {en}"
        => "按原件选定日期" / "choose the day by the paper";
    ask date_partly_shown as date_ambiguous(shown, day, zh, en):
        "表上显示“{shown}”，单元格里是 {day}：可能是 {zh}"
            / "the sheet shows \"{shown}\", the cell holds {day}: {en}"
        => "按原件选定日期" / "choose the date by the paper";
    refuse date_unreadable(text):
        "“{text}”不是日期" / "\"{text}\" is not a date"
        => "写成 2009-03-22 或 20090322" / "write it as 2009-03-22 or 20090322";
}
