//! Filing what was accepted, a portion at a time; each portion is one commit with its event.

use std::collections::BTreeMap;

use super::reading::headings_key;
use super::row_set::RowSet;
use super::rows_kept::SheetRow;
use super::sheet::{History, ReadSheet};
use super::{FilledVolume, Given, Intake};
use crate::archive::Archive;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::event::{Event, EventKind};
use crate::domain::records::naming::names;
use crate::domain::records::states::BatchState;
use crate::problems;
use crate::procedures::records;
use crate::progress::Progress;
use crate::store::{Arriving, Batch, BatchRow, Claim, Tx};

/// Rows of one commit.
const PORTION: usize = 2000;

#[allow(clippy::too_many_arguments, reason = "the parts of one import, used here only")]
pub(super) async fn write(
    archive: &Archive,
    by: &By,
    sheet: &ReadSheet,
    given: &Given<'_>,
    history: History,
    claim: &Claim,
    outcome: &mut Intake,
    progress: &Progress,
) -> Result<()> {
    let batch = match history.running {
        Some(batch) => batch,
        None => begin(archive, by, sheet, given, history.batch_digest, claim).await?,
    };
    outcome.batch = Some(batch.id.to_string());
    let filing = Filing { archive, by, sheet, batch: batch.id, claim, resumed: &history.resumed };
    filing.file(outcome, progress).await?;
    if !outcome.interrupted {
        filing.finish(&history.noted, outcome).await?;
    }
    Ok(())
}

/// The filing of a batch.
struct Filing<'a> {
    archive: &'a Archive,
    by: &'a By,
    sheet: &'a ReadSheet,
    batch: i64,
    /// Everything is written under it.
    claim: &'a Claim,
    /// Rows it has filed before it was interrupted.
    resumed: &'a RowSet,
}

impl Filing<'_> {
    /// Files the rows, those with codes first: papers without take the pages behind them.
    async fn file(&self, outcome: &mut Intake, progress: &Progress) -> Result<()> {
        let seen = &self.sheet.rows.seen;
        let already = self.resumed.len();
        progress.set_total(already.max(seen.to_file.len()));
        progress.set_done(already);
        let mut filled: BTreeMap<i64, (u32, u32)> = BTreeMap::new();
        'both: for with_code in [true, false] {
            if with_code && seen.with_code.is_empty() {
                continue;
            }
            let wanted = |row| {
                seen.to_file.contains(row)
                    && seen.with_code.contains(row) == with_code
                    && !self.resumed.contains(row)
            };
            let mut rows = self.sheet.rows.again()?;
            loop {
                if progress.stop_asked() {
                    outcome.interrupted = true;
                    break 'both;
                }
                let portion = rows.portion(PORTION, wanted).await?;
                if portion.is_empty() {
                    break;
                }
                let count = portion.len() as u64;
                for (volume, pages) in self.file_portion(portion).await? {
                    let sum = filled.entry(volume).or_default();
                    (sum.0, sum.1) = (sum.0 + 1, sum.1 + pages);
                }
                outcome.written += count;
                progress.set_done(already + outcome.written);
            }
        }
        outcome.volumes = filled_volumes(self.archive, filled).await?;
        Ok(())
    }

    /// Files one portion; answers the volume and page count of each row.
    async fn file_portion(&self, portion: Vec<SheetRow>) -> Result<Vec<(i64, u32)>> {
        let (schemes, batch_id, claim) = (self.archive.schemes(), self.batch, self.claim.clone());
        self.archive
            .store
            .write(self.by, async move |tx| {
                let mut batch = running(tx, &claim, batch_id).await?;
                let last_row = portion.iter().map(|row| row.row).max().unwrap_or(0);
                let (mut said, mut pages) = (Vec::new(), Vec::with_capacity(portion.len()));
                let mut arriving = Vec::with_capacity(portion.len());
                for SheetRow { row, draft, changes, problems } in portion {
                    let Some(draft) = draft else { continue };
                    if !changes.is_empty() || !problems.is_empty() {
                        said.push(BatchRow { row, item_id: None, problems, changes });
                    }
                    pages.push(draft.description.pages);
                    arriving.push(Arriving { draft, batch: Some(batch_id), row: Some(row) });
                }
                let shelved = tx.shelve(&schemes, arriving).await?;
                let ids: BTreeMap<u32, i64> =
                    shelved.iter().filter_map(|one| Some((one.row?, one.item_id))).collect();
                said.iter_mut().for_each(|row| row.item_id = ids.get(&row.row).copied());
                tx.insert_batch_rows(batch_id, &said).await?;
                batch.accepted += shelved.len() as i64;
                batch.done_through = batch.done_through.max(last_row.into());
                tx.update_batch(&batch).await?;
                let detail =
                    serde_json::json!({ "batch": batch_id, "items": shelved.len(), "through_row": last_row });
                let filed = shelved.iter().zip(pages).map(|(one, pages)| (one.volume_id, pages)).collect();
                Ok((filed, Event::new(EventKind::ItemsFiled, batch.file_name, detail)))
            })
            .await
    }

    /// Notes the rows that were returned, the last of them with the end of the batch. The batch runs until then, and
    /// knows which it has noted.
    async fn finish(&self, noted: &RowSet, outcome: &Intake) -> Result<()> {
        let seen = &self.sheet.rows.seen;
        let mut refused = 0;
        let mut rows = self.sheet.rows.again()?;
        let mut portion = rows.portion(PORTION, |row| !seen.to_file.contains(row)).await?;
        loop {
            let next = rows.portion(PORTION, |row| !seen.to_file.contains(row)).await?;
            refused += portion.iter().filter(|row| row.goes_back()).count() as i64;
            portion.retain(|row| !noted.contains(row.row));
            let returned = portion.into_iter().map(|row| BatchRow {
                row: row.row,
                item_id: None,
                problems: row.problems,
                changes: row.changes,
            });
            let returned: Vec<BatchRow> = returned.collect();
            if next.is_empty() {
                return self.end(returned, refused, outcome.read as i64).await;
            }
            self.note(returned).await?;
            portion = next;
        }
    }

    async fn note(&self, returned: Vec<BatchRow>) -> Result<()> {
        let (batch_id, claim) = (self.batch, self.claim.clone());
        self.archive
            .store
            .write_if_needed(self.by, async move |tx| {
                if returned.is_empty() {
                    return Ok(((), None));
                }
                let batch = running(tx, &claim, batch_id).await?;
                tx.insert_batch_rows(batch_id, &returned).await?;
                let detail = serde_json::json!({ "batch": batch_id, "rows": returned.len() });
                Ok(((), Some(Event::new(EventKind::RowsReturned, batch.file_name, detail))))
            })
            .await
    }

    async fn end(&self, returned: Vec<BatchRow>, refused: i64, read: i64) -> Result<()> {
        let (batch_id, claim, mapping) = (self.batch, self.claim.clone(), &self.sheet.header.mapping);
        let (sender, headings) = (self.sheet.sender.clone(), headings_key(mapping));
        let body = serde_json::json!(mapping).to_string();
        self.archive
            .store
            .write(self.by, async move |tx| {
                let mut batch = running(tx, &claim, batch_id).await?;
                (batch.state, batch.rows_read, batch.refused) = (BatchState::Done, read, refused);
                tx.insert_batch_rows(batch_id, &returned).await?;
                tx.update_batch(&batch).await?;
                tx.remember_mapping(&sender, &headings, &body).await?;
                let detail = serde_json::json!({ "batch": batch_id, "read": read, "accepted": batch.accepted, "refused": refused });
                Ok(((), Event::new(EventKind::BatchDone, batch.file_name, detail)))
            })
            .await
    }
}

/// The batch, neither taken back meanwhile nor taken over by another program.
async fn running(tx: &Tx, claim: &Claim, batch_id: i64) -> Result<Batch> {
    tx.under(claim).await?;
    let batch = records::batch(tx, batch_id).await?;
    if batch.is_taken_back() { Err(Error::from(batch_taken_back(&batch_id))) } else { Ok(batch) }
}

async fn begin(
    archive: &Archive,
    by: &By,
    sheet: &ReadSheet,
    given: &Given<'_>,
    digest: String,
    claim: &Claim,
) -> Result<Batch> {
    let (sender, claim) = (sheet.sender.clone(), claim.clone());
    let mut batch = Batch {
        id: 0,
        digest,
        file_digest: given.digest.hex(),
        file_name: given.name.clone(),
        sheet: sheet.name.clone(),
        sender,
        state: BatchState::Running,
        rows_read: 0,
        accepted: 0,
        refused: 0,
        done_through: 0,
        taken_back_at: String::new(),
        taken_back_by: String::new(),
        handover_id: sheet.handover.as_ref().map(|handover| handover.id),
    };
    let about = batch.file_name.clone();
    archive
        .store
        .write(by, async move |tx| {
            tx.under(&claim).await?;
            // the same file with the same decisions, all of whose rows were filed before and one taken away since
            if tx.batch_by_digest(&batch.digest).await?.is_some() {
                batch.digest = format!("{}+{}", batch.digest, tx.last_event().await?);
            }
            batch.id = tx.insert_batch(&batch).await?;
            if let Some(handover) = batch.handover_id {
                tx.concerns_handover(handover);
            }
            let detail = serde_json::json!({ "batch": batch.id, "file": batch.file_name, "digest": batch.file_digest });
            Ok((batch, Event::new(EventKind::BatchBegun, about, detail)))
        })
        .await
}

async fn filled_volumes(archive: &Archive, filled: BTreeMap<i64, (u32, u32)>) -> Result<Vec<FilledVolume>> {
    let schemes = archive.schemes();
    let ids: Vec<i64> = filled.keys().copied().collect();
    let volumes = archive.store.volumes_by_id(&ids).await?;
    let mut volumes_filled: Vec<(String, FilledVolume)> = volumes
        .into_iter()
        .map(|volume| {
            let names = names(&schemes, &volume.place);
            let (items, pages) = filled.get(&volume.id).copied().unwrap_or_default();
            let one = FilledVolume {
                id: Some(volume.id),
                code: volume.code,
                title: volume.title,
                class: names.class_code,
                step: volume.step_text,
                period: names.period,
                items,
                pages,
            };
            (volume.code_sort, one)
        })
        .collect();
    volumes_filled.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(volumes_filled.into_iter().map(|(_, one)| one).collect())
}

problems! {
    refuse batch_taken_back(batch):
        "第 {batch} 批在接收途中被整批退回，没有再收。" / "Batch {batch} was taken back while it was taken in; no more was filed."
        => "要收就把清单重新导入一次。" / "To take it in after all, import the sheet again.";
}
