//! The counter by forms alone: what is asked stays out of addresses, every look has its line, every
//! number shown its event; searches kept under a name.

use axum::http::{Request, StatusCode, header};

use crate::support::door::{Door, encoded};
use axum::body::Body;
use guidang::acts::upkeep::indexing;
use guidang::domain::records::item::{Person, Unit};

use crate::support::{draft, file, levy};

const ZHANG: &str = "990000199003071235";
const OTHER: &str = "990000198807121213";

/// Two of one name in one form of three, one that only sounds so, and one without a number.
async fn people() -> (Door, i64) {
    let mut door = Door::empty().await;
    let person =
        |name: &str, id: &str| Person { name: name.into(), id_number: id.into(), ..Person::default() };
    let mut many = draft(&levy(2009), "缴费基数申报核定表", 4);
    many.description.persons = vec![person("李四", ""), person("张小梅", ZHANG), person("张小梅", OTHER)];
    many.description.units = vec![Unit { name: "镜湖纺织厂".into(), number: "340200-0381".into() }];
    let mut own = draft(&levy(2011), "缴费证明（张小梅）", 2);
    own.description.persons = vec![person("张小梅", ZHANG)];
    let mut sounds = draft(&levy(2010), "补缴核定表", 1);
    sounds.description.persons = vec![person("章晓眉", "990000197503031230")];
    let by = door.archive.local_user();
    let shelved = file(&door.archive, &by, vec![many, own, sounds]).await.unwrap();
    indexing::catch_up(&door.archive).await.unwrap();
    door.item = shelved[0].item_id;
    let item = door.item;
    (door, item)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_a_person_stays_out_of_the_address() {
    let (door, _) = people().await;
    for typed in [ZHANG, "071235", "zxm", "张小梅", "990000 19900307 1235"] {
        let onward = door.post("/search", &format!("q={}", encoded(typed))).await.onward();
        assert!(onward.starts_with("/search?s=") && !onward.contains("q="), "{typed}: {onward}");
        let page = door.get(&onward).await.text();
        assert!(page.contains("张小梅"), "{typed}: {page}");
        let title = page.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(!title.contains("张小梅") && !title.contains("1235"), "{title}");
    }
    let plain = door.post("/search", "q=2009-ZJ&class=collection").await.onward();
    assert_eq!(plain, "/search?q=2009-ZJ&class=collection", "a code may stand there, and choices stay");
    // an old link with a number in it is answered with another
    let old = door.get(&format!("/search?q={ZHANG}&year=2009")).await.onward();
    assert!(old.contains("s=") && old.contains("year=2009") && !old.contains(ZHANG), "{old}");
    let gone = door.get("/search?s=123456").await;
    assert!(gone.text().contains("已过期") && gone.status == StatusCode::OK, "{}", gone.text());
    // the boxes to tick keep the token and stay readable
    let token = door.token("/search", "q=zxm").await;
    let page = door.get(&format!("/search?s={token}")).await.text();
    assert!(page.contains(&format!("<input type=\"hidden\" name=\"s\" value=\"{token}\">")), "{page}");
    assert!(page.contains("name=\"year\"") && page.contains("value=\"2009\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_is_taken_off_and_then_the_word() {
    let (door, _) = people().await;
    let total = |page: &str| {
        page.split("<b class=\"num\">").nth(1).map(|rest| rest.split('<').next().unwrap().to_owned())
    };
    let page = door.get("/search?q=2009").await.text();
    assert!(page.contains("年度 2009") && total(&page).as_deref() == Some("1"), "{page}");
    assert!(page.contains("q=2009&#38;plain=0"), "its × makes it plain text: {page}");
    let page = door.get("/search?q=2009&plain=0").await.text();
    assert!(page.contains("文字 2009") && !page.contains("没有找到"), "{page}");
    assert!(page.contains("<b class=\"num\">1</b> 卷") && !page.contains("</b> 件"), "only a title: {page}");
    assert!(page.contains("off=0"), "{page}");
    let page = door.get("/search?q=2009&plain=0&off=0").await.text();
    assert_eq!(total(&page).as_deref(), Some("3"), "{page}");
    let page = door.get("/search?q=ZJ").await.text();
    assert!(page.contains("类别 ZJ") && total(&page).as_deref() == Some("3"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn persons_of_one_name_are_two_and_the_row_is_named() {
    let (door, item) = people().await;
    let token = door.token("/counter", "q=zhangxiaomei").await;
    let page = door.get(&format!("/counter?s={token}")).await.text();
    assert!(page.contains("990000********1235") && page.contains("990000********1213"), "{page}");
    assert!(!page.contains(ZHANG) && !page.contains(OTHER), "masked");
    assert!(page.contains("同名 2 人，请核对证件后 4 位"), "{page}");
    assert!(page.contains("同拼音 3 人"), "章晓眉 sounds the same: {page}");
    assert!(page.contains("第 1–4 页·表内第 2 行") && page.contains("表内第 3 行"), "{page}");
    // the latest of a person first: 2011 before 2009
    assert!(page.find("缴费证明").unwrap() < page.find("缴费基数申报核定表").unwrap());
    // the whole number picks the person herself: 本人 is chosen already
    let token = door.token("/counter", &format!("q={ZHANG}")).await;
    let page = door.get(&format!("/counter?s={token}")).await.text();
    let chosen = page.split("id=\"who-self\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(chosen.contains("checked"), "{chosen}");
    let person = door.get(&format!("/people/{item}/2")).await.text();
    assert!(
        person.contains("2011-03-22") && person.contains("同名或同音的人") && person.contains("章晓眉"),
        "{person}"
    );
    assert!(!person.contains(ZHANG), "{person}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_is_registered_and_a_lawyer_gives_the_letters_number() {
    let (door, item) = people().await;
    let token = door.token("/counter", "q=zxm").await;
    let look = |visit: &str| format!("s={token}&{visit}&item={item}.2");
    let unsaid = door.post("/counter/looks", &look("who=&why=")).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.text().contains("还没有选查档人身份") && unsaid.text().contains("还没有选利用目的"));
    let lawyer = format!("who=lawyer&why=litigation&asker={}", encoded("王律师"));
    let refused = door.post("/counter/looks", &look(&lawyer)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text();
    assert!(
        page.contains("要登记律所函号") && page.contains("value=\"王律师\""),
        "what was typed is kept: {page}"
    );
    assert_eq!(door.get("/consultations").await.text().matches("/consultations/1").count(), 0);
    let complete = format!("{lawyer}&document={}", encoded("函〔2026〕7号"));
    let onward = door.post("/counter/looks", &look(&complete)).await.onward();
    assert!(onward.starts_with("/consultations/1?s="), "{onward}");
    let page = door.get(&onward).await.text();
    assert!(page.contains("表内第 2 行") && page.contains("2009-ZJ-社会保险费征缴核定材料-1"), "{page}");
    for (pages, answer) in [("0", StatusCode::UNPROCESSABLE_ENTITY), ("5", StatusCode::UNPROCESSABLE_ENTITY)]
    {
        let copy = door.post("/consultations/1/copy", &format!("pages={pages}&back=")).await;
        assert_eq!(copy.status, answer, "{pages} of 4 pages");
    }
    let paper = door.post("/consultations/1/copy", "pages=4&back=").await.onward();
    let sheet = door.get(&paper).await.text();
    for said in ["档案复制件", "仅供诉讼仲裁使用 2026-11-21", "经核对与原件一致（章）", "表内第 2 行"]
    {
        assert!(sheet.contains(said), "{said}: {sheet}");
    }
    let register = door.get("/consultations").await.text();
    assert!(register.contains("函〔2026〕7号") && register.contains("990000********1235"), "{register}");
    assert!(door.get("/consultations?given=looked").await.text().contains("没有登记"));
    assert!(door.get(&format!("/items/{item}")).await.text().contains("诉讼仲裁"), "the record's own uses");
    let events = door.get("/api/v1/events?size=10").await.text();
    assert!(
        events.contains("copy_given") && events.contains("consulted") && !events.contains(ZHANG),
        "{events}"
    );
    let file = door.post("/lists/consultations/export", "query=given%3Dcopied&format=csv").await;
    assert!(file.text().contains("王律师"), "{}", file.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_found_says_what_was_tried_and_gives_a_certificate() {
    let (door, _) = people().await;
    let token = door.token("/counter", &format!("q={}", encoded("张晓梅 2008"))).await;
    let page = door.get(&format!("/counter?s={token}")).await.text();
    for tried in [
        "原样，繁体",
        "同音（拼音 zhangxiaomei）",
        "一个字不同（张晓）",
        "前后一年（2007–2009）",
        "只按「张晓梅」",
    ] {
        assert!(page.contains(tried), "{tried}: {page}");
    }
    // the year before and after, spelled as it sounds, would have found her: each count is a real one
    let token = door.token("/counter", &format!("q={}", encoded("张晓梅"))).await;
    let page = door.get(&format!("/counter?s={token}")).await.text();
    assert!(page.contains("看「同音（拼音 zhangxiaomei）」3 件"), "{page}");
    let form = format!("s={token}&who=self&why=certificate&item=nothing");
    let refused = door.post("/counter/looks", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("「本人」来查要登记姓名"), "no record names the person");
    let form = format!("{form}&asker={}", encoded("张晓梅"));
    let onward = door.post("/counter/looks", &form).await.onward();
    let line = onward.split('?').next().unwrap().to_owned();
    let paper = door.get(&format!("{line}/paper")).await.text();
    for said in ["查无档案证明", "张晓梅", "同音（拼音 zhangxiaomei）：3 件", "不证明有关事实不存在"]
    {
        assert!(paper.contains(said), "{said}: {paper}");
    }
    assert_eq!(door.post(&format!("{line}/copy"), "pages=1").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let old = door.token("/counter", "q=990000900307123").await;
    let page = door.get(&format!("/counter?s={old}")).await.text();
    assert!(page.contains("张小梅"), "15 digits find the one of 18: {page}");
    let wrong = door.token("/counter", "q=990000199003071236").await;
    let page = door.get(&format!("/counter?s={wrong}")).await.text();
    assert!(page.contains("校验码不对") && page.contains("15 位旧号"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_shown_one_at_a_time_and_logged() {
    let (door, item) = people().await;
    let page = door.get(&format!("/items/{item}")).await.text();
    assert!(!page.contains(ZHANG) && page.contains("990000********1235"), "{page}");
    let before = door.archive.store.last_event().await.unwrap();
    // without a reason the page asks for one, and nothing is shown or logged
    let unsaid = door.post(&format!("/items/{item}/persons/2/id-number"), "").await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.text().contains("核对是否本人") && !unsaid.text().contains(ZHANG), "{}", unsaid.text());
    assert_eq!(door.archive.store.last_event().await.unwrap(), before);
    let shown = door.post(&format!("/items/{item}/persons/2/id-number"), "reason=same_person").await;
    assert!(shown.text().contains(ZHANG) && !shown.text().contains(OTHER), "{}", shown.text());
    // for a minute, under the name of whoever looks, the time and the reason
    assert_eq!(shown.headers["refresh"], format!("60; url=/people/{item}/2"));
    let mark = format!("{} 2026-11-21 12:00 核对是否本人", door.archive.local_user().actor.name);
    assert!(shown.text().matches(&mark).count() > 20, "{mark}: {}", shown.text());
    let path = format!("/items/{item}/persons/3/id-number");
    let asks = Request::post(&path)
        .header(header::ACCEPT, "application/json")
        .body(Body::from("{\"reason\":\"litigation\"}"))
        .unwrap();
    let answer = door.ask(asks).await.json();
    assert_eq!((answer["id_number"].as_str(), answer["seconds"].as_i64()), (Some(OTHER), Some(60)));
    assert!(answer["mark"].as_str().unwrap().ends_with("诉讼仲裁"), "{answer}");
    assert_eq!(door.archive.store.last_event().await.unwrap(), before + 2);
    let events = door.get("/api/v1/events?size=2").await.text();
    assert_eq!(events.matches("id_number_shown").count(), 2, "{events}");
    assert!(!events.contains(ZHANG) && events.contains("990000********1213"), "{events}");
    assert!(door.get(&format!("/items/{item}")).await.text().contains("显示身份证号"), "its history says so");
    let none = door.post(&format!("/items/{item}/persons/9/id-number"), "reason=handling").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_kept_counted_renamed_and_removed() {
    let (door, _) = people().await;
    let token = door.token("/search", "q=zxm").await;
    let address = encoded(&format!("s={token}&year=2009"));
    let save = |name: &str| format!("name={}&address={address}", encoded(name));
    assert_eq!(door.post("/searches", &save("张家的")).await.onward(), "/?said=search_saved#saved");
    for (name, kind) in [("张家的", "已经有一个叫"), ("", "要有 1 到 60 个字"), (ZHANG, "名称里有身份证号")]
    {
        let refused = door.post("/searches", &save(name)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.text().contains(kind), "{name}: {}", refused.text());
    }
    let home = door.get("/").await.text();
    assert!(home.contains("/search?saved=1&#38;year=2009") && !home.contains("zxm</"), "{home}");
    let line = home.split("张家的").nth(1).unwrap();
    assert!(line.contains("1 件"), "one record of 2009: {line:.200}");
    let page = door.get("/search?saved=1&year=2009").await.text();
    assert!(page.contains("<b class=\"num\">1</b>") && page.contains("张家的"), "{page}");
    let file = door.post("/search/export", &format!("address={address}&format=csv")).await;
    assert!(
        file.text().contains("缴费基数申报核定表") && !file.text().contains("补缴核定表"),
        "{}",
        file.text()
    );
    door.post("/searches/1/name", &format!("name={}", encoded("镜湖张家"))).await.onward();
    assert!(door.get("/").await.text().contains("镜湖张家"));
    door.post("/searches/1/removal", "").await.onward();
    let home = door.get("/").await.text();
    assert!(!home.contains("saved=1"), "the log remembers the name, the list of searches does not: {home}");
    assert_eq!(door.get("/search?saved=1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(door.post("/searches/1/removal", "").await.status, StatusCode::NOT_FOUND);
}
