//! 保管期限变化清单: every volume a draft would move, as PDF, registered with its digests and the log's checkpoint. The draft
//! itself is kept by its digest alone: it may never be adopted.

use std::path::Path;

use super::{AmongKept, WhatIfAsked, among_kept, in_words};
use crate::archive::{Archive, allow};
use crate::catalog::Head;
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind, ValueStyle};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::problems;
use crate::procedures::documents::drawing::bind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, PrintedFile, keep_with};
use crate::procedures::foreseeing::{Foreseeing, Foreseen};
use crate::procedures::{checkpoints, office_forms};
use crate::progress::Progress;

/// The form it stands on.
const FORM: &str = "retention_change";

/// Prints every volume the draft would move to `out`.
///
/// # Errors
/// As [`super::what_if`]; `Refused` where nothing would move, and for characters no font has; nothing is left at `out` then.
pub async fn print(
    archive: &Archive,
    by: &By,
    asked: &WhatIfAsked,
    lang: Lang,
    out: &Path,
) -> Result<PrintedFile> {
    allow(by, Deed::Export)?;
    let among = among_kept(archive, asked).await?;
    let fonds = match &asked.scope.fonds {
        Some(number) => archive.store.fonds().await?.into_iter().find(|fonds| fonds.number == *number),
        None => None,
    };
    let (fonds, fonds_name) = fonds.map(|fonds| (fonds.number, fonds.name)).unwrap_or_default();
    let head = Head { fonds: fonds.clone(), fonds_name, scope: against_what(&among), ..Head::default() };
    let (form, forms) = office_forms::among_all(&archive.config, FORM, &fonds)?;
    let order = PrintOptions {
        choices: ValueStyle { lang, ..ValueStyle::default() },
        title: form.name.in_lang(lang).to_owned(),
        anchor: checkpoints::anchor(archive),
        ..PrintOptions::default()
    };
    let mut book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, order);
    book.begin(&form, &head, vec![form.name.in_lang(lang).to_owned()], false);
    let (mut walk, mut count) = (Foreseeing::begin(archive, among.draft(), &asked.scope).await?, 0);
    while let Some(volumes) = walk.next(archive).await? {
        for row in volumes.iter().filter_map(|one| row(one, &mut count)) {
            book.add(&row)?;
        }
    }
    if count == 0 {
        return Err(Error::from(nothing_would_move()));
    }
    let (printed, file) = bind(book, forms.clone(), out, &Progress::default()).await?;
    let making = Making::Merged { form: form.id() };
    let made = MadeFrom::new("pdf", lang, making).on_forms(&forms, &printed);
    let mut more = serde_json::Map::new();
    more.insert("draft".to_owned(), among.id.clone().into());
    more.insert("draft_digest".to_owned(), Digest::compute(asked.text.as_bytes()).hex().into());
    keep_with(archive, by, &form.id(), &made, &printed, more).await?;
    file.keep()?;
    Ok(printed)
}

fn against_what(among: &AmongKept) -> String {
    let AmongKept { name, id, .. } = among;
    match &among.against {
        Some(against) => format!("草案《{name}》（{id}），对照 {against}"),
        None => format!("草案《{name}》（{id}）"),
    }
}

fn row(one: &Foreseen, count: &mut u64) -> Option<FreeRow> {
    let moved = one.moved()?;
    *count += 1;
    let (volume, after) = (&one.volume, one.after.clone().unwrap_or_default());
    let before = in_words(volume.eligible_on, volume.question.as_deref());
    Some(
        FreeRow::new(LineKind::Foreseen)
            .with("seq", count.to_string())
            .with("code", volume.code.as_str())
            .with("title", volume.title.as_str())
            .with("items", volume.items.to_string())
            .with("pages", volume.pages.to_string())
            .with("before", before.zh)
            .with("after", in_words(after.on, after.question.as_deref()).zh)
            .with("move", moved.word().zh),
    )
}

problems! {
    refuse nothing_would_move():
        "按这个草案，没有案卷的期限会变，没有可印的清单。" / "No date would move by this draft; there is no list to print."
        => "核对草案和对照的方案。" / "Check the draft and what it is held against.";
}
