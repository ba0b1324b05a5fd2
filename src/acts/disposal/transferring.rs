//! 移交: a batch from its list to another archive. The rules are `domain/disposal/transferring`; here they meet the archive.
//!
//! | door | act | leave |
//! |---|---|---|
//! | what is due for handing over, and why | [`due`] | `read` |
//! | open a batch from volumes, what is due, or the basket | [`open`] | `dispose` |
//! | every batch; one with its list, cartons, parties and what it waits for | [`transfers`], [`transfer`] | `read` |
//! | any steps but the last, all or none | [`take_steps`] | `dispose` |
//! | a volume of a batch by its code or barcode | [`line_called`] | – |
//! | what a package must be made of to seal the batch | [`package_asked`] | `export` |
//! | the receiver's file: every row fits, or nothing is taken | [`take_receipt`] | `dispose` |
//! | the end: what was accepted goes, in one transaction | [`finish`] | `dispose` |
//! | 移交清册, 交接文据, 装箱清单, 电子档案移交与接收登记表 as PDF | [`print_paper`] | `export` |
//!
//! A package is made by `catalogs` (a door calls both): [`take_steps`] with `Seal` looks its registration up in the log.

mod numbered;
mod seen;
mod due;
mod showing;
mod opening;
mod stepping;
mod finishing;
mod receipts;
mod printing;

pub use crate::domain::disposal::transferring::{
    Handover, OpeningOn, TransferFate, TransferLine, TransferPaper, TransferRule, TransferStageName,
    TransferStep, TransferStepKind, TransferSum, TransferVerdict, transfer_rules,
};
pub use due::{DueForTransfer, TransferDue, TransferRuleShown, due};
pub use finishing::finish;
pub use opening::{TransferOpened, TransferSource, TransferWanted, open};
pub use printing::print as print_paper;
pub use receipts::take_receipt;
pub use showing::{
    CartonShown, HandoverShown, TransferGroupShown, TransferInShort, TransferLineShown, TransferStepShown,
    TransferView, transfer, transfers,
};
pub use stepping::{line_called, package_asked, take_steps};
