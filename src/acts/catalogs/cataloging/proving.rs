//! A file that comes back years later is proved: genuine and current; genuine, and these records changed
//! since; or not ours.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::printing;
use super::{Encoding, Format, whole, written};
use crate::acts::catalogs::sampling;
use crate::archive::{Archive, allow};
use crate::domain::catalogs::finding_aid::ProofSheet;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::event::RecordKind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{
    Content, MadeFrom, Registration, digest_of, of_digest, of_file,
};
use crate::procedures::documents::writing::Document;
use crate::procedures::documents::{change_list, due_list};
use crate::procedures::past;
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
                "不是本单位登记过的文件：不是这里制成的，制成时没有登记，或者制成后被改动过（哪怕一个字节）。",
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
    /// `pdf`, `xlsx`, `csv`, `csv-gb18030`, `html`, `zip`
    pub format: String,
    /// It can be made again: it is no list from the screen, package or merged form.
    pub is_made_again: bool,
    /// There is a proof sheet of it, to prove it without Guidang.
    pub has_sheet: bool,
    /// Forms whose files were changed since without a new version: printed again, it looks different.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms_changed: Vec<String>,
    /// Of a file made again: how far it is the original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<MadeAgain>,
    /// Of a table made again: what proves it without Guidang.
    #[serde(skip)]
    pub sheet: Option<ProofSheet>,
    #[serde(flatten)]
    pub standing: Standing,
}

/// How far a file made again is the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MadeAgain {
    /// Byte for byte.
    SameBytes,
    /// It says the same; another version of the program or of a form's file drew it.
    SameText,
    /// It says what the records say today.
    Today,
}

impl MadeAgain {
    /// What is said of the file.
    pub fn wording(&self) -> Wording {
        match self {
            MadeAgain::SameBytes => say!("与原件逐字节相同。", "The same as the original, byte for byte."),
            MadeAgain::SameText => say!(
                "内容与原件相同（摘要一致）；程序、字体的版本或打印位置不同，字节不同。",
                "It says the same as the original (equal digests); another version of the program or its fonts, or another place on the sheet, gave other bytes."
            ),
            MadeAgain::Today => say!(
                "按现在的记录重做，与原件不同。",
                "Made from the records of today; it differs from the original."
            ),
        }
    }
}

impl FileProof {
    pub(super) fn new(
        known: Registration,
        file: Digest,
        forms_changed: Vec<String>,
        standing: Standing,
    ) -> FileProof {
        let event = known.event;
        FileProof {
            file,
            at: event.at,
            actor: event.actor,
            about: event.event.about,
            is_made_again: known.made.is_made_again(),
            format: known.made.format,
            has_sheet: known.printed.sheet.is_some(),
            forms_changed,
            again: None,
            sheet: None,
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
        let (at, actor, about, format) = Default::default();
        return Ok(FileProof {
            file,
            at,
            actor,
            about,
            format,
            is_made_again: false,
            has_sheet: false,
            forms_changed: Vec::new(),
            again: None,
            sheet: None,
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

/// What a reader needs beside a registered table to compute its digest herself (docs/proof.md); `file` is the file's
/// own digest.
///
/// # Errors
/// `NotFound` for a file that was not registered here, and for one that is no table.
pub async fn proof_sheet(archive: &Archive, by: &By, file: &Digest) -> Result<ProofSheet> {
    allow(by, Deed::Verify)?;
    let known = of_file(archive, file).await?;
    known.and_then(|known| known.printed.sheet).ok_or_else(|| {
        Error::not_found(say!(
            "没有这个文件的核验单：它没有登记过，或者不是表格（PDF、网页、移交材料包）。",
            "There is no proof sheet for this file: it was not registered, or is no table (a PDF, a page, a package)."
        ))
    })
}

/// The digits a digest begins with, if there are enough of them.
pub(super) fn begins_of(digest: &str) -> Option<String> {
    let begins = digest.trim().to_lowercase();
    (begins.len() >= 8 && begins.bytes().all(|b| b.is_ascii_hexdigit())).then_some(begins)
}

/// `same`: whether it would say the same today; `None` where it is not made again to see.
pub(super) async fn standing(
    archive: &Archive,
    known: &Registration,
    same: Option<bool>,
) -> Result<Standing> {
    if same == Some(true) {
        return Ok(Standing::Current);
    }
    let Some(records) = changed_since(archive, known.records_after(), &known.made).await? else {
        return Ok(Standing::Genuine);
    };
    if same.is_none() && records.is_empty() {
        return Ok(Standing::Current);
    }
    let more = records.len().saturating_sub(LISTED) as u64;
    Ok(Standing::Changed { records: records.into_iter().take(LISTED).collect(), more })
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
        Making::ChangeList(wanted) => {
            none_today(change_list::said(archive, wanted, made.lang).await.map(Some))
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
const EMPTY: [&str; 3] = ["nothing_to_export", "nothing_to_draw", "nothing_would_move"];

/// A table written again from the records of today on the version of its form, not in place yet; `None`: what
/// it was made from is not kept.
pub(super) async fn rewritten(
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
        Making::Papers(_)
        | Making::ChangeList(_)
        | Making::List { .. }
        | Making::Package(_)
        | Making::Merged { .. } => None,
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
        Making::ChangeList(wanted) => (&none, Some(wanted.filter.clone())),
        Making::Sample(wanted) => (&none, Some(wanted.filter.clone())),
        Making::List { filter: Some(filter), .. } => (&none, Some(filter.clone())),
        Making::List { filter: None, .. } | Making::Merged { .. } => return Ok(None),
    };
    let scope: BTreeSet<i64> = match filter.filter(|_| ids.is_empty()) {
        // a volume closed since is still one of those it lists
        Some(filter) => past::volumes_of(archive, &filter).await?.into_iter().collect(),
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

problems! {
    refuse digest_unknown(digest):
        "没有登记过摘要为「{digest}」的文件。" / "No file with the digest \"{digest}\" was registered."
        => "摘要印在目录封面或末页上，至少写前 8 位。"
            / "The digest stands on the cover or the last page; give at least eight digits.";
}
