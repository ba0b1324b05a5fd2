//! Two programs over one PostgreSQL: what only one may be at is claimed in the database, and who lost a claim
//! without knowing writes nothing more.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Taking};
use guidang::acts::upkeep::jobs::{self, JobOutcome};
use guidang::acts::upkeep::{indexing, verifying};
use guidang::archive::{Access, Archive};
use guidang::config::Config;
use guidang::domain::general::error::Result;
use guidang::domain::records::states::{BatchState, JobKind, JobState};
use guidang::procedures::claims::{self, RECEIVING};
use guidang::progress::Progress;
use guidang::store::Claiming;

use crate::support::{Backend, Desk, Site, both, refusal};

/// Another program over the same database, with a data directory of its own.
struct Node {
    archive: Archive,
    _data: tempfile::TempDir,
}

impl Node {
    async fn beside(site: &Site) -> Node {
        let data = tempfile::tempdir().unwrap();
        let config = Config { data: data.path().to_owned(), ..site.desk.config() };
        Node { archive: Archive::open(config, Access::Whole).await.unwrap(), _data: data }
    }
}

fn sheet(site: &Site, rows: u32) -> PathBuf {
    let mut text = String::from("题名,责任者,日期,页数,单位名称\n");
    for row in 0..rows {
        writeln!(text, "缴费核定表{row},征缴科,2009-{:02}-03,{},试验单位{row}号", 1 + row % 12, 1 + row % 3)
            .unwrap();
    }
    let path = site.desk.data().join("征缴科.csv");
    std::fs::write(&path, text).unwrap();
    path
}

fn options() -> ImportOptions {
    ImportOptions {
        year: Some(2009),
        class: Some("ZJ".into()),
        step: Some("社会保险费征缴核定材料".into()),
        ..ImportOptions::default()
    }
}

async fn take(archive: &Archive, file: &Path, options: &ImportOptions) -> Result<Intake> {
    let (by, progress) = (archive.local_user(), Progress::default());
    intake::take_in(archive, &by, file, options, Taking::SkipProblems, &progress).await
}

/// How often each row of a sheet was filed, by any batch.
async fn times_filed(archive: &Archive) -> BTreeMap<u32, u32> {
    let mut times = BTreeMap::new();
    for item in archive.store.items_after(0, i64::MAX).await.unwrap() {
        *times.entry(item.batch_row.unwrap()).or_default() += 1;
    }
    times
}

async fn clean(archive: &Archive) {
    indexing::catch_up(archive).await.unwrap();
    let verified = verifying::verify(archive, &archive.local_user()).await.unwrap();
    assert_eq!(verified.findings, vec![]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_take_one_sheet_in_at_once_file_it_once() {
    let site = Site::open_on(Backend::Postgres).await;
    let node = Node::beside(&site).await;
    let (rows, file) = (2500, sheet(&site, 2500));
    // the same decisions, and others under which the same rows are another batch
    let usual = options();
    let accepting = ImportOptions { accept: vec!["duplicate_row".into()], ..options() };
    let (here, there, third) = tokio::join!(
        take(&site.archive, &file, &usual),
        take(&node.archive, &file, &usual),
        take(&node.archive, &file, &accepting),
    );
    let written: Vec<u64> = [here, there, third].into_iter().map(|taken| taken.unwrap().written).collect();
    assert_eq!(written.iter().sum::<u64>(), rows, "{written:?}");
    assert_eq!(times_filed(&site.archive).await, (2..rows as u32 + 2).map(|row| (row, 1)).collect());
    clean(&site.archive).await;
    clean(&node.archive).await;
}

/// A program stops in the middle of a batch; another goes on with it, once the first is known to be gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_program_is_gone_is_taken_over_and_the_first_writes_no_more() {
    let site = Site::open_on(Backend::Postgres).await;
    let node = Node::beside(&site).await;
    let (rows, file) = (9000, sheet(&site, 9000));
    let mut behind = site.desk.behind().await;
    let progress = Progress::default();
    let by = site.by();
    let wanted = options();
    let held_up = intake::take_in(&site.archive, &by, &file, &wanted, Taking::SkipProblems, &progress);
    // as if it had been held up for longer than its lease, and the other had taken the claim meanwhile
    let overtaken = async {
        while progress.so_far().0 == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let lost = "update claim set fence = fence + 1, holder = 'node-elsewhere/1/a', until_second = 1 where name = 'receiving'";
        behind.run(lost).await.unwrap();
    };
    let (first, ()) = tokio::join!(held_up, overtaken);
    assert_eq!(refusal(first), "claim_lost");
    let before = times_filed(&site.archive).await;
    assert!((1..rows).contains(&(before.len() as u64)), "{} rows: the moment is chosen badly", before.len());

    let second = take(&node.archive, &file, &options()).await.unwrap();
    assert_eq!((second.resumed, second.written), (before.len() as u64, rows - before.len() as u64));
    assert_eq!(times_filed(&site.archive).await, (2..rows as u32 + 2).map(|row| (row, 1)).collect());
    let batches = node.archive.store.batches(10).await.unwrap();
    assert_eq!(batches.iter().map(|batch| batch.state).collect::<Vec<_>>(), [BatchState::Done]);
    clean(&site.archive).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_another_node_can_be_stopped_and_goes_on_when_the_lease_is_over() {
    let site = Site::open_on(Backend::Postgres).await;
    let file = sheet(&site, 3);
    let mut behind = site.desk.behind().await;
    let far = "insert into claim (name, holder, fence, until_second) values ('receiving', 'node-else/1/a', 7, 99999999999)";
    behind.run(far).await.unwrap();
    let progress = Progress::default();
    progress.ask_to_stop();
    let by = site.by();
    let stopped =
        intake::take_in(&site.archive, &by, &file, &options(), Taking::SkipProblems, &progress).await;
    assert!(stopped.unwrap_err().to_string().contains("node-else"));
    assert_eq!(site.archive.store.item_count().await.unwrap(), 0);

    let wanted = options();
    let waiting = take(&site.archive, &file, &wanted);
    let ended = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(site.archive.store.item_count().await.unwrap(), 0);
        behind.run("update claim set until_second = 1").await.unwrap();
    };
    let (taken, ()) = tokio::join!(waiting, ended);
    assert_eq!(taken.unwrap().written, 3);
    assert_eq!(behind.rows("select name, fence, until_second from claim").await, ["receiving|8|0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_is_had_by_one_and_its_number_grows() {
    let story = async |site: Site| {
        let store = &site.archive.store;
        let Claiming::Taken(first) = store.claim(RECEIVING, "node-甲/1/a").await.unwrap() else { panic!() };
        let mut behind = site.desk.behind().await;
        behind.run("update claim set until_second = 1").await.unwrap();
        let Claiming::Taken(second) = store.claim(RECEIVING, "node-乙/1/a").await.unwrap() else { panic!() };
        assert_eq!((first.fence, second.fence), (1, 2));
        // the first knows nothing of it, and can do nothing
        assert_eq!(
            (store.keep_claim(&first).await.unwrap(), store.keep_claim(&second).await.unwrap()),
            (false, true)
        );
        store.release_claim(&first).await.unwrap();
        let by = site.by();
        let under = |claim: guidang::store::Claim| {
            store.write_if_needed(&by, async move |tx| {
                tx.under(&claim).await?;
                Ok(((), None))
            })
        };
        assert_eq!(refusal(under(first).await), "claim_lost");
        under(second.clone()).await.unwrap();
        store.release_claim(&second).await.unwrap();
        assert_eq!(behind.rows("select holder, fence, until_second from claim").await, ["node-乙/1/a|2|0"]);
        // claims are no events
        assert_eq!(store.last_event().await.unwrap(), 1);
    };
    both(story).await;
}

/// Two archives opened by one program (parts of it, for people who see some fonds alone) wait for each other.
#[tokio::test(flavor = "multi_thread")]
async fn archives_of_one_program_wait_for_each_other() {
    let story = async |site: Site| {
        let store = &site.archive.store;
        assert!(matches!(store.claim(RECEIVING, "node-甲/1/a").await.unwrap(), Claiming::Taken(_)));
        let other = store.claim(RECEIVING, "node-甲/1/b").await.unwrap();
        assert_eq!(other, Claiming::Held("node-甲/1/a".into()));
    };
    both(story).await;
}

/// Beside an embedded database there is one program: a claim that another left is nobody's.
#[tokio::test(flavor = "multi_thread")]
async fn beside_sqlite_nobody_waits_for_a_program_that_was_killed() {
    let site = Site::open().await;
    assert!(matches!(
        site.archive.store.claim(RECEIVING, "node-killed/1/a").await.unwrap(),
        Claiming::Taken(_)
    ));
    let file = sheet(&site, 3);
    let began = std::time::Instant::now();
    assert_eq!(take(&site.archive, &file, &options()).await.unwrap().written, 3);
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_a_node_that_is_gone_are_marked_by_those_that_are_there() {
    let site = Site::open_on(Backend::Postgres).await;
    let other = Node::beside(&site).await;
    let by = site.by();
    let Site { archive, desk, .. } = site;
    let one = Arc::new(archive);
    let (_let_go, held) = tokio::sync::oneshot::channel::<()>();
    let work = async move |_| {
        held.await.ok();
        Ok(JobOutcome::default())
    };
    let id = jobs::start(&one, &by, JobKind::Reindex, serde_json::Value::Null, work).await.unwrap();
    let keeping = tokio::spawn(claims::keep_node(one.clone()));
    let mut behind = desk.behind().await;
    while behind.number("select count(*) from claim").await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    jobs::mark_interrupted(&other.archive, &by).await.unwrap();
    let state = async || jobs::show(&other.archive, &by, id).await.unwrap().job.state;
    assert_eq!(state().await, JobState::Queued, "its node is there");
    keeping.abort();
    keeping.await.ok();
    // its lease runs out
    behind.run("update claim set until_second = 1").await.unwrap();
    jobs::mark_interrupted(&other.archive, &by).await.unwrap();
    assert_eq!(state().await, JobState::Failed);
    clean(&other.archive).await;
}

/// The control: without the claim the database itself refuses the second filing of a row.
#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_a_batch_stands_once() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::open_on(backend).await;
        let file = sheet(&site, 3);
        take(&site.archive, &file, &options()).await.unwrap();
        let desk: Desk = site.leave().await;
        let mut behind = desk.behind().await;
        let columns = "place_id, seq, rule, page_from, pages, code, code_sort, title, creator, doc_number, secrecy, medium, remarks, more, likeness, batch_id, batch_row, filed_in";
        let twice = format!("insert into item (id, {columns}) select 90, {columns} from item where id = 2");
        let said = behind.run(&twice).await.unwrap_err();
        assert!(said.to_lowercase().contains("unique"), "{backend:?}: {said}");
        behind
            .run(&twice.replace("batch_row, filed_in from", "batch_row + 70, filed_in from"))
            .await
            .unwrap();
    }
}
