//! The lines of a list, a page at a time, and what they add up to.

use super::line::Line;
use super::rows::{batch, event, job, records};
use super::{DEEPEST, List, MOST_ON_A_PAGE, rows, short_lists, uses, volumes};
use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::domain::records::item::Item;
use crate::domain::records::scope::Scope;
use crate::procedures::periods::Periods;

/// Rows of the whole list, and its sums.
pub(super) async fn totals(archive: &Archive, list: &List) -> Result<(i64, Vec<(&'static str, i64)>)> {
    let store = &archive.store;
    Ok(match list {
        List::Volumes(wanted) => {
            let (volumes, items, pages) = volumes::totals(archive, wanted).await?;
            (volumes, vec![("items", items), ("pages", pages)])
        }
        List::Items { filter, volume: None, .. } => {
            let (_, items, pages) = store.volume_totals(filter).await?;
            (items, vec![("pages", pages)])
        }
        List::Items { volume: Some(id), .. } => {
            let volume = store.volume(*id).await?;
            let (items, pages) = volume.map_or((0, 0), |volume| (volume.items.into(), volume.pages.into()));
            (items, vec![("pages", pages)])
        }
        List::TakenOut { .. } => {
            let items = store.items_taken_out().await?;
            let pages = items.iter().map(|item| i64::from(item.description.pages)).sum();
            (items.len() as i64, vec![("pages", pages)])
        }
        List::Basket { actor, .. } => {
            let lines = short_lists::basket(archive, list, actor).await?;
            (lines.len() as i64, ["items", "pages"].map(|key| short_lists::sum(list, &lines, key)).into())
        }
        List::Batches { .. } => {
            let [batches, read, accepted, refused] = store.batch_totals().await?;
            (batches, vec![("read", read), ("accepted", accepted), ("refused", refused)])
        }
        List::Jobs { state, .. } => (store.job_count(state.as_deref()).await?, Vec::new()),
        List::Consultations { filter, .. } => {
            let (lines, pages) = uses::totals(archive, filter).await?;
            (lines, vec![("pages", pages)])
        }
        // nobody sums up what only goes into a file
        List::Hits { ids } => (ids.len() as i64, Vec::new()),
        List::Events { what, sought } if !sought.has_words() => {
            (store.event_count(what.as_deref()).await?, Vec::new())
        }
        List::Events { what, sought } => {
            let words = sought.event_words();
            (store.events_sought_count(sought.of_log(what.as_deref(), &words)?).await?, Vec::new())
        }
    })
}

/// The lines from `skip` on, `size` at most.
pub(super) async fn lines(archive: &Archive, list: &List, skip: i64, size: i64) -> Result<Vec<Line>> {
    let store = &archive.store;
    let schemes = archive.schemes();
    Ok(match list {
        List::Volumes(wanted) => {
            let found = volumes::page(archive, wanted, skip, size).await?;
            rows::volumes(archive, &schemes, found).await?
        }
        List::Items { filter, volume, sought } => {
            let ids = match sought.of_records() {
                Some(order) => {
                    let reachable = DEEPEST + MOST_ON_A_PAGE;
                    let first = archive.first_in_order(filter, order, reachable).await?;
                    first.iter().skip(skip as usize).take(size as usize).copied().collect()
                }
                None => on_shelf(archive, filter, *volume, skip, size).await?,
            };
            records(archive, &schemes, ids).await?
        }
        List::TakenOut { .. } => {
            let all = store.items_taken_out().await?;
            let some = all.into_iter().skip(skip as usize).take(size as usize);
            let some: Vec<_> = some.collect();
            let held = store.holds_on_items(&some.iter().map(|item| item.id).collect::<Vec<_>>()).await?;
            let periods = Periods::new(schemes.clone()).of_items(store, &some).await?;
            let line = |item: Item| {
                let beside = (rows::marks(&held, item.id), periods.of(item.id, &item.place).kept);
                short_lists::taken_out(&schemes, beside, item)
            };
            some.into_iter().map(line).collect()
        }
        List::Basket { actor, .. } => {
            let all = short_lists::basket(archive, list, actor).await?;
            all.into_iter().skip(skip as usize).take(size as usize).collect()
        }
        List::Batches { .. } => store.batches_page(skip, size).await?.into_iter().map(batch).collect(),
        List::Jobs { state, .. } => {
            let jobs = store.jobs_page(state.as_deref(), skip, size).await?;
            jobs.into_iter().map(|one| job(archive, one)).collect()
        }
        List::Consultations { filter, .. } => uses::lines(archive, filter, skip, size).await?,
        List::Hits { ids } => {
            let some = ids.iter().skip(skip as usize).take(size as usize).copied();
            records(archive, &schemes, some.collect()).await?
        }
        List::Events { what, sought } => {
            let words = sought.event_words();
            let found = store.events_sought(sought.of_log(what.as_deref(), &words)?, skip, size).await?;
            found.into_iter().map(event).collect()
        }
    })
}

/// Volumes looked at together on the way to a record.
const STRIDE: i64 = 5000;

/// Ids of the records from `skip` on, by the counts of the volumes before them.
pub(super) async fn on_shelf(
    archive: &Archive,
    filter: &Scope,
    volume: Option<i64>,
    skip: i64,
    size: i64,
) -> Result<Vec<i64>> {
    let page = |ids: Vec<i64>, skip: i64| -> Vec<i64> {
        ids.into_iter().skip(skip as usize).take(size as usize).collect()
    };
    if let Some(id) = volume {
        return Ok(page(archive.store.items_on_shelf(&[id]).await?, skip));
    }
    let (mut before, mut seen) = (skip, 0);
    let (mut wanted, mut held) = (Vec::new(), 0);
    loop {
        let shelf = archive.store.shelf(filter, seen, STRIDE).await?;
        seen += shelf.len() as i64;
        let last = (shelf.len() as i64) < STRIDE;
        for (id, items) in shelf {
            if wanted.is_empty() && before >= items {
                before -= items;
                continue;
            }
            wanted.push(id);
            held += items;
            if held >= before + size {
                return Ok(page(archive.store.items_on_shelf(&wanted).await?, before));
            }
        }
        if last {
            let ids =
                if wanted.is_empty() { Vec::new() } else { archive.store.items_on_shelf(&wanted).await? };
            return Ok(page(ids, before));
        }
    }
}
