//! catalog: kinds, export.

use std::path::Path;

use super::Done;
use super::args::{CatalogVerb, Global, Ids, Shape};
use super::print::Printer;
use super::records::volume_called;
use crate::archive::{Access, Archive};
use crate::cataloging::{self, Encoding, Format, Numbers, Wanted};
use crate::domain::error::{Error, Result};
use crate::progress::Progress;
use crate::{sampling, say};

pub(super) async fn catalog(global: &Global, printer: &Printer, verb: &CatalogVerb) -> Result<Done> {
    match verb {
        CatalogVerb::Kinds => {
            let kinds = cataloging::kinds();
            printer.answer(&kinds, |printer| {
                let row = |kind: &cataloging::Kind| {
                    vec![kind.key.clone(), printer.pick(&kind.name).to_owned(), kind.preset.clone()]
                };
                printer.table(
                    &[("编号", "no."), ("名称", "name"), ("版式", "layout")],
                    &kinds.iter().map(row).collect::<Vec<_>>(),
                );
            });
            Ok(Done::Code(0))
        }
        CatalogVerb::Export { kind, scope, volume, ids, receiver, output } => {
            // a package is an event, so it needs the archive whole; a list does not
            let archive = match global.format {
                Shape::Zip => Archive::open(global.config()?, Access::Whole).await?,
                _ => global.looking().await?,
            };
            let mut volume_ids = Vec::new();
            for called in volume {
                volume_ids.push(volume_called(&archive, called).await?.id);
            }
            let id_numbers = match ids {
                Ids::Full => Numbers::Full,
                Ids::Masked => Numbers::Masked,
                Ids::LeftOut => Numbers::LeftOut,
            };
            let filter = scope.filter(&archive).await?;
            let wanted =
                Wanted { kind: kind.clone(), filter, volume_ids, id_numbers, receiver: receiver.clone() };
            export(global, printer, &archive, &wanted, output).await?;
            archive.store.close().await;
            Ok(Done::Code(0))
        }
        CatalogVerb::Sample { count, seed, scope, output, contents } => {
            let archive = global.looking().await?;
            let wanted = sampling::Wanted {
                filter: scope.filter(&archive).await?,
                size: *count,
                seed: seed.clone().unwrap_or_else(sampling::fresh_seed),
            };
            sample(global, printer, &archive, &wanted, output.as_deref(), contents.as_deref()).await?;
            archive.store.close().await;
            Ok(Done::Code(0))
        }
    }
}

/// Draws once; the list and the contents are of the same volumes.
async fn sample(
    global: &Global,
    printer: &Printer,
    archive: &Archive,
    wanted: &sampling::Wanted,
    output: Option<&Path>,
    contents: Option<&Path>,
) -> Result<()> {
    let by = archive.local_user();
    let sample = sampling::draw(archive, &by, wanted).await?;
    printer.answer(&sample, |printer| {
        printer.line(printer.pick(&say!(
            "种子 {}：{} 卷中抽 {} 卷（范围摘要 {}）",
            "Seed {}: of {} volumes {} were drawn (digest of the scope {})",
            sample.seed,
            sample.offered,
            sample.volumes.len(),
            sample.scope
        )));
        for one in &sample.volumes {
            printer.line(format!("{}  {}", one.volume.code, one.volume.title));
        }
    });
    if let Some(output) = output {
        let Some(format) = format(global.format, output)? else { return Err(no_package()) };
        sampling::export(archive, &by, wanted, format, printer.lang, output).await?;
    }
    if let Some(contents) = contents {
        let Some(format) = format(Shape::Table, contents)? else { return Err(no_package()) };
        let volume_ids = sample.volumes.iter().map(|one| one.volume.id).collect();
        let (kind, filter) = ("volume_contents".to_owned(), wanted.filter.clone());
        let list = Wanted { kind, filter, volume_ids, ..Wanted::default() };
        let quiet = Progress::default();
        cataloging::export(archive, &by, &list, format, printer.lang, contents, &quiet).await?;
    }
    Ok(())
}

fn no_package() -> Error {
    Error::refused(
        "unknown_format",
        say!("抽样清单不能写成 zip。", "A sample is not written as a zip."),
        say!("用 .xlsx、.csv 或 .html。", "Use .xlsx, .csv or .html."),
    )
}

async fn export(
    global: &Global,
    printer: &Printer,
    archive: &Archive,
    wanted: &Wanted,
    output: &std::path::Path,
) -> Result<()> {
    let (by, progress, place) = (archive.local_user(), Progress::default(), output.display());
    let Some(format) = format(global.format, output)? else {
        let packed = cataloging::package(archive, &by, wanted, printer.lang, output, &progress).await?;
        printer.say(&say!(
            "{} 卷 {} 个文件 → {place}",
            "{} volumes, {} files → {place}",
            packed.volumes,
            packed.files
        ));
        return Ok(());
    };
    let written = cataloging::export(archive, &by, wanted, format, printer.lang, output, &progress).await?;
    let digest = written.digest;
    printer.say(&say!(
        "{} 行 → {place}（内容摘要 {digest}）",
        "{} rows → {place} (digest {digest})",
        written.rows
    ));
    written.problems.iter().for_each(|problem| printer.problem(problem));
    Ok(())
}

/// As asked for, else by the file's ending; `None`: the package.
fn format(shape: Shape, output: &std::path::Path) -> Result<Option<Format>> {
    let ending = output.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    Ok(match (shape, ending.as_str()) {
        (Shape::Zip, _) | (Shape::Table | Shape::Json, "zip") => None,
        (Shape::Xlsx, _) | (Shape::Table | Shape::Json, "xlsx") => Some(Format::Xlsx),
        (Shape::Csv, _) | (Shape::Table | Shape::Json, "csv") => Some(Format::Csv(Encoding::Utf8Bom)),
        (Shape::CsvGb18030, _) => Some(Format::Csv(Encoding::Gb18030)),
        (Shape::Html, _) | (Shape::Table | Shape::Json, "html" | "htm") => Some(Format::Html),
        _ => {
            return Err(Error::refused(
                "unknown_format",
                say!("不知道要写成什么格式。", "It is not clear what format to write."),
                say!(
                    "加 --format xlsx、csv、csv-gb18030、html 或 zip。",
                    "Add --format xlsx, csv, csv-gb18030, html or zip."
                ),
            ));
        }
    })
}
