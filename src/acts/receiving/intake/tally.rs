//! What is said of a sheet: the first few thousand problems and changes, and how many there are in all.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::general::problem::{Change, Problem, Weight};

/// Problems kept of all kinds together.
pub const KEPT: usize = 4000;
/// Of each kind these are kept in any case.
const OF_KIND: u64 = 50;
/// Changes kept; all of them are kept with the batch.
const CHANGES_KEPT: usize = 50_000;

/// How many problems of one kind and weight there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemCount {
    pub kind: String,
    pub weight: Weight,
    pub count: u64,
    /// Rows that have one.
    pub rows: u64,
}

impl ProblemCount {
    pub fn is_of(&self, problem: &Problem) -> bool {
        self.weight == problem.weight && self.kind == problem.kind
    }

    /// Whether they keep rows out.
    pub fn is_blocking(&self) -> bool {
        self.weight > Weight::Notice
    }
}

/// Problems as they come, row by row.
#[derive(Default)]
pub(super) struct Tally {
    /// Kinds said once for the whole sheet: no row has to be looked at for them.
    of_sheet: Vec<&'static str>,
    kept: Vec<Problem>,
    counts: Vec<ProblemCount>,
    /// The row the last one of each kind stands in.
    last_rows: Vec<Option<u32>>,
    /// Rows a person must look at.
    to_look_at: u64,
}

impl Tally {
    pub fn new(of_sheet: Vec<&'static str>) -> Self {
        Tally { of_sheet, ..Tally::default() }
    }

    /// Everything said of one row, or of the sheet.
    pub fn add(&mut self, problems: &[Problem]) {
        let to_look_at = |one: &Problem| {
            one.is_blocking()
                && one.row.is_some()
                && one.kind != "already_filed"
                && !self.is_of_sheet(&one.kind)
        };
        self.to_look_at += u64::from(problems.iter().any(to_look_at));
        for problem in problems {
            let same = |one: &ProblemCount| one.is_of(problem);
            let at = self.counts.iter().position(same).unwrap_or_else(|| {
                let (kind, weight) = (problem.kind.clone(), problem.weight);
                self.counts.push(ProblemCount { kind, weight, count: 0, rows: 0 });
                self.last_rows.push(None);
                self.counts.len() - 1
            });
            let one = &mut self.counts[at];
            one.rows += u64::from(problem.row.is_some() && problem.row != self.last_rows[at]);
            (one.count, self.last_rows[at]) = (one.count + 1, problem.row);
            if self.kept.len() < KEPT || one.count <= OF_KIND {
                self.kept.push(problem.clone());
            }
        }
    }

    pub fn is_of_sheet(&self, kind: &str) -> bool {
        self.of_sheet.contains(&kind)
    }

    pub fn counts(&self) -> &[ProblemCount] {
        &self.counts
    }

    pub fn to_look_at(&self) -> u64 {
        self.to_look_at
    }

    /// Those kept, in the order of their rows; what concerns the whole sheet comes first.
    pub fn kept(&self) -> Vec<Problem> {
        let mut kept = self.kept.clone();
        kept.sort_by_key(|problem| problem.row);
        kept
    }
}

/// Changes as they come.
#[derive(Default)]
pub(super) struct Changes {
    pub kept: Vec<Change>,
    pub total: u64,
}

impl Changes {
    pub fn add(&mut self, changes: &[Change]) {
        self.total += changes.len() as u64;
        let room = CHANGES_KEPT.saturating_sub(self.kept.len());
        self.kept.extend(changes.iter().take(room).cloned());
    }

    /// These and then the others.
    pub fn and(&self, others: &Changes) -> Vec<Change> {
        self.kept.iter().chain(&others.kept).take(CHANGES_KEPT).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::general::wording::Wording;

    fn problem(row: u32, kind: &str) -> Problem {
        Problem::refuse(kind, Wording::same("错"), Wording::same("改")).at_row(row)
    }

    #[test]
    fn of_many_problems_a_few_thousand_are_kept_and_all_are_counted() {
        let mut tally = Tally::new(vec!["step_missing"]);
        for row in 1..=50_000 {
            tally.add(&[
                problem(row, "no_such_day"),
                problem(row, "no_such_day"),
                problem(row, "step_missing"),
            ]);
        }
        tally.add(&[problem(50_001, "step_missing")]);
        for row in 50_002..=50_100 {
            tally.add(&[problem(row, "rare")]);
        }
        let kept = tally.kept();
        assert_eq!(kept.len(), KEPT + OF_KIND as usize);
        assert_eq!(kept.iter().filter(|one| one.kind == "rare").count() as u64, OF_KIND);
        assert!(kept.is_sorted_by_key(|one| one.row));
        let counts: Vec<_> =
            tally.counts().iter().map(|one| (one.kind.as_str(), one.count, one.rows)).collect();
        assert_eq!(
            counts,
            [("no_such_day", 100_000, 50_000), ("step_missing", 50_001, 50_001), ("rare", 99, 99)]
        );
        assert_eq!(tally.to_look_at(), 50_099, "what is said once for the sheet is none of its rows'");
    }

    #[test]
    fn of_many_changes_the_first_are_kept_and_all_are_counted() {
        let mut changes = Changes::default();
        let change = Change::new("trimmed", " 甲", "甲", Wording::same("去空格"));
        for _ in 0..CHANGES_KEPT {
            changes.add(&[change.clone(), change.clone()]);
        }
        assert_eq!((changes.kept.len(), changes.total), (CHANGES_KEPT, 2 * CHANGES_KEPT as u64));
        assert_eq!(Changes::default().and(&changes).len(), CHANGES_KEPT);
    }
}
