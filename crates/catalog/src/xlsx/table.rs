//! A table: title, head line and headings on every page, one row a line.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::Format;

use super::super::captions;
use super::super::cell_fit::{self, SIZES, fit, line_height};
use super::super::format_writer::FormatWriter;
use super::super::totals::{Foot, PartTotals};
use super::super::workbook::within_limit;
use super::formats::{count_cell, text_cell, title_cell};
use super::sheets::{Sheets, tab};
use crate::domain::catalogs::finding_aid::{FieldKind, PrintedValue, ProofSheet};
use crate::domain::catalogs::form::{Align, FormPlan, points};
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::say;

/// Lines on one sheet before the next begins (a spreadsheet ends at 1,048,576).
const LINES_ON_A_SHEET: u32 = 1_000_000;
/// Rows whose height is stated because their text needs more room. Each takes some 400 bytes of memory
/// until the end; beyond that many the spreadsheet program shows them at the usual height.
const TALL_ROWS: u32 = 50_000;
/// Title, head line and headings.
const TITLE_ROWS: u32 = 3;
const HEADINGS_MM: f64 = 12.0;

/// A workbook of a table, or of several, one after another.
pub(in super::super) struct XlsxTable<W> {
    sheets: Sheets<W>,
    most_lines: u32,
    tall_rows: u32,
    shape: Shape,
    problems: Vec<Problem>,
    /// Title of the workbook, and how the digest of each list in it is computed.
    title: String,
    proofs: Vec<ProofSheet>,
}

/// How the cells of a form's rows look.
struct Shape {
    row_height: f64,
    /// Per column, one format for each size of type.
    texts: Vec<[Format; SIZES.len()]>,
    counts: Vec<Format>,
    /// Whether the column's own format is that of counts.
    is_count: Vec<bool>,
}

impl Shape {
    fn of_plan(plan: &FormPlan) -> Shape {
        let aligned: Vec<Align> = plan.columns.iter().map(|planned| planned.align()).collect();
        let per_size = |align: &Align| SIZES.map(|size| text_cell(size, *align));
        Shape {
            row_height: (points(plan.form.row_mm()) * 2.0).floor() / 2.0,
            texts: aligned.iter().map(per_size).collect(),
            counts: aligned.iter().map(|align| count_cell(*align)).collect(),
            is_count: plan.columns.iter().map(|planned| planned.kind == FieldKind::Count).collect(),
        }
    }
}

impl<W: Write + Send> XlsxTable<W> {
    pub(in super::super) fn start(plan: &FormPlan, scratch: Option<&Path>, out: W) -> Result<Self> {
        let shape = Shape::of_plan(plan);
        let mut table = XlsxTable {
            sheets: Sheets::start(plan, shape.row_height, TITLE_ROWS, scratch, out)?,
            most_lines: LINES_ON_A_SHEET,
            tall_rows: 0,
            shape,
            problems: Vec::new(),
            title: captions::title(plan).to_owned(),
            proofs: Vec::new(),
        };
        if plan.part.is_none() {
            table.new_sheet(plan, "")?;
        }
        Ok(table)
    }

    /// A sheet with title, head line and headings, the three rows that repeat on every page.
    fn new_sheet(&mut self, plan: &FormPlan, part: &str) -> Result<()> {
        let mm: Vec<f64> = plan.columns.iter().map(|planned| planned.column.mm).collect();
        self.sheets.new_sheet(if part.is_empty() { &plan.form.name.zh } else { part }, &mm)?;
        let line =
            if part.is_empty() { captions::head_line(plan) } else { captions::head_line_of_part(plan, part) };
        let headings = plan.columns.iter().map(|planned| {
            let heading = planned.column.heading(plan.lang());
            (heading, heading_size(heading, planned.column.mm))
        });
        self.title_rows(plan, &line, headings)?;
        let Shape { texts, counts, is_count, .. } = &self.shape;
        let of_column = |at: usize| if is_count[at] { &counts[at] } else { &texts[at][0] };
        let formats: Vec<Format> = (0..counts.len()).map(|at| of_column(at).clone()).collect();
        self.sheets.set_column_formats(&formats)
    }

    fn title_rows<'a>(
        &mut self,
        plan: &FormPlan,
        line: &str,
        headings: impl Iterator<Item = (&'a str, f64)>,
    ) -> Result<()> {
        self.sheets.band(captions::title(plan), &title_cell(), points(13.0))?;
        self.sheets.head_line(line, width(plan))?;
        self.sheets.row(Some(points(HEADINGS_MM)), |row| {
            for (heading, size) in headings {
                row.text(heading, &text_cell(size, Align::Center).set_bold())?;
            }
            Ok(())
        })
    }

    fn total_row(&mut self, plan: &FormPlan, rows: u64, totals: &[Option<u64>]) -> Result<()> {
        let Some(first) = totals.iter().position(Option::is_some).filter(|first| *first > 0) else {
            return Ok(());
        };
        let label = text_cell(SIZES[0], Align::Center).set_bold();
        self.sheets.row(Some(points(10.0)), |row| {
            row.across(&captions::total_label(plan, rows), first as u16, &label)?;
            for (sum, planned) in totals.iter().zip(&plan.columns).skip(first) {
                match sum {
                    Some(sum) => row.count(*sum, &count_cell(planned.align()).set_bold())?,
                    None => row.blank(&label)?,
                }
            }
            Ok(())
        })
    }

    /// The last sheet of a catalog in parts: a line for each, and their sum.
    fn sums(&mut self, plan: &FormPlan, foot: &Foot) -> Result<()> {
        let summed: Vec<usize> = (0..foot.totals.len()).filter(|at| foot.totals[*at].is_some()).collect();
        let unit = plan.form.unit.as_ref().map_or("", |unit| unit.in_lang(plan.lang()));
        let headings = summed.iter().map(|at| plan.columns[*at].column.heading(plan.lang()));
        let headings: Vec<&str> = [captions::part_heading(plan), unit].into_iter().chain(headings).collect();
        let total = say!("合计", "Total");
        let mm = width(plan) / headings.len() as f64;
        self.sheets.new_sheet(&total.zh, &vec![mm; headings.len()])?;
        let sized = headings.into_iter().map(|heading| (heading, SIZES[0]));
        self.title_rows(plan, &captions::head_line(plan), sized)?;
        let shown = |totals: &[Option<u64>]| summed.iter().filter_map(|at| totals[*at]).collect::<Vec<u64>>();
        for part in &foot.parts {
            self.sum_line(&part.name, part.rows, &shown(&part.totals), |format| format)?;
        }
        self.sum_line(total.in_lang(plan.lang()), foot.rows, &shown(&foot.totals), Format::set_bold)
    }

    fn prove(&mut self, plan: &FormPlan, foot: &Foot) {
        let tab = if plan.part.is_some() { String::new() } else { tab(&plan.form.name.zh) };
        self.proofs.push(ProofSheet { tab, ..foot.sheet.clone() });
    }

    /// Sums, places to sign and digest below the last row.
    fn end_list(&mut self, plan: &FormPlan, foot: &Foot) -> Result<()> {
        match foot.parts.last().filter(|_| foot.parts.len() > 1) {
            None => self.total_row(plan, foot.rows, &foot.totals)?,
            Some(last) => {
                self.total_row(plan, last.rows, &last.totals)?;
                self.sheets.below(&captions::below_part(plan), width(plan))?;
                self.sums(plan, foot)?;
            }
        }
        self.sheets.below(&captions::below(plan, foot), width(plan))
    }

    fn sum_line(&mut self, name: &str, rows: u64, sums: &[u64], weight: fn(Format) -> Format) -> Result<()> {
        let label = weight(text_cell(SIZES[0], Align::Center));
        let count = weight(count_cell(Align::Right));
        self.sheets.row(Some(points(8.0)), |row| {
            row.text(name, &label)?;
            std::iter::once(&rows).chain(sums).try_for_each(|sum| row.count(*sum, &count))
        })
    }
}

impl<W: Write + Send> FormatWriter<W> for XlsxTable<W> {
    fn part(&mut self, plan: &FormPlan, ended: Option<&PartTotals>, begun: &str) -> Result<()> {
        if let Some(ended) = ended {
            self.total_row(plan, ended.rows, &ended.totals)?;
            self.sheets.below(&captions::below_part(plan), width(plan))?;
        }
        self.new_sheet(plan, begun)
    }

    fn group(&mut self, _: &FormPlan, text: &str) -> Result<()> {
        self.sheets.band(text, &text_cell(SIZES[0], Align::Left).set_bold(), points(8.0))
    }

    fn row(&mut self, plan: &FormPlan, cells: &[PrintedValue<'_>]) -> Result<()> {
        if self.sheets.rows() >= self.most_lines || self.sheets.is_full() {
            let part = if plan.part.is_some() { self.sheets.name.clone() } else { String::new() };
            self.new_sheet(plan, &part)?;
        }
        let number = self.sheets.rows() + 1;
        let row_height = self.shape.row_height;
        let mut height = row_height;
        let mut fitted: Vec<(&str, usize)> = Vec::with_capacity(cells.len());
        for (cell, planned) in cells.iter().zip(&plan.columns) {
            let PrintedValue::Text(text) = cell else {
                fitted.push(("", 0));
                continue;
            };
            let text = within_limit(text, number, &mut self.problems);
            let fit = fit(text, planned.column.mm, row_height);
            height = height.max(fit.height);
            fitted.push((text, fit.size));
        }
        let is_tall = height > row_height && self.tall_rows < TALL_ROWS;
        self.tall_rows += u32::from(is_tall);
        let Shape { texts, counts, is_count, .. } = &self.shape;
        self.sheets.row(is_tall.then_some(height), |row| {
            for (at, (cell, (text, size))) in cells.iter().zip(fitted).enumerate() {
                match cell {
                    PrintedValue::Count(count) if is_count[at] => row.count_as_column(*count)?,
                    PrintedValue::Count(count) => row.count(*count, &counts[at])?,
                    PrintedValue::Text(_) if size == 0 && !is_count[at] && !text.is_empty() => {
                        row.text_as_column(text)?
                    }
                    PrintedValue::Text(_) => row.text(text, &texts[at][size])?,
                    PrintedValue::Empty => row.blank(&texts[at][0])?,
                }
            }
            Ok(())
        })
    }

    fn next(&mut self, ended: &FormPlan, foot: &Foot, begun: &FormPlan) -> Result<()> {
        self.end_list(ended, foot)?;
        self.prove(ended, foot);
        self.shape = Shape::of_plan(begun);
        self.sheets.turn_to(begun, self.shape.row_height, TITLE_ROWS)?;
        if begun.part.is_none() { self.new_sheet(begun, "") } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>, plan: &FormPlan, foot: &Foot) -> Result<(W, Vec<Problem>)> {
        if self.sheets.count() == 0 {
            self.new_sheet(plan, "")?;
        }
        self.end_list(plan, foot)?;
        self.prove(plan, foot);
        self.sheets.set_proof_sheets(&self.title, &self.proofs)?;
        Ok((self.sheets.finish()?, self.problems))
    }
}

/// Width of the whole table, in millimetres.
fn width(plan: &FormPlan) -> f64 {
    plan.columns.iter().map(|planned| planned.column.mm).sum()
}

/// The largest type in which a heading fits its cell.
fn heading_size(heading: &str, mm: f64) -> f64 {
    let fits =
        |size: &f64| cell_fit::lines(heading, mm, *size) as f64 * line_height(*size) <= points(HEADINGS_MM);
    [14.0, 12.0, 10.5, 9.0].into_iter().find(fits).unwrap_or(7.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogs::finding_aid::{CatalogRow as _, Head, PrintedVolume, ValueStyle};
    use crate::domain::catalogs::form::shipped;

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_headings() {
        let form = shipped().find("移交清册").unwrap();
        let plan = FormPlan::new(form, &Head::default(), ValueStyle::default()).in_parts();
        let mut table = Box::new(XlsxTable::start(&plan, None, Vec::new()).unwrap());
        table.most_lines = TITLE_ROWS + 1;
        let row = PrintedVolume { title: "题名".into(), ..PrintedVolume::default() };
        for _ in 0..2 {
            let print = |field: &str| plan.choices.print(row.field(field).unwrap());
            let cells: Vec<PrintedValue<'_>> =
                plan.columns.iter().map(|planned| print(&planned.column.field)).collect();
            table.row(&plan, &cells).unwrap();
        }
        assert_eq!((table.sheets.count(), table.sheets.rows()), (2, TITLE_ROWS + 1));
        let totals = vec![None; plan.columns.len()];
        let proof = plan.digest(std::iter::empty()).proof();
        let sheet = plan.proof_sheet(2, Vec::new(), proof);
        let foot = Foot { rows: 2, totals, proof, parts: Vec::new(), sheet };
        let (out, problems) = (table as Box<dyn FormatWriter<Vec<u8>>>).finish(&plan, &foot).unwrap();
        assert!(problems.is_empty() && out.starts_with(b"PK"));
    }
}
