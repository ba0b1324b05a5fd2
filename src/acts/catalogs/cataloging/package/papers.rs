//! The two papers of a transfer, filled: 档案交接文据 and 电子档案移交与接收登记表.

use std::path::Path;

use super::Transfer;
use crate::archive::Archive;
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind, ValueStyle};
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::domain::general::wording::Lang;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::procedures::documents::drawing::bind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, keep};
use crate::procedures::office_forms;
use crate::progress::Progress;

/// 档案交接文据: what is handed over, class by class, and the finding aids with it.
pub fn deed(transfer: &Transfer, lists: &[(String, u64)]) -> FreeRow {
    let lines = |lines: Vec<String>| lines.join("\n");
    let classes = &transfer.classes;
    let tools = lists.iter().map(|(name, _)| name.clone()).collect();
    let counts = lists.iter().map(|(_, count)| count.to_string()).collect();
    FreeRow::new(LineKind::Deed)
        .with("number", transfer.batch.as_str())
        .with("nature", "移交")
        .with("years", transfer.years())
        .with("kinds", lines(classes.iter().map(|class| class.name.clone()).collect()))
        .with("quantities", lines(classes.iter().map(|class| class.volumes.to_string()).collect()))
        .with("tools", lines(tools))
        .with("tool_quantities", lines(counts))
        .with("note", transfer.in_words())
}

/// 电子档案移交与接收登记表: the package as what was handed over.
pub fn receipt(transfer: &Transfer, files: u64, bytes: u64) -> FreeRow {
    let work = match transfer.batch.as_str() {
        "" => format!("{}档案移交", transfer.fonds_name),
        batch => format!("{}档案移交（批次 {batch}）", transfer.fonds_name),
    };
    FreeRow::new(LineKind::Electronic)
        .with("work", work)
        .with("content", transfer.in_words())
        .with("files", files.to_string())
        .with("volumes", transfer.volumes.to_string())
        .with("gigabytes", gigabytes(bytes))
}

/// `0.013`: three places, rounded up, so that nothing weighs nothing.
fn gigabytes(bytes: u64) -> String {
    let thousandths = bytes.div_ceil(1 << 20).max(1) * 1000 / 1024;
    let thousandths = thousandths.max(1);
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// Prints one such paper to `out`, registered like every file.
///
/// # Errors
/// `Refused` for characters no font has.
pub async fn print(
    archive: &Archive,
    by: &By,
    key: &str,
    (transfer, row): (&Transfer, &FreeRow),
    lang: Lang,
    out: &Path,
) -> Result<()> {
    let (form, forms) = office_forms::among_all(&archive.config, key, &transfer.head.fonds)?;
    let order = PrintOptions {
        choices: ValueStyle { lang, ..ValueStyle::default() },
        title: form.name.in_lang(lang).to_owned(),
        ..PrintOptions::default()
    };
    let mut book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, order);
    book.begin(&form, &transfer.head, Vec::new(), false);
    book.add(row)?;
    let (printed, file) = bind(book, forms, out, &Progress::default()).await?;
    let made = MadeFrom::new("pdf", lang, Making::Merged { form: form.id() });
    keep(archive, by, &form.id(), &made, &printed).await?;
    file.keep()
}
