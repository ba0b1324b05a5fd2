//! 改正: what an archivist decided about single cells and rows of a clerk's sheet before it is taken in.
//!
//! The sheet itself is never changed: repairs lie beside it and are put in as its rows are read, each
//! listed as a [`Change`] with what the sheet said.

mod offer;
problems! {
    notice left_out():
        "您决定这一行不收。" / "You decided to leave this row out."
        => "要收就撤回这一处改正。" / "To take it, take the decision back.";
}

#[cfg(test)]
mod tests;

pub use offer::{KnownPerson, Offer, RowSeen, offers, wants_persons};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::{Field, Mapping};
use super::grid::{Cell, Row, column_letters};
use super::rows::{PASSED_OVER, RowRead, shown};
use crate::general::key::keyed;
use crate::general::masking::WholeFor;
use crate::general::problem::{Change, Problem, Weight};
use crate::{problems, say};

keyed! {
    /// What is done about the cell or the row.
    pub enum Cure {
        /// The cell reads as the value; an empty value empties it.
        Value = "value", "改正", "mended";
        /// The cell reads as the ID number of a person of the archive, `record.row`; kept as a value.
        Person = "person", "选定的人", "the person chosen";
        /// The cell is left empty and what stood there is noted beside the person, to be looked into.
        ToCheck = "to_check", "标记待查", "to be looked into";
        /// The row's questions of the kinds in the value (blanks between) are answered with yes.
        Keep = "keep", "照收", "taken as it is";
        /// The row is not taken.
        Skip = "skip", "这一行不收", "row left out";
        /// Taken back: the sheet's own word counts.
        Withdrawn = "withdrawn", "已撤回", "taken back";
    }
}

impl Cure {
    /// Whether it concerns the row as a whole.
    pub fn is_of_row(self) -> bool {
        matches!(self, Cure::Keep | Cure::Skip)
    }
}

/// One decision. `column` counts from 1; 0: the row as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The sheet's own row number.
    pub row: u32,
    pub column: u32,
    pub cure: Cure,
    #[serde(default)]
    pub value: String,
}

impl Repair {
    pub fn of_cell(row: u32, index: usize, cure: Cure, value: impl Into<String>) -> Repair {
        Repair { row, column: index as u32 + 1, cure, value: value.into() }
    }

    pub fn of_row(row: u32, cure: Cure, value: impl Into<String>) -> Repair {
        Repair { row, column: 0, cure, value: value.into() }
    }

    /// Counted from 0; `None`: the row as a whole.
    pub fn index(&self) -> Option<usize> {
        (self.column as usize).checked_sub(1)
    }
}

/// The decisions about one sheet, by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repairs {
    rows: BTreeMap<u32, Vec<Repair>>,
}

impl Repairs {
    pub fn new(all: impl IntoIterator<Item = Repair>) -> Repairs {
        let mut rows: BTreeMap<u32, Vec<Repair>> = BTreeMap::new();
        for repair in all.into_iter().filter(|repair| repair.cure != Cure::Withdrawn) {
            rows.entry(repair.row).or_default().push(repair);
        }
        rows.values_mut().for_each(|of_row| of_row.sort_by_key(|repair| repair.column));
        Repairs { rows }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn count(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    /// In order of row and column.
    pub fn all(&self) -> impl Iterator<Item = &Repair> {
        self.rows.values().flatten()
    }

    fn for_row(&self, row: u32) -> &[Repair] {
        self.rows.get(&row).map_or(&[], Vec::as_slice)
    }

    /// Puts the decided values into the row's cells; answers what was there before.
    pub fn mend(&self, row: &mut Row, mapping: &Mapping) -> Vec<Change> {
        let mut changes = Vec::new();
        for repair in self.for_row(row.number) {
            let Some(index) = repair.index() else { continue };
            if row.cells.len() <= index {
                row.cells.resize(index + 1, Cell::Empty);
            }
            let before = shown(&row.cells[index]).into_owned();
            let (kind, message, cell) = match repair.cure {
                Cure::Value if repair.value.is_empty() => {
                    ("repaired", say!("按您的改正空着", "left empty, as you decided"), Cell::Empty)
                }
                Cure::Value => {
                    ("repaired", say!("按您的改正", "as you corrected it"), Cell::Text(repair.value.clone()))
                }
                _ => (
                    "marked_to_check",
                    say!(
                        "标记待查：此格空着，原写法记在备注里",
                        "to be looked into: left empty, the sheet's own text noted"
                    ),
                    Cell::Empty,
                ),
            };
            let to = shown(&cell).into_owned();
            row.cells[index] = cell;
            let change = Change::new(kind, before, to, message);
            changes.push(Change { row: Some(row.number), column: Some(heading(mapping, index)), ..change });
        }
        changes
    }

    /// Notes what was put aside with [`Cure::ToCheck`] beside the first person, or in the remarks.
    pub fn note(&self, read: &mut RowRead, changes: &[Change]) {
        for change in changes.iter().filter(|change| change.kind == "marked_to_check") {
            let column = change.column.as_deref().unwrap_or_default();
            let text = format!("{column}待查，清单上写作“{}”", change.from.whole(WholeFor::Storing));
            let about = &mut read.description;
            let place = about.persons.first_mut().map_or(&mut about.remarks, |person| &mut person.note);
            let before = place.whole(WholeFor::Storing);
            *place = if before.is_empty() { text } else { format!("{before}；{text}") }.into();
        }
    }

    pub fn skips(&self, row: u32) -> bool {
        self.for_row(row).iter().any(|repair| repair.cure == Cure::Skip)
    }

    /// Whether a row that looks like a total or a signature is a record all the same.
    pub fn is_record(&self, row: u32) -> bool {
        let kept = self.for_row(row).iter().filter(|repair| repair.cure == Cure::Keep);
        kept.flat_map(|repair| repair.value.split_whitespace()).any(|kind| PASSED_OVER.contains(&kind))
    }

    /// Questions about this row that were answered one by one hold it up no more.
    pub fn settle(&self, row: u32, problems: &mut [Problem]) {
        let kept = self.for_row(row).iter().filter(|repair| repair.cure == Cure::Keep);
        for kind in kept.flat_map(|repair| repair.value.split_whitespace()) {
            let same = |problem: &&mut Problem| problem.kind == kind && problem.weight == Weight::Ask;
            problems.iter_mut().filter(same).for_each(Problem::decide);
        }
    }

    /// The word for a row left out on purpose.
    pub fn left_out(row: u32) -> Problem {
        left_out().at_row(row)
    }
}

/// What a column is called: its heading, or its letters.
pub fn heading(mapping: &Mapping, index: usize) -> String {
    let known = mapping.columns.iter().find(|column| column.index == index);
    known.map_or_else(|| format!("{} 列", column_letters(index)), |column| column.heading.clone())
}

/// Where in the row a problem's cell stands: the column with its heading, with its field's name, or
/// with its letters.
pub fn index_of(mapping: &Mapping, column: &str) -> Option<usize> {
    let called = |c: &&super::columns::Column| c.heading == column;
    let by_heading = mapping.columns.iter().find(called).map(|c| c.index);
    by_heading.or_else(|| {
        let field = Field::ALL.into_iter().find(|field| field.label().zh == column);
        let by_field = field.and_then(|field| mapping.column(field)).map(|c| c.index);
        by_field.or_else(|| (0..400).find(|index| column == format!("{} 列", column_letters(*index))))
    })
}
