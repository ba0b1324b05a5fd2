//! Hand-overs inside the house, for programs: the same acts as the command `handover`.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::acts::receiving::handing_in::{
    self, HandoverInShort, HandoverView, HandoverWanted, PaperFate, PaperTyped, PapersChosen, PapersFrom,
    WhichHandovers,
};
use crate::domain::general::error::{Error, Result};
use crate::problems;
use crate::web::base::answer::{In, reply};
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Failure};
use crate::web::base::who::Who;

/// Hand-overs one answer has, unless another number is given; and the most.
const LISTED: i64 = 200;
const MOST_LISTED: i64 = 1000;

/// Which part of the list.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct HandoversPart {
    /// How many, 1 to 1000; 200 unless given.
    limit: String,
    /// How many of the newest are left out; none unless given.
    offset: String,
}

impl HandoversPart {
    fn read(&self) -> Result<(i64, i64)> {
        let number = |text: &str, unless: i64| match text.trim() {
            "" => Some(unless),
            text => text.parse().ok(),
        };
        let limit = number(&self.limit, LISTED).filter(|limit| (1..=MOST_LISTED).contains(limit));
        let offset = number(&self.offset, 0).filter(|offset| *offset >= 0);
        limit.zip(offset).ok_or_else(|| Error::from(handovers_part_unreadable(&MOST_LISTED)))
    }
}

/// Hand-overs, the newest first.
#[utoipa::path(get, path = "/api/v1/handovers", tag = "import", params(HandoversPart),
    responses((status = 200, body = Vec<HandoverInShort>), (status = 422, body = Failure)))]
pub async fn list(
    State(app): Shared,
    Who(by): Who,
    In(lang): In,
    Query(part): Query<HandoversPart>,
) -> Answer<Response> {
    let part = part.read()?;
    reply(lang, &handing_in::handovers(&app.archive, &by, WhichHandovers::All, part).await?)
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
    /// Kinds of questions that are answered with yes, such as `id_other_document`.
    accept: Vec<String>,
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
    let PapersGiven { fonds, number, department, cut_off, papers, accept } = given;
    let papers = PapersFrom::Typed(papers);
    let wanted = HandoverWanted { fonds, number, department, cut_off, papers, accept };
    reply(lang, &handing_in::hand_in(&app.archive, &by, wanted).await?)
}

/// Papers accepted or returned. One of `lines`, `called`, `waiting`; none of them is an error, and so are several.
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
    /// # Errors
    /// `Refused` where papers are chosen in more than one way.
    fn chosen(&self) -> Result<PapersChosen> {
        match (self.waiting, self.called.is_empty(), self.lines.is_empty()) {
            (Some(count), true, true) => Ok(PapersChosen::Waiting(count)),
            (None, false, true) => Ok(PapersChosen::Called(self.called.clone())),
            (None, true, _) => Ok(PapersChosen::Lines(self.lines.clone())),
            _ => Err(Error::from(papers_chosen_twice())),
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
    let (chosen, reason) = (decision.chosen()?, decision.reason);
    reply(lang, &handing_in::decide(&app.archive, &by, id, chosen, (decision.fate, reason)).await?)
}

problems! {
    refuse papers_chosen_twice():
        "lines、called、waiting 只能写一种。" / "Give one of lines, called and waiting."
        => "删去其余的再发。" / "Leave the others out.";
    refuse handovers_part_unreadable(most):
        "limit 或 offset 不对。" / "limit or offset cannot be read."
        => "limit 填 1 至 {most} 的整数，offset 填 0 以上的整数。"
            / "Give limit as a whole number from 1 to {most}, offset from 0 up.";
}
