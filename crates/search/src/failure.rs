//! What can go wrong with the index: the machine refuses, another process has it, or it is damaged.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::anyhow;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

use crate::domain::general::error::Error;
use crate::say;

#[derive(Debug)]
pub(super) enum Failure {
    /// Read-only, full, not permitted: the index may be sound.
    Machine(String),
    /// Another process is writing it.
    Locked,
    /// The files are not an index this program can read.
    Damage(String),
}

/// Runs what reads or writes index files; a panic inside is damage.
pub(super) fn caught<T>(work: impl FnOnce() -> tantivy::Result<T>) -> Result<T, Failure> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(outcome) => outcome.map_err(Failure::from),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().cloned();
            let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
            Err(told(said.unwrap_or_else(|| "panic".into())))
        }
    }
}

impl From<TantivyError> for Failure {
    fn from(error: TantivyError) -> Self {
        let cause = match &error {
            TantivyError::LockFailure(LockError::LockBusy, _) => return Failure::Locked,
            TantivyError::LockFailure(LockError::IoError(io), _) => Some(io),
            TantivyError::IoError(io) => Some(io),
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => Some(io_error),
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => Some(io_error),
            TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => Some(io_error),
            TantivyError::OpenDirectoryError(OpenDirectoryError::NotADirectory(_)) => {
                return Failure::Machine(error.to_string());
            }
            _ => None,
        };
        match cause {
            Some(io) if is_machine(io) => Failure::Machine(io.to_string()),
            _ => told(error.to_string()),
        }
    }
}

/// What is known by its words alone: the machine's errors come wrapped in those of threads that died of them.
fn told(said: String) -> Failure {
    let of_machine =
        ["No space left on device", "Input/output error", "Read-only file system", "Too many open files"];
    match of_machine.iter().any(|words| said.contains(words)) {
        true => Failure::Machine(said),
        false => Failure::Damage(said),
    }
}

/// Failures that say nothing about the index itself; making it anew would not help.
fn is_machine(error: &io::Error) -> bool {
    use io::ErrorKind::*;
    // EIO, EMFILE, ENFILE, ENOMEM have no kind of their own
    let by_number = matches!(error.raw_os_error(), Some(5 | 12 | 23 | 24));
    by_number
        || matches!(
            error.kind(),
            PermissionDenied | ReadOnlyFilesystem | StorageFull | QuotaExceeded | OutOfMemory | NotADirectory
        )
}

impl Failure {
    pub fn into_error(self, dir: &Path) -> Error {
        let dir = dir.display();
        match self {
            Failure::Machine(cause) => Error::Busy(say!(
                "检索索引目录 {dir} 不能读写（{cause}）：检查该目录的权限和磁盘空间后重试",
                "the index directory {dir} cannot be read or written ({cause}): check its permissions and the disk space, then try again",
            )),
            Failure::Locked => Error::Busy(say!(
                "另一个归档程序正在写检索索引 {dir}：等它结束或先停掉它再试",
                "another Guidang process is writing the index {dir}: wait for it or stop it, then try again",
            )),
            Failure::Damage(cause) => Error::Broken(anyhow!(
                "检索索引 {dir} 已损坏（{cause}）：档案数据不受影响，运行 guidang reindex 重建索引 \
                 (the search index is damaged; the records are not: run guidang reindex)"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_refuses_is_no_damage() {
        for (number, machine) in
            [(28, true), (5, true), (30, true), (13, true), (24, true), (2, false), (22, false)]
        {
            let failure = Failure::from(TantivyError::from(io::Error::from_raw_os_error(number)));
            assert_eq!(matches!(failure, Failure::Machine(_)), machine, "{number}: {failure:?}");
        }
        let wrapped = "a thread of the writer died: Os { code: 28, message: \"No space left on device\" }";
        assert!(matches!(told(wrapped.into()), Failure::Machine(_)));
        assert!(matches!(caught::<()>(|| panic!("footer magic byte mismatch")), Err(Failure::Damage(_))));
    }
}
