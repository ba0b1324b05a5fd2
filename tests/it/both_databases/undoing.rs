//! Deeds that take something away again: a fact recorded wrongly, a volume left empty.

use chrono::NaiveDate;
use guidang::acts::arranging::filing;
use guidang::acts::disposal::expiry;
use guidang::domain::disposal::retention::FactKind;
use guidang::domain::values::period::RetentionPeriod;

use super::sound;
use crate::support::{Site, both, draft, file, levy, place, refusal};

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
async fn an_empty_volume_goes_when_it_is_the_last() {
    let story = async |site: Site| {
        let (archive, by) = (&site.archive, site.by());
        let filed =
            file(archive, &by, vec![draft(&levy(2009), "甲", 150), draft(&levy(2009), "乙", 150)]).await;
        let filed = filed.unwrap();
        let (first, second) = (filed[0].volume_id, filed[1].volume_id);
        assert_ne!(first, second, "300 pages are two volumes");
        let remove = async |volume| filing::remove_volume(archive, &by, volume).await;
        assert_eq!(refusal(remove(second).await), "volume_not_empty");
        filing::take_out(archive, &by, filed[0].item_id).await.unwrap();
        assert_eq!(refusal(remove(first).await), "volume_not_last");
        filing::take_out(archive, &by, filed[1].item_id).await.unwrap();
        assert_eq!(remove(second).await.unwrap().number, 2);
        remove(first).await.unwrap();
        sound(&site).await;
        // the numbers begin anew, the ids do not
        let again = file(archive, &by, vec![draft(&levy(2009), "丙", 3)]).await.unwrap();
        assert!(again[0].volume_id > second);
        sound(&site).await;
        archive.store.volume(again[0].volume_id).await.unwrap().map(|volume| volume.code)
    };
    both(story).await;
}
