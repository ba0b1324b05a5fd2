//! Catalogs as spreadsheets, written row by row in constant memory.
//!
//! Every text is a text cell (never a formula, never a number); counts alone are numbers.

mod cards;
mod table;

pub(super) use cards::Cards;
pub(super) use table::Table;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

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
        Ok(Err(error)) => Err(Error::Broken(error.into())),
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

/// A workbook whose bytes depend on its contents alone.
pub(super) fn workbook(title: &str) -> Result<Workbook> {
    let mut book = Workbook::new();
    let made = NaiveDate::from_ymd_opt(2000, 1, 1).ok_or_else(|| anyhow::anyhow!("2000-01-01 is a day"))?;
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    Ok(book)
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

/// The sheet being written and where the next row goes.
struct Place {
    sheet: Worksheet,
    next: u32,
    columns: u16,
}

impl Place {
    /// One text over the whole width.
    fn band(&mut self, text: &str, format: &Format, height: f64) -> Result<()> {
        let (row, last) = (self.next, self.columns - 1);
        step(|| {
            self.sheet.set_row_height(row, height)?;
            match last {
                0 => self.sheet.write_string_with_format(row, 0, text, format)?,
                _ => self.sheet.merge_range(row, 0, row, last, text, format)?,
            };
            Ok(())
        })?;
        self.next += 1;
        Ok(())
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
}

/// A new sheet of the book, its name numbered from the second on.
fn new_sheet(book: &mut Workbook, plan: &Plan, number: usize) -> Result<Worksheet> {
    let name = match number {
        1 => plan.form.name.zh.clone(),
        n => format!("{}({n})", plan.form.name.zh),
    };
    step(|| {
        let mut sheet = book.new_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        set_up_page(&mut sheet, plan);
        Ok(sheet)
    })
}

pub(super) fn save<W: Write + Send>(mut book: Workbook, mut out: W) -> Result<W> {
    step(|| book.save_to_writer(&mut out))?;
    out.flush().map_err(|error| file::cannot_write(&error))?;
    Ok(out)
}
