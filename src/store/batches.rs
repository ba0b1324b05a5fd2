//! Hand-over sheets taken in, and what each of their rows became.

use super::sql::{Link, Row, Val, vals};
use super::{Store, Tx};
use crate::domain::general::digest::{Digest, FieldDigest};
use crate::domain::general::error::Result;
use crate::domain::general::problem::{Change, Problem};
use crate::domain::records::event::{RecordKind, batch_row_id};

/// One sheet taken in with one set of decisions.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Batch {
    pub id: i64,
    /// Of the file and the decisions it was read with: the same again is the same batch.
    pub digest: String,
    pub file_digest: String,
    pub file_name: String,
    /// The workbook's sheet, whose row numbers the batch keeps; empty: not recorded.
    pub sheet: String,
    pub sender: String,
    pub done: bool,
    pub rows_read: i64,
    pub accepted: i64,
    pub refused: i64,
    /// Last row of the sheet this batch is finished with.
    pub done_through: i64,
}

/// A row that had something to say.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct BatchRow {
    pub row: u32,
    pub item_id: Option<i64>,
    pub problems: Vec<Problem>,
    pub changes: Vec<Change>,
}

impl BatchRow {
    /// Whether the row has something of this kind to say.
    pub fn has(&self, kind: &str) -> bool {
        self.problems.iter().any(|problem| problem.kind == kind)
    }
}

pub(super) const COLUMNS: &str = "select id, digest, file_digest, file_name, sender, state, rows_read, accepted, refused, done_through, sheet from batch ";

pub(super) fn read(row: &Row) -> Result<Batch> {
    Ok(Batch {
        id: row.int(0)?,
        digest: row.text(1)?,
        file_digest: row.text(2)?,
        file_name: row.text(3)?,
        sender: row.text(4)?,
        done: row.text(5)? == "done",
        rows_read: row.int(6)?,
        accepted: row.int(7)?,
        refused: row.int(8)?,
        done_through: row.int(9)?,
        sheet: row.text(10)?,
    })
}

pub(super) fn digest(batch: &Batch) -> Digest {
    let mut fields = FieldDigest::new("batch");
    fields
        .int(batch.id)
        .text(&batch.digest)
        .text(&batch.file_digest)
        .text(&batch.file_name)
        .text(&batch.sender);
    fields.int(batch.done.into()).int(batch.rows_read).int(batch.accepted).int(batch.refused);
    fields.int(batch.done_through);
    // batches of before sheets were recorded keep the digest they had
    if !batch.sheet.is_empty() {
        fields.text(&batch.sheet);
    }
    fields.digest()
}

/// Of a row of the table `batch_row`.
pub(super) fn row_digest(batch: i64, row: i64, item: Option<i64>, problems: &str, changes: &str) -> Digest {
    let mut fields = FieldDigest::new("batch_row");
    fields.int(batch).int(row).opt_int(item).text(problems).text(changes);
    fields.digest()
}

pub(super) async fn one(link: &mut Link, id: i64) -> Result<Option<Batch>> {
    let sql = super::sql::built(format!("{COLUMNS} where id = $1"));
    link.row_str(sql, vals![id]).await?.as_ref().map(read).transpose()
}

impl Store {
    pub async fn batch(&self, id: i64) -> Result<Option<Batch>> {
        let rows =
            self.pool.rows_str(super::sql::built(format!("{COLUMNS} where id = $1")), vals![id]).await?;
        rows.first().map(read).transpose()
    }

    pub async fn batch_by_digest(&self, digest: &str) -> Result<Option<Batch>> {
        let sql = super::sql::built(format!("{COLUMNS} where digest = $1"));
        self.pool.rows_str(sql, vals![digest]).await?.first().map(read).transpose()
    }

    /// Batches that took in the same file, oldest first.
    pub async fn batches_of_file(&self, file_digest: &str) -> Result<Vec<Batch>> {
        let sql = super::sql::built(format!("{COLUMNS} where file_digest = $1 order by id"));
        self.pool.rows_str(sql, vals![file_digest]).await?.iter().map(read).collect()
    }

    /// Rows of the sheet a batch filed, with their codes.
    pub async fn rows_of_batch(&self, batch_id: i64) -> Result<std::collections::HashMap<u32, String>> {
        let sql = "select batch_row, code from item where batch_id = $1";
        let rows = self.pool.rows(sql, vals![batch_id]).await?;
        rows.iter().map(|row| Ok((row.int(0)? as u32, row.text(1)?))).collect()
    }

    /// The latest batches, newest first.
    pub async fn batches(&self, limit: i64) -> Result<Vec<Batch>> {
        let sql = super::sql::built(format!("{COLUMNS} order by id desc limit $1"));
        self.pool.rows_str(sql, vals![limit]).await?.iter().map(read).collect()
    }

    pub async fn batch_rows(&self, batch_id: i64) -> Result<Vec<BatchRow>> {
        let sql = "select row_number, item_id, problems, changes from batch_row where batch_id = $1 order by row_number";
        let rows = self.pool.rows(sql, vals![batch_id]).await?;
        rows.iter()
            .map(|row| {
                Ok(BatchRow {
                    row: row.int(0)? as u32,
                    item_id: row.opt_int(1)?,
                    problems: serde_json::from_str(&row.text(2)?).map_err(anyhow::Error::from)?,
                    changes: serde_json::from_str(&row.text(3)?).map_err(anyhow::Error::from)?,
                })
            })
            .collect()
    }
}

impl Tx<'_> {
    pub async fn insert_batch(&mut self, batch: &Batch) -> Result<i64> {
        let id = self.take_ids("batch", 1).await?;
        let sql = "insert into batch (id, digest, file_digest, file_name, sender, state, rows_read, accepted, refused, done_through, sheet)
                   values ($1, $2, $3, $4, $5, 'running', 0, 0, 0, 0, $6)";
        let vals =
            vals![id, &batch.digest, &batch.file_digest, &batch.file_name, &batch.sender, &batch.sheet];
        self.link.execute(sql, vals).await?;
        self.touch(RecordKind::Batch, id);
        Ok(id)
    }

    pub async fn batch(&mut self, id: i64) -> Result<Option<Batch>> {
        one(self.link, id).await
    }

    pub async fn update_batch(&mut self, batch: &Batch) -> Result<()> {
        let sql = "update batch set state = $2, rows_read = $3, accepted = $4, refused = $5, done_through = $6 where id = $1";
        let state = if batch.done { "done" } else { "running" };
        let vals = vals![batch.id, state, batch.rows_read, batch.accepted, batch.refused, batch.done_through];
        self.link.execute(sql, vals).await?;
        self.touch(RecordKind::Batch, batch.id);
        Ok(())
    }

    pub async fn insert_batch_rows(&mut self, batch_id: i64, rows: &[BatchRow]) -> Result<()> {
        let texts: Vec<(String, String)> = rows
            .iter()
            .map(|row| {
                (serde_json::json!(row.problems).to_string(), serde_json::json!(row.changes).to_string())
            })
            .collect();
        let mut vals: Vec<Val> = Vec::with_capacity(rows.len() * 5);
        for (row, (problems, changes)) in rows.iter().zip(&texts) {
            let digest = row_digest(batch_id, row.row.into(), row.item_id, problems, changes);
            self.touch_with(RecordKind::BatchRow, batch_row_id(batch_id, row.row), digest);
            vals.extend_from_slice(vals![batch_id, row.row, row.item_id, problems, changes]);
        }
        let head = "insert into batch_row (batch_id, row_number, item_id, problems, changes) values ";
        self.link.insert_many(head, 5, &vals).await
    }
}
