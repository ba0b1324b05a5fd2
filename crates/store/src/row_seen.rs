//! A row to be read, wherever it comes from.

use rusqlite::types::{FromSqlError, ValueRef};

use super::errors::broken_direct;
use super::sql::SqlRow;
use crate::domain::general::error::{Error, Result};

#[derive(Clone, Copy)]
pub(super) enum RowSeen<'r> {
    /// As a driver handed it over.
    Answered(&'r SqlRow),
    /// Where a statement of SQLite stands just now (`direct.rs`).
    Stepped(&'r rusqlite::Row<'r>),
}

impl<'r> RowSeen<'r> {
    /// The number at this position of the statement's list.
    pub fn int(self, at: usize) -> Result<Option<i64>> {
        match self {
            RowSeen::Answered(row) => row.int(at),
            RowSeen::Stepped(row) => value(row, at)?.as_i64_or_null().map_err(unlike),
        }
    }

    /// The text at this position.
    pub fn text(self, at: usize) -> Result<Option<&'r str>> {
        match self {
            RowSeen::Answered(row) => row.text(at),
            RowSeen::Stepped(row) => value(row, at)?.as_str_or_null().map_err(unlike),
        }
    }

    /// What the statement calls the column at this position.
    pub fn name(self, at: usize) -> &'r str {
        match self {
            RowSeen::Answered(row) => row.name(at),
            RowSeen::Stepped(row) => row.as_ref().column_name(at).unwrap_or_default(),
        }
    }
}

fn value<'r>(row: &'r rusqlite::Row<'_>, at: usize) -> Result<ValueRef<'r>> {
    row.get_ref(at).map_err(broken_direct)
}

fn unlike(error: FromSqlError) -> Error {
    anyhow::Error::new(error).into()
}
