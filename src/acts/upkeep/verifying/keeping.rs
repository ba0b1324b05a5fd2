//! What no digest covers: counters, orphans, values written in another shape than this program writes
//! them, the numbers items are recognised by, and the guards of the database.

use std::collections::HashMap;

use super::Verified;
use crate::domain::general::error::Result;
use crate::domain::records::item::Item;
use crate::domain::records::volume::Volume;
use crate::store::{ItemKept, Store, VolumeKept, more_kept};

pub(super) async fn check(
    still: &Store,
    volumes: &HashMap<i64, Volume>,
    verified: &mut Verified,
) -> Result<()> {
    for odd in still.odd_rows().await? {
        verified.row_odd(format!("{} {}", odd.table, odd.row));
    }
    for kept in still.volumes_kept().await? {
        if volumes.get(&kept.id).is_some_and(|volume| kept != as_written(volume)) {
            verified.row_odd(format!("volume {}", kept.id));
        }
    }
    for name in still.guards_missing().await? {
        verified.guard_missing(&name);
    }
    Ok(())
}

/// Values of another type than their column's: they are named, and nothing else can be read.
pub(super) async fn mistyped(still: &Store, verified: &mut Verified) -> Result<bool> {
    let odd = still.mistyped_rows().await?;
    for odd in &odd {
        verified.row_odd(format!("{} {}", odd.table, odd.row));
    }
    Ok(!odd.is_empty())
}

/// Compares what an item's row keeps with what the program would have written for it.
pub(super) fn check_item(item: &Item, kept: &ItemKept, filed_in: Option<i64>, verified: &mut Verified) {
    let d = &item.description;
    let written = ItemKept {
        id: item.id,
        likeness: d.likeness_number(&item.place),
        filed_in: filed_in.unwrap_or(kept.filed_in),
        date: d.date.map(|date| date.to_string()),
        date_end: d.date_end.map(|date| date.to_string()),
        eligible_on: item.eligible_on.map(|day| day.to_string()),
        more: more_kept(&d.more),
    };
    if *kept != written {
        verified.row_odd(format!("item {}", item.id));
    }
}

fn as_written(volume: &Volume) -> VolumeKept {
    VolumeKept {
        id: volume.id,
        first_date: volume.first_date.map(|date| date.to_string()),
        last_date: volume.last_date.map(|date| date.to_string()),
        closed_on: volume.closed_on.map(|day| day.to_string()),
        eligible_on: volume.eligible_on.map(|day| day.to_string()),
    }
}
