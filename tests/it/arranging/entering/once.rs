//! A call reads its volume once, plans once, and answers from what it has read.

use guidang::acts::arranging::entering::{Became, RowMove, TableEdit, table};
use guidang::domain::receiving::rows::typed::TableField;

use super::{edit, edits, five, put, row};
use crate::support::log::Log;
use crate::support::{Site, both};

/// A statement that reads a whole volume.
const WHOLE_VOLUME: &str = "where i.volume_id = $1 order by";

#[tokio::test]
async fn a_call_reads_its_volume_once() {
    let story = async |site: Site| {
        let (volume, ids) = five(&site).await;
        let seen = site.archive.store.last_event().await.unwrap();
        let log = Log::begin();
        let cell = |text: &str| edits(vec![edit(ids[1], TableField::Title, text, Some("第2件"))]);
        let taken = put(&site, volume, TableEdit { since: seen, ..cell("核定表") }).await;
        assert_eq!((taken.cells[0].became, log.times(WHOLE_VOLUME)), (Became::Taken, 1), "a cell");
        assert_eq!((taken.table.seq, taken.table.rows.len()), (taken.wrote.unwrap(), 1));
        assert_eq!(taken.table.done.iter().map(|note| note.seq).collect::<Vec<_>>(), [taken.table.seq]);

        let again = put(&site, volume, cell("核定表")).await;
        assert_eq!((again.cells[0].became, log.times(WHOLE_VOLUME)), (Became::Unchanged, 1), "the same");
        let overtaken = put(&site, volume, cell("别的")).await;
        assert_eq!((overtaken.cells[0].became, log.times(WHOLE_VOLUME)), (Became::Conflict, 1));
        assert_eq!((&*overtaken.cells[0].typed, &*overtaken.cells[0].text), ("别的", "核定表"));
        let after = site.archive.store.last_event().await.unwrap();
        assert_eq!((again.wrote, overtaken.wrote, after), (None, None, taken.table.seq), "and no event");

        let rows = vec![row("甲", &[(TableField::Title, "新表"), (TableField::Pages, "2")])];
        let moves = vec![RowMove { items: vec![ids[4]], before: Some(ids[0]) }];
        let dated = vec![edit(ids[2], TableField::Date, "2010", None)];
        let all = TableEdit { rows, moves, edits: dated, take_out: vec![ids[3]], ..TableEdit::default() };
        let entered = put(&site, volume, all).await;
        assert_eq!((entered.rows[0].item.is_some(), log.times(WHOLE_VOLUME)), (true, 1), "all at once");
        // what is answered without reading again is what stands there
        let stands = table(&site.archive, &site.by(), volume, None).await.unwrap();
        assert_eq!((&entered.table.order, entered.table.seq), (&stands.order, stands.seq));
        for row in &entered.table.rows {
            assert!(stands.rows.contains(row), "{row:?}");
        }
        let (own, now) = (&entered.table, &stands);
        assert_eq!((own.items, own.pages, &own.code), (now.items, now.pages, &now.code));
        assert_eq!((own.first_date, own.last_date), (now.first_date, now.last_date));
    };
    both(story).await;
}
