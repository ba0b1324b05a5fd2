//! Holds through the doors: pages, commands, REST, each with the same answers.

use std::sync::Arc;

use axum::http::StatusCode;
use guidang::acts::upkeep::indexing;
use serde_json::json;

use super::holds::colleague;
use crate::support::door::{Door, encoded};
use crate::support::{Backend, Desk, Site, draft, file, levy};

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_goes_its_way_by_forms_alone() {
    let door = Door::furnished().await;
    let wangfang = colleague(&door.archive, &door.archive.local_user(), "wangfang", None).await;
    let volume = door.closed_volume;
    let page = door.get(&format!("/volumes/{volume}")).await.text();
    assert!(page.contains(&format!("/holds/new?volumes={volume}")), "the volume's page leads to a hold");
    let new = door.get(&format!("/holds/new?volumes={volume}")).await.text();
    assert!(new.contains("指定 1 卷"), "{new}");
    let form = format!("ground=audit&basis={}&volumes={volume}", encoded("芜审通〔2026〕3号"));
    // without a basis it comes back as it was typed, with the reason at its field
    let refused = door.post("/holds", &format!("ground=audit&volumes={volume}&act=place")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("basis-error") && refused.text().contains("没有写冻结依据"));
    let preview = door.post("/holds", &form).await;
    assert!(preview.status == StatusCode::OK && preview.text().contains("id=\"preview\""));
    let at = door.post("/holds", &format!("{form}&act=place")).await.onward();
    let at = at.split('?').next().unwrap().to_owned();
    let hold = door.get(&at).await.text();
    assert!(hold.contains("芜审通〔2026〕3号") && hold.contains("直接冻结"), "{hold}");
    let number =
        door.get(&format!("/api/v1{at}")).await.json()["hold"]["number"].as_str().unwrap().to_owned();
    // shown wherever the volume is shown
    let listed = door.get("/holds").await.text();
    assert!(listed.contains(&number));
    for path in [format!("/volumes/{volume}"), "/volumes".into(), "/retention?year=2026".into()] {
        assert!(door.get(&path).await.text().contains(&number), "{path}");
    }
    let report = door.get("/retention?year=2026").await.text();
    assert!(
        report.contains("冻结，不可选") && !report.contains(&format!("value=\"v{volume}\"")),
        "it can be ticked"
    );
    let found = door.get(&format!("/search?q={}&kind=volume", encoded("就医登记"))).await.text();
    assert!(found.contains(&number), "the hit says nothing of its hold");
    // lifting
    let asked = door.post(&format!("{at}/lift-request"), "reason=").await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    door.post(&format!("{at}/lift-request"), &format!("reason={}", encoded("审计结束"))).await.onward();
    let waits = door.get(&at).await.text();
    assert!(waits.contains("由另一人同意") && !waits.contains(&format!("{at}/lifting")));
    let own = door.post(&format!("{at}/lifting"), "").await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.text().contains("不能由您同意"), "{}", own.text());
    let own = door.send("POST", &format!("/api/v1{at}/lifting"), "application/json", Vec::new()).await;
    assert_eq!(own.json()["problems"][0]["kind"], "lifted_by_asker");
    let id: i64 = at.rsplit('/').next().unwrap().parse().unwrap();
    guidang::acts::disposal::holding::lift(&door.archive, &wangfang, id).await.unwrap();
    let lifted = door.get(&at).await.text();
    assert!(lifted.contains("已解冻") && lifted.contains("曾指定"));
    assert!(!door.get("/holds").await.text().contains(&number), "it holds no more");
    assert!(door.get("/holds?state=lifted").await.text().contains(&number), "and stays on record");
    assert!(door.get("/retention?year=2026").await.text().contains(&format!("value=\"v{volume}\"")));
}

#[tokio::test(flavor = "multi_thread")]
async fn ticked_rows_lead_to_a_hold_and_nothing_ticked_is_an_error() {
    let door = Door::furnished().await;
    let form = format!("add=v{}&add=i{}", door.open_volume, door.item);
    let at = door.post("/holds/ticked", &form).await.onward();
    assert_eq!(at, format!("/holds/new?volumes={}&items={}", door.open_volume, door.item));
    assert!(door.get(&at).await.text().contains("指定 1 卷"));
    assert_eq!(door.post("/holds/ticked", "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(door.get("/holds/99999").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_place_and_see_holds() {
    let door = Door::furnished().await;
    let post = async |path: &str, body: serde_json::Value| {
        door.send("POST", path, "application/json", body.to_string().into_bytes()).await
    };
    let rule = json!({ "ground": "lawsuit", "basis": "（2026）皖0202民初12号", "rule": { "year": "2009" } });
    let preview = post("/api/v1/holds/preview", rule.clone()).await.json();
    let placed = post("/api/v1/holds", rule).await.json();
    assert_eq!((placed["state"].as_str(), placed["rule"].as_str()), (Some("holding"), Some("2009年")));
    let at = format!("/api/v1/holds/{}", placed["id"]);
    let shown = door.get(&format!("{at}?size=1")).await.json();
    assert_eq!(
        (&shown["caught"]["volumes"], &shown["caught"]["items"]),
        (&preview["volumes"], &preview["items"])
    );
    assert_eq!(shown["volumes"].as_array().unwrap().len(), 1);
    for empty in [
        json!({}),
        json!({ "rule": {} }),
        json!({ "rule": { "class": " " }, "ground": "audit", "basis": "x" }),
    ] {
        assert_eq!(post("/api/v1/holds", empty).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let item = door.get(&format!("/api/v1/items/{}", door.item)).await.json();
    assert_eq!(item["holds"][0]["because"], "fits");
    let volume = door.get(&format!("/api/v1/volumes/{}", door.open_volume)).await.json();
    assert_eq!(volume["holds"][0]["number"], placed["number"]);
    let asked = post(&format!("{at}/lift-request"), json!({ "reason": "已结案" })).await.json();
    assert_eq!(asked["state"], "lift_asked");
    let kept = post(&format!("{at}/keeping"), json!({ "reason": "未结案" })).await.json();
    assert_eq!(kept["state"], "holding");
    let list = door.get("/api/v1/holds?state=unlifted&ground=lawsuit").await.json();
    assert!(list["total"].as_i64().unwrap() >= 1, "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_places_lists_shows_and_asks_to_lift() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::open_on(backend).await;
        let filed = file(&site.archive, &site.by(), vec![draft(&levy(2009), "核定表", 2)]).await.unwrap();
        indexing::catch_up(&site.archive).await.unwrap();
        let code = site.archive.store.volume(filed[0].volume_id).await.unwrap().unwrap().code;
        // the operating system's user acts as the account of the tests
        let desk: Desk = site.leave().await;
        let place = ["hold", "place", &code, "--ground", "未结清债权债务", "--basis", "催收函"];
        let (code_of, preview) = desk.cli(&place);
        assert_eq!((code_of, &preview["volumes"], &preview["items"]), (0, &json!(1), &json!(1)), "{preview}");
        assert_eq!(desk.cli(&["hold", "list"]).1["total"], 0, "a preview writes nothing");
        let placed = desk.cli(&[&place[..], &["--yes"]].concat());
        assert_eq!((placed.0, placed.1["number"].as_str()), (0, Some("2026-001")), "{}", placed.1);
        assert!(desk.run(&["hold", "show", "2026-001"]).ending(0).out.contains(&code));
        assert!(desk.run(&["hold", "list"]).ending(0).out.contains("催收函"));
        let explained = desk.cli(&["retention", "explain", &code]).1;
        assert!(explained.to_string().contains("2026-001"), "{explained}");
        let refused = |words: &[&str], code: i32| {
            let answer = desk.run(&[words, &["--format", "json"]].concat()).ending(code);
            let said: serde_json::Value = serde_json::from_str(&answer.err).unwrap();
            said["error"]["code"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(refused(&["hold", "lift", "2026-001"], 5), "lift_not_asked");
        assert_eq!(
            desk.cli(&["hold", "ask-lift", "2026-001", "--reason", "已结清"]).1["state"],
            "lift_asked"
        );
        assert_eq!(refused(&["hold", "lift", "2026-001"], 5), "lifted_by_asker");
        assert_eq!(desk.cli(&["hold", "keep", "2026-001", "--reason", "未结清"]).1["state"], "holding");
        refused(&["hold", "show", "2026-999"], 4);
        let nothing = ["hold", "place", "--ground", "诉讼", "--basis", "x", "--yes"];
        assert_eq!(refused(&nothing, 5), "nothing_chosen");
    }
}

/// Two who press at the same moment: one hold is lifted once.
#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_lifted_once() {
    let site = Site::open().await;
    let (archive, by) = (&site.archive, site.by());
    let filed = file(archive, &by, vec![draft(&levy(2009), "核定表", 2)]).await.unwrap();
    let new = super::holds::named("诉讼", vec![filed[0].volume_id], vec![]);
    let id = guidang::acts::disposal::holding::place(archive, &by, &new).await.unwrap().hold.id;
    guidang::acts::disposal::holding::ask_lift(archive, &by, id, "已结案").await.unwrap();
    let archive = Arc::new(site.archive);
    let mut both = Vec::new();
    for login in ["limin", "wangfang"] {
        let (archive, who) = (archive.clone(), colleague(&archive, &by, login, None).await);
        both.push((archive, who));
    }
    let lifting = both.into_iter().map(|(archive, who)| {
        tokio::spawn(async move { guidang::acts::disposal::holding::lift(&archive, &who, id).await.is_ok() })
    });
    let mut lifted = 0;
    for one in lifting.collect::<Vec<_>>() {
        lifted += u32::from(one.await.unwrap());
    }
    assert_eq!(lifted, 1);
}
