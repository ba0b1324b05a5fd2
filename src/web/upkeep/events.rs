//! `/events`: the log, newest first, and one event as it was written.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::finding::listing::{self, List};
use crate::acts::finding::viewing;
use crate::domain::general::error::Error;
use crate::domain::general::wording::Wording;
use crate::domain::records::event::EventKind;
use crate::domain::records::scope::given;
use crate::say;
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::list_address::WordsAndOrder;
use crate::web::base::listing::{ShownList, Turning, shown};
use crate::web::base::page::page;
use crate::web::base::story::{HistoryLine, told};
use crate::web::base::who::Who;

/// Where in the log, as programs ask.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    pub before: String,
    pub size: String,
}

impl EventsQuery {
    pub fn before(&self) -> Option<i64> {
        self.before.trim().parse().ok()
    }

    /// 100 unless another size was chosen.
    pub fn size(&self) -> i64 {
        self.size.trim().parse().unwrap_or(100).clamp(1, 1000)
    }
}

/// What the page is asked for: one event, or those of one deed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct EventQuery {
    seq: String,
    what: String,
}

#[derive(Template)]
#[template(path = "upkeep/events/list.html")]
struct EventsPage {
    frame: Frame,
    what: String,
    deeds: Vec<(&'static str, Wording)>,
    list: ShownList,
}

#[derive(Template)]
#[template(path = "upkeep/events/event.html")]
struct EventPage {
    frame: Frame,
    seq: i64,
    history: Vec<HistoryLine>,
    detail: String,
    digest: String,
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<EventQuery>,
    Query(words): Query<WordsAndOrder>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    if let Ok(seq) = asked.seq.trim().parse::<i64>() {
        let found = viewing::events(&app.archive, &by, seq.checked_add(1), 1).await?;
        let Some(logged) = found.into_iter().find(|logged| logged.seq == seq) else {
            return Err(Fault::from(Error::not_found(say!(
                "日志里没有第 {seq} 条。",
                "The log has no event {seq}."
            ))));
        };
        let detail = serde_json::to_string_pretty(&logged.event.detail).unwrap_or_default();
        let digest = logged.digest.hex();
        return page(&EventPage { frame, seq, detail, digest, history: vec![told(logged)] });
    }
    if let Some(away) = words.to_search() {
        return away;
    }
    let list = List::Events { what: given(&asked.what), sought: words.sought() };
    let found = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    let deeds = EventKind::ALL.iter().map(|kind| (kind.key(), kind.word())).collect();
    page(&EventsPage { list: shown(&frame, &list, found, &turning), what: asked.what, deeds, frame })
}
