//! 令牌: what a program or a command line is known by. Its text is shown once; the database keeps its digest.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::enrolling::known;
use super::signing_in::{Origin, Recognised, recognise, sign_in, sign_out};
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::people;
use crate::procedures::proving::Proof;
use crate::store::Token;
use crate::{problems, say, secrets};

/// A token lasts at most so many days.
const LONGEST_TOKEN: i64 = 366;
/// What a token begins with, so that one that got lost is known for what it is.
const TOKEN_MARK: &str = "guidang_";

/// A token as its owner sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TokenView {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub deeds: Vec<Deed>,
    pub made_at: String,
    pub until: String,
}

/// Makes a token for oneself; answers what is shown once. It may never more than its account. Whoever found a token
/// makes no other with it.
///
/// # Errors
/// `Refused` without a name, beyond a year, and for the bearer of a token.
pub async fn make_token(
    archive: &Archive,
    by: &By,
    (name, deeds): (&str, &[Deed]),
    until: NaiveDate,
) -> Result<String> {
    not_by_token(by)?;
    let (login, name) = (by.actor.login.clone(), name.trim().to_owned());
    let days = (until - by.today()).num_days();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Error::from(token_unnamed()));
    }
    if !(0..=LONGEST_TOKEN).contains(&days) {
        return Err(Error::from(token_too_long()));
    }
    let (shown, _) = secrets::token();
    let shown = format!("{TOKEN_MARK}{shown}");
    let digest = secrets::digest_of(&shown);
    let deeds = deeds.iter().map(|deed| deed.key()).collect::<Vec<_>>().join(" ");
    let at = by.now.to_rfc3339();
    archive
        .store
        .write(by, async move |tx| {
            let account = known(tx.account_named(&login).await?, &login)?;
            let token = Token {
                id: 0,
                account_id: account.id,
                name: name.clone(),
                digest,
                deeds: deeds.clone(),
                made_at: at,
                until_day: until.to_string(),
                ended_at: String::new(),
            };
            let id = tx.insert_token(&token).await?;
            let detail = serde_json::json!({
                "token": id, "login": login, "name": name, "deeds": deeds, "until": token.until_day,
            });
            Ok(((), Event::new(EventKind::TokenMade, name, detail)))
        })
        .await?;
    Ok(shown)
}

/// The working tokens: one's own, or all for whoever manages accounts.
pub async fn tokens(archive: &Archive, by: &By) -> Result<Vec<TokenView>> {
    let accounts = archive.store.accounts().await?;
    let day = by.today().to_string();
    let login =
        |id: i64| accounts.iter().find(|one| one.id == id).map_or("", |one| one.login.as_str()).to_owned();
    let view = |token: Token| TokenView {
        login: login(token.account_id),
        id: token.id,
        name: token.name,
        deeds: deeds_of(&token.deeds),
        made_at: token.made_at,
        until: token.until_day,
    };
    let works = |token: &Token| token.ended_at.is_empty() && day <= token.until_day;
    let all = archive.store.tokens().await?.into_iter().filter(works).map(view);
    Ok(all.filter(|token| by.may(Deed::Enrol) || token.login == by.actor.login).collect())
}

/// Refuses what a person does with a password of his own, or at the machine.
pub(super) fn not_by_token(by: &By) -> Result<()> {
    if by.by_token { Err(Error::from(not_with_token())) } else { Ok(()) }
}

/// Ends a token.
///
/// # Errors
/// `NotFound`; `Refused` for the bearer of a token, who ends his own with [`end_bearer`].
pub async fn end_token(archive: &Archive, by: &By, id: i64) -> Result<()> {
    not_by_token(by)?;
    if !tokens(archive, by).await?.iter().any(|token| token.id == id) {
        return Err(no_token(id));
    }
    let at = by.now.to_rfc3339();
    archive
        .store
        .write(by, async move |tx| {
            let token = tx.token(id).await?.ok_or_else(|| no_token(id))?;
            tx.end_token(id, &at).await?;
            Ok(((), Event::new(EventKind::TokenEnded, token.name, serde_json::json!({ "token": id }))))
        })
        .await
}

/// Makes a token for whoever knows login and password; answers it and the person's name.
///
/// # Errors
/// As [`sign_in`] and [`make_token`]; `Refused` while the first password was not changed.
pub async fn token_for(
    archive: &Archive,
    login: &str,
    proof: Proof<'_>,
    origin: &Origin,
    until: NaiveDate,
) -> Result<(String, String)> {
    let signed = sign_in(archive, login, proof, origin).await?;
    let known = recognise(archive, &signed.token).await?;
    let known = known.ok_or_else(|| anyhow::anyhow!("a session just begun is not known"))?;
    let by = By::local(known.actor, archive.config.clock.now());
    let made = match signed.must_change {
        true => Err(Error::from(first_password())),
        false => make_token(archive, &by, ("guidang login", &[]), until).await,
    };
    sign_out(archive, &by, &signed.token).await?;
    Ok((made?, by.actor.name))
}

/// Ends the token that somebody bears.
pub async fn end_bearer(archive: &Archive, shown: &str) -> Result<()> {
    let Some(known) = bearer(archive, shown).await? else { return Ok(()) };
    let token = archive.store.token_by_digest(&secrets::digest_of(shown.trim())).await?;
    let by = By::local(known.actor, archive.config.clock.now());
    match token {
        Some(token) => end_token(archive, &by, token.id).await,
        None => Ok(()),
    }
}

fn no_token(id: i64) -> Error {
    Error::not_found(say!("没有第 {id} 号令牌。", "There is no token {id}."))
}

fn deeds_of(text: &str) -> Vec<Deed> {
    text.split_whitespace().filter_map(Deed::from_key).collect()
}

/// Who bears a token; `None`: nobody, any more.
pub async fn bearer(archive: &Archive, shown: &str) -> Result<Option<Recognised>> {
    let Some(token) = archive.store.token_by_digest(&secrets::digest_of(shown.trim())).await? else {
        return Ok(None);
    };
    let day = archive.config.clock.now().date_naive();
    let Some(account) = archive.store.account(token.account_id).await? else { return Ok(None) };
    if !token.ended_at.is_empty()
        || token.until_day < day.to_string()
        || !people::works(&account, &day.to_string())
    {
        return Ok(None);
    }
    let mut actor = people::actor(&archive.store, &account, day).await?;
    if !token.deeds.is_empty() {
        actor.rights = actor.rights.within(&deeds_of(&token.deeds));
    }
    // whoever made it was known, by a password of his own or by the machine
    Ok(Some(Recognised { actor, must_change: false, session: String::new() }))
}

problems! {
    refuse not_with_token(): "令牌不能用来发令牌、收回令牌。" / "A token neither makes tokens nor ends them."
        => "登录网页，在「我的账号」里做；或者在档案所在的机器上不带令牌运行。"
            / "Sign in and use your account's page, or do it at the archive's own machine without a token.";
    refuse first_password(): "这还是初始口令，先在网页上登录改掉。" / "This is the first password still: sign in on the page and change it."
        => "打开 guidang serve 给出的网址，登录后改口令。" / "Open the address guidang serve gives, sign in, change it.";
    refuse token_unnamed(): "令牌要有名字，不超过 60 个字。" / "A token needs a name, 60 characters at most."
        => "写它给谁用，例如 业务系统接口。" / "Say what it is for, such as the business system's interface.";
    refuse token_too_long(): "令牌最多用一年，到期日不能在今天以前。" / "A token lasts a year at most, and not until a day gone by."
        => "写一年以内的日期。" / "Give a day within a year.";
}
