//! Changes of schedules through the doors: pages, commands, REST, each with the same answers.

use axum::http::StatusCode;
use guidang::acts::disposal::rescheduling;
use serde_json::json;

use super::rescheduling::with_post;
use crate::support::disposals::closed;
use crate::support::door::{BOUNDED, Door, multipart};
use crate::support::drafts::{edition, own_edition};
use crate::support::{Backend, Site};

#[tokio::test(flavor = "multi_thread")]
async fn a_change_goes_its_way_by_forms_alone() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let second = with_post(&door.archive, &by, ("wangfang", "manager"), None).await;
    closed(&door.archive, &by, "缴费证明材料", 2).await;
    let draft = own_edition("wuhu-2030", "payment-certificates", "5");
    let body = multipart("draft.toml", draft.as_bytes(), &[("fonds", "0211")]);
    let page = door.send("POST", "/retention/what-if", BOUNDED, body).await.text();
    assert!(page.contains("id=\"propose\"") && page.contains("须由两人办理"), "{page}");
    assert!(page.contains("id=\"groups\"") && page.contains("社会保险费征缴类"));
    // without a reason and a day it comes back as it was typed
    let send = async |fields: &[(&str, &str)]| {
        let fields = [&[("text", draft.as_str()), ("fonds", "0211")], fields].concat();
        let body = multipart("", b"", &fields);
        door.send("POST", "/retention/changes", BOUNDED, body).await
    };
    let refused = send(&[("reason", " "), ("from", "2030-01-01")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("reason-error") && refused.text().contains("value=\"2030-01-01\""));
    let refused = send(&[("reason", "批文")]).await;
    assert!(refused.text().contains("from-error"), "{}", refused.text());
    let at = send(&[("reason", "皖人社8号"), ("from", "2030-01-01")]).await.onward();
    let at = at.split('?').next().unwrap().to_owned();
    assert_eq!(at, "/retention/changes/2026-002");
    let shown = door.get(&at).await.text();
    assert!(shown.contains("皖人社8号") && shown.contains("由另一人执行"), "{shown}");
    assert!(!shown.contains(&format!("{at}/application")));
    let own = door.post(&format!("{at}/application"), "").await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.text().contains("不能由您执行"), "{}", own.text());
    let list = door.post(&format!("{at}/list"), "").await;
    assert!(list.body.starts_with(b"%PDF"), "the list is no PDF");
    rescheduling::apply(&door.archive, &second, "2026-002").await.unwrap();
    let shown = door.get(&at).await.text();
    assert!(shown.contains("已执行") && shown.contains("wangfang"), "{shown}");
    let again = door.post(&format!("{at}/list"), "").await;
    assert_eq!(again.body, list.body);
    let none = door.post("/retention/changes/2026-001/withdrawal", "reason=").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    door.post("/retention/changes/2026-001/withdrawal", "reason=x").await.onward();
    let all = door.get("/retention/changes").await.text();
    assert!(all.contains("已撤回") && all.contains("已执行") && all.contains("2026-001"), "{all}");
    assert_eq!(door.get("/retention/changes/2026-009").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_propose_and_apply() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    closed(&door.archive, &by, "催缴材料", 2).await;
    let post = async |path: &str, body: serde_json::Value| {
        door.send("POST", path, "application/json", body.to_string().into_bytes()).await
    };
    let sent = json!({
        "text": edition("wuhu-2030", "dunning", "30"), "reason": "批文", "fonds": "0211", "from": "2030-01-01",
    });
    let made = post("/api/v1/retention/changes", sent.clone()).await.json();
    assert_eq!((made["number"].as_str(), made["state"].as_str()), (Some("2026-002"), Some("proposed")));
    assert_eq!((made["records"].as_i64(), made["by_two"].as_bool()), (Some(2), Some(false)));
    let twice = post("/api/v1/retention/changes", sent).await;
    assert_eq!(twice.json()["problems"][0]["kind"], "proposed_already");
    let at = "/api/v1/retention/changes/2026-002";
    assert_eq!(door.get(at).await.json()["list_digest"], made["list_digest"]);
    let applied = post(&format!("{at}/application"), json!({})).await.json();
    assert_eq!(applied["state"], "applied");
    let late = post(&format!("{at}/withdrawal"), json!({ "reason": "x" })).await;
    assert_eq!(
        (late.status, late.json()["problems"][0]["kind"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("change_decided"))
    );
    assert_eq!(door.get("/api/v1/retention/changes?size=1").await.json()["total"], 2);
    assert!(
        door.send("POST", &format!("{at}/list"), "application/json", Vec::new())
            .await
            .body
            .starts_with(b"%PDF")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_propose_apply_and_retract_on_both_databases() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::open_on(backend).await;
        closed(&site.archive, &site.by(), "催缴材料", 2).await;
        closed(&site.archive, &site.by(), "缴费证明材料", 1).await;
        let desk = site.leave().await;
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: String| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let longer = file("长.toml", edition("wuhu-2030", "dunning", "30"));
        let shorter = file("短.toml", own_edition("wuhu-2031", "payment-certificates", "5"));
        let propose = |file: &str| {
            desk.cli(&["retention", "propose", file, "--reason", "批文", "--from", "2027-01-01"])
        };
        let (code, made) = propose(&longer);
        assert_eq!((code, made["number"].as_str()), (0, Some("2026-001")), "{made}");
        assert_eq!(propose(&shorter).1["shortened"], 1);
        let refused = desk.run(&["retention", "apply", "2026-002", "--format", "json"]).ending(5);
        assert!(refused.err.contains("applied_by_proposer"), "{}", refused.err);
        let (code, applied) = desk.cli(&["retention", "apply", "2026-001"]);
        assert_eq!((code, applied["state"].as_str()), (0, Some("applied")), "{applied}");
        let out = folder.path().join("清单.pdf");
        desk.run(&["retention", "change", "2026-001", "-o", out.to_str().unwrap()]).ending(0);
        assert!(std::fs::read(&out).unwrap().starts_with(b"%PDF"));
        desk.run(&["retention", "retract", "2026-002", "--reason", "先不改"]).ending(0);
        let (_, all) = desk.cli(&["retention", "changes"]);
        assert_eq!(
            (all["total"].as_i64(), all["changes"][0]["state"].as_str()),
            (Some(2), Some("withdrawn"))
        );
        let text = desk.run(&["retention", "changes"]).ending(0).out;
        assert!(text.contains("2026-001  已执行"), "{text}");
        desk.run(&["retention", "apply", "2026-009"]).ending(4);
        desk.run(&["verify"]).ending(0);
        let (_, report) = desk.cli(&["retention", "report", "--year", "2040"]);
        assert_eq!(
            (&report["listed"]["volumes"], &report["matrix"][0]["changed"]),
            (&json!(3), &json!(2)),
            "{report}"
        );
    }
}
