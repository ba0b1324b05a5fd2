//! A sheet of an office's own as the rows of a form: its header names the form's fields.

use std::path::Path;

use crate::domain::catalogs::finding_aid::{FieldKind, FreeRow, fields};
use crate::domain::catalogs::form::Form;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::text::{fold, number_text};
use crate::domain::receiving::grid::{Cell, Grid};
use crate::problems;
use crate::sheet::{self, Reading};

/// Rows taken from a sheet, and what of it was not.
pub struct Merged {
    pub rows: Vec<FreeRow>,
    pub problems: Vec<Problem>,
}

/// Rows looked through for the header.
const HEADER_WITHIN: usize = 20;
/// A numeric cell keeps no more digits than these.
const DIGITS_KEPT: f64 = 1e15;

impl Merged {
    /// What cannot be printed as it stands: a number that lost its digits, a cell that holds an error.
    pub fn unprintable(&self) -> Vec<Problem> {
        self.problems.iter().filter(|problem| problem.weight == Weight::Refuse).cloned().collect()
    }
}

/// Reads a sheet whose header names the form's fields.
///
/// # Errors
/// `Refused` when the header names none of them, or no row stands under it.
pub async fn read(form: &Form, path: &Path) -> Result<Merged> {
    let grid = sheet::read(path, &Reading::default()).await?;
    let Some((header, columns)) = header(form, &grid) else {
        let known = known(form).into_iter().map(|(name, _)| name).collect::<Vec<_>>().join("、");
        return Err(Error::from(no_heading_known(&known)));
    };
    let mut merged = Merged { rows: Vec::new(), problems: unknown_headings(&grid, header, &columns) };
    for row in grid.rows.iter().skip(header + 1) {
        let mut entry = FreeRow::new(form.rows);
        let mut filled = false;
        for (at, field) in &columns {
            let Some(cell) = row.cells.get(*at) else { continue };
            match text(cell, field, form) {
                Ok(value) if !value.is_empty() => {
                    filled = true;
                    entry.set(field, value);
                }
                Ok(_) => {}
                Err(problem) => {
                    let column = heading(&grid.rows[header].cells, *at);
                    merged.problems.push(problem.at_row(row.number).in_column(column));
                }
            }
        }
        if filled {
            merged.rows.push(entry);
        }
    }
    if merged.rows.is_empty() {
        return Err(Error::from(sheet_without_rows()));
    }
    Ok(merged)
}

/// Every name a field may bear in the header, with its key.
fn known(form: &Form) -> Vec<(String, String)> {
    let columns = form.columns.iter().map(|column| (column.zh.clone(), column.field.clone()));
    let named = form
        .headings
        .iter()
        .flat_map(|(field, names)| names.iter().map(move |name| (name.clone(), field.clone())));
    let keys = fields(form.rows).iter().map(|(key, _)| ((*key).to_owned(), (*key).to_owned()));
    columns.chain(named).chain(keys).collect()
}

/// The row with most known headings: its place, and which column holds which field.
fn header(form: &Form, grid: &Grid) -> Option<(usize, Vec<(usize, String)>)> {
    let known: Vec<(String, String)> =
        known(form).into_iter().map(|(name, field)| (plain(&name), field)).collect();
    let columns = |row: &crate::domain::receiving::grid::Row| {
        let mut columns: Vec<(usize, String)> = Vec::new();
        for (at, cell) in row.cells.iter().enumerate() {
            let Cell::Text(heading) = cell else { continue };
            let heading = plain(heading);
            if let Some((_, field)) = known.iter().find(|(name, _)| *name == heading)
                && !columns.iter().any(|(_, taken)| taken == field)
            {
                columns.push((at, field.clone()));
            }
        }
        columns
    };
    let rows = grid.rows.iter().take(HEADER_WITHIN).enumerate();
    let best = rows
        .map(|(at, row)| (at, columns(row)))
        .max_by_key(|(at, columns)| (columns.len(), HEADER_WITHIN - at))?;
    (!best.1.is_empty()).then_some(best)
}

fn heading(cells: &[Cell], at: usize) -> String {
    match cells.get(at) {
        Some(Cell::Text(heading)) => heading.trim().to_owned(),
        _ => String::new(),
    }
}

/// A heading without blanks and widths: `姓　名` is `姓名`.
fn plain(heading: &str) -> String {
    fold(heading).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

fn unknown_headings(grid: &Grid, header: usize, columns: &[(usize, String)]) -> Vec<Problem> {
    let row = &grid.rows[header];
    let unknown =
        row.cells.iter().enumerate().filter(|(at, _)| !columns.iter().any(|(known, _)| known == at));
    let problem = |(_, cell): (usize, &Cell)| match cell {
        Cell::Text(heading) if !heading.trim().is_empty() => {
            Some(heading_unused(&heading).at_row(row.number).in_column(heading.clone()))
        }
        _ => None,
    };
    unknown.filter_map(problem).collect()
}

fn text(cell: &Cell, field: &str, form: &Form) -> std::result::Result<String, Problem> {
    Ok(match cell {
        Cell::Empty => String::new(),
        Cell::Error(error) => {
            return Err(cell_in_error(&error));
        }
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Date(day) => day.chars().take(10).collect(),
        Cell::PartOfDate { shown, .. } => shown.clone(),
        Cell::Broken { text, .. } => return Err(cell_in_error(&text)),
        Cell::Bool(yes) => (if *yes { "是" } else { "否" }).to_owned(),
        Cell::Formula { value, .. } => text(value, field, form)?,
        Cell::Number(number) => {
            let is_id = form.kind_of(field) == Some(FieldKind::Id);
            if is_id && number.abs() >= DIGITS_KEPT {
                return Err(number_digits_lost());
            }
            number_text(*number)
        }
    })
}

problems! {
    refuse no_heading_known(known):
        "表头里没有这张表格认识的列名。" / "No heading of the sheet is one this form knows."
        => "列名可以用：{known}。" / "Headings may be: {known}.";
    refuse sheet_without_rows():
        "名单只有表头，没有一行可印。" / "The sheet has a header and no rows."
        => "在表头下面填上要印的人或单位。" / "Write those to be printed under the header.";
    notice heading_unused(heading):
        "列“{heading}”没有印上去" / "the column \"{heading}\" was not printed"
        => "表格没有这一项；不需要就不用管" / "the form has no such item; nothing to do if it is not needed";
    refuse cell_in_error(error):
        "这一格是公式出错（{error}），没有印" / "the cell holds an error ({error}); it was not printed"
        => "改正公式，或直接填上内容" / "correct the formula, or write what it should say";
    refuse number_digits_lost as id_digits_lost():
        "证件号码按数字存放，末几位已经丢失，没有印"
            / "the ID number was kept as a number and lost its last digits; it was not printed"
        => "把这一列改成文本格式，重新填写" / "make the column text and write it again";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogs::finding_aid::{CatalogRow as _, Value};
    use crate::domain::catalogs::form::shipped;

    #[tokio::test]
    async fn a_list_of_persons_fills_the_certification_form() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("名单.csv");
        let csv = "异地认证名单\n姓 名,性别,公民身份号码,现居住地址,喜好\n张三,男,990000195001011234,某省某市,棋\n,,,,\n";
        std::fs::write(&path, csv).unwrap();
        let form = shipped().find("certification_online").unwrap();
        let grid = sheet::read_in_process(&path, &Reading::default()).unwrap();
        let (at, columns) = header(form, &grid).unwrap();
        assert_eq!((at, columns.len()), (1, 4));
        let notes = unknown_headings(&grid, at, &columns);
        assert_eq!(notes.len(), 1);
        assert!(notes[0].message.zh.contains("喜好"));
        let error = Cell::Formula { formula: "A1".into(), value: Box::new(Cell::Error("#REF!".into())) };
        assert_eq!(text(&error, "name", form).unwrap_err().kind, "cell_in_error");
        let cell = Cell::Number(9.9e17);
        assert_eq!(text(&cell, "id_number", form).unwrap_err().kind, "id_digits_lost");
        let entry = FreeRow::new(form.rows).with("name", "张三");
        assert_eq!(entry.field("name"), Some(Value::Text("张三".into())));
    }
}
