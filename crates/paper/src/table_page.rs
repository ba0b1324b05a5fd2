//! A table on paper: title, head line, headings on every page, rows to the last line, sums, signatures.

use super::fit::Fit;
use super::glyphs::GlyphCache;
use super::page::{Page, Setting, Style};
use super::rows::PrintedLineKind;
use super::table::{LEAST, Slot, Table};
use crate::domain::catalogs::form::{Align, FOOT_MM, Face, Ink, NOTE_MM, Signed, Template, VAlign, points};
use crate::say;

const FRAME: f64 = 1.0;
const INNER: f64 = 0.5;
/// Room of the head line: two lines of 小五.
const HEAD_MM: f64 = 8.0;
/// Between the head line and the table's rule.
const HEAD_GAP: f64 = 1.6;
const FOOT_PT: [f64; 2] = [10.5, 9.0];
const NOTE_PT: [f64; 1] = [9.0];
/// 六号, and what a narrow table must do with: 32 digits a line.
const PROOF_PT: [f64; 3] = [7.5, 6.5, 5.5];
/// Room of the page's number.
const NUMBER_MM: f64 = 30.0;

/// Sizes everybody can read; the largest where a form names none.
fn readable(sizes: &[f64]) -> &[f64] {
    let count = sizes.iter().take_while(|size| **size >= LEAST).count();
    &sizes[..count.max(1)]
}

/// Where a page stands among its fellows.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageNumber {
    pub page: usize,
    pub of: usize,
    pub is_last: bool,
}

impl Table<'_> {
    fn left(&self) -> f64 {
        self.form.margins[2]
    }

    fn width(&self) -> f64 {
        self.columns.iter().map(|column| column.width).sum()
    }

    fn rows_top(&self) -> f64 {
        self.list.table_mm + self.list.heading_mm
    }

    fn bottom(&self) -> f64 {
        self.rows_top() + self.list.row_mm * f64::from(self.form.rows_per_page)
    }

    fn setting<'s>(&self, sizes: &'s [f64], align: Align) -> Setting<'s> {
        Setting {
            style: Style { face: self.cell_face, ..Style::default() },
            align,
            valign: VAlign::Middle,
            sizes,
            lines: None,
            pad: self.pad,
            air: 0.0,
            balanced: false,
        }
    }

    /// One page of the table.
    pub fn page(&self, glyphs: &mut GlyphCache, slots: &[Slot], number: PageNumber) -> Page {
        let mut page =
            Page { size: self.form.paper_mm(), elements: Vec::with_capacity(256), ..Page::default() };
        page.record = format!("第 {} 页", number.page);
        self.headings(glyphs, &mut page);
        page.fixed = page.elements.len();
        self.above(glyphs, &mut page);
        let ends = self.cells(glyphs, &mut page, slots, number.is_last);
        self.rules(&mut page, slots, &ends);
        self.below(glyphs, &mut page, slots, number);
        if self.list.letter_tabs {
            self.letter_tabs(glyphs, &mut page, slots);
        }
        page
    }

    fn headings(&self, glyphs: &mut GlyphCache, page: &mut Page) {
        let list = self.list;
        for column in self.columns {
            let setting = Setting {
                style: Style { face: self.cell_face, bold: true, ink: Ink::Black },
                pad: 0.5,
                balanced: true,
                ..self.setting(readable(&list.heading_pt), Align::Center)
            };
            let at = [column.x, list.table_mm, column.width, list.heading_mm];
            page.text(glyphs, &column.heading, at, setting);
        }
    }

    fn above(&self, glyphs: &mut GlyphCache, page: &mut Page) {
        let (left, width, list) = (self.left(), self.width(), self.list);
        let title = list.title_mm.unwrap_or(list.table_mm - HEAD_MM - HEAD_GAP - 10.0);
        let sizes = [list.title_pt, 16.0, 14.0, 10.5];
        let setting = Setting {
            style: Style { face: Face::Song, bold: true, ink: Ink::Black },
            ..self.setting(&sizes, Align::Center)
        };
        page.text(glyphs, self.form.name.in_lang(self.lang), [left, title, width, 10.0], setting);
        let head = list.head_mm.unwrap_or(list.table_mm - HEAD_MM - HEAD_GAP);
        let setting = Setting { pad: 0.0, valign: VAlign::Bottom, ..self.setting(&FOOT_PT, Align::Left) };
        let line = self.head_line(glyphs, width);
        page.text(glyphs, &line, [left, head, width, HEAD_MM], setting);
    }

    /// The head's items on one line, or on two broken between items.
    fn head_line(&self, glyphs: &mut GlyphCache, width: f64) -> String {
        let line = self.head.join("　");
        if line.is_empty() {
            return self.list.above.as_ref().map_or(line, |words| words.in_lang(self.lang).to_owned());
        }
        let wide = |glyphs: &mut GlyphCache, text: &str| f64::from(glyphs.width(self.cell_face, text));
        if wide(glyphs, &line) * FOOT_PT[0] <= points(width) {
            return line;
        }
        let halves = (1..self.head.len()).map(|at| [self.head[..at].join("　"), self.head[at..].join("　")]);
        let longer = |halves: &[String; 2], glyphs: &mut GlyphCache| {
            wide(glyphs, &halves[0]).max(wide(glyphs, &halves[1]))
        };
        let mut best: Option<(f64, [String; 2])> = None;
        for halves in halves {
            let em = longer(&halves, glyphs);
            if best.as_ref().is_none_or(|(least, _)| em < *least) {
                best = Some((em, halves));
            }
        }
        best.map_or(line, |(_, halves)| halves.join("\n"))
    }

    /// Sets the rows; answers the lower edge of each.
    fn cells(&self, glyphs: &mut GlyphCache, page: &mut Page, slots: &[Slot], is_last: bool) -> Vec<f64> {
        let mut y = self.rows_top();
        let mut ends = Vec::with_capacity(slots.len());
        for (n, slot) in slots.iter().enumerate() {
            let (row, height) = (slot.row as usize, self.list.row_mm * f64::from(slot.heights));
            if self.rows.mark(row) == PrintedLineKind::Group {
                let setting = Setting {
                    style: Style { face: self.cell_face, bold: true, ink: Ink::Black },
                    ..self.setting(self.cell_sizes(), Align::Left)
                };
                let mut words = self.rows.cell(row, 0).to_owned();
                if slot.part > 0 {
                    words.push_str(say!("（续）", " (continued)").in_lang(self.lang));
                }
                page.text(glyphs, &words, [self.left(), y, self.width(), height], setting);
            } else {
                self.row(glyphs, page, slot, (n > 0).then(|| slots[n - 1].row as usize), [y, height]);
            }
            y += height;
            ends.push(y);
        }
        if !self.blank && y + 0.01 < self.bottom() {
            self.close(glyphs, page, y, is_last);
        }
        ends
    }

    /// Shows that nothing was left out below the last row, and that nothing can be added: words where the
    /// list ends, a stroke through the rows of a page left short because the next row is tall.
    fn close(&self, glyphs: &mut GlyphCache, page: &mut Page, y: f64, is_last: bool) {
        if !is_last {
            let (left, right) = (self.left(), self.left() + self.width());
            page.rule([left, self.bottom()], [right, y], INNER, Ink::Black);
            return;
        }
        let Some(column) = self.columns.iter().find(|column| column.field == self.list.blank_in) else {
            return;
        };
        let words = say!("以下空白", "(nothing below)");
        let setting = self.setting(self.cell_sizes(), Align::Center);
        page.text(glyphs, words.in_lang(self.lang), [column.x, y, column.width, self.list.row_mm], setting);
    }

    fn row(
        &self,
        glyphs: &mut GlyphCache,
        page: &mut Page,
        slot: &Slot,
        above: Option<usize>,
        [y, height]: [f64; 2],
    ) {
        let row = slot.row as usize;
        for (at, column) in self.columns.iter().enumerate() {
            let text = self.rows.cell(row, at);
            let repeats = column.once
                && above.is_some_and(|above| {
                    self.rows.mark(above) == PrintedLineKind::Row && self.rows.cell(above, at) == text
                });
            if text.is_empty() || repeats {
                continue;
            }
            let mut fit = self.fit_cell(glyphs, row, at);
            if slot.lines > 0 {
                let (from, most) = ((slot.part * slot.lines) as usize, slot.lines as usize);
                fit = Fit { lines: fit.lines.into_iter().skip(from).take(most).collect(), ..fit };
            }
            let setting = Setting {
                style: Style {
                    bold: self.rows.mark(row) == PrintedLineKind::Total,
                    ..Style { face: self.cell_face, ..Style::default() }
                },
                ..self.setting(self.cell_sizes(), column.align)
            };
            page.lines(glyphs, text, &fit, [column.x, y, column.width, height], setting);
        }
    }

    fn rules(&self, page: &mut Page, slots: &[Slot], ends: &[f64]) {
        let (left, right) = (self.left(), self.left() + self.width());
        let (top, rows_top, bottom) = (self.list.table_mm, self.rows_top(), self.bottom());
        page.frame([left, top, right - left, bottom - top], FRAME, Ink::Black);
        let mut y = ends.last().copied().unwrap_or(rows_top);
        let across = std::iter::once(rows_top).chain(ends.iter().copied());
        let mut lines: Vec<f64> = across.collect();
        while y + self.list.row_mm < bottom - 0.01 {
            y += self.list.row_mm;
            lines.push(y);
        }
        for y in lines.into_iter().filter(|y| *y < bottom - 0.01) {
            page.rule([left, y], [right, y], INNER, Ink::Black);
        }
        // upright rules, interrupted by group lines
        let mut stretches = vec![(top, rows_top)];
        let mut from = rows_top;
        for (slot, end) in slots.iter().zip(ends) {
            if self.rows.mark(slot.row as usize) == PrintedLineKind::Group {
                let begin = end - self.list.row_mm * f64::from(slot.heights);
                stretches.push((from, begin));
                from = *end;
            }
        }
        stretches.push((from, bottom));
        for column in &self.columns[1..] {
            let mut open: Option<(f64, f64)> = None;
            for (from, to) in stretches.iter().filter(|(from, to)| to - from > 0.01) {
                open = match open {
                    Some((begin, end)) if (end - from).abs() < 0.01 => Some((begin, *to)),
                    Some((begin, end)) => {
                        page.rule([column.x, begin], [column.x, end], INNER, Ink::Black);
                        Some((*from, *to))
                    }
                    None => Some((*from, *to)),
                };
            }
            if let Some((begin, end)) = open {
                page.rule([column.x, begin], [column.x, end], INNER, Ink::Black);
            }
        }
    }

    fn below(&self, glyphs: &mut GlyphCache, page: &mut Page, slots: &[Slot], number: PageNumber) {
        let (left, width, list, form) = (self.left(), self.width(), self.list, self.form);
        let mut y = self.bottom() + 0.8;
        let rows = |slots: &[Slot]| -> Vec<usize> {
            let counted = slots.iter().filter(|slot| slot.part == 0).map(|slot| slot.row as usize);
            counted.filter(|row| self.rows.mark(*row) == PrintedLineKind::Row).collect()
        };
        let mut words = self.sums(&list.page_foot, &rows(slots));
        if number.is_last && !list.last_foot.is_empty() {
            let all: Vec<usize> =
                (0..self.rows.len()).filter(|row| self.rows.mark(*row) == PrintedLineKind::Row).collect();
            if !words.is_empty() {
                words.push('　');
            }
            words.push_str(&self.sums(&list.last_foot, &all));
        }
        let plain = Setting { pad: 0.0, ..self.setting(&FOOT_PT, Align::Left) };
        if !list.page_foot.is_empty() || !list.last_foot.is_empty() {
            page.text(glyphs, &words, [left, y, width, FOOT_MM - 0.8], plain);
            y += FOOT_MM - 0.8;
        }
        if number.is_last && list.signed == Signed::Last {
            if !form.signatures.is_empty() {
                let each = width / form.signatures.len() as f64;
                for (n, who) in form.signatures.iter().enumerate() {
                    let at = [left + each * n as f64, y, each, list.sign_mm];
                    page.text(glyphs, &format!("{}：", who.in_lang(self.lang)), at, plain);
                }
                y += list.sign_mm;
            }
            if let Some(note) = &form.note {
                let setting = Setting { valign: VAlign::Top, sizes: &NOTE_PT, ..plain };
                page.text(glyphs, note.in_lang(self.lang), [left, y, width, 2.0 * NOTE_MM], setting);
            }
        }
        self.last_line(glyphs, page, number);
    }

    /// The page's number; on the last page what proves the list beside it, where no cover bears it.
    fn last_line(&self, glyphs: &mut GlyphCache, page: &mut Page, number: PageNumber) {
        let (left, width) = (self.left(), self.width());
        let (_, height) = self.form.paper_mm();
        if self.list.numbered {
            let (page_no, of) = (number.page, number.of);
            let words = say!("第 {page_no} 页　共 {of} 页", "Page {page_no} of {of}");
            let setting = self.setting(&NOTE_PT, Align::Center);
            page.text(glyphs, words.in_lang(self.lang), [left, height - 11.0, width, 5.0], setting);
        }
        if let Some(proof) = self.proof.filter(|_| number.is_last) {
            let side = (width - NUMBER_MM) / 2.0;
            let digests = [
                ("SHA-256", proof.sha256.hex(), left, Align::Left),
                ("SM3", proof.sm3.to_string(), left + width - side, Align::Right),
            ];
            for (name, hex, x, align) in digests {
                let (first, second) = hex.split_at(hex.len() / 2);
                let setting = Setting { pad: 0.0, ..self.setting(&PROOF_PT, align) };
                let at = [x, height - 12.0, side, 7.0];
                page.text(glyphs, &format!("{name} {first}\n{second}"), at, setting);
            }
        }
    }

    /// A line of sums over these rows.
    fn sums(&self, template: &str, rows: &[usize]) -> String {
        Template::parse(template).fill(|field| match field {
            _ if self.blank => "　　　".to_owned(),
            "rows" => rows.len().to_string(),
            field => {
                let sum =
                    self.columns.iter().find(|column| column.field == field).and_then(|column| column.sum);
                sum.map_or(0, |at| rows.iter().map(|row| self.rows.counts(*row)[at]).sum::<u64>()).to_string()
            }
        })
    }

    /// The letters of the page's rows at the fore-edge, each at its height in the alphabet, so that the
    /// closed book shows them as steps.
    fn letter_tabs(&self, glyphs: &mut GlyphCache, page: &mut Page, slots: &[Slot]) {
        let Some(column) = self.columns.iter().position(|column| column.field == "letter") else { return };
        let mut shown = String::new();
        let (paper, _) = self.form.paper_mm();
        let step = (self.bottom() - self.list.table_mm) / 27.0;
        for slot in slots {
            let letter = self.rows.cell(slot.row as usize, column);
            let Some(c) = letter.chars().next().filter(|c| !shown.contains(*c)) else { continue };
            shown.push(c);
            let place = if c.is_ascii_uppercase() { (c as u8 - b'A') as f64 } else { 26.0 };
            let at = [paper - 14.0, self.list.table_mm + place * step, 8.0, step];
            let setting = Setting {
                style: Style { bold: true, ..Style::default() },
                pad: 0.0,
                ..self.setting(&[14.0, 10.5], Align::Center)
            };
            page.text(glyphs, letter, at, setting);
            page.frame(at, INNER, Ink::Black);
        }
    }
}
