//! Migrations: linted by the rules of `migrations/README.md`, run over rows on both databases,
//! unchanged once applied, and refusing what must never happen.
//!
//! `tests/data/migrations/NNNN_name.sql` holds rows as they stand after that migration; the next one
//! runs over them. `applied.sha256` there holds the digest of every migration.

mod guards;

use std::collections::BTreeMap;
use std::path::PathBuf;

use guidang::domain::general::digest::Digest;

use crate::support::{Backend, Desk, Raw, Site, repository};

/// A migration file: `0001_records` of `migrations/`, or of `migrations/sqlite/` and such.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Migration {
    name: String,
    /// `""`: both databases.
    folder: &'static str,
    text: String,
}

fn migrations() -> Vec<Migration> {
    let mut found = Vec::new();
    for folder in ["", "sqlite", "postgres"] {
        for entry in std::fs::read_dir(repository("migrations").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "sql") {
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                found.push(Migration { name, folder, text: std::fs::read_to_string(&path).unwrap() });
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no migrations");
    found
}

impl Migration {
    fn path(&self) -> PathBuf {
        PathBuf::from("migrations").join(self.folder).join(format!("{}.sql", self.name))
    }

    fn number(&self) -> &str {
        self.name.split('_').next().unwrap_or_default()
    }

    fn is_for(&self, backend: Backend) -> bool {
        matches!(
            (self.folder, backend),
            ("", _) | ("sqlite", Backend::Sqlite) | ("postgres", Backend::Postgres)
        )
    }

    /// The statements without comments, in lower case, with single blanks.
    fn plain(&self) -> String {
        let lines = self.text.lines().map(|line| line.split("--").next().unwrap_or_default());
        lines.collect::<Vec<_>>().join(" ").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// What breaks the rules of `migrations/README.md` in the text of one migration.
fn slips(migration: &Migration) -> Vec<String> {
    let plain = migration.plain();
    let mut slips = Vec::new();
    let digits = migration.number();
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        slips.push("the name must begin with four digits".into());
    }
    for (table, body) in tables(&plain) {
        let parts = split_outside_brackets(&body);
        let is_rule = |part: &str| {
            ["primary key", "foreign key", "unique", "check", "constraint"]
                .iter()
                .any(|rule| part.starts_with(rule))
        };
        for column in parts.iter().filter(|part| !is_rule(part)) {
            let mut words = column.split_whitespace();
            let (name, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            if !matches!(kind, "text" | "bigint") {
                slips.push(format!("{table}.{name} is {kind:?}: columns are text or bigint"));
            }
            if column.contains(" default ") {
                slips.push(format!("{table}.{name} has a default: every insert says every value"));
            }
        }
        if !body.contains("primary key") {
            slips.push(format!("{table} has no primary key"));
        }
    }
    for added in plain.split("add column ").skip(1) {
        let kind = added.split_whitespace().nth(1).unwrap_or_default().trim_end_matches(';');
        if !matches!(kind, "text" | "bigint") {
            slips.push(format!("an added column is {kind:?}: columns are text or bigint"));
        }
    }
    if migration.folder.is_empty() {
        for word in [
            "trigger",
            "pragma",
            "autoincrement",
            "without rowid",
            "serial",
            "create type",
            "returning",
            "boolean",
            " true",
            " false",
            "now()",
            "?",
        ] {
            if plain.contains(word) {
                slips.push(format!("{word:?} is not one text for both databases"));
            }
        }
    }
    slips
}

/// `create table name (body)`, each.
fn tables(plain: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in plain.split("create table ").skip(1) {
        let (name, rest) = part.split_once('(').unwrap_or((part, ""));
        let mut depth = 1;
        let end = rest.char_indices().find(|(_, c)| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let body = end.map_or(rest, |(at, _)| &rest[..at]);
        found.push((name.trim().to_owned(), body.to_owned()));
    }
    found
}

fn split_outside_brackets(body: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in body.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        match (c, depth, parts.last_mut()) {
            (',', 0, _) => parts.push(String::new()),
            (c, _, Some(part)) => part.push(c),
            _ => {}
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

#[test]
fn migrations_keep_the_rules() {
    let all = migrations();
    let slips: Vec<String> = all
        .iter()
        .flat_map(|m| slips(m).into_iter().map(move |slip| format!("{}: {slip}", m.path().display())))
        .collect();
    assert!(slips.is_empty(), "{}", slips.join("\n"));
    let mut numbers: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for migration in &all {
        numbers.entry(migration.number()).or_default().push((migration.folder, &migration.name));
    }
    for (at, (number, files)) in numbers.iter().enumerate() {
        assert_eq!(number.parse(), Ok(at + 1), "numbers run from 0001 without gaps: {numbers:?}");
        let folders: Vec<_> = files.iter().map(|(folder, _)| *folder).collect();
        assert!(
            folders == [""] || folders == ["postgres", "sqlite"],
            "{number} must be there for both databases, once: {files:?}"
        );
        assert!(files.iter().all(|(_, name)| *name == files[0].1), "{number} has two names: {files:?}");
    }
}

#[test]
fn a_migration_that_breaks_a_rule_is_caught() {
    let caught = |text: &str, about: &str| {
        let slips = slips(&Migration { name: "0009_x".into(), folder: "", text: text.into() });
        assert!(slips.iter().any(|slip| slip.contains(about)), "{text}: {slips:?}");
    };
    caught("create table a (id bigint primary key, held boolean not null);", "a.held is \"boolean\"");
    caught("create table a (id bigint primary key, at timestamp);", "a.at is \"timestamp\"");
    caught("CREATE TABLE a (id INTEGER PRIMARY KEY);", "a.id is \"integer\"");
    caught("create table a (id bigint not null);", "no primary key");
    caught(
        "create table a (id bigint primary key, n bigint default 0 check (n in (0, 1)));",
        "a.n has a default",
    );
    caught("alter table item add column shelf varchar(20);", "an added column is \"varchar(20)\"");
    caught("create trigger a before insert on item begin select 1; end;", "\"trigger\" is not one text");
    let good = Migration {
        name: "0009_x".into(),
        folder: "",
        text: "create table a (id bigint, n text check (n in ('a', 'b')), -- boolean\n primary key (id, n));"
            .into(),
    };
    assert_eq!(slips(&good), Vec::<String>::new());
}

#[test]
fn an_applied_migration_is_never_edited() {
    let list = std::fs::read_to_string(repository("tests/data/migrations/applied.sha256")).unwrap();
    let known: BTreeMap<&str, &str> =
        list.lines().filter_map(|line| line.split_once("  ")).map(|(digest, path)| (path, digest)).collect();
    let now: BTreeMap<String, String> = migrations()
        .iter()
        .map(|m| (m.path().display().to_string(), Digest::compute(m.text.as_bytes()).hex()))
        .collect();
    for (path, digest) in &now {
        let known = known.get(path.as_str());
        assert!(
            known.is_some(),
            "{path} is new: add the line to tests/data/migrations/applied.sha256\n{digest}  {path}"
        );
        assert_eq!(
            known,
            Some(&digest.as_str()),
            "{path} was changed; archives have run it already. Write a new migration instead"
        );
    }
    let gone: Vec<_> = known.keys().filter(|path| !now.contains_key(**path)).collect();
    assert!(gone.is_empty(), "migrations are gone: {gone:?}");
}

/// What the statements in `crates/store` must keep beside: one text for two databases.
#[test]
fn statements_keep_the_rules() {
    let folders = ["crates/store/src", "crates/store/src/tables"].map(repository);
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    for path in files.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(&path).unwrap();
        for (at, line) in text.lines().enumerate() {
            let place = format!("{}:{}", path.display(), at + 1);
            for (bad, why) in [
                ("QueryBuilder", "writes ?, which PostgreSQL refuses"),
                ("select exists", "a boolean reads differently: select count(*)"),
                (".constraint()", "SQLite names no constraint"),
                ("insert or ", "PostgreSQL has no such insert"),
                ("now()", "today is an argument"),
                ("current_timestamp", "today is an argument"),
            ] {
                assert!(!line.contains(bad), "{place}: {bad}: {why}");
            }
            for sum in ["sum(", "max(", "min("] {
                for (found, _) in line.match_indices(sum).filter(|(found, _)| is_sql(line, *found)) {
                    let before = &line[..found];
                    assert!(before.contains("cast("), "{place}: {sum}…) without cast(… as bigint)");
                }
            }
        }
    }
}

/// Whether `sum(` at this place is SQL's, not a method or function of Rust.
fn is_sql(line: &str, at: usize) -> bool {
    !line[..at].ends_with(|c: char| c == '.' || c == ':' || c == '_' || c.is_alphanumeric())
        && !line.trim_start().starts_with("//")
}

/// The same protections as the program's own connection has.
const AS_THE_PROGRAM: &str = "pragma foreign_keys = on; pragma recursive_triggers = on;";

/// Runs every migration by hand, each over the rows the one before left.
async fn built(backend: Backend) -> (Desk, Raw) {
    let desk = Desk::on(backend).await;
    let mut raw = desk.behind().await;
    if backend == Backend::Sqlite {
        raw.run(AS_THE_PROGRAM).await.unwrap();
    }
    for migration in migrations().iter().filter(|migration| migration.is_for(backend)) {
        raw.run(&migration.text)
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", migration.path().display()));
        let rows = repository("tests/data/migrations").join(format!("{}.sql", migration.name));
        if rows.exists() {
            let text = std::fs::read_to_string(&rows).unwrap();
            raw.run(&text).await.unwrap_or_else(|error| panic!("{}: {error}", rows.display()));
        }
    }
    (desk, raw)
}

/// Every table of ours with its columns, in the database's own words.
async fn columns(raw: &mut Raw) -> Vec<String> {
    let sql = match raw {
        Raw::Sqlite(_) => {
            "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%'"
        }
        Raw::Postgres(_) => {
            "select cast(c.table_name as text), cast(c.column_name as text) from information_schema.columns c join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name where c.table_schema = 'public' and t.table_type = 'BASE TABLE'"
        }
    };
    let mut columns = raw.rows(sql).await;
    columns.retain(|column| !column.starts_with("_sqlx"));
    columns.sort();
    columns
}

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_runs_over_rows_on_both_databases() {
    let mut schemas = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (_desk, mut raw) = built(backend).await;
        let by_hand = columns(&mut raw).await;
        let tables: std::collections::BTreeSet<_> =
            by_hand.iter().filter_map(|c| c.split('|').next()).collect();
        for table in tables {
            let rows = raw.number(&format!("select count(*) from {table}")).await;
            assert!(
                rows > 0,
                "{table} has no row in tests/data/migrations: the next migration would not be tried on it"
            );
        }
        // the program makes the same
        let desk = Site::open_on(backend).await.leave().await;
        assert_eq!(columns(&mut desk.behind().await).await, by_hand);
        schemas.push(by_hand);
    }
    assert_eq!(schemas[0], schemas[1], "SQLite (left) and PostgreSQL (right) have different tables");
}
