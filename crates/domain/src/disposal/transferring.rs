//! 移交: a batch of volumes from its frozen list to another archive. [`Transfer::apply`] is the one function that takes a batch
//! a step further; only [`Transfer::clearances`] makes what the statement asks for by which a volume goes.

pub mod rules;
pub mod due;
pub mod stage;
pub mod batch;
pub mod standing;
mod packing;
mod checks;
mod steps;
pub mod clearance;
pub mod receipt;
#[cfg(test)]
mod tests;

pub use batch::{Transfer, TransferFate, TransferLine, TransferSum};
pub use clearance::TransferClearance;
pub use due::{due_explained, due_on};
pub use receipt::{ReceiptRow, read_receipt};
pub use rules::{NamedChoice, TransferRule, TransferRules, transfer_rules};
pub use stage::{
    Handover, OpeningOn, Sealed, TransferPaper, TransferStage, TransferStageName, TransferStep,
    TransferStepKind, TransferVerdict,
};
pub use standing::{PackageSeen, TransferSeen, TransferStanding};
