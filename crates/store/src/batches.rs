//! Hand-over sheets taken in, and what each of their rows became.

use serde::de::DeserializeOwned;

use super::columns::{Columns, FromRow};
use super::queries::Queries;
use super::sql::{Val, built, id_list, vals};
use super::table::select;
use super::tables::{BATCH_ROW, Batch};
use super::tx::Tx;
use crate::domain::general::error::Result;
use crate::domain::general::masking::{Guarded, Hidden, stored};
use crate::domain::general::problem::{Change, Problem};
use crate::domain::records::event::{RecordKind, batch_row_id};
use crate::domain::records::states::{BatchStanding, BatchState};

/// Rows read at once.
const PORTION: i64 = 5000;

/// A row that had something to say.
#[derive(Clone, Debug, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct BatchRow {
    pub row: u32,
    pub item_id: Option<i64>,
    pub problems: Vec<Problem>,
    pub changes: Vec<Change>,
}

impl Guarded for BatchRow {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.changes.each(visit);
    }
}

impl BatchRow {
    /// Whether the row has something of this kind to say.
    pub fn has(&self, kind: &str) -> bool {
        self.problems.iter().any(|problem| problem.kind == kind)
    }
}

impl FromRow for BatchRow {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(BatchRow {
            row: columns.next()?,
            item_id: columns.next()?,
            problems: read_json(&columns.next::<String>()?)?,
            changes: read_json(&columns.next::<String>()?)?,
        })
    }
}

fn read_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| anyhow::Error::from(error).into())
}

impl Batch {
    /// Whether its sheet was taken in to the end.
    pub fn is_done(&self) -> bool {
        self.state == BatchState::Done
    }

    /// Whether its records are gone from their volumes again.
    pub fn is_taken_back(&self) -> bool {
        !self.taken_back_at.is_empty()
    }

    /// Where it stands, for people.
    pub fn standing(&self) -> BatchStanding {
        match self.state {
            _ if self.is_taken_back() => BatchStanding::TakenBack,
            BatchState::Running => BatchStanding::Running,
            BatchState::Done => BatchStanding::Done,
        }
    }
}

impl Queries {
    pub async fn batch(&self, id: i64) -> Result<Option<Batch>> {
        self.one(select::<Batch>("where id = $1"), vals![id]).await
    }

    pub async fn batch_by_digest(&self, digest: &str) -> Result<Option<Batch>> {
        self.one(select::<Batch>("where digest = $1"), vals![digest]).await
    }

    /// Batches that took in the same file, oldest first.
    pub async fn batches_of_file(&self, file_digest: &str) -> Result<Vec<Batch>> {
        self.all(select::<Batch>("where file_digest = $1 order by id"), vals![file_digest]).await
    }

    /// Rows of the sheet a batch filed, with their records; the records in their order.
    pub async fn rows_of_batch(&self, batch_id: i64) -> Result<Vec<(u32, i64)>> {
        let sql = "select batch_row, id from item where batch_id = $1 and id > $2 order by id limit $3";
        let (mut rows, mut last) = (Vec::new(), 0);
        loop {
            let portion: Vec<(u32, i64)> = self.all(sql, vals![batch_id, last, PORTION]).await?;
            let Some((_, id)) = portion.last() else { return Ok(rows) };
            last = *id;
            rows.extend(portion);
        }
    }

    /// Rows of the sheet that a batch noted as returned.
    pub async fn rows_returned(&self, batch_id: i64) -> Result<Vec<u32>> {
        let sql = "select row_number from batch_row
                   where batch_id = $1 and row_number > $2 and item_id is null order by row_number limit $3";
        let (mut rows, mut last): (Vec<u32>, i64) = (Vec::new(), 0);
        loop {
            let portion: Vec<u32> = self.all(sql, vals![batch_id, last, PORTION]).await?;
            let Some(row) = portion.last() else { return Ok(rows) };
            last = i64::from(*row);
            rows.extend(portion);
        }
    }

    /// Codes of records, by id.
    pub async fn codes(&self, ids: &[i64]) -> Result<Vec<(i64, String)>> {
        let mut codes = Vec::with_capacity(ids.len());
        for part in ids.chunks(500) {
            let (list, vals) = id_list(part);
            let sql = built(format!("select id, code from item where id in ({list})"));
            codes.append(&mut self.all(sql, &vals).await?);
        }
        Ok(codes)
    }

    /// The latest batches, newest first.
    pub async fn batches(&self, limit: i64) -> Result<Vec<Batch>> {
        self.batches_page(0, limit).await
    }

    /// Batches, newest first, without the first `skip`.
    pub async fn batches_page(&self, skip: i64, limit: i64) -> Result<Vec<Batch>> {
        self.all(select::<Batch>("order by id desc limit $1 offset $2"), vals![limit, skip]).await
    }

    /// Batches; rows read, taken and refused in all of them. What was taken back is not taken.
    pub async fn batch_totals(&self) -> Result<[i64; 4]> {
        let sql = "select count(*), cast(coalesce(sum(rows_read), 0) as bigint), cast(coalesce(sum(case when taken_back_at = '' then accepted else 0 end), 0) as bigint),
                   cast(coalesce(sum(refused), 0) as bigint) from batch";
        let totals: Option<(i64, i64, i64, i64)> = self.one(sql, &[]).await?;
        Ok(totals.unwrap_or_default().into())
    }

    /// Rows of a batch that had something to say, in order.
    pub async fn batch_rows(&self, batch_id: i64) -> Result<Vec<BatchRow>> {
        let sql = "select row_number, item_id, problems, changes from batch_row where batch_id = $1 order by row_number";
        self.all(sql, vals![batch_id]).await
    }

    /// Those from `skip` on, `limit` at most.
    pub async fn batch_rows_page(&self, batch_id: i64, skip: i64, limit: i64) -> Result<Vec<BatchRow>> {
        let sql = "select row_number, item_id, problems, changes from batch_row where batch_id = $1
                   order by row_number limit $2 offset $3";
        self.all(sql, vals![batch_id, limit, skip]).await
    }

    /// How many they are.
    pub async fn batch_row_count(&self, batch_id: i64) -> Result<i64> {
        self.number("select count(*) from batch_row where batch_id = $1", vals![batch_id]).await
    }
}

impl Tx {
    /// Begins a batch: nothing of it is read yet.
    pub async fn insert_batch(&mut self, batch: &Batch) -> Result<i64> {
        let state = BatchState::Running;
        let begun = Batch { state, rows_read: 0, accepted: 0, refused: 0, done_through: 0, ..batch.clone() };
        self.insert(&begun).await
    }

    pub async fn update_batch(&mut self, batch: &Batch) -> Result<()> {
        self.update(batch).await
    }

    pub async fn insert_batch_rows(&mut self, batch_id: i64, rows: &[BatchRow]) -> Result<()> {
        let mut vals: Vec<Val> = Vec::with_capacity(rows.len() * BATCH_ROW.columns.len());
        for row in rows {
            let problems = serde_json::json!(row.problems);
            let changes = stored(&row.changes).map_err(anyhow::Error::from)?;
            let row_vals = [
                batch_id.into(),
                row.row.into(),
                row.item_id.into(),
                problems.to_string().into(),
                changes.to_string().into(),
            ];
            let digest = BATCH_ROW.digest(row_vals.iter().cloned());
            self.touch_with(RecordKind::BatchRow, batch_row_id(batch_id, row.row), digest);
            vals.extend(row_vals);
        }
        self.insert_rows(&BATCH_ROW, &vals).await
    }
}
