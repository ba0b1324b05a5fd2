//! A transfer from what is due to the receiver's receipt: three hundred volumes are packed into six cartons, seven come back, and
//! the package becomes equal records in a second archive, which writes the receipt.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::catalogs::cataloging::{Encoding, Format};
use guidang::acts::disposal::disposing::{self, ListSource, Opening};
use guidang::acts::disposal::holding::{self, NewHold};
use guidang::acts::disposal::transferring::{
    self, OpeningOn, TransferFate, TransferPaper, TransferSource, TransferStageName, TransferStep,
    TransferWanted,
};
use guidang::acts::finding::viewing;
use guidang::acts::receiving::taking_package::{GivenBack, PackageOptions, take_package, write_receipt};
use guidang::acts::upkeep::noticing;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;
use guidang::domain::records::volume::VolumeState;

use crate::catalogs::packages::bagit_agrees;
use crate::catalogs::paper::text_of;
use crate::receiving::packages::{receiver, sender::rows_of};
use crate::support::disposals::{acting, closed, staffed};
use crate::support::transfers::{Handing, RECEIVER, hand_over, long_kept, opened, wanted};
use crate::support::{Site, both, sound};

fn spring() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 3, 1).unwrap()
}

/// The kinds of a refusal, each once.
#[track_caller]
fn kinds<T: std::fmt::Debug>(outcome: Result<T>) -> Vec<String> {
    match outcome {
        Err(Error::Refused(problems)) => {
            let mut kinds: Vec<String> = problems.into_iter().map(|problem| problem.kind).collect();
            kinds.dedup();
            kinds
        }
        Err(Error::NotAllowed(_)) => vec!["not_allowed".into()],
        Err(Error::NotFound(_)) => vec!["not_found".into()],
        other => panic!("not refused: {other:?}"),
    }
}

/// What stands in the PDF of a paper.
async fn paper(handing: &Handing<'_>, folder: &Path, paper: TransferPaper) -> String {
    let out = folder.join(format!("{}.pdf", paper.key()));
    let by = handing.by("handler").await;
    transferring::print_paper(handing.archive, &by, &handing.number, paper, Lang::Zh, &out).await.unwrap();
    text_of(&std::fs::read(&out).unwrap()).split_whitespace().collect()
}

/// The way to the hand-over; the package lies in `folder`.
async fn handed_over<'a>(site: &'a Site, count: usize, folder: &Path) -> Handing<'a> {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    long_kept(archive, &site.by(), count).await;
    let by = acting(archive, "handler", spring()).await;
    let due = transferring::due(archive, &by, "county", &Scope::default()).await.unwrap();
    assert_eq!(due.volumes.len(), count);
    assert!(due.volumes[0].why.zh.contains("2020-01-01") && due.volumes[0].why.zh.contains("第二十条"));
    let later = transferring::due(archive, &by, "city", &Scope::default()).await.unwrap();
    assert_eq!(later.volumes.len(), 0, "twenty years are not over");
    let handing = Handing::opened(archive, spring(), TransferSource::Due(Scope::default())).await;
    assert_eq!(handing.number, "Y2027-001");
    assert_eq!(kinds(handing.tries(vec![TransferStep::Examine]).await), ["opening_missing"]);
    let view = handing.does(vec![opened(OpeningOn::Group(1)), TransferStep::Examine]).await;
    assert_eq!((view.short.stage, view.groups.len()), (TransferStageName::Examined, 1));
    let view = handing.packs_all().await;
    assert_eq!(view.cartons.len(), count.div_ceil(50));
    let view = handing.seals(&folder.join("移交.zip")).await;
    assert_eq!((view.short.stage, view.manifest.len()), (TransferStageName::Packed, 64));
    assert_eq!(handing.hands_over().await.short.stage, TransferStageName::HandedOver);
    handing
}

/// Takes the package into a second archive, which writes the receipt with so many given back.
async fn received(there: &Site, folder: &Path, back: &[GivenBack], format: Format) -> std::path::PathBuf {
    let package = folder.join("移交.zip");
    let (by, options, quiet) = (there.by(), PackageOptions::default(), Arc::default());
    let taken = take_package(&there.archive, &by, &package, &options, &quiet).await.unwrap();
    assert_eq!(taken.blocking, 0, "{:?}", taken.problems);
    let ending = if matches!(format, Format::Xlsx) { "xlsx" } else { "csv" };
    let out = folder.join(format!("回执.{ending}"));
    let written = write_receipt(&there.archive, &there.by(), &package, back, (format, &out)).await.unwrap();
    assert_eq!(written.returned, back.len() as u64);
    out
}

async fn three_hundred(site: Site) -> (usize, usize, i64, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let handing = handed_over(&site, 300, folder.path()).await;
    let unpacked = folder.path().join("unpacked");
    let zip = std::fs::File::open(folder.path().join("移交.zip")).unwrap();
    zip::ZipArchive::new(zip).unwrap().extract(&unpacked).unwrap();
    assert!(bagit_agrees(&std::fs::read_dir(&unpacked).unwrap().next().unwrap().unwrap().path()));
    let view = handing.view().await;
    let back: Vec<GivenBack> = view.lines[10..17]
        .iter()
        .map(|shown| GivenBack { code: shown.line.code.clone(), reason: "页数与目录不符".into() })
        .collect();
    let there = receiver(guidang::store::Backend::Sqlite).await;
    let receipt = received(&there, folder.path(), &back, Format::Xlsx).await;
    for table in ["volume", "item", "person"] {
        assert_eq!(rows_of(&there, table).await, rows_of(&site, table).await, "{table}");
    }
    let by = handing.by("handler").await;
    let taken = transferring::take_receipt(handing.archive, &by, &handing.number, &receipt).await.unwrap();
    assert_eq!((taken.short.sum.accepted, taken.short.sum.returned), (293, 7));
    let until = NaiveDate::from_ymd_opt(2037, 3, 1);
    let done = transferring::finish(handing.archive, &by, &handing.number, until).await.unwrap();
    assert_eq!(done.short.stage, TransferStageName::Done);
    let sum = done.short.sum;
    assert_eq!((sum.listed, sum.transferred, sum.returned, sum.packed), (300, 293, 7, 0));
    let gone = Scope { state: Some("transferred".into()), ..Scope::default() };
    let (volumes, ..) = site.archive.store.volume_totals(&gone).await.unwrap();
    // what came back is due again, what went is not
    let due = transferring::due(handing.archive, &by, "county", &Scope::default()).await.unwrap();
    assert_eq!(due.volumes.len(), 7);
    let register = paper(&handing, folder.path(), TransferPaper::Register).await;
    assert!(register.contains("合计300卷300件57000页"), "{register}");
    assert_eq!((register.matches("退回：").count(), register.matches("开放√").count() > 200), (7, true));
    sound(&site).await;
    sound(&there).await;
    let steps: Vec<String> = done.steps.iter().map(|step| step.word.zh.clone()).collect();
    (sum.transferred, sum.returned, volumes, steps)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_300_volumes_293_are_received_and_seven_come_back_on_both_databases() {
    let (transferred, returned, volumes, steps) = both(three_hundred).await;
    assert_eq!((transferred, returned, volumes), (293, 7, 293));
    assert_eq!(steps.iter().filter(|word| *word == "装箱").count(), 300);
    assert_eq!(steps.iter().filter(|word| *word == "退回").count(), 7);
    assert_eq!(steps.last().map(String::as_str), Some("办结"));
}

/// A receipt that was changed is refused with every reason, and nothing is taken.
async fn receipts_refused(site: Site) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let handing = handed_over(&site, 3, folder.path()).await;
    let there = receiver(guidang::store::Backend::Sqlite).await;
    let good = received(&there, folder.path(), &[], Format::Csv(Encoding::Utf8Bom)).await;
    let text = std::fs::read_to_string(&good).unwrap();
    let by = handing.by("handler").await;
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("Y2027-001")).collect();
    assert_eq!(lines.len(), 3, "{text}");
    let mut refused = Vec::new();
    for changed in [
        text.replace("Y2027-001", "Y2027-002"),
        text.replace(handing.view().await.manifest.as_str(), &"0".repeat(64)),
        text.replace(&format!("{}\r\n", lines[1]), ""),
        text.replace(lines[1], &format!("{}\r\n{}", lines[1], lines[1])),
        text.replace(lines[1], &lines[1].replacen("材料-2-", "材料-9-", 1)),
        text.replacen("\"接收\"", "\"拒收\"", 1),
        text.replace("档号", "编号"),
    ] {
        assert_ne!(changed, text);
        let file = folder.path().join("改过.csv");
        std::fs::write(&file, changed).unwrap();
        refused.push(kinds(transferring::take_receipt(handing.archive, &by, &handing.number, &file).await));
    }
    let sum = handing.view().await.short.sum;
    assert_eq!((sum.accepted, sum.returned, sum.packed), (0, 0, 3), "nothing was taken");
    let finish = transferring::finish(handing.archive, &by, &handing.number, None).await;
    refused.push(kinds(finish));
    transferring::take_receipt(handing.archive, &by, &handing.number, &good).await.unwrap();
    // who opened it is reminded; what is corrected now is not what the receiver has
    let reminded = noticing::notices(handing.archive, &by).await.unwrap();
    assert!(reminded.iter().any(|one| one.batch == handing.number && one.problem.kind == "transfer_waits"));
    let other = noticing::notices(handing.archive, &handing.by("third").await).await.unwrap();
    assert!(other.iter().all(|one| one.batch != handing.number));
    let volume = handing.view().await.lines[0].line.volume_id;
    let item = handing.archive.store.items_in(volume).await.unwrap()[0].id;
    let correction =
        Correction {
            title: Some("更正的题名".into()), reason: "笔误".into(), ..Correction::default()
        };
    filing::correct(handing.archive, &by, item, correction).await.unwrap();
    refused.push(kinds(transferring::finish(handing.archive, &by, &handing.number, None).await));
    // a hold placed between the receipt and the end keeps everything here
    let volume = handing.view().await.lines[1].line.volume_id;
    let (ground, basis) = ("audit".to_owned(), "芜审通〔2027〕3号".to_owned());
    let new = NewHold { ground, basis, volumes: vec![volume], ..NewHold::default() };
    holding::place(handing.archive, &handing.by("chief").await, &new).await.unwrap();
    refused.push(kinds(transferring::finish(handing.archive, &by, &handing.number, None).await));
    assert_eq!(handing.view().await.short.sum.transferred, 0);
    sound(&site).await;
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_receipt_is_refused_with_its_reasons() {
    let refused = both(receipts_refused).await;
    let expected = [
        vec!["receipt_of_another"],
        vec!["receipt_of_another_package"],
        vec!["receipt_rows_missing"],
        vec!["receipt_row_twice"],
        vec!["receipt_row_foreign", "receipt_rows_missing"],
        vec!["receipt_result_unknown"],
        vec!["receipt_without_header"],
        vec!["receipt_awaited"],
        vec!["changed_when_handed_over"],
        vec!["transfer_on_hold", "changed_when_handed_over"],
    ];
    assert_eq!(refused, expected);
}

/// A volume is in one batch; a package that is not of this transfer, or older than a correction, seals nothing; what went is a
/// description that says where it is.
async fn one_batch_and_its_own_package(site: Site) -> Vec<Vec<String>> {
    let (archive, folder) = (&site.archive, tempfile::tempdir().unwrap());
    staffed(archive, &site.by()).await;
    let volumes = long_kept(archive, &site.by(), 3).await;
    let short = closed(archive, &site.by(), "催缴材料", 2).await;
    let more = closed(archive, &site.by(), "缴费证明材料", 1).await;
    let by = acting(archive, "handler", spring()).await;
    let mut refused = Vec::new();
    let open = async |from| transferring::open(archive, &by, wanted(from)).await;
    refused.push(kinds(open(TransferSource::Volumes(Vec::new())).await));
    refused.push(kinds(open(TransferSource::Volumes(short.clone())).await));
    let itself = TransferWanted {
        receiver: crate::support::NAME.into(),
        ..wanted(TransferSource::Volumes(volumes.clone()))
    };
    refused.push(kinds(transferring::open(archive, &by, itself).await));
    let nobody = acting(archive, "leader", spring()).await;
    let all = || wanted(TransferSource::Volumes(volumes.clone()));
    refused.push(kinds(transferring::open(archive, &nobody, all()).await));
    // what a disposal batch holds is not handed over, and the other way round
    let list = Opening { title: String::new(), from: ListSource::Volumes(short.clone()) };
    disposing::open(archive, &by, list).await.unwrap();
    let agreed = |from| TransferWanted { agreement: "芜档函〔2027〕3号".into(), ..wanted(from) };
    refused.push(kinds(transferring::open(archive, &by, agreed(TransferSource::Volumes(short))).await));
    let handed: Vec<i64> = volumes.iter().chain(&more).copied().collect();
    let opening = agreed(TransferSource::Volumes(handed));
    let number = transferring::open(archive, &by, opening).await.unwrap().view.short.number;
    let handing = Handing { archive, number, on: spring() };
    let list = Opening { title: String::new(), from: ListSource::Volumes(more.clone()) };
    refused.push(kinds(disposing::open(archive, &by, list).await));
    refused.push(kinds(open(TransferSource::Volumes(volumes.clone())).await));
    let view = handing.does(vec![opened(OpeningOn::All)]).await;
    let odd = view.lines.iter().find(|shown| shown.line.volume_id == more[0]).unwrap().line.id;
    let out = TransferStep::TakeOut { line: odd, reason: "仍在使用".into() };
    handing.does(vec![out, TransferStep::Examine]).await;
    let asked = transferring::package_asked(archive, &by, &handing.number).await.map(drop);
    refused.push(kinds(asked));
    let view = handing.packs_all().await;
    refused.push(kinds(
        handing.tries(vec![TransferStep::Pack { line: view.lines[0].line.id, carton: 2 }]).await,
    ));
    refused.push(kinds(handing.tries(vec![TransferStep::Seal { manifest: "0".repeat(64) }]).await));
    handing.seals(&folder.path().join("移交.zip")).await;
    let item = archive.store.items_in(volumes[0]).await.unwrap()[0].id;
    let change =
        Correction { title: Some("更正".into()), reason: "错字".into(), ..Correction::default() };
    filing::correct(archive, &by, item, change.clone()).await.unwrap();
    refused.push(kinds(handing.tries(vec![hand_over(spring())]).await));
    handing.does(vec![TransferStep::Reopen { reason: "更正后重做".into() }]).await;
    handing.seals(&folder.path().join("重做.zip")).await;
    handing.hands_over().await;
    let lines: Vec<i64> = view.lines.iter().filter(|one| one.place > 0).map(|one| one.line.id).collect();
    let deed = paper(&handing, folder.path(), TransferPaper::Deed).await;
    assert!(deed.contains(RECEIVER) && deed.contains("监交芜湖市档案局监交丑"), "{deed}");
    let list = paper(&handing, folder.path(), TransferPaper::Cartons).await;
    assert!(list.contains("第1箱") && list.contains("本箱3卷"), "{list}");
    let electronic = paper(&handing, folder.path(), TransferPaper::Electronic).await;
    assert!(electronic.contains("案卷3") && electronic.contains("0.001GB"), "{electronic}");
    handing.does(lines.into_iter().map(|line| TransferStep::Accept { line }).collect()).await;
    let done = transferring::finish(archive, &by, &handing.number, None).await.unwrap();
    let fates = done.lines.iter().filter(|one| one.fate == TransferFate::Transferred(spring())).count();
    assert_eq!(fates, 3);
    let seen = viewing::volume(archive, &by, volumes[0]).await.unwrap();
    let gone = seen.gone.unwrap();
    assert_eq!((seen.volume.state, gone.whereabouts.as_str()), (VolumeState::Transferred, RECEIVER));
    assert_eq!(gone.basis, handing.number);
    let again = Correction { title: Some("再更正".into()), ..change };
    refused.push(kinds(filing::correct(archive, &by, item, again).await.map(drop)));
    refused.push(kinds(open(TransferSource::Volumes(volumes)).await));
    sound(&site).await;
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volume_is_in_one_batch_and_goes_with_its_own_package() {
    let refused = both(one_batch_and_its_own_package).await;
    let expected = [
        vec!["no_volume_to_hand_over"],
        vec!["transfer_out_of_range"],
        vec!["hands_over_to_itself"],
        vec!["not_allowed"],
        vec!["transfer_in_other_batch"],
        vec!["volume_in_other_batch"],
        vec!["transfer_in_other_batch"],
        vec!["not_all_packed"],
        vec!["in_other_carton"],
        vec!["package_unknown"],
        vec!["package_outdated"],
        vec!["volume_not_here"],
        vec!["transfer_gone"],
    ];
    assert_eq!(refused, expected);
}
