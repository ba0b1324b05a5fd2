//! 表决: each member of the appraisal group in his own name, for a group of like volumes or for one that differs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::general::key::keyed;
use crate::values::period::RetentionPeriod;

keyed! {
    /// What becomes of a volume whose period has run out (档案法实施条例 第二十四条 [V]; rules.md R15).
    pub enum DisposalDecision {
        Destroy = "destroy", "销毁", "Destroy";
        /// A new period, counted from the original start.
        Keep = "keep", "续存", "Keep on";
        Permanent = "permanent", "转永久", "Permanent";
        Transfer = "transfer", "移交", "Transfer";
        Undecided = "undecided", "待定", "Undecided";
    }
}

impl DisposalDecision {
    /// The key that chooses it, on the page and in a sheet.
    pub fn letter(self) -> &'static str {
        match self {
            DisposalDecision::Destroy => "D",
            DisposalDecision::Keep => "E",
            DisposalDecision::Permanent => "Y",
            DisposalDecision::Transfer => "T",
            DisposalDecision::Undecided => "U",
        }
    }
}

/// What became of a line: the decision, with the new period of what is kept on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Decided {
    pub decision: DisposalDecision,
    pub period: Option<RetentionPeriod>,
}

/// What a vote is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VoteOn {
    /// Volumes alike: one year, class, step and period.
    Group(u32),
    /// A line for itself: it goes before what is said of its group.
    Line(i64),
}

/// A vote; a later one of the same member on the same takes its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Vote {
    pub account: i64,
    pub on: VoteOn,
    pub decided: Decided,
    pub reason: String,
}

/// A member of the appraisal group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Seat {
    pub account: i64,
    pub name: String,
    /// A seat of `assets/disposal.toml`.
    pub seat: String,
}

/// What a member says of a line: of the line itself, else of its group.
pub fn said_of(votes: &[Vote], account: i64, line: i64, group: u32) -> Option<&Vote> {
    let mut own = votes.iter().rev().filter(|vote| vote.account == account);
    own.clone()
        .find(|vote| vote.on == VoteOn::Line(line))
        .or_else(|| own.find(|vote| vote.on == VoteOn::Group(group)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_vote_counts_and_an_exception_goes_before_its_group() {
        let vote = |account, on, decision| Vote {
            account,
            on,
            decided: Decided { decision, period: None },
            reason: String::new(),
        };
        let votes = [
            vote(1, VoteOn::Group(1), DisposalDecision::Undecided),
            vote(1, VoteOn::Line(7), DisposalDecision::Permanent),
            vote(2, VoteOn::Group(1), DisposalDecision::Transfer),
            vote(1, VoteOn::Group(1), DisposalDecision::Destroy),
        ];
        let said = |account, line| said_of(&votes, account, line, 1).map(|vote| vote.decided.decision);
        assert_eq!(said(1, 6), Some(DisposalDecision::Destroy));
        assert_eq!(said(1, 7), Some(DisposalDecision::Permanent));
        assert_eq!(said(2, 7), Some(DisposalDecision::Transfer));
        assert_eq!(said(3, 7), None);
        assert!(said_of(&votes, 1, 6, 2).is_none());
    }
}
