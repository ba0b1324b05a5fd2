//! 鉴定销毁: a batch from its list to destruction. The rules are `domain/disposal/disposing`; here they meet the archive.
//!
//! | door | act | leave |
//! |---|---|---|
//! | open a batch from volumes, what is due, or the basket | [`open`] | `dispose` |
//! | every batch; one with its list, votes, chain and who is waited for | [`disposals`], [`disposals_page`], [`disposal`] | `read` |
//! | any step but the two below, as a [`DisposalStep`]; several at once | [`take_step`], [`take_steps`] | by the step: [`leave_for`] |
//! | part of its list as a batch of its own | [`split`] | `dispose` |
//! | one's votes out as a sheet, and read back | [`write_vote_sheet`], [`vote_by_sheet`] | `appraise` |
//! | whom its group can be made of | [`may_vote`] | `dispose` |
//! | a volume of a batch by its code or barcode | [`line_called`] | – |
//! | a supervisor signs in on the spot | [`supervise`] | `dispose` or `supervise`, and the supervisor's own password |
//! | every [`DisposalPaper`] as PDF; 销毁清册 as xlsx and csv | [`print_paper`], [`write_register`] | `export` |
//! | a record that stays, by its barcode or code: [`DisposalStep::KeepOut`], then [`DisposalStep::LayAside`] on the spot | [`record_called`] | `read` |
//! | those papers as permanent records of this archive | [`file_papers`] | `dispose`, `file` |
//! | the order, then the destruction, journalled, to be called again after a break | [`destroy`] | `dispose` |
//!
//! Each answers with a [`DisposalView`] as the batch then is.

mod standings;
pub(super) mod people;
mod keeping_out;
mod members;
mod showing;
mod opening;
mod stepping;
mod splitting;
mod vote_sheets;
mod supervising;
mod destroying;
mod register_rows;
mod backups_left;
mod paper_facts;
mod printing;
mod filing_papers;

pub use crate::catalog::{Encoding, Format};
pub use crate::domain::disposal::disposing::{
    ApprovalRule, Arithmetic, Decided, DestructionMethod, DisposalDecision, DisposalLine, DisposalPaper,
    DisposalStep, Seat, SeatRule, StageName, StepKind, VolumeFate, VoteOn, disposal_rules,
};
pub use destroying::{Destroying, destroy};
pub use filing_papers::{PapersPlace, file_papers};
pub use keeping_out::record_called;
pub use members::{Eligible, may_vote, own_account};
pub use opening::{DisposalOpened, ListSource, Opening, open};
pub use printing::{print as print_paper, write_register};
pub use showing::{
    ApprovalShown, DisposalInShort, DisposalView, DisposalsPage, GroupShown, KeptOutShown, LOOKED_INTO,
    LineShown, OnSiteShown, PaperFiled, StepShown, VoteShown, disposal, disposals, disposals_page,
    lines_looked_into,
};
pub use splitting::split;
pub use stepping::{account_called, leave_for, line_called, take_step, take_steps};
pub use supervising::supervise;
pub use vote_sheets::{vote_by_sheet, write_vote_sheet};
