//! A broken index is thrown away and never takes the program with it.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::domain::general::error::Error;

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| fs::metadata(path).is_ok_and(|meta| meta.len() > 0));
    files.sort();
    files
}

/// Opens what is left and checks that it is either whole or empty, and can be filled again.
fn opens(dir: &Path, entries: &[IndexEntry], what: &str) -> IndexState {
    let OpenedIndex { index, state } = Index::open(dir).unwrap_or_else(|error| panic!("{what}: {error}"));
    match &state {
        IndexState::Current(position) => assert_eq!(*position, at(1), "{what}"),
        IndexState::Fresh | IndexState::Damaged(_) => {
            assert_eq!((index.position(), index.count()), (IndexPosition::default(), 0), "{what}");
            let mut writer = index.writer(WriteMode::Following).unwrap();
            entries.iter().for_each(|entry| writer.put(entry).unwrap());
            writer.commit(&at(9)).unwrap();
            assert_eq!(ids(&index, "").len(), entries.len(), "{what}");
            assert_eq!(index.faults().unwrap(), [""; 0], "{what}");
        }
    }
    state
}

#[test]
fn what_was_committed_is_there_again() {
    let dir = tempfile::tempdir().unwrap();
    let entries = corpus(30);
    assert_eq!(Index::open(dir.path()).unwrap().state, IndexState::Fresh);
    {
        let index = filled(dir.path(), &entries, 1);
        let mut writer = index.writer(WriteMode::Following).unwrap();
        writer.remove(IndexedId::Item(1));
        // dropped without commit
    }
    let OpenedIndex { index, state } = Index::open(dir.path()).unwrap();
    assert_eq!(state, IndexState::Current(at(1)));
    assert_eq!((index.position(), index.count()), (at(1), 30));
    assert_eq!(index.faults().unwrap(), [""; 0]);
}

/// Killed before its commit a writer leaves files under the names the next one takes for the same deed.
#[test]
fn what_a_killed_writer_left_is_not_in_the_way() {
    let whole = tempfile::tempdir().unwrap();
    drop(filled(whole.path(), &corpus(30), 1));
    let removes = |dir: &Path| {
        let index = Index::open(dir).unwrap().index;
        let mut writer = index.writer(WriteMode::Following).unwrap();
        writer.remove(IndexedId::Item(1));
        writer.commit(&at(2)).unwrap();
        index.count()
    };
    let killed = copy(whole.path());
    removes(killed.path());
    // all it wrote but the commit itself
    fs::copy(whole.path().join("meta.json"), killed.path().join("meta.json")).unwrap();
    let is_left = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "del");
    assert!(files(killed.path()).iter().any(is_left), "it left the list of what it removed");
    assert_eq!(removes(killed.path()), 29);
}

#[test]
fn a_directory_never_written_to_is_fresh_or_current() {
    let dir = tempfile::tempdir().unwrap();
    drop(Index::open(dir.path()).unwrap());
    let OpenedIndex { index, state } = Index::open(dir.path()).unwrap();
    assert_eq!(state, IndexState::Current(IndexPosition::default()));
    assert_eq!(index.find(&Query::typed("张").unwrap()).unwrap().total, 0);
}

#[test]
fn deleted_files() {
    let entries = corpus(20);
    let whole = tempfile::tempdir().unwrap();
    drop(filled(whole.path(), &entries, 1));
    for victim in files(whole.path()) {
        let dir = copy(whole.path());
        let name = victim.file_name().unwrap();
        fs::remove_file(dir.path().join(name)).unwrap();
        let state = opens(dir.path(), &entries, &format!("without {name:?}"));
        assert!(matches!(state, IndexState::Damaged(_)), "without {name:?}: {state:?}");
    }
    let dir = copy(whole.path());
    fs::remove_dir_all(dir.path()).unwrap();
    assert_eq!(opens(dir.path(), &entries, "without the directory"), IndexState::Fresh);
}

fn copy(from: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for path in files(from) {
        fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
    }
    dir
}

#[test]
fn emptied_truncated_and_garbled_files() {
    let entries = corpus(20);
    let whole = tempfile::tempdir().unwrap();
    drop(filled(whole.path(), &entries, 1));
    let mut dice = Dice(17);
    for victim in files(whole.path()) {
        let bytes = fs::read(&victim).unwrap();
        let name = victim.file_name().unwrap();
        let half = bytes[..bytes.len() / 2].to_vec();
        let garbage: Vec<u8> = bytes.iter().map(|_| dice.below(256) as u8).collect();
        let short = bytes[..bytes.len() - 2].to_vec();
        for (how, damaged) in [("empty", Vec::new()), ("half", half), ("garbage", garbage), ("short", short)]
        {
            let dir = copy(whole.path());
            fs::write(dir.path().join(name), damaged).unwrap();
            let state = opens(dir.path(), &entries, &format!("{name:?} {how}"));
            assert!(matches!(state, IndexState::Damaged(_)), "{name:?} {how}: {state:?}");
        }
    }
}

#[test]
fn a_flipped_byte_is_found_or_harmless() {
    let entries = corpus(20);
    let whole = tempfile::tempdir().unwrap();
    drop(filled(whole.path(), &entries, 1));
    let mut dice = Dice(23);
    for victim in files(whole.path()) {
        let name = victim.file_name().unwrap();
        for _ in 0..6 {
            let dir = copy(whole.path());
            let mut bytes = fs::read(&victim).unwrap();
            let place = dice.below(bytes.len());
            bytes[place] ^= 1 << dice.below(8);
            fs::write(dir.path().join(name), &bytes).unwrap();
            let Ok(OpenedIndex { index, state }) = Index::open(dir.path()) else {
                panic!("{name:?} at {place}")
            };
            let IndexState::Current(_) = state else { continue };
            for typed in ["", "张", "芜湖", "登记材料", "990000", "zxm"] {
                let _ = index.find(&Query { size: 50, ..Query::typed(typed).unwrap() });
            }
            let in_segments = name.to_string_lossy().len() > 32;
            assert!(
                !in_segments || !index.faults().unwrap().is_empty(),
                "{name:?} at {place} went unnoticed"
            );
            // and it can be filled anew in place
            let mut writer = index.writer(WriteMode::Following).unwrap();
            writer.clear().unwrap();
            entries.iter().for_each(|entry| writer.add(entry).unwrap());
            writer.commit(&at(5)).unwrap();
            assert_eq!(ids(&index, "").len(), entries.len());
        }
    }
}

#[test]
fn an_index_of_another_form_is_made_anew() {
    let entries = corpus(5);
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path(), &entries, 1));
    let meta = dir.path().join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let other = text.replace(&schema::form(), "0-00000000");
    assert_ne!(text, other);
    fs::write(&meta, other).unwrap();
    assert!(matches!(opens(dir.path(), &entries, "other form"), IndexState::Damaged(_)));
}

#[test]
fn only_its_own_files_are_removed() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path(), &corpus(5), 1));
    fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    fs::write(dir.path().join("meta.json"), "{").unwrap();
    assert!(matches!(Index::open(dir.path()).unwrap().state, IndexState::Damaged(_)));
    assert_eq!(fs::read_to_string(dir.path().join("notes.txt")).unwrap(), "mine");
}

#[test]
fn the_machine_refuses_with_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    for place in [file.clone(), file.join("below"), PathBuf::from("/proc/guidang-index")] {
        let Err(Error::Busy(message)) = Index::open(&place).map(|opened| opened.state) else {
            panic!("{} was opened", place.display())
        };
        assert!(message.zh.contains("检查该目录的权限和磁盘空间"), "{message:?}");
    }
}

#[test]
fn there_is_one_writer() {
    let dir = tempfile::tempdir().unwrap();
    let index = filled(dir.path(), &corpus(5), 1);
    let writer = index.writer(WriteMode::Following).unwrap();
    let Err(Error::Busy(message)) = index.writer(WriteMode::Following).map(|_| ()) else {
        panic!("a second writer")
    };
    assert!(message.zh.contains("另一个归档程序正在写"), "{message:?}");
    // damage seen from outside while somebody writes is not wiped from under the writer
    fs::write(dir.path().join("meta.json"), "{").unwrap();
    assert!(matches!(Index::open(dir.path()).map(|opened| opened.state), Err(Error::Busy(_))));
    drop(writer);
    assert!(matches!(Index::open(dir.path()).unwrap().state, IndexState::Damaged(_)));
}

#[test]
fn readers_never_see_half_a_commit() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap().index;
    let mut dice = Dice(31);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let index = index.clone();
                scope.spawn(move || {
                    let mut last = 0;
                    while last < 30 {
                        let hits = index.find(&Query { size: 100, ..Query::default() }).unwrap();
                        // commit n holds the records 1..=10n, each once
                        assert_eq!(hits.total as i64, hits.position.event * 10);
                        assert!(hits.position.event >= last);
                        last = hits.position.event;
                    }
                })
            })
            .collect();
        let mut writer = index.writer(WriteMode::Following).unwrap();
        for event in 1..=30 {
            for id in event * 10 - 9..=event * 10 {
                writer.put(&entry(id, &mut dice)).unwrap();
            }
            writer.put(&entry(1 + dice.below(event as usize * 10) as i64, &mut dice)).unwrap();
            writer.commit(&at(event)).unwrap();
        }
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
    index.writer(WriteMode::Bulk { megabytes: 30 }).unwrap().settle().unwrap();
    assert_eq!(index.count(), 300);
}
