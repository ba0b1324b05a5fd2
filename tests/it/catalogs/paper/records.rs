//! What records say on paper: titles of the archive's own, the register of use, no page too many – told
//! on both databases.

use std::path::Path;

use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::catalogs::cataloging::{self, CatalogRequest, Encoding, FigureBehind, Format, OnPaper};
use guidang::acts::catalogs::reckoning::{self, NumberMeant, Span};
use guidang::acts::using::consulting;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;
use guidang::domain::using::consultation::Visit;
use guidang::domain::values::period::RetentionPeriod;
use guidang::progress::Progress;

use super::text_of;
use crate::support::{Site, both, draft, file, levy, place};

const HEADING: &str = "是否自拟";

/// Two papers in one volume; the title of the second is the archive's own.
async fn two_papers(site: &Site) -> Vec<i64> {
    let mut drafts = vec![draft(&levy(2009), "关于缴费基数的通知", 3), draft(&levy(2009), "缴费核定表", 2)];
    for (draft, (own, number)) in drafts.iter_mut().zip([("否", "1号"), ("是", "2号")]) {
        draft.description.more = vec![(HEADING.into(), own.into()), ("甲".into(), "\u{1e}".into())];
        draft.description.doc_number = format!("芜劳社〔2009〕{number}");
    }
    let filed = file(&site.archive, &site.by(), drafts).await.unwrap();
    filed.into_iter().map(|shelved| shelved.item_id).collect()
}

fn wanted(kind: &str) -> CatalogRequest {
    CatalogRequest { kind: kind.into(), ..CatalogRequest::default() }
}

async fn on_paper(site: &Site, kind: &str, out: &Path) -> (cataloging::PrintedFile, String) {
    let (wanted, progress) = (wanted(kind), Progress::default());
    let by = site.by();
    let plain = OnPaper::default();
    let printed = cataloging::print(&site.archive, &by, &wanted, &plain, Lang::Zh, out, &progress);
    let printed = printed.await.unwrap();
    (printed, text_of(&std::fs::read(out).unwrap()))
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_of_the_archives_own_stand_in_brackets_in_every_list() {
    let story = async |site: Site| {
        two_papers(&site).await;
        let folder = tempfile::tempdir().unwrap();
        let mut said = Vec::new();
        for kind in ["file_list", "file_list_2000", "volume_contents", "doc_number_index", "stamp_list"] {
            let (_, text) = on_paper(&site, kind, &folder.path().join("一.pdf")).await;
            assert!(text.contains("[缴费核定表]"), "{kind}: {text}");
            assert!(!text.contains("[关于"), "{kind}: {text}");
            let out = folder.path().join("一.csv");
            let (wanted, progress) = (wanted(kind), Progress::default());
            let format = Format::Csv(Encoding::Utf8Bom);
            let by = site.by();
            cataloging::export(&site.archive, &by, &wanted, format, Lang::Zh, &out, &progress).await.unwrap();
            let csv = std::fs::read_to_string(&out).unwrap();
            assert!(csv.contains("[缴费核定表]") && !csv.contains("[关于"), "{kind}: {csv}");
            said.push(csv);
        }
        said
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volumes_contents_take_no_page_too_many() {
    let story = async |site: Site| {
        two_papers(&site).await;
        let folder = tempfile::tempdir().unwrap();
        let (printed, text) = on_paper(&site, "volume_contents", &folder.path().join("一.pdf")).await;
        assert_eq!((printed.pages, printed.rows), (1, 2));
        assert_eq!(text.matches("以下空白").count(), 1);
        text
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_use_is_filled_from_the_counters_lines() {
    let story = async |site: Site| {
        let items = two_papers(&site).await;
        let visit = |identity: &str, document: &str| Visit {
            identity: identity.into(),
            asker: "王律师".into(),
            document: document.into(),
            purpose: "litigation".into(),
        };
        let (archive, by) = (&site.archive, site.by());
        let line = consulting::look(archive, &by, &visit("lawyer", "函7号"), items[1], None, "张某").await;
        consulting::give_copy(archive, &by, line.unwrap().id, 2).await.unwrap();
        consulting::nothing_found(archive, &by, &visit("self", "1235"), "李某", "原样：0 件").await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (printed, text) = on_paper(&site, "use_register", &folder.path().join("一.pdf")).await;
        assert_eq!(printed.rows, 2);
        let squeezed: String = text.split_whitespace().collect();
        for said in ["函7号", "[缴费核定表]", "复制", "查无", "李某", "合计2人次，复制2页", "20261121"]
        {
            assert!(squeezed.contains(said), "{said}: {text}");
        }
        let extent = cataloging::extent(archive, &by, &wanted("use_register")).await.unwrap();
        assert_eq!(extent.rows, 2);
        text
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_yearly_figures_are_those_of_the_records() {
    let story = async |site: Site| {
        let items = two_papers(&site).await;
        let visit = Visit {
            identity: "lawyer".into(),
            asker: "王律师".into(),
            document: "函7号".into(),
            ..Visit::default()
        };
        let (archive, by) = (&site.archive, site.by());
        // one visit, two records: one person served
        let visit = Visit { purpose: "litigation".into(), ..visit };
        for item in &items {
            consulting::look(archive, &by, &visit, *item, None, "张某").await.unwrap();
        }
        // closed: the two of 2009, and one kept fifteen years, for which the form has no cell; another stays open
        let accounts = place(2009, "ZJ", "会计凭证类", RetentionPeriod::Years(15));
        let filed = vec![draft(&accounts, "记账凭证", 9), draft(&levy(2012), "后来的一件", 4)];
        file(archive, &by, filed).await.unwrap();
        for volume in archive.store.volumes(&Scope::default(), ("", 0), 9).await.unwrap() {
            if volume.place.year == 2009 {
                let closing =
                    Closing { closed_by: "甲".into(), checked_by: "乙".into(), note: String::new() };
                close(archive, &by, volume.id, closing).await.unwrap();
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let (printed, text) = on_paper(&site, "statistics", &folder.path().join("一.pdf")).await;
        assert_eq!((printed.pages, printed.rows), (1, 1));
        let squeezed: String = text.split_whitespace().collect();
        // all were closed in 2026, when somebody looked at one
        for said in [
            "2026年度",
            "全宗（个）1",
            "所有档案（卷）2所有档案（件）3",
            "本年归档100年1/2",
            "本年归档其他期限15年1/1本年归档合计2/3",
            "本年利用（人次）1本年利用（卷/件）2",
            "整理中（未立卷）1卷1件",
        ] {
            assert!(squeezed.contains(said), "{said}: {text}");
        }
        // a year before: nothing was closed by then; and each number is that of its records
        for (year, held) in [(2025, 0), (2026, 2)] {
            let asked = Scope { year_from: Some(year), year_to: Some(year), ..Scope::default() };
            let found = cataloging::figures(archive, &by, &asked).await.unwrap().unwrap();
            assert_eq!(found.figures[0].volumes, held, "{found:?}");
            for figure in found.figures {
                let (meant, behind) = match &figure.behind {
                    FigureBehind::On(_, behind) => (NumberMeant::Closing, behind),
                    FigureBehind::Moved(behind) => (NumberMeant::Moved, behind),
                };
                let scope = Scope { period: figure.period.clone(), ..Scope::default() };
                let (span, asked) = (Span { year, month: None }, (&scope, meant, behind));
                let lines = reckoning::behind(archive, &by, span, asked, (0, 100)).await.unwrap();
                assert_eq!(
                    (figure.volumes, figure.items),
                    (lines.sum.volumes, lines.sum.items),
                    "{}",
                    figure.key
                );
            }
        }
        text
    };
    both(story).await;
}
