//! Databases of earlier versions: backed up before they are changed, opened after a kill at any step (T-14).

use std::time::Duration;

use guidang::acts::upkeep::backing_up::{self, BackupReason};
use guidang::store::{Filling, TABLES};

use super::rows_through;
use crate::support::{Backend, Desk, Raw, Site, draft, file, levy, template};
use crate::upkeep::trouble::{filled, says};

/// The rows of a table, each as the line a backup would have of it.
fn lines(link: &rusqlite::Connection, table: &str, columns: &[String]) -> String {
    let mut statement = link.prepare(&format!("select {} from {table}", columns.join(", "))).unwrap();
    let mut found = statement.query([]).unwrap();
    let mut text = String::new();
    while let Some(row) = found.next().unwrap() {
        let value = |at| match row.get(at).unwrap() {
            rusqlite::types::Value::Integer(number) => serde_json::Value::from(number),
            rusqlite::types::Value::Text(text) => serde_json::Value::from(text),
            _ => serde_json::Value::Null,
        };
        text += &serde_json::Value::Array((0..columns.len()).map(value).collect()).to_string();
        text.push('\n');
    }
    text
}

fn columns(link: &rusqlite::Connection, table: &str) -> Vec<String> {
    let mut statement =
        link.prepare(&format!("select name from pragma_table_info('{table}') order by cid")).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// The archive of fifty papers as a program would have left it that knew only the first migrations.
async fn as_of_migration(schema: i64) -> Desk {
    let desk = filled();
    let today = rusqlite::Connection::open(desk.database_file()).unwrap();
    let older = desk.data().join("older.db");
    let filling = Filling::sqlite(&older, schema).await.unwrap();
    filling.finish().await.unwrap();
    let shape = rusqlite::Connection::open(&older).unwrap();
    let there: Vec<(&str, Vec<String>)> =
        TABLES.iter().map(|table| (table.name, columns(&shape, table.name))).collect();
    drop(shape);
    std::fs::remove_file(&older).unwrap();
    let mut filling = Filling::sqlite(&older, schema).await.unwrap();
    for (table, columns) in there.iter().filter(|(_, columns)| !columns.is_empty()) {
        filling.put_lines(table, columns, &lines(&today, table, columns)).await.unwrap();
    }
    filling.finish().await.unwrap();
    drop(today);
    for rest in ["guidang.db-wal", "guidang.db-shm"] {
        std::fs::remove_file(desk.data().join(rest)).ok();
    }
    std::fs::rename(&older, desk.database_file()).unwrap();
    desk
}

/// The tables there are, each with its columns.
fn shape_of(desk: &Desk) -> Vec<(String, Vec<String>)> {
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    let all = TABLES.iter().map(|table| (table.name.to_owned(), columns(&link, table.name)));
    all.filter(|(_, columns)| !columns.is_empty()).collect()
}

/// What stands in the columns an earlier version had.
fn rows_in(desk: &Desk, shape: &[(String, Vec<String>)]) -> Vec<String> {
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    let mut all = Vec::new();
    for (table, columns) in shape {
        let rows = lines(&link, table, columns);
        // the upgrade's own events come after, and the first account that an archive of before gets
        let events = ["backup_made", "account_made", "backup_restored"];
        let of_people =
            ["[\"c\",", "[\"o\",", "[\"e\",", "[\"account\"", "[\"appointment\"", "[\"separation\""];
        let people = ["trace", "counter"].contains(&table.as_str());
        let own = |row: &&str| {
            let of_people = people && of_people.iter().any(|letter| row.starts_with(letter));
            !of_people && !events.iter().any(|event| row.contains(event))
        };
        all.extend(rows.lines().filter(own).map(|row| format!("{table}: {row}")));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_migration_leaves_a_database_that_opens() {
    let newest = guidang::store::newest_schema(Backend::Sqlite);
    let (mut kills, mut on_the_way) = (0, 0);
    for schema in (1..newest).step_by(5).chain([newest - 1]) {
        let older = as_of_migration(schema).await;
        let shape = shape_of(&older);
        let before = rows_in(&older, &shape);
        for n in 0..6u64 {
            let desk = Desk::new();
            template::copy(older.data(), desk.data());
            let mut child =
                desk.command(&["fonds", "list"]).stdout(std::process::Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(4 + n * n * 5));
            child.kill().unwrap();
            kills += u32::from(child.wait().unwrap().code().is_none());
            let reached = version(&desk);
            on_the_way += u32::from(reached > schema && reached < newest);
            desk.run(&["fonds", "list"]).ending(0);
            assert_eq!(version(&desk), newest);
            assert!(rows_in(&desk, &shape) == before, "after migration {schema}, kill {n}: rows differ");
            let by = desk.config().clock.founder("local", "本机用户");
            let made = backing_up::list(&by, &desk.config().backups_dir()).unwrap();
            assert!(made.iter().any(|one| one.reason == Some(BackupReason::BeforeUpgrade)), "{made:?}");
        }
    }
    println!("{kills} kills, {on_the_way} of them between two migrations");
    assert!(kills > 10, "{kills} kills: the moments are chosen badly");
}

fn version(desk: &Desk) -> i64 {
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    link.query_row("select max(version) from _sqlx_migrations", [], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backup_before_an_upgrade_gives_the_archive_of_before() {
    let newest = guidang::store::newest_schema(Backend::Sqlite);
    let desk = as_of_migration(newest - 1).await;
    let shape = shape_of(&desk);
    let before = rows_in(&desk, &shape);
    let answer = desk.run(&["fonds", "list"]).ending(0);
    assert!(answer.err.contains("升级前已备份"), "{}", answer.err);
    let there = Desk::new();
    there.run(&["restore", desk.config().backups_dir().to_str().unwrap()]).ending(0);
    assert!(rows_in(&there, &shape) == before);
    // a place that cannot be had does not stop the upgrade, one that is set is used
    let (desk, place) = (as_of_migration(newest - 1).await, tempfile::tempdir().unwrap());
    let mut command = desk.command(&["fonds", "list"]);
    assert!(command.env("GUIDANG_BACKUP_TO", place.path()).status().unwrap().success());
    assert!(!desk.config().backups_dir().exists() && place.path().join("backups").exists());
    let desk = as_of_migration(newest - 1).await;
    let mut command = desk.command(&["fonds", "list"]);
    assert!(command.env("GUIDANG_BACKUP_TO", "/proc/nowhere").status().unwrap().success());
    assert!(desk.config().backups_dir().join("backups").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_backup_an_older_database_is_not_changed() {
    let newest = guidang::store::newest_schema(Backend::Sqlite);
    let desk = as_of_migration(newest - 1).await;
    // where backups would go lies something else
    std::fs::write(desk.config().backups_dir(), "").unwrap();
    let answer = desk.run(&["fonds", "list"]);
    assert!(answer.code != 0 && answer.err.contains("backups"), "{} {}", answer.code, answer.err);
    assert_eq!(version(&desk), newest - 1);
    std::fs::remove_file(desk.config().backups_dir()).unwrap();
    desk.run(&["fonds", "list"]).ending(0);
    assert_eq!(version(&desk), newest);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_postgresql_is_backed_up_before_it_is_changed() {
    let site = Site::open_on(Backend::Postgres).await;
    file(&site.archive, &site.by(), vec![draft(&levy(2009), "旧库", 2)]).await.unwrap();
    let desk = site.leave().await;
    let mut raw = desk.behind().await;
    let last = guidang::store::newest_schema(Backend::Postgres);
    let before = rows_through(&mut raw, i64::MAX).await;
    // as it was before the last migration, which brought the guards of hand-overs
    let undo =
        "drop trigger handover_guarded on handover; drop trigger handover_line_guarded on handover_line;
                drop trigger batch_handover_guarded on batch; drop function guard_handover();
                drop function guard_handover_line(); drop function guard_batch_handover()";
    raw.run(&format!("{undo}; delete from _sqlx_migrations where version = {last}")).await.unwrap();
    desk.run(&["fonds", "list"]).ending(0);
    assert_eq!(raw.number("select max(version) from _sqlx_migrations").await, last);
    let there = Desk::on(Backend::Postgres).await;
    there.run(&["restore", desk.config().backups_dir().to_str().unwrap()]).ending(0);
    let mut restored = there.behind().await;
    let events = restored.number("select max(seq) from event").await;
    assert!(rows_through(&mut restored, events - 1).await == before);
    there.run(&["verify"]).ending(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_newer_program_is_refused() {
    let (place, desk) = (tempfile::tempdir().unwrap(), filled());
    let to = place.path().to_str().unwrap();
    match desk.behind().await {
        Raw::Sqlite(link) => link.execute_batch("insert into _sqlx_migrations select 9999, 'later', installed_on, success, checksum, execution_time from _sqlx_migrations where version = 1").unwrap(),
        Raw::Postgres(_) => unreachable!("the desk is on SQLite"),
    }
    says(&desk.run(&["backup", to]), 5, &["较新版本"]);
    let raw = rusqlite::Connection::open(desk.database_file()).unwrap();
    raw.execute_batch("delete from _sqlx_migrations where version = 9999").unwrap();
    drop(raw);
    desk.run(&["backup", to]).ending(0);
    // the same backup, as a later program would have named its shape
    let lists = place.path().join("backups");
    let list = std::fs::read_dir(&lists).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&list).unwrap().replacen("\"schema\": ", "\"schema\": 9", 1);
    let digest = guidang::domain::general::digest::Digest::compute(text.as_bytes()).hex();
    std::fs::write(lists.join(format!("20991231000000-1-{digest}.json")), text).unwrap();
    let there = Desk::new();
    says(&there.run(&["restore", to]), 5, &["较新版本"]);
    says(&there.run(&["verify"]), 1, &["没有做完"]);
}
