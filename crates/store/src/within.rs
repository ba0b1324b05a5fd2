//! A store that shows the records of some fonds alone, as one person may see them.
//!
//! Its readers have views of their own in the place of the tables, under the same names: whatever statement asks, list,
//! count, export or a single record, sees what the views let through. What it writes goes through the same writer,
//! which looks at every record a deed touched ([`Tx::keep_within`]).

use std::sync::Arc;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::SqlitePoolOptions;

use super::errors::{PATIENCE, broken};
use super::open::{Opened, Store};
use super::queries::{Backend, Queries};
use super::sql::{Pool, built, id_list};
use super::tx::Tx;
use crate::domain::general::error::{Error, Result};
use crate::domain::general::role::By;
use crate::domain::records::event::{EventKind, RecordKind};
use crate::say;

/// Connections of one such store.
const READERS: u32 = 4;

/// A text inside a statement that takes no parameters.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Whether a hold may be seen: one of the whole archive by a rule may catch what is filed in any fonds.
fn own_hold(schema: &str, own: &str, id: &str, (volume, item): (String, String)) -> String {
    format!(
        "exists (select 1 from {schema}.hold h where h.id = {id} and (h.fonds_id in {own} or h.fonds_id is null
                 and (h.scope = 'rule' or exists (select 1 from {schema}.hold_record r where r.hold_id = h.id
                      and ({volume} or {item})))))"
    )
}

/// What somebody did himself, though it names no record.
fn done_by(schema: &str, login: &str, kind: RecordKind, id: &str) -> String {
    let letter = kind.letter();
    format!(
        "exists (select 1 from {schema}.trace x join {schema}.event e on e.seq = x.seq
                 where x.kind = '{letter}' and x.row_id = {id} and e.actor = {login})"
    )
}

/// Whether a batch of disposal or transfer, or a hand-over, is of one's own fonds.
fn own_batch_of(schema: &str, own: &str, table: &str, id: &str) -> String {
    format!("exists (select 1 from {schema}.{table} b where b.id = {id} and b.fonds_id in {own})")
}

/// Whether the volume of this id is of one of these fonds.
fn own_volume(schema: &str, own: &str, id: &str) -> String {
    format!(
        "exists (select 1 from {schema}.volume v join {schema}.place p on p.id = v.place_id
                 where v.id = {id} and p.fonds_id in {own})"
    )
}

/// The views: name and the condition on the table of that name, called `t`.
fn views(schema: &str, fonds: &[String], login: &str) -> Vec<(&'static str, String)> {
    let numbers = fonds.iter().map(|number| quoted(number)).collect::<Vec<_>>().join(", ");
    let numbers = if numbers.is_empty() { "null".to_owned() } else { numbers };
    let own = format!("(select id from {schema}.fonds where number in ({numbers}))");
    let login = quoted(login);
    let place = |id: &str| {
        format!("exists (select 1 from {schema}.place p where p.id = {id} and p.fonds_id in {own})")
    };
    let item = |id: &str| {
        format!(
            "exists (select 1 from {schema}.item i join {schema}.place p on p.id = i.place_id
                     where i.id = {id} and p.fonds_id in {own})"
        )
    };
    let volume = |id: &str| own_volume(schema, &own, id);
    let batch = |id: &str| {
        format!(
            "exists (select 1 from {schema}.item i join {schema}.place p on p.id = i.place_id
                     where i.batch_id = {id} and p.fonds_id in {own})"
        )
    };
    let disposal = |id: &str| own_batch_of(schema, &own, "disposal", id);
    let transfer = |id: &str| own_batch_of(schema, &own, "transfer", id);
    let handover = |id: &str| own_batch_of(schema, &own, "handover", id);
    let hold = |id: &str| own_hold(schema, &own, id, (volume("r.volume_id"), item("r.item_id")));
    let touched = |kind: RecordKind, row: String| {
        let letter = kind.letter();
        format!(
            "exists (select 1 from {schema}.trace x where x.seq = t.seq and x.kind = '{letter}' and {row})"
        )
    };
    let own_batch = |id: &str| done_by(schema, &login, RecordKind::Batch, id);
    let own_line = done_by(schema, &login, RecordKind::Consultation, "t.id");
    let events = format!(
        "t.actor = {login} or {} or {} or {} or {} or {} or {}",
        touched(RecordKind::Volume, volume("x.row_id")),
        touched(RecordKind::Item, item("x.row_id")),
        touched(RecordKind::Disposal, disposal("x.row_id")),
        touched(RecordKind::Transfer, transfer("x.row_id")),
        touched(RecordKind::Handover, handover("x.row_id")),
        touched(RecordKind::Hold, hold("x.row_id"))
    );
    vec![
        ("fonds", format!("t.number in ({numbers})")),
        ("adoption", format!("t.fonds_id in {own}")),
        ("succession", format!("t.fonds_id in {own} and t.earlier_id in {own}")),
        ("place", format!("t.fonds_id in {own}")),
        ("volume", place("t.place_id")),
        ("item", place("t.place_id")),
        ("person", item("t.item_id")),
        ("unit", item("t.item_id")),
        ("fact", item("t.item_id")),
        ("batch", format!("{} or {} or {}", batch("t.id"), own_batch("t.id"), handover("t.handover_id"))),
        ("batch_row", format!("{} or {}", item("t.item_id"), own_batch("t.batch_id"))),
        ("consultation", format!("{} or t.item_id is null and {own_line}", item("t.item_id"))),
        ("disposal", format!("t.fonds_id in {own}")),
        ("disposal_line", volume("t.volume_id")),
        ("disposal_step", disposal("t.disposal_id")),
        ("handover", format!("t.fonds_id in {own}")),
        ("handover_line", handover("t.handover_id")),
        ("transfer", format!("t.fonds_id in {own}")),
        ("transfer_line", volume("t.volume_id")),
        ("transfer_step", transfer("t.transfer_id")),
        ("departure", volume("t.volume_id")),
        ("disposal_record", disposal("t.disposal_id")),
        ("disposal_kept_out", disposal("t.disposal_id")),
        ("event", events),
        ("schedule_change", format!("t.fonds_id in {own}")),
        ("hold", hold("t.id")),
        ("hold_record", format!("{} or {}", volume("t.volume_id"), item("t.item_id"))),
        ("held_volume", volume("t.volume_id")),
        ("held_item", item("t.item_id")),
        ("job", format!("t.actor = {login}")),
        ("saved_search", format!("t.owner = {login}")),
    ]
}

impl Store {
    /// The same store for somebody who may see these fonds alone.
    ///
    /// # Errors
    /// `Broken` or `Busy` where no further connection can be had.
    pub async fn within(&self, fonds: &[String], login: &str) -> Result<Store> {
        let schema = if self.backend() == Backend::Sqlite { "main" } else { "public" };
        let views = views(schema, fonds, login).into_iter();
        let create = |(name, condition): (&str, String)| {
            format!("create temp view {name} as select t.* from {schema}.{name} t where {condition};")
        };
        let views: Arc<str> = views.map(create).collect::<String>().into();
        let script = views.clone();
        let pool = match &self.opened {
            Opened::Sqlite(options) => {
                let pool = SqlitePoolOptions::new().max_connections(READERS).test_before_acquire(false);
                let pool = pool.after_connect(move |link, _| {
                    let script = script.to_string();
                    Box::pin(async move { sqlx::raw_sql(built(script)).execute(link).await.map(drop) })
                });
                Pool::Sqlite(pool.connect_with((**options).clone()).await.map_err(broken)?)
            }
            Opened::Postgres(options) => {
                let pool = PgPoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE);
                let pool = pool.after_connect(move |link, _| {
                    let script = script.to_string();
                    Box::pin(async move { sqlx::raw_sql(built(script)).execute(link).await.map(drop) })
                });
                Pool::Postgres(pool.connect_with((**options).clone()).await.map_err(broken)?)
            }
        };
        let readers_of_all = Some(self.queries.clone());
        Ok(Store { queries: Queries::over_pool(pool), readers_of_all, views, ..self.clone() })
    }
}

impl Tx {
    /// Refuses a deed that touched a record of a fonds its doer may not do it in: to him it is not there.
    pub(super) async fn keep_within(&self, by: &By, what: &str) -> Result<()> {
        let Some(deed) = EventKind::from_key(what).and_then(EventKind::deed) else { return Ok(()) };
        let Some(fonds) = by.actor.rights.fonds(deed) else { return Ok(()) };
        let numbers: Vec<String> = fonds.into_iter().map(quoted).collect();
        let foreign = match numbers.is_empty() {
            true => "1 = 1".to_owned(),
            false => format!("f.number not in ({})", numbers.join(", ")),
        };
        for (kind, from) in [
            (RecordKind::Item, "item t join place p on p.id = t.place_id"),
            (RecordKind::Volume, "volume t join place p on p.id = t.place_id"),
            (RecordKind::Place, "place t join place p on p.id = t.id"),
            (RecordKind::Fact, "fact t join item i on i.id = t.item_id join place p on p.id = i.place_id"),
            (
                RecordKind::HoldRecord,
                "hold_record t left join item i on i.id = t.item_id left join volume v on v.id = t.volume_id
                 join place p on p.id = coalesce(i.place_id, v.place_id)",
            ),
            // one of the whole archive is of no fonds of his
            (
                RecordKind::Hold,
                "hold t join (select id as hold_id, coalesce(fonds_id, 0) as fonds_id from hold) p on p.hold_id = t.id",
            ),
            (RecordKind::Handover, "handover t join handover p on p.id = t.id"),
            (
                RecordKind::Consultation,
                "consultation t join item i on i.id = t.item_id join place p on p.id = i.place_id",
            ),
        ] {
            // what a deed took away is no longer there to be asked
            let left = self.left.iter().filter(|_| kind == RecordKind::Place);
            let touched = self.touched.keys().filter(|(of, _)| *of == kind).map(|(_, id)| id);
            let ids: Vec<i64> = touched.chain(left).copied().collect();
            for ids in ids.chunks(500) {
                let (list, vals) = id_list(ids);
                let sql = format!(
                    "select count(*) from {from} left join fonds f on f.id = p.fonds_id
                     where t.id in ({list}) and (f.id is null or {foreign})"
                );
                if self.number(built(sql), &vals).await? > 0 {
                    return Err(Error::not_found(say!(
                        "没有这一件或这一卷。",
                        "There is no such record or volume."
                    )));
                }
            }
        }
        Ok(())
    }
}
