//! Traditional characters and phrases in simplified form, as OpenCC converts them. The table is data:
//! `assets/simplified.txt`, made by `scripts/simplified`.

use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../../assets/simplified.txt");

struct Conversions {
    characters: HashMap<char, char>,
    /// Phrases and their simplified forms by first character, the longest first.
    phrases: HashMap<char, Vec<(&'static str, &'static str)>>,
}

static CONVERSIONS: LazyLock<Conversions> = LazyLock::new(|| {
    let mut conversions = Conversions { characters: HashMap::new(), phrases: HashMap::new() };
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    for (traditional, simplified) in lines.filter_map(|line| line.split_once('\t')) {
        let mut chars = traditional.chars();
        match (chars.next(), chars.next(), simplified.chars().next()) {
            (Some(c), None, Some(form)) => drop(conversions.characters.insert(c, form)),
            (Some(first), ..) => {
                conversions.phrases.entry(first).or_default().push((traditional, simplified));
            }
            _ => {}
        }
    }
    for phrases in conversions.phrases.values_mut() {
        phrases.sort_by_key(|(traditional, _)| std::cmp::Reverse(traditional.len()));
    }
    conversions
});

impl Conversions {
    /// Converted until it stays (薴 → 苧 → 苎), so that folding twice changes nothing.
    fn last_form(&self, mut c: char) -> char {
        const LONGEST_CHAIN: usize = 4;
        for _ in 0..LONGEST_CHAIN {
            match self.characters.get(&c) {
                Some(form) if *form != c => c = *form,
                _ => break,
            }
        }
        c
    }
}

/// Running text in simplified characters, phrase by phrase; everything else stays.
pub fn simplified(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let conversions = &*CONVERSIONS;
    let mut converted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let phrases = conversions.phrases.get(&c).map_or(&[][..], Vec::as_slice);
        if let Some((traditional, form)) = phrases.iter().find(|(phrase, _)| rest.starts_with(phrase)) {
            converted.push_str(form);
            rest = &rest[traditional.len()..];
        } else {
            converted.push(conversions.characters.get(&c).copied().unwrap_or(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    converted
}

/// A character by itself.
pub(super) fn simplified_char(c: char) -> char {
    CONVERSIONS.last_form(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_by_phrases() {
        assert_eq!(simplified("乾隆年間的養老保險檔案"), "乾隆年间的养老保险档案");
        assert_eq!(simplified("乾糧、藉口、慰藉"), "干粮、借口、慰藉");
        assert_eq!(simplified("ZJ-2009（無關）"), "ZJ-2009（无关）");
    }

    #[test]
    fn a_character_by_itself_ends_at_a_form_that_stays() {
        for (traditional, form) in [('薴', '苎'), ('乾', '干'), ('蕪', '芜'), ('鏡', '镜'), ('险', '险')]
        {
            assert_eq!(simplified_char(traditional), form, "{traditional}");
        }
        assert_eq!((simplified_char('a'), simplified_char('\u{E5E5}')), ('a', '\u{E5E5}'));
    }

    /// The counts agreed with ferrous-opencc 0.4.0, character by character, when it gave way to the table.
    #[test]
    fn the_table_is_whole() {
        let conversions = &*CONVERSIONS;
        let phrases: usize = conversions.phrases.values().map(Vec::len).sum();
        assert_eq!((conversions.characters.len(), phrases), (4105, 277));
    }
}
