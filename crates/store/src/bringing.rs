//! Volumes that come whole from another archive: their records, facts and codes as they stood there; dates derived here.

use std::collections::HashMap;

use super::items::ItemRecord;
use super::queries::Queries;
use super::shelve::{add_to, code_parts, known_scheme};
use super::sql::{Val, built};
use super::tables::StoredFact;
use super::tx::Tx;
use crate::domain::disposal::dating::{self, Due};
use crate::domain::disposal::retention::Fact;
use crate::domain::general::error::Result;
use crate::domain::records::item::{Item, Place};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::Schemes;

/// A closed volume with its records as another archive kept them. Ids are given here; counts and dates follow from the
/// records.
#[derive(Clone, Debug)]
pub struct BroughtVolume {
    pub volume: Volume,
    /// In page order, each with its facts.
    pub items: Vec<(Item, Vec<StoredFact>)>,
}

impl BroughtVolume {
    /// The date of each record, as these schemes and its own facts have it.
    pub fn dues(&self, schemes: &Schemes) -> Vec<Due> {
        let due = |(item, facts): &(Item, Vec<StoredFact>)| {
            let facts: Vec<Fact> = facts.iter().filter_map(StoredFact::as_fact).collect();
            let derived = dating::derive(schemes, &self.volume.place, item.rule, &item.description, &facts);
            derived.map(|retention| Due::from(&retention)).unwrap_or_default()
        };
        self.items.iter().map(due).collect()
    }

    /// Counts and dates anew from the records.
    fn recount(&mut self, dues: &[Due]) {
        let volume = &mut self.volume;
        (volume.items, volume.pages, volume.first_date, volume.last_date) = (0, 0, None, None);
        (volume.eligible_on, volume.question, volume.deciding_item) = (None, None, None);
        let mut longest = HashMap::new();
        for ((item, _), due) in self.items.iter().zip(dues) {
            add_to(volume, &mut longest, item, due);
        }
    }
}

impl Queries {
    /// Those of these codes that volumes or records of a fonds bear here.
    pub async fn codes_taken(&self, fonds: &str, codes: &[&str]) -> Result<Vec<String>> {
        let mut taken = Vec::new();
        for part in codes.chunks(400) {
            let list: Vec<String> = (2..part.len() + 2).map(|at| format!("${at}")).collect();
            let list = list.join(", ");
            let mut vals: Vec<Val<'_>> = vec![fonds.into()];
            vals.extend(part.iter().map(|code| Val::from(*code)));
            for table in ["volume", "item"] {
                let sql = format!(
                    "select t.code from {table} t join place p on p.id = t.place_id join fonds f on f.id = p.fonds_id
                     where f.number = $1 and t.code in ({list}) order by t.code"
                );
                taken.extend(self.all::<String>(built(sql), &vals).await?);
            }
        }
        Ok(taken)
    }

    /// Highest number of a volume in the place; 0 where it has none.
    pub async fn last_number_at(&self, place: &Place) -> Result<u32> {
        match self.place_known(place).await? {
            Some(id) => self.last_number(id).await,
            None => Ok(0),
        }
    }
}

impl Tx {
    /// Puts a volume on the shelf under its own number, closed as it was; the number must be free.
    pub async fn bring_in(&mut self, schemes: &Schemes, mut brought: BroughtVolume) -> Result<Volume> {
        let scheme = known_scheme(schemes, &brought.volume.place)?;
        let place = brought.volume.place.clone();
        let place_id = self.place_id(&place).await?;
        let (number, text) = (brought.volume.number, brought.volume.step_text.clone());
        let begun = self.insert_volume(place_id, &place, number, &text, &brought.volume.title).await?;
        let first_id = self.new_item_ids(brought.items.len()).await?;
        let dues = brought.dues(schemes);
        let parts = code_parts(&place, &text, number);
        for (at, ((item, _), due)) in brought.items.iter_mut().zip(&dues).enumerate() {
            (item.id, item.volume_id) = (first_id + at as i64, Some(begun.id));
            (item.eligible_on, item.question) = (due.on, due.question.clone());
            item.code_sort = parts.sort_key(scheme, item.page_from);
        }
        brought.volume.id = begun.id;
        brought.recount(&dues);
        let sort = parts.sort_key(scheme, 0);
        let (items, facts): (Vec<Item>, Vec<Vec<StoredFact>>) = brought.items.into_iter().unzip();
        let records: Vec<ItemRecord> = items.into_iter().map(|item| ItemRecord { place_id, item }).collect();
        self.insert_items(&records).await?;
        for (record, facts) in records.iter().zip(facts) {
            for fact in facts {
                self.insert(&StoredFact { id: 0, item_id: record.item.id, ..fact }).await?;
            }
        }
        let volume = Volume { code_sort: sort, state: VolumeState::Closed, ..brought.volume };
        self.update_volume(&volume).await?;
        Ok(volume)
    }
}
