//! A table: title, head line and headings on every page, one row a line.

use std::io::Write;

use super::super::fit::{self, SIZES, fit, line_height, points};
use super::super::{Align, Foot, Plan, Printed, Sheet};
use super::book::Frame;
use super::look::Id;
use super::{Pen, bold, count_cell, frame, pixels, text_cell, title_cell, within_limit};
use crate::domain::error::Result;
use crate::domain::problem::Problem;

/// Lines on one sheet before the next begins (a spreadsheet ends at 1,048,576).
const LINES_ON_A_SHEET: u32 = 1_000_000;
/// Title, head line and headings.
const TITLE_ROWS: u32 = 3;
const HEADINGS_MM: f64 = 12.0;

/// A table: one row a line.
pub(in super::super) struct Table<W: Write> {
    pen: Pen<W>,
    most_lines: u32,
    row_height: f64,
    /// Per column, one look for each size of type.
    cells: Vec<[Id; SIZES.len()]>,
    counts: Vec<Id>,
    problems: Vec<Problem>,
}

impl<W: Write + Send> Table<W> {
    pub(in super::super) fn start(plan: &Plan, out: W) -> Result<Self> {
        let row_height = (points(plan.form.row_mm()) * 2.0).floor() / 2.0;
        let frame = Frame {
            columns: plan.columns.iter().map(|(column, _)| pixels(column.mm)).collect(),
            row_height,
            heads: TITLE_ROWS,
            texts_from: TITLE_ROWS,
            ..frame(plan)
        };
        let mut pen = Pen::new(plan, frame, out)?;
        let aligned = plan.columns.iter().map(|(column, kind)| Plan::align(column, *kind));
        let aligned: Vec<Align> = aligned.collect();
        let per_size = |align: &Align| SIZES.map(|size| pen.book.look(text_cell(size, *align)));
        let cells = aligned.iter().map(per_size).collect();
        let counts = aligned.iter().map(|align| pen.book.look(count_cell(*align))).collect();
        let mut table =
            Table { pen, most_lines: LINES_ON_A_SHEET, row_height, cells, counts, problems: Vec::new() };
        table.new_sheet(plan)?;
        Ok(table)
    }

    /// A sheet with title, head line and headings, the three rows that repeat on every page.
    fn new_sheet(&mut self, plan: &Plan) -> Result<()> {
        let pen = &mut self.pen;
        pen.new_sheet()?;
        pen.band(plan.title(), title_cell(), points(13.0))?;
        pen.head_line(plan, plan.columns.iter().map(|(column, _)| column.mm).sum())?;
        for (column, _) in &plan.columns {
            let heading = column.heading(plan.lang);
            let size = heading_size(heading, column.mm);
            let look = pen.book.look(bold(text_cell(size, Align::Center)));
            pen.book.text(heading, look);
        }
        pen.end_row(points(HEADINGS_MM))
    }

    fn total_row(&mut self, plan: &Plan, foot: &Foot) -> Result<()> {
        let Some(first) = foot.totals.iter().position(Option::is_some).filter(|first| *first > 0) else {
            return Ok(());
        };
        let book = &mut self.pen.book;
        let label = book.look(bold(text_cell(SIZES[0], Align::Center)));
        book.across(&plan.total_label(foot.rows), first, label);
        for (sum, (column, kind)) in foot.totals.iter().zip(&plan.columns).skip(first) {
            match sum {
                Some(sum) => {
                    let look = book.look(bold(count_cell(Plan::align(column, *kind))));
                    book.count(*sum, look);
                }
                None => book.blank(label),
            }
        }
        self.pen.end_row(points(10.0))
    }
}

impl<W: Write + Send> Sheet<W> for Table<W> {
    fn group(&mut self, _: &Plan, text: &str) -> Result<()> {
        self.pen.band(text, bold(text_cell(SIZES[0], Align::Left)), points(8.0))
    }

    fn row(&mut self, plan: &Plan, cells: &[Printed<'_>]) -> Result<()> {
        if self.pen.book.rows() >= self.most_lines || self.pen.book.is_full() {
            self.new_sheet(plan)?;
        }
        let book = &mut self.pen.book;
        let (number, mut height) = (book.rows() + 1, self.row_height);
        for (at, (cell, (column, _))) in cells.iter().zip(&plan.columns).enumerate() {
            match cell {
                Printed::Empty => book.blank(self.cells[at][0]),
                Printed::Count(count) => book.count(*count, self.counts[at]),
                Printed::Text(text) => {
                    let text = within_limit(text, number, &mut self.problems);
                    let fitted = fit(text, column.mm, self.row_height);
                    height = height.max(fitted.height);
                    book.text(text, self.cells[at][fitted.size]);
                }
            }
        }
        self.pen.end_row(height)
    }

    fn finish(mut self: Box<Self>, plan: &Plan, foot: &Foot) -> Result<(W, Vec<Problem>)> {
        self.total_row(plan, foot)?;
        let width = plan.columns.iter().map(|(column, _)| column.mm).sum();
        self.pen.below(&plan.below(foot), width)?;
        Ok((self.pen.finish()?, self.problems))
    }
}

/// The largest type in which a heading fits its cell.
fn heading_size(heading: &str, mm: f64) -> f64 {
    let fits = |size: &f64| fit::lines(heading, mm, *size) as f64 * line_height(*size) <= points(HEADINGS_MM);
    [14.0, 12.0, 10.5, 9.0].into_iter().find(fits).unwrap_or(7.5)
}

#[cfg(test)]
mod tests {
    use super::super::super::{Head, Options, VolumeRow, forms};
    use super::*;
    use crate::catalog::field::Row as _;

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_headings() {
        let form = forms().find("案卷目录").unwrap();
        let plan = Plan::new(form, &Head::default(), &Options::default()).unwrap();
        let mut table = Box::new(Table::start(&plan, Vec::new()).unwrap());
        table.most_lines = TITLE_ROWS + 1;
        let row = VolumeRow { title: "题名".into(), ..VolumeRow::default() };
        for _ in 0..2 {
            let cells: Vec<Printed<'_>> = plan
                .columns
                .iter()
                .map(|(column, _)| plan.print(row.field(&column.field).unwrap()))
                .collect();
            table.row(&plan, &cells).unwrap();
        }
        assert_eq!((table.pen.book.sheets(), table.pen.book.rows()), (2, TITLE_ROWS + 1));
        let totals = vec![None; plan.columns.len()];
        let foot = Foot { rows: 2, totals, digest: crate::domain::digest::Digest::of(b"") };
        let (out, problems) = (table as Box<dyn Sheet<Vec<u8>>>).finish(&plan, &foot).unwrap();
        assert!(problems.is_empty() && out.starts_with(b"PK"));
    }
}
