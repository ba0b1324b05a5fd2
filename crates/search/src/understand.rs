//! What somebody meant by what was typed into the one box.
//!
//! Everything is literal: there is no query language to learn or to break. Blanks separate words and
//! every word must be found. A word that looks like something (a code, the end of an ID number,
//! initials) is also looked for as that, never only as that.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::general::characters;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::numbers::mask_within;
use crate::domain::general::text::chinese_number;
use crate::domain::general::wording::Wording;
use crate::{problems, say};

use super::fold::{fold, fold_parts};
use super::keys::{self, KeyQuery};

/// Characters and words a query may have at most.
const LONGEST: usize = 500;
const MOST_WORDS: usize = 32;
/// Characters at the end of an ID number by which people name it.
const LAST_FOUR: usize = 4;
/// Characters a volume's number has at most.
const LONGEST_VOLUME_NUMBER: usize = 5;
/// What people write before a volume's number.
const BEFORE_VOLUME_NUMBER: [&str; 4] = ["案卷号", "案卷", "卷号", "卷"];
/// Years a four-digit word is taken for.
const YEARS: std::ops::RangeInclusive<i32> = 1949..=2100;

/// What a word was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(as = ChipKind)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    Year,
    Date,
    IdNumber,
    /// Six digits: the end of an ID number, or its beginning; four with an X: its end.
    IdTail,
    Code,
    DocNumber,
    /// 个人编号, 单位编号, or a longer row of digits.
    Number,
    /// Pinyin or initials.
    Letters,
    /// 案卷号, written so that it can be nothing else: 第3卷.
    VolumeNumber,
    /// Code or name of a class.
    Class,
    Text,
}

/// A word that names classes: their code as printed, or their name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassWord {
    pub word: String,
    /// Several where a code is shared.
    pub class_ids: Vec<String>,
    /// How the class reads beside the word.
    pub says: String,
}

/// One word of a query as it was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Chip {
    pub kind: TermKind,
    /// The word as typed.
    pub text: String,
    /// Place among the words, from 0.
    #[serde(skip)]
    pub at: usize,
    /// What a class word stands for.
    #[serde(skip)]
    pub meaning: String,
    #[serde(skip)]
    pub(super) senses: Vec<Sense>,
}

/// One way a word can be found; a record fits the word when any of its senses fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// A fragment of a folded text.
    Text(String),
    Year(i32),
    Key(KeyQuery),
}

/// Cuts a query into words and says what each was taken for. An empty query has no words and finds
/// everything. Unreadable: `query_too_long`, `too_many_words`, `nothing_to_find` (punctuation only).
pub fn understand(text: &str) -> Result<Vec<Chip>> {
    understand_among(text, &[])
}

/// As [`understand`], knowing the words classes go by.
pub fn understand_among(text: &str, classes: &[ClassWord]) -> Result<Vec<Chip>> {
    if text.chars().nth(LONGEST).is_some() {
        return Err(Error::Unreadable(vec![query_too_long()]));
    }
    let words = words(text);
    if words.len() > MOST_WORDS {
        return Err(Error::Unreadable(vec![too_many_words()]));
    }
    let mut chips: Vec<Chip> = words.iter().filter_map(|word| Chip::read(word)).collect();
    for (at, chip) in chips.iter_mut().enumerate() {
        chip.at = at;
        chip.know(classes);
    }
    if chips.is_empty() && !words.is_empty() {
        return Err(Error::Unreadable(vec![nothing_to_find()]));
    }
    Ok(chips)
}

/// Blanks separate words, except around the dashes of a code: `2009 - ZJ - 登记` is one.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for piece in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if begins_code(last) && (last.ends_with(is_dash) || piece.starts_with(is_dash)) => {
                last.push_str(piece);
            }
            _ => words.push(piece.to_owned()),
        }
    }
    with_volume_numbers(in_groups(words))
}

/// An ID number written in groups (`990000 19900307 1235`) is one word: 18 or 15 digits in a row of
/// pieces that hold nothing else.
fn in_groups(mut words: Vec<String>) -> Vec<String> {
    let digits = |word: &String| {
        let folded = fold(word);
        let body = folded.strip_suffix('x').unwrap_or(&folded);
        (!body.is_empty() && body.bytes().all(|b| b.is_ascii_digit())).then_some(folded.len())
    };
    let mut from = 0;
    while from < words.len() {
        let (mut to, mut length) = (from, 0);
        while let Some(more) = words.get(to).and_then(digits) {
            (to, length) = (to + 1, length + more);
            if to > from + 1 && matches!(length, 15 | 18) {
                let joined = words.drain(from..to).collect::<String>();
                words.insert(from, joined);
                break;
            }
        }
        from += 1;
    }
    words
}

/// `案卷号 3` and `第 3 卷` are one word.
fn with_volume_numbers(mut words: Vec<String>) -> Vec<String> {
    let begins = |word: &String| word == "第" || BEFORE_VOLUME_NUMBER.contains(&word.as_str());
    let mut from = 0;
    while from < words.len() {
        let is_one = |to: &usize| {
            words.get(from..*to).is_some_and(|some| as_volume_number(&fold(&some.concat())).is_some())
        };
        if let Some(to) = [from + 3, from + 2].into_iter().find(|to| begins(&words[from]) && is_one(to)) {
            let joined = words.drain(from..to).collect::<String>();
            words.insert(from, joined);
        }
        from += 1;
    }
    words
}

/// Hyphens, dashes and minus signs people and input methods type for one another.
fn is_dash(c: char) -> bool {
    c == '-' || characters::is_dash(c)
}

fn begins_code(word: &str) -> bool {
    fold_parts(word).first().is_some_and(|part| part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

impl Chip {
    fn read(word: &str) -> Option<Chip> {
        let folded = fold(word);
        if folded.is_empty() {
            return None;
        }
        let parts = fold_parts(word);
        let mut senses = vec![Sense::Text(folded.clone())];
        let digits = folded.bytes().all(|b| b.is_ascii_digit());
        let kind = if let Some(year) = as_year(&folded) {
            senses.push(Sense::Year(year));
            if digits && word.chars().count() == LAST_FOUR {
                senses.push(Sense::Key(keys::ask_id_last_four(&folded)));
            }
            TermKind::Year
        } else if word.contains(is_dash) && !word.starts_with(is_dash) && begins_code(word) {
            let whole_part = word.ends_with(is_dash);
            senses.push(Sense::Key(keys::ask_code(&parts, whole_part)));
            if as_date(&parts).is_some() { TermKind::Date } else { TermKind::Code }
        } else if parts.len() > 1 && as_date(&parts).is_some()
            || folded.contains('月') && as_written_date(&folded).is_some()
        {
            TermKind::Date
        } else if let Some(kind) = id_senses(&folded, &mut senses) {
            kind
        } else if as_volume_number(&folded).is_some() && !digits {
            TermKind::VolumeNumber
        } else if is_doc_number(word, &folded) {
            TermKind::DocNumber
        } else if digits {
            TermKind::Number
        } else if folded.bytes().all(|b| b.is_ascii_lowercase()) {
            TermKind::Letters
        } else if let Some(ask) = keys::ask_mixed(&folded) {
            senses.push(Sense::Key(ask));
            TermKind::Letters
        } else {
            TermKind::Text
        };
        if let Some(number) = as_volume_number(&folded) {
            senses.push(Sense::Key(keys::ask_volume_number(number)));
        }
        other_senses(kind, &folded, &parts, &mut senses);
        Some(Chip { kind, text: word.to_owned(), at: 0, meaning: String::new(), senses })
    }

    /// A word that names a class is looked for as that too.
    fn know(&mut self, classes: &[ClassWord]) {
        let folded = fold(&self.text);
        let Some(known) = classes.iter().find(|class| fold(&class.word) == folded) else { return };
        self.senses.extend(known.class_ids.iter().map(|id| Sense::Key(keys::ask_class(id))));
        (self.kind, self.meaning) = (TermKind::Class, known.says.clone());
    }

    /// The word taken as plain text and nothing else.
    pub fn as_text(mut self) -> Chip {
        self.senses.retain(|sense| matches!(sense, Sense::Text(_)));
        (self.kind, self.meaning) = (TermKind::Text, String::new());
        self
    }

    /// Whether a name or number is asked for, so that some hits fit better than others.
    pub fn has_fitness(&self) -> bool {
        !matches!(self.kind, TermKind::Year | TermKind::Date | TermKind::Class)
    }

    /// The ways that are met by the whole name or number and nothing less; none: all of them are as good.
    pub(super) fn exact_senses(&self) -> Vec<Sense> {
        let exact = |sense: &Sense| match sense {
            Sense::Text(folded) => Some(Sense::Key(keys::ask_name(folded))),
            Sense::Key(ask) => ask.exactly().map(Sense::Key),
            Sense::Year(_) => None,
        };
        match self.has_fitness() {
            true => self.senses.iter().filter_map(exact).collect(),
            false => Vec::new(),
        }
    }

    /// The ways without readings nobody would try first; the same number when there are none such.
    pub(super) fn usual_senses(&self) -> Vec<Sense> {
        let is_rare = |sense: &Sense| matches!(sense, Sense::Key(ask) if ask.is_rare());
        self.senses.iter().filter(|sense| !is_rare(sense)).cloned().collect()
    }

    /// What the word was taken for, for the line 「理解为」.
    pub fn says(&self) -> Wording {
        let text = &self.text;
        match self.kind {
            TermKind::Year => say!("年度 {text}，或文中的 {text}", "year {text}, or {text} in a text"),
            TermKind::Date => say!("日期 {text}", "date {text}"),
            TermKind::IdNumber => {
                let masked = mask_within(text);
                say!("身份证号 {masked}", "ID number {masked}")
            }
            TermKind::IdTail if text.chars().count() == LAST_FOUR => {
                say!("身份证号的后四位 {text}", "last four of an ID number: {text}")
            }
            TermKind::IdTail => {
                say!("身份证号的后六位或开头 {text}", "end or beginning of an ID number: {text}")
            }
            TermKind::Code => say!("档号 {text}", "archival code {text}"),
            TermKind::DocNumber => say!("文号 {text}", "document number {text}"),
            TermKind::Number if text.chars().count() == LAST_FOUR => {
                say!("号码 {text}，或身份证号的后四位", "number {text}, or the last four of an ID number")
            }
            TermKind::Number => {
                let masked = mask_within(text);
                say!("号码 {masked}", "number {masked}")
            }
            TermKind::Class => {
                let class = &self.meaning;
                say!("类别 {class}，或文中的 {text}", "class {class}, or {text} in a text")
            }
            TermKind::VolumeNumber => {
                say!("案卷号 {text}，或文中的 {text}", "volume number {text}, or {text} in a text")
            }
            TermKind::Letters => say!("拼音或首字母 {text}", "pinyin or initials {text}"),
            TermKind::Text => say!("文字 {text}", "text {text}"),
        }
    }
}

fn as_year(folded: &str) -> Option<i32> {
    let digits = folded.strip_suffix("年度").or_else(|| folded.strip_suffix('年')).unwrap_or(folded);
    let four = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|year| four && YEARS.contains(year))
}

/// `2009 9 9`, or `2009 9`, as the digits dates are kept under.
fn as_date(parts: &[String]) -> Option<String> {
    let number = |at: usize| parts.get(at).map(|part| part.parse::<i32>().ok().filter(|_| part.len() <= 4));
    let year = number(0)??;
    let month = number(1)?.filter(|month| (1..=12).contains(month))?;
    if !YEARS.contains(&year) || parts.len() > 3 {
        return None;
    }
    match number(2) {
        None => Some(format!("{year}{month:02}")),
        Some(day) => day.filter(|day| (1..=31).contains(day)).map(|day| format!("{year}{month:02}{day:02}")),
    }
}

/// `2009年9月9日`, `2009年9月`.
fn as_written_date(folded: &str) -> Option<String> {
    let written = folded.trim_end_matches(['日', '号']).split(['年', '月']).filter(|part| !part.is_empty());
    as_date(&written.map(str::to_owned).collect::<Vec<_>>())
}

/// ID numbers whole, by their beginning or by their last six or four, 15 digits also as the 18 they became.
fn id_senses(folded: &str, senses: &mut Vec<Sense>) -> Option<TermKind> {
    let digits = folded.strip_suffix('x').filter(|d| matches!(d.len(), 3 | 5 | 17)).unwrap_or(folded);
    let is_last_four = folded.len() == LAST_FOUR;
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !(is_last_four || (6..=18).contains(&folded.len())) {
        return None;
    }
    if is_last_four {
        senses.push(Sense::Key(keys::ask_id_last_four(folded)));
        return Some(if digits == folded { TermKind::Number } else { TermKind::IdTail });
    }
    if folded.len() == 6 {
        senses.push(Sense::Key(keys::ask_id_tail(folded)));
    }
    if digits == folded || folded.len() == 18 {
        senses.push(Sense::Key(keys::ask_id_number(folded)));
    }
    match folded.len() {
        15 => {
            senses.push(Sense::Key(keys::ask_id_number(&format!("{}19{}", &folded[..6], &folded[6..]))));
            Some(TermKind::IdNumber)
        }
        18 => Some(TermKind::IdNumber),
        6 => Some(TermKind::IdTail),
        _ => Some(TermKind::Number),
    }
}

/// A volume's number: digits alone, or as people say it (第3卷, 3卷, 卷三, 案卷号 003).
fn as_volume_number(folded: &str) -> Option<u32> {
    const BEHIND: [&str; 4] = ["号案卷", "案卷", "号卷", "卷"];
    let behind = |text| BEHIND.iter().find_map(|word| str::strip_suffix(text, word));
    let number = match BEFORE_VOLUME_NUMBER.iter().find_map(|word| folded.strip_prefix(word)) {
        Some(rest) => rest.strip_suffix('号').unwrap_or(rest),
        None => match behind(folded) {
            Some(rest) => rest.strip_prefix('第').unwrap_or(rest),
            None if folded.bytes().all(|b| b.is_ascii_digit()) => folded,
            None => return None,
        },
    };
    if number.is_empty() || number.chars().count() > LONGEST_VOLUME_NUMBER {
        return None;
    }
    number.parse().ok().or_else(|| chinese_number(number))
}

fn is_doc_number(word: &str, folded: &str) -> bool {
    let bracketed =
        word.contains(['〔', '〕', '[', ']', '［', '］', '【', '】', '﹝', '﹞', '(', ')', '（', '）']);
    let digits = folded.bytes().any(|b| b.is_ascii_digit());
    digits && !folded.bytes().all(|b| b.is_ascii_digit()) && (bracketed || folded.ends_with('号'))
}

/// What a word may also be beside its kind.
fn other_senses(kind: TermKind, folded: &str, parts: &[String], senses: &mut Vec<Sense>) {
    let mut also = |ask: KeyQuery| {
        if !senses.contains(&Sense::Key(ask.clone())) {
            senses.push(Sense::Key(ask));
        }
    };
    let ascii = folded.bytes().all(|b| b.is_ascii_alphanumeric());
    if ascii && folded.len() >= 2 && folded.bytes().any(|b| b.is_ascii_digit()) {
        also(keys::ask_number(folded));
    }
    if matches!(kind, TermKind::DocNumber | TermKind::VolumeNumber | TermKind::Text)
        && folded.bytes().any(|b| b.is_ascii_digit())
    {
        also(keys::ask_doc_number(folded));
    }
    if kind != TermKind::Code && parts.len() > 1 {
        also(keys::ask_code(parts, false));
    }
    if kind == TermKind::Letters && ascii {
        also(keys::ask_initials(folded));
        also(keys::ask_rare_initials(folded));
        if folded.len() > 1 {
            also(keys::ask_spelling(folded));
            also(keys::ask_rare_spelling(folded));
        }
    }
    let run = match folded.len() {
        6 if ascii => [&folded[..4], &folded[4..]].map(str::to_owned).to_vec(),
        8 if ascii => [&folded[..4], &folded[4..6], &folded[6..]].map(str::to_owned).to_vec(),
        _ => Vec::new(),
    };
    let date = as_date(parts).or_else(|| as_written_date(folded)).or_else(|| as_date(&run));
    if let Some(digits) = date {
        also(keys::ask_date(&digits));
    }
}

problems! {
    refuse query_too_long():
        "查找内容超过 {LONGEST} 个字" / "the query is longer than {LONGEST} characters"
        => "只留姓名、身份证号、文号或题名中的一段"
            / "keep a name, an ID number, a document number or part of a title";
    refuse too_many_words():
        "查找内容超过 {MOST_WORDS} 个词" / "the query has more than {MOST_WORDS} words"
        => "少留几个词，或分几次查" / "keep fewer words, or search several times";
    refuse nothing_to_find():
        "查找内容里只有标点，没有文字或数字" / "the query has only punctuation, no letters or digits"
        => "输入姓名、身份证号、档号、文号或题名中的字"
            / "type a name, an ID number, a code, a document number or words of a title";
}
