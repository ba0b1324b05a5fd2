//! What was exported once is made again as it was, whatever happened to the records since; a catalog of an earlier
//! day; and what differs between two exports, with the deeds that did it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::arranging::filing::{self, Correction, Elsewhere};
use guidang::acts::catalogs::cataloging::{
    self, CatalogRequest, ComparedFile, Format, Leaf, LineFate, MadeAgain, OnPaper, Papers, Standing,
};
use guidang::acts::disposal::expiry;
use guidang::acts::setup::founding::add_fonds;
use guidang::archive::Archive;
use guidang::clock::Clock;
use guidang::domain::disposal::retention::{Fact, FactKind};
use guidang::domain::general::digest::Digest;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::item::{Draft, Person, Unit};
use guidang::domain::values::period::RetentionPeriod;
use guidang::progress::Progress;
use guidang::store::{item_digest, volume_digest};

use crate::support::{Raw, Site, both, draft, file, levy, place, refusal, sound};

/// Everything that stands on the shelves, by digest: records with their persons and units, volumes.
async fn shelves(archive: &guidang::store::Queries) -> (BTreeSet<String>, BTreeSet<String>) {
    let items = archive.items_after(0, i64::MAX).await.unwrap();
    let volumes = archive.volumes(&Default::default(), ("", 0), i64::MAX).await.unwrap();
    let items = items.iter().map(|item| item_digest(item).hex()).collect();
    (items, volumes.iter().map(|volume| volume_digest(volume).hex()).collect())
}

fn papers() -> Vec<Draft> {
    let place = levy(2009);
    let person = |number: u32| Person { name: format!("张{number}"), ..Person::default() };
    (1..=6)
        .map(|n| {
            let mut one = draft(&place, &format!("核定表 {n}"), n);
            one.description.persons = vec![person(n), person(n + 10)];
            one.description.units = vec![Unit { name: format!("单位{n}"), number: String::new() }];
            one
        })
        .collect()
}

/// Deeds of every kind that changes what a document says, one after another; after each of them the shelves are
/// looked at.
async fn worked(site: &Site) -> Vec<(i64, (BTreeSet<String>, BTreeSet<String>))> {
    let (archive, by) = (&site.archive, site.by());
    let mut seen = Vec::new();
    let mut look = async || {
        let seq = archive.store.last_event().await.unwrap();
        let shelves = shelves(&archive.store).await;
        seen.push((seq, shelves));
    };
    look().await;
    let shelved = file(archive, &by, papers()).await.unwrap();
    let ids: Vec<i64> = shelved.iter().map(|one| one.item_id).collect();
    let volume = archive.store.item(ids[0]).await.unwrap().unwrap().volume_id.unwrap();
    look().await;
    let corrections = [
        Correction { title: Some("改过的题名".into()), ..Correction::default() },
        Correction { pages: Some(9), ..Correction::default() },
        Correction {
            persons: Some(vec![Person { name: "李四".into(), ..Person::default() }]),
            units: Some(Vec::new()),
            ..Correction::default()
        },
        Correction { remarks: Some("缺第3页".into()), ..Correction::default() },
    ];
    for (at, correction) in corrections.into_iter().enumerate() {
        let correction = Correction { reason: "核对原件".into(), ..correction };
        filing::correct(archive, &by, ids[at % 2], correction).await.unwrap();
        look().await;
    }
    filing::retitle(archive, &by, volume, "改过的案卷题名".into()).await.unwrap();
    look().await;
    let mut order = ids.clone();
    order.reverse();
    filing::reorder(archive, &by, volume, order).await.unwrap();
    look().await;
    filing::take_out(archive, &by, ids[3]).await.unwrap();
    look().await;
    filing::put_in(archive, &by, ids[3], volume, 1).await.unwrap();
    look().await;
    filing::take_out(archive, &by, ids[4]).await.unwrap();
    look().await;
    let other = place(2009, "YB", "就医登记材料", RetentionPeriod::Years(10));
    let to = Elsewhere {
        year: Some(other.year),
        class: Some(other.class_id.clone()),
        step: Some("就医登记材料".into()),
        ..Elsewhere::default()
    };
    filing::refile(archive, &by, ids[4], to).await.unwrap();
    look().await;
    let day = NaiveDate::from_ymd_opt(2012, 5, 1).unwrap();
    let fact = Fact { kind: FactKind::Ended, on: day, period: None, note: String::new() };
    let agreement = place(2009, "GL", "服务协议管理材料", RetentionPeriod::Years(10));
    let agreed = file(archive, &by, vec![draft(&agreement, "服务协议", 2)]).await.unwrap();
    look().await;
    expiry::record_fact(archive, &by, agreed[0].item_id, fact).await.unwrap();
    look().await;
    add_fonds(archive, &by, "0300".into(), "别馆".into(), "wuhu-2009".into()).await.unwrap();
    look().await;
    let closing = Closing { closed_by: "甲".into(), checked_by: "乙".into(), note: String::new() };
    closing::close(archive, &by, volume, closing).await.unwrap();
    look().await;
    let correction =
        Correction {
            title: Some("立卷后更正".into()), reason: "更正".into(), ..Correction::default()
        };
    filing::correct(archive, &by, ids[5], correction).await.unwrap();
    look().await;
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn the_records_after_any_event_are_read_from_the_log() {
    let story = async |site: Site| {
        let seen = worked(&site).await;
        assert!(seen.len() >= 14, "{}", seen.len());
        let volumes: Vec<i64> = (1..=9).collect();
        let folder = tempfile::tempdir().unwrap();
        for (seq, shelves_then) in &seen {
            let place = folder.path().join(format!("{seq}.db"));
            let rebuilt = site.archive.store.rebuild_after(*seq, &volumes, &place).await.unwrap();
            assert_eq!(rebuilt.unproved, [], "after {seq}");
            assert_eq!(&shelves(&rebuilt.store).await, shelves_then, "after {seq}");
            rebuilt.store.close().await;
        }
        sound(&site).await;
        // a log that kept no earlier values proves nothing
        let last = seen.last().unwrap().0;
        let desk = site.leave().await;
        let mut behind = desk.behind().await;
        let unguard = match &behind {
            Raw::Sqlite(_) => "drop trigger event_never_changes",
            Raw::Postgres(_) => "alter table event disable trigger all",
        };
        behind.run(unguard).await.unwrap();
        behind.run(&format!("update event set before = '' where seq = {last}")).await.unwrap();
        drop(behind);
        let site = desk.open().await;
        let place = folder.path().join("blind.db");
        let rebuilt = site.archive.store.rebuild_after(last - 1, &volumes, &place).await.unwrap();
        assert!(!rebuilt.unproved.is_empty());
    };
    both(story).await;
}

fn contents(volume: i64) -> CatalogRequest {
    CatalogRequest { kind: "volume_contents".into(), volume_ids: vec![volume], ..CatalogRequest::default() }
}

async fn exported(archive: &Archive, site: &Site, wanted: &CatalogRequest, name: &str) -> Vec<u8> {
    let (by, progress, out) = (site.by(), Progress::default(), archive.config.data().join(name));
    match name.ends_with(".pdf") {
        true => {
            let on_paper = OnPaper::default();
            cataloging::print(archive, &by, wanted, &on_paper, Lang::Zh, &out, &progress).await.map(drop)
        }
        false => {
            let format = if name.ends_with(".xlsx") { Format::Xlsx } else { Format::Csv(Default::default()) };
            cataloging::export(archive, &by, wanted, format, Lang::Zh, &out, &progress).await.map(drop)
        }
    }
    .unwrap();
    std::fs::read(out).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reprint_is_the_original_and_a_remake_what_it_would_be_today() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let ids: Vec<i64> =
            file(archive, &by, papers()).await.unwrap().iter().map(|one| one.item_id).collect();
        let volume = archive.store.item(ids[0]).await.unwrap().unwrap().volume_id.unwrap();
        let mut originals = Vec::new();
        for kind in ["volume_contents", "volume_catalog", "person_index", "unit_index"] {
            for ending in ["csv", "xlsx", "pdf"] {
                let wanted = CatalogRequest { kind: kind.into(), ..contents(volume) };
                let bytes = exported(archive, &site, &wanted, &format!("{kind}.{ending}")).await;
                originals.push((kind, ending, bytes));
            }
        }
        let whole = Papers { volume_ids: vec![volume], leaves: vec![Leaf::Contents], ..Papers::default() };
        let out = archive.config.data().join("whole.pdf");
        let (on_paper, quiet) = (OnPaper::default(), Progress::default());
        cataloging::print_volumes(archive, &by, &whole, &on_paper, Lang::Zh, &out, &quiet).await.unwrap();
        originals.push(("whole", "pdf", std::fs::read(&out).unwrap()));
        // a title and persons change, a record leaves, another comes, the volume is closed
        let correction = Correction {
            title: Some("改过的题名".into()),
            persons: Some(vec![Person { name: "李四".into(), ..Person::default() }]),
            units: Some(vec![Unit { name: "甲公司".into(), number: String::new() }]),
            reason: "核对原件".into(),
            ..Correction::default()
        };
        filing::correct(archive, &by, ids[1], correction).await.unwrap();
        filing::take_out(archive, &by, ids[2]).await.unwrap();
        file(archive, &by, vec![draft(&levy(2009), "后来的一件", 2)]).await.unwrap();
        let closing = Closing { closed_by: "甲".into(), checked_by: "乙".into(), note: String::new() };
        closing::close(archive, &by, volume, closing).await.unwrap();
        for (kind, ending, bytes) in &originals {
            let again = archive.config.data().join(format!("again.{ending}"));
            let digest = Digest::compute(bytes).hex();
            let proof = cataloging::reprint(archive, &by, &digest, &again).await.unwrap();
            assert_eq!(proof.again, Some(MadeAgain::SameBytes), "{kind} {ending}");
            assert_eq!(&std::fs::read(&again).unwrap(), bytes, "{kind} {ending}");
            // once more, though it was registered anew after the records had changed
            let proof = cataloging::reprint(archive, &by, &digest, &again).await.unwrap();
            assert_eq!(proof.again, Some(MadeAgain::SameBytes), "{kind} {ending}, again");
            let Standing::Changed { records, .. } = &proof.standing else { panic!("{kind}: {proof:?}") };
            assert!(!records.is_empty());
            let proof = cataloging::remake(archive, &by, &digest, &again).await.unwrap();
            assert_eq!(proof.again, Some(MadeAgain::Today), "{kind} {ending}");
            assert_ne!(&std::fs::read(&again).unwrap(), bytes, "{kind} {ending}");
        }
        // nothing of the days that were rebuilt stays behind
        let left = std::fs::read_dir(archive.config.data()).unwrap().filter_map(Result::ok);
        assert!(left.into_iter().all(|entry| !entry.path().join("past.db").exists()));
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalog_as_of_a_day_says_what_the_records_said_then() {
    let story = async |mut site: Site| {
        let moved = |site: &mut Site, month, day| {
            site.set_day(2026, month, day);
            site.archive.config.clock = Clock::Set(NaiveDate::from_ymd_opt(2026, month, day).unwrap());
        };
        moved(&mut site, 11, 29);
        let by = site.by();
        let shelved = file(&site.archive, &by, papers()).await.unwrap();
        let volume = site.archive.store.item(shelved[0].item_id).await.unwrap().unwrap().volume_id.unwrap();
        moved(&mut site, 12, 2);
        let by = site.by();
        let correction =
            Correction {
                title: Some("腊月改的".into()), reason: "核对".into(), ..Correction::default()
            };
        filing::correct(&site.archive, &by, shelved[0].item_id, correction).await.unwrap();
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day);
        let of = |as_of| CatalogRequest { as_of, ..contents(volume) };
        let text = async |wanted: CatalogRequest, name: &str| {
            String::from_utf8(exported(&site.archive, &site, &wanted, name).await).unwrap()
        };
        let then = text(of(day(11, 30)), "then.csv").await;
        assert!(then.contains("核定表 1") && !then.contains("腊月改的"), "{then}");
        let now = text(of(None), "now.csv").await;
        assert!(now.contains("腊月改的"), "{now}");
        assert_eq!(text(of(day(12, 2)), "today.csv").await, now);
        // the paper says of which day it is, and is another document than the same lines without a day
        let of_day = exported(&site.archive, &site, &of(day(11, 30)), "day.pdf").await;
        let proof = cataloging::prove(&site.archive, &by, &site.archive.config.data().join("day.pdf")).await;
        assert_eq!(proof.unwrap().standing, Standing::Current);
        assert!(!of_day.is_empty());
        let refused = |wanted: CatalogRequest| {
            let (archive, by) = (&site.archive, by.clone());
            async move {
                let (out, quiet) = (archive.config.data().join("no.csv"), Progress::default());
                let format = Format::Csv(Default::default());
                refusal(cataloging::export(archive, &by, &wanted, format, Lang::Zh, &out, &quiet).await)
            }
        };
        assert_eq!(refused(of(day(12, 3))).await, "day_to_come");
        assert_eq!(refused(of(day(11, 20))).await, "before_founding");
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_exports_are_compared_line_by_line_with_the_deeds_between() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let ids: Vec<i64> =
            file(archive, &by, papers()).await.unwrap().iter().map(|one| one.item_id).collect();
        let volume = archive.store.item(ids[0]).await.unwrap().unwrap().volume_id.unwrap();
        let first = exported(archive, &site, &contents(volume), "first.csv").await;
        let correction = Correction {
            title: Some("改过的题名".into()),
            reason: "核对原件".into(),
            ..Correction::default()
        };
        filing::correct(archive, &by, ids[1], correction).await.unwrap();
        // the last leaves: the one before it is the last now, and says through which page it runs
        filing::take_out(archive, &by, ids[5]).await.unwrap();
        let second = exported(archive, &site, &contents(volume), "second.csv").await;
        file(archive, &by, vec![draft(&levy(2009), "后来的一件", 2)]).await.unwrap();
        let of = |bytes: &[u8]| ComparedFile::File(Digest::compute(bytes));
        let quiet = Progress::default();
        let compared = async |from: &ComparedFile, to: Option<&ComparedFile>| {
            cataloging::compare(archive, &by, from, to, Lang::Zh, &quiet).await
        };
        let (first, second) = (of(&first), of(&second));
        for pair in [(&first, &second), (&second, &first)] {
            let difference = compared(pair.0, Some(pair.1)).await.unwrap();
            assert_eq!((difference.came, difference.went, difference.changed), (0, 1, 2), "{difference:?}");
            assert_eq!((difference.from.rows, difference.to.rows), (6, 5));
            let [went, last, changed] = difference.lines.as_slice() else { panic!("{difference:?}") };
            assert_eq!((went.fate, went.title.as_str()), (LineFate::Went, "核定表 6"));
            assert_eq!((went.deeds.len(), last.cells[0].after.as_str()), (1, "11–15"), "{difference:?}");
            let [cell] = changed.cells.as_slice() else { panic!("{changed:?}") };
            assert_eq!(
                (cell.field.as_str(), cell.before.as_str(), cell.after.as_str()),
                ("title", "核定表 2", "改过的题名")
            );
            let [deed, ..] = changed.deeds.as_slice() else { panic!("{changed:?}") };
            assert_eq!((deed.actor.as_str(), deed.reason.as_str()), ("local", "核对原件"));
        }
        let today = compared(&first, None).await.unwrap();
        assert_eq!((today.came, today.went, today.changed), (1, 1, 1), "{today:?}");
        let same = compared(&second, Some(&second)).await.unwrap();
        assert_eq!((same.came, same.went, same.changed, same.lines.len()), (0, 0, 0, 0));
        let out = archive.config.data().join("difference.csv");
        let csv = (Format::Csv(Default::default()), Lang::Zh);
        cataloging::write_difference(archive, &by, &today, csv, &out).await.unwrap();
        let written = std::fs::read_to_string(&out).unwrap();
        assert!(written.contains("核对原件") && written.contains("后来的一件"), "{written}");
        assert_eq!(cataloging::prove(archive, &by, &out).await.unwrap().standing, Standing::Genuine);
        let unknown = compared(&ComparedFile::Typed("0123456789ab".into()), None).await;
        assert_eq!(refusal(unknown), "not_registered");
        let other = CatalogRequest { kind: "volume_catalog".into(), ..contents(volume) };
        let other = of(&exported(archive, &site, &other, "other.csv").await);
        assert_eq!(refusal(compared(&first, Some(&other)).await), "other_catalog");
    };
    both(story).await;
}
