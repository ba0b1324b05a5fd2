//! What the documents for auditors name as evidence is there, and their figures are those of their rows.
//!
//! A row is `| number | level or mark | requirement | state | evidence | note |`; evidence is a file, or a function in
//! one (`file.rs::function`), both between backticks and with its path from the top or from `tests/it/`.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::Source;

/// What a requirement can be: 符合 met, 部分 partly, 不符合 not, 不适用 does not apply.
const STATES: [&str; 4] = ["符合", "部分", "不符合", "不适用"];
const ALL_ROWS: &str = "合计 total";
const STORIES: &str = "tests/it/";
const ENDINGS: [&str; 12] =
    [".rs", ".mjs", ".js", ".toml", ".md", ".html", ".service", ".env", ".sql", ".txt", ".py", ".css"];

/// The text of a file by its path from the top; `None`: there is no such file.
pub type Reader<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Something a document names: the line it stands on, a file, and perhaps a function in it.
pub struct Named<'t> {
    line: usize,
    file: &'t str,
    function: Option<&'t str>,
}

/// The files and functions a document names between backticks.
pub fn named(text: &str) -> Vec<Named<'_>> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for span in line.split('`').skip(1).step_by(2) {
            let (file, function) = match span.split_once(".rs::") {
                Some((file, function)) => (&span[..file.len() + ".rs".len()], Some(function)),
                None => (span, None),
            };
            let is_path = (file.contains('/') || file.ends_with(".md"))
                && !file.starts_with('/')
                && !file.contains([' ', '{', '*', ':']);
            let is_file = ENDINGS.iter().any(|ending| file.ends_with(ending)) || file.starts_with("scripts/");
            if function.is_some() || is_path && is_file {
                found.push(Named { line: at + 1, file, function });
            }
        }
    }
    found
}

/// Evidence that is not there.
pub fn missing(document: &str, text: &str, read: Reader) -> Vec<String> {
    let mut functions: BTreeMap<String, Option<BTreeSet<String>>> = BTreeMap::new();
    let mut complaints = Vec::new();
    for Named { line, file, function } in named(text) {
        let known = functions.entry(file.to_owned()).or_insert_with(|| {
            let text = read(file).or_else(|| read(&format!("{STORIES}{file}")))?;
            let source = Source::new(file, if file.ends_with(".rs") { &text } else { "" });
            Some(source.functions().into_iter().map(|function| function.name).collect())
        });
        match (known, function) {
            (None, _) => complaints.push(format!("{document}:{line}: there is no file {file}")),
            (Some(known), Some(name)) if !known.contains(name) => {
                complaints.push(format!("{document}:{line}: {file} has no function {name}"));
            }
            _ => {}
        }
    }
    complaints
}

fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    inner.map(|line| line.split('|').map(str::trim).collect()).unwrap_or_default()
}

fn is_number(cell: &str) -> bool {
    cell.parse::<usize>().is_ok()
}

/// The lines that say how many rows are in which state.
fn totals(text: &str) -> Vec<(usize, Vec<&str>)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, cells(line)));
    lines.filter(|(_, cells)| cells.len() == 6 && cells[1..].iter().all(|cell| is_number(cell))).collect()
}

/// The rows of requirements.
fn rows(text: &str) -> Vec<(usize, Vec<&str>)> {
    let is_row = |cells: &Vec<&str>| {
        cells.len() == 6
            && cells[0].starts_with(|first: char| first.is_ascii_digit())
            && !cells[1..].iter().all(|cell| is_number(cell))
    };
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, cells(line)));
    lines.filter(|(_, cells)| is_row(cells)).collect()
}

/// Rows that leave a question open: no state, no evidence of what is met, no reason for what is not, a number twice.
pub fn unclear_rows(document: &str, text: &str) -> Vec<String> {
    let (mut complaints, mut numbers) = (Vec::new(), BTreeSet::new());
    for (line, row) in rows(text) {
        let [number, _, _, state, evidence, note] = row[..] else { continue };
        let mut complain = |what: &str| complaints.push(format!("{document}:{line}: {number} {what}"));
        if !STATES.contains(&state) {
            complain(&format!("is {state:?}"));
        }
        if !numbers.insert(number) {
            complain("stands there twice");
        }
        if state != STATES[3] && state != STATES[2] && named(evidence).is_empty() {
            complain("has no evidence");
        }
        if state != STATES[0] && note.is_empty() {
            complain("has no reason");
        }
    }
    complaints
}

/// Figures of a document that are not those of its rows.
pub fn wrong_totals(document: &str, text: &str) -> Vec<String> {
    let (rows, totals) = (rows(text), totals(text));
    let mut complaints = Vec::new();
    if !totals.iter().any(|(_, cells)| cells[0] == ALL_ROWS) {
        complaints.push(format!("{document}: no line says the figures of all rows ({ALL_ROWS})"));
    }
    for (line, said) in totals {
        let those: Vec<_> = rows.iter().filter(|(_, row)| said[0] == ALL_ROWS || row[1] == said[0]).collect();
        let count = |state: &str| those.iter().filter(|(_, row)| row[3] == state).count().to_string();
        let counted: Vec<String> = STATES.map(count).into_iter().chain([those.len().to_string()]).collect();
        if counted != said[1..] {
            complaints.push(format!(
                "{document}:{line}: should be | {} | {} |",
                said[0],
                counted.join(" | ")
            ));
        }
    }
    complaints
}
