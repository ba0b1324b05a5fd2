//! A volume and its records by forms alone: what a browser without script can do.

use axum::http::StatusCode;
use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::arranging::filing;

use crate::support::door::{Door, encoded};
use crate::support::{draft, file, levy};

#[tokio::test(flavor = "multi_thread")]
async fn an_open_volume_is_reordered_retitled_corrected_and_closed() {
    let door = Door::furnished().await;
    let volume = format!("/volumes/{}", door.open_volume);
    let order = |page: &str| {
        page.split("name=\"order\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let before = order(&door.get(&volume).await.text());
    let ids: Vec<&str> = before.split(',').collect();
    let moved = door.post(&format!("{volume}/order"), &format!("order={before}&down={}", ids[0])).await;
    assert!(moved.onward().starts_with(&volume));
    let after = order(&door.get(&volume).await.text());
    assert_eq!(after.split(',').take(2).collect::<Vec<_>>(), [ids[1], ids[0]]);
    // somebody who still sees the old order moves nothing by accident
    let put = door.post(&format!("{volume}/items"), &format!("item={}&at=1", door.taken_out)).await;
    assert_eq!(put.status, StatusCode::SEE_OTHER);
    let stale = door.post(&format!("{volume}/order"), &format!("order={before}&down={}", ids[0])).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let retitled = door
        .post(&format!("{volume}/title"), "title=2009%E5%B9%B4%E5%BA%A6%E6%96%B0%E9%A2%98%E5%90%8D")
        .await;
    assert!(door.get(&retitled.onward()).await.text().contains("2009年度新题名"));
    let item = format!("/items/{}", door.item);
    let form = "title=%E6%94%B9%E8%BF%87&pages=7&date=2009-03&person_name=%E5%BC%A0%E4%B8%89&person_id=&person_given=&person_no=9&person_note=&unit_name=&unit_number=&reason=";
    let corrected = door.post(&format!("{item}/correction"), form).await;
    let page = door.get(&corrected.onward()).await.text();
    assert!(page.contains("<bdi>改过</bdi>") && page.contains("张三") && page.contains("<del>"), "{page}");
    let wrong = form.replace("person_id=", "person_id=990000198001010000");
    let refused = door.post(&format!("{item}/correction"), &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a wrong check digit is not stored");
    let closed = door.post(&format!("{volume}/closing"), "checked_by=%E6%9D%8E&note=").await;
    let page = door.get(&closed.onward()).await.text();
    assert!(page.contains("本卷共有文件材料") && !page.contains("/closing"), "{page}");
    let again = door.post(&format!("{volume}/closing"), "checked_by=&note=").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misfiled_record_is_refiled_and_the_volume_it_left_empty_goes() {
    let door = Door::furnished().await;
    let form = "year=2010&step=&paper=&reason=%E5%B9%B4%E5%BA%A6%E9%94%99";
    let refiled = door.post(&format!("/items/{}/refiling", door.item), form).await;
    let page = door.get(&refiled.onward()).await.text();
    assert!(page.contains("改归") && page.contains("2010-"), "{page}");
    let volume = door.get("/volumes?year=2010").await.text();
    let volume =
        volume.split("href=\"/volumes/").find_map(|rest| rest.split('"').next()?.parse::<i64>().ok());
    let volume = format!("/volumes/{}", volume.unwrap());
    let full = door.post(&format!("{volume}/removal"), "").await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    door.post(&format!("/items/{}/removal", door.item), "").await;
    assert!(door.get(&volume).await.text().contains("删除这个空卷"));
    let removed = door.post(&format!("{volume}/removal"), "").await;
    assert!(door.get(&removed.onward()).await.text().contains("空卷已删除"));
    assert_eq!(door.get(&volume).await.status, StatusCode::NOT_FOUND);
}

/// Titles of the records of a volume, in their order.
async fn titles(door: &Door, volume: i64) -> Vec<String> {
    let items = door.archive.store.items_in(volume).await.unwrap();
    items.into_iter().map(|item| item.description.title).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volume_is_split_at_the_record_chosen_and_joined_to_the_one_numbered_before_it() {
    let door = Door::empty().await;
    let by = door.archive.local_user();
    let drafts = (1..=5).map(|n| draft(&levy(2009), &format!("核定表 {n}"), 4)).collect();
    let filed = file(&door.archive, &by, drafts).await.unwrap();
    let first = filed[0].volume_id;
    let page = door.get(&format!("/volumes/{first}")).await.text();
    assert!(page.contains("id=\"split-item\"") && page.contains("name=\"item\""), "{page}");
    // somebody took the first record out meanwhile: the number is another's, the record is the same
    filing::take_out(&door.archive, &by, filed[0].item_id).await.unwrap();
    let split = async |volume: i64, item: &str, at: u32| -> i64 {
        let form = format!("item={item}&at={at}");
        let onward = door.post(&format!("/volumes/{volume}/splitting"), &form).await.onward();
        onward.trim_start_matches("/volumes/").split('?').next().unwrap().parse().unwrap()
    };
    let second = split(first, &filed[3].item_id.to_string(), 4).await;
    assert_eq!(titles(&door, first).await, ["核定表 2", "核定表 3"]);
    assert_eq!(titles(&door, second).await, ["核定表 4", "核定表 5"]);
    // a number typed is a number
    let third = split(second, "", 2).await;
    assert_eq!(titles(&door, third).await, ["核定表 5"]);
    let wrong = door.post(&format!("/volumes/{first}/splitting"), "item=&at=9").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let joins = async || door.get(&format!("/volumes/{third}")).await.text();
    assert!(joins().await.contains(&format!("action=\"/volumes/{second}/joining\"")));
    closing::close(&door.archive, &by, second, Closing::default()).await.unwrap();
    let page = joins().await;
    assert!(!page.contains("/joining\""), "not to one before the closed one: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_of_another_step_than_the_one_chosen_is_refused() {
    let door = Door::furnished().await;
    let step = |name: &str| encoded(&format!("collection/{name}"));
    let paper = encoded("总账");
    let (vouchers, ledgers) = (step("会计凭证类"), step("会计账簿类"));
    let refiling = format!("/items/{}/refiling", door.item);
    for (address, more) in [("/volumes/new", "title="), (refiling.as_str(), "reason=x")] {
        let form = |step: &str| format!("year=2012&step={step}&paper={paper}&{more}");
        let refused = door.post(address, &form(&vouchers)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(refused.text().contains("「总账」属于业务环节「会计账簿类」"), "{}", refused.text());
        door.post(address, &form(&ledgers)).await.onward();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_given_again_leaves_no_trace() {
    let door = Door::furnished().await;
    let title = format!("/volumes/{}/title", door.open_volume);
    let events = async || door.archive.store.last_event().await.unwrap();
    door.post(&title, "title=ab").await.onward();
    let before = events().await;
    door.post(&title, "title=+ab+").await.onward();
    assert_eq!(events().await, before);
    door.post(&title, "title=b").await.onward();
    assert_eq!(events().await, before + 1);
}
