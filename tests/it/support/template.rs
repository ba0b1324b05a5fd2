//! Folders that many tests begin with, made once by each build of the tests and copied.
//!
//! A template lies under `target/tmp/templates/<build>/<name>`; `<build>` stands for the test program, the program it
//! runs and the files it reads, so that no test meets what another build made. It is made beside its place
//! and put there by renaming, under a lock: of several processes one makes it and the others wait.

use std::collections::hash_map::DefaultHasher;
use std::fs::{File, Metadata};
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::repository;

/// What other builds left is removed when it is older.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// A template that is still to be made.
pub struct Making {
    folder: TempDir,
    place: PathBuf,
    /// Let go when the template stands in its place.
    _lock: File,
}

impl Making {
    /// The empty folder to be filled.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Puts the filled folder in its place, and says where that is.
    pub fn finish(self) -> PathBuf {
        std::fs::rename(self.folder.keep(), &self.place).unwrap();
        self.place
    }
}

/// Where the template lies; when nobody has made it yet, the caller is to do it.
pub fn template(name: &str) -> Result<PathBuf, Making> {
    template_in(&builds().join(build()), name)
}

fn template_in(folder: &Path, name: &str) -> Result<PathBuf, Making> {
    let place = folder.join(name);
    if place.exists() {
        return Ok(place);
    }
    std::fs::create_dir_all(folder).unwrap();
    let lock =
        File::options().create(true).truncate(false).write(true).open(folder.join(format!("{name}.lock")));
    let lock = lock.unwrap();
    lock.lock().unwrap();
    if place.exists() {
        return Ok(place);
    }
    remove_old();
    let begun = tempfile::Builder::new().prefix(&format!("{name}-")).tempdir_in(folder).unwrap();
    Err(Making { folder: begun, place, _lock: lock })
}

/// Copies a folder with everything in it into another, which is there already.
pub fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), &to).unwrap();
        }
    }
}

fn builds() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("templates")
}

/// Names this build: the test program, the program it runs, and what both read.
fn build() -> String {
    let mut hasher = DefaultHasher::new();
    let programs = [std::env::current_exe().unwrap(), env!("CARGO_BIN_EXE_guidang").into()];
    let folders = ["schemes", "tests/data/sheets"].map(repository);
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).chain(programs).collect();
    files.sort();
    for file in files {
        let about: Metadata = std::fs::metadata(&file).unwrap();
        (file, about.len(), about.modified().unwrap()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn remove_old() {
    for entry in std::fs::read_dir(builds()).into_iter().flatten().flatten() {
        let made = entry.metadata().and_then(|about| about.modified());
        if made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age > KEPT)) {
            std::fs::remove_dir_all(entry.path()).ok();
        }
    }
}

#[test]
fn of_several_who_want_a_template_one_makes_it() {
    let folder = TempDir::new().unwrap();
    let want = || match template_in(folder.path(), "one") {
        Ok(place) => (false, std::fs::read_to_string(place.join("file")).unwrap()),
        Err(making) => {
            std::fs::write(making.folder().join("file"), "filled").unwrap();
            (true, std::fs::read_to_string(making.finish().join("file")).unwrap())
        }
    };
    let all: Vec<(bool, String)> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(want)).collect();
        asking.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(all.iter().filter(|(made, _)| *made).count(), 1);
    assert!(all.iter().all(|(_, text)| text == "filled"), "nobody sees it half made");
    // one that was given up leaves nothing, and the next makes it
    drop(template_in(folder.path(), "two").expect_err("it is to be made"));
    assert!(template_in(folder.path(), "two").is_err());
    let left = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| !name.to_string_lossy().ends_with(".lock")).collect();
    assert_eq!(left, ["one"]);
}
