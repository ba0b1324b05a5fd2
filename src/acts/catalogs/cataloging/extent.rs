//! How long a catalog will be, before it is made; and its first page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::filling::Filling;
use super::{CatalogRequest, catalog_called, handed_over, head, rows};
use crate::archive::{Archive, allow};
use crate::catalog::{Catalog, CatalogOptions, LineKind};
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::schemes::adoption::classes_of;
use crate::progress::Progress;
use crate::store::IndexOf;

/// Volumes, records and pages of one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct YearSum {
    pub year: i32,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
}

/// What will come out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Extent {
    /// Lines of the catalog.
    pub rows: i64,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
    pub years: Vec<YearSum>,
    /// It can only be put in order once everything is read: there is no first page before that.
    pub is_sorted_anew: bool,
}

/// Counts by SQL what [`super::export`] would write.
pub async fn extent(archive: &Archive, by: &By, wanted: &CatalogRequest) -> Result<Extent> {
    allow(by, Deed::Read)?;
    let form = catalog_called(archive, wanted).await?;
    let mut extent = sums(archive, wanted).await?;
    let index = match form.rows {
        LineKind::Person => Some(IndexOf::Persons),
        LineKind::Unit => Some(IndexOf::Units),
        LineKind::DocNumber => Some(IndexOf::DocNumbers),
        _ => None,
    };
    extent.is_sorted_anew = index.is_some();
    extent.rows = match (form.rows, index) {
        (_, Some(of)) if wanted.volume_ids.is_empty() => {
            archive.store.index_lines(&wanted.filter, of).await?
        }
        (_, Some(of)) => archive.store.index_lines_of(&wanted.volume_ids, of).await?,
        (LineKind::Item, _) => extent.items,
        (LineKind::Summary, _) => {
            let schemes = archive.schemes_holding(&wanted.filter).await?;
            classes_of(&schemes).len() as i64
        }
        (LineKind::Use, _) => {
            let counts = archive.store.consultation_counts(&rows::uses_of(&wanted.filter)).await?;
            counts.iter().map(|count| count.lines).sum()
        }
        _ => extent.volumes,
    };
    Ok(extent)
}

async fn sums(archive: &Archive, wanted: &CatalogRequest) -> Result<Extent> {
    let mut years: BTreeMap<i32, YearSum> = BTreeMap::new();
    let mut add = |year: i32, volumes: i64, items: i64, pages: i64| {
        let sum = years.entry(year).or_insert(YearSum { year, ..YearSum::default() });
        (sum.volumes, sum.items, sum.pages) = (sum.volumes + volumes, sum.items + items, sum.pages + pages);
    };
    if wanted.volume_ids.is_empty() {
        for held in archive.store.holdings(&wanted.filter).await? {
            add(held.year, held.volumes, held.items, held.pages);
        }
    } else {
        for volume in archive.store.volumes_by_id(&wanted.volume_ids).await? {
            add(volume.place.year, 1, volume.items.into(), volume.pages.into());
        }
    }
    let years: Vec<YearSum> = years.into_values().collect();
    let sum = |of: fn(&YearSum) -> i64| years.iter().map(of).sum();
    Ok(Extent {
        volumes: sum(|year| year.volumes),
        items: sum(|year| year.items),
        pages: sum(|year| year.pages),
        years,
        ..Extent::default()
    })
}

/// The beginning of a catalog, for a page of the screen.
#[derive(Clone, Debug)]
pub struct FirstPage {
    pub rows: u64,
    /// Without the shell of a document and without inline style.
    pub html: String,
}

/// Writes the first `most` rows as html; the sums stand below them only if the catalog has no more than these.
pub async fn first_page(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    lang: Lang,
    most: u64,
    extent: &Extent,
) -> Result<FirstPage> {
    allow(by, Deed::Read)?;
    let progress = Progress::default();
    let form = catalog_called(archive, wanted).await?;
    handed_over::check(archive, wanted, &form).await?;
    let head = head(archive, wanted).await?;
    let (id_numbers, recipe) = (wanted.id_numbers, wanted.recipe);
    let options = CatalogOptions { lang, id_numbers, recipe, ..CatalogOptions::default() };
    let is_whole = extent.rows <= most as i64;
    let catalog = Catalog::start_in_page(&form, &head, &options, is_whole, Vec::new())?;
    let filling = Filling::begin(archive, wanted, &form, &progress).await?.first(most);
    let (written, html) = filling.fill(catalog).await?.finish()?;
    Ok(FirstPage { rows: written.rows, html: String::from_utf8_lossy(&html).into_owned() })
}
