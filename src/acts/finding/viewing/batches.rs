//! Sheets that were taken in, with what each of their rows had to say.

use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::general::error::Result;
use crate::domain::general::masking::{Guarded, Hidden};
use crate::domain::general::role::{By, Deed};
use crate::procedures::records;
use crate::store::{Batch, BatchRow};

/// Every batch, newest first.
pub async fn batches(archive: &Archive, by: &By) -> Result<Vec<Batch>> {
    allow(by, Deed::Read)?;
    archive.store.batches(i64::MAX).await
}

/// The hand-over a batch came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfHandover {
    pub id: i64,
    pub number: String,
    /// 移交科室
    pub department: String,
}

/// A batch with the rows that had something to say.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BatchView {
    pub batch: Batch,
    /// The hand-over its papers were accepted by.
    pub handover: Option<OfHandover>,
    pub rows: Vec<BatchRow>,
}

impl Guarded for BatchView {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.rows.each(visit);
    }
}

pub async fn batch(archive: &Archive, by: &By, id: i64) -> Result<BatchView> {
    allow(by, Deed::Read)?;
    let batch = records::batch(&archive.store, id).await?;
    let rows = archive.store.batch_rows(id).await?;
    batch_view(archive, batch, rows).await
}

/// A batch with a page of those rows, and how many there are in all.
pub async fn batch_page(
    archive: &Archive,
    by: &By,
    id: i64,
    skip: i64,
    size: i64,
) -> Result<(BatchView, i64)> {
    allow(by, Deed::Read)?;
    let batch = records::batch(&archive.store, id).await?;
    let rows = archive.store.batch_rows_page(id, skip.max(0), size.clamp(1, 1000)).await?;
    let view = batch_view(archive, batch, rows).await?;
    Ok((view, archive.store.batch_row_count(id).await?))
}

async fn batch_view(archive: &Archive, batch: Batch, mut rows: Vec<BatchRow>) -> Result<BatchView> {
    if batch.is_taken_back() {
        rows.iter_mut().for_each(|row| row.item_id = None);
    }
    let handover = match batch.handover_id {
        Some(id) => archive.store.handover(id).await?,
        None => None,
    };
    let handover = handover.map(|of| OfHandover { id: of.id, number: of.number, department: of.department });
    Ok(BatchView { rows, handover, batch })
}
