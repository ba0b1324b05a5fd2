//! 动态验证码: somebody takes it on, by what his telephone shows, and gives it up again; an administrator takes it off
//! whoever lost telephone and recovery codes.

use serde::Serialize;

use super::enrolling::{by_another, known};
use super::issuing_tokens::not_by_token;
use crate::archive::{Archive, allow_one_of};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::procedures::proving::{Proof, account_proved};
use crate::store::{SecondFactor, Tx};
use crate::{paper, problems, totp};

/// A seed offered to a telephone; nothing is kept of it until a code made with it comes back.
#[derive(Clone, Debug, Serialize)]
pub struct SeedOffered {
    /// Base32, 32 letters.
    pub seed: String,
    /// Dark squares of its QR code: x, y, width, height in a field of 100 × 100.
    pub squares: Vec<[f64; 4]>,
}

/// How many recovery codes are left; `None`: this account has no second factor.
pub async fn recovery_left(archive: &Archive, by: &By) -> Result<Option<usize>> {
    let account = known(archive.store.account_named(&by.actor.login).await?, &by.actor.login)?;
    let factor = archive.store.second_factor(account.id).await?;
    Ok(factor.map(|factor| totp::count(&factor.recovery)))
}

/// A seed for whoever asks: a new one, or the one a form brings back.
pub fn offered(by: &By, seed: Option<String>) -> SeedOffered {
    let seed = seed.unwrap_or_else(totp::seed);
    let squares = paper::qr(&totp::address(&seed, &by.actor.login), 100.0);
    SeedOffered { seed, squares }
}

/// Takes the second factor on: the password once more, and a code that shows that the telephone has the seed. Answers the
/// recovery codes, which are shown this once.
///
/// # Errors
/// `Refused` for a wrong password or code, where there is one already, and for the bearer of a token.
pub async fn take_on(
    archive: &Archive,
    by: &By,
    seed: &str,
    (password, code): (&str, &str),
) -> Result<Vec<String>> {
    not_by_token(by)?;
    let login = by.actor.login.clone();
    let Some(step) = totp::step_of(seed, 0, code, by.now) else { return Err(Error::from(code_unlike())) };
    let proof = Proof { password, code: None };
    let account = account_proved(archive, &asking(archive, by), &login, proof).await?;
    let (codes, recovery) = totp::recovery_codes();
    let (seed, at) = (seed.to_owned(), by.now.to_rfc3339());
    archive
        .store
        .write(by, async move |tx| {
            if tx.second_factor(account.id).await?.is_some() {
                return Err(Error::from(second_factor_there()));
            }
            let factor = SecondFactor {
                id: 0,
                account_id: account.id,
                seed,
                step,
                recovery,
                made_at: at,
                ended_at: String::new(),
            };
            tx.insert_second_factor(&factor).await?;
            Ok(((), Event::new(EventKind::SecondFactorBegun, login, serde_json::json!({}))))
        })
        .await?;
    Ok(codes)
}

/// Failures are the program's to note, from where they come.
fn asking(archive: &Archive, by: &By) -> By {
    By { from: by.from.clone(), ..archive.program() }
}

/// Gives up one's own second factor, by password and a code once more.
///
/// # Errors
/// `Refused` for a wrong password or code, and for the bearer of a token.
pub async fn give_up(archive: &Archive, by: &By, (password, code): (&str, &str)) -> Result<()> {
    not_by_token(by)?;
    let proof = Proof { password, code: Some(code) };
    account_proved(archive, &asking(archive, by), &by.actor.login, proof).await?;
    let (login, at) = (by.actor.login.clone(), by.now.to_rfc3339());
    archive.store.write(by, async move |tx| ended(tx, &login, &at).await).await
}

/// Takes the second factor off an account whose owner lost telephone and recovery codes; his sessions end. It is bound as
/// giving a first secret is. One's own is taken off like this at the archive's own machine alone.
///
/// # Errors
/// `Refused` where another has to do it, and where there is none.
pub async fn take_off(archive: &Archive, by: &By, login: &str) -> Result<()> {
    allow_one_of(by, &[Deed::Enrol, Deed::Appoint])?;
    not_by_token(by)?;
    let (is_own, may_appoint, today) = (by.actor.login == login, by.may(Deed::Appoint), by.today());
    if is_own && !archive.is_at_the_machine(by) {
        return Err(Error::from(own_second_factor()));
    }
    let (login, at) = (login.to_owned(), by.now.to_rfc3339());
    archive
        .store
        .write(by, async move |tx| {
            let account = known(tx.account_named(&login).await?, &login)?;
            if !is_own {
                by_another(tx, &account, today, may_appoint, second_factor_by_another).await?;
            }
            tx.end_sessions_of(account.id, "", &at).await?;
            ended(tx, &login, &at).await
        })
        .await
}

/// Ends the second factor of an account, with the event that says so.
async fn ended(tx: &mut Tx, login: &str, at: &str) -> Result<((), Event)> {
    let account = known(tx.account_named(login).await?, login)?;
    let Some(factor) = tx.second_factor(account.id).await? else {
        return Err(Error::from(no_second_factor()));
    };
    tx.end_second_factor(factor.id, at).await?;
    Ok(((), Event::new(EventKind::SecondFactorEnded, login, serde_json::json!({ "login": login }))))
}

problems! {
    ask code_unlike(): "验证码不对，手机上还没有扫好这个二维码，或手机时间不准。"
        / "The code is wrong: the telephone has not this QR code, or its clock is wrong."
        => "重新扫二维码，等手机上换出新的六位数再输入；手机时间设为自动校准。"
        / "Scan the QR code again and type the next six digits; have the telephone set its clock by itself.";
    refuse second_factor_there(): "已经开通动态验证码。" / "There is a second factor already."
        => "要换手机，先停用再开通。" / "For another telephone give it up first, then take it on anew.";
    refuse no_second_factor(): "没有开通动态验证码。" / "There is no second factor."
        => "不用停用。" / "Nothing to give up.";
    refuse own_second_factor(): "自己的动态验证码在「我的账号」里停用。" / "Your own second factor is given up on your account's page."
        => "手机丢了可以用恢复码；恢复码也没有了，请有权的同事停用，或在服务器本机上停用。"
        / "Without the telephone use a recovery code; without those ask a colleague whose post it is, or do it at the server itself.";
    refuse second_factor_by_another():
        "三员分立时，安全、审计管理员的动态验证码由另一位安全管理员停用，其他人的由系统管理员停用。"
            / "Where posts are kept apart, a security or audit administrator's second factor is taken off by another security administrator, all others' by the system administrator."
        => "请有这个岗位的同事来做。" / "Ask the colleague whose post it is.";
}
