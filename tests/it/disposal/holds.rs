//! 冻结: placed by one, lifted by two; what a hold catches, by whichever way, and that nothing gets out of it.

use std::collections::BTreeMap;

use guidang::acts::arranging::filing::{self, Correction, Elsewhere};
use guidang::acts::disposal::expiry::{self, DueList, Encoding, Format, ReportPart};
use guidang::acts::disposal::holding::{self, Caught, HoldFilter, HoldView, NewHold, WrittenRule};
use guidang::acts::finding::listing::{self, List, VolumesWanted};
use guidang::acts::finding::searching::{self, SearchQuery};
use guidang::acts::finding::viewing;
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, AccountChange, NewAccount};
use guidang::acts::upkeep::noticing;
use guidang::archive::Archive;
use guidang::domain::disposal::hold::{HeldBecause, HoldGround, HoldState};
use guidang::domain::general::error::Error;
use guidang::domain::general::role::By;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::item::{Draft, Person, Unit};
use guidang::domain::records::scope::Scope;
use guidang::domain::values::period::RetentionPeriod;
use guidang::people;
use guidang::progress::Progress;
use guidang::store::Shelved;

use crate::support::{Site, both, draft, file, levy, place, refusal, sound};

/// A colleague with a post, over every fonds or one.
pub async fn colleague(archive: &Archive, by: &By, login: &str, fonds: Option<&str>) -> By {
    let new = NewAccount { login: login.into(), name: login.into(), ..NewAccount::default() };
    enrolling::enrol(archive, by, new).await.unwrap();
    let fonds = fonds.map(str::to_owned);
    let post = Proposal { login: login.into(), post: "archivist".into(), fonds, ..Proposal::default() };
    appointing::propose(archive, by, post).await.unwrap();
    let account = archive.store.account_named(login).await.unwrap().unwrap();
    let actor = people::actor(&archive.store, &account, by.today()).await.unwrap();
    By { actor, ..by.clone() }
}

/// Papers of 2009, each with a person and a unit, and a due volume.
async fn furnished(site: &Site) -> Vec<Shelved> {
    let with = |title: &str, person: &str, number: &str, unit: &str| {
        let mut paper = draft(&levy(2009), title, 2);
        let person = Person { name: person.into(), id_number: number.into(), ..Person::default() };
        paper.description.persons = vec![person];
        paper.description.units = vec![Unit { name: unit.into(), number: "340200001".into() }];
        paper
    };
    let due = place(2009, "YB", "就医登记材料", RetentionPeriod::Years(10));
    let papers: Vec<Draft> = vec![
        with("缴费 核定表", "张三", "990000199003071235", "一中"),
        with("补缴表", "李四", "990000198001010018", "二中"),
        draft(&levy(2010), "缴费核定表", 3),
        draft(&due, "就医登记表", 3),
    ];
    file(&site.archive, &site.by(), papers).await.unwrap()
}

pub fn named(ground: &str, volumes: Vec<i64>, items: Vec<i64>) -> NewHold {
    NewHold { ground: ground.into(), basis: "通知书第7号".into(), volumes, items, ..NewHold::default() }
}

pub fn ruled(rule: WrittenRule) -> NewHold {
    NewHold { rule: Some(rule), ..named("诉讼", vec![], vec![]) }
}

async fn lifted(archive: &Archive, by: &By, another: &By, hold: &HoldView) {
    holding::ask_lift(archive, by, hold.hold.id, "已结案").await.unwrap();
    holding::lift(archive, another, hold.hold.id).await.unwrap();
}

/// How each record and volume is held, by the holds' numbers.
async fn held(archive: &Archive, by: &By, item: i64) -> (Vec<String>, Vec<String>) {
    let view = viewing::item(archive, by, item).await.unwrap();
    let volume = match view.item.volume_id {
        Some(id) => viewing::volume(archive, by, id).await.unwrap().holds,
        None => Vec::new(),
    };
    let said = |marks: &[guidang::domain::disposal::hold::HeldMark]| {
        marks.iter().map(|mark| mark.sentence().zh).collect::<Vec<_>>()
    };
    (said(&view.holds), said(&volume))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_bears_a_hold_of_each_ground_and_shows_them_all() {
    both(async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed = furnished(&site).await;
        let due = filed[3].volume_id;
        for ground in HoldGround::ALL {
            let placed = holding::place(archive, &by, &named(ground.key(), vec![due], vec![])).await.unwrap();
            assert_eq!((placed.hold.ground, placed.state), (*ground, HoldState::Holding));
        }
        let marks = viewing::volume(archive, &by, due).await.unwrap().holds;
        let numbers: Vec<_> = marks.iter().map(|mark| mark.number.as_str()).collect();
        let counted: Vec<_> = (1..=HoldGround::ALL.len()).map(|n| format!("2026-{n:03}")).collect();
        assert_eq!(numbers, counted);
        // the record in it, the lists, a search, the report, its file, the explanation
        let (on_item, _) = held(archive, &by, filed[3].item_id).await;
        assert!(on_item[0].contains("诉讼 2026-001：随所在案卷冻结"), "{on_item:?}");
        let cells = |page: listing::ListPage| {
            let last: Vec<_> = page.lines.iter().map(|line| line.cells.last().cloned()).collect();
            format!("{last:?}")
        };
        let volumes = List::Volumes(VolumesWanted::default());
        let items = List::Items { filter: Scope::default(), volume: Some(due), sought: Default::default() };
        for list in [volumes, items] {
            let page = listing::page(archive, &by, &list, 0, 50).await.unwrap();
            assert!(cells(page).contains("未了事项 2026-005"), "{list:?}");
        }
        sound(&site).await;
        let asked = SearchQuery { text: "就医登记".into(), ..SearchQuery::default() };
        let hits = searching::find(archive, &by, &asked).await.unwrap().hits;
        assert!(!hits.is_empty() && hits.iter().all(|hit| hit.holds.len() == HoldGround::ALL.len()));
        let report =
            expiry::report(archive, &by, 2026, &Scope::default(), ReportPart::first(50)).await.unwrap();
        assert_eq!((report.rows.len(), report.rows[0].holds.len()), (1, HoldGround::ALL.len()));
        assert_eq!(report.totals.held, 1);
        let out = site.desk.data().join("due.csv");
        let wanted = DueList { year: 2026, ..DueList::default() };
        let format = Format::Csv(Encoding::Utf8Bom);
        expiry::export(archive, &by, &wanted, format, Lang::Zh, &out, &Progress::default()).await.unwrap();
        let csv = std::fs::read_to_string(&out).unwrap();
        assert!(csv.contains("审计 2026-003"), "{csv}");
        let explained = expiry::explain(archive, &by, &report.rows[0].code).await.unwrap();
        assert_eq!(explained.iter().map(|one| one.holds.len()).max(), Some(HoldGround::ALL.len()));
        let code = report.rows[0].code.clone();
        let again = NewHold { codes: vec![code], ..named("审计", vec![], vec![]) };
        assert_eq!(
            holding::preview(archive, &by, &again).await.unwrap().caught,
            Caught { volumes: 1, items: 1 }
        );
        csv
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_catches_what_fits_today_and_what_is_filed_later() {
    both(async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed = furnished(&site).await;
        let rule = |set: fn(&mut WrittenRule)| {
            let mut rule = WrittenRule::default();
            set(&mut rule);
            ruled(rule)
        };
        // what, volumes and records it catches of those filed, and whether it catches the one filed later
        let rules: [(NewHold, (i64, i64), bool); 8] = [
            (rule(|r| r.class = "ZJ".into()), (2, 3), true),
            (rule(|r| (r.class, r.step) = ("ZJ".into(), "社会保险费征缴核定材料".into())), (2, 3), true),
            (rule(|r| r.year = "2009".into()), (2, 3), false),
            (rule(|r| r.year = "2010..2011".into()), (1, 1), true),
            (rule(|r| r.person = " 张三 ".into()), (1, 1), true),
            (rule(|r| r.id_number = "990000199003071235".into()), (1, 1), true),
            (rule(|r| r.unit = "340200001".into()), (1, 2), false),
            (rule(|r| r.words = "缴费核 定".into()), (2, 2), true),
        ];
        let mut placed = Vec::new();
        for (new, (volumes, items), later) in &rules {
            let preview = holding::preview(archive, &by, new).await.unwrap();
            assert_eq!(preview.caught, Caught { volumes: *volumes, items: *items }, "{new:?}");
            let view = holding::place(archive, &by, new).await.unwrap();
            let caught = holding::caught(archive, &by, view.hold.id, 0, 50).await.unwrap();
            assert_eq!(caught.caught, preview.caught, "the hold catches what was said: {new:?}");
            assert_eq!(caught.volumes.len() as i64, *volumes);
            placed.push((view.hold.number, *later));
        }
        let mut late = draft(&levy(2010), "缴费核定表（补）", 2);
        let person =
            Person { name: "张三".into(), id_number: "990000199003071235".into(), ..Person::default() };
        late.description.persons = vec![person];
        let late = file(archive, &by, vec![late]).await.unwrap()[0].item_id;
        let view = viewing::item(archive, &by, late).await.unwrap();
        let its: BTreeMap<_, _> = view.holds.iter().map(|mark| (&mark.number, &mark.because)).collect();
        for (number, later) in &placed {
            let own = its.get(number).is_some_and(|because| **because == HeldBecause::Fits);
            assert_eq!(own, *later, "{number}: {its:?}");
        }
        assert!(held(archive, &by, filed[0].item_id).await.0[0].contains("符合冻结条件"));
        sound(&site).await;
        placed
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_reaches_from_volume_to_record_and_from_record_to_volume() {
    both(async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed = furnished(&site).await;
        let (first, beside) = (filed[0].item_id, filed[1].item_id);
        assert_eq!(filed[0].volume_id, filed[1].volume_id);
        holding::place(archive, &by, &named("稽核", vec![], vec![first])).await.unwrap();
        let (own, volume) = held(archive, &by, first).await;
        assert_eq!(own, ["稽核 2026-001：直接冻结"]);
        let code = viewing::item(archive, &by, first).await.unwrap().item.code;
        assert_eq!(volume, [format!("稽核 2026-001：因卷内 {code} 冻结")]);
        // the record beside it goes with the volume as a whole, and is told why
        assert_eq!(held(archive, &by, beside).await.0, volume);
        holding::place(archive, &by, &named("审计", vec![filed[0].volume_id], vec![])).await.unwrap();
        let (own, volume) = held(archive, &by, beside).await;
        assert!(own.contains(&"审计 2026-002：随所在案卷冻结".to_owned()), "{own:?}");
        assert!(volume.contains(&"审计 2026-002：直接冻结".to_owned()), "{volume:?}");
        let history = viewing::volume(archive, &by, filed[0].volume_id).await.unwrap().history;
        assert_eq!(history.last().unwrap().event.what, "hold_placed");
        (own, volume)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_lifted_by_two_and_stays_on_record() {
    both(async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed = furnished(&site).await;
        let (limin, wangfang) =
            (colleague(archive, &by, "limin", None).await, colleague(archive, &by, "wangfang", None).await);
        let placed =
            holding::place(archive, &by, &named("诉讼", vec![], vec![filed[0].item_id])).await.unwrap();
        let id = placed.hold.id;
        assert_eq!(refusal(holding::lift(archive, &limin, id).await), "lift_not_asked");
        assert_eq!(refusal(holding::ask_lift(archive, &limin, id, " ").await), "reason_missing");
        holding::ask_lift(archive, &limin, id, "调解书生效").await.unwrap();
        assert_eq!(refusal(holding::ask_lift(archive, &wangfang, id, "再来").await), "lift_asked_before");
        // called to mind of who may say yes, and of nobody else
        let waits = async |by: &By| {
            let notices = noticing::notices(archive, by).await.unwrap();
            notices.iter().filter(|notice| notice.problem.kind == "lift_waits").count()
        };
        assert_eq!((waits(&by).await, waits(&limin).await, waits(&wangfang).await), (0, 0, 1));
        assert_eq!(refusal(holding::lift(archive, &limin, id).await), "lifted_by_asker");
        assert_eq!(refusal(holding::lift(archive, &by, id).await), "lifted_by_placer");
        // nor by another account of the same person
        let twin = colleague(archive, &by, "limin2", None).await;
        let named_alike = AccountChange { name: Some("li min".into()), ..AccountChange::default() };
        enrolling::change(archive, &by, "limin2", named_alike).await.unwrap();
        assert_eq!(refusal(holding::lift(archive, &twin, id).await), "lifted_by_asker");
        for who in [&limin, &by] {
            let account = archive.store.account_named(&who.actor.login).await.unwrap().unwrap().id;
            let sql = format!("update hold set lifted_by = {account}, lifted_at = 't' where id = {id}");
            let refused = site.desk.behind().await.run(&sql).await.unwrap_err();
            assert!(refused.contains("two persons"), "{refused}");
        }
        assert_eq!(holding::keep(archive, &wangfang, id, "未生效").await.unwrap().state, HoldState::Holding);
        assert!(!held(archive, &by, filed[0].item_id).await.0.is_empty());
        lifted(archive, &limin, &wangfang, &placed).await;
        assert_eq!(held(archive, &by, filed[0].item_id).await, (vec![], vec![]));
        assert_eq!(refusal(holding::lift(archive, &wangfang, id).await), "lifted_before");
        assert_eq!(refusal(holding::ask_lift(archive, &limin, id, "再来").await), "lifted_before");
        let unlifted = HoldFilter { unlifted: true, ..HoldFilter::default() };
        assert_eq!(holding::list(archive, &by, unlifted, 0, 10).await.unwrap().total, 0);
        let kept = holding::caught(archive, &by, id, 0, 10).await.unwrap();
        assert_eq!((kept.hold.lifted_by_name.as_str(), kept.items.len()), ("wangfang", 1));
        let told: Vec<_> =
            viewing::item(archive, &by, filed[0].item_id).await.unwrap().history.into_iter().collect();
        let told: Vec<_> = told.into_iter().map(|logged| logged.event.what).collect();
        assert_eq!(told.last().map(String::as_str), Some("hold_lifted"));
        sound(&site).await;
        told
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_hold_is_said_at_once_and_empty_never_means_all() {
    let site = Site::open().await;
    let (archive, by) = (&site.archive, site.by());
    let filed = furnished(&site).await;
    let kinds = async |new: &NewHold| match holding::place(archive, &by, new).await {
        Err(Error::Refused(problems)) => problems.into_iter().map(|problem| problem.kind).collect::<Vec<_>>(),
        other => panic!("not refused: {other:?}"),
    };
    assert_eq!(kinds(&NewHold::default()).await, ["no_such_ground", "basis_missing", "nothing_chosen"]);
    assert_eq!(kinds(&ruled(WrittenRule::default())).await, ["rule_empty"]);
    let mut both = ruled(WrittenRule { class: "ZJ".into(), ..WrittenRule::default() });
    both.items = vec![filed[0].item_id];
    assert_eq!(kinds(&both).await, ["rule_and_named"]);
    assert_eq!(kinds(&named("诉讼", vec![99], vec![98])).await, ["no_such_volume", "no_such_item_to_hold"]);
    let odd = WrittenRule {
        class: "没有".into(),
        year: "去年".into(),
        id_number: "990000********1235".into(),
        ..WrittenRule::default()
    };
    let said = kinds(&ruled(odd)).await;
    assert!(said.len() >= 3 && said.contains(&"not_in_scheme".into()), "{said:?}");
    let short = WrittenRule { person: "张".into(), ..WrittenRule::default() };
    assert_eq!(kinds(&ruled(short)).await, ["rule_text_short"]);
    let step =
        WrittenRule {
            class: "YB".into(), step: "社会保险费征缴核定材料".into(), ..WrittenRule::default()
        };
    assert!(!kinds(&ruled(step)).await.is_empty());
    let coded = NewHold { codes: vec!["没有这个档号".into()], ..named("诉讼", vec![], vec![]) };
    assert_eq!(kinds(&coded).await, ["nothing_coded"]);
    assert_eq!(holding::list(archive, &by, HoldFilter::default(), 0, 10).await.unwrap().total, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_gets_out_of_a_hold_by_being_moved_or_corrected() {
    both(async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed = furnished(&site).await;
        let (first, second, volume) = (filed[0].item_id, filed[1].item_id, filed[0].volume_id);
        let words = WrittenRule { words: "缴费核定".into(), ..WrittenRule::default() };
        holding::place(archive, &by, &ruled(words)).await.unwrap();
        let person = WrittenRule { person: "张三".into(), ..WrittenRule::default() };
        holding::place(archive, &by, &ruled(person)).await.unwrap();
        let year = WrittenRule { class: "ZJ".into(), year: "2009".into(), ..WrittenRule::default() };
        holding::place(archive, &by, &ruled(year)).await.unwrap();
        holding::place(archive, &by, &named("审计", vec![volume], vec![])).await.unwrap();
        let numbers = async |item: i64| {
            let view = viewing::item(archive, &by, item).await.unwrap();
            let own = |because: &HeldBecause| !matches!(because, HeldBecause::HasItem { .. });
            let own = view.holds.into_iter().filter(|mark| own(&mark.because)).map(|mark| mark.number);
            own.collect::<Vec<_>>()
        };
        let all = ["2026-001", "2026-002", "2026-003", "2026-004"];
        assert_eq!(numbers(first).await, all);
        let title = Correction { title: Some("另一个题名".into()), ..Correction::default() };
        filing::correct(archive, &by, first, title).await.unwrap();
        assert_eq!(numbers(first).await, all, "its title no longer fits");
        let nobody = Correction { persons: Some(Vec::new()), ..Correction::default() };
        filing::correct(archive, &by, first, nobody).await.unwrap();
        assert_eq!(numbers(first).await, all, "its person is another");
        let refiled = Elsewhere { year: Some(2011), reason: "归错年度".into(), ..Elsewhere::default() };
        filing::refile(archive, &by, first, refiled).await.unwrap();
        assert_eq!(numbers(first).await, all, "it stands in another volume of another year");
        filing::take_out(archive, &by, second).await.unwrap();
        assert_eq!(numbers(second).await, ["2026-003", "2026-004"]);
        // the empty volume that a hold names stays
        assert_eq!(refusal(filing::remove_volume(archive, &by, volume).await), "volume_has_hold");
        sound(&site).await;
        numbers(first).await
    })
    .await;
}
