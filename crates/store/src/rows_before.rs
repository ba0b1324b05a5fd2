//! What the rows an event changed said before it, as the event keeps it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::sql::Val;
use super::table::TableInfo;
use crate::domain::records::event::RecordKind;

/// A row as JSON: column and value.
pub(super) type RowValues = Map<String, Value>;

/// The rows an event changes, as far as it changes them.
#[derive(Default)]
pub(super) struct RowsBefore {
    rows: BTreeMap<(RecordKind, i64), RowValues>,
    /// Rows that were not there before.
    pub(super) new: BTreeSet<(RecordKind, i64)>,
}

impl RowsBefore {
    /// Notes a row that this event brings in: it said nothing before.
    pub(super) fn is_new(&mut self, table: &TableInfo, id: i64) {
        self.new.extend(table.kind.map(|kind| (kind, id)));
    }

    /// Notes what a column said; the first value noted is the one from before the event.
    pub(super) fn note(&mut self, kind: RecordKind, id: i64, column: &str, value: Value) {
        self.rows.entry((kind, id)).or_default().entry(column).or_insert(value);
    }

    /// As the event keeps it: `{"i12":{"title":"…"}}`; empty where nothing was changed that was there.
    pub(super) fn text(self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let named = |((kind, id), values): ((RecordKind, i64), RowValues)| {
            (format!("{}{id}", kind.letter()), Value::Object(values))
        };
        Value::Object(self.rows.into_iter().map(named).collect()).to_string()
    }
}

/// What [`RowsBefore::text`] wrote; `None` when it was damaged.
pub(super) fn read(text: &str) -> Option<Vec<(RecordKind, i64, RowValues)>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let Value::Object(rows) = serde_json::from_str(text).ok()? else { return None };
    rows.into_iter()
        .map(|(name, values)| {
            let kind = RecordKind::from_letter(name.chars().next()?)?;
            let Value::Object(values) = values else { return None };
            Some((kind, name[1..].parse().ok()?, values))
        })
        .collect()
}

/// A value of a column as JSON.
pub(super) fn json(val: &Val<'_>) -> Value {
    match val {
        Val::Int(number) | Val::OptInt(Some(number)) => (*number).into(),
        Val::Text(text) | Val::OptText(Some(text)) => text.as_ref().into(),
        Val::OptInt(None) | Val::OptText(None) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_value_noted_is_the_one_of_before() {
        let mut before = RowsBefore::default();
        assert_eq!(before.rows.len(), 0);
        for title in ["甲", "乙"] {
            before.note(RecordKind::Item, 12, "title", title.into());
        }
        before.note(RecordKind::Volume, 3, "question", Value::Null);
        let text = before.text();
        assert_eq!(text, r#"{"i12":{"title":"甲"},"v3":{"question":null}}"#);
        let rows = read(&text).unwrap();
        assert_eq!(
            rows.iter().map(|(kind, id, _)| (kind.letter(), *id)).collect::<Vec<_>>(),
            [('i', 12), ('v', 3)]
        );
        assert_eq!(rows[0].2.get("title"), Some(&json!("甲")));
        assert!(RowsBefore::default().text().is_empty() && read("").unwrap().is_empty());
        assert!(["[]", "{", r#"{"q":1}"#, r#"{"i1":2}"#].into_iter().all(|text| read(text).is_none()));
    }
}
