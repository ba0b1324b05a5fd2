//! The part of a form that says where things stand on paper, in millimetres, and in what type.

use serde::Deserialize;

use super::Align;
use crate::general::wording::Wording;

/// Points in `mm` millimetres.
pub fn points(mm: f64) -> f64 {
    mm * 72.0 / 25.4
}

/// A paper, upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
pub enum PaperSize {
    A3,
    #[default]
    A4,
    A5,
    /// Width and height in millimetres: a kraft cover, a label from a roll.
    #[serde(untagged)]
    Own([f64; 2]),
}

impl PaperSize {
    /// Width and height.
    pub fn mm(self) -> (f64, f64) {
        match self {
            PaperSize::A3 => (297.0, 420.0),
            PaperSize::A4 => (210.0, 297.0),
            PaperSize::A5 => (148.0, 210.0),
            PaperSize::Own([width, height]) => (width, height),
        }
    }
}

/// Which type: 宋体 for titles and what is copied from records, 仿宋 where an office's form says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    #[default]
    Song,
    Fangsong,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VAlign {
    Top,
    #[default]
    Middle,
    Bottom,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ink {
    #[default]
    Black,
    /// 归档章 and what stands for it.
    Red,
    /// What the program prints across a paper that is not final.
    #[serde(skip)]
    Pale,
}

/// What a scanner reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbol {
    /// Code 128 in set C: digits only, so that no input method changes them.
    Code128,
    Qr,
}

/// One cell: a text in a rectangle, ruled or not.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormCell {
    /// x, y, width, height from the piece's upper left corner; within a grid its place says it.
    pub at: [f64; 4],
    /// What stands in it; `{title}` is the row's or the head's item of that name.
    pub text: String,
    /// Sizes tried, in points; the type steps down until the text fits. 五号, 小五, 六号 unless said.
    pub pt: Vec<f64>,
    pub face: Face,
    pub bold: bool,
    pub align: Option<Align>,
    pub valign: VAlign,
    pub ink: Ink,
    /// Lines the text may take before its type shrinks: as many as the height holds unless said.
    pub lines: Option<usize>,
    /// Characters one under the other, digits upright.
    pub vertical: bool,
    pub code: Option<Symbol>,
    /// Points of the rules around it; 0: none. Within a grid, the grid's own unless said.
    pub rule: Option<f64>,
    /// Ruled on the underside alone.
    pub underline: bool,
    /// Millimetres between rule and text.
    pub pad: Option<f64>,
    /// Within a grid: columns and rows it takes.
    pub span: Option<usize>,
    pub down: Option<usize>,
}

/// A ruled grid: columns and rows in millimetres, cells in reading order.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormGrid {
    /// Upper left corner.
    pub at: [f64; 2],
    pub columns: Vec<f64>,
    pub rows: Vec<GridRow>,
    /// Points of the rules within, and of the frame.
    #[serde(default = "thin")]
    pub rule: f64,
    #[serde(default = "thick")]
    pub frame: f64,
    /// Of the frame; the rules within have that of their cells.
    #[serde(default)]
    pub ink: Ink,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GridRow {
    pub mm: f64,
    pub cells: Vec<FormCell>,
}

fn thin() -> f64 {
    0.5
}

fn thick() -> f64 {
    1.0
}

impl FormGrid {
    /// Width and height.
    pub fn mm(&self) -> (f64, f64) {
        (self.columns.iter().sum(), self.rows.iter().map(|row| row.mm).sum())
    }

    /// The cells with their rectangles. A cell that reaches down keeps the cells of the rows below it
    /// out of its columns.
    pub fn placed(&self) -> Vec<(FormCell, [f64; 4])> {
        let mut placed = Vec::new();
        // per column: how many rows more it is taken from above
        let mut taken = vec![0usize; self.columns.len()];
        let mut y = self.at[1];
        for (at, row) in self.rows.iter().enumerate() {
            let mut column = 0;
            let mut began = vec![false; self.columns.len()];
            for cell in &row.cells {
                while taken.get(column).is_some_and(|rows| *rows > 0) {
                    column += 1;
                }
                let (span, down) = (cell.span.unwrap_or(1).max(1), cell.down.unwrap_or(1).max(1));
                let x: f64 = self.at[0] + self.columns.iter().take(column).sum::<f64>();
                let width: f64 = self.columns.iter().skip(column).take(span).sum();
                let height: f64 = self.rows.iter().skip(at).take(down).map(|row| row.mm).sum();
                for within in column..(column + span).min(taken.len()) {
                    taken[within] = down;
                    began[within] = true;
                }
                let rule = Some(cell.rule.unwrap_or(self.rule));
                placed.push((FormCell { rule, ..cell.clone() }, [x, y, width, height]));
                column += span;
            }
            taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
            y += row.mm;
        }
        placed
    }

    /// Columns each row fills, those reached from above counted in; all equal when the grid is whole.
    pub fn filled(&self) -> Vec<usize> {
        let mut below: Vec<(usize, usize)> = Vec::new(); // (rows left, columns)
        let mut filled = Vec::new();
        for row in &self.rows {
            let from_above: usize = below.iter().map(|(_, columns)| columns).sum();
            let own: usize = row.cells.iter().map(|cell| cell.span.unwrap_or(1).max(1)).sum();
            filled.push(from_above + own);
            below.iter_mut().for_each(|(rows, _)| *rows -= 1);
            below.extend(
                row.cells
                    .iter()
                    .filter(|cell| cell.down.unwrap_or(1) > 1)
                    .map(|cell| (cell.down.unwrap_or(1) - 1, cell.span.unwrap_or(1).max(1))),
            );
            below.retain(|(rows, _)| *rows > 0);
        }
        filled
    }
}

/// Where signatures and the note stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signed {
    /// Under the last page's table.
    #[default]
    Last,
    /// On a leaf of their own (`after`).
    Elsewhere,
}

/// How a table stands on paper.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListLayout {
    /// Upper edge of the table, from the paper's.
    pub table_mm: f64,
    /// Height of the row of headings, and of a row.
    pub heading_mm: f64,
    pub row_mm: f64,
    /// Upper edges of the title and of the head line; above the table unless said.
    pub title_mm: Option<f64>,
    pub head_mm: Option<f64>,
    /// Words above the table of a form without head items: who fills it in, and sets the seal.
    pub above: Option<Wording>,
    /// Type in points: title, headings (sizes tried), cells (sizes tried).
    #[serde(default = "title_pt")]
    pub title_pt: f64,
    #[serde(default = "heading_pt")]
    pub heading_pt: Vec<f64>,
    #[serde(default = "cell_pt")]
    pub cell_pt: Vec<f64>,
    /// Under every page's table, and under the last: `{rows}` and the totalled fields of the page or of all.
    #[serde(default)]
    pub page_foot: String,
    #[serde(default)]
    pub last_foot: String,
    /// The sums stand in a row of the table behind the last.
    #[serde(default)]
    pub total_row: bool,
    /// Column in which the first unused row says 以下空白; empty: it does not.
    #[serde(default)]
    pub blank_in: String,
    /// 第 x 页 共 y 页
    #[serde(default = "yes")]
    pub numbered: bool,
    /// The digests of what the list says stand beside the last page's number.
    #[serde(default = "yes")]
    pub digest: bool,
    /// Key of the list whose digests stand there instead of its own: a cover that is signed for what lies behind it.
    #[serde(default)]
    pub digest_of: String,
    #[serde(default)]
    pub signed: Signed,
    /// Height of the line to sign.
    #[serde(default = "sign_mm")]
    pub sign_mm: f64,
    /// The first letter of the rows' pinyin stands at the fore-edge.
    #[serde(default)]
    pub letter_tabs: bool,
    /// Titles the archive made itself stand in `[ ]`.
    #[serde(default)]
    pub brackets: bool,
}

fn title_pt() -> f64 {
    18.0
}

fn heading_pt() -> Vec<f64> {
    vec![14.0, 12.0, 10.5, 9.0, 7.5]
}

/// 五号, 小五, 六号
fn cell_pt() -> Vec<f64> {
    vec![10.5, 9.0, 7.5]
}

fn sign_mm() -> f64 {
    9.0
}

fn yes() -> bool {
    true
}

/// Several pieces on a sheet of paper.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PieceSheet {
    /// Width and height of a piece.
    pub piece: [f64; 2],
    /// Upper left corner of the first piece.
    pub origin: [f64; 2],
    pub across: u32,
    pub down: u32,
    /// From one piece's corner to the next one's.
    pub pitch: [f64; 2],
    #[serde(default)]
    pub cut_marks: bool,
}

impl PieceSheet {
    pub fn pieces(&self) -> u32 {
        self.across.max(1) * self.down.max(1)
    }

    /// Corner of the n-th piece, row by row.
    pub fn corner(&self, n: u32) -> [f64; 2] {
        let (column, row) = (n % self.across.max(1), n / self.across.max(1));
        [self.origin[0] + f64::from(column) * self.pitch[0], self.origin[1] + f64::from(row) * self.pitch[1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, span: usize, down: usize) -> FormCell {
        FormCell { text: text.into(), span: Some(span), down: Some(down), ..FormCell::default() }
    }

    #[test]
    fn a_cell_that_reaches_down_pushes_the_row_below_aside() {
        let grid = FormGrid {
            at: [10.0, 20.0],
            columns: vec![30.0, 40.0, 50.0],
            rows: vec![
                GridRow { mm: 8.0, cells: vec![cell("甲", 1, 2), cell("乙", 2, 1)] },
                GridRow { mm: 9.0, cells: vec![cell("丙", 1, 1), cell("丁", 1, 1)] },
            ],
            rule: 0.5,
            frame: 1.0,
            ink: Ink::Black,
        };
        let at: Vec<(String, [f64; 4])> = grid.placed().into_iter().map(|(c, at)| (c.text, at)).collect();
        assert_eq!(at[0], ("甲".into(), [10.0, 20.0, 30.0, 17.0]));
        assert_eq!(at[1], ("乙".into(), [40.0, 20.0, 90.0, 8.0]));
        assert_eq!(at[2], ("丙".into(), [40.0, 28.0, 40.0, 9.0]));
        assert_eq!(at[3], ("丁".into(), [80.0, 28.0, 50.0, 9.0]));
        assert_eq!(grid.filled(), [3, 3]);
    }

    #[test]
    fn pieces_stand_row_by_row() {
        let sheet = PieceSheet {
            piece: [70.0, 37.0],
            origin: [0.0, 0.5],
            across: 3,
            down: 8,
            pitch: [70.0, 37.0],
            cut_marks: false,
        };
        assert_eq!(sheet.pieces(), 24);
        assert_eq!(sheet.corner(4), [70.0, 37.5]);
    }
}
