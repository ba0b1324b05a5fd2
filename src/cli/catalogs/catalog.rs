//! catalog: kinds, export.

use std::path::Path;

use crate::acts::catalogs::cataloging::{self, CatalogRequest, Numbers, OnPaper, Standing};
use crate::acts::catalogs::sampling;
use crate::archive::{Access, Archive};
use crate::cli::base::args::{AnswerFormat, CatalogVerb, Global, Ids};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::{format, is_pdf, say_printed, say_unregistered, say_written};
use crate::cli::base::outcome::Done;
use crate::cli::base::scope::volume_called;
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
            say_proof(console, &proof)
        }
        CatalogVerb::Export { kind, scope, volume, ids, receiver, output } => {
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
                ..CatalogRequest::default()
            };
            export(global, console, &archive, &wanted, output).await?;
            archive.store.close().await;
            Ok(Done::Code(0))
        }
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
        say_unregistered(console, archive);
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
        console.say(&say!(
            "{} 卷 {} 个文件 → {place}",
            "{} volumes, {} files → {place}",
            packed.volumes,
            packed.files
        ));
        return Ok(());
    };
    let written = cataloging::export(archive, &by, wanted, format, console.lang, output, &progress).await?;
    say_written(console, archive, &written, output);
    Ok(())
}

fn is_digest(text: &str) -> bool {
    text.len() >= 8 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn say_proof(console: &Console, proof: &cataloging::FileProof) -> Result<Done> {
    let (at, actor, about) = (&proof.at, &proof.actor, &proof.about);
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
