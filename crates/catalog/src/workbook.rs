//! What every workbook has in common: the library's workbook with our defaults, its temporary files and
//! failures, and texts as a cell can hold them.

use std::error::Error as _;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::new_file::cannot_write;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::say;

/// The longest text a cell can hold, in UTF-16 units.
const LONGEST_TEXT: usize = 32_767;

pub(super) const TITLE_FONT: &str = "宋体";
/// GB2312, as workbooks number character sets.
pub(super) const CHINESE_CHARSET: u8 = 134;

/// As office programs themselves compress: a higher level costs half as much again for a tenth less.
const COMPRESSION: u8 = 3;

/// Runs one step of the spreadsheet writer. It panics where its temporary file cannot be written,
/// so a panic here means the disk.
pub(super) fn step<T>(run: impl FnOnce() -> std::result::Result<T, XlsxError>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(XlsxError::IoError(error) | XlsxError::TempFileError(_, error))) => Err(cannot_write(&error)),
        Ok(Err(error)) => match error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>()) {
            Some(cause) => Err(cannot_write(cause)),
            None => Err(Error::Broken(error.into())),
        },
        Err(_) => Err(cannot_write(&std::io::ErrorKind::StorageFull.into())),
    }
}

/// A workbook whose bytes depend on its contents alone. Widths are counted in digits of 宋体: the
/// default of the libraries, Calibri, is missing where Chinese offices run Linux, and everything
/// would be printed smaller. `scratch` is the folder of its temporary files; the system's when `None`.
pub(super) fn workbook(title: &str, day: Option<NaiveDate>, scratch: Option<&Path>) -> Result<Workbook> {
    const COLUMN_PIXELS: u32 = 72;
    const ROW_PIXELS: u32 = 20;
    let mut book = Workbook::new();
    step(|| book.set_default_format(&plain_cell(), ROW_PIXELS, COLUMN_PIXELS).map(drop))?;
    if let Some(scratch) = scratch {
        step(|| book.set_tempdir(scratch).map(drop))?;
    }
    book.set_properties(&properties(title, day)?);
    book.set_zip_compression_level(COMPRESSION);
    Ok(book)
}

/// What a workbook says of itself: its title and the day it is of; where it is of none a fixed one, for the same
/// contents give the same bytes.
fn properties(title: &str, day: Option<NaiveDate>) -> Result<DocProperties> {
    let (year, month, date) = day.map_or((2000, 1, 1), |day| (day.year(), day.month(), day.day()));
    let made =
        step(|| ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(2000), month as u8, date as u8))?;
    Ok(DocProperties::new().set_title(title).set_creation_datetime(&made))
}

/// Gives a workbook its comment, which no sheet shows.
pub(super) fn set_comment(
    book: &mut Workbook,
    title: &str,
    day: Option<NaiveDate>,
    comment: &str,
) -> Result<()> {
    book.set_properties(&properties(title, day)?.set_comment(comment));
    Ok(())
}

/// A cell without rules or alignment.
pub(super) fn plain_cell() -> Format {
    Format::new().set_font_name(TITLE_FONT).set_font_size(11).set_font_charset(CHINESE_CHARSET)
}

/// Writes the finished workbook to `out`.
pub(super) fn save<W: Write + Send>(mut book: Workbook, mut out: W) -> Result<W> {
    step(|| book.save_to_writer(&mut out))?;
    out.flush().map_err(|error| cannot_write(&error))?;
    Ok(out)
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

/// A sheet's tab takes at most 31 characters and not all of them.
pub(super) fn sheet_name(name: &str) -> String {
    let safe: String = name
        .chars()
        .map(|c| if c.is_control() || "[]:*?/\\'".contains(c) { '_' } else { c })
        .scan(0, |units, c| {
            *units += c.len_utf16();
            (*units <= 31).then_some(c)
        })
        .collect();
    if safe.trim().is_empty() || safe.eq_ignore_ascii_case("history") { "Sheet1".into() } else { safe }
}
