//! A year in twelve columns as SVG, made here: geometry in attributes; the same numbers stand in a table beneath.

use super::words::thousands;
use crate::acts::finding::viewing::MonthCount;
use crate::domain::general::wording::Wording;

/// Room of a column, its width, how high the highest is, and where columns stand.
const STEP: i64 = 34;
const WIDTH: i64 = 22;
const HIGHEST: i64 = 84;
const FLOOR: i64 = 110;

/// A drawing, its name, and what each column counts.
pub struct MonthChart {
    /// Tells it from others on the page.
    pub key: &'static str,
    pub title: Wording,
    pub columns: Vec<MonthColumn>,
    pub width: i64,
    pub height: i64,
    pub total: i64,
}

/// A month.
pub struct MonthColumn {
    /// `2026-11`, and the month alone.
    pub month: String,
    pub short: String,
    pub count: i64,
    /// The count above the column, where there is one.
    pub value: String,
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    pub middle: i64,
    pub value_y: i64,
}

impl MonthChart {
    pub fn new(key: &'static str, title: Wording, counts: Vec<MonthCount>) -> MonthChart {
        let most = counts.iter().map(|one| one.count).max().unwrap_or(0).max(1);
        let total = counts.iter().map(|one| one.count).sum();
        let column = |(at, one): (usize, MonthCount)| {
            let x = at as i64 * STEP + (STEP - WIDTH) / 2;
            let drawn = (i128::from(one.count) * i128::from(HIGHEST) / i128::from(most)) as i64;
            let height = if one.count > 0 { drawn.max(2) } else { 0 };
            let short = one.month.get(5..).unwrap_or(&one.month).trim_start_matches('0').to_owned();
            MonthColumn {
                value: if one.count > 0 { thousands(one.count) } else { String::new() },
                count: one.count,
                month: one.month,
                short,
                x,
                y: FLOOR - height,
                width: WIDTH,
                height,
                middle: x + WIDTH / 2,
                value_y: FLOOR - height - 4,
            }
        };
        let columns: Vec<MonthColumn> = counts.into_iter().enumerate().map(column).collect();
        MonthChart {
            key,
            title,
            width: (columns.len() as i64 * STEP).max(STEP),
            height: FLOOR + 24,
            columns,
            total,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    #[test]
    fn columns_are_in_proportion_and_none_that_counts_is_invisible() {
        let count = |(month, count): (&str, i64)| MonthCount { month: month.into(), count };
        let counts = [("2026-09", 1_000_000), ("2026-10", 500_000), ("2026-11", 1), ("2026-12", 0)];
        let chart = MonthChart::new("closed", say!("卷", "volumes"), counts.map(count).into());
        let heights: Vec<i64> = chart.columns.iter().map(|column| column.height).collect();
        assert_eq!(heights, [84, 42, 2, 0]);
        assert!(chart.columns.iter().all(|column| column.y + column.height == FLOOR));
        assert!(chart.columns.windows(2).all(|two| two[0].x + two[0].width < two[1].x));
        assert_eq!((chart.columns[0].short.as_str(), chart.columns[0].value.as_str()), ("9", "1,000,000"));
        assert_eq!((chart.total, chart.columns[3].value.as_str()), (1_500_001, ""));
    }

    #[test]
    fn a_year_without_anything_is_no_drawing() {
        assert!(MonthChart::new("visits", say!("次", "visits"), Vec::new()).is_empty());
        let none = MonthCount { month: "2026-01".into(), count: 0 };
        assert!(MonthChart::new("visits", say!("次", "visits"), vec![none]).is_empty());
    }
}
