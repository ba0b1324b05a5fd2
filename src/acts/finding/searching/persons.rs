//! 按人归拢: the records found, person by person; one person across the years; who else is called so.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde::Serialize;

use super::{Chip, Found, Hit, SearchQuery, across, ask, behind, hits, query, read};
use crate::archive::{Archive, allow};
use crate::domain::disposal::period_now::PeriodNow;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{FreeText, IdNumber, WholeFor};
use crate::domain::general::role::{By, Deed};
use crate::domain::records::item::{Item, Person};
use crate::domain::records::states::HitKind;
use crate::domain::records::volume::Volume;
use crate::domain::schemes::scheme::Schemes;
use crate::procedures::periods::Periods;
use crate::procedures::records;
use crate::search::{self, FoundIn, IndexEntry, fold::fold};

/// Records looked through for their persons; a question with more is asked for the latest.
const LOOKED_THROUGH: usize = 100;
/// Units named beside a person.
const UNITS: usize = 3;

/// One person's place in one record.
#[derive(Clone, Debug, Serialize)]
pub struct PersonRecord {
    #[serde(flatten)]
    pub hit: Hit,
    /// Row inside the form, from 1, and rows in all.
    pub row: u32,
    pub rows: u32,
    /// Units this record names, as many as are named beside a person.
    pub units: Vec<String>,
}

impl PersonRecord {
    fn new(hit: Hit, item: &Item, row: u32) -> PersonRecord {
        let about = &item.description;
        let units = about.units.iter().take(UNITS).map(|unit| unit.name.clone()).collect();
        PersonRecord { hit, row, rows: about.persons.len() as u32, units }
    }
}

/// A person and the records found for it, the latest first.
#[derive(Clone, Debug, Serialize)]
pub struct PersonGroup {
    pub name: String,
    /// Empty: no number is known.
    pub masked: IdNumber,
    pub personal_no: FreeText,
    pub units: Vec<String>,
    pub records: Vec<PersonRecord>,
    /// How many of the groups bear this name, and how many one that sounds the same.
    pub same_name: usize,
    pub same_sound: usize,
    #[serde(skip)]
    key: String,
}

/// What was found, person by person.
#[derive(Clone, Debug, Serialize)]
pub struct Persons {
    /// Records that fit, exactly; the groups stand for the latest `seen` of them.
    pub total: u64,
    pub seen: usize,
    pub groups: Vec<PersonGroup>,
    /// Records that fit by something else: a unit, a title, a number.
    pub others: Vec<Hit>,
    pub chips: Vec<Chip>,
    pub behind: i64,
}

/// Finds records and tells them apart by the persons the words fit. Two persons of one name are two.
pub async fn persons(archive: &Archive, by: &By, asked: &SearchQuery) -> Result<Persons> {
    allow(by, Deed::Read)?;
    let asked = SearchQuery {
        page: 1,
        size: LOOKED_THROUGH,
        newest: true,
        kind: Some(HitKind::Item),
        ..across(archive, asked).await?
    };
    // whoever asks for a person and types initials means no class
    let query = query(&asked, &[])?;
    let found = ask(archive, query.clone()).await?;
    let records = read(archive, &found.ids).await?;
    let schemes = archive.schemes();
    let mut groups = Groups::default();
    let mut others = Vec::new();
    let seen = records.len();
    for record in records {
        let Found::Item(item, volume) = record else { continue };
        let rows = rows_that_fit(&item.0, &query.chips);
        if rows.is_empty() {
            others.push(hits::hit(&schemes, *item, volume.as_ref(), &query.chips));
        } else {
            groups.take(&schemes, &item, &rows, volume.as_ref(), &query.chips);
        }
    }
    let mut groups = groups.told_apart(&query.chips);
    let of_persons = groups.iter_mut().flat_map(|group| &mut group.records).map(|record| &mut record.hit);
    hits::put_holds(archive, of_persons.chain(&mut others)).await?;
    Ok(Persons {
        total: found.total,
        seen,
        groups,
        others,
        behind: behind(archive, &found).await?,
        chips: query.chips,
    })
}

/// The rows of a form whose persons fit most of the words.
fn rows_that_fit(item: &Item, chips: &[Chip]) -> Vec<usize> {
    let entry = IndexEntry::from_item(item.clone(), "");
    let mut fitting: HashMap<usize, usize> = HashMap::new();
    for reason in search::reasons(&entry, chips) {
        if let FoundIn::Person(at) = reason.place {
            *fitting.entry(at).or_default() += 1;
        }
    }
    let most = fitting.values().copied().max().unwrap_or(0);
    let mut rows: Vec<usize> = fitting.into_iter().filter(|(_, n)| *n == most).map(|(at, _)| at).collect();
    rows.sort_unstable();
    rows
}

/// What tells one person from another: the ID number; without one, name, own number and unit together.
fn key_of(item: &Item, person: &Person) -> String {
    if person.id_number.is_empty() {
        let unit = item.description.units.first().map_or("", |unit| unit.name.as_str());
        format!("{}\n{}\n{}", fold(&person.name), person.personal_no.whole(WholeFor::Comparing), fold(unit))
    } else {
        person.id_number.whole(WholeFor::Comparing).to_owned()
    }
}

#[derive(Default)]
struct Groups(Vec<PersonGroup>);

impl Groups {
    fn take(
        &mut self,
        schemes: &Schemes,
        (item, period): &(Item, PeriodNow),
        rows: &[usize],
        volume: Option<&Volume>,
        chips: &[Chip],
    ) {
        let about = &item.description;
        for &at in rows {
            let Some(person) = about.persons.get(at) else { continue };
            let key = key_of(item, person);
            let known = self.0.iter().position(|group| group.key == key).unwrap_or_else(|| {
                self.0.push(PersonGroup {
                    name: person.name.clone(),
                    masked: person.id_number.clone(),
                    personal_no: person.personal_no.clone(),
                    units: Vec::new(),
                    records: Vec::new(),
                    same_name: 0,
                    same_sound: 0,
                    key,
                });
                self.0.len() - 1
            });
            let group = &mut self.0[known];
            for unit in &about.units {
                if group.units.len() < UNITS && !group.units.contains(&unit.name) {
                    group.units.push(unit.name.clone());
                }
            }
            let hit = hits::hit(schemes, (item.clone(), period.clone()), volume, chips);
            group.records.push(PersonRecord::new(hit, item, at as u32 + 1));
        }
    }

    /// The groups with how many share name and sound; those read as people read them before those that
    /// only a rare reading brings (丁 as zhēng), then those with most records.
    fn told_apart(mut self, chips: &[Chip]) -> Vec<PersonGroup> {
        let names: Vec<String> = self.0.iter().map(|group| fold(&group.name)).collect();
        let sounds: Vec<String> = self.0.iter().map(|group| sound(&group.name)).collect();
        for (at, group) in self.0.iter_mut().enumerate() {
            group.same_name = names.iter().filter(|name| **name == names[at]).count();
            group.same_sound = sounds.iter().filter(|sound| **sound == sounds[at]).count();
        }
        self.0.sort_by_cached_key(|group| {
            (!is_usual(&group.name, chips), Reverse(group.records.len()), group.name.clone())
        });
        self.0
    }
}

/// Whether the letters typed are the usual reading of the name, or its initials.
fn is_usual(name: &str, chips: &[Chip]) -> bool {
    let read = search::sorted_by(name, true).0;
    let initials: String = read.split(' ').filter_map(|syllable| syllable.chars().next()).collect();
    let read = read.replace(' ', "");
    let typed = chips.iter().map(|chip| fold(&chip.text));
    let mut letters = typed.filter(|text| text.chars().all(|c| c.is_ascii_alphabetic()));
    letters.all(|text| read.contains(&text) || initials.contains(&text))
}

/// How a name is read, in letters: 张小梅 and 章晓眉 are one.
fn sound(name: &str) -> String {
    search::sorted_by(name, true).0.replace(' ', "")
}

/// One person across the years.
#[derive(Clone, Debug, Serialize)]
pub struct PersonView {
    pub name: String,
    pub masked: IdNumber,
    pub personal_no: FreeText,
    /// An ID number says that all of it is one person; else it is name, number and unit together.
    pub certain: bool,
    pub units: Vec<String>,
    /// The latest first.
    pub records: Vec<PersonRecord>,
    /// Others of the same name or sound, each by one of its records.
    pub namesakes: Vec<PersonGroup>,
    /// More records fit than were looked through: there may be others of this person.
    pub has_more: bool,
    pub behind: i64,
}

/// The person in this row (from 1) of this record, wherever else it is met.
pub async fn person(archive: &Archive, by: &By, item_id: i64, row: u32) -> Result<PersonView> {
    allow(by, Deed::Read)?;
    let item = records::item(&archive.store, item_id).await?;
    let person = records::person(&item, row)?;
    let key = key_of(&item, person);
    let by_number = asked_for(person.id_number.whole(WholeFor::Comparing));
    let (by_name, by_sound) = (asked_for(&person.name), asked_for(&sound(&person.name)));
    let (mut own, mut namesakes, mut lag) = (None::<PersonGroup>, Vec::<PersonGroup>::new(), 0);
    let (mut has_more, mut is_first) = (false, true);
    for asked in [by_number, by_name, by_sound].into_iter().flatten() {
        // a name of punctuation alone is nothing to look for
        let found = match persons(archive, by, &asked).await {
            Err(Error::Refused(_)) => continue,
            found => found?,
        };
        lag = found.behind;
        // by its number a person is found whole; by a name others are found, too
        if is_first {
            has_more = found.total > found.seen as u64;
        }
        is_first = false;
        for group in found.groups {
            let is_same =
                fold(&group.name) == fold(&person.name) || sound(&group.name) == sound(&person.name);
            match &mut own {
                Some(own) if group.key == own.key => own.add(group),
                None if group.key == key => own = Some(group),
                _ if is_same && !namesakes.iter().any(|known| known.key == group.key) => {
                    namesakes.push(group)
                }
                _ => {}
            }
        }
    }
    let mut own = own.unwrap_or_else(|| PersonGroup::alone(person, key));
    if own.records.is_empty() {
        let volume = match item.volume_id {
            Some(id) => archive.store.volume(id).await?,
            None => None,
        };
        let schemes = archive.schemes();
        let period = Periods::new(schemes.clone()).of_items(&archive.store, [&item]).await?;
        let period = period.of(item.id, &item.place);
        let mut hit = hits::hit(&schemes, (item.clone(), period), volume.as_ref(), &[]);
        hits::put_holds(archive, std::iter::once(&mut hit)).await?;
        own.records.push(PersonRecord::new(hit, &item, row));
    }
    own.records.sort_by(|a, b| (&b.hit.date, b.hit.year, b.hit.id).cmp(&(&a.hit.date, a.hit.year, a.hit.id)));
    Ok(PersonView {
        name: person.name.clone(),
        masked: person.id_number.clone(),
        personal_no: person.personal_no.clone(),
        certain: !person.id_number.is_empty(),
        units: own.units,
        records: own.records,
        namesakes,
        has_more,
        behind: lag,
    })
}

fn asked_for(text: &str) -> Option<SearchQuery> {
    (!text.is_empty()).then(|| SearchQuery { text: text.to_owned(), ..SearchQuery::default() })
}

impl PersonGroup {
    fn alone(person: &Person, key: String) -> PersonGroup {
        PersonGroup {
            name: person.name.clone(),
            masked: person.id_number.clone(),
            personal_no: person.personal_no.clone(),
            units: Vec::new(),
            records: Vec::new(),
            same_name: 1,
            same_sound: 1,
            key,
        }
    }

    fn add(&mut self, other: PersonGroup) {
        for record in other.records {
            let known = |one: &PersonRecord| (one.hit.id, one.row) == (record.hit.id, record.row);
            if !self.records.iter().any(known) {
                self.records.push(record);
            }
        }
        for unit in other.units {
            if self.units.len() < UNITS && !self.units.contains(&unit) {
                self.units.push(unit);
            }
        }
    }
}
