//! Readers take half a gigabyte and a processor each: two read at once, others wait their turn.

use std::time::Duration;

use guidang::sheet;

use super::reading;

/// Longer than what a child can say before somebody listens.
fn long(folder: &std::path::Path, name: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, format!("题名,页数\n{}", "缴费核定表,3\n".repeat(200_000))).unwrap();
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn two_read_at_once_and_the_third_waits() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two, three) =
        (long(folder.path(), "一.csv"), long(folder.path(), "二.csv"), long(folder.path(), "三.csv"));
    let first = sheet::open(&one, &reading()).await.unwrap();
    let mut second = sheet::open(&two, &reading()).await.unwrap();
    let reading = reading();
    let third = sheet::open(&three, &reading);
    tokio::pin!(third);
    let waited = tokio::time::timeout(Duration::from_millis(700), &mut third).await;
    assert!(waited.is_err(), "a third reader was begun");
    // one that has been read to its end gives its place up, though its stream is still held
    while second.next().await.unwrap().is_some() {}
    let third = tokio::time::timeout(Duration::from_secs(20), third).await.expect("its turn came").unwrap();
    // and one that nobody wants any more
    drop(first);
    let fourth = sheet::open(&one, &reading);
    tokio::time::timeout(Duration::from_secs(20), fourth).await.expect("its turn came").unwrap();
    drop(third);
}
