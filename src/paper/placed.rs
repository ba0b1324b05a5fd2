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

impl Placed {
    pub fn is_line(&self) -> bool {
        matches!(self, Placed::Line { .. })
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
    pub placed: Vec<Placed>,
    /// How many of the first of them depend on the form alone and lie within its rules.
    pub fixed: usize,
    /// Record being set, for what is said about it.
    pub record: String,
    /// What had to be set too small to be read.
    pub tiny: Vec<Tiny>,
}

/// A text that fits its place only in type nobody can read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tiny {
    pub record: String,
    /// How the text begins.
    pub text: String,
    /// Points.
    pub size: f64,
}

/// Points below which type is not read.
const LEGIBLE: f64 = 4.0;

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
        self.look(text, fit.size);
        if setting.balanced {
            balance(letters, setting.style.face, text, room.width, &mut fit);
        }
        self.lines(letters, text, &fit, at, setting);
    }

    /// Remembers a text that comes out too small.
    fn look(&mut self, text: &str, size: f64) {
        const BEGINNING: usize = 12;
        if size < LEGIBLE {
            let (record, text) = (self.record.clone(), text.chars().take(BEGINNING).collect());
            self.tiny.push(Tiny { record, text, size });
        }
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

    /// Sets characters one under the other; up to four digits or letters in a row stand upright side by
    /// side. What is too long for one column in the sizes given stands in several, from the right.
    pub fn column(&mut self, letters: &mut Letters, text: &str, at: [f64; 4], setting: Setting<'_>) {
        let groups = upright_groups(text);
        if groups.is_empty() {
            return;
        }
        let [x, y, w, h] = at;
        let (size, columns) =
            column_fit(groups.len(), points(w), points(h - 2.0 * setting.pad), setting.sizes);
        self.look(text, size);
        let (each, step) = (groups.len().div_ceil(columns), mm(size * COLUMN_STEP));
        let block = step * each as f64;
        let top = match setting.valign {
            VAlign::Top => y + setting.pad,
            VAlign::Middle => y + (h - block) / 2.0,
            VAlign::Bottom => y + h - block - setting.pad,
        };
        let pitch = mm(size * PITCH);
        let wide = if columns == 1 { w - mm(2.0) } else { pitch };
        for (n, group) in groups.iter().enumerate() {
            let (column, row) = (n / each, n % each);
            let em = f64::from(letters.width(setting.style.face, group));
            let size = size.min(points(wide) / em);
            let middle = x + w / 2.0 + pitch * ((columns - 1) as f64 / 2.0 - column as f64);
            let left = middle - mm(em * size) / 2.0;
            let y = top + row as f64 * step + step / 2.0 + mm(size * (ABOVE_BASELINE - 0.5));
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

/// From one character of a column to the next, in em.
const COLUMN_STEP: f64 = 1.1;

/// Type size and number of columns for so many characters: the largest size that takes one column, else
/// the largest that takes as many as stand side by side, else as small as it must be.
fn column_fit(groups: usize, width: f64, height: f64, sizes: &[f64]) -> (f64, usize) {
    let needed = |size: f64| groups.div_ceil(((height / (size * COLUMN_STEP)).floor() as usize).max(1));
    let beside = |size: f64| ((width / (size * PITCH)).floor() as usize).max(1);
    if let Some(size) = sizes.iter().copied().find(|size| needed(*size) == 1) {
        return (size, 1);
    }
    let mut size = sizes.iter().copied().find(|size| needed(*size) <= beside(*size));
    let mut smaller = sizes.last().copied().unwrap_or(7.5);
    while size.is_none() {
        smaller *= 0.92;
        size = Some(smaller).filter(|size| needed(*size) <= beside(*size) || *size < 1.0);
    }
    let size = size.unwrap_or(smaller);
    (size, needed(size))
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
    fn a_long_column_is_set_in_several() {
        let sizes = [14.0, 12.0, 10.5, 9.0, 7.5];
        assert_eq!(column_fit(20, 28.0, 460.0, &sizes), (14.0, 1));
        assert_eq!(column_fit(40, 28.0, 460.0, &sizes), (9.0, 1));
        // two columns of 五号 stand in 10 mm
        assert_eq!(column_fit(70, 28.0, 460.0, &sizes), (10.5, 2));
        let (size, columns) = column_fit(400, 28.0, 460.0, &sizes);
        assert!(size < 7.5 && columns as f64 * size * PITCH <= 28.0, "{size} {columns}");
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
