//! Facts that decide a date, and one that was recorded wrongly.

use chrono::NaiveDate;
use guidang::acts::disposal::expiry;
use guidang::domain::disposal::retention::FactKind;
use guidang::domain::values::period::RetentionPeriod;

use crate::support::{Site, both, draft, file, levy, place, refusal, sound};

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_recorded_wrongly_goes_and_the_log_keeps_it() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let voucher =
            draft(&place(2000, "YL", "会计凭证类", RetentionPeriod::Years(15)), "2000年记账凭证", 40);
        let filed = file(archive, &by, vec![voucher]).await.unwrap();
        let item = filed[0].item_id;
        let day = NaiveDate::from_ymd_opt(2016, 3, 1).unwrap();
        let record = async || {
            let note = "鉴定小组".to_owned();
            expiry::record_fact(archive, &by, item, FactKind::AppraisedKeep, day, note).await.unwrap()
        };
        let explained = record().await;
        let fact = explained.facts[0].id;
        let withdraw =
            async |reason: &str| expiry::withdraw_fact(archive, &by, item, fact, reason.into()).await;
        assert_eq!(refusal(withdraw(" ").await), "reason_missing");
        let without = withdraw("日期抄错").await.unwrap();
        assert!(without.facts.is_empty() && without.retention.outcome.question().is_some());
        assert!(withdraw("再来一次").await.is_err());
        sound(&site).await;
        let again = record().await;
        assert_eq!(again.retention.why, explained.retention.why);
        assert!(again.facts[0].id > fact, "ids are not given twice");
        sound(&site).await;
        serde_json::to_string(&again).unwrap()
    };
    both(story).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_that_cannot_matter_is_refused() {
    let site = Site::open().await;
    let (archive, by) = (&site.archive, site.by());
    let drafts = vec![
        draft(&levy(2009), "缴费核定表", 3),
        draft(&place(2009, "GL", "服务协议管理材料", RetentionPeriod::Years(10)), "定点服务协议", 8),
    ];
    let filed = file(archive, &by, drafts).await.unwrap();
    let (levy, agreement) = (filed[0].item_id, filed[1].item_id);
    let day = |year| NaiveDate::from_ymd_opt(year, 6, 30).unwrap();
    let record =
        async |item, kind, on| expiry::record_fact(archive, &by, item, kind, on, String::new()).await;
    for kind in FactKind::ALL {
        assert_eq!(refusal(record(levy, kind, day(2016)).await), "fact_without_effect", "{kind:?}");
    }
    assert_eq!(refusal(record(agreement, FactKind::Scrapped, day(2016)).await), "fact_without_effect");
    assert_eq!(refusal(record(agreement, FactKind::Ended, day(2008)).await), "fact_before_formation");
    let item = archive.store.item(agreement).await.unwrap().unwrap();
    let waiting = expiry::explain_item(archive, &item).await.unwrap();
    assert!(waiting.retention.outcome.question().is_some(), "an agreement in force is never due");
    let ended = record(agreement, FactKind::Ended, day(2016)).await.unwrap();
    assert_eq!(ended.retention.outcome.eligible_on(), NaiveDate::from_ymd_opt(2027, 1, 1));
    assert_eq!(refusal(record(agreement, FactKind::Ended, day(2016)).await), "fact_without_effect");
    sound(&site).await;
}
