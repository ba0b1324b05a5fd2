//! 鉴定销毁: a batch from its list to destruction. The rules are `domain/disposal/disposing`; here they meet the archive.
//!
//! | door | act | leave |
//! |---|---|---|
//! | open a batch from volumes, what is due, or the basket | [`open`] | `dispose` |
//! | every batch; one with its list, votes, chain and who is waited for | [`disposals`], [`disposal`] | `read` |
//! | any step but the two below, as a [`DisposalStep`]; several at once | [`take_step`], [`take_steps`] | by the step: [`leave_for`] |
//! | whom its group can be made of | [`may_vote`] | `dispose` |
//! | a volume of a batch by its code or barcode | [`line_called`] | – |
//! | a supervisor signs in on the spot | [`supervise`] | `dispose` or `supervise`, and the supervisor's own password |
//! | 鉴定意见书, 销毁审批表, 销毁清册 as PDF | [`print_paper`] | `export` |
//! | the order, then the destruction, journalled, to be called again after a break | [`destroy`] | `dispose` |
//!
//! Each answers with a [`DisposalView`] as the batch then is.

mod standings;
pub(super) mod people;
mod members;
mod showing;
mod opening;
mod stepping;
mod supervising;
mod destroying;
mod printing;

pub use crate::domain::disposal::disposing::{
    ApprovalRule, Arithmetic, Decided, DestructionMethod, DisposalDecision, DisposalLine, DisposalPaper,
    DisposalStep, Seat, SeatRule, StageName, StepKind, VolumeFate, VoteOn, disposal_rules,
};
pub use destroying::{Destroying, destroy};
pub use members::{Eligible, may_vote, own_account};
pub use opening::{DisposalOpened, ListSource, Opening, open};
pub use printing::print as print_paper;
pub use showing::{
    ApprovalShown, DisposalInShort, DisposalView, GroupShown, LineShown, OnSiteShown, StepShown, VoteShown,
    disposal, disposals,
};
pub use stepping::{account_called, leave_for, line_called, take_step, take_steps};
pub use supervising::supervise;
