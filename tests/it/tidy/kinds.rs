//! Kinds of problems: each is declared once, in a `problems!` table; another wording of it names it with `as`.

use std::collections::BTreeMap;

use super::tokens::Source;

/// Kinds declared twice, and wordings of kinds that no table declares.
pub fn unclear_kinds(sources: &[Source]) -> Vec<String> {
    let mut declared: BTreeMap<String, String> = BTreeMap::new();
    let mut wordings = Vec::new();
    let mut complaints = Vec::new();
    for source in sources {
        for entry in source.problem_entries() {
            let place = format!("{}:{}", source.file, entry.line);
            match entry.wording_of {
                Some(kind) => wordings.push((kind, place)),
                None => {
                    if let Some(first) = declared.get(&entry.name) {
                        complaints.push(format!("{place}: `{}` is declared in {first} already", entry.name));
                    }
                    declared.entry(entry.name).or_insert(place);
                }
            }
        }
    }
    let unknown = wordings.iter().filter(|(kind, _)| !declared.contains_key(kind));
    complaints.extend(unknown.map(|(kind, place)| format!("{place}: no table declares `{kind}`")));
    complaints
}
