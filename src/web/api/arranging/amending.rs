//! One change of many records, for programs.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::acts::arranging::amending_many::{self, Amendment, AmendmentDone, AmendmentPreview};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::who::Who;

/// What a change of many records would do: each record's old and new text, and what stands in the way.
#[utoipa::path(post, path = "/api/v1/items/amendments/preview", tag = "items", request_body = Amendment,
    responses((status = 200, body = AmendmentPreview), (status = 422, body = Failure)))]
pub async fn preview(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(amendment): Json<Amendment>,
) -> Answer<Response> {
    reply(lang, &amending_many::preview(&app.archive, &by, &amendment).await?)
}

#[derive(Serialize, ToSchema)]
struct Amended {
    /// The event; give it to undo the change.
    event: i64,
    done: AmendmentPreview,
}

/// Makes one change in many records, all of it or nothing. In closed volumes a reason is required.
#[utoipa::path(post, path = "/api/v1/items/amendments", tag = "items", request_body = Amendment,
    responses((status = 200, body = Amended), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn amend(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(amendment): Json<Amendment>,
) -> Answer<Response> {
    let (event, done) = amending_many::amend(&app.archive, &by, amendment).await?;
    reply(lang, &Amended { event, done })
}

/// A change of many records as the log has it, and whether it was undone.
#[utoipa::path(get, path = "/api/v1/items/amendments/{seq}", tag = "items", params(("seq" = i64, Path)),
    responses((status = 200, body = AmendmentDone), (status = 404, body = Failure)))]
pub async fn done(State(app): Shared, Who(by): Who, In(lang): In, Path(seq): Path<i64>) -> Answer<Response> {
    reply(lang, &amending_many::done(&app.archive, &by, seq).await?)
}

#[derive(Serialize, ToSchema)]
struct Undone {
    /// The event that undid it.
    event: i64,
}

/// Undoes a change of many records as a whole; refused where one of them was changed since.
#[utoipa::path(post, path = "/api/v1/items/amendments/{seq}/undoing", tag = "items", params(("seq" = i64, Path)),
    responses((status = 200, body = Undone), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn undo(State(app): Shared, Who(by): Who, In(lang): In, Path(seq): Path<i64>) -> Answer<Response> {
    reply(lang, &Undone { event: amending_many::undo(&app.archive, &by, seq).await? })
}
