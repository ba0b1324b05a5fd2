//! What was made is registered with its digests, so that a file that comes back years later can be
//! proved: genuine and current; genuine, and these records changed since; or not ours.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::printing::{self, OnPaper, Printed};
use super::{Encoding, Format, Papers, Wanted, Written, export_unregistered, whole};
use crate::archive::{Archive, allow};
use crate::domain::digest::{Digest, Running};
use crate::domain::error::{Error, Result};
use crate::domain::event::{Event, Kind};
use crate::domain::finding_aid;
use crate::domain::form::Form;
use crate::domain::role::{By, Deed};
use crate::domain::wording::Lang;
use crate::progress::Progress;
use crate::say;
use crate::store::VolumeFilter;

/// The event that registers a file.
const REGISTERED: &str = "catalog_made";
/// Changed records listed.
const LISTED: usize = 200;
/// Events read at a time.
const PORTION: i64 = 500;

/// What a registered file was made from, so that it can be made again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Made {
    pub lang: Lang,
    /// `pdf`, `xlsx`, `csv`, `csv-gb18030`, `html`
    pub format: String,
    pub made: Making,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Making {
    Catalog(Wanted),
    Papers(Papers),
}

/// How a file stands to the records of today.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// Made here, and the records still say the same.
    Current,
    /// Made here; these records changed since.
    Changed { records: Vec<String>, more: u64 },
    /// No file with these bytes was registered here.
    NotOurs,
}

/// The answer about a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proof {
    pub file: Digest,
    /// When and by whom it was made.
    pub at: String,
    pub actor: String,
    pub about: String,
    #[serde(flatten)]
    pub standing: Standing,
}

/// Registers a file that was made; nothing where the archive is open for reading alone.
pub(super) async fn keep(
    archive: &Archive,
    by: &By,
    what: &str,
    made: &Made,
    printed: &Printed,
) -> Result<()> {
    if !archive.may_write() {
        return Ok(());
    }
    let about = format!("{what} {}", made.format);
    let detail = serde_json::json!({ "made": made, "printed": printed });
    archive
        .store
        .write(by, move |_| Box::pin(async move { Ok(((), Event::new(REGISTERED, about, detail))) }))
        .await
}

/// Registers a catalog that was exported to `out`.
pub(super) async fn register(
    archive: &Archive,
    by: &By,
    wanted: &Wanted,
    form: &Form,
    (format, lang): (Format, Lang),
    written: &Written,
    out: &Path,
) -> Result<()> {
    if !archive.may_write() {
        return Ok(());
    }
    let format = match format {
        Format::Xlsx => "xlsx",
        Format::Csv(Encoding::Utf8Bom) => "csv",
        Format::Csv(Encoding::Gb18030) => "csv-gb18030",
        Format::Html => "html",
    };
    let bytes = tokio::fs::metadata(out).await?.len();
    let content = printing::Content {
        form: form.id(),
        rows: written.rows,
        totals: written.totals.clone(),
        proof: finding_aid::Proof { sha256: written.digest, sm3: written.sm3 },
    };
    let file = digest_of(out).await?;
    let printed = Printed { pages: 0, rows: written.rows, contents: vec![content], file, bytes };
    // the version it was written with, whatever the name means later
    let wanted = Wanted { kind: form.id(), ..wanted.clone() };
    let made = Made { lang, format: format.into(), made: Making::Catalog(wanted) };
    keep(archive, by, &form.id(), &made, &printed).await
}

/// Says how a file stands to the records of today.
///
/// # Errors
/// `Unreadable` when it cannot be opened; `Refused` when the form it was printed with is gone.
pub async fn prove(archive: &Archive, by: &By, file: &Path) -> Result<Proof> {
    allow(by, Deed::Verify)?;
    let digest = digest_of(file).await?;
    let Some(event) = archive.store.event_saying(REGISTERED, &digest.hex()).await? else {
        let (at, actor, about) = Default::default();
        return Ok(Proof { file: digest, at, actor, about, standing: Standing::NotOurs });
    };
    let part = |name: &str| event.event.detail.get(name).cloned().unwrap_or_default();
    let made: Made = serde_json::from_value(part("made")).map_err(anyhow::Error::from)?;
    let printed: Printed = serde_json::from_value(part("printed")).map_err(anyhow::Error::from)?;
    let standing = if remake(archive, &made).await? == printed.contents {
        Standing::Current
    } else {
        let records = changed_since(archive, event.seq, &made).await?;
        let more = records.len().saturating_sub(LISTED) as u64;
        Standing::Changed { records: records.into_iter().take(LISTED).collect(), more }
    };
    Ok(Proof { file: digest, at: event.at, actor: event.actor, about: event.event.about, standing })
}

/// The same catalog from the records of today: what it says, not the file.
async fn remake(archive: &Archive, made: &Made) -> Result<Vec<printing::Content>> {
    let folder = tempfile::tempdir_in(archive.config.data())
        .map_err(|error| crate::archive::unwritable(archive.config.data(), &error))?;
    let (out, progress, on_paper) = (folder.path().join("again"), Progress::default(), OnPaper::default());
    let wanted = match &made.made {
        Making::Papers(papers) => {
            let (_, printed) =
                whole::print_unregistered(archive, papers, &on_paper, made.lang, &out, &progress).await?;
            return Ok(printed.contents);
        }
        Making::Catalog(wanted) if made.format == "pdf" => {
            return Ok(printing::print_unregistered(archive, wanted, &on_paper, made.lang, &out, &progress)
                .await?
                .contents);
        }
        Making::Catalog(wanted) => wanted,
    };
    // what a catalog says is the same in every format
    let csv = Format::Csv(Encoding::Utf8Bom);
    let (_, written) = export_unregistered(archive, wanted, csv, made.lang, &out, &progress).await?;
    Ok(vec![printing::Content {
        form: wanted.kind.clone(),
        rows: written.rows,
        totals: written.totals,
        proof: finding_aid::Proof { sha256: written.digest, sm3: written.sm3 },
    }])
}

/// Codes of the scope's volumes and records that events touched after this one.
async fn changed_since(archive: &Archive, seq: i64, made: &Made) -> Result<BTreeSet<String>> {
    let (ids, filter) = match &made.made {
        Making::Catalog(wanted) => (&wanted.volume_ids, Some(wanted.filter.clone())),
        Making::Papers(papers) => (&papers.volume_ids, papers.filter.clone()),
    };
    let scope: BTreeSet<i64> = match filter.filter(|_| ids.is_empty()) {
        Some(filter) => volumes_of(archive, &filter).await?,
        None => ids.iter().copied().collect(),
    };
    let mut codes = BTreeSet::new();
    let volumes: Vec<i64> =
        touched(archive, seq, Kind::Volume).await?.into_iter().filter(|id| scope.contains(id)).collect();
    codes.extend(archive.store.volumes_by_id(&volumes).await?.into_iter().map(|volume| volume.code));
    let items: Vec<i64> = touched(archive, seq, Kind::Item).await?.into_iter().collect();
    for items in items.chunks(PORTION as usize) {
        let found = archive.store.items_by_id(items).await?;
        let within = found.into_iter().filter(|item| item.volume_id.is_some_and(|id| scope.contains(&id)));
        codes.extend(within.map(|item| item.code));
    }
    Ok(codes)
}

async fn touched(archive: &Archive, seq: i64, kind: Kind) -> Result<BTreeSet<i64>> {
    let (mut after, mut all) = (seq, BTreeSet::new());
    loop {
        let (reached, ids) = archive.store.touched_after(after, kind, PORTION).await?;
        all.extend(ids);
        if reached == after {
            return Ok(all);
        }
        after = reached;
    }
}

async fn volumes_of(archive: &Archive, filter: &VolumeFilter) -> Result<BTreeSet<i64>> {
    let (mut after, mut ids) = ((String::new(), 0), BTreeSet::new());
    loop {
        let portion = archive.store.volumes(filter, (&after.0, after.1), PORTION).await?;
        let Some(last) = portion.last() else { return Ok(ids) };
        after = (last.code_sort.clone(), last.id);
        ids.extend(portion.iter().map(|volume| volume.id));
    }
}

async fn digest_of(file: &Path) -> Result<Digest> {
    let place = file.to_owned();
    let read = tokio::task::spawn_blocking(move || -> std::io::Result<Digest> {
        let (mut source, mut running, mut buffer) =
            (std::fs::File::open(&place)?, Running::default(), vec![0; 1 << 16]);
        loop {
            match std::io::Read::read(&mut source, &mut buffer)? {
                0 => return Ok(running.digest()),
                read => running.update(&buffer[..read]),
            }
        }
    });
    let read = read.await.map_err(|error| anyhow::anyhow!("reading stopped: {error}"))?;
    read.map_err(|error| {
        let file = file.display();
        Error::unreadable(
            "cannot_open",
            say!("打不开文件 {file}（{error}）。", "The file {file} cannot be opened ({error})."),
            say!("检查路径和文件权限。", "Check the path and the file's permissions."),
        )
    })
}
