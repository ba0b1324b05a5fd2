//! Reading what clerks send, through the child process; and taking it in, as the page and the command line do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use guidang::acts::receiving::intake::{self, ImportOptions, Intake, Mending, Taking};
use guidang::domain::general::digest::Digest;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::problem::Problem;
use guidang::domain::receiving::grid::Grid;
use guidang::domain::receiving::repair::{Cure, Repair};
use guidang::domain::records::item::Item;
use guidang::progress::Progress;
use guidang::sheet::Reading;

use crate::support::Site;

mod examples;
mod files;
mod hidden_sheets;
mod hostile;
mod readers;
mod reading;
mod workbook;

fn reading() -> Reading {
    Reading { program: Some(env!("CARGO_BIN_EXE_guidang").into()), ..Reading::default() }
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A sheet taken in.
struct TakenIn {
    /// What the dry run said of the file as it is.
    dry: Intake,
    /// What was filed once single cells were put right, by the sheet's row.
    filed: BTreeMap<u32, Item>,
}

/// Takes a sheet into an archive of its own: a dry run, repairs as (row, heading, value), then its good rows.
async fn taken_in(path: &Path, wishes: ImportOptions, repairs: &[(u32, &str, &str)]) -> TakenIn {
    let (site, progress) = (Site::open().await, Progress::default());
    let (archive, by) = (&site.archive, site.by());
    let dry = intake::take_in(archive, &by, path, &wishes, Taking::DryRun, &progress).await;
    let dry = dry.expect("the sheet is understood");
    let repair = |(row, heading, value): &(u32, &str, &str)| {
        let column = dry.mapping.columns.iter().find(|column| column.heading == *heading);
        Repair::of_cell(*row, column.expect("a column").index, Cure::Value, *value)
    };
    if !repairs.is_empty() {
        let mending = Mending {
            file: Digest::compute(&std::fs::read(path).unwrap()),
            sheet: dry.sheet.clone(),
            file_name: path.file_name().unwrap().to_string_lossy().into_owned(),
            repairs: repairs.iter().map(repair).collect(),
            field: None,
        };
        intake::mend(archive, &by, mending).await.unwrap();
    }
    let wishes = ImportOptions { repairs: true, ..wishes };
    intake::take_in(archive, &by, path, &wishes, Taking::SkipProblems, &progress).await.unwrap();
    let items = archive.store.items_after(0, i64::MAX).await.unwrap();
    let filed = items.into_iter().map(|item| (item.batch_row.expect("from the sheet"), item)).collect();
    TakenIn { dry, filed }
}

impl TakenIn {
    /// (row, column, kind) of every problem that holds a row up.
    fn blocking(&self) -> Vec<(u32, String, String)> {
        let held = self.dry.problems.iter().filter(|problem| problem.is_blocking());
        held.map(|p| (p.row.unwrap(), p.column.clone().unwrap_or_default(), p.kind.clone())).collect()
    }

    /// Rows in which something was read differently in this way.
    fn changed(&self, kind: &str) -> Vec<u32> {
        self.dry.changed.iter().filter(|c| c.kind == kind).map(|c| c.row.unwrap()).collect()
    }

    fn problem(&self, row: u32) -> &Problem {
        self.dry.problems.iter().find(|problem| problem.row == Some(row)).expect("a problem in the row")
    }
}

/// The one problem a refused file is refused with.
fn refusal(result: Result<Grid>) -> Problem {
    match result {
        Err(Error::Unreadable(mut problems)) if problems.len() == 1 => problems.remove(0),
        other => panic!("expected one problem, got {other:?}"),
    }
}
