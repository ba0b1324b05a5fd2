//! What the dates of volumes are derived from, many at a time: how many records of each rule and year stand in each.

use super::queries::Queries;
use super::sql::{built, id_list};
use super::table::record;
use crate::domain::general::error::Result;

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

impl Queries {
    /// The records of these volumes on which no fact is recorded, those that are dated alike counted together.
    pub async fn dated_alike(&self, volumes: &[i64]) -> Result<Vec<DatedAlike>> {
        let mut alike = Vec::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select i.volume_id, i.rule, cast(substr(coalesce(i.date_end, i.date), 1, 4) as bigint),
                        i.eligible_on, i.question, count(*)
                 from item i where i.volume_id in ({list})
                  and not exists (select 1 from fact q where q.item_id = i.id) group by 1, 2, 3, 4, 5"
            ));
            alike.extend(self.all_of_many(sql, &vals).await?);
        }
        Ok(alike)
    }
}
