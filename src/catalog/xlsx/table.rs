//! A table: title, head line and headings on every page, one row a line.

use std::io::Write;

use rust_xlsxwriter::Format;

use super::super::fit::{self, SIZES, fit, line_height, points};
use super::super::{Align, Column, FieldKind, Foot, Plan, Portion, Printed, Sheet};
use super::{Pen, count_cell, pixels, save, text_cell, title_cell, within_limit};
use crate::domain::error::Result;
use crate::domain::problem::Problem;
use crate::say;

/// Rows on one sheet before the next begins (a spreadsheet ends at 1,048,576).
const ROWS_ON_A_SHEET: u64 = 1_000_000;
/// Rows whose height is stated because their text needs more room. Each costs memory until the
/// end; beyond that many the office program measures them itself.
const TALL_ROWS: u32 = 100_000;
/// Title, head line and headings.
const TITLE_ROWS: u32 = 3;
const HEADINGS_MM: f64 = 12.0;

/// A table: one row a line.
pub(in super::super) struct Table<W> {
    pen: Pen,
    tall: u32,
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
        let per_size = |(column, kind): &(Column, FieldKind)| {
            SIZES.map(|size| text_cell(size, Plan::align(column, *kind)))
        };
        let count = |(column, kind): &(Column, FieldKind)| count_cell(Plan::align(column, *kind));
        let mut table = Table {
            pen: Pen::new(plan, plan.columns.len())?,
            tall: 0,
            on_sheet: 0,
            row_height: (points(plan.form.row_mm()) * 2.0).floor() / 2.0,
            cells: plan.columns.iter().map(per_size).collect(),
            counts: plan.columns.iter().map(count).collect(),
            problems: Vec::new(),
            out,
        };
        if plan.part.is_none() {
            table.new_sheet(plan, "")?;
        }
        Ok(table)
    }

    /// A sheet with title, head line and headings, the three rows that repeat on every page.
    fn new_sheet(&mut self, plan: &Plan, part: &str) -> Result<()> {
        let (pen, row_height) = (&mut self.pen, self.row_height);
        pen.digits_are_texts(TITLE_ROWS)?;
        pen.new_sheet(plan, if part.is_empty() { &plan.form.name.zh } else { part })?;
        pen.sheet(|sheet| {
            for (at, (column, _)) in plan.columns.iter().enumerate() {
                sheet.set_column_width_pixels(at as u16, pixels(column.mm))?;
            }
            sheet.set_default_row_height(row_height);
            sheet.set_repeat_rows(0, TITLE_ROWS - 1)?;
            sheet.set_freeze_panes(TITLE_ROWS, 0)?;
            Ok(())
        })?;
        pen.band(plan.title(), &title_cell(), points(13.0))?;
        let line = if part.is_empty() { plan.head_line() } else { plan.head_line_of(part) };
        pen.head_line(&line, width(plan))?;
        let row = pen.next;
        pen.next += 1;
        self.on_sheet = 0;
        pen.sheet(|sheet| {
            sheet.set_row_height(row, points(HEADINGS_MM))?;
            for (at, (column, _)) in plan.columns.iter().enumerate() {
                let heading = column.heading(plan.lang);
                let format = text_cell(heading_size(heading, column.mm), Align::Center).set_bold();
                sheet.write_string_with_format(row, at as u16, heading, &format)?;
            }
            Ok(())
        })
    }

    fn total_row(&mut self, plan: &Plan, rows: u64, totals: &[Option<u64>]) -> Result<()> {
        let Some(first) = totals.iter().position(Option::is_some).filter(|first| *first > 0) else {
            return Ok(());
        };
        let label = plan.total_label(rows);
        let bold = text_cell(SIZES[0], Align::Center).set_bold();
        let (row, counts) = (self.pen.next, &self.counts);
        self.pen.next += 1;
        self.pen.sheet(|sheet| {
            sheet.set_row_height(row, points(10.0))?;
            match first {
                1 => sheet.write_string_with_format(row, 0, &label, &bold)?,
                n => sheet.merge_range(row, 0, row, n as u16 - 1, &label, &bold)?,
            };
            for (at, sum) in totals.iter().enumerate().skip(first) {
                let format = counts[at].clone().set_bold();
                match sum {
                    Some(sum) => sheet.write_number_with_format(row, at as u16, *sum as f64, &format)?,
                    None => sheet.write_blank(row, at as u16, &bold)?,
                };
            }
            Ok(())
        })
    }
}

impl<W: Write + Send> Table<W> {
    /// The last sheet of a catalog in parts: a line for each, and their sum.
    fn sums(&mut self, plan: &Plan, foot: &Foot) -> Result<()> {
        let summed: Vec<usize> = (0..foot.totals.len()).filter(|at| foot.totals[*at].is_some()).collect();
        let unit = plan.form.unit.as_ref().map_or("", |unit| unit.in_lang(plan.lang));
        let headings = summed.iter().map(|at| plan.columns[*at].0.heading(plan.lang));
        let headings: Vec<&str> = [plan.part_heading(), unit].into_iter().chain(headings).collect();
        let line = |name: &str, rows: u64, totals: &[Option<u64>]| {
            let sums = summed.iter().filter_map(|at| totals[*at]);
            (name.to_owned(), std::iter::once(rows).chain(sums).collect::<Vec<u64>>())
        };
        let mut lines: Vec<_> =
            foot.parts.iter().map(|part| line(&part.name, part.rows, &part.totals)).collect();
        let total = say!("合计", "Total");
        lines.push(line(total.in_lang(plan.lang), foot.rows, &foot.totals));
        self.pen.digits_are_texts(TITLE_ROWS)?;
        self.pen.columns = headings.len() as u16;
        self.pen.new_sheet(plan, &total.zh)?;
        let mm = width(plan) / headings.len() as f64;
        self.pen.sheet(|sheet| {
            for at in 0..headings.len() {
                sheet.set_column_width_pixels(at as u16, pixels(mm))?;
            }
            sheet.set_repeat_rows(0, TITLE_ROWS - 1)?.set_freeze_panes(TITLE_ROWS, 0)?;
            Ok(())
        })?;
        self.pen.band(plan.title(), &title_cell(), points(13.0))?;
        self.pen.head_line(&plan.head_line(), width(plan))?;
        let head = text_cell(SIZES[0], Align::Center).set_bold();
        let row = self.pen.next;
        self.pen.next += 1;
        self.pen.sheet(|sheet| {
            sheet.set_row_height(row, points(HEADINGS_MM))?;
            for (at, heading) in headings.iter().enumerate() {
                sheet.write_string_with_format(row, at as u16, *heading, &head)?;
            }
            Ok(())
        })?;
        lines.iter().enumerate().try_for_each(|(at, line)| self.sum_line(line, at + 1 == lines.len()))
    }

    fn sum_line(&mut self, (name, sums): &(String, Vec<u64>), is_last: bool) -> Result<()> {
        let (mut label, mut count) = (text_cell(SIZES[0], Align::Center), count_cell(Align::Right));
        if is_last {
            (label, count) = (label.set_bold(), count.set_bold());
        }
        let row = self.pen.next;
        self.pen.next += 1;
        self.pen.sheet(|sheet| {
            sheet.set_row_height(row, points(8.0))?;
            sheet.write_string_with_format(row, 0, name, &label)?;
            for (at, sum) in sums.iter().enumerate() {
                sheet.write_number_with_format(row, at as u16 + 1, *sum as f64, &count)?;
            }
            Ok(())
        })
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
        self.pen.band(text, &text_cell(SIZES[0], Align::Left).set_bold(), points(8.0))
    }

    fn row(&mut self, plan: &Plan, cells: &[Printed<'_>]) -> Result<()> {
        if self.on_sheet == ROWS_ON_A_SHEET {
            let part = if plan.part.is_some() { self.pen.name.clone() } else { String::new() };
            self.new_sheet(plan, &part)?;
        }
        let (row, row_height) = (self.pen.next, self.row_height);
        let (all_formats, counts, problems, tall) =
            (&self.cells, &self.counts, &mut self.problems, &mut self.tall);
        self.pen.sheet(|sheet| {
            let mut height = row_height;
            for (at, (cell, (column, _))) in cells.iter().zip(&plan.columns).enumerate() {
                let formats = &all_formats[at];
                let at = at as u16;
                match cell {
                    Printed::Empty => sheet.write_blank(row, at, &formats[0])?,
                    Printed::Count(count) => {
                        sheet.write_number_with_format(row, at, *count as f64, &counts[usize::from(at)])?
                    }
                    Printed::Text(text) => {
                        let text = within_limit(text, row + 1, problems);
                        let fitted = fit(text, column.mm, row_height);
                        height = height.max(fitted.height);
                        sheet.write_string_with_format(row, at, text, &formats[fitted.size])?
                    }
                };
            }
            if height > row_height && *tall < TALL_ROWS {
                *tall += 1;
                sheet.set_row_height(row, height)?;
            }
            Ok(())
        })?;
        self.pen.next += 1;
        self.on_sheet += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>, plan: &Plan, foot: &Foot) -> Result<(W, Vec<Problem>)> {
        if self.pen.sheets == 0 {
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
        self.pen.digits_are_texts(TITLE_ROWS)?;
        Ok((save(self.pen.book, self.out)?, self.problems))
    }
}

/// Width of all columns, in millimetres.
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
    use super::super::super::{Head, Options, VolumeRow, forms};
    use super::*;
    use crate::catalog::field::Row as _;

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_headings() {
        let form = forms().find("移交清册").unwrap();
        let plan = Plan::new(form, &Head::default(), &Options::default()).unwrap();
        let mut table = Box::new(Table::start(&plan, Vec::new()).unwrap());
        table.on_sheet = ROWS_ON_A_SHEET - 1;
        let row = VolumeRow { title: "题名".into(), ..VolumeRow::default() };
        for _ in 0..2 {
            let cells: Vec<Printed<'_>> = plan
                .columns
                .iter()
                .map(|(column, _)| plan.print(row.field(&column.field).unwrap()))
                .collect();
            table.row(&plan, &cells).unwrap();
        }
        assert_eq!((table.pen.sheets, table.on_sheet, table.pen.next), (2, 1, TITLE_ROWS + 1));
        let totals = vec![None; plan.columns.len()];
        let foot =
            Foot { rows: 2, totals, digest: crate::domain::digest::Digest::of(b""), parts: Vec::new() };
        let (out, problems) = (table as Box<dyn Sheet<Vec<u8>>>).finish(&plan, &foot).unwrap();
        assert!(problems.is_empty() && out.starts_with(b"PK"));
    }
}
