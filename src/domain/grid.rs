//! A clerk's sheet as cells, before anything in it is understood.
//!
//! `sheet/` makes it from a file, `catalog/` draws it again as the annotated copy.

use serde::{Deserialize, Serialize};

/// What one cell holds, as the file says it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "v", rename_all = "snake_case")]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A numeric cell: an ID number found here has lost its last digits.
    Number(f64),
    /// A cell formatted as a date; ISO text `2009-03-22` or `2009-03-22T10:00:00`.
    Date(String),
    Bool(bool),
    /// `#REF!`, `#N/A` …
    Error(String),
    /// A formula and its stored result (`Empty` when the program that wrote the file stored none).
    Formula {
        formula: String,
        value: Box<Cell>,
    },
}

/// One row with the number the sheet itself shows beside it (from 1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub number: u32,
    pub hidden: bool,
    pub cells: Vec<Cell>,
}

/// A merged block, rows and columns counted from 1 and 0 as in [`Row`]; both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: u32,
    pub last_column: u32,
}

/// One sheet. Empty rows between others may be absent; `rows` is in the sheet's order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// The sheet's name, or the file's for a text file.
    pub name: String,
    pub rows: Vec<Row>,
    pub merges: Vec<Merge>,
    /// Column widths in characters where the file states them (index = column).
    pub widths: Vec<Option<f64>>,
    /// How the file was read, for the person: `xlsx`, `GB18030 · 逗号` …
    pub reading: String,
}

impl Grid {
    pub fn cell(&self, row: u32, column: usize) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        match self.rows.binary_search_by_key(&row, |r| r.number) {
            Ok(at) => self.rows[at].cells.get(column).unwrap_or(EMPTY),
            Err(_) => EMPTY,
        }
    }
}

/// The letters a spreadsheet shows over a column counted from 0: `A`, `Z`, `AA`.
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}
