//! Lines of the two sides: read as they are printed, passed over where both sides have them, paired by the record
//! they tell of.

use std::collections::{BTreeMap, HashMap};

use super::super::taker::Taker;
use crate::catalog::SEQ;
use crate::domain::catalogs::finding_aid::{CatalogRow, Head, LineKind, Value, ValueStyle};
use crate::domain::catalogs::form::{Form, FormPlan};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::event::RecordKind;
use crate::store::Queries;

/// Lines of a side that are kept to be paired.
const KEPT: usize = 50_000;

/// Digest of a line as printed.
pub(super) type Key = [u8; 16];

/// A field that is compared, and what its column is called.
pub(super) struct ComparedField {
    pub(super) field: String,
    pub(super) heading: Wording,
}

/// What the columns and group lines of a form say, but for the running number, and what the group line says of the
/// volume: a line that moved, or whose volume grew, did not change.
pub(super) fn compared_fields(form: &Form, style: ValueStyle) -> Vec<ComparedField> {
    let plan = FormPlan::new(form, &Head::default(), style);
    let columns = plan.columns.iter().filter(|planned| planned.column.field != SEQ);
    let columns = columns.map(|planned| {
        let (field, column) = (planned.column.field.clone(), &planned.column);
        ComparedField { field, heading: Wording::new(column.zh.clone(), column.en.clone()) }
    });
    let groups = form.group.iter().filter(|field| !field.starts_with("volume")).map(|field| ComparedField {
        field: field.clone(),
        heading: Head::default()
            .item(field, Lang::Zh)
            .map_or_else(|| Wording::new(field.clone(), field.clone()), |(label, _)| label),
    });
    let mut fields: Vec<ComparedField> = columns.collect();
    for group in groups {
        if fields.iter().all(|field| field.field != group.field) {
            fields.push(group);
        }
    }
    fields
}

/// Takes one of the lines counted under this digest; `false`: there is none left.
pub(super) fn take_one(counts: &mut HashMap<Key, i64>, key: Key) -> bool {
    let count = counts.get_mut(&key).filter(|count| **count > 0);
    count.is_some_and(|count| {
        *count -= 1;
        true
    })
}

/// A line of one side that is not on the other.
pub(super) struct KeptLine {
    pub(super) code: String,
    pub(super) title: String,
    /// In the order of the compared fields.
    pub(super) cells: Vec<String>,
}

#[derive(Default)]
pub(super) struct KeptLines {
    pub(super) rows: u64,
    pub(super) lines: Vec<KeptLine>,
    /// Lines beyond those kept.
    pub(super) more: u64,
}

pub(super) struct Reader<'f, F> {
    pub(super) fields: &'f [ComparedField],
    pub(super) style: ValueStyle,
    pub(super) keeps: F,
    pub(super) kept: KeptLines,
}

impl<F: FnMut(Key) -> bool + Send> Taker for Reader<'_, F> {
    fn take<R: CatalogRow>(&mut self, row: &R) -> Result<()> {
        let text = |field: &str| {
            let value = row.field(field).unwrap_or(Value::Empty);
            self.style.print(value).in_words().into_owned()
        };
        let cells: Vec<String> = self.fields.iter().map(|field| text(&field.field)).collect();
        let mut key = [0; 16];
        key.copy_from_slice(&Digest::compute(cells.join("\u{1f}").as_bytes()).bytes()[..16]);
        self.kept.rows += 1;
        if (self.keeps)(key) {
            match self.kept.lines.len() < KEPT {
                true => self.kept.lines.push(KeptLine { code: text("code"), title: text("title"), cells }),
                false => self.kept.more += 1,
            }
        }
        Ok(())
    }
}

/// The record a line tells of; else what its code says.
pub(super) type LineName = (Option<(RecordKind, i64)>, String);

/// The lines by the records they tell of, which keep their ids where they get other codes.
pub(super) async fn named(
    store: &Queries,
    rows: LineKind,
    lines: Vec<KeptLine>,
) -> Result<BTreeMap<LineName, Vec<KeptLine>>> {
    let mut named: BTreeMap<LineName, Vec<KeptLine>> = BTreeMap::new();
    for line in lines {
        let record = match rows {
            _ if line.code.is_empty() => None,
            LineKind::Volume | LineKind::Statement => {
                store.volumes_coded(&line.code).await?.first().map(|volume| (RecordKind::Volume, volume.id))
            }
            LineKind::Item | LineKind::Person | LineKind::Unit | LineKind::DocNumber | LineKind::Use => {
                store.items_coded(&line.code).await?.first().map(|item| (RecordKind::Item, item.id))
            }
            _ => None,
        };
        let code = if record.is_some() { String::new() } else { line.code.clone() };
        named.entry((record, code)).or_default().push(line);
    }
    Ok(named)
}

/// The record a line tells of, the line before and the line after.
pub(super) type LinePair = (Option<(RecordKind, i64)>, Option<KeptLine>, Option<KeptLine>);

/// Lines of one record side by side, in their order; what has no counterpart stands alone.
pub(super) fn paired(
    went: BTreeMap<LineName, Vec<KeptLine>>,
    mut came: BTreeMap<LineName, Vec<KeptLine>>,
) -> Vec<LinePair> {
    let mut pairs = Vec::new();
    for (name, before) in went {
        let mut after = came.remove(&name).unwrap_or_default().into_iter();
        let record = name.0;
        pairs.extend(before.into_iter().map(|before| (record, Some(before), after.next())));
        pairs.extend(after.map(|after| (record, None, Some(after))));
    }
    for ((record, _), after) in came {
        pairs.extend(after.into_iter().map(|after| (record, None, Some(after))));
    }
    pairs
}
