//! The key to destruction: it is made here alone, after everything was looked at again, and the store's destroying statement
//! takes nothing else.

use chrono::NaiveDate;

use super::asked::Asked;
use super::batch::{Disposal, DisposalLine};
use super::site::{not_laid_aside, not_ordered, same_person_present};
use super::stage::{DisposalStage, ListOnSite, Signer};
use super::standing::LineStanding;
use crate::general::error::{Error, Result};
use crate::general::problem::Problem;
use crate::problems;

/// Leave to destroy one volume on one day.
#[derive(Debug, PartialEq, Eq)]
pub struct Clearance {
    line: i64,
    volume_id: i64,
    on: NaiveDate,
    executor: Signer,
}

impl Clearance {
    pub fn line(&self) -> i64 {
        self.line
    }

    pub fn volume_id(&self) -> i64 {
        self.volume_id
    }

    pub fn on(&self) -> NaiveDate {
        self.on
    }

    pub fn executor(&self) -> &Signer {
        &self.executor
    }
}

/// What may be destroyed now, and what may not any more, with the reasons.
#[derive(Debug, Default)]
pub struct Cleared {
    pub cleared: Vec<Clearance>,
    pub barred: Vec<(i64, Vec<Problem>)>,
}

impl Disposal {
    /// Looks at everything again: stage, report, waiting time, persons, and each line that is still there.
    ///
    /// # Errors
    /// `Refused` where the batch as a whole may not be destroyed.
    pub fn clearances<'s>(
        &self,
        who: &Signer,
        on: NaiveDate,
        standing: &dyn Fn(i64) -> Option<&'s LineStanding>,
    ) -> Result<Cleared> {
        let DisposalStage::Destroying(on_site) = &self.stage else {
            return Err(Error::from(not_being_destroyed(&self.number)));
        };
        let mut problems = self.missing_on_site(on_site, on);
        problems.extend(Asked { batch: self, who, on, standing }.of_the_clock());
        let Some(intent) = &on_site.intent else {
            problems.push(not_ordered(&self.number));
            return Err(Error::Refused(problems));
        };
        problems.extend(same_person_present(&on_site.supervisors, who));
        if !problems.is_empty() {
            return Err(Error::Refused(problems));
        }
        let mut found = Cleared::default();
        for line in self.lines_to_destroy().filter(|line| !self.gone.contains_key(&line.id)) {
            let bars = match standing(line.id) {
                Some(standing) => self.bars_of(line, standing, on_site, on),
                None => vec![not_looked_at(&line.code)],
            };
            match bars.is_empty() {
                true => found.cleared.push(Clearance {
                    line: line.id,
                    volume_id: line.volume_id,
                    on,
                    executor: intent.who.clone(),
                }),
                false => found.barred.push((line.id, bars)),
            }
        }
        Ok(found)
    }

    fn bars_of(
        &self,
        line: &DisposalLine,
        standing: &LineStanding,
        on_site: &ListOnSite,
        on: NaiveDate,
    ) -> Vec<Problem> {
        let mut bars = standing.bars(line, on);
        if !on_site.ticked.contains(&line.id) {
            bars.push(not_counted(&line.code));
        }
        bars.extend(not_laid_aside(self.kept_out_of(line.id).filter(|one| one.laid_aside.is_none())));
        bars
    }
}

problems! {
    refuse not_being_destroyed(number):
        "批次 {number} 还没有进入监销。" / "Batch {number} is not being destroyed yet."
        => "按顺序完成鉴定、审批、备案和静置。" / "Appraise, approve, report and wait first.";
    refuse not_looked_at(code):
        "案卷 {code} 的现状没有核对。" / "Volume {code} was not looked at."
        => "重试；仍不行的请核验档案。" / "Try again; if it stays so, verify the archive.";
    refuse not_counted(code):
        "案卷 {code} 没有清点。" / "Volume {code} was not counted."
        => "扫描它的条码。" / "Scan its barcode.";
}
