//! [`Site`]: a real archive in a temporary place, on either database, with a day the test sets; and
//! [`Desk`]: the same place for the real program, run as a person runs it.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::NaiveDate;
use guidang::acts::setup::founding::{Founding, found};
use guidang::archive::{Access, Archive};
use guidang::clock::Clock;
use guidang::config::Config;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::role::By;
use guidang::domain::records::event::Event;
use guidang::domain::records::item::{Description, Draft, Place};
use guidang::domain::values::period::RetentionPeriod;
pub use guidang::store::Backend;
use guidang::store::{Arriving, Shelved};
use sqlx::{AssertSqlSafe, Column as _, Connection as _, Executor as _, Row as _};
use tempfile::TempDir;

pub const FONDS: &str = "0211";
pub const NAME: &str = "芜湖市人力资源和社会保障局";

/// The day the tests live in, unless they set another.
pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub fn wuhu() -> String {
    std::fs::read_to_string(repository("schemes/wuhu-2009.toml")).unwrap()
}

/// A place for an archive: a data directory of its own and, on PostgreSQL, a database of its own.
/// Both are gone when it is dropped.
pub struct Desk {
    dir: TempDir,
    postgres: Option<Database>,
}

/// What the program answered.
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    pub fn of(output: Output) -> Answer {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
        // a signal has no code; 128 stands for it, as in a shell
        Answer {
            code: output.status.code().unwrap_or(128),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}\n{}", self.out, self.err))
    }

    /// The answer, when the program ended with this code; both streams are shown otherwise.
    #[track_caller]
    pub fn ending(self, code: i32) -> Answer {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

impl Desk {
    /// An empty place beside SQLite.
    pub fn new() -> Desk {
        Desk { dir: TempDir::new().unwrap(), postgres: None }
    }

    pub async fn on(backend: Backend) -> Desk {
        let postgres = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Database::create().await),
        };
        Desk { dir: TempDir::new().unwrap(), postgres }
    }

    /// An archive founded by the real program.
    pub fn founded() -> Desk {
        let desk = Desk::new();
        let scheme = repository("schemes/wuhu-2009.toml");
        desk.run(&["init", "--fonds", FONDS, "--name", NAME, "--scheme", scheme.to_str().unwrap()]).ending(0);
        desk
    }

    pub fn data(&self) -> &Path {
        self.dir.path()
    }

    pub fn database_file(&self) -> PathBuf {
        self.config().database_file()
    }

    pub fn config(&self) -> Config {
        let database = self.postgres.as_ref().map(|database| database.url.clone());
        Config { database, clock: Clock::Set(today()), ..Config::new(self.data()) }
    }

    /// The real program on this place, ready to be run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guidang"));
        command
            .args(args)
            .stdin(Stdio::null())
            .env_remove("GUIDANG_DATABASE_URL")
            .env("GUIDANG_DATA", self.data());
        command.env("GUIDANG_TODAY", today().to_string());
        if let Some(database) = &self.postgres {
            command.env("GUIDANG_DATABASE_URL", &database.url);
        }
        command
    }

    /// Runs the real program to its end.
    pub fn run(&self, args: &[&str]) -> Answer {
        Answer::of(self.command(args).output().unwrap())
    }

    /// The same with `--format json`: exit code and what it answered.
    #[track_caller]
    pub fn cli(&self, args: &[&str]) -> (i32, serde_json::Value) {
        let answer = self.run(&[args, &["--format", "json"]].concat());
        (answer.code, answer.json())
    }

    /// Opens what was founded here.
    pub async fn open(self) -> Site {
        let archive = Archive::open(self.config(), Access::Whole).await.unwrap();
        Site { archive, desk: self, day: today() }
    }

    /// The database beside the program: whoever has the file, or the password.
    pub async fn behind(&self) -> Raw {
        match &self.postgres {
            None => Raw::Sqlite(rusqlite::Connection::open(self.database_file()).unwrap()),
            Some(database) => Raw::Postgres(sqlx::PgConnection::connect(&database.url).await.unwrap()),
        }
    }
}

/// An opened archive with fonds 0211 under the Wuhu scheme.
pub struct Site {
    pub archive: Archive,
    pub desk: Desk,
    day: NaiveDate,
}

impl Site {
    /// Founded on SQLite.
    pub async fn open() -> Site {
        Site::open_on(Backend::Sqlite).await
    }

    pub async fn open_on(backend: Backend) -> Site {
        let desk = Desk::on(backend).await;
        let config = desk.config();
        let by = config.clock.local_user();
        let founding = Founding { number: FONDS.into(), name: NAME.into(), scheme: wuhu() };
        let archive = found(config, &by, founding).await.unwrap();
        Site { archive, desk, day: today() }
    }

    /// The local user on the site's day.
    pub fn by(&self) -> By {
        Clock::Set(self.day).local_user()
    }

    /// Moves the clock.
    pub fn set_day(&mut self, year: i32, month: u32, day: u32) {
        self.day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    }

    /// Closes the archive, so that the real program (or anybody) can have the place.
    pub async fn leave(self) -> Desk {
        self.archive.store.close().await;
        self.desk
    }
}

/// Tells the same story on SQLite and on PostgreSQL; what it returns must be the same on both.
pub async fn both<T, Told>(story: impl Fn(Site) -> Told) -> T
where
    T: PartialEq + std::fmt::Debug,
    Told: Future<Output = T>,
{
    let here = story(Site::open_on(Backend::Sqlite).await).await;
    let there = story(Site::open_on(Backend::Postgres).await).await;
    assert_eq!(here, there, "SQLite (left) and PostgreSQL (right) tell different stories");
    here
}

/// A database made for one test.
struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    async fn create() -> Database {
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

/// A place under the Wuhu scheme, by the codes and names that are printed.
pub fn place(year: i32, class: &str, step: &str, period: RetentionPeriod) -> Place {
    let scheme = match guidang::domain::schemes::scheme::parse(&wuhu()) {
        Ok(guidang::domain::schemes::scheme::SchemeFile::Scheme(scheme)) => scheme,
        other => panic!("schemes/wuhu-2009.toml is no scheme: {other:?}"),
    };
    let of_class = scheme.classes.iter().filter(|known| known.code == class);
    let mut found = of_class.flat_map(|class| {
        class.steps.iter().filter(|known| known.name == step).map(move |step| (class, step))
    });
    let (class, step) = found.next().unwrap_or_else(|| panic!("no step {step} in {class}"));
    Place {
        fonds: FONDS.into(),
        year,
        scheme_id: scheme.id.clone(),
        class_id: class.id.clone(),
        step_id: step.id.clone(),
        period,
    }
}

/// Where 缴费核定表 of a year belong.
pub fn levy(year: i32) -> Place {
    place(year, "ZJ", "社会保险费征缴核定材料", RetentionPeriod::Years(100))
}

/// A paper to be filed.
pub fn draft(place: &Place, title: &str, pages: u32) -> Draft {
    let date = guidang::domain::values::date::RecordDate::from_iso(&format!("{}-03-22", place.year));
    let description =
        Description { title: title.into(), date, pages, medium: "纸质".into(), ..Description::default() };
    Draft { place: place.clone(), step_text: None, rule: 0, given: None, description }
}

/// Files papers in one write, as an import does.
pub async fn file(archive: &Archive, by: &By, drafts: Vec<Draft>) -> Result<Vec<Shelved>> {
    let schemes = archive.schemes();
    let deed = archive.store.write(by, move |tx| {
        Box::pin(async move {
            let count = drafts.len();
            let arriving =
                drafts.into_iter().map(|draft| Arriving { draft, batch: None, row: None }).collect();
            let shelved = tx.shelve(&schemes, arriving).await?;
            Ok((
                shelved,
                Event::new("items_filed", format!("{count} 件"), serde_json::json!({ "items": count })),
            ))
        })
    });
    deed.await
}

/// The kind of the first problem of a refusal.
#[track_caller]
pub fn refusal<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    match outcome {
        Err(Error::Refused(problems)) => problems[0].kind.clone(),
        other => panic!("not refused: {other:?}"),
    }
}
