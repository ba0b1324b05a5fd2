//! 案卷 as a kind of hit of their own, kept in step with what happens to them; their list by words and in any order.

use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::arranging::filing;
use guidang::acts::finding::listing::{self, List, VolumesWanted};
use guidang::acts::finding::searching::{self, SearchAnswer, SearchQuery};
use guidang::acts::upkeep::indexing;
use guidang::domain::records::scope::Scope;
use guidang::domain::records::states::HitKind;
use guidang::domain::records::volume::VolumeOrder;

use axum::http::StatusCode;

use crate::support::door::{Door, encoded};
use crate::support::{Desk, Site, both, draft, file, levy, refusal, sound};

async fn find(site: &Site, text: &str, kind: Option<HitKind>) -> SearchAnswer {
    let asked = SearchQuery { text: text.into(), kind, ..SearchQuery::default() };
    searching::find(&site.archive, &site.by(), &asked).await.unwrap()
}

/// Kind and code of each hit.
fn hits(found: &SearchAnswer) -> Vec<(HitKind, String)> {
    found.hits.iter().map(|hit| (hit.kind, hit.code.clone())).collect()
}

/// How many hits of each kind there would be.
fn kinds(found: &SearchAnswer) -> Vec<(String, u64)> {
    let facet = found.facets.iter().find(|facet| facet.name == "kind").unwrap();
    facet.values.iter().map(|value| (value.value.clone(), value.count)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn volumes_are_found_and_the_index_follows_what_happens_to_them() {
    both(async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let papers = (1..=3).map(|n| draft(&levy(2009), &format!("核定表{n}"), 2)).collect();
        let shelved = file(archive, &by, papers).await.unwrap();
        file(archive, &by, vec![draft(&levy(2010), "核定表四", 5)]).await.unwrap();
        sound(&site).await;
        let both_kinds = find(&site, "征缴核定材料 2009", None).await;
        assert_eq!((both_kinds.total, both_kinds.items, both_kinds.volumes), (1, 0, 1));
        let hit = &both_kinds.hits[0];
        let told = (hit.kind, hit.number, hit.items, hit.pages, hit.date.as_deref());
        assert_eq!(told, (HitKind::Volume, Some(1), Some(3), 6, Some("2009-03-22")));
        let volume = hit.id;

        // on the shelf a volume stands before what is in it, and each kind can be had alone
        let shelf = hits(&find(&site, "2009", None).await);
        assert_eq!(
            shelf.iter().map(|(kind, _)| *kind).collect::<Vec<_>>()[..2],
            [HitKind::Volume, HitKind::Item]
        );
        let (all, volumes, items) = (
            find(&site, "2009", None).await,
            find(&site, "2009", Some(HitKind::Volume)).await,
            find(&site, "2009", Some(HitKind::Item)).await,
        );
        assert_eq!((all.total, volumes.total, items.total), (4, 1, 3));
        assert_eq!((volumes.items, volumes.volumes, items.items, items.volumes), (0, 1, 3, 0));
        assert_eq!(kinds(&all), [("item".to_owned(), 3), ("volume".to_owned(), 1)]);
        assert_eq!(kinds(&volumes), kinds(&all), "a choice shows what the other would give");

        // by its number, its code whole and by its beginning
        assert_eq!(find(&site, "第1卷", Some(HitKind::Volume)).await.total, 2);
        assert_eq!(find(&site, "2010 1", Some(HitKind::Volume)).await.total, 1);
        let code = archive.store.volume(volume).await.unwrap().unwrap().code;
        assert_eq!(hits(&find(&site, &code, Some(HitKind::Volume)).await), [(HitKind::Volume, code.clone())]);
        assert_eq!(find(&site, "2009-ZJ", Some(HitKind::Volume)).await.total, 1);

        // another title
        filing::retitle(archive, &by, volume, "鏡湖區缴费核定".into()).await.unwrap();
        sound(&site).await;
        assert_eq!(find(&site, "镜湖区", None).await.volumes, 1);
        assert_eq!(find(&site, "征缴核定材料 2009", Some(HitKind::Volume)).await.total, 0);

        // a paper less: the code's page part is another
        filing::take_out(archive, &by, shelved[2].item_id).await.unwrap();
        sound(&site).await;
        let now = archive.store.volume(volume).await.unwrap().unwrap();
        assert_ne!(now.code, code);
        assert_eq!(hits(&find(&site, &now.code, Some(HitKind::Volume)).await).len(), 1);
        assert_eq!(find(&site, &code, Some(HitKind::Volume)).await.total, 0);

        // closed
        let closing = Closing { checked_by: "李".into(), ..Closing::default() };
        closing::close(archive, &by, volume, closing).await.unwrap();
        sound(&site).await;
        let closed = SearchQuery {
            scope: Scope { state: Some("closed".into()), ..Scope::default() },
            kind: Some(HitKind::Volume),
            ..SearchQuery::default()
        };
        assert_eq!(searching::find(archive, &by, &closed).await.unwrap().total, 1);

        // emptied and removed
        let other = find(&site, "2010", Some(HitKind::Volume)).await.hits[0].id;
        let paper = find(&site, "核定表四", None).await.hits[0].id;
        filing::take_out(archive, &by, paper).await.unwrap();
        filing::remove_volume(archive, &by, other).await.unwrap();
        sound(&site).await;
        assert_eq!(find(&site, "2010", Some(HitKind::Volume)).await.total, 0);

        // made anew, the index answers the same
        let before = hits(&find(&site, "", None).await);
        indexing::reindex(archive, &by).await.unwrap();
        assert_eq!(hits(&find(&site, "", None).await), before);
        sound(&site).await;
        before
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_volumes_is_narrowed_by_words_and_sorted_by_any_column() {
    both(async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        for (year, papers) in [(2011, 1), (2009, 3), (2010, 2)] {
            let papers = (0..papers).map(|n| draft(&levy(year), &format!("核定表{n}"), 4 - papers)).collect();
            file(archive, &by, papers).await.unwrap();
        }
        let listed = async |words: &str, order: &str| {
            let order = VolumeOrder::read(order).unwrap();
            let wanted = VolumesWanted { words: words.into(), order, ..VolumesWanted::default() };
            let list = List::Volumes(wanted.clone());
            let page = listing::page(archive, &by, &list, 0, 50).await.unwrap();
            // one at a time, programs get the same
            let (mut rows, mut after) = (Vec::new(), None);
            loop {
                let one = listing::volumes(archive, &by, &wanted, after.as_deref(), 1).await.unwrap();
                assert_eq!((one.volumes, one.pages), (page.total, page.sums[1].1), "{words} {order:?}");
                rows.extend(one.rows.into_iter().map(|line| (line.volume.id, line.volume.place.year)));
                after = one.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(
                rows.iter().map(|row| row.0).collect::<Vec<_>>(),
                page.lines.iter().map(|line| line.id).collect::<Vec<_>>()
            );
            rows.into_iter().map(|row| row.1).collect::<Vec<_>>()
        };
        assert_eq!(listed("", "").await, [2009, 2010, 2011]);
        assert_eq!(listed("", "-code").await, [2011, 2010, 2009]);
        assert_eq!(listed("", "items").await, [2011, 2010, 2009]);
        assert_eq!(listed("", "-items").await, [2009, 2010, 2011]);
        assert_eq!(listed("", "pages").await, [2009, 2011, 2010], "alike: as on the shelf");
        assert_eq!(listed("", "-pages").await, [2010, 2009, 2011]);
        assert_eq!(listed("", "-dates").await, [2011, 2010, 2009]);
        for alike in ["class", "step", "number", "period", "state", "closed_on", "fonds", "-state", "-class"]
        {
            assert_eq!(listed("", alike).await, [2009, 2010, 2011], "{alike}");
        }
        let volume = archive.store.volumes(&Scope::default(), ("", 0), 1).await.unwrap().remove(0);
        filing::retitle(archive, &by, volume.id, "蕪湖市缴费核定".into()).await.unwrap();
        let closing = Closing { checked_by: "李".into(), ..Closing::default() };
        closing::close(archive, &by, volume.id, closing).await.unwrap();
        assert_eq!(listed("", "title").await, [2010, 2011, 2009], "二零 is read before 芜湖");
        assert_eq!(listed("", "-title").await, [2009, 2011, 2010]);
        assert_eq!(listed("", "closed_on").await[0], 2009, "those without a day come last");
        assert_eq!(listed("", "-closed_on").await[0], 2009);
        assert_eq!(listed("", "-state").await, [2010, 2011, 2009]);
        // no index is asked: the new title is found at once, however it is written
        assert_eq!(listed("芜湖", "").await, [2009]);
        assert_eq!(listed("征缴核定", "-pages").await, [2010, 2011]);
        assert_eq!(listed("2010 第1卷", "").await, [2010]);
        assert_eq!(listed(&volume.code[..7], "").await, [2009]);
        assert_eq!(listed("没有的", "").await, [0i32; 0]);
        let deep = listing::page(archive, &by, &List::Volumes(VolumesWanted::default()), 1 << 40, 1).await;
        assert_eq!(refusal(deep), "too_deep");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_programs_tell_volumes_from_records() {
    let door = Door::furnished().await;
    let title = encoded("就医登记材料");
    let page = door.get(&format!("/search?q={title}")).await.text();
    assert!(page.contains(&format!("<tr data-volume=\"{}\">", door.closed_volume)), "{page}");
    assert!(page.contains("件或案卷") && page.contains("value=\"volume\""), "{page}");
    let records = door.get(&format!("/search?q={title}&kind=item")).await.text();
    assert!(!records.contains("data-volume"), "{records}");
    let set_aside = door.post("/basket", &format!("add=v{}&back=/basket", door.closed_volume)).await;
    assert_eq!(set_aside.onward(), "/basket");
    let find = async |query: &str| door.get(&format!("/api/v1/find?{query}")).await.json();
    let all = find("q=2009").await;
    let of = |kind: &str, found: &serde_json::Value| {
        found["hits"].as_array().unwrap().iter().filter(|hit| hit["kind"] == kind).count() as u64
    };
    let counted = (all["items"].as_u64().unwrap(), all["volumes"].as_u64().unwrap());
    assert_eq!(all["total"].as_u64().unwrap(), counted.0 + counted.1);
    let volumes = find("q=2009&kind=volume&limit=200").await;
    assert_eq!((of("volume", &volumes), of("item", &volumes)), (counted.1, 0), "{volumes}");
    assert_eq!(find("q=2009&kind=item&limit=200").await["total"].as_u64().unwrap(), counted.0);
    // several values of a facet, any of which may stand; ticked boxes say each by itself
    let total = async |query: &str| find(query).await["total"].as_u64().unwrap();
    let classes = &all["facets"]["class_id"];
    let [one, other] = [0, 1].map(|at| classes[at]["value"].as_str().unwrap().to_owned());
    let each = [0, 1].map(|at| classes[at]["count"].as_u64().unwrap());
    assert!(each[0] > 0 && each[1] > 0, "{classes}");
    assert_eq!(total(&format!("q=2009&class={one}")).await, each[0]);
    assert_eq!(total(&format!("q=2009&class={one},{other}")).await, each[0] + each[1]);
    assert_eq!(total("year=2008,2009&limit=1").await, total("year=2009&limit=1").await);
    assert_eq!(total("year=2007,2008&limit=1").await, 0);
    let everywhere = total(&format!("class={one}&limit=1")).await;
    assert_eq!(total(&format!("class={one}&state=open,closed,taken_out&limit=1")).await, everywhere);
    let ticked = format!("/search?q=2009&class={one}&class={other}&kind=item&kind=volume");
    let ticked = door.get(&ticked).await.text();
    assert_eq!(ticked.matches(" checked>").count(), 4, "{ticked}");
    assert_eq!(door.get("/search?year=2009&year=20x9").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = door.get("/api/v1/find?q=2009&kind=box").await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.json()["problems"][0]["kind"].clone()),
        (422, "no_such_hit_kind".into())
    );

    let list = door.get(&format!("/volumes?q={}&sort=-pages", encoded("第1卷"))).await.text();
    assert!(list.contains("aria-sort=\"descending\"") && list.contains("sort=pages"), "{list}");
    assert!(list.contains("name=\"sort\" value=\"-pages\"") && list.contains("value=\"第1卷\""), "{list}");
    let file = format!("format=csv&query={}", encoded("q=就医登记&sort=-pages"));
    let file = door.post("/lists/volumes/export", &file).await.text();
    assert!(file.contains("2009-YB-就医登记材料-1-3-F") && !file.contains("2009-ZJ"), "{file}");
    let one = door.get(&format!("/api/v1/volumes?q={title}")).await.json();
    assert_eq!((one["volumes"].clone(), one["rows"][0]["id"].clone()), (1.into(), door.closed_volume.into()));
    assert_eq!(door.get("/api/v1/volumes?sort=size").await.status.as_u16(), 422);
    assert_eq!(door.get("/volumes?sort=size").await.status.as_u16(), 422);
    let number = door.get("/volumes?q=990000199003071235").await.onward();
    let number = door.get(&number).await.onward();
    assert!(number.starts_with("/search?s=") && number.contains("kind=volume"), "{number}");
}

#[test]
fn the_command_line_finds_volumes_as_the_page_does() {
    let desk = Desk::founded();
    let sheet = desk.data().join("a.csv");
    std::fs::write(&sheet, "题名,页数,年度\n缴费核定表,1,2009\n缴费核定表,3,2010\n").unwrap();
    let decided = ["--class", "ZJ", "--step", "社会保险费征缴核定材料"];
    desk.run(&[&["import", "items", sheet.to_str().unwrap()], &decided[..]].concat()).ending(0);
    let found = desk.run(&["find", "征缴核定材料"]).ending(0).out;
    assert!(found.contains("共 0 件，2 卷") && found.contains("案卷"), "{found}");
    assert!(desk.run(&["find", "2009", "--kind", "item"]).ending(0).out.contains("共 1 件"), "only records");
    assert!(desk.run(&["find", "2009", "--kind", "案卷"]).ending(0).out.contains("共 1 卷"), "only volumes");
    desk.run(&["find", "2009", "--kind", "box"]).ending(5);
    let listed = desk.run(&["volume", "list", "--sort", "-pages"]).ending(0).out;
    assert!(listed.find("2010-ZJ").unwrap() < listed.find("2009-ZJ").unwrap(), "{listed}");
    let narrowed = desk.run(&["volume", "list", "2010", "第1卷"]).ending(0).out;
    assert!(narrowed.contains("合计 1 卷") && !narrowed.contains("2009-ZJ"), "{narrowed}");
}
