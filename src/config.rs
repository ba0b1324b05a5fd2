//! Where things are. Read once, at the edge.

use std::path::{Path, PathBuf};

use crate::clock::Clock;

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
}

impl Config {
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Config { data: data.into(), database: None, clock: Clock::System, witness: None, inbox_bytes: 4 << 30 }
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

    pub fn exists(&self) -> bool {
        self.database.is_some() || self.database_file().exists()
    }

    pub fn data(&self) -> &Path {
        &self.data
    }
}
