//! The persons of a sheet who have numbers, held as one text: what a million rows say of them fits into memory.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use crate::domain::general::masking::WholeFor;
use crate::domain::records::item::Description;

/// In the order of their rows; a person is named by her place among them.
#[derive(Default)]
pub(super) struct PersonsSeen {
    /// Names and numbers, one behind the other.
    text: String,
    seen: Vec<Seen>,
}

#[derive(Clone, Copy)]
struct Seen {
    row: u32,
    /// Where the name begins, the number begins, and the number ends.
    name: usize,
    number: u32,
    end: u32,
    /// 0: not said. Units and 个人编号 are only told apart, never shown.
    unit: u64,
    personal_no: u64,
}

/// A person of the sheet who has a number.
#[derive(Clone, Copy)]
pub(super) struct Numbered<'a> {
    pub row: u32,
    pub name: &'a str,
    /// Whole.
    pub number: &'a str,
    unit: u64,
    personal_no: u64,
}

impl Numbered<'_> {
    /// Their units or their 个人编号 say that they are two persons.
    pub fn is_told_from(&self, other: &Numbered<'_>) -> bool {
        are_different(self.unit, other.unit) || are_different(self.personal_no, other.personal_no)
    }

    /// The same, of a person of the archive.
    pub fn is_told_from_filed(&self, unit: &str, personal_no: &str) -> bool {
        are_different(self.unit, mark(unit)) || are_different(self.personal_no, mark(personal_no))
    }
}

/// Both are said, and they are two.
fn are_different(one: u64, other: u64) -> bool {
    one != 0 && other != 0 && one != other
}

fn mark(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    if text.is_empty() { 0 } else { hasher.finish().max(1) }
}

impl PersonsSeen {
    pub fn add(&mut self, row: u32, about: &Description) {
        let numbered = |person: &&crate::domain::records::item::Person| {
            !person.name.is_empty() && !person.id_number.is_empty()
        };
        let mut of_unit = None;
        for person in about.persons.iter().filter(numbered) {
            let unit =
                *of_unit.get_or_insert_with(|| mark(about.units.first().map_or("", |unit| &unit.name)));
            let name = self.text.len();
            self.text.push_str(&person.name);
            let number = (self.text.len() - name) as u32;
            self.text.push_str(person.id_number.whole(WholeFor::Comparing));
            let end = (self.text.len() - name) as u32;
            let personal_no = mark(person.personal_no.whole(WholeFor::Comparing));
            self.seen.push(Seen { row, name, number, end, unit, personal_no });
        }
    }

    pub fn get(&self, at: u32) -> Numbered<'_> {
        let Seen { row, name, number, end, unit, personal_no } = self.seen[at as usize];
        let text = &self.text[name..name + end as usize];
        let (name, number) = text.split_at(number as usize);
        Numbered { row, name, number, unit, personal_no }
    }

    /// All of them, those with equal keys together, in their order.
    pub fn sorted_by(&self, key: impl for<'a> Fn(Numbered<'a>) -> &'a str) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.seen.len() as u32).collect();
        order.sort_unstable_by(|a, b| key(self.get(*a)).cmp(key(self.get(*b))).then(a.cmp(b)));
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::records::item::{Person, Unit};

    fn about(unit: &str, persons: &[(&str, &str)]) -> Description {
        let person = |(name, number): &(&str, &str)| Person {
            name: (*name).into(),
            id_number: (*number).into(),
            ..Person::default()
        };
        let persons = persons.iter().map(person).collect();
        let units = vec![Unit { name: unit.into(), ..Unit::default() }];
        Description { persons, units, ..Description::default() }
    }

    #[test]
    fn persons_are_seen_with_name_number_and_unit() {
        let mut seen = PersonsSeen::default();
        seen.add(2, &about("甲厂", &[("张三", "990000196001010013"), ("李四", "")]));
        seen.add(3, &about("乙厂", &[("阿依古丽·买买提", "E12345678"), ("张三", "990000196203222727")]));
        seen.add(4, &about("", &[("张三", "990000196001010013")]));
        assert_eq!(seen.seen.len(), 4, "who has no number is none of them");
        let all: Vec<_> = (0..4).map(|at| seen.get(at)).map(|one| (one.row, one.name, one.number)).collect();
        assert_eq!(all[1], (3, "阿依古丽·买买提", "E12345678"));
        assert_eq!(seen.sorted_by(|one| one.number), [0, 3, 2, 1]);
        assert!(seen.get(0).is_told_from(&seen.get(2)), "of two units");
        assert!(!seen.get(0).is_told_from(&seen.get(3)), "of one the unit is not known");
        assert!(seen.get(0).is_told_from_filed("丙厂", "") && !seen.get(0).is_told_from_filed("甲厂", ""));
    }
}
