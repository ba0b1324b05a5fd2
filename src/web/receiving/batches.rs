//! `/batches/{id}`: one sheet that was taken in, with the rows that had something to say.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

use crate::acts::finding::listing::{self, List};
use crate::acts::finding::viewing::{self, BatchRow, BatchView};
use crate::acts::receiving::inbox;
use crate::acts::receiving::taking_back::{self, GoingBack};
use crate::domain::general::problem::Problem;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::list_address::WordsAndOrder;
use crate::web::base::listing::{Pager, ShownList, Turning, shown};
use crate::web::base::page::{onward, page};
use crate::web::base::story;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

#[derive(Template)]
#[template(path = "receiving/batches/list.html")]
struct ListPage {
    frame: Frame,
    list: ShownList,
}

/// `/batches`: every sheet taken in, newest first.
pub async fn list(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(words): Query<WordsAndOrder>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    if let Some(away) = words.to_search() {
        return away;
    }
    let list = List::Batches { sought: words.sought() };
    let found = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    page(&ListPage { list: shown(&frame, &list, found, &turning), frame })
}

/// The rows of a batch as pages.
struct RowsShown {
    pager: Pager,
    total: i64,
}

#[derive(Template)]
#[template(path = "receiving/import/batch.html")]
struct BatchPage {
    frame: Frame,
    badge: Badge,
    /// Where in the rows one is.
    list: RowsShown,
    /// Its file came through the page and still lies in the inbox.
    in_inbox: bool,
    view: BatchView,
}

impl BatchPage {
    /// Date and minute.
    fn taken_back_on(&self) -> String {
        story::moment(&self.view.batch.taken_back_at)
    }

    /// Whether the row was taken and went with its batch.
    fn went(&self, row: &BatchRow) -> bool {
        self.view.batch.is_taken_back() && !row.problems.iter().any(Problem::is_blocking)
    }
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    let (view, total) = viewing::batch_page(&app.archive, &by, id, turning.skip(), turning.size()).await?;
    let list = RowsShown { pager: Pager::new(&frame, &turning, total), total };
    let badge = words::batch(view.batch.standing());
    let in_inbox = inbox::find(&app.archive, &by, &view.batch.file_digest).await.is_ok();
    page(&BatchPage { frame, badge, list, in_inbox, view })
}

#[derive(Template)]
#[template(path = "receiving/batches/taking_back.html")]
struct TakingBackPage {
    frame: Frame,
    going: GoingBack,
}

/// `/batches/{id}/taking-back`: how much would go, or what stands in the way.
pub async fn consider(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
) -> Answer<Response> {
    let going = taking_back::look(&app.archive, &by, id).await?;
    if going.batch.is_taken_back() {
        return onward(&format!("/batches/{id}"));
    }
    page(&TakingBackPage { frame, going })
}

pub async fn take_back(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer {
    taking_back::take_back(&app.archive, &by, id).await?;
    onward(&format!("/batches/{id}?said=taken_back"))
}
