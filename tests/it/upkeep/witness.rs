//! What bears witness to the log: the index knows the last event it took in, and says so before it is made anew.

use guidang::acts::upkeep::verifying::{self, Verified};
use guidang::acts::upkeep::{indexing, jobs};
use guidang::archive::{Access, Archive};
use guidang::clock::Clock;
use guidang::domain::general::role::By;

use crate::support::{Desk, Site, draft, file, levy};

/// Five papers filed one after another, all of them indexed.
async fn five_papers() -> Desk {
    let site = Site::open().await;
    for number in 0..5 {
        file(&site.archive, &site.by(), vec![draft(&levy(2009), &format!("甲{number}"), 3)]).await.unwrap();
    }
    indexing::catch_up(&site.archive).await.unwrap();
    site.archive.close().await;
    site.desk
}

fn copy_of_database(desk: &Desk) -> Vec<u8> {
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    link.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).unwrap();
    std::fs::read(desk.database_file()).unwrap()
}

fn put_back(desk: &Desk, database: &[u8]) {
    for rest in ["guidang.db-wal", "guidang.db-shm"] {
        std::fs::remove_file(desk.data().join(rest)).ok();
    }
    std::fs::write(desk.database_file(), database).unwrap();
}

fn kinds(answer: &serde_json::Value) -> Vec<&str> {
    let findings = answer["verified"]["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["kind"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_put_back_is_named_and_stays_named_when_the_index_is_made_anew() {
    let desk = five_papers().await;
    let older = copy_of_database(&desk);
    let Site { archive, desk, .. } = desk.open().await;
    let by = archive.local_user();
    file(&archive, &by, vec![draft(&levy(2009), "乙", 3)]).await.unwrap();
    indexing::catch_up(&archive).await.unwrap();
    archive.close().await;
    drop(archive);
    let newer = copy_of_database(&desk);
    put_back(&desk, &older);

    let (code, answer) = desk.cli(&["verify"]);
    assert_eq!(code, 3, "{answer}");
    assert!(kinds(&answer).contains(&"log_behind"), "{answer}");
    // whoever comes after makes the index anew; what it said is not forgotten
    desk.run(&["find", "甲"]).ending(0);
    desk.run(&["reindex"]).ending(0);
    let (code, answer) = desk.cli(&["verify"]);
    assert_eq!((code, kinds(&answer)), (3, vec!["log_behind"]), "{answer}");
    // the right copy found again contradicts nothing
    put_back(&desk, &newer);
    desk.run(&["verify"]).ending(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tail_cut_off_and_a_chain_written_anew_are_named() {
    let desk = five_papers().await;
    let Site { archive, desk, .. } = desk.open().await;
    let last = archive.store.last_event().await.unwrap();
    archive.close().await;
    drop(archive);
    let cut = format!(
        "drop trigger event_never_goes; drop trigger item_goes_with_its_batch; pragma foreign_keys = off;
         delete from trace where seq = {last}; delete from item where filed_in = {last}; delete from event where seq = {last};
         update counter set next = next - 1 where name = 'item';"
    );
    let before = copy_of_database(&desk);
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    link.execute_batch(&cut).unwrap();
    drop(link);
    let (_, answer) = desk.cli(&["verify"]);
    assert!(kinds(&answer).contains(&"log_behind"), "{answer}");

    // the last event written anew, its digest reckoned as the program reckons it
    put_back(&desk, &before);
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    let forged = "drop trigger event_never_changes; update event set digest = '00' || substr(digest, 3) where seq = (select max(seq) from event)";
    link.execute_batch(forged).unwrap();
    drop(link);
    let (_, answer) = desk.cli(&["verify"]);
    assert!(kinds(&answer).contains(&"log_replaced"), "{answer}");
}

/// Without the index nothing bears witness, and that is said.
#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_bears_witness_it_is_said_to_be_so() {
    let desk = five_papers().await;
    let (_, answer) = desk.cli(&["verify"]);
    let not_covered = |answer: &serde_json::Value| answer["verified"]["not_covered"].to_string();
    assert!(!not_covered(&answer).contains("索引是空的"), "{answer}");
    std::fs::remove_dir_all(desk.config().index_dir()).unwrap();
    let (code, answer) = desk.cli(&["verify"]);
    assert_eq!(code, 0, "{answer}");
    assert!(not_covered(&answer).contains("索引是空的"), "{answer}");
}

/// `verify` in a program that serves asks before the index follows, too.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_another_archive_is_named() {
    let (one, other) = (five_papers().await, five_papers().await);
    let Site { archive, desk: other, .. } = other.open().await;
    let by = archive.local_user();
    file(&archive, &by, vec![draft(&levy(2009), "别处", 3)]).await.unwrap();
    indexing::catch_up(&archive).await.unwrap();
    archive.close().await;
    drop(archive);
    std::fs::remove_dir_all(one.config().index_dir()).unwrap();
    std::fs::rename(other.config().index_dir(), one.config().index_dir()).unwrap();
    let archive = Archive::open(one.config(), Access::Whole).await.unwrap();
    let Verified { findings, .. } = verifying::verify(&archive, &archive.local_user()).await.unwrap();
    assert!(findings.iter().any(|finding| finding.kind == "log_behind"), "{findings:?}");
    indexing::catch_up(&archive).await.unwrap();
    let Verified { findings, .. } = verifying::verify(&archive, &archive.local_user()).await.unwrap();
    assert_eq!(findings.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["log_behind"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn time_that_runs_backwards_is_named_and_long_work_is_not() {
    let site = Site::open().await;
    let by = site.by();
    let at = |hours: i64| By { now: by.now + chrono::Duration::hours(hours), ..by.clone() };
    for (title, hours) in [("一", 1), ("二", 30), ("三", 7), ("四", 400), ("五", 8), ("六", 9)] {
        file(&site.archive, &at(hours), vec![draft(&levy(2009), title, 3)]).await.unwrap();
    }
    let verified = verifying::verify(&site.archive, &by).await.unwrap();
    let found: Vec<_> = verified.findings.iter().map(|one| (one.kind.as_str(), one.about.as_str())).collect();
    assert_eq!(found, [("time_backwards", "event 6")]);
}

/// A day that was set is told by the log of a program in use; the day of the tests is no such day.
#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_was_set_is_recorded() {
    let site = Site::open().await;
    let before = site.archive.store.last_event().await.unwrap();
    site.archive.note_set_day().await.unwrap();
    let events = site.archive.store.latest_events(i64::MAX, 1).await.unwrap();
    assert_eq!((events[0].seq, events[0].event.what.as_str()), (before + 1, "day_set"));
    assert!(events[0].event.about.contains("2026-11-21"), "{:?}", events[0]);
    let mut config = site.desk.config();
    config.clock = Clock::System;
    site.archive.close().await;
    drop(site.archive);
    let archive = Archive::open(config, Access::Whole).await.unwrap();
    archive.note_set_day().await.unwrap();
    assert_eq!(archive.store.last_event().await.unwrap(), before + 1, "the machine's own day needs no word");
    jobs::mark_interrupted(&archive, &archive.local_user()).await.unwrap();
}
