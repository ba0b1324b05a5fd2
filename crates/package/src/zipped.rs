//! A package as it travels: a zip, never unpacked to disk; limits first.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use zip::ZipArchive;

use super::complaint::{Step, about_member, damaged, member_damaged, refuse, too_many};
use super::limits::PackageLimits;
use super::name::why_unsafe;
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::{problems, say};

/// A zip whose directory holds together.
pub(super) type Zip = ZipArchive<BufReader<File>>;

/// Opens the zip and answers the names of its files; what is wrong with them is added to `problems`.
pub(super) fn open(
    path: &Path,
    limits: &PackageLimits,
    problems: &mut Vec<Problem>,
) -> Step<(Zip, Vec<String>)> {
    let file = File::open(path).map_err(|error| package_unreadable(&error))?;
    let mut reader = BufReader::new(file);
    let counted = counted_in_directory(&mut reader, limits)?;
    let mut zip = ZipArchive::new(reader).map_err(|error| damaged(&error))?;
    check_directory(&mut zip, counted, limits)?;
    let names = check_entries(&mut zip, limits, problems)?;
    Ok((zip, names))
}

/// Reads one file of it through `take`. A file that breaks off is a problem of its own and ends nothing else.
pub(super) fn read(
    zip: &mut Zip,
    name: &str,
    limits: &PackageLimits,
    take: &mut dyn FnMut(&[u8]),
) -> Step<Option<Problem>> {
    let mut entry = zip.by_name(name).map_err(|error| damaged(&error))?;
    let (mut size, mut buffer) = (0u64, vec![0; 128 * 1024]);
    let stated = entry.size();
    loop {
        match entry.read(&mut buffer) {
            Ok(0) => return Ok(None),
            Ok(read) => {
                size += read as u64;
                take(&buffer[..read]);
            }
            Err(error) => return Ok(Some(member_damaged(name, &error))),
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
    too_many(usize::from(count), limits.files)?;
    Ok(Some(usize::from(count)))
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
                "移交材料包里有同名文件，或文件数与目录不符",
                "two files share a name, or the directory's count is wrong"
            ),
        )
        .into());
    }
    too_many(zip.len(), limits.files)?;
    if zip.offset() != 0 {
        return Err(refuse(
            "package_has_extra_bytes",
            say!("移交材料包前面附有别的内容", "something stands before the package's first file"),
        )
        .into());
    }
    if zip.has_overlapping_entries().map_err(|error| damaged(&error))? {
        return Err(refuse(
            "entries_overlap",
            say!(
                "移交材料包里的文件互相重叠（压缩炸弹的做法）",
                "files in the package overlap, as zip bombs do"
            ),
        )
        .into());
    }
    zip.validate_header_consistency().map_err(|error| {
        refuse(
            "headers_disagree",
            say!(
                "移交材料包的目录与文件头不一致（{error}）",
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
    problems: &mut Vec<Problem>,
) -> Step<Vec<String>> {
    let mut names = Vec::with_capacity(zip.len());
    let mut folded = HashSet::new();
    let mut total = 0u64;
    for at in 0..zip.len() {
        let entry = zip.by_index_raw(at).map_err(|error| damaged(&error))?;
        let Ok(name) = std::str::from_utf8(entry.name_raw()).map(str::to_owned) else {
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            let message = say!("文件名“{name}”不是 UTF-8", "the name {name:?} is not UTF-8");
            problems.push(about_member("name_not_utf8", &name, message));
            continue;
        };
        let mut wrong = |kind: &str, message| problems.push(about_member(kind, &name, message));
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
                "移交材料包解压后有 {total} MB，最多 {most} MB",
                "the package unpacks to {total} MB; at most {most} MB are taken"
            ),
        )
        .into());
    }
    Ok(names)
}

problems! {
    pub refuse package_unreadable(error):
        "移交材料包打不开（{error}）" / "the package cannot be opened ({error})"
        => "请检查文件位置和权限" / "check where the file is and whether it may be read";
}
