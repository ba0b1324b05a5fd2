//! Keeping the index up with the log: it follows the events, and is rebuilt from nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::block_in_place;

use crate::archive::{Archive, allow_one_of};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Item;
use crate::domain::records::scope::Scope;
use crate::domain::records::states::ItemState;
use crate::domain::records::volume::VolumeState;
use crate::paper::give_back;
use crate::procedures::log_witness;
use crate::search::{IndexEntry, IndexPosition, IndexedId, WriteMode, Writer};

/// Events taken in one step; an import's event holds a few thousand records.
const STEP: i64 = 50;
/// Records read from the database at a time.
const PORTION: i64 = 5000;
/// Records after which freed memory is given back.
const GIVEN_BACK: u64 = 10_000;
/// Records or volumes written into the index together while it follows the log.
const TOGETHER: usize = 2000;
/// Between two commits of the index that follows writes.
const MOMENT: Duration = Duration::from_millis(300);
/// Memory for filling the index from nothing.
const BULK: WriteMode = WriteMode::Bulk { megabytes: 96 };

/// Brings the index up to the last event; answers how many records and volumes were indexed. One that is damaged,
/// gone, or another's is made anew.
pub async fn catch_up(archive: &Archive) -> Result<u64> {
    let archive = archive.whole();
    let mut kept = archive.indexing.lock().await;
    match bring_up(archive, &mut kept).await {
        Err(error) if archive.index.is_damaged() => {
            tracing::warn!(%error, "the index failed and is made anew");
            make_anew(archive, &mut kept).await
        }
        other => other,
    }
}

async fn bring_up(archive: &Archive, kept: &mut Option<Writer>) -> Result<u64> {
    if let Some(fault) = block_in_place(|| archive.index.fault_on_disk()) {
        tracing::warn!(fault, "the files of the index are not those of before; it is made anew");
        return make_anew(archive, kept).await;
    }
    let (last, _) = archive.store.end_of_log().await?;
    let position = archive.index.position();
    let own = is_of_this_log(archive, &position).await?;
    let sound = own && !archive.index.is_damaged();
    if position.event == last && sound {
        return Ok(0);
    }
    if position.event == 0 || !sound {
        *kept = None;
        return fill(archive).await;
    }
    // what could not be committed goes with its writer
    let mut writer = match kept.take() {
        Some(writer) => writer,
        None => archive.index.writer(WriteMode::Following)?,
    };
    let written = follow_to(archive, &mut writer, position, last).await?;
    *kept = Some(writer);
    Ok(written)
}

/// Puts an empty index in the place of this one, and fills it.
async fn make_anew(archive: &Archive, kept: &mut Option<Writer>) -> Result<u64> {
    *kept = None;
    log_witness::write_down(archive).await?;
    block_in_place(|| archive.index.remake())?;
    fill(archive).await
}

/// Takes the events behind `position` through `last` into the index.
async fn follow_to(
    archive: &Archive,
    writer: &mut Writer,
    mut position: IndexPosition,
    last: i64,
) -> Result<u64> {
    let mut written = 0;
    while position.event < last {
        let (reached, rows) = archive.store.touched_after(position.event, STEP).await?;
        // another program over the same database may have added an edition, or changed a schedule
        if rows.iter().any(|(kind, _)| matches!(kind, RecordKind::Scheme | RecordKind::ScheduleChange)) {
            archive.load_schemes().await?;
        }
        let (mut items, mut volumes) = (Vec::new(), Vec::new());
        for id in rows.into_iter().filter_map(indexed) {
            match id {
                IndexedId::Item(id) => items.push(id),
                IndexedId::Volume(id) => volumes.push(id),
            }
        }
        for ids in [&mut items, &mut volumes] {
            ids.sort_unstable();
            ids.dedup();
        }
        for portion in items.chunks(TOGETHER) {
            let items = put_items(archive, writer, portion).await?;
            written += items;
            give_back_after(written, items);
        }
        for portion in volumes.chunks(TOGETHER) {
            written += put_volumes(archive, writer, portion).await?;
        }
        let digest = archive.store.event_digest(reached).await?.unwrap_or_default();
        position = IndexPosition { event: reached, digest };
        block_in_place(|| writer.commit(&position))?;
    }
    Ok(written)
}

/// What the index keeps of a row an event touched.
pub(super) fn indexed((kind, id): (RecordKind, i64)) -> Option<IndexedId> {
    match kind {
        RecordKind::Item => Some(IndexedId::Item(id)),
        RecordKind::Volume => Some(IndexedId::Volume(id)),
        _ => None,
    }
}

async fn put_items(archive: &Archive, writer: &mut Writer, ids: &[i64]) -> Result<u64> {
    let items = archive.store.items_by_id(ids).await?;
    // a record that went with its batch is nowhere any more
    let there: HashSet<i64> = items.iter().map(|item| item.id).collect();
    ids.iter().filter(|id| !there.contains(id)).for_each(|id| writer.remove(IndexedId::Item(*id)));
    let volumes: Vec<i64> = items.iter().filter_map(|item| item.volume_id).collect();
    let states = archive.store.states_of(&volumes).await?;
    let count = items.len() as u64;
    block_in_place(|| items.into_iter().try_for_each(|item| writer.put(&entry(item, &states))))?;
    Ok(count)
}

async fn put_volumes(archive: &Archive, writer: &mut Writer, ids: &[i64]) -> Result<u64> {
    let volumes = archive.store.volumes_by_id(ids).await?;
    // an empty volume was removed, or went with the batch that made it
    let there: HashSet<i64> = volumes.iter().map(|volume| volume.id).collect();
    ids.iter().filter(|id| !there.contains(id)).for_each(|id| writer.remove(IndexedId::Volume(*id)));
    block_in_place(|| volumes.iter().try_for_each(|volume| writer.put(&IndexEntry::from_volume(volume))))?;
    Ok(volumes.len() as u64)
}

/// An index of another archive, or of a later copy than the database that was put back, is not ours.
async fn is_of_this_log(archive: &Archive, position: &IndexPosition) -> Result<bool> {
    let digest = archive.store.event_digest(position.event).await?;
    Ok(position.event == 0 || digest.as_deref() == Some(position.digest.as_str()))
}

/// Throws the index away and makes it again from the database.
pub async fn reindex(archive: &Archive, by: &By) -> Result<u64> {
    archive.of_the_whole(by, &[Deed::Verify, Deed::Maintain])?;
    allow_one_of(by, &[Deed::Verify, Deed::Maintain])?;
    let mut kept = archive.indexing.lock().await;
    make_anew(archive, &mut kept).await
}

async fn fill(archive: &Archive) -> Result<u64> {
    log_witness::write_down(archive).await?;
    let (event, digest) = archive.store.end_of_log().await?;
    let last = archive.store.last_item_id().await?;
    let states = archive.store.volume_states().await?;
    let mut writer = archive.index.writer(if last > 20_000 { BULK } else { WriteMode::Following })?;
    block_in_place(|| writer.clear())?;
    let (mut after, mut indexed) = (0, 0);
    while after < last {
        let items = archive.store.items_after(after, after + PORTION).await?;
        block_in_place(|| {
            items.into_iter().try_for_each(|item| {
                indexed += 1;
                writer.add(&entry(item, &states))
            })
        })?;
        give_back_after(indexed, PORTION as u64);
        after += PORTION;
    }
    let mut shelf = (String::new(), 0);
    loop {
        let volumes = archive.store.volumes(&Scope::default(), (&shelf.0, shelf.1), PORTION).await?;
        let Some(last) = volumes.last() else { break };
        shelf = (last.code_sort.clone(), last.id);
        indexed += volumes.len() as u64;
        block_in_place(|| volumes.iter().try_for_each(|one| writer.add(&IndexEntry::from_volume(one))))?;
    }
    block_in_place(|| writer.commit(&IndexPosition { event, digest }))?;
    block_in_place(|| writer.settle())?;
    Ok(indexed)
}

/// What the index freed goes back to the system each time so many records have been written.
fn give_back_after(written: u64, just: u64) {
    if written / GIVEN_BACK > written.saturating_sub(just) / GIVEN_BACK {
        block_in_place(give_back);
    }
}

fn entry(item: Item, states: &HashMap<i64, VolumeState>) -> IndexEntry {
    let state = ItemState::from(item.volume_id.and_then(|id| states.get(&id).copied()));
    IndexEntry::from_item(item, state.key())
}

/// Follows the log for as long as the program serves: at every write it is told of, and once a second
/// for writes of other nodes. A write alone is followed at once; what is written in the moment after shares a commit.
pub async fn follow(archive: Arc<Archive>) {
    loop {
        match catch_up(&archive).await {
            Ok(0) => {}
            Ok(_) => tokio::time::sleep(MOMENT).await,
            Err(error) => {
                tracing::error!(%error, "the index could not follow the log");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
        tokio::select! {
            () = archive.written.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}
