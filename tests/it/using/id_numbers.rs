//! ID numbers masked until they are asked for: the volume's table, the correction form, the API; questions
//! about persons posted, and what programs can do at the counter.

use axum::http::{Request, StatusCode, header};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::domain::general::masking::WholeFor;
use guidang::domain::records::item::Person;
use serde_json::{Value, json};

use crate::support::door::{Door, encoded};

const NUMBER: &str = "990000197906034073";
const MASKED: &str = "990000********4073";

/// The door, and its first record with one person whose number is known, once given with 15 digits.
async fn numbered() -> Door {
    let door = Door::furnished().await;
    let person = Person { name: "张三".into(), id_number: NUMBER.into(), ..Person::default() };
    let correction =
        Correction { persons: Some(vec![person]), reason: "补号".into(), ..Correction::default() };
    let by = door.archive.local_user();
    filing::correct(&door.archive, &by, door.item, correction).await.unwrap();
    door
}

async fn stored(door: &Door) -> String {
    let item = door.archive.store.item(door.item).await.unwrap().unwrap();
    item.description.persons[0].id_number.whole(WholeFor::Comparing).to_owned()
}

async fn post(door: &Door, path: &str, body: Value) -> crate::support::door::Answer {
    door.send("POST", path, "application/json", body.to_string().into_bytes()).await
}

async fn events_of(door: &Door, what: &str) -> usize {
    let latest = door.archive.store.latest_events(i64::MAX, 1000).await.unwrap();
    latest.iter().filter(|logged| logged.event.what == what).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_in_free_texts_are_masked_as_well_and_come_back_whole() {
    let door = numbered().await;
    let Door { item, open_volume, .. } = door;
    let by = door.archive.local_user();
    let remarks = format!("配偶 {NUMBER} 同来");
    let correction =
        Correction { remarks: Some(remarks.clone()), reason: "补".into(), ..Correction::default() };
    filing::correct(&door.archive, &by, item, correction).await.unwrap();
    let kept = async || door.archive.store.item(item).await.unwrap().unwrap().description.remarks;
    let page = format!("/items/{item}");
    for path in [
        page.clone(),
        format!("/items/{item}/correction"),
        format!("/volumes/{open_volume}"),
        format!("/api/v1/items/{item}"),
        format!("/api/v1/volumes/{open_volume}/grid"),
        format!("/catalogs/preview?kind=volume_contents&volume={open_volume}"),
    ] {
        let text = door.get(&path).await.text();
        assert!(!text.contains(NUMBER), "{path}: {text}");
        assert!(text.contains("同来"), "{path} does not show the remarks: {text}");
    }
    // what a program read it may write
    let masked =
        door.get(&format!("/api/v1/items/{item}")).await.json()["item"]["description"]["remarks"].clone();
    assert_eq!(masked, format!("配偶 {MASKED} 同来"));
    let body = json!({ "remarks": format!("{}，已核", masked.as_str().unwrap()), "reason": "核" });
    let answer = post(&door, &format!("/api/v1/items/{item}/corrections"), body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(kept().await, format!("{remarks}，已核"));
    let entry = json!({ "edits": [{ "item": item, "field": "remarks", "text": masked, "seen": format!("{},已核", masked.as_str().unwrap()).replace(',', "，") }] });
    let answer = post(&door, &format!("/api/v1/volumes/{open_volume}/grid"), entry).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(kept().await, remarks);
    // the page shows them once, and the log has it
    assert!(door.get(&page).await.text().contains("显示这一件里的全部身份证号"));
    let before = events_of(&door, "id_numbers_shown").await;
    let unsaid = door.post(&format!("/items/{item}/id-numbers"), "").await;
    assert!(unsaid.status == StatusCode::UNPROCESSABLE_ENTITY && !unsaid.text().contains(&remarks));
    assert_eq!(events_of(&door, "id_numbers_shown").await, before);
    let whole = door.post(&format!("/items/{item}/id-numbers"), "reason=inspection").await;
    assert!(whole.status == StatusCode::OK && whole.text().contains(&remarks), "{}", whole.text());
    assert_eq!(whole.headers["refresh"], format!("60; url=/items/{item}"));
    assert!(whole.text().contains("class=\"watermark\"") && whole.text().contains("审计、稽核、检查"));
    let history = door.get(&page).await.text();
    assert!(history.contains("审计、稽核、检查"), "its history says what for: {history}");
    assert_eq!(events_of(&door, "id_numbers_shown").await, before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_and_no_answer_holds_a_whole_number_that_nobody_asked_for() {
    let door = numbered().await;
    let Door { item, open_volume, .. } = door;
    for path in [
        format!("/volumes/{open_volume}"),
        format!("/volumes/{open_volume}/grid"),
        format!("/items/{item}/correction"),
        format!("/items/{item}/card"),
        format!("/search?year=2009&look={item}"),
        format!("/api/v1/items/{item}"),
        "/api/v1/items?year=2009".into(),
        format!("/api/v1/volumes/{open_volume}"),
        format!("/api/v1/volumes/{open_volume}/grid"),
    ] {
        let answer = door.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        let text = answer.text();
        assert!(!text.contains(NUMBER), "{path}: {text}");
        assert!(text.contains(MASKED), "{path} does not show the person: {text}");
    }
    let events = door.get("/api/v1/events").await.text();
    assert!(!events.contains(NUMBER) && events.contains(MASKED), "old and new of a correction: {events}");
    let form = door.get(&format!("/items/{item}/correction")).await.text();
    assert!(form.contains("data-reveal=\"person-id-1\"") && form.contains("form=\"show-1\""), "{form}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_masked_number_in_the_correction_form_stays_and_an_unknown_one_is_refused() {
    let door = numbered().await;
    let path = format!("/items/{}/correction", door.item);
    let form = |name: &str, number: &str| {
        let fields = [("title", "改过的题名"), ("pages", "1"), ("person_name", name), ("person_id", number)];
        let more = [("person_no", "77"), ("person_note", ""), ("reason", "核对")];
        let pairs = fields.iter().chain(&more).map(|(key, value)| format!("{key}={}", encoded(value)));
        pairs.collect::<Vec<_>>().join("&")
    };
    door.post(&path, &form("张三丰", MASKED)).await.onward();
    assert_eq!(stored(&door).await, NUMBER, "renamed, the number left alone");
    let wrong = door.post(&path, &form("张三丰", "110000********1234")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().contains("打了星号") && wrong.text().contains("110000********1234"),
        "{}",
        wrong.text()
    );
    door.post(&path, &form("张三丰", "990000194802099952")).await.onward();
    assert_eq!(stored(&door).await, "990000194802099952", "a whole number is taken");
    let persons =
        json!({ "persons": [{ "name": "张三", "id_number": "990000********9952" }], "reason": "核对" });
    let corrected = post(&door, &format!("/api/v1/items/{}/corrections", door.item), persons).await;
    assert_eq!(corrected.status, StatusCode::OK, "{}", corrected.text());
    assert_eq!(stored(&door).await, "990000194802099952", "what a program was answered it may send back");
    assert!(!corrected.text().contains("990000194802099952"), "{}", corrected.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_gets_whole_numbers_when_it_says_so_and_the_log_has_it() {
    let door = numbered().await;
    let item = format!("/api/v1/items/{}", door.item);
    // an address alone shows nothing and writes nothing: a page elsewhere can have it fetched as a picture
    let fetched = door.get(&format!("{item}?id_numbers=full")).await;
    assert_eq!(fetched.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!fetched.text().contains(NUMBER) && fetched.text().contains("/id-numbers"), "{}", fetched.text());
    let unsaid = post(&door, &format!("{item}/id-numbers"), json!({ "reason": " " })).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unsaid.text());
    assert_eq!(events_of(&door, "id_numbers_shown").await, 0);
    let whole = door.whole(&item).await;
    assert!(whole.text().contains(NUMBER), "{}", whole.text());
    assert_eq!(events_of(&door, "id_numbers_shown").await, 1);
    let history = door.get(&item).await.text();
    assert!(history.contains("id_numbers_shown"), "the record's history names it: {history}");
    assert!(history.contains("测试要看"), "with the reason: {history}");
    for path in ["/api/v1/events", "/api/v1/items?year=2009"] {
        let answer = door.whole(path).await;
        assert!(answer.text().contains(NUMBER), "{path}: {}", answer.text());
    }
    assert_eq!(events_of(&door, "id_numbers_shown").await, 3);
    // nothing was hidden, so nothing was shown
    door.whole(&format!("/api/v1/volumes/{}", door.closed_volume)).await;
    assert_eq!(events_of(&door, "id_numbers_shown").await, 3);
    assert_eq!(door.get(&format!("{item}?id_numbers=all")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let one = post(&door, &format!("{item}/persons/1/id-number"), json!({ "reason": "核对" })).await.json();
    assert_eq!((one["name"].as_str(), one["number"].as_str()), (Some("张三"), Some(NUMBER)));
    assert_eq!(events_of(&door, "id_number_shown").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_about_a_person_is_posted_and_answered_like_the_one_in_the_address() {
    let door = Door::furnished().await;
    let asked =
        door.get(&format!("/api/v1/find?q={}&year=2009&limit=2&sort=newest", encoded("张小梅"))).await;
    let posted =
        post(&door, "/api/v1/find", json!({ "q": "张小梅", "year": 2009, "limit": 2, "sort": "newest" }))
            .await;
    assert_eq!(posted.status, StatusCode::OK, "{}", posted.text());
    assert!(posted.json()["total"].as_u64() > Some(1), "{}", posted.text());
    assert_eq!(posted.json(), asked.json());
    let english = post(&door, "/api/v1/find?lang=en", json!({ "q": "张小梅", "plain": [0] })).await.json();
    assert!(english["total"].as_u64() > Some(1), "{english}");
    let wrong = post(&door, "/api/v1/find", json!({ "query": "张小梅" })).await;
    assert!(wrong.status.is_client_error(), "an unknown field is not passed over: {}", wrong.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_in_short_stands_beside_the_hits_without_script_too() {
    let door = Door::furnished().await;
    let page = door.get(&format!("/search?year=2009&look={}", door.item)).await.text();
    let card = page.split("id=\"card\"").nth(1).unwrap();
    assert!(card.contains("张小梅") && card.contains("保管期限") && card.contains("&#60;img"), "{card}");
    assert!(page.contains(&format!("&#38;look={}#card", door.item)), "every hit can be looked at");
    assert_eq!(door.get("/search?year=2009&look=999999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(door.get("/search?year=2009&look=x").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_script_is_given_a_number_in_its_own_shape() {
    let door = numbered().await;
    let path = format!("/items/{}/persons/1/id-number", door.item);
    let asks = Request::post(&path).header(header::ACCEPT, "application/json");
    let answer = door.ask(asks.body(axum::body::Body::from("{\"reason\":\"handling\"}")).unwrap()).await;
    assert_eq!(answer.json()["id_number"], NUMBER);
}
