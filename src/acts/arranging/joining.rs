//! 并卷: the last volume of a place goes back into another of it, as before a split.

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::volume::Volume;
use crate::problems;
use crate::procedures::records;

/// Puts everything of the open volume `last` behind the records of another open one of its place, and takes the
/// empty volume away; the log keeps what it was.
///
/// # Errors
/// `volume_closed`; `other_place`; `volume_not_last`, because numbers run without gaps.
pub async fn join(archive: &Archive, by: &By, volume_id: i64, last: i64) -> Result<Volume> {
    allow(by, Deed::File)?;
    let schemes = archive.schemes();
    let deed = archive.store.write(by, async move |tx| {
        let volume = records::open_volume(tx, volume_id).await?;
        let goes = records::open_volume(tx, last).await?;
        if volume.id == goes.id || volume.place != goes.place {
            return Err(Error::from(joined_with_stranger(&volume.code, &goes.code)));
        }
        let place_id = tx.place_id(&goes.place).await?;
        let highest = tx.last_number(place_id).await?;
        if goes.number != highest {
            return Err(Error::from(joined_not_last(&goes.code, &highest)));
        }
        let mut order = tx.items_in(volume_id).await?;
        let back = tx.items_in(last).await?;
        let ids: Vec<i64> = back.iter().map(|item| item.id).collect();
        for item in &back {
            tx.take_out(item.clone()).await?;
        }
        order.extend(back);
        let volume = tx.renumber(&schemes, &volume, order).await?;
        tx.remove_volume(last).await?;
        let detail = serde_json::json!({
            "volume": volume.id, "removed": last, "code": goes.code, "title": goes.title, "number": goes.number,
            "joined": ids.len(), "moved": ids,
        });
        let about = volume.code.clone();
        Ok((volume, Event::new(EventKind::VolumesJoined, about, detail)))
    });
    let outcome = deed.await;
    archive.written.notify_one();
    outcome
}

problems! {
    refuse joined_with_stranger as other_place(code, other):
        "案卷 {code} 和 {other} 不是同一年度、类别、环节和期限的两卷，不能合并。"
            / "Volumes {code} and {other} are not two of one year, class, step and period."
        => "只能并同一处的两卷。" / "Only volumes of one place can be joined.";
    refuse joined_not_last as volume_not_last(code, last):
        "案卷 {code} 后面还有到第 {last} 卷；并走会断号。"
            / "Others follow volume {code} up to {last}; joining it would leave a gap."
        => "从最后一卷并起。" / "Join from the last one backwards.";
}
