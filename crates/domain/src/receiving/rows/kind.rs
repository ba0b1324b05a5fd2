//! Telling records from totals, repeated headers and signatures.

use super::{RowKind, cell};
use crate::general::problem::Change;
use crate::general::text::{fold, folded_first, folded_has, heading_key};
use crate::receiving::columns::{Field, Mapping, is_footer, is_total_word};
use crate::receiving::grid::{Cell, Row};
use crate::say;
use crate::values::date::DateSystem;

/// Fields any of which makes a row a record, whatever else stands in it.
const OF_RECORDS: [Field; 7] = [
    Field::Title,
    Field::PersonName,
    Field::IdNumber,
    Field::Code,
    Field::DocNumber,
    Field::Date,
    Field::UnitName,
];

/// Kinds of the changes that say that a row was passed over; each can be taken back.
pub const PASSED_OVER: [&str; 3] = ["total_row", "heading_again", "footer_row"];

pub(super) fn recognise(row: &Row, mapping: &Mapping) -> RowKind {
    let filled: Vec<(usize, &Cell)> =
        row.cells.iter().enumerate().filter(|(_, c)| !cell::is_blank(c)).collect();
    let field = |index: usize| mapping.columns.iter().find(|c| c.index == index).and_then(|c| c.field);
    if filled.iter().all(|(index, _)| field(*index) == Some(Field::Seq)) {
        let total = filled.iter().any(|(_, c)| is_total_word(&cell::shown(c)));
        return if total { RowKind::Total } else { RowKind::NumberOnly };
    }
    if repeats_header(&filled, mapping) {
        return RowKind::Heading;
    }
    if filled.first().is_some_and(|(_, c)| is_footer(&cell::shown(c))) && !is_described(&filled, &field) {
        return RowKind::Footer;
    }
    let total_word = |c: &Cell| matches!(c, Cell::Text(text) if is_total_word(text));
    let of_record = |(index, c): &(usize, &Cell)| {
        field(*index).is_some_and(|f| OF_RECORDS.contains(&f)) && !total_word(c)
    };
    let sums = |c: &Cell| matches!(c, Cell::Formula { formula, .. } if formula.to_ascii_uppercase().contains("SUM("));
    let is_text = |c: &Cell| matches!(c, Cell::Text(_));
    let named = !filled.iter().any(of_record) && filled.iter().any(|(_, c)| total_word(c));
    let summed = filled.iter().any(|(_, c)| sums(c))
        && !filled.iter().any(|(i, c)| is_text(c) || of_record(&(*i, *c)));
    if named || summed { RowKind::Total } else { RowKind::Record }
}

/// Pages counted, and a day or somebody the row is about: then it is a record, whatever its title says.
fn is_described(filled: &[(usize, &Cell)], field: &dyn Fn(usize) -> Option<Field>) -> bool {
    let label = |c: &Cell| is_footer(&cell::shown(c)) || fold(&cell::shown(c)).ends_with(':');
    let any = |says: &dyn Fn(Field, &Cell) -> bool| {
        filled.iter().any(|(index, c)| field(*index).is_some_and(|field| !label(c) && says(field, c)))
    };
    let pages = any(&|field, c| match field {
        Field::Pages => cell::pages(c).value.is_some(),
        Field::PageRange => cell::page_range(c).value.is_some(),
        _ => false,
    });
    let whom = [Field::PersonName, Field::IdNumber, Field::UnitName, Field::DocNumber, Field::Code];
    pages
        && (any(&|field, c| field == Field::Date && cell::date(c, DateSystem::default()).value.is_some())
            || any(&|field, _| whom.contains(&field)))
}

fn repeats_header(filled: &[(usize, &Cell)], mapping: &Mapping) -> bool {
    let same = |(index, c): &(usize, &Cell)| {
        mapping.columns.iter().find(|column| column.index == *index).is_some_and(|column| {
            let text = cell::shown(c);
            may_repeat(&column.heading, &text) && {
                let (heading, key) = (heading_key(&column.heading), heading_key(&text));
                !key.is_empty() && (heading.starts_with(&key) || heading.ends_with(&key))
            }
        })
    };
    filled.len() >= 2 && filled.iter().all(same)
}

/// Whether a text may be a part of its heading: most begin with a character that their headings have not, which is
/// seen without folding both.
fn may_repeat(heading: &str, text: &str) -> bool {
    let is_told = |c: char| c.is_ascii_digit() || matches!(c, '\u{4e00}'..='\u{9fff}');
    folded_first(text).is_none_or(|first| !is_told(first) || folded_has(heading, first))
}

/// That a row was passed over is said as every other normalisation is.
pub(super) fn change(row: &Row, kind: RowKind) -> Change {
    let (word, message) = match kind {
        RowKind::Total => ("total_row", say!("合计行，不是记录", "a row of totals, not a record")),
        RowKind::Heading => {
            ("heading_again", say!("重复的表头，不是记录", "the header once more, not a record"))
        }
        RowKind::Footer => {
            ("footer_row", say!("表尾的签字行，不是记录", "signatures under the list, not a record"))
        }
        RowKind::NumberOnly | RowKind::Record => {
            ("number_only", say!("只有序号，没有内容", "a running number and nothing else"))
        }
    };
    let texts: Vec<_> = row.cells.iter().map(cell::shown).filter(|t| !t.is_empty()).collect();
    Change { row: Some(row.number), ..Change::new(word, texts.join(" "), "", message) }
}
