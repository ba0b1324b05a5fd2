//! 抽出另立卷: a voucher of debts that are not settled stays while its volume is destroyed. It is refiled with its code kept.

use axum::http::StatusCode;
use chrono::NaiveDate;
use guidang::acts::disposal::disposing::{
    self, DisposalDecision, DisposalPaper, DisposalStep, ListSource, StageName, VoteOn,
};
use guidang::acts::disposal::holding::{self, NewHold};
use guidang::acts::finding::viewing;
use guidang::archive::Archive;
use guidang::domain::general::masking::WholeFor;
use guidang::domain::general::role::By;
use guidang::domain::general::wording::Lang;
use guidang::domain::records::item::Item;
use guidang::domain::records::volume::VolumeState;

use super::disposing::kinds;
use crate::catalogs::paper::text_of;
use crate::support::disposals::{BATCH, Batch, acting, batch_opened, closed_with_three, keep_out, staffed};
use crate::support::door::{Door, encoded};
use crate::support::{Site, both, sound};

async fn a_voucher_stays(site: Site) -> (Vec<Vec<String>>, Vec<String>, String) {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    let volumes = closed_with_three(archive, &site.by(), "催缴材料", 2).await;
    let items = archive.store.items_in(volumes[0]).await.unwrap();
    let other = archive.store.items_in(volumes[1]).await.unwrap();
    let spring = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let mut batch = Batch::opened(archive, spring, ListSource::Volumes(volumes.clone())).await;
    // the one voucher is on hold, and with it its volume
    let new = NewHold {
        ground: "debts".into(),
        basis: "应收账款台账".into(),
        items: vec![items[1].id],
        ..NewHold::default()
    };
    holding::place(archive, &acting(archive, "chief", spring).await, &new).await.unwrap();
    let mut refused = vec![kinds(batch.tries("handler", DisposalStep::Examine).await)];
    refused.push(kinds(batch.tries("head", keep_out(999_999)).await));
    let without = DisposalStep::KeepOut {
        item: items[1].id,
        reason: " ".into(),
        line: 0,
        code: String::new(),
        pages: 0,
    };
    refused.push(kinds(batch.tries("handler", without).await));
    refused.push(kinds(batch.tries("handler", DisposalStep::LayAside { item: items[1].id }).await));
    // whatever line, code and pages were sent, it is the record's own
    let told = DisposalStep::KeepOut {
        item: items[1].id,
        reason: "货款未结清".into(),
        line: 77,
        code: "别的".into(),
        pages: 1,
    };
    let view = batch.does("business", told).await;
    let kept = &view.kept_out[0];
    assert_eq!((kept.kept.code.as_str(), kept.kept.pages, kept.seq), (items[1].code.as_str(), 60, 1));
    refused.push(kinds(batch.tries("handler", keep_out(items[1].id)).await));
    // every record of a volume kept out is the volume kept
    batch.does("handler", keep_out(other[0].id)).await;
    batch.does("handler", keep_out(other[1].id)).await;
    refused.push(kinds(batch.tries("handler", keep_out(other[2].id)).await));

    // the hold is on a record that does not go: the rest goes on
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    batch.does("handler", DisposalStep::Conclude).await;
    batch.approved_and_reported(30).await;
    batch.counted_before_both().await;
    refused.push(kinds(batch.destroys().await));
    let by = batch.by("handler").await;
    let old = items[1].code.clone();
    let named = disposing::record_called(archive, &by, &batch.number, &old).await.unwrap();
    assert_eq!(named, items[1].id);
    let scanned = disposing::record_called(archive, &by, &batch.number, &kept.barcode).await.unwrap();
    assert_eq!(scanned, items[1].id);
    batch.does("handler", DisposalStep::LayAside { item: named }).await;
    refused.push(kinds(batch.tries("handler", DisposalStep::LayAside { item: named }).await));
    refused.push(kinds(batch.destroys().await));
    batch.does("handler", DisposalStep::LayAside { item: other[0].id }).await;
    batch.does("handler", DisposalStep::LayAside { item: other[1].id }).await;
    let view = batch.destroys().await.unwrap();
    assert_eq!((view.short.stage, view.short.arithmetic.destroyed), (StageName::Done, 2));

    let remark = stands_by_itself(archive, (&items[1].code, named)).await;
    what_went(archive, &by, volumes[0], &items).await;
    let texts = papers(&site, &batch).await;
    sound(&site).await;
    (refused, texts, remark)
}

/// The record stands in an open volume, with its hold, and is found by both its codes; what its remarks say.
async fn stands_by_itself(archive: &Archive, (old, named): (&String, i64)) -> String {
    let now = archive.store.item(named).await.unwrap().unwrap();
    let volume = archive.store.volume(now.volume_id.unwrap()).await.unwrap().unwrap();
    assert_eq!((volume.state, volume.items, volume.pages), (VolumeState::Open, 3, 180));
    assert!(volume.title.ends_with("（X2027-001 抽出）"), "{}", volume.title);
    assert_ne!(now.code, *old);
    let remark = now.description.remarks.whole(WholeFor::Comparing).to_owned();
    assert_eq!(remark, format!("原档号 {old}，X2027-001 抽出另立卷。"));
    for code in [old, &now.code] {
        let found = archive.store.items_coded(code).await.unwrap();
        assert_eq!(found.iter().map(|item| item.id).collect::<Vec<_>>(), [named], "{code}");
    }
    let held = archive.store.holds_on_items(&[named]).await.unwrap();
    assert_eq!(held[&named].len(), 1);
    remark
}

/// What went keeps its codes and pages; its 备考表 says what was taken out, and its gap is none.
async fn what_went(archive: &Archive, by: &By, volume: i64, items: &[Item]) {
    let gone = viewing::volume(archive, by, volume).await.unwrap();
    assert_eq!((gone.volume.state, gone.volume.items, gone.volume.pages), (VolumeState::Destroyed, 2, 120));
    let codes: Vec<&str> = gone.items.iter().map(|line| line.item.code.as_str()).collect();
    assert_eq!(codes, [items[0].code.as_str(), items[2].code.as_str()]);
    let blocking: Vec<_> = gone.problems.iter().filter(|problem| problem.is_blocking()).collect();
    assert!(blocking.is_empty(), "{blocking:?}");
    let statement = gone.volume.statement.whole(WholeFor::Comparing);
    assert!(statement.contains("抽出第 2 件《催缴材料2》（60 页），另立卷"), "{statement}");
}

/// What the papers say of it.
async fn papers(site: &Site, batch: &Batch<'_>) -> Vec<String> {
    let by = batch.by("handler").await;
    let mut texts = Vec::new();
    for paper in
        [DisposalPaper::Opinion, DisposalPaper::Register, DisposalPaper::Minutes, DisposalPaper::Certificate]
    {
        let out = site.desk.data().join(format!("{}.pdf", paper.key()));
        disposing::print_paper(batch.archive, &by, &batch.number, paper, Lang::Zh, &out).await.unwrap();
        let text: String = text_of(&std::fs::read(&out).unwrap()).split_whitespace().collect();
        texts.push(text);
    }
    texts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_is_not_settled_stays_while_its_volume_goes_on_both_databases() {
    let (refused, texts, _) = both(a_voucher_stays).await;
    let expected: [&[&str]; 9] = [
        &["volume_on_hold"],
        &["not_found"],
        &["words_missing"],
        &["step_out_of_turn"],
        &["kept_out_before"],
        &["nothing_would_go"],
        &["records_in_their_volumes"],
        &["laid_aside_before"],
        &["records_in_their_volumes"],
    ];
    assert_eq!(refused, expected);
    for text in &texts[..3] {
        assert!(text.contains("货款未结清") || text.contains("另立卷"), "{text}");
    }
    // three papers went of six
    assert!(texts[1].contains("抽出1件另立卷") && texts[1].contains("抽出2件另立卷"), "{}", texts[1]);
    assert!(texts[3].contains("抽出另立卷3件") && texts[3].contains('3'), "{}", texts[3]);
}

/// A record laid aside stays laid aside when the batch is withdrawn; the next batch takes the volume as it then is.
async fn withdrawn(site: Site) -> (u32, u32, StageName) {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    let volumes = closed_with_three(archive, &site.by(), "催缴材料", 1).await;
    let items = archive.store.items_in(volumes[0]).await.unwrap();
    let spring = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let mut batch = Batch::opened(archive, spring, ListSource::Volumes(volumes.clone())).await;
    batch.does("handler", DisposalStep::Examine).await;
    batch.seats().await;
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    batch.does("handler", DisposalStep::Conclude).await;
    batch.approved_and_reported(30).await;
    // it may be said as late as on the spot
    batch.does("handler", DisposalStep::Begin).await;
    batch.does("head", keep_out(items[2].id)).await;
    batch.does("handler", DisposalStep::LayAside { item: items[2].id }).await;
    batch.does("handler", DisposalStep::Withdraw { reason: "另行处理".into() }).await;
    let mut next = Batch::opened(archive, batch.on, ListSource::Volumes(volumes)).await;
    let line = next.view().await.lines[0].line.clone();
    next.does("handler", DisposalStep::Examine).await;
    next.seats().await;
    next.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    next.does("handler", DisposalStep::Conclude).await;
    next.approved_and_reported(30).await;
    next.counted_before_both().await;
    let view = next.destroys().await.unwrap();
    sound(&site).await;
    (line.items, line.pages, view.short.stage)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_laid_aside_stays_so_when_the_batch_is_withdrawn() {
    assert_eq!(both(withdrawn).await, (2, 120, StageName::Done));
}

/// What is kept out goes along where its volume is parted into another batch.
async fn parted(site: Site) -> (usize, usize) {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    let volumes = closed_with_three(archive, &site.by(), "催缴材料", 2).await;
    let item = archive.store.items_in(volumes[1]).await.unwrap()[0].id;
    let spring = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let batch = Batch::opened(archive, spring, ListSource::Volumes(volumes)).await;
    let view = batch.does("handler", keep_out(item)).await;
    let by = batch.by("handler").await;
    let apart = vec![view.lines[1].line.id];
    let apart = disposing::split(archive, &by, &batch.number, apart, "").await.unwrap();
    assert_eq!(apart.kept_out[0].kept.stated.words, "货款未结清");
    sound(&site).await;
    (view.kept_out.len(), apart.kept_out.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_out_goes_along_with_its_volume() {
    assert_eq!(both(parted).await, (1, 1));
}

/// By the pages: a code that is in no volume of the batch, no reason, then as it should be.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_kept_out_by_the_batchs_page() {
    let door = Door::furnished().await;
    batch_opened(&door.archive).await;
    let volumes = closed_with_three(&door.archive, &door.archive.local_user(), "缴费证明材料", 1).await;
    let own = door.post("/disposals", &format!("from=&volumes={}", volumes[0])).await.onward();
    let own = own.split('?').next().unwrap().to_owned();
    let item = door.archive.store.items_in(volumes[0]).await.unwrap()[1].clone();
    let steps = format!("{own}/steps");
    let sent = |called: &str, reason: &str| {
        format!("step=keep_out&called={}&reason={}", encoded(called), encoded(reason))
    };
    let elsewhere = door.post(&format!("/disposals/{BATCH}/steps"), &sent(&item.code, "未结清")).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(elsewhere.text().contains("案卷里"), "{}", elsewhere.text());
    let silent = door.post(&steps, &sent(&item.code, "")).await;
    assert!(silent.text().contains("id=\"keep-out-reason-error\""), "{}", silent.text());
    let said = door.post(&steps, &sent(&item.code, "未结清")).await.onward();
    assert!(said.ends_with("said=disposal_kept_out"), "{said}");
    let page = door.get(&said).await.text();
    assert!(page.contains("抽出另立卷") && page.contains("仍在卷内"), "{page}");
    let told = door.get(&format!("/api/v1{own}")).await.json();
    assert_eq!(told["kept_out"][0]["code"], item.code);
    let by_api = format!("/api/v1{own}/steps");
    let twice = format!("{{\"keep_out\":{{\"item\":{},\"reason\":\"未结清\"}}}}", item.id);
    let refused = door.send("POST", &by_api, "application/json", twice.into_bytes()).await;
    assert_eq!(refused.json()["problems"][0]["kind"], "kept_out_before");
}
