//! The sheet sent back: the same layout, every problem in its place with what to do.

use std::path::Path;

use tokio::sync::mpsc::Sender;

use super::ImportOptions;
use super::dry_run::{DryRun, dry_run};
use super::rows_kept::SheetRow;
use crate::archive::{Archive, allow};
use crate::catalog::{Annotation, Extent, MarkedRow, NewFile, annotate};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::masking::WholeFor;
use crate::domain::general::problem::{Change, Problem};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Lang;
use crate::domain::receiving::grid::Grid;
use crate::domain::records::event::{Event, EventKind};
use crate::progress::Progress;
use crate::say;
use crate::sheet::{Again, GridStream};

/// Rows on their way to the copy.
const ON_THE_WAY: usize = 256;

/// Writes the annotated copy of `file` to `out` (.xlsx): problems found with these options, rows filed
/// already marked as taken. The rows stream: every one of a million bears its reasons.
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
    let outcome = &run.intake;
    let header_rows: Vec<u32> =
        outcome.header_rows.map(|(first, last)| (first..=last).collect()).unwrap_or_default();
    let (head, extent) = measured(&run.rows, &header_rows).await?;
    let of_file = outcome.problems.iter().filter(|one| one.row.is_none() && one.is_blocking()).cloned();
    let about = Annotation { header_rows, of_file: shown(of_file.collect()), lang };
    let (sender, mut receiver) = tokio::sync::mpsc::channel(ON_THE_WAY);
    let out = out.to_owned();
    let work = tokio::task::spawn_blocking(move || {
        let file = NewFile::create(&out)?;
        let rows = std::iter::from_fn(|| receiver.blocking_recv());
        annotate(&head, &extent, rows.map(Ok), &about, file)?.keep()
    });
    let fed = feed(&run, &sender).await;
    drop(sender);
    let written = work.await.map_err(|error| anyhow::anyhow!("the annotated copy was not made: {error}"))?;
    fed.and(written)
}

/// Records that the annotated copy of a sheet went out, whose ID numbers are whole.
pub async fn sent_back(archive: &Archive, by: &By, file_name: &str, file: &Digest) -> Result<()> {
    allow(by, Deed::Receive)?;
    let (about, detail) = (file_name.to_owned(), serde_json::json!({ "file": file_name, "digest": file }));
    let deed =
        archive.store.write(by, async move |_| Ok(((), Event::new(EventKind::SheetSentBack, about, detail))));
    deed.await?;
    archive.written.notify_one();
    Ok(())
}

/// Whole ID numbers of a sheet's troubled cells are shown, to be compared with the papers: the log has it.
pub async fn show_numbers(archive: &Archive, by: &By, file_name: &str, file: &Digest) -> Result<WholeFor> {
    allow(by, Deed::Receive)?;
    // what a dry run is for, as assets/consulting.toml calls it
    let detail = serde_json::json!({ "file": file_name, "digest": file, "reason": "correcting" });
    let about = file_name.to_owned();
    let deed = archive.store.write(by, async move |_| {
        Ok((WholeFor::Showing, Event::new(EventKind::IdNumbersShown, about, detail)))
    });
    let shown = deed.await?;
    archive.written.notify_one();
    Ok(shown)
}

/// The sheet's head with its header rows, and how far it reaches.
async fn measured(rows: &GridStream, header_rows: &[u32]) -> Result<(Grid, Extent)> {
    let mut stream = rows.again().await?;
    let (mut head, mut extent) = (stream.head().clone(), Extent::default());
    while let Some(row) = stream.next().await? {
        extent.add(&row);
        if header_rows.contains(&row.number) {
            head.rows.push(row);
        }
    }
    Ok((head, extent))
}

/// Sends every row with what is said of it, as long as somebody takes them.
async fn feed(run: &DryRun, sender: &Sender<MarkedRow>) -> Result<()> {
    let mut rows = run.rows.again().await?;
    let mut said = run.sheet.rows.again()?;
    let mut next = said.next(|_| true).await?;
    let passed_over = shown(run.sheet.passed_over.kept.iter().filter_map(repaired).collect());
    while let Some(row) = rows.next().await? {
        let mut marked = MarkedRow { row, ..MarkedRow::default() };
        let number = marked.row.number;
        if let Some(of_row) = next.take_if(|one| one.row == number) {
            mark(&mut marked, of_row);
            next = said.next(|_| true).await?;
        }
        let of_none = passed_over.iter().filter(|problem| problem.row == Some(number));
        marked.problems.extend(of_none.cloned());
        if sender.send(marked).await.is_err() {
            break;
        }
    }
    Ok(())
}

fn mark(marked: &mut MarkedRow, of_row: SheetRow) {
    marked.taken = of_row.problems.iter().any(|problem| problem.kind == "already_filed");
    let said = |problem: &Problem| {
        (problem.is_blocking() && problem.kind != "already_filed") || problem.kind == "left_out"
    };
    let problems = of_row.problems.into_iter().filter(said);
    marked.problems = shown(problems.chain(of_row.changes.iter().filter_map(repaired)).collect());
}

/// It goes to somebody without a command line.
fn shown(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.iter_mut().for_each(|problem| problem.fix = problem.fix.without_commands());
    problems
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
