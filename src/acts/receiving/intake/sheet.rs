//! The sheet in memory: rows that can be filed, rows that go back, and what is said about it as a whole.

use std::collections::{HashMap, HashSet};

use super::{ImportOptions, Intake, Taking};
use crate::domain::general::digest::Digest;
use crate::domain::general::problem::{Change, Problem, Weight};
use crate::domain::receiving::columns::HeaderFound;
use crate::domain::receiving::repair::Repairs;
use crate::domain::records::item::Draft;
use crate::store::Batch;

/// Changes listed in the outcome; all of them are kept with the batch.
const LISTED: usize = 50_000;

/// A row that can be filed.
pub(super) struct Ready {
    pub row: u32,
    pub draft: Draft,
    pub likeness: i64,
    pub changes: Vec<Change>,
    pub notices: Vec<Problem>,
}

/// A row that goes back, with why.
pub(super) struct Returned {
    pub row: u32,
    pub problems: Vec<Problem>,
    pub changes: Vec<Change>,
}

impl Returned {
    /// Whether the row really goes back to its sender: not when it lies in the archive already, or when the
    /// archivist decided to leave it out.
    pub fn goes_back(&self) -> bool {
        let here = |kind: &str| matches!(kind, "already_filed" | "left_out");
        !self.problems.iter().any(|problem| here(&problem.kind))
    }
}

/// The sheet, understood.
pub(super) struct ReadSheet {
    pub header: HeaderFound,
    pub reading: String,
    pub name: String,
    pub sender: String,
    /// The mapping is that of the sender's last sheet.
    pub remembered: bool,
    pub ready: Vec<Ready>,
    pub returned: Vec<Returned>,
    /// What concerns the sheet as a whole.
    pub notes: Vec<Problem>,
    /// Rows that are no records: totals, repeated headings.
    pub passed_over: Vec<Change>,
    pub read: u64,
    /// What was decided about single cells and rows, and whether it was put in.
    pub repairs: Repairs,
    pub repairs_known: u64,
    /// Titles of the first records that say no step, for a suggestion for the whole sheet.
    pub titles: Vec<String>,
    /// Some rows say their step themselves: what others lack is chosen row by row.
    pub says_steps: bool,
}

/// What earlier runs made of the same file.
#[derive(Default)]
pub(super) struct History {
    pub seen_before: bool,
    /// This very batch, begun and not finished.
    pub running: Option<Batch>,
    /// Rows it has filed already.
    pub resumed: HashSet<u32>,
    /// Rows earlier, finished batches filed: row → code.
    pub filed: HashMap<u32, String>,
    pub batch_digest: String,
}

/// Questions the person has answered beforehand hold nothing up any more.
pub(super) fn settle(problems: &mut [Problem], accept: &[String]) {
    for problem in problems.iter_mut().filter(|problem| problem.weight == Weight::Ask) {
        if accept.contains(&problem.kind) {
            problem.decide();
        }
    }
}

impl ReadSheet {
    /// What makes two runs the same batch: the file and everything decided about it.
    pub fn batch_digest(&self, file: &Digest, options: &ImportOptions) -> String {
        let mut decided = serde_json::json!({
            "file": file, "fonds": options.fonds, "year": options.year, "class": options.class, "step": options.step,
            "sheet": self.name, "suggest": options.suggest, "accept": options.accept, "mapping": self.header.mapping,
        });
        // batches of before there were repairs keep the digest they had
        if !self.repairs.is_empty() {
            decided["repairs"] = serde_json::json!(self.repairs.all().collect::<Vec<_>>());
        }
        Digest::compute(decided.to_string().as_bytes()).hex()
    }

    pub fn outcome(&self, taking: Taking, history: &History) -> Intake {
        let mut problems = self.notes.clone();
        problems.extend(self.returned.iter().flat_map(|row| row.problems.iter().cloned()));
        problems.extend(self.ready.iter().flat_map(|row| row.notices.iter().cloned()));
        problems.sort_by_key(|problem| problem.row);
        let of_rows = self
            .ready
            .iter()
            .map(|row| (row.row, &row.changes))
            .chain(self.returned.iter().map(|row| (row.row, &row.changes)));
        let mut of_rows: Vec<_> = of_rows.collect();
        of_rows.sort_by_key(|(row, _)| *row);
        let changes =
            || self.passed_over.iter().chain(of_rows.iter().flat_map(|(_, changes)| changes.iter()));
        let refused: HashSet<u32> = self.returned.iter().map(|row| row.row).collect();
        let resumed = history.resumed.len() as u64;
        Intake {
            read: self.read,
            accepted: self.read - refused.len() as u64,
            written: 0,
            resumed,
            problems,
            changed_total: changes().count() as u64,
            changed: changes().take(LISTED).cloned().collect(),
            volumes: Vec::new(),
            batch: None,
            dry_run: taking == Taking::DryRun,
            interrupted: false,
            seen_before: history.seen_before,
            reading: self.reading.clone(),
            sheet: self.name.clone(),
            header_rows: Some(self.header.header_rows).filter(|(_, last)| *last > 0),
            title_lines: self.header.title_lines.clone(),
            title_year: self.header.hints.year,
            mapping: self.header.mapping.clone(),
            sender: self.sender.clone(),
            remembered: self.remembered,
            to_confirm: self.header.to_confirm,
            repairs: self.repairs_known,
            repaired: !self.repairs.is_empty(),
        }
    }
}
