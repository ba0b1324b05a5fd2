//! When the house itself is in trouble: each gets one clear sentence, the right exit code, and leaves
//! everything as it was.

mod damage;
mod disk;
mod index;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::support::{Answer, Backend, Desk, NAME, Site, draft, file, levy, repository};

pub const DONE: i32 = 0;
pub const BROKEN: i32 = 1;
pub const NOT_FOUND: i32 = 4;
pub const REFUSED: i32 = 5;
pub const BUSY: i32 = 8;

/// An archive with fifty papers, closed.
pub fn filled() -> Desk {
    Desk::made_once("fifty_papers", || {
        let desk = Desk::founded();
        let sheet = sheet(desk.data(), 50);
        import(&desk, &sheet).ending(DONE);
        desk
    })
}

/// A sheet of so many papers beside the archive.
pub fn sheet(folder: &Path, rows: u32) -> PathBuf {
    let mut text = String::from("题名,责任者,日期,页数,单位名称\n");
    for row in 1..=rows {
        text +=
            &format!("缴费核定表{rows}之{row},征缴科,2009-03-22,{},试验单位{}号\n", 1 + row % 7, row % 40);
    }
    let path = folder.join(format!("{rows}.csv"));
    std::fs::write(&path, text).unwrap();
    path
}

pub const DECISIONS: [&str; 6] = ["--year", "2009", "--class", "ZJ", "--step", "社会保险费征缴核定材料"];

pub fn import(desk: &Desk, sheet: &Path) -> Answer {
    desk.run(&[&["import", "items", sheet.to_str().unwrap()], &DECISIONS[..]].concat())
}

/// Everything the database holds, as text.
pub fn rows(database: &Path) -> Vec<String> {
    let link = rusqlite::Connection::open(database).unwrap();
    let mut tables =
        link.prepare("select name from sqlite_master where type = 'table' order by name").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut all = Vec::new();
    for table in tables {
        let mut statement = link.prepare(&format!("select * from {table}")).unwrap();
        let width = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let cells: Vec<String> = (0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
            all.push(format!("{table}: {}", cells.join("|")));
        }
    }
    all.sort();
    all
}

/// One sentence for a person: Chinese, with these words, and nothing of the machinery.
#[track_caller]
pub fn says(answer: &Answer, code: i32, words: &[&str]) {
    assert_eq!(answer.code, code, "out: {}\nerr: {}", answer.out, answer.err);
    let lines: Vec<&str> = answer.err.lines().filter(|line| !line.trim().is_empty()).collect();
    assert!((1..=2).contains(&lines.len()), "not one sentence: {}", answer.err);
    for word in words {
        assert!(answer.err.contains(word), "{word:?} is not said: {}", answer.err);
    }
    for machinery in ["panicked", "RUST_BACKTRACE", "sqlx", "SqliteError", "Os {", "(code: "] {
        assert!(!answer.err.contains(machinery), "speaks of {machinery:?}: {}", answer.err);
    }
}

#[test]
fn where_there_is_no_archive_it_says_how_to_make_one() {
    let desk = Desk::new();
    for args in
        [&["find", "张三"][..], &["verify"], &["serve", "--listen", "127.0.0.1:0"], &["volume", "list"]]
    {
        says(&desk.run(args), NOT_FOUND, &["guidang init"]);
    }
    assert_eq!(std::fs::read_dir(desk.data()).unwrap().count(), 0, "looking for an archive makes none");
}

#[test]
fn a_file_where_the_data_directory_should_be_is_named() {
    let desk = Desk::new();
    let place = desk.data().join("数据");
    std::fs::write(&place, "not a directory").unwrap();
    let path = place.to_str().unwrap();
    let scheme = repository("schemes/wuhu-2009.toml");
    let answer = desk.run(&[
        "--data",
        path,
        "init",
        "--fonds",
        "0211",
        "--name",
        NAME,
        "--scheme",
        scheme.to_str().unwrap(),
    ]);
    says(&answer, BUSY, &[path]);
    assert_eq!(std::fs::read_to_string(&place).unwrap(), "not a directory");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_program_on_the_same_directory_is_told_who_has_it() {
    let site = filled().open().await;
    let before = rows(&site.desk.database_file());
    let holder = std::process::id().to_string();
    let sheet = sheet(site.desk.data(), 3);
    says(&import(&site.desk, &sheet), BUSY, &["另一个归档程序", &holder]);
    says(&site.desk.run(&["reindex"]), BUSY, &[&holder]);
    assert_eq!(rows(&site.desk.database_file()), before);
    // looking is let through
    let (code, found) = site.desk.cli(&["find", "缴费核定表50之7"]);
    assert_eq!((code, &found["total"]), (DONE, &serde_json::json!(1)));
    let desk = site.leave().await;
    import(&desk, &sheet).ending(DONE);
}

#[test]
fn a_database_another_program_has_locked_is_busy_and_nothing_is_written() {
    let desk = filled();
    let sheet = sheet(desk.data(), 3);
    let other = rusqlite::Connection::open(desk.database_file()).unwrap();
    other.execute_batch("begin immediate; update counter set next = next").unwrap();
    let began = Instant::now();
    says(&import(&desk, &sheet), BUSY, &["别的程序占用"]);
    assert!(began.elapsed() < Duration::from_secs(20), "waited {:?}", began.elapsed());
    let (code, found) = desk.cli(&["find", "缴费核定表50之7"]);
    assert_eq!((code, &found["total"]), (DONE, &serde_json::json!(1)), "reading goes on");
    other.execute_batch("rollback").unwrap();
    import(&desk, &sheet).ending(DONE);
    desk.run(&["verify"]).ending(DONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_postgresql_is_busy_and_nothing_is_written() {
    let site = Site::open_on(Backend::Postgres).await;
    let mut other = site.desk.behind().await;
    other.run("begin; lock table event in exclusive mode").await.unwrap();
    let began = Instant::now();
    let outcome = file(&site.archive, &site.by(), vec![draft(&levy(2009), "等不到", 1)]).await;
    assert!(matches!(outcome, Err(guidang::domain::general::error::Error::Busy(_))), "{outcome:?}");
    assert!(began.elapsed() < Duration::from_secs(10), "waited {:?}", began.elapsed());
    other.run("rollback").await.unwrap();
    file(&site.archive, &site.by(), vec![draft(&levy(2009), "等到了", 1)]).await.unwrap();
    assert_eq!(site.archive.store.item_count().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_cannot_be_used_is_named() {
    let desk = Desk::on(Backend::Postgres).await;
    let url = desk.config().database.unwrap();
    let scheme = repository("schemes/wuhu-2009.toml");
    let init = |url: &str| {
        desk.run(&[
            "--database",
            url,
            "init",
            "--fonds",
            "0211",
            "--name",
            NAME,
            "--scheme",
            scheme.to_str().unwrap(),
        ])
    };
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    says(&init(&format!("postgres://guidang@{nowhere}/guidang")), BUSY, &["连不上数据库"]);
    says(&init(&format!("{url}_missing")), BUSY, &["数据库"]);
    says(&init("postgres://["), REFUSED, &["数据库地址"]);
    // one that would sort codes wrongly
    let mut raw = desk.behind().await;
    let name = format!("{}_utf8", url.rsplit('/').next().unwrap());
    let create = format!(
        "create database {name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'zh' lc_collate 'C' lc_ctype 'C'"
    );
    raw.run(&create).await.unwrap();
    let (server, _) = url.rsplit_once('/').unwrap();
    let answer = init(&format!("{server}/{name}"));
    raw.run(&format!("drop database {name} with (force)")).await.unwrap();
    says(&answer, REFUSED, &["排序规则"]);
    init(&url).ending(DONE);
}
