//! What an auditor takes home: catalogs by year that cross-foot, a sample that can be drawn again, and the
//! report of a year, page by page and whole. Told on both databases.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use guidang::acts::catalogs::cataloging::{self, CatalogRequest, Encoding, Format};
use guidang::acts::catalogs::sampling;
use guidang::acts::disposal::expiry::{self, DueList, ReportPart};
use guidang::archive::Archive;
use guidang::domain::general::role::By;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::item::Draft;
use guidang::domain::records::scope::Scope;
use guidang::domain::values::period::RetentionPeriod;
use guidang::progress::Progress;

use crate::support::{Site, both, draft, file, levy, place, refusal};

/// Papers of four years in three classes; each sheet of 150 pages is a volume of its own.
fn papers() -> Vec<Draft> {
    let mut papers = Vec::new();
    for year in 2009..=2012 {
        for n in 0..(year - 2007) {
            papers.push(draft(&levy(year), &format!("缴费核定表 {n}"), 150));
        }
        let medical = place(year, "YB", "就医登记材料", RetentionPeriod::Years(10));
        papers.push(draft(&medical, "就医登记表", 12));
        let vouchers = place(year, "YL", "会计凭证类", RetentionPeriod::Years(15));
        papers.push(draft(&vouchers, &format!("{year}年记账凭证"), 40));
    }
    papers
}

async fn furnished(site: &Site) {
    file(&site.archive, &site.by(), papers()).await.unwrap();
}

async fn exported(
    archive: &Archive,
    by: &By,
    wanted: &CatalogRequest,
    format: Format,
) -> (cataloging::WrittenCatalog, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let written =
        cataloging::export(archive, by, wanted, format, Lang::Zh, &path, &Progress::default()).await.unwrap();
    (written, std::fs::read(&path).unwrap())
}

fn over(kind: &str, from: i32, to: i32) -> CatalogRequest {
    let filter = Scope { year_from: Some(from), year_to: Some(to), ..Scope::default() };
    CatalogRequest { kind: kind.into(), filter, ..CatalogRequest::default() }
}

/// Rows of a sheet as texts.
#[allow(clippy::disallowed_methods)] // a workbook this program wrote a moment ago
fn sheet(xlsx: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(xlsx)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

/// The last filled numbers of the first row that begins so.
fn numbers(rows: &[Vec<String>], begins: &str) -> Vec<u64> {
    let row = rows.iter().find(|row| row.first().is_some_and(|first| first.starts_with(begins)));
    let row = row.unwrap_or_else(|| panic!("no row {begins}: {rows:?}"));
    row[1..].iter().filter_map(|cell| cell.parse().ok()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalog_over_years_has_a_sheet_a_year_and_its_sums_are_those_of_the_summary() {
    let story = async |site: Site| {
        furnished(&site).await;
        let (archive, by) = (&site.archive, site.by());
        let (written, xlsx) = exported(archive, &by, &over("案卷目录", 2009, 2012), Format::Xlsx).await;
        let book = Xlsx::new(Cursor::new(xlsx.as_slice())).unwrap();
        assert_eq!(book.sheet_names(), ["2009", "2010", "2011", "2012", "合计"]);
        let extent = cataloging::extent(archive, &by, &over("案卷目录", 2009, 2012)).await.unwrap();
        let sums = sheet(&xlsx, "合计");
        for year in &extent.years {
            let rows = sheet(&xlsx, &year.year.to_string());
            assert!(rows[1][0].contains(&format!("年度 {}", year.year)), "{:?}", rows[1]);
            let first: Vec<&str> =
                rows.iter().map(|row| row[0].as_str()).filter(|cell| *cell == "1").collect();
            assert_eq!(first.len(), 1, "running numbers begin anew in {}", year.year);
            let foot = [year.items as u64, year.pages as u64];
            assert_eq!(numbers(&rows, &format!("合计 {} 卷", year.volumes)), foot);
            assert_eq!(numbers(&sums, &year.year.to_string()), [year.volumes as u64, foot[0], foot[1]]);
        }
        let grand = numbers(&sums, "合计");
        assert_eq!(grand, [extent.volumes as u64, extent.items as u64, extent.pages as u64]);
        assert_eq!((written.rows, extent.rows as u64), (grand[0], grand[0]));
        let (summary, xlsx) = exported(archive, &by, &over("案卷目录汇总表", 2009, 2012), Format::Xlsx).await;
        assert_eq!(summary.totals, [("volumes".to_owned(), grand[0])], "案卷目录汇总表");
        assert_eq!(numbers(&sheet(&xlsx, "案卷目录汇总表"), "合计"), [grand[0]]);
        // the same rows in every format; a year alone is one sheet as ever
        let (csv, text) =
            exported(archive, &by, &over("案卷目录", 2009, 2012), Format::Csv(Encoding::Utf8Bom)).await;
        assert_eq!(csv, written);
        assert_eq!(String::from_utf8(text).unwrap().lines().count() as u64, grand[0] + 1);
        let (_, one) = exported(archive, &by, &over("案卷目录", 2010, 2010), Format::Xlsx).await;
        assert_eq!(Xlsx::new(Cursor::new(one.as_slice())).unwrap().sheet_names(), ["案卷目录"]);
        (written.rows, written.totals, sums)
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_page_is_short_and_nothing_to_list_says_so() {
    let story = async |site: Site| {
        furnished(&site).await;
        let (archive, by) = (&site.archive, site.by());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        let wanted = over("案卷目录", 2009, 2012);
        let extent = cataloging::extent(archive, &by, &wanted).await.unwrap();
        let first = cataloging::first_page(archive, &by, &wanted, Lang::Zh, 3, &extent).await.unwrap();
        assert_eq!((first.rows, first.html.matches("2009-").count() >= 3), (3, true));
        assert!(!first.html.contains("2012-"), "nothing beyond the first rows is read");
        assert!(!first.html.contains("合计"), "three rows are not the whole");
        let all = cataloging::first_page(archive, &by, &wanted, Lang::Zh, 1000, &extent).await.unwrap();
        assert!(all.rows as i64 == extent.rows && all.html.contains("合计"), "{}", all.html);
        let items = over("卷内目录", 2009, 2012);
        let extent = cataloging::extent(archive, &by, &items).await.unwrap();
        let first = cataloging::first_page(archive, &by, &items, Lang::Zh, 2, &extent).await.unwrap();
        assert_eq!(first.rows, 2);
        let (nothing, quiet) = (over("案卷目录", 1999, 1999), Progress::default());
        let none = cataloging::export(archive, &by, &nothing, Format::Xlsx, Lang::Zh, &path, &quiet).await;
        assert_eq!(refusal(none), "nothing_to_export");
        let extents = ["人名索引", "单位索引", "文号索引", "归档文件目录", "备考表"];
        let mut told = Vec::new();
        for kind in extents {
            told.push(cataloging::extent(archive, &by, &over(kind, 2009, 2010)).await.unwrap().rows);
        }
        told
    };
    assert_eq!(both(story).await, [0, 0, 0, 9, 9]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_drawn_again_from_its_seed_and_says_when_its_scope_has_changed() {
    let story = async |site: Site| {
        furnished(&site).await;
        let (archive, by) = (&site.archive, site.by());
        let wanted = sampling::SampleRequest {
            size: 5,
            seed: "2026审计".into(),
            ..sampling::SampleRequest::default()
        };
        let first = sampling::draw(archive, &by, &wanted).await.unwrap();
        let codes = |sample: &sampling::Sample| {
            sample.volumes.iter().map(|one| one.volume.code.clone()).collect::<Vec<_>>()
        };
        assert_eq!(codes(&sampling::draw(archive, &by, &wanted).await.unwrap()), codes(&first));
        assert_eq!((first.volumes.len(), first.offered), (5, 22));
        assert!(first.volumes.is_sorted_by_key(|one| one.volume.code_sort.clone()), "in shelf order");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        let format = Format::Csv(Encoding::Utf8Bom);
        let (again, written) =
            sampling::export(archive, &by, &wanted, format, Lang::Zh, &path).await.unwrap();
        let list = std::fs::read_to_string(&path).unwrap();
        assert!(codes(&again).iter().all(|code| list.contains(code)) && written.rows == 5);
        let html = folder.path().join("list.html");
        sampling::export(archive, &by, &wanted, Format::Html, Lang::Zh, &html).await.unwrap();
        let html = std::fs::read_to_string(&html).unwrap();
        for told in ["种子 2026审计", "22 卷中抽 5 卷", &first.scope.hex()] {
            assert!(html.contains(told), "{told}");
        }
        file(archive, &by, vec![draft(&levy(2013), "后来的", 3)]).await.unwrap();
        let later = sampling::draw(archive, &by, &wanted).await.unwrap();
        assert!(later.scope != first.scope && later.offered == 23, "the list says that the scope grew");
        let narrow = Scope { year_to: Some(2012), ..Scope::default() };
        let narrow =
            sampling::draw(archive, &by, &sampling::SampleRequest { filter: narrow, ..wanted.clone() })
                .await
                .unwrap();
        assert_eq!(
            (codes(&narrow), narrow.scope),
            (codes(&first), first.scope),
            "the old scope draws the same"
        );
        let all = sampling::draw(archive, &by, &sampling::SampleRequest { size: 1000, ..wanted.clone() })
            .await
            .unwrap();
        assert_eq!(all.volumes.len(), 23);
        for (size, seed, kind) in
            [(0, "1", "sample_size"), (1001, "1", "sample_size"), (1, " ", "sample_seed")]
        {
            let wrong = sampling::SampleRequest { size, seed: seed.into(), ..wanted.clone() };
            assert_eq!(refusal(sampling::draw(archive, &by, &wrong).await), kind);
        }
        codes(&first)
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_read_page_by_page_and_its_sentence_is_that_of_explain() {
    let story = async |site: Site| {
        furnished(&site).await;
        let (archive, by) = (&site.archive, site.by());
        let all = Scope::default();
        let whole = expiry::report(archive, &by, 2042, &all, ReportPart::first(100)).await.unwrap();
        // 就医登记 of 2009–2012 (10 years) and vouchers of 2009–2011 (15 years, since 2016 30 years)
        let mut told: Vec<String> = whole.rows.iter().map(|row| row.code.clone()).collect();
        assert_eq!(
            (told.len() as i64, whole.totals.all.volumes),
            (whole.listed.volumes, whole.listed.volumes)
        );
        let mut read = Vec::new();
        for from in 0..whole.listed.volumes {
            let part = ReportPart { from, size: 1, ..ReportPart::default() };
            let page = expiry::report(archive, &by, 2042, &all, part).await.unwrap();
            assert_eq!(
                (page.totals.all, page.questions.len()),
                (whole.totals.all, 0),
                "the counts are of the whole"
            );
            read.extend(page.rows.into_iter().map(|row| row.code));
        }
        assert_eq!(read, told);
        let changed =
            expiry::report(archive, &by, 2042, &all, ReportPart { changed: true, ..ReportPart::first(9) })
                .await
                .unwrap();
        assert_eq!(changed.rows.len() as i64, changed.totals.changed);
        assert!(
            changed.totals.changed > 0 && changed.rows.iter().all(|row| row.effective != row.period),
            "{changed:?}"
        );
        assert_eq!(changed.matrix.iter().map(|row| row.changed).sum::<i64>(), changed.totals.changed);
        for row in &whole.rows {
            let explained = expiry::explain(archive, &by, &row.code).await.unwrap();
            assert!(explained.iter().any(|one| one.retention.why == row.why), "{}", row.code);
            assert_eq!(row.effective != row.period, changed.rows.iter().any(|other| other.code == row.code));
        }
        let ahead: i64 = whole.ahead.iter().map(|ahead| ahead.sum.volumes).sum();
        assert_eq!(ahead, whole.coming.iter().map(|(_, sum)| sum.volumes).sum::<i64>());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("due.csv");
        let format = Format::Csv(Encoding::Utf8Bom);
        let wanted = DueList { year: 2042, ..DueList::default() };
        expiry::export(archive, &by, &wanted, format, Lang::Zh, &path, &Progress::default()).await.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), told.len() + 1);
        assert!(whole.rows.iter().all(|row| text.contains(&row.code) && text.contains(&row.why.zh)));
        // the year's own are those that are not carried over, on the page and in the file
        let own = ReportPart { this_year: true, ..ReportPart::first(9) };
        let own = expiry::report(archive, &by, 2042, &all, own).await.unwrap();
        let fresh: Vec<_> = whole.rows.iter().filter(|row| !row.carried_over).map(|row| &row.code).collect();
        assert_eq!(own.rows.iter().map(|row| &row.code).collect::<Vec<_>>(), fresh);
        assert!(!fresh.is_empty() && fresh.len() < whole.rows.len(), "{fresh:?}");
        assert_eq!(own.listed.volumes, fresh.len() as i64);
        assert_eq!(own.totals.all, whole.totals.all, "the counts are of everything due");
        let wanted = DueList { this_year: true, ..wanted };
        expiry::export(archive, &by, &wanted, format, Lang::Zh, &path, &Progress::default()).await.unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), fresh.len() + 1);
        let none = DueList { year: 2010, ..DueList::default() };
        let none = expiry::export(archive, &by, &none, format, Lang::Zh, &path, &Progress::default()).await;
        assert_eq!(refusal(none), "nothing_to_export");
        told.push(format!("{:?}", whole.totals));
        told
    };
    both(story).await;
}
