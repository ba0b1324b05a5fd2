//! 鉴定销毁: a batch of volumes from its frozen list to their destruction. [`Disposal::apply`] is the one function that takes
//! a batch a step further; only [`Disposal::clearances`] makes what the destroying statement asks for.

pub mod rules;
pub mod stage;
pub mod voting;
pub mod standing;
pub mod batch;
mod asked;
mod site;
mod checks;
mod kept_out;
mod steps;
mod vote_sheet;
pub mod clearance;
mod waited;
#[cfg(test)]
mod tests;

pub use asked::{clock_not_after, clock_too_far};
pub use batch::{Arithmetic, Disposal, DisposalLine, VolumeFate};
pub use clearance::Clearance;
pub use rules::{ApprovalRule, DestructionMethod, DisposalRules, SeatRule, disposal_rules};
pub use stage::{
    DisposalPaper, DisposalStage, DisposalStep, Intent, KeptOut, SignedWords, Signer, StageName, StepKind,
};
pub use standing::LineStanding;
pub use vote_sheet::{NEEDED, ReturnedVote, VoteColumn};
pub use voting::{Decided, DisposalDecision, Seat, Vote, VoteOn};
pub use waited::WaitedFor;
