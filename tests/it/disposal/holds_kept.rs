//! Holds beside the rest of the house: fonds of others, batches, backups, documents of before, ten thousand volumes.

use std::time::Instant;

use guidang::acts::disposal::expiry::{self, DueList, Format, ReportPart};
use guidang::acts::disposal::holding::{self, HoldFilter, NewHold, WrittenRule};
use guidang::acts::finding::viewing;
use guidang::acts::receiving::taking_back;
use guidang::acts::setup::founding;
use guidang::acts::upkeep::verifying;
use guidang::archive::{Access, Archive};
use guidang::domain::general::digest::Digest;
use guidang::domain::general::error::Error;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::event::{Event, EventKind};
use guidang::domain::records::item::Place;
use guidang::domain::records::scope::Scope;
use guidang::domain::values::period::RetentionPeriod;
use guidang::progress::Progress;

use super::holds::{colleague, named, ruled};
use crate::support::{Backend, Desk, FONDS, Site, both, draft, file, findings, levy, place, refusal, sound};
use crate::upkeep::backups::{back_up, restore};

fn due(year: i32) -> Place {
    place(year, "YB", "就医登记材料", RetentionPeriod::Years(10))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_works_for_one_fonds_sees_and_holds_only_its_own() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::open_on(backend).await;
        let (archive, by) = (&site.archive, site.by());
        founding::add_fonds(archive, &by, "0212".into(), "繁昌".into(), levy(2009).scheme_id).await.unwrap();
        let there = Place { fonds: "0212".into(), ..levy(2009) };
        let filed =
            file(archive, &by, vec![draft(&levy(2009), "本局", 2), draft(&there, "别局", 2)]).await.unwrap();
        let (own, other) = (filed[0].volume_id, filed[1].volume_id);
        let limin = colleague(archive, &by, "limin", Some(FONDS)).await;
        let wangfang = colleague(archive, &by, "wangfang", None).await;
        let of_other = holding::place(archive, &by, &named("审计", vec![other], vec![])).await.unwrap();
        let of_both = holding::place(archive, &by, &named("稽核", vec![own, other], vec![])).await.unwrap();
        let of_all = WrittenRule { year: "2009".into(), ..WrittenRule::default() };
        let of_all = holding::place(archive, &by, &ruled(of_all)).await.unwrap();
        let hers = archive.within(&[FONDS.to_owned()], "limin").await.unwrap();
        let seen = async || {
            let list = holding::list(&hers, &limin, HoldFilter::default(), 0, 50).await.unwrap();
            list.holds.into_iter().map(|view| view.hold.number).collect::<Vec<_>>()
        };
        assert_eq!(seen().await, [of_all.hold.number.as_str(), &of_both.hold.number]);
        assert!(matches!(holding::show(&hers, &limin, of_other.hold.id).await, Err(Error::NotFound(_))));
        let caught = holding::caught(&hers, &limin, of_all.hold.id, 0, 50).await.unwrap();
        assert_eq!((caught.caught.volumes, caught.volumes[0].volume.id), (1, own));
        let named_there = holding::caught(&hers, &limin, of_both.hold.id, 0, 50).await.unwrap();
        assert_eq!(named_there.volumes.iter().map(|one| one.volume.id).collect::<Vec<_>>(), [own]);
        assert_eq!(viewing::volume(&hers, &limin, own).await.unwrap().holds.len(), 2);
        // she holds her own, by name and by rule, and nothing of others
        assert_eq!(
            refusal(holding::place(&hers, &limin, &named("诉讼", vec![other], vec![])).await),
            "no_such_volume"
        );
        let elsewhere = WrittenRule { year: "2009".into(), ..WrittenRule::default() };
        let elsewhere = NewHold { fonds: "0212".into(), ..ruled(elsewhere) };
        assert!(holding::place(&hers, &limin, &elsewhere).await.is_err());
        let rule = WrittenRule { year: "2009".into(), ..WrittenRule::default() };
        let placed = holding::place(&hers, &limin, &ruled(rule)).await.unwrap();
        assert_eq!(placed.fonds.as_deref(), Some(FONDS), "a rule of hers is for her fonds");
        let caught = holding::caught(archive, &by, placed.hold.id, 0, 50).await.unwrap();
        assert_eq!(caught.caught.volumes, 1);
        // what concerns others, too, she does not lift, nor asks to
        for hold in [&of_all, &of_both] {
            let asked = holding::ask_lift(&hers, &limin, hold.hold.id, "已结案").await;
            assert_eq!(refusal(asked), "hold_of_the_whole", "{backend:?}");
        }
        holding::ask_lift(&hers, &limin, placed.hold.id, "已结案").await.unwrap();
        holding::lift(archive, &wangfang, placed.hold.id).await.unwrap();
        sound(&site).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_with_a_held_record_is_not_taken_back() {
    both(async |site: Site| {
        let desk = site.leave().await;
        let sheet = desk.data().join("收.csv");
        std::fs::write(&sheet, "题名,页数,年度\n核定表一,2,2009\n核定表二,3,2009\n").unwrap();
        let decisions = ["--class", "ZJ", "--step", "社会保险费征缴核定材料"];
        desk.run(&[&["import", "items", sheet.to_str().unwrap()], &decisions[..]].concat()).ending(0);
        let site = desk.open().await;
        let (archive, by) = (&site.archive, site.by());
        let wangfang = colleague(archive, &by, "wangfang", None).await;
        let batch = archive.store.batches(1).await.unwrap()[0].id;
        let words = WrittenRule { words: "核定表二".into(), ..WrittenRule::default() };
        let placed = holding::place(archive, &by, &ruled(words)).await.unwrap();
        let refused = |outcome: guidang::domain::general::error::Result<taking_back::TakenBack>| match outcome {
            Err(Error::Refused(problems)) => problems.into_iter().map(|one| one.kind).collect::<Vec<_>>(),
            other => panic!("not refused: {other:?}"),
        };
        let kinds = refused(taking_back::take_back(archive, &by, batch).await);
        assert_eq!(kinds, ["batch_gone_on", "record_held"]);
        // by SQL alone neither
        let mut raw = site.desk.behind().await;
        let item = raw.number("select max(id) from item").await;
        let sql = format!(
            "begin; update batch set taken_back_at = 't', taken_back_by = 'a' where id = {batch}; delete from item where id = {item}; commit"
        );
        assert!(raw.run(&sql).await.unwrap_err().contains("on hold"));
        raw.run("rollback").await.ok();
        holding::ask_lift(archive, &by, placed.hold.id, "查清").await.unwrap();
        holding::lift(archive, &wangfang, placed.hold.id).await.unwrap();
        let done = taking_back::take_back(archive, &by, batch).await.unwrap();
        sound(&site).await;
        (kinds, done.items)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_archive_has_every_hold_and_its_guards() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::open_on(backend).await;
        let (archive, by) = (&site.archive, site.by());
        let filed = file(archive, &by, vec![draft(&due(2009), "就医登记表", 3)]).await.unwrap();
        let chosen =
            holding::place(archive, &by, &named("诉讼", vec![filed[0].volume_id], vec![])).await.unwrap();
        let rule = WrittenRule { year: "2009..2012".into(), ..WrittenRule::default() };
        holding::place(archive, &by, &ruled(rule)).await.unwrap();
        let place = tempfile::TempDir::new().unwrap();
        let backups = place.path().join("备份");
        back_up(archive, &backups).await.unwrap();
        let other = Desk::on(backend).await;
        restore(other.config(), &backups).await.unwrap();
        let again = Archive::open(other.config(), Access::Whole).await.unwrap();
        let marks = viewing::volume(&again, &by, filed[0].volume_id).await.unwrap().holds;
        let before = viewing::volume(archive, &by, filed[0].volume_id).await.unwrap().holds;
        assert_eq!((marks.len(), &marks), (2, &before), "{backend:?}");
        // the rule goes on catching, and the guards stand again
        let later = file(&again, &by, vec![draft(&due(2010), "以后的", 3)]).await.unwrap();
        assert_eq!(viewing::volume(&again, &by, later[0].volume_id).await.unwrap().holds.len(), 1);
        let sql = format!("delete from hold_record where hold_id = {}", chosen.hold.id);
        let refused = other.behind().await.run(&sql).await.unwrap_err();
        assert!(refused.contains("keeps its records"), "{refused}");
        assert_eq!(verifying::verify(&again, &by).await.unwrap().findings.len(), 0);
        again.close().await;
        archive.store.close().await;
    }
}

/// A list that was registered before a hold was placed or lifted is made again as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_due_list_of_before_is_reprinted_as_it_was() {
    let site = Site::open().await;
    let (archive, by) = (&site.archive, site.by());
    let filed = file(archive, &by, vec![draft(&due(2009), "就医登记表", 3)]).await.unwrap();
    let wangfang = colleague(archive, &by, "wangfang", None).await;
    let wanted = DueList { year: 2026, ..DueList::default() };
    let out = |name: &str| site.desk.data().join(name);
    let export = async |name: &str| {
        expiry::export(archive, &by, &wanted, Format::Xlsx, Lang::Zh, &out(name), &Progress::default())
            .await
            .unwrap();
        Digest::compute(&std::fs::read(out(name)).unwrap())
    };
    let free = export("一.xlsx").await;
    let placed =
        holding::place(archive, &by, &named("诉讼", vec![filed[0].volume_id], vec![])).await.unwrap();
    let held = export("二.xlsx").await;
    holding::ask_lift(archive, &by, placed.hold.id, "已结案").await.unwrap();
    holding::lift(archive, &wangfang, placed.hold.id).await.unwrap();
    let desk = site.leave().await;
    for (digest, name) in [(free, "一.xlsx"), (held, "二.xlsx")] {
        let again = desk.data().join(format!("again-{name}"));
        let words = ["catalog", "reprint", &digest.hex(), "-o", again.to_str().unwrap()];
        desk.run(&words).ending(0);
        assert_eq!(Digest::compute(&std::fs::read(&again).unwrap()), digest, "{name}");
    }
}

/// The report of ten thousand volumes, many of them held by twenty rules.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_ten_thousand_volumes_says_what_is_held() {
    let site = Site::open().await;
    let (archive, by) = (&site.archive, site.by());
    let mut template = file(archive, &by, vec![draft(&due(2009), "就医登记表", 3)]).await.unwrap();
    let first = template.pop().unwrap();
    let mut raw = site.desk.behind().await;
    // copies of one volume with its record, as SQL makes them
    for sql in [
        "insert into volume select v.id + n.value, place_id, v.number + n.value, step_text, title, state, items, pages, first_date, last_date, code || n.value, code_sort || printf('%06d', n.value), statement, closed_on, closed_by, checked_by, eligible_on, question, case when deciding_item is null then null else deciding_item + n.value end from volume v, (with recursive c(value) as (select 1 union all select value + 1 from c where value < 9999) select value from c) n",
        "insert into item select i.id + n.value, place_id, volume_id + n.value, seq, rule, page_from, pages, code || n.value, code_sort || printf('%06d', n.value), title || n.value, creator, doc_number, date, date_end, secrecy, medium, remarks, more, eligible_on, question, likeness, batch_id, batch_row, filed_in from item i, (with recursive c(value) as (select 1 union all select value + 1 from c where value < 9999) select value from c) n",
    ] {
        raw.run(sql).await.unwrap();
    }
    let report = async || {
        let began = Instant::now();
        let part = ReportPart::first(10_000);
        let report = expiry::report(archive, &by, 2026, &Scope::default(), part).await.unwrap();
        let held = report.rows.iter().filter(|row| !row.holds.is_empty()).count();
        (report.rows.len(), held, began.elapsed())
    };
    let (rows, held, without) = report().await;
    assert_eq!((rows, held), (10_000, 0));
    for number in 0..20 {
        let words = WrittenRule { words: format!("登记表{number}"), ..WrittenRule::default() };
        holding::place(archive, &by, &ruled(words)).await.unwrap();
    }
    holding::place(archive, &by, &named("审计", vec![first.volume_id], vec![])).await.unwrap();
    let (rows, held, with) = report().await;
    assert_eq!(rows, 10_000);
    assert!(held > 2000, "{held} are held");
    assert!(
        with < without * 4 + std::time::Duration::from_secs(2),
        "{without:?} without holds, {with:?} with"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_each_step_names_the_hold() {
    let site = Site::open().await;
    let (archive, by) = (&site.archive, site.by());
    let filed = file(archive, &by, vec![draft(&levy(2009), "甲", 2)]).await.unwrap();
    let wangfang = colleague(archive, &by, "wangfang", None).await;
    let id =
        holding::place(archive, &by, &named("诉讼", vec![], vec![filed[0].item_id])).await.unwrap().hold.id;
    holding::ask_lift(archive, &by, id, "一").await.unwrap();
    holding::keep(archive, &wangfang, id, "二").await.unwrap();
    holding::ask_lift(archive, &by, id, "三").await.unwrap();
    holding::lift(archive, &wangfang, id).await.unwrap();
    let events = archive.store.latest_events(i64::MAX, 5).await.unwrap();
    let told: Vec<(String, String)> =
        events.into_iter().rev().map(|logged| (logged.event.what, logged.event.about)).collect();
    let kinds = ["hold_placed", "hold_lift_asked", "hold_kept", "hold_lift_asked", "hold_lifted"];
    assert_eq!(told, kinds.map(|kind| (kind.to_owned(), "2026-001".to_owned())));
    // a hold is no deed of filing: it needs its own leave
    let event = Event::new(EventKind::HoldPlaced, "x", serde_json::json!({}));
    assert_eq!(EventKind::from_key(&event.what).unwrap().deed().unwrap().key(), "hold");
}

/// The guards ask the views: one that says nothing is held is found, whatever it says of the rows there are.
#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_lets_go_is_found() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let site = Site::open_on(backend).await;
        let (archive, by) = (&site.archive, site.by());
        let filed = file(archive, &by, vec![draft(&levy(2009), "甲", 2)]).await.unwrap();
        holding::place(archive, &by, &named("诉讼", vec![filed[0].volume_id], vec![])).await.unwrap();
        sound(&site).await;
        let mut raw = site.desk.behind().await;
        raw.run("drop view held_volume").await.unwrap();
        let nothing = "create view held_volume as select id as hold_id, id as volume_id, id as item_id, number as way from hold where 1 = 0";
        raw.run(nothing).await.unwrap();
        assert_eq!(findings(&site).await, ["guard_missing view held_volume"], "{backend:?}");
        raw.run("drop view held_item").await.unwrap();
        let said = findings(&site).await;
        assert!(said.contains(&"schema_differs view held_item".to_owned()), "{backend:?}: {said:?}");
    }
}
