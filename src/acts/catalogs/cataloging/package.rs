//! 移交: the register over chosen volumes with everything a receiving archive takes, as one bag.

mod metadata;
mod papers;
mod schemes_along;

use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;

use super::{CatalogRequest, Encoding, Format, OnPaper, export, extent, handed_over, head, print};
use crate::archive::{Archive, allow, unwritable};
use crate::catalog::NewFile;
use crate::domain::catalogs::finding_aid::{Head, IdNumbers, ValueStyle};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::records::naming::names;
use crate::domain::records::volume::Volume;
use crate::package::{self, BagLabel, CheckedPackage, Member, PackageLimits, member_name};
use crate::problems;
use crate::procedures::checkpoints;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, PACKED, PrintedFile, digest_of, keep_as};
use crate::procedures::documents::writing::stopped;
use crate::progress::Progress;

/// What was packed.
#[derive(Clone, Debug, Serialize)]
pub struct Packed {
    pub volumes: u64,
    pub files: u64,
    pub bytes: u64,
    /// SHA-256 of the tag manifest: it stands for the whole package.
    pub manifest: Digest,
}

/// Checks a package that was received, zipped or unpacked; no archive is needed for it.
pub fn check_package(path: &Path) -> CheckedPackage {
    package::check(path, &PackageLimits::default())
}

/// Lists over all of the volumes: the form, and the folder they lie in. An index without lines is left out.
const LISTS: [(&str, &str); 6] = [
    ("移交清册", ""),
    ("案卷目录汇总表", ""),
    ("案卷目录", ""),
    ("人名索引", "索引/"),
    ("单位索引", "索引/"),
    ("文号索引", "索引/"),
];
/// Lists of every volume, each in a folder of its own.
const OF_VOLUMES: [&str; 2] = ["卷内目录", "备考表"];

/// One transfer, as its papers and its description name it.
struct Transfer {
    head: Head,
    fonds_name: String,
    batch: String,
    receiver: String,
    reason: String,
    id_numbers: IdNumbers,
    volumes: u64,
    items: u64,
    pages: u64,
    first_year: i32,
    last_year: i32,
    classes: Vec<ClassSum>,
    /// First and last code, in shelf order.
    codes: (String, String),
    day: String,
}

/// A class with how many of its volumes are handed over.
struct ClassSum {
    name: String,
    volumes: u64,
}

impl Transfer {
    fn years(&self) -> String {
        match self.first_year == self.last_year {
            true => self.first_year.to_string(),
            false => format!("{}–{}", self.first_year, self.last_year),
        }
    }

    fn in_words(&self) -> String {
        let Transfer { volumes, items, pages, codes: (first, last), .. } = self;
        let years = self.years();
        let from = &self.fonds_name;
        let codes =
            if first == last { format!("档号 {first}") } else { format!("档号起 {first}，止 {last}") };
        let ground = match self.reason.as_str() {
            "" => String::new(),
            reason => format!("移交依据：{reason}。"),
        };
        format!("{from} {years} 年度档案 {volumes} 卷 {items} 件 {pages} 页，{codes}。{ground}")
    }

    /// What the metadata says of the whole, in the schema's order.
    fn metadata(&self) -> Vec<(&'static str, String)> {
        vec![
            ("批次号", self.batch.clone()),
            ("移交单位", self.head.from.clone()),
            ("接收单位", self.receiver.clone()),
            ("移交依据", self.reason.clone()),
            ("全宗号", self.head.fonds.clone()),
            ("全宗名称", self.fonds_name.clone()),
            ("起始年度", self.first_year.to_string()),
            ("截至年度", self.last_year.to_string()),
            ("案卷数", self.volumes.to_string()),
            ("文件数", self.items.to_string()),
            ("页数", self.pages.to_string()),
            ("制作日期", self.day.clone()),
            ("信息系统名称", SYSTEM.to_owned()),
            ("身份证号", numbers_in_words(self.id_numbers).to_owned()),
        ]
    }

    /// 说明文件: the transfer and every folder of it, in words.
    fn about(&self, files: u64, bytes: u64) -> String {
        let mut about = String::from("移交材料包说明文件\n\n");
        for (label, text) in self.metadata() {
            let text = if text.is_empty() { "（未填）" } else { &text };
            about.push_str(&format!("{label}：{text}\n"));
        }
        let (first, last) = &self.codes;
        about.push_str(&format!(
            "起始档号：{first}\n截至档号：{last}\n文件容量：{files} 个文件，{bytes} 字节\n"
        ));
        about.push_str("归档类型：纸质档案的目录、清册和元数据；档案实体另行点交，包内没有原文。\n");
        about.push_str(CONTENTS);
        about
    }

    /// Labels of `bag-info.txt`: the reserved ones of RFC 8493 (2.2.2), and the receiver's.
    fn bag_info(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Source-Organization", self.head.from.clone()),
            ("Receiving-Organization", self.receiver.clone()),
            ("External-Identifier", self.batch.clone()),
            ("External-Description", self.in_words()),
            ("Transfer-Ground", self.reason.clone()),
            ("Bagging-Date", self.day.clone()),
            ("Bag-Software-Agent", SYSTEM.to_owned()),
        ]
    }

    /// The one folder of the bag.
    fn folder(&self) -> String {
        let name = match self.batch.as_str() {
            "" => format!("移交包-{}-{}", self.head.fonds, self.years()),
            batch => format!("移交包-{}-{batch}", self.head.fonds),
        };
        let name = member_name(&name, "x");
        name.strip_suffix(".x").unwrap_or(&name).trim_end_matches([' ', '.']).to_owned()
    }
}

const SYSTEM: &str = concat!("归档 Guidang ", env!("CARGO_PKG_VERSION"));

const CONTENTS: &str = "\n包内文件\n\
    data/移交清册、案卷目录汇总表、案卷目录：各有 PDF/A、Excel、CSV；清册每行有接收、退回一栏\n\
    data/索引/：人名索引、单位索引、文号索引（没有条目的索引不列）\n\
    data/卷内目录/、data/备考表/：每卷一份，文件名前是案卷目录里的序号\n\
    data/交接文书/：档案交接文据、电子档案移交与接收登记表，双方签字盖章\n\
    data/元数据/：案卷目录.xml、文件元数据.xml 和它们的格式 移交元数据.xsd\n\
    data/元数据/分类方案/：案卷所依的分类方案、会计档案保管期限表，一字不改\n";

fn numbers_in_words(numbers: IdNumbers) -> &'static str {
    match numbers {
        IdNumbers::Full => "全显",
        IdNumbers::LeftOut => "未列",
        IdNumbers::Masked | IdNumbers::MaskedBefore => "已遮盖",
    }
}

/// Packs register, 汇总表, catalogs, indexes, contents and statements (PDF/A, xlsx, csv), the papers of the transfer and
/// the metadata into `out`, a bag (BagIt) in a zip. It is registered with its own digest and the tag manifest's.
///
/// # Errors
/// `Refused` when no volume is chosen or one is not closed yet.
pub async fn package(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    lang: Lang,
    out: &Path,
    progress: &Progress,
) -> Result<Packed> {
    allow(by, Deed::Export)?;
    let volumes = chosen(archive, wanted).await?;
    let folder = tempfile::tempdir_in(archive.config.data())
        .map_err(|error| unwritable(archive.config.data(), &error))?;
    progress.set_total((volumes.len() + LISTS.len()) as u64);
    let transfer = transfer(archive, by, wanted, &volumes).await?;
    // a volume closed meanwhile is in none of the lists
    let volume_ids = volumes.iter().map(|volume| volume.id).collect();
    let anchor = checkpoints::anchor(archive);
    let of_volumes = CatalogRequest { volume_ids, anchor, ..wanted.clone() };
    let mut packing = Packing {
        archive,
        by,
        wanted: &of_volumes,
        lang,
        progress,
        folder,
        members: Vec::new(),
        bytes: 0,
        done: 0,
    };
    let lists = packing.lists().await?;
    for (at, volume) in volumes.iter().enumerate() {
        packing.volume(at + 1, volume).await?;
    }
    packing.metadata(&transfer, &volumes).await?;
    packing.papers(&transfer, &lists).await?;
    let (files, bytes) = (packing.members.len() as u64, packing.bytes);
    let label = BagLabel {
        folder: transfer.folder(),
        about: transfer.about(files, bytes),
        info: transfer.bag_info(),
    };
    let place = packing.folder.path().join("package.zip");
    let (packing_place, target, members) = (place.clone(), out.to_owned(), packing.members);
    let packed = tokio::task::spawn_blocking(move || -> Result<_> {
        let packed = package::write(&packing_place, &label, members)?;
        let mut file = NewFile::create(&target)?;
        let copied =
            std::fs::File::open(&packing_place).and_then(|mut zip| std::io::copy(&mut zip, &mut file));
        copied.map_err(|error| unwritable(&target, &error))?;
        file.settle()?;
        Ok((packed, file))
    });
    let packed = packed.await.map_err(|error| anyhow::anyhow!("packing stopped: {error}"))?;
    let (packed, file) = packed?;
    let packed = Packed {
        volumes: volumes.len() as u64,
        files: packed.files,
        bytes: packed.bytes,
        manifest: packed.manifest,
    };
    register(archive, by, wanted, &packed, lang, &place).await?;
    file.keep()?;
    Ok(packed)
}

/// The files of a package, made one after another in a folder of their own.
struct Packing<'a> {
    archive: &'a Archive,
    by: &'a By,
    wanted: &'a CatalogRequest,
    lang: Lang,
    progress: &'a Progress,
    folder: TempDir,
    members: Vec<Member>,
    bytes: u64,
    done: u64,
}

impl Packing<'_> {
    /// Where the next file is written.
    fn place(&self) -> PathBuf {
        self.folder.path().join(format!("{}", self.members.len()))
    }

    fn add(&mut self, name: String, place: PathBuf) -> Result<()> {
        let written = std::fs::metadata(&place).map_err(|error| unwritable(&place, &error))?;
        self.bytes += written.len();
        self.members.push(Member::of_file(name, place));
        Ok(())
    }

    fn one_done(&mut self) -> Result<()> {
        self.done += 1;
        self.progress.set_done(self.done);
        if self.progress.stop_asked() { Err(stopped()) } else { Ok(()) }
    }

    /// One list as PDF/A, xlsx and csv.
    async fn list(&mut self, list: &CatalogRequest, name: &str) -> Result<()> {
        let (quiet, lang) = (Progress::default(), self.lang);
        let place = self.place();
        print(self.archive, self.by, list, &OnPaper::default(), lang, &place, &quiet).await?;
        self.add(format!("{name}.pdf"), place)?;
        for (format, ending) in [(Format::Xlsx, "xlsx"), (Format::Csv(Encoding::Utf8Bom), "csv")] {
            let place = self.place();
            export(self.archive, self.by, list, format, lang, &place, &quiet).await?;
            self.add(format!("{name}.{ending}"), place)?;
        }
        Ok(())
    }

    /// Register, 汇总表, catalog and indexes over all of the volumes. Answers their names, each once.
    async fn lists(&mut self) -> Result<Vec<(String, u64)>> {
        let mut made = Vec::new();
        for (kind, folder) in LISTS {
            let list = CatalogRequest { kind: kind.into(), ..self.wanted.clone() };
            if folder.is_empty() || has_lines(self.archive, self.by, &list).await? {
                self.list(&list, &format!("{folder}{kind}")).await?;
                made.push((kind.to_owned(), 1));
            }
            self.one_done()?;
        }
        Ok(made)
    }

    async fn volume(&mut self, at: usize, volume: &Volume) -> Result<()> {
        for kind in OF_VOLUMES {
            let wanted = self.wanted.clone();
            let list = CatalogRequest { kind: kind.into(), volume_ids: vec![volume.id], ..wanted };
            let name = member_name(&format!("{at:04}-{}", volume.code), "xlsx");
            self.list(&list, &format!("{kind}/{}", name.trim_end_matches(".xlsx"))).await?;
        }
        self.one_done()
    }

    async fn metadata(&mut self, transfer: &Transfer, volumes: &[Volume]) -> Result<()> {
        let (about, place) = (transfer.metadata(), self.place());
        let style =
            ValueStyle { lang: self.lang, id_numbers: self.wanted.id_numbers, ..ValueStyle::default() };
        let fonds = schemes_along::fonds_of(self.archive, volumes).await?;
        metadata::write_volumes(&self.archive.schemes(), &about, (&fonds, volumes), style, &place)?;
        self.add("元数据/案卷目录.xml".to_owned(), place)?;
        let place = self.place();
        metadata::write_items(self.archive, &about, volumes, style, &place).await?;
        self.add("元数据/文件元数据.xml".to_owned(), place)?;
        let schema = metadata::SCHEMA.as_bytes().to_vec();
        self.bytes += schema.len() as u64;
        self.members.push(Member::of_bytes("元数据/移交元数据.xsd", schema));
        for (name, text) in schemes_along::editions_of(self.archive, &fonds, volumes).await? {
            self.bytes += text.len() as u64;
            self.members.push(Member::of_bytes(name, text));
        }
        Ok(())
    }

    /// The deed, and the receipt over all that was packed before it.
    async fn papers(&mut self, transfer: &Transfer, lists: &[(String, u64)]) -> Result<()> {
        let volumes = transfer.volumes;
        let mut tools = lists.to_vec();
        tools.extend(OF_VOLUMES.map(|kind| (kind.to_owned(), volumes)));
        let deed = papers::deed(transfer, &tools);
        let place = self.place();
        papers::print(self.archive, self.by, "transfer_deed", (transfer, &deed), self.lang, &place).await?;
        self.add("交接文书/档案交接文据.pdf".to_owned(), place)?;
        // the receipt itself is packed, too
        let receipt = papers::receipt(transfer, self.members.len() as u64 + 1, self.bytes);
        let place = self.place();
        papers::print(self.archive, self.by, "electronic_transfer", (transfer, &receipt), self.lang, &place)
            .await?;
        self.add("交接文书/电子档案移交与接收登记表.pdf".to_owned(), place)
    }
}

/// Whether an index has a line over the chosen volumes.
async fn has_lines(archive: &Archive, by: &By, list: &CatalogRequest) -> Result<bool> {
    Ok(extent(archive, by, list).await?.rows > 0)
}

async fn transfer(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    volumes: &[Volume],
) -> Result<Transfer> {
    let schemes = archive.schemes();
    let mut classes: Vec<ClassSum> = Vec::new();
    for volume in volumes {
        let of = names(&schemes, &volume.place);
        let name = format!("{} {}", of.class_code, of.class);
        match classes.iter_mut().find(|class| class.name == name) {
            Some(class) => class.volumes += 1,
            None => classes.push(ClassSum { name, volumes: 1 }),
        }
    }
    let head = Head { to: wanted.receiver.clone(), ..head(archive, wanted).await? };
    let years = || volumes.iter().map(|volume| volume.place.year);
    let code = |volume: Option<&Volume>| volume.map_or_else(String::new, |volume| volume.code.clone());
    Ok(Transfer {
        fonds_name: head.fonds_name.clone(),
        head,
        batch: wanted.batch.trim().to_owned(),
        receiver: wanted.receiver.trim().to_owned(),
        reason: wanted.reason.trim().to_owned(),
        id_numbers: wanted.id_numbers,
        volumes: volumes.len() as u64,
        items: volumes.iter().map(|volume| u64::from(volume.items)).sum(),
        pages: volumes.iter().map(|volume| u64::from(volume.pages)).sum(),
        first_year: years().min().unwrap_or_default(),
        last_year: years().max().unwrap_or_default(),
        classes,
        codes: (code(volumes.first()), code(volumes.last())),
        day: by.today().to_string(),
    })
}

/// The volumes in shelf order; all must be closed, their codes fixed.
async fn chosen(archive: &Archive, wanted: &CatalogRequest) -> Result<Vec<Volume>> {
    let mut volumes = Vec::new();
    if wanted.volume_ids.is_empty() {
        let mut after = (String::new(), 0);
        loop {
            let portion = archive.store.volumes(&wanted.filter, (&after.0, after.1), 1000).await?;
            let Some(last) = portion.last() else { break };
            after = (last.code_sort.clone(), last.id);
            volumes.extend(portion);
        }
    } else {
        volumes = archive.store.volumes_by_id(&wanted.volume_ids).await?;
        volumes.sort_by(|a, b| (&a.code_sort, a.id).cmp(&(&b.code_sort, b.id)));
    }
    handed_over::check_closed(&volumes)?;
    if volumes.is_empty() {
        return Err(Error::from(nothing_chosen()));
    }
    Ok(volumes)
}

async fn register(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    packed: &Packed,
    lang: Lang,
    file: &Path,
) -> Result<()> {
    let (file, rows) = (digest_of(file).await?, packed.volumes);
    let made = MadeFrom::new("zip", lang, Making::Package(wanted.clone()));
    let (contents, problems) = (Vec::new(), Vec::new());
    let printed = PrintedFile { pages: 0, rows, contents, file, bytes: packed.bytes, sheet: None, problems };
    let about = format!("{} 卷", packed.volumes);
    let mut more = serde_json::Map::new();
    more.insert("packed".to_owned(), serde_json::to_value(packed).map_err(anyhow::Error::from)?);
    more.insert("receiver".to_owned(), wanted.receiver.clone().into());
    keep_as((PACKED, about), archive, by, &made, &printed, more).await
}

problems! {
    refuse nothing_chosen():
        "没有选到案卷。" / "No volume was chosen."
        => "放宽年度、类别等条件。" / "Widen year, class and so on.";
}
