//! How a text fits a cell: its type steps down 五号 → 小五 → 六号, then it takes more lines; it is never
//! clipped.

use std::ops::Range;

use super::glyphs::GlyphCache;
use super::line_breaks::{BreakClass, in_codes};
use crate::domain::catalogs::form::Face;

/// From one line of type to the next, in em.
pub(super) const PITCH: f64 = 1.25;

/// A text broken into lines of one size.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    /// Points.
    pub size: f64,
    pub lines: Vec<Range<usize>>,
}

impl Fit {
    /// Points the lines take.
    pub fn height(&self) -> f64 {
        self.lines.len() as f64 * self.size * PITCH
    }
}

/// The room a text has, in points, and how it may use it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room<'a> {
    pub width: f64,
    pub height: f64,
    /// Sizes tried, falling.
    pub sizes: &'a [f64],
    /// Lines it may take before the type steps down; `None`: as many as the height holds.
    pub lines: Option<usize>,
}

/// Fits the text; the smallest size with as many lines as it needs when nothing fits.
pub(super) fn fit(glyphs: &mut GlyphCache, face: Face, text: &str, room: Room<'_>) -> Fit {
    let one_line = glyphs.width(face, text) as f64;
    let mut smallest = None;
    for &size in room.sizes {
        let height_holds = ((room.height + 0.01) / (size * PITCH)).floor().max(1.0) as usize;
        let may_take = room.lines.map_or(height_holds, |lines| lines.min(height_holds));
        if one_line * size <= room.width + 0.01 && !text.contains('\n') {
            return Fit { size, lines: std::iter::once(0..text.len()).collect() };
        }
        if may_take > 1 || size == room.sizes[room.sizes.len() - 1] {
            let lines = break_lines(glyphs, face, text, room.width / size);
            // smaller type before a word or a code is torn
            let is_last = size == room.sizes[room.sizes.len() - 1];
            if lines.len() <= may_take && (is_last || !tears(text, &lines)) {
                return Fit { size, lines };
            }
            smallest = Some(Fit { size, lines });
        }
    }
    smallest.unwrap_or(Fit { size: 10.5, lines: break_lines(glyphs, face, text, room.width / 10.5) })
}

/// Whether a line ends where none should: inside a word, a number or a code.
fn tears(text: &str, lines: &[Range<usize>]) -> bool {
    let ends = lines.windows(2).map(|two| (two[0].end, two[1].start));
    ends.filter(|(end, start)| end == start).any(|(at, _)| {
        let (before, after) = text.split_at(at);
        let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else {
            return false;
        };
        let at = before.chars().count();
        let codes = in_codes(text);
        !BreakClass::from(last).may_break_before(BreakClass::from(next))
            || codes[at - 1] && codes[at] && last != '-'
    })
}

/// As [`fit`], for a place that cannot grow: a text too long for the lines it should take takes as many
/// of the smallest type as the height holds; only then does the type go on shrinking, so that no text
/// lies over its neighbours and none is lost.
pub(super) fn shrink_to_fit(glyphs: &mut GlyphCache, face: Face, text: &str, room: Room<'_>) -> Fit {
    const TINY: f64 = 1.0;
    let mut fitted = fit(glyphs, face, text, room);
    // a single line that is as wide as its place may stand a little higher than it
    let is_one = |fit: &Fit| fit.lines.len() == 1 && room.lines == Some(1);
    while fitted.height() > room.height + 0.01 && !is_one(&fitted) && fitted.size > TINY {
        let size = fitted.size * 0.92;
        fitted = Fit { size, lines: break_lines(glyphs, face, text, room.width / size) };
    }
    fitted
}

/// Breaks a fitted text anew so that its lines are about equally long, without more of them.
pub(super) fn balance_lines(glyphs: &mut GlyphCache, face: Face, text: &str, width: f64, fit: &mut Fit) {
    if fit.lines.len() < 2 || text.contains('\n') {
        return;
    }
    const STEPS: u32 = 16;
    let widest = width / fit.size;
    if fit.lines.len() == 2
        && let Some(at) = between_words(glyphs, face, text, widest)
    {
        fit.lines = vec![0..at, at..text.len()];
        return;
    }
    let even = (f64::from(glyphs.width(face, text)) / fit.lines.len() as f64).min(widest);
    for step in 0..STEPS {
        let lines =
            break_lines(glyphs, face, text, even + (widest - even) * f64::from(step) / f64::from(STEPS));
        if lines.len() == fit.lines.len() {
            fit.lines = lines;
            return;
        }
    }
}

/// Where a heading falls into two by its sense: before a bracket, after a stroke; both halves must fit.
fn between_words(glyphs: &mut GlyphCache, face: Face, text: &str, widest: f64) -> Option<usize> {
    let before = text.match_indices('（').map(|(at, _)| at);
    let after = text.match_indices('/').map(|(at, stroke)| at + stroke.len());
    let mut longer = |at: usize| {
        let (first, second) = text.split_at(at);
        f64::from(glyphs.width(face, first).max(glyphs.width(face, second)))
    };
    let places = before.chain(after).filter(|at| *at > 0 && *at < text.len());
    let measured: Vec<(usize, f64)> = places.map(|at| (at, longer(at))).collect();
    let fitting = measured.into_iter().filter(|(_, longer)| *longer <= widest + 1e-4);
    fitting.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// Breaks the text into lines at most `width` em wide.
pub(super) fn break_lines(glyphs: &mut GlyphCache, face: Face, text: &str, width: f64) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut begin = 0;
    for paragraph in text.split('\n') {
        paragraph_lines(glyphs, face, paragraph, width, begin, &mut lines);
        begin += paragraph.len() + 1;
    }
    lines
}

fn paragraph_lines(
    glyphs: &mut GlyphCache,
    face: Face,
    paragraph: &str,
    width: f64,
    begin: usize,
    lines: &mut Vec<Range<usize>>,
) {
    let measured = paragraph.char_indices().map(|(byte, c)| {
        let (advance, break_class) = glyphs.measure(face, c);
        (begin + byte, f64::from(advance), break_class)
    });
    let chars: Vec<(usize, f64, BreakClass)> = measured.collect();
    let byte = |at: usize| chars.get(at).map_or(begin + paragraph.len(), |(byte, ..)| *byte);
    let (mut start, mut at, mut used) = (0, 0, 0.0);
    // last place in this line where it may be broken; among boxes to be ticked, only behind a blank
    let mut chance = None;
    let boxes = end_of_boxes(paragraph);
    let is_among_boxes = |at: usize| {
        let before = &paragraph[..byte(at) - begin];
        before.len() < boxes && !before.ends_with(BLANKS)
    };
    let codes = in_codes(paragraph);
    while let Some(&(byte_at, advance, break_class)) = chars.get(at) {
        let is_whole = |at: usize| codes[at] && codes[at - 1] && !paragraph[..byte_at - begin].ends_with('-');
        let may_break = at > start && chars[at - 1].2.may_break_before(break_class) && !is_whole(at);
        if may_break && !is_among_boxes(at) {
            chance = Some(at);
        }
        if used + advance > width + 1e-4 && at > start && !break_class.is_blank() {
            let end = chance.filter(|end| *end > start).unwrap_or(at);
            let trimmed = (start..end).rev().find(|n| !chars[*n].2.is_blank()).map_or(start, |n| n + 1);
            lines.push(byte(start)..byte(trimmed));
            (start, at, used, chance) = (end, end, 0.0, None);
            continue;
        }
        used += advance;
        at += 1;
    }
    lines.push(byte(start)..begin + paragraph.len());
}

const BOXES: [char; 2] = ['□', '☑'];
const BLANKS: [char; 2] = [' ', '\u{3000}'];

/// Where the word behind the last of several boxes ends, in bytes; what is written behind it breaks as usual.
fn end_of_boxes(paragraph: &str) -> usize {
    let mut boxes = paragraph.rmatch_indices(BOXES).map(|(at, _)| at);
    let (Some(last), Some(_)) = (boxes.next(), boxes.next()) else { return 0 };
    paragraph[last..].find(BLANKS).map_or(paragraph.len(), |word| last + word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::Fonts;

    const SIZES: [f64; 3] = [10.5, 9.0, 7.5];

    fn fitted(text: &str, mm: f64, height: f64, lines: Option<usize>) -> Fit {
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        let width = crate::domain::catalogs::form::points(mm);
        fit(&mut glyphs, Face::Song, text, Room { width, height, sizes: &SIZES, lines })
    }

    #[test]
    fn type_steps_down_before_it_takes_another_line() {
        // 40 mm hold 10 characters of 五号, 12 of 小五, 15 of 六号
        let size = |chars: usize| {
            let fit = fitted(&"缴".repeat(chars), 40.0, 42.0, Some(1));
            (fit.size, fit.lines.len())
        };
        assert_eq!(size(10), (10.5, 1));
        assert_eq!(size(12), (9.0, 1));
        assert_eq!(size(15), (7.5, 1));
        assert_eq!(size(16), (7.5, 2));
        assert_eq!(size(100), (7.5, 7));
    }

    #[test]
    fn where_lines_are_allowed_the_type_stays_large() {
        let fit = fitted(&"缴".repeat(20), 40.0, 42.0, Some(2));
        assert_eq!((fit.size, fit.lines.len()), (10.5, 2));
        let fit = fitted(&"缴".repeat(30), 40.0, 42.0, None);
        assert_eq!((fit.size, fit.lines.len()), (10.5, 3));
    }

    #[test]
    fn a_place_that_cannot_grow_squeezes_its_text() {
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        let mut squeezed = |text: &str, lines| {
            let room = Room { width: 120.0, height: 20.0, sizes: &SIZES, lines };
            let fit = shrink_to_fit(&mut glyphs, Face::Song, text, room);
            let set: usize = fit.lines.iter().map(std::ops::Range::len).sum();
            assert_eq!(set, text.len());
            assert!(fit.height() <= 20.01, "{lines:?} {fit:?}");
            (fit.size, fit.lines.len())
        };
        for lines in [None, Some(1), Some(2)] {
            let (size, took) = squeezed(&"缴费基数".repeat(20), lines);
            assert!(size < 7.5 && took > 2, "{size} {took}");
        }
        // two lines of 六号 before it is made smaller, also where one line was wished for
        assert_eq!(squeezed(&"缴费基数".repeat(7), Some(1)), (7.5, 2));
    }

    #[test]
    fn lines_keep_words_whole_and_punctuation_in_place() {
        let lines = |text: &str, em: f64| -> Vec<String> {
            let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
            let lines = break_lines(&mut glyphs, Face::Song, text, em);
            lines.into_iter().map(|line| text[line].to_owned()).collect()
        };
        assert_eq!(lines("关于核定，缴费", 4.0), ["关于核", "定，缴费"]);
        assert_eq!(lines("一二□三四", 3.0), ["一二", "□三四"]);
        assert_eq!(lines("□本人　□公检法　☑审计稽核", 6.0), ["□本人　", "□公检法　", "☑审计稽核"]);
        assert_eq!(lines("□化浆　☑其他 就地深埋，2016 年", 7.0), ["□化浆　☑其他", "就地深埋，", "2016 年"]);
        assert_eq!(lines("一二（三四）", 3.0), ["一二", "（三", "四）"]);
        assert_eq!(lines("合同 ABCDEF 号", 4.5), ["合同", "ABCDEF", "号"]);
        assert_eq!(lines("一\n\n二", 4.0), ["一", "", "二"]);
        assert_eq!(lines("20090105–20090331", 6.0), ["20090105–", "20090331"]);
    }

    #[test]
    fn a_heading_in_two_lines_is_balanced() {
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        let mut balanced = |text: &'static str| -> Vec<&'static str> {
            let mut fit = Fit { size: 14.0, lines: break_lines(&mut glyphs, Face::Song, text, 7.0) };
            balance_lines(&mut glyphs, Face::Song, text, 7.0 * 14.0, &mut fit);
            fit.lines.iter().map(|line| &text[line.clone()]).collect()
        };
        assert_eq!(balanced("会计档案保管期限"), ["会计档案", "保管期限"]);
        assert_eq!(balanced("单位（个人）名称"), ["单位", "（个人）名称"]);
        assert_eq!(balanced("编号/社会保障号"), ["编号/", "社会保障号"]);
    }

    #[test]
    fn nothing_is_lost_however_narrow() {
        let text = "ABCDEFGHIJ（缴费）基数，2009-ZJ-17";
        for em in [0.3, 1.0, 2.0, 5.0] {
            let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
            let lines = break_lines(&mut glyphs, Face::Song, text, em);
            let joined: String = lines.into_iter().map(|line| &text[line]).collect();
            assert_eq!(joined, text, "{em}");
        }
    }
}
