use super::*;
use crate::manifest::{BackedUpFile, BackupDatabase};

/// A backup of one database part and one file.
fn back_up(place: &mut BackupPlace, day: u32, records: &[u8]) -> String {
    let part = place.put_bytes(records).unwrap();
    let form = place.put_bytes(b"form").unwrap();
    let database = BackupDatabase::File { schema: 1, bytes: part.bytes, parts: vec![part.digest] };
    let made_at = format!("2026-11-{day:02}T02:00:00+08:00");
    let mut manifest =
        BackupManifest::begin(made_at, "0", BackupReason::Scheduled, (day.into(), "a".into()), database);
    manifest.files =
        vec![BackedUpFile { path: "forms/a.toml".into(), bytes: 4, mode: 0o640, digest: form.digest }];
    place.complete(&manifest).unwrap()
}

fn objects(root: &Path) -> usize {
    let folders = fs::read_dir(root.join("objects")).unwrap().map(|entry| entry.unwrap().path());
    folders.filter(|folder| folder.is_dir()).map(|folder| fs::read_dir(folder).unwrap().count()).sum()
}

#[test]
fn what_is_there_is_not_written_again_and_comes_back_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = BackupPlace::create(&dir.path().join("备份")).unwrap();
    let first = place.put_bytes(b"records").unwrap();
    assert!(first.is_new && !place.put_bytes(b"records").unwrap().is_new);
    let name = back_up(&mut place, 1, b"records");
    back_up(&mut place, 2, b"more records");
    assert_eq!(objects(&place.root), 3, "records, more records, form");
    let (found, manifest) = place.find(None).unwrap();
    assert!(found.starts_with("20261102020000-0000000002-"), "{found}");
    let mut bytes = Vec::new();
    place.get(manifest.objects()[0].0, "guidang.db", &mut bytes).unwrap();
    assert_eq!(bytes, b"more records");
    assert_eq!(place.find(Some(&name[..10])).unwrap().1.event, 1);
    assert!(place.find(Some("2026")).is_err(), "two begin so");
    assert!(place.find(Some("2031")).is_err());
    assert_eq!(place.damage(&manifest, &mut |_, _| {}).unwrap(), []);
}

#[test]
fn damage_is_named_by_what_it_belongs_to() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = BackupPlace::create(dir.path()).unwrap();
    back_up(&mut place, 1, b"records");
    let (_, manifest) = place.find(None).unwrap();
    let (part, form) = (manifest.objects()[0].0, manifest.objects()[1].0);
    fs::write(place.object_file(part), b"recorbs").unwrap();
    fs::remove_file(place.object_file(form)).unwrap();
    let damage = place.damage(&manifest, &mut |_, _| {}).unwrap();
    let about: Vec<&str> = damage.iter().map(|one| one.about.as_str()).collect();
    assert_eq!(about, ["guidang.db #1", "forms/a.toml"]);
    let said = place.get(part, "guidang.db #1", &mut io::sink()).unwrap_err().to_string();
    assert!(said.contains("guidang.db #1") && said.contains(&part.hex()), "{said}");
    // half a file is written again by the next backup, one that is gone, too
    fs::write(place.object_file(part), b"rec").unwrap();
    back_up(&mut place, 2, b"records");
    assert_eq!(place.damage(&manifest, &mut |_, _| {}).unwrap(), []);
}

#[test]
fn a_list_that_was_changed_or_cut_is_no_backup() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = BackupPlace::create(dir.path()).unwrap();
    back_up(&mut place, 1, b"records");
    let name = back_up(&mut place, 2, b"more");
    let file = place.lists().join(format!("{name}.json"));
    let text = fs::read_to_string(&file).unwrap();
    for wrong in
        [text.replace("\"event\": 2", "\"event\": 3"), text[..text.len() / 2].to_owned(), String::new()]
    {
        assert_ne!(wrong, text);
        fs::write(&file, wrong).unwrap();
        let said = place.find(None).unwrap_err().to_string();
        assert!(said.contains("损坏") && said.contains(&name), "{said}");
        assert!(place.find(Some("20261101")).is_ok(), "the one before is there");
        // nobody knows what the damaged one needs
        assert_eq!(place.prune(KeepingRule { daily: 0, weekly: 0, monthly: 0 }).unwrap(), Pruned::default());
        assert_eq!(objects(dir.path()), 3);
    }
    // one that leads out of the data directory, with a digest of its own
    let path = text.replace("forms/a.toml", "../a.toml");
    let digest = Digest::compute(path.as_bytes()).hex();
    fs::remove_file(&file).unwrap();
    fs::write(place.lists().join(format!("20261103020000-2-{digest}.json")), path).unwrap();
    assert!(place.find(None).is_err());
}

#[test]
fn pruning_keeps_the_newest_and_takes_only_what_nobody_names() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = BackupPlace::create(dir.path()).unwrap();
    for day in 1..=9 {
        back_up(&mut place, day, format!("records {day}").as_bytes());
    }
    assert_eq!(objects(dir.path()), 10);
    let pruned = place.prune(KeepingRule { daily: 2, weekly: 0, monthly: 0 }).unwrap();
    assert_eq!(pruned, Pruned { backups: 7, objects: 7 });
    for listed in place.list().unwrap() {
        let manifest = listed.manifest.unwrap();
        assert_eq!(place.damage(&manifest, &mut |_, _| {}).unwrap(), [], "{}", listed.name);
    }
    back_up(&mut place, 10, b"records 10");
    let pruned = place.prune(KeepingRule { daily: 0, weekly: 0, monthly: 0 }).unwrap();
    assert_eq!(pruned, Pruned { backups: 1, objects: 1 });
    assert_eq!(place.find(None).unwrap().1.event, 10);
}

#[test]
fn a_data_directory_is_no_place_for_backups_and_no_backup() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("guidang.db"), "").unwrap();
    for root in [dir.path().to_owned(), dir.path().join("guidang.db")] {
        assert!(BackupPlace::create(&root).unwrap_err().to_string().contains("复制件"));
        assert!(BackupPlace::open(&root).unwrap_err().to_string().contains("复制件"));
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(BackupPlace::open(empty.path()).unwrap_err().to_string().contains("不是备份"));
}

#[test]
fn two_programs_take_turns_and_the_next_clears_up() {
    let dir = tempfile::tempdir().unwrap();
    let place = BackupPlace::create(dir.path()).unwrap();
    let said = BackupPlace::create(dir.path()).unwrap_err().to_string();
    assert!(said.contains("正在"), "{said}");
    let left = place.scratch().unwrap().keep().unwrap().1;
    fs::write(dir.path().join("objects/.new-x"), "half").unwrap();
    drop(place);
    BackupPlace::create(dir.path()).unwrap();
    assert!(!left.exists() && !dir.path().join("objects/.new-x").exists());
}
