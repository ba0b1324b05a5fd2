//! One step further. [`Transfer::apply`] checks and takes it; [`Transfer::recorded`] takes one that was checked when it was made,
//! as a transfer is read back from its steps.

use chrono::NaiveDate;

use super::batch::{OpeningSaid, Transfer};
use super::checks::{Wanted, is_receiver, receiver_acts};
use super::stage::{Handover, Sealed, TransferStage, TransferStep, TransferVerdict};
use super::standing::TransferSeen;
use crate::disposal::disposing::{SignedWords, Signer};
use crate::general::error::{Error, Result};
use crate::general::problem::Problem;

impl Transfer {
    /// The transfer after a step of one person on a day.
    ///
    /// # Errors
    /// `Refused` with everything that is missing.
    pub fn apply(
        &self,
        step: &TransferStep,
        who: &Signer,
        on: NaiveDate,
        seen: &TransferSeen,
    ) -> Result<Transfer> {
        let problems = self.refused(step, who, on, seen);
        if !problems.is_empty() {
            return Err(Error::Refused(problems));
        }
        let mut after = self.clone();
        after.recorded(step, who, on);
        Ok(after)
    }

    /// Everything that keeps a step from being taken; nothing: [`Transfer::recorded`] may take it.
    pub fn refused(
        &self,
        step: &TransferStep,
        who: &Signer,
        on: NaiveDate,
        seen: &TransferSeen,
    ) -> Vec<Problem> {
        let mut problems = Wanted { transfer: self, on, seen }.refusals(step);
        if let TransferStep::HandOver { taken_by, .. } = step
            && is_receiver(who, taken_by)
        {
            problems.push(receiver_acts(&who.name));
        }
        problems
    }

    /// Takes a step that was checked when it was made.
    pub fn recorded(&mut self, step: &TransferStep, who: &Signer, on: NaiveDate) {
        self.last_on = self.last_on.max(on);
        match step {
            TransferStep::TakeOut { line, reason } => {
                self.taken_out.insert(*line, reason.clone());
                self.cartons.remove(line);
            }
            TransferStep::StateOpening { on, opening, reason } => {
                let (on, opening, reason) = (*on, opening.clone(), reason.clone());
                self.openings.push(OpeningSaid { on, opening, reason });
            }
            TransferStep::Waive { line, issue, reason } => {
                self.waived.insert((*line, issue.clone()), reason.clone());
            }
            TransferStep::Examine => self.stage = TransferStage::Examined,
            TransferStep::Pack { line, carton } => {
                self.cartons.insert(*line, *carton);
            }
            TransferStep::Unpack { line } => {
                self.cartons.remove(line);
            }
            TransferStep::Seal { manifest } => {
                let (manifest, by) = (manifest.clone(), who.clone());
                self.stage = TransferStage::Packed(Sealed { manifest, by, on });
            }
            TransferStep::Reopen { .. } => self.stage = TransferStage::Examined,
            TransferStep::HandOver { .. } => self.handed_over(step, who),
            TransferStep::Accept { line } => self.said(*line, TransferVerdict::Accepted),
            TransferStep::GiveBack { line, reason } => {
                self.said(*line, TransferVerdict::Returned(reason.clone()));
            }
            TransferStep::Finish { copies_until } => {
                if let TransferStage::HandedOver(handover) = &self.stage {
                    let copies_until = *copies_until;
                    self.stage = TransferStage::Done(Handover { copies_until, ..handover.clone() });
                }
            }
            TransferStep::Withdraw { reason } => {
                let (who, words) = (who.clone(), reason.as_str().into());
                let role = String::new();
                self.stage = TransferStage::Withdrawn(SignedWords { who, on, role, words });
            }
        }
    }

    fn handed_over(&mut self, step: &TransferStep, who: &Signer) {
        let (
            TransferStep::HandOver { given_by, taken_by, witness_unit, witness, on },
            TransferStage::Packed(sealed),
        ) = (step, &self.stage)
        else {
            return;
        };
        self.stage = TransferStage::HandedOver(Handover {
            sealed: sealed.clone(),
            given_by: given_by.clone(),
            taken_by: taken_by.clone(),
            witness_unit: witness_unit.clone(),
            witness: witness.clone(),
            on: *on,
            by: who.clone(),
            verdicts: Default::default(),
            copies_until: None,
        });
    }

    fn said(&mut self, line: i64, verdict: TransferVerdict) {
        if let TransferStage::HandedOver(handover) = &mut self.stage {
            handover.verdicts.insert(line, verdict);
        }
    }

    /// A line's volume went.
    pub fn departed(&mut self, line: i64, on: NaiveDate) {
        self.gone.insert(line, on);
    }
}
