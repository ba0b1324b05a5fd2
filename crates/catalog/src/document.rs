//! A catalog being written, row by row.

use std::io::Write;
use std::sync::LazyLock;

use super::format_writer::FormatWriter;
use super::html::{self, Setting};
use super::options::{CatalogOptions, Format, WrittenCatalog};
use super::totals::{Foot, PartTotals};
use super::{captions, csv, xlsx};
use crate::domain::catalogs::finding_aid::{
    CatalogRow, ContentsDigest, Head, PrintedValue, ProofSheet, Value, ValueStyle,
};
use crate::domain::catalogs::form::{Form, FormPlan, Forms, Layout, shipped};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;

/// The forms whose rows the records fill: what can be written as a table.
pub fn forms() -> &'static Forms {
    static FORMS: LazyLock<Forms> = LazyLock::new(|| {
        let is_catalog = |form: &&Form| !form.columns.is_empty() && form.rows.is_of_records();
        Forms::from_iter(shipped().newest().filter(is_catalog).cloned())
    });
    &FORMS
}

/// A catalog being written, row by row, to `W`.
pub struct Catalog<W> {
    plan: FormPlan,
    writer: Box<dyn FormatWriter<W>>,
    contents: ContentsDigest,
    rows: u64,
    totals: Vec<u64>,
    group: String,
    /// Finished parts, the name of the current one, and the rows and sums before it.
    parts: Vec<PartTotals>,
    part: Option<String>,
    part_from: (u64, Vec<u64>),
    /// Last text printed in each `once` column.
    before: Vec<String>,
    options: CatalogOptions,
}

impl<W: Write + Send + 'static> Catalog<W> {
    /// Begins a catalog: title, head line and column headings.
    ///
    /// # Errors
    /// `Refused` when the form has no such optional column; `Busy` when the disk will not take it.
    pub fn start(form: &Form, head: &Head, options: &CatalogOptions, format: Format, out: W) -> Result<Self> {
        let plan = plan_of(form, head, options)?;
        let scratch = options.scratch.as_deref();
        let writer: Box<dyn FormatWriter<W>> = match (format, form.layout) {
            (Format::Xlsx, Layout::Table) => Box::new(xlsx::XlsxTable::start(&plan, scratch, out)?),
            (Format::Xlsx, Layout::Card) => Box::new(xlsx::XlsxCards::start(&plan, scratch, out)?),
            (Format::Csv(encoding), _) => Box::new(csv::CsvTable::start(&plan, encoding, out)?),
            (Format::Html, _) => Box::new(html::HtmlPage::start(&plan, Setting::Alone, out)?),
        };
        Ok(Catalog::written_by(writer, plan, options.clone()))
    }

    /// Begins the html of a catalog that is laid into a page of the screen. Where it will not be the `whole`
    /// of it, nothing stands below its last row.
    ///
    /// # Errors
    /// As [`Catalog::start`].
    pub fn start_in_page(
        form: &Form,
        head: &Head,
        options: &CatalogOptions,
        whole: bool,
        out: W,
    ) -> Result<Self> {
        let plan = plan_of(form, head, options)?;
        let page = html::HtmlPage::start(&plan, Setting::InPage { whole }, out)?;
        Ok(Catalog::written_by(Box::new(page), plan, options.clone()))
    }

    fn written_by(writer: Box<dyn FormatWriter<W>>, plan: FormPlan, options: CatalogOptions) -> Self {
        let columns = plan.columns.len();
        Catalog {
            contents: digest_of(&plan),
            plan,
            writer,
            rows: 0,
            totals: vec![0; columns],
            group: String::new(),
            parts: Vec::new(),
            part: None,
            part_from: (0, vec![0; columns]),
            before: vec![String::new(); columns],
            options,
        }
    }

    /// Ends the list and begins another on its own form, on a page and a sheet of its own; what the ended one says.
    /// Only tables follow one another, and not in csv, which is one table.
    pub fn next(&mut self, form: &Form, head: &Head) -> Result<WrittenCatalog> {
        self.turn_to(None)?;
        let columns = form.columns.iter().map(|column| &column.field);
        let also = self.options.also.iter().filter(|field| columns.clone().any(|known| known == *field));
        let options = CatalogOptions { also: also.cloned().collect(), ..self.options.clone() };
        let plan = plan_of(form, head, &options)?;
        let columns = plan.columns.len();
        let proof = std::mem::replace(&mut self.contents, digest_of(&plan)).proof();
        let totals = std::mem::replace(&mut self.totals, vec![0; columns]);
        let totals = captions::shown_sums(&self.plan, &totals);
        let parts = std::mem::take(&mut self.parts);
        let foot = foot_of((&self.plan, &self.options), self.rows, totals, proof, parts);
        self.writer.next(&self.plan, &foot, &plan)?;
        let ended = std::mem::replace(&mut self.plan, plan);
        (self.rows, self.part_from, self.before) = (0, (0, vec![0; columns]), vec![String::new(); columns]);
        self.group.clear();
        Ok(written(&ended, foot, Vec::new()))
    }

    /// Writes one row.
    pub fn add<R: CatalogRow>(&mut self, row: &R) -> Result<()> {
        if row.kind() != self.plan.form.rows {
            return Err(anyhow::anyhow!("a row of {:?} in form {}", row.kind(), self.plan.form.key).into());
        }
        let part = self.plan.part_text(row);
        if part.is_some() && part != self.part {
            self.turn_to(part)?;
        }
        let group = self.plan.group_text(row);
        if group != self.group {
            self.writer.group(&self.plan, &group)?;
            self.group = group;
            self.before.iter_mut().for_each(String::clear);
        }
        self.plan.digest_group(&mut self.contents, row);
        // a file of before is written again as it was
        let repeats = self.writer.repeats() && self.plan.choices.recipe.is_stated();
        let mut cells: Vec<PrintedValue<'_>> = Vec::with_capacity(self.plan.columns.len());
        for (at, planned) in self.plan.columns.iter().enumerate() {
            let column = &planned.column;
            let value = row.field(&column.field).unwrap_or(Value::Empty);
            let cell = self.plan.choices.print(value);
            self.contents.cell(&cell);
            if let PrintedValue::Count(count) = &cell {
                self.totals[at] += count;
            }
            let once = column.once && !repeats;
            cells.push(if once { unless_repeated(cell, &mut self.before[at]) } else { cell });
        }
        if repeats {
            let above = self.plan.fields_above();
            cells
                .extend(above.map(|field| self.plan.choices.print(row.field(field).unwrap_or(Value::Empty))));
        }
        self.rows += 1;
        self.writer.row(&self.plan, &cells)
    }

    /// Whether rows come in parts: running numbers start again in each.
    pub fn is_in_parts(&self) -> bool {
        self.plan.part.is_some()
    }

    /// Finishes the current part and begins the next; `None`: it was the last.
    fn turn_to(&mut self, next: Option<String>) -> Result<()> {
        if let Some(name) = self.part.take() {
            let (rows, sums) = &self.part_from;
            let since: Vec<u64> = self.totals.iter().zip(sums).map(|(now, then)| now - then).collect();
            let totals = captions::shown_sums(&self.plan, &since);
            self.parts.push(PartTotals { name, rows: self.rows - rows, totals });
            self.part_from = (self.rows, self.totals.clone());
        }
        if let Some(begun) = &next {
            self.writer.part(&self.plan, self.parts.last(), begun)?;
            self.group.clear();
            self.before.iter_mut().for_each(String::clear);
        }
        self.part = next;
        Ok(())
    }

    /// Writes totals, signatures and digest; hands the output back.
    pub fn finish(mut self) -> Result<(WrittenCatalog, W)> {
        self.turn_to(None)?;
        let Catalog { plan, writer, contents, rows, totals, parts, options, .. } = self;
        let totals = captions::shown_sums(&plan, &totals);
        let foot = foot_of((&plan, &options), rows, totals, contents.proof(), parts);
        let (out, problems) = writer.finish(&plan, &foot)?;
        Ok((written(&plan, foot, problems), out))
    }
}

/// The digest of a list on this plan, nothing in it yet.
fn digest_of(plan: &FormPlan) -> ContentsDigest {
    let mut contents = plan.digest(plan.columns.iter().map(|planned| planned.column.field.as_str()));
    plan.digest_head(&mut contents, &plan.head);
    contents
}

fn foot_of(
    (plan, options): (&FormPlan, &CatalogOptions),
    rows: u64,
    totals: Vec<Option<u64>>,
    proof: crate::domain::catalogs::finding_aid::DigestPair,
    parts: Vec<PartTotals>,
) -> Foot {
    let of_parts = parts.iter().map(|part| (part.name.clone(), part.rows)).collect();
    let sheet = ProofSheet { anchor: options.anchor.clone(), ..plan.proof_sheet(rows, of_parts, proof) };
    Foot { rows, totals, proof, parts, sheet }
}

fn written(plan: &FormPlan, foot: Foot, problems: Vec<Problem>) -> WrittenCatalog {
    let named = plan.columns.iter().zip(&foot.totals);
    let totals = named.filter_map(|(planned, sum)| Some((planned.column.field.clone(), (*sum)?))).collect();
    let (digest, sm3) = (foot.proof.sha256, foot.proof.sm3);
    WrittenCatalog { rows: foot.rows, totals, digest, sm3, problems, sheet: foot.sheet }
}

fn plan_of(form: &Form, head: &Head, options: &CatalogOptions) -> Result<FormPlan> {
    let choices = ValueStyle { lang: options.lang, id_numbers: options.id_numbers, recipe: options.recipe };
    let plan = FormPlan::with_optional(form, head, choices, &options.also);
    Ok(plan.map_err(|problem| Error::Refused(vec![problem]))?.in_parts())
}

/// Writes a whole catalog: [`Catalog::start`], every row, [`Catalog::finish`].
pub fn write<W: Write + Send + 'static, R: CatalogRow>(
    form: &Form,
    head: &Head,
    options: &CatalogOptions,
    format: Format,
    rows: impl IntoIterator<Item = R>,
    out: W,
) -> Result<(WrittenCatalog, W)> {
    let mut catalog = Catalog::start(form, head, options, format, out)?;
    for row in rows {
        catalog.add(&row)?;
    }
    catalog.finish()
}

/// The cell, or nothing where the cell above it in the same group reads the same.
fn unless_repeated<'a>(cell: PrintedValue<'a>, before: &mut String) -> PrintedValue<'a> {
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
    use crate::domain::catalogs::finding_aid::PrintedVolume;

    #[test]
    fn a_row_of_another_kind_is_an_error() {
        let form = forms().find("summary").unwrap();
        let mut catalog =
            Catalog::start(form, &Head::default(), &CatalogOptions::default(), Format::Html, Vec::new())
                .unwrap();
        assert!(matches!(catalog.add(&PrintedVolume::default()), Err(Error::Broken(_))));
    }
}
