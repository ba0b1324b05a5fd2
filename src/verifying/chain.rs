//! The chain of events, read once from its beginning: whether it holds, the state it left every row in,
//! and whether the traces are those it would have left.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Verified, restore};
use crate::archive::Archive;
use crate::domain::digest::Digest;
use crate::domain::error::Result;
use crate::domain::event::{self, Kind};
use crate::say;

/// Events read in one step.
const STEP: i64 = 200;

/// What the log says of the rows.
#[derive(Default)]
pub(super) struct Log {
    /// The state each row was last left in.
    states: HashMap<(Kind, i64), Digest>,
    /// The event that brought each item in.
    filed: HashMap<i64, i64>,
}

impl Log {
    pub fn filed_in(&self, item: i64) -> Option<i64> {
        self.filed.get(&item).copied()
    }

    pub fn compare(&mut self, kind: Kind, id: i64, now: Digest, verified: &mut Verified) {
        let about = name(kind, id);
        match self.states.remove(&(kind, id)) {
            Some(then) if then == now => {}
            Some(_) => verified.add(
                "row_changed",
                about.clone(),
                say!(
                    "{about} 的内容与日志记下的不一致：它在程序之外被改动过。",
                    "{about} differs from what the log says: it was changed behind the program's back."
                ),
                restore(),
            ),
            None => verified.add(
                "row_foreign",
                about.clone(),
                say!(
                    "{about} 没有任何日志：它是在程序之外插入的。",
                    "{about} stands in no event: it was inserted behind the program's back."
                ),
                restore(),
            ),
        }
    }

    /// What the log knows and nobody has shown.
    pub fn leftovers(&mut self, verified: &mut Verified) {
        let gone: BTreeMap<_, _> = self.states.drain().collect();
        for ((kind, id), _) in gone {
            let about = name(kind, id);
            verified.add(
                "row_missing",
                about.clone(),
                say!(
                    "日志里有 {about}，数据库里却没有了。",
                    "The log knows {about}, but the database does not have it."
                ),
                restore(),
            );
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
            let fresh = row.kind == Kind::Item && *self.filed.entry(row.id).or_insert(seq) == seq;
            if !fresh && row.kind != Kind::BatchRow {
                traced.insert((row.kind.letter().to_string(), row.id));
            }
        }
        traced
    }
}

/// The row as findings name it: its table and what it is known by.
fn name(kind: Kind, id: i64) -> String {
    let table = match kind {
        Kind::Fonds => "fonds",
        Kind::Scheme => "edition",
        Kind::Item => "item",
        Kind::Volume => "volume",
        Kind::Batch => "batch",
        Kind::Mapping => "mapping",
        Kind::Fact => "fact",
        Kind::Place => "place",
        Kind::Job => "job",
        Kind::BatchRow => return format!("batch_row {}/{}", id >> 32, id & 0xffff_ffff),
    };
    format!("{table} {id}")
}

/// Reads the whole chain.
pub(super) async fn read(archive: &Archive, verified: &mut Verified) -> Result<Log> {
    let mut log = Log::default();
    let (mut seq, mut previous) = (0, String::new());
    loop {
        let begin = seq;
        let links = archive.store.chain_after(seq, STEP).await?;
        let Some(end) = links.last().map(|link| link.seq) else { break };
        let mut wanted = BTreeSet::new();
        for link in links {
            let digest = event::Link {
                previous: &previous,
                seq: link.seq,
                at: &link.at,
                actor: &link.actor,
                what: &link.what,
                about: &link.about,
                detail: &link.detail,
                rows: &link.touched,
            }
            .digest();
            if link.seq != seq + 1 || link.prev != previous || link.digest != digest.hex() {
                broken(link.seq, verified);
            }
            (seq, previous) = (link.seq, link.digest);
            verified.events += 1;
            wanted.extend(log.take(seq, &link.touched).into_iter().map(|(kind, id)| (kind, id, seq)));
        }
        compare_traces(wanted, archive.store.traces(begin, end).await?, verified);
        seq = end;
    }
    // traces of events there never were
    for (from, to) in [(i64::MIN, 0), (seq, i64::MAX)] {
        compare_traces(BTreeSet::new(), archive.store.traces(from, to).await?, verified);
    }
    Ok(log)
}

fn broken(number: i64, verified: &mut Verified) {
    verified.add(
        "chain_broken",
        format!("event {number}"),
        say!(
            "日志链在第 {number} 号断开：这一条或它前面的一条被改过、删过或插入过。",
            "The chain breaks at event {number}: it or the one before was changed, removed or put in."
        ),
        restore(),
    );
}

fn compare_traces(
    wanted: BTreeSet<(String, i64, i64)>,
    found: Vec<(String, i64, i64)>,
    verified: &mut Verified,
) {
    let found: BTreeSet<_> = found.into_iter().collect();
    for (kind, id, seq) in wanted.symmetric_difference(&found) {
        let about = format!("trace {kind} {id} {seq}");
        verified.add(
            "trace_differs",
            about.clone(),
            say!(
                "{about}：哪些日志涉及哪一条记录，与日志本身不一致。",
                "{about}: which events concern which record is not what the log itself says."
            ),
            restore(),
        );
    }
}
