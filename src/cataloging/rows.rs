//! Records as the lines of a catalog, and the order of the indexes.

use std::collections::HashMap;

use crate::domain::barcode;
use crate::domain::finding_aid::{ItemRow, VolumeRow};
use crate::domain::item::Item;
use crate::domain::naming::names;
use crate::domain::scheme::Schemes;
use crate::domain::volume::{Volume, VolumeState};
use crate::search::sorted_by;
use crate::store::{CatalogItem, IndexRow};

pub(super) fn volume(schemes: &Schemes, volume: &Volume, seq: u64) -> VolumeRow {
    let names = names(schemes, &volume.place);
    let width = schemes.scheme(&volume.place.scheme_id).map_or(0, |scheme| scheme.pattern.pad_volume);
    VolumeRow {
        seq,
        code: volume.code.clone(),
        number: format!("{:0width$}", volume.number),
        title: volume.title.clone(),
        year: volume.place.year,
        first_date: volume.first_date,
        last_date: volume.last_date,
        items: volume.items.into(),
        pages: volume.pages.into(),
        period: Some(volume.place.period),
        class: format!("{} {}", names.class_code, names.class),
        step: volume.step_text.clone(),
        barcode: barcode::of(barcode::Thing::Volume, volume.id),
        remarks: if volume.state == VolumeState::Open { "整理中".into() } else { String::new() },
        ..VolumeRow::default()
    }
}

pub(super) fn item(schemes: &Schemes, item: Item, volume: &Volume, seq: u64, is_last: bool) -> ItemRow {
    let names = names(schemes, &item.place);
    let page_to = item.page_to();
    let d = item.description;
    let person = d.persons.first();
    let unit = d.units.first();
    let many = if d.persons.len() > 1 { format!("等{}人", d.persons.len()) } else { String::new() };
    let party =
        unit.map(|unit| unit.name.clone()).or_else(|| person.map(|person| format!("{}{many}", person.name)));
    ItemRow {
        seq,
        code: item.code,
        party: party.unwrap_or_default(),
        party_number: unit.map_or_else(String::new, |unit| unit.number.clone()),
        party_id: person
            .filter(|_| unit.is_none())
            .map_or_else(String::new, |person| person.id_number.clone()),
        doc_number: d.doc_number,
        creator: d.creator,
        self_made: said_self_made(&d.more),
        title: d.title,
        date: d.date,
        date_end: d.date_end,
        secrecy: d.secrecy,
        pages: d.pages.into(),
        page_from: item.page_from,
        page_to,
        is_last,
        volume_code: volume.code.clone(),
        year: item.place.year,
        period: Some(item.place.period),
        class: format!("{} {}", names.class_code, names.class),
        step: volume.step_text.clone(),
        medium: d.medium,
        remarks: d.remarks,
    }
}

/// Whether the sheet said that the title is the archive's own (自拟题名): it is printed in `[ ]`.
fn said_self_made(more: &[(String, String)]) -> bool {
    let says = |(heading, value): &(String, String)| {
        heading.contains("自拟") && !matches!(value.trim(), "" | "否" | "无" | "0" | "N" | "n")
    };
    more.iter().any(says)
}

/// Names that all items of a volume share.
pub(super) struct Names {
    class: String,
    step: String,
}

impl Names {
    pub fn of(schemes: &Schemes, volume: &Volume) -> Names {
        let names = names(schemes, &volume.place);
        Names { class: format!("{} {}", names.class_code, names.class), step: names.step }
    }
}

pub(super) fn listed_item(names: &Names, volume: &Volume, item: CatalogItem, seq: u64) -> ItemRow {
    ItemRow {
        seq,
        page_to: item.page_from + item.pages.saturating_sub(1),
        code: item.code,
        doc_number: item.doc_number,
        creator: item.creator,
        title: item.title,
        date: item.date,
        date_end: item.date_end,
        secrecy: item.secrecy,
        pages: item.pages.into(),
        page_from: item.page_from,
        volume_code: volume.code.clone(),
        year: volume.place.year,
        period: Some(volume.place.period),
        class: names.class.clone(),
        step: names.step.clone(),
        remarks: item.remarks,
        ..ItemRow::default()
    }
}

/// Rows in the order of an index: letter, pinyin, name, number, then as on the shelf.
pub(super) fn by_pinyin(rows: Vec<IndexRow>, persons: bool) -> Vec<(String, String, IndexRow)> {
    let mut keys: HashMap<String, (String, String)> = HashMap::new();
    let mut keyed: Vec<(String, String, IndexRow)> = rows
        .into_iter()
        .map(|row| {
            let (pinyin, letter) =
                keys.entry(row.name.clone()).or_insert_with(|| sorted_by(&row.name, persons)).clone();
            (pinyin, letter, row)
        })
        .collect();
    keyed.sort_by(|(a_pinyin, a_letter, a), (b_pinyin, b_letter, b)| {
        let a = (a_letter, a_pinyin, &a.name, &a.number, &a.code_sort, a.seq);
        a.cmp(&(b_letter, b_pinyin, &b.name, &b.number, &b.code_sort, b.seq))
    });
    keyed
}

/// `芜劳社〔2009〕12号` → `芜劳社`, `〔2009〕12号`; without a bracket the digits begin the number.
pub(super) fn doc_number_parts(text: &str) -> (&str, &str) {
    let at =
        text.find(['〔', '[', '（', '(', '【', '［']).or_else(|| text.find(|c: char| c.is_ascii_digit()));
    text.split_at(at.unwrap_or(text.len()))
}

/// Sorts by agency, year and running number as numbers.
pub(super) fn doc_number_key(text: &str) -> (String, Vec<u64>) {
    let (agency, rest) = doc_number_parts(text);
    let numbers =
        rest.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
    (sorted_by(agency, false).0, numbers)
}
