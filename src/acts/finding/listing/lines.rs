//! Rows of the database as the lines of a list, and what they add up to.

use std::collections::HashMap;

use super::{List, aside, uses};
use crate::archive::Archive;
use crate::catalog::ListCell;
use crate::domain::general::error::Result;
use crate::domain::general::wording::{Lang, Wording};
use crate::domain::records::event::{Kind, Logged};
use crate::domain::records::item::Item;
use crate::domain::records::naming::names;
use crate::domain::records::states::ItemState;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::store::{Batch, Job, VolumeFilter};

/// What a stable key is the key of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Of a volume, record or job, or what was given.
    State,
    /// Of a batch.
    Batch,
    /// What an event did.
    Deed,
    /// A kind of long work.
    Work,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Said(Wording),
    Count(i64),
    Key(Sort, String),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    pub(super) fn on_paper(&self, tell: super::Teller, lang: Lang) -> ListCell {
        match self {
            Cell::Empty => ListCell::Empty,
            Cell::Text(text) => ListCell::Text(text.clone()),
            Cell::Said(wording) => ListCell::Text(wording.in_lang(lang).to_owned()),
            Cell::Count(count) => ListCell::Count((*count).max(0) as u64),
            Cell::Key(sort, key) => ListCell::Text(tell(*sort, key).in_lang(lang).to_owned()),
        }
    }
}

/// One line: which record it is, and a cell for every column of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Of which kind of row; `None`: an event of the log.
    pub kind: Option<Kind>,
    pub id: i64,
    pub cells: Vec<Cell>,
}

/// Rows of the whole list, and its sums.
pub(super) async fn totals(archive: &Archive, list: &List) -> Result<(i64, Vec<(&'static str, i64)>)> {
    let store = &archive.store;
    Ok(match list {
        List::Volumes { filter } => {
            let (volumes, items, pages) = store.volume_totals(filter).await?;
            (volumes, vec![("items", items), ("pages", pages)])
        }
        List::Items { filter, volume: None } => {
            let (_, items, pages) = store.volume_totals(filter).await?;
            (items, vec![("pages", pages)])
        }
        List::Items { volume: Some(id), .. } => {
            let volume = store.volume(*id).await?;
            let (items, pages) = volume.map_or((0, 0), |volume| (volume.items.into(), volume.pages.into()));
            (items, vec![("pages", pages)])
        }
        List::TakenOut => {
            let items = store.items_taken_out().await?;
            let pages = items.iter().map(|item| i64::from(item.description.pages)).sum();
            (items.len() as i64, vec![("pages", pages)])
        }
        List::Basket { actor } => {
            let lines = aside::basket(archive, list, actor).await?;
            (lines.len() as i64, ["items", "pages"].map(|key| aside::sum(list, &lines, key)).into())
        }
        List::Batches => {
            let [batches, read, accepted, refused] = store.batch_totals().await?;
            (batches, vec![("read", read), ("accepted", accepted), ("refused", refused)])
        }
        List::Jobs { state } => (store.job_count(state.as_deref()).await?, Vec::new()),
        List::Consultations { filter } => {
            let (lines, pages) = uses::totals(archive, filter).await?;
            (lines, vec![("pages", pages)])
        }
        // nobody sums up what only goes into a file
        List::Hits { ids } => (ids.len() as i64, Vec::new()),
        List::Events { what } => (store.event_count(what.as_deref()).await?, Vec::new()),
    })
}

/// The lines from `skip` on, `size` at most.
pub(super) async fn lines(archive: &Archive, list: &List, skip: i64, size: i64) -> Result<Vec<Line>> {
    let store = &archive.store;
    let schemes = archive.schemes();
    Ok(match list {
        List::Volumes { filter } => {
            store.volumes_page(filter, skip, size).await?.into_iter().map(|v| volume(&schemes, v)).collect()
        }
        List::Items { filter, volume } => {
            let ids = on_shelf(archive, filter, *volume, skip, size).await?;
            records(archive, &schemes, ids).await?
        }
        List::TakenOut => {
            let all = store.items_taken_out().await?;
            let some = all.into_iter().skip(skip as usize).take(size as usize);
            some.map(|item| aside::taken_out(&schemes, item)).collect()
        }
        List::Basket { actor } => {
            let all = aside::basket(archive, list, actor).await?;
            all.into_iter().skip(skip as usize).take(size as usize).collect()
        }
        List::Batches => store.batches_page(skip, size).await?.into_iter().map(batch).collect(),
        List::Jobs { state } => {
            let jobs = store.jobs_page(state.as_deref(), skip, size).await?;
            jobs.into_iter().map(|one| job(archive, one)).collect()
        }
        List::Consultations { filter } => uses::lines(archive, filter, skip, size).await?,
        List::Hits { ids } => {
            let some = ids.iter().skip(skip as usize).take(size as usize).copied();
            records(archive, &schemes, some.collect()).await?
        }
        List::Events { what } => {
            store.events_page(what.as_deref(), skip, size).await?.into_iter().map(event).collect()
        }
    })
}

/// How far a file has come: rows behind it, and for records the volumes behind it.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    rows: i64,
    shelf: (String, i64),
}

/// The next lines for a file, about `size`; none at the end. Volumes and records are walked along the
/// shelf, so that the last portion costs no more than the first.
pub(super) async fn portion(archive: &Archive, list: &List, at: &mut Place, size: i64) -> Result<Vec<Line>> {
    let schemes = archive.schemes();
    let (List::Volumes { filter } | List::Items { filter, volume: None }) = list else {
        let found = lines(archive, list, at.rows, size).await?;
        at.rows += found.len() as i64;
        return Ok(found);
    };
    let mut gathered = Vec::new();
    loop {
        // at about 25 records a volume a portion of records is as long as one of volumes
        let step = if matches!(list, List::Volumes { .. }) { size } else { (size / 25).max(1) };
        let volumes = archive.store.volumes(filter, (&at.shelf.0, at.shelf.1), step).await?;
        let Some(last) = volumes.last() else { return Ok(gathered) };
        at.shelf = (last.code_sort.clone(), last.id);
        if matches!(list, List::Volumes { .. }) {
            return Ok(volumes.into_iter().map(|one| volume(&schemes, one)).collect());
        }
        let ids: Vec<i64> = volumes.iter().map(|volume| volume.id).collect();
        let ids = archive.store.items_on_shelf(&ids).await?;
        gathered.extend(records(archive, &schemes, ids).await?);
        // a stretch of empty volumes is not the end
        if !gathered.is_empty() {
            return Ok(gathered);
        }
    }
}

/// Volumes looked at together on the way to a record.
const STRIDE: i64 = 5000;

/// Ids of the records from `skip` on, by the counts of the volumes before them.
async fn on_shelf(
    archive: &Archive,
    filter: &VolumeFilter,
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

/// The records with these ids as lines, in that order.
pub(super) async fn records(archive: &Archive, schemes: &Schemes, ids: Vec<i64>) -> Result<Vec<Line>> {
    let items = archive.store.items_by_id(&ids).await?;
    let mut in_volumes: Vec<i64> = items.iter().filter_map(|item| item.volume_id).collect();
    in_volumes.sort_unstable();
    in_volumes.dedup();
    let volumes = archive.store.volumes_by_id(&in_volumes).await?;
    let volumes: HashMap<i64, Volume> = volumes.into_iter().map(|volume| (volume.id, volume)).collect();
    let mut items: HashMap<i64, Item> = items.into_iter().map(|item| (item.id, item)).collect();
    let found = ids.into_iter().filter_map(|id| items.remove(&id));
    Ok(found.map(|item| record(schemes, item.volume_id.and_then(|id| volumes.get(&id)), item)).collect())
}

pub(super) fn volume(schemes: &Schemes, volume: Volume) -> Line {
    let names = names(schemes, &volume.place);
    let day = |day: Option<chrono::NaiveDate>| day.map_or(Cell::Empty, |day| Cell::Text(day.to_string()));
    let first = volume.first_date.map(|date| date.to_string());
    let last = volume.last_date.map(|date| date.to_string());
    let cells = vec![
        Cell::text(volume.code),
        Cell::text(volume.title),
        Cell::text(volume.place.fonds),
        Cell::text(volume.place.year.to_string()),
        Cell::text(format!("{} {}", names.class_code, names.class)),
        Cell::text(format!("{} {}", names.class_code, names.step)),
        Cell::text(volume.number.to_string()),
        Cell::Said(Wording::new(names.period, volume.place.period.in_english())),
        Cell::text(span(first, last)),
        Cell::Count(volume.items.into()),
        Cell::Count(volume.pages.into()),
        eligible(volume.eligible_on, volume.question.is_some(), volume.items > 0),
        day(volume.closed_on),
        Cell::text(volume.closed_by),
        Cell::text(volume.checked_by),
        Cell::Key(Sort::State, volume.state.key().to_owned()),
    ];
    Line { kind: Some(Kind::Volume), id: volume.id, cells }
}

/// `2009-03-22 – 2009-05-01`; one day where both are the same.
fn span(first: Option<String>, last: Option<String>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

fn eligible(on: Option<chrono::NaiveDate>, question: bool, holds_something: bool) -> Cell {
    match on {
        Some(day) => Cell::Text(day.to_string()),
        None if question => Cell::Said(Wording::new("待定", "question")),
        None if holds_something => Cell::Said(Wording::new("永久", "never")),
        None => Cell::Empty,
    }
}

pub(super) fn record(schemes: &Schemes, volume: Option<&Volume>, item: Item) -> Line {
    let names = names(schemes, &item.place);
    let page_to = item.page_to();
    let d = item.description;
    let (many, many_units) = (d.persons.len(), d.units.len());
    let few = |names: Vec<String>, all: usize| {
        let text = names.join("、");
        if all > names.len() {
            Wording::new(format!("{text} 等 {all}"), format!("{text} +{}", all - names.len()))
        } else {
            Wording::same(text)
        }
    };
    let persons = few(d.persons.into_iter().take(3).map(|person| person.name).collect(), many);
    let units = few(d.units.into_iter().take(2).map(|unit| unit.name).collect(), many_units);
    let said = |wording: Wording| if wording.zh.is_empty() { Cell::Empty } else { Cell::Said(wording) };
    let dates = span(d.date.map(|date| date.to_string()), d.date_end.map(|date| date.to_string()));
    let cells = vec![
        Cell::text(item.code),
        Cell::text(d.title),
        said(persons),
        said(units),
        Cell::text(d.creator),
        Cell::text(d.doc_number),
        Cell::text(dates),
        Cell::Count(d.pages.into()),
        Cell::text(span(Some(item.page_from.to_string()), Some(page_to.to_string()))),
        Cell::Count(item.seq.into()),
        Cell::text(item.place.year.to_string()),
        Cell::text(format!("{} {}", names.class_code, names.class)),
        Cell::text(names.step),
        Cell::Said(Wording::new(names.period, item.place.period.in_english())),
        eligible(item.eligible_on, item.question.is_some(), true),
        Cell::text(volume.map_or("", |volume| &volume.code)),
        Cell::text(d.secrecy),
        Cell::text(d.medium),
        Cell::text(d.remarks.to_string()),
        Cell::Key(Sort::State, ItemState::from(volume.map(|volume| volume.state)).key().to_owned()),
    ];
    Line { kind: Some(Kind::Item), id: item.id, cells }
}

fn batch(batch: Batch) -> Line {
    let cells = vec![
        Cell::text(batch.id.to_string()),
        Cell::text(batch.file_name),
        Cell::text(batch.sheet),
        Cell::text(batch.sender),
        Cell::Count(batch.rows_read),
        Cell::Count(batch.accepted),
        Cell::Count(batch.refused),
        Cell::text(batch.file_digest),
        Cell::Key(Sort::Batch, batch.state.key().to_owned()),
    ];
    Line { kind: Some(Kind::Batch), id: batch.id, cells }
}

fn job(archive: &Archive, mut job: Job) -> Line {
    let standing = archive.job_standing(&mut job);
    let minute = |at: &str| Cell::text(at.chars().take(16).collect::<String>().replace('T', " "));
    let cells = vec![
        Cell::text(job.id.to_string()),
        Cell::Key(Sort::Work, job.kind.key().to_owned()),
        Cell::Key(Sort::State, standing.key().to_owned()),
        Cell::Count(job.done),
        if job.total > 0 { Cell::Count(job.total) } else { Cell::Empty },
        minute(&job.created_at),
        minute(&job.updated_at),
        Cell::text(job.actor),
        Cell::text(job.error.to_string()),
    ];
    Line { kind: Some(Kind::Job), id: job.id, cells }
}

fn event(logged: Logged) -> Line {
    let cells = vec![
        Cell::text(logged.seq.to_string()),
        Cell::text(logged.at.chars().take(16).collect::<String>().replace('T', " ")),
        Cell::text(logged.actor),
        Cell::Key(Sort::Deed, logged.event.what),
        Cell::text(logged.event.about),
        Cell::text(logged.event.detail.told().to_string()),
        Cell::text(logged.digest.hex()),
    ];
    Line { kind: None, id: logged.seq, cells }
}
