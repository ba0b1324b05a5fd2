//! Where a data directory may lie. SQLite and the word index trust the file system with locks and with the order of what is
//! written, which network file systems do not keep (sqlite.org/howtocorrupt.html; R-27).

use std::path::{Path, PathBuf};

use crate::domain::general::error::{Error, Result};
use crate::problems;

/// File systems of other machines: an archive is not opened there.
const REMOTE: [&str; 16] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "ceph",
    "coda",
    "davfs",
    "lustre",
    "glusterfs",
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.ceph",
    "fuse.rclone",
];
/// Whose promises are not known: an archive is opened, and `doctor` says so.
const UNKNOWN: [&str; 5] = ["9p", "virtiofs", "vboxsf", "prl_fs", "fuse."];

/// What is known of the disk under a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskUnder {
    /// As the kernel calls it: `ext4`, `nfs4`; empty: not known.
    pub file_system: String,
    pub free: u64,
    pub size: u64,
}

impl DiskUnder {
    /// The disk a directory lies on, or that of the first directory above it that is there.
    pub fn read(directory: &Path) -> DiskUnder {
        let there = directory.ancestors().find_map(|above| std::fs::canonicalize(above).ok());
        let there = there.or_else(|| std::env::current_dir().ok()).unwrap_or_else(|| PathBuf::from("/"));
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let (free, size) = rustix::fs::statvfs(&there)
            .map(|disk| (disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize))
            .unwrap_or_default();
        DiskUnder { file_system: file_system(&mounts, &there), free, size }
    }

    pub fn is_remote(&self) -> bool {
        REMOTE.contains(&self.file_system.as_str())
    }

    pub fn is_unknown(&self) -> bool {
        UNKNOWN.iter().any(|kind| self.file_system.starts_with(kind))
    }
}

/// Refuses a directory on another machine's disk.
///
/// # Errors
/// `Refused`, with the file system's name.
pub(super) fn refuse_remote(directory: &Path) -> Result<()> {
    let disk = DiskUnder::read(directory);
    if disk.is_remote() {
        return Err(Error::from(data_on_network(&directory.display(), &disk.file_system)));
    }
    Ok(())
}

/// The type of the file system a path lies on, by `/proc/self/mountinfo` (proc(5)): the longest mount point, the last
/// where several lie over one another.
fn file_system(mounts: &str, path: &Path) -> String {
    let mut found: (usize, &str) = (0, "");
    for line in mounts.lines() {
        let Some((mount, source)) = line.split_once(" - ") else { continue };
        let (Some(point), Some(kind)) = (mount.split(' ').nth(4), source.split(' ').next()) else { continue };
        let point = unescaped(point);
        if path.starts_with(&point) && point.len() >= found.0 {
            found = (point.len(), kind);
        }
    }
    found.1.to_owned()
}

/// Blanks and such are written in octal.
fn unescaped(point: &str) -> String {
    ["\\040", "\\011", "\\012", "\\134"]
        .iter()
        .zip([" ", "\t", "\n", "\\"])
        .fold(point.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

problems! {
    refuse data_on_network(place, kind):
        "数据目录 {place} 在网络文件系统（{kind}）上：那里的锁和写入次序靠不住，数据库会损坏。"
            / "The data directory {place} lies on a network file system ({kind}): its locks and order of writing are not kept, and databases are damaged there."
        => "放到本机的磁盘上；要放到别处的是备份（guidang backup）。"
            / "Put it on a disk of this machine; what belongs elsewhere are the backups (guidang backup).";
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:35 / /srv/档案 rw,relatime shared:20 - nfs4 10.0.0.7:/export rw,vers=4.2
41 22 0:36 / /mnt/two\\040words rw - cifs //nas/share rw
42 22 0:37 / /mnt rw - tmpfs none rw
43 22 0:38 / /over rw - nfs a:/b rw
44 22 254:2 / /over rw - xfs /dev/vdb rw
45 22 0:39 / /home/user/remote rw - fuse.sshfs user@host: rw
46 22 0:40 / /data rw - fuse.mergerfs a:b rw
";

    #[test]
    fn the_file_system_is_that_of_the_longest_mount_point() {
        let kind = |path: &str| file_system(MOUNTS, Path::new(path));
        assert_eq!(kind("/var/lib/guidang"), "ext4");
        assert_eq!(kind("/srv/档案/data"), "nfs4");
        assert_eq!(kind("/srv/档案馆"), "ext4", "another name that begins so");
        assert_eq!(kind("/mnt/two words/a"), "cifs");
        assert_eq!(kind("/mnt/two"), "tmpfs");
        assert_eq!(kind("/over/data"), "xfs", "what lies on top");
        let judged = |path: &str| {
            let disk = DiskUnder { file_system: kind(path), free: 0, size: 0 };
            (disk.is_remote(), disk.is_unknown())
        };
        assert_eq!(judged("/home/user/remote/x"), (true, true));
        assert_eq!((judged("/data"), judged("/var")), ((false, true), (false, false)));
        assert_eq!((judged("/srv/档案"), judged("/mnt/two words")), ((true, false), (true, false)));
    }

    #[test]
    fn this_machine_has_a_disk() {
        let dir = tempfile::tempdir().unwrap();
        let disk = DiskUnder::read(&dir.path().join("not/there/yet"));
        assert!(disk.size > 0 && disk.free <= disk.size && !disk.file_system.is_empty(), "{disk:?}");
        assert!(refuse_remote(dir.path()).is_ok());
    }
}
