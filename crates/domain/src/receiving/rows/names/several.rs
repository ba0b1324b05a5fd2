//! Several persons in what would pass for one name.

use super::{
    name_ditto, name_hidden, name_of_unit, name_short, persons_glued, persons_unnamed, relation_unnamed,
};
use crate::general::characters::is_full_stop;
use crate::general::problem::Problem;
use crate::general::text::is_han;
use crate::values::personal_names::name_words;
use crate::values::unit_names::is_unit_name;

/// Characters of Chinese names without a dot, at most.
const LONGEST_HAN: usize = 4;

/// A person is not called so: it names nobody, or more than one.
pub(super) fn asked_of(name: &str) -> Option<Problem> {
    let words = name_words();
    if words.names_nobody(name) || words.says_nobody(name) {
        return Some(name_ditto(&name));
    }
    if words.is_family_name_alone(name) {
        return Some(name_short(&name));
    }
    if name.chars().count() > LONGEST_HAN && is_unit_name(name) {
        return Some(name_of_unit(&name));
    }
    if goes_on(name) || joins_unnamed(name) || has_company(name) {
        return Some(persons_unnamed(&name));
    }
    if words.is_relation_of(name) {
        return Some(relation_unnamed(&name));
    }
    if name.contains('某') {
        return Some(name_hidden(&name));
    }
    // 张三·李四: minority names have no everyday family names on both sides of their dot
    if let Some(names) = everyday_names_between(name, |c| c == '·') {
        return Some(persons_glued(&name, &names.join("、")));
    }
    let names = words.glued_names(name)?.join("、");
    Some(persons_glued(&name, &names))
}

/// 张三等多人: 等 behind a name, and nobody can read how many.
fn goes_on(name: &str) -> bool {
    let Some((before, rest)) = name.rsplit_once('等') else { return false };
    let (before, rest) = (before.trim().chars().count(), rest.trim().chars().count());
    rest > 0 && before > 0 && (before > 1 || rest > 2)
}

/// 张三及子女, 张三和妻子李四: a whole name before the joining word, none behind it.
fn joins_unnamed(name: &str) -> bool {
    let words = name_words();
    name.match_indices(|c: char| words.joins(c)).any(|(at, word)| {
        let (before, behind) = (name[..at].trim(), name[at + word.len()..].trim());
        let before = before.strip_suffix('以').unwrap_or(before);
        (words.is_everyday_name(before) || words.is_dotted_name(before)) && !behind.is_empty()
    })
}

/// 张三夫妇.
fn has_company(name: &str) -> bool {
    let before = name_words().without_company(name).map(|before| before.trim_end_matches("一家"));
    before.is_some_and(|before| before.chars().count() > 1 && before.chars().all(|c| is_han(c) || c == '·'))
}

/// 张三.李四: a full stop between whole names, where minority names have a dot.
pub(super) fn by_full_stops(text: &str) -> Option<Vec<String>> {
    if !text.contains(is_full_stop) {
        return None;
    }
    let words = name_words();
    let names: Vec<&str> =
        text.split(is_full_stop).map(str::trim).filter(|piece| !piece.is_empty()).collect();
    let is_name = |name: &&str| words.looks_like_name(name) || words.is_dotted_name(name);
    let are_names = names.len() > 1 && names.iter().all(is_name);
    are_names.then(|| names.into_iter().map(str::to_owned).collect())
}

/// The parts between the signs, when there are several and each is a whole name with an everyday family name.
fn everyday_names_between(text: &str, sign: fn(char) -> bool) -> Option<Vec<&str>> {
    if !text.contains(sign) {
        return None;
    }
    let pieces: Vec<&str> = text.split(sign).map(str::trim).filter(|piece| !piece.is_empty()).collect();
    let are_names = pieces.len() > 1 && pieces.iter().all(|piece| name_words().is_everyday_name(piece));
    are_names.then_some(pieces)
}
