//! A sheet by forms alone: what a browser without script can hand over.

use axum::http::{StatusCode, header};

use crate::support::door::{BOUNDED, Door, multipart};

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_dry_run_taken_and_sent_back_annotated() {
    let door = Door::empty().await;
    let digest = door.upload("征缴科-2009-缴费核定.xlsx").await;
    let decided = "year=2009&step=%E4%BA%8C(%E4%B8%80)";
    let dry = door.get(&format!("/import/{digest}?{decided}")).await.text();
    assert!(dry.contains("没有这一天") && dry.contains("会放进这些案卷"), "{dry}");
    assert_eq!(door.get("/api/v1/overview").await.json()["items"], 0, "a dry run writes nothing");
    let all =
        door.post(&format!("/import/{digest}"), &format!("{decided}&taking=stop_on_problem")).await.text();
    assert!(all.contains("没有写入"), "{all}");
    assert_eq!(door.get("/api/v1/overview").await.json()["items"], 0, "one bad row holds all up");
    let taken =
        door.post(&format!("/import/{digest}"), &format!("{decided}&taking=skip_problems")).await.text();
    assert!(taken.contains("已接收"), "{taken}");
    let items = door.get("/api/v1/overview").await.json()["items"].as_i64().unwrap();
    assert!(items > 50, "{items}");
    let again =
        door.post(&format!("/import/{digest}"), &format!("{decided}&taking=skip_problems")).await.text();
    assert_eq!(
        door.get("/api/v1/overview").await.json()["items"],
        items,
        "the same sheet again adds nothing: {again}"
    );
    let annotated = door.get(&format!("/import/{digest}/annotated?{decided}")).await;
    assert!(annotated.header(header::CONTENT_DISPOSITION).starts_with("attachment;"));
    assert!(annotated.body.starts_with(b"PK"), "an xlsx");
    assert_eq!(
        door.post(&format!("/import/{digest}"), "taking=all").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_sheet_is_taken_by_a_job() {
    let door = Door::empty().await;
    let mut sheet = "题名,日期,页数\n".to_owned();
    for row in 1..=2100 {
        sheet.push_str(&format!("缴费核定表{row},2009-03-0{},1\n", row % 9 + 1));
    }
    let sent = door.send("POST", "/import", BOUNDED, multipart("long.csv", sheet.as_bytes(), &[])).await;
    let address = sent.onward().split('?').next().unwrap().to_owned();
    let form = "year=2009&step=%E4%BA%8C(%E4%B8%80)&rows=2100&taking=skip_problems";
    let onward = door.post(&address, form).await.onward();
    let job: i64 = onward.trim_start_matches("/jobs/").parse().unwrap();
    for _ in 0..600 {
        if door.get(&format!("/api/v1/jobs/{job}")).await.json()["state"] == "done" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let page = door.get(&onward).await.text();
    assert!(page.contains("2,100") && page.contains("/batches/"), "{page}");
    assert_eq!(door.get("/api/v1/overview").await.json()["items"], 2100);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_uploads_leave_nothing_behind() {
    let door = Door::empty().await;
    let empty = door.send("POST", "/import", BOUNDED, multipart("a.csv", b"", &[])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let none = door.send("POST", "/import", BOUNDED, b"--xxGUIDANGxx--\r\n".to_vec()).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let cut = multipart("a.csv", b"x,y\n1,2\n", &[]);
    let cut = door.send("POST", "/import", BOUNDED, cut[..cut.len() - 30].to_vec()).await;
    assert_eq!(cut.status, StatusCode::UNPROCESSABLE_ENTITY);
    let left: Vec<_> = std::fs::read_dir(door.archive.config.inbox_dir()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    let exe =
        door.send("POST", "/import", BOUNDED, multipart("a.xlsx", b"MZ\x90\x00nothing to read", &[])).await;
    assert_eq!(
        door.get(exe.onward().split('?').next().unwrap()).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}
