//! 重印: a registered file made again as it was, from the records as they stood when it was made; and, by another
//! command, as it would be today.

use std::path::Path;

use super::printing::{self, OnPaper};
use super::proving::{FileProof, MadeAgain, begins_of, rewritten, standing};
use super::{Encoding, Format, catalog_called, handed_over, whole};
use crate::archive::{Archive, allow};
use crate::catalog::NewFile;
use crate::domain::catalogs::finding_aid::ProofSheet;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::scope::Scope;
use crate::problems;
use crate::procedures::checkpoints;
use crate::procedures::documents::change_list;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{
    Content, PrintedFile, Registration, digest_of, keep, of_digest,
};
use crate::procedures::office_forms;
use crate::procedures::past::Past;
use crate::progress::Progress;

/// Makes a file again as it was made: the same scope on the same versions of its forms, from the records as they
/// stood then. `digest` is one of those on its cover, or the file's own; eight digits of it will do. It says the
/// same as the original, or it is not made; the answer says whether it is the same to the byte, and whether the
/// records still say so.
///
/// # Errors
/// `Refused` when nothing with this digest was made here in the format that `out` is named after (any, if it has no
/// ending), and where the records of that day or the form it stood on are not known any more.
pub async fn reprint(archive: &Archive, by: &By, digest: &str, out: &Path) -> Result<FileProof> {
    allow(by, Deed::Export)?;
    let known = registered(archive, digest, out).await?;
    // what says the same today is the original
    if let Ok(made) = remade(archive, by, &known, out).await
        && made.contents == known.printed.contents
    {
        return put_in_place(archive, by, (known, true), made).await;
    }
    let past = Past::after(archive, known.records_after(), of_records(&known)?).await?;
    let made = remade(&past.archive, by, &known, out).await;
    past.archive.store.close().await;
    match made {
        Ok(made) if made.contents == known.printed.contents => {
            put_in_place(archive, by, (known, false), made).await
        }
        made => {
            past.proved()?;
            let forms = known.made.forms_changed(&office_forms::forms(&archive.config)?);
            match (made, forms.as_slice()) {
                (Err(error), _) => Err(error),
                (Ok(_), []) => Err(Error::from(said_otherwise())),
                (Ok(_), forms) => Err(Error::from(form_said_otherwise(&forms.join("、")))),
            }
        }
    }
}

/// The same file as it would be made today.
///
/// # Errors
/// `Refused` when nothing with this digest was made here in the format that `out` is named after.
pub async fn remake(archive: &Archive, by: &By, digest: &str, out: &Path) -> Result<FileProof> {
    allow(by, Deed::Export)?;
    let known = registered(archive, digest, out).await?;
    let forms_changed = known.made.forms_changed(&office_forms::forms(&archive.config)?);
    let known = Registration { made: known.made.of_today(checkpoints::anchor(archive)), ..known };
    if let Making::Catalog(wanted) = &known.made.made
        && let Ok(form) = catalog_called(archive, wanted).await
    {
        handed_over::check(archive, wanted, &form).await?;
    }
    let made = remade(archive, by, &known, out).await?;
    let is_current = made.contents == known.printed.contents;
    let proof = put_in_place(archive, by, (known, is_current), made).await?;
    Ok(FileProof { forms_changed, ..proof })
}

async fn registered(archive: &Archive, digest: &str, out: &Path) -> Result<Registration> {
    let unknown = || Error::from(never_made(&digest));
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let begins = begins_of(digest).ok_or_else(unknown)?;
    of_digest(archive, &begins, ending.as_deref()).await?.ok_or_else(unknown)
}

/// What records a file was made from.
fn of_records(known: &Registration) -> Result<(&[i64], Option<&Scope>)> {
    Ok(match &known.made.made {
        Making::Catalog(wanted) => (&wanted.volume_ids, Some(&wanted.filter)),
        Making::Papers(papers) => (&papers.volume_ids, papers.filter.as_ref()),
        Making::DueList(wanted) => (&[], Some(&wanted.filter)),
        Making::ChangeList(wanted) => (&[], Some(&wanted.filter)),
        Making::Sample(wanted) => (&[], Some(&wanted.filter)),
        Making::List { .. } | Making::Package(_) | Making::Merged { .. } => {
            return Err(Error::from(not_made_again()));
        }
    })
}

/// Registers what was made again and gives it its name. `is_current`: the records of today say what it said.
async fn put_in_place(
    archive: &Archive,
    by: &By,
    (known, is_current): (Registration, bool),
    Remade { contents, sheet, file: mut made }: Remade,
) -> Result<FileProof> {
    let forms_changed = known.made.forms_changed(&office_forms::forms(&archive.config)?);
    let same = contents == known.printed.contents;
    let standing = standing(archive, &known, Some(is_current)).await?;
    let place = made.settle()?;
    let (file, bytes) = (digest_of(place).await?, tokio::fs::metadata(place).await?.len());
    let again = match (same, file == known.printed.file) {
        (true, true) => MadeAgain::SameBytes,
        (true, false) => MadeAgain::SameText,
        (false, _) => MadeAgain::Today,
    };
    let rows = contents.iter().map(|content| content.rows).sum();
    let what = known.event.event.about.rsplit_once(' ').map_or("", |(what, _)| what).to_owned();
    let printed = PrintedFile { contents, rows, file, bytes, sheet: sheet.clone(), ..known.printed.clone() };
    let registered = known.made.clone().from_records_after(same.then(|| known.records_after()));
    keep(archive, by, &what, &registered, &printed).await?;
    made.keep()?;
    Ok(FileProof { again: Some(again), sheet, ..FileProof::new(known, file, forms_changed, standing) })
}

/// A file made again, not in place yet, and what it says.
struct Remade {
    contents: Vec<Content>,
    sheet: Option<ProofSheet>,
    file: NewFile,
}

/// The same file from an archive's records.
async fn remade(archive: &Archive, by: &By, known: &Registration, out: &Path) -> Result<Remade> {
    let (progress, on_paper, made) = (Progress::default(), OnPaper::default(), &known.made);
    Ok(match &made.made {
        Making::Papers(papers) => {
            let (_, _, printed, file) =
                whole::print_unregistered(archive, papers, &on_paper, made.lang, out, &progress).await?;
            Remade { contents: printed.contents, sheet: None, file }
        }
        Making::Catalog(wanted) if made.format == "pdf" => {
            let (printed, file, _) =
                printing::print_unregistered(archive, wanted, &on_paper, made.lang, out, &progress).await?;
            Remade { contents: printed.contents, sheet: None, file }
        }
        Making::DueList(wanted) if made.format == "pdf" => {
            let form = known.printed.contents.first().map_or(wanted.form(), |content| &content.form);
            let (printed, _, file) = crate::procedures::documents::due_list::printed(
                archive,
                by,
                (wanted, form),
                made.lang,
                out,
                &progress,
            )
            .await?;
            Remade { contents: printed.contents, sheet: None, file }
        }
        Making::ChangeList(wanted) => {
            let (printed, _, file) = change_list::printed(archive, wanted, made.lang, out, &progress).await?;
            Remade { contents: printed.contents, sheet: None, file }
        }
        _ => {
            let format = match made.format.as_str() {
                "xlsx" => Format::Xlsx,
                "html" => Format::Html,
                "csv-gb18030" => Format::Csv(Encoding::Gb18030),
                _ => Format::Csv(Encoding::Utf8Bom),
            };
            let document = rewritten(archive, by, known, format, out, &progress).await?;
            let document =
                document.filter(|document| document.written.rows > 0).ok_or_else(not_made_again)?;
            let contents = document.contents();
            Remade { contents, sheet: Some(document.written.sheet), file: document.file }
        }
    })
}

problems! {
    refuse never_made(digest):
        "没有登记过摘要为「{digest}」的这种文件。"
            / "No file of this kind with the digest \"{digest}\" was registered."
        => "摘要印在目录封面或末页上，至少写前 8 位；-o 的扩展名要与原件相同（pdf、xlsx、csv）。"
            / "The digest stands on the cover or the last page; give at least eight digits, and the ending the file had (pdf, xlsx, csv).";
    refuse not_made_again():
        "这种文件不能照原样重做：它没有行了，或者是屏幕上的列表、移交材料包、套打的表。"
            / "A file of this kind is not made again: it has no lines left, or is a list from the screen, a package or a merged form."
        => "在原来的页面上重新导出。" / "Export it anew from its page.";
    refuse said_otherwise():
        "照那时的记录重做出来的内容与原件的摘要不符：这个版本的程序编印的方法与当时不同。没有生成文件。"
            / "Made from the records of that day it does not have the digest of the original: this version of the program writes it differently. No file was made."
        => "用当时留存的文件；或按现在的记录重做（catalog remake）。"
            / "Use the file that was kept, or make it from the records of today (catalog remake).";
    refuse form_said_otherwise as said_otherwise(forms):
        "格式 {forms} 在那以后改过而没有换版本号，照原样重印不出来。没有生成文件。"
            / "{forms} was changed since without a new version; the original cannot be printed again. No file was made."
        => "恢复那时的格式文件再印，改动的格式另给版本号。"
            / "Bring back the form's file as it was and print again; give a changed form a new version.";
}
