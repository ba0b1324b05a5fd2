//! Catalogs as spreadsheets, written row by row in constant memory.
//!
//! Every text is a text cell (never a formula, never a number); counts alone are numbers.

mod cards;
mod table;

pub(super) use cards::Cards;
pub(super) use table::Table;

use std::error::Error as _;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;
use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::fit::{self, SIZES, TALLEST, line_height};
use super::{Align, Orientation, Plan, file};
use crate::domain::error::{Error, Result};
use crate::domain::problem::Problem;
use crate::domain::wording::Lang;
use crate::say;

/// The longest text a cell can hold, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;

const FONT: &str = "仿宋";
const TITLE_FONT: &str = "宋体";

/// Runs one step of the spreadsheet writer. It panics where its temporary file cannot be written,
/// so a panic here means the disk.
pub(super) fn step<T>(run: impl FnOnce() -> std::result::Result<T, XlsxError>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(XlsxError::IoError(error) | XlsxError::TempFileError(_, error))) => {
            Err(file::cannot_write(&error))
        }
        Ok(Err(error)) => match error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>()) {
            Some(cause) => Err(file::cannot_write(cause)),
            None => Err(Error::Broken(error.into())),
        },
        Err(_) => Err(file::cannot_write(&std::io::ErrorKind::StorageFull.into())),
    }
}

/// Text as a cell can hold it: what is over the limit is cut, and a problem says so.
pub(super) fn within_limit<'a>(text: &'a str, row: u32, problems: &mut Vec<Problem>) -> &'a str {
    if text.len() <= LONGEST_TEXT || text.encode_utf16().count() <= LONGEST_TEXT {
        return text;
    }
    let mut units = 0;
    let kept = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > LONGEST_TEXT
    });
    let problem = Problem::notice(
        "text_cut",
        say!(
            "这一格超过 32767 字，表格放不下，后面的没有印",
            "this cell is longer than the 32,767 characters a sheet holds; the rest is not printed"
        ),
        say!("需要全文请导出 csv 或 html", "export csv or html for the whole text"),
    );
    problems.push(problem.at_row(row));
    &text[..kept.map_or(text.len(), |(at, _)| at)]
}

/// A workbook whose bytes depend on its contents alone. Widths are counted in digits of 宋体: the
/// default of the libraries, Calibri, is missing where Chinese offices run Linux, and everything
/// would be printed smaller.
pub(super) fn workbook(title: &str) -> Result<Workbook> {
    const COLUMN_PIXELS: u32 = 72;
    const ROW_PIXELS: u32 = 20;
    let mut book = Workbook::new();
    step(|| book.set_default_format(&plain_cell(), ROW_PIXELS, COLUMN_PIXELS).map(drop))?;
    let made = NaiveDate::from_ymd_opt(2000, 1, 1).ok_or_else(|| anyhow::anyhow!("2000-01-01 is a day"))?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    Ok(book)
}

/// A cell without rules or alignment.
pub(super) fn plain_cell() -> Format {
    Format::new().set_font_name(TITLE_FONT).set_font_size(11).set_font_charset(134)
}

fn pixels(mm: f64) -> u32 {
    (mm / 25.4 * 96.0).round() as u32
}

/// Paper, margins, footer; the sheet's width is fitted to the page.
fn set_up_page(sheet: &mut Worksheet, plan: &Plan) {
    let [top, bottom, left, right] = plan.form.margins.map(|mm| mm / 25.4);
    sheet.set_paper_size(9).set_margins(left, right, top, bottom, top / 2.0, bottom / 2.0);
    match plan.form.orientation {
        Orientation::Portrait => sheet.set_portrait(),
        Orientation::Landscape => sheet.set_landscape(),
    };
    let footer = match plan.lang {
        Lang::Zh => "&C第 &P 页 共 &N 页",
        Lang::En => "&Cpage &P of &N",
    };
    sheet.set_footer(footer).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
}

fn base(size: f64) -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(size)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
}

fn aligned(align: Align) -> FormatAlign {
    match align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    }
}

fn text_cell(size: f64, align: Align) -> Format {
    base(size).set_align(aligned(align)).set_border(FormatBorder::Thin).set_num_format("@")
}

fn count_cell(align: Align) -> Format {
    let plain =
        Format::new().set_font_name(FONT).set_font_size(SIZES[0]).set_align(FormatAlign::VerticalCenter);
    plain.set_align(aligned(align)).set_border(FormatBorder::Thin).set_num_format("0").set_shrink()
}

fn title_cell() -> Format {
    base(18.0).set_font_name(TITLE_FONT).set_bold().set_align(FormatAlign::Center)
}

/// The workbook, its sheet being written, and where the next row goes.
struct Pen {
    book: Workbook,
    sheets: usize,
    /// Name of the sheet being written, and how many bore it.
    name: String,
    of_name: usize,
    next: u32,
    columns: u16,
}

impl Pen {
    fn new(plan: &Plan, columns: usize) -> Result<Pen> {
        let mut book = workbook(plan.title())?;
        if let Some(scratch) = &plan.scratch {
            step(|| book.set_tempdir(scratch).map(drop))?;
        }
        Ok(Pen { book, sheets: 0, name: String::new(), of_name: 0, next: 0, columns: columns as u16 })
    }

    /// Begins a sheet; a name that was borne before is numbered.
    fn new_sheet(&mut self, plan: &Plan, name: &str) -> Result<()> {
        self.sheets += 1;
        self.next = 0;
        self.of_name = if self.name == name { self.of_name + 1 } else { 1 };
        name.clone_into(&mut self.name);
        let name = match self.of_name {
            1 => tab(name),
            n => format!("{}({n})", tab(name)),
        };
        step(|| {
            let sheet = self.book.add_worksheet_with_constant_memory()?;
            sheet.set_name(name)?;
            set_up_page(sheet, plan);
            Ok(())
        })
    }

    /// Does something to the sheet being written.
    fn sheet(
        &mut self,
        run: impl FnOnce(&mut Worksheet) -> std::result::Result<(), XlsxError>,
    ) -> Result<()> {
        let last = self.sheets.saturating_sub(1);
        step(|| run(self.book.worksheet_from_index(last)?))
    }

    /// One text over the whole width.
    fn band(&mut self, text: &str, format: &Format, height: f64) -> Result<()> {
        let (row, last) = (self.next, self.columns - 1);
        self.next += 1;
        self.sheet(|sheet| {
            sheet.set_row_height(row, height)?;
            match last {
                0 => sheet.write_string_with_format(row, 0, text, format)?,
                _ => sheet.merge_range(row, 0, row, last, text, format)?,
            };
            Ok(())
        })
    }

    fn head_line(&mut self, line: &str, width: f64) -> Result<()> {
        let height = fit::lines(line, width, SIZES[0]) as f64 * line_height(SIZES[0]) + 9.0;
        self.band(line, &base(SIZES[0]).set_align(FormatAlign::Left), height.min(TALLEST))
    }

    /// Lines below the last row: `width` in millimetres decides how high each is.
    fn below(&mut self, lines: &[String], width: f64) -> Result<()> {
        let format = base(9.0).set_align(FormatAlign::Left);
        for line in lines {
            let height = fit::lines(line, width, 9.0) as f64 * line_height(9.0) + 8.0;
            self.band(line, &format, height.min(TALLEST))?;
        }
        Ok(())
    }

    /// Texts of digits are meant to be texts: no green corners from `first` to the last row.
    fn digits_are_texts(&mut self, first: u32) -> Result<()> {
        let (next, columns) = (self.next, self.columns);
        if next <= first {
            return Ok(());
        }
        self.sheet(|sheet| {
            sheet
                .ignore_error_range(first, 0, next - 1, columns - 1, IgnoreError::NumberStoredAsText)
                .map(drop)
        })
    }
}

/// A name as it can stand on a sheet's tab, with room for a number behind it.
fn tab(name: &str) -> String {
    let plain = name.chars().map(|c| if "[]:*?/\\'".contains(c) { '-' } else { c });
    let name: String = plain.take(24).collect();
    if name.is_empty() { "-".to_owned() } else { name }
}

pub(super) fn save<W: Write + Send>(mut book: Workbook, mut out: W) -> Result<W> {
    step(|| book.save_to_writer(&mut out))?;
    out.flush().map_err(|error| file::cannot_write(&error))?;
    Ok(out)
}
