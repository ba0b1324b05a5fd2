//! Lines written down as they come, to be gone through again: the child's, without the file; rows as they were
//! understood, without memory.

use std::io::{Cursor, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::fs::File;
use tokio::io::{AsyncBufRead, AsyncWriteExt as _, BufReader, BufWriter};

use crate::domain::general::error::{Error, Result};
use crate::say;

/// Bytes of one sheet's lines that are held in memory.
pub(super) const IN_MEMORY: usize = 16 << 20;
/// Bytes written to and read from a file at once.
const AT_ONCE: usize = 1 << 18;

/// Whether the rows can be gone through again once they have been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// When they fit into memory.
    IfSmall,
    /// Always; what is larger lies in a temporary file without a name until then.
    Always,
}

/// Lines that are being written down.
pub struct LinesWritten {
    again: Again,
    /// Where a file may lie.
    folder: PathBuf,
    memory: Vec<u8>,
    /// What does not fit into memory.
    file: Option<BufWriter<File>>,
    /// They were too many.
    given_up: bool,
}

impl LinesWritten {
    /// `folder` holds what does not fit into memory, in a file without a name.
    pub fn begin(again: Again, folder: PathBuf) -> Self {
        LinesWritten { again, folder, memory: Vec::new(), file: None, given_up: false }
    }

    /// Writes one line, with its end.
    ///
    /// # Errors
    /// `Busy` when the disk will not take it.
    pub async fn add(&mut self, line: &[u8]) -> Result<()> {
        if self.given_up {
            return Ok(());
        }
        if self.file.is_none() && self.memory.len() + line.len() <= IN_MEMORY {
            self.memory.extend_from_slice(line);
            return Ok(());
        }
        if self.again == Again::IfSmall {
            (self.given_up, self.memory) = (true, Vec::new());
            return Ok(());
        }
        self.add_to_file(line).await.map_err(|error| cannot_write(&error))
    }

    async fn add_to_file(&mut self, line: &[u8]) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let file = File::from_std(tempfile::tempfile_in(&self.folder)?);
                let file = none.insert(BufWriter::with_capacity(AT_ONCE, file));
                file.write_all(&std::mem::take(&mut self.memory)).await?;
                file
            }
        };
        file.write_all(line).await
    }

    /// All lines have come; `None`: they were too many ([`Again::IfSmall`]).
    ///
    /// # Errors
    /// As [`LinesWritten::add`].
    pub async fn end(self) -> Result<Option<LinesRead>> {
        if self.given_up {
            return Ok(None);
        }
        let Some(mut file) = self.file else { return Ok(Some(LinesRead::Memory(Arc::new(self.memory)))) };
        file.flush().await.map_err(|error| cannot_write(&error))?;
        Ok(Some(LinesRead::File(Arc::new(file.into_inner().into_std().await))))
    }
}

/// Lines read to their end.
#[derive(Clone)]
pub enum LinesRead {
    Memory(Arc<Vec<u8>>),
    File(Arc<std::fs::File>),
}

/// Bytes of a shared text.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl LinesRead {
    /// From the first line on; of those in a file one reader at a time.
    ///
    /// # Errors
    /// When the system gives no further handle of the file.
    pub fn reader(&self) -> Result<Box<dyn AsyncBufRead + Send + Sync + Unpin>> {
        Ok(match self {
            LinesRead::Memory(lines) => Box::new(Cursor::new(Shared(lines.clone()))),
            LinesRead::File(file) => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(0))?;
                Box::new(BufReader::with_capacity(AT_ONCE, File::from_std(file)))
            }
        })
    }
}

fn cannot_write(error: &std::io::Error) -> Error {
    Error::Busy(say!(
        "清单很长，试读要在数据目录里暂存，写不进去（{error}）；请检查磁盘是否有空间再试，没有改动任何记录",
        "the sheet is long and is held in the data directory while it is read, which cannot be written ({error}); check that the disk has room and try again; no record was changed"
    ))
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    /// Writes `count` lines of 1 MiB down; what is read of them, twice.
    async fn written(again: Again, count: usize) -> Option<[usize; 2]> {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = LinesWritten::begin(again, folder.path().to_owned());
        let line = [vec![b'x'; (1 << 20) - 1], vec![b'\n']].concat();
        for _ in 0..count {
            lines.add(&line).await.unwrap();
        }
        let read = lines.end().await.unwrap()?;
        assert_eq!(matches!(read, LinesRead::File(_)), count > IN_MEMORY >> 20);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "its file has no name");
        let mut lengths = [0; 2];
        for length in &mut lengths {
            let mut text = Vec::new();
            read.reader().unwrap().read_to_end(&mut text).await.unwrap();
            assert!(text.chunks(1 << 20).all(|part| part == line));
            *length = text.len() >> 20;
        }
        Some(lengths)
    }

    #[tokio::test]
    async fn lines_are_read_again_from_memory_or_from_a_file() {
        let most = IN_MEMORY >> 20;
        for again in [Again::IfSmall, Again::Always] {
            assert_eq!(written(again, most).await, Some([most; 2]));
        }
        assert_eq!(written(Again::Always, most + 2).await, Some([most + 2; 2]));
        assert_eq!(written(Again::IfSmall, most + 1).await, None, "too many to be kept");
    }

    #[tokio::test]
    async fn a_disk_that_takes_nothing_is_named() {
        let gone = tempfile::tempdir().unwrap().path().join("gone");
        let mut lines = LinesWritten::begin(Again::Always, gone);
        lines.add(&vec![b'x'; IN_MEMORY]).await.unwrap();
        let error = lines.add(b"x\n").await.unwrap_err();
        assert!(matches!(&error, Error::Busy(said) if said.zh.contains("数据目录")), "{error}");
    }
}
