//! A section that is a table: its columns, and how its rows are put on pages.

use super::fit::{Fit, Room, fit};
use super::glyphs::GlyphCache;
use super::rows::PrintedRows;
use crate::domain::catalogs::finding_aid::DigestPair;
use crate::domain::catalogs::form::{Align, Face, Form, ListLayout, points};
use crate::domain::general::wording::Lang;

/// A column where it stands.
pub(super) struct TableColumn {
    pub x: f64,
    pub width: f64,
    pub align: Align,
    pub heading: String,
    pub field: String,
    pub once: bool,
    /// Place among the summed columns.
    pub sum: Option<usize>,
}

/// A section that is a table.
pub(super) struct Table<'a> {
    pub form: &'a Form,
    pub list: &'a ListLayout,
    pub lang: Lang,
    pub columns: &'a [TableColumn],
    pub rows: &'a PrintedRows,
    pub head: &'a [String],
    pub cell_face: Face,
    /// Millimetres between rule and text.
    pub pad: f64,
    /// PrintedValue to be written on: nothing says that it is empty.
    pub blank: bool,
    /// What proves the list, where its last page says it.
    pub proof: Option<&'a DigestPair>,
}

/// A row, or a slice of one, on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub row: u32,
    /// Which slice of it, from 0 (a group's line is printed again overleaf as slice 1); lines per slice; 0:
    /// the row is whole.
    pub part: u32,
    pub lines: u32,
    /// CatalogRow heights it takes.
    pub heights: u32,
}

/// Points kept free above and below the lines of a cell.
pub(super) const AIR: f64 = 2.0;

/// 小五: no cell of a list is set in smaller type, its row grows instead.
pub(super) const LEAST: f64 = 9.0;

impl Table<'_> {
    /// The sizes cells are set in.
    pub fn cell_sizes(&self) -> &[f64] {
        let readable = self.list.cell_pt.iter().take_while(|size| **size >= LEAST).count();
        &self.list.cell_pt[..readable.max(1)]
    }

    /// Fits a cell of a row one height tall.
    pub fn fit_cell(&self, glyphs: &mut GlyphCache, row: usize, column: usize) -> Fit {
        let (text, at) = (self.rows.cell(row, column), &self.columns[column]);
        let room = Room {
            width: points(at.width - 2.0 * self.pad),
            height: points(self.list.row_mm) - AIR,
            sizes: self.cell_sizes(),
            // lines before smaller type; what the row cannot hold makes it taller
            lines: None,
        };
        fit(glyphs, self.cell_face, text, room)
    }
}
