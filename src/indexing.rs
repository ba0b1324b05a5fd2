//! Keeping the index up with the log: it follows the events, and is rebuilt from nothing.

use std::sync::Arc;
use std::time::Duration;

use crate::archive::{Archive, allow};
use crate::domain::error::Result;
use crate::domain::event::Kind;
use crate::domain::item::Item;
use crate::domain::role::{By, Deed};
use crate::search::Entry;

/// Events taken in one step; an import's event holds a few thousand records.
const STEP: i64 = 50;

/// Brings the index up to the last event; answers how many records were indexed.
pub async fn catch_up(archive: &Archive) -> Result<u64> {
    let _alone = archive.indexing.lock().await;
    let last = archive.store.last_event().await?;
    let mut reflects = archive.index.reflects();
    if reflects > last {
        // the index knows events the database does not: an older database was put in its place
        return rebuild_alone(archive).await;
    }
    let mut indexed = 0;
    if reflects == 0 && last > 0 {
        return rebuild_alone(archive).await;
    }
    while reflects < last {
        let (reached, mut ids) = archive.store.touched_after(reflects, Kind::Item, STEP).await?;
        ids.sort_unstable();
        ids.dedup();
        let index = archive.index.clone();
        let mut pen = index.writer()?;
        for portion in ids.chunks(2000) {
            for item in archive.store.items_by_id(portion).await? {
                pen.put(&entry(archive, item).await?)?;
                indexed += 1;
            }
        }
        tokio::task::block_in_place(|| pen.commit(reached))?;
        reflects = reached;
    }
    Ok(indexed)
}

/// Throws the index away and makes it again from the database.
pub async fn reindex(archive: &Archive, by: &By) -> Result<u64> {
    allow(by, Deed::Verify)?;
    let _alone = archive.indexing.lock().await;
    rebuild_alone(archive).await
}

async fn rebuild_alone(archive: &Archive) -> Result<u64> {
    let reached = archive.store.last_event().await?;
    let last = archive.store.last_item_id().await?;
    let index = archive.index.clone();
    let mut pen = index.rewriter()?;
    let (mut after, mut indexed) = (0, 0);
    let states = archive.store.volume_states().await?;
    while after < last {
        for item in archive.store.items_after(after, after + 5000).await? {
            let state = item.volume_id.and_then(|id| states.get(&id)).map_or("taken_out", |state| state.as_str());
            pen.put(&entry_in(item, state))?;
            indexed += 1;
        }
        after += 5000;
    }
    tokio::task::block_in_place(|| pen.commit(reached))?;
    Ok(indexed)
}

async fn entry(archive: &Archive, item: Item) -> Result<Entry> {
    let state = match item.volume_id {
        Some(id) => archive.store.volume(id).await?.map_or("taken_out", |volume| volume.state.key()),
        None => "taken_out",
    };
    Ok(entry_in(item, state))
}

fn entry_in(item: Item, state: &str) -> Entry {
    Entry {
        id: item.id,
        place: item.place,
        state: state.to_owned(),
        code: item.code,
        code_sort: item.code_sort,
        description: item.description,
    }
}

/// Follows the log for as long as the program serves: at every write it is told of, and once a second
/// for writes of other nodes.
pub async fn follow(archive: Arc<Archive>) {
    loop {
        if let Err(error) = catch_up(&archive).await {
            tracing::error!(%error, "the index could not follow the log");
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        tokio::select! {
            () = archive.written.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}
