//! What the indexes of persons, units and document numbers list, and how much.

use super::report::{scope, scoped};
use super::sql::{Row, Val, built, id_list};
use super::{Store, VolumeFilter};
use crate::domain::general::error::Result;

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

/// What an index lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexOf {
    Persons,
    Units,
    DocNumbers,
}

/// A scope of at most a fourth of all volumes is read volume by volume, so many at a time.
const SMALL_PART: i64 = 4;
const TOGETHER: usize = 500;
/// Records read together where all are read.
const STRETCH: i64 = 5000;

fn index_row(row: &Row) -> Result<IndexRow> {
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
}

impl Store {
    /// Persons of a scope with the records they stand in, in no particular order.
    pub async fn person_index(&self, filter: &VolumeFilter) -> Result<Vec<IndexRow>> {
        let beside = "coalesce((select u.name from unit u where u.item_id = i.id and u.seq = 0), '')";
        self.index_rows(filter, "person m", "m.id_number", beside).await
    }

    /// Units of a scope with the records they stand in, in no particular order.
    pub async fn unit_index(&self, filter: &VolumeFilter) -> Result<Vec<IndexRow>> {
        self.index_rows(filter, "unit m", "m.number", "''").await
    }

    /// How many lines the index of persons, of units or of document numbers has.
    pub async fn index_lines(&self, filter: &VolumeFilter, of: IndexOf) -> Result<i64> {
        let table = match of {
            IndexOf::Persons => Some("person"),
            IndexOf::Units => Some("unit"),
            IndexOf::DocNumbers => None,
        };
        let (lines, numbered) = match table {
            Some(table) => (format!("item i join {table} m on m.item_id = i.id"), ""),
            None => ("item i".to_owned(), "and i.doc_number <> ''"),
        };
        match (self.narrow(filter).await?, table) {
            (Some(volumes), _) => {
                let mut sum = 0;
                for volumes in volumes.chunks(TOGETHER) {
                    let (list, vals) = id_list(volumes);
                    let sql =
                        format!("select count(*) from {lines} where i.volume_id in ({list}) {numbered}");
                    sum += self.count(sql, &vals).await?;
                }
                Ok(sum)
            }
            // all but the few that stand on no shelf: an archive has millions of persons
            (None, Some(table)) if *filter == VolumeFilter::default() => {
                let taken_out = format!("select count(*) from {lines} where i.volume_id is null");
                self.count(format!("select (select count(*) from {table}) - ({taken_out})"), &[]).await
            }
            (None, None) if *filter == VolumeFilter::default() => {
                let sql = format!("select count(*) from {lines} where i.volume_id is not null {numbered}");
                self.count(sql, &[]).await
            }
            _ => {
                let sql = format!(
                    "select count(*) from {lines} join volume v on v.id = i.volume_id
                     join place p on p.id = i.place_id join fonds f on f.id = p.fonds_id where {} {numbered}",
                    scope(filter)
                );
                self.count(sql, &scoped(filter, &[])).await
            }
        }
    }

    async fn count(&self, sql: String, vals: &[Val<'_>]) -> Result<i64> {
        self.pool.rows_str(built(sql), vals).await?.first().map_or(Ok(0), |row| row.int(0))
    }

    /// Volumes of a scope that is a small part of the archive. `None`: it is so much that its records are
    /// quicker read in the order they lie in than volume by volume.
    async fn narrow(&self, filter: &VolumeFilter) -> Result<Option<Vec<i64>>> {
        if *filter == VolumeFilter::default() {
            return Ok(None);
        }
        let most = self.count("select count(*) from volume".to_owned(), &[]).await? / SMALL_PART;
        let sql = built(format!(
            "select v.id from volume v join place p on p.id = v.place_id join fonds f on f.id = p.fonds_id
             where {} limit $8",
            scope(filter)
        ));
        let rows = self.pool.rows_str(sql, &scoped(filter, &[(most + 1).into()])).await?;
        let ids = rows.iter().map(|row| row.int(0)).collect::<Result<Vec<_>>>()?;
        Ok((ids.len() as i64 <= most).then_some(ids))
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
        // in this order: a stretch of records, then what belongs to each
        let sql = format!(
            "select m.name, {number}, {beside}, m.seq, p.year, i.code, i.code_sort, i.page_from, {others}
             from item i cross join {table} cross join volume v cross join place p cross join fonds f
             where m.item_id = i.id and v.id = i.volume_id and p.id = i.place_id and f.id = p.fonds_id and"
        );
        let Some(volumes) = self.narrow(filter).await? else {
            return self.every_index_row(filter, sql).await;
        };
        let mut found = Vec::new();
        for volumes in volumes.chunks(TOGETHER) {
            let (list, vals) = id_list(volumes);
            let rows = self.pool.rows_str(built(format!("{sql} i.volume_id in ({list})")), &vals).await?;
            for row in &rows {
                found.push(index_row(row)?);
            }
        }
        Ok(found)
    }

    /// A stretch of records at a time: a row as the database hands it over is many times the row kept.
    async fn every_index_row(&self, filter: &VolumeFilter, sql: String) -> Result<Vec<IndexRow>> {
        let last =
            self.count("select cast(coalesce(max(id), 0) as bigint) from item".to_owned(), &[]).await?;
        let sql = built(format!("{sql} {} and i.id > $8 and i.id <= $9", scope(filter)));
        let mut found = Vec::new();
        for after in (0..last).step_by(STRETCH as usize) {
            let vals = scoped(filter, &[after.into(), (after + STRETCH).into()]);
            for row in &self.pool.rows_str(sql.clone(), &vals).await? {
                found.push(index_row(row)?);
            }
        }
        Ok(found)
    }
}
