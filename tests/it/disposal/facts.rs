//! Facts that decide a date, and one that was recorded wrongly.

use chrono::NaiveDate;
use guidang::acts::disposal::expiry;
use guidang::domain::disposal::retention::{Fact, FactKind};
use guidang::domain::values::period::RetentionPeriod;

use crate::support::{Site, both, draft, file, levy, place, refusal, sound};

fn fact(kind: FactKind, on: NaiveDate) -> Fact {
    Fact { kind, on, period: None, note: "鉴定小组".into() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_kept_on_gets_a_new_period_from_its_original_start() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let place = place(2009, "GL", "服务协议管理材料", RetentionPeriod::Years(10));
        let filed = file(archive, &by, vec![draft(&place, "定点服务协议", 8)]).await.unwrap();
        let item = filed[0].item_id;
        let day = |year| NaiveDate::from_ymd_opt(year, 3, 1).unwrap();
        expiry::record_fact(archive, &by, item, fact(FactKind::Ended, day(2010))).await.unwrap();
        let keep = async |on, period| {
            let fact = Fact { period, ..fact(FactKind::AppraisedKeep, on) };
            expiry::record_fact(archive, &by, item, fact).await
        };
        let years = |years| Some(RetentionPeriod::Years(years));
        assert_eq!(refusal(keep(day(2021), None).await), "kept_on_without_period");
        assert_eq!(refusal(keep(day(2021), years(10)).await), "kept_on_too_short");
        // the new end would lie before the appraisal itself
        assert_eq!(refusal(keep(day(2024), years(12)).await), "kept_on_too_short");
        let ended = Fact { period: years(30), ..fact(FactKind::Ended, day(2012)) };
        assert_eq!(refusal(expiry::record_fact(archive, &by, item, ended).await), "period_of_another_fact");
        let kept = keep(day(2021), years(20)).await.unwrap();
        assert_eq!(kept.retention.outcome.eligible_on(), NaiveDate::from_ymd_opt(2031, 1, 1));
        assert_eq!(kept.facts[1].period, "20");
        // a second decision never brings the day nearer
        assert_eq!(refusal(keep(day(2022), None).await), "kept_on_without_period");
        assert_eq!(refusal(keep(day(2022), years(15)).await), "kept_on_too_short");
        let volume = archive.store.volume(filed[0].volume_id).await.unwrap().unwrap();
        assert_eq!(volume.eligible_on, kept.retention.outcome.eligible_on());
        assert!(expiry::recompute(archive, &by, false).await.unwrap().is_empty());
        let without =
            expiry::withdraw_fact(archive, &by, item, kept.facts[1].id, "抄错".into()).await.unwrap();
        assert_eq!(without.retention.outcome.eligible_on(), NaiveDate::from_ymd_opt(2021, 1, 1));
        assert_eq!(
            keep(day(2021), Some(RetentionPeriod::Permanent)).await.unwrap().retention.outcome.eligible_on(),
            None
        );
        sound(&site).await;
        serde_json::to_string(&kept).unwrap()
    };
    both(story).await;
}

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
            expiry::record_fact(archive, &by, item, fact(FactKind::AppraisedKeep, day)).await.unwrap()
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
    let record = async |item, kind, on| expiry::record_fact(archive, &by, item, fact(kind, on)).await;
    for kind in FactKind::ALL {
        let expected = match kind {
            FactKind::AppraisedKeep => "kept_on_without_period",
            _ => "fact_without_effect",
        };
        assert_eq!(refusal(record(levy, kind, day(2016)).await), expected, "{kind:?}");
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
