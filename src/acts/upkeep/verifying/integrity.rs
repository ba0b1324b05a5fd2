//! What no digest covers: counters, orphans, values written in another shape than this program writes
//! them, the numbers items are recognised by, and the guards of the database.

use super::findings::Verified;
use crate::domain::general::error::Result;
use crate::domain::records::item::Item;
use crate::domain::records::volume::Volume;
use crate::store::{ItemColumns, Snapshot, VolumeDates};

pub(super) async fn check(snapshot: &Snapshot, verified: &mut Verified) -> Result<()> {
    for odd in snapshot.odd_rows().await? {
        verified.row_odd(format!("{} {}", odd.table, odd.row));
    }
    Ok(())
}

/// The structure of the database; where tables or columns are gone nothing else can be read.
pub(super) async fn unreadable(snapshot: &Snapshot, verified: &mut Verified) -> Result<bool> {
    let seen = snapshot.schema_seen().await?;
    seen.unguarded.iter().for_each(|what| verified.guard_missing(what));
    seen.foreign.iter().for_each(|what| verified.schema_foreign(what));
    seen.gone.iter().for_each(|what| verified.schema_gone(what));
    Ok(!seen.gone.is_empty())
}

/// Values of another type than their column's: they are named, and nothing else can be read.
pub(super) async fn mistyped(snapshot: &Snapshot, verified: &mut Verified) -> Result<bool> {
    let odd = snapshot.mistyped_rows().await?;
    for odd in &odd {
        verified.row_odd(format!("{} {}", odd.table, odd.row));
    }
    Ok(!odd.is_empty())
}

/// Compares the columns of an item's row with what the program would have written for it.
pub(super) fn check_item(item: &Item, columns: &ItemColumns, filed_in: Option<i64>, verified: &mut Verified) {
    if *columns != ItemColumns::written_for(item, filed_in.unwrap_or(columns.filed_in)) {
        verified.row_odd(format!("item {}", item.id));
    }
}

/// The same of a volume's dates.
pub(super) fn check_volume(volume: &Volume, dates: &VolumeDates, verified: &mut Verified) {
    if *dates != VolumeDates::from(volume) {
        verified.row_odd(format!("volume {}", volume.id));
    }
}
