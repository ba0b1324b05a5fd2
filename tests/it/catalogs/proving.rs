//! Files that come back, and what cannot be printed, through the page and the API.

use axum::http::{StatusCode, header};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::catalogs::{cataloging, forms};
use guidang::acts::finding::viewing;
use guidang::domain::general::error::Error;
use guidang::domain::records::states::JobKind;
use serde_json::{Value, json};

use crate::support::door::{Answer, BOUNDED, Door, encoded, multipart};
use crate::support::{draft, file, levy};

async fn put_in(door: &Door, bytes: &[u8]) -> String {
    let body = multipart("目录.pdf", bytes, &[]);
    let answer = door.send("POST", "/catalogs/proof", BOUNDED, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.text()
}

async fn asked(door: &Door, bytes: &[u8]) -> Value {
    let answer = door.send("POST", "/api/v1/proof", "application/octet-stream", bytes.to_vec()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

async fn papers(door: &Door, order: Value) -> Answer {
    door.send("POST", "/api/v1/papers", "application/json", order.to_string().into_bytes()).await
}

async fn retitled(door: &Door) {
    let correction =
        Correction {
            title: Some("改过的题名".into()), reason: "核对原件".into(), ..Correction::default()
        };
    filing::correct(&door.archive, &door.archive.local_user(), door.item, correction).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_put_in_on_the_page_is_judged_and_what_changed_is_named() {
    let door = Door::furnished().await;
    assert!(door.get("/catalogs").await.text().contains("action=\"/catalogs/proof\""));
    let contents = format!("kind=volume_contents&volume={}", door.open_volume);
    let mut made = vec![door.post("/catalogs/print", &contents).await.body];
    for format in ["xlsx", "csv", "csv-gb18030"] {
        made.push(door.post("/catalogs", &format!("{contents}&format={format}")).await.body);
    }
    made.push(papers(&door, json!({ "volumes": [door.open_volume] })).await.body);
    for bytes in &made {
        let page = put_in(&door, bytes).await;
        assert!(page.contains("真件，现行") && page.contains("与现在的记录一致"), "{page}");
        assert_eq!(asked(&door, bytes).await["standing"], "current");
    }
    retitled(&door).await;
    let code = viewing::item(&door.archive, &door.archive.local_user(), door.item).await.unwrap().item.code;
    for bytes in &made {
        let page = put_in(&door, bytes).await;
        assert!(page.contains("记录已变") && page.contains(&code), "{page}");
        let answer = asked(&door, bytes).await;
        assert_eq!(answer["standing"], "changed");
        assert!(answer["records"].as_array().unwrap().contains(&json!(code)), "{answer}");
    }
    let mut odd = made[0].clone();
    let last = odd.len() - 1;
    odd[last] ^= 1;
    for bytes in [odd.as_slice(), &made[0][..last], b"%PDF-1.7 of somebody else", b"PK\x03\x04"] {
        assert!(put_in(&door, bytes).await.contains("不是本单位登记过的文件"));
        assert_eq!(asked(&door, bytes).await["standing"], "not_ours");
    }
    let nothing = door.send("POST", "/catalogs/proof", BOUNDED, multipart("", b"", &[])).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text().contains("没有收到文件"));
}

/// Somebody with leave to export has a list made whose receiver's name is the digest of his own file.
#[tokio::test(flavor = "multi_thread")]
async fn a_word_in_a_registration_makes_no_file_genuine() {
    let door = Door::furnished().await;
    let forged = b"%PDF-1.7 forged".as_slice();
    let digest = guidang::domain::general::digest::Digest::compute(forged).hex();
    let said = format!("\"file\":\"{digest}\"");
    for receiver in [digest.as_str(), &said] {
        let order = format!("kind=transfer_register&state=closed&format=csv&receiver={}", encoded(receiver));
        assert_eq!(door.post("/catalogs", &order).await.status, StatusCode::OK);
        assert_eq!(asked(&door, forged).await["standing"], "not_ours", "{receiver}");
    }
    // nor does it lead a reprint astray
    let (folder, by) = (tempfile::tempdir().unwrap(), door.archive.local_user());
    for said in [&digest[..12], "contents", "transfer", "        "] {
        let again = cataloging::reprint(&door.archive, &by, said, &folder.path().join("again.csv")).await;
        assert!(matches!(again, Err(Error::Refused(_))), "{said}");
    }
}

/// What a list was made of went into another volume, or got a character no font has: it is genuine still.
#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_made_today_is_genuine_still() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let shelved = file(&door.archive, &by, vec![draft(&levy(2012), "唯一的一件", 2)]).await.unwrap();
    let item = viewing::item(&door.archive, &by, shelved[0].item_id).await.unwrap().item;
    let volume = item.volume_id.unwrap();
    let order = format!("kind=volume_contents&volume={volume}");
    let csv = door.post("/catalogs", &format!("{order}&format=csv")).await.body;
    let pdf = door.post("/catalogs/print", &order).await.body;
    let correction =
        Correction {
            title: Some("王가的一件".into()), reason: "核对".into(), ..Correction::default()
        };
    filing::correct(&door.archive, &by, item.id, correction).await.unwrap();
    assert_eq!(asked(&door, &pdf).await["standing"], "changed");
    filing::take_out(&door.archive, &by, item.id).await.unwrap();
    for bytes in [&csv, &pdf] {
        let answer = asked(&door, bytes).await;
        assert_eq!(answer["standing"], "changed");
        assert!(!answer["records"].as_array().unwrap().is_empty(), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_character_no_font_has_is_told_with_its_record_on_the_page_and_through_the_api() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let shelved = file(&door.archive, &by, vec![draft(&levy(2012), "王가的核定表", 2)]).await.unwrap();
    let item = viewing::item(&door.archive, &by, shelved[0].item_id).await.unwrap().item;
    let volume = item.volume_id.unwrap();
    let made = async || {
        let log = door.archive.store.latest_events(i64::MAX, 500).await.unwrap();
        log.iter().filter(|logged| logged.event.what == "catalog_made").count()
    };
    let before = made().await;
    let look = door.get(&format!("/labels?form=whole&volumes={volume}")).await;
    assert_eq!(look.status, StatusCode::OK);
    let posts = [
        door.post("/labels", &format!("form=whole&volumes={volume}")).await,
        door.post("/catalogs/print", &format!("kind=volume_contents&volume={volume}")).await,
        door.get(&format!("/catalogs/print?kind=volume_contents&volume={volume}")).await,
    ];
    assert!(posts.iter().all(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY));
    for page in [look].iter().chain(&posts) {
        let said = page.text();
        assert!(said.contains("U+AC00") && said.contains(&item.code), "{said}");
        assert!(said.contains("fallback"), "what to do is said");
    }
    let by_api = [
        papers(&door, json!({ "volumes": [volume] })).await,
        door.get(&format!("/api/v1/catalogs/volume_contents?format=pdf&volume={volume}")).await,
    ];
    for answer in by_api {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        let problem = answer.json()["problems"][0].clone();
        assert_eq!(problem["kind"], "glyph_missing");
        let said = problem["message"].as_str().unwrap();
        assert!(said.contains("U+AC00") && said.contains(&item.code), "{said}");
    }
    assert_eq!(made().await, before, "nothing was printed, nothing registered");
}

/// A title no spine holds: the file waits where it is said.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_out_too_small_is_said_with_the_file() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let title = "社会保险费征缴核定材料及附件".repeat(14);
    filing::retitle(&door.archive, &by, door.open_volume, title).await.unwrap();
    let answer = door.post("/labels", &format!("form=spine_10%401&volumes={}", door.open_volume)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = answer.onward();
    door.until_done(page.trim_start_matches("/jobs/").parse().unwrap()).await;
    let said = door.get(&page).await.text();
    assert!(said.contains("社会保险费征缴核定") && said.contains("磅"), "{said}");
    let file = door.get(&format!("{page}/file")).await;
    assert_eq!(asked(&door, &file.body).await["standing"], "current");
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_are_seen_before_they_are_printed() {
    let door = Door::furnished().await;
    let choice = format!("form=volume_label@1&volumes={}&start=3", door.closed_volume);
    let page = door.get(&format!("/labels?{choice}")).await.text();
    assert!(page.contains("/labels/picture/1?form=volume_label%401"), "{page}");
    let picture = door.get(&format!("/labels/picture/1?{choice}")).await;
    assert_eq!(picture.header(header::CONTENT_TYPE), "image/svg+xml");
    let first = door.get(&format!("/labels/picture/1?{}", choice.replace("start=3", "start=1"))).await;
    assert_ne!(picture.body, first.body, "the third place is not the first");
    let view = viewing::volume(&door.archive, &door.archive.local_user(), door.closed_volume).await.unwrap();
    assert!(picture.text().contains(&view.volume.code), "{}", picture.text());
    assert_eq!(door.get(&format!("/labels/picture/2?{choice}")).await.status, StatusCode::NOT_FOUND);
    for wrong in ["start=0", "start=x", "start=99999999999"] {
        let answer = door.get(&format!("/labels/picture/1?form=volume_label@1&all=1&{wrong}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

/// What the page shows is what will be printed: the office's own preset, and the scope as people write it.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_pages_are_those_that_will_be_printed() {
    let door = Door::furnished().await;
    let own = door.archive.config.forms_dir();
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("presets.toml"), "preset = \"芜湖2009\"").unwrap();
    let whole = format!("form=whole&volumes={}", door.open_volume);
    let pdf = crate::catalogs::paper::text_of(&door.post("/labels", &whole).await.body);
    let words: String = pdf.split_whitespace().collect();
    assert!(words.contains("业务材料名称"), "{pdf}");
    let mut seen = String::new();
    for page in 1..=3 {
        seen.push_str(&door.get(&format!("/labels/picture/{page}?{whole}")).await.text());
    }
    assert!(seen.contains("业务材料名称"), "the preset holds here, too");
    // a class as people write it
    let list = door.post("/catalogs/print", "kind=volume_catalog&class=ZJ").await;
    let list = crate::catalogs::paper::text_of(&list.body);
    assert!(list.contains("2009-ZJ-") && !list.contains("2009-YB-"), "{list}");
    let labels =
        crate::catalogs::paper::text_of(&door.post("/labels", "form=volume_label@1&class=ZJ").await.body);
    assert!(!labels.contains("YB"), "{labels}");
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_printed_for_programs() {
    let door = Door::furnished().await;
    let both = [door.open_volume, door.closed_volume];
    let answer = papers(&door, json!({ "volumes": both })).await;
    assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/pdf"));
    let text = crate::catalogs::paper::text_of(&answer.body);
    assert!(
        text.contains("案卷目录") && text.contains("卷内目录") && text.contains("本卷情况说明"),
        "{text}"
    );
    let again = papers(&door, json!({ "volumes": [both[1], both[0]] })).await;
    assert!(answer.body == again.body, "the same volumes, in shelf order, the same bytes");
    let cover = papers(&door, json!({ "volumes": [both[1]], "leaves": ["cover"] })).await;
    assert!(!crate::catalogs::paper::text_of(&cover.body).contains("卷内目录"));
    let by = door.archive.local_user();
    forms::set_printer(&door.archive, &by, "档案室", 12, -8).await.unwrap();
    let moved =
        papers(&door, json!({ "volumes": [both[1]], "leaves": ["cover"], "printer": "档案室" })).await;
    assert!(moved.status == StatusCode::OK && moved.body != cover.body);
    for (order, status) in [
        (json!({ "volumes": [] }), 422),
        (json!({ "volumes": [99999] }), 404),
        (json!({ "volumes": [both[0], 99999] }), 404),
        (json!({ "volumes": both, "leaves": ["wallpaper"] }), 422),
        (json!({ "volumes": both, "forms": ["wallpaper@1"] }), 422),
        (json!({ "volumes": both, "forms": ["person_index"] }), 422),
        (json!({ "volumes": both, "printer": "没有的" }), 422),
        (json!({ "volumes": both, "id_numbers": "aloud" }), 422),
        (json!({ "volumes": both, "colour": "red" }), 422),
    ] {
        let refused = papers(&door, order.clone()).await;
        assert_eq!(refused.status.as_u16(), status, "{order}: {}", refused.text());
        assert!(refused.json()["problems"][0]["message"].is_string(), "{order}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_cannot_be_printed_whole_says_so_first() {
    let door = Door::furnished().await;
    let sheet = "姓名,公民身份号码\n张三,990000194901011234\n";
    let address = "/forms/certification_online@1/merged";
    let long: String = (0..2001).map(|n| format!("张三{n},990000194901011234\n")).collect();
    let body = multipart("名单.csv", format!("姓名,公民身份号码\n{long}").as_bytes(), &[]);
    let onward = door.send("POST", address, BOUNDED, body).await.onward();
    let job: i64 = onward.trim_start_matches("/jobs/").parse().unwrap();
    let empty = multipart("名单.csv", "姓名,公民身份号码\n,\n".as_bytes(), &[]);
    let refused = door.send("POST", address, BOUNDED, empty).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("没有一行可印"));
    let numbers = numbers_as_numbers();
    let refused = door.send("POST", address, BOUNDED, multipart("名单.xlsx", &numbers, &[])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("末几位已经丢失") && refused.text().contains("印得出的先印"));
    let anyway =
        door.send("POST", address, BOUNDED, multipart("名单.xlsx", &numbers, &[("anyway", "1")])).await;
    assert_eq!(anyway.status, StatusCode::OK, "{}", anyway.text());
    let fine = door.send("POST", address, BOUNDED, multipart("名单.csv", sheet.as_bytes(), &[])).await;
    assert_eq!(fine.status, StatusCode::OK);
    door.until_done(job).await;
    let page = door.get(&onward).await.text();
    assert!(page.contains("2,001"), "{page}");
    assert!(door.get(&format!("{onward}/file")).await.body.starts_with(b"%PDF-1.7"));
}

/// A name no cell holds: the file waits where it is said.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_too_long_for_its_form_is_said_with_the_file() {
    let door = Door::furnished().await;
    let sheet = format!("姓名,公民身份号码\n{},990000194901011234\n", "鑫".repeat(300));
    let body = multipart("名单.csv", sheet.as_bytes(), &[]);
    let onward = door.send("POST", "/forms/certification_online@1/merged", BOUNDED, body).await.onward();
    door.until_done(onward.trim_start_matches("/jobs/").parse().unwrap()).await;
    let page = door.get(&onward).await.text();
    assert!(page.contains("姓名“鑫鑫鑫") && page.contains("磅"), "{page}");
    assert!(door.get(&format!("{onward}/file")).await.body.starts_with(b"%PDF-1.7"));
}

/// A program that is killed while it prints leaves half a file.
#[tokio::test(flavor = "multi_thread")]
async fn what_no_job_answers_for_is_cleared_away() {
    let door = Door::furnished().await;
    let results = door.archive.config.results_dir();
    let half = results.join("job-killed");
    std::fs::create_dir(&half).unwrap();
    std::fs::write(half.join(".guidang-half"), "%PDF-1.7").unwrap();
    std::fs::create_dir(results.join("kept by somebody")).unwrap();
    guidang::acts::upkeep::jobs::clear_leftovers(&door.archive).await.unwrap();
    assert!(!half.exists() && results.join("kept by somebody").exists());
    assert_eq!(door.get(&format!("/jobs/{}/file", door.job)).await.status, StatusCode::OK);
}

/// What was chosen is kept with the job: a print that was stopped is begun again from its page.
#[tokio::test(flavor = "multi_thread")]
async fn a_print_that_was_stopped_is_begun_again() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let wanted = json!({ "kind": "volume_catalog@1" });
    let printing = json!({ "making": { "form": wanted }, "on_paper": {}, "name": "案卷目录.pdf" });
    let input = json!({ "printing": printing, "name": "案卷目录.pdf" });
    let stopped = guidang::acts::upkeep::jobs::start(
        &door.archive,
        &by,
        JobKind::CatalogPrint,
        input,
        |progress| async move {
            progress.ask_to_stop();
            Err(Error::Busy(guidang::say!("停下", "stopped")))
        },
    );
    let stopped = stopped.await.unwrap();
    let page = format!("/jobs/{stopped}");
    for _ in 0..100 {
        if door.get(&page).await.text().contains("/resumption") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let onward = door.post(&format!("{page}/resumption"), "").await.onward();
    let again: i64 = onward.trim_start_matches("/jobs/").parse().unwrap();
    door.until_done(again).await;
    let file = door.get(&format!("/jobs/{again}/file")).await;
    assert!(file.body.starts_with(b"%PDF-1.7"));
    assert_eq!(asked(&door, &file.body).await["standing"], "current");
}

/// A workbook whose ID numbers are numeric cells.
fn numbers_as_numbers() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in ["姓名", "公民身份号码"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, heading).unwrap();
    }
    sheet.write_string(1, 0, "张三").unwrap();
    sheet.write_number(1, 1, 990_000_194_901_011_234.0).unwrap();
    book.save_to_buffer().unwrap()
}

/// On the page and through the API: a digest typed from paper, the original again, what it would be today, its proof
/// sheet.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_exported_comes_back_by_every_door() {
    let door = Door::furnished().await;
    let contents = format!("kind=volume_contents&volume={}&format=csv", door.open_volume);
    let original = door.post("/catalogs", &contents).await.body;
    let digest = guidang::domain::general::digest::Digest::compute(&original).hex();
    retitled(&door).await;
    let typed = multipart("", b"", &[("digest", &digest[..12])]);
    let page = door.send("POST", "/catalogs/proof", BOUNDED, typed).await.text();
    assert!(page.contains("照原样重印") && page.contains("记录已变"), "{page}");
    assert!(page.contains(&format!("/catalogs/proof/{digest}/sheet")) && page.contains("与现在比较"));
    let again = door.post("/catalogs/reprints", &format!("digest={digest}&how=as_it_was")).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &original));
    assert!(again.header(header::CONTENT_DISPOSITION).contains("volume_contents-2026-11-21.csv"));
    let today = door.post("/catalogs/reprints", &format!("digest={digest}&how=today")).await;
    assert!(today.text().contains("改过的题名"), "{}", today.text());
    for (today, body) in [(false, &original), (true, &today.body)] {
        let asked = json!({ "digest": digest, "today": today }).to_string().into_bytes();
        let answer = door.send("POST", "/api/v1/reprints", "application/json", asked).await;
        assert_eq!(&answer.body, body);
    }
    let sheet = door.get(&format!("/api/v1/proof/{digest}")).await.json();
    assert_eq!(
        (sheet["form"].as_str(), sheet["recipe"].as_str()),
        (Some("volume_contents@1"), Some("shown"))
    );
    let difference = door.get(&format!("/api/v1/difference?from={digest}")).await.json();
    assert_eq!(difference["changed"], 1, "{difference}");
    let page = door.get(&format!("/catalogs/difference?from={digest}")).await.text();
    assert!(page.contains("改过的题名") && page.contains("核对原件"), "{page}");
    let unknown = door.get(&format!("/api/v1/proof/{}", "0".repeat(64))).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
