//! Sheets, rows and columns that are hidden, and columns that decide nothing.

use crate::general::problem::Problem;
use crate::problems;
use crate::receiving::columns::{Field, HeaderFound};
use crate::receiving::grid::Grid;

/// Rows named one by one.
const NAMED: usize = 10;

/// Records whose rows are hidden in the sheet.
#[derive(Default)]
pub struct HiddenRows {
    count: u64,
    first: Vec<u32>,
}

impl HiddenRows {
    pub fn add(&mut self, row: u32) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(row);
        }
    }

    /// Says once how many rows are hidden in the sheet and were read all the same.
    pub fn noted(&self) -> Option<Problem> {
        let which: Vec<String> = self.first.iter().map(u32::to_string).collect();
        (self.count > 0).then(|| hidden_rows(&self.count, &which.join("、")))
    }
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

/// Says once which sheets of the workbook hold something, are hidden and were not read, and whether the one that was
/// read is hidden itself.
pub fn hidden_sheets_noted(grid: &Grid) -> Vec<Problem> {
    let (count, which) = (grid.hidden_sheets.len(), grid.hidden_sheets.join("、"));
    let own = grid.is_hidden.then(|| hidden_sheet_read(&grid.name));
    let others = (count > 0).then(|| hidden_sheets(&count, &which, &grid.name));
    own.into_iter().chain(others).collect()
}

problems! {
    notice hidden_sheets(count, which, read):
        "另有 {count} 张隐藏的工作表有内容（{which}），没有读；读的是“{read}”"
            / "{count} hidden sheets hold something and were not read ({which}); \"{read}\" was"
        => "若也要移交，请指名导入那张表" / "if they are to be handed over, import them by name";
    notice hidden_sheet_read(read):
        "读的“{read}”是隐藏的工作表" / "the sheet \"{read}\", which was read, is hidden"
        => "核对是不是要移交的那张表" / "check whether it is the one to be handed over";
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
