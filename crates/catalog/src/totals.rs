//! Counts and sums of a catalog and of its parts, as they stand below the rows.

use crate::domain::catalogs::finding_aid::{DigestPair, ProofSheet};

/// What stands below the last row.
pub(super) struct Foot {
    pub(super) rows: u64,
    /// One per column; all `None` when the form has no total line.
    pub(super) totals: Vec<Option<u64>>,
    pub(super) proof: DigestPair,
    /// The parts it came in, in order; empty when the form has none.
    pub(super) parts: Vec<PartTotals>,
    /// How a reader computes the digest from the file.
    pub(super) sheet: ProofSheet,
}

/// A part of a catalog, such as a year: its rows and their sums.
pub(super) struct PartTotals {
    pub(super) name: String,
    pub(super) rows: u64,
    pub(super) totals: Vec<Option<u64>>,
}
