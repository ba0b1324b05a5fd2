//! disposal: open, examine, group, vote, conclude, opinion, approve, report, begin, tick, supervise, destroy.

use crate::acts::disposal::disposing::{
    self, Arithmetic, Destroying, DisposalDecision, DisposalInShort, DisposalPaper, DisposalStep,
    DisposalView, Encoding, Format, ListSource, Opening, PapersPlace, VolumeFate, VoteOn, disposal_rules,
    line_called, record_called,
};
use crate::archive::Archive;
use crate::cli::base::args::{DisposalOpen, DisposalVerb, DisposalVote, Global};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::{say_printed, say_written};
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::cli::base::scope::volume_called;
use crate::cli::base::tokens::{code_asked_for, read_secret};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::scope;
use crate::procedures::proving::Proof;
use crate::{problems, say};

pub async fn disposal(global: &Global, console: &Console, verb: &DisposalVerb) -> Result<Done> {
    match verb {
        DisposalVerb::List => {
            let archive = global.looking().await?;
            let all = disposing::disposals(&archive, &archive.local_user()).await?;
            console.answer(&all, |console| listed(console, &all));
            return Ok(Done::Code(0));
        }
        DisposalVerb::Show { number } => {
            let archive = global.looking().await?;
            let view = disposing::disposal(&archive, &archive.local_user(), number).await?;
            console.answer(&view, |console| shown(console, &view));
            return Ok(Done::Code(0));
        }
        DisposalVerb::Print { number, document, output } => {
            let archive = global.looking().await?;
            let by = archive.local_user();
            let Some(paper) = DisposalPaper::from_key(document) else {
                return Err(Error::from(no_such_paper(document)));
            };
            let ending = output.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let format = match ending.to_lowercase().as_str() {
                "xlsx" => Some(Format::Xlsx),
                "csv" => Some(Format::Csv(Encoding::Utf8Bom)),
                _ => None,
            };
            if let Some(format) = format.filter(|_| paper == DisposalPaper::Register) {
                let order = (format, console.lang);
                let written = disposing::write_register(&archive, &by, number, order, output).await?;
                say_written(console, &archive, format, &written, output)?;
                return Ok(Done::Code(0));
            }
            let printed = disposing::print_paper(&archive, &by, number, paper, console.lang, output).await?;
            say_printed(console, &archive, &printed, output);
            return Ok(Done::Code(0));
        }
        DisposalVerb::Decisions { number, output } => {
            let archive = global.looking().await?;
            let by = archive.local_user();
            let written = disposing::write_vote_sheet(&archive, &by, number, console.lang, output).await?;
            say_written(console, &archive, Format::Xlsx, &written, output)?;
            return Ok(Done::Code(0));
        }
        _ => {}
    }
    let archive = global.whole().await?;
    let by = archive.local_user();
    let view = done(&archive, &by, console, verb).await?;
    if let Some(view) = view {
        console.answer(&view, |console| shown(console, &view));
    }
    settle(&archive).await?;
    Ok(Done::Code(0))
}

async fn done(
    archive: &Archive,
    by: &By,
    console: &Console,
    verb: &DisposalVerb,
) -> Result<Option<DisposalView>> {
    match verb {
        DisposalVerb::Open(asked) => {
            opened(archive, by, console, asked).await?;
            Ok(None)
        }
        DisposalVerb::Supervise { number, login } => {
            let password = read_secret(console, &say!("监销人口令：", "Supervisor's password: "))?;
            let mut proof = Proof::from(&password);
            let mut view = disposing::supervise(archive, by, number, login, proof).await;
            if let Some(code) = code_asked_for(console, &view)? {
                proof.code = Some(&code);
                view = disposing::supervise(archive, by, number, login, proof).await;
            }
            view.map(Some)
        }
        DisposalVerb::Destroy { number, confirm, method, place, time } => {
            let (typed, method) = (confirm.clone(), method.clone());
            let order = Destroying { typed, method, place: place.clone(), time: time.clone() };
            disposing::destroy(archive, by, number, order).await.map(Some)
        }
        DisposalVerb::Tick { number, volumes } => {
            let view = disposing::disposal(archive, by, number).await?;
            let step = |volume: &String| Ok(DisposalStep::Tick { line: line_called(&view, volume)? });
            let steps: Result<Vec<DisposalStep>> = volumes.iter().map(step).collect();
            disposing::take_steps(archive, by, number, steps?).await.map(Some)
        }
        DisposalVerb::LayAside { number, items } => {
            let mut steps = Vec::with_capacity(items.len());
            for called in items {
                let item = record_called(archive, by, number, called).await?;
                steps.push(DisposalStep::LayAside { item });
            }
            disposing::take_steps(archive, by, number, steps).await.map(Some)
        }
        DisposalVerb::Split { number, volumes, title } => {
            let view = disposing::disposal(archive, by, number).await?;
            let lines: Result<Vec<i64>> = volumes.iter().map(|one| line_called(&view, one)).collect();
            disposing::split(archive, by, number, lines?, title).await.map(Some)
        }
        DisposalVerb::FilePapers { number, class, step } => {
            let to = PapersPlace { class: class.clone(), step: step.clone() };
            let view = disposing::file_papers(archive, by, number, to).await?;
            for filed in &view.papers_filed {
                console.line(format!("  {}  {}", filed.code, console.pick(&filed.word)));
            }
            Ok(Some(view))
        }
        DisposalVerb::Votes { number, from } => {
            let name = from.file_name().unwrap_or_default().to_string_lossy();
            disposing::vote_by_sheet(archive, by, number, (from, &name)).await.map(Some)
        }
        _ => {
            let (number, step) = step(archive, by, verb).await?;
            disposing::take_step(archive, by, &number, step).await.map(Some)
        }
    }
}

/// The step a command asks for, and the batch.
async fn step(archive: &Archive, by: &By, verb: &DisposalVerb) -> Result<(String, DisposalStep)> {
    let line = async |number: &str, volume: &str| {
        line_called(&disposing::disposal(archive, by, number).await?, volume)
    };
    let role = async |number: &str, role: &str| match role {
        "" => {
            let view = disposing::disposal(archive, by, number).await?;
            let next = view.approvals.iter().find(|approval| approval.signed.is_none());
            Ok::<String, Error>(next.map_or_else(String::new, |next| next.id.clone()))
        }
        role => Ok(role.to_owned()),
    };
    Ok(match verb {
        DisposalVerb::Examine { number } => (number.clone(), DisposalStep::Examine),
        DisposalVerb::TakeOut(given) => {
            let (line, reason) = (line(&given.number, &given.volume).await?, given.reason.clone());
            (given.number.clone(), DisposalStep::TakeOut { line, reason })
        }
        DisposalVerb::KeepBack(given) => {
            let (line, reason) = (line(&given.number, &given.volume).await?, given.reason.clone());
            (given.number.clone(), DisposalStep::KeepBack { line, reason })
        }
        DisposalVerb::KeepOut { number, item, reason } => {
            let (item, reason) = (record_called(archive, by, number, item).await?, reason.clone());
            let (line, code, pages) = Default::default();
            (number.clone(), DisposalStep::KeepOut { item, reason, line, code, pages })
        }
        DisposalVerb::Group { number, login, seat, leave: None } => {
            let (name, seat) = (login.clone(), seat.clone());
            (number.clone(), DisposalStep::Seat { account: 0, name, seat })
        }
        DisposalVerb::Group { number, login, leave: Some(reason), .. } => {
            let account = disposing::account_called(archive, by, login).await?;
            (number.clone(), DisposalStep::Unseat { account, reason: reason.clone() })
        }
        DisposalVerb::CheckDebts { number, words } => {
            (number.clone(), DisposalStep::CheckDebts { words: words.clone() })
        }
        DisposalVerb::Vote(asked) => (asked.number.clone(), vote(archive, by, asked).await?),
        DisposalVerb::Conclude { number } => (number.clone(), DisposalStep::Conclude),
        DisposalVerb::Opinion { number, words } => {
            (number.clone(), DisposalStep::WriteOpinion { words: words.clone() })
        }
        DisposalVerb::Approve { number, role: given, words } => {
            let (role, words) = (role(number, given).await?, words.clone());
            (number.clone(), DisposalStep::Consent { role, words })
        }
        DisposalVerb::Return { number, role: given, reason } => {
            let (role, reason) = (role(number, given).await?, reason.clone());
            (number.clone(), DisposalStep::Return { role, reason })
        }
        DisposalVerb::Report { number, under, to, days } => {
            let days = days.unwrap_or(disposal_rules().waiting.days);
            (number.clone(), DisposalStep::Report { number: under.clone(), to: to.clone(), days })
        }
        DisposalVerb::Withdraw { number, reason } => {
            (number.clone(), DisposalStep::Withdraw { reason: reason.clone() })
        }
        DisposalVerb::Begin { number } => (number.clone(), DisposalStep::Begin),
        DisposalVerb::List
        | DisposalVerb::Print { .. }
        | DisposalVerb::Decisions { .. }
        | DisposalVerb::Votes { .. }
        | DisposalVerb::Split { .. }
        | DisposalVerb::LayAside { .. }
        | DisposalVerb::FilePapers { .. }
        | DisposalVerb::Show { .. }
        | DisposalVerb::Open(_)
        | DisposalVerb::Tick { .. }
        | DisposalVerb::Supervise { .. }
        | DisposalVerb::Destroy { .. } => return Err(anyhow::anyhow!("this command is no step").into()),
    })
}

async fn vote(archive: &Archive, by: &By, asked: &DisposalVote) -> Result<DisposalStep> {
    let Some(decision) = DisposalDecision::from_key(&asked.decision) else {
        let known = DisposalDecision::ALL.iter().map(|one| one.key()).collect::<Vec<_>>().join("、");
        return Err(Error::from(no_such_decision(&asked.decision, &known)));
    };
    let on = match (&asked.volume, asked.group) {
        (Some(volume), _) => {
            VoteOn::Line(line_called(&disposing::disposal(archive, by, &asked.number).await?, volume)?)
        }
        (None, Some(group)) => VoteOn::Group(group),
        (None, None) => return Err(Error::from(vote_on_nothing())),
    };
    let period = asked.period.as_deref().map(scope::period).transpose()?;
    Ok(DisposalStep::Vote { on, decision, period, reason: asked.reason.clone() })
}

async fn opened(archive: &Archive, by: &By, console: &Console, asked: &DisposalOpen) -> Result<()> {
    let from = match (asked.due, asked.basket) {
        (Some(year), _) => {
            let scope = asked.within.scope(archive).await?;
            ListSource::Due { year, scope, words: asked.words.clone() }
        }
        (None, true) => ListSource::Basket,
        (None, false) => {
            let mut ids = Vec::new();
            for volume in &asked.volumes {
                ids.push(volume_called(archive, volume).await?.id);
            }
            ListSource::Volumes(ids)
        }
    };
    let opened = disposing::open(archive, by, Opening { title: asked.title.clone(), from }).await?;
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

fn listed(console: &Console, all: &[DisposalInShort]) {
    let row = |one: &DisposalInShort| {
        let waits = one.waits.first().map(|problem| console.pick(&problem.message).to_owned());
        vec![
            one.number.clone(),
            one.title.to_string(),
            one.arithmetic.listed.to_string(),
            console.pick(&one.stage_word).to_owned(),
            waits.unwrap_or_default(),
        ]
    };
    let heads = [("批次", "batch"), ("名称", "title"), ("卷", "volumes"), ("进度", "stage"), ("等", "waits")];
    console.table(&heads, &all.iter().map(row).collect::<Vec<_>>());
}

fn shown(console: &Console, view: &DisposalView) {
    let short = &view.short;
    let (number, title, stage) = (&short.number, &short.title, console.pick(&short.stage_word));
    console.line(format!("{number}  {title}  {stage}"));
    console.line(console.pick(&sum_in_words(short.arithmetic)));
    for group in &view.groups {
        let said = group.votes.iter().filter_map(|vote| {
            let word = vote.decided?.decision.word();
            Some(format!("{} {}", vote.name, console.pick(&word)))
        });
        let said = said.collect::<Vec<_>>().join("；");
        let (year, step, period) = (group.year, &group.step_id, group.period);
        console.line(format!("  [{}] {year} {step} {period} × {}  {said}", group.group, group.volumes));
    }
    for line in view.lines.iter().filter(|line| !line.exceptions.is_empty() || !line.issues.is_empty()) {
        console.line(format!("  {}  {}", line.line.code, line.line.title));
        line.issues.iter().for_each(|problem| console.problem(problem));
    }
    for kept in &view.kept_out {
        let (code, reason) = (&kept.kept.code, &kept.kept.stated.words);
        let now = kept.code_now.as_ref().map_or_else(String::new, |now| format!(" → {now}"));
        console.line(console.pick(&say!("  抽出 {code}{now}：{reason}", "  Kept out {code}{now}: {reason}")));
    }
    for approval in view.approvals.iter().filter(|_| view.opinion.is_some()) {
        let signed =
            approval.signed.as_ref().map_or_else(String::new, |one| format!("{} {}", one.who.name, one.on));
        console.line(format!("  {}：{signed}", console.pick(&approval.name)));
    }
    for problem in &short.waits {
        console.line(format!("  → {}", console.pick(&problem.message)));
    }
    for line in view.lines.iter().filter(|line| matches!(line.fate, VolumeFate::KeptBack(_))) {
        if let VolumeFate::KeptBack(reason) = &line.fate {
            console.line(console.pick(&say!(
                "  保留 {}：{reason}",
                "  Kept back {}: {reason}",
                line.line.code
            )));
        }
    }
}

/// `285 − 续存 1 − 转永久 18 = 266`
fn sum_in_words(sum: Arithmetic) -> crate::domain::general::wording::Wording {
    let Arithmetic {
        listed,
        taken_out,
        kept_on,
        permanent,
        transferred,
        kept_back,
        to_destroy,
        destroyed,
        ..
    } = sum;
    let undecided = sum.undecided;
    say!(
        "清单 {listed} 卷 − 取出 {taken_out} − 续存 {kept_on} − 转永久 {permanent} − 移交 {transferred} − 保留 {kept_back} − 未定 {undecided} = 销毁 {}（已销毁 {destroyed}）",
        "{listed} listed − {taken_out} taken out − {kept_on} kept on − {permanent} permanent − {transferred} transferred − {kept_back} kept back − {undecided} undecided = {} to destroy ({destroyed} destroyed)",
        to_destroy + destroyed
    )
}

problems! {
    refuse no_such_paper(document):
        "批次没有「{document}」这种文件。" / "A batch has no paper \"{document}\"."
        => "可以是：opinion、approval、register、report、certificate、minutes、relabel。" / "It may be: opinion, approval, register, report, certificate, minutes, relabel.";
    refuse no_such_decision(decision, known):
        "没有「{decision}」这种结论。" / "There is no decision \"{decision}\"."
        => "可以是：{known}。" / "It may be: {known}.";
    refuse vote_on_nothing():
        "没有写表决哪一组或哪一卷。" / "The vote is on no group and no volume."
        => "加上 --group 或 --volume。" / "Add --group or --volume.";
}
