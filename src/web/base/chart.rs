//! Bars as SVG, made here: geometry in attributes, so that no style is needed to read them. The same
//! numbers stand in a table beneath, which is what screen readers, printers and copying hands use.
//!
//! A bar is stacked from periods. Each has a colour and a hatch of its own: a black-and-white printer, or
//! an eye that does not tell the colours apart, still sees which is which.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{self, thousands};
use crate::domain::general::wording::Wording;
use crate::domain::values::period::RetentionPeriod;

/// A drawing 640 wide, its legend, and the table of its numbers.
#[derive(Default)]
pub struct Chart {
    /// What it shows; its accessible name.
    pub title: Wording,
    /// Of the table's first column.
    pub heading: Wording,
    pub keys: Vec<Key>,
    pub bars: Vec<Bar>,
    pub height: i64,
    /// The table is open when the page opens, and printed.
    pub open: bool,
}

/// A period of the legend.
pub struct Key {
    pub word: Wording,
    /// Suffix of colour and hatch.
    pub tone: &'static str,
    pub x: i64,
    pub y: i64,
}

/// A line of the drawing and of the table.
pub struct Bar {
    pub label: String,
    /// Where its numbers are listed; empty: nowhere.
    pub href: String,
    /// Per key of the legend.
    pub counts: Vec<i64>,
    pub total: i64,
    pub value: String,
    pub y: i64,
    pub text_y: i64,
    pub value_x: i64,
    pub pieces: Vec<BarPiece>,
}

pub struct BarPiece {
    pub tone: &'static str,
    pub x: i64,
    pub width: i64,
    /// What pointing at it says.
    pub says: Wording,
}

/// Height of one bar with its gap, where bars begin, and how long the longest is.
const STEP: i64 = 22;
const LEFT: i64 = 60;
const LONGEST: i64 = 480;
/// Room a period takes in the legend, and how many fit in a line.
const KEY: i64 = 104;
const KEYS: usize = 6;

/// Volumes of one period under one label.
pub struct YearCount {
    pub label: String,
    pub href: String,
    pub period: RetentionPeriod,
    pub volumes: i64,
}

impl Chart {
    pub fn is_empty(&self) -> bool {
        self.bars.is_empty()
    }

    /// Stacks the counts of each label, labels in the order they come, scaled to the largest.
    pub fn stacked(title: Wording, heading: Wording, counts: impl IntoIterator<Item = YearCount>) -> Chart {
        let mut periods: BTreeSet<RetentionPeriod> = BTreeSet::new();
        let mut stacks: Vec<(String, String, BTreeMap<RetentionPeriod, i64>)> = Vec::new();
        for count in counts {
            periods.insert(count.period);
            if stacks.last().is_none_or(|(label, ..)| *label != count.label) {
                stacks.push((count.label, count.href, BTreeMap::new()));
            }
            if let Some((.., stack)) = stacks.last_mut() {
                *stack.entry(count.period).or_default() += count.volumes;
            }
        }
        let periods: Vec<RetentionPeriod> = periods.into_iter().rev().collect();
        let top = (periods.len().div_ceil(KEYS)) as i64 * STEP + 6;
        let most = stacks.iter().map(|(.., stack)| stack.values().sum()).max().unwrap_or(0);
        let bar =
            |(at, (label, href, stack))| bar(label, href, &periods, &stack, most, top + at as i64 * STEP);
        let bars: Vec<Bar> = stacks.into_iter().enumerate().map(bar).collect();
        let height = top + bars.len() as i64 * STEP;
        Chart {
            title,
            heading,
            keys: periods.iter().enumerate().map(key).collect(),
            bars,
            height,
            open: false,
        }
    }

    /// Sums of the table's columns.
    pub fn sums(&self) -> Vec<i64> {
        (0..self.keys.len()).map(|at| self.bars.iter().map(|bar| bar.counts[at]).sum()).collect()
    }

    pub fn total(&self) -> i64 {
        self.bars.iter().map(|bar| bar.total).sum()
    }
}

fn key((at, period): (usize, &RetentionPeriod)) -> Key {
    let (column, line) = (at % KEYS, at / KEYS);
    Key {
        word: words::period(&period.key()),
        tone: tone(*period),
        x: column as i64 * KEY,
        y: line as i64 * STEP,
    }
}

fn bar(
    label: String,
    href: String,
    periods: &[RetentionPeriod],
    stack: &BTreeMap<RetentionPeriod, i64>,
    most: i64,
    y: i64,
) -> Bar {
    let counts: Vec<i64> = periods.iter().map(|period| stack.get(period).copied().unwrap_or(0)).collect();
    let (mut before, mut pieces) = (0, Vec::new());
    // ends are rounded, not widths, so that the pieces fill the bar
    let end = |sum: i64| (i128::from(sum) * i128::from(LONGEST) / i128::from(most.max(1))) as i64;
    for (period, count) in periods.iter().zip(&counts).filter(|(_, count)| **count > 0) {
        let (from, to) = (end(before), end(before + count));
        before += count;
        let (word, count) = (words::period(&period.key()), thousands(*count));
        let says = Wording::new(
            format!("{label} · {} · {count} 卷", word.zh),
            format!("{label} · {} · {count} volumes", word.en),
        );
        pieces.push(BarPiece { tone: tone(*period), x: LEFT + from, width: (to - from).max(2), says });
    }
    let until = pieces.last().map_or(LEFT, |piece| piece.x + piece.width);
    Bar {
        label,
        href,
        total: before,
        value: thousands(before),
        counts,
        y: y + 3,
        text_y: y + 15,
        value_x: until + 8,
        pieces,
    }
}

/// Colour and hatch of a period; periods a scheme invents go with their neighbour.
fn tone(period: RetentionPeriod) -> &'static str {
    match period {
        RetentionPeriod::Permanent => "all",
        RetentionPeriod::Years(years) => match years {
            100.. => "100",
            50..=99 => "50",
            26..=49 => "30",
            20..=25 => "25",
            11..=19 => "15",
            6..=10 => "10",
            _ => "5",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    fn chart(counts: &[(&str, u16, i64)]) -> Chart {
        let count = |(label, years, volumes): &(&str, u16, i64)| YearCount {
            label: (*label).to_owned(),
            href: String::new(),
            period: period(*years),
            volumes: *volumes,
        };
        Chart::stacked(say!("卷", "volumes"), say!("年", "year"), counts.iter().map(count))
    }

    fn period(years: u16) -> RetentionPeriod {
        if years == 0 { RetentionPeriod::Permanent } else { RetentionPeriod::Years(years) }
    }

    #[test]
    fn bars_are_in_proportion_and_none_that_counts_is_invisible() {
        let chart =
            chart(&[("2009", 10, 1_000_000), ("2010", 10, 500_000), ("2011", 10, 1), ("2012", 10, 0)]);
        let widths: Vec<i64> =
            chart.bars.iter().map(|bar| bar.pieces.iter().map(|p| p.width).sum()).collect();
        assert_eq!(widths, [480, 240, 2, 0]);
        assert_eq!((chart.height, chart.total()), (22 + 6 + 4 * 22, 1_500_001));
    }

    #[test]
    fn pieces_fill_the_bar_from_the_longest_period_and_the_table_has_every_number() {
        let chart = chart(&[("2009", 10, 3), ("2009", 0, 5), ("2009", 30, 3), ("2010", 10, 11)]);
        let tones: Vec<&str> = chart.bars[0].pieces.iter().map(|piece| piece.tone).collect();
        assert_eq!(tones, ["all", "30", "10"]);
        let mut at = LEFT;
        for piece in &chart.bars[0].pieces {
            assert_eq!(piece.x, at, "no gap and no overlap");
            at += piece.width;
        }
        assert_eq!(at, LEFT + LONGEST);
        assert_eq!((&chart.bars[0].counts, &chart.bars[1].counts), (&vec![5, 3, 3], &vec![0, 0, 11]));
        assert_eq!((chart.sums(), chart.total()), (vec![5, 3, 14], 22));
    }

    #[test]
    fn nothing_to_draw_is_no_bar() {
        assert!(chart(&[]).is_empty());
        assert_eq!(chart(&[("2009", 5, i64::MAX / 4)]).bars[0].pieces[0].width, LONGEST);
    }
}
