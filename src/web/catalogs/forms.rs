//! `/forms`: every form with its picture, printed blank or merged with a sheet; printers and how far
//! each sets a page off.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Multipart, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tokio::io::AsyncWriteExt as _;

use crate::acts::catalogs::cataloging::Numbers;
use crate::acts::catalogs::forms::{self, Filled, FormInfo, FormPrinter, Merged, Printer};
use crate::acts::upkeep::jobs;
use crate::domain::catalogs::finding_aid::ValueStyle;
use crate::domain::general::error::Error;
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::domain::records::states::JobKind;
use crate::progress::Progress;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::short_text::{self, short_text};
use crate::web::base::who::Who;
use crate::{problems, say};

/// A sheet of names to be merged is no larger than this.
pub const LARGEST_SHEET: usize = 64 << 20;
/// Rows above which it is merged by a job.
const INLINE_ROWS: usize = 2000;
/// Cells told of that cannot be printed.
const TOLD: usize = 100;

/// A form's address: its key and version.
#[derive(Clone, Debug)]
pub struct Listed {
    pub info: FormInfo,
    pub id: String,
}

#[derive(Template)]
#[template(path = "catalogs/forms/list.html")]
struct ListPage {
    frame: Frame,
    forms: Vec<Listed>,
    printers: Vec<Printer>,
}

impl ListPage {
    fn mm(&self, tenths: &i64) -> String {
        format!("{:.1}", *tenths as f64 / 10.0)
    }
}

fn listed(app: &App) -> Answer<Vec<Listed>> {
    let forms = forms::all(&app.archive.config)?;
    let infos = forms::list(&forms).into_iter();
    Ok(infos.map(|info| Listed { id: format!("{}@{}", info.key, info.version), info }).collect())
}

pub async fn list(State(app): Shared, Who(by): Who, frame: Frame) -> Answer<Response> {
    let printers = forms::printers(&app.archive, &by).await?;
    page(&ListPage { frame, forms: listed(&app)?, printers })
}

#[derive(Template)]
#[template(path = "catalogs/forms/one.html")]
struct OnePage {
    frame: Frame,
    form: Listed,
    /// What a sheet's header may say.
    headings: Vec<String>,
    printers: Vec<Printer>,
    /// ID numbers are printed whole unless somebody chooses otherwise.
    in_full: bool,
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<String>,
) -> Answer<Response> {
    let all = forms::all(&app.archive.config)?;
    let form = forms::called(&all, &id).map_err(|_| no_such_form(&id))?;
    let headings = forms::headings(form);
    let in_full = form.usual_numbers() == Numbers::Full;
    let id = form.id();
    let form = listed(&app)?.into_iter().find(|listed| listed.id == id).ok_or_else(|| no_such_form(&id))?;
    let printers = forms::printers(&app.archive, &by).await?;
    page(&OnePage { frame, form, headings, printers, in_full })
}

fn no_such_form(id: &str) -> Fault {
    Fault::from(Error::not_found(say!("没有「{id}」这种表格。", "There is no form \"{id}\".")))
}

async fn press(app: &App, by: &By, lang: Lang, numbers: Numbers, printer: &str) -> Answer<FormPrinter> {
    let choices = ValueStyle { lang, id_numbers: numbers, ..ValueStyle::default() };
    let offset = forms::offset(&app.archive, by, printer).await?;
    Ok(FormPrinter { offset, ..FormPrinter::open(&app.archive, by, choices).await? })
}

/// The form's first page as a picture.
pub async fn picture(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<String>,
) -> Answer<Response> {
    let press = press(&app, &by, frame.lang, Numbers::Masked, "").await?;
    let form = forms::called(&press.forms, &id).map_err(|_| no_such_form(&id))?.clone();
    let drawn = tokio::task::spawn_blocking(move || press.picture(&form)).await;
    let svg = drawn.map_err(|error| anyhow::anyhow!("drawing stopped: {error}"))??;
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "max-age=300")];
    Ok((headers, svg).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Blank {
    printer: String,
}

pub async fn blank(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<String>,
    Query(blank): Query<Blank>,
) -> Answer<Response> {
    let press = press(&app, &by, frame.lang, Numbers::Masked, &blank.printer).await?;
    let form = forms::called(&press.forms, &id).map_err(|_| no_such_form(&id))?.clone();
    let made = MadeFile::new()?;
    let (name, path) = (format!("{}.pdf", frame.w(&form.name)), made.path().to_owned());
    let printed = tokio::task::spawn_blocking(move || press.blank(&form, &path)).await;
    printed.map_err(|error| anyhow::anyhow!("printing stopped: {error}"))??;
    made.send(&name).await
}

/// A sheet arrives; the form is printed once for every row of it.
pub async fn merge(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<String>,
    mut form: Multipart,
) -> Answer<Response> {
    let folder = tempfile::tempdir()?;
    let (mut sheet, mut printer, mut numbers, mut anyway) = (None, String::new(), None, false);
    while let Some(mut field) =
        form.next_field().await.map_err(|_| crate::web::receiving::import::nothing_arrived())?
    {
        match field.name().map(str::to_owned).as_deref() {
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                // the ending says what the file is; the rest of the name is not to be trusted
                let ending = field
                    .file_name()
                    .and_then(|name| name.rsplit_once('.'))
                    .map_or("csv", |(_, ending)| ending);
                let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
                let path = folder.path().join(format!("sheet.{ending}"));
                let mut file = tokio::fs::File::create(&path).await?;
                while let Some(chunk) =
                    field.chunk().await.map_err(|_| crate::web::receiving::import::nothing_arrived())?
                {
                    file.write_all(&chunk).await?;
                }
                file.flush().await?;
                sheet = Some(path);
            }
            Some("anyway") => anyway = true,
            Some("printer") => printer = short_text(&mut field, short_text::WORD).await?,
            Some("id_numbers") => {
                numbers = match short_text(&mut field, short_text::WORD).await?.as_str() {
                    "full" => Some(Numbers::Full),
                    "left_out" => Some(Numbers::LeftOut),
                    "masked" => Some(Numbers::Masked),
                    _ => None,
                }
            }
            _ => {}
        }
    }
    let sheet = sheet.ok_or_else(crate::web::receiving::import::nothing_arrived)?;
    let mut press = press(&app, &by, frame.lang, Numbers::Masked, &printer).await?;
    let form = forms::called(&press.forms, &id).map_err(|_| no_such_form(&id))?.clone();
    press.choices.id_numbers = numbers.unwrap_or_else(|| form.usual_numbers());
    let rows = forms::read_sheet(&form, &sheet).await?;
    if !anyway {
        refuse_unprintable(rows.unprintable())?;
    }
    let name = format!("{}.pdf", frame.w(&form.name));
    if rows.rows.len() > INLINE_ROWS {
        let job = merge_as_job(&app, &by, press, form, rows, name).await?;
        return onward(&format!("/jobs/{job}"));
    }
    let made = MadeFile::new()?;
    let path = made.path().to_owned();
    let merged =
        tokio::task::spawn_blocking(move || press.merged(&form, rows, &path, &Progress::default())).await;
    let merged = merged.map_err(|error| anyhow::anyhow!("printing stopped: {error}"))??;
    let filled = merged.keep(Some(&app.archive), &by).await?;
    // what a person has ticked needs no saying; what came out too small does
    if filled.problems.iter().all(|problem| problem.weight == Weight::Refuse) {
        return made.send(&name).await;
    }
    let input = serde_json::json!({ "form": filled.form, "rows": filled.rows, "name": name });
    let own = app.clone();
    let job = jobs::start(&app.archive, &by, JobKind::FormMerge, input, move |_| async move {
        let file = jobs::result_file(&own.archive, &name).await?;
        tokio::fs::copy(made.path(), own.archive.config.data().join(&file)).await?;
        Ok(jobs::JobOutcome { report: told(filled), file })
    });
    onward(&format!("/jobs/{}", job.await?))
}

/// What a job's page says of a merged list.
fn told(filled: Filled) -> serde_json::Value {
    let problems: Vec<Problem> = filled.problems.into_iter().take(TOLD).collect();
    serde_json::json!({ "pages": filled.pages, "rows": filled.rows, "problems": problems })
}

/// A number that lost its last digits must not be missing on a form without anybody knowing.
fn refuse_unprintable(mut problems: Vec<Problem>) -> Answer<()> {
    let count = problems.len();
    if count == 0 {
        return Ok(());
    }
    problems.truncate(TOLD);
    problems.insert(0, sheet_unprintable(&count));
    Err(Fault::from(Error::Refused(problems)))
}

/// A long list is printed in the background; its file waits on the job's page.
async fn merge_as_job(
    app: &Arc<App>,
    by: &By,
    press: FormPrinter,
    form: forms::Form,
    rows: Merged,
    name: String,
) -> Answer<i64> {
    let input = serde_json::json!({ "form": form.id(), "rows": rows.rows.len(), "name": name });
    let (own, who) = (app.clone(), by.clone());
    let job = jobs::start(&app.archive, by, JobKind::FormMerge, input, move |progress| async move {
        let file = jobs::result_file(&own.archive, &name).await?;
        let path = own.archive.config.data().join(&file);
        let merged = tokio::task::spawn_blocking(move || press.merged(&form, rows, &path, &progress)).await;
        let merged = merged.map_err(|error| anyhow::anyhow!("printing stopped: {error}"))??;
        let filled = merged.keep(Some(&own.archive), &who).await?;
        Ok(jobs::JobOutcome { report: told(filled), file })
    });
    Ok(job.await?)
}

/// A printer's offset in millimetres, as measured.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Measured {
    name: String,
    dx: String,
    dy: String,
}

pub async fn measure(State(app): Shared, Who(by): Who, Form(measured): Form<Measured>) -> Answer<Response> {
    let (dx, dy) = (tenths(&measured.dx)?, tenths(&measured.dy)?);
    forms::set_printer(&app.archive, &by, &measured.name, dx, dy).await?;
    onward("/forms?said=printer_measured#printers")
}

/// `1.2`, `-0.8`, `＋1`: millimetres as tenths.
fn tenths(text: &str) -> Answer<i64> {
    let plain = crate::domain::general::text::fold(text);
    let plain = plain.trim_start_matches('+');
    if plain.is_empty() {
        return Ok(0);
    }
    let number: Option<f64> =
        plain.parse().ok().filter(|number: &f64| number.is_finite() && number.abs() < 1000.0);
    number.map(|number| (number * 10.0).round() as i64).ok_or_else(|| Fault::from(offset_unreadable(&text)))
}

problems! {
    refuse sheet_unprintable(count):
        "名单里有 {count} 格印不出来，没有生成文件。"
            / "{count} cells of the sheet cannot be printed; no file was made."
        => "改好名单再上传；或者勾「印得出的先印」，这些格留空手填。"
            / "Correct the sheet and upload it again; or tick \"Print what can be\", and fill these in by hand.";
    refuse offset_unreadable as printer_offset(text):
        "「{text}」不是毫米数。" / "\"{text}\" is no number of millimetres."
        => "写成 1.2 或 -0.8。" / "Write 1.2 or -0.8.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millimetres_are_read_as_people_write_them() {
        for (text, expected) in [("1.2", 12), ("-0.8", -8), ("＋１", 10), ("", 0), ("0.04", 0)] {
            assert_eq!(tenths(text).ok(), Some(expected), "{text}");
        }
        assert!(tenths("一").is_err() && tenths("1e9").is_err() && tenths("nan").is_err());
    }
}
