//! Checking a package, zipped or unpacked: limits first, nothing written, every digest compared.

use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::complaint::{Step, about_member, refuse};
use super::limits::PackageLimits;
use super::manifest::{Expected, Listed, MOST_NAMED};
use super::name::{
    BAG, BAG_INFO, MANIFEST, MANIFEST_SM3, METADATA_NAMESPACE, METADATA_VERSION, PAYLOAD, TAG_MANIFEST,
    TAG_MANIFEST_SM3, VOLUMES_XML, why_unsafe,
};
use super::{unpacked, zipped};
use crate::domain::general::digest::{Digest, RunningPair, Sm3};
use crate::domain::general::problem::Problem;
use crate::{problems, say};

/// Bytes of a document its root begins in.
const HEAD: usize = 1024;

/// What was found in a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedPackage {
    /// Name and digest of every file handed over, in the manifest's order.
    pub members: Vec<(String, Digest)>,
    /// Digest that stands for the whole package, to compare with the one written on the receipt: of the tag manifest,
    /// in a package of earlier versions of its one manifest.
    pub manifest: Option<Digest>,
    /// What the package says of itself (`bag-info.txt`): label and text.
    pub info: Vec<(String, String)>,
    /// Version of its metadata; `None`: it has none that Guidang wrote.
    pub metadata: Option<u32>,
    /// Files handed over that are there, and their bytes.
    pub files: u64,
    pub bytes: u64,
    /// Empty, or notices alone: the package is whole and unchanged.
    pub problems: Vec<Problem>,
}

/// Checks the package at `path`, a zip or a folder: a bag (RFC 8493), or a package of earlier versions. One that
/// breaks a limit or could lead a program astray is not read further: its problems say why.
pub fn check(path: &Path, limits: &PackageLimits) -> CheckedPackage {
    let mut checked = CheckedPackage::default();
    if let Err(problem) = read(path, limits, &mut checked) {
        checked.problems.push(*problem);
    }
    checked
}

/// Copies one file out of a package that was checked, into a file without a name in `folder`, and compares it with
/// what was found then: a package changed meanwhile is refused. `None`: the package has no such file.
///
/// # Errors
/// What keeps it from being read, or that it is another file now.
pub fn take_out(
    (path, checked): (&Path, &CheckedPackage),
    name: &str,
    limits: &PackageLimits,
    folder: &Path,
) -> Step<Option<File>> {
    let Some((_, expected)) = checked.members.iter().find(|(known, _)| known == name) else {
        return Ok(None);
    };
    let kept = |error: std::io::Error| Box::new(copy_unwritable(&folder.display(), &error));
    let mut opened = open(path, limits, &mut Vec::new())?;
    let mut copy = BufWriter::new(tempfile::tempfile_in(folder).map_err(kept)?);
    let (mut running, mut written) = (RunningPair::default(), Ok(()));
    let broken = opened.read(name, &mut |piece| {
        running.update(piece);
        if written.is_ok() {
            written = copy.write_all(piece);
        }
    })?;
    if let Some(problem) = broken {
        return Err(Box::new(problem));
    }
    written.map_err(kept)?;
    let mut file = copy.into_inner().map_err(|error| kept(error.into_error()))?;
    file.seek(SeekFrom::Start(0)).map_err(kept)?;
    if running.digests().0 != *expected {
        return Err(Box::new(package_changed(&name).in_column(name)));
    }
    Ok(Some(file))
}

/// Where the bytes are.
enum Place {
    Zip(Box<zipped::Zip>),
    Folder(PathBuf),
}

/// An opened package.
struct Opened<'a> {
    place: Place,
    /// The bag's own folder inside, with `/`; empty when the package is that folder.
    base: String,
    /// Without the base.
    names: Vec<String>,
    limits: &'a PackageLimits,
}

impl Opened<'_> {
    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// Reads one file through `take`; a file that breaks off is answered.
    fn read(&mut self, name: &str, take: &mut dyn FnMut(&[u8])) -> Step<Option<Problem>> {
        let whole = format!("{}{name}", self.base);
        match &mut self.place {
            Place::Zip(zip) => zipped::read(zip, &whole, self.limits, take),
            Place::Folder(folder) => Ok(unpacked::read(folder, &whole, take)),
        }
    }

    /// A manifest or another small text.
    fn text(&mut self, name: &str) -> Step<String> {
        let most = self.limits.manifest as usize;
        let (mut bytes, mut size) = (Vec::new(), 0);
        let broken = self.read(name, &mut |piece| {
            size += piece.len();
            if size <= most {
                bytes.extend_from_slice(piece);
            }
        })?;
        if size > most {
            return Err(refuse("manifest_too_large", say!("清单 {name} 过大", "{name} is too large")).into());
        }
        let unreadable =
            || refuse("manifest_unreadable", say!("清单 {name} 读不出", "{name} cannot be read"));
        if broken.is_some() {
            return Err(unreadable().into());
        }
        String::from_utf8(bytes).map_err(|_| unreadable().into())
    }
}

fn open<'a>(path: &Path, limits: &'a PackageLimits, problems: &mut Vec<Problem>) -> Step<Opened<'a>> {
    let (place, names) = if path.is_dir() {
        (Place::Folder(path.to_owned()), unpacked::names(path, limits, problems)?)
    } else {
        let (zip, names) = zipped::open(path, limits, problems)?;
        (Place::Zip(Box::new(zip)), names)
    };
    let base = base_of(&names);
    let names = names.into_iter().map(|name| name.strip_prefix(&base).unwrap_or(&name).to_owned());
    Ok(Opened { place, names: names.collect(), base, limits })
}

fn read(path: &Path, limits: &PackageLimits, checked: &mut CheckedPackage) -> Step<()> {
    let mut opened = open(path, limits, &mut checked.problems)?;
    if !checked.problems.is_empty() {
        return Ok(()); // a dangerous name: nothing more is read
    }
    let is_bag = opened.has(BAG) || opened.has(TAG_MANIFEST) || opened.has(TAG_MANIFEST_SM3);
    if is_bag { bag(&mut opened, checked) } else { of_before(&mut opened, checked) }
}

/// The one folder everything lies in, unless the bag's own files lie outside it.
fn base_of(names: &[String]) -> String {
    let own = [BAG, MANIFEST, MANIFEST_SM3, TAG_MANIFEST, TAG_MANIFEST_SM3];
    let first = names.iter().find_map(|name| {
        let (folder, rest) = name.split_once('/')?;
        own.contains(&rest).then(|| format!("{folder}/"))
    });
    match first {
        Some(base) if !names.iter().any(|name| own.contains(&name.as_str())) => base,
        _ => String::new(),
    }
}

/// A zip of earlier versions: everything stands in one manifest.
fn of_before(opened: &mut Opened<'_>, checked: &mut CheckedPackage) -> Step<()> {
    if !opened.has(MANIFEST) {
        return Err(no_manifest());
    }
    let text = opened.text(MANIFEST)?;
    checked.manifest = Some(Digest::compute(text.as_bytes()));
    let mut listed = Listed::default();
    listed.sha256(MANIFEST, &text, &mut checked.problems);
    compare_all(opened, &listed, &|name| name != MANIFEST, checked)?;
    checked.members = listed.in_order;
    Ok(())
}

fn no_manifest() -> Box<Problem> {
    refuse(
        "manifest_missing",
        say!(
            "没有清单 {MANIFEST}，不是移交材料包，或清单被删去",
            "there is no {MANIFEST}: no transfer package, or its manifest was removed"
        ),
    )
    .into()
}

fn bag(opened: &mut Opened<'_>, checked: &mut CheckedPackage) -> Step<()> {
    let (payload, mut tags) = (manifests(opened, (MANIFEST, MANIFEST_SM3), checked)?, Listed::default());
    if payload.is_empty() {
        return Err(no_manifest());
    }
    if opened.has(TAG_MANIFEST) || opened.has(TAG_MANIFEST_SM3) {
        tags = manifests(opened, (TAG_MANIFEST, TAG_MANIFEST_SM3), checked)?;
    } else {
        let message = say!(
            "没有清单 {TAG_MANIFEST}，说明文件和清单是否改动无从核对",
            "there is no {TAG_MANIFEST}: nothing proves the description and the manifests"
        );
        checked.problems.push(refuse("manifest_missing", message));
    }
    if opened.has(BAG) {
        let text = opened.text(BAG)?;
        if !text.trim_start_matches('\u{FEFF}').starts_with("BagIt-Version: ") {
            let message = say!("{BAG} 不合格式", "{BAG} is malformed");
            checked.problems.push(about_member("bag_declaration", BAG, message));
        }
    } else if !tags.files.contains_key(BAG) {
        let message = say!("包里没有 {BAG}", "there is no {BAG}");
        checked.problems.push(about_member("member_missing", BAG, message));
    }
    if let Some(sha256) = opened.has(TAG_MANIFEST).then(|| opened.text(TAG_MANIFEST)).transpose()? {
        checked.manifest = Some(Digest::compute(sha256.as_bytes()));
    }
    checked.problems.extend(payload.one_sided());
    checked.problems.extend(tags.one_sided());
    let said = checked.problems.len();
    compare_all(opened, &payload, &|name| name.starts_with(PAYLOAD), checked)?;
    let (files, bytes, is_as_listed) = (checked.files, checked.bytes, checked.problems.len() == said);
    if !tags.is_empty() {
        let is_theirs =
            |name: &str| !name.starts_with(PAYLOAD) && ![TAG_MANIFEST, TAG_MANIFEST_SM3].contains(&name);
        compare_all(opened, &tags, &is_theirs, checked)?;
    }
    (checked.files, checked.bytes) = (files, bytes);
    if opened.has(BAG_INFO) {
        checked.info = info(&opened.text(BAG_INFO)?);
        if is_as_listed {
            compare_sum(checked);
        }
    }
    checked.members = payload.in_order;
    if opened.has(VOLUMES_XML) {
        checked.metadata = metadata_version(opened)?;
        let before = checked.metadata.filter(|version| *version < METADATA_VERSION);
        checked.problems.extend(before.map(|version| metadata_incomplete(&version).in_column(VOLUMES_XML)));
    }
    Ok(())
}

/// The version that the namespace of the catalog's root states.
fn metadata_version(opened: &mut Opened<'_>) -> Step<Option<u32>> {
    let mut head = Vec::new();
    opened.read(VOLUMES_XML, &mut |piece| {
        let room = HEAD - head.len();
        head.extend_from_slice(&piece[..piece.len().min(room)]);
    })?;
    let head = String::from_utf8_lossy(&head);
    let stated = head.split_once(METADATA_NAMESPACE).and_then(|(_, rest)| rest.split_once('"'));
    Ok(stated.and_then(|(version, _)| version.parse().ok()))
}

fn manifests(
    opened: &mut Opened<'_>,
    (sha256, sm3): (&str, &str),
    checked: &mut CheckedPackage,
) -> Step<Listed> {
    let mut listed = Listed::default();
    if opened.has(sha256) {
        listed.sha256(sha256, &opened.text(sha256)?, &mut checked.problems);
    }
    if opened.has(sm3) {
        listed.sm3(sm3, &opened.text(sm3)?, &mut checked.problems);
    }
    Ok(listed)
}

/// `Label: text` a line; a line that begins with a blank goes on with the one before.
fn info(text: &str) -> Vec<(String, String)> {
    let mut info: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), info.last_mut()) {
            (Some(more), Some((_, value))) => {
                value.push(' ');
                value.push_str(more.trim());
            }
            _ => info.extend(
                line.split_once(':').map(|(label, value)| (label.trim().to_owned(), value.trim().to_owned())),
            ),
        }
    }
    info
}

/// `Payload-Oxum`: bytes and files the sender counted.
fn compare_sum(checked: &mut CheckedPackage) {
    let stated = checked.info.iter().find(|(label, _)| label.eq_ignore_ascii_case("Payload-Oxum"));
    let Some((_, stated)) = stated else { return };
    let found = format!("{}.{}", checked.bytes, checked.files);
    if *stated != found {
        let message = say!(
            "{BAG_INFO} 写的总量（字节数.文件数）是 {stated}，实有 {found}",
            "{BAG_INFO} states {stated} (bytes.files); there are {found}"
        );
        checked.problems.push(about_member("sum_differs", BAG_INFO, message));
    }
}

/// Every file these manifests are to name is there and unchanged, and no other is.
fn compare_all(
    opened: &mut Opened<'_>,
    listed: &Listed,
    is_theirs: &dyn Fn(&str) -> bool,
    checked: &mut CheckedPackage,
) -> Step<()> {
    let mut missing = listed.files.clone();
    let names: Vec<String> = opened.names.iter().filter(|name| is_theirs(name)).cloned().collect();
    for name in names {
        let Some(expected) = missing.remove(&name) else {
            if checked.problems.len() >= MOST_NAMED {
                continue;
            }
            checked.problems.push(match is_left_by_system(&name) {
                true => member_of_system(&name).in_column(&name),
                false => {
                    let message = say!(
                        "“{name}”不在清单上，是多出来的",
                        "{name:?} is not in the manifest: it was added"
                    );
                    about_member("member_unlisted", &name, message)
                }
            });
            continue;
        };
        compare(opened, &name, expected, checked)?;
    }
    for name in missing.keys().take(MOST_NAMED) {
        let message = say!(
            "清单上的“{name}”不在包里，缺失",
            "{name:?} is in the manifest and not in the package: it is missing"
        );
        checked.problems.push(about_member("member_missing", name, message));
    }
    Ok(())
}

/// What file managers leave in folders they have shown.
fn is_left_by_system(name: &str) -> bool {
    let own = name.rsplit('/').next().unwrap_or(name);
    ["thumbs.db", "desktop.ini", ".ds_store"].contains(&own.to_lowercase().as_str())
}

fn compare(
    opened: &mut Opened<'_>,
    name: &str,
    expected: Expected,
    checked: &mut CheckedPackage,
) -> Step<()> {
    if why_unsafe(name).is_some() {
        return Ok(());
    }
    let (mut running, mut size) = (RunningPair::default(), 0);
    let broken = opened.read(name, &mut |piece| {
        running.update(piece);
        size += piece.len() as u64;
    })?;
    if let Some(problem) = broken {
        checked.problems.push(problem);
        return Ok(());
    }
    (checked.files, checked.bytes) = (checked.files + 1, checked.bytes + size);
    let (sha256, sm3): (Digest, Sm3) = running.digests();
    let differs = expected.sha256.is_some_and(|expected| expected != sha256)
        || expected.sm3.is_some_and(|expected| expected != sm3);
    if differs {
        let message = say!(
            "“{name}”的内容与清单上的摘要不符，改动过",
            "the contents of {name:?} do not match the manifest's digest: it was changed"
        );
        checked.problems.push(about_member("digest_differs", name, message));
    }
    Ok(())
}

problems! {
    refuse copy_unwritable as package_unreadable(folder, error):
        "{folder} 里放不下移交材料包的元数据（{error}）" / "the package's metadata cannot be copied into {folder} ({error})"
        => "请检查磁盘空间和权限" / "check the disk's room and whether it may be written";
    refuse package_changed(name):
        "核对之后“{name}”又变了" / "\"{name}\" was changed after it was checked"
        => "等文件传完、不再变动后，再接收一次" / "take it again when nothing writes to it any more";
    notice metadata_incomplete(version):
        "元数据是第 {version} 版的格式，缺事实、其他项目、方案文本等，不能据以接收成记录"
            / "the metadata are of version {version}: facts, further columns, texts of schemes are not in them, records cannot be made from them"
        => "核对点交不受影响；要用 guidang import package 接收，请移交方用新版程序重新制作"
            / "nothing keeps it from being compared and signed for; to take it with guidang import package, ask the sender for one made by a newer program";
    notice member_of_system(name):
        "“{name}”不在清单上，是电脑显示文件夹时自己留下的"
            / "\"{name}\" is not in the manifest: a file manager left it there"
        => "不影响核对，可以删去" / "it changes nothing and may be deleted";
}
