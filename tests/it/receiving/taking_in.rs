//! What could lose a row of a sheet, double it, or file it elsewhere than its sheet says.

use std::path::{Path, PathBuf};

use guidang::acts::arranging::filing;
use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Taking};
use guidang::progress::Progress;
use rust_xlsxwriter::Workbook;

use crate::support::{Desk, Site, findings};

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

/// The same command again when all is done: one line, nothing written, no complaint about every row.
#[test]
fn a_finished_import_run_again_answers_in_one_line() {
    let desk = Desk::founded();
    let rows: String = (1..=30).map(|n| format!("缴费核定表{n},2009-03-02,2\n")).collect();
    let good = csv(desk.data(), "全好.csv", &format!("题名,日期,页数\n{rows}"));
    let some = csv(
        desk.data(),
        "有坏.csv",
        &format!("题名,日期,页数\n{}坏,2009-02-30,2\n", rows.replace("核定", "登记")),
    );
    let decided =
        ["--year", "2009", "--class", "ZJ", "--step", "社会保险费征缴核定材料", "--on-error", "skip"];
    for (sheet, code, refused) in [(&good, 0, 0), (&some, 3, 1)] {
        let words = [&["import", "items", sheet.to_str().unwrap()], &decided[..]].concat();
        desk.run(&words).ending(code);
        let events = |desk: &Desk| {
            let link = rusqlite::Connection::open(desk.database_file()).unwrap();
            link.query_row("select max(seq) from event", [], |row| row.get::<_, i64>(0)).unwrap()
        };
        let before = events(&desk);
        let again = desk.run(&words).ending(0);
        assert_eq!(again.out.lines().count(), 1, "{}", again.out);
        assert!(again.out.contains(&format!("收 30 件，退回 {refused} 行")), "{}", again.out);
        assert_eq!(events(&desk), before);
        let (code, json) = desk.cli(&words);
        assert_eq!((code, &json["done_before"]["accepted"], &json["written"]), (0, &30.into(), &0.into()));
        // other decisions are another import
        let other = [&words[..], &["--accept", "duplicate_row"]].concat();
        desk.run(&other).ending(3);
    }
}
