//! Workbooks of the current format, read cell by cell.

use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader as _, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};

use super::limit_check::LimitCheck;
use super::plain_targets::{Source, source};
use super::reading::Reading;
use super::refusal::{damaged, password, unreadable};
use super::{xml, zipped};
use crate::domain::general::error::{Error, Result};
use crate::domain::receiving::grid::{Cell, Grid, Row};
use crate::domain::values::date::DateSystem;
use crate::{problems, say};

type Book = Xlsx<BufReader<Box<dyn Source>>>;

pub(super) fn names(path: &Path, reading: &Reading) -> Result<Vec<String>> {
    let mut archive = zipped::open(path, &reading.limits)?;
    let mut book = open(path, &mut archive)?;
    let sheets = book.sheets_metadata().to_vec();
    Ok(filled(&sheets, |name| has_cells(&mut book, name)))
}

pub(super) fn read(path: &Path, reading: &Reading, checked: &mut LimitCheck) -> Result<()> {
    let mut archive = zipped::open(path, &reading.limits)?;
    let mut book = open(path, &mut archive)?;
    let sheets = book.sheets_metadata().to_vec();
    let Chosen { name, is_hidden, hidden_sheets } =
        choose(&sheets, reading.sheet.as_deref(), |name| has_cells(&mut book, name))?;
    let layout = xml::xlsx_layout(&mut archive, &name, &reading.limits)?;
    checked.head(Grid {
        reading: format!("xlsx · {name}"),
        name: name.clone(),
        merges: layout.merges.clone(),
        widths: layout.widths.clone(),
        hidden_columns: layout.hidden_columns.iter().copied().collect(),
        is_hidden,
        hidden_sheets,
        date_system: date_system(book.has_1904_epoch()),
        rows: Vec::new(),
    })?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
    let mut row = Row::default();
    // every Err ends the reading: a loop over Ok(Some(…)) would call a bomb an empty sheet
    while let Some(record) = cells.next_cell_with_formula().map_err(|error| broken_at(row.number, error))? {
        let (number, column) = (record.pos.0.saturating_add(1), record.pos.1 as usize);
        let value = layout.as_shown(number, record.pos.1, cell(record.value));
        let value = match record.formula.filter(|f| !f.is_empty()) {
            Some(formula) => Cell::Formula { formula, value: Box::new(value) },
            None => value,
        };
        if value == Cell::Empty {
            continue;
        }
        checked.check_cell(number, column, &value)?;
        if number != row.number {
            if row.number > 0 {
                checked.row(std::mem::take(&mut row))?;
            }
            row = Row { number, hidden: layout.is_hidden(number), cells: Vec::new() };
        }
        row.cells.resize(row.cells.len().max(column + 1), Cell::Empty);
        row.cells[column] = value;
    }
    if row.number > 0 { checked.row(row) } else { Ok(()) }
}

fn open(path: &Path, archive: &mut zipped::Container) -> Result<Book> {
    Xlsx::new(source(path, archive)?).map_err(broken)
}

fn has_cells(book: &mut Book, name: &str) -> bool {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return true };
    loop {
        // a formula without its result is something, too
        match cells.next_cell_with_formula() {
            Ok(Some(cell)) if matches!(cell.value, DataRef::Empty) && cell.formula.is_none() => {}
            Ok(None) => return false,
            // a broken sheet is chosen, so that its fault is told
            Ok(Some(_)) | Err(_) => return true,
        }
    }
}

/// Sheets with something in them that are not hidden.
pub(super) fn filled(sheets: &[Sheet], has_cells: impl FnMut(&str) -> bool) -> Vec<String> {
    holding(sheets, SheetVisible::Visible, has_cells)
}

/// Sheets with something in them that nobody sees.
fn hidden(sheets: &[Sheet], mut has_cells: impl FnMut(&str) -> bool) -> Vec<String> {
    let mut names = holding(sheets, SheetVisible::Hidden, &mut has_cells);
    names.append(&mut holding(sheets, SheetVisible::VeryHidden, has_cells));
    names
}

fn holding(sheets: &[Sheet], visible: SheetVisible, mut has_cells: impl FnMut(&str) -> bool) -> Vec<String> {
    let shown = sheets.iter().filter(|s| s.typ == SheetType::WorkSheet && s.visible == visible);
    shown.map(|s| s.name.clone()).filter(|name| has_cells(name)).collect()
}

/// The sheet to read, and which hidden ones hold something.
pub(super) struct Chosen {
    pub name: String,
    pub is_hidden: bool,
    pub hidden_sheets: Vec<String>,
}

/// The sheet asked for, else the only one with something in it; a hidden one only by its name.
///
/// # Errors
/// `no_such_sheet`; `several_sheets` (asks, naming them); `only_hidden_sheets`.
pub(super) fn choose(
    sheets: &[Sheet],
    wanted: Option<&str>,
    mut has_cells: impl FnMut(&str) -> bool,
) -> Result<Chosen> {
    let chosen = |name: String, mut hidden_sheets: Vec<String>| {
        hidden_sheets.retain(|other| *other != name);
        let is_hidden = sheets.iter().any(|s| s.name == name && s.visible != SheetVisible::Visible);
        Chosen { name, is_hidden, hidden_sheets }
    };
    if let Some(wanted) = wanted {
        let name = named(sheets, wanted)?;
        return Ok(chosen(name, hidden(sheets, has_cells)));
    }
    let mut filled = filled(sheets, &mut has_cells);
    let hidden = hidden(sheets, has_cells);
    match filled.len() {
        1 => Ok(chosen(filled.remove(0), hidden)),
        0 if !hidden.is_empty() => Err(Error::Unreadable(vec![only_hidden_sheets(&hidden.join("、"))])),
        0 => Err(unreadable(
            "no_rows",
            say!("工作簿里没有内容：0 行", "the workbook holds nothing: 0 rows"),
            say!("检查是否选错了文件", "check whether this is the right file"),
        )),
        count => Err(Error::Unreadable(vec![several_sheets(&count, &filled.join("、"))])),
    }
}

fn named(sheets: &[Sheet], wanted: &str) -> Result<String> {
    let all: Vec<&str> =
        sheets.iter().filter(|s| s.typ == SheetType::WorkSheet).map(|s| s.name.as_str()).collect();
    all.iter().find(|name| **name == wanted).map(|name| (*name).to_owned()).ok_or_else(|| {
        let names = all.join("、");
        unreadable(
            "no_such_sheet",
            say!(
                "没有名叫“{wanted}”的工作表，有：{names}",
                "there is no sheet \"{wanted}\"; there are: {names}"
            ),
            say!("从中选一个", "choose one of them"),
        )
    })
}

fn cell(value: DataRef) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text.to_owned()),
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) => number_cell(number),
        DataRef::Bool(value) => Cell::Bool(value),
        DataRef::Error(error) => Cell::Error(error.to_string()),
        DataRef::DateTime(date) => date_cell(&date),
        DataRef::DateTimeIso(text) => Cell::Date(text.trim_end_matches("T00:00:00").to_owned()),
        DataRef::DurationIso(text) => Cell::Text(text),
    }
}

pub(super) fn text_cell(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

pub(super) fn number_cell(number: f64) -> Cell {
    if number.is_finite() { Cell::Number(number) } else { Cell::Error("#NUM!".into()) }
}

pub(super) fn date_system(since_1904: bool) -> DateSystem {
    if since_1904 { DateSystem::Since1904 } else { DateSystem::Since1900 }
}

/// Serial numbers below 1 are times of day, and 60 is a 29 February 1900 that never was: they stay numbers. Spans of
/// time too.
pub(super) fn date_cell(date: &ExcelDateTime) -> Cell {
    let serial = date.as_f64();
    let of_calendar = (1.0..60.0).contains(&serial) || (61.0..2_958_466.0).contains(&serial);
    let day = date.as_datetime().filter(|_| date.is_datetime() && of_calendar);
    match day {
        Some(day) if day.time() == chrono::NaiveTime::MIN => Cell::Date(day.format("%Y-%m-%d").to_string()),
        Some(day) => Cell::Date(day.format("%Y-%m-%dT%H:%M:%S").to_string()),
        None => number_cell(date.as_f64()),
    }
}

fn broken(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => password(),
        other => damaged(other),
    }
}

fn broken_at(row: u32, error: XlsxError) -> Error {
    damaged(format!("after row {row}: {error}"))
}

problems! {
    ask only_hidden_sheets(names):
        "工作簿里看得见的工作表都没有内容，隐藏的有：{names}"
            / "no sheet one sees holds anything; hidden ones do: {names}"
        => "要读隐藏的工作表就指名；否则检查是否选错了文件"
            / "name the hidden sheet to have it read, or check the file";
    ask several_sheets(count, names):
        "工作簿有 {count} 张有内容的工作表：{names}"
            / "the workbook has {count} sheets with something in them: {names}"
        => "说明读哪一张" / "say which one to read";
}
