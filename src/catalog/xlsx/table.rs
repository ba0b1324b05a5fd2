//! A table: title, head line and headings on every page, one row a line.

use std::io::Write;

use super::super::fit::{self, SIZES, fit, line_height, points};
use super::super::{Align, Foot, Plan, Portion, PrintedValue, Sheet};
use super::book::Frame;
use super::look::{Id, Look};
use super::{Pen, bold, count_cell, frame, text_cell, title_cell, within_limit};
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::say;

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
        let frame = Frame { row_height, heads: TITLE_ROWS, ..frame(plan) };
        let mut pen = Pen::new(frame, out)?;
        let aligned = plan.columns.iter().map(|(column, kind)| Plan::align(column, *kind));
        let aligned: Vec<Align> = aligned.collect();
        let per_size = |align: &Align| SIZES.map(|size| pen.book.look(text_cell(size, *align)));
        let cells = aligned.iter().map(per_size).collect();
        let counts = aligned.iter().map(|align| pen.book.look(count_cell(*align))).collect();
        let mut table =
            Table { pen, most_lines: LINES_ON_A_SHEET, row_height, cells, counts, problems: Vec::new() };
        if plan.part.is_none() {
            table.new_sheet(plan, "")?;
        }
        Ok(table)
    }

    /// A sheet with title, head line and headings, the three rows that repeat on every page.
    fn new_sheet(&mut self, plan: &Plan, part: &str) -> Result<()> {
        let mm: Vec<f64> = plan.columns.iter().map(|(column, _)| column.mm).collect();
        self.pen.new_sheet(if part.is_empty() { &plan.form.name.zh } else { part }, &mm)?;
        let line = if part.is_empty() { plan.head_line() } else { plan.head_line_of(part) };
        let headings = plan.columns.iter().map(|(column, _)| {
            let heading = column.heading(plan.lang);
            (heading, heading_size(heading, column.mm))
        });
        self.title_rows(plan, &line, headings)
    }

    fn title_rows<'a>(
        &mut self,
        plan: &Plan,
        line: &str,
        headings: impl Iterator<Item = (&'a str, f64)>,
    ) -> Result<()> {
        self.pen.band(plan.title(), title_cell(), points(13.0))?;
        self.pen.head_line(line, width(plan))?;
        for (heading, size) in headings {
            let look = self.pen.book.look(bold(text_cell(size, Align::Center)));
            self.pen.book.text(heading, look);
        }
        self.pen.end_row(points(HEADINGS_MM))
    }

    fn total_row(&mut self, plan: &Plan, rows: u64, totals: &[Option<u64>]) -> Result<()> {
        let Some(first) = totals.iter().position(Option::is_some).filter(|first| *first > 0) else {
            return Ok(());
        };
        let book = &mut self.pen.book;
        let label = book.look(bold(text_cell(SIZES[0], Align::Center)));
        book.across(&plan.total_label(rows), first, label);
        for (sum, (column, kind)) in totals.iter().zip(&plan.columns).skip(first) {
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

    /// The last sheet of a catalog in parts: a line for each, and their sum.
    fn sums(&mut self, plan: &Plan, foot: &Foot) -> Result<()> {
        let summed: Vec<usize> = (0..foot.totals.len()).filter(|at| foot.totals[*at].is_some()).collect();
        let unit = plan.form.unit.as_ref().map_or("", |unit| unit.in_lang(plan.lang));
        let headings = summed.iter().map(|at| plan.columns[*at].0.heading(plan.lang));
        let headings: Vec<&str> = [plan.part_heading(), unit].into_iter().chain(headings).collect();
        let total = say!("合计", "Total");
        let mm = width(plan) / headings.len() as f64;
        self.pen.new_sheet(&total.zh, &vec![mm; headings.len()])?;
        self.title_rows(plan, &plan.head_line(), headings.into_iter().map(|heading| (heading, SIZES[0])))?;
        let of = |totals: &[Option<u64>]| summed.iter().filter_map(|at| totals[*at]).collect::<Vec<u64>>();
        for part in &foot.parts {
            self.sum_line(&part.name, part.rows, &of(&part.totals), |look| look)?;
        }
        self.sum_line(total.in_lang(plan.lang), foot.rows, &of(&foot.totals), bold)
    }

    fn sum_line(&mut self, name: &str, rows: u64, sums: &[u64], weight: fn(Look) -> Look) -> Result<()> {
        let book = &mut self.pen.book;
        let label = book.look(weight(text_cell(SIZES[0], Align::Center)));
        let count = book.look(weight(count_cell(Align::Right)));
        book.text(name, label);
        std::iter::once(&rows).chain(sums).for_each(|sum| book.count(*sum, count));
        self.pen.end_row(points(8.0))
    }
}

impl<W: Write + Send> Sheet<W> for Table<W> {
    fn part(&mut self, plan: &Plan, ended: Option<&Portion>, begun: &str) -> Result<()> {
        if let Some(ended) = ended {
            self.total_row(plan, ended.rows, &ended.totals)?;
            self.pen.below(&plan.below_part(), width(plan))?;
        }
        self.new_sheet(plan, begun)
    }

    fn group(&mut self, _: &Plan, text: &str) -> Result<()> {
        self.pen.band(text, bold(text_cell(SIZES[0], Align::Left)), points(8.0))
    }

    fn row(&mut self, plan: &Plan, cells: &[PrintedValue<'_>]) -> Result<()> {
        if self.pen.book.rows() >= self.most_lines || self.pen.book.is_full() {
            let part = if plan.part.is_some() { self.pen.name.clone() } else { String::new() };
            self.new_sheet(plan, &part)?;
        }
        let book = &mut self.pen.book;
        let (number, mut height) = (book.rows() + 1, self.row_height);
        for (at, (cell, (column, _))) in cells.iter().zip(&plan.columns).enumerate() {
            match cell {
                PrintedValue::Empty => book.blank(self.cells[at][0]),
                PrintedValue::Count(count) => book.count(*count, self.counts[at]),
                PrintedValue::Text(text) => {
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
        if self.pen.book.sheets() == 0 {
            self.new_sheet(plan, "")?;
        }
        match foot.parts.last().filter(|_| foot.parts.len() > 1) {
            None => self.total_row(plan, foot.rows, &foot.totals)?,
            Some(last) => {
                self.total_row(plan, last.rows, &last.totals)?;
                self.pen.below(&plan.below_part(), width(plan))?;
                self.sums(plan, foot)?;
            }
        }
        self.pen.below(&plan.below(foot), width(plan))?;
        Ok((self.pen.finish()?, self.problems))
    }
}

/// Of the whole table, in millimetres.
fn width(plan: &Plan) -> f64 {
    plan.columns.iter().map(|(column, _)| column.mm).sum()
}

/// The largest type in which a heading fits its cell.
fn heading_size(heading: &str, mm: f64) -> f64 {
    let fits = |size: &f64| fit::lines(heading, mm, *size) as f64 * line_height(*size) <= points(HEADINGS_MM);
    [14.0, 12.0, 10.5, 9.0].into_iter().find(fits).unwrap_or(7.5)
}

#[cfg(test)]
mod tests {
    use super::super::super::{Head, Options, PrintedVolume, forms};
    use super::*;
    use crate::domain::catalogs::finding_aid::{CatalogRow as _, ContentsDigest};

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_headings() {
        let form = forms().find("移交清册").unwrap();
        let plan = Plan::new(form, &Head::default(), &Options::default()).unwrap();
        let mut table = Box::new(Table::start(&plan, Vec::new()).unwrap());
        table.most_lines = TITLE_ROWS + 1;
        let row = PrintedVolume { title: "题名".into(), ..PrintedVolume::default() };
        for _ in 0..2 {
            let cells: Vec<PrintedValue<'_>> = plan
                .columns
                .iter()
                .map(|(column, _)| plan.choices.print(row.field(&column.field).unwrap()))
                .collect();
            table.row(&plan, &cells).unwrap();
        }
        assert_eq!((table.pen.book.sheets(), table.pen.book.rows()), (2, TITLE_ROWS + 1));
        let totals = vec![None; plan.columns.len()];
        let proof = ContentsDigest::new("", std::iter::empty()).proof();
        let foot = Foot { rows: 2, totals, proof, parts: Vec::new() };
        let (out, problems) = (table as Box<dyn Sheet<Vec<u8>>>).finish(&plan, &foot).unwrap();
        assert!(problems.is_empty() && out.starts_with(b"PK"));
    }
}
