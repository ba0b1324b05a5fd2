//! `/retention/changes`: drafts that move dates of what is filed, proposed on the page that looks at them, applied here.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::acts::catalogs::cataloging;
use crate::acts::disposal::rescheduling::{self, ScheduleChangeList, ScheduleChangeView};
use crate::domain::disposal::foreseen::ChangeState;
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};

/// Rows of a page.
const SIZE: i64 = 50;

/// Where in the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ChangesAsked {
    page: String,
}

#[derive(Template)]
#[template(path = "disposal/retention/changes.html")]
struct ChangesPage {
    frame: Frame,
    list: ScheduleChangeList,
    page: i64,
    pages: i64,
}

impl ChangesPage {
    fn badge(&self, state: &ChangeState) -> Badge {
        words::schedule_change(*state)
    }
}

pub async fn list(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<ChangesAsked>,
) -> Answer<Response> {
    let at: i64 = asked.page.trim().parse().unwrap_or(1).clamp(1, 1_000_000);
    let list = rescheduling::list(&app.archive, &by, (at - 1) * SIZE, SIZE).await?;
    let pages = ((list.total + SIZE - 1) / SIZE).max(1);
    page(&ChangesPage { frame, list, page: at, pages })
}

#[derive(Template)]
#[template(path = "disposal/retention/change.html")]
struct ChangePage {
    frame: Frame,
    view: ScheduleChangeView,
    badge: Badge,
    reason: String,
    errors: Errors,
}

impl ChangePage {
    fn at(&self, text: &str) -> String {
        moment(text)
    }
}

async fn change_page(
    app: &App,
    by: &By,
    frame: Frame,
    number: &str,
    (reason, errors): (String, Errors),
) -> Answer<Response> {
    let view = rescheduling::show(&app.archive, by, number).await?;
    let shown = ChangePage { badge: words::schedule_change(view.state), frame, view, reason, errors };
    shown.errors.page(&shown)
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
) -> Answer<Response> {
    change_page(&app, &by, frame, &number, (String::new(), Errors::default())).await
}

pub async fn apply(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
) -> Answer<Response> {
    match rescheduling::apply(&app.archive, &by, &number).await {
        Ok(_) => onward(&format!("/retention/changes/{number}?said=change_applied")),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |_| String::new())?;
            change_page(&app, &by, frame, &number, (String::new(), errors)).await
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RetractForm {
    reason: String,
}

pub async fn withdraw(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(form): Form<RetractForm>,
) -> Answer<Response> {
    match rescheduling::withdraw(&app.archive, &by, &number, &form.reason).await {
        Ok(_) => onward(&format!("/retention/changes/{number}?said=change_withdrawn")),
        Err(error) => {
            let errors = Errors::sort(Fault::from(error), |_| "reason".to_owned())?;
            change_page(&app, &by, frame, &number, (form.reason, errors)).await
        }
    }
}

/// `POST /retention/changes/{number}/list`: its list as it was registered.
pub async fn paper(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
) -> Answer<Response> {
    let made = MadeFile::new()?;
    list_to(&app, &by, &number, made.path()).await?;
    let name = frame.t("保管期限变化清单", "schedule-change");
    made.send(&format!("{name}-{number}.pdf")).await
}

/// Writes the list of a change to `out`: the file that was kept, or the same made again.
pub async fn list_to(app: &App, by: &By, number: &str, out: &std::path::Path) -> Result<()> {
    if !rescheduling::take_list(&app.archive, by, number, out).await? {
        let view = rescheduling::show(&app.archive, by, number).await?;
        cataloging::reprint(&app.archive, by, &view.paper_digest, out).await?;
    }
    Ok(())
}
