//! `/handovers/new`: papers are typed, several rows at once, or come from a sheet.

use std::path::PathBuf;

use askama::Template;
use axum::extract::{Form, Multipart, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

use crate::acts::receiving::handing_in::{self, HandoverWanted, NewHandover, PaperTyped, PapersFrom};
use crate::domain::general::error::Error;
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::say;
use crate::web::base::app::{App, Shared};
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::onward;
use crate::web::base::short_text::{self, short_text};
use crate::web::base::who::Who;
use crate::web::receiving::import::nothing_arrived;

/// Rows of the form, as many as a page of the paper has; and the most it grows to.
const ROWS: usize = 13;
const MOST_ROWS: usize = 130;

/// The fields of a row, in their order.
const FIELDS: [&str; 8] = ["acceptance", "title", "step", "unit", "person", "id_number", "items", "pages"];

/// Characters each shows.
const SIZES: [u8; 8] = [15, 22, 14, 16, 8, 20, 4, 4];

/// Whose new hand-over.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewAsked {
    fonds: String,
}

/// A row of the form as it was typed: it is shown again to who typed it.
struct RowShown {
    at: usize,
    texts: Vec<String>,
}

#[derive(Template)]
#[template(path = "receiving/handovers/new.html")]
struct NewHandoverPage {
    frame: Frame,
    outline: Outline,
    new: NewHandover,
    today: NaiveDate,
    typed: Pairs,
    rows: Vec<RowShown>,
    errors: Errors,
    asked: Vec<KindAsked>,
    /// Which form was refused: the checkboxes stand in it.
    asking: &'static str,
}

/// Questions of one kind: a person says once that all of them are taken all the same.
struct KindAsked {
    kind: String,
    /// The first of them; of a kind that was answered before nothing is asked any more.
    says: Option<Wording>,
    count: usize,
}

/// What keeps a form from being accepted.
#[derive(Default)]
struct PapersRefused {
    errors: Errors,
    asked: Vec<KindAsked>,
    of_sheet: bool,
}

/// Kinds that were answered, then those a person may answer now.
fn kinds_asked(form: &Pairs, fault: &Fault) -> Vec<KindAsked> {
    let mut asked: Vec<KindAsked> = Vec::new();
    for kind in accepted(form) {
        if asked.iter().all(|one| one.kind != kind) {
            asked.push(KindAsked { kind, says: None, count: 0 });
        }
    }
    for problem in fault.problems().into_iter().filter(|problem| problem.weight == Weight::Ask) {
        match asked.iter_mut().find(|one| one.kind == problem.kind) {
            Some(one) => {
                one.count += 1;
                one.says = one.says.take().or(Some(problem.message));
            }
            None => asked.push(KindAsked { kind: problem.kind, says: Some(problem.message), count: 1 }),
        }
    }
    asked
}

/// Kinds of questions that are answered with yes.
fn accepted(form: &Pairs) -> Vec<String> {
    form.iter().filter(|(key, _)| key == "accept").map(|(_, kind)| kind.trim().to_owned()).collect()
}

impl NewHandoverPage {
    fn one(&self, name: &str) -> &str {
        one(&self.typed, name)
    }

    fn department(&self) -> &str {
        if self.typed.is_empty() { &self.new.department } else { self.one("department") }
    }

    fn is_fonds(&self, number: &str) -> bool {
        self.one("fonds") == number
    }

    /// What the column of a field is called.
    fn label(&self, at: &usize) -> Wording {
        PaperTyped::FIELDS.get(*at).map(|field| field.label()).unwrap_or_default()
    }

    fn may_grow(&self) -> bool {
        self.rows.len() < MOST_ROWS
    }
}

fn one<'f>(form: &'f Pairs, name: &str) -> &'f str {
    form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

/// The rows of the form; a field that is missing from one is empty.
fn rows(form: &Pairs) -> Vec<Vec<String>> {
    let columns = FIELDS.map(|field| {
        let own = form.iter().filter(|(key, _)| key == field);
        own.map(|(_, value)| value.trim().to_owned()).collect::<Vec<_>>()
    });
    let count = columns.iter().map(Vec::len).max().unwrap_or(0);
    let row = |at: usize| columns.iter().map(|column| column.get(at).cloned().unwrap_or_default()).collect();
    (0..count).map(row).collect()
}

fn paper(texts: Vec<String>) -> PaperTyped {
    let mut texts = texts.into_iter();
    let mut next = || texts.next().unwrap_or_default();
    PaperTyped {
        acceptance: next(),
        title: next(),
        step: next(),
        unit: next(),
        person: next(),
        id_number: next().into(),
        items: next(),
        pages: next(),
    }
}

async fn new_page(
    app: &App,
    by: &By,
    frame: Frame,
    (typed, count): (Pairs, usize),
    refused: PapersRefused,
) -> Answer<Response> {
    let fonds = Some(one(&typed, "fonds")).filter(|number| !number.is_empty());
    let new = handing_in::proposed(&app.archive, by, fonds).await?;
    let mut given = rows(&typed);
    given.truncate(MOST_ROWS);
    given.resize(given.len().max(count).min(MOST_ROWS), vec![String::new(); FIELDS.len()]);
    let shown = |(at, texts): (usize, Vec<String>)| RowShown { at: at + 1, texts };
    let rows = given.into_iter().enumerate().map(shown).collect();
    let outline = outline(app, by).await?;
    let today = by.today();
    let PapersRefused { errors, asked, of_sheet } = refused;
    let asking = if of_sheet { "sheet" } else { "papers" };
    let shown = NewHandoverPage { frame, outline, new, today, typed, rows, errors, asked, asking };
    shown.errors.page(&shown)
}

pub async fn new(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Query(asked): Query<NewAsked>,
) -> Answer<Response> {
    let mut typed = Pairs::new();
    if !asked.fonds.is_empty() {
        typed.push(("fonds".to_owned(), asked.fonds));
    }
    new_page(&app, &by, frame, (typed, ROWS), PapersRefused::default()).await
}

fn wanted(form: &Pairs, papers: PapersFrom) -> HandoverWanted {
    let fonds = Some(one(form, "fonds").to_owned()).filter(|number| !number.is_empty());
    HandoverWanted {
        fonds,
        number: one(form, "number").to_owned(),
        department: one(form, "department").to_owned(),
        cut_off: one(form, "cut_off").to_owned(),
        papers,
        accept: accepted(form),
    }
}

/// Which field a problem stands at: of the head, or of a row.
fn field_of(problem: &Problem) -> String {
    match (problem.kind.as_str(), problem.row, problem.column.as_deref()) {
        ("department_missing", ..) => "department".to_owned(),
        ("handover_number_taken", ..) => "number".to_owned(),
        ("cut_off_missing" | "cut_off_ahead", ..) | (_, None, Some("文件办结截止时间")) => {
            "cut_off".to_owned()
        }
        (_, Some(row), column) => {
            let known = PaperTyped::FIELDS.iter().position(|field| Some(field.label().zh.as_str()) == column);
            format!("{}-{row}", FIELDS[known.unwrap_or(0)])
        }
        _ => String::new(),
    }
}

/// Each problem with the row it is in.
fn with_rows(error: Error) -> Error {
    let told = |problem: Problem| match problem.row {
        Some(row) => {
            let Wording { zh, en } = &problem.message;
            Problem { message: say!("第 {row} 行：{zh}", "Row {row}: {en}"), ..problem }
        }
        None => problem,
    };
    match error {
        Error::Refused(problems) => Error::Refused(problems.into_iter().map(told).collect()),
        Error::Unreadable(problems) => Error::Unreadable(problems.into_iter().map(told).collect()),
        other => other,
    }
}

/// `POST /handovers`: hands the typed papers in, or shows the form with more rows.
pub async fn hand_in(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let typed = rows(&form);
    if one(&form, "act") == "more" {
        let count = typed.len() + ROWS;
        return new_page(&app, &by, frame, (form, count), PapersRefused::default()).await;
    }
    let papers = PapersFrom::Typed(typed.into_iter().map(paper).collect());
    match handing_in::hand_in(&app.archive, &by, wanted(&form, papers)).await {
        Ok(view) => onward(&format!("/handovers/{}?said=handover_made", view.short.id)),
        Err(error) => {
            let fault = Fault::from(with_rows(error));
            let asked = kinds_asked(&form, &fault);
            let errors = Errors::sort(fault, field_of)?;
            new_page(&app, &by, frame, (form, ROWS), PapersRefused { errors, asked, of_sheet: false }).await
        }
    }
}

/// A sheet as it arrives, under the ending its name has, with the form's other fields.
async fn arrived(mut form: Multipart) -> Answer<(TempDir, Option<PathBuf>, Pairs)> {
    let folder = tempfile::tempdir()?;
    let (mut path, mut fields) = (None, Pairs::new());
    while let Some(mut field) = form.next_field().await.map_err(|_| nothing_arrived())? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            fields.push((name, short_text(&mut field, short_text::DESCRIPTION).await?));
            continue;
        }
        let Some(file_name) = field.file_name().filter(|name| !name.is_empty()) else { continue };
        let ending = file_name.rsplit_once('.').map_or("csv", |(_, ending)| ending);
        let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let place = folder.path().join(format!("papers.{ending}"));
        let mut file = tokio::fs::File::create(&place).await?;
        while let Some(chunk) = field.chunk().await.map_err(|_| nothing_arrived())? {
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        path = Some(place);
    }
    Ok((folder, path, fields))
}

/// `POST /handovers/sheet`: hands in what stands in a sheet.
pub async fn sheet(State(app): Shared, Who(by): Who, frame: Frame, form: Multipart) -> Answer<Response> {
    let (_folder, path, fields) = arrived(form).await?;
    let made = match path {
        Some(path) => {
            let papers = PapersFrom::Sheet { path, file_name: None, sheet: None };
            let made = handing_in::hand_in(&app.archive, &by, wanted(&fields, papers)).await;
            made.map_err(|error| Fault::from(with_rows(error)))
        }
        None => Err(nothing_arrived()),
    };
    match made {
        Ok(view) => {
            let noted: Vec<&str> = view.notices.iter().map(|notice| notice.kind.as_str()).collect();
            let noted = if noted.is_empty() { String::new() } else { format!("&noted={}", noted.join(".")) };
            onward(&format!("/handovers/{}?said=handover_made{noted}", view.short.id))
        }
        Err(fault) => {
            // rows are those of the sheet, not of the form
            let of_head =
                |problem: &Problem| if problem.row.is_none() { field_of(problem) } else { String::new() };
            let asked = kinds_asked(&fields, &fault);
            let errors = Errors::sort(fault, of_head)?;
            let refused = PapersRefused { errors, asked, of_sheet: true };
            new_page(&app, &by, frame, (fields, ROWS), refused).await
        }
    }
}
