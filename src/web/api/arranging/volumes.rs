//! Volumes for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acts::arranging::closing::{self, Closing};
use crate::acts::arranging::entering::{self, TableEdit};
use crate::acts::arranging::splitting::{self, SplitVolume};
use crate::acts::arranging::starting::{self, NewVolume};
use crate::acts::arranging::{checking, filing, joining};
use crate::acts::finding::{listing, viewing};
use crate::domain::records::volume::Volume;
use crate::web::api::using::id_numbers::{Numbers, WholeNumbersAsked, reply_masked, reply_whole};
use crate::web::arranging::volumes::VolumesQuery;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::filter::Filter;
use crate::web::base::list_address::VolumesSought;
use crate::web::base::who::Who;

/// Volumes in shelf order or sorted, narrowed by words if any are given, with the sums over the whole list.
#[utoipa::path(get, path = "/api/v1/volumes", tag = "volumes", params(Filter, VolumesSought, VolumesQuery),
    responses((status = 200, body = listing::VolumeList), (status = 422, body = Failure)))]
pub async fn list(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(filter): Query<Filter>,
    Query(sought): Query<VolumesSought>,
    Query(turn): Query<VolumesQuery>,
) -> Answer<Response> {
    let wanted = sought.wanted(&filter)?;
    reply(lang, &listing::volumes(&app.archive, &by, &wanted, turn.after(), turn.size()).await?)
}

/// Gaps in numbers, duplicates, odd sequences, volumes that could not be closed.
#[utoipa::path(get, path = "/api/v1/volumes/check", tag = "volumes", params(Filter),
    responses((status = 200, body = checking::VolumeCheck)))]
pub async fn check(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    reply(lang, &checking::check_volumes(&app.archive, &by, &filter.scope()?).await?)
}

/// One volume with its items, checks, date and history.
#[utoipa::path(get, path = "/api/v1/volumes/{id}", tag = "volumes", params(("id" = i64, Path), Numbers),
    responses((status = 200, body = viewing::VolumeView), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Query(numbers): Query<Numbers>,
) -> Answer<Response> {
    reply_masked(lang, &numbers, viewing::volume(&app.archive, &by, id).await?)
}

/// The same with whole ID numbers, for a reason that stands in the log.
#[utoipa::path(post, path = "/api/v1/volumes/{id}/id-numbers", tag = "volumes", params(("id" = i64, Path)),
    request_body = WholeNumbersAsked,
    responses((status = 200, body = viewing::VolumeView), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn show_whole(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(asked): Json<WholeNumbersAsked>,
) -> Answer<Response> {
    let view = viewing::volume(&app.archive, &by, id).await?;
    let (code, items) = (view.volume.code.clone(), view.items.iter().map(|line| line.item.id).collect());
    reply_whole(&app, &by, lang, &asked, (&code, items, 0), view).await
}

/// 立卷: checks the volume, writes its 备考表 and fixes its codes.
#[utoipa::path(post, path = "/api/v1/volumes/{id}/closing", tag = "volumes", params(("id" = i64, Path)),
    request_body = Closing,
    responses((status = 200, body = Volume), (status = 422, body = Failure)))]
pub async fn close(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(closing): Json<Closing>,
) -> Answer<Response> {
    reply(lang, &closing::close(&app.archive, &by, id, closing).await?)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Retitling {
    title: String,
}

/// Gives an open volume another title.
#[utoipa::path(put, path = "/api/v1/volumes/{id}/title", tag = "volumes", params(("id" = i64, Path)),
    request_body = Retitling,
    responses((status = 200, body = Volume), (status = 422, body = Failure)))]
pub async fn retitle(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<Retitling>,
) -> Answer<Response> {
    reply(lang, &filing::retitle(&app.archive, &by, id, given.title).await?)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reordering {
    /// Ids of all its items, each once, in the new order.
    order: Vec<i64>,
}

/// Puts the items of an open volume into another order.
#[utoipa::path(put, path = "/api/v1/volumes/{id}/order", tag = "volumes", params(("id" = i64, Path)),
    request_body = Reordering,
    responses((status = 200, body = Volume), (status = 422, body = Failure)))]
pub async fn reorder(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<Reordering>,
) -> Answer<Response> {
    reply(lang, &filing::reorder(&app.archive, &by, id, given.order).await?)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PuttingIn {
    item: i64,
    /// Position from 1; absent: last.
    at: Option<u32>,
}

/// Puts an item into an open volume of its own place.
#[utoipa::path(post, path = "/api/v1/volumes/{id}/items", tag = "volumes", params(("id" = i64, Path)),
    request_body = PuttingIn,
    responses((status = 200, body = Volume), (status = 422, body = Failure)))]
pub async fn put_in(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<PuttingIn>,
) -> Answer<Response> {
    reply(lang, &filing::put_in(&app.archive, &by, given.item, id, given.at.unwrap_or(u32::MAX)).await?)
}

/// Removes an open volume that holds nothing and is the last of its place.
#[utoipa::path(post, path = "/api/v1/volumes/{id}/removal", tag = "volumes", params(("id" = i64, Path)),
    responses((status = 200, body = Volume), (status = 422, body = Failure)))]
pub async fn remove(State(app): Shared, Who(by): Who, In(lang): In, Path(id): Path<i64>) -> Answer<Response> {
    reply(lang, &filing::remove_volume(&app.archive, &by, id).await?)
}

/// Begins an empty volume at the end of a place.
#[utoipa::path(post, path = "/api/v1/volumes", tag = "volumes", request_body = NewVolume,
    responses((status = 200, body = Volume), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn start(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(new): Json<NewVolume>,
) -> Answer<Response> {
    reply(lang, &starting::start(&app.archive, &by, new).await?)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Splitting {
    /// The record the new volume begins with.
    item: i64,
}

/// 分卷: the records from one on become the next volume of the place.
#[utoipa::path(post, path = "/api/v1/volumes/{id}/splitting", tag = "volumes", params(("id" = i64, Path)),
    request_body = Splitting,
    responses((status = 200, body = SplitVolume), (status = 422, body = Failure)))]
pub async fn split(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<Splitting>,
) -> Answer<Response> {
    reply(lang, &splitting::split(&app.archive, &by, id, given.item).await?)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Joining {
    /// The last volume of the place, which goes into this one.
    volume: i64,
}

/// 并卷: the last volume of the place goes back into this one, as before a split.
#[utoipa::path(post, path = "/api/v1/volumes/{id}/joining", tag = "volumes", params(("id" = i64, Path)),
    request_body = Joining,
    responses((status = 200, body = Volume), (status = 422, body = Failure)))]
pub async fn join(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<Joining>,
) -> Answer<Response> {
    reply(lang, &joining::join(&app.archive, &by, id, given.volume).await?)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// An event: only what changed after it is told.
    since: Option<i64>,
}

/// A volume as a table of texts: whole, or what has changed since, by whom.
#[utoipa::path(get, path = "/api/v1/volumes/{id}/grid", tag = "volumes", params(("id" = i64, Path), Since),
    responses((status = 200, body = entering::VolumeTable), (status = 404, body = Failure)))]
pub async fn table(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Query(since): Query<Since>,
) -> Answer<Response> {
    reply(lang, &entering::table(&app.archive, &by, id, since.since).await?)
}

/// 录入: cells, new rows, rows taken out and moved, in one write. Good cells are taken while bad ones are
/// refused with their reason; a cell changed by somebody else since `seen` is a conflict and stays.
#[utoipa::path(post, path = "/api/v1/volumes/{id}/grid", tag = "volumes", params(("id" = i64, Path)),
    request_body = TableEdit,
    responses((status = 200, body = entering::Entered), (status = 422, body = Failure)))]
pub async fn enter(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(entry): Json<TableEdit>,
) -> Answer<Response> {
    reply(lang, &entering::enter(&app.archive, &by, id, entry).await?)
}
