//! Another order of an open volume's items: 顺序号, pages and codes are given anew.

use std::collections::HashSet;

use super::holds::Loses;
use super::items::ItemRecord;
use super::shelve::{code_parts, known_scheme};
use super::sql::{built, id_list};
use super::tables::ITEM;
use super::tx::Tx;
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::{Item, Place};
use crate::domain::records::volume::Volume;
use crate::domain::schemes::code::print_item;
use crate::domain::schemes::scheme::Schemes;

/// Items that move get first pages beyond this while the others are renumbered: pages never overlap.
const BEYOND: i64 = 1_000_000_000;

impl Tx {
    /// Lays the items into the volume in this order: 顺序号, first pages and codes anew, then the
    /// volume's counts. Items of the volume that are not in `order` must have been taken out before.
    pub async fn renumber(&mut self, schemes: &Schemes, volume: &Volume, order: Vec<Item>) -> Result<Volume> {
        let all = order.iter().map(|item| item.id).collect();
        Ok(self.renumber_changed(schemes, volume, order, &all, &HashSet::new()).await?.0)
    }

    /// The same, but writes only what moves, what says something else (`changed`), and what is filed by
    /// this deed (`fresh`: with new ids, standing nowhere yet). Answers the volume and its items as they
    /// stand then.
    pub async fn renumber_changed(
        &mut self,
        schemes: &Schemes,
        volume: &Volume,
        order: Vec<Item>,
        changed: &HashSet<i64>,
        fresh: &HashSet<i64>,
    ) -> Result<(Volume, Vec<Item>)> {
        let scheme = known_scheme(schemes, &volume.place)?;
        let parts = code_parts(&volume.place, &volume.step_text, volume.number);
        let mut items = order;
        let (mut there, mut new) = (Vec::new(), Vec::new());
        let mut moved = Vec::new();
        let mut page_from = 1;
        for (at, item) in items.iter_mut().enumerate() {
            let before = (item.volume_id, item.seq, item.page_from, item.code.clone());
            (item.volume_id, item.seq, item.page_from) = (Some(volume.id), at as u32 + 1, page_from);
            item.code = print_item(scheme, &parts, page_from, item.description.pages);
            item.code_sort = parts.sort_key(scheme, page_from);
            page_from += item.description.pages;
            if fresh.contains(&item.id) {
                new.push(at);
                continue;
            }
            let after = (item.volume_id, item.seq, item.page_from, item.code.clone());
            if before != after || changed.contains(&item.id) {
                if before.0.is_some() {
                    moved.push(item.id);
                    // read from the row it would be the page it is put aside on
                    self.before.note(RecordKind::Item, item.id, "page_from", before.2.into());
                }
                there.push(at);
            }
        }
        for ids in moved.chunks(500) {
            let (list, vals) = id_list(ids);
            let moved_on = format!("update item set page_from = page_from + {BEYOND} where id in ({list})");
            self.connection().await.execute(built(moved_on), &vals).await?;
        }
        for at in there {
            self.update_item(&items[at]).await?;
        }
        if !new.is_empty() {
            let place_id = self.place_id(&volume.place).await?;
            let record = |at: usize| ItemRecord { place_id, item: items[at].clone() };
            let records: Vec<_> = new.into_iter().map(record).collect();
            self.insert_items(&records).await?;
        }
        let volume = self.recount_items(schemes, volume.clone(), &items).await?;
        Ok((volume, items))
    }

    /// Takes an item out of its volume; it keeps its place and waits to be filed again.
    pub async fn take_out(&mut self, mut item: Item) -> Result<()> {
        item.volume_id = None;
        (item.seq, item.page_from, item.code, item.code_sort) = (0, 1, String::new(), String::new());
        self.update_item(&item).await
    }

    /// Gives an item that stands in no volume another place, and files it at the end of that place's
    /// row of volumes. `rule` is its line there.
    pub async fn refile(
        &mut self,
        schemes: &Schemes,
        mut item: Item,
        place: Place,
        rule: usize,
    ) -> Result<Volume> {
        let scheme = known_scheme(schemes, &place)?;
        let place_id = self.place_id(&place).await?;
        self.keep_held(item.id, Loses::Place).await?;
        self.set(&ITEM, item.id, vec![("place_id", place_id.into())]).await?;
        let slot = self.tail(place_id).await?.take(item.description.pages, scheme.page_limit);
        let volume = match self.volume_numbered(place_id, slot.volume).await? {
            Some(volume) => volume,
            None => self.new_volume(scheme, (place_id, &place), slot.volume, None).await?,
        };
        let parts = code_parts(&place, &volume.step_text, volume.number);
        item.code = print_item(scheme, &parts, slot.page_from, item.description.pages);
        item.code_sort = parts.sort_key(scheme, slot.page_from);
        (item.volume_id, item.seq, item.page_from) = (Some(volume.id), slot.seq, slot.page_from);
        (item.place, item.rule) = (place, rule);
        self.update_item(&item).await?;
        let due = self.due_of(schemes, &item.place, item.id).await?;
        (item.eligible_on, item.question) = (due.on, due.question);
        self.update_item(&item).await?;
        self.recount(schemes, volume.id).await
    }
}
