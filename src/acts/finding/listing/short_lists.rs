//! Short lists made of the lines of others: records taken out, and what lies in a basket.

use std::collections::HashMap;

use super::line::{Line, LineCell};
use super::rows::{BesideRow, record, records, volumes};
use super::{List, ListedColumn, Sought, VolumesWanted, columns};
use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::domain::general::wording::Wording;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Item;
use crate::domain::records::scope::Scope;
use crate::domain::schemes::scheme::Schemes;

/// The line with the columns `kept` asks for, out of those it has.
fn recut(
    line: Line,
    has: &[ListedColumn],
    kept: &[ListedColumn],
    mut other: impl FnMut(&str) -> LineCell,
) -> Line {
    let mut cells: HashMap<&str, LineCell> = has.iter().map(|column| column.key).zip(line.cells).collect();
    let cell = |column: &ListedColumn| cells.remove(column.key).unwrap_or_else(|| other(column.key));
    Line { cells: kept.iter().map(cell).collect(), ..line }
}

fn of_records() -> Vec<ListedColumn> {
    columns(&List::Items { filter: Scope::default(), volume: None, sought: Sought::default() })
}

/// The columns of [`record`] that say something of a record in no volume.
pub(super) fn taken_out(schemes: &Schemes, beside: BesideRow<'_>, item: Item) -> Line {
    recut(
        record(schemes, None, item, beside),
        &of_records(),
        &columns(&List::TakenOut { sought: Sought::default() }),
        |_| LineCell::Empty,
    )
}

/// What lies in a basket, as lines in the order it was put there.
pub(super) async fn basket(archive: &Archive, list: &List, actor: &str) -> Result<Vec<Line>> {
    let entries = archive.store.basket(actor).await?;
    let of = |kind: RecordKind| {
        entries.iter().filter(|(own, _)| *own == kind).map(|(_, id)| *id).collect::<Vec<_>>()
    };
    let schemes = archive.schemes();
    let (has, kept) = (of_records(), columns(list));
    let mut lines: HashMap<(RecordKind, i64), Line> = HashMap::new();
    for line in records(archive, &schemes, of(RecordKind::Item)).await? {
        let date = line.cells[at(&has, "date")].clone();
        let line = recut(line, &has, &kept, |key| match key {
            "kind" => LineCell::Said(Wording::new("件", "record")),
            "dates" => date.clone(),
            "items" => LineCell::Count(1),
            _ => LineCell::Empty,
        });
        lines.insert((RecordKind::Item, line.id), line);
    }
    let has = columns(&List::Volumes(VolumesWanted::default()));
    let found = archive.store.volumes_by_id(&of(RecordKind::Volume)).await?;
    for line in volumes(archive, &schemes, found).await? {
        let line = recut(line, &has, &kept, |key| match key {
            "kind" => LineCell::Said(Wording::new("卷", "volume")),
            _ => LineCell::Empty,
        });
        lines.insert((RecordKind::Volume, line.id), line);
    }
    Ok(entries.iter().filter_map(|entry| lines.remove(entry)).collect())
}

fn at(columns: &[ListedColumn], key: &str) -> usize {
    columns.iter().position(|column| column.key == key).unwrap_or_default()
}

/// What a column of counts adds up to.
pub(super) fn sum(list: &List, lines: &[Line], key: &'static str) -> (&'static str, i64) {
    let at = at(&columns(list), key);
    let count = |line: &Line| if let LineCell::Count(count) = line.cells[at] { count } else { 0 };
    (key, lines.iter().map(count).sum())
}
