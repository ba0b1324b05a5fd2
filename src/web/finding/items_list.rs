//! `/items`: the records in shelf order, of a scope or of one volume.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::finding::listing::{self, List};
use crate::acts::finding::viewing;
use crate::domain::records::states::HitKind;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::list_address::{WordsAndOrder, number_to_search};
use crate::web::base::listing::{ShownList, Turning, shown};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::page;
use crate::web::base::who::Who;

/// One volume, where the list is of that alone.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Of {
    volume: String,
}

#[derive(Template)]
#[template(path = "finding/items/list.html")]
struct ListPage {
    frame: Frame,
    filter: Filter,
    outline: Outline,
    /// Id and code of the one volume.
    volume: Option<(i64, String)>,
    list: ShownList,
    query: String,
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(of): Query<Of>,
    Query(filter): Query<Filter>,
    Query(words): Query<WordsAndOrder>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    if let Some(away) = number_to_search(&words.q, HitKind::Item.key()) {
        return away;
    }
    let volume = match of.volume.trim().parse() {
        Ok(id) => Some((id, viewing::volume(&app.archive, &by, id).await?.volume.code)),
        Err(_) => None,
    };
    let list = List::Items {
        filter: filter.scope()?,
        volume: volume.as_ref().map(|(id, _)| *id),
        sought: words.sought(),
    };
    let found = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    page(&ListPage {
        query: filter.query(),
        list: shown(&frame, &list, found, &turning),
        outline: outline(&app, &by).await?,
        volume,
        filter,
        frame,
    })
}
