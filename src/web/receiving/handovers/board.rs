//! `/handovers`: every hand-over, those that wait first.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::receiving::handing_in::{self, HandoverInShort, HandoverState, WhichHandovers};
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::listing::{Pager, Turning};
use crate::web::base::page::page;
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::words::Badge;

/// Which hand-overs: those to be decided, `decided`, `all`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HandoversAsked {
    show: String,
}

/// Hand-overs of a page.
struct HandoversShown {
    pager: Pager,
    rows: Vec<HandoverInShort>,
}

#[derive(Template)]
#[template(path = "receiving/handovers/board.html")]
struct HandoversPage {
    frame: Frame,
    list: HandoversShown,
    show: String,
    /// To be decided, decided.
    counts: (i64, i64),
}

impl HandoversPage {
    fn badge(&self, one: &HandoverInShort) -> Badge {
        state_badge(one.state)
    }

    fn at(&self, one: &HandoverInShort) -> String {
        moment(&one.handed_at)
    }
}

/// The state as a badge.
pub fn state_badge(state: HandoverState) -> Badge {
    let (icon, tone) = match state {
        HandoverState::Waiting => ("○", "warn"),
        HandoverState::Receiving => ("◔", "warn"),
        HandoverState::Accepted => ("✓", "ok"),
        HandoverState::Returned => ("↩", "plain"),
    };
    Badge { icon, word: state.word(), tone }
}

pub async fn list(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<HandoversAsked>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    let counts = handing_in::handovers_counted(&app.archive, &by).await?;
    let (which, total) = match asked.show.as_str() {
        "all" => (WhichHandovers::All, counts.0 + counts.1),
        "decided" => (WhichHandovers::Decided, counts.1),
        _ => (WhichHandovers::Open, counts.0),
    };
    let part = (turning.size(), turning.skip());
    let rows = handing_in::handovers(&app.archive, &by, which, part).await?;
    let list = HandoversShown { pager: Pager::new(&frame, &turning, total), rows };
    page(&HandoversPage { frame, list, show: asked.show, counts })
}
