//! 纸: finding aids, covers, labels and certificates as PDF/A-2b, exact to the millimetre, the same
//! bytes every time. The only user of krilla and of fonts; knows only the words.
//!
//! A [`Book`] is filled section by section – a form, its head, its rows – and laid out when it is
//! complete, because 共 y 页 and the digest on a cover are known only then. Rows are kept as their
//! printed text, close together; pages are laid out and drawn one at a time.

mod codes;
mod column;
mod draw;
mod ending;
mod fit;
mod fonts;
mod ink;
mod leaves;
mod letters;
mod list;
mod paging;
mod picture;
mod piece;
mod placed;
mod rows;
mod section;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use fonts::{Coverage, Fonts};

use draw::{About, Drawing};
use letters::Letters;
use placed::{Page, Tiny};
use section::{Laid, Section};

use crate::domain::catalogs::finding_aid::{CatalogRow, ContentsDigest, DigestPair, Head, ValueStyle};
use crate::domain::catalogs::form::{Form, Forms};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Lang;
use crate::{problems, say};

/// How a book is to be printed.
#[derive(Clone, Debug, Default)]
pub struct Order {
    pub choices: ValueStyle,
    /// Title of the document.
    pub title: String,
    /// Places of the first sheet of labels that are used up already.
    pub skip: u32,
    /// Printed to be written on by hand: nothing says that it is empty.
    pub blank: bool,
    /// What this printer sets too far left and too high, in millimetres.
    pub offset: (f64, f64),
}

/// A PDF, and what it says.
pub struct Bound {
    pub pdf: Vec<u8>,
    pub pages: u64,
    pub contents: Vec<Said>,
    /// What had to be set too small to be read.
    pub problems: Vec<Problem>,
}

/// A page as SVG, its paper in millimetres.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub width: f64,
    pub height: f64,
    pub svg: String,
}

/// What the sections of one form say together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// `volume_contents@1`
    pub form: String,
    pub rows: u64,
    /// Sum of every column the form totals, as (field, sum).
    pub totals: Vec<(String, u64)>,
    pub proof: DigestPair,
}

/// A form's contents so far.
struct Saying {
    rows: u64,
    totals: Vec<(String, u64)>,
    contents: ContentsDigest,
}

/// A book being filled.
pub struct Book {
    order: Order,
    letters: Letters,
    sections: Vec<Section>,
    saying: BTreeMap<String, Saying>,
    /// Characters no face has, with the first records that have them.
    missing: BTreeMap<char, Vec<String>>,
}

/// A book of which it is known what stands on which page.
struct LaidBook {
    order: Order,
    letters: Letters,
    sections: Vec<Section>,
    laid: Vec<Laid>,
    /// Pages of each section.
    pages: Vec<usize>,
    /// First page number of each section, and the last of its run.
    numbers: Vec<(usize, usize)>,
    contents: Vec<Said>,
    problems: Vec<Problem>,
}

impl LaidBook {
    fn page(&mut self, section: usize, n: usize) -> Page {
        let (laid, numbers, skip) = (&self.laid[section], self.numbers[section], self.order.skip);
        let mut page = self.sections[section].page(&mut self.letters, laid, n, numbers, skip);
        page.shift(self.order.offset.0, self.order.offset.1);
        let form = &self.sections[section].form;
        for tiny in page.tiny.drain(..).take(PROBLEMS.saturating_sub(self.problems.len())) {
            self.problems.push(too_small(form, &tiny));
        }
        page
    }
}

/// Problems told of one book; a hundred alike say no more.
const PROBLEMS: usize = 100;

fn too_small(form: &Form, tiny: &Tiny) -> Problem {
    let (name, record, text, size) = (&form.name, &tiny.record, &tiny.text, tiny.size);
    let (zh, en, field) = (&name.zh, &name.en, form.called(&tiny.field));
    let (field_zh, field_en) = (&field.zh, &field.en);
    too_small_to_read(&zh, &record, &field_zh, &text, &size, &en, &field_en).in_column(form.id())
}

/// Records named for one missing character.
const NAMED: usize = 5;

impl Book {
    pub fn new(fonts: Arc<Fonts>, order: Order) -> Book {
        Book {
            letters: Letters::new(fonts),
            order,
            sections: Vec::new(),
            saying: BTreeMap::new(),
            missing: BTreeMap::new(),
        }
    }

    /// Begins a section. `mark` is its place in the outline; `goes_on`: its pages are counted with
    /// those of the section before.
    pub fn begin(&mut self, form: &Form, head: &Head, mark: Vec<String>, goes_on: bool) {
        let mut section = Section::new(form, head, self.order.choices, mark, goes_on);
        section.blank = self.order.blank;
        self.note(section.words(), &form.name.zh);
        self.saying.entry(form.id()).or_insert_with(|| Saying {
            rows: 0,
            totals: section.summed().map(|field| (field.to_owned(), 0)).collect(),
            contents: ContentsDigest::new(&form.key, section.fields().iter().map(String::as_str)),
        });
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
        let Some(saying) = self.saying.get_mut(&section.form.id()) else {
            return Err(anyhow::anyhow!("a section that was not begun").into());
        };
        let added = section.add(row, &mut saying.contents)?;
        saying.rows += 1;
        saying.totals.iter_mut().zip(added.counts).for_each(|((_, sum), count)| *sum += count);
        self.note(added.letters, &added.named);
        Ok(())
    }

    /// Remembers the characters no face has, and where they stand.
    fn note(&mut self, mut used: Vec<char>, named: &str) {
        used.retain(|c| !self.letters.has(*c));
        for c in used {
            let records = self.missing.entry(c).or_default();
            if records.len() < NAMED {
                records.push(named.to_owned());
            }
        }
    }

    /// How many rows were added.
    pub fn rows(&self) -> u64 {
        self.saying.values().map(|saying| saying.rows).sum()
    }

    /// Lays the book out and draws it; `go_on` is told how many pages are drawn and of how many, and
    /// says whether to go on.
    ///
    /// # Errors
    /// `Refused` when a character is in no font, each named with its records; `Busy` when told to stop.
    pub fn finish(self, forms: &Forms, mut go_on: impl FnMut(u64, u64) -> bool) -> Result<Bound> {
        let mut laid = self.lay(forms)?;
        let total = laid.pages.iter().sum::<usize>() as u64;
        let about = About {
            title: laid.order.title.clone(),
            subject: subject(&laid.contents),
            language: if laid.order.choices.lang == Lang::Zh { "zh-CN" } else { "en" },
        };
        let mut drawing = Drawing::new(about)?;
        let mut done = 0;
        for section in 0..laid.sections.len() {
            drawing.mark(&laid.sections[section].mark);
            for n in 0..laid.pages[section] {
                let page = laid.page(section, n);
                drawing.page(&mut laid.letters, &page)?;
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
        Ok(Bound { pdf: drawing.finish()?, pages: done, contents, problems })
    }

    /// The first pages as SVG, for a screen.
    ///
    /// # Errors
    /// As [`Book::finish`].
    pub fn pictures(self, forms: &Forms, most: usize) -> Result<Vec<Picture>> {
        let mut laid = self.lay(forms)?;
        let mut pictures = Vec::new();
        for section in 0..laid.sections.len() {
            for n in 0..laid.pages[section] {
                if pictures.len() == most {
                    return Ok(pictures);
                }
                let page = laid.page(section, n);
                let (width, height) = page.size;
                pictures.push(Picture { width, height, svg: picture::svg(&mut laid.letters, &page) });
            }
        }
        Ok(pictures)
    }

    /// Decides what stands on which page.
    fn lay(mut self, forms: &Forms) -> Result<LaidBook> {
        self.refuse_missing()?;
        self.sections.iter_mut().for_each(Section::total);
        let contents = self.take_said();
        self.prove(&contents);
        self.put_leaves(forms, &contents)?;
        self.refuse_missing()?;
        let Book { order, mut letters, sections, .. } = self;
        let laid: Vec<Laid> = sections.iter().map(|section| section.lay(&mut letters, order.skip)).collect();
        let pages: Vec<usize> = laid.iter().map(Laid::pages).collect();
        if pages.iter().sum::<usize>() == 0 {
            return Err(Error::from(nothing_to_print()));
        }
        let numbers = section::numbers(&sections, &laid);
        let problems = Vec::new();
        Ok(LaidBook { order, letters, sections, laid, pages, numbers, contents, problems })
    }

    /// The last list of each form says what proves all of them.
    fn prove(&mut self, contents: &[Said]) {
        for said in contents.iter().filter(|_| !self.order.blank) {
            let of_form = |section: &&mut Section| section.form.id() == said.form;
            let last = self.sections.iter_mut().rfind(of_form);
            if let Some(section) = last.filter(|last| last.form.list.as_ref().is_some_and(|list| list.digest))
            {
                section.proof = Some(said.proof);
            }
        }
    }

    /// What the sections say, without laying them out.
    pub fn said(mut self) -> Vec<Said> {
        self.take_said()
    }

    fn take_said(&mut self) -> Vec<Said> {
        let said = |(form, saying): (String, Saying)| {
            let Saying { rows, totals, contents } = saying;
            Said { form, rows, totals, proof: contents.proof() }
        };
        std::mem::take(&mut self.saying).into_iter().map(said).collect()
    }

    fn refuse_missing(&mut self) -> Result<()> {
        if self.missing.is_empty() {
            return Ok(());
        }
        let problem = |(c, records): (&char, &Vec<String>)| {
            let (point, records) = (*c as u32, records.join("；"));
            glyph_missing(&c, &format_args!("{point:04X}"), &records)
        };
        Err(Error::Refused(self.missing.iter().map(problem).collect()))
    }
}

fn subject(contents: &[Said]) -> String {
    let one = |said: &Said| {
        format!("{} rows={} sha256={} sm3={}", said.form, said.rows, said.proof.sha256, said.proof.sm3)
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
    refuse glyph_missing(c, point, records):
        "字体里没有“{c}”（U+{point}），见：{records}"
            / "no font has \"{c}\" (U+{point}); see: {records}"
        => "在数据目录的 fonts/ 里放一个有这个字的字体，并在 fonts.toml 的 fallback 里写上；或更正记录里的这个字。"
            / "Put a font that has it into fonts/ in the data directory and name it under fallback in fonts.toml, or correct the record.";
}
