//! The sheets of a workbook, one after the other, each written from its first row to its last.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{Format, IgnoreError, Workbook, Worksheet, XlsxError};

use chrono::NaiveDate;

use super::super::captions;
use super::super::cell_fit::{self, SIZES, TALLEST, line_height};
use super::super::workbook::{plain_cell, save, set_comment, step, workbook};
use super::formats::words;
use crate::domain::catalogs::finding_aid::ProofSheet;
use crate::domain::catalogs::form::{Align, FormPlan, Orientation};
use crate::domain::general::error::Result;
use crate::domain::general::wording::Lang;

/// A part of a zip ends at four gigabytes; a sheet ends before. Its markup takes as much again as its texts.
const FULL: u64 = 2 << 30;

type Outcome = std::result::Result<(), XlsxError>;

/// The workbook and the sheet being written.
pub(super) struct Sheets<W> {
    book: Workbook,
    /// The day the document is of.
    day: Option<NaiveDate>,
    page: PageSetup,
    sheets: usize,
    /// What the last sheet was called, and how many sheets bore that name.
    pub(super) name: String,
    of_name: usize,
    /// Columns and rows of the sheet being written.
    columns: u16,
    rows: u32,
    /// Bytes of its texts.
    bytes: u64,
    /// Rows before which a page begins.
    breaks: Vec<u32>,
    /// The sheet begun last is complete.
    is_ended: bool,
    out: W,
}

/// Paper, margins and rows that all sheets have in common.
struct PageSetup {
    landscape: bool,
    /// Top, bottom, left, right, in inches.
    margins: [f64; 4],
    footer: &'static str,
    /// Height of a row of which nothing is said, in points.
    row_height: f64,
    /// Rows at the top that stay in sight and are printed on every page.
    heads: u32,
}

impl<W: Write + Send> Sheets<W> {
    pub(super) fn start(
        plan: &FormPlan,
        row_height: f64,
        heads: u32,
        scratch: Option<&Path>,
        out: W,
    ) -> Result<Sheets<W>> {
        Ok(Sheets {
            book: workbook(captions::title(plan), plan.head.day(), scratch)?,
            day: plan.head.day(),
            page: PageSetup::of_plan(plan, row_height, heads),
            sheets: 0,
            name: String::new(),
            of_name: 0,
            columns: 0,
            rows: 0,
            bytes: 0,
            breaks: Vec::new(),
            is_ended: false,
            out,
        })
    }

    /// The sheets from here on are those of another form.
    pub(super) fn turn_to(&mut self, plan: &FormPlan, row_height: f64, heads: u32) -> Result<()> {
        self.end_sheet()?;
        self.page = PageSetup::of_plan(plan, row_height, heads);
        self.is_ended = true;
        Ok(())
    }

    /// Begins a sheet of columns so wide; a name that was used before is numbered.
    pub(super) fn new_sheet(&mut self, name: &str, mm: &[f64]) -> Result<()> {
        if !std::mem::take(&mut self.is_ended) {
            self.end_sheet()?;
        }
        self.of_name = if self.name == name { self.of_name + 1 } else { 1 };
        name.clone_into(&mut self.name);
        let name = match self.of_name {
            1 => tab(name),
            n => format!("{}({n})", tab(name)),
        };
        (self.sheets, self.columns, self.rows, self.bytes) = (self.sheets + 1, mm.len() as u16, 0, 0);
        let page = &self.page;
        step(|| {
            let sheet = self.book.add_worksheet_with_constant_memory()?;
            sheet.set_name(name)?;
            page.set_up(sheet)?;
            for (at, mm) in (0..).zip(mm) {
                sheet.set_column_width_pixels(at, pixels(*mm))?;
            }
            Ok(())
        })
    }

    /// Cells written without a format have that of their column. Naming a format for each cell costs twice
    /// as much: the library finds a format again by its hash.
    pub(super) fn set_column_formats(&mut self, formats: &[Format]) -> Result<()> {
        let at = self.sheets.saturating_sub(1);
        step(|| {
            let sheet = self.book.worksheet_from_index(at)?;
            (0..).zip(formats).try_for_each(|(at, format)| sheet.set_column_format(at, format).map(drop))
        })
    }

    /// Sheets begun so far.
    pub(super) fn count(&self) -> usize {
        self.sheets
    }

    /// Rows on the sheet so far.
    pub(super) fn rows(&self) -> u32 {
        self.rows
    }

    /// The sheet takes no more, whatever its rows are.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > FULL
    }

    /// A page begins with the next row.
    pub(super) fn break_page(&mut self) {
        self.breaks.push(self.rows);
    }

    /// Writes the next row; `height` in points, as the sheet's other rows when `None`.
    pub(super) fn row(
        &mut self,
        height: Option<f64>,
        cells: impl FnOnce(&mut RowCells<'_>) -> Outcome,
    ) -> Result<()> {
        let (at, row) = (self.sheets.saturating_sub(1), self.rows);
        let (book, bytes) = (&mut self.book, &mut self.bytes);
        step(|| {
            let sheet = book.worksheet_from_index(at)?;
            if let Some(height) = height {
                sheet.set_row_height(row, height)?;
            }
            cells(&mut RowCells { sheet, row, column: 0, bytes })
        })?;
        self.rows += 1;
        Ok(())
    }

    /// One text over the whole width.
    pub(super) fn band(&mut self, text: &str, format: &Format, height: f64) -> Result<()> {
        let columns = self.columns;
        self.row(Some(height), |row| row.across(text, columns, format))
    }

    pub(super) fn head_line(&mut self, line: &str, width: f64) -> Result<()> {
        let height = cell_fit::lines(line, width, SIZES[0]) as f64 * line_height(SIZES[0]) + 9.0;
        self.band(line, &words(SIZES[0], Align::Left), height.min(TALLEST))
    }

    /// Lines below the last row: `width` in millimetres decides how high each is.
    pub(super) fn below(&mut self, lines: &[String], width: f64) -> Result<()> {
        let format = words(9.0, Align::Left);
        for line in lines {
            let height = cell_fit::lines(line, width, 9.0) as f64 * line_height(9.0) + 8.0;
            self.band(line, &format, height.min(TALLEST))?;
        }
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<()> {
        let Some(at) = self.sheets.checked_sub(1) else { return Ok(()) };
        let breaks = std::mem::take(&mut self.breaks);
        let (rows, columns, heads) = (self.rows, self.columns, self.page.heads);
        step(|| {
            let sheet = self.book.worksheet_from_index(at)?;
            sheet.set_page_breaks(&breaks)?;
            // a new row makes the library write the last one, still in the formats of its columns; what
            // lies below is no part of the list and gets plain ones
            sheet.write_blank(rows, 0, &plain_cell())?;
            (0..columns).try_for_each(|at| sheet.set_column_format(at, &plain_cell()).map(drop))?;
            // texts of digits are meant to be texts: no green corners
            if rows > heads && columns > 0 {
                let texts = IgnoreError::NumberStoredAsText;
                sheet.ignore_error_range(heads, 0, rows - 1, columns - 1, texts)?;
            }
            Ok(())
        })
    }

    /// Keeps what a reader needs to compute the digests with the workbook.
    pub(super) fn set_proof_sheets(&mut self, title: &str, sheets: &[ProofSheet]) -> Result<()> {
        set_comment(&mut self.book, title, self.day, &ProofSheet::text_of_all(sheets))
    }

    pub(super) fn finish(mut self) -> Result<W> {
        self.end_sheet()?;
        save(self.book, self.out)
    }
}

impl PageSetup {
    fn of_plan(plan: &FormPlan, row_height: f64, heads: u32) -> PageSetup {
        PageSetup {
            landscape: plan.form.orientation == Orientation::Landscape,
            margins: plan.form.margins.map(|mm| mm / 25.4),
            footer: match plan.lang() {
                Lang::Zh => "&C第 &P 页 共 &N 页",
                Lang::En => "&Cpage &P of &N",
            },
            row_height,
            heads,
        }
    }

    fn set_up(&self, sheet: &mut Worksheet) -> Outcome {
        const A4: u8 = 9;
        let [top, bottom, left, right] = self.margins;
        sheet.set_paper_size(A4).set_margins(left, right, top, bottom, top / 2.0, bottom / 2.0);
        if self.landscape {
            sheet.set_landscape();
        } else {
            sheet.set_portrait();
        }
        sheet.set_footer(self.footer).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        sheet.set_default_row_height(self.row_height);
        if self.heads > 0 {
            sheet.set_repeat_rows(0, self.heads - 1)?.set_freeze_panes(self.heads, 0)?;
        }
        Ok(())
    }
}

/// A row being written, cell after cell.
pub(super) struct RowCells<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    bytes: &'a mut u64,
}

impl RowCells<'_> {
    /// The next cell: a text.
    pub(super) fn text(&mut self, text: &str, format: &Format) -> Outcome {
        *self.bytes += text.len() as u64;
        self.sheet.write_string_with_format(self.row, self.column, text, format)?;
        self.column += 1;
        Ok(())
    }

    /// The next cell: a number.
    pub(super) fn count(&mut self, count: u64, format: &Format) -> Outcome {
        self.sheet.write_number_with_format(self.row, self.column, count as f64, format)?;
        self.column += 1;
        Ok(())
    }

    /// The next cell: a text in the format of its column; not empty.
    pub(super) fn text_as_column(&mut self, text: &str) -> Outcome {
        *self.bytes += text.len() as u64;
        self.sheet.write_string(self.row, self.column, text)?;
        self.column += 1;
        Ok(())
    }

    /// The next cell: a number in the format of its column.
    pub(super) fn count_as_column(&mut self, count: u64) -> Outcome {
        self.sheet.write_number(self.row, self.column, count as f64)?;
        self.column += 1;
        Ok(())
    }

    /// The next cell, empty.
    pub(super) fn blank(&mut self, format: &Format) -> Outcome {
        self.sheet.write_blank(self.row, self.column, format)?;
        self.column += 1;
        Ok(())
    }

    /// One text over so many columns.
    pub(super) fn across(&mut self, text: &str, columns: u16, format: &Format) -> Outcome {
        if columns < 2 {
            return self.text(text, format);
        }
        *self.bytes += text.len() as u64;
        let (row, first) = (self.row, self.column);
        self.sheet.merge_range(row, first, row, first + columns - 1, text, format)?;
        self.column += columns;
        Ok(())
    }
}

/// Width of a column for the library. Programs that lack 宋体 count widths in wider digits of another font:
/// the padding is left out, so that the columns fit the paper there too and the page is not scaled down.
fn pixels(mm: f64) -> u32 {
    const PADDING: u32 = 7;
    ((mm / 25.4 * 96.0).round() as u32).saturating_sub(PADDING)
}

/// A name as it can stand on a sheet's tab, with room for a number behind it.
pub(super) fn tab(name: &str) -> String {
    let plain = name.chars().map(|c| if "[]:*?/\\'".contains(c) { '-' } else { c });
    let name: String = plain.take(24).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}
