//! The index is derived: whatever happens to it, answers come back the same and no record is touched.

use std::path::PathBuf;

use super::{BUSY, DONE, filled, rows, says};
use crate::support::Desk;

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
    says(&desk.run(&["find", "缴费核定"]), BUSY, &["检索索引"]);
    std::fs::remove_file(desk.config().index_dir()).unwrap();
    assert_eq!(answers(&desk), before);
}
