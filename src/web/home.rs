//! `/`: what to do now.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::base::app::Shared;
use super::base::attachment::MadeFile;
use super::base::chart::{Chart, YearCount};
use super::base::fault::{Answer, Fault};
use super::base::first_steps::{FirstStep, first_steps};
use super::base::frame::{Frame, Who};
use super::base::page::page;
use super::base::story::{HistoryLine, told};
use super::finding::saved_searches::{self, SavedShown};
use super::upkeep::jobs::{JobShown, job_shown};
use crate::acts::finding::viewing::{self, Batch, Overview};
use crate::acts::upkeep::{backing_up, jobs};
use crate::domain::general::error::Error;
use crate::domain::values::period::RetentionPeriod;
use crate::{embedded, say};

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    frame: Frame,
    today: String,
    this_year: i32,
    overview: Overview,
    chart: Chart,
    latest: Vec<HistoryLine>,
    saved: Vec<SavedShown>,
    first_steps: Vec<FirstStep>,
    first_steps_done: bool,
    jobs: Vec<JobShown>,
    /// The day of the last backup, and whether it is too long ago.
    backup: Option<String>,
    backup_overdue: bool,
    /// The sheet taken in last, and whether rows of it are still to come.
    batch: Option<Batch>,
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    let mut overview = viewing::overview(&app.archive, &by).await?;
    let held = overview.holdings.iter().filter_map(|held| {
        let label = held.year.to_string();
        let period = RetentionPeriod::from_key(&held.period)?;
        Some(YearCount { href: format!("/volumes?year={label}"), label, period, volumes: held.volumes })
    });
    let chart = Chart::stacked(
        say!("室藏案卷按年度和保管期限", "Volumes held by year and period"),
        say!("年度", "Year"),
        held,
    );
    let latest = std::mem::take(&mut overview.latest).into_iter().take(8).map(told).collect();
    let this_year = chrono::Datelike::year(&by.today());
    let first_steps = if frame.demo { first_steps(&app, &by, &frame).await? } else { Vec::new() };
    let jobs = jobs::list(&app.archive, &by).await?;
    let backups = backing_up::standing(&app.archive, &by).await?;
    page(&HomePage {
        first_steps_done: !first_steps.is_empty() && first_steps.iter().all(|thing| thing.done),
        first_steps,
        jobs: jobs.into_iter().map(job_shown).filter(|job| job.running).collect(),
        backup: backups.made_at.map(|at| at.chars().take(10).collect()),
        backup_overdue: backups.overdue,
        batch: overview.batches.first().cloned(),
        frame,
        today: by.today().to_string(),
        this_year,
        chart,
        saved: saved_searches::shown(&app, &by).await?,
        overview,
        latest,
    })
}

/// `/import/example`: a sheet to practise on.
pub async fn example() -> Answer<Response> {
    let Some((name, bytes)) = embedded::example_sheet() else {
        return Err(Fault::from(Error::not_found(say!("没有样例清单。", "There is no example sheet."))));
    };
    let made = MadeFile::new()?;
    tokio::fs::write(made.path(), bytes).await?;
    made.send(&name).await
}
