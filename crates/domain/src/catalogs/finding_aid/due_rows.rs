//! Lines of the report of what is due: a volume, a class with its sums, a reason.

use std::collections::BTreeMap;

use super::field::{CatalogRow, LineKind, Value, days, made, note, period, words};
use crate::values::date::RecordDate;
use crate::values::period::RetentionPeriod;

/// A volume that may be appraised, or whose date is a question: 到期档案清单.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DueListRow {
    pub seq: u64,
    pub code: String,
    pub title: String,
    pub class: String,
    pub step: String,
    /// As filed, and as it now applies.
    pub period: Option<RetentionPeriod>,
    pub effective: Option<RetentionPeriod>,
    pub formed: i32,
    pub eligible_on: Option<RecordDate>,
    pub items: u64,
    pub pages: u64,
    pub question: String,
    pub why: String,
    pub remarks: String,
    /// ①: its reason, printed once behind the list.
    pub note: String,
    /// What is in it, in a phrase.
    pub contents: String,
    /// Ground and number of the holds on it; empty: it is not held.
    pub hold: String,
}

impl CatalogRow for DueListRow {
    fn kind(&self) -> LineKind {
        LineKind::Due
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "seq" => Value::Count(self.seq),
            "code" => words(&self.code),
            "title" => words(&self.title),
            "class" => words(&self.class),
            "step" => words(&self.step),
            "period" => period(self.period),
            "effective" => period(self.effective),
            "formed" => made(self.formed.to_string()),
            "eligible_on" => days(self.eligible_on, None),
            "items" => Value::Count(self.items),
            "pages" => Value::Count(self.pages),
            "question" => words(&self.question),
            "why" => words(&self.why),
            "remarks" => note(&self.remarks),
            "note" => words(&self.note),
            "contents" => note(&self.contents),
            // written in by hand: what is proposed
            "opinion" => Value::Empty,
            "hold" if self.hold.is_empty() => Value::Empty,
            "hold" => note(&self.hold),
            _ => return None,
        })
    }
}

/// A class with what of it is due, by the period it was filed with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DueSumRow {
    /// `ZJ 社会保险费征缴类`
    pub class: String,
    pub periods: BTreeMap<RetentionPeriod, u64>,
    /// Filed for one period, kept for another now: how many volumes of each such pair.
    pub changes: BTreeMap<(RetentionPeriod, RetentionPeriod), u64>,
    pub volumes: u64,
    /// Of these, due since an earlier year.
    pub earlier: u64,
    pub items: u64,
    pub pages: u64,
    /// Volumes whose date is a question; in none of the other sums.
    pub questions: u64,
}

impl DueSumRow {
    /// Periods that have a column of their own.
    const COLUMNS: [(&'static str, u16); 7] =
        [("y5", 5), ("y10", 10), ("y15", 15), ("y25", 25), ("y30", 30), ("y50", 50), ("y100", 100)];

    /// Volumes of this period; none is no number.
    fn of_period(&self, key: &str) -> Option<Value<'_>> {
        let (_, years) = Self::COLUMNS.iter().find(|(known, _)| *known == key)?;
        Some(some(self.periods.get(&RetentionPeriod::Years(*years)).copied().unwrap_or(0)))
    }

    fn others(&self) -> u64 {
        let has_column = |period: &RetentionPeriod| {
            Self::COLUMNS.iter().any(|(_, years)| *period == RetentionPeriod::Years(*years))
        };
        self.periods.iter().filter(|(period, _)| !has_column(period)).map(|(_, volumes)| volumes).sum()
    }
}

fn some(count: u64) -> Value<'static> {
    if count == 0 { Value::Empty } else { Value::Count(count) }
}

impl CatalogRow for DueSumRow {
    fn kind(&self) -> LineKind {
        LineKind::DueSum
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "class" => words(&self.class),
            "other" => some(self.others()),
            "volumes" => some(self.volumes),
            "newly" => some(self.volumes - self.earlier),
            "earlier" => some(self.earlier),
            "changed" => some(self.changes.values().sum()),
            "changes" => {
                let pair = |((filed, now), volumes): (&(RetentionPeriod, RetentionPeriod), &u64)| {
                    (*filed, *now, *volumes)
                };
                match self.changes.is_empty() {
                    true => Value::Empty,
                    false => Value::Changes(self.changes.iter().map(pair).collect()),
                }
            }
            "items" => some(self.items),
            "pages" => some(self.pages),
            "questions" => some(self.questions),
            key => return self.of_period(key),
        })
    }
}

/// One and the same reason of several rows, printed once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReasonRow {
    pub note: String,
    pub why: String,
    pub volumes: u64,
    pub questions: u64,
}

impl CatalogRow for ReasonRow {
    fn kind(&self) -> LineKind {
        LineKind::Reason
    }

    fn field(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "note" => words(&self.note),
            "why" => words(&self.why),
            "volumes" => some(self.volumes),
            "questions" => some(self.questions),
            _ => return None,
        })
    }
}

/// The mark of the n-th note: ① to ㊿, from there 〔51〕.
pub fn note_mark(number: usize) -> String {
    let from = match number {
        1..=20 => 0x2460 - 1,
        21..=35 => 0x3251 - 21,
        36..=50 => 0x32B1 - 36,
        _ => return format!("〔{number}〕"),
    };
    u32::try_from(from + number).ok().and_then(char::from_u32).map_or_else(String::new, String::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogs::finding_aid::fields::fields;
    use crate::general::wording::Lang;

    fn answers_exactly_its_fields<R: CatalogRow + Default>() {
        let row = R::default();
        for (key, _) in fields(row.kind()) {
            assert!(row.field(key).is_some(), "{:?} lists {key} and does not answer it", row.kind());
        }
        assert_eq!(row.field("no_such_field"), None);
    }

    #[test]
    fn rows_answer_the_fields_they_list() {
        answers_exactly_its_fields::<DueListRow>();
        answers_exactly_its_fields::<DueSumRow>();
        answers_exactly_its_fields::<ReasonRow>();
    }

    #[test]
    fn marks_go_on_where_circles_end() {
        let marks = [1, 20, 21, 35, 36, 50, 51].map(note_mark);
        assert_eq!(marks, ["①", "⑳", "㉑", "㉟", "㊱", "㊿", "〔51〕"]);
    }

    #[test]
    fn a_period_without_a_column_is_counted_among_the_others() {
        let years = RetentionPeriod::Years;
        let row = DueSumRow {
            periods: [(years(5), 3), (years(15), 86), (years(20), 4)].into(),
            changes: [((years(5), years(10)), 3), ((years(15), years(30)), 86)].into(),
            volumes: 93,
            earlier: 90,
            ..DueSumRow::default()
        };
        let count = |key: &str| match row.field(key) {
            Some(Value::Count(count)) => count,
            _ => 0,
        };
        assert_eq!([count("y5"), count("y10"), count("y15"), count("other")], [3, 0, 86, 4]);
        assert_eq!((count("newly"), count("changed"), row.field("y10")), (3, 89, Some(Value::Empty)));
        let printed = |lang| {
            let style = crate::catalogs::finding_aid::ValueStyle { lang, ..Default::default() };
            style.print(row.field("changes").unwrap()).in_words().into_owned()
        };
        assert_eq!(printed(Lang::Zh), "5年→10年 3，15年→30年 86");
        assert_eq!(printed(Lang::En), "5 years→10 years 3, 15 years→30 years 86");
    }
}
