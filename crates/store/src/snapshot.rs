//! The records as they stand at one moment, for those who look through all of them while others write.

use std::ops::Deref;

use sqlx::Executor as _;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;

use super::errors::broken;
use super::open::Store;
use super::queries::Queries;
use super::sql::{Pool, built};
use crate::domain::general::error::Result;

/// The database as it was when the snapshot was taken. It reads as [`Queries`] does, over one connection
/// inside one reading transaction, which blocks no writer. Close it when done.
pub struct Snapshot {
    queries: Queries,
}

impl Deref for Snapshot {
    type Target = Queries;

    fn deref(&self) -> &Queries {
        &self.queries
    }
}

impl Snapshot {
    /// Ends the reading transaction.
    pub async fn close(&self) {
        self.queries.close().await;
    }
}

impl Store {
    /// The database as it is now; of it what this store shows.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        let views = self.views.clone();
        let pool = match self.pool() {
            Some(Pool::Sqlite(pool)) => {
                // the moment is that of the transaction's first read
                let begin = "begin; select seq from event limit 1";
                let one = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
                let one = one.after_connect(move |link, _| {
                    let views = built(views.to_string());
                    Box::pin(async move {
                        link.execute(sqlx::raw_sql(views)).await?;
                        link.execute(sqlx::raw_sql(begin)).await.map(drop)
                    })
                });
                Pool::Sqlite(one.connect_with((*pool.connect_options()).clone()).await.map_err(broken)?)
            }
            Some(Pool::Postgres(pool)) => {
                let begin = "begin isolation level repeatable read read only; select seq from event limit 1";
                let one = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
                let one = one.after_connect(move |link, _| {
                    let views = built(views.to_string());
                    Box::pin(async move {
                        link.execute(sqlx::raw_sql(views)).await?;
                        link.execute(sqlx::raw_sql(begin)).await.map(drop)
                    })
                });
                Pool::Postgres(one.connect_with((*pool.connect_options()).clone()).await.map_err(broken)?)
            }
            None => return Err(anyhow::anyhow!("a store without readers").into()),
        };
        Ok(Snapshot { queries: Queries::over_pool(pool) })
    }
}
