//! 检索: the word index. Derived from the event log and disposable: the database is the truth, hits are
//! read again before they are shown, and an index that is missing, damaged or of another form is made
//! anew, empty, for the caller to fill.
//!
//! Every answer is exact: a record or volume is a hit if and only if each word, folded, is a fragment of one of
//! its folded texts, or fits one of its keys (`keys.rs`). The only user of `tantivy`.

use guidang_domain as domain;
use guidang_domain::{problems, say};

mod beginnings;
mod entry;
mod facets;
mod failure;
mod files;
mod find;
pub mod fold;
mod highlight;
mod index;
mod keys;
mod names;
mod near;
mod open;
mod position;
mod prefix_query;
mod schema;
mod simplified;
#[cfg(test)]
mod tests;
mod understand;
mod unlocked;
mod variants;
mod volume_words;
mod writer;

pub use entry::{FoundIn, IndexEntry, IndexedId, VolumeEntry};
pub use facets::{FacetCount, Facets};
pub use find::{HitOrder, Hits, Query};
pub use highlight::{Fragment, Reason, highlight, highlight_name, reasons};
pub use index::{Index, IndexedRecord};
pub use names::{index_key, sorted_by, spelled};
pub use near::NearName;
pub use open::{IndexState, OpenedIndex};
pub use position::IndexPosition;
pub use simplified::simplified;
pub use understand::{Chip, ClassWord, TermKind, understand, understand_among};
pub use volume_words::VolumeWords;
pub use writer::{WriteMode, Writer};
