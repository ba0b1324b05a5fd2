//! Transfers from what is due to the receiver's receipt, for programs: the same acts as the command `transfer`.

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::acts::disposal::transferring::{
    self, TransferDue, TransferInShort, TransferOpened, TransferSource, TransferStep, TransferView,
    TransferWanted,
};

use crate::web::base::answer::{In, JobStarted, reply, reply_as};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::filter::Filter;
use crate::web::base::who::Who;
use crate::web::disposal::transfers::batch::sheet_arrived;
use crate::web::disposal::transfers::sealing::as_job;

/// Every transfer, the newest first, each with what its next step waits for.
#[utoipa::path(get, path = "/api/v1/transfers", tag = "retention",
    responses((status = 200, body = Vec<TransferInShort>)))]
pub async fn list(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &transferring::transfers(&app.archive, &by).await?)
}

/// By which rule, of which records.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct DueAsked {
    /// `county`: after ten years; `city`: after twenty.
    rule: String,
    fonds: String,
    /// Year of formation, or `2009..2012`.
    year: String,
    class: String,
    step: String,
}

/// Closed volumes that are due for handing over today, each with the reason.
#[utoipa::path(get, path = "/api/v1/transfers/due", tag = "retention", params(DueAsked),
    responses((status = 200, body = TransferDue), (status = 422, body = Failure)))]
pub async fn due(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(asked): Query<DueAsked>,
) -> Answer<Response> {
    let DueAsked { rule, fonds, year, class, step } = asked;
    let scope = Filter { fonds, year, class, step, ..Filter::default() }.scope()?;
    reply(lang, &transferring::due(&app.archive, &by, &rule, &scope).await?)
}

/// A transfer: its list, opinions, cartons, parties and everything that was stated.
#[utoipa::path(get, path = "/api/v1/transfers/{number}", tag = "retention", params(("number" = String, Path)),
    responses((status = 200, body = TransferView), (status = 404, body = Failure)))]
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
) -> Answer<Response> {
    reply(lang, &transferring::transfer(&app.archive, &by, &number).await?)
}

/// Volumes for a transfer: by id, those of the basket, or what is due by the rule.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TransferAskedFor {
    title: String,
    receiver: String,
    /// `county`: after ten years; `city`: after twenty.
    rule: String,
    /// Agreed otherwise, with its basis.
    agreement: String,
    volumes: Vec<i64>,
    basket: bool,
    due: bool,
    /// Of what is due: fonds, year of formation, class, step.
    fonds: String,
    year: String,
    class: String,
    step: String,
}

/// Opens a transfer; its list is frozen. Of what is due, volumes on hold or in another batch are left out and named.
#[utoipa::path(post, path = "/api/v1/transfers", tag = "retention", request_body = TransferAskedFor,
    responses((status = 200, body = TransferOpened), (status = 422, body = Failure)))]
pub async fn open(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(asked): Json<TransferAskedFor>,
) -> Answer<Response> {
    let TransferAskedFor { title, receiver, rule, agreement, volumes, basket, due, .. } = asked;
    let TransferAskedFor { fonds, year, class, step, .. } = asked;
    let from = match (due, basket) {
        (true, _) => TransferSource::Due(Filter { fonds, year, class, step, ..Filter::default() }.scope()?),
        (false, true) => TransferSource::Basket,
        (false, false) => TransferSource::Volumes(volumes),
    };
    let wanted = TransferWanted { title, receiver, rule, agreement, from };
    reply(lang, &transferring::open(&app.archive, &by, wanted).await?)
}

/// Takes steps, all or none: take out, state an opinion, explain, examine, pack, unpack, seal, reopen, hand over, accept, give
/// back, withdraw.
#[utoipa::path(post, path = "/api/v1/transfers/{number}/steps", tag = "retention", params(("number" = String, Path)),
    request_body = Vec<TransferStep>,
    responses((status = 200, body = TransferView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn steps(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    Json(steps): Json<Vec<TransferStep>>,
) -> Answer<Response> {
    reply(lang, &transferring::take_steps(&app.archive, &by, &number, steps).await?)
}

/// Makes the transfer's package as a job and seals the transfer with it; the file is the job's.
#[utoipa::path(post, path = "/api/v1/transfers/{number}/package", tag = "retention", params(("number" = String, Path)),
    responses((status = 202, body = JobStarted), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn package(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
) -> Answer<Response> {
    let wanted = transferring::package_asked(&app.archive, &by, &number).await?;
    let job = as_job(&app, &by, number, wanted, lang).await?;
    reply_as(StatusCode::ACCEPTED, lang, &JobStarted { job })
}

/// The receiver's file.
#[derive(ToSchema)]
#[allow(dead_code, reason = "described for callers; its parts are read as they come in")]
struct ReceiptForm {
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// Reads the receiver's file (csv, xlsx): every row fits, or nothing is taken.
#[utoipa::path(post, path = "/api/v1/transfers/{number}/receipt", tag = "retention", params(("number" = String, Path)),
    request_body(content = ReceiptForm, content_type = "multipart/form-data"),
    responses((status = 200, body = TransferView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn receipt(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    form: Multipart,
) -> Answer<Response> {
    let (_folder, path) = sheet_arrived(form).await?;
    reply(lang, &transferring::take_receipt(&app.archive, &by, &number, &path).await?)
}

/// The end of a transfer.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TransferEnd {
    /// Last day copies are kept.
    copies_until: Option<NaiveDate>,
}

/// Finishes a transfer: what was accepted goes, all of it or nothing.
#[utoipa::path(post, path = "/api/v1/transfers/{number}/end", tag = "retention", params(("number" = String, Path)),
    request_body = TransferEnd,
    responses((status = 200, body = TransferView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn end(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    Json(given): Json<TransferEnd>,
) -> Answer<Response> {
    reply(lang, &transferring::finish(&app.archive, &by, &number, given.copies_until).await?)
}
