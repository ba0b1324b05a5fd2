//! Records as the lines of a catalog, and the order of the indexes.

use std::collections::HashMap;
use std::sync::Arc;

use crate::archive::Archive;
use crate::domain::catalogs::finding_aid::{
    FreeRow, Gone, IdNumbers, LineKind, PrintedItem, PrintedVolume, Value, ValueStyle,
};
use crate::domain::general::error::Result;
use crate::domain::general::masking::{FreeText, WholeFor};
use crate::domain::records::item::Item;
use crate::domain::records::naming::names;
use crate::domain::records::scope::Scope;
use crate::domain::records::volume::{Volume, VolumeState};
use crate::domain::schemes::scheme::Schemes;
use crate::domain::using::consultation::{identity_name, purpose_name};
use crate::domain::values::date::RecordDate;
use crate::domain::values::period::KeptFor;
use crate::domain::values::{barcode, identity};
use crate::procedures::periods::PeriodsById;
use crate::search::{index_key, sorted_by};
use crate::store::{CatalogItem, Consultation, ConsultationFilter, Departure, IndexRow};

pub(super) fn volume(
    schemes: &Schemes,
    (volume, kept): (&Volume, KeptFor),
    seq: u64,
    gone: Option<&Gone>,
) -> PrintedVolume {
    let names = names(schemes, &volume.place);
    let width = schemes.scheme(&volume.place.scheme_id).map_or(0, |scheme| scheme.pattern.pad_volume);
    PrintedVolume {
        seq,
        code: volume.code.clone(),
        number: format!("{:0width$}", volume.number),
        title: volume.title.clone(),
        year: volume.place.year,
        first_date: volume.first_date,
        last_date: volume.last_date,
        items: volume.items.into(),
        pages: volume.pages.into(),
        period: Some(kept),
        class: format!("{} {}", names.class_code, names.class),
        step: volume.step_text.clone(),
        barcode: barcode::write(barcode::BarcodeOf::Volume, volume.id),
        open: volume.state == VolumeState::Open,
        gone: gone.cloned(),
        ..PrintedVolume::default()
    }
}

/// How the items of a list are filled, whatever they are.
pub(super) struct ItemStyle {
    /// 责任者 where none was given: the office's rule of the form, else nothing.
    pub creator: String,
    /// As documents of before were filled: a unit stands for the 责任者, and items are numbered as listed.
    pub as_before: bool,
    /// The list, or this part of it, is of one volume.
    pub alone: bool,
    /// Volumes of the portion being written that are here no more.
    pub gone: HashMap<i64, Gone>,
    /// How long the volumes of the portion are kept.
    pub kept: PeriodsById,
}

impl ItemStyle {
    pub fn kept_for(&self, volume: &Volume) -> KeptFor {
        self.kept.of(volume.id, &volume.place).kept
    }
}

/// Those of these volumes that are here no more, as their lines say it.
pub(super) async fn gone_of(archive: &Archive, volumes: &[Volume]) -> Result<HashMap<i64, Gone>> {
    let ids: Vec<i64> =
        volumes.iter().filter(|volume| volume.state.is_gone()).map(|volume| volume.id).collect();
    let gone = archive.store.departures_of(&ids).await?.into_iter();
    let said = |one: Departure| {
        let by = format!("{} {}", one.basis, one.whereabouts).trim_end().to_owned();
        Gone { how: one.how, on: RecordDate::day(one.on_day), by }
    };
    Ok(gone.map(|(id, one)| (id, said(one))).collect())
}

pub(super) fn item(
    schemes: &Schemes,
    item: Item,
    volume: &Volume,
    (seq, is_last): (u64, bool),
    style: &ItemStyle,
) -> PrintedItem {
    let names = names(schemes, &item.place);
    let page_to = item.page_to();
    let d = item.description;
    let person = d.persons.first();
    let unit = d.units.first();
    let many = if d.persons.len() > 1 { format!("等{}人", d.persons.len()) } else { String::new() };
    let party =
        unit.map(|unit| unit.name.clone()).or_else(|| person.map(|person| format!("{}{many}", person.name)));
    let creator = match unit {
        _ if !d.creator.is_empty() => d.creator,
        Some(unit) if style.as_before => unit.name.clone(),
        _ => style.creator.clone(),
    };
    PrintedItem {
        seq,
        number: seq,
        code: item.code,
        party: party.unwrap_or_default(),
        party_number: unit.map_or_else(String::new, |unit| unit.number.clone()),
        party_id: person
            .filter(|_| unit.is_none())
            .map_or_else(String::new, |person| person.id_number.whole(WholeFor::Printing).to_owned()),
        party_id_kind: person
            .filter(|_| unit.is_none())
            .map_or_else(String::new, |person| person.id_kind.clone()),
        doc_number: d.doc_number,
        creator,
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
        period: Some(style.kept_for(volume)),
        class: format!("{} {}", names.class_code, names.class),
        step: volume.step_text.clone(),
        medium: d.medium,
        open: volume.state == VolumeState::Open,
        alone: style.alone,
        gone: style.gone.get(&volume.id).cloned(),
        remarks: d.remarks.into_whole(WholeFor::Printing),
    }
}

/// Whether the sheet said that the title is the archive's own (自拟题名): it is printed in `[ ]`.
pub(super) fn said_self_made(more: &[(String, FreeText)]) -> bool {
    let says = |(heading, value): &(String, FreeText)| {
        heading.contains("自拟")
            && !matches!(value.whole(WholeFor::Comparing).trim(), "" | "否" | "无" | "0" | "N" | "n")
    };
    more.iter().any(says)
}

/// Names that all items of a volume share.
pub(super) struct VolumeNames {
    class: String,
    step: String,
}

impl VolumeNames {
    pub fn find(schemes: &Schemes, volume: &Volume) -> VolumeNames {
        let names = names(schemes, &volume.place);
        VolumeNames { class: format!("{} {}", names.class_code, names.class), step: names.step }
    }
}

/// An item numbered through; `at` is its own number in the volume.
pub(super) fn listed_item(
    names: &VolumeNames,
    volume: &Volume,
    item: CatalogItem,
    (seq, at): (u64, u64),
    style: &ItemStyle,
) -> PrintedItem {
    PrintedItem {
        seq,
        number: if style.as_before { seq } else { at },
        page_to: item.page_from + item.pages.saturating_sub(1),
        code: item.code,
        doc_number: item.doc_number,
        creator: if item.creator.is_empty() { style.creator.clone() } else { item.creator },
        open: volume.state == VolumeState::Open,
        alone: style.alone,
        gone: style.gone.get(&volume.id).cloned(),
        self_made: said_self_made(&item.more),
        title: item.title,
        date: item.date,
        date_end: item.date_end,
        secrecy: item.secrecy,
        pages: item.pages.into(),
        page_from: item.page_from,
        volume_code: volume.code.clone(),
        year: volume.place.year,
        period: Some(style.kept_for(volume)),
        class: names.class.clone(),
        step: names.step.clone(),
        remarks: item.remarks,
        ..PrintedItem::default()
    }
}

/// The lines of the register of use in these years; a volume's class or period does not limit them.
pub(super) fn uses_of(filter: &Scope) -> ConsultationFilter {
    ConsultationFilter {
        from: filter.year_from.map(|year| format!("{year:04}-01-01")),
        to: filter.year_to.map(|year| format!("{year:04}-12-31")),
        ..ConsultationFilter::default()
    }
}

/// A line of the register of use. What a person shows of her own card is an ID number; what others
/// bring is a letter.
pub(super) fn use_of(line: Consultation, item: Option<&Item>, seq: u64, id_numbers: IdNumbers) -> FreeRow {
    let said = |text: FreeText| match id_numbers {
        IdNumbers::Full => text.into_whole(WholeFor::Printing),
        IdNumbers::Masked | IdNumbers::LeftOut => text.to_string(),
        // so it was written then
        IdNumbers::MaskedBefore => text.into_whole(WholeFor::Printing),
    };
    let is_self = line.identity == "self";
    let record = match item {
        Some(item) => {
            let page = if item.page_from > 0 { format!(" 第{}页", item.page_from) } else { String::new() };
            format!("{}{page} · {}", item.code, title_of(item))
        }
        None => said(line.subject.clone()),
    };
    let person = said(if is_self && line.asker.is_empty() { line.subject } else { line.asker });
    let document = if is_self { line.document.into_whole(WholeFor::Printing) } else { said(line.document) };
    FreeRow::new(LineKind::Use)
        .with("seq", seq.to_string())
        .with("date", line.at.chars().take(10).collect::<String>())
        .with("person", person)
        .with(if is_self { "id_number" } else { "unit" }, document)
        .with("role", identity_name(&line.identity).zh)
        .with("purpose", purpose_name(&line.purpose).zh)
        .with("record", record)
        .with("manner", line.given.word().zh)
        .with("pages", line.pages.to_string())
        .with("clerk", line.actor)
}

fn title_of(item: &Item) -> String {
    let d = &item.description;
    if said_self_made(&d.more) { format!("[{}]", d.title) } else { d.title.clone() }
}

/// A row of an index and how its name is spelled.
pub(super) struct Spelled {
    /// Both shared by all of one name.
    pub order: Arc<str>,
    pub pinyin: Arc<str>,
    pub letter: char,
    pub row: IndexRow,
}

impl Spelled {
    fn key(&self) -> (char, &str, &str, &str, &str, u32) {
        let row = &self.row;
        (self.letter, &self.order, &row.name, &row.number, &row.code_sort, row.seq)
    }
}

/// Rows in the order of an index: letter, then character by character, name, number, then as on the shelf. `as_before`: by
/// the whole name's pinyin, as documents of before are ordered.
pub(super) fn by_pinyin(rows: Vec<IndexRow>, persons: bool, as_before: bool) -> Vec<Spelled> {
    let mut keys: HashMap<String, (Arc<str>, Arc<str>, char)> = HashMap::new();
    let mut spelled = Vec::with_capacity(rows.len());
    for row in rows {
        let spelling = || {
            let (pinyin, letter) = sorted_by(&row.name, persons);
            let pinyin: Arc<str> = pinyin.into();
            let order = if as_before { pinyin.clone() } else { index_key(&row.name, persons).into() };
            (order, pinyin, letter)
        };
        let (order, pinyin, letter) = keys.entry(row.name.clone()).or_insert_with(spelling).clone();
        spelled.push(Spelled { order, pinyin, letter, row });
    }
    spelled.sort_by(|a, b| a.key().cmp(&b.key()));
    spelled
}

/// Persons of one name are told apart by their numbers; where those are left out, or look alike behind their stars, by
/// the year of birth, by the unit, else by a figure, whichever the name bears behind it. The whole day of birth is not
/// given: with what the stars leave it would be the whole number.
pub(super) fn tell_apart(rows: &mut [Spelled], id_numbers: IdNumbers, as_before: bool) {
    let choices = ValueStyle { id_numbers, ..ValueStyle::default() };
    for namesakes in rows.chunk_by_mut(|a, b| a.row.name == b.row.name) {
        let mut numbers: Vec<String> = namesakes.iter().map(|of| of.row.number.clone()).collect();
        numbers.retain(|number| !number.is_empty());
        numbers.dedup();
        let mut seen: Vec<String> =
            numbers.iter().map(|number| choices.print(Value::Id(number)).in_words().into_owned()).collect();
        seen.sort_unstable();
        seen.dedup();
        if seen.len() == numbers.len() {
            continue;
        }
        let marks = marks_of(namesakes, &numbers, as_before);
        for Spelled { row, .. } in namesakes {
            if let Some(at) = numbers.iter().position(|number| *number == row.number) {
                row.name = format!("{}（{}）", row.name, marks[at]);
            }
        }
    }
}

/// What stands behind the name of each of these persons: the first that differs for all of them.
fn marks_of(namesakes: &[Spelled], numbers: &[String], as_before: bool) -> Vec<String> {
    let figures = || (1..=numbers.len()).map(|figure| figure.to_string()).collect::<Vec<_>>();
    if as_before {
        return figures();
    }
    let differ = |marks: &Vec<Option<String>>| {
        let given: std::collections::HashSet<&String> = marks.iter().flatten().collect();
        given.len() == numbers.len()
    };
    let born = |number: &String| Some(format!("{}年生", identity::birth_year(number)?));
    let unit = |number: &String| {
        let mut units =
            namesakes.iter().filter(|of| of.row.number == *number).map(|of| of.row.beside.clone());
        units.find(|unit| !unit.is_empty())
    };
    let ways = [numbers.iter().map(born).collect::<Vec<_>>(), numbers.iter().map(unit).collect()];
    match ways.into_iter().find(differ) {
        Some(marks) => marks.into_iter().flatten().collect(),
        None => figures(),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, number: &str) -> Spelled {
        let row = IndexRow {
            name: name.into(),
            number: number.into(),
            document: String::new(),
            beside: String::new(),
            seq: 1,
            is_among_others: false,
            year: 2009,
            code: String::new(),
            code_sort: String::new(),
            page_from: 1,
        };
        Spelled { order: "".into(), pinyin: "".into(), letter: '#', row }
    }

    #[test]
    fn persons_of_one_name_are_told_apart() {
        let names = |id_numbers| -> Vec<String> {
            let mut rows = vec![
                person("王伟", "990000198001011234"),
                person("张伟", ""),
                person("张伟", "990000195001011234"),
                person("张伟", "990000195001011234"),
                person("张伟", "990000198001011234"),
            ];
            tell_apart(&mut rows, id_numbers, false);
            rows.into_iter().map(|of| of.row.name).collect()
        };
        assert_eq!(names(IdNumbers::Full), ["王伟", "张伟", "张伟", "张伟", "张伟"]);
        // both read 990000********1234
        let alike = ["王伟", "张伟", "张伟（1950年生）", "张伟（1950年生）", "张伟（1980年生）"];
        assert_eq!(names(IdNumbers::Masked), alike);
        // one person of the name: nothing to tell apart
        let mut rows = vec![person("张伟", "990000195001011234"), person("张伟", "990000195001011234")];
        tell_apart(&mut rows, IdNumbers::LeftOut, false);
        assert!(rows.iter().all(|of| of.row.name == "张伟"));
        assert_eq!(names(IdNumbers::LeftOut), alike);
    }

    #[test]
    fn persons_born_in_one_year_are_told_apart_by_their_units_or_a_figure() {
        let told = |units: [&str; 2], as_before| -> Vec<String> {
            let mut rows = vec![person("张伟", "990000195001011234"), person("张伟", "990000195011111234")];
            for (of, unit) in rows.iter_mut().zip(units) {
                of.row.beside = unit.into();
            }
            tell_apart(&mut rows, IdNumbers::Masked, as_before);
            rows.into_iter().map(|of| of.row.name).collect()
        };
        assert_eq!(told(["机械厂", "纺织厂"], false), ["张伟（机械厂）", "张伟（纺织厂）"]);
        assert_eq!(told(["机械厂", "机械厂"], false), ["张伟（1）", "张伟（2）"]);
        assert_eq!(told(["机械厂", ""], false), ["张伟（1）", "张伟（2）"]);
        assert_eq!(told(["机械厂", "纺织厂"], true), ["张伟（1）", "张伟（2）"]);
    }
}
