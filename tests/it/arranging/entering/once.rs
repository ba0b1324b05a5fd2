//! A call reads its volume once, plans once, and answers from what it has read.

use futures::future::join_all;
use guidang::acts::arranging::entering::{Became, RowMove, TableEdit, table};
use guidang::acts::arranging::filing;
use guidang::archive::{Access, Archive};
use guidang::config::Config;
use guidang::domain::receiving::rows::typed::TableField;

use super::{edit, edits, five, put, row, told};
use crate::support::log::Log;
use crate::support::{Backend, Site, both, draft, file, levy, sound};

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

/// Somebody who types alone has the volume read once; from then on a cell and a row at the end send the same statements
/// into a large volume as into a small one.
#[tokio::test]
async fn a_cell_and_a_row_cost_the_same_in_a_small_volume_and_a_large_one() {
    let story = async |site: Site| {
        let log = Log::begin();
        let mut costs = Vec::new();
        // both longer than the volumes that builds for tests compare with what stands there
        for (year, more) in [(2009, 0), (2010, 400)] {
            let drafts = (1..=120).map(|n| draft(&levy(year), &format!("第{n}件"), 1)).collect();
            let filed = file(&site.archive, &site.by(), drafts).await.unwrap();
            let (volume, ids) = (filed[0].volume_id, filed.iter().map(|one| one.item_id).collect::<Vec<_>>());
            let cells = [(TableField::Title, "缴费核定表"), (TableField::Pages, "1")];
            let rows = (0..more).map(|n| row(&format!("续{n}"), &cells)).collect();
            put(&site, volume, TableEdit { rows, ..TableEdit::default() }).await;
            // by a deed that hands nothing on
            filing::retitle(&site.archive, &site.by(), volume, "征缴核定".into()).await.unwrap();
            let typed = async |text: &str| {
                let since = site.archive.store.last_event().await.unwrap();
                let cell = edits(vec![edit(ids[60], TableField::Title, text, None)]);
                let done = put(&site, volume, TableEdit { since, ..cell }).await;
                assert_eq!(done.cells[0].became, Became::Taken);
            };
            log.times("");
            typed("核定表一").await;
            assert_eq!(log.times(WHOLE_VOLUME), 1, "the first reads the volume");
            typed("核定表二").await;
            assert_eq!(log.times(WHOLE_VOLUME), 0, "whoever goes on does not");
            typed("核定表三").await;
            let cell = log.times("guidang::sql");
            let since = site.archive.store.last_event().await.unwrap();
            let cells = [(TableField::Title, "新表"), (TableField::Pages, "2")];
            let rows = vec![row(&format!("新{year}"), &cells)];
            put(&site, volume, TableEdit { since, rows, ..TableEdit::default() }).await;
            costs.push((cell, log.times("guidang::sql")));
            // what somebody else does to the volume is seen
            let change =
                filing::Correction { title: Some("更正的".into()), ..filing::Correction::default() };
            filing::correct(&site.archive, &site.by(), ids[60], change).await.unwrap();
            log.times("");
            let seen = vec![edit(ids[60], TableField::Title, "核定表四", Some("核定表三"))];
            let overtaken = put(&site, volume, edits(seen)).await;
            assert_eq!((overtaken.cells[0].became, log.times(WHOLE_VOLUME)), (Became::Conflict, 1));
        }
        assert_eq!(costs[0], costs[1], "statements for a cell and for a row");
    };
    both(story).await;
}

/// What another program over the same database writes is seen, too.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_on_ends_where_another_program_writes() {
    let site = Site::open_on(Backend::Postgres).await;
    let drafts = (1..=120).map(|n| draft(&levy(2009), &format!("第{n}件"), 1)).collect();
    let filed = file(&site.archive, &site.by(), drafts).await.unwrap();
    let (volume, item) = (filed[0].volume_id, filed[7].item_id);
    let cell = |text: &str, seen: &str| edits(vec![edit(item, TableField::Title, text, Some(seen))]);
    put(&site, volume, cell("核定表", "第8件")).await;
    let elsewhere = tempfile::TempDir::new().unwrap();
    let config = Config { data: elsewhere.path().to_owned(), ..site.desk.config() };
    let other = Archive::open(config, Access::Whole).await.unwrap();
    let change = filing::Correction { title: Some("别处改的".into()), ..filing::Correction::default() };
    filing::correct(&other, &site.by(), item, change).await.unwrap();
    other.close().await;
    let done = put(&site, volume, cell("又改", "核定表")).await;
    assert_eq!((done.cells[0].became, &*done.cells[0].text), (Became::Conflict, "别处改的"));
    sound(&site).await;
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
