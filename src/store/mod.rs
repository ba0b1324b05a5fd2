//! SQL, the source of truth; the only user of `sqlx`.
//!
//! [`Store`] reads through a small fixed pool. It writes through one task (`pen.rs`): every write is
//! a deed that ends in an [`Event`](crate::domain::records::event::Event), deeds that wait together share one
//! commit, and the answer comes after `COMMIT` (SQLite: WAL, `synchronous=FULL`).

mod arrange;
mod basket;
mod batches;
mod catalog_items;
mod consultations;
mod desk;
mod editions;
mod events;
mod facts;
mod fonds;
mod indexes;
mod items;
mod jobs;
mod keeping;
mod lists;
mod mappings;
mod open;
mod pen;
mod places;
mod printers;
mod repairs;
mod report;
mod saved;
mod shelve;
pub mod sql;
mod still;
mod verify;
mod volumes;

pub use basket::InBasket;
pub use batches::{Batch, BatchRow};
pub use catalog_items::CatalogItem;
pub use consultations::{Consultation, ConsultationFilter, GivenCount};
pub use editions::Edition;
pub use events::ChainLink;
pub use facts::StoredFact;
pub use fonds::Fonds;
pub use indexes::{IndexOf, IndexRow};
pub use items::{ItemFilter, ItemRecord, more_kept};
pub use jobs::{Job, JobState};
pub use keeping::{ItemKept, OddRow, VolumeKept};
pub use lists::Coded;
pub use open::Backend;
pub use pen::Tx;
pub use printers::Printer;
pub use report::{DueCount, HoldingCount, VolumeCode};
pub use saved::SavedSearch;
pub use shelve::{Arriving, Shelved, code_parts};
pub use verify::{RowDigest, item_digest, volume_digest};
pub use volumes::VolumeFilter;

use std::path::PathBuf;

use sql::Pool;

/// The database, opened. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    pen: pen::Pen,
    backend: Backend,
    /// The database's file, when it is one.
    file: Option<PathBuf>,
}

impl Store {
    pub fn backend(&self) -> Backend {
        self.backend
    }

    pub fn file(&self) -> Option<&PathBuf> {
        self.file.as_ref()
    }
}
