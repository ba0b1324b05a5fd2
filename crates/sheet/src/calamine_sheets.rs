//! Old Excel workbooks (.xls) and OpenDocument sheets (.ods). calamine reads both whole before it
//! gives a cell, so how far the sheets reach is checked first. What the library does not give of an xls is read from its records (`xls_records.rs`).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{Data, Dimensions, Ods, OdsError, Range, Reader as _, Xls, XlsError};

use super::limit_check::LimitCheck;
use super::reading::{Reading, ReadingLimits};
use super::refusal::{damaged, password, unreadable};
use super::xlsx::{Chosen, choose, date_cell, date_system, filled, number_cell, text_cell};
use super::{xls_records, xml, zipped};
use crate::domain::general::error::{Error, Result};
use crate::domain::receiving::grid::{Cell, Grid, Merge, Row, column_letters};
use crate::say;

/// Cells of a dense block calamine would have to build for an ods table.
const MOST_CELLS: u64 = 20_000_000;
/// The same for all sheets of an old workbook together: a full one of 60 columns.
const MOST_XLS_CELLS: u64 = 4_000_000;

pub(super) fn xls_names(path: &Path) -> Result<Vec<String>> {
    let mut book = open_xls(path)?;
    let sheets = book.sheets_metadata().to_vec();
    Ok(filled(&sheets, |name| has_cells(&mut book, name)))
}

pub(super) fn read_xls(path: &Path, reading: &Reading, checked: &mut LimitCheck) -> Result<()> {
    let mut book = open_xls(path)?;
    let sheets = book.sheets_metadata().to_vec();
    let Chosen { name, is_hidden, hidden_sheets } =
        choose(&sheets, reading.sheet.as_deref(), |name| has_cells(&mut book, name))?;
    let merges = book.merge_cells_by_sheet_name(&name).map_err(broken_xls)?;
    let at = sheets.iter().position(|sheet| sheet.name == name).unwrap_or_default();
    let layout = xls_records::layout(path, at, &reading.limits).unwrap_or_default();
    checked.head(Grid {
        reading: format!("xls · {name}"),
        merges: merges.iter().map(merge).collect(),
        name: name.clone(),
        hidden_columns: layout.hidden_columns.iter().copied().collect(),
        is_hidden,
        hidden_sheets,
        date_system: date_system(book.has_1904_epoch()),
        ..Grid::default()
    })?;
    let cells = range(&mut book, &name).map_err(broken_xls)?;
    let formulas = book.worksheet_formula(&name).map_err(broken_xls)?;
    emit(&cells, &formulas, &layout, checked)
}

/// Opens the book after the extents of its sheets have been found bearable: calamine builds a cell for every place
/// between the first and the last.
fn open_xls(path: &Path) -> Result<Xls<BufReader<File>>> {
    let mut cells = 0;
    for extent in xls_records::extents(path).unwrap_or_default() {
        cells += extent.cells();
        if cells > MOST_XLS_CELLS {
            let (letters, rows) = (column_letters(usize::from(extent.last_column)), extent.last_row);
            return Err(out_of_range(&extent.sheet, &letters, rows.into()));
        }
    }
    let file = File::open(path).map_err(damaged)?;
    Xls::new(BufReader::new(file)).map_err(broken_xls)
}

fn broken_xls(error: XlsError) -> Error {
    match error {
        XlsError::Password => password(),
        other => damaged(other),
    }
}

pub(super) fn ods_names(path: &Path, reading: &Reading) -> Result<Vec<String>> {
    let (mut book, _) = open_ods(path, &reading.limits)?;
    let sheets = book.sheets_metadata().to_vec();
    Ok(filled(&sheets, |name| has_cells(&mut book, name)))
}

pub(super) fn read_ods(path: &Path, reading: &Reading, checked: &mut LimitCheck) -> Result<()> {
    let (mut book, mut layouts) = open_ods(path, &reading.limits)?;
    let sheets = book.sheets_metadata().to_vec();
    let Chosen { name, is_hidden, hidden_sheets } =
        choose(&sheets, reading.sheet.as_deref(), |name| has_cells(&mut book, name))?;
    let layout = layouts.remove(&name).unwrap_or_default();
    checked.head(Grid {
        reading: format!("ods · {name}"),
        merges: layout.merges.clone(),
        name: name.clone(),
        hidden_columns: layout.hidden_columns.iter().copied().collect(),
        is_hidden,
        hidden_sheets,
        ..Grid::default()
    })?;
    let cells = range(&mut book, &name).map_err(broken_ods)?;
    let formulas = book.worksheet_formula(&name).map_err(broken_ods)?;
    emit(&cells, &formulas, &layout, checked)
}

type OdsBook = Ods<BufReader<File>>;

/// Opens the book after its declared extents have been found bearable.
fn open_ods(path: &Path, limits: &ReadingLimits) -> Result<(OdsBook, BTreeMap<String, xml::Layout>)> {
    let mut archive = zipped::open(path, limits)?;
    let mut layouts = BTreeMap::new();
    for table in xml::ods_layouts(&mut archive, limits)? {
        let xml::Table { name, layout, rows, columns } = table;
        let cells = rows.saturating_mul(columns);
        if rows > u64::from(limits.rows) || columns > u64::from(limits.columns) || cells > MOST_CELLS {
            let letters = column_letters(columns.saturating_sub(1) as usize);
            return Err(out_of_range(&name, &letters, rows));
        }
        layouts.insert(name, layout);
    }
    let file = File::open(path).map_err(damaged)?;
    Ok((Ods::new(BufReader::new(file)).map_err(broken_ods)?, layouts))
}

fn out_of_range(name: &str, letters: &str, rows: u64) -> Error {
    unreadable(
        "cell_out_of_range",
        say!(
            "工作表“{name}”大到 {letters}{rows}，超出范围",
            "the sheet \"{name}\" reaches to {letters}{rows}: out of range"
        ),
        say!(
            "删去表格外多余的内容，或分成几个文件",
            "delete what stands outside the table, or split the file"
        ),
    )
}

fn broken_ods(error: OdsError) -> Error {
    match error {
        OdsError::Password => password(),
        other => damaged(other),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "no cell reader for these formats; extent checked, child limited"
)]
fn range<B: calamine::Reader<BufReader<File>>>(book: &mut B, name: &str) -> Result<Range<Data>, B::Error> {
    book.worksheet_range(name)
}

/// A formula without its result is something, too.
fn has_cells<B: calamine::Reader<BufReader<File>>>(book: &mut B, name: &str) -> bool {
    range(book, name).map_or(true, |range| range.used_cells().next().is_some())
        || book.worksheet_formula(name).is_ok_and(|range| range.used_cells().next().is_some())
}

fn emit(
    cells: &Range<Data>,
    formulas: &Range<String>,
    layout: &xml::Layout,
    checked: &mut LimitCheck,
) -> Result<()> {
    let (Some(first), Some(last)) = (cells.start().or(formulas.start()), bottom(cells, formulas)) else {
        return Ok(());
    };
    let width = cells.end().map_or(0, |e| e.1).max(formulas.end().map_or(0, |e| e.1));
    for at in first.0.min(formulas.start().map_or(u32::MAX, |s| s.0))..=last {
        let number = at.saturating_add(1);
        let mut row = Row { number, hidden: layout.is_hidden(number), cells: Vec::new() };
        for column in 0..=width {
            let value = cells.get_value((at, column)).map_or(Cell::Empty, cell);
            let value = if value == Cell::Empty { value } else { layout.as_shown(number, column, value) };
            let formula = formulas.get_value((at, column)).filter(|f| !f.is_empty());
            let value = match formula {
                Some(formula) => Cell::Formula { formula: plain(formula), value: Box::new(value) },
                None => value,
            };
            if value != Cell::Empty {
                checked.check_cell(number, column as usize, &value)?;
                row.cells.resize(column as usize, Cell::Empty);
                row.cells.push(value);
            }
        }
        checked.row(row)?;
    }
    Ok(())
}

fn bottom(cells: &Range<Data>, formulas: &Range<String>) -> Option<u32> {
    cells.end().into_iter().chain(formulas.end()).map(|end| end.0).max()
}

/// `of:=SUM([.F5:.F64])` → `SUM([.F5:.F64])`, as xlsx writes it.
fn plain(formula: &str) -> String {
    formula.trim_start_matches("of:").trim_start_matches("oooc:").trim_start_matches('=').to_owned()
}

fn merge(block: &Dimensions) -> Merge {
    Merge {
        first_row: block.start.0.saturating_add(1),
        last_row: block.end.0.saturating_add(1),
        first_column: block.start.1,
        last_column: block.end.1,
    }
}

fn cell(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) if text.starts_with('#') && is_error(text) => Cell::Error(text.clone()),
        Data::String(text) | Data::DurationIso(text) => text_cell(text.clone()),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => number_cell(*number),
        Data::Bool(value) => Cell::Bool(*value),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::DateTime(date) => date_cell(date),
        Data::DateTimeIso(text) => Cell::Date(text.trim_end_matches("T00:00:00").to_owned()),
    }
}

/// LibreOffice stores an error as its text.
fn is_error(text: &str) -> bool {
    matches!(text, "#REF!" | "#N/A" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NUM!" | "#NULL!")
}
