//! Names of persons as lists write them: `assets/names.toml`.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::general::text::is_han;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesFile {
    between: String,
    asked: String,
    joining: Vec<char>,
    none: Vec<String>,
    ditto: Vec<String>,
    lost: String,
    single: String,
    compound: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "mark")]
    _mark: String,
}

/// What is known of names.
pub struct NameWords {
    file: NamesFile,
    single: HashSet<char>,
    compound: HashSet<String>,
}

static WORDS: LazyLock<NameWords> = LazyLock::new(|| {
    let file: NamesFile = toml::from_str(include_str!("../../../../assets/names.toml"))
        .expect("assets/names.toml is part of the program and is tested");
    let single = file.single.chars().filter(|c| !c.is_whitespace()).collect();
    let compound = file.compound.iter().cloned().collect();
    NameWords { file, single, compound }
});

/// The words as they ship.
pub fn name_words() -> &'static NameWords {
    &WORDS
}

impl NameWords {
    /// Signs that stand between two persons.
    pub fn is_between(&self, c: char) -> bool {
        // most names are Han alone
        !is_han(c) && self.file.between.contains(c)
    }

    /// Signs that may as well stand between two spellings of one person.
    pub fn is_asked(&self, c: char) -> bool {
        self.file.asked.contains(c)
    }

    pub fn joins(&self, c: char) -> bool {
        self.file.joining.contains(&c)
    }

    /// 无, `/`: there is nobody.
    pub fn says_nobody(&self, text: &str) -> bool {
        self.file.none.iter().any(|word| word == text)
    }

    /// 同上, `〃`.
    pub fn says_ditto(&self, text: &str) -> bool {
        self.file.ditto.iter().any(|word| word == text)
    }

    /// A character that stands where one was lost or hidden, or that belongs in no name: beside Han every sign but
    /// dots, blanks and brackets, and the `X` people write for what is not to be seen.
    pub fn odd_sign(&self, name: &str) -> Option<char> {
        let chinese = name.chars().any(is_han);
        let belongs = |c: char| {
            matches!(c, '·' | ' ' | '(' | ')' | '（' | '）' | '〔' | '〕' | '[' | ']' | '【' | '】')
                || (c.is_alphabetic() && !matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ'))
        };
        name.chars()
            .find(|c| self.file.lost.contains(*c) || c.is_numeric() && !is_han(*c) || chinese && !belongs(*c))
    }

    /// 司马, 欧阳.
    pub fn is_compound(&self, text: &str) -> bool {
        self.compound.contains(text)
    }

    pub fn is_family_name(&self, c: char) -> bool {
        self.single.contains(&c)
    }

    /// Whether a text begins with a family name.
    pub fn begins_like_name(&self, text: &str) -> bool {
        let first_two: String = text.chars().take(2).collect();
        text.chars().next().is_some_and(|c| self.is_family_name(c)) || self.is_compound(&first_two)
    }

    /// Han characters that look like a whole Chinese name: a family name with one or two more; three after a
    /// compound one, or where a married woman bears two.
    pub fn looks_like_name(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        let [first, second, rest @ ..] = chars.as_slice() else { return false };
        if !chars.iter().all(|c| is_han(*c)) {
            return false;
        }
        let compound = self.compound.contains(&[*first, *second].iter().collect::<String>());
        match rest.len() {
            0 => self.is_family_name(*first) && !compound,
            1 => self.is_family_name(*first) || compound,
            2 => compound || (self.is_family_name(*first) && self.is_family_name(*second)),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_pieces_of_names() {
        let words = name_words();
        for name in ["张三", "周一", "王小明", "欧阳明", "欧阳娜娜", "司马光", "范徐丽泰", "陳大文"]
        {
            assert!(words.looks_like_name(name), "{name}");
        }
        for piece in ["张", "欧阳", "娜娜", "小明", "买买提", "张三李四王五", "John", "犱笁"]
        {
            assert!(!words.looks_like_name(piece), "{piece}");
        }
    }
}
