//! A backup of the archive as it stands at one moment, while others go on writing: the database first, in one reading
//! transaction, then the files beside it, so that whatever a row names was there when it was looked for.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tokio::task::block_in_place;

use super::unwritable;
use crate::backup::{
    BackedUpFile, BackupDatabase, BackupManifest, BackupPlace, BackupReason, DumpedTable, StoredPart,
};
use crate::config::Config;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::records::event::EventKind;
use crate::problems;
use crate::progress::Progress;
use crate::store::{Backend, Snapshot, Store};

/// Bytes of a part of the embedded database's file. A part that did not change is kept once.
const PART: usize = 128 << 10;
/// Bytes of rows after which a part ends in any case.
const ROWS: usize = 1 << 20;
/// A part of rows ends after a row whose sum has these bits unset, one in 256: a row that comes or goes
/// changes one part, not all that follow.
const CUT: u32 = 0xff;

/// What a backup is.
#[derive(Clone, Debug, Serialize)]
pub struct MadeBackup {
    pub name: String,
    pub made_at: String,
    pub reason: BackupReason,
    /// The last event of the log in it, with its digest.
    pub event: i64,
    pub digest: String,
    /// All of it, and what was not in the place before.
    pub bytes: u64,
    pub new_bytes: u64,
    pub files: u64,
    /// Neither files nor folders: sockets and links to folders.
    pub left_out: Vec<String>,
}

impl MadeBackup {
    /// What the log keeps of it.
    pub fn told(&self, place: &Path) -> (EventKind, String, serde_json::Value) {
        let place = place.display().to_string();
        let detail = serde_json::json!({
            "backup": self.name,
            "place": place,
            "reason": self.reason,
            "event": self.event,
            "digest": self.digest,
            "bytes": self.bytes,
            "new_bytes": self.new_bytes,
        });
        (EventKind::BackupMade, place, detail)
    }
}

/// Makes a backup and completes it.
///
/// # Errors
/// `Refused` where place and archive lie in one another; `Busy` where the place cannot be written. Half a backup is
/// none, and those made before are as they were.
pub async fn make_backup(
    store: &Store,
    config: &Config,
    (place, root): (&mut BackupPlace, &Path),
    reason: BackupReason,
    progress: &Progress,
) -> Result<MadeBackup> {
    keep_apart(config, root)?;
    let made_at = config.clock.now().to_rfc3339();
    // one signed after the log was read would be of a longer log than the backup's
    let checkpoint = fs::read(config.checkpoint_file()).ok();
    let snapshot = store.snapshot().await?;
    let mut sum = Sum::default();
    let taken = logged(&snapshot, place, &mut sum, progress).await;
    snapshot.close().await;
    let (database, (event, digest), log) = taken?;
    let program = env!("CARGO_PKG_VERSION");
    let mut manifest =
        BackupManifest::begin(made_at.clone(), program, reason, (event, digest.clone()), database);
    manifest.log = log;
    let (found, left_out) = block_in_place(|| files_of(config))?;
    for (path, file) in found {
        if let Some((stored, mode)) = block_in_place(|| put_file(place, &file))? {
            sum.add(stored);
            manifest.files.push(BackedUpFile { path, bytes: stored.bytes, mode, digest: stored.digest });
        }
        stop_if_asked(progress)?;
    }
    if let Some(note) = checkpoint {
        let stored = block_in_place(|| place.put_bytes(&note))?;
        let file = config.checkpoint_file();
        let path = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sum.add(stored);
        manifest.files.push(BackedUpFile { path, bytes: stored.bytes, mode: 0o600, digest: stored.digest });
        manifest.checkpoint = String::from_utf8(note).ok();
    }
    let files = manifest.files.len() as u64;
    let name = block_in_place(|| place.complete(&manifest))?;
    let Sum { bytes, new_bytes } = sum;
    Ok(MadeBackup { name, made_at, reason, event, digest, bytes, new_bytes, files, left_out })
}

/// Bytes so far.
#[derive(Default)]
struct Sum {
    bytes: u64,
    new_bytes: u64,
}

impl Sum {
    fn add(&mut self, stored: StoredPart) -> Digest {
        self.bytes += stored.bytes;
        self.new_bytes += if stored.is_new { stored.bytes } else { 0 };
        stored.digest
    }
}

/// The database as it is now, where its log ends, and which log that is; refused in a place of another log's.
async fn logged(
    snapshot: &Snapshot,
    place: &mut BackupPlace,
    sum: &mut Sum,
    progress: &Progress,
) -> Result<(BackupDatabase, (i64, String), String)> {
    let log = snapshot.event_digest(1).await?.unwrap_or_default();
    place.is_for(&log)?;
    let database = database(snapshot, place, sum, progress).await?;
    Ok((database, snapshot.end_of_log().await?, log))
}

fn stop_if_asked(progress: &Progress) -> Result<()> {
    if progress.stop_asked() { Err(Error::from(backup_stopped())) } else { Ok(()) }
}

async fn database(
    snapshot: &Snapshot,
    place: &mut BackupPlace,
    sum: &mut Sum,
    progress: &Progress,
) -> Result<BackupDatabase> {
    let schema = snapshot.schema_version().await?.unwrap_or_default();
    match snapshot.backend() {
        Backend::Sqlite => {
            let copy = place.scratch()?;
            let told = |done, total| {
                progress.set_total(total);
                progress.set_done(done);
            };
            snapshot.copy_file(copy.path(), &told).await?;
            let (bytes, parts) = block_in_place(|| file_in_parts(copy.path(), place, sum, progress))?;
            Ok(BackupDatabase::File { schema, bytes, parts })
        }
        Backend::Postgres => Ok(BackupDatabase::Tables {
            schema,
            tables: rows_in_parts(snapshot, place, sum, progress).await?,
        }),
    }
}

fn file_in_parts(
    file: &Path,
    place: &mut BackupPlace,
    sum: &mut Sum,
    progress: &Progress,
) -> Result<(u64, Vec<Digest>)> {
    use std::io::Read as _;
    let mut from = fs::File::open(file).map_err(|error| unwritable(file, &error))?;
    let (mut bytes, mut parts) = (0, Vec::new());
    loop {
        let mut part = Vec::with_capacity(PART);
        let read = (&mut from).take(PART as u64).read_to_end(&mut part);
        if read.map_err(|error| unwritable(file, &error))? == 0 {
            return Ok((bytes, parts));
        }
        bytes += part.len() as u64;
        parts.push(sum.add(place.put_bytes(&part)?));
        stop_if_asked(progress)?;
    }
}

async fn rows_in_parts(
    snapshot: &Snapshot,
    place: &mut BackupPlace,
    sum: &mut Sum,
    progress: &Progress,
) -> Result<Vec<DumpedTable>> {
    let (mut tables, mut done) = (Vec::new(), 0);
    for mut table in snapshot.tables_there().await? {
        let (mut part, mut parts, mut rows) = (String::new(), Vec::new(), 0);
        loop {
            let lines = table.next_lines(snapshot).await?;
            if lines.is_empty() {
                break;
            }
            for line in lines {
                part.push_str(&line);
                part.push('\n');
                rows += 1;
                if part.len() >= ROWS || sum_of(&line) & CUT == 0 {
                    parts.push(sum.add(block_in_place(|| place.put_bytes(part.as_bytes()))?));
                    part.clear();
                }
            }
            stop_if_asked(progress)?;
            progress.set_done(done + rows);
        }
        if !part.is_empty() {
            parts.push(sum.add(block_in_place(|| place.put_bytes(part.as_bytes()))?));
        }
        done += rows;
        tables.push(DumpedTable { name: table.name.to_owned(), columns: table.columns, rows, parts });
    }
    Ok(tables)
}

/// FNV-1a: it only has to fall evenly.
fn sum_of(line: &str) -> u32 {
    line.bytes().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// A file as it is now, with its permissions; `None`: it has gone meanwhile.
fn put_file(place: &mut BackupPlace, file: &Path) -> Result<Option<(StoredPart, u32)>> {
    #[cfg(unix)]
    let mode = |about: &fs::Metadata| std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o777;
    #[cfg(not(unix))]
    let mode = |_: &fs::Metadata| 0o600;
    let Ok(about) = fs::metadata(file) else { return Ok(None) };
    match place.put_file(file) {
        Ok(stored) => Ok(Some((stored, mode(&about)))),
        Err(_) if !file.exists() => Ok(None),
        Err(error) => Err(error),
    }
}

type Found = (Vec<(String, PathBuf)>, Vec<String>);

/// The files a backup holds, by their path below the data directory, and what is neither file nor folder.
fn files_of(config: &Config) -> Result<Found> {
    let (mut files, mut left_out) = (Vec::new(), Vec::new());
    let mut folders = vec![(String::new(), config.data().to_owned())];
    while let Some((above, folder)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(_) if !folder.exists() => continue,
            Err(error) => return Err(unwritable(&folder, &error)),
        };
        for entry in entries.filter_map(|entry| entry.ok()) {
            let (name, path) = (entry.file_name(), entry.path());
            let Some(name) = name.to_str() else {
                left_out.push(path.display().to_string());
                continue;
            };
            let is_apart = config.is_derived(name) || config.checkpoint_file() == path;
            if above.is_empty() && is_apart || name.starts_with('.') {
                continue;
            }
            let below = if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            match fs::metadata(&path) {
                Ok(_) if is_folder => folders.push((below, path)),
                // what a link leads to is kept as a file of its own
                Ok(about) if about.is_file() => files.push((below, path)),
                Ok(_) => left_out.push(below),
                Err(_) => {}
            }
        }
    }
    files.sort();
    left_out.sort();
    Ok((files, left_out))
}

/// A place inside the archive would back itself up, and an archive inside a place would be swept away with it.
fn keep_apart(config: &Config, root: &Path) -> Result<()> {
    let whole = |path: &Path| fs::canonicalize(path).map_err(|error| unwritable(path, &error));
    let (data, root) = (whole(config.data())?, whole(root)?);
    let own = fs::canonicalize(config.backups_dir()).is_ok_and(|own| own == root);
    if !own && (root.starts_with(&data) || data.starts_with(&root)) {
        return Err(Error::from(backup_inside(&root.display(), &data.display())));
    }
    Ok(())
}

problems! {
    refuse backup_inside(root, data):
        "备份的位置 {root} 与数据目录 {data} 套在一起：磁盘坏了会一起丢。"
            / "The place for backups {root} and the data directory {data} lie in one another: one broken disk takes both."
        => "备份到另一块磁盘或另一台机器上的文件夹。" / "Back up to a folder on another disk or machine.";
    refuse backup_stopped():
        "备份按要求停止，没有做成；以前的备份都在。" / "The backup was stopped as asked and not made; earlier ones are as they were."
        => "再做一次，已写好的部分不用重写。" / "Make it again; what was written is not written twice.";
}
