//! Cells about the persons and units of a record: one, or several in one cell.

use chrono::NaiveDate;

use super::{TableField, kept, text_of};
use crate::general::masking::{FreeText, IdNumber, WholeFor};
use crate::general::problem::{Problem, Weight};
use crate::general::text::{TextKind, is_nothing};
use crate::problems;
use crate::receiving::columns::Field;
use crate::receiving::rows::names::{Named, names_in};
use crate::receiving::rows::notes::Notes;
use crate::receiving::rows::persons::numbers_in;
use crate::records::item::{Description, Person, Unit};
use crate::records::unmasking::{KnownNumbers, whole, whole_text};
use crate::values::identity;

/// Between several in one cell.
const BETWEEN: &str = "、";
/// Names of units hold 、 themselves.
const BETWEEN_UNITS: &str = "；";

/// `number` and `free`: how an ID number and a text that may name one are shown.
pub(super) fn shown(
    field: TableField,
    about: &Description,
    number: fn(&IdNumber) -> String,
    free: fn(&FreeText) -> String,
) -> String {
    let persons = |texts: Vec<String>| joined(texts.iter().map(String::as_str), BETWEEN);
    let units = |of: fn(&Unit) -> &str| joined(about.units.iter().map(of), BETWEEN_UNITS);
    match field {
        TableField::PersonName => joined(about.persons.iter().map(|person| person.name.as_str()), BETWEEN),
        TableField::IdNumber => {
            persons(about.persons.iter().map(|person| number(&person.id_number)).collect())
        }
        TableField::PersonalNo => {
            persons(about.persons.iter().map(|person| free(&person.personal_no)).collect())
        }
        TableField::UnitName => shown_names(&about.units),
        TableField::UnitNumber => units(|unit| &unit.number),
        TableField::Units => {
            lines(about.units.iter().map(|unit| vec![unit.name.clone(), unit.number.clone()]))
        }
        _ => lines(about.persons.iter().map(|person| {
            let (number, note) = (number(&person.id_number), free(&person.note));
            vec![person.name.clone(), number, free(&person.personal_no), note]
        })),
    }
}

/// The text with whole numbers in place of masked ones: in a list each in its line, in a cell each with
/// the person in its place.
pub(super) fn uncovered(field: TableField, text: &str, known: KnownNumbers<'_>) -> Result<String, Problem> {
    let own = |of: fn(&Person) -> &FreeText| -> String {
        let texts = known.own.iter().map(|person| of(person).whole(WholeFor::Comparing));
        texts.collect::<Vec<_>>().join("\n")
    };
    let stood = own(|person| &person.personal_no);
    if field == TableField::PersonalNo {
        return whole_text(text, &stood, known.others);
    }
    if field == TableField::Persons {
        let notes = own(|person| &person.note);
        let cell = |at: usize, cells: &[&str]| match at {
            1 => whole(cells[1].trim(), cells[0].trim(), known),
            2 => whole_text(cells[2], &stood, known.others),
            3 => whole_text(cells[3], &notes, known.others),
            _ => Ok(cells[at].to_owned()),
        };
        let line = |(at, line): (usize, &str)| {
            let cells: Vec<&str> = line.split('\t').collect();
            let said: Result<Vec<_>, Problem> = (0..cells.len()).map(|at| cell(at, &cells)).collect();
            said.map(|cells| cells.join("\t")).map_err(|problem| problem.at_row(at as u32 + 1))
        };
        return text
            .lines()
            .enumerate()
            .map(line)
            .collect::<Result<Vec<_>, _>>()
            .map(|lines| lines.join("\n"));
    }
    let name = |at: usize| known.own.get(at).map_or("", |person| person.name.as_str());
    let texts = numbers_in(text).into_iter().enumerate();
    let numbers = texts.map(|(at, text)| whole(text, name(at), known)).collect::<Result<Vec<_>, _>>()?;
    Ok(numbers.join(BETWEEN))
}

/// Nothing when none of them has anything.
fn joined<'a>(texts: impl Iterator<Item = &'a str>, between: &str) -> String {
    let texts: Vec<&str> = texts.collect();
    if texts.iter().all(|text| text.is_empty()) { String::new() } else { texts.join(between) }
}

fn lines(rows: impl Iterator<Item = Vec<String>>) -> String {
    rows.map(|cells| cells.join("\t").trim_end_matches('\t').to_owned()).collect::<Vec<_>>().join("\n")
}

pub(super) fn take(
    field: TableField,
    text: &str,
    about: &mut Description,
    today: NaiveDate,
    notes: &mut Notes,
) -> bool {
    let before = (about.persons.clone(), about.units.clone());
    let taken = match field {
        TableField::PersonName => names(text, &mut about.persons, notes),
        TableField::IdNumber => id_numbers(text, &mut about.persons, today, notes),
        TableField::PersonalNo => personal_numbers(text, &mut about.persons, notes),
        TableField::UnitName => unit_names(text, &mut about.units, notes),
        TableField::UnitNumber => unit_numbers(text, &mut about.units, notes),
        TableField::Units => all_units(text, &mut about.units, notes),
        _ => all_persons(text, &mut about.persons, today, notes),
    };
    let refused = notes.problems.iter().any(|problem| problem.weight == Weight::Refuse);
    if taken.is_none() || refused {
        (about.persons, about.units) = before;
        return false;
    }
    let nobody = |p: &Person| {
        p.name.is_empty() && p.id_number.is_empty() && p.personal_no.is_empty() && p.note.is_empty()
    };
    about.persons.retain(|person| !nobody(person));
    about.units.retain(|unit| !unit.name.is_empty() || !unit.number.is_empty());
    if about.persons.iter().any(|person| person.name.is_empty()) {
        let problem = member_without_name();
        notes.problem(TableField::PersonName.key(), problem);
    }
    true
}

/// Names one after the other; whoever was there keeps the own numbers. As many names as before, one of
/// them new: that person was called wrongly.
fn names(text: &str, persons: &mut Vec<Person>, notes: &mut Notes) -> Option<()> {
    let key = TableField::PersonName.key();
    let mut names = if is_nothing(text) { Vec::new() } else { names_in(key, text, notes) };
    names.retain(|named| !named.name.is_empty());
    if names.is_empty() {
        persons.iter_mut().for_each(|person| person.name.clear());
        if persons.len() > 1 {
            notes.problem(key, numbers_mismatch(&persons.len()));
        }
        return Some(());
    }
    let mut old: Vec<Option<Person>> = std::mem::take(persons).into_iter().map(Some).collect();
    let renamed = old.len() == names.len();
    let found: Vec<Option<Person>> = names
        .iter()
        .map(|named| old.iter_mut().find(|one| one.as_ref().is_some_and(|p| p.name == named.name))?.take())
        .collect();
    persons.extend(names.into_iter().zip(found).enumerate().map(|(at, (named, found))| {
        let there = found.or_else(|| old.get_mut(at).filter(|_| renamed)?.take());
        called(named, there.unwrap_or_default())
    }));
    Some(())
}

/// The person by that name; what stood beside it in brackets is noted, as in a sheet.
fn called(named: Named, mut person: Person) -> Person {
    person.name = named.name;
    if !named.note.is_empty() {
        let said = format!("{}：{}", Field::PersonName.label().zh, named.note);
        let before = person.note.whole(WholeFor::Comparing).to_owned();
        person.note = match before {
            before if before.is_empty() => said,
            before if before.contains(&said) => before,
            before => format!("{before}；{said}"),
        }
        .into();
    }
    person
}

fn id_numbers(text: &str, persons: &mut Vec<Person>, today: NaiveDate, notes: &mut Notes) -> Option<()> {
    let texts = for_each(TableField::IdNumber, text, persons, notes)?;
    for (person, text) in persons.iter_mut().zip(texts) {
        id_number(person, &text, today, 0, notes)?;
    }
    Some(())
}

fn id_number(person: &mut Person, text: &str, today: NaiveDate, row: u32, notes: &mut Notes) -> Option<()> {
    if person.id_number == *text {
        return Some(());
    }
    (person.id_number, person.id_given, person.id_kind) = Default::default();
    if is_nothing(text) {
        return Some(());
    }
    let read = identity::read(text, today);
    let from = notes.problems.len();
    let value = notes.read(TableField::IdNumber.key(), read);
    notes.problems[from..].iter_mut().for_each(|problem| problem.row = Some(row));
    let number = kept(value, notes)?;
    (person.id_number, person.id_given, person.id_kind) = (number.number, number.given, number.kind);
    Some(())
}

fn personal_numbers(text: &str, persons: &mut Vec<Person>, notes: &mut Notes) -> Option<()> {
    let texts = for_each(TableField::PersonalNo, text, persons, notes)?;
    for (person, text) in persons.iter_mut().zip(texts) {
        person.personal_no = text_of(TableField::PersonalNo.key(), &text, TextKind::Code, notes)?.into();
    }
    Some(())
}

/// One text for every person of the record; with none there, a person is begun.
fn for_each(
    field: TableField,
    text: &str,
    persons: &mut Vec<Person>,
    notes: &mut Notes,
) -> Option<Vec<String>> {
    if persons.is_empty() {
        persons.push(Person::default());
    }
    let texts: Vec<String> = match is_nothing(text) {
        true => Vec::new(),
        false => numbers_in(text).into_iter().map(|text| text.trim().to_owned()).collect(),
    };
    match (texts.len(), persons.len()) {
        (0, count) => Some(vec![String::new(); count]),
        (given, count) if given == count => Some(texts),
        (_, count) => {
            notes.problem(field.key(), numbers_mismatch(&count));
            None
        }
    }
}

/// One part for every unit of the record.
fn parts(text: &str) -> Vec<String> {
    if is_nothing(text) {
        Vec::new()
    } else {
        text.split(['；', ';']).map(|part| part.trim().to_owned()).collect()
    }
}

fn shown_names(units: &[Unit]) -> String {
    joined(units.iter().map(|unit| unit.name.as_str()), BETWEEN_UNITS)
}

fn unit_names(text: &str, units: &mut Vec<Unit>, notes: &mut Notes) -> Option<()> {
    let read = text_of(TableField::UnitName.key(), text, TextKind::Prose, notes)?;
    if read == shown_names(units) {
        return Some(());
    }
    let mut names = Vec::new();
    for part in parts(&read) {
        if !part.is_empty() {
            notes.as_written(Some(Field::UnitName), TableField::UnitName.key(), &part);
        }
        names.extend(notes.units(TableField::UnitName.key(), &part).into_iter().map(str::to_owned));
    }
    let same = names.len() == units.len() || names.is_empty();
    let old = std::mem::take(units);
    let kept = |at: usize, name: &str| {
        let known = old.iter().find(|unit| unit.name == name);
        known.or_else(|| old.get(at).filter(|_| same)).map(|unit| unit.number.clone()).unwrap_or_default()
    };
    let count = names.len().max(if same { old.len() } else { 0 });
    units.extend((0..count).map(|at| {
        let name = names.get(at).cloned().unwrap_or_default();
        Unit { number: kept(at, &name), name }
    }));
    Some(())
}

fn unit_numbers(text: &str, units: &mut Vec<Unit>, notes: &mut Notes) -> Option<()> {
    let key = TableField::UnitNumber.key();
    let read = text_of(key, text, TextKind::Code, notes)?;
    let numbers = parts(&read);
    if units.is_empty() {
        units.push(Unit::default());
    }
    if !numbers.is_empty() && numbers.len() != units.len() {
        let count = units.len();
        let problem = units_mismatch(&count);
        notes.problem(key, problem);
        return None;
    }
    for (at, unit) in units.iter_mut().enumerate() {
        unit.number = numbers.get(at).cloned().unwrap_or_default();
    }
    Some(())
}

/// The whole list anew, every row read even when one is bad.
fn all_persons(text: &str, persons: &mut Vec<Person>, today: NaiveDate, notes: &mut Notes) -> Option<()> {
    let old = std::mem::take(persons);
    let mut whole = Some(());
    for (at, line) in text.lines().filter(|line| !is_nothing(line)).enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        let (row, from) = (at as u32 + 1, notes.problems.len());
        let name = text_of(TableField::PersonName.key(), cell(0), TextKind::Prose, notes);
        let personal_no = text_of(TableField::PersonalNo.key(), cell(2), TextKind::Code, notes);
        let note = text_of(TableField::Persons.key(), cell(3), TextKind::Prose, notes);
        notes.problems[from..].iter_mut().for_each(|problem| problem.row = Some(row));
        // a number that stays keeps what the sheet had given for it
        let kept = old.iter().find(|one| !one.id_number.is_empty() && one.id_number == *cell(1));
        let mut person = Person {
            name: name.unwrap_or_default(),
            id_number: kept.map(|one| one.id_number.clone()).unwrap_or_default(),
            id_given: kept.map(|one| one.id_given.clone()).unwrap_or_default(),
            personal_no: personal_no.unwrap_or_default().into(),
            note: note.unwrap_or_default().into(),
            id_kind: kept.map(|one| one.id_kind.clone()).unwrap_or_default(),
        };
        whole = id_number(&mut person, cell(1), today, row, notes).and(whole);
        persons.push(person);
    }
    whole
}

fn all_units(text: &str, units: &mut Vec<Unit>, notes: &mut Notes) -> Option<()> {
    units.clear();
    for line in text.lines().filter(|line| !is_nothing(line)) {
        let (name, number) = line.split_once('\t').unwrap_or((line, ""));
        let name = text_of(TableField::UnitName.key(), name, TextKind::Prose, notes)?;
        units.push(Unit {
            name,
            number: text_of(TableField::UnitNumber.key(), number, TextKind::Code, notes)?,
        });
    }
    Some(())
}

problems! {
    notice member_without_name as name_missing():
        "有号码，没有姓名" / "a number without a name"
        => "填写姓名" / "write the name";
    refuse numbers_mismatch as persons_mismatch(count):
        "这一件有 {count} 人，一格里要正好写 {count} 个"
            / "the record has {count} persons: the cell needs {count} numbers"
        => "按 F9 在人员表里一人一行地改" / "press F9 and change them in the list of persons, one row each";
    refuse units_mismatch(count):
        "这一件有 {count} 个单位，编号要正好 {count} 个"
            / "the record has {count} units: the cell needs {count} numbers"
        => "用「；」隔开，或按 F9 在单位表里改"
            / "put \"；\" between them, or press F9 and change the list of units";
}
