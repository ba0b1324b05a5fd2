//! Searching and reading codes for programs.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::acts::finding::searching as act;
use crate::acts::finding::viewing;
use crate::domain::general::error::Error;
use crate::domain::general::problem::{Change, Problem};
use crate::domain::schemes::code::{self, ArchivalCode};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure, Fault};
use crate::web::base::who::Who;
use crate::web::finding::search::SearchForm;
use crate::{problems, say};

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Size {
    /// Hits on a page, 1 to 200; 20 unless given.
    limit: String,
}

/// The question as JSON; what is left out is not asked for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Asking {
    q: String,
    /// `item` or `volume`: only records, or only volumes.
    kind: Option<String>,
    fonds: Option<String>,
    year: Option<i32>,
    year_from: Option<i32>,
    year_to: Option<i32>,
    class: Option<String>,
    step: Option<String>,
    period: Option<String>,
    state: Option<String>,
    /// Of the fonds only what is its own, not what the fonds before it have.
    alone: bool,
    /// Words that are plain text and nothing else, counted from 0.
    plain: Vec<usize>,
    /// Words that are not looked for.
    off: Vec<usize>,
    /// `newest`, or by how well it fits.
    sort: Option<String>,
    /// From 1.
    page: Option<usize>,
    /// Hits on a page, 1 to 200; 20 unless given.
    limit: Option<usize>,
}

impl Asking {
    pub fn question(self) -> SearchForm {
        let text = |given: Option<String>| given.unwrap_or_default();
        let number = |given: Option<i32>| given.map(|year| year.to_string()).unwrap_or_default();
        let words = |at: Vec<usize>| at.iter().map(usize::to_string).collect::<Vec<_>>().join(".");
        SearchForm {
            q: self.q,
            kind: text(self.kind),
            fonds: text(self.fonds),
            year: number(self.year),
            year_from: number(self.year_from),
            year_to: number(self.year_to),
            class: text(self.class),
            step: text(self.step),
            period: text(self.period),
            state: text(self.state),
            alone: if self.alone { "1".to_owned() } else { String::new() },
            plain: words(self.plain),
            off: words(self.off),
            sort: text(self.sort),
            page: self.page.map(|page| page.to_string()).unwrap_or_default(),
        }
    }
}

/// Finds records and volumes as the GET does, with the question out of the address: the way to ask for persons, whose
/// names and numbers have no place in the logs of proxies and browsers.
#[utoipa::path(post, path = "/api/v1/find", tag = "finding", request_body = Asking,
    responses((status = 200, body = act::SearchAnswer), (status = 422, body = Failure)))]
pub async fn find_posted(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(asking): Json<Asking>,
) -> Answer<Response> {
    let limit = asking.limit.unwrap_or(20);
    let asked = asking.question().asked(limit)?;
    reply(lang, &act::find(&app.archive, &by, &asked).await?)
}

/// What is being typed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Typing {
    q: String,
}

/// Names of persons and units that begin with the last word typed; numbers are never completed.
#[utoipa::path(post, path = "/api/v1/completions", tag = "finding", request_body = Typing,
    responses((status = 200, body = Vec<act::Completion>), (status = 422, body = Failure)))]
pub async fn complete(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(typing): Json<Typing>,
) -> Answer<Response> {
    reply(lang, &act::completions(&app.archive, &by, &typing.q).await?)
}

/// Finds records and volumes by any of their words; exact total, facets with exact counts.
///
/// For names and numbers of persons use POST: an address is kept in many logs.
#[utoipa::path(get, path = "/api/v1/find", tag = "finding", params(SearchForm, Size),
    responses((status = 200, body = act::SearchAnswer), (status = 422, body = Failure)))]
pub async fn find(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(given): Query<Vec<(String, String)>>,
    Query(question): Query<SearchForm>,
    Query(size): Query<Size>,
) -> Answer<Response> {
    let known = |key: &str| SearchForm::KEYS.contains(&key) || matches!(key, "limit" | "lang");
    if let Some((unknown, _)) = given.iter().find(|(key, _)| !known(key)) {
        let all = SearchForm::KEYS.join(" ");
        return Err(Fault::from(unknown_parameter(unknown, &all)));
    }
    let asked = question.asked(size.limit.trim().parse().unwrap_or(20))?;
    reply(lang, &act::find(&app.archive, &by, &asked).await?)
}

problems! {
    refuse unknown_parameter(key, all):
        "没有参数「{key}」，这次没有检索。" / "There is no parameter \"{key}\"; nothing was searched."
        => "可以用的有：{all} limit lang。" / "Those there are: {all} limit lang.";
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CodeGiven {
    /// The code as written.
    code: String,
    /// Id of the scheme it was written under; absent: the only fonds' own.
    scheme: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Readings {
    readings: Vec<ArchivalCode>,
    problems: Vec<Problem>,
    changed: Vec<Change>,
}

/// Reads an archival code: every reading with its problems, never a guess.
#[utoipa::path(get, path = "/api/v1/code", tag = "finding", params(CodeGiven),
    responses((status = 200, body = Readings), (status = 404, body = Failure)))]
pub async fn parse_code(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(given): Query<CodeGiven>,
) -> Answer<Response> {
    let schemes = app.archive.schemes();
    let id = match given.scheme {
        Some(id) => id,
        None => {
            let used = viewing::scheme_uses(&app.archive, &by).await?;
            used.into_iter().find(|one| one.until.is_none()).map(|one| one.scheme_id).unwrap_or_default()
        }
    };
    let Some(scheme) = schemes.scheme(&id) else {
        return Err(Fault::from(Error::not_found(say!(
            "没有分类方案「{id}」。",
            "The archive keeps no scheme \"{id}\"."
        ))));
    };
    let parsed = code::parse(&given.code, scheme, &schemes, by.today());
    reply(lang, &Readings { readings: parsed.readings, problems: parsed.problems, changed: parsed.changes })
}
