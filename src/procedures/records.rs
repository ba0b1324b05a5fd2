//! 查取: a record by its number, or that there is none; its retention date, derived and put into it.

use std::collections::HashMap;

use crate::domain::arranging::soundness;
use crate::domain::disposal::dating::{self, Dating, Due};
use crate::domain::disposal::retention::{Fact, Retention};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::domain::records::item::{Item, Person};
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::Schemes;
use crate::domain::values::period::RetentionPeriod;
use crate::store::{Batch, Consultation, DisposalKeptOutRow, Queries, StoredFact, Tx};
use crate::{problems, say};

/// The item of this number; readers and writes ask alike.
///
/// # Errors
/// `NotFound`, as of the others here.
pub async fn item(from: &Queries, id: i64) -> Result<Item> {
    from.item(id).await?.ok_or_else(no_item)
}

pub async fn volume(from: &Queries, id: i64) -> Result<Volume> {
    let no_volume = || Error::not_found(say!("没有这个案卷。", "There is no such volume."));
    from.volume(id).await?.ok_or_else(no_volume)
}

/// The volume, if it is open.
///
/// # Errors
/// `volume_closed` with what can be done instead.
pub async fn open_volume(from: &Queries, id: i64) -> Result<Volume> {
    let volume = volume(from, id).await?;
    still_open(&volume)?;
    Ok(volume)
}

/// Refuses a period for a record that stays for ever: a paper of a disposal batch (rules.md R20).
///
/// # Errors
/// `paper_of_a_batch`.
pub async fn may_be_kept_for(from: &Queries, item_id: i64, period: RetentionPeriod) -> Result<()> {
    match period != RetentionPeriod::Permanent && from.is_disposal_record(item_id).await? {
        true => Err(Error::from(paper_of_a_batch())),
        false => Ok(()),
    }
}

/// What pages and numbers of these volumes fail in, closed ones as they were closed: a missing date held nothing up when a
/// volume was closed before it was asked for, and with `explained` where records were laid aside is no gap.
pub async fn flaws_in(
    from: &Queries,
    volumes: &[i64],
    explained: bool,
) -> Result<HashMap<i64, Vec<Problem>>> {
    let mut items = from.items_in_each(volumes).await?;
    let mut laid = if explained { from.laid_aside_out_of(volumes).await? } else { HashMap::new() };
    let mut flaws = HashMap::new();
    for volume in from.volumes_by_id(volumes).await? {
        let own = items.remove(&volume.id).unwrap_or_default();
        let laid = laid.remove(&volume.id).unwrap_or_default();
        let own = with_places_left(from, own, laid).await?;
        let keeps = |problem: &Problem| problem.is_blocking() && problem.kind != "date_missing";
        let found = soundness::obstacles(&volume, &own).into_iter().filter(keeps).collect();
        flaws.insert(volume.id, found);
    }
    Ok(flaws)
}

/// What stands in the way of closing a volume, or would if it were open; where records were laid aside is no gap.
pub async fn obstacles_in(from: &Queries, volume: &Volume, items: &[Item]) -> Result<Vec<Problem>> {
    let laid = from.laid_aside_out_of(&[volume.id]).await?.remove(&volume.id).unwrap_or_default();
    Ok(soundness::obstacles(volume, &with_places_left(from, items.to_vec(), laid).await?))
}

/// The records of a volume, and those laid aside out of it where they stood.
pub async fn with_places_left(
    from: &Queries,
    mut items: Vec<Item>,
    laid: Vec<DisposalKeptOutRow>,
) -> Result<Vec<Item>> {
    if laid.is_empty() {
        return Ok(items);
    }
    let ids: Vec<i64> = laid.iter().map(|one| one.item_id).collect();
    for mut item in from.items_by_id(&ids).await? {
        if let Some(place) = laid.iter().find(|one| one.item_id == item.id) {
            (item.page_from, item.description.pages) = (place.page_from, place.pages);
            items.push(item);
        }
    }
    items.sort_by_key(|item| item.page_from);
    for (at, item) in items.iter_mut().enumerate() {
        if laid.iter().any(|one| one.item_id == item.id) {
            item.seq = at as u32 + 1;
        }
    }
    Ok(items)
}

/// Refuses a volume that was destroyed or handed over: nothing in it is changed or given out.
///
/// # Errors
/// `record_gone` with the day and the report.
pub async fn still_here(from: &Queries, volume_id: Option<i64>) -> Result<()> {
    let Some(id) = volume_id else { return Ok(()) };
    match from.departures_of(&[id]).await?.remove(&id) {
        None => Ok(()),
        Some(gone) => {
            let word = gone.how.word();
            let basis = format!("{} {}", gone.basis, gone.whereabouts);
            Err(Error::from(record_gone(&gone.on_day, &word.zh, &basis.trim_end(), &word.en.to_lowercase())))
        }
    }
}

/// Refuses a closed volume, and one that is here no more.
pub fn still_open(volume: &Volume) -> Result<()> {
    if volume.state == VolumeState::Open {
        return Ok(());
    }
    if volume.state.is_gone() {
        let word = volume.state.word();
        return Err(Error::from(volume_not_here(&volume.code, &word.zh, &word.en.to_lowercase())));
    }
    let (code, on) = (&volume.code, volume.closed_on.map(|day| day.to_string()).unwrap_or_default());
    Err(Error::from(volume_closed(&code, &on)))
}

pub async fn batch(from: &Queries, id: i64) -> Result<Batch> {
    let no_batch = || Error::not_found(say!("没有这一批。", "There is no such batch."));
    from.batch(id).await?.ok_or_else(no_batch)
}

/// A line of the register of use.
pub async fn consultation(from: &Queries, id: i64) -> Result<Consultation> {
    let no_line = || Error::not_found(say!("利用登记里没有这一条。", "The register has no such line."));
    from.consultation(id).await?.ok_or_else(no_line)
}

/// The person in this row (from 1) of a record.
pub fn person(item: &Item, row: u32) -> Result<&Person> {
    let at = (row as usize).checked_sub(1);
    at.and_then(|at| item.description.persons.get(at)).ok_or_else(|| {
        Error::not_found(say!("这一件里没有第 {row} 行的人。", "The record has no person in row {row}."))
    })
}

/// There is no item of the number asked for.
pub fn no_item() -> Error {
    Error::not_found(say!("没有这一件。", "There is no such record."))
}

/// The retention of an item under the scheme it was filed with; `facts` may be those of other items, too.
///
/// # Errors
/// `Broken` when that edition is not kept: then no date is put in the place of the one that stands.
pub fn retention(schemes: &Schemes, item: &Item, facts: &[StoredFact]) -> Result<Retention> {
    let own = facts.iter().filter(|fact| fact.item_id == item.id);
    let own: Vec<Fact> = own.filter_map(|fact| fact.as_fact()).collect();
    dating::derive(schemes, &item.place, item.rule, &item.description, &own)
        .ok_or_else(|| anyhow::anyhow!("item {} is filed under a scheme that is not kept", item.id).into())
}

/// Puts the date that follows from these facts into the item.
///
/// # Errors
/// As [`retention`].
pub fn put_date(schemes: &Schemes, item: &mut Item, facts: &[StoredFact]) -> Result<()> {
    let due = Due::from(&retention(schemes, item, facts)?);
    (item.eligible_on, item.question) = (due.on, due.question);
    Ok(())
}

/// Puts the date that follows from the facts recorded on it into the item; who calls this writes the item.
///
/// # Errors
/// As [`retention`].
pub async fn date_anew(tx: &Tx, schemes: &Schemes, item: &mut Item) -> Result<()> {
    let facts = tx.facts_on(item.id).await?;
    put_date(schemes, item, &facts)
}

/// The dates of all records, as the rules and the facts recorded have them, one record after another.
pub struct DerivedDates<'a> {
    schemes: &'a Schemes,
    /// Records without facts: most dates are the same few.
    plain: Dating<'a>,
    facts: HashMap<i64, Vec<Fact>>,
}

impl<'a> DerivedDates<'a> {
    pub async fn begin(from: &Queries, schemes: &'a Schemes) -> Result<Self> {
        let mut facts: HashMap<i64, Vec<Fact>> = HashMap::new();
        for fact in from.facts().await? {
            facts.entry(fact.item_id).or_default().extend(fact.as_fact());
        }
        Ok(DerivedDates { schemes, plain: Dating::new(schemes), facts })
    }

    /// Without a date and a question where the edition is not kept.
    pub fn due(&mut self, item: &Item) -> Due {
        let Some(facts) = self.facts.get(&item.id) else {
            return self.plain.due(&item.place, item.rule, &item.description);
        };
        let retention = dating::derive(self.schemes, &item.place, item.rule, &item.description, facts);
        retention.map(|retention| Due::from(&retention)).unwrap_or_default()
    }
}

problems! {
    refuse paper_of_a_batch():
        "这一件是鉴定销毁的文件，永久保管，不能改归有期限的位置。" / "This is a paper of a disposal batch, kept permanently: it does not move where records are kept for a time."
        => "归到永久保管的位置。" / "File it where records are permanent.";
    refuse record_gone(on, how, basis, how_en):
        "这一卷{how}（{on}，{basis}），只留目录。" / "Its volume was {how_en} on {on} ({basis}); its description alone is kept."
        => "查销毁清册或移交目录。" / "See the register it went by.";
    refuse volume_not_here(code, how, how_en):
        "案卷 {code} {how}，只留目录，不能改动。" / "Volume {code} was {how_en}; its description alone is kept and nothing is changed."
        => "查销毁清册或移交目录。" / "See the register it went by.";
    refuse volume_closed(code, on):
        "案卷 {code} 已于 {on} 立卷，档号和页号不再变动。"
            / "Volume {code} was closed on {on}; its codes and pages no longer change."
        => "要改文字，请写更正说明（更正会保留原文）；要换卷，只能另立新卷。"
            / "To change words, make a correction (it keeps the old text); papers cannot change volumes any more.";
}
