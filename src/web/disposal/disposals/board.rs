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
use crate::web::base::listing::{Pager, Turning};
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

/// The ways between the board's pages.
struct BoardList {
    pager: Pager,
}

#[derive(Template)]
#[template(path = "disposal/disposals/board.html")]
struct BoardPage {
    frame: Frame,
    parts: Vec<StagePart>,
    list: BoardList,
    show: String,
    /// Under way, ended.
    counts: (i64, i64),
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
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    let ended = match asked.show.as_str() {
        "all" => None,
        "ended" => Some(true),
        _ => Some(false),
    };
    let at = (turning.skip(), turning.size());
    let there = disposing::disposals_page(&app.archive, &by, ended, at).await?;
    let counts = (there.under_way, there.ended);
    let total = match ended {
        None => counts.0 + counts.1,
        Some(true) => counts.1,
        Some(false) => counts.0,
    };
    let row = |batch: DisposalInShort| BoardRow { days: (by.today() - batch.since).num_days().max(0), batch };
    let mut rows: Vec<BoardRow> = there.batches.into_iter().map(row).collect();
    let mut parts = Vec::new();
    for stage in StageName::ALL.iter().copied() {
        let (own, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.batch.stage == stage);
        rows = others;
        if !own.is_empty() {
            parts.push(StagePart { badge: stage_badge(stage), rows: own });
        }
    }
    let in_basket = frame.basket.iter().any(|mark| mark.starts_with('v'));
    let list = BoardList { pager: Pager::new(&frame, &turning, total) };
    page(&BoardPage { frame, parts, list, show: asked.show, counts, in_basket })
}
