//! A write under way: what it may do, and what it notes of the rows it leaves in a new state.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};

use super::handed_on::HandedOn;
use super::queries::{Backend, Queries};
use super::rows_before::RowsBefore;
use super::sql::{Connection, Val, built, vals};
use super::table::{Record, TableInfo};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;
use crate::domain::records::item::Item;

/// A write under way. Only the writer makes one. It reads as [`Queries`] does.
pub struct Tx {
    queries: Queries,
    connection: Arc<Mutex<Connection>>,
    /// Rows left in a new state; `None`: the digest is read back from the database before the commit.
    pub(super) touched: BTreeMap<(RecordKind, i64), Option<Digest>>,
    /// Of those, what this deed brought in with its digest.
    pub(super) fresh: BTreeSet<(RecordKind, i64)>,
    /// What the rows it changed said before.
    pub(super) before: RowsBefore,
    /// Sequence the deed's next event will have.
    pub(super) seq: i64,
    /// Digest of the event before it.
    pub(super) previous: String,
    /// What the deeds before hand on, and what this one does.
    pub(super) handed_on: HandedOn,
    pub(super) handing: HashMap<i64, Vec<Item>>,
    /// Places that something was taken away from: it is no longer there to tell its fonds.
    pub(super) left: BTreeSet<i64>,
    /// Every row its events name.
    pub(super) named: Vec<(RecordKind, i64)>,
    /// Whether any hold is in force; `None`: not asked yet.
    pub(super) has_holds: Option<bool>,
}

impl Deref for Tx {
    type Target = Queries;

    fn deref(&self) -> &Queries {
        &self.queries
    }
}

/// Items up to which builds for tests compare what was handed on with what stands in the database.
const COMPARED: usize = 100;

/// A column with the value it is given.
pub(super) type Assigned<'v> = (&'static str, Val<'v>);

impl Tx {
    pub(super) fn begin(connection: Arc<Mutex<Connection>>, backend: Backend, handed_on: HandedOn) -> Self {
        let queries = Queries::while_writing(connection.clone(), backend);
        Tx {
            queries,
            connection,
            touched: BTreeMap::new(),
            fresh: BTreeSet::new(),
            before: RowsBefore::default(),
            seq: 0,
            previous: String::new(),
            handed_on,
            handing: HashMap::new(),
            left: BTreeSet::new(),
            named: Vec::new(),
            has_holds: None,
        }
    }

    pub(super) async fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().await
    }

    /// Notes a row whose new digest is read back from the database before the commit.
    pub(super) fn touch(&mut self, kind: RecordKind, id: i64) {
        self.touched.insert((kind, id), None);
    }

    /// Notes a freshly inserted row whose digest is known.
    pub(super) fn touch_with(&mut self, kind: RecordKind, id: i64, digest: Digest) {
        self.touched.insert((kind, id), Some(digest));
        self.fresh.insert((kind, id));
    }

    /// Items that a deed about their volume concerns: their history names it, the index reads them again.
    pub fn concerns_items(&mut self, ids: impl IntoIterator<Item = i64>) {
        for id in ids {
            self.touch(RecordKind::Item, id);
        }
    }

    /// Sequence this deed's event will have.
    pub fn event(&self) -> i64 {
        self.seq
    }

    /// Takes `count` consecutive ids of a table; the first is returned.
    pub(super) async fn take_ids(&mut self, table: &'static str, count: i64) -> Result<i64> {
        let sql = "insert into counter (name, next) values ($1, 1 + $2)
                   on conflict (name) do update set next = counter.next + $2 returning next";
        let next: Option<i64> = self.one(sql, vals![table, count]).await?;
        Ok(next.ok_or_else(|| anyhow::anyhow!("counter gave no number"))? - count)
    }

    /// Inserts a row under the next id of its table and notes it; the row's own id counts for nothing.
    pub(super) async fn insert<R: Record>(&mut self, row: &R) -> Result<i64> {
        let id = self.take_ids(R::TABLE.name, 1).await?;
        let mut vals = row.vals();
        vals[0] = Val::Int(id);
        self.insert_rows(R::TABLE, &vals).await?;
        self.touch_row(R::TABLE, id);
        self.before.is_new(R::TABLE, id);
        Ok(id)
    }

    /// Writes every column of a row that is there, and notes it.
    pub(super) async fn update<R: Record>(&mut self, row: &R) -> Result<()> {
        let mut assigned: Vec<Assigned<'_>> = R::TABLE.columns.iter().copied().zip(row.vals()).collect();
        let (_, id) = assigned.remove(0);
        let Val::Int(id) = id else { return Err(anyhow::anyhow!("{} without an id", R::TABLE.name).into()) };
        self.set(R::TABLE, id, assigned).await
    }

    /// Gives these columns of a row their values, and notes the row.
    pub(super) async fn set(
        &mut self,
        table: &TableInfo,
        id: i64,
        assigned: Vec<Assigned<'_>>,
    ) -> Result<()> {
        self.keep_before(table, id, &assigned).await?;
        let (columns, mut vals): (Vec<_>, Vec<_>) = assigned.into_iter().unzip();
        let set = columns.iter().enumerate().map(|(at, column)| format!("{column} = ${}", at + 1));
        let (set, last) = (set.collect::<Vec<_>>().join(", "), columns.len() + 1);
        vals.push(Val::Int(id));
        let sql = built(format!("update {} set {set} where id = ${last}", table.name));
        self.connection().await.execute(sql, &vals).await?;
        self.touch_row(table, id);
        Ok(())
    }

    /// Takes a row away, and notes it; the event that does it keeps what the row said.
    pub(super) async fn delete(&mut self, table: &TableInfo, id: i64) -> Result<()> {
        self.keep_whole_before(table, "id", id).await?;
        let sql = built(format!("delete from {} where id = $1", table.name));
        self.connection().await.execute(sql, vals![id]).await?;
        self.touch_row(table, id);
        Ok(())
    }

    /// Inserts rows, whose values stand row after row in the order of the table's columns.
    pub(super) async fn insert_rows(&mut self, table: &TableInfo, vals: &[Val<'_>]) -> Result<()> {
        let head = format!("insert into {} ({}) values ", table.name, table.columns.join(", "));
        self.connection().await.insert_many(&head, table.columns.len(), vals).await
    }

    /// Inserts rows of a table, each as its columns with their values, in the same order.
    pub(super) async fn insert_assigned<'v>(
        &mut self,
        table: &TableInfo,
        rows: impl Iterator<Item = Vec<Assigned<'v>>>,
    ) -> Result<()> {
        let (mut columns, mut vals) = (Vec::new(), Vec::new());
        for row in rows {
            if columns.is_empty() {
                columns = row.iter().map(|(column, _)| *column).collect();
            }
            vals.extend(row.into_iter().map(|(_, val)| val));
        }
        let head = format!("insert into {} ({}) values ", table.name, columns.join(", "));
        self.connection().await.insert_many(&head, columns.len().max(1), &vals).await
    }

    fn touch_row(&mut self, table: &TableInfo, id: i64) {
        if let Some(kind) = table.kind {
            self.touch(kind, id);
        }
    }
}

impl Tx {
    /// Volumes that a deed about something else concerns: their history names it, the index reads them again.
    pub fn concerns_volumes(&mut self, ids: impl IntoIterator<Item = i64>) {
        for id in ids {
            self.touch(RecordKind::Volume, id);
        }
    }

    /// The items of a volume in page order, as the deed before left them; read where none did.
    pub async fn items_handed_on(&self, volume: i64) -> Result<Vec<Item>> {
        match self.handed_on.take(volume) {
            Some(items) => {
                // looked at in tests, where it costs nothing beside the rest
                if cfg!(debug_assertions) && items.len() <= COMPARED {
                    assert_eq!(
                        items,
                        self.items_in(volume).await?,
                        "volume {volume} was handed on otherwise"
                    );
                }
                Ok(items)
            }
            None => self.items_in(volume).await,
        }
    }

    /// Hands the items of a volume, as they stand when this deed is done, to the next.
    pub fn hand_on(&mut self, volume: i64, items: Vec<Item>) {
        self.handing.insert(volume, items);
    }
}
