//! The chain of events, read once from its beginning: whether it holds, the state it left every row in,
//! and whether the traces are those it would have left.

use std::collections::{BTreeSet, HashMap};

use super::findings::Verified;
use super::growth::Growth;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::records::event::{self, RecordKind};
use crate::domain::records::log_leaf::LogLeaf;
use crate::store::{Snapshot, table_of};

/// Events read in one step.
const STEP: i64 = 200;

/// What the log says of the rows.
#[derive(Default)]
pub(super) struct Log {
    /// The state each row was last left in.
    states: HashMap<(RecordKind, i64), Digest>,
    /// The event that brought each item in.
    filed: HashMap<i64, i64>,
    /// The tree over it.
    pub growth: Growth,
}

impl Log {
    pub fn filed_in(&self, item: i64) -> Option<i64> {
        self.filed.get(&item).copied()
    }

    pub fn compare(&mut self, kind: RecordKind, id: i64, now: Digest, verified: &mut Verified) {
        match self.states.remove(&(kind, id)) {
            Some(then) if then == now => {}
            Some(_) => verified.row_changed(name(kind, id)),
            None => verified.row_foreign(name(kind, id)),
        }
    }

    /// What the log knows and nobody has shown.
    pub fn leftovers(&mut self, verified: &mut Verified) {
        let gone: BTreeSet<_> = self.states.drain().map(|(key, _)| key).collect();
        for (kind, id) in gone {
            verified.row_missing(name(kind, id));
        }
    }

    /// Takes in the rows of one event; answers those whose history must name it.
    fn take(&mut self, seq: i64, touched: &str) -> BTreeSet<(String, i64)> {
        let mut traced = BTreeSet::new();
        for row in event::rows_from_text(touched).unwrap_or_default() {
            match row.state {
                Some(state) => self.states.insert((row.kind, row.id), state),
                None => self.states.remove(&(row.kind, row.id)),
            };
            // a new item is found through `filed_in`, a row of a batch through its batch
            let fresh = row.kind == RecordKind::Item && *self.filed.entry(row.id).or_insert(seq) == seq;
            if !fresh && row.kind != RecordKind::BatchRow {
                traced.insert((row.kind.letter().to_string(), row.id));
            }
        }
        traced
    }
}

/// The row as findings name it: its table and what it is known by.
fn name(kind: RecordKind, id: i64) -> String {
    table_of(kind).map_or_else(|| format!("{kind:?} {id}"), |table| table.row_named(id))
}

/// Reads the whole chain; of the tree over it, the roots it had at these sizes are kept.
pub(super) async fn read(snapshot: &Snapshot, sizes: BTreeSet<u64>, verified: &mut Verified) -> Result<Log> {
    let mut log = Log { growth: Growth::watching(sizes), ..Log::default() };
    let (mut seq, mut previous) = (0, String::new());
    let mut time = Time::default();
    loop {
        let begin = seq;
        let links = snapshot.chain_after(seq, STEP).await?;
        let Some(end) = links.last().map(|link| link.seq) else { break };
        let mut wanted = BTreeSet::new();
        for link in links {
            let leaf = LogLeaf::new(&link.after(&previous));
            log.growth.take(&leaf)?;
            if link.seq != seq + 1 || link.prev != previous || link.digest != leaf.digest.hex() {
                verified.chain_broken(link.seq);
            }
            time.goes_on(link.seq, link.at, verified);
            (seq, previous) = (link.seq, link.digest);
            verified.events += 1;
            wanted.extend(log.take(seq, &link.touched).into_iter().map(|(kind, id)| (kind, id, seq)));
        }
        compare_traces(wanted, snapshot.traces(begin, end).await?, verified);
        seq = end;
    }
    // traces of events there never were
    for (from, to) in [(i64::MIN, 0), (seq, i64::MAX)] {
        compare_traces(BTreeSet::new(), snapshot.traces(from, to).await?, verified);
    }
    Ok(log)
}

/// The time of the event before.
#[derive(Default)]
struct Time(String);

impl Time {
    /// An event bears the time its work began, and long work ends after short work that began later: only what is
    /// out of order by more than a day is told.
    fn goes_on(&mut self, seq: i64, at: String, verified: &mut Verified) {
        let read = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
        if let (Some(before), Some(now)) = (read(&self.0), read(&at))
            && before - now > chrono::Duration::days(1)
        {
            verified.time_backwards(seq, &at, &self.0);
        }
        self.0 = at;
    }
}

fn compare_traces(
    wanted: BTreeSet<(String, i64, i64)>,
    found: Vec<(String, i64, i64)>,
    verified: &mut Verified,
) {
    let found: BTreeSet<_> = found.into_iter().collect();
    for (kind, id, seq) in wanted.symmetric_difference(&found) {
        verified.history_gap(format!("trace {kind} {id} {seq}"));
    }
}
