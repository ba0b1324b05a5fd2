//! A whole sheet at once.

use chrono::NaiveDate;

use super::{Reader, RowRead};
use crate::domain::general::problem::Problem;
use crate::domain::receiving::columns::{HeaderFound, Mapping, no_rows, paper_name, propose};
use crate::domain::receiving::grid::Grid;
use crate::problems;

/// A whole sheet understood at once, for sheets that fit in memory.
#[derive(Clone, Debug)]
pub struct Understood {
    pub header: HeaderFound,
    /// What records without a title are called.
    pub paper: Option<String>,
    /// Every row below the header that is not empty, records and others.
    pub rows: Vec<RowRead>,
    /// What concerns the sheet as a whole: doubled headings, hidden rows, no record at all.
    pub problems: Vec<Problem>,
}

/// Finds the header and reads every row below it. `file_stem` is the file's name without its ending.
///
/// # Errors
/// `header_not_found`, `no_rows`.
pub fn understand(
    grid: &Grid,
    remembered: Option<&Mapping>,
    file_stem: &str,
    today: NaiveDate,
) -> Result<Understood, Box<Problem>> {
    let header = propose(grid, remembered)?;
    let paper = paper_name(&header.title_lines, file_stem);
    let mut reader = Reader::new(&header, &grid.merges, paper.as_deref(), today);
    let below = grid.rows.iter().filter(|row| row.number > header.header_rows.1);
    let rows: Vec<RowRead> = below.filter_map(|row| reader.read(row)).collect();
    if !rows.iter().any(RowRead::is_record) {
        return Err(Box::new(no_rows()));
    }
    let mut problems = header.problems.clone();
    problems.extend(hidden_rows_noted(&rows));
    Ok(Understood { header, paper, rows, problems })
}

/// Says once how many rows are hidden in the sheet and were read all the same.
pub fn hidden_rows_noted(rows: &[RowRead]) -> Option<Problem> {
    let hidden: Vec<String> =
        rows.iter().filter(|r| r.hidden && r.is_record()).map(|r| r.row.to_string()).collect();
    let (count, which) = (hidden.len(), hidden.iter().take(10).cloned().collect::<Vec<_>>().join("、"));
    (count > 0).then(|| hidden_rows(&count, &which))
}

problems! {
    notice hidden_rows(count, which):
        "{count} 行在表里被隐藏（第 {which} 行），照样读入"
            / "{count} hidden rows were read as well (row {which})"
        => "若不该移交，请从表里删去" / "delete them from the sheet if they are not to be handed over";
}
