//! Whether the database has the tables, columns, views, triggers and functions that the migrations made, and no others. Read by
//! `verify` alone.

use std::collections::BTreeSet;

use super::open::migrations;
use super::queries::{Backend, Queries};
use super::sql::{built, vals};
use super::tables::TABLES;
use crate::domain::general::error::Result;

/// How the structure of the database differs from what the migrations made of it: `table x`, `column x.y`, `view x`,
/// `trigger x`, `function x`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaSeen {
    /// Tables and columns that are not there: what stands in them cannot be read.
    pub gone: Vec<String>,
    /// Views, triggers and functions that are not in force as they were written.
    pub unguarded: Vec<String>,
    /// What no migration made.
    pub foreign: Vec<String>,
}

/// The names of what the migrations made of this kind, in their order; a later one may drop one and write it anew.
fn made(written: &[&str], kind: &str) -> Vec<String> {
    let mut wanted: Vec<String> = Vec::new();
    let (create, drop) = (format!("create {kind} "), format!("drop {kind} "));
    for text in written {
        let found = text.match_indices(&create).chain(text.match_indices(&drop));
        let mut verbs: Vec<(usize, &str)> = found.collect();
        verbs.sort_unstable();
        for (at, verb) in verbs {
            let name = text[at + verb.len()..].split([' ', ';', '\n']).next().unwrap_or_default();
            wanted.retain(|known| known != name);
            wanted.extend((verb == create).then(|| name.to_owned()));
        }
    }
    wanted
}

impl Queries {
    pub async fn schema_seen(&self) -> Result<SchemaSeen> {
        let mut seen = SchemaSeen::default();
        let migrations = migrations(self.backend());
        let written: Vec<&str> = migrations.iter().map(|migration| migration.sql.as_str()).collect();
        let views = made(&written, "view");
        self.tables_seen(&views, &mut seen).await?;
        self.views_seen(&written, &views, &mut seen).await?;
        self.guards_seen(&mut seen).await?;
        Ok(seen)
    }

    async fn tables_seen(&self, views: &[String], seen: &mut SchemaSeen) -> Result<()> {
        let sql = match self.backend() {
            Backend::Sqlite => {
                "select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p
                 where m.type in ('table', 'view') and m.name not like 'sqlite~_%' escape '~'"
            }
            Backend::Postgres => {
                "select cast(c.relname as text), cast(a.attname as text) from pg_class c
                 join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                 where c.relkind in ('r', 'p', 'v', 'm', 'f')
                   and c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
                   and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')"
            }
        };
        let found: Vec<(String, String)> = self.all(sql, &[]).await?;
        // the migrations' own table is compared when the database is opened
        let found: BTreeSet<_> = found.into_iter().filter(|(table, _)| table != "_sqlx_migrations").collect();
        let there: BTreeSet<&str> = found.iter().map(|(table, _)| table.as_str()).collect();
        let known: BTreeSet<&str> = TABLES.iter().map(|table| table.name).collect();
        let views: BTreeSet<&str> = views.iter().map(String::as_str).collect();
        seen.gone.extend(known.difference(&there).map(|table| format!("table {table}")));
        seen.gone.extend(views.difference(&there).map(|view| format!("view {view}")));
        let foreign = there.difference(&known).filter(|name| !views.contains(*name));
        seen.foreign.extend(foreign.map(|table| format!("table {table}")));
        for table in TABLES.iter().filter(|table| there.contains(table.name)) {
            let of_table = found.iter().filter(|(name, _)| name == table.name);
            let columns: BTreeSet<&str> = of_table.map(|(_, column)| column.as_str()).collect();
            let wanted: BTreeSet<&str> = table.columns.iter().copied().collect();
            let named = |column: &&str| format!("column {}.{column}", table.name);
            seen.gone.extend(wanted.difference(&columns).map(named));
            seen.foreign.extend(columns.difference(&wanted).map(named));
        }
        Ok(())
    }

    /// Views that do not answer as they were written: SQLite keeps their text, PostgreSQL an understanding of it, which
    /// is asked the same.
    async fn views_seen(&self, written: &[&str], views: &[String], seen: &mut SchemaSeen) -> Result<()> {
        for view in views.iter().filter(|view| !seen.gone.contains(&format!("view {view}"))) {
            let head = format!("create view {view} as");
            let text = written.iter().rev().find_map(|text| text.split_once(&head)?.1.split(';').next());
            let text = text.unwrap_or_default();
            let is_in_force = match self.backend() {
                Backend::Sqlite => {
                    let sql = "select sql from sqlite_master where type = 'view' and name = $1";
                    let kept: Option<String> = self.one(sql, vals![view]).await?;
                    kept.is_some_and(|kept| kept.to_lowercase() == format!("{head}{text}").to_lowercase())
                }
                Backend::Postgres => {
                    let without = |one: &str, other: &str| {
                        built(format!("select count(*) from (({one}) except all ({other})) differing"))
                    };
                    let own = format!("select * from {view}");
                    self.number(without(&own, text), &[]).await? == 0
                        && self.number(without(text, &own), &[]).await? == 0
                }
            };
            if !is_in_force {
                seen.unguarded.push(format!("view {view}"));
            }
        }
        Ok(())
    }

    /// Triggers of the migrations that are not in force, and those of nobody.
    async fn guards_seen(&self, seen: &mut SchemaSeen) -> Result<()> {
        let written: Vec<String> = migrations(self.backend())
            .iter()
            .map(|migration| migration.sql.as_str().to_lowercase())
            .collect();
        let texts: Vec<&str> = written.iter().map(String::as_str).collect();
        let wanted = made(&texts, "trigger");
        let sql = match self.backend() {
            Backend::Sqlite => "select name, sql from sqlite_master where type = 'trigger'",
            Backend::Postgres => {
                "select cast(t.tgname as text), cast(t.tgenabled as text) from pg_trigger t
                 join pg_class c on c.oid = t.tgrelid
                 where not t.tgisinternal
                   and c.relnamespace = (select oid from pg_namespace where nspname = current_schema())"
            }
        };
        let mut in_force = BTreeSet::new();
        for (name, body) in self.all::<(String, String)>(sql, &[]).await? {
            let body = body.to_lowercase();
            let is_in_force = match self.backend() {
                // as the migration wrote it, word for word
                Backend::Sqlite => written.iter().any(|text| text.contains(&body)),
                Backend::Postgres => matches!(body.as_str(), "o" | "a"),
            };
            if !wanted.contains(&name) {
                seen.foreign.push(format!("trigger {name}"));
            } else if is_in_force {
                in_force.insert(name);
            }
        }
        let missing = wanted.into_iter().filter(|name| !in_force.contains(name));
        seen.unguarded.extend(missing.map(|name| format!("trigger {name}")));
        if self.backend() == Backend::Postgres {
            self.functions_seen(&written, seen).await?;
        }
        Ok(())
    }

    /// What PostgreSQL's triggers call, word for word.
    async fn functions_seen(&self, written: &[String], seen: &mut SchemaSeen) -> Result<()> {
        // those of an extension the office put in are nobody's business
        let sql = "select cast(p.proname as text), p.prosrc from pg_proc p
                   where p.pronamespace = (select oid from pg_namespace where nspname = current_schema())
                     and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')";
        for (name, body) in self.all::<(String, String)>(sql, &[]).await? {
            let body = body.to_lowercase();
            if written.iter().any(|text| text.contains(&body)) {
                continue;
            }
            let is_ours = written.iter().any(|text| text.contains(&format!("function {name}(")));
            let list = if is_ours { &mut seen.unguarded } else { &mut seen.foreign };
            list.push(format!("function {name}"));
        }
        Ok(())
    }
}
