//! The parent's side: the child is started, listened to, and survived.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::JoinHandle;

use super::child::{Job, Line, SUBCOMMAND};
use super::lines::{LinesRead, LinesWritten};
use super::parts::SheetPart;
use super::reading::{Reading, ReadingLimits};
use super::refusal::unreadable;
use crate::domain::general::error::{Error, Result};
use crate::domain::receiving::grid::{Grid, Row};
use crate::say;

/// Children that read at once; others wait. Each may take half a gigabyte and a processor.
static READERS: Semaphore = Semaphore::const_new(2);

/// Reads the whole file in a child.
///
/// # Errors
/// [`Error::Unreadable`] with one problem; its kind is stable (`password`, `damaged_file`,
/// `wrong_type`, `several_sheets`, `encoding_unclear`, `reader_out_of_memory` …).
pub async fn read(path: &Path, reading: &Reading) -> Result<Grid> {
    open(path, reading).await?.rest().await
}

/// Starts reading; rows come one by one from the stream, so that a million of them need no memory.
///
/// # Errors
/// As [`read`]. A file that proves bad further on fails in [`GridStream::next`].
pub async fn open(path: &Path, reading: &Reading) -> Result<GridStream> {
    open_written(path, reading, None).await
}

/// The same; the lines are written down, where they are wanted again.
pub(super) async fn open_written(
    path: &Path,
    reading: &Reading,
    written: Option<LinesWritten>,
) -> Result<GridStream> {
    let lines = Lines::OfChild(Box::new(Listener::start(path, reading, false).await?));
    GridStream::begin(lines, written, None).await
}

/// The rows of a reading that was written down.
pub(super) async fn open_again(read: LinesRead) -> Result<GridStream> {
    let lines = Lines::Again { reader: read.reader()?, buffer: Vec::new() };
    GridStream::begin(lines, None, Some(read)).await
}

/// Names of the sheets one could read, for a person to choose from.
///
/// # Errors
/// As [`read`].
pub async fn sheet_names(path: &Path, reading: &Reading) -> Result<Vec<String>> {
    match Listener::start(path, reading, true).await?.line().await? {
        Line::Names(names) => Ok(names),
        Line::Failed(problems) => Err(Error::Unreadable(problems)),
        other => Err(out_of_order(&other)),
    }
}

/// Rows as they come. Dropping it ends the child.
pub struct GridStream {
    head: Grid,
    ahead: VecDeque<Row>,
    ended: bool,
    lines: Lines,
    /// Written down as they come; once they have, to be read again.
    written: Option<LinesWritten>,
    read: Option<LinesRead>,
}

enum Lines {
    OfChild(Box<Listener>),
    Again { reader: Box<dyn AsyncBufRead + Send + Sync + Unpin>, buffer: Vec<u8> },
}

impl Lines {
    async fn next(&mut self) -> Result<Line> {
        match self {
            Lines::OfChild(listener) => listener.line().await,
            Lines::Again { reader, buffer } => {
                // what lies in memory never makes its reader wait, and would let nobody else work on this thread
                tokio::task::coop::consume_budget().await;
                buffer.clear();
                reader.read_until(b'\n', buffer).await?;
                serde_json::from_slice(buffer).map_err(|error| Error::Broken(error.into()))
            }
        }
    }

    /// The last line, as it was written.
    fn last(&self) -> &[u8] {
        match self {
            Lines::OfChild(listener) => &listener.buffer,
            Lines::Again { buffer, .. } => buffer,
        }
    }
}

impl GridStream {
    async fn begin(
        mut lines: Lines,
        mut written: Option<LinesWritten>,
        read: Option<LinesRead>,
    ) -> Result<GridStream> {
        match lines.next().await? {
            Line::Part(SheetPart::Head(head)) => {
                if let Some(written) = &mut written {
                    written.add(lines.last()).await?;
                }
                Ok(GridStream { head, ahead: VecDeque::new(), ended: false, lines, written, read })
            }
            Line::Failed(problems) => Err(Error::Unreadable(problems)),
            other => Err(out_of_order(&other)),
        }
    }

    /// The rows from the first one on, once all of them have been read, without the file.
    ///
    /// # Errors
    /// `Broken` when they were not all read or not written down ([`Again`](super::Again)).
    pub async fn again(&self) -> Result<GridStream> {
        let read = self.read.clone().ok_or_else(|| anyhow::anyhow!("the rows were not written down"))?;
        open_again(read).await
    }

    pub(super) fn lines_read(&self) -> Option<&LinesRead> {
        self.read.as_ref().filter(|_| self.ended)
    }

    /// The whole grid, with the rows that have not been taken yet.
    ///
    /// # Errors
    /// As [`read`].
    pub async fn rest(mut self) -> Result<Grid> {
        let mut grid = self.head.clone();
        while let Some(row) = self.next().await? {
            grid.rows.push(row);
        }
        Ok(grid)
    }

    /// Name, merges, widths and reading; no rows.
    pub fn head(&self) -> &Grid {
        &self.head
    }

    /// The grid with its first rows, to find the header in. [`GridStream::next`] still gives every row.
    ///
    /// # Errors
    /// As [`read`].
    pub async fn top(&mut self, rows: usize) -> Result<Grid> {
        while self.ahead.len() < rows {
            match self.fetch().await? {
                Some(row) => self.ahead.push_back(row),
                None => break,
            }
        }
        Ok(Grid { rows: self.ahead.iter().take(rows).cloned().collect(), ..self.head.clone() })
    }

    /// The next row; `None` when the whole file has been read without fault.
    ///
    /// # Errors
    /// As [`read`]: then the rows given before must not be trusted either.
    pub async fn next(&mut self) -> Result<Option<Row>> {
        match self.ahead.pop_front() {
            Some(row) => Ok(Some(row)),
            None => self.fetch().await,
        }
    }

    async fn fetch(&mut self) -> Result<Option<Row>> {
        if self.ended {
            return Ok(None);
        }
        let line = self.lines.next().await?;
        if let Some(written) = &mut self.written {
            written.add(self.lines.last()).await?;
        }
        match line {
            Line::Part(SheetPart::Row(row)) => Ok(Some(row)),
            Line::End => {
                self.ended = true;
                if let Some(written) = self.written.take() {
                    self.read = written.end().await?;
                }
                Ok(None)
            }
            Line::Failed(problems) => Err(Error::Unreadable(problems)),
            other => Err(out_of_order(&other)),
        }
    }
}

struct Listener {
    /// Given back when the child has said its last.
    turn: Option<SemaphorePermit<'static>>,
    child: Child,
    lines: BufReader<ChildStdout>,
    buffer: Vec<u8>,
    /// Bytes that came.
    told: u64,
    /// The last words of the child.
    words: Option<JoinHandle<String>>,
    silence: Duration,
    limits: ReadingLimits,
}

impl Listener {
    async fn start(path: &Path, reading: &Reading, names_only: bool) -> Result<Self> {
        let turn = Some(READERS.acquire().await.map_err(anyhow::Error::from)?);
        let limits = reading.limits;
        let mib = std::fs::metadata(path).map_or(0, |m| m.len() >> 20);
        let job = Job { reading: reading.clone(), names_only, cpu_seconds: limits.cpu_seconds + 2 * mib };
        let job = serde_json::to_string(&job).map_err(anyhow::Error::from)?;
        tracing::debug!(target: "guidang::sheet", names_only, "a file is read by a child");
        // the child needs nothing of the environment, which may hold a database's password
        let mut child = Command::new(program(reading)?)
            .env_clear()
            .args([OsString::from(SUBCOMMAND), path.into(), job.into()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().ok_or_else(|| anyhow::anyhow!("the child has no output"))?;
        let stderr = child.stderr.take();
        let words = stderr.map(|stderr| {
            tokio::spawn(async move {
                let mut text = Vec::new();
                let mut stderr = stderr;
                // its end tells; more than this is drained and forgotten
                _ = (&mut stderr).take(64 << 10).read_to_end(&mut text).await;
                _ = tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await;
                String::from_utf8_lossy(&text).into_owned()
            })
        });
        Ok(Listener {
            turn,
            child,
            lines: BufReader::with_capacity(1 << 16, stdout),
            buffer: Vec::new(),
            told: 0,
            words,
            silence: Duration::from_secs(limits.silence_seconds + 2 * mib),
            limits,
        })
    }

    async fn line(&mut self) -> Result<Line> {
        let line = self.next_line().await;
        if !matches!(line, Ok(Line::Part(_))) {
            self.turn = None;
        }
        line
    }

    async fn next_line(&mut self) -> Result<Line> {
        self.buffer.clear();
        let left = self.limits.row_bytes.min(self.limits.told_bytes - self.told);
        let mut lines = (&mut self.lines).take(left);
        let read = lines.read_until(b'\n', &mut self.buffer);
        let answer = tokio::time::timeout(self.silence, read).await;
        self.told += self.buffer.len() as u64;
        match answer {
            Err(_) => {
                _ = self.child.start_kill();
                Err(out_of_time())
            }
            Ok(Ok(_)) if self.buffer.len() as u64 == left && !self.buffer.ends_with(b"\n") => {
                _ = self.child.start_kill();
                Err(self.too_much_text())
            }
            Ok(Ok(_)) if self.buffer.ends_with(b"\n") => {
                serde_json::from_slice(&self.buffer).map_err(|error| Error::Broken(error.into()))
            }
            Ok(_) => Err(self.died().await),
        }
    }

    /// The output broke off: what became of the child decides the sentence.
    async fn died(&mut self) -> Error {
        _ = self.child.start_kill();
        let status = self.child.wait().await.ok();
        let words = match self.words.take() {
            Some(words) => words.await.unwrap_or_default(),
            None => String::new(),
        };
        tracing::warn!(?status, words = words.trim(), "the reading child died");
        if words.contains("memory allocation") || words.contains("capacity overflow") {
            return self.out_of_memory();
        }
        if status.is_some_and(used_up_its_time) { out_of_time() } else { gone() }
    }

    fn too_much_text(&self) -> Error {
        let mib = self.limits.told_bytes >> 20;
        unreadable(
            "too_much_text",
            say!(
                "表里的文字展开后超过 {mib} MiB，已停止",
                "the text of the sheet is more than {mib} MiB when it is written out: stopped"
            ),
            say!(
                "复制有用的行到新表，或分成几个文件再导入",
                "copy the rows that matter to a new sheet, or split the file"
            ),
        )
    }

    fn out_of_memory(&self) -> Error {
        let mib = self.limits.memory_bytes >> 20;
        unreadable(
            "reader_out_of_memory",
            say!(
                "读这个文件要用超过 {mib} MiB 内存，已停止",
                "reading this file takes more than {mib} MiB of memory: stopped"
            ),
            say!(
                "复制有用的行到新表，或分成几个文件再导入",
                "copy the rows that matter to a new sheet, or split the file"
            ),
        )
    }
}

#[cfg(unix)]
fn used_up_its_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    const SIGXCPU: i32 = 24;
    status.signal() == Some(SIGXCPU)
}

#[cfg(not(unix))]
fn used_up_its_time(_: ExitStatus) -> bool {
    false
}

fn out_of_time() -> Error {
    unreadable(
        "reader_out_of_time",
        say!("读这个文件用时太久，已停止", "reading this file took too long: stopped"),
        say!("分成几个文件再导入，或另存为 .csv", "split the file, or save it as .csv"),
    )
}

fn gone() -> Error {
    unreadable(
        "reader_died",
        say!(
            "这个文件读不下去：读取程序异常中止",
            "this file cannot be read: the reading process broke down"
        ),
        say!(
            "用 Excel 或 WPS 打开后另存为 .xlsx 再导入",
            "open it in a spreadsheet program and save it as .xlsx"
        ),
    )
}

fn out_of_order(line: &Line) -> Error {
    Error::Broken(anyhow::anyhow!("the reading child said {line:?} out of order"))
}

/// The program that is the child: this one, unless told otherwise (tests run in another).
fn program(reading: &Reading) -> Result<PathBuf> {
    let named = |name| std::env::var_os(name).map(PathBuf::from);
    match reading
        .program
        .clone()
        .or_else(|| named("GUIDANG_READER"))
        .or_else(|| named("CARGO_BIN_EXE_guidang"))
    {
        Some(program) => Ok(program),
        None => Ok(std::env::current_exe()?),
    }
}
