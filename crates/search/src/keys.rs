//! Keys: what is looked up whole or by its beginning instead of as a fragment of a text.
//!
//! All stand in one field of the index, told apart by a first letter. Where a short beginning would
//! fit millions of keys (the region digits of an ID number), shorter levels are kept beside the whole,
//! so that a lookup reads few keys however large the archive is.

use crate::domain::values::date::RecordDate;

use super::fold::fold;
use super::names::{self, Spellings};

/// Longest key in characters; the rest of a longer one is not looked at, neither here nor there.
const LONGEST: usize = 64;
/// Digits in a row from which they are found through keys instead of as a fragment of the text.
pub(super) const RUN: usize = 6;

const ID_LEVELS: [(usize, char); 3] = [(6, 'a'), (10, 'b'), (14, 'c')];
const ID: char = 'd';
const ID_TAIL: char = 'z';
const ID_LAST_FOUR: char = 'y';
const DOC_NUMBER: char = 'k';
const NUMBER_HEAD: char = 'm';
const NUMBER: char = 'n';
const SPELLING: char = 'p';
const INITIALS: char = 'q';
/// The same by readings that are possible and not usual: 丁 read zhēng.
const RARE_SPELLING: char = 'P';
const RARE_INITIALS: char = 'Q';
/// 张 and the letters of what follows: `张xm`.
const MIXED: char = 'o';
const NAME: char = 'e';
/// A unit's name from behind 市, 区 … on.
const UNIT_TAIL: char = 'f';
const DIGITS: char = 'r';
const DATE: char = 't';
const CODE: char = 'C';
const CLASS: char = 'L';
const VOLUME_NUMBER: char = 'w';

/// What a word looks for among the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyQuery {
    Whole(String),
    Prefix(String),
}

impl KeyQuery {
    pub fn fits(&self, key: &str) -> bool {
        match self {
            KeyQuery::Whole(whole) => key == whole,
            KeyQuery::Prefix(beginning) => key.starts_with(beginning.as_str()),
        }
    }

    /// The key, or its beginning.
    pub fn key(&self) -> &str {
        let (KeyQuery::Whole(key) | KeyQuery::Prefix(key)) = self;
        key
    }

    /// The digits of an ID number, when that is what is asked for.
    pub fn id_digits(&self) -> Option<&str> {
        let (KeyQuery::Whole(key) | KeyQuery::Prefix(key)) = self;
        key.strip_prefix(['a', 'b', 'c', ID, ID_TAIL, ID_LAST_FOUR])
    }

    /// The letters, when a name's spelling is asked for, and whether as initials.
    pub fn letters(&self) -> Option<(&str, bool)> {
        let (KeyQuery::Whole(key) | KeyQuery::Prefix(key)) = self;
        key.strip_prefix([SPELLING, RARE_SPELLING])
            .map(|l| (l, false))
            .or_else(|| key.strip_prefix([INITIALS, RARE_INITIALS]).map(|l| (l, true)))
    }

    /// What stands before the letters, and the letters, when a name is asked for by both.
    pub fn mixed(&self) -> Option<(&str, &str)> {
        let (KeyQuery::Whole(key) | KeyQuery::Prefix(key)) = self;
        let typed = key.strip_prefix(MIXED)?;
        let letters = typed.find(|c: char| c.is_ascii())?;
        Some(typed.split_at(letters))
    }

    /// Whether only a reading nobody would try first answers it.
    pub fn is_rare(&self) -> bool {
        let (KeyQuery::Whole(key) | KeyQuery::Prefix(key)) = self;
        key.starts_with([RARE_SPELLING, RARE_INITIALS])
    }

    /// What it asks for and nothing more behind it; `None`: keys of its kind are no whole names or numbers.
    pub fn exactly(&self) -> Option<KeyQuery> {
        let (KeyQuery::Whole(key) | KeyQuery::Prefix(key)) = self;
        let is_part = key.starts_with(['a', 'b', 'c', NUMBER_HEAD, DIGITS]);
        (!is_part && !self.is_rare()).then(|| KeyQuery::Whole(key.clone()))
    }
}

fn key(kind: char, value: &str) -> String {
    let value = beginning(value, LONGEST);
    let mut key = String::with_capacity(kind.len_utf8() + value.len());
    key.push(kind);
    key.push_str(value);
    key
}

/// The first characters of a text, so many at most.
fn beginning(text: &str, most: usize) -> &str {
    // nearly every text has fewer bytes than that
    if text.len() <= most {
        return text;
    }
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

pub(super) fn of_id_number(number: &str) -> Vec<String> {
    let number = fold(number);
    if number.is_empty() {
        return Vec::new();
    }
    let mut keys = vec![key(ID, &number)];
    if number.is_ascii() {
        keys.extend(ID_LEVELS.iter().filter_map(|(n, kind)| number.get(..*n).map(|head| key(*kind, head))));
        if number.len() >= 15 {
            keys.push(key(ID_TAIL, &number[number.len() - 6..]));
            keys.push(key(ID_LAST_FOUR, &number[number.len() - 4..]));
        }
    }
    keys
}

/// `beginning`: six digits at least, or a whole number.
pub(super) fn ask_id_number(beginning: &str) -> KeyQuery {
    if beginning.len() >= 18 {
        return KeyQuery::Whole(key(ID, beginning));
    }
    let level = ID_LEVELS.iter().find(|(n, _)| beginning.len() <= *n);
    KeyQuery::Prefix(key(level.map_or(ID, |(_, kind)| *kind), beginning))
}

pub(super) fn ask_id_tail(six: &str) -> KeyQuery {
    KeyQuery::Whole(key(ID_TAIL, six))
}

pub(super) fn ask_id_last_four(four: &str) -> KeyQuery {
    KeyQuery::Whole(key(ID_LAST_FOUR, four))
}

/// The name of a person or unit, folded.
pub(super) fn of_name(folded: &str) -> Vec<String> {
    if folded.is_empty() { Vec::new() } else { vec![key(NAME, folded)] }
}

pub(super) fn ask_name(folded: &str) -> KeyQuery {
    KeyQuery::Whole(key(NAME, folded))
}

pub(super) fn ask_unit_tail(folded: &str) -> KeyQuery {
    KeyQuery::Whole(key(UNIT_TAIL, folded))
}

/// 个人编号, 单位编号, 统一社会信用代码.
pub(super) fn of_number(number: &str) -> Vec<String> {
    let number = fold(number);
    if number.is_empty() {
        return Vec::new();
    }
    let head: String = number.chars().take(6).collect();
    vec![key(NUMBER, &number), key(NUMBER_HEAD, &head)]
}

/// A number of four characters or fewer must be the whole number: else every year would match numbers
/// that begin with it.
pub(super) fn ask_number(beginning: &str) -> KeyQuery {
    match beginning.chars().count() {
        0..=4 => KeyQuery::Whole(key(NUMBER, beginning)),
        5..=6 => KeyQuery::Prefix(key(NUMBER_HEAD, beginning)),
        _ => KeyQuery::Prefix(key(NUMBER, beginning)),
    }
}

/// 文号 however written: 芜社险字〔2009〕第12号 and 芜社险[2009]12 are one.
pub(super) fn of_doc_number(number: &str) -> Vec<String> {
    let plain = plain_doc_number(&fold(number));
    if plain.is_empty() { Vec::new() } else { vec![key(DOC_NUMBER, &plain)] }
}

pub(super) fn ask_doc_number(folded: &str) -> KeyQuery {
    KeyQuery::Whole(key(DOC_NUMBER, &plain_doc_number(folded)))
}

fn plain_doc_number(folded: &str) -> String {
    folded.chars().filter(|c| !matches!(c, '第' | '字' | '号')).collect()
}

pub(super) fn of_spellings(spellings: &Spellings) -> impl Iterator<Item = String> {
    let kinds = [
        (SPELLING, &spellings.full),
        (INITIALS, &spellings.initials),
        (RARE_SPELLING, &spellings.rare_full),
        (RARE_INITIALS, &spellings.rare_initials),
        (MIXED, &spellings.mixed),
        (UNIT_TAIL, &spellings.tails),
    ];
    kinds.into_iter().flat_map(|(kind, list)| list.iter().map(move |letters| key(kind, letters)))
}

pub(super) fn ask_spelling(letters: &str) -> KeyQuery {
    KeyQuery::Prefix(key(SPELLING, names::typed(letters)))
}

pub(super) fn ask_initials(letters: &str) -> KeyQuery {
    KeyQuery::Prefix(key(INITIALS, names::typed(letters)))
}

pub(super) fn ask_rare_spelling(letters: &str) -> KeyQuery {
    KeyQuery::Prefix(key(RARE_SPELLING, names::typed(letters)))
}

pub(super) fn ask_rare_initials(letters: &str) -> KeyQuery {
    KeyQuery::Prefix(key(RARE_INITIALS, names::typed(letters)))
}

/// A name's first characters as they are written, and letters for the others: `张xm`, `欧阳nn`.
/// `None` when the word is not written so.
pub(super) fn ask_mixed(folded: &str) -> Option<KeyQuery> {
    let at = folded.find(|c: char| c.is_ascii())?;
    let (written, letters) = folded.split_at(at);
    let fits = (1..=names::WRITTEN).contains(&written.chars().count())
        && written.chars().all(char::is_alphabetic)
        && letters.bytes().all(|b| b.is_ascii_lowercase());
    fits.then(|| KeyQuery::Prefix(key(MIXED, &format!("{written}{}", names::typed(letters)))))
}

/// Every end of every row of [`RUN`] digits or more in a folded text: a fragment of the row is the
/// beginning of one of them. Keeps ID numbers typed as words off the phrase search, for which digits
/// are the worst case: the same few pairs stand in every record.
pub(super) fn of_digits(folded: &str) -> impl Iterator<Item = String> {
    let rows = folded.split(|c: char| !c.is_ascii_digit()).filter(|row| row.len() >= RUN);
    rows.flat_map(|row| (0..=row.len() - RUN).map(|at| key(DIGITS, &row[at..])))
}

/// `None` when the word is not a row of digits the keys can answer for.
pub(super) fn ask_digits(folded: &str) -> Option<KeyQuery> {
    let fit = (RUN..=LONGEST).contains(&folded.len()) && folded.bytes().all(|b| b.is_ascii_digit());
    fit.then(|| KeyQuery::Prefix(key(DIGITS, folded)))
}

pub(super) fn of_date(date: &RecordDate) -> String {
    key(DATE, &date.eight_digits())
}

/// `digits`: year and month, or year, month and day.
pub(super) fn ask_date(digits: &str) -> KeyQuery {
    KeyQuery::Prefix(key(DATE, digits))
}

/// The class a record stands in.
pub(super) fn of_class(id: &str) -> String {
    key(CLASS, id)
}

pub(super) fn ask_class(id: &str) -> KeyQuery {
    KeyQuery::Whole(of_class(id))
}

/// 案卷号, without its leading zeros.
pub(super) fn of_volume_number(number: u32) -> String {
    key(VOLUME_NUMBER, &number.to_string())
}

pub(super) fn ask_volume_number(number: u32) -> KeyQuery {
    KeyQuery::Whole(of_volume_number(number))
}

/// The code's beginnings after each part: `2009`, `2009-zj`, `2009-zj-登记` …, each under its count of
/// parts.
pub(super) fn of_code(parts: &[String]) -> Vec<String> {
    let mut joined = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    let key = |(at, part): (usize, &String)| {
        if at > 0 {
            joined.push('-');
        }
        joined.push_str(part);
        code_key(at + 1, &joined)
    };
    parts.iter().enumerate().map(key).collect()
}

/// `whole_part`: the last part is complete (the person typed a separator after it).
pub(super) fn ask_code(parts: &[String], whole_part: bool) -> KeyQuery {
    let key = code_key(parts.len(), &parts.join("-"));
    if whole_part { KeyQuery::Whole(key) } else { KeyQuery::Prefix(key) }
}

fn code_key(parts: usize, joined: &str) -> String {
    let mut key = format!("{CODE}{parts}-");
    key.push_str(beginning(joined, 2 * LONGEST));
    key
}
