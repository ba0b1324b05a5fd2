//! 旁证: what says that the log once went further, or otherwise, than it does now. The word index keeps the last event it
//! took in with that event's digest; before such an index is made anew, what it says is written down beside it.

use std::io::Write as _;

use serde::{Deserialize, Serialize};

use crate::archive::{Archive, unwritable};
use crate::domain::general::error::Result;
use crate::search::IndexPosition;

/// An event that was in the log, by its number and digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogWitness {
    pub event: i64,
    pub digest: String,
    /// Where the log ended when this was found; when that was, RFC 3339.
    pub log_end: i64,
    pub at: String,
}

/// What contradicts the log now: the index's own word first, then what was written down before.
pub async fn contradicting(archive: &Archive) -> Result<Vec<LogWitness>> {
    let IndexPosition { event, digest } = archive.index.position();
    let at = archive.config.clock.now().to_rfc3339();
    let own = LogWitness { event, digest, log_end: archive.store.last_event().await?, at };
    let mut contradicting = Vec::new();
    for witness in std::iter::once(own).chain(written_down(archive)) {
        let known = |one: &LogWitness| (one.event, &one.digest) == (witness.event, &witness.digest);
        let in_log = archive.store.event_digest(witness.event).await?;
        let agrees = witness.event == 0 || in_log.as_deref() == Some(witness.digest.as_str());
        if !agrees && !contradicting.iter().any(known) {
            contradicting.push(witness);
        }
    }
    Ok(contradicting)
}

/// Whether anything could have contradicted the log: an index that was filled before this look.
pub fn is_there(archive: &Archive) -> bool {
    archive.index.position().event > 0 || !written_down(archive).is_empty()
}

/// Writes down what the index says, where the log does not say so; to be called before it is made anew.
///
/// # Errors
/// `Busy` when it cannot be written: the index must stay then.
pub async fn write_down(archive: &Archive) -> Result<()> {
    let before = written_down(archive);
    let path = archive.config.log_witness_file();
    for witness in contradicting(archive).await?.iter().filter(|witness| !before.contains(witness)) {
        tracing::warn!(
            event = witness.event,
            log_end = witness.log_end,
            "the index knows an event that is not in the log: run guidang verify"
        );
        let line = serde_json::to_string(witness).map_err(anyhow::Error::from)?;
        let mut options = std::fs::OpenOptions::new();
        let opened = options.create(true).append(true).open(&path);
        opened
            .and_then(|mut file| writeln!(file, "{line}").and_then(|()| file.sync_all()))
            .map_err(|error| unwritable(&path, &error))?;
    }
    Ok(())
}

fn written_down(archive: &Archive) -> Vec<LogWitness> {
    let text = std::fs::read_to_string(archive.config.log_witness_file()).unwrap_or_default();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}
