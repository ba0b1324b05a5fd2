//! 冻结: holds are placed by one person and lifted by two; as long as one is in force nothing it catches is destroyed,
//! handed over or taken back. The database refuses what these acts would ever let through.

mod seen;
mod understood;

pub use crate::store::{Caught, Hold, HoldFilter};
pub use seen::{CaughtStretch, CaughtVolume, HoldList, HoldView, caught, list, numbered, show};
pub use understood::{NewHold, Preview, WrittenRule};

use crate::archive::{Archive, allow};
use crate::domain::disposal::disposing::Signer;
use crate::domain::disposal::hold::{HoldScope, HoldState};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::FreeText;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::records::event::{Event, EventKind};
use crate::store::{Account, Queries, Tx};
use crate::{problems, say};
use understood::{Understood, understand};

/// Characters a reason or a basis may have.
const LONGEST: usize = 500;

/// What a hold would catch; nothing is written.
///
/// # Errors
/// `Refused` with everything that is wrong with it.
pub async fn preview(archive: &Archive, by: &By, new: &NewHold) -> Result<Preview> {
    allow(by, Deed::Hold)?;
    let understood = understand(archive, by, new).await?;
    understood.preview(archive).await
}

/// Places a hold. From here on it catches what it names or what fits, what is filed later among it.
///
/// # Errors
/// `Refused` with everything that is wrong with it; `NotFound` for a record there is not.
pub async fn place(archive: &Archive, by: &By, new: &NewHold) -> Result<HoldView> {
    allow(by, Deed::Hold)?;
    let Understood { fonds_id, ground, basis, note, rule, volumes, items } =
        understand(archive, by, new).await?;
    let (login, at, year) = (by.actor.login.clone(), by.now.to_rfc3339(), by.today());
    let deed = archive.store.write(by, async move |tx| {
        let placer = account(tx, &login).await?;
        let scope = if rule.is_some() { HoldScope::Rule } else { HoldScope::Chosen };
        let rule = rule.unwrap_or_default();
        let hold = Hold {
            id: 0,
            fonds_id,
            number: tx.next_hold_number(chrono::Datelike::year(&year)).await?,
            ground,
            basis,
            note,
            scope,
            class_id: rule.class_id.clone(),
            step_id: rule.step_id.clone(),
            year_from: rule.year_from.map(i64::from),
            year_to: rule.year_to.map(i64::from),
            person: rule.person.clone(),
            id_number: rule.id_number.clone(),
            unit: rule.unit.clone(),
            words: rule.words.clone(),
            placed_by: placer.id,
            placed_by_name: placer.name,
            placed_at: at,
            lift_asked_by: None,
            lift_asked_at: String::new(),
            lift_reason: FreeText::default(),
            lifted_by: None,
            lifted_at: String::new(),
        };
        let id = tx.insert_hold(&hold, &volumes, &items).await?;
        let mut detail = told(&Hold { id, ..hold.clone() });
        match scope {
            HoldScope::Rule => detail["rule"] = serde_json::to_value(&rule).map_err(anyhow::Error::from)?,
            HoldScope::Chosen => {
                detail["volumes"] = volumes.len().into();
                detail["items"] = items.len().into();
            }
        }
        tx.concerns_volumes(volumes);
        tx.concerns_items(items);
        Ok((id, Event::new(EventKind::HoldPlaced, hold.number, detail)))
    });
    let id = finish(archive, deed.await)?;
    show(archive, by, id).await
}

/// Asks to lift a hold; another person says yes or no.
///
/// # Errors
/// `Refused` without a reason, and where it is lifted or asked for already.
pub async fn ask_lift(archive: &Archive, by: &By, id: i64, reason: &str) -> Result<HoldView> {
    allow(by, Deed::Hold)?;
    let reason = reasoned(reason)?;
    seen_by(archive, by, id).await?;
    let (login, at) = (by.actor.login.clone(), by.now.to_rfc3339());
    let deed = archive.store.write(by, async move |tx| {
        let old = unlifted(tx, id).await?;
        if old.state() == HoldState::LiftAsked {
            return Err(Error::from(lift_asked_before(&old.number)));
        }
        let asker = account(tx, &login).await?;
        let (lift_asked_by, lift_reason) = (Some(asker.id), reason.clone());
        let new = Hold { lift_asked_by, lift_asked_at: at, lift_reason, ..old };
        tx.update_hold(&new).await?;
        concern(tx, id).await?;
        let mut detail = told(&new);
        detail["reason"] = serde_json::to_value(&reason).map_err(anyhow::Error::from)?;
        Ok(((), Event::new(EventKind::HoldLiftAsked, new.number, detail)))
    });
    finish(archive, deed.await)?;
    show(archive, by, id).await
}

/// Lifts a hold that another person asked to lift.
///
/// # Errors
/// `Refused` where nobody asked, and for who placed it or asked.
pub async fn lift(archive: &Archive, by: &By, id: i64) -> Result<HoldView> {
    allow(by, Deed::Hold)?;
    seen_by(archive, by, id).await?;
    let (login, at) = (by.actor.login.clone(), by.now.to_rfc3339());
    let deed = archive.store.write(by, async move |tx| {
        let old = unlifted(tx, id).await?;
        let lifter = account(tx, &login).await?;
        let Some(asker) = old.lift_asked_by else { return Err(Error::from(lift_not_asked(&old.number))) };
        let asked_by = tx.accounts().await?.into_iter().find(|account| account.id == asker);
        let is_asker = asked_by
            .is_some_and(|account| is_one_person((lifter.id, &lifter.name), (account.id, &account.name)));
        if is_asker {
            return Err(Error::from(lifted_by_asker(&old.number)));
        }
        if is_one_person((lifter.id, &lifter.name), (old.placed_by, &old.placed_by_name)) {
            return Err(Error::from(lifted_by_placer(&old.number)));
        }
        let new = Hold { lifted_by: Some(lifter.id), lifted_at: at, ..old };
        tx.update_hold(&new).await?;
        concern(tx, id).await?;
        let detail = told(&new);
        Ok(((), Event::new(EventKind::HoldLifted, new.number, detail)))
    });
    finish(archive, deed.await)?;
    show(archive, by, id).await
}

/// Whether two accounts are one person's: equal names are taken for one person.
fn is_one_person((id, name): (i64, &str), (other, named): (i64, &str)) -> bool {
    Signer { account: id, name: name.to_owned() }
        .is_same_person(&Signer { account: other, name: named.to_owned() })
}

/// Whether this account may say yes to lifting it, as far as accounts go.
pub async fn may_lift(archive: &Archive, by: &By, hold: &Hold) -> Result<bool> {
    if !by.may(Deed::Hold) || hold.state() != HoldState::LiftAsked {
        return Ok(false);
    }
    let own = archive.store.account_named(&by.actor.login).await?.map(|account| account.id);
    Ok(own.is_some() && own != hold.lift_asked_by && own != Some(hold.placed_by))
}

/// The hold stays: who was asked to lift it does not, or who asked takes it back.
///
/// # Errors
/// `Refused` without a reason, and where nobody asked.
pub async fn keep(archive: &Archive, by: &By, id: i64, reason: &str) -> Result<HoldView> {
    allow(by, Deed::Hold)?;
    let reason = reasoned(reason)?;
    seen_by(archive, by, id).await?;
    let deed = archive.store.write(by, async move |tx| {
        let old = unlifted(tx, id).await?;
        if old.lift_asked_by.is_none() {
            return Err(Error::from(lift_not_asked(&old.number)));
        }
        let (lift_asked_at, lift_reason) = (String::new(), FreeText::default());
        let new = Hold { lift_asked_by: None, lift_asked_at, lift_reason, ..old };
        tx.update_hold(&new).await?;
        let mut detail = told(&new);
        detail["reason"] = serde_json::to_value(&reason).map_err(anyhow::Error::from)?;
        Ok(((), Event::new(EventKind::HoldKept, new.number, detail)))
    });
    finish(archive, deed.await)?;
    show(archive, by, id).await
}

fn finish<T>(archive: &Archive, done: Result<T>) -> Result<T> {
    archive.written.notify_one();
    done
}

/// Whoever sees some fonds alone lifts what is of these alone; the rest of what he sees, somebody else does.
async fn seen_by(archive: &Archive, by: &By, id: i64) -> Result<()> {
    let hold = hold(&archive.store, id).await?;
    let own = by.actor.rights.fonds(Deed::Hold);
    let of_fonds = match hold.fonds_id {
        Some(id) => archive.store.fonds().await?.into_iter().find(|fonds| fonds.id == id),
        None => None,
    };
    let is_his = own.is_none_or(|own| of_fonds.is_some_and(|fonds| own.contains(&fonds.number.as_str())));
    if is_his { Ok(()) } else { Err(Error::from(hold_of_the_whole(&hold.number))) }
}

async fn hold(from: &Queries, id: i64) -> Result<Hold> {
    let hold = from.hold(id).await?;
    hold.ok_or_else(|| Error::not_found(say!("没有第 {id} 号冻结。", "There is no hold {id}.")))
}

async fn unlifted(from: &Queries, id: i64) -> Result<Hold> {
    let hold = hold(from, id).await?;
    match hold.state() {
        HoldState::Lifted => Err(Error::from(lifted_before(&hold.number))),
        _ => Ok(hold),
    }
}

async fn account(from: &Queries, login: &str) -> Result<Account> {
    from.account_named(login).await?.ok_or_else(|| Error::from(no_account()))
}

/// What the hold names: its history tells of the hold, too.
async fn concern(tx: &mut Tx, id: i64) -> Result<()> {
    let (volumes, items) = tx.hold_names(id).await?;
    tx.concerns_volumes(volumes);
    tx.concerns_items(items);
    Ok(())
}

fn reasoned(reason: &str) -> Result<FreeText> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::from(lift_reason_missing()));
    }
    match not_kept(reason, LONGEST) {
        Some(problem) => Err(Error::from(problem)),
        None => Ok(reason.into()),
    }
}

fn told(hold: &Hold) -> serde_json::Value {
    serde_json::json!({ "hold": hold.id, "number": hold.number, "ground": hold.ground.key(), "basis": hold.basis })
}

problems! {
    refuse no_account():
        "冻结和解冻要用本人账号办理。" / "A hold is placed and lifted under a person's own account."
        => "用本人账号登录后再办。" / "Sign in with your own account.";
    refuse hold_of_the_whole(number):
        "冻结 {number} 涉及其他全宗，不能由单一全宗的人员办理解冻。"
            / "Hold {number} concerns other fonds and is not lifted by who works for one."
        => "请管理全部全宗的人员办理。" / "Ask somebody who works for every fonds.";
    refuse lifted_before(number):
        "冻结 {number} 已经解冻。" / "Hold {number} was lifted already."
        => "刷新页面看现状。" / "Look at the hold again.";
    refuse lift_asked_before(number):
        "冻结 {number} 已有人申请解冻，等第二人办理。" / "Somebody asked to lift hold {number} already; it waits for another person."
        => "由申请人以外的人同意或不同意。" / "Another person says yes or no.";
    refuse lift_not_asked(number):
        "冻结 {number} 没有人申请解冻。" / "Nobody asked to lift hold {number}."
        => "先写明理由，申请解冻。" / "Ask to lift it first, with the reason.";
    refuse lifted_by_asker(number):
        "冻结 {number} 由您申请解冻，不能由您同意。" / "You asked to lift hold {number} and cannot say yes to it."
        => "请另一人同意（guidang hold lift）。" / "Ask another person (guidang hold lift).";
    refuse lifted_by_placer(number):
        "冻结 {number} 由您设置，不能由您同意解冻。" / "You placed hold {number} and cannot lift it."
        => "请另一人同意（guidang hold lift）。" / "Ask another person (guidang hold lift).";
    refuse lift_reason_missing as reason_missing():
        "没有写理由。" / "No reason is given."
        => "写明理由，例如结案文书或结清凭证。" / "Give the reason, such as the document that ends the matter.";
}
