//! Clerks' sheets as cells: xlsx, xls, ods, csv and text in every encoding they come in.
//!
//! A file from outside is never opened by the program itself. A child of it, held to a limit of
//! memory and time, reads the file and writes the rows to its standard output, a line each
//! ([`wire`]); when a hostile file kills it, that is one [`Problem`] and nothing else
//! (`reliability.md` R-14). The only user of calamine, csv, encoding_rs, chardetng, quick-xml and
//! rlimit; `zip` is used to count an archive before calamine believes it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::domain::receiving::grid::{Grid, Row};

mod binary;
mod child;
mod delimited;
mod encoding;
mod gate;
mod kind;
mod parent;
mod scan;
mod xlsx;
mod xml;
mod zipped;

pub use child::{SUBCOMMAND, child_main};
pub use parent::{GridStream, open, read, sheet_names};

/// How a file is to be read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reading {
    /// The sheet's name; needed when several hold something.
    pub sheet: Option<String>,
    /// Overrides the finding out, for text files: `GB18030`, `UTF-8`, `Big5` …
    pub encoding: Option<String>,
    /// Overrides the finding out, for text files.
    pub separator: Option<char>,
    /// The file's own name when the path is a temporary one (an upload).
    pub file_name: Option<String>,
    pub limits: Limits,
    /// The program that is the child; `None`: `GUIDANG_READER`, else this one.
    #[serde(skip)]
    pub program: Option<PathBuf>,
}

/// What a file may cost. The defaults hold a million rows and no bomb.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Limits {
    pub rows: u32,
    pub columns: u32,
    /// Characters in one cell; a spreadsheet's own limit.
    pub cell_chars: usize,
    pub merges: usize,
    /// Bytes of the file as it lies.
    pub file_bytes: u64,
    /// Bytes of a zipped file's parts unpacked.
    pub inflated_bytes: u64,
    /// Unpacked : packed, judged above 1 MiB.
    pub ratio: u64,
    /// Address space of the child, bytes.
    pub memory_bytes: u64,
    /// Processor time of the child, seconds; two more for each MiB of the file.
    pub cpu_seconds: u64,
    /// How long the child may be silent, seconds; two more for each MiB of the file.
    pub silence_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            rows: 1_048_576,
            columns: 400,
            cell_chars: 32_767,
            merges: 20_000,
            file_bytes: 512 << 20,
            inflated_bytes: 512 << 20,
            ratio: 100,
            memory_bytes: 1 << 30,
            cpu_seconds: 60,
            silence_seconds: 90,
        }
    }
}

/// What passes from the reading to whoever wants it: the head once, then rows in order.
#[derive(Debug, Serialize, Deserialize)]
enum Part {
    /// A grid without rows: name, merges, widths, reading.
    Head(Grid),
    Row(Row),
}

/// Takes the parts as they come; an error stops the reading.
type Sink<'a> = &'a mut dyn FnMut(Part) -> Result<()>;

/// Reads the whole file here, without a child: for the child itself and for tests.
///
/// # Errors
/// [`Error::Unreadable`] with one problem that says what the file is and what to do.
pub fn read_in_process(path: &Path, reading: &Reading) -> Result<Grid> {
    let mut grid = Grid::default();
    each_part(path, reading, &mut |part| {
        match part {
            Part::Head(head) => grid = head,
            Part::Row(row) => grid.rows.push(row),
        }
        Ok(())
    })?;
    Ok(grid)
}

fn each_part(path: &Path, reading: &Reading, sink: Sink) -> Result<()> {
    let mut gate = gate::Gate::new(reading.limits, sink);
    match kind::of(path, reading)? {
        kind::Kind::Xlsx => xlsx::read(path, reading, &mut gate)?,
        kind::Kind::Xls => binary::read_xls(path, reading, &mut gate)?,
        kind::Kind::Ods => binary::read_ods(path, reading, &mut gate)?,
        kind::Kind::Text => delimited::read(path, reading, &mut gate)?,
    }
    gate.finish()
}

/// Names of the sheets that hold something and are not hidden; a text file has one, its own.
fn names_in_process(path: &Path, reading: &Reading) -> Result<Vec<String>> {
    match kind::of(path, reading)? {
        kind::Kind::Xlsx => xlsx::names(path, reading),
        kind::Kind::Xls => binary::xls_names(path),
        kind::Kind::Ods => binary::ods_names(path, reading),
        kind::Kind::Text => Ok(vec![stem(path, reading)]),
    }
}

/// The name a person knows the file by, without its ending.
fn stem(path: &Path, reading: &Reading) -> String {
    let name = reading.file_name.as_deref().map(Path::new).unwrap_or(path);
    name.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn unreadable(kind: &str, message: Wording, fix: Wording) -> Error {
    Error::Unreadable(vec![Problem::refuse(kind, message, fix)])
}

/// A file that breaks off or contradicts itself; `detail` is the library's word for it.
fn damaged(detail: impl std::fmt::Display) -> Error {
    unreadable(
        "damaged_file",
        crate::say!("文件损坏或不完整（{detail}）", "the file is damaged or incomplete ({detail})"),
        crate::say!(
            "请移交人重新发送，或用 Excel、WPS 打开后另存为 .xlsx",
            "ask for it again, or open it in a spreadsheet program and save it as .xlsx"
        ),
    )
}

#[cfg(test)]
mod tests;
