//! The log of what happened: appended by the writer, read by the index, the history and `verify`.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset};

use super::columns::{Columns, FromRow};
use super::queries::Queries;
use super::sql::{built, vals};
use super::table::select;
use super::tables::{ChainLink, EVENT, TRACE};
use super::tx::Tx;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::general::masking::WholeFor;
use crate::domain::general::role::By;
use crate::domain::records::event::{self, Event, EventKind, Logged, RecordKind, Touched};

/// What a deed that was asked for from the network says of the address.
const FROM: &str = "from_address";

/// The columns of an event as pages show it, in the order [`Logged`] is read in.
pub(super) const LOGGED: &str = "seq, at, actor, what, about, detail, digest";

impl FromRow for Logged {
    fn from_row(columns: &mut Columns<'_>) -> Result<Self> {
        Ok(Logged {
            seq: columns.next()?,
            at: columns.next()?,
            actor: columns.next()?,
            event: Event {
                what: columns.next()?,
                about: columns.next()?,
                detail: serde_json::from_str(&columns.next::<String>()?).unwrap_or_default(),
            },
            digest: Digest::from_hex(&columns.next::<String>()?).unwrap_or_else(|| Digest::compute(b"")),
        })
    }
}

impl ChainLink {
    /// The event with the digest before it, as its own digest covers it.
    pub fn after<'a>(&'a self, previous: &'a str) -> event::EventLink<'a> {
        event::EventLink {
            previous,
            seq: self.seq,
            at: &self.at,
            actor: &self.actor,
            what: &self.what,
            about: &self.about,
            detail: &self.detail,
            rows: &self.touched,
            before: &self.before,
        }
    }
}

impl Queries {
    /// Sequence of the latest event; 0 when there is none.
    pub async fn last_event(&self) -> Result<i64> {
        Ok(self.end_of_log().await?.0)
    }

    /// The latest event and its digest; 0 and empty when there is none.
    pub async fn end_of_log(&self) -> Result<(i64, String)> {
        let sql = "select seq, digest from event order by seq desc limit 1";
        Ok(self.one(sql, &[]).await?.unwrap_or_default())
    }

    /// Digest of one event; `None`: there is no such event.
    pub async fn event_digest(&self, seq: i64) -> Result<Option<String>> {
        self.one("select digest from event where seq = $1", vals![seq]).await
    }

    /// Rows that events after `seq` touched, with the sequence they lead to; at most `limit` events. The feed
    /// of the index.
    pub async fn touched_after(&self, seq: i64, limit: i64) -> Result<(i64, Vec<(RecordKind, i64)>)> {
        let sql = "select seq, touched from event where seq > $1 order by seq limit $2";
        let (mut rows, mut reached) = (Vec::new(), seq);
        for (seq, touched) in self.all::<(i64, String)>(sql, vals![seq, limit]).await? {
            reached = seq;
            rows.extend(rows_touched(seq, &touched)?.iter().map(|row| (row.kind, row.id)));
        }
        Ok((reached, rows))
    }

    /// The latest event of this kind before `before` whose detail has the text in it.
    pub async fn event_saying(&self, what: EventKind, text: &str, before: i64) -> Result<Option<Logged>> {
        let sql = format!(
            "select {LOGGED} from event where what = $1 and detail like $2 and seq < $3 order by seq desc limit 1"
        );
        self.one(built(sql), vals![what.key(), format!("%{text}%"), before]).await
    }

    /// The latest event of each of two kinds among those after `seq`.
    pub async fn latest_of_kinds(&self, kinds: [EventKind; 2], after: i64) -> Result<[Option<Logged>; 2]> {
        let sql =
            format!("select {LOGGED} from event where what = $1 and seq > $2 order by seq desc limit 1");
        let [one, other] = kinds;
        let one = self.one(built(sql.clone()), vals![one.key(), after]).await?;
        Ok([one, self.one(built(sql), vals![other.key(), after]).await?])
    }

    /// What happened to one record, oldest first.
    pub async fn history(&self, kind: RecordKind, id: i64) -> Result<Vec<Logged>> {
        let sql = format!(
            "select {LOGGED} from event where seq in (select seq from trace where kind = $1 and row_id = $2
                                 union select filed_in from item where id = $2 and $1 = 'i') order by seq"
        );
        self.all(built(sql), vals![kind.letter().to_string(), id]).await
    }

    /// Events of these kinds that concern any of these items, the latest first, each with the items of them it concerns.
    pub async fn events_on_items(
        &self,
        kinds: &[EventKind],
        items: &[i64],
    ) -> Result<Vec<(Logged, Vec<i64>)>> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        let ids = items.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let kinds = kinds.iter().map(|kind| format!("'{}'", kind.key())).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "select {LOGGED} from event where what in ({kinds}) and seq in
             (select seq from trace where kind = 'i' and row_id in ({ids})) order by seq desc"
        );
        let events: Vec<Logged> = self.all(built(sql), &[]).await?;
        let sql = format!(
            "select x.seq, x.row_id from trace x join event e on e.seq = x.seq
             where x.kind = 'i' and x.row_id in ({ids}) and e.what in ({kinds})"
        );
        let mut traces = HashMap::<i64, Vec<i64>>::new();
        for (seq, item) in self.all::<(i64, i64)>(built(sql), &[]).await? {
            traces.entry(seq).or_default().push(item);
        }
        let mut touched = |seq: i64| traces.remove(&seq).unwrap_or_default();
        Ok(events
            .into_iter()
            .map(|event| (event.seq, event))
            .map(|(seq, event)| (event, touched(seq)))
            .collect())
    }

    /// What happened to one record after `seq`, oldest first, with the items each event touched.
    pub async fn history_after(
        &self,
        kind: RecordKind,
        id: i64,
        seq: i64,
    ) -> Result<Vec<(Logged, Vec<i64>)>> {
        let sql = format!(
            "select {LOGGED}, touched from event where seq in
             (select seq from trace where kind = $1 and row_id = $2 and seq > $3) order by seq"
        );
        let found: Vec<(Logged, String)> =
            self.all(built(sql), vals![kind.letter().to_string(), id, seq]).await?;
        let with_items = |(logged, touched): (Logged, String)| {
            let items = ids_touched(logged.seq, &touched, RecordKind::Item)?;
            Ok((logged, items))
        };
        found.into_iter().map(with_items).collect()
    }

    /// The last event before a moment, by the log's own times, which run forward; 0: there is none. Halves are looked at, so
    /// that a log of any length is asked a few dozen times.
    pub async fn last_before(&self, moment: DateTime<FixedOffset>) -> Result<i64> {
        let (mut before, mut end) = (0, self.last_event().await?);
        while before < end {
            let middle = before + (end - before + 1) / 2;
            let at: Option<String> = self.one("select at from event where seq = $1", vals![middle]).await?;
            let at = at.and_then(|at| DateTime::parse_from_rfc3339(&at).ok());
            match at.is_some_and(|at| at < moment) {
                true => before = middle,
                false => end = middle - 1,
            }
        }
        Ok(before)
    }

    /// Events of two kinds after `seq`, the oldest first.
    pub async fn of_kinds_after(&self, kinds: [EventKind; 2], seq: i64) -> Result<Vec<Logged>> {
        let sql = format!("select {LOGGED} from event where seq > $1 and what in ($2, $3) order by seq");
        let [one, other] = kinds;
        self.all(built(sql), vals![seq, one.key(), other.key()]).await
    }

    /// The latest events, newest first.
    pub async fn latest_events(&self, before: i64, limit: i64) -> Result<Vec<Logged>> {
        let sql = format!("select {LOGGED} from event where seq < $1 order by seq desc limit $2");
        self.all(built(sql), vals![before, limit]).await
    }

    /// Events of a kind (all, where none is said), newest first, without the first `skip`.
    pub async fn events_page(&self, what: Option<&str>, skip: i64, limit: i64) -> Result<Vec<Logged>> {
        let sql = format!(
            "select {LOGGED} from event where (cast($1 as text) is null or what = $1)
             order by seq desc limit $2 offset $3"
        );
        self.all(built(sql), vals![what, limit, skip]).await
    }

    /// How many events there are of a kind. Without one the last number tells it; else every event is
    /// looked at.
    pub async fn event_count(&self, what: Option<&str>) -> Result<i64> {
        match what {
            None => self.last_event().await,
            Some(what) => self.number("select count(*) from event where what = $1", vals![what]).await,
        }
    }

    /// The chain in order, a portion at a time.
    pub async fn chain_after(&self, seq: i64, limit: i64) -> Result<Vec<ChainLink>> {
        let sql = select::<ChainLink>("where seq > $1 order by seq limit $2");
        self.all(sql, vals![seq, limit]).await
    }

    /// The traces of the events after `from` through `to`: letter of the kind, row, event.
    pub async fn traces(&self, from: i64, to: i64) -> Result<Vec<(String, i64, i64)>> {
        self.all("select kind, row_id, seq from trace where seq > $1 and seq <= $2", vals![from, to]).await
    }
}

/// The rows of a kind in what an event says it touched.
fn ids_touched(seq: i64, touched: &str, kind: RecordKind) -> Result<Vec<i64>> {
    let rows = rows_touched(seq, touched)?;
    Ok(rows.iter().filter(|row| row.kind == kind).map(|row| row.id).collect())
}

pub(super) fn rows_touched(seq: i64, touched: &str) -> Result<Vec<Touched>> {
    let unreadable = || anyhow::anyhow!("event {seq}: its list of rows cannot be read").into();
    event::rows_from_text(touched).ok_or_else(unreadable)
}

impl Tx {
    /// Writes an event about the rows noted since the last one. A deed ends with the event it returns; one that
    /// changes very many rows writes one for each portion before, and all of them are seen together or not at all.
    pub async fn log(&mut self, by: &By, event: Event) -> Result<()> {
        let rows = std::mem::take(&mut self.touched);
        self.named.extend(rows.keys());
        let fresh = std::mem::take(&mut self.fresh);
        let unread: Vec<_> =
            rows.iter().filter(|(_, digest)| digest.is_none()).map(|(key, _)| *key).collect();
        let read = self.digests_now(&unread).await?;
        let before = std::mem::take(&mut self.before).text();
        let touched = rows.iter().map(|(key, digest)| Touched {
            kind: key.0,
            id: key.1,
            state: digest.or_else(|| read.get(key).copied()),
        });
        let touched = touched.collect();
        // what a deed brings in fresh is found through `filed_in`; what it changes is traced
        let traced: Vec<_> = unread.into_iter().filter(|key| !fresh.contains(key)).collect();
        self.append_event(by, event, (touched, before), &traced).await
    }

    /// Writes the event after the last one; `traced` are the rows whose history names it.
    async fn append_event(
        &mut self,
        by: &By,
        event: Event,
        (mut touched, before): (Vec<Touched>, String),
        traced: &[(RecordKind, i64)],
    ) -> Result<()> {
        let (seq, at) = (self.seq, by.now.to_rfc3339());
        let mut facts = event.detail.whole(WholeFor::Storing).clone();
        if let (Some(facts), Some(from)) = (facts.as_object_mut(), &by.from) {
            facts.insert(FROM.to_owned(), from.as_str().into());
        }
        let detail = facts.to_string();
        let rows = event::rows_text(&mut touched);
        let link = event::EventLink {
            previous: &self.previous,
            seq,
            at: &at,
            actor: &by.actor.login,
            what: &event.what,
            about: &event.about,
            detail: &detail,
            rows: &rows,
            before: &before,
        };
        let digest = link.digest().hex();
        let previous = std::mem::replace(&mut self.previous, digest.clone());
        let actor = &by.actor.login;
        let vals =
            vals![seq, &at, actor, &event.what, &event.about, &detail, &rows, &previous, &digest, &before];
        self.insert_rows(&EVENT, vals).await?;
        let vals: Vec<_> = traced
            .iter()
            .flat_map(|(kind, id)| [kind.letter().to_string().into(), (*id).into(), seq.into()])
            .collect();
        self.insert_rows(&TRACE, &vals).await?;
        self.seq += 1;
        Ok(())
    }
}
