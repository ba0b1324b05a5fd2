//! Rows and columns that are hidden in the sheet, and columns that decide nothing.

use super::RowRead;
use crate::general::problem::Problem;
use crate::problems;
use crate::receiving::columns::{Field, HeaderFound};

/// Says once how many rows are hidden in the sheet and were read all the same.
pub fn hidden_rows_noted(rows: &[RowRead]) -> Option<Problem> {
    let hidden: Vec<String> =
        rows.iter().filter(|r| r.hidden && r.is_record()).map(|r| r.row.to_string()).collect();
    let (count, which) = (hidden.len(), hidden.iter().take(10).cloned().collect::<Vec<_>>().join("、"));
    (count > 0).then(|| hidden_rows(&count, &which))
}

/// Says once which columns nobody sees in the sheet, which were read all the same, and that 案卷号 does not decide in which
/// volume the records go where no code says it.
pub fn columns_noted(header: &HeaderFound) -> Vec<Problem> {
    let headings = &header.hidden_columns;
    let (count, which) = (headings.len(), headings.join("、"));
    let hidden = (count > 0).then(|| hidden_columns(&count, &which));
    let mapping = &header.mapping;
    let volume = mapping.column(Field::Volume).filter(|_| mapping.column(Field::Code).is_none());
    let unused = volume.map(|column| volume_number_unused(&column.heading).in_column(&column.heading));
    hidden.into_iter().chain(unused).collect()
}

problems! {
    notice volume_number_unused(heading):
        "“{heading}”只记作说明：案卷号按归档顺序另编"
            / "\"{heading}\" is kept as a note: volumes are numbered as they are filed"
        => "要沿用原来的案卷号，请加上“档号”一列" / "to keep the old numbers, add a column 档号 with whole codes";
    notice hidden_columns(count, which):
        "{count} 列在表里被隐藏（{which}），照样读入" / "{count} hidden columns were read as well ({which})"
        => "若不该移交，请从表里删去" / "delete them from the sheet if they are not to be handed over";
    notice hidden_rows(count, which):
        "{count} 行在表里被隐藏（第 {which} 行），照样读入"
            / "{count} hidden rows were read as well (row {which})"
        => "若不该移交，请从表里删去" / "delete them from the sheet if they are not to be handed over";
}
