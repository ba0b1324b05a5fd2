//! `account`, `roles`, `login`, `logout`, `whoami`: who works here, with which posts.

use chrono::{Days, NaiveDate};

use crate::acts::setup::appointing::{self, Proposal, Proposed};
use crate::acts::setup::enrolling::{self, AccountChange, AccountView, HeldPost, NewAccount};
use crate::acts::setup::issuing_tokens;
use crate::acts::setup::second_factors;
use crate::acts::setup::signing_in::Origin;
use crate::cli::base::args::{AccountAdd, AccountVerb, Global, Login};
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::cli::base::tokens::{self, code_asked_for};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::posts::posts;
use crate::domain::general::role::Deed;
use crate::domain::values::date;
use crate::procedures::proving::Proof;
use crate::say;

fn day(text: Option<&String>) -> Result<Option<NaiveDate>> {
    text.map(|text| date::read_day(text).map_err(Error::Refused)).transpose()
}

pub async fn account(global: &Global, console: &Console, verb: &AccountVerb) -> Result<Done> {
    if let AccountVerb::List = verb {
        let archive = global.looking().await?;
        let accounts = enrolling::accounts(&archive, &archive.local_user()).await?;
        console.answer(&accounts, |console| {
            let rows: Vec<_> = accounts.iter().map(|account| row(console, account)).collect();
            let heads = [
                ("登录名", "login"),
                ("姓名", "name"),
                ("科室", "section"),
                ("岗位", "posts"),
                ("状态", "state"),
            ];
            console.table(&heads, &rows);
        });
        return Ok(Done::Code(0));
    }
    let archive = global.whole().await?;
    let by = archive.local_user();
    match verb {
        AccountVerb::List => {}
        AccountVerb::Add(new) => {
            let secret = enrolling::enrol(&archive, &by, new_account(new)?).await?;
            shown_once(console, &new.login, &secret);
        }
        AccountVerb::Change { login, name, section, duty, system_user, until } => {
            let until = match until.as_deref() {
                Some("none") => Some(None),
                _ => day(until.as_ref())?.map(Some),
            };
            let change = AccountChange {
                name: name.clone(),
                section: section.clone(),
                duty: duty.clone(),
                system_user: system_user.clone(),
                until,
            };
            enrolling::change(&archive, &by, login, change).await?;
            console.say(&say!("账号 {login} 已改。", "Account {login} is changed."));
        }
        AccountVerb::Disable { login } => {
            enrolling::disable(&archive, &by, login, true).await?;
            console.say(&say!("账号 {login} 已停用。", "Account {login} is disabled."))
        }
        AccountVerb::Enable { login } => {
            enrolling::disable(&archive, &by, login, false).await?;
            console.say(&say!("账号 {login} 已恢复。", "Account {login} works again."))
        }
        AccountVerb::Secret { login } => {
            let secret = enrolling::give_secret(&archive, &by, login).await?;
            shown_once(console, login, &secret);
        }
        AccountVerb::SecondFactorOff { login } => {
            second_factors::take_off(&archive, &by, login).await?;
            console.say(&say!("{login} 的动态验证码已停用。", "The second factor of {login} is off."));
        }
        AccountVerb::Grant { login, post, fonds, until } => {
            let (login, post, fonds, until) =
                (login.clone(), post.clone(), fonds.clone(), day(until.as_ref())?);
            let proposal = Proposal { login, post, fonds, from: None, until };
            say_proposed(console, &appointing::propose(&archive, &by, proposal).await?);
        }
        AccountVerb::Approve { appointment } => {
            appointing::approve(&archive, &by, *appointment).await?;
            console.say(&say!("岗位已批准。", "The post is approved."));
        }
        AccountVerb::Token { name, days, read_only } => {
            let until = by.today() + Days::new((*days).clamp(1, 366) as u64);
            let deeds: &[Deed] = if *read_only { &[Deed::Read] } else { &[] };
            let token = issuing_tokens::make_token(&archive, &by, (name, deeds), until).await?;
            token_shown(console, name, until, &token);
        }
        AccountVerb::Revoke { appointment } => {
            appointing::withdraw(&archive, &by, *appointment).await?;
            console.say(&say!("岗位已收回。", "The post is withdrawn."));
        }
    }
    settle(&archive).await?;
    Ok(Done::Code(0))
}

fn token_shown(console: &Console, name: &str, until: NaiveDate, token: &str) {
    console.answer(&serde_json::json!({ "name": name, "until": until, "token": token }), |console| {
        console.line(console.pick(&say!(
            "令牌（只显示这一次，用到 {until}）：{token}",
            "The token (shown this once, until {until}): {token}"
        )));
    });
}

fn say_proposed(console: &Console, proposed: &Proposed) {
    console.answer(proposed, |console| {
        let id = proposed.appointment;
        console.line(console.pick(&match proposed.given {
            true => say!("岗位已授予（{id} 号）。", "The post is given (no. {id})."),
            false => say!(
                "岗位已提出（{id} 号），等另一位安全管理员批准：guidang account approve {id}。",
                "The post is proposed (no. {id}); another security administrator approves it: guidang account approve {id}."
            ),
        }));
    });
}

fn new_account(new: &AccountAdd) -> Result<NewAccount> {
    Ok(NewAccount {
        login: new.login.clone(),
        name: new.name.clone(),
        section: new.section.clone(),
        duty: new.duty.clone(),
        system_user: new.system_user.clone(),
        until: day(new.until.as_ref())?,
    })
}

fn shown_once(console: &Console, login: &str, secret: &str) {
    console.answer(&serde_json::json!({ "login": login, "secret": secret }), |console| {
        console.line(console.pick(&say!(
            "{login} 的初始口令（只显示这一次，首次登录时必须改掉）：{secret}",
            "First password of {login} (shown this once, to be changed at the first sign-in): {secret}"
        )));
    });
}

fn row(console: &Console, account: &AccountView) -> Vec<String> {
    let post = |held: &HeldPost| {
        let name = posts().post(&held.post).map(|post| console.pick(&post.name()).to_owned());
        let name = name.unwrap_or_else(|| held.post.clone());
        let fonds = held.fonds.as_ref().map_or_else(String::new, |fonds| format!(" {fonds}"));
        let waits = if held.approved_by.is_none() { "?" } else { "" };
        format!("{name}{fonds}{waits} #{}", held.appointment)
    };
    let state = match (account.disabled, account.works) {
        (true, _) => say!("停用", "disabled"),
        (false, false) => say!("到期", "ended"),
        (false, true) => say!("使用中", "in use"),
    };
    vec![
        account.login.clone(),
        account.name.clone(),
        account.section.clone(),
        account.posts.iter().map(post).collect::<Vec<_>>().join("、"),
        console.pick(&state).to_owned(),
    ]
}

/// The table post × deed, for the security administrator to print.
pub fn roles(console: &Console) -> Done {
    console.answer(&posts().posts, |console| {
        let mut heads = vec![("权限", "may")];
        heads.extend(posts().posts.iter().map(|post| (post.zh.as_str(), post.en.as_str())));
        let rows: Vec<Vec<String>> = Deed::ALL
            .iter()
            .map(|deed| {
                let may = posts().posts.iter().map(|post| post.deeds.contains(deed));
                let marks = may.map(|may| if may { "✓".to_owned() } else { String::new() });
                std::iter::once(console.pick(&deed.word()).to_owned()).chain(marks).collect()
            })
            .collect();
        console.table(&heads, &rows);
        for post in &posts().posts {
            console.line(format!("{} {}：{}", post.id, console.pick(&post.name()), console.pick(&post.says)));
        }
    });
    Done::Code(0)
}

/// Keeps a token for this archive in the user's own configuration: made for a login and its password, or made on
/// the page.
pub async fn login(global: &Global, console: &Console, args: &Login) -> Result<Done> {
    let (token, name) = match &args.login {
        None => {
            let token = tokens::read_secret(console, &say!("令牌：", "Token: "))?;
            let archive = global.anonymous().await?;
            let known = issuing_tokens::bearer(&archive, &token).await?;
            archive.store.close().await;
            (token, known.ok_or_else(tokens::works_no_more)?.actor.name)
        }
        Some(login) => {
            let password = tokens::read_secret(console, &say!("口令：", "Password: "))?;
            let archive = global.anonymous_whole().await?;
            let until = archive.program().today() + Days::new(args.days.clamp(1, 366) as u64);
            let origin = Origin::default();
            let (token_for, mut proof) = (issuing_tokens::token_for, Proof::from(&password));
            let mut made = token_for(&archive, login, proof, &origin, until).await;
            if let Some(code) = code_asked_for(console, &made)? {
                proof.code = Some(&code);
                made = token_for(&archive, login, proof, &origin, until).await;
            }
            let (token, name) = made?;
            archive.store.close().await;
            (token, name)
        }
    };
    tokens::keep(&global.token_place()?, Some(&token))?;
    console.say(&say!("已登录：{name}。", "Signed in as {name}."));
    Ok(Done::Code(0))
}

/// Forgets the token, and ends it where the archive can be written.
pub async fn logout(global: &Global, console: &Console) -> Result<Done> {
    let place = global.token_place()?;
    if let Some(token) = tokens::kept(&place) {
        if let Ok(archive) = global.anonymous_whole().await {
            issuing_tokens::end_bearer(&archive, &token).await?;
            archive.store.close().await;
        }
        tokens::keep(&place, None)?;
    }
    console.say(&say!("已退出。", "Signed out."));
    Ok(Done::Code(0))
}

/// Who a command acts as.
pub async fn whoami(global: &Global, console: &Console) -> Result<Done> {
    let archive = global.looking().await?;
    let by = archive.local_user();
    let held: Vec<&str> = by.actor.rights.0.iter().map(|held| held.post.as_str()).collect();
    let answer = serde_json::json!({ "login": by.actor.login, "name": by.actor.name, "posts": held });
    console.answer(&answer, |console| {
        let names = held.iter().filter_map(|id| posts().post(id));
        let names: Vec<String> = names.map(|post| console.pick(&post.name()).to_owned()).collect();
        let (name, login) = (&by.actor.name, &by.actor.login);
        console.line(format!("{name} {login} {}", names.join("、")));
    });
    archive.store.close().await;
    Ok(Done::Code(if by.actor.login.is_empty() { 6 } else { 0 }))
}
