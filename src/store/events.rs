//! The log of what happened: appended by the pen, read by the index, the history and `verify`.

use super::Store;
use super::sql::{Link, Row, vals};
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::role::By;
use crate::domain::records::event::{self, Event, Logged, RecordKind, Touched};

/// The end of the chain.
pub(super) struct LastLink {
    pub seq: i64,
    pub digest: String,
}

pub(super) async fn last_link(link: &mut Link) -> Result<LastLink> {
    Ok(match link.row("select seq, digest from event order by seq desc limit 1", &[]).await? {
        Some(row) => LastLink { seq: row.int(0)?, digest: row.text(1)? },
        None => LastLink { seq: 0, digest: String::new() },
    })
}

/// Writes the event; `traced` are the rows whose history names it.
pub(super) async fn append(
    link: &mut Link,
    by: &By,
    last: &LastLink,
    event: Event,
    mut touched: Vec<Touched>,
    traced: &[(RecordKind, i64)],
) -> Result<()> {
    let seq = last.seq + 1;
    let at = by.now.to_rfc3339();
    let detail = event.detail.to_string();
    let rows = event::rows_text(&mut touched);
    let link_text = event::EventLink {
        previous: &last.digest,
        seq,
        at: &at,
        actor: &by.actor.login,
        what: &event.what,
        about: &event.about,
        detail: &detail,
        rows: &rows,
    };
    let digest = link_text.digest().hex();
    let sql = "insert into event (seq, at, actor, what, about, detail, touched, prev, digest)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let vals =
        vals![seq, &at, &by.actor.login, &event.what, &event.about, &detail, &rows, &last.digest, &digest];
    link.execute(sql, vals).await?;
    let letters: Vec<String> = traced.iter().map(|(kind, _)| kind.letter().to_string()).collect();
    let rows = traced.iter().zip(&letters);
    let vals: Vec<_> =
        rows.flat_map(|((_, id), letter)| [letter.as_str().into(), (*id).into(), seq.into()]).collect();
    link.insert_many("insert into trace (kind, row_id, seq) values ", 3, &vals).await
}

pub(super) fn logged(row: &Row) -> Result<Logged> {
    let detail = serde_json::from_str(&row.text(5)?).unwrap_or(serde_json::Value::Null);
    Ok(Logged {
        seq: row.int(0)?,
        at: row.text(1)?,
        actor: row.text(2)?,
        event: Event { what: row.text(3)?, about: row.text(4)?, detail },
        digest: Digest::from_hex(&row.text(6)?).unwrap_or_else(|| Digest::of(b"")),
    })
}

const AFTER: &str = "select e.seq, e.at, e.actor, e.what, e.about, e.detail, e.digest, e.touched
    from trace t join event e on e.seq = t.seq where t.kind = $1 and t.row_id = $2 and t.seq > $3 order by t.seq";

fn with_items(row: &Row) -> Result<(Logged, Vec<i64>)> {
    let logged = logged(row)?;
    let touched = event::rows_from_text(&row.text(7)?)
        .ok_or_else(|| anyhow::anyhow!("event {}: its list of rows cannot be read", logged.seq))?;
    let items = touched.iter().filter(|row| row.kind == RecordKind::Item).map(|row| row.id).collect();
    Ok((logged, items))
}

impl super::Tx<'_> {
    /// As [`Store::history_after`], inside the write.
    pub async fn history_after(
        &mut self,
        kind: RecordKind,
        id: i64,
        seq: i64,
    ) -> Result<Vec<(Logged, Vec<i64>)>> {
        let letter = kind.letter().to_string();
        self.link.rows(AFTER, vals![&letter, id, seq]).await?.iter().map(with_items).collect()
    }
}

/// A link of the chain with everything its digest covers, for `verify`.
pub struct ChainLink {
    pub seq: i64,
    pub at: String,
    pub actor: String,
    pub what: String,
    pub about: String,
    pub detail: String,
    pub touched: String,
    pub prev: String,
    pub digest: String,
}

impl Store {
    /// Sequence of the latest event; 0 when there is none.
    pub async fn last_event(&self) -> Result<i64> {
        let row = self.pool.row("select cast(coalesce(max(seq), 0) as bigint) from event", &[]).await?;
        row.map_or(Ok(0), |row| row.int(0))
    }

    /// The latest event and its digest; 0 and empty when there is none.
    pub async fn end_of_log(&self) -> Result<(i64, String)> {
        let row = self.pool.row("select seq, digest from event order by seq desc limit 1", &[]).await?;
        row.map_or(Ok((0, String::new())), |row| Ok((row.int(0)?, row.text(1)?)))
    }

    /// Digest of one event; `None`: there is no such event.
    pub async fn event_digest(&self, seq: i64) -> Result<Option<String>> {
        let row = self.pool.row("select digest from event where seq = $1", vals![seq]).await?;
        row.map(|row| row.text(0)).transpose()
    }

    /// Rows of one kind that events after `seq` touched, with the sequence they lead to; at most
    /// `limit` events. The feed of the index.
    pub async fn touched_after(&self, seq: i64, kind: RecordKind, limit: i64) -> Result<(i64, Vec<i64>)> {
        let sql = "select seq, touched from event where seq > $1 order by seq limit $2";
        let mut ids = Vec::new();
        let mut reached = seq;
        for row in self.pool.rows(sql, vals![seq, limit]).await? {
            reached = row.int(0)?;
            let text = row.text(1)?;
            let touched = event::rows_from_text(&text)
                .ok_or_else(|| anyhow::anyhow!("event {reached}: its list of rows cannot be read"))?;
            ids.extend(touched.iter().filter(|row| row.kind == kind).map(|row| row.id));
        }
        Ok((reached, ids))
    }

    /// The latest event of this kind before `before` whose detail has the text in it.
    pub async fn event_saying(&self, what: &str, text: &str, before: i64) -> Result<Option<Logged>> {
        let sql = "select seq, at, actor, what, about, detail, digest from event
                   where what = $1 and detail like $2 and seq < $3 order by seq desc limit 1";
        let row = self.pool.row(sql, vals![what, &format!("%{text}%"), before]).await?;
        row.as_ref().map(logged).transpose()
    }

    /// What happened to one record, oldest first.
    pub async fn history(&self, kind: RecordKind, id: i64) -> Result<Vec<Logged>> {
        let sql = "select seq, at, actor, what, about, detail, digest from event
                   where seq in (select seq from trace where kind = $1 and row_id = $2
                                 union select filed_in from item where id = $2 and $1 = 'i') order by seq";
        let letter = kind.letter().to_string();
        self.pool.rows(sql, vals![&letter, id]).await?.iter().map(logged).collect()
    }

    /// What happened to one record after `seq`, oldest first, with the items each event touched.
    pub async fn history_after(
        &self,
        kind: RecordKind,
        id: i64,
        seq: i64,
    ) -> Result<Vec<(Logged, Vec<i64>)>> {
        let letter = kind.letter().to_string();
        self.pool.rows(AFTER, vals![&letter, id, seq]).await?.iter().map(with_items).collect()
    }

    /// The latest events, newest first.
    pub async fn latest_events(&self, before: i64, limit: i64) -> Result<Vec<Logged>> {
        let sql = "select seq, at, actor, what, about, detail, digest from event where seq < $1 order by seq desc limit $2";
        self.pool.rows(sql, vals![before, limit]).await?.iter().map(logged).collect()
    }

    /// The chain in order, a portion at a time.
    pub async fn chain_after(&self, seq: i64, limit: i64) -> Result<Vec<ChainLink>> {
        let sql = "select seq, at, actor, what, about, detail, touched, prev, digest from event where seq > $1 order by seq limit $2";
        let rows = self.pool.rows(sql, vals![seq, limit]).await?;
        rows.iter()
            .map(|row| {
                Ok(ChainLink {
                    seq: row.int(0)?,
                    at: row.text(1)?,
                    actor: row.text(2)?,
                    what: row.text(3)?,
                    about: row.text(4)?,
                    detail: row.text(5)?,
                    touched: row.text(6)?,
                    prev: row.text(7)?,
                    digest: row.text(8)?,
                })
            })
            .collect()
    }
}
