//! Lists as files: each row once, whatever is written meanwhile; headed and registered as what was chosen. And a long
//! list that is sorted once for all its pages.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use guidang::acts::arranging::filing;
use guidang::acts::finding::listing::{
    self, Encoding, Format, List, ListExport, Sought, Ticked, VolumesWanted,
};
use guidang::acts::upkeep::indexing;
use guidang::acts::using::consulting::{self, ConsultationFilter};
use guidang::archive::Archive;
use guidang::domain::general::masking::WholeFor;
use guidang::domain::general::role::By;
use guidang::domain::general::wording::{Lang, Wording};
use guidang::domain::records::event::{Event, EventKind};
use guidang::domain::records::scope::Scope;
use guidang::domain::records::sorting::ColumnOrder;
use guidang::domain::records::volume::VolumeOrder;
use guidang::domain::using::consultation::Visit;
use guidang::progress::Progress;
use serde_json::json;

use crate::support::{Site, both, draft, file, levy};

/// More rows than a file reads at a time.
const MANY: usize = 2050;

/// What somebody else does while a file is being written, once.
type Meanwhile = Box<dyn FnOnce() + Send>;
static MEANWHILE: Mutex<Option<Meanwhile>> = Mutex::new(None);

/// How states read, by which a file comes by in the middle of its writing.
fn telling(_: listing::Sort, key: &str) -> Wording {
    let meanwhile = MEANWHILE.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(does) = meanwhile {
        does();
    }
    Wording::same(key)
}

fn as_it_is(_: listing::Sort, key: &str) -> Wording {
    Wording::same(key)
}

fn order(list: List, columns: &[&str], tell: listing::Teller) -> ListExport {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    ListExport { list, columns, format: Format::Csv(Encoding::Utf8Bom), lang: Lang::Zh, tell, ticked: None }
}

async fn written(site: &Site, order: &ListExport) -> Vec<Vec<String>> {
    let out: PathBuf = site.desk.data().join("list.csv");
    std::fs::remove_file(&out).ok();
    listing::export(&site.archive, &site.by(), order, &out, &Progress::default()).await.unwrap();
    let text = std::fs::read_to_string(&out).unwrap().replace('"', "");
    text.lines().skip(1).map(|line| line.split(',').skip(1).map(str::to_owned).collect()).collect()
}

fn sought(words: &str, sort: &str) -> Sought {
    Sought { words: words.into(), order: ColumnOrder::read(sort) }
}

fn items(words: &str, sort: &str) -> List {
    List::Items { filter: Scope::default(), volume: None, sought: sought(words, sort) }
}

async fn note(archive: &Archive, by: &By, about: String) {
    let event = Event::new(EventKind::DaySet, about, json!({}));
    archive.store.write(by, async move |_| Ok(((), event))).await.unwrap();
}

/// Has a deed done by the time the first row is written.
fn meanwhile(does: impl Future<Output = ()> + Send + 'static) {
    let runtime = tokio::runtime::Handle::current();
    let does = move || tokio::task::block_in_place(|| runtime.block_on(does));
    *MEANWHILE.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(does));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_each_row_once_whatever_is_written_meanwhile() {
    let story = async |site: Site| {
        let by = site.by();
        let papers =
            (0..MANY).map(|n| draft(&levy(2009), &format!("核定表 {n}"), 1 + n as u32 % 7)).collect();
        file(&site.archive, &by, papers).await.unwrap();
        futures::future::join_all((0..MANY).map(|n| note(&site.archive, &by, format!("第{n}台")))).await;
        // a record comes that stands before all others in its order, and with it an event
        let log = |sort: &str| List::Events { what: None, sought: sought("", sort) };
        for list in [items("", "-pages"), log(""), log("seq"), log("-actor")] {
            let rows = listing::count(&site.archive, &by, &list).await.unwrap() as usize;
            let before = site.archive.store.last_event().await.unwrap();
            let (archive, as_whom) = (site.archive.clone(), by.clone());
            meanwhile(async move {
                file(&archive, &as_whom, vec![draft(&levy(2010), "插进来的", 90)]).await.unwrap();
            });
            let columns =
                if matches!(list, List::Events { .. }) { ["seq", "what"] } else { ["code", "state"] };
            let lines = written(&site, &order(list.clone(), &columns, telling)).await;
            assert!(
                site.archive.store.last_event().await.unwrap() > before,
                "{list:?}: something was written"
            );
            let mut keys: Vec<&String> = lines.iter().map(|line| &line[0]).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!((lines.len(), keys.len()), (rows, rows), "{list:?}: each row once, and no other");
        }
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_says_what_was_chosen_and_so_does_its_registration() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let papers = ["征缴计划", "缴费核定表", "缴费核定表（二）"].map(|title| draft(&levy(2009), title, 3));
        let filed = file(archive, &by, papers.into()).await.unwrap();
        let (ids, volume) = (filed.iter().map(|one| one.item_id).collect::<Vec<_>>(), filed[0].volume_id);
        indexing::catch_up(archive).await.unwrap();
        let visit = Visit {
            identity: "lawyer".into(),
            asker: "王".into(),
            document: "函1".into(),
            purpose: "litigation".into(),
        };
        consulting::look(archive, &by, &visit, ids[0], None, "张").await.unwrap();
        let code = archive.store.volume(volume).await.unwrap().unwrap().code;
        let ticked =
            Ticked { marks: ids[..2].iter().map(|id| format!("i{id}")).collect(), skip: 0, size: 50 };
        let marks: Vec<String> = ticked.marks.iter().cloned().collect();
        let of_volume =
            List::Items { filter: Scope::default(), volume: Some(volume), sought: Sought::default() };
        let open = Scope { state: Some("open".into()), year_from: Some(2009), ..Scope::default() };
        let volumes = VolumesWanted { filter: open, words: "登记".into(), order: VolumeOrder::default() };
        let register = ConsultationFilter {
            from: Some("2026-11-01".into()),
            given: Some("looked".into()),
            ..Default::default()
        };
        let mut told = Vec::new();
        for (list, ticked, title, narrowed) in [
            (items("", ""), None, "归档文件列表".to_owned(), json!(null)),
            (
                items("", "-pages"),
                Some(ticked),
                "归档文件列表（所选 2 件）".into(),
                json!({ "sort": "-pages" }),
            ),
            (items("缴费", ""), None, "归档文件列表（含「缴费」）".into(), json!({ "words": "缴费" })),
            (of_volume, None, format!("归档文件列表（{code}）"), json!({ "volume": volume })),
            (
                List::Volumes(VolumesWanted { words: "核定".into(), ..volumes }),
                None,
                "案卷列表（2009 年度起，整理中，含「核定」）".into(),
                json!({ "words": "核定" }),
            ),
            (
                List::Events { what: Some("items_filed".into()), sought: Sought::default() },
                None,
                format!("日志（{}）", EventKind::ItemsFiled.word().zh),
                json!({ "what": "items_filed" }),
            ),
            (
                List::Consultations { filter: register.clone(), sought: Sought::default() },
                None,
                "利用登记（2026-11-01 起，阅览）".into(),
                json!({ "filter": register }),
            ),
        ] {
            let out = site.desk.data().join("list.html");
            std::fs::remove_file(&out).ok();
            let order = ListExport {
                ticked: ticked.clone(),
                format: Format::Html,
                ..order(list.clone(), &[], as_it_is)
            };
            listing::export(archive, &by, &order, &out, &Progress::default()).await.unwrap();
            let page = std::fs::read_to_string(&out).unwrap();
            assert!(page.contains(&format!(">{title}<")), "{title} does not stand over {page}");
            let logged = archive.store.latest_events(i64::MAX, 1).await.unwrap().pop().unwrap();
            let made = logged.event.detail.get("made", WholeFor::Comparing).unwrap()["made"]["list"].clone();
            assert_eq!(made["narrowed"], narrowed, "{title}: {made}");
            let rows = if ticked.is_some() { json!(marks) } else { json!(null) };
            assert_eq!(made["ticked"], rows, "{title}: {made}");
            told.push(made.to_string());
        }
        told
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_one_order_rest_on_one_sorting_until_something_is_written() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let paper = |n: u32| {
            let mut paper = draft(&levy(2009), &format!("核定表 {n}"), 1);
            paper.description.doc_number = format!("{n}号");
            paper
        };
        let papers = (1..=6).map(paper).collect();
        let filed = file(archive, &by, papers).await.unwrap();
        let ids: Vec<i64> = filed.iter().map(|one| one.item_id).collect();
        let volume = filed[0].volume_id;
        let page = async |list: &List, skip: i64| -> Vec<i64> {
            let page = listing::page(archive, &by, list, skip, 3).await.unwrap();
            page.lines.iter().map(|line| line.id).collect()
        };
        let list = items("", "-doc_number");
        assert_eq!(page(&list, 0).await, [ids[5], ids[4], ids[3]]);
        // behind the program's back, without an event: whoever sorted again would see it
        let mut behind = site.desk.behind().await;
        behind.run(&format!("update item set doc_number = '99号' where id = {}", ids[0])).await.unwrap();
        assert_eq!(
            page(&list, 3).await,
            [ids[2], ids[1], ids[0]],
            "the second page rests on the first one's sorting"
        );
        assert_eq!(page(&list, 0).await, [ids[5], ids[4], ids[3]]);
        // another order, and another scope, are other lists
        assert_eq!(page(&items("", "doc_number"), 3).await, [ids[4], ids[5], ids[0]]);
        behind.run(&format!("update item set doc_number = '1号' where id = {}", ids[0])).await.unwrap();
        filing::retitle(archive, &by, volume, "改题".into()).await.unwrap();
        behind.run(&format!("update item set doc_number = '98号' where id = {}", ids[1])).await.unwrap();
        assert_eq!(page(&list, 0).await, [ids[1], ids[5], ids[4]], "what was written is seen at once");
    };
    both(story).await;
}
