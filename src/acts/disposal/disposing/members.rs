//! Whom a batch's group can be made of, and as whom somebody votes.

use super::people::{batch_numbered, fonds_number, signer};
use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::people;

/// Somebody who may sit in the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligible {
    pub login: String,
    pub name: String,
}

/// Everybody whose post lets him vote over the batch's fonds.
///
/// # Errors
/// `NotFound` where there is no batch of this number.
pub async fn may_vote(archive: &Archive, by: &By, number: &str) -> Result<Vec<Eligible>> {
    allow(by, Deed::Dispose)?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let fonds = fonds_number(&archive.store, row.fonds_id).await?;
    let (whole, day) = (archive.whole(), by.today().to_string());
    let mut eligible = Vec::new();
    for account in whole.store.accounts().await?.into_iter().filter(|account| people::works(account, &day)) {
        let actor = people::actor(&whole.store, &account, by.today()).await?;
        if actor.rights.may_over(Deed::Appraise, &fonds) {
            eligible.push(Eligible { login: account.login, name: account.name });
        }
    }
    Ok(eligible)
}

/// The account that votes where this person does; `None` for somebody without one.
pub async fn own_account(archive: &Archive, by: &By) -> Result<Option<i64>> {
    match signer(&archive.store, by).await {
        Ok(own) => Ok(Some(own.account)),
        Err(Error::NotAllowed(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
