//! 监销: a supervisor proves on the spot who he is, whoever is signed in at the screen.

use super::people::{allow_over, batch_numbered, fonds_number};
use super::showing::{DisposalView, disposal};
use super::stepping::stepped;
use crate::archive::{Archive, allow_one_of};
use crate::domain::disposal::disposing::DisposalStep;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::throttle::Limit;
use crate::{people, problems, secrets};

/// Failures one supervisor may have from one address.
const TRIES: Limit = Limit { failures: 5, minutes: 15 };

/// A supervisor signs in anew, by login and password: the step is his, not that of whoever is at the screen.
///
/// # Errors
/// `Refused` for a wrong password, one that another person gave, an account without the post, and whoever proposed, approved
/// or supervises already.
pub async fn supervise(
    archive: &Archive,
    by: &By,
    number: &str,
    (login, password): (&str, &str),
) -> Result<DisposalView> {
    allow_one_of(by, &[Deed::Dispose, Deed::Supervise])?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let fonds = fonds_number(&archive.store, row.fonds_id).await?;
    allow_over(by, &[Deed::Dispose, Deed::Supervise], &fonds)?;
    let (login, whole) = (login.trim(), archive.whole());
    let key = format!("{login}\n{}", by.from.as_deref().unwrap_or_default());
    if let Some(wait) = archive.throttle.wait(&key, TRIES, by.now) {
        return Err(Error::from(supervisor_waits(&(wait.num_minutes() + 1))));
    }
    archive.throttle.failed(&key, TRIES, by.now);
    let account = whole.store.account_named(login).await?;
    let secret = account.as_ref().map_or("", |account| account.secret.as_str());
    let is_right = secrets::is_kept(password, secret).await?;
    let day = by.today().to_string();
    let Some(account) = account.filter(|account| is_right && people::works(account, &day)) else {
        return Err(Error::from(supervisor_unknown()));
    };
    archive.throttle.succeeded(&key);
    if account.must_change {
        return Err(Error::from(supervisor_with_given_password(&account.name)));
    }
    let actor = people::actor(&whole.store, &account, by.today()).await?;
    if !actor.rights.may_over(Deed::Supervise, &fonds) {
        return Err(Error::from(supervisor_without_post(&account.name)));
    }
    let supervisor = By { actor, by_token: false, ..by.clone() };
    stepped(archive, &supervisor, number, DisposalStep::Supervise).await?;
    disposal(archive, by, number).await
}

problems! {
    refuse supervisor_waits(minutes):
        "试得太多次了，请 {minutes} 分钟后再试。" / "Too many tries: wait {minutes} minutes."
        => "核对口令。" / "Check the password.";
    refuse supervisor_unknown():
        "登录名或口令不对，或账号已停用。" / "Login or password is wrong, or the account has ended."
        => "由监销人本人重新输入。" / "The supervisor types both again.";
    refuse supervisor_with_given_password(name):
        "{name}还在用别人给的初始口令，不能证明是本人。" / "{name} still has the password another person gave; that proves nobody."
        => "本人先登录改口令。" / "Sign in and change it first.";
    refuse supervisor_without_post(name):
        "{name}没有监销人的岗位。" / "{name} does not hold the post of a supervisor."
        => "先授予岗位，或另请一人。" / "Give the post first, or ask another person.";
}
