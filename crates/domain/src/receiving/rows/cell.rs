//! One cell as the value its column stands for.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::general::problem::{Change, Problem};
use crate::general::text::{Read, TextKind, clean, fold, full_width_message, is_nothing, number_text};
use crate::receiving::columns::{Field, is_dated};
use crate::receiving::grid::{Broken, Cell};
use crate::values::date::{self, DateSystem, RecordDate, Span};
use crate::values::documents::KindSaid;
use crate::values::identity::{self, CheckedNumber, is_power_of_ten};
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
        cell if is_picture(cell) => Read::failed(cell_picture()),
        Cell::Error(text) => Read::failed(cell_error(&text)),
        Cell::Broken { text, why: Broken::Bytes } => Read::failed(half_character(&text)),
        Cell::Broken { text, why: Broken::Quote } => Read::failed(unbalanced_quote(&text)),
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

/// `=DISPIMG("ID_…",1)` of WPS and `=IMAGE(…)`: a picture in the cell, whatever was stored as its result.
fn is_picture(cell: &Cell) -> bool {
    let of_pictures = |text: &str| {
        let name = text.trim_start_matches(['=', ' ', '@']).trim_start_matches("_xlfn.");
        let name = name.trim_start_matches("_xlws.").split('(').next().filter(|name| name.len() < text.len());
        name.is_some_and(|name| name.eq_ignore_ascii_case("DISPIMG") || name.eq_ignore_ascii_case("IMAGE"))
    };
    match cell {
        Cell::Formula { formula, .. } => of_pictures(formula),
        Cell::Text(text) => text.starts_with('=') && of_pictures(text),
        _ => false,
    }
}

pub(super) fn date(cell: &Cell, system: DateSystem) -> Read<Span> {
    match cell {
        Cell::Number(value) => date::read_number(*value, system),
        Cell::PartOfDate { shown, day } => date::read_part(shown, day),
        Cell::Bool(_) => wrong_type(cell),
        other => date::read(&shown(other)),
    }
}

pub(super) fn pages(cell: &Cell) -> Read<Pages> {
    match cell {
        Cell::Date(text) | Cell::PartOfDate { day: text, .. } => Read::failed(became_date(text)),
        Cell::Bool(_) => wrong_type(cell),
        other => pages::read_count(&shown(other)),
    }
}

pub(super) fn page_range(cell: &Cell) -> Read<Pages> {
    match cell {
        Cell::Date(text) | Cell::PartOfDate { day: text, .. } => Read::failed(became_date(text)),
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
        Cell::Date(_) | Cell::PartOfDate { .. } | Cell::Bool(_) => wrong_type(cell),
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
        Some(
            Field::UnitNumber
            | Field::PersonalNo
            | Field::DocNumber
            | Field::Code
            | Field::Fonds
            | Field::Volume,
        ) => TextKind::Code,
        _ => TextKind::Prose,
    }
}

/// Any cell as text. Numbers of 16 and more digits have lost some, and a code that the spreadsheet
/// took for a date is not what was typed: both are problems.
pub(super) fn text(cell: &Cell, kind: TextKind) -> Read<String> {
    match cell {
        Cell::Number(value) if value.abs() >= 1e15 => Read::failed(digits_lost(&scientific(*value))),
        Cell::Date(text) | Cell::PartOfDate { day: text, .. } if kind == TextKind::Code => {
            Read::failed(became_date(text))
        }
        Cell::Text(text) if kind == TextKind::Code && is_power_of_ten(text) => {
            Read::failed(digits_lost(&text.trim()))
        }
        other => clean(&shown(other), kind),
    }
}

/// The years a date in a column beside the record's own may have: people were born in them.
const SINCE: i32 = 1910;

/// What a column kept as text says, such as 出生日期: a serial number under such a heading asks which day it is, a date
/// that stands a moment before midnight is the next day.
pub(super) fn noted(cell: &Cell, heading: &str, system: DateSystem) -> Read<String> {
    if matches!(cell, Cell::Text(_)) || !is_dated(heading) {
        return text(cell, TextKind::Prose);
    }
    match cell {
        Cell::Number(value) => match noted_days(*value, system) {
            days if days.is_empty() => text(cell, TextKind::Prose),
            _ => date_words(cell, date::read_serial(*value, system, SINCE)),
        },
        Cell::Date(_) | Cell::PartOfDate { .. } => date_words(cell, date(cell, system)),
        other => text(other, TextKind::Prose),
    }
}

fn date_words(cell: &Cell, read: Read<Span>) -> Read<String> {
    let words = |span: Span| match span.to {
        Some(to) => format!("{}~{to}", span.from),
        None => span.from.to_string(),
    };
    // what is no date stays as it stands
    match read.value {
        None if read.problems.iter().all(|problem| !problem.is_blocking()) => text(cell, TextKind::Prose),
        value => Read { value: value.map(words), changes: read.changes, problems: read.problems },
    }
}

fn noted_days(value: f64, system: DateSystem) -> Vec<RecordDate> {
    let written = matches!(number_text(value).len(), 4 | 6 | 8) && value.fract() == 0.0;
    if written { Vec::new() } else { date::readings_of_serial(value, system, SINCE) }
}

/// The days a cell may mean when its date asks which.
pub fn days_meant(cell: &Cell, field: Option<Field>, system: DateSystem) -> Vec<RecordDate> {
    match cell {
        Cell::Number(value) if matches!(field, Some(Field::Date | Field::DateEnd)) => {
            date::readings_of_number(*value, system)
        }
        Cell::Number(value) => noted_days(*value, system),
        Cell::PartOfDate { shown, day } => date::readings_of_part(shown, day),
        Cell::Formula { value, .. } => days_meant(value, field, system),
        other => date::readings(&shown(other)),
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
        Some(Field::Date | Field::DateEnd) => date(&cell, DateSystem::default()).problems,
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
        Cell::Text(text) | Cell::Date(text) | Cell::Error(text) | Cell::Broken { text, .. } => text.into(),
        Cell::PartOfDate { shown, .. } => shown.into(),
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
    ask cell_picture():
        "这一格是图片，读不出文字" / "the cell holds a picture: there is no text to read"
        => "按图片写出内容；照收就空着" / "write what it shows; taken all the same, the cell is empty";
    refuse half_character as broken_text(text):
        "“{text}”里有半个字，或不合文件编码的字节"
            / "\"{text}\" has half a character, or bytes that do not belong to the file's encoding"
        => "从原系统重新导出，或按原件补录这一格" / "export it again, or type the cell from the paper";
    refuse unbalanced_quote(text):
        "“{text}”的引号没有配对，这一行按没有引号读" / "the quote in \"{text}\" is not closed: the row was read without quotes"
        => "补上或删去这个引号；格内的引号要写成两个" / "close it or delete it; a quote inside a cell is doubled";
    pub(super) refuse cell_error(text):
        "单元格是错误值 {text}" / "the cell holds the error {text}"
        => "改正公式，或直接填写数值" / "correct the formula, or write the value";
    ask year_unreadable(text):
        "“{text}”不是四位年份" / "\"{text}\" is not a four-digit year"
        => "写成 2009 这样的年份" / "write the year as 2009";
    pub(super) refuse cell_type(text):
        "“{text}”不是这一列该有的内容" / "\"{text}\" does not belong in this column"
        => "按原件改正" / "correct it from the paper";
    refuse digits_lost(value):
        "号码存成了数字（{value}），末几位已丢失" / "stored as a number ({value}): its last digits are lost"
        => "把该列设为“文本”格式，重新录入" / "format the column as text and type it again";
    refuse became_date(text):
        "这里被表格软件变成了日期（{text}）" / "the spreadsheet turned this into a date ({text})"
        => "把该列设为“文本”格式，重新录入" / "format the column as text and type it again";
}
