//! 核验: rows ↔ events ↔ index ↔ pages ↔ dates, all derived again and compared.
//!
//! Nothing is repaired here. Every finding names the table, the record and the kind of difference.

mod findings;
mod index;

pub use findings::{Difference, Verified};

use std::collections::{BTreeMap, HashMap};

use findings::restore;
use index::check_index;

use crate::archive::{Archive, allow};
use crate::domain::dating::{self, Dating, Due};
use crate::domain::digest::Digest;
use crate::domain::error::Result;
use crate::domain::event::{self, Kind};
use crate::domain::item::Item;
use crate::domain::retention::Fact;
use crate::domain::role::{By, Deed};
use crate::domain::shelving::{PageFlaw, Stretch, page_flaws};
use crate::domain::volume::{Volume, VolumeState};
use crate::say;
use crate::search::{Entry, Holding};
use crate::store::{ChainLink, Store, item_digest, volume_digest};

/// Looks through the whole archive as it stands when the look begins; others may go on writing. An
/// error means it could not be checked, never "clean".
pub async fn verify(archive: &Archive, by: &By) -> Result<Verified> {
    allow(by, Deed::Verify)?;
    let still = archive.store.standing_still().await?;
    let verified = look_through(archive, &still).await;
    still.close().await;
    verified
}

async fn look_through(archive: &Archive, still: &Store) -> Result<Verified> {
    let mut verified = Verified::default();
    if let Some(damage) = still.integrity().await? {
        verified.add(
            "database_damaged",
            "guidang.db",
            say!("数据库文件自检不通过：{damage}", "The database file fails its own check: {damage}"),
            restore(),
        );
    }
    let mut states = States(check_chain(still, &mut verified).await?);
    let volumes = check_volumes(still, &mut states, &mut verified).await?;
    let holdings = check_items(archive, still, &mut states, &volumes, &mut verified).await?;
    for row in still.small_digests().await? {
        states.compare(row.kind, row.id, row.digest, &mut verified);
    }
    states.leftovers(&mut verified);
    check_index(archive, still, holdings, &mut verified).await?;
    Ok(verified)
}

/// The state each row was last left in, as the log says, and the event that first named it.
struct States(HashMap<(Kind, i64), (Digest, i64)>);

impl States {
    /// The event that first named the row.
    fn first(&self, kind: Kind, id: i64) -> Option<i64> {
        self.0.get(&(kind, id)).map(|(_, first)| *first)
    }

    fn compare(&mut self, kind: Kind, id: i64, now: Digest, verified: &mut Verified) {
        let about = format!("{} {id}", table(kind));
        match self.0.remove(&(kind, id)) {
            Some((then, _)) if then == now => {}
            Some(_) => verified.row_changed(about),
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

    fn leftovers(&mut self, verified: &mut Verified) {
        let gone: BTreeMap<_, _> = self.0.drain().collect();
        for ((kind, id), _) in gone {
            let about = format!("{} {id}", table(kind));
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
}

fn table(kind: Kind) -> &'static str {
    match kind {
        Kind::Fonds => "fonds",
        Kind::Scheme => "edition",
        Kind::Item => "item",
        Kind::Volume => "volume",
        Kind::Batch => "batch",
        Kind::Mapping => "mapping",
        Kind::Fact => "fact",
    }
}

async fn check_chain(still: &Store, verified: &mut Verified) -> Result<HashMap<(Kind, i64), (Digest, i64)>> {
    let mut states: HashMap<(Kind, i64), (Digest, i64)> = HashMap::new();
    let traces = still.traces().await?;
    let (mut seq, mut previous) = (0, String::new());
    loop {
        let links = still.chain_after(seq, 200).await?;
        let Some(last) = links.last() else { break };
        let end = last.seq;
        for link in links {
            if link.seq != seq + 1 || link.prev != previous || link.digest != digest_of(&link, &previous) {
                verified.chain_broken(link.seq);
            }
            (seq, previous) = (link.seq, link.digest);
            verified.events += 1;
            let (mut fresh, mut changed) = (0, 0);
            for row in event::rows_from_text(&link.touched).unwrap_or_default() {
                let key = (row.kind, row.id);
                let first = states.get(&key).map_or(seq, |(_, first)| *first);
                *if first == seq && row.kind == Kind::Item { &mut fresh } else { &mut changed } += 1;
                match row.state {
                    Some(state) => states.insert(key, (state, first)),
                    None => states.remove(&key),
                };
            }
            // what an event brings in is found by `filed_in`; what it changed must be traced to it
            if !(changed..=changed + fresh).contains(&traces.get(&seq).copied().unwrap_or(0)) {
                verified.history_gap(format!("event {seq}"));
            }
        }
        seq = end;
    }
    Ok(states)
}

fn digest_of(link: &ChainLink, previous: &str) -> String {
    let link = event::Link {
        previous,
        seq: link.seq,
        at: &link.at,
        actor: &link.actor,
        what: &link.what,
        about: &link.about,
        detail: &link.detail,
        rows: &link.touched,
    };
    link.digest().hex()
}

async fn check_volumes(
    still: &Store,
    states: &mut States,
    verified: &mut Verified,
) -> Result<HashMap<i64, Volume>> {
    let mut all = HashMap::new();
    let mut after = (String::new(), 0);
    loop {
        let volumes = still.every_volume((&after.0, after.1)).await?;
        let Some(last) = volumes.last() else { break };
        after = (last.code_sort.clone(), last.id);
        for volume in volumes {
            states.compare(Kind::Volume, volume.id, volume_digest(&volume), verified);
            verified.volumes += 1;
            all.insert(volume.id, volume);
        }
    }
    Ok(all)
}

/// What the items of one volume add up to.
#[derive(Default)]
struct Tally {
    stretches: Vec<Stretch>,
    items: u32,
    pages: u32,
    longest: Option<Due>,
}

async fn check_items(
    archive: &Archive,
    still: &Store,
    states: &mut States,
    volumes: &HashMap<i64, Volume>,
    verified: &mut Verified,
) -> Result<Vec<Holding>> {
    let schemes = archive.schemes();
    let mut dates = Dating::new(&schemes);
    let mut facts: HashMap<i64, Vec<Fact>> = HashMap::new();
    for fact in still.facts().await? {
        facts.entry(fact.item_id).or_default().extend(fact.as_fact());
    }
    let mut tallies: HashMap<i64, Tally> = HashMap::new();
    let mut holdings = Vec::new();
    let (mut after, last) = (0, still.last_item_id().await?);
    while after < last {
        let marks = still.item_marks(after, after + 5000).await?;
        for item in still.items_after(after, after + 5000).await? {
            check_mark(&item, marks.get(&item.id), states, verified);
            states.compare(Kind::Item, item.id, item_digest(&item), verified);
            let due = match facts.get(&item.id) {
                Some(facts) => {
                    let retention =
                        dating::derive(&schemes, &item.place, item.rule, &item.description, facts);
                    retention.map(|retention| Due::of(&retention)).unwrap_or_default()
                }
                None => dates.due(&item.place, item.rule, &item.description),
            };
            check_date(&item, &due, verified);
            if let Some(volume_id) = item.volume_id {
                tally(tallies.entry(volume_id).or_default(), &item, due);
            }
            verified.items += 1;
            let state = item
                .volume_id
                .and_then(|id| volumes.get(&id))
                .map_or("taken_out", |volume| volume.state.key());
            let entry = Entry::of(item, state);
            holdings.push(Holding { id: entry.id, fingerprint: entry.fingerprint() });
        }
        after += 5000;
    }
    for (id, volume) in volumes {
        check_tally(volume, tallies.remove(id).unwrap_or_default(), verified);
    }
    Ok(holdings)
}

/// What the item's digest leaves out: by what it is recognised, and what its history begins with.
fn check_mark(item: &Item, mark: Option<&(i64, i64)>, states: &States, verified: &mut Verified) {
    let Some((likeness, filed_in)) = mark else { return };
    let about = || format!("{} {}", table(Kind::Item), item.id);
    if states.first(Kind::Item, item.id).is_some_and(|first| first != *filed_in) {
        verified.history_gap(about());
    }
    if *likeness != item.description.likeness_number(&item.place) {
        verified.row_changed(about());
    }
}

fn check_date(item: &Item, due: &Due, verified: &mut Verified) {
    if (item.eligible_on, &item.question) == (due.on, &due.question) {
        return;
    }
    let code = &item.code;
    verified.add(
        "date_differs",
        code.clone(),
        say!(
            "{code} 存的鉴定日期与按规则算出的不一致。",
            "The stored date of {code} is not what the rules give."
        ),
        say!(
            "运行 guidang retention recompute 看差异，确认后加 --apply。",
            "Run guidang retention recompute to see the difference, then add --apply."
        ),
    );
}

fn tally(tally: &mut Tally, item: &Item, due: Due) {
    tally.items += 1;
    tally.pages += item.description.pages;
    tally.stretches.push(Stretch::new(item.page_from, item.description.pages));
    if tally.longest.as_ref().is_none_or(|longest| due.outlasts(longest)) {
        tally.longest = Some(due);
    }
}

fn check_tally(volume: &Volume, mut tally: Tally, verified: &mut Verified) {
    let code = &volume.code;
    tally.stretches.sort_by_key(|stretch| stretch.from);
    for flaw in page_flaws(&tally.stretches) {
        let closed = volume.state == VolumeState::Closed;
        match flaw {
            PageFlaw::Overlap { at } => verified.add(
                "pages",
                code.clone(),
                say!(
                    "{code} 第 {} 件的页号与前一件重叠。",
                    "In {code} the pages of record {} overlap those before.",
                    at + 1
                ),
                restore(),
            ),
            PageFlaw::Gap { from, to } if closed => verified.add(
                "pages",
                code.clone(),
                say!(
                    "{code} 已立卷，但缺第 {from}—{to} 页。",
                    "{code} is closed, but pages {from} to {to} are missing."
                ),
                restore(),
            ),
            // an open volume may still be waiting for a paper; `volume check` lists it
            PageFlaw::Gap { .. } => {}
        }
    }
    let longest = tally.longest.unwrap_or_default();
    let counted = (tally.items, tally.pages, longest.on, &longest.question);
    if counted != (volume.items, volume.pages, volume.eligible_on, &volume.question) {
        verified.add(
            "counts",
            code.clone(),
            say!(
                "{code} 的件数、页数或鉴定日期与卷内各件加起来的不一致。",
                "Items, pages or date of {code} are not what its records add up to."
            ),
            say!(
                "对这一卷做一次更正会重新计算；若仍不符，从备份恢复。",
                "A correction in this volume counts it anew; if it still differs, restore a backup."
            ),
        );
    }
}
