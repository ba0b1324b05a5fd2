//! The year in one call, and what a draft would move, for programs.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::Datelike as _;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::acts::disposal::cycling::{self, Cycle};
use crate::acts::disposal::foreseeing::{self, WhatIf, WhatIfAsked};
use crate::domain::general::role::By;
use crate::domain::records::scope::{Scope, given};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::who::Who;

/// A year, and of which fonds.
#[derive(Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct CycleWanted {
    /// This year, where none is given.
    #[serde(default)]
    year: Option<i32>,
    /// Number of the fonds; empty: every one.
    #[serde(default)]
    fonds: String,
}

impl CycleWanted {
    fn year(&self, by: &By) -> i32 {
        self.year.unwrap_or_else(|| by.today().year())
    }

    fn scope(&self) -> Scope {
        Scope { fonds: given(&self.fonds), ..Scope::default() }
    }
}

/// What a year's appraisal asks for: batches to open, what is left out and why, batches under way and whom they wait
/// for. Nothing is written.
#[utoipa::path(get, path = "/api/v1/cycle", tag = "retention", params(CycleWanted),
    responses((status = 200, body = Cycle), (status = 422, body = Failure)))]
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(wanted): Query<CycleWanted>,
) -> Answer<Response> {
    reply(lang, &cycling::cycle(&app.archive, &by, wanted.year(&by), &wanted.scope()).await?)
}

/// Opens the batches; asked again it opens what is left.
#[utoipa::path(post, path = "/api/v1/cycle", tag = "retention", request_body = CycleWanted,
    responses((status = 200, body = Cycle), (status = 422, body = Failure)))]
pub async fn open(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(wanted): Json<CycleWanted>,
) -> Answer<Response> {
    reply(lang, &cycling::apply(&app.archive, &by, wanted.year(&by), &wanted.scope(), None).await?)
}

/// A draft of a scheme or an accounting table.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DraftSent {
    /// The file's text.
    text: String,
    /// Of a scheme: id of the edition whose records are looked at; empty: the one in use.
    against: String,
    fonds: String,
}

/// What a draft would move: volumes earlier, later, to permanent, to a question, and what would be due. Nothing is
/// written.
#[utoipa::path(post, path = "/api/v1/retention/what-if", tag = "retention", request_body = DraftSent,
    responses((status = 200, body = WhatIf), (status = 422, body = Failure)))]
pub async fn what_if(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(sent): Json<DraftSent>,
) -> Answer<Response> {
    let scope = Scope { fonds: given(&sent.fonds), ..Scope::default() };
    let asked = WhatIfAsked { text: sent.text, against: given(&sent.against), scope };
    reply(lang, &foreseeing::what_if(&app.archive, &by, &asked).await?)
}
