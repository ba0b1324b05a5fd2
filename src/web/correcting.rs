//! The correction form, read back: fields of the record, one row of inputs per person and unit.

use chrono::NaiveDate;

use super::fault::{Answer, Fault};
use crate::domain::error::Error;
use crate::domain::identity;
use crate::domain::item::{Person, Unit};
use crate::domain::problem::Problem;
use crate::filing::Correction;
use crate::say;

/// A form's fields in order; names of rows repeat.
pub type Pairs = Vec<(String, String)>;

/// Reads the form. ID numbers are checked here, all of them, so that none is stored wrong.
pub fn correction(form: Pairs, today: NaiveDate) -> Answer<Correction> {
    let one = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let all = |name: &str| -> Vec<&str> {
        form.iter().filter(|(key, _)| key == name).map(|(_, value)| value.trim()).collect()
    };
    let pages = match one("pages").map(|pages| pages.trim().to_owned()) {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| no_count(&text))?),
    };
    let has = |name: &str| form.iter().any(|(key, _)| key == name);
    let persons = if has("person_name") { Some(persons(&all, today)?) } else { None };
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
        persons,
        reason: one("reason").unwrap_or_default(),
    })
}

fn persons<'a>(all: &impl Fn(&str) -> Vec<&'a str>, today: NaiveDate) -> Answer<Vec<Person>> {
    let [names, ids, given, numbers, notes] =
        ["person_name", "person_id", "person_given", "person_no", "person_note"].map(all);
    let (mut persons, mut problems) = (Vec::new(), Vec::new());
    for (row, name) in names.iter().enumerate() {
        let at = |list: &[&str]| list.get(row).copied().unwrap_or_default().to_owned();
        let (id, personal_no, note) = (at(&ids), at(&numbers), at(&notes));
        if name.is_empty() && id.is_empty() && personal_no.is_empty() {
            continue;
        }
        let mut person = Person {
            name: (*name).to_owned(),
            id_number: id.clone(),
            id_given: at(&given),
            personal_no,
            note,
        };
        if !id.is_empty() {
            let read = identity::read(&id, today);
            match read.value {
                Some(number) => {
                    if !number.given.is_empty() {
                        person.id_given = number.given;
                    }
                    person.id_number = number.number;
                }
                None => problems.extend(read.problems.into_iter().map(|p: Problem| p.at_row(row as u32 + 1))),
            }
        }
        persons.push(person);
    }
    if problems.is_empty() { Ok(persons) } else { Err(Fault::from(Error::Refused(problems))) }
}

fn units<'a>(all: &impl Fn(&str) -> Vec<&'a str>) -> Vec<Unit> {
    let (names, numbers) = (all("unit_name"), all("unit_number"));
    let pairs = names.iter().enumerate().map(|(row, name)| Unit {
        name: (*name).to_owned(),
        number: numbers.get(row).copied().unwrap_or_default().to_owned(),
    });
    pairs.filter(|unit| !unit.name.is_empty() || !unit.number.is_empty()).collect()
}

fn no_count(text: &str) -> Fault {
    Fault::from(Error::refused(
        "page_count",
        say!("「{text}」不是页数。", "\"{text}\" is no page count."),
        say!("写阿拉伯数字，从 1 起。", "Write a number from 1 up."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Pairs {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 3, 12).unwrap()
    }

    #[test]
    fn only_fields_of_the_form_are_corrected() {
        let read =
            correction(form(&[("title", "新题名"), ("pages", " 3 "), ("reason", "看错")]), today()).unwrap();
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
        let right = format!("99000019800101001{}", identity::check_digit("99000019800101001").unwrap());
        let other = if right.ends_with('1') { "2" } else { "1" };
        let wrong = format!("99000019800101001{other}");
        let rows = |id: &str| {
            let names = ["person_name", "person_id", "person_no"];
            let values = [["张甲", id, "7"], ["", "", ""]];
            let pairs = values.iter().flat_map(|row| names.iter().zip(row));
            pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Pairs>()
        };
        let persons = correction(rows(&right), today()).unwrap().persons.unwrap();
        let expected =
            Person { name: "张甲".into(), id_number: right, personal_no: "7".into(), ..Person::default() };
        assert_eq!(persons, [expected]);
        assert!(correction(rows(&wrong), today()).is_err());
    }

    #[test]
    fn a_page_count_in_words_is_refused() {
        assert!(correction(form(&[("pages", "十二")]), today()).is_err());
    }
}
