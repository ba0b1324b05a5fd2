//! 收件: sheets uploaded through a page wait here, named by their digest, until they are taken in.

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use futures::{Stream, StreamExt as _};
use serde::Serialize;
use tokio::io::AsyncWriteExt as _;

use crate::archive::{Archive, allow, unwritable};
use crate::domain::general::characters::is_direction_mark;
use crate::domain::general::digest::{Digest, Running};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::states::BatchStanding;
use crate::{problems, say};

/// Bytes an uploaded file may have.
pub const LARGEST: u64 = 200 * 1024 * 1024;

/// Days a sheet stays in the inbox that nobody uploads again and no unfinished batch needs.
const DAYS_KEPT: i64 = 90;

/// Characters of the clerk's own name that are kept in the stored one.
const NAME_KEPT: usize = 60;

/// A file in the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Uploaded {
    pub digest: Digest,
    pub path: PathBuf,
    /// As the clerk called it, without folders and without what a file name may not hold.
    pub name: String,
    pub bytes: u64,
}

impl Uploaded {
    /// Whether it is taken for a transfer package: sheets bear other endings.
    pub fn is_package(&self) -> bool {
        self.name.to_lowercase().ends_with(".zip")
    }
}

/// Keeps an uploaded file. The same bytes under the same name are kept once. A stream that breaks
/// off, is empty or too long leaves nothing behind.
///
/// # Errors
/// `Unreadable` for an empty, overlong or broken upload; `Busy` when the disk will not take it.
pub async fn keep<S, B, E>(archive: &Archive, by: &By, name: &str, mut bytes: S) -> Result<Uploaded>
where
    S: Stream<Item = std::result::Result<B, E>> + Unpin,
    B: AsRef<[u8]>,
    E: std::fmt::Display,
{
    allow(by, Deed::Receive)?;
    let folder = archive.config.inbox_dir();
    tokio::fs::create_dir_all(&folder).await.map_err(|error| unwritable(&folder, &error))?;
    let room = archive.config.inbox_bytes.saturating_sub(bytes_in(&folder));
    let arriving = tempfile::NamedTempFile::new_in(&folder).map_err(|error| unwritable(&folder, &error))?;
    let (file, place) = arriving.into_parts();
    let mut file = tokio::fs::File::from_std(file);
    let (mut digest, mut length) = (Running::default(), 0u64);
    while let Some(chunk) = bytes.next().await {
        let chunk = chunk.map_err(|error| Error::Unreadable(vec![upload_broken(&error)]))?;
        let chunk = chunk.as_ref();
        length += chunk.len() as u64;
        if length > LARGEST {
            return Err(Error::Unreadable(vec![file_too_large(&(LARGEST >> 20))]));
        }
        if length > room {
            return Err(inbox_full(archive.config.inbox_bytes >> 20));
        }
        digest.update(chunk);
        file.write_all(chunk).await.map_err(|error| unwritable(&folder, &error))?;
    }
    if length == 0 {
        return Err(Error::Unreadable(vec![file_empty()]));
    }
    file.sync_all().await.map_err(|error| unwritable(&folder, &error))?;
    let (digest, name) = (digest.digest(), tidy_name(name));
    let path = folder.join(format!("{}-{name}", digest.hex()));
    place.persist(&path).map_err(|error| unwritable(&folder, &error.error))?;
    sync_folder(&folder)?;
    Ok(Uploaded { digest, path, name, bytes: length })
}

/// Takes a file out of the inbox again, as if it had not come.
pub async fn discard(archive: &Archive, by: &By, file: &Uploaded) -> Result<()> {
    allow(by, Deed::Receive)?;
    let folder = archive.config.inbox_dir();
    tokio::fs::remove_file(&file.path).await.map_err(|error| unwritable(&folder, &error))
}

fn inbox_full(megabytes: u64) -> Error {
    Error::Busy(say!(
        "收件箱里的清单已经有 {megabytes} MB，装不下这一份，没有收下。请管理员清理数据目录里的 inbox，收完的清单可以移走。",
        "The sheets in the inbox have {megabytes} MB already; this one was not kept. Have the folder inbox of the data directory cleared: sheets that were taken in can go."
    ))
}

/// Bytes of the files of a folder, those that are still arriving included.
fn bytes_in(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len())).sum()
}

/// Removes from the inbox what broke off when the program was killed, and sheets that nobody has come back to for
/// [`DAYS_KEPT`] days and no unfinished batch needs. To be called before any sheet arrives.
pub async fn clear_leftovers(archive: &Archive) -> Result<()> {
    let folder = archive.config.inbox_dir();
    let oldest = archive.config.clock.now() - chrono::Duration::days(DAYS_KEPT);
    let entries = std::fs::read_dir(&folder).into_iter().flatten().filter_map(std::result::Result::ok);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let written = entry.metadata().and_then(|about| about.modified());
        let is_old = written.is_ok_and(|at| chrono::DateTime::<chrono::Utc>::from(at) < oldest);
        let digest = name.split('-').next().and_then(Digest::from_hex);
        let goes = match digest {
            Some(digest) if is_old => !is_needed(archive, &digest).await?,
            Some(_) => false,
            None => name.starts_with(".tmp"),
        };
        if goes && let Err(error) = std::fs::remove_file(entry.path()) {
            tracing::warn!(%error, file = name, "a leftover of the inbox could not be removed");
        }
    }
    Ok(())
}

/// Whether a batch of this file goes on when the file is taken in again.
async fn is_needed(archive: &Archive, file: &Digest) -> Result<bool> {
    let batches = archive.store.batches_of_file(&file.hex()).await?;
    Ok(batches.iter().any(|batch| batch.standing() == BatchStanding::Running))
}

/// Keeps a range pasted from a spreadsheet, as a text file named by the moment. The same text is kept
/// once, under its first name.
///
/// # Errors
/// As [`keep`].
pub async fn paste(archive: &Archive, by: &By, text: &str) -> Result<Uploaded> {
    if text.trim().is_empty() {
        return Err(Error::Unreadable(vec![file_empty()]));
    }
    // the mark at the beginning says that it is UTF-8: a short range would leave room for doubt
    let bytes = format!("\u{feff}{}", text.trim_start_matches('\u{feff}'));
    match find(archive, by, &Digest::compute(bytes.as_bytes()).hex()).await {
        Ok(known) => Ok(known),
        Err(Error::NotFound(_)) => {
            let name = format!("粘贴-{}.txt", by.now.format("%Y%m%d-%H%M%S"));
            keep(archive, by, &name, futures::stream::iter([Ok::<_, std::io::Error>(bytes)])).await
        }
        Err(error) => Err(error),
    }
}

/// The file kept under this digest.
///
/// # Errors
/// `NotFound` when there is none (64 hex digits name one).
pub async fn find(archive: &Archive, by: &By, digest: &str) -> Result<Uploaded> {
    allow(by, Deed::Receive)?;
    let Some(digest) = Digest::from_hex(digest) else { return Err(gone()) };
    let prefix = format!("{}-", digest.hex());
    let Ok(mut entries) = tokio::fs::read_dir(archive.config.inbox_dir()).await else { return Err(gone()) };
    while let Some(entry) = entries.next_entry().await? {
        let file_name = entry.file_name();
        if let Some(name) = file_name.to_str().and_then(|name| name.strip_prefix(&prefix)) {
            let bytes = entry.metadata().await?.len();
            return Ok(Uploaded { digest, path: entry.path(), name: name.to_owned(), bytes });
        }
    }
    Err(gone())
}

/// A sheet that waits to be taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiting {
    pub file: Uploaded,
    /// When it came.
    pub at: DateTime<FixedOffset>,
}

/// Days a sheet is called to mind after it came.
const REMEMBERED: i64 = 30;

/// Sheets that came lately and were not taken in, the latest first. Nobody knows of which fonds their records are before
/// they are taken in, so whoever sees some fonds only is shown none; by its address he comes to his own.
pub async fn waiting(archive: &Archive, by: &By, most: usize) -> Result<Vec<Waiting>> {
    allow(by, Deed::Read)?;
    if !archive.is_whole() {
        return Ok(Vec::new());
    }
    let Ok(mut entries) = tokio::fs::read_dir(archive.config.inbox_dir()).await else {
        return Ok(Vec::new());
    };
    let mut came = Vec::new();
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name();
        // one that was still arriving may be gone
        let Ok(about) = entry.metadata().await else { continue };
        let Some((digest, name)) = name.to_str().and_then(|name| name.split_once('-')) else { continue };
        let (Some(digest), Ok(at)) = (Digest::from_hex(digest), about.modified()) else { continue };
        let at = DateTime::<Utc>::from(at).with_timezone(&by.now.timezone());
        if by.now - at < TimeDelta::days(REMEMBERED) {
            let file = Uploaded { digest, path: entry.path(), name: name.to_owned(), bytes: about.len() };
            came.push(Waiting { file, at });
        }
    }
    came.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.file.name.cmp(&b.file.name)));
    let mut waiting = Vec::new();
    for one in came {
        let batches = archive.store.batches_of_file(&one.file.digest.hex()).await?;
        if batches.is_empty() && waiting.len() < most {
            waiting.push(one);
        }
    }
    Ok(waiting)
}

/// The last part of the name, without signs that systems refuse or that turn text round; the ending
/// is kept when the name is cut.
fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let refused = |c: char| c.is_control() || is_direction_mark(c) || "<>:\"|?*".contains(c);
    let clean: String = last.chars().filter(|c| !refused(*c)).collect();
    let clean = clean.trim_matches(['.', ' ', '\u{3000}']);
    if clean.is_empty() {
        return "sheet".into();
    }
    let length = clean.chars().count();
    if length <= NAME_KEPT {
        return clean.to_owned();
    }
    let ending = clean.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if ending.len() <= 5 { format!(".{ending}") } else { String::new() };
    clean.chars().take(NAME_KEPT - ending.len()).chain(ending.chars()).collect()
}

fn sync_folder(folder: &Path) -> Result<()> {
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| unwritable(folder, &error))
}

fn gone() -> Error {
    Error::not_found(say!(
        "收件箱里没有这个文件，可能已清理。请重新上传。",
        "The inbox does not have this file; it may have been cleared. Upload it again."
    ))
}

problems! {
    refuse upload_broken(error):
        "上传中断了（{error}），什么也没有留下。" / "The upload broke off ({error}); nothing was kept."
        => "再上传一次。" / "Upload it again.";
    refuse file_too_large(megabytes):
        "文件超过 {megabytes} MB，没有收下。" / "The file is larger than {megabytes} MB and was not kept."
        => "把清单拆成几份再上传。" / "Split the list and upload it in parts.";
    refuse file_empty():
        "文件是空的，一个字节也没有。" / "The file is empty: not one byte."
        => "核对是不是选错了文件。" / "Check whether the right file was chosen.";
}

#[cfg(test)]
mod tests {
    use super::tidy_name;

    #[test]
    fn a_name_is_one_harmless_part() {
        let long = format!("{}.xlsx", "案".repeat(90));
        let cases = [
            ("征缴科-2009.xlsx", "征缴科-2009.xlsx".to_owned()),
            ("../../etc/passwd", "passwd".to_owned()),
            ("C:\\tmp\\a.csv", "a.csv".to_owned()),
            ("案卷\u{202e}fdp.exe", "案卷fdp.exe".to_owned()),
            ("a\r\nb:c.csv", "abc.csv".to_owned()),
            (" .. ", "sheet".to_owned()),
            (&long, format!("{}.xlsx", "案".repeat(55))),
        ];
        for (given, kept) in cases {
            assert_eq!(tidy_name(given), kept, "{given:?}");
        }
    }
}
