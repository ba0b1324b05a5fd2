//! Facts that decide a date: appraised in time, scrapped, ended.

use super::queries::Queries;
use super::sql::{id_list, vals};
use super::table::{Record as _, select};
use super::tables::StoredFact;
use super::tx::Tx;
use crate::domain::disposal::retention::{Fact, FactKind};
use crate::domain::general::error::Result;
use crate::domain::values::period::RetentionPeriod;

impl StoredFact {
    /// The fact as the rules take it; `None` when its kind is unknown to this program.
    pub fn as_fact(&self) -> Option<Fact> {
        let kind = FactKind::from_key(&self.kind)?;
        let period = RetentionPeriod::from_key(&self.period);
        Some(Fact { kind, on: self.on_day, period, note: self.note.to_string() })
    }
}

impl Queries {
    /// Facts recorded on an item.
    pub async fn facts_on(&self, item_id: i64) -> Result<Vec<StoredFact>> {
        self.all(select::<StoredFact>("where item_id = $1 order by id"), vals![item_id]).await
    }

    /// Facts recorded on these items.
    pub async fn facts_of(&self, items: &[i64]) -> Result<Vec<StoredFact>> {
        let mut facts = Vec::new();
        for items in items.chunks(500) {
            let (list, vals) = id_list(items);
            let sql = select::<StoredFact>(&format!("where item_id in ({list}) order by id"));
            facts.extend(self.all(sql, &vals).await?);
        }
        Ok(facts)
    }

    /// Facts on any item of a volume.
    pub async fn facts_in(&self, volume_id: i64) -> Result<Vec<StoredFact>> {
        let sql = "where item_id in (select id from item where volume_id = $1) order by id";
        self.all(select::<StoredFact>(sql), vals![volume_id]).await
    }

    /// Every fact; there are few.
    pub async fn facts(&self) -> Result<Vec<StoredFact>> {
        self.all(select::<StoredFact>("order by id"), &[]).await
    }
}

impl Tx {
    pub async fn insert_fact(&mut self, item_id: i64, fact: &Fact) -> Result<i64> {
        let row = StoredFact {
            id: 0,
            item_id,
            kind: fact.kind.key().into(),
            on_day: fact.on,
            note: fact.note.as_str().into(),
            period: fact.period.map(RetentionPeriod::key).unwrap_or_default(),
        };
        self.insert(&row).await
    }

    /// Takes a fact away; the event that does it keeps what it said.
    pub async fn remove_fact(&mut self, id: i64) -> Result<()> {
        self.delete(StoredFact::TABLE, id).await
    }
}
