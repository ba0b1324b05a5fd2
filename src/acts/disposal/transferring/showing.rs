//! Transfers as doors show them: the list, its opinions and cartons, the parties, what is waited for, what was stated.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::disposing::people::fonds_number;
use super::due::{TransferRuleShown, rule_called};
use super::numbered::transfer_numbered;
use super::seen::seen;
use crate::archive::{Archive, allow};
use crate::domain::disposal::transferring::{
    Handover, Transfer, TransferFate, TransferLine, TransferRule, TransferSeen, TransferStage,
    TransferStageName, TransferStepKind, TransferSum, due_explained, transfer_rules,
};
use crate::domain::general::error::Result;
use crate::domain::general::problem::{Problem, Weight};
use crate::domain::general::role::{By, Deed};
use crate::domain::general::wording::Wording;
use crate::domain::values::barcode::{self, BarcodeOf};
use crate::domain::values::period::RetentionPeriod;
use crate::store::{Queries, TransferRow, TransferStepRow};

/// A transfer in a list of transfers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransferInShort {
    pub number: String,
    pub title: String,
    pub fonds: String,
    /// 移交单位
    pub giver: String,
    /// 接收单位
    pub receiver: String,
    pub stage: TransferStageName,
    pub stage_word: Wording,
    pub opened_name: String,
    pub opened_at: String,
    /// Day of the last step: it has waited since.
    pub since: NaiveDate,
    pub sum: TransferSum,
    /// What is missing for the next step.
    pub waits: Vec<Problem>,
}

/// Volumes alike: one opinion on opening is for all of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransferGroupShown {
    pub group: u32,
    pub year: i32,
    pub class_id: String,
    pub step_id: String,
    pub period: RetentionPeriod,
    pub volumes: usize,
    pub items: u32,
    pub pages: u32,
    /// Lines on whose opening nothing is said.
    pub unsaid: usize,
    /// The opinion all of them have; none: they differ, or nothing is said.
    pub opening: Option<Wording>,
}

/// A line of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransferLineShown {
    #[serde(flatten)]
    pub line: TransferLine,
    /// Place among those that are handed over, as register, package and receipt number them; 0: taken out.
    pub place: usize,
    /// Twelve digits for a scanner.
    pub barcode: String,
    pub fate: TransferFate,
    pub carton: Option<u32>,
    /// 开放意见
    pub opening: Option<Wording>,
    pub opening_reason: String,
    /// Why it is due on its day.
    pub why: Wording,
    /// What stands in its way now; what asks may be explained.
    pub issues: Vec<Problem>,
    /// Reasons that answered an issue.
    pub explained: Vec<String>,
}

/// A carton with what lies in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CartonShown {
    pub number: u32,
    pub volumes: usize,
    pub items: u32,
    pub pages: u32,
    /// First and last code.
    pub first: String,
    pub last: String,
}

/// Who gave, who took, before whom, on which day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandoverShown {
    pub given_by: String,
    pub taken_by: String,
    pub witness_unit: String,
    pub witness: String,
    pub on: NaiveDate,
    pub copies_until: Option<NaiveDate>,
}

/// Something that was stated or done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransferStepShown {
    pub kind: TransferStepKind,
    pub word: Wording,
    pub at: String,
    pub name: String,
    pub words: String,
}

/// A transfer with everything there is to see.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TransferView {
    #[serde(flatten)]
    pub short: TransferInShort,
    pub list_digest: String,
    pub rule: TransferRuleShown,
    /// Agreed otherwise, with its basis; empty: by the rule alone.
    pub agreement: String,
    /// Of the package it is sealed with; empty while it is open.
    pub manifest: String,
    pub groups: Vec<TransferGroupShown>,
    pub lines: Vec<TransferLineShown>,
    pub cartons: Vec<CartonShown>,
    pub handover: Option<HandoverShown>,
    pub steps: Vec<TransferStepShown>,
}

/// Every transfer of the fonds one may see, the newest first.
pub async fn transfers(archive: &Archive, by: &By) -> Result<Vec<TransferInShort>> {
    allow(by, Deed::Read)?;
    let mut shown = Vec::new();
    for row in archive.store.transfers().await? {
        let transfer = archive.store.transfer_read(&row).await?;
        let seen = seen_now(&archive.store, &row, &transfer, false).await?;
        let waits = transfer.waits_for(by.today(), &seen);
        shown.push(in_short(&archive.store, &row, &transfer, waits).await?);
    }
    Ok(shown)
}

/// One transfer.
///
/// # Errors
/// `NotFound` where there is none of this number.
pub async fn transfer(archive: &Archive, by: &By, number: &str) -> Result<TransferView> {
    allow(by, Deed::Read)?;
    let row = transfer_numbered(&archive.store, by, number).await?;
    let transfer = archive.store.transfer_read(&row).await?;
    let deep = matches!(row.stage, TransferStageName::Draft | TransferStageName::Examined);
    let seen = seen_now(&archive.store, &row, &transfer, deep).await?;
    let waits = transfer.waits_for(by.today(), &seen);
    let rule = rule_called(&transfer.rule)?;
    let lines = lines(&transfer, rule, &seen, by.today());
    Ok(TransferView {
        short: in_short(&archive.store, &row, &transfer, waits).await?,
        list_digest: row.list_digest.clone(),
        rule: rule.into(),
        agreement: transfer.agreement.clone(),
        manifest: row.manifest.clone(),
        groups: groups(&transfer),
        cartons: cartons(&transfer),
        handover: transfer.stage.handover().map(handover),
        steps: archive.store.transfer_steps(row.id).await?.iter().map(step).collect(),
        lines,
    })
}

/// What an unfinished transfer looks at.
async fn seen_now(
    from: &Queries,
    row: &TransferRow,
    transfer: &Transfer,
    deep: bool,
) -> Result<TransferSeen> {
    let lines: Vec<&TransferLine> = match transfer.stage.has_ended() {
        true => Vec::new(),
        false => transfer.lines_in().collect(),
    };
    seen(from, &lines, row.id, deep).await
}

async fn in_short(
    from: &Queries,
    row: &TransferRow,
    transfer: &Transfer,
    waits: Vec<Problem>,
) -> Result<TransferInShort> {
    Ok(TransferInShort {
        number: row.number.clone(),
        title: row.title.clone(),
        fonds: fonds_number(from, row.fonds_id).await?,
        giver: row.giver.clone(),
        receiver: row.receiver.clone(),
        stage: row.stage,
        stage_word: row.stage.word(),
        opened_name: row.opened_name.clone(),
        opened_at: row.opened_at.clone(),
        since: transfer.last_on,
        sum: transfer.sum(),
        waits,
    })
}

/// What is said on opening a line.
pub(super) fn opening_word(transfer: &Transfer, line: &TransferLine) -> Option<Wording> {
    let said = transfer.opening_of(line)?;
    Some(match transfer_rules().opening(&said.opening) {
        Some(known) => known.name(),
        None => Wording::same(&said.opening),
    })
}

fn groups(transfer: &Transfer) -> Vec<TransferGroupShown> {
    let mut groups: BTreeMap<u32, (TransferGroupShown, Vec<Option<Wording>>)> = BTreeMap::new();
    for line in transfer.lines_in() {
        let (group, said) = groups.entry(line.group).or_insert_with(|| {
            let shown = TransferGroupShown {
                group: line.group,
                year: line.year,
                class_id: line.class_id.clone(),
                step_id: line.step_id.clone(),
                period: line.period,
                volumes: 0,
                items: 0,
                pages: 0,
                unsaid: 0,
                opening: None,
            };
            (shown, Vec::new())
        });
        let opening = opening_word(transfer, line);
        group.volumes += 1;
        group.items += line.items;
        group.pages += line.pages;
        group.unsaid += usize::from(opening.is_none());
        said.push(opening);
    }
    let settled = |(mut group, said): (TransferGroupShown, Vec<Option<Wording>>)| {
        let is_one = said.windows(2).all(|pair| pair[0] == pair[1]);
        group.opening = said.into_iter().next().flatten().filter(|_| is_one);
        group
    };
    groups.into_values().map(settled).collect()
}

fn lines(
    transfer: &Transfer,
    rule: &TransferRule,
    seen: &TransferSeen,
    on: NaiveDate,
) -> Vec<TransferLineShown> {
    let mut issues = match transfer.stage {
        TransferStage::Draft | TransferStage::Examined | TransferStage::Packed(_) => {
            transfer.issues_by_line(on, seen)
        }
        _ => BTreeMap::new(),
    };
    let mut place = 0;
    let mut shown = Vec::with_capacity(transfer.lines.len());
    for line in &transfer.lines {
        let is_in = !transfer.taken_out.contains_key(&line.id);
        place += usize::from(is_in);
        let explained = transfer.waived.iter().filter(|((own, _), _)| *own == line.id);
        shown.push(TransferLineShown {
            place: if is_in { place } else { 0 },
            barcode: barcode::write(BarcodeOf::Volume, line.volume_id),
            fate: transfer.fate(line),
            carton: transfer.cartons.get(&line.id).copied(),
            opening: opening_word(transfer, line),
            opening_reason: transfer.opening_of(line).map_or_else(String::new, |said| said.reason.clone()),
            why: due_explained(line.year, line.period, rule),
            issues: issues.remove(&line.id).unwrap_or_default(),
            explained: explained.map(|(_, reason)| reason.clone()).collect(),
            line: line.clone(),
        });
    }
    shown
}

impl TransferLineShown {
    /// Something keeps it from being handed over.
    pub fn is_troubled(&self) -> bool {
        self.issues.iter().any(Problem::is_blocking)
    }

    /// The kinds of what a person may answer with a reason.
    pub fn questions(&self) -> Vec<String> {
        let asks = self.issues.iter().filter(|issue| issue.weight == Weight::Ask);
        asks.map(|issue| issue.kind.clone()).collect()
    }
}

fn cartons(transfer: &Transfer) -> Vec<CartonShown> {
    let shown = |number: u32| {
        let own: Vec<&TransferLine> = transfer.carton(number).collect();
        let code = |line: Option<&&TransferLine>| line.map_or_else(String::new, |line| line.code.clone());
        CartonShown {
            number,
            volumes: own.len(),
            items: own.iter().map(|line| line.items).sum(),
            pages: own.iter().map(|line| line.pages).sum(),
            first: code(own.first()),
            last: code(own.last()),
        }
    };
    transfer.cartons_used().into_iter().map(shown).collect()
}

fn handover(handover: &Handover) -> HandoverShown {
    HandoverShown {
        given_by: handover.given_by.clone(),
        taken_by: handover.taken_by.clone(),
        witness_unit: handover.witness_unit.clone(),
        witness: handover.witness.clone(),
        on: handover.on,
        copies_until: handover.copies_until,
    }
}

fn step(row: &TransferStepRow) -> TransferStepShown {
    TransferStepShown {
        kind: row.kind,
        word: row.kind.word(),
        at: row.at.clone(),
        name: row.name.clone(),
        words: row.words.clone(),
    }
}
