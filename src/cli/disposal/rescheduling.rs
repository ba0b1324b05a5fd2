//! retention propose, changes, change, apply, retract: changes of schedules.

use std::path::Path;

use super::cycle::draft_text;
use crate::acts::catalogs::cataloging;
use crate::acts::disposal::rescheduling::{self, ChangeAsked, ScheduleChangeView};
use crate::cli::base::args::{ChangePropose, Global};
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::wording::Wording;
use crate::domain::values::date;
use crate::say;

/// Changes listed at most.
const MOST: i64 = 1000;

pub async fn propose(global: &Global, console: &Console, written: &ChangePropose) -> Result<Done> {
    let asked = ChangeAsked {
        text: draft_text(&written.file)?,
        reason: written.reason.clone(),
        fonds: written.fonds.clone(),
        against: written.against.clone(),
        from: written.from.as_deref().map(date::read_first_day).transpose().map_err(Error::Refused)?,
        replaces: written.replaces.clone(),
        beside: written.beside,
    };
    let archive = global.whole().await?;
    let view = rescheduling::propose(&archive, &archive.local_user(), &asked, global.lang()).await?;
    console.answer(&view, |console| whole(console, &view));
    settle(&archive).await?;
    Ok(Done::Code(0))
}

pub async fn list(global: &Global, console: &Console) -> Result<Done> {
    let archive = global.looking().await?;
    let list = rescheduling::list(&archive, &archive.local_user(), 0, MOST).await?;
    console.answer(&list, |console| list.changes.iter().for_each(|view| in_short(console, view)));
    archive.store.close().await;
    Ok(Done::Code(0))
}

/// Shows one, or writes its list to `output`.
pub async fn show(global: &Global, console: &Console, number: &str, output: Option<&Path>) -> Result<Done> {
    let archive = match output {
        Some(_) => global.whole().await?,
        None => global.looking().await?,
    };
    let by = archive.local_user();
    let view = rescheduling::show(&archive, &by, number).await?;
    if let Some(output) = output
        && !rescheduling::take_list(&archive, &by, number, output).await?
    {
        cataloging::reprint(&archive, &by, &view.paper_digest, output).await?;
    }
    console.answer(&view, |console| whole(console, &view));
    match output {
        Some(_) => settle(&archive).await?,
        None => archive.store.close().await,
    }
    Ok(Done::Code(0))
}

pub async fn apply(global: &Global, console: &Console, number: &str) -> Result<Done> {
    let archive = global.whole().await?;
    let view = rescheduling::apply(&archive, &archive.local_user(), number).await?;
    console.answer(&view, |console| whole(console, &view));
    settle(&archive).await?;
    Ok(Done::Code(0))
}

pub async fn retract(global: &Global, console: &Console, number: &str, reason: &str) -> Result<Done> {
    let archive = global.whole().await?;
    let view = rescheduling::withdraw(&archive, &archive.local_user(), number, reason).await?;
    console.answer(&view, |console| whole(console, &view));
    settle(&archive).await?;
    Ok(Done::Code(0))
}

fn in_short(console: &Console, view: &ScheduleChangeView) {
    let state = console.pick(&view.state_word).to_owned();
    let ScheduleChangeView { number, name, edition, records, volumes, proposed_by, .. } = view;
    console.line(console.pick(&say!(
        "{number}  {state}  {name}（{edition}）  {records} 项 {volumes} 卷  提出人 {proposed_by}",
        "{number}  {state}  {name} ({edition})  {records} dates, {volumes} volumes  proposed by {proposed_by}"
    )));
}

fn whole(console: &Console, view: &ScheduleChangeView) {
    in_short(console, view);
    let ScheduleChangeView { against, shortened, paper_digest, list_digest, .. } = view;
    if !against.is_empty() {
        console.line(
            console
                .pick(&say!("调整按「{against}」归档的档案", "It changes what is filed under \"{against}\"")),
        );
    }
    console.line(
        console.pick(&say!("提前到可鉴定的：{shortened} 项", "Could be appraised sooner: {shortened}")),
    );
    console.line(console.pick(&say!(
        "清单摘要 {list_digest}；印件 {paper_digest}",
        "Digest of the list {list_digest}; on paper {paper_digest}"
    )));
    let next: Wording = match (view.decided_at.is_empty(), view.by_two) {
        (true, true) => say!("等另一人执行。", "Another person applies it."),
        (true, false) => say!("可以执行。", "It can be applied."),
        (false, _) => say!("{} 由 {} 办理。", "{}, by {}.", view.decided_at, view.decided_by),
    };
    console.line(console.pick(&next));
}
