//! A year's appraisal in one act: the due list into batches by class, accounting apart; what is left out with the reason;
//! called again it opens nothing twice; and each person is told of the batches that wait for her.

use guidang::acts::disposal::cycling::{self, Cycle};
use guidang::acts::disposal::disposing::{self, DisposalDecision, DisposalStep, VoteOn};
use guidang::acts::disposal::holding::{self, NewHold};
use guidang::acts::upkeep::noticing;
use guidang::archive::Archive;
use guidang::domain::general::error::Error;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::scope::Scope;
use guidang::domain::values::period::RetentionPeriod;

use crate::support::disposals::{Batch, GROUP, acting, closed, staffed, vote};
use crate::support::door::Door;
use crate::support::{Desk, Site, both, draft, file, place, sound};

/// The numbers of the batches somebody is told of.
async fn told(archive: &Archive, batch: &Batch<'_>, login: &str) -> Vec<String> {
    let notices = noticing::notices(archive, &batch.by(login).await).await.unwrap();
    let own = notices.into_iter().filter(|notice| notice.problem.kind == "disposal_waits");
    own.map(|notice| notice.batch).collect()
}

async fn asked(archive: &Archive, year: i32) -> Cycle {
    let by = acting(archive, "handler", archive.config.clock.now().date_naive()).await;
    cycling::cycle(archive, &by, year, &Scope::default()).await.unwrap()
}

fn left(cycle: &Cycle) -> Vec<(&'static str, usize)> {
    cycle.left_out.iter().map(|left| (left.kind, left.volumes)).collect()
}

async fn year_of(site: Site) -> Vec<(String, usize, bool)> {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    let reminders = closed(archive, &site.by(), "催缴材料", 4).await;
    closed(archive, &site.by(), "缴费证明材料", 2).await;
    // one that nobody closed, one on hold
    let open = place(2009, "ZJ", "催缴材料", RetentionPeriod::Years(10));
    file(archive, &site.by(), vec![draft(&open, "未立卷", 190)]).await.unwrap();
    let chief = acting(archive, "chief", site.by().today()).await;
    let new = NewHold {
        ground: "lawsuit".into(),
        basis: "（2026）皖0202民初12号".into(),
        volumes: vec![reminders[0]],
        ..NewHold::default()
    };
    holding::place(archive, &chief, &new).await.unwrap();
    let events = archive.store.last_event().await.unwrap();
    let dry = asked(archive, 2026).await;
    assert_eq!(archive.store.last_event().await.unwrap(), events, "a dry run writes nothing");
    assert_eq!((dry.due, left(&dry)), (7, vec![("held", 1), ("open", 1)]));
    let planned: usize = dry.drafts.iter().map(|draft| draft.volumes).sum();
    assert_eq!(planned + 2, dry.due, "the arithmetic of the year");
    assert!(dry.left_out[0].first[0].1.zh.contains("冻结"), "{:?}", dry.left_out);

    let by = acting(archive, "handler", site.by().today()).await;
    let folder = tempfile::tempdir().unwrap();
    let forms = Some((folder.path(), Lang::Zh));
    let done = cycling::apply(archive, &by, 2026, &Scope::default(), forms).await.unwrap();
    assert_eq!(
        done.drafts.iter().filter_map(|draft| draft.number.as_deref()).collect::<Vec<_>>(),
        ["X2026-001"]
    );
    assert_eq!(done.forms.len(), 1);
    assert!(std::fs::read(&done.forms[0]).unwrap().starts_with(b"%PDF"));
    let again = cycling::apply(archive, &by, 2026, &Scope::default(), None).await.unwrap();
    assert!(again.drafts.is_empty(), "{:?}", again.drafts);
    assert_eq!(left(&again), [("held", 1), ("in_batch", 5), ("open", 1)]);
    assert_eq!(again.batches.len(), 1, "nothing is opened twice");
    // one more falls due, and is all that is left
    closed(archive, &site.by(), "缴费证明材料", 1).await;
    let more = cycling::apply(archive, &by, 2026, &Scope::default(), None).await.unwrap();
    let opened =
        more.drafts.iter().map(|draft| (draft.number.clone().unwrap(), draft.volumes, draft.is_accounting));
    let opened: Vec<_> = opened.collect();
    // whoever may not dispose opens nothing
    let head = acting(archive, "head", site.by().today()).await;
    let refused = cycling::apply(archive, &head, 2026, &Scope::default(), None).await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    sound(&site).await;
    opened
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_is_opened_once_and_what_is_left_is_opened_later() {
    assert_eq!(both(year_of).await, [("X2026-002".to_owned(), 1, false)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounting_records_are_opened_apart() {
    let site = Site::open().await;
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    closed(archive, &site.by(), "催缴材料", 1).await;
    let slips = place(2012, "ZJ", "会计凭证类", RetentionPeriod::Years(15));
    let filed = file(archive, &site.by(), vec![draft(&slips, "记账凭证", 190)]).await.unwrap();
    let closing = guidang::acts::arranging::closing::Closing::default();
    guidang::acts::arranging::closing::close(archive, &site.by(), filed[0].volume_id, closing).await.unwrap();
    // thirty years by the table of 2015
    let year = asked(archive, 2043).await;
    let drafts: Vec<_> = year.drafts.iter().map(|draft| (draft.is_accounting, draft.volumes)).collect();
    assert_eq!(drafts, [(false, 1), (true, 1)], "{year:?}");
    assert!(year.drafts[1].title.contains("会计"), "{year:?}");
}

async fn everybody(site: Site) -> Vec<(String, Vec<String>)> {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    closed(archive, &site.by(), "催缴材料", 2).await;
    let by = acting(archive, "handler", site.by().today()).await;
    cycling::apply(archive, &by, 2026, &Scope::default(), None).await.unwrap();
    let mut batch = Batch { archive, number: "X2026-001".into(), on: site.by().today() };
    let mut seen = Vec::new();
    let mut look = async |batch: &Batch<'_>| {
        let cycle =
            cycling::cycle(archive, &batch.by("handler").await, 2026, &Scope::default()).await.unwrap();
        let board = cycle.batches.first().map(|one| (one.step.zh.clone(), one.waits_for.clone()));
        seen.push(board.unwrap_or_default());
    };
    look(&batch).await;
    assert_eq!(told(archive, &batch, "handler").await, ["X2026-001"], "who opened it examines it");
    assert!(told(archive, &batch, "leader").await.is_empty());
    batch.does("handler", DisposalStep::Examine).await;
    look(&batch).await;
    batch.seats().await;
    batch.does("leader", vote(VoteOn::Group(1), DisposalDecision::Destroy, None)).await;
    look(&batch).await;
    assert!(told(archive, &batch, "leader").await.is_empty(), "she has voted");
    assert_eq!(told(archive, &batch, "keeper").await, ["X2026-001"], "his vote is missing");
    for (login, _) in GROUP.iter().skip(1) {
        batch.does(login, vote(VoteOn::Group(1), DisposalDecision::Destroy, None)).await;
    }
    batch.does("handler", DisposalStep::Conclude).await;
    batch.does("handler", DisposalStep::WriteOpinion { words: "到期，无保存价值".into() }).await;
    look(&batch).await;
    assert_eq!(told(archive, &batch, "chief").await, ["X2026-001"], "her consent is missing");
    assert!(told(archive, &batch, "head").await.is_empty(), "not his turn yet");
    batch.does("chief", DisposalStep::Consent { role: "archives".into(), words: "同意".into() }).await;
    assert_eq!(told(archive, &batch, "head").await, ["X2026-001"]);
    batch.does("head", DisposalStep::Consent { role: "head".into(), words: "同意".into() }).await;
    let (number, to) = ("3号".to_owned(), "市人社局".to_owned());
    batch.does("handler", DisposalStep::Report { number, to, days: 30 }).await;
    look(&batch).await;
    assert!(told(archive, &batch, "handler").await.is_empty(), "it waits for a day, for nobody");
    batch.on = batch.on + chrono::Days::new(30);
    look(&batch).await;
    let view = batch.does("handler", DisposalStep::Begin).await;
    for line in &view.lines {
        let line = disposing::line_called(&view, &line.barcode).unwrap();
        batch.does("handler", DisposalStep::Tick { line }).await;
    }
    look(&batch).await;
    assert_eq!(told(archive, &batch, "first").await, ["X2026-001"], "supervisors are waited for");
    batch.signs_in("first").await.unwrap();
    assert!(told(archive, &batch, "first").await.is_empty());
    batch.signs_in("second").await.unwrap();
    look(&batch).await;
    batch.destroys().await.unwrap();
    look(&batch).await;
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn each_person_is_told_of_what_waits_for_her_on_both_databases() {
    let seen = both(everybody).await;
    let steps: Vec<&str> = seen.iter().map(|(step, _)| step.as_str()).collect();
    let expected = [
        "检查",
        "组成鉴定小组",
        "表决",
        "档案机构负责人审批",
        "静置到 2026-12-21",
        "开始监销",
        "监销人到场（还差 2 人）",
        "清点、执行销毁",
        "",
    ];
    assert_eq!(steps.len(), expected.len());
    for (step, expected) in steps.iter().zip(expected) {
        assert!(*step == expected || expected.ends_with("审批") && step.ends_with("审批"), "{steps:?}");
    }
    assert_eq!(seen[2].1, ["业务丁", "档案戊", "行政己"], "those who have not voted");
    assert_eq!(seen[6].1, ["监销辛", "监销壬"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doors_say_what_a_year_would_do_and_do_it() {
    let door = Door::furnished().await;
    let archive = &door.archive;
    closed(archive, &archive.local_user(), "催缴材料", 2).await;
    let page = door.get("/cycle?year=2026").await.text();
    assert!(page.contains("id=\"drafts\"") && page.contains("年度到期"), "{page}");
    let done = door.post("/cycle", "year=2026&fonds=").await.onward();
    let board = door.get(&done).await.text();
    assert!(board.contains("id=\"board\"") && board.contains("X2026-001"), "{board}");
    let json = door.get("/api/v1/cycle?year=2026").await.json();
    assert_eq!(json["drafts"].as_array().map(Vec::len), Some(0), "{json}");
    let notices = door.get("/notices").await.text();
    assert!(notices.contains("/disposals/X2026-001"), "{notices}");
    let desk = Desk::founded();
    let (code, dry) = desk.cli(&["cycle", "2026"]);
    assert_eq!((code, dry["due"].as_i64(), dry["applied"].as_bool()), (0, Some(0), Some(false)));
    let (code, done) = desk.cli(&["cycle", "2026", "--apply"]);
    assert_eq!((code, done["applied"].as_bool()), (0, Some(true)));
    assert_eq!(desk.run(&["cycle", "2026", "--apply", "--dry-run"]).code, 2);
    assert_eq!(desk.run(&["cycle", "26"]).code, 2, "no year");
}
