//! `/events`: the log, newest first.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::Shared;
use super::fault::Answer;
use super::frame::{Frame, Who};
use super::page::page;
use super::story::{Told, told};
use crate::looking;

#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Turn {
    pub before: String,
    pub size: String,
}

impl Turn {
    pub fn before(&self) -> Option<i64> {
        self.before.trim().parse().ok()
    }

    /// 100 unless another size was chosen.
    pub fn size(&self) -> i64 {
        self.size.trim().parse().unwrap_or(100).clamp(1, 1000)
    }
}

#[derive(Template)]
#[template(path = "events/list.html")]
struct EventsPage {
    frame: Frame,
    events: Vec<Told>,
    first: bool,
    next: Option<String>,
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(turn): Query<Turn>,
) -> Answer<Response> {
    let events = looking::events(&app.archive, &by, turn.before(), turn.size()).await?;
    let more = events.len() as i64 == turn.size();
    let next = events
        .last()
        .filter(|last| more && last.seq > 1)
        .map(|last| format!("/events?before={}&size={}", last.seq, turn.size()));
    let events = events.into_iter().map(told).collect();
    page(&EventsPage { frame, events, first: turn.before().is_none(), next })
}
