//! Writing a package.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::name::{
    BAG, BAG_INFO, MANIFEST, MANIFEST_SM3, PAYLOAD, README, TAG_MANIFEST, TAG_MANIFEST_SM3, in_manifest,
    why_unsafe,
};
use crate::domain::general::digest::{Digest, RunningPair, Sm3};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::general::wording::Wording;
use crate::{problems, say};

/// Where a member's bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberSource {
    Bytes(Vec<u8>),
    File(PathBuf),
}

/// One file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Relative, with `/` between folders.
    pub name: String,
    pub source: MemberSource,
}

impl Member {
    pub fn of_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Member { name: name.into(), source: MemberSource::Bytes(bytes) }
    }

    pub fn of_file(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Member { name: name.into(), source: MemberSource::File(path.into()) }
    }
}

/// What a bag is called and says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BagLabel {
    /// The one folder the zip unpacks to.
    pub folder: String,
    /// What stands in 说明文件.txt, before how to check the package with common tools.
    pub about: String,
    /// Labels and texts of `bag-info.txt`; those without text are left out.
    pub info: Vec<(&'static str, String)>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenPackage {
    /// Members: what is handed over, without the bag's own files.
    pub files: u64,
    /// Their bytes before compression.
    pub bytes: u64,
    /// Digest of the tag manifest: it stands for the whole package.
    pub manifest: Digest,
}

/// Writes a package: one bag with the members under `data/` in the order given, then 说明文件.txt, `bag-info.txt` and
/// the manifests. It appears whole under `path` or not at all.
///
/// # Errors
/// `Refused` with every unsafe or repeated name; `Unreadable` when a file to be packed cannot be
/// read; `Busy` when the disk will not take the package.
pub fn write(path: &Path, label: &BagLabel, members: Vec<Member>) -> Result<WrittenPackage> {
    check_names(&label.folder, &members)?;
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".guidang-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666)); // the umask still applies
    }
    let mut file = builder.tempfile_in(directory).map_err(|error| cannot_write(&error))?;
    let written = pack(BufWriter::new(file.as_file_mut()), label, members)?;
    let place = || -> io::Result<()> {
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        #[cfg(unix)]
        File::open(directory)?.sync_all()?;
        Ok(())
    };
    place().map_err(|error| cannot_write(&error))?;
    Ok(written)
}

fn check_names(folder: &str, members: &[Member]) -> Result<()> {
    let mut problems = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    let unsafe_name = |name: &str| {
        let why = why_unsafe(name)?;
        let (zh, en) = (&why.zh, &why.en);
        let message = Wording::new(
            format!("“{name}”不能放进移交材料包：{zh}"),
            format!("{name:?} cannot stand in a package: {en}"),
        );
        Some(Problem::refuse("name_unsafe", message, say!("请改文件名", "rename the file")))
    };
    problems.extend(unsafe_name(folder));
    for Member { name, .. } in members {
        problems.extend(unsafe_name(name));
        if !taken.insert(name.to_lowercase()) {
            problems.push(name_repeated(&name));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Refused(problems)) }
}

/// The zip being filled, all of it in the bag's folder.
struct Packing<'a, W: Write + io::Seek> {
    zip: ZipWriter<W>,
    folder: &'a str,
}

/// The manifests of some files, in both algorithms.
#[derive(Default)]
struct Manifests {
    sha256: String,
    sm3: String,
}

impl Manifests {
    fn note(&mut self, name: &str, (sha256, sm3): (Digest, Sm3)) {
        let name = in_manifest(name);
        self.sha256.push_str(&format!("{sha256}  {name}\n"));
        self.sm3.push_str(&format!("{sm3}  {name}\n"));
    }
}

impl<W: Write + io::Seek> Packing<'_, W> {
    /// Puts a file in; answers its digests and its bytes.
    fn put(&mut self, name: &str, source: MemberSource) -> Result<((Digest, Sm3), u64)> {
        let place = format!("{}/{name}", self.folder);
        self.zip.start_file(&place, options(name)).map_err(broken)?;
        match source {
            MemberSource::Bytes(content) => copy(&mut content.as_slice(), &mut self.zip, name),
            MemberSource::File(path) => {
                let mut file = File::open(&path)
                    .map_err(|error| Error::Unreadable(vec![member_unreadable(&name, &error)]))?;
                copy(&mut file, &mut self.zip, name)
            }
        }
    }

    fn put_text(&mut self, name: &str, text: &str, listed: Option<&mut Manifests>) -> Result<()> {
        let (digests, _) = self.put(name, MemberSource::Bytes(text.as_bytes().to_vec()))?;
        if let Some(listed) = listed {
            listed.note(name, digests);
        }
        Ok(())
    }
}

fn pack<W: Write + io::Seek>(out: W, label: &BagLabel, members: Vec<Member>) -> Result<WrittenPackage> {
    let mut packing = Packing { zip: ZipWriter::new(out).set_auto_large_file(), folder: &label.folder };
    let (mut payload, mut tags) = (Manifests::default(), Manifests::default());
    let (mut files, mut bytes) = (0, 0);
    packing.put_text(BAG, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", Some(&mut tags))?;
    for Member { name, source } in members {
        let name = format!("{PAYLOAD}{name}");
        let (digests, size) = packing.put(&name, source)?;
        payload.note(&name, digests);
        files += 1;
        bytes += size;
    }
    packing.put_text(README, &readme(&label.about), Some(&mut tags))?;
    packing.put_text(BAG_INFO, &bag_info(&label.info, (files, bytes)), Some(&mut tags))?;
    packing.put_text(MANIFEST, &payload.sha256, Some(&mut tags))?;
    packing.put_text(MANIFEST_SM3, &payload.sm3, Some(&mut tags))?;
    packing.put_text(TAG_MANIFEST, &tags.sha256, None)?;
    packing.put_text(TAG_MANIFEST_SM3, &tags.sm3, None)?;
    let mut out = packing.zip.finish().map_err(broken)?;
    out.flush().map_err(|error| cannot_write(&error))?;
    Ok(WrittenPackage { files, bytes, manifest: Digest::compute(tags.sha256.as_bytes()) })
}

/// `bag-info.txt` (RFC 8493, 2.2.2): one label a line, with the payload's sum.
fn bag_info(info: &[(&'static str, String)], (files, bytes): (u64, u64)) -> String {
    let sum = [("Payload-Oxum", format!("{bytes}.{files}"))];
    let lines = info.iter().chain(&sum).filter(|(_, text)| !text.trim().is_empty());
    let line = |(label, text): &(&str, String)| {
        format!("{label}: {}\n", text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    lines.map(line).collect()
}

/// Texts are deflated; what is compressed already (spreadsheets, scans, PDF) is stored.
fn options(name: &str) -> SimpleFileOptions {
    let is_text = name.rsplit_once('.').is_some_and(|(_, extension)| {
        ["txt", "csv", "html", "xml", "xsd", "json"].iter().any(|text| extension.eq_ignore_ascii_case(text))
    });
    let method = if is_text { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

/// Copies and digests in one pass.
fn copy(from: &mut impl Read, zip: &mut impl Write, name: &str) -> Result<((Digest, Sm3), u64)> {
    let (mut running, mut size) = (RunningPair::default(), 0);
    let mut buffer = vec![0; 128 * 1024];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok((running.digests(), size)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Error::Unreadable(vec![member_unreadable(&name, &error)])),
        };
        running.update(&buffer[..read]);
        zip.write_all(&buffer[..read]).map_err(|error| cannot_write(&error))?;
        size += read as u64;
    }
}

fn readme(about: &str) -> String {
    let about = about.trim_end();
    format!(
        "{about}\n\n\
         核对方法\n\
         一、装有归档程序的电脑：guidang package check 本移交材料包（zip 或解压后的文件夹），缺失、改动、多出的文件逐个列出。\n\
         二、没有归档程序的：解压后在本文件夹内运行\n\
         \x20   sha256sum -c {MANIFEST}\n\
         \x20   sha256sum -c {TAG_MANIFEST}\n\
         每行显示 OK（成功）即为完整、未改动。Windows 可用 certutil -hashfile 文件名 SHA256 逐个比对。\n\
         三、本文件夹是 BagIt（RFC 8493）包，任何 BagIt 工具都可以校验；{MANIFEST_SM3} 是同一批文件的国密 SM3 摘要。\n\n\
         To check: guidang package check PATH, any BagIt tool, or unpack and run  sha256sum -c {MANIFEST}  and\n\
         sha256sum -c {TAG_MANIFEST}  in this folder; every line must say OK.\n"
    )
}

fn broken(error: zip::result::ZipError) -> Error {
    match error {
        zip::result::ZipError::Io(error) => cannot_write(&error),
        other => Error::Broken(other.into()),
    }
}

fn cannot_write(error: &io::Error) -> Error {
    Error::Busy(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => say!(
            "磁盘已满，移交材料包没有写成，原有文件未动；腾出空间后再打包",
            "the disk is full: no package was written and nothing was changed; make room and pack again"
        ),
        io::ErrorKind::NotFound => say!(
            "要写入的文件夹不存在；请先建立文件夹再打包",
            "the folder to write to does not exist; create it and pack again"
        ),
        _ => say!(
            "移交材料包写不出（{error}）；请检查文件夹是否可写、磁盘是否有空间，再打包",
            "the package cannot be written ({error}); check that the folder is writable and the disk has room, then pack again"
        ),
    })
}

problems! {
    refuse name_repeated(name):
        "移交材料包里有两个“{name}”（不分大小写）" / "the package would hold \"{name}\" twice (letter case aside)"
        => "请改其中一个文件名" / "rename one of them";
    refuse member_unreadable(name, error):
        "要打包的“{name}”读不出（{error}），移交材料包没有写成"
            / "\"{name}\" cannot be read ({error}); no package was written"
        => "请检查该文件后重新打包" / "check that file, then pack again";
}
