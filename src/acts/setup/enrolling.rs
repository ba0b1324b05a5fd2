//! 账号: they are made, changed, ended; each person has one, under the name that stands on paper.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow, allow_one_of};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::posts::posts;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::people::{self, TWO_PERSONS, is_login};
use crate::store::{Account, Appointment, Tx};
use crate::{problems, say, secrets};

/// An account as administrators see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountView {
    pub login: String,
    /// 姓名
    pub name: String,
    /// 科室
    pub section: String,
    /// 职务
    pub duty: String,
    /// User of the operating system who acts as this account; empty: none.
    pub system_user: String,
    /// Last day it works, ISO; empty: without end.
    pub until: String,
    /// It works today.
    pub works: bool,
    pub disabled: bool,
    /// The first secret was not changed yet.
    pub waits_for_first_sign_in: bool,
    /// 动态验证码 is asked for beside the password.
    pub second_factor: bool,
    pub posts: Vec<HeldPost>,
}

/// A post that an account holds, or that waits to be approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeldPost {
    pub appointment: i64,
    /// Id in `assets/posts.toml`.
    pub post: String,
    /// Number of the only fonds it is held for.
    pub fonds: Option<String>,
    pub from: String,
    /// ISO; empty: without end.
    pub until: String,
    pub proposed_by: String,
    /// `None`: it waits.
    pub approved_by: Option<String>,
    /// It holds today.
    pub holds: bool,
}

/// A new account.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    pub login: String,
    pub name: String,
    pub section: String,
    pub duty: String,
    pub system_user: String,
    pub until: Option<NaiveDate>,
}

/// What is to be changed of an account; `None`: as it is.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    pub name: Option<String>,
    pub section: Option<String>,
    pub duty: Option<String>,
    pub system_user: Option<String>,
    /// `Some(None)`: without end.
    pub until: Option<Option<NaiveDate>>,
}

/// Every account with its posts, in the order they were made.
pub async fn accounts(archive: &Archive, by: &By) -> Result<Vec<AccountView>> {
    allow_one_of(by, &[Deed::Enrol, Deed::Appoint, Deed::Audit])?;
    let (accounts, appointments) = (archive.store.accounts().await?, archive.store.appointments().await?);
    let fonds = archive.store.fonds().await?;
    let with_factor = archive.store.accounts_with_second_factor().await?;
    let day = by.today().to_string();
    let login =
        |id: i64| accounts.iter().find(|one| one.id == id).map_or_else(String::new, |one| one.login.clone());
    let number = |id: i64| fonds.iter().find(|one| one.id == id).map(|one| one.number.clone());
    let held = |one: &Appointment| HeldPost {
        appointment: one.id,
        post: one.post.clone(),
        fonds: one.fonds_id.and_then(number),
        from: one.from_day.clone(),
        until: one.until_day.clone(),
        proposed_by: login(one.proposed_by),
        approved_by: one.approved_by.map(login),
        holds: one.holds_on(&day),
    };
    let view = |account: &Account| AccountView {
        login: account.login.clone(),
        name: account.name.clone(),
        section: account.section.clone(),
        duty: account.duty.clone(),
        system_user: account.system_user.clone(),
        until: account.until_day.clone(),
        works: people::works(account, &day),
        disabled: !account.disabled_at.is_empty(),
        waits_for_first_sign_in: account.must_change,
        second_factor: with_factor.contains(&account.id),
        posts: appointments
            .iter()
            .filter(|one| one.account_id == account.id && one.ended_at.is_empty())
            .map(held)
            .collect(),
    };
    Ok(accounts.iter().map(view).collect())
}

/// Makes an account; answers its first secret, which is shown once and must be changed at the first sign-in.
///
/// # Errors
/// `Refused` with every problem of what was given.
pub async fn enrol(archive: &Archive, by: &By, new: NewAccount) -> Result<String> {
    allow(by, Deed::Enrol)?;
    let new = NewAccount {
        login: new.login.trim().to_owned(),
        name: new.name.trim().to_owned(),
        section: new.section.trim().to_owned(),
        duty: new.duty.trim().to_owned(),
        system_user: new.system_user.trim().to_owned(),
        ..new
    };
    let mut wrong: Vec<Problem> = Vec::new();
    if !is_login(&new.login) {
        wrong.push(login_unfit());
    }
    wrong.extend(unfit_words(&new.name, &new.section, &new.duty));
    if new.until.is_some_and(|until| until < by.today()) {
        wrong.push(until_past());
    }
    if !wrong.is_empty() {
        return Err(Error::Refused(wrong));
    }
    let secret = secrets::one_time();
    let account = Account {
        id: 0,
        login: new.login,
        name: new.name,
        section: new.section,
        duty: new.duty,
        system_user: new.system_user,
        secret: secrets::kept(&secret).await?,
        must_change: true,
        made_at: by.now.to_rfc3339(),
        until_day: new.until.map_or_else(String::new, |until| until.to_string()),
        disabled_at: String::new(),
    };
    archive
        .store
        .write(by, async move |tx| {
            if tx.account_named(&account.login).await?.is_some() {
                return Err(Error::from(login_taken(&account.login)));
            }
            system_user_free(tx.account_of_system_user(&account.system_user).await?, 0)?;
            tx.insert_account(&account).await?;
            let detail = serde_json::json!({
                "login": account.login, "name": account.name, "section": account.section, "until": account.until_day,
            });
            Ok(((), Event::new(EventKind::AccountMade, account.login, detail)))
        })
        .await?;
    Ok(secret)
}

/// Changes what an account says of its person, and until when it works. Whoever says which user of the operating system it
/// acts for could be that user himself, so it is bound as [`give_secret`] is.
pub async fn change(archive: &Archive, by: &By, login: &str, change: AccountChange) -> Result<()> {
    allow(by, Deed::Enrol)?;
    let (login, own, may_appoint, today) =
        (login.to_owned(), by.actor.login.clone(), by.may(Deed::Appoint), by.today());
    archive
        .store
        .write_if_needed(by, async move |tx| {
            let old = known(tx.account_named(&login).await?, &login)?;
            let trimmed = |text: Option<String>, old: &str| {
                text.map_or_else(|| old.to_owned(), |text| text.trim().to_owned())
            };
            let new = Account {
                name: trimmed(change.name, &old.name),
                section: trimmed(change.section, &old.section),
                duty: trimmed(change.duty, &old.duty),
                system_user: trimmed(change.system_user, &old.system_user),
                until_day: match change.until {
                    Some(until) => until.map_or_else(String::new, |until| until.to_string()),
                    None => old.until_day.clone(),
                },
                ..old.clone()
            };
            let mut wrong = unfit_words(&new.name, &new.section, &new.duty);
            let ends = new.until_day != old.until_day && !new.until_day.is_empty();
            if ends && new.until_day < today.to_string() {
                wrong.push(until_past());
            }
            if !wrong.is_empty() {
                return Err(Error::Refused(wrong));
            }
            system_user_free(tx.account_of_system_user(&new.system_user).await?, old.id)?;
            if new == old {
                return Ok(((), None));
            }
            if new.system_user != old.system_user && login != own {
                by_another(tx, &old, today, may_appoint, system_user_by_another).await?;
            }
            let sooner = ends && (old.until_day.is_empty() || new.until_day < old.until_day);
            if sooner && is_last(&tx.accounts().await?, &tx.appointments().await?, old.id, &today.to_string())
            {
                return Err(Error::from(last_administrator()));
            }
            tx.update_account(&new).await?;
            let told = |account: &Account| {
                serde_json::json!({
                    "name": account.name, "section": account.section, "duty": account.duty,
                    "system_user": account.system_user, "until": account.until_day,
                })
            };
            let detail = serde_json::json!({ "login": login, "old": told(&old), "new": told(&new) });
            Ok(((), Some(Event::new(EventKind::AccountChanged, login, detail))))
        })
        .await
}

/// Ends an account for now, or lets it work again; its sessions end at once, and its tokens for good.
pub async fn disable(archive: &Archive, by: &By, login: &str, disabled: bool) -> Result<()> {
    allow(by, Deed::Enrol)?;
    let (login, own, at) = (login.to_owned(), by.actor.login.clone(), by.now.to_rfc3339());
    let day = by.today().to_string();
    archive
        .store
        .write_if_needed(by, async move |tx| {
            let old = known(tx.account_named(&login).await?, &login)?;
            if disabled != old.disabled_at.is_empty() {
                return Ok(((), None));
            }
            if disabled && login == own {
                return Err(Error::from(own_account()));
            }
            if disabled && is_last(&tx.accounts().await?, &tx.appointments().await?, old.id, &day) {
                return Err(Error::from(last_administrator()));
            }
            let disabled_at = if disabled { at.clone() } else { String::new() };
            tx.update_account(&Account { disabled_at, ..old.clone() }).await?;
            if disabled {
                tx.end_sessions_of(old.id, "", &at).await?;
                tx.end_tokens_of(old.id, &at).await?;
            }
            let what = if disabled { EventKind::AccountDisabled } else { EventKind::AccountEnabled };
            Ok(((), Some(Event::new(what, login.clone(), serde_json::json!({ "login": login })))))
        })
        .await
}

/// Gives an account a new first secret, shown once; its sessions and tokens end. Whoever gives it could sign in with it, so
/// where posts are kept apart, the secret of one who gives posts or reads the log comes from another who gives posts. One's
/// own is given at the archive's own machine alone, to whoever the operating system knows: the way back in.
pub async fn give_secret(archive: &Archive, by: &By, login: &str) -> Result<String> {
    allow_one_of(by, &[Deed::Enrol, Deed::Appoint])?;
    let (may_appoint, at_the_machine) = (by.may(Deed::Appoint), archive.is_at_the_machine(by));
    let (login, own, at, today) = (login.to_owned(), by.actor.login.clone(), by.now.to_rfc3339(), by.today());
    let secret = secrets::one_time();
    let kept = secrets::kept(&secret).await?;
    archive
        .store
        .write(by, async move |tx| {
            let old = known(tx.account_named(&login).await?, &login)?;
            if login == own && !at_the_machine {
                return Err(Error::from(own_secret()));
            }
            if login != own {
                by_another(tx, &old, today, may_appoint, secret_by_another).await?;
            }
            tx.update_account(&Account { secret: kept, must_change: true, ..old.clone() }).await?;
            tx.end_sessions_of(old.id, "", &at).await?;
            tx.end_tokens_of(old.id, &at).await?;
            Ok(((), Event::new(EventKind::SecretGiven, login.clone(), serde_json::json!({ "login": login }))))
        })
        .await?;
    Ok(secret)
}

/// Where posts are kept apart, what lets one sign in as an account comes from another who gives posts if the account gives
/// posts or reads the log, or is to, and from whoever makes accounts otherwise.
pub(super) async fn by_another(
    tx: &Tx,
    account: &Account,
    today: NaiveDate,
    may_appoint: bool,
    refusal: fn() -> Problem,
) -> Result<()> {
    let apart = tx.separations().await?.iter().any(|one| one.one == TWO_PERSONS.0);
    let held = tx.appointments_of(account.id).await?;
    let today = today.to_string();
    // one that waits, or holds from tomorrow, is no way round
    let lasts =
        |one: &&Appointment| one.ended_at.is_empty() && (one.until_day.is_empty() || today <= one.until_day);
    let guards = held.iter().filter(lasts).any(|one| guards(&one.post));
    if apart && guards != may_appoint { Err(Error::from(refusal())) } else { Ok(()) }
}

/// Whether a post gives posts or reads the log.
pub(super) fn guards(post: &str) -> bool {
    let deeds = posts().post(post).map(|post| post.deeds.as_slice()).unwrap_or_default();
    deeds.iter().any(|deed| matches!(deed, Deed::Appoint | Deed::Audit))
}

/// Whether nobody else could give posts, or make accounts, without this account.
pub(super) fn is_last(accounts: &[Account], appointments: &[Appointment], without: i64, day: &str) -> bool {
    let others = |deed: Deed| {
        appointments.iter().any(|one| {
            let may = posts().post(&one.post).is_some_and(|post| post.deeds.contains(&deed));
            let works =
                accounts.iter().any(|account| account.id == one.account_id && people::works(account, day));
            one.account_id != without && may && works && one.holds_on(day)
        })
    };
    !others(Deed::Appoint) || !others(Deed::Enrol)
}

/// The account that was named.
pub(super) fn known(account: Option<Account>, login: &str) -> Result<Account> {
    account.ok_or_else(|| Error::not_found(say!("没有账号「{login}」。", "There is no account \"{login}\".")))
}

fn system_user_free(held: Option<Account>, own: i64) -> Result<()> {
    match held.filter(|other| other.id != own) {
        Some(other) => Err(Error::from(system_user_taken(&other.system_user, &other.login))),
        None => Ok(()),
    }
}

fn unfit_words(name: &str, section: &str, duty: &str) -> Vec<Problem> {
    let long = |text: &str| text.chars().count() > 60;
    let mut wrong = Vec::new();
    if name.is_empty() || long(name) {
        wrong.push(account_unnamed());
    }
    if long(section) || long(duty) {
        wrong.push(section_long());
    }
    wrong
}

problems! {
    ask login_unfit(): "登录名要用字母、数字、点、短横，不超过 40 个。" / "A login has letters, digits, dots and hyphens, 40 at most."
        => "例如 limin。" / "For example limin.";
    ask account_unnamed(): "要写姓名，不超过 60 个字；它会印在目录和清册上。" / "The name is missing or too long (60 characters); it stands on catalogs and registers."
        => "写真实姓名，例如 李敏。" / "Write the person's name, such as 李敏.";
    ask section_long(): "科室和职务不超过 60 个字。" / "Section and duty have 60 characters at most."
        => "写短一些。" / "Write less.";
    ask until_past(): "到期日已经过去。" / "The last day has passed."
        => "写今天或以后的日期，不写就没有期限。" / "Give today or a later day, or none.";
    refuse login_taken(login): "登录名「{login}」已经有人用过。" / "The login \"{login}\" is taken."
        => "登录名不能重复，也不能再给别人用；换一个。" / "A login is given once and never to another; choose another.";
    refuse system_user_taken(user, login): "操作系统用户「{user}」已对应账号「{login}」。" / "The system's user \"{user}\" acts as \"{login}\" already."
        => "先改那个账号。" / "Change that account first.";
    refuse own_account(): "不能停用自己的账号。" / "Nobody disables his own account."
        => "请另一位系统管理员来做。" / "Ask another system administrator.";
    refuse own_secret(): "自己的口令在「我的账号」里改。" / "Your own password is changed on your account's page."
        => "打开「我的账号」，或用 guidang account password。" / "Open your account's page, or use guidang account password.";
    refuse last_administrator(): "这是最后一个能授予岗位或管理账号的人，停用以后谁也改不了。" / "Nobody else could give posts or make accounts any more."
        => "先把岗位授予另一个人。" / "Give the post to another person first.";
    refuse system_user_by_another():
        "三员分立时，安全、审计管理员不对应操作系统用户。"
            / "Where posts are kept apart, a security or audit administrator acts for no user of the operating system."
        => "他们在网页上登录；用命令行先 guidang login。" / "They sign in on the page; on the command line with guidang login.";
    refuse secret_by_another():
        "三员分立时，安全、审计管理员的初始口令由另一位安全管理员发，其他人的由系统管理员发。"
            / "Where posts are kept apart, a security or audit administrator's secret comes from another security administrator, all others' from the system administrator."
        => "请有这个岗位的同事来发。" / "Ask the colleague whose post it is.";
}
