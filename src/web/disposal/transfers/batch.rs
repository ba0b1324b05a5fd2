//! `/transfers/{number}`: a transfer with its way, its groups and opinions, its cartons, its list, what it waits for, and the one act
//! that is next.

use std::path::PathBuf;

use askama::Template;
use axum::extract::{Form, Multipart, Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

use super::reading::{TransferForm, day};
use super::shown::{
    TransferTab, TransferWay, fate_badge, fits, masked, said_of_line, sum_in_words, tabs, transfer_badge, way,
};
use crate::acts::disposal::transferring::{
    self, TransferFate, TransferGroupShown, TransferLineShown, TransferPaper, TransferStageName,
    TransferStepKind, TransferStepShown, TransferView, transfer_rules,
};
use crate::domain::disposal::transferring::NamedChoice;
use crate::domain::general::error::Error;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::domain::values::period::RetentionPeriod;
use crate::web::base::app::{App, Shared};
use crate::web::base::attachment::MadeFile;
use crate::web::base::errors::Errors;
use crate::web::base::fault::{Answer, Fault};
use crate::web::base::form_fields::Pairs;
use crate::web::base::frame::Frame;
use crate::web::base::listing::{Pager, Turning};
use crate::web::base::outline::{Outline, outline};
use crate::web::base::page::onward;
use crate::web::base::story::moment;
use crate::web::base::who::Who;
use crate::web::base::words::{self, Badge};
use crate::{problems, say};

/// What is waited for, named at most; steps of the history that are shown at first.
const NAMED: usize = 6;
const LATEST: usize = 12;

/// Which lines, how much of the history.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TransferAsked {
    /// `troubled`, `loose`, `unsaid`, `returned`, `left`; empty: all.
    only: String,
    group: String,
    history: String,
}

/// Lines of a page.
struct TransferLinesShown {
    pager: Pager,
    rows: Vec<TransferLineShown>,
}

#[derive(Template)]
#[template(path = "disposal/transfers/batch.html")]
struct TransferPage {
    frame: Frame,
    view: TransferView,
    badge: Badge,
    way: Vec<TransferWay>,
    sum: Wording,
    /// Which form is the next act's.
    card: &'static str,
    groups: Vec<(TransferGroupShown, String)>,
    /// Volumes in trouble, and the tabs of the list.
    troubled: usize,
    tabs: Vec<TransferTab>,
    list: TransferLinesShown,
    steps: Vec<TransferStepShown>,
    hidden_steps: usize,
    openings: Vec<NamedChoice>,
    returned: Vec<NamedChoice>,
    papers: Vec<TransferPaper>,
    today: NaiveDate,
    typed: TransferForm,
    errors: Errors,
}

impl TransferPage {
    fn is_at(&self, stages: &[TransferStageName]) -> bool {
        stages.contains(&self.view.short.stage)
    }

    /// Lines may still leave it, be explained and be given an opinion.
    fn may_prepare(&self) -> bool {
        self.is_at(&[TransferStageName::Draft, TransferStageName::Examined]) && self.frame.may("dispose")
    }

    fn may_receive(&self) -> bool {
        self.is_at(&[TransferStageName::HandedOver]) && self.frame.may("dispose")
    }

    fn may_tick(&self, line: &TransferLineShown) -> bool {
        let is_in = !matches!(line.fate, TransferFate::TakenOut(_) | TransferFate::Transferred(_));
        is_in && (self.may_prepare() || self.may_receive())
    }

    fn may_withdraw(&self) -> bool {
        let is_early = [TransferStageName::Draft, TransferStageName::Examined, TransferStageName::Packed];
        self.is_at(&is_early) && self.frame.may("dispose")
    }

    fn period(&self, period: &RetentionPeriod) -> Wording {
        words::period(&period.key())
    }

    fn fate(&self, line: &TransferLineShown) -> Badge {
        fate_badge(line)
    }

    fn said(&self, line: &TransferLineShown) -> String {
        said_of_line(line)
    }

    fn masked(&self, text: &str) -> String {
        masked(text)
    }

    fn at(&self, at: &str) -> String {
        moment(at)
    }

    fn unsaid(&self) -> usize {
        self.view.lines.iter().filter(|shown| fits("unsaid", "", shown)).count()
    }

    fn handover_day(&self) -> String {
        let typed = self.typed.typed("hand_over", "on");
        if typed.is_empty() { self.today.to_string() } else { typed.to_owned() }
    }
}

fn step_name(outline: &Outline, group: &TransferGroupShown) -> String {
    let class = outline.classes.iter().find(|class| class.id == group.class_id);
    let step = class.and_then(|class| class.steps.iter().find(|step| step.id == group.step_id));
    match (class, step) {
        (Some(class), Some(step)) => format!("{} {}", class.code, step.name),
        _ => format!("{} {}", group.class_id, group.step_id),
    }
}

/// Which form stands first: what this person can do now to take the transfer on.
fn card(frame: &Frame, view: &TransferView) -> &'static str {
    if !frame.may("dispose") {
        return "";
    }
    match view.short.stage {
        TransferStageName::Draft => "examine",
        TransferStageName::Examined if view.short.sum.unpacked > 0 => "pack",
        TransferStageName::Examined if frame.may("export") => "seal",
        TransferStageName::Packed => "hand_over",
        TransferStageName::HandedOver if view.lines.iter().any(|shown| fits("unsaid", "", shown)) => {
            "receipt"
        }
        TransferStageName::HandedOver => "finish",
        _ => "",
    }
}

/// Steps of the history, the newest first; packing is left out until all is asked for.
fn history(view: &TransferView, all: bool) -> (Vec<TransferStepShown>, usize) {
    let newest = view.steps.iter().rev();
    if all {
        return (newest.cloned().collect(), 0);
    }
    let is_told = |step: &&TransferStepShown| {
        !matches!(step.kind, TransferStepKind::Packed | TransferStepKind::Accepted)
    };
    let steps: Vec<TransferStepShown> = newest.filter(is_told).take(LATEST).cloned().collect();
    let hidden = view.steps.len() - steps.len();
    (steps, hidden)
}

fn papers(frame: &Frame, stage: TransferStageName) -> Vec<TransferPaper> {
    let is_made = |paper: &TransferPaper| match stage {
        TransferStageName::Draft | TransferStageName::Withdrawn => false,
        TransferStageName::Examined => *paper == TransferPaper::Cartons,
        _ => true,
    };
    let may = frame.may("export");
    TransferPaper::ALL.iter().copied().filter(|paper| may && is_made(paper)).collect()
}

async fn transfer_page(
    app: &App,
    by: &By,
    frame: Frame,
    (number, asked, turning): (&str, TransferAsked, Turning),
    (typed, errors): (TransferForm, Errors),
) -> Answer<Response> {
    let view = transferring::transfer(&app.archive, by, number).await?;
    let outline = outline(app, by).await?;
    let fitting: Vec<&TransferLineShown> =
        view.lines.iter().filter(|shown| fits(&asked.only, &asked.group, shown)).collect();
    let total = fitting.len() as i64;
    let rows = fitting.into_iter().skip(turning.skip() as usize).take(turning.size() as usize);
    let list =
        TransferLinesShown { pager: Pager::new(&frame, &turning, total), rows: rows.cloned().collect() };
    let (steps, hidden_steps) = history(&view, asked.history == "all");
    let groups = view.groups.iter().map(|group| (group.clone(), step_name(&outline, group))).collect();
    let shown = TransferPage {
        badge: transfer_badge(view.short.stage),
        way: way(view.short.stage),
        sum: sum_in_words(&view.short.sum),
        card: card(&frame, &view),
        groups,
        troubled: view.lines.iter().filter(|shown| shown.is_troubled()).count(),
        tabs: tabs(&frame, &view, (&asked.only, &asked.group)),
        list,
        steps,
        hidden_steps,
        openings: transfer_rules().openings.clone(),
        returned: transfer_rules().returned.clone(),
        papers: papers(&frame, view.short.stage),
        today: by.today(),
        typed,
        errors,
        frame,
        view,
    };
    shown.errors.page(&shown)
}

pub async fn show(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Query(asked): Query<TransferAsked>,
    Query(turning): Query<Turning>,
) -> Answer<Response> {
    let untyped = (TransferForm::default(), Errors::default());
    transfer_page(&app, &by, frame, (&number, asked, turning), untyped).await
}

/// `POST /transfers/{number}/steps`: takes the step of whichever form was sent.
pub async fn step(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(form): Form<Pairs>,
) -> Answer<Response> {
    let form = TransferForm(form);
    match take(&app, &by, &number, &form).await {
        Ok(()) => {
            let said = match form.one("step") {
                "take_out" => "transfer_taken_out",
                "withdraw" => "transfer_withdrawn",
                "finish" => "transfer_finished",
                _ => "transfer_step",
            };
            onward(&format!("/transfers/{number}?said={said}"))
        }
        Err(fault) => refused(&app, &by, frame, &number, (form, fault)).await,
    }
}

async fn refused(
    app: &App,
    by: &By,
    frame: Frame,
    number: &str,
    (form, fault): (TransferForm, Fault),
) -> Answer<Response> {
    let errors = Errors::sort(fault, |problem| form.field_of(problem))?;
    let asked = (number, TransferAsked::default(), Turning::default());
    transfer_page(app, by, frame, asked, (form, errors)).await
}

async fn take(app: &App, by: &By, number: &str, form: &TransferForm) -> Answer<()> {
    if form.one("step") == "finish" {
        let until = day(form.one("copies_until"))?;
        transferring::finish(&app.archive, by, number, until).await?;
        return Ok(());
    }
    let view = transferring::transfer(&app.archive, by, number).await?;
    let steps = form.steps(&view, by.today())?;
    transferring::take_steps(&app.archive, by, number, steps).await?;
    Ok(())
}

/// The receiver's file, as it arrives.
pub async fn sheet_arrived(mut form: Multipart) -> Answer<(TempDir, PathBuf)> {
    let folder = tempfile::tempdir()?;
    while let Some(mut field) = form.next_field().await.map_err(|_| Fault::from(no_receipt_arrived()))? {
        if field.name() != Some("file") || field.file_name().is_none_or(str::is_empty) {
            continue;
        }
        // the ending says what the file is; the rest of the name is not to be trusted
        let ending =
            field.file_name().and_then(|name| name.rsplit_once('.')).map_or("csv", |(_, ending)| ending);
        let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let path = folder.path().join(format!("receipt.{ending}"));
        let mut file = tokio::fs::File::create(&path).await?;
        while let Some(chunk) = field.chunk().await.map_err(|_| Fault::from(no_receipt_arrived()))? {
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        return Ok((folder, path));
    }
    Err(Fault::from(no_receipt_arrived()))
}

/// `POST /transfers/{number}/receipt`: the receiver's file, taken whole or refused with its rows.
pub async fn receipt(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    form: Multipart,
) -> Answer<Response> {
    let taken = async {
        let (_folder, path) = sheet_arrived(form).await?;
        let taken = transferring::take_receipt(&app.archive, &by, &number, &path).await;
        taken.map_err(|error| Fault::from(with_rows(error)))
    };
    match taken.await {
        Ok(_) => onward(&format!("/transfers/{number}?said=transfer_receipt")),
        Err(fault) => {
            let form = TransferForm(vec![("step".to_owned(), "receipt".to_owned())]);
            refused(&app, &by, frame, &number, (form, fault)).await
        }
    }
}

/// Each problem with the row it is in.
fn with_rows(error: Error) -> Error {
    let told = |problem: Problem| match problem.row {
        Some(row) => {
            let Wording { zh, en } = &problem.message;
            let message = say!("第 {row} 行：{zh}", "Row {row}: {en}");
            Problem { message, ..problem }
        }
        None => problem,
    };
    match error {
        Error::Refused(problems) => Error::Refused(problems.into_iter().map(told).collect()),
        other => other,
    }
}

/// Which paper.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TransferPaperAsked {
    paper: String,
}

/// `POST /transfers/{number}/papers`: a paper of the transfer as PDF, registered with its digest.
pub async fn paper(
    State(app): Shared,
    Who(by): Who,
    frame: Frame,
    Path(number): Path<String>,
    Form(asked): Form<TransferPaperAsked>,
) -> Answer<Response> {
    let paper = TransferPaper::from_key(&asked.paper);
    let paper = paper.ok_or_else(|| Fault::from(Error::from(transfer_paper_unknown(&asked.paper))))?;
    let made = MadeFile::new()?;
    transferring::print_paper(&app.archive, &by, &number, paper, frame.lang, made.path()).await?;
    made.send(&format!("{}-{number}.pdf", paper.word().in_lang(frame.lang).replace(' ', "-"))).await
}

problems! {
    refuse transfer_paper_unknown(text):
        "移交批次没有「{text}」这种文件。" / "A transfer has no paper \"{text}\"."
        => "选页上列出的文件。" / "Choose one of those on the page.";
    refuse no_receipt_arrived():
        "没有收到回执文件。" / "No file arrived."
        => "选接收方的回执（csv、xlsx），再点一次。" / "Choose the receiver's file (csv, xlsx), then press again.";
}
