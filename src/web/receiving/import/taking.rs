//! Taking the sheet in: at once, or as a job when it is long.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::dry_run::decided;
use crate::acts::receiving::inbox::{self, Uploaded};
use crate::acts::receiving::intake::{self, FilledVolume, ImportOptions, Intake, Taking};
use crate::acts::upkeep::jobs;
use crate::domain::general::error::Error;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::records::states::JobKind;
use crate::progress::Progress;
use crate::web::base::app::{App, Shared};
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::who::Who;
use crate::web::receiving::import_form::{FormPairs, Group, groups};
use crate::{problems, say};

/// Rows above which a sheet is taken in by a job.
const INLINE: u64 = 2000;
/// Problems a job's report keeps.
const REPORTED: usize = 200;

#[derive(Deserialize)]
struct Deed {
    taking: Taking,
}

#[derive(Template)]
#[template(path = "receiving/import/taken.html")]
struct TakenPage {
    frame: Frame,
    file: Uploaded,
    back: String,
    annotated: String,
    groups: Vec<Group>,
    blocking: i64,
    written: i64,
    intake: Intake,
}

/// Takes the sheet in: at once, or as a job when it is long.
pub async fn take(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(digest): Path<String>,
    Form(form): Form<FormPairs>,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let (taking, options) = (taking(&form)?, decided(&form, &file)?);
    app.readings.forget(&file.digest);
    let rows: u64 =
        form.iter().find(|(key, _)| key == "rows").and_then(|(_, rows)| rows.parse().ok()).unwrap_or(0);
    if rows > INLINE {
        let job = as_job(&app, &by, file, options, taking).await?;
        return onward(&format!("/jobs/{job}"));
    }
    let intake =
        intake::take_in(&app.archive, &by, &file.path, &options, taking, &Progress::default()).await?;
    let refused = |intake: &Intake| {
        intake.problem_counts.iter().any(|one| one.is_blocking() && one.kind != "already_filed")
    };
    if let ([FilledVolume { id: Some(id), .. }], false) = (intake.volumes.as_slice(), refused(&intake)) {
        // one volume and nothing sent back: the work goes on there
        return onward(&format!("/volumes/{id}?said=taken"));
    }
    let kept: Vec<_> =
        form.iter().filter(|(key, value)| key != "taking" && key != "rows" && !value.is_empty()).collect();
    let (decided, hex) = (serde_urlencoded::to_string(kept).unwrap_or_default(), file.digest.hex());
    page(&TakenPage {
        groups: groups(&intake),
        blocking: intake.blocking() as i64,
        written: intake.written as i64,
        frame,
        file,
        back: format!("/import/{hex}?{decided}"),
        annotated: format!("/import/{hex}/annotated?{decided}"),
        intake,
    })
}

fn taking(form: &FormPairs) -> Answer<Taking> {
    let word = form.iter().find(|(key, _)| key == "taking").map_or("", |(_, word)| word.as_str());
    match serde_json::from_value::<Deed>(serde_json::json!({ "taking": word })) {
        Ok(Deed { taking }) => Ok(taking),
        Err(_) => Err(Fault::from(no_taking_given())),
    }
}

/// Starts the import in the background; its outcome is the job's report.
pub async fn as_job(
    app: &Arc<App>,
    by: &By,
    file: Uploaded,
    options: ImportOptions,
    taking: Taking,
) -> Answer<i64> {
    let input =
        serde_json::json!({ "file": file.name, "digest": file.digest, "wishes": options, "taking": taking });
    let (archive, who) = (app.archive.clone(), by.clone());
    let job = jobs::start(&app.archive, by, JobKind::ImportItems, input, move |progress| async move {
        let intake = intake::take_in(&archive, &who, &file.path, &options, taking, &progress).await?;
        if let Some(Wording { zh, en }) = &intake.held_up {
            let filed = intake.written + intake.resumed;
            return Err(Error::Busy(say!(
                "收到一半停下，已收 {filed} 件，都在。{zh}再做一次会接着做。",
                "Held up half-way; {filed} records are filed and stay. {en} Begun again, it goes on from here."
            )));
        }
        Ok(jobs::JobOutcome { report: report(&intake)?, file: String::new() })
    });
    Ok(job.await?)
}

/// What the job's row keeps of a long import: the counts and the first problems, not 100,000 of them.
fn report(intake: &Intake) -> crate::domain::general::error::Result<serde_json::Value> {
    let first: Vec<_> = intake.problems.iter().take(REPORTED).collect();
    let report = serde_json::json!({
        "read": intake.read, "accepted": intake.accepted, "written": intake.written, "resumed": intake.resumed,
        "batch": intake.batch, "interrupted": intake.interrupted, "problems": first,
        "problems_total": intake.problems_total, "changed_total": intake.changed_total, "volumes": intake.volumes,
    });
    Ok(report)
}

problems! {
    refuse no_taking_given as no_such_taking():
        "没有说要怎么收。" / "It was not said how to take it."
        => "按「只收好的」或「全部收」。" / "Press one of the two buttons.";
}
