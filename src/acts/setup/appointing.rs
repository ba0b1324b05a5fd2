//! 授岗: posts are proposed, approved and withdrawn. Where the office keeps them apart this takes two persons, and
//! the database refuses what this act would ever let through.

use chrono::NaiveDate;

use super::enrolling::{guards, is_last, known};
use crate::archive::{Archive, allow, allow_one_of};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::posts::posts;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::people::TWO_PERSONS;
use crate::store::{Account, Appointment, Separation, Tx};
use crate::{problems, say};

/// A post for somebody.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    pub login: String,
    /// Id in `assets/posts.toml`.
    pub post: String,
    /// Number of the only fonds it is for.
    pub fonds: Option<String>,
    /// Today, where none is said.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Proposed {
    pub appointment: i64,
    /// It holds already: the office lets one person give posts.
    pub given: bool,
}

/// Proposes a post for somebody. In an office where one person may give posts it is given with that.
///
/// # Errors
/// `Refused` for an unknown post, one kept apart from what the person holds, or one that needs a last day.
pub async fn propose(archive: &Archive, by: &By, proposal: Proposal) -> Result<Proposed> {
    allow_one_of(by, &[Deed::Enrol, Deed::Appoint])?;
    let Some(post) = posts().post(&proposal.post) else {
        let known = posts().posts.iter().map(|post| format!("{}（{}）", post.id, post.zh));
        return Err(Error::from(no_such_post(&proposal.post, &known.collect::<Vec<_>>().join("、"))));
    };
    if post.ends && proposal.until.is_none() {
        return Err(Error::from(post_needs_end(&post.zh, &post.en)));
    }
    // what an administrator does concerns the whole archive
    if proposal.fonds.is_some() && !post.deeds.contains(&Deed::Read) {
        return Err(Error::from(post_of_the_whole(&post.zh, &post.en)));
    }
    let from = proposal.from.unwrap_or_else(|| by.today());
    if proposal.until.is_some_and(|until| until < from) {
        return Err(Error::from(ends_before_it_begins()));
    }
    let fonds_id = match &proposal.fonds {
        Some(number) => Some(archive.fonds_numbered(Some(number)).await?.id),
        None => None,
    };
    let (own, at, may_appoint) = (by.actor.login.clone(), by.now.to_rfc3339(), by.may(Deed::Appoint));
    archive
        .store
        .write(by, async move |tx| {
            let account = known(tx.account_named(&proposal.login).await?, &proposal.login)?;
            let proposer = known(tx.account_named(&own).await?, &own)?;
            let separations = tx.separations().await?;
            may_hold(tx, &separations, &account, &proposal.post, &from.to_string()).await?;
            let alone = !takes_two(&separations) && may_appoint;
            if !alone && takes_two(&separations) && proposer.id == account.id {
                return Err(Error::from(own_post()));
            }
            let appointment = Appointment {
                account_id: account.id,
                post: proposal.post.clone(),
                fonds_id,
                from_day: from.to_string(),
                until_day: proposal.until.map_or_else(String::new, |until| until.to_string()),
                proposed_by: proposer.id,
                proposed_at: at.clone(),
                approved_by: alone.then_some(proposer.id),
                approved_at: if alone { at.clone() } else { String::new() },
                ..Appointment::default()
            };
            let id = tx.insert_appointment(&appointment).await?;
            if alone {
                tx.end_sessions_of(account.id, "", &at).await?;
            }
            let what = if alone { EventKind::PostGiven } else { EventKind::PostProposed };
            let detail = told(&account, &Appointment { id, ..appointment }, proposal.fonds.as_deref());
            Ok((Proposed { appointment: id, given: alone }, Event::new(what, account.login, detail)))
        })
        .await
}

/// Approves a post that another proposed; whoever gets it must sign in anew. A first secret that was not changed yet works
/// no more where posts are kept apart and the post gives posts or reads the log: who made the account knows it too, and
/// the one that counts comes from [`give_secret`](super::enrolling::give_secret).
///
/// # Errors
/// `Refused` where the approver proposed it or would hold it, or it was approved or ended before.
pub async fn approve(archive: &Archive, by: &By, id: i64) -> Result<()> {
    allow(by, Deed::Appoint)?;
    let (own, at) = (by.actor.login.clone(), by.now.to_rfc3339());
    archive
        .store
        .write(by, async move |tx| {
            let old = found(tx.appointment(id).await?, id)?;
            let approver = known(tx.account_named(&own).await?, &own)?;
            if old.approved_by.is_some() || !old.ended_at.is_empty() {
                return Err(Error::from(not_waiting()));
            }
            if takes_two(&tx.separations().await?)
                && (approver.id == old.proposed_by || approver.id == old.account_id)
            {
                return Err(Error::from(two_persons()));
            }
            let new = Appointment { approved_by: Some(approver.id), approved_at: at.clone(), ..old };
            tx.update_appointment(&new).await?;
            tx.end_sessions_of(new.account_id, "", &at).await?;
            let account = whose(tx, &new).await?;
            // whoever made the account could have taken it for himself: by its first secret, changed since or not, by the
            // system user he said it stands for, by a token
            if takes_two(&tx.separations().await?) && guards(&new.post) {
                let (secret, system_user) = (String::new(), String::new());
                tx.update_account(&Account { secret, system_user, must_change: true, ..account.clone() })
                    .await?;
                tx.end_tokens_of(account.id, &at).await?;
            }
            let detail = told(&account, &new, None);
            Ok(((), Event::new(EventKind::PostGiven, account.login, detail)))
        })
        .await
}

/// Takes a post away, or back what was only proposed; the person's sessions end with it.
///
/// # Errors
/// `Refused` where nobody could give posts or make accounts any more.
pub async fn withdraw(archive: &Archive, by: &By, id: i64) -> Result<()> {
    allow_one_of(by, &[Deed::Enrol, Deed::Appoint])?;
    let may_appoint = by.may(Deed::Appoint);
    let (own, at, day) = (by.actor.login.clone(), by.now.to_rfc3339(), by.today().to_string());
    archive
        .store
        .write(by, async move |tx| {
            let old = found(tx.appointment(id).await?, id)?;
            let ender = known(tx.account_named(&own).await?, &own)?;
            if !old.ended_at.is_empty() {
                return Err(Error::from(ended_before()));
            }
            // who may not give posts takes back only what he proposed and nobody approved
            if !may_appoint && (old.approved_by.is_some() || old.proposed_by != ender.id) {
                return Err(Error::from(withdrawn_by_another()));
            }
            let rest: Vec<Appointment> =
                tx.appointments().await?.into_iter().filter(|one| one.id != id).collect();
            if old.holds_on(&day) && is_last(&tx.accounts().await?, &rest, 0, &day) {
                return Err(Error::from(last_of_its_kind()));
            }
            let new = Appointment { ended_by: Some(ender.id), ended_at: at.clone(), ..old };
            tx.update_appointment(&new).await?;
            tx.end_sessions_of(new.account_id, "", &at).await?;
            let account = whose(tx, &new).await?;
            let detail = told(&account, &new, None);
            Ok(((), Event::new(EventKind::PostWithdrawn, account.login, detail)))
        })
        .await
}

/// Whether the office lets nobody give posts alone.
pub async fn needs_two(archive: &Archive) -> Result<bool> {
    Ok(takes_two(&archive.store.separations().await?))
}

/// Posts that one person never holds together here.
pub async fn separations(archive: &Archive) -> Result<Vec<(String, String)>> {
    let kept = archive.store.separations().await?.into_iter().map(|one| (one.one, one.other));
    Ok(kept.filter(|(one, other)| (one.as_str(), other.as_str()) != TWO_PERSONS).collect())
}

/// Numbers of the fonds a post may be given for.
pub async fn fonds_numbers(archive: &Archive, by: &By) -> Result<Vec<String>> {
    allow_one_of(by, &[Deed::Enrol, Deed::Appoint, Deed::Audit])?;
    Ok(archive.store.fonds().await?.into_iter().map(|fonds| fonds.number).collect())
}

fn takes_two(separations: &[Separation]) -> bool {
    separations.iter().any(|one| (one.one.as_str(), one.other.as_str()) == TWO_PERSONS)
}

/// A post goes together with all that the person holds or is to hold.
async fn may_hold(
    tx: &Tx,
    separations: &[Separation],
    account: &Account,
    post: &str,
    from: &str,
) -> Result<()> {
    let held = tx.appointments_of(account.id).await?;
    let apart = |other: &str| {
        separations
            .iter()
            .any(|one| (one.one == post && one.other == other) || (one.other == post && one.one == other))
    };
    let lasts = |one: &&Appointment| {
        one.ended_at.is_empty() && (one.until_day.is_empty() || one.until_day.as_str() >= from)
    };
    match held.iter().filter(lasts).find(|one| apart(&one.post)) {
        Some(one) => {
            let word = |id: &str| posts().post(id).map(|post| post.name()).unwrap_or_default();
            let (new, old) = (word(post), word(&one.post));
            Err(Error::from(posts_apart(&account.name, &old.zh, &new.zh, &old.en, &new.en)))
        }
        None => Ok(()),
    }
}

fn found(appointment: Option<Appointment>, id: i64) -> Result<Appointment> {
    appointment
        .ok_or_else(|| Error::not_found(say!("没有第 {id} 号岗位记录。", "There is no appointment {id}.")))
}

async fn whose(tx: &Tx, appointment: &Appointment) -> Result<Account> {
    let account = tx.account(appointment.account_id).await?;
    account.ok_or_else(|| anyhow::anyhow!("an appointment without its account").into())
}

fn told(account: &Account, appointment: &Appointment, fonds: Option<&str>) -> serde_json::Value {
    serde_json::json!({
        "appointment": appointment.id, "login": account.login, "post": appointment.post, "fonds": fonds,
        "from": appointment.from_day, "until": appointment.until_day,
    })
}

problems! {
    refuse no_such_post as field_unreadable(post, known): "没有岗位「{post}」。现有：{known}。" / "There is no post \"{post}\". There are: {known}."
        => "写其中一个。" / "Give one of them.";
    refuse post_needs_end(zh, en): "「{zh}」只能授予到某一天为止。" / "\"{en}\" is only given up to a day."
        => "写明到期日。" / "Say the last day.";
    refuse post_of_the_whole(zh, en): "「{zh}」管的是全部全宗，不能只授予一个全宗。" / "\"{en}\" concerns every fonds and is not given for one."
        => "去掉全宗。" / "Leave the fonds out.";
    refuse ends_before_it_begins(): "到期日早于开始日。" / "The last day is before the first."
        => "核对两个日期。" / "Check both.";
    refuse own_post(): "不能给自己提出岗位。" / "Nobody proposes a post for himself."
        => "请另一位管理员提出。" / "Ask another administrator to propose it.";
    refuse two_persons(): "岗位要由提出人和本人以外的人批准。" / "A post is approved by neither who proposed it nor who gets it."
        => "请另一位安全管理员批准。" / "Ask another security administrator.";
    refuse not_waiting(): "这个岗位已经批准或收回。" / "This post was approved or withdrawn already."
        => "刷新账号页面看现状。" / "Look at the account again.";
    refuse ended_before(): "这个岗位已经收回。" / "This post was withdrawn already."
        => "刷新账号页面看现状。" / "Look at the account again.";
    refuse withdrawn_by_another(): "已批准的岗位由安全管理员收回。" / "An approved post is withdrawn by a security administrator."
        => "请安全管理员来做。" / "Ask a security administrator.";
    refuse last_of_its_kind(): "收回以后，再没有人能授予岗位或管理账号。" / "Nobody could give posts or make accounts any more."
        => "先把这个岗位授予另一个人。" / "Give the post to another person first.";
    refuse posts_apart(name, old, new, old_en, new_en):
        "「{name}」已任{old}，不能兼任{new}。" / "\"{name}\" is {old_en} and may not be {new_en} as well."
        => "换一个人，或先收回原来的岗位。" / "Choose another person, or withdraw the other post first.";
}
