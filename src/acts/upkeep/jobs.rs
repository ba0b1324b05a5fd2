//! 任务: long work in the background, with progress, cancel, and a row that outlives the program.

use std::collections::HashSet;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::archive::{Archive, allow, allow_one_of, unwritable};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::job_name;
use crate::domain::records::states::{JobKind, JobStanding, JobState};
use crate::procedures::claims;
use crate::progress::{Progress, unbroken};
use crate::store::Job;
use crate::{problems, say};

/// What a piece of work leaves behind.
#[derive(Clone, Debug, Default)]
pub struct JobOutcome {
    pub report: serde_json::Value,
    /// Result file relative to the data directory; empty: none.
    pub file: String,
}

/// A job as a page shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JobView {
    #[serde(flatten)]
    pub job: Job,
    /// What it makes.
    pub makes: Wording,
    /// The row says it runs, but this program, whose job it is, does not run it: it was interrupted.
    pub interrupted: bool,
    /// Another program over the same database runs it, and alone knows how far it is.
    pub elsewhere: bool,
    #[serde(skip)]
    pub standing: JobStanding,
}

impl JobView {
    /// A part of what the job was asked for, to ask for it again; `None`: it says no such thing.
    pub fn asked<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let part = self.job.input.get(key, WholeFor::Storing).cloned().unwrap_or_default();
        serde_json::from_value(part).ok()
    }
}

/// Starts work and answers its number at once.
pub async fn start<F, W>(
    archive: &Arc<Archive>,
    by: &By,
    kind: JobKind,
    input: serde_json::Value,
    work: F,
) -> Result<i64>
where
    F: FnOnce(Arc<Progress>) -> W,
    W: Future<Output = Result<JobOutcome>> + Send + 'static,
{
    allow(by, Deed::Read)?;
    let (at, actor, node) = (by.now.to_rfc3339(), by.actor.login.clone(), archive.node.clone());
    let id = archive
        .store
        .write(by, async move |tx| {
            let id = tx.insert_job(kind, &input, &actor, &at, &node).await?;
            Ok((
                id,
                Event::new(
                    EventKind::JobStarted,
                    kind.key(),
                    serde_json::json!({ "job": id, "input": input }),
                ),
            ))
        })
        .await?;
    let progress = archive.progress_of(id);
    let running = work(progress.clone());
    let (archive, by) = (archive.clone(), by.clone());
    tokio::spawn(async move {
        let ended = unbroken(running).await;
        let stopped = progress.stop_asked();
        if let Err(error) = end(&archive, &by, id, &progress, ended, stopped).await {
            tracing::error!(%error, job = id, "the end of a job could not be written");
        }
        archive.forget_progress(id);
    });
    Ok(id)
}

async fn end(
    archive: &Archive,
    by: &By,
    id: i64,
    progress: &Progress,
    ended: Result<JobOutcome>,
    stopped: bool,
) -> Result<()> {
    let Some(mut job) = archive.store.job(id).await? else { return Ok(()) };
    let (done, total) = progress.so_far();
    (job.done, job.total) = (done as i64, total.max(done) as i64);
    job.updated_at = archive.config.clock.now().to_rfc3339();
    match ended {
        Ok(outcome) => {
            job.state = if stopped { JobState::Cancelled } else { JobState::Done };
            (job.outcome, job.file) = (outcome.report.into(), outcome.file);
        }
        Err(error) => {
            job.state = if stopped { JobState::Cancelled } else { JobState::Failed };
            job.error = error.to_string().into();
            if let Error::Refused(problems) | Error::Unreadable(problems) = &error {
                job.outcome = serde_json::json!({ "problems": problems }).into();
            }
        }
    }
    let by = By { now: archive.config.clock.now(), ..by.clone() };
    archive
        .store
        .write(&by, async move |tx| {
            tx.update_job(&job).await?;
            let detail = serde_json::json!({ "job": job.id, "state": job.state.key() });
            Ok(((), Event::new(EventKind::JobEnded, job.kind.key(), detail)))
        })
        .await
}

/// The latest jobs, newest first.
pub async fn list(archive: &Archive, by: &By) -> Result<Vec<JobView>> {
    allow_one_of(by, &[Deed::Read, Deed::Maintain])?;
    Ok(archive.store.jobs(100).await?.into_iter().map(|job| view(archive, job)).collect())
}

pub async fn show(archive: &Archive, by: &By, id: i64) -> Result<JobView> {
    allow_one_of(by, &[Deed::Read, Deed::Maintain])?;
    Ok(view(archive, seen(archive, id).await?))
}

async fn seen(archive: &Archive, id: i64) -> Result<Job> {
    archive.store.job(id).await?.ok_or_else(|| Error::not_found(no_job(id)))
}

fn no_job(id: i64) -> Wording {
    say!("没有第 {id} 号任务。", "There is no job {id}.")
}

fn view(archive: &Archive, mut job: Job) -> JobView {
    let standing = archive.job_standing(&mut job);
    if standing == JobStanding::Running {
        job.state = JobState::Running;
    }
    let interrupted = standing == JobStanding::Interrupted;
    let makes = job_name::made(job.kind, &job.input.told());
    JobView { interrupted, elsewhere: archive.is_elsewhere(&job), standing, makes, job }
}

/// Asks a running job to stop after the portion it is at; what is done stays done.
pub async fn cancel(archive: &Archive, by: &By, id: i64) -> Result<()> {
    allow_one_of(by, &[Deed::Receive, Deed::Maintain])?;
    // numbers run through the jobs of everybody: what is not seen is not stopped
    let job = seen(archive, id).await?;
    match archive.running(id) {
        Some(progress) => {
            progress.ask_to_stop();
            Ok(())
        }
        None if archive.is_elsewhere(&job) => Err(Error::from(job_elsewhere(&id))),
        None => Err(Error::from(job_not_running(&id))),
    }
}

/// Marks jobs that this program left unfinished when it stopped, and those of other programs over the same database
/// that are gone without having said so; an import among them is resumed by taking the same sheet in again.
pub async fn mark_interrupted(archive: &Archive, by: &By) -> Result<()> {
    let unfinished = archive.store.jobs_unfinished().await?;
    let elsewhere = unfinished.iter().any(|job| archive.is_elsewhere(job));
    let gone = if elsewhere { claims::nodes_gone(archive).await? } else { Vec::new() };
    for mut job in unfinished {
        let goes_on = archive.is_elsewhere(&job) && !gone.contains(&job.node);
        if archive.running(job.id).is_some() || goes_on {
            continue;
        }
        job.state = JobState::Failed;
        job.error = "程序中断；已完成的部分都在，再做一次会从断处继续。 / Interrupted; what was done is kept, doing it again goes on from there.".into();
        job.updated_at = by.now.to_rfc3339();
        archive
            .store
            .write(by, async move |tx| {
                tx.update_job(&job).await?;
                Ok((
                    (),
                    Event::new(
                        EventKind::JobInterrupted,
                        job.kind.key(),
                        serde_json::json!({ "job": job.id }),
                    ),
                ))
            })
            .await?;
    }
    Ok(())
}

/// Says that this program is there, and looks after the jobs of those that are gone, for as long as it serves.
pub async fn look_after(archive: Arc<Archive>) {
    let here = claims::keep_node(archive.clone());
    let watch = async {
        loop {
            tokio::time::sleep(WATCH).await;
            if let Err(error) = mark_interrupted(&archive, &archive.program()).await {
                tracing::warn!(%error, "jobs of programs that are gone could not be marked");
            }
        }
    };
    futures::future::join(here, watch).await;
}

/// Between two looks at the jobs of others.
const WATCH: Duration = Duration::from_secs(20);

/// Removes from the folder of results what no job answers for: a job that failed, or a program that was
/// killed, leaves an empty folder or half a file. To be called before any job is begun.
pub async fn clear_leftovers(archive: &Archive) -> Result<()> {
    let results = archive.config.results_dir();
    let Ok(there) = std::fs::read_dir(&results) else { return Ok(()) };
    let kept: HashSet<PathBuf> =
        archive.store.job_files().await?.iter().map(|file| archive.config.data().join(file)).collect();
    let is_kept = |folder: &Path| kept.iter().any(|file| file.starts_with(folder));
    let folders = there.filter_map(|entry| Some(entry.ok()?.path()));
    let own = |folder: &PathBuf| {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(FOLDER) && folder.is_dir()
    };
    for folder in folders.filter(own).filter(|folder| !is_kept(folder)) {
        if let Err(error) = std::fs::remove_dir_all(&folder) {
            tracing::warn!(%error, folder = %folder.display(), "what a job left could not be removed");
        }
    }
    Ok(())
}

/// How the folder of a job's result begins.
const FOLDER: &str = "job-";

/// A place for a job's result file, relative to the data directory: `results/<its own folder>/<name>`.
pub async fn result_file(archive: &Archive, name: &str) -> Result<String> {
    let results = archive.config.results_dir();
    std::fs::create_dir_all(&results).map_err(|error| unwritable(&results, &error))?;
    let folder = tempfile::Builder::new().prefix(FOLDER).tempdir_in(&results);
    let folder = folder.map_err(|error| unwritable(&results, &error))?.keep();
    let path = folder.join(name);
    let relative = path.strip_prefix(archive.config.data()).map_err(anyhow::Error::from)?;
    Ok(relative.to_string_lossy().into_owned())
}

/// Path and name of the file a job left.
///
/// # Errors
/// `NotFound` when it left none, or it was cleared away.
pub async fn result(archive: &Archive, by: &By, id: i64) -> Result<(PathBuf, String)> {
    allow(by, Deed::Export)?;
    let job = show(archive, by, id).await?.job;
    let path = archive.config.data().join(&job.file);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    match name {
        Some(name) if !job.file.is_empty() && path.is_file() => Ok((path, name)),
        _ if archive.is_elsewhere(&job) => Err(Error::not_found(say!(
            "第 {id} 号任务是另一台机器做的，结果文件在那台机器上。",
            "Another machine did job {id}; its result lies there."
        ))),
        _ => Err(Error::not_found(say!(
            "第 {id} 号任务没有结果文件，或者文件已清理。需要的话再做一次。",
            "Job {id} left no file, or it was cleared away. Do it again if it is needed."
        ))),
    }
}

problems! {
    refuse job_elsewhere(id):
        "第 {id} 号任务不是这台机器在做。" / "Job {id} is not run by this machine."
        => "到开始它的那台机器上取消。" / "Cancel it on the machine that began it.";
    refuse job_not_running(id):
        "第 {id} 号任务现在没有在运行。" / "Job {id} is not running now."
        => "刷新任务页看它的结果。" / "Reload the page of jobs to see how it ended.";
}
