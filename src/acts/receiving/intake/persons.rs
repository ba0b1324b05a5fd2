//! One number with two names, one name with two numbers: inside the sheet, and against what is filed.

use std::collections::VecDeque;

use super::persons_seen::{Numbered, PersonsSeen};
use super::row_set::RowSet;
use super::sheet::History;
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
/// Names or numbers looked up in the archive at once.
const TOGETHER: usize = 1000;

/// What is to be asked about persons, in the order of their rows.
#[derive(Default)]
pub(super) struct PersonDoubts {
    waiting: VecDeque<Doubt>,
    pub notes: Vec<Problem>,
}

/// A doubt about a person, named by her place in the sheet.
struct Doubt {
    own: u32,
    why: Why,
}

enum Why {
    /// Her number is another's in the sheet.
    NumberInSheet(u32),
    /// Her number is filed under this name; whether the record is named.
    NumberFiled(Box<str>, bool),
    /// Her name has another number in the sheet.
    NameInSheet(u32),
    /// Her name is filed with this number.
    NameFiled(IdNumber),
}

pub(super) async fn doubts(
    archive: &Archive,
    persons: &PersonsSeen,
    history: &History,
) -> Result<PersonDoubts> {
    let by_number = persons.sorted_by(|one| one.number);
    let (mut doubts, asked) = numbers_in_sheet(persons, &by_number);
    let by_name = persons.sorted_by(|one| one.name);
    let (mut namesakes, shared) = names_in_sheet(persons, &by_name);
    if archive.store.last_item_id().await? > 0 {
        let is_fresh = |at: u32| !history.resumed.contains(persons.get(at).row);
        let filed = numbers_filed(archive, persons, by_number, is_fresh).await?;
        doubts.extend(filed.into_iter().filter(|one| !asked.contains(persons.get(one.own).row)));
        let is_asked = |at: u32| is_fresh(at) && !shared.contains(at);
        namesakes.extend(names_filed(archive, persons, by_name, is_asked).await?);
    }
    let mut found = PersonDoubts::default();
    if namesakes.len() > ASKED {
        found.notes.push(many_namesakes(&namesakes.len()));
        namesakes.retain(|one| {
            let other = match &one.why {
                Why::NameInSheet(other) => persons.get(*other).number,
                Why::NameFiled(number) => number.whole(WholeFor::Comparing),
                _ => "",
            };
            are_alike(persons.get(one.own).number, other)
        });
    }
    doubts.extend(namesakes);
    // those of a row stay in the order they were found
    doubts.sort_by_key(|one| persons.get(one.own).row);
    let filed = doubts.iter_mut().filter_map(|one| match &mut one.why {
        Why::NumberFiled(_, is_named) => Some(is_named),
        _ => None,
    });
    filed.take(NAMED).for_each(|is_named| *is_named = true);
    found.waiting = doubts.into();
    Ok(found)
}

impl PersonDoubts {
    /// What is asked about the persons of a row. Rows must be asked for in their order.
    pub async fn of_row(
        &mut self,
        archive: &Archive,
        persons: &PersonsSeen,
        mapping: &Mapping,
        row: u32,
    ) -> Result<Vec<Problem>> {
        self.pass(persons, row);
        let mut problems = Vec::new();
        while let Some(doubt) = self.waiting.pop_front_if(|one| persons.get(one.own).row == row) {
            let field = match doubt.why {
                Why::NumberInSheet(_) | Why::NumberFiled(..) => Field::IdNumber,
                Why::NameInSheet(_) | Why::NameFiled(_) => Field::PersonName,
            };
            let Some(problem) = question(archive, persons, doubt).await? else { continue };
            let column = mapping.column(field).map(|column| column.heading.clone());
            problems.push(Problem { column, row: Some(row), ..problem });
        }
        Ok(problems)
    }

    /// Nobody asks about the rows before this one any more.
    fn pass(&mut self, persons: &PersonsSeen, row: u32) {
        while self.waiting.pop_front_if(|one| persons.get(one.own).row < row).is_some() {}
    }
}

async fn question(archive: &Archive, persons: &PersonsSeen, doubt: Doubt) -> Result<Option<Problem>> {
    let own = persons.get(doubt.own);
    let number = IdNumber::from(own.number);
    Ok(Some(match doubt.why {
        Why::NumberInSheet(first) => {
            let first = persons.get(first);
            number_with_two_names(&number, &first.row, &first.name, &own.name)
        }
        Why::NumberFiled(name, is_named) => {
            let code = match is_named {
                true => paper_of(archive, own.number, &name).await?.0,
                false => "其他材料".to_owned(),
            };
            filed_under_other_name(&number, &code, &name, &own.name)
        }
        Why::NameInSheet(other) => {
            let other = persons.get(other);
            name_with_two_numbers(&own.name, &other.row, &IdNumber::from(other.number), &number)
        }
        Why::NameFiled(other) => {
            let (code, unit, personal_no) =
                paper_of(archive, other.whole(WholeFor::Comparing), own.name).await?;
            if own.is_told_from_filed(&unit, personal_no.whole(WholeFor::Comparing)) {
                return Ok(None);
            }
            filed_with_other_number(&own.name, &code, &other, &number)
        }
    }))
}

/// Numbers the sheet gives to two names, and the rows that are asked about them.
fn numbers_in_sheet(persons: &PersonsSeen, by_number: &[u32]) -> (Vec<Doubt>, RowSet) {
    let (mut doubts, mut asked) = (Vec::new(), RowSet::default());
    for same in by_number.chunk_by(|a, b| persons.get(*a).number == persons.get(*b).number) {
        let first = same[0];
        for own in &same[1..] {
            if !is_same_name(persons.get(first).name, persons.get(*own).name) {
                asked.insert(persons.get(*own).row);
                doubts.push(Doubt { own: *own, why: Why::NumberInSheet(first) });
            }
        }
    }
    (doubts, asked)
}

/// Names the sheet gives two numbers, and all persons of such a name.
fn names_in_sheet(persons: &PersonsSeen, by_name: &[u32]) -> (Vec<Doubt>, RowSet) {
    let (mut namesakes, mut shared) = (Vec::new(), RowSet::default());
    for same in by_name.chunk_by(|a, b| persons.get(*a).name == persons.get(*b).name) {
        let other = persons.get(same[0]);
        let Some(own) = same.iter().find(|own| persons.get(**own).number != other.number) else { continue };
        // of a name with more numbers several persons bear it: nothing is asked of them
        if !persons.get(*own).is_told_from(&other) {
            namesakes.push(Doubt { own: *own, why: Why::NameInSheet(same[0]) });
        }
        same.iter().for_each(|one| shared.insert(*one));
    }
    (namesakes, shared)
}

/// Persons whose number is filed under another name.
async fn numbers_filed(
    archive: &Archive,
    persons: &PersonsSeen,
    by_number: Vec<u32>,
    is_fresh: impl Fn(u32) -> bool,
) -> Result<Vec<Doubt>> {
    let fresh: Vec<u32> = by_number.into_iter().filter(|at| is_fresh(*at)).collect();
    let mut doubts = Vec::new();
    let groups: Vec<&[u32]> =
        fresh.chunk_by(|a, b| persons.get(*a).number == persons.get(*b).number).collect();
    for groups in groups.chunks(TOGETHER) {
        let numbers: Vec<&str> = groups.iter().map(|same| persons.get(same[0]).number).collect();
        let filed = archive.store.names_of_numbers(&numbers).await?;
        for own in groups.iter().copied().flatten() {
            let Numbered { name, number, .. } = persons.get(*own);
            let Some((first, last)) = filed.get(number) else { continue };
            if let Some(other) = [first, last].into_iter().find(|other| !is_same_name(other, name)) {
                doubts.push(Doubt { own: *own, why: Why::NumberFiled(other.as_str().into(), false) });
            }
        }
    }
    Ok(doubts)
}

/// Persons whose name is filed with one other number and no more.
async fn names_filed(
    archive: &Archive,
    persons: &PersonsSeen,
    by_name: Vec<u32>,
    is_asked: impl Fn(u32) -> bool,
) -> Result<Vec<Doubt>> {
    let asked: Vec<u32> = by_name.into_iter().filter(|at| is_asked(*at)).collect();
    let mut doubts = Vec::new();
    let groups: Vec<&[u32]> = asked.chunk_by(|a, b| persons.get(*a).name == persons.get(*b).name).collect();
    for groups in groups.chunks(TOGETHER) {
        let names: Vec<&str> = groups.iter().map(|same| persons.get(same[0]).name).collect();
        let filed = archive.store.numbers_of_names(&names).await?;
        for own in groups.iter().copied().flatten() {
            let Numbered { name, number, .. } = persons.get(*own);
            let Some((first, last)) = filed.get(name) else { continue };
            if first == last && *first != *number {
                doubts.push(Doubt { own: *own, why: Why::NameFiled(first.clone()) });
            }
        }
    }
    Ok(doubts)
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
