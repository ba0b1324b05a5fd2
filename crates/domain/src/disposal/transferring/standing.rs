//! How a volume on a transfer's list stands in the archive now, and what keeps it from being handed over. What asks (`Ask`) may
//! be answered with a reason; the rest is put right or taken out.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::Serialize;

use super::batch::{Transfer, TransferLine};
use super::rules::transfer_rules;
use crate::general::problem::Problem;
use crate::general::wording::Wording;
use crate::problems;

/// What the archive holds of a volume at the moment it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TransferStanding {
    pub is_closed: bool,
    /// It was destroyed or handed over before.
    pub is_gone: bool,
    /// 冻结 that catch it, each in a phrase.
    pub holds: Vec<Wording>,
    /// A fact is missing that decides its date.
    pub has_question: bool,
    /// Number of a disposal batch that has not ended and holds it, or of another transfer.
    pub other_batch: Option<String>,
    /// What its pages and numbers fail in.
    pub unsound: Vec<Problem>,
    /// Records and pages as its own contents add up to; none: not counted.
    pub counted: Option<(u32, u32)>,
    /// 备考表 is written.
    pub has_statement: bool,
    /// Records in it that bear a secrecy.
    pub secret: usize,
    /// Its code, records and pages as they are now.
    pub code: String,
    pub items: u32,
    pub pages: u32,
}

/// A package as the log registered it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageSeen {
    pub volumes: BTreeSet<i64>,
    /// 批次号 in it.
    pub number: String,
    pub receiver: String,
    /// Codes of volumes that changed since it was made.
    pub changed: Vec<String>,
}

/// What a step looks at beside the transfer.
#[derive(Clone, Debug, Default)]
pub struct TransferSeen {
    /// By line.
    pub standing: HashMap<i64, TransferStanding>,
    /// The package that was made, if it is registered here.
    pub package: Option<PackageSeen>,
}

impl TransferStanding {
    /// Everything that keeps a volume from the list or from being handed over; answered questions are left out.
    pub fn issues(&self, line: &TransferLine, transfer: &Transfer, on: NaiveDate) -> Vec<Problem> {
        let code = &line.code;
        let mut issues = self.bars(line);
        if self.is_gone {
            return issues;
        }
        issues.extend(self.other_batch.as_ref().map(|number| transfer_in_other_batch(code, number)));
        if transfer.agreement.is_empty() {
            let in_range = transfer_rules().is_in_range(line.period);
            let (period, en) = (line.period, line.period.in_english());
            issues.extend((!in_range).then(|| transfer_out_of_range(code, &period, &en)));
            issues.extend((in_range && line.due_on > on).then(|| transfer_not_due(code, &line.due_on)));
        }
        issues.extend(self.questions(line));
        issues.retain(|issue| !transfer.waived.contains_key(&(line.id, issue.kind.clone())));
        issues
    }

    /// What a person may answer with a reason.
    fn questions(&self, line: &TransferLine) -> Vec<Problem> {
        let code = &line.code;
        let mut asked = Vec::new();
        if let Some(first) = self.unsound.first() {
            asked.push(transfer_pages_wrong(code, &first.message.zh, &first.message.en));
        }
        if let Some((items, pages)) = self.counted.filter(|counted| *counted != (self.items, self.pages)) {
            asked.push(transfer_count_differs(code, &self.items, &self.pages, &items, &pages));
        }
        asked.extend((!self.has_statement).then(|| transfer_statement_missing(code)));
        asked.extend((self.secret > 0).then(|| transfer_secret(code, &self.secret)));
        asked.extend(self.has_question.then(|| transfer_in_question(code)));
        asked
    }

    /// Everything that forbids that it goes, whatever was said.
    pub fn bars(&self, line: &TransferLine) -> Vec<Problem> {
        let code = &line.code;
        if self.is_gone {
            return vec![transfer_gone(code)];
        }
        let mut bars = Vec::new();
        if !self.is_closed {
            bars.push(transfer_not_closed(code));
        }
        bars.extend(self.holds.iter().map(|hold| transfer_on_hold(code, &hold.zh, &hold.en)));
        if (self.code.as_str(), self.items, self.pages) != (code.as_str(), line.items, line.pages) {
            bars.push(transfer_changed(code));
        }
        bars
    }
}

problems! {
    refuse transfer_gone(code):
        "案卷 {code} 已销毁或移交。" / "Volume {code} was destroyed or handed over."
        => "从批次中取出。" / "Take it out of the batch.";
    refuse transfer_not_closed(code):
        "案卷 {code} 还没有立卷。" / "Volume {code} is not closed."
        => "先立卷，或从批次中取出。" / "Close it first, or take it out.";
    refuse transfer_on_hold(code, zh, en):
        "案卷 {code} 被冻结，不能移交：{zh}。" / "Volume {code} is on hold and not handed over: {en}."
        => "等冻结解除，或从批次中取出。" / "Wait until the hold is lifted, or take it out.";
    refuse transfer_changed(code):
        "案卷 {code} 的档号、件数或页数与清单不符。" / "Code, records or pages of volume {code} differ from the list."
        => "查明改动；要移交的另建批次。" / "See what was changed; hand it over in another batch.";
    refuse transfer_in_other_batch(code, number):
        "案卷 {code} 已在批次 {number} 中。" / "Volume {code} is in batch {number} already."
        => "等那一批办结或作废，或从本批取出。" / "Wait for that batch to end, or take it out of this one.";
    refuse transfer_out_of_range(code, period, en):
        "案卷 {code} 保管 {period}，不在移交范围。" / "Volume {code} is kept for {en}: not handed over."
        => "从批次中取出；另有约定的，建批次时写明约定和依据。"
            / "Take it out; where it was agreed otherwise, say so with its basis when opening the batch.";
    refuse transfer_not_due(code, day):
        "案卷 {code} 到 {day} 才满移交年限。" / "Volume {code} is due for handing over from {day}."
        => "从批次中取出；经同意提前移交的，建批次时写明约定和依据。"
            / "Take it out; where an earlier day was agreed, say so with its basis when opening the batch.";
    ask transfer_pages_wrong(code, zh, en):
        "案卷 {code} 的页号或顺序有误：{zh}" / "Pages or numbers of volume {code} are wrong: {en}"
        => "更正，取出，或说明情况。" / "Correct it, take it out, or explain.";
    ask transfer_count_differs(code, items, pages, counted, counted_pages):
        "案卷 {code} 目录为 {items} 件 {pages} 页，逐件合计 {counted} 件 {counted_pages} 页。"
            / "Volume {code} is listed with {items} records, {pages} pages; its records add up to {counted}, {counted_pages}."
        => "更正，取出，或说明情况。" / "Correct it, take it out, or explain.";
    ask transfer_statement_missing(code):
        "案卷 {code} 的备考表是空的。" / "The statement of volume {code} is empty."
        => "补写，取出，或说明情况。" / "Write it, take it out, or explain.";
    ask transfer_secret(code, count):
        "案卷 {code} 有 {count} 件标有密级，要附密级变更情况。" / "{count} records of volume {code} are classified; say how that changed."
        => "说明解密或变更情况，或取出。" / "Explain, or take it out.";
    ask transfer_in_question(code):
        "案卷 {code} 的到期日待查。" / "The date of volume {code} waits for a fact."
        => "登记缺少的事实，取出，或说明情况。" / "Record the missing fact, take it out, or explain.";
}
