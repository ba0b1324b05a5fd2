//! Hand-overs through the doors: by forms alone, by commands, by the API; whoever sees one fonds sees its own.

use axum::http::StatusCode;
use guidang::acts::receiving::handing_in::{self, HandoverView, HandoverWanted, WhichHandovers};
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::acts::setup::founding;
use guidang::acts::upkeep::noticing;
use guidang::domain::general::error::Error;
use guidang::store::Backend;
use serde_json::json;

use crate::catalogs::paper::text_of;
use crate::support::disposals::acting;
use crate::support::door::{Answer, BOUNDED, Door, encoded, multipart};
use crate::support::handovers::{NUMBER, handover_waiting, hands_in, housed, of_papers, typed};
use crate::support::{Desk, FONDS, Site, levy, today};

async fn view(door: &Door, id: i64) -> HandoverView {
    handing_in::handover(&door.archive, &door.archive.local_user(), id).await.unwrap()
}

/// A form of the first hand-over.
async fn decides(door: &Door, form: &str) -> Answer {
    door.post("/handovers/1/decisions", form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_typed_and_what_is_refused_comes_back_in_the_form() {
    let door = Door::furnished().await;
    let row = |acceptance: &str, pages: &str| {
        let title = encoded("申报表");
        format!("acceptance={acceptance}&title={title}&step=&unit=&person=&id_number=&items=&pages={pages}&")
    };
    let head = format!("department={}&cut_off=2026-11-20&number=", encoded("征缴科"));
    let refused = door.post("/handovers", &format!("{}{}{head}", row("A-1", ""), row("", "2"))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    let page = refused.text();
    assert!(page.contains("href=\"#pages-1\"") && page.contains("id=\"pages-1\""), "{page}");
    assert!(page.contains("第 2 行：没有受理号") && page.contains("value=\"A-1\""), "{page}");
    let nothing =
        door.post("/handovers", &format!("{}{head}", row("", "").replace(&encoded("申报表"), ""))).await;
    assert!(nothing.text().contains("一份材料也没有"), "{}", nothing.text());
    let more = door.post("/handovers", &format!("{}act=more&{head}", row("A-1", "2"))).await.text();
    assert!(more.contains("id=\"acceptance-14\"") && more.contains("value=\"A-1\""), "{more}");
    let to = door.post("/handovers", &format!("{}{}{head}", row("A-1", "2"), row("A-2", "3"))).await.onward();
    assert_eq!(to, "/handovers/1?said=handover_made");
    assert_eq!((view(&door, 1).await.short.sum.pages, view(&door, 1).await.may_decide), (5, false));
    // who handed in is told that another decides, and is refused
    assert!(door.get("/handovers/1").await.text().contains("由另一位档案管理员核收"));
    assert!(decides(&door, "how=scan&act=accept&called=A-1").await.text().contains("本人不能接收"));
    // from a sheet; a broken one says where
    let fields = [("department", "征缴科"), ("cut_off", "2026-11-20"), ("number", "")];
    let sheet = "受理号,业务材料名称,页数\nC-1,核定表,2\n,核定表,3\n";
    let sent = multipart("交接.csv", sheet.as_bytes(), &fields);
    let refused = door.send("POST", "/handovers/sheet", BOUNDED, sent).await;
    assert!(refused.text().contains("第 3 行：没有受理号"), "{}", refused.text());
    let sent = multipart("交接.csv", sheet.replace("\n,", "\nC-2,").as_bytes(), &fields);
    let to = door.send("POST", "/handovers/sheet", BOUNDED, sent).await.onward();
    assert_eq!(to, "/handovers/2?said=handover_made");
    assert!(door.get("/handovers").await.text().contains("href=\"/handovers/2\""));
    // what is asked stands under the errors as a tick for each kind; ticked, the paper comes in
    let odd = format!("{}{head}", row("A-9", "2").replace("person=", &format!("person={}", encoded("张"))));
    let asked = door.post("/handovers", &odd).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", asked.text());
    let page = asked.text();
    assert!(page.contains("name=\"accept\"") && page.contains("value=\"name_short\""), "{page}");
    let to = door.post("/handovers", &format!("{odd}&accept=name_short")).await.onward();
    assert_eq!(to, "/handovers/3?said=handover_made");
    // rows of a sheet that are no papers are told of
    let totalled = "受理号,业务材料名称,页数\nC-8,核定表,2\n合计,,2\n";
    let sent = multipart("合计.csv", totalled.as_bytes(), &fields);
    let to = door.send("POST", "/handovers/sheet", BOUNDED, sent).await.onward();
    assert_eq!(to, "/handovers/4?said=handover_made&noted=rows_passed_over");
    assert!(door.get(&to).await.text().contains("不是材料（合计、签名等）"));
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_scanned_ticked_and_taken_in_by_forms_alone() {
    let door = Door::furnished().await;
    let made = handover_waiting(&door.archive).await;
    let notices = door.get("/notices").await.text();
    assert!(notices.contains("有 3 份材料待核收") && notices.contains("href=\"/handovers/1\""), "{notices}");
    let page = door.get("/handovers/1").await.text();
    assert!(page.contains("990000********9952") && !page.contains(NUMBER), "shown masked");
    for (form, says) in [
        ("how=ticked&act=accept", "没有选中材料"),
        ("how=scan&act=accept&called=", "没有选中材料"),
        ("how=scan&act=accept&called=X-9", "不在交接单"),
        ("how=scan&act=return&called=20090203-0118&reason=", "退回没有写原因"),
        ("how=rest&act=accept&waiting=9", "已由 9 份变为 3 份"),
        ("how=ticked&add=1", "没有说接收还是退回"),
    ] {
        let refused = decides(&door, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(refused.text().contains(says), "{form}: {says} is not said: {}", refused.text());
    }
    assert_eq!(
        decides(&door, "how=scan&act=accept&called=20090203-0119").await.onward(),
        "/handovers/1?last=3"
    );
    assert!(door.get("/import?handover=J261121-01&fonds=0211").await.text().contains("J261121-01"));
    let reason = encoded("缺身份证复印件");
    let to =
        decides(&door, &format!("how=ticked&act=return&add={}&reason={reason}", made.papers[1].id)).await;
    assert_eq!(to.onward(), "/handovers/1?said=papers_returned");
    assert_eq!(
        decides(&door, "how=rest&act=accept&waiting=1").await.onward(),
        "/handovers/1?said=papers_accepted"
    );
    let page = door.get("/handovers/1").await.text();
    assert!(
        page.contains("缺身份证复印件") && page.contains("/import?handover=J261121-01&#38;fonds=0211"),
        "{page}"
    );
    assert!(!door.get("/notices").await.text().contains("待核收"));

    // the sheet comes in under it, through the page
    let sheet = "题名,页数,年度\n缴费基数申报核定表,4,2009\n";
    let fields = [("handover", "J261121-01"), ("fonds", FONDS)];
    let sent = multipart("移交.csv", sheet.as_bytes(), &fields);
    let to = door.send("POST", "/import", BOUNDED, sent).await.onward();
    assert!(to.ends_with("?handover=J261121-01&fonds=0211"), "{to}");
    assert!(door.get(&to).await.text().contains("name=\"handover\" value=\"J261121-01\""));
    let step = encoded("二(一)");
    let form = format!("handover=J261121-01&class=collection&step={step}&taking=skip_problems");
    door.post(to.split('?').next().unwrap(), &form).await.onward();
    let seen = view(&door, 1).await;
    assert_eq!((seen.batches.len(), seen.filed_items, seen.filed_pages), (1, 1, 4));
    let page = door.get("/handovers/1").await.text();
    assert!(page.contains("入库比接收少 1 件、少 6 页"), "{page}");
    let batch = door.get(&format!("/batches/{}", seen.batches[0].id)).await.text();
    assert!(batch.contains("href=\"/handovers/1\""), "{batch}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_paper_has_thirteen_rows_a_page_and_is_registered_in_every_format() {
    let door = Door::furnished().await;
    housed(&door.archive, &door.archive.local_user()).await;
    let papers = (1..=14).map(|at| typed(&format!("K-{at:02}"), "申报表", "", "1", "3")).collect();
    hands_in(&door.archive, "giver", papers).await.unwrap();
    decides(&door, "how=scan&act=accept&called=K-01").await.onward();
    decides(&door, &format!("how=scan&act=return&called=K-02&reason={}", encoded("缺页"))).await.onward();
    for format in ["pdf", "xlsx", "csv", "html"] {
        let made = door.post("/handovers/1/papers", &format!("format={format}")).await;
        assert_eq!(made.status, StatusCode::OK, "{format}: {}", made.text());
        let digest = guidang::domain::general::digest::Digest::compute(&made.body);
        let last = door.archive.store.latest_events(i64::MAX, 1).await.unwrap().remove(0);
        let told = last.event.detail.told().to_string();
        assert!(last.event.what == "catalog_made" && told.contains(&digest.hex()), "{format}: {told}");
        if format == "pdf" {
            let text: String = text_of(&made.body).split_whitespace().collect();
            for said in [
                "业务档案交接单",
                "J261121-01",
                "征缴科",
                "K-14",
                "缺页",
                "一式两份",
                "监交人",
                "第2页共2页",
                "合计14份14件42页",
            ] {
                assert!(text.contains(said), "{said} is not on the paper: {text}");
            }
        }
        if format == "csv" {
            assert!(made.text().contains("K-14") && made.text().contains("√"), "{}", made.text());
        }
    }
    let unknown = door.post("/handovers/1/papers", "format=docx").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_hand_in_and_decide_by_the_same_acts() {
    let door = Door::furnished().await;
    handover_waiting(&door.archive).await;
    let send = async |path: &str, body: serde_json::Value| {
        door.send("POST", path, "application/json", body.to_string().into_bytes()).await
    };
    let paper = json!({ "acceptance": "D-1", "title": "申报表", "person": "张三", "id_number": NUMBER, "pages": "2" });
    let given = json!({ "department": "支付科", "cut_off": "2026-11-20", "papers": [paper] });
    let made = send("/api/v1/handovers", given).await.json();
    assert_eq!((&made["number"], &made["state"]), (&json!("J261121-02"), &json!("waiting")), "{made}");
    assert_eq!(made["papers"][0]["id_number"], "990000********9952", "{made}");
    let own =
        send("/api/v1/handovers/2/decisions", json!({ "fate": "accepted", "called": ["D-1"] })).await.json();
    assert_eq!(own["problems"][0]["kind"], "own_papers", "{own}");
    let none = send("/api/v1/handovers/1/decisions", json!({ "fate": "accepted" })).await.json();
    assert_eq!(none["problems"][0]["kind"], "nothing_chosen", "{none}");
    for (body, kind) in [
        (json!({ "fate": "waiting", "called": ["20090203-0117"] }), "decision_not_given"),
        (json!({ "fate": "accepted", "called": ["20090203-0117"], "lines": [1] }), "papers_chosen_twice"),
        (json!({ "fate": "accepted", "waiting": 3, "lines": [1] }), "papers_chosen_twice"),
        (json!({ "fate": "accepted", "waiting": 3, "called": ["20090203-0117"] }), "papers_chosen_twice"),
    ] {
        let refused = send("/api/v1/handovers/1/decisions", body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert_eq!(refused.json()["problems"][0]["kind"], kind);
    }
    let odd = json!({ "acceptance": "D-2", "title": "申报表", "person": "张", "pages": "2" });
    let given = |accept: &[&str]| json!({ "department": "支付科", "cut_off": "2026-11-20", "papers": [odd.clone()], "accept": accept });
    let asked = send("/api/v1/handovers", given(&[])).await.json();
    assert_eq!(asked["problems"][0]["kind"], "name_short", "{asked}");
    let made = send("/api/v1/handovers", given(&["name_short"])).await.json();
    assert_eq!((&made["number"], &made["notices"]), (&json!("J261121-03"), &json!([])), "{made}");
    let back = json!({ "fate": "returned", "called": ["20090203-0117", "20090203-0118"], "reason": "缺页" });
    let view = send("/api/v1/handovers/1/decisions", back).await.json();
    assert_eq!((&view["sum"]["returned"], &view["state"]), (&json!(2), &json!("receiving")), "{view}");
    let rest = json!({ "fate": "accepted", "waiting": 1 });
    assert_eq!(send("/api/v1/handovers/1/decisions", rest).await.json()["state"], "accepted");
    let sheet = multipart(
        "移交.csv",
        "题名,页数,年度\n核定表,4,2009\n".as_bytes(),
        &[("handover", "J261121-01"), ("class", "collection"), ("step", "二(一)"), ("dry_run", "false")],
    );
    let taken = door.send("POST", "/api/v1/import", BOUNDED, sheet).await.json();
    assert_eq!((&taken["handover"], &taken["written"]), (&json!("J261121-01"), &json!(1)), "{taken}");
    let batch = taken["batch"].as_str().unwrap();
    let of = door.get(&format!("/api/v1/batches/{batch}")).await.json();
    assert_eq!(of["handover"]["number"], "J261121-01", "{of}");
    let all = door.get("/api/v1/handovers").await.json();
    assert_eq!(all.as_array().map(Vec::len), Some(3), "{all}");
    let part = door.get("/api/v1/handovers?limit=1&offset=1").await.json();
    assert_eq!((part.as_array().map(Vec::len), &part[0]["id"]), (Some(1), &json!(2)), "{part}");
    assert_eq!(door.get("/api/v1/handovers?limit=0").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// The whole way by commands; who acts is the account a token is of.
#[tokio::test(flavor = "multi_thread")]
async fn commands_hand_in_accept_print_and_take_in() {
    let site = Site::open().await;
    housed(&site.archive, &site.by()).await;
    let waiting = hands_in(
        &site.archive,
        "giver",
        vec![typed("E-1", "申报表", "", "1", "2"), typed("E-2", "申报表", "", "1", "3")],
    );
    let number = waiting.await.unwrap().short.number;
    let desk = site.leave().await;
    let place = |name: &str| desk.data().join(name).to_str().unwrap().to_owned();
    let (sheet, slip) = (place("交接.csv"), place("交接单.pdf"));
    std::fs::write(&sheet, "受理号,业务材料名称,姓名,页数,年度\nF-1,核定表,张三,2,2009\n").unwrap();
    let made = desk.run(&[
        "--format",
        "json",
        "handover",
        "new",
        &sheet,
        "--department",
        "征缴科",
        "--cut-off",
        "2026-11-20",
    ]);
    assert_eq!(made.json()["papers"][0]["acceptance"], "F-1", "{}", made.err);
    let odd = place("单字.csv");
    std::fs::write(&odd, "受理号,业务材料名称,姓名,页数\nO-1,核定表,张,2\n").unwrap();
    let hand_in = ["handover", "new", odd.as_str(), "--department", "征缴科", "--cut-off", "2026-11-20"];
    assert_eq!(desk.run(&hand_in).code, 5, "a name of one character is asked about");
    desk.run(&[&hand_in[..], &["--accept", "name_short"][..]].concat()).ending(0);
    let own = made.json()["number"].as_str().unwrap().to_owned();
    assert_eq!(desk.run(&["handover", "accept", &own, "F-1"]).code, 5, "it is one's own");
    assert_eq!(desk.run(&["handover", "accept", &number]).code, 5, "nothing is chosen");
    let import = |number: &str| {
        desk.run(&[
            "import",
            "items",
            &sheet,
            "--handover",
            number,
            "--class",
            "ZJ",
            "--step",
            "社会保险费征缴核定材料",
        ])
    };
    assert_eq!(import(&number).code, 5, "papers wait");
    desk.run(&["handover", "return", &number, "E-2", "--reason", "缺页"]).ending(0);
    desk.run(&["handover", "accept", &number, "--waiting", "1"]).ending(0);
    import(&number).ending(0);
    let shown = desk.run(&["handover", "show", &number]);
    assert!(shown.out.contains("导入批次 1") && shown.out.contains("缺页"), "{}", shown.out);
    assert!(desk.run(&["batch", "show", "1"]).out.contains(&number));
    desk.run(&["handover", "print", &number, "-o", &slip]).ending(0);
    assert!(text_of(&std::fs::read(&slip).unwrap()).contains("E-2"));
    desk.run(&["handover", "print", &number, "-o", &slip.replace("pdf", "xlsx")]).ending(0);
    assert!(desk.run(&["handover", "list"]).out.contains(&own));
    assert_eq!(desk.run(&["handover", "show", "J000000-01"]).code, 4);
    desk.run(&["verify"]).ending(0);
}

/// Whoever has posts for one fonds alone sees its hand-overs, and decides none of another.
#[tokio::test(flavor = "multi_thread")]
async fn who_sees_one_fonds_sees_its_hand_overs_alone() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::open_on(backend).await;
        let (archive, by) = (&site.archive, site.by());
        housed(archive, &by).await;
        founding::add_fonds(archive, &by, "0212".into(), "繁昌局".into(), levy(2009).scheme_id)
            .await
            .unwrap();
        let new = NewAccount { login: "half".into(), name: "半边丁".into(), ..NewAccount::default() };
        enrolling::enrol(archive, &by, new).await.unwrap();
        let fonds = Some(FONDS.to_owned());
        let post = Proposal { login: "half".into(), post: "archivist".into(), fonds, ..Proposal::default() };
        appointing::propose(archive, &by, post).await.unwrap();
        let giver = acting(archive, "giver", today()).await;
        let papers = |acceptance: &str| vec![typed(acceptance, "申报表", "", "1", "2")];
        let own = handing_in::hand_in(archive, &giver, of_papers(papers("G-1"))).await.unwrap().short.id;
        let wanted = HandoverWanted { fonds: Some("0212".into()), ..of_papers(papers("G-1")) };
        let foreign = handing_in::hand_in(archive, &giver, wanted).await.unwrap().short;
        assert_eq!(foreign.number, "J261121-01", "numbers run in each fonds");
        let half = acting(archive, "half", today()).await;
        let part = archive.within(&[FONDS.to_owned()], "half").await.unwrap();
        for seen in [archive, &part] {
            let all = handing_in::handovers(seen, &half, WhichHandovers::All, (9, 0)).await.unwrap();
            assert_eq!(all.iter().map(|one| one.id).collect::<Vec<_>>(), [own], "{backend:?}");
            let one = handing_in::handover(seen, &half, foreign.id).await;
            assert!(matches!(one, Err(Error::NotFound(_))), "{one:?}");
            let chosen = handing_in::PapersChosen::Waiting(1);
            let decided = (handing_in::PaperFate::Accepted, String::new());
            let done = handing_in::decide(seen, &half, foreign.id, chosen, decided).await;
            assert!(matches!(done, Err(Error::NotFound(_))), "{done:?}");
            let elsewhere = HandoverWanted { fonds: Some("0212".into()), ..of_papers(papers("G-2")) };
            assert!(handing_in::hand_in(seen, &half, elsewhere).await.is_err());
            let notices = noticing::notices(seen, &half).await.unwrap();
            let told = notices.iter().filter(|notice| notice.problem.kind == "handover_waits");
            assert_eq!(told.filter_map(|notice| notice.id).collect::<Vec<_>>(), [own]);
        }
        let rows = part.store.handover_lines(foreign.id).await.unwrap();
        assert!(rows.is_empty(), "{backend:?}: {rows:?}");
    }
}

/// The command line of somebody who may only hand in.
#[test]
fn a_desk_without_hand_overs_says_so() {
    let desk = Desk::founded();
    assert_eq!(desk.run(&["--format", "json", "handover", "list"]).json(), json!([]));
}
