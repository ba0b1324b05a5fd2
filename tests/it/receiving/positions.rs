//! A range pasted without its headings: columns by their places, guessed where sure, confirmed by a person.

use axum::http::StatusCode;

use crate::support::door::{BOUNDED, Door, encoded};

const ROWS: &str = "核定表一\t张三\t990000197906034073\t2009.3.2\t2\r\n\
    核定表二\t李四\t990000194802099952\t20090303\t3\r\n\
    核定表三\t王五\t99000019620322268X\t2009-03-04\t2\r\n";

async fn pasted(door: &Door, text: &str) -> String {
    let body = format!(
        "--xxGUIDANGxx\r\nContent-Disposition: form-data; name=\"pasted\"\r\n\r\n{text}\r\n--xxGUIDANGxx--\r\n"
    );
    let onward = door.send("POST", "/import", BOUNDED, body.into_bytes()).await.onward();
    onward.split('?').next().unwrap_or_default().to_owned()
}

/// The option chosen for a column.
fn chosen(page: &str, column: usize) -> String {
    let select = page.split(&format!("<select id=\"c{column}\"")).nth(1).unwrap();
    let select = select.split("</select>").next().unwrap();
    let option = select.split("\" selected>").next().filter(|_| select.contains("\" selected>"));
    option.map_or_else(String::new, |before| before.rsplit('"').next().unwrap().to_owned())
}

fn confirmed() -> String {
    let fields = ["title", "person_name", "id_number", "date", "pages"];
    let columns = fields.iter().zip('A'..).enumerate();
    let columns = columns.map(|(at, (field, letter))| format!("c{at}={field}&h{at}={letter}"));
    let place = format!("year=2009&class=collection&step={}", encoded("二(一)"));
    format!("{place}&mapped=1&{}", columns.collect::<Vec<_>>().join("&"))
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_proposed_and_nothing_is_taken_before_a_person_confirms_them() {
    let door = Door::empty().await;
    let path = pasted(&door, ROWS).await;
    let page = door.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let page = page.text();
    assert!(page.contains("没有表头，每一栏是什么还没有说") && page.contains("data-to-confirm"), "{page}");
    let proposed: Vec<String> = (0..5).map(|column| chosen(&page, column)).collect();
    assert_eq!(proposed, ["", "", "id_number", "date", "pages"], "names and titles are not guessed");
    assert_eq!(page.matches("照内容猜的，请核对").count(), 3);
    let take = page.split("id=\"take\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(take.contains("disabled"), "{take}");
    // whoever posts all the same gets nothing filed
    let form = format!("year=2009&step={}&taking=skip_problems", encoded("二(一)"));
    let refused = door.post(&path, &form).await;
    assert!(refused.text().contains("每一栏是什么"), "{}", refused.text());
    assert_eq!(door.archive.store.items_taken_out().await.unwrap().len(), 0);
    assert!(door.get("/api/v1/items").await.json()["rows"].as_array().unwrap().is_empty());

    let page = door.get(&format!("{path}?{}", confirmed())).await.text();
    assert!(!page.contains("data-to-confirm") && !page.contains("照内容猜的"), "{page}");
    let taken = door.post(&path, &format!("{}&taking=skip_problems", confirmed())).await;
    assert!(taken.onward().contains("said=taken"));
    let items = door.whole("/api/v1/items").await.json();
    let first = &items["rows"][0]["description"];
    assert_eq!((first["title"].as_str(), first["pages"].as_u64()), (Some("核定表一"), Some(2)), "{items}");
    assert_eq!(first["persons"][0]["id_number"], "990000197906034073");

    // the next one of that shape is proposed as the last time, and still asks
    let path = pasted(&door, &ROWS.replace("核定表", "登记表")).await;
    let page = door.get(&path).await.text();
    let proposed: Vec<String> = (0..5).map(|column| chosen(&page, column)).collect();
    assert_eq!(proposed, ["title", "person_name", "id_number", "date", "pages"]);
    assert!(page.contains("data-to-confirm") && page.contains("照这个科室上次的"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_table_is_still_refused_and_the_annotated_copy_names_columns_by_letters() {
    let door = Door::empty().await;
    let path = pasted(&door, "一行字\r\n又一行字\r\n").await;
    let page = door.get(&path).await;
    assert!(page.status.is_client_error() && page.text().contains("找不到表头"), "{}", page.text());
    let path = pasted(&door, &ROWS.replace("2009.3.2", "2009.2.30")).await;
    let page = door.get(&format!("{path}?{}", confirmed())).await.text();
    assert!(page.contains("<b>D</b>") && page.contains("没有这一天"), "{page}");
    let copy = door.post(&format!("{path}/annotated"), &confirmed()).await;
    assert_eq!((copy.status, &copy.body[..2]), (StatusCode::OK, &b"PK"[..]));
}
