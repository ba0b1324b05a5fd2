//! An archive with a row in every table, on either database.

use std::sync::Arc;

use guidang::acts::arranging::closing::{Closing, close};
use guidang::acts::arranging::filing;
use guidang::acts::catalogs::forms;
use guidang::acts::disposal::disposing::{
    self, DisposalDecision, DisposalPaper, DisposalStep, ListSource, PapersPlace, VoteOn,
};
use guidang::acts::disposal::expiry;
use guidang::acts::disposal::holding::{self, NewHold, WrittenRule};
use guidang::acts::disposal::rescheduling::{self, ChangeAsked};
use guidang::acts::disposal::transferring::{OpeningOn, TransferSource, TransferStep};
use guidang::acts::finding::basket::{self, Entries};
use guidang::acts::finding::saved_searches::{self, Kept};
use guidang::acts::receiving::intake::{self, Mending};
use guidang::acts::setup::adopting::{self, AdoptionRequest};
use guidang::acts::setup::appointing::{self, Proposal};
use guidang::acts::setup::enrolling::{self, NewAccount};
use guidang::acts::setup::succeeding::{self, SuccessionGiven};
use guidang::acts::setup::{founding, issuing_tokens, second_factors};
use guidang::acts::upkeep::{indexing, jobs};
use guidang::acts::using::consulting;
use guidang::archive::Archive;
use guidang::domain::disposal::retention::{Fact, FactKind};
use guidang::domain::general::digest::Digest;
use guidang::domain::general::role::{Actor, By, Deed};
use guidang::domain::general::wording::Lang;
use guidang::domain::receiving::repair::{Cure, Repair};
use guidang::domain::records::states::{JobKind, JobState};
use guidang::domain::using::consultation::Visit;
use guidang::domain::values::period::RetentionPeriod;

use crate::support::disposals::{Batch, acting, closed, closed_with_three, keep_out, staffed};
use crate::support::drafts::longer_table;
use crate::support::handovers::{handover_of_one, handover_waiting};
use crate::support::telephone::second_factor_taken_on;
use crate::support::transfers::{Handing, long_kept_of, opened};
use crate::support::{Backend, Desk, Site, draft, file, levy, place};

/// An archive with a row in every table, and the day's work done.
pub async fn one_of_everything(backend: Backend) -> (Desk, Archive) {
    let desk = Site::open_on(backend).await.leave().await;
    let sheet = desk.data().join("移交.csv");
    let mut rows = String::from("题名,日期,页数,单位名称,姓名,身份证号,备注\n");
    for row in 1..=8 {
        let (first, date) =
            (if row % 2 == 0 { "李四" } else { "张三" }, if row == 3 { "" } else { "2009.3.22" });
        rows += &format!("缴费核定表{row},{date},{row},一中,{first},990000199003071235,\n");
    }
    rows += "缺页数,2009-03-22,,二中,,,\n";
    std::fs::write(&sheet, rows).unwrap();
    let decisions =
        ["--class", "ZJ", "--step", "社会保险费征缴核定材料", "--year", "2009", "--on-error", "skip"];
    desk.run(&[&["import", "items", sheet.to_str().unwrap()], &decisions[..]].concat()).ending(3);
    let rows = "题名,日期,页数,单位名称\n补收表一,2010-03-22,2,三中\n补收表二,2010-03-23,3,三中\n缺页数,2010-03-22,,三中\n";
    std::fs::write(&sheet, rows).unwrap();
    let others = ["--class", "ZJ", "--step", "社会保险费征缴核定材料", "--year", "2010"];
    let others = [&others[..], &["--on-error", "skip", "--sender", "财务科"]].concat();
    desk.run(&[&["import", "items", sheet.to_str().unwrap()], &others[..]].concat()).ending(3);
    let Site { archive, desk, .. } = desk.open().await;
    let archive = Arc::new(archive);
    let by = archive.local_user();
    let repairs = (2..=4).map(|row| Repair::of_cell(row, 4, Cure::Value, "三中")).collect();
    let mending = Mending {
        file: Digest::compute(b"sheet"),
        sheet: "移交".into(),
        file_name: "移交.csv".into(),
        repairs,
        field: None,
    };
    intake::mend(&archive, &by, mending).await.unwrap();
    live(&archive, &by).await;
    people(&archive, &by).await;
    destroyed(&archive, &by).await;
    handed(&archive, &by).await;
    handover_waiting(&archive).await;
    handover_of_one(&archive).await;
    let drafts = vec![draft(&levy(2012), "甲", 3), draft(&levy(2012), "乙", 4)];
    let filed = file(&archive, &by, drafts).await.unwrap();
    filing::take_out(&archive, &by, filed[1].item_id).await.unwrap();
    let (kind, day) = (FactKind::AppraisedKeep, chrono::NaiveDate::from_ymd_opt(2016, 3, 1).unwrap());
    let vouchers = place(2000, "YL", "会计凭证类", RetentionPeriod::Years(15));
    let voucher = file(&archive, &by, vec![draft(&vouchers, "2000年记账凭证", 40)]).await.unwrap();
    expiry::record_fact(
        &archive,
        &by,
        voucher[0].item_id,
        Fact { kind, on: day, period: None, note: "鉴定小组".into() },
    )
    .await
    .unwrap();
    rescheduled(&archive, &by).await;
    let closing = Closing { closed_by: "陈".into(), checked_by: "李".into(), note: String::new() };
    close(&archive, &by, filed[0].volume_id, closing).await.unwrap();
    let volumes = vec![filed[0].volume_id, voucher[0].volume_id];
    let aside = Entries { items: vec![filed[0].item_id], volumes };
    basket::add(&archive, &by, aside).await.unwrap();
    basket::remove(&archive, &by, Entries { items: vec![filed[0].item_id], volumes: vec![] }).await.unwrap();
    serve(&archive, &by, filed[0].item_id).await;
    for rows in 1..=2 {
        let work = move |_| async move {
            Ok(jobs::JobOutcome { report: serde_json::json!({ "rows": rows }), file: String::new() })
        };
        let asked = serde_json::json!({ "rows": rows });
        let job = jobs::start(&archive, &by, JobKind::CatalogExport, asked, work).await.unwrap();
        while archive.store.job(job).await.unwrap().unwrap().state != JobState::Done {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        while archive.running(job).is_some() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
    hold(&archive, &by, &[filed[0].volume_id, voucher[0].volume_id], filed[1].item_id).await;
    indexing::catch_up(&archive).await.unwrap();
    let archive = Arc::into_inner(archive).expect("nobody else works in the archive");
    (desk, archive)
}

/// Further fonds that follow one another, each with a scheme it took up; a record kept on.
async fn live(archive: &Archive, by: &By) {
    let mut before = "0211".to_owned();
    for (number, year) in [("0212", 2019), ("0213", 2020), ("0214", 2021)] {
        founding::add_fonds(archive, by, number.into(), "繁昌".into(), levy(2009).scheme_id).await.unwrap();
        let on = chrono::NaiveDate::from_ymd_opt(year, 7, 1).unwrap();
        let id = format!("id = \"wuhu-{year}\"");
        let text = crate::support::wuhu().replacen("id = \"wuhu-2009\"", &id, 1);
        let (fonds, from) = (Some(number.into()), Some(on));
        let wanted = AdoptionRequest { text, fonds, from, ..AdoptionRequest::default() };
        adopting::adopt(archive, by, &wanted).await.unwrap();
        let given =
            SuccessionGiven { fonds: number.into(), earlier: before, on, note: "机构改革".into() };
        succeeding::record_succession(archive, by, given).await.unwrap();
        before = number.to_owned();
    }
    let kept = file(archive, by, vec![draft(&levy(2009), "留存", 3)]).await.unwrap();
    let (on, period) = (by.today(), Some(RetentionPeriod::Permanent));
    let fact = Fact { kind: FactKind::AppraisedKeep, on, period, note: "鉴定小组".into() };
    expiry::record_fact(archive, by, kept[0].item_id, fact).await.unwrap();
}

/// Colleagues with posts, one of them ended, and tokens.
async fn people(archive: &Archive, by: &By) {
    for (login, name) in [("limin", "李敏"), ("wangfang", "王芳"), ("zhaolei", "赵磊")] {
        let new = NewAccount { login: login.into(), name: name.into(), ..NewAccount::default() };
        let secret = enrolling::enrol(archive, by, new).await.unwrap();
        let fonds = Some("0211".into());
        let proposal =
            Proposal { login: login.into(), post: "archivist".into(), fonds, ..Proposal::default() };
        let given = appointing::propose(archive, by, proposal).await.unwrap();
        assert!(given.given);
        let until = by.today() + chrono::Days::new(30);
        issuing_tokens::make_token(archive, by, (name, &[Deed::Read]), until).await.unwrap();
        let own = acting(archive, login, by.today()).await;
        second_factor_taken_on(archive, &own, &secret).await;
    }
    second_factors::take_off(archive, by, "zhaolei").await.unwrap();
    appointing::withdraw(archive, by, 6).await.unwrap();
    issuing_tokens::end_token(archive, by, 2).await.unwrap();
}

/// A batch that ended, and one that is being destroyed without two of its records, one of them laid aside.
async fn destroyed(archive: &Archive, by: &By) {
    staffed(archive, by).await;
    let first = closed(archive, by, "催缴材料", 2).await;
    let second = closed_with_three(archive, by, "催缴材料", 1).await;
    let staying = archive.store.items_in(second[0]).await.unwrap();
    for volumes in [&first, &second] {
        let from = ListSource::Volumes(volumes.to_vec());
        let mut batch = Batch::opened(archive, by.today(), from).await;
        if volumes.len() == 1 {
            batch.does("handler", keep_out(staying[0].id)).await;
            batch.does("handler", keep_out(staying[1].id)).await;
        }
        batch.does("handler", DisposalStep::Examine).await;
        batch.seats().await;
        batch.all_say(VoteOn::Group(1), DisposalDecision::Destroy, None).await;
        batch.does("handler", DisposalStep::Conclude).await;
        batch.approved_and_reported(0).await;
        batch.counted_before_both().await;
        if volumes.len() == 1 {
            batch.does("handler", DisposalStep::LayAside { item: staying[0].id }).await;
        }
        if volumes.len() > 1 {
            batch.destroys().await.unwrap();
            file_papers(&batch).await;
        }
    }
}

/// A batch's papers are printed and filed.
async fn file_papers(batch: &Batch<'_>) {
    let by = batch.by("handler").await;
    for paper in DisposalPaper::filed() {
        let out = batch.archive.config.data().join("paper.pdf");
        disposing::print_paper(batch.archive, &by, &batch.number, paper, Lang::Zh, &out).await.unwrap();
    }
    let to = PapersPlace { class: "management".into(), step: "参保单位登记材料".into() };
    disposing::file_papers(batch.archive, &by, &batch.number, to).await.unwrap();
}

/// Transfers: one that is packed, one that is new.
async fn handed(archive: &Archive, by: &By) {
    for (year, count) in [(2003, 2), (2004, 1)] {
        let volumes = long_kept_of(archive, by, year, count).await;
        let handing = Handing::opened(archive, by.today(), TransferSource::Volumes(volumes)).await;
        if count > 1 {
            handing.does(vec![opened(OpeningOn::All), TransferStep::Examine]).await;
            handing.packs_all().await;
        }
    }
}

/// Changes of schedules: one that waits, one that is applied, one withdrawn.
async fn rescheduled(archive: &Archive, by: &By) {
    let mut numbers = Vec::new();
    for id in ["accounting-2030", "accounting-2031", "accounting-2032"] {
        let asked = ChangeAsked { text: longer_table(id), reason: "批文".into(), ..ChangeAsked::default() };
        numbers.push(rescheduling::propose(archive, by, &asked, Lang::Zh).await.unwrap().number);
    }
    rescheduling::apply(archive, by, &numbers[0]).await.unwrap();
    rescheduling::withdraw(archive, by, &numbers[1], "写错了").await.unwrap();
}

/// Holds: one by a rule, two of chosen records, of which one waits to be lifted and one is lifted.
async fn hold(archive: &Archive, by: &By, volumes: &[i64], item: i64) {
    let new =
        |ground: &str| NewHold { ground: ground.into(), basis: "通知书".into(), ..NewHold::default() };
    let rule = WrittenRule { words: "补收表".into(), year: "2010".into(), ..WrittenRule::default() };
    let rule = NewHold { rule: Some(rule), note: "专项".into(), ..new("稽核") };
    let rule = holding::place(archive, by, &rule).await.unwrap().hold.id;
    let both = NewHold { volumes: volumes.to_vec(), items: vec![item], ..new("审计") };
    let both = holding::place(archive, by, &both).await.unwrap().hold.id;
    let one = NewHold { volumes: volumes[..1].to_vec(), ..new("诉讼") };
    let one = holding::place(archive, by, &one).await.unwrap().hold.id;
    for (hold, reason) in [(both, "查完"), (one, "结案"), (rule, "查完")] {
        holding::ask_lift(archive, by, hold, reason).await.unwrap();
    }
    let account = archive.store.account_named("limin").await.unwrap().unwrap();
    let actor = Actor { login: account.login, name: account.name, rights: by.actor.rights.clone() };
    holding::lift(archive, &By { actor, ..by.clone() }, one).await.unwrap();
    holding::keep(archive, by, rule, "没有查完").await.unwrap();
}

/// Lines of the register and saved searches.
async fn serve(archive: &Archive, by: &By, item: i64) {
    let visit = Visit {
        identity: "self".into(),
        purpose: "benefit".into(),
        asker: "张某某".into(),
        ..Visit::default()
    };
    let looked = consulting::look(archive, by, &visit, item, None, "甲").await.unwrap();
    consulting::give_copy(archive, by, looked.id, 2).await.unwrap();
    consulting::nothing_found(archive, by, &visit, "乙", "原样：0 件").await.unwrap();
    consulting::look(archive, by, &visit, item, None, "丙").await.unwrap();
    for name in ["一", "二", "三"] {
        let kept = Kept { text: "征缴".into(), ..Kept::default() };
        saved_searches::save(archive, by, name, kept).await.unwrap();
    }
    saved_searches::remove(archive, by, 1).await.unwrap();
    for (name, dx) in [("档案室 HP", 12), ("窗口 Brother", -8), ("财务 OKI", 0)] {
        forms::set_printer(archive, by, name, dx, 3).await.unwrap();
    }
}
