//! Text as clerks type it: widths, dashes and blanks folded, what cannot be kept named.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::problem::{Change, Problem, Weight};
use crate::{problems, say};

/// What came out of reading one cell: the value if there is one, what was read differently from
/// how it was written, and what is wrong. Nothing is dropped without a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<T> {
    pub value: Option<T>,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
}

impl<T> Read<T> {
    pub fn plain(value: T) -> Self {
        Read { value: Some(value), changes: Vec::new(), problems: Vec::new() }
    }

    pub fn changed(value: T, change: Change) -> Self {
        Read { value: Some(value), changes: vec![change], problems: Vec::new() }
    }

    pub fn failed(problem: Problem) -> Self {
        Read { value: None, changes: Vec::new(), problems: vec![problem] }
    }

    pub fn with(mut self, problem: Problem) -> Self {
        self.problems.push(problem);
        self
    }
}

/// What a text is for decides how much of it is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Titles, names, remarks: characters stay as written (NFC, never NFKC).
    Prose,
    /// Codes and numbers: digits, letters and dashes become half-width.
    Code,
}

/// Full-width forms, dash variants and odd blanks to their plain ASCII twins; zero-width characters
/// out; trimmed. For comparing and for values that are codes or numbers, never for titles.
pub fn fold(text: &str) -> String {
    let folded: String = text.chars().filter(|c| !is_zero_width(*c)).map(fold_char).collect();
    folded.trim().to_owned()
}

/// Whether nothing of the text is left when it is folded.
pub fn is_nothing(text: &str) -> bool {
    text.chars().all(|c| is_zero_width(c) || fold_char(c).is_whitespace())
}

fn fold_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ if is_dash(c) => '-',
        _ if is_blank(c) => ' ',
        _ => c,
    }
}

/// The key under which a column heading is looked up: folded, without blanks and required-marks.
pub fn heading_key(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':' | '"'))
        .collect::<String>()
        .to_lowercase()
}

/// Cleans one cell's text. Blanks at the ends, odd and doubled blanks, zero-width characters and
/// spreadsheets' text marks (`'12`, `="12"`) go, text becomes NFC, codes become half-width: one
/// [`Change`]. Control characters, direction marks, private-use and broken characters are problems.
pub fn clean(text: &str, kind: TextKind) -> Read<String> {
    let mut why = None;
    let mut value = Cow::Borrowed(text);
    let mut step = |value: &mut Cow<str>, next: Option<String>, name: Why| {
        if let Some(next) = next.filter(|next| *next != **value) {
            why = why.max(Some(name));
            *value = Cow::Owned(next);
        }
    };
    // most cells are clean: a text is only made anew where there is a reason to
    let kept = value.contains(is_zero_width).then(|| value.chars().filter(|c| !is_zero_width(*c)).collect());
    step(&mut value, kept, Why::ZeroWidth);
    let outer = plain_blanks(&value);
    step(&mut value, outer, Why::Blank);
    let bare =
        without_text_mark(&value, kind).map(|bare| plain_blanks(bare).unwrap_or_else(|| bare.to_owned()));
    step(&mut value, bare, Why::TextMark);
    let composed = (!value.chars().all(is_composed_alone) && !is_nfc(&value)).then(|| value.nfc().collect());
    step(&mut value, composed, Why::Composed);
    if kind == TextKind::Code {
        let half = (!value.is_ascii()).then(|| value.chars().map(fold_code_char).collect());
        step(&mut value, half, Why::FullWidth);
    }
    let problems = unkeepable(&value, kind);
    let value = value.into_owned();
    let changes = why.map(|why| why.change(text, &value)).into_iter().collect();
    Read { value: Some(value), changes, problems }
}

/// Why a cleaned text differs; the last in this list that applies is the one named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Blank,
    Composed,
    FullWidth,
    ZeroWidth,
    TextMark,
}

impl Why {
    fn change(self, from: &str, to: &str) -> Change {
        let (kind, message) = match self {
            Why::Blank => ("blank", say!("去掉多余的空格或换行", "needless blanks or line breaks removed")),
            Why::Composed => ("composed", say!("合并为标准字形（NFC）", "characters composed (NFC)")),
            Why::FullWidth => ("full_width", full_width_message()),
            Why::ZeroWidth => {
                ("zero_width", say!("去掉看不见的零宽字符", "invisible zero-width characters removed"))
            }
            Why::TextMark => {
                ("text_mark", say!("去掉表格软件的文本标记", "the spreadsheet's text mark removed"))
            }
        };
        Change::new(kind, from, to, message)
    }
}

pub(crate) fn full_width_message() -> crate::general::wording::Wording {
    say!("全角字符转为半角", "full-width characters read as half-width")
}

/// `None`: the blanks are plain already.
fn plain_blanks(text: &str) -> Option<String> {
    let mut before = ' ';
    let odd = |c: char| is_blank(c) || matches!(c, '\t' | '\n' | '\r');
    let is_plain = text.chars().all(|c| {
        let plain = !odd(c) || (c == ' ' && before != ' ');
        before = c;
        plain
    });
    if is_plain && !text.ends_with(char::is_whitespace) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !odd(c) {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    Some(out)
}

/// The text inside the mark; `None`: there is none.
fn without_text_mark(text: &str, kind: TextKind) -> Option<&str> {
    if let Some(inner) = text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"')) {
        return Some(inner);
    }
    text.strip_prefix('\'').filter(|inner| kind == TextKind::Code && !inner.is_empty())
}

/// Characters that are NFC whatever stands beside them; nearly all that clerks type.
fn is_composed_alone(c: char) -> bool {
    matches!(c, '\0'..='\x7f' | '\u{3001}'..='\u{3029}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}')
}

/// Digits, letters and dashes only: brackets of a document number stay as printed.
fn fold_code_char(c: char) -> char {
    match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '／' | '．' => fold_char(c),
        _ if is_dash(c) => '-',
        _ => c,
    }
}

/// What GB18030 and UTF-8 make of one another.
const LOOKS_BROKEN: [&str; 5] = ["锟斤拷", "烫烫烫", "屯屯屯", "ï»¿", "ç¤¾ä¿"];

/// Whether [`unkeepable`] has anything to look for.
fn is_suspicious(c: char) -> bool {
    c == '\u{fffd}'
        || is_control(c)
        || is_direction_mark(c)
        || is_private(c)
        || LOOKS_BROKEN.iter().any(|word| word.starts_with(c))
}

/// What keeps a text that is no cell of a sheet from being kept: it is too long, or holds what databases and
/// paper refuse. Lines and tabs may stand in it.
pub fn not_kept(text: &str, longest: usize) -> Option<Problem> {
    if text.chars().nth(longest).is_some() {
        return Some(too_long(&longest));
    }
    text.chars()
        .find(|c| is_control(*c) && !matches!(c, '\n' | '\r' | '\t'))
        .map(|c| control_character(&code_point(c)))
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", c as u32)
}

pub(crate) fn unkeepable(text: &str, kind: TextKind) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !text.contains(is_suspicious) {
        return problems;
    }
    problems.extend(text.chars().find(|c| is_control(*c)).map(|c| control_character(&code_point(c))));
    if text.contains('\u{fffd}') {
        problems.push(broken_text());
    }
    if text.chars().any(is_direction_mark) {
        problems.push(match kind {
            TextKind::Code => direction_mark(),
            TextKind::Prose => Problem { weight: Weight::Ask, ..direction_mark() },
        });
    }
    if let Some(c) = text.chars().find(|c| is_private(*c)) {
        problems.push(private_character(&code_point(c)));
    }
    if LOOKS_BROKEN.iter().any(|w| text.contains(w)) {
        problems.push(looks_broken());
    }
    problems
}

/// A number written in Chinese numerals up to 九十九, as dates and page counts use it; `None` for
/// anything else.
pub fn chinese_number(text: &str) -> Option<u32> {
    let mut total = 0;
    let mut unit = None;
    for c in text.chars() {
        match c {
            '十' => {
                total += unit.take().unwrap_or(1) * 10;
            }
            '廿' => total += 20,
            '卅' => total += 30,
            _ => {
                if unit.replace(chinese_digit(c)?).is_some() {
                    return None;
                }
            }
        }
    }
    (!text.is_empty()).then_some(total + unit.unwrap_or(0))
}

/// 〇○零 … 九 as a digit.
pub fn chinese_digit(c: char) -> Option<u32> {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match c {
        '○' | '零' | '◯' => Some(0),
        '两' => Some(2),
        _ => DIGITS.iter().position(|d| *d == c).map(|at| at as u32),
    }
}

/// A spreadsheet's number as a person would write it: `5`, `1.5`; never in powers of ten below 10¹⁵.
pub fn number_text(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value}") }
}

/// Han characters, all planes.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '〇')
}

fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{2500}')
}

fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}')
}

problems! {
    refuse too_long(longest):
        "超过 {longest} 个字" / "longer than {longest} characters"
        => "写短一些" / "make it shorter";
    refuse control_character(point):
        "含有不可显示的控制字符 {point}" / "contains the control character {point}"
        => "删去这个字符后重新输入该格" / "delete the character and type the cell again";
    refuse broken_text():
        "含有乱码“\u{fffd}”，原文已在上游丢失"
            / "contains \"\u{fffd}\": the text was lost before it came here"
        => "从原系统重新导出，或按原件补录这一格" / "export it again, or type the cell from the paper";
    refuse direction_mark():
        "含有改变文字方向的隐藏字符" / "contains hidden marks that change the text's direction"
        => "重新输入该格" / "type the cell again";
    ask private_character(point):
        "含有自造字 {point}，别的电脑上显示不出" / "contains the home-made character {point}"
        => "换成 GB 18030-2022 里的正式字，或确认照录" / "use the standard character, or confirm it as it is";
    ask looks_broken():
        "疑似乱码" / "looks like text read in a wrong encoding"
        => "对照原件改正，或确认照录" / "correct it from the paper, or confirm it as it is";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_unless_it_is_too_long_or_no_text() {
        let kind = |text: &str| not_kept(text, 5).map(|problem| problem.kind);
        for kept in ["", "张小梅", "一\n二\t三", "五个字长的"] {
            assert_eq!(kind(kept), None, "{kept:?}");
        }
        assert_eq!(kind("六个字长的了").as_deref(), Some("too_long"));
        for odd in ["a\u{0}", "\u{1f}", "甲\u{1e}乙", "\u{2028}"] {
            assert_eq!(kind(odd).as_deref(), Some("control_character"), "{odd:?}");
        }
    }

    fn cleaned(text: &str, kind: TextKind) -> (String, Vec<String>, Vec<String>) {
        let read = clean(text, kind);
        let kinds = |list: Vec<String>| list;
        (
            read.value.unwrap_or_default(),
            kinds(read.changes.into_iter().map(|c| c.kind).collect()),
            kinds(read.problems.into_iter().map(|p| p.kind).collect()),
        )
    }

    #[test]
    fn clean_table() {
        let none: [&str; 0] = [];
        for (text, kind, value, changes, problems) in [
            ("芜湖市", TextKind::Prose, "芜湖市", &none[..], &none[..]),
            (" \u{3000}芜湖市\u{a0}", TextKind::Prose, "芜湖市", &["blank"], &none),
            ("甲\n乙", TextKind::Prose, "甲 乙", &["blank"], &none),
            ("\u{feff}年\u{200b}度", TextKind::Prose, "年度", &["zero_width"], &none),
            ("第１号", TextKind::Prose, "第１号", &none, &none),
            ("芜社险〔２００９〕１２号", TextKind::Code, "芜社险〔2009〕12号", &["full_width"], &none),
            ("３４０２００－０３８６", TextKind::Code, "340200-0386", &["full_width"], &none),
            ("'0211", TextKind::Code, "0211", &["text_mark"], &none),
            ("=\"0211\"", TextKind::Prose, "0211", &["text_mark"], &none),
            ("e\u{301}", TextKind::Prose, "é", &["composed"], &none),
            ("甲\u{0}乙", TextKind::Prose, "甲\u{0}乙", &none, &["control_character"]),
            ("甲\u{2028}乙", TextKind::Prose, "甲\u{2028}乙", &none, &["control_character"]),
            ("张\u{fffd}", TextKind::Prose, "张\u{fffd}", &none, &["broken_text"]),
            ("a\u{202e}b", TextKind::Code, "a\u{202e}b", &none, &["direction_mark"]),
            ("张\u{e000}", TextKind::Prose, "张\u{e000}", &none, &["private_character"]),
            ("锟斤拷", TextKind::Prose, "锟斤拷", &none, &["looks_broken"]),
        ] {
            let got = cleaned(text, kind);
            assert_eq!(
                (got.0.as_str(), &got.1[..], &got.2[..]),
                (
                    value,
                    &changes.iter().map(|s| s.to_string()).collect::<Vec<_>>()[..],
                    &problems.iter().map(|s| s.to_string()).collect::<Vec<_>>()[..]
                ),
                "{text:?}"
            );
        }
    }

    #[test]
    fn direction_marks_are_asked_in_titles_and_refused_in_codes() {
        assert!(
            clean("\u{202e}x", TextKind::Prose).problems[0].weight
                < clean("\u{202e}x", TextKind::Code).problems[0].weight
        );
    }

    #[test]
    fn folding() {
        assert_eq!(fold("２０１０－ＹＬ—５–１－Ｃ　"), "2010-YL-5-1-C");
        assert_eq!(heading_key("*姓\n 名："), "姓名");
        assert_eq!(number_text(340200201200001.0), "340200201200001");
        assert_eq!(number_text(1.5), "1.5");
    }

    #[test]
    fn chinese_numbers() {
        for (text, number) in
            [("十二", 12), ("二十", 20), ("三十一", 31), ("九", 9), ("十", 10), ("廿三", 23)]
        {
            assert_eq!(chinese_number(text), Some(number), "{text}");
        }
        assert_eq!(chinese_number("一百"), None);
        assert_eq!(chinese_number("二九"), None);
        assert_eq!(chinese_number(""), None);
    }

    proptest::proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in "[ -~\u{3000}０-９一-三\u{200b}\n\t']{0,12}") {
            for kind in [TextKind::Prose, TextKind::Code] {
                let once = clean(&text, kind).value.unwrap_or_default();
                if !once.starts_with('\'') && !once.starts_with("=\"") {
                    proptest::prop_assert_eq!(clean(&once, kind).value.unwrap_or_default(), once);
                }
            }
        }
    }
}
