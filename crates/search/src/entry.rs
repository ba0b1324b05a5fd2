//! A record or volume as it is given to the word index, cut into the parts it can be found by.

use crate::domain::general::digest::FieldDigest;
use crate::domain::general::masking::WholeFor;
use crate::domain::records::item::{Description, Item, Place};
use crate::domain::records::states::HitKind;
use crate::domain::records::volume::Volume;
use crate::domain::values::date::RecordDate;

use super::fold::{fold, fold_parts};
use super::{keys, names};

/// Between the values of a cell.
pub(super) const CELL_SEPARATOR: char = '\u{1f}';

/// What the index knows a record or volume by: its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndexedId {
    Item(i64),
    Volume(i64),
}

impl IndexedId {
    /// The one number the index keeps of it: volumes stand below zero, so that no item is taken for one.
    pub(super) fn number(self) -> i64 {
        match self {
            IndexedId::Item(id) => id,
            IndexedId::Volume(id) => -id,
        }
    }

    pub(super) fn from_number(number: i64) -> IndexedId {
        if number < 0 { IndexedId::Volume(-number) } else { IndexedId::Item(number) }
    }
}

/// What the index knows of a volume beside its place, code and title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeEntry {
    /// 案卷号
    pub number: u32,
    /// The latest date in it, for the newest-first order.
    pub last_date: Option<RecordDate>,
}

/// A record or volume as the index takes it in. The same id again replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// Row of the item or volume.
    pub id: i64,
    /// Set for a volume; its description holds nothing but the title.
    pub volume: Option<VolumeEntry>,
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
pub enum FoundIn {
    Title,
    Creator,
    DocNumber,
    Date,
    Year,
    Code,
    /// 案卷号
    VolumeNumber,
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
pub(super) struct SearchablePart {
    pub place: FoundIn,
    pub texts: Vec<String>,
    pub keys: Vec<String>,
}

impl IndexEntry {
    /// The record as the index takes it in; `state` is its volume's, or `taken_out`.
    pub fn from_item(item: Item, state: &str) -> IndexEntry {
        IndexEntry {
            id: item.id,
            volume: None,
            place: item.place,
            state: state.to_owned(),
            code: item.code,
            code_sort: item.code_sort,
            description: item.description,
        }
    }

    /// The volume as the index takes it in. On the shelf it comes before its records: its own sort key ends with
    /// its page count, which says nothing of the order.
    pub fn from_volume(volume: &Volume) -> IndexEntry {
        let before_its_records = volume.code_sort.rsplit_once('.').map_or("", |(place, _)| place);
        IndexEntry {
            id: volume.id,
            volume: Some(VolumeEntry { number: volume.number, last_date: volume.last_date }),
            place: volume.place.clone(),
            state: volume.state.key().to_owned(),
            code: volume.code.clone(),
            code_sort: before_its_records.to_owned(),
            description: Description { title: volume.title.clone(), ..Description::default() },
        }
    }

    pub fn kind(&self) -> HitKind {
        if self.volume.is_some() { HitKind::Volume } else { HitKind::Item }
    }

    pub fn indexed_id(&self) -> IndexedId {
        match self.kind() {
            HitKind::Item => IndexedId::Item(self.id),
            HitKind::Volume => IndexedId::Volume(self.id),
        }
    }

    /// The parts by which the record can be found; both the index and [`super::reasons`] go by them.
    pub(super) fn parts(&self) -> Vec<SearchablePart> {
        let (about, sought) = (&self.description, WholeFor::Comparing);
        let part = |place, text: &str| SearchablePart { place, texts: vec![fold(text)], keys: Vec::new() };
        let mut parts = vec![
            part(FoundIn::Title, &about.title),
            part(FoundIn::Creator, &about.creator),
            SearchablePart {
                keys: keys::of_doc_number(&about.doc_number),
                ..part(FoundIn::DocNumber, &about.doc_number)
            },
            part(FoundIn::Remarks, about.remarks.whole(sought)),
            SearchablePart {
                place: FoundIn::Code,
                texts: Vec::new(),
                keys: keys::of_code(&fold_parts(&self.code)),
            },
            SearchablePart {
                place: FoundIn::Class,
                texts: Vec::new(),
                keys: vec![keys::of_class(&self.place.class_id)],
            },
            SearchablePart {
                place: FoundIn::Date,
                texts: Vec::new(),
                keys: about.date.iter().map(keys::of_date).collect(),
            },
        ];
        if let Some(volume) = &self.volume {
            parts.push(SearchablePart {
                place: FoundIn::VolumeNumber,
                texts: Vec::new(),
                keys: vec![keys::of_volume_number(volume.number)],
            });
        }
        for (at, (_, value)) in about.more.iter().enumerate() {
            parts.push(part(FoundIn::More(at), value.whole(sought)));
        }
        for (at, person) in about.persons.iter().enumerate() {
            let mut keys = keys::of_id_number(person.id_number.whole(sought));
            keys.extend(keys::of_id_number(person.id_given.whole(sought)));
            if !person.id_kind.is_empty() {
                // a passport's number is asked for like any other number, an officer's like that of a document
                keys.extend(keys::of_number(person.id_number.whole(sought)));
                keys.extend(keys::of_doc_number(person.id_number.whole(sought)));
            }
            keys.extend(keys::of_number(person.personal_no.whole(sought)));
            keys.extend(keys::of_spellings(&names::of_person(&person.name)));
            let texts = vec![fold(&person.name), fold(person.note.whole(sought))];
            keys.extend(keys::of_name(&texts[0]));
            parts.push(SearchablePart { place: FoundIn::Person(at), texts, keys });
        }
        for (at, unit) in about.units.iter().enumerate() {
            let mut keys = keys::of_number(&unit.number);
            keys.extend(keys::of_spellings(&names::of_unit_met(&unit.name)));
            let texts = vec![fold(&unit.name)];
            keys.extend(keys::of_name(&texts[0]));
            parts.push(SearchablePart { place: FoundIn::Unit(at), texts, keys });
        }
        parts
    }

    /// Its values of all facets as one text (`facets.rs`).
    pub(super) fn cell(&self) -> String {
        let place = &self.place;
        let values = [
            place.fonds.as_str(),
            &place.year.to_string(),
            &place.class_id,
            &place.step_id,
            &place.period.key(),
            &self.state,
            self.kind().key(),
        ];
        let mut cell = String::with_capacity(96);
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                cell.push(CELL_SEPARATOR);
            }
            if value.contains(CELL_SEPARATOR) {
                cell.push_str(&value.replace(CELL_SEPARATOR, " "));
            } else {
                cell.push_str(value);
            }
        }
        cell
    }

    /// Eight digits of the record's date for the newest-first order; the year alone when there is none.
    pub(super) fn day(&self) -> i64 {
        let date = self.volume.as_ref().map_or(self.description.date, |volume| volume.last_date);
        let date = date.unwrap_or_else(|| RecordDate::year_only(self.place.year));
        date.eight_digits().parse().unwrap_or(0)
    }

    /// A number that changes when anything given to the index changes: the index keeps it, so that
    /// [`super::Index::indexed_records`] can be compared with the rows.
    pub fn fingerprint(&self) -> u64 {
        let place = &self.place;
        let mut fields = FieldDigest::new("entry");
        fields.int(self.id).text(&place.fonds).int(place.year.into()).text(&place.class_id);
        fields.text(&place.step_id).text(&place.period.key()).text(&self.state);
        fields.text(&self.code).text(&self.code_sort);
        if let Some(volume) = &self.volume {
            fields.text("volume").int(volume.number.into()).int(self.day());
        }
        self.description.digest_into(&mut fields);
        let digest = fields.digest();
        digest.bytes().iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }
}
