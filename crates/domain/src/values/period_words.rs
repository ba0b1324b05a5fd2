//! 保管期限 as people write it, apart from what a scheme's letters mean: `assets/periods.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::period::RetentionPeriod;
use crate::general::text::{chinese_digit, chinese_number, fold};
use crate::general::wording::Wording;

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodWord {
    /// Nothing of a length, as 定期 alone.
    Nothing,
    /// 永久, 30年, 三十年, D30.
    Plain(RetentionPeriod),
    /// A number that does not say what it counts.
    Number(RetentionPeriod),
    /// 长期, 短期: what they are kept for today is for a person to say.
    Former(&'static FormerPeriod),
    Unknown,
}

/// A grade of before 2006.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerPeriod {
    word: String,
    /// The period the national rule has for it now.
    pub reading: RetentionPeriod,
    zh: String,
    en: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: String,
}

impl FormerPeriod {
    /// What the rules made of it.
    pub fn rule(&self) -> Wording {
        Wording::new(&self.zh, &self.en)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodWords {
    permanent: Vec<String>,
    around: Vec<String>,
    ends: Vec<String>,
    former: Vec<FormerPeriod>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: String,
}

static WORDS: LazyLock<PeriodWords> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../assets/periods.toml"))
        .expect("assets/periods.toml is part of the program and is tested")
});

/// The text's parts between brackets, folded, without blanks and the signs around them.
pub fn period_parts(text: &str) -> Vec<String> {
    let plain: String = fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    let parts = plain.split(|c: char| "〔〕[]()【】「」『』《》“”\"'".contains(c));
    let parts = parts.map(|part| part.trim_matches(|c: char| "。.，,；;：:、!！".contains(c)).to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

/// The word by which a scope note speaks of an end from which a period may have to be counted.
pub fn end_spoken_of(text: &str) -> Option<&'static str> {
    WORDS.ends.iter().find(|word| text.contains(word.as_str())).map(String::as_str)
}

/// The former grade a text names.
pub fn former_period(text: &str) -> Option<&'static FormerPeriod> {
    period_parts(text).iter().find_map(|part| match period_word(part) {
        PeriodWord::Former(former) => Some(former),
        _ => None,
    })
}

/// The periods and former grades a text names, each once, when it names nothing else: 永久、30年 names two, 30 alone none.
pub fn periods_named(text: &str) -> Vec<PeriodWord> {
    let mut named = Vec::new();
    let pieces = text.split(|c: char| "、,，/;；和或及与".contains(c));
    for part in pieces.flat_map(period_parts) {
        match period_word(&part) {
            PeriodWord::Nothing => {}
            word @ (PeriodWord::Plain(_) | PeriodWord::Former(_)) if named.contains(&word) => {}
            word @ (PeriodWord::Plain(_) | PeriodWord::Former(_)) => named.push(word),
            PeriodWord::Number(_) | PeriodWord::Unknown => return Vec::new(),
        }
    }
    named
}

/// Reads one of [`period_parts`].
pub fn period_word(part: &str) -> PeriodWord {
    let bare = without_words_around(part);
    if bare.is_empty() {
        return PeriodWord::Nothing;
    }
    if let Some(former) = WORDS.former.iter().find(|former| former.word == bare) {
        return PeriodWord::Former(former);
    }
    if WORDS.permanent.iter().any(|word| word.eq_ignore_ascii_case(bare)) {
        return PeriodWord::Plain(RetentionPeriod::Permanent);
    }
    let lower = bare.to_ascii_lowercase();
    let by_unit = ["年", "years", "year"].iter().find_map(|unit| lower.strip_suffix(unit));
    // DA/T 22-2015 writes 定期30年 as D30
    let numbered = by_unit.or_else(|| lower.strip_prefix('d'));
    let number = numbered.unwrap_or_else(|| lower.strip_suffix(".0").unwrap_or(&lower));
    match count(number).and_then(|number| RetentionPeriod::from_key(&number.to_string())) {
        Some(period) if numbered.is_some() => PeriodWord::Plain(period),
        Some(period) => PeriodWord::Number(period),
        None => PeriodWord::Unknown,
    }
}

fn without_words_around(text: &str) -> &str {
    let is_former = |text: &str| WORDS.former.iter().any(|former| former.word == text);
    let mut bare = text;
    loop {
        let before = bare;
        for word in &WORDS.around {
            // 长期 and 短期 end in such a word
            if !is_former(bare) {
                bare = bare.strip_prefix(word.as_str()).unwrap_or(bare);
                bare = bare.strip_suffix(word.as_str()).filter(|_| !is_former(bare)).unwrap_or(bare);
            }
        }
        if bare == before {
            return bare;
        }
    }
}

/// Years in digits or Chinese numerals, 三十, 一百, 三〇, 叁拾.
fn count(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let everyday: String = text.chars().map(everyday).collect();
    if let Some((hundreds, rest)) = everyday.split_once('百') {
        let hundreds = if hundreds.is_empty() { 1 } else { chinese_number(hundreds)? };
        let rest = if rest.is_empty() { 0 } else { chinese_number(rest.trim_start_matches('零'))? };
        return (hundreds < 10).then_some(hundreds * 100 + rest);
    }
    if everyday.chars().count() > 1 && everyday.chars().all(|c| chinese_digit(c).is_some()) {
        return everyday.chars().try_fold(0u32, |sum, c| Some(sum.checked_mul(10)? + chinese_digit(c)?));
    }
    chinese_number(&everyday)
}

/// The numerals of cheques as everyday ones.
fn everyday(c: char) -> char {
    const FORMAL: [(char, char); 13] = [
        ('壹', '一'),
        ('贰', '二'),
        ('貳', '二'),
        ('叁', '三'),
        ('肆', '四'),
        ('伍', '五'),
        ('陆', '六'),
        ('柒', '七'),
        ('捌', '八'),
        ('玖', '九'),
        ('拾', '十'),
        ('佰', '百'),
        ('○', '〇'),
    ];
    FORMAL.iter().find(|(formal, _)| *formal == c).map_or(c, |(_, plain)| *plain)
}
