//! What the table of a volume shows: its columns, its rows, and lines that were not taken.

use crate::acts::arranging::entering::RowNow;
use crate::domain::general::problem::Problem;
use crate::domain::receiving::rows::typed::TableField;

/// A column of the table. Those that are worked out stand first, so that a pasted block meets only cells
/// that can be typed into.
pub struct GridColumn {
    /// As [`TableField`] names it; `seq` and `page_range` are worked out and not typed.
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub numeric: bool,
}

const fn column(key: &'static str, zh: &'static str, en: &'static str, numeric: bool) -> GridColumn {
    GridColumn { key, zh, en, numeric }
}

pub const COLUMNS: [GridColumn; 11] = [
    column("seq", "序", "No.", true),
    column("page_range", "页号", "From–to", true),
    column("title", "题名", "Title", false),
    column("unit_name", "单位", "Unit", false),
    column("person_name", "姓名", "Person", false),
    column("id_number", "身份证号", "ID number", false),
    column("date", "日期", "Date", false),
    column("pages", "页数", "Pages", true),
    column("doc_number", "文号", "Doc. number", false),
    column("creator", "责任者", "Creator", false),
    column("remarks", "备注", "Remarks", false),
];

/// The columns a person can type into, in the order pasted lines have.
pub fn typed_columns() -> Vec<&'static GridColumn> {
    COLUMNS.iter().filter(|column| typed(column.key).is_some()).collect()
}

pub fn typed(key: &str) -> Option<TableField> {
    TableField::ALL.into_iter().find(|field| field.key() == key)
}

/// A row of the page's own table.
pub struct GridLine {
    pub now: RowNow,
    /// Persons in it.
    pub persons: usize,
}

impl GridLine {
    pub fn text(&self, key: &str) -> &str {
        typed(key).and_then(|field| self.now.cells.get(&field)).map_or("", String::as_str)
    }

    /// The first person's name, where there are several.
    pub fn first_person(&self) -> &str {
        self.text("person_name").split('、').next().unwrap_or_default()
    }
}

/// What came of lines pasted without script: those that stay in the box, and why.
pub struct Left {
    pub taken: usize,
    pub text: String,
    pub problems: Vec<Problem>,
}

/// A name for the rows of one form, so that a form sent twice files nothing twice.
pub fn fresh_key() -> String {
    crate::random::hex::<8>()
}
