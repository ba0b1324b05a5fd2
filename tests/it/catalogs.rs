//! Catalogs as documents: what they say, in every format, and that office programs agree.
//!
//! The expected documents are in `tests/data/catalogs/`; `GUIDANG_EXPECT=write` writes them anew, to
//! be read by a person before they are kept.

mod anchors; // the checkpoint of the log they end with
mod annotated;
mod auditing; // what an auditor takes home: catalogs by year, a sample, the report of a year
mod choosing; // nothing is chosen until somebody chooses
mod binding; // the digest covers whatever a reader sees
mod documents;
mod holdings; // what came, went and moved, and what it comes to
mod handing_over; // what a receiving archive takes, and how it checks that
mod office;
mod offline; // proved by a script without the program
pub mod packages;
pub mod paper; // what stands on paper, read back by independent readers
mod past; // as it was: reprints, a catalog of an earlier day, what differs between two
mod printing; // forms, labels, printers; what is sent to be printed
mod proving; // files that come back, what cannot be printed
mod registered; // every file that leaves is known when it comes back
mod previews; // first pages on screen, drawn once
mod saying_what_is; // lists and papers say what is kept, and what is not final says so
mod same_bytes; // every format, any day, both databases
mod samples;
mod yearly; // the year's figures and their records

use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use guidang::catalog::{CatalogOptions, CatalogRow, Form, Format, Head, WrittenCatalog, write};

use crate::support::expected::is_written;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/catalogs").join(name)
}

/// Compares with the expected document, or writes it when asked to.
fn expect(name: &str, got: &[u8]) {
    let path = data(name);
    if is_written() {
        std::fs::write(&path, got).unwrap();
    }
    let expected = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if expected != got {
        let at = expected.iter().zip(got).position(|(a, b)| a != b).unwrap_or(expected.len().min(got.len()));
        let around = |bytes: &[u8]| {
            String::from_utf8_lossy(&bytes[at.saturating_sub(60)..bytes.len().min(at + 60)]).into_owned()
        };
        panic!("{name} differs at byte {at}:\nexpected …{}…\ngot      …{}…", around(&expected), around(got));
    }
}

fn written<R: CatalogRow>(
    form: &Form,
    head: &Head,
    options: &CatalogOptions,
    format: Format,
    rows: Vec<R>,
) -> (WrittenCatalog, Vec<u8>) {
    write(form, head, options, format, rows, Vec::new())
        .unwrap_or_else(|error| panic!("{}: {error}", form.key))
}

/// Every filled cell of the first sheet as (row, column, value), both from 0, read back by calamine.
fn cells(xlsx: &[u8]) -> Vec<(u32, u32, Data)> {
    let mut book = Xlsx::new(Cursor::new(xlsx)).unwrap();
    let sheet = book.sheet_names()[0].clone();
    let mut reader = book.worksheet_cells_reader(&sheet).unwrap();
    let mut cells = Vec::new();
    while let Some(cell) = reader.next_cell().unwrap() {
        let value = Data::from(cell.get_value().clone());
        if value != Data::Empty {
            cells.push((cell.get_position().0, cell.get_position().1, value));
        }
    }
    cells
}

fn formulas(xlsx: &[u8]) -> usize {
    let mut book = Xlsx::new(Cursor::new(xlsx)).unwrap();
    let sheets = book.sheet_names().to_vec();
    sheets.iter().map(|sheet| book.worksheet_formula(sheet).unwrap().used_cells().count()).sum()
}

fn text_at(cells: &[(u32, u32, Data)], row: u32, column: u32) -> String {
    match cells.iter().find(|(r, c, _)| (*r, *c) == (row, column)) {
        Some((_, _, Data::String(text))) => text.clone(),
        other => panic!("row {row}, column {column} is not text: {other:?}"),
    }
}
