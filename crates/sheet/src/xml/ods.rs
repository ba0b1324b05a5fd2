//! The tables of an ods file, read once before calamine builds them.

use quick_xml::events::BytesStart;

use super::{Layout, attribute, each_start, number};
use crate::domain::general::error::Result;
use crate::domain::receiving::grid::Merge;
use crate::reading::ReadingLimits;
use crate::zipped::Container;

/// A table of an ods file.
#[derive(Default)]
pub(crate) struct Table {
    pub name: String,
    pub layout: Layout,
    /// How far down and right something is filled, repeats counted.
    pub rows: u64,
    pub columns: u64,
}

/// Layout and extent of each table.
pub(crate) fn ods_layouts(archive: &mut Container, limits: &ReadingLimits) -> Result<Vec<Table>> {
    let mut walk = Walk { most_rows: limits.rows.into(), ..Walk::default() };
    each_start(archive, "content.xml", |tag| match tag.name().as_ref() {
        "table:table" => walk.table(tag),
        "table:table-row" => walk.row(tag),
        "table:table-cell" | "table:covered-table-cell" => walk.cell(tag),
        _ => Ok(()),
    })?;
    Ok(walk.tables)
}

/// Where the walk stands: in a row that stands for `repeats` rows, before a column.
#[derive(Default)]
struct Walk {
    tables: Vec<Table>,
    row: u64,
    repeats: u64,
    hidden: bool,
    column: u64,
    most_rows: u64,
}

impl Walk {
    fn table(&mut self, tag: &BytesStart) -> Result<()> {
        let name = attribute(tag, "table:name")?.unwrap_or_default();
        self.tables.push(Table { name, ..Table::default() });
        (self.row, self.repeats) = (1, 0);
        Ok(())
    }

    fn row(&mut self, tag: &BytesStart) -> Result<()> {
        self.row += self.repeats;
        self.repeats = repeated(tag, "table:number-rows-repeated")?;
        self.hidden = attribute(tag, "table:visibility")?.is_some_and(|v| v == "collapse" || v == "filter");
        self.column = 0;
        Ok(())
    }

    fn cell(&mut self, tag: &BytesStart) -> Result<()> {
        let across = repeated(tag, "table:number-columns-repeated")?;
        let (first, last, column) = (self.row, self.row + self.repeats.saturating_sub(1), self.column);
        self.column += across;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        if attribute(tag, "office:value-type")?.is_some() || attribute(tag, "table:formula")?.is_some() {
            table.rows = table.rows.max(last);
            table.columns = table.columns.max(self.column);
            let hidden = &mut table.layout.hidden;
            let new = hidden.last().is_none_or(|row| u64::from(*row) < first);
            if self.hidden && new && last <= self.most_rows {
                hidden.extend((first..=last).map(|row| row as u32));
            }
        }
        table.layout.merges.extend(spanned(tag, first as u32, column as u32)?);
        Ok(())
    }
}

fn repeated(tag: &BytesStart, name: &str) -> Result<u64> {
    Ok(u64::from(number(tag, name)?.unwrap_or(1).max(1)))
}

fn spanned(tag: &BytesStart, first_row: u32, first_column: u32) -> Result<Option<Merge>> {
    let down = number(tag, "table:number-rows-spanned")?.unwrap_or(1).max(1);
    let right = number(tag, "table:number-columns-spanned")?.unwrap_or(1).max(1);
    Ok((down > 1 || right > 1).then(|| Merge {
        first_row,
        last_row: first_row.saturating_add(down - 1),
        first_column,
        last_column: first_column.saturating_add(right - 1),
    }))
}
