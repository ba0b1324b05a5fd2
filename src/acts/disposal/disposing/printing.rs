//! A batch's papers: drawn or written from its facts, registered with their digests and the log's checkpoint.

use std::path::Path;

use super::paper_facts::{PaperOf, sections};
use super::people::batch_numbered;
use super::register_rows::{register, register_form};
use crate::archive::{Archive, allow};
use crate::catalog::{Catalog, CatalogOptions, Format, Head, NewFile, WrittenCatalog};
use crate::domain::catalogs::finding_aid::ValueStyle;
use crate::domain::disposal::disposing::{Disposal, DisposalPaper};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::problems;
use crate::procedures::documents::drawing::bind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, PrintedFile, keep_with};
use crate::procedures::documents::writing::Document;
use crate::procedures::{checkpoints, office_forms};
use crate::progress::Progress;
use crate::store::DisposalRow;

/// Prints a paper of a batch to `out`.
///
/// # Errors
/// `Refused` before the group is of one mind, and for characters no font has; nothing is left at `out` then.
pub async fn print(
    archive: &Archive,
    by: &By,
    number: &str,
    paper: DisposalPaper,
    lang: Lang,
    out: &Path,
) -> Result<PrintedFile> {
    allow(by, Deed::Export)?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let batch = archive.store.disposal_read(&row).await?;
    is_ready(paper, &row, &batch)?;
    let head = paper_head(archive, &row).await?;
    let fonds = head.fonds.clone();
    let of = PaperOf { row: &row, batch: &batch, head: &head, lang, on: by.today() };
    let sections = sections(archive, &of, paper).await?;
    let order = PrintOptions {
        choices: ValueStyle { lang, ..ValueStyle::default() },
        title: format!("{} {}", paper.word().in_lang(lang), row.number),
        anchor: checkpoints::anchor(archive),
        ..PrintOptions::default()
    };
    let mut book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, order);
    let (mut first, mut all) = (String::new(), None);
    for (at, (key, rows)) in sections.iter().enumerate() {
        let (form, forms) = office_forms::among_all(&archive.config, key, &fonds)?;
        book.begin(&form, &head, vec![form.name.in_lang(lang).to_owned()], at > 0);
        rows.iter().try_for_each(|row| book.add(row))?;
        first = form.id();
        all = Some(forms);
    }
    let Some(forms) = all else { return Err(Error::from(not_appraised_yet(&row.number))) };
    let (printed, file) = bind(book, forms.clone(), out, &Progress::default()).await?;
    let made = MadeFrom::new("pdf", lang, Making::Merged { form: first.clone() }).on_forms(&forms, &printed);
    let mut more = serde_json::Map::new();
    more.insert("disposal".to_owned(), row.number.clone().into());
    more.insert("list".to_owned(), row.list_digest.clone().into());
    more.insert("paper".to_owned(), paper.key().into());
    keep_with(archive, by, &first, &made, &printed, more).await?;
    file.keep()?;
    Ok(printed)
}

/// 销毁清册 as a workbook or table, registered like the paper, with the same digest of its contents.
///
/// # Errors
/// `Refused` before the group is of one mind; nothing is left at `out` then.
pub async fn write_register(
    archive: &Archive,
    by: &By,
    number: &str,
    (format, lang): (Format, Lang),
    out: &Path,
) -> Result<WrittenCatalog> {
    allow(by, Deed::Export)?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let batch = archive.store.disposal_read(&row).await?;
    is_ready(DisposalPaper::Register, &row, &batch)?;
    let head = paper_head(archive, &row).await?;
    let (form, _) = office_forms::among_all(&archive.config, register_form(&batch), &head.fonds)?;
    let options = CatalogOptions {
        lang,
        scratch: Some(archive.config.data().to_owned()),
        anchor: checkpoints::anchor(archive),
        ..CatalogOptions::default()
    };
    let mut catalog = Catalog::start(&form, &head, &options, format, NewFile::create(out)?)?;
    register(&batch, by.today()).iter().try_for_each(|row| catalog.add(row))?;
    let (written, file) = catalog.finish()?;
    let mut narrowed = serde_json::Map::new();
    narrowed.insert("disposal".to_owned(), row.number.clone().into());
    narrowed.insert("list_digest".to_owned(), row.list_digest.clone().into());
    let making =
        Making::List { list: "destruction_register".to_owned(), filter: None, narrowed, ticked: Vec::new() };
    Document { form, format, lang, written, others: Vec::new(), file }.keep(archive, by, making).await
}

fn is_ready(paper: DisposalPaper, row: &DisposalRow, batch: &Disposal) -> Result<()> {
    if paper.is_ready(&batch.stage) {
        return Ok(());
    }
    Err(Error::from(match batch.stage.decided() {
        Some(_) if paper == DisposalPaper::Relabel => nothing_kept_on(&row.number),
        None => not_appraised_yet(&row.number),
        Some(_) => not_destroyed_yet(&row.number),
    }))
}

/// What stands at the head of every paper of a batch.
async fn paper_head(archive: &Archive, row: &DisposalRow) -> Result<Head> {
    let fonds = archive.store.fonds().await?.into_iter().find(|fonds| fonds.id == row.fonds_id);
    let (fonds, fonds_name) = fonds.map(|fonds| (fonds.number, fonds.name)).unwrap_or_default();
    Ok(Head { fonds, fonds_name, batch: row.number.clone(), ..Head::default() })
}

problems! {
    refuse nothing_kept_on(number):
        "批次 {number} 没有批准续存的案卷。" / "Batch {number} keeps no volume on, or is not approved yet."
        => "批准以后，有续存、转永久的才有改签清单。" / "Once it is approved, what is kept on stands on this list.";
    refuse not_destroyed_yet(number):
        "批次 {number} 还没有销毁，没有可写的事实。" / "Batch {number} is not destroyed yet; there are no facts to write."
        => "监销记录在下令以后、销毁证明在办结以后再印。" / "Print the minutes after the order, the certificate when it is done.";
    refuse not_appraised_yet(number):
        "批次 {number} 还没有鉴定一致，没有可印的结论。" / "Batch {number} is not appraised yet; there is nothing to print."
        => "先完成表决。" / "Finish the vote first.";
}
