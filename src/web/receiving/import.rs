//! `/import`: a sheet arrives, as a file or pasted, and is dry-run, mended, taken in, sent back annotated.

mod dry_run;
mod mending;
mod taking;
mod waiting;

pub use dry_run::{annotated, show as dry_run, show_whole};
pub use mending::{by_form as mend, by_script as mend_cells};
pub use taking::{as_job, take};
pub use waiting::stop as stop_reading;

use askama::Template;
use axum::Json;
use axum::extract::{Multipart, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use crate::acts::finding::viewing::{self, Overview};
use crate::acts::receiving::inbox;
use crate::domain::general::error::Error;
use crate::domain::receiving::columns::Field;
use crate::problems;
use crate::web::base::app::Shared;
use crate::web::base::attachment::MadeFile;
use crate::web::base::fault::{Answer, Fault, is_for_script};
use crate::web::base::frame::Frame;
use crate::web::base::page::{onward, page};
use crate::web::base::short_text::{self, short_text};
use crate::web::base::who::Who;
use crate::web::receiving::packages;

#[derive(Template)]
#[template(path = "receiving/import/begin.html")]
struct BeginPage {
    frame: Frame,
    of: SheetOf,
    overview: Overview,
}

/// The hand-over whose papers the sheet lists, as the address and the form say it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SheetOf {
    handover: String,
    fonds: String,
}

impl SheetOf {
    /// What the dry run's address says of it, with its question mark; empty: it is of none.
    fn query(&self) -> String {
        if self.handover.is_empty() {
            return String::new();
        }
        let said = [("handover", &self.handover), ("fonds", &self.fonds)];
        format!("?{}", serde_urlencoded::to_string(said).unwrap_or_default())
    }
}

pub async fn begin(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(of): Query<SheetOf>,
) -> Answer<Response> {
    let overview = viewing::overview(&app.archive, &by).await?;
    page(&BeginPage { frame, of, overview })
}

/// Takes a file (`file`; a sheet, or a package by its ending) or a pasted range (`pasted`) and leads to its dry run. The
/// hand-over it is of stands before it in the form.
pub async fn upload(
    State(app): Shared,
    Who(by): Who,
    headers: HeaderMap,
    mut form: Multipart,
) -> Answer<Response> {
    let mut of = SheetOf::default();
    while let Some(mut field) = form.next_field().await.map_err(|_| nothing_arrived())? {
        let kept = match (field.name(), field.file_name()) {
            (Some("file"), Some(name)) if !name.is_empty() => {
                let name = name.to_owned();
                inbox::keep(&app.archive, &by, &name, field).await?
            }
            (Some("pasted"), _) => {
                let text = short_text(&mut field, short_text::RANGE).await?;
                inbox::paste(&app.archive, &by, &text).await?
            }
            (Some("handover"), _) => {
                of.handover = short_text(&mut field, short_text::DESCRIPTION).await?;
                continue;
            }
            (Some("fonds"), _) => {
                of.fonds = short_text(&mut field, short_text::DESCRIPTION).await?;
                continue;
            }
            _ => continue,
        };
        let address = match kept.is_package() {
            true => packages::arrived(&app, &by, &kept).await?,
            false => format!("/import/{}{}", kept.digest.hex(), of.query()),
        };
        return match is_for_script(&headers) {
            true => Ok(Json(serde_json::json!({ "onward": address })).into_response()),
            false => onward(&address),
        };
    }
    Err(nothing_arrived())
}

pub fn nothing_arrived() -> Fault {
    Fault::from(Error::Unreadable(vec![no_file()]))
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
    let made = MadeFile::new()?;
    tokio::fs::write(made.path(), format!("\u{feff}{}\r\n", headings.join(","))).await?;
    made.send(frame.t("移交清单样表.csv", "handover-sheet.csv")).await
}

problems! {
    refuse no_file():
        "没有收到文件。" / "No file arrived."
        => "选一个文件，再按「上传并试读」。" / "Choose a file, then press Upload.";
}
