//! 交接单: a department hands papers in, the archive accepts or returns each of them. The rules are `domain/receiving/handover`.
//!
//! | door | act | leave |
//! |---|---|---|
//! | hand-overs, and how many; one with its papers, and what was taken in from it | [`handovers`], [`handovers_counted`], [`handover`] | `read` |
//! | the hand-over of a number | [`handover_called`] | `read` |
//! | hand papers in: typed, or from a sheet | [`hand_in`] | `receive` |
//! | what would stand on a new one | [`proposed`] | `receive` |
//! | accept papers, or return them with a reason | [`decide`] | `file`, and not whoever handed them in |
//! | 交接单 as PDF; as workbook, csv or page | [`print_slip`], [`write_slip`] | `receive` or `export` |
//!
//! A sheet is taken in under a hand-over by `intake`, which asks [`accepted`] first.

mod reading;
mod showing;
mod making;
mod deciding;
mod linking;
mod printing;

pub use crate::domain::receiving::handover::{HandedPaper, HandoverState, HandoverSum, PaperFate};
pub use crate::store::WhichHandovers;
pub use deciding::{PapersChosen, decide};
pub(super) use linking::accepted;
pub use making::{HandoverWanted, NewHandover, PapersFrom, hand_in, proposed};
pub use printing::{print_slip, write_slip};
pub use reading::PaperTyped;
pub use showing::{
    HandoverBatch, HandoverInShort, HandoverPaper, HandoverView, handover, handover_called, handovers,
    handovers_counted,
};
