//! Checks zip archives before they are used: entries, overlaps, bytes unpacked.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use zip::ZipArchive;

use super::reading::ReadingLimits;
use super::refusal::{damaged, password, unreadable};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::Wording;
use crate::say;

pub(super) type Container = ZipArchive<BufReader<File>>;

/// A workbook has a few dozen parts.
const MOST_ENTRIES: usize = 10_000;
/// Below this size a high ratio is no bomb.
const RATIO_FLOOR: u64 = 1 << 20;

/// Opens the archive unchecked, to read its names only.
pub(super) fn peek(path: &Path) -> Result<Container> {
    ZipArchive::new(BufReader::new(File::open(path).map_err(damaged)?)).map_err(damaged)
}

/// Opens the archive after counting it: every part is unpacked once and thrown away.
///
/// # Errors
/// `damaged_file` (truncated, checksum wrong, names twice, parts overlapping), `password`,
/// `inflated_too_large`.
pub(super) fn open(path: &Path, limits: &ReadingLimits) -> Result<Container> {
    let packed = std::fs::metadata(path).map_err(damaged)?.len();
    let mut archive = peek(path)?;
    // the crate drops a second entry of the same name; the directory's own count shows it
    let declared = declared_entries(path)?;
    if archive.len() > MOST_ENTRIES || declared != archive.len() {
        return Err(damaged(format!("{declared} entries in the directory, {} found", archive.len())));
    }
    if archive.has_overlapping_entries().map_err(damaged)? {
        return Err(damaged("overlapping entries"));
    }
    doubtful_names(path, &mut archive)?;
    let mut total = 0;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(entry_error)?;
        let compressed = entry.compressed_size();
        let left = limits.inflated_bytes.saturating_sub(total);
        let inflated = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(damaged)?;
        total += inflated;
        if inflated > RATIO_FLOOR && inflated / compressed.max(1) > limits.ratio {
            let ratio = inflated / compressed.max(1);
            return Err(bomb(say!(
                "内部文件解压后膨胀 {ratio} 倍",
                "a part of it grows {ratio} times when unpacked"
            )));
        }
        if total > limits.inflated_bytes {
            let most = limits.inflated_bytes >> 20;
            return Err(bomb(say!("解压后超过 {most} MiB", "more than {most} MiB unpacked")));
        }
    }
    if total > RATIO_FLOOR && total / packed.max(1) > limits.ratio {
        return Err(bomb(say!("解压后膨胀过大", "it grows too much when unpacked")));
    }
    Ok(archive)
}

/// Parts that other programs would read from elsewhere in the same file: two whose names differ in case or slashes
/// only, or one whose own header calls it otherwise than the directory does.
fn doubtful_names(path: &Path, archive: &mut Container) -> Result<()> {
    let mut file = File::open(path).map_err(damaged)?;
    let mut seen = HashSet::new();
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(entry_error)?;
        let (name, raw, start) =
            (entry.name().map_err(damaged)?.into_owned(), entry.name_raw().to_vec(), entry.header_start());
        if !seen.insert(name.replace('\\', "/").trim_start_matches('/').to_lowercase()) {
            return Err(doubtful(&name));
        }
        let mut header = [0; 30];
        file.seek(SeekFrom::Start(start)).map_err(damaged)?;
        file.read_exact(&mut header).map_err(damaged)?;
        let mut own = vec![0; usize::from(u16::from_le_bytes([header[26], header[27]]))];
        file.read_exact(&mut own).map_err(damaged)?;
        if own != raw {
            return Err(doubtful(&name));
        }
    }
    Ok(())
}

fn doubtful(name: &str) -> Error {
    unreadable(
        "doubtful_parts",
        say!(
            "文件里有两个部件都叫“{name}”，别的软件读的可能是另一个，没有读取",
            "two parts of the file go by the name \"{name}\", and other programs may read the other: not read"
        ),
        say!(
            "用 Excel、WPS 打开核对后另存为 .xlsx 再导入",
            "open it in a spreadsheet program, check it, and save it as .xlsx"
        ),
    )
}

fn entry_error(error: zip::result::ZipError) -> Error {
    match error {
        zip::result::ZipError::UnsupportedArchive(what)
            if what == zip::result::ZipError::PASSWORD_REQUIRED =>
        {
            password()
        }
        other => damaged(other),
    }
}

fn bomb(why: Wording) -> Error {
    let (zh, en) = (why.zh, why.en);
    unreadable(
        "inflated_too_large",
        Wording::new(format!("文件{zh}，不安全，没有读取"), format!("{en}: not safe, not read")),
        say!(
            "复制有用的行到新表，另存为 .xlsx 再导入",
            "copy the rows that matter to a new sheet and save that"
        ),
    )
}

/// The number of entries by the end-of-directory record.
fn declared_entries(path: &Path) -> Result<usize> {
    const RECORD: usize = 22;
    let mut file = File::open(path).map_err(damaged)?;
    let size = file.metadata().map_err(damaged)?.len();
    let tail = size.min((RECORD + 0xffff) as u64);
    file.seek(SeekFrom::Start(size - tail)).map_err(damaged)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(damaged)?;
    let at =
        bytes.windows(4).rposition(|w| w == b"PK\x05\x06").ok_or_else(|| damaged("no end of directory"))?;
    match bytes.get(at + 10..at + 12) {
        Some(&[low, high]) => Ok(usize::from(u16::from_le_bytes([low, high]))),
        _ => Err(damaged("no end of directory")),
    }
}
