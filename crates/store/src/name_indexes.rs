//! What the indexes of persons, units and document numbers list, and how much.

use super::columns::{Columns, FromRow};
use super::queries::Queries;
use super::sql::{built, id_list, vals};
use super::volumes::{FROM_VOLUMES, conditions, vals_with};
use crate::domain::general::error::Result;
use crate::domain::records::scope::Scope;

/// A person or unit with the record it stands in, for the index catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexRow {
    pub name: String,
    /// ID number, or the unit's number.
    pub number: String,
    /// Kind of the document a person's number is of.
    pub document: String,
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

const PERSON_NUMBER: &str = "m.id_number, m.id_kind";
const PERSON_BESIDE: &str = "coalesce((select u.name from unit u where u.item_id = i.id and u.seq = 0), '')";
const UNIT_NUMBER: &str = "m.number, ''";

/// The rows of an index, to be followed by which records.
fn index_sql(table: &str, number: &str, beside: &str) -> String {
    let others = format!("(select count(*) from {} o where o.item_id = i.id)", table.trim_end_matches(" m"));
    // in this order: a stretch of records, then what belongs to each
    format!(
        "select m.name, {number}, {beside}, m.seq, p.year, i.code, i.code_sort, i.page_from, {others}
         from item i cross join {table} cross join volume v cross join place p cross join fonds f
         where m.item_id = i.id and v.id = i.volume_id and p.id = i.place_id and f.id = p.fonds_id and"
    )
}

/// What an index lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexOf {
    Persons,
    Units,
    DocNumbers,
}

impl IndexOf {
    fn table(self) -> Option<&'static str> {
        match self {
            IndexOf::Persons => Some("person"),
            IndexOf::Units => Some("unit"),
            IndexOf::DocNumbers => None,
        }
    }

    /// Where its lines stand, and which of them count.
    fn lines(self) -> (String, &'static str) {
        match self.table() {
            Some(table) => (format!("item i join {table} m on m.item_id = i.id"), ""),
            None => ("item i".to_owned(), "and i.doc_number <> ''"),
        }
    }
}

/// A scope of at most a fourth of all volumes is read volume by volume, so many at a time.
const SMALL_PART: i64 = 4;
const TOGETHER: usize = 500;
/// Records read together where all are read.
const STRETCH: i64 = 5000;

impl FromRow for IndexRow {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(IndexRow {
            name: columns.next()?,
            number: columns.next()?,
            document: columns.next()?,
            beside: columns.next()?,
            seq: columns.next::<u32>()? + 1,
            year: columns.next()?,
            code: columns.next()?,
            code_sort: columns.next()?,
            page_from: columns.next()?,
            is_among_others: columns.next::<i64>()? > 1,
        })
    }
}

impl Queries {
    /// Persons of a scope with the records they stand in, in no particular order.
    pub async fn person_index(&self, scope: &Scope) -> Result<Vec<IndexRow>> {
        self.index_rows(scope, index_sql("person m", PERSON_NUMBER, PERSON_BESIDE)).await
    }

    /// Units of a scope with the records they stand in, in no particular order.
    pub async fn unit_index(&self, scope: &Scope) -> Result<Vec<IndexRow>> {
        self.index_rows(scope, index_sql("unit m", UNIT_NUMBER, "''")).await
    }

    /// [`Queries::person_index`] of chosen volumes.
    pub async fn person_index_of(&self, volumes: &[i64]) -> Result<Vec<IndexRow>> {
        self.rows_of_volumes(&index_sql("person m", PERSON_NUMBER, PERSON_BESIDE), volumes).await
    }

    /// [`Queries::unit_index`] of chosen volumes.
    pub async fn unit_index_of(&self, volumes: &[i64]) -> Result<Vec<IndexRow>> {
        self.rows_of_volumes(&index_sql("unit m", UNIT_NUMBER, "''"), volumes).await
    }

    /// How many lines the index of persons, of units or of document numbers has.
    pub async fn index_lines(&self, scope: &Scope, of: IndexOf) -> Result<i64> {
        let (table, (lines, numbered)) = (of.table(), of.lines());
        match (self.narrow(scope).await?, table) {
            (Some(volumes), _) => self.index_lines_of(&volumes, of).await,
            // all but the few that stand on no shelf: an archive has millions of persons
            (None, Some(table)) if *scope == Scope::default() => {
                let taken_out = format!("select count(*) from {lines} where i.volume_id is null");
                let all = format!("select (select count(*) from {table}) - ({taken_out})");
                self.number(built(all), &[]).await
            }
            (None, None) if *scope == Scope::default() => {
                let sql = format!("select count(*) from {lines} where i.volume_id is not null {numbered}");
                self.number(built(sql), &[]).await
            }
            _ => {
                let sql = format!(
                    "select count(*) from {lines} join volume v on v.id = i.volume_id
                     join place p on p.id = i.place_id join fonds f on f.id = p.fonds_id where {} {numbered}",
                    conditions(scope)
                );
                self.number(built(sql), &vals_with(scope, &[])).await
            }
        }
    }

    /// [`Queries::index_lines`] of chosen volumes.
    pub async fn index_lines_of(&self, volumes: &[i64], of: IndexOf) -> Result<i64> {
        let (lines, numbered) = of.lines();
        let mut sum = 0;
        for volumes in volumes.chunks(TOGETHER) {
            let (list, vals) = id_list(volumes);
            let sql = format!("select count(*) from {lines} where i.volume_id in ({list}) {numbered}");
            sum += self.number(built(sql), &vals).await?;
        }
        Ok(sum)
    }

    /// Volumes of a scope that is a small part of the archive. `None`: it is so much that its records are
    /// quicker read in the order they lie in than volume by volume.
    async fn narrow(&self, scope: &Scope) -> Result<Option<Vec<i64>>> {
        if *scope == Scope::default() {
            return Ok(None);
        }
        let most = self.number("select count(*) from volume", &[]).await? / SMALL_PART;
        let sql = built(format!("select v.id {FROM_VOLUMES} where {} limit $8", conditions(scope)));
        let ids: Vec<i64> = self.all(sql, &vals_with(scope, vals![most + 1])).await?;
        Ok((ids.len() as i64 <= most).then_some(ids))
    }

    async fn index_rows(&self, scope: &Scope, sql: String) -> Result<Vec<IndexRow>> {
        match self.narrow(scope).await? {
            Some(volumes) => self.rows_of_volumes(&sql, &volumes).await,
            None => self.every_index_row(scope, sql).await,
        }
    }

    async fn rows_of_volumes(&self, sql: &str, volumes: &[i64]) -> Result<Vec<IndexRow>> {
        let mut found = Vec::new();
        for volumes in volumes.chunks(TOGETHER) {
            let (list, vals) = id_list(volumes);
            let sql = built(format!("{sql} i.volume_id in ({list})"));
            found.extend(self.all::<IndexRow>(sql, &vals).await?);
        }
        Ok(found)
    }

    /// A stretch of records at a time: a row as the database hands it over is many times the row kept.
    async fn every_index_row(&self, scope: &Scope, sql: String) -> Result<Vec<IndexRow>> {
        let last = self.last_item_id().await?;
        let sql = built(format!("{sql} {} and i.id > $8 and i.id <= $9", conditions(scope)));
        let mut found = Vec::new();
        for after in (0..last).step_by(STRETCH as usize) {
            let vals = vals_with(scope, vals![after, after + STRETCH]);
            found.extend(self.all::<IndexRow>(sql.clone(), &vals).await?);
        }
        Ok(found)
    }
}
