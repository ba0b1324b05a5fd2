//! 交接单: handed in, accepted or returned paper by paper, taken in, and what a batch that goes back leaves of it.

use std::path::Path;

use guidang::acts::finding::viewing;
use guidang::acts::receiving::handing_in::{
    self, HandoverState, HandoverView, HandoverWanted, PaperFate, PaperTyped, PapersChosen, PapersFrom,
    WhichHandovers,
};
use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Taking};
use guidang::acts::receiving::taking_back;
use guidang::archive::Archive;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::records::event::RecordKind;
use guidang::domain::records::states::BatchStanding;
use guidang::progress::Progress;

use crate::support::disposals::acting;
use crate::support::handovers::{NUMBER, handover_waiting, hands_in, housed, of_papers, typed};
use crate::support::{Site, both, sound, today};

const STEP: &str = "社会保险费征缴核定材料";

/// The kinds of a refusal, with the rows they name.
#[track_caller]
fn kinds<T: std::fmt::Debug>(outcome: Result<T>) -> Vec<(String, Option<u32>)> {
    match outcome {
        Err(Error::Refused(problems) | Error::Unreadable(problems)) => {
            problems.into_iter().map(|problem| (problem.kind, problem.row)).collect()
        }
        Err(Error::NotAllowed(_)) => vec![("not_allowed".into(), None)],
        Err(Error::NotFound(_)) => vec![("not_found".into(), None)],
        other => panic!("not refused: {other:?}"),
    }
}

#[track_caller]
fn kind<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    let mut kinds = kinds(outcome);
    assert_eq!(kinds.len(), 1, "{kinds:?}");
    kinds.remove(0).0
}

async fn decides(
    archive: &Archive,
    (login, id): (&str, i64),
    chosen: PapersChosen,
    (fate, reason): (PaperFate, &str),
) -> Result<HandoverView> {
    let by = acting(archive, login, today()).await;
    handing_in::decide(archive, &by, id, chosen, (fate, reason.into())).await
}

const ACCEPT: (PaperFate, &str) = (PaperFate::Accepted, "");

fn called(text: &str) -> PapersChosen {
    PapersChosen::Called(vec![text.into()])
}

async fn handed_and_checked(site: Site) -> Vec<(u32, String, String)> {
    let archive = &site.archive;
    let made = handover_waiting(archive).await;
    let (id, number) = (made.short.id, made.short.number.clone());
    assert_eq!((number.as_str(), made.short.department.as_str()), ("J261121-01", "征缴科"));
    assert_eq!((made.short.sum.papers, made.short.sum.items, made.short.sum.pages), (3, 4, 12));
    assert_eq!((made.short.state, made.may_decide), (HandoverState::Waiting, false));
    // shown masked, kept whole
    assert_eq!(made.papers[1].paper.id_number.to_string(), "990000********9952");
    assert_eq!(made.papers[1].paper.id_number, *NUMBER);

    // whoever handed in accepts nothing, be it by another account; a clerk accepts nothing at all
    assert_eq!(kind(decides(archive, ("giver", id), called("1"), ACCEPT).await), "not_allowed");
    assert_eq!(kind(decides(archive, ("namesake", id), called("1"), ACCEPT).await), "own_papers");
    // nothing chosen is an error, never all
    for none in [PapersChosen::Lines(vec![]), PapersChosen::Called(vec![])] {
        assert_eq!(kind(decides(archive, ("taker", id), none, ACCEPT).await), "nothing_chosen");
    }
    assert_eq!(
        kind(decides(archive, ("taker", id), PapersChosen::Waiting(2), ACCEPT).await),
        "waiting_changed"
    );
    assert_eq!(
        kind(decides(archive, ("taker", id), called("20090203-9999"), ACCEPT).await),
        "not_on_the_handover"
    );
    let back = (PaperFate::Returned, " ");
    assert_eq!(kind(decides(archive, ("taker", id), called("2"), back).await), "paper_back_unexplained");

    // scanned through the input method, in full width
    let view = decides(archive, ("taker", id), called("２００９０２０３－０１１７"), ACCEPT).await.unwrap();
    assert_eq!(
        (view.short.state, view.short.sum.accepted, view.may_decide),
        (HandoverState::Receiving, 1, true)
    );
    let back = (PaperFate::Returned, "缺身份证复印件");
    let view =
        decides(archive, ("taker", id), PapersChosen::Lines(vec![made.papers[1].id]), back).await.unwrap();
    assert_eq!(view.papers[1].reason.to_string(), "缺身份证复印件");
    // what is decided stays
    for again in [called("20090203-0117"), PapersChosen::Lines(vec![made.papers[1].id])] {
        assert_eq!(kind(decides(archive, ("taker", id), again, ACCEPT).await), "paper_decided_before");
    }
    let foreign = PapersChosen::Lines(vec![9999]);
    assert_eq!(kind(decides(archive, ("taker", id), foreign, ACCEPT).await), "not_on_the_handover");
    let view = decides(archive, ("taker", id), PapersChosen::Waiting(1), ACCEPT).await.unwrap();
    assert_eq!(
        (view.short.state, view.short.sum.accepted_items, view.short.sum.accepted_pages),
        (HandoverState::Accepted, 2, 10)
    );

    // what did not come back is not handed in again; what came back is, by another hand-over
    let first = typed("20090203-0119", "缴费基数申报核定表", "", "1", "4");
    assert_eq!(kind(hands_in(archive, "other", vec![first]).await), "paper_handed_before");
    let second = typed("20090203-0118", "人员增减变动表", "张三", "2", "3");
    let again = hands_in(archive, "giver", vec![second]).await.unwrap();
    assert_eq!(again.short.number, "J261121-02");
    let view = decides(archive, ("taker", again.short.id), called("1"), (PaperFate::Returned, "仍缺"))
        .await
        .unwrap();
    assert_eq!(view.short.state, HandoverState::Returned);

    let history = archive.store.history(RecordKind::Handover, id).await.unwrap();
    let told: Vec<&str> = history.iter().map(|logged| logged.event.what.as_str()).collect();
    assert_eq!(told.iter().filter(|what| **what == "papers_decided").count(), 3, "{told:?}");
    assert!(told.contains(&"handover_made"));
    sound(&site).await;
    let by = acting(archive, "taker", today()).await;
    let papers = handing_in::handover(archive, &by, id).await.unwrap().papers;
    papers.into_iter().map(|shown| (shown.seq, shown.fate_word.zh, shown.decided_name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_accepted_or_returned_by_another_on_both_databases() {
    let papers = both(handed_and_checked).await;
    let taker = "收材料丙".to_owned();
    let fate = |seq, word: &str| (seq, word.to_owned(), taker.clone());
    assert_eq!(papers, [fate(1, "已接收"), fate(2, "已退回"), fate(3, "已接收")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_papers_is_told_row_by_row_and_nothing_is_kept() {
    both(async |site: Site| {
        let archive = &site.archive;
        housed(archive, &site.by()).await;
        let by = acting(archive, "giver", today()).await;
        let hand_in = async |wanted: HandoverWanted| handing_in::hand_in(archive, &by, wanted).await;
        let paper = |acceptance: &str| typed(acceptance, "申报表", "", "", "2");
        // only blank rows are no papers
        assert_eq!(kind(hand_in(of_papers(vec![PaperTyped::default()])).await), "no_papers");
        let rows = vec![
            paper("A-1"),
            PaperTyped::default(),
            PaperTyped { pages: String::new(), ..paper("") },
            PaperTyped { items: "半".into(), ..paper("A-3") },
            PaperTyped { title: String::new(), ..paper("A-4") },
            PaperTyped { id_number: "990000194802099951".into(), person: "张三".into(), ..paper("A-5") },
        ];
        let told = kinds(hand_in(of_papers(rows)).await);
        let rows: Vec<_> = told.iter().map(|(kind, row)| (kind.as_str(), row.unwrap())).collect();
        assert_eq!(
            rows,
            [
                ("page_count_missing", 3),
                ("acceptance_missing", 3),
                ("count_unreadable", 4),
                ("title_missing", 5),
                ("id_check_digit", 6)
            ]
        );
        assert_eq!(
            kinds(hand_in(of_papers(vec![paper("A-1"), paper("A-1")])).await),
            [("paper_twice".into(), Some(2))]
        );
        let late = HandoverWanted { cut_off: "2026-11-22".into(), ..of_papers(vec![paper("A-1")]) };
        assert_eq!(kind(hand_in(late).await), "cut_off_ahead");
        let undated = HandoverWanted { cut_off: String::new(), ..of_papers(vec![paper("A-1")]) };
        assert_eq!(kind(hand_in(undated).await), "cut_off_missing");
        let named = HandoverWanted { number: "2026-征-1".into(), ..of_papers(vec![paper("A-1")]) };
        assert_eq!(hand_in(named.clone()).await.unwrap().short.number, "2026-征-1");
        let again = HandoverWanted { papers: PapersFrom::Typed(vec![paper("A-2")]), ..named };
        assert_eq!(kind(hand_in(again).await), "handover_number_taken");
        let all = handing_in::handovers(archive, &by, WhichHandovers::All, (9, 0)).await.unwrap();
        assert_eq!(all.len(), 1);
        // an account of no department has to name one
        let nowhere = handing_in::hand_in(archive, &site.by(), of_papers(vec![paper("A-9")])).await;
        assert_eq!(kind(nowhere), "department_missing");
        sound(&site).await;
    })
    .await;
}

/// Questions hold a hand-over up until a person says yes to their kind; pages are never guessed.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_taken_once_its_kind_is_accepted() {
    let site = Site::open().await;
    let archive = &site.archive;
    housed(archive, &site.by()).await;
    let by = acting(archive, "giver", today()).await;
    let given = async |name: &str, text: &str, accept: Vec<&str>| {
        let from =
            PapersFrom::Sheet { path: sheet(site.desk.data(), name, text), file_name: None, sheet: None };
        let accept = accept.into_iter().map(str::to_owned).collect();
        let wanted = HandoverWanted { papers: from, accept, ..of_papers(vec![]) };
        handing_in::hand_in(archive, &by, wanted).await
    };
    // one number in a column of ranges does not say how many pages there are, whoever takes it all the same
    let single = "受理号,业务材料名称,页次\nP-1,申报表,5\n";
    let (zero, range) = (single.replace(",5", ",0-5"), single.replace(",5", ",5-8"));
    let told = kinds(given("页次.csv", single, vec![]).await);
    assert_eq!(told, [("page_range_single".into(), Some(2)), ("page_count_missing".into(), Some(2))]);
    let told = kinds(given("页次.csv", single, vec!["page_range_single"]).await);
    assert_eq!(told, [("page_count_missing".into(), Some(2))]);
    assert_eq!(kind(given("页次.csv", zero.as_str(), vec![]).await), "page_count_bad");
    let ranged = given("起止.csv", range.as_str(), vec![]).await.unwrap();
    assert_eq!(ranged.papers[0].paper.pages, 4);

    // two columns of one name: nobody knows which is meant
    let twice = "受理号,业务材料名称,业务材料名称,页数\nT-1,申报表,核定表,2\n";
    assert_eq!(kind(given("两列.csv", twice, vec![]).await), "heading_twice");
    let taken = given("两列.csv", twice, vec!["heading_twice"]).await.unwrap();
    let noted: Vec<&str> = taken.notices.iter().map(|notice| notice.kind.as_str()).collect();
    assert_eq!((taken.papers[0].paper.title.as_str(), noted), ("申报表", vec!["heading_twice"]));

    // a family name alone is looked at, and taken; another kind does not answer it
    let odd = |accept: &[&str]| {
        let paper = PaperTyped { person: "张".into(), ..typed("N-1", "申报表", "", "1", "2") };
        let accept = accept.iter().map(|kind| (*kind).to_owned()).collect();
        HandoverWanted { accept, ..of_papers(vec![paper]) }
    };
    assert_eq!(kind(handing_in::hand_in(archive, &by, odd(&[])).await), "name_short");
    assert_eq!(kind(handing_in::hand_in(archive, &by, odd(&["heading_twice"])).await), "name_short");
    let taken = handing_in::hand_in(archive, &by, odd(&["name_short"])).await.unwrap();
    assert_eq!(taken.papers[0].paper.party, "张");
    sound(&site).await;
}

async fn listed(site: Site) -> Vec<String> {
    let archive = &site.archive;
    housed(archive, &site.by()).await;
    let papers = |at: usize| vec![typed(&format!("L-{at}"), "申报表", "", "1", "2")];
    // a number that begins otherwise does not count for the next one
    let by = acting(archive, "giver", today()).await;
    let named = HandoverWanted { number: "J261120-77".into(), ..of_papers(papers(0)) };
    handing_in::hand_in(archive, &by, named).await.unwrap();
    for at in 1..=3 {
        hands_in(archive, "giver", papers(at)).await.unwrap();
    }
    decides(archive, ("taker", 2), called("L-1"), ACCEPT).await.unwrap();
    let part = async |which, part| {
        let rows = handing_in::handovers(archive, &by, which, part).await.unwrap();
        rows.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(part(WhichHandovers::All, (2, 1)).await, [3, 2]);
    assert_eq!(part(WhichHandovers::Open, (50, 0)).await, [4, 3, 1]);
    assert_eq!(part(WhichHandovers::Decided, (50, 0)).await, [2]);
    assert_eq!(handing_in::handovers_counted(archive, &by).await.unwrap(), (3, 1));
    let waiting = archive.store.handovers_waiting().await.unwrap();
    waiting.into_iter().map(|(row, papers)| format!("{} {papers}", row.number)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_list_is_asked_for_and_what_waits_is_found_on_both_databases() {
    assert_eq!(both(listed).await, ["J261120-77 1", "J261121-02 1", "J261121-03 1"]);
}

const SHEET: &str = "受理号,业务材料名称,业务环节,单位,姓名,身份证号,件数,页数,年度\n\
    B-1,缴费核定表一,社会保险费征缴核定材料,第一中学,,,2,６,2009\n\
    B-2,缴费核定表二,,,张三,990000194802099952,1,3,2009\n\
    B-3,缴费核定表三,,第二中学,,,1,2,2009\n合计,,,,,,4,11,\n";

fn sheet(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

async fn takes_in(site: &Site, file: &Path, handover: Option<&str>) -> Result<Intake> {
    let by = acting(&site.archive, "taker", today()).await;
    let options = ImportOptions {
        class: Some("ZJ".into()),
        step: Some(STEP.into()),
        handover: handover.map(str::to_owned),
        ..ImportOptions::default()
    };
    let quiet = Progress::default();
    intake::take_in(&site.archive, &by, file, &options, Taking::SkipProblems, &quiet).await
}

async fn imported(site: Site) -> (i64, i64, String) {
    let archive = &site.archive;
    housed(archive, &site.by()).await;
    let giver = acting(archive, "giver", today()).await;
    let path = sheet(site.desk.data(), "交接.csv", SHEET);
    let from = PapersFrom::Sheet { path: path.clone(), file_name: None, sheet: None };
    let wanted = HandoverWanted { papers: from, ..of_papers(vec![]) };
    let made = handing_in::hand_in(archive, &giver, wanted).await.unwrap();
    let noted: Vec<&str> = made.notices.iter().map(|notice| notice.kind.as_str()).collect();
    assert_eq!(noted, ["rows_passed_over"], "the total is told of");
    let (id, number) = (made.short.id, made.short.number.as_str());
    assert_eq!((made.short.sum.papers, made.short.sum.pages), (3, 11), "the total is no paper");
    assert_eq!((made.papers[0].paper.party.as_str(), made.papers[0].paper.step.as_str()), ("第一中学", STEP));
    // only what was accepted is taken in
    assert_eq!(kind(takes_in(&site, &path, Some(number)).await), "handover_not_accepted");
    assert_eq!(kind(takes_in(&site, &path, Some("J261121-77")).await), "not_found");
    let back = (PaperFate::Returned, "缺页");
    decides(archive, ("taker", id), called("B-3"), back).await.unwrap();
    let view = decides(archive, ("taker", id), PapersChosen::Waiting(2), ACCEPT).await.unwrap();
    assert_eq!((view.batches.len(), view.difference), (0, None));

    // the whole sheet, though one of its papers went back: said in words
    let taken = takes_in(&site, &path, Some(number)).await.unwrap();
    assert_eq!((taken.written, taken.handover.as_deref()), (3, Some(number)));
    let batch: i64 = taken.batch.unwrap().parse().unwrap();
    let taker = acting(archive, "taker", today()).await;
    let seen = async || handing_in::handover(archive, &taker, id).await.unwrap();
    let view = seen().await;
    assert_eq!((view.filed_items, view.filed_pages), (3, 11));
    assert_eq!(view.difference.unwrap().zh, "入库比接收多 1 件、多 2 页。");
    let of = viewing::batch(archive, &taker, batch).await.unwrap().handover.unwrap();
    assert_eq!((of.id, of.number.as_str(), of.department.as_str()), (id, number, "征缴科"));

    // taken back, the batch stays named and counts for nothing; the sheet that was meant can come
    taking_back::take_back(archive, &taker, batch).await.unwrap();
    let view = seen().await;
    assert_eq!((view.filed_items, view.filed_pages, view.difference), (0, 0, None));
    assert_eq!(view.batches[0].standing, BatchStanding::TakenBack);
    let meant: String = SHEET.lines().filter(|line| !line.starts_with("B-3")).collect::<Vec<_>>().join("\n");
    let taken = takes_in(&site, &sheet(site.desk.data(), "已接收.csv", &meant), Some(number)).await.unwrap();
    assert_eq!(taken.written, 2);
    let view = seen().await;
    assert_eq!((view.batches.len(), &view.difference), (2, &None));
    sound(&site).await;
    (view.filed_items, view.filed_pages, view.short.state_word.zh)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_bears_its_hand_over_and_differences_are_said_on_both_databases() {
    assert_eq!(both(imported).await, (2, 9, "已接收".to_owned()));
}
