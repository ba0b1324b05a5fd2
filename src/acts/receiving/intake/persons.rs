//! One number with two names, one name with two numbers: inside the sheet, and against what is filed.

use std::collections::{HashMap, HashSet};

use super::sheet::{History, Ready};
use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::domain::general::masking::{FreeText, IdNumber, WholeFor};
use crate::domain::general::problem::Problem;
use crate::domain::receiving::columns::{Field, Mapping};
use crate::problems;
use crate::search::simplified;

/// Names with two numbers each that are asked about one by one; a list with more of them is a list of namesakes,
/// where only numbers that look alike are.
const ASKED: usize = 20;
/// Persons whose record is named in the question: a wrong column brings a question for every row.
const NAMED: usize = 200;

/// What is to be asked about persons.
#[derive(Default)]
pub(super) struct PersonDoubts {
    pub rows: HashMap<u32, Vec<Problem>>,
    pub notes: Vec<Problem>,
}

/// A person of the sheet who has a number.
#[derive(Clone, Copy)]
struct Numbered<'a> {
    row: u32,
    name: &'a str,
    number: &'a IdNumber,
    unit: &'a str,
    personal_no: &'a str,
}

impl<'a> Numbered<'a> {
    fn whole(&self) -> &'a str {
        self.number.whole(WholeFor::Comparing)
    }

    /// Their units or their 个人编号 say that they are two persons.
    fn is_told_from(&self, unit: &str, personal_no: &str) -> bool {
        are_different(self.unit, unit) || are_different(self.personal_no, personal_no)
    }
}

/// Where the other one stands.
enum Beside {
    Row(u32),
    /// In the archive, under this name and number.
    Filed(String, IdNumber),
}

/// A name with two numbers.
struct Namesake<'a> {
    own: Numbered<'a>,
    other: IdNumber,
    beside: Beside,
}

pub(super) async fn doubts(
    archive: &Archive,
    ready: &[Ready],
    history: &History,
    mapping: &Mapping,
) -> Result<PersonDoubts> {
    let persons = numbered(ready);
    let mut found = PersonDoubts::default();
    let mut put = |row: u32, field: Field, problem: Problem| {
        let column = mapping.column(field).map(|column| column.heading.clone());
        found.rows.entry(row).or_default().push(Problem { column, row: Some(row), ..problem });
    };
    let InSheet { doubled, by_name, mut namesakes } = within_sheet(&persons);
    for (own, first) in &doubled {
        let problem = number_with_two_names(&own.number, &first.row, &first.name, &own.name);
        put(own.row, Field::IdNumber, problem);
    }
    let asked: HashSet<u32> = doubled.iter().map(|(own, _)| own.row).collect();
    if archive.store.last_item_id().await? > 0 {
        let fresh: Vec<Numbered<'_>> =
            persons.iter().filter(|own| !history.resumed.contains(&own.row)).copied().collect();
        let others = numbers_filed(archive, &fresh).await?;
        let others = others.into_iter().filter(|(own, _)| !asked.contains(&own.row));
        for (at, (own, name)) in others.enumerate() {
            let code = match at < NAMED {
                true => paper_of(archive, own.whole(), &name).await?.0,
                false => "其他材料".to_owned(),
            };
            put(own.row, Field::IdNumber, filed_under_other_name(&own.number, &code, &name, &own.name));
        }
        namesakes.extend(names_filed(archive, &fresh, &by_name).await?);
    }
    let many = namesakes.len() > ASKED;
    if many {
        found.notes.push(many_namesakes(&namesakes.len()));
        namesakes.retain(|one| are_alike(one.own.whole(), one.other.whole(WholeFor::Comparing)));
    }
    for Namesake { own, other, beside } in namesakes {
        let problem = match beside {
            Beside::Row(row) => name_with_two_numbers(&own.name, &row, &other, &own.number),
            Beside::Filed(name, number) => {
                let whole = number.whole(WholeFor::Comparing);
                let (code, unit, personal_no) = paper_of(archive, whole, &name).await?;
                if own.is_told_from(&unit, personal_no.whole(WholeFor::Comparing)) {
                    continue;
                }
                filed_with_other_number(&own.name, &code, &other, &own.number)
            }
        };
        let column = mapping.column(Field::PersonName).map(|column| column.heading.clone());
        let problem = Problem { column, row: Some(own.row), ..problem };
        found.rows.entry(own.row).or_default().push(problem);
    }
    Ok(found)
}

/// What the rows of a sheet say of each other.
struct InSheet<'a> {
    /// A row, and the first with its number under another name.
    doubled: Vec<(Numbered<'a>, Numbered<'a>)>,
    by_name: HashMap<&'a str, Vec<Numbered<'a>>>,
    namesakes: Vec<Namesake<'a>>,
}

fn within_sheet<'a>(persons: &[Numbered<'a>]) -> InSheet<'a> {
    let (mut doubled, mut namesakes) = (Vec::new(), Vec::new());
    let mut by_number: HashMap<&str, Numbered<'_>> = HashMap::new();
    let mut by_name: HashMap<&str, Vec<Numbered<'_>>> = HashMap::new();
    for own in persons {
        let first = by_number.entry(own.whole()).or_insert(*own);
        if !is_same_name(first.name, own.name) {
            doubled.push((*own, *first));
        }
        let others = by_name.entry(own.name).or_default();
        if others.iter().any(|other| other.number == own.number) {
            continue;
        }
        // a name that has several numbers already is one that several persons bear
        if let [other] = others.as_slice()
            && !own.is_told_from(other.unit, other.personal_no)
        {
            let (other, row) = (other.number.clone(), other.row);
            namesakes.push(Namesake { own: *own, other, beside: Beside::Row(row) });
        }
        // two say already that several persons bear the name
        if others.len() < 2 {
            others.push(*own);
        }
    }
    InSheet { doubled, by_name, namesakes }
}

fn numbered(ready: &[Ready]) -> Vec<Numbered<'_>> {
    let persons = ready.iter().flat_map(|row| {
        let about = &row.draft.description;
        let unit = about.units.first().map_or("", |unit| unit.name.as_str());
        let person = move |person: &'_ crate::domain::records::item::Person| {
            !person.name.is_empty() && !person.id_number.is_empty()
        };
        about.persons.iter().filter(move |one| person(one)).map(move |person| Numbered {
            row: row.row,
            name: &person.name,
            number: &person.id_number,
            unit,
            personal_no: person.personal_no.whole(WholeFor::Comparing),
        })
    });
    persons.collect()
}

/// Persons whose number is filed under another name, with that name.
async fn numbers_filed<'a>(
    archive: &Archive,
    persons: &[Numbered<'a>],
) -> Result<Vec<(Numbered<'a>, String)>> {
    let mut numbers: Vec<&str> = persons.iter().map(Numbered::whole).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let filed = archive.store.names_of_numbers(&numbers).await?;
    let other = |own: &Numbered<'a>| {
        let (first, last) = filed.get(own.whole())?;
        [first, last].into_iter().find(|name| !is_same_name(name, own.name)).map(|name| (*own, name.clone()))
    };
    Ok(persons.iter().filter_map(other).collect())
}

/// Persons whose name is filed with one other number and no more.
async fn names_filed<'a>(
    archive: &Archive,
    persons: &[Numbered<'a>],
    by_name: &HashMap<&str, Vec<Numbered<'a>>>,
) -> Result<Vec<Namesake<'a>>> {
    let names: Vec<&str> = by_name.keys().copied().collect();
    let filed = archive.store.numbers_of_names(&names).await?;
    let mut namesakes = Vec::new();
    for own in persons {
        let Some((first, last)) = filed.get(own.name) else { continue };
        let alone = by_name.get(own.name).is_some_and(|others| others.len() == 1);
        if first == last && first != own.number && alone {
            let beside = Beside::Filed(own.name.to_owned(), first.clone());
            namesakes.push(Namesake { own: *own, other: first.clone(), beside });
        }
    }
    Ok(namesakes)
}

/// A record that names the person with this number: its code, unit and 个人编号.
async fn paper_of(archive: &Archive, number: &str, name: &str) -> Result<(String, String, FreeText)> {
    Ok(archive.store.paper_of_person(number, name).await?.unwrap_or_default())
}

fn is_same_name(one: &str, other: &str) -> bool {
    let plain =
        |name: &str| -> String { simplified(name).chars().filter(|c| !matches!(c, ' ' | '·')).collect() };
    one == other || plain(one) == plain(other)
}

/// Both are said, and they are two.
fn are_different(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}

/// One day of birth, or but two characters apart: perhaps one number, typed twice.
fn are_alike(one: &str, other: &str) -> bool {
    let apart = one.chars().zip(other.chars()).filter(|(a, b)| a != b).count();
    one.len() == other.len() && (apart <= 2 || (one.len() == 18 && one.get(6..14) == other.get(6..14)))
}

problems! {
    ask number_with_two_names(number, row, other, own):
        "号码 {number} 在第 {row} 行写的是「{other}」，这一行写的是「{own}」。"
            / "Number {number} is {other}'s in row {row} and {own}'s here."
        => "对照证件改正其一；同一人改过名就照收。"
            / "Correct one of them from the card; if the person changed names, take it all the same.";
    ask filed_under_other_name as number_with_two_names(number, code, other, own):
        "号码 {number} 在已归档的 {code} 里是「{other}」，这一行写的是「{own}」。"
            / "Number {number} is {other}'s in {code}, which is filed, and {own}'s here."
        => "对照证件核对；同一人改过名就照收。"
            / "Compare it with the card; if the person changed names, take it all the same.";
    ask name_with_two_numbers(name, row, other, own):
        "「{name}」在第 {row} 行的号码是 {other}，这一行是 {own}。"
            / "{name} has number {other} in row {row} and {own} here."
        => "对照证件核对；是同名的两个人就照收。"
            / "Compare it with the card; if they are two persons of one name, take it all the same.";
    ask filed_with_other_number as name_with_two_numbers(name, code, other, own):
        "「{name}」在已归档的 {code} 里的号码是 {other}，这一行是 {own}。"
            / "{name} has number {other} in {code}, which is filed, and {own} here."
        => "对照证件核对；是同名的两个人就照收。"
            / "Compare it with the card; if they are two persons of one name, take it all the same.";
    notice many_namesakes(count):
        "有 {count} 个姓名各有两个号码，多是同名的人，只问号码相近的。"
            / "{count} names have two numbers each, mostly namesakes: only numbers that look alike are asked about."
        => "不用处理；要逐个核对就分批导入。" / "Nothing to do; to look at each, import fewer rows at a time.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_typed_twice_are_alike() {
        for (one, other, alike) in [
            ("990000196001010013", "990000196001010031", true),
            ("990000196001010013", "990001196001019999", true),
            ("990000196001010013", "990000196203222727", false),
            ("E12345678", "E12345679", true),
            ("E12345678", "990000196001010013", false),
        ] {
            assert_eq!(are_alike(one, other), alike, "{one} {other}");
        }
        assert!(is_same_name("陳大文", "陈大文") && !is_same_name("张三", "李四"));
    }
}
