//! What the log tells of backups, kept as far as it was looked through.

use std::sync::PoisonError;

use super::Archive;
use crate::domain::general::error::Result;
use crate::domain::records::event::{EventKind, Logged};

/// What [`Archive::latest_backups`] knows, through which event.
#[derive(Clone, Debug, Default)]
pub(super) struct BackupsSeen {
    through: i64,
    made: Option<Logged>,
    drilled: Option<Logged>,
}

impl Archive {
    /// The events that tell of the latest backup and of the latest one restored in a drill. What was looked through once
    /// is not looked through again.
    pub async fn latest_backups(&self) -> Result<(Option<Logged>, Option<Logged>)> {
        // of a part only some events are seen
        let archive = self.whole();
        let seen = archive.backups.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let last = archive.store.last_event().await?;
        let kinds = [EventKind::BackupMade, EventKind::BackupDrilled];
        let [made, drilled] = match seen.through < last {
            true => archive.store.latest_of_kinds(kinds, seen.through).await?,
            false => [None, None],
        };
        let seen = BackupsSeen {
            through: last.max(seen.through),
            made: made.or(seen.made),
            drilled: drilled.or(seen.drilled),
        };
        *archive.backups.lock().unwrap_or_else(PoisonError::into_inner) = seen.clone();
        Ok((seen.made, seen.drilled))
    }
}
