//! The index of one archive: searching it, reading it whole, checking its files.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tantivy::query::EnableScoring;
use tantivy::schema::Term;
use tantivy::{IndexReader, Searcher, TantivyError};

use super::entry::IndexedId;
use super::facets::FacetCells;
use super::failure::{Failure, caught};
use super::files::files_of;
use super::find::{HitCollector, HitOrder, Hits, Query};
use super::position::IndexPosition;
use super::schema::{FINGERPRINT, ID, IndexFields};
use crate::domain::general::error::Result;

/// The word index of one archive. Clones share everything, also when it is made anew.
#[derive(Clone)]
pub struct Index(pub(super) Arc<RwLock<Arc<Shared>>>, pub(super) Option<Arc<[String]>>);

pub(super) struct Shared {
    pub dir: PathBuf,
    /// It lies in a place of its own, until the program ends: that of the archive cannot be used.
    pub elsewhere: Option<tempfile::TempDir>,
    pub index: tantivy::Index,
    pub reader: IndexReader,
    pub fields: IndexFields,
    pub cells: Arc<Mutex<FacetCells>>,
    /// What searches see now.
    pub view: RwLock<View>,
    /// Set when reading failed inside the index.
    pub damaged: AtomicBool,
}

#[derive(Clone)]
pub(super) struct View {
    pub searcher: Searcher,
    pub position: IndexPosition,
}

/// A record or volume as the index holds it, for comparing with the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexedRecord {
    pub id: IndexedId,
    /// As [`super::IndexEntry::fingerprint`].
    pub fingerprint: u64,
}

impl Index {
    pub(super) fn now(&self) -> Arc<Shared> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it lies in a place of its own, to be filled there.
    pub fn is_elsewhere(&self) -> bool {
        self.now().elsewhere.is_some()
    }

    /// What is wrong with the files on disk, if anything is: another index in their place, or some of them gone. Only
    /// for the program that alone writes it; a look of some milliseconds, not at the bytes.
    pub fn fault_on_disk(&self) -> Option<String> {
        let shared = self.now();
        let metas = match caught(|| shared.index.load_metas()) {
            Ok(metas) => metas,
            Err(failure) => return Some(format!("{failure:?}")),
        };
        if IndexPosition::read(&metas).ok() != Some(self.position()) {
            return Some("meta.json is of another index".to_owned());
        }
        let gone = files_of(&metas).into_iter().find(|path| !shared.dir.join(path).exists());
        gone.map(|path| format!("{} is gone", path.display()))
    }

    /// The last event that answers given now take into account.
    pub fn position(&self) -> IndexPosition {
        self.view().position
    }

    /// Whether reading the index has failed since it was opened: it has to be filled anew
    /// ([`super::Writer::clear`]).
    pub fn is_damaged(&self) -> bool {
        self.now().damaged.load(Ordering::Relaxed)
    }

    /// The same index for somebody who may see these fonds alone.
    pub fn within(&self, fonds: &[String]) -> Index {
        Index(self.0.clone(), Some(fonds.into()))
    }

    /// One page of what fits the query, with the exact total and facets. Uses the processor for as long
    /// as it takes (milliseconds); callers on async threads hand it to a blocking one.
    ///
    /// An error means the index is damaged ([`Index::is_damaged`]); the records are not.
    pub fn find(&self, query: &Query) -> Result<Hits> {
        let (shared, view) = (self.now(), self.view());
        let by_fitness = query.order == HitOrder::Fitness && query.size > 0 && !query.chips.is_empty();
        let better = if by_fitness { shared.fields.better(&query.chips) } else { Vec::new() };
        let collector = HitCollector {
            better: self.guarded(|| {
                let scoring = || EnableScoring::disabled_from_searcher(&view.searcher);
                better.iter().map(|query| query.weight(scoring())).collect()
            })?,
            cells: shared.cells.clone(),
            scope: query.scope.clone(),
            any_of: query.any_of.clone(),
            earlier: query.earlier.clone(),
            within: self.1.clone(),
            kind: query.kind,
            order: query.order,
            keep: if query.size == 0 { 0 } else { query.skip.saturating_add(query.size) },
        };
        let wanted = shared.fields.query(&query.chips);
        let found = self.guarded(|| view.searcher.search(wanted.as_ref(), &collector))?;
        let (total, facets) = shared.cells.lock().unwrap_or_else(PoisonError::into_inner).sum(&found.counted);
        let exact = by_fitness && found.first.first().is_some_and(|(fitness, ..)| *fitness == 0);
        let page = found.first.into_iter().skip(query.skip).take(query.size);
        Ok(Hits {
            total,
            facets,
            ids: page.map(|(_, _, number)| IndexedId::from_number(number)).collect(),
            position: view.position,
            exact,
        })
    }

    /// Whether the last commit has something under this id; what cannot be read may.
    pub(super) fn may_hold(&self, id: IndexedId) -> bool {
        let term = Term::from_field_i64(self.now().fields.id, id.number());
        self.guarded(|| self.view().searcher.doc_freq(&term)).map_or(true, |count| count > 0)
    }

    /// How many records and volumes the index holds.
    pub fn count(&self) -> u64 {
        self.view().searcher.num_docs()
    }

    /// All records and volumes the index holds, by id. An id found twice is a fault of the index.
    pub fn indexed_records(&self) -> Result<Vec<IndexedRecord>> {
        let searcher = self.view().searcher;
        let mut indexed_records = self.guarded(|| {
            let mut indexed_records = Vec::with_capacity(searcher.num_docs() as usize);
            for segment in searcher.segment_readers() {
                let ids = segment.fast_fields().i64(ID)?.values;
                let fingerprints = segment.fast_fields().u64(FINGERPRINT)?.values;
                let at = |doc| IndexedRecord {
                    id: IndexedId::from_number(ids.get_val(doc)),
                    fingerprint: fingerprints.get_val(doc),
                };
                indexed_records.extend(segment.doc_ids_alive().map(at));
            }
            Ok(indexed_records)
        })?;
        indexed_records.sort_unstable();
        Ok(indexed_records)
    }

    /// Reads every file of the index and compares its checksum; the names of those that differ. Costs
    /// as much as reading the directory once.
    pub fn faults(&self) -> Result<Vec<String>> {
        let differing = self.guarded(|| self.now().index.validate_checksum())?;
        if !differing.is_empty() {
            self.now().damaged.store(true, Ordering::Relaxed);
        }
        let mut names: Vec<String> = differing.iter().map(|path| path.display().to_string()).collect();
        names.sort();
        Ok(names)
    }

    /// Makes searches see the last commit. A [`super::Writer`] of this process does so by itself; needed only
    /// when another process wrote.
    pub fn refresh(&self) -> Result<()> {
        let shared = self.now();
        self.guarded(|| {
            // Read before the segments: should a commit come between, the view says less than it has.
            let position =
                IndexPosition::read(&shared.index.load_metas()?).map_err(TantivyError::SystemError)?;
            shared.reader.reload()?;
            let searcher = shared.reader.searcher();
            shared.cells.lock().unwrap_or_else(PoisonError::into_inner).keep(searcher.segment_readers());
            *shared.view.write().unwrap_or_else(PoisonError::into_inner) = View { searcher, position };
            Ok(())
        })
    }

    pub(super) fn view(&self) -> View {
        self.now().view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// tantivy may panic on bytes that are not what it wrote: that is damage, not the end of the
    /// program.
    pub(super) fn guarded<T>(&self, read: impl FnOnce() -> tantivy::Result<T>) -> Result<T> {
        let shared = self.now();
        caught(read).map_err(|failure| {
            if matches!(failure, Failure::Damage(_)) {
                shared.damaged.store(true, Ordering::Relaxed);
            }
            failure.into_error(&shared.dir)
        })
    }
}
