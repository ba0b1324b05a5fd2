//! Hand-overs inside the house, for programs: the same acts as the command `handover`.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::acts::receiving::handing_in::{
    self, HandoverInShort, HandoverView, HandoverWanted, PaperFate, PaperTyped, PapersChosen, PapersFrom,
};
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::who::Who;

/// Every hand-over, the newest first.
#[utoipa::path(get, path = "/api/v1/handovers", tag = "import",
    responses((status = 200, body = Vec<HandoverInShort>)))]
pub async fn list(State(app): Shared, Who(by): Who, In(lang): In) -> Answer<Response> {
    reply(lang, &handing_in::handovers(&app.archive, &by).await?)
}

/// A hand-over: its papers, what became of each, and the batches that were taken in from it.
#[utoipa::path(get, path = "/api/v1/handovers/{id}", tag = "import", params(("id" = i64, Path)),
    responses((status = 200, body = HandoverView), (status = 404, body = Failure)))]
pub async fn show(State(app): Shared, Who(by): Who, In(lang): In, Path(id): Path<i64>) -> Answer<Response> {
    reply(lang, &handing_in::handover(&app.archive, &by, id).await?)
}

/// Papers to be handed in.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PapersGiven {
    /// Its number; not given: the only fonds there is.
    fonds: Option<String>,
    /// Not given: the next one.
    number: String,
    /// 移交科室; not given: that of one's own account.
    department: String,
    /// 文件办结截止时间, `2026-11-30`.
    cut_off: String,
    papers: Vec<PaperTyped>,
}

/// Hands papers in, all of them or none. ID numbers come back masked.
#[utoipa::path(post, path = "/api/v1/handovers", tag = "import", request_body = PapersGiven,
    responses((status = 200, body = HandoverView), (status = 422, body = Failure)))]
pub async fn hand_in(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Json(given): Json<PapersGiven>,
) -> Answer<Response> {
    let PapersGiven { fonds, number, department, cut_off, papers } = given;
    let papers = PapersFrom::Typed(papers);
    let wanted = HandoverWanted { fonds, number, department, cut_off, papers };
    reply(lang, &handing_in::hand_in(&app.archive, &by, wanted).await?)
}

/// Papers accepted or returned. One of `lines`, `called`, `waiting`; none of them is an error.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PapersDecision {
    /// `accepted` or `returned`.
    fate: PaperFate,
    /// Why they go back.
    #[serde(default)]
    reason: String,
    /// Ids of lines.
    #[serde(default)]
    lines: Vec<i64>,
    /// Acceptance numbers, or numbers of lines.
    #[serde(default)]
    called: Vec<String>,
    /// All that wait, of which there must be so many.
    waiting: Option<usize>,
}

impl PapersDecision {
    fn chosen(&self) -> PapersChosen {
        match (self.waiting, self.called.is_empty()) {
            (Some(count), _) => PapersChosen::Waiting(count),
            (None, false) => PapersChosen::Called(self.called.clone()),
            (None, true) => PapersChosen::Lines(self.lines.clone()),
        }
    }
}

/// Accepts papers or returns them, all that are named or none; never by who handed them in.
#[utoipa::path(post, path = "/api/v1/handovers/{id}/decisions", tag = "import", params(("id" = i64, Path)),
    request_body = PapersDecision,
    responses((status = 200, body = HandoverView), (status = 404, body = Failure), (status = 422, body = Failure)))]
pub async fn decide(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Path(id): Path<i64>,
    Json(decision): Json<PapersDecision>,
) -> Answer<Response> {
    let (chosen, reason) = (decision.chosen(), decision.reason);
    reply(lang, &handing_in::decide(&app.archive, &by, id, chosen, (decision.fate, reason)).await?)
}
