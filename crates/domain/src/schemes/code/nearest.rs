//! Names that come close to one nobody knows.

use std::collections::BTreeSet;

use crate::schemes::scheme::{Class, Scheme, Step};

/// Two neighbouring characters; a character that stands alone has `'\0'` beside it.
pub(crate) type Pair = [char; 2];

/// The pairs of a text: letters, digits and Chinese characters, other signs parting it into runs.
pub(crate) fn pairs(text: &str) -> Vec<Pair> {
    runs(text).flat_map(|run| pairs_of_run(&run)).collect()
}

/// Stretches of letters, digits and Chinese characters.
pub(crate) fn runs(text: &str) -> impl Iterator<Item = Vec<char>> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).map(|run| run.chars().collect())
}

pub(crate) fn pairs_of_run(run: &[char]) -> Vec<Pair> {
    match run {
        [] => Vec::new(),
        [only] => vec![[*only, '\0']],
        run => run.windows(2).map(|pair| [pair[0], pair[1]]).collect(),
    }
}

/// Up to three names of steps and their papers that share most with `text`, best first; those of
/// `class_code` before others.
pub(super) fn nearest_steps<'a>(
    scheme: &'a Scheme,
    class_code: &str,
    text: &str,
) -> Vec<(&'a Class, &'a Step, &'a str)> {
    let wanted: BTreeSet<Pair> = pairs(text).into_iter().collect();
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
fn likeness(wanted: &BTreeSet<Pair>, name: &str) -> usize {
    let own: BTreeSet<Pair> = pairs(name).into_iter().collect();
    match wanted.len() + own.len() {
        0 => 0,
        all => 2000 * wanted.intersection(&own).count() / all,
    }
}
