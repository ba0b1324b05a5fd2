//! `/catalogs/figures`: the year's figures, each number the address of its volumes.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

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
    /// The volumes a number counts.
    fn records(&self, figure: &Figure) -> String {
        let text = |year: Option<i32>| year.map_or_else(String::new, |year| year.to_string());
        let (from, to) = (text(figure.scope.closed_from), text(figure.scope.closed_to));
        let closed = match (from.as_str(), to.as_str()) {
            ("", "") => String::new(),
            (from, to) if from == to => from.to_owned(),
            (from, to) => format!("{from}..{to}"),
        };
        let own = Filter {
            year: String::new(),
            year_from: String::new(),
            year_to: String::new(),
            period: figure.scope.period.clone().unwrap_or_default(),
            state: figure.scope.state.clone().unwrap_or_default(),
            closed,
            ..self.filter.clone()
        };
        format!("/volumes?{}", own.query())
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
