//! The fields a catalog's line can have, and their values: what forms name and rows answer.

use std::borrow::Cow;

use serde::Deserialize;

use crate::general::wording::Wording;
use crate::values::date::RecordDate;
use crate::values::documents::document_name;
use crate::values::period::{KeptFor, RetentionPeriod};

/// What a line of a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Summary,
    Volume,
    Item,
    Person,
    Unit,
    DocNumber,
    Statement,
    /// A list from the screen: its columns are chosen by a person, not by a form.
    #[serde(skip)]
    Listed,
    Due,
    /// A class with what of it is due, by period: the cover of what is due; and a reason its rows share.
    DueSum,
    Reason,
    /// A finding aid as a whole: its cover, its last leaf; and a part of it, in its 目次.
    Book,
    Part,
    /// A box with the volumes it holds.
    Box,
    /// A paper handed over by a department (交接单).
    Handover,
    /// The deed between two institutions (交接文据).
    Deed,
    /// A transfer of electronic records, and the carriers it came on.
    Electronic,
    Carrier,
    /// A line of a destruction register, and the batch it belongs to.
    Destruction,
    Disposal,
    /// A use of records, and the request for it.
    Use,
    Request,
    /// The year's figures.
    Statistics,
    /// A row of the year's increase and decrease.
    Holdings,
    /// A volume whose date a draft would move.
    Foreseen,
    /// A pensioner living elsewhere (资格协助认证), and an agency that certifies.
    Certification,
    Agency,
}

impl LineKind {
    /// Whether a form over such rows can stand before or behind a list: its cover, 目次, last leaf, sums and reasons.
    pub fn is_leaf(self) -> bool {
        use LineKind::*;
        matches!(self, Book | Part | Due | DueSum | Reason)
    }

    /// Whether a leaf's rows follow from the list's own contents; others are filled as lists are.
    pub fn is_made_from_its_list(self) -> bool {
        matches!(self, LineKind::Book | LineKind::Part)
    }

    /// Whether the records of an archive fill such rows today. Forms over other rows are printed
    /// blank, or over a sheet that is given.
    pub fn is_of_records(self) -> bool {
        use LineKind::*;
        matches!(
            self,
            Summary
                | Volume
                | Item
                | Person
                | Unit
                | DocNumber
                | Statement
                | Due
                | DueSum
                | Reason
                | Use
                | Statistics
                | Holdings
        )
    }
}

/// How a field is written: decides the cell's type and alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text, and every code: never a numeric cell.
    Text,
    /// A count; the only thing that may become a numeric cell.
    Count,
    /// A day or a span of days, printed as eight digits; a text cell.
    Day,
    /// An ID number, printed as the caller's [`super::IdNumbers`] says.
    Id,
}

/// The value of one field of one row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Empty,
    Text(Cow<'a, str>),
    Count(u64),
    Days(RecordDate, Option<RecordDate>),
    Id(&'a str),
    /// The number of another document than the ID card, with the document's name; without a number that name alone.
    Document(Wording, &'a str),
    /// A free text that may name ID numbers.
    Note(Cow<'a, str>),
    /// As filed, with the period that applies now where that is another.
    Period(KeptFor),
    /// How many volumes were filed for one period and are now under another.
    Changes(Vec<(RetentionPeriod, RetentionPeriod, u64)>),
    /// A day written out (2026年11月30日), where a person signs beside it.
    DayInWords(RecordDate),
    /// The code of a volume that is still open: its page part may grow.
    Provisional(&'a str),
    /// The remarks on what lies in an open volume; `before` is what was said of it by earlier recipes.
    Open {
        before: &'static str,
        note: Cow<'a, str>,
    },
}

/// A line of a catalog. `field` answers every key that [`fields`] lists for its kind; an unknown key
/// is `None`.
pub trait CatalogRow {
    fn kind(&self) -> LineKind;
    fn field(&self, key: &str) -> Option<Value<'_>>;
}

/// A person's number, of whichever document.
pub(super) fn id_of<'a>(kind: &str, number: &'a str) -> Value<'a> {
    match document_name(kind) {
        Some(name) => Value::Document(name, number),
        None if number.is_empty() => Value::Empty,
        None => Value::Id(number),
    }
}

pub(super) fn words(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Empty } else { Value::Text(Cow::Borrowed(text)) }
}

pub(super) fn note(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Empty } else { Value::Note(Cow::Borrowed(text)) }
}

pub(super) fn made(text: String) -> Value<'static> {
    if text.is_empty() { Value::Empty } else { Value::Text(Cow::Owned(text)) }
}

pub(super) fn days(first: Option<RecordDate>, last: Option<RecordDate>) -> Value<'static> {
    match (first, last) {
        (None, None) => Value::Empty,
        (Some(first), Some(last)) if first != last => Value::Days(first, Some(last)),
        (Some(only), _) | (None, Some(only)) => Value::Days(only, None),
    }
}

pub(super) fn page(page: u32) -> Value<'static> {
    if page == 0 { Value::Empty } else { made(page.to_string()) }
}

pub(super) fn period<P: Into<KeptFor>>(period: Option<P>) -> Value<'static> {
    period.map_or(Value::Empty, |period| Value::Period(period.into()))
}
