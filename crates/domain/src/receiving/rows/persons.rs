//! The persons a row is about: one, or several in one cell (一表多人).

use chrono::NaiveDate;

use super::names::{Named, names_in};
use super::{Notes, RowRead, cell};
use crate::general::problem::Problem;
use crate::problems;
use crate::receiving::grid::Cell;
use crate::records::item::Person;
use crate::values::documents::{KindSaid, NO_DOCUMENT, kind_called};
use crate::values::identity::{CheckedNumber, id_kind_alone};
use crate::values::personal_names::name_words;

/// What the row's columns say about persons, gathered before it is put together.
#[derive(Default)]
pub(super) struct Parts {
    names: Vec<Named>,
    name_heading: String,
    /// In the order of the names; most rows have one.
    ids: Vec<CheckedNumber>,
    id_heading: String,
    id_seen: bool,
    kind: Option<KindSaid>,
    kind_heading: String,
    personal_no: String,
    notes: Vec<(String, String)>,
}

/// Characters from which a part of a cell may be a number of its own.
const A_NUMBER: usize = 15;

impl Parts {
    /// `text` as it stands in the cell.
    pub fn name(&mut self, heading: &str, text: &str, notes: &mut Notes) {
        self.name_heading = heading.to_owned();
        self.names = names_in(heading, text, notes);
        // the first one's stands among the row's other notes
        if let Some(first) = self.names.first_mut().filter(|first| !first.note.is_empty()) {
            self.notes.push((heading.to_owned(), std::mem::take(&mut first.note)));
        }
        self.names.retain(|named| !named.name.is_empty());
    }

    /// What the column 证件类型 says; one nobody knows is kept beside the person.
    pub fn kind(&mut self, heading: &str, text: Option<&str>, notes: &mut Notes) {
        let Some(text) = text else { return };
        self.kind = kind_called(text);
        self.kind_heading = heading.to_owned();
        if self.kind.is_none() {
            notes.problem(heading, id_kind_unknown(&text));
            self.note(heading, text.trim().to_owned());
        }
    }

    /// The cell's number, or one for each person.
    pub fn numbers(&mut self, heading: &str, value: &Cell, latest: NaiveDate, notes: &mut Notes) {
        self.id_heading = heading.to_owned();
        self.id_seen = true;
        let mut read = |cell: &Cell| notes.read(heading, cell::id_number(cell, self.kind, latest));
        if let Cell::Text(text) = value
            && let several = numbers_in(text.trim().trim_end_matches(parts_numbers))
            && several.len() > 1
        {
            // a number that cannot be read keeps the place of its person
            let one = |text: &str| match text {
                "" => CheckedNumber::default(),
                text => read(&Cell::Text(text.to_owned())).unwrap_or_default(),
            };
            self.ids = several.into_iter().map(one).collect();
            return;
        }
        self.ids = read(value).into_iter().collect();
    }

    pub fn personal_no(&mut self, text: String) {
        self.personal_no = text;
    }

    pub fn note(&mut self, heading: &str, text: String) {
        self.notes.push((heading.to_owned(), text));
    }

    /// A kind of document without a number: each person has one of that kind, or none.
    fn kind_alone(&mut self, notes: &mut Notes) {
        let key = match self.kind {
            Some(KindSaid::Other(kind)) => {
                notes.problem(&self.kind_heading, id_kind_alone(&kind.name.zh, &kind.name.en));
                &kind.key
            }
            Some(KindSaid::Nobody) => NO_DOCUMENT,
            Some(KindSaid::Resident) | None => return,
        };
        let id = CheckedNumber { kind: key.to_owned(), ..CheckedNumber::default() };
        self.ids = vec![id; self.names.len()];
    }

    /// Puts the persons into the description; notes without a person are kept as further columns.
    pub fn finish(mut self, read: &mut RowRead, notes: &mut Notes) {
        if !self.id_seen {
            self.kind_alone(notes);
        }
        let about = &mut read.description;
        if self.names.is_empty() && !self.id_seen && self.personal_no.is_empty() {
            about.more.extend(self.notes.into_iter().map(|(heading, text)| (heading, text.into())));
            return;
        }
        let count = self.names.len();
        let one_each = self.ids.len() == count;
        if self.ids.len() > 1 && !one_each {
            notes.problem(&self.id_heading, numbers_and_names(&self.ids.len(), &count));
        } else if count > 1 && ((self.id_seen && !one_each) || !self.personal_no.is_empty()) {
            notes.problem(&self.name_heading, persons_mismatch(&count));
        }
        let nobody = self.ids.iter().all(|id| id.number.is_empty()) && self.personal_no.is_empty();
        if self.names.is_empty() && nobody && !notes.problems.iter().any(Problem::is_blocking) {
            // 无 under the number of a row that is about nobody
            about.more.extend(self.notes.into_iter().map(|(heading, text)| (heading, text.into())));
            return;
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
        let mut ids = self.ids.into_iter();
        let heading = self.name_heading;
        let person = |named: Named, id: CheckedNumber| Person {
            note: if named.note.is_empty() { named.note } else { format!("{heading}：{}", named.note) }
                .into(),
            name: named.name,
            id_number: id.number,
            id_given: id.given,
            id_kind: id.kind,
            ..Person::default()
        };
        let mut names = self.names.into_iter();
        let first = person(names.next().unwrap_or_default(), ids.next().unwrap_or_default());
        about.persons.push(Person { personal_no: self.personal_no.into(), note: note.into(), ..first });
        // more numbers than persons are refused above
        let rest = names.map(|name| person(name, ids.next().filter(|_| one_each).unwrap_or_default()));
        about.persons.extend(rest);
    }
}

/// Signs that stand between numbers and in none.
fn parts_numbers(c: char) -> bool {
    matches!(c, '、' | ',' | '，' | ';' | '；')
}

/// The numbers of a cell, each in the place of its person, an empty one where a person has none. Signs that stand in no
/// number part them always, others and blanks where each part is long enough to be a number.
pub(super) fn numbers_in(text: &str) -> Vec<&str> {
    let is_part = |part: &&str| !part.is_empty();
    if text.contains(parts_numbers) {
        return text.split(parts_numbers).map(str::trim).collect();
    }
    if text.len() > 2 * A_NUMBER {
        let between = |c: char| (c.is_whitespace() || name_words().is_between(c)) && c != '-' && c != '－';
        let parts: Vec<&str> = text.split(between).filter(is_part).collect();
        if parts.len() > 1 && parts.iter().all(|part| part.chars().count() >= A_NUMBER) {
            return parts;
        }
    }
    vec![text]
}

problems! {
    ask persons_mismatch(count):
        "这一格有 {count} 人，号码却只有一个" / "{count} persons in one cell, but one number"
        => "一人一行，或确认号码属于第一人"
            / "one row for each person, or confirm that the number is the first one's";
    refuse numbers_and_names as persons_mismatch(numbers, count):
        "这一格有 {numbers} 个号码，姓名却是 {count} 人" / "{numbers} numbers in one cell, but {count} persons"
        => "一人一行，或姓名和号码一样多" / "one row for each person, or as many names as numbers";
    ask id_kind_unknown(text):
        "没有“{text}”这种证件类型" / "there is no kind of document \"{text}\""
        => "写成护照、港澳居民来往内地通行证、其他证件等；照收就记在此人的说明里"
            / "write 护照, 其他证件 or such; taken all the same, it is noted beside the person";
    ask name_missing():
        "有号码，没有姓名" / "a number without a name"
        => "填写姓名" / "write the name";
}
