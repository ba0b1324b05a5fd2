//! The items of a volume, handed from deed to deed: deeds that share a transaction and enter into one volume, one
//! row each, read it once.
//!
//! Nobody else writes inside the transaction, and what is handed on goes with it. A deed that touches the volume or
//! one of its items and hands nothing on itself makes the next one read again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::tx::Tx;
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Item;

/// Items up to which builds for tests compare what was handed on with what stands in the database.
const COMPARED: usize = 100;

/// By volume, in page order.
#[derive(Clone, Default)]
pub(super) struct HandedOn(Arc<Mutex<HashMap<i64, Vec<Item>>>>);

impl HandedOn {
    fn take(&self, volume: i64) -> Option<Vec<Item>> {
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

impl Tx {
    /// The items of a volume in page order, as the deed before left them; read where none did.
    pub async fn items_handed_on(&self, volume: i64) -> Result<Vec<Item>> {
        match self.handed_on.take(volume) {
            Some(items) => {
                // looked at in tests, where it costs nothing beside the rest
                if cfg!(debug_assertions) && items.len() <= COMPARED {
                    assert_eq!(
                        items,
                        self.items_in(volume).await?,
                        "volume {volume} was handed on otherwise"
                    );
                }
                Ok(items)
            }
            None => self.items_in(volume).await,
        }
    }

    /// Hands the items of a volume, as they stand when this deed is done, to the next.
    pub fn hand_on(&mut self, volume: i64, items: Vec<Item>) {
        self.handing.insert(volume, items);
    }
}
