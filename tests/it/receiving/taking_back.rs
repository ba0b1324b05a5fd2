//! 整批退回: what goes, what stays, what stands in the way, and that the same sheet can come again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::arranging::entering::{self, Edit, TableEdit};
use guidang::acts::arranging::filing::{self, Correction, Elsewhere};
use guidang::acts::finding::basket::{self, Entries};
use guidang::acts::finding::searching::{self, SearchQuery};
use guidang::acts::finding::viewing;
use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Taking};
use guidang::acts::receiving::taking_back;
use guidang::acts::using::consulting;
use guidang::domain::disposal::retention::{Fact, FactKind};
use guidang::domain::general::error::Error;
use guidang::domain::general::problem::Problem;
use guidang::domain::records::event::{Event, EventKind};
use guidang::domain::records::item::Item;
use guidang::domain::records::states::BatchStanding;
use guidang::domain::using::consultation::Visit;
use guidang::progress::Progress;

use crate::support::{Desk, Site, both, draft, file, levy, sound};

const STEP: &str = "社会保险费征缴核定材料";

/// Given names, for sheets with many persons.
const GIVEN: [&str; 10] = ["伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇"];

/// Three rows of 2009 and one of 2010, with a person each and a spelling that is changed.
const SHEET: &str = "题名,页数,年度,姓名\n\
    误收核定表一,２,2009,吴梅一\n误收核定表二,3,2009,吴梅二\n误收核定表三,1,2009,吴梅三\n误收核定表四,5,2010,吴梅四\n";

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

async fn take(site: &Site, file: &Path) -> Intake {
    let wishes =
        ImportOptions { class: Some("ZJ".into()), step: Some(STEP.into()), ..ImportOptions::default() };
    let (by, progress) = (site.by(), Progress::default());
    intake::take_in(&site.archive, &by, file, &wishes, Taking::SkipProblems, &progress).await.unwrap()
}

fn number(taken: &Intake) -> i64 {
    taken.batch.as_ref().unwrap().parse().unwrap()
}

async fn items(site: &Site) -> Vec<Item> {
    site.archive.store.items_after(0, i64::MAX).await.unwrap()
}

async fn found(site: &Site, text: &str) -> u64 {
    let query = SearchQuery { text: text.into(), ..SearchQuery::default() };
    searching::count(&site.archive, &site.by(), &query).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_goes_back_and_the_same_sheet_can_come_again() {
    both(async |site| {
        let (store, by) = (&site.archive.store, site.by());
        file(&site.archive, &by, vec![draft(&levy(2009), "先在这里的", 4)]).await.unwrap();
        let path = written(site.desk.data(), "误收.csv", SHEET);
        let taken = take(&site, &path).await;
        assert_eq!(taken.written, 4);
        file(&site.archive, &by, vec![draft(&levy(2009), "后来的", 6)]).await.unwrap();
        let all = items(&site).await;
        let (kept, there) = (all[1].id, store.basket("local").await.unwrap());
        basket::add(&site.archive, &by, Entries { items: vec![kept], volumes: vec![] }).await.unwrap();
        sound(&site).await;
        assert_eq!((found(&site, "误收核定表").await, there), (4, vec![]));

        let batch = number(&taken);
        let going = taking_back::look(&site.archive, &by, batch).await.unwrap();
        assert_eq!((going.items, going.pages, going.obstacles.len()), (4, 11, 0));
        let done = taking_back::take_back(&site.archive, &by, batch).await.unwrap();
        let lost: Vec<_> = done.volumes.iter().map(|v| (v.items, v.pages, v.stay, v.removed)).collect();
        assert_eq!((done.items, done.before, lost), (4, false, vec![(3, 6, 2, false), (1, 5, 0, true)]));
        assert_eq!(store.basket("local").await.unwrap(), []);
        sound(&site).await;
        assert_eq!(found(&site, "误收核定表").await, 0, "the index forgets them");
        let rest: Vec<_> = items(&site).await.into_iter().map(|i| (i.seq, i.page_from, i.code)).collect();
        let code = |page: u32| format!("2009-ZJ-{STEP}-1-{page}-H");
        assert_eq!(rest.iter().map(|(seq, page, _)| (*seq, *page)).collect::<Vec<_>>(), [(1, 1), (2, 5)]);
        assert!(rest[1].2.starts_with(code(5).trim_end_matches("-H")), "{rest:?}");

        let last = store.last_event().await.unwrap();
        let again = taking_back::take_back(&site.archive, &by, batch).await.unwrap();
        assert_eq!((again.items, again.before, &again.at), (4, true, &done.at));
        assert_eq!(store.last_event().await.unwrap(), last, "nothing is written twice");
        let view = viewing::batch(&site.archive, &by, batch).await.unwrap();
        assert_eq!((view.batch.standing(), view.batch.accepted), (BatchStanding::TakenBack, 4));
        assert_eq!(view.batch.taken_back_by, "local");
        assert!(
            !view.rows.is_empty() && view.rows.iter().all(|row| row.item_id.is_none()),
            "{:?}",
            view.rows
        );

        let anew = take(&site, &path).await;
        assert_eq!((anew.written, anew.seen_before, anew.blocking()), (4, false, 0));
        assert_ne!(number(&anew), batch);
        sound(&site).await;
        assert_eq!(found(&site, "误收核定表").await, 4);
        items(&site).await.into_iter().map(|item| item.code).collect::<Vec<_>>()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_or_used_since_keeps_its_whole_batch() {
    let told = both(async |site| {
        let by = site.by();
        let rows: String = (1..=8usize).map(|n| format!("核定表{n},1,2009,周{}\n", GIVEN[n])).collect();
        let last = format!("核定表九,1,2010,周九\n核定表十,1,2011,周十\n{rows}");
        let path = written(site.desk.data(), "后续.csv", &format!("题名,页数,年度,姓名\n{last}"));
        let batch = number(&take(&site, &path).await);
        let all = items(&site).await;
        let at = |title: &str| all.iter().find(|item| item.description.title == title).unwrap();
        let volume = |title: &str| at(title).volume_id.unwrap();
        let (archive, changed) =
            (&site.archive, Correction { title: Some("改".into()), ..Correction::default() });
        filing::correct(archive, &by, at("核定表1").id, changed).await.unwrap();
        let elsewhere = Elsewhere { year: Some(2012), reason: "年度错".into(), ..Elsewhere::default() };
        filing::refile(archive, &by, at("核定表2").id, elsewhere).await.unwrap();
        filing::take_out(archive, &by, at("核定表3").id).await.unwrap();
        filing::take_out(archive, &by, at("核定表4").id).await.unwrap();
        filing::put_in(archive, &by, at("核定表4").id, volume("核定表4"), 9).await.unwrap();
        let (item, field) = (at("核定表5").id, serde_json::from_value("remarks".into()).unwrap());
        let edits = vec![Edit { item, field, text: "补记".into(), seen: None }];
        entering::enter(archive, &by, volume("核定表5"), TableEdit { edits, ..TableEdit::default() })
            .await
            .unwrap();
        // on these papers no fact counts, and the act would refuse one
        let (bears, day) = (at("核定表6").id, chrono::NaiveDate::from_ymd_opt(2015, 1, 1).unwrap());
        let recorded = archive.store.write(&by, async move |tx| {
            let ended = Fact { kind: FactKind::Ended, on: day, period: None, note: String::new() };
            tx.insert_fact(bears, &ended).await?;
            Ok(((), Event::new(EventKind::FactRecorded, "", serde_json::json!({ "item": bears }))))
        });
        recorded.await.unwrap();
        let visit = Visit { identity: "self".into(), purpose: "litigation".into(), ..Visit::default() };
        consulting::look(archive, &by, &visit, at("核定表7").id, Some(1), "").await.unwrap();
        let closing = Closing { checked_by: "李".into(), ..Closing::default() };
        closing::close(archive, &by, volume("核定表九"), closing).await.unwrap();

        let before = site.archive.store.last_event().await.unwrap();
        let refused = match taking_back::take_back(archive, &by, batch).await {
            Err(Error::Refused(problems)) => problems,
            other => panic!("not refused: {other:?}"),
        };
        assert_eq!(site.archive.store.last_event().await.unwrap(), before);
        assert_eq!(items(&site).await.len(), 10, "nothing went");
        sound(&site).await;
        let kind = |problem: &Problem| (problem.row, problem.kind.clone());
        (refused[0].message.zh.clone(), refused.iter().map(kind).collect::<Vec<_>>())
    })
    .await;
    let rows = [
        (2, "record_closed_in"),
        (4, "record_corrected"),
        (5, "record_refiled"),
        (6, "record_taken_out"),
        (7, "record_moved"),
        (8, "record_corrected"),
        (9, "record_has_fact"),
        (10, "record_consulted"),
    ];
    let rows = rows.map(|(row, kind)| (Some(row), kind.to_owned()));
    let (said, listed) = told;
    assert_eq!(listed[0], (None, "batch_gone_on".into()));
    assert!(said.contains("10 件里，有 8 件"), "{said}");
    let mut listed = listed[1..].to_vec();
    listed.sort();
    assert_eq!(listed, rows);
}

/// Codes from paper leave gaps; a batch that fell into one goes back without moving its neighbours.
#[tokio::test(flavor = "multi_thread")]
async fn what_stood_there_before_stands_as_it_stood() {
    both(async |site| {
        let code = |page: u32| format!("2009-ZJ-{STEP}-1-{page}-H");
        let sheet = |rows: &[u32]| {
            let row = |page: &u32| format!("{},核定表第{page}页,5\n", code(*page));
            format!("档号,题名,页数\n{}", rows.iter().map(row).collect::<String>())
        };
        let first = written(site.desk.data(), "一.csv", &sheet(&[1, 21]));
        let wrong = written(site.desk.data(), "二.csv", &sheet(&[6, 31]));
        assert_eq!(take(&site, &first).await.written, 2);
        let before = items(&site).await;
        let taken = take(&site, &wrong).await;
        assert_eq!(taken.written, 2, "{:?}", taken.problems);
        taking_back::take_back(&site.archive, &site.by(), number(&taken)).await.unwrap();
        assert_eq!(items(&site).await, before);
        sound(&site).await;
    })
    .await;
}

/// An empty volume with others behind it would leave a gap in the numbers: it stays, as when it is removed by hand.
#[tokio::test(flavor = "multi_thread")]
async fn a_volume_left_empty_goes_only_from_the_end_of_its_place() {
    both(async |site| {
        let wide = |name: &str, n: u32| format!("题名,页数,年度,姓名\n{name},{n},2009,郑一\n");
        let first = take(&site, &written(site.desk.data(), "一.csv", &wide("厚的一件", 190))).await;
        let second = take(&site, &written(site.desk.data(), "二.csv", &wide("又一件", 190))).await;
        let number_of = async |batch: &Intake| {
            let items = site.archive.store.items_of_batch(number(batch)).await.unwrap();
            site.archive.store.volume(items[0].volume_id.unwrap()).await.unwrap().unwrap().number
        };
        assert_eq!((number_of(&first).await, number_of(&second).await), (1, 2));
        let by = site.by();
        let done = taking_back::take_back(&site.archive, &by, number(&first)).await.unwrap();
        assert!(!done.volumes[0].removed, "{done:?}");
        let left = site.archive.store.volume(done.volumes[0].id).await.unwrap().unwrap();
        assert_eq!((left.items, left.pages, left.first_date), (0, 0, None));
        sound(&site).await;
        let done = taking_back::take_back(&site.archive, &by, number(&second)).await.unwrap();
        assert!(done.volumes[0].removed);
        filing::remove_volume(&site.archive, &by, left.id).await.unwrap();
        sound(&site).await;
    })
    .await;
}

/// Killed at any moment the batch is whole or gone; the command given again ends it, and again says so.
#[test]
fn a_kill_leaves_all_or_nothing() {
    let desk = Desk::founded();
    let rows: String =
        (1..=600usize).map(|n| format!("误收核定表{n},{},2009,王{}\n", 1 + n % 4, GIVEN[n % 10])).collect();
    let path = written(desk.data(), "误收.csv", &format!("题名,页数,年度,姓名\n{rows}"));
    let decided = ["--class", "ZJ", "--step", STEP];
    let (exit, taken) = desk.cli(&[&["import", "items", path.to_str().unwrap()], &decided[..]].concat());
    assert_eq!((exit, &taken["written"]), (0, &600.into()));
    for pause in [0, 20, 60, 120, 240] {
        let mut child = desk.command(&["batch", "take-back", "1"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().unwrap();
        child.wait().unwrap();
        let link = rusqlite::Connection::open(desk.database_file()).unwrap();
        let count = |sql: &str| link.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let gone = count("select count(*) from batch where taken_back_at <> ''");
        assert_eq!(count("select count(*) from item"), 600 * (1 - gone));
        assert_eq!(count("select count(*) from person"), 600 * (1 - gone));
        assert_eq!(count("select count(*) from event where what = 'batch_taken_back'"), gone);
    }
    desk.run(&["batch", "take-back", "1"]).ending(0);
    let again = desk.run(&["batch", "take-back", "1"]).ending(0);
    assert_eq!(again.out.trim().lines().count(), 1, "{}", again.out);
    assert!(again.out.contains("什么也没有做"), "{}", again.out);
    let (exit, said) = desk.cli(&["batch", "take-back", "1"]);
    assert_eq!((exit, &said["before"], &said["items"]), (0, &true.into(), &600.into()));
    desk.run(&["batch", "take-back", "2"]).ending(4);
    desk.run(&["verify"]).ending(0);
    assert!(desk.run(&["batch", "list"]).ending(0).out.contains("已退回"));
}
