//! 移交批次: a frozen list of volumes, what was said of each, the cartons they lie in, and where it is.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::stage::{OpeningOn, TransferStage, TransferVerdict};
use crate::disposal::disposing::Signer;
use crate::general::digest::{Digest, FieldDigest};
use crate::values::period::RetentionPeriod;

/// A volume as it stood when the list was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TransferLine {
    pub id: i64,
    pub volume_id: i64,
    /// Place on the list, from 1.
    pub seq: u32,
    /// Volumes alike have one number, from 1.
    pub group: u32,
    pub code: String,
    pub title: String,
    pub year: i32,
    pub class_id: String,
    pub step_id: String,
    pub period: RetentionPeriod,
    /// 案卷号
    pub number: u32,
    pub items: u32,
    pub pages: u32,
    /// First day it is due for handing over by the transfer's rule.
    pub due_on: NaiveDate,
}

/// What has become of a line so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferFate {
    Listed,
    TakenOut(String),
    /// In this carton.
    Packed(u32),
    Accepted,
    Returned(String),
    Transferred(NaiveDate),
}

/// How many volumes of the list went which way: they always sum up to the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct TransferSum {
    pub listed: usize,
    pub taken_out: usize,
    /// In no carton.
    pub unpacked: usize,
    /// In a carton, and nothing said of it yet.
    pub packed: usize,
    pub accepted: usize,
    pub returned: usize,
    pub transferred: usize,
}

/// An opinion on opening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpeningSaid {
    pub on: OpeningOn,
    pub opening: String,
    pub reason: String,
}

/// A transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transfer {
    pub number: String,
    pub title: String,
    /// 移交单位
    pub giver: String,
    /// 接收单位
    pub receiver: String,
    /// A rule of `assets/transfer.toml`.
    pub rule: String,
    /// 提前、延期移交的约定 with its basis; empty: by the rule alone.
    pub agreement: String,
    pub opener: Signer,
    pub opened_on: NaiveDate,
    pub lines: Vec<TransferLine>,
    pub stage: TransferStage,
    pub openings: Vec<OpeningSaid>,
    /// Questions answered, by line and kind, with the reason.
    pub waived: BTreeMap<(i64, String), String>,
    /// Carton of each line.
    pub cartons: BTreeMap<i64, u32>,
    pub taken_out: BTreeMap<i64, String>,
    /// Lines that went, with the day.
    pub gone: BTreeMap<i64, NaiveDate>,
    /// Day of the last step.
    pub last_on: NaiveDate,
}

/// What a transfer is opened with.
#[derive(Clone, Debug)]
pub struct TransferOpening {
    pub number: String,
    pub title: String,
    pub giver: String,
    pub receiver: String,
    pub rule: String,
    pub agreement: String,
    pub opener: Signer,
    pub opened_on: NaiveDate,
}

impl Transfer {
    /// A transfer as it is opened.
    pub fn opened(opening: TransferOpening, lines: Vec<TransferLine>) -> Transfer {
        Transfer {
            number: opening.number,
            title: opening.title,
            giver: opening.giver,
            receiver: opening.receiver,
            rule: opening.rule,
            agreement: opening.agreement,
            opener: opening.opener,
            opened_on: opening.opened_on,
            lines,
            stage: TransferStage::Draft,
            openings: Vec::new(),
            waived: BTreeMap::new(),
            cartons: BTreeMap::new(),
            taken_out: BTreeMap::new(),
            gone: BTreeMap::new(),
            last_on: opening.opened_on,
        }
    }

    /// The digest of the frozen list: code, records and pages of every volume, in its order.
    pub fn list_digest(number: &str, lines: &[TransferLine]) -> Digest {
        let mut fields = FieldDigest::new("transfer_list");
        fields.text(number);
        for line in lines {
            fields.int(line.volume_id).int(line.seq.into()).int(line.group.into());
            fields.text(&line.code).text(&line.title).text(&line.period.key());
            fields.int(line.number.into()).int(line.items.into()).int(line.pages.into());
            fields.text(&line.due_on.to_string());
        }
        fields.digest()
    }

    pub fn line(&self, id: i64) -> Option<&TransferLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// Lines that were not taken out.
    pub fn lines_in(&self) -> impl Iterator<Item = &TransferLine> {
        self.lines.iter().filter(|line| !self.taken_out.contains_key(&line.id))
    }

    /// What was last said on opening a line: of itself, else of its group, else of all.
    pub fn opening_of(&self, line: &TransferLine) -> Option<&OpeningSaid> {
        let last = |on: OpeningOn| self.openings.iter().rev().find(|said| said.on == on);
        last(OpeningOn::Line(line.id))
            .or_else(|| last(OpeningOn::Group(line.group)))
            .or_else(|| last(OpeningOn::All))
    }

    pub fn verdict(&self, line: i64) -> Option<&TransferVerdict> {
        self.stage.handover()?.verdicts.get(&line)
    }

    pub fn fate(&self, line: &TransferLine) -> TransferFate {
        if let Some(on) = self.gone.get(&line.id) {
            return TransferFate::Transferred(*on);
        }
        if let Some(reason) = self.taken_out.get(&line.id) {
            return TransferFate::TakenOut(reason.clone());
        }
        match (self.verdict(line.id), self.cartons.get(&line.id)) {
            (Some(TransferVerdict::Accepted), _) => TransferFate::Accepted,
            (Some(TransferVerdict::Returned(reason)), _) => TransferFate::Returned(reason.clone()),
            (None, Some(carton)) => TransferFate::Packed(*carton),
            (None, None) => TransferFate::Listed,
        }
    }

    pub fn sum(&self) -> TransferSum {
        let mut sum = TransferSum { listed: self.lines.len(), ..TransferSum::default() };
        for line in &self.lines {
            let count = match self.fate(line) {
                TransferFate::Listed => &mut sum.unpacked,
                TransferFate::TakenOut(_) => &mut sum.taken_out,
                TransferFate::Packed(_) => &mut sum.packed,
                TransferFate::Accepted => &mut sum.accepted,
                TransferFate::Returned(_) => &mut sum.returned,
                TransferFate::Transferred(_) => &mut sum.transferred,
            };
            *count += 1;
        }
        sum
    }
}
