//! Rows written by earlier versions of this program keep their digests.
//!
//! `tests/data/store/archive-0009.sql` is an archive on SQLite as an earlier version left it (schema of
//! migration 0009, `sqlite3 guidang.db .dump`), with rows in every table, among them a batch without a
//! sheet's name and a job without a node, as they were before those columns were there. It is never made
//! anew: a program that digests its rows otherwise would accuse every office's archive.

use std::collections::{BTreeMap, BTreeSet};

use guidang::acts::setup::founding;
use guidang::acts::upkeep::indexing;
use guidang::acts::upkeep::verifying::verify;
use guidang::domain::general::digest::Digest;
use guidang::domain::records::event::{RecordKind, rows_from_text};
use guidang::store::{item_digest, volume_digest};
use rusqlite::Connection;

use crate::support::{Desk, Site, repository};

fn put_back(desk: &Desk) -> Connection {
    let dump = std::fs::read_to_string(repository("tests/data/store/archive-0009.sql")).unwrap();
    let link = Connection::open(desk.database_file()).unwrap();
    link.execute_batch(&dump).unwrap();
    link
}

/// The digest each row was left with, by the log itself.
fn recorded(link: &Connection) -> BTreeMap<(RecordKind, i64), Digest> {
    let mut statement = link.prepare("select touched from event order by seq").unwrap();
    let texts = statement.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let mut left = BTreeMap::new();
    for row in texts.flat_map(|text| rows_from_text(&text).unwrap()) {
        match row.state {
            Some(state) => left.insert((row.kind, row.id), state),
            None => left.remove(&(row.kind, row.id)),
        };
    }
    left
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_made_before_is_clean_and_its_rows_have_the_digests_of_its_events() {
    let desk = Desk::new();
    let link = put_back(&desk);
    let mut recorded = recorded(&link);
    let kinds: BTreeSet<RecordKind> = recorded.keys().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds.len(), 15, "the log speaks of every kind of row: {kinds:?}");
    let tables: Vec<String> = {
        let sql = "select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\'";
        let mut statement = link.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for table in tables {
        let count: i64 =
            link.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0)).unwrap();
        assert!(count > 0, "{table} holds nothing that could have changed");
    }
    drop(link);

    let Site { archive, desk: _desk, .. } = desk.open().await;
    indexing::catch_up(&archive).await.unwrap();
    let verified = verify(&archive, &archive.local_user()).await.unwrap();
    assert_eq!(verified.findings, vec![]);
    // with the backup before the upgrade, and the first account
    assert_eq!((verified.events, verified.items, verified.volumes), (30, 11, 3));

    for item in archive.store.items_after(0, i64::MAX).await.unwrap() {
        assert_eq!(
            recorded.remove(&(RecordKind::Item, item.id)),
            Some(item_digest(&item)),
            "item {}",
            item.id
        );
    }
    for volume in archive.store.volumes(&Default::default(), ("", 0), 100).await.unwrap() {
        let digest = volume_digest(&volume);
        assert_eq!(recorded.remove(&(RecordKind::Volume, volume.id)), Some(digest), "volume {}", volume.id);
    }
    archive.store.close().await;
}

/// What the archive of before is written on with is digested as before: it stays clean.
#[tokio::test(flavor = "multi_thread")]
async fn an_archive_made_before_goes_on() {
    let desk = Desk::new();
    drop(put_back(&desk));
    let Site { archive, desk: _desk, .. } = desk.open().await;
    let by = archive.local_user();
    let scheme = archive.store.fonds().await.unwrap()[0].scheme_id.clone();
    founding::add_fonds(&archive, &by, "0213".into(), "南陵".into(), scheme).await.unwrap();
    indexing::catch_up(&archive).await.unwrap();
    assert_eq!(verify(&archive, &by).await.unwrap().findings, vec![]);
    archive.store.close().await;
}
