//! What somebody should see to, in one place, and gone when it has been seen to.

use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::upkeep::{jobs, noticing};
use guidang::domain::general::error::Error;
use guidang::domain::records::states::JobKind;
use guidang::say;

use crate::support::door::Door;
use crate::support::{Site, both, draft, file, levy};

async fn kinds(site: &Site) -> Vec<String> {
    let notices = noticing::notices(&site.archive, &site.by()).await.unwrap();
    notices.into_iter().map(|notice| notice.problem.kind).filter(|kind| kind != "disk_low").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn volumes_are_overdue_when_their_year_is_over() {
    let story = async |mut site: Site| {
        let filed = file(&site.archive, &site.by(), vec![draft(&levy(2009), "核定表", 2)]).await.unwrap();
        let closing = Closing { closed_by: "甲".into(), checked_by: "乙".into(), note: String::new() };
        let volume = close(&site.archive, &site.by(), filed[0].volume_id, closing).await.unwrap();
        let year = chrono::Datelike::year(&volume.eligible_on.unwrap());
        let mut said = Vec::new();
        for day in [(year, 12, 31), (year + 1, 1, 1)] {
            site.set_day(day.0, day.1, day.2);
            said.push(kinds(&site).await);
        }
        said
    };
    assert_eq!(both(story).await, [vec!["backup_overdue"], vec!["backup_overdue", "volumes_overdue"]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_failed_is_a_notice_until_it_is_done() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let calm = door.get("/notices").await.text();
    assert!(!calm.contains("任务没有做完"), "{calm}");
    let input = serde_json::json!({ "wanted": { "list": "batches" }, "columns": [], "name": "接收批次.csv", "format": "csv" });
    let work = |_| async { Err(Error::Busy(say!("磁盘满了。", "The disk is full."))) };
    let failed = jobs::start(&door.archive, &by, JobKind::ListExport, input, work).await.unwrap();
    while door.get(&format!("/api/v1/jobs/{failed}")).await.json()["state"] != "failed" {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let page = door.get("/notices").await.text();
    assert!(page.contains("任务没有做完：导出 接收批次.csv"), "called by what it makes: {page}");
    assert!(page.contains(&format!("href=\"/jobs/{failed}\"")), "{page}");
    let count =
        |page: &str| page.split("data-notices>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let home = door.get("/").await.text();
    assert_eq!(count(&home), count(&page), "the frame of every page has the count");
    assert!(home.contains("未完成的任务") && home.contains(&format!("/jobs/{failed}\"")), "{home}");
    // its list and its page call it by what it makes
    for path in ["/jobs".to_owned(), format!("/jobs/{failed}")] {
        assert!(door.get(&path).await.text().contains("导出 接收批次.csv"), "{path}");
    }
    let again = door.post(&format!("/jobs/{failed}/resumption"), "").await.onward();
    door.until_done(again.trim_start_matches("/jobs/").parse().unwrap()).await;
    let page = door.get("/notices").await.text();
    assert!(!page.contains("任务没有做完"), "{page}");
}
