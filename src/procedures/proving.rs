//! 口令核实: that somebody is who a login says, by the password and the code of a second factor, at the sign-in page and
//! wherever a person proves again that it is he. Failures are counted by person, by address and by both, everywhere together.

use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::records::event::{Event, EventKind};
use crate::store::{Account, SecondFactor};
use crate::throttle::Limit;
use crate::{people, problems, secrets, totp};

/// Failures one person may have from one address, an address with any names, a name from everywhere.
const OF_BOTH: Limit = Limit { failures: 5, minutes: 15 };
const OF_ADDRESS: Limit = Limit { failures: 30, minutes: 15 };
const OF_LOGIN: Limit = Limit { failures: 60, minutes: 15 };

/// How somebody proves who he is.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    pub password: &'a str,
    /// 动态验证码 or a recovery code, as it was typed; `None`: not asked of one who is signed in already.
    pub code: Option<&'a str>,
}

impl<'a> From<&'a str> for Proof<'a> {
    fn from(password: &'a str) -> Self {
        Proof { password, code: Some("") }
    }
}

impl<'a> From<&'a String> for Proof<'a> {
    fn from(password: &'a String) -> Self {
        Proof::from(password.as_str())
    }
}

/// The working account of this login, whose password this is, and whose code where it has a second factor. Unknown names,
/// ended accounts and wrong passwords are one answer and take the same time; a code is spoken of to whoever knows the password.
/// `by` says from where it is asked; many failures are one event.
///
/// # Errors
/// `Refused` with `sign_in_refused`, `code_wanted` or `code_refused`, or `too_many_tries` with how long to wait.
pub async fn account_proved(archive: &Archive, by: &By, login: &str, proof: Proof<'_>) -> Result<Account> {
    let archive = archive.whole();
    let (login, address) = (login.trim(), by.from.clone().unwrap_or_default());
    // no account has such a name, whatever stands there is not kept in memory
    if !people::is_login(login) {
        return Err(Error::from(sign_in_refused()));
    }
    let keys = [
        (format!("both {login} {address}"), OF_BOTH),
        (format!("address {address}"), OF_ADDRESS),
        (format!("login {login}"), OF_LOGIN),
    ];
    let waits = keys.iter().filter_map(|(key, limit)| archive.throttle.wait(key, *limit, by.now));
    if let Some(wait) = waits.max() {
        return Err(Error::from(too_many_tries(&(wait.num_minutes() + 1))));
    }
    // noted before it is known, so that many at once are no more than one after another
    let reached = keys.iter().map(|(key, limit)| archive.throttle.failed(key, *limit, by.now));
    let reached: Vec<bool> = reached.collect();
    let account = archive.store.account_named(login).await?;
    let kept = account.as_ref().map_or("", |account| account.secret.as_str());
    let right = secrets::is_kept(proof.password, kept).await?;
    let day = by.today().to_string();
    let refused = match account.filter(|account| right && people::works(account, &day)) {
        Some(account) => match code_fails(archive, by, &account, proof.code).await? {
            None => {
                archive.throttle.succeeded(&keys[0].0);
                keys[1..].iter().for_each(|(key, _)| archive.throttle.take_back(key, by.now));
                return Ok(account);
            }
            Some(said) => said,
        },
        None => sign_in_refused(),
    };
    if reached.contains(&true) {
        note_refusals(archive, by, login).await?;
    }
    Err(Error::from(refused))
}

/// What is wrong with the code of an account that has a second factor. A good one is used up, in a deed that looks again:
/// of two who bring the same one comes in.
async fn code_fails(
    archive: &Archive,
    by: &By,
    account: &Account,
    code: Option<&str>,
) -> Result<Option<Problem>> {
    let Some(code) = code else { return Ok(None) };
    let id = account.id;
    if archive.store.second_factor(id).await?.is_none() {
        return Ok(None);
    }
    if code.trim().is_empty() {
        return Ok(Some(code_wanted()));
    }
    let actor = people::actor(&archive.store, account, by.today()).await?;
    let (owner, login) = (By { actor, ..by.clone() }, account.login.clone());
    let (code, now) = (code.to_owned(), by.now);
    let used = archive
        .store
        .write(&owner, async move |tx| {
            let factor = tx.second_factor(id).await?.ok_or_else(|| Error::from(code_refused()))?;
            let (factor, by_recovery) = match totp::step_of(&factor.seed, factor.step, &code, now) {
                Some(step) => (SecondFactor { step, ..factor }, false),
                None => {
                    let recovery = totp::without(&factor.recovery, &code);
                    let recovery = recovery.ok_or_else(|| Error::from(code_refused()))?;
                    (SecondFactor { recovery, ..factor }, true)
                }
            };
            tx.use_second_factor(&factor).await?;
            let left = totp::count(&factor.recovery);
            let detail = serde_json::json!({ "recovery_code": by_recovery, "recovery_codes_left": left });
            Ok(((), Event::new(EventKind::SecondFactorUsed, login, detail)))
        })
        .await;
    match used {
        Ok(()) => Ok(None),
        Err(Error::Refused(said)) => Ok(said.into_iter().next()),
        Err(error) => Err(error),
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
    refuse code_wanted(): "这个账号开通了动态验证码，要一起输入。" / "This account has a second factor: its code is typed, too."
        => "输入手机上的六位数；手机不在身边，输入一个恢复码。" / "Type the six digits the telephone shows, or a recovery code.";
    refuse code_refused(): "动态验证码不对，或已经用过。" / "The code is wrong, or was used."
        => "等手机上换出新的六位数再试；每个验证码、恢复码只能用一次。" / "Wait for the next six digits; each code works once.";
    refuse too_many_tries(minutes):
        "试得太多次了，请 {minutes} 分钟后再试。" / "Too many tries: wait {minutes} minutes."
        => "忘了口令请找系统管理员发新的。" / "If the password is forgotten, ask the system administrator for a new one.";
}
