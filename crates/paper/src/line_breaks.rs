//! Where a line may end: words and numbers stay whole, punctuation stays with what it belongs to
//! (GB/T 15834—2011 §5.1: no stop begins a line, no opening bracket ends one; K).

/// Punctuation that does not begin a line, and such that does not end one.
const NOT_FIRST: &str = "，。、；：！？）》〉」』】〕〗’”…—～·％‰℃,.;:!?)]}%";
/// Words for what figures count.
const MEASURES: &str = "年月日件卷页项册盒份人元号";
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
    const DIGIT: u8 = 32;
    /// What is counted stays with its figure: 5年, 3 月, 12件.
    const MEASURE: u8 = 64;

    pub fn is_blank(self) -> bool {
        self.0 & BreakClass::BLANK != 0
    }

    /// Whether a line may end between this character and the next.
    pub fn may_break_before(self, next: BreakClass) -> bool {
        if next.0 & (BreakClass::NOT_FIRST | BreakClass::BLANK) != 0 || self.0 & BreakClass::NOT_LAST != 0 {
            return false;
        }
        if self.0 & BreakClass::DIGIT != 0 && next.0 & BreakClass::MEASURE != 0 {
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
            (c.is_ascii_digit(), BreakClass::DIGIT),
            (MEASURES.contains(c), BreakClass::MEASURE),
        ];
        BreakClass(marks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| mark).sum())
    }
}

/// A code has at least so many hyphens: 年度-类别-环节-案卷号-页号-期限.
const HYPHENS: usize = 3;
/// What stands around a code in a text.
const AROUND: &str = " \u{3000}，。、；：（）()「」“”,;:";

/// For each character, by its place, whether it stands inside a code, which is broken behind its hyphens only.
pub(super) fn in_codes(text: &str) -> Vec<bool> {
    let mut inside = Vec::with_capacity(text.len());
    let mut push = |word: &str| {
        let is_code = word.matches('-').count() >= HYPHENS;
        inside.extend(word.chars().map(|_| is_code));
    };
    let mut begin = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| AROUND.contains(*c)) {
        push(&text[begin..at]);
        begin = at + c.len_utf8();
        push(&text[at..begin]);
    }
    push(&text[begin..]);
    inside
}
