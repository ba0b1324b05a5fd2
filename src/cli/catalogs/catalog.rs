//! catalog: kinds, export.

use std::path::Path;

use crate::acts::catalogs::cataloging::{
    self, CatalogRequest, ComparedFile, LineFate, Numbers, OnPaper, Standing,
};
use crate::acts::catalogs::sampling;
use crate::archive::{Access, Archive};
use crate::cli::base::args::{AnswerFormat, CatalogVerb, Global, Ids};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::{
    format, is_pdf, say_printed, say_registered_later, say_written, write_proof_sheet,
};
use crate::cli::base::outcome::Done;
use crate::cli::base::scope::volume_called;
use crate::clock::Clock;
use crate::domain::general::error::{Error, Result};
use crate::progress::Progress;
use crate::{problems, say};

pub async fn catalog(global: &Global, console: &Console, verb: &CatalogVerb) -> Result<Done> {
    match verb {
        CatalogVerb::Kinds => {
            let kinds = cataloging::kinds();
            console.answer(&kinds, |console| {
                let row = |kind: &cataloging::CatalogKind| {
                    vec![kind.key.clone(), console.pick(&kind.name).to_owned(), kind.preset.clone()]
                };
                console.table(
                    &[("编号", "no."), ("名称", "name"), ("版式", "layout")],
                    &kinds.iter().map(row).collect::<Vec<_>>(),
                );
            });
            Ok(Done::Code(0))
        }
        CatalogVerb::Verify { file } => {
            let archive = global.looking().await?;
            let by = archive.local_user();
            // what is no file and reads as a digest was typed from a cover
            let proof = match file.to_str().filter(|typed| !file.exists() && is_digest(typed)) {
                Some(digest) => cataloging::prove_typed(&archive, &by, digest).await?,
                None => cataloging::prove(&archive, &by, file).await?,
            };
            archive.store.close().await;
            say_proof(console, &proof)
        }
        CatalogVerb::Reprint { digest, output } => {
            let archive = global.looking().await?;
            let proof = cataloging::reprint(&archive, &archive.local_user(), digest, output).await?;
            archive.store.close().await;
            say_again(console, &proof, output)
        }
        CatalogVerb::Remake { digest, output } => {
            let archive = global.looking().await?;
            let proof = cataloging::remake(&archive, &archive.local_user(), digest, output).await?;
            archive.store.close().await;
            say_again(console, &proof, output)
        }
        CatalogVerb::Diff { from, to, output } => {
            let archive = global.looking().await?;
            let from = compared(from).await?;
            let to = match to {
                Some(to) => Some(compared(to).await?),
                None => None,
            };
            let code = diff(global, console, &archive, (&from, to.as_ref()), output.as_deref()).await;
            archive.store.close().await;
            code
        }
        CatalogVerb::Export { .. } => export_asked(global, console, verb).await,
        CatalogVerb::Sample { count, seed, scope, output, contents } => {
            let archive = global.looking().await?;
            let wanted = sampling::SampleRequest {
                filter: scope.scope(&archive).await?,
                size: *count,
                seed: seed.clone().unwrap_or_else(sampling::fresh_seed),
                ..sampling::SampleRequest::default()
            };
            sample(global, console, &archive, &wanted, output.as_deref(), contents.as_deref()).await?;
            archive.store.close().await;
            Ok(Done::Code(0))
        }
    }
}

async fn export_asked(global: &Global, console: &Console, verb: &CatalogVerb) -> Result<Done> {
    let CatalogVerb::Export { kind, scope, volume, ids, receiver, batch, reason, as_of, output } = verb
    else {
        return Ok(Done::Code(0));
    };
    // a package is an event, so it needs the archive whole; a list does not
    let archive = match global.format {
        AnswerFormat::Zip => Archive::open(global.config()?, Access::Whole).await?,
        _ => global.looking().await?,
    };
    let mut volume_ids = Vec::new();
    for called in volume {
        volume_ids.push(volume_called(&archive, called).await?.id);
    }
    let id_numbers = numbers(*ids);
    let filter = scope.scope(&archive).await?;
    let wanted = CatalogRequest {
        kind: kind.clone(),
        filter,
        volume_ids,
        id_numbers,
        receiver: receiver.clone(),
        batch: batch.clone(),
        reason: reason.clone(),
        as_of: *as_of,
        ..CatalogRequest::default()
    };
    export(global, console, &archive, &wanted, output).await?;
    archive.store.close().await;
    Ok(Done::Code(0))
}

/// Draws once; the list and the contents are of the same volumes.
async fn sample(
    global: &Global,
    console: &Console,
    archive: &Archive,
    wanted: &sampling::SampleRequest,
    output: Option<&Path>,
    contents: Option<&Path>,
) -> Result<()> {
    let by = archive.local_user();
    let sample = sampling::draw(archive, &by, wanted).await?;
    console.answer(&sample, |console| {
        console.line(console.pick(&say!(
            "种子 {}：{} 卷中抽 {} 卷（范围摘要 {}）",
            "Seed {}: of {} volumes {} were drawn (digest of the scope {})",
            sample.seed,
            sample.offered,
            sample.volumes.len(),
            sample.scope
        )));
        for one in &sample.volumes {
            console.line(format!("{}  {}", one.volume.code, one.volume.title));
        }
    });
    if let Some(output) = output {
        let Some(format) = format(global.format, output)? else { return Err(Error::from(sample_as_zip())) };
        sampling::export(archive, &by, wanted, format, console.lang, output).await?;
    }
    if let Some(contents) = contents {
        let Some(format) = format(AnswerFormat::Table, contents)? else {
            return Err(Error::from(sample_as_zip()));
        };
        let volume_ids = sample.volumes.iter().map(|one| one.volume.id).collect();
        let (kind, filter) = ("volume_contents".to_owned(), wanted.filter.clone());
        let list = CatalogRequest { kind, filter, volume_ids, ..CatalogRequest::default() };
        let quiet = Progress::default();
        cataloging::export(archive, &by, &list, format, console.lang, contents, &quiet).await?;
        say_registered_later(console, archive);
    }
    Ok(())
}

async fn export(
    global: &Global,
    console: &Console,
    archive: &Archive,
    wanted: &CatalogRequest,
    output: &std::path::Path,
) -> Result<()> {
    let (by, progress, place) = (archive.local_user(), Progress::default(), output.display());
    if is_pdf(global.format, output) {
        let on_paper = OnPaper::default();
        let printed =
            cataloging::print(archive, &by, wanted, &on_paper, console.lang, output, &progress).await?;
        say_printed(console, archive, &printed, output);
        return Ok(());
    }
    let Some(format) = format(global.format, output)? else {
        let packed = cataloging::package(archive, &by, wanted, console.lang, output, &progress).await?;
        let manifest = packed.manifest;
        console.say(&say!(
            "{} 卷 {} 个文件 → {place}（清单摘要 {manifest}，告知接收方）",
            "{} volumes, {} files → {place} (digest of the manifest {manifest}: tell it the receiver)",
            packed.volumes,
            packed.files
        ));
        return Ok(());
    };
    let written = cataloging::export(archive, &by, wanted, format, console.lang, output, &progress).await?;
    say_written(console, archive, format, &written, output)
}

fn is_digest(text: &str) -> bool {
    text.len() >= 8 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn say_proof(console: &Console, proof: &cataloging::FileProof) -> Result<Done> {
    let (at, actor, about) = (Clock::in_words(&proof.at), &proof.actor, &proof.about);
    console.answer(proof, |console| {
        let made = say!("{at} 由 {actor} 制成：{about}", "made at {at} by {actor}: {about}");
        console.line(console.pick(&proof.standing.wording()));
        if let Standing::Changed { records, more } = &proof.standing {
            records.iter().for_each(|code| console.line(format!("  {code}")));
            if *more > 0 {
                console.line(console.pick(&say!("  另有 {more} 条", "  and {more} more")));
            }
        }
        if proof.standing != Standing::NotOurs {
            console.line(console.pick(&made));
        }
        if !proof.forms_changed.is_empty() {
            let forms = proof.forms_changed.join("、");
            console.line(console.pick(&say!(
                "注意：格式 {forms} 在那以后改过而没有换版本号，重印出来的样子与原件不同。",
                "Note: {forms} was changed since without a new version: what was printed again looks different."
            )));
        }
    });
    Ok(Done::Code(match proof.standing {
        Standing::Current | Standing::Genuine => 0,
        Standing::Changed { .. } => 3,
        Standing::NotOurs => 4,
    }))
}

/// What somebody named to be compared: a file, or a digest typed from paper.
async fn compared(named: &Path) -> Result<ComparedFile> {
    match named.to_str().filter(|typed| !named.exists() && is_digest(typed)) {
        Some(digest) => Ok(ComparedFile::Typed(digest.to_owned())),
        None => Ok(ComparedFile::File(cataloging::file_digest(named).await?)),
    }
}

async fn diff(
    global: &Global,
    console: &Console,
    archive: &Archive,
    (from, to): (&ComparedFile, Option<&ComparedFile>),
    output: Option<&Path>,
) -> Result<Done> {
    let (by, quiet) = (archive.local_user(), Progress::default());
    let difference = cataloging::compare(archive, &by, from, to, console.lang, &quiet).await?;
    console.answer(&difference, |console| {
        let (came, went, changed) = (difference.came, difference.went, difference.changed);
        console.line(console.pick(&say!(
            "增加 {came} 行，减少 {went} 行，改动 {changed} 行",
            "{came} lines new, {went} gone, {changed} changed"
        )));
        for line in &difference.lines {
            console.line(format!("{}  {}  {}", console.pick(&line.fate.wording()), line.code, line.title));
            let changes = line.cells.iter().filter(|_| line.fate == LineFate::Changed);
            for cell in changes {
                console.line(format!(
                    "    {}：{} → {}",
                    console.pick(&cell.heading),
                    cell.before,
                    cell.after
                ));
            }
            for deed in &line.deeds {
                let (at, what) = (Clock::in_words(&deed.at), &deed.what);
                console.line(format!("    {at} {} {} {}", deed.actor, console.pick(what), deed.reason));
            }
        }
        if difference.more > 0 {
            console.line(console.pick(&say!("另有 {} 行不同", "{} more lines differ", difference.more)));
        }
    });
    if let Some(output) = output {
        let Some(format) = format(global.format, output)? else { return Err(Error::from(sample_as_zip())) };
        cataloging::write_difference(archive, &by, &difference, (format, console.lang), output).await?;
    }
    let same = difference.came + difference.went + difference.changed + difference.more == 0;
    Ok(Done::Code(if same { 0 } else { 3 }))
}

/// What was made again, and how far it is the original: made, it is no fault of the command that records changed.
fn say_again(console: &Console, proof: &cataloging::FileProof, output: &Path) -> Result<Done> {
    say_proof(console, proof)?;
    if let Some(sheet) = proof.sheet.as_ref().filter(|_| proof.format.starts_with("csv")) {
        write_proof_sheet(console, sheet, output)?;
    }
    if let Some(again) = proof.again {
        console.say(&again.wording());
    }
    Ok(Done::Code(0))
}

pub fn numbers(ids: Ids) -> Numbers {
    match ids {
        Ids::Full => Numbers::Full,
        Ids::Masked => Numbers::Masked,
        Ids::LeftOut => Numbers::LeftOut,
    }
}

problems! {
    refuse sample_as_zip as unknown_format():
        "抽样清单不能写成 zip。" / "A sample is not written as a zip."
        => "用 .xlsx、.csv 或 .html。" / "Use .xlsx, .csv or .html.";
}
