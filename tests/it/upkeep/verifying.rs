//! Legal writes that nobody may accuse, and rows whose digests do not say all.

use guidang::acts::arranging::filing;
use guidang::acts::catalogs::forms;
use guidang::acts::upkeep::{indexing, verifying};
use guidang::domain::records::event::RecordKind;
use guidang::domain::records::item::CodedSpot;
use guidang::store::{TABLES, VerifiedBy};

use crate::support::{Site, both, draft, file, findings, levy};

#[tokio::test(flavor = "multi_thread")]
async fn verifying_beside_writes_accuses_nobody() {
    let story = async |site: Site| {
        let by = site.by();
        file(&site.archive, &by, (0..300).map(|n| draft(&levy(2009), &format!("旧 {n}"), 3)).collect())
            .await
            .unwrap();
        indexing::catch_up(&site.archive).await.unwrap();
        let writing = async {
            for n in 0..20 {
                let shelved = file(&site.archive, &by, vec![draft(&levy(2010), &format!("新 {n}"), 3)]);
                let shelved = shelved.await.unwrap();
                filing::take_out(&site.archive, &by, shelved[0].item_id).await.unwrap();
                indexing::catch_up(&site.archive).await.unwrap();
            }
        };
        let looking = async {
            let mut found = Vec::new();
            for _ in 0..6 {
                found.extend(verifying::verify(&site.archive, &by).await.unwrap().findings);
            }
            found
        };
        let ((), found) = tokio::join!(writing, looking);
        assert_eq!(found, []);
        findings(&site).await
    };
    assert_eq!(both(story).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_digests_leave_out_is_verified_as_well() {
    let story = async |site: Site| {
        let mut given = draft(&levy(2009), "缴费核定表二", 3);
        given.given = Some(CodedSpot { volume: 1, page: 20 });
        file(&site.archive, &site.by(), vec![draft(&levy(2009), "缴费核定表", 3), given]).await.unwrap();
        let history = site.archive.store.history(RecordKind::Item, 1).await.unwrap().len();
        let change = filing::Correction { remarks: Some("补".into()), ..Default::default() };
        filing::correct(&site.archive, &site.by(), 1, change).await.unwrap();
        assert_eq!(site.archive.store.history(RecordKind::Item, 1).await.unwrap().len(), history + 1);
        assert_eq!(findings(&site).await, Vec::<String>::new());
        let mut raw = site.desk.behind().await;
        raw.run("update item set likeness = likeness + 1 where id = 1").await.unwrap();
        raw.run("update item set filed_in = 1 where id = 2").await.unwrap();
        raw.run("delete from trace where kind = 'i' and row_id = 1 and seq = 3").await.unwrap();
        findings(&site).await
    };
    let found = both(story).await;
    assert_eq!(found, ["history_gap trace i 1 3", "row_odd item 1", "row_odd item 2"]);
}

/// However many differences there are of one kind, every table is named.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_differences_one_of_every_table_is_shown() {
    let site = Site::open().await;
    let papers = (0..403).map(|n| draft(&levy(2009), &format!("甲{n}"), 3)).collect();
    file(&site.archive, &site.by(), papers).await.unwrap();
    forms::set_printer(&site.archive, &site.by(), "档案室", 1, 2).await.unwrap();
    let mut raw = site.desk.behind().await;
    raw.run("update item set remarks = remarks || 'x'; update printer set dx = dx + 1; update fonds set name = name || 'x'")
        .await
        .unwrap();
    indexing::catch_up(&site.archive).await.unwrap();
    let verified = verifying::verify(&site.archive, &site.by()).await.unwrap();
    let changed: Vec<&str> = verified
        .findings
        .iter()
        .filter(|finding| finding.kind == "row_changed")
        .map(|finding| finding.about.as_str())
        .collect();
    let of = |table: &str| changed.iter().filter(|about| about.starts_with(table)).count();
    assert_eq!((of("item "), of("printer "), of("fonds ")), (200, 1, 1), "{changed:?}");
    assert_eq!(
        changed.iter().filter(|about| about.is_empty()).count(),
        1,
        "that there are more is said once"
    );
}

/// An edition that was changed and can no longer be read is named; everything else is looked at all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_tampered_edition_is_named_and_not_the_end_of_the_look() {
    let site = Site::open().await;
    file(&site.archive, &site.by(), vec![draft(&levy(2009), "甲", 3)]).await.unwrap();
    indexing::catch_up(&site.archive).await.unwrap();
    let desk = site.leave().await;
    let mut raw = desk.behind().await;
    raw.run("drop trigger edition_never_changes; update edition set body = 'rubbish [' || body where name = 'wuhu-2009'; update item set title = '乙'")
        .await
        .unwrap();
    let (code, answer) = desk.cli(&["verify"]);
    let findings = answer["verified"]["findings"].as_array().unwrap();
    let mut named: Vec<_> = findings.iter().map(|one| one["about"].as_str().unwrap()).collect();
    named.sort_unstable();
    let wanted = ["edition 1", "index/", "item 1", "item 1", "trigger edition_never_changes"];
    assert_eq!((code, named), (3, wanted.to_vec()), "{answer}");
    // work goes on with it no more
    desk.run(&["find", "甲"]).ending(5);
}

/// Tables nobody verifies are few, and known by name.
#[test]
fn what_nobody_verifies_is_exempt_by_name() {
    let exempt = TABLES.iter().filter(|table| table.verified == VerifiedBy::Nobody);
    assert_eq!(exempt.map(|table| table.name).collect::<Vec<_>>(), ["session", "claim", "request_key"]);
}
