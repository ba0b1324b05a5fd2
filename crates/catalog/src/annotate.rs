//! 退回件: a copy of a clerk's sheet, every cell in its place, cells with problems coloured and commented,
//! and all reasons in a last column, so that nobody depends on colours or comments.

mod placing;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Write;

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, Note, Worksheet, XlsxError};

use super::cell_fit;
use super::workbook::{plain_cell, save, sheet_name, step, within_limit, workbook};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::wording::Lang;
use crate::domain::receiving::grid::{Cell, Grid, Merge, Row};
use crate::{problems, say};
use placing::{PlacedProblems, Places};

/// Comments on one sheet; spreadsheet programs become slow with more. The last column always has every reason.
const COMMENTS: usize = 10_000;
/// Rows given a height of their own; a spreadsheet program finds the others' itself.
const HEIGHTS: usize = 100_000;
/// Cells all merged blocks may cover together: a block over a whole sheet is no layout.
const MERGED_CELLS: u64 = 200_000;
const LAST_ROW: u32 = 1_048_576;
const LAST_COLUMN: usize = 16_384;
/// Width of the column of reasons, in characters.
const REASON_WIDTH: f64 = 60.0;
/// The same in millimetres, a digit being eight pixels.
const REASON_MM: f64 = REASON_WIDTH * 8.0 / 96.0 * 25.4;

/// What the sheet itself does not say.
#[derive(Clone, Debug, Default)]
pub struct Annotation {
    /// Numbers of the rows that hold the column headings, as the sheet counts them.
    pub header_rows: Vec<u32>,
    /// Problems of the whole file.
    pub of_file: Vec<Problem>,
    pub lang: Lang,
}

/// A row with what is said of it.
#[derive(Clone, Debug, Default)]
pub struct MarkedRow {
    pub row: Row,
    pub problems: Vec<Problem>,
    /// Taken into the archive already; marked so that nobody hands it over again.
    pub taken: bool,
}

/// How far a sheet reaches, and what its columns hold.
#[derive(Clone, Debug, Default)]
pub struct Extent {
    has_dates: Vec<bool>,
    last_row: u32,
}

impl MarkedRow {
    fn empty(number: u32) -> Self {
        MarkedRow { row: Row { number, ..Row::default() }, ..MarkedRow::default() }
    }
}

impl Extent {
    pub fn add(&mut self, row: &Row) {
        self.last_row = self.last_row.max(row.number);
        if self.has_dates.len() < row.cells.len() {
            self.has_dates.resize(row.cells.len(), false);
        }
        for (has_dates, cell) in self.has_dates.iter_mut().zip(&row.cells) {
            *has_dates |= matches!(cell, Cell::Date(_));
        }
    }
}

/// Heading of the column of reasons. Intake skips a column whose heading begins with it.
pub const REASON_HEADING: &str = "退回原因";

/// Writes the sheet as an `.xlsx` with the problems in their places. `head` is the sheet with its header rows; the
/// rows come in their order, one after the other.
///
/// A problem stands in the cell of its row and of the column with its heading; without a column that
/// the header rows know, in the row's first cell. Problems of the whole file stand with the heading of
/// the last column. Hidden rows stay hidden unless they have a problem. Formulas appear as the value
/// they had, or as their text; text stays text, so that an ID number typed again keeps its digits.
///
/// # Errors
/// `Refused` when the sheet is larger than a spreadsheet can be; `Busy` when the disk will not take it; what the rows
/// fail with.
pub fn annotate<W: Write + Send>(
    head: &Grid,
    extent: &Extent,
    rows: impl Iterator<Item = Result<MarkedRow>>,
    about: &Annotation,
    out: W,
) -> Result<W> {
    let (columns, last_row) = (extent.has_dates.len(), extent.last_row.max(1));
    if columns >= LAST_COLUMN || last_row > LAST_ROW {
        return Err(Error::from(sheet_too_large(&last_row, &columns)));
    }
    let mut book = workbook(&head.name, None, None)?;
    let places = Places::new(head, &about.header_rows, columns);
    step(|| {
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(&head.name))?;
        sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_print_gridlines(true);
        for (column, width) in widths(head, extent) {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_column_width(columns as u16, REASON_WIDTH)?;
        Ok(())
    })?;
    let sheet = step(|| book.worksheet_from_index(0))?;
    Copy { sheet, head, about, places, reasons: columns as u16, comments: 0, heights: 0 }
        .rows(rows, last_row)?;
    save(book, out)
}

/// Widths as the sheet states them, but enough for the dates, which are printed in full here.
fn widths(head: &Grid, extent: &Extent) -> Vec<(u16, f64)> {
    const DATE_WIDTH: f64 = 12.0;
    let width = |(column, has_dates): (usize, &bool)| {
        let stated = head.widths.get(column).copied().flatten().filter(|width| (0.5..=255.0).contains(width));
        let width = if *has_dates { Some(stated.unwrap_or(0.0).max(DATE_WIDTH)) } else { stated };
        width.map(|width| (column as u16, width))
    };
    extent.has_dates.iter().enumerate().filter_map(width).collect()
}

/// The copy being drawn.
struct Copy<'a> {
    sheet: &'a mut Worksheet,
    head: &'a Grid,
    about: &'a Annotation,
    places: Places,
    /// Index of the column of reasons.
    reasons: u16,
    comments: usize,
    heights: usize,
}

impl Copy<'_> {
    fn rows(&mut self, rows: impl Iterator<Item = Result<MarkedRow>>, last_row: u32) -> Result<()> {
        let heading_row = self.about.header_rows.iter().copied().max().unwrap_or(1).clamp(1, LAST_ROW);
        let mut merges = self.merges(last_row);
        // rows that stand there though nothing is in them
        let mut empty: BTreeSet<u32> = merges.keys().copied().chain([heading_row]).collect();
        for row in rows {
            let row = row?;
            let number = row.row.number;
            if !(1..=LAST_ROW).contains(&number) {
                continue;
            }
            while let Some(before) = empty.first().copied().filter(|before| *before < number) {
                empty.remove(&before);
                self.row(&MarkedRow::empty(before), &mut merges, before == heading_row)?;
            }
            empty.remove(&number);
            self.row(&row, &mut merges, number == heading_row)?;
        }
        for number in empty {
            self.row(&MarkedRow::empty(number), &mut merges, number == heading_row)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        marked: &MarkedRow,
        merges: &mut BTreeMap<u32, Vec<Merge>>,
        is_heading: bool,
    ) -> Result<()> {
        let number = marked.row.number;
        if marked.row.hidden && marked.problems.is_empty() {
            step(|| self.sheet.set_row_hidden(number - 1).map(drop))?;
        }
        let merged = plain_cell()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        let mut anchors = HashSet::new();
        for merge in merges.remove(&number).into_iter().flatten() {
            anchors.insert(merge.first_column as usize);
            let (first, last) = (merge.first_column as u16, merge.last_column as u16);
            step(|| {
                self.sheet.merge_range(number - 1, first, merge.last_row - 1, last, "", &merged).map(drop)
            })?;
        }
        let placed = self.places.place(&marked.row, &marked.problems);
        self.cells(&marked.row, &placed, &anchors)?;
        self.reason(marked, &placed, is_heading)
    }

    /// The blocks to merge, by first row: within the sheet, not overlapping, not beyond reason.
    fn merges(&self, last_row: u32) -> BTreeMap<u32, Vec<Merge>> {
        let mut by_row: BTreeMap<u32, Vec<Merge>> = BTreeMap::new();
        let mut covered = HashSet::new();
        let mut room = MERGED_CELLS;
        for merge in &self.head.merges {
            let last_column = merge.last_column.min(u32::from(self.reasons).saturating_sub(1));
            let merge = Merge { last_row: merge.last_row.min(last_row), last_column, ..*merge };
            if merge.first_row == 0
                || merge.last_row < merge.first_row
                || merge.last_column < merge.first_column
            {
                continue;
            }
            let (high, wide) =
                (merge.last_row - merge.first_row + 1, merge.last_column - merge.first_column + 1);
            let size = u64::from(high) * u64::from(wide);
            if size == 1 || size > room {
                continue;
            }
            let cells = (merge.first_row..=merge.last_row)
                .flat_map(|row| (merge.first_column..=merge.last_column).map(move |column| (row, column)));
            if cells.clone().any(|cell| covered.contains(&cell)) {
                continue;
            }
            room -= size;
            covered.extend(cells);
            by_row.entry(merge.first_row).or_default().push(merge);
        }
        by_row
    }

    fn cells(&mut self, row: &Row, troubles: &PlacedProblems<'_>, merged: &HashSet<usize>) -> Result<()> {
        let (number, cells) = (row.number, &row.cells);
        let is_header = self.about.header_rows.contains(&number);
        let last_troubled = troubles.keys().next_back().map_or(0, |column| column + 1);
        for column in 0..cells.len().max(last_troubled) {
            let cell = cells.get(column).unwrap_or(&Cell::Empty);
            let here = troubles.get(&column).map_or(&[][..], Vec::as_slice);
            let mut format = plain_cell();
            if is_header || merged.contains(&column) {
                format = format
                    .set_align(FormatAlign::Center)
                    .set_align(FormatAlign::VerticalCenter)
                    .set_text_wrap();
            }
            if is_header {
                format = format.set_bold();
            }
            if let Some(weight) = here.iter().map(|problem| problem.weight).max() {
                format = coloured(format, weight);
            }
            let (at_row, at_column) = (number - 1, column as u16);
            step(|| write_cell(self.sheet, at_row, at_column, cell, format))?;
            if !here.is_empty() && self.comments < COMMENTS {
                self.comments += 1;
                let note = comment(cell, here, self.about.lang);
                step(|| self.sheet.insert_note(at_row, at_column, &note).map(drop))?;
            }
        }
        Ok(())
    }

    /// The last column: every reason of the row, or that the row was taken.
    fn reason(&mut self, marked: &MarkedRow, placed: &PlacedProblems<'_>, is_heading: bool) -> Result<()> {
        let (lang, number) = (self.about.lang, marked.row.number);
        let here: Vec<&Problem> = placed.values().flatten().copied().collect();
        let mut lines: Vec<String> = here.iter().map(|problem| sentence(problem, lang)).collect();
        let mut weight = here.iter().map(|problem| problem.weight).max();
        let mut format =
            plain_cell().set_text_wrap().set_align(FormatAlign::VerticalCenter).set_num_format("@");
        if is_heading {
            lines.insert(0, REASON_HEADING.to_owned());
            lines.extend(self.about.of_file.iter().map(|problem| sentence(problem, lang)));
            weight = weight.max(self.about.of_file.iter().map(|problem| problem.weight).max());
            format = format.set_bold();
        } else if lines.is_empty() && marked.taken {
            lines.push(say!("已接收", "taken").in_lang(lang).to_owned());
            format = format.set_font_color(Color::Gray);
        }
        if lines.is_empty() {
            return Ok(());
        }
        if let Some(weight) = weight {
            format = coloured(format, weight);
        }
        let text = lines.join("\n");
        let text = within_limit(&text, number, &mut Vec::new());
        let lines = cell_fit::lines(text, REASON_MM, 11.0);
        if lines > 1 && self.heights < HEIGHTS {
            self.heights += 1;
            let height = lines as f64 * cell_fit::line_height(11.0) + 4.0;
            step(|| self.sheet.set_row_height(number - 1, height.min(cell_fit::TALLEST)).map(drop))?;
        }
        step(|| self.sheet.write_string_with_format(number - 1, self.reasons, text, &format).map(drop))
    }
}

/// `退回〔页数〕缺页数。请补填页数`: readable without the colour.
fn sentence(problem: &Problem, lang: Lang) -> String {
    let word = match problem.weight {
        Weight::Refuse => say!("退回", "Returned"),
        Weight::Ask => say!("待定", "To decide"),
        Weight::Notice => say!("提示", "Note"),
    };
    let column = problem
        .column
        .as_ref()
        .map_or_else(|| say!("：", ":"), |column| say!("〔{column}〕", "〔{column}〕"));
    let column = column.in_lang(lang);
    let (word, message, fix) = (word.in_lang(lang), problem.message.in_lang(lang), problem.fix.in_lang(lang));
    let message = message.trim_end_matches(['。', '；', '.', ';']);
    match (lang, fix) {
        (_, "") => format!("{word}{column}{message}"),
        (Lang::Zh, fix) => format!("{word}{column}{message}。{fix}"),
        (Lang::En, fix) => format!("{word}{column} {message}: {fix}"),
    }
}

fn coloured(format: Format, weight: Weight) -> Format {
    match weight {
        Weight::Refuse => {
            format.set_background_color(Color::RGB(0xFFC7CE)).set_font_color(Color::RGB(0x9C0006))
        }
        Weight::Ask => format.set_background_color(Color::RGB(0xFFEB9C)).set_font_color(Color::RGB(0x7F4F00)),
        Weight::Notice => {
            format.set_background_color(Color::RGB(0xDDEBF7)).set_font_color(Color::RGB(0x1F3864))
        }
    }
}

fn comment(cell: &Cell, problems: &[&Problem], lang: Lang) -> Note {
    const LONGEST: usize = 2_000;
    let mut lines: Vec<String> = problems.iter().map(|problem| sentence(problem, lang)).collect();
    if let Cell::Formula { formula, .. } = cell {
        lines.push(say!("原公式：={formula}", "formula: ={formula}").in_lang(lang).to_owned());
    }
    let text: String = lines.join("\n").chars().take(LONGEST).collect();
    let height = 40 + 20 * (text.chars().count() as u32 / 18 + lines.len() as u32);
    Note::new(text).add_author_prefix(false).set_width(300).set_height(height.min(600))
}

/// Writes the cell as the kind it was. A troubled or textual cell takes text when it is typed in
/// again: an ID number retyped into it keeps its digits.
fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    format: Format,
) -> std::result::Result<(), XlsxError> {
    let is_troubled = format != plain_cell() && cell != &Cell::Empty;
    match cell {
        Cell::Empty if format == plain_cell() => {}
        Cell::Empty => drop(sheet.write_blank(row, column, &format.set_num_format("@"))?),
        Cell::Text(text) | Cell::Error(text) | Cell::Broken { text, .. } => {
            write_text(sheet, row, column, text, format)?
        }
        Cell::PartOfDate { shown, .. } => write_text(sheet, row, column, shown, format)?,
        Cell::Number(number) if !number.is_finite() => {
            write_text(sheet, row, column, &number.to_string(), format)?
        }
        Cell::Number(number) => {
            let shown = match number.abs() {
                _ if is_troubled => format.set_num_format("@"),
                long if (1e11..1e19).contains(&long) && number.fract() == 0.0 => format.set_num_format("0"),
                _ => format,
            };
            sheet.write_number_with_format(row, column, *number, &shown)?;
        }
        Cell::Date(iso) => match ExcelDateTime::parse_from_str(iso) {
            Ok(day) => {
                let shape = if iso.contains('T') { "yyyy-mm-dd hh:mm:ss" } else { "yyyy-mm-dd" };
                sheet.write_datetime_with_format(row, column, &day, &format.set_num_format(shape))?;
            }
            Err(_) => write_text(sheet, row, column, iso, format)?,
        },
        Cell::Bool(value) => drop(sheet.write_boolean_with_format(row, column, *value, &format)?),
        Cell::Formula { formula, value } => match value.as_ref() {
            Cell::Empty => write_text(sheet, row, column, &format!("={formula}"), format)?,
            Cell::Formula { formula, .. } => write_text(sheet, row, column, &format!("={formula}"), format)?,
            value => write_cell(sheet, row, column, value, format)?,
        },
    }
    Ok(())
}

fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: Format,
) -> std::result::Result<(), XlsxError> {
    let text = within_limit(text, row + 1, &mut Vec::new());
    sheet.write_string_with_format(row, column, text, &format.set_num_format("@"))?;
    Ok(())
}

problems! {
    refuse sheet_too_large(last_row, columns):
        "这张表有 {last_row} 行 {columns} 列，超过一张电子表格能放下的，做不出退回件"
            / "this sheet has {last_row} rows and {columns} columns, more than a spreadsheet holds; no annotated copy can be made"
        => "请把表分成几份，分别移交" / "split the sheet and hand the parts over one by one";
}
