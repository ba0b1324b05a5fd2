//! The institution, opened: its records, its card index, its schemes, its clock.

mod disk;
mod lock;
mod making_backup;
mod before_upgrade;
mod permission;
mod local_account;
mod backups_seen;
mod orders_kept;
mod schemes;

pub use disk::DiskUnder;
pub use lock::{DirectoryLock, take_lock};
pub use making_backup::{MadeBackup, make_backup};
pub use permission::{allow, allow_one_of};
pub use schemes::schemes_kept;

use backups_seen::BackupsSeen;
use before_upgrade::back_up_before_upgrade;
use orders_kept::OrderKept;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use tokio::sync::Notify;

use crate::clock::Clock;
use crate::config::Config;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{Actor, By, Deed, Rights};
use crate::domain::general::wording::Wording;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::states::JobStanding;
use crate::domain::schemes::scheme::Schemes;
use crate::progress::Progress;
use crate::random;
use crate::search::{Index, IndexState, Writer as IndexWriter};
use crate::sheet::KeptReadings;
use crate::store::{Fonds, Job, Store};
use crate::throttle::Throttle;
use crate::{problems, say};

/// How it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Alone: may write. One process at a time on one data directory.
    Whole,
    /// Beside a running one: reads only, and sees what the index had when it last committed.
    Reading,
}

/// An opened archive; share it in an `Arc`.
#[derive(Clone)]
pub struct Archive {
    pub config: Config,
    pub store: Store,
    pub index: Index,
    schemes: Arc<RwLock<Arc<Schemes>>>,
    /// Rung after every write, so that the index follows within a second.
    pub written: Arc<Notify>,
    /// Long work this program is at, by job number.
    progress: Arc<Mutex<HashMap<i64, Arc<Progress>>>>,
    /// Held by the import of this program that has, or waits for, the claim to file rows (`procedures/claims.rs`).
    pub receiving: Arc<tokio::sync::Mutex<()>>,
    /// Sheets read lately: a dry run and the taking rest on one reading.
    pub sheets: Arc<KeptReadings>,
    /// Held while one catches the index up, with what writes it: a new writer for each catching up would throw the
    /// merges of the last away.
    pub indexing: Arc<tokio::sync::Mutex<Option<IndexWriter>>>,
    /// Held as long as this program may write.
    lock: Option<Arc<DirectoryLock>>,
    /// Why not every edition it keeps could be read.
    pub unread: Option<Arc<Error>>,
    /// The backups the log tells of, as far as it was looked through.
    backups: Arc<Mutex<BackupsSeen>>,
    /// Lists of records sorted lately.
    orders: Arc<Mutex<Vec<OrderKept>>>,
    /// Tells this program from others over the same database; kept in the data directory.
    pub node: String,
    /// Tells this archive from every other that is open, in claims: node, program, and a name by chance.
    pub holder: String,
    /// Sign-ins that failed lately.
    pub throttle: Arc<Throttle>,
    /// Whoever works at this machine without signing in.
    local: Actor,
    /// The local person is known by a token.
    by_token: bool,
    /// The archive that this one shows some fonds of; `None`: it shows all.
    whole: Option<Arc<Archive>>,
    /// For the archive as it stood after an event: where its log is, and the event.
    log_of: Option<Arc<(Store, i64)>>,
}

impl Archive {
    /// Opens what `founding` made. Nothing is created: a directory without an archive is
    /// [`Error::NotFound`].
    pub async fn open(config: Config, access: Access) -> Result<Archive> {
        let archive = Archive::open_as_it_lies(config, access).await?;
        match &archive.unread {
            None => Ok(archive),
            Some(unread) => Err(unread.again()),
        }
    }

    /// The same where an edition it keeps can no longer be read: to be looked at, not to be worked with.
    pub async fn open_as_it_lies(config: Config, access: Access) -> Result<Archive> {
        lock::refuse_unfinished(&config)?;
        if !config.exists() {
            let place = config.data().display();
            return Err(Error::not_found(say!(
                "{place} 里还没有档案。先运行 guidang init --fonds 全宗号 --name 名称 --scheme 方案文件；只想看看，运行 guidang demo。",
                "There is no archive in {place} yet. Run guidang init --fonds NUMBER --name NAME --scheme FILE first; to have a look, guidang demo."
            )));
        }
        if access == Access::Whole {
            refuse_impossible_clock(&config)?;
        }
        let lock = match access {
            Access::Whole => Some(take_lock(&config)?),
            Access::Reading => None,
        };
        // a program that was killed left rebuilt archives behind, which hold persons' data
        if lock.is_some() {
            for folder in config.pasts_left() {
                std::fs::remove_dir_all(folder).ok();
            }
        }
        let upgrading = if lock.is_some() { back_up_before_upgrade(&config).await? } else { None };
        let store = match (&config.database, access) {
            (Some(url), Access::Whole) => Store::open_postgres(url).await?,
            (Some(url), Access::Reading) => Store::open_postgres_reading(url).await?,
            (None, Access::Whole) => Store::open_sqlite(&config.database_file(), false).await?,
            (None, Access::Reading) => Store::open_sqlite_reading(&config.database_file()).await?,
        };
        let archive = Archive::with(config, store, lock).await?;
        if let Some((made, place)) = upgrading {
            let (kind, about, detail) = made.told(&place);
            let event = Event::new(kind, about, detail);
            archive.store.write(&archive.program(), async move |_| Ok(((), event))).await?;
        }
        // tests live on a day of their own; whoever works under one has it in the log
        if archive.may_write() && !cfg!(debug_assertions) {
            archive.note_set_day().await?;
        }
        Ok(archive)
    }

    /// Records that this program takes another day than the machine's for today, where it does.
    pub async fn note_set_day(&self) -> Result<()> {
        let Clock::Set(day) = self.config.clock else { return Ok(()) };
        let by = Clock::System.program();
        let detail = serde_json::json!({ "day": day, "machine": by.now.to_rfc3339() });
        let event = Event::new(EventKind::DaySet, day.to_string(), detail);
        self.store.write(&by, async move |_| Ok(((), event))).await
    }

    /// The archive over an opened store; `founding` uses it for a new one.
    pub async fn with(config: Config, store: Store, lock: Option<DirectoryLock>) -> Result<Archive> {
        let index = index_of(&config)?;
        let node = node(&config, lock.is_some())?;
        let mut archive = Archive {
            store,
            index,
            schemes: Arc::default(),
            written: Arc::default(),
            progress: Arc::default(),
            receiving: Arc::default(),
            sheets: Arc::new(KeptReadings::new(config.data())),
            indexing: Arc::default(),
            backups: Arc::default(),
            orders: Arc::default(),
            holder: format!("{node}/{}/{}", program(), random::hex::<4>()),
            node,
            config,
            lock: lock.map(Arc::new),
            unread: None,
            throttle: Arc::default(),
            local: Actor { login: String::new(), name: String::new(), rights: Rights::default() },
            by_token: false,
            whole: None,
            log_of: None,
        };
        archive.local = archive.local_account().await?;
        match archive.load_schemes().await {
            Err(unread @ Error::Refused(_)) => Ok(Archive { unread: Some(Arc::new(unread)), ..archive }),
            loaded => loaded.map(|()| archive),
        }
    }

    /// Reads the editions the archive keeps; called again after one was added.
    pub async fn load_schemes(&self) -> Result<()> {
        let editions = self.store.editions().await?;
        let texts = editions.iter().map(|edition| (edition.name.as_str(), edition.body.as_str()));
        let (mut schemes, problems) = Schemes::load(texts);
        schemes.rulings = self.whole().store.rulings().await?;
        *self.schemes.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(schemes);
        match problems.into_iter().next() {
            None => Ok(()),
            Some((name, problem)) => {
                let Wording { zh, en } = problem.message;
                Err(Error::from(edition_unreadable(&name, &zh, &en)))
            }
        }
    }

    pub fn schemes(&self) -> Arc<Schemes> {
        self.schemes.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The progress of a job, begun now if it is not running.
    pub fn progress_of(&self, job: i64) -> Arc<Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).entry(job).or_default().clone()
    }

    pub fn running(&self, job: i64) -> Option<Arc<Progress>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).get(&job).cloned()
    }

    /// Where a job is, as far as this program can know; what it has done so far is put into the row.
    pub fn job_standing(&self, job: &mut Job) -> JobStanding {
        let progress = self.running(job.id);
        if let Some(progress) = &progress {
            let (done, total) = progress.so_far();
            (job.done, job.total) = (done as i64, total as i64);
        }
        JobStanding::judge(job.state, progress.is_some(), self.is_elsewhere(job))
    }

    /// Whether another program over the same database began the job.
    pub fn is_elsewhere(&self, job: &Job) -> bool {
        !job.node.is_empty() && job.node != self.node
    }

    /// Bytes that can still be written where the data lies; `None`: the system does not say.
    pub fn free_space(&self) -> Option<u64> {
        fs4::available_space(self.config.data()).ok()
    }

    /// How many jobs this program is at.
    pub fn running_jobs(&self) -> usize {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Jobs of this program end after the portion they are at.
    pub fn ask_jobs_to_stop(&self) {
        let all = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        all.values().for_each(|progress| progress.ask_to_stop());
    }

    pub fn forget_progress(&self, job: i64) {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).remove(&job);
    }

    /// Lets database and index go when the program ends.
    pub async fn close(&self) {
        // one that is at work ends with the program
        drop(self.indexing.try_lock().map(|mut kept| kept.take()));
        self.store.close().await;
        if let Some(lock) = &self.lock {
            lock.settle();
        }
    }

    /// Opened whole: what is done can be kept as an event.
    pub fn may_write(&self) -> bool {
        self.lock.is_some()
    }

    /// Whoever works at this machine without signing in, now: the account of the operating system's user, or the
    /// one whose token the command line bears.
    pub fn local_user(&self) -> By {
        By { by_token: self.by_token, ..By::local(self.local.clone(), self.config.clock.now()) }
    }

    /// The command line bears the token of this person.
    pub fn act_as(&mut self, actor: Actor) {
        (self.local, self.by_token) = (actor, true);
    }

    /// Whether somebody is known by the operating system of the archive's own machine, and by nothing he could have lost.
    pub fn is_at_the_machine(&self, by: &By) -> bool {
        by.from.is_none() && !by.by_token && by.actor.login == self.local.login
    }

    /// The archive as somebody sees it who may see these fonds alone: what he asks, he asks of them.
    pub async fn within(&self, fonds: &[String], login: &str) -> Result<Archive> {
        let store = self.store.within(fonds, login).await?;
        Ok(Archive {
            store,
            index: self.index.within(fonds),
            whole: Some(Arc::new(self.clone())),
            // of the whole
            orders: Arc::default(),
            ..self.clone()
        })
    }

    /// The archive with every fonds: what follows the log follows it there.
    pub fn whole(&self) -> &Archive {
        self.whole.as_deref().unwrap_or(self)
    }

    /// This archive as one that shows how `archive` stood after an event.
    pub fn as_after(self, archive: &Archive, seq: i64) -> Archive {
        let log = archive.whole().store.clone();
        Archive { log_of: Some(Arc::new((log, seq))), ..self }
    }

    /// Where the whole log is, and the last event of it that counts here; `None`: all do.
    pub fn log(&self) -> (&Store, Option<i64>) {
        match self.log_of.as_deref() {
            Some((store, seq)) => (store, Some(*seq)),
            None => (&self.whole().store, None),
        }
    }

    /// Whether every fonds is seen.
    pub fn is_whole(&self) -> bool {
        self.whole.is_none()
    }

    /// Refuses what only somebody can do whose posts, those that allow one of the deeds, are for every fonds: the log, the
    /// index and a backup are of the whole.
    pub fn of_the_whole(&self, by: &By, deeds: &[Deed]) -> Result<()> {
        let held: Vec<Deed> = deeds.iter().copied().filter(|deed| by.may(*deed)).collect();
        if self.whole.is_none() && (held.is_empty() || by.actor.rights.fonds_of_any(&held).is_none()) {
            return Ok(());
        }
        Err(Error::NotAllowed(say!(
            "这一步涉及全部全宗，只管部分全宗的岗位不能做。",
            "This concerns every fonds; a post for some of them does not allow it."
        )))
    }

    /// The program itself, now.
    pub fn program(&self) -> By {
        self.config.clock.program()
    }

    /// The fonds with this number; without one, the only fonds there is.
    pub async fn fonds_numbered(&self, number: Option<&str>) -> Result<Fonds> {
        let all = self.store.fonds().await?;
        let known = all.iter().map(|fonds| fonds.number.as_str()).collect::<Vec<_>>().join("、");
        match number {
            Some(number) => all.into_iter().find(|fonds| fonds.number == number).ok_or_else(|| {
                Error::not_found(say!(
                    "没有全宗 {number}。现有：{known}。",
                    "There is no fonds {number}. The archive has: {known}."
                ))
            }),
            None => match <[Fonds; 1]>::try_from(all) {
                Ok([only]) => Ok(only),
                // the program was stopped between making the database and founding
                Err(none) if none.is_empty() => Err(Error::not_found(say!(
                    "还没有建立全宗。先运行 guidang init --fonds 全宗号 --name 名称 --scheme 方案文件。",
                    "The archive has no fonds yet. Run guidang init --fonds NUMBER --name NAME --scheme FILE first."
                ))),
                Err(_) => Err(Error::from(which_fonds(&known))),
            },
        }
    }
}

/// Tells this program from every other, and from the same started again.
fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(random::hex::<6>)
}

/// The index in its place; where it can be neither used nor made anew there (a disc, a full disk, no permission), one
/// for this program alone, so that the records can be searched all the same.
fn index_of(config: &Config) -> Result<Index> {
    match Index::open(&config.index_dir()) {
        Ok(opened) => {
            if let IndexState::Damaged(why) = &opened.state {
                tracing::warn!("{}", why.zh);
            }
            Ok(opened.index)
        }
        Err(error) => {
            tracing::warn!("{error}；这次另建一个索引来检索。");
            Index::elsewhere()
        }
    }
}

/// Nothing is written by a clock that is plainly wrong.
fn refuse_impossible_clock(config: &Config) -> Result<()> {
    if config.clock.is_impossible() {
        return Err(Error::from(clock_impossible(&config.clock.now().to_rfc3339())));
    }
    Ok(())
}

/// The name by which jobs know this data directory's program: made once, by chance, so that a copied host
/// name or a new container is no other program.
fn node(config: &Config, may_write: bool) -> Result<String> {
    let path = config.node_file();
    match std::fs::read_to_string(&path) {
        Ok(node) if !node.trim().is_empty() => return Ok(node.trim().to_owned()),
        _ if !may_write => return Ok(String::new()),
        _ => {}
    }
    let node = format!("node-{}", random::hex::<6>());
    std::fs::write(&path, &node).map_err(|error| unwritable(&path, &error))?;
    Ok(node)
}

/// The sentence for a data directory that cannot be written.
pub fn unwritable(place: &Path, error: &std::io::Error) -> Error {
    let place = place.display();
    Error::Busy(say!(
        "不能写入 {place}（{error}）。请检查目录权限、磁盘是否已满或只读；没有改动任何记录。",
        "{place} cannot be written ({error}). Check its permissions and whether the disk is full or read-only; no record was changed."
    ))
}

problems! {
    refuse edition_unreadable(name, zh, en):
        "保存的方案「{name}」读不出：{zh}" / "The kept scheme \"{name}\" cannot be read: {en}"
        => "运行 guidang verify 看它是否被改动过，再从备份恢复。"
            / "Run guidang verify to see whether it was changed, then restore it from a backup.";
    refuse clock_impossible(now):
        "本机时钟是 {now}，不可能对：写进日志的时间改不了。" / "This machine's clock says {now}, which cannot be: times in the log are never changed."
        => "先校准时钟（timedatectl），再启动。" / "Set the clock first (timedatectl), then start again.";
    refuse which_fonds(known):
        "有几个全宗（{known}），请说明是哪一个。" / "The archive has several fonds ({known}); say which."
        => "加上 --fonds 全宗号。" / "Add --fonds NUMBER.";
}
