//! `/batches/{id}`: one sheet that was taken in, with the rows that had something to say.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::Shared;
use super::fault::Answer;
use super::frame::{Frame, Who};
use super::listing::{Shown, Turning, shown};
use super::page::page;
use super::words::{self, Badge};
use crate::inbox;
use crate::listing::{self, List};
use crate::looking::{self, BatchView};

#[derive(Template)]
#[template(path = "batches/list.html")]
struct ListPage {
    frame: Frame,
    list: Shown,
}

/// `/batches`: every sheet taken in, newest first.
pub async fn list(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    let found = listing::page(&app.archive, &by, &List::Batches, turning.skip(), turning.size()).await?;
    page(&ListPage { list: shown(&frame, &List::Batches, found, &turning), frame })
}

#[derive(Template)]
#[template(path = "import/batch.html")]
struct BatchPage {
    frame: Frame,
    badge: Badge,
    /// Rows beyond those shown.
    hidden: usize,
    /// Its file came through the page and still lies in the inbox.
    in_inbox: bool,
    view: BatchView,
}

/// Rows shown.
const SHOWN: usize = 500;

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame, Path(id): Path<i64>) -> Answer<Response> {
    let mut view = looking::batch(&app.archive, &by, id).await?;
    let hidden = view.rows.len().saturating_sub(SHOWN);
    view.rows.truncate(SHOWN);
    let badge = words::batch(view.batch.state);
    let in_inbox = inbox::find(&app.archive, &by, &view.batch.file_digest).await.is_ok();
    page(&BatchPage { frame, badge, hidden, in_inbox, view })
}
