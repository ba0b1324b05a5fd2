//! A list as a person saw it on screen, to be taken home: she chose the columns, so they are no form's.

use super::field::{FieldKind, Row, RowKind, Value};
use super::form::{Column, Form, Layout, Orientation};
use crate::domain::scheme::{Mark, Origin};
use crate::domain::wording::Wording;

/// One column of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListColumn {
    pub key: &'static str,
    pub name: Wording,
    /// Its cells are counts: numbers in a spreadsheet, everything else is text.
    pub counts: bool,
    pub total: bool,
    /// Its share of the paper's width.
    pub mm: f64,
}

/// A cell of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListCell {
    Empty,
    Text(String),
    Count(u64),
}

/// A line of a list: cells by the keys of their columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRow(pub Vec<(&'static str, ListCell)>);

impl Row for ListRow {
    const KIND: RowKind = RowKind::Listed;

    fn field(&self, key: &str) -> Option<Value<'_>> {
        self.0.iter().find(|(own, _)| *own == key).map(|(_, cell)| match cell {
            ListCell::Empty => Value::Empty,
            ListCell::Text(text) => super::field::words(text),
            ListCell::Count(count) => Value::Count(*count),
        })
    }
}

/// The running number that stands before the chosen columns.
pub const SEQ: &str = "seq";

/// The form of such a list: landscape A4, the chosen columns over its whole width, `unit` said beside
/// the totals. `what` goes to the tab of a spreadsheet: 24 characters at most.
pub fn list_form(what: Wording, unit: Wording, columns: &[ListColumn]) -> Form {
    let margins = [15.0, 12.0, 15.0, 12.0];
    let seq =
        ListColumn { key: SEQ, name: Wording::new("序号", "No."), counts: true, total: false, mm: 12.0 };
    let all: Vec<&ListColumn> = std::iter::once(&seq).chain(columns).collect();
    let room = 297.0 - margins[2] - margins[3];
    let scale = room / all.iter().map(|column| column.mm).sum::<f64>();
    let column = |one: &&ListColumn| Column {
        field: one.key.to_owned(),
        zh: one.name.zh.clone(),
        en: one.name.en.clone(),
        mm: one.mm * scale,
        align: None,
        total: one.total,
        once: false,
        optional: false,
        kind: Some(if one.counts { FieldKind::Count } else { FieldKind::Text }),
    };
    Form {
        key: "list".into(),
        name: what,
        also_called: Vec::new(),
        preset: String::new(),
        apart: true,
        rows: RowKind::Listed,
        layout: Layout::Table,
        orientation: Orientation::Landscape,
        margins,
        rows_per_page: 24,
        head: ["fonds", "fonds_name", "years", "class", "step", "period"].map(str::to_owned).into(),
        group: Vec::new(),
        part: None,
        unit: Some(unit),
        signatures: Vec::new(),
        note: None,
        // the program's own list follows no instrument
        origin: Origin {
            instrument: String::new(),
            article: String::new(),
            line: None,
            mark: Mark::V,
            file_line: None,
        },
        columns: all.iter().map(column).collect(),
    }
}
