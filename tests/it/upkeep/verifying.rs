//! Legal writes that nobody may accuse, and rows whose digests do not say all.

use guidang::acts::arranging::filing;
use guidang::acts::upkeep::{indexing, verifying};
use guidang::domain::records::event::RecordKind;
use guidang::domain::records::item::CodedSpot;

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
