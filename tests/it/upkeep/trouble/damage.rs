//! Database files that are not what they should be: named, left alone, never taken for an empty archive.

use std::path::Path;

use guidang::acts::upkeep::verifying;
use guidang::archive::{Access, Archive};
use guidang::config::Config;

use super::{BROKEN, DONE, REFUSED, filled, import, rows, says, sheet};
use crate::support::Desk;

/// The archive with everything in its one file.
fn settled() -> Desk {
    let desk = filled();
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    link.execute_batch("pragma wal_checkpoint(truncate)").unwrap_or_default();
    drop(link);
    for rest in ["guidang.db-wal", "guidang.db-shm"] {
        std::fs::remove_file(desk.data().join(rest)).ok();
    }
    desk
}

/// The program names the damage, whatever is asked of it, and leaves the file as it is.
#[track_caller]
fn named_and_left_alone(desk: &Desk, bytes: &[u8], words: &[&str]) {
    std::fs::write(desk.database_file(), bytes).unwrap();
    let sheet = sheet(desk.data(), 2);
    says(&desk.run(&["find", "核定"]), REFUSED, words);
    says(&import(desk, &sheet), REFUSED, words);
    says(&desk.run(&["verify"]), BROKEN, words);
    assert!(std::fs::read(desk.database_file()).unwrap() == bytes, "the file was changed");
}

#[test]
fn a_file_that_is_no_database_is_named_and_left_alone() {
    let desk = settled();
    named_and_left_alone(
        &desk,
        "这不是数据库，只是一段文字。".repeat(400).as_bytes(),
        &["guidang.db", "备份"],
    );
    let mut zeroed = std::fs::read(settled().database_file()).unwrap();
    zeroed[..100].fill(0);
    named_and_left_alone(&desk, &zeroed, &["guidang.db", "备份"]);
}

#[test]
fn an_emptied_file_is_not_taken_for_a_new_archive() {
    named_and_left_alone(&settled(), &[], &["guidang.db", "备份"]);
}

#[test]
fn a_file_cut_short_is_named_and_left_alone() {
    let desk = settled();
    let whole = std::fs::read(desk.database_file()).unwrap();
    for part in [4096, whole.len() / 2, whole.len() - 4096] {
        std::fs::write(desk.database_file(), &whole[..part]).unwrap();
        let answer = desk.run(&["verify"]);
        assert!(
            matches!(answer.code, BROKEN | 3),
            "cut to {part}: {} {} {}",
            answer.code,
            answer.out,
            answer.err
        );
        assert!(!answer.err.contains("panicked"), "{}", answer.err);
    }
    std::fs::write(desk.database_file(), &whole).unwrap();
    desk.run(&["verify"]).ending(DONE);
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let desk = settled();
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    link.execute_batch("insert into _sqlx_migrations select 9999, 'later', installed_on, success, checksum, execution_time from _sqlx_migrations where version = 1").unwrap();
    drop(link);
    let before = rows(&desk.database_file());
    says(&desk.run(&["find", "核定"]), REFUSED, &["较新版本"]);
    assert_eq!(rows(&desk.database_file()), before);
}

/// One flipped bit anywhere: refused, named by `verify`, or in space that holds no record.
#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_bit_never_goes_unnoticed() {
    let desk = settled();
    let whole = std::fs::read(desk.database_file()).unwrap();
    let before = told(&desk.database_file());
    let (mut noticed, mut idle) = (0, 0);
    for n in 0..200u64 {
        // spread over the file, at another bit each time
        let at = (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % whole.len() as u64) as usize;
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (n % 8);
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("guidang.db");
        std::fs::write(&file, &bytes).unwrap();
        if seen(place.path()).await {
            noticed += 1;
        } else {
            assert_eq!(
                told(&file),
                before,
                "bit {} of byte {at} changed a record and was not noticed",
                n % 8
            );
            idle += 1;
        }
    }
    assert!(noticed > 20 && idle > 0, "{noticed} noticed, {idle} in idle space: the places are chosen badly");
}

/// Every row; of the migrations not when each ran and how long it took, which is no record.
fn told(database: &Path) -> Vec<String> {
    let said = |row: String| match row.starts_with("_sqlx_migrations") {
        true => {
            row.split('|').enumerate().filter(|(at, _)| ![2, 5].contains(at)).map(|(_, cell)| cell).collect()
        }
        false => row,
    };
    rows(database).into_iter().map(said).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_called_otherwise_is_noticed() {
    let desk = settled();
    assert!(!seen(desk.data()).await);
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    link.execute("update _sqlx_migrations set description = 'rec/rds' where version = 1", []).unwrap();
    drop(link);
    assert!(seen(desk.data()).await);
}

/// Whether opening refuses it or `verify` finds something.
async fn seen(data: &Path) -> bool {
    let config = Config::new(data);
    let by = config.clock.founder("local", "本机用户");
    let archive = match Archive::open(config, Access::Whole).await {
        Ok(archive) => archive,
        Err(_) => return true,
    };
    let followed = guidang::acts::upkeep::indexing::catch_up(&archive).await;
    let verified = verifying::verify(&archive, &by).await;
    let seen = followed.is_err() || verified.map_or(true, |verified| !verified.findings.is_empty());
    archive.store.close().await;
    seen
}
