//! Long work on its page.

use axum::http::StatusCode;
use guidang::acts::upkeep::jobs;
use guidang::domain::general::error::Error;
use guidang::domain::records::states::JobKind;
use guidang::say;

use crate::support::door::Door;

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_failed_is_begun_again_from_its_page() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let input = serde_json::json!({ "wanted": { "list": "batches" }, "columns": [], "name": "接收批次.csv", "format": "csv" });
    let work = |_| async { Err(Error::Busy(say!("磁盘满了。", "The disk is full."))) };
    let failed = jobs::start(&door.archive, &by, JobKind::ListExport, input, work).await.unwrap();
    while door.get(&format!("/api/v1/jobs/{failed}")).await.json()["state"] != "failed" {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(door.get(&format!("/jobs/{failed}")).await.text().contains("再做一次"));
    let onward = door.post(&format!("/jobs/{failed}/resumption"), "").await.onward();
    let again: i64 = onward.trim_start_matches("/jobs/").parse().unwrap();
    door.until_done(again).await;
    let file = door.get(&format!("/jobs/{again}/file")).await;
    assert!(file.text().contains("征缴科"), "{}", file.text());
    let done = door.post(&format!("/jobs/{again}/resumption"), "").await;
    assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY, "what is done is not done again");
}
