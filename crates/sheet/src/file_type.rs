//! The type of a file by its contents, not by its name.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::reading::Reading;
use super::refusal::{damaged, password, unreadable};
use super::zipped;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::Wording;
use crate::say;

/// A kind of file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileType {
    Xlsx,
    Xls,
    Ods,
    Text,
}

/// What the bytes say; those after the fourth are refused by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Xlsx,
    Xls,
    Ods,
    Text,
    Macros,
    Xlsb,
    Encrypted,
    Html,
    Xml,
    Gzip,
    Pdf,
    Word,
    Picture,
    Archive,
}

/// Decides how the file is read.
///
/// # Errors
/// `empty_file`, `file_too_large`, `password`, `wrong_type` (naming the true type), `damaged_file`.
pub(super) fn file_type(path: &Path, reading: &Reading) -> Result<FileType> {
    let size = std::fs::metadata(path).map_err(|error| cannot_open(path, &error))?.len();
    if size == 0 {
        return Err(unreadable(
            "empty_file",
            say!("文件是空的（0 字节）：0 行", "the file is empty (0 bytes): 0 rows"),
            say!("请移交人重新发送", "ask for it again"),
        ));
    }
    if size > reading.limits.file_bytes {
        let (mib, most) = (size >> 20, reading.limits.file_bytes >> 20);
        return Err(unreadable(
            "file_too_large",
            say!("文件有 {mib} MiB，超过 {most} MiB", "the file has {mib} MiB, more than {most} MiB"),
            say!("分成几个文件再导入", "split it into several files"),
        ));
    }
    let ending = ending(path, reading);
    let found = sniff(path)?;
    match (found, ending.as_str()) {
        (_, "et" | "ett") => Err(wrong(&ending, say!("WPS 表格（.et）", "a WPS sheet (.et)"))),
        (Content::Xlsx | Content::Macros, "xlsm" | "xltm") | (Content::Macros, _) => {
            Err(wrong(&ending, say!("带宏的工作簿（.xlsm）", "a workbook with macros (.xlsm)")))
        }
        (Content::Xlsx | Content::Xls | Content::Ods, "csv" | "txt" | "tsv") => {
            Err(wrong(&ending, name_of(found)))
        }
        (Content::Xlsx, _) => Ok(FileType::Xlsx),
        (Content::Xls, _) => Ok(FileType::Xls),
        (Content::Ods, _) => Ok(FileType::Ods),
        (Content::Text, "xls" | "xlsx" | "ods") => Err(wrong(&ending, name_of(found))),
        (Content::Text, _) => Ok(FileType::Text),
        (Content::Encrypted, _) => Err(password()),
        (other, _) => Err(wrong(&ending, name_of(other))),
    }
}

fn cannot_open(path: &Path, error: &std::io::Error) -> Error {
    let name = path.display();
    let (zh, en) = match error.kind() {
        std::io::ErrorKind::NotFound => ("没有这个文件", "there is no such file"),
        std::io::ErrorKind::PermissionDenied => ("没有读取权限", "it may not be read"),
        _ => ("打不开", "it cannot be opened"),
    };
    unreadable(
        "cannot_open",
        Wording::new(format!("{name}：{zh}"), format!("{name}: {en}")),
        say!("检查路径和权限", "check the path and the permissions"),
    )
}

fn ending(path: &Path, reading: &Reading) -> String {
    let name = reading.file_name.as_deref().map(Path::new).unwrap_or(path);
    name.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn sniff(path: &Path) -> Result<Content> {
    let mut file = File::open(path).map_err(|error| cannot_open(path, &error))?;
    let mut head = Vec::new();
    file.by_ref().take(4096).read_to_end(&mut head).map_err(damaged)?;
    Ok(match head.as_slice() {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return zip_kind(path),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => return ole_kind(&mut file),
        [0x1f, 0x8b, ..] => Content::Gzip,
        [b'%', b'P', b'D', b'F', ..] => Content::Pdf,
        [b'{', b'\\', b'r', b't', b'f', ..] => Content::Word,
        [0xff, 0xd8, 0xff, ..] | [0x89, b'P', b'N', b'G', ..] | [b'G', b'I', b'F', b'8', ..] => {
            Content::Picture
        }
        [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xbc, 0xaf, ..] | [b'B', b'Z', b'h', ..] => {
            Content::Archive
        }
        // BIFF2–4: a bare record stream without a container
        [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..] => Content::Archive,
        _ => markup(&head),
    })
}

/// HTML and XML pages saved under a spreadsheet's name, in any encoding that keeps ASCII.
fn markup(head: &[u8]) -> Content {
    let text: String = head
        .iter()
        .filter(|b| b.is_ascii() && **b != 0)
        .map(|b| char::from(*b).to_ascii_lowercase())
        .collect();
    let start = text.trim_start();
    let html =
        ["<html", "<!doctype html", "<table", "<meta", "<head", "<div", "<style", "<body", "mime-version:"];
    if html.iter().any(|tag| start.starts_with(tag)) {
        return Content::Html;
    }
    if start.starts_with("<?xml") || start.starts_with("<workbook") || start.starts_with("<!doctype") {
        return if start.contains("<html") { Content::Html } else { Content::Xml };
    }
    Content::Text
}

fn zip_kind(path: &Path) -> Result<Content> {
    let mut archive = zipped::peek(path)?;
    let names: Vec<String> = archive
        .file_names()
        .map(|n| n.map(|n| n.replace('\\', "/").to_lowercase()))
        .collect::<Result<_, _>>()
        .map_err(damaged)?;
    let has = |name: &str| names.iter().any(|n| n.trim_start_matches('/') == name);
    let under = |folder: &str| names.iter().any(|n| n.trim_start_matches('/').starts_with(folder));
    if has("mimetype") {
        let mut text = String::new();
        let part = archive.by_name("mimetype").map_err(damaged)?;
        part.take(100).read_to_string(&mut text).map_err(damaged)?;
        return Ok(if text.trim() == "application/vnd.oasis.opendocument.spreadsheet" {
            Content::Ods
        } else {
            Content::Archive
        });
    }
    Ok(match () {
        () if has("xl/vbaproject.bin") => Content::Macros,
        () if has("xl/workbook.bin") => Content::Xlsb,
        () if has("[content_types].xml")
            && (under("xl/") || has("_rels/.rels") && !under("word/") && !under("ppt/")) =>
        {
            Content::Xlsx
        }
        () if under("word/") => Content::Word,
        () => Content::Archive,
    })
}

/// An OLE container's directory entries lie at multiples of 128 bytes and begin with their names.
fn ole_kind(file: &mut File) -> Result<Content> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(damaged)?;
    file.read_to_end(&mut bytes).map_err(damaged)?;
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        bytes.chunks(128).any(|entry| entry.starts_with(&wide))
    };
    Ok(match () {
        () if has("EncryptedPackage") => Content::Encrypted,
        () if has("Workbook") || has("Book") => Content::Xls,
        () if has("WordDocument") => Content::Word,
        () => Content::Archive,
    })
}

fn name_of(found: Content) -> Wording {
    match found {
        Content::Xlsx => say!("Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
        Content::Xls => say!("旧版 Excel 工作簿（.xls）", "an old Excel workbook (.xls)"),
        Content::Ods => say!("OpenDocument 表格（.ods）", "an OpenDocument sheet (.ods)"),
        Content::Text => say!("纯文本（CSV）", "plain text (CSV)"),
        Content::Macros => say!("带宏的工作簿（.xlsm）", "a workbook with macros (.xlsm)"),
        Content::Xlsb => say!("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"),
        Content::Html => say!("网页（HTML）", "a web page (HTML)"),
        Content::Xml => say!("XML 文件", "an XML file"),
        Content::Gzip => say!("压缩文件（gzip）", "a compressed file (gzip)"),
        Content::Pdf => say!("PDF 文件", "a PDF file"),
        Content::Word => say!("Word 文档", "a Word document"),
        Content::Picture => say!("图片", "a picture"),
        Content::Archive | Content::Encrypted => {
            say!("压缩包或别的文件", "an archive or another kind of file")
        }
    }
}

fn wrong(ending: &str, what: Wording) -> Error {
    let ending = if ending.is_empty() { String::new() } else { format!(".{ending}") };
    let (zh, en) = (what.zh, what.en);
    unreadable(
        "wrong_type",
        Wording::new(
            format!("文件（{ending}）其实是{zh}，不能这样导入"),
            format!("the file ({ending}) is really {en} and cannot be read as it is"),
        ),
        say!(
            "用 Excel 或 WPS 打开，另存为 .xlsx（或 UTF-8 的 .csv）再导入",
            "open it in a spreadsheet program and save it as .xlsx (or .csv in UTF-8)"
        ),
    )
}
