//! `/people/…`: one person across the years, by one of its records and the row there: no number of a
//! person ever stands in an address. And one ID number shown whole, with its event.

use askama::Template;
use axum::Json;
use axum::extract::{Form, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::acts::finding::searching::{self, Hit, PersonView};
use crate::acts::using::consulting;
use crate::acts::using::disclosing::{self, Access, OwnRow};
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::item::Person;
use crate::say;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, is_for_script};
use crate::web::base::file_format::format;
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::story::moment;
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
#[template(path = "using/people/accesses.html")]
struct AccessesPage {
    frame: Frame,
    item: i64,
    row: u32,
    view: PersonView,
    accesses: Vec<Access>,
}

impl AccessesPage {
    fn moment(&self, at: &str) -> String {
        moment(at)
    }

    fn word<'w>(&self, wording: &'w Wording) -> &'w str {
        wording.in_lang(self.frame.lang)
    }
}

/// The person, and her place in each of her records.
pub async fn own_rows(app: &App, by: &By, item: i64, row: u32) -> Answer<(PersonView, Vec<OwnRow>)> {
    let view = searching::person(&app.archive, by, item, row).await?;
    let here = OwnRow { item, row };
    let others = view.records.iter().map(|record| OwnRow { item: record.hit.id, row: record.row });
    let own = std::iter::once(here).chain(others.filter(|other| *other != here)).collect();
    Ok((view, own))
}

/// 谁看过我的档案
pub async fn accesses(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path((item, row)): Path<(i64, u32)>,
) -> Answer<Response> {
    let (view, own) = own_rows(&app, &by, item, row).await?;
    let accesses = disclosing::accesses(&app.archive, &by, &own).await?;
    page(&AccessesPage { frame, item, row, view, accesses })
}

#[derive(Deserialize)]
pub struct AccessesFile {
    #[serde(default)]
    format: String,
}

/// The same to take along: PDF, or a list.
pub async fn accesses_file(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path((item, row)): Path<(i64, u32)>,
    Form(asked): Form<AccessesFile>,
) -> Answer<Response> {
    let (view, own) = own_rows(&app, &by, item, row).await?;
    disclosing::must_be_whole(view.behind, view.has_more)?;
    let (format, ending) = match asked.format.as_str() {
        "" | "pdf" => (None, "pdf"),
        other => format(other).map(|(format, ending)| (Some(format), ending))?,
    };
    let made = MadeFile::new()?;
    disclosing::hand_out(&app.archive, &by, &own, (format, frame.lang), made.path()).await?;
    let name = say!("档案查阅记录", "records-seen-by");
    made.send(&format!("{}.{ending}", name.in_lang(frame.lang))).await
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
