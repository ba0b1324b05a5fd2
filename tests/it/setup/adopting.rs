//! Schemes that live: an edition adopted in the middle of a year, papers that pass to another agency, agencies that
//! merge, a new accounting table. Through the real program, and through the acts on both databases.

use std::path::PathBuf;

use guidang::acts::disposal::expiry;
use guidang::acts::finding::searching::{self, SearchQuery};
use guidang::acts::setup::adopting::{self, AdoptionRequest};
use guidang::acts::setup::founding;
use guidang::acts::setup::succeeding::{self, SuccessionGiven};
use guidang::acts::upkeep::indexing;
use guidang::domain::records::item::Person;
use guidang::domain::records::scope::Scope;
use guidang::domain::values::period::RetentionPeriod;
use serde_json::Value;

use crate::support::door::{Door, multipart};
use crate::support::{Desk, Site, both, draft, file, levy, place, refusal, repository, sound, wuhu};

/// The shipped scheme as another edition, with parts of its text replaced.
fn edition(id: &str, changes: &[(&str, &str)]) -> String {
    let text = wuhu().replacen("id = \"wuhu-2009\"", &format!("id = \"{id}\""), 1);
    changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    })
}

/// The edition of 2020: registrations for care are kept thirty years.
fn of_2020() -> String {
    let care = "scope = \"包括参保人员办理住院、家庭病床、转诊转院登记表单及相关审核材料\"\nperiod = 10";
    edition("wuhu-2020", &[("edition = \"2009\"", "edition = \"2020\""), (care, &care.replace("10", "30"))])
}

/// The scheme without its class for medical insurance.
fn without_medical() -> String {
    let text = wuhu();
    let (from, to) = ("# 四、医疗保险待遇类", "# 五、");
    let (at, end) = (text.find(from).unwrap(), text.find(to).unwrap());
    format!("{}{}", &text[..at], &text[end..])
        .replacen("id = \"wuhu-2009\"", "id = \"wuhu-2019\"", 1)
        .replacen("edition = \"2009\"", "edition = \"2019\"", 1)
}

fn written(desk: &Desk, name: &str, text: &str) -> PathBuf {
    let path = desk.data().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Imports rows of 就医登记材料; answers kinds that block by row, and the codes of the volumes filled.
fn care(desk: &Desk, rows: &str, more: &[&str]) -> (Vec<(u64, String)>, Vec<String>, Value) {
    let sheet = written(desk, "就医.csv", &format!("题名,日期,页数,类别,业务环节\n{rows}"));
    let given = ["import", "items", sheet.to_str().unwrap(), "--on-error", "skip"];
    let (_, answer) = desk.cli(&[&given[..], more].concat());
    let problems = answer["problems"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let blocking = problems.iter().filter(|problem| problem["weight"] != "notice");
    let kinds = blocking.map(|p| (p["row"].as_u64().unwrap(), p["kind"].as_str().unwrap().to_owned()));
    let codes = answer["volumes"].as_array().unwrap().iter();
    (kinds.collect(), codes.map(|v| v["code"].as_str().unwrap().to_owned()).collect(), answer.clone())
}

#[test]
fn an_edition_is_adopted_in_the_middle_of_2020() {
    let desk = Desk::founded();
    let row = |title: &str, date: &str| format!("{title},{date},3,医疗,就医登记材料\n");
    care(&desk, &row("住院登记甲", "2020-03-02"), &["--year", "2020"]);
    let edition = written(&desk, "wuhu-2020.toml", &of_2020());
    let edition = edition.to_str().unwrap();
    // seen first: what differs, with the volumes it concerns
    let (code, proposal) = desk.cli(&["scheme", "adopt", edition, "--from", "2020-07-01"]);
    assert_eq!((code, &proposal["replaces"], &proposal["open_volumes"]), (0, &"wuhu-2009".into(), &1.into()));
    let differences = proposal["differences"].as_array().unwrap();
    assert_eq!(differences.len(), 1, "{proposal}");
    assert_eq!((&differences[0]["kind"], &differences[0]["after"]), (&"period".into(), &"30年".into()));
    assert_eq!(differences[0]["open_volumes"], 1);
    let (_, before) = desk.cli(&["fonds", "list"]);
    assert_eq!(before[0]["schemes"].as_array().unwrap().len(), 1, "nothing was written: {before}");
    desk.run(&["scheme", "adopt", edition, "--from", "2020-07-01", "--apply"]).ending(0);
    // each paper goes under what was in use on its day; the open volume is finished under its own edition
    let rows = [
        row("住院登记乙", "2020-06-30"),
        row("住院登记丙", "2020-07-01"),
        row("住院登记丁", ""),
        row("住院登记戊", "2021-02-03"),
    ];
    let (asked, codes, answer) = care(&desk, &rows[..3].concat(), &["--year", "2020"]);
    assert_eq!(asked, [(4, "scheme_unclear".to_owned())], "{answer}");
    assert_eq!(
        codes,
        ["2020-YB-就医登记材料-1-3-D", "2020-YB-就医登记材料-1-6-F"].map(str::to_owned),
        "{answer}"
    );
    let (asked, _, answer) = care(&desk, &rows[2], &["--year", "2020", "--scheme", "wuhu-2020"]);
    assert!(asked.is_empty() && answer["written"] == 1, "{answer}");
    let (asked, _, answer) = care(&desk, &rows[3], &["--year", "2021", "--scheme", "wuhu-2009"]);
    assert_eq!(asked, [(2, "scheme_not_in_use".to_owned())], "{answer}");
    let (asked, _, answer) = care(&desk, &rows[3], &["--year", "2021"]);
    assert!(asked.is_empty() && answer["written"] == 1, "{answer}");
    // filed under a wrong year, it goes under the edition of the right one, and back
    let refile = |code: &str, year: &str| {
        let (_, item) = desk.cli(&["item", "refile", code, "--year", year, "--reason", "年度写错"]);
        item["code"].as_str().unwrap_or_else(|| panic!("{item}")).to_owned()
    };
    let moved = refile("2020-YB-就医登记材料-1-1-F", "2021");
    assert_eq!(moved, "2021-YB-就医登记材料-1-4-D");
    assert!(refile(&moved, "2020").ends_with("-F"), "formed in March, it is under the old edition again");
    // what it rests on is said where it is asked
    let (_, explained) = desk.cli(&["retention", "explain", "2020-YB-就医登记材料-1-1-D"]);
    assert!(explained[0]["retention"]["why"].as_str().unwrap().contains("2020 版"), "{explained}");
    desk.run(&["verify"]).ending(0);
    // what is filed under it keeps it
    let refused = desk.run(&["scheme", "withdraw", "wuhu-2020"]);
    assert_ne!(refused.code, 0);
    assert!(refused.err.contains("不能撤回"), "{}", refused.err);
}

#[test]
fn a_citys_medical_records_left_in_2019() {
    let desk = Desk::founded();
    let row = |title: &str, date: &str| format!("{title},{date},3,医疗,就医登记材料\n");
    let (asked, _, _) = care(&desk, &row("住院登记 2018", "2018-05-04"), &["--year", "2018"]);
    assert!(asked.is_empty());
    let without = written(&desk, "wuhu-2019.toml", &without_medical());
    let adopt = ["scheme", "adopt", without.to_str().unwrap(), "--from", "2019"];
    let (_, proposal) = desk.cli(&adopt);
    let gone = proposal["differences"].as_array().unwrap().iter().find(|one| one["class_id"] == "medical");
    let gone = gone.unwrap_or_else(|| panic!("{proposal}"));
    assert_eq!(
        (&gone["kind"], &gone["after"], &gone["open_volumes"]),
        (&"class".into(), &Value::Null, &1.into())
    );
    desk.run(&[&adopt[..], &["--apply"]].concat()).ending(0);
    desk.run(&["fonds", "add", "--number", "0300", "--name", "芜湖市医疗保障局", "--scheme", "wuhu-2009"])
        .ending(0);
    desk.run(&[
        "fonds",
        "succeed",
        "0300",
        "--earlier",
        "0211",
        "--on",
        "2019-01-01",
        "--note",
        "医疗保险划转",
    ])
    .ending(0);
    // what came late for 2018 still belongs to the old agency, what was formed since to the new
    let own = ["--fonds", "0211"];
    let (asked, _, answer) =
        care(&desk, &row("补交 2018", "2018-11-04"), &[&own[..], &["--year", "2018"]].concat());
    assert!(asked.is_empty() && answer["written"] == 1, "{answer}");
    let (asked, _, answer) =
        care(&desk, &row("住院登记 2019", "2019-05-04"), &[&own[..], &["--year", "2019"]].concat());
    assert_eq!((asked.len(), answer["written"].as_u64()), (1, Some(0)), "{answer}");
    let (asked, _, answer) =
        care(&desk, &row("住院登记 2019", "2019-05-04"), &["--fonds", "0300", "--year", "2019"]);
    assert!(asked.is_empty() && answer["written"] == 1, "{answer}");
    // the class given for the whole sheet is no way round it
    let late = "住院登记 2021,2021-05-04,3,,就医登记材料\n";
    let given = ["--fonds", "0211", "--year", "2021", "--class", "医疗"];
    let (asked, _, answer) = care(&desk, late, &given);
    assert_eq!(asked, [(2, "scheme_without_class".to_owned())], "{answer}");
    // the summary of later years still counts what stands there
    let out = desk.data().join("汇总.csv");
    let summary =
        ["catalog", "export", "--type", "案卷目录汇总表", "--fonds", "0211", "-o", out.to_str().unwrap()];
    desk.run(&[&summary[..], &["--year", "2018"]].concat()).ending(0);
    assert!(std::fs::read_to_string(&out).unwrap().contains("医疗保险待遇类"));
    // who searches the new agency's records finds the old one's, or its own alone
    let found = |more: &[&str]| {
        let (_, found) =
            desk.cli(&[&["find", "住院登记", "--fonds", "0300", "--kind", "item"], more].concat());
        (found["total"].as_u64(), found["earlier_fonds"].clone())
    };
    assert_eq!(found(&[]), (Some(2), serde_json::json!(["0211"])));
    assert_eq!(found(&["--alone"]), (Some(1), serde_json::json!([])));
    // a catalog of the new agency names the old
    let out = desk.data().join("目录.html");
    let export = ["catalog", "export", "--type", "案卷目录", "--fonds", "0300", "-o", out.to_str().unwrap()];
    desk.run(&export).ending(0);
    let catalog = std::fs::read_to_string(&out).unwrap();
    assert!(catalog.contains("前身全宗") && catalog.contains("0211"), "{catalog}");
    desk.run(&["verify"]).ending(0);
}

#[test]
fn two_schemes_stand_beside_each_other() {
    let desk = Desk::founded();
    let medical = repository("schemes/sample-medical.toml");
    let adopt = ["scheme", "adopt", medical.to_str().unwrap(), "--from", "2018", "--beside", "--apply"];
    desk.run(&adopt).ending(0);
    let rows = "甲,2018-02-03,3,,医疗保险卡管理材料\n乙,2018-02-03,3,,社会保险费征缴核定材料\n\
                丙,2018-02-03,3,,医疗保险支付明细表和汇总表\n";
    let (asked, codes, answer) = care(&desk, rows, &["--year", "2018"]);
    // each goes where its step is; what both have is asked about
    assert_eq!(asked, [(4, "scheme_unclear".to_owned())], "{answer}");
    assert!(codes.contains(&"2018-ZJ-社会保险费征缴核定材料-1-3-H".to_owned()), "{answer}");
    assert!(codes.iter().any(|code| code.starts_with("C-2018-gl-医疗保险卡管理材料-001-")), "{answer}");
    // before it was taken up there was one only
    let row = "丁,2017-02-03,3,,医疗保险卡管理材料\n";
    let (asked, _, answer) = care(&desk, row, &["--year", "2017"]);
    assert_eq!((asked.len(), answer["written"].as_u64()), (1, Some(0)), "{answer}");
    // the second comes to its end without another in its place
    desk.run(&["scheme", "end", "sample-medical-2012", "--on", "2018-06-30"]).ending(0);
    let rows = "戊,2018-06-30,3,,医疗保险卡管理材料\n己,2018-07-01,3,,医疗保险卡管理材料\n";
    let (asked, codes, answer) = care(&desk, rows, &["--year", "2018"]);
    assert_eq!(asked.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3], "{answer}");
    assert!(codes.iter().any(|code| code.starts_with("C-2018-gl-医疗保险卡管理材料-001-")), "{answer}");
    let (_, fonds) = desk.cli(&["fonds", "list"]);
    assert_eq!(fonds[0]["schemes"][1]["until"], "2018-06-30", "{fonds}");
    desk.run(&["scheme", "end", "sample-medical-2012", "--never"]).ending(0);
    let (asked, _, answer) = care(&desk, "己,2018-07-01,3,,医疗保险卡管理材料\n", &["--year", "2018"]);
    assert_eq!((asked.len(), answer["written"].as_u64()), (0, Some(1)), "{answer}");
    desk.run(&["verify"]).ending(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_stands_beside_the_main_scheme_is_ended() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let day = |text: &str| Some(text.parse().unwrap());
        let end = async |id: &str, until| adopting::end(archive, &by, None, id, until).await;
        let adopt = async |text: String, from: &str, beside| {
            let request = AdoptionRequest { text, from: day(from), beside, ..AdoptionRequest::default() };
            adopting::adopt(archive, &by, &request).await.unwrap();
        };
        adopt(edition("other", &[]), "2018-01-01", true).await;
        assert_eq!(refusal(end("wuhu-2009", day("2024-12-31")).await), "main_scheme_ended");
        assert_eq!(refusal(end("nothing", day("2024-12-31")).await), "never_adopted");
        assert_eq!(refusal(end("other", day("2017-12-31")).await), "ended_before_it_began");
        assert_eq!(refusal(end("other", None).await), "nothing_changed");
        let filed = place(2019, "ZJ", "社会保险费征缴核定材料", RetentionPeriod::Years(100));
        let filed = guidang::domain::records::item::Place { scheme_id: "other".into(), ..filed };
        let mut papers: Vec<_> = (0..2).map(|n| draft(&filed, &format!("核定表{n}"), 3)).collect();
        papers[1].description.date =
            guidang::domain::values::date::read("2019-05-01").value.map(|day| day.from);
        file(archive, &by, papers).await.unwrap();
        let ending = end("other", day("2019-03-31")).await.unwrap();
        assert_eq!((ending.open_volumes, ending.filed_since), (1, 1), "what is filed stays");
        sound(&site).await;
        assert_eq!(end("other", day("2019-12-31")).await.unwrap().filed_since, 0);
        end("other", None).await.unwrap();
        sound(&site).await;
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_agencies_are_recorded_once_and_never_in_a_circle() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let scheme = levy(2009).scheme_id;
        for (number, name) in [("0212", "繁昌县社保局"), ("0400", "芜湖市社会保险中心")] {
            founding::add_fonds(archive, &by, number.into(), name.into(), scheme.clone()).await.unwrap();
        }
        let succeed = async |fonds: &str, earlier: &str| {
            let on = "2022-01-01".parse().unwrap();
            let given =
                SuccessionGiven {
                    fonds: fonds.into(), earlier: earlier.into(), on, note: "机构合并".into()
                };
            succeeding::record_succession(archive, &by, given).await
        };
        succeed("0400", "0211").await.unwrap();
        succeed("0400", "0212").await.unwrap();
        assert_eq!(refusal(succeed("0400", "0212").await), "recorded_already");
        assert_eq!(refusal(succeed("0211", "0400").await), "before_itself");
        assert_eq!(refusal(succeed("0211", "0211").await), "before_itself");
        let views = guidang::acts::finding::viewing::fonds_views(archive, &by).await.unwrap();
        // who asks for a person by the merged agency finds what the old ones filed
        let mut paper = draft(&levy(2009), "缴费核定表", 3);
        paper.description.persons = vec![Person { name: "欧阳明珠".into(), ..Person::default() }];
        file(archive, &by, vec![paper]).await.unwrap();
        indexing::catch_up(archive).await.unwrap();
        let scope = Scope { fonds: Some("0400".into()), ..Scope::default() };
        let asked = SearchQuery { text: "欧阳明珠".into(), scope, ..SearchQuery::default() };
        assert_eq!(searching::persons(archive, &by, &asked).await.unwrap().groups.len(), 1);
        let slip = SearchQuery { text: "欧阳明朱".into(), ..asked.clone() };
        let ways = searching::other_ways(archive, &by, &slip).await.unwrap();
        assert!(ways.iter().any(|way| way.total == 1), "{ways:?}");
        let alone = SearchQuery { alone: true, ..asked };
        assert!(searching::persons(archive, &by, &alone).await.unwrap().groups.is_empty());
        let earlier: Vec<&str> = views[2].earlier.iter().map(|one| one.fonds.number.as_str()).collect();
        assert_eq!(earlier, ["0211", "0212"]);
        sound(&site).await;
        serde_json::to_string(&views).unwrap()
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adoption_that_cannot_be_is_refused_and_one_unused_goes() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let request = |text: String, from: &str| AdoptionRequest {
            text,
            from: (!from.is_empty()).then(|| from.parse().unwrap()),
            ..AdoptionRequest::default()
        };
        let adopt = async |request: AdoptionRequest| adopting::adopt(archive, &by, &request).await;
        assert_eq!(refusal(adopt(request(of_2020(), "")).await), "adoption_day_missing");
        assert_eq!(refusal(adopt(request(wuhu(), "2020-01-01")).await), "adopted_already");
        let ended = edition("wuhu-2012", &[("page_limit = 200", "valid_to = 2015\npage_limit = 200")]);
        assert_eq!(refusal(adopt(request(ended, "2020-01-01")).await), "adopted_outside_validity");
        let other = AdoptionRequest { replaces: Some("x".into()), ..request(of_2020(), "2020-01-01") };
        assert_eq!(refusal(adopt(other).await), "replaced_not_in_use");
        let both = AdoptionRequest {
            replaces: Some("wuhu-2009".into()),
            beside: true,
            ..request(of_2020(), "2020-01-01")
        };
        assert_eq!(refusal(adopt(both).await), "beside_and_instead");
        adopt(request(of_2020(), "2020-07-01")).await.unwrap();
        let between = edition("wuhu-2018", &[("edition = \"2009\"", "edition = \"2018\"")]);
        assert_eq!(refusal(adopt(request(between, "2018-01-01")).await), "replaced_later");
        let again = edition("wuhu-2020", &[("page_limit = 200", "page_limit = 150")]);
        assert_eq!(refusal(adopt(request(again, "2021-01-01")).await), "edition_exists");
        adopting::withdraw(archive, &by, None, "wuhu-2020").await.unwrap();
        assert_eq!(refusal(adopting::withdraw(archive, &by, None, "wuhu-2020").await), "never_adopted");
        // the text stays kept; a wrong day is mended by adopting it anew
        let beside = AdoptionRequest { beside: true, ..request(of_2020(), "2020-08-01") };
        assert_eq!(adopt(beside).await.unwrap().replaces, None);
        let third = edition("wuhu-2023", &[]);
        assert_eq!(refusal(adopt(request(third, "2023-01-01")).await), "which_is_replaced");
        sound(&site).await;
    };
    both(story).await;
}

/// A table of 2030 that keeps vouchers fifty years.
fn table_of_2030() -> String {
    let text = std::fs::read_to_string(repository("schemes/accounting-2015.toml")).unwrap();
    text.replacen("id = \"accounting-2015\"", "id = \"accounting-2030\"", 1)
        .replacen("in_force = 2016-01-01", "in_force = 2024-01-01", 1)
        .replacen("from = \"accounting-1998\"", "from = \"accounting-2015\"", 1)
        .replacen("cut_off = 2015-12-31", "cut_off = 2023-12-31", 1)
        .replacen("period = 30", "period = 50", 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_accounting_table_moves_every_date_in_one_act() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let vouchers = place(2012, "YL", "会计凭证类", RetentionPeriod::Years(15));
        let drafts = (1..=3).map(|n| draft(&vouchers, &format!("2012年记账凭证{n}"), 40)).collect();
        let filed = file(archive, &by, drafts).await.unwrap();
        file(archive, &by, vec![draft(&levy(2009), "缴费核定表", 3)]).await.unwrap();
        let request = AdoptionRequest { text: table_of_2030(), ..AdoptionRequest::default() };
        let proposal = adopting::propose(archive, &by, &request).await.unwrap();
        let dates: Vec<_> =
            proposal.dates.iter().map(|one| (one.before.as_deref(), one.after.as_deref())).collect();
        assert_eq!(dates, [(Some("2043-01-01"), Some("2063-01-01")); 3]);
        sound(&site).await;
        let before = archive.store.item(filed[0].item_id).await.unwrap().unwrap();
        assert_eq!(before.eligible_on.map(|day| day.to_string()).as_deref(), Some("2043-01-01"));
        adopting::adopt(archive, &by, &request).await.unwrap();
        let after = archive.store.item(filed[0].item_id).await.unwrap().unwrap();
        assert_eq!(after.eligible_on.map(|day| day.to_string()).as_deref(), Some("2063-01-01"));
        let volume = archive.store.volume(filed[0].volume_id).await.unwrap().unwrap();
        assert_eq!(volume.eligible_on, after.eligible_on);
        sound(&site).await;
        assert!(expiry::recompute(archive, &by, false).await.unwrap().is_empty());
        assert_eq!(refusal(adopting::adopt(archive, &by, &request).await), "table_kept_already");
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_what_differs_before_it_is_done() {
    let door = Door::empty().await;
    let list = door.get("/schemes").await.text();
    assert!(list.contains("先看区别和影响"), "{list}");
    let send = async |fields: &[(&str, &str)]| {
        let body = multipart("wuhu-2020.toml", of_2020().as_bytes(), fields);
        door.send("POST", "/schemes/adoption", crate::support::door::BOUNDED, body).await
    };
    let shown = send(&[("from", "2020-07-01")]).await.text();
    assert!(
        shown.contains("就医登记材料 的保管期限：10年 → 30年") && shown.contains("2020-07-01"),
        "{shown}"
    );
    assert!(!door.get("/schemes").await.text().contains("2020-07-01 起"), "nothing was written");
    // the second form carries the text along, its lines ended as browsers do
    let windows = of_2020().replace('\n', "\r\n");
    let body = multipart("", b"", &[("text", windows.as_str()), ("from", "2020-07-01"), ("apply", "1")]);
    let done = door.send("POST", "/schemes/adoption", crate::support::door::BOUNDED, body).await;
    assert_eq!(done.onward(), "/schemes?said=adopted");
    let list = door.get("/schemes").await.text();
    assert!(list.contains("2020-07-01 起") && list.contains("至 2020-06-30"), "{list}");
    let fonds = door.get("/api/v1/fonds").await.json();
    assert_eq!(fonds[0]["schemes"][1]["from"], "2020-07-01", "{fonds}");
    // one in another encoding is refused, not read with lost characters
    let (gb18030, _, _) = encoding_rs::GB18030.encode("name = \"芜湖市\"");
    let body = multipart("gb.toml", &gb18030, &[("from", "2021-07-01")]);
    let refused = door.send("POST", "/schemes/adoption", crate::support::door::BOUNDED, body).await.text();
    assert!(refused.contains("不是 UTF-8"), "{refused}");
    // kept now, it may be chosen for a further fonds, and its text has not changed
    let again = adopting::kept_text(&door.archive, &door.archive.local_user(), "wuhu-2020").await.unwrap();
    assert_eq!(again.as_deref(), Some(of_2020().as_str()));
    let wrong = door
        .send("POST", "/api/v1/schemes/adoption", "application/json", br#"{"scheme":"none"}"#.to_vec())
        .await;
    assert_eq!(wrong.status.as_u16(), 404);
}
