//! Digests of rows as they stand now, to note in the log and to compare with what the log says.

use std::collections::HashMap;

use super::items::item_digest;
use super::queries::Queries;
use super::sql::{SqlRow, Val, built, id_list};
use super::table::TableInfo;
use super::tables::table_of;
use super::volumes::volume_digest;
use crate::domain::general::digest::Digest;
use crate::domain::general::error::Result;
use crate::domain::records::event::{RecordKind, batch_row_id};

/// A row's present digest.
pub struct RowDigest {
    pub kind: RecordKind,
    pub id: i64,
    pub digest: Digest,
    /// The row's key, to go on after it: its id, or two numbers.
    pub key: RowKey,
}

/// A key of one or two numbers; the second is 0 where there is none.
pub type RowKey = (i64, i64);

/// Below every key there is, forged ones among them.
pub const FIRST_KEY: RowKey = (i64::MIN, i64::MIN);

impl Queries {
    /// The digests of rows of any kinds, by kind and id; those that are gone are left out. One statement for
    /// some hundred rows of a kind.
    pub(super) async fn digests_now(
        &self,
        rows: &[(RecordKind, i64)],
    ) -> Result<HashMap<(RecordKind, i64), Digest>> {
        let mut digests = HashMap::with_capacity(rows.len());
        for rows in rows.chunk_by(|one, next| one.0 == next.0) {
            let (kind, ids) = (rows[0].0, rows.iter().map(|(_, id)| *id).collect::<Vec<_>>());
            match kind {
                RecordKind::Item => {
                    let items = self.items_by_id(&ids).await?;
                    digests.extend(items.iter().map(|item| ((kind, item.id), item_digest(item))));
                }
                RecordKind::Volume => {
                    let volumes = self.volumes_by_id(&ids).await?;
                    digests.extend(volumes.iter().map(|volume| ((kind, volume.id), volume_digest(volume))));
                }
                // written once, with its digest
                RecordKind::BatchRow => {}
                kind => {
                    let Some(table) = table_of(kind) else { continue };
                    for ids in ids.chunks(500) {
                        let (list, vals) = id_list(ids);
                        let rest = format!("where id in ({list})");
                        let found = self.digests_where(table, kind, &rest, &vals).await?;
                        digests.extend(found.into_iter().map(|row| ((kind, row.id), row.digest)));
                    }
                }
            }
        }
        Ok(digests)
    }

    /// The digests of a table's rows after this key, in order; at most `limit`.
    pub async fn digests_after(
        &self,
        table: &'static TableInfo,
        after: RowKey,
        limit: i64,
    ) -> Result<Vec<RowDigest>> {
        let Some(kind) = table.kind else { return Ok(Vec::new()) };
        let key = table.key.join(", ");
        let (condition, vals) = match table.key.len() {
            1 => (format!("{key} > $1"), vec![after.0.into(), limit.into()]),
            _ => (format!("({key}) > ($1, $2)"), vec![after.0.into(), after.1.into(), limit.into()]),
        };
        let rest = format!("where {condition} order by {key} limit ${}", vals.len());
        self.digests_where(table, kind, &rest, &vals).await
    }

    async fn digests_where(
        &self,
        table: &'static TableInfo,
        kind: RecordKind,
        rest: &str,
        vals: &[Val<'_>],
    ) -> Result<Vec<RowDigest>> {
        let (key, covered, width) = (table.key.join(", "), table.covered(), table.key.len());
        let sql = built(format!("select {key}, {covered} from {} {rest}", table.name));
        let digest = |row: &SqlRow| {
            let first = row.int(0)?.unwrap_or_default();
            let second = if width > 1 { row.int(1)?.unwrap_or_default() } else { 0 };
            let id = if width > 1 { batch_row_id(first, second as u32) } else { first };
            let vals = (width..row.width()).map(|at| row.val(at)).collect::<Result<Vec<_>>>()?;
            Ok(RowDigest { kind, id, digest: table.digest(vals.into_iter()), key: (first, second) })
        };
        self.rows(sql, vals).await?.iter().map(digest).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::general::role::{Actor, By, Rights};
    use crate::domain::records::event::{Event, EventKind};
    use crate::domain::records::item::{Description, Item, Person, Place};
    use crate::domain::values::date::RecordDate;
    use crate::domain::values::period::RetentionPeriod;
    use crate::sql::tests::statements;
    use crate::{ItemRecord, Store};

    fn place() -> Place {
        Place {
            fonds: "0211".into(),
            year: 2012,
            scheme_id: "wuhu-2009".into(),
            class_id: "zj".into(),
            step_id: "levy".into(),
            period: RetentionPeriod::Years(100),
        }
    }

    fn item(id: i64) -> Item {
        let person = Person { name: format!("张{id}"), ..Person::default() };
        Item {
            id,
            volume_id: None,
            seq: 0,
            rule: 0,
            page_from: 1,
            code: String::new(),
            code_sort: String::new(),
            eligible_on: None,
            question: None,
            batch: None,
            batch_row: None,
            place: place(),
            description: Description {
                title: format!("核定表{id}"),
                pages: 1,
                date: RecordDate::from_iso("2012-03-22"),
                persons: vec![person],
                ..Description::default()
            },
        }
    }

    /// A deed about two hundred records and forty rows of a small table asks for their digests with a
    /// handful of statements, not with three for each.
    #[tokio::test]
    async fn the_digests_of_many_rows_are_read_with_a_few_statements() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&dir.path().join("a.db"), true).await.unwrap();
        let actor = Actor { login: "local".into(), name: String::new(), rights: Rights::all() };
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-21T12:00:00+08:00").unwrap();
        let by = By::local(actor, now);
        let wrote = store.write(&by, async move |tx| {
            tx.insert_fonds("0211", "芜湖", "wuhu-2009").await?;
            let place_id = tx.place_id(&place()).await?;
            let first = tx.new_item_ids(200).await?;
            let records: Vec<_> =
                (0..200).map(|at| ItemRecord { item: item(first + at), place_id }).collect();
            tx.insert_items(&records).await?;
            for number in 0..40 {
                tx.set_printer(&format!("窗口{number}"), number, 0, "").await?;
            }
            Ok((first, Event::new(EventKind::ItemsFiled, "", serde_json::json!({}))))
        });
        let first = wrote.await.unwrap();

        let asked = store.write(&by, async move |tx| {
            let items = (first..first + 200).map(|id| (RecordKind::Item, id));
            let keys: Vec<_> = items.chain((1..=40).map(|id| (RecordKind::Printer, id))).collect();
            let before = statements();
            let digests = tx.digests_now(&keys).await?;
            let asked = statements() - before;
            assert_eq!(digests.len(), 240);
            for at in [0, 1, 199] {
                let one = tx.digests_now(&keys[at..=at]).await?;
                assert_eq!(one.get(&keys[at]), digests.get(&keys[at]), "one by one they are the same");
            }
            Ok((asked, Event::new(EventKind::ItemsFiled, "", serde_json::json!({}))))
        });
        let asked = asked.await.unwrap();
        assert!(asked <= 5, "{asked} statements");
        store.close().await;
    }
}
