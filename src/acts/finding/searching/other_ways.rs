//! 换一种查法: other ways to ask the same question, each really asked, each with its count: all that fit the words
//! where nothing was found, and beside hits a name one character away that many more records bear.

use serde::Serialize;
use utoipa::ToSchema;

use super::{SearchQuery, across, ask, class_words, query};
use crate::archive::{Archive, allow};
use crate::domain::general::error::Result;
use crate::domain::general::numbers::mask_within;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::fold;
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::Scope;
use crate::domain::values::identity;
use crate::say;
use crate::search::{self, Chip, ClassWord, NearName, TermKind};

/// Hits up to which a slip is thought of, and what many more is: so many times as many, and so many more at least.
const FEW: u64 = 200;
const MANY_TIMES: u64 = 5;
const MANY: u64 = 5;
/// Names of up to so many characters are other persons' names when they differ in one, unless they sound alike.
const SHORT_NAME: usize = 4;
/// Characters of a name whose sound is tried.
const LONGEST_NAME: usize = 12;
/// Names one character away that are asked for, and shown beside hits.
const MOST_NEAR: usize = 4;
const MOST_INSTEAD: usize = 2;

/// One other way, and how many records it finds.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OtherWay {
    pub what: Wording,
    /// The question as it was asked this time.
    pub text: String,
    #[schema(value_type = Option<Vec<i32>>)]
    pub years: Option<(i32, i32)>,
    pub total: u64,
}

/// Asks in every other way that fits the words. The first line is the question itself: the index
/// compares simplified and traditional, full and half width as one, so that is what it stands for.
pub async fn other_ways(archive: &Archive, by: &By, asked: &SearchQuery) -> Result<Vec<OtherWay>> {
    allow(by, Deed::Read)?;
    let asked = &across(archive, asked).await?;
    let chips = search::understand(&asked.text)?;
    let classes = class_words(&archive.schemes());
    let mut tries = tried(archive, &classes, ways(asked, &chips)).await?;
    let near = near_names(archive, asked, &chips, |_| true).await?;
    let near = tried(archive, &classes, near).await?;
    let near =
        near.into_iter().filter(|one| one.total > 0 && tries.iter().all(|other| other.text != one.text));
    let near: Vec<OtherWay> = near.collect();
    // behind the question itself, before what finds much else
    tries.splice(1..1, near);
    Ok(tries)
}

/// Names a person may have meant instead: one character away, sounding alike where they are short, and borne by
/// many more records than the `found` ones.
pub async fn instead(archive: &Archive, by: &By, asked: &SearchQuery, found: u64) -> Result<Vec<OtherWay>> {
    allow(by, Deed::Read)?;
    let chips = search::understand(&asked.text)?;
    let is_name = |chip: &Chip| matches!(chip.kind, TermKind::Text | TermKind::Letters | TermKind::Year);
    if asked.page > 1 || found == 0 || found > FEW || !chips.iter().all(is_name) {
        return Ok(Vec::new());
    }
    let many = |near: &NearName| near.records >= found * MANY_TIMES && near.records >= found + MANY;
    let is_likely =
        |near: &NearName| many(near) && (near.sounds_alike || near.text.chars().count() > SHORT_NAME);
    let ways = near_names(archive, asked, &chips, is_likely).await?;
    let mut ways = tried(archive, &class_words(&archive.schemes()), ways).await?;
    ways.retain(|way| way.total >= found * MANY_TIMES && way.total >= found + MANY);
    ways.truncate(MOST_INSTEAD);
    Ok(ways)
}

/// Each way asked.
async fn tried(
    archive: &Archive,
    classes: &[ClassWord],
    ways: Vec<(Wording, SearchQuery)>,
) -> Result<Vec<OtherWay>> {
    let mut tries = Vec::new();
    for (what, way) in ways {
        // what cannot be asked was not tried
        let Ok(mut query) = query(&way, classes) else { continue };
        (query.skip, query.size) = (0, 0);
        let total = ask(archive, query).await?.total;
        let years = way.scope.year_from.zip(way.scope.year_to);
        tries.push(OtherWay { what, text: way.text, years, total });
    }
    Ok(tries)
}

/// The question with a name one character away in the place of a word; without its year, too.
async fn near_names(
    archive: &Archive,
    asked: &SearchQuery,
    chips: &[Chip],
    is_likely: impl Fn(&NearName) -> bool,
) -> Result<Vec<(Wording, SearchQuery)>> {
    let joined = joined(chips);
    let chips = joined.as_deref().unwrap_or(chips);
    let has_year = chips.iter().any(|chip| chip.kind == TermKind::Year);
    let mut ways = Vec::new();
    for chip in chips.iter().filter(|chip| matches!(chip.kind, TermKind::Text | TermKind::Letters)) {
        let (index, word) = (archive.index.clone(), chip.text.clone());
        let near = tokio::task::spawn_blocking(move || index.near(&word, MOST_NEAR)).await;
        let near = near.map_err(|error| anyhow::anyhow!("the search stopped: {error}"))??;
        for NearName { text: name, .. } in near.into_iter().filter(&is_likely) {
            let what = say!("只差一个字（{name}）", "one character else ({name})");
            ways.push((what, replaced(asked, chips, chip.at, &name, true)));
            if has_year && chips.len() > 1 {
                let what = say!("只差一个字（{name}），不限年度", "one character else ({name}), any year");
                ways.push((what, replaced(asked, chips, chip.at, &name, false)));
            }
        }
    }
    Ok(ways)
}

/// A name's pinyin typed syllable by syllable as one word; `None`: it was not.
fn joined(chips: &[Chip]) -> Option<Vec<Chip>> {
    let (letters, others): (Vec<_>, Vec<_>) =
        chips.iter().cloned().partition(|chip| chip.kind == TermKind::Letters && chip.text.is_ascii());
    let mut first = letters.first()?.clone();
    if letters.len() < 2 {
        return None;
    }
    first.text = letters.iter().map(|chip| chip.text.as_str()).collect();
    Some(std::iter::once(first).chain(others).collect())
}

/// The question with another word in this place, with or without its years.
fn replaced(asked: &SearchQuery, chips: &[Chip], at: usize, word: &str, with_years: bool) -> SearchQuery {
    let kept = chips.iter().filter(|chip| with_years || chip.kind != TermKind::Year);
    let words = kept.map(|chip| if chip.at == at { word } else { chip.text.as_str() });
    SearchQuery { text: words.collect::<Vec<_>>().join(" "), page: 0, ..asked.clone() }
}

fn ways(asked: &SearchQuery, chips: &[Chip]) -> Vec<(Wording, SearchQuery)> {
    let as_typed = say!(
        "原样，繁体、简体、全角、半角一并",
        "as typed; traditional, simplified, full and half width alike"
    );
    let mut ways = vec![(as_typed, SearchQuery { as_text: Vec::new(), ..asked.clone() })];
    for chip in chips {
        let spelled = other_spellings(chip).into_iter();
        ways.extend(spelled.map(|(what, word)| (what, replaced(asked, chips, chip.at, &word, true))));
    }
    ways.extend(around_the_year(asked, chips));
    if chips.len() > 1 {
        for chip in chips.iter().filter(|chip| chip.kind != TermKind::Year) {
            let word = mask_within(&chip.text);
            let alone = SearchQuery { text: chip.text.clone(), ..asked.clone() };
            ways.push((say!("只按「{word}」", "\"{word}\" alone"), alone));
        }
    }
    let unlimited = SearchQuery { text: asked.text.clone(), ..SearchQuery::default() };
    if (SearchQuery { newest: false, page: 0, size: 0, ..asked.clone() }) != unlimited {
        ways.push((say!("去掉年度、类别等条件", "without year, class and other filters"), unlimited));
    }
    ways
}

/// The same word written another way.
fn other_spellings(chip: &Chip) -> Vec<(Wording, String)> {
    let word = fold(&chip.text).to_ascii_uppercase();
    let mut ways = Vec::new();
    let length = word.chars().count();
    if chip.kind == TermKind::Text && word.chars().all(|c| !c.is_ascii()) && length <= LONGEST_NAME {
        let is_person = length <= SHORT_NAME || chip.text.contains('·');
        let letters = search::sorted_by(&word, is_person).0.replace(' ', "");
        ways.push((say!("同音（拼音 {letters}）", "names that sound the same ({letters})"), letters));
        let chars: Vec<char> = word.chars().collect();
        if let [_, _, _] = chars[..] {
            for part in [&chars[..2], &chars[1..]] {
                let part: String = part.iter().collect();
                ways.push((say!("一个字不同（{part}）", "one character different ({part})"), part));
            }
        }
    }
    match word.len() {
        18 if chip.kind == TermKind::IdNumber && word.is_ascii() => {
            let short = format!("{}{}", &word[..6], &word[8..17]);
            ways.push((say!("15 位旧号", "the old number of 15 digits"), short));
            ways.push((say!("身份证号后六位", "the last six of the ID number"), word[12..].to_owned()));
        }
        15 if chip.kind == TermKind::IdNumber => {
            ways.extend(
                identity::to_18(&word).map(|long| (say!("18 位新号", "the number of 18 digits"), long)),
            );
            ways.push((say!("身份证号后六位", "the last six of the ID number"), word[9..].to_owned()));
        }
        _ => {}
    }
    ways
}

/// The year before and the year after, where a year was asked for.
fn around_the_year(asked: &SearchQuery, chips: &[Chip]) -> Option<(Wording, SearchQuery)> {
    let of_word = chips.iter().find(|chip| chip.kind == TermKind::Year);
    let digits = |chip: &Chip| fold(&chip.text).chars().filter(char::is_ascii_digit).collect::<String>();
    let (from, to) = match (asked.scope.year_from.zip(asked.scope.year_to), of_word) {
        (Some(years), _) => years,
        (None, Some(chip)) => digits(chip).parse().ok().map(|year: i32| (year, year))?,
        (None, None) => return None,
    };
    let (from, to) = (from.saturating_sub(1), to.saturating_add(1));
    let words = chips.iter().filter(|chip| chip.kind != TermKind::Year).map(|chip| chip.text.as_str());
    let text = words.collect::<Vec<_>>().join(" ");
    let way = SearchQuery {
        text,
        scope: Scope { year_from: Some(from), year_to: Some(to), ..asked.scope.clone() },
        ..asked.clone()
    };
    Some((say!("前后一年（{from}–{to}）", "a year before and after ({from}–{to})"), way))
}
