//! What goes wrong with a place of backups, in one sentence each.

use std::io;
use std::path::Path;

use crate::domain::general::error::Error;
use crate::{problems, say};

/// A place that does not take what is written, or cannot be read.
pub(super) fn unusable(place: &Path, error: &io::Error) -> Error {
    let place = place.display();
    Error::Busy(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => say!(
            "{place} 所在的磁盘已满，这次备份没有做成；以前的备份都在。请腾出空间再做。",
            "The disk of {place} is full: this backup was not made, earlier ones are as they were. Make room and try again."
        ),
        _ => say!(
            "{place} 读写失败（{error}），这次操作没有做成；已有的备份没有改动。请检查路径、权限和磁盘。",
            "{place} cannot be read or written ({error}): nothing was done, the backups there are as they were. Check path, permissions and disk."
        ),
    })
}

problems! {
    pub(super) refuse not_a_backup(place):
        "{place} 不是备份：没有 backups 文件夹。" / "{place} holds no backups: there is no folder \"backups\" in it."
        => "给出 guidang backup 写入的那个文件夹。" / "Give the folder guidang backup wrote to.";
    pub(super) refuse copied_archive(place):
        "{place} 是数据目录或数据库文件的复制件，不是备份。程序运行时直接复制的文件可能前后不一，不能用来恢复。"
            / "{place} is a copy of a data directory or database, not a backup. Files copied while a program uses them may not fit each other."
        => "请用 guidang backup 做的备份恢复。" / "Restore from a backup that guidang backup made.";
    pub(super) refuse no_backup_yet(place):
        "{place} 里没有一份完整的备份。" / "There is no complete backup in {place}."
        => "先运行 guidang backup {place}。" / "Run guidang backup {place} first.";
    pub(super) refuse no_such_backup(name, place):
        "{place} 里没有名为「{name}」的备份，或不止一份。" / "There is no backup \"{name}\" in {place}, or more than one."
        => "用 guidang backup list 查看名称；写前几个字即可，要分得开。"
            / "See guidang backup list; the first characters of the name are enough if no other begins so.";
    pub(super) refuse list_damaged(name):
        "备份清单 {name} 已损坏或被改动：内容与文件名中的摘要不符。"
            / "The list {name} is damaged or was changed: it does not give the digest in its name."
        => "用另一份备份（--backup 名称）；保留这个文件备查。" / "Take another backup (--backup NAME) and keep this file for inspection.";
    pub(super) refuse part_damaged(about, file):
        "备份中的「{about}」已损坏或缺失（{file}）。" / "\"{about}\" in the backup is damaged or missing ({file})."
        => "用另一份备份（--backup 名称），或从备份的另一处复制件取回这个文件；数据目录还在的，先运行 guidang backup check，再备份一次，就会重写这一部分。"
            / "Take another backup (--backup NAME), or bring this file back from another copy of the backups; where the archive is still there, run guidang backup check and back up again: that writes the part anew.";
    pub(super) refuse place_of_another(place):
        "{place} 里是另一个档案库的备份，没有写入。" / "{place} holds backups of another archive; nothing was written."
        => "给每个档案库各用一个文件夹。" / "Give each archive a folder of its own.";
    pub(super) refuse place_taken(place):
        "另一个程序正在 {place} 做备份。" / "Another program is making a backup in {place}."
        => "等它做完再做。" / "Wait until it is done.";
}
