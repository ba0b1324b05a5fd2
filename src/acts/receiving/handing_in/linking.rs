//! A sheet is taken in under a hand-over that was accepted.

use crate::domain::general::error::{Error, Result};
use crate::domain::receiving::handover::{HandoverState, HandoverSum};
use crate::store::{Fonds, HandoverRow, Queries};
use crate::{problems, say};

/// The hand-over of this number in the fonds.
///
/// # Errors
/// `NotFound` where the fonds has none; `Refused` where papers of it still wait, or all went back.
pub(in crate::acts::receiving) async fn accepted(
    from: &Queries,
    number: &str,
    fonds: &Fonds,
) -> Result<HandoverRow> {
    let (number, of) = (number.trim(), &fonds.number);
    let row = from.handovers_numbered(number).await?.into_iter().find(|row| row.fonds_id == fonds.id);
    let row = row.ok_or_else(|| {
        Error::not_found(say!("全宗 {of} 没有交接单 {number}。", "Fonds {of} has no hand-over {number}."))
    })?;
    let mut sum = HandoverSum::default();
    from.handover_lines(row.id).await?.iter().for_each(|line| sum.add(line.fate, line.items, line.pages));
    match sum.state() {
        HandoverState::Accepted => Ok(row),
        HandoverState::Returned => Err(Error::from(handover_went_back(&number))),
        HandoverState::Waiting | HandoverState::Receiving => {
            Err(Error::from(handover_not_accepted(&number, &sum.waiting)))
        }
    }
}

problems! {
    refuse handover_not_accepted(number, waiting):
        "交接单 {number} 还有 {waiting} 份材料没有核收，不能导入。" / "{waiting} papers of hand-over {number} are neither accepted nor returned."
        => "先接收或退回，再导入。" / "Decide them first.";
    refuse handover_went_back(number):
        "交接单 {number} 的材料全部退回了。" / "All papers of hand-over {number} went back."
        => "换一张已接收的交接单。" / "Take one that was accepted.";
}
