//! A list from the screen as a file: its columns are chosen by a person, not by a form.

use crate::domain::catalogs::finding_aid::{CatalogRow, FieldKind, LineKind, Value};
use crate::domain::catalogs::form::{Form, FormColumn, Layout, Orientation};
use crate::domain::general::wording::Wording;

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

impl CatalogRow for ListRow {
    fn kind(&self) -> LineKind {
        LineKind::Listed
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        self.0.iter().find(|(own, _)| *own == key).map(|(_, cell)| match cell {
            ListCell::Empty => Value::Empty,
            ListCell::Text(text) if text.is_empty() => Value::Empty,
            ListCell::Text(text) => Value::Text(text.as_str().into()),
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
    let column = |one: &&ListColumn| FormColumn {
        field: one.key.to_owned(),
        zh: one.name.zh.clone(),
        en: one.name.en.clone(),
        mm: one.mm * scale,
        align: None,
        total: one.total,
        once: false,
        optional: false,
        lines: None,
        kind: Some(if one.counts { FieldKind::Count } else { FieldKind::Text }),
    };
    Form {
        also_called: Vec::new(),
        apart: true,
        orientation: Orientation::Landscape,
        margins,
        rows_per_page: 24,
        head: ["fonds", "fonds_name", "years", "class", "step", "period"].map(str::to_owned).into(),
        unit: Some(unit),
        columns: all.iter().map(column).collect(),
        // the program's own list follows no instrument
        ..Form::bare("list", what, LineKind::Listed, Layout::Table)
    }
}
