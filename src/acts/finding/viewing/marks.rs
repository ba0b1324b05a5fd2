//! What stands beside a record: holds on it, and how its volume went.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::Archive;
use crate::domain::disposal::hold::HeldMark;
use crate::domain::general::error::Result;
use crate::domain::records::item::Item;
use crate::domain::records::volume::DepartureKind;

/// 已销毁、已移交: how a volume went; its description stays (DA/T 18-2022).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Gone {
    pub how: DepartureKind,
    pub on: NaiveDate,
    /// Number of the batch, or the document.
    pub basis: String,
    pub executed_by: String,
    /// Where it is now; empty of what was destroyed.
    pub whereabouts: String,
    /// Last day copies of it are kept, ISO; empty: none was said.
    pub copies_until: String,
}

/// How the volume went; `None`: it is here, or there is none.
pub(super) async fn gone(archive: &Archive, volume: Option<i64>) -> Result<Option<Gone>> {
    let Some(volume) = volume else { return Ok(None) };
    let departure = archive.store.departures_of(&[volume]).await?.remove(&volume);
    Ok(departure.map(|one| Gone {
        how: one.how,
        on: one.on_day,
        basis: one.basis,
        executed_by: one.executed_name,
        whereabouts: one.whereabouts,
        copies_until: one.copies_until,
    }))
}

/// Holds on a record, and on its volume for another record in it.
pub(super) async fn holds_on(archive: &Archive, item: &Item) -> Result<Vec<HeldMark>> {
    let mut holds = archive.store.holds_on_items(&[item.id]).await?.remove(&item.id).unwrap_or_default();
    if let Some(volume) = item.volume_id {
        let beside = archive.store.holds_on_volumes(&[volume]).await?.remove(&volume).unwrap_or_default();
        let known: Vec<i64> = holds.iter().map(|mark| mark.hold_id).collect();
        holds.extend(beside.into_iter().filter(|mark| !known.contains(&mark.hold_id)));
    }
    Ok(holds)
}
