//! Text as clerks type it: widths, dashes and blanks folded, what cannot be kept named.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::characters::{ideograph_meant, is_dash, is_direction_mark, is_invisible, is_reversing};
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

/// Full-width forms, dash variants and odd blanks to their plain ASCII twins; radicals to ideographs; invisible
/// characters out; trimmed. For comparing and for values that are codes or numbers, never for titles.
pub fn fold(text: &str) -> String {
    let folded: String = text.chars().filter(|c| !is_invisible(*c)).map(fold_char).collect();
    folded.trim().to_owned()
}

/// Whether nothing of the text is left when it is folded.
pub fn is_nothing(text: &str) -> bool {
    text.chars().all(|c| is_invisible(c) || fold_char(c).is_whitespace())
}

fn fold_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ if is_dash(c) => '-',
        _ if is_blank(c) => ' ',
        _ => ideograph_meant(c).unwrap_or(c),
    }
}

/// The key under which a column heading is looked up: folded, without blanks and required-marks.
pub fn heading_key(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_mark_of_heading(*c))
        .collect::<String>()
        .to_lowercase()
}

/// Marks that headings bear and that say nothing of what they are called.
pub(crate) fn is_mark_of_heading(c: char) -> bool {
    matches!(c, '*' | ':' | '"')
}

/// The character a text begins with once it is folded and its blanks are gone; `None`: nothing is left.
pub(crate) fn folded_first(text: &str) -> Option<char> {
    text.chars().filter(|c| !is_invisible(*c)).map(fold_char).find(|c| !c.is_whitespace())
}

/// Whether a text has the character once it is folded.
pub(crate) fn folded_has(text: &str, c: char) -> bool {
    text.chars().any(|other| fold_char(other) == c)
}

/// Cleans one cell's text. Blanks at the ends, odd and doubled blanks, invisible characters and
/// spreadsheets' text marks (`'12`, `="12"`) go, text becomes NFC, radicals become ideographs, codes half-width: one
/// [`Change`]. Control characters, marks that reverse, private-use and broken characters are problems.
pub fn clean(text: &str, kind: TextKind) -> Read<String> {
    if is_clean(text, kind) { Read::plain(text.to_owned()) } else { looked_through(text, kind) }
}

fn looked_through(text: &str, kind: TextKind) -> Read<String> {
    let mut why = None;
    let mut value = Cow::Borrowed(text);
    let mut step = |value: &mut Cow<str>, next: Option<String>, name: Why| {
        if let Some(next) = next.filter(|next| *next != **value) {
            why = why.max(Some(name));
            *value = Cow::Owned(next);
        }
    };
    // most cells are clean: a text is only made anew where there is a reason to
    // in a text that is shown reversed, the other direction marks have their part
    let taken_out = |c: char| is_invisible(c) && !(is_direction_mark(c) && text.contains(is_reversing));
    let kept = value.contains(taken_out).then(|| value.chars().filter(|c| !taken_out(*c)).collect());
    step(&mut value, kept, Why::ZeroWidth);
    let outer = plain_blanks(&value);
    step(&mut value, outer, Why::Blank);
    let bare =
        without_text_mark(&value, kind).map(|bare| plain_blanks(bare).unwrap_or_else(|| bare.to_owned()));
    step(&mut value, bare, Why::TextMark);
    let composed = (!value.chars().all(is_composed_alone) && !is_nfc(&value)).then(|| value.nfc().collect());
    step(&mut value, composed, Why::Composed);
    let is_radical = |c: char| ideograph_meant(c).is_some();
    let meant =
        value.contains(is_radical).then(|| value.chars().map(|c| ideograph_meant(c).unwrap_or(c)).collect());
    step(&mut value, meant, Why::Radical);
    if kind == TextKind::Code {
        let half = (!value.is_ascii()).then(|| value.chars().map(fold_code_char).collect());
        step(&mut value, half, Why::FullWidth);
    }
    let problems = unkeepable(&value, kind);
    let value = value.into_owned();
    let changes = why.map(|why| why.change(text, &value)).into_iter().collect();
    Read { value: Some(value), changes, problems }
}

/// Whether nothing of a text is to be looked at: everyday characters, single blanks between them, no text mark. Nearly
/// every cell, so each character is looked at once.
fn is_clean(text: &str, kind: TextKind) -> bool {
    let mut before = ' ';
    let everyday = text.chars().all(|c| {
        let everyday = match c {
            ' ' => before != ' ',
            '\u{ff01}'..='\u{ff5e}' => kind == TextKind::Prose,
            '!'..='~' | '\u{3001}'..='\u{3029}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => {
                !begins_broken(c)
            }
            _ => false,
        };
        before = c;
        everyday
    });
    everyday && before != ' ' && !text.starts_with(['=', '\''])
}

/// Why a cleaned text differs; the last in this list that applies is the one named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Blank,
    Composed,
    FullWidth,
    Radical,
    ZeroWidth,
    TextMark,
}

impl Why {
    fn change(self, from: &str, to: &str) -> Change {
        let (kind, message) = match self {
            Why::Blank => ("blank", say!("去掉多余的空格或换行", "needless blanks or line breaks removed")),
            Why::Composed => ("composed", say!("合并为标准字形（NFC）", "characters composed (NFC)")),
            Why::FullWidth => ("full_width", full_width_message()),
            Why::Radical => (
                "radical",
                say!("部首字符换成它所代表的汉字", "radicals replaced by the ideographs they stand for"),
            ),
            Why::ZeroWidth => ("zero_width", say!("去掉看不见的字符", "invisible characters removed")),
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

/// Whether one of [`LOOKS_BROKEN`] begins with the character.
fn begins_broken(c: char) -> bool {
    matches!(c, '锟' | '烫' | '屯' | 'ï' | 'ç')
}

/// Whether [`unkeepable`] has anything to look for.
fn is_suspicious(c: char) -> bool {
    c == '\u{fffd}' || is_control(c) || is_direction_mark(c) || is_private(c) || begins_broken(c)
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

/// A spreadsheet's number as a person would write it: `5`, `1.5`; never in powers of ten below 10¹⁵. Fifteen digits
/// count, as spreadsheets show: 3.0000000000000004, which a formula made, is 3.
pub fn number_text(value: f64) -> String {
    let value = match value.fract() {
        0.0 => value,
        _ => format!("{value:.14e}").parse().unwrap_or(value),
    };
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value}") }
}

/// Han characters, all planes.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '〇')
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
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
mod tests;
