//! Sets, totals, facets and order against a scan that knows nothing of the index.

use std::collections::BTreeMap;

use super::*;
use crate::domain::general::masking::WholeFor;
use crate::domain::records::scope::{AnyOf, Scope};
use crate::domain::records::states::HitKind;
use crate::fold::fold;

/// Everything of a record in which fragments are found.
fn texts(entry: &IndexEntry) -> Vec<String> {
    let about = &entry.description;
    let whole = WholeFor::Comparing;
    let mut texts = vec![about.title.as_str(), &about.creator, &about.doc_number, about.remarks.whole(whole)];
    texts.extend(about.more.iter().map(|(_, value)| value.whole(whole)));
    texts.extend(about.persons.iter().flat_map(|person| [person.name.as_str(), person.note.whole(whole)]));
    texts.extend(about.units.iter().map(|unit| unit.name.as_str()));
    texts.into_iter().map(str::to_owned).collect()
}

/// A record as the scan looks at it: folded once.
struct Scanned<'a> {
    entry: &'a IndexEntry,
    texts: Vec<String>,
    doc_number: String,
    code: String,
    date: String,
}

fn scan_of(entries: &[IndexEntry]) -> Vec<Scanned<'_>> {
    let scanned = |entry| Scanned {
        entry,
        texts: texts(entry).iter().map(|text| fold(text)).collect(),
        doc_number: plain(&entry.description.doc_number),
        code: parted(&entry.code).join("-"),
        date: entry.description.date.map(|date| date.eight_digits()).unwrap_or_default(),
    };
    entries.iter().map(scanned).collect()
}

fn plain(doc_number: &str) -> String {
    fold(doc_number).replace(['第', '字', '号'], "")
}

fn parted(text: &str) -> Vec<String> {
    let parts =
        text.split(|c: char| fold(&c.to_string()).is_empty()).map(fold).filter(|part| !part.is_empty());
    parts
        .map(|part| if part.parse::<u64>().is_ok() { part.trim_start_matches('0').into() } else { part })
        .collect()
}

/// The ids of the records in which every word fits: the promise of the module, written down a second
/// time without keys and terms. Words of Latin letters alone (spellings) are left to `meaning.rs`.
fn scan<'a>(scanned: &'a [Scanned], typed: &str) -> Vec<&'a IndexEntry> {
    let words: Vec<Word> = typed.split_whitespace().map(Word::read).collect();
    scanned.iter().filter(|one| words.iter().all(|word| word.fits(one))).map(|one| one.entry).collect()
}

fn scanned_ids(scanned: &[Scanned], typed: &str) -> Vec<i64> {
    let mut ids: Vec<i64> = scan(scanned, typed).iter().map(|entry| entry.indexed_id().number()).collect();
    ids.sort_unstable();
    ids
}

struct Word {
    folded: String,
    plain: String,
    parts: Vec<String>,
    /// The digits of the dates it may mean: as dashes, as 年月日, as it stands.
    dates: Vec<String>,
    /// The number of a volume it may mean: 3, 003, 第3卷, 卷3, 案卷号3.
    volume: Option<u32>,
    /// Four digits and nothing else: perhaps the end of an ID number.
    four: bool,
}

impl Word {
    fn read(word: &str) -> Word {
        let folded = fold(word);
        let padded = |part: &str| format!("{part:0>2}");
        let parts = parted(word);
        let dashed =
            if parts.len() > 1 { parts.iter().map(|part| padded(part)).collect() } else { String::new() };
        let written = folded.split(['年', '月', '日']).filter(|part| !part.is_empty()).map(padded);
        let written: String = if folded.contains('年') { written.collect() } else { String::new() };
        let is_date =
            |digits: &String| matches!(digits.len(), 6 | 8) && RecordDate::from_iso(&iso(digits)).is_some();
        let dates = [dashed, written, folded.clone()].into_iter().filter(is_date).collect();
        let four =
            word.chars().count() == 4 && folded.len() == 4 && folded.bytes().all(|b| b.is_ascii_digit());
        let said =
            ["第", "号", "案卷", "卷"].iter().fold(folded.clone(), |rest, word| rest.replace(word, ""));
        let is_number = said == folded || folded.contains('卷');
        let volume = said.parse().ok().filter(|_| is_number && said.len() < 6);
        Word { plain: plain(word), parts, dates, volume, four, folded }
    }

    fn fits(&self, one: &Scanned) -> bool {
        let Word { folded, plain, parts, dates, volume, four } = self;
        let own_number = one.entry.volume.as_ref().map(|volume| volume.number);
        let about = &one.entry.description;
        let digits = folded.bytes().all(|b| b.is_ascii_digit());
        let has_digit = folded.bytes().any(|b| b.is_ascii_digit());
        let numeric = has_digit && folded.len() > 1 && folded.bytes().all(|b| b.is_ascii_alphanumeric());
        let number = |own: &str| {
            let own = fold(own);
            !own.is_empty() && if folded.len() > 4 { own.starts_with(folded) } else { own == *folded }
        };
        let id = |own: &str| {
            let own = own.to_lowercase();
            (digits && (6..=18).contains(&folded.len()) && own.starts_with(folded))
                || (folded.len() == 18 && own == *folded)
                || (*four && own.ends_with(folded))
                || (folded.len() == 6 && own.ends_with(folded))
        };
        let year = one.entry.place.year.to_string();
        one.texts.iter().any(|text| text.contains(folded))
            || [year.clone(), format!("{year}年"), format!("{year}年度")].contains(folded)
            || about.persons.iter().any(|person| id(person.id_number.whole(WholeFor::Comparing)))
            || (numeric
                && about.persons.iter().any(|person| number(person.personal_no.whole(WholeFor::Comparing))))
            || (numeric && about.units.iter().any(|unit| number(&unit.number)))
            || dates.iter().any(|date| one.date.starts_with(date))
            || (has_digit && !digits && !plain.is_empty() && one.doc_number == *plain)
            || (volume.is_some() && *volume == own_number)
            || (parts.len() > 1 && one.code.starts_with(&parts.join("-")))
    }
}

fn iso(digits: &str) -> String {
    [digits.get(..4), digits.get(4..6), digits.get(6..8)].into_iter().flatten().collect::<Vec<_>>().join("-")
}

fn counts<'a>(entries: &[&IndexEntry], value: impl Fn(&IndexEntry) -> String + 'a) -> Vec<FacetCount> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    entries.iter().for_each(|entry| *counts.entry(value(entry)).or_default() += 1);
    counts.into_iter().map(|(value, count)| FacetCount { value, count }).collect()
}

/// A fragment of some text of some record, as a person might type it: 1 to 12 characters.
fn fragment(entries: &[IndexEntry], dice: &mut Dice) -> Option<String> {
    let texts = texts(&entries[dice.below(entries.len())]);
    let chars: Vec<char> = texts[dice.below(texts.len())].chars().collect();
    if chars.is_empty() {
        return None;
    }
    let from = dice.below(chars.len());
    let fragment: String = chars[from..].iter().take(1 + dice.below(12)).collect();
    let letters = fragment.split_whitespace().any(|word| fold(word).bytes().all(|b| b.is_ascii_lowercase()));
    (!letters).then_some(fragment)
}

#[test]
fn a_thousand_fragments_as_a_scan_finds_them() {
    let dir = tempfile::tempdir().unwrap();
    let entries = holdings(500);
    let index = filled(dir.path(), &entries, 4);
    let scanned = scan_of(&entries);
    let mut dice = Dice(99);
    let (mut asked, mut found) = (0, 0);
    while asked < 1000 {
        let Some(typed) = fragment(&entries, &mut dice) else { continue };
        asked += 1;
        let expected = scanned_ids(&scanned, &typed);
        assert_eq!(ids(&index, &typed), expected, "{typed:?} {:?}", understand(&typed));
        found += expected.len();
    }
    assert!(found > 5000, "the fragments find something: {found}");
}

#[test]
fn numbers_as_a_scan_finds_them() {
    let dir = tempfile::tempdir().unwrap();
    let entries = holdings(500);
    let index = filled(dir.path(), &entries, 4);
    let scanned = scan_of(&entries);
    let mut dice = Dice(5);
    for _ in 0..300 {
        let entry = &entries[dice.below(entries.len())];
        let person = entry.description.persons.first().cloned().unwrap_or_default();
        let id = person.id_number.whole(WholeFor::Comparing);
        let part_of_code = |dice: &mut Dice| entry.code.chars().take(5 + dice.below(30)).collect();
        let typed = match (dice.below(6), &entry.volume) {
            (0, Some(volume)) => volume.number.to_string(),
            (1, Some(volume)) => format!("第{}卷", volume.number),
            (2, Some(volume)) => format!("案卷号 {:03}", volume.number).replace(' ', ""),
            (3, Some(volume)) => format!("{} {}卷", entry.place.year, volume.number),
            (_, Some(_)) => part_of_code(&mut dice),
            (0, _) => id.to_owned(),
            (1, _) => id[..6 + dice.below(12)].to_owned(),
            (2, _) => id[12..].to_owned(),
            (3, _) => person.personal_no.whole(WholeFor::Comparing)[..2 + dice.below(8)].to_owned(),
            (4, _) => part_of_code(&mut dice),
            _ => entry.description.date.unwrap().eight_digits()[..6 + 2 * dice.below(2)].to_owned(),
        };
        if typed.ends_with('-') {
            continue;
        }
        assert_eq!(ids(&index, &typed), scanned_ids(&scanned, &typed), "{typed:?} {:?}", understand(&typed));
    }
}

/// A list narrowed by words holds the volumes a search for them finds.
#[test]
fn volumes_by_words_without_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let entries = holdings(400);
    let index = filled(dir.path(), &entries, 2);
    let mut dice = Dice(31);
    let (mut asked, mut found) = (0, 0);
    while asked < 300 {
        let entry = &entries[400 + dice.below(entries.len() - 400)];
        let volume = entry.volume.as_ref().unwrap();
        let typed = match dice.below(4) {
            0 => format!("第{}卷", volume.number),
            1 => format!("{} {}", entry.place.year, volume.number),
            2 => entry.code.chars().take(6 + dice.below(20)).collect(),
            _ => fragment(&entries[400..], &mut dice).unwrap_or_default(),
        };
        asked += 1;
        let words = VolumeWords::read(&typed).unwrap_or_else(|_| VolumeWords::read("").unwrap());
        let Ok(query) = Query::typed(&typed) else { continue };
        let query = Query { kind: Some(HitKind::Volume), size: usize::MAX, ..query };
        let mut hits = index.find(&query).unwrap().ids;
        hits.sort_unstable();
        let fitting = entries[400..].iter().filter(|one| {
            let number = one.volume.as_ref().unwrap().number;
            words.fit(one.place.year, &one.description.title, &one.code, number)
        });
        assert_eq!(hits, fitting.map(IndexEntry::indexed_id).collect::<Vec<_>>(), "{typed:?}");
        found += hits.len();
    }
    assert!(found > 1000, "{found}");
}

#[test]
fn totals_and_facets_under_filters() {
    let dir = tempfile::tempdir().unwrap();
    let entries = holdings(500);
    let index = filled(dir.path(), &entries, 4);
    let scanned = scan_of(&entries);
    let mut dice = Dice(3);
    for _ in 0..300 {
        let typed = if dice.below(4) == 0 { None } else { fragment(&entries, &mut dice) }.unwrap_or_default();
        let from = 2005 + dice.below(10) as i32;
        let scope = Scope {
            fonds: (dice.below(3) == 0).then(|| "0211".into()),
            year_from: (dice.below(2) == 0).then_some(from),
            year_to: (dice.below(2) == 0).then_some(from + 2),
            class_id: (dice.below(3) == 0).then(|| "pension".into()),
            step_id: (dice.below(5) == 0).then(|| "retire".into()),
            period: (dice.below(3) == 0).then(|| "permanent".into()),
            state: (dice.below(3) == 0).then(|| "closed".into()),
            ..Scope::default()
        };
        let kind = dice.one(&[None, None, Some(HitKind::Item), Some(HitKind::Volume)]);
        let mut several = |one: &str, other: &str| match dice.below(3) {
            0 => vec![one.to_owned(), other.to_owned()],
            _ => Vec::new(),
        };
        let class_ids = several("pension", "collection");
        let (periods, states) = (several("permanent", "100"), several("open", "closed"));
        let years = if several("", "").is_empty() { Vec::new() } else { vec![from, from + 3] };
        let any_of = AnyOf { years, class_ids, periods, states, ..AnyOf::default() };
        let lets = |entry: &IndexEntry, but: usize| {
            let place = &entry.place;
            let is = |at: usize, wanted: &Option<String>, own: &str| {
                at == but || wanted.as_deref().is_none_or(|wanted| wanted == own)
            };
            let from = scope.year_from.unwrap_or(i32::MIN);
            let to = scope.year_to.unwrap_or(i32::MAX);
            let any = |at: usize, wanted: &[String], own: &str| {
                at == but || wanted.is_empty() || wanted.iter().any(|wanted| wanted == own)
            };
            is(0, &scope.fonds, &place.fonds)
                && (but == 1 || any_of.years.is_empty() || any_of.years.contains(&place.year))
                && any(2, &any_of.class_ids, &place.class_id)
                && any(4, &any_of.periods, &place.period.key())
                && any(5, &any_of.states, &entry.state)
                && (but == 1 || (from..=to).contains(&place.year))
                && is(2, &scope.class_id, &place.class_id)
                && is(3, &scope.step_id, &place.step_id)
                && is(4, &scope.period, &place.period.key())
                && is(5, &scope.state, &entry.state)
                && (but == 6 || kind.is_none_or(|kind| kind == entry.kind()))
        };
        let fitting = scan(&scanned, &typed);
        let but =
            |facet: usize| fitting.iter().copied().filter(|entry| lets(entry, facet)).collect::<Vec<_>>();
        let expected = Facets {
            fonds: counts(&but(0), |e| e.place.fonds.clone()),
            years: counts(&but(1), |e| e.place.year.to_string()),
            class_ids: counts(&but(2), |e| e.place.class_id.clone()),
            step_ids: counts(&but(3), |e| e.place.step_id.clone()),
            periods: counts(&but(4), |e| e.place.period.key()),
            states: counts(&but(5), |e| e.state.clone()),
            kinds: counts(&but(6), |e| e.kind().key().to_owned()),
        };
        let (scope, any_of) = (scope.clone(), any_of.clone());
        let query = Query { scope, any_of, kind, size: 0, ..Query::typed(&typed).unwrap() };
        let hits = index.find(&query).unwrap();
        assert_eq!(hits.total as usize, but(7).len(), "{query:?}");
        assert_eq!(hits.facets, expected, "{query:?}");
        assert!(hits.ids.is_empty());
    }
}

#[test]
fn pages_are_stable_and_complete() {
    let dir = tempfile::tempdir().unwrap();
    let entries = holdings(500);
    let index = filled(dir.path(), &entries, 4);
    let scanned = scan_of(&entries);
    for order in [HitOrder::Code, HitOrder::Newest] {
        let mut sorted: Vec<&IndexEntry> = scan(&scanned, "芜湖");
        sorted.sort_by_key(|e| {
            let day = if order == HitOrder::Newest { -e.day() } else { 0 };
            (day, e.code_sort.clone(), e.indexed_id().number())
        });
        let sorted: Vec<IndexedId> = sorted.iter().map(|entry| entry.indexed_id()).collect();
        for size in [1, 7, 20, 1000] {
            let mut pages = Vec::new();
            for skip in (0..sorted.len()).step_by(size) {
                let query = Query { order, skip, size, ..Query::typed("蕪湖").unwrap() };
                pages.extend(index.find(&query).unwrap().ids);
            }
            assert_eq!(pages, sorted, "{order:?} {size}");
        }
        let beyond = Query { order, skip: 100_000, size: 20, ..Query::typed("芜湖").unwrap() };
        assert!(index.find(&beyond).unwrap().ids.is_empty());
    }
}

#[test]
fn any_sequence_of_writes_leaves_what_was_last_said() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap().index;
    let mut writer = index.writer(WriteMode::Following).unwrap();
    let mut dice = Dice(11);
    let mut truth: BTreeMap<IndexedId, IndexEntry> = BTreeMap::new();
    for event in 1..=24 {
        for _ in 0..dice.below(40) {
            let id = 1 + dice.below(120) as i64;
            // a volume and a record of the same number are two
            let said = if dice.below(3) == 0 { volume_entry(id, &mut dice) } else { entry(id, &mut dice) };
            if dice.below(4) == 0 {
                writer.remove(said.indexed_id());
                truth.remove(&said.indexed_id());
            } else {
                writer.put(&said).unwrap();
                truth.insert(said.indexed_id(), said);
            }
        }
        if event == 15 {
            writer.clear().unwrap();
            truth.clear();
        }
        writer.commit(&at(event)).unwrap();
        let expected: Vec<IndexedRecord> = truth
            .values()
            .map(|said| IndexedRecord { id: said.indexed_id(), fingerprint: said.fingerprint() })
            .collect();
        assert_eq!(index.indexed_records().unwrap(), expected);
        assert_eq!((index.count() as usize, index.position()), (truth.len(), at(event)));
        let said: Vec<IndexEntry> = truth.values().cloned().collect();
        for typed in ["张", "芜湖", "登记材料", "1"] {
            assert_eq!(ids(&index, typed), scanned_ids(&scan_of(&said), typed), "{typed} after {event}");
        }
    }
}
