//! A clerk's sheet as cells, before anything in it is understood.
//!
//! `sheet/` makes it from a file, `catalog/` draws it again as the annotated copy.

use serde::{Deserialize, Serialize};

use crate::values::date::DateSystem;

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
    /// A date of which the sheet shows a part only: `2009-03` or `3月22日` of the day 2009-03-22.
    PartOfDate {
        shown: String,
        day: String,
    },
    /// A text that could not be read whole.
    Broken {
        text: String,
        why: Broken,
    },
    Bool(bool),
    /// `#REF!`, `#N/A` …
    Error(String),
    /// A formula and its stored result (`Empty` when the program that wrote the file stored none).
    Formula {
        formula: String,
        value: Box<Cell>,
    },
}

/// Why a cell of a text file could not be read whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Broken {
    /// Bytes that make no character in the file's encoding.
    Bytes,
    /// A quote that is not closed as it should be.
    Quote,
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
    /// Columns nobody sees, counted from 0.
    #[serde(default)]
    pub hidden_columns: Vec<usize>,
    /// Whether nobody sees the sheet itself, and the names of others that hold something and nobody sees.
    #[serde(default)]
    pub is_hidden: bool,
    #[serde(default)]
    pub hidden_sheets: Vec<String>,
    /// From when the workbook counts days.
    #[serde(default)]
    pub date_system: DateSystem,
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

/// What spreadsheets put on the clipboard: lines of cells between tabs; a cell with a tab, a line break
/// or a quote in it stands in quotes. Lines with nothing in them are left out.
pub fn pasted(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) else { break };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            c if quoted => cell.push(c),
            '\t' => rows.last_mut().into_iter().for_each(|row| row.push(String::new())),
            '\n' => rows.push(vec![String::new()]),
            '\r' => {}
            c => cell.push(c),
        }
    }
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    rows
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

#[cfg(test)]
mod tests {
    use super::pasted;

    #[derive(serde::Deserialize)]
    struct Case {
        what: String,
        text: String,
        rows: Vec<Vec<String>>,
    }

    /// The page's script is held to the same cases (`tests/web/pasted.test.mjs`).
    #[test]
    fn a_pasted_range_is_rows_of_cells() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/pasted.json");
        let cases: Vec<Case> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        assert!(cases.len() > 10, "{} cases", cases.len());
        for Case { what, text, mut rows } in cases {
            rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
            assert_eq!(pasted(&text), rows, "{what}");
        }
    }
}
