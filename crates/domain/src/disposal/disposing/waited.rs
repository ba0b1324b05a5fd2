//! 等谁: whose step a batch waits for, for boards and notices. Who may take it is asked again by the step itself.

use chrono::NaiveDate;

use super::batch::Disposal;
use super::rules::disposal_rules;
use super::stage::{DisposalStage, Signer};

/// Whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaitedFor {
    /// Who opened it takes the next step.
    Proposer,
    /// Who lead the group have not seated everybody yet.
    Seats,
    /// Members of the group who have not voted on everything.
    Members(Vec<Signer>),
    /// Whoever holds this post signs.
    Post(String),
    /// So many supervisors are still to come.
    Supervisors(usize),
    /// It may go on from this day.
    Day(NaiveDate),
    /// It has ended.
    Nobody,
}

impl Disposal {
    /// Whose step comes next, on a day.
    pub fn waited_for(&self, on: NaiveDate) -> WaitedFor {
        match &self.stage {
            DisposalStage::Done(_) | DisposalStage::Withdrawn(_) => WaitedFor::Nobody,
            DisposalStage::Examined if !self.empty_seats().is_empty() => WaitedFor::Seats,
            DisposalStage::Examined => match self.silent_members() {
                silent if silent.is_empty() => WaitedFor::Proposer,
                silent => WaitedFor::Members(silent),
            },
            DisposalStage::Opinion(_) => match self.next_approval() {
                Some(next) => WaitedFor::Post(next.post.clone()),
                None => WaitedFor::Proposer,
            },
            DisposalStage::Waiting(reported) if on < reported.until => WaitedFor::Day(reported.until),
            DisposalStage::Destroying(on_site) => {
                let untouched = on_site.intent.is_none();
                let counted = self.lines_to_destroy().all(|line| on_site.ticked.contains(&line.id));
                match disposal_rules().supervisors.least.saturating_sub(on_site.supervisors.len()) {
                    missing if untouched && counted && missing > 0 => WaitedFor::Supervisors(missing),
                    _ => WaitedFor::Proposer,
                }
            }
            _ => WaitedFor::Proposer,
        }
    }

    /// Members who have not said anything of a line that is still in.
    fn silent_members(&self) -> Vec<Signer> {
        let is_silent = |account: i64| {
            self.lines_in()
                .any(|line| self.said(line).any(|(own, vote)| own.account == account && vote.is_none()))
        };
        let silent = self.seats.iter().filter(|seat| is_silent(seat.account));
        silent.map(|seat| Signer { account: seat.account, name: seat.name.clone() }).collect()
    }
}
