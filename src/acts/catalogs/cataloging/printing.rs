//! A finding aid on paper: the same rows as its other formats, as PDF/A.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::filling::Filling;
use super::taker::Taker;
use super::{CatalogRequest, handed_over, head, on_its_day, past_of, volume_head};
use crate::archive::{Archive, allow};
use crate::catalog::NewFile;
use crate::domain::catalogs::finding_aid::{CatalogRow, Head, ValueStyle};
use crate::domain::catalogs::form::{Form, Forms};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::KeptFor;
pub use crate::paper::PageImage;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::procedures::documents::drawing::bind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{Content, MadeFrom, PrintedFile, keep};
use crate::procedures::office_forms;
use crate::progress::Progress;

/// How a file meets the paper; what it says does not depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnPaper {
    /// Places of the first sheet of labels that are used up already.
    pub skip: u32,
    /// Taken off what the printer sets off, in millimetres.
    pub offset: (f64, f64),
}

/// Prints a catalog to `out` as PDF/A-2b; the same records give the same bytes. The form's version and
/// the digests are kept as an event where the archive is open for writing.
///
/// # Errors
/// `Refused` for an unknown kind, and for characters no font has; nothing is left at `out` unless the
/// whole is written.
pub async fn print(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    on_paper: &OnPaper,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<PrintedFile> {
    allow(by, Deed::Export)?;
    let wanted = &on_its_day(archive, wanted).await?;
    handed_over::check(archive, wanted, &printed_form(archive, wanted).await?.0).await?;
    let (printed, file, forms) = print_unregistered(archive, wanted, on_paper, lang, out, progress).await?;
    // the version it was printed with, whatever the name means later
    let kind = printed.contents.first().map_or_else(|| wanted.kind.clone(), |content| content.form.clone());
    let made =
        MadeFrom::new("pdf", lang, Making::Catalog(CatalogRequest { kind: kind.clone(), ..wanted.clone() }));
    let made = made.on_forms(&forms, &printed);
    keep(archive, by, &kind, &made, &printed).await?;
    file.keep()?;
    Ok(printed)
}

/// [`print`], without leaving a trace: the file is not in place yet. And the office's forms, read once.
pub(super) async fn print_unregistered(
    archive: &Archive,
    wanted: &CatalogRequest,
    on_paper: &OnPaper,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<(PrintedFile, NewFile, Forms)> {
    let (form, forms) = printed_form(archive, wanted).await?;
    let book = filled(archive, wanted, &form, on_paper, lang, None, progress).await?;
    let (printed, file) = bind(book, forms.clone(), out, progress).await?;
    Ok((printed, file, forms))
}

/// What it would say, without laying it out.
pub(super) async fn said(
    archive: &Archive,
    wanted: &CatalogRequest,
    lang: Lang,
    progress: &Progress,
) -> Result<Vec<Content>> {
    let (form, _) = printed_form(archive, wanted).await?;
    let book = filled(archive, wanted, &form, &OnPaper::default(), lang, None, progress).await?;
    Ok(book.contents().into_iter().map(Content::from).collect())
}

/// The first pages as pictures for a screen, over the first `rows` rows.
pub async fn first_pages(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    on_paper: &OnPaper,
    lang: Lang,
    (rows, pages): (u64, usize),
) -> Result<Vec<PageImage>> {
    allow(by, Deed::Read)?;
    let wanted = &on_its_day(archive, wanted).await?;
    let (form, forms) = printed_form(archive, wanted).await?;
    handed_over::check(archive, wanted, &form).await?;
    let progress = Progress::default();
    let book = filled(archive, wanted, &form, on_paper, lang, Some(rows), &progress).await?;
    pictures(book, forms, pages).await
}

/// The first pages of a book, drawn away from the threads that answer requests.
pub(super) async fn pictures(book: Book, forms: Forms, pages: usize) -> Result<Vec<PageImage>> {
    let drawn = tokio::task::spawn_blocking(move || book.pictures(&forms, pages)).await;
    drawn.map_err(|error| anyhow::anyhow!("drawing stopped: {error}"))?
}

async fn printed_form(archive: &Archive, wanted: &CatalogRequest) -> Result<(Form, Forms)> {
    let fonds = archive.fonds_numbered(wanted.filter.fonds.as_deref()).await?;
    office_forms::among_all(&archive.config, &wanted.kind, &fonds.number)
}

/// A book with the rows of the scope in it, or with the first `most` of them.
async fn filled(
    archive: &Archive,
    wanted: &CatalogRequest,
    form: &Form,
    on_paper: &OnPaper,
    lang: Lang,
    most: Option<u64>,
    progress: &Progress,
) -> Result<Book> {
    let past = past_of(archive, wanted).await?;
    let archive = past.as_ref().map_or(archive, |past| &past.archive);
    let head = head(archive, wanted).await?;
    let order = PrintOptions {
        choices: ValueStyle { lang, id_numbers: wanted.id_numbers, recipe: wanted.recipe },
        title: form.name.in_lang(lang).to_owned(),
        skip: on_paper.skip,
        offset: on_paper.offset,
        anchor: wanted.anchor.clone(),
        ..PrintOptions::default()
    };
    let book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, order);
    let filling = Filling::begin(archive, wanted, form, progress).await?;
    let filling = if let Some(most) = most { filling.first(most) } else { filling };
    BookSections::over(book, form, head, Vec::new()).filled_by(filling).await
}

/// A book that begins a section for every volume whose contents it lists, and for every year of volumes.
pub(super) struct BookSections<'a> {
    book: Book,
    form: &'a Form,
    head: Head,
    /// Where in the outline its sections stand.
    under: Vec<String>,
    begun: bool,
    year: Option<i32>,
}

impl<'a> BookSections<'a> {
    pub(super) fn over(book: Book, form: &'a Form, head: Head, under: Vec<String>) -> Self {
        let mut book = book;
        book.head_of(form, &head);
        BookSections { book, form, head, under, begun: false, year: None }
    }

    /// The book with the rows in it; a list without rows is a page that says so.
    pub(super) async fn filled_by(self, filling: Filling<'_>) -> Result<Book> {
        let mut printing = filling.fill(self).await?;
        printing.begin_if_none();
        Ok(printing.book)
    }

    fn begin_if_none(&mut self) {
        if !self.begun {
            self.begun = true;
            self.book.begin(self.form, &self.head, self.under.clone(), false);
        }
    }

    fn mark(&self, own: &[String]) -> Vec<String> {
        [self.under.as_slice(), own].concat()
    }
}

impl Taker for BookSections<'_> {
    fn volume(&mut self, schemes: &Schemes, volume: &Volume, kept: KeptFor) {
        if self.form.group.iter().any(|field| field == "volume_code") {
            let mut head = self.head.clone();
            volume_head(&mut head, schemes, (volume, kept));
            let mark = self.mark(&[volume.place.year.to_string(), volume.code.clone()]);
            self.book.begin(self.form, &head, mark, false);
            self.begun = true;
        }
    }

    fn year(&mut self, year: i32) {
        if self.is_in_parts() && self.year != Some(year) {
            let head = Head { years: Some((year, year)), ..self.head.clone() };
            let mark = self.mark(&[year.to_string()]);
            self.book.begin(self.form, &head, mark, self.begun);
            (self.begun, self.year) = (true, Some(year));
        }
    }

    /// As in a workbook, where each year has a sheet of its own.
    fn is_in_parts(&self) -> bool {
        let one_year = self.head.years.is_some_and(|(first, last)| first == last);
        self.form.part.as_deref() == Some("year") && !one_year
    }

    fn take<R: CatalogRow>(&mut self, row: &R) -> Result<()> {
        self.begin_if_none();
        self.book.add(row)
    }
}
