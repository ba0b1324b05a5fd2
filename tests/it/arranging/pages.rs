//! A volume and its records by forms alone: what a browser without script can do.

use axum::http::StatusCode;

use crate::support::door::Door;

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
    assert!(door.get(&volume).await.text().contains("撤去这个空卷"));
    let removed = door.post(&format!("{volume}/removal"), "").await;
    assert!(door.get(&removed.onward()).await.text().contains("空卷已撤去"));
    assert_eq!(door.get(&volume).await.status, StatusCode::NOT_FOUND);
}
