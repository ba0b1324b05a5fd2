//! [`Site`]: a real archive in a temporary place, on either database, with a day the test sets; and
//! [`Desk`]: the same place for the real program, run as a person runs it.

mod database;
pub mod disposals;
pub mod door;
pub mod drafts;
pub mod expected;
pub mod figures;
pub mod handovers;
pub mod log;
pub mod telephone;
pub mod template;
pub mod transfers;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chrono::NaiveDate;
use guidang::acts::setup::founding::{Founding, SMALL, found};
use guidang::acts::upkeep::{indexing, verifying};
use guidang::archive::{Access, Archive};
use guidang::clock::Clock;
use guidang::config::Config;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::role::By;
use guidang::domain::records::event::{Event, EventKind};
use guidang::domain::records::item::{Description, Draft, Place};
use guidang::domain::values::period::RetentionPeriod;
pub use guidang::store::Backend;
use guidang::store::{Arriving, Shelved};
use sqlx::Connection as _;
use tempfile::TempDir;

use database::Database;
pub use database::Raw;

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
        Desk::made_once("founded_by_the_program", || {
            let desk = Desk::new();
            let scheme = repository("schemes/wuhu-2009.toml");
            let words = ["init", "--fonds", FONDS, "--name", NAME, "--scheme", scheme.to_str().unwrap()];
            desk.run(&words).ending(0);
            desk
        })
    }

    /// A copy of what is made once for this build of the tests; nobody may have it open any more.
    pub fn made_once(name: &str, make: impl FnOnce() -> Desk) -> Desk {
        let template = template::template(name).unwrap_or_else(|making| {
            template::copy(make().data(), making.folder());
            making.finish()
        });
        Desk::like(&template)
    }

    /// A copy of what lies in a folder.
    pub fn like(template: &Path) -> Desk {
        let desk = Desk::new();
        template::copy(template, desk.data());
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
            .env("GUIDANG_SETTINGS", "/dev/null")
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

    /// The site around an archive that is open already.
    pub fn open_again(self, archive: Archive) -> Site {
        Site { archive, desk: self, day: today() }
    }

    /// A token of the account the tests act as.
    pub fn token(&self) -> String {
        let made = self.run(&["account", "token", "试验", "--format", "json"]).ending(0).json();
        made["token"].as_str().unwrap().to_owned()
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
        let template = match template::template("founded") {
            Ok(template) => template,
            Err(making) => {
                let desk = Site::found(Desk::new()).await.leave().await;
                template::copy(desk.data(), making.folder());
                making.finish()
            }
        };
        Desk::like(&template).open().await
    }

    pub async fn open_on(backend: Backend) -> Site {
        match backend {
            Backend::Sqlite => Site::open().await,
            Backend::Postgres => Site::found(Desk::on(backend).await).await,
        }
    }

    async fn found(desk: Desk) -> Site {
        let config = desk.config();
        let by = config.clock.founder("local", "本机用户");
        let founding =
            Founding { number: FONDS.into(), name: NAME.into(), scheme: wuhu(), preset: SMALL.into() };
        let archive = found(config, &by, founding).await.unwrap();
        Site { archive, desk, day: today() }
    }

    /// The local user on the site's day.
    pub fn by(&self) -> By {
        Clock::Set(self.day).founder("local", "本机用户")
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
    let deed = archive.store.write(by, async move |tx| {
        let count = drafts.len();
        let arriving = drafts.into_iter().map(|draft| Arriving { draft, batch: None, row: None }).collect();
        let shelved = tx.shelve(&schemes, arriving).await?;
        Ok((
            shelved,
            Event::new(EventKind::ItemsFiled, format!("{count} 件"), serde_json::json!({ "items": count })),
        ))
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

/// `verify` finds nothing once the index has caught up.
pub async fn sound(site: &Site) {
    indexing::catch_up(&site.archive).await.unwrap();
    let verified = verifying::verify(&site.archive, &site.by()).await.unwrap();
    assert_eq!(verified.findings, vec![]);
}

/// The kinds of what `verify` finds, once the index has followed.
pub async fn findings(site: &Site) -> Vec<String> {
    indexing::catch_up(&site.archive).await.unwrap();
    let verified = verifying::verify(&site.archive, &site.by()).await.unwrap();
    verified.findings.into_iter().map(|finding| format!("{} {}", finding.kind, finding.about)).collect()
}
