//! One SQL text, two databases: every story is told on SQLite and on PostgreSQL and must end the same.

mod at_once;
mod two_nodes;

use chrono::NaiveDate;
use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::arranging::filing::{self, Correction};
use guidang::acts::disposal::expiry;
use guidang::acts::disposal::expiry::ReportPart;
use guidang::acts::finding::viewing;
use guidang::acts::setup::founding::{Founding, add_edition, add_fonds, found};
use guidang::archive::Archive;
use guidang::domain::arranging::shelving::{Stretch, missing_numbers, page_flaws};
use guidang::domain::disposal::retention::{Fact, FactKind};
use guidang::domain::records::event::{Event, EventKind, RecordKind};
use guidang::domain::records::item::{CodedSpot, Draft, Person, Unit};
use guidang::domain::records::scope::Scope;
use guidang::domain::records::states::{BatchState, JobKind};
use guidang::domain::records::volume::VolumeState;
use guidang::domain::values::period::RetentionPeriod;
use guidang::store::{Batch, BatchRow};

use crate::support::{FONDS, NAME, Site, both, draft, file, levy, place, refusal, sound, wuhu};

/// What stands on the shelves: code, title and pages of every item in shelf order.
async fn shelves(archive: &Archive) -> Vec<String> {
    let items = archive.store.items_after(0, i64::MAX).await.unwrap();
    let mut lines: Vec<_> = items
        .iter()
        .map(|i| {
            format!(
                "{} #{} p{}+{} {} {}",
                i.code_sort, i.seq, i.page_from, i.description.pages, i.code, i.description.title
            )
        })
        .collect();
    lines.sort();
    lines
}

fn papers(count: u32) -> Vec<Draft> {
    let place = levy(2009);
    // 7, 20, 33 … 98 and round again: some volumes fill to the page, some do not
    (0..count).map(|n| draft(&place, &format!("缴费核定表 {n}"), 7 + n * 13 % 100)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_founded_once() {
    let story = async |site: Site| {
        let editions = site
            .archive
            .store
            .editions()
            .await
            .unwrap()
            .into_iter()
            .map(|e| (e.id, e.name, e.digest))
            .collect::<Vec<_>>();
        let fonds = site.archive.store.fonds().await.unwrap();
        assert_eq!((fonds.len(), fonds[0].number.as_str(), fonds[0].name.as_str()), (1, FONDS, NAME));
        assert_eq!(site.archive.store.last_event().await.unwrap(), 1);
        add_fonds(&site.archive, &site.by(), "0212".into(), "繁昌".into(), fonds[0].scheme_id.clone())
            .await
            .unwrap();
        let twice =
            add_fonds(&site.archive, &site.by(), "0212".into(), "又一个".into(), fonds[0].scheme_id.clone())
                .await;
        assert_eq!(refusal(twice), "fonds_exists");
        let same = add_edition(&site.archive, &site.by(), wuhu()).await.unwrap();
        assert_eq!(same, fonds[0].scheme_id);
        let other = add_edition(&site.archive, &site.by(), format!("{}\n# 改了一笔\n", wuhu())).await;
        assert_eq!(refusal(other), "edition_exists");
        sound(&site).await;
        let desk = site.leave().await;
        let founding =
            Founding { number: "0300".into(), name: "别馆".into(), scheme: wuhu(), preset: "small".into() };
        let again = found(desk.config(), &desk.config().clock.founder("local", "本机用户"), founding)
            .await
            .map(|_| ());
        assert_eq!(refusal(again), "already_founded");
        editions
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_run_without_gaps_and_volumes_split_at_the_limit() {
    let story = async |site: Site| {
        for portion in papers(120).chunks(17) {
            file(&site.archive, &site.by(), portion.to_vec()).await.unwrap();
        }
        let volumes = site.archive.store.volumes(&Scope::default(), ("", 0), 1000).await.unwrap();
        let numbers: Vec<u32> = volumes.iter().map(|volume| volume.number).collect();
        assert!(numbers.len() > 20 && missing_numbers(&numbers).is_empty(), "{numbers:?}");
        for volume in &volumes {
            let items = site.archive.store.items_in(volume.id).await.unwrap();
            let stretches: Vec<_> =
                items.iter().map(|item| Stretch::new(item.page_from, item.description.pages)).collect();
            assert_eq!(page_flaws(&stretches), vec![], "{}", volume.code);
            let pages: u32 = items.iter().map(|item| item.description.pages).sum();
            assert_eq!((volume.items, volume.pages), (items.len() as u32, pages));
            assert!(pages <= 200, "{} has {pages} pages", volume.code);
        }
        sound(&site).await;
        shelves(&site.archive).await
    };
    assert_eq!(both(story).await.len(), 120);
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_with_codes_of_their_own_go_where_those_say() {
    let story = async |site: Site| {
        let given = |title: &str, volume, page, pages| Draft {
            given: Some(CodedSpot { volume, page }),
            ..draft(&levy(2009), title, pages)
        };
        let by = site.by();
        // volume 3 page 11 came before pages 1–10, and volume 1 last of all
        let sheet = vec![given("后", 3, 11, 5), given("前", 3, 1, 10), given("一", 1, 1, 2)];
        let shelved = file(&site.archive, &by, sheet).await.unwrap();
        let before = shelves(&site.archive).await;
        let events = site.archive.store.last_event().await.unwrap();
        // pages that are taken refuse the whole write: the good paper in front of it is not there either
        let taken =
            file(&site.archive, &by, vec![draft(&levy(2009), "好的", 1), given("叠", 3, 14, 4)]).await;
        assert!(taken.is_err(), "{taken:?}");
        assert_eq!(shelves(&site.archive).await, before);
        assert_eq!(site.archive.store.last_event().await.unwrap(), events);
        // whatever has no code goes on after the highest number
        let next = file(&site.archive, &by, vec![draft(&levy(2009), "续", 4)]).await.unwrap();
        let item = site.archive.store.item(next[0].item_id).await.unwrap().unwrap();
        assert_eq!((item.page_from, item.volume_id), (16, Some(shelved[0].volume_id)));
        shelves(&site.archive).await
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_volume_is_rearranged_and_a_closed_one_only_corrected() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed = file(archive, &by, (1..=5).map(|n| draft(&levy(2009), &format!("第{n}件"), n)).collect())
            .await
            .unwrap();
        let (volume, ids) = (filed[0].volume_id, filed.iter().map(|one| one.item_id).collect::<Vec<_>>());
        let backwards = ids.iter().rev().copied().collect::<Vec<_>>();
        filing::reorder(archive, &by, volume, backwards).await.unwrap();
        assert_eq!(refusal(filing::reorder(archive, &by, volume, ids[1..].to_vec()).await), "order_differs");
        let out = filing::take_out(archive, &by, ids[2]).await.unwrap();
        assert_eq!((out.volume_id, out.code.as_str()), (None, ""));
        assert_eq!(refusal(filing::take_out(archive, &by, ids[2]).await), "not_in_a_volume");
        let mut told = vec![shelves(archive).await];
        filing::put_in(archive, &by, ids[2], volume, 1).await.unwrap();
        let elsewhere = file(archive, &by, vec![draft(&levy(2010), "别年", 1)]).await.unwrap();
        assert_eq!(
            refusal(filing::put_in(archive, &by, elsewhere[0].item_id, volume, 1).await),
            "other_place"
        );
        let pages =
            Correction { pages: Some(30), persons: Some(vec![person("钱小满")]), ..Correction::default() };
        filing::correct(archive, &by, ids[4], pages).await.unwrap();
        told.push(shelves(archive).await);
        filing::retitle(archive, &by, volume, "二〇〇九年缴费核定".into()).await.unwrap();
        let closed =
            close(archive, &by, volume, Closing { checked_by: "李检查".into(), ..Closing::default() })
                .await
                .unwrap();
        assert_eq!((closed.state, closed.closed_on), (VolumeState::Closed, Some(by.today())));
        told.push(vec![closed.code.clone(), closed.statement.to_string()]);
        told.push(closed_stays(&site, volume, ids[0]).await);
        sound(&site).await;
        told
    };
    both(story).await;
}

/// What a closed volume refuses, and the one change it takes.
async fn closed_stays(site: &Site, volume: i64, item: i64) -> Vec<String> {
    let (archive, by) = (&site.archive, site.by());
    let before = shelves(archive).await;
    let (code, title) =
        (|c: &str| c.to_owned(), |t: &str| Correction { title: Some(t.into()), ..Correction::default() });
    let mut told = vec![
        refusal(filing::take_out(archive, &by, item).await),
        refusal(filing::retitle(archive, &by, volume, code("别的题名")).await),
        refusal(close(archive, &by, volume, Closing::default()).await),
        refusal(filing::correct(archive, &by, item, title("没有理由")).await),
        refusal(
            filing::correct(
                archive,
                &by,
                item,
                Correction { pages: Some(9), reason: "数错".into(), ..Correction::default() },
            )
            .await,
        ),
    ];
    assert_eq!(told, ["volume_closed", "volume_closed", "volume_closed", "reason_missing", "volume_closed"]);
    assert_eq!(shelves(archive).await, before);
    let reason = "原题名漏字".to_owned();
    let (after, changes) =
        filing::correct(archive, &by, item, Correction { reason, ..title("第1件（补正）") }).await.unwrap();
    assert_eq!((changes[0].old.told(), changes[0].new.told()), ("第1件".into(), "第1件（补正）".into()));
    // old and new stand in the log for ever
    let history = archive.store.history(RecordKind::Item, item).await.unwrap();
    let last = serde_json::to_string(&history.last().unwrap().event).unwrap();
    assert!(
        last.contains("第1件") && last.contains("第1件（补正）") && last.contains("原题名漏字"),
        "{last}"
    );
    told.push(format!("{} {}", after.code, after.description.title));
    told.extend(history.iter().map(|logged| format!("{} {}", logged.event.what, logged.event.about)));
    told
}

pub fn person(name: &str) -> Person {
    Person { name: name.into(), id_number: "990000197003079879".into(), ..Person::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn persons_units_and_further_columns_come_back_as_given() {
    let story = async |site: Site| {
        let mut paper = draft(&levy(2009), "年度核定 𠮷野㐂 '; drop table item; --", 3);
        paper.description.persons = vec![
            person("张三"),
            person("張三"),
            Person { name: "李四".into(), note: "已故".into(), ..Person::default() },
        ];
        paper.description.units =
            vec![Unit { name: "芜湖市第一中学".into(), number: "340201".into() }];
        paper.description.more =
            vec![("险种".into(), "养老".into()), ("备用".into(), "\u{1F600} \"引号\"".into())];
        paper.description.doc_number = "芜社险〔2009〕12号".into();
        let given = paper.description.clone();
        let filed = file(&site.archive, &site.by(), vec![paper]).await.unwrap();
        let read = site.archive.store.item(filed[0].item_id).await.unwrap().unwrap();
        assert_eq!(read.description, given);
        let persons = site.archive.store.person_index(&Scope::default()).await.unwrap();
        let mut persons: Vec<_> = persons.into_iter().map(|row| format!("{row:?}")).collect();
        persons.sort();
        assert_eq!(persons.len(), 3);
        let alike = site.archive.store.alike(&[given.likeness_number(&levy(2009))]).await.unwrap();
        assert_eq!(alike.len(), 1);
        (persons, format!("{alike:?}"), site.archive.store.codes_doubled().await.unwrap())
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_decide_open_dates_and_reports_count_the_same() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let vouchers = |year| {
            draft(
                &place(year, "YL", "会计凭证类", RetentionPeriod::Years(15)),
                &format!("{year}年记账凭证"),
                40,
            )
        };
        let mut sheet = vec![vouchers(2000), vouchers(2009)];
        for year in [2009, 2012, 2015] {
            sheet.push(draft(&levy(year), "缴费核定", 20));
            sheet.push(draft(&place(year, "GL", "参保单位登记材料", RetentionPeriod::Permanent), "登记", 12));
            sheet.push(draft(
                &place(year, "GL", "社会保险待遇领取资格验证材料", RetentionPeriod::Years(50)),
                "验证",
                8,
            ));
        }
        let filed = file(archive, &by, sheet).await.unwrap();
        let all = Scope::default();
        let told = async |year| {
            serde_json::to_string(
                &expiry::report(archive, &by, year, &all, ReportPart::first(100)).await.unwrap(),
            )
            .unwrap()
        };
        let before = expiry::report(archive, &by, 2040, &all, ReportPart::first(100)).await.unwrap();
        assert_eq!((before.rows.len(), before.questions.len()), (1, 1), "{before:?}");
        assert_eq!(before.rows[0].eligible_on, NaiveDate::from_ymd_opt(2040, 1, 1));
        let mut stories = vec![told(2040).await, told(2062).await];
        let day = NaiveDate::from_ymd_opt(2016, 3, 1).unwrap();
        let later = NaiveDate::from_ymd_opt(2030, 1, 1).unwrap();
        let kept = |on| Fact { kind: FactKind::AppraisedKeep, on, period: None, note: "鉴定小组".into() };
        assert_eq!(
            refusal(expiry::record_fact(archive, &by, filed[0].item_id, kept(later)).await),
            "date_in_future"
        );
        let explained = expiry::record_fact(archive, &by, filed[0].item_id, kept(day)).await.unwrap();
        stories.push(serde_json::to_string(&explained).unwrap());
        stories.push(told(2040).await);
        let narrow = Scope {
            class_id: Some(levy(2009).class_id),
            year_from: Some(2010),
            year_to: Some(2012),
            ..all.clone()
        };
        stories.push(format!("{:?}", archive.store.volume_totals(&narrow).await.unwrap()));
        stories.push(format!("{:?}", archive.store.holdings(&all).await.unwrap()));
        let mut overview = serde_json::to_value(viewing::overview(archive, &by).await.unwrap()).unwrap();
        // the first account's password is another in each, and with it every digest of the log
        overview["latest"].as_array_mut().unwrap().iter_mut().for_each(|event| event["digest"] = "".into());
        stories.push(overview.to_string());
        sound(&site).await;
        stories
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_mappings_and_jobs_are_kept() {
    let story = async |site: Site| {
        let store = &site.archive.store;
        let digest = "d".repeat(64);
        let batch = Batch {
            id: 0,
            digest: digest.clone(),
            file_digest: "f".repeat(64),
            file_name: "缴费核定.xlsx".into(),
            sheet: "3月".into(),
            sender: "征缴科".into(),
            state: BatchState::Running,
            rows_read: 0,
            accepted: 0,
            refused: 0,
            done_through: 0,
            taken_back_at: String::new(),
            taken_back_by: String::new(),
            handover_id: None,
        };
        let fresh = batch.clone();
        let id = store
            .write(&site.by(), async move |tx| {
                let id = tx.insert_batch(&fresh).await?;
                tx.insert_batch_rows(
                    id,
                    &[BatchRow { row: 7, item_id: None, problems: Vec::new(), changes: Vec::new() }],
                )
                .await?;
                tx.update_batch(&Batch {
                    id,
                    rows_read: 60,
                    accepted: 57,
                    refused: 3,
                    done_through: 64,
                    state: BatchState::Done,
                    ..fresh
                })
                .await?;
                tx.remember_mapping("征缴科", "单位|页数", "{\"单位\":\"units\"}").await?;
                tx.remember_mapping("征缴科", "单位|页数", "{\"页数\":\"pages\"}").await?;
                let input = serde_json::json!({ "batch": id });
                let at = "2026-11-21T12:00:00+08:00";
                let job = tx.insert_job(JobKind::ImportItems, &input, "local", at, "").await?;
                Ok((
                    id,
                    Event::new(
                        EventKind::BatchDone,
                        "缴费核定.xlsx",
                        serde_json::json!({ "batch": id, "job": job }),
                    ),
                ))
            })
            .await
            .unwrap();
        // the same file with the same decisions is one batch: a second is refused by the database
        let second = store
            .write(&site.by(), async move |tx| {
                Ok((
                    tx.insert_batch(&batch).await?,
                    Event::new(EventKind::BatchDone, "again", serde_json::Value::Null),
                ))
            })
            .await;
        assert!(second.is_err());
        let found = store.batch_by_digest(&digest).await.unwrap().unwrap();
        assert_eq!((found.id, found.is_done(), found.accepted, found.done_through), (id, true, 57, 64));
        let mapping = store.mapping("征缴科", "单位|页数").await.unwrap();
        assert_eq!(mapping.as_deref(), Some("{\"页数\":\"pages\"}"));
        sound(&site).await;
        format!("{found:?} {:?} {:?}", store.batch_rows(id).await.unwrap(), store.jobs(10).await.unwrap())
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_that_has_not_come_is_not_closed() {
    let story = async |mut site: Site| {
        let filed = file(&site.archive, &site.by(), vec![draft(&levy(2027), "明年", 2)]).await.unwrap();
        let early = close(&site.archive, &site.by(), filed[0].volume_id, Closing::default()).await;
        assert_eq!(refusal(early), "year_in_future");
        site.set_day(2027, 1, 4);
        let closed = close(&site.archive, &site.by(), filed[0].volume_id, Closing::default()).await.unwrap();
        assert_eq!(closed.closed_on, NaiveDate::from_ymd_opt(2027, 1, 4));
        sound(&site).await;
        closed.code
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_there_after_opening_again() {
    let story = async |site: Site| {
        file(&site.archive, &site.by(), papers(40)).await.unwrap();
        let before = shelves(&site.archive).await;
        let site = site.leave().await.open().await;
        assert_eq!(shelves(&site.archive).await, before);
        file(&site.archive, &site.by(), vec![draft(&levy(2009), "又一件", 2)]).await.unwrap();
        sound(&site).await;
        before
    };
    both(story).await;
}
