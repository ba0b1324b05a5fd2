//! `/disposals/new`: a batch is opened from ticked volumes, from the basket, or from what the report of a year lists.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::disposal::disposing::{self, DisposalOpened, ListSource, Opening};
use crate::acts::disposal::expiry::{self, ReportPart};
use crate::acts::finding::basket::{self, Entries};
use crate::acts::finding::listing;
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::records::scope::year;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::filter::Filter;
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::outline::outline;
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

/// Where the list comes from, as it stands in the address and in the form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ToAppraise {
    /// `due`: what a report lists; `basket`; else the volumes named.
    from: String,
    /// Ids.
    volumes: String,
    title: String,
    q: String,
    changed: String,
    this_year: String,
    earlier: String,
}

impl ToAppraise {
    fn part(&self) -> ReportPart {
        ReportPart {
            changed: self.changed == "1",
            this_year: self.this_year == "1",
            earlier: self.earlier == "1",
            ..ReportPart::first(i64::MAX)
        }
    }

    fn ids(&self) -> Vec<i64> {
        self.volumes.split([' ', ',']).filter_map(|id| id.parse().ok()).collect()
    }
}

#[derive(Template)]
#[template(path = "disposal/disposals/new.html")]
struct NewDisposalPage {
    frame: Frame,
    asked: ToAppraise,
    filter: Filter,
    /// Year of the report.
    year: i32,
    volumes: usize,
    errors: Errors,
}

async fn new_page(
    app: &App,
    by: &By,
    frame: Frame,
    (asked, filter): (ToAppraise, Filter),
    errors: Errors,
) -> Answer<Response> {
    let (due_year, volumes) = match asked.from.as_str() {
        "due" => {
            let (due_year, ids) = listed(app, by, &asked, &filter).await?;
            (due_year, ids.len())
        }
        "basket" => (0, basket::look(&app.archive, by).await?.volumes.len()),
        _ => (0, asked.ids().len()),
    };
    let shown = NewDisposalPage { frame, asked, filter, year: due_year, volumes, errors };
    shown.errors.page(&shown)
}

/// The year of the report, and the volumes it lists.
async fn listed(app: &App, by: &By, asked: &ToAppraise, filter: &Filter) -> Answer<(i32, Vec<i64>)> {
    let filter = filter.clone().settled(&outline(app, by).await?)?;
    let due_year = year(&filter.year)?.unwrap_or_else(|| chrono::Datelike::year(&by.today()));
    let scope = Filter { year: String::new(), ..filter }.scope()?;
    let found = expiry::fitting(&app.archive, by, due_year, &scope, asked.part(), &asked.q).await?;
    Ok((due_year, found.due))
}

pub async fn new(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<ToAppraise>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    new_page(&app, &by, frame, (asked, filter), Errors::default()).await
}

/// `POST /disposals/ticked`: the form with the volumes ticked in a list.
pub async fn ticked(Form(form): Form<Pairs>) -> Answer<Response> {
    let marks = form.iter().filter(|(key, _)| key == "add").map(|(_, mark)| mark.as_str());
    let volumes = Entries::of_marks(marks).volumes;
    if volumes.is_empty() {
        return Err(Fault::from(Error::from(listing::nothing_ticked())));
    }
    let ids = volumes.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
    onward(&format!("/disposals/new?{}", serde_urlencoded::to_string([("volumes", ids)]).unwrap_or_default()))
}

#[derive(Template)]
#[template(path = "disposal/disposals/opened.html")]
struct OpenedPage {
    frame: Frame,
    opened: DisposalOpened,
}

/// `POST /disposals`: opens it, and says what was left out.
pub async fn open(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let read = serde_urlencoded::to_string(&form).unwrap_or_default();
    let asked: ToAppraise = serde_urlencoded::from_str(&read).unwrap_or_default();
    let filter: Filter = serde_urlencoded::from_str(&read).unwrap_or_default();
    let from = match asked.from.as_str() {
        "due" => ListSource::Listed(listed(&app, &by, &asked, &filter).await?.1),
        "basket" => ListSource::Basket,
        _ => ListSource::Volumes(asked.ids()),
    };
    let opening = Opening { title: asked.title.clone(), from };
    match disposing::open(&app.archive, &by, opening).await {
        Ok(opened) if opened.left_out == 0 => {
            onward(&format!("/disposals/{}?said=disposal_opened", opened.view.short.number))
        }
        Ok(opened) => page(&OpenedPage { frame, opened }),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |_| String::new())?;
            new_page(&app, &by, frame, (asked, filter), errors).await
        }
    }
}
