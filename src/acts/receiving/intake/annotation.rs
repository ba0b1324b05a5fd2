//! The sheet sent back: the same layout, every problem in its place with what to do.

use std::path::Path;

use super::ImportOptions;
use super::dry_run::dry_run;
use crate::archive::{Archive, allow};
use crate::catalog::{Annotation, NewFile, annotate};
use crate::domain::general::error::Result;
use crate::domain::general::problem::{Change, Problem};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::progress::Progress;
use crate::say;
use crate::sheet::Again;

/// Writes the annotated copy of `file` to `out` (.xlsx): problems found with these options, rows filed
/// already marked as taken.
pub async fn annotated(
    archive: &Archive,
    by: &By,
    file: &Path,
    options: &ImportOptions,
    lang: Lang,
    out: &Path,
) -> Result<()> {
    allow(by, Deed::Receive)?;
    let run = dry_run(archive, by, file, options, Again::Always, &Progress::default()).await?;
    let (outcome, grid) = (run.intake, run.rows.again().await?.rest().await?);
    let taken = outcome
        .problems
        .iter()
        .filter(|problem| problem.kind == "already_filed")
        .filter_map(|problem| problem.row);
    let header_rows = outcome.header_rows.map(|(first, last)| (first..=last).collect()).unwrap_or_default();
    let about = Annotation { header_rows, taken: taken.collect(), lang };
    let said = |problem: &Problem| {
        (problem.is_blocking() && problem.kind != "already_filed") || problem.kind == "left_out"
    };
    let mut problems: Vec<Problem> = outcome.problems.into_iter().filter(said).collect();
    problems.extend(outcome.changed.iter().filter_map(repaired));
    let out = out.to_owned();
    let work = move || {
        let file = NewFile::create(&out)?;
        annotate(&grid, &problems, &about, file)?.keep()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| anyhow::anyhow!("the annotated copy was not made: {error}"))?
}

/// A repair as the copy shows it: the sheet keeps its own text, the decision stands beside it.
fn repaired(change: &Change) -> Option<Problem> {
    if !matches!(change.kind.as_str(), "repaired" | "marked_to_check") {
        return None;
    }
    let to = if change.to.is_empty() {
        say!("空着", "left empty")
    } else {
        say!("「{}」", "\"{}\"", change.to)
    };
    let (zh, en) = (to.zh, to.en);
    let message = crate::domain::general::wording::Wording::new(
        format!("收件时改为{zh}（清单上是「{}」）", change.from),
        format!("read as {en} when it was taken in (the sheet says \"{}\")", change.from),
    );
    let problem =
        Problem::notice(&change.kind, message, say!("核对后改正清单", "check it and correct the sheet"));
    Some(problem.at_row(change.row?).in_column(change.column.clone()?))
}
