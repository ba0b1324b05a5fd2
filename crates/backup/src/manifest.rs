//! The list of a backup: what it holds and where the log stood. It names every object by digest, so its own digest stands
//! for the whole.

use serde::{Deserialize, Serialize};

use crate::domain::general::digest::Digest;

/// What lists of this shape call themselves.
pub(super) const FORMAT: &str = "guidang-backup/1";

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupReason {
    Asked,
    Scheduled,
    /// The program was newer than the database.
    BeforeUpgrade,
}

/// Everything a backup is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupManifest {
    format: String,
    /// RFC 3339 with offset.
    pub made_at: String,
    /// Version of the program that made it.
    pub program: String,
    pub reason: BackupReason,
    /// The last event of the log in it, and that event's digest.
    pub event: i64,
    pub event_digest: String,
    /// The digest of the log's first event, which never changes: backups of two archives do not share a place. Empty in
    /// lists made before it was kept.
    #[serde(default)]
    pub log: String,
    /// The last checkpoint this archive signed, as it was before the log was read, where there was one.
    pub checkpoint: Option<String>,
    pub database: BackupDatabase,
    /// Files of the data directory.
    pub files: Vec<BackedUpFile>,
}

/// How the records are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum BackupDatabase {
    /// The embedded database's file, cut into parts.
    File { schema: i64, bytes: u64, parts: Vec<Digest> },
    /// The rows of every table as lines of JSON.
    Tables { schema: i64, tables: Vec<DumpedTable> },
}

impl BackupDatabase {
    /// The last migration the database had run.
    pub fn schema(&self) -> i64 {
        match self {
            BackupDatabase::File { schema, .. } | BackupDatabase::Tables { schema, .. } => *schema,
        }
    }
}

/// A table: each line of its parts is an array of the values of one row, in the order of `columns`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpedTable {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u64,
    pub parts: Vec<Digest>,
}

/// A file beside the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUpFile {
    /// Below the data directory, with `/`.
    pub path: String,
    pub bytes: u64,
    /// Permissions, as `chmod` counts them.
    pub mode: u32,
    pub digest: Digest,
}

impl BackupManifest {
    /// A backup of a log that ends in `event`, without anything in it yet.
    pub fn begin(
        made_at: String,
        program: &str,
        reason: BackupReason,
        (event, event_digest): (i64, String),
        database: BackupDatabase,
    ) -> Self {
        BackupManifest {
            format: FORMAT.to_owned(),
            made_at,
            program: program.to_owned(),
            reason,
            event,
            event_digest,
            log: String::new(),
            checkpoint: None,
            database,
            files: Vec::new(),
        }
    }

    /// A list this program can read.
    pub(super) fn is_known(&self) -> bool {
        self.format == FORMAT && self.files.iter().all(|file| stays_inside(&file.path))
    }

    /// Every object it names, with what people know it by.
    pub fn objects(&self) -> Vec<(Digest, String)> {
        let numbered = |name: &str, parts: &[Digest]| {
            let number = |(at, digest): (usize, &Digest)| (*digest, format!("{name} #{}", at + 1));
            parts.iter().enumerate().map(number).collect::<Vec<_>>()
        };
        let mut all = match &self.database {
            BackupDatabase::File { parts, .. } => numbered("guidang.db", parts),
            BackupDatabase::Tables { tables, .. } => {
                tables.iter().flat_map(|table| numbered(&table.name, &table.parts)).collect()
            }
        };
        all.extend(self.files.iter().map(|file| (file.digest, file.path.clone())));
        all
    }
}

/// Whether a path leads nowhere but below the data directory.
fn stays_inside(path: &str) -> bool {
    !path.is_empty() && path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_out_of_the_data_directory_is_not_read() {
        for path in ["inbox/a.csv", "forms/卷内目录@2.toml", "node"] {
            assert!(stays_inside(path), "{path}");
        }
        for path in ["", "/etc/passwd", "../a", "a/../../b", "a//b", "./a", "a\\..\\b"] {
            assert!(!stays_inside(path), "{path}");
        }
    }
}
