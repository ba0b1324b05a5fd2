//! A batch from its list to its destruction: 285 volumes fall due, one is argued over, one comes under hold and is freed,
//! eighteen are kept for thirty years, 266 go.

use chrono::NaiveDate;
use guidang::acts::disposal::disposing::{
    self, Destroying, DisposalDecision, DisposalPaper, DisposalStep, ListSource, Opening, StageName,
    VolumeFate, VoteOn,
};
use guidang::acts::disposal::expiry::{self, ReportPart};
use guidang::acts::disposal::holding::{self, NewHold};
use guidang::acts::finding::viewing;
use guidang::acts::using::consulting;
use guidang::archive::Archive;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::role::{Allowed, Deed};
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;
use guidang::domain::records::volume::VolumeState;
use guidang::domain::using::consultation::Visit;
use guidang::domain::values::period::RetentionPeriod;

use crate::catalogs::paper::text_of;
use crate::support::disposals::{Batch, PASSWORD, acting, closed, staffed, vote};
use crate::support::{Site, both, sound};

const REMINDERS: usize = 267;
const CERTIFICATES: usize = 18;
const LISTED: usize = REMINDERS + CERTIFICATES;

fn spring() -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 3, 1).unwrap()
}

/// The kinds of a refusal.
#[track_caller]
pub fn kinds<T: std::fmt::Debug>(outcome: Result<T>) -> Vec<String> {
    match outcome {
        Err(Error::Refused(problems)) => problems.into_iter().map(|problem| problem.kind).collect(),
        Err(Error::NotAllowed(_)) => vec!["not_allowed".into()],
        Err(Error::NotFound(_)) => vec!["not_found".into()],
        other => panic!("not refused: {other:?}"),
    }
}

fn due(year: i32) -> ListSource {
    ListSource::Due { year, scope: Scope::default(), words: String::new() }
}

async fn due_volumes(archive: &Archive) -> i64 {
    let by = acting(archive, "handler", spring()).await;
    let part = ReportPart::first(0);
    expiry::report(archive, &by, 2027, &Scope::default(), part).await.unwrap().totals.all.volumes
}

/// What the group says, with an objection on the way.
async fn appraised(batch: &Batch<'_>) {
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    batch.all_say(VoteOn::Group(2), DisposalDecision::Keep, Some(30)).await;
    let view = batch.view().await;
    assert_eq!(view.groups.iter().map(|group| group.volumes).collect::<Vec<_>>(), [REMINDERS, CERTIFICATES]);
    // a matter is open on one of them: nothing is concluded until it is lifted, by two persons
    let volume_id = view.lines[5].line.volume_id;
    let (archive, on) = (batch.archive, batch.on);
    let new = NewHold {
        ground: "lawsuit".into(),
        basis: "（2027）皖0202民初12号".into(),
        volumes: vec![volume_id],
        ..NewHold::default()
    };
    let held = holding::place(archive, &acting(archive, "chief", on).await, &new).await.unwrap();
    assert_eq!(kinds(batch.tries("handler", DisposalStep::Conclude).await), ["volume_on_hold"]);
    holding::ask_lift(archive, &acting(archive, "handler", on).await, held.hold.id, "已结案").await.unwrap();
    holding::lift(archive, &acting(archive, "third", on).await, held.hold.id).await.unwrap();
    // one member wants a volume kept; the others come round
    let odd = VoteOn::Line(view.lines[0].line.id);
    batch.does("business", vote(odd, DisposalDecision::Keep, Some(20))).await;
    let blocked = kinds(batch.tries("handler", DisposalStep::Conclude).await);
    assert_eq!(blocked, ["group_disagrees"]);
    batch.all_say(odd, DisposalDecision::Keep, Some(20)).await;
    let view = batch.does("handler", DisposalStep::Conclude).await;
    let sum = view.short.arithmetic;
    assert_eq!((sum.listed, sum.kept_on, sum.to_destroy), (LISTED, 19, 266));
}

async fn two_hundred_and_sixty_six(site: Site) -> (Vec<String>, i64, Vec<u8>) {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    closed(archive, &site.by(), "催缴材料", REMINDERS).await;
    let certificates = closed(archive, &site.by(), "缴费证明材料", CERTIFICATES).await;
    assert_eq!(due_volumes(archive).await, LISTED as i64);

    let mut batch = Batch::opened(archive, spring(), due(2027)).await;
    assert_eq!(batch.number, "X2027-001");
    appraised(&batch).await;
    batch.approved_and_reported(30).await;
    let kept = archive.store.volume(certificates[0]).await.unwrap().unwrap();
    assert_eq!(kept.eligible_on, NaiveDate::from_ymd_opt(2040, 1, 1), "thirty years from the original start");
    relabelled(&site, &batch).await;
    batch.counted_before_both().await;
    let view = batch.destroys().await.unwrap();

    assert_eq!(view.short.stage, StageName::Done);
    let sum = view.short.arithmetic;
    assert_eq!((sum.listed, sum.kept_on, sum.destroyed, sum.to_destroy), (LISTED, 19, 266, 0));
    assert_eq!(due_volumes(archive).await, 0, "what went is due no more, what is kept on not yet");
    let gone = Scope { state: Some("destroyed".into()), ..Scope::default() };
    let (volumes, ..) = archive.store.volume_totals(&gone).await.unwrap();
    sound(&site).await;
    let steps: Vec<String> = view.steps.iter().map(|step| step.word.zh.clone()).collect();
    (steps, volumes, view.list_digest.into_bytes())
}

/// What is kept on is listed with the period that now stands beside its code.
async fn relabelled(site: &Site, batch: &Batch<'_>) {
    let (by, out) = (batch.by("handler").await, site.desk.data().join("relabel.pdf"));
    let printed =
        disposing::print_paper(batch.archive, &by, &batch.number, DisposalPaper::Relabel, Lang::Zh, &out)
            .await
            .unwrap();
    assert_eq!(printed.rows, 19);
    let text = text_of(&std::fs::read(&out).unwrap());
    assert!(text.contains("30年") && text.contains("2040-01-01") && text.contains("20年"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_285_volumes_266_are_destroyed_on_both_databases() {
    let (steps, volumes, _) = both(two_hundred_and_sixty_six).await;
    assert_eq!(volumes, 266);
    assert_eq!(steps.iter().filter(|word| *word == "清点").count(), 266);
    assert_eq!(steps.last().map(String::as_str), Some("办结"));
}

/// What a hold catches between the order to begin and the destruction stays, with the reason.
async fn a_hold_wins(site: Site) -> (Vec<bool>, Vec<String>) {
    let (batch, volumes) = ready(&site, 3).await;
    let (archive, on) = (batch.archive, batch.on);
    let (ground, basis) = ("audit".to_owned(), "芜审通〔2027〕3号".to_owned());
    let new = NewHold { ground, basis, volumes: vec![volumes[1]], ..NewHold::default() };
    holding::place(archive, &acting(archive, "chief", on).await, &new).await.unwrap();
    let view = batch.destroys().await.unwrap();
    let gone = view.lines.iter().map(|line| matches!(line.fate, VolumeFate::Destroyed(_))).collect();
    let kept = view.lines.iter().filter_map(|line| match &line.fate {
        VolumeFate::KeptBack(reason) => Some(reason.to_string()),
        _ => None,
    });
    let kept = kept.collect();
    sound(&site).await;
    (gone, kept)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_placed_while_destruction_runs_keeps_its_volume() {
    let (gone, kept) = both(a_hold_wins).await;
    assert_eq!(gone, [true, false, true]);
    assert!(kept.len() == 1 && kept[0].contains("审计"), "{kept:?}");
}

/// A small batch ready to be destroyed.
pub async fn ready<'a>(site: &'a Site, count: usize) -> (Batch<'a>, Vec<i64>) {
    staffed(&site.archive, &site.by()).await;
    let volumes = closed(&site.archive, &site.by(), "催缴材料", count).await;
    let mut batch = Batch::opened(&site.archive, spring(), ListSource::Volumes(volumes.clone())).await;
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    batch.does("handler", DisposalStep::Conclude).await;
    batch.approved_and_reported(30).await;
    batch.counted_before_both().await;
    (batch, volumes)
}

async fn a_destroyed_volume_is_a_description(site: Site) -> Vec<Vec<String>> {
    let (batch, volumes) = ready(&site, 2).await;
    let archive = &site.archive;
    batch.destroys().await.unwrap();
    let by = acting(archive, "handler", batch.on).await;
    let volume = viewing::volume(archive, &by, volumes[0]).await.unwrap().volume;
    assert_eq!((volume.state, volume.title.is_empty()), (VolumeState::Destroyed, false));
    let item = archive.store.items_in(volumes[0]).await.unwrap()[0].id;
    let visit = Visit {
        identity: "self".into(),
        purpose: "benefit".into(),
        asker: "张某某".into(),
        ..Visit::default()
    };
    let fact = guidang::domain::disposal::retention::Fact {
        kind: guidang::domain::disposal::retention::FactKind::AppraisedKeep,
        on: batch.on,
        period: Some(RetentionPeriod::Permanent),
        note: String::new(),
    };
    let correction = guidang::acts::arranging::filing::Correction {
        title: Some("改".into()),
        reason: "错字".into(),
        ..Default::default()
    };
    let refused = vec![
        kinds(consulting::look(archive, &by, &visit, item, None, "甲").await),
        kinds(expiry::record_fact(archive, &by, item, fact).await),
        kinds(guidang::acts::arranging::filing::correct(archive, &by, item, correction).await.map(drop)),
        kinds(
            disposing::open(
                archive,
                &by,
                Opening { title: String::new(), from: ListSource::Volumes(volumes) },
            )
            .await,
        ),
    ];
    sound(&site).await;
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_destroyed_volume_is_given_out_or_changed() {
    let refused = both(a_destroyed_volume_is_a_description).await;
    let expected = [
        vec!["record_gone"],
        vec!["record_gone"],
        vec!["volume_not_here"],
        vec!["volume_gone", "volume_gone"],
    ];
    assert_eq!(refused, expected);
}

async fn persons_kept_apart(site: Site) -> Vec<Vec<String>> {
    staffed(&site.archive, &site.by()).await;
    let volumes = closed(&site.archive, &site.by(), "催缴材料", 2).await;
    let archive = &site.archive;
    let mut refused = Vec::new();
    let opening = |from| Opening { title: String::new(), from };
    let handler = acting(archive, "handler", spring()).await;
    refused.push(kinds(disposing::open(archive, &handler, opening(ListSource::Volumes(Vec::new()))).await));
    refused.push(kinds(disposing::open(archive, &handler, opening(ListSource::Basket)).await));
    let first = acting(archive, "first", spring()).await;
    refused
        .push(kinds(disposing::open(archive, &first, opening(ListSource::Volumes(volumes.clone()))).await));
    let batch = Batch::opened(archive, spring(), ListSource::Volumes(vec![volumes[0]])).await;
    refused
        .push(kinds(disposing::open(archive, &handler, opening(ListSource::Volumes(volumes.clone()))).await));
    batch.does("handler", DisposalStep::Examine).await;
    // the login alone says who it is, whatever number comes with it
    let outsider = DisposalStep::Seat { account: 1, name: "head".into(), seat: "leader".into() };
    refused.push(kinds(batch.tries("handler", outsider).await));
    batch.seats().await;
    refused.push(kinds(batch.tries("head", vote(VoteOn::Group(1), DisposalDecision::Destroy, None)).await));
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    batch.does("handler", DisposalStep::Conclude).await;
    batch.does("handler", DisposalStep::WriteOpinion { words: "销毁".into() }).await;
    let consent = |role: &str| DisposalStep::Consent { role: role.into(), words: String::new() };
    // whoever opened it holds no post that signs, and the head is not the head of archives
    refused.push(kinds(batch.tries("handler", consent("archives")).await));
    refused.push(kinds(batch.tries("head", consent("archives")).await));
    refused.push(kinds(batch.tries("chief", consent("head")).await));
    let line = disposing::line_called(&batch.view().await, "100000000999").map(drop);
    refused.push(kinds(line));
    refused.push(kinds(disposing::disposal(archive, &handler, "X2027-009").await));
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_a_step_that_is_anothers() {
    let expected: [&[&str]; 11] = [
        &["no_volume_to_appraise"],
        &["no_volume_to_appraise"],
        &["not_allowed"],
        &["volume_in_other_batch"],
        &["member_may_not_vote"],
        &["not_allowed"],
        &["post_not_held"],
        &["post_not_held"],
        &["post_not_held"],
        &["not_in_the_batch"],
        &["not_found"],
    ];
    assert_eq!(both(persons_kept_apart).await, expected);
}

async fn supervisors_and_the_order(site: Site) -> Vec<Vec<String>> {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    let volumes = closed(archive, &site.by(), "催缴材料", 2).await;
    let mut batch = Batch::opened(archive, spring(), ListSource::Volumes(volumes)).await;
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    batch.does("handler", DisposalStep::Conclude).await;
    batch.approved_and_reported(30).await;
    batch.on = batch.on.pred_opt().unwrap();
    let mut refused = vec![kinds(batch.tries("handler", DisposalStep::Begin).await)];
    batch.on = batch.on.succ_opt().unwrap();
    batch.does("handler", DisposalStep::Begin).await;
    let screen = batch.by("handler").await;
    for (login, password) in [("first", "wrong"), ("nobody", PASSWORD), ("leader", PASSWORD)] {
        refused
            .push(kinds(disposing::supervise(archive, &screen, &batch.number, login, password.into()).await));
    }
    batch.signs_in("first").await.unwrap();
    refused.push(kinds(batch.signs_in("first").await));
    refused.push(kinds(batch.destroys().await));
    let view = batch.view().await;
    for line in &view.lines {
        batch.does("handler", DisposalStep::Tick { line: line.line.id }).await;
    }
    batch.signs_in("second").await.unwrap();
    let other = Destroying { typed: "X2027-002".into(), method: "fire".into(), ..Destroying::default() };
    refused.push(kinds(disposing::destroy(archive, &batch.by("handler").await, &batch.number, other).await));
    refused.push(kinds(batch.tries("handler", DisposalStep::Supervise).await));
    let view = batch.destroys().await.unwrap();
    assert!(view.lines.iter().all(|line| matches!(line.fate, VolumeFate::Destroyed(_))));
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn two_supervisors_prove_who_they_are_before_anything_goes() {
    let expected: [&[&str]; 8] = [
        &["still_waiting"],
        &["sign_in_refused"],
        &["sign_in_refused"],
        &["sign_in_refused"],
        &["supervisor_twice"],
        &["too_few_supervisors", "lines_not_counted"],
        &["number_mistyped", "no_such_method", "place_missing"],
        &["step_of_another_act"],
    ];
    assert_eq!(both(supervisors_and_the_order).await, expected);
}

/// A member who left and came back is asked anew: what was voted before counts neither in the program nor in the guards.
/// A kept volume is nothing to ask back, and a token for other deeds signs nothing.
#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_votes_anew_and_a_token_for_other_deeds_does_not_sign() {
    both(async |site| {
        let archive = &site.archive;
        let by = archive.local_user();
        staffed(archive, &by).await;
        let volumes = closed(archive, &by, "催缴材料", 2).await;
        let mut batch = Batch::opened(archive, spring(), ListSource::Volumes(volumes)).await;
        batch.does("handler", DisposalStep::Examine).await;
        batch.seats().await;
        let lines: Vec<i64> = batch.view().await.lines.iter().map(|line| line.line.id).collect();
        let keeps = |line: i64| vote(VoteOn::Line(line), DisposalDecision::Keep, Some(30));
        batch.does("business", keeps(lines[0])).await;
        let account = archive.store.account_named("business").await.unwrap().unwrap().id;
        let leaves = DisposalStep::Unseat { account, reason: "出差".into() };
        batch.does("handler", leaves).await;
        let again = DisposalStep::Seat { account: 0, name: "business".into(), seat: "business".into() };
        batch.does("handler", again).await;
        batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
        for (login, _) in crate::support::disposals::GROUP {
            batch.does(login, keeps(lines[1])).await;
        }
        batch.does("handler", DisposalStep::Conclude).await;
        batch.does("handler", DisposalStep::WriteOpinion { words: "到期".into() }).await;
        // somebody who may dispose by one post and sign by another, bearing a token for the first alone
        let mut bearer = batch.by("chief").await;
        bearer.actor.rights.0.iter_mut().for_each(|allowed| allowed.deeds.clear());
        let own = Allowed { post: "archivist".into(), deeds: vec![Deed::Dispose, Deed::Read], fonds: None };
        bearer.actor.rights.0.push(own);
        let signs = DisposalStep::Consent { role: "archives".into(), words: String::new() };
        let refused = disposing::take_step(archive, &bearer, &batch.number, signs).await;
        assert_eq!(kinds(refused), ["post_not_held"]);
        for (login, role) in [("chief", "archives"), ("head", "head")] {
            let signs = DisposalStep::Consent { role: role.into(), words: "同意".into() };
            batch.does(login, signs).await;
        }
        let back = |line: i64| DisposalStep::KeepBack { line, reason: "涉诉".into() };
        assert_eq!(kinds(batch.tries("handler", back(lines[1])).await), ["kept_already"]);
        let (number, to) = ("芜人社备〔2027〕4号".to_owned(), "市人社局".to_owned());
        batch.does("handler", DisposalStep::Report { number, to, days: 30 }).await;
        batch.on = batch.on + chrono::Days::new(30);
        batch.counted_before_both().await;
        let view = batch.destroys().await.unwrap();
        let destroyed = view.lines.iter().filter(|line| matches!(line.fate, VolumeFate::Destroyed(_)));
        assert_eq!(destroyed.count(), 1);
        sound(&site).await;
    })
    .await;
}
