//! Forms that were refused come back with what was typed in them.

use axum::http::StatusCode;

use crate::support::door::Door;

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
