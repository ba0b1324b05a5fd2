//! The persons a row is about: one, or several in one cell (一表多人).

use super::names::names_in;
use super::{Notes, RowRead};
use crate::problems;
use crate::records::item::Person;
use crate::values::identity::CheckedNumber;

/// What the row's columns say about persons, gathered before it is put together.
#[derive(Default)]
pub(super) struct Parts {
    names: Vec<String>,
    name_heading: String,
    id: Option<CheckedNumber>,
    id_heading: String,
    id_seen: bool,
    personal_no: String,
    notes: Vec<(String, String)>,
}

impl Parts {
    /// `text` as it stands in the cell.
    pub fn name(&mut self, heading: &str, text: &str, notes: &mut Notes) {
        self.name_heading = heading.to_owned();
        self.names = names_in(heading, text, notes);
    }

    pub fn id(&mut self, heading: &str, id: Option<CheckedNumber>) {
        self.id_heading = heading.to_owned();
        self.id_seen = true;
        self.id = id;
    }

    pub fn personal_no(&mut self, text: String) {
        self.personal_no = text;
    }

    pub fn note(&mut self, heading: &str, text: String) {
        self.notes.push((heading.to_owned(), text));
    }

    /// Puts the persons into the description; notes without a person are kept as further columns.
    pub fn finish(self, read: &mut RowRead, notes: &mut Notes) {
        let about = &mut read.description;
        if self.names.is_empty() && !self.id_seen && self.personal_no.is_empty() {
            about.more.extend(self.notes.into_iter().map(|(heading, text)| (heading, text.into())));
            return;
        }
        let several = self.names.len() > 1;
        if several && (self.id_seen || !self.personal_no.is_empty()) {
            let count = self.names.len();
            notes.problem(&self.name_heading, persons_mismatch(&count));
        }
        if self.names.is_empty() {
            notes.problem(
                if self.name_heading.is_empty() { &self.id_heading } else { &self.name_heading },
                name_missing(),
            );
        }
        let note = self
            .notes
            .iter()
            .map(|(heading, text)| format!("{heading}：{text}"))
            .collect::<Vec<_>>()
            .join("；");
        let id = self.id.unwrap_or_default();
        let first = Person {
            name: self.names.first().cloned().unwrap_or_default(),
            id_number: id.number,
            id_given: id.given,
            personal_no: self.personal_no.into(),
            note: note.into(),
        };
        about.persons.push(first);
        about.persons.extend(self.names.into_iter().skip(1).map(|name| Person { name, ..Person::default() }));
    }
}

problems! {
    ask persons_mismatch(count):
        "这一格有 {count} 人，号码却只有一个" / "{count} persons in one cell, but one number"
        => "一人一行，或确认号码属于第一人"
            / "one row for each person, or confirm that the number is the first one's";
    ask name_missing():
        "有号码，没有姓名" / "a number without a name"
        => "填写姓名" / "write the name";
}
