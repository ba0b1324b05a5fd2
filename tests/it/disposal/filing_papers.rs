//! The papers of a batch become permanent records, each with the digest of its registered file; nothing takes them away.

use guidang::acts::arranging::filing::{self, Elsewhere};
use guidang::acts::disposal::disposing::{
    self, DisposalDecision, DisposalPaper, DisposalStep, ListSource, PapersPlace, VoteOn,
};
use guidang::acts::disposal::expiry;
use guidang::acts::finding::viewing;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::wording::Lang;
use guidang::domain::values::period::RetentionPeriod;

use crate::support::disposals::{Batch, closed, staffed};
use crate::support::{Site, both, sound};

#[track_caller]
fn kinds<T: std::fmt::Debug>(outcome: Result<T>) -> Vec<String> {
    match outcome {
        Err(Error::Refused(problems)) => problems.into_iter().map(|problem| problem.kind).collect(),
        Err(Error::NotAllowed(_)) => vec!["not_allowed".into()],
        other => panic!("not refused: {other:?}"),
    }
}

/// A batch of two volumes, destroyed.
async fn destroyed(site: &Site) -> Batch<'_> {
    staffed(&site.archive, &site.by()).await;
    let volumes = closed(&site.archive, &site.by(), "催缴材料", 2).await;
    let on = chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let mut batch = Batch::opened(&site.archive, on, ListSource::Volumes(volumes)).await;
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    batch.does("handler", DisposalStep::Conclude).await;
    batch.approved_and_reported(30).await;
    batch.counted_before_both().await;
    batch.destroys().await.unwrap();
    batch
}

async fn filed(site: Site) -> (Vec<Vec<String>>, Vec<(String, String)>) {
    let batch = destroyed(&site).await;
    let (archive, by, number) = (&site.archive, batch.by("handler").await, batch.number.clone());
    let named = || PapersPlace { class: "management".into(), step: "参保人员登记材料".into() };
    let to = async |place: PapersPlace| disposing::file_papers(archive, &by, &number, place).await;
    let mut refused = vec![kinds(to(PapersPlace::default()).await)];
    let mut digests = Vec::new();
    for paper in DisposalPaper::filed() {
        let out = site.desk.data().join(format!("{}.pdf", paper.key()));
        let printed = disposing::print_paper(archive, &by, &number, paper, Lang::Zh, &out).await.unwrap();
        digests.push((paper.key().to_owned(), printed.file.hex()));
    }
    // the scheme of this office has a line for registers of accounts alone
    refused.push(kinds(to(PapersPlace::default()).await));
    refused.push(kinds(to(PapersPlace { step: "没有的环节".into(), ..named() }).await));
    let supervisor = batch.by("first").await;
    refused.push(kinds(disposing::file_papers(archive, &supervisor, &number, named()).await));
    // kept there for a hundred years, these for ever
    let place = PapersPlace { class: "management".into(), step: "参保人员登记材料".into() };
    let view = to(place.clone()).await.unwrap();
    refused.push(kinds(to(place).await));
    let kept: Vec<(String, String)> =
        view.papers_filed.iter().map(|one| (one.paper.key().to_owned(), one.file.clone())).collect();
    assert_eq!(kept, digests, "each record bears the digest of the file that was registered");
    for one in &view.papers_filed {
        let item = archive.store.item(one.item).await.unwrap().unwrap();
        assert_eq!(item.place.period, RetentionPeriod::Permanent);
        assert_eq!((item.eligible_on, item.question), (None, None), "{}", item.description.title);
        assert!(item.description.title.contains("X2027-001 批") && item.description.pages >= 1);
        let shown = viewing::item(archive, &by, one.item).await.unwrap();
        let told = serde_json::to_string(&shown).unwrap();
        assert!(told.contains(&one.file), "the digest stands beside the record: {told}");
        let explained = expiry::explain(archive, &by, &item.code).await.unwrap();
        assert!(explained.iter().all(|one| one.retention.outcome.eligible_on().is_none()));
    }
    // where records have a period it would go one day
    let elsewhere = Elsewhere { year: Some(2026), reason: "年度错".into(), ..Elsewhere::default() };
    refused.push(kinds(filing::refile(archive, &by, view.papers_filed[0].item, elsewhere).await));
    sound(&site).await;
    (refused, kept.into_iter().map(|(paper, _)| (paper, String::new())).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_of_a_batch_become_records_that_stay_for_ever() {
    let (refused, kept) = both(filed).await;
    let expected: [&[&str]; 6] = [
        &["papers_not_printed"; 6],
        &["no_line_for_papers"],
        &["unknown_step"],
        &["not_allowed"],
        &["papers_filed_already"],
        &["paper_of_a_batch"],
    ];
    assert_eq!(refused, expected);
    assert_eq!(kept.len(), 6);
}
