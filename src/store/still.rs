//! The records as they stand at one moment, for those who look through all of them while others write.

use sqlx::Executor as _;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;

use super::sql::{Pool, broken};
use super::{Store, pen};
use crate::domain::general::error::Result;

impl Store {
    /// The database as it is now and stays for whoever holds this: one connection inside one reading
    /// transaction, which holds nobody up. It writes nothing. Close it when done.
    pub async fn standing_still(&self) -> Result<Store> {
        let pool = match &self.pool {
            Pool::Sqlite(pool) => {
                // the transaction begins to stand still with its first read
                let begin = "begin; select seq from event limit 1";
                let one = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
                let one = one.after_connect(move |link, _| {
                    Box::pin(async move { link.execute(sqlx::raw_sql(begin)).await.map(drop) })
                });
                Pool::Sqlite(one.connect_with((*pool.connect_options()).clone()).await.map_err(broken)?)
            }
            Pool::Postgres(pool) => {
                let begin = "begin isolation level repeatable read read only; select seq from event limit 1";
                let one = PgPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
                let one = one.after_connect(move |link, _| {
                    Box::pin(async move { link.execute(sqlx::raw_sql(begin)).await.map(drop) })
                });
                Pool::Postgres(one.connect_with((*pool.connect_options()).clone()).await.map_err(broken)?)
            }
        };
        Ok(Store { pool, pen: pen::none(), backend: self.backend, file: self.file.clone() })
    }
}
