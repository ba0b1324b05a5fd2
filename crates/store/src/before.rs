//! What rows said before a deed changed them.
//!
//! It is kept with the deed's event, under the chain, so that the records can be read as they stood after any
//! event ([`super::as_of`]). Only columns that changed are kept; of a row that was taken away, all. A record's
//! persons and units are kept as rows, under the names of their tables.

use std::collections::BTreeMap;

use serde_json::Value;

use super::rows_before::json;
use super::sql::{SqlRow, Val, built, id_list, vals};
use super::table::{Record, TableInfo};
use super::tables::{ITEM, PERSON, PersonRow, UNIT, UnitRow};
use super::tx::{Assigned, Tx};
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// Rows that documents are made from; what others said before is told by their events.
const KEPT: [RecordKind; 12] = [
    RecordKind::Fonds,
    RecordKind::Item,
    RecordKind::Volume,
    RecordKind::Fact,
    RecordKind::Place,
    RecordKind::Consultation,
    RecordKind::Adoption,
    RecordKind::Succession,
    RecordKind::Hold,
    RecordKind::HoldRecord,
    RecordKind::ScheduleChange,
    RecordKind::Departure,
];

/// Of a batch of more records than this, taken back at once, the log keeps no values: they would be one text of
/// some hundred megabytes.
const MOST_WHOLE: usize = 200_000;

fn values<'c>(
    columns: impl Iterator<Item = &'c &'static str>,
    row: &SqlRow,
) -> Result<Vec<(&'static str, Value)>> {
    columns.enumerate().map(|(at, column)| Ok((*column, json(&row.val(at)?)))).collect()
}

impl Tx {
    fn keeps(&self, table: &TableInfo, id: i64) -> Option<RecordKind> {
        let is_old =
            |kind: &RecordKind| !self.before.new.contains(&(*kind, id)) && !self.fresh.contains(&(*kind, id));
        table.kind.filter(|kind| KEPT.contains(kind)).filter(is_old)
    }

    /// Keeps what these columns of a row say, as far as they are to say something else.
    pub(super) async fn keep_before(
        &mut self,
        table: &TableInfo,
        id: i64,
        assigned: &[Assigned<'_>],
    ) -> Result<()> {
        let Some(kind) = self.keeps(table, id) else { return Ok(()) };
        let columns: Vec<&'static str> = assigned.iter().map(|(column, _)| *column).collect();
        let sql = built(format!("select {} from {} where id = $1", columns.join(", "), table.name));
        let rows = self.rows(sql, vals![id]).await?;
        let Some(row) = rows.first() else { return Ok(()) };
        for ((column, old), (_, new)) in values(columns.iter(), row)?.into_iter().zip(assigned) {
            if old != json(new) {
                self.before.note(kind, id, column, old);
            }
        }
        Ok(())
    }

    /// The same of these columns of many rows; each row's new values follow its id.
    pub(super) async fn keep_many_before(
        &mut self,
        table: &TableInfo,
        columns: &[&'static str],
        rows: &[(i64, Vec<Val<'_>>)],
    ) -> Result<()> {
        let kept: BTreeMap<i64, &Vec<Val<'_>>> = rows
            .iter()
            .filter(|(id, _)| self.keeps(table, *id).is_some())
            .map(|(id, vals)| (*id, vals))
            .collect();
        let (Some(kind), ids) = (table.kind, kept.keys().copied().collect::<Vec<_>>()) else { return Ok(()) };
        for ids in ids.chunks(500) {
            let (list, vals) = id_list(ids);
            let sql = format!("select {}, id from {} where id in ({list})", columns.join(", "), table.name);
            for row in self.rows(built(sql), &vals).await? {
                let id = row.int(columns.len())?.unwrap_or_default();
                let Some(new) = kept.get(&id) else { continue };
                for ((column, old), new) in values(columns.iter(), &row)?.into_iter().zip(new.iter()) {
                    if old != json(new) {
                        self.before.note(kind, id, column, old);
                    }
                }
            }
        }
        Ok(())
    }

    /// Keeps all that the rows say whose `column` has this value: they are to go.
    pub(super) async fn keep_whole_before(
        &mut self,
        table: &TableInfo,
        column: &str,
        value: i64,
    ) -> Result<()> {
        let columns = table.columns.join(", ");
        let sql = built(format!("select {columns}, id from {} where {column} = $1", table.name));
        for row in self.rows(sql, vals![value]).await? {
            let id = row.int(table.columns.len())?.unwrap_or_default();
            let Some(kind) = self.keeps(table, id) else { continue };
            for (column, old) in values(table.columns.iter(), &row)? {
                self.before.note(kind, id, column, old);
            }
        }
        Ok(())
    }

    /// Keeps the persons and units of a record that are to be replaced.
    pub(super) async fn keep_members_before(&mut self, item_id: i64) -> Result<()> {
        if self.keeps(&ITEM, item_id).is_none() {
            return Ok(());
        }
        for (table, rows) in self.members_where("item_id = $1", item_id).await? {
            // none is said too: there may be some afterwards
            let rows = rows.into_iter().map(|(_, row)| row).collect();
            self.before.note(RecordKind::Item, item_id, table, Value::Array(rows));
        }
        Ok(())
    }

    /// Keeps all records of a batch that are to go, with their persons and units.
    pub(super) async fn keep_batch_before(&mut self, batch_id: i64, records: usize) -> Result<()> {
        if records > MOST_WHOLE {
            return Ok(());
        }
        self.keep_whole_before(&ITEM, "batch_id", batch_id).await?;
        let of_batch = "item_id in (select id from item where batch_id = $1)";
        for (table, rows) in self.members_where(of_batch, batch_id).await? {
            let mut each: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
            for (item_id, row) in rows {
                each.entry(item_id).or_default().push(row);
            }
            for (item_id, rows) in each {
                self.before.note(RecordKind::Item, item_id, table, Value::Array(rows));
            }
        }
        Ok(())
    }

    /// Persons and units, each under the name of its table with the record's id.
    async fn members_where(
        &self,
        condition: &str,
        value: i64,
    ) -> Result<[(&'static str, Vec<(i64, Value)>); 2]> {
        let mut found = [(PERSON.name, Vec::new()), (UNIT.name, Vec::new())];
        let tables = [(&PERSON, PersonRow::TABLE.columns), (&UNIT, UnitRow::TABLE.columns)];
        for ((table, columns), (_, rows)) in tables.into_iter().zip(&mut found) {
            let list = columns.join(", ");
            let sql =
                built(format!("select {list} from {} where {condition} order by item_id, seq", table.name));
            for row in self.rows(sql, vals![value]).await? {
                let item_id = row.int(0)?.unwrap_or_default();
                let said = values(columns.iter(), &row)?;
                let said = said.into_iter().map(|(column, value)| (column.to_owned(), value));
                rows.push((item_id, Value::Object(said.collect())));
            }
        }
        Ok(found)
    }
}
