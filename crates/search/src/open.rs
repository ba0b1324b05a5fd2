//! Opening the index, and making a new one when the files there cannot be used.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tantivy::directory::{Directory, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::{IndexMeta, IndexReader, ReloadPolicy};

use crate::domain::general::error::Result;
use crate::domain::general::wording::Wording;
use crate::say;

use super::facets::FacetCells;
use super::failure::{Failure, caught};
use super::files::{files_of, is_of_segment};
use super::index::{Index, Shared, View};
use super::position::IndexPosition;
use super::schema::{IndexFields, register_tokenizers};
use super::unlocked::Unlocked;

/// An index ready for use, and what was found in its place.
pub struct OpenedIndex {
    pub index: Index,
    pub state: IndexState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexState {
    /// There was none; it is empty.
    Fresh,
    /// It stands at this event.
    Current(IndexPosition),
    /// There was one that cannot be used, for this reason; it was thrown away and is empty now.
    Damaged(Wording),
}

impl Index {
    /// Opens the index in this directory, makes the directory and the index where there is none, and
    /// makes it anew where it is damaged or of another form. Looks at the structure of all files, not
    /// at all bytes: [`Index::faults`] does that.
    ///
    /// Fails only when the machine refuses (no permission, read-only, full) or another process is
    /// writing what would have to be made anew.
    pub fn open(dir: &Path) -> Result<OpenedIndex> {
        let outcome = match open_there(dir) {
            Ok(Some(index)) => Ok(OpenedIndex { state: IndexState::Current(index.position()), index }),
            Ok(None) => make_anew(dir, None).map(|index| OpenedIndex { index, state: IndexState::Fresh }),
            Err(Failure::Damage(cause)) => make_anew(dir, None).map(|index| {
                let state = IndexState::Damaged(say!(
                    "检索索引不能使用（{cause}），已清空，正在等待重建",
                    "the search index could not be used ({cause}); it was emptied and waits to be rebuilt",
                ));
                OpenedIndex { index, state }
            }),
            Err(failure) => Err(failure),
        };
        outcome.map_err(|failure| failure.into_error(dir))
    }

    /// An empty index in a place of its own, for a program that cannot use that of the archive; it goes with the
    /// program.
    ///
    /// # Errors
    /// `Busy` where no file can be made anywhere.
    pub fn elsewhere() -> Result<Index> {
        let place = std::env::temp_dir();
        let made = || {
            let folder = tempfile::tempdir().map_err(|error| Failure::Machine(error.to_string()))?;
            let dir = folder.path().to_owned();
            make_anew(&dir, Some(folder))
        };
        made().map_err(|failure| failure.into_error(&place))
    }

    /// Makes it anew, empty, whatever lies in its place; whoever searches in it searches in the new one from now on. Nobody
    /// may be writing it.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn remake(&self) -> Result<()> {
        let dir = self.now().dir.clone();
        let made = || {
            fs::create_dir_all(&dir).map_err(|error| Failure::Machine(error.to_string()))?;
            make_anew(&dir, None)
        };
        let fresh = made().map_err(|failure| failure.into_error(&dir))?.now();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }
}

/// `None`: there is no index.
fn open_there(dir: &Path) -> std::result::Result<Option<Index>, Failure> {
    fs::create_dir_all(dir).map_err(|error| Failure::Machine(error.to_string()))?;
    if !dir.join("meta.json").exists() {
        let rests = index_files(dir)?.iter().any(|path| path.extension().is_some_and(|kind| kind != "lock"));
        return if rests { Err(Failure::Damage("meta.json is missing".into())) } else { Ok(None) };
    }
    let directory = caught(|| Ok(MmapDirectory::open(dir)?))?;
    match caught(|| opened(dir, tantivy::Index::open(directory.clone())?)) {
        // no lock can be made where nothing can be written, and need not be
        Err(Failure::Machine(_)) => caught(|| opened(dir, tantivy::Index::open(Unlocked(directory))?)),
        outcome => outcome,
    }
}

fn opened(dir: &Path, index: tantivy::Index) -> tantivy::Result<Option<Index>> {
    if index.schema() != IndexFields::new().schema {
        return Err(corrupt("other fields"));
    }
    from_tantivy(dir, index, None).map(Some)
}

fn corrupt(reason: impl Into<String>) -> tantivy::TantivyError {
    tantivy::error::DataCorruption::comment_only(reason.into()).into()
}

fn from_tantivy(
    dir: &Path,
    index: tantivy::Index,
    elsewhere: Option<tempfile::TempDir>,
) -> tantivy::Result<Index> {
    register_tokenizers(&index);
    let metas = index.load_metas()?;
    let position = IndexPosition::read(&metas).map_err(corrupt)?;
    look_at_files(&index, &metas)?;
    let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let view = View { searcher: reader.searcher(), position };
    let shared = Shared {
        dir: dir.to_owned(),
        elsewhere,
        index,
        reader,
        fields: IndexFields::new(),
        cells: Arc::new(Mutex::new(FacetCells::default())),
        view: RwLock::new(view),
        damaged: AtomicBool::new(false),
    };
    Ok(Index(Arc::new(RwLock::new(Arc::new(shared))), None))
}

/// Every file the last commit names must be there with its footer, and be known to tantivy's list of
/// files: else it would never be cleared away nor its checksum compared.
fn look_at_files(index: &tantivy::Index, metas: &IndexMeta) -> tantivy::Result<()> {
    let known = index.directory().list_managed_files();
    for path in files_of(metas) {
        if !known.contains(&path) {
            return Err(corrupt(format!("{} is not in the list of files", path.display())));
        }
        index.directory().open_read(&path)?;
    }
    Ok(())
}

/// Removes what an index left behind and makes an empty one, under the writer's lock: an index that
/// another process is writing is not taken from under it.
fn make_anew(dir: &Path, elsewhere: Option<tempfile::TempDir>) -> std::result::Result<Index, Failure> {
    let directory = caught(|| Ok(MmapDirectory::open(dir)?))?;
    let _lock = caught(|| {
        directory
            .acquire_lock(&INDEX_WRITER_LOCK)
            .map_err(|error| tantivy::TantivyError::LockFailure(error, None))
    })?;
    for path in index_files(dir)? {
        if path.extension().is_none_or(|kind| kind != "lock") {
            fs::remove_file(&path).map_err(|error| Failure::Machine(error.to_string()))?;
        }
    }
    caught(|| {
        from_tantivy(
            dir,
            tantivy::Index::create(directory.clone(), IndexFields::new().schema, Default::default())?,
            elsewhere,
        )
    })
}

/// Only files made by tantivy: other files in the directory are not removed.
fn index_files(dir: &Path) -> std::result::Result<Vec<PathBuf>, Failure> {
    let machine = |error: std::io::Error| Failure::Machine(error.to_string());
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(machine)? {
        let path = entry.map_err(machine)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let known = matches!(
            name.as_str(),
            "meta.json" | ".managed.json" | ".tantivy-writer.lock" | ".tantivy-meta.lock"
        );
        if is_of_segment(&path) || known || name.starts_with(".tmp") {
            files.push(path);
        }
    }
    Ok(files)
}
