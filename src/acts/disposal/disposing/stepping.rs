//! One step of a batch, by whoever may take it.

use std::collections::HashMap;

use super::keeping_out::{filled, lay_aside};
use super::people::{allow_over, batch_numbered, fonds_number, signer};
use super::showing::{DisposalView, disposal};
use super::standings::standings;
use crate::archive::{Archive, allow_one_of};
use crate::domain::disposal::disposing::{
    Decided, Disposal, DisposalDecision, DisposalLine, DisposalStep, LineStanding, ReturnedVote, Signer,
    StageName, disposal_rules,
};
use crate::domain::disposal::retention::{Fact, FactKind};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind};
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::barcode::{self, BarcodeOf};
use crate::domain::values::period::RetentionPeriod;
use crate::procedures::records;
use crate::store::{DisposalRow, Tx};
use crate::{people, problems};

/// Problems named of a refusal.
const NAMED: usize = 500;

/// Who may take a step: one of these deeds over the batch's fonds.
pub fn leave_for(step: &DisposalStep) -> &'static [Deed] {
    match step {
        DisposalStep::CheckDebts { .. } | DisposalStep::Vote { .. } => &[Deed::Appraise],
        DisposalStep::Consent { .. } | DisposalStep::Return { .. } => &[Deed::Approve, Deed::Dispose],
        DisposalStep::Supervise => &[Deed::Supervise],
        DisposalStep::KeepBack { .. } | DisposalStep::KeepOut { .. } => {
            &[Deed::Dispose, Deed::Appraise, Deed::Approve, Deed::Supervise]
        }
        _ => &[Deed::Dispose],
    }
}

/// Takes a step. A member of the group is named by login in [`DisposalStep::Seat`]'s `name`, with account 0.
///
/// # Errors
/// `Refused` with what is missing and who is waited for; the order and the supervisors have acts of their own.
pub async fn take_step(archive: &Archive, by: &By, number: &str, step: DisposalStep) -> Result<DisposalView> {
    if matches!(step, DisposalStep::Intend { .. } | DisposalStep::Supervise) {
        return Err(Error::from(step_of_another_act()));
    }
    stepped(archive, by, number, step).await?;
    disposal(archive, by, number).await
}

/// Takes several steps, all or none of them: what is ticked in a list is one deed.
///
/// # Errors
/// As [`take_step`], with what each of the steps is refused for; `Refused` for none at all.
pub async fn take_steps(
    archive: &Archive,
    by: &By,
    number: &str,
    steps: Vec<DisposalStep>,
) -> Result<DisposalView> {
    if steps.iter().any(|step| matches!(step, DisposalStep::Intend { .. } | DisposalStep::Supervise)) {
        return Err(Error::from(step_of_another_act()));
    }
    each_stepped(archive, by, number, Asked::Steps(steps)).await?;
    disposal(archive, by, number).await
}

/// Takes any step.
pub(super) async fn stepped(archive: &Archive, by: &By, number: &str, step: DisposalStep) -> Result<()> {
    each_stepped(archive, by, number, Asked::Steps(vec![step])).await
}

/// What is asked of a batch in one deed.
pub(super) enum Asked {
    Steps(Vec<DisposalStep>),
    /// The votes of a sheet that came back, read against the batch as it then is; with the file's digest.
    Sheet {
        rows: Vec<ReturnedVote>,
        file: Digest,
    },
}

/// Takes what is asked, all or none of it; the batch is read once.
pub(super) async fn each_stepped(archive: &Archive, by: &By, number: &str, asked: Asked) -> Result<()> {
    let asked = match asked {
        Asked::Steps(steps) => {
            let mut named = Vec::with_capacity(steps.len());
            for step in steps {
                allow_one_of(by, leave_for(&step))?;
                named.push(match step {
                    // who it is says the login alone, whatever else was sent
                    DisposalStep::Seat { name, seat, .. } => seated(archive, by, number, &name, seat).await?,
                    step => step,
                });
            }
            Asked::Steps(named)
        }
        sheet => sheet,
    };
    let (as_whom, number, schemes) = (by.clone(), number.to_owned(), archive.schemes());
    let write = async move |tx: &mut Tx| {
        let row = batch_numbered(tx, &as_whom, &number).await?;
        let fonds = fonds_number(tx, row.fonds_id).await?;
        let (batch, who) = (tx.disposal_read(&row).await?, signer(tx, &as_whom).await?);
        let (steps, file) = match &asked {
            Asked::Steps(steps) => (steps.clone(), None),
            Asked::Sheet { rows, file } => {
                (batch.votes_on_sheet(&who, as_whom.today(), rows).map_err(named)?, Some(*file))
            }
        };
        let mut taking = Taking { row, batch, who, fonds, file };
        let (mut last, mut refused): (Option<Event>, Vec<Problem>) = (None, Vec::new());
        for step in &steps {
            match taking.taken(tx, &as_whom, &schemes, step).await {
                Ok(event) => {
                    if let Some(before) = last.replace(event) {
                        tx.log(&as_whom, before).await?;
                    }
                }
                Err(Error::Refused(problems)) => {
                    let new = problems.into_iter().filter(|problem| !refused.contains(problem));
                    refused.extend(new.collect::<Vec<_>>());
                }
                Err(error) => return Err(error),
            }
        }
        match last.filter(|_| refused.is_empty()) {
            Some(event) => Ok(((), event)),
            None if refused.is_empty() => Err(Error::from(no_line_chosen())),
            None => Err(named(Error::Refused(refused))),
        }
    };
    archive.store.write(by, write).await?;
    archive.written.notify_one();
    Ok(())
}

/// A refusal of no more problems than a person reads.
fn named(error: Error) -> Error {
    match error {
        Error::Refused(mut problems) => {
            problems.truncate(NAMED);
            Error::Refused(problems)
        }
        other => other,
    }
}

/// A batch while steps are taken in it, inside one deed.
struct Taking {
    row: DisposalRow,
    batch: Disposal,
    who: Signer,
    fonds: String,
    /// The sheet its votes came by.
    file: Option<Digest>,
}

impl Taking {
    /// Checks a step against the batch as it is now, and writes it.
    async fn taken(&mut self, tx: &mut Tx, by: &By, schemes: &Schemes, step: &DisposalStep) -> Result<Event> {
        allow_over(by, leave_for(step), &self.fonds)?;
        let step = &filled(tx, &self.batch, step).await?;
        may_sign(by, &self.batch, step, &self.fonds)?;
        let standing = looked_at(tx, &self.row, &self.batch, step).await?;
        let from = self.batch.stage.name();
        self.batch.take(step, &self.who, by.today(), &|id| standing.get(&id))?;
        if let DisposalStep::LayAside { item } = step {
            lay_aside(tx, by, schemes, (&self.row, *item), &self.who).await?;
        }
        write_step(tx, by, &self.row, step, &self.who, &self.batch).await?;
        let to = self.batch.stage.name();
        let until = self.batch.stage.reported().map(|reported| reported.until.to_string());
        (self.row.stage, self.row.until_day) = (to, until.unwrap_or(self.row.until_day.clone()));
        if to == StageName::Approved && from != StageName::Approved {
            keep_on(tx, by, schemes, &self.batch).await?;
        }
        Ok(self.told(step, (from, to)))
    }

    /// What the event says of a step.
    fn told(&self, step: &DisposalStep, (from, to): (StageName, StageName)) -> Event {
        let mut detail = step_detail(&self.row, step, (from, to));
        if let Some(file) = &self.file {
            detail["file"] = file.hex().into();
        }
        step_told(&self.row, step, detail)
    }
}

/// What the event says of a step.
pub(super) fn step_event(row: &DisposalRow, step: &DisposalStep, stages: (StageName, StageName)) -> Event {
    step_told(row, step, step_detail(row, step, stages))
}

fn step_detail(
    row: &DisposalRow,
    step: &DisposalStep,
    (from, to): (StageName, StageName),
) -> serde_json::Value {
    let (number, kind) = (&row.number, step.kind().key());
    serde_json::json!({ "number": number, "step": kind, "from": from.key(), "to": to.key(), "said": step })
}

fn step_told(row: &DisposalRow, step: &DisposalStep, detail: serde_json::Value) -> Event {
    let about = format!("{} {}", row.number, step.kind().word().zh);
    Event::new(EventKind::DisposalStepTaken, about, detail)
}

/// Writes a step into a batch.
pub(super) async fn write_step(
    tx: &mut Tx,
    by: &By,
    row: &DisposalRow,
    step: &DisposalStep,
    who: &Signer,
    after: &Disposal,
) -> Result<()> {
    tx.insert_disposal_step(row, step, (who, &by.now.to_rfc3339()), after).await
}

/// The standings a step needs; the others look at no volume.
async fn looked_at(
    tx: &Tx,
    row: &DisposalRow,
    batch: &Disposal,
    step: &DisposalStep,
) -> Result<HashMap<i64, LineStanding>> {
    let asks = matches!(step, DisposalStep::Examine | DisposalStep::Conclude);
    let lines: Vec<&DisposalLine> = if asks { batch.lines_in().collect() } else { Vec::new() };
    standings(tx, &lines, row.id, matches!(step, DisposalStep::Examine)).await
}

/// An approval is signed by whoever holds its post.
fn may_sign(by: &By, batch: &Disposal, step: &DisposalStep, fonds: &str) -> Result<()> {
    let (DisposalStep::Consent { role, .. } | DisposalStep::Return { role, .. }) = step else {
        return Ok(());
    };
    let Some(rule) = disposal_rules().approvals(batch.is_accounting).find(|rule| rule.id == *role) else {
        return Err(Error::from(no_such_approval(role)));
    };
    let holds = by.actor.rights.0.iter().any(|allowed| {
        // a token for other deeds signs nothing
        let signs = allowed.deeds.iter().any(|deed| matches!(deed, Deed::Approve | Deed::Dispose));
        (allowed.post == rule.post || allowed.post.is_empty())
            && signs
            && allowed.fonds.as_deref().is_none_or(|only| only == fonds)
    });
    if holds { Ok(()) } else { Err(Error::from(post_not_held(&rule.zh, &rule.en))) }
}

/// The account of somebody called by login, as a member of a group is named.
///
/// # Errors
/// `Refused` where there is none.
pub async fn account_called(archive: &Archive, by: &By, login: &str) -> Result<i64> {
    allow_one_of(by, &[Deed::Dispose])?;
    let account = archive.whole().store.account_named(login.trim()).await?;
    account.map(|account| account.id).ok_or_else(|| Error::from(no_such_member(&login.trim())))
}

/// The seat of somebody called by login, who may vote over the batch's fonds.
async fn seated(archive: &Archive, by: &By, number: &str, login: &str, seat: String) -> Result<DisposalStep> {
    let login = login.trim();
    let whole = archive.whole();
    let row = batch_numbered(&archive.store, by, number).await?;
    let fonds = fonds_number(&archive.store, row.fonds_id).await?;
    let Some(account) = whole.store.account_named(login).await? else {
        return Err(Error::from(no_such_member(&login)));
    };
    let actor = people::actor(&whole.store, &account, by.today()).await?;
    if !actor.rights.may_over(Deed::Appraise, &fonds) {
        return Err(Error::from(member_may_not_vote(&account.name)));
    }
    Ok(DisposalStep::Seat { account: account.id, name: account.name, seat })
}

/// What was decided to be kept on gets its new period, counted from the original start; its code stays.
async fn keep_on(tx: &mut Tx, by: &By, schemes: &Schemes, batch: &Disposal) -> Result<()> {
    let Some(decided) = batch.stage.decided() else { return Ok(()) };
    let mut kept = Vec::new();
    for line in batch.lines_in() {
        let period = match decided.get(&line.id) {
            Some(Decided { decision: DisposalDecision::Keep, period: Some(period) }) => *period,
            Some(Decided { decision: DisposalDecision::Permanent, .. }) => RetentionPeriod::Permanent,
            _ => continue,
        };
        let note = Disposal::opinion_noted(&batch.number);
        let fact = Fact { kind: FactKind::AppraisedKeep, on: by.today(), period: Some(period), note };
        for mut item in tx.items_in(line.volume_id).await? {
            tx.insert_fact(item.id, &fact).await?;
            records::date_anew(tx, schemes, &mut item).await?;
            tx.update_item(&item).await?;
        }
        tx.recount(schemes, line.volume_id).await?;
        kept.push(serde_json::json!({ "code": line.code, "from": line.period, "to": period }));
    }
    if !kept.is_empty() {
        let detail = serde_json::json!({ "number": batch.number, "volumes": kept });
        tx.log(by, Event::new(EventKind::VolumesKeptOn, batch.number.clone(), detail)).await?;
    }
    Ok(())
}

/// The line of a volume by its code, its place on the list, or its barcode.
///
/// # Errors
/// `Refused` where the batch has no such volume: a barcode of another batch is one.
pub fn line_called(batch: &DisposalView, called: &str) -> Result<i64> {
    let called = called.trim();
    let scanned = barcode::read(called);
    let own = batch.lines.iter().find(|shown| match scanned {
        Some((kind, number)) => kind == BarcodeOf::Volume && shown.line.volume_id == number,
        None => shown.line.code == called || shown.line.seq.to_string() == called,
    });
    own.map(|shown| shown.line.id).ok_or_else(|| Error::from(not_in_the_batch(&called, &batch.short.number)))
}

problems! {
    refuse step_of_another_act():
        "监销人签到和下令销毁有各自的入口。" / "Supervisors sign in and destruction is ordered by acts of their own."
        => "监销人用自己的账号和口令签到；下令要输入批次号。" / "Supervisors sign in with their password; the order asks for the batch's number.";
    refuse no_line_chosen as nothing_chosen():
        "没有勾选案卷。" / "No volume is ticked."
        => "在清单上勾选，再点一次。" / "Tick volumes of the list, then press again.";
    refuse no_such_approval(role):
        "审批没有「{role}」这一环。" / "The chain of approval has no \"{role}\"."
        => "选表上的一环。" / "Choose one of the chain.";
    refuse post_not_held(zh, en):
        "这一环由{zh}签署，你没有这个岗位。" / "This is signed by: {en}. You do not hold that post."
        => "请该岗位的人签署。" / "Ask whoever holds it.";
    refuse no_such_member(login):
        "没有账号「{login}」。" / "There is no account \"{login}\"."
        => "核对登录名。" / "Check the login.";
    refuse member_may_not_vote(name):
        "{name}没有鉴定组成员的岗位。" / "{name} does not hold the post of an appraiser."
        => "先授予岗位，或另选一人。" / "Give the post first, or choose another person.";
    refuse not_in_the_batch(called, number):
        "「{called}」不在批次 {number} 的清单上。" / "\"{called}\" is not on the list of batch {number}."
        => "放回原处，核对批次。" / "Put it back and check the batch.";
}
