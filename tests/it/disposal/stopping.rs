//! `kill -9` while a batch is destroyed, fifty times at random moments: each volume is there and whole, or it is destroyed and
//! the log says so; the same command goes on where it was.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher as _;
use std::process::Stdio;
use std::time::Duration;

use guidang::acts::disposal::disposing::{DisposalDecision, DisposalStep, ListSource, VoteOn};
use rusqlite::Connection;

use crate::support::disposals::{Batch, closed, staffed};
use crate::support::{Desk, Site, template};

const VOLUMES: usize = 260;
/// Kills unless `GUIDANG_TEST_KILLS` says how many; from a thousand on each step of the journal must have been met.
const KILLS: u32 = 50;
/// A batch is killed at most so often, then destroyed to its end.
const PER_BATCH: u32 = 10;
const NUMBER: &str = "X2026-001";

/// A batch that waits for the order, as it lies on the disk.
async fn prepared() -> Desk {
    let making = match template::template("disposal_ready") {
        Ok(template) => return Desk::like(&template),
        Err(making) => making,
    };
    let site = Site::open().await;
    staffed(&site.archive, &site.by()).await;
    let volumes = closed(&site.archive, &site.by(), "催缴材料", VOLUMES).await;
    let mut batch = Batch::opened(&site.archive, crate::support::today(), ListSource::Volumes(volumes)).await;
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    batch.does("handler", DisposalStep::Conclude).await;
    batch.approved_and_reported(0).await;
    batch.counted_before_both().await;
    let desk = site.leave().await;
    template::copy(desk.data(), making.folder());
    Desk::like(&making.finish())
}

fn ordered(desk: &Desk) -> std::process::Command {
    let words =
        ["disposal", "destroy", NUMBER, "--confirm", NUMBER, "--method", "pulping", "--place", "市造纸厂"];
    desk.command(&[&words[..], &["--format", "json"]].concat())
}

/// Volumes that went, and those the log says went.
fn gone(desk: &Desk) -> (BTreeSet<String>, BTreeSet<String>, i64) {
    let link = Connection::open(desk.database_file()).unwrap();
    let codes = |sql: &str| {
        let mut statement = link.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>()
    };
    let rows =
        codes("select v.code from departure d join volume v on v.id = d.volume_id").into_iter().collect();
    let told = codes("select detail from event where what = 'volumes_destroyed'");
    let told = told.iter().flat_map(|detail| {
        let detail: serde_json::Value = serde_json::from_str(detail).unwrap();
        let volumes = detail["volumes"].as_array().unwrap().clone();
        volumes.into_iter().map(|code| code.as_str().unwrap().to_owned())
    });
    let whole = link
        .query_row("select count(*) from volume v join item i on i.volume_id = v.id where v.state = 'closed' and v.items = 1", [], |row| row.get(0))
        .unwrap();
    (rows, told.collect(), whole)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destruction_that_is_killed_leaves_nothing_between() {
    let given = std::env::var("GUIDANG_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut seed: u64 = given.unwrap_or_else(|| std::hash::RandomState::new().hash_one(14) >> 16);
    println!("GUIDANG_TEST_SEED={seed}");
    let mut below = |end: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % end
    };
    let kills =
        std::env::var("GUIDANG_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let mut met: BTreeMap<JournalStep, u32> = BTreeMap::new();
    let (mut killed, mut between) = (0, 0);
    while killed < kills {
        let desk = prepared().await;
        for _ in 0..PER_BATCH {
            let mut child = ordered(&desk).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(40 + below(1000)));
            child.kill().unwrap();
            let ended = child.wait().unwrap().code().is_some();
            let (rows, told, whole) = gone(&desk);
            assert_eq!(rows, told, "what went and what the log says went");
            assert_eq!(whole, VOLUMES as i64, "every description is whole");
            between += usize::from(!rows.is_empty() && rows.len() < VOLUMES);
            *met.entry(journal_step(&desk, rows.len())).or_default() += 1;
            if ended {
                break;
            }
            killed += 1;
        }
        let output = ordered(&desk).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
        let view: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(
            (view["stage"].as_str(), view["arithmetic"]["destroyed"].as_u64()),
            (Some("done"), Some(VOLUMES as u64))
        );
        assert_eq!(gone(&desk).0.len(), VOLUMES);
        desk.run(&["verify"]).ending(0);
    }
    println!("{killed} kills, {between} with some volumes gone and some not: {met:?}");
    assert!(kills < 1000 || met.len() == 5, "a step of the journal was never met: {met:?}");
}

/// How far the journal of a destruction had come when it was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum JournalStep {
    NotOrdered,
    OrderedNoneGone,
    SomeGone,
    AllGone,
    Finished,
}

fn journal_step(desk: &Desk, gone: usize) -> JournalStep {
    let link = Connection::open(desk.database_file()).unwrap();
    let count = |kind: &str| {
        let sql = format!("select count(*) from disposal_step where kind = '{kind}'");
        link.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    match (count("intended"), gone, count("finished")) {
        (0, ..) => JournalStep::NotOrdered,
        (_, 0, _) => JournalStep::OrderedNoneGone,
        (_, gone, _) if gone < VOLUMES => JournalStep::SomeGone,
        (.., 0) => JournalStep::AllGone,
        _ => JournalStep::Finished,
    }
}

/// T-31: while a destruction runs another program places a hold; what it names and is still there stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_hold_placed_between_two_portions_keeps_its_volumes() {
    let mut tries = 0;
    let (desk, gone_before) = loop {
        tries += 1;
        assert!(tries < 10, "never caught between two portions");
        let desk = prepared().await;
        let (mut child, mut some_gone) = (ordered(&desk).stdout(Stdio::null()).spawn().unwrap(), false);
        // killed as soon as the first portion is gone; a slow look may find all of them gone
        while child.try_wait().unwrap().is_none() && !some_gone {
            some_gone = !gone(&desk).0.is_empty();
        }
        child.kill().ok();
        child.wait().unwrap();
        let (gone_before, ..) = gone(&desk);
        if !gone_before.is_empty() && gone_before.len() < VOLUMES {
            break (desk, gone_before);
        }
    };
    let link = Connection::open(desk.database_file()).unwrap();
    let mut codes = link.prepare("select code from volume where state = 'closed' order by id desc").unwrap();
    let codes: Vec<String> = codes.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let held: Vec<&str> =
        codes.iter().filter(|code| !gone_before.contains(*code)).take(3).map(String::as_str).collect();
    let words =
        [&["hold", "place", "--ground", "诉讼", "--basis", "（2026）皖02民初9号", "--yes"], &held[..]];
    desk.run(&words.concat()).ending(0);
    // what went cannot be held back, and nothing under a hold goes
    let output = ordered(&desk).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let view: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(view["arithmetic"]["kept_back"].as_u64(), Some(3), "{}", view["arithmetic"]);
    let (rows, told, _) = gone(&desk);
    assert!(held.iter().all(|code| !rows.contains(*code)) && rows == told && rows.len() == VOLUMES - 3);
    desk.run(&["verify"]).ending(0);
}
