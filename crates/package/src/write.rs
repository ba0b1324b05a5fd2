//! Writing a package.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::name::{MANIFEST, README, why_unsafe};
use crate::domain::general::digest::{Digest, Running};
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

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenPackage {
    /// Members and 说明.txt; the manifest itself is not counted.
    pub files: u64,
    /// Their bytes before compression.
    pub bytes: u64,
    /// Digest of the manifest: it stands for the whole package.
    pub manifest: Digest,
}

/// Writes a package: members in the order given, then 说明.txt (`about`, and how to check the package
/// with common tools), then the manifest. It appears whole under `path` or not at all.
///
/// # Errors
/// `Refused` with every unsafe or repeated name; `Unreadable` when a file to be packed cannot be
/// read; `Busy` when the disk will not take the package.
pub fn write(path: &Path, about: &str, members: Vec<Member>) -> Result<WrittenPackage> {
    check_names(&members)?;
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
    let written = pack(BufWriter::new(file.as_file_mut()), about, members)?;
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

fn check_names(members: &[Member]) -> Result<()> {
    let mut problems = Vec::new();
    let mut taken: HashSet<String> = [MANIFEST, README].map(str::to_lowercase).into();
    for Member { name, .. } in members {
        if let Some(why) = why_unsafe(name) {
            let (zh, en) = (&why.zh, &why.en);
            let message = Wording::new(
                format!("“{name}”不能放进移交包：{zh}"),
                format!("{name:?} cannot stand in a package: {en}"),
            );
            problems.push(Problem::refuse("name_unsafe", message, say!("请改文件名", "rename the file")));
        }
        if !taken.insert(name.to_lowercase()) {
            problems.push(name_repeated(&name));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Refused(problems)) }
}

fn pack<W: Write + io::Seek>(out: W, about: &str, members: Vec<Member>) -> Result<WrittenPackage> {
    let mut zip = ZipWriter::new(out).set_auto_large_file();
    let mut manifest = String::new();
    let (mut files, mut bytes) = (0, 0);
    let readme = Member::of_bytes(README, readme(about).into_bytes());
    for Member { name, source } in members.into_iter().chain([readme]) {
        zip.start_file(&name, options(&name)).map_err(broken)?;
        let (digest, size) = match source {
            MemberSource::Bytes(content) => copy(&mut content.as_slice(), &mut zip, &name)?,
            MemberSource::File(path) => {
                let mut file = File::open(&path)
                    .map_err(|error| Error::Unreadable(vec![member_unreadable(&name, &error)]))?;
                copy(&mut file, &mut zip, &name)?
            }
        };
        manifest.push_str(&format!("{digest}  {name}\n"));
        files += 1;
        bytes += size;
    }
    zip.start_file(MANIFEST, options(MANIFEST)).map_err(broken)?;
    zip.write_all(manifest.as_bytes()).map_err(|error| cannot_write(&error))?;
    let mut out = zip.finish().map_err(broken)?;
    out.flush().map_err(|error| cannot_write(&error))?;
    Ok(WrittenPackage { files, bytes, manifest: Digest::compute(manifest.as_bytes()) })
}

/// Texts are deflated; what is compressed already (spreadsheets, scans, PDF) is stored.
fn options(name: &str) -> SimpleFileOptions {
    let is_text = name.rsplit_once('.').is_some_and(|(_, extension)| {
        ["txt", "csv", "html", "xml", "json"].iter().any(|text| extension.eq_ignore_ascii_case(text))
    });
    let method = if is_text { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

/// Copies and digests in one pass.
fn copy(from: &mut impl Read, zip: &mut impl Write, name: &str) -> Result<(Digest, u64)> {
    let (mut running, mut size) = (Running::default(), 0);
    let mut buffer = vec![0; 128 * 1024];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok((running.digest(), size)),
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
         核对方法：解压后在本文件夹内运行\n\
         \x20   sha256sum -c {MANIFEST}\n\
         每行显示 OK（成功）即为完整、未改动。Windows 可用 certutil -hashfile 文件名 SHA256 逐个比对。\n\n\
         To check: unpack, then run  sha256sum -c {MANIFEST}  in this folder; every line must say OK.\n"
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
            "磁盘已满，移交包没有写成，原有文件未动；腾出空间后再打包",
            "the disk is full: no package was written and nothing was changed; make room and pack again"
        ),
        io::ErrorKind::NotFound => say!(
            "要写入的文件夹不存在；请先建立文件夹再打包",
            "the folder to write to does not exist; create it and pack again"
        ),
        _ => say!(
            "移交包写不出（{error}）；请检查文件夹是否可写、磁盘是否有空间，再打包",
            "the package cannot be written ({error}); check that the folder is writable and the disk has room, then pack again"
        ),
    })
}

problems! {
    refuse name_repeated(name):
        "移交包里有两个“{name}”（不分大小写）" / "the package would hold \"{name}\" twice (letter case aside)"
        => "请改其中一个文件名" / "rename one of them";
    refuse member_unreadable(name, error):
        "要打包的“{name}”读不出（{error}），移交包没有写成"
            / "\"{name}\" cannot be read ({error}); no package was written"
        => "请检查该文件后重新打包" / "check that file, then pack again";
}
