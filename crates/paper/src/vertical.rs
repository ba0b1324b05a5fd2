//! 竖排: text in columns, top down, from the right. A number or word of up to four characters stands
//! upright across its column (纵中横) where it fits; a longer one lies along the column, turned
//! clockwise, and is broken between words only.

use std::ops::Range;

use super::glyphs::GlyphCache;
use super::page::{ABOVE_BASELINE, Element, LEGIBLE, Page, Setting, mm};
use crate::domain::catalogs::form::{Face, VAlign, points};

/// From one character of a column to the next, in em.
const STEP: f64 = 1.1;
/// From the middle of one column to that of the next, in em.
const PITCH: f64 = 1.2;
/// Kept free before and behind a turned word, in em.
const GAP: f64 = 0.12;
/// What stands upright together at most.
const SHORT: usize = 4;

/// One thing in a column: a character or a short number upright, or a word along it.
#[derive(Clone, Debug, PartialEq)]
struct Unit {
    text: String,
    /// Em across, and along the column.
    across: f64,
    along: f64,
    turned: bool,
}

/// How a text stands: size in points, and which units in which column, from the right.
#[derive(Clone, Debug, PartialEq)]
struct VerticalText {
    size: f64,
    units: Vec<Unit>,
    columns: Vec<Range<usize>>,
}

impl Page {
    /// Sets a text into columns. What is too long for one column in the sizes given stands in several.
    pub fn vertical_text(&mut self, glyphs: &mut GlyphCache, text: &str, at: [f64; 4], setting: Setting<'_>) {
        let [x, y, w, h] = at;
        let high = points(h - 2.0 * setting.pad);
        let VerticalText { size, units, columns } =
            fit_columns(glyphs, setting.style.face, text, (points(w), high), setting.sizes);
        self.note_small(text, size);
        let along = |column: &Range<usize>| units[column.clone()].iter().map(|unit| unit.along).sum::<f64>();
        let block = mm(size * columns.iter().map(along).fold(0.0, f64::max));
        let top = match setting.valign {
            VAlign::Top => y + setting.pad,
            VAlign::Middle => y + (h - block) / 2.0,
            VAlign::Bottom => y + h - block - setting.pad,
        };
        let most = if columns.len() == 1 { points(w) - SIDES } else { size * PITCH };
        for (n, column) in columns.iter().enumerate() {
            let middle = x + w / 2.0 + mm(size * PITCH) * ((columns.len() - 1) as f64 / 2.0 - n as f64);
            let mut y = top;
            for unit in &units[column.clone()] {
                self.unit(unit, size.min(most / unit.across), [middle, y], mm(size * unit.along), setting);
                y += mm(size * unit.along);
            }
        }
    }

    fn unit(&mut self, unit: &Unit, size: f64, [middle, y]: [f64; 2], along: f64, setting: Setting<'_>) {
        let (style, text) = (setting.style, unit.text.clone());
        let below = mm(size * (ABOVE_BASELINE - 0.5));
        self.elements.push(if unit.turned {
            Element::Turned { x: middle - below, y: y + mm(size * GAP), size, style, text }
        } else {
            let x = middle - mm(unit.across * size) / 2.0;
            Element::Line { x, y: y + along / 2.0 + below, size, style, text }
        });
    }
}

/// Points kept free beside what stands upright in a single column.
const SIDES: f64 = 2.0;

/// The largest size in which one column holds the text, else the largest in which as many as stand side
/// by side do, else as small as it must be.
fn fit_columns(
    glyphs: &mut GlyphCache,
    face: Face,
    text: &str,
    (w, h): (f64, f64),
    sizes: &[f64],
) -> VerticalText {
    const TINY: f64 = 1.0;
    for &size in sizes {
        let units = units(glyphs, face, text, size, (w - SIDES) / size, h / size);
        if let Some(columns) = fill_columns(&units, h / size, 1) {
            return VerticalText { size, units, columns };
        }
    }
    let smaller = std::iter::successors(sizes.last().map(|size| size * 0.97), |size| Some(size * 0.97));
    for size in sizes.iter().copied().chain(smaller.take_while(|size| *size > TINY)) {
        // a twentieth of the width stays free, so that no column touches the frame
        let beside = ((w * 0.9 / size - 1.0) / PITCH + 1.001).floor().max(1.0) as usize;
        let units = units(glyphs, face, text, size, PITCH, h / size);
        if let Some(columns) = (2..=beside).find_map(|columns| fill_columns(&units, h / size, columns)) {
            let columns = even_columns(&units, h / size, columns);
            return VerticalText { size, units, columns };
        }
    }
    let units = units(glyphs, face, text, TINY, PITCH, h / TINY);
    let columns = std::iter::once(0..units.len()).collect();
    VerticalText { size: TINY, units, columns }
}

/// Which units stand in which of so many columns of this height; `None` when they need more.
fn fill_columns(units: &[Unit], height: f64, columns: usize) -> Option<Vec<Range<usize>>> {
    let (mut filled, mut begin, mut used) = (Vec::with_capacity(columns), 0, 0.0);
    for (n, unit) in units.iter().enumerate() {
        if used + unit.along > height + 1e-6 && n > begin {
            // no column begins with what closes
            let end = if is_closing(&unit.text) && n > begin + 1 { n - 1 } else { n };
            filled.push(begin..end);
            (begin, used) = (end, units[end..n].iter().map(|unit| unit.along).sum());
            if filled.len() >= columns {
                return None;
            }
        }
        used += unit.along;
    }
    filled.push(begin..units.len());
    Some(filled)
}

/// As many columns, about equally long.
fn even_columns(units: &[Unit], height: f64, columns: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let all: f64 = units.iter().map(|unit| unit.along).sum();
    let mut least = all / columns.len() as f64;
    while least < height {
        if let Some(columns) = fill_columns(units, least, columns.len()) {
            return columns;
        }
        least += 0.5;
    }
    columns
}

fn is_closing(text: &str) -> bool {
    text.chars().next().is_some_and(|c| "︶︺︾﹂︐︑︒︓︔︕︖”’".contains(c))
}

/// The text's units: numbers and words together, every other character by itself, no blanks.
fn units(glyphs: &mut GlyphCache, face: Face, text: &str, size: f64, wide: f64, high: f64) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = latin(rest);
        if run > 0 {
            let (words, after) = rest.split_at(run);
            rest = after;
            match upright(glyphs, face, words, size, wide) {
                Some(short) => units.extend(short),
                None => turned_words(glyphs, face, words, high, &mut units),
            }
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if !c.is_whitespace() {
            let (text, across) =
                (upright_form(c).to_string(), f64::from(glyphs.advance(face, upright_form(c))));
            units.push(Unit { text, across, along: STEP, turned: false });
        }
    }
    units
}

/// Length of the words and numbers at the text's beginning, with what joins them.
fn latin(text: &str) -> usize {
    let of_a_word = |c: char| c.is_alphanumeric() && c < '\u{2E80}' || c == '*';
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if of_a_word(c) {
            end = at + c.len_utf8();
        } else if at == 0 || !matches!(c, ' ' | '-' | '.' | '/' | '&' | '\'' | '_' | '+' | '#' | '@' | ':') {
            break;
        }
    }
    end
}

/// Short numbers and words upright, one under the other: `2009-ZJ` is three of them. `None`: one of them
/// is too long, or too wide for its column.
fn upright(glyphs: &mut GlyphCache, face: Face, words: &str, size: f64, wide: f64) -> Option<Vec<Unit>> {
    let mut units = Vec::new();
    let mut part = String::new();
    for c in words.chars().chain(std::iter::once(' ')) {
        if c.is_alphanumeric() {
            part.push(c);
            continue;
        }
        let across = f64::from(glyphs.width(face, &part));
        // it may be set a little smaller than its neighbours
        let set = (wide / across).min(1.0);
        let fits = set > 0.999 || (set >= 0.75 && size * set >= LEGIBLE);
        if part.chars().count() > SHORT || !fits || !matches!(c, ' ' | '-') {
            return None;
        }
        if !part.is_empty() {
            units.push(Unit { text: std::mem::take(&mut part), across, along: STEP, turned: false });
        }
        if c == '-' {
            units.push(Unit { text: '︱'.to_string(), across: 1.0, along: STEP, turned: false });
        }
    }
    Some(units)
}

/// Words along the column; one that is longer than a column is cut.
fn turned_words(glyphs: &mut GlyphCache, face: Face, words: &str, high: f64, units: &mut Vec<Unit>) {
    for word in words.split_whitespace() {
        let mut text = String::new();
        let mut put = |glyphs: &mut GlyphCache, text: String| {
            let along = f64::from(glyphs.width(face, &text)) + 2.0 * GAP;
            units.push(Unit { text, across: 1.0, along, turned: true });
        };
        for c in word.chars() {
            let longer = f64::from(glyphs.width(face, &text) + glyphs.advance(face, c)) + 2.0 * GAP;
            if longer > high && !text.is_empty() {
                put(glyphs, std::mem::take(&mut text));
            }
            text.push(c);
        }
        put(glyphs, text);
    }
}

/// Brackets, dashes and points in their upright forms.
fn upright_form(c: char) -> char {
    match c {
        '（' | '(' => '︵',
        '）' | ')' => '︶',
        '〔' => '︹',
        '〕' => '︺',
        '《' => '︽',
        '》' => '︾',
        '「' => '﹁',
        '」' => '﹂',
        '—' | '–' | '-' => '︱',
        '，' => '︐',
        '、' => '︑',
        '。' => '︒',
        '：' => '︓',
        '；' => '︔',
        '！' => '︕',
        '？' => '︖',
        '…' => '︙',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::Fonts;

    const SIZES: [f64; 5] = [14.0, 12.0, 10.5, 9.0, 7.5];

    fn said(units: &[Unit]) -> Vec<String> {
        let mark = |unit: &Unit| format!("{}{}", unit.text, if unit.turned { "↷" } else { "" });
        units.iter().map(mark).collect()
    }

    fn set(text: &str, wide: f64) -> Vec<String> {
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        said(&units(&mut glyphs, Face::Song, text, 10.5, wide, 40.0))
    }

    #[test]
    fn short_numbers_stand_upright_and_long_ones_lie_along_the_column() {
        assert_eq!(set("2009年度（一）", 2.6), ["2009", "年", "度", "︵", "一", "︶"]);
        assert_eq!(set("2009-ZJ-17", 2.6), ["2009", "︱", "ZJ", "︱", "17"]);
        assert_eq!(set("单位340200-0381号", 2.6), ["单", "位", "340200-0381↷", "号"]);
        assert_eq!(set("（Annex 12-B）", 2.6), ["︵", "Annex↷", "12-B↷", "︶"]);
        // no room across: 12 fits in a column among others, 2009 does not
        assert_eq!(set("2009年12月", PITCH), ["2009↷", "年", "12", "月"]);
        assert_eq!(set("", 2.6), [] as [String; 0]);
        assert_eq!(set(" \n - ", 2.6), ["︱"]);
    }

    #[test]
    fn a_word_is_cut_only_where_no_column_holds_it() {
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        let units = units(&mut glyphs, Face::Song, &"ABCDEFGHIJ".repeat(9), 10.5, 2.0, 20.0);
        assert!(units.len() > 2 && units.iter().all(|unit| unit.along <= 20.0), "{units:?}");
        let text: String = units.iter().map(|unit| unit.text.as_str()).collect();
        assert_eq!(text, "ABCDEFGHIJ".repeat(9));
    }

    #[test]
    fn a_long_column_is_set_in_several_that_touch_no_frame() {
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        let mut set = |chars: usize| {
            let text = "缴".repeat(chars);
            let arranged = fit_columns(&mut glyphs, Face::Song, &text, (28.35, 467.0), &SIZES);
            let held: usize = arranged.columns.iter().map(Range::len).sum();
            assert_eq!((held, arranged.units.len()), (chars, chars), "none is lost");
            let wide = arranged.size * (PITCH * (arranged.columns.len() - 1) as f64 + 1.0);
            assert!(wide <= 28.35 * 0.91, "{chars}: {wide} points");
            (arranged.size, arranged.columns.len())
        };
        assert_eq!(set(20), (14.0, 1));
        assert_eq!(set(40), (10.5, 1));
        assert_eq!(set(70), (10.5, 2));
        // three columns of 六号 hold what an office may write
        assert_eq!(set(120), (7.5, 3));
        assert!(set(400).0 < 7.5);
    }

    #[test]
    fn columns_are_about_equally_long_and_none_begins_with_a_closing_sign() {
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        let text = format!("{}，{}", "缴".repeat(45), "费".repeat(44));
        let units = units(&mut glyphs, Face::Song, &text, 10.5, PITCH, 44.5);
        let columns = even_columns(&units, 60.0, fill_columns(&units, 60.0, 2).unwrap());
        let lengths: Vec<usize> = columns.iter().map(Range::len).collect();
        assert!(lengths.iter().all(|length| (43..=47).contains(length)), "{lengths:?}");
        assert!(columns.iter().all(|column| !is_closing(&units[column.start].text)));
    }
}
