//! `/items/{id}/card`: a record in short, beside the hits: what it is, where it stands, whom it concerns.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::acts::finding::viewing::{self, ItemView};
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::item::Person;
use crate::domain::records::states::ItemState;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

/// Persons and units named; the record's page has them all.
const NAMED: usize = 8;

#[derive(Template)]
#[template(path = "finding/search/item_card.html")]
pub struct ItemCard {
    frame: Frame,
    badge: Badge,
    /// Why its date is what it is.
    why: Option<Wording>,
    view: ItemView,
}

/// A template of its own, already escaped.
impl HtmlSafe for ItemCard {}

impl ItemCard {
    pub async fn read(app: &App, by: &By, frame: Frame, id: i64) -> Answer<ItemCard> {
        let view = viewing::item(&app.archive, by, id).await?;
        Ok(ItemCard {
            badge: words::state(ItemState::from(view.volume.as_ref().map(|volume| volume.state)).key()),
            why: view.retention.as_ref().map(|retention| retention.why.clone()),
            frame,
            view,
        })
    }

    fn persons(&self) -> impl Iterator<Item = (usize, &Person)> {
        self.view.item.description.persons.iter().enumerate().map(|(at, one)| (at + 1, one)).take(NAMED)
    }

    fn more_persons(&self) -> usize {
        self.view.item.description.persons.len().saturating_sub(NAMED)
    }
}

/// For the script of the page of hits, which holds the same for a browser without one.
pub async fn show(State(app): Shared, Who(by): Who, frame: Frame, Path(id): Path<i64>) -> Answer<Response> {
    page(&ItemCard::read(&app, &by, frame, id).await?)
}
