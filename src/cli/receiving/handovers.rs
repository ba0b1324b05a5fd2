//! handover: papers a department hands in, accepted or returned.

use crate::acts::receiving::handing_in::{
    self, HandoverInShort, HandoverView, HandoverWanted, PaperFate, PapersChosen, PapersFrom, WhichHandovers,
};
use crate::archive::Archive;
use crate::cli::base::args::{Global, HandoverNamed, HandoverNew, HandoverVerb, PapersNamed};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::{format, is_pdf, say_printed, say_written};
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::{problems, say};

pub async fn handover(global: &Global, console: &Console, verb: &HandoverVerb) -> Result<Done> {
    match verb {
        HandoverVerb::List => {
            let archive = global.looking().await?;
            let by = archive.local_user();
            let all = handing_in::handovers(&archive, &by, WhichHandovers::All, (i64::MAX, 0)).await?;
            console.answer(&all, |console| listed(console, &all));
        }
        HandoverVerb::Show(of) => {
            let archive = global.looking().await?;
            let by = archive.local_user();
            let view = handing_in::handover(&archive, &by, called(&archive, &by, of).await?).await?;
            console.answer(&view, |console| shown(console, &view));
        }
        HandoverVerb::Print { of, output } => {
            let archive = global.looking().await?;
            let by = archive.local_user();
            let id = called(&archive, &by, of).await?;
            if is_pdf(global.format, output) {
                let printed = handing_in::print_slip(&archive, &by, id, console.lang, output).await?;
                say_printed(console, &archive, &printed, output);
                return Ok(Done::Code(0));
            }
            let Some(shape) = format(global.format, output)? else {
                return Err(Error::from(slip_is_no_package()));
            };
            let written = handing_in::write_slip(&archive, &by, id, (shape, console.lang), output).await?;
            say_written(console, &archive, shape, &written, output)?;
        }
        HandoverVerb::New(_) | HandoverVerb::Accept(_) | HandoverVerb::Return { .. } => {
            let archive = global.whole().await?;
            let view = changed(&archive, &archive.local_user(), verb).await?;
            console.answer(&view, |console| {
                shown(console, &view);
                view.notices.iter().for_each(|notice| console.problem(notice));
            });
            settle(&archive).await?;
        }
    }
    Ok(Done::Code(0))
}

async fn changed(archive: &Archive, by: &By, verb: &HandoverVerb) -> Result<HandoverView> {
    match verb {
        HandoverVerb::Accept(papers) => {
            decided(archive, by, papers, (PaperFate::Accepted, String::new())).await
        }
        HandoverVerb::Return { papers, reason } => {
            decided(archive, by, papers, (PaperFate::Returned, reason.clone())).await
        }
        HandoverVerb::New(given) => handing_in::hand_in(archive, by, wanted(given)).await,
        _ => Err(anyhow::anyhow!("this command changes nothing").into()),
    }
}

fn wanted(given: &HandoverNew) -> HandoverWanted {
    HandoverWanted {
        fonds: given.fonds.clone(),
        number: given.number.clone(),
        department: given.department.clone(),
        cut_off: given.cut_off.clone(),
        papers: PapersFrom::Sheet { path: given.file.clone(), file_name: None, sheet: given.sheet.clone() },
        accept: given.accept.clone(),
    }
}

async fn called(archive: &Archive, by: &By, of: &HandoverNamed) -> Result<i64> {
    handing_in::handover_called(archive, by, &of.number, of.fonds.as_deref()).await
}

async fn decided(
    archive: &Archive,
    by: &By,
    papers: &PapersNamed,
    decision: (PaperFate, String),
) -> Result<HandoverView> {
    let id = called(archive, by, &papers.of).await?;
    let chosen = match papers.waiting {
        Some(count) => PapersChosen::Waiting(count),
        None => PapersChosen::Called(papers.papers.clone()),
    };
    handing_in::decide(archive, by, id, chosen, decision).await
}

fn listed(console: &Console, all: &[HandoverInShort]) {
    let row = |one: &HandoverInShort| {
        let HandoverInShort { number, department, handed_name, sum, .. } = one;
        vec![
            number.clone(),
            department.clone(),
            handed_name.clone(),
            one.cut_off.to_string(),
            sum.papers.to_string(),
            sum.items.to_string(),
            sum.pages.to_string(),
            sum.waiting.to_string(),
            console.pick(&one.state_word).to_owned(),
        ]
    };
    let heads = [
        ("交接单", "hand-over"),
        ("科室", "department"),
        ("移交人", "by"),
        ("截止", "cut-off"),
        ("份", "papers"),
        ("件", "items"),
        ("页", "pages"),
        ("待核对", "waiting"),
        ("状态", "state"),
    ];
    console.table(&heads, &all.iter().map(row).collect::<Vec<_>>());
}

fn shown(console: &Console, view: &HandoverView) {
    let short = &view.short;
    let (number, department, name) = (&short.number, &short.department, &short.handed_name);
    console.line(format!("{number}  {department} {name}  {}", console.pick(&short.state_word)));
    console.line(console.pick(&counted(view)));
    let row = |shown: &handing_in::HandoverPaper| {
        let paper = &shown.paper;
        vec![
            shown.seq.to_string(),
            paper.acceptance.clone(),
            paper.title.clone(),
            paper.party.clone(),
            paper.items.to_string(),
            paper.pages.to_string(),
            console.pick(&shown.fate_word).to_owned(),
            shown.reason.to_string(),
        ]
    };
    let heads = [
        ("行", "line"),
        ("受理号", "acceptance"),
        ("材料", "paper"),
        ("单位/姓名", "about"),
        ("件", "items"),
        ("页", "pages"),
        ("核对", "state"),
        ("退回原因", "reason"),
    ];
    console.table(&heads, &view.papers.iter().map(row).collect::<Vec<_>>());
    for batch in &view.batches {
        let (id, file, items, pages) = (batch.id, &batch.file_name, batch.items, batch.pages);
        let standing = &batch.standing_word;
        let said = say!(
            "导入批次 {id} {file}：{items} 件 {pages} 页，{}",
            "Batch {id} {file}: {items} records, {pages} pages, {}",
            standing.zh
        );
        console.line(console.pick(&Wording { en: said.en.replace(&standing.zh, &standing.en), ..said }));
    }
    if let Some(difference) = &view.difference {
        console.line(console.pick(difference));
    }
}

/// `移交 3 份 4 件 12 页：待核对 1，已接收 1，退回 1。`
fn counted(view: &HandoverView) -> Wording {
    let sum = &view.short.sum;
    let (papers, items, pages) = (sum.papers, sum.items, sum.pages);
    let (waiting, accepted, returned) = (sum.waiting, sum.accepted, sum.returned);
    say!(
        "移交 {papers} 份 {items} 件 {pages} 页：待核对 {waiting}，已接收 {accepted}，退回 {returned}。",
        "{papers} papers, {items} items, {pages} pages handed in: {waiting} wait, {accepted} accepted, {returned} returned."
    )
}

problems! {
    refuse slip_is_no_package as unknown_format():
        "交接单不做成 zip。" / "A hand-over is not made as zip."
        => "用 pdf、xlsx、csv 或 html。" / "Take pdf, xlsx, csv or html.";
}
