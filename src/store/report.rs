//! Questions over many records: what is due, what is held, catalogs in shelf order.

use utoipa::ToSchema;

use super::sql::{Val, built, vals};
use super::{Store, VolumeFilter};
use crate::domain::general::error::Result;
use crate::domain::values::date::RecordDate;

/// A count of holdings.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, ToSchema)]
pub struct HoldingCount {
    pub year: i32,
    pub scheme_id: String,
    pub class_id: String,
    pub step_id: String,
    pub period: String,
    pub state: String,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
}

/// What falls due, counted: volumes of one place that become due in one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueCount {
    pub place_id: i64,
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

/// A volume by its code alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeCode {
    pub id: i64,
    pub code: String,
    /// Its place on the shelf.
    pub sort: String,
}

/// The conditions of a filter. What it does not limit is no condition on a table: SQLite would make a
/// Bloom filter of that whole table for each portion of a catalog.
pub(super) fn scope(filter: &VolumeFilter) -> String {
    let conditions = [
        (filter.fonds.is_some(), "text", "f.number ="),
        (filter.year_from.is_some(), "bigint", "p.year >="),
        (filter.year_to.is_some(), "bigint", "p.year <="),
        (filter.class_id.is_some(), "text", "p.class_id ="),
        (filter.step_id.is_some(), "text", "p.step_id ="),
        (filter.period.is_some(), "text", "p.period ="),
        (filter.state.is_some(), "text", "v.state ="),
    ];
    let condition = |(at, (limits, kind, compared)): (usize, (bool, &str, &str))| {
        let (n, or) = (at + 1, if limits { format!(" or {compared} ${}", at + 1) } else { String::new() });
        format!("(cast(${n} as {kind}) is null{or})")
    };
    conditions.into_iter().enumerate().map(condition).collect::<Vec<_>>().join(" and ")
}

pub(super) fn scoped<'a>(filter: &'a VolumeFilter, more: &[Val<'a>]) -> Vec<Val<'a>> {
    let mut vals = filter.vals().to_vec();
    vals.extend(more);
    vals
}

impl Store {
    /// Codes of the volumes of a scope in shelf order after `after` (sort key, id); at most `limit`.
    pub async fn volume_codes(
        &self,
        filter: &VolumeFilter,
        after: (&str, i64),
        limit: i64,
    ) -> Result<Vec<VolumeCode>> {
        let sql = built(format!(
            "select v.id, v.code, v.code_sort from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where (v.code_sort, v.id) > ($8, $9) and {} order by v.code_sort, v.id limit $10",
            scope(filter)
        ));
        let vals = scoped(filter, &[after.0.into(), after.1.into(), limit.into()]);
        let rows = self.pool.rows_str(sql, &vals).await?;
        rows.iter()
            .map(|row| Ok(VolumeCode { id: row.int(0)?, code: row.text(1)?, sort: row.text(2)? }))
            .collect()
    }

    /// A stretch of the volumes due for appraisal within these days (ids in shelf order): `size` of them
    /// after the first `from`. With `only`, those of these places that became due in these years.
    pub async fn volumes_due(
        &self,
        filter: &VolumeFilter,
        (since, until): (Option<chrono::NaiveDate>, chrono::NaiveDate),
        only: Option<&[(i64, i32)]>,
        from: i64,
        size: i64,
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
            "select v.id from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where v.eligible_on <= $8 {since} and {} {only} order by v.code_sort, v.id limit $9 offset $10",
            scope(filter)
        ));
        let until = until.to_string();
        let vals = scoped(filter, &[(&until).into(), size.into(), from.into()]);
        self.pool.rows_str(sql, &vals).await?.iter().map(|row| row.int(0)).collect()
    }

    /// How many volumes are due for appraisal by `until`, and how many have a question for a date.
    pub async fn due_and_questions(
        &self,
        filter: &VolumeFilter,
        until: chrono::NaiveDate,
    ) -> Result<(i64, i64)> {
        let sql = built(format!(
            "select cast(coalesce(sum(case when v.eligible_on <= $8 then 1 else 0 end), 0) as bigint),
                    cast(coalesce(sum(case when v.question is not null then 1 else 0 end), 0) as bigint)
             from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id where {}",
            scope(filter)
        ));
        let until = until.to_string();
        let rows = self.pool.rows_str(sql, &scoped(filter, &[(&until).into()])).await?;
        let row = rows.first().ok_or_else(|| anyhow::anyhow!("a sum without a row"))?;
        Ok((row.int(0)?, row.int(1)?))
    }

    /// A stretch of the volumes whose date is a question (ids in shelf order).
    pub async fn volumes_in_question(&self, filter: &VolumeFilter, from: i64, size: i64) -> Result<Vec<i64>> {
        let sql = built(format!(
            "select v.id from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where v.question is not null and {} order by v.code_sort, v.id limit $8 offset $9",
            scope(filter)
        ));
        let vals = scoped(filter, &[size.into(), from.into()]);
        self.pool.rows_str(sql, &vals).await?.iter().map(|row| row.int(0)).collect()
    }

    /// Volumes with a date, counted per place and year they become due.
    pub async fn due_counts(&self, filter: &VolumeFilter) -> Result<Vec<DueCount>> {
        let sql = built(format!(
            "select p.id, p.scheme_id, p.class_id, p.step_id, p.period, p.year,
                    cast(substr(v.eligible_on, 1, 4) as bigint), count(*),
                    cast(sum(v.items) as bigint), cast(sum(v.pages) as bigint)
             from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where v.eligible_on is not null and {} group by 1, 2, 3, 4, 5, 6, 7 order by 7, 1",
            scope(filter)
        ));
        let rows = self.pool.rows_str(sql, &scoped(filter, &[])).await?;
        rows.iter()
            .map(|row| {
                Ok(DueCount {
                    place_id: row.int(0)?,
                    scheme_id: row.text(1)?,
                    class_id: row.text(2)?,
                    step_id: row.text(3)?,
                    period: row.text(4)?,
                    year: row.int(5)? as i32,
                    due_year: row.int(6)? as i32,
                    volumes: row.int(7)?,
                    items: row.int(8)?,
                    pages: row.int(9)?,
                })
            })
            .collect()
    }

    /// Everything held, counted per year, class, step, period and state.
    pub async fn holdings(&self, filter: &VolumeFilter) -> Result<Vec<HoldingCount>> {
        let sql = built(format!(
            "select p.year, p.scheme_id, p.class_id, p.step_id, p.period, v.state, count(*),
                    cast(sum(v.items) as bigint), cast(sum(v.pages) as bigint)
             from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where {} group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6",
            scope(filter)
        ));
        let rows = self.pool.rows_str(sql, &scoped(filter, &[])).await?;
        rows.iter()
            .map(|row| {
                Ok(HoldingCount {
                    year: row.int(0)? as i32,
                    scheme_id: row.text(1)?,
                    class_id: row.text(2)?,
                    step_id: row.text(3)?,
                    period: row.text(4)?,
                    state: row.text(5)?,
                    volumes: row.int(6)?,
                    items: row.int(7)?,
                    pages: row.int(8)?,
                })
            })
            .collect()
    }

    /// Codes that more than one item or volume of the same class bears, with how many.
    pub async fn codes_doubled(&self) -> Result<Vec<(String, i64)>> {
        let sql = "select i.code, count(*) from item i join place p on p.id = i.place_id
                   where i.volume_id is not null group by i.code, p.class_id, p.fonds_id having count(*) > 1 order by i.code";
        self.pool.rows(sql, vals![]).await?.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
    }

    /// Ids of items whose date is derived from an accounting or event rule, or all of a place's, for
    /// recomputation: id and place in order of id.
    pub async fn item_dates(
        &self,
        after: i64,
        limit: i64,
    ) -> Result<Vec<(i64, i64, usize, Option<String>, Option<String>, Option<RecordDate>)>> {
        let sql = "select id, place_id, rule, eligible_on, question, date from item where id > $1 order by id limit $2";
        let rows = self.pool.rows(sql, vals![after, limit]).await?;
        rows.iter()
            .map(|row| {
                let date = row.opt_text(5)?.as_deref().and_then(RecordDate::from_iso);
                Ok((row.int(0)?, row.int(1)?, row.int(2)? as usize, row.opt_text(3)?, row.opt_text(4)?, date))
            })
            .collect()
    }
}
