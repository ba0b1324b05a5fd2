//! A batch by forms alone: opened, voted on, approved, counted, destroyed; what is refused comes back with its reason.

use axum::http::StatusCode;
use guidang::acts::disposal::disposing::{
    self, DisposalDecision, DisposalStep, DisposalView, StageName, VoteOn,
};
use guidang::acts::disposal::holding::{self, NewHold};
use guidang::domain::values::barcode::{self, BarcodeOf};

use crate::support::disposals::{BATCH, Batch, PASSWORD, batch_opened, closed};
use crate::support::door::{Answer, Door, encoded};

async fn view(door: &Door) -> DisposalView {
    disposing::disposal(&door.archive, &door.archive.local_user(), BATCH).await.unwrap()
}

async fn step(door: &Door, form: &str) -> Answer {
    door.post(&format!("/disposals/{BATCH}/steps"), form).await
}

/// A form that is refused: its page has what is wrong, and where.
async fn refused(door: &Door, form: &str, field: &str, says: &str) -> String {
    let answer = step(door, form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {}", answer.text());
    let page = answer.text();
    assert!(page.contains(says), "{form}: {says} is not said: {page}");
    let leads = field.is_empty()
        || page.contains(&format!("href=\"#{field}\"")) && page.contains(&format!("id=\"{field}\""));
    assert!(leads, "{form}: nothing leads to {field}: {page}");
    page
}

async fn onward(door: &Door, form: &str) -> String {
    step(door, form).await.onward()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_chosen_opens_no_batch_and_what_is_held_is_left_out_with_its_reason() {
    let door = Door::furnished().await;
    let (archive, by) = (&door.archive, door.archive.local_user());
    let volumes = closed(archive, &by, "催缴材料", 3).await;
    for form in ["from=&volumes=", "from=basket", "from=due&year=1999"] {
        let answer = door.post("/disposals", form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {}", answer.text());
        assert!(answer.text().contains("没有选中可以鉴定的案卷"), "{form}: {}", answer.text());
    }
    let unticked = door.post("/disposals/ticked", "back=%2Fvolumes").await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let hold = NewHold {
        ground: "诉讼".into(),
        basis: "（2026）皖02民初7号".into(),
        volumes: vec![volumes[1]],
        ..NewHold::default()
    };
    holding::place(archive, &by, &hold).await.unwrap();
    // one that is held cannot be ticked, and is refused where somebody sends it all the same
    let report = door.get("/retention?year=2026").await.text();
    assert!(report.contains(&format!("value=\"v{}\"", volumes[0])), "{report}");
    assert!(!report.contains(&format!("value=\"v{}\"", volumes[1])), "{report}");
    let marks = format!("add=v{}&add=v{}", volumes[0], volumes[1]);
    let to_form = door.post("/disposals/ticked", &marks).await.onward();
    assert_eq!(to_form, format!("/disposals/new?volumes={}+{}", volumes[0], volumes[1]));
    assert!(door.get(&to_form).await.text().contains("<b class=\"num\">2</b>"));
    let both = format!("from=&volumes={}+{}", volumes[0], volumes[1]);
    let answer = door.post("/disposals", &both).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text().contains("被冻结"));
    let opened = door.post("/disposals", "from=due&year=2026&title=%E5%82%AC%E7%BC%B4").await;
    let page = opened.text();
    assert_eq!(opened.status, StatusCode::OK, "{page}");
    assert!(page.contains("未列入") && page.contains("被冻结：诉讼"), "{page}");
    let view = view(&door).await;
    assert_eq!(view.short.title, "催缴");
    assert!(view.lines.iter().all(|shown| shown.line.volume_id != volumes[1]));
    assert!(door.get("/disposals").await.text().contains(&format!("/disposals/{BATCH}")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_step_comes_back_with_its_reason_at_its_field() {
    let door = Door::furnished().await;
    batch_opened(&door.archive).await;
    let line = view(&door).await.lines[0].line.id;
    refused(&door, "step=take_out&reason=x", "", "没有勾选案卷").await;
    let page =
        refused(&door, &format!("step=take_out&add={line}&reason="), "line-reason", "没有写明理由").await;
    assert!(page.contains(&format!("value=\"{line}\" checked")), "the tick is lost: {page}");
    refused(&door, "step=withdraw&reason=", "withdraw-reason", "没有写明理由").await;
    refused(&door, "step=conclude", "", "还有 2 卷").await;
    refused(&door, "step=report&number=1&days=x", "", "不是天数").await;
    refused(&door, "step=destroy", "", "没有「destroy」这一步").await;
    assert_eq!(view(&door).await.short.stage, StageName::Examined, "nothing moved");
    // all that is ticked goes, or none
    let unknown = format!("step=take_out&add={line}&add=99999&reason=x");
    refused(&door, &unknown, "", "没有这一卷").await;
    assert_eq!(view(&door).await.short.arithmetic.taken_out, 0);
    let taken = onward(&door, &format!("step=take_out&add={line}&reason={}", encoded("另案处理"))).await;
    assert_eq!(taken, format!("/disposals/{BATCH}?said=disposal_taken_out"));
    let left = door.get(&format!("/disposals/{BATCH}?only=left")).await.text();
    assert!(left.contains("另案处理") && left.contains("已取出"), "{left}");
}

/// 备考表 of a volume.
async fn statement(door: &Door, volume: i64) -> String {
    door.archive.store.volume(volume).await.unwrap().unwrap().statement.to_string()
}

/// From the vote to the day its volumes may be destroyed.
async fn until_it_begins(door: &Door) {
    let today = door.archive.local_user().today();
    let batch = Batch { archive: &door.archive, number: BATCH.into(), on: today };
    batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
    onward(door, "step=conclude").await;
    refused(door, "step=opinion&words=", "words", "没有写明理由").await;
    onward(door, &format!("step=opinion&words={}", encoded("到期，无保存价值"))).await;
    batch.does("chief", DisposalStep::Consent { role: "archives".into(), words: "同意".into() }).await;
    batch.does("head", DisposalStep::Consent { role: "head".into(), words: "同意销毁".into() }).await;
    refused(door, "step=report&number=&days=0", "report-number", "没有备案号").await;
    refused(door, "step=report&number=7&days=999", "report-days", "静置 999 天").await;
    onward(door, &format!("step=report&number={}&to=&days=0", encoded("备〔2026〕7号"))).await;
    onward(door, "step=begin").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_site_a_foreign_barcode_is_a_loud_refusal_and_the_end_shows_its_arithmetic() {
    let door = Door::furnished().await;
    batch_opened(&door.archive).await;
    let site = format!("/disposals/{BATCH}/site");
    assert!(door.get(&site).await.text().contains("本批还没有进入监销"));
    until_it_begins(&door).await;
    let lines = view(&door).await.lines;
    let before = statement(&door, lines[0].line.volume_id).await;
    assert!(before.contains("150") || before.contains("190"), "the statement counts pages: {before}");
    let post = async |part: &str, form: String| door.post(&format!("{site}/{part}"), &form).await;
    let foreign = post("ticks", format!("called={}", barcode::write(BarcodeOf::Volume, 4711))).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = foreign.text();
    assert!(page.contains("role=\"alert\"") && page.contains("放回原处"), "{page}");
    let counted = post("ticks", format!("called={}", lines[0].barcode)).await.onward();
    let page = door.get(&counted).await.text();
    assert!(
        page.contains("<b class=\"num\" id=\"ticked\">1</b>") && page.contains(&lines[0].line.code),
        "{page}"
    );
    let again = post("ticks", format!("called={}", lines[0].barcode)).await;
    assert!(again.text().contains("已清点过"), "{}", again.text());
    // one is not on the shelf: it is kept back, for a reason
    let lost = format!("act=keep_back&called={}", encoded(&lines[1].line.code));
    assert_eq!(post("ticks", format!("{lost}&reason=")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    post("ticks", format!("{lost}&reason={}", encoded("架上没有"))).await.onward();
    let password = encoded(PASSWORD);
    let wrong = post("supervisors", "login=first&password=x".into()).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text().contains("value=\"first\""));
    assert!(!wrong.text().contains("value=\"x\""), "a password stands on a page");
    post("supervisors", format!("login=first&password={password}")).await.onward();
    let approver = post("supervisors", format!("login=first&password={password}")).await;
    assert!(approver.text().contains("已作为监销人签到"), "{}", approver.text());
    let order = |typed: &str| format!("typed={typed}&method=pulping&place={}&time=9%3A30", encoded("造纸厂"));
    let alone = post("destruction", order(BATCH)).await;
    assert!(alone.text().contains("至少 2 人监销"), "{}", alone.text());
    post("supervisors", format!("login=second&password={password}")).await.onward();
    let mistyped = post("destruction", order("X2026-002")).await;
    assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", mistyped.text());
    assert!(mistyped.text().contains("不是本批的编号"), "{}", mistyped.text());
    assert_eq!(view(&door).await.short.arithmetic.destroyed, 0);
    post("destruction", order(BATCH)).await.onward();
    let page = door.get(&site).await.text();
    assert!(page.contains("清单 2 卷 ＝ 保留 1 ＋ 已销毁 1") && page.contains("架上没有"), "{page}");
    let batch = door.get(&format!("/disposals/{BATCH}")).await.text();
    assert!(batch.contains("已办结") && batch.contains("看销毁结果"), "{batch}");
    let paper = door.post(&format!("/disposals/{BATCH}/papers"), "paper=register").await;
    assert!(paper.status == StatusCode::OK && paper.body.starts_with(b"%PDF"), "{}", paper.text());
    // its volume says what became of it, and what it said before
    assert_eq!(statement(&door, lines[0].line.volume_id).await, before);
    let volume = door.get(&format!("/volumes/{}", lines[0].line.volume_id)).await.text();
    assert!(volume.contains("已销毁") && volume.contains(BATCH), "{volume}");
}
