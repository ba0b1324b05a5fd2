//! What is printed or handed over is chosen first: one by one, out of the basket, by code, or as a scope; until then
//! nothing is, and what is chosen stands on the page and can be taken off again.

use axum::http::StatusCode;
use guidang::acts::finding::viewing;

use crate::support::door::{Door, encoded};

/// The addresses the page's chips lead to, in their order.
fn chips(page: &str) -> Vec<String> {
    let chips = page.split("class=\"chip\"").skip(1);
    let href =
        |chip: &str| chip.split("href=\"").nth(1)?.split('"').next().map(|href| href.replace("&#38;", "&"));
    chips.filter_map(href).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_chosen_until_somebody_chooses() {
    let door = Door::furnished().await;
    for path in ["/labels", "/transfer"] {
        let page = door.get(path).await.text();
        assert!(page.contains("还没有选") && chips(&page).is_empty(), "{path}: {page}");
        let boxes = page.split("name=\"volume\"").skip(1);
        let ticked = boxes.filter(|after| after.split('>').next().unwrap().contains("checked")).count();
        assert!(page.contains("从列表选") && page.contains("name=\"volume\"") && ticked == 0, "{path}");
        assert!(!page.contains("class=\"sheet"), "{path}: nothing to look at yet");
        let made = door.post(path, "form=spine_10%401&make=package&format=xlsx").await;
        assert_eq!(made.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(made.text().contains("还没有选案卷"), "{path}: {}", made.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn volumes_are_chosen_by_ticks_code_and_basket_and_taken_off_one_by_one() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let (open, closed) = (door.open_volume, door.closed_volume);
    let code = viewing::volume(&door.archive, &by, closed).await.unwrap().volume.code;
    door.post("/basket", "clear=1&back=/").await;
    // ticked in the list, and named by code
    let page =
        door.get(&format!("/labels?form=spine_10%401&volume={open}&add={}", encoded(&code))).await.text();
    let found = chips(&page);
    assert_eq!(found.len(), 2, "{page}");
    assert!(page.contains("/labels/picture/1?form=spine_10%401"), "the pages are seen beside: {page}");
    let one = door.get(&found[0]).await.text();
    assert_eq!(
        chips(&one),
        ["/labels?form=spine_10%401"],
        "the last one off, nothing is left; the form stays"
    );
    assert!(one.contains(&code), "{one}");
    // the basket
    assert!(!page.contains("加入待办篮的"));
    door.post("/basket", &format!("add=v{closed}&back=/")).await;
    let page = door.get("/transfer?receiver=x").await.text();
    let from = page.split("href=\"").find(|rest| rest.contains("加入待办篮的")).unwrap();
    let from = from.split('"').next().unwrap().replace("&#38;", "&");
    let page = door.get(&from).await.text();
    assert!(chips(&page).len() == 1 && page.contains("value=\"x\""), "what was typed stays: {page}");
    assert!(page.contains("/transfer/picture/1?receiver=x"), "{page}");
    // what is not there is said, and printed by no means
    let odd = door.get(&format!("/labels?volumes={closed}+nonesuch")).await.text();
    assert!(
        odd.contains("没有这些案卷") && odd.contains("nonesuch") && !odd.contains("/labels/picture"),
        "{odd}"
    );
    let odd = door.post("/labels", &format!("form=whole&volumes={closed}+nonesuch")).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_stands_as_chips_and_never_works_in_silence() {
    let door = Door::furnished().await;
    let page = door.get("/transfer?year=2009&class=YB").await.text();
    for said in ["2009 年度", "YB ", "已立卷"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(chips(&page).len(), 3, "{page}");
    assert_eq!(chips(&door.get("/labels?all=1").await.text()), ["/labels"], "every volume is one chip");
    let both = door.get(&format!("/labels?volumes={}&year=2009", door.closed_volume)).await.text();
    assert!(both.contains("另给的范围不起作用") && chips(&both).len() == 1, "{both}");
    // an open volume is not handed over, and the page says so beforehand
    let open = door.get(&format!("/transfer?volumes={}", door.open_volume)).await.text();
    assert!(open.contains("请先处理") && !open.contains("/transfer/picture"), "{open}");
    let none = door.get("/labels?year=1999").await.text();
    assert!(none.contains("这个范围里没有案卷"), "{none}");
}

/// The name a file is sent under.
fn file_name(answer: &crate::support::door::Answer) -> String {
    let said = answer.header(axum::http::header::CONTENT_DISPOSITION);
    let name = said.split("UTF-8''").nth(1).unwrap_or_default();
    serde_urlencoded::from_str::<Vec<(String, String)>>(&format!("name={name}")).unwrap().remove(0).1
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_says_what_it_is_of() {
    let door = Door::furnished().await;
    let view = viewing::volume(&door.archive, &door.archive.local_user(), door.closed_volume).await.unwrap();
    let one = door.post("/labels", &format!("form=whole&volumes={}", door.closed_volume)).await;
    assert_eq!(file_name(&one), format!("整卷打印 {}.pdf", view.volume.code));
    let two = format!("form=whole&volumes={}+{}", door.closed_volume, door.open_volume);
    let two = door.post("/labels", &two).await;
    assert_eq!(file_name(&two), format!("整卷打印 {} 等 2 卷.pdf", view.volume.code));
    let all = door.post("/labels", "form=volume_label%401&all=1").await;
    assert!(
        file_name(&all).starts_with("案卷标签 ") && file_name(&all).ends_with(" 卷.pdf"),
        "{}",
        file_name(&all)
    );
}
