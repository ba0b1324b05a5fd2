//! `volume`: list, show, check, new, split, join, close, retitle, remove, reorder. Printing stands with the other papers
//! (`cli/catalogs/forms.rs`).

use crate::acts::arranging::closing::Closing;
use crate::acts::arranging::starting::{self, NewVolume};
use crate::acts::arranging::{checking, closing, filing, joining, splitting};
use crate::acts::finding::listing::{self, VolumesWanted};
use crate::acts::finding::viewing;
use crate::cli::base::args::{Global, ScopeArgs, VolumeVerb};
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::cli::base::scope::volume_called;
use crate::cli::catalogs::forms::print_volumes;
use crate::domain::general::error::{Error, Result};
use crate::domain::records::volume::{Volume, VolumeOrder};
use crate::say;

pub async fn volume(global: &Global, console: &Console, verb: &VolumeVerb) -> Result<Done> {
    match verb {
        VolumeVerb::List { words, scope, limit, sort } => {
            list(global, console, (words, sort), scope, *limit).await
        }
        VolumeVerb::New { fonds, year, class, step, scheme, title } => {
            let new = NewVolume {
                fonds: fonds.clone(),
                year: *year,
                class: class.clone(),
                step: step.clone(),
                scheme: scheme.clone(),
                title: title.clone(),
            };
            let archive = global.whole().await?;
            let volume = starting::start(&archive, &archive.local_user(), new).await?;
            console.answer(&volume, |console| console.line(format!("{}  {}", volume.code, volume.title)));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        VolumeVerb::Split { volume, at } => split(global, console, volume, *at).await,
        VolumeVerb::Join { volume, last } => {
            let archive = global.whole().await?;
            let (id, last) =
                (volume_called(&archive, volume).await?.id, volume_called(&archive, last).await?.id);
            let volume = joining::join(&archive, &archive.local_user(), id, last).await?;
            console.answer(&volume, |console| console.line(counted(console, &volume)));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        VolumeVerb::Show { volume } => show(global, console, volume).await,
        VolumeVerb::Print { volume, scope, leaf, form, ids, on, output } => {
            print_volumes(global, console, (volume, scope), (leaf, form, *ids), on, output).await
        }
        VolumeVerb::Check { scope } => check(global, console, scope).await,
        VolumeVerb::Close { volume, checked_by, closed_by, note } => {
            let archive = global.whole().await?;
            let id = volume_called(&archive, volume).await?.id;
            let closing =
                Closing { closed_by: closed_by.clone(), checked_by: checked_by.clone(), note: note.clone() };
            let closed = closing::close(&archive, &archive.local_user(), id, closing).await?;
            console.answer(&closed, |console| {
                console.line(console.pick(&say!(
                    "已立卷：{}。{}",
                    "Closed: {}. {}",
                    closed.code,
                    closed.statement
                )));
            });
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        VolumeVerb::Retitle { volume, title } => {
            let archive = global.whole().await?;
            let id = volume_called(&archive, volume).await?.id;
            let volume = filing::retitle(&archive, &archive.local_user(), id, title.clone()).await?;
            console.answer(&volume, |console| console.line(&volume.title));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        VolumeVerb::Remove { volume } => {
            let archive = global.whole().await?;
            let id = volume_called(&archive, volume).await?.id;
            let volume = filing::remove_volume(&archive, &archive.local_user(), id).await?;
            console.answer(&volume, |console| console.line(&volume.code));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        VolumeVerb::Reorder { volume, items } => {
            let archive = global.whole().await?;
            let id = volume_called(&archive, volume).await?.id;
            let volume = filing::reorder(&archive, &archive.local_user(), id, items.clone()).await?;
            console.answer(&volume, |console| console.line(&volume.code));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
    }
}

async fn split(global: &Global, console: &Console, called: &str, at: u32) -> Result<Done> {
    let archive = global.whole().await?;
    let by = archive.local_user();
    let id = volume_called(&archive, called).await?.id;
    let view = viewing::volume(&archive, &by, id).await?;
    let first = view.items.iter().find(|line| line.item.seq == at).map(|line| line.item.id);
    let first = first.ok_or_else(|| {
        let items = view.items.len();
        Error::not_found(say!(
            "本卷没有顺序号 {at} 的件，共 {items} 件。",
            "The volume has no record {at}; it holds {items}."
        ))
    })?;
    let done = splitting::split(&archive, &by, id, first).await?;
    console.answer(&done, |console| {
        [&done.volume, &done.next].into_iter().for_each(|part| console.line(counted(console, part)));
    });
    settle(&archive).await?;
    Ok(Done::Code(0))
}

fn counted(console: &Console, volume: &Volume) -> String {
    let said = say!("{} 件 {} 页", "{} records, {} pages", volume.items, volume.pages);
    format!("{}  {}  {}", volume.code, volume.title, console.pick(&said))
}

async fn list(
    global: &Global,
    console: &Console,
    (words, sort): (&[String], &str),
    scope: &ScopeArgs,
    limit: i64,
) -> Result<Done> {
    let archive = global.looking().await?;
    let filter = scope.scope(&archive).await?;
    let wanted = VolumesWanted { filter, words: words.join(" "), order: VolumeOrder::read(sort)? };
    let by = archive.local_user();
    let mut list = listing::volumes(&archive, &by, &wanted, None, limit).await?;
    while let Some(next) = list.next.clone().filter(|_| (list.rows.len() as i64) < limit) {
        let missing = limit - list.rows.len() as i64;
        let more = listing::volumes(&archive, &by, &wanted, Some(&next), missing).await?;
        list.rows.extend(more.rows);
        list.next = more.next;
    }
    console.answer(&list, |console| {
        let row = |line: &listing::VolumeLine| {
            let v = &line.volume;
            let state = v.state.word();
            vec![
                v.id.to_string(),
                v.code.clone(),
                v.title.clone(),
                console.pick(&line.period.kept.in_words()).to_owned(),
                v.items.to_string(),
                v.pages.to_string(),
                console.pick(&state).to_owned(),
            ]
        };
        console.table(
            &[
                ("编号", "no."),
                ("档号", "code"),
                ("题名", "title"),
                ("保管期限", "period"),
                ("件", "records"),
                ("页", "pages"),
                ("状态", "state"),
            ],
            &list.rows.iter().map(row).collect::<Vec<_>>(),
        );
        console.line(console.pick(&say!(
            "合计 {} 卷 {} 件 {} 页",
            "{} volumes, {} records, {} pages",
            list.volumes,
            list.items,
            list.pages
        )));
    });
    Ok(Done::Code(0))
}

async fn show(global: &Global, console: &Console, called: &str) -> Result<Done> {
    let archive = global.looking().await?;
    let id = volume_called(&archive, called).await?.id;
    let view = viewing::volume(&archive, &archive.local_user(), id).await?;
    console.answer(&view, |console| {
        console.line(format!("{}  {}", view.volume.code, view.volume.title));
        let row = |line: &viewing::ItemLine| {
            let d = &line.item.description;
            let pages = format!("{}–{}", line.item.page_from, line.page_to);
            vec![
                line.item.id.to_string(),
                line.item.seq.to_string(),
                d.title.clone(),
                d.date.map(|d| d.to_string()).unwrap_or_default(),
                pages,
            ]
        };
        console.table(
            &[("编号", "no."), ("顺序号", "seq"), ("题名", "title"), ("日期", "date"), ("页号", "pages")],
            &view.items.iter().map(row).collect::<Vec<_>>(),
        );
        view.problems.iter().for_each(|problem| console.problem(problem));
        if let Some(retention) = &view.retention {
            console.line(console.pick(&retention.why));
        }
        kept_for(console, &view);
    });
    Ok(Done::Code(0))
}

/// How long the volume is kept; where that has changed, the periods it has had with their opinions.
fn kept_for(console: &Console, view: &viewing::VolumeView) {
    let kept = view.period.kept.in_words();
    console.line(console.pick(&say!("保管期限：{}", "Kept: {}", console.pick(&kept))));
    for row in view.periods.iter().filter(|_| view.periods.len() > 1) {
        let given = &row.of.given;
        let from = given
            .from
            .map_or_else(|| console.pick(&say!("立卷", "filing")).to_owned(), |day| day.to_string());
        let (period, why) = (row.period_in_words(), &row.why_word);
        let said =
            format!("{}  {}  {}", console.pick(&period), console.pick(why), console.pick(&given.basis));
        console.line(format!("  {from}  {}", said.trim_end()));
        let votes = row.opinion.iter().flat_map(|opinion| &opinion.votes);
        for vote in votes {
            let (seat, word) = (console.pick(&vote.seat), vote.in_words());
            console.line(format!("    {seat} {}：{} {}", vote.name, console.pick(&word), vote.reason));
        }
        if let Some(said) = row.opinion.as_ref().and_then(|opinion| opinion.written.as_ref()) {
            console.line(format!("    {} {}：{}", said.on, said.who.name, said.words));
        }
    }
}

async fn check(global: &Global, console: &Console, scope: &ScopeArgs) -> Result<Done> {
    let archive = global.looking().await?;
    let filter = scope.scope(&archive).await?;
    let checked = checking::check_volumes(&archive, &archive.local_user(), &filter).await?;
    console.answer(&checked, |console| {
        for finding in &checked.findings {
            console.line(&finding.about);
            console.problem(&finding.problem);
        }
        console.line(console.pick(&say!(
            "查了 {} 卷，{} 处。",
            "{} volumes, {} findings.",
            checked.volumes,
            checked.findings.len()
        )));
    });
    Ok(Done::Code(if checked.findings.is_empty() { 0 } else { 3 }))
}
