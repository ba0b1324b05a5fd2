//! Lists by forms alone: chosen columns, lists as files, the basket, ways.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use guidang::acts::upkeep::indexing;
use guidang::domain::records::item::{Person, Unit};

use crate::support::door::{Door, encoded, get_with, kept};
use crate::support::{Desk, draft, file, levy};

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_keeps_which_columns_a_list_shows() {
    let door = Door::furnished().await;
    let usual = door.get("/volumes").await.text();
    assert!(usual.contains(">业务环节</a></th>") && !usual.contains(">检查人</a></th>"));
    let chosen = door.post("/lists/volumes/columns", "col=code&col=checked_by&back=/volumes?year=2009").await;
    assert_eq!(kept(&chosen), ["cols-volumes=code.checked_by"]);
    assert_eq!(chosen.onward(), "/volumes?year=2009");
    let page = get_with(&door, "/volumes", "cols-volumes=code.checked_by").await.text();
    assert!(page.contains(">检查人</a></th>") && !page.contains(">业务环节</a></th>"), "{page}");
    let file = Request::post("/lists/volumes/export")
        .header(header::COOKIE, "cols-volumes=code.checked_by")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let file = door.ask(file.body(Body::from("query=&format=csv")).unwrap()).await;
    let first = file.text().lines().next().unwrap().to_owned();
    assert_eq!(first.trim_start_matches('\u{feff}').replace('"', ""), "序号,档号,检查人");
    let back = door.post("/lists/volumes/columns", "usual=1&col=code&back=//evil.example").await;
    assert_eq!((kept(&back), back.onward().as_str()), (vec!["cols-volumes=".to_owned()], "/"));
    let odd = get_with(&door, "/volumes", "cols-volumes=%3Cimg.nothing").await.text();
    assert!(odd.contains(">业务环节</a></th>"), "unknown columns are the usual ones");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_taken_home_as_it_is_filtered() {
    let door = Door::furnished().await;
    for list in ["volumes", "items", "taken-out", "batches", "jobs", "events", "basket"] {
        let csv = door.post(&format!("/lists/{list}/export"), "query=&format=csv").await;
        assert_eq!(csv.status, StatusCode::OK, "{list}: {}", csv.text());
        assert!(csv.body.starts_with(b"\xef\xbb\xbf") && csv.text().contains("序号"), "{list}");
        let xlsx = door.post(&format!("/lists/{list}/export"), "query=&format=xlsx").await;
        assert!(xlsx.body.starts_with(b"PK"), "{list}");
    }
    let rows = async |query: &str| {
        let file = door.post("/lists/volumes/export", &format!("query={query}&format=csv")).await;
        file.text().lines().count() - 1
    };
    let (all, closed) = (rows("").await, rows("state%3Dclosed").await);
    assert!(closed >= 1 && all > closed, "{closed} of {all}");
    assert_eq!(door.post("/lists/nothing/export", "query=&format=csv").await.status, StatusCode::NOT_FOUND);
    let wrong = door.post("/lists/volumes/export", "query=year%3Dx&format=csv").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_too_deep_says_so_and_one_behind_the_end_leads_back() {
    let door = Door::furnished().await;
    let deep = door.get("/volumes?page=99999&rows=200").await;
    assert_eq!(deep.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(deep.text().contains("最多往下翻到第 100000 行"), "{}", deep.text());
    let behind = door.get("/volumes?page=9&year=2009").await.text();
    assert!(behind.contains("没有这一页") && behind.contains("href=\"/volumes?year=2009\""), "{behind}");
    let page = door.get("/items?rows=20&year=2009").await.text();
    assert!(page.contains("rel=\"next\"") && page.contains("page=2"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn things_are_set_aside_by_a_button_alone() {
    let door = Door::furnished().await;
    assert!(door.get("/basket").await.text().contains("篮子是空的：在列表里按空格加入。"));
    let form = format!("add=v{}&add=i{}&add=x1&back=/items?rows=20", door.closed_volume, door.item);
    assert_eq!(door.post("/basket", &form).await.onward(), "/items?rows=20");
    let list = door.get("/items?rows=200").await.text();
    assert!(list.contains(&format!("name=\"remove\" value=\"i{}\"", door.item)), "the list shows it");
    assert!(list.contains("data-basket-count>2<"), "the frame counts it");
    let basket = door.get("/basket").await.text();
    assert!(basket.contains("/transfer") && basket.contains("2009-YB-就医登记材料-1-3-F"), "{basket}");
    let catalog = door.post("/basket/catalog", "kind=volume_catalog&format=csv").await;
    assert!(catalog.text().contains("2009-YB-就医登记材料-1-3-F"), "{}", catalog.text());
    let unknown = door.post("/basket", "add=v99999").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    door.post("/basket", "clear=1&back=/basket").await;
    assert!(door.get("/basket").await.text().contains("篮子是空的"));
    let none = door.post("/basket/catalog", "kind=volume_catalog&format=csv").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn ways_are_found_by_pinyin_year_class_and_code() {
    let door = Door::furnished().await;
    let first = async |q: &str| {
        let found = door.get(&format!("/palette?q={q}")).await.json();
        (found[0]["href"].as_str().unwrap_or_default().to_owned(), found[0]["key"].clone())
    };
    assert_eq!(first("mlbb").await.0, "/catalogs");
    assert_eq!(first("dbl").await.0, "/basket");
    assert_eq!(first("2009").await.0, "/volumes?year=2009");
    assert_eq!(first("ZJ").await.0, "/volumes?class=collection");
    let code = "2009-YB-%E5%B0%B1%E5%8C%BB%E7%99%BB%E8%AE%B0%E6%9D%90%E6%96%99-1-3-F";
    assert_eq!(first(code).await.0, format!("/volumes/{}", door.closed_volume));
    assert_eq!(first("%E7%AB%8B%E5%8D%B7%E5%90%A7&k=x&k=%E7%AB%8B%E5%8D%B7%E5%90%A7").await.1, 1);
    assert_eq!(door.get("/palette?q=%3Cimg%3E").await.json(), serde_json::json!([]));
    let english = door.get("/palette?q=retention&lang=en").await.json();
    assert_eq!(english[0]["name"], "Retention");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_says_its_order_and_refuses_what_it_does_not_know() {
    let door = Door::furnished().await;
    let order = async |query: &str| door.get(&format!("/api/v1/find?{query}")).await.json()["order"].clone();
    assert_eq!(order("q=zxm").await, "fitness");
    assert_eq!(order("q=2009").await, "shelf");
    assert_eq!(order("year=2009").await, "shelf");
    assert_eq!(order("q=zxm&sort=newest").await, "newest");
    for unknown in ["keyword=zxm", "q=zxm&size=5", "q=zxm&Year=2009"] {
        let answer = door.get(&format!("/api/v1/find?{unknown}")).await;
        assert_eq!(answer.status.as_u16(), 422, "{unknown}: {}", answer.text());
        assert_eq!(answer.json()["problems"][0]["kind"], "unknown_parameter");
    }
    let english = door.get("/api/v1/find?q=zxm&limit=3&lang=en").await;
    assert_eq!(english.status.as_u16(), 200, "{}", english.text());
}

#[test]
fn the_command_line_says_what_was_tried_as_the_page_does() {
    let desk = Desk::founded();
    let sheet = desk.data().join("a.csv");
    std::fs::write(&sheet, "题名,页数,姓名\n缴费核定表,1,张小梅\n").unwrap();
    let decided = ["--year", "2009", "--class", "ZJ", "--step", "社会保险费征缴核定材料"];
    desk.run(&[&["import", "items", sheet.to_str().unwrap()], &decided[..]].concat()).ending(0);
    let nothing = desk.run(&["find", "张小梅", "2010"]).ending(0).out;
    assert!(nothing.contains("共 0 件") && nothing.contains("已经试过："), "{nothing}");
    assert!(nothing.contains("guidang find 张小梅 --year 2009..2011"), "{nothing}");
    let found = desk.run(&["find", "张xm"]).ending(0).out;
    assert!(found.contains("共 1 件") && !found.contains("已经试过"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_record_of_a_person_names_its_own_units() {
    let door = Door::empty().await;
    let by = door.archive.local_user();
    let paper = |year: i32, unit: &str| {
        let mut one = draft(&levy(year), "核定表", 2);
        one.description.persons = vec![Person {
            name: "张小梅".into(),
            id_number: "990000198001011234".into(),
            ..Person::default()
        }];
        one.description.units = vec![Unit { name: unit.into(), ..Unit::default() }];
        one
    };
    let drafts = vec![paper(2009, "镜湖机械厂"), paper(2010, "弋江纺织厂")];
    let filed = file(&door.archive, &by, drafts).await.unwrap();
    indexing::catch_up(&door.archive).await.unwrap();
    let address = format!("/search?q={}&view=persons", encoded("张小梅"));
    let page = door.get(&address).await.text();
    let row = |id: i64| {
        let row = page.split(&format!("<tr data-item=\"{id}\">")).nth(1).unwrap();
        row.split("</tr>").next().unwrap().to_owned()
    };
    let (old, new) = (row(filed[0].item_id), row(filed[1].item_id));
    assert!(old.contains("镜湖机械厂") && !old.contains("弋江纺织厂"), "{old}");
    assert!(new.contains("弋江纺织厂") && !new.contains("镜湖机械厂"), "{new}");
    // the English page has no full-width marks
    let english = door.get(&format!("{address}&lang=en")).await.text();
    let main = english.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    assert!(main.contains("Search: <bdi>") && !main.contains(['：', '，']), "{main}");
}
