//! The table of a volume: JSON for its page's script, plain forms for a browser without one.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::Shared;
use super::api::reply;
use super::correcting::Pairs;
use super::fault::Answer;
use super::frame::{Frame, Who};
use super::page::onward;
use super::{volume, words};
use crate::domain::grid::pasted;
use crate::domain::problem::Problem;
use crate::domain::rows::typed::Typed;
use crate::entering::{self, Entry, NewRow, RowDone, RowNow};
use crate::random;

/// A column of the table. Those that are worked out stand first, so that a pasted block meets only cells
/// that can be typed into.
pub struct Column {
    /// As [`Typed`] names it; `seq` and `page_range` are worked out and not typed.
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub numeric: bool,
}

const fn column(key: &'static str, zh: &'static str, en: &'static str, numeric: bool) -> Column {
    Column { key, zh, en, numeric }
}

pub const COLUMNS: [Column; 11] = [
    column("seq", "序", "No.", true),
    column("page_range", "页号", "From–to", true),
    column("title", "题名", "Title", false),
    column("unit_name", "单位", "Unit", false),
    column("person_name", "姓名", "Person", false),
    column("id_number", "证号", "ID number", false),
    column("date", "日期", "Date", false),
    column("pages", "页数", "Pages", true),
    column("doc_number", "文号", "Doc. number", false),
    column("creator", "责任者", "Creator", false),
    column("remarks", "备注", "Remarks", false),
];

/// The columns a person can type into, in the order pasted lines have.
pub fn typed_columns() -> Vec<&'static Column> {
    COLUMNS.iter().filter(|column| typed(column.key).is_some()).collect()
}

fn typed(key: &str) -> Option<Typed> {
    Typed::ALL.into_iter().find(|field| field.key() == key)
}

/// A row of the page's own table.
pub struct Line {
    pub now: RowNow,
    /// Persons in it.
    pub persons: usize,
}

impl Line {
    pub fn text(&self, key: &str) -> &str {
        typed(key).and_then(|field| self.now.cells.get(&field)).map_or("", String::as_str)
    }

    /// The first person's name, where there are several.
    pub fn first_person(&self) -> &str {
        self.text("person_name").split('、').next().unwrap_or_default()
    }
}

#[derive(Deserialize)]
pub struct Since {
    since: Option<i64>,
}

/// `GET /volumes/{id}/grid?since=`: what changed since, for the page that is open.
pub async fn table(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Query(since): Query<Since>,
) -> Answer<Response> {
    reply(frame.lang, &entering::table(&app.archive, &by, id, since.since).await?)
}

/// `POST /volumes/{id}/grid`: cells, rows and moves of the page's script.
pub async fn enter(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Json(entry): Json<Entry>,
) -> Answer<Response> {
    reply(frame.lang, &entering::enter(&app.archive, &by, id, entry).await?)
}

/// What came of lines pasted without script: those that stay in the box, and why.
pub struct Left {
    pub taken: usize,
    pub text: String,
    pub problems: Vec<Problem>,
}

/// A name for the rows of one form, so that a form sent twice files nothing twice.
pub fn fresh_key() -> String {
    random::hex::<8>()
}

/// `POST /volumes/{id}/rows`: one row from its fields, or lines pasted into the box.
pub async fn add_rows(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let lines: Vec<Vec<String>> = match pasted(one("pasted")) {
        lines if !lines.is_empty() => lines,
        _ => vec![typed_columns().iter().map(|column| one(column.key).to_owned()).collect()],
    };
    let rows = lines.iter().enumerate().map(|(at, cells)| new_row(format!("{}-{at}", one("key")), cells));
    let entry = Entry { since: one("since").parse().unwrap_or(0), rows: rows.collect(), ..Entry::default() };
    let entered = entering::enter(&app.archive, &by, id, entry).await?;
    let left = left_over(&lines, &entered.rows);
    if left.problems.is_empty() {
        return onward(&format!("/volumes/{id}?said=entered#items"));
    }
    let page = volume::with_left_over(&app, &by, frame, id, left).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn new_row(key: String, cells: &[String]) -> NewRow {
    let cells = typed_columns().into_iter().zip(cells);
    let cells: BTreeMap<Typed, String> = cells
        .filter(|(_, text)| !text.trim().is_empty())
        .filter_map(|(column, text)| Some((typed(column.key)?, text.clone())))
        .collect();
    NewRow { key, before: None, cells }
}

/// Lines that were not taken stay whole; of those taken, the cells that were not are named.
fn left_over(lines: &[Vec<String>], rows: &[RowDone]) -> Left {
    let mut left = Left { taken: 0, text: String::new(), problems: Vec::new() };
    for (at, (line, done)) in lines.iter().zip(rows).enumerate() {
        let whole = done.item.is_some();
        left.taken += usize::from(whole);
        if !whole {
            left.text.push_str(&line.join("\t"));
            left.text.push('\n');
        }
        if whole && done.refused.is_empty() {
            continue;
        }
        left.problems.extend(done.problems.iter().map(|problem| Problem {
            column: problem.column.as_deref().map(|key| words::field(key).zh),
            ..problem.clone().at_row(at as u32 + 1)
        }));
    }
    left
}
