//! 待办: the batches that have not ended, whose step each waits for and since when.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::Archive;
use crate::domain::disposal::disposing::{StageName, WaitedFor};
use crate::domain::general::error::Result;
use crate::domain::general::posts::posts;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::people;
use crate::say;
use crate::store::{Account, Appointment, DisposalRow};

/// A batch, and who is waited for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BatchWaiting {
    pub number: String,
    pub title: String,
    pub fonds: String,
    pub stage: StageName,
    pub stage_word: Wording,
    pub volumes: usize,
    /// What is to be done.
    pub step: Wording,
    /// Names of those who can do it; empty: nobody can yet.
    pub waits_for: Vec<String>,
    /// Day of the last step, and days since.
    pub since: NaiveDate,
    pub days: i64,
    /// It waits for whoever asks.
    pub is_own: bool,
}

/// Everybody who works here, with the posts held today.
struct Staff {
    accounts: Vec<Account>,
    held: Vec<Appointment>,
}

impl Staff {
    /// Accounts whose post fits, over this fonds.
    fn holding(&self, fonds: i64, fits: impl Fn(&str) -> bool) -> Vec<&Account> {
        let holds = |account: &&Account| {
            let own = self.held.iter().filter(|one| one.account_id == account.id);
            let mut own = own.filter(|one| one.fonds_id.is_none_or(|id| id == fonds));
            own.any(|one| fits(&one.post))
        };
        self.accounts.iter().filter(holds).collect()
    }
}

/// Every batch that has not ended, of the fonds one may see, those that wait longest first.
pub async fn batches_waiting(archive: &Archive, by: &By) -> Result<Vec<BatchWaiting>> {
    let rows = archive.store.disposals().await?;
    let has_ended = |row: &DisposalRow| matches!(row.stage, StageName::Done | StageName::Withdrawn);
    let rows: Vec<DisposalRow> = rows.into_iter().filter(|row| !has_ended(row)).collect();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let (whole, day) = (&archive.whole().store, by.today().to_string());
    let accounts = whole.accounts().await?.into_iter().filter(|one| people::works(one, &day)).collect();
    let held = whole.appointments().await?.into_iter().filter(|one| one.holds_on(&day)).collect();
    let staff = Staff { accounts, held };
    let fonds = archive.store.fonds().await?;
    let mut waiting = Vec::with_capacity(rows.len());
    for row in rows {
        let number = fonds.iter().find(|one| one.id == row.fonds_id).map(|one| one.number.clone());
        waiting.push(one(archive, by, &staff, (row, number.unwrap_or_default())).await?);
    }
    waiting.sort_by(|a, b| (a.since, &a.number).cmp(&(b.since, &b.number)));
    Ok(waiting)
}

async fn one(
    archive: &Archive,
    by: &By,
    staff: &Staff,
    (row, fonds): (DisposalRow, String),
) -> Result<BatchWaiting> {
    let batch = archive.store.disposal_read(&row).await?;
    let waited = batch.waited_for(by.today());
    let past = |account: &&Account| {
        let is_same = |id: i64, name: &str| id == account.id || name == account.name;
        let signed = batch.stage.on_site().map_or(&[][..], |on_site| on_site.supervisors.as_slice());
        is_same(row.opened_by, &row.opened_name)
            || batch.approvers.iter().any(|signer| is_same(signer.account, &signer.name))
            || signed.iter().any(|signed| is_same(signed.who.account, &signed.who.name))
    };
    let people: Vec<(i64, String)> = match &waited {
        WaitedFor::Proposer | WaitedFor::Seats => vec![(row.opened_by, row.opened_name.clone())],
        WaitedFor::Members(members) => members.iter().map(|one| (one.account, one.name.clone())).collect(),
        WaitedFor::Post(post) => {
            let able = staff.holding(row.fonds_id, |held| held == post).into_iter();
            able.filter(|account| !past(account)).map(|account| (account.id, account.name.clone())).collect()
        }
        WaitedFor::Supervisors(_) => {
            let supervises =
                |held: &str| posts().post(held).is_some_and(|post| post.deeds.contains(&Deed::Supervise));
            let able = staff.holding(row.fonds_id, supervises).into_iter();
            able.filter(|account| !past(account)).map(|account| (account.id, account.name.clone())).collect()
        }
        WaitedFor::Day(_) | WaitedFor::Nobody => Vec::new(),
    };
    let own = staff.accounts.iter().find(|account| account.login == by.actor.login).map(|account| account.id);
    Ok(BatchWaiting {
        step: step(&waited, row.stage),
        is_own: own.is_some_and(|own| people.iter().any(|(id, _)| *id == own)),
        waits_for: people.into_iter().map(|(_, name)| name).collect(),
        volumes: batch.lines_in().count(),
        since: batch.last_on,
        days: (by.today() - batch.last_on).num_days().max(0),
        stage_word: row.stage.word(),
        stage: row.stage,
        number: row.number,
        title: row.title,
        fonds,
    })
}

/// What is to be done next.
fn step(waited: &WaitedFor, stage: StageName) -> Wording {
    match (waited, stage) {
        (WaitedFor::Seats, _) => say!("组成鉴定小组", "Seat the group"),
        (WaitedFor::Members(_), _) => say!("表决", "Vote"),
        (WaitedFor::Post(post), _) => {
            let (zh, en) =
                posts().post(post).map_or_else(Default::default, |post| (post.zh.clone(), post.en.clone()));
            say!("{zh}审批", "Approval: {en}")
        }
        (WaitedFor::Supervisors(missing), _) => {
            say!("监销人到场（还差 {missing} 人）", "Supervisors ({missing} more)")
        }
        (WaitedFor::Day(day), _) => say!("静置到 {day}", "Waits until {day}"),
        (WaitedFor::Nobody, _) => Wording::default(),
        (WaitedFor::Proposer, StageName::Draft) => say!("检查", "Examine"),
        (WaitedFor::Proposer, StageName::Examined) => say!("统一意见、结束表决", "Settle and conclude"),
        (WaitedFor::Proposer, StageName::Appraised) => say!("形成鉴定意见书", "Write the opinion"),
        (WaitedFor::Proposer, StageName::Approved) => say!("登记备案号", "Enter the report number"),
        (WaitedFor::Proposer, StageName::Waiting) => say!("开始监销", "Begin the destruction"),
        (WaitedFor::Proposer, _) => say!("清点、执行销毁", "Count and destroy"),
    }
}
