//! What stands before and behind a list in its book: cover, 目次, last leaf. What they say is known when
//! the list is complete.

use super::rows::Mark;
use super::section::{Laid, Section};
use super::{Book, Said};
use crate::domain::catalogs::finding_aid::{CatalogRow, ContentsDigest, FreeRow, LineKind};
use crate::domain::catalogs::form::{Form, Forms};
use crate::domain::general::error::Result;
use crate::domain::general::wording::Lang;

/// Fewer parts need no 目次.
const PARTS: usize = 2;

impl Book {
    /// Puts the leaves of every list into the book.
    pub(super) fn put_leaves(&mut self, forms: &Forms, contents: &[Said]) -> Result<()> {
        let sections = std::mem::take(&mut self.sections);
        let mut runs: Vec<Vec<Section>> = Vec::new();
        for section in sections {
            let same = |run: &&mut Vec<Section>| {
                section.goes_on && run.first().is_some_and(|first| first.form.id() == section.form.id())
            };
            match runs.last_mut().filter(same) {
                Some(run) => run.push(section),
                None => runs.push(vec![section]),
            }
        }
        for run in runs {
            let has_none = |form: &Form| form.before.is_empty() && form.after.is_empty();
            let run = if run.first().is_none_or(|first| has_none(&first.form)) {
                run
            } else {
                self.with_leaves(run, forms, contents)?
            };
            self.sections.extend(run);
        }
        Ok(())
    }

    fn with_leaves(
        &mut self,
        mut run: Vec<Section>,
        forms: &Forms,
        contents: &[Said],
    ) -> Result<Vec<Section>> {
        let Some(first) = run.first() else { return Ok(run) };
        let (form, mut head) = (first.form.clone(), first.head.clone());
        // a list in parts by year has one cover, of all its years
        let last = run.last().and_then(|last| last.head.years);
        head.years = head.years.zip(last).map(|((from, _), (_, to))| (from, to));
        let laid: Vec<Laid> = run.iter().map(|section| section.lay(&mut self.letters, 0)).collect();
        let sheets: usize = laid.iter().map(Laid::pages).sum();
        let said = contents.iter().find(|said| said.form == form.id());
        let whole = leaf(&form, said, sheets, self.order.choices.lang);
        for (keys, before) in [(&form.before, true), (&form.after, false)] {
            let mut leaves = Vec::new();
            for key in keys {
                let leaf_form = forms.find(key).ok_or_else(|| {
                    anyhow::anyhow!("{} names the form {key}, which is not there", form.id())
                })?;
                let mut section = Section::new(leaf_form, &head, self.order.choices, Vec::new(), false);
                if leaf_form.rows == LineKind::Part {
                    let parts = parts(&run, &laid);
                    if parts.len() < PARTS {
                        continue;
                    }
                    parts.iter().try_for_each(|part| self.put(&mut section, part))?;
                    section.total();
                } else {
                    self.put(&mut section, &whole)?;
                }
                self.note(section.words(), &leaf_form.name.zh);
                leaves.push(section);
            }
            if before {
                if let (Some(cover), Some(list)) = (leaves.first_mut(), run.first_mut()) {
                    cover.mark = std::mem::take(&mut list.mark);
                    list.mark = cover.mark.clone();
                }
                run.splice(0..0, leaves);
            } else {
                run.extend(leaves);
            }
        }
        Ok(run)
    }

    /// A leaf's row: it stands for the list, and is in no digest of its own.
    fn put(&mut self, section: &mut Section, row: &dyn CatalogRow) -> Result<()> {
        let mut unused = ContentsDigest::new(&section.form.key, section.fields().iter().map(String::as_str));
        let added = section.add(row, &mut unused)?;
        let name = section.form.name.zh.clone();
        self.note(added.letters, &name);
        Ok(())
    }
}

/// What a list's cover and last leaf say of it.
fn leaf(form: &Form, said: Option<&Said>, sheets: usize, lang: Lang) -> FreeRow {
    let mut leaf = FreeRow::new(LineKind::Book)
        .with("name", form.name.in_lang(lang))
        .with("sheets", sheets.to_string())
        .with("form_version", form.id());
    if let Some(said) = said {
        leaf.set("rows", said.rows.to_string());
        leaf.set("digest", said.proof.sha256.hex());
        leaf.set("sm3", said.proof.sm3.to_string());
        for (field, sum) in &said.totals {
            leaf.set(field, sum.to_string());
        }
    }
    leaf
}

/// The parts of a list, year after year and class after class, each with its sums and the number of the
/// page it begins on.
fn parts(run: &[Section], laid: &[Laid]) -> Vec<FreeRow> {
    let (mut parts, mut pages_before) = (Vec::new(), 0);
    for (section, laid) in run.iter().zip(laid) {
        parts.extend(parts_of(section, laid, pages_before));
        pages_before += laid.pages();
    }
    parts
}

fn parts_of(section: &Section, laid: &Laid, pages_before: usize) -> Vec<FreeRow> {
    let Laid::Table(pages) = laid else { return Vec::new() };
    let year = section.head.years.map_or_else(String::new, |(from, to)| match from == to {
        true => from.to_string(),
        false => format!("{from}–{to}"),
    });
    let begins = |at: usize| section.classes.get(at).map(|(_, row)| *row);
    let mut parts = Vec::new();
    for (at, (class, from)) in section.classes.iter().enumerate() {
        let rows = *from..begins(at + 1).unwrap_or(section.rows.len());
        let rows: Vec<usize> = rows.filter(|row| section.rows.mark(*row) == Mark::Row).collect();
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
