//! How a file is to be read, and what it may cost.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// How a file is to be read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reading {
    /// The sheet's name; needed when several hold something.
    pub sheet: Option<String>,
    /// Overrides the finding out, for text files: `GB18030`, `UTF-8`, `Big5` …
    pub encoding: Option<String>,
    /// Overrides the finding out, for text files.
    pub separator: Option<char>,
    /// The file's own name when the path is a temporary one (an upload).
    pub file_name: Option<String>,
    pub limits: ReadingLimits,
    /// The program that is the child; `None`: `GUIDANG_READER`, else this one.
    #[serde(skip)]
    pub program: Option<PathBuf>,
}

/// What a file may cost. The defaults hold a million rows and no bomb.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadingLimits {
    pub rows: u32,
    pub columns: u32,
    /// Characters in one cell; a spreadsheet's own limit.
    pub cell_chars: usize,
    pub merges: usize,
    /// Bytes of one row as the child tells it, and of all rows: a text that many cells share is told each time.
    pub row_bytes: u64,
    pub told_bytes: u64,
    /// Bytes of the file as it lies.
    pub file_bytes: u64,
    /// Bytes of a zipped file's parts unpacked.
    pub inflated_bytes: u64,
    /// Unpacked : packed, judged above 1 MiB.
    pub ratio: u64,
    /// Address space of the child, bytes.
    pub memory_bytes: u64,
    /// Processor time of the child, seconds; two more for each MiB of the file.
    pub cpu_seconds: u64,
    /// How long the child may be silent, seconds; two more for each MiB of the file.
    pub silence_seconds: u64,
}

impl Default for ReadingLimits {
    fn default() -> Self {
        ReadingLimits {
            rows: 1_048_576,
            columns: 400,
            cell_chars: 32_767,
            merges: 20_000,
            row_bytes: 64 << 20,
            told_bytes: 1 << 30,
            file_bytes: 512 << 20,
            inflated_bytes: 512 << 20,
            ratio: 100,
            memory_bytes: 1 << 30,
            cpu_seconds: 60,
            silence_seconds: 90,
        }
    }
}

impl Reading {
    /// The name a person knows the file by, without its ending.
    pub(super) fn stem(&self, path: &Path) -> String {
        let name = self.file_name.as_deref().map(Path::new).unwrap_or(path);
        name.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
    }
}
