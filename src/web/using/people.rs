//! `/people/…`: one person across the years, by one of its records and the row there: no number of a
//! person ever stands in an address. And one ID number shown whole, with its event.

use askama::Template;
use axum::Json;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::acts::finding::searching::{self, Hit, PersonView};
use crate::acts::using::consulting;
use crate::acts::using::disclosing::{self, Access, OwnRow};
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::item::Person;
use crate::say;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault, is_for_script};
use crate::web::base::file_format::format;
use crate::web::base::frame::Frame;
use crate::web::base::page::page;
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::whole_numbers::{ReasonGiven, shown_for_a_while};
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
    /// `None`: the reason is asked for.
    shown: Option<WholeShown>,
    problems: Vec<Problem>,
}

/// A person whose number is whole, and the line that says who sees it.
struct WholeShown {
    person: Person,
    mark: Wording,
}

/// One ID number, whole for sixty seconds: as a page of its own, or for the script to put in place of the masked one.
/// Without script the page asks for the reason first.
pub async fn show_id_number(
    State(app): Shared,
    Who(by): Who,
    mut frame: Frame,
    Path((item, row)): Path<(i64, u32)>,
    headers: HeaderMap,
    body: String,
) -> Answer<Response> {
    let by_script = is_for_script(&headers);
    let asked: ReasonGiven = match by_script {
        true => serde_json::from_str(&body).unwrap_or_default(),
        false => serde_urlencoded::from_str(&body).unwrap_or_default(),
    };
    let shown = consulting::show_id_number(&app.archive, &by, item, row, &asked.reason).await;
    let mark = consulting::shown_to(&by, &asked.reason);
    if by_script {
        let (number, mark) = (shown?.id_number, mark.in_lang(frame.lang).to_owned());
        let seconds = consulting::SHOWN_FOR;
        let answer = serde_json::json!({ "id_number": number, "mark": mark, "seconds": seconds });
        return Ok(Json(answer).into_response());
    }
    // what the page's own choices lead to can be asked for again; this cannot
    frame.path = format!("/people/{item}/{row}");
    let (shown, problems) = match shown {
        Ok(person) => (Some(WholeShown { person, mark }), Vec::new()),
        Err(Error::Refused(problems)) => (None, problems),
        Err(error) => return Err(Fault::from(error)),
    };
    let is_shown = shown.is_some();
    let mut response = page(&NumberPage { frame, item, row, shown, problems })?;
    match is_shown {
        true => shown_for_a_while(&mut response, &format!("/people/{item}/{row}")),
        false => *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY,
    }
    Ok(response)
}
