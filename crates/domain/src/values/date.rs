//! 文件日期: the day, month or year a paper bears.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::general::problem::Problem;
use crate::general::schema::described_as_text;
use crate::problems;

mod parse;

pub use parse::{
    Span, read, read_number, read_part, read_serial, readings, readings_of_number, readings_of_part,
    readings_of_serial,
};

/// Reads a whole day as sheets, forms and commands may write it; a month, a year or a span is no day.
///
/// # Errors
/// The problems of [`read`], else `no_such_day`.
pub fn read_day(text: &str) -> Result<NaiveDate, Vec<Problem>> {
    let read = read(text.trim());
    if let Some(day) = read.value.filter(|span| span.to.is_none()).and_then(|span| span.from.as_day())
        && !read.problems.iter().any(Problem::is_blocking)
    {
        return Ok(day);
    }
    let text = text.trim();
    Err(vec![not_a_day(&text)])
}

/// From when a workbook counts its days. Serial 38432 is 2005-03-21 in the one and 2009-03-22 in the other
/// (ECMA-376 part 1, 18.17.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateSystem {
    #[default]
    Since1900,
    Since1904,
}

/// The same, or a year, which means its first day.
///
/// # Errors
/// As [`read_day`].
pub fn read_first_day(text: &str) -> Result<NaiveDate, Vec<Problem>> {
    let year = text.trim().parse().ok().filter(|year| (1900..=9999).contains(year));
    match year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1)) {
        Some(day) => Ok(day),
        None => read_day(text),
    }
}

/// A date as far as it is known: `2009`, `2009-09` or `2009-09-09`.
///
/// Kept, sorted and sent as that ISO text. Printed in catalogs as eight digits with `00` for what
/// is not known (`20090900`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordDate {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
}

described_as_text!(RecordDate, "ISO: a day, a month or a year.");

impl RecordDate {
    pub fn day(date: NaiveDate) -> Self {
        RecordDate { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }

    pub fn month(year: i32, month: u32) -> Option<Self> {
        (1..=12).contains(&month).then_some(RecordDate { year, month: Some(month), day: None })
    }

    pub fn year_only(year: i32) -> Self {
        RecordDate { year, month: None, day: None }
    }

    pub fn year(&self) -> i32 {
        self.year
    }

    /// The full day, when it is known.
    pub fn as_day(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month?, self.day?)
    }

    /// First and last day it may mean; `None`: none of the calendar.
    pub fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (from, to) = (self.month.unwrap_or(1), self.month.unwrap_or(12));
        let first = NaiveDate::from_ymd_opt(self.year, from, self.day.unwrap_or(1))?;
        let last = match self.day {
            Some(_) => first,
            None => {
                NaiveDate::from_ymd_opt(self.year, to, 1)?.checked_add_months(Months::new(1))?.pred_opt()?
            }
        };
        Some((first, last))
    }

    /// Whether no day it may mean has come by `today`.
    pub fn lies_after(&self, today: NaiveDate) -> bool {
        self.span().is_some_and(|(first, _)| first > today)
    }

    /// Reads the ISO text that [`fmt::Display`] writes; `None` for anything else.
    pub fn from_iso(text: &str) -> Option<Self> {
        let number = |part: &str, len: usize| -> Option<u32> {
            (part.len() == len && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse().ok())
                .flatten()
        };
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4)? as i32;
        let month = match parts.next() {
            None => return Some(RecordDate::year_only(year)),
            Some(month) => number(month, 2)?,
        };
        let date = match parts.next() {
            None => RecordDate::month(year, month)?,
            Some(day) => RecordDate::day(NaiveDate::from_ymd_opt(year, month, number(day, 2)?)?),
        };
        parts.next().is_none().then_some(date)
    }

    /// Eight digits for catalogs: `20090909`, `20090900`, `20090000`.
    pub fn eight_digits(&self) -> String {
        format!("{:04}{:02}{:02}", self.year, self.month.unwrap_or(0), self.day.unwrap_or(0))
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl RecordDate {
    /// `2026年11月30日`, `2026年11月`, `2026年`: as a person writes it beside a signature.
    pub fn in_chinese(&self) -> String {
        let month = self.month.map_or_else(String::new, |month| format!("{month}月"));
        let day = self.day.map_or_else(String::new, |day| format!("{day}日"));
        format!("{:04}年{month}{day}", self.year)
    }

    /// `30 November 2026`, `November 2026`, `2026`.
    pub fn in_english(&self) -> String {
        let month = self.month.and_then(|month| MONTHS.get(month as usize - 1)).copied().unwrap_or_default();
        let words = [
            self.day.map_or_else(String::new, |day| day.to_string()),
            month.to_owned(),
            self.year.to_string(),
        ];
        words.iter().filter(|word| !word.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for RecordDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !(0..=9999).contains(&self.year) {
            write!(f, "{:04}", self.year)?;
            let mut rest = self.month.into_iter().chain(self.day);
            return rest.try_for_each(|number| write!(f, "-{number:02}"));
        }
        // a record's date is written and digested several times
        let (month, day) = (self.month.unwrap_or(0), self.day.unwrap_or(0));
        let (year, digit) = (self.year as u32, |number: u32| b'0' + (number % 10) as u8);
        let digits = [
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day / 10),
            digit(day),
        ];
        let known = match (self.month, self.day) {
            (None, _) => 4,
            (Some(_), None) => 7,
            (Some(_), Some(_)) => 10,
        };
        f.write_str(str::from_utf8(&digits[..known]).unwrap_or_default())
    }
}

impl Serialize for RecordDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        RecordDate::from_iso(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not a date")))
    }
}

problems! {
    pub ask date_after_today(date):
        "日期 {date} 还没有到。" / "The date {date} has not come yet."
        => "核对原件上的日期。" / "Compare it with the paper.";
    refuse not_a_day as no_such_day(text):
        "「{text}」不是一天的日期。" / "\"{text}\" is no day."
        => "写成 2009-03-22，2009.3.22、2009年3月22日也可以。"
            / "Write 2009-03-22; 2009.3.22 or 2009年3月22日 will do, too.";
}
