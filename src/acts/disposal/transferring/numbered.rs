//! A transfer by its number.

use super::super::disposing::people::fonds_number;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::say;
use crate::store::{Queries, TransferRow};

/// The transfer of this number, if its fonds is one the person may see.
///
/// # Errors
/// `NotFound` where there is none, and where it is of a fonds the person has nothing to do with.
pub(super) async fn transfer_numbered(from: &Queries, by: &By, number: &str) -> Result<TransferRow> {
    let number = number.trim();
    let none = || Error::not_found(say!("没有移交批次 {number}。", "There is no transfer {number}."));
    let row = from.transfer_numbered(number).await?.ok_or_else(none)?;
    let fonds = fonds_number(from, row.fonds_id).await?;
    if by.actor.rights.may_over(Deed::Read, &fonds) { Ok(row) } else { Err(none()) }
}
