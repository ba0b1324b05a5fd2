//! `/people/…`: one person across the years, by one of its records and the row there: no number of a
//! person ever stands in an address. And one ID number shown whole, with its event.

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};

use crate::acts::finding::searching::{self, Hit, PersonView};
use crate::acts::using::consulting;
use crate::domain::records::item::Person;
use crate::web::base::app::Shared;
use crate::web::base::fault::{Answer, is_for_script};
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

#[derive(Template)]
#[template(path = "using/people/person.html")]
struct PersonPage {
    frame: Frame,
    item: i64,
    row: u32,
    view: PersonView,
}

impl PersonPage {
    fn badge(&self, state: &str) -> Badge {
        words::state(state)
    }

    fn pages(&self, hit: &Hit) -> String {
        words::pages(self.frame.lang, hit.page_from, hit.page_to)
    }
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path((item, row)): Path<(i64, u32)>,
) -> Answer<Response> {
    let view = searching::person(&app.archive, &by, item, row).await?;
    page(&PersonPage { frame, item, row, view })
}

#[derive(Template)]
#[template(path = "using/people/number.html")]
struct NumberPage {
    frame: Frame,
    item: i64,
    row: u32,
    person: Person,
}

/// One ID number, whole: as a page of its own, or for the script to put in place of the masked one.
pub async fn show_id_number(
    State(app): Shared,
    Who(by): Who,
    mut frame: Frame,
    Path((item, row)): Path<(i64, u32)>,
    headers: HeaderMap,
) -> Answer<Response> {
    let person = consulting::show_id_number(&app.archive, &by, item, row).await?;
    if is_for_script(&headers) {
        return Ok(Json(serde_json::json!({ "id_number": person.id_number })).into_response());
    }
    // what the page's own choices lead to can be asked for again; this cannot
    frame.path = format!("/people/{item}/{row}");
    page(&NumberPage { frame, item, row, person })
}
