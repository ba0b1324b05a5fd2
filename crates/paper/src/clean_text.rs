//! Text without what paper cannot show.

use std::borrow::Cow;

/// What a record says, without what paper cannot show: controls, marks of writing direction, joiners
/// and variation selectors go, odd blanks become blanks, line ends stay.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c == '\n' || (!c.is_control() && shown(c) == Some(c));
    if text.chars().all(is_plain) {
        return text.into();
    }
    let text = text.replace("\r\n", "\n");
    text.chars().filter_map(shown).collect::<String>().into()
}

fn shown(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => Some(' '),
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => None,
        '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => None,
        '\u{E0000}'..='\u{E0FFF}' => None,
        '☐' => Some('□'),
        c if c.is_control() => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_is_left_out() {
        assert_eq!(clean("张\u{202E}三\u{200B}\u{0}\u{1B}[31m"), "张三[31m");
        assert_eq!(clean("一\r\n二\t三\u{3000}四"), "一\n二 三\u{3000}四");
        assert!(matches!(clean("缴费基数核定表"), Cow::Borrowed(_)));
    }
}
