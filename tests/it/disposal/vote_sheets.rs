//! Decisions as xlsx: written for each member, filled in, read back in that member's name; what was touched is refused whole.

use std::path::{Path, PathBuf};

use axum::http::{Request, StatusCode, header};
use calamine::{Data, Reader as _, Xlsx};
use guidang::acts::catalogs::cataloging;
use guidang::acts::disposal::disposing::{self, DisposalDecision, DisposalStep, DisposalView, ListSource};
use guidang::acts::setup::issuing_tokens;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::role::Deed;
use guidang::domain::general::wording::Lang;
use rust_xlsxwriter::Workbook;

use crate::support::disposals::{BATCH, Batch, GROUP, batch_opened, closed, staffed};
use crate::support::door::{Answer, BOUNDED, Door, multipart};
use crate::support::{Site, both, sound};

type Rows = Vec<Vec<String>>;

fn spring() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap()
}

fn rows_of(bytes: &[u8]) -> Rows {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheet = book.worksheets().remove(0).1;
    let text = |cell: &Data| if *cell == Data::Empty { String::new() } else { cell.to_string() };
    sheet.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// The same rows as a workbook another program saved.
fn saved(rows: &Rows, to: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(at as u32, column as u16, text).unwrap();
        }
    }
    book.save(to).unwrap();
}

fn column(rows: &Rows, heading: &str) -> (usize, usize) {
    let at = rows.iter().position(|row| row.iter().any(|cell| cell == heading)).expect("a header");
    (at, rows[at].iter().position(|cell| cell == heading).unwrap())
}

/// Fills a cell of the list's row, counted from 0.
fn fill(rows: &mut Rows, at: usize, heading: &str, text: &str) {
    let (header, column) = column(rows, heading);
    text.clone_into(&mut rows[header + 1 + at][column]);
}

async fn written(batch: &Batch<'_>, login: &str, to: &Path) -> Rows {
    let by = batch.by(login).await;
    disposing::write_vote_sheet(batch.archive, &by, &batch.number, Lang::Zh, to).await.unwrap();
    rows_of(&std::fs::read(to).unwrap())
}

async fn read(batch: &Batch<'_>, login: &str, file: &Path) -> Result<DisposalView> {
    let by = batch.by(login).await;
    disposing::vote_by_sheet(batch.archive, &by, &batch.number, (file, "表决表.xlsx")).await
}

#[track_caller]
fn refused(outcome: Result<DisposalView>) -> Vec<String> {
    match outcome {
        Err(Error::Refused(problems) | Error::Unreadable(problems)) => {
            problems.into_iter().map(|problem| format!("{:?} {}", problem.row, problem.kind)).collect()
        }
        Err(Error::NotAllowed(_)) => vec!["not_allowed".into()],
        other => panic!("not refused: {other:?}"),
    }
}

async fn votes_by_xlsx(site: Site) -> (Vec<String>, Vec<Vec<String>>, usize) {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    let volumes = closed(archive, &site.by(), "催缴材料", 5).await;
    let batch = Batch::opened(archive, spring(), ListSource::Volumes(volumes)).await;
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    let place = |name: &str| -> PathBuf { archive.config.data().join(name) };
    let mut refusals = Vec::new();
    let first = place("leader.xlsx");
    let mut rows = written(&batch, "leader", &first).await;
    // it is a registered document, and proves itself
    let by = batch.by("leader").await;
    let proof = cataloging::prove(archive, &site.by(), &first).await.unwrap();
    assert!(proof.has_sheet && proof.actor == by.actor.login, "{proof:?}");
    refusals.push(refused(read(&batch, "leader", &first).await));
    (0..5).for_each(|at| fill(&mut rows, at, "结论", "销毁"));
    fill(&mut rows, 2, "结论", "续存");
    fill(&mut rows, 2, "新期限", "30");
    fill(&mut rows, 2, "理由", "涉诉");
    let file = place("filled.xlsx");
    let touched = |change: &dyn Fn(&mut Rows)| {
        let mut rows = rows.clone();
        change(&mut rows);
        saved(&rows, &file);
    };
    touched(&|rows| fill(rows, 1, "题名", "别的"));
    refusals.push(refused(read(&batch, "leader", &file).await));
    touched(&|rows| drop(rows.remove(column(rows, "结论").0 + 2)));
    refusals.push(refused(read(&batch, "leader", &file).await));
    touched(&|rows| fill(rows, 0, "表决号", ""));
    refusals.push(refused(read(&batch, "leader", &file).await));
    touched(&|rows| rows.truncate(column(rows, "结论").0));
    refusals.push(refused(read(&batch, "leader", &file).await));
    assert!(batch.view().await.groups[0].votes.iter().all(|vote| vote.decided.is_none()), "a vote was taken");
    saved(&rows, &file);
    refusals.push(refused(read(&batch, "business", &file).await));
    refusals.push(refused(read(&batch, "head", &file).await));
    let view = read(&batch, "leader", &file).await.unwrap();
    assert_eq!(view.lines.iter().filter(|line| !line.exceptions.is_empty()).count(), 1);
    refusals.push(refused(read(&batch, "leader", &file).await));
    for (login, _) in &GROUP[1..] {
        let mut own = written(&batch, login, &place(login)).await;
        assert!(own.iter().any(|row| row.iter().any(|cell| cell.contains("负责人丙 续存30年"))), "{own:?}");
        (0..5).for_each(|at| fill(&mut own, at, "结论", "D"));
        fill(&mut own, 2, "结论", "Keep on");
        fill(&mut own, 2, "新期限", "30年");
        fill(&mut own, 2, "理由", "涉诉");
        saved(&own, &file);
        read(&batch, login, &file).await.unwrap();
    }
    let view = batch.does("handler", DisposalStep::Conclude).await;
    assert_eq!((view.short.arithmetic.to_destroy, view.short.arithmetic.kept_on), (4, 1));
    drop(by);
    sound(&site).await;
    let said = view.steps.iter().map(|step| step.word.zh.clone()).filter(|word| word == "表决");
    (said.collect(), refusals, view.short.arithmetic.listed)
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_go_out_as_xlsx_and_come_back_in_each_members_own_name() {
    let (votes, refusals, listed) = both(votes_by_xlsx).await;
    assert_eq!((votes.len(), listed), (8, 5), "one for the group and one for the line, of each of four");
    let rows = |from: u32, kind: &str| {
        (from..from + 5).map(|row| format!("Some({row}) {kind}")).collect::<Vec<String>>()
    };
    let first: u32 = refusals[1][0].trim_start_matches("Some(").split(')').next().unwrap().parse().unwrap();
    let first = first - 1;
    let expected = [
        vec!["None votes_as_before".to_owned()],
        vec![format!("Some({}) vote_row_changed", first + 1)],
        vec!["None vote_row_missing".to_owned()],
        vec![format!("Some({first}) vote_row_added"), "None vote_row_missing".to_owned()],
        vec!["None no_vote_sheet".to_owned()],
        rows(first, "vote_of_another_member"),
        vec!["not_allowed".to_owned()],
        rows(first, "vote_row_older"),
    ];
    assert_eq!(refusals, expected);
}

/// A member of the group at the doors, by a token.
struct Member<'a> {
    door: &'a Door,
    token: String,
}

impl Member<'_> {
    async fn ask(&self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, kind);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        self.door.ask(request.body(body.into()).unwrap()).await
    }

    async fn sends(&self, path: String, file: &Path) -> Answer {
        let body = multipart("表决表.xlsx", &std::fs::read(file).unwrap(), &[]);
        self.ask("POST", &path, BOUNDED, body).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_page_and_api_a_sheet_is_taken_whole_or_refused_with_its_rows() {
    let door = Door::furnished().await;
    batch_opened(&door.archive).await;
    let on = door.archive.local_user().today();
    let batch = Batch { archive: &door.archive, number: BATCH.into(), on };
    let own = batch.by("office").await;
    let (deeds, until) = ([Deed::Read, Deed::Appraise], on + chrono::Days::new(10));
    let token = issuing_tokens::make_token(&door.archive, &own, ("表决", &deeds), until).await.unwrap();
    let office = Member { door: &door, token };
    let page = office.ask("GET", &format!("/disposals/{BATCH}"), "", Vec::new()).await.text();
    assert!(page.contains("下载我的表决表") && page.contains("读入表决"), "{page}");
    let sheet = office.ask("POST", &format!("/disposals/{BATCH}/votes/sheet"), "", Vec::new()).await;
    assert_eq!(sheet.status, StatusCode::OK, "{}", sheet.text());
    let mut rows = rows_of(&sheet.body);
    let file = door.archive.config.data().join("own.xlsx");
    (0..2).for_each(|at| fill(&mut rows, at, "结论", "烧了"));
    saved(&rows, &file);
    let (by_page, by_api) = (format!("/disposals/{BATCH}/votes"), format!("/api/v1/disposals/{BATCH}/votes"));
    let refused = office.sends(by_page.clone(), &file).await;
    let said = refused.text();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    assert!(said.contains("不是结论") && said.contains("一票也没有记"), "{said}");
    let refused = office.sends(by_api.clone(), &file).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert_eq!(refused.json()["problems"][0]["kind"], "vote_unreadable");
    let none = office.ask("POST", &by_page, BOUNDED, multipart("", b"", &[])).await;
    assert!(none.text().contains("没有收到表决表"), "{}", none.text());
    let said = |view: &DisposalView| {
        let own = view.groups[0].votes.iter().find(|vote| vote.name == own.actor.name).cloned();
        own.and_then(|vote| vote.decided).map(|said| said.decision)
    };
    assert_eq!(said(&batch.view().await), None, "nothing was voted");
    (0..2).for_each(|at| fill(&mut rows, at, "结论", "销毁"));
    saved(&rows, &file);
    let taken = office.sends(by_page, &file).await.onward();
    assert_eq!(taken, format!("/disposals/{BATCH}?said=disposal_voted"));
    let again = office.ask("POST", &format!("{by_api}/sheet"), "", Vec::new()).await;
    let mut rows = rows_of(&again.body);
    fill(&mut rows, 1, "结论", "待定");
    fill(&mut rows, 1, "理由", "再看");
    saved(&rows, &file);
    let taken = office.sends(by_api, &file).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    let voted = batch.view().await;
    assert_eq!(said(&voted), Some(DisposalDecision::Destroy));
    assert_eq!(voted.lines[1].exceptions.len(), 1);
}
