//! 办结: every volume is accepted or returned; what was accepted goes, all of it in one transaction.

use chrono::NaiveDate;

use super::super::disposing::people::{allow_over, fonds_number, signer};
use super::numbered::transfer_numbered;
use super::showing::{TransferView, transfer};
use super::stepping::looked_at;
use crate::archive::{Archive, allow};
use crate::domain::disposal::transferring::TransferStep;
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::store::Tx;

/// Ends a transfer: from here on what was accepted is a description that says where it is. `copies_until`: last day copies of
/// it are kept here.
///
/// # Errors
/// `Refused` for volumes without a receipt, and for accepted ones that a hold has caught or that changed meanwhile; nothing
/// goes then.
pub async fn finish(
    archive: &Archive,
    by: &By,
    number: &str,
    copies_until: Option<NaiveDate>,
) -> Result<TransferView> {
    allow(by, Deed::Dispose)?;
    let (as_whom, called) = (by.clone(), number.to_owned());
    let write = async move |tx: &mut Tx| {
        let row = transfer_numbered(tx, &as_whom, &called).await?;
        let fonds = fonds_number(tx, row.fonds_id).await?;
        allow_over(&as_whom, &[Deed::Dispose], &fonds)?;
        let who = signer(tx, &as_whom).await?;
        let now = tx.transfer_read(&row).await?;
        let step = TransferStep::Finish { copies_until };
        let seen = looked_at(tx, &row, &now, std::slice::from_ref(&step)).await?;
        let cleared = now.clearances(copies_until, &who, as_whom.today(), &seen)?;
        let mut codes = Vec::with_capacity(cleared.len());
        for clearance in &cleared {
            tx.go_to_receiver(row.id, clearance, &row.number).await?;
            codes.extend(now.line(clearance.line()).map(|line| line.code.clone()));
        }
        let after = now.apply(&step, &who, as_whom.today(), &seen)?;
        tx.insert_transfer_step(&row, &step, (&who, &as_whom.now.to_rfc3339()), &after).await?;
        let sum = now.sum();
        let about = format!("{} {} 卷 {}", row.number, codes.len(), row.receiver);
        let detail = serde_json::json!({
            "number": row.number, "receiver": row.receiver, "manifest": row.manifest, "volumes": codes,
            "returned": sum.returned, "copies_until": copies_until,
        });
        Ok(((), Event::new(EventKind::VolumesTransferred, about, detail)))
    };
    archive.store.write(by, write).await?;
    archive.written.notify_one();
    transfer(archive, by, number).await
}
