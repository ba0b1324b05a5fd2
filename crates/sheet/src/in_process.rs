//! Reading in this very process: what the child does, and tests.

use std::path::Path;

use super::file_type::{FileType, file_type};
use super::limit_check::LimitCheck;
use super::parts::{SheetPart, Sink};
use super::reading::Reading;
use super::{calamine_sheets, delimited, xlsx};
use crate::domain::general::error::Result;
use crate::domain::receiving::grid::Grid;

/// Reads the whole file here, without a child: for the child itself and for tests.
///
/// # Errors
/// [`Error::Unreadable`] with one problem that says what the file is and what to do.
pub fn read_in_process(path: &Path, reading: &Reading) -> Result<Grid> {
    let mut grid = Grid::default();
    each_part(path, reading, &mut |part| {
        match part {
            SheetPart::Head(head) => grid = head,
            SheetPart::Row(row) => grid.rows.push(row),
        }
        Ok(())
    })?;
    Ok(grid)
}

/// Passes the parts of the sheet to `sink` as they are read.
pub(super) fn each_part(path: &Path, reading: &Reading, sink: Sink) -> Result<()> {
    let mut checked = LimitCheck::new(reading.limits, sink);
    match file_type(path, reading)? {
        FileType::Xlsx => xlsx::read(path, reading, &mut checked)?,
        FileType::Xls => calamine_sheets::read_xls(path, reading, &mut checked)?,
        FileType::Ods => calamine_sheets::read_ods(path, reading, &mut checked)?,
        FileType::Text => delimited::read(path, reading, &mut checked)?,
    }
    checked.finish()
}

/// Names of the sheets that hold something and are not hidden; a text file has one, its own.
pub(super) fn names_in_process(path: &Path, reading: &Reading) -> Result<Vec<String>> {
    match file_type(path, reading)? {
        FileType::Xlsx => xlsx::names(path, reading),
        FileType::Xls => calamine_sheets::xls_names(path),
        FileType::Ods => calamine_sheets::ods_names(path, reading),
        FileType::Text => Ok(vec![reading.stem(path)]),
    }
}
