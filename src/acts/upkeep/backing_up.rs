//! 备份: what the archive holds is copied to another place while work goes on, kept by a rule, and looked at again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta};
use serde::Serialize;
use tokio::task::block_in_place;

use crate::archive::{Archive, MadeBackup, allow_one_of, make_backup};
use crate::backup::{BackupManifest, BackupPlace, ListedBackup};
pub use crate::backup::{BackupReason, DamagedPart};
use crate::config::BackupPlan;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::keeping::KeepingRule;
use crate::domain::general::masking::WholeFor;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::Logged;
use crate::problems;
use crate::procedures::documents::waiting::tell;
use crate::progress::Progress;

/// Backups are overdue when the last is so much older than they are to be made.
const GRACE: TimeDelta = TimeDelta::hours(24);
/// How often the program looks whether it is time.
const LOOK: Duration = Duration::from_secs(60);
/// After a backup that failed it waits so long.
const AGAIN: Duration = Duration::from_secs(15 * 60);

/// What a backup did.
#[derive(Clone, Debug, Serialize)]
pub struct BackupReport {
    #[serde(flatten)]
    pub made: MadeBackup,
    pub place: PathBuf,
    /// Backups the rule no longer keeps, taken away.
    pub backups_removed: u64,
}

/// Backs the archive up to `to` and takes away what the rule no longer keeps. Beside a running program the backup is
/// made all the same; that program writes its event.
///
/// # Errors
/// `Refused` where `to` is no place for it; `Busy` where it cannot be written. The backups that are there stay.
pub async fn back_up(
    archive: &Archive,
    by: &By,
    (to, keep): (&Path, KeepingRule),
    reason: BackupReason,
    progress: &Progress,
) -> Result<BackupReport> {
    allow_one_of(by, &[Deed::Maintain, Deed::Found])?;
    archive.of_the_whole(by, &[Deed::Maintain, Deed::Found])?;
    if reason == BackupReason::Scheduled && !to.is_dir() {
        // a disk that is not mounted leaves an empty path on the disk of the records
        return Err(Error::from(place_not_there(&to.display())));
    }
    let mut place = block_in_place(|| BackupPlace::create(to))?;
    let made = make_backup(&archive.store, &archive.config, (&mut place, to), reason, progress).await?;
    // the backup is made by now, whatever becomes of the rest
    if let Err(error) = tell(archive, by, made.told(to)).await {
        tracing::warn!(%error, backup = made.name, "the backup was made, but the log does not tell of it");
    }
    archive.written.notify_one();
    let backups_removed = match block_in_place(|| place.prune(keep)) {
        Ok(pruned) => pruned.backups,
        Err(error) => {
            tracing::warn!(%error, place = %to.display(), "what the rule no longer keeps was not taken away");
            0
        }
    };
    Ok(BackupReport { made, place: to.to_owned(), backups_removed })
}

/// A backup in a list.
#[derive(Clone, Debug, Serialize)]
pub struct BackupLine {
    pub name: String,
    /// `None`: its list is damaged.
    pub made_at: Option<String>,
    pub reason: Option<BackupReason>,
    pub event: Option<i64>,
    pub program: Option<String>,
}

/// The backups in a place, oldest first.
///
/// # Errors
/// `Refused` where it holds none.
pub fn list(by: &By, place: &Path) -> Result<Vec<BackupLine>> {
    allow_one_of(by, &[Deed::Verify, Deed::Maintain])?;
    let line = |one: ListedBackup| {
        let about = |read: fn(&BackupManifest) -> String| one.manifest.as_ref().map(read);
        BackupLine {
            made_at: about(|manifest| manifest.made_at.clone()),
            program: about(|manifest| manifest.program.clone()),
            reason: one.manifest.as_ref().map(|manifest| manifest.reason),
            event: one.manifest.as_ref().map(|manifest| manifest.event),
            name: one.name,
        }
    };
    Ok(BackupPlace::open(place)?.list()?.into_iter().map(line).collect())
}

/// What reading a backup again found.
#[derive(Clone, Debug, Serialize)]
pub struct BackupChecked {
    pub backup: String,
    pub parts: u64,
    pub damaged: Vec<DamagedPart>,
}

/// Reads a backup whole, the latest where none is named, and compares every part with its digest.
///
/// # Errors
/// `Refused` where there is no such backup, or its list is damaged.
pub fn check(by: &By, place: &Path, name: Option<&str>) -> Result<BackupChecked> {
    allow_one_of(by, &[Deed::Verify, Deed::Maintain])?;
    let place = BackupPlace::open(place)?;
    let (backup, manifest) = place.find(name)?;
    let parts = manifest.objects().len() as u64;
    let damaged = block_in_place(|| place.damage(&manifest, &mut |_, _| {}))?;
    Ok(BackupChecked { backup, parts, damaged })
}

/// When the archive was last backed up, and when a backup was last restored to see that it can be.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BackupStanding {
    pub made_at: Option<String>,
    pub place: Option<String>,
    /// The log's last event in it.
    pub event: Option<i64>,
    pub drilled_at: Option<String>,
    /// Whether what was restored in that drill was without a difference.
    pub drill_clean: Option<bool>,
    /// The last backup, or the archive's beginning where there is none, is too long ago.
    pub overdue: bool,
}

/// Where backups stand.
///
/// # Errors
/// Whatever reading the log answers.
pub async fn standing(archive: &Archive, by: &By) -> Result<BackupStanding> {
    allow_one_of(by, &[Deed::Read, Deed::Maintain])?;
    let (made, drilled) = archive.latest_backups().await?;
    let kept = |event: &Option<Logged>, key: &str| {
        let event = event.as_ref()?;
        event.event.detail.get(key, WholeFor::Comparing).cloned()
    };
    // made beside a program, the event came a little later
    let at = |event: &Option<Logged>| {
        let made = kept(event, "made_at").and_then(|at| at.as_str().map(str::to_owned));
        made.or_else(|| event.as_ref().map(|event| event.at.clone()))
    };
    let since = match at(&made) {
        Some(at) => Some(at),
        None => archive.store.chain_after(0, 1).await?.first().map(|event| event.at.clone()),
    };
    Ok(BackupStanding {
        place: kept(&made, "place").and_then(|place| place.as_str().map(str::to_owned)),
        event: kept(&made, "event").and_then(|event| event.as_i64()),
        made_at: at(&made),
        drill_clean: kept(&drilled, "clean").and_then(|clean| clean.as_bool()),
        drilled_at: at(&drilled),
        overdue: since.is_some_and(|since| is_overdue(&archive.config.backups, &since, by.now)),
    })
}

fn is_overdue(plan: &BackupPlan, since: &str, now: DateTime<FixedOffset>) -> bool {
    let allowed = TimeDelta::hours(plan.every_hours.into()) + GRACE;
    DateTime::parse_from_rfc3339(since).is_ok_and(|since| now - since > allowed)
}

/// Backs up by the plan for as long as the program serves; without a place in it there is nothing to do.
pub async fn follow(archive: Arc<Archive>) {
    let by = archive.program();
    // a long log is looked through for the last backup once, and not while somebody waits for a page
    if let Err(error) = standing(&archive, &by).await {
        tracing::error!(%error, "the log does not say when the last backup was made");
    }
    let plan = archive.config.backups.clone();
    let Some(to) = plan.to else { return };
    let every = TimeDelta::hours(plan.every_hours.max(1).into());
    // what was backed up elsewhere is not in this place
    let mut last = block_in_place(|| last_in(&to));
    loop {
        let by = archive.program();
        let mut pause = LOOK;
        // one of a day to come was made by a clock that ran ahead
        if last.is_none_or(|last| by.now < last || by.now - last >= every) {
            let (place, quiet) = ((to.as_path(), plan.keep), Progress::default());
            match back_up(&archive, &by, place, BackupReason::Scheduled, &quiet).await {
                Ok(report) => {
                    tracing::info!(backup = report.made.name, "backed up");
                    last = Some(by.now);
                }
                Err(error) => {
                    tracing::error!(%error, place = %to.display(), "the scheduled backup was not made");
                    pause = AGAIN;
                }
            }
        }
        tokio::time::sleep(pause).await;
    }
}

problems! {
    refuse place_not_there(place):
        "备份的位置 {place} 不在：备份盘没有接上，或文件夹还没建。" / "The place for backups {place} is not there: its disk is not mounted, or the folder was never made."
        => "接上备份盘，或建好这个文件夹。" / "Mount the disk, or make the folder.";
}

/// When the last backup in a place was made.
fn last_in(place: &Path) -> Option<DateTime<FixedOffset>> {
    let listed = BackupPlace::open(place).and_then(|place| place.list()).ok()?;
    let made = listed.iter().rev().find_map(|one| Some(one.manifest.as_ref()?.made_at.clone()));
    DateTime::parse_from_rfc3339(&made?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_overdue_a_day_after_the_next_was_to_be_made() {
        let now = DateTime::parse_from_rfc3339("2026-11-30T12:00:00+08:00").unwrap();
        let overdue = |since: &str, every_hours| {
            is_overdue(&BackupPlan { every_hours, ..BackupPlan::default() }, since, now)
        };
        assert!(!overdue("2026-11-29T12:00:00+08:00", 24) && !overdue("2026-11-28T12:00:00+08:00", 24));
        assert!(overdue("2026-11-28T11:59:00+08:00", 24) && !overdue("2026-11-28T11:59:00+08:00", 168));
        assert!(overdue("2026-11-29T10:00:00+08:00", 1));
        assert!(!overdue("2026-12-05T12:00:00+08:00", 24), "a clock that ran ahead is doctor's business");
    }
}
