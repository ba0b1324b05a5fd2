//! Lists and papers say what is kept and no more; what is not closed yet says so.

use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::catalogs::cataloging::{self, CatalogRequest, Encoding, Format, Leaf, OnPaper, Papers};
use guidang::domain::records::item::{Draft, Unit};
use guidang::domain::values::period::RetentionPeriod;
use guidang::progress::Progress;

use super::paper::text_of;
use crate::support::{Site, both, draft, file, levy, place};

async fn csv(site: &Site, kind: &str, volume: Option<i64>) -> String {
    let out = site.desk.data().join("list.csv");
    let wanted = CatalogRequest {
        kind: kind.into(),
        volume_ids: volume.into_iter().collect(),
        ..CatalogRequest::default()
    };
    let (format, quiet) = (Format::Csv(Encoding::Utf8Bom), Progress::default());
    let lang = guidang::domain::general::wording::Lang::Zh;
    cataloging::export(&site.archive, &site.by(), &wanted, format, lang, &out, &quiet).await.unwrap();
    std::fs::read_to_string(&out).unwrap()
}

async fn printed(site: &Site, kind: &str, volume: Option<i64>) -> String {
    let out = site.desk.data().join("list.pdf");
    let wanted = CatalogRequest {
        kind: kind.into(),
        volume_ids: volume.into_iter().collect(),
        ..CatalogRequest::default()
    };
    let (on_paper, quiet) = (OnPaper::default(), Progress::default());
    let lang = guidang::domain::general::wording::Lang::Zh;
    cataloging::print(&site.archive, &site.by(), &wanted, &on_paper, lang, &out, &quiet).await.unwrap();
    squeezed(&std::fs::read(&out).unwrap())
}

async fn papers(site: &Site, volume: i64, leaf: Leaf) -> String {
    let out = site.desk.data().join("papers.pdf");
    let papers = Papers { volume_ids: vec![volume], leaves: vec![leaf], ..Papers::default() };
    let (on_paper, quiet) = (OnPaper::default(), Progress::default());
    let lang = guidang::domain::general::wording::Lang::Zh;
    cataloging::print_volumes(&site.archive, &site.by(), &papers, &on_paper, lang, &out, &quiet)
        .await
        .unwrap();
    squeezed(&std::fs::read(&out).unwrap())
}

/// The same as pictures: what stands aslant is one text there.
async fn pictures(site: &Site, volume: i64, leaf: Leaf) -> String {
    let papers = Papers { volume_ids: vec![volume], leaves: vec![leaf], ..Papers::default() };
    let lang = guidang::domain::general::wording::Lang::Zh;
    let (by, on_paper) = (site.by(), OnPaper::default());
    let pages = cataloging::first_papers(&site.archive, &by, &papers, &on_paper, lang, 5).await.unwrap();
    pages.into_iter().map(|page| page.svg).collect()
}

fn squeezed(pdf: &[u8]) -> String {
    text_of(pdf).split_whitespace().collect()
}

fn told(mut draft: Draft, remarks: &str) -> Draft {
    draft.description.remarks = remarks.into();
    draft
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_volume_says_so_wherever_it_is_printed() {
    let site = Site::open().await;
    let by = site.by();
    file(&site.archive, &by, vec![draft(&levy(2009), "甲", 2), draft(&levy(2010), "乙", 2)]).await.unwrap();
    let leaves = [Leaf::Cover, Leaf::Contents, Leaf::Statement, Leaf::Spine, Leaf::Label];
    for leaf in leaves {
        let drawn = pictures(&site, 1, leaf).await;
        assert!(drawn.contains(">未立卷</text>"), "{leaf:?}: {drawn}");
        let said = papers(&site, 1, leaf).await;
        // aslant, character by character in the file's text
        assert!("未立卷".chars().all(|c| said.contains(c)), "{leaf:?}: {said}");
        let bears_code = !matches!(leaf, Leaf::Spine);
        assert!(!bears_code || said.contains("（暂编）"), "{leaf:?}: {said}");
    }
    let catalog = csv(&site, "案卷目录", None).await;
    assert_eq!((catalog.matches("（暂编）").count(), catalog.matches("未立卷").count()), (2, 2), "{catalog}");
    let list = csv(&site, "归档文件目录", None).await;
    assert_eq!(list.matches("未立卷").count(), 2, "{list}");
    closing::close(&site.archive, &by, 1, Closing::default()).await.unwrap();
    for leaf in leaves {
        assert!(!pictures(&site, 1, leaf).await.contains("未立卷"), "{leaf:?}");
        let said = papers(&site, 1, leaf).await;
        assert!(!said.contains("暂编"), "{leaf:?}: {said}");
    }
    let catalog = csv(&site, "案卷目录", None).await;
    assert_eq!((catalog.matches("（暂编）").count(), catalog.matches("未立卷").count()), (1, 1), "{catalog}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_creator_is_invented_and_the_offices_rule_fills_both_lists() {
    let site = Site::open().await;
    let mut one = draft(&levy(2009), "缴费核定表", 2);
    one.description.units = vec![Unit { name: "镜湖机械厂".into(), number: "1".into() }];
    file(&site.archive, &site.by(), vec![one]).await.unwrap();
    for (kind, volume) in [("卷内目录/国标", Some(1)), ("归档文件目录/2015", None)] {
        let said = csv(&site, kind, volume).await;
        assert!(!said.contains("镜湖机械厂"), "{kind}: {said}");
    }
    let folder = site.archive.config.forms_dir();
    std::fs::create_dir_all(&folder).unwrap();
    let shipped = [
        ("volume_contents", include_str!("../../../templates/print/volume_contents@1.toml")),
        ("file_list", include_str!("../../../templates/print/file_list@1.toml")),
    ];
    for (key, text) in shipped {
        let own = text.replace("version = 1", "version = 2\nblank_creator = \"agency\"");
        std::fs::write(folder.join(format!("{key}@2.toml")), own).unwrap();
    }
    let agency = site.archive.fonds_numbered(None).await.unwrap().name;
    for (kind, volume) in [("volume_contents", Some(1)), ("file_list", None)] {
        let said = csv(&site, kind, volume).await;
        let row = said.lines().find(|line| line.contains("缴费核定表")).unwrap();
        assert!(row.contains(&agency), "{kind}: {row}");
    }
    let given = Correction { creator: Some("市社保局".into()), ..Correction::default() };
    filing::correct(&site.archive, &site.by(), 1, given).await.unwrap();
    for (kind, volume) in [("volume_contents", Some(1)), ("file_list", None)] {
        let said = csv(&site, kind, volume).await;
        let row = said.lines().find(|line| line.contains("缴费核定表")).unwrap();
        assert!(row.contains("市社保局") && !row.contains(&agency), "{kind}: {row}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stamp_bears_the_number_the_record_has_whatever_is_printed() {
    let site = Site::open().await;
    let drafts = [2009, 2010].map(|year| [draft(&levy(year), "甲", 2), draft(&levy(year), "乙", 2)]);
    file(&site.archive, &site.by(), drafts.into_iter().flatten().collect()).await.unwrap();
    let all = printed(&site, "stamp_sheet", None).await;
    for number in ["0001", "0002"] {
        assert_eq!(all.matches(number).count(), 2, "{number}: {all}");
    }
    assert!(!all.contains("0003") && !all.contains("0004"), "{all}");
    let one = printed(&site, "stamp_sheet", Some(2)).await;
    assert!(one.contains("0001") && one.contains("0002"), "{one}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_statement_on_a_volume_says_what_is_true() {
    both(async |mut site: Site| {
        let place = levy(2009);
        let drafts = vec![
            draft(&place, "甲", 2),
            told(draft(&place, "乙", 2), "缺第 2 页"),
            told(draft(&place, "丙", 2), "复印件，原件存财务科"),
            told(draft(&place, "丁", 2), "左上角破损"),
            told(draft(&place, "戊", 2), "无缺页，代办"),
        ];
        file(&site.archive, &site.by(), drafts).await.unwrap();
        let closing =
            Closing { closed_by: "李某".into(), checked_by: "王某".into(), ..Closing::default() };
        let volume = closing::close(&site.archive, &site.by(), 1, closing).await.unwrap();
        let statement = volume.statement.to_string();
        for words in [
            "缺页、缺件：第 2 件（缺第 2 页）。",
            "复制件：第 3 件（复印件，原件存财务科）。",
            "破损：第 4 件（左上角破损）。",
            "其余经检查",
        ] {
            assert!(statement.contains(words), "{words}: {statement}");
        }
        assert!(!statement.contains("第 5 件"), "{statement}");
        let day = site.by().today();
        let closed_on = guidang::domain::values::date::RecordDate::day(day).in_chinese();
        // title, days written out, the day it was checked: in a table and on paper
        let table = csv(&site, "备考表", Some(1)).await;
        let paper = papers(&site, 1, Leaf::Statement).await;
        for said in [&table, &paper] {
            let said: String = said.split_whitespace().collect();
            assert!(said.contains(&volume.title) && said.matches(&closed_on).count() == 2, "{said}");
        }
        site.set_day(2027, 1, 5);
        let change = Correction {
            title: Some("乙（更正）".into()),
            reason: "核对原件".into(),
            ..Correction::default()
        };
        let (item, _) = filing::correct(&site.archive, &site.by(), 2, change).await.unwrap();
        let line = format!("2027年1月5日更正：第 2 件（{}）题名。理由：核对原件。", item.code);
        let now = csv(&site, "备考表", Some(1)).await;
        assert!(now.contains(&line) && now.contains("缺页、缺件：第 2 件"), "{now}");
        assert!(now.contains(&closed_on), "the day it was closed stays: {now}");
        crate::support::sound(&site).await;
        line
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_nobody_checked_leaves_the_day_to_be_written() {
    let site = Site::open().await;
    file(&site.archive, &site.by(), vec![draft(&levy(2009), "甲", 2)]).await.unwrap();
    closing::close(&site.archive, &site.by(), 1, Closing::default()).await.unwrap();
    let paper = papers(&site, 1, Leaf::Statement).await;
    assert!(paper.contains("检查时间年月日"), "{paper}");
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_of_volumes_that_differ_in_period_alone_say_so() {
    let site = Site::open().await;
    let blocks = |period| place(2009, "YL", "会计账簿类", period);
    let drafts = vec![
        draft(&blocks(RetentionPeriod::Years(15)), "总账", 2),
        draft(&blocks(RetentionPeriod::Years(25)), "日记账", 2),
        draft(&levy(2009), "核定表", 2),
    ];
    file(&site.archive, &site.by(), drafts).await.unwrap();
    let mut titles = Vec::new();
    for volume in 1..=3 {
        titles.push(site.archive.store.volumes_by_id(&[volume]).await.unwrap()[0].title.clone());
    }
    let expected = [
        "2009年度会计账簿类（15年，第1卷）",
        "2009年度会计账簿类（25年，第1卷）",
        "2009年度社会保险费征缴核定材料（第1卷）",
    ];
    assert_eq!(titles, expected);
}
