//! 期限调整: a draft of a scheme or an accounting table that moves dates of what is filed: proposed with the list of what it
//! moves, which is registered and kept, and applied as one act as long as it moves just that. What shortens anything is
//! applied by another person; the database refuses what these acts would ever let through.

mod intended;
mod looked;
mod seen;

pub use intended::ChangeAsked;
pub use seen::{ScheduleChangeList, ScheduleChangeView, list, show, take_list};

use std::path::PathBuf;

use chrono::Datelike as _;

use crate::archive::{Archive, allow};
use crate::domain::disposal::disposing::Signer;
use crate::domain::disposal::foreseen::ChangeState;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::FreeText;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::general::wording::Lang;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::schemes::adoption::{Adoption, SchemesInUse};
use crate::problems;
use crate::procedures::documents::change_list::{draft_of, no_change};
use crate::procedures::documents::register::{keep_with, of_digest};
use crate::procedures::redating::redate;
use crate::procedures::taking_up::{edition_exists, keep_edition, table_kept_already, take_up};
use crate::store::{Account, Fonds, Queries, ScheduleChange, Tx};
use intended::{Intended, intend};
use looked::{Looked, look};

/// Characters a reason may have.
const LONGEST: usize = 500;

/// Proposes a draft with the list of everything it moves. The list is registered and kept; nothing is moved yet.
///
/// # Errors
/// `Unreadable` with every problem of the file; `Refused` for what cannot be adopted so, and where nothing would move.
pub async fn propose(
    archive: &Archive,
    by: &By,
    asked: &ChangeAsked,
    lang: Lang,
) -> Result<ScheduleChangeView> {
    allow(by, Deed::Found)?;
    archive.of_the_whole(by, &[Deed::Found])?;
    let reason = reasoned(&asked.reason)?;
    let intended = intend(archive, by, asked).await?;
    let snapshot = archive.store.snapshot().await?;
    let looked = look(archive, by, &snapshot, &intended, lang).await;
    snapshot.close().await;
    let Looked { number, seen_after, moved, printed, made, file } = looked?;
    let Intended { edition, name, text, fonds, against, adoption } = intended;
    let (from_day, replaces) = adoption.map_or_else(Default::default, |adoption| {
        (adoption.from.to_string(), adoption.replaces.unwrap_or_default())
    });
    let (login, at) = (by.actor.login.clone(), by.now.to_rfc3339());
    let year = by.today().year();
    let paper = printed.contents.first().map(|content| content.proof.sha256.hex()).unwrap_or_default();
    let draft = ScheduleChange {
        id: 0,
        number: number.clone(),
        fonds_id: fonds.map(|fonds| fonds.id),
        edition,
        name,
        body_digest: Digest::compute(text.as_bytes()).hex(),
        body: text,
        against,
        from_day,
        replaces,
        reason,
        list_digest: moved.digest,
        paper_digest: paper,
        records: moved.total as i64,
        shortened: moved.shortened as i64,
        volumes: printed.rows as i64,
        seen_after,
        proposed_by: 0,
        proposed_by_name: String::new(),
        proposed_at: at,
        state: ChangeState::Proposed,
        decided_by: None,
        decided_by_name: String::new(),
        decided_at: String::new(),
        decided_why: FreeText::default(),
    };
    let deed = async move |tx: &mut Tx| {
        let proposer = account(tx, &login).await?;
        let other = tx.undecided_changes_of(&draft.edition).await?;
        // of one id there is one text, in whatever fonds
        let stands_in_the_way = |other: &&ScheduleChange| {
            other.fonds_id == draft.fonds_id || other.body_digest != draft.body_digest
        };
        if let Some(other) = other.iter().find(stands_in_the_way) {
            return Err(Error::from(proposed_already(&draft.edition, &other.number)));
        }
        if tx.next_change_number(year).await? != draft.number {
            return Err(Error::from(proposed_meanwhile()));
        }
        let change = ScheduleChange { proposed_by: proposer.id, proposed_by_name: proposer.name, ..draft };
        tx.insert_schedule_change(&change).await?;
        let detail = told(&change);
        Ok(((), Event::new(EventKind::ScheduleProposed, change.number, detail)))
    };
    archive.store.write(by, deed).await?;
    let form = printed.contents.first().map(|content| content.form.clone()).unwrap_or_default();
    let mut more = serde_json::Map::new();
    more.insert("change".to_owned(), number.clone().into());
    keep_with(archive, by, &form, &made, &printed, more).await?;
    file.keep()?;
    show(archive, by, &number).await
}

/// Applies a proposed change in one deed: the edition is kept and taken up, and every date it moves is written. What is
/// moved is looked at anew; where it is not the list that was proposed, nothing is done.
///
/// # Errors
/// `Refused` where the list differs by now (what it is now is told) or was never registered, where the edition or what it
/// takes the place of does not stand as it did, for who proposed what shortens, and where it was decided before;
/// `NotFound` where there is no such change.
pub async fn apply(archive: &Archive, by: &By, number: &str) -> Result<ScheduleChangeView> {
    allow(by, Deed::Found)?;
    archive.of_the_whole(by, &[Deed::Found])?;
    list_is_registered(archive, number).await?;
    let (as_whom, of) = (by.clone(), number.trim().to_owned());
    let deed = async move |tx: &mut Tx| {
        let change = undecided(tx, &of).await?;
        let applier = account(tx, &as_whom.actor.login).await?;
        let proposer = Signer { account: change.proposed_by, name: change.proposed_by_name.clone() };
        let own = Signer { account: applier.id, name: applier.name.clone() };
        if change.shortened > 0 && own.is_same_person(&proposer) {
            return Err(Error::from(applied_by_proposer(&change.number, &change.shortened)));
        }
        let fonds = fonds_of(tx, &change).await?;
        edition_stands(tx, &change, fonds.as_ref()).await?;
        let touched = touched_since(tx, change.seen_after).await?;
        let among = draft_of(tx, &change, fonds.as_ref().map(|fonds| fonds.number.as_str())).await?;
        let moved = redate(tx, &as_whom, &among.schemes, 0).await?;
        if moved.digest != change.list_digest {
            let (then, now) = (change.records, moved.total);
            return Err(Error::from(match touched.as_str() {
                "" => rules_changed_since(&change.number, &then, &now),
                touched => records_changed_since(&change.number, &then, &now, &touched),
            }));
        }
        keep_edition(tx, &change.edition, &change.body).await?;
        if let (Some(fonds), Some(adoption)) = (&fonds, adoption_of(&change)) {
            take_up(tx, fonds, &adoption, &change.body).await?;
        }
        let change = decided(change, applier, (ChangeState::Applied, FreeText::default()), &as_whom);
        tx.update_schedule_change(&change).await?;
        let detail = told(&change);
        Ok(((), Event::new(EventKind::ScheduleApplied, change.number, detail)))
    };
    let done = archive.store.write(by, deed).await;
    archive.written.notify_one();
    done?;
    archive.load_schemes().await?;
    show(archive, by, number).await
}

/// Takes a proposal back; nothing was moved by it.
///
/// # Errors
/// `Refused` without a reason, and where it was decided before; `NotFound` where there is no such change.
pub async fn withdraw(archive: &Archive, by: &By, number: &str, reason: &str) -> Result<ScheduleChangeView> {
    allow(by, Deed::Found)?;
    archive.of_the_whole(by, &[Deed::Found])?;
    let reason = reasoned(reason)?;
    let (as_whom, of) = (by.clone(), number.trim().to_owned());
    let deed = async move |tx: &mut Tx| {
        let change = undecided(tx, &of).await?;
        let own = account(tx, &as_whom.actor.login).await?;
        let change = decided(change, own, (ChangeState::Withdrawn, reason), &as_whom);
        tx.update_schedule_change(&change).await?;
        let mut detail = told(&change);
        detail["reason"] = serde_json::to_value(&change.decided_why).map_err(anyhow::Error::from)?;
        Ok(((), Event::new(EventKind::ScheduleWithdrawn, change.number, detail)))
    };
    archive.store.write(by, deed).await?;
    show(archive, by, number).await
}

fn decided(
    change: ScheduleChange,
    by_whom: Account,
    (state, decided_why): (ChangeState, FreeText),
    by: &By,
) -> ScheduleChange {
    let (decided_by, decided_by_name) = (Some(by_whom.id), by_whom.name);
    let decided_at = by.now.to_rfc3339();
    ScheduleChange { state, decided_by, decided_by_name, decided_at, decided_why, ..change }
}

/// The file its list is kept as.
fn list_file(archive: &Archive, number: &str) -> PathBuf {
    archive.config.results_dir().join(format!("schedule-{number}.pdf"))
}

async fn change(from: &Queries, number: &str) -> Result<ScheduleChange> {
    from.schedule_change(number.trim()).await?.ok_or_else(|| no_change(number.trim()))
}

async fn undecided(from: &Queries, number: &str) -> Result<ScheduleChange> {
    let change = change(from, number).await?;
    match change.state {
        ChangeState::Proposed => Ok(change),
        state => {
            let word = state.word();
            Err(Error::from(change_decided(&change.number, &word.zh, &word.en.to_lowercase())))
        }
    }
}

async fn account(from: &Queries, login: &str) -> Result<Account> {
    from.account_named(login).await?.ok_or_else(|| Error::from(change_needs_account()))
}

async fn fonds_of(from: &Queries, change: &ScheduleChange) -> Result<Option<Fonds>> {
    let Some(id) = change.fonds_id else { return Ok(None) };
    Ok(from.fonds().await?.into_iter().find(|fonds| fonds.id == id))
}

/// Refuses a change whose list is not in the log: then nobody can see what it moves.
async fn list_is_registered(archive: &Archive, number: &str) -> Result<()> {
    let change = undecided(&archive.store, number).await?;
    let missing = || Err(Error::from(change_list_missing(&change.number)));
    if change.paper_digest.is_empty() {
        return missing();
    }
    match of_digest(archive, &change.paper_digest, Some("pdf")).await {
        Ok(None) => missing(),
        // several papers say just that: it is among them
        Ok(Some(_)) | Err(Error::Refused(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Refuses a change whose edition is kept with another text by now, whose table is kept already, and one for a fonds that
/// has given its edition up since.
async fn edition_stands(from: &Queries, change: &ScheduleChange, fonds: Option<&Fonds>) -> Result<()> {
    let kept = from.editions().await?.into_iter().find(|kept| kept.name == change.edition);
    if kept.as_ref().is_some_and(|kept| kept.digest != change.body_digest) {
        return Err(Error::from(edition_exists(&change.edition)));
    }
    let Some(fonds) = fonds else {
        return match kept {
            Some(_) => Err(Error::from(table_kept_already(&change.edition))),
            None => Ok(()),
        };
    };
    let in_use = SchemesInUse::new(&fonds.scheme_id, from.adoptions(fonds.id).await?);
    match adoption_of(change).is_some() || in_use.ever().contains(&change.edition.as_str()) {
        true => Ok(()),
        false => Err(Error::from(draft_given_up(&change.edition, &fonds.number))),
    }
}

/// How the fonds takes it up; `None`: it did before, or it is a table.
fn adoption_of(change: &ScheduleChange) -> Option<Adoption> {
    let from = change.from_day.parse().ok()?;
    let replaces = Some(change.replaces.clone()).filter(|id| !id.is_empty());
    Some(Adoption { scheme_id: change.edition.clone(), from, replaces, until: None })
}

/// Codes of a few records that events touched after this one.
async fn touched_since(from: &Queries, seq: i64) -> Result<String> {
    const NAMED: usize = 5;
    let (mut after, mut codes) = (seq, Vec::new());
    loop {
        let (reached, rows) = from.touched_after(after, 100).await?;
        let ids: Vec<i64> =
            rows.into_iter().filter(|(kind, _)| kind.letter() == 'i').map(|(_, id)| id).collect();
        let ids = &ids[..ids.len().min(NAMED)];
        codes.extend(from.items_by_id(ids).await?.into_iter().map(|item| item.code));
        codes.dedup();
        if reached == after || codes.len() >= NAMED {
            codes.truncate(NAMED);
            return Ok(codes.join("、"));
        }
        after = reached;
    }
}

fn reasoned(reason: &str) -> Result<FreeText> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::from(change_reason_missing()));
    }
    match not_kept(reason, LONGEST) {
        Some(problem) => Err(Error::from(problem)),
        None => Ok(reason.into()),
    }
}

fn told(change: &ScheduleChange) -> serde_json::Value {
    serde_json::json!({
        "number": change.number, "edition": change.edition, "against": change.against,
        "draft_digest": change.body_digest, "list_digest": change.list_digest, "paper_digest": change.paper_digest,
        "records": change.records, "shortened": change.shortened, "volumes": change.volumes,
    })
}

problems! {
    refuse change_needs_account as no_account():
        "期限调整要用本人账号办理。" / "A change of schedules is made under a person's own account."
        => "用本人账号登录后再办。" / "Sign in with your own account.";
    refuse change_reason_missing as reason_missing():
        "没有写理由。" / "No reason is given."
        => "写明依据，例如批准文号；撤回的写明为什么撤回。" / "Give what it rests on, such as the number of the approval; or why it is withdrawn.";
    refuse proposed_already(id, number):
        "「{id}」已经提出（{number}），还没有执行或撤回。" / "\"{id}\" is proposed already ({number}), neither applied nor withdrawn."
        => "执行或撤回 {number}，再提出。" / "Apply {number} or withdraw it, then propose.";
    refuse proposed_meanwhile as adopted_meanwhile():
        "刚刚有人提出了另一项期限调整。" / "Somebody has just proposed another change of schedules."
        => "再提一次。" / "Propose once more.";
    refuse applied_by_proposer(number, records):
        "期限调整 {number} 会使 {records} 件提前到可鉴定，由您提出，不能由您执行。"
            / "Change {number} lets {records} records be appraised sooner; you proposed it and cannot apply it."
        => "请另一人执行（guidang retention apply）。" / "Another person applies it (guidang retention apply).";
    refuse records_changed_since(number, then, now, named):
        "提出 {number} 以后档案有变动：清单是 {then} 项，现在是 {now} 项；动过的有 {named}。什么也没有改。"
            / "Records changed since {number} was proposed: its list has {then} dates, now it would be {now}; touched: {named}. Nothing was written."
        => "撤回 {number}，重新推算，再提出。" / "Withdraw {number}, look again and propose anew.";
    refuse rules_changed_since as records_changed_since(number, then, now):
        "提出 {number} 以后方案或期限表有变动：清单是 {then} 项，现在是 {now} 项。什么也没有改。"
            / "Schemes or tables changed since {number} was proposed: its list has {then} dates, now it would be {now}. Nothing was written."
        => "撤回 {number}，重新推算，再提出。" / "Withdraw {number}, look again and propose anew.";
    refuse change_list_missing(number):
        "期限调整 {number} 的清单没有登记在日志里，不能执行。"
            / "The list of change {number} is not registered in the log: it cannot be applied."
        => "撤回 {number}，再提出一次。" / "Withdraw {number} and propose it once more.";
    refuse draft_given_up(id, fonds):
        "提出以后，全宗 {fonds} 撤回了「{id}」的启用。" / "Fonds {fonds} has withdrawn \"{id}\" since this was proposed."
        => "撤回这一项，再提出。" / "Withdraw this change and propose it anew.";
    refuse change_decided(number, how, how_en):
        "期限调整 {number} {how}。" / "Change {number} is {how_en} already."
        => "刷新页面看现状；要再调整，另提一项。" / "Look at it again; for a further change, propose another.";
}
