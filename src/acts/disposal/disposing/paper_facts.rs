//! What a batch's papers say, from its facts.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::backups_left::backups_left;
use super::register_rows::{
    decided_on, register, register_digests, register_form, register_lines, relabelled,
};
use crate::archive::Archive;
use crate::catalog::Head;
use crate::domain::catalogs::finding_aid::{FreeRow, LineKind};
use crate::domain::disposal::disposing::{
    Decided, Disposal, DisposalLine, DisposalPaper, KeptOut, SignedWords, StepKind, VolumeFate,
    disposal_rules,
};
use crate::domain::general::error::Result;
use crate::domain::general::masking::FreeText;
use crate::domain::general::wording::Lang;
use crate::domain::records::item::Place;
use crate::domain::records::naming::names;
use crate::domain::schemes::scheme::Schemes;
use crate::procedures::office_forms;
use crate::store::DisposalRow;

/// What an opinion rests on: Order No. 3 of 2009 art. 11 and 12 [K, P]; of accounting records Order No. 79 art. 16 to 19 [P].
const GROUND: &str = "《社会保险业务档案管理规定（试行）》第十一条、第十二条";
const GROUND_OF_ACCOUNTS: &str = "《会计档案管理办法》第十六条至第十九条";

/// Volumes kept back that the minutes name.
const KEPT_NAMED: usize = 5;

/// A form of the office by its key, and the rows that stand on it.
pub(super) type PaperSection = (&'static str, Vec<FreeRow>);

/// The batch a paper is of, with what stands at its head.
pub(super) struct PaperOf<'a> {
    pub row: &'a DisposalRow,
    pub batch: &'a Disposal,
    pub head: &'a Head,
    pub lang: Lang,
    pub on: NaiveDate,
}

/// The sections of a paper.
pub(super) async fn sections(
    archive: &Archive,
    of: &PaperOf<'_>,
    paper: DisposalPaper,
) -> Result<Vec<PaperSection>> {
    let PaperOf { batch, head, on, .. } = of;
    Ok(match paper {
        DisposalPaper::Opinion => vec![("appraisal_opinion", opinions(archive, batch).await?)],
        DisposalPaper::Approval => {
            let row = whole(batch).with("department", head.fonds_name.as_str());
            vec![("destruction_approval", vec![row.with("attached", "鉴定意见书、销毁清册")])]
        }
        DisposalPaper::Register => {
            let cover = whole(batch).with("arithmetic", arithmetic_in_words(batch));
            vec![("destruction_cover", vec![cover]), (register_form(batch), register(batch, *on))]
        }
        DisposalPaper::Report => vec![("appraisal_report", vec![report(archive, of).await?])],
        DisposalPaper::Certificate => {
            vec![("destruction_certificate", vec![certificate(archive, of).await?])]
        }
        DisposalPaper::Relabel => vec![("relabel_list", relabelled(batch))],
        DisposalPaper::Minutes => vec![("destruction_minutes", vec![minutes(archive, of).await?])],
    })
}

/// What is said of the batch as a whole: what is to be, or was, destroyed.
fn whole(batch: &Disposal) -> FreeRow {
    let lines: Vec<&DisposalLine> = batch.lines_to_destroy().collect();
    let row = summed(FreeRow::new(LineKind::Disposal).with("number", batch.number.as_str()), batch, &lines);
    let reported = batch.stage.reported().map_or("", |reported| reported.number.as_str());
    let intent = batch.stage.on_site().and_then(|on_site| on_site.intent.as_ref());
    let method = intent.and_then(|intent| disposal_rules().method(&intent.method));
    row.with("filed_as", reported)
        .with("method", method.map_or("", |method| method.zh.as_str()))
        .with("place", intent.map_or_else(String::new, |intent| intent.place.to_string()))
}

/// Volumes of these lines with the records and pages that go with them.
fn summed(row: FreeRow, batch: &Disposal, lines: &[&DisposalLine]) -> FreeRow {
    let sums = lines.iter().map(|line| batch.going_of(line));
    let (items, pages) = sums.fold((0, 0), |(items, pages), one| (items + one.0, pages + one.1));
    row.with("volumes", lines.len().to_string())
        .with("items", items.to_string())
        .with("pages", pages.to_string())
}

/// One page for each group of like volumes.
async fn opinions(archive: &Archive, batch: &Disposal) -> Result<Vec<FreeRow>> {
    let mut groups: BTreeMap<u32, Vec<&DisposalLine>> = BTreeMap::new();
    // what was decided on stays in the opinion, whatever became of it
    for line in batch.lines.iter().filter(|line| decided_on(batch, line).is_some()) {
        groups.entry(line.group).or_default().push(line);
    }
    let schemes = archive.schemes();
    let mut rows = Vec::new();
    for lines in groups.into_values() {
        let Some(first) = lines.first() else { continue };
        let volume = archive.store.volume(first.volume_id).await?;
        let scope = volume.map_or_else(String::new, |volume| scope_of(&schemes, &volume.place, first));
        let ground = if batch.is_accounting { GROUND_OF_ACCOUNTS } else { GROUND };
        let row = FreeRow::new(LineKind::Disposal).with("number", batch.number.as_str()).with("scope", scope);
        rows.push(
            summed(row, batch, &lines)
                .with("ground", ground)
                .with("contents", contents(&lines))
                .with("opinion", [decided_in_words(batch, &lines), kept_out_in_words(batch, &lines)].concat())
                .with("reason", reasons(batch, &lines)),
        );
    }
    Ok(rows)
}

fn scope_of(schemes: &Schemes, place: &Place, line: &DisposalLine) -> String {
    let names = names(schemes, place);
    format!("{} 年度　{} {}　{}　保管 {}", line.year, names.class_code, names.class, names.step, line.period)
}

/// The first and the last title.
fn contents(lines: &[&DisposalLine]) -> String {
    match lines {
        [] => String::new(),
        [only] => only.title.clone(),
        [first, .., last] => format!("{} 至 {} 等 {} 卷", first.title, last.title, lines.len()),
    }
}

/// `销毁 266 卷，续存30年 1 卷`
fn decided_in_words(batch: &Disposal, lines: &[&DisposalLine]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        let decided = decided_on(batch, line);
        *counts.entry(decided.map_or_else(|| "未定".to_owned(), in_words)).or_default() += 1;
    }
    counts.into_iter().map(|(word, count)| format!("{word} {count} 卷")).collect::<Vec<_>>().join("，")
}

/// `。抽出另立卷 1 件，2 页：0211·2009·…（未结清）`; empty where nothing is (会计档案管理办法 第十九条 [K]).
fn kept_out_in_words(batch: &Disposal, lines: &[&DisposalLine]) -> String {
    let kept: Vec<&KeptOut> = lines.iter().flat_map(|line| batch.staying_of(line)).collect();
    if kept.is_empty() {
        return String::new();
    }
    let pages = kept.iter().map(|one| one.pages).sum::<u32>();
    let named = kept.iter().take(KEPT_NAMED).map(|one| format!("{}（{}）", one.code, one.stated.words));
    let named = named.collect::<Vec<_>>().join("；");
    let more = kept.len().saturating_sub(KEPT_NAMED);
    let more = if more == 0 { String::new() } else { format!("；另有 {more} 件，见清册备注") };
    format!("。抽出另立卷 {} 件，{pages} 页：{named}{more}", kept.len())
}

fn in_words(decided: &Decided) -> String {
    let word = decided.decision.word().zh;
    decided.period.map_or(word.clone(), |period| format!("{word}{period}"))
}

/// The reasons of the votes that stand, each once.
fn reasons(batch: &Disposal, lines: &[&DisposalLine]) -> String {
    let mut said: Vec<String> = Vec::new();
    for vote in lines.iter().flat_map(|line| batch.said(line)).filter_map(|(_, vote)| vote) {
        let reason = FreeText::from(vote.reason.trim()).to_string();
        if !reason.is_empty() && !said.contains(&reason) {
            said.push(reason);
        }
    }
    if let Some(given) = batch.stage.opinion() {
        said.push(given.opinion.words.to_string());
    }
    said.join("；")
}

/// How the register's volumes come to those destroyed: `清册所列 285 卷，保留 19 卷，销毁 266 卷`.
fn arithmetic_in_words(batch: &Disposal) -> String {
    let sum = batch.arithmetic();
    let kept_back = register_lines(batch).filter(|line| matches!(batch.fate(line), VolumeFate::KeptBack(_)));
    let (listed, kept_back) = (register_lines(batch).count(), kept_back.count());
    let mut said = vec![format!("清册所列 {listed} 卷")];
    let parts = [("保留", kept_back), ("销毁", sum.destroyed), ("待销毁", sum.to_destroy)];
    said.extend(
        parts.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count} 卷")),
    );
    let laid = batch.kept_out.values().filter(|one| one.laid_aside.is_some()).count();
    said.extend((laid > 0).then(|| format!("抽出另立卷 {laid} 件")));
    said.join("，")
}

/// What the group did and found.
async fn report(archive: &Archive, of: &PaperOf<'_>) -> Result<FreeRow> {
    let batch = of.batch;
    let all: Vec<&DisposalLine> = batch.lines.iter().collect();
    let years = (all.iter().map(|line| line.year).min(), all.iter().map(|line| line.year).max());
    let groups = all.iter().map(|line| line.group).max().unwrap_or_default();
    let scope = match years {
        (Some(first), Some(last)) if first != last => format!("{first}—{last} 年度"),
        (Some(only), _) => format!("{only} 年度"),
        _ => String::new(),
    };
    let rules = disposal_rules();
    let members = rules.seats(batch.is_accounting).filter_map(|rule| {
        let own = batch.seats.iter().filter(|seat| seat.seat == rule.id).map(|seat| seat.name.as_str());
        let own = own.collect::<Vec<_>>().join("、");
        (!own.is_empty()).then(|| format!("{}：{own}", rule.zh))
    });
    let row = FreeRow::new(LineKind::Disposal)
        .with("number", batch.number.as_str())
        .with("scope", format!("{scope}，{groups} 组，到期应鉴定的案卷"))
        .with("members", members.collect::<Vec<_>>().join("；"))
        .with("ground", if batch.is_accounting { GROUND_OF_ACCOUNTS } else { GROUND })
        .with("course", course_of_appraisal(archive, of).await?);
    let decided: Vec<&DisposalLine> =
        all.iter().filter(|line| decided_on(batch, line).is_some()).copied().collect();
    let given = batch.stage.opinion().map(|given| given.opinion.words.to_string());
    let told = given.unwrap_or_else(|| reasons(batch, &decided));
    Ok(summed(row, batch, &all).with("opinion", decided_in_words(batch, &decided)).with("reason", told))
}

/// Days and counts of what was stated, as the log of the batch has it.
async fn course_of_appraisal(archive: &Archive, of: &PaperOf<'_>) -> Result<String> {
    let batch = of.batch;
    let steps = archive.store.disposal_steps(of.row.id).await?;
    let day_of = |kind: StepKind| steps.iter().rev().find(|step| step.kind == kind).map(|step| step.day());
    let mut said = vec![format!("{} 建立清单，共 {} 卷。", batch.opened_on, batch.lines.len())];
    if let Some(day) = day_of(StepKind::Examined) {
        let out = match batch.taken_out.len() {
            0 => String::new(),
            count => format!("，取出 {count} 卷"),
        };
        said.push(format!("{day} 逐卷检查冻结、到期日、页号{out}。"));
    }
    if let Some(words) = &batch.debts_checked {
        said.push(format!("核对债权债务：{}。", FreeText::from(words.as_str())));
    }
    let votes = steps.iter().filter(|step| step.kind == StepKind::Voted).count();
    let changed = votes.saturating_sub(latest_votes(batch));
    let changed = if changed == 0 { String::new() } else { format!("，其中改投 {changed} 次") };
    said.push(format!("小组 {} 人各自表决，共 {votes} 次{changed}。", batch.seats.len()));
    if let Some(day) = day_of(StepKind::Appraised) {
        said.push(format!("{day} 全组意见一致。"));
    }
    Ok(said.concat())
}

/// Votes that stand: the last of each member on each group or line.
fn latest_votes(batch: &Disposal) -> usize {
    let standing: std::collections::BTreeSet<_> =
        batch.votes.iter().map(|vote| (vote.account, vote.on)).collect();
    standing.len()
}

/// What was destroyed, by whom, when and how; bound to the register by its digest.
async fn certificate(archive: &Archive, of: &PaperOf<'_>) -> Result<FreeRow> {
    let batch = of.batch;
    let gone: Vec<&DisposalLine> =
        batch.lines.iter().filter(|line| batch.gone.contains_key(&line.id)).collect();
    let consents = batch.stage.opinion().map_or(&[][..], |given| given.consents.as_slice());
    let rules = disposal_rules();
    let approvals = consents.iter().map(|consent| {
        let role = rules.approvals(true).find(|rule| rule.id == consent.role);
        format!("{} {} {}", role.map_or("", |role| role.zh.as_str()), consent.who.name, consent.on)
    });
    let row = summed(on_site(of), batch, &gone)
        .with("approvals", approvals.collect::<Vec<_>>().join("；"))
        .with("arithmetic", arithmetic_in_words(batch))
        .with("register", register_in_words(archive, of)?);
    Ok(row.with("backups", backups_left(archive, (of.row, batch), of.on).await?))
}

/// What happened where the volumes were destroyed.
async fn minutes(archive: &Archive, of: &PaperOf<'_>) -> Result<FreeRow> {
    let batch = of.batch;
    let ticked = batch.stage.on_site().map_or(0, |on_site| on_site.ticked.len());
    let to_count = register_lines(batch).count();
    let steps = archive.store.disposal_steps(of.row.id).await?;
    let counted = steps.iter().filter(|step| step.kind == StepKind::Ticked).map(|step| step.day());
    let days = match (counted.clone().min(), counted.max()) {
        (Some(first), Some(last)) if first != last => format!("{first} 至 {last}，"),
        (Some(only), _) => format!("{only}，"),
        _ => String::new(),
    };
    let kept: Vec<String> = register_lines(batch)
        .filter_map(|line| {
            Some(format!("{}（{}）", line.code, FreeText::from(batch.kept_back.get(&line.id)?.trim())))
        })
        .collect();
    let more = kept.len().saturating_sub(KEPT_NAMED);
    let mut told = kept.into_iter().take(KEPT_NAMED).collect::<Vec<_>>().join("；");
    if more > 0 {
        told.push_str(&format!("；另有 {more} 卷，见清册备注"));
    }
    let course = format!(
        "{days}清册所列 {to_count} 卷，逐卷核对条码清点 {ticked} 卷。销毁前再次核对冻结、结论、到期日，无一缺漏。"
    );
    let all: Vec<&DisposalLine> = register_lines(batch).collect();
    let out = kept_out_in_words(batch, &all);
    told.push_str(if told.is_empty() { out.trim_start_matches('。') } else { &out });
    let row = on_site(of).with("course", course).with("reason", told);
    Ok(row.with("arithmetic", arithmetic_in_words(batch)).with("register", register_in_words(archive, of)?))
}

/// Day, way, place and persons.
fn on_site(of: &PaperOf<'_>) -> FreeRow {
    let batch = of.batch;
    let intent = batch.stage.on_site().and_then(|on_site| on_site.intent.as_ref());
    let present = batch.stage.on_site().into_iter();
    let present = present.flat_map(|on_site| on_site.present_on(on_site.day_of_order(of.on)));
    let signed = |one: &SignedWords| format!("{}（{} 签到）", one.who.name, one.on);
    let day = intent.map_or_else(String::new, |intent| match intent.time.to_string().trim() {
        "" => intent.on.to_string(),
        time if time.contains(&intent.on.to_string()) => time.to_owned(),
        time => format!("{} {time}", intent.on),
    });
    whole(batch)
        .with("day", day)
        .with("executor", intent.map_or("", |intent| intent.who.name.as_str()))
        .with("supervisors", present.map(signed).collect::<Vec<_>>().join("；"))
}

/// Form, lines and digests of the register as it now stands.
fn register_in_words(archive: &Archive, of: &PaperOf<'_>) -> Result<String> {
    let rows = register(of.batch, of.on);
    let (form, _) = office_forms::among_all(&archive.config, register_form(of.batch), &of.head.fonds)?;
    let digests = register_digests(&form, of.head, of.lang, &rows)?;
    let (count, sha256, sm3) = (rows.len(), digests.sha256.hex(), digests.sm3);
    Ok(format!("清册 {count} 行　SHA-256 {sha256}　SM3 {sm3}"))
}
