//! Facts that decide a date: appraised in time, scrapped, ended.

use super::sql::{Link, Row, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// A recorded fact; `kind` is `retention::FactKind`'s key.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StoredFact {
    pub id: i64,
    pub item_id: i64,
    pub kind: String,
    pub on: chrono::NaiveDate,
    pub note: String,
}

const COLUMNS: &str = "select id, item_id, kind, on_day, note from fact ";

fn read(row: &Row) -> Result<StoredFact> {
    let (id, on) = (row.int(0)?, row.text(3)?);
    Ok(StoredFact {
        id,
        item_id: row.int(1)?,
        kind: row.text(2)?,
        on: super::volumes::day(Some(on.clone()))
            .filter(|day| day.to_string() == on)
            .ok_or_else(|| anyhow::anyhow!("fact {id} is on {on:?}, which is no day"))?,
        note: row.text(4)?,
    })
}

pub(super) fn digest(fact: &StoredFact) -> Digest {
    let mut fields = FieldDigest::new("fact");
    fields.int(fact.id).int(fact.item_id).text(&fact.kind).text(&fact.on.to_string()).text(&fact.note);
    fields.digest()
}

pub(super) async fn one(link: &mut Link, id: i64) -> Result<Option<StoredFact>> {
    let sql = super::sql::built(format!("{COLUMNS} where id = $1"));
    link.row_str(sql, vals![id]).await?.as_ref().map(read).transpose()
}

impl Store {
    pub async fn facts_on(&self, item_id: i64) -> Result<Vec<StoredFact>> {
        let sql = super::sql::built(format!("{COLUMNS} where item_id = $1 order by id"));
        self.pool.rows_str(sql, vals![item_id]).await?.iter().map(read).collect()
    }

    /// Facts recorded on these items.
    pub async fn facts_of(&self, items: &[i64]) -> Result<Vec<StoredFact>> {
        let mut facts = Vec::new();
        for items in items.chunks(500) {
            let (list, vals) = super::sql::id_list(items);
            let sql = super::sql::built(format!("{COLUMNS} where item_id in ({list}) order by id"));
            for row in self.pool.rows_str(sql, &vals).await? {
                facts.push(read(&row)?);
            }
        }
        Ok(facts)
    }

    /// Every fact; there are few.
    pub async fn facts(&self) -> Result<Vec<StoredFact>> {
        let sql = super::sql::built(format!("{COLUMNS} order by id"));
        self.pool.rows_str(sql, &[]).await?.iter().map(read).collect()
    }
}

impl Tx<'_> {
    pub async fn facts_on(&mut self, item_id: i64) -> Result<Vec<StoredFact>> {
        let sql = super::sql::built(format!("{COLUMNS} where item_id = $1 order by id"));
        self.link.rows_str(sql, vals![item_id]).await?.iter().map(read).collect()
    }

    /// Facts on these items.
    pub(super) async fn facts_of(&mut self, items: &[i64]) -> Result<Vec<StoredFact>> {
        let mut facts = Vec::new();
        for items in items.chunks(500) {
            let (list, vals) = super::sql::id_list(items);
            let sql = super::sql::built(format!("{COLUMNS} where item_id in ({list}) order by id"));
            for row in self.link.rows_str(sql, &vals).await? {
                facts.push(read(&row)?);
            }
        }
        Ok(facts)
    }

    /// Facts on any item of a volume.
    pub async fn facts_in(&mut self, volume_id: i64) -> Result<Vec<StoredFact>> {
        let sql = super::sql::built(format!(
            "{COLUMNS} where item_id in (select id from item where volume_id = $1) order by id"
        ));
        self.link.rows_str(sql, vals![volume_id]).await?.iter().map(read).collect()
    }

    pub async fn insert_fact(
        &mut self,
        item_id: i64,
        kind: &str,
        on: chrono::NaiveDate,
        note: &str,
    ) -> Result<i64> {
        let id = self.take_ids("fact", 1).await?;
        let on = on.to_string();
        let sql = "insert into fact (id, item_id, kind, on_day, note) values ($1, $2, $3, $4, $5)";
        self.link.execute(sql, vals![id, item_id, kind, &on, note]).await?;
        self.touch(RecordKind::Fact, id);
        Ok(id)
    }

    /// Takes a fact away; the event that does it keeps what it said.
    pub async fn remove_fact(&mut self, id: i64) -> Result<()> {
        self.link.execute("delete from fact where id = $1", vals![id]).await?;
        self.touch(RecordKind::Fact, id);
        Ok(())
    }
}

impl StoredFact {
    /// The fact as the rules take it; `None` when its kind is unknown to this program.
    pub fn as_fact(&self) -> Option<crate::domain::disposal::retention::Fact> {
        let kind = crate::domain::disposal::retention::FactKind::from_key(&self.kind)?;
        Some(crate::domain::disposal::retention::Fact { kind, on: self.on, note: self.note.clone() })
    }
}
