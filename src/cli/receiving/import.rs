//! import, batch.

use std::sync::Arc;

use crate::acts::finding::viewing;
use crate::acts::receiving::intake::{self, DoneBefore, ImportOptions, Intake, ProblemCount, Taking};
use crate::acts::receiving::taking_back;
use crate::cli::base::args::{BatchVerb, Global, ImportItems, ImportVerb, OnError};
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::cli::base::watching::watch;
use crate::cli::receiving::packages::import_package;
use crate::clock::Clock;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::Wording;
use crate::domain::receiving::columns::Mapping;
use crate::progress::{Progress, asked_to_stop};
use crate::{problems, say};

pub async fn import(global: &Global, console: &Console, verb: &ImportVerb) -> Result<Done> {
    let args = match verb {
        ImportVerb::Items(args) => args,
        ImportVerb::Package(args) => return import_package(global, console, args).await,
    };
    let archive = global.whole().await?;
    let by = archive.local_user();
    let options = options(args)?;
    let taking = match (args.dry_run, args.on_error) {
        (true, _) => Taking::DryRun,
        (false, OnError::Stop) => Taking::StopOnProblem,
        (false, OnError::Skip) => Taking::SkipProblems,
    };
    let progress = Arc::new(Progress::default());
    let reading = console.pick(&say!("接收", "Taking in")).to_owned();
    let watch = tokio::spawn(watch(progress.clone(), console.is_json(), reading));
    let interrupt = tokio::spawn({
        let progress = progress.clone();
        async move {
            asked_to_stop().await;
            progress.ask_to_stop();
            // told a second time, it ends at once: what is committed stays
            asked_to_stop().await;
            std::process::exit(130);
        }
    });
    let taken = intake::take_in(&archive, &by, &args.file, &options, taking, &progress).await;
    watch.abort();
    interrupt.abort();
    let taken = taken?;
    if let Some(out) = &args.annotated {
        intake::annotated(&archive, &by, &args.file, &options, console.lang, out).await?;
    }
    console.answer(&taken, |console| for_people(console, &taken));
    settle(&archive).await?;
    Ok(Done::Code(match (taken.interrupted, taken.done_before.is_some(), taken.blocking()) {
        (true, ..) => 7,
        (false, true, _) | (false, false, 0) => 0,
        (false, false, _) => 3,
    }))
}

fn options(args: &ImportItems) -> Result<ImportOptions> {
    let mapping = match &args.map {
        Some(path) => {
            let name = path.display();
            let unreadable = |error: String| Error::Unreadable(vec![mapping_unreadable(&name, &error)]);
            let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
            Some(serde_json::from_str::<Mapping>(&text).map_err(|error| unreadable(error.to_string()))?)
        }
        None => None,
    };
    Ok(ImportOptions {
        fonds: args.fonds.clone(),
        handover: args.handover.clone(),
        scheme: args.scheme.clone(),
        year: args.year,
        class: args.class.clone(),
        step: args.step.clone(),
        sheet: args.sheet.clone(),
        sender: args.sender.clone(),
        mapping,
        suggest: args.suggest,
        accept: args.accept.clone(),
        file_name: None,
        headless: false,
        repairs: args.repairs,
    })
}

/// What is counted and not listed, by kind.
fn unlisted(taken: &Intake) -> Wording {
    let listed =
        |one: &ProblemCount| taken.problems.iter().filter(|problem| one.is_of(problem)).count() as u64;
    let more = taken.problem_counts.iter().map(|one| (&one.kind, one.count - listed(one)));
    let more: Vec<String> =
        more.filter(|(_, count)| *count > 0).map(|(kind, count)| format!("{kind} {count}")).collect();
    let (count, kinds) = (taken.unlisted(), more.join("、"));
    say!(
        "另有 {count} 处（{kinds}）没有列出；用 --annotated 文件名 做批注版，每一处都标在行里。",
        "{count} more ({kinds}) are not listed; make the annotated copy with --annotated FILE, it marks every one."
    )
}

fn for_people(console: &Console, taken: &Intake) {
    if let Some(DoneBefore { batch, accepted, refused }) = taken.done_before {
        console.line(console.pick(&say!(
            "这份清单早已收完（第 {batch} 批：收 {accepted} 件，退回 {refused} 行），这次什么也没有改动。",
            "This sheet was taken in before (batch {batch}: {accepted} filed, {refused} sent back); nothing was changed now."
        )));
        return;
    }
    let (read, accepted) = (taken.read, taken.accepted);
    let back = read - accepted;
    console.line(console.pick(&say!("读取 {} · {}", "Read {} · {}", taken.sheet, taken.reading)));
    console.line(console.pick(&say!(
        "{read} 行：{accepted} 行可收，{back} 行要您看一下；写法统一了 {} 处。",
        "{read} rows: {accepted} can be taken, {back} need a look; {} spellings were unified.",
        taken.changed_total
    )));
    if taken.repairs > 0 {
        console.line(console.pick(&said_of_repairs(taken)));
    }
    for problem in &taken.problems {
        console.problem(problem);
    }
    if taken.unlisted() > 0 {
        console.line(console.pick(&unlisted(taken)));
    }
    for change in taken.changed.iter().take(40) {
        let (row, column) = (
            change.row.map_or_else(String::new, |row| row.to_string()),
            change.column.as_deref().unwrap_or(""),
        );
        console.line(format!(
            "· {row} {column} {} → {}  {}",
            change.from,
            change.to,
            console.pick(&change.message)
        ));
    }
    if taken.changed_total > 40 {
        let more = taken.changed_total - 40;
        console.line(console.pick(&say!(
            "· 还有 {more} 处，用 --format json 看全部。",
            "· {more} more; see all with --format json."
        )));
    }
    let rows: Vec<Vec<String>> = taken
        .volumes
        .iter()
        .map(|v| {
            vec![v.code.clone(), v.title.clone(), v.period.clone(), v.items.to_string(), v.pages.to_string()]
        })
        .collect();
    if !rows.is_empty() {
        console.table(
            &[
                ("档号", "code"),
                ("题名", "title"),
                ("保管期限", "period"),
                ("件", "records"),
                ("页", "pages"),
            ],
            &rows,
        );
    }
    console.line(console.pick(&ending(taken)));
}

/// How the taking ended.
fn ending(taken: &Intake) -> Wording {
    match (&taken.batch, taken.dry_run, taken.interrupted) {
        (_, true, _) => say!("只是试读，没有写入。", "A dry run; nothing was written."),
        (_, _, true) if taken.held_up.is_some() => {
            let Wording { zh, en } = taken.held_up.clone().unwrap_or_default();
            say!(
                "收到一半停下：已收 {} 件，都在。{zh}原因消除后再运行同一条命令，会接着做。",
                "Held up half-way: {} records are filed and stay. {en} Run the same command again when that is mended; it goes on from here.",
                taken.written + taken.resumed
            )
        }
        (_, _, true) => say!(
            "已停下：收了 {} 件；再运行同一条命令会接着做。",
            "Stopped: {} records filed; the same command goes on from here.",
            taken.written
        ),
        (Some(batch), ..) => {
            say!("已收 {} 件，批次 {batch}。", "{} records filed, batch {batch}.", taken.written)
        }
        (None, ..) if taken.seen_before && taken.accepted == taken.resumed => {
            say!(
                "这份表以前收过，没有新的行，什么也没有改动。",
                "This sheet was taken in before; it holds nothing new and nothing was changed."
            )
        }
        (None, ..) => say!(
            "没有写入。改好后再导入，或加 --on-error skip 只收好的。",
            "Nothing was written. Mend it and import again, or add --on-error skip to take the good rows."
        ),
    }
}

/// A command reads the file as it lies, unless it is told otherwise; what lies beside it is named.
fn said_of_repairs(taken: &Intake) -> crate::domain::general::wording::Wording {
    let count = taken.repairs;
    if taken.repaired {
        return say!(
            "采用了网页上对这张表做的 {count} 处改正，都列在下面。",
            "{count} repairs made to this sheet on its page were put in; they are listed below."
        );
    }
    say!(
        "这张表在网页上有 {count} 处改正，这次没有采用；要采用就加 --repairs。",
        "This sheet has {count} repairs made on its page; they were not put in. Add --repairs to use them."
    )
}

pub async fn batch(global: &Global, console: &Console, verb: &BatchVerb) -> Result<Done> {
    if let BatchVerb::TakeBack { id } = verb {
        return take_back(global, console, *id).await;
    }
    let archive = global.looking().await?;
    let by = archive.local_user();
    match verb {
        BatchVerb::TakeBack { .. } => {}
        BatchVerb::List => {
            let batches = viewing::batches(&archive, &by).await?;
            console.answer(&batches, |console| {
                let row = |b: &viewing::Batch| {
                    let standing = console.pick(&b.standing().word()).to_owned();
                    let (accepted, refused) = (b.accepted.to_string(), b.refused.to_string());
                    vec![b.id.to_string(), b.file_name.clone(), accepted, refused, standing]
                };
                console.table(
                    &[
                        ("批次", "batch"),
                        ("文件", "file"),
                        ("已收", "filed"),
                        ("退回", "returned"),
                        ("状态", "state"),
                    ],
                    &batches.iter().map(row).collect::<Vec<_>>(),
                );
            });
        }
        BatchVerb::Show { id } => {
            let view = viewing::batch(&archive, &by, *id).await?;
            console.answer(&view, |console| {
                console.line(format!("{} {} {}", view.batch.id, view.batch.file_name, view.batch.accepted));
                if let Some(of) = &view.handover {
                    let (number, department) = (&of.number, &of.department);
                    console.line(
                        console.pick(&say!(
                            "交接单 {number}（{department}）",
                            "hand-over {number} ({department})"
                        )),
                    );
                }
                if view.batch.is_taken_back() {
                    let (at, who) = (Clock::in_words(&view.batch.taken_back_at), &view.batch.taken_back_by);
                    console.line(console.pick(&say!("已退回：{at} {who}", "Taken back: {at} {who}")));
                }
                view.rows.iter().flat_map(|row| &row.problems).for_each(|problem| console.problem(problem));
            });
        }
    }
    Ok(Done::Code(0))
}

async fn take_back(global: &Global, console: &Console, id: i64) -> Result<Done> {
    let archive = global.whole().await?;
    let done = taking_back::take_back(&archive, &archive.local_user(), id).await?;
    console.answer(&done, |console| {
        let (items, volumes, at, who) = (done.items, done.volumes.len(), Clock::in_words(&done.at), &done.by);
        console.line(console.pick(&if done.before {
            say!(
                "第 {id} 批早已退回（{at} {who}，{items} 件），这次什么也没有做。",
                "Batch {id} was taken back before ({at} {who}, {items} records); nothing was done now."
            )
        } else {
            say!(
                "第 {id} 批已退回：{items} 件从 {volumes} 卷里撤出。",
                "Batch {id} was taken back: {items} records are gone from {volumes} volumes."
            )
        }));
    });
    settle(&archive).await?;
    Ok(Done::Code(0))
}

problems! {
    refuse mapping_unreadable(name, error):
        "列对应关系文件 {name} 读不出：{error}" / "The mapping file {name} cannot be read: {error}"
        => "从试读的 JSON 结果里取 mapping 一节，改好后保存。"
            / "Take the mapping section of a dry run's JSON, change it and save it.";
}
