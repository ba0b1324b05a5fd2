//! `/`: what to do now.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::Shared;
use super::chart::{Bar, bars, height};
use super::fault::Answer;
use super::frame::{Frame, Who};
use super::page::page;
use super::saved::{self, SavedShown};
use super::story::{Told, told};
use crate::looking::{self, Overview};

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    frame: Frame,
    today: String,
    this_year: i32,
    overview: Overview,
    bars: Vec<Bar>,
    height: usize,
    latest: Vec<Told>,
    saved: Vec<SavedShown>,
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    let mut overview = looking::overview(&app.archive, &by).await?;
    let mut years: BTreeMap<i32, i64> = BTreeMap::new();
    for holding in &overview.holdings {
        *years.entry(holding.year).or_default() += holding.volumes;
    }
    let bars = bars(years.into_iter().map(|(year, volumes)| (year.to_string(), volumes)));
    let latest = std::mem::take(&mut overview.latest).into_iter().take(8).map(told).collect();
    let this_year = chrono::Datelike::year(&by.today());
    page(&HomePage {
        frame,
        today: by.today().to_string(),
        this_year,
        saved: saved::shown(&app, &by).await?,
        height: height(&bars),
        bars,
        overview,
        latest,
    })
}
