//! Hand-overs as doors show them: papers, what became of them, and what was taken in from them.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::archive::{Archive, allow};
use crate::domain::general::error::{Error, Result};
use crate::domain::general::masking::{FreeText, Guarded, Hidden};
use crate::domain::general::problem::Problem;
use crate::domain::general::role::{By, Deed};
use crate::domain::general::signer::Signer;
use crate::domain::general::wording::Wording;
use crate::domain::receiving::handover::{HandedPaper, HandoverState, HandoverSum, PaperFate};
use crate::domain::records::states::BatchStanding;
use crate::procedures::signing;
use crate::store::{HandoverLineRow, HandoverRow, Queries, WhichHandovers};
use crate::{problems, say};

/// A hand-over in a list of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandoverInShort {
    pub id: i64,
    pub number: String,
    pub fonds: String,
    /// 移交科室
    pub department: String,
    /// 移交人
    pub handed_name: String,
    pub handed_at: String,
    /// 文件办结截止时间
    pub cut_off: NaiveDate,
    pub state: HandoverState,
    pub state_word: Wording,
    pub sum: HandoverSum,
}

/// A paper, and what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandoverPaper {
    pub id: i64,
    pub seq: u32,
    #[serde(flatten)]
    pub paper: HandedPaper,
    pub fate: PaperFate,
    pub fate_word: Wording,
    /// Why it went back.
    pub reason: FreeText,
    /// 接收人
    pub decided_name: String,
    pub decided_at: String,
}

impl Guarded for HandoverPaper {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.paper.each(visit);
        visit(&mut self.reason);
    }
}

impl HandoverPaper {
    pub fn is_waiting(&self) -> bool {
        self.fate == PaperFate::Waiting
    }
}

/// A sheet that was taken in from a hand-over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HandoverBatch {
    pub id: i64,
    pub file_name: String,
    pub standing: BatchStanding,
    pub standing_word: Wording,
    /// Records that stand by it now, and their pages; of one that was taken back there are none.
    pub items: i64,
    pub pages: i64,
}

/// A hand-over with its papers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandoverView {
    #[serde(flatten)]
    pub short: HandoverInShort,
    pub papers: Vec<HandoverPaper>,
    pub batches: Vec<HandoverBatch>,
    /// Records and pages all its batches filed.
    pub filed_items: i64,
    pub filed_pages: i64,
    /// How that differs from what was accepted; none where nothing was taken in yet, too.
    pub difference: Option<Wording>,
    /// Whoever asks may accept and return.
    pub may_decide: bool,
    /// Worth knowing of the sheet that was handed in just now: hidden rows, rows that are no papers; later none.
    pub notices: Vec<Problem>,
}

impl Guarded for HandoverView {
    fn each(&mut self, visit: &mut dyn FnMut(&mut dyn Hidden)) {
        self.papers.each(visit);
    }
}

/// Hand-overs of the fonds one may see, the newest first: `limit` of them behind the first `offset`.
pub async fn handovers(
    archive: &Archive,
    by: &By,
    which: WhichHandovers,
    (limit, offset): (i64, i64),
) -> Result<Vec<HandoverInShort>> {
    let fonds = fonds_seen(archive, by).await?;
    let ids: Vec<i64> = fonds.keys().copied().collect();
    let rows = archive.store.handovers(&ids, which, (limit, offset)).await?;
    let listed: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut sums: BTreeMap<i64, HandoverSum> = BTreeMap::new();
    for counted in archive.store.handover_papers_counted(&listed).await? {
        let sum = sums.entry(counted.handover_id).or_default();
        sum.add_all(counted.fate, counted.papers, counted.items, counted.pages);
    }
    let short = |row: HandoverRow| {
        let (number, sum) = (fonds.get(&row.fonds_id)?.clone(), sums.remove(&row.id).unwrap_or_default());
        Some(in_short(row, number, sum))
    };
    Ok(rows.into_iter().filter_map(short).collect())
}

/// How many hand-overs of the fonds one may see have papers that wait, and how many have none.
pub async fn handovers_counted(archive: &Archive, by: &By) -> Result<(i64, i64)> {
    let ids: Vec<i64> = fonds_seen(archive, by).await?.into_keys().collect();
    archive.store.handovers_counted(&ids).await
}

/// The fonds one may see, by id.
async fn fonds_seen(archive: &Archive, by: &By) -> Result<BTreeMap<i64, String>> {
    allow(by, Deed::Read)?;
    let all = archive.store.fonds().await?.into_iter();
    let seen = all.filter(|fonds| by.actor.rights.may_over(Deed::Read, &fonds.number));
    Ok(seen.map(|fonds| (fonds.id, fonds.number)).collect())
}

fn in_short(row: HandoverRow, fonds: String, sum: HandoverSum) -> HandoverInShort {
    HandoverInShort {
        id: row.id,
        number: row.number,
        fonds,
        department: row.department,
        handed_name: row.handed_name,
        handed_at: row.handed_at,
        cut_off: row.cut_off,
        state: sum.state(),
        state_word: sum.state().word(),
        sum,
    }
}

/// The hand-over of this id with the number of its fonds, if that is one the person may see.
///
/// # Errors
/// `NotFound` where there is none, and where it is of a fonds the person has nothing to do with.
pub(super) async fn handover_row(from: &Queries, by: &By, id: i64) -> Result<(HandoverRow, String)> {
    let none = || Error::not_found(say!("没有这张交接单（{id}）。", "There is no such hand-over ({id})."));
    let row = from.handover(id).await?.ok_or_else(none)?;
    let fonds = signing::fonds_number(from, row.fonds_id).await?;
    if by.actor.rights.may_over(Deed::Read, &fonds) { Ok((row, fonds)) } else { Err(none()) }
}

/// The id of the hand-over with this number; where several fonds have one, of this fonds.
///
/// # Errors
/// `NotFound`; `Refused` where the number alone does not say which.
pub async fn handover_called(archive: &Archive, by: &By, number: &str, fonds: Option<&str>) -> Result<i64> {
    allow(by, Deed::Read)?;
    let number = number.trim();
    let mut found = Vec::new();
    for row in archive.store.handovers_numbered(number).await? {
        let of = signing::fonds_number(&archive.store, row.fonds_id).await?;
        if by.actor.rights.may_over(Deed::Read, &of) && fonds.is_none_or(|fonds| fonds == of) {
            found.push((row.id, of));
        }
    }
    match found.as_slice() {
        [(id, _)] => Ok(*id),
        [] => Err(Error::not_found(say!("没有交接单 {number}。", "There is no hand-over {number}."))),
        several => {
            let fonds = several.iter().map(|(_, fonds)| fonds.as_str()).collect::<Vec<_>>().join("、");
            Err(Error::from(handover_of_which_fonds(&number, &fonds)))
        }
    }
}

/// A hand-over with its papers and the batches that were taken in from it.
///
/// # Errors
/// `NotFound` where there is none one may see.
pub async fn handover(archive: &Archive, by: &By, id: i64) -> Result<HandoverView> {
    allow(by, Deed::Read)?;
    let (row, fonds) = handover_row(&archive.store, by, id).await?;
    let lines = archive.store.handover_lines(id).await?;
    let mut sum = HandoverSum::default();
    lines.iter().for_each(|line| sum.add(line.fate, line.items, line.pages));
    let filed: HashMap<i64, (i64, i64)> = archive
        .store
        .filed_from_handover(id)
        .await?
        .into_iter()
        .map(|(batch, items, pages)| (batch, (items, pages)))
        .collect();
    let shown = |batch: crate::store::Batch| {
        let (items, pages) = filed.get(&batch.id).copied().unwrap_or_default();
        let standing = batch.standing();
        HandoverBatch {
            id: batch.id,
            file_name: batch.file_name,
            standing,
            standing_word: standing.word(),
            items,
            pages,
        }
    };
    let batches: Vec<HandoverBatch> =
        archive.store.batches_of_handover(id).await?.into_iter().map(shown).collect();
    let (filed_items, filed_pages) =
        (filed.values().map(|(items, _)| items).sum(), filed.values().map(|(_, pages)| pages).sum());
    let stands = batches.iter().any(|batch| batch.standing != BatchStanding::TakenBack);
    Ok(HandoverView {
        may_decide: may_decide(archive, by, &row, &fonds).await?,
        difference: sum.difference(filed_items, filed_pages).filter(|_| stands),
        short: in_short(row, fonds, sum),
        papers: lines.into_iter().map(paper_shown).collect(),
        batches,
        filed_items,
        filed_pages,
        notices: Vec::new(),
    })
}

fn paper_shown(line: HandoverLineRow) -> HandoverPaper {
    HandoverPaper {
        paper: line.paper(),
        id: line.id,
        seq: line.seq,
        fate: line.fate,
        fate_word: line.fate.word(),
        reason: line.reason,
        decided_name: line.decided_name,
        decided_at: line.decided_at,
    }
}

/// Whether the posts of whoever asks let him accept papers of this fonds, and he is not who handed them in.
async fn may_decide(archive: &Archive, by: &By, row: &HandoverRow, fonds: &str) -> Result<bool> {
    if !by.actor.rights.may_over(Deed::File, fonds) {
        return Ok(false);
    }
    let own = archive.store.account_named(&by.actor.login).await?;
    let own = own.map(|account| Signer { account: account.id, name: account.name });
    Ok(own.is_some_and(|own| !own.is_same_person(&giver(row))))
}

/// Who handed it in.
pub(super) fn giver(row: &HandoverRow) -> Signer {
    Signer { account: row.handed_by, name: row.handed_name.clone() }
}

problems! {
    refuse handover_of_which_fonds(number, fonds):
        "几个全宗都有交接单 {number}：{fonds}。" / "Several fonds have a hand-over {number}: {fonds}."
        => "说明是哪个全宗的（--fonds）。" / "Say which fonds (--fonds).";
}
