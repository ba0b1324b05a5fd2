//! Filters as they stand in the address; an empty field is no filter.

use serde::Deserialize;

use super::fault::{Answer, Fault};
use super::frame::EVERY_FONDS;
use super::outline::Outline;
use crate::acts::finding::viewing::VolumeFilter;
use crate::problems;

/// What lists, reports, catalogs and transfers can be narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    pub fonds: String,
    /// One year, or `2009..2015`; wins over the two below.
    pub year: String,
    pub year_from: String,
    pub year_to: String,
    /// Ids of class and step.
    pub class: String,
    pub step: String,
    /// `permanent` or a number of years.
    pub period: String,
    /// `open` or `closed`.
    pub state: String,
}

impl Filter {
    pub fn is_empty(&self) -> bool {
        Filter { fonds: String::new(), ..self.clone() } == Filter::default()
            && (self.fonds.is_empty() || self.fonds == EVERY_FONDS)
    }

    /// The same with class and step as ids, where they were written as people call them: `ZJ`, `二(一)`.
    pub fn settled(mut self, outline: &Outline) -> Answer<Filter> {
        if !self.class.is_empty() {
            self.class = outline.class_called(self.class.trim())?;
        }
        if !self.step.is_empty() {
            self.step = outline.step_called(&self.class, self.step.trim())?;
        }
        Ok(self)
    }

    /// As the acts take it.
    pub fn volumes(&self) -> Answer<VolumeFilter> {
        let (from, to) = match self.year.trim().split_once("..") {
            Some((from, to)) => (year(from)?, year(to)?),
            None => match year(&self.year)? {
                Some(one) => (Some(one), Some(one)),
                None => (year(&self.year_from)?, year(&self.year_to)?),
            },
        };
        Ok(VolumeFilter {
            fonds: given(&self.fonds).filter(|number| number != EVERY_FONDS),
            year_from: from,
            year_to: to,
            class_id: given(&self.class),
            step_id: given(&self.step),
            period: given(&self.period),
            state: given(&self.state),
        })
    }

    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("fonds", &self.fonds),
            ("year", &self.year),
            ("year_from", &self.year_from),
            ("year_to", &self.year_to),
            ("class", &self.class),
            ("step", &self.step),
            ("period", &self.period),
            ("state", &self.state),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (key, value.as_str()))
            .collect()
    }

    /// The filter as a query, to stand behind `?`.
    pub fn query(&self) -> String {
        self.and(&[])
    }

    /// The filter with more behind it.
    pub fn and(&self, more: &[(&str, &str)]) -> String {
        let mut pairs: Vec<(&str, &str)> = self.pairs();
        pairs.retain(|(key, _)| !more.iter().any(|(other, _)| other == key));
        pairs.extend_from_slice(more);
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

/// The text, if there is any.
pub fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A year of four digits; empty: none.
pub fn year(text: &str) -> Answer<Option<i32>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let year = text.parse().ok().filter(|year| (1900..=9999).contains(year));
    year.map(Some).ok_or_else(|| Fault::from(year_or_span_unreadable(&text)))
}

problems! {
    refuse year_or_span_unreadable as no_such_year(text):
        "「{text}」不是年份。" / "\"{text}\" is no year."
        => "写四位数的年份，例如 2009；一段写 2009..2015。"
            / "Write a year of four digits, such as 2009; a span as 2009..2015.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_come_as_one_or_as_a_span() {
        let years = |year: &str| {
            Filter { year: year.into(), ..Filter::default() }.volumes().map(|f| (f.year_from, f.year_to)).ok()
        };
        let cases = [
            ("", Some((None, None))),
            ("2009", Some((Some(2009), Some(2009)))),
            ("2009..2015", Some((Some(2009), Some(2015)))),
            ("2009..", Some((Some(2009), None))),
            ("09", None),
            ("二〇〇九", None),
        ];
        for (text, expected) in cases {
            assert_eq!(years(text), expected, "{text}");
        }
    }

    #[test]
    fn an_address_says_only_what_is_set_and_the_later_word_wins() {
        let filter = Filter { class: "a&b".into(), period: "30".into(), ..Filter::default() };
        assert_eq!(filter.query(), "class=a%26b&period=30");
        assert_eq!(filter.and(&[("period", "100"), ("after", "x_1")]), "class=a%26b&period=100&after=x_1");
    }
}
