//! The table of column names: `assets/columns.toml` looked up by folded heading.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::{Field, shipped};
use crate::general::text::{fold, heading_key};
use crate::general::wording::Wording;

/// The data file as it stands. Every entry names its source and mark.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnsFile {
    field: Vec<FieldNames>,
    pub title_lines: TitleLines,
    pub not_records: NotRecords,
    pub dated: KnownWords,
    pub paper: Paper,
    pub known: KnownWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldNames {
    name: Field,
    zh: String,
    en: String,
    exact: Vec<String>,
    contains: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: Mark,
}

/// How well a name is attested: V verbatim, P paraphrase, S seed document, K general knowledge.
#[derive(Deserialize)]
enum Mark {
    V,
    P,
    S,
    K,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TitleLines {
    pub year: Vec<String>,
    pub period: Vec<String>,
    pub sender: Vec<String>,
    pub class: Vec<String>,
    pub step: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: Mark,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NotRecords {
    pub totals: Vec<String>,
    pub footers: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: Mark,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paper {
    pub endings: Vec<String>,
    pub departments: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: Mark,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownWords {
    pub words: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: Mark,
}

pub(super) fn parse(text: &str) -> ColumnsFile {
    toml::from_str(text).expect("assets/columns.toml is part of the program and is tested")
}

/// The lookup made from the file.
pub(super) struct HeadingNames {
    exact: HashMap<String, Field>,
    /// Longest word first.
    contained: Vec<(String, Field)>,
    labels: HashMap<Field, Wording>,
}

/// How sure a heading's field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sureness {
    Contained,
    Exact,
}

pub(super) fn names() -> &'static HeadingNames {
    static NAMES: OnceLock<HeadingNames> = OnceLock::new();
    NAMES.get_or_init(|| HeadingNames::from(shipped()))
}

impl HeadingNames {
    fn from(file: &ColumnsFile) -> Self {
        let mut names = HeadingNames { exact: HashMap::new(), contained: Vec::new(), labels: HashMap::new() };
        for field in &file.field {
            names.exact.extend(field.exact.iter().map(|word| (heading_key(word), field.name)));
            names.contained.extend(field.contains.iter().map(|word| (heading_key(word), field.name)));
            names.labels.insert(field.name, Wording::new(&field.zh, &field.en));
        }
        names.contained.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        names
    }

    pub fn label(&self, field: Field) -> Wording {
        self.labels.get(&field).cloned().unwrap_or_default()
    }

    /// The field a heading names: the whole of it, the whole without its bracketed remark, or the
    /// longest known word inside it.
    pub fn lookup(&self, heading: &str) -> Option<(Field, Sureness)> {
        let key = heading_key(heading);
        let bare = heading_key(without_brackets(&fold(heading)));
        let exact = self.exact.get(&key).or_else(|| self.exact.get(&bare));
        if let Some(field) = exact {
            return Some((*field, Sureness::Exact));
        }
        // a sentence is no heading
        if key.chars().count() > 20 {
            return None;
        }
        let contained = self.contained.iter().find(|(word, _)| bare.contains(word.as_str()));
        contained.map(|(_, field)| (*field, Sureness::Contained))
    }

    /// How many known words of the field stand in the text: the test of a right encoding.
    pub fn known_words_in(&self, text: &str) -> usize {
        let words = shipped().known.words.iter().map(String::as_str);
        let headings =
            self.exact.keys().map(String::as_str).filter(|w| w.chars().count() > 1 && !w.is_ascii());
        words.chain(headings).filter(|word| text.contains(word)).count()
    }
}

fn without_brackets(folded: &str) -> &str {
    match folded.find(['(', '[', '〔', '【']) {
        Some(at) if at > 0 => &folded[..at],
        _ => folded,
    }
}
