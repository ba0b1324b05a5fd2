//! Covers, labels, certificates: a piece a row, made of cells; several to a sheet where the form says so.

use super::barcodes;
use super::clean_text::clean;
use super::glyphs::GlyphCache;
use super::page::{Element, Page, Setting};
use super::rows::PrintedRows;
use super::table::LEAST;
use crate::domain::catalogs::finding_aid::ACROSS;
use crate::domain::catalogs::form::{Form, FormCell, FormGrid, Ink, Template};
use crate::say;

/// A cell with its text taken apart.
pub(super) struct PlannedCell {
    cell: FormCell,
    at: [f64; 4],
    template: Template,
}

/// A section of pieces, ready to be laid out.
pub(super) struct Pieces<'a> {
    pub form: &'a Form,
    pub planned: Vec<PlannedCell>,
    /// Names of the texts in the rows, in their order.
    pub fields: &'a [String],
    pub rows: &'a PrintedRows,
}

const USUAL: [f64; 3] = [10.5, 9.0, 7.5];
/// Length of a cut mark, and its distance from the piece.
const CUT: f64 = 4.0;
const CUT_GAP: f64 = 1.0;
/// The shortest cut mark that can still be used.
const SHORTEST: f64 = 1.5;

/// The form's cells, each text taken apart.
pub(super) fn plan(form: &Form) -> Vec<PlannedCell> {
    let planned = |(cell, at): (FormCell, [f64; 4])| {
        let template = Template::parse(&cell.text);
        PlannedCell { cell, at, template }
    };
    form.placed_cells().into_iter().map(planned).collect()
}

/// Every field the form's cells name, once each, in their order.
pub(super) fn fields(form: &Form) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for planned in plan(form) {
        for field in planned.template.fields() {
            if !fields.iter().any(|known| known == field) {
                fields.push(field.to_owned());
            }
        }
    }
    fields
}

impl Pieces<'_> {
    /// Pages when the first `skip` places of the first sheet are used up.
    pub fn page_count(&self, skip: u32) -> usize {
        match &self.form.sheet {
            Some(sheet) => (self.rows.len() + self.skipped(skip)).div_ceil(sheet.pieces() as usize),
            None => self.rows.len(),
        }
    }

    fn skipped(&self, skip: u32) -> usize {
        let pieces = self.form.sheet.as_ref().map_or(1, |sheet| sheet.pieces());
        (skip % pieces) as usize
    }

    /// The n-th page.
    pub fn page(&self, glyphs: &mut GlyphCache, n: usize, skip: u32) -> Page {
        let mut page = Page { size: self.form.paper_mm(), ..Page::default() };
        let Some(sheet) = &self.form.sheet else {
            self.piece(glyphs, &mut page, n, [0.0, 0.0]);
            return page;
        };
        let (pieces, skip) = (sheet.pieces() as usize, self.skipped(skip));
        let mut there = Vec::new();
        for place in 0..pieces {
            let Some(row) = (n * pieces + place).checked_sub(skip).filter(|row| *row < self.rows.len())
            else {
                continue;
            };
            let corner = sheet.corner(place as u32);
            self.piece(glyphs, &mut page, row, corner);
            there.push(corner);
        }
        if sheet.cut_marks {
            cut_marks(&mut page, &there, sheet.piece);
        }
        page
    }

    /// How a person finds the record of a piece.
    fn record(&self, row: usize) -> String {
        let text = |key: &&str| {
            let column = self.fields.iter().position(|known| known == key)?;
            Some(self.rows.cell(row, column).to_owned()).filter(|text| !text.is_empty())
        };
        let n = row + 1;
        let number = || say!("第 {n} 份", "no. {n}").zh;
        ["code", "number", "name", "title"].iter().find_map(text).unwrap_or_else(number)
    }

    /// The field that takes most of a cell's room.
    fn longest(&self, row: usize, template: &Template) -> String {
        let length = |field: &&str| {
            let column = self.fields.iter().position(|known| known == field);
            column.map_or(0, |column| self.rows.cell(row, column).len())
        };
        template.fields().max_by_key(length).unwrap_or_default().to_owned()
    }

    fn piece(&self, glyphs: &mut GlyphCache, page: &mut Page, row: usize, [dx, dy]: [f64; 2]) {
        page.record = self.record(row);
        if let Some(column) = self.fields.iter().position(|field| field == ACROSS) {
            let [w, h] = self.form.piece_mm().into();
            page.across(self.rows.cell(row, column), [dx, dy, w, h]);
        }
        for grid in &self.form.grids {
            outline(page, grid, [dx, dy]);
        }
        for PlannedCell { cell, at, template } in &self.planned {
            let at = [at[0] + dx, at[1] + dy, at[2], at[3]];
            let text = template.fill(|field| {
                let column = self.fields.iter().position(|known| known == field);
                column.map_or_else(String::new, |column| self.rows.cell(row, column).to_owned())
            });
            let text = clean(&text);
            page.field = self.longest(row, template);
            edges(page, cell, at);
            let empty = |field: &str| {
                let column = self.fields.iter().position(|known| known == field);
                column.is_none_or(|column| self.rows.cell(row, column).is_empty())
            };
            if cell.code.is_some() && template.fields().any(empty) {
                continue;
            }
            if let Some(symbol) = cell.code {
                barcodes::symbol(symbol, &text, at)
                    .into_iter()
                    .for_each(|dark| page.elements.push(Element::Dark(dark)));
                continue;
            }
            let sizes: &[f64] = if cell.pt.is_empty() { &USUAL } else { &cell.pt };
            let setting = Setting::of_cell(cell, sizes);
            // more lines before type that is hard to read
            let setting = match cell.vertical {
                true => setting,
                false => Page::readable(glyphs, &text, at, setting, LEAST),
            };
            if cell.vertical {
                page.vertical_text(glyphs, &text, at, setting);
            } else {
                page.text(glyphs, &text, at, setting);
            }
        }
    }
}

fn edges(page: &mut Page, cell: &FormCell, at: [f64; 4]) {
    if let Some(weight) = cell.rule.filter(|weight| *weight > 0.0) {
        page.frame(at, weight, cell.ink);
    }
    if cell.underline {
        let [x, y, w, h] = at;
        page.rule([x, y + h], [x + w, y + h], 0.5, cell.ink);
    }
}

/// The frame of a grid, heavier than the rules within.
fn outline(page: &mut Page, grid: &FormGrid, [dx, dy]: [f64; 2]) {
    if grid.frame > 0.0 {
        let (w, h) = grid.mm();
        page.frame([grid.at[0] + dx, grid.at[1] + dy, w, h], grid.frame, grid.ink);
    }
}

/// Cut marks: short rules outside the corners of each piece, except where another piece adjoins.
fn cut_marks(page: &mut Page, corners: &[[f64; 2]], [w, h]: [f64; 2]) {
    let (width, height) = page.size;
    let covered = |x: f64, y: f64| {
        corners.iter().any(|[left, top]| x > *left && x < left + w && y > *top && y < top + h)
    };
    // where the paper ends early the mark is shorter
    let mark = |from: f64, outward: f64, paper: f64| {
        let (begin, end) = (from + outward * CUT_GAP, from + outward * (CUT_GAP + CUT));
        let end = end.clamp(0.0, paper);
        ((end - begin) * outward >= SHORTEST).then_some((begin, end))
    };
    for [x, y] in corners {
        for (x, outward) in [(*x, -1.0), (x + w, 1.0)] {
            for (y, down) in [(*y, -1.0), (y + h, 1.0)] {
                let free = !covered(x - 0.1, y + down) && !covered(x + 0.1, y + down);
                if let Some((begin, end)) = mark(y, down, height).filter(|_| free) {
                    page.rule([x, begin], [x, end], 0.25, Ink::Black);
                }
                let free = !covered(x + outward, y - 0.1) && !covered(x + outward, y + 0.1);
                if let Some((begin, end)) = mark(x, outward, width).filter(|_| free) {
                    page.rule([begin, y], [end, y], 0.25, Ink::Black);
                }
            }
        }
    }
}
