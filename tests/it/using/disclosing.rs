//! 谁看过我的档案: a person is told of who saw her records, and of nobody else's.

use std::path::Path;

use guidang::acts::upkeep::indexing;
use guidang::acts::using::consulting;
use guidang::acts::using::disclosing::{self, Access, Format, OwnRow};
use guidang::domain::general::error::Error;
use guidang::domain::records::item::Person;
use guidang::domain::using::consultation::Visit;

use crate::support::{Site, both, draft, file, levy, sound};

const NUMBER: &str = "990000199003071235";

fn person(name: &str, id: &str) -> Person {
    Person { name: name.into(), id_number: id.into(), ..Person::default() }
}

fn lawyer() -> Visit {
    Visit {
        identity: "lawyer".into(),
        asker: "王律师".into(),
        document: "律师证".into(),
        purpose: "litigation".into(),
    }
}

/// Her two records: a form with another person in its first row, and one of her own.
async fn two_records(site: &Site) -> [OwnRow; 2] {
    let mut shared = draft(&levy(2009), "缴费核定表", 3);
    shared.description.persons = vec![person("李四", ""), person("张小梅", NUMBER)];
    let mut own = draft(&levy(2010), "补缴核定表", 1);
    own.description.persons = vec![person("张小梅", NUMBER)];
    let filed = file(&site.archive, &site.by(), vec![shared, own]).await.unwrap();
    indexing::catch_up(&site.archive).await.unwrap();
    [OwnRow { item: filed[0].item_id, row: 2 }, OwnRow { item: filed[1].item_id, row: 1 }]
}

fn in_short(found: &[Access]) -> Vec<String> {
    found.iter().map(|one| format!("{} {} {}", one.title, one.seen_by, one.manner.zh)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn she_is_told_who_saw_her_records_and_not_who_saw_another_row() {
    both(async |mut site| {
        let [shared, own] = two_records(&site).await;
        assert_eq!(disclosing::accesses(&site.archive, &site.by(), &[shared, own]).await.unwrap().len(), 0);
        let step = async |site: &mut Site, day: u32| {
            site.set_day(2026, 12, day);
            site.by()
        };
        // the other person of the form, then she herself, then the whole form
        let by = step(&mut site, 1).await;
        consulting::look(&site.archive, &by, &lawyer(), shared.item, Some(1), "").await.unwrap();
        let by = step(&mut site, 2).await;
        consulting::look(&site.archive, &by, &lawyer(), shared.item, Some(2), "").await.unwrap();
        let by = step(&mut site, 3).await;
        consulting::show_id_number(&site.archive, &by, shared.item, 1, "handling").await.unwrap();
        let by = step(&mut site, 4).await;
        consulting::show_id_number(&site.archive, &by, own.item, 1, "handling").await.unwrap();
        let by = step(&mut site, 5).await;
        let about = ("核定表", "信访核查");
        consulting::show_id_numbers(&site.archive, &by, about, vec![shared.item], 1).await.unwrap();
        let found = disclosing::accesses(&site.archive, &by, &[shared, own]).await.unwrap();
        let me = &by.actor.name;
        assert_eq!(
            in_short(&found),
            [
                format!("缴费核定表 {me} 看完整号码"),
                format!("补缴核定表 {me} 看完整号码"),
                "缴费核定表 王律师 阅览".to_owned(),
            ]
        );
        assert_eq!(found[0].purpose.zh, "信访核查");
        assert!(found[0].at.starts_with("2026-12-05") && found[2].role.zh.contains("律师"), "{found:?}");
        // the row that names nobody is nobody's
        let nobody = disclosing::accesses(&site.archive, &by, &[OwnRow { row: 9, ..shared }]).await;
        assert!(matches!(nobody, Err(Error::NotFound(_))));
        sound(&site).await;
    })
    .await;
}

fn text_of(pdf: &Path) -> String {
    let made = std::process::Command::new("pdftotext").args(["-layout"]).arg(pdf).arg("-").output().unwrap();
    String::from_utf8(made.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_out_is_registered_and_has_no_whole_number() {
    let site = Site::open().await;
    let [shared, own] = two_records(&site).await;
    let by = site.by();
    consulting::look(&site.archive, &by, &lawyer(), shared.item, Some(2), "").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let before = site.archive.store.last_event().await.unwrap();
    for (format, name) in [(None, "a.pdf"), (Some(Format::Xlsx), "a.xlsx"), (Some(Format::Html), "a.html")] {
        let out = folder.path().join(name);
        let lang = guidang::domain::general::wording::Lang::Zh;
        disclosing::hand_out(&site.archive, &by, &[shared, own], (format, lang), &out).await.unwrap();
        let said = match name {
            "a.pdf" => text_of(&out),
            "a.html" => std::fs::read_to_string(&out).unwrap(),
            _ => continue,
        };
        assert!(
            said.contains("张小梅") && said.contains("王律师") && said.contains("本人档案查阅记录"),
            "{said}"
        );
        assert!(said.contains("990000********1235") && !said.contains(NUMBER), "{said}");
    }
    let events = site.archive.store.latest_events(i64::MAX, 10).await.unwrap();
    let made = events.iter().filter(|event| event.seq > before && event.event.what == "catalog_made");
    assert_eq!(made.count(), 3);
    sound(&site).await;
}
