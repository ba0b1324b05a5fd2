//! What a table is, for everything that concerns all tables alike: inserting, digests, `verify`, its tests.

use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::records::event::RecordKind;

use super::columns::FromRow;
use super::sql::Val;

/// A table's description; all of them stand in `tables.rs`.
#[derive(Debug)]
pub struct TableInfo {
    pub name: &'static str,
    /// What the log calls its rows; `None`: they are part of others, or the log itself.
    pub kind: Option<RecordKind>,
    pub key: &'static [&'static str],
    pub columns: &'static [&'static str],
    /// What the digest of a row covers, in its order: columns, or expressions over them.
    covers: &'static [&'static str],
    /// Columns added to a table that had rows: covered where they are not empty, so that older rows keep
    /// their digests.
    added: &'static [&'static str],
    /// Columns that name the row of another table.
    pub parents: &'static [(&'static str, &'static str)],
    pub verified: VerifiedBy,
}

/// How `verify` looks at the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifiedBy {
    /// Column by column, against the digest in the last event that touched the row.
    Row,
    /// The same with what other tables hold of it: items and volumes with the names of their places.
    Whole,
    /// With the row of this table it belongs to.
    With(&'static str),
    /// It is the log, or follows from it: the chain of events, its traces, the counters.
    Log,
    /// Nobody: its rows are no records and prove nothing; the table says why.
    Nobody,
}

impl TableInfo {
    /// Rows with an id, whose digest covers every column.
    pub(super) const fn of_rows(
        name: &'static str,
        kind: RecordKind,
        columns: &'static [&'static str],
    ) -> Self {
        TableInfo {
            name,
            kind: Some(kind),
            key: &["id"],
            columns,
            covers: columns,
            added: &[],
            parents: &[],
            verified: VerifiedBy::Row,
        }
    }

    /// Rows that no event names.
    pub(super) const fn unlogged(
        name: &'static str,
        key: &'static [&'static str],
        columns: &'static [&'static str],
        verified: VerifiedBy,
    ) -> Self {
        TableInfo { name, kind: None, key, columns, covers: &[], added: &[], parents: &[], verified }
    }

    pub(super) const fn with_key(self, key: &'static [&'static str]) -> Self {
        TableInfo { key, ..self }
    }

    pub(super) const fn covering(
        self,
        covers: &'static [&'static str],
        added: &'static [&'static str],
    ) -> Self {
        TableInfo { covers, added, ..self }
    }

    pub(super) const fn under(self, parents: &'static [(&'static str, &'static str)]) -> Self {
        TableInfo { parents, ..self }
    }

    pub(super) const fn verified_whole(self) -> Self {
        TableInfo { verified: VerifiedBy::Whole, ..self }
    }

    /// What the log calls rows whose ids a counter gives.
    pub(super) fn counted(&self) -> Option<RecordKind> {
        self.kind.filter(|_| self.key == ["id"])
    }

    /// What people know a row by, as SQL: its key, or that of the row it is a part of.
    pub fn row_name(&self) -> String {
        let (key, between) = match self.verified {
            VerifiedBy::With(_) => (&self.key[..1], ""),
            VerifiedBy::Log | VerifiedBy::Nobody => (self.key, " "),
            VerifiedBy::Row | VerifiedBy::Whole => (self.key, "/"),
        };
        let parts: Vec<String> = key.iter().map(|column| format!("cast({column} as text)")).collect();
        parts.join(&format!(" || '{between}' || "))
    }

    /// The same for a row by its number in the log.
    pub fn row_named(&self, id: i64) -> String {
        match self.key.len() {
            1 => format!("{} {id}", self.name),
            _ => format!("{} {}/{}", self.name, id >> 32, id & 0xffff_ffff),
        }
    }

    /// The list of a statement that reads what [`TableInfo::digest`] covers.
    pub(super) fn covered(&self) -> String {
        [self.covers, self.added].concat().join(", ")
    }

    /// The digest of a row, of its values in the order of [`TableInfo::covered`].
    pub(super) fn digest<'v>(&self, vals: impl Iterator<Item = Val<'v>>) -> Digest {
        let mut fields = FieldDigest::new(self.name);
        for (at, val) in vals.enumerate() {
            match val {
                Val::Text(text) | Val::OptText(Some(text)) if at < self.covers.len() || !text.is_empty() => {
                    fields.text(&text);
                }
                Val::Text(_) | Val::OptText(Some(_)) => {}
                Val::Int(number) | Val::OptInt(Some(number)) => {
                    fields.int(number);
                }
                Val::OptInt(None) | Val::OptText(None) if at >= self.covers.len() => {}
                Val::OptInt(None) | Val::OptText(None) => {
                    fields.null();
                }
            }
        }
        fields.digest()
    }
}

/// A table's rows as a struct of their columns; written by `record!`.
pub(super) trait Record: FromRow {
    const TABLE: &'static TableInfo;

    /// The values in the order of the table's columns.
    fn vals(&self) -> Vec<Val<'_>>;
}

/// `select … from the table`, to be followed by a condition.
pub(super) fn select<R: Record>(rest: &str) -> sqlx::SqlStr {
    super::sql::built(format!("select {} from {} {rest}", R::TABLE.columns.join(", "), R::TABLE.name))
}

/// The columns of a table under an alias, for statements that join it.
pub(super) fn columns_as<R: Record>(alias: &str) -> String {
    let columns = R::TABLE.columns.iter().map(|column| format!("{alias}.{column}"));
    columns.collect::<Vec<_>>().join(", ")
}

/// A struct of columns in the order of the statement that reads them, each called as its column. With
/// `in TABLE` it is a row of that table.
macro_rules! record {
    ($(#[$about:meta])* $vis:vis struct $name:ident $(in $table:ident)? {
        $($(#[$note:meta])* $field_vis:vis $field:ident: $kind:ty,)+
    }) => {
        $(#[$about])*
        $vis struct $name {
            $($(#[$note])* $field_vis $field: $kind,)+
        }

        impl $crate::columns::FromRow for $name {
            fn from_row(columns: &mut $crate::columns::Columns<'_>) -> guidang_domain::general::error::Result<Self> {
                $(columns.begin($table.name);)?
                Ok($name { $($field: columns.next()?,)+ })
            }
        }

        $crate::table::record! { @table $name $($table)? ($($field)+) }
    };
    (@table $name:ident ($($field:ident)+)) => {};
    (@table $name:ident $table:ident ($($field:ident)+)) => {
        impl $name {
            pub(super) const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];
        }

        impl $crate::table::Record for $name {
            const TABLE: &'static $crate::table::TableInfo = &$table;

            fn vals(&self) -> Vec<$crate::sql::Val<'_>> {
                vec![$($crate::columns::Column::val(&self.$field)),+]
            }
        }
    };
}
pub(super) use record;
