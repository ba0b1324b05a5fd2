//! Filters as they stand in the address; an empty field is no filter.

use serde::Deserialize;

use super::fault::Answer;
use super::frame::EVERY_FONDS;
use super::outline::Outline;
use crate::domain::records::scope::{Scope, WrittenScope};

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
    /// Year of closing: one, or `2020..2025`, `..2025`.
    pub closed: String,
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
    pub fn scope(&self) -> Answer<Scope> {
        let fonds = if self.fonds == EVERY_FONDS { "" } else { &self.fonds };
        Ok(WrittenScope {
            fonds,
            year: &self.year,
            year_from: &self.year_from,
            year_to: &self.year_to,
            class: &self.class,
            step: &self.step,
            period: &self.period,
            state: &self.state,
            closed: &self.closed,
        }
        .read()?)
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
            ("closed", &self.closed),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (key, value.as_str()))
            .collect()
    }

    /// The years as one field shows them: `2009`, `2009..2015`.
    pub fn years(&self) -> String {
        match (self.year.is_empty(), self.year_from.as_str(), self.year_to.as_str()) {
            (false, ..) | (true, "", "") => self.year.clone(),
            (true, from, to) if from == to => from.to_owned(),
            (true, from, to) => format!("{from}..{to}"),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_is_set_and_the_later_word_wins() {
        let filter = Filter { class: "a&b".into(), period: "30".into(), ..Filter::default() };
        assert_eq!(filter.query(), "class=a%26b&period=30");
        assert_eq!(filter.and(&[("period", "100"), ("after", "x_1")]), "class=a%26b&period=100&after=x_1");
    }

    #[test]
    fn years_from_and_to_stand_in_the_field_of_the_year() {
        let years = |year: &str, from: &str, to: &str| {
            let [year, year_from, year_to] = [year, from, to].map(str::to_owned);
            Filter { year, year_from, year_to, ..Filter::default() }.years()
        };
        assert_eq!(years("", "", ""), "");
        assert_eq!(years("", "2009", "2011"), "2009..2011");
        assert_eq!(years("", "2009", ""), "2009..");
        assert_eq!(years("", "", "2011"), "..2011");
        assert_eq!(years("", "2009", "2009"), "2009");
        assert_eq!(years("2010", "2009", "2011"), "2010", "the year wins");
    }
}
