//! What a form's numbers may be at all. A form whose numbers are out of all measure is not looked at any
//! further: its sheets could not be counted, nor its cells be put anywhere.

use super::check::Findings;
use super::{Form, FormCell, FormGrid, ListLayout, PaperSize, PieceSheet};
use crate::problems;

/// No paper, and nothing on it, is longer (millimetres).
const LONGEST: f64 = 2000.0;
const THICKEST_RULE_PT: f64 = 10.0;
const MOST_COLUMNS: usize = 60;
const MOST_CELLS: usize = 2000;
const MOST_LEAVES: usize = 4;
const MOST_PIECES: u64 = 2000;
const LONGEST_KEY: usize = 60;

/// Where a number is out of measure, what it is, and what it may be.
struct Beyond {
    place: String,
    said: String,
    least: f64,
    most: f64,
}

impl Findings<'_> {
    pub(super) fn bounds(&mut self) {
        let key = &self.form.key;
        if !is_key(key) {
            let shown: String = key.chars().take(40).collect();
            self.wrong(form_key(&shown));
            self.at("key");
        }
        for Beyond { place, said, least, most } in beyond(self.form) {
            let shown: String = place.chars().take(20).collect();
            self.wrong(form_out_of_measure(&key, &shown, &said, &least, &most));
            self.at(&place);
        }
    }
}

/// Every number out of measure.
fn beyond(form: &Form) -> Vec<Beyond> {
    let mut looked = Looked(Vec::new());
    looked.count("version", form.version.into(), 1, 9999);
    looked.count("rows_per_page", form.rows_per_page.into(), 0, 1000);
    looked.count("columns", form.columns.len() as u64, 0, MOST_COLUMNS as u64);
    looked.count("before", form.before.len() as u64, 0, MOST_LEAVES as u64);
    looked.count("after", form.after.len() as u64, 0, MOST_LEAVES as u64);
    looked.lengths("margins", &form.margins);
    if let PaperSize::Own(size) = form.paper {
        looked.all("paper", &size, (20.0, LONGEST));
    }
    for column in &form.columns {
        looked.number(&column.field, column.mm, (0.1, LONGEST));
        looked.count(&column.field, column.lines.unwrap_or(1) as u64, 1, 1000);
    }
    if let Some(list) = &form.list {
        looked.list(list);
    }
    if let Some(sheet) = &form.sheet {
        looked.sheet(sheet);
    }
    let in_grids = form.grids.iter().flat_map(|grid| &grid.rows).map(|row| row.cells.len()).sum::<usize>();
    looked.count("cells", (form.cells.len() + in_grids) as u64, 0, MOST_CELLS as u64);
    form.cells.iter().for_each(|cell| looked.cell(cell));
    form.grids.iter().for_each(|grid| looked.grid(grid));
    looked.0
}

/// Whether a form may be called so: its key stands in addresses and in the names of files.
fn is_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

struct Looked(Vec<Beyond>);

impl Looked {
    /// A number that is none (`nan`) is out of every measure.
    fn number(&mut self, place: &str, number: f64, (least, most): (f64, f64)) {
        if !(least..=most).contains(&number) {
            self.0.push(Beyond { place: place.to_owned(), said: number.to_string(), least, most });
        }
    }

    fn all(&mut self, place: &str, numbers: &[f64], within: (f64, f64)) {
        numbers.iter().for_each(|number| self.number(place, *number, within));
    }

    fn lengths(&mut self, place: &str, numbers: &[f64]) {
        self.all(place, numbers, (0.0, LONGEST));
    }

    fn count(&mut self, place: &str, count: u64, least: u64, most: u64) {
        if !(least..=most).contains(&count) {
            let (least, most) = (least as f64, most as f64);
            self.0.push(Beyond { place: place.to_owned(), said: count.to_string(), least, most });
        }
    }

    fn list(&mut self, list: &ListLayout) {
        self.lengths("table_mm", &[list.table_mm]);
        self.lengths("heading_mm", &[list.heading_mm]);
        self.lengths("row_mm", &[list.row_mm]);
        self.lengths("sign_mm", &[list.sign_mm]);
        self.lengths("title_mm", list.title_mm.as_slice());
        self.lengths("head_mm", list.head_mm.as_slice());
        self.number("title_pt", list.title_pt, (4.0, 96.0));
        self.count("cell_pt", list.cell_pt.len() as u64, 1, 20);
        self.count("heading_pt", list.heading_pt.len() as u64, 1, 20);
    }

    fn sheet(&mut self, sheet: &PieceSheet) {
        self.all("piece", &sheet.piece, (5.0, LONGEST));
        self.lengths("origin", &sheet.origin);
        self.lengths("pitch", &sheet.pitch);
        self.count("across", sheet.across.into(), 1, MOST_PIECES);
        self.count("down", sheet.down.into(), 1, MOST_PIECES);
        self.count("across × down", u64::from(sheet.across) * u64::from(sheet.down), 1, MOST_PIECES);
    }

    fn grid(&mut self, grid: &FormGrid) {
        self.lengths("grids", &grid.at);
        self.all("grids", &grid.columns, (0.1, LONGEST));
        self.all("grids", &[grid.rule, grid.frame], (0.0, THICKEST_RULE_PT));
        self.count("grids", grid.columns.len() as u64, 1, 200);
        for row in &grid.rows {
            self.number("grids", row.mm, (0.1, LONGEST));
            row.cells.iter().for_each(|cell| self.cell(cell));
        }
    }

    fn cell(&mut self, cell: &FormCell) {
        let place = if cell.text.is_empty() { "cells" } else { &cell.text };
        // one that lies beyond the paper's edge is told of as such
        self.all(place, &cell.at, (-LONGEST, LONGEST));
        self.all(place, cell.pad.as_slice(), (0.0, 100.0));
        self.all(place, cell.rule.as_slice(), (0.0, THICKEST_RULE_PT));
        self.count(place, cell.span.unwrap_or(1) as u64, 1, 200);
        self.count(place, cell.down.unwrap_or(1) as u64, 1, MOST_CELLS as u64);
        self.count(place, cell.lines.unwrap_or(1) as u64, 1, 1000);
        self.count(place, cell.pt.len() as u64, 0, 20);
    }
}

problems! {
    refuse form_key(shown):
        "“{shown}”不能作格式的 key" / "\"{shown}\" cannot be a form's key"
        => "key 用小写英文字母、数字和 _，不超过 60 个" / "use at most 60 of a–z, 0–9 and _";
    refuse form_out_of_measure(key, shown, said, least, most):
        "格式“{key}”的 {shown} 是 {said}，不可能" / "form \"{key}\": {shown} is {said}, which cannot be"
        => "写 {least} 到 {most} 之间的数" / "write a number from {least} to {most}";
}
