//! A package by pages and by the API: uploaded, looked at, decided, taken; a damaged one leaves nothing behind.

use axum::http::StatusCode;
use guidang::domain::records::scope::Scope;

use super::sender::{Sent, sent};
use crate::support::door::{Answer, BOUNDED, Door, encoded, multipart};

use crate::support::{Site, draft, file, levy};

async fn package() -> (Vec<u8>, u64, Site) {
    let site = Site::open().await;
    let Sent { package, items, .. } = sent(&site).await;
    (std::fs::read(package).unwrap(), items, site)
}

async fn upload(door: &Door, bytes: &[u8]) -> Answer {
    door.send("POST", "/import", BOUNDED, multipart("移交包.zip", bytes, &[])).await
}

fn inbox(door: &Door) -> usize {
    std::fs::read_dir(door.archive.config.inbox_dir()).unwrap().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_uploaded_looked_at_decided_and_taken() {
    let (bytes, items, _site) = package().await;
    let door = Door::empty().await;
    let by = door.archive.local_user();
    file(&door.archive, &by, vec![draft(&levy(2009), "本库的核定表", 5)]).await.unwrap();
    let address = upload(&door, &bytes).await.onward();
    assert!(address.starts_with("/import/packages/"), "{address}");
    // the sheet's address leads there, too
    let digest = address.trim_start_matches("/import/packages/");
    assert_eq!(door.get(&format!("/import/{digest}")).await.onward(), address);
    let page = door.get(&address).await.text();
    assert!(
        page.contains("已核对：完整，未改动") && page.contains("value=\"volume_number_taken\""),
        "{page}"
    );
    assert!(!page.contains("class=\"main-act\""), "nothing can be taken before it is decided: {page}");
    assert!(!page.contains("990000198001011234"), "{page}");
    let held = door.post(&address, "items=1").await;
    assert!(held.status == StatusCode::OK && held.text().contains("不收一部分"), "{}", held.text());
    assert_eq!(door.archive.store.item_count().await.unwrap(), 1);
    let page = door.get(&format!("{address}?accept=volume_number_taken")).await.text();
    assert!(page.contains("class=\"main-act\""), "{page}");
    let taken = door.post(&address, "accept=volume_number_taken&items=1").await.onward();
    assert_eq!(taken, "/batches/1");
    assert_eq!(door.archive.store.item_count().await.unwrap() as u64, items + 1);
    let page = door.get(&taken).await.text();
    assert!(page.contains("移交包.zip") && page.contains("芜湖市人力资源和社会保障局"), "{page}");
    assert!(door.get(&address).await.text().contains("早已收下"));
    // its records are closed: the batch does not go back
    assert!(door.get("/batches/1/taking-back").await.text().contains("不能整批退回"));
    let event = door.get("/api/v1/events?size=1&what=package_taken").await.text();
    assert!(event.contains("\"renumbered\":[{"), "{event}");
    // what is said of it goes back to the sender, by the page and by the API
    let code = door.archive.store.volumes(&Scope::default(), ("", 0), 100).await.unwrap();
    let code = code.iter().find(|volume| volume.title.contains("参保")).unwrap_or(&code[1]).code.clone();
    let receipt = format!("{address}/receipt");
    let foreign = door.post(&receipt, &format!("returned={}&format=csv", encoded("2009-无-1=缺页"))).await;
    assert!(foreign.text().contains("包里没有案卷 2009-无-1"), "{}", foreign.text());
    let unread = door.post(&receipt, &format!("returned={}", encoded(&code))).await;
    assert!(unread.text().contains("id=\"returned-error\"") && unread.text().contains(&code));
    let written = door.post(&receipt, "format=csv").await;
    let text = written.text();
    assert!(text.contains("移交包摘要") && text.contains("接收") && !text.contains("退回"), "{text}");
    let first = text.lines().find(|line| line.contains("接收")).unwrap().split("\",\"").nth(1).unwrap();
    let back = serde_json::json!({ "returned": [{ "code": first, "reason": "缺第 3 页" }], "format": "csv" });
    let by_api = format!("/api/v1{receipt}");
    let told = door.send("POST", &by_api, "application/json", back.to_string().into_bytes()).await;
    assert!(told.text().contains("退回") && told.text().contains("缺第 3 页"), "{}", told.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_package_is_taken_by_a_job() {
    let (bytes, items, _site) = package().await;
    let door = Door::empty().await;
    let address = upload(&door, &bytes).await.onward();
    let job = door.post(&address, "items=5000").await.onward();
    let id = job.trim_start_matches("/jobs/").parse().unwrap();
    door.until_done(id).await;
    let page = door.get(&job).await.text();
    assert!(page.contains("接收移交包 移交包.zip") && page.contains("/batches/1"), "{page}");
    assert_eq!(door.archive.store.item_count().await.unwrap() as u64, items);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_package_is_told_and_kept_nowhere() {
    let (bytes, ..) = package().await;
    let door = Door::empty().await;
    let before = (inbox(&door), door.archive.store.last_event().await.unwrap());
    let mut cut = bytes.clone();
    cut.truncate(bytes.len() / 2);
    let mut changed = bytes.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 0x55;
    for bad in [&cut, &changed, &b"PK\x03\x04".to_vec()] {
        let told = upload(&door, bad).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.text());
        let api = multipart("移交包.zip", bad, &[("dry_run", "false")]);
        let told = door.send("POST", "/api/v1/import/packages", BOUNDED, api).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.text());
        assert!(!told.json()["problems"].as_array().unwrap().is_empty());
    }
    assert_eq!((inbox(&door), door.archive.store.last_event().await.unwrap()), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_take_a_package_only_when_they_say_so() {
    let (bytes, items, _site) = package().await;
    let door = Door::empty().await;
    let import = async |fields: &[(&str, &str)]| {
        let body = multipart("移交包.zip", &bytes, fields);
        door.send("POST", "/api/v1/import/packages", BOUNDED, body).await
    };
    let dry = import(&[]).await.json();
    assert_eq!(
        (&dry["dry_run"], &dry["taken_items"], &dry["batch"]),
        (&true.into(), &items.into(), &().into())
    );
    assert_eq!(door.archive.store.item_count().await.unwrap(), 0);
    let taken = import(&[("dry_run", "false")]).await.json();
    assert_eq!((&taken["taken_items"], &taken["batch"]), (&items.into(), &1.into()), "{taken}");
    let again = import(&[("dry_run", "false")]).await.json();
    assert_eq!(again["done_before"], true, "{again}");
    let job = import(&[("dry_run", "false"), ("background", "true")]).await;
    assert_eq!(job.status, StatusCode::ACCEPTED, "{}", job.text());
    let id = job.json()["job"].as_i64().unwrap();
    door.until_done(id).await;
}
