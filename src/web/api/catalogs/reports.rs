//! What is held, and what came and went, for programs: the same acts as the command `report`.

use axum::extract::{Query, State};
use axum::response::Response;

use crate::acts::catalogs::cataloging::{self, BY_HAND, Figures};
use crate::acts::catalogs::reckoning::{self, AccountShown, RecordsBehind};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::filter::Filter;
use crate::web::base::number_asked::{NumberAsked, places};
use crate::web::base::outline::outline;
use crate::web::base::who::Who;

/// Increase and decrease of holdings in a year, or a month of it: opening, added, taken away, closing, by class, period
/// and state. `year` is the account's; `year`, `state` and `closed` narrow nothing.
#[utoipa::path(get, path = "/api/v1/reports/holdings", tag = "catalogs", params(Filter, NumberAsked),
    responses((status = 200, body = AccountShown), (status = 422, body = Failure)))]
pub async fn holdings(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(filter): Query<Filter>,
    Query(asked): Query<NumberAsked>,
) -> Answer<Response> {
    let filter = filter.settled(&outline(&app, &by).await?)?;
    let span = asked.span(&by, &filter.year)?;
    reply(lang, &reckoning::account(&app.archive, &by, span, &places(&filter).scope()?).await?)
}

/// The records behind one number of it, 200 a page.
#[utoipa::path(get, path = "/api/v1/reports/records", tag = "catalogs", params(Filter, NumberAsked),
    responses((status = 200, body = RecordsBehind), (status = 422, body = Failure)))]
pub async fn records(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(filter): Query<Filter>,
    Query(asked): Query<NumberAsked>,
) -> Answer<Response> {
    let filter = filter.settled(&outline(&app, &by).await?)?;
    let span = asked.span(&by, &filter.year)?;
    let (scope, meant, behind) = (places(&filter).scope()?, asked.meant(), asked.behind(&filter.state));
    let behind =
        reckoning::behind(&app.archive, &by, span, (&scope, meant, &behind), asked.stretch()).await?;
    reply(lang, &behind)
}

/// The figures of 基本情况统计表, and which of its cells only the office can fill in.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct YearlyFigures {
    /// `null`: nothing is held.
    figures: Option<Figures>,
    #[schema(value_type = Vec<String>)]
    by_hand: Vec<&'static str>,
}

/// The figures of a year; without one, of the latest in which something was closed.
#[utoipa::path(get, path = "/api/v1/reports/figures", tag = "catalogs", params(Filter),
    responses((status = 200, body = YearlyFigures), (status = 422, body = Failure)))]
pub async fn figures(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let filter = filter.settled(&outline(&app, &by).await?)?;
    let figures = cataloging::figures(&app.archive, &by, &filter.scope()?).await?;
    reply(lang, &YearlyFigures { figures, by_hand: BY_HAND.to_vec() })
}
