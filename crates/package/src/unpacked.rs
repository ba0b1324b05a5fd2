//! A package as the receiver unpacked it: a folder.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::complaint::{Step, about_member, member_damaged, too_many};
use super::limits::PackageLimits;
use crate::domain::general::problem::Problem;
use crate::{problems, say};

/// Folders in folders that are looked into.
const DEPTH: usize = 32;

/// The names of the files in the folder, with `/` between folders; links are followed nowhere.
pub(super) fn names(folder: &Path, limits: &PackageLimits, problems: &mut Vec<Problem>) -> Step<Vec<String>> {
    let mut names = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new(), 0)];
    while let Some((place, prefix, depth)) = open.pop() {
        let unreadable = |error: std::io::Error| folder_unreadable(&place.display(), &error);
        for entry in std::fs::read_dir(&place).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            let Ok(own) = entry.file_name().into_string() else {
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                let message = say!("文件名“{name}”不是 UTF-8", "the name {name:?} is not UTF-8");
                problems.push(about_member("name_not_utf8", &name, message));
                continue;
            };
            let name = format!("{prefix}{own}");
            if kind.is_dir() && depth < DEPTH {
                open.push((entry.path(), format!("{name}/"), depth + 1));
            } else if kind.is_file() {
                names.push(name);
                too_many(names.len(), limits.files)?;
            } else {
                let message = say!("“{name}”是链接，不是文件", "{name:?} is a link, not a file");
                problems.push(about_member("member_is_link", &name, message));
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Reads one file of it through `take`.
pub(super) fn read(folder: &Path, name: &str, take: &mut dyn FnMut(&[u8])) -> Option<Problem> {
    let mut file = match File::open(folder.join(name)) {
        Ok(file) => file,
        Err(error) => return Some(member_damaged(name, &error)),
    };
    let mut buffer = vec![0; 128 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return None,
            Ok(read) => take(&buffer[..read]),
            Err(error) => return Some(member_damaged(name, &error)),
        }
    }
}

problems! {
    refuse folder_unreadable as package_unreadable(place, error):
        "文件夹 {place} 打不开（{error}）" / "the folder {place} cannot be opened ({error})"
        => "请检查文件夹位置和权限" / "check where the folder is and whether it may be read";
}
