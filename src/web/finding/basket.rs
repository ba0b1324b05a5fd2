//! `/basket`: what the caller set aside, and what can be done with it.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;

use crate::acts::catalogs::cataloging::{self, CatalogKind};
use crate::acts::finding::basket::{self, Entries};
use crate::acts::finding::listing::{self, List};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::list_address::WordsAndOrder;
use crate::web::base::listing::{ShownList, Turning, back, shown};
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

#[derive(Template)]
#[template(path = "finding/basket/basket.html")]
struct BasketPage {
    frame: Frame,
    list: ShownList,
    /// Codes in the order of the list, one a line.
    codes: String,
    /// Volumes among them, and those that are closed.
    volumes: Vec<i64>,
    closed: Vec<i64>,
    kinds: Vec<CatalogKind>,
}

/// `GET /basket`
pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(words): Query<WordsAndOrder>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    if let Some(away) = words.to_search() {
        return away;
    }
    let held = basket::contents(&app.archive, &by).await?;
    let list = List::Basket { actor: by.actor.login.clone(), sought: words.sought() };
    let found = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    let is_closed = |volume: &&Volume| volume.state == VolumeState::Closed;
    let codes =
        held.volumes.iter().map(|volume| &volume.code).chain(held.items.iter().map(|item| &item.code));
    let codes: Vec<&str> = codes.map(String::as_str).filter(|code| !code.is_empty()).collect();
    page(&BasketPage {
        list: shown(&frame, &list, found, &turning),
        codes: codes.join("\n"),
        closed: held.volumes.iter().filter(is_closed).map(|volume| volume.id).collect(),
        volumes: held.volumes.iter().map(|volume| volume.id).collect(),
        kinds: cataloging::kinds_of_volumes(),
        frame,
    })
}

/// `POST /basket`: puts in what `add` names (with `act=take_out` takes it out), takes out what `remove` names, or
/// empties it.
pub async fn change(State(app): Shared, Who(by): Who, Form(form): Form<Pairs>) -> Answer {
    let named = |field: &str| {
        Entries::of_marks(form.iter().filter(|(key, _)| key == field).map(|(_, mark)| mark.as_str()))
    };
    let does = |act: &str| form.iter().any(|(key, value)| key == "act" && value == act);
    if form.iter().any(|(key, _)| key == "clear") {
        basket::clear(&app.archive, &by).await?;
    }
    basket::remove(&app.archive, &by, named("remove")).await?;
    // rows that are ticked go in, or out where that button was pressed
    match does("take_out") {
        true => basket::remove(&app.archive, &by, named("add")).await?,
        false => basket::add(&app.archive, &by, named("add")).await?,
    };
    onward(back(&form))
}
