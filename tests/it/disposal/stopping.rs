//! `kill -9` while a batch is destroyed, fifty times at random moments: each volume is there and whole, or it is destroyed and
//! the log says so; the same command goes on where it was.

use std::collections::BTreeSet;
use std::hash::BuildHasher as _;
use std::process::Stdio;
use std::time::Duration;

use guidang::acts::disposal::disposing::{DisposalDecision, DisposalStep, ListSource, VoteOn};
use rusqlite::Connection;

use crate::support::disposals::{Batch, closed, staffed};
use crate::support::{Desk, Site, template};

const VOLUMES: usize = 260;
const KILLS: u32 = 50;
/// A batch is killed at most so often, then destroyed to its end.
const PER_BATCH: u32 = 6;
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
    let (mut killed, mut between) = (0, 0);
    while killed < KILLS {
        let desk = prepared().await;
        for _ in 0..PER_BATCH {
            let mut child = ordered(&desk).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(50 + below(2500)));
            child.kill().unwrap();
            let ended = child.wait().unwrap().code().is_some();
            let (rows, told, whole) = gone(&desk);
            assert_eq!(rows, told, "what went and what the log says went");
            assert_eq!(whole, VOLUMES as i64, "every description is whole");
            between += usize::from(!rows.is_empty() && rows.len() < VOLUMES);
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
    println!("{killed} kills, {between} with some volumes gone and some not");
}
