//! 沿革: agencies merge and split; which fonds went before which.

use chrono::NaiveDate;

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::problems;
use crate::procedures::lineage;
use crate::store::Succession;

/// A fonds and one that went before it, as a person gives them.
#[derive(Clone, Debug)]
pub struct SuccessionGiven {
    /// Number of the later fonds.
    pub fonds: String,
    pub earlier: String,
    /// The day the later took over.
    pub on: NaiveDate,
    /// What was taken over, by what document.
    pub note: String,
}

/// Records that one fonds went before another. Both stay as they are; searches of the later reach the earlier, its
/// catalogs name it.
///
/// # Errors
/// `Refused` for a fonds that would come before itself, and for what is recorded already.
pub async fn record_succession(archive: &Archive, by: &By, given: SuccessionGiven) -> Result<()> {
    allow(by, Deed::Found)?;
    let later = archive.fonds_numbered(Some(&given.fonds)).await?;
    let earlier = archive.fonds_numbered(Some(&given.earlier)).await?;
    let (number, before) = (given.fonds.clone(), given.earlier.clone());
    let of_earlier = lineage::earlier(&archive.store, &earlier).await?;
    if later.id == earlier.id || of_earlier.iter().any(|one| one.fonds.id == later.id) {
        return Err(Error::from(before_itself(&number, &before)));
    }
    let known = archive.store.successions().await?;
    if known.iter().any(|one| (one.fonds_id, one.earlier_id) == (later.id, earlier.id)) {
        return Err(Error::from(recorded_already(&number, &before)));
    }
    let note = given.note.trim().to_owned();
    let succession = Succession {
        id: 0,
        fonds_id: later.id,
        earlier_id: earlier.id,
        on_day: given.on,
        note: note.clone(),
    };
    archive
        .store
        .write(by, async move |tx| {
            tx.insert_succession(&succession).await?;
            let detail = serde_json::json!({
                "fonds": number, "earlier": before, "on": succession.on_day, "note": note,
            });
            Ok(((), Event::new(EventKind::FondsSucceeded, format!("{number} ← {before}"), detail)))
        })
        .await
}

problems! {
    refuse before_itself(fonds, earlier):
        "全宗 {earlier} 不能是全宗 {fonds} 的前身：它就是它自己，或者晚于它。"
            / "Fonds {earlier} cannot come before {fonds}: it is the same, or comes after it."
        => "核对全宗号。" / "Check the numbers.";
    refuse recorded_already(fonds, earlier):
        "全宗 {earlier} 是 {fonds} 的前身，已经登记过。" / "That {earlier} went before {fonds} is recorded already."
        => "看看登记了什么：guidang fonds list。" / "See what is recorded: guidang fonds list.";
}
