//! The items of a volume, handed from deed to deed: deeds that enter into one volume, one row each, read it once.
//!
//! What is handed on holds as long as the log ends where the deed that handed it on left it: whatever is written, by
//! this program or by another over the same database, ends in an event. A deed that touches the volume or one of its
//! items and hands nothing on itself makes the next one read again, and so does a transaction that was not kept.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Item;

/// Items kept in all; the volumes entered into least lately go first.
const MOST: usize = 10_000;

/// Kept from transaction to transaction.
#[derive(Clone, Default)]
pub(super) struct HandedOn(Arc<Mutex<VolumesKept>>);

#[derive(Default)]
struct VolumesKept {
    /// Digest of the log's last event.
    end: String,
    /// By volume, in page order; the latest last.
    volumes: Vec<(i64, Vec<Item>)>,
}

impl HandedOn {
    /// A deed begins where the log ends with this event.
    pub(super) fn begin(&self, end: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.end != end {
            kept.volumes.clear();
            end.clone_into(&mut kept.end);
        }
    }

    pub(super) fn take(&self, volume: i64) -> Option<Vec<Item>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.volumes.iter().position(|(id, _)| *id == volume)?;
        Some(kept.volumes.remove(at).1)
    }

    /// A deed was done that touched these rows, hands these volumes on, and left the log ending with this event.
    pub(super) fn after(&self, touched: &[(RecordKind, i64)], handing: HashMap<i64, Vec<Item>>, end: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.volumes.is_empty() {
            let touched: HashSet<(RecordKind, i64)> = touched.iter().copied().collect();
            kept.volumes.retain(|(volume, items)| {
                !handing.contains_key(volume)
                    && !touched.contains(&(RecordKind::Volume, *volume))
                    && !items.iter().any(|item| touched.contains(&(RecordKind::Item, item.id)))
            });
        }
        kept.volumes.extend(handing);
        end.clone_into(&mut kept.end);
        let mut held: usize = kept.volumes.iter().map(|(_, items)| items.len()).sum();
        while held > MOST && kept.volumes.len() > 1 {
            held -= kept.volumes.remove(0).1.len();
        }
    }
}
