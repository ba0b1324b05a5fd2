//! The whole database as it stands at one moment, for a backup: the embedded one as its file, by SQLite's own online backup,
//! any other as its rows.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};

use super::direct::aside;
use super::errors::{broken, broken_direct};
use super::open::migrations;
use super::queries::{Backend, Queries};
use super::snapshot::Snapshot;
use super::sql::{Pool, Val, built, vals};
use super::table::TableInfo;
use super::tables::TABLES;
use crate::domain::general::error::Result;

/// Pages copied between two looks at how far it is.
const PAGES: i32 = 1000;
/// Rows read at a time; one event may tell of thousands of records.
const ROWS: i64 = 200;

impl Snapshot {
    /// Copies the embedded database into a new file as it stood when the snapshot was taken; others go on writing
    /// meanwhile. `told` hears how many pages are done, of how many.
    ///
    /// # Errors
    /// `Busy` where the file cannot be written.
    pub async fn copy_file(&self, to: &Path, told: &(dyn Fn(u64, u64) + Sync)) -> Result<()> {
        let Some(Pool::Sqlite(pool)) = self.pool() else {
            return Err(anyhow::anyhow!("only the embedded database is one file").into());
        };
        let mut link = pool.acquire().await.map_err(broken)?;
        let mut locked = link.lock_handle().await.map_err(broken)?;
        aside(|| {
            // SAFETY: as in `direct::all`: the handle stays open, and the driver's thread away from it, as long as `locked`
            // lives; the connection made here ends before and does not close it
            let from = unsafe { rusqlite::Connection::from_handle(locked.as_raw_handle().as_ptr()) };
            let from = from.map_err(broken_direct)?;
            let mut copy = rusqlite::Connection::open(to).map_err(broken_direct)?;
            // whoever keeps the file brings it to the disk
            copy.execute_batch("pragma synchronous = off; pragma journal_mode = off")
                .map_err(broken_direct)?;
            // the reading transaction of the snapshot stands: every step copies of the same moment
            let backup = Backup::new(&from, &mut copy).map_err(broken_direct)?;
            loop {
                match backup.step(PAGES).map_err(broken_direct)? {
                    StepResult::Done => return Ok(()),
                    StepResult::More => {}
                    _ => std::thread::sleep(Duration::from_millis(50)),
                }
                let done = backup.progress();
                told((done.pagecount - done.remaining) as u64, done.pagecount as u64);
            }
        })
    }
}

/// The last migration this program knows.
pub fn newest_schema(backend: Backend) -> i64 {
    migrations(backend).iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// The rows of a table in the order of its key, as lines of JSON: an array of the values of each.
pub struct TableRows {
    pub name: &'static str,
    /// As the database has them, which may be older than the program.
    pub columns: Vec<String>,
    /// Places of the key among the columns.
    key: Vec<usize>,
    at: Option<Vec<Val<'static>>>,
}

impl TableRows {
    /// The next lines; none: the end.
    ///
    /// # Errors
    /// Whatever reading answers.
    pub async fn next_lines(&mut self, from: &Queries) -> Result<Vec<String>> {
        Ok(self.next_rows(from).await?.iter().map(|row| line(row)).collect())
    }

    /// The next rows; none: the end.
    pub(super) async fn next_rows(&mut self, from: &Queries) -> Result<Vec<Vec<Val<'static>>>> {
        let key: Vec<&str> = self.key.iter().map(|at| self.columns[*at].as_str()).collect();
        let (columns, order) = (self.columns.join(", "), key.join(", "));
        let marks: Vec<String> = (1..=key.len()).map(|at| format!("${at}")).collect();
        let after = match &self.at {
            Some(_) => format!("where ({order}) > ({})", marks.join(", ")),
            None => String::new(),
        };
        let sql = format!("select {columns} from {} {after} order by {order} limit {ROWS}", self.name);
        let found = from.rows(built(sql), self.at.as_deref().unwrap_or_default()).await?;
        let mut rows = Vec::with_capacity(found.len());
        for row in &found {
            let values = (0..row.width()).map(|at| Ok(owned(row.val(at)?)));
            rows.push(values.collect::<Result<Vec<_>>>()?);
        }
        if let Some(last) = rows.last() {
            self.at = Some(self.key.iter().map(|at| last[*at].clone()).collect());
        }
        Ok(rows)
    }
}

impl Queries {
    /// The last migration the database has run; `None`: it has no tables of ours.
    pub async fn schema_version(&self) -> Result<Option<i64>> {
        if self.columns_of("_sqlx_migrations").await?.is_empty() {
            return Ok(None);
        }
        let sql = "select cast(coalesce(max(version), 0) as bigint) from _sqlx_migrations";
        Ok(Some(self.number(sql, &[]).await?).filter(|version| *version > 0))
    }

    /// The tables the database has, each after those its rows point to.
    ///
    /// # Errors
    /// Whatever reading answers.
    pub async fn tables_there(&self) -> Result<Vec<TableRows>> {
        let mut found = Vec::new();
        for table in TABLES {
            let columns = self.columns_of(table.name).await?;
            if !columns.is_empty() {
                found.push(TableRows { key: key_of(table, &columns), name: table.name, columns, at: None });
            }
        }
        Ok(found)
    }

    /// The columns of a table, in the database's order; none: there is no such table.
    async fn columns_of(&self, table: &str) -> Result<Vec<String>> {
        let sql = match self.backend() {
            Backend::Sqlite => "select name from pragma_table_info($1) order by cid",
            Backend::Postgres => {
                "select cast(column_name as text) from information_schema.columns
                 where table_schema = current_schema() and table_name = $1 order by ordinal_position"
            }
        };
        self.all(sql, vals![table]).await
    }
}

fn key_of(table: &TableInfo, columns: &[String]) -> Vec<usize> {
    table.key.iter().filter_map(|key| columns.iter().position(|column| column == key)).collect()
}

fn owned(val: Val<'_>) -> Val<'static> {
    match val {
        Val::Int(number) => Val::Int(number),
        Val::OptInt(number) => Val::OptInt(number),
        Val::Text(text) => Val::from(text.into_owned()),
        Val::OptText(text) => Val::from(text.map(|text| text.into_owned())),
    }
}

fn line(row: &[Val<'_>]) -> String {
    let values = row.iter().map(|val| match val {
        Val::Int(number) | Val::OptInt(Some(number)) => serde_json::Value::from(*number),
        Val::Text(text) | Val::OptText(Some(text)) => serde_json::Value::from(text.as_ref()),
        Val::OptInt(None) | Val::OptText(None) => serde_json::Value::Null,
    });
    serde_json::Value::Array(values.collect()).to_string()
}

/// The values of a line; `None`: it is none.
pub(super) fn row_of_line(line: &str) -> Option<Vec<Val<'static>>> {
    let values: Vec<serde_json::Value> = serde_json::from_str(line).ok()?;
    let value = |value| match value {
        serde_json::Value::Null => Some(Val::OptText(None)),
        serde_json::Value::String(text) => Some(Val::from(text)),
        serde_json::Value::Number(number) => number.as_i64().map(Val::Int),
        _ => None,
    };
    values.into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_comes_back_from_its_line() {
        let row = [Val::Int(-3), Val::from("张“三”\n\u{2028}"), Val::OptText(None), Val::from("")];
        let text = line(&row);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert_eq!(row_of_line(&text).unwrap(), row);
        assert_eq!(
            row_of_line(&line(&[Val::OptInt(None), Val::OptInt(Some(i64::MAX))])).unwrap(),
            [Val::OptText(None), Val::Int(i64::MAX)]
        );
        for wrong in ["", "{}", "[1.5]", "[true]", "[1", "[[1]]"] {
            assert!(row_of_line(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn each_table_stands_after_those_its_rows_point_to() {
        for (at, table) in TABLES.iter().enumerate() {
            for (_, parent) in table.parents {
                let before = TABLES[..at].iter().any(|other| other.name == *parent);
                assert!(before, "{} points to {parent}, which TABLES has after it", table.name);
            }
        }
    }
}
