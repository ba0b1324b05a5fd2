//! A log that was exported, checked by itself: no database, no archive.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde::Deserialize;

use super::findings::Verified;
use super::growth::Growth;
use super::witness::{WitnessAsked, Witnesses};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::cannot_open;
use crate::domain::records::event::EventLink;
use crate::domain::records::log_leaf::LogLeaf;
use crate::problems;
use crate::procedures::checkpoints;

/// A line of `guidang log export`.
#[derive(Deserialize)]
struct Line {
    seq: i64,
    at: String,
    actor: String,
    what: String,
    about: String,
    detail: String,
    rows: String,
    before: String,
    prev: String,
    digest: String,
    /// Of a masked line, whose words are not those the digest is over.
    leaf: Option<String>,
}

/// The exported log in a folder, or the file itself; `None`: there is none.
pub fn exported_log(place: &Path) -> Option<PathBuf> {
    let is_log = |file: &Path| file.is_file() && file.extension().is_some_and(|ending| ending == "jsonl");
    if is_log(place) {
        return Some(place.to_owned());
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(place)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| is_log(file))
        .collect();
    found.sort();
    found.into_iter().next()
}

/// Checks the chain of an exported log, and its tree against checkpoints by the keys that are given. Of masked lines the links
/// and the leaves are checked, not the words.
///
/// # Errors
/// `Unreadable` where file, checkpoints or keys cannot be read.
pub fn verify_export(file: &Path, asked: &WitnessAsked, now: DateTime<FixedOffset>) -> Result<Verified> {
    let (Some(place), Some(keys)) = (&asked.place, &asked.keys) else {
        return Err(anyhow::anyhow!("an exported log is checked with a checkpoint and a key").into());
    };
    let witnesses = Witnesses::of_files(place, keys)?;
    let shown = file.display();
    let unreadable = |error: std::io::Error| Error::Unreadable(vec![cannot_open(&shown, &error)]);
    let (mut verified, mut growth) = (Verified::default(), Growth::watching(witnesses.sizes()));
    let (mut seq, mut previous) = (0, String::new());
    for text in BufReader::new(File::open(file).map_err(unreadable)?).lines() {
        let number = seq + 1;
        let text = text.map_err(unreadable)?;
        let line: Line = serde_json::from_str(&text)
            .map_err(|_| Error::Unreadable(vec![no_line_of_log(&shown, &number)]))?;
        if !take(&line, (seq, &previous), &mut growth)? {
            verified.chain_broken(line.seq);
        }
        (seq, previous) = (line.seq, line.digest);
        verified.events += 1;
    }
    witnesses.judge(&growth, now, &mut verified);
    Ok(verified)
}

/// Takes a line into the tree; whether it follows the one before and has the digest it says.
fn take(line: &Line, (seq, previous): (i64, &str), growth: &mut Growth) -> Result<bool> {
    let follows = line.seq == seq + 1 && line.prev == previous;
    let Some(leaf) = &line.leaf else {
        let leaf = LogLeaf::new(&EventLink {
            previous,
            seq: line.seq,
            at: &line.at,
            actor: &line.actor,
            what: &line.what,
            about: &line.about,
            detail: &line.detail,
            rows: &line.rows,
            before: &line.before,
        });
        growth.take(&leaf)?;
        return Ok(follows && line.digest == leaf.digest.hex());
    };
    if growth.size() == 0 {
        growth.origin =
            Digest::from_hex(&line.digest).map(|first| checkpoints::origin(&first)).unwrap_or_default();
    }
    growth.take_entry(leaf.as_bytes())?;
    let said: serde_json::Value = serde_json::from_str(leaf).unwrap_or_default();
    let same = said["seq"] == line.seq
        && said["digest"] == *line.digest
        && said["at"] == *line.at
        && said["what"] == *line.what;
    Ok(follows && same)
}

problems! {
    refuse no_line_of_log(file, number):
        "{file} 的第 {number} 行不是日志的一条。" / "Line {number} of {file} is no event of a log."
        => "用 guidang log export -o 日志.jsonl 写出的文件。" / "Take the file guidang log export -o LOG.jsonl writes.";
}
