//! The package of a transfer is made and the transfer sealed with it: at once, or by a job where it is long.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;

use crate::acts::catalogs::cataloging;
use crate::acts::disposal::transferring::{self, TransferStep};
use crate::acts::upkeep::jobs;
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::records::states::JobKind;
use crate::procedures::documents::order::CatalogRequest;
use crate::progress::Progress;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::Answer;
use crate::web::base::frame::Frame;
use crate::web::base::page::onward;
use crate::web::base::who::Who;

/// Volumes above which the package is made by a job: each has lists and printed papers of its own.
const INLINE: usize = 20;

/// `POST /transfers/{number}/package`: the package as a file, or the job that makes it.
pub async fn seal(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
) -> Answer<Response> {
    let wanted = transferring::package_asked(&app.archive, &by, &number).await?;
    if wanted.volume_ids.len() > INLINE {
        let job = as_job(&app, &by, number, wanted, frame.lang).await?;
        return onward(&format!("/jobs/{job}"));
    }
    let made = MadeFile::new()?;
    let quiet = Progress::default();
    let packed = cataloging::package(&app.archive, &by, &wanted, frame.lang, made.path(), &quiet).await?;
    let manifest = packed.manifest.hex();
    transferring::take_steps(&app.archive, &by, &number, vec![TransferStep::Seal { manifest }]).await?;
    made.send(&format!("{}-{number}.zip", frame.t("移交材料包", "transfer"))).await
}

/// Makes the package in the background and seals the transfer; the file waits on the job's page.
pub async fn as_job(
    app: &Arc<App>,
    by: &By,
    number: String,
    wanted: CatalogRequest,
    lang: Lang,
) -> Answer<i64> {
    let input = serde_json::json!({ "transfer": number, "wanted": wanted });
    let (archive, who) = (app.archive.clone(), by.clone());
    let job = jobs::start(&app.archive, by, JobKind::TransferPackage, input, move |progress| async move {
        let file = jobs::result_file(&archive, "transfer.zip").await?;
        let path = archive.config.data().join(&file);
        let packed = cataloging::package(&archive, &who, &wanted, lang, &path, &progress).await?;
        let manifest = packed.manifest.hex();
        let step = TransferStep::Seal { manifest: manifest.clone() };
        transferring::take_steps(&archive, &who, &number, vec![step]).await?;
        let report =
            serde_json::json!({ "volumes": packed.volumes, "files": packed.files, "manifest": manifest });
        Ok(jobs::JobOutcome { report, file })
    });
    Ok(job.await?)
}
