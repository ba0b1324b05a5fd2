//! 利用登记 for programs: who was shown or given what, and single ID numbers shown whole.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::id_numbers::WholeNumbersAsked;
use crate::acts::using::{consulting, disclosing};
use crate::domain::general::masking::IdNumber;
use crate::domain::using::consultation::Visit;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::list_address::UsesChosen;
use crate::web::base::who::Who;
use crate::web::upkeep::events::EventsQuery;
use crate::web::using::people;

/// The register, newest first, ID numbers masked; with the sums over all its lines.
#[utoipa::path(get, path = "/api/v1/consultations", tag = "use", params(UsesChosen, EventsQuery),
    responses((status = 200, body = consulting::Register), (status = 422, body = Failure)))]
pub async fn register(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(chosen): Query<UsesChosen>,
    Query(turn): Query<EventsQuery>,
) -> Answer<Response> {
    let filter = chosen.filter()?;
    reply(lang, &consulting::register(&app.archive, &by, &filter, turn.before(), turn.size()).await?)
}

/// Who asks, and what for: keys of the register's choices.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Use {
    /// `person`, `agent` … as `/counter` offers them.
    identity: String,
    asker: String,
    /// Number of the document shown.
    document: String,
    purpose: String,
    /// The record that is shown; left out: nothing was found.
    item: Option<i64>,
    /// Row of the person inside the form, from 1.
    row: Option<u32>,
    /// Whom or what was looked for, where no row is named.
    subject: String,
    /// What was tried, where nothing was found.
    tried: String,
}

/// Writes a line: a record is shown to somebody, or nothing was found.
#[utoipa::path(post, path = "/api/v1/consultations", tag = "use", request_body = Use,
    responses((status = 200, body = consulting::Consultation), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn write(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(given): Json<Use>,
) -> Answer<Response> {
    let Use { identity, asker, document, purpose, item, row, subject, tried } = given;
    let visit = Visit { identity, asker, document, purpose };
    let line = match item {
        Some(item) => consulting::look(&app.archive, &by, &visit, item, row, &subject).await?,
        None => consulting::nothing_found(&app.archive, &by, &visit, &subject, &tried).await?,
    };
    reply(lang, &line)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Copied {
    pages: u32,
}

/// The record of a line was copied as well.
#[utoipa::path(post, path = "/api/v1/consultations/{id}/copy", tag = "use", params(("id" = i64, Path)),
    request_body = Copied,
    responses((status = 200, body = consulting::Consultation), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn copy(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<Copied>,
) -> Answer<Response> {
    reply(lang, &consulting::give_copy(&app.archive, &by, id, given.pages).await?)
}

/// One ID number, whole.
#[derive(Serialize, ToSchema)]
pub struct NumberShown {
    name: String,
    number: IdNumber,
}

/// Shows one person's ID number whole; the log says so.
#[utoipa::path(post, path = "/api/v1/items/{id}/persons/{row}/id-number", tag = "use",
    params(("id" = i64, Path), ("row" = u32, Path)), request_body = WholeNumbersAsked,
    responses((status = 200, body = NumberShown), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn show_number(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path((id, row)): Path<(i64, u32)>,
    Json(asked): Json<WholeNumbersAsked>,
) -> Answer<Response> {
    let person = consulting::show_id_number(&app.archive, &by, id, row, &asked.reason).await?;
    reply(lang, &NumberShown { name: person.name, number: person.id_number })
}

/// Who has seen the records of the person in this row of this record, the latest first.
#[utoipa::path(get, path = "/api/v1/people/{item}/{row}/accesses", tag = "use",
    params(("item" = i64, Path), ("row" = u32, Path)),
    responses((status = 200, body = Vec<disclosing::Access>), (status = 404, body = Failure)))]
pub async fn accesses(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path((item, row)): Path<(i64, u32)>,
) -> Answer<Response> {
    let own = people::own_rows(&app, &by, item, row).await?.1;
    reply(lang, &disclosing::accesses(&app.archive, &by, &own).await?)
}
