//! 业务档案交接单 on paper, as workbook, csv or page: one form, registered with its digests.

use std::path::Path;

use super::showing::{HandoverPaper, HandoverView, handover};
use crate::archive::{Archive, allow_one_of};
use crate::catalog::{Catalog, CatalogOptions, Format, Head, NewFile, WrittenCatalog};
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind, ValueStyle};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::receiving::handover::PaperFate;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::procedures::documents::drawing::bind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, PrintedFile, keep_with};
use crate::procedures::documents::writing::Document;
use crate::procedures::{checkpoints, office_forms};
use crate::progress::Progress;

/// The form it stands on.
const FORM: &str = "handover_list";

/// Who may make it: both sides keep one.
const MADE_BY: &[Deed] = &[Deed::Receive, Deed::Export];

/// Prints the 交接单 to `out`, with what became of its papers so far.
///
/// # Errors
/// `Refused` for characters no font has; nothing is left at `out` then.
pub async fn print_slip(archive: &Archive, by: &By, id: i64, lang: Lang, out: &Path) -> Result<PrintedFile> {
    allow_one_of(by, MADE_BY)?;
    let view = handover(archive, by, id).await?;
    let head = head(archive, &view).await?;
    let (form, forms) = office_forms::among_all(&archive.config, FORM, &view.short.fonds)?;
    let order = PrintOptions {
        choices: ValueStyle { lang, ..ValueStyle::default() },
        title: format!("{} {}", form.name.in_lang(lang), view.short.number),
        anchor: checkpoints::anchor(archive),
        ..PrintOptions::default()
    };
    let mut book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, order);
    book.begin(&form, &head, vec![form.name.in_lang(lang).to_owned()], false);
    rows(&view).iter().try_for_each(|row| book.add(row))?;
    let (printed, file) = bind(book, forms.clone(), out, &Progress::default()).await?;
    let making = Making::Merged { form: form.id() };
    let made = MadeFrom::new("pdf", lang, making).on_forms(&forms, &printed);
    let mut more = serde_json::Map::new();
    more.insert("handover".to_owned(), view.short.number.clone().into());
    keep_with(archive, by, &form.id(), &made, &printed, more).await?;
    file.keep()?;
    Ok(printed)
}

/// The same as workbook, table or page, with the same digest of its contents.
///
/// # Errors
/// `Busy` when it cannot be written; nothing is left at `out` then.
pub async fn write_slip(
    archive: &Archive,
    by: &By,
    id: i64,
    (format, lang): (Format, Lang),
    out: &Path,
) -> Result<WrittenCatalog> {
    allow_one_of(by, MADE_BY)?;
    let view = handover(archive, by, id).await?;
    let head = head(archive, &view).await?;
    let (form, _) = office_forms::among_all(&archive.config, FORM, &view.short.fonds)?;
    let options = CatalogOptions {
        lang,
        scratch: Some(archive.config.data().to_owned()),
        anchor: checkpoints::anchor(archive),
        ..CatalogOptions::default()
    };
    let mut catalog = Catalog::start(&form, &head, &options, format, NewFile::create(out)?)?;
    rows(&view).iter().try_for_each(|row| catalog.add(row))?;
    let (written, file) = catalog.finish()?;
    let mut narrowed = serde_json::Map::new();
    narrowed.insert("handover".to_owned(), view.short.number.clone().into());
    let making = Making::List { list: "handover".to_owned(), filter: None, narrowed, ticked: Vec::new() };
    Document { form, format, lang, written, others: Vec::new(), file }.keep(archive, by, making).await
}

async fn head(archive: &Archive, view: &HandoverView) -> Result<Head> {
    let fonds = archive.store.fonds().await?.into_iter().find(|fonds| fonds.number == view.short.fonds);
    let fonds_name = fonds.map(|fonds| fonds.name).unwrap_or_default();
    Ok(Head {
        fonds: view.short.fonds.clone(),
        to: format!("{fonds_name}档案室"),
        fonds_name,
        batch: view.short.number.clone(),
        from: view.short.department.clone(),
        until: Some(view.short.cut_off),
        ..Head::default()
    })
}

fn rows(view: &HandoverView) -> Vec<FreeRow> {
    let row = |shown: &HandoverPaper| {
        let checked = if shown.fate == PaperFate::Accepted { "√" } else { "" };
        FreeRow::new(LineKind::Handover)
            .with("seq", shown.seq.to_string())
            .with("receipt", shown.paper.acceptance.as_str())
            .with("title", shown.paper.title.as_str())
            .with("party", shown.paper.party.as_str())
            .with("items", shown.paper.items.to_string())
            .with("pages", shown.paper.pages.to_string())
            .with("checked", checked)
            .with("reason", shown.reason.to_string())
    };
    view.papers.iter().map(row).collect()
}
