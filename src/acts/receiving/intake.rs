//! 接收: from a clerk's sheet to filed records, with every problem and every change of reading named.
//!
//! The file is read and understood to its end before the first row is written, so a file that breaks
//! off leaves nothing behind. Writing goes in portions, each one commit with its event; the batch knows
//! which rows it has filed, so that the same sheet taken in again after a kill goes on where it
//! stopped, and after it is done finds every row filed already.

mod annotation;
mod dry_run;
mod duplicates;
mod examining;
mod ground;
mod mending;
mod persons;
mod persons_seen;
mod preview;
mod reading;
mod row_set;
mod rows_kept;
mod sheet;
mod tally;
mod writing;

pub use annotation::{annotated, sent_back, show_numbers};
pub use examining::{Examined, ProblemGroup, RowProblem, StepSuggestion, examine};
pub use mending::{Mending, mend};
pub use tally::ProblemCount;

use std::path::Path;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::{Change, Problem};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::receiving::columns::Mapping;
use crate::procedures::claims;
use crate::progress::Progress;
use crate::sheet::Again;
use crate::store::Claim;

/// What the person decides about the sheet as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportOptions {
    pub fonds: Option<String>,
    /// Number of the hand-over its papers were accepted by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handover: Option<String>,
    /// Id of a scheme, where the fonds has several and the rows leave open which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    pub year: Option<i32>,
    /// Code, id or name of a class.
    pub class: Option<String>,
    /// Name or number of a step.
    pub step: Option<String>,
    /// The workbook's sheet, when several hold something.
    pub sheet: Option<String>,
    /// Whose mapping of columns is remembered; empty: as the sheet's title says.
    pub sender: String,
    pub mapping: Option<Mapping>,
    /// Take a suggestion that stands alone.
    pub suggest: bool,
    /// Kinds of questions (`duplicate_row`, `date_outside_year` …) the person has answered with yes.
    pub accept: Vec<String>,
    /// The file's own name when it lies under another.
    pub file_name: Option<String>,
    /// Rows without headings may be read by their columns' places, for a person to confirm.
    pub headless: bool,
    /// Put in what was decided about single cells and rows of this sheet (`mend`).
    pub repairs: bool,
}

/// What to do with the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taking {
    /// Say what would be taken; write nothing.
    DryRun,
    /// Take all rows, or none when one of them has a problem.
    StopOnProblem,
    /// Take the good rows; the others go back.
    SkipProblems,
}

/// A volume that received rows (or would).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FilledVolume {
    /// `None` in a dry run for a volume that does not exist yet.
    pub id: Option<i64>,
    pub code: String,
    pub title: String,
    pub class: String,
    pub step: String,
    pub period: String,
    /// Items and pages this sheet brings.
    pub items: u32,
    pub pages: u32,
}

/// The outcome of taking a sheet in.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Intake {
    /// Records read; titles, totals and signatures are none.
    pub read: u64,
    /// Rows that could be taken as they are.
    pub accepted: u64,
    /// Rows filed by this run; of an interrupted run before it, `resumed`.
    pub written: u64,
    pub resumed: u64,
    /// The first few thousand, and some of each kind.
    pub problems: Vec<Problem>,
    pub problems_total: u64,
    /// How many there are of each kind; the annotated copy marks every one.
    pub problem_counts: Vec<ProblemCount>,
    /// Every value that was read differently from how it was written (the first 50,000).
    pub changed: Vec<Change>,
    pub changed_total: u64,
    pub volumes: Vec<FilledVolume>,
    pub batch: Option<String>,
    /// The hand-over its papers were accepted by.
    pub handover: Option<String>,
    pub dry_run: bool,
    /// Stopped on request, or by what `held_up` says; the same command goes on from here.
    pub interrupted: bool,
    /// What kept it from going on after some of its rows were filed: a full disk, a database that is gone.
    pub held_up: Option<Wording>,
    /// This very sheet was taken in to its end before, and nothing was left to do.
    pub done_before: Option<DoneBefore>,
    /// The same file was taken in before.
    pub seen_before: bool,
    /// How the file was read: `xlsx · 工作表「3月」`, `GB18030 · 逗号`.
    pub reading: String,
    pub sheet: String,
    #[schema(value_type = Option<Vec<u32>>)]
    pub header_rows: Option<(u32, u32)>,
    pub title_lines: Vec<String>,
    /// The year they name: it counts for rows without one, unless another is given.
    pub title_year: Option<i32>,
    pub mapping: Mapping,
    pub sender: String,
    /// The mapping is that of this sender's last sheet with the same headings.
    pub remembered: bool,
    /// There are no headings, and nobody has said yet what the columns are: no row can be taken.
    pub to_confirm: bool,
    /// Decisions about single cells and rows that are kept for this sheet.
    pub repairs: u64,
    /// Whether they were put in.
    pub repaired: bool,
}

/// The batch that took the same sheet in with the same decisions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DoneBefore {
    pub batch: i64,
    /// Rows it filed, and rows it sent back.
    pub accepted: i64,
    pub refused: i64,
}

impl Intake {
    /// Problems that keep rows out.
    pub fn blocking(&self) -> u64 {
        self.problem_counts.iter().filter(|one| one.is_blocking()).map(|one| one.count).sum()
    }

    /// Problems that are counted and not listed.
    pub fn unlisted(&self) -> u64 {
        self.problems_total - self.problems.len() as u64
    }
}

/// Takes a sheet in.
///
/// # Errors
/// [`Error::Unreadable`](crate::domain::general::error::Error::Unreadable) for a file that cannot be read as a
/// sheet at all; problems of single rows are in the outcome.
pub async fn take_in(
    archive: &Archive,
    by: &By,
    file: &Path,
    options: &ImportOptions,
    taking: Taking,
    progress: &Progress,
) -> Result<Intake> {
    allow(by, Deed::Receive)?;
    if taking == Taking::DryRun {
        return Ok(dry_run::dry_run(archive, by, file, options, Again::IfSmall, progress).await?.intake);
    }
    let file_digest = reading::digest_of(file).await?;
    let (mut sheet, _) =
        reading::understand(archive, by, file, &file_digest, options, Again::IfSmall, progress).await?;
    let name = options.file_name.clone().or_else(|| Some(file.file_name()?.to_string_lossy().into_owned()));
    let given = Given { name: name.unwrap_or_default(), digest: file_digest, options, taking };
    let _alone = archive.receiving.lock().await;
    let claimed = claims::claim(archive, claims::RECEIVING, progress).await?;
    let taken = take_rows(archive, by, &mut sheet, &given, &claimed.claim, progress).await;
    claimed.release().await;
    taken
}

/// The file as it was given, and what is to be done with it.
struct Given<'a> {
    name: String,
    digest: Digest,
    options: &'a ImportOptions,
    taking: Taking,
}

/// Sorts out the rows and files them, under the claim: nobody else files any meanwhile.
async fn take_rows(
    archive: &Archive,
    by: &By,
    sheet: &mut sheet::ReadSheet,
    given: &Given<'_>,
    claim: &Claim,
    progress: &Progress,
) -> Result<Intake> {
    let batch_digest = sheet.batch_digest(&given.digest, given.options);
    let history = duplicates::history(archive, &given.digest, &sheet.name, &batch_digest).await?;
    duplicates::sort_out(archive, sheet, &history, &given.options.accept).await?;
    let mut outcome = sheet.outcome(given.taking, &history);
    if let Some(batch) = history.done.as_ref().filter(|_| outcome.accepted == 0) {
        let (batch, accepted, refused) = (batch.id, batch.accepted, batch.refused);
        outcome.done_before = Some(DoneBefore { batch, accepted, refused });
        return Ok(outcome);
    }
    if given.taking == Taking::StopOnProblem && outcome.blocking() > 0 {
        outcome.volumes = preview::volumes(archive, sheet).await?;
        return Ok(outcome);
    }
    if outcome.accepted == outcome.resumed && history.running.is_none() {
        return Ok(outcome);
    }
    let written = writing::write(archive, by, sheet, given, history, claim, &mut outcome, progress).await;
    archive.written.notify_one();
    match written {
        // what is filed stays filed: not "nothing was done"
        Err(Error::Busy(why)) if outcome.written + outcome.resumed > 0 => {
            (outcome.interrupted, outcome.held_up) = (true, Some(why));
            Ok(outcome)
        }
        written => written.map(|()| outcome),
    }
}
