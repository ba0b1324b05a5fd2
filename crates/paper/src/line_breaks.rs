//! Where a line may end: words and numbers stay whole, punctuation stays with what it belongs to
//! (GB/T 15834—2011 §5.1: no stop begins a line, no opening bracket ends one; K).

/// Punctuation that does not begin a line, and such that does not end one.
const NOT_FIRST: &str = "，。、；：！？）》〉」』】〕〗’”…—～·％‰℃,.;:!?)]}%";
const NOT_LAST: &str = "（《〈「『【〔〖‘“([{￥¥$□☑";

/// How a character behaves at the end of a line and at the beginning of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BreakClass(u8);

impl BreakClass {
    const BLANK: u8 = 1;
    const NOT_FIRST: u8 = 2;
    const NOT_LAST: u8 = 4;
    /// A line may be broken after it.
    const JOINT: u8 = 8;
    /// Letters and digits that stay together: Latin, Greek, Cyrillic, figures, stars of a masked number.
    const OF_A_WORD: u8 = 16;

    pub fn is_blank(self) -> bool {
        self.0 & BreakClass::BLANK != 0
    }

    /// Whether a line may end between this character and the next.
    pub fn may_break_before(self, next: BreakClass) -> bool {
        if next.0 & (BreakClass::NOT_FIRST | BreakClass::BLANK) != 0 || self.0 & BreakClass::NOT_LAST != 0 {
            return false;
        }
        self.0 & BreakClass::JOINT != 0 || self.0 & next.0 & BreakClass::OF_A_WORD == 0
    }
}

impl From<char> for BreakClass {
    fn from(c: char) -> BreakClass {
        let of_a_word =
            (c.is_alphanumeric() && c < '\u{2E80}') || matches!(c, '*' | '_' | '#' | '@' | '+' | '-' | '–');
        let marks = [
            (c == ' ', BreakClass::BLANK),
            (NOT_FIRST.contains(c), BreakClass::NOT_FIRST),
            (NOT_LAST.contains(c), BreakClass::NOT_LAST),
            (matches!(c, ' ' | '-' | '–' | '/' | '—'), BreakClass::JOINT),
            (of_a_word, BreakClass::OF_A_WORD),
        ];
        BreakClass(marks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| mark).sum())
    }
}
