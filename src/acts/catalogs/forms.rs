//! 表格: the forms an office has – listed, checked, printed blank or merged with a sheet of its own.

mod merging;
mod printers;

pub use merging::{Merged, read as read_sheet};
pub use printers::{Printer, offset, printers, set_printer};

use std::path::Path;

use serde::Serialize;

use crate::archive::{Archive, allow};
use crate::catalog::NewFile;
use crate::config::Config;
use crate::domain::catalogs::finding_aid::{FreeRow, Head, ValueStyle};
pub use crate::domain::catalogs::form::{Form, Forms};
use crate::domain::catalogs::form::{Orientation, PaperSize};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::{Lang, Wording};
use crate::paper::{Book, Fonts, PrintOptions, PrintedBook};
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{Content, MadeFrom, PrintedFile, keep};
use crate::procedures::office_forms;
use crate::progress::Progress;
use crate::{problems, say};

/// A form as a list shows it.
#[derive(Clone, Debug, Serialize)]
pub struct FormInfo {
    pub key: String,
    pub version: u32,
    pub name: Wording,
    pub preset: String,
    /// `A4`, `A4 横`, `220×310`
    pub paper: Wording,
    pub rows_per_page: u32,
    pub pieces_per_sheet: u32,
    /// Instrument, article and mark of its source.
    pub source: String,
    pub mark: String,
    /// The archive's own records fill it; otherwise it is printed blank, or over a sheet.
    pub from_records: bool,
    /// A cover or last leaf, printed with its list.
    pub is_leaf: bool,
}

/// A file that was written.
#[derive(Clone, Debug, Serialize)]
pub struct Filled {
    pub form: String,
    pub rows: u64,
    pub pages: u64,
    /// What in the sheet was not printed, and what came out too small to be read.
    pub problems: Vec<Problem>,
}

/// The forms as a list shows them.
pub fn list(forms: &Forms) -> Vec<FormInfo> {
    let leaves: Vec<&String> = forms.iter().flat_map(|form| form.before.iter().chain(&form.after)).collect();
    let info = |form: &Form| FormInfo {
        key: form.key.clone(),
        version: form.version,
        name: form.name.clone(),
        preset: form.preset.clone(),
        paper: paper(form),
        rows_per_page: form.rows_per_page,
        pieces_per_sheet: form.sheet.as_ref().map_or(0, |sheet| sheet.pieces()),
        source: format!("{} {}", form.origin.instrument, form.origin.article),
        mark: format!("{:?}", form.origin.mark),
        from_records: form.rows.is_of_records() && !form.apart,
        is_leaf: leaves.contains(&&form.key),
    };
    forms.iter().map(info).collect()
}

fn paper(form: &Form) -> Wording {
    let name = match form.paper {
        PaperSize::A3 => "A3".to_owned(),
        PaperSize::A4 => "A4".to_owned(),
        PaperSize::A5 => "A5".to_owned(),
        PaperSize::Own([width, height]) => format!("{width}×{height} mm"),
    };
    match form.orientation {
        Orientation::Portrait => say!("{name} 竖", "{name}"),
        Orientation::Landscape => say!("{name} 横", "{name} landscape"),
    }
}

/// Every form of the office, its own among them.
pub fn all(config: &Config) -> Result<Forms> {
    office_forms::forms(config)
}

/// The form called so.
pub fn called<'a>(forms: &'a Forms, name: &str) -> Result<&'a Form> {
    forms.find(name).ok_or_else(|| {
        let known = forms.iter().map(|form| form.name.zh.as_str()).collect::<Vec<_>>();
        let mut known: Vec<&str> = known;
        known.dedup();
        let known = known.join("、");
        Error::from(unknown_form(&name, &known))
    })
}

/// What a sheet's header may call the form's fields.
pub fn headings(form: &Form) -> Vec<String> {
    let mut names: Vec<String> = form.columns.iter().map(|column| column.zh.clone()).collect();
    names.extend(form.headings.values().flatten().cloned());
    names
}

/// Everything forms are printed with, besides rows.
#[derive(Clone, Debug)]
pub struct FormPrinter {
    pub config: Config,
    pub forms: Forms,
    pub head: Head,
    pub choices: ValueStyle,
    /// Taken off what the printer sets off, in millimetres.
    pub offset: (f64, f64),
}

impl FormPrinter {
    /// For this archive: the name of its fonds stands on blank forms.
    pub async fn open(archive: &Archive, by: &By, choices: ValueStyle) -> Result<FormPrinter> {
        allow(by, Deed::Export)?;
        let fonds = archive.fonds_numbered(None).await.ok();
        let (number, name) = fonds.map(|fonds| (fonds.number, fonds.name)).unwrap_or_default();
        let head = Head { fonds: number, from: name.clone(), fonds_name: name, ..Head::default() };
        let config = archive.config.clone();
        Ok(FormPrinter { forms: office_forms::forms(&config)?, config, head, choices, offset: (0.0, 0.0) })
    }

    /// Prints a form blank, to be filled by hand: a list with one empty page, a sheet of labels, a cover.
    pub fn blank(&self, form: &Form, out: &Path) -> Result<Filled> {
        let (filled, bound) =
            self.bound(self.book(form, &blank_rows(form), true)?, form, &Progress::default())?;
        NewFile::put(out, &bound.pdf)?;
        Ok(filled)
    }

    /// Prints a form once for every row of a sheet that was read for it; [`MergedFile::keep`] puts it in place.
    ///
    /// # Errors
    /// `Refused` for characters no font has; `Busy` when told to stop.
    pub fn merged(&self, form: &Form, sheet: Merged, out: &Path, progress: &Progress) -> Result<MergedFile> {
        let Merged { rows, problems } = sheet;
        let (mut filled, bound) = self.bound(self.book(form, &rows, false)?, form, progress)?;
        filled.problems.splice(0..0, problems);
        filled.rows = rows.len() as u64;
        let printed = PrintedFile {
            pages: bound.pages,
            rows: filled.rows,
            file: Digest::compute(&bound.pdf),
            bytes: bound.pdf.len() as u64,
            contents: bound.contents.into_iter().map(Content::from).collect(),
            sheet: None,
            problems: Vec::new(),
        };
        let file = NewFile::holding(out, &bound.pdf)?;
        Ok(MergedFile { filled, printed, file, lang: self.choices.lang })
    }

    /// The form's first page, blank, as SVG.
    pub fn picture(&self, form: &Form) -> Result<String> {
        let pictures = self.book(form, &blank_rows(form), true)?.pictures(&self.forms, 1)?;
        Ok(pictures.into_iter().next().map_or_else(String::new, |picture| picture.svg))
    }

    fn book(&self, form: &Form, rows: &[FreeRow], blank: bool) -> Result<Book> {
        let order = PrintOptions {
            choices: self.choices,
            title: form.name.in_lang(self.choices.lang).to_owned(),
            blank,
            offset: self.offset,
            ..PrintOptions::default()
        };
        // a blank list has neither cover nor last leaf
        let alone = Form { before: Vec::new(), after: Vec::new(), ..form.clone() };
        let mut book = Book::new(Fonts::of_folder(&self.config.fonts_dir())?, order);
        book.begin(if blank { &alone } else { form }, &self.head, Vec::new(), false);
        rows.iter().try_for_each(|row| book.add(row))?;
        Ok(book)
    }

    fn bound(&self, book: Book, form: &Form, progress: &Progress) -> Result<(Filled, PrintedBook)> {
        let mut bound = book.finish(&self.forms, |done, of| {
            progress.set_total(of);
            progress.set_done(done);
            !progress.stop_asked()
        })?;
        let problems = std::mem::take(&mut bound.problems);
        Ok((Filled { form: form.id(), rows: 0, pages: bound.pages, problems }, bound))
    }
}

/// A form printed over a sheet, its file not in place yet.
pub struct MergedFile {
    filled: Filled,
    printed: PrintedFile,
    file: NewFile,
    lang: Lang,
}

impl MergedFile {
    /// Registers the file, where there is an archive that can be written, and puts it in place.
    ///
    /// # Errors
    /// `Busy` when the log or the disk cannot be written.
    pub async fn keep(self, archive: Option<&Archive>, by: &By) -> Result<Filled> {
        if let Some(archive) = archive {
            let form = self.filled.form.clone();
            let made = MadeFrom::new("pdf", self.lang, Making::Merged { form: form.clone() });
            keep(archive, by, &form, &made, &self.printed).await?;
        }
        self.file.keep()?;
        Ok(self.filled)
    }
}

fn blank_rows(form: &Form) -> Vec<FreeRow> {
    let pieces = form.sheet.as_ref().map_or(1, |sheet| sheet.pieces());
    let rows = if form.list.is_some() { 0 } else { pieces };
    (0..rows).map(|_| FreeRow::new(form.rows)).collect()
}

problems! {
    refuse unknown_form(name, known):
        "没有「{name}」这种表格。" / "There is no form \"{name}\"."
        => "可以用：{known}。" / "There are: {known}.";
}
