//! Lines of registers whose acts are not built yet, or which an office fills from a sheet of its own.

use std::collections::BTreeMap;

use crate::domain::values::date::RecordDate;

use super::field::{FieldKind, Named, Row, RowKind, Value, count, day, fields as fields_of, text};

/// A line of any kind, its fields set by key.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    kind: RowKind,
    values: BTreeMap<String, String>,
}

impl Entry {
    pub fn new(kind: RowKind) -> Entry {
        Entry { kind, values: BTreeMap::new() }
    }

    /// Sets a field; `false` when this kind of row has no such field.
    pub fn set(&mut self, key: &str, value: impl Into<String>) -> bool {
        let known = fields_of(self.kind).iter().any(|(known, _)| *known == key);
        if known {
            self.values.insert(key.to_owned(), value.into());
        }
        known
    }

    /// The same line with a field set; an unknown key is left out.
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Entry {
        self.set(key, value);
        self
    }
}

impl Row for Entry {
    fn kind(&self) -> RowKind {
        self.kind
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        let (_, kind) = fields_of(self.kind).iter().find(|(known, _)| *known == key)?;
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

const fn id(key: &str) -> (&str, FieldKind) {
    (key, FieldKind::Id)
}

const BOOK: &[Named] = &[
    text("name"),
    count("rows"),
    count("items"),
    count("pages"),
    count("booklet"),
    count("sheets"),
    text("digest"),
    text("sm3"),
    text("form_version"),
];

const PART: &[Named] =
    &[text("year"), text("class"), count("rows"), count("items"), count("pages"), text("page")];

const BOX: &[Named] = &[
    text("number"),
    text("year"),
    text("class"),
    text("period"),
    text("first"),
    text("last"),
    count("volumes"),
    count("pages"),
    text("shelf"),
    text("barcode"),
];

const HANDOVER: &[Named] = &[
    count("seq"),
    text("receipt"),
    text("title"),
    text("party"),
    count("items"),
    count("pages"),
    text("checked"),
    text("reason"),
];

const DEED: &[Named] = &[
    text("number"),
    text("nature"),
    text("years"),
    text("kinds"),
    text("quantities"),
    text("tools"),
    text("tool_quantities"),
    text("note"),
];

const ELECTRONIC: &[Named] = &[
    text("work"),
    text("content"),
    text("files"),
    text("volumes"),
    text("gigabytes"),
    text("carriers"),
    text("carrier_kind"),
];

const CARRIER: &[Named] = &[text("number"), text("content"), text("digest"), text("gigabytes")];

const DESTRUCTION: &[Named] = &[
    count("seq"),
    text("title"),
    text("volume"),
    count("booklet"),
    text("year"),
    text("code"),
    text("period"),
    text("kept"),
    count("items"),
    count("pages"),
    day("destroyed_on"),
    text("remarks"),
];

const DISPOSAL: &[Named] = &[
    text("number"),
    text("scope"),
    count("volumes"),
    count("items"),
    count("pages"),
    text("ground"),
    text("contents"),
    text("opinion"),
    text("reason"),
    text("department"),
    text("attached"),
    text("method"),
    text("place"),
    text("filed_as"),
];

const USE: &[Named] = &[
    count("seq"),
    day("date"),
    text("person"),
    id("id_number"),
    text("unit"),
    text("role"),
    text("purpose"),
    text("record"),
    text("manner"),
    count("pages"),
    day("due"),
    day("returned"),
    text("clerk"),
    text("effect"),
];

const REQUEST: &[Named] = &[
    text("person"),
    text("id_kind"),
    id("id_number"),
    text("unit"),
    text("letter"),
    text("role"),
    text("about"),
    text("purpose"),
    text("manner"),
    text("approval"),
    text("found"),
    text("phone"),
];

const STATISTICS: &[Named] = &[
    text("year"),
    text("unit"),
    text("staff"),
    text("fonds_held"),
    text("metres"),
    text("volumes"),
    text("items"),
    text("permanent"),
    text("new_permanent"),
    text("new_100"),
    text("new_50"),
    text("new_30"),
    text("new_10"),
    text("transferred"),
    text("moved_out"),
    text("destroyed"),
    text("digital_volumes"),
    text("digital_items"),
    text("paper_catalogs"),
    text("users"),
    text("used"),
    text("area"),
    text("equipment"),
    text("phone"),
];

const CERTIFICATION: &[Named] = &[
    text("number"),
    text("check_code"),
    text("name"),
    text("sex"),
    text("born"),
    id("id_number"),
    text("personal_no"),
    text("address"),
    text("postcode"),
    text("phone"),
    text("before"),
    text("sender"),
    text("return_unit"),
    text("return_postcode"),
    text("return_phone"),
];

const AGENCY: &[Named] = &[
    count("seq"),
    text("name"),
    text("address"),
    text("contact"),
    text("department"),
    text("post"),
    text("phone"),
];

/// The fields of the kinds that no records fill yet.
pub(super) fn fields(kind: RowKind) -> &'static [Named] {
    match kind {
        RowKind::Book => BOOK,
        RowKind::Part => PART,
        RowKind::Box => BOX,
        RowKind::Handover => HANDOVER,
        RowKind::Deed => DEED,
        RowKind::Electronic => ELECTRONIC,
        RowKind::Carrier => CARRIER,
        RowKind::Destruction => DESTRUCTION,
        RowKind::Disposal => DISPOSAL,
        RowKind::Use => USE,
        RowKind::Request => REQUEST,
        RowKind::Statistics => STATISTICS,
        RowKind::Certification => CERTIFICATION,
        RowKind::Agency => AGENCY,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_only_the_fields_of_its_kind() {
        let mut entry = Entry::new(RowKind::Agency);
        assert!(entry.set("name", "镜湖区社保中心"));
        assert!(!entry.set("weather", "晴"));
        assert_eq!(entry.field("name"), Some(Value::Text("镜湖区社保中心".into())));
        assert_eq!(entry.field("phone"), Some(Value::Empty));
        assert_eq!(entry.field("weather"), None);
    }

    #[test]
    fn a_day_is_printed_as_eight_digits_however_it_was_kept() {
        let entry = Entry::new(RowKind::Use)
            .with("date", "2025-03-12")
            .with("due", "月底")
            .with("returned", "2025-04");
        let printed = |key: &str| {
            let choices = crate::domain::catalogs::finding_aid::Choices::default();
            choices.print(entry.field(key).unwrap()).in_words().into_owned()
        };
        assert_eq!([printed("date"), printed("due"), printed("returned")], ["20250312", "月底", "20250400"]);
    }

    #[test]
    fn a_count_that_is_no_number_stays_as_it_was_written() {
        let entry = Entry::new(RowKind::Use).with("pages", "2").with("seq", "三");
        assert_eq!(entry.field("pages"), Some(Value::Count(2)));
        assert_eq!(entry.field("seq"), Some(Value::Text("三".into())));
    }
}
