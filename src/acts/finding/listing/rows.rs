//! Rows of the database as the lines of a list.

use super::line::{Line, LineCell, Sort};
use std::collections::HashMap;

use crate::archive::Archive;
use crate::domain::disposal::hold::{HeldMark, holds_cell};
use crate::domain::general::error::Result;
use crate::domain::general::wording::Wording;
use crate::domain::records::event::{Logged, RecordKind};
use crate::domain::records::item::Item;
use crate::domain::records::job_name;
use crate::domain::records::naming::names;
use crate::domain::records::states::ItemState;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::KeptFor;
use crate::procedures::periods::Periods;
use crate::store::{Batch, HeldMarks, Job};

/// The records with these ids as lines, in that order.
pub(super) async fn records(archive: &Archive, schemes: &Schemes, ids: Vec<i64>) -> Result<Vec<Line>> {
    let items = archive.store.items_by_id(&ids).await?;
    let mut in_volumes: Vec<i64> = items.iter().filter_map(|item| item.volume_id).collect();
    in_volumes.sort_unstable();
    in_volumes.dedup();
    let volumes = archive.store.volumes_by_id(&in_volumes).await?;
    let periods = Periods::new(archive.schemes()).of_items(&archive.store, &items).await?;
    let volumes: HashMap<i64, Volume> = volumes.into_iter().map(|volume| (volume.id, volume)).collect();
    let mut items: HashMap<i64, Item> = items.into_iter().map(|item| (item.id, item)).collect();
    let held = archive.store.holds_on_items(&ids).await?;
    let found = ids.into_iter().filter_map(|id| items.remove(&id));
    let line = |item: Item| {
        let beside = (marks(&held, item.id), periods.of(item.id, &item.place).kept);
        record(schemes, item.volume_id.and_then(|id| volumes.get(&id)), item, beside)
    };
    Ok(found.map(line).collect())
}

/// Volumes as lines, in their order.
pub(super) async fn volumes(archive: &Archive, schemes: &Schemes, found: Vec<Volume>) -> Result<Vec<Line>> {
    let ids: Vec<i64> = found.iter().map(|volume| volume.id).collect();
    let held = archive.store.holds_on_volumes(&ids).await?;
    let periods = Periods::new(archive.schemes()).of_volumes(&archive.store, &found).await?;
    let line = |one: Volume| {
        let beside = (marks(&held, one.id), periods.of(one.id, &one.place).kept);
        volume(schemes, beside, one)
    };
    Ok(found.into_iter().map(line).collect())
}

/// The holds on one of them.
pub(super) fn marks(held: &HeldMarks, id: i64) -> &[HeldMark] {
    held.get(&id).map_or(&[], Vec::as_slice)
}

/// The cell 冻结.
fn held(marks: &[HeldMark]) -> LineCell {
    if marks.is_empty() { LineCell::Empty } else { LineCell::Said(holds_cell(marks)) }
}

/// What stands beside a row of the database: the holds on it, and how long it is kept.
pub(super) type BesideRow<'h> = (&'h [HeldMark], KeptFor);

fn volume(schemes: &Schemes, (marks, kept): BesideRow<'_>, volume: Volume) -> Line {
    let names = names(schemes, &volume.place);
    let day =
        |day: Option<chrono::NaiveDate>| day.map_or(LineCell::Empty, |day| LineCell::Text(day.to_string()));
    let first = volume.first_date.map(|date| date.to_string());
    let last = volume.last_date.map(|date| date.to_string());
    let cells = vec![
        LineCell::text(volume.code),
        LineCell::text(volume.title),
        LineCell::text(volume.place.fonds),
        LineCell::text(volume.place.year.to_string()),
        LineCell::text(format!("{} {}", names.class_code, names.class)),
        LineCell::text(format!("{} {}", names.class_code, names.step)),
        LineCell::text(volume.number.to_string()),
        LineCell::Said(kept.in_words()),
        LineCell::text(span(first, last)),
        LineCell::Count(volume.items.into()),
        LineCell::Count(volume.pages.into()),
        eligible(volume.eligible_on, volume.question.is_some(), volume.items > 0),
        day(volume.closed_on),
        LineCell::text(volume.closed_by),
        LineCell::text(volume.checked_by),
        LineCell::Key(Sort::State, volume.state.key().to_owned()),
        held(marks),
    ];
    Line { kind: Some(RecordKind::Volume), id: volume.id, cells }
}

/// `2009-03-22 – 2009-05-01`; one day where both are the same.
fn span(first: Option<String>, last: Option<String>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

fn eligible(on: Option<chrono::NaiveDate>, question: bool, holds_something: bool) -> LineCell {
    match on {
        Some(day) => LineCell::Text(day.to_string()),
        None if question => LineCell::Said(Wording::new("待定", "question")),
        None if holds_something => LineCell::Said(Wording::new("永久", "never")),
        None => LineCell::Empty,
    }
}

pub(super) fn record(
    schemes: &Schemes,
    volume: Option<&Volume>,
    item: Item,
    (marks, kept): BesideRow<'_>,
) -> Line {
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
    let said =
        |wording: Wording| if wording.zh.is_empty() { LineCell::Empty } else { LineCell::Said(wording) };
    let dates = span(d.date.map(|date| date.to_string()), d.date_end.map(|date| date.to_string()));
    let cells = vec![
        LineCell::text(item.code),
        LineCell::text(d.title),
        said(persons),
        said(units),
        LineCell::text(d.creator),
        LineCell::text(d.doc_number),
        LineCell::text(dates),
        LineCell::Count(d.pages.into()),
        LineCell::text(span(Some(item.page_from.to_string()), Some(page_to.to_string()))),
        LineCell::Count(item.seq.into()),
        LineCell::text(item.place.year.to_string()),
        LineCell::text(format!("{} {}", names.class_code, names.class)),
        LineCell::text(names.step),
        LineCell::Said(kept.in_words()),
        eligible(item.eligible_on, item.question.is_some(), true),
        LineCell::text(volume.map_or("", |volume| &volume.code)),
        LineCell::text(d.secrecy),
        LineCell::text(d.medium),
        LineCell::text(d.remarks.to_string()),
        LineCell::Key(Sort::State, ItemState::from(volume.map(|volume| volume.state)).key().to_owned()),
        held(marks),
    ];
    Line { kind: Some(RecordKind::Item), id: item.id, cells }
}

pub(super) fn batch(batch: Batch) -> Line {
    let standing = batch.standing();
    let taken_back = match batch.is_taken_back() {
        true => format!("{} {}", batch.taken_back_at.get(..10).unwrap_or_default(), batch.taken_back_by),
        false => String::new(),
    };
    let cells = vec![
        LineCell::text(batch.id.to_string()),
        LineCell::text(batch.file_name),
        LineCell::text(batch.sheet),
        LineCell::text(batch.sender),
        LineCell::Count(batch.rows_read),
        LineCell::Count(batch.accepted),
        LineCell::Count(batch.refused),
        LineCell::text(batch.file_digest),
        LineCell::Key(Sort::Batch, standing.key().to_owned()),
        LineCell::text(taken_back),
    ];
    Line { kind: Some(RecordKind::Batch), id: batch.id, cells }
}

pub(super) fn job(archive: &Archive, mut job: Job) -> Line {
    let standing = archive.job_standing(&mut job);
    let minute = |at: &str| LineCell::text(at.chars().take(16).collect::<String>().replace('T', " "));
    let cells = vec![
        LineCell::Said(job_name::made(job.kind, &job.input.told())),
        LineCell::text(job.id.to_string()),
        LineCell::Key(Sort::Work, job.kind.key().to_owned()),
        LineCell::Key(Sort::State, standing.key().to_owned()),
        LineCell::Count(job.done),
        if job.total > 0 { LineCell::Count(job.total) } else { LineCell::Empty },
        minute(&job.created_at),
        minute(&job.updated_at),
        LineCell::text(job.actor),
        LineCell::text(job.error.to_string()),
    ];
    Line { kind: Some(RecordKind::Job), id: job.id, cells }
}

pub(super) fn event(logged: Logged) -> Line {
    let told = logged.event.detail.told();
    let about = match job_name::about(&logged.event.what, &logged.event.about, &told) {
        said if said.zh.is_empty() => LineCell::Empty,
        said => LineCell::Said(said),
    };
    let cells = vec![
        LineCell::text(logged.seq.to_string()),
        LineCell::text(logged.at.chars().take(16).collect::<String>().replace('T', " ")),
        LineCell::text(logged.actor),
        LineCell::Key(Sort::Deed, logged.event.what),
        about,
        LineCell::text(told.to_string()),
        LineCell::text(logged.digest.hex()),
    ];
    Line { kind: None, id: logged.seq, cells }
}
