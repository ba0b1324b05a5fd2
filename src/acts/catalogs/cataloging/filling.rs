//! Rows of a scope into a catalog: read a portion at a time, kept nowhere.

use std::collections::HashMap;
use std::sync::Arc;

use super::rows::{ItemStyle, Spelled};
use super::taker::Taker;
use super::{CatalogRequest, figures, rows};
use crate::archive::Archive;
use crate::domain::catalogs::finding_aid::{
    CatalogRow, DocNumberRow, LineKind, PrintedPerson, PrintedUnit, Statement, SummaryRow,
};
use crate::domain::catalogs::form::{BlankCreator, Form};
use crate::domain::general::error::Result;
use crate::domain::general::masking::WholeFor;
use crate::domain::records::item::Item;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::adoption::classes_of;
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::date::RecordDate;
use crate::procedures::documents::writing::stopped;
use crate::procedures::periods::{Periods, PeriodsById};
use crate::progress::Progress;
use crate::store::CatalogItem;

/// Volumes read from the database at a time.
const PORTION: i64 = 500;
/// Of those, as many together as hold about so many items, or this many.
const ITEMS: u32 = 2000;
const VOLUMES: usize = 64;

/// Whether rows of this kind say how long something is kept.
fn says_period(kind: LineKind) -> bool {
    matches!(kind, LineKind::Volume | LineKind::Item)
}

/// One catalog being filled.
pub(super) struct Filling<'a> {
    archive: &'a Archive,
    wanted: &'a CatalogRequest,
    form: &'a Form,
    progress: &'a Progress,
    schemes: Arc<Schemes>,
    /// How long the volumes are kept now; `None`: it is not said.
    periods: Option<Periods>,
    /// Chosen volumes, in shelf order.
    chosen: Vec<Volume>,
    done: u64,
    /// Rows after which reading ends: a first page.
    most: Option<u64>,
    /// The year being listed and its running number, where each year has its own.
    year: (i32, u64),
}

impl<'a> Filling<'a> {
    pub async fn begin(
        archive: &'a Archive,
        wanted: &'a CatalogRequest,
        form: &'a Form,
        progress: &'a Progress,
    ) -> Result<Self> {
        let mut chosen = archive.store.volumes_by_id(&wanted.volume_ids).await?;
        chosen.sort_by(|a, b| (&a.code_sort, a.id).cmp(&(&b.code_sort, b.id)));
        let schemes = archive.schemes();
        let periods = match (wanted.as_filed || !says_period(form.rows), chosen.is_empty()) {
            (true, _) => None,
            (false, true) => Some(Periods::of_many(&archive.store, schemes.clone()).await?),
            (false, false) => Some(Periods::new(schemes.clone())),
        };
        Ok(Filling {
            archive,
            wanted,
            form,
            progress,
            schemes,
            periods,
            chosen,
            done: 0,
            most: None,
            year: (0, 0),
        })
    }

    /// Ends after `rows` rows.
    pub fn first(mut self, rows: u64) -> Self {
        self.most = Some(rows);
        self
    }

    pub async fn fill<T: Taker>(mut self, mut catalog: T) -> Result<T> {
        match self.form.rows {
            LineKind::Summary => self.summary(&mut catalog).await?,
            LineKind::Volume => self.volumes(&mut catalog).await?,
            LineKind::Item => self.items(&mut catalog).await?,
            LineKind::Person => self.persons(&mut catalog).await?,
            LineKind::Unit => self.units(&mut catalog).await?,
            LineKind::DocNumber => self.doc_numbers(&mut catalog).await?,
            LineKind::Statement => self.statements(&mut catalog).await?,
            LineKind::Use => self.uses(&mut catalog).await?,
            LineKind::Statistics => {
                if let Some(row) = figures::count(self.archive, &self.wanted.filter).await? {
                    self.add(&mut catalog, &row)?;
                }
            }
            LineKind::Holdings => {
                for row in figures::account_rows(self.archive, &self.wanted.filter).await? {
                    self.add(&mut catalog, &row)?;
                }
            }
            // a list from the screen, what is due, and what no records fill yet
            _ => {}
        }
        Ok(catalog)
    }

    /// How many rows to read next; 0: enough were read.
    fn portion(&self) -> i64 {
        self.most.map_or(PORTION, |most| PORTION.min(most.saturating_sub(self.done) as i64))
    }

    /// The running number of the next row.
    fn seq(&mut self, catalog: &impl Taker, year: i32) -> u64 {
        if !catalog.is_in_parts() {
            return self.done + 1;
        }
        self.year = if self.year.0 == year { (year, self.year.1 + 1) } else { (year, 1) };
        self.year.1
    }

    fn add<R: CatalogRow>(&mut self, catalog: &mut impl Taker, row: &R) -> Result<()> {
        self.done += 1;
        if self.done.is_multiple_of(500) {
            self.progress.set_done(self.done);
            if self.progress.stop_asked() {
                return Err(stopped());
            }
        }
        catalog.take(row)
    }

    async fn summary(&mut self, catalog: &mut impl Taker) -> Result<()> {
        let schemes = self.archive.schemes_holding(&self.wanted.filter).await?;
        let mut counts: HashMap<String, (u64, u64, u64)> = HashMap::new();
        let mut count = |class: &str, (volumes, items, pages): (u64, u64, u64)| {
            let sum = counts.entry(class.to_owned()).or_default();
            *sum = (sum.0 + volumes, sum.1 + items, sum.2 + pages);
        };
        if self.wanted.volume_ids.is_empty() {
            for held in self.archive.store.holdings(&self.wanted.filter).await? {
                count(&held.class_id, (held.volumes as u64, held.items as u64, held.pages as u64));
            }
        } else {
            for volume in &self.chosen {
                count(&volume.place.class_id, (1, volume.items.into(), volume.pages.into()));
            }
        }
        let rows = SummaryRow::of_classes(&classes_of(&schemes), |class| {
            counts.get(class).copied().unwrap_or_default()
        });
        rows.iter().try_for_each(|row| self.add(catalog, row))
    }

    /// The volumes of the scope, a portion at a time, in shelf order.
    async fn next_volumes(&self, after: &mut (String, i64)) -> Result<Vec<Volume>> {
        if !self.wanted.volume_ids.is_empty() {
            let first = after.1 == 0;
            after.1 = i64::MAX;
            let wanted = self.portion() as usize;
            return Ok(if first { self.chosen.iter().take(wanted).cloned().collect() } else { Vec::new() });
        }
        let volumes =
            self.archive.store.volumes(&self.wanted.filter, (&after.0, after.1), self.portion()).await?;
        if let Some(last) = volumes.last() {
            *after = (last.code_sort.clone(), last.id);
        }
        Ok(volumes)
    }

    /// How long these volumes are kept, by their ids.
    async fn kept(&mut self, volumes: &[Volume]) -> Result<PeriodsById> {
        match &mut self.periods {
            Some(periods) => periods.of_volumes(&self.archive.store, volumes).await,
            None => Ok(PeriodsById::default()),
        }
    }

    async fn volumes(&mut self, catalog: &mut impl Taker) -> Result<()> {
        let mut after = (String::new(), 0);
        loop {
            let volumes = self.next_volumes(&mut after).await?;
            if volumes.is_empty() {
                return Ok(());
            }
            let gone = rows::gone_of(self.archive, &volumes).await?;
            let kept = self.kept(&volumes).await?;
            for volume in &volumes {
                let period = kept.of(volume.id, &volume.place).kept;
                catalog.year(volume.place.year);
                let seq = self.seq(catalog, volume.place.year);
                let row = rows::volume(&self.schemes, (volume, period), seq, gone.get(&volume.id));
                self.add(catalog, &row)?;
            }
        }
    }

    async fn statements(&mut self, catalog: &mut impl Taker) -> Result<()> {
        let mut after = (String::new(), 0);
        loop {
            let volumes = self.next_volumes(&mut after).await?;
            if volumes.is_empty() {
                return Ok(());
            }
            for volume in volumes {
                let closed_on = volume.closed_on.map(RecordDate::day);
                // who is named as having checked had done so when it was closed
                let is_checked = self.wanted.recipe.is_stated() && !volume.checked_by.is_empty();
                let row = Statement {
                    code: volume.code,
                    title: volume.title,
                    items: volume.items.into(),
                    pages: volume.pages.into(),
                    statement: volume.statement.into_whole(WholeFor::Printing),
                    closed_by: volume.closed_by,
                    checked_by: volume.checked_by,
                    closed_on,
                    checked_on: closed_on.filter(|_| is_checked),
                    open: volume.state == VolumeState::Open,
                };
                self.add(catalog, &row)?;
            }
        }
    }

    async fn items(&mut self, catalog: &mut impl Taker) -> Result<()> {
        let by_volume = self.form.group.iter().any(|field| field == "volume_code");
        let in_full = by_volume || !self.wanted.volume_ids.is_empty();
        let mut style = self.item_style(by_volume).await?;
        let mut after = (String::new(), 0);
        loop {
            let volumes = self.next_volumes(&mut after).await?;
            if volumes.is_empty() {
                return Ok(());
            }
            style.gone = rows::gone_of(self.archive, &volumes).await?;
            style.kept = self.kept(&volumes).await?;
            for volumes in handfuls(&volumes) {
                if self.portion() == 0 {
                    return Ok(());
                }
                match in_full {
                    true => self.items_of(volumes, catalog, &style).await?,
                    false => self.listed_items_of(volumes, catalog, &style).await?,
                }
            }
        }
    }

    /// What the form and the recipe say of every item of the list.
    async fn item_style(&self, alone: bool) -> Result<ItemStyle> {
        let creator = match self.form.blank_creator {
            Some(BlankCreator::Agency) => {
                let number = self.wanted.filter.fonds.as_deref();
                self.archive.fonds_numbered(number).await?.name
            }
            None => String::new(),
        };
        let as_before = !self.wanted.recipe.is_stated();
        let (gone, kept) = (HashMap::new(), PeriodsById::default());
        Ok(ItemStyle { creator, as_before, alone, gone, kept })
    }

    /// Items with their persons and units, numbered in each volume.
    async fn items_of(
        &mut self,
        volumes: &[Volume],
        catalog: &mut impl Taker,
        style: &ItemStyle,
    ) -> Result<()> {
        let mut items = self.archive.store.items_in_each(&ids(volumes)).await?;
        for volume in volumes {
            if self.portion() == 0 {
                return Ok(());
            }
            catalog.volume(&self.schemes, volume, style.kept_for(volume));
            let items = items.remove(&volume.id).unwrap_or_default();
            let last = items.len();
            for (at, item) in items.into_iter().enumerate() {
                let row = rows::item(&self.schemes, item, volume, (at as u64 + 1, at + 1 == last), style);
                self.add(catalog, &row)?;
            }
        }
        Ok(())
    }

    /// Items without persons and units, numbered through.
    async fn listed_items_of(
        &mut self,
        volumes: &[Volume],
        catalog: &mut impl Taker,
        style: &ItemStyle,
    ) -> Result<()> {
        let mut items = self.archive.store.catalog_items(&ids(volumes), false).await?;
        for volume in volumes {
            let names = rows::VolumeNames::find(&self.schemes, volume);
            for (at, item) in items.remove(&volume.id).unwrap_or_default().into_iter().enumerate() {
                if self.portion() == 0 {
                    return Ok(());
                }
                catalog.year(volume.place.year);
                let seq = self.seq(catalog, volume.place.year);
                self.add(catalog, &rows::listed_item(&names, volume, item, (seq, at as u64 + 1), style))?;
            }
        }
        Ok(())
    }

    async fn uses(&mut self, catalog: &mut impl Taker) -> Result<()> {
        let filter = rows::uses_of(&self.wanted.filter);
        let mut after = 0;
        loop {
            let lines = self.archive.store.register_lines(&filter, after, self.portion()).await?;
            let Some(last) = lines.last() else { return Ok(()) };
            after = last.id;
            let ids: Vec<i64> = lines.iter().filter_map(|line| line.item_id).collect();
            let items = self.archive.store.items_by_id(&ids).await?;
            let items: HashMap<i64, Item> = items.into_iter().map(|item| (item.id, item)).collect();
            for line in lines {
                let item = line.item_id.and_then(|id| items.get(&id));
                let row = rows::use_of(line, item, self.done + 1, self.wanted.id_numbers);
                self.add(catalog, &row)?;
            }
        }
    }

    async fn persons(&mut self, catalog: &mut impl Taker) -> Result<()> {
        let (store, chosen) = (&self.archive.store, &self.wanted.volume_ids);
        let rows = match chosen.is_empty() {
            true => store.person_index(&self.wanted.filter).await?,
            false => store.person_index_of(chosen).await?,
        };
        let as_before = !self.wanted.recipe.is_stated();
        let mut sorted = rows::by_pinyin(rows, true, as_before);
        rows::tell_apart(&mut sorted, self.wanted.id_numbers, as_before);
        for Spelled { pinyin, letter, row, .. } in sorted {
            let row = PrintedPerson {
                letter: letter.into(),
                pinyin: (*pinyin).into(),
                line: row.is_among_others.then_some(row.seq),
                name: row.name,
                id_number: row.number,
                id_kind: row.document,
                unit: row.beside,
                code: row.code,
                page: row.page_from,
                year: row.year,
                ..PrintedPerson::default()
            };
            self.add(catalog, &row)?;
        }
        Ok(())
    }

    async fn units(&mut self, catalog: &mut impl Taker) -> Result<()> {
        let (store, chosen) = (&self.archive.store, &self.wanted.volume_ids);
        let rows = match chosen.is_empty() {
            true => store.unit_index(&self.wanted.filter).await?,
            false => store.unit_index_of(chosen).await?,
        };
        let sorted = rows::by_pinyin(rows, false, !self.wanted.recipe.is_stated());
        for Spelled { pinyin, letter, row, .. } in sorted {
            let (name, number, code) = (row.name, row.number, row.code);
            let row = PrintedUnit {
                letter: letter.into(),
                pinyin: (*pinyin).into(),
                name,
                number,
                code,
                page: row.page_from,
                year: row.year,
                ..PrintedUnit::default()
            };
            self.add(catalog, &row)?;
        }
        Ok(())
    }

    async fn doc_numbers(&mut self, catalog: &mut impl Taker) -> Result<()> {
        let mut all = Vec::new();
        let mut after = (String::new(), 0);
        loop {
            let volumes = self.next_volumes(&mut after).await?;
            if volumes.is_empty() {
                break;
            }
            for volumes in handfuls(&volumes) {
                let mut items = self.archive.store.catalog_items(&ids(volumes), true).await?;
                for volume in volumes {
                    let items = items.remove(&volume.id).unwrap_or_default().into_iter();
                    let keyed =
                        |item: CatalogItem| (rows::doc_number_key(&item.doc_number), volume.place.year, item);
                    all.extend(items.map(keyed));
                }
            }
        }
        // equal numbers stay in shelf order
        all.sort_by(|a, b| a.0.cmp(&b.0));
        for (_, year, item) in all {
            let (agency, number) = rows::doc_number_parts(&item.doc_number);
            let row = DocNumberRow {
                agency: agency.to_owned(),
                number: number.to_owned(),
                self_made: rows::said_self_made(&item.more),
                title: item.title,
                date: item.date,
                code: item.code,
                page: item.page_from,
                year,
                remarks: String::new(),
            };
            self.add(catalog, &row)?;
        }
        Ok(())
    }
}

fn ids(volumes: &[Volume]) -> Vec<i64> {
    volumes.iter().map(|volume| volume.id).collect()
}

/// The volumes, as many together as are read at once.
fn handfuls(volumes: &[Volume]) -> impl Iterator<Item = &[Volume]> {
    let mut rest = volumes;
    std::iter::from_fn(move || {
        let mut items = 0;
        let fits = |volume: &&Volume| {
            items += volume.items;
            items <= ITEMS
        };
        let together = rest.iter().take(VOLUMES).take_while(fits).count().max(1).min(rest.len());
        let (now, later) = rest.split_at(together);
        rest = later;
        (!now.is_empty()).then_some(now)
    })
}
