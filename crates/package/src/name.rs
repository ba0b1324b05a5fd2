//! Names of members: relative, plain, the same on every system. Refused, never cleaned.

use crate::domain::general::wording::Wording;
use crate::say;

/// The manifest of what is handed over: one `<digest>  <name>` a line, LF, names as stored (RFC 8493, 2.1.3).
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The same in the national algorithm (GB/T 32905).
pub const MANIFEST_SM3: &str = "manifest-sm3.txt";
/// What lies beside the payload, manifests among it (RFC 8493, 2.2.1).
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
pub const TAG_MANIFEST_SM3: &str = "tagmanifest-sm3.txt";
/// The file that makes a folder a bag (RFC 8493, 2.1.1), and the one that says what is in it (2.2.2).
pub const BAG: &str = "bagit.txt";
pub const BAG_INFO: &str = "bag-info.txt";
/// Before the names of what is handed over.
pub const PAYLOAD: &str = "data/";
/// 说明文件 (DA/T 93): what the package is, for people.
pub const README: &str = "说明文件.txt";

/// Catalog and records as XML, and the folder of the schemes' texts (`assets/transfer-metadata.xsd`).
pub const VOLUMES_XML: &str = "data/元数据/案卷目录.xml";
pub const ITEMS_XML: &str = "data/元数据/文件元数据.xml";
pub const EDITIONS: &str = "data/元数据/分类方案/";
/// Namespace of both, before the number of their version; and the version written now.
pub const METADATA_NAMESPACE: &str = "urn:guidang:transfer-metadata:";
pub const METADATA_VERSION: u32 = 2;

const LONGEST_PART: usize = 255;
const LONGEST_NAME: usize = 1024;

/// Why a name cannot stand in a package; `None` when it can.
pub fn why_unsafe(name: &str) -> Option<Wording> {
    if name.is_empty() || name.len() > LONGEST_NAME {
        return Some(say!("文件名为空或过长", "the name is empty or too long"));
    }
    if name.starts_with('/') || name.contains(['\\', ':']) {
        return Some(say!(
            "文件名是绝对路径，或含有 \\ 或 :",
            "the name is an absolute path or contains \\ or :"
        ));
    }
    if name.chars().any(is_invisible) {
        return Some(say!(
            "文件名含有控制字符或看不见的字符",
            "the name contains control or invisible characters"
        ));
    }
    name.split('/').find_map(why_unsafe_part)
}

fn why_unsafe_part(part: &str) -> Option<Wording> {
    if part.is_empty() || part == "." || part == ".." {
        return Some(say!("路径中有空的一级，或有 . 或 ..", "the path has an empty step, or . or .."));
    }
    if part.len() > LONGEST_PART {
        return Some(say!("文件名超过 255 字节", "a name is longer than 255 bytes"));
    }
    if part.starts_with(' ') || part.ends_with([' ', '.']) || part.contains(['*', '?', '"', '<', '>', '|']) {
        return Some(say!(
            "文件名首尾有空格、末尾有句点，或含有 * ? \" < > |，有的系统存不下",
            "the name begins or ends with a blank, ends with a dot, or contains * ? \" < > |, which some systems cannot store"
        ));
    }
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    let is_port = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.starts_with(|c: char| c.is_ascii_digit()))
    };
    if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || is_port("com") || is_port("lpt") {
        return Some(say!("文件名是 Windows 的设备名", "the name is a device name on Windows"));
    }
    None
}

/// Control characters, and those that turn or hide text (`案卷\u{202E}fdp.exe`).
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// A name as a manifest writes it: a line break or `%` would be read as something else (RFC 8493, 2.1.3).
pub(super) fn in_manifest(name: &str) -> String {
    name.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

/// The name a manifest means.
pub(super) fn of_manifest(text: &str) -> String {
    let breaks = [("%0A", "\n"), ("%0a", "\n"), ("%0D", "\r"), ("%0d", "\r"), ("%25", "%")];
    breaks.iter().fold(text.to_owned(), |name, (written, meant)| name.replace(written, meant))
}

/// A name for a file about `text` (an archival code, a title) that can stand in a package: what cannot
/// stand there becomes `_`, and a long text is cut. `extension` without its dot.
pub fn member_name(text: &str, extension: &str) -> String {
    let most = LONGEST_PART - extension.len() - 1;
    let mut name = String::new();
    for c in text.trim().chars() {
        let c = if is_invisible(c) || r#"/\:*?"<>|%"#.contains(c) { '_' } else { c };
        if name.len() + c.len_utf8() > most {
            break;
        }
        name.push(c);
    }
    let whole = format!("{name}.{extension}");
    if name.is_empty() || why_unsafe(&whole).is_some() { format!("_{whole}") } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_could_go_astray_are_refused() {
        for name in [
            "",
            "../x",
            "/abs/x",
            "..\\x",
            "C:\\x",
            "\\\\host\\x",
            "a/../b",
            "a/./b",
            "a//b",
            "x/",
            "..././x",
            "a\0b",
            "案卷\u{202E}fdp.exe",
            " x.pdf",
            "x.pdf ",
            "x.",
            "aux.pdf",
            "COM1",
            "lpt9.txt",
            "a\nb",
            "what?.pdf",
        ] {
            assert!(why_unsafe(name).is_some(), "{name:?}");
        }
        assert!(why_unsafe(&"长".repeat(86)).is_some());
        for name in [
            "说明.txt",
            "2009-ZJ-参保单位登记材料-1-50-Y.xlsx",
            "卷内目录/a b.html",
            "company.txt",
            "..x",
            "com10",
        ] {
            assert!(why_unsafe(name).is_none(), "{name:?}");
        }
    }

    #[test]
    fn a_name_made_from_anything_can_stand() {
        for text in ["", "2009-ZJ-a/b-1-50-Y", "con", &"长".repeat(300), "..", " x ", "a\u{202E}b", "x\ny"] {
            let name = member_name(text, "xlsx");
            assert_eq!(why_unsafe(&name), None, "{name:?}");
        }
        assert_eq!(member_name("2009-ZJ-参保/登记-1-50-Y", "xlsx"), "2009-ZJ-参保_登记-1-50-Y.xlsx");
    }
}
