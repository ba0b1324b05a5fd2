//! `/disposals`: every batch by its stage, whom it waits for, and since when.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::shown::stage_badge;
use crate::acts::disposal::disposing::{self, DisposalInShort, StageName};
use crate::domain::general::problem::Problem;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::who::Who;
use crate::web::base::words::Badge;

/// Which batches: those under way, `ended`, `all`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct BoardAsked {
    show: String,
}

/// Batches of one stage.
struct StagePart {
    badge: Badge,
    rows: Vec<BoardRow>,
}

struct BoardRow {
    batch: DisposalInShort,
    /// Days since its last step.
    days: i64,
}

impl BoardRow {
    fn waits(&self) -> Option<&Problem> {
        self.batch.waits.first()
    }

    fn has_ended(&self) -> bool {
        has_ended(self.batch.stage)
    }

    fn more(&self) -> usize {
        self.batch.waits.len().saturating_sub(1)
    }
}

#[derive(Template)]
#[template(path = "disposal/disposals/board.html")]
struct BoardPage {
    frame: Frame,
    parts: Vec<StagePart>,
    show: String,
    /// Under way, ended.
    counts: (usize, usize),
    /// Volumes lie in the basket.
    in_basket: bool,
}

fn has_ended(stage: StageName) -> bool {
    matches!(stage, StageName::Done | StageName::Withdrawn)
}

pub async fn list(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<BoardAsked>,
) -> Answer<Response> {
    let all = disposing::disposals(&app.archive, &by).await?;
    let ended = all.iter().filter(|batch| has_ended(batch.stage)).count();
    let counts = (all.len() - ended, ended);
    let wanted = |batch: &DisposalInShort| match asked.show.as_str() {
        "all" => true,
        "ended" => has_ended(batch.stage),
        _ => !has_ended(batch.stage),
    };
    let mut rows: Vec<BoardRow> = all
        .into_iter()
        .filter(wanted)
        .map(|batch| BoardRow { days: (by.today() - batch.since).num_days().max(0), batch })
        .collect();
    let mut parts = Vec::new();
    for stage in StageName::ALL.iter().copied() {
        let (own, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.batch.stage == stage);
        rows = others;
        if !own.is_empty() {
            parts.push(StagePart { badge: stage_badge(stage), rows: own });
        }
    }
    let in_basket = frame.basket.iter().any(|mark| mark.starts_with('v'));
    page(&BoardPage { frame, parts, show: asked.show, counts, in_basket })
}
