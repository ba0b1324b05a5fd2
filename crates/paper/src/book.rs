//! A book: sections filled with rows, then laid out and drawn.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fonts::Fonts;
use super::glyphs::GlyphCache;
use super::leaves::{Leaves, with_leaves};
use super::missing::MissingGlyphs;
use super::options::PrintOptions;
use super::output::{FormContents, PageImage, PrintedBook};
use super::page::{Page, SmallText};
use super::pdf::{PdfDocument, PdfMetadata};
use super::section::{self, Section, SectionPages};
use super::svg::svg;
use crate::domain::catalogs::finding_aid::{CatalogRow, ContentsDigest, Head};
use crate::domain::catalogs::form::{Form, FormPlan, Forms, ListLayout};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Lang;
use crate::{problems, say};

/// A form's contents so far.
struct ContentsSoFar {
    rows: u64,
    totals: Vec<(String, u64)>,
    digest: ContentsDigest,
    /// The plan of the whole, where its head was given; else each section's head is part of the digest.
    whole: Option<FormPlan>,
}

impl ContentsSoFar {
    fn of(section: &Section) -> ContentsSoFar {
        ContentsSoFar {
            rows: 0,
            totals: section.summed().map(|field| (field.to_owned(), 0)).collect(),
            digest: section.digest(),
            whole: None,
        }
    }
}

/// A book being filled.
pub struct Book {
    options: PrintOptions,
    glyphs: GlyphCache,
    sections: Vec<Section>,
    /// By the form's id.
    contents: BTreeMap<String, ContentsSoFar>,
    missing: MissingGlyphs,
}

/// A book of which it is known what stands on which page.
struct BookLayout {
    options: PrintOptions,
    glyphs: GlyphCache,
    sections: Vec<Section>,
    laid: Vec<SectionPages>,
    /// Pages of each section.
    pages: Vec<usize>,
    /// First page number of each section, and the last of its run.
    numbers: Vec<(usize, usize)>,
    contents: Vec<FormContents>,
    problems: Vec<Problem>,
}

impl BookLayout {
    fn page(&mut self, section: usize, n: usize) -> Page {
        let (laid, numbers, skip) = (&self.laid[section], self.numbers[section], self.options.skip);
        let mut page = self.sections[section].page(&mut self.glyphs, laid, n, numbers, skip);
        page.shift(self.options.offset.0, self.options.offset.1);
        let form = self.sections[section].form();
        for small in page.small_texts.drain(..).take(PROBLEMS.saturating_sub(self.problems.len())) {
            self.problems.push(too_small(form, &small));
        }
        page
    }
}

/// Problems reported for one book at most.
const PROBLEMS: usize = 100;

fn too_small(form: &Form, small: &SmallText) -> Problem {
    let (name, record, text, size) = (&form.name, &small.record, &small.text, small.size);
    let (zh, en, field) = (&name.zh, &name.en, form.called(&small.field));
    let (field_zh, field_en) = (&field.zh, &field.en);
    too_small_to_read(&zh, &record, &field_zh, &text, &size, &en, &field_en).in_column(form.id())
}

impl Book {
    pub fn new(fonts: Arc<Fonts>, options: PrintOptions) -> Book {
        Book {
            glyphs: GlyphCache::new(fonts),
            options,
            sections: Vec::new(),
            contents: BTreeMap::new(),
            missing: MissingGlyphs::default(),
        }
    }

    /// Gives the head of a whole list on this form (of each fonds' list, where there are several); its sections' own heads
    /// follow from their rows then.
    pub fn head_of(&mut self, form: &Form, head: &Head) {
        let section = Section::new(form, head, self.options.choices, Vec::new(), false);
        let contents = self.contents.entry(form.id()).or_insert_with(|| ContentsSoFar::of(&section));
        section.digest_head(&mut contents.digest, head);
        contents.whole = Some(FormPlan::new(form, head, self.options.choices).in_parts());
    }

    /// Begins a section. `bookmark` is its place in the outline; `goes_on`: its pages are counted with
    /// those of the section before.
    pub fn begin(&mut self, form: &Form, head: &Head, bookmark: Vec<String>, goes_on: bool) {
        let mut section = Section::new(form, head, self.options.choices, bookmark, goes_on);
        section.blank = self.options.blank;
        self.missing.note(&mut self.glyphs, &section.words(), &form.name.zh);
        let contents = self.contents.entry(form.id()).or_insert_with(|| ContentsSoFar::of(&section));
        if contents.whole.is_none() {
            section.digest_head(&mut contents.digest, head);
        }
        self.sections.push(section);
    }

    /// Adds a row to the section begun last.
    ///
    /// # Errors
    /// `Broken` for a row of another kind than the form's.
    pub fn add(&mut self, row: &dyn CatalogRow) -> Result<()> {
        let Some(section) = self.sections.last_mut() else {
            return Err(anyhow::anyhow!("a row before the first section").into());
        };
        let Some(contents) = self.contents.get_mut(&section.form().id()) else {
            return Err(anyhow::anyhow!("a section that was not begun").into());
        };
        match &contents.whole {
            Some(whole) => whole.digest_group(&mut contents.digest, row),
            None => section.digest_group(&mut contents.digest, row),
        }
        let added = section.add(row, &mut contents.digest)?;
        contents.rows += 1;
        contents.totals.iter_mut().zip(added.counts).for_each(|((_, sum), count)| *sum += count);
        self.missing.note(&mut self.glyphs, &added.characters, &added.named);
        Ok(())
    }

    /// How many rows were added.
    pub fn rows(&self) -> u64 {
        self.contents.values().map(|contents| contents.rows).sum()
    }

    /// Lays the book out and draws it; `go_on` is told how many pages are drawn and of how many, and
    /// says whether to go on.
    ///
    /// # Errors
    /// `Refused` when a character is in no font, each named with its records; `Busy` when `go_on` says to stop.
    pub fn finish(self, forms: &Forms, mut go_on: impl FnMut(u64, u64) -> bool) -> Result<PrintedBook> {
        let mut laid = self.lay(forms)?;
        let total = laid.pages.iter().sum::<usize>() as u64;
        let metadata = PdfMetadata {
            title: laid.options.title.clone(),
            subject: subject(&laid.contents),
            day: laid.sections.iter().find_map(|section| section.head().day()),
            language: if laid.options.choices.lang == Lang::Zh { "zh-CN" } else { "en" },
        };
        let mut pdf = PdfDocument::new(metadata)?;
        let mut done = 0;
        for section in 0..laid.sections.len() {
            pdf.add_bookmark(&laid.sections[section].bookmark);
            for n in 0..laid.pages[section] {
                let page = laid.page(section, n);
                pdf.page(&mut laid.glyphs, &page)?;
                done += 1;
                if !go_on(done, total) {
                    return Err(Error::Busy(say!(
                        "已按要求停下，没有生成文件。",
                        "Stopped as asked; no file was made."
                    )));
                }
            }
        }
        let (contents, problems) = (laid.contents, laid.problems);
        Ok(PrintedBook { pdf: pdf.finish()?, pages: done, contents, problems })
    }

    /// The first pages as SVG, for a screen.
    ///
    /// # Errors
    /// As [`Book::finish`].
    pub fn pictures(self, forms: &Forms, most: usize) -> Result<Vec<PageImage>> {
        let mut laid = self.lay(forms)?;
        let mut pictures = Vec::new();
        for section in 0..laid.sections.len() {
            for n in 0..laid.pages[section] {
                if pictures.len() == most {
                    return Ok(pictures);
                }
                let page = laid.page(section, n);
                let (width, height) = page.size;
                pictures.push(PageImage { width, height, svg: svg(&mut laid.glyphs, &page) });
            }
        }
        Ok(pictures)
    }

    /// Decides what stands on which page.
    fn lay(mut self, forms: &Forms) -> Result<BookLayout> {
        self.missing.refuse()?;
        self.sections.iter_mut().for_each(Section::add_total);
        let contents = self.take_contents();
        self.add_proofs(&contents);
        let Book { options, mut glyphs, sections, mut missing, .. } = self;
        let leaves = Leaves { forms, contents: &contents, choices: options.choices };
        let mut sections = with_leaves(sections, &leaves, &mut glyphs, &mut missing)?;
        if let Some(anchor) = &options.anchor {
            let last = leaves.anchored(&sections, anchor, &mut glyphs, &mut missing)?;
            sections.extend(last);
        }
        missing.refuse()?;
        let laid: Vec<SectionPages> =
            sections.iter().map(|section| section.lay(&mut glyphs, options.skip)).collect();
        let pages: Vec<usize> = laid.iter().map(SectionPages::count).collect();
        if pages.iter().sum::<usize>() == 0 {
            return Err(nothing_to_print().into());
        }
        let numbers = section::numbers(&sections, &laid);
        let problems = Vec::new();
        Ok(BookLayout { options, glyphs, sections, laid, pages, numbers, contents, problems })
    }

    /// Prints the digests of all lists of a form on the last of them, or those of the list it stands for.
    fn add_proofs(&mut self, contents: &[FormContents]) {
        for whole in contents.iter().filter(|_| !self.options.blank) {
            let of_form = |section: &&mut Section| section.form().id() == whole.form;
            let Some(section) = self.sections.iter_mut().rfind(of_form) else { continue };
            let proves = self.options.proves_lists;
            let bears = |list: &&ListLayout| list.digest || proves;
            let Some(list) = section.form().list.as_ref().filter(bears) else { continue };
            let other = contents
                .iter()
                .find(|other| other.form.split_once('@').is_some_and(|(key, _)| key == list.digest_of));
            section.proof = Some(other.unwrap_or(whole).proof);
        }
    }

    /// What the sections contain, without laying them out.
    pub fn contents(mut self) -> Vec<FormContents> {
        self.take_contents()
    }

    fn take_contents(&mut self) -> Vec<FormContents> {
        let whole = |(form, so_far): (String, ContentsSoFar)| {
            let ContentsSoFar { rows, totals, digest, .. } = so_far;
            FormContents { form, rows, totals, proof: digest.proof() }
        };
        std::mem::take(&mut self.contents).into_iter().map(whole).collect()
    }
}

fn subject(contents: &[FormContents]) -> String {
    let one = |whole: &FormContents| {
        format!("{} rows={} sha256={} sm3={}", whole.form, whole.rows, whole.proof.sha256, whole.proof.sm3)
    };
    contents.iter().map(one).collect::<Vec<_>>().join("; ")
}

problems! {
    notice too_small_to_read(zh, record, field_zh, text, size, en, field_en):
        "《{zh}》{record} 的{field_zh}“{text}…”太长，缩到 {size:.1} 磅才放得下，小于六号（7.5 磅），印出来难认"
            / "{en}, {record}: {field_en} \"{text}…\" fits only in type of {size:.1} points; below 7.5 it is hard to read"
        => "付印前把它写短；或换大一些的标签、封面；或在 forms/ 里把这一格放大。"
            / "Before printing shorten it, take a larger label or cover, or give the cell more room in forms/.";
    refuse nothing_to_print():
        "这个范围里没有可印的。" / "There is nothing to print in this scope."
        => "放宽年度、类别等条件，或印空白表。" / "Widen year, class and so on, or print the form blank.";
}
