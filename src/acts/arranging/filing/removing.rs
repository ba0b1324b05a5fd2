//! 撤卷: an open volume that holds nothing goes away, when its number is the last of its place.

use super::finish;
use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::volume::Volume;
use crate::problems;
use crate::procedures::records;

/// Removes an open, empty volume; the log keeps what it was. Only the last number of a place may go,
/// because numbers run without gaps.
///
/// # Errors
/// `Refused` when it is closed, holds something, or is not the last; `NotFound`.
pub async fn remove_volume(archive: &Archive, by: &By, volume_id: i64) -> Result<Volume> {
    allow(by, Deed::File)?;
    let deed = archive.store.write(by, async move |tx| {
        let volume = records::open_volume(tx, volume_id).await?;
        if !tx.items_in(volume_id).await?.is_empty() {
            return Err(Error::from(volume_not_empty(&volume.code)));
        }
        let place_id = tx.place_id(&volume.place).await?;
        let last = tx.last_number(place_id).await?;
        if last != volume.number {
            return Err(Error::from(volume_not_last(&volume.code, &volume.number, &last)));
        }
        tx.remove_volume(volume_id).await?;
        let detail = serde_json::json!({
            "volume": volume_id, "number": volume.number, "title": volume.title, "place": volume.place,
        });
        let about = volume.code.clone();
        Ok((volume, Event::new(EventKind::VolumeRemoved, about, detail)))
    });
    finish(archive, deed.await)
}

problems! {
    refuse volume_not_empty(code):
        "案卷 {code} 里还有文件，不能撤。" / "Volume {code} still holds records and cannot be removed."
        => "先把卷内文件取出或改归，再删除空卷。"
            / "Take its records out or refile them first, then remove the empty volume.";
    refuse volume_not_last(code, number, last):
        "案卷 {code} 是第 {number} 卷，后面还有到第 {last} 卷；撤掉会断号。"
            / "Volume {code} is number {number} and others follow up to {last}; removing it would leave a gap."
        => "把别的文件放进这一卷，或者从最后一卷撤起。"
            / "Put other records into this volume, or remove from the last one backwards.";
}
