//! Lists of volumes: narrowed by words, in the order a person chose.
//!
//! The words are compared with every volume of the scope as the search compares them: they are few, and the list
//! is exact in the moment of a change, while the word index follows within a second.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::disposal::period_now::PeriodNow;
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::naming::{PlaceNames, names};
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{Volume, VolumeOrder, VolumeSortKey};
use crate::procedures::periods::Periods;
use crate::search::{self, VolumeWords};
use crate::store::VolumeInShort;

/// Which volumes, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VolumesWanted {
    pub filter: Scope,
    /// Only those whose title, code, number or year they fit; empty: all.
    pub words: String,
    pub order: VolumeOrder,
}

impl VolumesWanted {
    /// Whether all volumes of the scope are wanted as they stand.
    pub(super) fn is_shelf(&self) -> bool {
        !self.has_words() && self.order == VolumeOrder::default()
    }

    pub(super) fn has_words(&self) -> bool {
        !self.words.trim().is_empty()
    }
}

/// A volume in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VolumeLine {
    #[serde(flatten)]
    pub volume: Volume,
    pub names: PlaceNames,
    /// How long it is kept: as filed, and now.
    #[serde(flatten)]
    pub period: PeriodNow,
}

/// A page of the volume list with the sums over the whole list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VolumeList {
    pub rows: Vec<VolumeLine>,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
    /// Give this as `after` to get the next page; `None`: this was the last.
    pub next: Option<String>,
}

/// Volumes of a scope; `after` is the `next` of the page before, `size` at most 1000.
///
/// # Errors
/// `Unreadable` for words that cannot be looked for.
pub async fn volumes(
    archive: &Archive,
    by: &By,
    wanted: &VolumesWanted,
    after: Option<&str>,
    size: i64,
) -> Result<VolumeList> {
    allow(by, Deed::Read)?;
    let size = size.clamp(1, 1000);
    let skipped = after.and_then(|after| after.strip_prefix('@')?.parse::<i64>().ok());
    let is_shelf = wanted.is_shelf() && skipped.is_none();
    let skip = skipped.unwrap_or(0).max(0);
    let mut found = match is_shelf {
        true => {
            let (sort, id) = after.and_then(|after| after.rsplit_once('_')).unwrap_or(("", "0"));
            archive.store.volumes(&wanted.filter, (sort, id.parse().unwrap_or(0)), size + 1).await?
        }
        false => page(archive, wanted, skip, size + 1).await?,
    };
    let more = found.len() as i64 > size;
    found.truncate(size as usize);
    let next = found.last().filter(|_| more).map(|last| match is_shelf {
        true => format!("{}_{}", last.code_sort, last.id),
        false => format!("@{}", skip + size),
    });
    let (volumes, items, pages) = totals(archive, wanted).await?;
    let schemes = archive.schemes();
    let periods = Periods::new(schemes.clone()).of_volumes(&archive.store, &found).await?;
    let line = |volume: Volume| VolumeLine {
        names: names(&schemes, &volume.place),
        period: periods.of(volume.id, &volume.place),
        volume,
    };
    Ok(VolumeList { rows: found.into_iter().map(line).collect(), volumes, items, pages, next })
}

/// Volumes, records and pages of the whole list.
pub(super) async fn totals(archive: &Archive, wanted: &VolumesWanted) -> Result<(i64, i64, i64)> {
    if !wanted.has_words() {
        return archive.store.volume_totals(&wanted.filter).await;
    }
    let found = fitting(archive, &VolumesWanted { order: VolumeOrder::default(), ..wanted.clone() }).await?;
    let sum = |count: fn(&VolumeInShort) -> u32| found.iter().map(|one| i64::from(count(one))).sum();
    Ok((found.len() as i64, sum(|one| one.items), sum(|one| one.pages)))
}

/// The volumes from `skip` on, `size` at most.
pub(super) async fn page(
    archive: &Archive,
    wanted: &VolumesWanted,
    skip: i64,
    size: i64,
) -> Result<Vec<Volume>> {
    if !wanted.has_words() && wanted.order.by != VolumeSortKey::Title {
        return archive.store.volumes_page(&wanted.filter, wanted.order, skip, size).await;
    }
    let found = fitting(archive, wanted).await?;
    let some = found.iter().skip(skip as usize).take(size as usize).map(|one| one.id);
    archive.store.volumes_by_id(&some.collect::<Vec<_>>()).await
}

/// The ids of all of them, in their order.
pub(super) async fn ids(archive: &Archive, wanted: &VolumesWanted) -> Result<Vec<i64>> {
    Ok(fitting(archive, wanted).await?.into_iter().map(|one| one.id).collect())
}

/// Every volume of the scope that fits each of the words.
async fn fitting(archive: &Archive, wanted: &VolumesWanted) -> Result<Vec<VolumeInShort>> {
    let (words, order) = (VolumeWords::read(&wanted.words)?, wanted.order);
    let by_title = order.by == VolumeSortKey::Title;
    let from_store = if by_title { VolumeOrder::default() } else { order };
    let mut found = archive.store.volumes_in_short(&wanted.filter, from_store).await?;
    found.retain(|one| words.fit(one.year, &one.title, &one.code, one.number));
    // as a Chinese index sorts: by how the title is read
    let read = |one: &VolumeInShort| search::sorted_by(&one.title, false).0;
    match order.is_descending {
        _ if !by_title => {}
        true => found.sort_by_cached_key(|one| Reverse(read(one))),
        false => found.sort_by_cached_key(read),
    }
    Ok(found)
}
