//! A job begun again: an import goes on where it stopped, a file is made anew.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde::de::DeserializeOwned;

use crate::acts::finding::listing::ListExport;
use crate::acts::receiving::inbox;
use crate::acts::upkeep::jobs::{self, JobView};
use crate::domain::general::role::By;
use crate::domain::records::states::{JobKind, JobState};
use crate::problems;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::file_format;
use crate::web::base::frame::Frame;
use crate::web::base::listing as lists;
use crate::web::base::page::onward;
use crate::web::base::who::Who;
use crate::web::catalogs::{catalog, printing, proof, transfer};
use crate::web::receiving::{import, packages};

/// Kinds of work that can be begun again from what their row keeps.
const KINDS: [JobKind; 7] = [
    JobKind::ImportItems,
    JobKind::PackageImport,
    JobKind::CatalogExport,
    JobKind::CatalogPrint,
    JobKind::CatalogProof,
    JobKind::TransferPackage,
    JobKind::ListExport,
];

/// Whether this job is over without having been done, and can be begun again.
pub fn can_resume(view: &JobView) -> bool {
    let over = view.interrupted || matches!(view.job.state, JobState::Failed | JobState::Cancelled);
    over && KINDS.contains(&view.job.kind)
}

/// `POST /jobs/{id}/resumption`
pub async fn resume(State(app): Shared, Who(by): Who, frame: Frame, Path(id): Path<i64>) -> Answer {
    let view = jobs::show(&app.archive, &by, id).await?;
    if !can_resume(&view) {
        return Err(Fault::from(job_not_resumable(&id)));
    }
    let job = again(&app, &by, &frame, view).await?;
    onward(&format!("/jobs/{job}"))
}

async fn again(app: &Arc<App>, by: &By, frame: &Frame, view: JobView) -> Answer<i64> {
    let text = |key: &str| view.asked::<String>(key).unwrap_or_default();
    match view.job.kind {
        JobKind::ImportItems => {
            let file = inbox::find(&app.archive, by, &text("digest")).await?;
            import::as_job(app, by, file, read(&view, "wishes")?, read(&view, "taking")?).await
        }
        JobKind::PackageImport => {
            let file = inbox::find(&app.archive, by, &text("digest")).await?;
            packages::as_job(app, by, file, read(&view, "decided")?).await
        }
        JobKind::CatalogPrint => printing::as_job(app, by, read(&view, "printing")?, frame.lang).await,
        JobKind::CatalogProof => proof::as_job(app, by, read(&view, "file")?).await,
        JobKind::TransferPackage => transfer::as_job(app, by, read(&view, "wanted")?, frame.lang).await,
        kind => {
            let (name, said) = (text("name"), text("format"));
            let ending = name.rsplit('.').next().unwrap_or_default();
            let said = if said.is_empty() { ending } else { &said };
            let (format, ending) = file_format::format(said)?;
            if kind == JobKind::ListExport {
                let (list, columns) = (read(&view, "wanted")?, read(&view, "columns")?);
                let order =
                    ListExport { list, columns, format, lang: frame.lang, tell: lists::tell, ticked: None };
                return lists::as_job(app, by, order, name.clone(), said).await;
            }
            catalog::as_job(app, by, read(&view, "wanted")?, format, frame.lang, ending).await
        }
    }
}

/// A part of what the job was asked for.
fn read<T: DeserializeOwned>(view: &JobView, key: &str) -> Answer<T> {
    view.asked(key).ok_or_else(|| Fault::from(job_of_before()))
}

problems! {
    refuse job_not_resumable(id):
        "第 {id} 号任务不用再做，或者不能从这里再做。" / "Job {id} need not, or cannot, be begun again here."
        => "回到任务页看它的结果。" / "See on its page how it ended.";
    refuse job_of_before():
        "这个任务是以前的版本记下的，不能从这里再做。"
            / "An earlier version noted this job; it cannot be begun again from here."
        => "到原来的页面重新做一次。" / "Do it anew from the page it came from.";
}
