//! A record's way through the pages, by forms alone: what a browser without script can do.

use axum::http::{StatusCode, header};

use crate::support::door::{BOUNDED, Door, multipart};

#[tokio::test(flavor = "multi_thread")]
async fn an_open_volume_is_reordered_retitled_corrected_and_closed() {
    let door = Door::furnished().await;
    let volume = format!("/volumes/{}", door.open_volume);
    let order = |page: &str| {
        page.split("name=\"order\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let before = order(&door.get(&volume).await.text());
    let ids: Vec<&str> = before.split(',').collect();
    let moved = door.post(&format!("{volume}/order"), &format!("order={before}&down={}", ids[0])).await;
    assert!(moved.onward().starts_with(&volume));
    let after = order(&door.get(&volume).await.text());
    assert_eq!(after.split(',').take(2).collect::<Vec<_>>(), [ids[1], ids[0]]);
    // somebody who still sees the old order moves nothing by accident
    let put = door.post(&format!("{volume}/items"), &format!("item={}&at=1", door.taken_out)).await;
    assert_eq!(put.status, StatusCode::SEE_OTHER);
    let stale = door.post(&format!("{volume}/order"), &format!("order={before}&down={}", ids[0])).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let retitled = door
        .post(&format!("{volume}/title"), "title=2009%E5%B9%B4%E5%BA%A6%E6%96%B0%E9%A2%98%E5%90%8D")
        .await;
    assert!(door.get(&retitled.onward()).await.text().contains("2009年度新题名"));
    let item = format!("/items/{}", door.item);
    let form = "title=%E6%94%B9%E8%BF%87&pages=7&date=2009-03&person_name=%E5%BC%A0%E4%B8%89&person_id=&person_given=&person_no=9&person_note=&unit_name=&unit_number=&reason=";
    let corrected = door.post(&format!("{item}/correction"), form).await;
    let page = door.get(&corrected.onward()).await.text();
    assert!(page.contains("<bdi>改过</bdi>") && page.contains("张三") && page.contains("<del>"), "{page}");
    let wrong = form.replace("person_id=", "person_id=990000198001010000");
    let refused = door.post(&format!("{item}/correction"), &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a wrong check digit is not stored");
    let closed = door.post(&format!("{volume}/closing"), "checked_by=%E6%9D%8E&note=").await;
    let page = door.get(&closed.onward()).await.text();
    assert!(page.contains("本卷共有文件材料") && !page.contains("/closing"), "{page}");
    let again = door.post(&format!("{volume}/closing"), "checked_by=&note=").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_is_recorded_and_the_date_follows() {
    let door = Door::furnished().await;
    let facts = format!("/items/{}/facts", door.item);
    let future = door.post(&facts, "kind=ended&on=2999-01-01&note=").await;
    assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(door.post(&facts, "kind=sold&on=2012-01-01").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let recorded = door.post(&facts, "kind=ended&on=2012-05-01&note=%E5%8D%8F%E8%AE%AE").await;
    let page = door.get(recorded.onward().split('#').next().unwrap()).await.text();
    assert!(page.contains("协议终止、事项办结") && page.contains("2012-05-01"), "{page}");
    let withdrawal = page.split("action=\"").find(|rest| rest.contains("/withdrawal\"")).unwrap();
    let withdrawal = withdrawal.split('"').next().unwrap();
    let withdrawn = door.post(withdrawal, "reason=%E6%8A%84%E9%94%99").await;
    let page = door.get(withdrawn.onward().split('#').next().unwrap()).await.text();
    assert!(page.contains("撤回事实") && page.contains("抄错") && !page.contains("/withdrawal"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misfiled_record_is_refiled_and_the_volume_it_left_empty_goes() {
    let door = Door::furnished().await;
    let form = "year=2010&step=&paper=&reason=%E5%B9%B4%E5%BA%A6%E9%94%99";
    let refiled = door.post(&format!("/items/{}/refiling", door.item), form).await;
    let page = door.get(&refiled.onward()).await.text();
    assert!(page.contains("改归") && page.contains("2010-"), "{page}");
    let volume = door.get("/volumes?year=2010").await.text();
    let volume =
        volume.split("href=\"/volumes/").find_map(|rest| rest.split('"').next()?.parse::<i64>().ok());
    let volume = format!("/volumes/{}", volume.unwrap());
    let full = door.post(&format!("{volume}/removal"), "").await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    door.post(&format!("/items/{}/removal", door.item), "").await;
    assert!(door.get(&volume).await.text().contains("撤去这个空卷"));
    let removed = door.post(&format!("{volume}/removal"), "").await;
    assert!(door.get(&removed.onward()).await.text().contains("空卷已撤去"));
    assert_eq!(door.get(&volume).await.status, StatusCode::NOT_FOUND);
}

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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_and_what_is_drawn_come_as_files_whose_names_tell_them_apart() {
    let door = Door::furnished().await;
    let due = door.post("/retention/export", "year=2026&class=YB&period=10&format=csv").await;
    assert_eq!(due.status, StatusCode::OK, "{}", due.text());
    assert!(due.text().contains("2009-YB-就医登记材料-1-3-F"), "{}", due.text());
    let name = due.header(header::CONTENT_DISPOSITION).to_owned();
    assert!(name.contains("2026-YB-10"), "{name}");
    let none = door.post("/retention/export", "year=2019&format=xlsx").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fresh = door.get("/catalogs/sample?n=1").await.onward();
    assert!(fresh.contains("seed="), "a new seed stands in the address: {fresh}");
    assert_eq!(door.get(&fresh).await.status, StatusCode::OK);
    for what in ["format=xlsx", "what=contents"] {
        let file = door.post("/catalogs/sample", &format!("n=1&seed=42&{what}")).await;
        assert!(file.body.starts_with(b"PK"), "{what}: {}", file.text());
        assert!(file.header(header::CONTENT_DISPOSITION).contains("42-1"), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn catalogs_and_registers_come_as_files() {
    let door = Door::furnished().await;
    for (format, begins) in
        [("xlsx", b"PK".as_slice()), ("csv", b"\xef\xbb\xbf"), ("csv-gb18030", b""), ("html", b"<!DOCTYPE")]
    {
        let file = door.post("/catalogs", &format!("kind=volume_catalog&year=2009&format={format}")).await;
        assert_eq!(file.status, StatusCode::OK, "{format}: {}", file.text());
        assert!(file.body.starts_with(begins), "{format}");
        assert!(file.header(header::CONTENT_DISPOSITION).contains("filename*=UTF-8''"), "{format}");
    }
    let nothing = door.post("/catalogs", "kind=volume_catalog&year=1999&format=xlsx").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text().contains("没有生成文件"), "{}", nothing.text());
    let chosen = format!("volume={}&receiver=x", door.closed_volume);
    let register = door.post("/transfer", &format!("{chosen}&format=xlsx")).await;
    assert!(register.body.starts_with(b"PK"), "{}", register.text());
    let package = door.post("/transfer", &format!("{chosen}&make=package&items=1")).await;
    assert_eq!(package.header(header::CONTENT_TYPE), "application/zip", "{}", package.text());
    assert_eq!(
        door.post("/transfer", "receiver=x&format=xlsx").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let open = door.post("/transfer", &format!("volume={}&make=package&items=1", door.open_volume)).await;
    assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY, "an open volume is not handed over");
}
