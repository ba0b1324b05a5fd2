//! cycle, retention what-if: a year's appraisal in one command, and what a draft would move.

use std::path::Path;

use crate::acts::disposal::cycling::{self, Cycle};
use crate::acts::disposal::foreseeing::{self, WhatIf, WhatIfAsked};
use crate::cli::base::args::{CycleArgs, Global, ScopeArgs};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::say_printed;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::Result;
use crate::{problems, say};

pub async fn cycle(global: &Global, console: &Console, args: &CycleArgs) -> Result<Done> {
    let CycleArgs { year, apply, forms, .. } = args;
    let scope = ScopeArgs { fonds: args.fonds.clone(), ..ScopeArgs::default() };
    let archive = if *apply { global.whole().await? } else { global.looking().await? };
    let (by, scope) = (archive.local_user(), scope.scope(&archive).await?);
    let cycle = match apply {
        true => {
            let forms = forms.as_deref().map(|folder| (folder, global.lang()));
            if let Some((folder, _)) = forms {
                std::fs::create_dir_all(folder)
                    .map_err(|error| folder_unwritable(&folder.display(), &error))?;
            }
            cycling::apply(&archive, &by, *year, &scope, forms).await?
        }
        false => cycling::cycle(&archive, &by, *year, &scope).await?,
    };
    console.answer(&cycle, |console| told(console, &cycle));
    if *apply {
        settle(&archive).await?;
    } else {
        archive.store.close().await;
    }
    Ok(Done::Code(0))
}

fn told(console: &Console, cycle: &Cycle) {
    let to_open: usize = cycle.drafts.iter().map(|draft| draft.volumes).sum();
    let left: usize = cycle.left_out.iter().map(|left| left.volumes).sum();
    let Cycle { year, due, questions, .. } = cycle;
    console.line(console.pick(&say!(
        "{year} 年度：到期 {due} 卷 = 待建批次 {to_open} + 未列入 {left}；期限待定（未到期）{questions} 卷",
        "{year}: {due} volumes due = {to_open} to be listed + {left} left out; {questions} open questions (not due)"
    )));
    let drafts: Vec<Vec<String>> = cycle
        .drafts
        .iter()
        .map(|draft| {
            let number = draft.number.clone().unwrap_or_else(|| "–".into());
            let (volumes, items) = (draft.volumes.to_string(), draft.items.to_string());
            vec![number, draft.fonds.clone(), draft.title.clone(), volumes, items]
        })
        .collect();
    let headings =
        [("批次", "batch"), ("全宗", "fonds"), ("题名", "title"), ("卷", "volumes"), ("件", "records")];
    console.table(&headings, &drafts);
    for left in &cycle.left_out {
        let (word, volumes) = (console.pick(&left.word).to_owned(), left.volumes);
        console.line(console.pick(&say!("未列入：{word} {volumes} 卷", "Left out: {word}, {volumes}")));
        for (code, why) in &left.first {
            console.line(format!("  {code}  {}", console.pick(why)));
        }
    }
    cycle.refused.iter().for_each(|problem| console.problem(problem));
    let batches: Vec<Vec<String>> = cycle
        .batches
        .iter()
        .map(|batch| {
            vec![
                batch.number.clone(),
                batch.volumes.to_string(),
                console.pick(&batch.stage_word).to_owned(),
                console.pick(&batch.step).to_owned(),
                batch.waits_for.join("、"),
                batch.days.to_string(),
            ]
        })
        .collect();
    let headings = [
        ("批次", "batch"),
        ("卷", "volumes"),
        ("阶段", "stage"),
        ("每一步", "step"),
        ("等谁", "waits for"),
        ("多久（天）", "days"),
    ];
    console.table(&headings, &batches);
    cycle.forms.iter().for_each(|file| console.line(file));
    console.line(console.pick(&match cycle.applied {
        true => say!("已建立批次。", "The batches are open."),
        false => say!("没有写入。确认后加 --apply。", "Nothing was written. Add --apply to do it."),
    }));
}

/// The text of a draft.
pub fn draft_text(file: &Path) -> Result<String> {
    Ok(std::fs::read_to_string(file).map_err(|error| draft_unreadable(&file.display(), &error))?)
}

pub async fn what_if(
    global: &Global,
    console: &Console,
    (file, output): (&Path, Option<&Path>),
    (against, fonds): (Option<&str>, Option<&str>),
) -> Result<Done> {
    let text = draft_text(file)?;
    let archive = global.looking().await?;
    let scope = ScopeArgs { fonds: fonds.map(str::to_owned), ..ScopeArgs::default() };
    let scope = scope.scope(&archive).await?;
    let asked = WhatIfAsked { text, against: against.map(str::to_owned), scope };
    let by = archive.local_user();
    if let Some(output) = output {
        let printed = foreseeing::print(&archive, &by, &asked, global.lang(), output).await?;
        say_printed(console, &archive, &printed, output);
    } else {
        let found = foreseeing::what_if(&archive, &by, &asked).await?;
        console.answer(&found, |console| foreseen(console, &found));
    }
    archive.store.close().await;
    Ok(Done::Code(0))
}

fn foreseen(console: &Console, found: &WhatIf) {
    let WhatIf { name, volumes, unmoved, unknown, .. } = found;
    console.line(console.pick(&say!(
        "{name}：推算 {volumes} 卷，期限不变 {unmoved} 卷，草案没有的环节 {unknown} 卷",
        "{name}: {volumes} volumes looked at, {unmoved} unmoved, {unknown} of steps the draft lacks"
    )));
    for due in &found.due {
        let (year, now, then, own) = (due.year, due.now, due.then, due.new_then);
        console.line(console.pick(&say!(
            "{year} 年底到期：现 {now} 卷，按草案 {then} 卷（其中当年期满 {own} 卷）",
            "Due by the end of {year}: {now} now, {then} by the draft ({own} of that year)"
        )));
    }
    let sums: Vec<Vec<String>> = found
        .moves
        .iter()
        .map(|sum| {
            vec![
                console.pick(&sum.word).to_owned(),
                sum.volumes.to_string(),
                sum.items.to_string(),
                format!("{:.2}", sum.metres),
            ]
        })
        .collect();
    let headings = [("变化", "move"), ("卷", "volumes"), ("件", "records"), ("约合排架（米）", "shelf (m)")];
    console.table(&headings, &sums);
    let groups: Vec<Vec<String>> = found
        .groups
        .iter()
        .map(|group| {
            let (volumes, metres) = (group.volumes.to_string(), format!("{:.2}", group.metres));
            let period = group.period.to_string();
            let (edition, class, word) =
                (group.edition.clone(), group.class.clone(), console.pick(&group.word));
            vec![edition, class, period, word.to_owned(), volumes, metres]
        })
        .collect();
    let headings = [
        ("方案", "edition"),
        ("类目", "class"),
        ("归档期限", "filed for"),
        ("变化", "move"),
        ("卷", "volumes"),
        ("约合排架（米）", "shelf (m)"),
    ];
    console.table(&headings, &groups);
    for sum in &found.questions {
        let (missing, items, new) = (console.pick(&sum.missing).to_owned(), sum.items, sum.new_items);
        console.line(console.pick(&say!(
            "待定：{missing} {items} 件，其中新增 {new} 件",
            "Open, wanting {missing}: {items} records, {new} of them new"
        )));
    }
    for sum in &found.facts {
        let (word, items) = (console.pick(&sum.word).to_owned(), sum.items);
        console.line(console.pick(&say!(
            "已登记的事实决定期限：{word} {items} 件",
            "Decided by a recorded fact: {word}, {items} records"
        )));
    }
    for sum in &found.moves {
        for one in &sum.first {
            let (before, after) = (console.pick(&one.before), console.pick(&one.after));
            console.line(format!("  {}  {before} → {after}", one.code));
        }
    }
    console.line(console.pick(&match &found.against {
        Some(_) => say!(
            "没有写入；提出并执行（guidang retention propose）后，已归档的也按草案保管。",
            "Nothing was written; once proposed and applied (guidang retention propose), what is filed is kept by it, too."
        ),
        None => say!("没有写入。", "Nothing was written."),
    }));
}

problems! {
    refuse folder_unwritable(folder, error):
        "不能写入 {folder}：{error}" / "{folder} cannot be written: {error}"
        => "换一个文件夹。" / "Choose another folder.";
    refuse draft_unreadable(file, error):
        "读不了 {file}：{error}" / "{file} cannot be read: {error}"
        => "核对文件名；文件要用 UTF-8 编码。" / "Check the name; it must be UTF-8.";
}
