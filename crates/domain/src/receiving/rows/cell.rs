//! One cell as the value its column stands for.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::general::problem::{Change, Problem};
use crate::general::text::{Read, TextKind, clean, fold, full_width_message, is_nothing, number_text};
use crate::receiving::columns::Field;
use crate::receiving::grid::Cell;
use crate::values::date::{self, Span};
use crate::values::documents::KindSaid;
use crate::values::identity::{self, CheckedNumber};
use crate::values::pages::{self, Pages};
use crate::{problems, say};

/// Nothing a person would see.
pub(super) fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => is_nothing(text),
        _ => false,
    }
}

/// Formula → stored value, listed; a formula without one and an error cell are problems.
pub(super) fn settle(cell: &Cell) -> Read<Cow<'_, Cell>> {
    match cell {
        Cell::Error(text) => Read::failed(cell_error(&text)),
        Cell::Formula { formula, value } => match value.as_ref() {
            Cell::Empty => Read::failed(formula_no_value(&formula)),
            Cell::Error(text) => Read::failed(cell_error(&text)),
            value => {
                let message = say!("取公式已算好的结果", "the formula's stored result was taken");
                Read::changed(
                    Cow::Borrowed(value),
                    Change::new("formula_value", format!("={formula}"), shown(value), message),
                )
            }
        },
        other => Read::plain(Cow::Borrowed(other)),
    }
}

pub(super) fn date(cell: &Cell) -> Read<Span> {
    match cell {
        Cell::Number(value) => date::read_number(*value),
        Cell::Bool(_) => wrong_type(cell),
        other => date::read(&shown(other)),
    }
}

pub(super) fn pages(cell: &Cell) -> Read<Pages> {
    match cell {
        Cell::Date(text) => Read::failed(became_date(text)),
        Cell::Bool(_) => wrong_type(cell),
        other => pages::read_count(&shown(other)),
    }
}

pub(super) fn page_range(cell: &Cell) -> Read<Pages> {
    match cell {
        Cell::Date(text) => Read::failed(became_date(text)),
        Cell::Bool(_) => wrong_type(cell),
        other => pages::read_range(&shown(other)),
    }
}

/// A number keeps 15 digits exactly, so an old 15-digit ID number survives; 18 digits do not. `said`: the document
/// another column names.
pub(super) fn id_number(cell: &Cell, said: Option<KindSaid>, latest: NaiveDate) -> Read<CheckedNumber> {
    match cell {
        Cell::Number(value) if value.fract() == 0.0 && (1e14..1e15).contains(value) => {
            identity::read_as(&number_text(*value), said, latest)
        }
        Cell::Number(value) if value.abs() >= 1e15 => {
            Read::failed(identity::id_digits_lost(&scientific(*value)))
        }
        Cell::Date(_) | Cell::Bool(_) => wrong_type(cell),
        other => identity::read_as(&shown(other), said, latest),
    }
}

pub(super) fn year(cell: &Cell) -> Read<i32> {
    let text = shown(cell);
    let folded = fold(&text);
    let digits = folded.trim_end_matches(['年', '度', ' ']);
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    match digits.parse::<i32>() {
        Ok(year) if digits.len() == 4 && year.to_string() == text => Read::plain(year),
        Ok(year) if digits.len() == 4 => {
            let message = if folded == digits {
                full_width_message()
            } else {
                say!("读作 {year} 年", "read as the year {year}")
            };
            let kind = if folded == digits { "full_width" } else { "year_shape" };
            Read::changed(year, Change::new(kind, text, year.to_string(), message))
        }
        _ => Read::failed(year_unreadable(&text)),
    }
}

/// How the text of a field is cleaned.
pub(super) fn kind_of(field: Option<Field>) -> TextKind {
    match field {
        Some(Field::UnitNumber | Field::PersonalNo | Field::DocNumber | Field::Code | Field::Volume) => {
            TextKind::Code
        }
        _ => TextKind::Prose,
    }
}

/// Any cell as text. Numbers of 16 and more digits have lost some, and a code that the spreadsheet
/// took for a date is not what was typed: both are problems.
pub(super) fn text(cell: &Cell, kind: TextKind) -> Read<String> {
    match cell {
        Cell::Number(value) if value.abs() >= 1e15 => Read::failed(digits_lost(&scientific(*value))),
        Cell::Date(text) if kind == TextKind::Code => Read::failed(became_date(text)),
        other => clean(&shown(other), kind),
    }
}

fn scientific(value: f64) -> String {
    format!("{value:E}").replace('E', "E+")
}

/// What is wrong with a text typed for a field, before it is put into the sheet's cell.
pub fn judge(field: Option<Field>, typed: &str, latest: NaiveDate) -> Vec<Problem> {
    let cell = Cell::Text(typed.to_owned());
    if is_blank(&cell) {
        return Vec::new();
    }
    match field {
        Some(Field::Date | Field::DateEnd) => date(&cell).problems,
        Some(Field::Pages) => pages(&cell).problems,
        Some(Field::PageRange) => page_range(&cell).problems,
        Some(Field::IdNumber) => id_number(&cell, None, latest).problems,
        Some(Field::Year) => year(&cell).problems,
        field => text(&cell, kind_of(field)).problems,
    }
}

/// The cell as it would be seen.
pub fn shown(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) | Cell::Date(text) | Cell::Error(text) => text.into(),
        Cell::Number(value) => number_text(*value).into(),
        Cell::Bool(true) => "TRUE".into(),
        Cell::Bool(false) => "FALSE".into(),
        Cell::Formula { value, .. } => shown(value),
        Cell::Empty => "".into(),
    }
}

fn wrong_type<T>(cell: &Cell) -> Read<T> {
    Read::failed(cell_type(&shown(cell)))
}

problems! {
    refuse formula_no_value(formula):
        "公式“={formula}”没有算好的结果" / "the formula \"={formula}\" has no stored result"
        => "用表格软件打开、保存一次，或把公式改成数值"
            / "open and save the file in a spreadsheet program, or write the value";
    refuse cell_error(text):
        "单元格是错误值 {text}" / "the cell holds the error {text}"
        => "改正公式，或直接填写数值" / "correct the formula, or write the value";
    ask year_unreadable(text):
        "“{text}”不是四位年份" / "\"{text}\" is not a four-digit year"
        => "写成 2009 这样的年份" / "write the year as 2009";
    refuse cell_type(text):
        "“{text}”不是这一列该有的内容" / "\"{text}\" does not belong in this column"
        => "按原件改正" / "correct it from the paper";
    refuse digits_lost(value):
        "号码存成了数字（{value}），末几位已丢失" / "stored as a number ({value}): its last digits are lost"
        => "把该列设为“文本”格式，重新录入" / "format the column as text and type it again";
    refuse became_date(text):
        "这里被表格软件变成了日期（{text}）" / "the spreadsheet turned this into a date ({text})"
        => "把该列设为“文本”格式，重新录入" / "format the column as text and type it again";
}
