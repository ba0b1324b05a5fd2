//! The persons a row is about: one, or several in one cell (一表多人).

use super::{Notes, RowRead};
use crate::general::problem::Change;
use crate::general::text::is_han;
use crate::records::item::Person;
use crate::values::identity::CheckedNumber;
use crate::values::name_signs::{with_plain_dots, without_brackets};
use crate::{problems, say};

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
    pub fn name(&mut self, heading: &str, text: String, notes: &mut Notes) {
        self.name_heading = heading.to_owned();
        if let Some(found) = without_brackets(&text).filter(|found| !found.unclear && !found.notes.is_empty())
        {
            self.note(heading, found.notes.join("；"));
        }
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

/// The names of one cell; that only some are named is said.
pub(super) fn names_in(heading: &str, text: String, notes: &mut Notes) -> Vec<String> {
    let text = unbracketed(heading, text, notes);
    let tidy = tidy_name(&text);
    if tidy != text {
        let message = say!("姓名中的空格、间隔号整理为规范写法", "blanks and dots in the name made regular");
        notes.change(heading, Change::new("name_shape", text.clone(), tidy.clone(), message));
    }
    let apart = |names: &str, marks: &[char]| -> Vec<String> {
        names.split(marks).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let Some((first, _)) = tidy.split_once('等').filter(|(_, rest)| rest.ends_with('人')) else {
        return apart(&tidy, &['、', ',', '，', ';', '；']);
    };
    let problem = persons_not_listed(&text);
    notes.problem(heading, problem);
    apart(first, &['、', ',', '，'])
}

/// The names without pinyin and annotations in brackets.
fn unbracketed(heading: &str, text: String, notes: &mut Notes) -> String {
    match without_brackets(&text) {
        Some(found) if found.unclear => {
            let problem = name_brackets(&text);
            notes.problem(heading, problem);
            text
        }
        Some(found) => {
            let message = say!(
                "姓名里括注的拼音、说明取出",
                "pinyin and annotations in brackets taken out of the name"
            );
            notes.change(heading, Change::new("name_annotation", text, found.name.clone(), message));
            found.name
        }
        None => text,
    }
}

/// `张　三` → `张三`; the dot of minority names is U+00B7.
fn tidy_name(text: &str) -> String {
    let dotted = with_plain_dots(text);
    let all_han = dotted.chars().all(|c| is_han(c) || matches!(c, ' ' | '、' | '·'));
    if all_han { dotted.replace(' ', "") } else { dotted }
}

problems! {
    ask persons_mismatch(count):
        "这一格有 {count} 人，号码却只有一个" / "{count} persons in one cell, but one number"
        => "一人一行，或确认号码属于第一人"
            / "one row for each person, or confirm that the number is the first one's";
    ask name_brackets(text):
        "姓名“{text}”里的括号说不清是不是姓名的一部分" / "whether the brackets in \"{text}\" belong to the name cannot be told"
        => "只写姓名，其余的写进备注；照收就照原样登记" / "write the name alone; taken all the same, it stays as written";
    ask name_missing():
        "有号码，没有姓名" / "a number without a name"
        => "填写姓名" / "write the name";
    notice persons_not_listed(text):
        "“{text}”只写了部分人，其余的人查不到" / "\"{text}\" names some only: the others cannot be found"
        => "把全部人员列出，或在附表里移交" / "list all persons";
}
