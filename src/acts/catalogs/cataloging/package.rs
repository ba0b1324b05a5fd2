//! 移交: the register over chosen volumes and the volumes' catalogs as one zip with a manifest.

use std::path::Path;

use serde::Serialize;

use super::{CatalogRequest, Format, export};
use crate::archive::{Archive, allow};
use crate::catalog::NewFile;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::package::{self, Member, member_name};
use crate::problems;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, PACKED, PrintedFile, digest_of, keep_as};
use crate::procedures::documents::writing::stopped;
use crate::progress::Progress;

/// What was packed.
#[derive(Clone, Debug, Serialize)]
pub struct Packed {
    pub volumes: u64,
    pub files: u64,
    pub bytes: u64,
    /// SHA-256 of the manifest.
    pub manifest: Digest,
}

/// Packs the transfer register (xlsx, csv, html), the volume catalog, and 卷内目录 and 备考表 of every
/// volume into `out`. It is registered with its own digest and the manifest's.
///
/// # Errors
/// `Refused` when no volume is chosen or one is not closed yet.
pub async fn package(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<Packed> {
    allow(by, Deed::Export)?;
    let volumes = chosen(archive, wanted).await?;
    let folder = tempfile::tempdir_in(archive.config.data())
        .map_err(|error| crate::archive::unwritable(archive.config.data(), &error))?;
    progress.set_total(volumes.len() as u64 + 4);
    let mut members = Vec::new();
    let lists = [
        ("移交清册", "移交清册.xlsx", Format::Xlsx),
        ("移交清册", "移交清册.csv", Format::Csv(super::Encoding::Utf8Bom)),
        ("移交清册", "移交清册.html", Format::Html),
        ("案卷目录", "案卷目录.xlsx", Format::Xlsx),
    ];
    let quiet = Progress::default();
    for (kind, name, format) in lists {
        let list = CatalogRequest { kind: kind.into(), ..wanted.clone() };
        let path = folder.path().join(name);
        export(archive, by, &list, format, lang, &path, &quiet).await?;
        members.push(Member::of_file(name, path));
    }
    for (at, (id, code)) in volumes.iter().enumerate() {
        for kind in ["卷内目录", "备考表"] {
            let one = CatalogRequest { kind: kind.into(), volume_ids: vec![*id], ..wanted.clone() };
            let name = format!("{kind}/{}", member_name(&format!("{:04}-{code}", at + 1), "xlsx"));
            let path = folder.path().join(format!("{kind}-{id}.xlsx"));
            export(archive, by, &one, Format::Xlsx, lang, &path, &quiet).await?;
            members.push(Member::of_file(name, path));
        }
        progress.set_done(at as u64 + 1);
        if progress.stop_asked() {
            return Err(stopped());
        }
    }
    let about = format!("移交清册与目录：{} 卷。核对：sha256sum -c manifest-sha256.txt\n", volumes.len());
    let place = folder.path().join("package.zip");
    let (packing, target) = (place.clone(), out.to_owned());
    let packed = tokio::task::spawn_blocking(move || -> Result<_> {
        let packed = package::write(&packing, &about, members)?;
        let mut file = NewFile::create(&target)?;
        let copied = std::fs::File::open(&packing).and_then(|mut zip| std::io::copy(&mut zip, &mut file));
        copied.map_err(|error| crate::archive::unwritable(&target, &error))?;
        file.settle()?;
        Ok((packed, file))
    });
    let packed = packed.await.map_err(|error| anyhow::anyhow!("packing stopped: {error}"))?;
    let (packed, file) = packed?;
    let packed = Packed {
        volumes: volumes.len() as u64,
        files: packed.files,
        bytes: packed.bytes,
        manifest: packed.manifest,
    };
    register(archive, by, wanted, &packed, lang, &place).await?;
    file.keep()?;
    Ok(packed)
}

/// Ids and codes of the volumes in shelf order; all must be closed, their codes fixed.
async fn chosen(archive: &Archive, wanted: &CatalogRequest) -> Result<Vec<(i64, String)>> {
    let mut volumes = Vec::new();
    if wanted.volume_ids.is_empty() {
        let mut after = (String::new(), 0);
        loop {
            let portion = archive.store.volumes(&wanted.filter, (&after.0, after.1), 1000).await?;
            let Some(last) = portion.last() else { break };
            after = (last.code_sort.clone(), last.id);
            volumes.extend(portion);
        }
    } else {
        volumes = archive.store.volumes_by_id(&wanted.volume_ids).await?;
        volumes.sort_by(|a, b| (&a.code_sort, a.id).cmp(&(&b.code_sort, b.id)));
    }
    let open: Vec<&str> = volumes
        .iter()
        .filter(|volume| volume.closed_on.is_none())
        .map(|volume| volume.code.as_str())
        .collect();
    if !open.is_empty() {
        let (count, some) = (open.len(), open.iter().take(5).copied().collect::<Vec<_>>().join("、"));
        return Err(Error::from(volume_open(&count, &some)));
    }
    if volumes.is_empty() {
        return Err(Error::from(nothing_chosen()));
    }
    Ok(volumes.into_iter().map(|volume| (volume.id, volume.code)).collect())
}

async fn register(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    packed: &Packed,
    lang: Lang,
    file: &Path,
) -> Result<()> {
    let (file, rows) = (digest_of(file).await?, packed.volumes);
    let made = MadeFrom::new("zip", lang, Making::Package(wanted.clone()));
    let (contents, problems) = (Vec::new(), Vec::new());
    let printed = PrintedFile { pages: 0, rows, contents, file, bytes: packed.bytes, sheet: None, problems };
    let about = format!("{} 卷", packed.volumes);
    let mut more = serde_json::Map::new();
    more.insert("packed".to_owned(), serde_json::to_value(packed).map_err(anyhow::Error::from)?);
    more.insert("receiver".to_owned(), wanted.receiver.clone().into());
    keep_as((PACKED, about), archive, by, &made, &printed, more).await
}

problems! {
    refuse volume_open(count, some):
        "有 {count} 卷还没有立卷（{some}），不能移交。"
            / "{count} volumes are not closed yet ({some}) and cannot be handed over."
        => "先立卷，或只选已立卷的（--state closed）。"
            / "Close them first, or choose only closed ones (--state closed).";
    refuse nothing_chosen():
        "没有选到案卷。" / "No volume was chosen."
        => "放宽年度、类别等条件。" / "Widen year, class and so on.";
}
