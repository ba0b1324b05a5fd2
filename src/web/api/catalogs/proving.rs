//! Files made earlier, for programs: the proof sheet of a table, the file made again, what differs between two.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acts::catalogs::cataloging;
use crate::progress::Progress;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::who::Who;
use crate::web::catalogs::reprints::{DifferenceFields, digest_of, made_again};

/// What proves a registered table without Guidang: form, head, columns and digests (docs/proof.md). `digest` is the
/// SHA-256 of the file.
#[utoipa::path(get, path = "/api/v1/proof/{digest}", tag = "catalogs",
    params(("digest" = String, Path, description = "SHA-256 of the file")),
    responses((status = 200, description = "The proof sheet", content_type = "application/json"),
        (status = 404, body = Failure)))]
pub async fn sheet(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(digest): Path<String>,
) -> Answer<Response> {
    reply(lang, &cataloging::proof_sheet(&app.archive, &by, &digest_of(&digest)?).await?)
}

/// Which file, and how it is made again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reprinting {
    /// Of the file, or one that stands on it: eight digits will do.
    digest: String,
    /// As it would be today instead of as it was.
    #[serde(default)]
    today: bool,
}

/// A registered file made again as it was, from the records as they stood then; with `today` as it would be now.
#[utoipa::path(post, path = "/api/v1/reprints", tag = "catalogs", request_body = Reprinting,
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 422, body = Failure)))]
pub async fn reprint(State(app): Shared, Who(by): Who, Json(given): Json<Reprinting>) -> Answer<Response> {
    made_again(&app.archive, &by, &given.digest, given.today).await
}

/// What came, went and changed between two exports of a catalog, or since one, with the deeds that did it.
#[utoipa::path(get, path = "/api/v1/difference", tag = "catalogs", params(DifferenceFields),
    responses((status = 200, body = cataloging::CatalogDifference), (status = 422, body = Failure)))]
pub async fn difference(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(asked): Query<DifferenceFields>,
) -> Answer<Response> {
    let ((from, to), quiet) = (asked.sides(), Progress::default());
    reply(lang, &cataloging::compare(&app.archive, &by, &from, to.as_ref(), lang, &quiet).await?)
}
