//! Items for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::acts::arranging::filing;
use crate::acts::arranging::filing::{Correction, Elsewhere, FieldChange};
use crate::acts::disposal::expiry;
use crate::acts::finding::listing::{self, List};
use crate::acts::finding::viewing;
use crate::domain::general::masking::{Guarded, Hidden};
use crate::domain::general::role::By;
use crate::domain::records::item::Item;
use crate::web::api::using::id_numbers::{Numbers, WholeNumbersAsked, reply_masked, reply_whole};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::filter::Filter;
use crate::web::base::form_fields::fact;
use crate::web::base::list_address::WordsAndOrder;
use crate::web::base::who::Who;

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ItemsQuery {
    /// Only the records of this volume.
    volume: String,
    /// Records passed over; at most 100,000: narrow the list instead.
    skip: String,
    /// Records answered, 1 to 1000; 100 unless given.
    size: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ItemList)]
struct Listed {
    rows: Vec<viewing::ItemLine>,
    total: i64,
    next: Option<i64>,
}

impl Guarded for Listed {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.rows.each(visit);
    }
}

/// Items in shelf order, or sorted by a column; those that fit the words.
#[utoipa::path(get, path = "/api/v1/items", tag = "items", params(Filter, WordsAndOrder, ItemsQuery, Numbers),
    responses((status = 200, body = Listed), (status = 422, body = Failure)))]
pub async fn list(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(filter): Query<Filter>,
    Query(words): Query<WordsAndOrder>,
    Query(part): Query<ItemsQuery>,
    Query(numbers): Query<Numbers>,
) -> Answer<Response> {
    let (_, listed) = sought(&app, &by, (&filter, &words), &part).await?;
    reply_masked(lang, &numbers, listed)
}

/// The same with whole ID numbers, for a reason that stands in the log.
#[utoipa::path(post, path = "/api/v1/items/id-numbers", tag = "items", params(Filter, WordsAndOrder, ItemsQuery),
    request_body = WholeNumbersAsked,
    responses((status = 200, body = Listed), (status = 422, body = Failure)))]
pub async fn list_whole(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(filter): Query<Filter>,
    Query(words): Query<WordsAndOrder>,
    Query(part): Query<ItemsQuery>,
    Json(asked): Json<WholeNumbersAsked>,
) -> Answer<Response> {
    let (ids, listed) = sought(&app, &by, (&filter, &words), &part).await?;
    reply_whole(&app, &by, lang, &asked, ("items", ids, 0), listed).await
}

async fn sought(
    app: &App,
    by: &By,
    (filter, words): (&Filter, &WordsAndOrder),
    part: &ItemsQuery,
) -> Answer<(Vec<i64>, Listed)> {
    let volume = part.volume.trim().parse().ok();
    let skip: i64 = part.skip.trim().parse().unwrap_or(0);
    let size = part.size.trim().parse().unwrap_or(100);
    let list = List::Items { filter: filter.scope()?, volume, sought: words.sought() };
    let (rows, total) = listing::items(&app.archive, by, &list, skip, size).await?;
    let ids: Vec<i64> = rows.iter().map(|line| line.item.id).collect();
    let next = skip.max(0) + ids.len() as i64;
    Ok((ids, Listed { rows, total, next: (next < total).then_some(next) }))
}

/// One item with its volume, date and history.
#[utoipa::path(get, path = "/api/v1/items/{id}", tag = "items", params(("id" = i64, Path), Numbers),
    responses((status = 200, body = viewing::ItemView), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Query(numbers): Query<Numbers>,
) -> Answer<Response> {
    reply_masked(lang, &numbers, viewing::item(&app.archive, &by, id).await?)
}

/// The same with whole ID numbers, for a reason that stands in the log.
#[utoipa::path(post, path = "/api/v1/items/{id}/id-numbers", tag = "items", params(("id" = i64, Path)),
    request_body = WholeNumbersAsked,
    responses((status = 200, body = viewing::ItemView), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn show_whole(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(asked): Json<WholeNumbersAsked>,
) -> Answer<Response> {
    let view = viewing::item(&app.archive, &by, id).await?;
    let code = view.item.code.clone();
    reply_whole(&app, &by, lang, &asked, (&code, vec![id], 1), view).await
}

/// Items taken out of their volumes, waiting to be filed again.
#[utoipa::path(get, path = "/api/v1/items/taken-out", tag = "items", params(Numbers),
    responses((status = 200, body = Vec<viewing::ItemLine>), (status = 422, body = Failure)))]
pub async fn taken_out(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(numbers): Query<Numbers>,
) -> Answer<Response> {
    reply_masked(lang, &numbers, viewing::taken_out(&app.archive, &by).await?)
}

/// The same with whole ID numbers, for a reason that stands in the log.
#[utoipa::path(post, path = "/api/v1/items/taken-out/id-numbers", tag = "items",
    request_body = WholeNumbersAsked,
    responses((status = 200, body = Vec<viewing::ItemLine>), (status = 422, body = Failure)))]
pub async fn taken_out_whole(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(asked): Json<WholeNumbersAsked>,
) -> Answer<Response> {
    let items = viewing::taken_out(&app.archive, &by).await?;
    let about = ("taken-out", items.iter().map(|line| line.item.id).collect(), 0);
    reply_whole(&app, &by, lang, &asked, about, items).await
}

#[derive(Serialize, ToSchema)]
struct Corrected {
    item: Item,
    changes: Vec<FieldChange>,
}

/// Corrects what an item says; fields left out stay. In a closed volume a reason is required.
#[utoipa::path(post, path = "/api/v1/items/{id}/corrections", tag = "items", params(("id" = i64, Path)),
    request_body = Correction,
    responses((status = 200, body = Corrected), (status = 422, body = Failure)))]
pub async fn correct(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(correction): Json<Correction>,
) -> Answer<Response> {
    let (item, changes) = filing::correct(&app.archive, &by, id, correction).await?;
    reply(lang, &Corrected { item, changes })
}

/// Takes an item out of an open volume; the pages behind it close up.
#[utoipa::path(post, path = "/api/v1/items/{id}/removal", tag = "items", params(("id" = i64, Path)),
    responses((status = 200, body = Item), (status = 422, body = Failure)))]
pub async fn take_out(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
) -> Answer<Response> {
    reply(lang, &filing::take_out(&app.archive, &by, id).await?)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactGiven {
    /// `scrapped`, `ended`, `appraised_keep`, `appraised_destroy`
    kind: String,
    /// The day it happened, ISO.
    on: String,
    /// Of a record kept on: for how long from its original start, `permanent` or years.
    #[serde(default)]
    period: String,
    #[serde(default)]
    note: String,
}

/// Records a fact that decides a date, and derives the date anew.
#[utoipa::path(post, path = "/api/v1/items/{id}/facts", tag = "retention", params(("id" = i64, Path)),
    request_body = FactGiven,
    responses((status = 200, body = expiry::Explained), (status = 422, body = Failure)))]
pub async fn record_fact(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(given): Json<FactGiven>,
) -> Answer<Response> {
    let fact = fact((&given.kind, &given.on, &given.period), given.note)?;
    reply(lang, &expiry::record_fact(&app.archive, &by, id, fact).await?)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// What was wrong with it.
    reason: String,
}

/// Withdraws a fact that was recorded wrongly, and derives the date anew; the log keeps what it said.
#[utoipa::path(post, path = "/api/v1/items/{id}/facts/{fact}/withdrawal", tag = "retention",
    params(("id" = i64, Path), ("fact" = i64, Path)), request_body = Withdrawal,
    responses((status = 200, body = expiry::Explained), (status = 404, body = Failure),
        (status = 422, body = Failure)))]
pub async fn withdraw_fact(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path((id, fact)): Path<(i64, i64)>,
    Json(given): Json<Withdrawal>,
) -> Answer<Response> {
    reply(lang, &expiry::withdraw_fact(&app.archive, &by, id, fact, given.reason).await?)
}

/// Files an item of an open volume under another year, class or step.
#[utoipa::path(post, path = "/api/v1/items/{id}/refiling", tag = "items", params(("id" = i64, Path)),
    request_body = Elsewhere,
    responses((status = 200, body = Item), (status = 422, body = Failure)))]
pub async fn refile(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(to): Json<Elsewhere>,
) -> Answer<Response> {
    reply(lang, &filing::refile(&app.archive, &by, id, to).await?)
}
