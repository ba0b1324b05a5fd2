//! A transfer through the doors: by forms alone, by commands with the receiving archive's own, by the API.

use axum::http::StatusCode;
use guidang::acts::disposal::transferring::{self, TransferStageName, TransferView};
use guidang::domain::values::barcode::{self, BarcodeOf};
use serde_json::json;

use crate::support::door::{Answer, BOUNDED, Door, encoded, multipart};
use crate::support::transfers::{RECEIVER, TRANSFER, long_kept_of, transfer_opened};
use crate::support::{Desk, Site};

async fn view(door: &Door) -> TransferView {
    transferring::transfer(&door.archive, &door.archive.local_user(), TRANSFER).await.unwrap()
}

async fn step(door: &Door, form: &str) -> Answer {
    door.post(&format!("/transfers/{TRANSFER}/steps"), form).await
}

/// A form that is refused: its page has what is wrong, and where.
async fn refused(door: &Door, form: &str, field: &str, says: &str) {
    let answer = step(door, form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {}", answer.text());
    let page = answer.text();
    assert!(page.contains(says), "{form}: {says} is not said: {page}");
    let leads = field.is_empty()
        || page.contains(&format!("href=\"#{field}\"")) && page.contains(&format!("id=\"{field}\""));
    assert!(leads, "{form}: nothing leads to {field}: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_is_opened_from_ticked_volumes_and_nothing_ticked_is_an_error() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    crate::support::disposals::staffed(&door.archive, &by).await;
    let volumes = long_kept_of(&door.archive, &by, 2007, 2).await;
    let receiver = encoded(RECEIVER);
    for form in ["from=&volumes=", "from=basket", "from=due&year=1999"] {
        let answer = door.post("/transfers", &format!("{form}&rule=county&receiver={receiver}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {}", answer.text());
        assert!(answer.text().contains("没有选中可以移交的案卷"), "{form}: {}", answer.text());
    }
    let unticked = door.post("/transfers/ticked", "back=%2Fvolumes").await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let marks = format!("add=v{}&add=v{}", volumes[0], volumes[1]);
    let to_form = door.post("/transfers/ticked", &marks).await.onward();
    assert_eq!(to_form, format!("/transfers/new?volumes={}+{}", volumes[0], volumes[1]));
    let both = format!("from=&volumes={}+{}&rule=county", volumes[0], volumes[1]);
    let nameless = door.post("/transfers", &both).await;
    assert!(
        nameless.status == StatusCode::UNPROCESSABLE_ENTITY && nameless.text().contains("receiver-error")
    );
    let due = door.get("/transfers/new?from=due&rule=county&year=2007").await.text();
    assert!(due.contains("2018-01-01") && due.contains("第二十条"), "{due}");
    let at = door.post("/transfers", &format!("{both}&receiver={receiver}")).await.onward();
    assert_eq!(at, format!("/transfers/{TRANSFER}?said=transfer_opened"));
    assert!(door.get("/transfers").await.text().contains(&format!("/transfers/{TRANSFER}")));
}

/// The screen packs by barcode; what is refused comes back with its reason; the package is a file and seals.
#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_goes_its_way_by_forms_alone() {
    let door = Door::furnished().await;
    crate::support::disposals::staffed(&door.archive, &door.archive.local_user()).await;
    transfer_opened(&door.archive).await;
    let lines = view(&door).await.lines;
    let screen = format!("/transfers/{TRANSFER}/packing");
    let scan =
        async |code: &str, carton: &str| door.post(&screen, &format!("called={code}&carton={carton}")).await;
    let foreign = scan(&barcode::write(BarcodeOf::Volume, door.closed_volume), "1").await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(foreign.text().contains("放回原处"), "{}", foreign.text());
    let packed = scan(&lines[0].barcode, "1").await.onward();
    assert_eq!(packed, format!("{screen}?carton=1&last={}", lines[0].line.id));
    assert!(scan(&lines[0].barcode, "2").await.text().contains("已装入第 1 箱"));
    assert!(scan(&lines[1].barcode, "x").await.text().contains("不是箱号"));
    let early = door.post(&format!("/transfers/{TRANSFER}/package"), "").await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    scan(&lines[1].barcode, "2").await.onward();
    let out = door.post(&screen, &format!("act=unpack&carton=2&called={}", lines[1].barcode)).await;
    out.onward();
    scan(&lines[1].barcode, "2").await.onward();
    let made = door.post(&format!("/transfers/{TRANSFER}/package"), "").await;
    assert_eq!(made.status, StatusCode::OK);
    assert!(made.body.starts_with(b"PK"), "the package is sent");
    let sealed = view(&door).await;
    assert_eq!(sealed.short.stage, TransferStageName::Packed);
    refused(&door, "step=withdraw&reason=", "withdraw-reason", "没有写明理由").await;
    refused(&door, "step=reopen&reason=", "reopen-reason", "没有写明理由").await;
    let parties = |witness: &str, on: &str| {
        format!(
            "step=hand_over&given_by={}&taken_by={}&witness_unit={}&witness={}&on={on}",
            encoded("经办人甲"),
            encoded("馆员子"),
            encoded("市档案局"),
            encoded(witness)
        )
    };
    refused(&door, &parties("馆员子", ""), "given-by", "不能是同一人").await;
    refused(&door, &parties("监交丑", "2099-01-01"), "on", "不在封装").await;
    refused(&door, &parties("监交丑", "明天"), "on", "不是日期").await;
    step(&door, &parties("监交丑", "")).await.onward();
    refused(&door, "step=give_back&reason=x", "", "没有勾选案卷").await;
    let no_reason = format!("step=give_back&add={}&reason=", lines[1].line.id);
    refused(&door, &no_reason, "line-reason", "没有写明理由").await;
    let csv = |code: &str| {
        let row = |at: usize, code: &str| format!("{at},{code},接收,,{TRANSFER},{}\n", sealed.manifest);
        format!("序号,档号,结果,原因,移交批次,移交包摘要\n{}{}", row(1, &lines[0].line.code), row(2, code))
    };
    let at = format!("/transfers/{TRANSFER}/receipt");
    let body = multipart("回执.csv", csv("2007-ZJ-无此卷").as_bytes(), &[]);
    let foreign = door.send("POST", &at, BOUNDED, body).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(foreign.text().contains("第 3 行：") && foreign.text().contains("不在本批次的清单上"));
    let body = multipart("回执.csv", csv(&lines[1].line.code).as_bytes(), &[]);
    let read = door.send("POST", &at, BOUNDED, body).await.onward();
    assert!(read.contains("transfer_receipt"), "{read}");
    refused(&door, "step=finish&copies_until=2020-01-01", "copies-until", "不晚于今天").await;
    step(&door, "step=finish&copies_until=2036-12-31").await.onward();
    let page = door.get(&format!("/volumes/{}", lines[0].line.volume_id)).await.text();
    assert!(page.contains("已移交") && page.contains(RECEIVER) && page.contains(TRANSFER), "{page}");
    let listed = door.get("/volumes?state=transferred").await.text();
    assert!(listed.contains(&lines[0].line.code), "{listed}");
    let paper = door.post(&format!("/transfers/{TRANSFER}/papers"), "paper=register").await;
    assert!(paper.status == StatusCode::OK && paper.body.starts_with(b"%PDF"));
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_take_steps_and_are_answered_with_what_is_missing() {
    let door = Door::furnished().await;
    crate::support::disposals::staffed(&door.archive, &door.archive.local_user()).await;
    let volumes = long_kept_of(&door.archive, &door.archive.local_user(), 2007, 2).await;
    let send = async |path: &str, body: serde_json::Value| {
        door.send("POST", path, "application/json", body.to_string().into_bytes()).await
    };
    let opened =
        send("/api/v1/transfers", json!({ "receiver": RECEIVER, "rule": "county", "volumes": volumes }));
    let opened = opened.await.json();
    assert_eq!(opened["number"], TRANSFER, "{opened}");
    let steps = format!("/api/v1/transfers/{TRANSFER}/steps");
    let examined = send(&steps, json!(["examine"])).await.json();
    assert_eq!(examined["problems"][0]["kind"], "opening_missing", "{examined}");
    let opening = json!({ "state_opening": { "on": "all", "opening": "open", "reason": "" } });
    let examined = send(&steps, json!([opening, "examine"])).await.json();
    assert_eq!(examined["stage"], "examined", "{examined}");
    let packing = send(&format!("/api/v1/transfers/{TRANSFER}/package"), json!({})).await.json();
    assert_eq!(packing["problems"][0]["kind"], "not_all_packed", "{packing}");
    let end = send(&format!("/api/v1/transfers/{TRANSFER}/end"), json!({})).await.json();
    assert_eq!(end["problems"][0]["kind"], "transfer_step_out_of_turn", "{end}");
    let finish = send(&steps, json!([{ "finish": { "copies_until": null } }])).await.json();
    assert_eq!(finish["problems"][0]["kind"], "end_of_another_act", "{finish}");
    assert_eq!(send(&steps, json!([])).await.json()["problems"][0]["kind"], "nothing_chosen");
}

/// The whole way by commands, the receiver's among them.
#[tokio::test(flavor = "multi_thread")]
async fn commands_hand_over_and_a_second_archive_answers_with_its_receipt() {
    let site = Site::open().await;
    long_kept_of(&site.archive, &site.by(), 2007, 2).await;
    let desk = site.leave().await;
    let file = |name: &str| desk.data().join(name).to_str().unwrap().to_owned();
    let (package, receipt, deed) = (file("移交.zip"), file("回执.xlsx"), file("文据.pdf"));
    let does = |args: &[&str]| desk.run(&[&["transfer"], args].concat()).ending(0);
    does(&["due", "--rule", "county"]);
    let opened = desk.run(&[
        "--format",
        "json",
        "transfer",
        "open",
        "--due",
        "--rule",
        "county",
        "--receiver",
        RECEIVER,
    ]);
    assert_eq!(opened.code, 0, "{}", opened.err);
    let opened: serde_json::Value = serde_json::from_str(&opened.out).unwrap();
    let number = opened["number"].as_str().unwrap();
    let code = |at: usize| opened["lines"][at]["code"].as_str().unwrap().to_owned();
    assert_eq!(desk.run(&["transfer", "examine", number]).code, 5);
    does(&["opening", number, "open"]);
    does(&["examine", number]);
    does(&["pack", number, "--carton", "1", &code(0), &code(1)]);
    does(&["package", number, "-o", &package]);
    let parties = ["--given-by", "甲", "--taken-by", "子", "--witness-unit", "市档案局", "--witness", "丑"];
    does(&[&["hand-over", number], &parties[..]].concat());
    does(&["print", number, "--document", "deed", "-o", &deed]);
    let there = Desk::new();
    there.run(&["init", "--fonds", "0001", "--name", RECEIVER, "--scheme", "wuhu-2009"]).ending(0);
    assert_eq!(there.run(&["package", "receipt", &package, "-o", &receipt]).code, 5, "it was not taken in");
    there.run(&["import", "package", &package]).ending(0);
    let back = format!("{}=缺页", code(1));
    there.run(&["package", "receipt", &package, "--return", &back, "-o", &receipt]).ending(0);
    does(&["receipt", number, &receipt]);
    does(&["finish", number, "--copies-until", "2036-12-31"]);
    let shown = desk.run(&["--format", "json", "transfer", "show", number]);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    assert_eq!((&shown["sum"]["transferred"], &shown["sum"]["returned"]), (&json!(1), &json!(1)));
    desk.run(&["verify"]).ending(0);
    there.run(&["verify"]).ending(0);
}
