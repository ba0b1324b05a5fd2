//! What the databases' drivers report, as errors a caller can act on.

use crate::domain::general::error::Error;
use crate::{problems, say};

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
        // SQLite answers this, too, when a full disk keeps it from lengthening the file shared with readers
        10 => Some(Error::Busy(say!(
            "读写磁盘失败，这一步没有做，已有的记录都在。磁盘多半满了：请腾出空间再试；若仍不行，请检查磁盘是否有故障。",
            "The disk could not be read or written; nothing was done and all records are as they were. It is most likely full: free some space and try again, else have the disk looked at."
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
