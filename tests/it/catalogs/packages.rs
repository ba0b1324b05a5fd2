//! Packages: common tools agree with us, and every change is found and named.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;

use guidang::domain::general::error::Error;
use guidang::package::{MANIFEST, Member, PackageLimits, README, check, write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn members() -> Vec<Member> {
    vec![
        Member::of_bytes("移交清册.xlsx", b"PK not really a sheet".to_vec()),
        Member::of_bytes(
            "卷内目录/2009-ZJ-参保单位登记材料-1-50-Y.csv",
            "序号,题名\r\n".repeat(1000).into_bytes(),
        ),
        Member::of_bytes("空.txt", Vec::new()),
    ]
}

fn unpack(package: &Path, into: &Path) {
    ZipArchive::new(std::fs::File::open(package).unwrap()).unwrap().extract(into).unwrap();
}

fn sha256sum_agrees(folder: &Path) -> bool {
    let run =
        Command::new("sha256sum").args(["-c", "--strict", "--quiet", MANIFEST]).current_dir(folder).output();
    run.expect("sha256sum (coreutils) is needed for this test").status.success()
}

fn kinds(path: &Path) -> Vec<String> {
    check(path, &PackageLimits::default()).problems.into_iter().map(|problem| problem.kind).collect()
}

#[test]
fn sha256sum_accepts_the_manifest_and_notices_tampering() {
    let dir = tempfile::tempdir().unwrap();
    let package = dir.path().join("移交包.zip");
    let written = write(&package, "芜湖市社会保险事业管理中心移交包 Y2025-01", members()).unwrap();
    assert_eq!(written.files, 4);
    let folder = dir.path().join("unpacked");
    unpack(&package, &folder);
    let manifest = std::fs::read_to_string(folder.join(MANIFEST)).unwrap();
    let names: Vec<&str> = manifest.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    assert_eq!(names, ["移交清册.xlsx", "卷内目录/2009-ZJ-参保单位登记材料-1-50-Y.csv", "空.txt", README]);
    assert!(std::fs::read_to_string(folder.join(README)).unwrap().contains("sha256sum -c"));
    assert!(sha256sum_agrees(&folder));
    for name in names {
        let path = folder.join(name);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&whole[..], b" "].concat()).unwrap();
        assert!(!sha256sum_agrees(&folder), "{name} was changed and nobody noticed");
        std::fs::write(&path, whole).unwrap();
        assert!(sha256sum_agrees(&folder));
    }
}

#[test]
fn a_package_is_the_same_bytes_twice_and_checks_clean() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (dir.path().join("1.zip"), dir.path().join("2.zip"));
    let file = dir.path().join("扫描.pdf");
    std::fs::write(&file, vec![7u8; 300_000]).unwrap();
    let with_file = || [members(), vec![Member::of_file("扫描/0001.pdf", &file)]].concat();
    let written = write(&first, "说明", with_file()).unwrap();
    assert_eq!(write(&second, "说明", with_file()).unwrap(), written);
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
    let checked = check(&first, &PackageLimits::default());
    assert_eq!(checked.problems, []);
    assert_eq!(checked.manifest, Some(written.manifest));
    assert_eq!(checked.members.len(), 5);
}

#[test]
fn unsafe_and_repeated_names_are_refused_all_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    let names = ["../x", "/etc/passwd", "a.txt", "A.TXT", MANIFEST, "说明.txt"];
    let members = names.map(|name| Member::of_bytes(name, vec![1])).into();
    let Error::Refused(problems) = write(&path, "", members).unwrap_err() else { panic!() };
    let kinds: Vec<&str> = problems.iter().map(|p| p.kind.as_str()).collect();
    assert_eq!(kinds, ["name_unsafe", "name_unsafe", "name_repeated", "name_repeated", "name_repeated"]);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_package_that_cannot_be_finished_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    std::fs::write(&path, "old").unwrap();
    let members =
        vec![Member::of_bytes("a.txt", vec![1]), Member::of_file("b.pdf", dir.path().join("gone.pdf"))];
    let error = write(&path, "", members).unwrap_err();
    assert!(
        matches!(&error, Error::Unreadable(problems) if problems[0].kind == "member_unreadable"),
        "{error}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing half-written is left");
}

/// A zip made by hand: (name, content) in order.
fn zip_of(path: &Path, entries: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
}

fn contents(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut entry = zip.by_index(at).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// Rewrites a good package with one change, and answers the kinds of problems found.
fn changed(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    write(&path, "说明", members()).unwrap();
    let mut entries = contents(&path);
    change(&mut entries);
    let entries: Vec<(&str, &[u8])> =
        entries.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zip_of(&path, &entries);
    kinds(&path)
}

#[test]
fn every_change_is_found_and_named() {
    let none: [&str; 0] = [];
    assert_eq!(changed(|_| ()), none);
    assert_eq!(changed(|entries| entries[0].1[0] ^= 1), ["digest_differs"]);
    assert_eq!(changed(|entries| drop(entries.remove(1))), ["member_missing"]);
    assert_eq!(changed(|entries| entries.push(("多.txt".into(), vec![]))), ["member_unlisted"]);
    assert_eq!(changed(|entries| entries[2].0 = "改名.txt".into()), ["member_unlisted", "member_missing"]);
    assert_eq!(changed(|entries| drop(entries.pop())), ["manifest_missing"]);
    let edited = |edit: fn(&str) -> String| {
        changed(move |entries| {
            let manifest = entries.last_mut().unwrap();
            manifest.1 = edit(std::str::from_utf8(&manifest.1).unwrap()).into_bytes();
        })
    };
    assert_eq!(edited(|text| text.replacen("  ", " ", 1)), ["manifest_line", "member_unlisted"]);
    assert_eq!(edited(|text| text.to_uppercase())[0], "manifest_line");
    assert_eq!(edited(|text| text.replace('\n', "\r\n"))[0], "manifest_line");
    assert_eq!(
        edited(|text| format!("{text}{text}")).iter().filter(|kind| *kind == "manifest_line").count(),
        4
    );
    assert_eq!(edited(|text| text.replacen("  ", "  ./", 1)), ["manifest_line", "member_unlisted"]);
}

#[test]
fn names_that_could_lead_astray_are_refused_before_anything_is_read() {
    for name in ["../../etc/x", "/abs/x", "..\\..\\x", "C:\\x", "a/../b", "案卷\u{202E}fdp.exe", "aux.pdf"]
    {
        assert_eq!(changed(|entries| entries[0].0 = name.into()), ["name_unsafe"], "{name:?}");
    }
    assert_eq!(changed(|entries| entries.push(("空.TXT".into(), vec![]))), ["name_repeated"]);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    let mut zip = ZipWriter::new(std::fs::File::create(&path).unwrap());
    zip.add_symlink("链接", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap();
    assert_eq!(kinds(&path), ["member_is_link"]);
}

#[test]
fn broken_and_disguised_packages_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    write(&path, "说明", members()).unwrap();
    let good = std::fs::read(&path).unwrap();
    let found = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        kinds(&path)
    };
    assert_eq!(found(b""), ["package_damaged"]);
    assert_eq!(found(b"not a zip, but long enough to be one"), ["package_has_extra_bytes"]);
    assert_eq!(found(&good[..good.len() / 2]), ["package_has_extra_bytes"]);
    assert_eq!(found(&[&good[..], b"%PDF-1.7"].concat()), ["package_has_extra_bytes"]);
    assert_eq!(found(&[b"%PDF-1.7 in front", &good[..]].concat()), ["package_has_extra_bytes"]);
    // Two entries of one name: the reader shows one, the directory counts two.
    let mut twice = good.clone();
    let (from, to) = ("空.txt".as_bytes(), "空.csv".as_bytes());
    assert_eq!(from.len(), to.len());
    zip_of(&path, &[("空.txt", b"1"), ("空.csv", b"2"), (MANIFEST, b"")]);
    let hand_made = std::fs::read(&path).unwrap();
    twice.clear();
    twice.extend(hand_made);
    while let Some(at) = twice.windows(to.len()).position(|window| window == to) {
        twice[at..at + from.len()].copy_from_slice(from);
    }
    assert_eq!(found(&twice), ["name_repeated"]);
    // A local header whose name is not the directory's.
    let mut lying = good.clone();
    let at = lying.windows(from.len()).position(|window| window == from).unwrap();
    lying[at..at + to.len()].copy_from_slice(to);
    assert_eq!(found(&lying), ["headers_disagree"]);
    assert_eq!(kinds(Path::new("/no/such/package.zip")), ["package_unreadable"]);
}

#[test]
fn limits_stop_bombs() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    let zeros = vec![0u8; 8 << 20];
    zip_of(&path, &[("零.bin", &zeros), (MANIFEST, b"")]);
    assert_eq!(kinds(&path), ["ratio_too_high"]);
    let few = PackageLimits { files: 1, ..PackageLimits::default() };
    assert_eq!(check(&path, &few).problems[0].kind, "too_many_files");
    let small = PackageLimits { bytes: 1 << 20, ratio: 10_000, ..PackageLimits::default() };
    assert_eq!(check(&path, &small).problems[0].kind, "package_too_large");
    // One body, many entries.
    let mut zip = ZipWriter::new(std::fs::File::create(&path).unwrap());
    zip.start_file("原.txt", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"body").unwrap();
    for at in 0..50 {
        zip.shallow_copy_file("原.txt", &format!("{at}.txt")).unwrap();
    }
    zip.finish().unwrap();
    assert_eq!(kinds(&path), ["entries_overlap"]);
}
