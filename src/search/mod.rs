//! 检索: the word index. Derived from the event log and disposable: the database is the truth, hits are
//! read again before they are shown, and an index that is missing, damaged or of another form is made
//! anew, empty, for the caller to fill.
//!
//! Every answer is exact: a record is a hit if and only if each word, folded, is a fragment of one of
//! its folded texts, or fits one of its keys (`keys.rs`). The only user of `tantivy`.

mod beginning;
mod entry;
mod facets;
mod find;
pub mod fold;
mod keys;
mod names;
mod open;
mod pen;
mod schema;
mod show;
#[cfg(test)]
mod tests;
mod trouble;
mod understand;

pub use entry::{Entry, Where};
pub use facets::{Count, Facets, Filters};
pub use find::{Hits, Order, Query};
pub use names::{sorted_by, spelled};
pub use open::{Opened, State};
pub use pen::{Pen, Work};
pub use show::{Piece, Reason, highlight, highlight_name, reasons};
pub use understand::{Chip, ClassWord, Kind, understand, understand_among};

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use tantivy::{IndexReader, Searcher};

use crate::domain::general::error::Result;

use facets::Cells;
use find::Census;
use schema::{FINGERPRINT, ID, Shape};

/// The last event the index has taken in; it is kept inside the index, in the payload of its commit,
/// never in the database (`reliability.md` §0 item 3). Event 0: nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reflects {
    pub event: i64,
    /// Digest of that event in the chain: an index that belongs to another database, or to a later
    /// copy of this one than was restored, is told by it. Empty for event 0.
    pub digest: String,
}

/// The word index of one archive. Clones share everything.
#[derive(Clone)]
pub struct Index(Arc<Inner>);

struct Inner {
    dir: PathBuf,
    index: tantivy::Index,
    reader: IndexReader,
    shape: Shape,
    cells: Arc<Mutex<Cells>>,
    /// What searches see now.
    view: RwLock<View>,
    /// Set when reading failed inside the index.
    damaged: AtomicBool,
}

#[derive(Clone)]
struct View {
    searcher: Searcher,
    reflects: Reflects,
}

/// A record as the index holds it, for comparing with the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holding {
    pub id: i64,
    /// As [`Entry::fingerprint`].
    pub fingerprint: u64,
}

impl Index {
    /// The event that answers given now reflect.
    pub fn reflects(&self) -> Reflects {
        self.view().reflects
    }

    /// Whether reading the index has failed since it was opened: it wants to be filled anew
    /// ([`Pen::clear`]).
    pub fn is_damaged(&self) -> bool {
        self.0.damaged.load(Ordering::Relaxed)
    }

    /// One page of what fits the query, with the exact total and facets. Uses the processor for as long
    /// as it takes (milliseconds); callers on async threads hand it to a blocking one.
    ///
    /// An error means the index is damaged ([`Index::is_damaged`]); the records are not.
    pub fn find(&self, query: &Query) -> Result<Hits> {
        let view = self.view();
        let census = Census {
            cells: self.0.cells.clone(),
            filters: query.filters.clone(),
            order: query.order,
            keep: if query.size == 0 { 0 } else { query.skip.saturating_add(query.size) },
        };
        let wanted = self.0.shape.query(&query.chips);
        let found = self.guarded(|| view.searcher.search(wanted.as_ref(), &census))?;
        let (total, facets) = self.0.cells.lock().unwrap_or_else(PoisonError::into_inner).sum(&found.counted);
        let page = found.first.into_iter().skip(query.skip).take(query.size);
        Ok(Hits { total, facets, ids: page.map(|(_, _, id)| id).collect(), reflects: view.reflects })
    }

    /// How many records the index holds.
    pub fn count(&self) -> u64 {
        self.view().searcher.num_docs()
    }

    /// All records the index holds, by id. An id found twice is a fault of the index.
    pub fn holdings(&self) -> Result<Vec<Holding>> {
        let searcher = self.view().searcher;
        let mut holdings = self.guarded(|| {
            let mut holdings = Vec::with_capacity(searcher.num_docs() as usize);
            for segment in searcher.segment_readers() {
                let ids = segment.fast_fields().i64(ID)?.values;
                let fingerprints = segment.fast_fields().u64(FINGERPRINT)?.values;
                let at = |doc| Holding { id: ids.get_val(doc), fingerprint: fingerprints.get_val(doc) };
                holdings.extend(segment.doc_ids_alive().map(at));
            }
            Ok(holdings)
        })?;
        holdings.sort_unstable();
        Ok(holdings)
    }

    /// Reads every file of the index and compares its checksum; the names of those that differ. Costs
    /// as much as reading the directory once.
    pub fn faults(&self) -> Result<Vec<String>> {
        let differing = self.guarded(|| self.0.index.validate_checksum())?;
        if !differing.is_empty() {
            self.0.damaged.store(true, Ordering::Relaxed);
        }
        let mut names: Vec<String> = differing.iter().map(|path| path.display().to_string()).collect();
        names.sort();
        Ok(names)
    }

    /// Makes searches see the last commit. A [`Pen`] of this process does so by itself; needed only
    /// when another process wrote.
    pub fn refresh(&self) -> Result<()> {
        self.guarded(|| {
            // Read before the segments: should a commit come between, the view says less than it has.
            let reflects =
                open::reflects_of(&self.0.index.load_metas()?).map_err(tantivy::TantivyError::SystemError)?;
            self.0.reader.reload()?;
            let searcher = self.0.reader.searcher();
            self.0.cells.lock().unwrap_or_else(PoisonError::into_inner).keep(searcher.segment_readers());
            *self.0.view.write().unwrap_or_else(PoisonError::into_inner) = View { searcher, reflects };
            Ok(())
        })
    }

    /// Where the index lies.
    pub fn dir(&self) -> &Path {
        &self.0.dir
    }

    fn view(&self) -> View {
        self.0.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// tantivy may panic on bytes that are not what it wrote: that is damage, not the end of the
    /// program.
    fn guarded<T>(&self, read: impl FnOnce() -> tantivy::Result<T>) -> Result<T> {
        trouble::caught(read).map_err(|trouble| {
            if matches!(trouble, trouble::Trouble::Damage(_)) {
                self.0.damaged.store(true, Ordering::Relaxed);
            }
            trouble.into_error(&self.0.dir)
        })
    }
}
