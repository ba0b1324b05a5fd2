//! import package: another archive's transfer package becomes records.

use std::sync::Arc;

use crate::acts::receiving::taking_package::{
    GivenBack, PackageIntake, PackageOptions, take_package, write_receipt,
};
use crate::cli::base::args::{Global, ImportPackage, PackageReceipt};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::{format, say_registered_later};
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::cli::base::watching::watch;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::Wording;
use crate::progress::{Progress, asked_to_stop};
use crate::{problems, say};

pub async fn import_package(global: &Global, console: &Console, args: &ImportPackage) -> Result<Done> {
    let archive = global.whole().await?;
    let by = archive.local_user();
    let options = PackageOptions { accept: args.accept.clone(), file_name: None, dry_run: args.dry_run };
    let progress = Arc::new(Progress::default());
    let reading = console.pick(&say!("接收移交包", "Taking the package")).to_owned();
    let watch = tokio::spawn(watch(progress.clone(), console.is_json(), reading));
    let interrupt = tokio::spawn({
        let progress = progress.clone();
        async move {
            asked_to_stop().await;
            progress.ask_to_stop();
            // told a second time, it ends at once: nothing of the package is kept then
            asked_to_stop().await;
            std::process::exit(130);
        }
    });
    let taken = take_package(&archive, &by, &args.path, &options, &progress).await;
    watch.abort();
    interrupt.abort();
    let taken = taken?;
    console.answer(&taken, |console| for_people(console, &taken));
    settle(&archive).await?;
    Ok(Done::Code(if taken.blocking > 0 { 3 } else { 0 }))
}

fn for_people(console: &Console, taken: &PackageIntake) {
    if taken.done_before {
        let (batch, items) = (taken.batch.unwrap_or_default(), taken.items);
        console.line(console.pick(&say!(
            "这个移交包早已收下（第 {batch} 批，{items} 件），这次什么也没有改动。",
            "This package was taken in before (batch {batch}, {items} records); nothing was changed now."
        )));
        return;
    }
    let said = [
        (say!("移交单位", "handed over by"), &taken.sender),
        (say!("接收单位", "received by"), &taken.receiver),
        (say!("批次号", "transfer"), &taken.transfer),
        (say!("移交依据", "ground"), &taken.ground),
        (say!("制作日期", "made on"), &taken.made_on),
        (say!("清单摘要", "digest of the manifest"), &taken.manifest),
    ];
    for (label, text) in said.iter().filter(|(_, text)| !text.is_empty()) {
        let Wording { zh, en } = label;
        console.line(console.pick(&say!("{zh}：{text}", "{en}: {text}")));
    }
    let (volumes, items, pages) = (taken.volumes, taken.items, taken.pages);
    console.line(console.pick(&say!(
        "包里 {volumes} 卷 {items} 件 {pages} 页。",
        "The package holds {volumes} volumes, {items} records, {pages} pages."
    )));
    taken.problems.iter().for_each(|problem| console.problem(problem));
    let unlisted = taken.problems_total - taken.problems.len() as u64;
    if unlisted > 0 {
        console.line(console.pick(&say!("另有 {unlisted} 处没有列出。", "{unlisted} more are not listed.")));
    }
    for one in &taken.renumbered {
        console.line(format!("{} → {}", one.from, one.to));
    }
    console.line(console.pick(&ending(taken)));
}

/// How the taking ended.
fn ending(taken: &PackageIntake) -> Wording {
    let (volumes, items, passed) = (taken.taken_volumes, taken.taken_items, taken.passed_over);
    match (taken.batch, taken.dry_run) {
        (Some(batch), _) => say!(
            "已收 {volumes} 卷 {items} 件，批次 {batch}；已有而不再收的 {passed} 卷。",
            "{volumes} volumes with {items} records taken, batch {batch}; {passed} volumes were here already."
        ),
        (None, true) if taken.blocking == 0 => say!(
            "只是试读，没有写入。可收 {volumes} 卷 {items} 件。",
            "A dry run; nothing was written. {volumes} volumes with {items} records could be taken."
        ),
        (None, _) if taken.blocking > 0 => say!(
            "有 {} 处要先决定或查清，什么也没有收。",
            "{} findings must be decided or cleared up first; nothing was taken.",
            taken.blocking
        ),
        (None, _) => say!(
            "包里的 {passed} 卷本库都有，什么也没有改动。",
            "All {passed} volumes of the package are here already; nothing was changed."
        ),
    }
}

/// package receipt: what is said of a package that was taken in, for the sender to read.
pub async fn receipt(global: &Global, console: &Console, args: &PackageReceipt) -> Result<Done> {
    let archive = global.looking().await?;
    let by = archive.local_user();
    let Some(shape) = format(global.format, &args.output)? else {
        return Err(Error::from(receipt_is_a_sheet()));
    };
    let given_back: Result<Vec<GivenBack>> = args.returned.iter().map(|said| GivenBack::read(said)).collect();
    let given_back = given_back?;
    let written = write_receipt(&archive, &by, &args.path, &given_back, (shape, &args.output)).await?;
    console.answer(&written, |console| {
        let (accepted, returned, place) = (written.accepted, written.returned, args.output.display());
        console.line(console.pick(&say!(
            "接收 {accepted} 卷，退回 {returned} 卷 → {place}",
            "{accepted} volumes accepted, {returned} returned → {place}"
        )));
    });
    say_registered_later(console, &archive);
    Ok(Done::Code(0))
}

problems! {
    refuse receipt_is_a_sheet():
        "回执是 csv 或 xlsx。" / "A receipt is csv or xlsx."
        => "文件名以 .csv 或 .xlsx 结尾。" / "Let the file's name end so.";
}
