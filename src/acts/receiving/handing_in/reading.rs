//! Papers as they are typed or stand in a sheet. Both are understood as rows of a clerk's sheet, by the same table of headings.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{IdNumber, WholeFor};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::text::fold;
use crate::domain::receiving::columns::{Column, Field, HeaderFound, Hints, Mapping, propose};
use crate::domain::receiving::grid::{Cell, Grid, Row};
use crate::domain::receiving::handover::{
    HandedPaper, MOST_PAPERS, holding_up, paper_of, papers_amiss, passed_over,
};
use crate::domain::receiving::rows::{HiddenRows, Reader, columns_noted, hidden_sheets_noted, shown};
use crate::domain::values::date::DateSystem;
use crate::sheet::{self, Reading};

/// Rows looked through for the headings.
const TOP: usize = 60;
/// Problems named; a sheet of another kind has one in each row.
const NAMED: usize = 200;

/// A row of the form; what is not known stays empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PaperTyped {
    /// 受理号
    pub acceptance: String,
    /// 业务材料名称
    pub title: String,
    /// 业务环节
    pub step: String,
    /// 单位名称
    pub unit: String,
    /// 姓名
    pub person: String,
    pub id_number: IdNumber,
    /// 件数; empty: one.
    pub items: String,
    pub pages: String,
}

impl PaperTyped {
    /// The fields in the order of the form.
    pub const FIELDS: [Field; 8] = [
        Field::DocNumber,
        Field::Title,
        Field::Step,
        Field::UnitName,
        Field::PersonName,
        Field::IdNumber,
        Field::Copies,
        Field::Pages,
    ];

    fn cells(&self) -> Vec<Cell> {
        let id_number = self.id_number.whole(WholeFor::Comparing);
        let texts = [
            &self.acceptance,
            &self.title,
            &self.step,
            &self.unit,
            &self.person,
            id_number,
            &self.items,
            &self.pages,
        ];
        let cell = |text: &str| match text.trim() {
            "" => Cell::Empty,
            text => Cell::Text(text.to_owned()),
        };
        texts.into_iter().map(cell).collect()
    }

    /// Nothing is typed in it.
    pub fn is_blank(&self) -> bool {
        self.cells().iter().all(|cell| matches!(cell, Cell::Empty))
    }
}

/// Papers, and what is worth knowing of the sheet they stood in.
pub(super) struct PapersTaken {
    pub papers: Vec<HandedPaper>,
    pub notices: Vec<Problem>,
}

/// What is understood of rows one after another.
#[derive(Default)]
struct PapersRead<'a> {
    /// Kinds of questions that are answered.
    accept: &'a [String],
    papers: Vec<(u32, HandedPaper)>,
    problems: Vec<Problem>,
    notices: Vec<Problem>,
    hidden: HiddenRows,
    /// Rows that are no papers, by their numbers.
    passed_over: Vec<u32>,
}

impl PapersRead<'_> {
    /// What the headings say: columns of which nobody knows which is meant hold everything up until that is answered.
    fn head(&mut self, header: &HeaderFound, top: &Grid) {
        self.problems = holding_up(&header.problems, &header.mapping, self.accept);
        let answered = |one: &&Problem| one.weight == Weight::Ask && self.accept.contains(&one.kind);
        let decided = header.problems.iter().filter(answered).cloned().map(|mut one| {
            one.decide();
            one
        });
        let notices = header.problems.iter().filter(|one| one.weight == Weight::Notice).cloned();
        self.notices = notices.chain(decided).collect();
        self.notices.extend(hidden_sheets_noted(top));
        self.notices.extend(columns_noted(header));
    }

    fn take(&mut self, reader: &mut Reader<'_>, row: &Row, mapping: &Mapping, is_record: bool) {
        let Some(read) = reader.read(row, is_record) else { return };
        if !read.is_record() {
            self.passed_over.push(read.row);
            return;
        }
        if read.hidden {
            self.hidden.add(read.row);
        }
        let count = mapping.column(Field::Copies).and_then(|column| row.cells.get(column.index));
        let count = count.map(|cell| fold(&shown(cell))).unwrap_or_default();
        match paper_of(&read, &count, mapping, self.accept) {
            Ok(paper) => self.papers.push((read.row, paper)),
            Err(problems) => self.problems.extend(problems),
        }
    }

    /// The papers, or everything that is wrong with them.
    fn end(mut self) -> Result<PapersTaken> {
        // rows that cannot be read may be the ones that are missed
        if self.problems.is_empty() {
            self.problems = papers_amiss(&self.papers);
        }
        self.problems.truncate(NAMED);
        if !self.problems.is_empty() {
            return Err(Error::Refused(self.problems));
        }
        let mut notices = self.notices;
        notices.extend(self.hidden.noted());
        notices.extend(passed_over(&self.passed_over));
        Ok(PapersTaken { papers: self.papers.into_iter().map(|(_, paper)| paper).collect(), notices })
    }
}

/// Rows of the form; those in which nothing is typed count for nothing. Questions of the kinds in `accept` are answered.
///
/// # Errors
/// `Refused` with every problem, rows numbered from 1 as they were given.
pub(super) fn typed(rows: &[PaperTyped], accept: &[String], today: NaiveDate) -> Result<PapersTaken> {
    let column =
        |(index, field): (usize, Field)| Column { index, heading: field.label().zh, field: Some(field) };
    let header = HeaderFound {
        header_rows: (0, 0),
        mapping: Mapping { columns: PaperTyped::FIELDS.into_iter().enumerate().map(column).collect() },
        title_lines: Vec::new(),
        hints: Hints::default(),
        problems: Vec::new(),
        hidden_columns: Vec::new(),
        date_system: DateSystem::default(),
        to_confirm: false,
    };
    let mut reader = Reader::new(&header, &[], None, today);
    let mut read = PapersRead { accept, ..PapersRead::default() };
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
        let row = Row { number: at as u32 + 1, hidden: false, cells: row.cells() };
        read.take(&mut reader, &row, &header.mapping, true);
    }
    read.end()
}

/// The rows of a sheet, read by a child as any sheet is. Questions of the kinds in `accept` are answered.
///
/// # Errors
/// `Unreadable` for what is no sheet or has no headings, `Refused` with every problem of its headings and rows.
pub(super) async fn of_sheet(
    path: &Path,
    reading: &Reading,
    accept: &[String],
    today: NaiveDate,
) -> Result<PapersTaken> {
    let mut stream = sheet::open(path, reading).await?;
    let top = stream.top(TOP).await?;
    let header = propose(&top, None).map_err(|problem| Error::Unreadable(vec![*problem]))?;
    let mut reader = Reader::new(&header, &top.merges, None, today);
    let mut read = PapersRead { accept, ..PapersRead::default() };
    read.head(&header, &top);
    while let Some(row) = stream.next().await? {
        // what is one too many is told as such; the rest need not be read
        if read.papers.len() > MOST_PAPERS || read.problems.len() > NAMED {
            break;
        }
        if row.number > header.header_rows.1 {
            read.take(&mut reader, &row, &header.mapping, false);
        }
    }
    read.end()
}
