//! A call reads its volume once, plans once, and answers from what it has read.

use futures::future::join_all;
use guidang::acts::arranging::entering::{Became, RowMove, TableEdit, table};
use guidang::acts::arranging::filing;
use guidang::domain::receiving::rows::typed::TableField;

use super::{edit, edits, five, put, row, told};
use crate::support::log::Log;
use crate::support::{Site, both, draft, file, levy, sound};

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

/// Deeds that share a transaction hand the volume from one to the next: a hundred clients at once read it a few times,
/// however large it is, and what each is answered is what stands there.
#[tokio::test]
async fn a_hundred_at_once_read_their_volume_a_few_times() {
    let story = async |site: Site| {
        let drafts = (1..=150).map(|n| draft(&levy(2009), &format!("第{n}件"), 1)).collect();
        let volume = file(&site.archive, &site.by(), drafts).await.unwrap()[0].volume_id;
        let log = Log::begin();
        let entering = (0..100).map(|client| {
            let (site, name) = (&site, format!("甲{client}"));
            async move {
                let entry = match client % 10 {
                    // what is refused, and what writes nothing, hands on as well
                    3 => edits(vec![edit(client + 1, TableField::Date, "2009.2.30", None)]),
                    7 => {
                        edits(vec![edit(client + 1, TableField::Title, &format!("第{}件", client + 1), None)])
                    }
                    _ => {
                        let cells = [(TableField::Title, &*name), (TableField::Pages, "3")];
                        TableEdit { rows: vec![row(&name, &cells)], ..TableEdit::default() }
                    }
                };
                put(site, volume, entry).await
            }
        });
        let entered = join_all(entering).await;
        let reads = log.times(WHOLE_VOLUME);
        assert!((1..=10).contains(&reads), "the volume was read {reads} times");
        assert_eq!(entered.iter().filter(|one| one.wrote.is_some()).count(), 80);
        let stands = table(&site.archive, &site.by(), volume, None).await.unwrap();
        let last = entered.iter().max_by_key(|one| one.wrote).unwrap();
        assert_eq!((&last.table.order, last.table.seq), (&stands.order, stands.seq));
        assert_eq!(stands.rows.len(), 230);
        told(&site, volume).await
    };
    both(story).await;
}

/// The same on several threads, mixed with deeds that hand nothing on; `verify` derives everything again.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_on_is_what_stands_there() {
    let story = async |site: Site| {
        let (volume, ids) = five(&site).await;
        let by = site.by();
        let working = (0..60).map(|client| {
            let (site, ids, by, name) = (&site, &ids, &by, format!("乙{client}"));
            async move {
                if client % 6 == 5 {
                    let remarks = Some(name);
                    let change = filing::Correction { remarks, ..filing::Correction::default() };
                    filing::correct(&site.archive, by, ids[client % 5], change).await.unwrap();
                    return;
                }
                let cells = [(TableField::Title, &*name), (TableField::Pages, "2")];
                put(site, volume, TableEdit { rows: vec![row(&name, &cells)], ..TableEdit::default() }).await;
            }
        });
        join_all(working).await;
        assert_eq!(site.archive.store.items_in(volume).await.unwrap().len(), 55);
        sound(&site).await;
    };
    both(story).await;
}
