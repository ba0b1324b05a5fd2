//! Whoever has a post for one fonds: what is asked of a snapshot, what a deed would remove, the jobs and kept searches of
//! others, and what is the asker's own though it names no record.

use super::*;

use guidang::acts::arranging::filing;
use guidang::acts::finding::saved_searches::{self, Kept};
use guidang::acts::receiving::intake::{self, ImportOptions, Taking};
use guidang::acts::receiving::taking_back;
use guidang::acts::upkeep::jobs;
use guidang::acts::using::consulting;
use guidang::archive::Archive;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::records::states::JobKind;
use guidang::domain::using::consultation::Visit;
use guidang::progress::Progress;

use crate::support::FONDS;

/// What somebody limited to the first fonds acts on, and as.
async fn limited(halves: &Halves) -> (Archive, By) {
    let now = halves.archive.config.clock.now();
    let account = halves.archive.store.account_named("limin").await.unwrap().unwrap();
    let actor = people::actor(&halves.archive.store, &account, now.date_naive()).await.unwrap();
    let part = halves.archive.within(&[FONDS.to_owned()], "limin").await.unwrap();
    (part, By::local(actor, now))
}

fn is_not_there<T: std::fmt::Debug>(outcome: Result<T>) -> bool {
    match outcome {
        Err(Error::NotFound(_)) => true,
        Err(Error::Refused(problems)) => problems.iter().all(|problem| problem.kind.contains("no_such")),
        other => panic!("{other:?}"),
    }
}

async fn taken_in(archive: &Archive, by: &By, name: &str, text: &str, fonds: &str) -> i64 {
    let path = archive.config.data().join(name);
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions {
        fonds: Some(fonds.into()),
        class: Some("ZJ".into()),
        step: Some("社会保险费征缴核定材料".into()),
        ..ImportOptions::default()
    };
    let quiet = Progress::default();
    let taken = intake::take_in(archive, by, &path, &options, Taking::SkipProblems, &quiet).await.unwrap();
    taken.batch.unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_at_one_moment_is_of_the_part_as_well() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let halves = halves(backend).await;
        let (part, _) = limited(&halves).await;
        let (own, whole) =
            (part.store.snapshot().await.unwrap(), halves.archive.store.snapshot().await.unwrap());
        let count = async |of: &guidang::store::Snapshot| of.items_after(0, i64::MAX).await.unwrap().len();
        assert_eq!((count(&own).await, count(&whole).await), (1, 2), "{backend:?}");
        own.close().await;
        whole.close().await;
        halves.archive.store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_other_fonds_is_removed_stopped_or_renamed() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let halves = halves(backend).await;
        let (part, by) = limited(&halves).await;
        let whole = &halves.archive;
        let other = whole.local_user();
        let foreign = taken_in(whole, &other, "外.csv", "题名,页数,年度\n外来件,2,2009\n", "0212").await;
        let kept = Kept { text: FOREIGN.into(), ..Kept::default() };
        let search = saved_searches::save(whole, &other, "外", kept).await.unwrap();
        let (release, wait) = tokio::sync::oneshot::channel::<()>();
        let work = async move |_| {
            wait.await.ok();
            Ok(jobs::JobOutcome::default())
        };
        let asked = serde_json::json!({});
        let job = jobs::start(whole, &other, JobKind::ListExport, asked, work).await.unwrap();
        let before = whole.store.last_event().await.unwrap();
        assert!(is_not_there(filing::take_out(&part, &by, halves.foreign.0).await));
        assert!(is_not_there(taking_back::take_back(&part, &by, foreign).await));
        assert!(is_not_there(saved_searches::rename(&part, &by, search, "我的").await));
        assert!(is_not_there(saved_searches::remove(&part, &by, search).await));
        assert!(is_not_there(jobs::cancel(&part, &by, job).await));
        assert_eq!(whole.store.last_event().await.unwrap(), before, "{backend:?}: nothing was done");
        assert!(!whole.running(job).unwrap().stop_asked());
        // whoever may see it does all of that
        taking_back::take_back(whole, &other, foreign).await.unwrap();
        saved_searches::remove(whole, &other, search).await.unwrap();
        jobs::cancel(whole, &other, job).await.unwrap();
        release.send(()).ok();
        halves.archive.store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ones_own_is_seen_though_it_names_no_record() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let halves = halves(backend).await;
        let (part, by) = limited(&halves).await;
        // a sheet whose records went again
        let empty = taken_in(&part, &by, "空.csv", "题名,页数,年度\n收错的,2,2009\n", FONDS).await;
        taking_back::take_back(&part, &by, empty).await.unwrap();
        let visit = Visit {
            identity: "lawyer".into(),
            asker: "王律师".into(),
            document: "律师证".into(),
            purpose: "litigation".into(),
        };
        let line = consulting::nothing_found(&part, &by, &visit, "一九八〇年的核定表", "题名").await.unwrap();
        let batches = async |archive: &Archive| {
            let all = archive.store.batches(50).await.unwrap();
            all.iter().map(|batch| batch.id).collect::<Vec<_>>()
        };
        assert!(batches(&part).await.contains(&empty), "{backend:?}");
        assert!(consulting::consultation(&part, &by, line.id).await.is_ok());
        // a colleague's are not
        let other = halves.archive.local_user();
        let sheet = "题名,页数,年度\n也收错的,2,2009\n";
        let theirs = taken_in(&halves.archive, &other, "空二.csv", sheet, "0212").await;
        taking_back::take_back(&halves.archive, &other, theirs).await.unwrap();
        assert!(!batches(&part).await.contains(&theirs));
        assert!(batches(&halves.archive).await.contains(&theirs));
        halves.archive.store.close().await;
    }
}
