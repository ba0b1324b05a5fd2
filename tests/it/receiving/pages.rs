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
    // its numbers are whole: it is posted for, and the log has it
    let copy = format!("/import/{digest}/annotated");
    assert_eq!(door.get(&format!("{copy}?{decided}")).await.status, StatusCode::METHOD_NOT_ALLOWED);
    let annotated = door.post(&format!("{copy}?{decided}"), "").await;
    let last = door.archive.store.latest_events(i64::MAX, 1).await.unwrap();
    assert_eq!(last[0].event.what, "sheet_sent_back");
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

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_taken_back_by_one_button() {
    let door = Door::furnished().await;
    let address = format!("/batches/{}", door.batch);
    let held = door.get("/api/v1/overview").await.json()["items"].as_i64().unwrap();
    assert!(door.get(&address).await.text().contains(&format!("{address}/taking-back")));
    let asked = door.get(&format!("{address}/taking-back")).await.text();
    assert!(asked.contains("确认退回 57 件") && asked.contains("2009-ZJ-"), "{asked}");
    assert_eq!(door.get("/api/v1/overview").await.json()["items"], held, "asking takes nothing back");
    let onward = door.post(&format!("{address}/taking-back"), "").await.onward();
    let page = door.get(&onward).await.text();
    assert!(page.contains("整批已退回") && page.contains("57 件，") && page.contains("已退回"), "{page}");
    assert!(!page.contains("/taking-back") && !page.contains("href=\"/items/"), "{page}");
    assert_eq!(door.get("/api/v1/overview").await.json()["items"], held - 57);
    assert!(door.get("/batches").await.text().contains("已退回"));
    let again = door.get(&format!("{address}/taking-back")).await.onward();
    assert_eq!(again, address);
}

/// The command line says which option to give; a page says what to click, and nothing once it was clicked.
#[tokio::test(flavor = "multi_thread")]
async fn words_for_the_command_line_stay_off_the_pages() {
    let door = Door::empty().await;
    let sheet = "题名,日期,页数,业务环节\n\
        缴费核定表,2009-03-01,1,二(一)\n缴费核定表,2009-03-01,1,二(一)\n\
        某种材料,2009-03-02,1,\n年度不同的,2011-03-02,1,二(一)\n没有这个环节,2009-03-02,1,不知道\n";
    let sent = door.send("POST", "/import", BOUNDED, multipart("双.csv", sheet.as_bytes(), &[])).await;
    let address = sent.onward().split('?').next().unwrap().to_owned();
    let is_plain = |text: &str| {
        ["--accept", "--class", "--step", "--suggest", "guidang "].iter().all(|word| !text.contains(word))
    };
    let dry = door.get(&format!("{address}?year=2009&class=ZJ")).await.text();
    assert!(dry.contains("照收这一类。") && dry.contains("采用"), "{dry}");
    assert!(is_plain(&dry), "{dry}");
    let decided = "year=2009&class=ZJ&accept=duplicate_row&accept=date_outside_year";
    let dry = door.get(&format!("{address}?{decided}")).await.text();
    assert!(!dry.contains("就照收这一类") && dry.contains("已看过，决定照收。"), "{dry}");
    let taken = door.post(&address, &format!("{decided}&taking=skip_problems")).await.text();
    assert!(is_plain(&taken) && !taken.contains("就照收这一类"), "{taken}");
    let batch = door.get("/batches/1").await.text();
    assert!(batch.contains("已看过，决定照收。"), "{batch}");
    assert!(is_plain(&batch) && !batch.contains("就照收这一类"), "{batch}");
    let answer = door.get("/api/v1/batches/1").await.text();
    assert!(is_plain(&answer), "{answer}");
}
