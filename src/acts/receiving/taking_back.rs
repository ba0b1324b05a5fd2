//! 整批退回: a sheet taken in by mistake goes back as a whole, as long as all of its records stand where it
//! filed them and nothing has been made of them since.
//!
//! The records leave the database with their persons and units, and free their numbers and pages; the batch stays
//! listed with who took it back and when. One deed, so that a kill leaves all of it or nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::WholeFor;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Event, EventKind, Logged, RecordKind};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::Schemes;
use crate::procedures::records;
use crate::store::{Batch, BatchItem, Queries, Tx};
use crate::{problems, say};

/// What has been done to a record that no longer lets its batch go back.
const GONE_ON: [EventKind; 7] = [
    EventKind::ItemCorrected,
    EventKind::ItemsAmended,
    EventKind::AmendmentUndone,
    EventKind::ItemRefiled,
    EventKind::ItemTakenOut,
    EventKind::ItemPutIn,
    EventKind::VolumeEntered,
];

/// Records named in a refusal; the rest are counted.
const NAMED: usize = 200;

/// What a volume loses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VolumeLoss {
    pub id: i64,
    pub code: String,
    pub title: String,
    pub items: i64,
    pub pages: i64,
    /// Records that stay in it.
    pub stay: i64,
    /// Whether the volume went, too: it was left empty and had the last number of its place.
    pub removed: bool,
}

/// What would go, and what stands in the way.
#[derive(Clone, Debug)]
pub struct GoingBack {
    pub batch: Batch,
    pub items: i64,
    pub pages: i64,
    /// In shelf order.
    pub volumes: Vec<VolumeLoss>,
    pub obstacles: Vec<Problem>,
}

/// A batch that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TakenBack {
    pub batch: i64,
    pub file_name: String,
    /// Records that went.
    pub items: i64,
    pub at: String,
    pub by: String,
    /// It had been taken back before; nothing was done now, and the volumes are not told again.
    pub before: bool,
    pub volumes: Vec<VolumeLoss>,
}

/// What taking the batch back would do.
pub async fn look(archive: &Archive, by: &By, batch_id: i64) -> Result<GoingBack> {
    allow(by, Deed::Read)?;
    let batch = records::batch(&archive.store, batch_id).await?;
    let items = archive.store.items_of_batch(batch_id).await?;
    let obstacles = obstacles(&archive.store, batch_id, &items).await?;
    let volumes = losses(&archive.store, &items).await?.into_iter().map(|(_, loss)| loss).collect();
    let pages = items.iter().map(|item| i64::from(item.pages)).sum();
    Ok(GoingBack { batch, items: items.len() as i64, pages, volumes, obstacles })
}

/// Takes the whole batch back. Once it is done, the same again does nothing and says so.
///
/// # Errors
/// `Refused` with every record that was corrected, moved, closed in, used or has a fact since; `Busy` while a
/// sheet is taken in; `NotFound`.
pub async fn take_back(archive: &Archive, by: &By, batch_id: i64) -> Result<TakenBack> {
    allow(by, Deed::File)?;
    let _alone = archive.receiving.try_lock().map_err(|_| being_received())?;
    // what he does not see is not there
    records::batch(&archive.store, batch_id).await?;
    let (schemes, at, who) = (archive.schemes(), by.now.to_rfc3339(), by.actor.login.clone());
    let deed = archive.store.write_if_needed(by, async move |tx| {
        let mut batch = records::batch(tx, batch_id).await?;
        if batch.is_taken_back() {
            return Ok((taken_back(&batch, true, Vec::new()), None));
        }
        let items = tx.items_of_batch(batch_id).await?;
        let in_the_way = obstacles(tx, batch_id, &items).await?;
        if !in_the_way.is_empty() {
            return Err(Error::Refused(in_the_way));
        }
        let mut losses = losses(tx, &items).await?;
        (batch.taken_back_at, batch.taken_back_by) = (at, who);
        tx.remove_batch_items(&batch, &items).await?;
        let first = items.iter().map(|item| item.filed_in).min().unwrap_or_default();
        // the last number first: a volume can only go when none stands behind it
        losses.sort_by_key(|(volume, _)| std::cmp::Reverse(volume.number));
        for (volume, loss) in &mut losses {
            loss.removed = settle(tx, &schemes, volume, (batch_id, first)).await?;
        }
        losses.sort_by(|one, other| one.0.code_sort.cmp(&other.0.code_sort));
        let done = taken_back(&batch, false, losses.into_iter().map(|(_, loss)| loss).collect());
        let detail = serde_json::json!({ "batch": batch_id, "items": items.len(), "volumes": done.volumes });
        Ok((done, Some(Event::new(EventKind::BatchTakenBack, batch.file_name, detail))))
    });
    let done = deed.await;
    archive.written.notify_one();
    done
}

fn taken_back(batch: &Batch, before: bool, volumes: Vec<VolumeLoss>) -> TakenBack {
    TakenBack {
        batch: batch.id,
        file_name: batch.file_name.clone(),
        items: batch.accepted,
        at: batch.taken_back_at.clone(),
        by: batch.taken_back_by.clone(),
        before,
        volumes,
    }
}

/// The volumes the records stand in, in shelf order, with what each loses.
async fn losses(from: &Queries, items: &[BatchItem]) -> Result<Vec<(Volume, VolumeLoss)>> {
    let mut lost: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for item in items {
        let sum = lost.entry(item.volume_id.unwrap_or_default()).or_default();
        (sum.0, sum.1) = (sum.0 + 1, sum.1 + i64::from(item.pages));
    }
    let ids: Vec<i64> = lost.keys().copied().collect();
    let mut volumes = from.volumes_by_id(&ids).await?;
    volumes.sort_by(|one, other| one.code_sort.cmp(&other.code_sort));
    let loss = |volume: Volume| {
        let (items, pages) = lost.get(&volume.id).copied().unwrap_or_default();
        let stay = i64::from(volume.items) - items;
        let (id, code, title) = (volume.id, volume.code.clone(), volume.title.clone());
        (volume, VolumeLoss { id, code, title, items, pages, stay, removed: false })
    };
    Ok(volumes.into_iter().map(loss).collect())
}

/// Puts a volume in order that has lost records; answers whether it went.
async fn settle(tx: &mut Tx, schemes: &Schemes, volume: &Volume, (batch, first): (i64, i64)) -> Result<bool> {
    let rest = tx.items_in(volume.id).await?;
    if rest.is_empty() {
        let place_id = tx.place_id(&volume.place).await?;
        let is_last = tx.last_number(place_id).await? == volume.number;
        if is_last && !tx.is_named_by_hold(volume.id).await? {
            tx.remove_volume(volume.id).await?;
            return Ok(true);
        }
    }
    let history = tx.history(RecordKind::Volume, volume.id).await?;
    if history.iter().any(|logged| logged.seq >= first && lays_pages(logged, batch)) {
        tx.renumber(schemes, volume, rest).await?;
    } else {
        // what stood there before the batch stands as it stood, with the pages its codes say
        tx.resequence(volume.id).await?;
        tx.recount(schemes, volume.id).await?;
    }
    Ok(false)
}

/// Whether an event other than the batch's own filing may have given pages in the volume.
fn lays_pages(logged: &Logged, batch: i64) -> bool {
    let own = logged.event.detail.get("batch", WholeFor::Comparing).and_then(|id| id.as_i64()) == Some(batch);
    let (filed, retitled) = (EventKind::ItemsFiled.key(), EventKind::VolumeRetitled.key());
    !(own && logged.event.what == filed) && logged.event.what != retitled
}

/// Every record that is no longer as the batch filed it, with a line before them that counts them.
async fn obstacles(from: &Queries, batch_id: i64, items: &[BatchItem]) -> Result<Vec<Problem>> {
    let gone_on = gone_on(from, batch_id).await?;
    let with_facts: HashSet<i64> = from.batch_items_with_facts(batch_id).await?.into_iter().collect();
    let consulted: HashSet<i64> = from.batch_items_consulted(batch_id).await?.into_iter().collect();
    let held: HashSet<i64> = from.batch_items_held(batch_id).await?.into_iter().collect();
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let kept_out: HashSet<i64> = from.items_kept_out(&ids).await?.into_iter().collect();
    let volumes: Vec<i64> = items.iter().filter_map(|item| item.volume_id).collect();
    let states = from.states_of(&volumes).await?;
    let closed = |item: &BatchItem| {
        item.volume_id.is_some_and(|id| states.get(&id).is_some_and(|state| *state != VolumeState::Open))
    };
    let mut found = Vec::new();
    for item in items {
        let name = if item.code.is_empty() { &item.title } else { &item.code };
        let problem = match gone_on.get(&item.id) {
            _ if held.contains(&item.id) => record_held(&name),
            _ if kept_out.contains(&item.id) => record_kept_out(&name),
            _ if closed(item) => record_closed_in(&name),
            _ if item.volume_id.is_none() => record_taken_out(&name),
            Some(EventKind::ItemRefiled) => record_refiled(&name),
            Some(EventKind::ItemTakenOut | EventKind::ItemPutIn) => record_moved(&name),
            Some(_) => record_corrected(&name),
            None if with_facts.contains(&item.id) => record_has_fact(&name),
            None if consulted.contains(&item.id) => record_consulted(&name),
            None => continue,
        };
        found.push(Problem { row: item.row, ..problem });
    }
    if !found.is_empty() {
        let (count, all) = (found.len(), items.len());
        found.truncate(NAMED);
        found.insert(0, batch_gone_on(&count, &all));
    }
    Ok(found)
}

/// The records something was done to since, with the last such deed.
async fn gone_on(from: &Queries, batch_id: i64) -> Result<HashMap<i64, EventKind>> {
    let mut found = HashMap::new();
    for logged in from.deeds_on_batch(batch_id, &GONE_ON).await? {
        let Some(kind) = EventKind::from_key(&logged.event.what) else { continue };
        let part = |key: &str| logged.event.detail.get(key, WholeFor::Comparing);
        let list = |key: &str| part(key).and_then(|list| list.as_array()).into_iter().flatten();
        // a deed about one record names it; an entry names the record of each changed cell
        let named = part("item").into_iter().chain(list("changes").filter_map(|change| change.get("item")));
        found.extend(named.filter_map(|id| Some((id.as_i64()?, kind))));
        found.extend(list("taken_out").filter_map(|id| Some((id.as_i64()?, EventKind::ItemTakenOut))));
    }
    Ok(found)
}

fn being_received() -> Error {
    Error::Busy(say!(
        "正在接收清单，等它做完再退回。",
        "A sheet is being taken in; take the batch back when that is done."
    ))
}

problems! {
    refuse batch_gone_on(count, all):
        "这一批的 {all} 件里，有 {count} 件归档以后又有变动或已被利用，整批不能退回。"
            / "Of the {all} records of this batch {count} were changed or used since; it cannot go back as a whole."
        => "看下面列出的件；不该收的，逐件取出或改归。"
            / "See the records below; take out or refile those that should not be here.";
    refuse record_kept_out(name):
        "{name} 在鉴定批次中定为抽出。" / "{name} is kept out of what a batch destroys."
        => "鉴定过的件要留着。" / "What was appraised stays.";
    refuse record_held(name):
        "{name} 有冻结记录。" / "A hold stands on {name}, or named it before it was lifted."
        => "冻结过的件要留着，解冻后逐件更正。" / "What was held stays; correct it once the hold is lifted.";
    refuse record_closed_in(name):
        "{name} 所在的案卷已经立卷。" / "The volume of {name} is closed."
        => "立卷后档号和页号不再变动；文字可以更正。"
            / "Codes and pages no longer change once a volume is closed; words can be corrected.";
    refuse record_taken_out(name):
        "{name} 已从案卷取出。" / "{name} was taken out of its volume."
        => "先弄清这一件为什么取出。" / "Find out first why it was taken out.";
    refuse record_refiled(name):
        "{name} 已改归别处。" / "{name} was refiled."
        => "改归过的件不再属于原来的清单。" / "A refiled record no longer stands as its sheet has it.";
    refuse record_moved(name):
        "{name} 取出后又放入过。" / "{name} was taken out and put in again."
        => "移动过的件不再是原来收下的样子。" / "A moved record no longer stands as it was filed.";
    refuse record_corrected(name):
        "{name} 归档后更正过。" / "{name} was corrected since it was filed."
        => "退回会丢掉更正的内容。" / "Taking the batch back would lose the correction.";
    refuse record_has_fact(name):
        "{name} 记录了决定期限的事实。" / "A fact that decides its date is recorded on {name}."
        => "事实记错了就先撤回它。" / "If the fact is wrong, withdraw it first.";
    refuse record_consulted(name):
        "{name} 已在利用登记里。" / "{name} stands in the register of use."
        => "给人看过的件要留着，登记才有依据。" / "What was shown to somebody stays, or the register means nothing.";
}
