//! The child's side: limits first, then the file, a line of JSON for each row.

use std::ffi::OsString;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::in_process::{each_part, names_in_process};
use super::parts::SheetPart;
use super::reading::Reading;
use super::refusal::damaged;
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;

/// The hidden subcommand under which the program is its own child.
pub const SUBCOMMAND: &str = "__read-sheet";

/// What the parent asks, as JSON in the second argument; the path is the first.
#[derive(Serialize, Deserialize)]
pub(super) struct Job {
    pub reading: Reading,
    pub names_only: bool,
    /// Seconds of processor time, scaled to the file.
    pub cpu_seconds: u64,
}

/// One line of the child's output. A stream that does not end in `End`, `Names` or `Failed` was cut.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Part(SheetPart),
    End,
    Names(Vec<String>),
    Failed(Vec<Problem>),
}

/// Runs the child: `args` are those after [`SUBCOMMAND`]. Its exit code says only whether the output
/// is whole; what was wrong with the file is in the output.
pub fn child_main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let (Some(path), Some(job)) = (args.next(), args.next()) else { return ExitCode::from(2) };
    let Ok(job) = serde_json::from_str::<Job>(&job.to_string_lossy()) else { return ExitCode::from(2) };
    if let Err(error) = confine(&job) {
        eprintln!("limits could not be set: {error}");
        return ExitCode::FAILURE;
    }
    match answer(Path::new(&path), &job) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// No more memory and time than the job may cost; no files written, no core with personal data.
#[cfg(unix)]
fn confine(job: &Job) -> std::io::Result<()> {
    use rlimit::Resource;
    let limits = &job.reading.limits;
    Resource::CORE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CPU.set(job.cpu_seconds, job.cpu_seconds + 5)?;
    Resource::AS.set(limits.memory_bytes, limits.memory_bytes)
}

#[cfg(not(unix))]
fn confine(_: &Job) -> std::io::Result<()> {
    Ok(())
}

/// Fails only when the output cannot be written: the parent has gone.
fn answer(path: &Path, job: &Job) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut write = |line: &Line| -> std::io::Result<()> {
        serde_json::to_writer(&mut out, line)?;
        out.write_all(b"\n")
    };
    let mut lost = None;
    let result = if job.names_only {
        names_in_process(path, &job.reading).map(Line::Names)
    } else {
        let mut sink = |part| match write(&Line::Part(part)) {
            Ok(()) => Ok(()),
            Err(error) => {
                let told = error.to_string();
                lost = Some(error);
                Err(Error::Broken(anyhow::anyhow!(told)))
            }
        };
        each_part(path, &job.reading, &mut sink).map(|()| Line::End)
    };
    if let Some(error) = lost {
        return Err(error);
    }
    let last = match result {
        Ok(line) => line,
        Err(Error::Unreadable(problems) | Error::Refused(problems)) => Line::Failed(problems),
        Err(other) => Line::Failed(vec![broken(&other)]),
    };
    write(&last)?;
    out.flush()
}

fn broken(error: &Error) -> Problem {
    match damaged(error) {
        Error::Unreadable(mut problems) if !problems.is_empty() => problems.remove(0),
        _ => Problem::refuse("damaged_file", Default::default(), Default::default()),
    }
}
