//! Objects: things kept once, under their SHA-256, written whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::domain::general::digest::{Digest, Running};
use crate::domain::general::error::{Error, Result};
use crate::trouble::{part_damaged, unusable};

/// Bytes read at a time.
const PIECE: usize = 1 << 16;
/// What a file is called until it is whole.
pub(super) const UNFINISHED: &str = ".new-";

/// A thing that lies in the place now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredPart {
    pub digest: Digest,
    pub bytes: u64,
    /// It was not there before.
    pub is_new: bool,
}

/// The folder of objects.
#[derive(Debug)]
pub(super) struct Objects {
    folder: PathBuf,
    /// Folders with names that are not on the disk yet.
    unsettled: BTreeSet<PathBuf>,
}

impl Objects {
    pub(super) fn below(root: &Path) -> Self {
        Objects { folder: root.join("objects"), unsettled: BTreeSet::new() }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn file(&self, digest: Digest) -> PathBuf {
        let name = digest.hex();
        self.folder.join(&name[..2]).join(name)
    }

    /// Whether the object lies there with this length; one of another length is half a file and written again.
    fn has(&self, digest: Digest, bytes: u64) -> bool {
        fs::metadata(self.file(digest)).is_ok_and(|there| there.is_file() && there.len() == bytes)
    }

    pub(super) fn put_bytes(&mut self, bytes: &[u8]) -> Result<StoredPart> {
        let (digest, length) = (Digest::compute(bytes), bytes.len() as u64);
        if self.has(digest, length) {
            return Ok(StoredPart { digest, bytes: length, is_new: false });
        }
        self.write(&mut &*bytes)
    }

    /// Keeps a file's contents as they are while they are read.
    pub(super) fn put_file(&mut self, path: &Path) -> Result<StoredPart> {
        let read = || -> io::Result<(Digest, u64)> { copied(&mut File::open(path)?, &mut io::sink()) };
        let (digest, bytes) = read().map_err(|error| unusable(path, &error))?;
        if self.has(digest, bytes) {
            return Ok(StoredPart { digest, bytes, is_new: false });
        }
        let mut file = File::open(path).map_err(|error| unusable(path, &error))?;
        self.write(&mut file)
    }

    /// Beside its place, synced, then renamed.
    fn write(&mut self, from: &mut dyn Read) -> Result<StoredPart> {
        let mut write = || -> io::Result<(Digest, u64)> {
            let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
            let (digest, bytes) = copied(from, &mut file)?;
            file.as_file().sync_all()?;
            let place = self.file(digest);
            if let Some(folder) = place.parent() {
                fs::create_dir_all(folder)?;
            }
            file.persist(place).map_err(|error| error.error)?;
            Ok((digest, bytes))
        };
        let (digest, bytes) = write().map_err(|error| unusable(&self.folder, &error))?;
        self.unsettled.extend(self.file(digest).parent().map(Path::to_owned));
        Ok(StoredPart { digest, bytes, is_new: true })
    }

    /// Brings the names of what was put to the disk.
    pub(super) fn settle(&mut self) -> Result<()> {
        for folder in std::mem::take(&mut self.unsettled) {
            sync_folder(&folder).map_err(|error| unusable(&folder, &error))?;
        }
        sync_folder(&self.folder).map_err(|error| unusable(&self.folder, &error))
    }

    /// Writes an object's contents to `to`; answers how many bytes.
    ///
    /// # Errors
    /// `Refused`, naming `about` and the file, where it is missing or not what its name says.
    pub(super) fn get(&self, digest: Digest, about: &str, to: &mut dyn Write) -> Result<u64> {
        let place = self.file(digest);
        let damaged = || Error::from(part_damaged(&about, &place.display()));
        let mut file = File::open(&place).map_err(|_| damaged())?;
        let mut told = Telling { to, failed: None };
        match copied(&mut file, &mut told) {
            Ok((found, bytes)) if found == digest => Ok(bytes),
            Ok(_) => Err(damaged()),
            Err(_) => match told.failed {
                Some(error) => Err(unusable(Path::new(about), &error)),
                None => Err(damaged()),
            },
        }
    }

    /// Whether the object can be read and is not what its name says.
    pub(super) fn is_wrong(&self, digest: Digest) -> bool {
        let read = File::open(self.file(digest)).and_then(|mut file| copied(&mut file, &mut io::sink()));
        read.is_ok_and(|(found, _)| found != digest)
    }

    /// Removes every object but these; answers how many.
    pub(super) fn sweep(&self, named: &BTreeSet<Digest>) -> io::Result<u64> {
        let mut gone = 0;
        for folder in fs::read_dir(&self.folder)?.filter_map(Result::ok) {
            let Ok(files) = fs::read_dir(folder.path()) else { continue };
            for file in files.filter_map(Result::ok) {
                let digest = file.file_name().to_str().and_then(Digest::from_hex);
                if digest.is_some_and(|digest| !named.contains(&digest)) {
                    fs::remove_file(file.path())?;
                    gone += 1;
                }
            }
        }
        Ok(gone)
    }
}

/// Remembers that it was the writing that failed.
struct Telling<'w> {
    to: &'w mut dyn Write,
    failed: Option<io::Error>,
}

impl Write for Telling<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write_all(bytes).map_err(|error| {
            let kind = error.kind();
            self.failed = Some(error);
            io::Error::from(kind)
        })?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Copies to the end; the digest of what was copied, and its length.
fn copied(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<(Digest, u64)> {
    let (mut digest, mut bytes, mut piece) = (Running::default(), 0, vec![0; PIECE]);
    loop {
        let read = match from.read(&mut piece) {
            Ok(0) => return Ok((digest.digest(), bytes)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        digest.update(&piece[..read]);
        to.write_all(&piece[..read])?;
        bytes += read as u64;
    }
}

/// Brings the names in a folder to the disk. Some network file systems, where backups may well lie, know no such thing and
/// write names at once.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        other => other,
    }
}
