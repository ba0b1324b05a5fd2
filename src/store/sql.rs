//! One SQL text for two databases: the only place where SQLite and PostgreSQL differ in code.
//!
//! Columns are `text` and `bigint` only, placeholders are `$1 … $n` (SQLite takes them too; only tables of
//! values write them as each likes best), so one statement and one [`Row`] serve both. The bodies below are
//! compiled once per driver by `on!` (ARCHITECTURE.md §5).

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _, SqlSafeStr as _, SqlStr};

use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{FreeText, IdNumber, WholeFor};
use crate::say;

/// A value for a placeholder.
#[derive(Clone, Copy, Debug)]
pub enum Val<'a> {
    Int(i64),
    Text(&'a str),
    OptInt(Option<i64>),
    OptText(Option<&'a str>),
}

impl From<i64> for Val<'_> {
    fn from(value: i64) -> Self {
        Val::Int(value)
    }
}

impl From<u32> for Val<'_> {
    fn from(value: u32) -> Self {
        Val::Int(value.into())
    }
}

impl From<i32> for Val<'_> {
    fn from(value: i32) -> Self {
        Val::Int(value.into())
    }
}

impl From<Option<i64>> for Val<'_> {
    fn from(value: Option<i64>) -> Self {
        Val::OptInt(value)
    }
}

impl<'a> From<&'a str> for Val<'a> {
    fn from(value: &'a str) -> Self {
        Val::Text(value)
    }
}

impl<'a> From<&'a String> for Val<'a> {
    fn from(value: &'a String) -> Self {
        Val::Text(value)
    }
}

/// The database keeps numbers whole.
impl<'a> From<&'a IdNumber> for Val<'a> {
    fn from(number: &'a IdNumber) -> Self {
        number.whole(WholeFor::Storing).into()
    }
}

impl<'a> From<&'a FreeText> for Val<'a> {
    fn from(text: &'a FreeText) -> Self {
        text.whole(WholeFor::Storing).into()
    }
}

impl<'a> From<Option<&'a str>> for Val<'a> {
    fn from(value: Option<&'a str>) -> Self {
        Val::OptText(value)
    }
}

/// `vals![a, b, c]`: the placeholders' values in order.
macro_rules! vals {
    ($($value:expr),* $(,)?) => { &[$($crate::store::sql::Val::from($value)),*][..] };
}
pub(crate) use vals;

/// A row read; columns are addressed by position in the statement's own list.
pub enum Row {
    Sqlite(sqlx::sqlite::SqliteRow),
    Postgres(sqlx::postgres::PgRow),
}

macro_rules! column {
    ($self:ident, $at:ident, $as:ty) => {
        match $self {
            Row::Sqlite(row) => row.try_get::<$as, _>($at),
            Row::Postgres(row) => row.try_get::<$as, _>($at),
        }
        .map_err(broken)
    };
}

impl Row {
    pub fn int(&self, at: usize) -> Result<i64> {
        column!(self, at, i64)
    }

    pub fn opt_int(&self, at: usize) -> Result<Option<i64>> {
        column!(self, at, Option<i64>)
    }

    pub fn text(&self, at: usize) -> Result<String> {
        column!(self, at, String)
    }

    pub fn opt_text(&self, at: usize) -> Result<Option<String>> {
        column!(self, at, Option<String>)
    }
}

/// An open connection.
pub enum Link {
    Sqlite(Box<sqlx::SqliteConnection>),
    Postgres(Box<sqlx::PgConnection>),
}

/// A fixed number of connections for reading.
#[derive(Clone)]
pub enum Pool {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

macro_rules! bound {
    ($sql:expr, $vals:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $vals {
            query = match *value {
                Val::Int(value) => query.bind(value),
                Val::Text(value) => query.bind(value.to_owned()),
                Val::OptInt(value) => query.bind(value),
                Val::OptText(value) => query.bind(value.map(str::to_owned)),
            };
        }
        query
    }};
}

/// Statements built at run time are built from constant pieces and counts only (see `insert_many`).
pub fn built(sql: String) -> SqlStr {
    AssertSqlSafe(sql).into_sql_str()
}

/// Ids for `in (…)`, and the values that go with them. A short list is filled up with its last id to a
/// power of two, so that lists of every length share a few prepared statements; a long one is written
/// out.
pub(super) fn id_list(ids: &[i64]) -> (String, Vec<Val<'static>>) {
    let joined = |list: &mut dyn Iterator<Item = String>| list.collect::<Vec<_>>().join(",");
    let Some(last) = ids.last().filter(|_| ids.len() <= SHORT_LIST) else {
        return (joined(&mut ids.iter().map(i64::to_string)), Vec::new());
    };
    let length = ids.len().next_power_of_two();
    let filled = ids.iter().chain(std::iter::repeat(last)).take(length);
    (joined(&mut (1..=length).map(|at| format!("${at}"))), filled.map(|id| Val::Int(*id)).collect())
}

const SHORT_LIST: usize = 64;

impl Link {
    pub async fn execute(&mut self, sql: &'static str, vals: &[Val<'_>]) -> Result<u64> {
        self.execute_str(sql.into_sql_str(), vals).await
    }

    pub async fn execute_str(&mut self, sql: SqlStr, vals: &[Val<'_>]) -> Result<u64> {
        match self {
            Link::Sqlite(link) => {
                bound!(sql, vals).execute(&mut **link).await.map(|done| done.rows_affected())
            }
            Link::Postgres(link) => {
                bound!(sql, vals).execute(&mut **link).await.map(|done| done.rows_affected())
            }
        }
        .map_err(broken)
    }

    pub async fn rows(&mut self, sql: &'static str, vals: &[Val<'_>]) -> Result<Vec<Row>> {
        self.rows_str(sql.into_sql_str(), vals).await
    }

    pub async fn row_str(&mut self, sql: SqlStr, vals: &[Val<'_>]) -> Result<Option<Row>> {
        Ok(self.rows_str(sql, vals).await?.into_iter().next())
    }

    pub async fn rows_str(&mut self, sql: SqlStr, vals: &[Val<'_>]) -> Result<Vec<Row>> {
        match self {
            Link::Sqlite(link) => bound!(sql, vals)
                .fetch_all(&mut **link)
                .await
                .map(|rows| rows.into_iter().map(Row::Sqlite).collect()),
            Link::Postgres(link) => bound!(sql, vals)
                .fetch_all(&mut **link)
                .await
                .map(|rows| rows.into_iter().map(Row::Postgres).collect()),
        }
        .map_err(broken)
    }

    pub async fn row(&mut self, sql: &'static str, vals: &[Val<'_>]) -> Result<Option<Row>> {
        Ok(self.rows(sql, vals).await?.into_iter().next())
    }

    /// Statements without parameters, such as `begin immediate` and pragmas.
    pub async fn run(&mut self, sql: &'static str) -> Result<()> {
        match self {
            Link::Sqlite(link) => link.execute(sqlx::raw_sql(sql)).await.map(|_| ()),
            Link::Postgres(link) => link.execute(sqlx::raw_sql(sql)).await.map(|_| ()),
        }
        .map_err(broken)
    }

    /// One `insert` with as many rows as fit, in portions: `head` is `insert into t(a, b) values `,
    /// `width` the number of columns, `vals` the values row after row.
    pub async fn insert_many(&mut self, head: &'static str, width: usize, vals: &[Val<'_>]) -> Result<()> {
        // a portion of constant size keeps the prepared statement in the cache
        let portion = (MOST_VALUES / width).max(1) * width;
        for part in vals.chunks(portion) {
            self.execute_str(rows_text(head, width, part.len() / width, "", self.mark()), part).await?;
        }
        Ok(())
    }

    /// Statements around a table of values, `head (…), (…) tail`, whose columns are called `column1` and
    /// so on; rows may be repeated, so that tables of every length share a few prepared statements.
    pub async fn rows_with(
        &mut self,
        (head, tail): (&'static str, &'static str),
        width: usize,
        vals: &[Val<'_>],
    ) -> Result<Vec<Row>> {
        let mut found = Vec::new();
        for part in vals.chunks(TABLE_ROWS * width) {
            let (rows, last) = (part.len() / width, &part[part.len() - width..]);
            let filled = rows.next_power_of_two();
            let vals: Vec<Val<'_>> =
                part.iter().chain(last.iter().cycle().take((filled - rows) * width)).copied().collect();
            found.extend(self.rows_str(rows_text(head, width, filled, tail, self.mark()), &vals).await?);
        }
        Ok(found)
    }

    fn mark(&self) -> Mark {
        match self {
            // SQLite takes `$1` for a name and searches all names for each value that is bound
            Link::Sqlite(_) => Mark::Next,
            Link::Postgres(_) => Mark::Numbered,
        }
    }

    pub async fn close(self) {
        match self {
            Link::Sqlite(link) => drop(link.close().await),
            Link::Postgres(link) => drop(link.close().await),
        }
    }
}

/// Values of one `insert`; SQLite takes 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 8000;
/// Rows of a table of values in one statement.
const TABLE_ROWS: usize = 128;

/// How a place for a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Next,
    Numbered,
}

fn rows_text(head: &'static str, width: usize, rows: usize, tail: &'static str, mark: Mark) -> SqlStr {
    let mut sql = String::with_capacity(head.len() + rows * width * 6);
    sql.push_str(head);
    let mut at = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..width {
            at += 1;
            if column > 0 {
                sql.push(',');
            }
            match mark {
                Mark::Next => sql.push('?'),
                Mark::Numbered => {
                    sql.push('$');
                    sql.push_str(&at.to_string());
                }
            }
        }
        sql.push(')');
    }
    sql.push_str(tail);
    built(sql)
}

impl Pool {
    pub async fn rows(&self, sql: &'static str, vals: &[Val<'_>]) -> Result<Vec<Row>> {
        self.rows_str(sql.into_sql_str(), vals).await
    }

    pub async fn rows_str(&self, sql: SqlStr, vals: &[Val<'_>]) -> Result<Vec<Row>> {
        match self {
            Pool::Sqlite(pool) => bound!(sql, vals)
                .fetch_all(pool)
                .await
                .map(|rows| rows.into_iter().map(Row::Sqlite).collect()),
            Pool::Postgres(pool) => bound!(sql, vals)
                .fetch_all(pool)
                .await
                .map(|rows| rows.into_iter().map(Row::Postgres).collect()),
        }
        .map_err(broken)
    }

    pub async fn row(&self, sql: &'static str, vals: &[Val<'_>]) -> Result<Option<Row>> {
        Ok(self.rows(sql, vals).await?.into_iter().next())
    }

    pub async fn close(&self) {
        match self {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// Turns a driver's error into what a caller can act on: locked, full, read-only and unreachable are
/// [`Error::Busy`] with a sentence that says what to do; the rest is broken.
pub fn broken(error: sqlx::Error) -> Error {
    let text = error.to_string();
    let code = match &error {
        sqlx::Error::Database(database) => database.code().unwrap_or_default().into_owned(),
        _ => String::new(),
    };
    // SQLite's extended codes keep the primary code in the low byte (sqlite.org/rescode.html)
    let primary = code.parse::<u32>().map(|code| code & 0xff).unwrap_or(0);
    let sqlite = matches!(&error, sqlx::Error::Database(e) if e.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some());
    // 55P03: PostgreSQL waited as long as it was told to
    if (sqlite && matches!(primary, 5 | 6)) || code == "55P03" {
        return Error::Busy(say!(
            "数据库正被别的程序占用，这一步没有做。请稍候再试；若一直如此，看看是否另有程序占着数据库。",
            "The database is held by another program; nothing was done. Try again shortly; if it stays so, see which other program holds the database."
        ));
    }
    if sqlite && matches!(primary, 11 | 26) {
        return damaged();
    }
    if sqlite && primary == 8 {
        return Error::Busy(say!(
            "数据库只能读、不能写，这一步没有做。请检查数据目录的权限，或磁盘是否被挂成只读。",
            "The database can be read but not written; nothing was done. Check the permissions of the data directory and whether the disk is mounted read-only."
        ));
    }
    if (sqlite && primary == 13) || code == "53100" || text.contains("No space left") {
        return Error::Busy(say!(
            "磁盘满了，这一步没有做，已有的记录都在。请腾出空间再试。",
            "The disk is full; nothing was done and all records are as they were. Free some space and try again."
        ));
    }
    // a full disk shows itself so when SQLite cannot lengthen the file it shares with its readers
    if sqlite && primary == 10 {
        return Error::Busy(say!(
            "读写磁盘失败，这一步没有做，已有的记录都在。磁盘多半满了：请腾出空间再试；若仍不行，请检查磁盘是否有故障。",
            "The disk could not be read or written; nothing was done and all records are as they were. It is most likely full: free some space and try again, else have the disk looked at."
        ));
    }
    if matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed)
        || code.starts_with("08")
    {
        return Error::Busy(say!(
            "连不上数据库（{text}）。请检查数据库是否开着、地址是否正确，再试一次。",
            "The database cannot be reached ({text}). See whether it is running and the address is right, then try again."
        ));
    }
    // no such database, no such user, wrong password
    if code == "3D000" || code.starts_with("28") {
        return Error::Busy(say!(
            "数据库服务器不让进（{text}）。请核对地址里的库名、用户和口令，库要先建好。",
            "The database server does not let us in ({text}). Check the database, user and password in the address; the database must have been made."
        ));
    }
    Error::Broken(anyhow::Error::new(error).context("database"))
}

/// The sentence for a file that is not a database, or a damaged one.
pub fn damaged() -> Error {
    Error::refused(
        "database_damaged",
        say!(
            "数据库文件 guidang.db 已损坏，或根本不是数据库。没有动它。",
            "The file guidang.db is damaged or not a database. It was left as it is."
        ),
        say!(
            "请从最近的备份恢复这个文件，再运行 guidang verify。",
            "Restore the file from the latest backup, then run guidang verify."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lists_are_filled_up_and_long_ones_written_out() {
        let (text, vals) = id_list(&[7, 8, 9]);
        assert_eq!((text.as_str(), vals.len()), ("$1,$2,$3,$4", 4));
        assert!(matches!(vals[..], [Val::Int(7), Val::Int(8), Val::Int(9), Val::Int(9)]));
        let long: Vec<i64> = (0..65).collect();
        let (text, vals) = id_list(&long);
        assert!(text.starts_with("0,1,2,") && text.ends_with(",64") && vals.is_empty());
    }

    #[test]
    fn an_insert_of_several_rows_numbers_its_placeholders_through() {
        let text = |mark| rows_text("insert into t(a,b) values ", 2, 2, "", mark);
        assert_eq!(text(Mark::Numbered).as_str(), "insert into t(a,b) values ($1,$2),($3,$4)");
        assert_eq!(text(Mark::Next).as_str(), "insert into t(a,b) values (?,?),(?,?)");
    }
}
