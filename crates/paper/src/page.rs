//! What stands on a page, in millimetres from its upper left corner: lines of type, rules, dark squares.

use super::fit::{Fit, PITCH, Room, balance_lines, shrink_to_fit};
use super::glyphs::{GlyphCache, TICKED};
use crate::domain::catalogs::form::{Align, Face, FormCell, Ink, VAlign, points};

/// One thing on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Element {
    /// A line of type: left end of its baseline.
    Line { x: f64, y: f64, size: f64, style: Style, text: String },
    /// A line of type that runs downward, turned clockwise: upper end of its baseline.
    Turned { x: f64, y: f64, size: f64, style: Style, text: String },
    /// Pale words aslant under everything else, from lower left to upper right: their middle, and the angle in degrees.
    Across { x: f64, y: f64, size: f64, angle: f64, text: String },
    /// A rule of so many points from one point to another.
    Rule { from: [f64; 2], to: [f64; 2], weight: f64, ink: Ink },
    /// Dark rectangles: x, y, width, height.
    Dark(Vec<[f64; 4]>),
}

impl Element {
    /// Points of a rule.
    pub fn weight(&self) -> Option<f64> {
        match self {
            Element::Rule { weight, .. } => Some(*weight),
            _ => None,
        }
    }

    pub fn is_line(&self) -> bool {
        matches!(self, Element::Line { .. } | Element::Turned { .. })
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub face: Face,
    pub bold: bool,
    pub ink: Ink,
}

/// A page laid out.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// Width and height in millimetres.
    pub size: (f64, f64),
    pub elements: Vec<Element>,
    /// How many of the first of them depend on the form alone and lie within its rules.
    pub fixed: usize,
    /// Record and field being set, for what is said about them.
    pub record: String,
    pub field: String,
    /// What had to be set too small to be read.
    pub small_texts: Vec<SmallText>,
}

/// A text that fits its place only in type nobody can read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SmallText {
    pub record: String,
    /// Key of the form's field; empty: the form's own words.
    pub field: String,
    /// How the text begins.
    pub text: String,
    /// Points.
    pub size: f64,
}

/// 六号: no smaller type is read on paper.
pub(super) const LEGIBLE: f64 = 7.5;

/// Millimetres in so many points.
pub(super) fn mm(points: f64) -> f64 {
    points * 25.4 / 72.0
}

/// The em box sits on the baseline with this much of it above.
pub(super) const ABOVE_BASELINE: f64 = 0.88;

/// The middle of an ideograph stands so much above the baseline, in em.
pub(super) const MIDDLE: f64 = 0.38;

/// Millimetres kept free between a cell's rules and the type above and below.
const BY_A_RULE: f64 = 0.6;

/// How a text stands in a rectangle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub style: Style,
    pub align: Align,
    pub valign: VAlign,
    pub sizes: &'a [f64],
    pub lines: Option<usize>,
    /// Millimetres between rule and text.
    pub pad: f64,
    /// Millimetres kept free above and below.
    pub air: f64,
    /// Lines about equally long, as in a heading.
    pub balanced: bool,
}

impl Page {
    pub fn rule(&mut self, from: [f64; 2], to: [f64; 2], weight: f64, ink: Ink) {
        self.elements.push(Element::Rule { from, to, weight, ink });
    }

    pub fn frame(&mut self, [x, y, w, h]: [f64; 4], weight: f64, ink: Ink) {
        self.rule([x, y], [x + w, y], weight, ink);
        self.rule([x, y + h], [x + w, y + h], weight, ink);
        self.rule([x, y], [x, y + h], weight, ink);
        self.rule([x + w, y], [x + w, y + h], weight, ink);
    }

    /// Sets pale words from corner to corner of a rectangle; none for an empty text.
    pub fn across(&mut self, text: &str, [x, y, w, h]: [f64; 4]) {
        // of the way from corner to corner, and of the shorter side
        const LENGTH: f64 = 0.6;
        const HEIGHT: f64 = 0.45;
        let letters = text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum::<f64>();
        if letters == 0.0 {
            return;
        }
        let em = (w.hypot(h) * LENGTH / letters).min(w.min(h) * HEIGHT);
        let across = Element::Across {
            x: x + w / 2.0,
            y: y + h / 2.0,
            size: points(em),
            angle: h.atan2(w).to_degrees(),
            text: text.to_owned(),
        };
        // below what depends on the record, above what pages share
        self.elements.insert(self.fixed, across);
    }

    /// Sets a text into a rectangle.
    pub fn text(&mut self, glyphs: &mut GlyphCache, text: &str, at: [f64; 4], setting: Setting<'_>) {
        if text.is_empty() {
            return;
        }
        let room = setting.room(at);
        let mut fit = shrink_to_fit(glyphs, setting.style.face, text, room);
        self.note_small(text, fit.size);
        if setting.balanced {
            balance_lines(glyphs, setting.style.face, text, room.width, &mut fit);
        }
        self.lines(glyphs, text, &fit, at, setting);
    }

    /// The setting for a text in a place that cannot grow: as the form has it, but on more lines where that keeps the type
    /// at `least` points or more.
    pub fn readable<'s>(
        glyphs: &mut GlyphCache,
        text: &str,
        at: [f64; 4],
        setting: Setting<'s>,
        least: f64,
    ) -> Setting<'s> {
        let room = setting.room(at);
        let more = Setting { lines: None, ..setting };
        let is_small = |glyphs: &mut GlyphCache, room| {
            shrink_to_fit(glyphs, setting.style.face, text, room).size < least
        };
        match is_small(glyphs, room) && !is_small(glyphs, more.room(at)) {
            true => more,
            false => setting,
        }
    }

    /// Remembers a text that comes out too small.
    pub fn note_small(&mut self, text: &str, size: f64) {
        const BEGINNING: usize = 12;
        if size < LEGIBLE - 0.01 {
            let (record, field) = (self.record.clone(), self.field.clone());
            self.small_texts.push(SmallText {
                record,
                field,
                text: text.chars().take(BEGINNING).collect(),
                size,
            });
        }
    }

    /// Sets lines that were fitted before.
    pub fn lines(
        &mut self,
        glyphs: &mut GlyphCache,
        text: &str,
        fit: &Fit,
        at: [f64; 4],
        setting: Setting<'_>,
    ) {
        let [x, y, w, h] = at;
        let (pitch, style, size) = (mm(fit.size * PITCH), setting.style, fit.size);
        let block = fit.lines.len() as f64 * pitch;
        let top = match setting.valign {
            VAlign::Top => y + setting.pad,
            VAlign::Middle => y + (h - block) / 2.0,
            VAlign::Bottom => y + h - block - setting.pad,
        };
        let lead = mm(fit.size * (PITCH - 1.0) / 2.0 + fit.size * ABOVE_BASELINE);
        for (n, range) in fit.lines.iter().enumerate() {
            let line = &text[range.clone()];
            if line.is_empty() {
                continue;
            }
            let width = mm(f64::from(glyphs.width(style.face, line)) * size);
            let left = match setting.align {
                Align::Left => x + setting.pad,
                Align::Center => x + (w - width) / 2.0,
                Align::Right => x + w - setting.pad - width,
            };
            let y = top + n as f64 * pitch + lead;
            if line.contains(TICKED) && glyphs.glyph(style.face, TICKED).is_none() {
                self.ticks(glyphs, line, [left, y], size, style);
                continue;
            }
            self.elements.push(Element::Line { x: left, y, size, style, text: line.to_owned() });
        }
    }

    /// A line with ticked boxes, for a face that has boxes and ticks only.
    fn ticks(&mut self, glyphs: &mut GlyphCache, line: &str, [x, y]: [f64; 2], size: f64, style: Style) {
        for (at, _) in line.match_indices(TICKED) {
            let x = x + mm(f64::from(glyphs.width(style.face, &line[..at])) * size);
            self.elements.push(Element::Line { x, y, size, style, text: "√".to_owned() });
        }
        let text = line.replace(TICKED, "□");
        self.elements.push(Element::Line { x, y, size, style, text });
    }

    /// Moves everything on the page.
    pub fn shift(&mut self, dx: f64, dy: f64) {
        for element in &mut self.elements {
            match element {
                Element::Line { x, y, .. } | Element::Turned { x, y, .. } | Element::Across { x, y, .. } => {
                    (*x, *y) = (*x + dx, *y + dy);
                }
                Element::Rule { from, to, .. } => {
                    for point in [from, to] {
                        *point = [point[0] + dx, point[1] + dy];
                    }
                }
                Element::Dark(squares) => {
                    squares
                        .iter_mut()
                        .for_each(|square| (square[0], square[1]) = (square[0] + dx, square[1] + dy));
                }
            }
        }
    }
}

impl<'s> Setting<'s> {
    /// The room a text has in a rectangle.
    fn room(&self, at: [f64; 4]) -> Room<'s> {
        let air = if self.valign == VAlign::Middle { self.air } else { self.air.max(self.pad) };
        Room {
            width: points(at[2] - 2.0 * self.pad),
            height: points(at[3] - 2.0 * air),
            sizes: self.sizes,
            lines: self.lines,
        }
    }
}

impl Setting<'_> {
    /// How a form's cell is set; `sizes` are its own or the usual ones.
    pub fn of_cell<'a>(cell: &FormCell, sizes: &'a [f64]) -> Setting<'a> {
        Setting {
            style: Style { face: cell.face, bold: cell.bold, ink: cell.ink },
            align: cell.align.unwrap_or(Align::Center),
            valign: cell.valign,
            sizes,
            lines: cell.lines,
            pad: cell.pad.unwrap_or(1.0),
            air: if cell.rule.is_some_and(|rule| rule > 0.0) { BY_A_RULE } else { 0.0 },
            balanced: cell.align.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::Fonts;

    #[test]
    fn a_line_stands_in_the_middle_of_its_cell() {
        let mut glyphs = GlyphCache::new(Fonts::shipped().unwrap());
        let mut page = Page::default();
        let setting = Setting {
            style: Style::default(),
            align: Align::Center,
            valign: VAlign::Middle,
            sizes: &[10.5],
            lines: None,
            pad: 1.0,
            air: 0.0,
            balanced: true,
        };
        page.text(&mut glyphs, "题名", [20.0, 50.0, 40.0, 15.0], setting);
        let Element::Line { x, y, .. } = &page.elements[0] else { panic!() };
        let em = mm(10.5);
        assert!((x - (40.0 - em)).abs() < 0.01, "{x}");
        assert!((y - (57.5 + em * 0.38)).abs() < 0.01, "{y}");
    }
}
