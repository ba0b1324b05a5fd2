//! Questions over many records: what is due, what is held, catalogs in shelf order.

use super::sql::{Val, built, vals};
use super::{Store, VolumeFilter};
use crate::domain::date::RecordDate;
use crate::domain::error::Result;

/// A count of holdings.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
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

/// What falls due, counted: per class and period, and the year it becomes due.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DueRow {
    pub scheme_id: String,
    pub class_id: String,
    pub period: String,
    pub due_year: i32,
    pub volumes: i64,
    pub items: i64,
    pub pages: i64,
}

/// A person or unit with the record it stands in, for the index catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexRow {
    pub name: String,
    /// ID number, or the unit's number.
    pub number: String,
    /// The first unit of the same record, for persons.
    pub beside: String,
    /// Row inside the form (一表多人), from 1.
    pub seq: u32,
    /// The form lists others too.
    pub is_among_others: bool,
    pub year: i32,
    pub code: String,
    pub code_sort: String,
    pub page_from: u32,
}

/// The conditions of a filter. What it does not limit is no condition on a table: SQLite would make a
/// Bloom filter of that whole table for each portion of a catalog.
fn scope(filter: &VolumeFilter) -> String {
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

fn scoped<'a>(filter: &'a VolumeFilter, more: &[Val<'a>]) -> Vec<Val<'a>> {
    let mut vals = filter.vals().to_vec();
    vals.extend(more);
    vals
}

impl Store {
    /// Volumes due for appraisal by `until` (ids in shelf order).
    pub async fn volumes_due(&self, filter: &VolumeFilter, until: chrono::NaiveDate) -> Result<Vec<i64>> {
        let sql = built(format!(
            "select v.id from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where v.eligible_on <= $8 and {} order by v.code_sort, v.id",
            scope(filter)
        ));
        let until = until.to_string();
        self.pool
            .rows_str(sql, &scoped(filter, &[(&until).into()]))
            .await?
            .iter()
            .map(|row| row.int(0))
            .collect()
    }

    /// Volumes whose date is a question (ids in shelf order).
    pub async fn volumes_in_question(&self, filter: &VolumeFilter) -> Result<Vec<i64>> {
        let sql = built(format!(
            "select v.id from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where v.question is not null and {} order by v.code_sort, v.id",
            scope(filter)
        ));
        self.pool.rows_str(sql, &scoped(filter, &[])).await?.iter().map(|row| row.int(0)).collect()
    }

    /// Volumes with a date, counted per class, period and year they become due.
    pub async fn due_counts(&self, filter: &VolumeFilter) -> Result<Vec<DueRow>> {
        let sql = built(format!(
            "select p.scheme_id, p.class_id, p.period, cast(substr(v.eligible_on, 1, 4) as bigint), count(*),
                    cast(sum(v.items) as bigint), cast(sum(v.pages) as bigint)
             from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where v.eligible_on is not null and {} group by 1, 2, 3, 4 order by 4, 1, 2, 3",
            scope(filter)
        ));
        let rows = self.pool.rows_str(sql, &scoped(filter, &[])).await?;
        rows.iter()
            .map(|row| {
                Ok(DueRow {
                    scheme_id: row.text(0)?,
                    class_id: row.text(1)?,
                    period: row.text(2)?,
                    due_year: row.int(3)? as i32,
                    volumes: row.int(4)?,
                    items: row.int(5)?,
                    pages: row.int(6)?,
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

    /// Persons of a scope with the records they stand in, in no particular order.
    pub async fn person_index(&self, filter: &VolumeFilter) -> Result<Vec<IndexRow>> {
        let beside = "coalesce((select u.name from unit u where u.item_id = i.id and u.seq = 0), '')";
        self.index_rows(filter, "person m", "m.id_number", beside).await
    }

    /// Units of a scope with the records they stand in, in no particular order.
    pub async fn unit_index(&self, filter: &VolumeFilter) -> Result<Vec<IndexRow>> {
        self.index_rows(filter, "unit m", "m.number", "''").await
    }

    async fn index_rows(
        &self,
        filter: &VolumeFilter,
        table: &str,
        number: &str,
        beside: &str,
    ) -> Result<Vec<IndexRow>> {
        let others =
            format!("(select count(*) from {} o where o.item_id = i.id)", table.trim_end_matches(" m"));
        let sql = built(format!(
            "select m.name, {number}, {beside}, m.seq, p.year, i.code, i.code_sort, i.page_from, {others}
             from {table} join item i on i.id = m.item_id join volume v on v.id = i.volume_id
             join place p on p.id = i.place_id join fonds f on f.id = p.fonds_id where {}",
            scope(filter)
        ));
        let rows = self.pool.rows_str(sql, &scoped(filter, &[])).await?;
        rows.iter()
            .map(|row| {
                Ok(IndexRow {
                    name: row.text(0)?,
                    number: row.text(1)?,
                    beside: row.text(2)?,
                    seq: row.int(3)? as u32 + 1,
                    year: row.int(4)? as i32,
                    code: row.text(5)?,
                    code_sort: row.text(6)?,
                    page_from: row.int(7)? as u32,
                    is_among_others: row.int(8)? > 1,
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
