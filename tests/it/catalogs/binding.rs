//! The digest binds the whole document: what a reader can see makes it another, what was registered by the recipe of
//! before keeps verifying, and a digest that several documents bear is refused.

use guidang::acts::arranging::closing::{self, Closing};
use guidang::acts::catalogs::cataloging::{self, CatalogRequest, Format, Standing};
use guidang::domain::catalogs::finding_aid::{DigestRecipe, IdNumbers};
use guidang::domain::general::digest::Digest;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;
use guidang::domain::values::period::RetentionPeriod;
use guidang::progress::Progress;

use crate::support::{Site, both, draft, file, levy, place, refusal};

fn register(receiver: &str) -> CatalogRequest {
    CatalogRequest {
        kind: "transfer_register".into(),
        receiver: receiver.into(),
        ..CatalogRequest::default()
    }
}

async fn digest(site: &Site, wanted: &CatalogRequest, lang: Lang, name: &str) -> Digest {
    let out = site.archive.config.data().join(name);
    let (by, progress) = (site.by(), Progress::default());
    let made = cataloging::export(&site.archive, &by, wanted, Format::Xlsx, lang, &out, &progress);
    made.await.unwrap().digest
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_reader_can_see_makes_another_digest() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        // two volumes with the same lines
        let other = place(2009, "GL", "社会保险待遇领取资格验证材料", RetentionPeriod::Years(50));
        for place in [levy(2009), other, levy(2010)] {
            file(archive, &by, vec![draft(&place, "核定表", 3)]).await.unwrap();
        }
        for volume in 1..=3 {
            closing::close(archive, &by, volume, Closing::default()).await.unwrap();
        }
        let plain = register("市档案馆");
        let scope = |from, to| Scope { year_from: from, year_to: to, ..Scope::default() };
        let contents = |volume| CatalogRequest {
            kind: "volume_contents".into(),
            volume_ids: vec![volume],
            ..CatalogRequest::default()
        };
        let variants = [
            (plain.clone(), Lang::Zh),
            (plain.clone(), Lang::En),
            (register("县档案馆"), Lang::Zh),
            (CatalogRequest { id_numbers: IdNumbers::Full, ..plain.clone() }, Lang::Zh),
            (CatalogRequest { filter: scope(Some(2009), Some(2010)), ..plain.clone() }, Lang::Zh),
            (CatalogRequest { filter: scope(Some(2008), Some(2010)), ..plain.clone() }, Lang::Zh),
            (contents(1), Lang::Zh),
            (contents(2), Lang::Zh),
        ];
        let mut digests = Vec::new();
        for (at, (wanted, lang)) in variants.iter().enumerate() {
            digests.push(digest(&site, wanted, *lang, &format!("{at}.xlsx")).await);
        }
        let distinct: std::collections::BTreeSet<String> = digests.iter().map(Digest::hex).collect();
        assert_eq!(distinct.len(), variants.len(), "{digests:?}");
        let again = digest(&site, &plain, Lang::Zh, "again.xlsx").await;
        assert_eq!(again, digests[0], "the same document is the same");
        // each digest leads to its own register
        let out = archive.config.data().join("reprint.xlsx");
        for (at, receiver) in [(0, "市档案馆"), (2, "县档案馆")] {
            let proof = cataloging::reprint(archive, &by, &digests[at].hex(), &out).await.unwrap();
            assert_eq!(proof.standing, Standing::Current);
            let said = super::cells(&std::fs::read(&out).unwrap());
            assert!(said.iter().any(|(.., cell)| cell.to_string().contains(receiver)), "{receiver}");
            std::fs::remove_file(&out).unwrap();
        }
        distinct
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_of_before_keep_their_digests_and_shared_ones_are_refused() {
    let site = Site::open().await;
    let (archive, by) = (&site.archive, site.by());
    file(archive, &by, vec![draft(&levy(2009), "核定表", 3)]).await.unwrap();
    closing::close(archive, &by, 1, Closing::default()).await.unwrap();
    let before = |receiver: &str| CatalogRequest { recipe: DigestRecipe::Cells, ..register(receiver) };
    let city = digest(&site, &before("市档案馆"), Lang::Zh, "city.xlsx").await;
    let file = archive.config.data().join("city.xlsx");
    assert_eq!(cataloging::prove(archive, &by, &file).await.unwrap().standing, Standing::Current);
    let typed = &city.hex()[..12];
    assert_eq!(cataloging::prove_typed(archive, &by, typed).await.unwrap().standing, Standing::Current);
    assert_eq!(refusal(cataloging::prove_typed(archive, &by, "0123456789").await), "digest_unknown");
    assert_eq!(refusal(cataloging::prove_typed(archive, &by, "").await), "digest_unknown");
    let out = archive.config.data().join("reprint.xlsx");
    cataloging::reprint(archive, &by, &city.hex(), &out).await.unwrap();
    // as it was told by cells alone, another receiver's register bears the same
    assert_eq!(digest(&site, &before("县档案馆"), Lang::Zh, "county.xlsx").await, city);
    assert_eq!(refusal(cataloging::reprint(archive, &by, &city.hex(), &out).await), "ambiguous_digest");
    assert_eq!(cataloging::prove(archive, &by, &file).await.unwrap().standing, Standing::Current);
}
