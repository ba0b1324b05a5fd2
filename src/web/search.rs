//! `/search`: one box for everything.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::Shared;
use super::fault::Answer;
use super::filter::{given, year};
use super::frame::{Frame, Who};
use super::page::page;
use super::words::{self, Badge};
use crate::domain::wording::Wording;
use crate::finding::{self, Asked, Found};

/// Hits on a page.
const SIZE: usize = 20;

/// The question as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Question {
    pub q: String,
    pub fonds: String,
    pub year: String,
    pub year_from: String,
    pub year_to: String,
    pub class: String,
    pub step: String,
    pub period: String,
    pub state: String,
    /// `newest`, or by how well it fits.
    pub sort: String,
    pub page: String,
}

impl Question {
    /// As the act takes it.
    pub fn asked(&self, size: usize) -> Answer<Asked> {
        let one = year(&self.year)?;
        Ok(Asked {
            text: self.q.clone(),
            fonds: given(&self.fonds),
            year_from: one.or(year(&self.year_from)?),
            year_to: one.or(year(&self.year_to)?),
            class_id: given(&self.class),
            step_id: given(&self.step),
            period: given(&self.period),
            state: given(&self.state),
            newest: self.sort == "newest",
            page: self.page.trim().parse().unwrap_or(1).max(1),
            size,
        })
    }

    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("q", &self.q),
            ("fonds", &self.fonds),
            ("year", &self.year),
            ("year_from", &self.year_from),
            ("year_to", &self.year_to),
            ("class", &self.class),
            ("step", &self.step),
            ("period", &self.period),
            ("state", &self.state),
            ("sort", &self.sort),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (key, value.as_str()))
            .collect()
    }

    /// The address with one choice made anew, back on its first page; an empty value takes it off.
    fn with(&self, key: &str, value: &str) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(known, _)| *known != key);
        if !value.is_empty() {
            pairs.push((address_name(key), value));
        }
        format!("/search?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// The name of a facet in the address.
fn address_name(facet: &str) -> &'static str {
    match facet {
        "class_id" | "class" => "class",
        "step_id" | "step" => "step",
        "fonds" => "fonds",
        "year" => "year",
        "period" => "period",
        "state" => "state",
        "sort" => "sort",
        "page" => "page",
        _ => "q",
    }
}

struct FacetLinks {
    name: Wording,
    values: Vec<FacetLink>,
}

struct FacetLink {
    label: String,
    count: String,
    href: String,
    on: bool,
}

struct ChipShown {
    says: Wording,
    /// The search without it.
    without: Option<String>,
}

#[derive(Template)]
#[template(path = "search/search.html")]
struct SearchPage {
    frame: Frame,
    question: Question,
    /// Something was asked.
    asked: bool,
    total: i64,
    from: usize,
    to: usize,
    found: Found,
    facets: Vec<FacetLinks>,
    chips: Vec<ChipShown>,
    sort_other: String,
    before: Option<String>,
    after: Option<String>,
    /// Filters that could be taken off to find more.
    filtered: bool,
    widened: String,
}

impl SearchPage {
    fn badge(&self, state: &str) -> Badge {
        words::state(state)
    }
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(question): Query<Question>,
) -> Answer<Response> {
    let asked = question.asked(SIZE)?;
    let found = finding::find(&app.archive, &by, &asked).await?;
    let from = (asked.page - 1) * SIZE;
    let to = from + found.hits.len();
    let turn = |page: usize| {
        let mut pairs = question.pairs();
        let number = page.to_string();
        pairs.push(("page", &number));
        format!("/search?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    };
    page(&SearchPage {
        asked: !question.pairs().is_empty(),
        total: found.total as i64,
        from: from + 1,
        to,
        facets: facets(&frame, &question, &found),
        chips: chips(&question, &found),
        sort_other: question.with("sort", if asked.newest { "" } else { "newest" }),
        before: (asked.page > 1).then(|| turn(asked.page - 1)),
        after: ((to as u64) < found.total).then(|| turn(asked.page + 1)),
        filtered: question.pairs().iter().any(|(key, _)| *key != "q" && *key != "sort"),
        widened: Question { q: question.q.clone(), ..Question::default() }.with("sort", ""),
        frame,
        question,
        found,
    })
}

fn facets(frame: &Frame, question: &Question, found: &Found) -> Vec<FacetLinks> {
    let of = |facet: &finding::Facet| {
        let name = address_name(facet.name);
        let now = question.pairs().into_iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
        let link = |value: &finding::FacetValue| {
            let on = now == value.value;
            let label = match facet.name {
                "state" => frame.w(&words::state(&value.value).word).to_owned(),
                "period" => frame.w(&words::period(&value.value)).to_owned(),
                _ => frame.w(&value.label).to_owned(),
            };
            let href = question.with(name, if on { "" } else { &value.value });
            FacetLink { label, count: frame.n(value.count as i64), href, on }
        };
        FacetLinks { name: words::facet(facet.name), values: facet.values.iter().map(link).collect() }
    };
    found.facets.iter().filter(|facet| !facet.values.is_empty()).map(of).collect()
}

fn chips(question: &Question, found: &Found) -> Vec<ChipShown> {
    let shown = found.chips.iter().map(|chip| {
        let without = question.q.replacen(chip.text.as_str(), "", 1);
        let changed = without != question.q;
        let rest = without.split_whitespace().collect::<Vec<_>>().join(" ");
        ChipShown { says: chip.says(), without: changed.then(|| question.with("q", &rest)) }
    });
    shown.collect()
}
