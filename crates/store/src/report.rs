//! Questions over many records: what is due, what is held, catalogs in shelf order.

use std::collections::HashMap;

use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::table::record;
use super::volumes::{FROM_VOLUMES, IS_HERE, STATE_NOW, conditions, ordered_by, vals_with};
use crate::domain::general::error::Result;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{VolumeOrder, VolumeState};

record! {
    /// A count of holdings.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
    pub struct HoldingCount {
        pub year: i32,
        pub scheme_id: String,
        pub class_id: String,
        pub step_id: String,
        pub period: String,
        pub state: VolumeState,
        pub volumes: i64,
        pub items: i64,
        pub pages: i64,
    }
}

record! {
    /// What falls due, counted: volumes of one place that become due in one year.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DueCount {
        pub place_id: i64,
        /// Number of its fonds.
        pub fonds: String,
        pub scheme_id: String,
        pub class_id: String,
        pub step_id: String,
        pub period: String,
        pub year: i32,
        pub due_year: i32,
        pub volumes: i64,
        pub items: i64,
        pub pages: i64,
    }
}

record! {
    /// A volume by its code alone.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct VolumeCode {
        pub id: i64,
        pub code: String,
        /// Its place on the shelf.
        pub sort: String,
    }
}

impl Queries {
    /// Codes of the volumes of a scope in shelf order after `after` (sort key, id); at most `limit`.
    pub async fn volume_codes(
        &self,
        scope: &Scope,
        after: (&str, i64),
        limit: i64,
    ) -> Result<Vec<VolumeCode>> {
        let sql = built(format!(
            "select v.id, v.code, v.code_sort {FROM_VOLUMES}
             where (v.code_sort, v.id) > ($8, $9) and {} order by v.code_sort, v.id limit $10",
            conditions(scope)
        ));
        let vals = vals_with(scope, vals![after.0, after.1, limit]);
        self.all(sql, &vals).await
    }

    /// A stretch of the volumes due for appraisal within these days (ids in this order): `size` of them
    /// after the first `from`. With `only`, those of these places that became due in these years.
    pub async fn volumes_due(
        &self,
        scope: &Scope,
        (since, until): (Option<chrono::NaiveDate>, chrono::NaiveDate),
        only: Option<&[(i64, i32)]>,
        order: VolumeOrder,
        (from, size): (i64, i64),
    ) -> Result<Vec<i64>> {
        let only = only.map_or_else(String::new, |pairs| {
            let listed: Vec<String> =
                pairs.iter().map(|(place, year)| format!("'{place}:{year:04}'")).collect();
            // an empty list is no list in SQL
            let listed = if listed.is_empty() { "''".to_owned() } else { listed.join(",") };
            format!("and cast(v.place_id as text) || ':' || substr(v.eligible_on, 1, 4) in ({listed})")
        });
        let since = since.map_or_else(String::new, |day| format!("and v.eligible_on >= '{day}'"));
        let sql = built(format!(
            "select v.id {FROM_VOLUMES}
             where v.eligible_on <= $8 {since} and {IS_HERE} and {} {only} order by {} limit $9 offset $10",
            conditions(scope),
            ordered_by(order)
        ));
        let until = until.to_string();
        let vals = vals_with(scope, vals![&until, size, from]);
        self.all(sql, &vals).await
    }

    /// How many volumes are due for appraisal by `until`, and how many have a question for a date.
    pub async fn due_and_questions(&self, scope: &Scope, until: chrono::NaiveDate) -> Result<(i64, i64)> {
        let sql = built(format!(
            "select cast(coalesce(sum(case when v.eligible_on <= $8 then 1 else 0 end), 0) as bigint),
                    cast(coalesce(sum(case when v.question is not null then 1 else 0 end), 0) as bigint)
             {FROM_VOLUMES} where {IS_HERE} and {}",
            conditions(scope)
        ));
        let until = until.to_string();
        Ok(self.one(sql, &vals_with(scope, vals![&until])).await?.unwrap_or_default())
    }

    /// A stretch of the volumes whose date is a question (ids in shelf order).
    pub async fn volumes_in_question(&self, scope: &Scope, from: i64, size: i64) -> Result<Vec<i64>> {
        let sql = built(format!(
            "select v.id {FROM_VOLUMES}
             where v.question is not null and {IS_HERE} and {} order by v.code_sort, v.id limit $8 offset $9",
            conditions(scope)
        ));
        let vals = vals_with(scope, vals![size, from]);
        self.all(sql, &vals).await
    }

    /// The titles in each of these volumes, in page order, with how many records bear them.
    pub async fn titles_in(&self, volumes: &[i64]) -> Result<HashMap<i64, Vec<(String, i64)>>> {
        let mut titles: HashMap<i64, Vec<(String, i64)>> = HashMap::new();
        for volumes in volumes.chunks(500) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!(
                "select volume_id, title, count(*) from item where volume_id in ({list})
                 group by volume_id, title order by volume_id, cast(min(seq) as bigint), title"
            ));
            for (volume, title, records) in self.all::<(i64, String, i64)>(sql, &vals).await? {
                titles.entry(volume).or_default().push((title, records));
            }
        }
        Ok(titles)
    }

    /// Volumes with a date, counted per place and year they become due.
    pub async fn due_counts(&self, scope: &Scope) -> Result<Vec<DueCount>> {
        let sql = built(format!(
            "select p.id, f.number, p.scheme_id, p.class_id, p.step_id, p.period, p.year,
                    cast(substr(v.eligible_on, 1, 4) as bigint), count(*),
                    cast(sum(v.items) as bigint), cast(sum(v.pages) as bigint)
             {FROM_VOLUMES}
             where v.eligible_on is not null and {IS_HERE} and {} group by 1, 2, 3, 4, 5, 6, 7, 8 order by 8, 1",
            conditions(scope)
        ));
        self.all(sql, &vals_with(scope, &[])).await
    }

    /// Everything held, counted per year, class, step, period and state.
    pub async fn holdings(&self, scope: &Scope) -> Result<Vec<HoldingCount>> {
        let sql = built(format!(
            "select p.year, p.scheme_id, p.class_id, p.step_id, p.period, {STATE_NOW}, count(*),
                    cast(sum(v.items) as bigint), cast(sum(v.pages) as bigint)
             {FROM_VOLUMES}
             where {} group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6",
            conditions(scope)
        ));
        self.all(sql, &vals_with(scope, &[])).await
    }

    /// The last year in which a volume of the scope was closed.
    pub async fn last_closed(&self, scope: &Scope) -> Result<Option<i32>> {
        let sql = built(format!(
            "select cast(coalesce(substr(max(v.closed_on), 1, 4), '0') as bigint) {FROM_VOLUMES} where {}",
            conditions(scope)
        ));
        let year = self.number(sql, &vals_with(scope, &[])).await?;
        Ok(i32::try_from(year).ok().filter(|year| *year > 0))
    }

    /// Codes that more than one item or volume of the same class bears, with how many.
    pub async fn codes_doubled(&self) -> Result<Vec<(String, i64)>> {
        let sql = "select i.code, count(*) from item i join place p on p.id = i.place_id
                   where i.volume_id is not null group by i.code, p.class_id, p.fonds_id having count(*) > 1 order by i.code";
        self.all(sql, &[]).await
    }
}
