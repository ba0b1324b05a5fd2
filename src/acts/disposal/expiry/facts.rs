//! Facts that decide a date: recorded when they happened, withdrawn when they were recorded wrongly.

use chrono::Datelike as _;

use super::{Explained, explain_item};
use crate::archive::{Archive, allow};
use crate::domain::disposal::retention::{Fact, FactKind, Retention};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::Item;
use crate::domain::schemes::scheme::Schemes;
use crate::procedures::records;
use crate::store::Tx;
use crate::{problems, say};

/// Records a fact that decides a date (appraised in time, scrapped, ended) on an item, and derives
/// its and its volume's date anew.
///
/// # Errors
/// `Refused` for a day that has not come or lies before the paper's formation, and for a fact that changes nothing:
/// who records it would believe it counted.
pub async fn record_fact(archive: &Archive, by: &By, item_id: i64, fact: Fact) -> Result<Explained> {
    allow(by, Deed::Decide)?;
    let fact = Fact { note: fact.note.trim().to_owned(), ..fact };
    let (kind, on) = (fact.kind, fact.on);
    if on > by.today() {
        return Err(Error::from(date_in_future(&on)));
    }
    let schemes = archive.schemes();
    archive
        .store
        .write(by, async move |tx| {
            let item = records::item(tx, item_id).await?;
            records::still_here(tx, item.volume_id).await?;
            let without = records::retention(&schemes, &item, &tx.facts_on(item_id).await?)?;
            if on.year() < without.formed_year {
                return Err(Error::from(fact_before_formation(&on, &without.formed_year)));
            }
            tx.insert_fact(item_id, &fact).await?;
            let with = records::retention(&schemes, &item, &tx.facts_on(item_id).await?)?;
            judge(&fact, &without, &with)?;
            let (old, new, code) = date_told_anew(tx, &schemes, item).await?;
            let detail = serde_json::json!({
                "item": item_id, "fact": kind.key(), "on": on, "note": fact.note, "old": old, "new": new,
                "period": fact.period,
            });
            Ok(((), Event::new(EventKind::FactRecorded, code, detail)))
        })
        .await?;
    explained(archive, item_id).await
}

/// Refuses a fact that changes nothing, and a new period that has run out before it begins.
fn judge(fact: &Fact, without: &Retention, with: &Retention) -> Result<()> {
    let kept_on = fact.kind == FactKind::AppraisedKeep;
    if fact.period.is_some() && !kept_on {
        return Err(Error::from(period_of_another_fact()));
    }
    let day = |retention: &Retention| retention.outcome.eligible_on();
    let is_over = kept_on && day(with).is_some_and(|day| day <= fact.on);
    let is_sooner = with.effective < without.effective
        || day(with).zip(day(without)).is_some_and(|(with, without)| with < without);
    if let Some(period) = fact.period.filter(|_| with == without || is_over || is_sooner) {
        let en = period.in_english();
        return Err(Error::from(kept_on_too_short(&period, &en, &without.why.zh, &without.why.en)));
    }
    if with != without && !(kept_on && is_sooner) {
        return Ok(());
    }
    Err(Error::from(match kept_on && without.effective.years().is_some() {
        true => kept_on_without_period(),
        false => fact_without_effect(&without.why.zh, &without.why.en),
    }))
}

/// Withdraws a fact that was recorded wrongly; the log keeps what it said and why it went. Its item's
/// and its volume's date are derived anew.
///
/// # Errors
/// `Refused` without a reason; `NotFound` when the item has no such fact.
pub async fn withdraw_fact(
    archive: &Archive,
    by: &By,
    item_id: i64,
    fact_id: i64,
    reason: String,
) -> Result<Explained> {
    allow(by, Deed::Decide)?;
    if reason.trim().is_empty() {
        return Err(Error::from(withdrawal_without_reason()));
    }
    let schemes = archive.schemes();
    archive
        .store
        .write(by, async move |tx| {
            let item = records::item(tx, item_id).await?;
            records::still_here(tx, item.volume_id).await?;
            let facts = tx.facts_on(item_id).await?;
            let fact = facts.into_iter().find(|fact| fact.id == fact_id).ok_or_else(no_fact)?;
            tx.remove_fact(fact.id).await?;
            let (old, new, code) = date_told_anew(tx, &schemes, item).await?;
            let detail = serde_json::json!({
                "item": item_id, "fact": fact.kind, "on": fact.on_day, "note": fact.note.whole(WholeFor::Storing),
                "reason": reason.trim(), "old": old, "new": new,
            });
            Ok(((), Event::new(EventKind::FactWithdrawn, code, detail)))
        })
        .await?;
    explained(archive, item_id).await
}

/// A record's date or question, as the log tells it.
type Told = (Option<String>, Option<String>);

/// Writes the date that follows from an item's facts as they now stand: before, after, and the item's code.
async fn date_told_anew(tx: &mut Tx, schemes: &Schemes, mut item: Item) -> Result<(Told, Told, String)> {
    let told = |item: &Item| (item.eligible_on.map(|day| day.to_string()), item.question.clone());
    let before = told(&item);
    records::date_anew(tx, schemes, &mut item).await?;
    tx.update_item(&item).await?;
    if let Some(volume_id) = item.volume_id {
        tx.recount(schemes, volume_id).await?;
    }
    Ok((before, told(&item), item.code))
}

async fn explained(archive: &Archive, item_id: i64) -> Result<Explained> {
    archive.written.notify_one();
    let item = records::item(&archive.store, item_id).await?;
    explain_item(archive, &item).await
}

fn no_fact() -> Error {
    Error::not_found(say!(
        "这一件没有记着这个事实，可能已经撤回。",
        "The record has no such fact; it may have been withdrawn already."
    ))
}

problems! {
    refuse date_in_future(on):
        "{on} 还没有到，不能作为已发生的事实。" / "{on} has not come yet; it cannot be a fact."
        => "填写事情实际发生的日期。" / "Give the day it happened.";
    refuse fact_before_formation(on, year):
        "{on} 早于材料形成的 {year} 年。" / "{on} is before {year}, in which the paper was formed."
        => "核对日期。" / "Check the date.";
    refuse fact_without_effect(why_zh, why_en):
        "这件事不影响这一件的到期日，没有记录。到期日的依据：{why_zh}"
            / "This does not change the record's date, and was not recorded. The date rests on: {why_en}"
        => "核对是哪一件、发生了什么；只想备注的，写在备注里。"
            / "Check which record it is and what happened; a mere note belongs into the remarks.";
    refuse kept_on_without_period():
        "继续保管要重新划定保管期限。" / "A record that is kept on needs its new period."
        => "给出新的保管期限（从原来的起算日算起），例如 30年 或 永久。"
            / "Give the new period, counted from the original start, such as 30 or permanent.";
    refuse kept_on_too_short(period, en, why_zh, why_en):
        "新期限 {period} 不比原来的长，或到鉴定那天已经满了。原到期日的依据：{why_zh}"
            / "The new period ({en}) is not longer, or had run out by the day of the appraisal. So far: {why_en}"
        => "给出更长的期限，从原来的起算日算起。"
            / "Give a longer period, counted from the original start.";
    refuse period_of_another_fact():
        "只有继续保管才有新的保管期限。" / "Only a record that is kept on has a new period."
        => "去掉期限，或改为继续保管。" / "Leave the period out, or record that it is kept on.";
    refuse withdrawal_without_reason as reason_missing():
        "撤回一个事实要说明原因。" / "Withdrawing a fact needs a reason."
        => "写明错在哪里，例如「日期抄错」。" / "Say what was wrong, such as \"date copied wrongly\".";
}
