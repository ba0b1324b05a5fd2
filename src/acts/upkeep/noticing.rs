//! 提醒: what somebody should see to, from the whole house in one place. What else is to be called to mind is one
//! more line of [`notices`].

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta};
use serde::Serialize;

use super::backing_up;
use super::jobs::{self, JobView};
use crate::archive::{Archive, allow_one_of};
use crate::domain::disposal::foreseen::ChangeState;
use crate::domain::disposal::hold::HoldState;
use crate::domain::disposal::transferring::TransferStageName;
use crate::domain::general::error::Result;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::signer::Signer;
use crate::domain::records::scope::Scope;
use crate::domain::records::states::{BatchState, JobStanding};
use crate::domain::using::consultation::choices;
use crate::problems;
use crate::procedures::{awaiting, showings, signing};
use crate::store::{HandoverRow, HoldFilter, ScheduleChange, TransferRow};

/// Days a job that failed is called to mind.
const REMEMBERED: i64 = 30;
/// Free room under which a disk is full before anybody sees it coming: documents are made in portions of some
/// hundred megabytes, a backup needs as much again.
const LOW: u64 = 2 << 30;
/// Batches looked through for one that was not finished.
const BATCHES: i64 = 50;
/// Days the showing of many whole numbers is called to mind.
const SEEN_FOR: i64 = 7;
/// Holds, and changes of schedules, called to mind at most.
const HOLDS: i64 = 50;

/// Who is shown them.
pub const SEEN_BY: &[Deed] = &[Deed::Read, Deed::Maintain, Deed::Audit];

/// One thing to be seen to.
#[derive(Clone, Debug, Serialize)]
pub struct Notice {
    #[serde(flatten)]
    pub problem: Problem,
    /// The job, batch or hand-over it is about.
    pub id: Option<i64>,
    /// Number of the disposal batch, transfer or change of schedules it is about; empty: of none.
    pub batch: String,
}

impl From<Problem> for Notice {
    fn from(problem: Problem) -> Self {
        Notice { problem, id: None, batch: String::new() }
    }
}

/// Everything there is to be seen to now, the gravest first.
pub async fn notices(archive: &Archive, by: &By) -> Result<Vec<Notice>> {
    allow_one_of(by, SEEN_BY)?;
    let told = shown_in_bulk(archive, by).await?;
    // whoever reads the log alone has nothing to do with the work
    if ![Deed::Read, Deed::Maintain].iter().any(|deed| by.may(*deed)) {
        return Ok(told);
    }
    let mut all = failed_jobs(archive, by).await?;
    all.extend(told);
    all.extend(unfinished_batches(archive).await?);
    all.extend(archive.free_space().and_then(low_disk));
    all.extend(overdue(archive, by).await?);
    all.extend(lifts_waiting(archive, by).await?);
    all.extend(changes_waiting(archive, by).await?);
    all.extend(batches_waiting(archive, by).await?);
    all.extend(transfers_waiting(archive, by).await?);
    all.extend(handovers_waiting(archive, by).await?);
    let backups = backing_up::standing(archive, by).await?;
    all.extend(backups.overdue.then(|| backup_overdue().into()));
    all.sort_by_key(|notice| std::cmp::Reverse(notice.problem.weight));
    Ok(all)
}

/// Volumes that could be appraised in an earlier year and were not.
async fn overdue(archive: &Archive, by: &By) -> Result<Option<Notice>> {
    let last = NaiveDate::from_ymd_opt(by.today().year() - 1, 12, 31);
    let last = last.ok_or_else(|| anyhow::anyhow!("a year has an end"))?;
    let (volumes, _) = archive.store.due_and_questions(&Scope::default(), last).await?;
    Ok((volumes > 0).then(|| volumes_overdue(&volumes).into()))
}

/// Holds that somebody asked to lift, where this account may say yes or no.
async fn lifts_waiting(archive: &Archive, by: &By) -> Result<Vec<Notice>> {
    if !by.may(Deed::Hold) {
        return Ok(Vec::new());
    }
    let own = archive.store.account_named(&by.actor.login).await?.map(|account| account.id);
    let filter = HoldFilter { state: Some(HoldState::LiftAsked), ..HoldFilter::default() };
    let waiting = archive.store.holds(filter, 0, HOLDS).await?.into_iter();
    let another = waiting.filter(|hold| own != hold.lift_asked_by && own != Some(hold.placed_by));
    Ok(another.map(|hold| Notice { id: Some(hold.id), ..lift_waits(&hold.number).into() }).collect())
}

/// Changes of schedules that shorten, proposed by somebody else, where this account may apply them.
async fn changes_waiting(archive: &Archive, by: &By) -> Result<Vec<Notice>> {
    if !by.may(Deed::Found) || archive.of_the_whole(by, &[Deed::Found]).is_err() {
        return Ok(Vec::new());
    }
    let own = archive.store.account_named(&by.actor.login).await?.map(|account| account.id);
    let all = archive.store.schedule_changes(0, HOLDS).await?.into_iter();
    let waiting = all.filter(|one| one.state == ChangeState::Proposed && one.shortened > 0);
    let another = waiting.filter(|one| own.is_some_and(|own| own != one.proposed_by));
    let said = |one: ScheduleChange| {
        let problem = change_waits(&one.number);
        Notice { batch: one.number, ..problem.into() }
    };
    Ok(another.map(said).collect())
}

/// Disposal batches whose next step is this account's: a vote, a consent, supervision, or the next act of who opened it.
async fn batches_waiting(archive: &Archive, by: &By) -> Result<Vec<Notice>> {
    if !by.may(Deed::Read) {
        return Ok(Vec::new());
    }
    let waiting = awaiting::batches_waiting(archive, by).await?.into_iter().filter(|batch| batch.is_own);
    let said = |batch: awaiting::BatchWaiting| {
        let problem = disposal_waits(&batch.number, &batch.step.zh, &batch.step.en);
        Notice { batch: batch.number, ..problem.into() }
    };
    Ok(waiting.map(said).collect())
}

/// Transfers that have not ended, opened by this account: each next step is its own.
async fn transfers_waiting(archive: &Archive, by: &By) -> Result<Vec<Notice>> {
    let own = archive.whole().store.account_named(&by.actor.login).await?.map(|account| account.id);
    let has_ended = |stage| matches!(stage, TransferStageName::Done | TransferStageName::Withdrawn);
    let waiting = archive.store.transfers().await?.into_iter();
    let waiting = waiting.filter(|row| !has_ended(row.stage) && own == Some(row.opened_by));
    let said = |row: TransferRow| {
        let stage = row.stage.word();
        Notice { batch: row.number.clone(), ..transfer_waits(&row.number, &stage.zh, &stage.en).into() }
    };
    Ok(waiting.map(said).collect())
}

/// Accounts that were shown whole ID numbers of many records within an hour of the last days, for those who read the log.
async fn shown_in_bulk(archive: &Archive, by: &By) -> Result<Vec<Notice>> {
    if !by.may(Deed::Audit) {
        return Ok(Vec::new());
    }
    let shown = showings::shown_since(&archive.store, by.now - TimeDelta::days(SEEN_FOR)).await?;
    let counted = shown.into_iter().map(|(login, shown)| (login, showings::most_in_an_hour(&shown)));
    let many = counted.filter(|(_, count)| *count >= choices().showing.alarm);
    Ok(many.map(|(login, count)| many_shown(&login, &count).into()).collect())
}

/// Hand-overs with papers that wait, where this account may accept them and did not hand them in.
async fn handovers_waiting(archive: &Archive, by: &By) -> Result<Vec<Notice>> {
    if !by.may(Deed::File) || !by.may(Deed::Read) {
        return Ok(Vec::new());
    }
    let own = signing::signer(&archive.store, by).await.ok();
    let fonds = archive.store.fonds().await?;
    let may = |row: &HandoverRow| {
        let of = fonds.iter().find(|fonds| fonds.id == row.fonds_id);
        let giver = Signer { account: row.handed_by, name: row.handed_name.clone() };
        of.is_some_and(|fonds| by.actor.rights.may_over(Deed::File, &fonds.number))
            && own.as_ref().is_some_and(|own| !own.is_same_person(&giver))
    };
    let waiting = archive.store.handovers_waiting().await?.into_iter().filter(|(row, _)| may(row));
    let notice = |(row, papers): (HandoverRow, i64)| Notice {
        id: Some(row.id),
        ..handover_waits(&row.number, &row.department, &papers).into()
    };
    Ok(waiting.map(notice).collect())
}

/// Jobs of late that failed, unless the same was done since.
async fn failed_jobs(archive: &Archive, by: &By) -> Result<Vec<Notice>> {
    let latest = jobs::list(archive, by).await?;
    let is_late = |view: &JobView| {
        let begun = DateTime::parse_from_rfc3339(&view.job.created_at);
        begun.is_ok_and(|at| by.now - at < TimeDelta::days(REMEMBERED))
    };
    let same = |one: &JobView, other: &JobView| one.job.kind == other.job.kind && one.makes == other.makes;
    let failed = latest.iter().enumerate().filter(|(at, view)| {
        let is_failed = matches!(view.standing, JobStanding::Failed | JobStanding::Interrupted);
        is_failed && is_late(view) && !latest[..*at].iter().any(|newer| same(newer, view))
    });
    let notice = |(_, view): (usize, &JobView)| Notice {
        id: Some(view.job.id),
        ..job_failed(&view.makes.zh, &view.makes.en).into()
    };
    Ok(failed.map(notice).collect())
}

/// Sheets of which some rows are filed and the rest is not.
async fn unfinished_batches(archive: &Archive) -> Result<Vec<Notice>> {
    let batches = archive.store.batches(BATCHES).await?;
    let halves = batches.into_iter().filter(|one| one.state == BatchState::Running && !one.is_taken_back());
    let notice = |batch: crate::store::Batch| Notice {
        id: Some(batch.id),
        ..batch_unfinished(&batch.file_name).into()
    };
    Ok(halves.map(notice).collect())
}

fn low_disk(free: u64) -> Option<Notice> {
    let megabytes = free >> 20;
    (free < LOW).then(|| disk_low(&megabytes).into())
}

problems! {
    notice volumes_overdue(volumes):
        "往年期满待鉴定的案卷还有 {volumes} 卷。" / "{volumes} volumes have been eligible for appraisal since earlier years."
        => "在到期鉴定里查看并安排鉴定。" / "See the retention report and have them appraised.";
    ask lift_waits(number):
        "冻结 {number} 已申请解冻，等您办理。" / "Somebody asked to lift hold {number}; it waits for you."
        => "看过理由和依据，同意或维持冻结。" / "See reason and basis, and lift it or keep it.";
    ask many_shown(login, count):
        "账号 {login} 一小时内看过 {count} 件的完整身份证号。" / "Account {login} was shown whole ID numbers of {count} records within an hour."
        => "在日志里看是哪些件、什么事由，问清用途。" / "See in the log which records and what for, and ask.";
    ask transfer_waits(number, stage, stage_en):
        "移交批次 {number} {stage}，等你办下一步。" / "Transfer {number} waits for you: {stage_en}."
        => "打开批次办理。" / "Open it.";
    ask change_waits(number):
        "期限调整 {number} 等您执行。" / "Change of schedules {number} waits for you."
        => "看过清单，执行或撤回。" / "See its list, apply it or withdraw it.";
    ask disposal_waits(number, step, step_en):
        "鉴定批次 {number} 等您办理：{step}。" / "Disposal batch {number} waits for you: {step_en}."
        => "打开批次办理。" / "Open the batch.";
    ask handover_waits(number, department, papers):
        "{department}的交接单 {number} 有 {papers} 份材料待核收。" / "Hand-over {number} of {department}: {papers} papers wait."
        => "核对材料，接收或退回。" / "Check them, and accept or return each.";
    ask backup_overdue():
        "很久没有备份了。" / "The last backup is too long ago."
        => "请系统管理员备份（guidang backup），并设好定时备份。"
            / "Have the system administrator back up (guidang backup) and set it to be done by itself.";
    ask job_failed(zh, en):
        "任务没有做完：{zh}。" / "A job was not done: {en}."
        => "看原因，再做一次。" / "See why, and do it again.";
    ask batch_unfinished(file):
        "清单没有收完：{file}。" / "A sheet was taken in by half: {file}."
        => "打开这一批，继续接收。" / "Open the batch and go on.";
    ask disk_low(megabytes):
        "磁盘可用空间只剩 {megabytes} MB。" / "{megabytes} MB are left on the disk."
        => "请管理员清理磁盘或扩容；写满后不能再收件、归档。"
            / "Have the administrator make room; a full disk takes no more records.";
}

#[cfg(test)]
mod tests {
    use super::low_disk;

    #[test]
    fn a_disk_is_low_before_it_is_full() {
        assert!(low_disk(3 << 30).is_none());
        let said = low_disk(700 << 20).unwrap().problem;
        assert!(said.message.zh.contains("700 MB"), "{}", said.message.zh);
        assert_eq!(low_disk(0).unwrap().problem.kind, "disk_low");
    }
}
