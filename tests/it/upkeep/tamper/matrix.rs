//! Every table and column × every way a row is tampered with, on both databases (T-45): the inventory is that of the schema,
//! the guards are gone, and `verify` names table and row each time.

use guidang::archive::Archive;
use guidang::store::{TABLES, TableInfo, VerifiedBy};

use super::everything::one_of_everything;
use super::found;
use crate::support::{Backend, Raw};

/// So many tests share the tables, so that none takes too long.
const PARTS: usize = 3;

/// Somebody who owns the database.
struct Behind {
    raw: Raw,
    backend: Backend,
}

struct Column {
    name: String,
    is_number: bool,
    nullable: bool,
}

/// A table as the schema has it.
struct Table {
    columns: Vec<Column>,
    info: &'static TableInfo,
}

/// A way of tampering: what it is called, the statements, the rows that must be named.
struct Way {
    what: String,
    sql: String,
    /// What singles out the rows concerned, before and after.
    rows: Vec<String>,
}

impl Behind {
    async fn begin(mut raw: Raw, backend: Backend) -> Behind {
        let unbound = match backend {
            Backend::Sqlite => {
                "pragma foreign_keys = off; pragma ignore_check_constraints = on; pragma recursive_triggers = off; attach '' as kept"
            }
            Backend::Postgres => "set session_replication_role = replica; create schema kept",
        };
        raw.run(unbound).await.unwrap();
        let guards = match backend {
            Backend::Sqlite => "select 'drop trigger main.' || name from main.sqlite_master where type = 'trigger'",
            Backend::Postgres => {
                "select act from (
                 select 0 as turn, 'drop trigger ' || tgname || ' on ' || cast(cast(tgrelid as regclass) as text) as act
                 from pg_trigger where not tgisinternal
                 union all
                 select case contype when 'f' then 1 else 2 end,
                        'alter table ' || cast(cast(conrelid as regclass) as text) || ' drop constraint ' || quote_ident(conname)
                 from pg_constraint where contype in ('c', 'f', 'u')
                   and connamespace = (select oid from pg_namespace where nspname = current_schema())
                 union all
                 select 3, 'drop index ' || cast(cast(i.indexrelid as regclass) as text) from pg_index i
                 join pg_class c on c.oid = i.indexrelid
                 where i.indisunique and not i.indisprimary
                   and c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
                   and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)) acts order by turn"
            }
        };
        for drop in raw.rows(guards).await {
            raw.run(&drop).await.unwrap();
        }
        Behind { raw, backend }
    }

    /// The tables there are, each kept aside as it is.
    async fn tables(&mut self) -> Vec<Table> {
        let names = match self.backend {
            Backend::Sqlite => {
                "select name from main.sqlite_master where type = 'table' and name not like 'sqlite~_%' escape '~' and name <> '_sqlx_migrations'"
            }
            Backend::Postgres => {
                "select cast(table_name as text) from information_schema.tables
                 where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name <> '_sqlx_migrations'"
            }
        };
        let mut tables = Vec::new();
        for name in self.raw.rows(&format!("{names} order by 1")).await {
            let columns = match self.backend {
                Backend::Sqlite => format!("select name, type, \"notnull\" = 0 and pk = 0 from pragma_table_info('{name}')"),
                Backend::Postgres => format!(
                    "select cast(column_name as text), cast(data_type as text), cast(case is_nullable when 'YES' then 1 else 0 end as bigint)
                     from information_schema.columns where table_schema = current_schema() and table_name = '{name}' order by ordinal_position"
                ),
            };
            let column = |row: String| {
                let cells: Vec<&str> = row.split('|').collect();
                Column { name: cells[0].into(), is_number: cells[1] == "bigint", nullable: cells[2] == "1" }
            };
            let columns = self.raw.rows(&columns).await.into_iter().map(column).collect();
            let info = TABLES.into_iter().find(|table| table.name == name);
            let info = info.unwrap_or_else(|| {
                panic!("{name} has no commitment: describe it in crates/store/src/tables.rs")
            });
            self.raw.run(&format!("create table kept.{name} as select * from {name}")).await.unwrap();
            tables.push(Table { columns, info });
        }
        tables
    }

    /// Does it, or leaves everything as it was.
    async fn act(&mut self, sql: &str) -> bool {
        // PostgreSQL takes statements sent together as one transaction
        if self.backend == Backend::Postgres {
            return self.raw.run(sql).await.is_ok();
        }
        let done = self.raw.run(&format!("begin; {sql}; commit")).await.is_ok();
        if !done {
            self.raw.run("rollback").await.ok();
        }
        done
    }

    async fn restore(&mut self, table: &str) {
        assert!(
            self.act(&format!("delete from {table}; insert into {table} select * from kept.{table}")).await
        );
    }

    /// Whether the table says what it said.
    async fn is_untouched(&mut self, table: &str) -> bool {
        let schema = if self.backend == Backend::Sqlite { "main" } else { "public" };
        let differing = format!(
            "select (select count(*) from (select * from {schema}.{table} except select * from kept.{table}) a)
                  + (select count(*) from (select * from kept.{table} except select * from {schema}.{table}) b)"
        );
        self.raw.number(&differing).await == 0
    }

    /// The names findings may give these rows.
    async fn names(&mut self, table: &TableInfo, rows: &[String]) -> Vec<String> {
        let mut names = Vec::new();
        for row in rows {
            let sql = format!("select {} from {} where {row}", table.row_name(), table.name);
            for name in self.raw.rows(&sql).await {
                if let VerifiedBy::With(owner) = table.verified {
                    names.push(format!("{owner} {name}"));
                }
                names.push(format!("{} {name}", table.name));
                // what became of an event is seen in the one that follows it
                if table.name == "event" {
                    names.push(format!("event {}", name.parse::<i64>().unwrap() + 1));
                }
            }
        }
        names
    }

    /// Tries one way; a complaint when it was not found and named. `None` where the database refused, or it changed nothing.
    async fn attempt(&mut self, archive: &Archive, table: &Table, way: Way) -> Option<Result<(), String>> {
        let before = self.names(table.info, &way.rows).await;
        if !self.act(&way.sql).await || self.is_untouched(table.info.name).await {
            return None;
        }
        let names = [before, self.names(table.info, &way.rows).await].concat();
        let missed =
            found(archive, &format!("{:?} {}: {}", self.backend, table.info.name, way.what), &names).await;
        self.restore(table.info.name).await;
        Some(missed.map_or(Ok(()), Err))
    }
}

/// A text as SQL.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl Table {
    /// What singles out each row, in order.
    async fn rows(&self, behind: &mut Behind) -> Vec<String> {
        let key = self.info.key;
        let sql = format!("select {} from {} order by {}", key.join(", "), self.info.name, key.join(", "));
        let rows = behind.raw.rows(&sql).await;
        let is_number =
            |name: &str| self.columns.iter().any(|column| column.name == name && column.is_number);
        let row = |row: String| {
            let cells = row.split('|').zip(key);
            let parts = cells.map(|(cell, name)| {
                let cell = if is_number(name) { cell.to_owned() } else { quoted(cell) };
                format!("{name} = {cell}")
            });
            parts.collect::<Vec<_>>().join(" and ")
        };
        rows.into_iter().map(row).collect()
    }

    fn is_key(&self, column: &Column) -> bool {
        self.info.key.contains(&column.name.as_str())
    }

    /// The columns beside the key.
    fn others(&self) -> Vec<&Column> {
        self.columns.iter().filter(|column| !self.is_key(column)).collect()
    }

    /// A column of one row given other values.
    fn updates(&self, column: &Column, row: &str) -> Vec<Way> {
        let name = &column.name;
        let mut values = match column.is_number {
            true => ["{} + 1", "{} + 4294967296", "-1", "0"].map(|value| value.replace("{}", name)).to_vec(),
            false => [
                "{} || 'x'",
                "{} || ' '",
                "'　' || {}",
                "'改'",
                "''",
                "upper({})",
                // look-alikes: full-width and Cyrillic letters, a compatibility character, one without width
                "replace({}, '1', '\u{ff11}')",
                "replace({}, 'a', '\u{0430}')",
                "replace({}, '\u{5e74}', '\u{f98e}')",
                "{} || '\u{200b}'",
            ]
            .map(|value| value.replace("{}", name))
            .to_vec(),
        };
        if column.nullable {
            values.push("null".into());
            values.push(if column.is_number { "77".into() } else { "'2011-11-11'".into() });
        }
        let way = |value: String| Way {
            what: format!("{name} = {value}"),
            sql: format!("update {} set {name} = {value} where {row}", self.info.name),
            rows: if self.is_key(column) { self.moved(row) } else { vec![row.to_owned()] },
        };
        values.into_iter().map(way).collect()
    }

    /// A row under its old key, and whatever has a key that was not there.
    fn moved(&self, row: &str) -> Vec<String> {
        vec![row.to_owned(), self.is_new()]
    }

    fn is_new(&self) -> String {
        format!("not exists (select 1 from kept.{} k where {})", self.info.name, self.same_key("k"))
    }

    fn same_key(&self, other: &str) -> String {
        let same = |name: &&str| format!("{other}.{name} = {}.{name}", self.info.name);
        self.info.key.iter().map(same).collect::<Vec<_>>().join(" and ")
    }

    /// Rows that change places, as a whole and column by column; one put in the place of another.
    fn exchanges(&self, one: &str, two: &str) -> Vec<Way> {
        let (table, others) = (self.info.name, self.others());
        let list = self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
        // the key of one row before the rest of another
        let mixed = |key: &str, rest: &str| {
            let cell = |column: &Column| {
                let from = if self.is_key(column) { "k" } else { "r" };
                format!("{from}.{}", column.name)
            };
            let cells = self.columns.iter().map(cell).collect::<Vec<_>>().join(", ");
            format!(
                "insert into {table} ({list}) select {cells} from (select * from kept.{table} where {key}) k, (select * from kept.{table} where {rest}) r"
            )
        };
        let both = vec![one.to_owned(), two.to_owned()];
        let mut ways = Vec::new();
        if others.is_empty() {
            return ways;
        }
        ways.push(Way {
            what: format!("{one} and {two} change places"),
            sql: format!(
                "delete from {table} where {one}; delete from {table} where {two}; {}; {}",
                mixed(one, two),
                mixed(two, one)
            ),
            rows: both.clone(),
        });
        ways.push(Way {
            what: format!("{one} taken out, put in again as {two}"),
            sql: format!("delete from {table} where {one}; {}", mixed(one, two)),
            rows: vec![one.to_owned()],
        });
        for Column { name, .. } in others {
            let value = |row: &str| format!("(select {name} from kept.{table} where {row})");
            ways.push(Way {
                what: format!("{name} of {one} and {two} exchanged"),
                sql: format!(
                    "update {table} set {name} = {} where {one}; update {table} set {name} = {} where {two}",
                    value(two),
                    value(one)
                ),
                rows: both.clone(),
            });
        }
        ways
    }

    /// A row under another parent that is there, one taken out, one put in beside it.
    fn moves(&self, row: &str) -> Vec<Way> {
        let table = self.info.name;
        let mut ways = Vec::new();
        for (column, parent) in self.info.parents {
            ways.push(Way {
                what: format!("{column} moved to another {parent}"),
                sql: format!(
                    "update {table} set {column} = (select max(id) from {parent} p where p.id <> coalesce({table}.{column}, 0)) where {row}"
                ),
                rows: match self.info.key.contains(column) {
                    true => self.moved(row),
                    false => vec![row.to_owned()],
                },
            });
        }
        ways.push(Way {
            what: "taken out".into(),
            sql: format!("delete from {table} where {row}"),
            rows: vec![row.to_owned()],
        });
        let fresh = self.info.key.last().unwrap();
        let cell = |column: &Column| match (&column.name == fresh, column.is_number) {
            (false, _) => column.name.clone(),
            (true, true) => format!("{} + 1000", column.name),
            (true, false) => format!("{} || '二'", column.name),
        };
        let cells = self.columns.iter().map(cell).collect::<Vec<_>>().join(", ");
        ways.push(Way {
            what: "put in beside it".into(),
            sql: format!("insert into {table} select {cells} from kept.{table} where {row}"),
            rows: vec![self.is_new()],
        });
        ways
    }
}

/// Tries everything on the tables of one part.
async fn every_way(backend: Backend, part: usize) {
    let (desk, archive) = one_of_everything(backend).await;
    let mut behind = Behind::begin(desk.behind().await, backend).await;
    let tables = behind.tables().await;
    assert_eq!(tables.len(), TABLES.len(), "a table of the schema for each description");
    let (mut missed, mut tried) = (Vec::new(), 0);
    let verified = tables.iter().filter(|table| table.info.verified != VerifiedBy::Nobody);
    for table in verified.enumerate().filter(|(at, _)| at % PARTS == part).map(|(_, table)| table) {
        let rows = table.rows(&mut behind).await;
        let name = table.info.name;
        assert!(rows.len() > 1, "{name} has {} rows: put something in", rows.len());
        let (one, two) = (&rows[rows.len() / 2], &rows[rows.len() / 2 - 1]);
        let mut ways: Vec<Way> = table.columns.iter().flat_map(|column| table.updates(column, one)).collect();
        ways.extend(table.exchanges(one, two));
        ways.extend(table.moves(one));
        let mut of_table = 0;
        for way in ways {
            match behind.attempt(&archive, table, way).await {
                Some(Ok(())) => of_table += 1,
                Some(Err(complaint)) => missed.push(complaint),
                None => {}
            }
        }
        println!("{backend:?} {name}: {of_table}");
        assert!(of_table > table.columns.len(), "{name}: only {of_table} were tried");
        tried += of_table;
    }
    assert!(missed.is_empty(), "{} were missed beside {tried} found:\n{}", missed.len(), missed.join("\n"));
    let left = super::verdict(&archive).await.unwrap();
    assert!(left.iter().all(|finding| finding.kind == "guard_missing"), "put back as it was: {left:?}");
    archive.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_on_sqlite_first_part() {
    every_way(Backend::Sqlite, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_on_sqlite_second_part() {
    every_way(Backend::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_on_sqlite_third_part() {
    every_way(Backend::Sqlite, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_on_postgres_first_part() {
    every_way(Backend::Postgres, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_on_postgres_second_part() {
    every_way(Backend::Postgres, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_on_postgres_third_part() {
    every_way(Backend::Postgres, 2).await;
}
