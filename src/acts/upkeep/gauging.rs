//! 运行状况: what a watching program is told of the archive: counts and ages, nothing of any record.

use std::time::Duration;

use chrono::DateTime;
use serde::Serialize;

use super::backing_up;
use crate::archive::{Archive, DiskUnder, allow_one_of};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::say;

/// How long the database may take to answer the smallest question.
const PATIENCE: Duration = Duration::from_secs(3);
/// Deeds waiting from which no more should be sent here.
const MANY_WAITING: usize = 512;

/// How the archive is.
#[derive(Clone, Debug, Serialize)]
pub struct Gauges {
    /// Events in the log, and how many of them the index does not reflect yet.
    pub events: i64,
    pub index_behind: i64,
    /// Deeds that wait to be written.
    pub writes_waiting: usize,
    pub jobs_running: usize,
    /// Seconds since; `None`: never.
    pub backup_age: Option<i64>,
    pub drill_age: Option<i64>,
    pub backup_overdue: bool,
    pub disk_free: u64,
    pub disk_size: u64,
}

/// Reads them.
///
/// # Errors
/// Whatever reading the log answers.
pub async fn gauge(archive: &Archive, by: &By) -> Result<Gauges> {
    allow_one_of(by, &[Deed::Read, Deed::Maintain])?;
    let events = archive.store.last_event().await?;
    let standing = backing_up::standing(archive, by).await?;
    let age = |at: &Option<String>| {
        let at = DateTime::parse_from_rfc3339(at.as_deref()?).ok()?;
        Some((by.now - at).num_seconds().max(0))
    };
    let disk = DiskUnder::read(archive.config.data());
    Ok(Gauges {
        events,
        index_behind: (events - archive.index.position().event).max(0),
        writes_waiting: archive.store.writes_waiting(),
        jobs_running: archive.running_jobs(),
        backup_age: age(&standing.made_at),
        drill_age: age(&standing.drilled_at),
        backup_overdue: standing.overdue,
        disk_free: disk.free,
        disk_size: disk.size,
    })
}

/// Why nobody should be sent here now; nothing: come.
pub async fn unready(archive: &Archive) -> Vec<Wording> {
    let mut why = Vec::new();
    match tokio::time::timeout(PATIENCE, archive.store.last_event()).await {
        Ok(Ok(_)) => {}
        Ok(Err(_)) | Err(_) => why.push(say!("数据库没有应答", "the database does not answer")),
    }
    if archive.index.is_damaged() {
        why.push(say!("检索索引已损坏", "the index is damaged"));
    }
    if archive.store.writes_waiting() >= MANY_WAITING {
        why.push(say!("等待写入的操作太多", "too many deeds wait to be written"));
    }
    why
}
