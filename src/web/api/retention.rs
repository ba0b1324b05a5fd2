//! Dates for programs.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{In, reply};
use super::shapes;
use crate::expiry;
use crate::web::Shared;
use crate::web::fault::Answer;
use crate::web::filter::{Filter, year};
use crate::web::frame::Who;

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct DueYear {
    /// Year of appraisal; this year unless given.
    due: String,
    /// `0`: counts only.
    list: String,
}

/// What is eligible for appraisal during a year, with the reason for each; questions apart.
#[utoipa::path(get, path = "/api/v1/retention/report", tag = "retention", params(DueYear, Filter),
    responses((status = 200, body = shapes::Report), (status = 422, body = shapes::Failure)))]
pub async fn report(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(due): Query<DueYear>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let due_year = year(&due.due)?.unwrap_or_else(|| chrono::Datelike::year(&by.today()));
    reply(lang, &expiry::report(&app.archive, &by, due_year, &filter.volumes()?, due.list != "0").await?)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CodeAsked {
    /// Code of a volume or an item.
    code: String,
}

/// Why the date of everything that bears this code is what it is.
#[utoipa::path(get, path = "/api/v1/retention/explain", tag = "retention", params(CodeAsked),
    responses((status = 200, body = Vec<shapes::Explained>), (status = 404, body = shapes::Failure)))]
pub async fn explain(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(asked): Query<CodeAsked>,
) -> Answer<Response> {
    reply(lang, &expiry::explain(&app.archive, &by, &asked.code).await?)
}
