//! A batch taken back: what of it has gone on since, and its records gone from their volumes.

use super::queries::Queries;
use super::sql::{built, vals};
use super::table::select;
use super::tables::{BASKET, BasketRow, Batch};
use super::tx::Tx;
use crate::domain::general::error::Result;
use crate::domain::records::event::{EventKind, Logged, RecordKind};

/// A record of a batch, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchItem {
    pub id: i64,
    /// Row of the sheet.
    pub row: Option<u32>,
    pub code: String,
    pub title: String,
    pub volume_id: Option<i64>,
    pub pages: u32,
    /// The event that brought it in.
    pub filed_in: i64,
}

impl super::columns::FromRow for BatchItem {
    fn from_row(columns: &mut super::columns::Columns<'_>) -> Result<Self> {
        Ok(BatchItem {
            id: columns.next()?,
            row: columns.next()?,
            code: columns.next()?,
            title: columns.next()?,
            volume_id: columns.next()?,
            pages: columns.next()?,
            filed_in: columns.next()?,
        })
    }
}

impl Queries {
    /// Every record of a batch, in order of id.
    pub async fn items_of_batch(&self, batch_id: i64) -> Result<Vec<BatchItem>> {
        let sql = "select id, batch_row, code, title, volume_id, pages, filed_in from item where batch_id = $1 order by id";
        self.all(sql, vals![batch_id]).await
    }

    /// Records of a batch on which a fact is recorded now.
    pub async fn batch_items_with_facts(&self, batch_id: i64) -> Result<Vec<i64>> {
        let sql = "select distinct i.id from fact f join item i on i.id = f.item_id where i.batch_id = $1 order by i.id";
        self.all(sql, vals![batch_id]).await
    }

    /// Records of a batch that stand in the register of use.
    pub async fn batch_items_consulted(&self, batch_id: i64) -> Result<Vec<i64>> {
        let sql = "select distinct i.id from consultation c join item i on i.id = c.item_id
                   where i.batch_id = $1 order by i.id";
        self.all(sql, vals![batch_id]).await
    }

    /// What happened to records of a batch since they were filed, of these kinds, oldest first.
    pub async fn deeds_on_batch(&self, batch_id: i64, kinds: &[EventKind]) -> Result<Vec<Logged>> {
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.key())).collect();
        let sql = format!(
            "select distinct e.seq from item i join trace t on t.kind = '{}' and t.row_id = i.id
             join event e on e.seq = t.seq where i.batch_id = $1 and e.what in ({}) order by e.seq",
            RecordKind::Item.letter(),
            kinds.join(", ")
        );
        let mut deeds = Vec::new();
        for seq in self.all::<i64>(built(sql), vals![batch_id]).await? {
            deeds.extend(self.latest_events(seq + 1, 1).await?);
        }
        Ok(deeds)
    }
}

impl Tx {
    /// Marks a batch as taken back, and takes its records away with their persons and units. What lay in a
    /// basket lies there no more. The batch and what was said of its rows stay.
    pub async fn remove_batch_items(&mut self, batch: &Batch, items: &[BatchItem]) -> Result<()> {
        self.update(batch).await?;
        let of_batch = "(select id from item where batch_id = $1)";
        let kept =
            select::<BasketRow>(&format!("where kind = 'item' and present = 1 and row_id in {of_batch}"));
        for row in self.all::<BasketRow>(kept, vals![batch.id]).await? {
            self.set(&BASKET, row.id, vec![("present", 0.into())]).await?;
        }
        let places = "select distinct place_id from item where batch_id = $1";
        let places: Vec<i64> = self.all(places, vals![batch.id]).await?;
        self.left.extend(places);
        self.keep_batch_before(batch.id, items.len()).await?;
        for table in ["person", "unit"] {
            let sql = built(format!("delete from {table} where item_id in {of_batch}"));
            self.connection().await.execute(sql, vals![batch.id]).await?;
        }
        self.connection().await.execute("delete from item where batch_id = $1", vals![batch.id]).await?;
        items.iter().for_each(|item| self.touch(RecordKind::Item, item.id));
        Ok(())
    }
}
