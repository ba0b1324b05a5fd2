//! The year's figures: each number leads to the volumes it counts.

use crate::support::door::Door;

/// What stands behind `total`'s number of a list's tools: 第 1–2 行，共 2 卷.
fn listed(page: &str) -> i64 {
    let Some(total) = page.split("行，共").nth(1) else { return 0 };
    let digits: String =
        total.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
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
