//! The library that writes any workbook: colours, comments and formulas' places need it.

use std::error::Error as _;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;
use rust_xlsxwriter::{DocProperties, Format, Workbook, XlsxError};

use super::super::file;
use super::super::xlsx::TITLE_FONT;
use crate::domain::general::error::{Error, Result};

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

pub(super) fn save<W: Write + Send>(mut book: Workbook, mut out: W) -> Result<W> {
    step(|| book.save_to_writer(&mut out))?;
    out.flush().map_err(|error| file::cannot_write(&error))?;
    Ok(out)
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
