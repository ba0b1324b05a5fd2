//! A new database filled with the rows of another, or of a backup: without the guards, which watch what people do and not
//! the order rows are copied in, and in one transaction.

use std::path::Path;
use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

use super::copies::row_of_line;
use super::errors::broken;
use super::open::{collation_is_c, database_address, migrate, migrate_to};
use super::queries::{Backend, Queries};
use super::sql::{Connection, Val, built};
use super::tables::TABLES;
use crate::domain::general::error::{Error, Result};
use crate::problems;

/// Values written together.
const TOGETHER: usize = 8000;

/// A database being filled.
pub struct Filling {
    link: Connection,
    /// What puts the guards back.
    guards: Vec<String>,
}

impl Filling {
    /// A new embedded database, as it was after migration `schema`.
    ///
    /// # Errors
    /// `Busy` where the file cannot be written.
    pub async fn sqlite(file: &Path, schema: i64) -> Result<Filling> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            .foreign_keys(false)
            .disable_statement_logging();
        let mut link = options.connect().await.map_err(broken)?;
        migrate_to(&mut link, Backend::Sqlite, Some(schema)).await?;
        let mut link = Connection::Sqlite(Box::new(link));
        let sql = "select name, sql from sqlite_master where type = 'trigger'";
        let mut guards = Vec::new();
        for guard in link.rows(built(sql.to_owned()), &[]).await? {
            let name = guard.text(0)?.unwrap_or_default().to_owned();
            guards.push(guard.text(1)?.unwrap_or_default().to_owned());
            link.execute(built(format!("drop trigger \"{name}\"")), &[]).await?;
        }
        link.run("begin").await?;
        Ok(Filling { link, guards })
    }

    /// A PostgreSQL database, which must hold no rows of ours. One that does is not even migrated.
    ///
    /// # Errors
    /// `Refused` where it holds rows; what [`Store::open_postgres`](super::Store::open_postgres) answers.
    pub async fn postgres(url: &str) -> Result<Filling> {
        let mut link = empty_postgres(url).await?;
        migrate(&mut link, Backend::Postgres).await?;
        let mut link = Connection::Postgres(Box::new(link));
        link.run("begin; lock table event in exclusive mode").await?;
        let mut guards = Vec::new();
        for table in TABLES {
            let name = table.name;
            let found = link.rows(built(format!("select 1 from {name} limit 1")), &[]).await?;
            if !found.is_empty() {
                return Err(Error::from(database_not_empty()));
            }
            link.execute(built(format!("alter table {name} disable trigger user")), &[]).await?;
            guards.push(format!("alter table {name} enable trigger user"));
        }
        Ok(Filling { link, guards })
    }

    /// Looks whether a PostgreSQL database can be filled, before anything is done for it.
    ///
    /// # Errors
    /// As [`Filling::postgres`].
    pub async fn refuse_filled(url: &str) -> Result<()> {
        empty_postgres(url).await?.close().await.map_err(broken)
    }

    /// Puts rows in, each a line as [`TableRows`](super::TableRows) gives it; answers how many.
    ///
    /// # Errors
    /// `Broken` for a line that is none, or a row the table does not take.
    pub async fn put_lines(&mut self, table: &str, columns: &[String], lines: &str) -> Result<u64> {
        let (mut values, mut rows) = (Vec::new(), 0);
        for line in lines.lines() {
            let row = row_of_line(line).filter(|row| row.len() == columns.len());
            values.extend(row.ok_or_else(|| anyhow::anyhow!("a row of {table} cannot be read"))?);
            rows += 1;
            if values.len() >= TOGETHER {
                self.put(table, columns, &std::mem::take(&mut values)).await?;
            }
        }
        self.put(table, columns, &values).await?;
        Ok(rows)
    }

    /// Copies every row of another database, which has run the same migrations.
    ///
    /// # Errors
    /// Whatever reading and writing answer.
    pub async fn put_all(&mut self, from: &Queries) -> Result<()> {
        for mut table in from.tables_there().await? {
            loop {
                let rows = table.next_rows(from).await?;
                if rows.is_empty() {
                    break;
                }
                let values: Vec<Val<'_>> = rows.into_iter().flatten().collect();
                self.put(table.name, &table.columns, &values).await?;
            }
        }
        Ok(())
    }

    async fn put(&mut self, table: &str, columns: &[String], values: &[Val<'_>]) -> Result<()> {
        let known = TABLES.iter().any(|known| known.name == table);
        let plain =
            |name: &String| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !known || !columns.iter().all(plain) {
            return Err(anyhow::anyhow!("there is no table {table} with these columns").into());
        }
        let head = format!("insert into {table} ({}) values ", columns.join(", "));
        self.link.insert_many(&head, columns.len(), values).await
    }

    /// Puts the guards back and ends the transaction: all rows are there, or none.
    ///
    /// # Errors
    /// Whatever writing answers.
    pub async fn finish(mut self) -> Result<()> {
        for guard in std::mem::take(&mut self.guards) {
            self.link.execute(built(guard), &[]).await?;
        }
        self.link.run("commit").await?;
        self.link.close().await;
        Ok(())
    }
}

async fn empty_postgres(url: &str) -> Result<PgConnection> {
    let options = PgConnectOptions::from_str(url).map_err(|error| Error::from(database_address(&error)))?;
    let mut link = options.disable_statement_logging().connect().await.map_err(broken)?;
    collation_is_c(&mut link).await?;
    let there = "select to_regclass('event') is not null";
    let is_founded: bool = sqlx::query_scalar(there).fetch_one(&mut link).await.map_err(broken)?;
    if is_founded {
        let first = sqlx::query("select seq from event limit 1").fetch_optional(&mut link).await;
        if first.map_err(broken)?.is_some() {
            return Err(Error::from(database_not_empty()));
        }
    }
    Ok(link)
}

problems! {
    refuse database_not_empty():
        "这个 PostgreSQL 数据库里已经有档案，没有动它。" / "This PostgreSQL database holds an archive already; it was left as it is."
        => "另建一个空库，恢复到那里；是上次恢复没做完留下的，先删掉这个库再建。"
            / "Make another, empty database and restore into that; if a restore that was interrupted left it, drop it and make it anew.";
}
