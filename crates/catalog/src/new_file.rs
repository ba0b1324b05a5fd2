//! A file that appears whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::domain::general::error::{Error, Result};
use crate::{problems, say};

/// A file being written beside its final name. [`NewFile::keep`] puts it in place; dropped before
/// that, it leaves nothing behind and whatever had the name stays as it was.
pub struct NewFile {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl NewFile {
    /// # Errors
    /// `Busy` when the directory is missing, read-only or full; `Refused` where something that is no file
    /// bears the name: a device would be replaced by a file, for everybody.
    pub fn create(path: &Path) -> Result<NewFile> {
        if std::fs::metadata(path).is_ok_and(|there| !there.is_file()) {
            return Err(Error::from(not_a_file(&path.display())));
        }
        let folder = directory(path);
        remove_half_files(folder);
        let mut builder = tempfile::Builder::new();
        let prefix = format!("{HALF}{}-", std::process::id());
        builder.prefix(&prefix);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(std::fs::Permissions::from_mode(0o666)); // the umask still applies
        }
        let file = builder.tempfile_in(folder).map_err(|error| cannot_write(&error))?;
        Ok(NewFile { path: path.to_owned(), file: BufWriter::new(file) })
    }

    /// A file with these contents, not in place yet.
    ///
    /// # Errors
    /// As [`NewFile::create`].
    pub fn holding(path: &Path, bytes: &[u8]) -> Result<NewFile> {
        let mut file = NewFile::create(path)?;
        file.write_all(bytes).map_err(|error| cannot_write(&error))?;
        file.settle()?;
        Ok(file)
    }

    /// Puts a file with these contents in place.
    ///
    /// # Errors
    /// As [`NewFile::create`].
    pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
        NewFile::holding(path, bytes)?.keep()
    }

    /// Brings the contents to disk, so that nothing is left to fail but the name; answers where they are.
    pub fn settle(&mut self) -> Result<&Path> {
        self.file
            .flush()
            .and_then(|()| self.file.get_ref().as_file().sync_all())
            .map_err(|error| cannot_write(&error))?;
        Ok(self.file.get_ref().path())
    }

    /// Puts the file in place: contents to disk, rename, directory to disk.
    pub fn keep(self) -> Result<()> {
        let place = || -> io::Result<()> {
            let file = self.file.into_inner().map_err(|error| error.into_error())?;
            file.as_file().sync_all()?;
            file.persist(&self.path).map_err(|error| error.error)?;
            #[cfg(unix)]
            File::open(directory(&self.path))?.sync_all()?;
            Ok(())
        };
        place().map_err(|error| cannot_write(&error))
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What the names of files begin with that are not in place yet; the number of their process follows.
const HALF: &str = ".guidang-";

/// Removes half files whose process was killed; what cannot be removed stays.
fn remove_half_files(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let of_the_dead = |name: &str| {
        let process = name.strip_prefix(HALF).and_then(|rest| rest.split('-').next());
        process.filter(|process| process.bytes().all(|byte| byte.is_ascii_digit())).is_some_and(|process| {
            !process.is_empty()
                && Path::new("/proc/self").exists()
                && !Path::new("/proc").join(process).exists()
        })
    };
    for entry in entries.filter_map(std::result::Result::ok) {
        if entry.file_name().to_str().is_some_and(of_the_dead) {
            std::fs::remove_file(entry.path()).ok();
        }
    }
}

fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// The one sentence for a disk that does not take what is written.
pub(super) fn cannot_write(error: &io::Error) -> Error {
    Error::Busy(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => say!(
            "磁盘已满，目录没有写成，原有文件未动；腾出空间后再导出",
            "the disk is full: the catalog was not written and nothing was changed; make room and export again"
        ),
        io::ErrorKind::NotFound => say!(
            "要写入的文件夹不存在；请先建立文件夹再导出",
            "the folder to write to does not exist; create it and export again"
        ),
        _ => say!(
            "文件写不出（{error}）；请检查文件夹是否可写、磁盘是否有空间，再导出",
            "the file cannot be written ({error}); check that the folder is writable and the disk has room, then export again"
        ),
    })
}

problems! {
    refuse not_a_file(path):
        "{path} 是文件夹或设备，不能写成文件。" / "{path} is a folder or a device, not a file."
        => "-o 后面写一个文件名。" / "Give the name of a file.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_given_up_leaves_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("目录.csv");
        std::fs::write(&path, "old").unwrap();
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        file.keep().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"whole");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn half_files_of_a_killed_program_go_and_those_of_a_running_one_stay() {
        let dir = tempfile::tempdir().unwrap();
        let own = format!(".guidang-{}-x", std::process::id());
        let names = [".guidang-4294967295-abc", ".guidang-notes", &own, "目录.csv"];
        for name in names {
            std::fs::write(dir.path().join(name), "half").unwrap();
        }
        drop(NewFile::create(&dir.path().join("新.csv")).unwrap());
        let mut left: Vec<_> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, [own.as_str(), ".guidang-notes", "目录.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_or_a_folder_is_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("socket");
        let _open = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for path in [dir.path(), &socket] {
            assert!(matches!(NewFile::put(path, b"x"), Err(Error::Refused(_))), "{}", path.display());
            assert!(!std::fs::metadata(path).unwrap().is_file());
        }
    }

    #[test]
    fn a_missing_folder_is_one_sentence() {
        let error = NewFile::create(Path::new("/no/such/folder/目录.csv")).err().unwrap();
        assert!(matches!(&error, Error::Busy(words) if words.zh.contains("文件夹不存在")), "{error}");
    }
}
