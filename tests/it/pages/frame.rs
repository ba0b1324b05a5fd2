//! What stands around the work: chosen columns, lists as files, the basket, the fonds, ways, drafts of
//! forms that were refused, the five things of the demonstration.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use guidang::acts::setup::founding;
use guidang::acts::upkeep::jobs;
use guidang::domain::general::error::Error;
use guidang::say;

use super::door::{Answer, Door};
use crate::support::levy;

/// What a form's answer asks the browser to keep.
fn kept(answer: &Answer) -> Vec<String> {
    let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
    cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()).collect()
}

async fn get_with(door: &Door, path: &str, cookie: &str) -> Answer {
    door.ask(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_keeps_which_columns_a_list_shows() {
    let door = Door::furnished().await;
    let usual = door.get("/volumes").await.text();
    assert!(usual.contains("<th scope=\"col\" class=\"\">业务环节</th>") && !usual.contains(">检查人</th>"));
    let chosen = door.post("/lists/volumes/columns", "col=code&col=checked_by&back=/volumes?year=2009").await;
    assert_eq!(kept(&chosen), ["cols-volumes=code.checked_by"]);
    assert_eq!(chosen.onward(), "/volumes?year=2009");
    let page = get_with(&door, "/volumes", "cols-volumes=code.checked_by").await.text();
    assert!(page.contains(">检查人</th>") && !page.contains(">业务环节</th>"), "{page}");
    let file = Request::post("/lists/volumes/export")
        .header(header::COOKIE, "cols-volumes=code.checked_by")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let file = door.ask(file.body(Body::from("query=&format=csv")).unwrap()).await;
    let first = file.text().lines().next().unwrap().to_owned();
    assert_eq!(first.trim_start_matches('\u{feff}').replace('"', ""), "序号,档号,检查人");
    let back = door.post("/lists/volumes/columns", "usual=1&col=code&back=//evil.example").await;
    assert_eq!((kept(&back), back.onward().as_str()), (vec!["cols-volumes=".to_owned()], "/"));
    let odd = get_with(&door, "/volumes", "cols-volumes=%3Cimg.nothing").await.text();
    assert!(odd.contains(">业务环节</th>"), "unknown columns are the usual ones");
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
async fn of_several_fonds_lists_begin_with_the_one_chosen() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let one = door.get("/volumes").await.text();
    assert!(!one.contains("keep_fonds"), "with one fonds there is nothing to choose");
    founding::add_fonds(&door.archive, &by, "0212".into(), "繁昌".into(), levy(2009).scheme_id)
        .await
        .unwrap();
    let all = door.get("/volumes").await.text();
    assert!(all.contains("全部 2 个全宗") && all.contains("keep_fonds=0212"), "{all}");
    let chosen = door.get("/help?keep_fonds=0212").await;
    assert_eq!(kept(&chosen), ["fonds=0212"]);
    assert!(kept(&door.get("/help?keep_fonds=9999").await).is_empty());
    let empty = get_with(&door, "/volumes", "fonds=0212").await.text();
    assert!(empty.contains("这个范围里还没有案卷") && empty.contains("0212 繁昌"), "{empty}");
    let every = get_with(&door, "/volumes?fonds=all", "fonds=0212").await.text();
    assert!(every.contains("2009-YB-就医登记材料-1-3-F"), "{every}");
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
async fn a_refused_form_comes_back_with_what_was_typed() {
    let door = Door::furnished().await;
    let item = format!("/items/{}", door.item);
    let typed = "title=&creator=%E6%88%91%E6%89%93%E7%9A%84%E5%AD%97&date=2009-02-30&date_end=x&pages=0&remarks=%3Cb%3E\
                 &person_name=%E5%BC%A0%E4%B8%89&person_id=990000198001010000&person_given=&person_no=9&person_note=&unit_name=&unit_number=&reason=%E5%9B%A0%E4%B8%BA";
    let refused = door.post(&format!("{item}/correction"), typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text();
    for stays in [
        "value=\"我打的字\"",
        "value=\"2009-02-30\"",
        "value=\"因为\"",
        "990000198001010000",
        "value=\"张三\"",
    ] {
        assert!(page.contains(stays), "{stays} is lost: {page}");
    }
    for field in ["title", "date", "date_end", "pages", "person-id-1"] {
        assert!(page.contains(&format!("href=\"#{field}\"")), "the top does not lead to {field}: {page}");
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field} does not say what is wrong");
    }
    assert!(page.contains("role=\"alert\"") && page.contains("错误："));
    let fact = door
        .post(&format!("{item}/facts"), "kind=ended&on=2999-01-01&note=%E5%8D%8F%E8%AE%AE%E4%B9%A6")
        .await;
    assert!(
        fact.text().contains("value=\"协议书\"") && fact.text().contains("href=\"#on\""),
        "{}",
        fact.text()
    );
    let refile =
        door.post(&format!("{item}/refiling"), "year=3000&step=&paper=&reason=%E5%BD%92%E9%94%99").await;
    assert_eq!(refile.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refile.text().contains("value=\"3000\"") && refile.text().contains("value=\"归错\""));
    let gone = door.post("/items/99999/correction", typed).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_failed_is_begun_again_from_its_page() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let input = serde_json::json!({ "wanted": { "list": "batches" }, "columns": [], "name": "接收批次.csv", "format": "csv" });
    let work = |_| async { Err(Error::Busy(say!("磁盘满了。", "The disk is full."))) };
    let failed = jobs::start(&door.archive, &by, "list_export", input, work).await.unwrap();
    while door.get(&format!("/api/v1/jobs/{failed}")).await.json()["state"] != "failed" {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(door.get(&format!("/jobs/{failed}")).await.text().contains("再做一次"));
    let onward = door.post(&format!("/jobs/{failed}/resumption"), "").await.onward();
    let again: i64 = onward.trim_start_matches("/jobs/").parse().unwrap();
    door.until_done(again).await;
    let file = door.get(&format!("/jobs/{again}/file")).await;
    assert!(file.text().contains("征缴科"), "{}", file.text());
    let done = door.post(&format!("/jobs/{again}/resumption"), "").await;
    assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY, "what is done is not done again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_five_things_tick_themselves() {
    let door = Door::empty().await;
    let ticked = |home: &str| home.matches("class=\"done\"").count();
    assert_eq!(ticked(&door.get("/").await.text()), 0);
    let searched = door.get("/search?q=zxm").await;
    assert_eq!(kept(&searched), ["tried=search"]);
    let looked = get_with(&door, "/retention?year=2035", "tried=search").await;
    assert_eq!(kept(&looked), ["tried=search.retention"]);
    assert!(kept(&get_with(&door, "/search?q=a", "tried=search").await).is_empty(), "once is enough");
    let home = get_with(&door, "/", "tried=search.retention").await.text();
    assert_eq!(ticked(&home), 2, "{home}");
    let sheet = door.upload("征缴科-2009-缴费核定.xlsx").await;
    let form = "year=2009&step=%E4%BA%8C(%E4%B8%80)&taking=skip_problems";
    door.post(&format!("/import/{sheet}"), form).await;
    assert_eq!(ticked(&door.get("/").await.text()), 1, "the import is known from the log");
    let example = door.get("/import/example").await;
    assert!(example.body.starts_with(b"PK"), "the sheet to practise on");
}
