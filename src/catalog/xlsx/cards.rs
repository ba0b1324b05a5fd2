//! Cards: one row a page, its fields one below the other (备考表).

use std::io::Write;

use rust_xlsxwriter::FormatAlign;

use super::super::fit::{self, SIZES, TALLEST, line_height, points};
use super::super::{Align, Foot, Plan, Printed, Sheet};
use super::{Pen, pixels, save, text_cell, title_cell, within_limit};
use crate::domain::error::Result;
use crate::domain::problem::Problem;

/// Cards on one sheet: each needs a page break and a sheet takes 1,023.
const CARDS_ON_A_SHEET: usize = 1_000;
/// Width of a card's label, in millimetres.
const LABEL_MM: f64 = 32.0;
/// A line higher than this is one to write into: its text begins at the top.
const TALL_MM: f64 = 30.0;

pub(in super::super) struct Cards<W> {
    pen: Pen,
    breaks: Vec<u32>,
    problems: Vec<Problem>,
    out: W,
}

impl<W: Write + Send> Cards<W> {
    pub(in super::super) fn start(plan: &Plan, out: W) -> Result<Self> {
        let mut cards = Cards { pen: Pen::new(plan, 2)?, breaks: Vec::new(), problems: Vec::new(), out };
        cards.new_sheet(plan)?;
        Ok(cards)
    }

    fn new_sheet(&mut self, plan: &Plan) -> Result<()> {
        self.pen.new_sheet(plan, &plan.form.name.zh)?;
        self.breaks.clear();
        self.pen.sheet(|sheet| {
            sheet.set_column_width_pixels(0, pixels(LABEL_MM))?;
            sheet.set_column_width_pixels(1, pixels(Self::text_mm(plan)))?;
            Ok(())
        })
    }

    fn text_mm(plan: &Plan) -> f64 {
        plan.form.printable().0 - LABEL_MM
    }

    fn close_sheet(&mut self) -> Result<()> {
        self.pen.digits_are_texts(0)?;
        let breaks = &self.breaks;
        self.pen.sheet(|sheet| sheet.set_page_breaks(breaks).map(drop))
    }

    fn line(&mut self, label: &str, text: &str, height: f64) -> Result<()> {
        let row = self.pen.next;
        self.pen.next += 1;
        let text = within_limit(text, row + 1, &mut self.problems);
        let at_the_top =
            if height > points(TALL_MM) { FormatAlign::Top } else { FormatAlign::VerticalCenter };
        let format = text_cell(SIZES[0], Align::Left).set_align(at_the_top);
        let label_format = format.clone().set_bold();
        self.pen.sheet(|sheet| {
            sheet.set_row_height(row, height)?;
            sheet.write_string_with_format(row, 0, label, &label_format)?;
            sheet.write_string_with_format(row, 1, text, &format)?;
            Ok(())
        })
    }
}

impl<W: Write + Send> Sheet<W> for Cards<W> {
    fn group(&mut self, _: &Plan, _: &str) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, plan: &Plan, cells: &[Printed<'_>]) -> Result<()> {
        if self.breaks.len() + 1 == CARDS_ON_A_SHEET {
            self.close_sheet()?;
            self.new_sheet(plan)?;
        } else if self.pen.next > 0 {
            self.breaks.push(self.pen.next);
        }
        self.pen.band(plan.title(), &title_cell(), points(15.0))?;
        self.pen.head_line(&plan.head_line(), plan.form.printable().0)?;
        let width = Self::text_mm(plan);
        let most = ((TALLEST - 4.0) / line_height(SIZES[0])) as usize;
        for ((column, _), cell) in plan.columns.iter().zip(cells) {
            for (at, piece) in fit::pieces(&cell.in_words(), width, SIZES[0], most).iter().enumerate() {
                let needed = fit::lines(piece, width, SIZES[0]) as f64 * line_height(SIZES[0]) + 4.0;
                let (label, least) =
                    if at == 0 { (column.heading(plan.lang), points(column.mm)) } else { ("", 0.0) };
                self.line(label, piece, needed.max(least).min(TALLEST))?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, plan: &Plan, foot: &Foot) -> Result<(W, Vec<Problem>)> {
        self.pen.below(&plan.below(foot), plan.form.printable().0)?;
        self.close_sheet()?;
        Ok((save(self.pen.book, self.out)?, self.problems))
    }
}
