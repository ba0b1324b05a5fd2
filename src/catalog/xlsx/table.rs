//! A table: title, head line and headings on every page, one row a line.

use std::io::Write;

use rust_xlsxwriter::{Format, FormatAlign, IgnoreError, Workbook};

use super::super::fit::{self, SIZES, fit, line_height, points};
use super::super::{Align, Column, FieldKind, Foot, Plan, Printed, Sheet};
use super::{
    Place, base, count_cell, new_sheet, pixels, save, step, text_cell, title_cell, within_limit, workbook,
};
use crate::domain::error::Result;
use crate::domain::problem::Problem;

/// Rows on one sheet before the next begins (a spreadsheet ends at 1,048,576).
const ROWS_ON_A_SHEET: u64 = 1_000_000;
/// Rows whose height is stated because their text needs more room. Each costs memory until the
/// end; beyond that many the office program measures them itself.
const TALL_ROWS: u32 = 100_000;
/// Title, head line and headings.
const TITLE_ROWS: u32 = 3;

/// A table: one row a line.
pub(in super::super) struct Table<W> {
    book: Workbook,
    place: Place,
    tall: u32,
    sheets: usize,
    on_sheet: u64,
    row_height: f64,
    /// Per column, one format for each size of type.
    cells: Vec<[Format; SIZES.len()]>,
    counts: Vec<Format>,
    problems: Vec<Problem>,
    out: W,
}

impl<W: Write + Send> Table<W> {
    pub(in super::super) fn start(plan: &Plan, out: W) -> Result<Self> {
        let mut book = workbook(plan.title())?;
        let row_height = (points(plan.form.row_mm()) * 2.0).floor() / 2.0;
        let place = Self::new_place(&mut book, plan, 1, row_height)?;
        let per_size = |(column, kind): &(Column, FieldKind)| {
            SIZES.map(|size| text_cell(size, Plan::align(column, *kind)))
        };
        let count = |(column, kind): &(Column, FieldKind)| count_cell(Plan::align(column, *kind));
        Ok(Table {
            book,
            place,
            tall: 0,
            sheets: 1,
            on_sheet: 0,
            row_height,
            cells: plan.columns.iter().map(per_size).collect(),
            counts: plan.columns.iter().map(count).collect(),
            problems: Vec::new(),
            out,
        })
    }

    /// A sheet with title, head line and headings, the three rows that repeat on every page.
    fn new_place(book: &mut Workbook, plan: &Plan, number: usize, row_height: f64) -> Result<Place> {
        let mut sheet = new_sheet(book, plan, number)?;
        step(|| {
            for (at, (column, _)) in plan.columns.iter().enumerate() {
                sheet.set_column_width_pixels(at as u16, pixels(column.mm))?;
            }
            sheet.set_default_row_height(row_height);
            sheet.set_repeat_rows(0, TITLE_ROWS - 1)?;
            sheet.set_freeze_panes(TITLE_ROWS, 0)?;
            Ok(())
        })?;
        let mut place = Place { sheet, next: 0, columns: plan.columns.len() as u16 };
        place.band(plan.title(), &title_cell(), points(13.0))?;
        place.band(&plan.head_line(), &base(SIZES[0]).set_align(FormatAlign::Left), points(8.0))?;
        step(|| {
            place.sheet.set_row_height(place.next, points(12.0))?;
            for (at, (column, _)) in plan.columns.iter().enumerate() {
                let heading = column.heading(plan.lang);
                let fitted = [14.0, 12.0, 10.5, 9.0, 7.5].into_iter().find(|size| {
                    fit::lines(heading, column.mm, *size) as f64 * line_height(*size) <= points(12.0)
                });
                let format = text_cell(fitted.unwrap_or(7.5), Align::Center).set_bold();
                place.sheet.write_string_with_format(place.next, at as u16, heading, &format)?;
            }
            Ok(())
        })?;
        place.next += 1;
        Ok(place)
    }

    /// Texts of digits are meant to be texts: no green corners.
    fn close_sheet(&mut self) -> Result<()> {
        let Place { sheet, next, columns, .. } = &mut self.place;
        if *next > TITLE_ROWS {
            step(|| {
                sheet.ignore_error_range(
                    TITLE_ROWS,
                    0,
                    *next - 1,
                    *columns - 1,
                    IgnoreError::NumberStoredAsText,
                )?;
                Ok(())
            })?;
        }
        Ok(())
    }

    fn next_sheet(&mut self, plan: &Plan) -> Result<()> {
        self.close_sheet()?;
        self.sheets += 1;
        self.on_sheet = 0;
        let place = Self::new_place(&mut self.book, plan, self.sheets, self.row_height)?;
        let full = std::mem::replace(&mut self.place, place);
        self.book.push_worksheet(full.sheet);
        Ok(())
    }

    fn total_row(&mut self, plan: &Plan, foot: &Foot) -> Result<()> {
        let Some(first) = foot.totals.iter().position(Option::is_some).filter(|first| *first > 0) else {
            return Ok(());
        };
        let label = plan.total_label(foot.rows);
        let bold = text_cell(SIZES[0], Align::Center).set_bold();
        let Place { sheet, next, .. } = &mut self.place;
        step(|| {
            sheet.set_row_height(*next, points(10.0))?;
            match first {
                1 => sheet.write_string_with_format(*next, 0, &label, &bold)?,
                n => sheet.merge_range(*next, 0, *next, n as u16 - 1, &label, &bold)?,
            };
            for (at, sum) in foot.totals.iter().enumerate().skip(first) {
                let at_column = at as u16;
                match sum {
                    Some(sum) => sheet.write_number_with_format(
                        *next,
                        at_column,
                        *sum as f64,
                        &self.counts[at].clone().set_bold(),
                    )?,
                    None => sheet.write_blank(*next, at_column, &bold)?,
                };
            }
            Ok(())
        })?;
        *next += 1;
        Ok(())
    }
}

impl<W: Write + Send> Sheet<W> for Table<W> {
    fn group(&mut self, _: &Plan, text: &str) -> Result<()> {
        let format = text_cell(SIZES[0], Align::Left).set_bold();
        self.place.band(text, &format, points(8.0))
    }

    fn row(&mut self, plan: &Plan, cells: &[Printed<'_>]) -> Result<()> {
        if self.on_sheet == ROWS_ON_A_SHEET {
            self.next_sheet(plan)?;
        }
        let row = self.place.next;
        let (mut height, sheet) = (self.row_height, &mut self.place.sheet);
        step(|| {
            for (at, (cell, (column, _))) in cells.iter().zip(&plan.columns).enumerate() {
                let (at_column, formats) = (at as u16, &self.cells[at]);
                match cell {
                    Printed::Empty => sheet.write_blank(row, at_column, &formats[0])?,
                    Printed::Count(count) => {
                        sheet.write_number_with_format(row, at_column, *count as f64, &self.counts[at])?
                    }
                    Printed::Text(text) => {
                        let text = within_limit(text, row + 1, &mut self.problems);
                        let fitted = fit(text, column.mm, self.row_height);
                        height = height.max(fitted.height);
                        sheet.write_string_with_format(row, at_column, text, &formats[fitted.size])?
                    }
                };
            }
            if height > self.row_height && self.tall < TALL_ROWS {
                self.tall += 1;
                sheet.set_row_height(row, height)?;
            }
            Ok(())
        })?;
        self.place.next += 1;
        self.on_sheet += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>, plan: &Plan, foot: &Foot) -> Result<(W, Vec<Problem>)> {
        self.total_row(plan, foot)?;
        let width = plan.columns.iter().map(|(column, _)| column.mm).sum();
        self.place.below(&plan.below(foot), width)?;
        self.close_sheet()?;
        let Table { mut book, place, problems, out, .. } = *self;
        book.push_worksheet(place.sheet);
        Ok((save(book, out)?, problems))
    }
}
