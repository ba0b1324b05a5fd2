//! Bar codes and QR codes as dark rectangles: Code 128 in set C, QR.

use barcoders::sym::code128::Code128;
use qrcode::{EcLevel, QrCode};

use crate::domain::catalogs::form::Symbol;

/// Light modules (quiet zone) on either side of a bar code.
const QUIET: f64 = 10.0;

/// Dark rectangles (x, y, width, height, in millimetres) of a symbol that fills the rectangle; `None`
/// when the text cannot be one: Code 128-C takes an even number of digits.
pub(super) fn symbol(symbol: Symbol, text: &str, at: [f64; 4]) -> Option<Vec<[f64; 4]>> {
    match symbol {
        Symbol::Code128 => bars(text, at),
        Symbol::Qr => squares(text, at),
    }
}

/// Dark squares (x, y, width, height) of a QR code in a square of this side, four light modules around it; none where the text is
/// too long for one.
pub fn qr(text: &str, side: f64) -> Vec<[f64; 4]> {
    squares(text, [0.0, 0.0, side, side]).unwrap_or_default()
}

fn bars(text: &str, [x, y, w, h]: [f64; 4]) -> Option<Vec<[f64; 4]>> {
    if text.is_empty() || !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Ć begins set C
    let modules = Code128::new(format!("\u{0106}{text}")).ok()?.encode();
    let one = w / (modules.len() as f64 + 2.0 * QUIET);
    let mut bars: Vec<[f64; 4]> = Vec::new();
    for (n, _) in modules.iter().enumerate().filter(|(_, module)| **module == 1) {
        let left = x + (QUIET + n as f64) * one;
        match bars.last_mut() {
            Some(bar) if (bar[0] + bar[2] - left).abs() < one / 10.0 => bar[2] += one,
            _ => bars.push([left, y, one, h]),
        }
    }
    Some(bars)
}

fn squares(text: &str, [x, y, w, h]: [f64; 4]) -> Option<Vec<[f64; 4]>> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let side = w.min(h);
    let one = side / (width as f64 + 8.0); // four light modules around
    let (left, top) = (x + (w - side) / 2.0 + 4.0 * one, y + (h - side) / 2.0 + 4.0 * one);
    let mut squares: Vec<[f64; 4]> = Vec::new();
    for (n, _) in colors.iter().enumerate().filter(|(_, color)| **color == qrcode::Color::Dark) {
        let (column, row) = (n % width, n / width);
        let (left, top) = (left + column as f64 * one, top + row as f64 * one);
        match squares.last_mut() {
            Some(last) if column > 0 && last[1] == top && (last[0] + last[2] - left).abs() < one / 10.0 => {
                last[2] += one;
            }
            _ => squares.push([left, top, one, one]),
        }
    }
    Some(squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_take_101_modules() {
        // start, six pairs, check: eight symbols of 11 modules, and the stop of 13
        let bars = symbol(Symbol::Code128, "100000000175", [0.0, 0.0, 121.0, 10.0]).unwrap();
        assert_eq!(bars[0], [10.0, 0.0, 2.0, 10.0]);
        let last = bars[bars.len() - 1];
        assert!((last[0] + last[2] - 111.0).abs() < 1e-6, "{last:?}");
        // start C is 11010011100
        assert_eq!(bars.iter().take(3).map(|bar| bar[2].round()).collect::<Vec<_>>(), [2.0, 1.0, 3.0]);
    }

    #[test]
    fn what_is_not_pairs_of_digits_is_no_bar_code() {
        for text in ["", "123", "12a4", "１２"] {
            assert_eq!(symbol(Symbol::Code128, text, [0.0, 0.0, 40.0, 10.0]), None, "{text}");
        }
    }

    #[test]
    fn a_qr_code_has_its_three_finders() {
        let squares = symbol(Symbol::Qr, "guidang:100000000175", [0.0, 0.0, 33.0, 33.0]).unwrap();
        let one = squares.iter().map(|square| square[2]).fold(f64::MAX, f64::min);
        let sevens = squares.iter().filter(|square| (square[2] / one - 7.0).abs() < 0.01).count();
        assert!(sevens >= 6, "{sevens}: top and bottom of three finders");
    }
}
