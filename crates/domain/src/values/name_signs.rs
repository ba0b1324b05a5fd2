//! Signs inside the names of persons: the dot of minority names, pinyin and annotations in brackets.

use crate::general::characters::is_name_dot;
use crate::general::text::is_han;

/// The name with U+00B7 for every dot between two Han characters, doubled ones and blanks beside them included.
pub fn with_plain_dots(name: &str) -> String {
    if !name.contains(is_name_dot) {
        return name.to_owned();
    }
    let chars: Vec<char> = name.chars().collect();
    let mut plain = String::with_capacity(name.len());
    let mut at = 0;
    while at < chars.len() {
        let end = at + chars[at..].iter().take_while(|c| is_name_dot(**c) || **c == ' ').count();
        let dots = chars[at..end].iter().filter(|c| is_name_dot(**c)).count();
        let between = plain.chars().last().is_some_and(is_han) && chars.get(end).is_some_and(|c| is_han(*c));
        if dots > 0 && between {
            plain.push('·');
            at = end;
        } else {
            // full stops stand in initials and at ends, too
            plain.push(if is_name_dot(chars[at]) && chars[at] != '.' && chars[at] != '。' {
                '·'
            } else {
                chars[at]
            });
            at += 1;
        }
    }
    plain
}

/// What stands in brackets behind or inside a name.
#[derive(Debug, PartialEq, Eq)]
pub struct Unbracketed {
    pub name: String,
    /// Annotations that are no pinyin, without their brackets.
    pub notes: Vec<String>,
    /// Nobody can tell whether it belongs to the name.
    pub unclear: bool,
}

/// 李(lǐ)大勇 → 李大勇; 张三（已故） → 张三 and 已故. `None`: there are no brackets behind a Han character.
pub fn without_brackets(text: &str) -> Option<Unbracketed> {
    let open = |c: char| matches!(c, '(' | '（' | '[' | '［' | '〔' | '【');
    let close = |c: char| matches!(c, ')' | '）' | ']' | '］' | '〕' | '】');
    if !text.contains(open) {
        return None;
    }
    let mut found = Unbracketed { name: String::new(), notes: Vec::new(), unclear: false };
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let inner = rest[at..].char_indices().nth(1).map_or(rest.len(), |(offset, _)| at + offset);
        let length = rest[inner..].find(close)?;
        let (before, said) = (&rest[..at], rest[inner..inner + length].trim());
        let behind = &rest[inner + length..];
        rest = behind.strip_prefix(close).unwrap_or(behind);
        found.name.push_str(before.trim_end());
        if !found.name.chars().last().is_some_and(is_han) {
            return None;
        }
        if !is_pinyin(said) {
            let stands_inside = rest.trim_start().chars().next().is_some_and(is_han);
            found.unclear |= stands_inside || said.chars().any(|c| c.is_ascii_digit());
            found.notes.push(said.to_owned());
        }
    }
    found.name.push_str(rest);
    Some(found)
}

/// Latin letters with marks of tone, or tones as digits: `lǐ`, `li3`, `Lǐ Dàyǒng`; nothing at all, too.
fn is_pinyin(text: &str) -> bool {
    let letter = |c: char| {
        c.is_ascii_alphabetic()
            || matches!(c, '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
    };
    text.split([' ', '\'', '’', '-', '，', ','])
        .all(|syllable| syllable.trim_end_matches(['1', '2', '3', '4', '5']).chars().all(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_between_han_characters_are_one() {
        for dot in ["·", ".", "。", "･", "⋅", "﹒", "•", "・", "．", "‧", "∙", "｡", "●", " · ", ". ", "··"]
        {
            let name = format!("阿卜杜拉{dot}买买提");
            assert_eq!(with_plain_dots(&name), "阿卜杜拉·买买提", "{dot:?}");
        }
        for name in ["SMITH J. R.", "张三.", "J.K.罗琳", "张三", "张三 李四", "张-三"] {
            assert_eq!(with_plain_dots(name), name);
        }
    }

    #[test]
    fn brackets_of_a_name() {
        let told = |text: &str| {
            without_brackets(text).map(|found| (found.name, found.notes.join("|"), found.unclear))
        };
        for (text, name, notes, unclear) in [
            ("李(lǐ)大勇", "李大勇", "", false),
            ("李（li3）大（dà）勇", "李大勇", "", false),
            ("李大勇(Lǐ Dàyǒng)", "李大勇", "", false),
            ("张三（已故）", "张三", "已故", false),
            ("张三（女）（曾用名：李四）", "张三", "女|曾用名：李四", false),
            ("王（小）红", "王红", "小", true),
            ("张三（990000196001010013）", "张三", "990000196001010013", true),
        ] {
            assert_eq!(told(text), Some((name.into(), notes.into(), unclear)), "{text}");
        }
        for text in ["张三", "（张三", "JOHN (Jack)", "(lǐ)李", ""] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
