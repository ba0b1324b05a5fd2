//! 整理: moving, reordering, correcting, taking out and putting back, while a volume is open.

mod changes;
mod elsewhere;
mod planning;
mod removing;

pub use changes::FieldChange;
pub use elsewhere::{Elsewhere, refile};
pub use planning::CorrectionPlan;
pub use removing::remove_volume;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::arranging::soundness::{correction_line, with_line};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::stored;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::not_kept;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::item::{Item, Person, Unit};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::values::date::RecordDate;
use crate::problems;
use crate::procedures::records;
use planning::title_emptied;

/// Characters a text of a record may have, as in a cell of its volume's table.
const LONGEST: usize = 2000;

/// What a correction changes; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Correction {
    pub title: Option<String>,
    pub creator: Option<String>,
    pub doc_number: Option<String>,
    /// ISO text: `2009-03-22`, `2009-03`, `2009`; empty takes the date away.
    pub date: Option<String>,
    pub date_end: Option<String>,
    pub pages: Option<u32>,
    pub secrecy: Option<String>,
    pub medium: Option<String>,
    pub remarks: Option<String>,
    pub persons: Option<Vec<Person>>,
    pub units: Option<Vec<Unit>>,
    /// Why; required once the volume is closed.
    pub reason: String,
}

/// Puts the items of an open volume into another order; `order` names each of them once.
pub async fn reorder(archive: &Archive, by: &By, volume_id: i64, order: Vec<i64>) -> Result<Volume> {
    allow(by, Deed::File)?;
    let schemes = archive.schemes();
    let deed = archive.store.write(by, async move |tx| {
        let volume = records::open_volume(tx, volume_id).await?;
        let mut items = tx.items_in(volume_id).await?;
        let old: Vec<i64> = items.iter().map(|item| item.id).collect();
        let mut ordered = Vec::with_capacity(order.len());
        for id in &order {
            let at = items.iter().position(|item| item.id == *id).ok_or_else(order_differs)?;
            ordered.push(items.remove(at));
        }
        if !items.is_empty() {
            return Err(Error::from(order_differs()));
        }
        let volume = tx.renumber(&schemes, &volume, ordered).await?;
        let detail = serde_json::json!({ "volume": volume.id, "old": old, "new": order });
        Ok((volume.clone(), Event::new(EventKind::VolumeReordered, volume.code, detail)))
    });
    finish(archive, deed.await)
}

/// Takes an item out of an open volume; the pages behind it close up.
pub async fn take_out(archive: &Archive, by: &By, item_id: i64) -> Result<Item> {
    allow(by, Deed::File)?;
    let schemes = archive.schemes();
    let deed = archive.store.write(by, async move |tx| {
        let item = records::item(tx, item_id).await?;
        let volume_id = item.volume_id.ok_or_else(not_in_a_volume)?;
        let volume = records::open_volume(tx, volume_id).await?;
        let (code, title) = (item.code.clone(), item.description.title.clone());
        tx.take_out(item).await?;
        let rest = tx.items_in(volume_id).await?;
        tx.renumber(&schemes, &volume, rest).await?;
        let item = records::item(tx, item_id).await?;
        let detail =
            serde_json::json!({ "item": item_id, "volume": volume_id, "code": code, "title": title });
        Ok((item, Event::new(EventKind::ItemTakenOut, code, detail)))
    });
    finish(archive, deed.await)
}

/// Puts an item into an open volume of its own place, at position `at` (from 1; past the end: last).
/// It may come from another open volume or have been taken out before.
pub async fn put_in(archive: &Archive, by: &By, item_id: i64, volume_id: i64, at: u32) -> Result<Volume> {
    allow(by, Deed::File)?;
    let schemes = archive.schemes();
    let deed = archive.store.write(by, async move |tx| {
        let item = records::item(tx, item_id).await?;
        let volume = records::open_volume(tx, volume_id).await?;
        if item.place != volume.place {
            return Err(Error::from(other_place(&item.description.title, &volume.code)));
        }
        let old = item.code.clone();
        if let Some(from) = item.volume_id {
            let source = records::open_volume(tx, from).await?;
            tx.take_out(item.clone()).await?;
            let rest = tx.items_in(from).await?;
            if from != volume_id {
                tx.renumber(&schemes, &source, rest).await?;
            }
        }
        let mut order = tx.items_in(volume_id).await?;
        let position = (at.max(1) as usize - 1).min(order.len());
        order.insert(position, item);
        let volume = tx.renumber(&schemes, &volume, order).await?;
        let moved = records::item(tx, item_id).await?;
        let detail =
            serde_json::json!({ "item": item_id, "volume": volume_id, "old": old, "new": moved.code });
        Ok((volume, Event::new(EventKind::ItemPutIn, moved.code, detail)))
    });
    finish(archive, deed.await)
}

/// Corrects what an item says. In a closed volume it needs a reason and may not change the pages;
/// old and new stand in the event for ever.
pub async fn correct(
    archive: &Archive,
    by: &By,
    item_id: i64,
    correction: Correction,
) -> Result<(Item, Vec<FieldChange>)> {
    allow(by, Deed::File)?;
    let (schemes, today) = (archive.schemes(), by.today());
    let deed = archive.store.write(by, async move |tx| {
        let mut item = records::item(tx, item_id).await?;
        let before = item.description.pages;
        let volume = match item.volume_id {
            Some(id) => tx.volume(id).await?,
            None => None,
        };
        let CorrectionPlan { after, changes } =
            CorrectionPlan::make(&item, volume.as_ref(), &correction, today)?;
        if changes.is_empty() {
            return Err(Error::from(nothing_changed()));
        }
        item.description = after;
        records::date_anew(tx, &schemes, &mut item).await?;
        tx.replace_members(&item).await?;
        let mut added = String::new();
        match &volume {
            Some(volume) if before != item.description.pages => {
                let mut order = tx.items_in(volume.id).await?;
                order.iter_mut().filter(|other| other.id == item_id).for_each(|other| *other = item.clone());
                tx.renumber(&schemes, volume, order).await?;
            }
            Some(volume) => {
                tx.update_item(&item).await?;
                let mut volume = tx.recount(&schemes, volume.id).await?;
                if volume.state != VolumeState::Open {
                    let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
                    let line = correction_line(RecordDate::day(today), &item, &fields, &correction.reason);
                    volume.statement = with_line(&volume.statement, &line);
                    tx.update_volume(&volume).await?;
                    added = line;
                }
            }
            None => tx.update_item(&item).await?,
        }
        let item = records::item(tx, item_id).await?;
        let told = stored(&changes).map_err(anyhow::Error::from)?;
        let mut detail = serde_json::json!({ "item": item_id, "reason": correction.reason, "changes": told });
        if !added.is_empty() {
            detail["statement_added"] = added.into();
        }
        let about = item.code.clone();
        Ok(((item, changes), Event::new(EventKind::ItemCorrected, about, detail)))
    });
    finish(archive, deed.await)
}

/// Gives an open volume another title; the one it has leaves no trace.
pub async fn retitle(archive: &Archive, by: &By, volume_id: i64, title: String) -> Result<Volume> {
    allow(by, Deed::File)?;
    let deed = archive.store.write_if_needed(by, async move |tx| {
        let mut volume = records::open_volume(tx, volume_id).await?;
        let title = title.trim().to_owned();
        if title.is_empty() {
            return Err(Error::Refused(vec![title_emptied()]));
        }
        if let Some(problem) = not_kept(&title, LONGEST) {
            return Err(Error::Refused(vec![problem.in_column("title")]));
        }
        if title == volume.title {
            return Ok((volume, None));
        }
        let old = std::mem::replace(&mut volume.title, title);
        tx.update_volume(&volume).await?;
        let detail = serde_json::json!({ "volume": volume_id, "old": old, "new": volume.title });
        Ok((volume.clone(), Some(Event::new(EventKind::VolumeRetitled, volume.code, detail))))
    });
    finish(archive, deed.await)
}

fn finish<T>(archive: &Archive, outcome: Result<T>) -> Result<T> {
    archive.written.notify_one();
    outcome
}

problems! {
    refuse nothing_changed():
        "填的内容和原来一样，没有要改的。" / "What was given is what is there already; nothing to correct."
        => "改动至少一个字段再保存。" / "Change at least one field, then save.";
    refuse not_in_a_volume():
        "这一件不在任何案卷里。" / "This record stands in no volume."
        => "用「放入」把它放进一卷。" / "Put it into a volume.";
    refuse order_differs():
        "新的顺序和卷内的件对不上：每一件要正好列一次。"
            / "The new order does not match the volume: every record must be named once."
        => "刷新页面看最新的卷内文件，再排一次。"
            / "Reload the page to see the volume as it is, then order it again.";
    refuse other_place(title, code):
        "「{title}」与案卷 {code} 的年度、类别、环节或保管期限不同，不能混放。"
            / "\"{title}\" and volume {code} differ in year, class, step or period and cannot be mixed."
        => "放进同年度、同类别、同环节、同期限的案卷；归错了就改归（guidang item refile）。"
            / "Put it into a volume of the same year, class, step and period; if it was misfiled, refile it (guidang item refile).";
}
