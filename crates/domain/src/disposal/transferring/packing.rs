//! 装箱: which carton a volume may be laid into.

use super::batch::{Transfer, TransferLine};
use crate::general::problem::Problem;
use crate::problems;

/// Cartons of one transfer.
const MOST_CARTONS: u32 = 9_999;

impl Transfer {
    /// Why a volume is not laid into this carton.
    pub(super) fn not_into_carton(&self, line: &TransferLine, carton: u32) -> Option<Problem> {
        if !(1..=MOST_CARTONS).contains(&carton) {
            return Some(carton_out_of_bounds(&carton, &MOST_CARTONS));
        }
        match self.cartons.get(&line.id) {
            Some(own) if *own == carton => Some(packed_already(&line.code, own)),
            Some(other) => Some(in_other_carton(&line.code, other)),
            None => None,
        }
    }

    /// The lines of a carton, in the order of the list.
    pub fn carton(&self, carton: u32) -> impl Iterator<Item = &TransferLine> {
        self.lines_in().filter(move |line| self.cartons.get(&line.id) == Some(&carton))
    }

    /// The cartons that hold something, from the first.
    pub fn cartons_used(&self) -> Vec<u32> {
        let mut used: Vec<u32> =
            self.lines_in().filter_map(|line| self.cartons.get(&line.id)).copied().collect();
        used.sort_unstable();
        used.dedup();
        used
    }
}

problems! {
    refuse carton_out_of_bounds(carton, most):
        "没有第 {carton} 箱：箱号从 1 到 {most}。" / "There is no carton {carton}: they run from 1 to {most}."
        => "改箱号。" / "Change the number.";
    refuse packed_already(code, carton):
        "案卷 {code} 已在第 {carton} 箱。" / "Volume {code} lies in carton {carton} already."
        => "扫下一卷。" / "Scan the next.";
    refuse in_other_carton(code, carton):
        "案卷 {code} 已装入第 {carton} 箱。" / "Volume {code} was laid into carton {carton}."
        => "核对实物；要换箱的先出箱。" / "Check the cartons; unpack it first to move it.";
}
