//! A row of the sheet, understood: what it describes, what was read differently, what is wrong.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::columns::{Column, Field, HeaderFound, Mapping};
use super::grid::{Cell, Merge, Row};
use crate::general::problem::{Change, Problem, Weight};
use crate::records::item::{Description, Unit};
use crate::values::date::DateSystem;
use crate::{problems, say};

mod cell;
mod hidden;
mod kind;
mod notes;
mod names;
mod persons;
mod traces;
pub mod typed;

pub use cell::{days_meant, judge, shown};
pub use hidden::{HiddenRows, columns_noted, hidden_sheets_noted};
pub use kind::PASSED_OVER;
use notes::{Notes, merged_down, merged_over, page_count_missing, title_missing, title_too_long};

/// A title longer than this is asked about: catalogs print it over a page.
const LONGEST_TITLE: usize = 500;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    Record,
    /// 合计, 小计, or a sum with nothing else.
    Total,
    /// The header once more, as on every printed page.
    Heading,
    /// 移交人：… and such under the list.
    Footer,
    /// A running number and nothing else.
    NumberOnly,
}

/// One row as understood. Class, step, period, code and year are as the clerk wrote them: what they
/// mean is for the scheme to say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowRead {
    pub row: u32,
    pub hidden: bool,
    pub kind: RowKind,
    pub description: Description,
    /// First page, from 页次.
    pub page_from: Option<u32>,
    pub year: Option<i32>,
    pub class: Option<String>,
    /// 险种 as named by the clerk: a hint to the class, also in `description.more`.
    pub insurance: Option<String>,
    pub step: Option<String>,
    pub period: Option<String>,
    pub code: Option<String>,
    pub fonds: Option<String>,
    /// 案卷号, also in `description.more`.
    pub volume: Option<String>,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
}

impl RowRead {
    /// Totals, repeated headers and signatures are not records; hidden rows are.
    pub fn is_record(&self) -> bool {
        self.kind == RowKind::Record
    }

    pub fn is_total(&self) -> bool {
        self.kind == RowKind::Total
    }

    /// Whether a person must look before the row is taken.
    pub fn is_blocked(&self) -> bool {
        self.problems.iter().any(Problem::is_blocking)
    }
}

/// Reads rows one after the other, in the sheet's order (merged cells reach down).
pub struct Reader<'a> {
    mapping: &'a Mapping,
    date_system: DateSystem,
    /// Blocks that reach below the header, by their first rows.
    merges: Vec<Merge>,
    /// How many of them have begun.
    begun: usize,
    /// Upper left cells of blocks that are being read.
    anchors: Vec<(Merge, Cell)>,
    /// What a paper without a title is called; `None`: its title is missing.
    paper: Option<&'a str>,
    today: NaiveDate,
}

impl<'a> Reader<'a> {
    /// `paper` is what a record without a title is called (see [`super::columns::paper_name`]); `today` the last day
    /// on which a person can have been born.
    pub fn new(header: &'a HeaderFound, merges: &[Merge], paper: Option<&'a str>, today: NaiveDate) -> Self {
        let below = |m: &&Merge| m.last_row > header.header_rows.1;
        let mut merges: Vec<Merge> = merges.iter().filter(below).copied().collect();
        merges.sort_by_key(|merge| merge.first_row);
        Reader {
            mapping: &header.mapping,
            date_system: header.date_system,
            merges,
            begun: 0,
            anchors: Vec::new(),
            paper,
            today,
        }
    }

    /// `None` for an empty row. Rows of the header must not be given. `is_record`: a person said that it is one,
    /// whatever it looks like.
    pub fn read(&mut self, row: &Row, is_record: bool) -> Option<RowRead> {
        let (row, mut notes) = self.filled(row);
        if row.cells.iter().all(cell::is_blank) {
            return None;
        }
        let kind = if is_record { RowKind::Record } else { kind::recognise(&row, self.mapping) };
        let mut read = RowRead::empty(&row, kind);
        if kind != RowKind::Record {
            notes.changes = vec![kind::change(&row, kind)];
            notes.problems.clear();
        } else {
            self.describe(&row, &mut read, &mut notes);
        }
        read.changes = notes.changes;
        read.problems = notes.problems;
        Some(read)
    }

    /// The row with cells of merged blocks that began above filled in; each such cell asks, and so does what a block
    /// hides.
    fn filled<'r>(&mut self, row: &'r Row) -> (Cow<'r, Row>, Notes) {
        let mut notes = Notes::new(row.number);
        let mut filled = Cow::Borrowed(row);
        self.anchors.retain(|(merge, _)| merge.last_row >= row.number);
        for (merge, anchor) in &self.anchors {
            let at = merge.first_column as usize;
            let Some(column) = self.mapping.columns.iter().find(|c| c.index == at) else { continue };
            let empty = row.cells.get(at).is_none_or(cell::is_blank);
            if column.field != Some(Field::Seq) && empty && !cell::is_blank(anchor) {
                let cells = &mut filled.to_mut().cells;
                cells.resize(cells.len().max(at + 1), Cell::Empty);
                cells[at] = anchor.clone();
                notes.problem(&column.heading, merged_down(&merge.first_row, &merge.last_row));
            }
        }
        let begun =
            self.merges[self.begun..].iter().take_while(|merge| merge.first_row <= row.number).count();
        for merge in self.merges[self.begun..].iter().take(begun).filter(|merge| merge.last_row >= row.number)
        {
            // what began in the header or in a row left out shows nothing of the records
            let own =
                (merge.first_row == row.number).then(|| row.cells.get(merge.first_column as usize)).flatten();
            self.anchors.push((*merge, own.cloned().unwrap_or_default()));
        }
        self.begun += begun;
        for (merge, anchor) in &self.anchors {
            self.hidden_under(row, merge, anchor, &mut notes);
        }
        (filled, notes)
    }

    /// Format painters and LibreOffice keep what stood in the cells a block covers; nobody sees it.
    fn hidden_under(&self, row: &Row, merge: &Merge, anchor: &Cell, notes: &mut Notes) {
        let seen = shown(anchor);
        let columns = self.mapping.columns.iter().filter(|column| column.field != Some(Field::Seq));
        for column in
            columns.filter(|c| (merge.first_column as usize..=merge.last_column as usize).contains(&c.index))
        {
            let is_anchor = merge.first_row == row.number && merge.first_column as usize == column.index;
            let hidden = row.cells.get(column.index).filter(|c| !is_anchor && !cell::is_blank(c)).map(shown);
            if let Some(hidden) = hidden.filter(|hidden| hidden.trim() != seen.trim()) {
                notes.problem(&column.heading, merged_over(&seen, &hidden));
            }
        }
    }

    fn describe(&self, row: &Row, read: &mut RowRead, notes: &mut Notes) {
        let mut parts = persons::Parts::default();
        // the kind of a document may stand behind its number
        if let Some(column) = self.mapping.column(Field::IdKind) {
            let cell = row.cells.get(column.index).filter(|c| !cell::is_blank(c));
            parts.kind(&column.heading, cell.map(cell::shown).as_deref(), notes);
        }
        for column in &self.mapping.columns {
            let Some(value) = row.cells.get(column.index).filter(|c| !cell::is_blank(c)) else { continue };
            if matches!(column.field, Some(Field::Seq | Field::IdKind)) {
                continue;
            }
            notes.pages_seen |= matches!(column.field, Some(Field::Pages | Field::PageRange));
            let settled = notes.settled_as(column.field, &column.heading, value);
            let plain = settled.map(|value| notes.without_entities(&column.heading, value));
            if let Some(value) = plain.filter(|value| notes.is_written(column.field, &column.heading, value))
            {
                self.take(column, &value, read, &mut parts, notes);
            }
        }
        unheaded(row, self.mapping, read, notes);
        parts.finish(read, notes);
        self.title(read, notes);
        self.pages(read, notes);
    }

    fn take(
        &self,
        column: &Column,
        value: &Cell,
        read: &mut RowRead,
        parts: &mut persons::Parts,
        notes: &mut Notes,
    ) {
        let heading = column.heading.as_str();
        let about = &mut read.description;
        match column.field {
            Some(Field::Date) => {
                if let Some(span) = notes.read(heading, cell::date(value, self.date_system)) {
                    about.date = Some(span.from);
                    about.date_end = about.date_end.or(span.to);
                }
            }
            Some(Field::DateEnd) => {
                let span = notes.read(heading, cell::date(value, self.date_system));
                about.date_end = span.map(|s| s.to.unwrap_or(s.from));
            }
            Some(Field::Pages) => {
                if let Some(pages) = notes.read(heading, cell::pages(value)) {
                    notes.pages_agree(heading, about.pages, pages.count);
                    about.pages = pages.count;
                    read.page_from = read.page_from.or(pages.from);
                }
            }
            Some(Field::PageRange) => {
                if let Some(pages) = notes.read(heading, cell::page_range(value)) {
                    notes.pages_agree(heading, about.pages, pages.count);
                    about.pages = pages.count;
                    read.page_from = pages.from;
                }
            }
            Some(Field::IdNumber) => {
                parts.numbers(heading, value, self.today, notes);
            }
            Some(Field::UnitName) if matches!(value, Cell::Text(_)) => {
                if notes.says_nobody(heading, &cell::shown(value)) {
                    return;
                }
                for (at, name) in notes.units(heading, &cell::shown(value)).into_iter().enumerate() {
                    let read = cell::text(&Cell::Text(name.to_owned()), cell::kind_of(None));
                    let name = notes.read(heading, read).unwrap_or_default();
                    notes.as_written(column.field, heading, &name);
                    // its number may stand there already
                    unit(about, at).name = name;
                }
            }
            Some(Field::PersonName) if matches!(value, Cell::Text(_)) => {
                parts.name(heading, &cell::shown(value), notes)
            }
            Some(Field::Year) => read.year = notes.read(heading, cell::year(value)),
            field => {
                let said = match field {
                    None | Some(Field::PersonNote) => cell::noted(value, heading, self.date_system),
                    field => cell::text(value, cell::kind_of(field)),
                };
                let Some(text) = notes.read(heading, said).filter(|t| !t.is_empty()) else { return };
                notes.as_written(field, heading, &text);
                Self::take_text(field, heading, text, read, parts, notes);
            }
        }
    }

    fn take_text(
        field: Option<Field>,
        heading: &str,
        text: String,
        read: &mut RowRead,
        parts: &mut persons::Parts,
        notes: &mut Notes,
    ) {
        let about = &mut read.description;
        match field {
            Some(Field::Title) => about.title = text,
            Some(Field::Creator) => about.creator = text,
            Some(Field::DocNumber) => about.doc_number = text,
            Some(Field::Secrecy) => about.secrecy = text,
            Some(Field::Medium) => about.medium = text,
            Some(Field::Remarks) => about.remarks = text.into(),
            Some(Field::UnitName) => unit(about, 0).name = text,
            Some(Field::UnitNumber | Field::PersonalNo) if notes.says_nobody(heading, &text) => {}
            Some(Field::UnitNumber) => {
                for (at, number) in notes.unit_numbers(heading, &text).into_iter().enumerate() {
                    unit(about, at).number = number.to_owned();
                }
            }
            Some(Field::PersonName) => parts.name(heading, &text, notes),
            Some(Field::PersonalNo) => {
                notes.one_number(heading, &text);
                parts.personal_no(text);
            }
            Some(Field::PersonNote) => parts.note(heading, text),
            Some(Field::Class) => read.class = Some(text),
            Some(Field::Step) => read.step = Some(text),
            Some(Field::Period) => read.period = Some(text),
            Some(Field::Code) => read.code = Some(text),
            Some(Field::Fonds) => {
                about.more.push((heading.to_owned(), text.as_str().into()));
                read.fonds = Some(text);
            }
            Some(Field::Volume) => {
                about.more.push((heading.to_owned(), text.as_str().into()));
                read.volume = Some(text);
            }
            Some(Field::Insurance) => {
                about.more.push((heading.to_owned(), text.as_str().into()));
                read.insurance = Some(text);
            }
            _ => about.more.push((heading.to_owned(), text.into())),
        }
    }

    /// A record without a title is called by its paper and the person or unit it is about; said so.
    fn title(&self, read: &mut RowRead, notes: &mut Notes) {
        let about = &mut read.description;
        let heading = self.heading_or_label(Field::Title);
        if !about.title.is_empty() {
            // most titles have fewer bytes than that
            let length = if about.title.len() > LONGEST_TITLE { about.title.chars().count() } else { 0 };
            if length > LONGEST_TITLE {
                notes.problem(&heading, title_too_long(&length, &LONGEST_TITLE));
            }
            return;
        }
        // a title that could not be read is no missing one
        let refused = |problem: &Problem| {
            problem.weight == Weight::Refuse && problem.column.as_deref() == Some(heading.as_str())
        };
        if notes.problems.iter().any(refused) {
            return;
        }
        let of_whom = about.persons.first().map(|p| &p.name).filter(|n| !n.is_empty());
        let of_whom = of_whom.or_else(|| about.units.first().map(|u| &u.name)).filter(|n| !n.is_empty());
        match (self.paper, of_whom) {
            (Some(paper), Some(name)) => {
                let more = if about.persons.len() > 1 { "等" } else { "" };
                about.title = format!("{paper}（{name}{more}）");
                let message = say!(
                    "没有题名，由材料名和姓名（单位）拟成",
                    "no title: made from the paper's name and the person or unit"
                );
                notes.change(&heading, Change::new("title_composed", "", about.title.clone(), message));
            }
            _ => notes.problem(&heading, title_missing()),
        }
    }

    fn pages(&self, read: &RowRead, notes: &mut Notes) {
        if read.description.pages == 0 && !notes.pages_seen {
            notes.problem(&self.heading_or_label(Field::Pages), page_count_missing());
        }
    }

    fn heading_or_label(&self, field: Field) -> String {
        self.mapping.column(field).map_or_else(|| field.label().zh, |c| c.heading.clone())
    }
}

impl RowRead {
    fn empty(row: &Row, kind: RowKind) -> Self {
        RowRead {
            row: row.number,
            hidden: row.hidden,
            kind,
            description: Description::default(),
            page_from: None,
            year: None,
            class: None,
            insurance: None,
            step: None,
            period: None,
            code: None,
            fonds: None,
            volume: None,
            changes: Vec::new(),
            problems: Vec::new(),
        }
    }
}

fn unit(about: &mut Description, at: usize) -> &mut Unit {
    about.units.resize_with(about.units.len().max(at + 1), Unit::default);
    &mut about.units[at]
}

/// Cells no heading stands over are kept and asked about: in a text file a stray separator has
/// probably moved the row.
fn unheaded(row: &Row, mapping: &Mapping, read: &mut RowRead, notes: &mut Notes) {
    for (index, value) in row.cells.iter().enumerate().filter(|(_, c)| !cell::is_blank(c)) {
        if mapping.columns.iter().any(|c| c.index == index) {
            continue;
        }
        let heading = format!("{} 列", crate::receiving::grid::column_letters(index));
        let Some(value) = notes.settled(&heading, value) else { continue };
        let Some(text) = notes.read(&heading, cell::text(&value, cell::kind_of(None))) else { continue };
        notes.problem(&heading, no_heading(&text));
        read.description.more.push((heading, text.into()));
    }
}

#[cfg(test)]
mod tests;

problems! {
    ask no_heading(text):
        "“{text}”上面没有列名" / "no heading stands over \"{text}\""
        => "给这一列加上列名，或检查这一行是否错位"
            / "give the column a heading, or check whether the row has slipped";
}
