//! Whatever leaves by a door is registered, on the office's own forms, and known when it comes back.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::door::{BOUNDED, Door, multipart};
use crate::support::{draft, file, levy};

async fn standing(door: &Door, bytes: &[u8]) -> Value {
    let answer = door.send("POST", "/api/v1/proof", "application/octet-stream", bytes.to_vec()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_is_known_when_it_comes_back() {
    let door = Door::furnished().await;
    let chosen = format!("volume={}&receiver=x", door.closed_volume);
    let doors = [
        ("/retention/export", "year=2026&class=YB&period=10&format=csv".to_owned(), "current"),
        ("/retention/export", "year=2026&class=YB&period=10&format=xlsx".to_owned(), "current"),
        ("/retention/export", "year=2026&class=YB&period=10&format=html".to_owned(), "current"),
        ("/retention/export", "year=2026&class=YB&period=10&format=pdf".to_owned(), "current"),
        ("/catalogs/sample", "n=1&seed=42&format=html".to_owned(), "current"),
        ("/catalogs/sample", "n=1&seed=42&what=contents".to_owned(), "current"),
        ("/transfer", format!("{chosen}&format=xlsx"), "current"),
        ("/transfer", format!("{chosen}&make=package&items=1"), "current"),
        ("/lists/volumes/export", "query=&format=csv".to_owned(), "current"),
        ("/lists/items/export", "query=&format=xlsx".to_owned(), "current"),
        ("/lists/events/export", "query=&format=csv".to_owned(), "genuine"),
        ("/lists/consultations/export", "query=&format=csv".to_owned(), "genuine"),
    ];
    let mut made = Vec::new();
    for (address, form, expected) in doors {
        let made_here = door.post(address, &form).await;
        assert_eq!(made_here.status, StatusCode::OK, "{address} {form}: {}", made_here.text());
        let proof = standing(&door, &made_here.body).await;
        assert_eq!(proof["standing"], expected, "{address} {form}: {proof}");
        made.push((address, form, expected, made_here.body));
    }
    let sheet = multipart("名单.csv", "姓名,公民身份号码\n张三,990000194901011234\n".as_bytes(), &[]);
    let merged = door.send("POST", "/forms/certification_online@1/merged", BOUNDED, sheet).await;
    assert_eq!(standing(&door, &merged.body).await["standing"], "genuine", "{}", merged.text());
    // a record filed since changes what lists over its scope would say, and what a sample was drawn from, nothing else
    let by = door.archive.local_user();
    file(&door.archive, &by, vec![draft(&levy(2012), "后来的一件", 2)]).await.unwrap();
    for (address, form, expected, bytes) in made {
        let now = standing(&door, &bytes).await;
        let is_list = matches!(address, "/lists/volumes/export" | "/lists/items/export");
        let over_it = is_list || address == "/catalogs/sample" && form.ends_with("format=html");
        let expected = if over_it { "changed" } else { expected };
        assert_eq!(now["standing"], expected, "{address}: {now}");
    }
    assert_eq!(standing(&door, b"PK\x03\x04 somebody else's").await["standing"], "not_ours");
}

#[tokio::test(flavor = "multi_thread")]
async fn due_lists_and_samples_stand_on_the_forms_of_the_office() {
    let door = Door::furnished().await;
    let folder = door.archive.config.forms_dir();
    std::fs::create_dir_all(&folder).unwrap();
    let shipped = [
        ("due_list", 2, include_str!("../../../templates/print/due_list@2.toml"), "序号", "行号"),
        ("sample_list", 1, include_str!("../../../templates/print/sample_list@1.toml"), "序号", "行号"),
    ];
    let due = "year=2026&class=YB&period=10&format=csv";
    let before = door.post("/retention/export", due).await;
    for (key, version, text, from, to) in shipped {
        assert!(text.contains(from), "{key}");
        let next = version + 1;
        let own = text.replace(&format!("version = {version}"), &format!("version = {next}"));
        std::fs::write(folder.join(format!("{key}@{next}.toml")), own.replace(from, to)).unwrap();
    }
    let after = door.post("/retention/export", due).await;
    assert!(before.text().contains("序号") && after.text().contains("行号"), "{}", after.text());
    let sample = door.post("/catalogs/sample", "n=1&seed=42&format=csv").await;
    assert!(sample.text().contains("行号"), "{}", sample.text());
    // what was made on the earlier version is compared on the earlier version
    for made in [&before, &after, &sample] {
        assert_eq!(standing(&door, &made.body).await["standing"], json!("current"));
    }
}
