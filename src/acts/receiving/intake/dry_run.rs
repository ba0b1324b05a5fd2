//! The dry run: what would be taken, and the rows once more for whoever shows them.

use std::path::Path;

use super::sheet::ReadSheet;
use super::{ImportOptions, Intake, Taking, duplicates, preview, reading};
use crate::archive::Archive;
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::progress::Progress;
use crate::sheet::{Again, GridStream};

/// What a dry run came to.
pub(super) struct DryRun {
    pub intake: Intake,
    pub sheet: ReadSheet,
    /// Read to its end.
    pub rows: GridStream,
}

/// Reads the sheet to its end, once, and says what would be taken; nothing is written, nobody held up.
pub(super) async fn dry_run(
    archive: &Archive,
    by: &By,
    file: &Path,
    options: &ImportOptions,
    again: Again,
    progress: &Progress,
) -> Result<DryRun> {
    let digest = reading::digest_of(file).await?;
    let (mut sheet, rows) = reading::understand(archive, by, file, &digest, options, again, progress).await?;
    let batch_digest = sheet.batch_digest(&digest, options);
    let history = duplicates::history(archive, &digest, &sheet.name, &batch_digest).await?;
    duplicates::sort_out(archive, &mut sheet, &history, &options.accept).await?;
    let mut intake = sheet.outcome(Taking::DryRun, &history);
    intake.volumes = preview::volumes(archive, &sheet).await?;
    Ok(DryRun { intake, sheet, rows })
}
