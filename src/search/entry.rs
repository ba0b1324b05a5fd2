//! What is said about a record to the word index, cut into the parts it can be found by.

use crate::domain::general::digest::FieldDigest;
use crate::domain::records::item::{Description, Item, Place};
use crate::domain::values::date::RecordDate;

use super::fold::{fold, fold_parts};
use super::{keys, names};

/// A record as the index takes it in. The id is the item's row; the same id again replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub place: Place,
    /// Where the record is in its life: `draft`, `open`, `closed` …; a facet.
    pub state: String,
    /// 档号 as printed.
    pub code: String,
    /// Text that sorts as codes stand on the shelf; the order of hits.
    pub code_sort: String,
    pub description: Description,
}

/// The place in a record where a word was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Where {
    Title,
    Creator,
    DocNumber,
    Date,
    Year,
    Code,
    Class,
    Remarks,
    /// Index into `description.more`.
    More(usize),
    /// Index into `description.persons`: the person, hence the row inside 一表多人.
    Person(usize),
    /// Index into `description.units`.
    Unit(usize),
}

/// One part of a record: texts in which any fragment is found, keys that are found whole or by their
/// beginning ([`keys`]).
pub(super) struct Part {
    pub place: Where,
    pub texts: Vec<String>,
    pub keys: Vec<String>,
}

impl Entry {
    /// The record as the index takes it in; `state` is its volume's, or `taken_out`.
    pub fn of(item: Item, state: &str) -> Entry {
        Entry {
            id: item.id,
            place: item.place,
            state: state.to_owned(),
            code: item.code,
            code_sort: item.code_sort,
            description: item.description,
        }
    }

    /// The parts by which the record can be found; both the index and [`super::reasons`] go by them.
    pub(super) fn parts(&self) -> Vec<Part> {
        let about = &self.description;
        let part = |place, text: &str| Part { place, texts: vec![fold(text)], keys: Vec::new() };
        let mut parts = vec![
            part(Where::Title, &about.title),
            part(Where::Creator, &about.creator),
            Part {
                keys: keys::of_doc_number(&about.doc_number),
                ..part(Where::DocNumber, &about.doc_number)
            },
            part(Where::Remarks, &about.remarks),
            Part { place: Where::Code, texts: Vec::new(), keys: keys::of_code(&fold_parts(&self.code)) },
            Part { place: Where::Class, texts: Vec::new(), keys: vec![keys::of_class(&self.place.class_id)] },
            Part {
                place: Where::Date,
                texts: Vec::new(),
                keys: about.date.iter().map(keys::of_date).collect(),
            },
        ];
        for (at, (_, value)) in about.more.iter().enumerate() {
            parts.push(part(Where::More(at), value));
        }
        for (at, person) in about.persons.iter().enumerate() {
            let mut keys = keys::of_id_number(&person.id_number);
            keys.extend(keys::of_id_number(&person.id_given));
            keys.extend(keys::of_number(&person.personal_no));
            keys.extend(keys::of_spellings(&names::of_person(&person.name)));
            let texts = vec![fold(&person.name), fold(&person.note)];
            parts.push(Part { place: Where::Person(at), texts, keys });
        }
        for (at, unit) in about.units.iter().enumerate() {
            let mut keys = keys::of_number(&unit.number);
            keys.extend(keys::of_spellings(&names::of_unit_met(&unit.name)));
            parts.push(Part { place: Where::Unit(at), texts: vec![fold(&unit.name)], keys });
        }
        parts
    }

    /// Eight digits of the record's date for the newest-first order; the year alone when there is none.
    pub(super) fn day(&self) -> i64 {
        let date = self.description.date.unwrap_or_else(|| RecordDate::year_only(self.place.year));
        date.eight_digits().parse().unwrap_or(0)
    }

    /// A number that changes when anything the index was told changes: the index keeps it, so that
    /// [`super::Index::holdings`] can be compared with the rows.
    pub fn fingerprint(&self) -> u64 {
        let place = &self.place;
        let mut fields = FieldDigest::new("entry");
        fields.int(self.id).text(&place.fonds).int(place.year.into()).text(&place.class_id);
        fields.text(&place.step_id).text(&place.period.key()).text(&self.state);
        fields.text(&self.code).text(&self.code_sort);
        self.description.digest_into(&mut fields);
        let digest = fields.digest();
        digest.bytes().iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }
}
