//! Holds as they are looked at.

use serde::Serialize;
use utoipa::ToSchema;

use super::hold;
use super::understood::rule_words;
use crate::archive::{Archive, allow};
use crate::domain::disposal::hold::{HeldMark, HoldScope, HoldState};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::records::item::Item;
use crate::domain::records::volume::Volume;
use crate::say;
use crate::store::{Account, Caught, Fonds, Hold, HoldFilter};

/// A hold with the names of those who did something about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HoldView {
    #[serde(flatten)]
    pub hold: Hold,
    pub state: HoldState,
    /// Number of the only fonds it concerns.
    pub fonds: Option<String>,
    /// The rule in words; empty: volumes and records are named.
    pub rule: Wording,
    /// How much it names.
    pub named: Caught,
    pub lift_asked_by_name: String,
    pub lifted_by_name: String,
}

/// A stretch of the holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HoldList {
    pub holds: Vec<HoldView>,
    pub total: i64,
}

/// A volume a hold catches, with the reason.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaughtVolume {
    pub volume: Volume,
    /// Empty once the hold is lifted.
    pub because: Option<HeldMark>,
}

/// A stretch of what a hold catches, or named before it was lifted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaughtStretch {
    pub hold: HoldView,
    pub caught: Caught,
    pub volumes: Vec<CaughtVolume>,
    /// Records it names, and records it catches that stand in no volume; the first of them.
    pub items: Vec<Item>,
}

/// Records shown beside the volumes.
const ITEMS: i64 = 200;

/// The holds, the latest first.
pub async fn list(archive: &Archive, by: &By, filter: HoldFilter, from: i64, size: i64) -> Result<HoldList> {
    allow(by, Deed::Read)?;
    let holds = archive.store.holds(filter, from, size).await?;
    Ok(HoldList { holds: views(archive, holds).await?, total: archive.store.hold_count(filter).await? })
}

pub async fn show(archive: &Archive, by: &By, id: i64) -> Result<HoldView> {
    allow(by, Deed::Read)?;
    let hold = hold(&archive.store, id).await?;
    let view = views(archive, vec![hold]).await?.pop();
    view.ok_or_else(|| anyhow::anyhow!("a hold has a view").into())
}

/// The hold of this number, such as `2026-003`.
pub async fn numbered(archive: &Archive, by: &By, number: &str) -> Result<HoldView> {
    allow(by, Deed::Read)?;
    let number = number.trim();
    match archive.store.hold_numbered(number).await? {
        Some(hold) => show(archive, by, hold.id).await,
        None => Err(Error::not_found(say!(
            "没有编号为「{number}」的冻结。",
            "There is no hold numbered \"{number}\"."
        ))),
    }
}

/// What a hold catches today: a stretch of its volumes in shelf order, and its records.
pub async fn caught(archive: &Archive, by: &By, id: i64, from: i64, size: i64) -> Result<CaughtStretch> {
    let view = show(archive, by, id).await?;
    let store = &archive.store;
    let (named_volumes, mut items) = store.hold_names(id).await?;
    let (caught, ids) = match view.state {
        HoldState::Lifted => {
            let of_stretch = named_volumes.iter().skip(from.max(0) as usize).take(size.max(0) as usize);
            (view.named, of_stretch.copied().collect())
        }
        _ => {
            items.extend(store.loose_items_caught(id, 0, ITEMS).await?);
            (store.caught(id).await?, store.volumes_caught(id, from, size).await?)
        }
    };
    let mut marks = store.holds_on_volumes(&ids).await?;
    let volumes = store.volumes_by_id(&ids).await?.into_iter().map(|volume| {
        let of_volume = marks.remove(&volume.id).unwrap_or_default();
        let because = of_volume.into_iter().find(|mark| mark.hold_id == id);
        CaughtVolume { volume, because }
    });
    items.sort_unstable();
    items.dedup();
    items.truncate(ITEMS as usize);
    let items = store.items_by_id(&items).await?;
    Ok(CaughtStretch { caught, volumes: volumes.collect(), items, hold: view })
}

async fn views(archive: &Archive, holds: Vec<Hold>) -> Result<Vec<HoldView>> {
    let ids: Vec<i64> = holds.iter().map(|hold| hold.id).collect();
    let named = archive.store.named_counts(&ids).await?;
    let (fonds, accounts) = (archive.store.fonds().await?, archive.store.accounts().await?);
    let name = |id: Option<i64>| {
        let account = accounts.iter().find(|account: &&Account| Some(account.id) == id);
        account.map_or_else(String::new, |account| account.name.clone())
    };
    let view = |hold: Hold| HoldView {
        state: hold.state(),
        fonds: fonds
            .iter()
            .find(|fonds: &&Fonds| Some(fonds.id) == hold.fonds_id)
            .map(|fonds| fonds.number.clone()),
        rule: match hold.scope {
            HoldScope::Rule => rule_words(archive, &hold.rule()),
            HoldScope::Chosen => Wording::default(),
        },
        named: named.get(&hold.id).copied().unwrap_or_default(),
        lift_asked_by_name: name(hold.lift_asked_by),
        lifted_by_name: name(hold.lifted_by),
        hold,
    };
    Ok(holds.into_iter().map(view).collect())
}
