//! 销毁: the order is written and committed first, then volumes go in portions, each cleared again in the transaction it goes
//! in, then the end is written. A program that stops in between goes on where it was.

use super::people::{allow_over, batch_numbered, fonds_number, signer};
use super::showing::{DisposalView, disposal};
use super::standings::standings;
use super::stepping::{stepped, write_step};
use crate::archive::{Archive, allow};
use crate::clock::Clock;
use crate::domain::disposal::disposing::{Disposal, DisposalLine, DisposalStep, Signer};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::problems;
use crate::store::{DisposalRow, Tx};

/// Volumes that go in one transaction.
const PORTION: usize = 100;

/// The order, as it is typed.
#[derive(Clone, Debug, Default)]
pub struct Destroying {
    /// The batch's number, typed by hand.
    pub typed: String,
    /// A way of `assets/disposal.toml`.
    pub method: String,
    pub place: String,
    pub time: String,
}

/// Orders the destruction and carries it out; where it was ordered before, goes on. A volume that a hold has caught since, or
/// that changed, is kept back with the reason.
///
/// # Errors
/// `Refused` where anything is missing: approvals, report, waiting time, a volume not counted, supervisors, the number.
pub async fn destroy(archive: &Archive, by: &By, number: &str, order: Destroying) -> Result<DisposalView> {
    allow(by, Deed::Dispose)?;
    let row = batch_numbered(&archive.store, by, number).await?;
    if !is_true_clock(&archive.config.clock, cfg!(debug_assertions)) {
        return Err(Error::from(clock_set_by_hand()));
    }
    let batch = archive.store.disposal_read(&row).await?;
    let ordered = batch.stage.on_site().is_some_and(|on_site| on_site.intent.is_some());
    if ordered && order.typed.trim() != row.number {
        return Err(Error::from(number_of_another(&order.typed, &row.number)));
    }
    if !ordered {
        let Destroying { typed, method, place, time } = order;
        let typed = typed.trim().to_owned();
        stepped(archive, by, number, DisposalStep::Intend { number: typed, method, place, time }).await?;
    }
    if !batch.stage.has_ended() {
        while go_on(archive, by, number).await? > 0 {}
        stepped(archive, by, number, DisposalStep::Finish).await?;
    }
    disposal(archive, by, number).await
}

/// Whether the day is the machine's own: under one that was set by hand (`GUIDANG_TODAY`) waiting times and periods are
/// anybody's to choose. A program built to be tried out may.
fn is_true_clock(clock: &Clock, is_for_trying: bool) -> bool {
    is_for_trying || matches!(clock, Clock::System)
}

/// Destroys the next portion; how many volumes went or were kept back.
async fn go_on(archive: &Archive, by: &By, number: &str) -> Result<usize> {
    let (as_whom, number) = (by.clone(), number.to_owned());
    let write = async move |tx: &mut Tx| {
        let row = batch_numbered(tx, &as_whom, &number).await?;
        let fonds = fonds_number(tx, row.fonds_id).await?;
        allow_over(&as_whom, &[Deed::Dispose], &fonds)?;
        let batch = tx.disposal_read(&row).await?;
        let left = batch.lines_to_destroy().filter(|line| !batch.gone.contains_key(&line.id));
        let portion: Vec<&DisposalLine> = left.take(PORTION).collect();
        if portion.is_empty() {
            return Ok((0, None));
        }
        let who = signer(tx, &as_whom).await?;
        let event = portion_gone(tx, &as_whom, (&row, &batch, &portion), &who).await?;
        Ok((portion.len(), Some(event)))
    };
    let count = archive.store.write_if_needed(by, write).await?;
    archive.written.notify_one();
    Ok(count)
}

async fn portion_gone(
    tx: &mut Tx,
    by: &By,
    (row, batch, portion): (&DisposalRow, &Disposal, &[&DisposalLine]),
    who: &Signer,
) -> Result<Event> {
    let standing = standings(tx, portion, row.id, false).await?;
    let found = batch.clearances(who, by.today(), &|id| standing.get(&id))?;
    let mut codes = Vec::new();
    for clearance in &found.cleared {
        tx.depart(row.id, clearance, &row.number).await?;
        codes.extend(batch.line(clearance.line()).map(|line| line.code.clone()));
    }
    // those that were not looked at are of a later portion
    let barred = found.barred.into_iter().filter(|(line, _)| standing.contains_key(line));
    let (mut batch, mut kept_back) = (batch.clone(), Vec::new());
    for (line, bars) in barred {
        let reason = reasons(&bars);
        let step = DisposalStep::KeepBack { line, reason: reason.clone() };
        let after = batch.apply(&step, who, by.today(), &|id| standing.get(&id))?;
        write_step(tx, by, row, &step, who, &after).await?;
        let code = batch.line(line).map(|line| line.code.clone());
        kept_back.push(serde_json::json!({ "code": code, "reason": reason }));
        batch = after;
    }
    let about = format!("{} {} 卷", row.number, codes.len());
    let detail = serde_json::json!({ "number": row.number, "volumes": codes, "kept_back": kept_back });
    Ok(Event::new(EventKind::VolumesDestroyed, about, detail))
}

fn reasons(bars: &[Problem]) -> String {
    bars.iter().map(|bar| bar.message.zh.as_str()).collect()
}

problems! {
    refuse clock_set_by_hand():
        "当前日期是人为设定的（GUIDANG_TODAY），不能销毁。" / "The day was set by hand (GUIDANG_TODAY): nothing is destroyed."
        => "去掉这个设定，按本机时钟办理。" / "Take the setting away and go by the machine's clock.";
    refuse number_of_another as number_mistyped(typed, number):
        "输入的「{typed}」不是本批的编号 {number}。" / "\"{typed}\" is not this batch's number, {number}."
        => "核对批次后重新输入。" / "Check the batch and type again.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_a_day_set_by_hand_a_released_program_destroys_nothing() {
        let set = Clock::Set(chrono::NaiveDate::default());
        assert!(!is_true_clock(&set, false), "a released program");
        assert!(is_true_clock(&set, true) && is_true_clock(&Clock::System, false));
    }
}
