//! The index's fields, and how texts become terms.
//!
//! Texts are cut into overlapping pairs of characters (张小梅 → 张小 小梅 梅): a fragment of two
//! characters is one term, of more a phrase, of one the beginning of a term. No dictionary is used,
//! so nothing is missed: `performance.md` §2b measured word segmentation at 44 % of the true hits.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

use crate::domain::general::digest::Digest;

use super::entry::IndexEntry;
use super::keys;

/// Raise it whenever fields, folding, keys or spellings change: an index of another form is rebuilt.
const FORM: u32 = 5;

/// The form an index of this program has; the table of readings is part of it.
pub(super) fn form() -> String {
    let readings = Digest::compute(include_bytes!("../../../assets/surnames.toml")).hex();
    format!("{FORM}-{}", &readings[..8])
}

#[derive(Clone)]
pub(super) struct IndexFields {
    pub schema: Schema,
    pub id: Field,
    fingerprint: Field,
    cell: Field,
    order: Field,
    day: Field,
    pub year: Field,
    pub text: Field,
    pub keys: Field,
}

pub(super) const ID: &str = "id";
pub(super) const FINGERPRINT: &str = "fingerprint";
pub(super) const CELL: &str = "cell";
pub(super) const ORDER: &str = "order";
pub(super) const DAY: &str = "day";
const PAIRS: &str = "pairs";
const LINES: &str = "lines";

/// Between two values of a field: no pair reaches across, and it takes a position of its own, so that
/// neither does a phrase.
const BREAK: char = '\n';

impl IndexFields {
    pub fn new() -> Self {
        let mut schema = Schema::builder();
        let indexed = |tokenizer: &str, record| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_fieldnorms(false);
            TextOptions::default().set_indexing_options(indexing.set_index_option(record))
        };
        let column = TextOptions::default().set_fast("raw");
        let number = NumericOptions::default().set_indexed();
        IndexFields {
            id: schema.add_i64_field(ID, number.clone().set_fast()),
            fingerprint: schema.add_u64_field(FINGERPRINT, FAST),
            cell: schema.add_text_field(CELL, column.clone()),
            order: schema.add_text_field(ORDER, column),
            day: schema.add_i64_field(DAY, FAST),
            year: schema.add_i64_field("year", number),
            text: schema.add_text_field("text", indexed(PAIRS, IndexRecordOption::WithFreqsAndPositions)),
            keys: schema.add_text_field("keys", indexed(LINES, IndexRecordOption::Basic)),
            schema: schema.build(),
        }
    }

    pub fn document(&self, entry: &IndexEntry) -> TantivyDocument {
        // as long as those of most records
        let (mut text, mut all_keys) = (String::with_capacity(512), String::with_capacity(1024));
        let mut add_key = |key: &str| {
            all_keys.push_str(key);
            all_keys.push(BREAK);
        };
        for part in entry.parts() {
            for value in part.texts.iter().filter(|value| !value.is_empty()) {
                text.push_str(value);
                text.push(BREAK);
                keys::of_digits(value).for_each(|key| add_key(&key));
            }
            part.keys.iter().for_each(|key| add_key(key));
        }
        let mut document = TantivyDocument::default();
        document.add_i64(self.id, entry.indexed_id().number());
        document.add_u64(self.fingerprint, entry.fingerprint());
        document.add_text(self.cell, entry.cell());
        document.add_text(self.order, &entry.code_sort);
        document.add_i64(self.day, entry.day());
        document.add_i64(self.year, entry.place.year.into());
        document.add_text(self.text, text);
        document.add_text(self.keys, all_keys);
        document
    }
}

/// The tokenizers the fields name; an index must be given them whenever it is opened.
pub(super) fn register_tokenizers(index: &tantivy::Index) {
    index.tokenizers().register(PAIRS, TextAnalyzer::from(Pairs));
    index.tokenizers().register(LINES, TextAnalyzer::from(Lines));
}

/// Overlapping pairs over text that is folded already; the last character of a value stands alone.
#[derive(Clone)]
struct Pairs;

struct PairStream<'a> {
    rest: &'a str,
    position: usize,
    token: Token,
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = PairStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PairStream<'a> {
        PairStream { rest: text, position: 0, token: Token::default() }
    }
}

impl TokenStream for PairStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let mut chars = self.rest.chars();
            let Some(first) = chars.next() else { return false };
            let here = self.position;
            self.position += 1;
            let pair = first.len_utf8() + chars.next().filter(|c| *c != BREAK).map_or(0, char::len_utf8);
            let text = &self.rest[..pair];
            self.rest = &self.rest[first.len_utf8()..];
            if first != BREAK {
                self.token.text.clear();
                self.token.text.push_str(text);
                self.token.position = here;
                return true;
            }
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Each line is one term.
#[derive(Clone)]
struct Lines;

struct LineStream<'a> {
    lines: std::str::Split<'a, char>,
    token: Token,
}

impl Tokenizer for Lines {
    type TokenStream<'a> = LineStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LineStream<'a> {
        LineStream { lines: text.split(BREAK), token: Token::default() }
    }
}

impl TokenStream for LineStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(line) = self.lines.find(|line| !line.is_empty()) else { return false };
        self.token.text.clear();
        self.token.text.push_str(line);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
