//! 目录与清册: rows in; xlsx, csv and html out. And a clerk's sheet drawn again with its problems.
//!
//! Pure of the database and of the clock: the same form, head and rows give the same bytes. Rows are
//! written as they come and kept nowhere, so a million of them need no more memory than ten.

mod annotate;
mod csv;
mod file;
mod fit;
mod html;
mod listed;
mod plan;
mod xlsx;

pub use annotate::{Annotation, REASON_HEADING, annotate};
pub use csv::Encoding;
pub use file::NewFile;
pub use listed::{ListCell, ListColumn, ListRow, SEQ, list_form};

pub use crate::domain::catalogs::finding_aid::{
    CatalogRow, DocNumberRow, DueListRow, FieldKind, Head, IdNumbers, LineKind, PrintedItem, PrintedPerson,
    PrintedUnit, PrintedVolume, Statement, SummaryRow, Value, fields,
};
pub use crate::domain::catalogs::form::{Align, Form, FormColumn, Forms, Layout, Orientation};

use std::io::Write;
use std::sync::LazyLock;

use plan::Plan;

use crate::domain::catalogs::finding_aid::{ContentsDigest, DigestPair, PrintedValue};
use crate::domain::catalogs::form::shipped;
use crate::domain::general::digest::{Digest, Sm3};
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Lang;

/// What the catalog is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    /// Headings and rows alone: no title, group lines or totals, so that it reads back as a table.
    Csv(Encoding),
    /// One page that stands by itself, ruled for A4 when printed.
    Html,
}

/// The choices a person has when she asks for a catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub lang: Lang,
    pub id_numbers: IdNumbers,
    /// Fields of optional columns to print as well.
    pub also: Vec<String>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub rows: u64,
    /// Sum of every column the form totals, as (field, sum).
    pub totals: Vec<(String, u64)>,
    /// SHA-256 over form, columns and every cell as printed: the same in every format. Group lines
    /// follow from the cells and are not part of it.
    pub digest: Digest,
    /// SM3 over the same.
    pub sm3: Sm3,
    /// Texts the format could not hold as they were.
    pub problems: Vec<Problem>,
}

/// The forms whose rows the records fill: what can be written as a table.
pub fn forms() -> &'static Forms {
    static FORMS: LazyLock<Forms> = LazyLock::new(|| {
        let is_catalog = |form: &&Form| !form.columns.is_empty() && form.rows.is_of_records();
        Forms::of(shipped().iter().filter(is_catalog).cloned())
    });
    &FORMS
}

/// What stands below the last row.
struct Foot {
    rows: u64,
    /// One per column; all `None` when the form has no total line.
    totals: Vec<Option<u64>>,
    proof: DigestPair,
    /// The parts it came in, in order; empty when the form has none.
    parts: Vec<Portion>,
}

/// A part of a catalog, such as a year: its rows and their sums.
struct Portion {
    name: String,
    rows: u64,
    totals: Vec<Option<u64>>,
}

/// One way of writing: xlsx table, xlsx cards, csv, html.
trait Sheet<W>: Send {
    fn group(&mut self, plan: &Plan, text: &str) -> Result<()>;
    /// A part ends (none before the first) and the next begins. A plain table says nothing of it.
    fn part(&mut self, _: &Plan, _ended: Option<&Portion>, _begun: &str) -> Result<()> {
        Ok(())
    }
    fn row(&mut self, plan: &Plan, cells: &[PrintedValue<'_>]) -> Result<()>;
    /// Completes the document and hands the output back, with what it could not hold.
    fn finish(self: Box<Self>, plan: &Plan, foot: &Foot) -> Result<(W, Vec<Problem>)>;
}

/// A catalog being written, row by row, to `W`.
pub struct Catalog<W> {
    plan: Plan,
    sheet: Box<dyn Sheet<W>>,
    contents: ContentsDigest,
    rows: u64,
    totals: Vec<u64>,
    group: String,
    next_group: String,
    /// Parts that ended, the name of the one being written, and where it began: rows and sums before it.
    parts: Vec<Portion>,
    part: Option<String>,
    part_from: (u64, Vec<u64>),
    /// Last text printed in each `once` column.
    before: Vec<String>,
}

impl<W: Write + Send + 'static> Catalog<W> {
    /// Begins a catalog: title, head line and column headings.
    ///
    /// # Errors
    /// `Refused` when the form has no such optional column; `Busy` when the disk will not take it.
    pub fn start(form: &Form, head: &Head, options: &Options, format: Format, out: W) -> Result<Self> {
        let plan = Plan::new(form, head, options)?;
        let sheet: Box<dyn Sheet<W>> = match (format, form.layout) {
            (Format::Xlsx, Layout::Table) => Box::new(xlsx::Table::start(&plan, out)?),
            (Format::Xlsx, Layout::Card) => Box::new(xlsx::Cards::start(&plan, out)?),
            (Format::Csv(encoding), _) => Box::new(csv::Lines::start(&plan, encoding, out)?),
            (Format::Html, _) => Box::new(html::Page::start(&plan, html::Setting::Alone, out)?),
        };
        Ok(Catalog::of(plan, sheet))
    }

    /// Begins the html of a catalog that is laid into a page of the screen. Where it will not be the `whole`
    /// of it, nothing stands below its last row.
    ///
    /// # Errors
    /// As [`Catalog::start`].
    pub fn start_in_page(form: &Form, head: &Head, options: &Options, whole: bool, out: W) -> Result<Self> {
        let plan = Plan::new(form, head, options)?;
        let page = html::Page::start(&plan, html::Setting::InPage { whole }, out)?;
        Ok(Catalog::of(plan, Box::new(page)))
    }

    fn of(plan: Plan, sheet: Box<dyn Sheet<W>>) -> Self {
        let form = &plan.form;
        let contents =
            ContentsDigest::new(&form.key, plan.columns.iter().map(|(column, _)| column.field.as_str()));
        let columns = plan.columns.len();
        Catalog {
            plan,
            sheet,
            contents,
            rows: 0,
            totals: vec![0; columns],
            group: String::new(),
            next_group: String::new(),
            parts: Vec::new(),
            part: None,
            part_from: (0, vec![0; columns]),
            before: vec![String::new(); columns],
        }
    }

    /// Writes one row.
    pub fn add<R: CatalogRow>(&mut self, row: &R) -> Result<()> {
        if row.kind() != self.plan.form.rows {
            return Err(anyhow::anyhow!("a row of {:?} in form {}", row.kind(), self.plan.form.key).into());
        }
        let part = self.plan.part_of(row);
        if part.is_some() && part != self.part {
            self.turn_to(part)?;
        }
        self.plan.group_of(row, &mut self.next_group);
        if self.next_group != self.group {
            self.sheet.group(&self.plan, &self.next_group)?;
            std::mem::swap(&mut self.group, &mut self.next_group);
            self.before.iter_mut().for_each(String::clear);
        }
        let mut cells: Vec<PrintedValue<'_>> = Vec::with_capacity(self.plan.columns.len());
        for (at, (column, _)) in self.plan.columns.iter().enumerate() {
            let value = row.field(&column.field).unwrap_or(Value::Empty);
            let cell = self.plan.choices.print(value);
            self.contents.cell(&cell);
            if let PrintedValue::Count(count) = &cell {
                self.totals[at] += count;
            }
            cells.push(if column.once { said_once(cell, &mut self.before[at]) } else { cell });
        }
        self.rows += 1;
        self.sheet.row(&self.plan, &cells)
    }

    /// Whether rows come in parts: running numbers begin anew in each.
    pub fn is_in_parts(&self) -> bool {
        self.plan.part.is_some()
    }

    /// Ends the part being written and begins the next; `None`: it was the last.
    fn turn_to(&mut self, next: Option<String>) -> Result<()> {
        if let Some(name) = self.part.take() {
            let (rows, sums) = &self.part_from;
            let since: Vec<u64> = self.totals.iter().zip(sums).map(|(now, then)| now - then).collect();
            let totals = self.plan.summed(&since);
            self.parts.push(Portion { name, rows: self.rows - rows, totals });
            self.part_from = (self.rows, self.totals.clone());
        }
        if let Some(begun) = &next {
            self.sheet.part(&self.plan, self.parts.last(), begun)?;
            self.group.clear();
        }
        self.part = next;
        Ok(())
    }

    /// Writes totals, signatures and digest; hands the output back.
    pub fn finish(mut self) -> Result<(Written, W)> {
        self.turn_to(None)?;
        let Catalog { plan, sheet, contents, rows, totals, parts, .. } = self;
        let totals = plan.summed(&totals);
        let foot = Foot { rows, totals, proof: contents.proof(), parts };
        let (out, problems) = sheet.finish(&plan, &foot)?;
        let named = plan.columns.iter().zip(&foot.totals);
        let totals = named.filter_map(|((column, _), sum)| Some((column.field.clone(), (*sum)?))).collect();
        Ok((Written { rows, totals, digest: foot.proof.sha256, sm3: foot.proof.sm3, problems }, out))
    }
}

/// Writes a whole catalog: [`Catalog::start`], every row, [`Catalog::finish`].
pub fn write<W: Write + Send + 'static, R: CatalogRow>(
    form: &Form,
    head: &Head,
    options: &Options,
    format: Format,
    rows: impl IntoIterator<Item = R>,
    out: W,
) -> Result<(Written, W)> {
    let mut catalog = Catalog::start(form, head, options, format, out)?;
    for row in rows {
        catalog.add(&row)?;
    }
    catalog.finish()
}

fn said_once<'a>(cell: PrintedValue<'a>, before: &mut String) -> PrintedValue<'a> {
    let text = match &cell {
        PrintedValue::Text(text) => text.as_ref(),
        _ => "",
    };
    if *before == text {
        return PrintedValue::Empty;
    }
    text.clone_into(before);
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::general::error::Error;

    #[test]
    fn a_row_of_another_kind_is_an_error() {
        let form = forms().find("summary").unwrap();
        let mut catalog =
            Catalog::start(form, &Head::default(), &Options::default(), Format::Html, Vec::new()).unwrap();
        assert!(matches!(catalog.add(&PrintedVolume::default()), Err(Error::Broken(_))));
    }
}
