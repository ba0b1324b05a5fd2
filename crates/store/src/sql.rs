//! One SQL text for two databases: statements, the values bound to them, the rows they answer.
//!
//! Columns are `text` and `bigint` only and placeholders are `$1 … $n` (SQLite takes them too; only tables
//! of values use the placeholder that is fastest for each), so one statement and one [`SqlRow`] serve both
//! databases (ARCHITECTURE.md §5).

use std::borrow::Cow;
use std::sync::Arc;

use sqlx::{
    AssertSqlSafe, Column as _, Connection as _, Executor as _, Row as _, SqlSafeStr, SqlStr, TypeInfo as _,
    ValueRef as _,
};

use super::errors::broken;
use crate::domain::general::error::Result;
use crate::domain::general::masking::{FreeText, IdNumber, WholeFor};

/// A value of a column: to be bound to a placeholder, or as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Val<'a> {
    Int(i64),
    Text(Cow<'a, str>),
    OptInt(Option<i64>),
    OptText(Option<Cow<'a, str>>),
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

impl From<bool> for Val<'_> {
    fn from(value: bool) -> Self {
        Val::Int(value.into())
    }
}

impl<'a> From<&'a str> for Val<'a> {
    fn from(value: &'a str) -> Self {
        Val::Text(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a String> for Val<'a> {
    fn from(value: &'a String) -> Self {
        Val::Text(Cow::Borrowed(value))
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

impl From<String> for Val<'_> {
    fn from(value: String) -> Self {
        Val::Text(Cow::Owned(value))
    }
}

impl<'a> From<Option<&'a str>> for Val<'a> {
    fn from(value: Option<&'a str>) -> Self {
        Val::OptText(value.map(Cow::Borrowed))
    }
}

impl From<Option<String>> for Val<'_> {
    fn from(value: Option<String>) -> Self {
        Val::OptText(value.map(Cow::Owned))
    }
}

/// `vals![a, b, c]`: the placeholders' values in order.
macro_rules! vals {
    ($($value:expr),* $(,)?) => { &[$($crate::sql::Val::from($value)),*][..] };
}
pub(crate) use vals;

/// A row as a database answered it.
pub enum SqlRow {
    Sqlite(sqlx::sqlite::SqliteRow),
    Postgres(sqlx::postgres::PgRow),
}

/// Runs the same expression over the row of either driver.
macro_rules! either {
    ($self:expr, $row:ident => $body:expr) => {
        match $self {
            SqlRow::Sqlite($row) => $body,
            SqlRow::Postgres($row) => $body,
        }
    };
}

impl SqlRow {
    /// The number at this position of the statement's list.
    pub(super) fn int(&self, at: usize) -> Result<Option<i64>> {
        either!(self, row => row.try_get(at)).map_err(broken)
    }

    /// The text at this position.
    pub(super) fn text(&self, at: usize) -> Result<Option<&str>> {
        either!(self, row => row.try_get(at)).map_err(broken)
    }

    /// Whatever stands at this position.
    pub(super) fn val(&self, at: usize) -> Result<Val<'_>> {
        let (is_null, is_int) = either!(self, row => {
            let raw = row.try_get_raw(at).map_err(broken)?;
            (raw.is_null(), matches!(raw.type_info().name(), "INTEGER" | "INT8"))
        });
        Ok(match (is_null, is_int) {
            (true, _) => Val::OptInt(None),
            (false, true) => Val::OptInt(self.int(at)?),
            (false, false) => Val::from(self.text(at)?),
        })
    }

    /// How many columns the statement lists.
    pub(super) fn width(&self) -> usize {
        either!(self, row => row.columns().len())
    }

    /// What the statement calls the column at this position.
    pub(super) fn name(&self, at: usize) -> &str {
        either!(self, row => row.columns().get(at).map_or("", |column| column.name()))
    }
}

/// A single open connection.
pub enum Connection {
    Sqlite(Box<sqlx::SqliteConnection>),
    Postgres(Box<sqlx::PgConnection>),
}

/// A fixed number of connections for reading.
#[derive(Clone)]
pub enum Pool {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

/// `$text` makes what the driver copies least.
macro_rules! bound {
    ($sql:expr, $vals:expr, $text:expr) => {{
        let sql = $sql;
        let lasting = is_lasting(&sql, $vals);
        let mut query = sqlx::query(sql).persistent(lasting);
        for value in $vals {
            query = match value {
                Val::Int(value) => query.bind(*value),
                Val::Text(value) => query.bind($text(value.as_ref())),
                Val::OptInt(value) => query.bind(*value),
                Val::OptText(value) => query.bind(value.as_deref().map($text)),
            };
        }
        query
    }};
}

/// Whether a prepared statement is worth keeping: a long list of ids, written out, never comes again.
fn is_lasting(sql: &SqlStr, vals: &[Val<'_>]) -> bool {
    !vals.is_empty() || sql.as_str().len() < 1500
}

/// A statement composed at run time; it must be made of constant pieces and counts only.
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

/// Texts for `in (…)`, filled up like a short [`id_list`].
pub(super) fn text_list<'v>(texts: &[&'v str]) -> (String, Vec<Val<'v>>) {
    let length = texts.len().next_power_of_two();
    let filled = texts.iter().chain(texts.last().into_iter().cycle()).take(length);
    let places = (1..=length).map(|at| format!("${at}")).collect::<Vec<_>>();
    (places.join(","), filled.map(|text| Val::from(*text)).collect())
}

impl Connection {
    /// Runs a statement; answers how many rows it changed.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, vals: &[Val<'_>]) -> Result<u64> {
        self.execute_str(sql.into_sql_str(), vals).await
    }

    async fn execute_str(&mut self, sql: SqlStr, vals: &[Val<'_>]) -> Result<u64> {
        tell(&sql);
        match self {
            Connection::Sqlite(link) => bound!(sql, vals, Arc::<str>::from)
                .execute(&mut **link)
                .await
                .map(|done| done.rows_affected()),
            Connection::Postgres(link) => {
                bound!(sql, vals, str::to_owned).execute(&mut **link).await.map(|done| done.rows_affected())
            }
        }
        .map_err(broken)
    }

    /// Runs a statement; answers its rows.
    pub(super) async fn rows(&mut self, sql: SqlStr, vals: &[Val<'_>]) -> Result<Vec<SqlRow>> {
        tell(&sql);
        match self {
            Connection::Sqlite(link) => bound!(sql, vals, Arc::<str>::from)
                .fetch_all(&mut **link)
                .await
                .map(|rows| rows.into_iter().map(SqlRow::Sqlite).collect()),
            Connection::Postgres(link) => bound!(sql, vals, str::to_owned)
                .fetch_all(&mut **link)
                .await
                .map(|rows| rows.into_iter().map(SqlRow::Postgres).collect()),
        }
        .map_err(broken)
    }

    /// Statements without parameters, such as `begin immediate` and pragmas.
    pub async fn run(&mut self, sql: &'static str) -> Result<()> {
        match self {
            Connection::Sqlite(link) => link.execute(sqlx::raw_sql(sql)).await.map(|_| ()),
            Connection::Postgres(link) => link.execute(sqlx::raw_sql(sql)).await.map(|_| ()),
        }
        .map_err(broken)
    }

    /// One `insert` with as many rows as fit, in portions: `head` is `insert into t(a, b) values `,
    /// `width` the number of columns, `vals` the values row after row.
    pub async fn insert_many(&mut self, head: &str, width: usize, vals: &[Val<'_>]) -> Result<()> {
        let mut rest = vals;
        while !rest.is_empty() {
            let rows = rows_together(rest.len() / width, width);
            let (part, behind) = rest.split_at(rows * width);
            self.execute_str(rows_text(head, width, rows, "", self.mark()), part).await?;
            rest = behind;
        }
        Ok(())
    }

    /// Statements around a table of values, `head (…), (…) tail`, whose columns are called `column1` and
    /// so on; rows may be repeated, so that tables of every length share a few prepared statements.
    pub(super) async fn rows_with(
        &mut self,
        (head, tail): (&str, &str),
        width: usize,
        vals: &[Val<'_>],
    ) -> Result<Vec<SqlRow>> {
        let mut found = Vec::new();
        for part in vals.chunks(TABLE_ROWS * width) {
            let (rows, last) = (part.len() / width, &part[part.len() - width..]);
            let filled = rows.next_power_of_two();
            let vals: Vec<Val<'_>> =
                part.iter().chain(last.iter().cycle().take((filled - rows) * width)).cloned().collect();
            found.extend(self.rows(rows_text(head, width, filled, tail, self.mark()), &vals).await?);
        }
        Ok(found)
    }

    fn mark(&self) -> Mark {
        match self {
            // SQLite takes `$1` for a name and searches all names for each value that is bound
            Connection::Sqlite(_) => Mark::Next,
            Connection::Postgres(_) => Mark::Numbered,
        }
    }

    pub async fn close(self) {
        match self {
            Connection::Sqlite(link) => drop(link.close().await),
            Connection::Postgres(link) => drop(link.close().await),
        }
    }
}

/// Values of one `insert`; SQLite takes 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 8000;
/// How many of these rows one `insert` takes: a power of two, so that inserts of every length share a few prepared
/// statements, each of which takes as much memory as its rows.
fn rows_together(rows: usize, width: usize) -> usize {
    let most = rows.min(MOST_VALUES / width).max(1);
    1 << most.ilog2()
}

/// Rows of a table of values in one statement.
const TABLE_ROWS: usize = 128;

/// How a place for a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Next,
    Numbered,
}

fn rows_text(head: &str, width: usize, rows: usize, tail: &str, mark: Mark) -> SqlStr {
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
    pub(super) async fn rows(&self, sql: SqlStr, vals: &[Val<'_>]) -> Result<Vec<SqlRow>> {
        tell(&sql);
        match self {
            Pool::Sqlite(pool) => bound!(sql, vals, Arc::<str>::from)
                .fetch_all(pool)
                .await
                .map(|rows| rows.into_iter().map(SqlRow::Sqlite).collect()),
            Pool::Postgres(pool) => bound!(sql, vals, str::to_owned)
                .fetch_all(pool)
                .await
                .map(|rows| rows.into_iter().map(SqlRow::Postgres).collect()),
        }
        .map_err(broken)
    }

    pub async fn close(&self) {
        match self {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// Every statement, without its values, for `GUIDANG_LOG=guidang::sql=trace`.
pub(super) fn tell(sql: &SqlStr) {
    tracing::trace!(target: "guidang::sql", "{}", sql.as_str());
    #[cfg(test)]
    tests::count_statement();
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        static STATEMENTS: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count_statement() {
        STATEMENTS.set(STATEMENTS.get() + 1);
    }

    /// Statements that this thread has sent.
    pub(crate) fn statements() -> usize {
        STATEMENTS.get()
    }

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
    fn inserts_of_every_length_share_a_few_statements() {
        let lengths: std::collections::BTreeSet<usize> = (1..5000)
            .flat_map(|rows| {
                let mut left: usize = rows;
                std::iter::from_fn(move || {
                    let together = (left > 0).then(|| rows_together(left, 24))?;
                    left -= together;
                    Some(together)
                })
            })
            .collect();
        assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [1, 2, 4, 8, 16, 32, 64, 128, 256]);
        assert_eq!(rows_together(3, 9000), 1, "a row wider than that goes alone");
    }

    #[test]
    fn an_insert_of_several_rows_numbers_its_placeholders_through() {
        let text = |mark| rows_text("insert into t(a,b) values ", 2, 2, "", mark);
        assert_eq!(text(Mark::Numbered).as_str(), "insert into t(a,b) values ($1,$2),($3,$4)");
        assert_eq!(text(Mark::Next).as_str(), "insert into t(a,b) values (?,?),(?,?)");
    }
}
