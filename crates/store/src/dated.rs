//! What the dates of volumes are derived from, many at a time: how many records of each rule and year stand in each, and
//! the facts on the others.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::queries::Queries;
use super::sql::{built, id_list};
use super::table::record;
use crate::domain::disposal::retention::{Fact, FactKind};
use crate::domain::general::error::Result;
use crate::domain::general::masking::FreeText;
use crate::domain::values::period::RetentionPeriod;

record! {
    /// Records of a volume that have one date, by the rules (of one rule, of one year of formation) and as it stands.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DatedAlike {
        pub volume_id: i64,
        pub rule: u32,
        /// Year of the paper itself; `None`: it bears no date.
        pub dated: Option<i64>,
        /// The date as it is stored, ISO, or the kind of question that keeps it open; neither: permanent.
        pub eligible_on: Option<String>,
        pub question: Option<String>,
        pub items: i64,
    }
}

record! {
    /// A fact on a record of a volume, with what the record's date is derived from.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct FactInVolume {
        pub volume_id: i64,
        pub item_id: i64,
        pub rule: u32,
        /// As in [`DatedAlike`].
        pub dated: Option<i64>,
        pub kind: String,
        pub on_day: NaiveDate,
        pub note: FreeText,
        pub period: String,
    }
}

impl FactInVolume {
    /// The fact as the rules take it; `None` when its kind is unknown to this program.
    pub fn as_fact(&self) -> Option<Fact> {
        let (kind, period) = (FactKind::from_key(&self.kind)?, RetentionPeriod::from_key(&self.period));
        Some(Fact { kind, on: self.on_day, period, note: self.note.to_string() })
    }
}

/// The year a record `i` bears.
const DATED: &str = "cast(substr(coalesce(i.date_end, i.date), 1, 4) as bigint)";

impl Queries {
    /// The facts on records of these volumes, record after record.
    pub async fn facts_in_volumes(&self, volumes: &[i64]) -> Result<Vec<FactInVolume>> {
        let mut facts = Vec::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select i.volume_id, q.item_id, i.rule, {DATED}, q.kind, q.on_day, q.note, q.period
                 from item i join fact q on q.item_id = i.id where i.volume_id in ({list}) order by q.item_id, q.id"
            ));
            facts.extend(self.all_of_many::<FactInVolume>(sql, &vals).await?);
        }
        Ok(facts)
    }

    /// Every volume in which a record has a fact.
    pub async fn volumes_with_facts(&self) -> Result<HashSet<i64>> {
        let sql = "select distinct i.volume_id from fact q join item i on i.id = q.item_id where i.volume_id is not null";
        Ok(self.all_of_many::<i64>(sql, &[]).await?.into_iter().collect())
    }

    /// The records of these volumes on which no fact is recorded, those that are dated alike counted together.
    pub async fn dated_alike(&self, volumes: &[i64]) -> Result<Vec<DatedAlike>> {
        let mut alike = Vec::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select i.volume_id, i.rule, {DATED}, i.eligible_on, i.question, count(*)
                 from item i where i.volume_id in ({list})
                  and not exists (select 1 from fact q where q.item_id = i.id) group by 1, 2, 3, 4, 5"
            ));
            alike.extend(self.all_of_many(sql, &vals).await?);
        }
        Ok(alike)
    }
}

#[cfg(test)]
mod tests {
    use crate::Store;
    use crate::sql::tests::statements;

    /// What a page of fifty volumes is kept for is read with two statements, of ten thousand with forty.
    #[tokio::test]
    async fn periods_are_read_with_a_bounded_number_of_statements() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&dir.path().join("a.db"), true).await.unwrap();
        let asked = async |ids: i64| {
            let ids: Vec<i64> = (1..=ids).collect();
            let before = statements();
            assert_eq!(store.facts_in_volumes(&ids).await.unwrap(), []);
            assert_eq!(store.dated_alike(&ids).await.unwrap(), []);
            statements() - before
        };
        assert_eq!((asked(1).await, asked(50).await, asked(10_000).await), (2, 2, 40));
        let before = statements();
        assert!(store.volumes_with_facts().await.unwrap().is_empty());
        assert_eq!(statements() - before, 1);
        store.close().await;
    }
}
