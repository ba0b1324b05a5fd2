//! Same in, same out: the same records, form version and program give the same bytes in every format, on any
//! day and on both databases.

use guidang::acts::catalogs::cataloging::{
    self, CatalogRequest, Encoding, Format, OnPaper, Papers, Standing,
};
use guidang::domain::general::digest::Digest;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;

use guidang::progress::Progress;

use crate::support::{Site, both, draft, file, levy};

/// Everything that can be made of the records, as digests of the files.
async fn made(site: &Site) -> Vec<Digest> {
    let (archive, by, quiet) = (&site.archive, site.by(), Progress::default());
    let out = site.desk.data().join("made");
    let mut digests = Vec::new();
    let mut keep = async || {
        let bytes = std::fs::read(&out).unwrap();
        digests.push(Digest::compute(&bytes));
        let proof = cataloging::prove(archive, &by, &out).await.unwrap();
        assert_eq!(proof.standing, Standing::Current);
        std::fs::remove_file(&out).unwrap();
    };
    for kind in ["案卷目录", "卷内目录", "归档文件目录", "人名索引"] {
        let wanted = CatalogRequest { kind: kind.into(), ..CatalogRequest::default() };
        let on_paper = OnPaper::default();
        if kind == "人名索引" {
            // nobody is named in these records: a page that says so, and no table
            cataloging::print(archive, &by, &wanted, &on_paper, Lang::Zh, &out, &quiet).await.unwrap();
            keep().await;
            continue;
        }
        for format in [Format::Xlsx, Format::Csv(Encoding::Utf8Bom), Format::Csv(Encoding::Gb18030)] {
            cataloging::export(archive, &by, &wanted, format, Lang::Zh, &out, &quiet).await.unwrap();
            keep().await;
        }
        cataloging::print(archive, &by, &wanted, &on_paper, Lang::Zh, &out, &quiet).await.unwrap();
        keep().await;
    }
    let papers = Papers { filter: Some(Scope::default()), ..Papers::default() };
    cataloging::print_volumes(archive, &by, &papers, &OnPaper::default(), Lang::Zh, &out, &quiet)
        .await
        .unwrap();
    keep().await;
    digests
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_records_give_the_same_bytes_on_any_day() {
    let story = async |mut site: Site| {
        let mut drafts = Vec::new();
        for year in [2011, 2009] {
            let place = levy(year);
            drafts.extend((0..40).map(|n| draft(&place, &format!("缴费核定表 {year} {n}"), 3 + n * 7 % 30)));
        }
        file(&site.archive, &site.by(), drafts).await.unwrap();
        let first = made(&site).await;
        site.set_day(2040, 2, 29);
        assert_eq!(first, made(&site).await, "on another day");
        first
    };
    assert_eq!(both(story).await.len(), 14);
}
