//! The correction form, read back: fields of the record, one row of inputs per person and unit.

use super::fault::{Answer, Fault};
use chrono::NaiveDate;

use crate::acts::arranging::filing::Correction;
use crate::domain::disposal::retention::{Fact, FactKind};
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::records::item::{Description, Person, Unit};
use crate::domain::records::scope;
use crate::domain::values::date::{self, RecordDate};
use crate::problems;

/// A form's fields in order; names of rows repeat.
pub type Pairs = Vec<(String, String)>;

/// Reads the form; what it says is checked by the act.
pub fn correction(form: &Pairs) -> Answer<Correction> {
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let all = |name: &str| -> Vec<&str> {
        form.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).collect()
    };
    let pages = match one("pages").map(|pages| pages.trim().to_owned()) {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| Fault::from(page_count_unreadable(&text)))?),
    };
    let has = |name: &str| form.iter().any(|(key, _)| key == name);
    Ok(Correction {
        title: one("title"),
        creator: one("creator"),
        doc_number: one("doc_number"),
        date: one("date"),
        date_end: one("date_end"),
        pages,
        secrecy: one("secrecy"),
        medium: one("medium"),
        remarks: one("remarks"),
        units: has("unit_name").then(|| units(&all)),
        persons: has("person_name").then(|| persons(&all).into_iter().map(PersonTyped::person).collect()),
        reason: one("reason").unwrap_or_default(),
    })
}

/// A person's row of inputs: as the record shows it, or as it was typed.
#[derive(Clone, Debug, Default)]
pub struct PersonTyped {
    pub name: String,
    pub id_number: String,
    pub personal_no: String,
    pub note: String,
    /// Of the document; empty: the ID card.
    pub id_kind: String,
}

impl PersonTyped {
    /// Out of the record, its numbers masked.
    fn shown(person: &Person) -> PersonTyped {
        PersonTyped {
            name: person.name.clone(),
            id_number: person.id_number.to_string(),
            personal_no: person.personal_no.to_string(),
            note: person.note.to_string(),
            id_kind: person.id_kind.clone(),
        }
    }

    fn person(self) -> Person {
        Person {
            name: self.name,
            id_number: self.id_number.into(),
            personal_no: self.personal_no.into(),
            note: self.note.into(),
            id_kind: self.id_kind,
            ..Person::default()
        }
    }
}

fn persons<'a>(all: &impl Fn(&str) -> Vec<&'a str>) -> Vec<PersonTyped> {
    let [names, ids, numbers, notes, kinds] =
        ["person_name", "person_id", "person_no", "person_note", "person_kind"].map(all);
    let person = |(row, name): (usize, &&str)| {
        let at = |list: &[&str]| list.get(row).copied().unwrap_or_default().to_owned();
        PersonTyped {
            name: (*name).to_owned(),
            id_number: at(&ids),
            personal_no: at(&numbers),
            note: at(&notes),
            id_kind: at(&kinds),
        }
    };
    let empty =
        |one: &PersonTyped| one.name.is_empty() && one.id_number.is_empty() && one.personal_no.is_empty();
    names.iter().enumerate().map(person).filter(|one| !empty(one)).collect()
}

fn units<'a>(all: &impl Fn(&str) -> Vec<&'a str>) -> Vec<Unit> {
    let (names, numbers) = (all("unit_name"), all("unit_number"));
    let pairs = names.iter().enumerate().map(|(row, name)| Unit {
        name: (*name).to_owned(),
        number: numbers.get(row).copied().unwrap_or_default().to_owned(),
    });
    pairs.filter(|unit| !unit.name.is_empty() || !unit.number.is_empty()).collect()
}

/// Empty rows offered for further persons or units.
const SPARE: usize = 2;

/// The form's fields as texts: out of the record, or as they were typed.
#[derive(Default)]
pub struct TypedFields {
    pub title: String,
    pub creator: String,
    pub doc_number: String,
    pub date: String,
    pub date_end: String,
    pub pages: String,
    pub secrecy: String,
    pub medium: String,
    pub remarks: String,
    pub reason: String,
    /// With empty rows to add.
    pub persons: Vec<PersonTyped>,
    pub units: Vec<Unit>,
}

impl From<&Description> for TypedFields {
    fn from(d: &Description) -> TypedFields {
        let date = |date: Option<RecordDate>| date.map_or_else(String::new, |date| date.to_string());
        TypedFields {
            title: d.title.clone(),
            creator: d.creator.clone(),
            doc_number: d.doc_number.clone(),
            date: date(d.date),
            date_end: date(d.date_end),
            pages: d.pages.to_string(),
            secrecy: d.secrecy.clone(),
            medium: d.medium.clone(),
            remarks: d.remarks.to_string(),
            reason: String::new(),
            persons: d.persons.iter().map(PersonTyped::shown).collect(),
            units: d.units.clone(),
        }
        .with_spare_rows()
    }
}

impl TypedFields {
    /// What was sent; rows stand as the act numbers them.
    pub fn sent(form: &Pairs) -> TypedFields {
        let one = |name: &str| {
            form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let all = |name: &str| -> Vec<&str> {
            form.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).collect()
        };
        TypedFields {
            title: one("title"),
            creator: one("creator"),
            doc_number: one("doc_number"),
            date: one("date"),
            date_end: one("date_end"),
            pages: one("pages"),
            secrecy: one("secrecy"),
            medium: one("medium"),
            remarks: one("remarks"),
            reason: one("reason"),
            persons: persons(&all),
            units: units(&all),
        }
        .with_spare_rows()
    }

    fn with_spare_rows(mut self) -> TypedFields {
        self.persons.resize_with(self.persons.len() + SPARE, Default::default);
        self.units.resize_with(self.units.len() + SPARE, Default::default);
        self
    }
}

/// Id of the input a problem is about.
pub fn field_of(problem: &Problem) -> String {
    match (problem.row, problem.column.as_deref(), problem.kind.as_str()) {
        (Some(row), ..) => format!("person-id-{row}"),
        (_, Some(column), _) => column.to_owned(),
        (_, _, "title_missing") => "title".into(),
        (_, _, "page_count" | "volume_closed") => "pages".into(),
        (_, _, "reason_missing") => "reason".into(),
        _ => String::new(),
    }
}

/// A kind of fact by its key.
fn fact_kind(key: &str) -> Answer<FactKind> {
    FactKind::from_key(key).ok_or_else(|| {
        let known = FactKind::ALL.map(FactKind::key).join(", ");
        Fault::from(no_such_fact(&key, &known))
    })
}

/// A fact that decides a date, from its kind, its day and the new period of a record kept on.
pub fn fact((kind, on, period): (&str, &str, &str), note: String) -> Answer<Fact> {
    let period = scope::given(period).map(|text| scope::period(&text)).transpose()?;
    Ok(Fact { kind: fact_kind(kind)?, on: day(on)?, period, note })
}

/// A day, or a year's first.
pub fn first_day(text: &str) -> Answer<NaiveDate> {
    Ok(date::read_first_day(text).map_err(Error::Refused)?)
}

/// A day as it may be typed.
pub fn day(text: &str) -> Answer<NaiveDate> {
    date::read_day(text).map_err(|problems| Fault::from(Error::Refused(problems)))
}

problems! {
    refuse page_count_unreadable as page_count(text):
        "「{text}」不是页数。" / "\"{text}\" is no page count."
        => "写阿拉伯数字，从 1 起。" / "Write a number from 1 up.";
    refuse no_such_fact(key, known):
        "没有「{key}」这种事实。" / "There is no fact of the kind \"{key}\"."
        => "可以是：{known}。" / "It can be: {known}.";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Pairs {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_fields_of_the_form_are_corrected() {
        let read = correction(&form(&[("title", "新题名"), ("pages", " 3 "), ("reason", "看错")])).unwrap();
        let expected = Correction {
            title: Some("新题名".into()),
            pages: Some(3),
            reason: "看错".into(),
            ..Correction::default()
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn persons_are_rows_and_empty_rows_are_none() {
        let names = ["person_name", "person_id", "person_no"];
        let values = [["张甲", "990000198001010010", "7"], ["", "", ""]];
        let pairs = values.iter().flat_map(|row| names.iter().zip(row));
        let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Pairs>();
        let expected = Person {
            name: "张甲".into(),
            id_number: "990000198001010010".into(),
            personal_no: "7".into(),
            ..Person::default()
        };
        assert_eq!(correction(&pairs).unwrap().persons.unwrap(), [expected]);
    }

    #[test]
    fn a_page_count_in_words_is_refused() {
        assert!(correction(&form(&[("pages", "十二")])).is_err());
    }
}
