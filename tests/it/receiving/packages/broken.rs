//! Packages that cannot be taken: refused with the reason, and nothing moves.

use std::io::{Read as _, Write as _};
use std::path::Path;

use guidang::acts::catalogs::cataloging::Numbers;
use guidang::domain::general::error::Error;
use guidang::domain::general::problem::{Problem, Weight};
use guidang::package::{MANIFEST, PackageLimits, TAG_MANIFEST, check};
use guidang::store::Backend;
use zip::write::SimpleFileOptions;

use super::sender::{Sent, packed, resealed, sent};
use super::{all_rows, asked, receiver, take};
use crate::support::{Site, both};

type Entries = Vec<(String, Vec<u8>)>;
/// Makes a package, and says for what it is refused.
type Case<'a> = (Box<dyn Fn() + 'a>, &'a str);

fn entries(package: &Path) -> Entries {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(package).unwrap()).unwrap();
    let mut read = Vec::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        read.push((entry.name().unwrap().into_owned(), bytes));
    }
    read
}

fn zipped(out: &Path, entries: &Entries) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(out).unwrap());
    for (name, bytes) in entries {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

fn at(entries: &Entries, ending: &str) -> usize {
    entries.iter().position(|(name, _)| name.ends_with(&format!("/{ending}"))).unwrap()
}

/// The bytes of the file of this name.
fn bytes<'a>(entries: &'a mut Entries, ending: &str) -> &'a mut Vec<u8> {
    let at = at(entries, ending);
    &mut entries[at].1
}

/// The kinds of what an attempt was refused for.
fn kinds(problems: &[Problem]) -> Vec<String> {
    problems.iter().filter(|one| one.is_blocking()).map(|one| one.kind.clone()).collect()
}

/// What lies in the data directory, but for the database and the index.
fn files(site: &Site) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(site.desk.data().join("inbox"))
        .into_iter()
        .flatten()
        .chain(std::fs::read_dir(site.desk.data()).unwrap())
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.contains("-wal") && !name.contains("-shm"))
        .collect();
    names.sort();
    names
}

/// Refused at the check: the kinds, and nothing moved.
async fn refused(site: &Site, package: &Path) -> Vec<String> {
    let before = (all_rows(site).await, files(site));
    let found = match take(site, package, &[]).await {
        Err(Error::Unreadable(problems) | Error::Refused(problems)) => kinds(&problems),
        Ok(taken) => {
            assert_eq!(taken.batch, None, "{package:?} was taken");
            asked(&taken).into_iter().map(str::to_owned).collect()
        }
        Err(error) => panic!("{error:?}"),
    };
    assert_eq!((all_rows(site).await, files(site)), before, "something moved");
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_package_moves_nothing() {
    let story = async |site: Site| {
        let Sent { package, .. } = sent(&site).await;
        let there = receiver(super::backend(&site)).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("坏.zip");
        let good = entries(&package);
        let mut told = Vec::new();
        let mut attempt = async |change: &dyn Fn(&mut Entries)| {
            let mut changed = good.clone();
            change(&mut changed);
            zipped(&path, &changed);
            let found = refused(&there, &path).await;
            assert!(!found.is_empty());
            told.push(found[0].clone());
        };
        attempt(&|all| all.push(("../外面.txt".into(), b"x".to_vec()))).await;
        attempt(&|all| all.push(("/etc/外面".into(), b"x".to_vec()))).await;
        attempt(&|all| all.push(("移交包-0211-2026-移-01/data/多.txt".into(), b"x".to_vec()))).await;
        attempt(&|all| drop(all.remove(at(all, "案卷目录.csv")))).await;
        attempt(&|all| drop(all.remove(at(all, "文件元数据.xml")))).await;
        attempt(&|all| bytes(all, "文件元数据.xml").push(b' ')).await;
        attempt(&|all| bytes(all, "wuhu-2009.toml").push(b'\n')).await;
        attempt(&|all| bytes(all, MANIFEST)[0] = b'Z').await;
        attempt(&|all| drop(all.remove(at(all, TAG_MANIFEST)))).await;
        attempt(&|all| all.push(("移交包-0211-2026-移-01/data/炸弹.bin".into(), vec![0; 64 << 20]))).await;
        // bytes that are no package, and none at all
        for bytes in [b"not a zip".to_vec(), std::fs::read(&package).unwrap()[..4000].to_vec(), Vec::new()] {
            std::fs::write(&path, bytes).unwrap();
            told.push(refused(&there, &path).await.remove(0));
        }
        told.push(refused(&there, &folder.path().join("没有.zip")).await.remove(0));
        told
    };
    let told = both(story).await;
    let expected = [
        "name_unsafe",
        "name_unsafe",
        "member_unlisted",
        "member_missing",
        "member_missing",
        "digest_differs",
        "digest_differs",
        "manifest_line",
        "manifest_missing",
        "ratio_too_high",
        "package_damaged",
        "package_has_extra_bytes",
        "package_damaged",
        "package_unreadable",
    ];
    assert_eq!(told, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_package_that_contradicts_itself_moves_nothing() {
    let site = Site::open().await;
    let Sent { package, .. } = sent(&site).await;
    let there = receiver(Backend::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("改.zip");
    let (volumes, items) = ("元数据/案卷目录.xml", "元数据/文件元数据.xml");
    let of = |file: &'static str, from: &'static str, to: &'static str| {
        let (package, path) = (package.clone(), path.clone());
        move || resealed(&package, &path, file, |text| text.replacen(from, to, 1))
    };
    let item_out = |text: String| {
        let (from, to) = (text.find(" <文件>").unwrap(), text.find("</文件>").unwrap() + "</文件>\n".len());
        format!("{}{}", &text[..from], &text[to..])
    };
    let cases: Vec<Case<'_>> = vec![
        (Box::new(of(volumes, "<年度>2009", "<年度>二千")), "metadata_value"),
        (Box::new(of(volumes, "<类别标识>", "<类别标识>无")), "place_not_here"),
        (Box::new(of(volumes, "<立卷日期>2", "<立卷日期>9999")), "metadata_value"),
        (Box::new(of(volumes, "<案卷数>", "<案卷数>1")), "documents_disagree"),
        (Box::new(of(items, "<页数>2<", "<页数>92<")), "volume_miscounted"),
        (Box::new(of(items, "<案卷档号>", "<案卷档号>别")), "element_astray"),
        (Box::new(of(items, "<证件号码>990000", "<证件号码>990000****")), "numbers_masked"),
        (Box::new(of(items, "</移交信息>", "</移交信息><!DOCTYPE a>")), "metadata_unreadable"),
        (Box::new(of(items, "<题名>", "<题名>&外部;")), "metadata_unreadable"),
        (Box::new(of(items, "transfer-metadata:2", "transfer-metadata:3")), "metadata_unknown"),
        (Box::new(of(volumes, "transfer-metadata:2", "transfer-metadata:1")), "package_incomplete"),
        (Box::new(|| resealed(&package, &path, items, item_out)), "package_sums_differ"),
        (Box::new(of("元数据/分类方案/wuhu-2009.toml", "id = \"wuhu-2009\"", "id = [")), "edition_not_read"),
    ];
    for (at, (make, expected)) in cases.iter().enumerate() {
        make();
        let found = refused(&there, &path).await;
        assert!(found.iter().any(|kind| kind == expected), "case {at}: {expected} expected, {found:?} said");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn masked_numbers_are_never_taken_for_numbers() {
    let site = Site::open().await;
    sent(&site).await;
    let there = receiver(Backend::Sqlite).await;
    for numbers in [Numbers::Masked, Numbers::LeftOut] {
        let masked = packed(&site, "遮盖.zip", numbers).await;
        assert_eq!(refused(&there, &masked.package).await, ["numbers_masked"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_of_the_first_version_still_checks_and_is_said_to_be_incomplete() {
    let site = Site::open().await;
    let Sent { package, .. } = sent(&site).await;
    let check = |path: &Path| check(path, &PackageLimits::default());
    let now = check(&package);
    assert_eq!((now.metadata, now.problems), (Some(2), vec![]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("第一版.zip");
    let first = |text: String| text.replacen("transfer-metadata:2", "transfer-metadata:1", 1);
    resealed(&package, &path, "元数据/案卷目录.xml", first);
    let before = check(&path);
    let said: Vec<(&str, Weight)> =
        before.problems.iter().map(|one| (one.kind.as_str(), one.weight)).collect();
    assert_eq!((before.metadata, said), (Some(1), vec![("metadata_incomplete", Weight::Notice)]));
    let there = receiver(Backend::Sqlite).await;
    assert_eq!(refused(&there, &path).await, ["package_incomplete"]);
}

#[test]
fn a_program_killed_while_it_takes_a_package_has_taken_nothing_or_all() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (package, items, desk) = runtime.block_on(async {
        let site = Site::open().await;
        let Sent { package, items, .. } = sent(&site).await;
        let kept = tempfile::tempdir().unwrap().keep().join("移交包.zip");
        std::fs::copy(package, &kept).unwrap();
        (kept, items, receiver(Backend::Sqlite).await.leave().await)
    });
    let path = package.to_str().unwrap();
    let begun = std::time::Instant::now();
    desk.run(&["import", "package", path, "--dry-run"]).ending(0);
    let long = begun.elapsed();
    let mut was_absent = false;
    for part in 1..=10u32 {
        let mut program = desk.command(&["import", "package", path]).spawn().unwrap();
        std::thread::sleep(long * part / 6);
        program.kill().ok();
        program.wait().unwrap();
        let rows = runtime.block_on(async {
            let mut link = desk.behind().await;
            let count = link.number("select count(*) from item").await as u64;
            (
                count,
                link.number("select count(*) from fonds").await,
                link.number("select count(*) from batch").await,
            )
        });
        was_absent |= rows.0 == 0;
        assert!([(0, 1, 0), (items, 2, 1)].contains(&rows), "half a package: {rows:?}");
    }
    assert!(was_absent, "no kill came before the end");
    let (code, taken) = desk.cli(&["import", "package", path]);
    assert_eq!(code, 0, "{taken}");
    assert_eq!(desk.cli(&["verify"]).0, 0);
    std::fs::remove_dir_all(package.parent().unwrap()).unwrap();
}
