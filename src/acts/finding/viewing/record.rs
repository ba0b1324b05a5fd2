//! A record, alone or in a list: where it stands, how long it is kept and why.

use serde::Serialize;
use utoipa::ToSchema;

use super::marks::{self, Gone};
use crate::archive::{Archive, allow};
use crate::domain::disposal::hold::HeldMark;
use crate::domain::disposal::period_now::{self, PeriodNow};
use crate::domain::disposal::retention::Retention;
use crate::domain::general::error::Result;
use crate::domain::general::masking::{Guarded, Hidden};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{Logged, RecordKind};
use crate::domain::records::item::Item;
use crate::domain::records::naming::{PlaceNames, names};
use crate::domain::records::volume::Volume;
use crate::procedures::period_history::{self, PeriodTold};
use crate::procedures::periods::Periods;
use crate::procedures::records;
use crate::store::{Batch, StoredFact};

/// A record in a list of records.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ItemLine {
    #[serde(flatten)]
    pub item: Item,
    pub page_to: u32,
    /// How long it is kept: as filed, and now.
    #[serde(flatten)]
    pub period: PeriodNow,
}

impl ItemLine {
    pub(super) fn new(item: Item, period: PeriodNow) -> ItemLine {
        ItemLine { page_to: item.page_to(), period, item }
    }
}

impl Guarded for ItemLine {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.item.each(visit);
    }
}

/// How long a record is kept, by what follows for it.
pub(super) fn period(item: &Item, retention: Option<&Retention>) -> PeriodNow {
    retention.map_or_else(|| PeriodNow::as_filed(item.place.period), PeriodNow::of_record)
}

/// Where the edition a record was filed under is not kept, it is shown without a date.
fn derived_from(archive: &Archive, item: &Item, facts: &[StoredFact]) -> Option<Retention> {
    records::retention(&archive.schemes(), item, facts).ok()
}

/// One item with its volume, its date and its history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ItemView {
    pub item: Item,
    pub page_to: u32,
    pub names: PlaceNames,
    pub volume: Option<Volume>,
    pub retention: Option<Retention>,
    pub facts: Vec<StoredFact>,
    /// How long it is kept: as filed, and now.
    #[serde(flatten)]
    pub period: PeriodNow,
    /// The periods it has had, with the opinions that gave them.
    pub periods: Vec<PeriodTold>,
    /// Codes it had before batches kept it out of volumes they destroyed, the oldest first.
    pub codes_before: Vec<CodeBefore>,
    /// 冻结 on it; on its volume for another record in it, which goes with it as a whole.
    pub holds: Vec<HeldMark>,
    pub gone: Option<Gone>,
    pub history: Vec<Logged>,
    /// The sheet it came from.
    pub batch: Option<Batch>,
}

/// 原档号: a code a record had, and the batch that kept it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CodeBefore {
    pub code: String,
    pub batch: String,
}

impl Guarded for ItemView {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.item.each(visit);
        self.volume.iter_mut().for_each(|volume| visit(&mut volume.statement));
        self.facts.iter_mut().for_each(|fact| visit(&mut fact.note));
        self.history.each(visit);
    }
}

pub async fn item(archive: &Archive, by: &By, id: i64) -> Result<ItemView> {
    allow(by, Deed::Read)?;
    let item = records::item(&archive.store, id).await?;
    let volume = match item.volume_id {
        Some(volume) => archive.store.volume(volume).await?,
        None => None,
    };
    let batch = match item.batch {
        Some(batch) => archive.store.batch(batch).await?,
        None => None,
    };
    let facts = archive.store.facts_on(id).await?;
    let retention = derived_from(archive, &item, &facts);
    let had = period_now::history(&retention);
    let codes = archive.store.codes_before(&[id]).await?.remove(&id).unwrap_or_default();
    Ok(ItemView {
        codes_before: codes.into_iter().map(|(code, batch)| CodeBefore { code, batch }).collect(),
        page_to: item.page_to(),
        names: names(&archive.schemes(), &item.place),
        volume,
        batch,
        period: period(&item, retention.as_ref()),
        periods: period_history::told(&archive.store, item.volume_id, had).await?,
        retention,
        facts,
        holds: marks::holds_on(archive, &item).await?,
        gone: marks::gone(archive, item.volume_id).await?,
        history: archive.store.history(RecordKind::Item, id).await?,
        item,
    })
}

/// Items taken out of their volumes, waiting to be filed again.
pub async fn taken_out(archive: &Archive, by: &By) -> Result<Vec<ItemLine>> {
    allow(by, Deed::Read)?;
    lines(archive, by, archive.store.items_taken_out().await?).await
}

/// These records as lines, in their order.
pub async fn lines(archive: &Archive, by: &By, items: Vec<Item>) -> Result<Vec<ItemLine>> {
    allow(by, Deed::Read)?;
    let periods = Periods::new(archive.schemes()).of_items(&archive.store, &items).await?;
    let line = |item: Item| {
        let period = periods.of(item.id, &item.place);
        ItemLine::new(item, period)
    };
    Ok(items.into_iter().map(line).collect())
}
