//! The form in which codes are compared: half width, one kind of dash, no blanks.

use crate::general::characters::{
    is_dash, is_direction_mark, is_full_stop, is_invisible, is_name_dot, is_wave,
};
use crate::general::text::chinese_digit;

/// Folded text that still knows which piece of the original each character came from.
pub(super) struct FoldedCode<'a> {
    original: &'a str,
    pub text: String,
    /// For each byte of `text`, where its character begins in the original. The pieces tile the
    /// original: dropped blanks belong to the character before them (leading ones to the first).
    origin: Vec<usize>,
}

impl<'a> FoldedCode<'a> {
    pub fn new(original: &'a str) -> Self {
        let mut folded =
            FoldedCode { original, text: String::with_capacity(original.len()), origin: Vec::new() };
        for (at, c) in original.char_indices() {
            if let Some(c) = fold_char(c) {
                let at = if folded.text.is_empty() { 0 } else { at };
                folded.text.push(c);
                folded.origin.resize(folded.text.len(), at);
            }
        }
        folded
    }

    /// What was written where the folded text reads `range` (byte offsets at character bounds).
    pub fn written(&self, range: std::ops::Range<usize>) -> &'a str {
        let start = self.start_of(range.start);
        &self.original[start..self.start_of(range.end).max(start)]
    }

    fn start_of(&self, at: usize) -> usize {
        self.origin.get(at).copied().unwrap_or(self.original.len())
    }
}

/// The folded text alone.
pub(crate) fn fold_text(text: &str) -> String {
    text.chars().filter_map(fold_char).collect()
}

/// `None`: a blank, which codes do not have.
fn fold_char(c: char) -> Option<char> {
    match c {
        c if is_invisible(c) && !is_direction_mark(c) => None,
        c if c.is_whitespace() => None,
        c if is_dash(c) || is_wave(c) => Some('-'),
        '\u{ff01}'..='\u{ff5d}' => char::from_u32(c as u32 - 0xfee0),
        c if is_name_dot(c) && !is_full_stop(c) => Some('·'),
        c => Some(c),
    }
}

/// Characters no code can hold: controls, direction marks, and what a wrong decoding left behind.
pub(super) fn is_forbidden(c: char) -> bool {
    is_direction_mark(c) || c == '\u{fffd}' || (c.is_control() && !c.is_whitespace())
}

/// The Latin letter a Cyrillic or Greek one looks like.
pub(super) fn latin_twin(c: char) -> Option<char> {
    const TWINS: &str = "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXаaеeоoрpсcуyхxѕsіiјj\
                         ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνv";
    let mut twins = TWINS.chars();
    while let (Some(alien), Some(latin)) = (twins.next(), twins.next()) {
        if alien == c {
            return Some(latin);
        }
    }
    None
}

/// `二〇〇九` → `2009`; `None` for anything that is not wholly Chinese digits.
pub(super) fn chinese_digits(text: &str) -> Option<String> {
    text.chars().map(|c| char::from_digit(chinese_digit(c)?, 10)).collect()
}
