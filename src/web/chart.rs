//! Bars as SVG, made here; the same numbers always stand in a table beside them.

use super::words::thousands;

/// One bar, measured for a drawing 640 wide.
pub struct Bar {
    pub label: String,
    pub value: String,
    pub y: usize,
    pub text_y: usize,
    pub width: i64,
    pub value_x: i64,
}

/// Height of one bar with its gap.
const STEP: usize = 22;
/// Where bars begin, and how long the longest is.
const LEFT: i64 = 60;
const LONGEST: i64 = 480;

/// Bars for labelled counts, scaled to the largest.
pub fn bars(counts: impl IntoIterator<Item = (String, i64)>) -> Vec<Bar> {
    let counts: Vec<_> = counts.into_iter().collect();
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let bar = |(at, (label, count)): (usize, (String, i64))| {
        let width = if count > 0 { (count.saturating_mul(LONGEST) / most).max(2) } else { 0 };
        Bar {
            label,
            value: thousands(count),
            y: at * STEP,
            text_y: at * STEP + 15,
            width,
            value_x: LEFT + width + 8,
        }
    };
    counts.into_iter().enumerate().map(bar).collect()
}

/// Height of the whole drawing.
pub fn height(bars: &[Bar]) -> usize {
    bars.len() * STEP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_proportion_and_none_that_counts_is_invisible() {
        let bars = bars([
            ("2009".to_owned(), 1_000_000),
            ("2010".to_owned(), 500_000),
            ("2011".to_owned(), 1),
            ("2012".to_owned(), 0),
        ]);
        let widths: Vec<i64> = bars.iter().map(|bar| bar.width).collect();
        assert_eq!(widths, [480, 240, 2, 0]);
        assert_eq!(height(&bars), 88);
    }
}
