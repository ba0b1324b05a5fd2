//! 查无时试过什么: other ways to ask the same question, each really asked, each with its count.

use serde::Serialize;

use super::{SearchQuery, ask, class_words, query};
use crate::archive::{Archive, allow};
use crate::domain::general::error::Result;
use crate::domain::general::numbers::mask_within;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::text::fold;
use crate::domain::general::wording::Wording;
use crate::domain::records::scope::Scope;
use crate::domain::values::identity;
use crate::say;
use crate::search::{self, Chip, TermKind};

/// One other way, and how many records it finds.
#[derive(Clone, Debug, Serialize)]
pub struct OtherWay {
    pub what: Wording,
    /// The question as it was asked this time.
    pub text: String,
    pub years: Option<(i32, i32)>,
    pub total: u64,
}

/// Asks in every other way that fits the words. The first line is the question itself: the index
/// compares simplified and traditional, full and half width as one, so that is what it stands for.
pub async fn other_ways(archive: &Archive, by: &By, asked: &SearchQuery) -> Result<Vec<OtherWay>> {
    allow(by, Deed::Read)?;
    let chips = search::understand(&asked.text)?;
    let classes = class_words(&archive.schemes());
    let mut tries = Vec::new();
    for (what, way) in ways(asked, &chips) {
        // what cannot be asked was not tried
        let Ok(mut query) = query(&way, &classes) else { continue };
        (query.skip, query.size) = (0, 0);
        let total = ask(archive, query).await?.total;
        let years = way.scope.year_from.zip(way.scope.year_to);
        tries.push(OtherWay { what, text: way.text, years, total });
    }
    Ok(tries)
}

fn ways(asked: &SearchQuery, chips: &[Chip]) -> Vec<(Wording, SearchQuery)> {
    let as_typed = say!(
        "原样，繁体、简体、全角、半角一并",
        "as typed; traditional, simplified, full and half width alike"
    );
    let mut ways = vec![(as_typed, SearchQuery { as_text: Vec::new(), ..asked.clone() })];
    let replaced = |at: usize, word: &str| {
        let words = chips.iter().map(|chip| if chip.at == at { word } else { chip.text.as_str() });
        SearchQuery { text: words.collect::<Vec<_>>().join(" "), ..asked.clone() }
    };
    for chip in chips {
        ways.extend(other_spellings(chip).into_iter().map(|(what, word)| (what, replaced(chip.at, &word))));
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
    let is_name =
        chip.kind == TermKind::Text && word.chars().all(|c| !c.is_ascii()) && word.chars().count() <= 4;
    if is_name {
        let letters = search::sorted_by(&word, true).0.replace(' ', "");
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
