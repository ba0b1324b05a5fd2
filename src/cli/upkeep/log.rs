//! `log`: exported, signed, proved.

use std::path::Path;

use crate::acts::finding::viewing;
use crate::acts::upkeep::checkpointing::{self, put_text};
use crate::acts::upkeep::log_export::{LogFormat, export_log};
use crate::acts::upkeep::log_proving::{self, LogProof, ToProve};
use crate::archive::Archive;
use crate::cli::base::args::{Global, Ids, LogVerb};
use crate::cli::base::console::Console;
use crate::cli::base::file_format::say_registered_later;
use crate::cli::base::outcome::Done;
use crate::cli::base::scope::item_called;
use crate::domain::general::error::{Error, Result};
use crate::domain::records::event::RecordKind;
use crate::procedures::checkpoints;
use crate::procedures::documents::register::digest_of;
use crate::progress::Progress;
use crate::{problems, say};

pub async fn log(global: &Global, console: &Console, verb: &LogVerb) -> Result<Done> {
    match verb {
        LogVerb::Export { ids, output } => export(global, console, *ids, output).await,
        LogVerb::Key => {
            let archive = global.looking().await?;
            let key = checkpointing::public_key(&archive, &archive.local_user()).await?;
            console.answer(&serde_json::json!({ "key": key }), |console| console.line(&key));
            archive.store.close().await;
            Ok(Done::Code(0))
        }
        LogVerb::Checkpoint { output, tiles, since, consistency } => {
            let since = since.as_deref().zip(consistency.as_deref());
            checkpoint(global, console, (output.as_deref(), tiles.as_deref()), since).await
        }
        LogVerb::Prove { what, checkpoint, ids, output } => {
            let earlier = checkpoint.as_deref().map(checkpoints::read).transpose()?;
            let archive = global.looking().await?;
            let (by, wanted) = (archive.local_user(), to_prove(&archive, what).await?);
            let whole = *ids == Ids::Full;
            let proof = log_proving::prove(&archive, &by, &wanted, earlier.as_ref(), whole).await?;
            put_text(output, &proof.bundle)?;
            told(console, &proof);
            archive.store.close().await;
            Ok(Done::Code(0))
        }
        LogVerb::Check { file, key } => {
            told(console, &log_proving::check(file, key)?);
            Ok(Done::Code(0))
        }
    }
}

async fn export(global: &Global, console: &Console, ids: Ids, output: &Path) -> Result<Done> {
    let ending = output.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let format = match ending.as_str() {
        "jsonl" => LogFormat::JsonLines,
        "csv" => LogFormat::Csv,
        _ => return Err(Error::from(log_format_unknown())),
    };
    let archive = global.looking().await?;
    let (by, quiet, whole) = (archive.local_user(), Progress::default(), ids == Ids::Full);
    let written = export_log(&archive, &by, (format, whole), console.lang, output, &quiet).await?;
    let (events, last, place) = (written.events, &written.last, output.display());
    console.answer(&written, |console| {
        console.say(&say!(
            "{events} 条 → {place}（末条摘要 {last}）",
            "{events} events → {place} (digest of the last {last})"
        ));
    });
    say_registered_later(console, &archive);
    archive.store.close().await;
    Ok(Done::Code(0))
}

async fn checkpoint(
    global: &Global,
    console: &Console,
    (output, tiles): (Option<&Path>, Option<&Path>),
    since: Option<(&Path, &Path)>,
) -> Result<Done> {
    let earlier = since.map(|(since, _)| checkpoints::read(since)).transpose()?;
    let archive = global.looking().await?;
    let by = archive.local_user();
    let made = checkpointing::sign(&archive, &by).await?;
    if let (Some(earlier), Some((_, place))) = (&earlier, since) {
        put_text(place, &checkpointing::growth_since(&made, earlier)?)?;
    }
    if let Some(folder) = tiles {
        checkpointing::write_tiles(&archive, &by, &made, folder).await?;
    }
    let note = String::from_utf8_lossy(made.checkpoint.note()).into_owned();
    if let Some(output) = output {
        put_text(output, &note)?;
    }
    let (size, root) = (made.checkpoint.size, made.checkpoint.root.to_string());
    let answer = serde_json::json!({
        "origin": made.checkpoint.origin, "size": size, "root": root, "at": made.checkpoint.at, "note": note,
    });
    console.answer(&answer, |console| match output {
        None => console.line(note.trim_end()),
        Some(output) => {
            let place = output.display();
            console.say(&say!(
                "检查点：日志 {size} 条，根摘要 {root} → {place}",
                "Checkpoint: {size} events, root {root} → {place}"
            ));
        }
    });
    archive.store.close().await;
    Ok(Done::Code(0))
}

/// What somebody means by the word she typed.
async fn to_prove(archive: &Archive, what: &str) -> Result<ToProve> {
    if let Ok(seq) = what.parse() {
        return Ok(ToProve::Event(seq));
    }
    for (kind, word) in [(RecordKind::Item, "item:"), (RecordKind::Volume, "volume:")] {
        if let Some(id) = what.strip_prefix(word).and_then(|id| id.parse().ok()) {
            return Ok(ToProve::Record(kind, id));
        }
    }
    if Path::new(what).is_file() {
        return Ok(ToProve::File(digest_of(Path::new(what)).await?));
    }
    if what.len() >= 8 && what.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(ToProve::Document(what.to_owned()));
    }
    let (volumes, _) = viewing::coded(archive, &archive.local_user(), what).await?;
    match volumes.as_slice() {
        [volume] => Ok(ToProve::Record(RecordKind::Volume, volume.id)),
        _ => Ok(ToProve::Record(RecordKind::Item, item_called(archive, what).await?)),
    }
}

fn told(console: &Console, proof: &LogProof) {
    console.answer(proof, |console| {
        let LogProof { seq, at, size, root, .. } = proof;
        console.say(&say!(
            "第 {seq} 条日志（{at}）在 {size} 条的日志里，根摘要 {root}。",
            "Event {seq} ({at}) stands in the log of {size} events with root {root}."
        ));
        if let Some(row) = &proof.row {
            console.say(&say!("记录在这件事之后的摘要：{row}", "The record's digest after it: {row}"));
        }
        console.line(&proof.leaf);
    });
}

problems! {
    refuse log_format_unknown as unknown_format():
        "日志写成 .jsonl 或 .csv。" / "The log is written as .jsonl or .csv."
        => "输出文件用这两种扩展名之一。" / "Give the file one of these endings.";
}
