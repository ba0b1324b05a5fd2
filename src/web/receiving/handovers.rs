//! `/handovers`: papers the departments hand in. One page lists them, one makes a new one, one accepts or returns.

pub mod board;
pub mod making;
pub mod slip;
