//! What could lose a row, double it, file it elsewhere than its sheet says, or accuse a legal write.

use std::path::{Path, PathBuf};

use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::arranging::filing;
use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Taking};
use guidang::acts::upkeep::{indexing, verifying};
use guidang::domain::general::error::Error;
use guidang::domain::records::event::{Event, RecordKind};
use guidang::domain::records::item::CodedSpot;
use guidang::progress::Progress;
use rust_xlsxwriter::Workbook;

use crate::support::{Desk, Site, both, draft, file, levy, refusal};

fn csv(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn assessments() -> ImportOptions {
    ImportOptions {
        year: Some(2009),
        class: Some("ZJ".into()),
        step: Some("社会保险费征缴核定材料".into()),
        ..ImportOptions::default()
    }
}

async fn take(site: &Site, file: &Path, wishes: &ImportOptions, taking: Taking) -> Intake {
    let by = site.by();
    intake::take_in(&site.archive, &by, file, wishes, taking, &Progress::default()).await.unwrap()
}

fn blocking(outcome: &Intake) -> Vec<(u32, &str)> {
    let held = outcome.problems.iter().filter(|problem| problem.is_blocking());
    held.map(|problem| (problem.row.unwrap_or(0), problem.kind.as_str())).collect()
}

/// The kinds of what `verify` finds, once the index has followed.
async fn findings(site: &Site) -> Vec<String> {
    indexing::catch_up(&site.archive).await.unwrap();
    let verified = verifying::verify(&site.archive, &site.by()).await.unwrap();
    verified.findings.into_iter().map(|finding| format!("{} {}", finding.kind, finding.about)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deed_that_breaks_off_leaves_nothing_and_the_next_is_written() {
    let story = async |site: Site| {
        let (place, by) = (levy(2009), site.by());
        let broken = site.archive.store.write(&by, move |tx| {
            Box::pin(async move {
                tx.place_id(&place).await?;
                assert!(place.year > 2010, "a defect");
                Ok(((), Event::new("never", "", serde_json::Value::Null)))
            })
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
async fn every_sheet_of_a_workbook_is_taken_in_and_each_only_once() {
    let site = Site::open().await;
    let path = site.desk.data().join("两个月.xlsx");
    let mut book = Workbook::new();
    for month in ["1月", "2月"] {
        let sheet = book.add_worksheet().set_name(month).unwrap();
        for (column, heading) in ["题名", "页数"].into_iter().enumerate() {
            sheet.write(0, column as u16, heading).unwrap();
        }
        for row in 1..=3u32 {
            sheet.write(row, 0, format!("{month}缴费核定表 {row}")).unwrap();
            sheet.write(row, 1, row).unwrap();
        }
    }
    book.save(&path).unwrap();
    for month in ["1月", "2月"] {
        let wishes = ImportOptions { sheet: Some(month.into()), ..assessments() };
        let taken = take(&site, &path, &wishes, Taking::StopOnProblem).await;
        assert_eq!((taken.written, blocking(&taken)), (3, vec![]), "{month}");
        // corrected since, the row is still known by its place in the sheet
        let filed = site.archive.store.items_after(0, i64::MAX).await.unwrap();
        let change = filing::Correction { title: Some("改过的题名".into()), ..Default::default() };
        filing::correct(&site.archive, &site.by(), filed[filed.len() - 1].id, change).await.unwrap();
        let again = take(&site, &path, &wishes, Taking::SkipProblems).await;
        assert_eq!(again.written, 0);
        assert_eq!(blocking(&again), [(2, "already_filed"), (3, "already_filed"), (4, "already_filed")]);
    }
    assert_eq!(findings(&site).await, Vec::<String>::new());
}

#[test]
fn an_answer_that_gives_no_place_files_nothing_and_says_so() {
    let desk = Desk::founded();
    let sheet = csv(desk.data(), "a.csv", "题名,页数\n一份材料,5\n");
    let path = sheet.to_str().unwrap();
    let accept = ["--year", "2009", "--class", "ZJ", "--accept", "step_missing"];
    for extra in [&[][..], &["--on-error", "skip"]] {
        let (exit, answer) = desk.cli(&[&["import", "items", path], &accept[..], extra].concat());
        assert_eq!((exit, &answer["accepted"], &answer["written"]), (3, &0.into(), &0.into()), "{answer}");
        assert_eq!(answer["problems"][0]["kind"], "step_missing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_under_another_name_of_its_volume_is_asked_about() {
    let site = Site::open().await;
    let text = "档号,题名,页数\n\
        2009-ZJ-现金日记账-1-1-25,现金账,5\n\
        2009-ZJ-银行存款日记账-1-6-25,银行账,5\n\
        2009-ZJ-现金日记账-1-11-25,现金账之二,5\n";
    let path = csv(site.desk.data(), "账.csv", text);
    let taken = take(&site, &path, &ImportOptions::default(), Taking::SkipProblems).await;
    assert_eq!((taken.written, blocking(&taken)), (2, vec![(3, "code_name_differs")]));
    let again = take(&site, &path, &ImportOptions::default(), Taking::SkipProblems).await;
    assert!(blocking(&again).contains(&(3, "code_name_differs")), "known from the archive as well");
    let accepted = ImportOptions { accept: vec!["code_name_differs".into()], ..ImportOptions::default() };
    assert_eq!(take(&site, &path, &accepted, Taking::SkipProblems).await.written, 1);
    assert_eq!(findings(&site).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn doubled_rows_with_one_code_are_refused_for_their_pages_whatever_is_accepted() {
    let site = Site::open().await;
    let row = "2009-ZJ-社会保险费征缴核定材料-1-1-H,缴费核定表,5\n";
    let path = csv(site.desk.data(), "双.csv", &format!("档号,题名,页数\n{row}{row}"));
    let wishes = ImportOptions { accept: vec!["duplicate_row".into()], ..ImportOptions::default() };
    let taken = take(&site, &path, &wishes, Taking::SkipProblems).await;
    assert_eq!((taken.written, blocking(&taken)), (1, vec![(3, "pages_overlap")]));
    assert_eq!(findings(&site).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_sheet_taken_in_twice_at_once_is_filed_once() {
    let site = Site::open().await;
    let rows: String = (1..=50).map(|n| format!("缴费核定表 {n},{}\n", 1 + n % 5)).collect();
    let path = csv(site.desk.data(), "同时.csv", &format!("题名,页数\n{rows}"));
    let other = ImportOptions { accept: vec!["date_outside_year".into()], ..assessments() };
    let plain = assessments();
    let (one, two) = tokio::join!(
        take(&site, &path, &plain, Taking::SkipProblems),
        take(&site, &path, &other, Taking::SkipProblems)
    );
    assert_eq!(one.written + two.written, 50);
    assert_eq!(site.archive.store.item_count().await.unwrap(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn verifying_beside_writes_accuses_nobody() {
    let story = async |site: Site| {
        let by = site.by();
        file(&site.archive, &by, (0..300).map(|n| draft(&levy(2009), &format!("旧 {n}"), 3)).collect())
            .await
            .unwrap();
        indexing::catch_up(&site.archive).await.unwrap();
        let writing = async {
            for n in 0..20 {
                let shelved = file(&site.archive, &by, vec![draft(&levy(2010), &format!("新 {n}"), 3)]);
                let shelved = shelved.await.unwrap();
                filing::take_out(&site.archive, &by, shelved[0].item_id).await.unwrap();
                indexing::catch_up(&site.archive).await.unwrap();
            }
        };
        let looking = async {
            let mut found = Vec::new();
            for _ in 0..6 {
                found.extend(verifying::verify(&site.archive, &by).await.unwrap().findings);
            }
            found
        };
        let ((), found) = tokio::join!(writing, looking);
        assert_eq!(found, []);
        findings(&site).await
    };
    assert_eq!(both(story).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_digests_leave_out_is_verified_as_well() {
    let story = async |site: Site| {
        let mut given = draft(&levy(2009), "缴费核定表二", 3);
        given.given = Some(CodedSpot { volume: 1, page: 20 });
        file(&site.archive, &site.by(), vec![draft(&levy(2009), "缴费核定表", 3), given]).await.unwrap();
        let history = site.archive.store.history(RecordKind::Item, 1).await.unwrap().len();
        let change = filing::Correction { remarks: Some("补".into()), ..Default::default() };
        filing::correct(&site.archive, &site.by(), 1, change).await.unwrap();
        assert_eq!(site.archive.store.history(RecordKind::Item, 1).await.unwrap().len(), history + 1);
        assert_eq!(findings(&site).await, Vec::<String>::new());
        let mut raw = site.desk.behind().await;
        raw.run("update item set likeness = likeness + 1 where id = 1").await.unwrap();
        raw.run("update item set filed_in = 1 where id = 2").await.unwrap();
        raw.run("delete from trace where kind = 'i' and row_id = 1 and seq = 3").await.unwrap();
        findings(&site).await
    };
    let found = both(story).await;
    assert_eq!(found, ["history_gap trace i 1 3", "row_odd item 1", "row_odd item 2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misfiled_paper_goes_where_it_belongs_and_the_pages_behind_it_close_up() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let drafts = (1..=3).map(|n| draft(&levy(2009), &format!("缴费核定表 {n}"), 10)).collect();
        file(archive, &by, drafts).await.unwrap();
        let to = filing::Elsewhere { year: Some(2010), ..Default::default() };
        let moved = filing::refile(archive, &by, 2, to.clone()).await.unwrap();
        assert_eq!(moved.code, "2010-ZJ-社会保险费征缴核定材料-1-1-H");
        assert_eq!(refusal(filing::refile(archive, &by, 2, to).await), "nothing_changed");
        // taken out first, and to another class, step and period
        filing::take_out(archive, &by, 1).await.unwrap();
        let to = filing::Elsewhere {
            class: Some("GL".into()),
            step: Some("参保单位登记材料".into()),
            reason: "分错了类".into(),
            ..Default::default()
        };
        let moved = filing::refile(archive, &by, 1, to).await.unwrap();
        assert_eq!(moved.code, "2009-GL-参保单位登记材料-1-1-Y");
        assert_eq!((moved.eligible_on, moved.question), (None, None), "kept for ever there");
        let nowhere = filing::Elsewhere { class: Some("GL".into()), ..Default::default() };
        assert_eq!(refusal(filing::refile(archive, &by, 3, nowhere).await), "unknown_step");
        let future = filing::Elsewhere { year: Some(2027), ..Default::default() };
        assert_eq!(refusal(filing::refile(archive, &by, 3, future).await), "year_in_future");
        let volumes = archive.store.volumes(&Default::default(), ("", 0), 100).await.unwrap();
        let closed = volumes.iter().find(|volume| volume.place == levy(2009)).unwrap();
        assert_eq!((closed.items, closed.pages), (1, 10));
        close(archive, &by, closed.id, Closing::default()).await.unwrap();
        let late = filing::Elsewhere { year: Some(2010), ..Default::default() };
        assert_eq!(refusal(filing::refile(archive, &by, 3, late).await), "volume_closed");
        let codes: Vec<_> =
            archive.store.items_after(0, i64::MAX).await.unwrap().into_iter().map(|item| item.code).collect();
        assert_eq!(findings(&site).await, Vec::<String>::new());
        codes
    };
    assert_eq!(both(story).await[2], "2009-ZJ-社会保险费征缴核定材料-1-1-H");
}
