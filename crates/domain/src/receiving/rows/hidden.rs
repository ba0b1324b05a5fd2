//! Rows and columns that are hidden in the sheet.

use super::RowRead;
use crate::general::problem::Problem;
use crate::problems;

/// Says once how many rows are hidden in the sheet and were read all the same.
pub fn hidden_rows_noted(rows: &[RowRead]) -> Option<Problem> {
    let hidden: Vec<String> =
        rows.iter().filter(|r| r.hidden && r.is_record()).map(|r| r.row.to_string()).collect();
    let (count, which) = (hidden.len(), hidden.iter().take(10).cloned().collect::<Vec<_>>().join("、"));
    (count > 0).then(|| hidden_rows(&count, &which))
}

/// Says once which columns nobody sees in the sheet; they were read all the same.
pub fn hidden_columns_noted(headings: &[String]) -> Option<Problem> {
    let (count, which) = (headings.len(), headings.join("、"));
    (count > 0).then(|| hidden_columns(&count, &which))
}

problems! {
    notice hidden_columns(count, which):
        "{count} 列在表里被隐藏（{which}），照样读入" / "{count} hidden columns were read as well ({which})"
        => "若不该移交，请从表里删去" / "delete them from the sheet if they are not to be handed over";
    notice hidden_rows(count, which):
        "{count} 行在表里被隐藏（第 {which} 行），照样读入"
            / "{count} hidden rows were read as well (row {which})"
        => "若不该移交，请从表里删去" / "delete them from the sheet if they are not to be handed over";
}
