//! Questions to the database, the same for readers and inside a write.
//!
//! Every query is a method of [`Queries`], written once. [`Store`](super::Store), [`Snapshot`](super::Snapshot)
//! and [`Tx`](super::Tx) dereference to one: the first asks the pool of readers, the second its own reading
//! transaction, the third the connection it writes on, where it sees what it has written.

use std::sync::Arc;

use sqlx::SqlSafeStr;
use tokio::sync::Mutex;

use super::columns::{Columns, FromRow};
use super::direct;
use super::errors::broken;
use super::row_seen::RowSeen;
use super::sql::{Connection, Pool, SqlRow, Val};
use crate::domain::general::error::Result;

/// Which database stands behind the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Where questions are asked. Cheap to clone.
#[derive(Clone)]
pub struct Queries {
    source: Source,
    backend: Backend,
}

#[derive(Clone)]
enum Source {
    Pool(Pool),
    /// The writer's connection; only one write at a time has it.
    Writing(Arc<Mutex<Connection>>),
}

impl Queries {
    pub(super) fn over_pool(pool: Pool) -> Self {
        let backend = match pool {
            Pool::Sqlite(_) => Backend::Sqlite,
            Pool::Postgres(_) => Backend::Postgres,
        };
        Queries { source: Source::Pool(pool), backend }
    }

    pub(super) fn while_writing(connection: Arc<Mutex<Connection>>, backend: Backend) -> Self {
        Queries { source: Source::Writing(connection), backend }
    }

    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Lets go of the pool's connections.
    pub(super) async fn close(&self) {
        if let Source::Pool(pool) = &self.source {
            pool.close().await;
        }
    }

    pub(super) fn pool(&self) -> Option<&Pool> {
        match &self.source {
            Source::Pool(pool) => Some(pool),
            Source::Writing(_) => None,
        }
    }

    pub(super) async fn rows(&self, sql: impl SqlSafeStr, vals: &[Val<'_>]) -> Result<Vec<SqlRow>> {
        let sql = sql.into_sql_str();
        match &self.source {
            Source::Pool(pool) => pool.rows(sql, vals).await,
            Source::Writing(connection) => connection.lock().await.rows(sql, vals).await,
        }
    }

    /// Every row of the answer.
    pub(super) async fn all<T: FromRow>(&self, sql: impl SqlSafeStr, vals: &[Val<'_>]) -> Result<Vec<T>> {
        read_all(&self.rows(sql, vals).await?)
    }

    /// As [`Queries::all`], for thousands of rows: those of SQLite are read where its statement stands.
    pub(super) async fn all_of_many<T: FromRow>(
        &self,
        sql: impl SqlSafeStr,
        vals: &[Val<'_>],
    ) -> Result<Vec<T>> {
        match &self.source {
            Source::Pool(Pool::Sqlite(pool)) => {
                let mut link = pool.acquire().await.map_err(broken)?;
                direct::all(&mut link, &sql.into_sql_str(), vals).await
            }
            Source::Writing(connection) => match &mut *connection.lock().await {
                Connection::Sqlite(link) => direct::all(link, &sql.into_sql_str(), vals).await,
                server => read_all(&server.rows(sql.into_sql_str(), vals).await?),
            },
            Source::Pool(server) => read_all(&server.rows(sql.into_sql_str(), vals).await?),
        }
    }

    /// The first row of the answer, when there is one.
    pub(super) async fn one<T: FromRow>(&self, sql: impl SqlSafeStr, vals: &[Val<'_>]) -> Result<Option<T>> {
        let rows = self.rows(sql, vals).await?;
        rows.first().map(|row| T::from_row(&mut Columns::new(RowSeen::Answered(row)))).transpose()
    }

    /// The one number a statement answers, such as a count; 0 where it answers nothing.
    pub(super) async fn number(&self, sql: impl SqlSafeStr, vals: &[Val<'_>]) -> Result<i64> {
        Ok(self.one(sql, vals).await?.unwrap_or_default())
    }
}

pub(super) fn read_all<T: FromRow>(rows: &[SqlRow]) -> Result<Vec<T>> {
    rows.iter().map(|row| T::from_row(&mut Columns::new(RowSeen::Answered(row)))).collect()
}
