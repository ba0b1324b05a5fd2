//! Cards: one row a page, its fields one below the other (备考表).

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign};

use super::super::captions;
use super::super::cell_fit::{self, SIZES, TALLEST, line_height};
use super::super::format_writer::FormatWriter;
use super::super::totals::Foot;
use super::super::workbook::within_limit;
use super::formats::{text_cell, title_cell};
use super::sheets::Sheets;
use crate::domain::catalogs::finding_aid::PrintedValue;
use crate::domain::catalogs::form::{Align, FormPlan, points};
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;

/// Cards on one sheet: each needs a page break and a sheet takes 1,023.
const CARDS_ON_A_SHEET: usize = 1_000;
/// Width of a card's label, in millimetres.
const LABEL_MM: f64 = 32.0;
/// A line higher than this is one to write into: its text begins at the top.
const TALL_MM: f64 = 30.0;
/// Height of the empty rows below the cards, in points.
const ROW_HEIGHT: f64 = 15.0;

/// A workbook of cards.
pub(in super::super) struct XlsxCards<W> {
    sheets: Sheets<W>,
    on_sheet: usize,
    /// Text in the middle of its line, and at the top of a tall one.
    middle: Format,
    top: Format,
    problems: Vec<Problem>,
}

impl<W: Write + Send> XlsxCards<W> {
    pub(in super::super) fn start(plan: &FormPlan, scratch: Option<&Path>, out: W) -> Result<Self> {
        let middle = text_cell(SIZES[0], Align::Left);
        let mut cards = XlsxCards {
            sheets: Sheets::start(plan, ROW_HEIGHT, 0, scratch, out)?,
            on_sheet: 0,
            top: middle.clone().set_align(FormatAlign::Top),
            middle,
            problems: Vec::new(),
        };
        cards.new_sheet(plan)?;
        Ok(cards)
    }

    fn new_sheet(&mut self, plan: &FormPlan) -> Result<()> {
        self.on_sheet = 0;
        self.sheets.new_sheet(&plan.form.name.zh, &[LABEL_MM, Self::text_mm(plan)])
    }

    fn text_mm(plan: &FormPlan) -> f64 {
        plan.form.printable().0 - LABEL_MM
    }

    fn line(&mut self, label: &str, text: &str, height: f64) -> Result<()> {
        let text = within_limit(text, self.sheets.rows() + 1, &mut self.problems);
        let format = if height > points(TALL_MM) { &self.top } else { &self.middle };
        self.sheets.row(Some(height), |row| {
            row.text(label, &format.clone().set_bold())?;
            row.text(text, format)
        })
    }
}

impl<W: Write + Send> FormatWriter<W> for XlsxCards<W> {
    fn group(&mut self, _: &FormPlan, _: &str) -> Result<()> {
        Ok(())
    }

    fn next(&mut self, ended: &FormPlan, _: &Foot, begun: &FormPlan) -> Result<()> {
        Err(anyhow::anyhow!("{} cannot follow the cards of {}", begun.form.key, ended.form.key).into())
    }

    fn row(&mut self, plan: &FormPlan, cells: &[PrintedValue<'_>]) -> Result<()> {
        if self.on_sheet == CARDS_ON_A_SHEET {
            self.new_sheet(plan)?;
        } else if self.on_sheet > 0 {
            self.sheets.break_page();
        }
        self.on_sheet += 1;
        self.sheets.band(captions::title(plan), &title_cell(), points(15.0))?;
        self.sheets.head_line(&captions::head_line(plan), plan.form.printable().0)?;
        let width = Self::text_mm(plan);
        let most = ((TALLEST - 4.0) / line_height(SIZES[0])) as usize;
        for (planned, cell) in plan.columns.iter().zip(cells) {
            let column = &planned.column;
            for (at, piece) in cell_fit::pieces(&cell.in_words(), width, SIZES[0], most).iter().enumerate() {
                let needed = cell_fit::lines(piece, width, SIZES[0]) as f64 * line_height(SIZES[0]) + 4.0;
                let (label, least) =
                    if at == 0 { (column.heading(plan.lang()), points(column.mm)) } else { ("", 0.0) };
                self.line(label, piece, needed.max(least).min(TALLEST))?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, plan: &FormPlan, foot: &Foot) -> Result<(W, Vec<Problem>)> {
        self.sheets.below(&captions::below(plan, foot), plan.form.printable().0)?;
        Ok((self.sheets.finish()?, self.problems))
    }
}
