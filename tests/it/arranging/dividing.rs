//! Volumes begun by hand, split and joined again.

use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::arranging::entering::{NewRow, TableEdit, enter};
use guidang::acts::arranging::starting::{NewVolume, start};
use guidang::acts::arranging::{joining, splitting};
use guidang::acts::finding::viewing;
use guidang::domain::receiving::rows::typed::TableField;
use guidang::domain::records::event::RecordKind;
use guidang::domain::records::volume::Volume;

use crate::support::{Site, both, draft, file, levy, refusal, sound};

fn new(year: i32, class: &str, step: &str) -> NewVolume {
    NewVolume { year, class: Some(class.into()), step: step.into(), ..NewVolume::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volume_begun_by_hand_is_the_next_of_its_place_and_is_filled_like_any_other() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let begin = async |one: NewVolume| start(archive, &by, one).await;
        let volume = begin(new(2009, "ZJ", "二(一)")).await.unwrap();
        assert_eq!((volume.place.clone(), volume.number, volume.items), (levy(2009), 1, 0));
        assert_eq!(volume.title, "2009年度社会保险费征缴核定材料（第1卷）");
        // what comes in next goes into it, and the next begun by hand stands behind it
        let filed = file(archive, &by, vec![draft(&levy(2009), "核定表", 5)]).await.unwrap();
        assert_eq!(filed[0].volume_id, volume.id);
        let named = NewVolume {
            title: " 镜湖区 ".into(),
            ..new(2009, "collection", "社会保险费征缴核定材料")
        };
        let second = begin(named).await.unwrap();
        assert_eq!((second.number, second.title.as_str()), (2, "镜湖区"));
        let cells =
            [(TableField::Title, "补录的一件"), (TableField::Pages, "3"), (TableField::Date, "2009-3-2")];
        let cells = cells.into_iter().map(|(field, text)| (field, text.to_owned())).collect();
        let rows = vec![NewRow { key: "k".into(), before: None, cells }];
        enter(archive, &by, second.id, TableEdit { rows, ..TableEdit::default() }).await.unwrap();
        let second = viewing::volume(archive, &by, second.id).await.unwrap();
        assert_eq!(second.volume.code, "2009-ZJ-社会保险费征缴核定材料-2-3-H");
        assert_eq!(second.history.len(), 2, "begun, and entered into");
        // an accounting block asks which paper, and takes its period from the table of the day
        assert_eq!(refusal(begin(new(2012, "ZJ", "会计凭证类")).await), "rule_missing");
        let ledger = begin(new(2012, "ZJ", "总账")).await.unwrap();
        for (wrong, why) in [
            (new(2009, "GL", "社会保险费征缴核定材料"), "unknown_step"),
            (new(2027, "ZJ", "二(一)"), "year_in_future"),
            (new(1900, "ZJ", "二(一)"), "year_in_future"),
            (NewVolume { title: "甲\u{0}".into(), ..new(2009, "ZJ", "二(一)") }, "control_character"),
            (NewVolume { scheme: Some("no-such".into()), ..new(2009, "ZJ", "二(一)") }, "no_scheme_in_use"),
        ] {
            assert_eq!(refusal(begin(wrong.clone()).await), why, "{wrong:?}");
        }
        sound(&site).await;
        (ledger.code, ledger.place.period.key())
    };
    let (code, _) = both(story).await;
    assert!(code.starts_with("2012-ZJ-"), "{code}");
}

/// 顺序号, first page and code of everything in a volume.
async fn stands(site: &Site, volume: &Volume) -> Vec<(u32, u32, String)> {
    let items = site.archive.store.items_in(volume.id).await.unwrap();
    items.into_iter().map(|item| (item.seq, item.page_from, item.code)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volume_is_split_at_a_record_and_joined_again_as_it_stood() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let drafts = (1..=5).map(|n| draft(&levy(2009), &format!("核定表 {n}"), 40)).collect();
        let filed = file(archive, &by, drafts).await.unwrap();
        let id = filed[0].volume_id;
        let before = viewing::volume(archive, &by, id).await.unwrap().volume;
        let (stood, split) = (stands(&site, &before).await, splitting::split);
        assert_eq!(refusal(split(archive, &by, id, filed[0].item_id).await), "nothing_before");
        assert_eq!(refusal(split(archive, &by, id, 9999).await), "not_in_volume");
        let done = split(archive, &by, id, filed[3].item_id).await.unwrap();
        assert_eq!((done.volume.items, done.volume.pages, done.next.items, done.next.pages), (3, 120, 2, 80));
        assert_eq!((done.volume.number, done.next.number), (1, 2));
        let codes = [1, 41].map(|page| format!("2009-ZJ-社会保险费征缴核定材料-2-{page}-H"));
        let parts: Vec<_> = stands(&site, &done.next).await;
        assert_eq!(parts, [(1, 1, codes[0].clone()), (2, 41, codes[1].clone())]);
        assert_eq!(done.next.eligible_on, before.eligible_on, "derived from what it holds now");
        // the event is told of both volumes and of the records that moved, not of those that stayed
        let last = archive.store.last_event().await.unwrap();
        let told = async |kind, id| {
            archive.store.history(kind, id).await.unwrap().last().is_some_and(|one| one.seq == last)
        };
        assert!(told(RecordKind::Volume, id).await && told(RecordKind::Volume, done.next.id).await);
        assert!(told(RecordKind::Item, filed[4].item_id).await);
        sound(&site).await;
        // on the shelf the parts stand one behind the other, and so do their records
        let beside = viewing::beside_volume(archive, &by, &done.volume).await.unwrap();
        assert_eq!((beside.0, beside.1.map(|one| one.0)), (None, Some(done.next.id)));
        let beside = viewing::beside_volume(archive, &by, &done.next).await.unwrap();
        assert_eq!((beside.0.map(|one| one.0), beside.1), (Some(id), None));
        let second = viewing::item(archive, &by, filed[1].item_id).await.unwrap().item;
        let beside = viewing::beside_item(archive, &by, &second).await.unwrap();
        let ids = [beside.0, beside.1].map(|one| one.unwrap().0);
        assert_eq!(ids, [filed[0].item_id, filed[2].item_id]);
        let other = start(archive, &by, new(2009, "GL", "参保单位登记材料")).await.unwrap();
        assert_eq!(refusal(joining::join(archive, &by, id, other.id).await), "other_place");
        assert_eq!(refusal(joining::join(archive, &by, id, id).await), "other_place");
        assert_eq!(refusal(joining::join(archive, &by, done.next.id, id).await), "volume_not_last");
        let joined = joining::join(archive, &by, id, done.next.id).await.unwrap();
        assert_eq!((joined.code.clone(), joined.items), (before.code, 5));
        assert_eq!(stands(&site, &joined).await, stood);
        assert!(archive.store.volume(done.next.id).await.unwrap().is_none());
        sound(&site).await;
        // split once more, behind a third volume that is closed: its number stays
        let third = start(archive, &by, new(2009, "ZJ", "二(一)")).await.unwrap();
        assert_eq!(third.number, 2);
        let again = split(archive, &by, id, filed[1].item_id).await.unwrap();
        assert_eq!(again.next.number, 3);
        close(archive, &by, id, Closing::default()).await.unwrap();
        assert_eq!(refusal(split(archive, &by, id, filed[0].item_id).await), "volume_closed");
        assert_eq!(refusal(joining::join(archive, &by, id, again.next.id).await), "volume_closed");
        sound(&site).await;
        stands(&site, &again.next).await
    };
    assert_eq!(both(story).await.len(), 4);
}
