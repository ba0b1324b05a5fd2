//! Who acts in a batch: the account and the name it bears, and whether its posts reach the batch's fonds.

use crate::domain::disposal::disposing::Signer;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
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

pub(in crate::acts::disposal) async fn fonds_number(from: &Queries, id: i64) -> Result<String> {
    let fonds = from.fonds().await?.into_iter().find(|fonds| fonds.id == id);
    Ok(fonds.map(|fonds| fonds.number).unwrap_or_default())
}

/// Who signs: the account that acts.
pub(in crate::acts::disposal) async fn signer(from: &Queries, by: &By) -> Result<Signer> {
    let login = &by.actor.login;
    match from.account_named(login).await? {
        Some(account) => Ok(Signer { account: account.id, name: account.name }),
        None => Err(Error::NotAllowed(say!(
            "「{login}」没有账号，不能签署处置。",
            "\"{login}\" has no account and signs nothing here."
        ))),
    }
}

/// Refuses somebody none of whose posts allows one of the deeds over this fonds.
pub(in crate::acts::disposal) fn allow_over(by: &By, deeds: &[Deed], fonds: &str) -> Result<()> {
    if deeds.iter().any(|deed| by.actor.rights.may_over(*deed, fonds)) {
        return Ok(());
    }
    let (name, words) = (&by.actor.name, deeds.first().map(|deed| deed.word()).unwrap_or_default());
    let (zh, en) = (words.zh, words.en);
    Err(Error::NotAllowed(say!(
        "「{name}」的岗位在全宗 {fonds} 没有这项权限：{zh}。",
        "The posts of \"{name}\" do not allow this in fonds {fonds}: {en}."
    )))
}
