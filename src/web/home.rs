//! `/`: what to do now.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::base::app::{App, Shared};
use super::base::attachment::MadeFile;
use super::base::chart::{Chart, YearCount};
use super::base::fault::{Answer, Fault};
use super::base::first_steps::{FirstStep, first_steps};
use super::base::frame::Frame;
use super::base::month_chart::MonthChart;
use super::base::page::{onward, page};
use super::base::story::{HistoryLine, moment, told};
use super::base::who::Who;
use super::finding::saved_searches::{self, SavedShown};
use super::upkeep::jobs::{JobShown, job_shown};
use crate::acts::finding::viewing::{self, Batch, Overview};
use crate::acts::receiving::inbox;
use crate::acts::upkeep::{backing_up, jobs};
use crate::domain::general::error::Error;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
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
    unfinished: Vec<Unfinished>,
    /// Growth and use.
    closed: MonthChart,
    visits: MonthChart,
}

/// Something begun and not done.
struct Unfinished {
    kind: Wording,
    /// What it is, in words that are somebody's; or in the program's.
    name: String,
    word: Option<Wording>,
    /// When, and who was at it.
    when: String,
    href: String,
}

/// Lines shown of each kind.
const OF_EACH: usize = 4;
/// Months shown before this one.
const MONTHS: u32 = 11;

async fn unfinished(app: &App, by: &By) -> Answer<Vec<Unfinished>> {
    let mut all = Vec::new();
    let notices = app.notices.look(&app.archive, by).await?;
    let (failed, half) = (say!("未完成的任务", "Job not done"), say!("未收完的清单", "Sheet half taken"));
    for (of, kind, path) in [("job_failed", failed, "/jobs"), ("batch_unfinished", half, "/batches")] {
        let own = notices.iter().filter(|notice| notice.problem.kind == of);
        let own = own.filter_map(|notice| Some((notice.id?, notice.problem.message.clone())));
        all.extend(own.take(OF_EACH).map(|(id, says)| Unfinished {
            kind: kind.clone(),
            name: String::new(),
            word: Some(says),
            when: String::new(),
            href: format!("{path}/{id}"),
        }));
    }
    let sheets = match by.may(Deed::Receive) {
        true => inbox::waiting(&app.archive, by, OF_EACH).await?,
        // who takes none in is led nowhere by them
        false => Vec::new(),
    };
    all.extend(sheets.into_iter().map(|sheet| {
        let (digest, is_package) = (sheet.file.digest.hex(), sheet.file.is_package());
        let (kind, href) = match is_package {
            true => (say!("未收的移交包", "Package to be taken in"), format!("/import/packages/{digest}")),
            false => (say!("未收的清单", "Sheet to be taken in"), format!("/import/{digest}")),
        };
        Unfinished { kind, name: sheet.file.name, word: None, when: moment(&sheet.at.to_rfc3339()), href }
    }));
    let volumes = viewing::worked_on(&app.archive, by, OF_EACH as i64).await?;
    all.extend(volumes.into_iter().map(|one| Unfinished {
        kind: say!("整理中的案卷", "Open volume"),
        name: format!("{} {}", one.volume.code, one.volume.title),
        word: None,
        when: format!("{} {}", moment(&one.at), one.actor),
        href: format!("/volumes/{}", one.volume.id),
    }));
    Ok(all)
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    if !by.may(Deed::Read) {
        return onward(beginning(&by));
    }
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
    let months = viewing::months(&app.archive, &by, MONTHS).await?;
    let backups = backing_up::standing(&app.archive, &by).await?;
    page(&HomePage {
        unfinished: unfinished(&app, &by).await?,
        closed: MonthChart::new(
            "closed",
            say!("近 12 个月立卷（卷）", "Volumes closed in twelve months"),
            months.closed,
        ),
        visits: MonthChart::new(
            "visits",
            say!("近 12 个月利用（人次）", "Visits in twelve months"),
            months.visits,
        ),
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

/// Where somebody begins who sees no records.
fn beginning(by: &By) -> &'static str {
    match () {
        () if by.may(Deed::Enrol) || by.may(Deed::Appoint) => "/accounts",
        () if by.may(Deed::Audit) => "/events",
        () => "/account",
    }
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
