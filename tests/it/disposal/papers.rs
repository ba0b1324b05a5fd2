//! What is printed of a batch, and what catalogs say of what went.

use std::collections::BTreeMap;

use guidang::acts::catalogs::cataloging::{self, CatalogRequest, Encoding, Format, PrintedFile, Standing};
use guidang::acts::disposal::disposing::{self, DisposalPaper, DisposalStep};
use guidang::acts::upkeep::backing_up::{self, BackupReason};
use guidang::domain::general::wording::Lang;
use guidang::progress::Progress;

use super::disposing::{kinds, ready};
use crate::catalogs::paper::text_of;
use crate::support::Site;
use crate::support::disposals::Batch;

/// A page's text without its blanks: a line break may fall anywhere.
fn flat(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// An old catalog is genuine and says which volumes went; a new one has them with day and batch; the batch's own papers count
/// what the screen counts.
#[tokio::test(flavor = "multi_thread")]
async fn catalogs_and_papers_say_what_went() {
    let site = Site::open().await;
    let (batch, volumes) = ready(&site, 3).await;
    let (archive, by) = (&site.archive, batch.by("handler").await);
    let out = |name: &str| site.desk.data().join(name);
    let wanted = CatalogRequest { kind: "volume_catalog".into(), ..CatalogRequest::default() };
    let csv = Format::Csv(Encoding::Utf8Bom);
    let exported = async |name: &str| {
        let (to, quiet) = (out(name), Progress::default());
        cataloging::export(archive, &by, &wanted, csv, Lang::Zh, &to, &quiet).await.unwrap();
        std::fs::read_to_string(&to).unwrap()
    };
    assert!(!exported("before.csv").await.contains("已销毁"));
    let none_kept = DisposalPaper::Relabel;
    let refused =
        disposing::print_paper(archive, &by, &batch.number, none_kept, Lang::Zh, &out("none.pdf")).await;
    assert_eq!(kinds(refused), ["nothing_kept_on"]);
    for paper in [DisposalPaper::Certificate, DisposalPaper::Minutes] {
        let early =
            disposing::print_paper(archive, &by, &batch.number, paper, Lang::Zh, &out("early.pdf")).await;
        assert_eq!(kinds(early), ["not_destroyed_yet"]);
    }
    let (place, quiet) = (out("backups"), Progress::default());
    let to = (place.as_path(), archive.config.backups.keep);
    backing_up::back_up(archive, &site.by(), to, BackupReason::Asked, &quiet).await.unwrap();
    let view = batch
        .does(
            "handler",
            DisposalStep::KeepBack { line: batch.view().await.lines[0].line.id, reason: "涉诉".into() },
        )
        .await;
    assert_eq!(view.short.arithmetic.kept_back, 1);
    batch.destroys().await.unwrap();
    let gone = archive.store.volume(volumes[1]).await.unwrap().unwrap().code;
    let old = cataloging::prove(archive, &by, &out("before.csv")).await.unwrap();
    match old.standing {
        Standing::Changed { records, .. } => assert!(records.contains(&gone), "{records:?}"),
        other => panic!("{other:?}"),
    }
    let mark = format!("已销毁 {} {}", batch.on.format("%Y%m%d"), batch.number);
    assert_eq!(exported("after.csv").await.matches(&mark).count(), 2);
    let mut printed_of = BTreeMap::new();
    for (paper, rows) in [
        (DisposalPaper::Opinion, 1),
        (DisposalPaper::Approval, 1),
        (DisposalPaper::Register, 4),
        (DisposalPaper::Report, 1),
        (DisposalPaper::Certificate, 1),
        (DisposalPaper::Minutes, 1),
    ] {
        let to = out(&format!("{}.pdf", paper.key()));
        let printed =
            disposing::print_paper(archive, &by, &batch.number, paper, Lang::Zh, &to).await.unwrap();
        assert_eq!(printed.rows, rows, "{paper:?}");
        let proof = cataloging::prove(archive, &by, &to).await.unwrap();
        assert!(matches!(proof.standing, Standing::Genuine), "{paper:?}: {:?}", proof.standing);
        printed_of.insert(paper.key(), printed);
    }
    said_by_the_papers(&site, &batch, printed_of).await;
}

/// What stands on the papers, and that all bear one digest of the register.
async fn said_by_the_papers(site: &Site, batch: &Batch<'_>, printed_of: BTreeMap<&str, PrintedFile>) {
    let (archive, by) = (&site.archive, batch.by("handler").await);
    let out = |name: &str| site.desk.data().join(name);
    let register = text_of(&std::fs::read(out("register.pdf")).unwrap());
    assert!(register.contains("保留") && register.contains("市造纸厂"), "{register}");
    // the cover and the list add up
    assert!(register.contains("清册所列 3 卷，保留 1 卷，销毁 2 卷"), "{register}");
    // the certificate bears the digests of the register, which are those of the workbook and the table, too
    let list = printed_of["register"].contents.iter().find(|one| one.form.starts_with("destruction_list@"));
    let (sha256, sm3) = list.map(|list| (list.proof.sha256, list.proof.sm3)).unwrap();
    let certificate = flat(&text_of(&std::fs::read(out("certificate.pdf")).unwrap()));
    assert!(certificate.contains(&sha256.hex()) && certificate.contains(&sm3.to_string()), "{certificate}");
    for said in ["监销辛", "监销壬", "馆长乙", "局长庚", "化浆√", "有销毁前的备份1份", "最迟到2029-03-01清除"]
    {
        assert!(certificate.contains(said), "{said}: {certificate}");
    }
    for (format, name) in [(Format::Xlsx, "register.xlsx"), (Format::Csv(Encoding::Utf8Bom), "register.csv")]
    {
        let order = (format, Lang::Zh);
        let written =
            disposing::write_register(archive, &by, &batch.number, order, &out(name)).await.unwrap();
        assert_eq!((written.digest, written.rows), (sha256, 3), "{name}");
        let proof = cataloging::prove(archive, &by, &out(name)).await.unwrap();
        assert!(matches!(proof.standing, Standing::Genuine) && proof.has_sheet, "{:?}", proof.standing);
    }
    let minutes = flat(&text_of(&std::fs::read(out("minutes.pdf")).unwrap()));
    assert!(minutes.contains("逐卷核对条码清点3卷") && minutes.contains("（涉诉）"), "{minutes}");
    let report = flat(&text_of(&std::fs::read(out("report.pdf")).unwrap()));
    assert!(report.contains("小组4人各自表决，共4次。") && report.contains("销毁3卷"), "{report}");
}
