//! Names one character away from what was typed: where nothing is found, and beside hits where many more bear them.

use guidang::acts::finding::searching::{self, OtherWay, SearchQuery};
use guidang::acts::upkeep::indexing;
use guidang::domain::records::item::{Person, Unit};

use crate::support::door::{Door, encoded};
use crate::support::{Desk, Site, both, draft, file, levy, sound};

/// Papers of these persons and units, so many of each; every second one is of 2010.
async fn filed(site: &Site, named: &[(&str, &str, usize)]) {
    let mut drafts = Vec::new();
    for (name, unit, count) in named {
        for n in 0..*count {
            let mut one = draft(&levy(2009 + n as i32 % 2), "缴费核定表", 1);
            one.description.persons = vec![Person { name: (*name).into(), ..Person::default() }];
            one.description.units = vec![Unit { name: (*unit).into(), ..Unit::default() }];
            drafts.push(one);
        }
    }
    file(&site.archive, &site.by(), drafts).await.unwrap();
    sound(site).await;
}

const NAMED: [(&str, &str, usize); 5] = [
    ("买买提·吐尔逊", "芜湖市镜湖区第二人民医院", 12),
    ("张小梅", "芜湖长江机械厂", 14),
    ("章晓眉", "芜湖长江机械厂", 1),
    ("张小明", "芜湖长江机械厂", 14),
    ("李晓眉", "弋江商贸", 1),
];

async fn tried(site: &Site, text: &str) -> Vec<(String, u64)> {
    let asked = SearchQuery { text: text.into(), ..SearchQuery::default() };
    let ways = searching::other_ways(&site.archive, &site.by(), &asked).await.unwrap();
    ways.into_iter().map(|OtherWay { text, total, .. }| (text, total)).collect()
}

async fn offered(site: &Site, text: &str) -> (u64, Vec<(String, u64)>) {
    let asked = SearchQuery { text: text.into(), ..SearchQuery::default() };
    let found = searching::find(&site.archive, &site.by(), &asked).await.unwrap();
    (found.total, found.instead.into_iter().map(|way| (way.text, way.total)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_is_thought_of_in_names_units_pinyin_and_beside_a_year() {
    both(async |site: Site| {
        filed(&site, &NAMED).await;
        // typed without its dot a name is found as it is
        assert_eq!(offered(&site, "买买提吐尔逊").await, (12, vec![]));
        for (typed, meant, total) in [
            ("买买提吐尔孙", "买买提吐尔逊", 12),
            ("买买提·吐逊", "买买提吐尔逊", 12),
            ("买买提吐逊尔", "买买提吐尔逊", 12),
            ("张晓梅", "张小梅", 14),
            ("张小眉", "张小梅", 14),
            ("芜湖市镜湖区第二人民医员", "芜湖市镜湖区第二人民医院", 12),
            ("镜湖区第三人民医院", "镜湖区第二人民医院", 12),
            ("芜湖长江机戒厂", "芜湖长江机械厂", 29),
            ("maimaitituerxum", "maimaitituerxun", 12),
            ("zhangxiaomie", "zhangxiaomei", 15),
            ("zhang xiao mie", "zhangxiaomei", 15),
            ("zhang xiao mie 2010", "zhangxiaomei 2010", 7),
            ("张小眉 2010", "张小梅 2010", 7),
        ] {
            let ways = tried(&site, typed).await;
            assert!(ways.contains(&(meant.to_owned(), total)), "{typed}: {ways:?}");
        }
        // the beginning of another name is no slip
        let ways = tried(&site, "芜湖长江机床总厂").await;
        assert!(ways.iter().all(|(text, _)| text != "芜湖长江机械厂"), "{ways:?}");
        // of another year than there is any: the name alone, too
        let ways = tried(&site, "买买提吐尔孙 2013").await;
        assert!(ways.contains(&("买买提吐尔逊".to_owned(), 12)), "{ways:?}");
        // beside hits: one sounds so and many more are meant; what only looks so is another person
        assert_eq!(offered(&site, "章晓眉").await, (1, vec![]), "张小梅 is two characters away");
        assert_eq!(offered(&site, "李晓眉").await, (1, vec![]));
        assert_eq!(offered(&site, "张小梅").await, (14, vec![]), "张小明 is as many");
        assert_eq!(offered(&site, "zhangxiaomei").await.1, vec![]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_more_are_offered_beside_hits() {
    both(async |site: Site| {
        filed(
            &site,
            &[("张小梅", "芜湖长江机械厂", 12), ("张晓梅", "芜湖长红机械厂", 1), ("张小明", "", 40)],
        )
        .await;
        assert_eq!(offered(&site, "张晓梅").await, (1, vec![("张小梅".to_owned(), 12)]));
        assert_eq!(
            offered(&site, "张晓梅 2009").await,
            (1, vec![("张小梅 2009".to_owned(), 6), ("张小梅".to_owned(), 12)])
        );
        assert_eq!(offered(&site, "芜湖长红机械厂").await, (1, vec![("芜湖长江机械厂".to_owned(), 12)]));
        assert_eq!(offered(&site, "张小梅").await, (12, vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_programs_offer_it() {
    let door = Door::empty().await;
    let by = door.archive.local_user();
    let named = |name: &str| {
        let mut one = draft(&levy(2009), "缴费核定表", 1);
        one.description.persons = vec![Person { name: name.into(), ..Person::default() }];
        one
    };
    let mut drafts: Vec<_> = (0..9).map(|_| named("买买提·吐尔逊")).collect();
    drafts.push(named("买买提·吐尔孙"));
    file(&door.archive, &by, drafts).await.unwrap();
    guidang::acts::upkeep::indexing::catch_up(&door.archive).await.unwrap();
    let page = door.get(&format!("/search?q={}", encoded("买买提吐尔孙"))).await.text();
    assert!(page.contains("只差一个字（买买提吐尔逊）") && page.contains("是不是要查这个"), "{page}");
    let token = door.token("/counter", &format!("q={}", encoded("买买提吐尔孙"))).await;
    let counter = door.get(&format!("/counter?s={token}")).await.text();
    assert!(counter.contains("只差一个字（买买提吐尔逊）") && counter.contains("name=\"same\""), "{counter}");
    let found = door.get(&format!("/api/v1/find?q={}", encoded("买买提吐尔孙"))).await.json();
    assert_eq!(
        (found["total"].clone(), found["instead"][0]["total"].clone()),
        (1.into(), 9.into()),
        "{found}"
    );
}

#[test]
fn the_command_line_offers_it() {
    let desk = Desk::founded();
    let sheet = desk.data().join("a.csv");
    let mut rows = "题名,页数,姓名,年度\n核定表,1,古丽娜尔·艾山,2009\n".to_owned();
    (0..8).for_each(|n| rows.push_str(&format!("核定表{n},1,古丽娜儿·艾山,2009\n")));
    std::fs::write(&sheet, rows).unwrap();
    let decided = ["--class", "ZJ", "--step", "社会保险费征缴核定材料"];
    desk.run(&[&["import", "items", sheet.to_str().unwrap()], &decided[..]].concat()).ending(0);
    let found = desk.run(&["find", "古丽娜尔艾山"]).ending(0).out;
    assert!(found.contains("共 1 件") && found.contains("guidang find 古丽娜儿艾山"), "{found}");
    let nothing = desk.run(&["find", "古丽娜而艾山"]).ending(0).out;
    assert!(nothing.contains("已经试过") && nothing.contains("guidang find 古丽娜儿艾山"), "{nothing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_completed_while_they_are_typed_and_numbers_never() {
    both(async |site: Site| {
        filed(&site, &NAMED).await;
        let mut paper = draft(&levy(2009), "缴费核定表", 1);
        paper.description.units =
            vec![Unit { name: "张家990000199003071235户".into(), ..Unit::default() }];
        file(&site.archive, &site.by(), vec![paper]).await.unwrap();
        indexing::catch_up(&site.archive).await.unwrap();
        let completed = async |typed: &str| {
            let found = searching::completions(&site.archive, &site.by(), typed).await.unwrap();
            found.into_iter().map(|one| one.text).collect::<Vec<_>>()
        };
        assert_eq!(completed("张").await, ["张小明", "张小梅"]);
        assert_eq!(completed("張小").await, ["张小明", "张小梅"], "traditional is simplified");
        assert_eq!(completed("2009 张小").await, ["2009 张小明", "2009 张小梅"], "the last word");
        assert_eq!(completed("芜湖长").await, ["芜湖长江机械厂"]);
        assert_eq!(completed("镜湖区第二").await, ["镜湖区第二人民医院"], "a unit behind its place");
        for typed in ["", "张 ", "990000", "张小梅", "990000199003071235 张", "没有"] {
            assert_eq!(completed(typed).await, Vec::<String>::new(), "{typed}");
        }
    })
    .await;
}
