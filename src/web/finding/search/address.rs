//! A question as it stands in an address: choices readable, words only when they name nobody.

use axum::extract::Query;
use serde::Deserialize;

use crate::acts::finding::saved_searches;
use crate::acts::finding::searching::SearchQuery;
use crate::domain::general::role::By;
use crate::domain::records::scope::{AnyOf, Scope, hit_kind};
use crate::web::base::app::App;
use crate::web::base::fault::Answer;
use crate::web::base::filter::Filter;
use crate::web::base::frame;
use crate::web::base::pending_questions;

/// The question as programs and people put it into an address.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct SearchForm {
    pub q: String,
    /// `item` or `volume`: only records, or only volumes.
    pub kind: String,
    pub fonds: String,
    /// One year, `2009..2015`, or several: `2009,2011`; class, step, period and state may be several, too.
    pub year: String,
    pub year_from: String,
    pub year_to: String,
    pub class: String,
    pub step: String,
    pub period: String,
    pub state: String,
    /// `1`: of the fonds only what is its own, not what the fonds before it have.
    pub alone: String,
    /// Words that are plain text and nothing else, counted from 0: `0.2`.
    pub plain: String,
    /// Words that are not looked for.
    pub off: String,
    /// `newest`, or by how well it fits.
    pub sort: String,
    pub page: String,
}

/// Where the words come from when they do not stand in the address, and how the page shows them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SearchSource {
    /// Token of a question kept in memory.
    pub s: String,
    /// Number of a saved search.
    pub saved: String,
    /// `persons` or `items`; empty: as fits.
    pub view: String,
}

/// Where a question stands.
#[derive(Clone, Debug, Default)]
pub struct SearchAddress {
    pub source: SearchSource,
    pub question: SearchForm,
    /// Name of the saved search.
    pub saved_name: Option<String>,
    /// The token leads nowhere any more.
    pub expired: bool,
}

/// The numbers of words written as `0.2`.
fn numbers(text: &str) -> Vec<usize> {
    text.split('.').filter_map(|number| number.trim().parse().ok()).collect()
}

/// The values of a choice that names several; none where it names one.
fn several(text: &str) -> Vec<String> {
    let values = text.split(',').map(str::trim).filter(|value| !value.is_empty());
    if text.contains(',') { values.map(str::to_owned).collect() } else { Vec::new() }
}

/// An address whose form had several boxes of one name ticked, with their values in one.
pub fn merged(query: &str) -> String {
    let mut merged: Vec<(String, String)> = Vec::new();
    for (key, value) in frame::pairs(query) {
        match merged.iter_mut().find(|(known, _)| *known == key) {
            Some((_, values)) if TICKED.contains(&key.as_str()) => *values = format!("{values},{value}"),
            Some(known) => known.1 = value,
            None => merged.push((key, value)),
        }
    }
    serde_urlencoded::to_string(merged).unwrap_or_default()
}

/// Choices that are boxes to tick.
pub const TICKED: [&str; 6] = ["kind", "year", "class", "step", "period", "state"];

impl SearchForm {
    /// What may stand in an address.
    pub const KEYS: [&str; 15] = [
        "q",
        "kind",
        "fonds",
        "year",
        "year_from",
        "year_to",
        "class",
        "step",
        "period",
        "state",
        "alone",
        "plain",
        "off",
        "sort",
        "page",
    ];

    /// As the act takes it.
    pub fn asked(&self, size: usize) -> Answer<SearchQuery> {
        let (scope, any_of) = self.scope()?;
        Ok(SearchQuery {
            text: self.q.clone(),
            scope,
            any_of,
            // both kinds are no choice
            kind: if self.kind.contains(',') { None } else { hit_kind(&self.kind)? },
            newest: self.sort == "newest",
            page: self.page.trim().parse().unwrap_or(1).max(1),
            size,
            as_text: numbers(&self.plain),
            left_out: numbers(&self.off),
            alone: !self.alone.is_empty(),
            ..SearchQuery::default()
        })
    }

    /// One value of a choice goes into the scope, several beside it. What each means is the same as in every list.
    fn scope(&self) -> Answer<(Scope, AnyOf)> {
        let one = |text: &str| if text.contains(',') { String::new() } else { text.to_owned() };
        let filter = Filter {
            fonds: self.fonds.clone(),
            year: one(&self.year),
            year_from: self.year_from.clone(),
            year_to: self.year_to.clone(),
            class: one(&self.class),
            step: one(&self.step),
            period: one(&self.period),
            state: one(&self.state),
            ..Filter::default()
        };
        let mut any_of = AnyOf::default();
        for year in several(&self.year) {
            let span = Filter { year, ..Filter::default() }.scope()?;
            any_of
                .years
                .extend(span.year_from.zip(span.year_to).into_iter().flat_map(|(from, to)| from..=to));
        }
        for period in several(&self.period) {
            any_of.periods.extend(Filter { period, ..Filter::default() }.scope()?.period);
        }
        for state in several(&self.state) {
            any_of.states.extend(Filter { state, ..Filter::default() }.scope()?.state);
        }
        any_of.class_ids = several(&self.class);
        any_of.step_ids = several(&self.step);
        Ok((filter.scope()?, any_of))
    }

    /// Everything but words and page, as it stands in an address; empty choices left out.
    pub fn choices(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("kind", &self.kind),
            ("fonds", &self.fonds),
            ("year", &self.year),
            ("year_from", &self.year_from),
            ("year_to", &self.year_to),
            ("class", &self.class),
            ("step", &self.step),
            ("period", &self.period),
            ("state", &self.state),
            ("alone", &self.alone),
            ("plain", &self.plain),
            ("off", &self.off),
            ("sort", &self.sort),
        ];
        let given = all.into_iter().filter(|(_, value)| !value.is_empty());
        given.map(|(key, value)| (key, value.as_str())).collect()
    }
}

impl SearchAddress {
    /// Finds the words: in memory, among the saved searches, or in the address itself.
    pub async fn make(
        app: &App,
        by: &By,
        source: SearchSource,
        question: SearchForm,
    ) -> Answer<SearchAddress> {
        let mut address = SearchAddress { source, question, ..SearchAddress::default() };
        if !address.source.s.is_empty() {
            match app.questions.read(&address.source.s, by.now) {
                Some(kept) => address.question.q = kept.text,
                None => address.expired = true,
            }
        } else if let Ok(id) = address.source.saved.trim().parse() {
            let watched = saved_searches::one(&app.archive, by, id).await?;
            address.question.q = watched.kept.text;
            address.saved_name = Some(watched.name);
        }
        Ok(address)
    }

    /// Reads it back from what stands behind `?`, as a form carries it along.
    pub async fn from_query(app: &App, by: &By, query: &str) -> Answer<SearchAddress> {
        let uri: axum::http::Uri = format!("/search?{query}").parse().map_err(anyhow::Error::from)?;
        let unreadable = |error: axum::extract::rejection::QueryRejection| anyhow::anyhow!("{error}");
        let Query(source) = Query::<SearchSource>::try_from_uri(&uri).map_err(unreadable)?;
        let Query(question) = Query::<SearchForm>::try_from_uri(&uri).map_err(unreadable)?;
        SearchAddress::make(app, by, source, question).await
    }

    /// Something is asked: words or choices.
    pub fn asks(&self) -> bool {
        !self.question.q.is_empty() || !self.question.choices().is_empty()
    }

    /// The words stand elsewhere: title and heading do not show them.
    pub fn is_hidden(&self) -> bool {
        !self.source.s.is_empty() || self.saved_name.is_some()
    }

    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = match (self.source.s.as_str(), &self.saved_name) {
            ("", None) => vec![("q", self.question.q.as_str())],
            ("", Some(_)) => vec![("saved", self.source.saved.as_str())],
            (token, _) => vec![("s", token)],
        };
        pairs.extend(self.question.choices());
        pairs.push(("view", &self.source.view));
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// What stands behind `?`, back on the first page.
    pub fn query(&self) -> String {
        serde_urlencoded::to_string(self.pairs()).unwrap_or_default()
    }

    /// What the form of boxes carries along beside them.
    pub fn beside_boxes(&self) -> Vec<(&'static str, &str)> {
        self.pairs().into_iter().filter(|(key, _)| !TICKED.contains(key)).collect()
    }

    /// The address with one choice made anew, back on its first page; an empty value takes it off.
    pub fn with(&self, key: &'static str, value: &str) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(known, _)| *known != key);
        if !value.is_empty() {
            pairs.push((key, value));
        }
        format!("/search?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }

    /// The same with this word's number added to one of the two lists of words.
    pub fn with_word(&self, key: &'static str, at: usize) -> String {
        let list = if key == "off" { &self.question.off } else { &self.question.plain };
        let mut all = numbers(list);
        all.push(at);
        all.sort_unstable();
        all.dedup();
        self.with(key, &all.iter().map(usize::to_string).collect::<Vec<_>>().join("."))
    }
}

/// Where words just typed lead: into the address when they name nobody, under a token otherwise.
pub fn onward(app: &App, by: &By, path: &str, question: &SearchForm, hide: bool) -> String {
    let text = question.q.trim();
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if hide {
        let kept = pending_questions::PendingQuestion {
            text: text.to_owned(),
            ..pending_questions::PendingQuestion::default()
        };
        pairs.push(("s", app.questions.keep(kept, by.now)));
    } else if !text.is_empty() {
        pairs.push(("q", text.to_owned()));
    }
    pairs.extend(question.choices().into_iter().map(|(key, value)| (key, value.to_owned())));
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
