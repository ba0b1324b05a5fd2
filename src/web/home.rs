//! `/`: what to do now.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::Shared;
use super::chart::{Chart, Count};
use super::fault::Answer;
use super::frame::{Frame, Who};
use super::page::page;
use super::saved::{self, SavedShown};
use super::story::{Told, told};
use crate::domain::period::RetentionPeriod;
use crate::looking::{self, Overview};
use crate::say;

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    frame: Frame,
    today: String,
    this_year: i32,
    overview: Overview,
    chart: Chart,
    latest: Vec<Told>,
    saved: Vec<SavedShown>,
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    let mut overview = looking::overview(&app.archive, &by).await?;
    let held = overview.holdings.iter().filter_map(|held| {
        let label = held.year.to_string();
        let period = RetentionPeriod::from_key(&held.period)?;
        Some(Count { href: format!("/volumes?year={label}"), label, period, volumes: held.volumes })
    });
    let chart = Chart::stacked(
        say!("馆藏案卷按年度和保管期限", "Volumes held by year and period"),
        say!("年度", "Year"),
        held,
    );
    let latest = std::mem::take(&mut overview.latest).into_iter().take(8).map(told).collect();
    let this_year = chrono::Datelike::year(&by.today());
    page(&HomePage {
        frame,
        today: by.today().to_string(),
        this_year,
        chart,
        saved: saved::shown(&app, &by).await?,
        overview,
        latest,
    })
}
