//! What no digest covers: counters, parents, the type and range of values. Read by `verify` alone.

use std::collections::BTreeMap;

use sqlx::SqlSafeStr;

use super::open::migrations;
use super::queries::{Backend, Queries};
use super::sql::{built, vals};
use super::tables::TABLES;
use crate::domain::general::error::Result;

/// Rows that do not look as this program writes them: table, statement giving what names the row.
const SHAPES: [(&str, &str); 8] = [
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
    // its digest says that it was closed, whatever stands there
    (
        "volume",
        "select cast(v.id as text) from volume v join departure g on g.volume_id = v.id where v.state <> 'closed'",
    ),
    // what was said of a row stays when its batch is taken back, the record does not
    (
        "batch_row",
        "select distinct cast(r.batch_id as text) from batch_row r where r.item_id is not null
         and not exists (select 1 from item i where i.id = r.item_id)
         and not exists (select 1 from batch b where b.id = r.batch_id and b.taken_back_at <> '')",
    ),
    // an empty column of a later version leaves no trace in the digest: who and when go together
    (
        "batch",
        "select cast(id as text) from batch where state not in ('running', 'done')
         or (taken_back_at = '' and taken_back_by <> '') or (taken_back_at <> '' and taken_back_by = '')",
    ),
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

impl Queries {
    /// What SQLite's own check says of a damaged file; `None`: sound, or no SQLite.
    pub async fn file_damage(&self) -> Result<Option<String>> {
        if self.backend() != Backend::Sqlite {
            return Ok(None);
        }
        let said: String = self.one("pragma integrity_check(1)", &[]).await?.unwrap_or_default();
        Ok((said != "ok").then_some(said))
    }

    /// Rows without their parent, out of shape or out of range, and counters that do not stand where
    /// the last id was given.
    pub async fn odd_rows(&self) -> Result<Vec<OddRow>> {
        let mut odd = Vec::new();
        for table in TABLES {
            let (child, names) = (table.name, table.key[0]);
            for (column, parent) in table.parents {
                let sql = built(format!(
                    "select distinct cast(c.{names} as text) from {child} c where c.{column} is not null
                     and not exists (select 1 from {parent} p where p.id = c.{column})"
                ));
                self.odd(child, sql, &mut odd).await?;
            }
        }
        for (table, sql) in SHAPES {
            self.odd(table, sql, &mut odd).await?;
        }
        self.odd_counters(&mut odd).await?;
        self.odd_migrations(&mut odd).await?;
        Ok(odd)
    }

    /// Migrations that the database tells of by another name than the program's. Their texts' sums are compared when it is
    /// opened; when each ran and how long it took says nothing of a record.
    async fn odd_migrations(&self, odd: &mut Vec<OddRow>) -> Result<()> {
        let migrations = migrations(self.backend());
        let told: Vec<(i64, String)> =
            self.all("select version, description from _sqlx_migrations", &[]).await?;
        let is_ours = |(version, name): &(i64, String)| {
            migrations.iter().any(|one| one.version == *version && one.description == name.as_str())
        };
        let foreign = told.iter().filter(|one| !is_ours(one));
        odd.extend(
            foreign.map(|(version, _)| OddRow { table: "_sqlx_migrations", row: version.to_string() }),
        );
        Ok(())
    }

    /// Adds the rows that a statement names.
    async fn odd(&self, table: &'static str, sql: impl SqlSafeStr, odd: &mut Vec<OddRow>) -> Result<()> {
        let rows: Vec<String> = self.all(sql, &[]).await?;
        odd.extend(rows.into_iter().map(|row| OddRow { table, row }));
        Ok(())
    }

    /// Values of another type than their column's, which SQLite lets in; nothing else can be read while
    /// they are there.
    pub async fn mistyped_rows(&self) -> Result<Vec<OddRow>> {
        let mut odd = Vec::new();
        if self.backend() != Backend::Sqlite {
            return Ok(odd);
        }
        for table in TABLES {
            let name = table.name;
            let sql = built(format!("select name, type from pragma_table_info('{name}')"));
            let columns: Vec<(String, String)> = self.all(sql, &[]).await?;
            let is_wrong = |(column, kind): &(String, String)| {
                let right = if kind == "bigint" { "integer" } else { "text" };
                format!("typeof({column}) not in ('{right}', 'null')")
            };
            let wrong = columns.iter().map(is_wrong).collect::<Vec<_>>().join(" or ");
            let names = table.row_name();
            self.odd(
                name,
                built(format!("select coalesce({names}, '?') from {name} where {wrong}")),
                &mut odd,
            )
            .await?;
        }
        Ok(odd)
    }

    async fn odd_counters(&self, odd: &mut Vec<OddRow>) -> Result<()> {
        let counters: Vec<(String, i64)> = self.all("select name, next from counter", &[]).await?;
        let mut next: BTreeMap<_, _> = counters.into_iter().collect();
        for (table, kind) in TABLES.iter().filter_map(|table| Some((table.name, table.counted()?))) {
            let sql = built(format!(
                "select cast(coalesce(max(id), 0) as bigint), cast(coalesce(min(id), 1) as bigint),
                        (select cast(coalesce(max(row_id), 0) as bigint) from trace where kind = $1) from {table}"
            ));
            let letter = kind.letter().to_string();
            let found: Option<(i64, i64, i64)> = self.one(sql, vals![&letter]).await?;
            let Some((last, first, last_traced)) = found else { continue };
            // rows that went away are still known by their traces
            if next.remove(table).unwrap_or(1) != last.max(last_traced) + 1 {
                odd.push(OddRow { table: "counter", row: table.to_owned() });
            }
            // ids begin at 1; what stands below is passed over by every list
            if first < 1 {
                odd.push(OddRow { table, row: first.to_string() });
            }
        }
        odd.extend(next.into_keys().map(|row| OddRow { table: "counter", row }));
        Ok(())
    }
}
