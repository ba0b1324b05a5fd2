//! Lines of registers whose acts are not built yet, or which an office fills from a sheet of its own.

use std::collections::BTreeMap;

use crate::values::date::RecordDate;

use super::field::{CatalogRow, FieldKind, LineKind, Value};
use super::fields::fields;

/// A line of any kind, its fields set by key.
#[derive(Clone, Debug, PartialEq)]
pub struct FreeRow {
    kind: LineKind,
    values: BTreeMap<String, String>,
}

impl FreeRow {
    pub fn new(kind: LineKind) -> FreeRow {
        FreeRow { kind, values: BTreeMap::new() }
    }

    /// Sets a field; `false` when this kind of row has no such field.
    pub fn set(&mut self, key: &str, value: impl Into<String>) -> bool {
        let known = fields(self.kind).iter().any(|(known, _)| *known == key);
        if known {
            self.values.insert(key.to_owned(), value.into());
        }
        known
    }

    /// The same line with a field set; an unknown key is left out.
    pub fn with(mut self, key: &str, value: impl Into<String>) -> FreeRow {
        self.set(key, value);
        self
    }
}

impl CatalogRow for FreeRow {
    fn kind(&self) -> LineKind {
        self.kind
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        let (_, kind) = fields(self.kind).iter().find(|(known, _)| *known == key)?;
        let value = self.values.get(key).map_or("", String::as_str);
        Some(match kind {
            _ if value.is_empty() => Value::Empty,
            FieldKind::Id => Value::Id(value),
            FieldKind::Count => value.parse().map_or_else(|_| Value::Text(value.into()), Value::Count),
            FieldKind::Day => match RecordDate::from_iso(value) {
                Some(day) => Value::Days(day, None),
                None => Value::Text(value.into()),
            },
            FieldKind::Text => Value::Text(value.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_only_the_fields_of_its_kind() {
        let mut entry = FreeRow::new(LineKind::Agency);
        assert!(entry.set("name", "镜湖区社保中心"));
        assert!(!entry.set("weather", "晴"));
        assert_eq!(entry.field("name"), Some(Value::Text("镜湖区社保中心".into())));
        assert_eq!(entry.field("phone"), Some(Value::Empty));
        assert_eq!(entry.field("weather"), None);
    }

    #[test]
    fn a_day_is_printed_as_eight_digits_however_it_was_kept() {
        let entry = FreeRow::new(LineKind::Use)
            .with("date", "2025-03-12")
            .with("due", "月底")
            .with("returned", "2025-04");
        let printed = |key: &str| {
            let choices = crate::catalogs::finding_aid::ValueStyle::default();
            choices.print(entry.field(key).unwrap()).in_words().into_owned()
        };
        assert_eq!([printed("date"), printed("due"), printed("returned")], ["20250312", "月底", "20250400"]);
    }

    #[test]
    fn a_count_that_is_no_number_stays_as_it_was_written() {
        let entry = FreeRow::new(LineKind::Use).with("pages", "2").with("seq", "三");
        assert_eq!(entry.field("pages"), Some(Value::Count(2)));
        assert_eq!(entry.field("seq"), Some(Value::Text("三".into())));
    }
}
