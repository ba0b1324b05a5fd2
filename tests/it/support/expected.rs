//! What is expected, kept as files under `tests/data/`: compared, or written anew with `GUIDANG_EXPECT=write`
//! to be read in the diff before it is committed.

use std::collections::BTreeMap;
use std::path::Path;

/// Whether what a test gets is to be written as what is expected from now on.
pub fn is_written() -> bool {
    std::env::var("GUIDANG_EXPECT").is_ok_and(|value| value == "write")
}

/// Compares a text with the file line by line, after writing it when asked to; what differs.
pub fn compared(path: &Path, got: &str) -> Vec<String> {
    if is_written() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, got).unwrap();
    }
    match std::fs::read_to_string(path) {
        Ok(expected) => differences(&expected, got),
        Err(error) => vec![format!("{}: {error}", path.display())],
    }
}

/// Lines that only one of the two has, `-` what is missing, `+` what is new; a different order of the same
/// lines counts as well.
pub fn differences(expected: &str, got: &str) -> Vec<String> {
    if expected == got {
        return Vec::new();
    }
    let mut counts: BTreeMap<&str, i32> = BTreeMap::new();
    expected.lines().for_each(|line| *counts.entry(line).or_default() += 1);
    got.lines().for_each(|line| *counts.entry(line).or_default() -= 1);
    let mut differences = Vec::new();
    for (text, sign, is_own) in [(expected, '-', 1), (got, '+', -1)] {
        for line in text.lines() {
            let count = counts.get_mut(line).unwrap();
            if *count * is_own > 0 {
                *count -= is_own;
                differences.push(format!("{sign}{line}"));
            }
        }
    }
    if differences.is_empty() {
        differences.push("the same lines in another order".to_owned());
    }
    differences
}
