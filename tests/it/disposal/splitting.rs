//! What is in trouble parts into a batch of its own and waits there; the rest goes on. What people write is masked in every answer.

use axum::http::StatusCode;
use guidang::acts::disposal::disposing::{self, DisposalStep, ListSource, Opening, StageName, VolumeFate};
use guidang::acts::disposal::holding::{self, NewHold};

use super::disposing::kinds;
use crate::support::disposals::{BATCH, Batch, acting, batch_opened, closed, staffed};
use crate::support::door::{Door, encoded};
use crate::support::{Site, both, sound};

async fn parted(site: Site) -> (Vec<Vec<String>>, Vec<u32>, String) {
    let archive = &site.archive;
    staffed(archive, &site.by()).await;
    let volumes = closed(archive, &site.by(), "催缴材料", 4).await;
    let on = chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let batch = Batch::opened(archive, on, ListSource::Volumes(volumes.clone())).await;
    let new = NewHold {
        ground: "lawsuit".into(),
        basis: "（2027）皖0202民初12号".into(),
        volumes: vec![volumes[1], volumes[2]],
        ..NewHold::default()
    };
    holding::place(archive, &acting(archive, "chief", on).await, &new).await.unwrap();
    let by = batch.by("handler").await;
    let lines: Vec<i64> = batch.view().await.lines.iter().map(|shown| shown.line.id).collect();
    let mut refused = vec![kinds(batch.tries("handler", DisposalStep::Examine).await)];
    let split = async |lines: Vec<i64>| disposing::split(archive, &by, &batch.number, lines, "").await;
    refused.push(kinds(split(Vec::new()).await));
    refused.push(kinds(split(lines.clone()).await));
    refused.push(kinds(split(vec![lines[0], 99_999]).await));
    let first = acting(archive, "first", on).await;
    refused.push(kinds(disposing::split(archive, &first, &batch.number, vec![lines[1]], "").await));
    let apart = split(vec![lines[2], lines[1]]).await.unwrap();
    assert_eq!((apart.short.number.as_str(), apart.short.stage), ("X2027-002", StageName::Draft));
    let seqs: Vec<u32> = apart.lines.iter().map(|shown| shown.line.seq).collect();
    assert_eq!(apart.lines.iter().map(|shown| shown.line.volume_id).collect::<Vec<_>>(), volumes[1..3]);
    let left = batch.view().await;
    assert_eq!((left.short.arithmetic.listed, left.short.arithmetic.taken_out), (4, 2));
    let reason = match &left.lines[1].fate {
        VolumeFate::TakenOut(reason) => reason.to_string(),
        other => panic!("{other:?}"),
    };
    // the rest goes on, what waits waits
    batch.does("handler", DisposalStep::Examine).await;
    let waiting = Batch { archive, number: apart.short.number, on };
    refused.push(kinds(waiting.tries("handler", DisposalStep::Examine).await));
    refused.push(kinds(
        disposing::split(archive, &by, &waiting.number, vec![lines[0]], &"长".repeat(201)).await,
    ));
    let long = Opening { title: "长".repeat(201), from: ListSource::Volumes(volumes) };
    refused.push(kinds(disposing::open(archive, &by, long).await));
    sound(&site).await;
    (refused, seqs, reason)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_trouble_parts_and_waits_while_the_rest_goes_on() {
    let (refused, seqs, reason) = both(parted).await;
    let expected: [&[&str]; 8] = [
        &["volume_on_hold", "volume_on_hold"],
        &["nothing_chosen"],
        &["everything_parted"],
        &["line_to_part_not_there"],
        &["not_allowed"],
        &["volume_on_hold", "volume_on_hold"],
        &["too_long"],
        &["too_long"],
    ];
    assert_eq!(refused, expected);
    assert_eq!((seqs, reason.as_str()), (vec![1, 2], "分出，另建批次 X2027-002"));
}

/// An ID number somebody wrote into a reason, a title or an opinion is masked wherever the batch is shown.
#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_in_a_batch_is_masked_in_every_answer() {
    let door = Door::furnished().await;
    batch_opened(&door.archive).await;
    let number = "990000198001011237";
    let line =
        disposing::disposal(&door.archive, &door.archive.local_user(), BATCH).await.unwrap().lines[0].line.id;
    let steps = format!("/disposals/{BATCH}/steps");
    let reason = encoded(&format!("{number} 的材料，另案处理"));
    door.post(&steps, &format!("step=take_out&add={line}&reason={reason}")).await.onward();
    door.post(&steps, &format!("step=withdraw&reason={reason}")).await.onward();
    let volume = closed(&door.archive, &door.archive.local_user(), "缴费证明材料", 1).await[0];
    let opened = format!("from=&volumes={volume}&title={}", encoded(&format!("{number} 案")));
    let second = door.post("/disposals", &opened).await.onward();
    let second = second.split('?').next().unwrap().to_owned();
    for path in [
        format!("/disposals/{BATCH}"),
        format!("/disposals/{BATCH}?only=left&history=all"),
        format!("/api/v1/disposals/{BATCH}"),
        second.clone(),
        format!("/api/v1{second}"),
        "/disposals".into(),
        "/disposals?show=all".into(),
        "/api/v1/disposals".into(),
    ] {
        let answer = door.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let text = answer.text();
        assert!(!text.contains(number), "{path} shows the whole number: {text}");
        assert!(path == "/disposals" || text.contains("990000********1237"), "{path}: {text}");
    }
}

/// The letters that choose a decision stand beside it.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_parts_by_its_page_and_a_decision_has_its_letter() {
    let door = Door::furnished().await;
    batch_opened(&door.archive).await;
    let view = disposing::disposal(&door.archive, &door.archive.local_user(), BATCH).await.unwrap();
    let page = door.get(&format!("/disposals/{BATCH}")).await.text();
    assert!(page.contains("value=\"split\""), "{page}");
    let steps = format!("/disposals/{BATCH}/steps");
    let none = door.post(&steps, "step=split").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text().contains("没有勾选要分出的案卷"), "{}", none.text());
    let apart = door.post(&steps, &format!("step=split&add={}", view.lines[1].line.id)).await.onward();
    assert_eq!(apart, "/disposals/X2026-002?said=disposal_split");
    assert!(door.get(&apart).await.text().contains(&view.lines[1].line.code));
    let by_api = format!("/api/v1/disposals/{BATCH}/splitting");
    let all = format!("{{\"lines\":[{}]}}", view.lines[0].line.id).into_bytes();
    let refused = door.send("POST", &by_api, "application/json", all).await;
    assert_eq!(refused.json()["problems"][0]["kind"], "everything_parted");
}
