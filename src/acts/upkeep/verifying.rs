//! 核验: rows ↔ events ↔ index ↔ pages ↔ dates, all derived again and compared.
//!
//! Nothing is repaired here. Every finding names the table, the record and the kind of difference.

mod chain;
mod exported;
mod findings;
mod growth;
mod index;
mod integrity;
mod witness;

pub use exported::{exported_log, verify_export};
pub use findings::{Difference, Verified, Witnessed};
pub use witness::{ENDING, FRESH_HOURS, WitnessAsked, witness_age};

use std::collections::HashMap;

use chain::Log;
use findings::restore;
use index::check_index;
use witness::Witnesses;

use crate::acts::upkeep::indexing;
use crate::archive::{Archive, allow};
use crate::domain::arranging::shelving::{PageFlaw, Stretch, page_flaws};
use crate::domain::disposal::dating::Due;
use crate::domain::general::error::Result;
use crate::domain::general::role::{By, Deed};
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Item;
use crate::domain::records::states::ItemState;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::procedures::log_witness;
use crate::procedures::records::DerivedDates;
use crate::say;
use crate::search::{IndexEntry, IndexedRecord};
use crate::store::{FIRST_KEY, Snapshot, TABLES, VerifiedBy, item_digest, volume_digest};

/// Rows read in one step.
const PORTION: i64 = 5000;

/// Looks through the whole archive as it stands when the look begins; others may go on writing. An
/// error means it could not be checked, never "clean".
pub async fn verify(archive: &Archive, by: &By) -> Result<Verified> {
    verify_with(archive, by, &WitnessAsked::default()).await
}

/// The same with witnesses and keys of elsewhere.
pub async fn verify_with(archive: &Archive, by: &By, asked: &WitnessAsked) -> Result<Verified> {
    archive.of_the_whole(by, &[Deed::Verify])?;
    allow(by, Deed::Verify)?;
    let witnesses = Witnesses::of_archive(archive, asked)?;
    let snapshot = archive.store.snapshot().await?;
    let verified = look_through(archive, by, &witnesses, &snapshot).await;
    snapshot.close().await;
    verified
}

/// Whether anything knows of events that the log does not have.
async fn ask_witnesses(archive: &Archive, verified: &mut Verified) -> Result<()> {
    let last = archive.store.last_event().await?;
    let contradicting = log_witness::contradicting(archive).await?;
    contradicting.iter().for_each(|witness| verified.log_contradicted(witness, last));
    if !log_witness::is_there(archive) {
        verified.not_covered.push(say!(
            "没有旁证：检索索引是空的。日志末尾被截去、数据库换成旧的一份，这次查不出来。",
            "Nothing bears witness: the index is empty. A log whose end was cut off, or an older copy of the database, would not be seen this time."
        ));
    }
    Ok(())
}

async fn look_through(
    archive: &Archive,
    by: &By,
    witnesses: &Witnesses,
    snapshot: &Snapshot,
) -> Result<Verified> {
    let mut verified = Verified::default();
    if let Some(damage) = snapshot.file_damage().await? {
        verified.add(
            "database_damaged",
            "guidang.db",
            say!("数据库文件自检不通过：{damage}", "The database file fails its own check: {damage}"),
            restore(),
        );
    }
    if integrity::unreadable(snapshot, &mut verified).await?
        || integrity::mistyped(snapshot, &mut verified).await?
    {
        return Ok(verified);
    }
    ask_witnesses(archive, &mut verified).await?;
    let mut log = chain::read(snapshot, witnesses.sizes(), &mut verified).await?;
    witnesses.judge(&log.growth, by.now, &mut verified);
    let volumes = check_volumes(snapshot, &mut log, &mut verified).await?;
    let holdings = check_items(archive, snapshot, &mut log, &volumes, &mut verified).await?;
    check_rows(snapshot, &mut log, &mut verified).await?;
    log.leftovers(&mut verified);
    integrity::check(snapshot, &mut verified).await?;
    // brought up to a log that is sound, and to no other: the index bears witness
    let sound = verified.findings.iter().all(|finding| finding.kind == "time_backwards");
    if sound && (archive.may_write() || archive.index.is_elsewhere()) {
        // one that cannot follow differs, and that is said
        if let Err(error) = indexing::catch_up(archive).await {
            tracing::warn!(%error, "the index could not follow the log");
        }
    }
    check_index(archive, snapshot, holdings, &mut verified).await?;
    Ok(verified)
}

async fn check_volumes(
    snapshot: &Snapshot,
    log: &mut Log,
    verified: &mut Verified,
) -> Result<HashMap<i64, Volume>> {
    let mut all = HashMap::new();
    let mut after = (String::new(), 0);
    loop {
        let volumes = snapshot.volumes_as_written((&after.0, after.1), PORTION).await?;
        let Some((last, _)) = volumes.last() else { break };
        after = (last.code_sort.clone(), last.id);
        for (volume, dates) in volumes {
            integrity::check_volume(&volume, &dates, verified);
            log.compare(RecordKind::Volume, volume.id, volume_digest(&volume), verified);
            verified.volumes += 1;
            all.insert(volume.id, volume);
        }
    }
    Ok(all)
}

/// The tables whose rows are digested column by column.
async fn check_rows(snapshot: &Snapshot, log: &mut Log, verified: &mut Verified) -> Result<()> {
    for table in TABLES.into_iter().filter(|table| table.verified == VerifiedBy::Row) {
        let mut after = FIRST_KEY;
        loop {
            let rows = snapshot.digests_after(table, after, PORTION).await?;
            let Some(last) = rows.last() else { break };
            after = last.key;
            for row in rows {
                log.compare(row.kind, row.id, row.digest, verified);
            }
        }
    }
    Ok(())
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
    snapshot: &Snapshot,
    log: &mut Log,
    volumes: &HashMap<i64, Volume>,
    verified: &mut Verified,
) -> Result<Vec<IndexedRecord>> {
    let schemes = archive.schemes();
    let mut dates = DerivedDates::begin(snapshot, &schemes).await?;
    let mut tallies: HashMap<i64, Tally> = HashMap::new();
    // where a batch took a record out of a closed volume is no gap
    for (volume, from, pages) in snapshot.pages_laid_aside().await? {
        tallies.entry(volume).or_default().stretches.push(Stretch::new(from, pages));
    }
    let mut holdings = Vec::new();
    let mut after = 0;
    // from one id that is there to the next: a number far off does not make the way long
    while let Some(next) = snapshot.next_item_id(after).await? {
        after = next - 1;
        for (item, columns) in snapshot.items_as_written(after, after + PORTION).await? {
            integrity::check_item(&item, &columns, log.filed_in(item.id), verified);
            log.compare(RecordKind::Item, item.id, item_digest(&item), verified);
            // under a scheme that cannot be read no date can be derived; the edition itself is named
            let due = match &archive.unread {
                None => dates.due(&item),
                Some(_) => Due { on: item.eligible_on, question: item.question.clone(), ..Due::default() },
            };
            check_date(&item, &due, verified);
            if let Some(volume_id) = item.volume_id {
                tally(tallies.entry(volume_id).or_default(), &item, due);
            }
            verified.items += 1;
            let volume = item.volume_id.and_then(|id| volumes.get(&id));
            let state = ItemState::from(volume.map(|volume| volume.state));
            let entry = IndexEntry::from_item(item, state.key());
            holdings.push(IndexedRecord { id: entry.indexed_id(), fingerprint: entry.fingerprint() });
        }
        after += PORTION;
    }
    for (id, volume) in volumes {
        let entry = IndexEntry::from_volume(volume);
        holdings.push(IndexedRecord { id: entry.indexed_id(), fingerprint: entry.fingerprint() });
        check_tally(volume, tallies.remove(id).unwrap_or_default(), verified);
    }
    Ok(holdings)
}

fn check_date(item: &Item, due: &Due, verified: &mut Verified) {
    if (item.eligible_on, &item.question) == (due.on, &due.question) {
        return;
    }
    date_differs(&item.code, verified);
}

fn date_differs(code: &str, verified: &mut Verified) {
    verified.add(
        "date_differs",
        code.to_owned(),
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
        let closed = volume.state != VolumeState::Open;
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
    let counted = (tally.items, tally.pages);
    let is_counted = counted == (volume.items, volume.pages);
    if is_counted && (longest.on, &longest.question) != (volume.eligible_on, &volume.question) {
        date_differs(code, verified);
    }
    if !is_counted {
        verified.add(
            "counts",
            code.clone(),
            say!(
                "{code} 的件数或页数与卷内各件加起来的不一致。",
                "Items or pages of {code} are not what its records add up to."
            ),
            say!(
                "对这一卷做一次更正会重新计算；若仍不符，从备份恢复。",
                "A correction in this volume counts it anew; if it still differs, restore a backup."
            ),
        );
    }
}
