//! Facts and what is due by forms alone.

use axum::http::{StatusCode, header};

use crate::support::door::{Door, encoded};
use crate::support::{draft, file, levy};

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_is_recorded_and_the_date_follows() {
    let door = Door::furnished().await;
    let facts = format!("/items/{}/facts", door.agreement().await);
    let future = door.post(&facts, "kind=ended&on=2999-01-01&note=").await;
    assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(door.post(&facts, "kind=sold&on=2012-01-01").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let recorded = door.post(&facts, "kind=ended&on=2012-05-01&note=%E5%8D%8F%E8%AE%AE").await;
    let page = door.get(recorded.onward().split('#').next().unwrap()).await.text();
    assert!(page.contains("协议终止、事项办结") && page.contains("2012-05-01"), "{page}");
    let withdrawal = page.split("action=\"").find(|rest| rest.contains("/withdrawal\"")).unwrap();
    let withdrawal = withdrawal.split('"').next().unwrap();
    let withdrawn = door.post(withdrawal, "reason=%E6%8A%84%E9%94%99").await;
    let page = door.get(withdrawn.onward().split('#').next().unwrap()).await.text();
    assert!(page.contains("撤回事实") && page.contains("抄错") && !page.contains("/withdrawal"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_and_what_is_drawn_come_as_files_whose_names_tell_them_apart() {
    let door = Door::furnished().await;
    let due = door.post("/retention/export", "year=2026&class=YB&period=10&format=csv").await;
    assert_eq!(due.status, StatusCode::OK, "{}", due.text());
    assert!(due.text().contains("2009-YB-就医登记材料-1-3-F"), "{}", due.text());
    let name = due.header(header::CONTENT_DISPOSITION).to_owned();
    assert!(name.contains("2026-YB-10"), "{name}");
    let none = door.post("/retention/export", "year=2019&format=xlsx").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fresh = door.get("/catalogs/sample?n=1").await.onward();
    assert!(fresh.contains("seed="), "a new seed stands in the address: {fresh}");
    assert_eq!(door.get(&fresh).await.status, StatusCode::OK);
    for what in ["format=xlsx", "what=contents"] {
        let file = door.post("/catalogs/sample", &format!("n=1&seed=42&{what}")).await;
        assert!(file.body.starts_with(b"PK"), "{what}: {}", file.text());
        assert!(file.header(header::CONTENT_DISPOSITION).contains("42-1"), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_narrowed_by_words_of_title_code_and_step_and_so_is_its_export() {
    let door = Door::furnished().await;
    let code = "2009-YB-就医登记材料-1-3-F";
    for (words, fits) in [("就医登记", true), ("YB", true), ("就医 2009", true), ("没有这样的", false)]
    {
        let query = format!("year=2026&q={}", encoded(words));
        let page = door.get(&format!("/retention?{query}")).await.text();
        let listed = page.contains("<tr class=\"volume\">") && page.contains("就医登记材料");
        assert_eq!(listed, fits, "{words}: {page}");
        assert_eq!(page.contains("没有符合"), !fits, "{words}");
        let file = door.post("/retention/export", &format!("{query}&format=csv")).await;
        match fits {
            true => assert!(file.text().contains(code), "{words}: {}", file.text()),
            false => assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}"),
        }
    }
    file(&door.archive, &door.archive.local_user(), vec![draft(&levy(2009), "缴费核定表", 2)]).await.unwrap();
    // the counts of the year stay; a list of another volume leaves this one out
    let all = door.get("/retention?year=2111").await.text();
    let some = door.get(&format!("/retention?year=2111&q={}", encoded("就医登记"))).await.text();
    let rows = |page: &str| page.matches("<tr class=\"volume\">").count();
    assert!(rows(&some) >= 1 && rows(&some) < rows(&all), "{} of {}", rows(&some), rows(&all));
    let tab = |page: &str| {
        page.split("class=\"tabs\"")
            .nth(1)
            .unwrap()
            .split("</nav>")
            .next()
            .unwrap()
            .matches("<b class=\"num\">")
            .count()
    };
    assert_eq!(tab(&all), tab(&some));
    let file =
        door.post("/retention/export", &format!("year=2111&format=csv&q={}", encoded("就医登记"))).await;
    assert!(file.text().lines().filter(|line| line.contains("2009-ZJ-")).count() == 0, "{}", file.text());
}
