//! What was signed of the log at earlier times, here or kept elsewhere, against the log as it is: a log cut short, written
//! anew, or an older copy of everything looks sound in itself, and only a witness tells.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::findings::{Verified, Witnessed, restore};
use super::growth::Growth;
use crate::archive::Archive;
use crate::checkpoint::{LogCheckpoint, PublicKeys, SignedBy};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::cannot_open;
use crate::domain::general::wording::Wording;
use crate::procedures::checkpoints;
use crate::say;
use chrono::{DateTime, FixedOffset};

/// A witness older than this leaves the attacks only it shows uncovered.
pub const FRESH_HOURS: i64 = 24;
/// Clocks may differ by so much.
const AHEAD_HOURS: i64 = 1;
/// What the files of a second place end in.
pub const ENDING: &str = "checkpoint";

/// Where witnesses are, and the keys they are signed with.
#[derive(Clone, Debug, Default)]
pub struct WitnessAsked {
    /// A checkpoint, or a folder of them; else the configured second place.
    pub place: Option<PathBuf>,
    /// A file of public keys; else the key of the data directory.
    pub keys: Option<PathBuf>,
}

/// A checkpoint file.
struct Seen {
    name: String,
    /// `None`: it is none.
    checkpoint: Option<LogCheckpoint>,
    /// It lay elsewhere than in the data directory.
    outside: bool,
}

/// The witnesses there are.
pub(super) struct Witnesses {
    seen: Vec<Seen>,
    keys: Option<PublicKeys>,
}

impl Witnesses {
    /// Those asked for, and the last checkpoint of the data directory.
    ///
    /// # Errors
    /// `NotFound` where a place that was named has none; `Refused` or `Unreadable` where the keys are none.
    pub fn of_archive(archive: &Archive, asked: &WitnessAsked) -> Result<Witnesses> {
        let own = archive.config.checkpoint_file();
        let mut seen = match (&asked.place, &archive.config.witness) {
            (Some(place), _) => found_at(place)?,
            // a second place that cannot be reached is no witness; that is said, and nothing else is held up
            (None, Some(place)) => found_at(place).unwrap_or_default(),
            (None, None) => Vec::new(),
        };
        if own.exists() {
            seen.push(Seen { outside: false, ..look_at(&own) });
        }
        let keys = match &asked.keys {
            Some(file) => Some(checkpoints::public_keys(file)?),
            None => checkpoints::public_key(archive).and_then(|key| PublicKeys::read(&key).ok()),
        };
        Ok(Witnesses { seen, keys })
    }

    /// Those at a place, by the keys of a file: nothing of the archive is asked.
    pub fn of_files(place: &Path, keys: &Path) -> Result<Witnesses> {
        Ok(Witnesses { seen: found_at(place)?, keys: Some(checkpoints::public_keys(keys)?) })
    }

    /// The sizes of the log they speak of.
    pub fn sizes(&self) -> BTreeSet<u64> {
        self.seen.iter().filter_map(|seen| Some(seen.checkpoint.as_ref()?.size)).collect()
    }

    /// Compares each with the log.
    pub fn judge(&self, growth: &Growth, now: DateTime<FixedOffset>, verified: &mut Verified) {
        let sound: Vec<&Seen> =
            self.seen.iter().filter(|seen| self.is_sound(seen, growth, now, verified)).collect();
        let agrees = |seen: &&Seen| {
            seen.checkpoint.as_ref().is_some_and(|one| growth.root(one.size) == Some(one.root))
        };
        let (good, bad): (Vec<&Seen>, Vec<&Seen>) = sound.into_iter().partition(agrees);
        let size = |seen: &Seen| seen.checkpoint.as_ref().map_or(0, |one| one.size);
        for seen in bad {
            let agreed = good.iter().map(|good| size(good)).filter(|good| *good < size(seen)).max();
            disagrees(seen, agreed.unwrap_or(0), growth, verified);
        }
        let outside = good.into_iter().filter(|seen| seen.outside);
        let newest = outside.filter_map(|seen| {
            let one = seen.checkpoint.as_ref()?;
            let at = DateTime::parse_from_rfc3339(&one.at).ok()?;
            let (root, name) = (one.root.to_string(), seen.name.clone());
            Some((at, Witnessed { name, size: one.size, root, at: one.at.clone() }))
        });
        // one from tomorrow says nothing of today
        let newest = newest.filter(|(at, _)| at.signed_duration_since(now).num_hours() < AHEAD_HOURS);
        let newest = newest.max_by_key(|(at, witnessed)| (*at, witnessed.size));
        let age = newest.as_ref().map(|(at, _)| now.signed_duration_since(*at).num_hours());
        if age.is_none_or(|hours| hours >= FRESH_HOURS) {
            verified.not_covered.extend(not_covered(age));
        }
        verified.witness = newest.map(|(_, witnessed)| witnessed);
    }

    /// It is a checkpoint of this log, signed, and not from tomorrow.
    fn is_sound(
        &self,
        seen: &Seen,
        growth: &Growth,
        now: DateTime<FixedOffset>,
        verified: &mut Verified,
    ) -> bool {
        let name = &seen.name;
        let Some(checkpoint) = &seen.checkpoint else {
            let message = say!("{name} 不是检查点，或被改过。", "{name} is no checkpoint, or was changed.");
            verified.add("witness_unreadable", name, message, look_elsewhere());
            return false;
        };
        if checkpoint.origin != growth.origin {
            let (theirs, ours) = (&checkpoint.origin, &growth.origin);
            let message = say!(
                "{name} 是另一份日志（{theirs}）的检查点，这里的日志是 {ours}。",
                "{name} is a checkpoint of another log ({theirs}); this one is {ours}."
            );
            verified.add("witness_foreign", name, message, look_elsewhere());
            return false;
        }
        let signed = self.keys.as_ref().map(|keys| checkpoint.signed_by(keys));
        // without a key the data directory's own checkpoint still has its numbers
        if signed != Some(SignedBy::Known) && (seen.outside || signed.is_some()) {
            let message = match signed {
                Some(SignedBy::Forged) => say!(
                    "{name} 的签名不是这段文字的：检查点被改过。",
                    "The signature of {name} is not that of its text: it was changed."
                ),
                _ => say!(
                    "{name} 不是用这里的公钥签署的：密钥换过，或检查点是伪造的。",
                    "{name} is not signed with the public key there is here: the key was replaced, or the checkpoint is forged."
                ),
            };
            verified.add("witness_unsigned", name, message, look_elsewhere());
            return false;
        }
        let at = DateTime::parse_from_rfc3339(&checkpoint.at).ok();
        if at.is_some_and(|at| at.signed_duration_since(now).num_minutes() > AHEAD_HOURS * 60) {
            let at = &checkpoint.at;
            let message = say!(
                "{name} 签署于 {at}，比现在还晚：这台机器的时钟往回拨过，或签署时拨快过。",
                "{name} was signed at {at}, which is yet to come: this machine's clock was set back, or was ahead then."
            );
            verified.add("witness_ahead_of_time", name, message, look_elsewhere());
        }
        true
    }
}

/// Hours since the newest checkpoint in the configured second place was signed with the key of this data directory; `None`:
/// there is none.
pub fn witness_age(archive: &Archive, now: DateTime<FixedOffset>) -> Option<i64> {
    let keys = PublicKeys::read(&checkpoints::public_key(archive)?).ok()?;
    let seen = found_at(archive.config.witness.as_ref()?).ok()?;
    let own = seen.into_iter().filter_map(|seen| seen.checkpoint);
    let own = own.filter(|checkpoint| checkpoint.signed_by(&keys) == SignedBy::Known);
    let newest = own.filter_map(|checkpoint| DateTime::parse_from_rfc3339(&checkpoint.at).ok()).max()?;
    Some(now.signed_duration_since(newest).num_hours())
}

/// A signed checkpoint of this log that the log does not bear out.
fn disagrees(seen: &Seen, agreed: u64, growth: &Growth, verified: &mut Verified) {
    let Some(LogCheckpoint { size, at, .. }) = &seen.checkpoint else { return };
    let (name, last) = (&seen.name, growth.size());
    if *size > last {
        let message = say!(
            "日志只有 {last} 条，{at} 签署的 {name} 已有 {size} 条：日志的尾部被截去，或整个换成了较早的副本。",
            "The log has {last} events; {name}, signed at {at}, has {size}: its end was cut off, or everything was replaced by an older copy."
        );
        verified.add("log_cut", name, message, restore());
    } else {
        let first = agreed + 1;
        let message = say!(
            "第 {first}—{size} 条日志与 {at} 签署的 {name} 不符：日志在那以后被改写过。",
            "Events {first} to {size} are not those of {name}, signed at {at}: the log was rewritten since."
        );
        verified.add("log_rewritten", name, message, restore());
    }
}

/// The attacks that only a fresh witness shows.
fn not_covered(age: Option<i64>) -> Vec<Wording> {
    let why = match age {
        None => say!("没有存放在别处的检查点", "there is no checkpoint kept elsewhere"),
        Some(hours) => say!(
            "存放在别处的检查点最新的也是 {hours} 小时前的",
            "the newest checkpoint kept elsewhere is {hours} hours old"
        ),
    };
    let (zh, en) = (&why.zh, &why.en);
    vec![
        Wording::new(
            format!("截去日志的尾部、其余重算摘要：查不出（{zh}）。"),
            format!("The end of the log cut off and the rest hashed anew: not covered ({en})."),
        ),
        Wording::new(
            format!("整个数据目录换成较早的副本：查不出（{zh}）。"),
            format!("Everything replaced by an older copy: not covered ({en})."),
        ),
    ]
}

fn look_elsewhere() -> Wording {
    say!(
        "核对检查点和公钥从哪里来；用另一处保存的再核验一次。",
        "Find out where the checkpoint and the key come from, and verify with those kept elsewhere."
    )
}

/// The checkpoints of a folder, or the one a file is.
fn found_at(place: &Path) -> Result<Vec<Seen>> {
    let shown = place.display();
    let mut files = vec![place.to_owned()];
    if place.is_dir() {
        let entries =
            std::fs::read_dir(place).map_err(|error| Error::Unreadable(vec![cannot_open(&shown, &error)]))?;
        let is_one = |file: &PathBuf| {
            file.extension().is_some_and(|ending| ending == ENDING)
                || file.file_name().is_some_and(|name| name == ENDING)
        };
        files = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_one).collect();
        files.sort();
    }
    if files.iter().all(|file| !file.is_file()) {
        return Err(Error::not_found(say!(
            "{shown} 那里没有检查点（.checkpoint）。",
            "There is no checkpoint (.checkpoint) at {shown}."
        )));
    }
    Ok(files.iter().map(|file| look_at(file)).collect())
}

fn look_at(file: &Path) -> Seen {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let checkpoint = std::fs::read(file).ok().and_then(|bytes| LogCheckpoint::read(&bytes));
    Seen { name, checkpoint, outside: true }
}
