//! Cards: one row a page, its fields one below the other (备考表).

use std::io::Write;

use rust_xlsxwriter::{Format, FormatAlign, IgnoreError, Workbook};

use super::super::fit::{self, SIZES, TALLEST, line_height, points};
use super::super::{Align, Foot, Plan, Printed, Sheet};
use super::{Place, base, new_sheet, pixels, save, step, text_cell, title_cell, within_limit, workbook};
use crate::domain::error::Result;
use crate::domain::problem::Problem;

/// Cards on one sheet: each needs a page break and a sheet takes 1,023.
const CARDS_ON_A_SHEET: u64 = 1_000;
/// Width of a card's label, in millimetres.
const LABEL_MM: f64 = 32.0;

pub(in super::super) struct Cards<W> {
    book: Workbook,
    place: Place,
    sheets: usize,
    breaks: Vec<u32>,
    problems: Vec<Problem>,
    out: W,
}

impl<W: Write + Send> Cards<W> {
    pub(in super::super) fn start(plan: &Plan, out: W) -> Result<Self> {
        let mut book = workbook(plan.title())?;
        let place = Self::new_place(&mut book, plan, 1)?;
        Ok(Cards { book, place, sheets: 1, breaks: Vec::new(), problems: Vec::new(), out })
    }

    fn new_place(book: &mut Workbook, plan: &Plan, number: usize) -> Result<Place> {
        let mut sheet = new_sheet(book, plan, number)?;
        step(|| {
            sheet.set_column_width_pixels(0, pixels(LABEL_MM))?;
            sheet.set_column_width_pixels(1, pixels(Self::text_mm(plan)))?;
            Ok(())
        })?;
        Ok(Place { sheet, next: 0, columns: 2 })
    }

    fn text_mm(plan: &Plan) -> f64 {
        plan.form.printable().0 - LABEL_MM
    }

    fn close_sheet(&mut self) -> Result<()> {
        let Place { sheet, next, .. } = &mut self.place;
        step(|| {
            sheet.set_page_breaks(&self.breaks)?;
            if *next > 0 {
                sheet.ignore_error_range(0, 0, *next - 1, 1, IgnoreError::NumberStoredAsText)?;
            }
            Ok(())
        })
    }

    fn line(&mut self, label: &str, text: &str, format: &Format, height: f64) -> Result<()> {
        let row = self.place.next;
        let text = within_limit(text, row + 1, &mut self.problems);
        let label_format = text_cell(SIZES[0], Align::Left).set_bold().set_align(FormatAlign::Top);
        step(|| {
            let sheet = &mut self.place.sheet;
            sheet.set_row_height(row, height)?;
            sheet.write_string_with_format(row, 0, label, &label_format)?;
            sheet.write_string_with_format(row, 1, text, format)?;
            Ok(())
        })?;
        self.place.next += 1;
        Ok(())
    }
}

impl<W: Write + Send> Sheet<W> for Cards<W> {
    fn group(&mut self, _: &Plan, _: &str) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, plan: &Plan, cells: &[Printed<'_>]) -> Result<()> {
        if self.breaks.len() as u64 == CARDS_ON_A_SHEET {
            self.close_sheet()?;
            self.sheets += 1;
            self.breaks.clear();
            let place = Self::new_place(&mut self.book, plan, self.sheets)?;
            let full = std::mem::replace(&mut self.place, place);
            self.book.push_worksheet(full.sheet);
        } else if self.place.next > 0 {
            self.breaks.push(self.place.next);
        }
        self.place.band(plan.title(), &title_cell(), points(15.0))?;
        self.place.band(&plan.head_line(), &base(SIZES[0]).set_align(FormatAlign::Left), points(9.0))?;
        let width = Self::text_mm(plan);
        let format = text_cell(SIZES[0], Align::Left).set_align(FormatAlign::Top);
        for ((column, _), cell) in plan.columns.iter().zip(cells) {
            let text = match cell {
                Printed::Empty => String::new(),
                Printed::Text(text) => text.to_string(),
                Printed::Count(count) => count.to_string(),
            };
            let most = ((TALLEST - 4.0) / line_height(SIZES[0])) as usize;
            for (at, piece) in fit::pieces(&text, width, SIZES[0], most).iter().enumerate() {
                let needed = fit::lines(piece, width, SIZES[0]) as f64 * line_height(SIZES[0]) + 4.0;
                let (label, least) =
                    if at == 0 { (column.heading(plan.lang), points(column.mm)) } else { ("", 0.0) };
                self.line(label, piece, &format, needed.max(least).min(TALLEST))?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, plan: &Plan, foot: &Foot) -> Result<(W, Vec<Problem>)> {
        self.place.below(&plan.below(foot), plan.form.printable().0)?;
        self.close_sheet()?;
        let Cards { mut book, place, problems, out, .. } = *self;
        book.push_worksheet(place.sheet);
        Ok((save(book, out)?, problems))
    }
}
