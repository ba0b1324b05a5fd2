//! SQL, the source of truth; the only user of `sqlx` and `rusqlite`.
//!
//! [`Store`] reads through a small fixed pool. It writes through one task (`writer.rs`): every write is
//! a deed that ends in an [`Event`](crate::domain::records::event::Event), deeds that wait together share one
//! commit, and the answer comes after `COMMIT` (SQLite: WAL, `synchronous=FULL`).
//!
//! Queries are methods of [`Queries`], written once for the pool, for a [`Snapshot`] and for a [`Tx`]; what
//! changes rows are methods of [`Tx`].
//!
//! # A new table
//!
//! 1. `migrations/`: a new file creates it.
//! 2. `tables.rs` describes it: its columns as a `record!`, a [`TableInfo`] in [`TABLES`] that says what the
//!    digest of a row covers, which other tables it points to and how `verify` looks at it. The letter of
//!    its rows in the log is a [`Kind`](crate::domain::records::event::RecordKind).
//! 3. A file of its own holds its queries and what changes it, by `select`, `Tx::insert` and `Tx::update`.
//!
//! Digests, `verify`, counters, checks of types and parents, and the tests of tampering follow from the
//! description. A column added later is covered as `added`, so that rows of before keep their digests.

use guidang_domain as domain;
use guidang_domain::{problems, say};

mod as_of;
mod basket;
mod batches;
mod before;
mod bringing;
mod catalog_items;
mod claims;
mod columns;
mod consultations;
mod copies;
mod dated;
mod digests;
mod disposal_steps;
mod disposals;
mod direct;
mod errors;
mod events;
mod facts;
mod filling;
mod fonds;
mod handed_on;
mod handovers;
mod held;
mod holdings_moved;
mod holds;
mod integrity;
mod items;
mod jobs;
mod kept_out;
mod lately;
mod lists;
mod mappings;
mod migrations;
mod name_indexes;
mod open;
mod people;
mod persons;
mod places;
mod printers;
mod queries;
mod renumber;
mod repairs;
mod report;
mod request_keys;
mod row_seen;
mod rows_before;
mod saved_searches;
mod schedules;
mod schema_seen;
mod shelve;
mod snapshot;
pub mod sql;
mod table;
mod tables;
mod taking_back;
mod targets;
mod transfers;
mod tx;
mod volumes;
mod within;
mod writer;

pub use as_of::{Rebuilt, RowKeyInLog};
pub use basket::InBasket;
pub use batches::BatchRow;
pub use bringing::BroughtVolume;
pub use catalog_items::CatalogItem;
pub use claims::{Claim, Claiming, LEASE};
pub use consultations::{ConsultationFilter, GivenCount};
pub use copies::{TableRows, newest_schema};
pub use dated::{DatedAlike, FactInVolume};
pub use digests::{FIRST_KEY, RowDigest, RowKey};
pub use filling::Filling;
pub use fonds::StepVolumes;
pub use handovers::{PapersCounted, WhichHandovers};
pub use held::{Caught, HeldMarks};
pub use holdings_moved::{AccountAsked, MovementLine, MovementsFound};
pub use holds::HoldFilter;
pub use integrity::OddRow;
pub use items::{FiledTitle, ItemColumns, ItemFilter, ItemRecord, item_digest};
pub use lately::{LastTouch, MonthCount};
pub use lists::{Beside, Coded, EventWord, EventsSought};
pub use name_indexes::{IndexOf, IndexRow};
pub use open::Store;
pub use queries::{Backend, Queries};
pub use report::{DueCount, HoldingCount, VolumeCode};
pub use schema_seen::SchemaSeen;
pub use shelve::{Arriving, Shelved, code_parts};
pub use snapshot::Snapshot;
pub use table::{TableInfo, VerifiedBy};
pub use tables::{
    Account, Appointment, Batch, ChainLink, Consultation, Departure, DisposalKeptOutRow, DisposalLineRow,
    DisposalRecordRow, DisposalRow, DisposalStepRow, Edition, Fonds, HandoverLineRow, HandoverRow, Hold,
    HoldRecord, Job, Printer, RequestKeyRow, SavedSearch, ScheduleChange, SecondFactor, Separation, Session,
    StoredFact, Succession, TABLES, Token, TransferLineRow, TransferRow, TransferStepRow, table_of,
};
pub use taking_back::BatchItem;
pub use tx::Tx;
pub use volumes::{VolumeDates, VolumeInShort, volume_digest};
pub use writer::DeedEnd;
