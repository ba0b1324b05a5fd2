//! Papers as they are typed or stand in a sheet. Both are understood as rows of a clerk's sheet, by the same table of headings.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{IdNumber, WholeFor};
use crate::domain::general::problem::Problem;
use crate::domain::general::text::fold;
use crate::domain::receiving::columns::{Column, Field, HeaderFound, Hints, Mapping, propose};
use crate::domain::receiving::grid::{Cell, Row};
use crate::domain::receiving::handover::{HandedPaper, MOST_PAPERS, paper_of, papers_amiss};
use crate::domain::receiving::rows::{Reader, shown};
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

/// What is understood of rows one after another.
#[derive(Default)]
struct PapersRead {
    papers: Vec<(u32, HandedPaper)>,
    problems: Vec<Problem>,
}

impl PapersRead {
    fn take(&mut self, reader: &mut Reader<'_>, row: &Row, mapping: &Mapping, is_record: bool) {
        let Some(read) = reader.read(row, is_record).filter(|read| read.is_record()) else { return };
        let count = mapping.column(Field::Copies).and_then(|column| row.cells.get(column.index));
        let count = count.map(|cell| fold(&shown(cell))).unwrap_or_default();
        match paper_of(&read, &count, mapping) {
            Ok(paper) => self.papers.push((read.row, paper)),
            Err(problems) => self.problems.extend(problems),
        }
    }

    /// The papers, or everything that is wrong with them.
    fn end(mut self) -> Result<Vec<HandedPaper>> {
        // rows that cannot be read may be the ones that are missed
        if self.problems.is_empty() {
            self.problems = papers_amiss(&self.papers);
        }
        self.problems.truncate(NAMED);
        match self.problems.is_empty() {
            true => Ok(self.papers.into_iter().map(|(_, paper)| paper).collect()),
            false => Err(Error::Refused(self.problems)),
        }
    }
}

/// Rows of the form; those in which nothing is typed count for nothing.
///
/// # Errors
/// `Refused` with every problem, rows numbered from 1 as they were given.
pub(super) fn typed(rows: &[PaperTyped], today: NaiveDate) -> Result<Vec<HandedPaper>> {
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
    let mut read = PapersRead::default();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
        let row = Row { number: at as u32 + 1, hidden: false, cells: row.cells() };
        read.take(&mut reader, &row, &header.mapping, true);
    }
    read.end()
}

/// The rows of a sheet, read by a child as any sheet is.
///
/// # Errors
/// `Unreadable` for what is no sheet or has no headings, `Refused` with every problem of its rows.
pub(super) async fn of_sheet(path: &Path, reading: &Reading, today: NaiveDate) -> Result<Vec<HandedPaper>> {
    let mut stream = sheet::open(path, reading).await?;
    let top = stream.top(TOP).await?;
    let header = propose(&top, None).map_err(|problem| Error::Unreadable(vec![*problem]))?;
    let mut reader = Reader::new(&header, &top.merges, None, today);
    let mut read = PapersRead::default();
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
