//! `/`: what to do now.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::Shared;
use super::attachment::Made;
use super::chart::{Chart, Count};
use super::fault::{Answer, Fault};
use super::five::{Thing, five};
use super::frame::{Frame, Who};
use super::jobs::{JobShown, job_shown};
use super::page::page;
use super::saved::{self, SavedShown};
use super::story::{Told, told};
use crate::domain::error::Error;
use crate::domain::period::RetentionPeriod;
use crate::looking::{self, Batch, Overview};
use crate::{embedded, jobs, say};

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
    five: Vec<Thing>,
    five_done: bool,
    jobs: Vec<JobShown>,
    /// The sheet taken in last, and whether rows of it are still to come.
    batch: Option<Batch>,
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
    let five = if frame.demo { five(&app, &by, &frame).await? } else { Vec::new() };
    let jobs = jobs::list(&app.archive, &by).await?;
    page(&HomePage {
        five_done: !five.is_empty() && five.iter().all(|thing| thing.done),
        five,
        jobs: jobs.into_iter().map(job_shown).filter(|job| job.running).collect(),
        batch: overview.batches.first().cloned(),
        frame,
        today: by.today().to_string(),
        this_year,
        chart,
        saved: saved::shown(&app, &by).await?,
        overview,
        latest,
    })
}

/// `/import/example`: a sheet to practise on.
pub async fn example() -> Answer<Response> {
    let Some((name, bytes)) = embedded::example_sheet() else {
        return Err(Fault::from(Error::not_found(say!("没有样例清单。", "There is no example sheet."))));
    };
    let made = Made::new()?;
    tokio::fs::write(made.path(), bytes).await?;
    made.send(&name).await
}
