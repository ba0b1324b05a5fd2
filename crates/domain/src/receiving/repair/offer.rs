//! What can be offered for a problem, to be taken with one key.

use super::{Cure, Repair};
use crate::general::masking::{IdNumber, WholeFor};
use crate::general::problem::{Problem, Weight};
use crate::general::recoding::repaired;
use crate::general::text::fold;
use crate::general::wording::Wording;
use crate::receiving::columns::{Field, Mapping};
use crate::receiving::grid::Cell;
use crate::receiving::rows::{days_meant, shown};
use crate::say;
use crate::values::date::DateSystem;
use crate::values::documents::kinds_alike;
use crate::values::period_words::former_period;

/// A repair that is offered, and the words on its button.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Offer {
    pub label: Wording,
    pub repair: Repair,
}

/// A person of the archive, with a unit and the code of one of the papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson {
    pub name: String,
    pub id_number: IdNumber,
    pub unit: String,
    pub code: String,
    /// The record that names the person, and the row in it, from 1.
    pub item: i64,
    pub row: u32,
}

/// The row a problem stands in, as the sheet has it.
pub struct RowSeen<'a> {
    pub mapping: &'a Mapping,
    pub cells: &'a [Cell],
    /// Where the problem's cell stands.
    pub index: Option<usize>,
    /// From when the workbook counts days.
    pub date_system: DateSystem,
    /// Persons of the archive with the row's name.
    pub persons: &'a [KnownPerson],
}

impl RowSeen<'_> {
    fn text(&self, field: Field) -> String {
        let cell = self.mapping.column(field).and_then(|column| self.cells.get(column.index));
        cell.map_or_else(String::new, |cell| shown(cell).trim().to_owned())
    }
}

/// Most candidates offered for one ID number.
const CANDIDATES: usize = 3;
/// An ID number is told by its first digits only when so many are left.
const ENOUGH: usize = 12;

/// Whether the archive's persons are asked for this problem.
pub fn wants_persons(kind: &str) -> bool {
    kind.starts_with("id_")
}

/// What can be done about the problem, the likeliest first.
pub fn offers(problem: &Problem, seen: &RowSeen) -> Vec<Offer> {
    let Some(row) = problem.row else { return Vec::new() };
    let mut offers = Vec::new();
    if let Some(index) = seen.index {
        let cell = seen.cells.get(index).unwrap_or(&Cell::Empty);
        match problem.kind.as_str() {
            "id_other_document" => {
                let number = fold(&shown(cell)).to_ascii_uppercase();
                offers.extend(kinds_alike(&number).into_iter().map(|kind| {
                    let (zh, en) = (&kind.name.zh, &kind.name.en);
                    let label = say!("是{zh}的号码", "It is the number of: {en}");
                    let value = format!("{zh} {number}");
                    Offer { label, repair: Repair::of_cell(row, index, Cure::Value, value) }
                }));
                offers.push(to_check(row, index));
            }
            "id_unknown" => {
                let label = say!("没有证件", "There is no document");
                offers.push(Offer { label, repair: Repair::of_cell(row, index, Cure::Value, "无") });
                offers.push(to_check(row, index));
            }
            kind if wants_persons(kind) => offers.extend(of_id(row, index, cell, seen)),
            "name_garbled" | "unit_garbled" | "text_garbled" => {
                if let Some(said) = repaired(shown(cell).trim()) {
                    let label = say!("原来是“{said}”，用这个", "It was \"{said}\": use it");
                    offers.push(Offer { label, repair: Repair::of_cell(row, index, Cure::Value, said) });
                }
            }
            "former_period" => {
                if let Some(former) = former_period(&shown(cell)) {
                    let (text, rule) = (former.reading.to_string(), former.rule());
                    let mut label = say!("按国家规定读作 {text}：", "Read as {text} by the national rule: ");
                    label.zh.push_str(&rule.zh);
                    label.en.push_str(&rule.en);
                    offers.push(Offer { label, repair: Repair::of_cell(row, index, Cure::Value, text) });
                }
            }
            "date_ambiguous" => offers.extend(of_date(row, index, cell, seen)),
            "no_such_day" | "date_unreadable" | "date_range_reversed" | "year_implausible" => {
                let label = say!("原件看不清，日期空着", "Not legible: leave the date empty");
                offers.push(Offer { label, repair: Repair::of_cell(row, index, Cure::Value, "") });
            }
            _ => {}
        }
    }
    if problem.kind == "duplicate_row" {
        let label = say!("只收一份，这一行不收", "One is enough: leave this row out");
        offers.push(Offer { label, repair: Repair::of_row(row, Cure::Skip, "") });
    }
    if problem.weight == Weight::Ask && problem.kind != "date_ambiguous" {
        let label = match problem.kind.as_str() {
            "duplicate_row" => say!("确是两份，都收", "There are two papers: take both"),
            _ => say!("看过了，这一行照收", "Looked at: take this row as it is"),
        };
        // a row whose place is not known cannot be taken by saying yes
        if !matches!(problem.kind.as_str(), "ambiguous" | "rule_missing" | "year_unreadable" | "step_missing")
        {
            offers.push(Offer { label, repair: Repair::of_row(row, Cure::Keep, problem.kind.clone()) });
        }
    }
    offers
}

fn of_date(row: u32, index: usize, cell: &Cell, seen: &RowSeen) -> Vec<Offer> {
    let column = seen.mapping.columns.iter().find(|column| column.index == index);
    let days = days_meant(cell, column.and_then(|column| column.field), seen.date_system);
    let offer = |day: String| Offer {
        label: Wording::same(&day),
        repair: Repair::of_cell(row, index, Cure::Value, day),
    };
    days.into_iter().map(|day| offer(day.to_string())).collect()
}

/// The digits that were not lost: a spreadsheet keeps fifteen.
fn digits_left(cell: &Cell) -> String {
    let whole = match cell {
        Cell::Number(value) => format!("{value:.0}"),
        other => match shown(other).trim().parse::<f64>() {
            Ok(value) if value >= 1e15 => format!("{value:.0}"),
            _ => shown(other).chars().filter(char::is_ascii_digit).collect(),
        },
    };
    let whole: String = whole.chars().take(15).collect();
    // `9.9E+17` tells three digits of eighteen
    whole.trim_end_matches('0').to_owned()
}

fn of_id(row: u32, index: usize, cell: &Cell, seen: &RowSeen) -> Vec<Offer> {
    let (left, unit, number) = (digits_left(cell), seen.text(Field::UnitName), seen.text(Field::PersonalNo));
    let by_digits = |person: &&KnownPerson| {
        left.len() >= ENOUGH
            && person
                .id_number
                .whole(WholeFor::Comparing)
                .get(..15)
                .is_some_and(|own| own.trim_end_matches('0') == left)
    };
    let by_unit = |person: &&KnownPerson| !unit.is_empty() && person.unit == unit;
    let mut found: Vec<(&KnownPerson, bool)> =
        seen.persons.iter().filter(by_digits).map(|person| (person, true)).collect();
    if found.is_empty() {
        found = seen.persons.iter().filter(by_unit).map(|person| (person, false)).collect();
    }
    let mut seen_numbers = Vec::new();
    found.retain(|(person, _)| {
        let fresh = !seen_numbers.contains(&&person.id_number);
        seen_numbers.push(&person.id_number);
        fresh
    });
    let count = found.len();
    let mut offers: Vec<Offer> = found
        .into_iter()
        .take(CANDIDATES)
        .map(|(person, digits)| Offer {
            label: candidate(person, count, digits),
            repair: Repair::of_cell(row, index, Cure::Person, format!("{}.{}", person.item, person.row)),
        })
        .collect();
    if !number.is_empty() {
        let label = say!(
            "用个人编号 {number} 代替，证号空着",
            "Use personal number {number}, leave the ID number empty"
        );
        offers.push(Offer { label, repair: Repair::of_cell(row, index, Cure::Value, "") });
    }
    offers.push(to_check(row, index));
    offers
}

fn to_check(row: u32, index: usize) -> Offer {
    let label = say!(
        "标记待查：证号空着，原写法记在备注",
        "To be looked into: leave it empty, note what the sheet says"
    );
    Offer { label, repair: Repair::of_cell(row, index, Cure::ToCheck, "") }
}

fn candidate(person: &KnownPerson, count: usize, digits: bool) -> Wording {
    let (name, id, code) = (&person.name, &person.id_number, &person.code);
    if digits {
        return say!(
            "按姓名和前 15 位找到 {count} 人：{name} {id}（见 {code}），用这个",
            "Found {count} by name and the first 15 digits: {name} {id} (see {code}); use it"
        );
    }
    say!(
        "按姓名＋单位找到 {count} 人：{name} {id}（见 {code}），用这个",
        "Found {count} by name and unit: {name} {id} (see {code}); use it"
    )
}
