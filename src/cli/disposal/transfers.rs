//! transfer: due, open, examine, opening, explain, pack, package, hand over, receipt, finish.

use crate::acts::catalogs::cataloging;
use crate::acts::disposal::transferring::{
    self, OpeningOn, TransferDue, TransferInShort, TransferPaper, TransferSource, TransferStep, TransferSum,
    TransferView, TransferWanted, line_called,
};
use crate::archive::Archive;
use crate::cli::base::args::{Global, TransferOpen, TransferVerb};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::say_printed;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::cli::base::scope::volume_called;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::general::wording::Wording;
use crate::progress::Progress;
use crate::{problems, say};

pub async fn transfer(global: &Global, console: &Console, verb: &TransferVerb) -> Result<Done> {
    if let Some(done) = looked(global, console, verb).await? {
        return Ok(done);
    }
    let archive = global.whole().await?;
    let by = archive.local_user();
    match verb {
        TransferVerb::Open(asked) => opened(&archive, &by, console, asked).await?,
        _ => {
            let view = done(&archive, &by, console, verb).await?;
            console.answer(&view, |console| shown(console, &view));
        }
    }
    settle(&archive).await?;
    Ok(Done::Code(0))
}

/// What only looks, or makes a paper.
async fn looked(global: &Global, console: &Console, verb: &TransferVerb) -> Result<Option<Done>> {
    match verb {
        TransferVerb::List => {
            let archive = global.looking().await?;
            let all = transferring::transfers(&archive, &archive.local_user()).await?;
            console.answer(&all, |console| listed(console, &all));
        }
        TransferVerb::Show { number } => {
            let archive = global.looking().await?;
            let view = transferring::transfer(&archive, &archive.local_user(), number).await?;
            console.answer(&view, |console| shown(console, &view));
        }
        TransferVerb::Due { rule, within } => {
            let archive = global.looking().await?;
            let scope = within.scope(&archive).await?;
            let due = transferring::due(&archive, &archive.local_user(), rule, &scope).await?;
            console.answer(&due, |console| due_listed(console, &due));
        }
        TransferVerb::Print { number, document, output } => {
            let archive = global.looking().await?;
            let by = archive.local_user();
            let Some(paper) = TransferPaper::from_key(document) else {
                let known = TransferPaper::ALL.iter().map(|one| one.key()).collect::<Vec<_>>().join("、");
                return Err(Error::from(no_such_transfer_paper(document, &known)));
            };
            let printed =
                transferring::print_paper(&archive, &by, number, paper, console.lang, output).await?;
            say_printed(console, &archive, &printed, output);
        }
        _ => return Ok(None),
    }
    Ok(Some(Done::Code(0)))
}

async fn done(archive: &Archive, by: &By, console: &Console, verb: &TransferVerb) -> Result<TransferView> {
    match verb {
        TransferVerb::Package { number, output } => {
            let wanted = transferring::package_asked(archive, by, number).await?;
            let packed =
                cataloging::package(archive, by, &wanted, console.lang, output, &Progress::default()).await?;
            let manifest = packed.manifest.hex();
            transferring::take_steps(archive, by, number, vec![TransferStep::Seal { manifest }]).await
        }
        TransferVerb::Receipt { number, file } => transferring::take_receipt(archive, by, number, file).await,
        TransferVerb::Finish { number, copies_until } => {
            transferring::finish(archive, by, number, *copies_until).await
        }
        _ => {
            let (number, steps) = steps(archive, by, verb).await?;
            transferring::take_steps(archive, by, &number, steps).await
        }
    }
}

/// The steps a command asks for, and the transfer.
async fn steps(archive: &Archive, by: &By, verb: &TransferVerb) -> Result<(String, Vec<TransferStep>)> {
    let view = async |number: &str| transferring::transfer(archive, by, number).await;
    let lines = async |number: &str, volumes: &[String]| {
        let view = view(number).await?;
        volumes.iter().map(|volume| line_called(&view, volume)).collect::<Result<Vec<_>>>()
    };
    let only = |number: &str, step: TransferStep| Ok((number.to_owned(), vec![step]));
    match verb {
        TransferVerb::Examine { number } => only(number, TransferStep::Examine),
        TransferVerb::TakeOut(given) => {
            let line = line_called(&view(&given.number).await?, &given.volume)?;
            only(&given.number, TransferStep::TakeOut { line, reason: given.reason.clone() })
        }
        TransferVerb::Return(given) => {
            let line = line_called(&view(&given.number).await?, &given.volume)?;
            only(&given.number, TransferStep::GiveBack { line, reason: given.reason.clone() })
        }
        TransferVerb::Opening { number, opinion, group, volume, reason } => {
            let on = match (volume, group) {
                (Some(volume), _) => OpeningOn::Line(line_called(&view(number).await?, volume)?),
                (None, Some(group)) => OpeningOn::Group(*group),
                (None, None) => OpeningOn::All,
            };
            let (opening, reason) = (opinion.clone(), reason.clone());
            only(number, TransferStep::StateOpening { on, opening, reason })
        }
        TransferVerb::Explain { line: given, issue } => {
            let view = view(&given.number).await?;
            let line = line_called(&view, &given.volume)?;
            let own = view.lines.iter().find(|shown| shown.line.id == line);
            let issues = match issue {
                Some(issue) => vec![issue.clone()],
                None => own.map(|shown| shown.questions()).unwrap_or_default(),
            };
            let step = |issue: String| TransferStep::Waive { line, issue, reason: given.reason.clone() };
            Ok((given.number.clone(), issues.into_iter().map(step).collect()))
        }
        TransferVerb::Pack { number, carton, volumes } => {
            let pack = |line| TransferStep::Pack { line, carton: *carton };
            Ok((number.clone(), lines(number, volumes).await?.into_iter().map(pack).collect()))
        }
        TransferVerb::Unpack { number, volumes } => {
            let unpack = |line| TransferStep::Unpack { line };
            Ok((number.clone(), lines(number, volumes).await?.into_iter().map(unpack).collect()))
        }
        TransferVerb::Accept { number, volumes } => {
            let accept = |line| TransferStep::Accept { line };
            Ok((number.clone(), lines(number, volumes).await?.into_iter().map(accept).collect()))
        }
        TransferVerb::Reopen { number, reason } => {
            only(number, TransferStep::Reopen { reason: reason.clone() })
        }
        TransferVerb::Withdraw { number, reason } => {
            only(number, TransferStep::Withdraw { reason: reason.clone() })
        }
        TransferVerb::HandOver { number, given_by, taken_by, witness_unit, witness, on } => {
            let step = TransferStep::HandOver {
                given_by: given_by.clone(),
                taken_by: taken_by.clone(),
                witness_unit: witness_unit.clone(),
                witness: witness.clone(),
                on: on.unwrap_or_else(|| by.today()),
            };
            only(number, step)
        }
        _ => Err(anyhow::anyhow!("this command is no step").into()),
    }
}

async fn opened(archive: &Archive, by: &By, console: &Console, asked: &TransferOpen) -> Result<()> {
    let from = match (asked.due, asked.basket) {
        (true, _) => TransferSource::Due(asked.within.scope(archive).await?),
        (false, true) => TransferSource::Basket,
        (false, false) => {
            let mut ids = Vec::new();
            for volume in &asked.volumes {
                ids.push(volume_called(archive, volume).await?.id);
            }
            TransferSource::Volumes(ids)
        }
    };
    let wanted = TransferWanted {
        title: asked.title.clone(),
        receiver: asked.receiver.clone(),
        rule: asked.rule.clone(),
        agreement: asked.agreement.clone(),
        from,
    };
    let opened = transferring::open(archive, by, wanted).await?;
    console.answer(&opened, |console| {
        shown(console, &opened.view);
        if opened.left_out > 0 {
            let count = opened.left_out;
            console.line(console.pick(&say!("没有列入 {count} 卷：", "Left out: {count} volumes")));
            opened.reasons.iter().for_each(|problem| console.problem(problem));
        }
    });
    Ok(())
}

fn listed(console: &Console, all: &[TransferInShort]) {
    let row = |one: &TransferInShort| {
        let waits = one.waits.first().map(|problem| console.pick(&problem.message).to_owned());
        vec![
            one.number.clone(),
            one.title.clone(),
            one.receiver.clone(),
            one.sum.listed.to_string(),
            console.pick(&one.stage_word).to_owned(),
            waits.unwrap_or_default(),
        ]
    };
    let heads = [
        ("批次", "transfer"),
        ("名称", "title"),
        ("接收单位", "receiver"),
        ("卷", "volumes"),
        ("进度", "stage"),
        ("等", "waits"),
    ];
    console.table(&heads, &all.iter().map(row).collect::<Vec<_>>());
}

fn due_listed(console: &Console, due: &TransferDue) {
    let row = |one: &transferring::DueForTransfer| {
        let batch = one.in_batch.clone().unwrap_or_default();
        vec![one.code.clone(), one.title.clone(), one.due_on.to_string(), batch]
    };
    let heads = [("档号", "code"), ("题名", "title"), ("应移交", "due from"), ("已在批次", "in")];
    console.table(&heads, &due.volumes.iter().map(row).collect::<Vec<_>>());
    if let Some(first) = due.volumes.first() {
        console.line(console.pick(&first.why));
    }
}

fn shown(console: &Console, view: &TransferView) {
    let short = &view.short;
    let (number, title, stage) = (&short.number, &short.title, console.pick(&short.stage_word));
    console.line(format!("{number}  {title}  → {}  {stage}", short.receiver));
    console.line(console.pick(&sum_in_words(short.sum)));
    for group in &view.groups {
        let said = group.opening.as_ref().map_or("", |word| console.pick(word));
        let (year, step, period) = (group.year, &group.step_id, group.period);
        console.line(format!("  [{}] {year} {step} {period} × {}  {said}", group.group, group.volumes));
    }
    for carton in &view.cartons {
        let (number, volumes, first, last) = (carton.number, carton.volumes, &carton.first, &carton.last);
        console.line(console.pick(&say!(
            "  第 {number} 箱 {volumes} 卷  {first} — {last}",
            "  Carton {number}: {volumes} volumes  {first} — {last}"
        )));
    }
    for line in view.lines.iter().filter(|line| !line.issues.is_empty()) {
        console.line(format!("  {}  {}", line.line.code, line.line.title));
        line.issues.iter().for_each(|problem| console.problem(problem));
    }
    if !view.manifest.is_empty() {
        let manifest = &view.manifest;
        console.line(console.pick(&say!("移交包摘要 {manifest}", "package {manifest}")));
    }
    for problem in &short.waits {
        console.line(format!("  → {}", console.pick(&problem.message)));
    }
}

/// `300 − 取出 0 = 未装箱 0 + 已装箱 0 + 接收 0 + 退回 7 + 已移交 293`
fn sum_in_words(sum: TransferSum) -> Wording {
    let TransferSum { listed, taken_out, unpacked, packed, accepted, returned, transferred } = sum;
    say!(
        "清单 {listed} 卷 − 取出 {taken_out} = 未装箱 {unpacked} + 已装箱 {packed} + 接收 {accepted} + 退回 {returned} + 已移交 {transferred}",
        "{listed} listed − {taken_out} taken out = {unpacked} unpacked + {packed} packed + {accepted} accepted + {returned} returned + {transferred} transferred"
    )
}

problems! {
    refuse no_such_transfer_paper(document, known):
        "移交批次没有「{document}」这种文件。" / "A transfer has no paper \"{document}\"."
        => "可以是：{known}。" / "It may be: {known}.";
}
