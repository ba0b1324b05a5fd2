//! A step of a batch as its row, and back.

use chrono::{DateTime, NaiveDate};

use super::tables::DisposalStepRow;
use crate::domain::disposal::disposing::{DisposalDecision, DisposalStep, Signer, StepKind, VoteOn};
use crate::domain::values::period::RetentionPeriod;

impl DisposalStepRow {
    pub fn signer(&self) -> Signer {
        Signer { account: self.account_id, name: self.name.clone() }
    }

    /// The day it was made by the archive's clock.
    pub fn day(&self) -> NaiveDate {
        DateTime::parse_from_rfc3339(&self.at).map(|at| at.date_naive()).unwrap_or_default()
    }

    pub(super) fn of_step(disposal_id: i64, step: &DisposalStep, who: &Signer, at: &str) -> Self {
        let mut row = DisposalStepRow {
            id: 0,
            disposal_id,
            kind: step.kind(),
            at: at.to_owned(),
            account_id: who.account,
            name: who.name.clone(),
            line_id: None,
            group_number: None,
            member_id: None,
            member_name: String::new(),
            role: String::new(),
            decision: String::new(),
            period: String::new(),
            number: String::new(),
            place: String::new(),
            days: None,
            words: String::new(),
        };
        row.take(step.clone());
        row
    }

    fn take(&mut self, step: DisposalStep) {
        match step {
            DisposalStep::TakeOut { line, reason } | DisposalStep::KeepBack { line, reason } => {
                (self.line_id, self.words) = (Some(line), reason);
            }
            DisposalStep::Seat { account, name, seat } => {
                (self.member_id, self.member_name, self.role) = (Some(account), name, seat);
            }
            DisposalStep::Unseat { account, reason } => {
                (self.member_id, self.words) = (Some(account), reason)
            }
            DisposalStep::CheckDebts { words } | DisposalStep::WriteOpinion { words } => self.words = words,
            DisposalStep::Vote { on, decision, period, reason } => {
                match on {
                    VoteOn::Group(group) => self.group_number = Some(group),
                    VoteOn::Line(line) => self.line_id = Some(line),
                }
                self.decision = decision.key().to_owned();
                self.period = period.map(RetentionPeriod::key).unwrap_or_default();
                self.words = reason;
            }
            DisposalStep::Consent { role, words } => (self.role, self.words) = (role, words),
            DisposalStep::Return { role, reason } => (self.role, self.words) = (role, reason),
            DisposalStep::Report { number, to, days } => {
                (self.number, self.words, self.days) = (number, to, Some(days));
            }
            DisposalStep::Tick { line } => self.line_id = Some(line),
            DisposalStep::Intend { number, method, place, time } => {
                (self.number, self.role, self.place, self.words) = (number, method, place, time);
            }
            DisposalStep::Withdraw { reason } => self.words = reason,
            // these two have a table of their own
            DisposalStep::KeepOut { .. }
            | DisposalStep::LayAside { .. }
            | DisposalStep::Examine
            | DisposalStep::Conclude
            | DisposalStep::Begin
            | DisposalStep::Supervise
            | DisposalStep::Finish => {}
        }
    }

    /// The step; `None`: the row lacks what its kind needs.
    pub fn step(&self) -> Option<DisposalStep> {
        let words = || self.words.clone();
        Some(match self.kind {
            StepKind::TakenOut => DisposalStep::TakeOut { line: self.line_id?, reason: words() },
            StepKind::KeptBack => DisposalStep::KeepBack { line: self.line_id?, reason: words() },
            StepKind::KeptOut | StepKind::LaidAside => return None,
            StepKind::Examined => DisposalStep::Examine,
            StepKind::Seated => DisposalStep::Seat {
                account: self.member_id?,
                name: self.member_name.clone(),
                seat: self.role.clone(),
            },
            StepKind::Unseated => DisposalStep::Unseat { account: self.member_id?, reason: words() },
            StepKind::DebtsChecked => DisposalStep::CheckDebts { words: words() },
            StepKind::Voted => DisposalStep::Vote {
                on: match (self.line_id, self.group_number) {
                    (Some(line), _) => VoteOn::Line(line),
                    (None, group) => VoteOn::Group(group?),
                },
                decision: DisposalDecision::from_key(&self.decision)?,
                period: RetentionPeriod::from_key(&self.period),
                reason: words(),
            },
            StepKind::Appraised => DisposalStep::Conclude,
            StepKind::Opinion => DisposalStep::WriteOpinion { words: words() },
            StepKind::Consented => DisposalStep::Consent { role: self.role.clone(), words: words() },
            StepKind::Returned => DisposalStep::Return { role: self.role.clone(), reason: words() },
            StepKind::Reported => {
                DisposalStep::Report { number: self.number.clone(), to: words(), days: self.days? }
            }
            StepKind::Begun => DisposalStep::Begin,
            StepKind::Ticked => DisposalStep::Tick { line: self.line_id? },
            StepKind::Supervised => DisposalStep::Supervise,
            StepKind::Intended => DisposalStep::Intend {
                number: self.number.clone(),
                method: self.role.clone(),
                place: self.place.clone(),
                time: words(),
            },
            StepKind::Finished => DisposalStep::Finish,
            StepKind::Withdrawn => DisposalStep::Withdraw { reason: words() },
        })
    }
}
