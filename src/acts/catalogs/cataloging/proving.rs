//! A file that comes back years later is proved: genuine and current; genuine, and these records changed
//! since; or not ours. And it is printed again as it was.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::printing::{self, OnPaper};
use super::{Encoding, Format, whole, written};
use crate::acts::catalogs::sampling;
use crate::archive::{Archive, allow};
use crate::catalog::NewFile;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::event::RecordKind;
use crate::domain::records::scope::Scope;
use crate::procedures::documents::due_list;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{
    Content, MadeFrom, PrintedFile, Registration, digest_of, keep, of_digest, of_file,
};
use crate::procedures::documents::writing::Document;
use crate::procedures::office_forms;
use crate::progress::Progress;
use crate::{problems, say};

/// Changed records listed.
const LISTED: usize = 200;
/// Events read at a time.
const PORTION: i64 = 500;

/// How a file stands to the records of today.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// Made here, and the records still say the same.
    Current,
    /// Made here; these records changed since. None: something else it says did, such as the register of use
    /// or the scheme.
    Changed { records: Vec<String>, more: u64 },
    /// Made here; it is of no scope of records that could be compared (a list of jobs, a merged form).
    Genuine,
    /// No file with these bytes was registered here.
    NotOurs,
}

impl Standing {
    /// Its stable word.
    pub fn key(&self) -> &'static str {
        match self {
            Standing::Current => "current",
            Standing::Changed { .. } => "changed",
            Standing::Genuine => "genuine",
            Standing::NotOurs => "not_ours",
        }
    }

    /// What is said of the file.
    pub fn wording(&self) -> Wording {
        match self {
            Standing::Current => {
                say!("真件，与现在的记录一致。", "Genuine, and the records still say the same.")
            }
            Standing::Changed { records, .. } if records.is_empty() => say!(
                "真件；它说的已与现在不同，但范围内的案卷和件没有改动（变的可能是利用登记、全宗名称、分类方案或程序）。",
                "Genuine; it says something else than would be said now, though no volume or record of its scope changed (the register of use, the name of the fonds, the scheme or the program may have)."
            ),
            Standing::Changed { .. } => {
                say!("真件；制成以后，下列记录有变动。", "Genuine; these records changed after it was made.")
            }
            Standing::Genuine => say!(
                "真件；这种文件不与现在的记录比较。",
                "Genuine; a file of this kind is not compared with the records of today."
            ),
            Standing::NotOurs => say!(
                "不是本馆登记过的文件：不是这里制成的，制成时没有登记，或者制成后被改动过（哪怕一个字节）。",
                "Not a file registered here: it was made elsewhere, not registered when it was made, or changed since, be it by one byte."
            ),
        }
    }
}

/// The answer about a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FileProof {
    pub file: Digest,
    /// When and by whom it was made.
    pub at: String,
    pub actor: String,
    pub about: String,
    /// Forms whose files were changed since without a new version: printed again, it looks different.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms_changed: Vec<String>,
    #[serde(flatten)]
    pub standing: Standing,
}

impl FileProof {
    fn new(known: Registration, file: Digest, forms_changed: Vec<String>, standing: Standing) -> FileProof {
        let event = known.event;
        FileProof {
            file,
            at: event.at,
            actor: event.actor,
            about: event.event.about,
            forms_changed,
            standing,
        }
    }
}

/// Says how a file stands to the records of today.
///
/// # Errors
/// `Unreadable` when it cannot be opened; `Refused` when the form it was printed with is gone.
pub async fn prove(archive: &Archive, by: &By, file: &Path) -> Result<FileProof> {
    allow(by, Deed::Verify)?;
    prove_digest(archive, by, digest_of(file).await?, &Progress::default()).await
}

/// How many lines the file with this digest has, so that a caller knows how long [`prove_digest`] takes;
/// `None`: it is not ours.
pub async fn lines_of(archive: &Archive, by: &By, file: &Digest) -> Result<Option<u64>> {
    allow(by, Deed::Verify)?;
    Ok(of_file(archive, file).await?.map(|known| known.printed.rows))
}

/// [`prove`], for a file whose digest was taken elsewhere: it need not be kept to be proved.
///
/// # Errors
/// As [`prove`].
pub async fn prove_digest(
    archive: &Archive,
    by: &By,
    file: Digest,
    progress: &Progress,
) -> Result<FileProof> {
    allow(by, Deed::Verify)?;
    let Some(known) = of_file(archive, &file).await? else {
        let (at, actor, about) = Default::default();
        return Ok(FileProof {
            file,
            at,
            actor,
            about,
            forms_changed: Vec::new(),
            standing: Standing::NotOurs,
        });
    };
    progress.set_total(known.printed.rows);
    let says = said_today(archive, by, &known, progress).await?;
    let standing = standing(archive, &known, says.map(|says| says == known.printed.contents)).await?;
    Ok(FileProof::new(known, file, Vec::new(), standing))
}

/// The same for a digest as it stands on a cover or last page, typed from paper; eight digits of it will do.
///
/// # Errors
/// `Refused` where several documents have it.
pub async fn prove_typed(archive: &Archive, by: &By, digest: &str) -> Result<FileProof> {
    allow(by, Deed::Verify)?;
    let unknown = || Error::from(digest_unknown(&digest));
    let begins = begins_of(digest).ok_or_else(unknown)?;
    let known = of_digest(archive, &begins, None).await?.ok_or_else(unknown)?;
    prove_digest(archive, by, known.printed.file, &Progress::default()).await
}

/// The digits a digest begins with, if there are enough of them.
fn begins_of(digest: &str) -> Option<String> {
    let begins = digest.trim().to_lowercase();
    (begins.len() >= 8 && begins.bytes().all(|b| b.is_ascii_hexdigit())).then_some(begins)
}

/// `same`: whether it would say the same today; `None` where it is not made again to see.
async fn standing(archive: &Archive, known: &Registration, same: Option<bool>) -> Result<Standing> {
    if same == Some(true) {
        return Ok(Standing::Current);
    }
    let Some(records) = changed_since(archive, known.event.seq, &known.made).await? else {
        return Ok(Standing::Genuine);
    };
    if same.is_none() && records.is_empty() {
        return Ok(Standing::Current);
    }
    let more = records.len().saturating_sub(LISTED) as u64;
    Ok(Standing::Changed { records: records.into_iter().take(LISTED).collect(), more })
}

/// Makes a file again as it was made: the same scope on the same versions of its forms, whatever forms the
/// office has by now. `digest` is one of those on its cover, or the file's own; eight digits of it will do.
/// The answer says whether the records still say the same.
///
/// # Errors
/// `Refused` when nothing with this digest was made here in the format that `out` is named after.
pub async fn reprint(archive: &Archive, by: &By, digest: &str, out: &Path) -> Result<FileProof> {
    allow(by, Deed::Export)?;
    let unknown = || Error::from(never_made(&digest));
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let begins = begins_of(digest).ok_or_else(unknown)?;
    let known = of_digest(archive, &begins, Some(&ending)).await?.ok_or_else(unknown)?;
    let forms_changed = known.made.forms_changed(&office_forms::forms(&archive.config)?);
    let (contents, mut made) = remake(archive, by, &known, out).await?;
    let standing = standing(archive, &known, Some(contents == known.printed.contents)).await?;
    let place = made.settle()?;
    let (file, bytes) = (digest_of(place).await?, tokio::fs::metadata(place).await?.len());
    let rows = contents.iter().map(|content| content.rows).sum();
    let what = known.event.event.about.rsplit_once(' ').map_or("", |(what, _)| what).to_owned();
    let printed = PrintedFile { contents, rows, file, bytes, ..known.printed.clone() };
    keep(archive, by, &what, &known.made, &printed).await?;
    made.keep()?;
    Ok(FileProof::new(known, file, forms_changed, standing))
}

/// What it would say if it were made from the records of today; `None`: it is not made again, only judged by
/// what its scope went through.
async fn said_today(
    archive: &Archive,
    by: &By,
    known: &Registration,
    progress: &Progress,
) -> Result<Option<Vec<Content>>> {
    let made = &known.made;
    match &made.made {
        Making::Papers(papers) => whole::said(archive, papers, made.lang, progress).await.map(Some),
        Making::Catalog(wanted) if made.format == "pdf" => {
            printing::said(archive, wanted, made.lang, progress).await.map(Some)
        }
        // its csv says more than the list of its other formats, and less than all their lists
        Making::DueList(wanted) if !made.format.starts_with("csv") => {
            let form = form_of(known).unwrap_or_else(|| wanted.form());
            none_today(due_list::said(archive, by, (wanted, form), made.lang, progress).await.map(Some))
        }
        _ => {
            // what it says is the same in every format
            let folder = tempfile::tempdir()?;
            let (csv, place) = (Format::Csv(Encoding::Utf8Bom), folder.path().join("again"));
            let document = rewritten(archive, by, known, csv, &place, progress).await;
            none_today(document.map(|document| document.map(|document| document.contents())))
        }
    }
}

/// Where nothing is left to be listed it says something else now.
fn none_today(said: Result<Option<Vec<Content>>>) -> Result<Option<Vec<Content>>> {
    match said {
        Err(Error::Refused(problems)) if problems.iter().all(|one| EMPTY.contains(&one.kind.as_str())) => {
            Ok(Some(Vec::new()))
        }
        said => said,
    }
}

/// The form its list stands on.
fn form_of(known: &Registration) -> Option<&str> {
    known.printed.contents.first().map(|content| content.form.as_str())
}

/// Refusals that say that a list has no lines today.
const EMPTY: [&str; 2] = ["nothing_to_export", "nothing_to_draw"];

/// A table written again from the records of today on the version of its form, not in place yet; `None`: what
/// it was made from is not kept.
async fn rewritten(
    archive: &Archive,
    by: &By,
    known: &Registration,
    format: Format,
    out: &Path,
    progress: &Progress,
) -> Result<Option<Document>> {
    let (lang, form) = (known.made.lang, form_of(known));
    let made = (format, lang);
    Ok(match &known.made.made {
        Making::Catalog(wanted) => Some(written(archive, wanted, format, lang, out, progress).await?),
        Making::DueList(wanted) => {
            let form = form.unwrap_or_else(|| wanted.form());
            Some(due_list::written(archive, by, (wanted, form), made, out, progress).await?)
        }
        Making::Sample(wanted) => {
            let sample = sampling::draw(archive, by, wanted).await?;
            let form = form.unwrap_or(sampling::FORM);
            Some(sampling::written(archive, (wanted, form), &sample, made, out).await?)
        }
        Making::Papers(_) | Making::List { .. } | Making::Package(_) | Making::Merged { .. } => None,
    })
}

/// The same file from the records of today, not in place yet, and what it says.
async fn remake(
    archive: &Archive,
    by: &By,
    known: &Registration,
    out: &Path,
) -> Result<(Vec<Content>, NewFile)> {
    let (progress, on_paper, made) = (Progress::default(), OnPaper::default(), &known.made);
    Ok(match &made.made {
        Making::Papers(papers) => {
            let (_, _, printed, file) =
                whole::print_unregistered(archive, papers, &on_paper, made.lang, out, &progress).await?;
            (printed.contents, file)
        }
        Making::Catalog(wanted) if made.format == "pdf" => {
            let (printed, file, _) =
                printing::print_unregistered(archive, wanted, &on_paper, made.lang, out, &progress).await?;
            (printed.contents, file)
        }
        Making::DueList(wanted) if made.format == "pdf" => {
            let form = form_of(known).unwrap_or_else(|| wanted.form());
            let (printed, _, file) =
                due_list::printed(archive, by, (wanted, form), made.lang, out, &progress).await?;
            (printed.contents, file)
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
            (document.contents(), document.file)
        }
    })
}

/// Codes of the scope's volumes and records that events touched after this one; `None`: it has no scope.
async fn changed_since(archive: &Archive, seq: i64, made: &MadeFrom) -> Result<Option<BTreeSet<String>>> {
    let none = Vec::new();
    let (ids, filter) = match &made.made {
        Making::Catalog(wanted) | Making::Package(wanted) => {
            (&wanted.volume_ids, Some(wanted.filter.clone()))
        }
        Making::Papers(papers) => (&papers.volume_ids, papers.filter.clone()),
        Making::DueList(wanted) => (&none, Some(wanted.filter.clone())),
        Making::Sample(wanted) => (&none, Some(wanted.filter.clone())),
        Making::List { filter: Some(filter), .. } => (&none, Some(filter.clone())),
        Making::List { filter: None, .. } | Making::Merged { .. } => return Ok(None),
    };
    let scope: BTreeSet<i64> = match filter.filter(|_| ids.is_empty()) {
        // a volume closed since is still one of those it lists
        Some(filter) => volumes_of(archive, &Scope { state: None, ..filter }).await?,
        None => ids.iter().copied().collect(),
    };
    let mut codes = BTreeSet::new();
    let volumes: Vec<i64> = touched(archive, seq, RecordKind::Volume)
        .await?
        .into_iter()
        .filter(|id| scope.contains(id))
        .collect();
    codes.extend(archive.store.volumes_by_id(&volumes).await?.into_iter().map(|volume| volume.code));
    let items: Vec<i64> = touched(archive, seq, RecordKind::Item).await?.into_iter().collect();
    for items in items.chunks(PORTION as usize) {
        let found = archive.store.items_by_id(items).await?;
        let within = found.into_iter().filter(|item| item.volume_id.is_some_and(|id| scope.contains(&id)));
        codes.extend(within.map(|item| item.code));
    }
    Ok(Some(codes))
}

async fn touched(archive: &Archive, seq: i64, kind: RecordKind) -> Result<BTreeSet<i64>> {
    let (mut after, mut all) = (seq, BTreeSet::new());
    loop {
        let (reached, rows) = archive.store.touched_after(after, PORTION).await?;
        all.extend(rows.into_iter().filter(|(of, _)| *of == kind).map(|(_, id)| id));
        if reached == after {
            return Ok(all);
        }
        after = reached;
    }
}

async fn volumes_of(archive: &Archive, filter: &Scope) -> Result<BTreeSet<i64>> {
    let (mut after, mut ids) = ((String::new(), 0), BTreeSet::new());
    loop {
        let portion = archive.store.volumes(filter, (&after.0, after.1), PORTION).await?;
        let Some(last) = portion.last() else { return Ok(ids) };
        after = (last.code_sort.clone(), last.id);
        ids.extend(portion.iter().map(|volume| volume.id));
    }
}

problems! {
    refuse never_made(digest):
        "没有登记过摘要为「{digest}」的这种文件。"
            / "No file of this kind with the digest \"{digest}\" was registered."
        => "摘要印在目录封面或末页上，至少写前 8 位；-o 的扩展名要与原件相同（pdf、xlsx、csv）。"
            / "The digest stands on the cover or the last page; give at least eight digits, and the ending the file had (pdf, xlsx, csv).";
    refuse digest_unknown(digest):
        "没有登记过摘要为「{digest}」的文件。" / "No file with the digest \"{digest}\" was registered."
        => "摘要印在目录封面或末页上，至少写前 8 位。"
            / "The digest stands on the cover or the last page; give at least eight digits.";
    refuse not_made_again():
        "这种文件不能照原样重做：它没有行了，或者是屏幕上的列表、移交包、套打的表。"
            / "A file of this kind is not made again: it has no lines left, or is a list from the screen, a package or a merged form."
        => "在原来的页面上重新导出。" / "Export it anew from its page.";
}
