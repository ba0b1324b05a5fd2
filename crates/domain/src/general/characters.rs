//! Characters that look like others or like nothing: radicals and compatibility forms of ideographs, invisible
//! characters, marks of direction, dashes, dots of names, signs for lost characters. Which they are is data:
//! `assets/radicals.txt`, `invisible.txt`, `direction_marks.txt`, `dashes.txt`, `name_dots.txt`, `lost_characters.txt`.

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

static DIRECTION_MARKS: LazyLock<Vec<RangeInclusive<u32>>> =
    LazyLock::new(|| ranges(include_str!("../../../../assets/direction_marks.txt")));

const DASHES_AND_WAVES: &str = include_str!("../../../../assets/dashes.txt");

static DASHES: LazyLock<Vec<RangeInclusive<u32>>> = LazyLock::new(|| ranges(&lines_with("\tdash\t")));

static WAVES: LazyLock<Vec<RangeInclusive<u32>>> = LazyLock::new(|| ranges(&lines_with("\twave\t")));

static LOST: LazyLock<Vec<RangeInclusive<u32>>> =
    LazyLock::new(|| ranges(include_str!("../../../../assets/lost_characters.txt")));

fn lines_with(kind: &str) -> String {
    DASHES_AND_WAVES.lines().filter(|line| line.contains(kind)).collect::<Vec<_>>().join("\n")
}

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

/// Marks of direction, [`is_reversing`] among them.
pub fn is_direction_mark(c: char) -> bool {
    // nothing that clerks type is looked up
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{2000}'..='\u{20ff}') && is_among(&DIRECTION_MARKS, c)
}

/// Dashes, hyphens and minus signs typed for `-`, which is none of them.
pub fn is_dash(c: char) -> bool {
    !matches!(c, '\0'..='\u{200f}' | '\u{3001}'..='\u{fdff}') && is_among(&DASHES, c)
}

/// Waves, which codes have for `-` and other texts for "from … to".
pub fn is_wave(c: char) -> bool {
    is_among(&WAVES, c)
}

/// Signs left where a character was lost or covered.
pub fn is_lost_sign(c: char) -> bool {
    let is_plain =
        c.is_ascii_alphanumeric() || matches!(c, '\u{4e00}'..='\u{56d6}' | '\u{56d8}'..='\u{9fff}');
    !is_plain && is_among(&LOST, c)
}

/// Full stops, which end a sentence as well.
pub fn is_full_stop(c: char) -> bool {
    matches!(c, '.' | '。' | '．' | '｡' | '﹒')
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
        let sizes =
            [(&*INVISIBLE, 15), (&*NAME_DOTS, 15), (&*DIRECTION_MARKS, 4), (&*DASHES, 7), (&*WAVES, 6)];
        for (table, least) in sizes.into_iter().chain([(&*LOST, 9)]) {
            assert!(table.len() >= least && table.is_sorted_by(|a, b| a.end() < b.start()));
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
        for c in ['\u{61c}', '\u{200e}', '\u{202e}', '\u{2069}'] {
            assert!(is_direction_mark(c), "U+{:04X}", c as u32);
        }
        assert!(
            is_dash('—')
                && is_dash('－')
                && is_dash('─')
                && !is_dash('-')
                && !is_dash('～')
                && !is_dash('一')
        );
        assert!(is_wave('～') && is_wave('〜') && !is_wave('—') && is_lost_sign('□') && !is_lost_sign('口'));
        assert!(is_name_dot('.') && is_name_dot('\u{10101}') && !is_name_dot(',') && !is_name_dot('-'));
    }
}
