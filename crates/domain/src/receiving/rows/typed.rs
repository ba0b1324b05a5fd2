//! A cell typed or pasted into a record that stands in a volume already: the texts a volume's table
//! shows, and what a typed text makes of the record. Cells are understood as those of a sheet.

mod members;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cell;
use super::notes::{Notes, page_count_missing, title_missing};
use crate::general::masking::{FreeText, IdNumber, WholeFor};
use crate::general::problem::{Change, Problem, Weight};
use crate::general::text::{Read, TextKind, fold, is_nothing};
use crate::receiving::columns::Field;
use crate::receiving::grid::Cell;
use crate::records::item::Description;
use crate::records::unmasking::{KnownNumbers, is_masked, whole_text};
use crate::values::date::{self, Span, date_after_today};
use crate::values::pages;
use crate::{problems, say};

/// What can be typed into a volume's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableField {
    Title,
    UnitName,
    UnitNumber,
    PersonName,
    IdNumber,
    PersonalNo,
    Date,
    Pages,
    DocNumber,
    Creator,
    Secrecy,
    Medium,
    Remarks,
    /// All persons (一表多人): a line each, name, ID number, personal number and note between tabs.
    Persons,
    /// All units: a line each, name and number between tabs.
    Units,
}

/// Characters a cell may have; a list of persons as many for each of its lines.
const LONGEST: usize = 2000;

impl TableField {
    pub const ALL: [TableField; 15] = [
        TableField::Title,
        TableField::UnitName,
        TableField::UnitNumber,
        TableField::PersonName,
        TableField::IdNumber,
        TableField::PersonalNo,
        TableField::Date,
        TableField::Pages,
        TableField::DocNumber,
        TableField::Creator,
        TableField::Secrecy,
        TableField::Medium,
        TableField::Remarks,
        TableField::Persons,
        TableField::Units,
    ];

    /// Its stable name, also in problems and events.
    pub fn key(self) -> &'static str {
        match self {
            TableField::Title => "title",
            TableField::UnitName => "unit_name",
            TableField::UnitNumber => "unit_number",
            TableField::PersonName => "person_name",
            TableField::IdNumber => "id_number",
            TableField::PersonalNo => "personal_no",
            TableField::Date => "date",
            TableField::Pages => "pages",
            TableField::DocNumber => "doc_number",
            TableField::Creator => "creator",
            TableField::Secrecy => "secrecy",
            TableField::Medium => "medium",
            TableField::Remarks => "remarks",
            TableField::Persons => "persons",
            TableField::Units => "units",
        }
    }

    /// The field of the record it is part of, as corrections name it.
    pub fn of_record(self) -> &'static str {
        match self {
            TableField::UnitName | TableField::UnitNumber => "units",
            TableField::PersonName | TableField::IdNumber | TableField::PersonalNo => "persons",
            other => other.key(),
        }
    }

    /// The cell's text as the table shows it. TableField in again it says the same.
    pub fn shown(self, about: &Description) -> String {
        match self {
            TableField::Title => about.title.clone(),
            TableField::Creator => about.creator.clone(),
            TableField::DocNumber => about.doc_number.clone(),
            TableField::Secrecy => about.secrecy.clone(),
            TableField::Medium => about.medium.clone(),
            TableField::Remarks => about.remarks.whole(WholeFor::Comparing).to_owned(),
            TableField::Pages => {
                if about.pages == 0 {
                    String::new()
                } else {
                    about.pages.to_string()
                }
            }
            TableField::Date => match (about.date, about.date_end) {
                (Some(from), Some(to)) => format!("{from}~{to}"),
                (Some(day), None) | (None, Some(day)) => day.to_string(),
                (None, None) => String::new(),
            },
            of_members => members::shown(
                of_members,
                about,
                |number| number.whole(WholeFor::Comparing).to_owned(),
                |text| text.whole(WholeFor::Comparing).to_owned(),
            ),
        }
    }

    /// The same for a screen: ID numbers masked.
    pub fn covered(self, about: &Description) -> String {
        match self {
            TableField::IdNumber | TableField::PersonalNo | TableField::Persons => {
                members::shown(self, about, IdNumber::to_string, FreeText::to_string)
            }
            TableField::Remarks => about.remarks.to_string(),
            other => other.shown(about),
        }
    }

    /// A text as it was typed, masked numbers in it given back as far as they are known.
    ///
    /// # Errors
    /// `id_masked`: nobody can tell which number is meant.
    pub fn uncovered(
        self,
        text: &str,
        about: &Description,
        others: &BTreeSet<String>,
    ) -> Result<String, Problem> {
        let said = match self {
            TableField::IdNumber | TableField::PersonalNo | TableField::Persons if is_masked(text) => {
                members::uncovered(self, text, KnownNumbers { own: &about.persons, others })
            }
            TableField::Remarks if is_masked(text) => {
                whole_text(text, about.remarks.whole(WholeFor::Comparing), others)
            }
            _ => Ok(text.to_owned()),
        };
        said.map_err(|problem| problem.in_column(self.key()))
    }

    /// Puts a typed text into the record. What cannot be taken leaves the record as it was.
    pub fn put(self, text: &str, about: &mut Description, year: i32, today: NaiveDate) -> TypedAnswer {
        let mut notes = Notes::new(0);
        let lines = if matches!(self, TableField::Persons | TableField::Units) {
            text.lines().count().max(1)
        } else {
            1
        };
        let taken = if text.chars().count() > LONGEST * lines {
            notes.problem(self.key(), cell_too_long());
            false
        } else {
            self.take(text, about, year, today, &mut notes)
        };
        let clear = |row: Option<u32>| row.filter(|row| *row > 0);
        let changes = notes.changes.into_iter().map(|change| Change { row: clear(change.row), ..change });
        let problems =
            notes.problems.into_iter().map(|problem| Problem { row: clear(problem.row), ..problem });
        TypedAnswer { taken, changes: changes.collect(), problems: problems.collect() }
    }

    fn take(
        self,
        text: &str,
        about: &mut Description,
        year: i32,
        today: NaiveDate,
        notes: &mut Notes,
    ) -> bool {
        let key = self.key();
        match self {
            TableField::Date if is_nothing(text) => (about.date, about.date_end) = (None, None),
            TableField::Date => match kept(notes.read(key, date_in_year(text, year)), notes) {
                Some(span) => {
                    (about.date, about.date_end) = (Some(span.from), span.to);
                    if let Some(ahead) = about.date_end.or(about.date).filter(|day| day.lies_after(today)) {
                        notes.problem(key, date_after_today(&ahead));
                    }
                }
                None => return false,
            },
            TableField::Pages => {
                let read = if is_nothing(text) {
                    Read::failed(page_count_missing())
                } else {
                    pages::read_count(text)
                };
                match kept(notes.read(key, read), notes) {
                    Some(pages) => about.pages = pages.count,
                    None => return false,
                }
            }
            TableField::Title if is_nothing(text) => {
                notes.problem(key, title_missing());
                return false;
            }
            TableField::Title
            | TableField::Creator
            | TableField::Secrecy
            | TableField::Medium
            | TableField::Remarks
            | TableField::DocNumber => {
                let kind = if self == TableField::DocNumber { TextKind::Code } else { TextKind::Prose };
                let Some(read) = text_of(key, text, kind, notes) else { return false };
                if !read.is_empty() {
                    notes.as_written(self.in_sheet(), key, &read);
                }
                match self {
                    TableField::Remarks => about.remarks = read.into(),
                    _ => *self.field(about) = read,
                }
            }
            of_members => return members::take(of_members, text, about, today, notes),
        }
        true
    }

    /// The column of a sheet that says the same.
    fn in_sheet(self) -> Option<Field> {
        match self {
            TableField::Title => Some(Field::Title),
            TableField::Creator => Some(Field::Creator),
            TableField::DocNumber => Some(Field::DocNumber),
            TableField::Secrecy => Some(Field::Secrecy),
            TableField::Medium => Some(Field::Medium),
            _ => None,
        }
    }

    fn field(self, about: &mut Description) -> &mut String {
        match self {
            TableField::Creator => &mut about.creator,
            TableField::DocNumber => &mut about.doc_number,
            TableField::Secrecy => &mut about.secrecy,
            TableField::Medium => &mut about.medium,
            _ => &mut about.title,
        }
    }
}

/// What became of a typed text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TypedAnswer {
    /// The record has it now; otherwise it is as it was.
    pub taken: bool,
    /// What was read differently from how it was written.
    pub changes: Vec<Change>,
    /// Why it was not taken, or what to look at all the same.
    pub problems: Vec<Problem>,
}

/// The value, unless something about it refuses. What only asks is a person's word already: it was
/// typed for this very cell, and stays marked.
fn kept<T>(value: Option<T>, notes: &Notes) -> Option<T> {
    value.filter(|_| !notes.problems.iter().any(|problem| problem.weight == Weight::Refuse))
}

fn text_of(key: &str, text: &str, kind: TextKind, notes: &mut Notes) -> Option<String> {
    if is_nothing(text) {
        return Some(String::new());
    }
    kept(notes.read(key, cell::text(&Cell::Text(text.to_owned()), kind)), notes)
}

/// A date, with the volume's year where the text has none (`2.3`, `2月3日`) or two digits of it (`090203`).
fn date_in_year(text: &str, year: i32) -> Read<Span> {
    let Some(whole) = with_year(text, year) else { return date::read(text) };
    let mut read = date::read(&whole);
    let Some(span) = read.value else { return read };
    let to = span.to.map_or_else(|| span.from.to_string(), |end| format!("{}~{end}", span.from));
    let message = say!("“{text}”按本卷年度读作 {to}", "\"{text}\" read as {to}, by the volume's year");
    read.changes = vec![Change::new("date_year", text, to, message)];
    read
}

fn with_year(text: &str, year: i32) -> Option<String> {
    let plain: String = fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_end_matches(['日', '号']).replace('月', ".");
    let parts: Vec<&str> = plain.trim_end_matches('.').split(['.', '/', '-']).collect();
    let short = |part: &&str| matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
    let two = format!("{:02}", year.rem_euclid(100));
    match parts.as_slice() {
        [month] if short(month) && plain.ends_with('.') => Some(format!("{year}.{month}")),
        // 2-3 may be February to March
        [month, day] if short(month) && short(day) && !plain.contains('-') => {
            Some(format!("{year}.{month}.{day}"))
        }
        [own, month, day] if **own == *two && short(month) && short(day) && **day != *two => {
            Some(format!("{year}.{month}.{day}"))
        }
        [six] if six.len() == 6 && six.starts_with(&two) && !matches!(two.as_str(), "19" | "20" | "21") => {
            let (month, day) = (six.get(2..4)?, six.get(4..6)?);
            [month, day].iter().all(short).then(|| format!("{year}.{month}.{day}"))
        }
        _ => None,
    }
}

/// What a direction mark, a home-made character and the like in a kept text are worth knowing for.
pub fn oddities(about: &Description) -> Vec<(TableField, Problem)> {
    let fields = [
        (TableField::Title, &about.title),
        (TableField::Creator, &about.creator),
        (TableField::DocNumber, &about.doc_number),
    ];
    let named = about.persons.iter().map(|person| (TableField::PersonName, &person.name));
    let units = about.units.iter().map(|unit| (TableField::UnitName, &unit.name));
    let texts = fields.into_iter().chain(named).chain(units).map(|(field, text)| (field, text.as_str()));
    let remarks = (TableField::Remarks, about.remarks.whole(WholeFor::Comparing));
    texts
        .chain([remarks])
        .flat_map(|(field, text)| {
            let problems = crate::general::text::unkeepable(text, TextKind::Prose);
            problems.into_iter().map(move |problem| (field, Problem { weight: Weight::Notice, ..problem }))
        })
        .collect()
}

#[cfg(test)]
mod tests;

problems! {
    refuse cell_too_long():
        "一格最多 {LONGEST} 个字" / "a cell has room for {LONGEST} characters"
        => "写短一些，其余的写进备注或附表" / "write it shorter; the rest belongs in the remarks";
}
