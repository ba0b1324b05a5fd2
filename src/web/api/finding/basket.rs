//! The basket for programs, and for the page's own script.

use axum::Json;
use axum::extract::State;
use axum::response::Response;

use crate::acts::finding::basket::{self, Entries};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::who::Who;

/// What the caller set aside.
#[utoipa::path(get, path = "/api/v1/basket", tag = "basket", responses((status = 200, body = Entries)))]
pub async fn look(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &basket::look(&app.archive, &by).await?)
}

/// Sets records and volumes aside; answers with what the basket holds then.
#[utoipa::path(post, path = "/api/v1/basket/additions", tag = "basket", request_body = Entries,
    responses((status = 200, body = Entries), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn add(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(entries): Json<Entries>,
) -> Answer<Response> {
    reply(lang, &basket::add(&app.archive, &by, entries).await?)
}

/// Takes records and volumes out of the basket.
#[utoipa::path(post, path = "/api/v1/basket/removals", tag = "basket", request_body = Entries,
    responses((status = 200, body = Entries), (status = 422, body = Failure)))]
pub async fn remove(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(entries): Json<Entries>,
) -> Answer<Response> {
    reply(lang, &basket::remove(&app.archive, &by, entries).await?)
}

/// Empties the basket.
#[utoipa::path(delete, path = "/api/v1/basket", tag = "basket", responses((status = 200, body = Entries)))]
pub async fn clear(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &basket::clear(&app.archive, &by).await?)
}
