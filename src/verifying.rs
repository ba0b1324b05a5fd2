//! 核验: rows ↔ events ↔ index ↔ pages ↔ dates, all derived again and compared.
//!
//! Nothing is repaired here. Every finding names the table, the record and the kind of difference.

mod chain;
mod keeping;

use std::collections::HashMap;

use serde::Serialize;

use crate::archive::{Archive, allow};
use crate::domain::dating::{self, Dating, Due};
use crate::domain::error::Result;
use crate::domain::event::Kind;
use crate::domain::item::Item;
use crate::domain::retention::Fact;
use crate::domain::role::{By, Deed};
use crate::domain::shelving::{PageFlaw, Stretch, page_flaws};
use crate::domain::volume::{Volume, VolumeState};
use crate::domain::wording::Wording;
use crate::say;
use crate::search::{Entry, Holding};
use crate::store::{item_digest, volume_digest};
use chain::Log;

/// A difference found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `row_changed`, `row_missing`, `row_foreign`, `row_odd`, `trace_differs`, `chain_broken`,
    /// `guard_missing`, `index_differs`, `pages`, `counts`, `date_differs`, `database_damaged`.
    pub kind: String,
    pub about: String,
    pub message: Wording,
    pub fix: Wording,
}

/// What was looked at, and every difference.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Verified {
    pub events: i64,
    pub items: i64,
    pub volumes: i64,
    pub indexed: i64,
    pub findings: Vec<Difference>,
}

/// At most this many differences of one kind are listed; the rest are counted.
const LISTED: usize = 200;

impl Verified {
    fn add(&mut self, kind: &str, about: impl Into<String>, message: Wording, fix: Wording) {
        let same = self.findings.iter().filter(|finding| finding.kind == kind).count();
        if same < LISTED {
            self.findings.push(Difference { kind: kind.into(), about: about.into(), message, fix });
        } else if same == LISTED {
            let message = say!(
                "还有更多同类的差异，未逐条列出。",
                "There are more of this kind, not listed one by one."
            );
            self.findings.push(Difference { kind: kind.into(), about: String::new(), message, fix });
        }
    }
}

/// Looks through the whole archive. An error means it could not be checked, never "clean".
pub async fn verify(archive: &Archive, by: &By) -> Result<Verified> {
    allow(by, Deed::Verify)?;
    let mut verified = Verified::default();
    if let Some(damage) = archive.store.integrity().await? {
        verified.add(
            "database_damaged",
            "guidang.db",
            say!("数据库文件自检不通过：{damage}", "The database file fails its own check: {damage}"),
            restore(),
        );
    }
    if keeping::mistyped(archive, &mut verified).await? {
        return Ok(verified);
    }
    let mut log = chain::read(archive, &mut verified).await?;
    let volumes = check_volumes(archive, &mut log, &mut verified).await?;
    let holdings = check_items(archive, &mut log, &volumes, &mut verified).await?;
    for row in archive.store.small_digests().await? {
        log.compare(row.kind, row.id, row.digest, &mut verified);
    }
    check_batch_rows(archive, &mut log, &mut verified).await?;
    log.leftovers(&mut verified);
    keeping::check(archive, &volumes, &mut verified).await?;
    check_index(archive, holdings, &mut verified).await?;
    Ok(verified)
}

fn restore() -> Wording {
    say!(
        "请停止使用，从最近的备份恢复，并查明谁动过数据库文件。",
        "Stop using it, restore the latest backup, and find out who touched the database file."
    )
}

async fn check_volumes(
    archive: &Archive,
    log: &mut Log,
    verified: &mut Verified,
) -> Result<HashMap<i64, Volume>> {
    let mut all = HashMap::new();
    let mut after = (String::new(), 0);
    loop {
        let volumes = archive.store.every_volume((&after.0, after.1)).await?;
        let Some(last) = volumes.last() else { break };
        after = (last.code_sort.clone(), last.id);
        for volume in volumes {
            log.compare(Kind::Volume, volume.id, volume_digest(&volume), verified);
            verified.volumes += 1;
            all.insert(volume.id, volume);
        }
    }
    Ok(all)
}

async fn check_batch_rows(archive: &Archive, log: &mut Log, verified: &mut Verified) -> Result<()> {
    let mut after = (0, 0);
    loop {
        let rows = archive.store.batch_row_digests(after, 5000).await?;
        let Some((batch, number, _)) = rows.last() else { return Ok(()) };
        after = (*batch, *number);
        for (_, _, row) in rows {
            log.compare(row.kind, row.id, row.digest, verified);
        }
    }
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
    log: &mut Log,
    volumes: &HashMap<i64, Volume>,
    verified: &mut Verified,
) -> Result<Vec<Holding>> {
    let schemes = archive.schemes();
    let mut dates = Dating::new(&schemes);
    let mut facts: HashMap<i64, Vec<Fact>> = HashMap::new();
    for fact in archive.store.facts().await? {
        facts.entry(fact.item_id).or_default().extend(fact.as_fact());
    }
    let mut tallies: HashMap<i64, Tally> = HashMap::new();
    let mut holdings = Vec::new();
    let mut after = 0;
    // from one id that is there to the next: a number far off does not make the way long
    while let Some(next) = archive.store.next_item_id(after).await? {
        after = next - 1;
        let mut kept = archive.store.items_kept(after, after + 5000).await?.into_iter();
        for item in archive.store.items_after(after, after + 5000).await? {
            log.compare(Kind::Item, item.id, item_digest(&item), verified);
            if let Some(kept) = kept.find(|kept| kept.id == item.id) {
                keeping::check_item(&item, &kept, log.filed_in(item.id), verified);
            }
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
    tally.pages = tally.pages.saturating_add(item.description.pages);
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

/// Compares what the index holds of every record with the rows.
async fn check_index(archive: &Archive, mut rows: Vec<Holding>, verified: &mut Verified) -> Result<()> {
    let (last, digest) = archive.store.end_of_log().await?;
    let reflects = archive.index.reflects();
    let held = tokio::task::block_in_place(|| archive.index.holdings())?;
    let faults = tokio::task::block_in_place(|| archive.index.faults())?;
    verified.indexed = held.len() as i64;
    rows.sort_unstable();
    let (event, found, wanted) = (reflects.event, held.len(), rows.len());
    if (event, &reflects.digest) != (last, &digest) || held != rows || !faults.is_empty() {
        let differing = held.iter().filter(|one| rows.binary_search(one).is_err()).count()
            + rows.iter().filter(|one| held.binary_search(one).is_err()).count();
        let files = faults.join("、");
        verified.add(
            "index_differs",
            "index/",
            say!(
                "检索索引反映到第 {event} 号日志、{found} 件，数据库到第 {last} 号、{wanted} 件；{differing} 处不同；损坏的文件：{files}。",
                "The index reflects event {event} and {found} records, the database event {last} and {wanted}; {differing} differ; damaged files: {files}."
            ),
            say!("运行 guidang reindex 重建索引；记录本身不受影响。", "Run guidang reindex; the records themselves are not affected."),
        );
    }
    Ok(())
}
