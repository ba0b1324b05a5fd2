//! Places where backups are kept: what was backed up lies in `objects/`, each thing once and named by its SHA-256, and every
//! backup is one list in `backups/`, named by its own. It is written so that half a backup is none:
//!
//! 1. Objects are written beside their place, synced, then renamed; one that is there is not written again.
//! 2. The list comes last, in the same way. What it names is on the disk by then.
//! 3. What nobody names any more is taken away in the opposite order: lists first, objects after.
//!
//! `sha256sum` of any file gives the digest in its name, so a place can be checked without this program
//! (docs/backup.md).

use guidang_domain as domain;
use guidang_domain::{problems, say};

mod check;
mod manifest;
mod objects;
mod place;
mod trouble;

pub use check::DamagedPart;
pub use manifest::{BackedUpFile, BackupDatabase, BackupManifest, BackupReason, DumpedTable};
pub use objects::StoredPart;
pub use place::{BackupPlace, ListedBackup, Pruned};
