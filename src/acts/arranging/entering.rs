//! 录入: cells, rows and their order, typed or pasted into an open volume.
//!
//! One call is one write and one event, whatever it brings. Good cells are taken while bad ones of the
//! same call are refused with their reason; a cell somebody else has changed meanwhile is not written
//! over: both texts are answered. Called again with the same rows (the answer was lost on its way), it
//! files none of them twice.

mod plan;
mod table;

pub use table::{EventNote, RowNow, VolumeTable, table};

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::numbers::numbers_within;
use crate::domain::general::problem::{Change, Problem};
use crate::domain::general::role::{By, Deed};
use crate::domain::receiving::rows::typed::TableField;
use crate::domain::records::event::{Event, EventKind, Logged, RecordKind};
use crate::domain::records::item::Item;
use crate::domain::records::unmasking::is_masked;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::problems;
use crate::procedures::records;
use crate::store::Tx;
use plan::{EditPlan, Ground};

/// What one call brings; done in this order: cells, new rows, rows taken out, rows moved.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TableEdit {
    /// The event up to which the person has seen the volume ([`VolumeTable::seq`]).
    pub since: i64,
    pub edits: Vec<Edit>,
    pub rows: Vec<NewRow>,
    pub take_out: Vec<i64>,
    pub moves: Vec<RowMove>,
}

/// One cell.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub item: i64,
    pub field: TableField,
    pub text: String,
    /// What stood there when the person typed; left out: whatever stands there is written over.
    #[serde(default)]
    pub seen: Option<String>,
}

/// A new row.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewRow {
    /// A name the caller made up, never used again: the same row sent twice is one row.
    pub key: String,
    /// The record it comes before; none: last.
    pub before: Option<i64>,
    pub cells: BTreeMap<TableField, String>,
}

/// Records put, in this order, in front of another; records of this place that were taken out come in
/// again.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RowMove {
    pub items: Vec<i64>,
    /// None: to the end.
    #[serde(default)]
    pub before: Option<i64>,
}

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    Taken,
    /// It stood there already.
    Unchanged,
    Refused,
    /// Somebody else has changed it since it was seen.
    Conflict,
}

/// One cell of the call, and what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CellDone {
    pub item: i64,
    pub field: TableField,
    pub became: Became,
    /// The text as it was typed, and as it stands now.
    pub typed: String,
    pub text: String,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
    /// Of a conflict: who changed it and when.
    pub by: Option<String>,
    pub at: Option<String>,
}

/// One new row of the call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RowDone {
    pub key: String,
    /// None: it was not taken, and the problems say why.
    pub item: Option<i64>,
    /// Cells that were not taken, though the row may have been.
    pub refused: Vec<TableField>,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
}

/// What a call did, and the volume as it stands after it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Entered {
    /// The event of this call; none: nothing was to be written.
    pub wrote: Option<i64>,
    pub cells: Vec<CellDone>,
    pub rows: Vec<RowDone>,
    pub table: VolumeTable,
}

/// New rows and cells one call may bring.
const MOST_ROWS: usize = 2000;
const MOST_CELLS: usize = 20_000;

/// Enters what the call brings into an open volume.
///
/// # Errors
/// `volume_closed` with what to do instead; `too_many` before anything is read.
pub async fn enter(archive: &Archive, by: &By, volume_id: i64, entry: TableEdit) -> Result<Entered> {
    allow(by, Deed::File)?;
    if entry.rows.len() > MOST_ROWS || entry.edits.len() > MOST_CELLS {
        return Err(Error::from(too_many()));
    }
    let since = entry.since;
    if entry.is_empty() {
        let table = table(archive, by, volume_id, Some(since)).await?;
        return Ok(Entered { wrote: None, cells: Vec::new(), rows: Vec::new(), table });
    }
    let done = write(archive, by, volume_id, entry).await?;
    if done.wrote.is_some() {
        archive.written.notify_one();
    }
    let Outcome { wrote, seq, mut cells, rows, volume, items } = done;
    for cell in cells.iter_mut().filter(|cell| cell.became == Became::Conflict) {
        (cell.by, cell.at) =
            whose(&archive.store.history(RecordKind::Item, cell.item).await?, cell.item, cell.field);
    }
    let events = table::events_between(archive, volume_id, since, seq).await?;
    Ok(Entered { wrote, cells, rows, table: table::changes(archive, volume, &items, seq, events) })
}

/// What a call came to, with the volume as it stands after it.
struct Outcome {
    wrote: Option<i64>,
    /// The event the volume is told up to.
    seq: i64,
    cells: Vec<CellDone>,
    rows: Vec<RowDone>,
    volume: Volume,
    items: Vec<Item>,
}

/// Reads the volume, works out what is to be done, and does it; often nothing.
async fn write(archive: &Archive, by: &By, volume_id: i64, entry: TableEdit) -> Result<Outcome> {
    let (schemes, today) = (archive.schemes(), by.today());
    let deed = archive.store.write_if_needed(by, async move |tx| {
        let volume = records::volume(tx, volume_id).await?;
        let items = tx.items_handed_on(volume_id).await?;
        let guests = tx.items_by_id(&entry.guests(&items)).await?;
        let known = match entry.rows.is_empty() {
            true => HashMap::new(),
            false => known_keys(&tx.history_after(RecordKind::Volume, volume_id, entry.since).await?),
        };
        let numbers = match entry.has_masks() {
            true => numbers(&items, &tx.history_after(RecordKind::Volume, volume_id, 0).await?),
            false => BTreeSet::new(),
        };
        let ground = Ground { schemes: &schemes, volume: &volume, guests, known, numbers, today };
        let mut plan = plan::make(&ground, items, &entry);
        if !plan.writes() {
            let EditPlan { order: items, cells, rows, .. } = plan;
            tx.hand_on(volume_id, items.clone());
            return Ok((Outcome { wrote: None, seq: tx.event() - 1, cells, rows, volume, items }, None));
        }
        records::still_open(&volume)?;
        plan.number(tx.new_item_ids(plan.fresh.len()).await?);
        for item in &plan.out {
            tx.take_out(item.clone()).await?;
        }
        settle_members_and_dates(tx, &schemes, volume_id, &mut plan).await?;
        let order = std::mem::take(&mut plan.order);
        let fresh = plan.fresh.iter().copied().collect();
        let (volume, items) = tx.renumber_changed(&schemes, &volume, order, &plan.changed, &fresh).await?;
        tx.hand_on(volume_id, items.clone());
        let (seq, detail, about) = (tx.event(), plan.detail(volume_id), volume.code.clone());
        let EditPlan { cells, rows, .. } = plan;
        let outcome = Outcome { wrote: Some(seq), seq, cells, rows, volume, items };
        Ok((outcome, Some(Event::new(EventKind::VolumeEntered, about, detail))))
    });
    deed.await
}

/// Persons and units of the changed records, and the dates of those whose day changed.
async fn settle_members_and_dates(
    tx: &mut Tx,
    schemes: &Schemes,
    volume_id: i64,
    plan: &mut EditPlan,
) -> Result<()> {
    let facts = if plan.dated.is_empty() { Vec::new() } else { tx.facts_in(volume_id).await? };
    for item in &mut plan.order {
        if plan.members.contains(&item.id) {
            tx.replace_members(item).await?;
        }
        if plan.dated.contains(&item.id) {
            records::put_date(schemes, item, &facts)?;
        }
    }
    Ok(())
}

impl TableEdit {
    fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.rows.is_empty() && self.take_out.is_empty() && self.moves.is_empty()
    }

    /// Whether a cell holds a masked ID number.
    fn has_masks(&self) -> bool {
        let cells = self.rows.iter().flat_map(|row| row.cells.values());
        self.edits.iter().map(|edit| &edit.text).chain(cells).any(|text| is_masked(text))
    }

    /// Records it names that do not stand in the volume.
    fn guests(&self, items: &[Item]) -> Vec<i64> {
        let named =
            self.moves.iter().flat_map(|one| &one.items).chain(self.edits.iter().map(|edit| &edit.item));
        let here = |id: &i64| items.iter().any(|item| item.id == *id);
        let mut ids: Vec<i64> = named.filter(|id| !here(id)).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Rows that calls since then have filed, by the names their callers gave them.
fn known_keys(events: &[(Logged, Vec<i64>)]) -> HashMap<String, i64> {
    let added = events
        .iter()
        .filter_map(|(logged, _)| logged.event.detail.get("added", WholeFor::Comparing)?.as_object());
    added.flatten().filter_map(|(key, id)| Some((key.clone(), id.as_i64()?))).collect()
}

/// ID numbers a masked one may stand for: those of the volume, and those that stood there before, for a
/// change is undone by putting back what was seen.
fn numbers(items: &[Item], events: &[(Logged, Vec<i64>)]) -> BTreeSet<String> {
    let persons = || items.iter().flat_map(|item| &item.description.persons);
    let of_persons = persons().map(|person| person.id_number.whole(WholeFor::Comparing).to_owned());
    let remarks = items.iter().map(|item| &item.description.remarks);
    let texts = remarks.chain(persons().flat_map(|person| [&person.personal_no, &person.note]));
    let now = of_persons.chain(texts.flat_map(|text| numbers_within(text.whole(WholeFor::Comparing))));
    let changes = events
        .iter()
        .filter_map(|(logged, _)| logged.event.detail.get("changes", WholeFor::Comparing)?.as_array());
    let before = changes.flatten().filter_map(|change| change.get("old")).flat_map(numbers_in);
    now.chain(before).filter(|number| !number.is_empty()).collect()
}

fn numbers_in(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::String(text) => {
            let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() == 18);
            words.map(str::to_owned).collect()
        }
        serde_json::Value::Array(values) => values.iter().flat_map(numbers_in).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(numbers_in).collect(),
        _ => Vec::new(),
    }
}

/// Who changed this cell last, and when.
fn whose(history: &[Logged], item: i64, field: TableField) -> (Option<String>, Option<String>) {
    let about = |logged: &&Logged| {
        let changes =
            logged.event.detail.get("changes", WholeFor::Comparing).and_then(|changes| changes.as_array());
        changes.into_iter().flatten().any(|change| {
            // a correction is about one item, an entry names the item of each change
            let own = change.get("item").and_then(|id| id.as_i64()).is_none_or(|id| id == item);
            let name = change.get("field").and_then(|name| name.as_str());
            own && name.is_some_and(|name| name == field.key() || name == field.of_record())
        })
    };
    let last = history.iter().rev().find(about).or_else(|| history.last());
    (last.map(|logged| logged.actor.clone()), last.map(|logged| logged.at.clone()))
}

problems! {
    refuse too_many():
        "一次最多录入 {MOST_ROWS} 行、{MOST_CELLS} 格。"
            / "One call may bring {MOST_ROWS} rows and {MOST_CELLS} cells."
        => "分几次录入；更长的清单用「收件导入」。" / "Enter it in parts; longer lists are for the import.";
}
