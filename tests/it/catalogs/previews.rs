//! First pages on screen: drawn once for the page, whatever number of pictures it shows.

use axum::http::StatusCode;

use crate::support::door::Door;

/// The forms of the office are broken between the page and its pictures: what is drawn again fails then.
async fn drawn_with_its_page(door: &Door, page: &str, picture: &str) {
    let shown = door.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.text());
    let href = shown.text();
    let href = href.split('"').find(|text| text.starts_with(picture)).unwrap_or_else(|| panic!("{page}"));
    let href = href.replace("&amp;", "&").replace("&#38;", "&");
    let folder = door.archive.config.forms_dir();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("broken@1.toml"), "key = 1").unwrap();
    let drawn = door.get(&href).await;
    assert!(drawn.status == StatusCode::OK && drawn.text().starts_with("<svg"), "{href}: {}", drawn.text());
    // the control: what was not drawn with a page is drawn now, and says that a form is wrong
    let other = door.get(&format!("{href}&id_numbers=left_out")).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{href}: {}", other.text());
    assert_eq!(
        door.get(page).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the page itself is drawn anew"
    );
    std::fs::remove_file(folder.join("broken@1.toml")).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_is_drawn_once_for_all_its_pictures() {
    let door = Door::furnished().await;
    drawn_with_its_page(&door, "/catalogs/print?kind=volume_catalog&year=2009", "/catalogs/print/1?").await;
}
