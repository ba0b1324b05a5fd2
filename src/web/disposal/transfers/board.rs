//! `/transfers`: every transfer by its stage, what it waits for, and since when.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::shown::transfer_badge;
use crate::acts::disposal::transferring::{self, TransferInShort, TransferStageName, transfer_rules};
use crate::domain::general::problem::Problem;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::who::Who;
use crate::web::base::words::Badge;

/// Which transfers: those under way, `ended`, `all`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TransfersAsked {
    show: String,
}

/// Transfers of one stage.
struct TransferPart {
    badge: Badge,
    rows: Vec<TransferRowShown>,
}

struct TransferRowShown {
    transfer: TransferInShort,
    /// Days since its last step.
    days: i64,
}

impl TransferRowShown {
    fn waits(&self) -> Option<&Problem> {
        self.transfer.waits.first()
    }

    fn has_ended(&self) -> bool {
        has_ended(self.transfer.stage)
    }

    fn more(&self) -> usize {
        self.transfer.waits.len().saturating_sub(1)
    }
}

#[derive(Template)]
#[template(path = "disposal/transfers/board.html")]
struct TransfersPage {
    frame: Frame,
    parts: Vec<TransferPart>,
    show: String,
    /// Under way, ended.
    counts: (usize, usize),
    /// Volumes lie in the basket.
    in_basket: bool,
    rules: Vec<(String, String, String)>,
}

fn has_ended(stage: TransferStageName) -> bool {
    matches!(stage, TransferStageName::Done | TransferStageName::Withdrawn)
}

pub async fn list(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<TransfersAsked>,
) -> Answer<Response> {
    let all = transferring::transfers(&app.archive, &by).await?;
    let ended = all.iter().filter(|transfer| has_ended(transfer.stage)).count();
    let counts = (all.len() - ended, ended);
    let wanted = |transfer: &TransferInShort| match asked.show.as_str() {
        "all" => true,
        "ended" => has_ended(transfer.stage),
        _ => !has_ended(transfer.stage),
    };
    let mut rows: Vec<TransferRowShown> = all
        .into_iter()
        .filter(wanted)
        .map(|transfer| TransferRowShown { days: (by.today() - transfer.since).num_days().max(0), transfer })
        .collect();
    let mut parts = Vec::new();
    for stage in TransferStageName::ALL.iter().copied() {
        let (own, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.transfer.stage == stage);
        rows = others;
        if !own.is_empty() {
            parts.push(TransferPart { badge: transfer_badge(stage), rows: own });
        }
    }
    let in_basket = frame.basket.iter().any(|mark| mark.starts_with('v'));
    let rules = transfer_rules().rules.iter();
    let rules = rules.map(|rule| (rule.id.clone(), rule.zh.clone(), rule.en.clone())).collect();
    page(&TransfersPage { frame, parts, show: asked.show, counts, in_basket, rules })
}
