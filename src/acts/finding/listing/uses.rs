//! 利用登记 as a list.

use std::collections::HashMap;

use super::line::{Line, LineCell, Sort};
use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Item;
use crate::domain::using::consultation::{identity_name, purpose_name};
use crate::store::{Consultation, ConsultationFilter};

/// Lines of the register and pages copied.
pub(super) async fn totals(archive: &Archive, filter: &ConsultationFilter) -> Result<(i64, i64)> {
    let counts = archive.store.consultation_counts(filter).await?;
    Ok((counts.iter().map(|count| count.lines).sum(), counts.iter().map(|count| count.pages).sum()))
}

/// The latest first, each with the record it was about.
pub(super) async fn lines(
    archive: &Archive,
    filter: &ConsultationFilter,
    skip: i64,
    size: i64,
) -> Result<Vec<Line>> {
    let found = archive.store.consultations_page(filter, skip, size).await?;
    with_records(archive, found).await
}

/// The same among the lines with a lesser number than this.
pub(super) async fn below(
    archive: &Archive,
    filter: &ConsultationFilter,
    before: i64,
    size: i64,
) -> Result<Vec<Line>> {
    let found = archive.store.consultations(filter, before, size).await?;
    with_records(archive, found).await
}

async fn with_records(archive: &Archive, all: Vec<Consultation>) -> Result<Vec<Line>> {
    let ids: Vec<i64> = all.iter().filter_map(|one| one.item_id).collect();
    let items = archive.store.items_by_id(&ids).await?;
    let items: HashMap<i64, Item> = items.into_iter().map(|item| (item.id, item)).collect();
    let line = |one: Consultation| {
        let item = one.item_id.and_then(|id| items.get(&id));
        let about = item.map(|item| (item.code.clone(), item.description.title.clone()));
        line(one, about.unwrap_or_default())
    };
    Ok(all.into_iter().map(line).collect())
}

fn line(one: Consultation, (code, title): (String, String)) -> Line {
    let minute = one.at.get(..16).map(|at| at.replace('T', " "));
    let cells = vec![
        LineCell::Text(one.id.to_string()),
        LineCell::text(minute.unwrap_or_default()),
        LineCell::Said(identity_name(&one.identity)),
        LineCell::text(one.asker.to_string()),
        LineCell::text(one.document.to_string()),
        LineCell::Said(purpose_name(&one.purpose)),
        LineCell::text(one.subject.to_string()),
        LineCell::text(one.person_row.map(|row| row.to_string()).unwrap_or_default()),
        LineCell::text(code),
        LineCell::text(title),
        LineCell::text(one.tried.to_string()),
        LineCell::Key(Sort::State, one.given.key().to_owned()),
        LineCell::Count(one.pages),
        LineCell::text(one.actor),
    ];
    Line { kind: Some(RecordKind::Consultation), id: one.id, cells }
}
