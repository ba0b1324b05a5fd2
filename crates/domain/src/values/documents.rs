//! Documents of identity beside the ID card: `assets/identity_documents.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::check_digits;
use crate::general::text::fold;
use crate::general::wording::Wording;

/// Of somebody who has no document: key of the kind.
pub const NO_DOCUMENT: &str = "none";

/// A kind of document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentKind {
    /// Kept with the person.
    pub key: String,
    pub name: Wording,
    words: Vec<String>,
    shapes: Vec<String>,
    plain: Vec<String>,
    check: Check,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Check {
    #[serde(rename = "")]
    Unpublished,
    Foreigner,
    Resident,
    Hkid,
    Taiwan,
}

/// What a text says of the document a number is of.
#[derive(Clone, Copy, Debug)]
pub enum KindSaid {
    /// The ID card, or a paper that bears its number.
    Resident,
    Other(&'static DocumentKind),
    Nobody,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentsFile {
    none: Vec<String>,
    unknown: Vec<String>,
    resident: Vec<String>,
    kind: Vec<DocumentKind>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: String,
}

static FILE: LazyLock<DocumentsFile> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/identity_documents.toml"))
        .expect("assets/identity_documents.toml is part of the program and is tested")
});

/// The kinds in the file's order.
pub fn document_kinds() -> &'static [DocumentKind] {
    &FILE.kind
}

/// What a kind is called; `None`: the number is that of the ID card.
pub fn document_name(key: &str) -> Option<Wording> {
    if key == NO_DOCUMENT {
        return Some(Wording::new("无证件", "no document"));
    }
    FILE.kind.iter().find(|kind| kind.key == key).map(|kind| kind.name.clone())
}

/// 无, 没有: there is no number, and that is no fault.
pub fn says_none(text: &str) -> bool {
    FILE.none.iter().any(|word| word == text)
}

/// 不详, `/`: whether there is a number is not said.
pub fn says_unknown(text: &str) -> bool {
    FILE.unknown.iter().any(|word| word == text)
}

/// The kind a cell of a column 证件类型 names.
pub fn kind_called(text: &str) -> Option<KindSaid> {
    let text: String = fold(text).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let is = |word: &String| *word == text;
    if text == NO_DOCUMENT || FILE.none.iter().any(is) {
        return Some(KindSaid::Nobody);
    }
    if FILE.resident.iter().any(is) {
        return Some(KindSaid::Resident);
    }
    if text.is_empty() {
        return None;
    }
    let exact = FILE.kind.iter().find(|kind| kind.key == text || kind.words.iter().any(is));
    // 身份证或护照 names two
    let named = || named_in(&text).filter(|(_, rest)| without_resident_word(rest).is_none());
    exact.or_else(|| named().map(|(kind, _)| kind)).map(KindSaid::Other)
}

/// The kind a number's own cell names (`护照E12345678`, `E12345678（护照）`), and what is left of the text.
pub fn named_in(text: &str) -> Option<(&'static DocumentKind, String)> {
    let words = FILE.kind.iter().flat_map(|kind| kind.words.iter().map(move |word| (kind, word)));
    let lower = text.to_ascii_lowercase();
    let (kind, word) = words
        .filter(|(_, word)| lower.contains(word.as_str()))
        .max_by_key(|(_, word)| word.chars().count())?;
    Some((kind, without_word(text, &lower, word)?))
}

/// What is left of a text that names the ID card (`身份证：9900…`).
pub fn without_resident_word(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let named = FILE.resident.iter().filter(|word| lower.contains(word.as_str()));
    without_word(text, &lower, named.max_by_key(|word| word.chars().count())?)
}

/// `lower`: the same text in small letters.
fn without_word(text: &str, lower: &str, word: &str) -> Option<String> {
    let at = lower.find(word)?;
    let rest = format!("{}{}", &text[..at], &text[at + word.len()..]).replace("()", "");
    let sign = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '，' | '、');
    let rest = rest.trim_end_matches(sign).trim_start_matches(|c: char| sign(c) || matches!(c, '号' | '码'));
    let rest = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(rest);
    Some(rest.trim().to_owned())
}

/// Kinds whose numbers look like this one, of those that can be told by it and whose check it passes.
pub fn kinds_alike(number: &str) -> Vec<&'static DocumentKind> {
    let alike = |kind: &&DocumentKind| kind.plain.iter().any(|shape| fits(shape, number));
    FILE.kind.iter().filter(alike).filter(|kind| kind.passes(number)).collect()
}

impl DocumentKind {
    /// Whether a number of this kind can look so.
    pub fn has_shape_of(&self, number: &str) -> bool {
        self.shapes.iter().any(|shape| fits(shape, number))
    }

    /// Numbers of every country, so that looks tell nothing.
    pub fn has_any_shape(&self) -> bool {
        self.shapes.iter().any(|shape| shape == "*")
    }

    /// Whether its check digit is right; true where none is published.
    pub fn passes(&self, number: &str) -> bool {
        match self.check {
            Check::Unpublished => true,
            Check::Foreigner if number.len() == 15 => check_digits::icao(number),
            Check::Foreigner | Check::Resident => check_digits::resident(number),
            Check::Hkid => check_digits::hong_kong(number),
            Check::Taiwan => check_digits::taiwan(number),
        }
    }
}

/// `#` a digit, `@` a capital letter, `*` any signs or none.
fn fits(shape: &str, number: &str) -> bool {
    let mut chars = shape.chars();
    let Some(sign) = chars.next() else { return number.is_empty() };
    let rest = chars.as_str();
    if sign == '*' {
        return (0..=number.len())
            .filter(|at| number.is_char_boundary(*at))
            .any(|at| fits(rest, &number[at..]));
    }
    let mut said = number.chars();
    said.next().is_some_and(|c| match sign {
        '#' => c.is_ascii_digit(),
        '@' => c.is_ascii_uppercase(),
        own => c == own,
    }) && fits(rest, said.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_words_are_there_once() {
        let mut keys: Vec<&str> = document_kinds().iter().map(|kind| kind.key.as_str()).collect();
        let mut words: Vec<&String> = document_kinds().iter().flat_map(|kind| &kind.words).collect();
        let counts = (keys.len(), words.len());
        keys.sort_unstable();
        keys.dedup();
        words.sort_unstable();
        words.dedup();
        assert_eq!((keys.len(), words.len()), counts);
        assert!(!keys.contains(&NO_DOCUMENT));
    }

    #[test]
    fn kinds_are_known_by_their_words_and_by_their_looks() {
        let called = |text: &str| match kind_called(text) {
            Some(KindSaid::Other(kind)) => kind.key.clone(),
            Some(KindSaid::Resident) => "resident".to_owned(),
            Some(KindSaid::Nobody) => "none".to_owned(),
            None => String::new(),
        };
        for (text, key) in [
            ("护照", "passport"),
            ("外国护照", "passport"),
            ("居民身份证", "resident"),
            ("港澳居民来往内地通行证", "home_return"),
            ("往来港澳通行证", "mainland_travel"),
            ("台胞证", "taiwan_travel"),
            ("军官证", "officer"),
            ("外国人永久居留身份证", "permanent_residence"),
            ("港澳台居民居住证", "hmt_residence"),
            ("香港身份证", "hong_kong_id"),
            ("无", "none"),
            ("Passport", "passport"),
            ("身份证或护照", ""),
            ("工会会员证", ""),
        ] {
            assert_eq!(called(text), key, "{text}");
        }
        let alike = |number: &str| {
            kinds_alike(number).iter().map(|kind| kind.key.as_str()).collect::<Vec<_>>().join(" ")
        };
        for (number, keys) in [
            ("E12345678", "passport"),
            ("EA1234567", "passport"),
            ("H1234567890", "home_return"),
            ("12345678", "taiwan_travel"),
            ("H12345678", "passport home_return"),
            ("C12345678", "passport mainland_travel"),
            ("USA990090030712", "permanent_residence"),
            ("USA990090030713", ""),
            ("A123456(3)", "hong_kong_id"),
            ("A123456(4)", ""),
            ("A123456789", "taiwan_id"),
            ("A123456788", ""),
            ("军字第2001988号", "officer"),
            ("99000019480209995", ""),
            ("张三", ""),
        ] {
            assert_eq!(alike(number), keys, "{number}");
        }
    }

    #[test]
    fn a_number_may_name_its_kind() {
        for (text, key, rest) in [
            ("护照E12345678", "passport", "E12345678"),
            ("护照:E12345678", "passport", "E12345678"),
            ("E12345678(护照)", "passport", "E12345678"),
            ("护照号码:E12345678", "passport", "E12345678"),
            ("军官证 军字第2001988号", "officer", "军字第2001988号"),
            ("台胞证(12345678)", "taiwan_travel", "12345678"),
            ("Passport E12345678", "passport", "E12345678"),
        ] {
            let (kind, left) = named_in(text).unwrap();
            assert_eq!((kind.key.as_str(), left.as_str()), (key, rest), "{text}");
        }
        assert!(named_in("990000194802099952").is_none());
        assert_eq!(without_resident_word("身份证号:990000194802099952").unwrap(), "990000194802099952");
        assert_eq!(without_resident_word("E12345678"), None);
    }
}
