//! The index is derived: whatever happens to it, answers come back the same and no record is touched.

use std::path::PathBuf;
use std::sync::Arc;

use guidang::acts::upkeep::{indexing, verifying};

use super::{DONE, filled, import, rows, says, sheet};
use crate::support::{Desk, draft, file, levy};

/// What three questions answer, in full.
fn answers(desk: &Desk) -> Vec<serde_json::Value> {
    ["缴费核定", "试验单位7号", "表50之3"]
        .iter()
        .map(|query| {
            let (code, mut found) = desk.cli(&["find", query, "--limit", "60"]);
            assert_eq!(code, DONE, "{query}");
            assert!(found["total"].as_u64().unwrap() > 0, "{query} finds nothing: {found}");
            // how long it took is the machine's business
            found.as_object_mut().unwrap().retain(|key, _| !key.contains("ms") && !key.contains("took"));
            found
        })
        .collect()
}

fn files(desk: &Desk) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        std::fs::read_dir(desk.config().index_dir()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn an_index_that_is_gone_comes_back_the_same() {
    let desk = filled();
    let (before, database) = (answers(&desk), rows(&desk.database_file()));
    std::fs::remove_dir_all(desk.config().index_dir()).unwrap();
    assert_eq!(answers(&desk), before);
    desk.run(&["verify"]).ending(DONE);
    desk.run(&["reindex"]).ending(DONE);
    assert_eq!(answers(&desk), before);
    assert_eq!(rows(&desk.database_file()), database);
}

/// Each file of the index emptied, cut in half, overwritten, removed – all of them in turn.
#[test]
fn a_damaged_index_comes_back_the_same() {
    let desk = filled();
    let (before, database) = (answers(&desk), rows(&desk.database_file()));
    type Harm = fn(&PathBuf, Vec<u8>);
    let harms: [(&str, Harm); 4] = [
        ("emptied", |path, _| std::fs::write(path, []).unwrap()),
        ("cut in half", |path, bytes| std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap()),
        ("overwritten", |path, bytes| std::fs::write(path, vec![0xA5; bytes.len().max(7)]).unwrap()),
        ("removed", |path, _| std::fs::remove_file(path).unwrap()),
    ];
    let mut tried = 0;
    for kind in ["meta.json", ".managed.json", "idx", "term", "store", "fast", "pos"] {
        for (how, harm) in harms {
            let Some(path) = files(&desk).into_iter().find(|path| path.to_string_lossy().ends_with(kind))
            else {
                continue;
            };
            let bytes = std::fs::read(&path).unwrap();
            harm(&path, bytes);
            // found at opening, or by `verify`, which says what to do
            let checked = desk.run(&["verify"]);
            if checked.code != DONE {
                assert!(
                    checked.out.contains("guidang reindex") || checked.err.contains("guidang reindex"),
                    "{kind} {how}: {} {}",
                    checked.out,
                    checked.err
                );
                desk.run(&["reindex"]).ending(DONE);
            }
            assert_eq!(answers(&desk), before, "{kind} {how}");
            desk.run(&["verify"]).ending(DONE);
            tried += 1;
        }
    }
    assert!(tried >= 24, "only {tried} harms were tried");
    assert_eq!(rows(&desk.database_file()), database);
}

#[test]
fn rubbish_in_place_of_the_index_is_cleared_or_named() {
    let desk = filled();
    let before = answers(&desk);
    for path in files(&desk) {
        std::fs::write(path, "rubbish").unwrap();
    }
    assert_eq!(answers(&desk), before);
    std::fs::remove_dir_all(desk.config().index_dir()).unwrap();
    std::fs::write(desk.config().index_dir(), "a file where the folder should be").unwrap();
    // searched all the same, in an index made for the moment; it is said
    assert_eq!(answers(&desk), before);
    says(&desk.run(&["find", "缴费核定"]), DONE, &["检索索引"]);
    desk.run(&["verify"]).ending(DONE);
    std::fs::remove_file(desk.config().index_dir()).unwrap();
    assert_eq!(answers(&desk), before);
}

/// A killed writer leaves files of deletions that neither the last commit nor tantivy's own list knows, under the names
/// the next one is going to write: whoever comes next clears them away.
#[test]
fn files_a_killed_writer_left_stop_nobody() {
    let desk = filled();
    let before = answers(&desk);
    let mut planted = Vec::new();
    for segment in files(&desk).iter().filter(|path| path.extension().is_some_and(|kind| kind == "idx")) {
        for number in 0..400 {
            let orphan = segment.with_extension(format!("{number}.del"));
            if !orphan.exists() {
                std::fs::write(&orphan, "half a file").unwrap();
                planted.push(orphan);
            }
        }
    }
    assert!(planted.len() >= 300);
    // a correction deletes in the index what it writes again
    desk.run(&["item", "correct", "1", "--set", "title=缴费核定表更正", "--reason", "笔误"]).ending(DONE);
    assert!(planted.iter().all(|orphan| {
        !orphan.exists() || std::fs::read(orphan).is_ok_and(|bytes| bytes != b"half a file")
    }));
    let (code, found) = desk.cli(&["find", "缴费核定表更正"]);
    assert_eq!((code, &found["total"]), (DONE, &serde_json::json!(1)));
    desk.run(&["verify"]).ending(DONE);
    assert_ne!(answers(&desk), before);
}

/// While a program serves, its index is deleted, cut, or another's is put in its place: within a second or two it
/// has noticed, and answers as before.
#[tokio::test(flavor = "multi_thread")]
async fn a_running_program_notices_what_happens_to_its_index() {
    let other = filled();
    let sheet = sheet(other.data(), 60);
    import(&other, &sheet).ending(DONE);
    let site = filled().open().await;
    let (archive, desk) = (Arc::new(site.archive), site.desk);
    indexing::catch_up(&archive).await.unwrap();
    let count = archive.index.count();
    let following = tokio::spawn(indexing::follow(archive.clone()));
    let dir = desk.config().index_dir();
    type Harm<'h> = (&'h str, Box<dyn Fn() + 'h>);
    let harms: [Harm<'_>; 4] = [
        ("deleted", Box::new(|| std::fs::remove_dir_all(&dir).unwrap())),
        ("meta.json gone", Box::new(|| std::fs::remove_file(dir.join("meta.json")).unwrap())),
        (
            "a segment gone",
            Box::new(|| {
                let term =
                    files(&desk).into_iter().find(|path| path.extension().is_some_and(|kind| kind == "term"));
                std::fs::remove_file(term.unwrap()).unwrap();
            }),
        ),
        (
            "another archive's",
            Box::new(|| {
                std::fs::remove_dir_all(&dir).unwrap();
                std::fs::create_dir(&dir).unwrap();
                for path in files(&other) {
                    std::fs::copy(&path, dir.join(path.file_name().unwrap())).unwrap();
                }
            }),
        ),
    ];
    for (how, harm) in &harms {
        harm();
        let began = std::time::Instant::now();
        let healed = || archive.index.fault_on_disk().is_none() && archive.index.count() == count;
        while !healed() {
            assert!(began.elapsed() < std::time::Duration::from_secs(5), "{how}: not noticed");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let verified = verifying::verify(&archive, &archive.local_user()).await.unwrap();
        let kinds: Vec<_> = verified.findings.iter().map(|one| one.kind.as_str()).collect();
        assert_eq!(kinds, Vec::<&str>::new(), "{how}");
    }
    // and it goes on following
    file(&archive, &archive.local_user(), vec![draft(&levy(2009), "后来的", 1)]).await.unwrap();
    archive.written.notify_one();
    let began = std::time::Instant::now();
    while archive.index.count() == count {
        assert!(began.elapsed() < std::time::Duration::from_secs(5));
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    following.abort();
}
