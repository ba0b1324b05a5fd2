//! Order inside the layers: what stands in reading order, what keeps apart, and that no two files of a
//! folder import each other.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{Source, module_of};

/// Folders whose `mod.rs` lists its parts in reading order: each part uses only those listed before it.
pub const IN_ORDER: &[&str] = &["domain", "procedures", "web", "cli"];
/// Folders whose rooms stand in order themselves.
pub const ROOMS_IN_ORDER: &[&str] = &["domain", "acts", "web"];
/// Folders whose rooms never use each other.
pub const APART: &[&str] = &["acts"];

/// The part of `folder` that a file below it belongs to: `acts/using/consulting.rs` is `using` of `acts`.
fn part<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
    let first = rest.split('/').next()?;
    Some(first.trim_end_matches(".rs")).filter(|part| *part != "mod")
}

/// Every part of `folder` a source names, with the line.
fn parts_used(folder: &str, source: &Source) -> Vec<(String, usize)> {
    let depth = folder.split('/').count();
    let module = module_of(&source.path);
    let used = source.paths(&module).into_iter().filter(|used| used.path.len() > depth);
    let below = used.filter(|used| used.path[..depth].join("/") == folder);
    below.map(|used| (used.path[depth].clone(), used.line)).collect()
}

/// Parts that use a part which their `mod.rs` lists after them.
pub fn out_of_order(sources: &[Source]) -> Vec<String> {
    let rooms = sources.iter().filter_map(|source| source.path.strip_suffix("/mod.rs")).filter(|folder| {
        ROOMS_IN_ORDER.iter().any(|top| part(top, folder).is_some_and(|room| folder.ends_with(room)))
    });
    let folders = IN_ORDER.iter().copied().chain(rooms);
    folders.flat_map(|folder| out_of_order_in(folder, sources)).collect()
}

fn out_of_order_in(folder: &str, sources: &[Source]) -> Vec<String> {
    let Some(list) = sources.iter().find(|source| source.path == format!("{folder}/mod.rs")) else {
        return vec![format!("{folder} has no list of its parts")];
    };
    let order = list.declared_modules();
    let place = |name: &str| order.iter().position(|listed| listed == name);
    let mut complaints = Vec::new();
    for source in sources {
        let Some(own) = part(folder, &source.path) else { continue };
        let Some(at) = place(own) else {
            complaints.push(format!("{}: `{own}` is not listed in {}", source.file, list.file));
            continue;
        };
        for (target, line) in parts_used(folder, source) {
            if place(&target).is_some_and(|target| target > at) {
                complaints.push(format!(
                    "{}:{line}: `{own}` uses `{target}`, which {} lists after it",
                    source.file, list.file
                ));
            }
        }
    }
    complaints
}

/// Rooms that use a neighbour.
pub fn not_apart(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for folder in APART {
        for source in sources {
            let Some(own) = part(folder, &source.path) else { continue };
            for (target, line) in parts_used(folder, source).into_iter().filter(|(target, _)| target != own) {
                complaints.push(format!(
                    "{}:{line}: `{own}` uses `{target}`; the rooms of {folder} keep apart",
                    source.file
                ));
            }
        }
    }
    complaints
}

/// ARCHITECTURE.md has one line for each department that names it and every act of it as `` `name` ``.
pub fn undescribed_acts(sources: &[Source], architecture: &str) -> Vec<String> {
    let rooms = sources.iter().filter(|source| {
        source.path.starts_with("acts/") && source.path.ends_with("/mod.rs") && source.path != "acts/mod.rs"
    });
    let described = |room: &Source| {
        let named = |line: &str, name: &str| line.contains(&format!("`{name}`"));
        let name = room.path.trim_start_matches("acts/").trim_end_matches("/mod.rs").to_owned();
        let acts = room.declared_modules();
        let whole = |line: &str| named(line, &name) && acts.iter().all(|act| named(line, act));
        architecture.lines().any(whole)
    };
    let missing = rooms.filter(|room| !described(room));
    missing
        .map(|room| format!("ARCHITECTURE.md: no line names the department of {} with its acts", room.file))
        .collect()
}

/// Pairs of files (or of a file and a folder) of one folder that import each other. A folder's `mod.rs`
/// stands for what it defines; what it hands on from a part is that part's.
pub fn circles(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    let folders: BTreeSet<&str> =
        sources.iter().filter_map(|source| source.path.rsplit_once('/')).map(|(folder, _)| folder).collect();
    for folder in folders {
        let edges = edges(folder, sources);
        for (from, to) in edges.keys() {
            if from < to
                && let (Some(there), Some(back)) =
                    (edges.get(&(from.clone(), to.clone())), edges.get(&(to.clone(), from.clone())))
            {
                complaints.push(format!("{folder}: `{from}` and `{to}` import each other ({there}; {back})"));
            }
        }
    }
    complaints
}

/// Who imports whom in a folder, and where it is written first.
fn edges(folder: &str, sources: &[Source]) -> BTreeMap<(String, String), String> {
    let parts: BTreeSet<&str> = sources.iter().filter_map(|source| part(folder, &source.path)).collect();
    let head = sources.iter().find(|source| source.path == format!("{folder}/mod.rs"));
    let handed_on: BTreeMap<String, String> = head.map(Source::handed_on).unwrap_or_default();
    let mut edges = BTreeMap::new();
    for source in sources {
        let own = match part(folder, &source.path) {
            Some(own) => own,
            None if source.path == format!("{folder}/mod.rs") => "mod",
            None => continue,
        };
        let mut used = parts_used(folder, source);
        if own == "mod" {
            used.extend(source.children_used());
        }
        for (target, line) in used {
            let target = if parts.contains(target.as_str()) {
                target
            } else if target == "*" || own == "mod" {
                continue;
            } else {
                handed_on.get(&target).cloned().unwrap_or_else(|| "mod".to_owned())
            };
            if target != own {
                edges.entry((own.to_owned(), target)).or_insert_with(|| format!("{}:{line}", source.file));
            }
        }
    }
    edges
}
