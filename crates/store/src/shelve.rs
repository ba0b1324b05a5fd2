//! Putting papers into volumes inside one write: numbers, pages, codes, dates and counts together.

use std::collections::HashMap;

use super::items::ItemRecord;
use super::targets::Targets;
use super::tx::Tx;
use crate::domain::arranging::shelving::{ShelfSlot, Tail};
use crate::domain::disposal::dating::{self, Dating, Due};
use crate::domain::general::error::{Error, Result};
use crate::domain::records::item::{Draft, Item, Place};
use crate::domain::records::naming::volume_title;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::code::{CodeParts, print_item, print_volume};
use crate::domain::schemes::scheme::{Scheme, Schemes};
use crate::problems;

/// A draft on its way into a volume, with the sheet's row it came from.
pub struct Arriving {
    pub draft: Draft,
    pub batch: Option<i64>,
    pub row: Option<u32>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Shelved {
    pub item_id: i64,
    pub volume_id: i64,
    pub code: String,
    pub row: Option<u32>,
}

impl Tx {
    /// Files drafts in their order; answers in the same order. Drafts whose code names their volume
    /// and page go there; a closed volume or taken pages refuse the whole write.
    pub async fn shelve(&mut self, schemes: &Schemes, arriving: Vec<Arriving>) -> Result<Vec<Shelved>> {
        let mut targets =
            self.targets(schemes, arriving.iter().map(|one| &one.draft.place).collect()).await?;
        let mut dating = Dating::new(schemes);
        let first_id = self.new_item_ids(arriving.len()).await?;
        let mut records = Vec::with_capacity(arriving.len());
        for (at, one) in arriving.into_iter().enumerate() {
            let scheme = known_scheme(schemes, &one.draft.place)?;
            let (place_id, slot) = self.slot_for(&mut targets, scheme, &one.draft).await?;
            self.bring_volume(&mut targets, schemes, place_id, slot, &one.draft).await?;
            let Targets { volumes, longest, .. } = &mut targets;
            let volume = volumes
                .get_mut(&(place_id, slot.volume))
                .ok_or_else(|| anyhow::anyhow!("a volume is missing among those written"))?;
            let (record, due) =
                record(scheme, volume, place_id, slot, first_id + at as i64, one, &mut dating);
            add_to(volume, longest, &record.item, &due);
            records.push(record);
        }
        for volume in targets.volumes.values_mut() {
            set_code(volume, known_scheme(schemes, &volume.place)?);
        }
        self.update_counts(&targets.volumes.values().collect::<Vec<_>>()).await?;
        self.insert_items(&records).await?;
        for volume_id in std::mem::take(&mut targets.out_of_order) {
            self.resequence(volume_id).await?;
        }
        Ok(records
            .into_iter()
            .filter_map(|record| {
                Some(Shelved {
                    item_id: record.item.id,
                    volume_id: record.item.volume_id?,
                    code: record.item.code,
                    row: record.item.batch_row,
                })
            })
            .collect())
    }

    async fn slot_for(
        &mut self,
        targets: &mut Targets,
        scheme: &Scheme,
        draft: &Draft,
    ) -> Result<(i64, ShelfSlot)> {
        if !targets.places.contains_key(&draft.place) {
            // places that were there have been read already
            let place_id = self.place_id(&draft.place).await?;
            targets.places.insert(draft.place.clone(), (place_id, Tail::default()));
        }
        let Some((place_id, tail)) = targets.places.get_mut(&draft.place) else {
            return Err(anyhow::anyhow!("a place is missing among those written").into());
        };
        let pages = draft.description.pages;
        let Some(given) = &draft.given else { return Ok((*place_id, tail.take(pages, scheme.page_limit))) };
        let is_new = given.volume > tail.number;
        if given.volume >= tail.number {
            let last_page = given.page + pages - 1;
            let items = if is_new { 1 } else { tail.items + 1 };
            let last_page = if is_new { last_page } else { last_page.max(tail.last_page) };
            *tail = Tail { number: given.volume, open: true, items, last_page };
        }
        Ok((*place_id, ShelfSlot { volume: given.volume, seq: 0, page_from: given.page, is_new: false }))
    }

    /// Reads the volume a slot names, making it when it is new.
    async fn bring_volume(
        &mut self,
        targets: &mut Targets,
        schemes: &Schemes,
        place_id: i64,
        slot: ShelfSlot,
        draft: &Draft,
    ) -> Result<()> {
        let key = (place_id, slot.volume);
        if !targets.volumes.contains_key(&key) {
            let last = targets.last.get(&place_id).is_some_and(|last| last.number == slot.volume);
            let known = match slot.is_new {
                true => None,
                false if last => targets.last.remove(&place_id),
                false => self.volume_numbered(place_id, slot.volume).await?,
            };
            let volume = match known {
                Some(volume) => volume,
                None => {
                    let scheme = known_scheme(schemes, &draft.place)?;
                    let step_text = draft.step_text.as_deref();
                    self.new_volume(scheme, (place_id, &draft.place), slot.volume, step_text).await?
                }
            };
            if volume.state != VolumeState::Open {
                return Err(Error::from(volume_takes_nothing(&volume.code)));
            }
            if let Some(id) = volume.deciding_item.filter(|_| !targets.longest.contains_key(&volume.id)) {
                targets.longest.insert(volume.id, self.due_of(schemes, &volume.place, id).await?);
            }
            if draft.given.is_some() {
                targets.out_of_order.push(volume.id);
            }
            targets.volumes.insert(key, volume);
        }
        Ok(())
    }

    pub(super) async fn new_volume(
        &mut self,
        scheme: &Scheme,
        (place_id, place): (i64, &Place),
        number: u32,
        step_text: Option<&str>,
    ) -> Result<Volume> {
        let name = scheme.step(&place.class_id, &place.step_id).map_or("", |step| step.name.as_str());
        let text = step_text.unwrap_or(name);
        let title = volume_title(Some(scheme), place, text, number);
        self.insert_volume(place_id, place, number, text, &title).await
    }

    /// An empty open volume at the end of the place's row of volumes; where no title is given it is called as
    /// filing calls one it makes.
    pub async fn begin_volume(
        &mut self,
        schemes: &Schemes,
        place: &Place,
        step_text: Option<&str>,
        title: &str,
    ) -> Result<Volume> {
        let scheme = known_scheme(schemes, place)?;
        let place_id = self.place_id(place).await?;
        let number = self.last_number(place_id).await? + 1;
        let mut volume = self.new_volume(scheme, (place_id, place), number, step_text).await?;
        if !title.is_empty() {
            volume.title = title.to_owned();
        }
        set_code(&mut volume, scheme);
        self.update_volume(&volume).await?;
        Ok(volume)
    }

    /// Gives the items of a volume their 顺序号 by page.
    pub async fn resequence(&mut self, volume_id: i64) -> Result<()> {
        for (at, mut item) in self.items_in(volume_id).await?.into_iter().enumerate() {
            if item.seq != at as u32 + 1 {
                item.seq = at as u32 + 1;
                self.update_item(&item).await?;
            }
        }
        Ok(())
    }

    /// Counts, dates and code of a volume anew from its items; its items' codes and pages stay.
    pub async fn recount(&mut self, schemes: &Schemes, volume_id: i64) -> Result<Volume> {
        let volume =
            self.volume(volume_id).await?.ok_or_else(|| anyhow::anyhow!("volume {volume_id} is gone"))?;
        let items = self.items_in(volume_id).await?;
        self.recount_items(schemes, volume, &items).await
    }

    /// The same where the volume's items have been read already.
    pub(super) async fn recount_items(
        &mut self,
        schemes: &Schemes,
        mut volume: Volume,
        items: &[Item],
    ) -> Result<Volume> {
        let scheme = known_scheme(schemes, &volume.place)?;
        let facts = self.facts_in(volume.id).await?;
        (volume.items, volume.pages, volume.first_date, volume.last_date) = (0, 0, None, None);
        (volume.eligible_on, volume.question, volume.deciding_item) = (None, None, None);
        let mut longest = HashMap::new();
        for item in items {
            let own: Vec<_> = facts
                .iter()
                .filter(|fact| fact.item_id == item.id)
                .filter_map(|fact| fact.as_fact())
                .collect();
            let due = dating::derive(schemes, &volume.place, item.rule, &item.description, &own);
            let due = due.map(|retention| Due::from(&retention)).unwrap_or_default();
            add_to(&mut volume, &mut longest, item, &due);
        }
        set_code(&mut volume, scheme);
        self.update_volume(&volume).await?;
        Ok(volume)
    }
}

pub(super) fn known_scheme<'s>(schemes: &'s Schemes, place: &Place) -> Result<&'s Scheme> {
    schemes.scheme(&place.scheme_id).ok_or_else(|| Error::from(no_such_scheme(&place.scheme_id)))
}

/// The code parts of everything in a volume.
pub fn code_parts<'v>(place: &'v Place, step_text: &'v str, number: u32) -> CodeParts<'v> {
    CodeParts {
        fonds: &place.fonds,
        year: place.year,
        class_id: &place.class_id,
        step_id: &place.step_id,
        step_text: Some(step_text),
        period: place.period,
        volume: number,
    }
}

fn record(
    scheme: &Scheme,
    volume: &Volume,
    place_id: i64,
    slot: ShelfSlot,
    id: i64,
    one: Arriving,
    dating: &mut Dating,
) -> (ItemRecord, Due) {
    let Draft { place, rule, description, .. } = one.draft;
    let due = dating.due(&place, rule, &description);
    let parts = code_parts(&place, &volume.step_text, volume.number);
    let item = Item {
        id,
        volume_id: Some(volume.id),
        seq: if slot.seq == 0 { volume.items + 1 } else { slot.seq },
        rule,
        page_from: slot.page_from,
        code: print_item(scheme, &parts, slot.page_from, description.pages),
        code_sort: parts.sort_key(scheme, slot.page_from),
        eligible_on: due.on,
        question: due.question.clone(),
        batch: one.batch,
        batch_row: one.row,
        place,
        description,
    };
    (ItemRecord { place_id, item }, due)
}

/// Adds a paper to the volume's counts; its date decides when it is the one kept longest.
pub(super) fn add_to(volume: &mut Volume, longest: &mut HashMap<i64, Due>, item: &Item, due: &Due) {
    volume.items += 1;
    volume.pages += item.description.pages;
    volume.first_date = volume.first_date.into_iter().chain(item.description.date).min();
    volume.last_date =
        volume.last_date.into_iter().chain(item.description.date_end.or(item.description.date)).max();
    if longest.get(&volume.id).is_none_or(|longest| due.outlasts(longest)) {
        (volume.eligible_on, volume.question) = (due.on, due.question.clone());
        volume.deciding_item = Some(item.id);
        longest.insert(volume.id, due.clone());
    }
}

fn set_code(volume: &mut Volume, scheme: &Scheme) {
    if volume.state != VolumeState::Open {
        return;
    }
    let parts = code_parts(&volume.place, &volume.step_text, volume.number);
    let code = print_volume(scheme, &parts, volume.pages);
    let sort = parts.sort_key(scheme, 0);
    (volume.code, volume.code_sort) = (code, sort);
}

problems! {
    refuse no_such_scheme(scheme_id):
        "没有分类方案「{scheme_id}」。" / "The archive has no scheme \"{scheme_id}\"."
        => "先加入这个方案（guidang scheme add）。" / "Add the scheme first (guidang scheme add).";
    refuse volume_takes_nothing as volume_closed(code):
        "案卷 {code} 已经立卷，不能再放入文件。" / "Volume {code} is closed; nothing can be put into it."
        => "放入下一卷，或对这一卷做更正。" / "File it in the next volume, or make a correction.";
}
