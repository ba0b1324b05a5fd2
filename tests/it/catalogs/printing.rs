//! Catalogs, forms, labels and printers by forms alone: what a browser without script can have printed.

use axum::http::{StatusCode, header};

use crate::support::door::{Answer, BOUNDED, Door, encoded, multipart};

#[track_caller]
fn pdf(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/pdf");
    assert!(answer.body.starts_with(b"%PDF-1.7"));
    crate::catalogs::paper::text_of(&answer.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_volume_is_printed_from_the_page() {
    let door = Door::furnished().await;
    let form = format!("form=whole&volumes={}&id_numbers=masked", door.closed_volume);
    let text = pdf(&door.post("/labels", &form).await);
    assert!(text.contains("卷内目录") && text.contains("本卷情况说明"), "{text}");
    let spines = pdf(&door.post("/labels", "form=spine_15%401&all=1").await);
    assert!(spines.contains("0211"), "{spines}");
    let refused = door.post("/labels", "form=whole&volumes=nonesuch").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("nonesuch"));
    let odd = door.post("/labels", "form=volume_label%401&start=0&all=1").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalog_goes_on_paper_and_is_proved() {
    let door = Door::furnished().await;
    let page = door.get("/catalogs?kind=volume_catalog").await.text();
    assert!(page.contains("formaction=\"/catalogs/print\""), "the button is there");
    let answer = door.post("/catalogs/print", "kind=volume_catalog&id_numbers=masked").await;
    let text = pdf(&answer);
    assert!(text.contains("案卷目录") && text.contains("以下空白"), "{text}");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &answer.body).unwrap();
    let by = door.archive.local_user();
    let proof = guidang::acts::catalogs::cataloging::prove(&door.archive, &by, file.path()).await.unwrap();
    assert_eq!(proof.standing, guidang::acts::catalogs::cataloging::Standing::Current);
    assert!(
        door.get("/catalogs/print?kind=volume_catalog")
            .await
            .text()
            .contains("/catalogs/print/1?kind=volume_catalog")
    );
    let picture = door.get("/catalogs/print/2?kind=volume_catalog").await;
    assert_eq!(picture.header(header::CONTENT_TYPE), "image/svg+xml");
    assert!(
        picture.text().contains("<svg") && !picture.text().contains("<img"),
        "markup stays text in the picture"
    );
    assert_eq!(door.get("/catalogs/print/99?kind=volume_catalog").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_merged_into_a_form() {
    let door = Door::furnished().await;
    let sheet = "姓名,性别,公民身份号码\n张三,男,990000194901011234\n李四,女,990000195001011245\n";
    let body = multipart("名单.csv", sheet.as_bytes(), &[("id_numbers", "full")]);
    let answer = door.send("POST", "/forms/certification_online@1/merged", BOUNDED, body).await;
    let text: String = pdf(&answer).split_whitespace().collect();
    assert!(text.contains("张三同志") && text.contains("990000195001011245"), "{text}");
    let body = multipart("名单.csv", "天气\n晴\n".as_bytes(), &[]);
    let refused = door.send("POST", "/forms/certification_online@1/merged", BOUNDED, body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("姓名"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printers_offset_is_kept_and_taken_off() {
    let door = Door::furnished().await;
    let measured = format!("name={}&dx=1.2&dy=-0.8", encoded("档案室 HP"));
    assert_eq!(
        door.post("/forms/printers", &measured).await.onward(),
        "/forms?said=printer_measured#printers"
    );
    let page = door.get("/forms").await.text();
    assert!(page.contains("档案室 HP") && page.contains(">1.2<") && page.contains(">-0.8<"), "{page}");
    let straight = door.get("/forms/calibration@1/blank").await;
    let moved = door.get(&format!("/forms/calibration@1/blank?printer={}", encoded("档案室 HP"))).await;
    assert_ne!(straight.body, moved.body);
    pdf(&moved);
    for wrong in ["name=&dx=1", "name=x&dx=abc", "name=x&dx=99"] {
        assert_eq!(
            door.post("/forms/printers", wrong).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{wrong}"
        );
    }
    let unknown = door.get("/forms/calibration@1/blank?printer=nonesuch").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(door.get("/forms/nonesuch").await.status, StatusCode::NOT_FOUND);
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
