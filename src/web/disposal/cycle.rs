//! `/cycle`: a year's appraisal as a board: what is due, what is left out and why, every batch, whom it waits for and
//! since when.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::response::Response;
use chrono::Datelike as _;
use serde::Deserialize;

use crate::acts::disposal::cycling::{self, Cycle};
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::domain::records::scope::year;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;

/// Which year; and of which fonds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CycleAsked {
    year: String,
    fonds: String,
}

impl CycleAsked {
    fn year(&self, by: &By) -> Result<i32> {
        Ok(year(&self.year)?.unwrap_or_else(|| by.today().year()))
    }

    /// The fonds alone.
    fn filter(&self) -> Filter {
        Filter { fonds: self.fonds.clone(), ..Filter::default() }
    }
}

#[derive(Template)]
#[template(path = "disposal/cycle/board.html")]
struct CyclePage {
    frame: Frame,
    outline: Outline,
    asked: CycleAsked,
    cycle: Cycle,
}

impl CyclePage {
    fn left_out(&self) -> usize {
        self.cycle.left_out.iter().map(|left| left.volumes).sum()
    }

    fn to_open(&self) -> usize {
        self.cycle.drafts.iter().map(|draft| draft.volumes).sum()
    }
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<CycleAsked>,
) -> Answer<Response> {
    let outline = outline(&app, &by).await?;
    let (year, scope) = (asked.year(&by)?, asked.filter().scope()?);
    let cycle = cycling::cycle(&app.archive, &by, year, &scope).await?;
    page(&CyclePage { frame, outline, asked, cycle })
}

/// `POST /cycle`: opens the batches.
pub async fn open(State(app): Shared, Who(by): Who, Form(asked): Form<CycleAsked>) -> Answer {
    let (year, scope) = (asked.year(&by)?, asked.filter().scope()?);
    cycling::apply(&app.archive, &by, year, &scope, None).await?;
    let year = year.to_string();
    onward(&format!("/cycle?{}", asked.filter().and(&[("year", &year), ("said", "cycle_opened")])))
}
