//! A PostgreSQL database for one test, and a connection to either database behind the program's back.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Column as _, Connection as _, Executor as _, Row as _};

/// A database made for one test.
pub struct Database {
    server: String,
    name: String,
    pub url: String,
}

impl Database {
    pub async fn create() -> Database {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("GUIDANG_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!("GUIDANG_TEST_POSTGRES is not set: run scripts/test, which starts a PostgreSQL, or give the URL of one")
        });
        let name = format!("guidang_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let (before, _) = server.rsplit_once('/').expect("GUIDANG_TEST_POSTGRES ends in a database's name");
        let url = format!("{before}/{name}");
        let mut link =
            sqlx::PgConnection::connect(&server).await.expect("PostgreSQL at GUIDANG_TEST_POSTGRES");
        let sql =
            format!("create database {name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'");
        link.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.unwrap();
        link.close().await.unwrap();
        Database { server, name, url }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        // a runtime of its own: the test's may be ending
        let gone = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut link = sqlx::PgConnection::connect(&server).await?;
                link.execute(sqlx::raw_sql(AssertSqlSafe(format!(
                    "drop database if exists {name} with (force)"
                ))))
                .await?;
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
            })
        });
        if !matches!(gone.join(), Ok(Ok(()))) {
            eprintln!("the test database {} could not be dropped", self.name);
        }
    }
}

/// A connection behind the program's back.
pub enum Raw {
    Sqlite(rusqlite::Connection),
    Postgres(sqlx::PgConnection),
}

impl Raw {
    /// Runs statements; the database's own words when it refuses.
    pub async fn run(&mut self, sql: &str) -> std::result::Result<(), String> {
        match self {
            Raw::Sqlite(link) => link.execute_batch(sql).map_err(|error| error.to_string()),
            Raw::Postgres(link) => link
                .execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned())))
                .await
                .map(drop)
                .map_err(|error| error.to_string()),
        }
    }

    /// Every row as text, columns joined with `|`; null is `∅`.
    pub async fn rows(&mut self, sql: &str) -> Vec<String> {
        match self {
            Raw::Sqlite(link) => {
                let mut statement = link.prepare(sql).unwrap();
                let width = statement.column_count();
                let rows = statement.query_map([], |row| {
                    let cell = |at| row.get::<_, rusqlite::types::Value>(at).map(|value| sqlite_text(&value));
                    Ok((0..width).map(cell).collect::<std::result::Result<Vec<_>, _>>()?.join("|"))
                });
                rows.unwrap().map(Result::unwrap).collect()
            }
            Raw::Postgres(link) => {
                let rows = link.fetch_all(sqlx::query(AssertSqlSafe(sql.to_owned()))).await.unwrap();
                rows.iter()
                    .map(|row| {
                        (0..row.columns().len())
                            .map(|at| postgres_text(row, at))
                            .collect::<Vec<_>>()
                            .join("|")
                    })
                    .collect()
            }
        }
    }

    /// The number a statement answers.
    pub async fn number(&mut self, sql: &str) -> i64 {
        self.rows(sql).await[0].parse().unwrap()
    }
}

fn sqlite_text(value: &rusqlite::types::Value) -> String {
    use rusqlite::types::Value;
    match value {
        Value::Null => "∅".into(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        other => panic!("a column that is neither text nor number: {other:?}"),
    }
}

fn postgres_text(row: &sqlx::postgres::PgRow, at: usize) -> String {
    let number = row.try_get::<Option<i64>, _>(at).map(|number| number.map(|number| number.to_string()));
    let text = number
        .or_else(|_| row.try_get::<Option<String>, _>(at))
        .unwrap_or_else(|error| panic!("column {}: {error}", row.column(at).name()));
    text.unwrap_or_else(|| "∅".into())
}
