//! `verify`

use std::path::Path;

use crate::acts::upkeep::verifying::{self, Verified, WitnessAsked};
use crate::archive::{Access, Archive};
use crate::cli::base::args::{Global, Verify};
use crate::cli::base::console::Console;
use crate::cli::base::outcome::Done;
use crate::config::Config;
use crate::domain::general::error::{Error, Result};
use crate::say;

pub async fn verify(global: &Global, console: &Console, args: &Verify) -> Result<Done> {
    // anything that keeps it from being checked is "could not check", never "clean"
    let checked = match &args.offline {
        Some(place) => offline(global, args, place).await,
        None => here(global, args).await,
    };
    let verified = match checked {
        Ok(verified) => verified,
        Err(error @ (Error::NotFound(_) | Error::NotAllowed(_))) => return Err(error),
        Err(error) => {
            console.error(&error);
            return Ok(Done::Code(1));
        }
    };
    let clean = verified.findings.is_empty();
    let answer = serde_json::json!({ "clean": clean, "verified": &verified });
    console.answer(&answer, |console| told(console, &verified));
    Ok(Done::Code(if clean { 0 } else { 3 }))
}

async fn here(global: &Global, args: &Verify) -> Result<Verified> {
    let archive = global.as_it_lies().await?;
    let asked = WitnessAsked { place: args.witness.clone(), keys: args.key.clone() };
    verifying::verify_with(&archive, &archive.local_user(), &asked).await
}

/// An exported log, or a copy of a data directory, with the checkpoint and the key that came another way.
async fn offline(global: &Global, args: &Verify, place: &Path) -> Result<Verified> {
    let asked = WitnessAsked { place: args.checkpoint.clone(), keys: args.key.clone() };
    let clock = global.config()?.clock;
    let copy = Config { clock, ..Config::new(place) };
    if !copy.exists() {
        let nothing = || {
            let place = place.display();
            Error::not_found(say!(
                "{place} 里既没有日志导出（.jsonl），也不是数据目录的副本。",
                "{place} has no exported log (.jsonl) and is no copy of a data directory."
            ))
        };
        let log = verifying::exported_log(place).ok_or_else(nothing)?;
        return verifying::verify_export(&log, &asked, copy.clock.now());
    }
    let archive = Archive::open(copy, Access::Reading).await?;
    let verified = verifying::verify_with(&archive, &archive.program(), &asked).await;
    archive.store.close().await;
    verified
}

fn told(console: &Console, verified: &Verified) {
    let (events, items, volumes, indexed) =
        (verified.events, verified.items, verified.volumes, verified.indexed);
    console.line(console.pick(&say!(
        "核验了 {events} 条日志、{volumes} 卷、{items} 件、索引 {indexed} 条。",
        "Checked {events} events, {volumes} volumes, {items} records, {indexed} indexed."
    )));
    for finding in &verified.findings {
        console.line(format!("✗ {}  →  {}", console.pick(&finding.message), console.pick(&finding.fix)));
    }
    if let Some(witness) = &verified.witness {
        let (name, size, at) = (&witness.name, witness.size, &witness.at);
        console.line(console.pick(&say!(
            "见证 {name}：{at} 的前 {size} 条日志一条未改。",
            "Witness {name}: the first {size} events, as of {at}, are unchanged."
        )));
    }
    if verified.findings.is_empty() {
        console.line(console.pick(&say!("没有差异。", "No differences.")));
    }
    for uncovered in &verified.not_covered {
        console.line(format!("? {}", console.pick(uncovered)));
    }
}
