//! A list read from its first row to its last. Rows asked for by their place in it move while others write, and are
//! looked for again with every portion; here the order is read once, or each portion goes on behind the one before.

use std::vec::IntoIter;

use super::line::Line;
use super::lines::{self, on_shelf};
use super::rows::{event, records};
use super::{List, rows, uses, volumes};
use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::domain::records::sorting::EventSortKey;
use crate::store::EventsSought;

/// More rows than any list has.
const ALL: i64 = i64::MAX;

/// How far a list was read.
pub(super) enum Reading {
    /// Volumes, or the records in them, as they stand on the shelf: behind this volume.
    Shelf(String, i64),
    /// Records, volumes or events by number, in the order they had at first.
    Numbers(IntoIter<i64>),
    /// The log in its own order: of the events there were at first, those after one and up to another.
    Log(i64, i64),
    /// The register of use, the latest first: lines with a lesser number.
    Register(i64),
    /// A short list, read already.
    Lines(IntoIter<Line>),
}

impl Reading {
    pub(super) async fn begin(archive: &Archive, list: &List) -> Result<Reading> {
        let store = &archive.store;
        let numbers = |numbers: Vec<i64>| Reading::Numbers(numbers.into_iter());
        Ok(match list {
            List::Volumes(wanted) if wanted.is_shelf() => Reading::Shelf(String::new(), 0),
            List::Volumes(wanted) => numbers(volumes::ids(archive, wanted).await?),
            List::Items { filter, volume: Some(id), .. } => {
                numbers(on_shelf(archive, filter, Some(*id), 0, ALL).await?)
            }
            List::Items { filter, volume: None, sought } => match sought.of_records() {
                None => Reading::Shelf(String::new(), 0),
                Some(order) => numbers(store.items_ordered(filter, order, 0, ALL).await?),
            },
            List::Hits { ids } => numbers(ids.clone()),
            List::Consultations { .. } => Reading::Register(ALL),
            List::Events { what, sought } => {
                let last = store.last_event().await?;
                let words = sought.event_words();
                let asked = sought.of_log(what.as_deref(), &words)?;
                match is_of_log(asked) {
                    true => Reading::Log(0, last),
                    false => {
                        let until_now = EventsSought { within: Some((0, last)), ..asked };
                        numbers(store.event_numbers_sought(until_now).await?)
                    }
                }
            }
            List::TakenOut { .. } | List::Basket { .. } | List::Batches { .. } | List::Jobs { .. } => {
                Reading::Lines(lines::lines(archive, list, 0, ALL).await?.into_iter())
            }
        })
    }

    /// The next lines, about `size`; none at the end.
    pub(super) async fn next(&mut self, archive: &Archive, list: &List, size: i64) -> Result<Vec<Line>> {
        let schemes = archive.schemes();
        let most = size as usize;
        match (&mut *self, list) {
            (Reading::Lines(lines), _) => Ok(lines.take(most).collect()),
            (Reading::Shelf(code_sort, id), List::Volumes(wanted)) => {
                let found = archive.store.volumes(&wanted.filter, (code_sort, *id), size).await?;
                if let Some(last) = found.last() {
                    (*code_sort, *id) = (last.code_sort.clone(), last.id);
                }
                rows::volumes(archive, &schemes, found).await
            }
            (Reading::Shelf(..), _) => self.next_on_shelf(archive, list, size).await,
            (Reading::Numbers(numbers), _) => {
                // some may have gone since
                loop {
                    let some: Vec<i64> = numbers.take(most).collect();
                    if some.is_empty() {
                        return Ok(Vec::new());
                    }
                    let found = numbered(archive, list, some).await?;
                    if !found.is_empty() {
                        return Ok(found);
                    }
                }
            }
            (Reading::Register(before), List::Consultations { filter, .. }) => {
                let found = uses::below(archive, filter, *before, size).await?;
                *before = found.last().map_or(0, |line| line.id);
                Ok(found)
            }
            (Reading::Log(after, until), List::Events { what, sought }) => {
                let words = sought.event_words();
                let asked = sought.of_log(what.as_deref(), &words)?;
                let within = Some((*after, *until));
                let found = archive.store.events_sought(EventsSought { within, ..asked }, 0, size).await?;
                match (found.last(), asked.is_descending) {
                    (None, _) => {}
                    (Some(last), true) => *until = last.seq - 1,
                    (Some(last), false) => *after = last.seq,
                }
                Ok(found.into_iter().map(event).collect())
            }
            (Reading::Register(_) | Reading::Log(..), _) => Ok(Vec::new()),
        }
    }

    async fn next_on_shelf(&mut self, archive: &Archive, list: &List, size: i64) -> Result<Vec<Line>> {
        let (Reading::Shelf(code_sort, id), List::Items { filter, .. }) = (self, list) else {
            return Ok(Vec::new());
        };
        loop {
            // at about 25 records a volume a portion of records is as long as one of volumes
            let step = (size / 25).max(1);
            let volumes = archive.store.volumes(filter, (code_sort, *id), step).await?;
            let Some(last) = volumes.last() else { return Ok(Vec::new()) };
            (*code_sort, *id) = (last.code_sort.clone(), last.id);
            let ids: Vec<i64> = volumes.iter().map(|volume| volume.id).collect();
            let ids = archive.store.items_on_shelf(&ids).await?;
            let found = records(archive, &archive.schemes(), ids).await?;
            // a stretch of empty volumes is not the end
            if !found.is_empty() {
                return Ok(found);
            }
        }
    }
}

/// Whether events are asked for as they follow each other.
fn is_of_log(asked: EventsSought<'_>) -> bool {
    matches!(asked.by, EventSortKey::Seq | EventSortKey::At)
}

async fn numbered(archive: &Archive, list: &List, numbers: Vec<i64>) -> Result<Vec<Line>> {
    let schemes = archive.schemes();
    Ok(match list {
        List::Volumes(_) => {
            let found = archive.store.volumes_by_id(&numbers).await?;
            rows::volumes(archive, &schemes, found).await?
        }
        List::Events { .. } => {
            archive.store.events_numbered(&numbers).await?.into_iter().map(event).collect()
        }
        _ => records(archive, &schemes, numbers).await?,
    })
}
