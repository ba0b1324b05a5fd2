//! `/catalogs/figures`: the year's figures, each number the address of its volumes.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

use super::reports::behind_figure;
use crate::acts::catalogs::cataloging::{self, Figure, Figures};
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::filter::Filter;
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::page;
use crate::web::base::who::Who;

#[derive(Template)]
#[template(path = "catalogs/figures.html")]
struct FiguresPage {
    frame: Frame,
    filter: Filter,
    outline: Outline,
    found: Option<Figures>,
}

impl FiguresPage {
    /// The records a number counts.
    fn records(&self, year: &i32, figure: &Figure) -> String {
        behind_figure(&self.filter, *year, figure)
    }

    /// The table as it is printed.
    fn paper(&self, year: &i32) -> String {
        let year = year.to_string();
        format!("/api/v1/catalogs/statistics?{}", self.filter.and(&[("year", &year), ("format", "pdf")]))
    }
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let outline = outline(&app, &by).await?;
    let filter = filter.settled(&outline)?;
    let found = cataloging::figures(&app.archive, &by, &filter.scope()?).await?;
    page(&FiguresPage { frame, filter, outline, found })
}
