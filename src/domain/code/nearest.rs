//! Names that come close to one nobody knows.

use std::collections::BTreeSet;

use crate::domain::scheme::{Class, Scheme, Step};

/// Pairs of neighbouring characters (letters, digits, Chinese characters; other signs part the
/// text). A single character between two signs stands alone.
pub(in crate::domain) fn bigrams(text: &str) -> Vec<String> {
    let mut pairs = Vec::new();
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        let chars: Vec<char> = run.chars().collect();
        match chars.len() {
            0 => {}
            1 => pairs.push(run.to_owned()),
            _ => pairs.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>())),
        }
    }
    pairs
}

/// Up to three names of steps and their papers that share most with `text`, best first; those of
/// `class_code` before others.
pub(super) fn nearest_steps<'a>(
    scheme: &'a Scheme,
    class_code: &str,
    text: &str,
) -> Vec<(&'a Class, &'a Step, &'a str)> {
    let wanted: BTreeSet<String> = bigrams(text).into_iter().collect();
    let mut ranked = Vec::new();
    for (class, step) in scheme.classes.iter().flat_map(|class| class.steps.iter().map(move |s| (class, s))) {
        let names = std::iter::once(&step.name).chain(step.rules.iter().flat_map(|rule| &rule.names));
        let best = names.map(|name| (likeness(&wanted, name), name.as_str())).max_by_key(|(score, _)| *score);
        if let Some((score, name)) = best.filter(|(score, _)| *score >= 300) {
            ranked.push((score, class.code == class_code, (class, step, name)));
        }
    }
    ranked.sort_by_key(|(score, here, _)| std::cmp::Reverse((*here, *score)));
    ranked.into_iter().take(3).map(|(_, _, found)| found).collect()
}

/// Shared pairs out of all pairs, in thousandths (Dice).
fn likeness(wanted: &BTreeSet<String>, name: &str) -> usize {
    let own: BTreeSet<String> = bigrams(name).into_iter().collect();
    match wanted.len() + own.len() {
        0 => 0,
        all => 2000 * wanted.intersection(&own).count() / all,
    }
}
