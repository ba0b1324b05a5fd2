//! Drafts of schemes and accounting tables.

use super::{repository, wuhu};

/// The scheme with the period of one step changed; it is ten years there.
pub fn with_period(step: &str, period: &str) -> String {
    let text = wuhu();
    let at = text.find(&format!("id = \"{step}\"")).unwrap();
    let (before, own) = text.split_at(at);
    format!("{before}{}", own.replacen("period = 10\n", &format!("period = {period}\n"), 1))
}

/// The same as a new edition.
pub fn edition(id: &str, step: &str, period: &str) -> String {
    with_period(step, period).replacen("id = \"wuhu-2009\"", &format!("id = \"{id}\""), 1)
}

/// The same, not compared with the national annex: it may be shorter.
pub fn own_edition(id: &str, step: &str, period: &str) -> String {
    let text = edition(id, step, period);
    let at = text.find(&format!("id = \"{step}\"")).unwrap();
    let (before, own) = text.split_at(at);
    let line = own.lines().find(|line| line.starts_with("national = ")).unwrap();
    format!("{before}{}", own.replacen(&format!("{line}\n"), "", 1))
}

/// A table by which what had run out unappraised is kept for the new period: it answers a question.
pub fn answering_table(id: &str) -> String {
    let text = longer_table(id).replacen("period = 50", "period = 30", 1);
    text.replacen("in_force = 2024-01-01", "in_force = 2015-06-30", 1)
        .replacen("from = \"accounting-2015\"", "from = \"accounting-1998\"", 1)
        .replacen("cut_off = 2023-12-31", "cut_off = 2015-12-31", 1)
        .replacen(
            "state = \"reached_unappraised\"\nthen = \"ask\"",
            "state = \"reached_unappraised\"\nthen = \"reset\"",
            1,
        )
}

/// A table that keeps vouchers fifty years.
pub fn longer_table(id: &str) -> String {
    let text = std::fs::read_to_string(repository("schemes/accounting-2015.toml")).unwrap();
    text.replacen("id = \"accounting-2015\"", &format!("id = \"{id}\""), 1)
        .replacen("in_force = 2016-01-01", "in_force = 2024-01-01", 1)
        .replacen("from = \"accounting-1998\"", "from = \"accounting-2015\"", 1)
        .replacen("cut_off = 2015-12-31", "cut_off = 2023-12-31", 1)
        .replacen("period = 30", "period = 50", 1)
}
