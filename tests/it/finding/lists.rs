//! Lists a page at a time, the same lists as files, and what a person sets aside from them.

use guidang::acts::arranging::filing;
use guidang::acts::finding::basket::{self, Entries};
use guidang::acts::finding::listing::{
    self, DEEPEST, Encoding, Format, LineCell, List, ListExport, Sought, VolumesWanted,
};
use guidang::acts::finding::palette;
use guidang::archive::Archive;
use guidang::domain::general::error::Error;
use guidang::domain::general::role::By;
use guidang::domain::general::wording::{Lang, Wording};
use guidang::domain::records::item::Unit;
use guidang::domain::records::scope::Scope;
use guidang::progress::Progress;
use guidang::store::IndexOf;

use crate::both_databases::person;
use crate::support::door::Door;
use crate::support::{Site, both, draft, file, levy, refusal, sound};

/// Papers of three years, some volumes of each.
async fn filed(archive: &Archive, by: &By) -> Vec<i64> {
    let mut drafts = Vec::new();
    for year in [2011, 2009, 2010] {
        let place = levy(year);
        drafts.extend((0..45).map(|n| draft(&place, &format!("缴费核定表 {year} {n}"), 3 + n * 7 % 30)));
    }
    file(archive, by, drafts).await.unwrap().into_iter().map(|shelved| shelved.item_id).collect()
}

/// The first cell of every line, pages put together.
async fn turned(archive: &Archive, by: &By, list: &List, size: i64) -> Vec<String> {
    let mut codes = Vec::new();
    loop {
        let page = listing::page(archive, by, list, codes.len() as i64, size).await.unwrap();
        if page.lines.is_empty() {
            assert_eq!(page.total, codes.len() as i64, "the total is what the pages show");
            return codes;
        }
        codes.extend(page.lines.iter().map(|line| match &line.cells[0] {
            LineCell::Text(text) => text.clone(),
            other => panic!("no code: {other:?}"),
        }));
    }
}

fn as_it_is(_: listing::Sort, key: &str) -> Wording {
    Wording::same(key)
}

async fn csv(site: &Site, list: List, columns: &[&str]) -> String {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    let format = Format::Csv(Encoding::Utf8Bom);
    let order = ListExport { list, columns, format, lang: Lang::Zh, tell: as_it_is, ticked: None };
    let out = site.desk.data().join("list.csv");
    std::fs::remove_file(&out).ok();
    listing::export(&site.archive, &site.by(), &order, &out, &Progress::default()).await.unwrap();
    std::fs::read_to_string(out).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_file_of_a_list_show_the_same_rows_and_sums() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let ids = filed(archive, &by).await;
        filing::take_out(archive, &by, ids[7]).await.unwrap();
        let mut told = Vec::new();
        for filter in [
            Scope::default(),
            Scope { year_from: Some(2010), year_to: Some(2010), ..Scope::default() },
            Scope { state: Some("closed".into()), ..Scope::default() },
        ] {
            let volumes = List::Volumes(VolumesWanted { filter: filter.clone(), ..VolumesWanted::default() });
            let items = List::Items { filter, volume: None, sought: Sought::default() };
            for list in [volumes, items] {
                let small = turned(archive, &by, &list, 7).await;
                assert_eq!(small, turned(archive, &by, &list, 200).await, "{list:?}: pages of 7 and of 200");
                let whole = csv(&site, list.clone(), &["code", "pages"]).await;
                let lines: Vec<&str> = whole.trim_start_matches('\u{feff}').lines().skip(1).collect();
                let code = |line: &&str| line.split(',').nth(1).unwrap().trim_matches('"').to_owned();
                let written: Vec<String> = lines.iter().map(code).collect();
                assert_eq!(written, small, "{list:?}: the file");
                let pages =
                    |line: &&str| line.rsplit(',').next().unwrap().trim_matches('"').parse::<i64>().unwrap();
                let page = listing::page(archive, &by, &list, 0, 1).await.unwrap();
                let sum = page.sums.iter().find(|(key, _)| *key == "pages").unwrap().1;
                assert_eq!(sum, lines.iter().map(pages).sum::<i64>(), "{list:?}: the sum is of every row");
                told.push((small, page.sums));
            }
        }
        assert_eq!(told[1].0.len(), 134, "one of 135 is taken out");
        let of_one = List::Items { filter: Scope::default(), volume: Some(1), sought: Sought::default() };
        let in_volume = archive.store.items_in(1).await.unwrap();
        assert_eq!(turned(archive, &by, &of_one, 3).await.len(), in_volume.len());
        let out =
            listing::page(archive, &by, &List::TakenOut { sought: Sought::default() }, 0, 10).await.unwrap();
        assert_eq!((out.total, out.lines[0].id), (1, ids[7]));
        let all = List::Volumes(VolumesWanted::default());
        assert_eq!(refusal(listing::page(archive, &by, &all, DEEPEST + 1, 50).await), "too_deep");
        told
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_holds_what_was_put_in_and_not_taken_out() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let ids = filed(archive, &by).await;
        let entries =
            |items: &[i64], volumes: &[i64]| Entries { items: items.to_vec(), volumes: volumes.to_vec() };
        basket::add(archive, &by, entries(&[ids[3], ids[1], ids[3]], &[1])).await.unwrap();
        let before = archive.store.last_event().await.unwrap();
        let held = basket::add(archive, &by, entries(&[ids[1]], &[])).await.unwrap();
        assert_eq!(held, entries(&[ids[3], ids[1]], &[1]));
        assert_eq!(archive.store.last_event().await.unwrap(), before, "nothing new is no event");
        let unknown = basket::add(archive, &by, entries(&[ids[5], 999_999], &[])).await;
        assert!(matches!(unknown, Err(Error::NotFound(_))));
        assert_eq!(basket::look(archive, &by).await.unwrap(), held, "all or nothing is put in");
        let list = List::Basket { actor: by.actor.login.clone(), sought: Sought::default() };
        let page = listing::page(archive, &by, &list, 0, 50).await.unwrap();
        assert_eq!(page.total, 3);
        let shown = csv(&site, list, &["kind", "title", "pages"]).await;
        basket::remove(archive, &by, entries(&[ids[3], ids[9]], &[])).await.unwrap();
        assert_eq!(basket::look(archive, &by).await.unwrap(), entries(&[ids[1]], &[1]));
        // what comes back stands at the end
        basket::add(archive, &by, entries(&[ids[3]], &[])).await.unwrap();
        sound(&site).await;
        assert!(basket::clear(archive, &by).await.unwrap().is_empty());
        let too_many = Entries { items: (1..=2001).collect(), volumes: vec![] };
        assert_eq!(refusal(basket::add(archive, &by, too_many).await), "basket_full");
        sound(&site).await;
        (shown, page.sums)
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_is_found_by_year_class_step_and_code() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        filed(archive, &by).await;
        let mut told = Vec::new();
        for typed in
            ["2010", "zj", "zjhd", "jshd", "zhengjiao", "2009-zj-社会保险费征缴核定材料-1-", "２００９－ＺＪ"]
        {
            let ways = palette::ways(archive, &by, typed, &[]).await.unwrap();
            assert!(!ways.is_empty(), "{typed} leads nowhere");
            told.push(format!("{typed}: {:?}", ways[0]));
        }
        assert!(palette::ways(archive, &by, "没有这样的地方", &[]).await.unwrap().is_empty());
        told
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_a_narrow_scope_is_its_part_of_the_whole() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let paper = |year: i32| {
            let mut paper = draft(&levy(year), &format!("缴费核定表 {year}"), 3);
            paper.description.persons = vec![person("张三"), person(&format!("李{year}"))];
            paper.description.units =
                vec![Unit { name: "芜湖市第一中学".into(), number: String::new() }];
            paper.description.doc_number = if year % 2 == 0 { String::new() } else { format!("{year}号") };
            paper
        };
        let papers: Vec<_> = (2009..=2016).chain([2012]).map(paper).collect();
        let ids: Vec<i64> =
            file(archive, &by, papers).await.unwrap().into_iter().map(|shelved| shelved.item_id).collect();
        filing::take_out(archive, &by, ids[2]).await.unwrap();
        let store = &archive.store;
        let years = |from, to| Scope { year_from: from, year_to: to, ..Scope::default() };
        let lines = async |filter: Scope| {
            let [persons, units, numbers] = [IndexOf::Persons, IndexOf::Units, IndexOf::DocNumbers];
            let mut found = Vec::new();
            for of in [persons, units, numbers] {
                found.push(store.index_lines(&filter, of).await.unwrap());
            }
            let mut rows = store.person_index(&filter).await.unwrap();
            rows.sort_by(|a, b| (&a.code_sort, a.seq).cmp(&(&b.code_sort, b.seq)));
            assert_eq!(rows.len() as i64, found[0], "as many lines as were counted");
            assert_eq!(store.unit_index(&filter).await.unwrap().len() as i64, found[1]);
            (found, rows)
        };
        let (whole, rows) = lines(Scope::default()).await;
        assert_eq!(whole, [16, 8, 3], "one of nine papers is taken out");
        let mut sums = vec![0; 3];
        for year in 2009..=2016 {
            let (found, of_year) = lines(years(Some(year), Some(year))).await;
            sums.iter_mut().zip(&found).for_each(|(sum, lines)| *sum += lines);
            assert!(of_year.iter().eq(rows.iter().filter(|row| row.year == year)), "{year}");
        }
        assert_eq!(sums, whole);
        let wide = lines(years(Some(2009), None)).await;
        assert_eq!(wide, (whole, rows));
        wide.0
    };
    both(story).await;
}

/// One state, one word: on the record's page, in its short card, in a list, among a search's choices.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_taken_out_is_called_the_same_everywhere() {
    let door = Door::furnished().await;
    let id = door.taken_out;
    let found = door.get("/api/v1/find?q=").await.json();
    let choices = found["facets"]["state"].as_array().unwrap_or_else(|| panic!("{found}"));
    let choice = choices.iter().find(|one| one["value"] == "taken_out").unwrap_or_else(|| panic!("{found}"));
    assert_eq!(choice["label"], "取出待归", "{choice}");
    for page in [format!("/items/{id}"), format!("/items/{id}/card"), "/items/taken-out".to_owned()] {
        let text = door.get(&page).await.text();
        assert!(text.contains("取出待归"), "{page}: {text}");
        assert!(!text.contains("待归卷") && !text.contains("已取出"), "{page}: {text}");
    }
}
