//! The table of a volume: JSON for its page's script, plain forms for a browser without one.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::grid_columns::{Left, typed, typed_columns};
use super::volume;
use crate::acts::arranging::entering::{self, NewRow, RowDone, TableEdit};
use crate::domain::general::problem::Problem;
use crate::domain::receiving::grid::pasted;
use crate::domain::receiving::rows::typed::TableField;
use crate::web::base::answer::reply;
use crate::web::base::app::Shared;
use crate::web::base::fault::Answer;
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::page::onward;
use crate::web::base::who::Who;
use crate::web::base::words;

#[derive(Deserialize)]
pub struct SinceQuery {
    since: Option<i64>,
}

/// `GET /volumes/{id}/grid?since=`: what changed since, for the page that is open.
pub async fn table(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Query(since): Query<SinceQuery>,
) -> Answer<Response> {
    reply(frame.lang, &entering::table(&app.archive, &by, id, since.since).await?)
}

/// `POST /volumes/{id}/grid`: cells, rows and moves of the page's script.
pub async fn enter(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(id): Path<i64>,
    Json(entry): Json<TableEdit>,
) -> Answer<Response> {
    reply(frame.lang, &entering::enter(&app.archive, &by, id, entry).await?)
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
    let entry =
        TableEdit { since: one("since").parse().unwrap_or(0), rows: rows.collect(), ..TableEdit::default() };
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
    let cells: BTreeMap<TableField, String> = cells
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
