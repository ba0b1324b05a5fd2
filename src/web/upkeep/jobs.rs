//! `/jobs`: long work, its progress, its end, its file.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::resuming::can_resume;
use crate::acts::finding::listing::{self, List};
use crate::acts::upkeep::jobs::{self, JobView};
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::given;
use crate::domain::records::states::{JobStanding, JobState};
use crate::web::base::app::Shared;
use crate::web::base::attachment::send_kept;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::list_address::WordsAndOrder;
use crate::web::base::listing::{ShownList, Turning, shown};
use crate::web::base::page::{onward, page};
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};
use crate::web::catalogs::proof::{Verdict, verdict};

/// A job as pages show it.
pub struct JobShown {
    pub badge: Badge,
    pub created: String,
    /// The program is at it now.
    pub running: bool,
    /// It can be begun again.
    pub again: bool,
    pub view: JobView,
}

pub fn job_shown(view: JobView) -> JobShown {
    JobShown {
        badge: words::state(view.standing.key()),
        created: moment(&view.job.created_at),
        again: can_resume(&view),
        running: view.standing == JobStanding::Running && !view.elsewhere,
        view,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct JobQuery {
    state: String,
}

#[derive(Template)]
#[template(path = "upkeep/jobs/list.html")]
struct ListPage {
    frame: Frame,
    state: String,
    states: Vec<(&'static str, Wording)>,
    running: usize,
    list: ShownList,
}

pub async fn list(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<JobQuery>,
    Query(words): Query<WordsAndOrder>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    if let Some(away) = words.to_search() {
        return away;
    }
    let list = List::Jobs { state: given(&asked.state), sought: words.sought() };
    let found = listing::page(&app.archive, &by, &list, turning.skip(), turning.size()).await?;
    let states = JobState::ALL.iter().map(|state| (state.key(), state.word())).collect();
    page(&ListPage {
        list: shown(&frame, &list, found, &turning),
        running: frame.running,
        state: asked.state,
        states,
        frame,
    })
}

#[derive(Template)]
#[template(path = "upkeep/jobs/job.html")]
struct JobPage {
    frame: Frame,
    shown: JobShown,
    /// Counts the job reported.
    counts: Vec<(Wording, String)>,
    batch: Option<String>,
    problems: Vec<Problem>,
    /// What was said of a file that was put in.
    proof: Option<Verdict>,
}

pub async fn show(State(app): Shared, Who(by): Who, frame: Frame, Path(id): Path<i64>) -> Answer<Response> {
    let view = jobs::show(&app.archive, &by, id).await?;
    let report = view.job.outcome.told();
    let counts = words::counts().into_iter().filter_map(|(key, word)| {
        let count = report.get(key)?.as_i64()?;
        Some((word, words::thousands(count)))
    });
    let problems = report.get("problems").cloned().unwrap_or_default();
    page(&JobPage {
        frame,
        counts: counts.collect(),
        batch: report.get("batch").and_then(|batch| batch.as_str().map(str::to_owned)),
        problems: serde_json::from_value(problems).unwrap_or_default(),
        proof: report.get("proof").and_then(|proof| serde_json::from_value(proof.clone()).ok()).map(verdict),
        shown: job_shown(view),
    })
}

pub async fn cancel(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer {
    jobs::cancel(&app.archive, &by, id).await?;
    onward(&format!("/jobs/{id}?said=cancelling"))
}

/// `POST /jobs/cancellation`: each of the ticked jobs is asked to stop; those that cannot be say why, together.
pub async fn cancel_ticked(State(app): Shared, Who(by): Who, Form(form): Form<Pairs>) -> Answer {
    let marks = form.iter().filter(|(key, _)| key == "add").map(|(_, mark)| mark.as_str());
    let ids: Vec<i64> = marks.filter_map(|mark| mark.strip_prefix('j')?.parse().ok()).collect();
    if ids.is_empty() {
        return Err(Fault::from(Error::from(listing::nothing_ticked())));
    }
    let mut problems = Vec::new();
    for id in ids {
        match jobs::cancel(&app.archive, &by, id).await {
            Err(Error::Refused(refused)) => problems.extend(refused),
            other => other?,
        }
    }
    match problems.is_empty() {
        true => onward("/jobs?said=cancelling"),
        false => Err(Fault::from(Error::Refused(problems))),
    }
}

pub async fn file(State(app): Shared, Who(by): Who, Path(id): Path<i64>) -> Answer {
    let (path, name) = jobs::result(&app.archive, &by, id).await?;
    send_kept(path, &name).await
}
