//! 一字之差: names in the index that differ in one character from what was typed.

use std::collections::HashMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Term;

use super::fold::fold;
use super::index::Index;
use super::keys;
use super::names;
use crate::domain::general::error::Result;

/// A name, folded, or its spelling, that is nearly what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearName {
    pub text: String,
    /// It is read as what was typed is, or within a letter of it.
    pub sounds_alike: bool,
    /// Records it stands in, about: those written anew since the last merge count twice.
    pub records: u64,
}

/// Characters of a name, and letters of a spelling, from which one more or less is a slip and not another name.
const SHORTEST_NAME: usize = 3;
const SHORTEST_SPELLING: usize = 5;
/// Characters from which the beginning of a name is compared as well as the whole.
const SHORTEST_BEGINNING: usize = 5;
/// Names looked at in one segment of the index.
const MOST_TERMS: usize = 2000;

impl Index {
    /// Names of persons and units, or spellings where letters are typed, one character away from the word: one
    /// put in, left out, changed, or two that changed places. Those that sound alike first, then those that
    /// stand in most records; at most `most`.
    pub fn near(&self, word: &str, most: usize) -> Result<Vec<NearName>> {
        // the names the index knows are of every fonds
        if self.1.is_some() {
            return Ok(Vec::new());
        }
        let folded = fold(word);
        let length = folded.chars().count();
        let is_letters = folded.bytes().all(|b| b.is_ascii_lowercase());
        let automata = match () {
            () if is_letters && length >= SHORTEST_SPELLING => vec![(keys::ask_spelling(&folded), false)],
            () if is_letters || length < SHORTEST_NAME || folded.bytes().any(|b| b.is_ascii_digit()) => {
                return Ok(Vec::new());
            }
            () => {
                let by_beginning = length >= SHORTEST_BEGINNING;
                vec![(keys::ask_name(&folded), by_beginning), (keys::ask_unit_tail(&folded), by_beginning)]
            }
        };
        let mut found: HashMap<String, u64> = HashMap::new();
        for (ask, by_beginning) in &automata {
            for (key, records) in self.keys_near(ask.key(), *by_beginning)? {
                let name = key.chars().skip(1).collect::<String>();
                let known = found.entry(name).or_default();
                *known = records.max(*known);
            }
        }
        let typed: Vec<char> = folded.chars().collect();
        let stem: String = typed[..length - 1].iter().collect();
        found.retain(|name, _| {
            let is_found_anyway = name.contains(&folded);
            // without its last character the word is the beginning of many other names
            let is_other =
                name.starts_with(&stem) && !names::within_one(&name.chars().collect::<Vec<_>>(), &typed);
            !is_found_anyway && !is_other
        });
        let near = found.into_iter().map(|(text, records)| NearName {
            sounds_alike: is_letters || names::sound_alike(&text, &folded),
            text,
            records,
        });
        let mut near: Vec<NearName> = near.collect();
        near.sort_by(|a, b| (b.sounds_alike, b.records, &a.text).cmp(&(a.sounds_alike, a.records, &b.text)));
        near.truncate(most);
        Ok(near)
    }

    /// Keys of the same kind within one character of this one, and the records each stands in.
    fn keys_near(&self, key: &str, by_beginning: bool) -> Result<HashMap<String, u64>> {
        let searcher = self.view().searcher;
        let field = self.now().fields.keys;
        let Some(kind) = key.chars().next() else { return Ok(HashMap::new()) };
        self.guarded(|| {
            let term = Term::from_field_text(field, key);
            let query = match by_beginning {
                true => FuzzyTermQuery::new_prefix(term, 1, true),
                false => FuzzyTermQuery::new(term, 1, true),
            };
            let mut found: HashMap<String, u64> = HashMap::new();
            for segment in searcher.segment_readers() {
                let index = segment.inverted_index(field)?;
                let mut terms = index.terms().search(query.automaton()?).into_stream()?;
                let mut seen = 0;
                while seen < MOST_TERMS && terms.advance() {
                    seen += 1;
                    let Ok(known) = std::str::from_utf8(terms.key()) else { continue };
                    if known.starts_with(kind) {
                        *found.entry(known.to_owned()).or_default() += u64::from(terms.value().doc_freq);
                    }
                }
            }
            Ok(found)
        })
    }
}
