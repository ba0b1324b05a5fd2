//! Papers filed elsewhere, and volumes that become empty.

use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::arranging::filing;

use crate::support::{Site, both, draft, file, findings, levy, refusal, sound};

#[tokio::test(flavor = "multi_thread")]
async fn a_misfiled_paper_goes_where_it_belongs_and_the_pages_behind_it_close_up() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let drafts = (1..=3).map(|n| draft(&levy(2009), &format!("缴费核定表 {n}"), 10)).collect();
        file(archive, &by, drafts).await.unwrap();
        let to = filing::Elsewhere { year: Some(2010), ..Default::default() };
        let moved = filing::refile(archive, &by, 2, to.clone()).await.unwrap();
        assert_eq!(moved.code, "2010-ZJ-社会保险费征缴核定材料-1-1-H");
        assert_eq!(refusal(filing::refile(archive, &by, 2, to).await), "nothing_changed");
        // taken out first, and to another class, step and period
        filing::take_out(archive, &by, 1).await.unwrap();
        let to = filing::Elsewhere {
            class: Some("GL".into()),
            step: Some("参保单位登记材料".into()),
            reason: "分错了类".into(),
            ..Default::default()
        };
        let moved = filing::refile(archive, &by, 1, to).await.unwrap();
        assert_eq!(moved.code, "2009-GL-参保单位登记材料-1-1-Y");
        assert_eq!((moved.eligible_on, moved.question), (None, None), "kept for ever there");
        let nowhere = filing::Elsewhere { class: Some("GL".into()), ..Default::default() };
        assert_eq!(refusal(filing::refile(archive, &by, 3, nowhere).await), "unknown_step");
        let future = filing::Elsewhere { year: Some(2027), ..Default::default() };
        assert_eq!(refusal(filing::refile(archive, &by, 3, future).await), "year_in_future");
        let volumes = archive.store.volumes(&Default::default(), ("", 0), 100).await.unwrap();
        let closed = volumes.iter().find(|volume| volume.place == levy(2009)).unwrap();
        assert_eq!((closed.items, closed.pages), (1, 10));
        close(archive, &by, closed.id, Closing::default()).await.unwrap();
        let late = filing::Elsewhere { year: Some(2010), ..Default::default() };
        assert_eq!(refusal(filing::refile(archive, &by, 3, late).await), "volume_closed");
        let codes: Vec<_> =
            archive.store.items_after(0, i64::MAX).await.unwrap().into_iter().map(|item| item.code).collect();
        assert_eq!(findings(&site).await, Vec::<String>::new());
        codes
    };
    assert_eq!(both(story).await[2], "2009-ZJ-社会保险费征缴核定材料-1-1-H");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_volume_goes_when_it_is_the_last() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed =
            file(archive, &by, vec![draft(&levy(2009), "甲", 150), draft(&levy(2009), "乙", 150)]).await;
        let filed = filed.unwrap();
        let (first, second) = (filed[0].volume_id, filed[1].volume_id);
        assert_ne!(first, second, "300 pages are two volumes");
        let remove = async |volume| filing::remove_volume(archive, &by, volume).await;
        assert_eq!(refusal(remove(second).await), "volume_not_empty");
        filing::take_out(archive, &by, filed[0].item_id).await.unwrap();
        assert_eq!(refusal(remove(first).await), "volume_not_last");
        filing::take_out(archive, &by, filed[1].item_id).await.unwrap();
        assert_eq!(remove(second).await.unwrap().number, 2);
        remove(first).await.unwrap();
        sound(&site).await;
        // the numbers begin anew, the ids do not
        let again = file(archive, &by, vec![draft(&levy(2009), "丙", 3)]).await.unwrap();
        assert!(again[0].volume_id > second);
        sound(&site).await;
        archive.store.volume(again[0].volume_id).await.unwrap().map(|volume| volume.code)
    };
    both(story).await;
}
