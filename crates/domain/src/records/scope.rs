//! 范围: which records are meant, by where they belong.

use serde::{Deserialize, Serialize};

use super::states::{HitKind, ItemState};
use crate::general::error::Result;
use crate::problems;
use crate::values::period::RetentionPeriod;

/// These records: of a fonds, of years, of a class and step, kept for a period, in a state. `None` does not limit.
///
/// One scope serves lists, reports, catalogs, samples and search; it stands in the registrations of documents, by
/// which they are made again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// Number of the fonds.
    pub fonds: Option<String>,
    /// First and last year of formation.
    pub year_from: Option<i32>,
    pub year_to: Option<i32>,
    pub class_id: Option<String>,
    pub step_id: Option<String>,
    /// As [`RetentionPeriod::key`] writes it.
    pub period: Option<String>,
    /// Key of a state of items or volumes.
    pub state: Option<String>,
    /// First and last year in which a volume was closed (立卷归档).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_from: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_to: Option<i32>,
}

/// Values of which any may stand, beside a scope; an empty list does not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnyOf {
    pub years: Vec<i32>,
    pub class_ids: Vec<String>,
    pub step_ids: Vec<String>,
    /// As [`RetentionPeriod::key`] writes them.
    pub periods: Vec<String>,
    /// Keys of states.
    pub states: Vec<String>,
}

/// A scope as people write it in an address or a command; an empty text does not limit. Class and step are ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct WrittenScope<'a> {
    pub fonds: &'a str,
    /// One year, or `2009..2015`; wins over the two below.
    pub year: &'a str,
    pub year_from: &'a str,
    pub year_to: &'a str,
    pub class: &'a str,
    pub step: &'a str,
    /// 永久, 30年, 30 or a key.
    pub period: &'a str,
    pub state: &'a str,
    /// Year of closing: one, or `2020..2025`, `..2025`.
    pub closed: &'a str,
}

impl WrittenScope<'_> {
    /// # Errors
    /// What is no year, period or state.
    pub fn read(self) -> Result<Scope> {
        let (year_from, year_to) = match self.year.trim().split_once("..") {
            Some((from, to)) => (year(from)?, year(to)?),
            None => match year(self.year)? {
                Some(one) => (Some(one), Some(one)),
                None => (year(self.year_from)?, year(self.year_to)?),
            },
        };
        let (closed_from, closed_to) = match self.closed.trim().split_once("..") {
            Some((from, to)) => (year(from)?, year(to)?),
            None => (year(self.closed)?, year(self.closed)?),
        };
        let period = given(self.period).map(|text| period(&text).map(RetentionPeriod::key));
        let state = given(self.state);
        if let Some(text) = state.as_deref().filter(|text| ItemState::from_key(text).is_none()) {
            return Err(no_such_state(&text).into());
        }
        Ok(Scope {
            fonds: given(self.fonds),
            year_from,
            year_to,
            class_id: given(self.class),
            step_id: given(self.step),
            period: period.transpose()?,
            state,
            closed_from,
            closed_to,
        })
    }
}

/// The text, if there is any.
pub fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// What a search is to find, by its key or as people call it; empty: both.
///
/// # Errors
/// What is neither.
pub fn hit_kind(text: &str) -> Result<Option<HitKind>> {
    let Some(text) = given(text) else { return Ok(None) };
    let named = |kind: &&HitKind| kind.key() == text || kind.word().zh == text;
    match HitKind::ALL.iter().find(named).copied() {
        Some(kind) => Ok(Some(kind)),
        None if text == "卷" => Ok(Some(HitKind::Volume)),
        None => Err(no_such_hit_kind(&text).into()),
    }
}

/// A period as people write it: 永久, 30年, 30.
///
/// # Errors
/// What is none.
pub fn period(text: &str) -> Result<RetentionPeriod> {
    let text = text.trim();
    let key = if text == "永久" { "permanent" } else { text.trim_end_matches('年') };
    RetentionPeriod::from_key(key.trim()).ok_or_else(|| no_such_period(&text).into())
}

/// A year of four digits; empty: none.
///
/// # Errors
/// What is none.
pub fn year(text: &str) -> Result<Option<i32>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let year = text.parse().ok().filter(|year| (1900..=9999).contains(year));
    year.map(Some).ok_or_else(|| no_such_year(&text).into())
}

problems! {
    refuse no_such_year(text):
        "「{text}」不是年份。" / "\"{text}\" is no year."
        => "写四位数的年份，例如 2009；一段写 2009..2015。"
            / "Write a year of four digits, such as 2009; a span as 2009..2015.";
    refuse no_such_period(text):
        "「{text}」不是保管期限。" / "\"{text}\" is no period."
        => "写成 永久、30年 或 30。" / "Write 永久 (permanent), 30年 or 30.";
    refuse no_such_hit_kind(text):
        "检索结果只有件和案卷，没有「{text}」。" / "A search finds records and volumes, no \"{text}\"."
        => "写 item（件）或 volume（案卷），不写就两样都查。"
            / "Write item or volume; nothing finds both.";
    refuse no_such_state(text):
        "没有「{text}」这种状态。" / "There is no state \"{text}\"."
        => "写 open（整理中）、closed（已立卷）或 taken_out（取出待归）。"
            / "Write open, closed or taken_out.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_come_as_one_or_as_a_span() {
        let years = |year| WrittenScope { year, ..WrittenScope::default() }.read().ok();
        let cases = [
            ("", Some((None, None))),
            ("2009", Some((Some(2009), Some(2009)))),
            ("2009..2015", Some((Some(2009), Some(2015)))),
            ("2009..", Some((Some(2009), None))),
            ("09", None),
            ("二〇〇九", None),
        ];
        for (text, expected) in cases {
            assert_eq!(years(text).map(|scope| (scope.year_from, scope.year_to)), expected, "{text}");
        }
        let closed = |closed| WrittenScope { closed, ..WrittenScope::default() }.read().ok();
        for (text, from, to) in
            [("2025", Some(2025), Some(2025)), ("..2025", None, Some(2025)), ("", None, None)]
        {
            assert_eq!(closed(text).map(|scope| (scope.closed_from, scope.closed_to)), Some((from, to)));
        }
        assert!(closed("去年").is_none());
        let two = WrittenScope { year_from: "2009", year_to: "2015", ..WrittenScope::default() };
        assert_eq!(two.read().unwrap().year_to, Some(2015));
        let one = WrittenScope { year: "2010", ..two };
        assert_eq!(one.read().unwrap().year_to, Some(2010), "one year wins over the two");
    }

    #[test]
    fn periods_and_states_are_what_people_call_them_or_refused() {
        let period = |period| WrittenScope { period, ..WrittenScope::default() }.read().ok();
        for (text, key) in [("永久", "permanent"), ("permanent", "permanent"), ("30年", "30"), (" 30 ", "30")]
        {
            assert_eq!(period(text).and_then(|scope| scope.period).as_deref(), Some(key), "{text}");
        }
        assert!(period("很久").is_none());
        let state = |state| WrittenScope { state, ..WrittenScope::default() }.read().is_ok();
        assert!(state("closed") && state("") && !state("关了"));
    }
}
