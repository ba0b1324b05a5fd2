//! Finding the header row: under title rows, of one row or of two with merged cells.

use super::hints::{BETWEEN_CELLS, Hints};
use super::names::{HeadingNames, Sureness, names};
use super::{Column, Field, Mapping};
use crate::general::problem::Problem;
use crate::general::text::{TextKind, clean, fold};
use crate::problems;
use crate::receiving::grid::{Cell, Grid, Merge, Row};
use crate::values::date::DateSystem;

/// The header as found.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderFound {
    /// First and last row of the header, by the sheet's own numbers; 0: there is none. Records come after
    /// the last.
    pub header_rows: (u32, u32),
    pub mapping: Mapping,
    /// Texts of the rows above the header.
    pub title_lines: Vec<String>,
    pub hints: Hints,
    /// Headings given twice, fields claimed twice.
    pub problems: Vec<Problem>,
    /// Headings of columns nobody sees in the sheet.
    pub hidden_columns: Vec<String>,
    /// From when the workbook counts days.
    pub date_system: DateSystem,
    /// There are no headings: a person has to say what the columns are before a row is taken.
    pub to_confirm: bool,
}

/// Rows looked at for a header.
const SEARCHED: usize = 50;

/// Finds the header and proposes what each column says; `remembered` is the mapping confirmed for
/// this sender before and wins over the table of names. The grid needs the first rows only.
///
/// # Errors
/// `header_not_found` when no row has two names that are known.
pub fn propose(grid: &Grid, remembered: Option<&Mapping>) -> Result<HeaderFound, Box<Problem>> {
    let names = names();
    let says = |cell: &Cell| !text_of(cell).is_empty() || is_unsolved(cell);
    let rows: Vec<&Row> = grid.rows.iter().filter(|row| row.cells.iter().any(says)).collect();
    let best = (0..rows.len().min(SEARCHED))
        .flat_map(|at| candidates(&rows, at, &grid.merges))
        .map(|headings| (score(&headings, names, remembered), headings))
        .filter(|(score, _)| score.0 >= 2)
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    let Some((_, found)) = best else { return Err(Box::new(not_found(&rows))) };
    let title_lines = title_lines(&rows, found.first_row);
    let mut problems = Vec::new();
    let mapping = map(&found, names, remembered, &mut problems);
    let hidden = mapping.columns.iter().filter(|column| grid.hidden_columns.contains(&column.index));
    Ok(HeaderFound {
        header_rows: (found.first_row, found.last_row),
        hidden_columns: hidden.map(|column| column.heading.clone()).collect(),
        date_system: grid.date_system,
        mapping,
        hints: Hints::from_lines(&title_lines),
        title_lines,
        problems,
        to_confirm: false,
    })
}

/// One way to read a header: the heading of every column (empty: none).
struct Headings {
    first_row: u32,
    last_row: u32,
    texts: Vec<String>,
}

/// The row alone, and the row with the next one under it where merged cells or gaps allow it.
fn candidates(rows: &[&Row], at: usize, merges: &[Merge]) -> Vec<Headings> {
    let row = rows[at];
    let single: Vec<String> = row.cells.iter().map(text_of).collect();
    let mut list = vec![Headings { first_row: row.number, last_row: row.number, texts: single }];
    if let Some(below) = rows.get(at + 1).filter(|below| below.number == row.number + 1)
        && let Some(texts) = two_rows(row, below, merges)
    {
        list.push(Headings { first_row: row.number, last_row: below.number, texts });
    }
    list
}

/// Headings of a two-row header; `None` when the second row does not look like one.
fn two_rows(top: &Row, below: &Row, merges: &[Merge]) -> Option<Vec<String>> {
    let of_top: Vec<&Merge> = merges.iter().filter(|m| m.first_row == top.number).collect();
    let merged_down = of_top.iter().any(|m| m.last_row == below.number);
    let merged_across = of_top.iter().any(|m| m.last_row == top.number && m.last_column > m.first_column);
    let width = top.cells.len().max(below.cells.len());
    let text = |row: &Row, column: usize| row.cells.get(column).map(text_of).unwrap_or_default();
    let mut texts = Vec::with_capacity(width);
    let (mut group, mut parts, mut gaps) = (String::new(), 0, 0);
    for column in 0..width {
        let (mut upper, lower) = (text(top, column), text(below, column));
        let across = of_top.iter().find(|m| (m.first_column..=m.last_column).contains(&(column as u32)));
        match across {
            Some(merge) => upper = text(top, merge.first_column as usize),
            // without merges (text files) a name reaches over the empty cells right of it
            None if upper.is_empty() && !lower.is_empty() && merges.is_empty() => upper.clone_from(&group),
            None => {}
        }
        group.clone_from(&upper);
        let down = across.is_some_and(|m| m.last_row >= below.number);
        if !down && !lower.is_empty() {
            parts += 1;
            if lower.chars().any(|c| c.is_ascii_digit()) {
                return None;
            }
        } else {
            gaps += 1;
        }
        texts.push(if down { upper } else { format!("{upper}{lower}") });
    }
    let shaped = if merges.is_empty() { gaps > 0 && text_gap(top) } else { merged_across || merged_down };
    (parts > 0 && shaped).then_some(texts)
}

/// Whether a name of the row stands left of an empty cell it can reach over.
fn text_gap(row: &Row) -> bool {
    row.cells.windows(2).any(|pair| !text_of(&pair[0]).is_empty() && text_of(&pair[1]).is_empty())
}

/// Columns recognised, then how surely, then how few headings are left over.
fn score(headings: &Headings, names: &HeadingNames, remembered: Option<&Mapping>) -> (usize, usize, i64) {
    let mut seen = Vec::new();
    let (mut exact, mut others) = (0, 0);
    for text in headings.texts.iter().filter(|t| !t.is_empty()) {
        match field_of(text, names, remembered) {
            Some((field, sureness)) if field.repeats() || !seen.contains(&field) => {
                seen.push(field);
                exact += usize::from(sureness == Sureness::Exact);
            }
            _ => others += 1,
        }
    }
    (seen.len(), exact, -others)
}

fn field_of(heading: &str, names: &HeadingNames, remembered: Option<&Mapping>) -> Option<(Field, Sureness)> {
    match remembered.and_then(|mapping| mapping.field_of(heading)) {
        Some(field) => field.map(|field| (field, Sureness::Exact)),
        None => names.lookup(heading),
    }
}

/// Gives every field to one column: surer names first, then from left to right.
fn map(
    found: &Headings,
    names: &HeadingNames,
    remembered: Option<&Mapping>,
    problems: &mut Vec<Problem>,
) -> Mapping {
    let mut columns: Vec<Column> = found
        .texts
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
        .map(|(index, text)| Column { index, heading: text.clone(), field: None })
        .collect();
    for wanted in [Sureness::Exact, Sureness::Contained] {
        for at in 0..columns.len() {
            let Some((field, sureness)) = field_of(&columns[at].heading, names, remembered) else { continue };
            if sureness != wanted {
                continue;
            }
            match columns.iter().find(|c| c.field == Some(field)) {
                Some(_) if field.repeats() => columns[at].field = Some(field),
                Some(first) => problems.push(claimed_twice(first, &columns[at], field, found.last_row)),
                None => columns[at].field = Some(field),
            }
        }
    }
    Mapping { columns }
}

fn claimed_twice(first: &Column, second: &Column, field: Field, row: u32) -> Problem {
    let label = field.label();
    let (one, two) = (&first.heading, &second.heading);
    let (zh, en) = (label.zh, label.en);
    let problem = match fold(one) == fold(two) {
        true => heading_twice(&one, &zh, &en),
        false => field_twice(&one, &two, &zh, &en),
    };
    problem.at_row(row).in_column(two.clone())
}

fn title_lines(rows: &[&Row], header: u32) -> Vec<String> {
    rows.iter()
        .take_while(|row| row.number < header)
        .map(|row| {
            row.cells.iter().map(text_of).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(BETWEEN_CELLS)
        })
        .collect()
}

fn not_found(rows: &[&Row]) -> Problem {
    if rows.iter().any(|row| row.cells.iter().any(is_unsolved)) {
        return formulas_without_results();
    }
    if rows.is_empty() {
        return no_rows();
    }
    header_not_found()
}

/// A formula the file has no result of.
fn is_unsolved(cell: &Cell) -> bool {
    matches!(cell, Cell::Formula { value, .. } if **value == Cell::Empty)
}

fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => clean(text, TextKind::Prose).value.unwrap_or_default(),
        Cell::Number(number) => crate::general::text::number_text(*number),
        Cell::Date(text) | Cell::Error(text) => text.clone(),
        Cell::PartOfDate { shown, .. } => shown.clone(),
        Cell::Broken { text, .. } => clean(text, TextKind::Prose).value.unwrap_or_default(),
        Cell::Bool(value) => value.to_string(),
        Cell::Formula { value, .. } => text_of(value),
        Cell::Empty => String::new(),
    }
}

problems! {
    ask heading_twice(one, zh, en):
        "两列都叫“{one}”" / "two columns are called \"{one}\""
        => "确认哪一列是“{zh}”" / "say which column is the {en}";
    notice field_twice(one, two, zh, en):
        "“{two}”也像“{zh}”，已取“{one}”列，“{two}”照原样保留"
            / "\"{two}\" also looks like the {en}; \"{one}\" was taken, \"{two}\" is kept as it is"
        => "确认哪一列是“{zh}”" / "say which column is the {en}";
    refuse header_not_found():
        "前 {SEARCHED} 行里找不到表头" / "no header found in the first {SEARCHED} rows"
        => "表头里要有题名、姓名、日期、页数这样的列名；或用列对应文件指定"
            / "the header needs names such as 题名, 姓名, 日期, 页数; or give a mapping of columns";
    pub(crate) refuse formulas_without_results as formula_no_value():
        "表里是公式，文件里却没有算好的结果" / "the sheet holds formulas, and the file none of their results"
        => "用表格软件打开、保存一次，再导入" / "open and save the file in a spreadsheet program first";
    pub(crate) refuse no_rows():
        "表里没有记录：0 行" / "the sheet has no records: 0 rows"
        => "检查是否选错了文件或工作表" / "check whether this is the right file and the right sheet";
}
