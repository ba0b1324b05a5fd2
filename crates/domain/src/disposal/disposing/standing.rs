//! How a volume on a list stands in the archive now, and what keeps it from being appraised or destroyed.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::batch::DisposalLine;
use crate::general::problem::Problem;
use crate::general::wording::Wording;
use crate::problems;

/// What the archive holds of a volume at the moment it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineStanding {
    pub is_closed: bool,
    /// It was destroyed or handed over before.
    pub is_gone: bool,
    /// 冻结 that catch it, each in a phrase.
    pub holds: Vec<Wording>,
    pub is_permanent: bool,
    /// First day it may be appraised.
    pub eligible_on: Option<NaiveDate>,
    /// A fact is missing that decides its date.
    pub has_question: bool,
    /// Number of another batch that has not ended and holds it.
    pub other_batch: Option<String>,
    /// What its pages and numbers fail in.
    pub unsound: Vec<Problem>,
    /// Its code, records and pages as they are now.
    pub code: String,
    pub items: u32,
    pub pages: u32,
    /// Its records have different days from which they may be appraised.
    pub is_mixed: bool,
}

impl LineStanding {
    /// Everything that keeps the volume from being appraised; a notice keeps nothing.
    pub fn issues(&self, line: &DisposalLine, on: NaiveDate) -> Vec<Problem> {
        let code = &line.code;
        let mut issues = self.bars(line, on);
        issues.extend(self.other_batch.as_ref().map(|number| volume_in_other_batch(code, number)));
        if let Some(first) = self.unsound.first() {
            issues.push(volume_unsound(code, &first.message.zh, &first.message.en));
        }
        if self.is_mixed {
            issues.push(volume_of_mixed_dates(code));
        }
        issues
    }

    /// Everything that forbids its destruction on this day, whatever was decided.
    pub fn bars(&self, line: &DisposalLine, on: NaiveDate) -> Vec<Problem> {
        let code = &line.code;
        if self.is_gone {
            return vec![volume_gone(code)];
        }
        let mut bars = Vec::new();
        if !self.is_closed {
            bars.push(volume_not_closed(code));
        }
        bars.extend(self.holds.iter().map(|hold| volume_on_hold(code, &hold.zh, &hold.en)));
        match self.eligible_on {
            _ if self.is_permanent => bars.push(volume_permanent(code)),
            _ if self.has_question => bars.push(volume_in_question(code)),
            Some(day) if day <= on => {}
            Some(day) => bars.push(volume_not_due(code, &day)),
            None => bars.push(volume_permanent(code)),
        }
        if (self.code.as_str(), self.items, self.pages) != (code.as_str(), line.items, line.pages) {
            bars.push(volume_changed(code));
        }
        bars
    }
}

problems! {
    refuse volume_gone(code):
        "案卷 {code} 已销毁或移交。" / "Volume {code} was destroyed or handed over."
        => "从批次中取出。" / "Take it out of the batch.";
    refuse volume_not_closed(code):
        "案卷 {code} 还没有立卷。" / "Volume {code} is not closed."
        => "先立卷，或从批次中取出。" / "Close it first, or take it out.";
    refuse volume_on_hold(code, zh, en):
        "案卷 {code} 被冻结：{zh}。" / "Volume {code} is on hold: {en}."
        => "等冻结解除，或从批次中取出；只冻结其中一件的，把这一件抽出另立卷。" / "Wait until the hold is lifted, or take it out; where one record alone is held, keep that record out.";
    refuse volume_permanent(code):
        "案卷 {code} 永久保管，不鉴定销毁。" / "Volume {code} is kept permanently and never destroyed."
        => "从批次中取出。" / "Take it out of the batch.";
    refuse volume_in_question(code):
        "案卷 {code} 的到期日待查。" / "The date of volume {code} waits for a fact."
        => "先登记缺少的事实，或从批次中取出。" / "Record the missing fact first, or take it out.";
    refuse volume_not_due(code, day):
        "案卷 {code} 到 {day} 才可以鉴定。" / "Volume {code} may be appraised from {day}."
        => "从批次中取出。" / "Take it out of the batch.";
    refuse volume_changed(code):
        "案卷 {code} 的档号、件数或页数与清单不符。" / "Code, records or pages of volume {code} differ from the list."
        => "查明改动；要处置的另建批次。" / "See what was changed; dispose of it in another batch.";
    refuse volume_in_other_batch(code, number):
        "案卷 {code} 已在批次 {number} 中。" / "Volume {code} is in batch {number} already."
        => "等那一批办结或作废，或从本批取出。" / "Wait for that batch to end, or take it out of this one.";
    refuse volume_unsound(code, zh, en):
        "案卷 {code} 的页号或顺序有误：{zh}" / "Pages or numbers of volume {code} are wrong: {en}"
        => "先更正，或从批次中取出。" / "Correct it first, or take it out.";
    notice volume_of_mixed_dates(code):
        "案卷 {code} 内各件到期日不同，按最晚的计。" / "The records of volume {code} fall due on different days; the latest counts."
        => "逐件核对后再表决。" / "Look at its records before voting.";
}
