//! The items of a volume, handed from deed to deed: deeds that share a transaction and enter into one volume, one
//! row each, read it once.
//!
//! Nobody else writes inside the transaction, and what is handed on goes with it. A deed that touches the volume or
//! one of its items and hands nothing on itself makes the next one read again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Item;

/// By volume, in page order.
#[derive(Clone, Default)]
pub(super) struct HandedOn(Arc<Mutex<HashMap<i64, Vec<Item>>>>);

impl HandedOn {
    pub(super) fn take(&self, volume: i64) -> Option<Vec<Item>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&volume)
    }

    /// A deed was done that touched these rows and hands these volumes on.
    pub(super) fn after(&self, touched: &[(RecordKind, i64)], handing: HashMap<i64, Vec<Item>>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|volume, items| {
            !touched.iter().any(|(kind, id)| match kind {
                RecordKind::Volume => id == volume,
                RecordKind::Item => items.iter().any(|item| item.id == *id),
                _ => false,
            })
        });
        all.extend(handing);
    }
}
