//! The key to a volume's leaving for another archive: made here alone, after everything was looked at again.

use chrono::NaiveDate;

use super::batch::Transfer;
use super::checks::Wanted;
use super::stage::{TransferStep, TransferVerdict};
use super::standing::TransferSeen;
use crate::disposal::disposing::Signer;
use crate::general::error::{Error, Result};

/// Leave for one volume to go to the receiver on one day.
#[derive(Debug, PartialEq, Eq)]
pub struct TransferClearance {
    line: i64,
    volume_id: i64,
    on: NaiveDate,
    executor: Signer,
    whereabouts: String,
    copies_until: Option<NaiveDate>,
}

impl TransferClearance {
    /// Where it is from then on.
    pub fn whereabouts(&self) -> &str {
        &self.whereabouts
    }

    /// Last day copies of it are kept.
    pub fn copies_until(&self) -> Option<NaiveDate> {
        self.copies_until
    }

    pub fn line(&self) -> i64 {
        self.line
    }

    pub fn volume_id(&self) -> i64 {
        self.volume_id
    }

    /// The day it was handed over.
    pub fn on(&self) -> NaiveDate {
        self.on
    }

    pub fn executor(&self) -> &Signer {
        &self.executor
    }
}

impl Transfer {
    /// What was accepted and may go: all of it, or nothing.
    ///
    /// # Errors
    /// `Refused` where the transfer is not handed over, a line has no receipt, or an accepted volume may not go any more.
    pub fn clearances(
        &self,
        copies_until: Option<NaiveDate>,
        who: &Signer,
        on: NaiveDate,
        seen: &TransferSeen,
    ) -> Result<Vec<TransferClearance>> {
        let problems = Wanted { transfer: self, on, seen }.refusals(&TransferStep::Finish { copies_until });
        if !problems.is_empty() {
            return Err(Error::Refused(problems));
        }
        let Some(handover) = self.stage.handover() else { return Ok(Vec::new()) };
        let goes = self.lines_in().filter(|line| self.verdict(line.id) == Some(&TransferVerdict::Accepted));
        let cleared = goes.map(|line| TransferClearance {
            line: line.id,
            volume_id: line.volume_id,
            on: handover.on,
            executor: who.clone(),
            whereabouts: self.receiver.clone(),
            copies_until,
        });
        Ok(cleared.collect())
    }
}
