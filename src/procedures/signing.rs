//! 署名: who states something in his own name, and whether his posts reach the fonds it is about.

use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::signer::Signer;
use crate::say;
use crate::store::{Account, Queries};

/// The account that acts.
///
/// # Errors
/// `NotAllowed` for somebody without one.
pub async fn own_account(from: &Queries, by: &By) -> Result<Account> {
    let login = &by.actor.login;
    from.account_named(login).await?.ok_or_else(|| {
        Error::NotAllowed(say!(
            "「{login}」没有账号，不能签署。",
            "\"{login}\" has no account and signs nothing here."
        ))
    })
}

/// Who signs: the account that acts.
///
/// # Errors
/// As [`own_account`].
pub async fn signer(from: &Queries, by: &By) -> Result<Signer> {
    let account = own_account(from, by).await?;
    Ok(Signer { account: account.id, name: account.name })
}

/// The number of a fonds; empty where there is none.
pub async fn fonds_number(from: &Queries, id: i64) -> Result<String> {
    let fonds = from.fonds().await?.into_iter().find(|fonds| fonds.id == id);
    Ok(fonds.map(|fonds| fonds.number).unwrap_or_default())
}

/// Refuses somebody none of whose posts allows one of the deeds over this fonds.
pub fn allow_over(by: &By, deeds: &[Deed], fonds: &str) -> Result<()> {
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
