//! How text fits a cell: type steps down from 五号 to 小五 to 六号, then the row grows; nothing is clipped.

use crate::domain::catalogs::form::points;

/// 五号, 小五, 六号, in points.
pub const SIZES: [f64; 3] = [10.5, 9.0, 7.5];

/// The tallest row a spreadsheet can have, in points.
pub const TALLEST: f64 = 409.0;

/// Height of one line of type.
pub fn line_height(size: f64) -> f64 {
    size * 1.32
}

/// Index into [`SIZES`] and the row height the text needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    pub size: usize,
    pub height: f64,
}

/// Fits `text` into a cell of `mm` width in a row of `height` points.
pub fn fit(text: &str, mm: f64, height: f64) -> Fit {
    let mut needed = 0.0;
    for (at, size) in SIZES.iter().enumerate() {
        needed = lines(text, mm, *size) as f64 * line_height(*size) + 2.0;
        if needed <= height {
            return Fit { size: at, height };
        }
    }
    Fit { size: SIZES.len() - 1, height: needed.min(TALLEST) }
}

/// Lines the text takes at this size. Words of Latin letters and digits may move whole to the next
/// line, so a little room is held back.
pub fn lines(text: &str, mm: f64, size: f64) -> usize {
    let room = (points(mm) - 4.0).max(size) * 0.94;
    // No character of n bytes is wider than n narrow ones.
    if text.len() as f64 * narrow(size) <= room && !text.contains('\n') {
        return 1;
    }
    text.split('\n').map(|paragraph| paragraph_lines(paragraph, room, size)).sum()
}

fn paragraph_lines(paragraph: &str, room: f64, size: f64) -> usize {
    let (mut count, mut at) = (1, 0.0);
    for c in paragraph.chars() {
        let width = width(c, size);
        if at + width > room {
            count += 1;
            at = 0.0;
        }
        at += width;
    }
    count
}

fn narrow(size: f64) -> f64 {
    size * 0.55
}

fn width(c: char, size: f64) -> f64 {
    if c < '\u{2010}' { narrow(size) } else { size }
}

/// Cuts a long text into pieces of at most `most` lines each, for cells that cannot grow further.
pub fn pieces(text: &str, mm: f64, size: f64, most: usize) -> Vec<String> {
    let room = (points(mm) - 4.0).max(size) * 0.94;
    let mut pieces = vec![String::new()];
    let (mut line, mut at) = (1, 0.0);
    for c in text.chars() {
        let width = width(c, size);
        if c == '\n' || at + width > room {
            (line, at) = (line + 1, 0.0);
        }
        if line > most {
            pieces.push(String::new());
            line = 1;
            if c == '\n' {
                continue;
            }
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        at += if c == '\n' { 0.0 } else { width };
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_steps_down_before_the_row_grows() {
        let row = points(15.0);
        let title = |chars: usize| fit(&"缴".repeat(chars), 40.0, row);
        assert_eq!(title(5), Fit { size: 0, height: row });
        assert_eq!(title(30).size, 1);
        assert_eq!(title(40).size, 2);
        assert!(title(100).height > row);
        assert_eq!(title(10_000).height, TALLEST);
    }

    #[test]
    fn pieces_lose_nothing() {
        let text = format!("{}\n{}", "说明".repeat(300), "abc ".repeat(200));
        let pieces = pieces(&text, 100.0, 10.5, 5);
        assert!(pieces.len() > 3);
        let joined: String = pieces.concat();
        assert_eq!(joined.replace('\n', ""), text.replace('\n', ""));
        assert!(pieces.iter().all(|piece| lines(piece, 100.0, 10.5) <= 5));
    }
}
