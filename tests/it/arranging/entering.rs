//! 录入: what is typed and pasted into an open volume, told on both databases.

mod once; // one reading of the volume for each call

use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::arranging::entering::{Became, Edit, Entered, NewRow, RowMove, TableEdit, enter, table};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::domain::general::masking::WholeFor;
use guidang::domain::general::problem::Problem;
use guidang::domain::general::role::{Actor, By, Rights};
use guidang::domain::receiving::rows::typed::TableField;

use crate::support::{Site, both, draft, file, levy, place, refusal, sound};

/// A volume of five papers of 1 to 5 pages; its id and theirs.
async fn five(site: &Site) -> (i64, Vec<i64>) {
    let drafts = (1..=5).map(|n| draft(&levy(2009), &format!("第{n}件"), n)).collect();
    let filed = file(&site.archive, &site.by(), drafts).await.unwrap();
    (filed[0].volume_id, filed.iter().map(|one| one.item_id).collect())
}

fn edit(item: i64, field: TableField, text: &str, seen: Option<&str>) -> Edit {
    Edit { item, field, text: text.into(), seen: seen.map(str::to_owned) }
}

fn row(key: &str, cells: &[(TableField, &str)]) -> NewRow {
    let cells = cells.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
    NewRow { key: key.into(), before: None, cells }
}

fn edits(edits: Vec<Edit>) -> TableEdit {
    TableEdit { edits, ..TableEdit::default() }
}

async fn put(site: &Site, volume: i64, entry: TableEdit) -> Entered {
    enter(&site.archive, &site.by(), volume, entry).await.unwrap()
}

/// Number, pages, code and title of every record in the volume.
async fn told(site: &Site, volume: i64) -> Vec<String> {
    let items = site.archive.store.items_in(volume).await.unwrap();
    let line = |item: &guidang::domain::records::item::Item| {
        let (from, to) = (item.page_from, item.page_to());
        format!("{} {from}-{to} {} {}", item.seq, item.code, item.description.title)
    };
    items.iter().map(line).collect()
}

fn kinds(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.kind.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn good_cells_are_taken_while_bad_ones_of_the_same_call_are_refused() {
    let story = async |site: Site| {
        let (volume, ids) = five(&site).await;
        let before = site.archive.store.last_event().await.unwrap();
        let entered = put(
            &site,
            volume,
            edits(vec![
                edit(ids[0], TableField::Date, "２.３", Some("2009-03-22")),
                edit(ids[1], TableField::Date, "2009.2.30", None),
                edit(ids[2], TableField::Pages, "共10页", Some("3")),
                edit(ids[3], TableField::IdNumber, "990000197003079870", None),
                edit(ids[3], TableField::PersonName, "张　三", None),
                edit(ids[4], TableField::Title, "第5件", Some("第5件")),
            ]),
        )
        .await;
        let became: Vec<_> = entered.cells.iter().map(|cell| (cell.became, cell.text.clone())).collect();
        assert_eq!(
            became,
            [
                (Became::Taken, "2009-02-03".into()),
                (Became::Refused, "2009-03-22".into()),
                (Became::Taken, "10".into()),
                (Became::Refused, String::new()),
                (Became::Taken, "张三".into()),
                (Became::Unchanged, "第5件".into()),
            ]
        );
        assert_eq!(kinds(&entered.cells[1].problems), ["no_such_day"]);
        assert_eq!(entered.cells[0].changes[0].kind, "date_year");
        // one write, one event, old and new in it
        assert_eq!(entered.wrote, Some(before + 1));
        assert_eq!(site.archive.store.last_event().await.unwrap(), before + 1);
        let last = site.archive.store.latest_events(i64::MAX, 1).await.unwrap().remove(0);
        assert_eq!(last.event.what, "volume_entered");
        let changes = last.event.detail.whole(WholeFor::Comparing)["changes"].as_array().unwrap().clone();
        assert_eq!(changes.len(), 3);
        assert_eq!(
            (changes[0]["old"].as_str(), changes[0]["new"].as_str()),
            (Some("2009-03-22"), Some("2009-02-03"))
        );
        // nothing to write is no event
        let again =
            put(&site, volume, edits(vec![edit(ids[0], TableField::Date, "20090203", Some("别的"))])).await;
        assert_eq!((again.wrote, again.cells[0].became), (None, Became::Unchanged));
        sound(&site).await;
        told(&site, volume).await
    };
    let lines = both(story).await;
    assert!(lines[3].starts_with("4 14-17 "), "pages run on after the third record: {lines:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_rows_are_pasted_in_one_call_between_others() {
    let story = async |site: Site| {
        let (volume, ids) = five(&site).await;
        let mut rows: Vec<NewRow> = (0..60)
            .map(|n| {
                let title = format!("缴费基数申报核定表{n}");
                row(
                    &format!("r{n}"),
                    &[
                        (TableField::Title, &title),
                        (TableField::PersonName, "张小梅、李四"),
                        (TableField::Date, "3.5"),
                        (TableField::Pages, "2"),
                    ],
                )
            })
            .collect();
        rows[7].cells.insert(TableField::Date, "昨天".into());
        rows[8].cells.remove(&TableField::Pages);
        rows[9].cells.insert(TableField::Title, " ".into());
        rows.iter_mut().for_each(|row| row.before = Some(ids[2]));
        let entered = put(&site, volume, TableEdit { rows: rows.clone(), ..TableEdit::default() }).await;
        assert_eq!(entered.rows.iter().filter(|row| row.item.is_some()).count(), 58);
        assert_eq!(
            (entered.rows[7].refused.clone(), kinds(&entered.rows[7].problems)),
            (vec![TableField::Date], vec!["date_unreadable"])
        );
        assert_eq!(kinds(&entered.rows[8].problems), ["page_count_missing"]);
        assert_eq!(kinds(&entered.rows[9].problems), ["title_missing"]);
        assert_eq!((entered.table.items, entered.table.pages), (63, 15 + 116));
        let items = site.archive.store.items_in(volume).await.unwrap();
        assert_eq!((items[2].description.title.as_str(), items[2].page_from), ("缴费基数申报核定表0", 4));
        assert_eq!((items[60].id, items[60].page_from), (ids[2], 4 + 116));
        assert_eq!(items[2].description.persons.len(), 2);
        assert!(items[2].eligible_on.is_some(), "a new row has its date");
        // the answer was lost; the same call again files nothing twice
        let again = put(&site, volume, TableEdit { rows, ..TableEdit::default() }).await;
        assert_eq!(
            again.rows.iter().map(|row| row.item).collect::<Vec<_>>(),
            entered.rows.iter().map(|row| row.item).collect::<Vec<_>>()
        );
        assert_eq!((again.wrote, again.table.items), (None, 63));
        sound(&site).await;
        told(&site, volume).await
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_move_go_and_come_back() {
    let story = async |site: Site| {
        let (volume, ids) = five(&site).await;
        let moved = |items: &[i64], before| TableEdit {
            moves: vec![RowMove { items: items.to_vec(), before }],
            ..TableEdit::default()
        };
        put(&site, volume, moved(&[ids[3], ids[4]], Some(ids[1]))).await;
        let mut story = vec![told(&site, volume).await];
        put(&site, volume, TableEdit { take_out: vec![ids[0], ids[4], 99_999], ..TableEdit::default() })
            .await;
        story.push(told(&site, volume).await);
        assert_eq!(site.archive.store.items_taken_out().await.unwrap().len(), 2);
        // taken back as one undoes it: the same records, where they stood
        put(&site, volume, moved(&[ids[0]], Some(ids[3]))).await;
        put(&site, volume, moved(&[ids[4]], Some(ids[1]))).await;
        assert_eq!(told(&site, volume).await, story[0]);
        let same = put(&site, volume, moved(&[ids[0]], Some(ids[3]))).await;
        assert_eq!(same.wrote, None, "a move that moves nothing is no event");
        // what belongs elsewhere does not come in
        let other = file(&site.archive, &site.by(), vec![draft(&levy(2010), "别年", 1)]).await.unwrap();
        filing::take_out(&site.archive, &site.by(), other[0].item_id).await.unwrap();
        assert_eq!(put(&site, volume, moved(&[other[0].item_id], None)).await.wrote, None);
        sound(&site).await;
        story
    };
    both(story).await;
}

fn colleague(site: &Site) -> By {
    let actor = Actor { login: "limin".into(), name: "李敏".into(), rights: Rights::all() };
    By { actor, ..site.by() }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_in_one_volume_lose_nothing() {
    let story = async |site: Site| {
        let (volume, ids) = five(&site).await;
        let seen = table(&site.archive, &site.by(), volume, None).await.unwrap();
        assert_eq!((seen.rows.len(), seen.order.clone()), (5, ids.clone()));
        let quiet = table(&site.archive, &site.by(), volume, Some(seen.seq)).await.unwrap();
        assert!(!quiet.changed && quiet.rows.is_empty() && quiet.done.is_empty());
        let hers = edits(vec![
            edit(ids[1], TableField::Title, "李敏改的题名", Some("第2件")),
            edit(ids[0], TableField::Pages, "4", Some("1")),
        ]);
        enter(&site.archive, &colleague(&site), volume, hers).await.unwrap();
        // his page still shows the old title; another cell of the row, and a row that only moved, are no conflict
        let his = TableEdit {
            since: seen.seq,
            edits: vec![
                edit(ids[1], TableField::Title, "他改的题名", Some("第2件")),
                edit(ids[1], TableField::Remarks, "缺附件", Some("")),
                edit(ids[4], TableField::Title, "第五件", Some("第5件")),
            ],
            ..TableEdit::default()
        };
        let entered = put(&site, volume, his).await;
        let became: Vec<_> = entered.cells.iter().map(|cell| cell.became).collect();
        assert_eq!(became, [Became::Conflict, Became::Taken, Became::Taken]);
        let clash = &entered.cells[0];
        assert_eq!((clash.typed.as_str(), clash.text.as_str()), ("他改的题名", "李敏改的题名"));
        assert_eq!(clash.by.as_deref(), Some("limin"));
        assert!(clash.at.as_deref().is_some_and(|at| at.starts_with("2026-11-21T12:00")));
        // he hears at once whose rows changed, hers and his own told apart by their events
        let done: Vec<_> = entered
            .table
            .done
            .iter()
            .map(|done| (done.actor.as_str(), done.items.contains(&ids[1])))
            .collect();
        assert_eq!(done, [("limin", true), ("local", true)]);
        assert_eq!(entered.table.rows.len(), 5, "all pages moved");
        // having seen hers, he insists
        let mine = put(
            &site,
            volume,
            edits(vec![edit(ids[1], TableField::Title, "他改的题名", Some("李敏改的题名"))]),
        )
        .await;
        assert_eq!(mine.cells[0].became, Became::Taken);
        // a correction on the record's own page is told like any other change
        let correction = Correction { creator: Some("市社保局".into()), ..Correction::default() };
        filing::correct(&site.archive, &colleague(&site), ids[2], correction).await.unwrap();
        let creator = edits(vec![edit(ids[2], TableField::Creator, "征缴科", Some(""))]);
        let clash = put(&site, volume, creator).await.cells.remove(0);
        assert_eq!((clash.became, clash.by.as_deref()), (Became::Conflict, Some("limin")));
        // a row taken out by the other: nothing is written to it from here
        filing::take_out(&site.archive, &colleague(&site), ids[3]).await.unwrap();
        let gone = put(&site, volume, edits(vec![edit(ids[3], TableField::Title, "x", None)])).await;
        assert_eq!(
            (gone.wrote, gone.cells[0].became, gone.cells[0].text.as_str()),
            (None, Became::Conflict, "第4件")
        );
        sound(&site).await;
        told(&site, volume).await
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_moves_is_not_rewritten_and_what_was_sent_before_closing_is_known() {
    let story = async |site: Site| {
        let (volume, ids) = five(&site).await;
        let since = site.archive.store.last_event().await.unwrap();
        let rows = vec![row("once", &[(TableField::Title, "补录"), (TableField::Pages, "2")])];
        let entered =
            put(&site, volume, TableEdit { since, rows: rows.clone(), ..TableEdit::default() }).await;
        let touched = &entered.table.done[0].items;
        assert_eq!(touched.len(), 1, "a row at the end touches no other: {touched:?}");
        close(&site.archive, &site.by(), volume, Closing::default()).await.unwrap();
        let again = put(&site, volume, TableEdit { since, rows, ..TableEdit::default() }).await;
        assert_eq!(again.rows[0].item, entered.rows[0].item);
        let late = enter(
            &site.archive,
            &site.by(),
            volume,
            edits(vec![edit(ids[0], TableField::Title, "晚了", None)]),
        )
        .await;
        assert_eq!(refusal(late), "volume_closed");
        let many = (0..2001).map(|n| row(&n.to_string(), &[])).collect();
        let many = TableEdit { rows: many, ..TableEdit::default() };
        assert_eq!(refusal(enter(&site.archive, &site.by(), volume, many).await), "too_many");
        sound(&site).await;
        told(&site, volume).await
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_name_their_cell() {
    let site = Site::open().await;
    let (volume, ids) = five(&site).await;
    let thick = TableEdit {
        rows: vec![row(
            "thick",
            &[(TableField::Title, "厚"), (TableField::Pages, "300"), (TableField::Date, "2009")],
        )],
        edits: vec![
            edit(ids[0], TableField::Date, "2010-01-05", None),
            edit(ids[1], TableField::Date, "", None),
            edit(ids[3], TableField::Title, "第3件", None),
            edit(ids[3], TableField::Pages, "3", None),
            edit(ids[4], TableField::Title, "甲\u{202e}乙", None),
        ],
        ..TableEdit::default()
    };
    let entered = put(&site, volume, thick).await;
    let told: Vec<_> = entered
        .table
        .checks
        .iter()
        .map(|check| (check.problem.kind.as_str(), check.item, check.field))
        .collect();
    assert_eq!(
        told,
        [
            ("date_outside_year", Some(ids[0]), Some(TableField::Date)),
            ("date_missing", Some(ids[1]), Some(TableField::Date)),
            ("volume_thick", None, None),
            ("duplicate_row", Some(ids[3]), Some(TableField::Title)),
            ("direction_mark", Some(ids[4]), Some(TableField::Title)),
        ]
    );
    assert_eq!((entered.table.blocking, entered.table.checks_total), (1, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_of_an_accounting_block_gets_the_line_its_title_names() {
    let site = Site::open().await;
    let vouchers =
        place(2017, "YL", "会计凭证类", guidang::domain::values::period::RetentionPeriod::Years(30));
    let filed =
        file(&site.archive, &site.by(), vec![draft(&vouchers, "2017年1月记账凭证", 40)]).await.unwrap();
    let rows = vec![
        row(
            "a",
            &[
                (TableField::Title, "2017年2月记账凭证"),
                (TableField::Pages, "30"),
                (TableField::Date, "2.28"),
            ],
        ),
        row("b", &[(TableField::Title, "其他"), (TableField::Pages, "1")]),
    ];
    let entered = put(&site, filed[0].volume_id, TableEdit { rows, ..TableEdit::default() }).await;
    let items = site.archive.store.items_in(filed[0].volume_id).await.unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(items[1].eligible_on, items[0].eligible_on);
    assert!(entered.rows.iter().all(|row| row.item.is_some()));
    sound(&site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_masked_number_means_the_one_it_was_made_of_and_is_never_stored() {
    const ONE: (&str, &str) = ("990000197906034073", "990000********4073");
    const OTHER: (&str, &str) = ("990000194802099952", "990000********9952");
    let story = async |site: Site| {
        let (volume, ids) = five(&site).await;
        let number = async |item: i64| {
            let item = site.archive.store.item(item).await.unwrap().unwrap();
            item.description.persons.first().map(|person| person.id_number.clone()).unwrap_or_default()
        };
        let one = |field, text: &str, seen| edits(vec![edit(ids[0], field, text, seen)]);
        let typed = put(&site, volume, one(TableField::IdNumber, ONE.0, Some(""))).await;
        assert_eq!((typed.cells[0].became, typed.cells[0].text.as_str()), (Became::Taken, ONE.1));
        let shown = table(&site.archive, &site.by(), volume, None).await.unwrap();
        assert_eq!(shown.rows[0].cells[&TableField::IdNumber], ONE.1);
        // left alone, and changed by somebody who saw the mask
        let again = put(&site, volume, one(TableField::IdNumber, ONE.1, Some(ONE.1))).await;
        assert_eq!((again.wrote, again.cells[0].became), (None, Became::Unchanged));
        let changed = put(&site, volume, one(TableField::IdNumber, OTHER.0, Some(ONE.1))).await;
        assert_eq!((changed.cells[0].became, changed.cells[0].text.as_str()), (Became::Taken, OTHER.1));
        let late = put(&site, volume, one(TableField::IdNumber, ONE.0, Some(ONE.1))).await;
        assert_eq!((late.cells[0].became, late.cells[0].text.as_str()), (Became::Conflict, OTHER.1));
        // undone: what was seen is put back, and stands for the number of before
        let undone = put(&site, volume, one(TableField::IdNumber, ONE.1, Some(OTHER.1))).await;
        assert_eq!(
            (undone.cells[0].became, number(ids[0]).await.whole(WholeFor::Comparing)),
            (Became::Taken, ONE.0)
        );
        // copied to another row and into a new one; from elsewhere nobody knows it
        let copied =
            put(&site, volume, edits(vec![edit(ids[1], TableField::IdNumber, ONE.1, Some(""))])).await;
        assert_eq!(
            (copied.cells[0].became, number(ids[1]).await.whole(WholeFor::Comparing)),
            (Became::Taken, ONE.0)
        );
        let cells = [(TableField::Title, "抄来的"), (TableField::Pages, "1"), (TableField::IdNumber, ONE.1)];
        let added =
            put(&site, volume, TableEdit { rows: vec![row("m", &cells)], ..TableEdit::default() }).await;
        assert_eq!(number(added.rows[0].item.unwrap()).await, ONE.0);
        let strange = put(&site, volume, one(TableField::IdNumber, "110000********1234", None)).await;
        assert_eq!(
            (strange.cells[0].became, kinds(&strange.cells[0].problems)),
            (Became::Refused, vec!["id_masked"])
        );
        // in a list each line keeps its own
        let list = format!("张三\t{}\t77\n李四\t{}", ONE.1, OTHER.0);
        let listed = put(&site, volume, one(TableField::Persons, &list, None)).await;
        assert_eq!(listed.cells[0].became, Became::Taken, "{:?}", listed.cells[0].problems);
        assert_eq!(listed.cells[0].text, format!("张三\t{}\t77\n李四\t{}", ONE.1, OTHER.1));
        assert_eq!(number(ids[0]).await, ONE.0);
        sound(&site).await;
        told(&site, volume).await
    };
    both(story).await;
}

/// A correction takes the dates a cell of the table takes.
#[tokio::test(flavor = "multi_thread")]
async fn a_correction_reads_dates_as_the_table_does() {
    both(async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let shelved = file(archive, &by, vec![draft(&levy(2009), "缴费核定表", 2)]).await.unwrap();
        let id = shelved[0].item_id;
        let corrected = async |date: &str| {
            let reason = "核对原件".to_owned();
            let correction = Correction { date: Some(date.into()), reason, ..Correction::default() };
            filing::correct(archive, &by, id, correction).await
        };
        for (typed, first, last) in [
            ("2009.3.21", "2009-03-21", None),
            ("２００９年４月１日", "2009-04-01", None),
            ("20090512", "2009-05-12", None),
            ("2009.6", "2009-06", None),
            ("2009-07-01~2009-07-05", "2009-07-01", Some("2009-07-05")),
        ] {
            let (item, _) = corrected(typed).await.unwrap();
            assert_eq!(item.description.date.unwrap().to_string(), first, "{typed}");
            if let Some(last) = last {
                assert_eq!(item.description.date_end.unwrap().to_string(), last, "{typed}");
            }
        }
        assert_eq!(refusal(corrected("2009-02-30").await), "no_such_day");
        assert_eq!(refusal(corrected("那一天").await), "date_unreadable");
        assert!(corrected("").await.unwrap().0.description.date.is_none(), "an empty text takes it away");
    })
    .await;
}
