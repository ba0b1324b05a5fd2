//! Which questions must not stand in an address: addresses are kept in histories and logs.

use crate::domain::general::text::fold;
use crate::search::{self, TermKind};

/// Digits in a row that may be a person's number.
const RUN: usize = 6;
/// The same with blanks and dashes between them: an ID number written in groups.
const LONG_RUN: usize = 12;
/// Characters a word may have and still be somebody's name.
const NAME: usize = 4;

/// Whether the words may name a person: numbers, pinyin, and everything short enough to be a name. It
/// is better to hide 征缴核定 than to show 张小梅.
pub fn is_private(text: &str) -> bool {
    if holds_number(text) {
        return true;
    }
    // what cannot be read as a question is not looked for either
    let chips = search::understand(text).unwrap_or_default();
    chips.iter().any(|chip| match chip.kind {
        TermKind::IdNumber | TermKind::IdTail | TermKind::Number | TermKind::Letters => true,
        TermKind::Text => chip.text.contains('·') || chip.text.chars().count() <= NAME,
        TermKind::Year
        | TermKind::Date
        | TermKind::Code
        | TermKind::DocNumber
        | TermKind::VolumeNumber
        | TermKind::Class => false,
    })
}

/// Whether the words hold what may be a person's number, or a part of one.
pub fn holds_number(text: &str) -> bool {
    let folded = fold(text);
    let joined: String = folded.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '·')).collect();
    longest_run(&folded) >= RUN && !is_dates_only(&folded) || longest_run(&joined) >= LONG_RUN
}

fn longest_run(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0)
}

/// Eight digits alone may be a day; as a birthday it is no more than a date.
fn is_dates_only(folded: &str) -> bool {
    folded
        .split_whitespace()
        .all(|word| word.len() == 8 && word.starts_with(['1', '2']) && longest_run(word) == 8)
}

#[cfg(test)]
mod tests {
    use super::is_private;

    #[test]
    fn names_and_numbers_are_private() {
        for text in [
            "990000199003071235",
            "９９００００１９９００３０７１２３５",
            "990000 19900307 1235",
            "990000-19900307-123X",
            "071235",
            "张小梅",
            "張小梅 2009",
            "zxm",
            "zhang",
            "尉迟恭",
            "买买提·艾力江·吐尔逊",
            "缴费核定表 990000199003071235",
        ] {
            assert!(is_private(text), "{text}");
        }
    }

    #[test]
    fn codes_dates_and_titles_are_not() {
        for text in [
            "2009",
            "2009年度",
            "2009-ZJ-参保单位登记材料-1-50-Y",
            "芜社险〔2009〕12号",
            "2009-03-22",
            "社会保险费征缴核定",
            "参保单位登记材料 2009",
            "",
        ] {
            assert!(!is_private(text), "{text}");
        }
    }
}
