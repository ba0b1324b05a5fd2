//! The table of a volume, and what is typed into it.

use std::collections::BTreeMap;

use utoipa::ToSchema;

use super::{Change, Problem};

/// What one call brings; done in this order: cells, new rows, rows taken out, rows moved.
#[derive(ToSchema)]
pub struct Entry {
    /// The event up to which the volume was seen (`seq` of the table).
    since: Option<i64>,
    edits: Option<Vec<Edit>>,
    rows: Option<Vec<NewRow>>,
    /// Records taken out of the volume.
    take_out: Option<Vec<i64>>,
    moves: Option<Vec<Move>>,
}

/// One cell.
#[derive(ToSchema)]
pub struct Edit {
    item: i64,
    /// `title`, `unit_name`, `unit_number`, `person_name`, `id_number`, `personal_no`, `date`, `pages`, `doc_number`,
    /// `creator`, `secrecy`, `medium`, `remarks`; `persons` and `units`: the whole list, a line each, cells between tabs.
    field: String,
    /// As it would be typed.
    text: String,
    /// What stood there; left out: whatever stands there is written over.
    seen: Option<String>,
}

/// A new row.
#[derive(ToSchema)]
pub struct NewRow {
    /// A name made up by the caller and never used again: the same row sent twice is filed once.
    key: String,
    /// The record it comes before; none: last.
    before: Option<i64>,
    /// Texts by field, as in an edit; `title` and `pages` are required.
    cells: BTreeMap<String, String>,
}

/// Records put in front of another one.
#[derive(ToSchema)]
pub struct Move {
    items: Vec<i64>,
    /// None: to the end.
    before: Option<i64>,
}

#[derive(ToSchema)]
pub struct CellDone {
    item: i64,
    field: String,
    /// `taken`, `unchanged`, `refused` or `conflict`.
    became: String,
    typed: String,
    /// As it stands now.
    text: String,
    changes: Vec<Change>,
    problems: Vec<Problem>,
    /// Of a conflict: who changed it and when.
    by: Option<String>,
    at: Option<String>,
}

#[derive(ToSchema)]
pub struct RowDone {
    key: String,
    /// None: the row was not taken.
    item: Option<i64>,
    /// Cells that were not taken.
    refused: Vec<String>,
    changes: Vec<Change>,
    problems: Vec<Problem>,
}

#[derive(ToSchema)]
pub struct Entered {
    /// The event of this call; none: nothing was to be written.
    wrote: Option<i64>,
    cells: Vec<CellDone>,
    rows: Vec<RowDone>,
    table: Table,
}

/// A volume as texts.
#[derive(ToSchema)]
pub struct Table {
    /// Give it as `since` to hear what came after.
    seq: i64,
    changed: bool,
    title: String,
    code: String,
    state: String,
    items: u32,
    pages: u32,
    first_date: Option<String>,
    last_date: Option<String>,
    /// Rows that changed; all without `since`.
    rows: Vec<RowNow>,
    /// All rows in their order.
    order: Vec<i64>,
    done: Vec<Done>,
    /// The first 200 things to look at.
    checks: Vec<Check>,
    checks_total: usize,
    /// How many of them stand in the way of closing it.
    blocking: usize,
}

#[derive(ToSchema)]
pub struct RowNow {
    id: i64,
    seq: u32,
    page_from: u32,
    page_to: u32,
    /// Texts that are not empty, by field.
    cells: BTreeMap<String, String>,
}

/// An event and the records it left in a new state.
#[derive(ToSchema)]
pub struct Done {
    seq: i64,
    what: String,
    actor: String,
    at: String,
    items: Vec<i64>,
}

/// One thing to look at, with its cell.
#[derive(ToSchema)]
pub struct Check {
    item: Option<i64>,
    field: Option<String>,
    row: Option<u32>,
    column: Option<String>,
    kind: String,
    weight: String,
    message: String,
    fix: String,
}
