//! What an act answers when it does not do what was asked.

use super::problem::Problem;
use super::wording::Wording;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Callers branch on these few; everything else is [`Error::Broken`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule or the state of the record forbids it; nothing was changed. Exit code 5.
    #[error("{}", list(.0))]
    Refused(Vec<Problem>),
    /// Input that cannot be read or used at all. Exit code 3.
    #[error("{}", list(.0))]
    Unreadable(Vec<Problem>),
    /// No such record. Exit code 4.
    #[error("{}", .0.zh)]
    NotFound(Wording),
    /// This actor may not. Exit code 6.
    #[error("{}", .0.zh)]
    NotAllowed(Wording),
    /// The database is locked, read-only, full or unreachable; safe to try again. Exit code 8.
    #[error("{}", .0.zh)]
    Busy(Wording),
    /// A defect or a failing machine. Exit code 1.
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(|p| p.message.zh.as_str()).collect::<Vec<_>>().join("；")
}

impl Error {
    pub fn not_found(message: Wording) -> Self {
        Error::NotFound(message)
    }

    /// The same error for another caller who waited for the same commit.
    pub fn again(&self) -> Self {
        match self {
            Error::Refused(problems) => Error::Refused(problems.clone()),
            Error::Unreadable(problems) => Error::Unreadable(problems.clone()),
            Error::NotFound(message) => Error::NotFound(message.clone()),
            Error::NotAllowed(message) => Error::NotAllowed(message.clone()),
            Error::Busy(message) => Error::Busy(message.clone()),
            Error::Broken(error) => Error::Broken(anyhow::anyhow!("{error:#}")),
        }
    }
}

/// One problem refuses the whole.
impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Error::Refused(vec![problem])
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Broken(error.into())
    }
}
