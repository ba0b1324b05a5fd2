//! A folder of backups.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::keeping::KeepingRule;
use crate::manifest::{BackupManifest, BackupReason};
use crate::objects::{Objects, StoredPart, UNFINISHED, sync_folder};
use crate::trouble::{
    copied_archive, list_damaged, no_backup_yet, no_such_backup, not_a_backup, place_of_another, place_taken,
    unusable,
};

/// Of backups made before an upgrade the latest so many are kept whatever the rule says.
const BEFORE_UPGRADES: usize = 3;

/// A folder of backups, opened.
#[derive(Debug)]
pub struct BackupPlace {
    root: PathBuf,
    objects: Objects,
    /// Held while a backup is made.
    lock: Option<File>,
}

/// A list found in the place.
#[derive(Debug)]
pub struct ListedBackup {
    /// The file's name without its ending.
    pub name: String,
    /// `None`: it does not give the digest in its name, or is of another shape.
    pub manifest: Option<BackupManifest>,
}

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    pub backups: u64,
    pub objects: u64,
}

impl BackupPlace {
    /// For making a backup: the folder is made where it is missing, and is this program's until it is dropped.
    ///
    /// # Errors
    /// `Refused` for an archive's own directory, and while another program makes a backup there; `Busy` where it
    /// cannot be written.
    pub fn create(root: &Path) -> Result<BackupPlace> {
        if is_archive(root) {
            return Err(Error::from(copied_archive(&root.display())));
        }
        let failed = |error: io::Error| unusable(root, &error);
        for folder in ["backups", "objects"] {
            fs::create_dir_all(root.join(folder)).map_err(failed)?;
        }
        let lock = File::options().create(true).truncate(false).write(true).open(root.join("lock"));
        let lock = lock.map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::from(place_taken(&root.display()))),
            // a network file system without locks is a place all the same
            Err(TryLockError::Error(error)) if is_without_locks(&error) => {}
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let place = BackupPlace { lock: Some(lock), ..BackupPlace::over(root) };
        // what a program that was killed left half written
        for folder in [place.objects.folder().to_owned(), place.lists(), root.to_owned()] {
            for entry in fs::read_dir(folder).map_err(failed)?.filter_map(|entry| entry.ok()) {
                if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                    fs::remove_file(entry.path()).ok();
                }
            }
        }
        sync_folder(root).map_err(failed)?;
        Ok(place)
    }

    /// Refuses a place with backups of another log: what is kept by one rule would push the other's out.
    ///
    /// # Errors
    /// `Refused` where a list that can be read is of another log.
    pub fn is_for(&self, log: &str) -> Result<()> {
        let listed = self.list()?;
        let mut logs = listed.iter().filter_map(|one| Some(one.manifest.as_ref()?.log.as_str()));
        match logs.find(|other| !other.is_empty() && *other != log) {
            Some(_) => Err(Error::from(place_of_another(&self.root.display()))),
            None => Ok(()),
        }
    }

    /// For reading.
    ///
    /// # Errors
    /// `Refused` for anything that is no folder of backups; a copied data directory is named as what it is.
    pub fn open(root: &Path) -> Result<BackupPlace> {
        let place = BackupPlace::over(root);
        if place.lists().is_dir() {
            return Ok(place);
        }
        let said = if is_archive(root) { copied_archive } else { not_a_backup };
        Err(Error::from(said(&root.display())))
    }

    fn over(root: &Path) -> BackupPlace {
        BackupPlace { root: root.to_owned(), objects: Objects::below(root), lock: None }
    }

    fn lists(&self) -> PathBuf {
        self.root.join("backups")
    }

    /// Where a file may be made on the way; it is gone after the next [`BackupPlace::create`] at the latest.
    ///
    /// # Errors
    /// `Busy` where it cannot be written.
    pub fn scratch(&self) -> Result<tempfile::NamedTempFile> {
        let made = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.root);
        made.map_err(|error| unusable(&self.root, &error))
    }

    /// Keeps these bytes.
    ///
    /// # Errors
    /// `Busy` where they cannot be written.
    pub fn put_bytes(&mut self, bytes: &[u8]) -> Result<StoredPart> {
        self.objects.put_bytes(bytes)
    }

    /// Keeps what stands in a file.
    ///
    /// # Errors
    /// `Busy` where it cannot be read or written.
    pub fn put_file(&mut self, path: &Path) -> Result<StoredPart> {
        self.objects.put_file(path)
    }

    /// Writes what has this digest to `to`; answers how many bytes.
    ///
    /// # Errors
    /// `Refused`, naming `about` and the file, where it is missing or damaged: what was written is of no use then.
    pub fn get(&self, digest: Digest, about: &str, to: &mut dyn Write) -> Result<u64> {
        self.objects.get(digest, about, to)
    }

    /// Puts an object that is not what its name says aside (`.damaged`), so that the next backup writes it anew; where the
    /// place cannot be written it stays. One that cannot be read now is left: the disk may give it another time.
    pub(super) fn set_aside(&self, digest: Digest) {
        let file = self.object_file(digest);
        if self.objects.is_wrong(digest) {
            fs::rename(&file, file.with_extension("damaged")).ok();
        }
    }

    pub(super) fn object_file(&self, digest: Digest) -> PathBuf {
        self.objects.file(digest)
    }

    /// Completes a backup: what it names is on the disk before its list gets its name.
    ///
    /// # Errors
    /// `Busy` where it cannot be written; the place is as it was then.
    pub fn complete(&mut self, manifest: &BackupManifest) -> Result<String> {
        self.objects.settle()?;
        let failed = |error: io::Error| unusable(&self.root, &error);
        let text = serde_json::to_vec_pretty(manifest).map_err(anyhow::Error::from)?;
        let at: String = manifest.made_at.chars().filter(char::is_ascii_digit).take(14).collect();
        let name = format!("{at}-{:010}-{}", manifest.event, Digest::compute(&text).hex());
        let write = || -> io::Result<()> {
            let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(self.lists())?;
            file.write_all(&text)?;
            file.as_file().sync_all()?;
            file.persist(self.lists().join(format!("{name}.json"))).map_err(|error| error.error)?;
            sync_folder(&self.lists())
        };
        write().map_err(failed)?;
        Ok(name)
    }

    /// The backups there are, oldest first.
    ///
    /// # Errors
    /// `Busy` where the place cannot be read.
    pub fn list(&self) -> Result<Vec<ListedBackup>> {
        let failed = |error: io::Error| unusable(&self.root, &error);
        let mut found = Vec::new();
        for entry in fs::read_dir(self.lists()).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let Some(name) = stem.filter(|_| path.extension().is_some_and(|ending| ending == "json")) else {
                continue;
            };
            let text = fs::read(&path).map_err(failed)?;
            found.push(ListedBackup { name: name.to_owned(), manifest: read(name, &text) });
        }
        found.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(found)
    }

    /// The backup whose name begins so; without a name the latest.
    ///
    /// # Errors
    /// `Refused` where there is none, or where its list is damaged: an earlier one is never taken in its place unasked.
    pub fn find(&self, name: Option<&str>) -> Result<(String, BackupManifest)> {
        let place = self.root.display();
        let listed = self.list()?.into_iter();
        let mut found: Vec<_> =
            listed.filter(|one| name.is_none_or(|name| one.name.starts_with(name))).collect();
        let one = match name {
            Some(name) if found.len() != 1 => return Err(Error::from(no_such_backup(&name, &place))),
            _ => found.pop().ok_or_else(|| Error::from(no_backup_yet(&place)))?,
        };
        let manifest =
            one.manifest.ok_or_else(|| Error::from(list_damaged(&format!("{}.json", one.name))))?;
        Ok((one.name, manifest))
    }

    /// Takes away what the rule does not keep, then objects that no list names. A list that cannot be read is kept, and
    /// with it every object: nobody knows which it needs.
    ///
    /// # Errors
    /// `Busy` where the place cannot be written.
    pub fn prune(&mut self, rule: KeepingRule) -> Result<Pruned> {
        debug_assert!(self.lock.is_some(), "only who may write there takes anything away");
        let failed = |error: io::Error| unusable(&self.root, &error);
        let all = self.list()?;
        let whole: Vec<(&str, &BackupManifest)> =
            all.iter().filter_map(|one| Some((one.name.as_str(), one.manifest.as_ref()?))).collect();
        let days: Vec<NaiveDate> = whole.iter().map(|(_, manifest)| made_on(manifest)).collect();
        let mut kept = rule.kept(&days);
        let upgrades = whole.iter().enumerate().rev();
        let upgrades = upgrades.filter(|(_, (_, one))| one.reason == BackupReason::BeforeUpgrade);
        kept.extend(upgrades.map(|(at, _)| at).take(BEFORE_UPGRADES));
        let mut pruned = Pruned::default();
        for (at, (name, _)) in whole.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
            debug_assert!(at + 2 < whole.len(), "the newest two are always kept");
            fs::remove_file(self.lists().join(format!("{name}.json"))).map_err(failed)?;
            pruned.backups += 1;
        }
        sync_folder(&self.lists()).map_err(failed)?;
        if whole.len() == all.len() {
            let kept = whole.iter().enumerate().filter(|(at, _)| kept.contains(at));
            let named: BTreeSet<Digest> =
                kept.flat_map(|(_, (_, one))| one.objects()).map(|(digest, _)| digest).collect();
            pruned.objects = self.objects.sweep(&named).map_err(failed)?;
        }
        Ok(pruned)
    }
}

/// `ENOLCK` and its like.
fn is_without_locks(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported || error.raw_os_error() == Some(37)
}

/// A list that gives the digest in its name.
fn read(name: &str, text: &[u8]) -> Option<BackupManifest> {
    let digest = Digest::from_hex(name.rsplit('-').next()?)?;
    let manifest: BackupManifest = serde_json::from_slice(text).ok()?;
    (Digest::compute(text) == digest && manifest.is_known()).then_some(manifest)
}

fn made_on(manifest: &BackupManifest) -> NaiveDate {
    DateTime::<FixedOffset>::parse_from_rfc3339(&manifest.made_at)
        .map_or_else(|_| NaiveDate::default(), |at| at.date_naive())
}

/// Whether this is an archive's data directory, a database, or a copy of either.
fn is_archive(root: &Path) -> bool {
    root.is_file() || ["guidang.db", "guidang.lock"].iter().any(|name| root.join(name).exists())
}

#[cfg(test)]
mod tests;
