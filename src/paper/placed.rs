//! What stands on a page, in millimetres from its upper left corner: lines of type, rules, dark squares.

use super::fit::{Fit, PITCH, Room, balance, squeeze};
use super::letters::Letters;
use crate::domain::form::{Align, Cell, Face, Ink, VAlign, points};

/// One thing on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Placed {
    /// A line of type: left end of its baseline.
    Line { x: f64, y: f64, size: f64, style: Style, text: String },
    /// A rule of so many points from one point to another.
    Rule { from: [f64; 2], to: [f64; 2], weight: f64, ink: Ink },
    /// Dark rectangles: x, y, width, height.
    Dark(Vec<[f64; 4]>),
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
    pub placed: Vec<Placed>,
}

/// Millimetres in so many points.
pub(super) fn mm(points: f64) -> f64 {
    points * 25.4 / 72.0
}

/// The em box sits on the baseline with this much of it above.
const ABOVE_BASELINE: f64 = 0.88;

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
    /// Lines about equally long, as in a heading.
    pub balanced: bool,
}

impl Page {
    pub fn rule(&mut self, from: [f64; 2], to: [f64; 2], weight: f64, ink: Ink) {
        self.placed.push(Placed::Rule { from, to, weight, ink });
    }

    pub fn frame(&mut self, [x, y, w, h]: [f64; 4], weight: f64, ink: Ink) {
        self.rule([x, y], [x + w, y], weight, ink);
        self.rule([x, y + h], [x + w, y + h], weight, ink);
        self.rule([x, y], [x, y + h], weight, ink);
        self.rule([x + w, y], [x + w, y + h], weight, ink);
    }

    /// Sets a text into a rectangle.
    pub fn text(&mut self, letters: &mut Letters, text: &str, at: [f64; 4], setting: Setting<'_>) {
        if text.is_empty() {
            return;
        }
        let room = Room {
            width: points(at[2] - 2.0 * setting.pad),
            height: points(at[3]),
            sizes: setting.sizes,
            lines: setting.lines,
        };
        let mut fit = squeeze(letters, setting.style.face, text, room);
        if setting.balanced {
            balance(letters, setting.style.face, text, room.width, &mut fit);
        }
        self.lines(letters, text, &fit, at, setting);
    }

    /// Sets lines that were fitted before.
    pub fn lines(
        &mut self,
        letters: &mut Letters,
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
            let width = mm(f64::from(letters.width(style.face, line)) * size);
            let left = match setting.align {
                Align::Left => x + setting.pad,
                Align::Center => x + (w - width) / 2.0,
                Align::Right => x + w - setting.pad - width,
            };
            let y = top + n as f64 * pitch + lead;
            self.placed.push(Placed::Line { x: left, y, size, style, text: line.to_owned() });
        }
    }

    /// Sets characters one under the other; up to four digits or letters in a row stand upright side by side.
    pub fn column(&mut self, letters: &mut Letters, text: &str, at: [f64; 4], setting: Setting<'_>) {
        let groups = upright_groups(text);
        if groups.is_empty() {
            return;
        }
        let [x, y, w, h] = at;
        let room = points(h - 2.0 * setting.pad) / groups.len() as f64;
        let smallest = setting.sizes.last().copied().unwrap_or(7.5);
        let size = setting.sizes.iter().copied().find(|size| size * 1.1 <= room).unwrap_or(smallest);
        let size = size.min(room / 1.02);
        let step = mm(size * 1.1).min(mm(room));
        let block = step * groups.len() as f64;
        let top = match setting.valign {
            VAlign::Top => y + setting.pad,
            VAlign::Middle => y + (h - block) / 2.0,
            VAlign::Bottom => y + h - block - setting.pad,
        };
        for (n, group) in groups.iter().enumerate() {
            let em = f64::from(letters.width(setting.style.face, group));
            let size = size.min(points(w - 2.0) / em);
            let left = x + (w - mm(em * size)) / 2.0;
            let y = top + n as f64 * step + step / 2.0 + mm(size * (ABOVE_BASELINE - 0.5));
            let style = setting.style;
            self.placed.push(Placed::Line { x: left, y, size, style, text: group.clone() });
        }
    }

    /// Moves everything on the page.
    pub fn shift(&mut self, dx: f64, dy: f64) {
        for placed in &mut self.placed {
            match placed {
                Placed::Line { x, y, .. } => (*x, *y) = (*x + dx, *y + dy),
                Placed::Rule { from, to, .. } => {
                    for point in [from, to] {
                        *point = [point[0] + dx, point[1] + dy];
                    }
                }
                Placed::Dark(squares) => {
                    squares
                        .iter_mut()
                        .for_each(|square| (square[0], square[1]) = (square[0] + dx, square[1] + dy));
                }
            }
        }
    }
}

/// `2009年度` → `2009`, `年`, `度`; brackets and dashes in their upright forms.
fn upright_groups(text: &str) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    let mut run = 0;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if c.is_ascii_alphanumeric() {
            run += 1;
            if run > 1
                && run <= 4
                && let Some(last) = groups.last_mut()
            {
                last.push(c);
                continue;
            }
            run = 1;
        } else {
            run = 0;
        }
        groups.push(upright(c).to_string());
    }
    groups
}

fn upright(c: char) -> char {
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
        c => c,
    }
}

impl Setting<'_> {
    /// How a form's cell is set; `sizes` are its own or the usual ones.
    pub fn of_cell<'a>(cell: &Cell, sizes: &'a [f64]) -> Setting<'a> {
        Setting {
            style: Style { face: cell.face, bold: cell.bold, ink: cell.ink },
            align: cell.align.unwrap_or(Align::Center),
            valign: cell.valign,
            sizes,
            lines: cell.lines,
            pad: cell.pad.unwrap_or(1.0),
            balanced: cell.align.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::fonts::Fonts;

    #[test]
    fn years_stand_upright_in_a_column() {
        assert_eq!(upright_groups("2009年度（一）"), ["2009", "年", "度", "︵", "一", "︶"]);
        assert_eq!(upright_groups("340200-0381"), ["3402", "00", "︱", "0381"]);
    }

    #[test]
    fn a_line_stands_in_the_middle_of_its_cell() {
        let mut letters = Letters::new(Fonts::shipped().unwrap());
        let mut page = Page::default();
        let setting = Setting {
            style: Style::default(),
            align: Align::Center,
            valign: VAlign::Middle,
            sizes: &[10.5],
            lines: None,
            pad: 1.0,
            balanced: true,
        };
        page.text(&mut letters, "题名", [20.0, 50.0, 40.0, 15.0], setting);
        let Placed::Line { x, y, .. } = &page.placed[0] else { panic!() };
        let em = mm(10.5);
        assert!((x - (40.0 - em)).abs() < 0.01, "{x}");
        assert!((y - (57.5 + em * 0.38)).abs() < 0.01, "{y}");
    }
}
