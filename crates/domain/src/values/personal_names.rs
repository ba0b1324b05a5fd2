//! Names of persons as lists write them: `assets/names.toml`.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::general::text::{fold, is_han};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesFile {
    between: String,
    asked: String,
    joining: Vec<char>,
    none: Vec<String>,
    ditto: Vec<String>,
    unknown: Vec<String>,
    relatives: Vec<String>,
    together: Vec<String>,
    honorifics: Vec<String>,
    kin: String,
    lost: String,
    commonest: String,
    everyday: String,
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
    everyday: HashSet<char>,
    compound: HashSet<String>,
    /// What stands in a cell of names and names nobody.
    nobody: HashSet<String>,
}

static WORDS: LazyLock<NameWords> = LazyLock::new(|| {
    let file: NamesFile = toml::from_str(include_str!("../../../../assets/names.toml"))
        .expect("assets/names.toml is part of the program and is tested");
    let signs = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>();
    let everyday: HashSet<char> = signs(&file.commonest).into_iter().chain(signs(&file.everyday)).collect();
    let single = signs(&file.single).into_iter().chain(everyday.iter().copied()).collect();
    let compound = file.compound.iter().cloned().collect();
    let nobody = [&file.ditto, &file.unknown, &file.relatives];
    let nobody = nobody.into_iter().flatten().map(|word| word.to_lowercase()).collect();
    NameWords { file, single, everyday, compound, nobody }
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

    /// 无, 没有, `/`: there is nobody.
    pub fn says_nobody(&self, text: &str) -> bool {
        let is_none = |text: &str| self.file.none.iter().any(|word| word == text);
        let sign = |c: char| !c.is_alphabetic() && is_none(c.encode_utf8(&mut [0; 4]));
        is_none(text) || is_none(&bare(text)) || (!text.is_empty() && text.chars().all(sign))
    }

    /// 同上, `〃`, 不详, NULL, 家属, a full stop alone: who it is is not said.
    pub fn names_nobody(&self, text: &str) -> bool {
        if self.nobody.contains(text) {
            return true;
        }
        // two or three Han characters need no tidying
        if text.chars().all(is_han) {
            return false;
        }
        let bare = bare(text);
        let is_hidden = |c: char| matches!(c, 'x');
        let shows_nothing = !text.chars().any(|c| c.is_alphanumeric() || self.file.lost.contains(c));
        self.nobody.contains(&bare)
            || (!bare.is_empty() && bare.chars().all(is_hidden))
            || (shows_nothing && !text.trim().is_empty())
    }

    /// Words behind a name that tell of more persons than it: 夫妇, 一家三口.
    pub fn without_company<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.file.together.iter().find_map(|word| text.strip_suffix(word.as_str()))
    }

    /// 张三妻子, 张三的儿子, 张三之妻: a relation of the person named, who is not.
    pub fn is_relation_of(&self, text: &str) -> bool {
        let before = self.file.relatives.iter().find_map(|word| text.strip_suffix(word.as_str()));
        let before = before.map(|before| before.trim_end_matches(['的', '之'])).or_else(|| {
            let before = text.strip_suffix(|c: char| self.file.kin.contains(c))?;
            before.strip_suffix(['的', '之'])
        });
        before.is_some_and(|before| before.chars().count() > 1)
    }

    /// The name before 同志, 先生 and such, and that word.
    pub fn without_honorific<'t>(&self, text: &'t str) -> Option<(&'t str, &str)> {
        let mut words = self.file.honorifics.iter();
        words.find_map(|word| Some((text.strip_suffix(word.as_str())?.trim(), word.as_str())))
    }

    /// 同上, `〃`: what stands above is meant.
    pub fn is_ditto(&self, text: &str) -> bool {
        self.file.ditto.iter().any(|word| word == text.trim())
    }

    /// A family name and nothing else.
    pub fn is_family_name_alone(&self, text: &str) -> bool {
        let mut chars = text.chars();
        (chars.next().is_some_and(is_han) && chars.next().is_none()) || self.compound.contains(text)
    }

    /// A minority name with its dot: Han of two and more characters on both sides.
    pub fn is_dotted_name(&self, text: &str) -> bool {
        let is_part = |part: &str| part.chars().count() > 1 && part.chars().all(is_han);
        text.contains('·') && text.split('·').all(is_part)
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

    /// One family name and nothing else, of those met every day or of two characters.
    pub fn is_everyday_family_name(&self, text: &str) -> bool {
        let mut chars = text.chars();
        let only = chars.next().filter(|_| chars.next().is_none());
        only.is_some_and(|c| self.everyday.contains(&c)) || self.compound.contains(text)
    }

    /// A whole Chinese name with a family name met every day, or one of two characters.
    pub fn is_everyday_name(&self, text: &str) -> bool {
        let chars: Vec<char> = text.chars().collect();
        chars.iter().all(|c| is_han(*c)) && self.ends_of_names(&chars).any(|end| end == chars.len())
    }

    /// How long a name with an everyday family name may be that begins the text.
    fn ends_of_names(&self, chars: &[char]) -> impl Iterator<Item = usize> {
        let is_compound = chars.len() > 2 && self.compound.contains(&chars[..2].iter().collect::<String>());
        let ends = match chars.first() {
            Some(_) if is_compound => 3..5,
            Some(first) if self.everyday.contains(first) => 2..4,
            _ => 0..0,
        };
        let length = chars.len();
        ends.filter(move |end| *end <= length)
    }

    /// Names written one behind the other without a sign, 张三李四: Han that can be cut wholly into names with
    /// everyday family names and is no name itself. One of the ways to cut it.
    pub fn glued_names(&self, text: &str) -> Option<Vec<String>> {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() < 4 || !chars.iter().all(|c| is_han(*c)) || self.is_everyday_name(text) {
            return None;
        }
        // 陈方安生: a married woman with two family names
        let is_two_names = self.file.commonest.contains(chars[2]);
        if chars.len() == 4
            && self.everyday.contains(&chars[0])
            && self.everyday.contains(&chars[1])
            && !is_two_names
        {
            return None;
        }
        // for each place that names reach: where the last of them begins
        let mut reached: Vec<Option<usize>> = vec![None; chars.len() + 1];
        for at in 0..chars.len() {
            if at > 0 && reached[at].is_none() {
                continue;
            }
            for end in self.ends_of_names(&chars[at..]) {
                reached[at + end].get_or_insert(at);
            }
        }
        let mut names = Vec::new();
        let mut end = chars.len();
        while end > 0 {
            let begin = reached[end]?;
            names.push(chars[begin..end].iter().collect());
            end = begin;
        }
        names.reverse();
        Some(names)
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

/// A word without blanks, brackets around it and the stop behind, in small letters.
fn bare(text: &str) -> String {
    let plain: String = fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    plain.trim_matches(|c: char| "()[]〔〕【】。.,，、;；:".contains(c)).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_written_without_a_sign_are_cut() {
        let cut =
            |text: &str| name_words().glued_names(text).map(|names| names.join("|")).unwrap_or_default();
        for (text, names) in [
            ("张三李四", "张三|李四"),
            ("张三李四王五", "张三|李四|王五"),
            ("王小明李四", "王小明|李四"),
            ("欧阳明李四", "欧阳明|李四"),
            ("张文李武", "张文|李武"),
            ("張三陳大文", "張三|陳大文"),
        ] {
            assert_eq!(cut(text), names, "{text}");
        }
        for text in [
            "阿依古丽",
            "陈方安生",
            "欧阳娜娜",
            "司马相如",
            "张三丰",
            "范徐丽泰",
            "叶刘淑仪",
            "白玛曲珍",
            "马合木提",
            "买买提艾力",
            "阿卜杜拉买买提",
            "诸葛孔明",
            "次仁罗布",
            "古丽米娜",
            "JOHN SMITH",
        ] {
            assert_eq!(cut(text), "", "{text}");
        }
    }

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
