//! Whether a volume that comes is the one that is here already, record for record.

use std::collections::HashMap;

use crate::domain::general::error::Result;
use crate::domain::general::masking::WholeFor;
use crate::domain::general::wording::Wording;
use crate::domain::records::item::Item;
use crate::domain::records::volume::Volume;
use crate::say;
use crate::store::{BroughtVolume, Queries, StoredFact};

/// Differences named.
const NAMED: usize = 4;

/// What differs between the volume here and the one that comes, in a few words; `None`: nothing does.
pub async fn differing(from: &Queries, here: &Volume, comes: &BroughtVolume) -> Result<Option<Wording>> {
    let items = from.items_in(here.id).await?;
    let mut facts: HashMap<i64, Vec<StoredFact>> = HashMap::new();
    for fact in from.facts_in(here.id).await? {
        facts.entry(fact.item_id).or_default().push(fact);
    }
    let mut found = of_volumes(here, &comes.volume);
    if items.len() != comes.items.len() {
        let (there, here) = (comes.items.len(), items.len());
        found.push(say!("件数（包里 {there}，本库 {here}）", "records ({there} there, {here} here)"));
    } else {
        for (item, (other, told)) in items.iter().zip(&comes.items) {
            let known = facts.get(&item.id).map_or(&[] as &[StoredFact], Vec::as_slice);
            if !is_same_item(item, other) || !are_same_facts(known, told) {
                found.push(say!("第 {} 件", "record {}", item.seq));
            }
        }
    }
    if found.is_empty() {
        return Ok(None);
    }
    let more = found.len() > NAMED;
    found.truncate(NAMED);
    let words = |pick: fn(&Wording) -> &str| found.iter().map(pick).collect::<Vec<_>>();
    let (zh, en) = (words(|word| &word.zh).join("、"), words(|word| &word.en).join(", "));
    let (zh_more, en_more) = if more { ("等", " and others") } else { ("", "") };
    Ok(Some(Wording::new(format!("{zh}{zh_more}"), format!("{en}{en_more}"))))
}

fn of_volumes(here: &Volume, comes: &Volume) -> Vec<Wording> {
    let whole = |volume: &Volume| volume.statement.whole(WholeFor::Comparing).to_owned();
    let people = |volume: &Volume| (volume.closed_by.clone(), volume.checked_by.clone());
    let differs = [
        (here.state != comes.state, say!("状态", "state")),
        (here.code != comes.code, say!("档号", "code")),
        (here.title != comes.title || here.step_text != comes.step_text, say!("案卷题名", "title")),
        (here.closed_on != comes.closed_on, say!("立卷日期", "day of closing")),
        (people(here) != people(comes), say!("立卷人、检查人", "who closed and checked it")),
        (whole(here) != whole(comes), say!("备考表", "statement")),
    ];
    differs.into_iter().filter(|(differs, _)| *differs).map(|(_, word)| word).collect()
}

fn is_same_item(here: &Item, comes: &Item) -> bool {
    let stands = |item: &Item| (item.seq, item.rule, item.page_from, item.code.clone());
    stands(here) == stands(comes) && here.description == comes.description
}

fn are_same_facts(here: &[StoredFact], comes: &[StoredFact]) -> bool {
    let said = |fact: &StoredFact| {
        let note = fact.note.whole(WholeFor::Comparing).to_owned();
        (fact.kind.clone(), fact.on_day, note, fact.period.clone())
    };
    here.len() == comes.len() && here.iter().zip(comes).all(|(here, comes)| said(here) == said(comes))
}
