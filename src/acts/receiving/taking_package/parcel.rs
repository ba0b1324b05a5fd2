//! A package opened for taking: checked as a whole first, then its metadata copied out, each compared with its digest.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::reading::Documents;
use crate::domain::general::digest::Running;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::schemes::scheme::{self, SchemeFile};
use crate::package::{
    CheckedPackage, EDITIONS, ITEMS_XML, METADATA_VERSION, PackageLimits, VOLUMES_XML, check, take_out,
};
use crate::problems;

/// Bytes of a scheme's text.
const LARGEST_EDITION: u64 = 8 << 20;

/// A text of a scheme or an accounting table that came along.
#[derive(Clone, Debug)]
pub struct EditionAlong {
    pub id: String,
    pub name: String,
    pub body: String,
    pub is_table: bool,
}

/// What is taken from.
pub struct Parcel {
    /// Digest of the tag manifest: it stands for the whole.
    pub manifest: String,
    /// SHA-256 of the zip; of an unpacked package, that of the manifest.
    pub file: String,
    pub documents: Documents,
    pub editions: Vec<EditionAlong>,
    /// What is worth knowing of a package that is whole.
    pub notices: Vec<Problem>,
}

/// Checks the package and copies out what records are made from; the rest stays where it is.
///
/// # Errors
/// `Unreadable` with every finding for what is no package, damaged or changed; `Refused` for a whole one that does not
/// hold what records are made from.
pub async fn open(path: &Path, folder: &Path) -> Result<Parcel> {
    let (path, folder): (PathBuf, PathBuf) = (path.to_owned(), folder.to_owned());
    let opened = tokio::task::spawn_blocking(move || open_here(&path, &folder));
    opened.await.map_err(|error| anyhow::anyhow!("opening the package stopped: {error}"))?
}

fn open_here(path: &Path, folder: &Path) -> Result<Parcel> {
    let limits = PackageLimits::default();
    let checked = check(path, &limits);
    if checked.problems.iter().any(Problem::is_blocking) {
        return Err(Error::Unreadable(checked.problems));
    }
    match checked.metadata {
        Some(version) if version >= METADATA_VERSION => {}
        Some(version) => return Err(Error::from(metadata_before(&version))),
        None => return Err(Error::from(package_incomplete())),
    }
    let copied = |name: &str| -> Result<File> {
        let file =
            take_out((path, &checked), name, &limits, folder).map_err(|problem| Error::from(*problem))?;
        file.ok_or_else(|| Error::from(package_incomplete()))
    };
    let documents = Documents { volumes: copied(VOLUMES_XML)?, items: copied(ITEMS_XML)? };
    let mut editions = Vec::new();
    for (name, _) in checked.members.iter().filter(|(name, _)| name.starts_with(EDITIONS)) {
        editions.push(edition(name, copied(name)?)?);
    }
    let Some(manifest) = checked.manifest.map(|digest| digest.hex()) else {
        return Err(Error::from(manifest_missing()));
    };
    let file = if path.is_dir() { manifest.clone() } else { digest_of(path)? };
    let CheckedPackage { problems: notices, .. } = checked;
    Ok(Parcel { manifest, file, documents, editions, notices })
}

fn digest_of(path: &Path) -> Result<String> {
    let (mut file, mut digest, mut buffer) = (File::open(path)?, Running::default(), vec![0; 128 * 1024]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(digest.digest().hex()),
            read => digest.update(&buffer[..read]),
        }
    }
}

fn edition(name: &str, file: File) -> Result<EditionAlong> {
    let mut body = String::new();
    let read = file.take(LARGEST_EDITION + 1).read_to_string(&mut body);
    if read.is_err() || body.len() as u64 > LARGEST_EDITION {
        return Err(Error::from(edition_not_read(&name)));
    }
    let about = match scheme::parse(&body) {
        Ok(SchemeFile::Scheme(scheme)) => (scheme.id, scheme.name, false),
        Ok(SchemeFile::Accounting(table)) => (table.id, table.name, true),
        Err(mut found) => {
            found.insert(0, edition_not_read(&name));
            return Err(Error::Refused(found));
        }
    };
    let (id, name, is_table) = about;
    Ok(EditionAlong { id, name, body, is_table })
}

problems! {
    refuse metadata_before as package_incomplete(version):
        "包内元数据是第 {version} 版的格式，缺少事实、其他项目、方案文本等，据此建不出相同的记录。"
            / "The package's metadata are of version {version}: facts, further columns and texts of schemes are missing, equal records cannot be made from them."
        => "请移交方用新版程序重新制作移交材料包。" / "Ask the sender for a package made by a newer program.";
    refuse package_incomplete():
        "包里没有 元数据/案卷目录.xml 和 元数据/文件元数据.xml，不是 归档 制作的移交材料包。"
            / "The package has no metadata/案卷目录.xml and 文件元数据.xml: Guidang did not make it."
        => "点交后，按包内的案卷目录、卷内目录导入（guidang import items）。"
            / "Once it is signed for, import its lists as sheets (guidang import items).";
    refuse manifest_missing():
        "包里没有 tagmanifest-sha256.txt，没有代表整包的摘要可以登记。" / "The package has no tagmanifest-sha256.txt: no digest stands for the whole."
        => "请移交方重新制作移交材料包。" / "Ask the sender to make the package anew.";
    refuse edition_not_read(name):
        "包里的方案文本 {name} 读不懂。" / "The text of a scheme in the package, {name}, cannot be read."
        => "请移交方重新制作移交材料包；方案由更新的程序写成的，先升级程序。"
            / "Ask the sender to make the package anew; upgrade this program first where a newer one wrote the scheme.";
}
