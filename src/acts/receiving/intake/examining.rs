//! A dry run as a person works through it: problems by kind, each with its row's cells, what can be
//! done about it with one key, and which step the whole sheet probably belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use super::dry_run::{DryRun, dry_run};
use super::sheet::ReadSheet;
use super::{ImportOptions, Intake, ProblemCount};
use crate::archive::{Archive, allow};
use crate::domain::general::error::Result;
use crate::domain::general::masking::{FreeText, Guarded, Hidden};
use crate::domain::general::problem::{Change, Problem, Weight};
use crate::domain::general::role::{By, Deed};
use crate::domain::receiving::columns::{Field, HeaderFound, Mapping};
use crate::domain::receiving::grid::{Cell, Row};
use crate::domain::receiving::repair::{
    KnownPerson, Offer, Repair, RowSeen, heading, index_of, offers, wants_persons,
};
use crate::domain::receiving::rows::{PASSED_OVER, shown};
use crate::progress::Progress;
use crate::sheet::{Again, GridStream};

mod suggesting;
pub use suggesting::StepSuggestion;

/// A problem with its row.
#[derive(Clone, Debug, Serialize)]
pub struct RowProblem {
    pub problem: Problem,
    /// Where in the row its cell stands, from 0; `None`: it concerns the row, or has no column here.
    pub index: Option<usize>,
    pub field: Option<Field>,
    /// The cell's text now, repairs put in.
    pub text: FreeText,
    /// What tells the row from others: heading and text.
    pub cells: Vec<(String, FreeText)>,
    pub offers: Vec<Offer>,
}

/// Problems of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemGroup {
    pub kind: String,
    pub weight: Weight,
    /// The person may answer "take them all the same".
    pub may_accept: bool,
    pub count: usize,
    /// The first of those listed, counted from 0.
    pub from: usize,
    pub troubles: Vec<RowProblem>,
}

/// A dry run, looked at closely.
#[derive(Clone, Debug, Serialize)]
pub struct Examined {
    pub intake: Intake,
    /// The first rows below the header, as texts, in the columns' order.
    pub first: Vec<Vec<FreeText>>,
    pub groups: Vec<ProblemGroup>,
    /// What has to be said once for the whole sheet: `step_missing`, `year_missing`, with their rows.
    pub undecided: Vec<(String, usize)>,
    /// Steps the sheet's titles speak for, the likeliest first.
    pub suggestions: Vec<StepSuggestion>,
    pub repairs: Vec<Repair>,
    /// Rows that were taken for none of the records, with their texts.
    pub passed_over: Vec<Change>,
    /// Rows in the archive already, rows left out by decision, rows a person must look at.
    pub filed: usize,
    pub left_out: usize,
    pub to_look_at: usize,
}

/// Problems listed of each kind.
const SHOWN: usize = 20;
/// Rows shown under the mapping.
const FIRST: usize = 10;
/// Rows listed that are no records.
const PASSED: usize = 200;
/// Cells shown of a row beside the troubled one.
const BESIDE: usize = 5;

/// What tells a row from others, the most telling first.
const TELLING: [Field; 7] = [
    Field::PersonName,
    Field::UnitName,
    Field::Title,
    Field::DocNumber,
    Field::Date,
    Field::Pages,
    Field::PersonalNo,
];

/// Reads the sheet to its end and says what would be taken; nothing is written. Of the kind `kind` the
/// problems from `from` on are listed, of the others the first.
///
/// # Errors
/// As [`super::take_in`].
pub async fn examine(
    archive: &Archive,
    by: &By,
    file: &Path,
    options: &ImportOptions,
    (kind, from): (&str, usize),
    progress: &Progress,
) -> Result<Examined> {
    allow(by, Deed::Receive)?;
    let DryRun { intake, sheet, rows } = dry_run(archive, by, file, options, Again::Always, progress).await?;
    let of_sheet = |one: &&ProblemCount| sheet.tally.is_of_sheet(&one.kind);
    let undecided =
        intake.problem_counts.iter().filter(of_sheet).map(|one| (one.kind.clone(), one.count as usize));
    let mut undecided: Vec<(String, usize)> = undecided.collect();
    undecided.sort();
    let rows_with = |wanted: &dyn Fn(&ProblemCount) -> bool| -> usize {
        intake.problem_counts.iter().filter(|one| wanted(one)).map(|one| one.rows as usize).sum()
    };
    let (filed, left_out) = (
        rows_with(&|one| one.kind == "already_filed" && one.is_blocking()),
        rows_with(&|one| one.kind == "left_out"),
    );
    let to_look_at = sheet.tally.to_look_at() as usize;
    let mut groups = grouped(&intake, &options.accept, &of_sheet, (kind, from));
    list_further(&sheet, &mut groups).await?;
    let (first, rows) = rows_behind(&rows, &sheet, &groups).await?;
    let persons = persons_behind(archive, &groups, &rows, &sheet.header.mapping).await?;
    for trouble in groups.iter_mut().flat_map(|group| &mut group.troubles) {
        fill(trouble, &rows, &persons, &sheet.header);
    }
    let suggestions = suggesting::for_sheet(archive, options, &sheet).await?;
    let repairs = sheet.repairs.all().cloned().collect();
    let passed_over = sheet.passed_over.kept.iter().filter(|one| PASSED_OVER.contains(&one.kind.as_str()));
    let passed_over = passed_over.take(PASSED).cloned().collect();
    Ok(Examined {
        passed_over,
        first,
        groups,
        undecided,
        suggestions,
        repairs,
        filed,
        left_out,
        to_look_at,
        intake,
    })
}

/// The gravest kinds first, inside a weight the most frequent; what is filed already comes last.
fn grouped(
    intake: &Intake,
    accepted: &[String],
    of_sheet: &dyn Fn(&&ProblemCount) -> bool,
    (kind, from): (&str, usize),
) -> Vec<ProblemGroup> {
    let counts = intake.problem_counts.iter().filter(|one| !of_sheet(one));
    let groups = counts.map(|one| {
        let from = if one.kind == kind { from } else { 0 };
        let same = intake.problems.iter().filter(|problem| one.is_of(problem));
        ProblemGroup {
            kind: one.kind.clone(),
            weight: one.weight,
            // once accepted it is but a notice; it can be taken back
            may_accept: one.weight == Weight::Ask || accepted.contains(&one.kind),
            count: one.count as usize,
            from,
            troubles: same.skip(from).take(SHOWN).cloned().map(RowProblem::alone).collect(),
        }
    });
    let mut groups: Vec<ProblemGroup> = groups.collect();
    groups.sort_by_key(|group| {
        (group.kind == "already_filed", std::cmp::Reverse(group.weight), std::cmp::Reverse(group.count))
    });
    groups
}

/// Problems behind those that were kept are looked up in the rows.
async fn list_further(sheet: &ReadSheet, groups: &mut [ProblemGroup]) -> Result<()> {
    for group in groups {
        let last = group.count.min(group.from + SHOWN);
        if group.from + group.troubles.len() >= last {
            continue;
        }
        group.troubles.clear();
        let (mut rows, mut at) = (sheet.rows.again()?, 0);
        while at < last
            && let Some(row) = rows.next(|_| true).await?
        {
            let same = |problem: &Problem| problem.kind == group.kind && problem.weight == group.weight;
            for problem in row.problems.into_iter().filter(same) {
                if (group.from..last).contains(&at) {
                    group.troubles.push(RowProblem::alone(problem));
                }
                at += 1;
            }
        }
    }
    Ok(())
}

impl Guarded for Examined {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        for trouble in self.groups.iter_mut().flat_map(|group| &mut group.troubles) {
            visit(&mut trouble.text);
            trouble.cells.iter_mut().for_each(|(_, text)| visit(text));
        }
    }
}

impl RowProblem {
    fn alone(problem: Problem) -> RowProblem {
        let (text, cells, offers) = (FreeText::default(), Vec::new(), Vec::new());
        RowProblem { problem, index: None, field: None, text, cells, offers }
    }
}

/// The first rows as texts, and the troubled rows' cells with the repairs put in.
async fn rows_behind(
    rows: &GridStream,
    sheet: &ReadSheet,
    groups: &[ProblemGroup],
) -> Result<(Vec<Vec<FreeText>>, BTreeMap<u32, Row>)> {
    let troubles = groups.iter().flat_map(|group| &group.troubles);
    let wanted: BTreeSet<u32> = troubles.filter_map(|trouble| trouble.problem.row).collect();
    let mut stream = rows.again().await?;
    let (mut first, mut rows) = (Vec::new(), BTreeMap::new());
    let last = wanted.last().copied().unwrap_or(0);
    while let Some(mut row) = stream.next().await? {
        if row.number <= sheet.header.header_rows.1 {
            continue;
        }
        if first.len() >= FIRST && row.number > last {
            break;
        }
        if first.len() < FIRST {
            let cell =
                |index: usize| row.cells.get(index).map_or_else(String::new, |cell| shown(cell).into_owned());
            first.push(sheet.header.mapping.columns.iter().map(|column| cell(column.index).into()).collect());
        }
        if wanted.contains(&row.number) {
            sheet.repairs.mend(&mut row, &sheet.header.mapping);
            rows.insert(row.number, row);
        }
    }
    Ok((first, rows))
}

fn name_in(row: &Row, mapping: &Mapping) -> String {
    let cell = mapping.column(Field::PersonName).and_then(|column| row.cells.get(column.index));
    cell.map_or_else(String::new, |cell| shown(cell).split_whitespace().collect())
}

async fn persons_behind(
    archive: &Archive,
    groups: &[ProblemGroup],
    rows: &BTreeMap<u32, Row>,
    mapping: &Mapping,
) -> Result<Vec<KnownPerson>> {
    let troubles = groups.iter().flat_map(|group| &group.troubles);
    let asked = troubles.filter(|trouble| wants_persons(&trouble.problem.kind));
    let names: BTreeSet<String> =
        asked.filter_map(|trouble| Some(name_in(rows.get(&trouble.problem.row?)?, mapping))).collect();
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    archive.store.persons_named(&names).await
}

fn fill(trouble: &mut RowProblem, rows: &BTreeMap<u32, Row>, persons: &[KnownPerson], header: &HeaderFound) {
    let mapping = &header.mapping;
    let Some(row) = trouble.problem.row.and_then(|row| rows.get(&row)) else { return };
    let of_step = ["step_missing", "unknown_step", "ambiguous"].contains(&trouble.problem.kind.as_str());
    let by_kind = of_step.then(|| mapping.column(Field::Step)).flatten().map(|column| column.index);
    trouble.index =
        trouble.problem.column.as_deref().and_then(|column| index_of(mapping, column)).or(by_kind);
    let at = |index: usize| row.cells.get(index).unwrap_or(&Cell::Empty);
    if let Some(index) = trouble.index {
        trouble.text = shown(at(index)).into();
        let column = mapping.columns.iter().find(|column| column.index == index);
        trouble.field = column.and_then(|column| column.field);
    }
    let beside = TELLING.iter().filter_map(|field| mapping.column(*field)).map(|column| column.index);
    let beside = beside.filter(|index| Some(*index) != trouble.index).take(BESIDE);
    trouble.cells = beside.map(|index| (heading(mapping, index), shown(at(index)).into())).collect();
    let name = name_in(row, mapping);
    let same: Vec<KnownPerson> = persons.iter().filter(|person| person.name == name).cloned().collect();
    let date_system = header.date_system;
    let seen = RowSeen { mapping, cells: &row.cells, index: trouble.index, date_system, persons: &same };
    trouble.offers = offers(&trouble.problem, &seen);
}
