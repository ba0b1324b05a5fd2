//! Packages: common tools agree with us, and every change is found and named.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use guidang::domain::general::error::Error;
use guidang::package::{
    BAG, BAG_INFO, BagLabel, MANIFEST, MANIFEST_SM3, Member, PackageLimits, README, TAG_MANIFEST,
    TAG_MANIFEST_SM3, check, write,
};
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

fn label(about: &str) -> BagLabel {
    BagLabel {
        folder: "移交包".into(),
        about: about.into(),
        info: vec![
            ("Source-Organization", "芜湖市社会保险\n事业管理中心".into()),
            ("Transfer-Ground", String::new()),
        ],
    }
}

/// Unpacks, and answers the bag's folder.
fn unpack(package: &Path, into: &Path) -> PathBuf {
    ZipArchive::new(std::fs::File::open(package).unwrap()).unwrap().extract(into).unwrap();
    into.join("移交包")
}

fn sha256sum_agrees(folder: &Path) -> bool {
    [MANIFEST, TAG_MANIFEST].into_iter().all(|manifest| {
        let args = ["-c", "--strict", "--quiet", manifest];
        let run = Command::new("sha256sum").args(args).current_dir(folder).output();
        run.expect("sha256sum (coreutils) is needed for this test").status.success()
    })
}

/// What the Library of Congress's bagit-python says of the bag.
pub fn bagit_agrees(folder: &Path) -> bool {
    let program = std::env::var("GUIDANG_BAGIT").unwrap_or_else(|_| {
        let own = concat!(env!("CARGO_MANIFEST_DIR"), "/target/tools/bagit/bin/bagit.py");
        if Path::new(own).exists() { own.into() } else { "bagit.py".into() }
    });
    let run = Command::new(&program).args(["--validate", "--quiet"]).arg(folder).output();
    let run = run.unwrap_or_else(|error| {
        panic!("{program}: {error}; python3 -m venv target/tools/bagit && target/tools/bagit/bin/pip install bagit")
    });
    run.status.success()
}

fn kinds(path: &Path) -> Vec<String> {
    check(path, &PackageLimits::default()).problems.into_iter().map(|problem| problem.kind).collect()
}

#[test]
fn common_tools_accept_the_bag_and_notice_tampering() {
    let dir = tempfile::tempdir().unwrap();
    let package = dir.path().join("移交包.zip");
    let written = write(&package, &label("芜湖市社会保险事业管理中心移交包 Y2025-01"), members()).unwrap();
    assert_eq!(written.files, 3);
    let folder = unpack(&package, &dir.path().join("unpacked"));
    let listed = |manifest: &str| -> Vec<String> {
        let text = std::fs::read_to_string(folder.join(manifest)).unwrap();
        text.lines().map(|line| line.split_once("  ").unwrap().1.to_owned()).collect()
    };
    let payload = ["data/移交清册.xlsx", "data/卷内目录/2009-ZJ-参保单位登记材料-1-50-Y.csv", "data/空.txt"];
    let tags = [BAG, README, BAG_INFO, MANIFEST, MANIFEST_SM3];
    assert_eq!(
        (listed(MANIFEST), listed(MANIFEST_SM3)),
        (payload.map(String::from).into(), payload.map(String::from).into())
    );
    assert_eq!(
        (listed(TAG_MANIFEST), listed(TAG_MANIFEST_SM3)),
        (tags.map(String::from).into(), tags.map(String::from).into())
    );
    assert!(std::fs::read_to_string(folder.join(README)).unwrap().contains("sha256sum -c"));
    let info = std::fs::read_to_string(folder.join(BAG_INFO)).unwrap();
    let bytes: usize = members()
        .iter()
        .map(|member| match &member.source {
            guidang::package::MemberSource::Bytes(bytes) => bytes.len(),
            guidang::package::MemberSource::File(_) => 0,
        })
        .sum();
    assert_eq!(info, format!("Source-Organization: 芜湖市社会保险 事业管理中心\nPayload-Oxum: {bytes}.3\n"));
    assert!(sha256sum_agrees(&folder) && bagit_agrees(&folder));
    for name in payload.iter().chain(&tags) {
        let path = folder.join(name);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&whole[..], b" "].concat()).unwrap();
        assert!(!sha256sum_agrees(&folder), "{name} was changed and nobody noticed");
        assert!(!kinds(&folder).is_empty(), "{name} was changed and nobody noticed");
        std::fs::write(&path, whole).unwrap();
        assert!(sha256sum_agrees(&folder));
    }
    std::fs::write(folder.join(payload[0]), b"changed").unwrap();
    assert!(!bagit_agrees(&folder));
}

#[test]
fn an_unpacked_bag_is_checked_like_the_zip() {
    let dir = tempfile::tempdir().unwrap();
    let package = dir.path().join("x.zip");
    write(&package, &label("说明"), members()).unwrap();
    let folder = unpack(&package, &dir.path().join("unpacked"));
    let zipped = check(&package, &PackageLimits::default());
    assert_eq!(check(&folder, &PackageLimits::default()), zipped);
    assert_eq!(check(folder.parent().unwrap(), &PackageLimits::default()), zipped, "one folder further out");
    assert_eq!(zipped.problems, []);
    // what a file manager leaves there is told and changes nothing
    std::fs::write(folder.join("data/Thumbs.db"), b"x").unwrap();
    let found = check(&folder, &PackageLimits::default()).problems;
    assert_eq!((found.len(), found[0].kind.as_str()), (1, "member_of_system"));
    assert_eq!(found[0].weight, guidang::domain::general::problem::Weight::Notice);
    std::fs::remove_file(folder.join("data/Thumbs.db")).unwrap();
    std::fs::write(folder.join("data/多出.txt"), b"x").unwrap();
    std::fs::remove_file(folder.join("data/空.txt")).unwrap();
    std::fs::write(folder.join("data/移交清册.xlsx"), b"x").unwrap();
    let found = check(&folder, &PackageLimits::default());
    let said: Vec<(&str, &str)> =
        found.problems.iter().map(|of| (of.kind.as_str(), of.column.as_deref().unwrap_or(""))).collect();
    let expected = [
        ("member_unlisted", "data/多出.txt"),
        ("digest_differs", "data/移交清册.xlsx"),
        ("member_missing", "data/空.txt"),
    ];
    assert_eq!(said, expected);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/passwd", folder.join("data/链接")).unwrap();
        assert_eq!(kinds(&folder), ["member_is_link"]);
    }
    assert_eq!(kinds(&dir.path().join("unpacked/移交包/data/卷内目录")), ["manifest_missing"]);
}

#[test]
fn a_package_of_earlier_versions_is_checked_as_it_was_made() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    let digest = guidang::domain::general::digest::Digest::compute(b"1");
    let manifest = format!("{digest}  移交清册.csv\n{digest}  说明.txt\n");
    zip_of(&path, &[("移交清册.csv", b"1"), ("说明.txt", b"1"), (MANIFEST, manifest.as_bytes())]);
    let checked = check(&path, &PackageLimits::default());
    assert_eq!((checked.problems, checked.members.len()), (vec![], 2));
    zip_of(&path, &[("移交清册.csv", b"2"), (MANIFEST, manifest.as_bytes())]);
    assert_eq!(kinds(&path), ["digest_differs", "member_missing"]);
}

#[test]
fn a_package_is_the_same_bytes_twice_and_checks_clean() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (dir.path().join("1.zip"), dir.path().join("2.zip"));
    let file = dir.path().join("扫描.pdf");
    std::fs::write(&file, vec![7u8; 300_000]).unwrap();
    let with_file = || [members(), vec![Member::of_file("扫描/0001.pdf", &file)]].concat();
    let written = write(&first, &label("说明"), with_file()).unwrap();
    assert_eq!(write(&second, &label("说明"), with_file()).unwrap(), written);
    assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
    let checked = check(&first, &PackageLimits::default());
    assert_eq!(checked.problems, []);
    assert_eq!(checked.manifest, Some(written.manifest));
    assert_eq!(checked.members.len(), 4);
    assert_eq!((checked.files, checked.bytes), (written.files, written.bytes));
}

#[test]
fn unsafe_and_repeated_names_are_refused_all_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    let names = ["../x", "/etc/passwd", "a.txt", "A.TXT", "夹/b.txt", "夹/B.txt"];
    let members = names.map(|name| Member::of_bytes(name, vec![1])).into();
    let Error::Refused(problems) = write(&path, &label(""), members).unwrap_err() else { panic!() };
    let kinds: Vec<&str> = problems.iter().map(|p| p.kind.as_str()).collect();
    assert_eq!(kinds, ["name_unsafe", "name_unsafe", "name_repeated", "name_repeated"]);
    let outside = BagLabel { folder: "../包".into(), ..label("") };
    assert!(matches!(write(&path, &outside, Vec::new()), Err(Error::Refused(_))));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_package_that_cannot_be_finished_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.zip");
    std::fs::write(&path, "old").unwrap();
    let members =
        vec![Member::of_bytes("a.txt", vec![1]), Member::of_file("b.pdf", dir.path().join("gone.pdf"))];
    let error = write(&path, &label(""), members).unwrap_err();
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
    write(&path, &label("说明"), members()).unwrap();
    let mut entries = contents(&path);
    change(&mut entries);
    let entries: Vec<(&str, &[u8])> =
        entries.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    zip_of(&path, &entries);
    kinds(&path)
}

/// Where a file stands among the entries of a package.
fn at(entries: &[(String, Vec<u8>)], name: &str) -> usize {
    entries.iter().position(|(entry, _)| entry == &format!("移交包/{name}")).unwrap()
}

#[test]
fn every_change_is_found_and_named() {
    let none: [&str; 0] = [];
    assert_eq!(changed(|_| ()), none);
    for name in ["data/移交清册.xlsx", BAG_INFO, README, MANIFEST_SM3] {
        let kinds = changed(|entries| {
            let at = at(entries, name);
            entries[at].1[0] ^= 1;
        });
        assert!(kinds.contains(&"digest_differs".to_owned()), "{name}: {kinds:?}");
        let kinds = changed(|entries| drop(entries.remove(at(entries, name))));
        assert_eq!(kinds, ["member_missing"], "{name}");
    }
    assert_eq!(changed(|entries| entries.push(("移交包/data/多.txt".into(), vec![]))), ["member_unlisted"]);
    assert_eq!(changed(|entries| entries.push(("移交包/多.txt".into(), vec![]))), ["member_unlisted"]);
    let renamed = changed(|entries| {
        let at = at(entries, "data/空.txt");
        entries[at].0 = "移交包/data/改名.txt".into();
    });
    assert_eq!(renamed, ["member_unlisted", "member_missing"]);
    assert_eq!(changed(|entries| drop(entries.remove(at(entries, BAG)))), ["member_missing"]);
    let without = |names: &'static [&str]| {
        changed(move |entries| {
            entries.retain(|(name, _)| !names.contains(&name.trim_start_matches("移交包/")))
        })
    };
    assert_eq!(without(&[MANIFEST, MANIFEST_SM3]), ["manifest_missing"]);
    assert_eq!(without(&[TAG_MANIFEST, TAG_MANIFEST_SM3]), ["manifest_missing"]);
    assert_eq!(without(&[TAG_MANIFEST, TAG_MANIFEST_SM3, MANIFEST, MANIFEST_SM3]), ["manifest_missing"]);
    assert_eq!(without(&[TAG_MANIFEST, MANIFEST]), ["member_missing"]);
    let edited = |edit: fn(&str) -> String| {
        changed(move |entries| {
            let at = at(entries, MANIFEST);
            entries[at].1 = edit(std::str::from_utf8(&entries[at].1).unwrap()).into_bytes();
        })
    };
    // the tag manifests, too, say that a manifest was changed
    assert_eq!(
        edited(|text| text.replacen("  ", " ", 1)),
        ["manifest_line", "manifests_disagree", "digest_differs"]
    );
    assert_eq!(edited(|text| text.to_uppercase())[0], "manifest_line");
    assert_eq!(edited(|text| text.replace('\n', "\r\n"))[0], "manifest_line");
    assert_eq!(
        edited(|text| format!("{text}{text}")).iter().filter(|kind| *kind == "manifest_line").count(),
        3
    );
    let elsewhere = edited(|text| text.replacen("  ", "  ./", 1));
    assert_eq!(elsewhere, ["manifest_line", "manifests_disagree", "digest_differs"]);
    // a sum that only bag-info states, covered by no manifest
    let sum = changed(|entries| {
        let at = at(entries, BAG_INFO);
        entries[at].1 = b"Payload-Oxum: 1.1\n".to_vec();
        entries.retain(|(name, _)| !name.contains("tagmanifest"));
    });
    assert_eq!(sum, ["manifest_missing", "sum_differs"]);
}

#[test]
fn names_that_could_lead_astray_are_refused_before_anything_is_read() {
    for name in ["../../etc/x", "/abs/x", "..\\..\\x", "C:\\x", "a/../b", "案卷\u{202E}fdp.exe", "aux.pdf"]
    {
        assert_eq!(changed(|entries| entries[0].0 = name.into()), ["name_unsafe"], "{name:?}");
    }
    assert_eq!(changed(|entries| entries.push(("移交包/data/空.TXT".into(), vec![]))), ["name_repeated"]);
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
    write(&path, &label("说明"), members()).unwrap();
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
