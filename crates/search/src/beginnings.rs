//! 联想: names in the index that begin with what is being typed.

use std::collections::HashMap;

use super::fold::fold;
use super::index::Index;
use super::keys::{self, RUN};
use super::near::NearName;
use crate::domain::general::error::Result;

/// Names looked at in one segment of the index.
const MOST_TERMS: usize = 2000;

impl Index {
    /// Names of persons and units, folded, that begin with this word, those of most records first; at most `most`.
    /// None that holds as many digits in a row as a person's number may have.
    pub fn beginning_with(&self, word: &str, most: usize) -> Result<Vec<NearName>> {
        // the names the index knows are of every fonds
        if self.1.is_some() {
            return Ok(Vec::new());
        }
        let folded = fold(word);
        if folded.is_empty() || folded.bytes().any(|b| b.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let mut found: HashMap<String, u64> = HashMap::new();
        for ask in [keys::ask_name(&folded), keys::ask_unit_tail(&folded)] {
            for (key, records) in self.keys_from(ask.key())? {
                let name: String = key.chars().skip(1).collect();
                let longest_run = name.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
                if longest_run.unwrap_or(0) < RUN && name != folded {
                    let known = found.entry(name).or_default();
                    *known = records.max(*known);
                }
            }
        }
        let name = |(text, records)| NearName { text, sounds_alike: true, records };
        let mut names: Vec<NearName> = found.into_iter().map(name).collect();
        names.sort_by(|a, b| (b.records, &a.text).cmp(&(a.records, &b.text)));
        names.truncate(most);
        Ok(names)
    }

    /// Keys that begin with this one, and the records each stands in.
    fn keys_from(&self, beginning: &str) -> Result<HashMap<String, u64>> {
        let searcher = self.view().searcher;
        let field = self.now().fields.keys;
        self.guarded(|| {
            let mut found: HashMap<String, u64> = HashMap::new();
            for segment in searcher.segment_readers() {
                let index = segment.inverted_index(field)?;
                let mut terms = index.terms().range().ge(beginning.as_bytes()).into_stream()?;
                let mut seen = 0;
                while seen < MOST_TERMS && terms.advance() && terms.key().starts_with(beginning.as_bytes()) {
                    seen += 1;
                    let Ok(known) = std::str::from_utf8(terms.key()) else { continue };
                    *found.entry(known.to_owned()).or_default() += u64::from(terms.value().doc_freq);
                }
            }
            Ok(found)
        })
    }
}
