//! Sheets with more rows and problems than anybody reads: all counted, a few thousand listed, every one marked in the
//! copy that goes back.

use std::path::PathBuf;

use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Taking};
use guidang::domain::general::problem::{Problem, Weight};
use guidang::domain::general::wording::{Lang, Wording};
use guidang::domain::receiving::grid::Cell;
use guidang::domain::records::event::{Event, EventKind};
use guidang::progress::Progress;
use guidang::sheet::{self, Reading};
use guidang::store::BatchRow;

use crate::support::{Site, both, findings};

const ROWS: u32 = 9000;

fn assessments() -> ImportOptions {
    ImportOptions {
        year: Some(2009),
        class: Some("ZJ".into()),
        step: Some("社会保险费征缴核定材料".into()),
        ..ImportOptions::default()
    }
}

/// Every row without a page count and with a day that never was; the last without pages only.
fn bad(site: &Site) -> PathBuf {
    let path = site.desk.data().join("坏.csv");
    let rows: String = (1..ROWS).map(|n| format!("缴费核定表 {n},2009-02-30,\n")).collect();
    std::fs::write(&path, format!("题名,日期,页数\n{rows}最后一行,2009-02-03,\n")).unwrap();
    path
}

async fn take(site: &Site, file: &std::path::Path, taking: Taking, progress: &Progress) -> Intake {
    intake::take_in(&site.archive, &site.by(), file, &assessments(), taking, progress).await.unwrap()
}

fn counted(outcome: &Intake) -> Vec<(&str, u64, u64)> {
    outcome.problem_counts.iter().map(|one| (one.kind.as_str(), one.count, one.rows)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_are_listed_up_to_a_few_thousand_and_counted_all() {
    let site = Site::open().await;
    let (path, progress) = (bad(&site), Progress::default());
    let dry = take(&site, &path, Taking::DryRun, &progress).await;
    let (all, days) = (u64::from(ROWS), u64::from(ROWS) - 1);
    assert_eq!((dry.read, dry.accepted), (all, 0));
    assert_eq!(counted(&dry), [("no_such_day", days, days), ("page_count_missing", all, all)]);
    assert_eq!((dry.problems_total, dry.blocking()), (all + days, all + days));
    assert_eq!((dry.problems.len(), dry.unlisted()), (4000, all + days - 4000));

    let last = (ROWS - 10) as usize;
    let window = ("page_count_missing", last);
    let (archive, by) = (&site.archive, site.by());
    let examined = intake::examine(archive, &by, &path, &assessments(), window, &progress).await.unwrap();
    assert_eq!(examined.to_look_at as u64, all);
    let group = examined.groups.iter().find(|group| group.kind == "page_count_missing").unwrap();
    assert_eq!((group.count as u64, group.from, group.troubles.len()), (all, last, 10));
    let troubles = group.troubles.iter();
    let rows: Vec<u32> = troubles.map(|one| one.problem.row.unwrap()).collect();
    assert_eq!(rows, (ROWS - 8..=ROWS + 1).collect::<Vec<_>>(), "far behind those that are listed");
    assert_eq!(group.troubles[9].cells[0].1, *"最后一行");

    let copy = site.desk.data().join("copy.xlsx");
    intake::annotated(archive, &by, &path, &assessments(), Lang::Zh, &copy).await.unwrap();
    let reading = Reading { program: Some(env!("CARGO_BIN_EXE_guidang").into()), ..Reading::default() };
    let copy = sheet::read(&copy, &reading).await.unwrap();
    let reasons = |row: &guidang::domain::receiving::grid::Row| match row.cells.last() {
        Some(Cell::Text(text)) => text.matches("退回〔").count() as u64,
        _ => 0,
    };
    assert_eq!(copy.rows.iter().map(reasons).sum::<u64>(), all + days, "every one is marked");
    assert_eq!(copy.rows.iter().filter(|row| reasons(row) > 0).count() as u64, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_go_back_are_noted_in_portions_and_the_batch_ends_with_the_last() {
    both(async |site: Site| {
        let path = site.desk.data().join("多退.csv");
        let rows: String =
            (1..=4500).map(|n| format!("缴费核定表 {n},{}\n", if n == 3000 { "2" } else { "" })).collect();
        std::fs::write(&path, format!("题名,页数\n{rows}")).unwrap();
        let taken = take(&site, &path, Taking::SkipProblems, &Progress::default()).await;
        assert_eq!((taken.written, taken.accepted), (1, 1));
        let batch = site.archive.store.batch(1).await.unwrap().unwrap();
        assert_eq!((batch.is_done(), batch.rows_read, batch.accepted, batch.refused), (true, 4500, 1, 4499));
        let noted = site.archive.store.batch_rows(1).await.unwrap();
        assert_eq!(noted.len(), 4499);
        assert!(noted.iter().all(|row| row.has("page_count_missing") && row.row != 3001));
        let events = site.archive.store.latest_events(i64::MAX, 10).await.unwrap();
        let kinds: Vec<&str> = events.iter().rev().map(|event| event.event.what.as_str()).collect();
        let expected = ["batch_begun", "items_filed", "rows_returned", "rows_returned", "batch_done"];
        assert!(kinds.ends_with(&expected), "{kinds:?}");
        let again = take(&site, &path, Taking::SkipProblems, &Progress::default()).await;
        let filed = again.problems.iter().find(|one| one.kind == "already_filed").unwrap();
        assert_eq!((filed.row, again.written, again.accepted), (Some(3001), 0, 0));
        assert!(filed.message.zh.contains("2009-ZJ-社会保险费征缴核定材料-1-1-H"), "{filed:?}");
        assert_eq!(findings(&site).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_noted_as_returned_before_a_kill_stays_so() {
    both(async |site: Site| {
        let path = site.desk.data().join("断.csv");
        std::fs::write(&path, "题名,页数\n甲表,1\n乙表,2\n丙表,\n").unwrap();
        let stopped = Progress::default();
        // stopped before the first portion: the batch has begun
        stopped.ask_to_stop();
        assert!(take(&site, &path, Taking::SkipProblems, &stopped).await.interrupted);
        let why = Problem::refuse("pages_overlap", Wording::same("重叠"), Wording::same("改")).at_row(3);
        let row = BatchRow { row: 3, item_id: None, problems: vec![why], changes: vec![] };
        let by = site.by();
        let noted = site.archive.store.write(&by, async move |tx| {
            tx.insert_batch_rows(1, &[row]).await?;
            Ok(((), Event::new(EventKind::RowsReturned, "断.csv", serde_json::Value::Null)))
        });
        noted.await.unwrap();
        let taken = take(&site, &path, Taking::SkipProblems, &Progress::default()).await;
        assert_eq!((taken.batch.as_deref(), taken.written), (Some("1"), 1));
        let held: Vec<_> = taken.problems.iter().map(|one| (one.row.unwrap(), one.kind.as_str())).collect();
        assert_eq!(held, [(3, "returned_before"), (4, "page_count_missing")]);
        assert!(taken.problems.iter().all(|one| one.weight == Weight::Refuse));
        let rows = site.archive.store.batch_rows(1).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [3, 4]);
        assert!(rows[0].has("pages_overlap"), "the first reason stands");
        assert_eq!(findings(&site).await, Vec::<String>::new());
    })
    .await;
}
