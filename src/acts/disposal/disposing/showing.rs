//! Batches as doors show them: the list, the votes, the chain, who is waited for, what was stated.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::people::{batch_numbered, fonds_number};
use super::standings::standings;
use crate::archive::{Archive, allow};
use crate::domain::disposal::disposing::{
    Arithmetic, Decided, Disposal, DisposalLine, DisposalPaper, Intent, KeptOut, Seat, SignedWords,
    StageName, StepKind, VolumeFate, VoteOn, disposal_rules,
};
use crate::domain::general::error::Result;
use crate::domain::general::masking::FreeText;
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::values::barcode::{self, BarcodeOf};
use crate::domain::values::period::RetentionPeriod;
use crate::store::{DisposalRow, DisposalStepRow, Queries};

/// Lines of a draft whose pages and numbers are looked at for the whole list.
pub const LOOKED_INTO: usize = 500;

/// A batch in a list of batches.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisposalInShort {
    pub number: String,
    pub title: FreeText,
    pub fonds: String,
    pub is_accounting: bool,
    pub stage: StageName,
    pub stage_word: Wording,
    pub opened_name: String,
    pub opened_at: String,
    /// Day of the last step: it has waited since.
    pub since: NaiveDate,
    pub arithmetic: Arithmetic,
    /// First day it may be destroyed.
    pub until: Option<NaiveDate>,
    /// What is missing for the next step, and of whom.
    pub waits: Vec<Problem>,
}

/// What a member says of a group or a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VoteShown {
    pub account: i64,
    pub name: String,
    /// `None`: nothing yet.
    pub decided: Option<Decided>,
    pub reason: FreeText,
}

/// Volumes alike: one vote is for all of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GroupShown {
    pub group: u32,
    pub year: i32,
    pub class_id: String,
    pub step_id: String,
    pub period: RetentionPeriod,
    pub volumes: usize,
    pub items: u32,
    pub pages: u32,
    pub votes: Vec<VoteShown>,
}

/// A line of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LineShown {
    #[serde(flatten)]
    pub line: DisposalLine,
    /// Twelve digits for a scanner.
    pub barcode: String,
    pub fate: VolumeFate,
    /// Votes on this line for itself.
    pub exceptions: Vec<VoteShown>,
    /// What stands in its way now.
    pub issues: Vec<Problem>,
    pub is_ticked: bool,
}

/// 抽出: a record that stays while its volume is destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptOutShown {
    #[serde(flatten)]
    pub kept: KeptOut,
    /// Place of its volume on the list.
    pub seq: u32,
    pub title: FreeText,
    /// Twelve digits for a scanner.
    pub barcode: String,
    /// Its code now, once it stands in a volume of its own.
    pub code_now: Option<String>,
}

/// One of the chain of approval.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ApprovalShown {
    pub id: String,
    pub name: Wording,
    /// The post whose holder signs.
    pub post: String,
    pub signed: Option<SignedWords>,
}

/// Where the volumes are destroyed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OnSiteShown {
    pub ticked: usize,
    pub to_tick: usize,
    /// On the day of the order; before it, today.
    pub supervisors: Vec<SignedWords>,
    pub supervisors_asked: usize,
    pub intent: Option<Intent>,
}

/// Something that was stated or done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepShown {
    pub kind: StepKind,
    pub word: Wording,
    pub at: String,
    pub name: String,
    pub words: FreeText,
}

/// A batch with everything there is to see.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisposalView {
    #[serde(flatten)]
    pub short: DisposalInShort,
    pub list_digest: String,
    pub seats: Vec<Seat>,
    /// Seats nobody has yet, by their names.
    pub empty_seats: Vec<Wording>,
    pub debts_checked: Option<FreeText>,
    pub groups: Vec<GroupShown>,
    pub lines: Vec<LineShown>,
    /// Records that stay while their volumes are destroyed, by the list's order.
    pub kept_out: Vec<KeptOutShown>,
    pub opinion: Option<SignedWords>,
    pub approvals: Vec<ApprovalShown>,
    /// 备案号
    pub report_number: String,
    pub on_site: Option<OnSiteShown>,
    pub steps: Vec<StepShown>,
    /// Papers whose facts are there.
    pub papers: Vec<DisposalPaper>,
    /// Those that are records of this archive.
    pub papers_filed: Vec<PaperFiled>,
}

/// A paper of the batch as a record of this archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PaperFiled {
    pub paper: DisposalPaper,
    pub word: Wording,
    pub item: i64,
    pub code: String,
    /// SHA-256 of the file, as it was registered.
    pub file: String,
}

/// Every batch of the fonds one may see, the newest first.
pub async fn disposals(archive: &Archive, by: &By) -> Result<Vec<DisposalInShort>> {
    allow(by, Deed::Read)?;
    let mut shown = Vec::new();
    for row in archive.store.disposals().await? {
        let batch = archive.store.disposal_read(&row).await?;
        let waits = waits(&archive.store, &row, &batch, by.today()).await?;
        shown.push(in_short(&archive.store, &row, &batch, waits).await?);
    }
    Ok(shown)
}

/// A page of batches, with how many there are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisposalsPage {
    /// Under way and ended, whichever are shown.
    pub under_way: i64,
    pub ended: i64,
    pub batches: Vec<DisposalInShort>,
}

/// A page of the batches that have ended or not (`None`: both), by stage; only these are read.
pub async fn disposals_page(
    archive: &Archive,
    by: &By,
    ended: Option<bool>,
    page: (i64, i64),
) -> Result<DisposalsPage> {
    allow(by, Deed::Read)?;
    let (ended_there, under_way) = archive.store.disposal_counts().await?;
    let mut batches = Vec::new();
    for row in archive.store.disposals_page(ended, page).await? {
        let batch = archive.store.disposal_read(&row).await?;
        let waits = waits(&archive.store, &row, &batch, by.today()).await?;
        batches.push(in_short(&archive.store, &row, &batch, waits).await?);
    }
    Ok(DisposalsPage { under_way, ended: ended_there, batches })
}

/// What stands in the way of these lines of a draft, their pages and numbers looked at, too.
pub async fn lines_looked_into(
    archive: &Archive,
    by: &By,
    number: &str,
    lines: &[i64],
) -> Result<BTreeMap<i64, Vec<Problem>>> {
    allow(by, Deed::Read)?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let batch = archive.store.disposal_read(&row).await?;
    let asked: Vec<&DisposalLine> = batch.lines_in().filter(|line| lines.contains(&line.id)).collect();
    let standing = standings(&archive.store, &asked, row.id, true).await?;
    let issues = |line: &&DisposalLine| Some((line.id, standing.get(&line.id)?.issues(line, by.today())));
    Ok(asked.iter().filter_map(issues).collect())
}

/// One batch.
///
/// # Errors
/// `NotFound` where there is none of this number.
pub async fn disposal(archive: &Archive, by: &By, number: &str) -> Result<DisposalView> {
    allow(by, Deed::Read)?;
    let row = batch_numbered(&archive.store, by, number).await?;
    let batch = archive.store.disposal_read(&row).await?;
    let waits = waits(&archive.store, &row, &batch, by.today()).await?;
    let reported = batch.stage.reported();
    Ok(DisposalView {
        short: in_short(&archive.store, &row, &batch, waits).await?,
        list_digest: row.list_digest.clone(),
        seats: batch.seats.clone(),
        empty_seats: batch.empty_seats().into_iter().map(|seat| seat.name()).collect(),
        debts_checked: batch.debts_checked.as_deref().map(FreeText::from),
        groups: groups(&batch),
        lines: lines(&archive.store, &row, &batch, by.today()).await?,
        kept_out: kept_out(&archive.store, &batch).await?,
        opinion: batch.stage.opinion().map(|given| given.opinion.clone()),
        approvals: approvals(&batch),
        report_number: reported.map_or_else(String::new, |reported| reported.number.clone()),
        on_site: on_site(&batch, by.today()),
        steps: steps(&archive.store, row.id).await?,
        papers_filed: papers_filed(&archive.store, row.id).await?,
        papers: DisposalPaper::ALL.iter().copied().filter(|paper| paper.is_ready(&batch.stage)).collect(),
    })
}

/// What the next step waits for.
async fn waits(from: &Queries, row: &DisposalRow, batch: &Disposal, on: NaiveDate) -> Result<Vec<Problem>> {
    let asks = matches!(row.stage, StageName::Draft | StageName::Examined);
    let lines: Vec<&DisposalLine> = if asks { batch.lines_in().collect() } else { Vec::new() };
    let standing = standings(from, &lines, row.id, false).await?;
    Ok(batch.waits_for(on, &|id| standing.get(&id)))
}

async fn in_short(
    from: &Queries,
    row: &DisposalRow,
    batch: &Disposal,
    waits: Vec<Problem>,
) -> Result<DisposalInShort> {
    Ok(DisposalInShort {
        number: row.number.clone(),
        title: row.title.as_str().into(),
        fonds: fonds_number(from, row.fonds_id).await?,
        is_accounting: row.is_accounting,
        stage: row.stage,
        stage_word: row.stage.word(),
        opened_name: row.opened_name.clone(),
        opened_at: row.opened_at.clone(),
        since: batch.last_on,
        arithmetic: batch.arithmetic(),
        until: batch.stage.reported().map(|reported| reported.until),
        waits,
    })
}

fn groups(batch: &Disposal) -> Vec<GroupShown> {
    let mut groups: BTreeMap<u32, GroupShown> = BTreeMap::new();
    for line in batch.lines_in() {
        let group = groups.entry(line.group).or_insert_with(|| GroupShown {
            group: line.group,
            year: line.year,
            class_id: line.class_id.clone(),
            step_id: line.step_id.clone(),
            period: line.period,
            volumes: 0,
            items: 0,
            pages: 0,
            votes: votes_on(batch, VoteOn::Group(line.group)),
        });
        group.volumes += 1;
        group.items += line.items;
        group.pages += line.pages;
    }
    groups.into_values().collect()
}

/// The last word of each member on this.
fn votes_on(batch: &Disposal, on: VoteOn) -> Vec<VoteShown> {
    let last = |seat: &Seat| {
        let own = batch.votes.iter().rev().find(|vote| vote.account == seat.account && vote.on == on);
        VoteShown {
            account: seat.account,
            name: seat.name.clone(),
            decided: own.map(|vote| vote.decided),
            reason: own.map_or_else(FreeText::default, |vote| vote.reason.as_str().into()),
        }
    };
    batch.seats.iter().map(last).collect()
}

async fn lines(from: &Queries, row: &DisposalRow, batch: &Disposal, on: NaiveDate) -> Result<Vec<LineShown>> {
    let asked: Vec<&DisposalLine> = match batch.stage.has_ended() {
        true => Vec::new(),
        false => batch.lines_in().filter(|line| !batch.gone.contains_key(&line.id)).collect(),
    };
    // of a long draft a page is looked into at a time: [`lines_looked_into`]
    let deep = row.stage == StageName::Draft && asked.len() <= LOOKED_INTO;
    let standing = standings(from, &asked, row.id, deep).await?;
    let ticked = batch.stage.on_site();
    let shown = |line: &DisposalLine| LineShown {
        barcode: barcode::write(BarcodeOf::Volume, line.volume_id),
        fate: batch.fate(line),
        exceptions: votes_on(batch, VoteOn::Line(line.id))
            .into_iter()
            .filter(|vote| vote.decided.is_some())
            .collect(),
        issues: standing.get(&line.id).map_or_else(Vec::new, |standing| standing.issues(line, on)),
        is_ticked: ticked.is_some_and(|on_site| on_site.ticked.contains(&line.id)),
        line: line.clone(),
    };
    Ok(batch.lines.iter().map(shown).collect())
}

async fn kept_out(from: &Queries, batch: &Disposal) -> Result<Vec<KeptOutShown>> {
    let ids: Vec<i64> = batch.kept_out.keys().copied().collect();
    let mut shown = Vec::with_capacity(ids.len());
    for item in from.items_by_id(&ids).await? {
        let Some(kept) = batch.kept_out.get(&item.id) else { continue };
        shown.push(KeptOutShown {
            seq: batch.line(kept.line).map_or(0, |line| line.seq),
            title: item.description.title.as_str().into(),
            barcode: barcode::write(BarcodeOf::Item, item.id),
            code_now: kept.laid_aside.as_ref().map(|_| item.code),
            kept: kept.clone(),
        });
    }
    shown.sort_by(|one, other| (one.seq, &one.kept.code).cmp(&(other.seq, &other.kept.code)));
    Ok(shown)
}

/// What was stated, in the order of time.
async fn steps(from: &Queries, disposal: i64) -> Result<Vec<StepShown>> {
    let mut steps: Vec<StepShown> = from.disposal_steps(disposal).await?.iter().map(step).collect();
    for row in from.disposal_kept_out(disposal).await? {
        let words = format!("{}　{}", row.code, row.words);
        let (kind, at, name) = (StepKind::KeptOut, row.at, row.name);
        steps.push(StepShown { kind, word: kind.word(), at, name, words: words.as_str().into() });
        if !row.laid_at.is_empty() {
            let (kind, at, name) = (StepKind::LaidAside, row.laid_at, row.laid_name);
            steps.push(StepShown { kind, word: kind.word(), at, name, words: row.code.as_str().into() });
        }
    }
    steps.sort_by(|one, other| one.at.cmp(&other.at));
    Ok(steps)
}

fn approvals(batch: &Disposal) -> Vec<ApprovalShown> {
    let given = batch.stage.opinion().map_or(&[][..], |given| given.consents.as_slice());
    let shown = |(at, rule): (usize, &crate::domain::disposal::disposing::ApprovalRule)| ApprovalShown {
        id: rule.id.clone(),
        name: rule.name(),
        post: rule.post.clone(),
        signed: given.get(at).cloned(),
    };
    disposal_rules().approvals(batch.is_accounting).enumerate().map(shown).collect()
}

fn on_site(batch: &Disposal, today: NaiveDate) -> Option<OnSiteShown> {
    let on_site = batch.stage.on_site()?;
    let day = on_site.day_of_order(today);
    let is_ticked = |line: &&DisposalLine| on_site.ticked.contains(&line.id);
    Some(OnSiteShown {
        ticked: batch.lines_to_destroy().filter(is_ticked).count(),
        to_tick: batch.lines_to_destroy().filter(|line| !is_ticked(line)).count(),
        supervisors: on_site.present_on(day).cloned().collect(),
        supervisors_asked: disposal_rules().supervisors.least,
        intent: on_site.intent.clone(),
    })
}

async fn papers_filed(from: &Queries, disposal: i64) -> Result<Vec<PaperFiled>> {
    let mut filed = Vec::new();
    for row in from.disposal_records(disposal).await? {
        let (paper, item) = (DisposalPaper::from_key(&row.paper), from.item(row.item_id).await?);
        filed.extend(paper.zip(item).map(|(paper, item)| PaperFiled {
            paper,
            word: paper.word(),
            item: item.id,
            code: item.code,
            file: row.file_digest,
        }));
    }
    Ok(filed)
}

fn step(row: &DisposalStepRow) -> StepShown {
    StepShown {
        kind: row.kind,
        word: row.kind.word(),
        at: row.at.clone(),
        name: row.name.clone(),
        words: row.words.as_str().into(),
    }
}
