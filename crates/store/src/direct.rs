//! Many rows of SQLite at once. The driver hands each value of each row from its thread to ours in a box of its own; here
//! a row is read where the statement stands.

use rusqlite::types::{ToSqlOutput, ValueRef};
use sqlx::{SqlStr, SqliteConnection};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use super::columns::{Columns, FromRow};
use super::errors::{broken, broken_direct};
use super::row_seen::RowSeen;
use super::sql::{Val, tell};
use crate::domain::general::error::Result;

/// Every row of the answer.
pub(super) async fn all<T: FromRow>(
    link: &mut SqliteConnection,
    sql: &SqlStr,
    vals: &[Val<'_>],
) -> Result<Vec<T>> {
    tell(sql);
    let mut locked = link.lock_handle().await.map_err(broken)?;
    aside(|| {
        // SAFETY: the handle stays open, and the driver's thread away from it, as long as `locked` lives; the
        // connection made here ends before and does not close it
        let direct = unsafe { rusqlite::Connection::from_handle(locked.as_raw_handle().as_ptr()) };
        let direct = direct.map_err(broken_direct)?;
        let mut statement = direct.prepare(sql.as_str()).map_err(broken_direct)?;
        for at in 1..=statement.parameter_count() {
            let number = statement.parameter_name(at).and_then(|name| name.strip_prefix('$')?.parse().ok());
            if let Some(val) = vals.get(number.unwrap_or(at) - 1) {
                statement.raw_bind_parameter(at, val).map_err(broken_direct)?;
            }
        }
        let (mut rows, mut found) = (statement.raw_query(), Vec::new());
        while let Some(row) = rows.next().map_err(broken_direct)? {
            found.push(T::from_row(&mut Columns::new(RowSeen::Stepped(row)))?);
        }
        Ok(found)
    })
}

/// Does what takes milliseconds without keeping other tasks from this thread.
pub(super) fn aside<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        _ => work(),
    }
}

impl rusqlite::ToSql for Val<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Val::Int(number) | Val::OptInt(Some(number)) => ValueRef::Integer(*number),
            Val::Text(text) | Val::OptText(Some(text)) => ValueRef::Text(text.as_bytes()),
            Val::OptInt(None) | Val::OptText(None) => ValueRef::Null,
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::general::role::{Actor, By, Rights};
    use crate::domain::records::event::{Event, EventKind};
    use crate::domain::records::item::{Description, Item, Person, Place, Unit};
    use crate::domain::values::date::RecordDate;
    use crate::domain::values::period::RetentionPeriod;
    use crate::{ItemRecord, Store};

    fn item(id: i64) -> Item {
        let place = Place {
            fonds: "0211".into(),
            year: 2012,
            scheme_id: "wuhu-2009".into(),
            class_id: "zj".into(),
            step_id: "levy".into(),
            period: RetentionPeriod::Permanent,
        };
        let odd = id % 2 == 1;
        let person = |at: i64| Person {
            name: format!("张{id}"),
            id_number: "990000194802099952".into(),
            note: if at == 1 { "健在".into() } else { "".into() },
            ..Person::default()
        };
        Item {
            id,
            volume_id: None,
            seq: 0,
            rule: id as usize % 3,
            page_from: 1,
            code: format!("2012-ZJ-{id}"),
            code_sort: String::new(),
            eligible_on: odd.then(|| chrono::NaiveDate::from_ymd_opt(2113, 1, 1).unwrap()),
            question: (!odd).then(|| "scrapping".into()),
            batch: odd.then_some(id),
            batch_row: odd.then_some(7),
            place,
            description: Description {
                title: format!("核定表“{id}”"),
                pages: 3,
                date: RecordDate::from_iso("2012-03").filter(|_| odd),
                date_end: RecordDate::from_iso("2012-04-30").filter(|_| odd),
                persons: (0..id % 4).map(person).collect(),
                units: (0..id % 3)
                    .map(|_| Unit { name: "芜湖市一中".into(), number: String::new() })
                    .collect(),
                more: (0..id % 2).map(|_| ("险种".to_owned(), "养老".into())).collect(),
                ..Description::default()
            },
        }
    }

    async fn says_the_same(store: &Store) {
        let actor = Actor { login: "local".into(), name: String::new(), rights: Rights::all() };
        let now = chrono::DateTime::parse_from_rfc3339("2026-11-21T12:00:00+08:00").unwrap();
        let by = By::local(actor, now);
        let wrote = store.write(&by, async move |tx| {
            tx.insert_fonds("0211", "芜湖", "wuhu-2009").await?;
            let first = tx.new_item_ids(100).await?;
            let place_id = tx.place_id(&item(first).place).await?;
            let items: Vec<_> = (first..first + 100).map(item).collect();
            let records = items.iter().map(|item| ItemRecord { item: item.clone(), place_id });
            tx.insert_items(&records.collect::<Vec<_>>()).await?;
            // the writer sees what it has written
            let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
            assert_eq!(tx.items_by_id(&ids).await?, items);
            Ok((items, Event::new(EventKind::ItemsFiled, "", serde_json::json!({}))))
        });
        let items = wrote.await.unwrap();
        assert_eq!(store.items_after(0, 1000).await.unwrap(), items, "many");
        assert_eq!(store.items_after(items[9].id, items[19].id).await.unwrap(), items[10..20], "a part");
        for item in &items {
            assert_eq!(store.item(item.id).await.unwrap().as_ref(), Some(item), "by the driver");
        }
        let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
        assert_eq!(store.items_by_id(&ids).await.unwrap(), items, "by a long list");
    }

    async fn opened(dir: &std::path::Path) -> Store {
        Store::open_sqlite(&dir.join("a.db"), true).await.unwrap()
    }

    #[tokio::test]
    async fn many_records_are_read_as_each_alone() {
        let dir = tempfile::tempdir().unwrap();
        let store = opened(dir.path()).await;
        says_the_same(&store).await;
        store.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn readers_of_many_records_and_the_driver_take_turns() {
        let dir = tempfile::tempdir().unwrap();
        let store = opened(dir.path()).await;
        says_the_same(&store).await;
        let readers = (0..12).map(|at| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..20 {
                    let many = store.items_after(0, 1000).await.unwrap();
                    assert_eq!(store.item(many[at].id).await.unwrap().as_ref(), Some(&many[at]));
                }
            })
        });
        for reader in readers.collect::<Vec<_>>() {
            reader.await.unwrap();
        }
        store.close().await;
    }

    #[tokio::test]
    async fn a_row_that_cannot_be_read_is_named_either_way() {
        let dir = tempfile::tempdir().unwrap();
        let store = opened(dir.path()).await;
        says_the_same(&store).await;
        store.close().await;
        let file = rusqlite::Connection::open(dir.path().join("a.db")).unwrap();
        file.execute("update item set pages = 'drei' where id = 5", []).unwrap();
        drop(file);
        let store = opened(dir.path()).await;
        let said = |error: crate::domain::general::error::Error| format!("{error:?}");
        let (many, one) = (store.items_after(0, 1000).await, store.item(5).await);
        let (many, one) = (said(many.unwrap_err()), said(one.unwrap_err()));
        assert!(many.contains("item 5: pages") && one.contains("item 5: pages"), "{many}\n{one}");
        store.close().await;
    }
}
