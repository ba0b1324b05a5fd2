//! Writing the index.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::indexer::IndexWriterOptions;
use tantivy::schema::Term;
use tantivy::{IndexWriter, TantivyDocument};

use crate::domain::general::error::Result;

use super::entry::{IndexEntry, IndexedId};
use super::failure::{Failure, caught};
use super::files::{files_of, is_of_segment};
use super::index::{Index, Shared};
use super::position::IndexPosition;

/// How much is going to be written; decides threads and memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteMode {
    /// Following the event log: one thread, 32 MB.
    Following,
    /// Filling from nothing or importing: two threads, and this many megabytes for both (30 at least).
    Bulk { megabytes: usize },
}

/// Writes the index. There is one at a time, over all processes. What was not committed when it is
/// dropped was never written; so it is after a kill.
pub struct Writer {
    index: Index,
    /// The index as it was when writing began.
    shared: Arc<Shared>,
    writer: IndexWriter<TantivyDocument>,
    /// Ids of records written since the last commit.
    fresh: HashSet<i64>,
}

impl Index {
    /// Begins to write; refused while another process, or another part of this one, does.
    pub fn writer(&self, work: WriteMode) -> Result<Writer> {
        let (threads, megabytes) = match work {
            WriteMode::Following => (1, 32),
            WriteMode::Bulk { megabytes } => (2, megabytes.max(30)),
        };
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((megabytes << 20) / threads)
            .num_merge_threads(1)
            .build();
        let shared = self.now();
        let writer = self.guarded(|| {
            let writer = shared.index.writer_with_options(options)?;
            // what a killed writer left has the names this one is going to use
            remove_orphans(&shared.dir, &shared.index)?;
            writer.garbage_collect_files().wait()?;
            Ok(writer)
        })?;
        Ok(Writer { index: self.clone(), shared, writer, fresh: HashSet::new() })
    }
}

/// Removes files that look like those of a segment and that neither the last commit nor tantivy's list of files knows:
/// a killed writer left them, and tantivy refuses to write a file that is there.
fn remove_orphans(dir: &Path, index: &tantivy::Index) -> tantivy::Result<()> {
    let mut known = index.directory().list_managed_files();
    known.extend(files_of(&index.load_metas()?));
    for entry in std::fs::read_dir(dir)?.filter_map(std::result::Result::ok) {
        let name = PathBuf::from(entry.file_name());
        if is_of_segment(&name) && !known.contains(&name) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

impl Writer {
    /// Writes the record as it is now, in place of what was there under its id. A removal costs tantivy two
    /// kilobytes until the next commit: a record that is not there is not removed.
    pub fn put(&mut self, entry: &IndexEntry) -> Result<()> {
        let id = entry.indexed_id();
        if !self.fresh.insert(id.number()) || self.index.may_hold(id) {
            self.remove(id);
        }
        self.add(entry)
    }

    /// Writes a record whose id is known not to be there: twice as quick as [`Writer::put`] when the
    /// index is filled from nothing, and doubles the record when the id was there after all.
    pub fn add(&mut self, entry: &IndexEntry) -> Result<()> {
        let document = self.shared.fields.document(entry);
        self.index.guarded(|| self.writer.add_document(document))?;
        Ok(())
    }

    /// Removes the record; that there is none is as well.
    pub fn remove(&mut self, id: IndexedId) {
        self.writer.delete_term(Term::from_field_i64(self.shared.fields.id, id.number()));
    }

    /// Removes everything, also what was written and not committed. Searches go on in what was there
    /// until the next commit.
    pub fn clear(&mut self) -> Result<()> {
        self.index.guarded(|| {
            // Records on their way into a segment are out of reach of `delete_all_documents`.
            self.writer.rollback()?;
            self.writer.delete_all_documents()
        })?;
        Ok(())
    }

    /// Makes everything written so far durable and visible, and says up to which event the index now
    /// goes. Both or neither, also through a power cut.
    pub fn commit(&mut self, position: &IndexPosition) -> Result<()> {
        let Writer { index, shared, writer, fresh } = self;
        fresh.clear();
        index.guarded(|| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&position.payload());
            prepared.commit()
        })?;
        // tantivy syncs the directory before it renames meta.json into place, not after.
        let synced = File::open(&shared.dir).and_then(|dir| dir.sync_all());
        synced.map_err(|error| Failure::Machine(error.to_string()).into_error(&shared.dir))?;
        index.refresh()
    }

    /// Waits until segments are merged, and ends writing. After a bulk fill, searches are quicker
    /// for it; uncommitted changes are lost.
    pub fn settle(self) -> Result<()> {
        let Writer { index, shared, writer, .. } = self;
        caught(|| writer.wait_merging_threads()).map_err(|failure| failure.into_error(&shared.dir))?;
        index.refresh()
    }
}
