//! Every row passes this check: limits on rows, columns and cells, whatever the format.

use super::parts::{SheetPart, Sink};
use super::reading::ReadingLimits;
use super::refusal::{damaged, unreadable};
use crate::domain::general::error::Result;
use crate::domain::receiving::grid::{Cell, Grid, Row, column_letters};
use crate::say;

/// Passes parts on to a sink as long as they keep within the limits.
pub(super) struct LimitCheck<'a> {
    limits: ReadingLimits,
    sink: Sink<'a>,
    last: u32,
    rows: u64,
}

impl<'a> LimitCheck<'a> {
    pub fn new(limits: ReadingLimits, sink: Sink<'a>) -> Self {
        LimitCheck { limits, sink, last: 0, rows: 0 }
    }

    /// Passes what is known before the rows.
    pub fn head(&mut self, head: Grid) -> Result<()> {
        if head.merges.len() > self.limits.merges {
            let (count, most) = (head.merges.len(), self.limits.merges);
            return Err(unreadable(
                "too_many_merges",
                say!("合并单元格有 {count} 处，超过 {most}", "{count} merged blocks, more than {most}"),
                say!("取消合并后重新保存", "undo the merging and save again"),
            ));
        }
        (self.sink)(SheetPart::Head(head))
    }

    /// A cell that holds something, before it is put into a row.
    ///
    /// # Errors
    /// `cell_out_of_range`, `cell_too_long`: the file is refused, the cell named.
    pub fn check_cell(&self, row: u32, column: usize, cell: &Cell) -> Result<()> {
        if column as u64 >= u64::from(self.limits.columns) || row > self.limits.rows {
            let (columns, rows, letters) = (self.limits.columns, self.limits.rows, column_letters(column));
            return Err(unreadable(
                "cell_out_of_range",
                say!(
                    "单元格 {letters}{row} 超出范围（最多 {rows} 行、{columns} 列）",
                    "cell {letters}{row} is out of range (at most {rows} rows and {columns} columns)"
                ),
                say!(
                    "删去表格外多余的内容，或分成几个文件",
                    "delete what stands outside the table, or split the file"
                ),
            ));
        }
        let chars = text_len(cell);
        if chars > self.limits.cell_chars {
            let (most, letters) = (self.limits.cell_chars, column_letters(column));
            return Err(unreadable(
                "cell_too_long",
                say!(
                    "单元格 {letters}{row} 有 {chars} 个字符，超过 {most}",
                    "cell {letters}{row} has {chars} characters, more than {most}"
                ),
                say!("缩短这一格的内容", "shorten the cell"),
            ));
        }
        Ok(())
    }

    /// Passes a row on; rows with nothing in them are left out.
    pub fn row(&mut self, mut row: Row) -> Result<()> {
        if row.number <= self.last {
            let number = row.number;
            return Err(damaged(format!("row {number} stands after row {}", self.last)));
        }
        self.last = row.number;
        while row.cells.last() == Some(&Cell::Empty) {
            row.cells.pop();
        }
        if row.cells.is_empty() {
            return Ok(());
        }
        self.rows += 1;
        (self.sink)(SheetPart::Row(row))
    }

    /// # Errors
    /// `no_rows` when nothing came through.
    pub fn finish(self) -> Result<()> {
        if self.rows > 0 {
            return Ok(());
        }
        Err(unreadable(
            "no_rows",
            say!("文件里没有内容：0 行", "the file holds nothing: 0 rows"),
            say!("检查是否选错了文件或工作表", "check whether this is the right file and the right sheet"),
        ))
    }
}

fn text_len(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::Broken { text, .. } if text.len() > 1000 => text.chars().count(),
        Cell::Date(text) | Cell::Error(text) => text.chars().count(),
        Cell::PartOfDate { day, shown } => day.chars().count().max(shown.chars().count()),
        Cell::Formula { formula, value } => formula.len().max(text_len(value)),
        _ => 0,
    }
}
