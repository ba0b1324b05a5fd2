//! Cards: one row a page, its fields one below the other (备考表).

use std::io::Write;

use super::super::fit::{self, SIZES, TALLEST, line_height, points};
use super::super::{Align, Foot, Plan, PrintedValue, Sheet};
use super::book::Frame;
use super::look::Look;
use super::{Pen, bold, frame, text_cell, title_cell, within_limit};
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;

/// Cards on one sheet: each needs a page break and a sheet takes 1,023.
const CARDS_ON_A_SHEET: usize = 1_000;
/// Width of a card's label, in millimetres.
const LABEL_MM: f64 = 32.0;
/// A line higher than this is one to write into: its text begins at the top.
const TALL_MM: f64 = 30.0;

pub(in super::super) struct Cards<W: Write> {
    pen: Pen<W>,
    on_sheet: usize,
    problems: Vec<Problem>,
}

impl<W: Write + Send> Cards<W> {
    pub(in super::super) fn start(plan: &Plan, out: W) -> Result<Self> {
        let frame = Frame { row_height: 15.0, ..frame(plan) };
        let mut cards = Cards { pen: Pen::new(frame, out)?, on_sheet: 0, problems: Vec::new() };
        cards.new_sheet(plan)?;
        Ok(cards)
    }

    fn new_sheet(&mut self, plan: &Plan) -> Result<()> {
        self.on_sheet = 0;
        self.pen.new_sheet(&plan.form.name.zh, &[LABEL_MM, Self::text_mm(plan)])
    }

    fn text_mm(plan: &Plan) -> f64 {
        plan.form.printable().0 - LABEL_MM
    }

    fn line(&mut self, label: &str, text: &str, height: f64) -> Result<()> {
        let text = within_limit(text, self.pen.book.rows() + 1, &mut self.problems);
        let look = Look { top: height > points(TALL_MM), ..text_cell(SIZES[0], Align::Left) };
        let (label_look, look) = (self.pen.book.look(bold(look.clone())), self.pen.book.look(look));
        self.pen.book.text(label, label_look);
        self.pen.book.text(text, look);
        self.pen.end_row(height)
    }
}

impl<W: Write + Send> Sheet<W> for Cards<W> {
    fn group(&mut self, _: &Plan, _: &str) -> Result<()> {
        Ok(())
    }

    fn row(&mut self, plan: &Plan, cells: &[PrintedValue<'_>]) -> Result<()> {
        if self.on_sheet == CARDS_ON_A_SHEET {
            self.new_sheet(plan)?;
        } else if self.on_sheet > 0 {
            self.pen.book.break_page();
        }
        self.on_sheet += 1;
        self.pen.band(plan.title(), title_cell(), points(15.0))?;
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
        Ok((self.pen.finish()?, self.problems))
    }
}
