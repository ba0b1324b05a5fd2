//! Characters that look like others or like nothing: radicals and compatibility forms of ideographs, invisible
//! characters, dots of names. Which they are is data: `assets/radicals.txt`, `invisible.txt`, `name_dots.txt`.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use unicode_normalization::char::decompose_canonical;

static RADICALS: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("../../../../assets/radicals.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let (radical, ideograph) = line.split_once('\t')?;
            Some((radical.chars().next()?, ideograph.chars().next()?))
        })
        .collect()
});

static INVISIBLE: LazyLock<Vec<RangeInclusive<u32>>> =
    LazyLock::new(|| ranges(include_str!("../../../../assets/invisible.txt")));

static NAME_DOTS: LazyLock<Vec<RangeInclusive<u32>>> =
    LazyLock::new(|| ranges(include_str!("../../../../assets/name_dots.txt")));

/// Lines of `200B..200F`, a tab and a remark, ascending.
fn ranges(table: &str) -> Vec<RangeInclusive<u32>> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let read = |text: &str| u32::from_str_radix(text, 16).ok();
    lines
        .filter_map(|line| {
            let points = line.split('\t').next()?;
            let (first, last) = points.split_once("..").unwrap_or((points, points));
            Some(read(first)?..=read(last)?)
        })
        .collect()
}

fn is_among(ranges: &[RangeInclusive<u32>], c: char) -> bool {
    let point = c as u32;
    let after = ranges.partition_point(|range| *range.start() <= point);
    after.checked_sub(1).is_some_and(|at| ranges[at].contains(&point))
}

/// The ideograph a radical, a stroke or a compatibility ideograph stands for: 马 of ⻢, 民 of ⺠.
pub fn ideograph_meant(c: char) -> Option<char> {
    match c {
        '\u{2e80}'..='\u{2fdf}' | '\u{31c0}'..='\u{31ef}' => RADICALS.get(&c).copied(),
        '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' => {
            let mut meant = None;
            decompose_canonical(c, |part| meant = Some(part));
            meant.filter(|meant| *meant != c)
        }
        _ => None,
    }
}

/// Characters without a shape of their own that do not change the order of others.
pub fn is_invisible(c: char) -> bool {
    match c {
        // nearly all that clerks type
        '\0'..='\u{ac}' | '\u{3000}'..='\u{3163}' | '\u{3165}'..='\u{fdff}' | '\u{ff01}'..='\u{ff9f}' => {
            false
        }
        _ => is_among(&INVISIBLE, c),
    }
}

/// Marks that show the characters after them in another order than they are written in.
pub fn is_reversing(c: char) -> bool {
    matches!(c, '\u{202b}' | '\u{202e}' | '\u{2067}')
}

/// What is typed for the dot inside a name.
pub fn is_name_dot(c: char) -> bool {
    c == '·' || is_among(&NAME_DOTS, c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_whole_and_in_order() {
        assert_eq!(RADICALS.len(), 348);
        for table in [&*INVISIBLE, &*NAME_DOTS] {
            assert!(table.len() > 15 && table.is_sorted_by(|a, b| a.end() < b.start()));
        }
    }

    #[test]
    fn what_looks_like_another_character() {
        for (c, meant) in [
            ('⻢', '马'),
            ('⺠', '民'),
            ('⻩', '黄'),
            ('⼀', '一'),
            ('㇐', '一'),
            ('\u{f98e}', '年'),
            ('\u{2f804}', '你'),
        ] {
            assert_eq!(ideograph_meant(c), Some(meant), "{c}");
        }
        for c in ['马', 'a', '\u{fa0e}', '〇', '\u{2ff0}'] {
            assert_eq!(ideograph_meant(c), None, "{c}");
        }
    }

    #[test]
    fn what_nobody_sees() {
        for point in [
            0xad, 0x34f, 0x1160, 0x180e, 0x200b, 0x200e, 0x202a, 0x2063, 0x2800, 0x3164, 0xfe0f, 0xffa0,
            0xfffb, 0xe0100,
        ] {
            assert!(is_invisible(char::from_u32(point).unwrap()), "U+{point:04X}");
        }
        for c in ['张', ' ', '\u{3000}', 'ㅁ', '\u{202e}', '。', '！', '\u{fffd}', '\u{e000}'] {
            assert!(!is_invisible(c), "U+{:04X}", c as u32);
        }
        assert!(is_name_dot('.') && is_name_dot('\u{10101}') && !is_name_dot(',') && !is_name_dot('-'));
    }
}
