//! Text files with one record a line: csv, tsv, txt.

use std::path::Path;

use super::encoding::{Decision, decide};
use super::limit_check::LimitCheck;
use super::reading::Reading;
use super::refusal::damaged;
use super::scan::Records;
use crate::domain::general::error::Result;
use crate::domain::receiving::grid::{Cell, Grid, Row};

/// Separators looked for, the likeliest first.
const SEPARATORS: [char; 5] = ['\t', ',', ';', '|', '，'];
/// Lines looked at to find the separator.
const SAMPLED: usize = 200;

pub(super) fn read(path: &Path, reading: &Reading, checked: &mut LimitCheck) -> Result<()> {
    let decision = decide(path, reading)?;
    let lines = sample(path, &decision)?;
    let declared = lines.first().and_then(|line| declared(line));
    let separator = reading.separator.or(declared).unwrap_or_else(|| likeliest(&lines));
    checked.head(Grid {
        name: reading.stem(path),
        reading: format!("{} · {}", decision.label, name(separator)),
        ..Grid::default()
    })?;
    let mut records = Records::open(path, &decision, separator, reading.limits.cell_chars)?;
    while let Some((number, cells)) = records.next()? {
        if number == 1 && declared.is_some() {
            continue;
        }
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| **cell != Cell::Empty) {
            checked.check_cell(number, column, cell)?;
        }
        checked.row(Row { number, hidden: false, cells })?;
    }
    Ok(())
}

/// The first lines, decoded loosely: only to count separators.
fn sample(path: &Path, decision: &Decision) -> Result<Vec<String>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(damaged)?;
    file.take(256 << 10).read_to_end(&mut bytes).map_err(damaged)?;
    let text = decision.encoding.decode_without_bom_handling(&bytes[decision.skip.min(bytes.len())..]).0;
    let lines = text.split(['\n', '\r']).filter(|line| !line.trim().is_empty());
    Ok(lines.take(SAMPLED).map(str::to_owned).collect())
}

/// `sep=;`, which spreadsheets understand as the first line.
fn declared(line: &str) -> Option<char> {
    let rest = line.trim().strip_prefix("sep=")?;
    let mut chars = rest.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// The separator that stands equally often in most lines; of equals the one that makes more columns.
fn likeliest(lines: &[String]) -> char {
    let score = |separator: char| {
        let mut counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, separator)).collect();
        counts.sort_unstable();
        let runs = counts.chunk_by(|a, b| a == b).filter(|run| run[0] > 0);
        runs.map(|run| (run.len(), run[0])).max().unwrap_or((0, 0))
    };
    let best = SEPARATORS.into_iter().rev().max_by_key(|s| score(*s)).filter(|s| score(*s).0 > 0);
    best.unwrap_or(',')
}

fn outside_quotes(line: &str, separator: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|c| {
            quoted ^= *c == '"';
            *c == separator && !quoted
        })
        .count()
}

fn name(separator: char) -> String {
    match separator {
        '\t' => "制表符".into(),
        ',' => "逗号".into(),
        ';' => "分号".into(),
        '|' => "竖线".into(),
        '，' => "全角逗号".into(),
        other => format!("“{other}”"),
    }
}
