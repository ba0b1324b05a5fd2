//! Schemes, batches, jobs, the log and the check of the whole, for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use crate::acts::finding::viewing;
use crate::acts::upkeep::{jobs as work, verifying};
use crate::domain::general::error::Error;
use crate::domain::records::event::Logged;
use crate::say;
use crate::web::api::using::id_numbers::{Numbers, WholeNumbersAsked, reply_masked, reply_whole};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::attachment::send_kept;
use crate::web::base::fault::{Answer, Failure, Fault};
use crate::web::base::who::Who;
use crate::web::upkeep::events::EventsQuery;

/// What the archive holds.
#[utoipa::path(get, path = "/api/v1/overview", tag = "archive", responses((status = 200, body = viewing::Overview)))]
pub async fn overview(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &viewing::overview(&app.archive, &by).await?)
}

/// A batch with the rows that had something to say.
#[utoipa::path(get, path = "/api/v1/batches/{id}", tag = "archive", params(("id" = i64, Path), Numbers),
    responses((status = 200, body = viewing::BatchView), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn batch(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Query(numbers): Query<Numbers>,
) -> Answer<Response> {
    reply_masked(lang, &numbers, viewing::batch(&app.archive, &by, id).await?)
}

/// The same with whole ID numbers, for a reason that stands in the log.
#[utoipa::path(post, path = "/api/v1/batches/{id}/id-numbers", tag = "archive", params(("id" = i64, Path)),
    request_body = WholeNumbersAsked,
    responses((status = 200, body = viewing::BatchView), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn batch_whole(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(asked): Json<WholeNumbersAsked>,
) -> Answer<Response> {
    let view = viewing::batch(&app.archive, &by, id).await?;
    let (name, items) =
        (view.batch.file_name.clone(), view.rows.iter().filter_map(|row| row.item_id).collect());
    let rows = view.rows.len();
    reply_whole(&app, &by, lang, &asked, (&name, items, rows), view).await
}

/// Every scheme with its findings.
#[utoipa::path(get, path = "/api/v1/schemes", tag = "archive",
    responses((status = 200, body = Vec<viewing::SchemeView>)))]
pub async fn schemes(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &viewing::schemes(&app.archive, &by).await?)
}

/// One scheme with its findings.
#[utoipa::path(get, path = "/api/v1/schemes/{id}", tag = "archive", params(("id" = String, Path)),
    responses((status = 200, body = viewing::SchemeView), (status = 404, body = Failure)))]
pub async fn scheme(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<String>,
) -> Answer<Response> {
    let schemes = viewing::schemes(&app.archive, &by).await?;
    match schemes.iter().find(|view| view.scheme.id == id) {
        Some(view) => reply(lang, view),
        None => Err(Fault::from(Error::not_found(say!(
            "没有分类方案「{id}」。",
            "The archive keeps no scheme \"{id}\"."
        )))),
    }
}

/// The latest jobs, newest first.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "archive", responses((status = 200, body = Vec<work::JobView>)))]
pub async fn jobs(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &work::list(&app.archive, &by).await?)
}

/// One job: progress, outcome.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "archive", params(("id" = i64, Path)),
    responses((status = 200, body = work::JobView), (status = 404, body = Failure)))]
pub async fn job(State(app): Shared, Who(by): Who, In(lang): In, Path(id): Path<i64>) -> Answer<Response> {
    reply(lang, &work::show(&app.archive, &by, id).await?)
}

/// Asks a running job to stop; what is done stays done.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/cancellation", tag = "archive", params(("id" = i64, Path)),
    responses((status = 200, body = work::JobView), (status = 422, body = Failure)))]
pub async fn cancel(State(app): Shared, Who(by): Who, In(lang): In, Path(id): Path<i64>) -> Answer<Response> {
    work::cancel(&app.archive, &by, id).await?;
    reply(lang, &work::show(&app.archive, &by, id).await?)
}

/// The file a job left.
#[utoipa::path(get, path = "/api/v1/jobs/{id}/file", tag = "archive", params(("id" = i64, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 404, body = Failure)))]
pub async fn job_file(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer<Response> {
    let (path, name) = work::result(&app.archive, &by, id).await?;
    send_kept(path, &name).await
}

/// The log, newest first.
#[utoipa::path(get, path = "/api/v1/events", tag = "archive", params(EventsQuery, Numbers),
    responses((status = 200, body = Vec<Logged>), (status = 422, body = Failure)))]
pub async fn events(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(turn): Query<EventsQuery>,
    Query(numbers): Query<Numbers>,
) -> Answer<Response> {
    reply_masked(lang, &numbers, viewing::events(&app.archive, &by, turn.before(), turn.size()).await?)
}

/// The same with whole ID numbers, for a reason that stands in the log.
#[utoipa::path(post, path = "/api/v1/events/id-numbers", tag = "archive", params(EventsQuery),
    request_body = WholeNumbersAsked,
    responses((status = 200, body = Vec<Logged>), (status = 422, body = Failure)))]
pub async fn events_whole(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(turn): Query<EventsQuery>,
    Json(asked): Json<WholeNumbersAsked>,
) -> Answer<Response> {
    let events = viewing::events(&app.archive, &by, turn.before(), turn.size()).await?;
    let rows = events.len();
    reply_whole(&app, &by, lang, &asked, ("events", Vec::new(), rows), events).await
}

/// Looks through the whole archive: rows, events, index, pages and dates. Takes as long as it takes.
#[utoipa::path(get, path = "/api/v1/verify", tag = "archive", responses((status = 200, body = verifying::Verified)))]
pub async fn verify(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &verifying::verify(&app.archive, &by).await?)
}
