//! 分卷: the records of an open volume from one on become the next volume of its place.

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::volume::Volume;
use crate::problems;
use crate::procedures::records;

/// Both parts as they stand then.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SplitVolume {
    /// What stayed.
    pub volume: Volume,
    /// What moved, with the next number of the place.
    pub next: Volume,
}

/// Splits an open volume in front of this record. The part behind gets the next free number of the place: codes
/// of other volumes never change. Pages of both run from 1.
///
/// # Errors
/// `volume_closed`; `not_in_volume`; `nothing_before` where the record is the first.
pub async fn split(archive: &Archive, by: &By, volume_id: i64, item_id: i64) -> Result<SplitVolume> {
    allow(by, Deed::File)?;
    let schemes = archive.schemes();
    let deed = archive.store.write(by, async move |tx| {
        let volume = records::open_volume(tx, volume_id).await?;
        let mut stays = tx.items_in(volume_id).await?;
        let at = stays.iter().position(|item| item.id == item_id);
        let at = at.ok_or_else(|| Error::from(split_at_stranger(&volume.code)))?;
        if at == 0 {
            return Err(Error::from(nothing_before(&volume.code)));
        }
        let goes = stays.split_off(at);
        let (from_page, ids) = (goes[0].page_from, goes.iter().map(|item| item.id).collect::<Vec<_>>());
        let next = tx.begin_volume(&schemes, &volume.place, Some(&volume.step_text), "").await?;
        for item in &goes {
            tx.take_out(item.clone()).await?;
        }
        let next = tx.renumber(&schemes, &next, goes).await?;
        let volume = tx.renumber(&schemes, &volume, stays).await?;
        let detail = serde_json::json!({
            "volume": volume.id, "next": next.id, "code": next.code, "number": next.number, "page": from_page,
            "split_off": ids.len(), "moved": ids,
        });
        let about = volume.code.clone();
        Ok((SplitVolume { volume, next }, Event::new(EventKind::VolumeSplit, about, detail)))
    });
    let outcome = deed.await;
    archive.written.notify_one();
    outcome
}

problems! {
    refuse split_at_stranger as not_in_volume(code):
        "这一件不在案卷 {code} 里。" / "The record does not stand in volume {code}."
        => "刷新案卷，选卷内的一件作新卷的第一件。" / "Reload the volume and choose one of its records.";
    refuse nothing_before(code):
        "这是案卷 {code} 的第一件，前面没有留下的件。" / "It is the first record of volume {code}; nothing would stay."
        => "选第二件以后的一件作新卷的第一件。" / "Choose a later record as the first of the new volume.";
}
