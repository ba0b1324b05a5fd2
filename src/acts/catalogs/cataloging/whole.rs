//! 整卷一次打印: everything a volume needs on paper, in the order it is bound: cover, contents,
//! statement; then its spine and its label.

use std::collections::HashSet;
use std::path::Path;

use super::filling::Filling;
use super::printing::{BookSections, OnPaper, PageImage, pictures};
use super::taker::Taker;
use super::{CatalogRequest, Leaf, Papers, head};
use crate::archive::{Archive, allow};
use crate::catalog::NewFile;
use crate::domain::catalogs::finding_aid::{CatalogRow, Head, ValueStyle};
use crate::domain::catalogs::form::{Form, Forms};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::Volume;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::procedures::documents::drawing::bind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{Content, MadeFrom, PrintedFile, keep};
use crate::procedures::documents::writing::stopped;
use crate::procedures::office_forms;
use crate::progress::Progress;
use crate::{problems, say};

impl Leaf {
    const EVERY: [Leaf; 6] =
        [Leaf::Catalog, Leaf::Cover, Leaf::Contents, Leaf::Statement, Leaf::Spine, Leaf::Label];
    const BOUND: [Leaf; 3] = [Leaf::Cover, Leaf::Contents, Leaf::Statement];
    const LOOSE: [Leaf; 2] = [Leaf::Spine, Leaf::Label];

    /// The form it is printed on, where none is chosen.
    fn form(self) -> &'static str {
        match self {
            Leaf::Catalog => "volume_catalog",
            Leaf::Cover => "volume_cover",
            Leaf::Contents => "volume_contents",
            Leaf::Statement => "statement",
            Leaf::Spine => "spine_20",
            Leaf::Label => "volume_label",
        }
    }
}

/// Prints the papers of volumes into one PDF: the catalog of all, if there are several; volume after volume
/// the leaves that are bound; and behind them the spines and labels of all, several to a sheet. Several
/// volumes stand under their years in the outline.
///
/// # Errors
/// `Refused` when no volume is chosen, and for characters no font has.
pub async fn print_volumes(
    archive: &Archive,
    by: &By,
    papers: &Papers,
    on_paper: &OnPaper,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<PrintedFile> {
    allow(by, Deed::Export)?;
    let (what, made, printed, file) =
        print_unregistered(archive, papers, on_paper, lang, out, progress).await?;
    keep(archive, by, &what, &made, &printed).await?;
    file.keep()?;
    Ok(printed)
}

/// The first pages of the first volume's papers, for a screen.
///
/// # Errors
/// As [`print_volumes`], of what this one volume says.
pub async fn first_papers(
    archive: &Archive,
    by: &By,
    papers: &Papers,
    on_paper: &OnPaper,
    lang: Lang,
    pages: usize,
) -> Result<Vec<PageImage>> {
    allow(by, Deed::Read)?;
    let volumes = chosen_volumes(archive, papers, 1).await?;
    let forms = office_forms::forms(&archive.config)?;
    let papers = settled(archive, papers, &volumes, &forms)?;
    let (papers, progress) = (&papers, &Progress::default());
    let press = PapersPrinter { archive, papers, forms: &forms, lang, volumes: &volumes, progress };
    let (_, book) = press.book(on_paper).await?;
    pictures(book, forms.clone(), pages).await
}

/// What the papers would say, without laying them out; nothing where there are no volumes any more.
pub(super) async fn said(
    archive: &Archive,
    papers: &Papers,
    lang: Lang,
    progress: &Progress,
) -> Result<Vec<Content>> {
    let volumes = chosen_volumes(archive, papers, i64::MAX).await?;
    if volumes.is_empty() {
        return Ok(Vec::new());
    }
    let forms = office_forms::forms(&archive.config)?;
    let papers = &settled(archive, papers, &volumes, &forms)?;
    let press = PapersPrinter { archive, papers, forms: &forms, lang, volumes: &volumes, progress };
    let (_, book) = press.book(&OnPaper::default()).await?;
    Ok(book.contents().into_iter().map(Content::from).collect())
}

/// [`print_volumes`], without leaving a trace: what it is called, and what it is made from, with the versions of
/// the forms it stands on, whatever the office has later. The file is not in place yet.
pub(super) async fn print_unregistered(
    archive: &Archive,
    papers: &Papers,
    on_paper: &OnPaper,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<(String, MadeFrom, PrintedFile, NewFile)> {
    let volumes = chosen_volumes(archive, papers, i64::MAX).await?;
    let forms = office_forms::forms(&archive.config)?;
    let papers = settled(archive, papers, &volumes, &forms)?;
    let press = PapersPrinter { archive, papers: &papers, forms: &forms, lang, volumes: &volumes, progress };
    let (title, book) = press.book(on_paper).await?;
    let (printed, file) = bind(book, forms.clone(), out, progress).await?;
    let made = MadeFrom::new("pdf", lang, Making::Papers(papers)).on_forms(&forms, &printed);
    Ok((title, made, printed, file))
}

/// The volumes named, or those of the scope, in shelf order; the first `most` of them.
async fn chosen_volumes(archive: &Archive, papers: &Papers, most: i64) -> Result<Vec<Volume>> {
    let Some(filter) = papers.filter.as_ref().filter(|_| papers.volume_ids.is_empty()) else {
        let mut volumes = archive.store.volumes_by_id(&papers.volume_ids).await?;
        let known: HashSet<i64> = volumes.iter().map(|volume| volume.id).collect();
        if let Some(id) = papers.volume_ids.iter().find(|id| !known.contains(id)) {
            return Err(Error::not_found(say!("没有编号为 {id} 的案卷。", "There is no volume {id}.")));
        }
        volumes.sort_by(|a, b| (&a.code_sort, a.id).cmp(&(&b.code_sort, b.id)));
        volumes.truncate(most.try_into().unwrap_or(usize::MAX));
        return Ok(volumes);
    };
    let (mut volumes, mut after) = (Vec::new(), (String::new(), 0));
    loop {
        let portion = archive.store.volumes(filter, (&after.0, after.1), most.min(1000)).await?;
        let Some(last) = portion.last().filter(|_| (volumes.len() as i64) < most) else {
            return Ok(volumes);
        };
        after = (last.code_sort.clone(), last.id);
        volumes.extend(portion);
    }
}

/// The papers with a form and version for every leaf: as chosen, else as the fonds' preset has it.
fn settled(archive: &Archive, papers: &Papers, volumes: &[Volume], forms: &Forms) -> Result<Papers> {
    let fonds = volumes.first().map_or("", |volume| volume.place.fonds.as_str());
    let preset = office_forms::preset(&archive.config, fonds)?;
    let listed = Forms::presets().iter().find(|known| known.name.zh == preset);
    if let Some(name) = papers.forms.iter().find(|name| !is_leaf(forms, name)) {
        return Err(Error::from(no_leaf(&name)));
    }
    let mut chosen = papers.forms.clone();
    for form in forms.iter().filter(|form| listed.is_some_and(|preset| preset.forms.contains(&form.key))) {
        chosen.push(form.key.clone());
    }
    let chosen = Papers { forms: chosen, ..papers.clone() };
    let used = Leaf::EVERY
        .into_iter()
        .map(|leaf| Ok(leaf_form(forms, &chosen, leaf)?.id()))
        .collect::<Result<_>>()?;
    Ok(Papers { forms: used, ..papers.clone() })
}

/// Whether a form is one of a volume's papers; one there is not is told of when it is looked for.
fn is_leaf(forms: &Forms, name: &str) -> bool {
    let usual = |leaf: Leaf| forms.find(leaf.form());
    let of = |form: &Form| {
        Leaf::EVERY.into_iter().filter_map(usual).any(|leaf| leaf.key == form.key || leaf.name == form.name)
    };
    forms.find(name).is_none_or(of)
}

/// The form of a leaf: one of those chosen that has the same key or name, else the usual one.
fn leaf_form<'a>(forms: &'a Forms, papers: &Papers, leaf: Leaf) -> Result<&'a Form> {
    let missing = || anyhow::anyhow!("the form {} does not ship", leaf.form());
    let usual = forms.find(leaf.form()).ok_or_else(missing)?;
    for name in &papers.forms {
        let form = forms.find(name).ok_or_else(|| Error::from(no_form_named(&name)))?;
        if form.key == usual.key || form.name == usual.name {
            return Ok(form);
        }
    }
    Ok(usual)
}

/// The leaves of these volumes, put into a book one after another.
struct PapersPrinter<'a> {
    archive: &'a Archive,
    papers: &'a Papers,
    forms: &'a Forms,
    lang: Lang,
    volumes: &'a [Volume],
    progress: &'a Progress,
}

impl PapersPrinter<'_> {
    /// The book and its title.
    async fn book(&self, on_paper: &OnPaper) -> Result<(String, Book)> {
        let title = match self.volumes {
            [] => {
                return Err(Error::from(no_volume_named()));
            }
            [one] => one.code.clone(),
            several => say!("{} 卷", "{} volumes", several.len()).in_lang(self.lang).to_owned(),
        };
        let order = PrintOptions {
            choices: ValueStyle {
                lang: self.lang,
                id_numbers: self.papers.id_numbers,
                recipe: self.papers.recipe,
            },
            title: title.clone(),
            skip: on_paper.skip,
            offset: on_paper.offset,
            proves_lists: true,
            ..PrintOptions::default()
        };
        let fonts = Fonts::of_folder(&self.archive.config.fonts_dir())?;
        Ok((title, self.filled(Book::new(fonts, order)).await?))
    }

    async fn filled(&self, mut book: Book) -> Result<Book> {
        self.progress.set_total(self.volumes.len() as u64);
        if self.is_chosen(Leaf::Catalog) {
            book = self.of_all(book, Leaf::Catalog).await?;
        }
        for (at, volume) in self.volumes.iter().enumerate() {
            if self.progress.stop_asked() {
                return Err(stopped());
            }
            book = self.of_one(book, volume).await?;
            self.progress.set_done(at as u64 + 1);
        }
        for leaf in Leaf::LOOSE {
            if self.is_chosen(leaf) {
                book = self.of_all(book, leaf).await?;
            }
        }
        Ok(book)
    }

    fn is_chosen(&self, leaf: Leaf) -> bool {
        match self.papers.leaves.as_slice() {
            [] => leaf != Leaf::Catalog || self.volumes.len() > 1,
            chosen => chosen.contains(&leaf),
        }
    }

    /// Over the volumes of one fonds; each volume's papers name its own.
    fn wanted(&self, volumes: &[Volume]) -> CatalogRequest {
        let fonds = volumes.first().map(|volume| volume.place.fonds.clone());
        CatalogRequest {
            kind: "整卷".into(),
            filter: Scope { fonds, ..Scope::default() },
            volume_ids: volumes.iter().map(|volume| volume.id).collect(),
            id_numbers: self.papers.id_numbers,
            recipe: self.papers.recipe,
            as_filed: self.papers.as_filed,
            ..CatalogRequest::default()
        }
    }

    /// The leaves that are bound with a volume.
    async fn of_one(&self, mut book: Book, volume: &Volume) -> Result<Book> {
        let wanted = self.wanted(std::slice::from_ref(volume));
        let head = head(self.archive, &wanted).await?;
        // its lines are not counted: the volumes are
        let quiet = Progress::default();
        for leaf in Leaf::BOUND.into_iter().filter(|leaf| self.is_chosen(*leaf)) {
            let form = leaf_form(self.forms, self.papers, leaf)?;
            let name = form.name.in_lang(self.lang).to_owned();
            let mut mark = vec![volume.code.clone(), name];
            if self.volumes.len() > 1 {
                mark.insert(0, volume.place.year.to_string());
            }
            book.begin(form, &head, mark, false);
            let filling = Filling::begin(self.archive, &wanted, form, &quiet).await?;
            book = filling.fill(Rows(book)).await?.0;
        }
        Ok(book)
    }

    /// One list, or sheets of pieces, over all of the volumes.
    async fn of_all(&self, book: Book, leaf: Leaf) -> Result<Book> {
        let form = leaf_form(self.forms, self.papers, leaf)?;
        let under = vec![form.name.in_lang(self.lang).to_owned()];
        let mut book = book;
        for volumes in self.volumes.chunk_by(|a, b| a.place.fonds == b.place.fonds) {
            let wanted = self.wanted(volumes);
            let years = volumes.first().zip(volumes.last());
            let head = Head {
                years: years.map(|(first, last)| (first.place.year, last.place.year)),
                ..head(self.archive, &CatalogRequest { volume_ids: Vec::new(), ..wanted.clone() }).await?
            };
            let filling = Filling::begin(self.archive, &wanted, form, self.progress).await?;
            book = BookSections::over(book, form, head, under.clone()).filled_by(filling).await?;
        }
        Ok(book)
    }
}

/// The book, taking the rows of one leaf.
struct Rows(Book);

impl Taker for Rows {
    fn take<R: CatalogRow>(&mut self, row: &R) -> Result<()> {
        self.0.add(row)
    }
}

problems! {
    refuse no_leaf(name):
        "「{name}」不是整卷里的一张：只有案卷目录、封面、卷内目录、备考表、脊背、标签可以换。"
            / "\"{name}\" is none of a volume's papers: catalog, cover, contents, statement, spine and label can be chosen."
        => "到「表格与标签」看有哪些（guidang form list）。" / "See them under Forms and labels (guidang form list).";
    refuse no_form_named as unknown_form(name):
        "没有「{name}」这种表格。" / "There is no form \"{name}\"."
        => "到「表格与标签」看有哪些（guidang form list）。" / "See them under Forms and labels (guidang form list).";
    refuse no_volume_named as nothing_chosen():
        "没有选到案卷。" / "No volume was chosen."
        => "给出档号或内部编号。" / "Name volumes by code or number.";
}
