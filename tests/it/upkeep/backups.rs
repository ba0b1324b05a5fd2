//! The archive lost and restored elsewhere: backed up under load, killed on the way, damaged, copied by hand.

mod breaking; // kills and damage: half a backup never passes
mod places; // another's place, a disk that is not mounted, damage that is mended
mod upgrading; // an older database, backed up before it is changed

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use guidang::acts::upkeep::backing_up::{self, BackupReason, BackupReport};
use guidang::acts::upkeep::inspecting;
use guidang::acts::upkeep::restoring::{self, BackupWanted, RestoredArchive};
use guidang::archive::{Access, Archive};
use guidang::config::{BackupPlan, Config};
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::keeping::KeepingRule;
use guidang::domain::records::event::EventKind;
use guidang::procedures::documents::waiting;
use guidang::progress::Progress;
use guidang::store::TABLES;

use super::trouble::{filled, says};
use crate::support::{Backend, Desk, Raw, Site, draft, file, findings, levy, refusal};

pub async fn back_up(archive: &Archive, to: &Path) -> Result<BackupReport> {
    let (by, quiet) = (archive.local_user(), Progress::default());
    let place = (to, KeepingRule::default());
    backing_up::back_up(archive, &by, place, BackupReason::Asked, &quiet).await
}

pub async fn restore(config: Config, from: &Path) -> Result<RestoredArchive> {
    let by = config.clock.founder("local", "本机用户");
    restoring::restore(config, &by, BackupWanted { place: from, name: None }, false).await
}

/// Every row of every table through an event, as text.
pub async fn rows_through(raw: &mut Raw, event: i64) -> Vec<String> {
    let mut all = Vec::new();
    for table in TABLES {
        let (name, columns, key) = (table.name, table.columns.join(", "), table.key.join(", "));
        let until = match name {
            "event" | "trace" => format!("where seq <= {event}"),
            _ => String::new(),
        };
        let rows = raw.rows(&format!("select {columns} from {name} {until} order by {key}")).await;
        all.extend(rows.into_iter().map(|row| format!("{name}: {row}")));
    }
    all
}

/// An archive with papers, persons, a batch and files beside the database.
async fn furnished(site: &Site) {
    let papers =
        (0..120).map(|n| draft(&levy(2009 + n % 3), &format!("核定表“{n}” ∅\n|'"), 1 + n as u32 % 4));
    file(&site.archive, &site.by(), papers.collect()).await.unwrap();
    let data = site.desk.data();
    for (path, text) in
        [("forms/卷内目录@9.toml", "form"), ("inbox/清单.csv", "姓名"), ("results/3/a.pdf", "")]
    {
        std::fs::create_dir_all(data.join(path).parent().unwrap()).unwrap();
        std::fs::write(data.join(path), text).unwrap();
    }
    std::fs::write(data.join("inbox/.tmp1"), "half a file").unwrap();
}

/// Writers go on while backups are made; everything acknowledged before one began is in it, and nothing that came
/// after it ended.
async fn under_load(backend: Backend, to: &Path) -> Site {
    let site = Site::open_on(backend).await;
    furnished(&site).await;
    let Site { archive, desk, .. } = site;
    let (archive, stop) = (Arc::new(archive), Arc::new(AtomicBool::new(false)));
    let acknowledged = Arc::new(AtomicI64::new(0));
    let writers = (0..4).map(|writer| {
        let (archive, stop, acknowledged) = (archive.clone(), stop.clone(), acknowledged.clone());
        tokio::spawn(async move {
            let mut number = 0;
            while !stop.load(Ordering::SeqCst) {
                number += 1;
                let paper = draft(&levy(2012 + writer), &format!("新件 {writer}-{number}"), 2);
                file(&archive, &archive.local_user(), vec![paper]).await.unwrap();
                acknowledged.fetch_add(1, Ordering::SeqCst);
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    for _ in 0..3 {
        let before = acknowledged.load(Ordering::SeqCst);
        while acknowledged.load(Ordering::SeqCst) < before + 8 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let least = acknowledged.load(Ordering::SeqCst);
        back_up(&archive, to).await.unwrap();
        let most = acknowledged.load(Ordering::SeqCst) + 4;
        let there = Desk::new();
        let restored = restore(there.config(), to).await.unwrap();
        assert_eq!(restored.verified.findings, [], "{backend:?}");
        let new = restored.verified.items - 120;
        assert!((least..=most).contains(&new), "{new} new papers, of {least} to {most} acknowledged");
    }
    stop.store(true, Ordering::SeqCst);
    for writer in writers {
        writer.await.unwrap();
    }
    assert!(acknowledged.load(Ordering::SeqCst) > 24, "the writers went on");
    let archive = Arc::into_inner(archive).expect("nobody else works in the archive");
    desk.open_again(archive)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_lost_comes_back_on_either_database_row_for_row() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let place = tempfile::tempdir().unwrap();
        let site = under_load(backend, place.path()).await;
        let report = back_up(&site.archive, place.path()).await.unwrap();
        assert_eq!(
            (report.made.files, report.made.left_out.len()),
            (4, 0),
            "three files and the node's name"
        );
        let expected = rows_through(&mut site.desk.behind().await, report.made.event).await;
        // the machine is lost
        drop(site.leave().await);
        for elsewhere in [Backend::Sqlite, Backend::Postgres] {
            let desk = Desk::on(elsewhere).await;
            let restored = restore(desk.config(), place.path()).await.unwrap();
            assert_eq!((restored.event, &restored.digest), (report.made.event, &report.made.digest));
            assert_eq!(restored.verified.findings, [], "{backend:?} to {elsewhere:?}");
            let found = rows_through(&mut desk.behind().await, report.made.event).await;
            assert!(found == expected, "{backend:?} to {elsewhere:?}: rows differ");
            for (path, text) in
                [("forms/卷内目录@9.toml", "form"), ("inbox/清单.csv", "姓名"), ("results/3/a.pdf", "")]
            {
                assert_eq!(std::fs::read_to_string(desk.data().join(path)).unwrap(), text);
            }
            assert!(!desk.data().join("inbox/.tmp1").exists(), "half a file is no file");
            // work goes on, and the log says what it goes on from
            let site = desk.open().await;
            let papers = vec![draft(&levy(2009), "恢复以后", 2)];
            file(&site.archive, &site.by(), papers).await.unwrap();
            assert_eq!(findings(&site).await, Vec::<String>::new());
            let event = &site.archive.store.chain_after(report.made.event, 1).await.unwrap()[0];
            assert_eq!(event.what, EventKind::BackupRestored.key());
            assert!(event.detail.contains(&restored.backup), "{}", event.detail);
            let mut raw = site.desk.behind().await;
            assert!(
                raw.run("update event set actor = 'x' where seq = 1").await.is_err(),
                "the guards are back"
            );
            assert!(raw.run("delete from item where id = 1").await.is_err());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_backup_writes_little() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (place, site) = (tempfile::tempdir().unwrap(), Site::open_on(backend).await);
        for year in 2009..2015 {
            let papers = (0..400).map(|n| draft(&levy(year), &format!("{year} 年缴费核定表第 {n} 份"), 3));
            file(&site.archive, &site.by(), papers.collect()).await.unwrap();
        }
        let first = back_up(&site.archive, place.path()).await.unwrap().made;
        let second = back_up(&site.archive, place.path()).await.unwrap().made;
        assert!(first.new_bytes > 500_000 && second.new_bytes < first.new_bytes, "{first:?} {second:?}");
        let paper = vec![draft(&levy(2009), "补一份", 1)];
        file(&site.archive, &site.by(), paper).await.unwrap();
        let third = back_up(&site.archive, place.path()).await.unwrap().made;
        println!(
            "{backend:?}: {} bytes, then {}, then {}",
            first.new_bytes, second.new_bytes, third.new_bytes
        );
        if backend == Backend::Postgres {
            assert!(third.new_bytes < first.new_bytes / 2, "{first:?} {third:?}");
        }
        let restored = restore(Desk::new().config(), place.path()).await.unwrap();
        assert_eq!((restored.verified.items, restored.is_clean()), (2401, true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_live_directory_is_refused() {
    let site = Site::open().await;
    furnished(&site).await;
    let copy = Desk::like(site.desk.data());
    for args in [&["verify"][..], &["find", "核定"], &["serve", "--listen", "127.0.0.1:0"]] {
        let answer = copy.run(args);
        assert!(answer.code == 5 || answer.code == 1, "{args:?}: {} {}", answer.code, answer.err);
        assert!(answer.err.contains("运行时复制"), "{args:?}: {}", answer.err);
    }
    let new = Desk::new();
    for from in [copy.data().to_owned(), copy.database_file()] {
        let answer = new.run(&["restore", from.to_str().unwrap()]);
        says(&answer, 5, &["复制件"]);
    }
    assert_eq!(std::fs::read_dir(new.data()).unwrap().count(), 0, "nothing was begun");
    // controls: of a directory nobody has open a copy is whole, and a killed program comes back to its own
    let desk = site.leave().await;
    Desk::like(desk.data()).run(&["verify"]).ending(0);
    let mut child = desk.command(&["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    while std::fs::metadata(desk.config().lock_file()).unwrap().len() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let copied_after_the_kill = Desk::like(desk.data());
    assert!(copied_after_the_kill.run(&["verify"]).err.contains("运行时复制"));
    desk.run(&["verify"]).ending(0);
    Desk::like(desk.data()).run(&["verify"]).ending(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_behind_the_program_is_named_before_it_serves() {
    let (place, site) = (tempfile::tempdir().unwrap(), Site::open().await);
    furnished(&site).await;
    site.desk.behind().await.run("update item set title = '别的' where id = 7").await.unwrap();
    back_up(&site.archive, place.path()).await.unwrap();
    let from = place.path().to_str().unwrap();
    let desk = Desk::new();
    let answer = desk.run(&["restore", from]);
    assert_eq!(answer.code, 3, "{}", answer.err);
    assert!(answer.out.contains("item 7") && answer.out.contains("还不能使用"), "{}", answer.out);
    says(&desk.run(&["find", "别的"]), 5, &["没有做完"]);
    // a person who knows of it takes it as it is, and the log says so
    desk.run(&["restore", from, "--take-all"]).ending(3);
    let (code, found) = desk.cli(&["find", "别的"]);
    assert_eq!((code, &found["total"]), (0, &serde_json::json!(1)));
    let mut raw = desk.behind().await;
    assert_eq!(
        raw.number(
            "select count(*) from event where what = 'backup_restored' and detail like '%\"clean\":false%'"
        )
        .await,
        1
    );
    // a place that is not empty is left alone
    says(&desk.run(&["restore", from]), 5, &["不是空的"]);
    let mixed = Desk::new();
    std::fs::write(mixed.data().join("照片.jpg"), "x").unwrap();
    says(&mixed.run(&["restore", from]), 5, &["不是空的"]);
    assert_eq!(std::fs::read_dir(mixed.data()).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_holds_an_archive_is_not_restored_over() {
    let (place, site) = (tempfile::tempdir().unwrap(), Site::open_on(Backend::Postgres).await);
    furnished(&site).await;
    back_up(&site.archive, place.path()).await.unwrap();
    let before = rows_through(&mut site.desk.behind().await, i64::MAX).await;
    let config = Config { data: tempfile::tempdir().unwrap().keep(), ..site.desk.config() };
    assert_eq!(refusal(restore(config.clone(), place.path()).await), "database_not_empty");
    assert!(rows_through(&mut site.desk.behind().await, i64::MAX).await == before);
    std::fs::remove_dir_all(config.data).unwrap();
    assert_eq!(findings(&site).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_the_first_page_and_doctor_say_when() {
    let place = tempfile::tempdir().unwrap();
    let mut site = filled().open().await;
    let by = site.by();
    let standing = backing_up::standing(&site.archive, &by).await.unwrap();
    assert!(standing.made_at.is_none() && !standing.overdue, "{standing:?}");
    site.set_day(2026, 11, 24);
    let late = backing_up::standing(&site.archive, &site.by()).await.unwrap();
    assert!(late.overdue, "three days without one");
    let said = inspecting::inspect(&site.archive, &site.by()).await.unwrap();
    let backups = |all: &[inspecting::Health]| all.iter().find(|one| one.about.zh == "备份").unwrap().clone();
    assert!(!backups(&said).sound && backups(&said).says.zh.contains("还没有做过"), "{said:?}");
    let made = back_up(&site.archive, place.path()).await.unwrap().made;
    let wanted = BackupWanted { place: place.path(), name: Some(&made.name[..12]) };
    let drilled = restoring::drill(&site.archive, &by, wanted).await.unwrap();
    assert_eq!((drilled.event, drilled.verified.items, drilled.is_clean()), (made.event, 50, true));
    let standing = backing_up::standing(&site.archive, &by).await.unwrap();
    assert_eq!(
        (standing.event, standing.drill_clean, standing.overdue),
        (Some(made.event), Some(true), false)
    );
    let said = backups(&inspecting::inspect(&site.archive, &by).await.unwrap());
    assert!(said.sound && said.says.zh.contains("2026-11-21") && said.says.zh.contains("演练"), "{said:?}");
    let left: Vec<_> =
        std::fs::read_dir(site.desk.data()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with("past-")), "{left:?}");
    assert_eq!(findings(&site).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_running_program_a_backup_is_made_and_that_program_says_so() {
    let (place, site) = (tempfile::tempdir().unwrap(), filled().open().await);
    let to = place.path().to_str().unwrap();
    let (code, made) = site.desk.cli(&["backup", to]);
    assert_eq!(code, 0, "{made}");
    assert_eq!(made["event"], site.archive.store.last_event().await.unwrap());
    let (code, drilled) = site.desk.cli(&["backup", "drill", to]);
    assert_eq!((code, &drilled["clean"]), (0, &serde_json::json!(true)), "{drilled}");
    assert_eq!(waiting::register_waiting(&site.archive).await.unwrap(), 2);
    let standing = backing_up::standing(&site.archive, &site.by()).await.unwrap();
    assert!(standing.made_at.is_some() && standing.drill_clean == Some(true), "{standing:?}");
    let (code, listed) = site.desk.cli(&["backup", "list", to]);
    assert_eq!((code, listed.as_array().unwrap().len()), (0, 1));
    says(&site.desk.run(&["backup"]), 2, &["没有说备份在哪里"]);
    says(
        &site.desk.run(&["backup", "list", site.desk.data().join("inbox").to_str().unwrap()]),
        5,
        &["不是备份"],
    );
    // its own directory is no place, nor what contains it
    for inside in [site.desk.data().join("我的备份"), site.desk.data().parent().unwrap().to_owned()] {
        let refused = back_up(&site.archive, &inside).await;
        assert!(
            matches!(&refused, Err(Error::Refused(why)) if why[0].kind == "backup_inside"),
            "{refused:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_its_plan_the_program_backs_up_while_it_serves() {
    let (place, desk) = (tempfile::tempdir().unwrap(), filled());
    let plan =
        BackupPlan { to: Some(place.path().to_owned()), every_hours: 24, keep: KeepingRule::default() };
    let config = Config { backups: plan, ..desk.config() };
    let archive = Arc::new(Archive::open(config, Access::Whole).await.unwrap());
    let following = tokio::spawn(backing_up::follow(archive.clone()));
    let by = archive.local_user();
    for _ in 0..200 {
        if backing_up::standing(&archive, &by).await.unwrap().made_at.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    following.abort();
    drop(following.await);
    let listed = backing_up::list(&by, place.path()).unwrap();
    assert_eq!(listed.iter().map(|one| one.reason).collect::<Vec<_>>(), [Some(BackupReason::Scheduled)]);
    archive.close().await;
}
