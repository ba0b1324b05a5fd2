//! The sheet, understood: its rows, what is said about it as a whole, and what is counted of it.

use super::row_set::RowSet;
use super::rows_kept::RowsKept;
use super::tally::{Changes, Tally};
use super::{ImportOptions, Intake, Taking};
use crate::domain::general::digest::Digest;
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::receiving::columns::HeaderFound;
use crate::domain::receiving::repair::Repairs;
use crate::store::{Batch, HandoverRow};

/// The sheet, understood.
pub(super) struct ReadSheet {
    pub header: HeaderFound,
    pub reading: String,
    pub name: String,
    pub sender: String,
    /// The mapping is that of the sender's last sheet.
    pub remembered: bool,
    pub rows: RowsKept,
    /// Everything said of the sheet and its rows.
    pub tally: Tally,
    /// Rows that are no records, and what holds for the whole sheet.
    pub passed_over: Changes,
    /// Values of its rows that were read differently from how they were written.
    pub changes: Changes,
    pub read: u64,
    /// What was decided about single cells and rows, and whether it was put in.
    pub repairs: Repairs,
    pub repairs_known: u64,
    /// Titles of the first records that say no step, for a suggestion for the whole sheet.
    pub titles: Vec<String>,
    /// Some rows say their step themselves: what others lack is chosen row by row.
    pub says_steps: bool,
    /// The hand-over its papers were accepted by.
    pub handover: Option<HandoverRow>,
}

/// What earlier runs made of the same file.
#[derive(Default)]
pub(super) struct History {
    pub seen_before: bool,
    /// This very batch, done before.
    pub done: Option<Batch>,
    /// This very batch, begun and not finished.
    pub running: Option<Batch>,
    /// Rows it has filed already.
    pub resumed: RowSet,
    /// Rows it has noted as returned already.
    pub noted: RowSet,
    /// Rows earlier, finished batches filed, by number: the record of each.
    pub filed: Vec<(u32, i64)>,
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
        if let Some(handover) = &self.handover {
            decided["handover"] = serde_json::json!(handover.id);
        }
        // batches of before there were repairs keep the digest they had
        if !self.repairs.is_empty() {
            decided["repairs"] = serde_json::json!(self.repairs.all().collect::<Vec<_>>());
        }
        Digest::compute(decided.to_string().as_bytes()).hex()
    }

    pub fn outcome(&self, taking: Taking, history: &History) -> Intake {
        let counts = self.tally.counts().to_vec();
        Intake {
            read: self.read,
            accepted: self.rows.seen.to_file.len(),
            written: 0,
            resumed: history.resumed.len(),
            problems: self.tally.kept(),
            problems_total: counts.iter().map(|one| one.count).sum(),
            problem_counts: counts,
            changed_total: self.passed_over.total + self.changes.total,
            changed: self.passed_over.and(&self.changes),
            volumes: Vec::new(),
            batch: None,
            handover: self.handover.as_ref().map(|handover| handover.number.clone()),
            dry_run: taking == Taking::DryRun,
            interrupted: false,
            held_up: None,
            done_before: None,
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
