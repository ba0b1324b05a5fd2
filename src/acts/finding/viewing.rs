//! 查看: lists and single records, as every door shows them.

mod batches;
mod marks;
mod record;

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

pub use batches::{BatchView, OfHandover, batch, batch_page, batches};
pub use marks::Gone;
pub use record::{ItemLine, ItemView, item, lines, taken_out};

use crate::archive::{Archive, allow};
use crate::domain::catalogs::scheme_check::check_whole;
use crate::domain::disposal::hold::HeldMark;
use crate::domain::disposal::period_now::{self, PeriodNow};
use crate::domain::disposal::retention::Retention;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{Guarded, Hidden};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::{EventKind, Logged, RecordKind};
use crate::domain::records::item::{Item, Place};
use crate::domain::records::naming::{PlaceNames, names};
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::{Finding, Scheme};
use crate::procedures::lineage::{self, EarlierFonds};
use crate::procedures::period_history;
pub use crate::procedures::period_history::PeriodTold;

use crate::procedures::periods::Periods;
use crate::procedures::records;
use crate::say;
use crate::store::LastTouch;
pub use crate::store::{Batch, BatchRow, Beside, Fonds, HoldingCount, MonthCount, StoredFact};

/// What the first page shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Overview {
    pub fonds: Vec<Fonds>,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
    pub open_volumes: i64,
    /// Volumes that may be appraised this year, and volumes whose date is a question.
    pub due_this_year: i64,
    pub questions: i64,
    pub taken_out: i64,
    #[schema(value_type = Option<Vec<i32>>)]
    pub years: Option<(i32, i32)>,
    pub holdings: Vec<HoldingCount>,
    pub batches: Vec<Batch>,
    pub latest: Vec<Logged>,
}

pub async fn overview(archive: &Archive, by: &By) -> Result<Overview> {
    allow(by, Deed::Read)?;
    let all = Scope::default();
    let holdings = archive.store.holdings(&all).await?;
    let year_end = chrono::NaiveDate::from_ymd_opt(chrono::Datelike::year(&by.today()), 12, 31);
    let year_end = year_end.ok_or_else(|| anyhow::anyhow!("a year has an end"))?;
    let (due, questions) = archive.store.due_and_questions(&all, year_end).await?;
    let sum = |count: fn(&HoldingCount) -> i64| holdings.iter().map(count).sum();
    Ok(Overview {
        fonds: archive.store.fonds().await?,
        volumes: sum(|h| h.volumes),
        items: sum(|h| h.items),
        pages: sum(|h| h.pages),
        open_volumes: holdings.iter().filter(|h| h.state == VolumeState::Open).map(|h| h.volumes).sum(),
        due_this_year: due,
        questions,
        taken_out: archive.store.taken_out_count().await?,
        years: holdings.first().zip(holdings.last()).map(|(first, last)| (first.year, last.year)),
        batches: archive.store.batches(10).await?,
        latest: archive.store.latest_events(i64::MAX, 15).await?,
        holdings,
    })
}

/// An open volume somebody worked on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkedOn {
    pub volume: Volume,
    /// When, RFC 3339, and who.
    pub at: String,
    pub actor: String,
}

/// The open volumes worked on last, the latest first.
pub async fn worked_on(archive: &Archive, by: &By, most: i64) -> Result<Vec<WorkedOn>> {
    allow(by, Deed::Read)?;
    let touched = archive.store.worked_on(most).await?;
    let ids: Vec<i64> = touched.iter().map(|touch| touch.volume).collect();
    let volumes = archive.store.volumes_by_id(&ids).await?;
    let with = |touch: LastTouch| {
        let volume = volumes.iter().find(|volume| volume.id == touch.volume)?.clone();
        Some(WorkedOn { volume, at: touch.at, actor: touch.actor })
    };
    Ok(touched.into_iter().filter_map(with).collect())
}

/// Growth and use: volumes closed and visits served, month by month.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Months {
    pub closed: Vec<MonthCount>,
    pub visits: Vec<MonthCount>,
}

/// The months before today's, and this one.
pub async fn months(archive: &Archive, by: &By, before: u32) -> Result<Months> {
    allow(by, Deed::Read)?;
    let first = by.today().with_day(1).and_then(|day| day.checked_sub_months(chrono::Months::new(before)));
    let first = first.ok_or_else(|| anyhow::anyhow!("the calendar has months before this one"))?;
    let zero = |found: Vec<MonthCount>| -> Vec<MonthCount> {
        let month = |ago: u32| (first + chrono::Months::new(ago)).format("%Y-%m").to_string();
        let months = (0..=before).map(month);
        let count = |month: &String| found.iter().find(|one| one.month == *month).map_or(0, |one| one.count);
        months.map(|month| MonthCount { count: count(&month), month }).collect()
    };
    Ok(Months {
        closed: zero(archive.store.closed_by_month(first).await?),
        visits: zero(archive.store.visits_by_month(first).await?),
    })
}

/// A volume with everything in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VolumeView {
    pub volume: Volume,
    pub names: PlaceNames,
    pub items: Vec<ItemLine>,
    /// What stands in the way of closing it, and notices.
    pub problems: Vec<Problem>,
    /// Why its date is what it is, by the item kept longest.
    pub retention: Option<Retention>,
    #[schema(value_type = Option<Vec<serde_json::Value>>)]
    pub deciding: Option<(i64, String)>,
    /// How long it is kept: as filed, and now.
    #[serde(flatten)]
    pub period: PeriodNow,
    /// The periods its records have had, with the opinions that gave them.
    pub periods: Vec<PeriodTold>,
    /// 冻结 on it, for itself or for a record in it.
    pub holds: Vec<HeldMark>,
    pub gone: Option<Gone>,
    pub history: Vec<Logged>,
    /// The log stood here before the rest was read.
    pub seq: i64,
}

impl Guarded for VolumeView {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        visit(&mut self.volume.statement);
        self.items.iter_mut().for_each(|line| line.item.each(visit));
        self.history.each(visit);
    }
}

pub async fn volume(archive: &Archive, by: &By, id: i64) -> Result<VolumeView> {
    allow(by, Deed::Read)?;
    let seq = archive.store.last_event().await?;
    let volume = records::volume(&archive.store, id).await?;
    let items = archive.store.items_in(id).await?;
    let problems = records::obstacles_in(&archive.store, &volume, &items).await?;
    let facts = archive.store.facts_in(id).await?;
    let derived = Periods::new(archive.schemes()).of_each(&items, &facts);
    let deciding = items.iter().position(|item| Some(item.id) == volume.deciding_item);
    let had = period_now::history(derived.iter().flatten());
    let line = |(item, retention): (Item, &Option<Retention>)| {
        let period = record::period(&item, retention.as_ref());
        ItemLine::new(item, period)
    };
    Ok(VolumeView {
        names: names(&archive.schemes(), &volume.place),
        deciding: deciding.map(|at| (items[at].id, items[at].description.title.clone())),
        period: PeriodNow::of_volume(volume.place.period, derived.iter().flatten()),
        periods: period_history::told(&archive.store, Some(id), had).await?,
        retention: deciding.and_then(|at| derived[at].clone()),
        items: items.into_iter().zip(&derived).map(line).collect(),
        problems,
        holds: archive.store.holds_on_volumes(&[id]).await?.remove(&id).unwrap_or_default(),
        gone: marks::gone(archive, Some(id)).await?,
        history: archive.store.history(RecordKind::Volume, id).await?,
        seq,
        volume,
    })
}

/// The volumes with these ids, in that order, without their records; what is not there is left out.
pub async fn volumes_named(archive: &Archive, by: &By, ids: &[i64]) -> Result<Vec<Volume>> {
    allow(by, Deed::Read)?;
    archive.store.volumes_by_id(ids).await
}

/// The volumes of a place in the order of their numbers.
pub async fn volumes_of_place(archive: &Archive, by: &By, place: &Place) -> Result<Vec<Volume>> {
    allow(by, Deed::Read)?;
    archive.store.volumes_in_place(place).await
}

/// What stands before and behind a volume on the shelf of its fonds.
pub async fn beside_volume(archive: &Archive, by: &By, volume: &Volume) -> Result<Beside> {
    allow(by, Deed::Read)?;
    archive.store.volumes_beside(volume).await
}

/// What stands before and behind a record in its volume.
pub async fn beside_item(archive: &Archive, by: &By, item: &Item) -> Result<Beside> {
    allow(by, Deed::Read)?;
    match item.volume_id {
        Some(volume) => archive.store.items_beside(volume, item.page_from).await,
        None => Ok(Beside::default()),
    }
}

/// Everything that bears a code: volumes and items (several where a class code is shared).
pub async fn coded(archive: &Archive, by: &By, code: &str) -> Result<(Vec<Volume>, Vec<Item>)> {
    allow(by, Deed::Read)?;
    let code = code.trim();
    let found = (archive.store.volumes_coded(code).await?, archive.store.items_coded(code).await?);
    if found.0.is_empty() && found.1.is_empty() {
        return Err(Error::not_found(say!(
            "没有档号为「{code}」的案卷或件。",
            "No volume or record bears the code \"{code}\"."
        )));
    }
    Ok(found)
}

/// A scheme with what `scheme check` says of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SchemeView {
    #[schema(value_type = serde_json::Value)]
    pub scheme: Scheme,
    pub findings: Vec<Finding>,
    /// Fonds that file under it now.
    pub fonds: Vec<String>,
    /// Since when, and until when, each fonds files under it.
    pub uses: Vec<SchemeUse>,
}

/// A fonds files under a scheme what was formed in this time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SchemeUse {
    pub fonds: String,
    pub scheme_id: String,
    /// First day of formation; `None`: since the founding.
    #[schema(value_type = Option<String>)]
    pub from: Option<NaiveDate>,
    /// Last day; `None`: no other has taken its place.
    #[schema(value_type = Option<String>)]
    pub until: Option<NaiveDate>,
}

/// Which schemes the fonds file under, fonds by fonds, each in the order they were taken up.
pub async fn scheme_uses(archive: &Archive, by: &By) -> Result<Vec<SchemeUse>> {
    allow(by, Deed::Read)?;
    let mut uses = Vec::new();
    for fonds in archive.store.fonds().await? {
        let in_use = archive.schemes_in_use(&fonds).await?;
        uses.extend(in_use.ever().into_iter().map(|id| {
            let (from, until) = in_use.time_of(id);
            SchemeUse { fonds: fonds.number.clone(), scheme_id: id.to_owned(), from, until }
        }));
    }
    Ok(uses)
}

/// Of those the ones that a fonds uses beside its main scheme, and that no other has replaced.
pub async fn schemes_beside(archive: &Archive, by: &By) -> Result<Vec<SchemeUse>> {
    let mut uses = scheme_uses(archive, by).await?;
    for fonds in archive.store.fonds().await? {
        let in_use = archive.schemes_in_use(&fonds).await?;
        let replaced = |id: &str| in_use.adoptions().iter().any(|one| one.replaces.as_deref() == Some(id));
        uses.retain(|one| {
            one.fonds != fonds.number || !(in_use.is_main(&one.scheme_id) || replaced(&one.scheme_id))
        });
    }
    Ok(uses)
}

pub async fn schemes(archive: &Archive, by: &By) -> Result<Vec<SchemeView>> {
    allow(by, Deed::Read)?;
    let all = archive.schemes();
    let (uses, today) = (scheme_uses(archive, by).await?, by.today());
    let view = |scheme: &Scheme| {
        let uses: Vec<SchemeUse> = uses.iter().filter(|one| one.scheme_id == scheme.id).cloned().collect();
        let is_now = |one: &&SchemeUse| {
            one.from.is_none_or(|from| from <= today) && one.until.is_none_or(|until| today <= until)
        };
        SchemeView {
            findings: check_whole(scheme, &all),
            fonds: uses.iter().filter(is_now).map(|one| one.fonds.clone()).collect(),
            uses,
            scheme: scheme.clone(),
        }
    };
    Ok(all.schemes.iter().map(view).collect())
}

/// Every fonds of the archive.
pub async fn fonds(archive: &Archive, by: &By) -> Result<Vec<Fonds>> {
    allow(by, Deed::Read)?;
    archive.store.fonds().await
}

/// A fonds with what it files under and what went before it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FondsView {
    #[serde(flatten)]
    pub fonds: Fonds,
    /// In the order they were taken up.
    pub schemes: Vec<SchemeUse>,
    pub earlier: Vec<EarlierFonds>,
}

pub async fn fonds_views(archive: &Archive, by: &By) -> Result<Vec<FondsView>> {
    let uses = scheme_uses(archive, by).await?;
    let mut views = Vec::new();
    for fonds in archive.store.fonds().await? {
        let schemes = uses.iter().filter(|one| one.fonds == fonds.number).cloned().collect();
        let earlier = lineage::earlier(&archive.store, &fonds).await?;
        views.push(FondsView { fonds, schemes, earlier });
    }
    Ok(views)
}

/// A page of the log, newest first: at most `size` (1000) events before `before`.
pub async fn events(archive: &Archive, by: &By, before: Option<i64>, size: i64) -> Result<Vec<Logged>> {
    allow(by, Deed::Audit)?;
    archive.store.latest_events(before.unwrap_or(i64::MAX), size.clamp(1, 1000)).await
}

/// Number of the latest event of a deed done by anybody but `besides`; 0: it was never done.
pub async fn latest_deed(archive: &Archive, by: &By, what: EventKind, besides: &str) -> Result<i64> {
    allow(by, Deed::Read)?;
    archive.store.latest_deed(what, besides).await
}
