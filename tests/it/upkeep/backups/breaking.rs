//! Backups and restores killed at any moment, and backups damaged in any file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use guidang::acts::upkeep::backing_up;
use guidang::domain::general::error::Error;

use super::{back_up, restore};
use crate::support::{Desk, Site, draft, file, levy, template};
use crate::upkeep::trouble::{filled, import, rows, sheet};

/// How often a test kills: `GUIDANG_TEST_KILLS` says more than this for a long run.
fn moments_of(few: u32) -> u32 {
    let asked = std::env::var("GUIDANG_TEST_KILLS").ok().and_then(|kills| kills.parse().ok());
    asked.unwrap_or(few).max(few)
}

/// Every file below a folder but the lock.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => folders.push(path),
                false if path.ends_with("lock") => {}
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// Runs a command and kills it after this long; whether it was still at work.
fn killed(desk: &Desk, args: &[&str], after: Duration) -> bool {
    let mut command = desk.command(args);
    let quiet = command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut child = quiet.spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_killed_at_any_moment_never_passes_and_harms_none() {
    let (place, desk) = (tempfile::tempdir().unwrap(), filled());
    let to = place.path().to_str().unwrap();
    let by = desk.config().clock.founder("local", "本机用户");
    desk.run(&["backup", to]).ending(0);
    let began = Instant::now();
    desk.run(&["backup", to]).ending(0);
    let whole = began.elapsed();
    let (mut kills, mut half) = (0, 0);
    let moments = moments_of(50);
    for n in 1..=moments {
        // the archive is another each time, so that there is something to write
        if n % 5 == 1 {
            let more = sheet(desk.data(), 50 + n % 100);
            import(&desk, &more);
        }
        let names = |place: &Path| -> Vec<String> {
            backing_up::list(&by, place).unwrap().into_iter().map(|one| one.name).collect()
        };
        let (before, lists) = (names(place.path()), files(place.path()));
        kills += u32::from(killed(&desk, &["backup", to], whole * n / moments));
        let after = names(place.path());
        // the rule takes earlier ones of the day away, after a newer one was completed
        let newest = before.last().unwrap();
        assert!(after.contains(newest) || after.last() > Some(newest), "kill {n} took the last backup away");
        assert!(after.len() > 1, "kill {n}: two are always kept");
        half += u32::from(files(place.path()).len() > lists.len() && after == before);
        // whatever is listed is whole
        for line in backing_up::list(&by, place.path()).unwrap() {
            assert!(line.made_at.is_some(), "kill {n}: half a list passes: {line:?}");
        }
        let checked = backing_up::check(&by, place.path(), None).unwrap();
        assert_eq!(checked.damaged, [], "kill {n}");
    }
    println!("{kills} kills, {half} left something half written");
    assert!(kills > 20 && half > 0, "{kills} kills, {half} half written: the moments are chosen badly");
    desk.run(&["backup", to]).ending(0);
    assert!(
        files(place.path()).iter().all(|path| !path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(".new-"))
    );
    let restored = restore(Desk::new().config(), place.path()).await.unwrap();
    assert!(restored.is_clean());
    desk.run(&["verify"]).ending(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_damaged_file_of_a_backup_is_named_and_nothing_is_served() {
    let (place, site) = (tempfile::tempdir().unwrap(), filled().open().await);
    std::fs::create_dir_all(site.desk.data().join("forms")).unwrap();
    std::fs::write(site.desk.data().join("forms/a.txt"), "form").unwrap();
    back_up(&site.archive, place.path()).await.unwrap();
    let by = site.by();
    let all = files(place.path());
    assert!(all.len() > 3, "{all:?}");
    for path in &all {
        let whole = std::fs::read(path).unwrap();
        let mut flipped = whole.clone();
        if let Some(byte) = flipped.last_mut() {
            *byte ^= 1;
        }
        for (what, damaged) in
            [("flipped", Some(flipped)), ("cut", Some(whole[..whole.len() / 2].to_vec())), ("gone", None)]
        {
            if damaged.as_ref() == Some(&whole) {
                continue;
            }
            std::fs::remove_file(path).unwrap();
            if let Some(bytes) = &damaged {
                std::fs::write(path, bytes).unwrap();
            }
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let desk = Desk::new();
            match restore(desk.config(), place.path()).await {
                Err(Error::Refused(why)) => {
                    let said = &why[0].message.zh;
                    let is_list = path.parent().unwrap().ends_with("backups");
                    assert!(said.contains(&name) || is_list && damaged.is_none(), "{what} {name}: {said}");
                }
                other => panic!("{what} {name}: {other:?}"),
            }
            assert!(
                !desk.run(&["find", "核定"]).err.is_empty() || is_unopened(&desk),
                "{what} {name} is served"
            );
            let is_object = path.starts_with(place.path().join("objects"));
            if is_object {
                let checked = backing_up::check(&by, place.path(), None).unwrap();
                assert!(checked.damaged.iter().any(|one| &one.file == path), "{what} {name}: {checked:?}");
            }
            std::fs::write(path, &whole).unwrap();
        }
    }
    assert!(restore(Desk::new().config(), place.path()).await.unwrap().is_clean(), "the control");
}

fn is_unopened(desk: &Desk) -> bool {
    std::fs::read_dir(desk.data()).unwrap().count() == 0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_killed_at_any_moment_is_not_opened_and_begins_anew() {
    let (place, desk) = (tempfile::tempdir().unwrap(), filled());
    let from = place.path().to_str().unwrap();
    desk.run(&["backup", from]).ending(0);
    let began = Instant::now();
    Desk::new().run(&["restore", from]).ending(0);
    let whole = began.elapsed();
    let mut unfinished = 0;
    let moments = moments_of(12);
    for n in 1..=moments {
        let there = Desk::new();
        for part in [n, n * 7 % moments] {
            killed(&there, &["restore", from], whole * part / moments);
        }
        if there.config().restoring_file().exists() {
            unfinished += 1;
            let answer = there.run(&["find", "核定"]);
            assert!(answer.code == 5 && answer.err.contains("没有做完"), "{} {}", answer.code, answer.err);
        }
        let answer = there.run(&["restore", from]);
        // a kill after the last step finds the archive whole
        assert!(answer.code == 0 || answer.err.contains("不是空的"), "{} {}", answer.code, answer.err);
        there.run(&["verify"]).ending(0);
        let (code, found) = there.cli(&["find", "缴费核定表50之7"]);
        assert_eq!((code, &found["total"]), (0, &serde_json::json!(1)));
    }
    assert!(unfinished > 3, "{unfinished} found unfinished: the moments are chosen badly");
}

/// The control of the whole: a database file copied while somebody writes is what a backup must not be.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_copied_by_hand_loses_what_a_backup_keeps() {
    let site = Site::open().await;
    file(&site.archive, &site.by(), vec![draft(&levy(2009), "一", 1)]).await.unwrap();
    let place = tempfile::tempdir().unwrap();
    back_up(&site.archive, place.path()).await.unwrap();
    let by_hand = Desk::new();
    template::copy(site.desk.data(), by_hand.data());
    for rest in ["guidang.db-wal", "guidang.db-shm"] {
        std::fs::remove_file(by_hand.data().join(rest)).ok();
    }
    let copied = rows(&by_hand.database_file()).iter().filter(|row| row.starts_with("item:")).count();
    let restored = restore(Desk::new().config(), place.path()).await.unwrap();
    assert_eq!(
        (copied, restored.verified.items),
        (0, 1),
        "the copy has what was merged by then, the backup all"
    );
}
