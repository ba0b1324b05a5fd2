//! Readings kept for the next question about the same file: another dry run, the copy sent back, the taking.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::lines::{Again, IN_MEMORY, LinesRead, LinesWritten};
use super::parent::{GridStream, open_again, open_written};
use super::reading::Reading;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;

/// Bytes of all kept readings together.
const OF_ALL: usize = 2 * IN_MEMORY;

/// Sheets read to their end, the one asked for last at the end; the longest unasked go first.
pub struct KeptReadings {
    all: Mutex<Vec<KeptReading>>,
    /// Where a reading that does not fit into memory lies until it is done with.
    folder: PathBuf,
}

struct KeptReading {
    key: String,
    lines: Arc<Vec<u8>>,
}

impl KeptReadings {
    pub fn new(folder: &Path) -> Self {
        KeptReadings { all: Mutex::default(), folder: folder.to_owned() }
    }

    /// The rows of a file with this digest: as they are kept, else read by a child.
    ///
    /// # Errors
    /// As [`read`](super::read).
    pub async fn open(
        &self,
        path: &Path,
        file: &Digest,
        reading: &Reading,
        again: Again,
    ) -> Result<GridStream> {
        match self.kept(&key(file, reading)) {
            Some(lines) => open_again(LinesRead::Memory(lines)).await,
            None => open_written(path, reading, Some(LinesWritten::begin(again, self.folder.clone()))).await,
        }
    }

    /// Lines that lie where the readings do.
    pub fn written(&self) -> LinesWritten {
        LinesWritten::begin(Again::Always, self.folder.clone())
    }

    fn kept(&self, key: &str) -> Option<Arc<Vec<u8>>> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|kept| kept.key == key)?;
        let kept = all.remove(at);
        let lines = kept.lines.clone();
        all.push(kept);
        Some(lines)
    }

    /// Keeps what the stream has read to its end, where it fits into memory.
    pub fn keep(&self, file: &Digest, reading: &Reading, stream: &GridStream) {
        let Some(LinesRead::Memory(lines)) = stream.lines_read() else { return };
        self.keep_lines(key(file, reading), lines.clone());
    }

    fn keep_lines(&self, key: String, lines: Arc<Vec<u8>>) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|kept| kept.key != key);
        all.push(KeptReading { key, lines });
        while all.iter().map(|kept| kept.lines.len()).sum::<usize>() > OF_ALL {
            all.remove(0);
        }
    }
}

/// The same file read in another way is another reading.
fn key(file: &Digest, reading: &Reading) -> String {
    format!("{file} {}", serde_json::json!(reading))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readings_asked_for_last_are_kept_within_bounds() {
        let readings = KeptReadings::new(Path::new("."));
        let of_sheet = |sheet: &str| Reading { sheet: Some(sheet.to_owned()), ..Reading::default() };
        let file = Digest::compute(b"a file");
        let keep = |sheet: &str, mib: usize| {
            readings.keep_lines(key(&file, &of_sheet(sheet)), Arc::new(vec![b'x'; mib << 20]));
        };
        let kept = |sheet: &str| readings.kept(&key(&file, &of_sheet(sheet))).is_some();
        keep("甲", 12);
        keep("乙", 12);
        assert!(kept("甲"), "asked for again, it is the latest");
        keep("丙", 12);
        assert_eq!(["甲", "乙", "丙"].map(kept), [true, false, true]);
        keep("丙", 16);
        assert_eq!(["甲", "丙"].map(kept), [true, true], "read again, it stands once");
        let other = key(&Digest::compute(b"another"), &of_sheet("甲"));
        assert!(readings.kept(&other).is_none());
    }
}
