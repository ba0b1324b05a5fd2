//! Pages of the lists on screen: so many rows after so many others, and what all rows add up to.

use super::sql::{built, vals};
use super::{Batch, Job, Store, VolumeFilter, batches, events, jobs, report, volumes};
use crate::domain::general::error::Result;
use crate::domain::records::event::Logged;
use crate::domain::records::volume::Volume;

/// Id, code and title.
pub type Coded = (i64, String, String);

impl Store {
    /// Volumes in shelf order, without the first `skip`.
    pub async fn volumes_page(&self, filter: &VolumeFilter, skip: i64, limit: i64) -> Result<Vec<Volume>> {
        let sql = volumes::select(&format!(
            "where {} order by v.code_sort, v.id limit $8 offset $9",
            report::scope(filter)
        ));
        let vals = report::scoped(filter, &[limit.into(), skip.into()]);
        self.pool.rows_str(sql, &vals).await?.iter().map(volumes::read).collect()
    }

    /// Volumes in shelf order as (id, records in it): the way to a record without walking over all
    /// those before it.
    pub async fn shelf(&self, filter: &VolumeFilter, skip: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
        let sql = built(format!(
            "select v.id, v.items from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where {} order by v.code_sort, v.id limit $8 offset $9",
            report::scope(filter)
        ));
        let vals = report::scoped(filter, &[limit.into(), skip.into()]);
        self.pool.rows_str(sql, &vals).await?.iter().map(|row| Ok((row.int(0)?, row.int(1)?))).collect()
    }

    /// Ids of the records in these volumes, in shelf order.
    pub async fn items_on_shelf(&self, volumes: &[i64]) -> Result<Vec<i64>> {
        let list = volumes.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let sql = built(format!(
            "select i.id from item i join volume v on v.id = i.volume_id where i.volume_id in ({list})
             order by v.code_sort, v.id, i.page_from"
        ));
        self.pool.rows_str(sql, &[]).await?.iter().map(|row| row.int(0)).collect()
    }

    /// Volumes and records whose code begins so, as (id, code, title), at most `limit` of each.
    pub async fn codes_beginning(&self, code: &str, limit: i64) -> Result<(Vec<Coded>, Vec<Coded>)> {
        // every code that begins so stands between it and it followed by the last character there is
        let end = format!("{code}\u{10ffff}");
        let (mut volumes, mut items) = (Vec::new(), Vec::new());
        for (table, found) in [("volume", &mut volumes), ("item", &mut items)] {
            let sql = built(format!(
                "select id, code, title from {table} where code >= $1 and code < $2 order by code, id limit $3"
            ));
            for row in self.pool.rows_str(sql, vals![code, &end, limit]).await? {
                found.push((row.int(0)?, row.text(1)?, row.text(2)?));
            }
        }
        Ok((volumes, items))
    }

    /// Batches, newest first, without the first `skip`.
    pub async fn batches_page(&self, skip: i64, limit: i64) -> Result<Vec<Batch>> {
        let sql = built(format!("{} order by id desc limit $1 offset $2", batches::COLUMNS));
        self.pool.rows_str(sql, vals![limit, skip]).await?.iter().map(batches::read).collect()
    }

    /// Batches; rows read, taken and refused in all of them.
    pub async fn batch_totals(&self) -> Result<[i64; 4]> {
        let sql = "select count(*), cast(coalesce(sum(rows_read), 0) as bigint), cast(coalesce(sum(accepted), 0) as bigint),
                   cast(coalesce(sum(refused), 0) as bigint) from batch";
        let rows = self.pool.rows(sql, &[]).await?;
        let row = rows.first().ok_or_else(|| anyhow::anyhow!("a sum without a row"))?;
        Ok([row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?])
    }

    /// Jobs of a state (all, where none is said), newest first, without the first `skip`.
    pub async fn jobs_page(&self, state: Option<&str>, skip: i64, limit: i64) -> Result<Vec<Job>> {
        let sql = built(format!(
            "{} where (cast($1 as text) is null or state = $1) order by id desc limit $2 offset $3",
            jobs::COLUMNS
        ));
        self.pool.rows_str(sql, vals![state, limit, skip]).await?.iter().map(jobs::read).collect()
    }

    pub async fn job_count(&self, state: Option<&str>) -> Result<i64> {
        let sql = "select count(*) from job where (cast($1 as text) is null or state = $1)";
        self.pool.row(sql, vals![state]).await?.map_or(Ok(0), |row| row.int(0))
    }

    /// Events of a kind of deed (all, where none is said), newest first, without the first `skip`.
    pub async fn events_page(&self, what: Option<&str>, skip: i64, limit: i64) -> Result<Vec<Logged>> {
        let sql = "select seq, at, actor, what, about, detail, digest from event
                   where (cast($1 as text) is null or what = $1) order by seq desc limit $2 offset $3";
        self.pool.rows(sql, vals![what, limit, skip]).await?.iter().map(events::logged).collect()
    }

    /// Without a deed the last number tells it; else every event is looked at.
    pub async fn event_count(&self, what: Option<&str>) -> Result<i64> {
        match what {
            None => self.last_event().await,
            Some(what) => {
                let sql = "select count(*) from event where what = $1";
                self.pool.row(sql, vals![what]).await?.map_or(Ok(0), |row| row.int(0))
            }
        }
    }
}
