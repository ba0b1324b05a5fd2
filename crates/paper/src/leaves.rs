//! The leaves before and after a list in its book: cover, 目次, last leaf. They are made last, because they
//! state the list's sums, page count and digests.

use super::glyphs::GlyphCache;
use super::missing::MissingGlyphs;
use super::output::FormContents;
use super::rows::PrintedLineKind;
use super::section::{Section, SectionPages};
use crate::domain::catalogs::finding_aid::{CatalogRow, FreeRow, LineKind, LogAnchor, ValueStyle};
use crate::domain::catalogs::form::{Form, Forms};
use crate::domain::general::error::Result;
use crate::domain::general::wording::Lang;

/// The form of the leaf that bears the checkpoint of the log.
const ANCHOR: &str = "log_anchor";
/// Fewer parts need no 目次.
const PARTS: usize = 2;

/// What leaves are made from: the forms they are printed on, and what the lists contain.
pub(super) struct Leaves<'a> {
    pub forms: &'a Forms,
    pub contents: &'a [FormContents],
    pub choices: ValueStyle,
}

/// The sections with the leaves of every list before and behind it.
pub(super) fn with_leaves(
    sections: Vec<Section>,
    leaves: &Leaves<'_>,
    glyphs: &mut GlyphCache,
    missing: &mut MissingGlyphs,
) -> Result<Vec<Section>> {
    let mut runs: Vec<Vec<Section>> = Vec::new();
    for section in sections {
        let same = |run: &&mut Vec<Section>| {
            section.goes_on && run.first().is_some_and(|first| first.form().id() == section.form().id())
        };
        match runs.last_mut().filter(same) {
            Some(run) => run.push(section),
            None => runs.push(vec![section]),
        }
    }
    let mut sections = Vec::new();
    for run in runs {
        let is_bare = run.first().is_none_or(|first| !leaves.are_around(first.form()));
        sections.extend(if is_bare { run } else { leaves.around(run, glyphs, missing)? });
    }
    Ok(sections)
}

impl Leaves<'_> {
    /// A leaf's form, where its rows follow from the list; others were filled by whoever filled the list.
    fn form(&self, of: &Form, key: &str) -> Result<Option<&Form>> {
        let missing = || anyhow::anyhow!("{} names the form {key}, which is not there", of.id());
        let form = self.forms.find(key).ok_or_else(missing)?;
        Ok(Some(form).filter(|form| form.rows.is_made_from_its_list()))
    }

    fn are_around(&self, form: &Form) -> bool {
        form.before
            .iter()
            .chain(&form.after)
            .any(|key| self.form(form, key).map_or(true, |leaf| leaf.is_some()))
    }

    /// The leaf a book of lists ends with: the checkpoint of the log. Covers, labels and other pieces have none.
    pub fn anchored(
        &self,
        sections: &[Section],
        anchor: &LogAnchor,
        glyphs: &mut GlyphCache,
        missing: &mut MissingGlyphs,
    ) -> Result<Option<Section>> {
        let list = sections.iter().find(|section| section.form().list.is_some());
        let Some((list, form)) = list.zip(self.forms.find(ANCHOR)) else { return Ok(None) };
        let bookmark = vec![form.name.in_lang(self.choices.lang).to_owned()];
        let mut section = Section::new(form, list.head(), self.choices, bookmark, false);
        let row = FreeRow::new(LineKind::Book)
            .with("name", list.form().name.in_lang(self.choices.lang))
            .with("log_size", anchor.size.to_string())
            .with("log_at", anchor.at.as_str())
            .with("log_note", anchor.note());
        add_row(&mut section, &row, glyphs, missing)?;
        Ok(Some(section))
    }

    /// The leaves around one list: sections of one form that are counted together.
    fn around(
        &self,
        mut run: Vec<Section>,
        glyphs: &mut GlyphCache,
        missing: &mut MissingGlyphs,
    ) -> Result<Vec<Section>> {
        let Some(first) = run.first() else { return Ok(run) };
        let (form, mut head) = (first.form().clone(), first.head().clone());
        // a list in parts by year has one cover, of all its years
        let last = run.last().and_then(|last| last.head().years);
        head.years = head.years.zip(last).map(|((from, _), (_, to))| (from, to));
        let laid: Vec<SectionPages> = run.iter().map(|section| section.lay(glyphs, 0)).collect();
        let sheets: usize = laid.iter().map(SectionPages::count).sum();
        let contents = self.contents.iter().find(|contents| contents.form == form.id());
        let whole = leaf(&form, contents, sheets, self.choices.lang);
        for (keys, before) in [(&form.before, true), (&form.after, false)] {
            let mut leaves = Vec::new();
            for key in keys {
                let Some(leaf_form) = self.form(&form, key)? else { continue };
                let mut section = Section::new(leaf_form, &head, self.choices, Vec::new(), false);
                let rows =
                    if leaf_form.rows == LineKind::Part { parts(&run, &laid) } else { vec![whole.clone()] };
                if leaf_form.rows == LineKind::Part && rows.len() < PARTS {
                    continue;
                }
                for row in &rows {
                    add_row(&mut section, row, glyphs, missing)?;
                }
                if leaf_form.rows == LineKind::Part {
                    section.add_total();
                }
                missing.note(glyphs, &section.words(), &leaf_form.name.zh);
                leaves.push(section);
            }
            if before {
                if let (Some(cover), Some(list)) = (leaves.first_mut(), run.first_mut()) {
                    cover.bookmark = std::mem::take(&mut list.bookmark);
                    list.bookmark = cover.bookmark.clone();
                }
                run.splice(0..0, leaves);
            } else {
                run.extend(leaves);
            }
        }
        Ok(run)
    }
}

/// A leaf's row: it stands for the list, and is in no digest of its own.
fn add_row(
    section: &mut Section,
    row: &dyn CatalogRow,
    glyphs: &mut GlyphCache,
    missing: &mut MissingGlyphs,
) -> Result<()> {
    let mut unused = section.digest();
    let added = section.add(row, &mut unused)?;
    missing.note(glyphs, &added.characters, &section.form().name.zh);
    Ok(())
}

/// What a list's cover and last leaf say of it.
fn leaf(form: &Form, contents: Option<&FormContents>, sheets: usize, lang: Lang) -> FreeRow {
    let mut leaf = FreeRow::new(LineKind::Book)
        .with("name", form.name.in_lang(lang))
        .with("sheets", sheets.to_string())
        .with("form_version", form.id());
    if let Some(contents) = contents {
        leaf.set("rows", contents.rows.to_string());
        leaf.set("digest", contents.proof.sha256.hex());
        leaf.set("sm3", contents.proof.sm3.to_string());
        for (field, sum) in &contents.totals {
            leaf.set(field, sum.to_string());
        }
    }
    leaf
}

/// The parts of a list, year after year and class after class, each with its sums and the number of the
/// page it begins on.
fn parts(run: &[Section], laid: &[SectionPages]) -> Vec<FreeRow> {
    let (mut parts, mut pages_before) = (Vec::new(), 0);
    for (section, laid) in run.iter().zip(laid) {
        parts.extend(parts_of(section, laid, pages_before));
        pages_before += laid.count();
    }
    parts
}

fn parts_of(section: &Section, laid: &SectionPages, pages_before: usize) -> Vec<FreeRow> {
    let SectionPages::Table(pages) = laid else { return Vec::new() };
    let year = section.head().years.map_or_else(String::new, |(from, to)| match from == to {
        true => from.to_string(),
        false => format!("{from}–{to}"),
    });
    let begins = |at: usize| section.classes.get(at).map(|(_, row)| *row);
    let mut parts = Vec::new();
    for (at, (class, from)) in section.classes.iter().enumerate() {
        let rows = *from..begins(at + 1).unwrap_or(section.rows.len());
        let rows: Vec<usize> = rows.filter(|row| section.rows.mark(*row) == PrintedLineKind::Row).collect();
        let Some(first) = rows.first() else { continue };
        let page = pages.iter().position(|slots| slots.iter().any(|slot| slot.row as usize == *first));
        let mut part = FreeRow::new(LineKind::Part)
            .with("year", year.as_str())
            .with("class", class.as_str())
            .with("rows", rows.len().to_string())
            .with("page", (pages_before + page.unwrap_or_default() + 1).to_string());
        for (at, field) in section.summed().enumerate() {
            let sum: u64 = rows.iter().map(|row| section.rows.counts(*row)[at]).sum();
            part.set(field, sum.to_string());
        }
        parts.push(part);
    }
    parts
}
