//! retention: report, explain, record, recompute.

use std::path::Path;

use super::cycle::what_if;
use super::rescheduling;
use crate::acts::disposal::expiry::{self, DueList, Report, ReportPart, ReportRow};
use crate::acts::finding::viewing;
use crate::archive::Archive;
use crate::cli::base::args::{DueAsked, DueOnly, Global, RetentionVerb, ScopeArgs};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::{format, is_pdf, say_printed, say_written};
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::domain::disposal::retention::{Fact, FactKind};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::scope::{self, Scope};
use crate::domain::values::date;
use crate::progress::Progress;
use crate::{problems, say};

pub async fn retention(global: &Global, console: &Console, verb: &RetentionVerb) -> Result<Done> {
    match verb {
        RetentionVerb::Report(asked) => {
            let archive = global.looking().await?;
            told(global, console, &archive, asked).await?;
            archive.store.close().await;
            Ok(Done::Code(0))
        }
        RetentionVerb::Explain { code } => {
            let archive = global.looking().await?;
            let explained = expiry::explain(&archive, &archive.local_user(), code).await?;
            console.answer(&explained, |console| {
                for one in &explained {
                    console.line(format!("{}  {}", one.code, one.title));
                    if let Some((code, title)) = &one.decided_by {
                        console.line(console.pick(&say!(
                            "由保管最久的一件决定：{code} {title}",
                            "Decided by the item kept longest: {code} {title}"
                        )));
                    }
                    console.line(console.pick(&one.retention.why));
                }
            });
            Ok(Done::Code(0))
        }
        RetentionVerb::Record { item, fact, on, period, note } => {
            let archive = global.whole().await?;
            let by = archive.local_user();
            let id = item_called(&archive, &by, item).await?;
            let period = period.as_deref().map(scope::period).transpose()?;
            let fact = Fact { kind: fact_kind(fact)?, on: day(on)?, period, note: note.clone() };
            let explained = expiry::record_fact(&archive, &by, id, fact).await?;
            console.answer(&explained, |console| console.line(console.pick(&explained.retention.why)));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        RetentionVerb::Withdraw { item, fact, reason } => {
            let archive = global.whole().await?;
            let by = archive.local_user();
            let id = item_called(&archive, &by, item).await?;
            let explained = expiry::withdraw_fact(&archive, &by, id, *fact, reason.clone()).await?;
            console.answer(&explained, |console| console.line(console.pick(&explained.retention.why)));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        RetentionVerb::WhatIf { file, against, fonds, output } => {
            what_if(global, console, (file, output.as_deref()), (against.as_deref(), fonds.as_deref())).await
        }
        RetentionVerb::Propose(written) => rescheduling::propose(global, console, written).await,
        RetentionVerb::Changes => rescheduling::list(global, console).await,
        RetentionVerb::Change { number, output } => {
            rescheduling::show(global, console, number, output.as_deref()).await
        }
        RetentionVerb::Apply { number } => rescheduling::apply(global, console, number).await,
        RetentionVerb::Retract { number, reason } => {
            rescheduling::retract(global, console, number, reason).await
        }
        RetentionVerb::Recompute { apply } => {
            let archive = global.whole().await?;
            let changed = expiry::recompute(&archive, &archive.local_user(), *apply).await?;
            console.answer(&changed, |console| {
                let row = |one: &expiry::Recomputed| {
                    vec![
                        one.code.clone(),
                        console.pick(&one.before_in_words()).to_owned(),
                        console.pick(&one.after_in_words()).to_owned(),
                    ]
                };
                console.table(
                    &[("档号", "code"), ("原来", "before"), ("现在", "after")],
                    &changed.iter().map(row).collect::<Vec<_>>(),
                );
            });
            settle(&archive).await?;
            Ok(Done::Code(if changed.is_empty() || *apply { 0 } else { 3 }))
        }
    }
}

/// An item by id, or by a code that is only its own.
async fn item_called(archive: &Archive, by: &By, text: &str) -> Result<i64> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    match viewing::coded(archive, by, text).await?.1.as_slice() {
        [only] => Ok(only.id),
        _ => Err(Error::not_found(say!(
            "档号 {text} 不是唯一的一件，请用编号。",
            "The code {text} is not one item; use its id."
        ))),
    }
}

fn fact_kind(text: &str) -> Result<FactKind> {
    FactKind::from_key(text).ok_or_else(|| {
        let known = FactKind::ALL.map(FactKind::key).join("、");
        Error::from(unknown_fact(&text, &known))
    })
}

fn day(text: &str) -> Result<chrono::NaiveDate> {
    date::read_day(text).map_err(Error::Refused)
}

async fn told(global: &Global, console: &Console, archive: &Archive, asked: &DueAsked) -> Result<()> {
    let DueAsked { year, only, .. } = *asked;
    let (fonds, class) = (asked.fonds.clone(), asked.class.clone());
    let (step, period) = (asked.step.clone(), asked.period.clone());
    let scope = ScopeArgs { fonds, class, step, period, ..ScopeArgs::default() };
    let filter = scope.scope(archive).await?;
    let Some(output) = &asked.output else {
        return report(archive, console, year, &filter, !asked.counts, only).await;
    };
    let wanted = DueList {
        year,
        filter,
        questions: only.questions,
        changed: only.changed,
        this_year: only.this_year,
        earlier: only.earlier,
        ..DueList::default()
    };
    write(global, console, archive, &wanted, output).await
}

async fn write(
    global: &Global,
    console: &Console,
    archive: &Archive,
    wanted: &DueList,
    output: &Path,
) -> Result<()> {
    let (by, quiet) = (archive.local_user(), Progress::default());
    if is_pdf(global.format, output) {
        let printed = expiry::print(archive, &by, wanted, console.lang, output, &quiet).await?;
        say_printed(console, archive, &printed, output);
        return Ok(());
    }
    let Some(format) = format(global.format, output)? else { return Err(Error::from(report_as_zip())) };
    let written = expiry::export(archive, &by, wanted, format, console.lang, output, &quiet).await?;
    say_written(console, archive, format, &written, output)
}

/// Rows read at a time: a long report is printed as it is read, never held.
const PORTION: i64 = 5000;

async fn report(
    archive: &Archive,
    console: &Console,
    year: i32,
    filter: &Scope,
    list: bool,
    only: DueOnly,
) -> Result<()> {
    let by = archive.local_user();
    let DueOnly { this_year, earlier, changed, .. } = only;
    let wanted = ReportPart { this_year, earlier, changed, ..ReportPart::default() };
    let counts = expiry::report(archive, &by, year, filter, wanted).await?;
    if !list {
        console.answer(&counts, |console| sums(console, &counts));
        return Ok(());
    }
    let mut lists = console.is_json().then(|| console.lists(&counts, &["rows", "questions"]));
    if lists.is_none() {
        sums(console, &counts);
    }
    let (due, questions) = (counts.listed.volumes, counts.totals.questions);
    for from in (0..due).step_by(PORTION as usize) {
        let part = ReportPart { from, size: PORTION, ..wanted };
        for row in expiry::listed(archive, &by, year, filter, part).await?.0 {
            match &mut lists {
                Some(lists) => lists.add("rows", &row),
                None => due_row(console, &row),
            }
        }
    }
    for from in (0..questions).step_by(PORTION as usize) {
        let part = ReportPart { questions_from: from, questions_size: PORTION, ..ReportPart::default() };
        for row in expiry::listed(archive, &by, year, filter, part).await?.1 {
            match &mut lists {
                Some(lists) => lists.add("questions", &row),
                None => question_row(console, &row),
            }
        }
    }
    if let Some(lists) = lists {
        lists.end();
    }
    Ok(())
}

fn sums(console: &Console, report: &Report) {
    let year = report.year;
    console.line(console.pick(&say!(
        "{year} 年可以鉴定：{} 卷 {} 件 {} 页（其中 {} 卷以前就到期，{} 卷冻结）；另有 {} 卷待查。",
        "May be appraised in {year}: {} volumes, {} records, {} pages ({} volumes since earlier years, {} on hold); {} are questions.",
        report.totals.all.volumes,
        report.totals.all.items,
        report.totals.all.pages,
        report.totals.carried_over,
        report.totals.held,
        report.totals.questions
    )));
}

fn due_row(console: &Console, row: &ReportRow) {
    let day = row.eligible_on.map(|day| day.to_string()).unwrap_or_default();
    let (contents, period) = (console.pick(&row.contents), console.pick(&row.kept_for()).to_owned());
    console.line(format!("{day}  {}  {}  {contents}  {period}", row.code, row.title));
    console.line(format!("    {}", console.pick(&row.why)));
}

fn question_row(console: &Console, row: &ReportRow) {
    let question = row.question.as_ref().map(|question| console.pick(question)).unwrap_or_default();
    let period = console.pick(&row.kept_for()).to_owned();
    console.line(format!("?  {}  {}  {period}  {question}", row.code, row.title));
}

problems! {
    refuse report_as_zip as unknown_format():
        "到期档案清单不能写成 zip。" / "The list of what is due is not written as a zip."
        => "用 .xlsx、.csv、.html 或 .pdf。" / "Use .xlsx, .csv, .html or .pdf.";
    refuse unknown_fact(text, known):
        "没有「{text}」这种事实。" / "There is no fact \"{text}\"."
        => "可以是：{known}。" / "It may be: {known}.";
}
