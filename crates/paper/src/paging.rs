//! Which rows stand on which page: a row that needs more room takes two heights or more, and one that
//! needs more than a page goes on overleaf.

use super::fit::PITCH;
use super::glyphs::GlyphCache;
use super::rows::PrintedLineKind;
use super::table::{AIR, LEAST, Slot, Table};
use crate::domain::catalogs::form::points;

impl Table<'_> {
    /// Lines of the smallest type that so many row heights hold.
    fn capacity(&self, heights: u32) -> usize {
        let smallest = self.cell_sizes().last().copied().unwrap_or(LEAST);
        ((points(self.list.row_mm) * f64::from(heights) - AIR) / (smallest * PITCH)).floor().max(1.0) as usize
    }

    /// How many lines of the smallest type the row's tallest cell takes beyond one height; 0: it fits.
    fn lines_beyond(&self, glyphs: &mut GlyphCache, row: usize) -> usize {
        let mut most = 0;
        for (column, at) in self.columns.iter().enumerate() {
            let text = self.rows.cell(row, column);
            // no character is wider than an em; most cells are short
            let widest = text.chars().count() as f64 * self.list.cell_pt[0];
            if widest <= points(at.width - 2.0 * self.pad) && !text.contains('\n') {
                continue;
            }
            let fit = self.fit_cell(glyphs, row, column);
            if fit.height() > points(self.list.row_mm) - AIR + 0.01 {
                most = most.max(fit.lines.len());
            }
        }
        most
    }

    /// The pages, each with its slots.
    pub fn pages(&self, glyphs: &mut GlyphCache) -> Vec<Vec<Slot>> {
        let on_page = self.form.rows_per_page.max(1);
        let mut pages: Vec<Vec<Slot>> = vec![Vec::new()];
        let mut used = 0;
        let mut group = None;
        for row in 0..self.rows.len() {
            if self.rows.mark(row) == PrintedLineKind::Group {
                group = Some(row as u32);
            }
            let beyond =
                if self.rows.mark(row) == PrintedLineKind::Row { self.lines_beyond(glyphs, row) } else { 0 };
            let heights_of = |beyond: usize| {
                (1..=on_page).find(|heights| beyond <= self.capacity(*heights)).unwrap_or(on_page)
            };
            let heights = heights_of(beyond);
            let slices = if beyond == 0 { 1 } else { beyond.div_ceil(self.capacity(on_page)) };
            for part in 0..slices as u32 {
                let keeps_next = self.rows.mark(row) == PrintedLineKind::Group && row + 1 < self.rows.len();
                // a heading stands with the whole of its first row, however tall that is
                let next = if keeps_next { heights_of(self.lines_beyond(glyphs, row + 1)) } else { 0 };
                let wanted = (heights + next).min(on_page);
                if used + wanted > on_page && used > 0 {
                    let goes_on =
                        group.filter(|_| self.rows.mark(row) == PrintedLineKind::Row && heights < on_page);
                    let again = goes_on.map(|row| Slot { row, part: 1, lines: 0, heights: 1 });
                    used = u32::from(again.is_some());
                    pages.push(again.into_iter().collect());
                }
                let lines = if slices == 1 { 0 } else { self.capacity(on_page) as u32 };
                let slot = Slot { row: row as u32, part, lines, heights };
                pages.last_mut().into_iter().for_each(|page| page.push(slot));
                used += heights;
            }
        }
        pages
    }
}
