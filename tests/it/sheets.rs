//! Reading what clerks send, through the child process.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use guidang::domain::general::error::{Error, Result};
use guidang::domain::general::problem::Problem;
use guidang::domain::receiving::grid::Grid;
use guidang::domain::receiving::rows::{Understood, understand};
use guidang::sheet::{self, Reading};

mod examples;
mod files;
mod hostile;
mod workbook;

fn reading() -> Reading {
    Reading { program: Some(env!("CARGO_BIN_EXE_guidang").into()), ..Reading::default() }
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

async fn understood(path: &Path) -> Understood {
    let grid = sheet::read(path, &reading()).await.expect("the file is read");
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    understand(&grid, None, &stem, NaiveDate::from_ymd_opt(2026, 1, 1).unwrap())
        .expect("the sheet is understood")
}

/// The one problem a refused file is refused with.
fn refusal(result: Result<Grid>) -> Problem {
    match result {
        Err(Error::Unreadable(mut problems)) if problems.len() == 1 => problems.remove(0),
        other => panic!("expected one problem, got {other:?}"),
    }
}
