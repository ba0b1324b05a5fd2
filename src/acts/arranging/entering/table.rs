//! The volume as a table of texts: whole, or what has changed since a person last looked.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::arranging::soundness::{Check, checks};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::receiving::rows::typed::TableField;
use crate::domain::records::event::{Logged, RecordKind};
use crate::domain::records::item::{Description, Item};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::values::date::RecordDate;
use crate::procedures::records;

/// A volume's table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VolumeTable {
    /// The event this reflects; give it as `since` to hear what came after.
    pub seq: i64,
    /// Whether anything of the volume has changed since; if not, the lists below are empty.
    pub changed: bool,
    pub title: String,
    pub code: String,
    pub state: VolumeState,
    pub items: u32,
    pub pages: u32,
    pub first_date: Option<RecordDate>,
    pub last_date: Option<RecordDate>,
    /// Rows that changed (all of them without a `since`).
    pub rows: Vec<RowNow>,
    /// Ids of all rows in their order.
    pub order: Vec<i64>,
    /// What was done since, by whom, and to which records.
    pub done: Vec<EventNote>,
    /// The first things to look at; the counts are over all.
    pub checks: Vec<Check>,
    pub checks_total: usize,
    pub blocking: usize,
}

/// A row as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct RowNow {
    pub id: i64,
    pub seq: u32,
    pub page_from: u32,
    pub page_to: u32,
    /// Texts that are not empty, ID numbers masked; lists of persons and units only where a cell cannot say the same.
    pub cells: BTreeMap<TableField, String>,
}

/// An event, and which records of the volume it left in a new state.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventNote {
    pub seq: i64,
    pub what: String,
    pub actor: String,
    pub at: String,
    pub items: Vec<i64>,
}

/// Things to look at that are listed.
const LISTED: usize = 200;

impl RowNow {
    pub fn new(item: &Item) -> RowNow {
        let about = &item.description;
        let shown = TableField::ALL.into_iter().filter(|field| is_told(*field, about));
        let cells = shown.map(|field| (field, field.covered(about))).filter(|(_, text)| !text.is_empty());
        RowNow {
            id: item.id,
            seq: item.seq,
            page_from: item.page_from,
            page_to: item.page_to(),
            cells: cells.collect(),
        }
    }
}

fn is_told(field: TableField, about: &Description) -> bool {
    match field {
        TableField::Persons => {
            about.persons.len() > 1
                || about.persons.iter().any(|one| !one.personal_no.is_empty() || !one.note.is_empty())
        }
        TableField::Units => about.units.len() > 1 || about.units.iter().any(|one| !one.number.is_empty()),
        _ => true,
    }
}

/// The table, or what changed in it after the event `since`.
pub async fn table(archive: &Archive, by: &By, volume_id: i64, since: Option<i64>) -> Result<VolumeTable> {
    allow(by, Deed::Read)?;
    // first the log, then the rows: what comes between is told again the next time, never left out
    let seq = archive.store.last_event().await?;
    let volume = records::volume(&archive.store, volume_id).await?;
    let Some(since) = since else {
        let items = archive.store.items_in(volume_id).await?;
        let (rows, checks) = (items.iter().map(RowNow::new).collect(), checks_now(archive, &volume, &items));
        return Ok(VolumeTable { rows, ..drawn(volume, &items, checks, seq) });
    };
    let events = events_between(archive, volume_id, since, seq).await?;
    let items = if events.is_empty() { Vec::new() } else { archive.store.items_in(volume_id).await? };
    Ok(changes(archive, volume, &items, seq, events))
}

/// Events about a volume after `since` up to `seq`, with the records each touched.
pub(super) async fn events_between(
    archive: &Archive,
    volume_id: i64,
    since: i64,
    seq: i64,
) -> Result<Vec<(Logged, Vec<i64>)>> {
    if since >= seq {
        return Ok(Vec::new());
    }
    let mut events = archive.store.history_after(RecordKind::Volume, volume_id, since).await?;
    // what others did meanwhile is told the next time
    events.retain(|(logged, _)| logged.seq <= seq);
    Ok(events)
}

/// What these events changed in a volume that holds these items at `seq`.
pub(super) fn changes(
    archive: &Archive,
    volume: Volume,
    items: &[Item],
    seq: i64,
    events: Vec<(Logged, Vec<i64>)>,
) -> VolumeTable {
    if events.is_empty() {
        return VolumeTable { changed: false, ..drawn(volume, &[], Vec::new(), seq) };
    }
    let checks = checks_now(archive, &volume, items);
    let touched: HashSet<i64> = events.iter().flat_map(|(_, items)| items.iter().copied()).collect();
    let rows = items.iter().filter(|item| touched.contains(&item.id)).map(RowNow::new).collect();
    let done = events
        .into_iter()
        .map(|(logged, items)| EventNote {
            seq: logged.seq,
            what: logged.event.what,
            actor: logged.actor,
            at: logged.at,
            items,
        })
        .collect();
    VolumeTable { rows, done, ..drawn(volume, items, checks, seq) }
}

fn checks_now(archive: &Archive, volume: &Volume, items: &[Item]) -> Vec<Check> {
    let schemes = archive.schemes();
    let limit = schemes.scheme(&volume.place.scheme_id).map_or(u32::MAX, |scheme| scheme.page_limit);
    checks(volume, &items.iter().collect::<Vec<_>>(), limit)
}

/// The volume with its order, without rows.
fn drawn(volume: Volume, items: &[Item], mut checks: Vec<Check>, seq: i64) -> VolumeTable {
    let (checks_total, blocking) =
        (checks.len(), checks.iter().filter(|check| check.problem.is_blocking()).count());
    checks.sort_by_key(|check| !check.problem.is_blocking());
    checks.truncate(LISTED);
    VolumeTable {
        seq,
        changed: true,
        rows: Vec::new(),
        order: items.iter().map(|item| item.id).collect(),
        done: Vec::new(),
        title: volume.title,
        code: volume.code,
        state: volume.state,
        items: volume.items,
        pages: volume.pages,
        first_date: volume.first_date,
        last_date: volume.last_date,
        checks,
        checks_total,
        blocking,
    }
}
