//! Spans of dates in one cell: `20090101-20091231`, `2009年1月至3月`, `2009.1-2009.3`.

use super::{Found, Span, is_number, one};
use crate::values::date::RecordDate;

/// Tries every range mark; exactly one split may make sense.
pub(super) fn read(text: &str) -> Found {
    let mut found = Found::Nothing;
    for (at, mark) in text.char_indices().filter(|(_, c)| matches!(c, '-' | '~' | '至' | '到')) {
        let (left, right) = (&text[..at], &text[at + mark.len_utf8()..]);
        let Some(span) = ends(left, right.trim_start_matches(mark)) else { continue };
        match found {
            Found::Nothing => found = span,
            ref other if *other == span => {}
            _ => return Found::Nothing,
        }
    }
    found
}

fn ends(left: &str, right: &str) -> Option<Found> {
    let unit = right.chars().last().filter(|c| matches!(c, '月' | '日'));
    let left_full = match one(left) {
        Found::Date(_) => left.to_owned(),
        _ => format!("{left}{}", unit?),
    };
    let right_full = match one(right) {
        Found::Date(_) => right.to_owned(),
        _ => completed(&left_full, right)?,
    };
    match (one(&left_full), one(&right_full)) {
        (Found::Date(from), Found::Date(to)) => Some(span(from, to)),
        (Found::NoSuchDay, Found::Date(_)) | (Found::Date(_), Found::NoSuchDay) => Some(Found::NoSuchDay),
        _ => None,
    }
}

fn span(from: RecordDate, to: RecordDate) -> Found {
    // the end is compared digit by digit, so that 2009 to 2009-03 is not called reversed
    let (start, end) = (from.eight_digits(), to.eight_digits());
    let known = |text: &str| text.trim_end_matches('0').len();
    let shared = known(&start).min(known(&end));
    match (start == end, start.get(..shared) > end.get(..shared)) {
        (true, _) => Found::Date(from),
        (_, true) => Found::Reversed,
        _ => Found::Span(Span { from, to: Some(to) }),
    }
}

/// The right end with what it leaves out taken from the left: `3月`, `31日`, `12.31`, `31`.
fn completed(left: &str, right: &str) -> Option<String> {
    if let Some((year, month_day)) = left.split_once('年') {
        if right.contains('月') {
            return Some(format!("{year}年{right}"));
        }
        let (month, day) = month_day.split_once('月')?;
        return match right.strip_suffix('日') {
            Some(_) => Some(format!("{year}年{month}月{right}")),
            None if is_number(right) && right.len() <= 2 && day.is_empty() => {
                Some(format!("{year}年{right}月"))
            }
            None => None,
        };
    }
    let separator = left.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let kept = left.split(separator).count().checked_sub(right.split(separator).count())?;
    let short = right.split(separator).all(|part| is_number(part) && part.len() <= 2);
    if kept == 0 || !short {
        return None;
    }
    let mut parts: Vec<&str> = left.split(separator).take(kept).collect();
    parts.extend(right.split(separator));
    Some(parts.join(&separator.to_string()))
}
