//! 口令核实: that somebody is who a login says, by the password, at the sign-in page and wherever a person proves again that it is
//! he. Failures are counted by person, by address and by both, everywhere together.

use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::event::{Event, EventKind};
use crate::store::Account;
use crate::throttle::Limit;
use crate::{people, problems, secrets};

/// Failures one person may have from one address, an address with any names, a name from everywhere.
const OF_BOTH: Limit = Limit { failures: 5, minutes: 15 };
const OF_ADDRESS: Limit = Limit { failures: 30, minutes: 15 };
const OF_LOGIN: Limit = Limit { failures: 60, minutes: 15 };

/// The working account of this login, whose password this is. Unknown names, ended accounts and wrong passwords are one
/// answer and take the same time. `by` says from where it is asked; many failures are one event.
///
/// # Errors
/// `Refused` with `sign_in_refused`, or `too_many_tries` with how long to wait.
pub async fn account_proved(archive: &Archive, by: &By, login: &str, password: &str) -> Result<Account> {
    let archive = archive.whole();
    let (login, address) = (login.trim(), by.from.clone().unwrap_or_default());
    // no account has such a name, whatever stands there is not kept in memory
    if !people::is_login(login) {
        return Err(Error::from(sign_in_refused()));
    }
    let keys =
        [(format!("{login}\n{address}"), OF_BOTH), (address, OF_ADDRESS), (format!("{login}\n"), OF_LOGIN)];
    let waits = keys.iter().filter_map(|(key, limit)| archive.throttle.wait(key, *limit, by.now));
    if let Some(wait) = waits.max() {
        return Err(Error::from(too_many_tries(&(wait.num_minutes() + 1))));
    }
    // noted before it is known, so that many at once are no more than one after another
    let reached = keys.iter().map(|(key, limit)| archive.throttle.failed(key, *limit, by.now));
    let reached: Vec<bool> = reached.collect();
    let account = archive.store.account_named(login).await?;
    let kept = account.as_ref().map_or("", |account| account.secret.as_str());
    let right = secrets::is_kept(password, kept).await?;
    let day = by.today().to_string();
    match account.filter(|account| right && people::works(account, &day)) {
        Some(account) => {
            archive.throttle.succeeded(&keys[0].0);
            keys[1..].iter().for_each(|(key, _)| archive.throttle.take_back(key, by.now));
            Ok(account)
        }
        None => {
            if reached.contains(&true) {
                note_refusals(archive, by, login).await?;
            }
            Err(Error::from(sign_in_refused()))
        }
    }
}

/// Many failures are one event: the log is no place to fill from outside.
async fn note_refusals(archive: &Archive, by: &By, login: &str) -> Result<()> {
    // what was typed there may be a password
    let known = archive.store.account_named(login).await?.map(|account| account.login);
    let about = known.clone().unwrap_or_default();
    archive
        .store
        .write(by, async move |_| {
            let detail = serde_json::json!({ "login": known });
            Ok(((), Event::new(EventKind::SignInsRefused, about, detail)))
        })
        .await
}

problems! {
    refuse sign_in_refused():
        "登录名或口令不对，或账号已停用。" / "Login or password is wrong, or the account has ended."
        => "核对以后再试；忘了口令请找系统管理员。" / "Check and try again; if it is forgotten, ask the system administrator.";
    refuse too_many_tries(minutes):
        "试得太多次了，请 {minutes} 分钟后再试。" / "Too many tries: wait {minutes} minutes."
        => "忘了口令请找系统管理员发新的。" / "If the password is forgotten, ask the system administrator for a new one.";
}
