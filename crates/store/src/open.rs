//! The database, opened: migrated, read through a small fixed pool, written through one task.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use sqlx::migrate::{Migrate, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

use super::errors::{PATIENCE, broken, damaged};
use super::migrations;
use super::queries::{Backend, Queries};
use super::sql::{Connection, Pool};
use super::tx::Tx;
use super::writer::{DeedEnd, WriteDeed, Writer};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::event::Event;
use crate::{problems, say};

/// The database, opened. Cheap to clone. It reads as [`Queries`] does.
#[derive(Clone)]
pub struct Store {
    pub(super) queries: Queries,
    pub(super) writer: Writer,
    /// The database's file, when it is one.
    pub(super) file: Option<PathBuf>,
    /// How further readers are opened.
    pub(super) opened: Opened,
    /// The readers of every fonds, where these are of some.
    pub(super) readers_of_all: Option<Queries>,
    /// What every reader's connection makes first: the views of some fonds; empty: it reads all.
    pub(super) views: Arc<str>,
}

/// How a reader's connection is made.
#[derive(Clone)]
pub(super) enum Opened {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}

impl Deref for Store {
    type Target = Queries;

    fn deref(&self) -> &Queries {
        &self.queries
    }
}

/// Readers: few and fixed; a query never waits behind a writer (WAL, MVCC).
const READERS: u32 = 4;
/// Cache of each connection, in kilobytes. The writer needs the same pages again and again; a reader of a whole
/// archive reads each page once, and the operating system's cache serves it as well.
const WRITING_CACHE: &str = "-65536";
const READING_CACHE: &str = "-2048";
/// Pages in the write-ahead log from which a commit moves them into the file: an import changes the same pages of the
/// indices in commit after commit, and each is moved once.
const PAGES_AHEAD: &str = "4000";
pub(super) fn migrations(backend: Backend) -> Migrator {
    let own = if backend == Backend::Sqlite { migrations::sqlite() } else { migrations::postgres() };
    Migrator::with_migrations(migrations::common().into_iter().chain(own).collect())
}

/// Rows buffered between SQLite's thread and the reading task; each time the buffer is full, two threads
/// switch.
const ROWS_AHEAD: usize = 1000;

pub(super) async fn migrate<C: Migrate>(link: &mut C, backend: Backend) -> Result<()> {
    migrate_to(link, backend, None).await
}

/// Runs the migrations through `last`.
pub(super) async fn migrate_to<C: Migrate>(link: &mut C, backend: Backend, last: Option<i64>) -> Result<()> {
    migrations(backend).run_direct(last, link, false).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::ExecuteMigration(error, 20) if is_twice(&error) => {
            Error::from(rows_filed_twice())
        }
        sqlx::migrate::MigrateError::Execute(error)
        | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => broken(error),
        sqlx::migrate::MigrateError::VersionMissing(_) | sqlx::migrate::MigrateError::VersionTooNew(..) => {
            Error::from(newer_database())
        }
        other => Error::Broken(anyhow::Error::new(other).context("migrations")),
    })
}

impl Store {
    /// Opens the embedded database at `file`, making it when `create` is set.
    pub async fn open_sqlite(file: &Path, create: bool) -> Result<Store> {
        not_emptied(file)?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("recursive_triggers", "on")
            .pragma("cache_size", WRITING_CACHE)
            .pragma("temp_store", "memory")
            .pragma("wal_autocheckpoint", PAGES_AHEAD)
            .statement_cache_capacity(256)
            .row_buffer_size(ROWS_AHEAD)
            .disable_statement_logging();
        let mut link = options.connect().await.map_err(unopenable)?;
        migrate(&mut link, Backend::Sqlite).await?;
        let reading = options.pragma("cache_size", READING_CACHE).read_only(true).create_if_missing(false);
        let pool = SqlitePoolOptions::new()
            .max_connections(READERS)
            // a file needs no test of the connection, which would double the cost of every query
            .test_before_acquire(false)
            .connect_with(reading.clone())
            .await
            .map_err(unopenable)?;
        let writer = Writer::start(Connection::Sqlite(Box::new(link)), Backend::Sqlite, None);
        let queries = Queries::over_pool(Pool::Sqlite(pool));
        let opened = Opened::Sqlite(Box::new(reading));
        Ok(Store {
            queries,
            writer,
            file: Some(file.to_owned()),
            opened,
            readers_of_all: None,
            views: "".into(),
        })
    }

    /// Opens the embedded database for reading only, beside a program that writes it.
    pub async fn open_sqlite_reading(file: &Path) -> Result<Store> {
        not_emptied(file)?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .busy_timeout(PATIENCE)
            .row_buffer_size(ROWS_AHEAD)
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().max_connections(READERS).test_before_acquire(false);
        let usual = async {
            let pool = pool.clone().connect_with(options.clone()).await?;
            // only reading shows whether the files beside it can be made
            sqlx::query("select name from sqlite_master limit 1").fetch_optional(&pool).await?;
            Ok(pool)
        };
        let connected = match usual.await {
            // where no file can be made beside it nobody writes it: a disc, a copy for an auditor
            Err(error) if cannot_open(&error) && is_whole(file)? => {
                pool.connect_with(options.clone().immutable(true)).await
            }
            connected => connected,
        };
        let queries = Queries::over_pool(Pool::Sqlite(connected.map_err(unopenable)?));
        let (file, opened) = (Some(file.to_owned()), Opened::Sqlite(Box::new(options)));
        Ok(Store { queries, writer: Writer::stopped(), file, opened, readers_of_all: None, views: "".into() })
    }

    /// Connects to PostgreSQL at `url` (`postgres://…`).
    pub async fn open_postgres(url: &str) -> Result<Store> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|error| Error::from(database_address(&error)))?
            .options([("lock_timeout", PATIENCE.as_millis().to_string())])
            .disable_statement_logging();
        let mut link = options.connect().await.map_err(broken)?;
        collation_is_c(&mut link).await?;
        migrate(&mut link, Backend::Postgres).await?;
        let pool = PgPoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone())
            .await;
        let connection = Connection::Postgres(Box::new(link));
        let opened = Opened::Postgres(Box::new(options.clone()));
        let writer = Writer::start(connection, Backend::Postgres, Some(Box::new(options)));
        let queries = Queries::over_pool(Pool::Postgres(pool.map_err(broken)?));
        Ok(Store { queries, writer, file: None, opened, readers_of_all: None, views: "".into() })
    }

    /// Connects to PostgreSQL for reading only: nothing is migrated, so that an older database stays as it is.
    pub async fn open_postgres_reading(url: &str) -> Result<Store> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|error| Error::from(database_address(&error)))?
            .disable_statement_logging();
        let pool = PgPoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE);
        let opened = Opened::Postgres(Box::new(options.clone()));
        let queries = Queries::over_pool(Pool::Postgres(pool.connect_with(options).await.map_err(broken)?));
        Ok(Store {
            queries,
            writer: Writer::stopped(),
            file: None,
            opened,
            readers_of_all: None,
            views: "".into(),
        })
    }

    /// Deeds that wait to be written.
    pub fn writes_waiting(&self) -> usize {
        self.writer.waiting()
    }

    /// Closes every connection; waits until the last write is done. The writer's is closed last: only that
    /// merges SQLite's write-ahead log into the one file.
    pub async fn close(&self) {
        self.queries.close().await;
        if let Some(readers) = &self.readers_of_all {
            readers.close().await;
        }
        self.writer.stop().await;
    }

    /// The database's file, when it is one.
    pub fn file(&self) -> Option<&PathBuf> {
        self.file.as_ref()
    }

    /// Runs one deed. It answers after its transaction is durable; when the deed fails, nothing of it
    /// is written. [`Error::Busy`] when the database cannot be written now.
    ///
    /// The deed is written as `store.write(&by, async move |tx| { …; Ok((value, event)) })`.
    pub async fn write<T, F>(&self, by: &By, deed: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> AsyncFnOnce(&'a mut Tx) -> Result<(T, Event)> + for<'a> WriteDeed<'a, T> + Send + 'static,
    {
        self.writer.write(Some(by), deed).await
    }

    /// The same for a deed that finds out by reading whether there is anything to write: where it answers
    /// `Ok((value, None))` there is no event, and whatever it wrote is undone.
    pub async fn write_if_needed<T, F>(&self, by: &By, deed: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> AsyncFnOnce(&'a mut Tx) -> Result<(T, Option<Event>)>
            + for<'a> WriteDeed<'a, T, Option<Event>>
            + Send
            + 'static,
    {
        self.writer.write(Some(by), deed).await
    }

    /// Writes rows that no event names: who is signed in. A deed that touches any other row is undone and fails.
    pub async fn write_unlogged<F>(&self, by: &By, deed: F) -> Result<()>
    where
        F: for<'a> AsyncFnOnce(&'a mut Tx) -> Result<((), DeedEnd)>
            + for<'a> WriteDeed<'a, (), DeedEnd>
            + Send
            + 'static,
    {
        self.writer.write(Some(by), deed).await
    }
}

/// Whether rows stand in the way of a key that is to be unique.
fn is_twice(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.is_unique_violation())
}

fn cannot_open(error: &sqlx::Error) -> bool {
    error.to_string().contains("(code: 14)")
}

/// Whether the file has everything in it; refused where its write-ahead log lies beside it, whose content would be
/// passed over.
fn is_whole(file: &Path) -> Result<bool> {
    let mut ahead = file.as_os_str().to_owned();
    ahead.push("-wal");
    match std::fs::metadata(&ahead) {
        Ok(about) if about.len() > 0 => Err(Error::from(copied_while_running())),
        _ => Ok(true),
    }
}

/// What opening the file adds to [`broken`].
fn unopenable(error: sqlx::Error) -> Error {
    if cannot_open(&error) {
        return Error::Busy(say!(
            "打不开数据库文件。请检查数据目录是否存在、是否允许写入、磁盘是否已满。",
            "The database file cannot be opened. See whether the data directory exists, may be written to, and the disk is not full."
        ));
    }
    broken(error)
}

/// SQLite takes an empty file for a new database; here it is what a crash or a bad copy left behind.
fn not_emptied(file: &Path) -> Result<()> {
    match std::fs::metadata(file) {
        Ok(there) if there.len() == 0 => Err(damaged()),
        _ => Ok(()),
    }
}

/// Codes must sort byte by byte, as they do in SQLite.
pub(super) async fn collation_is_c(link: &mut sqlx::PgConnection) -> Result<()> {
    // asked of the database itself: a name does not tell which library compares (ICU, libc, builtin)
    let sql = "select d.datcollate, (select count(*) from (values (1)) v where 'B' < 'a' and 'a-b' < 'aa')
               from pg_database d where d.datname = current_database()";
    let (collation, bytewise): (String, i64) =
        sqlx::query_as(sql).fetch_one(&mut *link).await.map_err(broken)?;
    if bytewise == 1 {
        return Ok(());
    }
    drop(link.ping().await);
    Err(Error::from(database_collation(&collation)))
}

problems! {
    refuse newer_database():
        "这个数据库是较新版本的归档建立的。" / "This database was made by a newer Guidang."
        => "请换用同样新或更新的程序打开。" / "Open it with a program at least as new.";
    refuse copied_while_running():
        "这一份是程序开着的时候拷贝的（旁边还有 guidang.db-wal），放在只读的地方读不全。"
            / "This copy was made while the program ran (guidang.db-wal lies beside it); where nothing can be written it cannot be read whole."
        => "整个目录复制到能写的地方再打开。" / "Copy the whole directory to a place that can be written, and open it there.";
    refuse rows_filed_twice():
        "有的清单行归档了两次（两台机器曾同时收了同一份清单），数据库不能升级。没有改动它。"
            / "Some rows of a sheet were filed twice (two machines took the same sheet in at once); the database cannot be upgraded. It was left as it is."
        => "用原来的版本恢复升级前自动做的备份，把那一批整批退回、重新导入，再换新版本。"
            / "With the version before, restore the backup made before this upgrade, take that batch back and import it again, then upgrade.";
    pub(super) refuse database_address(error):
        "数据库地址看不懂：{error}" / "The database address cannot be read: {error}"
        => "写成 postgres://用户:口令@主机/库名。" / "Write it as postgres://user:password@host/database.";
    refuse database_collation(collation):
        "数据库的排序规则（{collation}）不是按字节比较，档号会排错。"
            / "The database ({collation}) does not compare byte by byte; codes would sort wrongly."
        => "请重建：create database … template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'。"
            / "Make it anew: create database … template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'.";
}
