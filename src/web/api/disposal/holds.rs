//! Holds for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::acts::disposal::holding::{self, HoldFilter, NewHold};
use crate::domain::disposal::hold::{HoldGround, HoldState};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::who::Who;

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct HoldsWanted {
    /// `holding`, `lift_asked`, `lifted`; `unlifted`: the first two; all unless given.
    state: String,
    /// Key of a ground; any unless given.
    ground: String,
    /// Holds, or volumes of a hold, in one answer: 200 unless given, 1000 at most.
    size: String,
    /// Which stretch of them, from 1.
    page: String,
}

impl HoldsWanted {
    /// Where the stretch begins, and how much it is.
    fn stretch(&self) -> (i64, i64) {
        let size = self.size.trim().parse().unwrap_or(200).clamp(1, 1000);
        let page: i64 = self.page.trim().parse().unwrap_or(1).max(1);
        ((page - 1).saturating_mul(size), size)
    }
}

/// Holds, the latest first.
#[utoipa::path(get, path = "/api/v1/holds", tag = "holds", params(HoldsWanted),
    responses((status = 200, body = holding::HoldList)))]
pub async fn list(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(wanted): Query<HoldsWanted>,
) -> Answer<Response> {
    let filter = HoldFilter {
        state: HoldState::from_key(&wanted.state),
        unlifted: wanted.state == "unlifted",
        ground: HoldGround::from_key(&wanted.ground),
    };
    let (from, size) = wanted.stretch();
    reply(lang, &holding::list(&app.archive, &by, filter, from, size).await?)
}

/// Says what a hold would catch; nothing is written.
#[utoipa::path(post, path = "/api/v1/holds/preview", tag = "holds", request_body = NewHold,
    responses((status = 200, body = holding::Preview), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn preview(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(new): Json<NewHold>,
) -> Answer<Response> {
    reply(lang, &holding::preview(&app.archive, &by, &new).await?)
}

/// Places a hold: by a rule, or on volumes and records named one by one.
#[utoipa::path(post, path = "/api/v1/holds", tag = "holds", request_body = NewHold,
    responses((status = 200, body = holding::HoldView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn place(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(new): Json<NewHold>,
) -> Answer<Response> {
    reply(lang, &holding::place(&app.archive, &by, &new).await?)
}

/// A hold with a stretch of what it catches today.
#[utoipa::path(get, path = "/api/v1/holds/{id}", tag = "holds", params(("id" = i64, Path), HoldsWanted),
    responses((status = 200, body = holding::CaughtStretch), (status = 404, body = Failure)))]
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Query(wanted): Query<HoldsWanted>,
) -> Answer<Response> {
    let (from, size) = wanted.stretch();
    reply(lang, &holding::caught(&app.archive, &by, id, from, size).await?)
}

/// Why a hold may be lifted, or stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldReason {
    reason: String,
}

/// Asks to lift a hold; another person says yes or no.
#[utoipa::path(post, path = "/api/v1/holds/{id}/lift-request", tag = "holds", params(("id" = i64, Path)),
    request_body = HoldReason,
    responses((status = 200, body = holding::HoldView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn ask_lift(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<HoldReason>,
) -> Answer<Response> {
    reply(lang, &holding::ask_lift(&app.archive, &by, id, &given.reason).await?)
}

/// Lifts a hold: by neither who placed it nor who asked.
#[utoipa::path(post, path = "/api/v1/holds/{id}/lifting", tag = "holds", params(("id" = i64, Path)),
    responses((status = 200, body = holding::HoldView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn lift(State(app): Shared, Who(by): Who, In(lang): In, Path(id): Path<i64>) -> Answer<Response> {
    reply(lang, &holding::lift(&app.archive, &by, id).await?)
}

/// The hold stays: the request is not agreed to, or taken back.
#[utoipa::path(post, path = "/api/v1/holds/{id}/keeping", tag = "holds", params(("id" = i64, Path)),
    request_body = HoldReason,
    responses((status = 200, body = holding::HoldView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn keep(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<HoldReason>,
) -> Answer<Response> {
    reply(lang, &holding::keep(&app.archive, &by, id, &given.reason).await?)
}
