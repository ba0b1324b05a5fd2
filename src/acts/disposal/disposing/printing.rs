//! 鉴定意见书、销毁审批表、销毁清册: filled from the facts of a batch, registered with their digests and the log's checkpoint.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Datelike as _, NaiveDate};

use super::people::batch_numbered;
use crate::archive::{Archive, allow};
use crate::catalog::Head;
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind, ValueStyle};
use crate::domain::disposal::disposing::{
    Decided, Disposal, DisposalDecision, DisposalLine, DisposalPaper, VolumeFate, disposal_rules,
};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::records::item::Place;
use crate::domain::records::naming::names;
use crate::domain::schemes::scheme::Schemes;
use crate::paper::{Book, Fonts, PrintOptions};
use crate::problems;
use crate::procedures::documents::drawing::bind;
use crate::procedures::documents::order::Making;
use crate::procedures::documents::register::{MadeFrom, PrintedFile, keep_with};
use crate::procedures::{checkpoints, office_forms};
use crate::progress::Progress;

/// What an opinion rests on: Order No. 3 of 2009 art. 11 and 12 [K, P]; of accounting records Order No. 79 art. 16 to 19 [P].
const GROUND: &str = "《社会保险业务档案管理规定（试行）》第十一条、第十二条";
const GROUND_OF_ACCOUNTS: &str = "《会计档案管理办法》第十六条至第十九条";

/// Prints a paper of a batch to `out`.
///
/// # Errors
/// `Refused` before the group is of one mind, and for characters no font has; nothing is left at `out` then.
pub async fn print(
    archive: &Archive,
    by: &By,
    number: &str,
    paper: DisposalPaper,
    lang: Lang,
    out: &Path,
) -> Result<PrintedFile> {
    allow(by, Deed::Export)?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let batch = archive.store.disposal_read(&row).await?;
    if batch.stage.decided().is_none() {
        return Err(Error::from(not_appraised_yet(&row.number)));
    }
    let fonds = archive.store.fonds().await?.into_iter().find(|fonds| fonds.id == row.fonds_id);
    let (fonds, fonds_name) = fonds.map(|fonds| (fonds.number, fonds.name)).unwrap_or_default();
    let head = Head { fonds: fonds.clone(), fonds_name, batch: row.number.clone(), ..Head::default() };
    let sections = sections(archive, &batch, paper, &head, by.today()).await?;
    let order = PrintOptions {
        choices: ValueStyle { lang, ..ValueStyle::default() },
        title: format!("{} {}", paper.word().in_lang(lang), row.number),
        anchor: checkpoints::anchor(archive),
        ..PrintOptions::default()
    };
    let mut book = Book::new(Fonts::of_folder(&archive.config.fonts_dir())?, order);
    let (mut first, mut all) = (String::new(), None);
    for (at, (key, rows)) in sections.iter().enumerate() {
        let (form, forms) = office_forms::among_all(&archive.config, key, &fonds)?;
        book.begin(&form, &head, vec![form.name.in_lang(lang).to_owned()], at > 0);
        rows.iter().try_for_each(|row| book.add(row))?;
        first = form.id();
        all = Some(forms);
    }
    let Some(forms) = all else { return Err(Error::from(not_appraised_yet(&row.number))) };
    let (printed, file) = bind(book, forms.clone(), out, &Progress::default()).await?;
    let made = MadeFrom::new("pdf", lang, Making::Merged { form: first.clone() }).on_forms(&forms, &printed);
    let mut more = serde_json::Map::new();
    more.insert("disposal".to_owned(), row.number.clone().into());
    more.insert("list".to_owned(), row.list_digest.clone().into());
    keep_with(archive, by, &first, &made, &printed, more).await?;
    file.keep()?;
    Ok(printed)
}

/// A form of the office by its key, and the rows that stand on it.
type PaperSection = (&'static str, Vec<FreeRow>);

async fn sections(
    archive: &Archive,
    batch: &Disposal,
    paper: DisposalPaper,
    head: &Head,
    on: NaiveDate,
) -> Result<Vec<PaperSection>> {
    Ok(match paper {
        DisposalPaper::Opinion => vec![("appraisal_opinion", opinions(archive, batch).await?)],
        DisposalPaper::Approval => {
            let row = whole(batch).with("department", head.fonds_name.as_str());
            vec![("destruction_approval", vec![row.with("attached", "鉴定意见书、销毁清册")])]
        }
        DisposalPaper::Register => {
            let list = if batch.is_accounting { "destruction_list_accounting" } else { "destruction_list" };
            let cover = whole(batch).with("arithmetic", arithmetic_in_words(batch));
            vec![("destruction_cover", vec![cover]), (list, register(batch, on))]
        }
    })
}

/// What is said of the batch as a whole: what is to be, or was, destroyed.
fn whole(batch: &Disposal) -> FreeRow {
    let lines: Vec<&DisposalLine> = batch.lines_to_destroy().collect();
    let row = summed(FreeRow::new(LineKind::Disposal).with("number", batch.number.as_str()), &lines);
    let reported = batch.stage.reported().map_or("", |reported| reported.number.as_str());
    let intent = batch.stage.on_site().and_then(|on_site| on_site.intent.as_ref());
    let method = intent.and_then(|intent| disposal_rules().method(&intent.method));
    row.with("filed_as", reported)
        .with("method", method.map_or("", |method| method.zh.as_str()))
        .with("place", intent.map_or("", |intent| intent.place.as_str()))
}

fn summed(row: FreeRow, lines: &[&DisposalLine]) -> FreeRow {
    let (items, pages) = (lines.iter().map(|line| line.items), lines.iter().map(|line| line.pages));
    row.with("volumes", lines.len().to_string())
        .with("items", items.sum::<u32>().to_string())
        .with("pages", pages.sum::<u32>().to_string())
}

/// One page for each group of like volumes.
async fn opinions(archive: &Archive, batch: &Disposal) -> Result<Vec<FreeRow>> {
    let mut groups: BTreeMap<u32, Vec<&DisposalLine>> = BTreeMap::new();
    // what was decided on stays in the opinion, whatever became of it
    for line in batch.lines.iter().filter(|line| decided_on(batch, line).is_some()) {
        groups.entry(line.group).or_default().push(line);
    }
    let schemes = archive.schemes();
    let mut rows = Vec::new();
    for lines in groups.into_values() {
        let Some(first) = lines.first() else { continue };
        let volume = archive.store.volume(first.volume_id).await?;
        let scope = volume.map_or_else(String::new, |volume| scope_of(&schemes, &volume.place, first));
        let ground = if batch.is_accounting { GROUND_OF_ACCOUNTS } else { GROUND };
        let row = FreeRow::new(LineKind::Disposal).with("number", batch.number.as_str()).with("scope", scope);
        rows.push(
            summed(row, &lines)
                .with("ground", ground)
                .with("contents", contents(&lines))
                .with("opinion", decided_in_words(batch, &lines))
                .with("reason", reasons(batch, &lines)),
        );
    }
    Ok(rows)
}

fn scope_of(schemes: &Schemes, place: &Place, line: &DisposalLine) -> String {
    let names = names(schemes, place);
    format!("{} 年度　{} {}　{}　保管 {}", line.year, names.class_code, names.class, names.step, line.period)
}

/// The first and the last title.
fn contents(lines: &[&DisposalLine]) -> String {
    match lines {
        [] => String::new(),
        [only] => only.title.clone(),
        [first, .., last] => format!("{} 至 {} 等 {} 卷", first.title, last.title, lines.len()),
    }
}

/// `销毁 266 卷，续存30年 1 卷`
fn decided_in_words(batch: &Disposal, lines: &[&DisposalLine]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        let decided = decided_on(batch, line);
        *counts.entry(decided.map_or_else(|| "未定".to_owned(), in_words)).or_default() += 1;
    }
    counts.into_iter().map(|(word, count)| format!("{word} {count} 卷")).collect::<Vec<_>>().join("，")
}

fn in_words(decided: &Decided) -> String {
    let word = decided.decision.word().zh;
    decided.period.map_or(word.clone(), |period| format!("{word}{period}"))
}

/// The reasons of the votes that stand, each once.
fn reasons(batch: &Disposal, lines: &[&DisposalLine]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for vote in lines.iter().flat_map(|line| batch.said(line)).filter_map(|(_, vote)| vote) {
        let reason = vote.reason.trim();
        if !reason.is_empty() && !said.contains(&reason) {
            said.push(reason);
        }
    }
    if let Some(given) = batch.stage.opinion() {
        said.push(given.opinion.words.trim());
    }
    said.join("；")
}

fn decided_on<'b>(batch: &'b Disposal, line: &DisposalLine) -> Option<&'b Decided> {
    batch.stage.decided()?.get(&line.id)
}

/// How the register's volumes come to those destroyed: `清册所列 285 卷，保留 19 卷，销毁 266 卷`.
fn arithmetic_in_words(batch: &Disposal) -> String {
    let sum = batch.arithmetic();
    let kept_back = register_lines(batch).filter(|line| matches!(batch.fate(line), VolumeFate::KeptBack(_)));
    let (listed, kept_back) = (register_lines(batch).count(), kept_back.count());
    let mut said = vec![format!("清册所列 {listed} 卷")];
    let parts = [("保留", kept_back), ("销毁", sum.destroyed), ("待销毁", sum.to_destroy)];
    said.extend(
        parts.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count} 卷")),
    );
    said.join("，")
}

/// The volumes that were to be destroyed.
fn register_lines(batch: &Disposal) -> impl Iterator<Item = &DisposalLine> {
    let goes = |decided: &Decided| decided.decision == DisposalDecision::Destroy;
    batch.lines.iter().filter(move |line| decided_on(batch, line).is_some_and(goes))
}

/// Every volume that was to be destroyed, with what became of it.
fn register(batch: &Disposal, on: NaiveDate) -> Vec<FreeRow> {
    let row = |(at, line): (usize, &DisposalLine)| {
        let (destroyed_on, remarks) = match batch.fate(line) {
            VolumeFate::Destroyed(day) => (day.to_string(), String::new()),
            VolumeFate::KeptBack(_) => (String::new(), "保留".to_owned()),
            _ => (String::new(), String::new()),
        };
        FreeRow::new(LineKind::Destruction)
            .with("seq", (at + 1).to_string())
            .with("title", line.title.as_str())
            .with("volume", line.seq.to_string())
            .with("booklet", "1")
            .with("year", line.year.to_string())
            .with("code", line.code.as_str())
            .with("period", line.period.to_string())
            .with("kept", kept_years(line, destroyed_on.parse().unwrap_or(on)))
            .with("items", line.items.to_string())
            .with("pages", line.pages.to_string())
            .with("destroyed_on", destroyed_on)
            .with("remarks", remarks)
    };
    register_lines(batch).enumerate().map(row).collect()
}

/// 已保管期限: whole years from the original start.
fn kept_years(line: &DisposalLine, on: NaiveDate) -> String {
    let begun = line.period.years().map(|years| line.eligible_on.year() - i32::from(years));
    begun.map_or_else(String::new, |begun| format!("{}年", (on.year() - begun).max(0)))
}

problems! {
    refuse not_appraised_yet(number):
        "批次 {number} 还没有鉴定一致，没有可印的结论。" / "Batch {number} is not appraised yet; there is nothing to print."
        => "先完成表决。" / "Finish the vote first.";
}
