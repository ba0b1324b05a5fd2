//! A record or volume found, and why it was found.

use super::{Chip, Hit};
use crate::archive::Archive;
use crate::domain::disposal::period_now::PeriodNow;
use crate::domain::general::error::Result;
use crate::domain::general::wording::Wording;
use crate::domain::records::item::Item;
use crate::domain::records::naming::names;
use crate::domain::records::states::{HitKind, ItemState};
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::say;
use crate::search::{self, FoundIn, IndexEntry};

pub(super) fn hit(
    schemes: &Schemes,
    (item, period): (Item, PeriodNow),
    volume: Option<&Volume>,
    chips: &[Chip],
) -> Hit {
    let state = ItemState::from(volume.map(|volume| volume.state)).key();
    Hit {
        kind: HitKind::Item,
        title_marked: marked(&item.description.title, chips),
        id: item.id,
        code: item.code.clone(),
        title: item.description.title.clone(),
        year: item.place.year,
        names: names(schemes, &item.place),
        period,
        date: item.description.date.map(|date| date.to_string()),
        pages: item.description.pages,
        number: None,
        items: None,
        page_from: item.page_from,
        page_to: item.page_to(),
        volume_id: item.volume_id,
        volume_code: volume.map_or_else(String::new, |volume| volume.code.clone()),
        state: state.to_owned(),
        reasons: reasons(schemes, &IndexEntry::from_item(item, state), chips),
        holds: Vec::new(),
    }
}

pub(super) fn volume_hit(schemes: &Schemes, (volume, period): (&Volume, PeriodNow), chips: &[Chip]) -> Hit {
    let dates = [volume.first_date, volume.last_date].map(|date| date.map(|date| date.to_string()));
    let date = match dates {
        [Some(first), Some(last)] if first != last => Some(format!("{first} – {last}")),
        [first, last] => first.or(last),
    };
    Hit {
        kind: HitKind::Volume,
        title_marked: marked(&volume.title, chips),
        id: volume.id,
        code: volume.code.clone(),
        title: volume.title.clone(),
        year: volume.place.year,
        names: names(schemes, &volume.place),
        period,
        date,
        pages: volume.pages,
        number: Some(volume.number),
        items: Some(volume.items),
        page_from: volume.pages.min(1),
        page_to: volume.pages,
        volume_id: None,
        volume_code: String::new(),
        state: volume.state.key().to_owned(),
        reasons: reasons(schemes, &IndexEntry::from_volume(volume), chips),
        holds: Vec::new(),
    }
}

/// Puts in what holds these records and volumes, by two statements for all of them.
pub(super) async fn put_holds<'h>(archive: &Archive, hits: impl Iterator<Item = &'h mut Hit>) -> Result<()> {
    let mut hits: Vec<&mut Hit> = hits.collect();
    let of = |kind: HitKind, hits: &[&mut Hit]| {
        hits.iter().filter(|hit| hit.kind == kind).map(|hit| hit.id).collect::<Vec<_>>()
    };
    let items = archive.store.holds_on_items(&of(HitKind::Item, &hits)).await?;
    let volumes = archive.store.holds_on_volumes(&of(HitKind::Volume, &hits)).await?;
    for hit in &mut hits {
        let marks = if hit.kind == HitKind::Item { &items } else { &volumes };
        hit.holds = marks.get(&hit.id).cloned().unwrap_or_default();
    }
    Ok(())
}

/// The title in pieces: what was looked for and the rest.
fn marked(title: &str, chips: &[Chip]) -> Vec<(String, bool)> {
    let pieces = search::highlight(title, chips);
    pieces.into_iter().map(|piece| (piece.text.to_owned(), piece.hit)).collect()
}

fn reasons(schemes: &Schemes, entry: &IndexEntry, chips: &[Chip]) -> Vec<Wording> {
    let about = &entry.description;
    let mut told = Vec::new();
    for reason in search::reasons(entry, chips) {
        let said = match reason.place {
            FoundIn::Title => continue,
            FoundIn::Creator => say!("责任者 {}", "creator {}", about.creator),
            FoundIn::DocNumber => say!("文号 {}", "document number {}", about.doc_number),
            FoundIn::Date => {
                say!("日期 {}", "date {}", about.date.map(|date| date.to_string()).unwrap_or_default())
            }
            FoundIn::Year => say!("{} 年度", "year {}", entry.place.year),
            FoundIn::Code => say!("档号", "code"),
            FoundIn::VolumeNumber => match &entry.volume {
                Some(volume) => say!("案卷号 {}", "volume number {}", volume.number),
                None => continue,
            },
            FoundIn::Class => {
                let names = names(schemes, &entry.place);
                Wording::same(format!("{} {}", names.class_code, names.class))
            }
            FoundIn::Remarks => {
                let said = &about.remarks;
                say!("备注 {said}", "remarks {said}")
            }
            FoundIn::More(at) => match about.more.get(at) {
                Some((heading, value)) => Wording::same(format!("{heading} {value}")),
                None => continue,
            },
            FoundIn::Person(at) => match about.persons.get(at) {
                Some(person) if about.persons.len() > 1 => {
                    let (name, row) = (&person.name, at + 1);
                    say!("人员 {name}，表内第 {row} 行", "person {name}, row {row} of the form")
                }
                Some(person) => say!("人员 {}", "person {}", person.name),
                None => continue,
            },
            FoundIn::Unit(at) => match about.units.get(at) {
                Some(unit) => say!("单位 {}", "unit {}", unit.name),
                None => continue,
            },
        };
        if !told.contains(&said) && told.len() < 6 {
            told.push(said);
        }
    }
    told
}
