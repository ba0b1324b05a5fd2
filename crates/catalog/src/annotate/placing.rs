//! Which cell a problem stands in.

use std::collections::{BTreeMap, HashMap};

use crate::domain::general::problem::Problem;
use crate::domain::receiving::grid::{Cell, Grid, Row, column_letters};

/// Problems of a row by column.
pub(super) type PlacedProblems<'a> = BTreeMap<usize, Vec<&'a Problem>>;

/// The columns by their headings.
pub(super) struct Places(HashMap<String, usize>);

impl Places {
    /// `head` has the header rows; `width` is how far the sheet reaches.
    pub(super) fn new(head: &Grid, header_rows: &[u32], width: usize) -> Self {
        Places(columns(head, header_rows, width))
    }

    pub(super) fn place<'a>(&self, row: &Row, problems: &'a [Problem]) -> PlacedProblems<'a> {
        let mut placed = PlacedProblems::default();
        for problem in problems {
            let named = problem.column.as_ref().and_then(|name| self.0.get(&plain(name)));
            let column = named.copied().unwrap_or_else(|| first_cell(row));
            placed.entry(column).or_default().push(problem);
        }
        placed
    }
}

/// Headings as they may be named: all header rows together (`缴费基数` over `月数`), then the lowest
/// alone, then those above it. The first column of a name keeps it.
fn columns(grid: &Grid, header_rows: &[u32], width: usize) -> HashMap<String, usize> {
    if header_rows.is_empty() {
        // without headings a column is called by its letters
        return (0..width).map(|index| (plain(&column_letters(index)), index)).collect();
    }
    let mut rows: Vec<u32> = header_rows.to_vec();
    rows.sort_unstable();
    rows.dedup();
    let width = rows
        .iter()
        .filter_map(|row| grid.rows.iter().find(|r| r.number == *row))
        .map(|r| r.cells.len())
        .max();
    let labels: Vec<Vec<String>> = (0..width.unwrap_or(0))
        .map(|column| {
            let mut labels: Vec<String> = rows.iter().map(|row| plain(heading(grid, *row, column))).collect();
            labels.dedup();
            labels.retain(|label| !label.is_empty());
            labels
        })
        .collect();
    let mut columns = HashMap::new();
    for (column, labels) in labels.iter().enumerate() {
        columns.entry(labels.concat()).or_insert(column);
    }
    for depth in 1..=rows.len() {
        for (column, labels) in labels.iter().enumerate().filter(|(_, labels)| labels.len() >= depth) {
            columns.entry(labels[labels.len() - depth].clone()).or_insert(column);
        }
    }
    columns.remove("");
    columns
}

/// The heading over a column: its own cell's, or that of the merged block it lies in.
fn heading(grid: &Grid, row: u32, column: usize) -> &str {
    let inside = grid.merges.iter().find(|merge| {
        (merge.first_row..=merge.last_row).contains(&row)
            && (merge.first_column as usize..=merge.last_column as usize).contains(&column)
    });
    let (row, column) = inside.map_or((row, column), |merge| (merge.first_row, merge.first_column as usize));
    match grid.cell(row, column) {
        Cell::Text(text) => text,
        _ => "",
    }
}

/// Letters and digits only: blanks, line breaks and brackets in headings vary from hand to hand.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// First cell of the row that holds anything; the first column of an empty row.
fn first_cell(row: &Row) -> usize {
    row.cells.iter().position(|cell| cell != &Cell::Empty).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::receiving::grid::Merge;
    use crate::say;

    fn row(number: u32, cells: &[&str]) -> Row {
        let cell = |text: &&str| if text.is_empty() { Cell::Empty } else { Cell::Text((*text).into()) };
        Row { number, hidden: false, cells: cells.iter().map(cell).collect() }
    }

    fn two_row_header() -> Grid {
        Grid {
            rows: vec![
                row(3, &["序号", "单位", "缴费基数", "", "备注"]),
                row(4, &["", "", "人数", "页 数", ""]),
                row(5, &["", "甲厂", "3", "2", ""]),
            ],
            merges: vec![
                Merge { first_row: 3, last_row: 4, first_column: 0, last_column: 0 },
                Merge { first_row: 3, last_row: 3, first_column: 2, last_column: 3 },
            ],
            ..Grid::default()
        }
    }

    fn column_of(name: &str) -> usize {
        let problem = Problem::refuse("x", say!("x", "x"), say!("x", "x")).at_row(5).in_column(name);
        let (grid, problems) = (two_row_header(), [problem]);
        let placed = Places::new(&grid, &[3, 4], 5).place(&grid.rows[2], &problems);
        *placed.keys().next().unwrap()
    }

    #[test]
    fn a_heading_is_found_however_it_is_named() {
        assert_eq!(column_of("序号"), 0);
        assert_eq!(column_of("页数"), 3);
        assert_eq!(column_of("缴费基数/页数"), 3);
        assert_eq!(column_of("缴费基数\n人数"), 2);
        assert_eq!(column_of("缴费基数"), 2);
        assert_eq!(column_of("备注"), 4);
    }

    #[test]
    fn an_unknown_heading_means_the_rows_first_cell() {
        assert_eq!(column_of("天气"), 1);
    }
}
