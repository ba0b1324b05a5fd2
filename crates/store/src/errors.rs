//! What the databases' drivers report, as errors a caller can act on.

use std::time::Duration;

use crate::domain::general::error::Error;
use crate::{problems, say};

/// How long a statement waits for another program's lock, or for a server, before it says "busy".
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Turns a driver's error into what a caller can act on: locked, full, read-only and unreachable are
/// [`Error::Busy`] with a sentence that says what to do; the rest is broken.
pub fn broken(error: sqlx::Error) -> Error {
    let text = error.to_string();
    let code = match &error {
        sqlx::Error::Database(database) => database.code().unwrap_or_default().into_owned(),
        _ => String::new(),
    };
    let sqlite = matches!(&error, sqlx::Error::Database(e) if e.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some());
    if let Some(known) = code.parse().ok().filter(|_| sqlite).and_then(of_sqlite) {
        return known;
    }
    // 55P03: PostgreSQL's lock timeout
    if code == "55P03" {
        return held();
    }
    if code == "53100" || text.contains("No space left") {
        return full();
    }
    if matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed)
        || code.starts_with("08")
    {
        return Error::Busy(say!(
            "连不上数据库（{text}）。请检查数据库是否开着、地址是否正确，再试一次。",
            "The database cannot be reached ({text}). See whether it is running and the address is right, then try again."
        ));
    }
    // no such database, no such user, wrong password
    if code == "3D000" || code.starts_with("28") {
        return Error::Busy(say!(
            "数据库服务器不让进（{text}）。请核对地址里的库名、用户和口令，库要先建好。",
            "The database server does not let us in ({text}). Check the database, user and password in the address; the database must have been made."
        ));
    }
    Error::Broken(anyhow::Error::new(error).context("database"))
}

/// The same of what SQLite says itself.
pub(super) fn broken_direct(error: rusqlite::Error) -> Error {
    let code = error.sqlite_error().map_or(0, |error| error.extended_code as u32);
    of_sqlite(code).unwrap_or_else(|| Error::Broken(anyhow::Error::new(error).context("database")))
}

/// What an extended code of SQLite is to a caller; its low byte is the primary code (sqlite.org/rescode.html).
fn of_sqlite(code: u32) -> Option<Error> {
    match code & 0xff {
        5 | 6 => Some(held()),
        11 | 26 => Some(damaged()),
        8 => Some(Error::Busy(say!(
            "数据库只能读、不能写，这一步没有做。请检查数据目录的权限，或磁盘是否被挂成只读。",
            "The database can be read but not written; nothing was done. Check the permissions of the data directory and whether the disk is mounted read-only."
        ))),
        13 => Some(full()),
        // a full disk keeps SQLite from lengthening the file shared with readers: SQLITE_IOERR_SHMSIZE
        10 if code >> 8 == 19 => Some(full()),
        10 => Some(Error::Busy(say!(
            "读写磁盘失败，这一步没有做。请检查磁盘是否有故障、还有没有空间，再试一次；已收进的记录请用 guidang verify 核验。",
            "The disk could not be read or written; this step was not done. Have the disk looked at, see whether there is room, and try again; check the records with guidang verify."
        ))),
        _ => None,
    }
}

fn held() -> Error {
    Error::Busy(say!(
        "数据库正被别的程序占用，这一步没有做。请稍候再试；若一直如此，看看是否另有程序占着数据库。",
        "The database is held by another program; nothing was done. Try again shortly; if it stays so, see which other program holds the database."
    ))
}

fn full() -> Error {
    Error::Busy(say!(
        "磁盘满了，这一步没有做，已有的记录都在。请腾出空间再试。",
        "The disk is full; nothing was done and all records are as they were. Free some space and try again."
    ))
}

/// The sentence for a file that is not a database, or a damaged one.
pub fn damaged() -> Error {
    Error::from(database_damaged())
}

problems! {
    refuse database_damaged():
        "数据库文件 guidang.db 已损坏，或根本不是数据库。没有动它。"
            / "The file guidang.db is damaged or not a database. It was left as it is."
        => "请从最近的备份恢复这个文件，再运行 guidang verify。"
            / "Restore the file from the latest backup, then run guidang verify.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_disk_is_not_said_to_be_full() {
        let said = |code: u32| of_sqlite(code).map(|error| error.to_string()).unwrap_or_default();
        // SQLITE_FULL, SQLITE_IOERR_SHMSIZE
        for code in [13, 10 | 19 << 8] {
            assert!(said(code).contains("磁盘满了"), "{code}: {}", said(code));
        }
        // reading, writing, syncing, locking
        for code in [10, 10 | 1 << 8, 10 | 3 << 8, 10 | 4 << 8, 10 | 15 << 8] {
            assert!(said(code).contains("故障") && !said(code).contains("满了"), "{code}: {}", said(code));
        }
    }
}
