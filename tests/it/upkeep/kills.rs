//! `kill -9` in the middle of an import, fifty times at random moments: no acknowledged row is lost,
//! none is there twice, and `verify` is clean every time the program comes back.
//!
//! An acknowledgement is what the program says on its standard error, `{"progress":{"done":…}}`: rows
//! whose commit was answered. The seed is printed; `GUIDANG_TEST_SEED` repeats a run's moments.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hash::BuildHasher as _;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use crate::support::Desk;

/// Rows of a sheet: more than one commit takes, so that a kill finds the sheet half filed.
const ROWS: u64 = 2200;
/// Kills of each of the two tests, which run side by side.
const KILLS: u32 = 25;
/// A sheet is killed at most so often, then taken in to its end.
const PER_SHEET: u32 = 5;

/// SplitMix64: the same seed gives the same moments.
struct Chance(u64);

impl Chance {
    fn seeded(salt: u64) -> Chance {
        let given = std::env::var("GUIDANG_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| std::hash::RandomState::new().hash_one(salt) >> 16);
        println!("GUIDANG_TEST_SEED={seed}");
        Chance(seed ^ salt)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// A hand-over sheet; row 1 is its header.
struct Sheet {
    path: PathBuf,
    titles: BTreeMap<u64, String>,
}

impl Sheet {
    fn written(folder: &Path, number: u32, chance: &mut Chance) -> Sheet {
        let mut text = String::from("题名,责任者,日期,页数,单位名称\n");
        let mut titles = BTreeMap::new();
        for row in 2..ROWS + 2 {
            let title = format!("第{number}批缴费核定表{row}");
            let (month, day, pages, unit) =
                (1 + chance.below(12), 1 + chance.below(28), 1 + chance.below(9), chance.below(400));
            writeln!(text, "{title},征缴科,2009-{month:02}-{day:02},{pages},试验单位{unit}号").unwrap();
            titles.insert(row, title);
        }
        let path = folder.join(format!("第{number}批.csv"));
        std::fs::write(&path, text).unwrap();
        Sheet { path, titles }
    }

    fn import(&self, desk: &Desk) -> std::process::Command {
        let file = self.path.to_str().unwrap();
        let step = "社会保险费征缴核定材料";
        desk.command(&[
            "import",
            "items",
            file,
            "--year",
            "2009",
            "--class",
            "ZJ",
            "--step",
            step,
            "--on-error",
            "skip",
            "--format",
            "json",
        ])
    }

    /// Takes the sheet in to its end. Where a kill came after the last row, every row is there already
    /// and is said to be.
    fn taken_in(&self, desk: &Desk) {
        let output = self.import(desk).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&said));
        assert!(self.is_done(desk));
    }

    /// Whether the archive is finished with this sheet.
    fn is_done(&self, desk: &Desk) -> bool {
        let link = rusqlite::Connection::open(desk.database_file()).unwrap();
        let sql = "select count(*) from batch where file_name = ?1 and state = 'done'";
        link.query_row(sql, [self.path.file_name().unwrap().to_str().unwrap()], |row| row.get::<_, i64>(0))
            .unwrap()
            == 1
    }
}

/// What the program has acknowledged, as another process hears it.
#[derive(Default)]
struct Heard {
    done: AtomicU64,
    /// The whole sheet was read; from now on it is written.
    read: Mutex<bool>,
    bell: Condvar,
}

impl Heard {
    fn line(&self, line: &str) {
        let Ok(said) = serde_json::from_str::<serde_json::Value>(line) else { return };
        let number = |key: &str| said["progress"][key].as_u64().unwrap_or(0);
        self.done.fetch_max(number("done"), Ordering::SeqCst);
        if number("total") >= ROWS {
            *self.read.lock().unwrap() = true;
            self.bell.notify_all();
        }
    }

    fn wait_until_read(&self) {
        let read = self.read.lock().unwrap();
        drop(self.bell.wait_timeout_while(read, Duration::from_secs(60), |read| !*read).unwrap());
    }
}

/// Runs the import and kills it; how many rows it had acknowledged, or `None` when it had ended before.
fn killed(desk: &Desk, sheet: &Sheet, chance: &mut Chance) -> Option<u64> {
    let mut child = sheet.import(desk).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let heard = Arc::new(Heard::default());
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let listener = std::thread::spawn({
        let heard = heard.clone();
        move || lines.map_while(Result::ok).for_each(|line| heard.line(&line))
    });
    // mostly while it writes, for that is where it hurts; sometimes anywhere
    if chance.below(4) > 0 {
        heard.wait_until_read();
        std::thread::sleep(Duration::from_millis(chance.below(800)));
    } else {
        std::thread::sleep(Duration::from_millis(chance.below(1900)));
    }
    child.kill().unwrap();
    let ended = child.wait().unwrap();
    listener.join().unwrap();
    let by_itself = ended.code().is_some();
    (!by_itself).then(|| heard.done.load(Ordering::SeqCst))
}

/// Rows that were acknowledged and are not there, rows that are there twice, and rows that are not
/// what the sheet says.
fn wrongs(desk: &Desk, sheet: &Sheet, acknowledged: u64) -> Vec<String> {
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    let sql =
        "select i.batch_row, i.title from item i join batch b on b.id = i.batch_id where b.file_name = ?1";
    let name = sheet.path.file_name().unwrap().to_str().unwrap();
    let mut statement = link.prepare(sql).unwrap();
    let rows =
        statement.query_map([name], |row| Ok((row.get::<_, i64>(0)? as u64, row.get::<_, String>(1)?)));
    let mut there: BTreeMap<u64, u32> = BTreeMap::new();
    let mut wrongs = Vec::new();
    for (row, title) in rows.unwrap().map(Result::unwrap) {
        *there.entry(row).or_default() += 1;
        if sheet.titles.get(&row) != Some(&title) {
            wrongs.push(format!("row {row} is there as {title:?}"));
        }
    }
    wrongs.extend(
        there
            .iter()
            .filter(|(_, times)| **times > 1)
            .map(|(row, times)| format!("row {row} is there {times} times")),
    );
    if (there.len() as u64) < acknowledged {
        wrongs.push(format!("{acknowledged} rows were acknowledged, {} are there", there.len()));
    }
    wrongs
}

fn half_of_the_kills(salt: u64) {
    let mut chance = Chance::seeded(salt);
    let folder = tempfile::tempdir().unwrap();
    let (mut kills, mut half_filed, mut number) = (0, 0, 0);
    while kills < KILLS {
        number += 1;
        let desk = Desk::founded();
        let sheet = Sheet::written(folder.path(), number, &mut chance);
        for _ in 0..PER_SHEET.min(KILLS - kills) {
            let Some(acknowledged) = killed(&desk, &sheet, &mut chance) else { break };
            kills += 1;
            half_filed += u32::from((1..ROWS).contains(&acknowledged));
            assert_eq!(wrongs(&desk, &sheet, acknowledged), Vec::<String>::new(), "after kill {kills}");
            desk.run(&["verify"]).ending(0);
            if sheet.is_done(&desk) {
                break;
            }
        }
        sheet.taken_in(&desk);
        assert_eq!(wrongs(&desk, &sheet, ROWS), Vec::<String>::new());
        desk.run(&["verify"]).ending(0);
        desk.run(&["volume", "check"]).ending(0);
    }
    println!("{kills} kills over {number} sheets, {half_filed} of them with a sheet half filed");
    assert!(half_filed > 0, "no kill found a sheet half filed: the moments are chosen badly");
}

#[test]
fn twenty_five_kills_lose_nothing() {
    half_of_the_kills(1);
}

#[test]
fn twenty_five_more_kills_lose_nothing() {
    half_of_the_kills(2);
}

/// The control: what these tests look for is found when it is there.
#[test]
fn a_lost_or_doubled_row_is_seen() {
    let mut chance = Chance::seeded(3);
    let folder = tempfile::tempdir().unwrap();
    let (desk, sheet) = (Desk::founded(), Sheet::written(folder.path(), 1, &mut chance));
    let before = folder.path().join("before.db");
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    link.execute("vacuum into ?1", [before.to_str().unwrap()]).unwrap();
    drop(link);
    sheet.taken_in(&desk);
    assert_eq!(wrongs(&desk, &sheet, ROWS), Vec::<String>::new());

    // a row taken away, and one put in a second time, behind the program's back
    let link = rusqlite::Connection::open(desk.database_file()).unwrap();
    let forget = "drop index item_batch_row; drop trigger item_goes_with_its_batch; drop trigger item_overlap_insert; pragma foreign_keys = off;";
    link.execute_batch(&format!(
        "{forget} delete from unit where item_id = 70; delete from item where id = 70;"
    ))
    .unwrap();
    assert_eq!(wrongs(&desk, &sheet, ROWS), ["2200 rows were acknowledged, 2199 are there"]);
    desk.run(&["verify"]).ending(3);
    let columns = "place_id, volume_id, seq, rule, page_from, pages, code, code_sort, title, creator, doc_number, date, date_end,
        secrecy, medium, remarks, more, eligible_on, question, likeness, batch_id, batch_row, filed_in";
    link.execute_batch(&format!(
        "insert into item (id, {columns}) select 70, {columns} from item where id = 71"
    ))
    .unwrap();
    assert_eq!(wrongs(&desk, &sheet, ROWS).first().map(String::as_str), Some("row 72 is there 2 times"));
    desk.run(&["verify"]).ending(3);
    drop(link);

    // the whole database as it was before: what a disk that forgets would leave behind
    for rest in ["guidang.db-wal", "guidang.db-shm"] {
        std::fs::remove_file(desk.data().join(rest)).ok();
    }
    std::fs::copy(&before, desk.database_file()).unwrap();
    assert_eq!(wrongs(&desk, &sheet, ROWS), ["2200 rows were acknowledged, 0 are there"]);
}
