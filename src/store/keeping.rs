//! What the rows keep beside what their digests cover: counters, traces, the number an item is known
//! by, the shape values are written in, and the guards of the database itself. Read by `verify` alone.

use super::Store;
use super::open::{Backend, migrations};
use super::sql::{built, vals};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// Tables whose ids a counter gives, with the letter of their rows in the log: rows that went away are
/// still known by their traces.
const COUNTED: [(&str, RecordKind); 14] = [
    ("fonds", RecordKind::Fonds),
    ("edition", RecordKind::Scheme),
    ("place", RecordKind::Place),
    ("volume", RecordKind::Volume),
    ("item", RecordKind::Item),
    ("batch", RecordKind::Batch),
    ("fact", RecordKind::Fact),
    ("mapping", RecordKind::Mapping),
    ("job", RecordKind::Job),
    ("basket", RecordKind::Basket),
    ("consultation", RecordKind::Consultation),
    ("saved_search", RecordKind::SavedSearch),
    ("repair", RecordKind::Repair),
    ("printer", RecordKind::Printer),
];

/// Every table, and what stands between the parts of a key in the row's name.
const TABLES: [(&str, &str); 20] = [
    ("fonds", ""),
    ("edition", ""),
    ("place", ""),
    ("volume", ""),
    ("item", ""),
    ("person", ""),
    ("unit", ""),
    ("fact", ""),
    ("batch", ""),
    ("batch_row", "/"),
    ("mapping", ""),
    ("event", ""),
    ("trace", " "),
    ("counter", ""),
    ("job", ""),
    ("basket", ""),
    ("consultation", ""),
    ("saved_search", ""),
    ("repair", ""),
    ("printer", ""),
];

/// Child table, its column, the parent, and what names the child's row.
const PARENTS: [(&str, &str, &str, &str); 10] = [
    ("place", "fonds_id", "fonds", "id"),
    ("volume", "place_id", "place", "id"),
    ("item", "place_id", "place", "id"),
    ("item", "volume_id", "volume", "id"),
    ("person", "item_id", "item", "item_id"),
    ("unit", "item_id", "item", "item_id"),
    ("fact", "item_id", "item", "id"),
    ("batch_row", "batch_id", "batch", "batch_id"),
    ("batch_row", "item_id", "item", "batch_id"),
    ("consultation", "item_id", "item", "id"),
];

/// Rows that do not look as this program writes them: table, statement giving what names the row.
const SHAPES: [(&str, &str); 6] = [
    // rows of a form run from 0 without gaps
    ("person", "select cast(item_id as text) from person group by item_id having min(seq) <> 0 or max(seq) <> count(*) - 1"),
    ("unit", "select cast(item_id as text) from unit group by item_id having min(seq) <> 0 or max(seq) <> count(*) - 1"),
    // numbers are read as 32 bits; a larger one would read as a smaller
    (
        "item",
        "select cast(id as text) from item where seq not between 0 and 4294967295 or rule not between 0 and 4294967295
         or page_from not between 0 and 4294967295 or pages not between 0 and 4294967295
         or batch_row not between 0 and 4294967295",
    ),
    (
        "volume",
        "select cast(id as text) from volume where number not between 0 and 4294967295
         or items not between 0 and 4294967295 or pages not between 0 and 4294967295",
    ),
    ("batch", "select cast(id as text) from batch where state not in ('running', 'done')"),
    (
        "repair",
        "select cast(id as text) from repair where row_number not between 1 and 4294967295
         or column_number not between 0 and 4294967295",
    ),
];

/// A row that is not as this program would have left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddRow {
    pub table: &'static str,
    /// What names the row: its id, or that of the record it belongs to.
    pub row: String,
}

/// The columns of an item that its digest reads through a type, as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemKept {
    pub id: i64,
    pub likeness: i64,
    pub filed_in: i64,
    pub date: Option<String>,
    pub date_end: Option<String>,
    pub eligible_on: Option<String>,
    pub more: String,
}

/// The same of a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeKept {
    pub id: i64,
    pub first_date: Option<String>,
    pub last_date: Option<String>,
    pub closed_on: Option<String>,
    pub eligible_on: Option<String>,
}

impl Store {
    /// Rows without their parent, out of shape or out of range, and counters that do not stand where
    /// the last id was given.
    pub async fn odd_rows(&self) -> Result<Vec<OddRow>> {
        let mut odd = Vec::new();
        for (table, column, parent, names) in PARENTS {
            let sql = built(format!(
                "select distinct cast(c.{names} as text) from {table} c where c.{column} is not null
                 and not exists (select 1 from {parent} p where p.id = c.{column})"
            ));
            for row in self.pool.rows_str(sql, &[]).await? {
                odd.push(OddRow { table, row: row.text(0)? });
            }
        }
        for (table, sql) in SHAPES {
            for row in self.pool.rows(sql, &[]).await? {
                odd.push(OddRow { table, row: row.text(0)? });
            }
        }
        self.odd_counters(&mut odd).await?;
        Ok(odd)
    }

    /// Values of another type than their column's, which SQLite lets in; nothing else can be read while
    /// they are there.
    pub async fn mistyped_rows(&self) -> Result<Vec<OddRow>> {
        let mut odd = Vec::new();
        if self.backend != Backend::Sqlite {
            return Ok(odd);
        }
        for (table, separator) in TABLES {
            let sql = built(format!("select name, type, pk from pragma_table_info('{table}') order by pk"));
            let (mut names, mut wrong) = (Vec::new(), Vec::new());
            for column in self.pool.rows_str(sql, &[]).await? {
                let (name, kind) = (column.text(0)?, column.text(1)?);
                let right = if kind == "bigint" { "integer" } else { "text" };
                wrong.push(format!("typeof({name}) not in ('{right}', 'null')"));
                // a person is named by its item
                if column.int(2)? == 1 || (column.int(2)? > 1 && !separator.is_empty()) {
                    names.push(format!("cast({name} as text)"));
                }
            }
            let (names, wrong) = (names.join(&format!(" || '{separator}' || ")), wrong.join(" or "));
            let sql = built(format!("select coalesce({names}, '?') from {table} where {wrong}"));
            for row in self.pool.rows_str(sql, &[]).await? {
                odd.push(OddRow { table, row: row.text(0)? });
            }
        }
        Ok(odd)
    }

    async fn odd_counters(&self, odd: &mut Vec<OddRow>) -> Result<()> {
        let rows = self.pool.rows("select name, next from counter", &[]).await?;
        let mut next = rows
            .iter()
            .map(|row| Ok((row.text(0)?, row.int(1)?)))
            .collect::<Result<std::collections::BTreeMap<_, _>>>()?;
        for (table, kind) in COUNTED {
            let sql = built(format!(
                "select cast(coalesce(max(id), 0) as bigint), cast(coalesce(min(id), 1) as bigint),
                        (select cast(coalesce(max(row_id), 0) as bigint) from trace where kind = $1) from {table}"
            ));
            let letter = kind.letter().to_string();
            let Some(row) = self.pool.rows_str(sql, vals![&letter]).await?.pop() else { continue };
            if next.remove(table).unwrap_or(1) != row.int(0)?.max(row.int(2)?) + 1 {
                odd.push(OddRow { table: "counter", row: table.to_owned() });
            }
            // ids begin at 1; what stands below is passed over by every list
            if row.int(1)? < 1 {
                odd.push(OddRow { table, row: row.int(1)?.to_string() });
            }
        }
        odd.extend(next.into_keys().map(|row| OddRow { table: "counter", row }));
        Ok(())
    }

    /// A portion of items, in order of id.
    pub async fn items_kept(&self, after: i64, through: i64) -> Result<Vec<ItemKept>> {
        let sql = "select id, likeness, filed_in, date, date_end, eligible_on, more from item
                   where id > $1 and id <= $2 order by id";
        let rows = self.pool.rows(sql, vals![after, through]).await?;
        rows.iter()
            .map(|row| {
                Ok(ItemKept {
                    id: row.int(0)?,
                    likeness: row.int(1)?,
                    filed_in: row.int(2)?,
                    date: row.opt_text(3)?,
                    date_end: row.opt_text(4)?,
                    eligible_on: row.opt_text(5)?,
                    more: row.text(6)?,
                })
            })
            .collect()
    }

    pub async fn volumes_kept(&self) -> Result<Vec<VolumeKept>> {
        let sql = "select id, first_date, last_date, closed_on, eligible_on from volume order by id";
        let rows = self.pool.rows(sql, &[]).await?;
        rows.iter()
            .map(|row| {
                Ok(VolumeKept {
                    id: row.int(0)?,
                    first_date: row.opt_text(1)?,
                    last_date: row.opt_text(2)?,
                    closed_on: row.opt_text(3)?,
                    eligible_on: row.opt_text(4)?,
                })
            })
            .collect()
    }

    /// The traces of the events after `from` through `to`: letter of the kind, row, event.
    pub async fn traces(&self, from: i64, to: i64) -> Result<Vec<(String, i64, i64)>> {
        let sql = "select kind, row_id, seq from trace where seq > $1 and seq <= $2";
        let rows = self.pool.rows(sql, vals![from, to]).await?;
        rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?, row.int(2)?))).collect()
    }

    /// Triggers of the migrations that are not in force.
    pub async fn guards_missing(&self) -> Result<Vec<String>> {
        let mut wanted: Vec<String> = Vec::new();
        let written: Vec<String> =
            migrations(self.backend).iter().map(|migration| migration.sql.as_str().to_lowercase()).collect();
        for text in &written {
            for (verb, after) in text.match_indices("create trigger ").map(|(at, verb)| (verb, &text[at..])) {
                wanted.extend(after[verb.len()..].split_whitespace().next().map(str::to_owned));
            }
            for (at, verb) in text.match_indices("drop trigger ") {
                let dropped = text[at + verb.len()..].split([' ', ';', '\n']).next().unwrap_or_default();
                wanted.retain(|name| name != dropped);
            }
        }
        let rows = match self.backend {
            Backend::Sqlite => {
                self.pool.rows("select name, sql from sqlite_master where type = 'trigger'", &[]).await?
            }
            Backend::Postgres => {
                let sql = "select cast(tgname as text), cast(tgenabled as text) from pg_trigger where not tgisinternal";
                self.pool.rows(sql, &[]).await?
            }
        };
        for row in rows {
            let (name, body) = (row.text(0)?, row.text(1)?.to_lowercase());
            let in_force = match self.backend {
                // as the migration wrote it, word for word
                Backend::Sqlite => written.iter().any(|text| text.contains(&body)),
                Backend::Postgres => matches!(body.as_str(), "o" | "a"),
            };
            wanted.retain(|wanted| *wanted != name || !in_force);
        }
        Ok(wanted)
    }
}
