//! The tables of an ods file, read once before calamine builds them.

use quick_xml::events::{BytesStart, Event};

use super::{Layout, attribute, each_event, number};
use crate::domain::general::error::Result;
use crate::domain::general::text::number_text;
use crate::domain::receiving::grid::{Cell, Merge};
use crate::domain::values::date;
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
    let mut walk =
        Walk { most_rows: limits.rows.into(), most_columns: limits.columns.into(), ..Walk::default() };
    each_event(archive, "content.xml", |event| match event {
        Event::Start(tag) => walk.start(tag, false),
        Event::Empty(tag) => walk.start(tag, true),
        Event::Text(text) if walk.value.is_some() => {
            walk.text.push_str(&text.xml10_content());
            Ok(())
        }
        Event::End(tag) if matches!(tag.name().as_ref(), "table:table-cell" | "table:covered-table-cell") => {
            walk.end_of_cell();
            Ok(())
        }
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
    /// Columns declared before the rows.
    declared: u64,
    most_rows: u64,
    most_columns: u64,
    /// What the cell being read holds, over which rows and columns, and the text it shows.
    value: Option<(Value, [u64; 4])>,
    text: String,
}

/// The kinds of value whose look may say something else.
enum Value {
    Number(f64),
    Date(String),
}

impl Walk {
    fn start(&mut self, tag: &BytesStart, is_whole: bool) -> Result<()> {
        match tag.name().as_ref() {
            "table:table" => self.table(tag),
            "table:table-column" => self.columns(tag),
            "table:table-row" => self.row(tag),
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell(tag)?;
                if is_whole {
                    self.end_of_cell();
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn columns(&mut self, tag: &BytesStart) -> Result<()> {
        let (first, count) = (self.declared, repeated(tag, "table:number-columns-repeated")?);
        self.declared += count;
        if let (true, Some(table)) = (is_hidden(tag)?, self.tables.last_mut()) {
            let last = self.declared.min(self.most_columns);
            table.layout.hidden_columns.extend((first..last).map(|at| at as usize));
        }
        Ok(())
    }

    fn end_of_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        let (Some((value, [first, last, left, right])), Some(table)) =
            (self.value.take(), self.tables.last_mut())
        else {
            return;
        };
        let Some(shown) = shown_as(&value, text.trim()) else { return };
        for row in first..=last.min(self.most_rows) {
            for column in left..right.min(self.most_columns) {
                table.layout.shown.insert((row as u32, column as u32), shown.clone());
            }
        }
    }

    fn table(&mut self, tag: &BytesStart) -> Result<()> {
        let name = attribute(tag, "table:name")?.unwrap_or_default();
        self.tables.push(Table { name, ..Table::default() });
        (self.row, self.repeats, self.declared) = (1, 0, 0);
        Ok(())
    }

    fn row(&mut self, tag: &BytesStart) -> Result<()> {
        self.row += self.repeats;
        self.repeats = repeated(tag, "table:number-rows-repeated")?;
        self.hidden = is_hidden(tag)?;
        self.column = 0;
        Ok(())
    }

    fn cell(&mut self, tag: &BytesStart) -> Result<()> {
        let across = repeated(tag, "table:number-columns-repeated")?;
        let (first, last, column) = (self.row, self.row + self.repeats.saturating_sub(1), self.column);
        self.column += across;
        self.value = value_of(tag)?.map(|value| (value, [first, last, column, self.column]));
        self.text.clear();
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

fn is_hidden(tag: &BytesStart) -> Result<bool> {
    Ok(attribute(tag, "table:visibility")?.is_some_and(|v| v == "collapse" || v == "filter"))
}

fn value_of(tag: &BytesStart) -> Result<Option<Value>> {
    Ok(match attribute(tag, "office:value-type")?.as_deref() {
        Some("float" | "percentage" | "currency") => {
            attribute(tag, "office:value")?.and_then(|value| value.parse().ok()).map(Value::Number)
        }
        Some("date") => attribute(tag, "office:date-value")?.map(Value::Date),
        _ => None,
    })
}

/// What the text of a cell says beside its value; `None`: no more than the value.
fn shown_as(value: &Value, text: &str) -> Option<Cell> {
    match value {
        Value::Number(value) => {
            let plain = text.replace([',', ' ', '\u{a0}'], "");
            let whole = plain.strip_suffix(".0").or_else(|| plain.strip_suffix(".00")).unwrap_or(&plain);
            let percent = if text.ends_with('%') { 100.0 } else { 1.0 };
            // one of the numbers in the text is the cell's own: 芜社险〔2009〕17号 of 17
            let numbers =
                plain.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|n| n.parse::<f64>().ok());
            let is_own = |said: f64| (said - value.abs() * percent).abs() <= 1e-9 * said.max(1.0);
            let same = value.abs() < 1e15 && numbers.into_iter().any(is_own);
            (same && whole != number_text(*value)).then(|| Cell::Text(text.to_owned()))
        }
        Value::Date(day) => {
            let day = day.trim_end_matches("T00:00:00").to_owned();
            let shown = date::read(text).value.filter(|span| span.to.is_none()).map(|span| span.from);
            match shown {
                Some(shown) if shown.as_day().is_some() => None,
                Some(shown)
                    if day.get(..10).is_some_and(|day| {
                        day == format!("{shown}-01") || day == format!("{shown}-01-01")
                    }) =>
                {
                    Some(Cell::Date(shown.to_string()))
                }
                Some(shown) => Some(Cell::PartOfDate { shown: shown.to_string(), day }),
                // 3月22日: of which year is not shown
                None if text.contains('月') && !text.contains('年') => {
                    Some(Cell::PartOfDate { shown: text.to_owned(), day })
                }
                None => None,
            }
        }
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
