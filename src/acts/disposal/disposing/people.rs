//! Who acts in a batch: the account and the name it bears, and whether its posts reach the batch's fonds.

use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
pub(in crate::acts::disposal) use crate::procedures::signing::{allow_over, fonds_number, signer};
use crate::say;
use crate::store::{DisposalRow, Queries};

/// The batch of this number, if its fonds is one the person may see.
///
/// # Errors
/// `NotFound` where there is none, and where it is of a fonds the person has nothing to do with.
pub(super) async fn batch_numbered(from: &Queries, by: &By, number: &str) -> Result<DisposalRow> {
    let number = number.trim();
    let no_batch =
        || Error::not_found(say!("没有鉴定批次 {number}。", "There is no disposal batch {number}."));
    let row = from.disposal_numbered(number).await?.ok_or_else(no_batch)?;
    let fonds = fonds_number(from, row.fonds_id).await?;
    if by.actor.rights.may_over(Deed::Read, &fonds) { Ok(row) } else { Err(no_batch()) }
}
