//! Lists sorted by any of their columns and narrowed by words; ticked rows as a file; views kept under a name.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::finding::basket::{self, Entries};
use guidang::acts::finding::listing::{self, Encoding, Format, List, ListExport, Sought, Ticked, columns};
use guidang::acts::upkeep::indexing;
use guidang::archive::Archive;
use guidang::domain::general::role::By;
use guidang::domain::general::wording::{Lang, Wording};
use guidang::domain::records::item::Unit;
use guidang::domain::records::scope::Scope;
use guidang::domain::records::sorting::ColumnOrder;
use guidang::progress::Progress;

use crate::both_databases::person;
use crate::support::door::{Door, encoded};
use crate::support::{Site, both, draft, file, levy, refusal, sound};

/// Records whose columns differ, some of them empty.
async fn filed(archive: &Archive, by: &By) -> Vec<i64> {
    let about = [
        (2011, "征缴计划", "王小梅", "芜湖市第一中学", "11号"),
        (2009, "待遇核定", "赵大年", "", ""),
        (2010, "缴费核定表", "", "芜湖市第二中学", "2号"),
        (2009, "安置花名册", "钱进", "安徽省重阳公司", "9号"),
    ];
    let paper = |(at, (year, title, name, unit, number)): (usize, &(i32, &str, &str, &str, &str))| {
        let mut paper = draft(&levy(*year), title, 3 + at as u32 * 4);
        let about = &mut paper.description;
        about.persons = (!name.is_empty()).then(|| person(name)).into_iter().collect();
        about.units = (!unit.is_empty())
            .then(|| Unit { name: (*unit).into(), number: String::new() })
            .into_iter()
            .collect();
        about.doc_number = (*number).into();
        paper
    };
    let papers = about.iter().enumerate().map(paper).collect();
    let filed = file(archive, by, papers).await.unwrap().into_iter().map(|shelved| shelved.item_id).collect();
    indexing::catch_up(archive).await.unwrap();
    filed
}

fn sought(words: &str, sort: &str) -> Sought {
    Sought { words: words.into(), order: ColumnOrder::read(sort) }
}

fn items(words: &str, sort: &str) -> List {
    List::Items { filter: Scope::default(), volume: None, sought: sought(words, sort) }
}

/// Ids of the lines, pages of two put together.
async fn ids(archive: &Archive, by: &By, list: &List) -> Vec<i64> {
    let (mut ids, mut skip) = (Vec::new(), 0);
    loop {
        let page = listing::page(archive, by, list, skip, 2).await.unwrap();
        if page.lines.is_empty() {
            assert_eq!(page.total, ids.len() as i64, "{list:?}");
            return ids;
        }
        skip += 2;
        ids.extend(page.lines.iter().map(|line| line.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_sorted_by_every_column_and_found_by_words() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed = filed(archive, &by).await;
        let [a, b, c, d] = filed[..] else { panic!("{filed:?}") };
        for (sort, expected) in [
            ("", [b, d, c, a]),
            ("code", [b, d, c, a]),
            ("-code", [a, c, d, b]),
            ("pages", [a, b, c, d]),
            ("-pages", [d, c, b, a]),
            // as they are read: ān, dài, jiǎo, zhēng
            ("title", [d, b, c, a]),
            ("-title", [a, c, b, d]),
            // qián, wáng, zhào; nobody last, whichever way round
            ("persons", [d, a, b, c]),
            ("-persons", [b, a, d, c]),
            ("units", [d, c, a, b]),
            ("doc_number", [a, c, d, b]),
            ("-year", [a, c, b, d]),
        ] {
            assert_eq!(ids(archive, &by, &items("", sort)).await, expected, "{sort}");
        }
        for column in columns(&items("", "")) {
            for sort in [column.key.to_owned(), format!("-{}", column.key)] {
                assert_eq!(ids(archive, &by, &items("", &sort)).await.len(), 4, "{sort}");
                assert_eq!(ids(archive, &by, &items("中学", &sort)).await.len(), 2, "{sort} with words");
            }
        }
        assert_eq!(ids(archive, &by, &items("中學 核定", "")).await, [c], "traditional is simplified");
        assert_eq!(ids(archive, &by, &items("wxm", "")).await, [a], "a person by initials");
        let scope = Scope { year_from: Some(2009), year_to: Some(2009), ..Scope::default() };
        let of_2009 = List::Items { filter: scope, volume: None, sought: sought("定", "title") };
        assert_eq!(ids(archive, &by, &of_2009).await, [b]);
        let volume = archive.store.item(c).await.unwrap().unwrap().volume_id;
        let of_one = List::Items { filter: Scope::default(), volume, sought: sought("缴费", "-pages") };
        let page = listing::page(archive, &by, &of_one, 0, 10).await.unwrap();
        assert_eq!((page.total, page.sums), (1, vec![("pages", 11)]), "sums are of what fits");
        let wrong = listing::page(archive, &by, &items("", "size"), 0, 10).await;
        assert_eq!(refusal(wrong), "no_such_column");
        // what was taken out stands in its own list
        filing::take_out(archive, &by, d).await.unwrap();
        indexing::catch_up(archive).await.unwrap();
        assert_eq!(ids(archive, &by, &items("花名册", "")).await, Vec::<i64>::new());
        assert_eq!(ids(archive, &by, &List::TakenOut { sought: sought("花名册", "-title") }).await, [d]);
        sound(&site).await;
    };
    both(story).await;
}

/// A list with these words and this order.
type Wanted<'a> = &'a dyn Fn(&str, &str) -> List;

#[tokio::test(flavor = "multi_thread")]
async fn every_other_list_is_sorted_and_narrowed_too() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed = filed(archive, &by).await;
        for (item, title) in [(filed[0], "征缴计划（一）"), (filed[1], "待遇核定_")] {
            let change = Correction { title: Some(title.into()), ..Correction::default() };
            filing::correct(archive, &by, item, change).await.unwrap();
        }
        let entries = Entries { items: filed.clone(), volumes: vec![1] };
        basket::add(archive, &by, entries).await.unwrap();
        let events = |words: &str, sort: &str| List::Events { what: None, sought: sought(words, sort) };
        let all = ids(archive, &by, &events("", "")).await;
        assert!(all.windows(2).all(|two| two[0] > two[1]), "the latest first: {all:?}");
        let turned = ids(archive, &by, &events("", "seq")).await;
        assert!(turned.iter().rev().eq(all.iter()));
        assert_eq!(ids(archive, &by, &events("更正", "")).await.len(), 2, "by the name of the deed");
        assert_eq!(ids(archive, &by, &events("corrected", "")).await.len(), 2);
        assert_eq!(ids(archive, &by, &events("%", "")).await, Vec::<i64>::new(), "no placeholder");
        assert_eq!(refusal(listing::page(archive, &by, &events("", "size"), 0, 9).await), "no_such_column");
        let basket = |words: &str, sort: &str| List::Basket {
            actor: by.actor.login.clone(),
            sought: sought(words, sort),
        };
        let lists: [Wanted; 5] = [
            &basket,
            &events,
            &|words, sort| List::Batches { sought: sought(words, sort) },
            &|words, sort| List::Jobs { state: None, sought: sought(words, sort) },
            &|words, sort| List::Consultations { filter: Default::default(), sought: sought(words, sort) },
        ];
        for list in lists {
            let rows = ids(archive, &by, &list("", "")).await.len();
            for column in columns(&list("", "")) {
                let sort = format!("-{}", column.key);
                assert_eq!(ids(archive, &by, &list("", &sort)).await.len(), rows, "{sort}");
            }
            assert_eq!(ids(archive, &by, &list("没有这样的字", "")).await, Vec::<i64>::new());
        }
        let by_kind = ids(archive, &by, &basket("", "kind")).await;
        assert_eq!((by_kind.len(), by_kind[4]), (5, 1), "件 before 卷");
        let page = listing::page(archive, &by, &basket("计划", ""), 0, 9).await.unwrap();
        assert_eq!((page.total, page.sums), (1, vec![("items", 1), ("pages", 3)]));
    };
    both(story).await;
}

fn as_it_is(_: listing::Sort, key: &str) -> Wording {
    Wording::same(key)
}

#[tokio::test(flavor = "multi_thread")]
async fn ticked_rows_are_a_file_of_their_own_and_none_is_left_out_in_silence() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed = filed(archive, &by).await;
        let take = async |list: List, marks: &[String]| {
            let ticked = Some(Ticked { marks: marks.iter().cloned().collect(), skip: 0, size: 50 });
            let (format, lang) = (Format::Csv(Encoding::Utf8Bom), Lang::Zh);
            let columns = vec!["title".to_owned(), "pages".to_owned()];
            let order = ListExport { list, columns, format, lang, tell: as_it_is, ticked };
            let out = site.desk.data().join("ticked.csv");
            std::fs::remove_file(&out).ok();
            listing::export(archive, &by, &order, &out, &Progress::default())
                .await
                .map(|_| std::fs::read_to_string(&out).unwrap())
        };
        let marks = [filed[0], filed[3]].map(|id| format!("i{id}"));
        let taken = take(items("", "-pages"), &marks).await.unwrap();
        let bare = taken.replace('"', "");
        let lines: Vec<&str> = bare.lines().skip(1).collect();
        assert_eq!(lines, ["1,安置花名册,15", "2,征缴计划,3"], "in the order of the page");
        let whole = take(items("核定", ""), &marks).await;
        assert_eq!(refusal(whole), "list_moved", "both no longer stand there");
        assert_eq!(refusal(take(items("", ""), &[]).await), "nothing_chosen");
        let unknown: BTreeSet<String> = ["e1".to_owned()].into();
        assert_eq!(
            refusal(take(items("", ""), &unknown.into_iter().collect::<Vec<_>>()).await),
            "list_moved"
        );
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_is_kept_and_leads_back_to_the_list_as_it_was() {
    let door = Door::furnished().await;
    let address = "q=%E7%BC%B4%E8%B4%B9&sort=-pages&year=2009&page=2&cols=title.pages";
    let form = format!("name={}&list=items&address={}", encoded("2009年缴费"), encoded(address));
    door.post("/searches", &form).await.onward();
    let home = door.get("/").await.text();
    let href = home.split("href=\"/items?").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let href = href.replace("&#38;", "&").replace("&amp;", "&");
    assert!(!href.contains("page="), "{href}");
    let list = door.get(&format!("/items?{href}")).await.text();
    assert!(list.contains("aria-sort=\"descending\""), "{list}");
    let heads = list.split("<thead>").nth(1).and_then(|rest| rest.split("</thead>").next()).unwrap();
    assert!(heads.contains("题名") && !heads.contains("档号"), "the columns chosen: {heads}");
    assert!(home.contains("2009年缴费"));
    let unknown = door.post("/searches", "name=x&list=nowhere&address=").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    // a person's number is no filter of a list: the search takes it out of the address
    for page in ["/items", "/events", "/jobs", "/batches", "/basket", "/consultations", "/items/taken-out"] {
        let answer = door.get(&format!("{page}?q=990000199003071235")).await;
        assert!(answer.onward().starts_with("/search?"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ticked_rows_go_to_the_acts_of_their_list() {
    let door = Door::furnished().await;
    let (open, closed) = (door.open_volume, door.closed_volume);
    let labels =
        door.post("/volumes/ticked", &format!("add=v{open}&add=v{closed}&act=labels")).await.onward();
    assert_eq!(labels, format!("/labels?volumes={open}+{closed}"));
    let asked = door.post("/volumes/ticked", &format!("add=v{open}&add=v{closed}&act=closing")).await.text();
    assert!(asked.contains("可以立卷") && asked.contains("已于"), "{asked}");
    let done =
        door.post("/volumes/closing", &format!("volumes={open}+{closed}&closed_by=%E6%9D%8E")).await.text();
    assert!(done.contains("已立卷 <b class=\"num\">1</b>"), "{done}");
    let volume = door.archive.store.volume(open).await.unwrap().unwrap();
    assert_eq!((volume.state.key(), volume.closed_by.as_str()), ("closed", "李"));
    assert_eq!(door.post("/volumes/ticked", "act=labels").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // the whole page, and out again
    door.post("/lists/volumes/basket", "query=rows%3D20&back=%2Fvolumes").await.onward();
    let held = door.get("/api/v1/basket").await.json();
    assert!(held["volumes"].as_array().unwrap().len() >= 2, "{held}");
    door.post("/basket", &format!("add=v{open}&act=take_out&back=%2Fbasket")).await.onward();
    let left = door.get("/api/v1/basket").await.json();
    assert!(!left["volumes"].as_array().unwrap().contains(&open.into()), "{left}");
    let jobs = door.post("/jobs/cancellation", &format!("add=j{}", door.job)).await;
    assert_eq!(jobs.status, StatusCode::UNPROCESSABLE_ENTITY, "it has ended");
    let file =
        door.post("/lists/jobs/export", &format!("chosen=1&query=&format=csv&add=j{}", door.job)).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    assert_eq!(file.text().lines().count(), 2);
}
