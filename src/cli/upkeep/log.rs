//! `log export`

use crate::acts::upkeep::log_export::{LogFormat, export_log};
use crate::cli::base::args::{Global, Ids, LogVerb};
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::cli::catalogs::catalog::say_registered_later;
use crate::domain::general::error::{Error, Result};
use crate::progress::Progress;
use crate::{problems, say};

pub async fn log(global: &Global, console: &Console, verb: &LogVerb) -> Result<Done> {
    let LogVerb::Export { ids, output } = verb;
    let ending = output.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let format = match ending.as_str() {
        "jsonl" => LogFormat::JsonLines,
        "csv" => LogFormat::Csv,
        _ => return Err(Error::from(log_format_unknown())),
    };
    let archive = global.looking().await?;
    let (by, quiet, whole) = (archive.local_user(), Progress::default(), *ids == Ids::Full);
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

problems! {
    refuse log_format_unknown as unknown_format():
        "日志写成 .jsonl 或 .csv。" / "The log is written as .jsonl or .csv."
        => "输出文件用这两种扩展名之一。" / "Give the file one of these endings.";
}
