//! scheme, code: knowledge as data, with or without an archive.

use std::path::PathBuf;

use super::adopting::{self, AdoptionWritten};
use super::site::scheme_text;
use crate::acts::setup::founding;
use crate::cli::base::args::{CodeVerb, Global, SchemeVerb};
use crate::cli::base::console::Console;
use crate::cli::base::opening::settle;
use crate::cli::base::outcome::Done;
use crate::domain::catalogs::scheme_check::check_whole;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::schemes::code;
use crate::domain::schemes::scheme::{self, Finding, Scheme, SchemeFile, Schemes};
use crate::domain::schemes::translation::{Translation, translate as translate_code};
use crate::{embedded, problems, say};

pub async fn scheme(global: &Global, console: &Console, verb: &SchemeVerb) -> Result<Done> {
    match verb {
        SchemeVerb::Check { files } => check(console, files),
        SchemeVerb::Show { id } => show(global, console, id.as_deref()).await,
        SchemeVerb::Translate { code, from, to } => {
            translate(global, console, code, from, to.as_deref()).await
        }
        SchemeVerb::Add { file } => {
            let archive = global.whole().await?;
            let text = scheme_text(&file.to_string_lossy())?;
            let id = founding::add_edition(&archive, &archive.local_user(), text).await?;
            console.say(&say!("已加入版本 {id}。", "Added edition {id}."));
            settle(&archive).await?;
            Ok(Done::Code(0))
        }
        SchemeVerb::Adopt { file, fonds, from, replaces, beside, apply } => {
            let (fonds, from, replaces) = (fonds.as_deref(), from.as_deref(), replaces.as_deref());
            let written = AdoptionWritten { file, fonds, from, replaces, beside: *beside };
            adopting::adopt(global, console, written, *apply).await
        }
        SchemeVerb::End { id, fonds, on, never: _ } => {
            adopting::end(global, console, id, (fonds.as_deref(), on.as_deref())).await
        }
        SchemeVerb::Withdraw { id, fonds } => adopting::withdraw(global, console, id, fonds.as_deref()).await,
    }
}

/// Shipped schemes and tables, with `files` read over them.
fn knowledge(files: &[(String, String)]) -> (Schemes, Vec<(String, Problem)>) {
    let shipped = embedded::scheme_files();
    let ids: Vec<String> = files.iter().filter_map(|(_, text)| id_of(text)).collect();
    let rest = shipped.iter().filter(|(_, text)| id_of(text).is_none_or(|id| !ids.contains(&id)));
    let all = files.iter().chain(rest).map(|(name, text)| (name.as_str(), text.as_str()));
    Schemes::load(all)
}

fn id_of(text: &str) -> Option<String> {
    match scheme::parse(text).ok()? {
        SchemeFile::Scheme(scheme) => Some(scheme.id),
        SchemeFile::Accounting(table) => Some(table.id),
    }
}

fn check(console: &Console, files: &[PathBuf]) -> Result<Done> {
    if files.is_empty() {
        return Err(Error::from(no_scheme_file()));
    }
    let mut texts = Vec::new();
    for file in files {
        texts.push((file.display().to_string(), scheme_text(&file.to_string_lossy())?));
    }
    let (all, unreadable) = knowledge(&texts);
    let mut checked = Vec::new();
    for (name, text) in &texts {
        let findings = match scheme::parse(text) {
            Ok(SchemeFile::Scheme(scheme)) => check_whole(&scheme, &all),
            Ok(SchemeFile::Accounting(table)) => scheme::check_accounting(&table, &all),
            Err(_) => Vec::new(),
        };
        let problems: Vec<&Problem> =
            unreadable.iter().filter(|(of, _)| of == name).map(|(_, problem)| problem).collect();
        checked.push((name, findings, problems));
    }
    let clean = checked.iter().all(|(_, findings, problems)| findings.is_empty() && problems.is_empty());
    let answer: Vec<_> = checked
        .iter()
        .map(|(file, findings, problems)| serde_json::json!({ "file": file, "findings": findings, "problems": problems }))
        .collect();
    console.answer(&answer, |console| {
        for (file, findings, problems) in &checked {
            for problem in problems {
                let line = problem.row.map_or_else(String::new, |row| format!(":{row}"));
                console.line(format!(
                    "{file}{line}: ✗ {}  →  {}",
                    console.pick(&problem.message),
                    console.pick(&problem.fix)
                ));
            }
            findings.iter().for_each(|finding| print_finding(console, file, finding));
            let count = findings.len() + problems.len();
            console.line(console.pick(&say!("{file}：{count} 处发现。", "{file}: {count} findings.")));
        }
    });
    Ok(Done::Code(if clean { 0 } else { 3 }))
}

fn print_finding(console: &Console, file: &str, finding: &Finding) {
    let sign = match finding.weight {
        Weight::Refuse => "✗",
        Weight::Ask => "?",
        Weight::Notice => "·",
    };
    let line = finding.line.map_or_else(String::new, |line| format!(":{line}"));
    let source = finding.source_line.map_or_else(String::new, |line| {
        console.pick(&say!("（原文第 {line} 行）", " (source line {line})")).to_owned()
    });
    console.line(format!("{file}{line}: {sign} {}{source}", console.pick(&finding.message)));
    match &finding.decision {
        Some(decision) => {
            console.line(format!("    {} {decision}", console.pick(&say!("决定：", "Decision:"))))
        }
        None => console.line(format!("    → {}", console.pick(&finding.fix))),
    }
}

/// The archive's schemes, or the shipped ones where there is no archive.
async fn known(global: &Global) -> Result<(Schemes, Option<String>)> {
    match global.looking().await {
        Ok(archive) => {
            let fonds = archive.fonds_numbered(None).await.ok();
            let mut schemes = (*archive.schemes()).clone();
            let (shipped, _) = knowledge(&[]);
            let missing: Vec<_> =
                shipped.schemes.into_iter().filter(|scheme| schemes.scheme(&scheme.id).is_none()).collect();
            schemes.schemes.extend(missing);
            let now = match &fonds {
                Some(fonds) => Some(archive.scheme_of(fonds).await?.1.id),
                None => None,
            };
            Ok((schemes, now))
        }
        Err(Error::NotFound(_)) => Ok((knowledge(&[]).0, None)),
        Err(error) => Err(error),
    }
}

fn chosen<'s>(schemes: &'s Schemes, asked: Option<&str>, of_fonds: Option<&str>) -> Result<&'s Scheme> {
    let id = asked.or(of_fonds).unwrap_or("wuhu-2009");
    schemes.scheme(id).ok_or_else(|| {
        let known = schemes.schemes.iter().map(|scheme| scheme.id.as_str()).collect::<Vec<_>>().join("、");
        Error::not_found(say!(
            "没有方案「{id}」。有：{known}。",
            "There is no scheme \"{id}\". There are: {known}."
        ))
    })
}

async fn show(global: &Global, console: &Console, id: Option<&str>) -> Result<Done> {
    let (schemes, of_fonds) = known(global).await?;
    let scheme = chosen(&schemes, id, of_fonds.as_deref())?;
    console.answer(scheme, |console| {
        console.line(format!("{}  {}", scheme.id, scheme.name));
        for class in &scheme.classes {
            console.line(format!("{} {} {}", class.number, class.code, class.name));
            for step in &class.steps {
                let rules = step.rules.iter().map(|rule| {
                    let period = rule
                        .period
                        .map_or_else(|| "按会计档案管理办法".to_owned(), |period| period.to_string());
                    format!("{} {period}", rule.names.join("、"))
                });
                console.line(format!(
                    "    {} {}：{}",
                    step.number,
                    step.name,
                    rules.collect::<Vec<_>>().join("；")
                ));
            }
        }
    });
    Ok(Done::Code(0))
}

async fn translate(
    global: &Global,
    console: &Console,
    text: &str,
    from: &str,
    to: Option<&str>,
) -> Result<Done> {
    let today = global.config()?.clock.now().date_naive();
    let (schemes, of_fonds) = known(global).await?;
    let (from, to) = (chosen(&schemes, Some(from), None)?, chosen(&schemes, to, of_fonds.as_deref())?);
    let parsed = code::parse(text, from, &schemes, today);
    let translated: Vec<Translation> =
        parsed.readings.iter().map(|read| translate_code(read, from, to, &schemes)).collect();
    let answer = serde_json::json!({ "translations": &translated, "problems": &parsed.problems });
    console.answer(&answer, |console| {
        for one in &translated {
            one.codes.iter().for_each(|code| console.line(code));
            one.lost.iter().for_each(|lost| console.line(format!("  · {}", console.pick(lost))));
        }
        parsed.problems.iter().for_each(|problem| console.problem(problem));
    });
    let is_clear = parsed.clear().is_some()
        && matches!(translated.as_slice(), [one] if one.codes.len() == 1 && one.lost.is_empty());
    Ok(Done::Code(if is_clear { 0 } else { 3 }))
}

pub async fn code(global: &Global, console: &Console, verb: &CodeVerb) -> Result<Done> {
    let CodeVerb::Parse { code, scheme } = verb;
    let today = global.config()?.clock.now().date_naive();
    let (schemes, of_fonds) = known(global).await?;
    let scheme = chosen(&schemes, scheme.as_deref(), of_fonds.as_deref())?;
    let parsed = code::parse(code, scheme, &schemes, today);
    console.answer(&parsed, |console| {
        for reading in &parsed.readings {
            let class = scheme.class(&reading.class_id).map_or("", |class| class.name.as_str());
            let step = scheme.step(&reading.class_id, &reading.step_id).map_or("", |step| step.name.as_str());
            console.line(console.pick(&say!(
                "{} 年 · {} · {} · 第 {} 卷 · 页 {} · {}",
                "{} · {} · {} · volume {} · page {} · {}",
                reading.year,
                class,
                step,
                reading.volume,
                reading.page,
                reading.period
            )));
        }
        parsed.changes.iter().for_each(|change| {
            console.line(format!("· {} → {}  {}", change.from, change.to, console.pick(&change.message)))
        });
        parsed.problems.iter().for_each(|problem| console.problem(problem));
    });
    Ok(Done::Code(if parsed.clear().is_some() { 0 } else { 3 }))
}

problems! {
    refuse no_scheme_file as no_file():
        "没有给出方案文件。" / "No scheme file was given."
        => "例如：guidang scheme check schemes/wuhu-2009.toml。"
            / "For example: guidang scheme check schemes/wuhu-2009.toml.";
}
