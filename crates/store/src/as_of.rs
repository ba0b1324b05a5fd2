//! The records as they stood after an event: rebuilt in a database of their own, from the rows of today and
//! what the log says they said before.
//!
//! What is rebuilt is proved: every row that an event touched since must have the digest that the log gave it
//! then. A row that does not (an event of a version that kept no earlier values, or a damaged log) is named.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use super::errors::broken;
use super::events::rows_touched;
use super::open::{Store, migrate};
use super::queries::{Backend, Queries};
use super::rows_before::{self, RowValues};
use super::snapshot::Snapshot;
use super::sql::{Connection, Val, built, id_list, vals};
use super::table::TableInfo;
use super::tables::{ITEM, PERSON, TABLES, UNIT, table_of};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::records::event::RecordKind;

/// Rows read and written at a time.
const PORTION: i64 = 2000;
/// Events read at a time; one may hold the old values of thousands of rows.
const EVENTS: i64 = 5;

/// Tables copied whole; records follow by volume.
const WHOLE: [&str; 12] = [
    "fonds",
    "adoption",
    "succession",
    "edition",
    "place",
    "volume",
    "fact",
    "consultation",
    "hold",
    "hold_record",
    "schedule_change",
    "departure",
];

/// A row as the log knows it.
pub type RowKeyInLog = (RecordKind, i64);

/// The records after an event.
pub struct Rebuilt {
    pub store: Store,
    /// Rows that are not proved to be as they were, or that were there and are lost.
    pub unproved: Vec<RowKeyInLog>,
}

impl Store {
    /// Rebuilds in `file` what stood in the archive after event `seq`: fonds, schemes, places, volumes, facts and
    /// the register of use, and the records that stand in these volumes or were touched since. It is read as the
    /// archive's own database is.
    ///
    /// # Errors
    /// `Busy` where the file cannot be written; `Broken` where the log cannot be read.
    pub async fn rebuild_after(&self, seq: i64, volumes: &[i64], file: &Path) -> Result<Rebuilt> {
        let snapshot = self.snapshot().await?;
        let made = rebuild(&snapshot, seq, volumes, file).await;
        let touched = match made {
            Ok(touched) => touched,
            Err(error) => {
                snapshot.close().await;
                return Err(error);
            }
        };
        let store = Store::open_sqlite_reading(file).await?;
        let unproved = unproved(&snapshot, &store, seq, &touched).await;
        snapshot.close().await;
        Ok(Rebuilt { store, unproved: unproved? })
    }
}

/// Rows touched after the event, by kind.
type TouchedRows = BTreeMap<RecordKind, BTreeSet<i64>>;

async fn rebuild(snapshot: &Snapshot, seq: i64, volumes: &[i64], file: &Path) -> Result<TouchedRows> {
    let touched = touched_since(snapshot, seq).await?;
    let mut scratch = Scratch::make(file, seq).await?;
    scratch.copy(snapshot, volumes, &touched).await?;
    scratch.drop_later(snapshot, &touched).await?;
    scratch.set_back(snapshot).await?;
    scratch.link.run("commit").await?;
    scratch.link.close().await;
    Ok(touched)
}

async fn touched_since(snapshot: &Queries, seq: i64) -> Result<TouchedRows> {
    let (mut touched, mut after) = (TouchedRows::new(), seq);
    loop {
        let (reached, rows) = snapshot.touched_after(after, EVENTS).await?;
        for (kind, id) in rows {
            touched.entry(kind).or_default().insert(id);
        }
        if reached == after {
            return Ok(touched);
        }
        after = reached;
    }
}

/// A database in the making: tables without guards, for rows are set back in it.
struct Scratch {
    link: Connection,
    seq: i64,
    /// Rows that came only after the event.
    later: HashSet<RowKeyInLog>,
    /// Records copied so far.
    items: HashSet<i64>,
}

impl Scratch {
    async fn make(file: &Path, seq: i64) -> Result<Scratch> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            .foreign_keys(false)
            .disable_statement_logging();
        let mut link = options.connect().await.map_err(broken)?;
        migrate(&mut link, Backend::Sqlite).await?;
        let mut link = Connection::Sqlite(Box::new(link));
        let guards = "select name from sqlite_master where type = 'trigger'";
        for guard in link.rows(built(guards.to_owned()), &[]).await? {
            let name = guard.text(0)?.unwrap_or_default().to_owned();
            link.execute(built(format!("drop trigger \"{name}\"")), &[]).await?;
        }
        link.run("begin").await?;
        Ok(Scratch { link, seq, later: HashSet::new(), items: HashSet::new() })
    }

    /// The rows of today: all of the small tables, the records of these volumes and those touched since.
    async fn copy(&mut self, from: &Queries, volumes: &[i64], touched: &TouchedRows) -> Result<()> {
        for table in TABLES.into_iter().filter(|table| WHOLE.contains(&table.name)) {
            let mut after = i64::MIN;
            loop {
                let rest = format!("where id > $1 order by id limit {PORTION}");
                let rows = self.copy_rows(from, table, &rest, vals![after]).await?;
                match rows.last() {
                    Some(last) => after = *last,
                    None => break,
                }
            }
        }
        let filed = format!("filed_in <= {}", self.seq);
        for volumes in volumes.chunks(50) {
            let (list, vals) = id_list(volumes);
            self.copy_items(from, &format!("where volume_id in ({list}) and {filed}"), &vals).await?;
        }
        // what the register of use tells of may stand in any volume
        let used = "select distinct item_id from consultation where item_id is not null order by item_id";
        let used: Vec<i64> = from.all(used, &[]).await?;
        let empty = BTreeSet::new();
        let moved = touched.get(&RecordKind::Item).unwrap_or(&empty).iter().copied().chain(used);
        let moved: BTreeSet<i64> = moved.filter(|id| !self.items.contains(id)).collect();
        let moved: Vec<i64> = moved.into_iter().collect();
        for items in moved.chunks(500) {
            let (list, vals) = id_list(items);
            self.copy_items(from, &format!("where id in ({list}) and {filed}"), &vals).await?;
        }
        Ok(())
    }

    async fn copy_items(&mut self, from: &Queries, rest: &str, vals: &[Val<'_>]) -> Result<()> {
        let items = self.copy_rows(from, &ITEM, rest, vals).await?;
        self.items.extend(&items);
        for items in items.chunks(500) {
            let (list, vals) = id_list(items);
            for table in [&PERSON, &UNIT] {
                self.copy_rows(from, table, &format!("where item_id in ({list})"), &vals).await?;
            }
        }
        Ok(())
    }

    /// Copies rows; answers the first column of each.
    async fn copy_rows(
        &mut self,
        from: &Queries,
        table: &TableInfo,
        rest: &str,
        vals: &[Val<'_>],
    ) -> Result<Vec<i64>> {
        let columns = table.columns.join(", ");
        let rows = from.rows(built(format!("select {columns} from {} {rest}", table.name)), vals).await?;
        let width = table.columns.len();
        let (mut keys, mut vals) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len() * width));
        for row in &rows {
            keys.push(row.int(0)?.unwrap_or_default());
            for at in 0..width {
                vals.push(row.val(at)?);
            }
        }
        let head = format!("insert into {} ({columns}) values ", table.name);
        self.link.insert_many(&head, width, &vals).await?;
        Ok(keys)
    }

    /// Takes away what was not there yet.
    async fn drop_later(&mut self, from: &Queries, touched: &TouchedRows) -> Result<()> {
        for (kind, ids) in touched {
            let Some(table) = table_of(*kind).filter(|table| WHOLE.contains(&table.name)) else { continue };
            for id in ids {
                let first =
                    "select cast(coalesce(min(seq), 0) as bigint) from trace where kind = $1 and row_id = $2";
                if from.number(first, vals![kind.letter().to_string(), *id]).await? > self.seq {
                    self.later.insert((*kind, *id));
                    let gone = built(format!("delete from {} where id = $1", table.name));
                    self.link.execute(gone, vals![*id]).await?;
                }
            }
        }
        Ok(())
    }

    /// Gives every row what the events after this one say it said before them, the latest event first.
    async fn set_back(&mut self, from: &Queries) -> Result<()> {
        let mut until = i64::MAX;
        loop {
            let sql = "select seq, before from event where seq > $1 and seq < $2 order by seq desc limit $3";
            let events: Vec<(i64, String)> = from.all(sql, vals![self.seq, until, EVENTS]).await?;
            let Some((last, _)) = events.last() else { return Ok(()) };
            until = *last;
            for (seq, text) in &events {
                let rows = rows_before::read(text)
                    .ok_or_else(|| anyhow::anyhow!("event {seq}: its earlier values cannot be read"))?;
                for (kind, id, values) in rows {
                    self.set_row_back(kind, id, values).await?;
                }
            }
        }
    }

    async fn set_row_back(&mut self, kind: RecordKind, id: i64, mut said: RowValues) -> Result<()> {
        let Some(table) = table_of(kind) else { return Ok(()) };
        if self.later.contains(&(kind, id)) {
            return Ok(());
        }
        let members: Vec<_> = [&PERSON, &UNIT]
            .into_iter()
            .filter_map(|table| Some((table, said.remove(table.name)?)))
            .collect();
        let is_whole = table.columns.iter().all(|column| said.contains_key(*column));
        let columns: Vec<_> =
            table.columns.iter().copied().filter(|column| said.contains_key(*column)).collect();
        let vals: Vec<Val<'_>> = columns.iter().filter_map(|column| said.get(*column)).map(val).collect();
        if is_whole {
            // it was taken away, unless it came after the event as well
            if kind != RecordKind::Item || said.get("filed_in").and_then(|seq| seq.as_i64()) <= Some(self.seq)
            {
                let gone = built(format!("delete from {} where id = $1", table.name));
                self.link.execute(gone, vals![id]).await?;
                let head = format!("insert into {} ({}) values ", table.name, columns.join(", "));
                self.link.insert_many(&head, columns.len(), &vals).await?;
            }
        } else if !columns.is_empty() {
            let set = columns.iter().enumerate().map(|(at, column)| format!("{column} = ${}", at + 1));
            let (set, last) = (set.collect::<Vec<_>>().join(", "), columns.len() + 1);
            let sql = built(format!("update {} set {set} where id = ${last}", table.name));
            let vals: Vec<Val<'_>> = vals.into_iter().chain([Val::Int(id)]).collect();
            self.link.execute(sql, &vals).await?;
        }
        for (table, rows) in members {
            self.set_members_back(table, id, &rows).await?;
        }
        Ok(())
    }

    async fn set_members_back(
        &mut self,
        table: &TableInfo,
        item_id: i64,
        rows: &serde_json::Value,
    ) -> Result<()> {
        let there = "select count(*) from item where id = $1".to_owned();
        let there = self.link.rows(built(there), vals![item_id]).await?;
        if there.first().map(|row| row.int(0)).transpose()?.flatten() != Some(1) {
            return Ok(());
        }
        let gone = built(format!("delete from {} where item_id = $1", table.name));
        self.link.execute(gone, vals![item_id]).await?;
        for row in rows.as_array().into_iter().flatten().filter_map(|row| row.as_object()) {
            let columns: Vec<_> =
                table.columns.iter().copied().filter(|column| row.contains_key(*column)).collect();
            let vals: Vec<Val<'_>> = columns.iter().filter_map(|column| row.get(*column)).map(val).collect();
            let head = format!("insert into {} ({}) values ", table.name, columns.join(", "));
            self.link.insert_many(&head, columns.len(), &vals).await?;
        }
        Ok(())
    }
}

/// A value the log kept, for a column.
fn val(value: &serde_json::Value) -> Val<'_> {
    match value {
        serde_json::Value::Number(number) => Val::OptInt(number.as_i64()),
        serde_json::Value::String(text) => text.as_str().into(),
        _ => Val::OptText(None),
    }
}

/// Touched rows whose digest is not the one the log gave them by the event.
async fn unproved(
    log: &Queries,
    rebuilt: &Queries,
    seq: i64,
    touched: &TouchedRows,
) -> Result<Vec<RowKeyInLog>> {
    let mut unproved = Vec::new();
    for (kind, ids) in touched {
        let is_rebuilt =
            *kind == RecordKind::Item || table_of(*kind).is_some_and(|t| WHOLE.contains(&t.name));
        if !is_rebuilt {
            continue;
        }
        for ids in ids.iter().copied().collect::<Vec<_>>().chunks(500) {
            let rows: Vec<_> = ids.iter().map(|id| (*kind, *id)).collect();
            let (said, now) =
                (log.digests_said(&rows, seq, rebuilt).await?, rebuilt.digests_now(&rows).await?);
            unproved.extend(rows.into_iter().filter(|row| said.get(row) != now.get(row)));
        }
    }
    unproved.extend(lost(log, rebuilt, seq).await?);
    Ok(unproved)
}

/// Records that are gone today, whose own events did not keep what they said, and that may have been there.
async fn lost(log: &Queries, rebuilt: &Queries, seq: i64) -> Result<Vec<RowKeyInLog>> {
    let (mut gone, mut after) = (BTreeSet::new(), seq);
    loop {
        let sql = "select seq, touched, before from event where seq > $1 order by seq limit $2";
        let events: Vec<(i64, String, String)> = log.all(sql, vals![after, EVENTS]).await?;
        let Some((last, ..)) = events.last() else { break };
        after = *last;
        for (seq, touched, before) in &events {
            let rows = rows_touched(*seq, touched)?.into_iter();
            let rows = rows.filter(|row| row.kind == RecordKind::Item && row.state.is_none());
            let rows: Vec<RowKeyInLog> = rows.map(|row| (row.kind, row.id)).collect();
            if rows.is_empty() {
                continue;
            }
            let is_whole = |said: &RowValues| said.contains_key("filed_in");
            let kept = rows_before::read(before).into_iter().flatten();
            let kept: HashSet<RowKeyInLog> = kept
                .filter(|(kind, _, said)| *kind == RecordKind::Item && is_whole(said))
                .map(|(kind, id, _)| (kind, id))
                .collect();
            gone.extend(rows.into_iter().filter(|row| !kept.contains(row)));
        }
    }
    let gone: Vec<RowKeyInLog> = gone.into_iter().collect();
    let mut lost = Vec::new();
    for rows in gone.chunks(500) {
        let there = rebuilt.digests_now(rows).await?;
        lost.extend(rows.iter().copied().filter(|row| !there.contains_key(row)));
    }
    Ok(lost)
}

impl Queries {
    /// The digests that the log gave these rows by an event; a row that was not there has none. `records` knows
    /// in which event a record was filed, also one that is gone today.
    async fn digests_said(
        &self,
        rows: &[RowKeyInLog],
        through: i64,
        records: &Queries,
    ) -> Result<HashMap<RowKeyInLog, Digest>> {
        let mut latest: BTreeMap<i64, Vec<RowKeyInLog>> = BTreeMap::new();
        for rows in rows.chunk_by(|one, next| one.0 == next.0) {
            let kind = rows[0].0;
            let ids: Vec<i64> = rows.iter().map(|(_, id)| *id).collect();
            let (list, mut vals) = id_list(&ids);
            let at = vals.len();
            vals.extend([kind.letter().to_string().into(), through.into()]);
            let traced = format!(
                "select row_id, cast(max(seq) as bigint) from trace where row_id in ({list}) and kind = ${} and seq <= ${}
                 group by row_id",
                at + 1,
                at + 2
            );
            let mut found: HashMap<i64, i64> =
                self.all::<(i64, i64)>(built(traced), &vals).await?.into_iter().collect();
            if kind == RecordKind::Item {
                let (list, vals) = id_list(&ids);
                let filed = built(format!("select id, filed_in from item where id in ({list})"));
                for (id, seq) in records.all::<(i64, i64)>(filed, &vals).await? {
                    let known = found.entry(id).or_insert(seq);
                    *known = (*known).max(seq);
                }
            }
            for (id, seq) in found.into_iter().filter(|(_, seq)| *seq <= through) {
                latest.entry(seq).or_default().push((kind, id));
            }
        }
        let mut said = HashMap::new();
        for (seq, rows) in latest {
            let text: Option<String> =
                self.one("select touched from event where seq = $1", vals![seq]).await?;
            let states: HashMap<RowKeyInLog, Option<Digest>> = rows_touched(seq, &text.unwrap_or_default())?
                .into_iter()
                .map(|row| ((row.kind, row.id), row.state))
                .collect();
            for row in rows {
                if let Some(Some(digest)) = states.get(&row) {
                    said.insert(row, *digest);
                }
            }
        }
        Ok(said)
    }

    /// The last event before a moment; 0: there was none yet. Times in the log have the office's offset, as `until` has:
    /// their texts compare as they do. An event asked for before another may be written after it, so all are looked at.
    pub async fn last_event_before(&self, until: chrono::DateTime<chrono::FixedOffset>) -> Result<i64> {
        let sql = "select cast(coalesce(max(seq), 0) as bigint) from event where at < $1";
        self.number(sql, vals![until.to_rfc3339()]).await
    }
}
