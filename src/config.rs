//! Where things are. Read once, at the edge.

use std::path::{Path, PathBuf};

use crate::clock::Clock;
use crate::domain::general::keeping::KeepingRule;

/// What the folders of rebuilt archives begin with.
const PAST: &str = "past-";

/// What a site can set.
#[derive(Clone, Debug)]
pub struct Config {
    /// Directory holding `guidang.db`, `index/`, `inbox/`, `results/`, and the key of the log.
    pub data: PathBuf,
    /// `postgres://…`; `None`: the embedded database in `data`.
    pub database: Option<String>,
    pub clock: Clock,
    /// A second place, which gets a checkpoint of the log every hour.
    pub witness: Option<PathBuf>,
    /// Bytes that sheets in the inbox may have together.
    pub inbox_bytes: u64,
    pub backups: BackupPlan,
}

/// Where backups go by themselves, how often, and how long they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupPlan {
    /// `None`: backups are made only when asked for.
    pub to: Option<PathBuf>,
    pub every_hours: u32,
    pub keep: KeepingRule,
}

impl Default for BackupPlan {
    fn default() -> Self {
        BackupPlan { to: None, every_hours: 24, keep: KeepingRule::default() }
    }
}

impl Config {
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Config {
            data: data.into(),
            database: None,
            clock: Clock::System,
            witness: None,
            inbox_bytes: 4 << 30,
            backups: BackupPlan::default(),
        }
    }

    pub fn database_file(&self) -> PathBuf {
        self.data.join("guidang.db")
    }

    pub fn index_dir(&self) -> PathBuf {
        self.data.join("index")
    }

    /// What the folders of rebuilt archives begin with: this process's number, so that one left behind is known.
    pub fn past_prefix(&self) -> String {
        format!("{PAST}{}-", std::process::id())
    }

    /// Folders of rebuilt archives whose process is gone.
    pub fn pasts_left(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.data).into_iter().flatten().filter_map(Result::ok);
        let is_left = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let process = name.strip_prefix(PAST).and_then(|rest| rest.split('-').next());
            process.is_some_and(|process| !Path::new("/proc").join(process).exists())
        };
        entries.map(|entry| entry.path()).filter(is_left).collect()
    }

    /// Files made beside a running program, to be registered by it.
    pub fn waiting_dir(&self) -> PathBuf {
        self.data.join("to-register")
    }

    /// What contradicted the log and would be gone with the index that said so.
    pub fn log_witness_file(&self) -> PathBuf {
        self.data.join("log-witness.jsonl")
    }

    /// Sheets uploaded through the page, until they are taken in.
    pub fn inbox_dir(&self) -> PathBuf {
        self.data.join("inbox")
    }

    /// Files that jobs made.
    pub fn results_dir(&self) -> PathBuf {
        self.data.join("results")
    }

    /// The office's own fonts, and `fonts.toml` that names them.
    pub fn fonts_dir(&self) -> PathBuf {
        self.data.join("fonts")
    }

    /// The office's own forms.
    pub fn forms_dir(&self) -> PathBuf {
        self.data.join("forms")
    }

    /// What this data directory's program is called among others over the same database.
    pub fn node_file(&self) -> PathBuf {
        self.data.join("node")
    }

    /// The key checkpoints of the log are signed with; nobody else may read it.
    pub fn log_key_file(&self) -> PathBuf {
        self.data.join("log-key")
    }

    /// The last checkpoint made here.
    pub fn checkpoint_file(&self) -> PathBuf {
        self.data.join("checkpoint")
    }

    /// The hashes of the tree over the log, so that they need not be computed anew.
    pub fn log_tree_file(&self) -> PathBuf {
        self.data.join("log-tree")
    }

    pub fn lock_file(&self) -> PathBuf {
        self.data.join("guidang.lock")
    }

    /// Where a backup goes that is made before an upgrade, when no other place is set.
    pub fn backups_dir(&self) -> PathBuf {
        self.data.join("backups")
    }

    /// There while an archive is being restored and was not verified yet.
    pub fn restoring_file(&self) -> PathBuf {
        self.data.join("restoring")
    }

    /// Whether what bears this name in the data directory is no part of a backup: the database, which is copied by other
    /// means, what is made from it, and what belongs to a running program.
    pub fn is_derived(&self, name: &str) -> bool {
        let own = [self.index_dir(), self.backups_dir(), self.restoring_file(), self.lock_file()];
        let is_own = own.iter().any(|path| path.file_name().is_some_and(|own| own == name));
        // the database with its write-ahead log
        let (database, place) = (self.database_file(), self.data.join(name));
        let is_database =
            place.as_os_str().as_encoded_bytes().starts_with(database.as_os_str().as_encoded_bytes());
        is_own || is_database || name.starts_with(PAST)
    }

    pub fn exists(&self) -> bool {
        self.database.is_some() || self.database_file().exists()
    }

    pub fn data(&self) -> &Path {
        &self.data
    }
}
