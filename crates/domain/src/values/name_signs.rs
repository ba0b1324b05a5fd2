//! Signs inside the names of persons: the dot of minority names, pinyin and annotations in brackets.

use std::borrow::Cow;
use std::ops::Range;

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

/// What stands in brackets beside or inside a name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Unbracketed {
    pub name: String,
    /// Annotations in front of the name, without their brackets; pinyin is none.
    pub before: Vec<String>,
    /// Those behind it.
    pub notes: Vec<String>,
    /// Nobody can tell whether it belongs to the name, or a bracket lacks its other half.
    pub unclear: bool,
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '（' | '[' | '［' | '〔' | '【')
}

fn closes(c: char) -> bool {
    matches!(c, ')' | '）' | ']' | '］' | '〕' | '】')
}

/// Closed brackets with what they hold, the outermost of each, as places in the text.
pub fn bracket_groups(text: &str) -> Vec<Range<usize>> {
    let mut begun = Vec::new();
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| opens(*c) || closes(*c)) {
        if opens(c) {
            begun.push(at);
        } else if let Some(from) = begun.pop() {
            while groups.last().is_some_and(|inner| inner.start > from) {
                groups.pop();
            }
            groups.push(from..at + c.len_utf8());
        }
    }
    groups
}

/// The text without closed brackets.
pub fn outside_brackets(text: &str) -> Cow<'_, str> {
    let groups = bracket_groups(text);
    if groups.is_empty() {
        return text.into();
    }
    let mut from = 0;
    let mut plain = String::new();
    for group in groups {
        plain.push_str(text[from..group.start].trim_end());
        from = group.end;
    }
    plain.push_str(&text[from..]);
    plain.trim().to_owned().into()
}

/// The parts between `marks` that stand in no brackets, trimmed, none empty; behind brackets a `joining` word parts as
/// well, when what follows is the begin of a name.
pub fn split_outside_brackets(
    text: &str,
    marks: impl Fn(char) -> bool,
    joining: impl Fn(char) -> bool,
    is_begin: impl Fn(&str) -> bool,
) -> Vec<&str> {
    let mut groups = bracket_groups(text).into_iter().peekable();
    let (mut parts, mut from, mut behind_brackets) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        if groups.peek().is_some_and(|group| group.end <= at) {
            groups.next();
            behind_brackets = true;
        }
        if groups.peek().is_some_and(|group| group.contains(&at)) {
            continue;
        }
        let next = at + c.len_utf8();
        if marks(c) || (behind_brackets && joining(c) && is_begin(text[next..].trim_start())) {
            parts.push(text[from..at].trim());
            from = next;
        }
        behind_brackets &= c.is_whitespace();
    }
    parts.push(text[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// 李(lǐ)大勇 → 李大勇; 张三（已故） and （已故）张三 → 张三 and 已故. `None`: there are no brackets beside Han characters.
pub fn without_brackets(text: &str) -> Option<Unbracketed> {
    if !text.contains(|c: char| opens(c) || closes(c)) || !text.chars().any(is_han) {
        return None;
    }
    let mut found = Unbracketed::default();
    let mut from = 0;
    for group in bracket_groups(text) {
        found.name.push_str(text[from..group.start].trim());
        from = group.end;
        let said = text[group].trim_start_matches(opens).trim_end_matches(closes).trim();
        let is_front = found.name.is_empty();
        found.unclear |= !is_front && !found.name.chars().any(is_han);
        if is_pinyin(said) {
            continue;
        }
        let stands_inside = !is_front && text[from..].trim_start().chars().next().is_some_and(is_han);
        found.unclear |= stands_inside || said.chars().any(|c| c.is_ascii_digit());
        if is_front { &mut found.before } else { &mut found.notes }.push(said.to_owned());
    }
    found.name.push_str(text[from..].trim_start());
    found.unclear |= found.name.is_empty() || found.name.contains(|c: char| opens(c) || closes(c));
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
    fn signs_in_brackets_part_nothing() {
        let parts =
            |text| split_outside_brackets(text, |c| c == '、', |c| c == '和', |rest| rest.starts_with('李'));
        assert_eq!(parts("张三（女、已故）、李四"), ["张三（女、已故）", "李四"]);
        assert_eq!(parts("张三（已故） 和 李四"), ["张三（已故）", "李四"]);
        assert_eq!(parts("张三（已故）和睦"), ["张三（已故）和睦"]);
        assert_eq!(parts("张三（女、李四、"), ["张三（女", "李四"]);
        assert_eq!(outside_brackets("张三 （女（已故））、李四"), "张三、李四");
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
        for (text, name, unclear) in [
            ("(lǐ)李", "李", false),
            ("（张三", "（张三", true),
            ("张三）", "张三）", true),
            ("（张三）", "", true),
            ("JOHN（约翰）", "JOHN", true),
            ("张三（曾用名（李四））", "张三", false),
        ] {
            let found = without_brackets(text).unwrap();
            assert_eq!((found.name.as_str(), found.unclear), (name, unclear), "{text}");
        }
        let found = without_brackets("（已故）张三（女）").unwrap();
        assert_eq!((found.before, found.notes), (vec!["已故".to_owned()], vec!["女".to_owned()]));
        for text in ["张三", "JOHN (Jack)", ""] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
