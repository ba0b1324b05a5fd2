//! The year's figures: each number leads to the volumes it counts.

use guidang::acts::setup::founding;

use crate::support::door::Door;
use crate::support::levy;

/// How many volumes stand behind a number.
fn listed(page: &str) -> i64 {
    let Some(volumes) = page.split("data-volumes=\"").nth(1) else { return -1 };
    volumes.split('"').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_leads_to_its_volumes() {
    let door = Door::furnished().await;
    let mut counted = Vec::new();
    for address in ["/catalogs/figures", "/catalogs/figures?year=2026", "/catalogs/figures?year=2020"] {
        let page = door.get(address).await.text();
        for row in page.split("data-figure=\"").skip(1) {
            let (figure, rest) = row.split_once('"').unwrap();
            let link = rest.split("href=\"").nth(1).unwrap();
            let (href, rest) = link.split_once("\">").unwrap();
            let said: i64 = rest.split('<').next().unwrap().parse().unwrap();
            let list = door.get(&href.replace("&#38;", "&")).await.text();
            assert_eq!(listed(&list), said, "{address} {figure}: {href}");
            counted.push((address, figure.to_owned(), said));
        }
    }
    let of = |address: &str, figure: &str| {
        counted.iter().find(|(at, key, _)| *at == address && key == figure).map(|(.., said)| *said)
    };
    assert!(of("/catalogs/figures", "volumes").unwrap() > 0, "{counted:?}");
    assert_eq!(of("/catalogs/figures", "volumes"), of("/catalogs/figures?year=2026", "volumes"));
    assert_eq!(of("/catalogs/figures?year=2020", "volumes"), Some(0), "nothing was closed by then");
    assert!(of("/catalogs/figures", "not_filed").unwrap() > 0, "open volumes are named, not counted");
    let paper = door.get("/api/v1/catalogs/statistics?format=pdf&year=2026").await;
    assert!(paper.body.starts_with(b"%PDF"), "{}", paper.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_several_fonds_the_page_says_that_one_is_to_be_chosen_before_it_is_printed() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    founding::add_fonds(&door.archive, &by, "0212".into(), "繁昌".into(), levy(2009).scheme_id)
        .await
        .unwrap();
    let all = door.get("/catalogs/figures").await.text();
    assert!(all.contains("选定全宗后可打印") && !all.contains("/api/v1/catalogs/statistics"), "{all}");
    let one = door.get("/catalogs/figures?fonds=0211").await.text();
    let href = one.split("href=\"").find(|rest| rest.starts_with("/api/v1/catalogs/statistics")).unwrap();
    let href = href.split('"').next().unwrap().replace("&#38;", "&");
    assert!(door.get(&href).await.body.starts_with(b"%PDF"), "{href}");
}
