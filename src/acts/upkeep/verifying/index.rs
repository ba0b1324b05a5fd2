//! The index against the rows of records and volumes, while the index goes on following the log.

use std::collections::HashSet;
use std::time::Duration;

use super::findings::Verified;
use crate::acts::upkeep::indexing::indexed;
use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::search::{IndexPosition, IndexedId, IndexedRecord};
use crate::store::Snapshot;

/// How often, and how long apart, the index is looked at before it is said to be behind: it follows
/// within a second.
const LOOKS: usize = 30;
const APART: Duration = Duration::from_millis(100);

/// Compares what the index holds of every record and volume with the rows.
pub(super) async fn check_index(
    archive: &Archive,
    snapshot: &Snapshot,
    mut rows: Vec<IndexedRecord>,
    verified: &mut Verified,
) -> Result<()> {
    let (last, _) = snapshot.end_of_log().await?;
    let (position, mut held) = index_at(archive, last).await?;
    let faults = tokio::task::block_in_place(|| archive.index.faults())?;
    verified.indexed = held.len() as i64;
    let event = position.event;
    let now = archive.store.last_event().await?;
    if now > last {
        // it has gone on with what was written while we looked, and may have read a row in a state of later than the
        // event it says; that is not ours to judge
        let since = touched_between(archive, last, now).await?;
        rows.retain(|one| !since.contains(&one.id));
        held.retain(|one| !since.contains(&one.id));
    }
    rows.sort_unstable();
    let own = archive.store.event_digest(event).await?.unwrap_or_default() == position.digest;
    if event < last || !own || held != rows || !faults.is_empty() {
        let (found, wanted) = (held.len(), rows.len());
        let differing = held.iter().filter(|one| rows.binary_search(one).is_err()).count()
            + rows.iter().filter(|one| held.binary_search(one).is_err()).count();
        verified.index_differs((event, found), (last, wanted), differing, &faults);
    }
    Ok(())
}

/// What the index holds, once it has reached this event or has been waited for long enough.
async fn index_at(archive: &Archive, last: i64) -> Result<(IndexPosition, Vec<IndexedRecord>)> {
    for _ in 0..LOOKS {
        if archive.index.position().event >= last {
            break;
        }
        tokio::time::sleep(APART).await;
        archive.index.refresh()?;
    }
    loop {
        let before = archive.index.position();
        let held = tokio::task::block_in_place(|| archive.index.indexed_records())?;
        if archive.index.position() == before {
            return Ok((before, held));
        }
    }
}

/// Items and volumes that events after `from`, up to `to`, touched.
async fn touched_between(archive: &Archive, from: i64, to: i64) -> Result<HashSet<IndexedId>> {
    let (mut reached, mut touched) = (from, HashSet::new());
    while reached < to {
        let (next, rows) = archive.store.touched_after(reached, (to - reached).min(50)).await?;
        if next == reached {
            break;
        }
        touched.extend(rows.into_iter().filter_map(indexed));
        reached = next;
    }
    Ok(touched)
}
