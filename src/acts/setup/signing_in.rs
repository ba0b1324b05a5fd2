//! 登录: by password at a browser. A session ends after a quarter of an hour without a request,
//! after eight hours in any case, and at once where its account ends, its password is changed or its posts change.

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde::Serialize;
use utoipa::ToSchema;

use super::enrolling::known;
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::posts::posts;
use crate::domain::general::role::{Actor, By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::event::{Event, EventKind};
use crate::people;
use crate::procedures::proving::{Proof, account_proved};
use crate::store::{Account, DeedEnd, Session};
use crate::{problems, say, secrets};

/// Without a request a session lasts so long, and in any case (ASVS 5.0 7.3.1, 7.3.2 [S]).
const IDLE: TimeDelta = TimeDelta::minutes(15);
const AT_MOST: TimeDelta = TimeDelta::hours(8);
/// How often a session's last request is written down.
const SEEN_EVERY: TimeDelta = TimeDelta::seconds(60);
/// Ended sessions are forgotten after so long.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::days(30);

/// From where somebody signs in.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

/// Who was recognised.
#[derive(Clone, Debug)]
pub struct Recognised {
    pub actor: Actor,
    /// The password was given by another person: it must be changed before anything else.
    pub must_change: bool,
    /// The session's digest; empty: known by a token.
    pub session: String,
}

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// What the browser keeps.
    pub token: String,
    pub must_change: bool,
}

/// Signs somebody in by name and password, and by the second factor where there is one. Unknown names, ended accounts and wrong passwords are one answer and take
/// the same time.
///
/// # Errors
/// `Refused` with `sign_in_refused`, `code_wanted` or `code_refused`, or `too_many_tries` with how long to wait.
pub async fn sign_in<'a>(
    archive: &Archive,
    login: &str,
    proof: impl Into<Proof<'a>>,
    origin: &Origin,
) -> Result<SignedIn> {
    let by = By { from: some(&origin.address), ..archive.program() };
    let account = account_proved(archive, &by, login, proof.into()).await?;
    begin_session(archive, &by, &account, origin).await
}

/// Signs somebody in whom the proxy in front knows by a certificate or UKey. A first password that was never changed is worth
/// nothing from then on: whoever gave it knows it.
///
/// # Errors
/// `Refused` with `unknown_to_archive` where no working account bears this login.
pub async fn sign_in_by_proxy(archive: &Archive, login: &str, origin: &Origin) -> Result<SignedIn> {
    let archive = archive.whole();
    let by = By { from: some(&origin.address), ..archive.program() };
    let account = match people::is_login(login) {
        true => archive.store.account_named(login).await?,
        false => None,
    };
    let day = by.today().to_string();
    let account = account.filter(|account| people::works(account, &day));
    let account = account.ok_or_else(|| Error::from(unknown_to_archive()))?;
    let account = match account.must_change {
        false => account,
        true => without_first_secret(archive, &by, account).await?,
    };
    begin_session(archive, &by, &account, origin).await
}

async fn without_first_secret(archive: &Archive, by: &By, account: Account) -> Result<Account> {
    let actor = people::actor(&archive.store, &account, by.today()).await?;
    let own = By { actor, ..by.clone() };
    let login = account.login;
    archive
        .store
        .write(&own, async move |tx| {
            let old = known(tx.account_named(&login).await?, &login)?;
            let new = Account { secret: String::new(), must_change: false, ..old };
            tx.update_account(&new).await?;
            Ok((new, Event::new(EventKind::SecretChanged, login, serde_json::json!({ "by_proxy": true }))))
        })
        .await
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

async fn begin_session(archive: &Archive, by: &By, account: &Account, origin: &Origin) -> Result<SignedIn> {
    let (token, digest) = secrets::token();
    let actor = people::actor(&archive.store, account, by.today()).await?;
    let as_whom = By { actor, ..by.clone() };
    let session = Session {
        digest,
        account_id: account.id,
        made_at: by.now.to_rfc3339(),
        seen_at: by.now.to_rfc3339(),
        until_at: (by.now + AT_MOST).to_rfc3339(),
        address: origin.address.clone(),
        agent: origin.agent.chars().take(200).collect(),
        ended_at: String::new(),
    };
    let forgotten = (by.now - FORGOTTEN_AFTER).to_rfc3339();
    let login = account.login.clone();
    archive
        .store
        .write(&as_whom, async move |tx| {
            tx.insert_session(&session, &forgotten).await?;
            let detail = serde_json::json!({ "login": login, "agent": session.agent });
            Ok(((), Event::new(EventKind::SignedIn, login, detail)))
        })
        .await?;
    Ok(SignedIn { token, must_change: account.must_change })
}

/// Who bears this session's token now; `None`: nobody, any more.
pub async fn recognise(archive: &Archive, token: &str) -> Result<Option<Recognised>> {
    let digest = secrets::digest_of(token);
    let Some(session) = archive.store.session(&digest).await? else { return Ok(None) };
    let now = archive.config.clock.now();
    if !is_alive(&session, now) {
        return Ok(None);
    }
    let Some(account) = archive.store.account(session.account_id).await? else { return Ok(None) };
    if !people::works(&account, &now.date_naive().to_string()) {
        return Ok(None);
    }
    if read(&session.seen_at).is_none_or(|seen| now - seen >= SEEN_EVERY) {
        let (digest, at) = (digest.clone(), now.to_rfc3339());
        let seen = async move |tx: &mut crate::store::Tx| {
            tx.see_session(&digest, &at).await?;
            Ok(((), DeedEnd::Unlogged))
        };
        // a full disk or a read-only copy keeps nobody from looking: the session only ends the sooner
        if let Err(error) = archive.store.write_unlogged(&archive.program(), seen).await {
            tracing::warn!(%error, "the last request of a session could not be written down");
        }
    }
    let actor = people::actor(&archive.store, &account, now.date_naive()).await?;
    Ok(Some(Recognised { actor, must_change: account.must_change, session: digest }))
}

fn read(moment: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(moment).ok()
}

fn is_alive(session: &Session, now: DateTime<FixedOffset>) -> bool {
    let within = |moment: &str, span: TimeDelta| read(moment).is_some_and(|at| now - at < span && at <= now);
    session.ended_at.is_empty()
        && within(&session.seen_at, IDLE)
        && read(&session.until_at).is_some_and(|until| now < until)
}

/// Signs out: the session works no more.
pub async fn sign_out(archive: &Archive, by: &By, token: &str) -> Result<()> {
    let (digest, at, login) = (secrets::digest_of(token), by.now.to_rfc3339(), by.actor.login.clone());
    archive
        .store
        .write(by, async move |tx| {
            tx.end_session(&digest, &at).await?;
            Ok(((), Event::new(EventKind::SignedOut, login, serde_json::json!({}))))
        })
        .await
}

/// A session as its owner, or an administrator, sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// The first digits of its digest: enough to end it.
    pub id: String,
    pub made_at: String,
    pub seen_at: String,
    pub address: String,
    pub agent: String,
    pub own: bool,
}

/// The living sessions of an account: one's own, or anybody's for whoever manages accounts.
pub async fn sessions(archive: &Archive, by: &By, login: &str, own: &str) -> Result<Vec<SessionView>> {
    allow_over(by, login)?;
    let account = known(archive.store.account_named(login).await?, login)?;
    let living = archive.store.sessions_of(account.id).await?.into_iter();
    let view = |session: Session| SessionView {
        id: session.digest[..12].to_owned(),
        own: session.digest == own,
        made_at: session.made_at,
        seen_at: session.seen_at,
        address: session.address,
        agent: session.agent,
    };
    Ok(living.filter(|session| is_alive(session, by.now)).map(view).collect())
}

/// Ends every session of an account but the one that asks.
pub async fn end_sessions(archive: &Archive, by: &By, login: &str, own: &str) -> Result<()> {
    allow_over(by, login)?;
    let (login, own, at) = (login.to_owned(), own.to_owned(), by.now.to_rfc3339());
    archive
        .store
        .write(by, async move |tx| {
            let account = known(tx.account_named(&login).await?, &login)?;
            tx.end_sessions_of(account.id, &own, &at).await?;
            Ok((
                (),
                Event::new(EventKind::SessionsEnded, login.clone(), serde_json::json!({ "login": login })),
            ))
        })
        .await
}

fn allow_over(by: &By, login: &str) -> Result<()> {
    match by.actor.login == login {
        true => Ok(()),
        false => crate::archive::allow(by, Deed::Enrol),
    }
}

/// Changes one's own password; every other session of the account ends, and this one begins anew.
///
/// # Errors
/// `Refused` where the present one is wrong, or the new one is weak.
pub async fn change_password(
    archive: &Archive,
    by: &By,
    (present, new): (&str, &str),
    origin: &Origin,
) -> Result<SignedIn> {
    let login = by.actor.login.clone();
    let asks = By { from: some(&origin.address), ..archive.program() };
    let proof = Proof { password: present, code: None };
    let account = match account_proved(archive, &asks, &login, proof).await {
        Err(Error::Refused(said)) if said.iter().any(|one| one.kind == "sign_in_refused") => {
            return Err(Error::from(present_wrong()));
        }
        proved => proved?,
    };
    let fonds = archive.store.fonds().await?;
    let mut own = vec![account.login.as_str(), account.name.as_str(), account.section.as_str()];
    own.extend(fonds.iter().flat_map(|fonds| [fonds.number.as_str(), fonds.name.as_str()]));
    let mut wrong = secrets::judge(new, &own);
    if new == present {
        wrong = vec![password_again()];
    }
    if !wrong.is_empty() {
        return Err(Error::Refused(wrong));
    }
    let (kept, at, day) = (secrets::kept(new).await?, by.now.to_rfc3339(), by.today().to_string());
    let changed = archive
        .store
        .write(by, async move |tx| {
            // what was done to the account while the secret was worked out stands
            let now = known(tx.account_named(&login).await?, &login)?;
            if now.secret != account.secret || !people::works(&now, &day) {
                return Err(Error::from(present_wrong()));
            }
            let changed = Account { secret: kept, must_change: false, ..now };
            tx.update_account(&changed).await?;
            tx.end_sessions_of(changed.id, "", &at).await?;
            Ok((changed, Event::new(EventKind::SecretChanged, login, serde_json::json!({}))))
        })
        .await?;
    begin_session(archive, by, &changed, origin).await
}

/// Login and name of those whose eyes the demonstration can be seen with, the founder first.
pub async fn demonstration_posts(archive: &Archive) -> Result<Vec<(String, Wording)>> {
    let (accounts, appointments) = (archive.store.accounts().await?, archive.store.appointments().await?);
    let shown = |account: &Account| {
        let mut held = appointments.iter().filter(|one| one.account_id == account.id);
        let post = held.next().and_then(|one| posts().post(&one.post));
        let word = match held.next() {
            // whoever holds several is the one who founded it
            Some(_) => say!("全部岗位", "All posts"),
            None => post.map(|post| post.name()).unwrap_or_default(),
        };
        let (Wording { zh, en }, name) = (word, &account.name);
        (account.login.clone(), say!("{zh}（{name}）", "{en} ({name})"))
    };
    Ok(accounts.iter().map(shown).collect())
}

/// Whose eyes a visitor of the demonstration looks with: nobody signs in there.
pub async fn of_demonstration(archive: &Archive, login: &str) -> Result<Option<Actor>> {
    match archive.store.account_named(login).await? {
        Some(account) => {
            let today = archive.config.clock.now().date_naive();
            Ok(Some(people::actor(&archive.store, &account, today).await?))
        }
        None => Ok(None),
    }
}

problems! {
    refuse unknown_to_archive():
        "证书认得出人，但这里没有他的账号，或账号已停用。" / "The certificate is known, but no working account here belongs to it."
        => "请系统管理员建账号，登录名与证书里的一致。" / "Ask the system administrator for an account with the login the certificate has.";
    refuse present_wrong(): "现在的口令不对。" / "The present password is wrong."
        => "重新输入现在用的口令。" / "Type the one you use now.";
    refuse password_again(): "新口令和现在的一样。" / "The new password is the present one."
        => "换一个新的。" / "Choose another.";
}
