//! Many writers at once: one task writes, shared commits, nothing lost and nothing doubled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::future::join_all;
use guidang::acts::finding::listing::{self, LineCell, List, Sort};
use guidang::acts::upkeep::jobs::{self, JobOutcome};
use guidang::acts::upkeep::{indexing, verifying};
use guidang::archive::{Access, Archive};
use guidang::config::Config;
use guidang::domain::arranging::shelving::missing_numbers;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::records::event::{Event, EventKind};
use guidang::domain::records::item::Place;
use guidang::domain::records::scope::Scope;
use guidang::domain::records::states::{JobKind, JobState};
use guidang::store::Arriving;

use crate::support::{Backend, Site, both, draft, file, findings, levy, sound};

/// A deed that files one paper, or fails after having written it.
async fn attempt(archive: &Archive, site: &Site, number: u32) -> Result<(u32, String)> {
    let schemes = archive.schemes();
    let paper = draft(&levy(2009), &format!("同时 {number}"), 3 + number % 5);
    let by = site.by();
    let deed = archive.store.write(&by, async move |tx| {
        let arriving = vec![Arriving { draft: paper, batch: None, row: Some(number) }];
        let shelved = tx.shelve(&schemes, arriving).await?;
        if number % 10 == 3 {
            return Err(Error::Broken(anyhow::anyhow!("thought better of it")));
        }
        Ok((
            (number, shelved[0].code.clone()),
            Event::new(EventKind::ItemsFiled, shelved[0].code.clone(), serde_json::Value::Null),
        ))
    });
    deed.await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_writes_at_once_lose_nothing_and_double_nothing() {
    let story = async |site: Site| {
        let answers = join_all((0..100).map(|number| attempt(&site.archive, &site, number))).await;
        let kept: BTreeMap<u32, String> = answers.into_iter().filter_map(Result::ok).collect();
        assert_eq!(kept.len(), 90);
        assert!(kept.keys().all(|number| number % 10 != 3));
        assert_eq!(kept.values().collect::<BTreeSet<_>>().len(), 90, "every paper has a code of its own");
        // what was answered is what is there, and the failed ones left no trace
        let items = site.archive.store.items_after(0, i64::MAX).await.unwrap();
        let there: BTreeMap<u32, String> =
            items.iter().map(|item| (item.batch_row.unwrap(), item.code.clone())).collect();
        assert_eq!(there, kept);
        let volumes = site.archive.store.volumes(&Scope::default(), ("", 0), 1000).await.unwrap();
        assert!(missing_numbers(&volumes.iter().map(|volume| volume.number).collect::<Vec<_>>()).is_empty());
        assert_eq!(site.archive.store.last_event().await.unwrap(), 91);
        sound(&site).await;
        let pages: u32 = items.iter().map(|item| item.description.pages).sum();
        (items.len(), pages)
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_on_one_database_number_as_one() {
    let site = Site::open_on(Backend::Postgres).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let config = Config { data: elsewhere.path().to_owned(), ..site.desk.config() };
    let node = Archive::open(config, Access::Whole).await.unwrap();
    let here = join_all((0..60).map(|number| attempt(&site.archive, &site, number)));
    let there = join_all((100..160).map(|number| attempt(&node, &site, number)));
    let (here, there) = tokio::join!(here, there);
    let codes: BTreeSet<String> =
        here.into_iter().chain(there).filter_map(Result::ok).map(|(_, code)| code).collect();
    assert_eq!(codes.len(), 108);
    assert_eq!(site.archive.store.last_event().await.unwrap(), 109);
    sound(&site).await;
    // each node's own index follows the one log
    indexing::catch_up(&node).await.unwrap();
    assert_eq!(verifying::verify(&node, &site.by()).await.unwrap().findings, vec![]);
    node.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_starts_leaves_the_jobs_of_another_alone() {
    let site = Site::open_on(Backend::Postgres).await;
    let (desk, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let at = |data: &tempfile::TempDir| Config { data: data.path().to_owned(), ..site.desk.config() };
    let open = async |config| Arc::new(Archive::open(config, Access::Whole).await.unwrap());
    let (one, other) = (open(at(&desk)).await, open(at(&elsewhere)).await);
    let (_let_go, held) = tokio::sync::oneshot::channel::<()>();
    let work = async move |_| {
        held.await.ok();
        Ok(JobOutcome::default())
    };
    let id = jobs::start(&one, &site.by(), JobKind::Reindex, serde_json::Value::Null, work).await.unwrap();

    jobs::mark_interrupted(&other, &site.by()).await.unwrap();
    let seen = jobs::show(&other, &site.by(), id).await.unwrap();
    assert!(seen.elsewhere && !seen.interrupted, "{seen:?}");
    let refused = jobs::cancel(&other, &site.by(), id).await;
    assert!(
        matches!(&refused, Err(Error::Refused(problems)) if problems[0].kind == "job_elsewhere"),
        "{refused:?}"
    );
    let list = List::Jobs { state: None, sought: listing::Sought::default() };
    let listed = listing::page(&other, &site.by(), &list, 0, 10).await.unwrap();
    assert_eq!(listed.lines[0].id, id);
    let states: Vec<_> =
        listed.lines[0].cells.iter().filter(|cell| matches!(cell, LineCell::Key(Sort::State, _))).collect();
    assert_eq!(
        states,
        [&LineCell::Key(Sort::State, seen.standing.key().to_owned())],
        "list and page say the same"
    );
    assert!(["queued", "running"].contains(&seen.standing.key()), "{seen:?}");
    let own = jobs::show(&one, &site.by(), id).await.unwrap();
    assert!(!own.elsewhere && !own.interrupted, "{own:?}");

    // the node itself, started again, knows that the job is over
    one.forget_progress(id);
    jobs::mark_interrupted(&one, &site.by()).await.unwrap();
    assert_eq!(jobs::show(&other, &site.by(), id).await.unwrap().job.state, JobState::Failed);
    sound(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_that_breaks_off_leaves_nothing_and_the_next_is_written() {
    let story = async |site: Site| {
        let (place, by) = (levy(2009), site.by());
        let broken = site.archive.store.write(&by, async move |tx| {
            tx.place_id(&place).await?;
            assert!(place.year > 2010, "a defect");
            Ok(((), Event::new(EventKind::ItemCorrected, "", serde_json::Value::Null)))
        });
        let error = broken.await.unwrap_err();
        assert!(matches!(&error, Error::Broken(why) if why.to_string().contains("a defect")), "{error}");
        assert_eq!(site.archive.store.places().await.unwrap(), []);
        file(&site.archive, &site.by(), vec![draft(&levy(2009), "缴费核定表", 3)]).await.unwrap();
        assert_eq!(findings(&site).await, Vec::<String>::new());
        site.archive.store.last_event().await.unwrap()
    };
    assert_eq!(both(story).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_that_finds_nothing_to_write_leaves_no_event_and_nothing_written() {
    let story = async |site: Site| {
        let (place, by) = (levy(2009), site.by());
        let before = site.archive.store.last_event().await.unwrap();
        let idle = site.archive.store.write_if_needed(&by, async move |tx| {
            tx.place_id(&place).await?;
            Ok((tx.event(), None))
        });
        assert_eq!(idle.await.unwrap(), before + 1, "its event would have been the next");
        assert_eq!(site.archive.store.places().await.unwrap(), []);
        assert_eq!(site.archive.store.last_event().await.unwrap(), before);
        // among others that share its transaction it takes nothing with it
        let number = |number: i64| {
            let (archive, by, place) = (&site.archive, site.by(), levy(2009));
            async move {
                let deed = archive.store.write_if_needed(&by, async move |tx| {
                    tx.place_id(&Place { year: 1990 + number as i32, ..place }).await?;
                    let event = Event::new(EventKind::ItemCorrected, "", serde_json::Value::Null);
                    Ok((number, Some(event).filter(|_| number % 2 == 0)))
                });
                deed.await.unwrap()
            }
        };
        join_all((0..20).map(number)).await;
        assert_eq!(site.archive.store.last_event().await.unwrap(), before + 10);
        let years = site.archive.store.places().await.unwrap();
        let years: BTreeSet<i32> = years.into_iter().map(|(_, place)| place.year - 1990).collect();
        assert_eq!(years, (0..10).map(|half| 2 * half).collect());
        assert_eq!(findings(&site).await, Vec::<String>::new());
    };
    both(story).await;
}
