//! The inbox has bounds: what broke off goes at the next start, what nobody comes back to goes in time, and it takes no
//! more than it may.

use std::fs::FileTimes;
use std::time::{Duration, SystemTime};

use guidang::acts::receiving::inbox;
use guidang::archive::Archive;
use guidang::domain::general::error::{Error, Result};

use crate::support::Site;

async fn keep(archive: &Archive, name: &str, bytes: usize) -> Result<inbox::Uploaded> {
    let chunks =
        vec![Ok::<_, std::io::Error>(name.as_bytes().repeat(bytes / name.len() + 1)[..bytes].to_vec())];
    inbox::keep(archive, &archive.local_user(), name, futures::stream::iter(chunks)).await
}

fn names(archive: &Archive) -> Vec<String> {
    let entries = std::fs::read_dir(archive.config.inbox_dir()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn what_broke_off_and_what_is_old_goes_and_the_rest_stays() {
    let Site { archive, desk, .. } = Site::open().await;
    let (old, fresh) =
        (keep(&archive, "旧.csv", 40).await.unwrap(), keep(&archive, "新.csv", 40).await.unwrap());
    let needed = keep(&archive, "未完.csv", 40).await.unwrap();
    let by = archive.local_user();
    let digest = needed.digest.hex();
    let batch = archive.store.write(&by, async move |tx| {
        let batch = guidang::store::Batch {
            id: 0,
            digest: digest.clone(),
            file_digest: digest,
            file_name: "未完.csv".into(),
            sheet: String::new(),
            sender: String::new(),
            state: guidang::domain::records::states::BatchState::Running,
            rows_read: 0,
            accepted: 0,
            refused: 0,
            done_through: 0,
            taken_back_at: String::new(),
            taken_back_by: String::new(),
            handover_id: None,
        };
        let id = tx.insert_batch(&batch).await?;
        let kind = guidang::domain::records::event::EventKind::BatchBegun;
        Ok((id, guidang::domain::records::event::Event::new(kind, "", serde_json::Value::Null)))
    });
    batch.await.unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_500_000_000);
    for one in [&old, &needed] {
        let file = std::fs::File::options().write(true).open(&one.path).unwrap();
        file.set_times(FileTimes::new().set_modified(long_ago)).unwrap();
    }
    let folder = archive.config.inbox_dir();
    std::fs::write(folder.join(".tmpA1b2C3"), "half").unwrap();
    std::fs::write(folder.join("说明.txt"), "somebody's own").unwrap();
    inbox::clear_leftovers(&archive).await.unwrap();
    let mut left =
        [&fresh, &needed].map(|one| one.path.file_name().unwrap().to_str().unwrap().to_owned()).to_vec();
    left.push("说明.txt".into());
    left.sort();
    assert_eq!(names(&archive), left);
    drop(desk);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_is_kept_than_the_inbox_may_hold() {
    let Site { mut archive, desk, .. } = Site::open().await;
    archive.config.inbox_bytes = 10_000;
    keep(&archive, "一.csv", 6000).await.unwrap();
    let refused = keep(&archive, "二.csv", 6000).await;
    assert!(matches!(&refused, Err(Error::Busy(why)) if why.zh.contains("收件箱")), "{refused:?}");
    assert_eq!(names(&archive).len(), 1, "nothing half kept");
    keep(&archive, "三.csv", 3000).await.unwrap();
    drop(desk);
}
