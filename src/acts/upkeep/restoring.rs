//! 恢复: a backup becomes an archive again, in a new place, and serves only after it was verified against its own log.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::Serialize;
use tokio::task::block_in_place;

use super::indexing;
use super::verifying::{Verified, verify};
use crate::archive::{Archive, allow_one_of, take_lock, unwritable};
use crate::backup::{BackedUpFile, BackupDatabase, BackupManifest, BackupPlace, DumpedTable};
use crate::config::Config;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::problems;
use crate::procedures::documents::waiting::tell;
use crate::store::{Backend, Filling, Queries, Store, Tx, newest_schema};

/// What came back.
#[derive(Clone, Debug, Serialize)]
pub struct RestoredArchive {
    pub backup: String,
    pub made_at: String,
    /// The last event of the log in it, with its digest: it was found again.
    pub event: i64,
    pub digest: String,
    pub files: usize,
    pub verified: Verified,
}

impl RestoredArchive {
    pub fn is_clean(&self) -> bool {
        self.verified.findings.is_empty()
    }

    fn told(&self, kind: EventKind) -> (EventKind, String, serde_json::Value) {
        let detail = serde_json::json!({
            "backup": self.backup,
            "backup_made_at": self.made_at,
            "event": self.event,
            "digest": self.digest,
            "clean": self.is_clean(),
            "findings": self.verified.findings.len(),
        });
        (kind, self.backup.clone(), detail)
    }
}

/// Which backup is meant.
#[derive(Clone, Copy, Debug)]
pub struct BackupWanted<'w> {
    pub place: &'w Path,
    /// The first characters of its name; `None`: the latest.
    pub name: Option<&'w str>,
}

/// Restores into the place `config` names, which must be empty: a directory, and the database where one is named. What
/// is restored is verified there; with differences it is not to be opened, unless `take_all` says that it is to be
/// taken as it is. Whatever ends this half-way, the next call begins anew.
///
/// # Errors
/// `Refused` for what is no backup, a damaged one (the part is named), or a place that is not empty; `Busy` where the
/// place cannot be written.
pub async fn restore(
    config: Config,
    by: &By,
    wanted: BackupWanted<'_>,
    take_all: bool,
) -> Result<RestoredArchive> {
    allow_one_of(by, &[Deed::Maintain, Deed::Found])?;
    let place = BackupPlace::open(wanted.place)?;
    let (name, manifest) = place.find(wanted.name)?;
    if let Some(url) = &config.database {
        Filling::refuse_filled(url).await?;
    }
    let data = config.data().to_owned();
    let failed = |error: io::Error| unwritable(&data, &error);
    clear(&config)?;
    fs::create_dir_all(&data).map_err(failed)?;
    File::create(config.restoring_file()).and_then(|mark| mark.sync_all()).map_err(failed)?;
    sync_folder(&data).map_err(failed)?;
    // newer checkpoints of the lost archive are no witnesses against the backup
    let beside = Config { database: None, witness: None, ..config.clone() };
    let mut archive = bring_back(&beside, &place, &manifest).await?;
    let mut restored = looked_through(&archive, by, name, &manifest).await?;
    if !restored.is_clean() && !take_all {
        archive.close().await;
        return Ok(restored);
    }
    if let Some(url) = &config.database {
        archive = moved(archive, &config, url).await?;
        restored.verified = verify(&archive, by).await?;
        if !restored.is_clean() && !take_all {
            archive.close().await;
            return Ok(restored);
        }
    }
    let (kind, about, detail) = restored.told(EventKind::BackupRestored);
    let at = by.now.to_rfc3339();
    let restored_again = async move |tx: &mut Tx| {
        // who was signed in there is not signed in here
        tx.end_every_session(&at).await?;
        Ok(((), Event::new(kind, about, detail)))
    };
    archive.store.write(by, restored_again).await?;
    indexing::catch_up(&archive).await?;
    archive.close().await;
    fs::remove_file(config.restoring_file()).and_then(|()| sync_folder(&data)).map_err(failed)?;
    Ok(restored)
}

/// Restores a backup into a temporary place beside the records, verifies it there and takes it away again.
///
/// # Errors
/// As [`restore`].
pub async fn drill(archive: &Archive, by: &By, wanted: BackupWanted<'_>) -> Result<RestoredArchive> {
    allow_one_of(by, &[Deed::Maintain, Deed::Found])?;
    archive.of_the_whole(by, &[Deed::Maintain, Deed::Found])?;
    let place = BackupPlace::open(wanted.place)?;
    let (name, manifest) = place.find(wanted.name)?;
    let data = archive.config.data();
    let folder = tempfile::Builder::new().prefix(&archive.config.past_prefix()).tempdir_in(data);
    let folder = folder.map_err(|error| unwritable(data, &error))?;
    let config =
        Config { data: folder.path().to_owned(), database: None, witness: None, ..archive.config.clone() };
    let restored = bring_back(&config, &place, &manifest).await?;
    let looked = looked_through(&restored, by, name, &manifest).await;
    restored.close().await;
    drop(restored);
    let looked = looked?;
    tell(archive, by, looked.told(EventKind::BackupDrilled)).await?;
    Ok(looked)
}

/// Only what an unfinished restore left is taken away, never an archive or anybody's files.
fn clear(config: &Config) -> Result<()> {
    let data = config.data();
    let entries = match fs::read_dir(data) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(data, &error)),
    };
    let entries: Vec<_> = entries.filter_map(|entry| entry.ok()).collect();
    if !entries.is_empty() && !config.restoring_file().exists() {
        return Err(Error::from(place_not_empty(&data.display())));
    }
    let _own = take_lock(config)?;
    let kept = [config.restoring_file(), config.lock_file()];
    for entry in entries.iter().filter(|entry| !kept.contains(&entry.path())) {
        let path = entry.path();
        let gone = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        gone.map_err(|error| unwritable(&path, &error))?;
    }
    Ok(())
}

/// Files and embedded database as the backup has them, opened; the log ends where the backup says.
async fn bring_back(config: &Config, place: &BackupPlace, manifest: &BackupManifest) -> Result<Archive> {
    let backend = match &manifest.database {
        BackupDatabase::File { .. } => Backend::Sqlite,
        BackupDatabase::Tables { .. } => Backend::Postgres,
    };
    if manifest.database.schema() > newest_schema(backend) {
        return Err(Error::from(backup_of_newer_program(&manifest.program)));
    }
    let lock = take_lock(config)?;
    block_in_place(|| manifest.files.iter().try_for_each(|file| put_file(config, place, file)))?;
    let file = config.database_file();
    match &manifest.database {
        BackupDatabase::File { bytes, parts, .. } => {
            block_in_place(|| put_parts(place, parts, *bytes, &file))?;
        }
        BackupDatabase::Tables { schema, tables } => fill(place, tables, *schema, &file).await?,
    }
    let store = Store::open_sqlite(&file, false).await?;
    ends_as_said(&store, manifest).await?;
    Archive::with(config.clone(), store, Some(lock)).await
}

async fn ends_as_said(store: &Queries, manifest: &BackupManifest) -> Result<()> {
    let (event, digest) = store.end_of_log().await?;
    if (event, digest.as_str()) == (manifest.event, manifest.event_digest.as_str()) {
        return Ok(());
    }
    Err(Error::from(log_ends_otherwise(&manifest.event, &event)))
}

async fn looked_through(
    archive: &Archive,
    by: &By,
    backup: String,
    manifest: &BackupManifest,
) -> Result<RestoredArchive> {
    indexing::catch_up(archive).await?;
    let verified = verify(archive, by).await?;
    Ok(RestoredArchive {
        backup,
        made_at: manifest.made_at.clone(),
        event: manifest.event,
        digest: manifest.event_digest.clone(),
        files: manifest.files.len(),
        verified,
    })
}

/// Moves what was restored and verified into the PostgreSQL database, in one transaction.
async fn moved(archive: Archive, config: &Config, url: &str) -> Result<Archive> {
    let mut filling = Filling::postgres(url).await?;
    filling.put_all(&archive.store).await?;
    filling.finish().await?;
    let end = archive.store.end_of_log().await?;
    archive.close().await;
    // its lock goes with it
    drop(archive);
    let database = config.database_file();
    for rest in ["", "-wal", "-shm"] {
        let mut path = database.clone().into_os_string();
        path.push(rest);
        fs::remove_file(path).ok();
    }
    let lock = take_lock(config)?;
    let store = Store::open_postgres(url).await?;
    let found = store.end_of_log().await?;
    if found != end {
        return Err(Error::from(log_ends_otherwise(&end.0, &found.0)));
    }
    let config = Config { witness: None, ..config.clone() };
    Archive::with(config, store, Some(lock)).await
}

fn put_file(config: &Config, place: &BackupPlace, file: &BackedUpFile) -> Result<()> {
    let path = config.data().join(&file.path);
    let failed = |error: io::Error| unwritable(&path, &error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut written = File::create(&path).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        written.set_permissions(fs::Permissions::from_mode(file.mode & 0o777)).map_err(failed)?;
    }
    place.get(file.digest, &file.path, &mut written)?;
    written.sync_all().map_err(failed)
}

fn put_parts(place: &BackupPlace, parts: &[Digest], bytes: u64, file: &Path) -> Result<()> {
    let failed = |error: io::Error| unwritable(file, &error);
    let mut written = File::create(file).map_err(failed)?;
    let mut length = 0;
    for (at, part) in parts.iter().enumerate() {
        length += place.get(*part, &format!("guidang.db #{}", at + 1), &mut written)?;
    }
    if length != bytes {
        return Err(anyhow::anyhow!("the parts give {length} bytes, the list says {bytes}").into());
    }
    written.sync_all().map_err(failed)
}

/// A new embedded database with the rows of a dump, as it was after the dump's last migration.
async fn fill(place: &BackupPlace, tables: &[DumpedTable], schema: i64, file: &Path) -> Result<()> {
    let mut filling = Filling::sqlite(file, schema).await?;
    for table in tables {
        let mut rows = 0;
        for (at, part) in table.parts.iter().enumerate() {
            let mut lines = Vec::new();
            block_in_place(|| place.get(*part, &format!("{} #{}", table.name, at + 1), &mut lines))?;
            let lines = String::from_utf8(lines).map_err(anyhow::Error::from)?;
            rows += filling.put_lines(&table.name, &table.columns, &lines).await?;
        }
        if rows != table.rows {
            let (name, wanted) = (&table.name, table.rows);
            return Err(anyhow::anyhow!("{name} has {rows} rows, the list says {wanted}").into());
        }
    }
    filling.finish().await?;
    File::open(file).and_then(|file| file.sync_all()).map_err(|error| unwritable(file, &error))
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

problems! {
    refuse place_not_empty(place):
        "{place} 不是空的，没有动它。" / "{place} is not empty; it was left as it is."
        => "恢复到一个新的空文件夹（--data）。" / "Restore into a new, empty folder (--data).";
    refuse backup_of_newer_program(version):
        "这份备份是较新版本（{version}）的归档做的。" / "This backup was made by a newer Guidang ({version})."
        => "请换用同样新或更新的程序恢复。" / "Restore it with a program at least as new.";
    refuse log_ends_otherwise(wanted, found):
        "恢复出的日志末条是第 {found} 号，与备份清单所说的第 {wanted} 号或其摘要不符。"
            / "The restored log ends in event {found}, not in event {wanted} with the digest the backup's list names."
        => "用另一份备份（--backup 名称），并保留这一份备查。" / "Take another backup (--backup NAME), and keep this one for inspection.";
}
