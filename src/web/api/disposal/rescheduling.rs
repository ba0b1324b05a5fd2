//! Changes of schedules, for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::acts::disposal::rescheduling::{self, ChangeAsked, ScheduleChangeList, ScheduleChangeView};
use crate::domain::general::error::Error;
use crate::domain::records::scope::given;
use crate::domain::values::date;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Failure, Fault};
use crate::web::base::who::Who;
use crate::web::disposal::rescheduling::list_to;

/// Which stretch of them.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ChangesWanted {
    /// From 1.
    page: Option<i64>,
    /// 100 unless given, 500 at most.
    size: Option<i64>,
}

/// Changes of schedules, the latest first.
#[utoipa::path(get, path = "/api/v1/retention/changes", tag = "retention", params(ChangesWanted),
    responses((status = 200, body = ScheduleChangeList)))]
pub async fn list(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(wanted): Query<ChangesWanted>,
) -> Answer<Response> {
    let size = wanted.size.unwrap_or(100).clamp(1, 500);
    let skip = (wanted.page.unwrap_or(1).clamp(1, 1_000_000) - 1) * size;
    reply(lang, &rescheduling::list(&app.archive, &by, skip, size).await?)
}

/// A draft of a scheme or an accounting table to be applied to what is filed.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChangeSent {
    /// The draft's text.
    text: String,
    /// What it rests on.
    reason: String,
    /// Of a scheme, so the next ones: number of the fonds; empty: the only one there is.
    fonds: String,
    /// The edition whose records it rules; empty: the one in use.
    against: String,
    /// First day of formation filed under it; empty: as the draft says.
    from: String,
    /// The scheme whose place it takes; empty: the one whose records it rules.
    replaces: String,
    /// It takes no other's place.
    beside: bool,
}

/// Proposes a change: the list of everything it moves is registered and kept, nothing is moved yet.
#[utoipa::path(post, path = "/api/v1/retention/changes", tag = "retention", request_body = ChangeSent,
    responses((status = 200, body = ScheduleChangeView), (status = 422, body = Failure)))]
pub async fn propose(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(sent): Json<ChangeSent>,
) -> Answer<Response> {
    let from = given(&sent.from).map(|text| date::read_first_day(&text)).transpose();
    let asked = ChangeAsked {
        text: sent.text,
        reason: sent.reason,
        fonds: given(&sent.fonds),
        against: given(&sent.against),
        from: from.map_err(|problems| Fault::from(Error::Refused(problems)))?,
        replaces: given(&sent.replaces),
        beside: sent.beside,
    };
    reply(lang, &rescheduling::propose(&app.archive, &by, &asked, lang).await?)
}

/// A change of schedules.
#[utoipa::path(get, path = "/api/v1/retention/changes/{number}", tag = "retention", params(("number" = String, Path)),
    responses((status = 200, body = ScheduleChangeView), (status = 404, body = Failure)))]
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
) -> Answer<Response> {
    reply(lang, &rescheduling::show(&app.archive, &by, &number).await?)
}

/// Applies it in one step, if it still moves what its list says; what shortens anything, by somebody other than who
/// proposed it.
#[utoipa::path(post, path = "/api/v1/retention/changes/{number}/application", tag = "retention",
    params(("number" = String, Path)),
    responses((status = 200, body = ScheduleChangeView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn apply(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
) -> Answer<Response> {
    reply(lang, &rescheduling::apply(&app.archive, &by, &number).await?)
}

/// Why a change is withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeReason {
    reason: String,
}

/// Takes a proposal back.
#[utoipa::path(post, path = "/api/v1/retention/changes/{number}/withdrawal", tag = "retention",
    params(("number" = String, Path)), request_body = ChangeReason,
    responses((status = 200, body = ScheduleChangeView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn withdraw(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(number): Path<String>,
    Json(sent): Json<ChangeReason>,
) -> Answer<Response> {
    reply(lang, &rescheduling::withdraw(&app.archive, &by, &number, &sent.reason).await?)
}

/// Its list as PDF, as it was registered.
#[utoipa::path(post, path = "/api/v1/retention/changes/{number}/list", tag = "retention",
    params(("number" = String, Path)),
    responses((status = 200, description = "PDF", content_type = "application/pdf"), (status = 404, body = Failure)))]
pub async fn paper(State(app): Shared, Who(by): Who, Path(number): Path<String>) -> Answer<Response> {
    let made = MadeFile::new()?;
    list_to(&app, &by, &number, made.path()).await?;
    made.send(&format!("schedule-{number}.pdf")).await
}
