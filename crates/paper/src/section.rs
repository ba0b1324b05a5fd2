//! A section of a book: one form, its head, its rows; laid out as a table or as pieces.

use super::clean_text::clean;
use super::glyphs::GlyphCache;
use super::page::Page;
use super::pieces::{self, Pieces};
use super::rows::{PrintedLineKind, PrintedRows};
use super::table::Slot;
use super::table::{Table, TableColumn};
use super::table_page::PageNumber;
use crate::domain::catalogs::finding_aid::{
    CatalogRow, ContentsDigest, DigestPair, Head, PrintedValue, Value, ValueStyle,
};
use crate::domain::catalogs::form::{Face, Form, FormPlan, Template, TemplatePart};
use crate::domain::general::error::Result;
use crate::say;

/// One form with its rows.
pub(super) struct Section {
    plan: FormPlan,
    /// Its place in the outline.
    pub bookmark: Vec<String>,
    /// Its pages are counted with those of the section before.
    pub goes_on: bool,
    /// Printed to be written on: nothing says that it is empty.
    pub blank: bool,
    /// What proves all the lists of this form, where the last page says it.
    pub proof: Option<DigestPair>,
    /// Names of the texts of a row, in their order.
    fields: Vec<String>,
    columns: Vec<TableColumn>,
    head_items: Vec<String>,
    pub rows: PrintedRows,
    group: String,
    /// Where each class begins: its name and first row.
    pub classes: Vec<(String, usize)>,
}

/// What a row brought: its counts, the characters it needs, how a person names it.
pub(super) struct AddedRow {
    pub counts: Vec<u64>,
    pub characters: Vec<char>,
    pub named: String,
}

/// A section's pages.
pub(super) enum SectionPages {
    Table(Vec<Vec<Slot>>),
    Pieces(usize),
}

impl SectionPages {
    pub fn count(&self) -> usize {
        match self {
            SectionPages::Table(pages) => pages.len(),
            SectionPages::Pieces(pages) => *pages,
        }
    }
}

impl Section {
    pub fn new(
        form: &Form,
        head: &Head,
        choices: ValueStyle,
        bookmark: Vec<String>,
        goes_on: bool,
    ) -> Section {
        let plan = FormPlan::new(form, head, choices);
        let columns = if form.list.is_some() { columns(&plan) } else { Vec::new() };
        let fields: Vec<String> = match form.list {
            Some(_) => columns.iter().map(|column| column.field.clone()).collect(),
            None => pieces::fields(form),
        };
        let items = head.items(&form.head, choices.lang);
        let head_items = items.iter().map(|(label, value)| clean(&format!("{label} {value}")).into_owned());
        let summed = columns.iter().filter(|column| column.sum.is_some()).count();
        Section {
            rows: PrintedRows::new(fields.len(), summed),
            plan,
            bookmark,
            goes_on,
            blank: false,
            proof: None,
            fields,
            columns,
            head_items: head_items.collect(),
            group: String::new(),
            classes: Vec::new(),
        }
    }

    pub fn form(&self) -> &Form {
        &self.plan.form
    }

    pub fn head(&self) -> &Head {
        &self.plan.head
    }

    /// The digest of a document on its form, its head not yet in it.
    pub fn digest(&self) -> ContentsDigest {
        self.plan.digest(self.fields.iter().map(String::as_str))
    }

    /// Takes a head into the digest.
    pub fn digest_head(&self, digest: &mut ContentsDigest, head: &Head) {
        self.plan.digest_head(digest, head);
    }

    /// Takes what stands above a row into a digest.
    pub fn digest_group(&self, digest: &mut ContentsDigest, row: &dyn CatalogRow) {
        self.plan.digest_group(digest, row);
    }

    pub fn summed(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|column| column.sum.is_some()).map(|column| column.field.as_str())
    }

    /// Every character of the form's own words and of its head.
    pub fn words(&self) -> Vec<char> {
        let form = &self.plan.form;
        let name = form.name.in_lang(self.plan.choices.lang);
        let headings = self.columns.iter().map(|column| column.heading.as_str());
        let above = form.list.as_ref().and_then(|list| list.above.as_ref());
        let signed = form
            .signatures
            .iter()
            .chain(&form.note)
            .chain(above)
            .map(|words| words.in_lang(self.plan.choices.lang));
        let cells =
            form.cells.iter().chain(form.grids.iter().flat_map(|grid| &grid.rows).flat_map(|row| &row.cells));
        let cells: Vec<Template> = cells.map(|cell| Template::parse(&cell.text)).collect();
        let words = cells.iter().flat_map(|template| &template.0).flat_map(|piece| match piece {
            TemplatePart::Words(words) | TemplatePart::Field(_, words) => vec![words.as_str()],
            TemplatePart::Boxes(_, words) => words.iter().map(String::as_str).chain(["□√"]).collect(),
        });
        distinct(
            [name]
                .into_iter()
                .chain(self.head_items.iter().map(String::as_str))
                .chain(headings)
                .chain(signed)
                .chain(words),
        )
    }

    /// Takes a row as printed.
    pub fn add(&mut self, row: &dyn CatalogRow, contents: &mut ContentsDigest) -> Result<AddedRow> {
        if row.kind() != self.plan.form.rows || self.rows.is_full() {
            return Err(anyhow::anyhow!("a row of {:?} in form {}", row.kind(), self.plan.form.id()).into());
        }
        let mut texts: Vec<String> = Vec::with_capacity(self.fields.len());
        let mut counts = Vec::new();
        for (at, field) in self.fields.iter().enumerate() {
            let cell = match row.field(field) {
                Some(value) => self.plan.choices.print(value),
                None => {
                    let (_, value) = self.plan.head.item(field, self.plan.choices.lang).unwrap_or_default();
                    PrintedValue::Text(value.into())
                }
            };
            contents.cell(&cell);
            if self.columns.get(at).is_some_and(|column| column.sum.is_some()) {
                counts.push(if let PrintedValue::Count(count) = cell { count } else { 0 });
            }
            texts.push(clean(&cell.in_words()).into_owned());
        }
        let group = self.group_of(row);
        if group != self.group || self.classes.is_empty() {
            self.begin_class(row);
        }
        if group != self.group && !group.is_empty() {
            let none = vec![0; counts.len()];
            self.rows.push(PrintedLineKind::Group, std::iter::once(group.as_str()), &none);
        }
        self.group = group;
        self.rows.push(PrintedLineKind::Row, texts.iter().map(String::as_str), &counts);
        let characters = distinct(texts.iter().map(String::as_str).chain([self.group.as_str()]));
        Ok(AddedRow { counts, characters, named: self.named(row) })
    }

    /// Remembers where a class begins.
    fn begin_class(&mut self, row: &dyn CatalogRow) {
        let printed = self.plan.choices.print(row.field("class").unwrap_or(Value::Empty));
        let mut class = clean(&printed.in_words()).into_owned();
        if class.is_empty() {
            class.clone_from(&self.plan.head.class);
        }
        if self.classes.last().is_none_or(|(last, _)| *last != class) {
            self.classes.push((class, self.rows.len()));
        }
    }

    /// The values a group line is made of.
    fn group_of(&self, row: &dyn CatalogRow) -> String {
        let values = self.plan.group_values(row).map(|value| clean(&value.in_words()).into_owned());
        values.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    /// How a person finds the record: its code, name or title, else its number in the list.
    fn named(&self, row: &dyn CatalogRow) -> String {
        let value = |key: &&str| {
            let printed = self.plan.choices.print(row.field(key)?);
            let text = printed.in_words().into_owned();
            (!text.is_empty()).then_some(text)
        };
        let at = self.rows.len();
        ["code", "name", "title", "number", "person"]
            .iter()
            .find_map(value)
            .unwrap_or_else(|| say!("第 {at} 行", "row {at}").zh)
    }

    fn table(&self) -> Option<Table<'_>> {
        let list = self.plan.form.list.as_ref()?;
        Some(Table {
            form: &self.plan.form,
            list,
            lang: self.plan.choices.lang,
            columns: &self.columns,
            rows: &self.rows,
            head: &self.head_items,
            cell_face: Face::Fangsong,
            pad: 1.0,
            blank: self.blank,
            proof: self.proof.as_ref(),
        })
    }

    fn pieces(&self) -> Pieces<'_> {
        Pieces {
            form: &self.plan.form,
            planned: pieces::plan(&self.plan.form),
            fields: &self.fields,
            rows: &self.rows,
        }
    }

    /// Decides what stands on which page.
    pub fn lay(&self, glyphs: &mut GlyphCache, skip: u32) -> SectionPages {
        match self.table() {
            Some(table) => SectionPages::Table(table.pages(glyphs)),
            None => SectionPages::Pieces(self.pieces().page_count(skip)),
        }
    }

    /// The n-th page; `first` is the number printed on the section's first page, `of` the last of its run.
    pub fn page(
        &self,
        glyphs: &mut GlyphCache,
        laid: &SectionPages,
        n: usize,
        (first, of): (usize, usize),
        skip: u32,
    ) -> Page {
        match (self.table(), laid) {
            (Some(table), SectionPages::Table(pages)) => {
                let number = PageNumber { page: first + n, of, is_last: n + 1 == pages.len() };
                table.page(glyphs, &pages[n], number)
            }
            _ => self.pieces().page(glyphs, n, skip),
        }
    }

    /// Adds the row of sums, where the form has one.
    pub fn add_total(&mut self) {
        if !self.plan.form.list.as_ref().is_some_and(|list| list.total_row) {
            return;
        }
        let sums: Vec<u64> =
            self.columns.iter().filter_map(|column| column.sum).map(|at| self.sum(at)).collect();
        let label = say!("合计", "Total").in_lang(self.plan.choices.lang).to_owned();
        let place = self.columns.iter().position(|column| {
            column.field == self.plan.form.list.as_ref().map_or("", |list| &list.blank_in)
        });
        let texts: Vec<String> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| match column.sum {
                Some(sum) => sums[sum].to_string(),
                None if Some(at) == place => label.clone(),
                None => String::new(),
            })
            .collect();
        let none = vec![0; sums.len()];
        self.rows.push(PrintedLineKind::Total, texts.iter().map(String::as_str), &none);
    }

    fn sum(&self, at: usize) -> u64 {
        (0..self.rows.len()).map(|row| self.rows.counts(row)[at]).sum()
    }
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<char> {
    let mut glyphs: Vec<char> = texts.flat_map(str::chars).collect();
    glyphs.sort_unstable();
    glyphs.dedup();
    glyphs
}

/// The columns where they stand; one that is left out gives its room to the widest.
fn columns(plan: &FormPlan) -> Vec<TableColumn> {
    let shown = &plan.columns;
    let widest =
        (0..shown.len()).max_by(|a, b| shown[*a].column.mm.total_cmp(&shown[*b].column.mm).then(b.cmp(a)));
    let (mut x, mut sums) = (plan.form.margins[2], 0);
    let mut columns = Vec::with_capacity(shown.len());
    for (at, planned) in shown.iter().enumerate() {
        let column = &planned.column;
        let width = if Some(at) == widest { column.mm + plan.left_out_mm } else { column.mm };
        columns.push(TableColumn {
            x,
            width,
            align: planned.align(),
            heading: column.heading(plan.lang()).to_owned(),
            field: column.field.clone(),
            lines: column.lines.unwrap_or(1),
            once: column.once,
            sum: column.total.then(|| {
                sums += 1;
                sums - 1
            }),
        });
        x += width;
    }
    columns
}

/// First page number and last of its run, for every section: those that go on are counted together.
pub(super) fn numbers(sections: &[Section], laid: &[SectionPages]) -> Vec<(usize, usize)> {
    let mut firsts: Vec<(usize, usize)> = Vec::new(); // run, first number
    let (mut run, mut pages) = (0usize, vec![0usize]);
    for (section, laid) in sections.iter().zip(laid) {
        let is_table = matches!(laid, SectionPages::Table(_));
        if is_table && !section.goes_on {
            run += 1;
            pages.push(0);
        }
        firsts.push((run, pages[run] + 1));
        if is_table {
            pages[run] += laid.count();
        }
    }
    firsts.into_iter().map(|(run, first)| (first, pages[run])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogs::finding_aid::{FreeRow, IdNumbers, LineKind};
    use crate::domain::catalogs::form::shipped;
    use crate::fonts::Fonts;
    use crate::page::Element;

    fn section(key: &str, id_numbers: IdNumbers) -> Section {
        let choices = ValueStyle { id_numbers, ..ValueStyle::default() };
        Section::new(shipped().find(key).unwrap(), &Head::default(), choices, Vec::new(), false)
    }

    #[test]
    fn a_column_left_out_leaves_the_table_as_wide_as_it_was() {
        let width = |section: &Section| section.columns.iter().map(|column| column.width).sum::<f64>();
        let (all, fewer) =
            (section("person_index", IdNumbers::Masked), section("person_index", IdNumbers::LeftOut));
        assert_eq!(width(&all), width(&fewer));
        assert_eq!(all.fields.len(), fewer.fields.len() + 1);
    }

    /// Where a stroke lies aslant over a page: its ends.
    fn stroke(page: &Page) -> Option<([f64; 2], [f64; 2])> {
        page.elements.iter().find_map(|element| match element {
            Element::Rule { from, to, .. } if from[0] != to[0] && from[1] != to[1] => Some((*from, *to)),
            _ => None,
        })
    }

    #[test]
    fn rows_left_empty_on_an_inner_page_are_struck_out() {
        let mut section = section("transfer_register", IdNumbers::Masked);
        let mut contents = section.digest();
        for n in 0..20 {
            let title = if n == 11 { "缴".repeat(120) } else { "缴费核定材料".to_owned() };
            section.add(&FreeRow::new(LineKind::Volume).with("title", title), &mut contents).unwrap();
        }
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        let laid = section.lay(&mut glyphs, 0);
        assert_eq!(laid.count(), 2);
        let first = section.page(&mut glyphs, &laid, 0, (1, 2), 0);
        // eleven rows of fifteen millimetres, then room for two that the twelfth does not fit
        assert_eq!(stroke(&first), Some(([25.0, 53.0 + 13.0 * 15.0], [195.0, 53.0 + 11.0 * 15.0])));
        let last = section.page(&mut glyphs, &laid, 1, (1, 2), 0);
        assert_eq!(stroke(&last), None, "the last page says that nothing follows");
        section.blank = true;
        assert_eq!(stroke(&section.page(&mut glyphs, &laid, 0, (1, 2), 0)), None, "to be written on");
    }

    #[test]
    fn pages_are_counted_together_where_sections_go_on() {
        let mut sections: Vec<Section> =
            (0..4).map(|_| section("volume_contents", IdNumbers::Masked)).collect();
        sections[1].goes_on = true;
        let slot = Vec::new();
        let laid: Vec<SectionPages> =
            [2, 3, 1, 1].into_iter().map(|n| SectionPages::Table(vec![slot.clone(); n])).collect();
        assert_eq!(numbers(&sections, &laid), [(1, 5), (3, 5), (1, 1), (1, 1)]);
    }
}
