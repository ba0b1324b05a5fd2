//! The first page's own: what somebody worked on last, volumes closed and visits served by month.

use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::arranging::filing;
use guidang::acts::finding::viewing;
use guidang::acts::receiving::inbox;
use guidang::acts::using::consulting;
use guidang::domain::records::event::EventKind;
use guidang::domain::using::consultation::Visit;

use crate::support::door::Door;
use crate::support::{Site, both, draft, file, levy};

#[tokio::test(flavor = "multi_thread")]
async fn open_volumes_worked_on_come_the_last_first_and_imports_do_not_count() {
    let story = async |mut site: Site| {
        let mut volumes = Vec::new();
        for year in [2009, 2010, 2011] {
            let filed = file(&site.archive, &site.by(), vec![draft(&levy(year), "核定表", 2)]).await.unwrap();
            volumes.push(filed[0].volume_id);
        }
        assert!(viewing::worked_on(&site.archive, &site.by(), 9).await.unwrap().is_empty(), "only filed");
        for id in [volumes[1], volumes[0], volumes[2]] {
            filing::retitle(&site.archive, &site.by(), id, "改题".into()).await.unwrap();
        }
        close(&site.archive, &site.by(), volumes[2], closing()).await.unwrap();
        site.set_day(2026, 12, 1);
        filing::retitle(&site.archive, &site.by(), volumes[1], "再改".into()).await.unwrap();
        let found = viewing::worked_on(&site.archive, &site.by(), 9).await.unwrap();
        let shown: Vec<String> =
            found.iter().map(|one| format!("{} {} {}", one.volume.title, &one.at[..10], one.actor)).collect();
        assert_eq!(viewing::worked_on(&site.archive, &site.by(), 1).await.unwrap().len(), 1);
        shown
    };
    assert_eq!(both(story).await, ["再改 2026-12-01 local", "改题 2026-11-21 local"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn months_count_volumes_closed_and_visits_not_lines() {
    let story = async |mut site: Site| {
        let filed = file(&site.archive, &site.by(), vec![draft(&levy(2009), "核定表", 2)]).await.unwrap();
        let (item, volume) = (filed[0].item_id, filed[0].volume_id);
        close(&site.archive, &site.by(), volume, closing()).await.unwrap();
        let visit = |asker: &str| Visit {
            identity: "lawyer".into(),
            asker: asker.into(),
            document: "函7号".into(),
            purpose: "litigation".into(),
        };
        // one visit, three lines; another visitor; the same on another day, and long before
        for (asker, day) in
            [("王", (2026, 11, 21)), ("李", (2026, 11, 21)), ("王", (2026, 11, 22)), ("王", (2025, 11, 30))]
        {
            site.set_day(day.0, day.1, day.2);
            for _ in 0..3 {
                consulting::look(&site.archive, &site.by(), &visit(asker), item, None, "张").await.unwrap();
            }
        }
        site.set_day(2026, 11, 25);
        let months = viewing::months(&site.archive, &site.by(), 11).await.unwrap();
        assert_eq!((months.closed.len(), months.visits.len()), (12, 12));
        assert_eq!(
            (months.closed[0].month.as_str(), months.closed[11].month.as_str()),
            ("2025-12", "2026-11")
        );
        let counts = |months: &[viewing::MonthCount]| months.iter().map(|one| one.count).collect::<Vec<_>>();
        let by = site.by();
        let besides = async |login: &str| {
            viewing::latest_deed(&site.archive, &by, EventKind::VolumeClosed, login).await.unwrap()
        };
        assert_eq!(besides(&by.actor.login).await, 0, "nobody else closed one");
        assert!(besides("demo").await > 0);
        (counts(&months.closed), counts(&months.visits))
    };
    let (closed, visits) = both(story).await;
    assert_eq!((closed[11], closed.iter().sum::<i64>()), (1, 1));
    assert_eq!((visits[11], visits.iter().sum::<i64>()), (3, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn home_calls_to_mind_what_was_begun() {
    let door = Door::furnished().await;
    let by = door.archive.local_user();
    let before = door.get("/").await.text();
    assert!(before.contains("未完的工作") && before.contains("增长与利用"), "{before}");
    let sheet = inbox::paste(&door.archive, &by, "题名\t页数\n核定表\t3\n").await.unwrap();
    filing::retitle(&door.archive, &by, door.open_volume, "昨天改过的".into()).await.unwrap();
    let home = door.get("/").await.text();
    let unfinished = home.split("id=\"unfinished-head\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(unfinished.contains(&format!("/import/{}", sheet.digest.hex())), "{unfinished}");
    assert!(
        unfinished.contains("昨天改过的") && unfinished.contains(&format!("/volumes/{}\"", door.open_volume))
    );
    // the sheet that was taken in waits no longer
    assert!(!unfinished.contains(&door.sheet), "{unfinished}");
    assert!(home.contains("近 12 个月立卷") && home.contains("近 12 个月利用"), "{home}");
}

fn closing() -> Closing {
    Closing { closed_by: "甲".into(), checked_by: "乙".into(), note: String::new() }
}
