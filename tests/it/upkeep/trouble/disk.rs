//! Disks that are full or cannot be written. The tests may run as root, whom permissions do not stop,
//! so the data directory is mounted: a small tmpfs, or read-only, in a mount namespace of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{BUSY, DECISIONS, DONE, filled, rows, says, sheet};
use crate::support::{Answer, Desk};

/// A mount namespace in which the desk's data directory is on another disk.
struct OtherDisk<'d> {
    desk: &'d Desk,
    keeper: Child,
}

impl<'d> OtherDisk<'d> {
    /// `mount` runs with `$DATA` set; the namespace lives until this is dropped.
    fn mounted(desk: &'d Desk, mount: &str) -> OtherDisk<'d> {
        let root = is_root();
        let ready = desk
            .data()
            .parent()
            .unwrap()
            .join(format!("mounted-{}", desk.data().file_name().unwrap().to_string_lossy()));
        let script = format!("set -e; {mount}; touch '{}'; exec sleep 600", ready.display());
        let mut command = Command::new("unshare");
        command.arg(if root { "-m" } else { "-rm" }).args(["sh", "-c", &script]).env("DATA", desk.data());
        let mut keeper = command.stdin(Stdio::null()).spawn().expect("unshare (package util-linux)");
        let began = Instant::now();
        while !ready.exists() {
            if let Some(ended) = keeper.try_wait().unwrap() {
                panic!(
                    "no mount namespace can be made here ({ended}): these tests need root or user namespaces"
                );
            }
            assert!(began.elapsed() < Duration::from_secs(20), "the mount did not come");
            std::thread::sleep(Duration::from_millis(10));
        }
        std::fs::remove_file(&ready).unwrap();
        OtherDisk { desk, keeper }
    }

    /// The real program inside.
    fn run(&self, args: &[&str]) -> Answer {
        let program = self.desk.command(args);
        let mut inside = Command::new("nsenter");
        inside.args(["-t", &self.keeper.id().to_string(), "-m"]);
        if !is_root() {
            inside.args(["-U", "--preserve-credentials"]);
        }
        inside.arg("--").arg(program.get_program()).args(program.get_args()).stdin(Stdio::null());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => inside.env(name, value),
                None => inside.env_remove(name),
            };
        }
        Answer::of(inside.output().expect("nsenter (package util-linux)"))
    }

    /// A path inside, seen from outside.
    fn path(&self, name: &str) -> PathBuf {
        let data = self.desk.data().strip_prefix("/").unwrap();
        Path::new(&format!("/proc/{}/root", self.keeper.id())).join(data).join(name)
    }

    /// Everything the database inside holds, read from a copy: SQLite would follow `/proc/…/root` out.
    fn rows(&self) -> Vec<String> {
        let copy = tempfile::tempdir().unwrap();
        for name in ["guidang.db", "guidang.db-wal"] {
            if self.path(name).exists() {
                std::fs::copy(self.path(name), copy.path().join(name)).unwrap();
            }
        }
        rows(&copy.path().join("guidang.db"))
    }

    fn import(&self, sheet: &Path) -> Answer {
        self.run(&[&["import", "items", sheet.to_str().unwrap()], &DECISIONS[..]].concat())
    }
}

impl Drop for OtherDisk<'_> {
    fn drop(&mut self) {
        self.keeper.kill().ok();
        self.keeper.wait().ok();
    }
}

/// Whether this is root: whose process it is.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// Fills what is left of the disk but so many bytes.
fn fill(path: &Path, but: u64) {
    let mut file = std::fs::File::create(path).unwrap();
    for size in [1 << 20, 1 << 12, 1] {
        while std::io::Write::write_all(&mut file, &vec![0u8; size]).is_ok() {}
    }
    let length = file.metadata().unwrap().len();
    file.set_len(length - but).unwrap();
}

/// Full from the start, and full in the middle of the work, earlier and later.
#[test]
fn a_full_disk_loses_nothing_and_the_work_goes_on_when_there_is_room() {
    let outside = tempfile::tempdir().unwrap();
    let (first, second) = (sheet(outside.path(), 50), sheet(outside.path(), 400));
    let scheme = crate::support::repository("schemes/wuhu-2009.toml");
    let papers =
        |rows: Vec<String>| rows.into_iter().filter(|row| row.starts_with("item:")).collect::<Vec<_>>();
    let mut untouched = 0;
    for room in [0, 40, 120, 250, 500] {
        let desk = Desk::new();
        let disk = OtherDisk::mounted(&desk, "mount -t tmpfs -o size=24m tmpfs \"$DATA\"");
        disk.run(&["init", "--fonds", "0211", "--name", "试", "--scheme", scheme.to_str().unwrap()])
            .ending(DONE);
        disk.import(&first).ending(DONE);
        let before = papers(disk.rows());
        assert_eq!(before.len(), 50);

        fill(&disk.path("filling"), room * 1024);
        let refused = disk.import(&second);
        std::fs::remove_file(disk.path("filling")).unwrap();
        if refused.code != DONE {
            says(&refused, BUSY, &["磁盘"]);
        }
        // the whole second sheet or nothing of it; the first as it was
        let after = papers(disk.rows());
        assert!(before.iter().all(|paper| after.contains(paper)), "{room} KiB left: a paper is gone");
        assert!(matches!(after.len(), 50 | 450), "{room} KiB left: {} papers", after.len());
        untouched += u32::from(after.len() == 50);
        disk.run(&["verify"]).ending(DONE);
        if after.len() == 50 {
            disk.import(&second).ending(DONE);
            disk.run(&["verify"]).ending(DONE);
            assert_eq!(disk.rows().iter().filter(|row| row.starts_with("item:")).count(), 450);
        }
    }
    assert!(untouched >= 3, "the disk was full only {untouched} times: leave less room");
}

/// Full after some portions were filed: partly done, and the same command goes on.
#[test]
fn a_disk_that_fills_in_the_middle_of_an_import_leaves_it_half_done() {
    let outside = tempfile::tempdir().unwrap();
    let long = sheet(outside.path(), 9000);
    let scheme = crate::support::repository("schemes/wuhu-2009.toml");
    let mut half_done = 0;
    for room in [1600, 2400, 3200, 4400, 6000] {
        let desk = Desk::new();
        let disk = OtherDisk::mounted(&desk, "mount -t tmpfs -o size=32m tmpfs \"$DATA\"");
        disk.run(&["init", "--fonds", "0211", "--name", "试", "--scheme", scheme.to_str().unwrap()])
            .ending(DONE);
        fill(&disk.path("filling"), room * 1024);
        let answer = disk.import(&long);
        let filed = disk.rows().iter().filter(|row| row.starts_with("item:")).count();
        std::fs::remove_file(disk.path("filling")).unwrap();
        let expected = match filed {
            0 => BUSY,
            9000 => DONE,
            _ => 7,
        };
        assert_eq!(answer.code, expected, "{room} KiB, {filed} filed: {} {}", answer.out, answer.err);
        if answer.code == 7 {
            half_done += 1;
            assert!(answer.out.contains(&format!("已收 {filed} 件")), "{filed}: {}", answer.out);
            assert!(answer.out.contains("磁盘"), "{}", answer.out);
            disk.import(&long).ending(DONE);
            assert_eq!(disk.rows().iter().filter(|row| row.starts_with("item:")).count(), 9000);
            disk.run(&["verify"]).ending(DONE);
            break;
        }
    }
    assert!(half_done > 0, "the disk was never full in the middle: leave other room");
}

/// What cannot be said is an error; a reader that has gone away is none.
#[test]
fn an_answer_that_cannot_be_written_is_an_error() {
    let desk = filled();
    let to = |file: &str| {
        let out = std::fs::File::options().write(true).open(file).unwrap();
        Answer::of(desk.command(&["volume", "list"]).stdout(out).output().unwrap())
    };
    let full = to("/dev/full");
    assert_eq!(full.code, 1, "{}", full.err);
    assert!(full.err.contains("没有全部写出"), "{}", full.err);
    assert_eq!(to("/dev/null").code, DONE);
    let mut child = desk.command(&["volume", "list"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(DONE));
}

/// A founding that was killed, at whatever moment, can be run again, and ends with an archive.
#[test]
fn a_founding_that_was_killed_can_be_run_again() {
    let scheme = crate::support::repository("schemes/wuhu-2009.toml");
    let words = ["init", "--fonds", "0211", "--name", "试", "--scheme", scheme.to_str().unwrap()];
    for moment in [0, 5, 10, 20, 30, 40, 60, 80, 120, 200] {
        let desk = Desk::new();
        let mut child = desk.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(moment));
        child.kill().unwrap();
        child.wait().unwrap();
        let again = desk.run(&words);
        assert!([DONE, super::REFUSED].contains(&again.code), "{moment} ms: {} {}", again.out, again.err);
        assert!(again.code == DONE || again.err.contains("0211"), "{moment} ms: {}", again.err);
        desk.run(&["verify"]).ending(DONE);
    }
    // what the file system leaves of a file made and not yet written
    let desk = Desk::new();
    std::fs::write(desk.database_file(), "").unwrap();
    desk.run(&words).ending(DONE);
    desk.run(&["verify"]).ending(DONE);
    // an archive whose file was emptied is no such thing
    std::fs::write(desk.database_file(), "").unwrap();
    desk.run(&words).ending(super::REFUSED);
}

#[test]
fn a_directory_that_cannot_be_written_is_said_to_be_so() {
    let desk = filled();
    let outside = tempfile::tempdir().unwrap();
    let second = sheet(outside.path(), 5);
    let before = rows(&desk.database_file());
    let disk =
        OtherDisk::mounted(&desk, "mount --bind \"$DATA\" \"$DATA\" && mount -o remount,ro,bind \"$DATA\"");
    says(&disk.import(&second), BUSY, &["不能写入", desk.data().to_str().unwrap()]);
    says(&disk.run(&["reindex"]), BUSY, &["不能写入"]);
    // looked into and checked it can be: an auditor's disc
    let found = disk.run(&["find", "缴费核定表50之7", "--format", "json"]).ending(DONE);
    assert_eq!(found.json()["total"], serde_json::json!(1));
    disk.run(&["verify"]).ending(DONE);
    disk.run(&["volume", "list"]).ending(DONE);
    drop(disk);
    assert_eq!(rows(&desk.database_file()), before);
}

#[test]
fn a_database_file_that_cannot_be_written_is_said_to_be_so() {
    let desk = filled();
    let outside = tempfile::tempdir().unwrap();
    let second = sheet(outside.path(), 5);
    let mount = "mount --bind \"$DATA/guidang.db\" \"$DATA/guidang.db\" && mount -o remount,ro,bind \"$DATA/guidang.db\"";
    let disk = OtherDisk::mounted(&desk, mount);
    let before = rows(&desk.database_file());
    says(&disk.import(&second), BUSY, &["写"]);
    drop(disk);
    assert_eq!(rows(&desk.database_file()), before);
    super::import(&desk, &second).ending(DONE);
}

/// The disk a file is printed to is full; the archive's own is not.
#[test]
fn a_full_disk_keeps_the_old_file_and_nothing_is_registered() {
    let desk = filled();
    std::fs::create_dir(desk.data().join("out")).unwrap();
    let disk = OtherDisk::mounted(&desk, "mount -t tmpfs -o size=1m tmpfs \"$DATA/out\"");
    let made = |name: &str| desk.data().join("out").join(name).to_str().unwrap().to_owned();
    let kinds: [(&str, &[&str]); 4] = [
        ("卷.pdf", &["volume", "print", "1"]),
        ("案卷.pdf", &["catalog", "export", "--type", "案卷目录"]),
        ("案卷.xlsx", &["catalog", "export", "--type", "案卷目录"]),
        ("空白.pdf", &["form", "print", "spine_20", "--blank"]),
    ];
    for (name, words) in kinds {
        disk.run(&[words, &["-o", &made(name)]].concat()).ending(DONE);
        let before = std::fs::read(disk.path("out").join(name)).unwrap();
        let registered = rows_of_event(&disk);
        fill(&disk.path("out").join("filling"), 2048);
        says(&disk.run(&[words, &["-o", &made(name)]].concat()), BUSY, &["磁盘已满"]);
        std::fs::remove_file(disk.path("out").join("filling")).unwrap();
        assert!(
            std::fs::read(disk.path("out").join(name)).unwrap() == before,
            "{name}: the old one is there"
        );
        assert_eq!(rows_of_event(&disk), registered, "{name}: what was not made is not registered");
        std::fs::remove_file(disk.path("out").join(name)).unwrap();
        assert_eq!(
            std::fs::read_dir(disk.path("out")).unwrap().count(),
            0,
            "{name}: nothing half made is left"
        );
    }
}

fn rows_of_event(disk: &OtherDisk<'_>) -> usize {
    disk.rows().iter().filter(|row| row.contains("catalog_made")).count()
}
