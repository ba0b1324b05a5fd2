//! Tampering behind the program's back: one of everything is in the archive, then each column of each
//! table is changed by direct SQL, rows are put in and taken out, the guards having been removed as
//! somebody with the file could. `verify` must name the table and the row, every time.
//!
//! The test reads the schema: a new table or column is tried without anybody thinking of it.

mod everything;
mod matrix;

use std::collections::BTreeSet;

use guidang::acts::upkeep::verifying::{self, Difference};
use guidang::archive::Archive;
use guidang::store::{self, TABLES, VerifiedBy};
use rusqlite::Connection;

use crate::support::{Backend, Desk};
use everything::one_of_everything;

/// Somebody with the database's file: no guards, and a way to put everything back.
struct Intruder {
    link: Connection,
    tables: Vec<Table>,
}

struct Table {
    name: String,
    columns: Vec<Column>,
    /// Columns of unique indexes other than the primary key.
    unique: Vec<String>,
}

#[derive(Clone)]
struct Column {
    name: String,
    is_number: bool,
    nullable: bool,
    /// Place in the primary key, from 1; 0: not in it.
    key: i64,
}

impl Intruder {
    fn at(desk: &Desk) -> Intruder {
        let link = Connection::open(desk.database_file()).unwrap();
        let backup = desk.data().join("before.db");
        link.execute("vacuum into ?1", [backup.to_str().unwrap()]).unwrap();
        link.execute("attach ?1 as before", [backup.to_str().unwrap()]).unwrap();
        link.execute_batch("pragma foreign_keys = off; pragma ignore_check_constraints = on; pragma recursive_triggers = off").unwrap();
        for trigger in texts(&link, "select name from main.sqlite_master where type = 'trigger'") {
            link.execute_batch(&format!("drop trigger main.{trigger}")).unwrap();
        }
        let names = texts(
            &link,
            "select name from main.sqlite_master where type = 'table' and name not like '\\_%' escape '\\' and name not like 'sqlite%'",
        );
        let tables = names.into_iter().map(|name| Table::of(&link, name)).collect();
        Intruder { link, tables }
    }

    fn restore(&self, table: &str) {
        self.link.execute_batch(&format!("begin; delete from main.{table}; insert into main.{table} select * from before.{table}; commit")).unwrap();
    }

    /// A row from the middle of the table.
    fn victim(&self, table: &str) -> i64 {
        let sql = format!(
            "select rowid from before.{table} order by rowid limit 1 offset (select count(*) / 2 from before.{table})"
        );
        self.link
            .query_row(&sql, [], |row| row.get(0))
            .unwrap_or_else(|_| panic!("{table} is empty: put something in"))
    }
}

impl Table {
    fn of(link: &Connection, name: String) -> Table {
        let mut statement = link
            .prepare(&format!("select name, type, \"notnull\", pk from pragma_table_info('{name}')"))
            .unwrap();
        let column = |row: &rusqlite::Row| {
            let kind: String = row.get(1)?;
            Ok(Column {
                name: row.get(0)?,
                is_number: kind == "bigint",
                nullable: row.get::<_, i64>(2)? == 0,
                key: row.get(3)?,
            })
        };
        let columns: Vec<Column> = statement.query_map([], column).unwrap().map(Result::unwrap).collect();
        let unique = texts(
            link,
            &format!(
                "select i.name from pragma_index_list('{name}') l join pragma_index_info(l.name) i where l.\"unique\" = 1 and l.origin in ('u', 'c')"
            ),
        );
        Table { name, columns, unique }
    }

    /// How the store describes it.
    fn described(&self) -> &'static store::TableInfo {
        let described = TABLES.into_iter().find(|table| table.name == self.name);
        described.unwrap_or_else(|| panic!("{} is not described in crates/store/src/tables.rs", self.name))
    }

    /// The names findings may give the row: itself, or the record it is a part of, whose digest covers it.
    fn names(&self, link: &Connection, rowid: i64) -> Vec<String> {
        let described = self.described();
        let sql = format!("select {} from main.{} where rowid = {rowid}", described.row_name(), self.name);
        let Ok(name) = link.query_row(&sql, [], |row| row.get::<_, String>(0)) else { return Vec::new() };
        let own = format!("{} {name}", self.name);
        match described.verified {
            VerifiedBy::With(owner) => vec![format!("{owner} {name}"), own],
            _ => vec![own],
        }
    }
}

fn texts(link: &Connection, sql: &str) -> Vec<String> {
    let mut statement = link.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The ways a column of the victim is changed, as SQL for its new value.
fn changes(column: &Column) -> Vec<String> {
    let name = &column.name;
    let mut ways = match column.is_number {
        // one off, and one that would read the same in 32 bits
        true => vec![
            format!("{name} + 1"),
            format!("{name} + 4294967296"),
            "-1".into(),
            format!("{name} || '号'"),
            "1.5".into(),
        ],
        false => {
            vec![
                format!("{name} || 'x'"),
                format!("{name} || ' '"),
                "'改'".into(),
                format!("'　' || {name}"),
                format!("cast({name} as blob)"),
            ]
        }
    };
    if column.nullable && column.key == 0 {
        ways.push("null".into());
        ways.push(if column.is_number { "0".into() } else { "''".into() });
        ways.push(if column.is_number { "77".into() } else { "'2011-11-11'".into() });
    }
    ways
}

/// What `verify` says; an archive it cannot read to the end is "could not check", said in words.
async fn verdict(archive: &Archive) -> Result<Vec<Difference>, String> {
    verifying::verify(archive, &archive.local_user())
        .await
        .map(|verified| verified.findings)
        .map_err(|error| error.to_string())
}

/// One act of tampering; a complaint when it was not found or not named.
async fn found(archive: &Archive, what: &str, names: &[String]) -> Option<String> {
    match verdict(archive).await {
        Ok(findings) if findings.iter().any(|finding| names.contains(&finding.about)) => None,
        Ok(findings) => {
            let others: Vec<_> = findings
                .iter()
                .filter(|f| f.kind != "guard_missing")
                .map(|f| format!("{} {}", f.kind, f.about))
                .take(5)
                .collect();
            Some(format!("{what}: {names:?} is not named, but {others:?}"))
        }
        // a value that no longer reads at all; the words must say whose it is
        Err(said) if names.iter().any(|name| said.contains(name.as_str())) => None,
        Err(said) => Some(format!("{what}: could not be checked, and {names:?} is not named: {said}")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_and_column_is_described() {
    let (desk, archive) = one_of_everything(Backend::Sqlite).await;
    archive.store.close().await;
    let intruder = Intruder::at(&desk);
    let sorted = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let there = sorted(intruder.tables.iter().map(|table| table.name.as_str()).collect());
    assert_eq!(sorted(TABLES.iter().map(|table| table.name).collect()), there);
    for table in &intruder.tables {
        let columns = sorted(table.columns.iter().map(|column| column.name.as_str()).collect());
        let described = table.described();
        assert_eq!(sorted(described.columns.to_vec()), columns, "{}", table.name);
        assert!(described.key.iter().all(|key| columns.contains(*key)), "{}", table.name);
        // a parent that is named is a reference of the schema, or a reference the schema leaves open
        let sql = format!("select \"from\" from pragma_foreign_key_list('{}')", table.name);
        for column in texts(&intruder.link, &sql) {
            let named = described.parents.iter().any(|(child, _)| *child == column);
            assert!(named || table.name == "trace", "{}.{column} names a parent", table.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_behind_the_programs_back_is_found_and_named() {
    let (desk, archive) = one_of_everything(Backend::Sqlite).await;
    assert_eq!(verdict(&archive).await, Ok(vec![]), "a clean archive has no findings");
    let intruder = Intruder::at(&desk);
    let (mut missed, mut tried) = (Vec::new(), 0);
    for table in intruder.tables.iter().filter(|table| table.described().verified != VerifiedBy::Nobody) {
        let (name, victim) = (&table.name, intruder.victim(&table.name));
        let row = table.names(&intruder.link, victim);
        for column in &table.columns {
            for way in changes(column) {
                let what = format!("update {name} set {} = {way}", column.name);
                let same = format!(
                    "select count(*) from main.{name} where rowid = {victim} and {} is ({way})",
                    column.name
                );
                let is_same = intruder.link.query_row(&same, [], |row| row.get::<_, i64>(0)).unwrap() == 1;
                // another row may hold the unique value already; then there is nothing to find
                if is_same || intruder.link.execute(&format!("{what} where rowid = {victim}"), []).is_err() {
                    continue;
                }
                let mut names = [row.clone(), table.names(&intruder.link, victim)].concat();
                names.extend((name == "event").then(|| format!("event {}", victim + 1)));
                missed.extend(found(&archive, &what, &names).await);
                intruder.restore(name);
                tried += 1;
            }
        }
        missed.extend(deleted_and_doubled(&archive, &intruder, table, victim).await);
        tried += 2;
    }
    println!("{tried} acts of tampering");
    assert!(missed.is_empty(), "{} of {tried} were missed:\n{}", missed.len(), missed.join("\n"));
    assert!(tried > 300, "only {tried} were tried");
    // put back as it was, only the guards are missed
    let left = verdict(&archive).await.unwrap();
    assert!(!left.is_empty() && left.iter().all(|finding| finding.kind == "guard_missing"), "{left:?}");
    archive.store.close().await;
}

/// A row taken out, and one put in that looks like the others.
async fn deleted_and_doubled(
    archive: &Archive,
    intruder: &Intruder,
    table: &Table,
    victim: i64,
) -> Vec<String> {
    let (name, link) = (&table.name, &intruder.link);
    let mut missed = Vec::new();
    let mut names = table.names(link, victim);
    if name == "event" {
        // what is gone is seen in the one that followed it
        names.push(format!("event {}", victim + 1));
    }
    link.execute_batch(&format!("delete from main.{name} where rowid = {victim}")).unwrap();
    missed.extend(found(archive, &format!("delete from {name}"), &names).await);
    intruder.restore(name);

    let last_key =
        table.columns.iter().filter(|column| column.key > 0).max_by_key(|column| column.key).unwrap();
    let cell = |column: &Column| {
        let fresh = column.name == last_key.name || table.unique.contains(&column.name);
        match (fresh, column.is_number) {
            (false, _) => column.name.clone(),
            (true, true) => format!("{} + 1000", column.name),
            (true, false) => format!("{} || '二'", column.name),
        }
    };
    let cells: Vec<String> = table.columns.iter().map(cell).collect();
    link.execute(
        &format!(
            "insert into main.{name} select {} from before.{name} where rowid = {victim}",
            cells.join(", ")
        ),
        [],
    )
    .unwrap();
    let names = table.names(link, link.last_insert_rowid());
    missed.extend(found(archive, &format!("insert into {name}"), &names).await);
    intruder.restore(name);
    missed
}

/// Any event taken out, whichever it is, breaks the chain or leaves rows that nobody wrote.
#[tokio::test(flavor = "multi_thread")]
async fn no_event_can_be_taken_out() {
    let (desk, archive) = one_of_everything(Backend::Sqlite).await;
    let intruder = Intruder::at(&desk);
    let last = archive.store.last_event().await.unwrap();
    assert!(last > 10, "only {last} events");
    for seq in 1..=last {
        intruder.link.execute_batch(&format!("delete from main.event where seq = {seq}")).unwrap();
        let findings = verdict(&archive).await.unwrap();
        let broken =
            findings.iter().any(|f| f.kind == "chain_broken" && f.about == format!("event {}", seq + 1));
        let rows = findings.iter().any(|f| f.kind == "row_changed" || f.kind == "row_foreign");
        assert!(if seq < last { broken } else { rows }, "event {seq} of {last}: {findings:?}");
        intruder.restore("event");
    }
    // the log and all it wrote, taken back together with the traces, is still seen by the index
    intruder
        .link
        .execute_batch(&format!(
            "delete from main.event where seq = {last}; delete from main.trace where seq = {last}"
        ))
        .unwrap();
    let findings = verdict(&archive).await.unwrap();
    assert!(findings.iter().any(|finding| finding.kind == "index_differs"), "{findings:?}");
}

/// Tables of the migration library are checked when the database is opened.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_record_of_migrations_is_not_opened() {
    for harm in [
        "update _sqlx_migrations set checksum = x'00' where version = 1",
        "delete from _sqlx_migrations where version = 2",
        "insert into _sqlx_migrations select 99, description, installed_on, success, checksum, execution_time from _sqlx_migrations where version = 1",
    ] {
        let desk = Desk::founded();
        desk.run(&["verify"]).ending(0);
        let link = Connection::open(desk.database_file()).unwrap();
        link.execute_batch(harm).unwrap();
        drop(link);
        let answer = desk.run(&["verify"]);
        assert_eq!(answer.code, 1, "{harm}: {} {}", answer.out, answer.err);
    }
}
