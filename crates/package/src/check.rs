//! Checking a package: limits first, nothing unpacked to disk, every digest compared.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use zip::ZipArchive;

use super::name::{MANIFEST, why_unsafe};
use crate::domain::general::digest::{Digest, Running};
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::{problems, say};

/// How much a package may hold before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageLimits {
    pub files: usize,
    /// Bytes of all members, unpacked.
    pub bytes: u64,
    /// Unpacked over packed size, for members over a megabyte.
    pub ratio: u64,
    /// Bytes of the manifest.
    pub manifest: u64,
}

impl Default for PackageLimits {
    fn default() -> Self {
        PackageLimits { files: 100_000, bytes: 20 << 30, ratio: 200, manifest: 64 << 20 }
    }
}

/// What was found in a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedPackage {
    /// Name and digest of every member the manifest lists, in its order.
    pub members: Vec<(String, Digest)>,
    /// Digest of the manifest, to compare with the one written on the receipt.
    pub manifest: Option<Digest>,
    /// Empty: the package is whole and unchanged.
    pub problems: Vec<Problem>,
}

/// Checks the package at `path`. A package that breaks a limit or could lead a program astray is not
/// read further: its problems say why.
pub fn check(path: &Path, limits: &PackageLimits) -> CheckedPackage {
    let mut checked = CheckedPackage::default();
    if let Err(problem) = read(path, limits, &mut checked) {
        checked.problems.push(*problem);
    }
    checked
}

/// Boxed: a problem is large and the way without one is the usual way.
type Step<T> = std::result::Result<T, Box<Problem>>;

fn refuse(kind: &str, message: Wording) -> Problem {
    let fix = say!(
        "请移交方重新制作移交包，不要使用这一份",
        "ask the sender for a new package and do not use this one"
    );
    Problem::refuse(kind, message, fix)
}

fn about_member(kind: &str, name: &str, message: Wording) -> Problem {
    refuse(kind, message).in_column(name)
}

fn damaged(error: &dyn std::fmt::Display) -> Problem {
    refuse(
        "package_damaged",
        say!("移交包已损坏或不是 zip 文件（{error}）", "the package is damaged or not a zip file ({error})"),
    )
}

fn read(path: &Path, limits: &PackageLimits, checked: &mut CheckedPackage) -> Step<()> {
    let file = File::open(path).map_err(|error| package_unreadable(&error))?;
    let mut reader = BufReader::new(file);
    let counted = counted_in_directory(&mut reader, limits)?;
    let mut zip = ZipArchive::new(reader).map_err(|error| damaged(&error))?;
    check_directory(&mut zip, counted, limits)?;
    let names = check_entries(&mut zip, limits, checked)?;
    if !checked.problems.is_empty() {
        return Ok(()); // a dangerous name: nothing more is read
    }
    let manifest = read_manifest(&mut zip, limits)?;
    checked.manifest = Some(Digest::compute(manifest.as_bytes()));
    let mut listed = parse_manifest(&manifest, checked);
    for name in names.iter().filter(|name| *name != MANIFEST) {
        match listed.remove(name) {
            None => checked.problems.push(about_member(
                "member_unlisted",
                name,
                say!("“{name}”不在清单上", "{name:?} is not in the manifest"),
            )),
            Some(expected) => compare(&mut zip, name, expected, limits, checked)?,
        }
    }
    for name in listed.keys() {
        let message = say!("清单上的“{name}”不在包里", "{name:?} is in the manifest and not in the package");
        checked.problems.push(about_member("member_missing", name, message));
    }
    Ok(())
}

/// The number of entries the zip's own last record states. Only a zip that ends with that record is
/// taken: no comment, nothing appended.
fn counted_in_directory(reader: &mut (impl Read + Seek), limits: &PackageLimits) -> Step<Option<usize>> {
    let mut end = [0u8; 22];
    reader
        .seek(SeekFrom::End(-22))
        .and_then(|_| reader.read_exact(&mut end))
        .map_err(|error| damaged(&error))?;
    if end[..4] != *b"PK\x05\x06" || end[20..] != [0, 0] {
        return Err(refuse(
            "package_has_extra_bytes",
            say!(
                "这不是一个完整的 zip，或末尾附有别的内容",
                "this is not a whole zip, or something is appended to it"
            ),
        )
        .into());
    }
    let count = u16::from_le_bytes([end[10], end[11]]);
    if count == u16::MAX {
        return Ok(None); // zip64: the true count stands elsewhere and is compared by name
    }
    too_many(usize::from(count), limits)?;
    Ok(Some(usize::from(count)))
}

fn too_many(count: usize, limits: &PackageLimits) -> Step<()> {
    let most = limits.files;
    if count <= most {
        return Ok(());
    }
    Err(refuse(
        "too_many_files",
        say!(
            "移交包里有 {count} 个文件，最多 {most} 个",
            "the package holds {count} files; at most {most} are taken"
        ),
    )
    .into())
}

fn check_directory<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    counted: Option<usize>,
    limits: &PackageLimits,
) -> Step<()> {
    if zip.has_duplicate_names() || counted.is_some_and(|counted| counted != zip.len()) {
        return Err(refuse(
            "name_repeated",
            say!(
                "移交包里有同名文件，或文件数与目录不符",
                "two files share a name, or the directory's count is wrong"
            ),
        )
        .into());
    }
    too_many(zip.len(), limits)?;
    if zip.offset() != 0 {
        return Err(refuse(
            "package_has_extra_bytes",
            say!("移交包前面附有别的内容", "something stands before the package's first file"),
        )
        .into());
    }
    if zip.has_overlapping_entries().map_err(|error| damaged(&error))? {
        return Err(refuse(
            "entries_overlap",
            say!("移交包里的文件互相重叠（压缩炸弹的做法）", "files in the package overlap, as zip bombs do"),
        )
        .into());
    }
    zip.validate_header_consistency().map_err(|error| {
        refuse(
            "headers_disagree",
            say!(
                "移交包的目录与文件头不一致（{error}）",
                "the package's directory and its files disagree ({error})"
            ),
        )
    })?;
    Ok(())
}

/// Names, kinds and stated sizes of all entries. Answers the names of the files.
fn check_entries<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    limits: &PackageLimits,
    checked: &mut CheckedPackage,
) -> Step<Vec<String>> {
    let mut names = Vec::with_capacity(zip.len());
    let mut folded = HashSet::new();
    let mut total = 0u64;
    for at in 0..zip.len() {
        let entry = zip.by_index_raw(at).map_err(|error| damaged(&error))?;
        let Ok(name) = std::str::from_utf8(entry.name_raw()).map(str::to_owned) else {
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            let message = say!("文件名“{name}”不是 UTF-8", "the name {name:?} is not UTF-8");
            checked.problems.push(about_member("name_not_utf8", &name, message));
            continue;
        };
        let mut wrong = |kind: &str, message| checked.problems.push(about_member(kind, &name, message));
        let plain = if entry.is_dir() { name.trim_end_matches('/') } else { &name };
        if let Some(why) = why_unsafe(plain) {
            let (zh, en) = (&why.zh, &why.en);
            wrong("name_unsafe", Wording::new(format!("“{name}”：{zh}"), format!("{name:?}: {en}")));
        }
        if !folded.insert(plain.to_lowercase()) {
            wrong(
                "name_repeated",
                say!(
                    "两个文件的名称只有大小写不同：“{name}”",
                    "two files differ in letter case alone: {name:?}"
                ),
            );
        }
        if entry.is_symlink() {
            wrong("member_is_link", say!("“{name}”是链接，不是文件", "{name:?} is a link, not a file"));
        }
        if entry.encrypted() {
            wrong(
                "member_encrypted",
                say!("“{name}”加了密，无法核对", "{name:?} is encrypted and cannot be checked"),
            );
        }
        let (size, packed) = (entry.size(), entry.compressed_size());
        if size > 1 << 20 && size / packed.max(1) > limits.ratio {
            let ratio = limits.ratio;
            wrong(
                "ratio_too_high",
                say!(
                    "“{name}”解压后是原来的 {ratio} 倍以上，不合常理",
                    "{name:?} unpacks to more than {ratio} times its size"
                ),
            );
        }
        total = total.saturating_add(size);
        if !entry.is_dir() {
            drop(entry);
            names.push(name);
        }
    }
    if total > limits.bytes {
        let (most, total) = (limits.bytes >> 20, total >> 20);
        return Err(refuse(
            "package_too_large",
            say!(
                "移交包解压后有 {total} MB，最多 {most} MB",
                "the package unpacks to {total} MB; at most {most} MB are taken"
            ),
        )
        .into());
    }
    Ok(names)
}

fn read_manifest<R: Read + Seek>(zip: &mut ZipArchive<R>, limits: &PackageLimits) -> Step<String> {
    let entry = zip.by_name(MANIFEST).map_err(|_| {
        refuse("manifest_missing", say!("移交包里没有清单 {MANIFEST}", "the package has no {MANIFEST}"))
    })?;
    let mut text = String::new();
    let result = entry.take(limits.manifest + 1).read_to_string(&mut text);
    result.map_err(|error| {
        refuse(
            "manifest_unreadable",
            say!("清单 {MANIFEST} 读不出（{error}）", "{MANIFEST} cannot be read ({error})"),
        )
    })?;
    if text.len() as u64 > limits.manifest {
        return Err(
            refuse("manifest_too_large", say!("清单 {MANIFEST} 过大", "{MANIFEST} is too large")).into()
        );
    }
    Ok(text)
}

/// Lines of `<64 hex digits>  <name>`; anything else is a problem with its line number.
fn parse_manifest(text: &str, checked: &mut CheckedPackage) -> BTreeMap<String, Digest> {
    let mut listed = BTreeMap::new();
    for (at, line) in text.split_terminator('\n').enumerate() {
        let parts = line.split_once("  ").and_then(|(hex, name)| {
            let is_plain = !hex.bytes().any(|b| b.is_ascii_uppercase()) && why_unsafe(name).is_none();
            Some((Digest::from_hex(hex)?, name)).filter(|_| is_plain)
        });
        let number = at as u32 + 1;
        match parts {
            None => checked.problems.push(
                refuse(
                    "manifest_line",
                    say!("清单第 {number} 行不合格式", "line {number} of the manifest is malformed"),
                )
                .at_row(number),
            ),
            Some((digest, name)) => {
                checked.members.push((name.to_owned(), digest));
                if listed.insert(name.to_owned(), digest).is_some() {
                    let message = say!(
                        "清单第 {number} 行的“{name}”重复",
                        "line {number} of the manifest repeats {name:?}"
                    );
                    checked.problems.push(about_member("manifest_line", name, message).at_row(number));
                }
            }
        }
    }
    listed
}

fn compare<R: Read + Seek>(
    zip: &mut ZipArchive<R>,
    name: &str,
    expected: Digest,
    limits: &PackageLimits,
    checked: &mut CheckedPackage,
) -> Step<()> {
    let mut entry = zip.by_name(name).map_err(|error| damaged(&error))?;
    let (mut running, mut size) = (Running::default(), 0u64);
    let mut buffer = vec![0; 128 * 1024];
    let stated = entry.size();
    loop {
        match entry.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                size += read as u64;
                running.update(&buffer[..read]);
            }
            Err(error) => {
                let message = say!("“{name}”读不出（{error}）", "{name:?} cannot be read ({error})");
                checked.problems.push(about_member("member_damaged", name, message));
                return Ok(());
            }
        }
        if size > stated || size > limits.bytes {
            return Err(about_member(
                "member_too_large",
                name,
                say!("“{name}”比目录上写的大", "{name:?} is larger than the directory says"),
            )
            .into());
        }
    }
    if running.digest() != expected {
        let message = say!(
            "“{name}”的内容与清单上的摘要不符",
            "the contents of {name:?} do not match the manifest's digest"
        );
        checked.problems.push(about_member("digest_differs", name, message));
    }
    Ok(())
}

problems! {
    refuse package_unreadable(error):
        "移交包打不开（{error}）" / "the package cannot be opened ({error})"
        => "请检查文件位置和权限" / "check where the file is and whether it may be read";
}
