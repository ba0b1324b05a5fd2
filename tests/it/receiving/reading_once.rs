//! A clerk's file is read by one child for everything that is asked about it.

use guidang::acts::receiving::intake::{self, ImportOptions};
use guidang::domain::general::wording::Lang;
use guidang::progress::Progress;

use crate::support::door::{BOUNDED, Door, multipart};
use crate::support::log::Log;
use crate::support::{Site, repository};

const SHEET: &str = "征缴科-2009-缴费核定.xlsx";
const DECIDED: &str = "year=2009&step=%E4%BA%8C(%E4%B8%80)";

#[tokio::test]
async fn a_dry_run_and_the_copy_sent_back_read_the_file_once() {
    let site = Site::open().await;
    let file = repository("tests/data/sheets").join(SHEET);
    let options =
        ImportOptions { year: Some(2009), step: Some("二(一)".into()), ..ImportOptions::default() };
    let log = Log::begin();
    let progress = Progress::default();
    let examined =
        intake::examine(&site.archive, &site.by(), &file, &options, ("", 0), &progress).await.unwrap();
    assert_eq!(log.readings(), 1, "a dry run");
    let troubles = examined.groups.iter().flat_map(|group| &group.troubles);
    let of_rows: Vec<_> = troubles.filter(|one| one.problem.row.is_some()).collect();
    assert!(!of_rows.is_empty() && of_rows.iter().all(|one| !one.cells.is_empty()), "{of_rows:?}");
    assert_eq!(examined.first.len(), 10, "its rows are shown all the same");

    let other = Site::open().await;
    let copy = other.desk.data().join("copy.xlsx");
    intake::annotated(&other.archive, &other.by(), &file, &options, Lang::Zh, &copy).await.unwrap();
    assert_eq!(log.readings(), 1, "the copy sent back");
    assert!(std::fs::read(copy).unwrap().starts_with(b"PK"));
}

#[tokio::test]
async fn a_page_takes_what_its_dry_run_has_read() {
    let door = Door::empty().await;
    let digest = door.upload(SHEET).await;
    let log = Log::begin();
    let dry = door.get(&format!("/import/{digest}?{DECIDED}")).await.text();
    assert!(dry.contains("会放进这些案卷"), "{dry}");
    assert_eq!(door.get(&format!("/import/{digest}?year=2010")).await.status, 200);
    assert_eq!(door.post(&format!("/import/{digest}/annotated"), DECIDED).await.status, 200);
    let taken = door.post(&format!("/import/{digest}"), &format!("{DECIDED}&taking=skip_problems")).await;
    assert!(taken.text().contains("已接收"), "{}", taken.text());
    assert_eq!(log.readings(), 1, "two dry runs, the annotated copy and the taking");
    assert!(door.get("/api/v1/overview").await.json()["items"].as_i64().unwrap() > 50);
}

/// More than is kept in memory: what is read for a dry run serves the whole of it, the taking reads anew.
#[tokio::test]
async fn a_sheet_too_large_to_be_kept_is_read_once_by_each() {
    let door = Door::empty().await;
    let long = "备".repeat(1990);
    let mut sheet = "题名,日期,页数,备注\n".to_owned();
    for row in 1..=3200 {
        let day = if row == 3150 { "2009-02-30" } else { "2009-03-02" };
        sheet.push_str(&format!("缴费核定表{row},{day},1,{long}\n"));
    }
    let sent = door.send("POST", "/import", BOUNDED, multipart("long.csv", sheet.as_bytes(), &[])).await;
    let address = sent.onward().split('?').next().unwrap().to_owned();
    let log = Log::begin();
    let mut dry = String::new();
    for _ in 0..600 {
        dry = door.get(&format!("{address}?{DECIDED}")).await.text();
        if dry.contains("会放进这些案卷") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(dry.contains("2009-02-30"), "the row far down is shown: {dry}");
    assert_eq!(log.readings(), 1, "a dry run");
    let form = format!("{DECIDED}&rows=3200&taking=skip_problems");
    let onward = door.post(&address, &form).await.onward();
    door.until_done(onward.trim_start_matches("/jobs/").parse().unwrap()).await;
    assert_eq!(log.readings(), 1, "the taking");
    assert_eq!(door.get("/api/v1/overview").await.json()["items"], 3199);
}
