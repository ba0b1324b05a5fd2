//! The data directory, taken: one program at a time, and never a copy made while a program had it.
//!
//! As long as it is taken, the lock file says by which process, and which file it is itself: number and time of making. A
//! program that ends empties it. A program that was killed leaves it filled, and finds itself named in it when it comes
//! back; in a directory copied meanwhile it names another file. Such a copy may hold halves of two moments (T-13b).

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::disk::refuse_remote;
use super::unwritable;
use crate::config::Config;
use crate::domain::general::error::{Error, Result};
use crate::{problems, say};

/// The data directory is this program's until this is dropped.
#[derive(Debug)]
pub struct DirectoryLock(File);

impl DirectoryLock {
    /// The database is closed: a copy made from now on is whole.
    pub(super) fn settle(&self) {
        self.0.set_len(0).ok();
    }
}

impl Drop for DirectoryLock {
    fn drop(&mut self) {
        self.settle();
    }
}

/// Takes the data directory for this process; says who has it otherwise.
///
/// # Errors
/// `Busy` while another process has it, or where it cannot be written; `Refused` for a copy of a directory that a
/// program had open.
pub fn take_lock(config: &Config) -> Result<DirectoryLock> {
    refuse_remote(config.data())?;
    std::fs::create_dir_all(config.data()).map_err(|error| unwritable(config.data(), &error))?;
    let path = config.lock_file();
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(|error| unwritable(config.data(), &error))?;
    let held = file.try_lock();
    let mut said = String::new();
    file.read_to_string(&mut said).ok();
    let (holder, which) = said.trim().split_once('\n').unwrap_or((said.trim(), ""));
    if let Err(held) = held {
        if let TryLockError::Error(error) = held {
            return Err(unwritable(config.data(), &error));
        }
        let place = config.data().display();
        return Err(Error::Busy(say!(
            "另一个归档程序（进程 {holder}）正开着 {place}。请在它的网页上操作，或先停掉它再试。",
            "Another Guidang (process {holder}) has {place} open. Use its pages, or stop it and try again."
        )));
    }
    let own = identity(&file);
    if !which.is_empty() && which != own {
        return Err(Error::from(copied_while_open(&config.data().display())));
    }
    file.set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| write!(file, "{}\n{own}\n", std::process::id()))
        .map_err(|error| unwritable(config.data(), &error))?;
    Ok(DirectoryLock(file))
}

/// Whether some program has the data directory now.
pub(super) fn is_held(config: &Config) -> bool {
    let lock = File::open(config.lock_file());
    lock.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// Which file this is among all of its file system: a copy is another.
fn identity(file: &File) -> String {
    let Ok(about) = file.metadata() else { return String::new() };
    let made = about.created().ok().and_then(|made| made.duration_since(UNIX_EPOCH).ok());
    let made = made.map_or(0, |made| made.as_nanos());
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(&about);
    #[cfg(not(unix))]
    let number = 0;
    format!("{number} {made}")
}

/// Whether a data directory is what a restore left unfinished.
pub(super) fn refuse_unfinished(config: &Config) -> Result<()> {
    let is_unfinished = config.restoring_file().exists();
    let place: &Path = config.data();
    if is_unfinished { Err(Error::from(restore_unfinished(&place.display()))) } else { Ok(()) }
}

problems! {
    refuse copied_while_open(place):
        "{place} 是程序运行时复制下来的：其中的文件可能取自不同时刻，不能当作档案打开。"
            / "{place} was copied while a program had it open: its files may be of different moments, and it is not opened as an archive."
        => "用 guidang backup 做的备份恢复（guidang restore）；要搬动数据目录，先停掉程序再复制。"
            / "Restore a backup that guidang backup made (guidang restore); to move a data directory, stop the program first.";
    refuse restore_unfinished(place):
        "{place} 的恢复没有做完，里面的档案没有核验过。" / "Restoring into {place} was not finished; what is in it was not verified."
        => "再运行一次同样的 guidang restore，会从头做起。" / "Run the same guidang restore again; it begins anew.";
}
