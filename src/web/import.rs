//! `/import`: upload, dry run, take the good rows, get the annotated sheet back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Multipart, Path, Query, RawQuery, State};
use axum::response::Response;
use serde::Deserialize;

use super::attachment::Made;
use super::fault::{Answer, Fault};
use super::frame::{Frame, Who, pairs};
use super::outline::{Outline, outline};
use super::page::{onward, page};
use super::wishes::{ColumnChoice, Group, Pairs, columns, groups, wishes};
use super::{App, Shared};
use crate::domain::columns::Field;
use crate::domain::error::Error;
use crate::domain::role::By;
use crate::domain::wording::Wording;
use crate::inbox::{self, Uploaded};
use crate::intake::{self, Intake, Taking, Wishes};
use crate::looking::{self, Overview};
use crate::progress::Progress;
use crate::{jobs, say};

/// Rows above which a sheet is taken in by a job.
const INLINE: u64 = 2000;
/// Changes of reading that are listed.
const CHANGES: usize = 200;

#[derive(Template)]
#[template(path = "import/begin.html")]
struct BeginPage {
    frame: Frame,
    overview: Overview,
}

pub async fn begin(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    let overview = looking::overview(&app.archive, &by).await?;
    page(&BeginPage { frame, overview })
}

pub async fn upload(State(app): Shared, Who(by): Who, mut form: Multipart) -> Answer {
    while let Some(field) = form.next_field().await.map_err(|_| no_file())? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let kept = inbox::keep(&app.archive, &by, &name, field).await?;
        return onward(&format!("/import/{}?said=kept", kept.digest.hex()));
    }
    Err(no_file())
}

pub fn no_file() -> Fault {
    Fault::from(Error::unreadable(
        "no_file",
        say!("没有收到文件。", "No file arrived."),
        say!("选一个文件，再按「上传并试读」。", "Choose a file, then press Upload."),
    ))
}

#[derive(Template)]
#[template(path = "import/dry_run.html")]
struct DryRunPage {
    frame: Frame,
    file: Uploaded,
    wishes: Wishes,
    outline: Outline,
    fields: Vec<(String, Wording)>,
    columns: Vec<ColumnChoice>,
    groups: Vec<Group>,
    blocking: i64,
    to_file: i64,
    changes: Vec<crate::domain::problem::Change>,
    intake: Intake,
}

impl DryRunPage {
    fn accepted(&self, kind: &str) -> bool {
        self.wishes.accept.iter().any(|accepted| accepted == kind)
    }

    fn year(&self) -> String {
        self.wishes.year.map_or_else(String::new, |year| year.to_string())
    }
}

fn asked(query: Option<String>, file: &Uploaded) -> Answer<Wishes> {
    wishes(&pairs(query.as_deref().unwrap_or_default()), file)
}

pub async fn dry_run(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(digest): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let wishes = asked(query, &file)?;
    let progress = Progress::default();
    let mut intake =
        intake::take_in(&app.archive, &by, &file.path, &wishes, Taking::DryRun, &progress).await?;
    let mut changes = std::mem::take(&mut intake.changed);
    changes.truncate(CHANGES);
    page(&DryRunPage {
        outline: outline(&app, &by).await?,
        fields: Field::ALL.map(|field| (field_key(field), field.label())).into(),
        columns: columns(&intake.mapping),
        blocking: intake.blocking() as i64,
        to_file: intake.accepted as i64,
        groups: groups(&intake.problems, &wishes.accept),
        changes,
        intake,
        frame,
        file,
        wishes,
    })
}

fn field_key(field: Field) -> String {
    serde_json::to_value(field).ok().and_then(|key| key.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The sheet back as it was, with the reason beside every cell that has a problem.
pub async fn annotated(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(digest): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let wishes = asked(query, &file)?;
    let made = Made::new()?;
    intake::annotated(&app.archive, &by, &file.path, &wishes, frame.lang, made.path()).await?;
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    made.send(&format!("{stem}-{}.xlsx", frame.t("批注", "annotated"))).await
}

#[derive(Deserialize)]
struct Deed {
    taking: Taking,
}

#[derive(Template)]
#[template(path = "import/taken.html")]
struct TakenPage {
    frame: Frame,
    file: Uploaded,
    back: String,
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
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let file = inbox::find(&app.archive, &by, &digest).await?;
    let (taking, wishes) = (taking(&form)?, wishes(&form, &file)?);
    let rows: u64 =
        form.iter().find(|(key, _)| key == "rows").and_then(|(_, rows)| rows.parse().ok()).unwrap_or(0);
    if rows > INLINE {
        let job = as_job(&app, &by, file, wishes, taking).await?;
        return onward(&format!("/jobs/{job}"));
    }
    let intake =
        intake::take_in(&app.archive, &by, &file.path, &wishes, taking, &Progress::default()).await?;
    let kept: Vec<_> =
        form.iter().filter(|(key, value)| key != "taking" && key != "rows" && !value.is_empty()).collect();
    let back =
        format!("/import/{}?{}", file.digest.hex(), serde_urlencoded::to_string(kept).unwrap_or_default());
    page(&TakenPage {
        groups: groups(&intake.problems, &wishes.accept),
        blocking: intake.blocking() as i64,
        written: intake.written as i64,
        frame,
        file,
        back,
        intake,
    })
}

fn taking(form: &Pairs) -> Answer<Taking> {
    let word = form.iter().find(|(key, _)| key == "taking").map_or("", |(_, word)| word.as_str());
    match serde_json::from_value::<Deed>(serde_json::json!({ "taking": word })) {
        Ok(Deed { taking }) => Ok(taking),
        Err(_) => Err(Fault::from(Error::refused(
            "no_such_taking",
            say!("没有说要怎么收。", "It was not said how to take it."),
            say!("按「只收好的」或「全部收」。", "Press one of the two buttons."),
        ))),
    }
}

/// Starts the import in the background; its outcome is the job's report.
pub async fn as_job(app: &Arc<App>, by: &By, file: Uploaded, wishes: Wishes, taking: Taking) -> Answer<i64> {
    let input =
        serde_json::json!({ "file": file.name, "digest": file.digest, "wishes": wishes, "taking": taking });
    let (archive, who) = (app.archive.clone(), by.clone());
    let job = jobs::start(&app.archive, by, "import_items", input, move |progress| async move {
        let intake = intake::take_in(&archive, &who, &file.path, &wishes, taking, &progress).await?;
        Ok(jobs::Outcome { report: report(&intake)?, file: String::new() })
    });
    Ok(job.await?)
}

/// What the job's row keeps of a long import: the counts and the first problems, not 100,000 of them.
fn report(intake: &Intake) -> crate::domain::error::Result<serde_json::Value> {
    let first: Vec<_> = intake.problems.iter().take(CHANGES).collect();
    let report = serde_json::json!({
        "read": intake.read, "accepted": intake.accepted, "written": intake.written, "resumed": intake.resumed,
        "batch": intake.batch, "interrupted": intake.interrupted, "problems": first,
        "problems_total": intake.problems.len(), "changed_total": intake.changed_total, "volumes": intake.volumes,
    });
    Ok(report)
}

/// Who asks for a template of the sheet gets the headings every import knows.
#[derive(Deserialize)]
pub struct Nothing {}

pub async fn template(frame: Frame, Query(Nothing {}): Query<Nothing>) -> Answer {
    let headings: Vec<String> = [
        Field::Title,
        Field::UnitName,
        Field::PersonName,
        Field::IdNumber,
        Field::Date,
        Field::Pages,
        Field::DocNumber,
        Field::Remarks,
    ]
    .iter()
    .map(|field| frame.w(&field.label()).to_owned())
    .collect();
    let made = Made::new()?;
    tokio::fs::write(made.path(), format!("\u{feff}{}\r\n", headings.join(","))).await?;
    made.send(frame.t("移交清单样表.csv", "handover-sheet.csv")).await
}
