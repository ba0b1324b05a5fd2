//! Where a transfer is, and the steps that take it on.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::disposal::disposing::{SignedWords, Signer};
use crate::general::key::keyed;

keyed! {
    /// The name of a transfer's stage, in the order of the way.
    pub enum TransferStageName {
        Draft = "draft", "拟移交", "Draft";
        Examined = "examined", "装箱中", "Being packed";
        Packed = "packed", "已封装", "Sealed";
        HandedOver = "handed_over", "待回执", "Awaiting receipt";
        Done = "done", "已移交", "Transferred";
        Withdrawn = "withdrawn", "已作废", "Withdrawn";
    }

    /// A paper of a transfer.
    pub enum TransferPaper {
        Register = "register", "档案移交清册", "Transfer register";
        Deed = "deed", "档案交接文据", "Deed of transfer";
        /// One list for each carton.
        Cartons = "cartons", "装箱清单", "Packing lists";
        Electronic = "electronic", "电子档案移交与接收登记表", "Transfer of electronic records";
    }

    /// What somebody stated or did in a transfer.
    pub enum TransferStepKind {
        TakenOut = "taken_out", "取出", "Taken out";
        OpeningStated = "opening_stated", "开放意见", "Opinion on opening";
        Waived = "waived", "说明情况", "Explained";
        Examined = "examined", "检查通过", "Examined";
        Packed = "packed", "装箱", "Packed";
        Unpacked = "unpacked", "出箱", "Unpacked";
        Sealed = "sealed", "封装", "Sealed";
        Reopened = "reopened", "启封", "Opened again";
        HandedOver = "handed_over", "点交", "Handed over";
        Accepted = "accepted", "接收", "Accepted";
        Returned = "returned", "退回", "Returned";
        Finished = "finished", "办结", "Done";
        Withdrawn = "withdrawn", "作废", "Withdrawn";
    }
}

/// What an opinion on opening is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpeningOn {
    /// Every line of the list that has none of its own or of its group.
    All,
    /// Volumes alike: one year, class, step and period.
    Group(u32),
    /// A line for itself: it goes before what is said of its group.
    Line(i64),
}

/// What one person does to a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferStep {
    /// A volume leaves the list before it is handed over.
    TakeOut {
        line: i64,
        reason: String,
    },
    /// 开放意见 (档案法实施条例 第三十条 [V]): one of `assets/transfer.toml`; what is not open needs its reason.
    StateOpening {
        on: OpeningOn,
        opening: String,
        reason: String,
    },
    /// A question the examination asks of a volume is answered: it goes as it is, for this reason.
    Waive {
        line: i64,
        issue: String,
        reason: String,
    },
    /// Nothing stands in the way of handing the list over.
    Examine,
    /// A volume is laid into a carton.
    Pack {
        line: i64,
        carton: u32,
    },
    Unpack {
        line: i64,
    },
    /// The package is made: digest of its tag manifest.
    Seal {
        manifest: String,
    },
    /// Back to the cartons.
    Reopen {
        reason: String,
    },
    HandOver {
        given_by: String,
        taken_by: String,
        witness_unit: String,
        witness: String,
        on: NaiveDate,
    },
    /// The receiver took this volume.
    Accept {
        line: i64,
    },
    /// The receiver gave it back.
    GiveBack {
        line: i64,
        reason: String,
    },
    /// Everything is accepted or returned: what was accepted goes.
    Finish {
        copies_until: Option<NaiveDate>,
    },
    Withdraw {
        reason: String,
    },
}

impl TransferStep {
    pub fn kind(&self) -> TransferStepKind {
        match self {
            TransferStep::TakeOut { .. } => TransferStepKind::TakenOut,
            TransferStep::StateOpening { .. } => TransferStepKind::OpeningStated,
            TransferStep::Waive { .. } => TransferStepKind::Waived,
            TransferStep::Examine => TransferStepKind::Examined,
            TransferStep::Pack { .. } => TransferStepKind::Packed,
            TransferStep::Unpack { .. } => TransferStepKind::Unpacked,
            TransferStep::Seal { .. } => TransferStepKind::Sealed,
            TransferStep::Reopen { .. } => TransferStepKind::Reopened,
            TransferStep::HandOver { .. } => TransferStepKind::HandedOver,
            TransferStep::Accept { .. } => TransferStepKind::Accepted,
            TransferStep::GiveBack { .. } => TransferStepKind::Returned,
            TransferStep::Finish { .. } => TransferStepKind::Finished,
            TransferStep::Withdraw { .. } => TransferStepKind::Withdrawn,
        }
    }
}

/// A transfer whose cartons are closed and whose package is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sealed {
    /// SHA-256 of the package's tag manifest.
    pub manifest: String,
    pub by: Signer,
    pub on: NaiveDate,
}

/// What the receiver said of a volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferVerdict {
    Accepted,
    Returned(String),
}

/// A transfer that was handed over: by whom, to whom, before whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Handover {
    pub sealed: Sealed,
    pub given_by: String,
    pub taken_by: String,
    pub witness_unit: String,
    pub witness: String,
    pub on: NaiveDate,
    pub by: Signer,
    pub verdicts: BTreeMap<i64, TransferVerdict>,
    /// 副本保留至; none: no copies are kept, or for ever.
    pub copies_until: Option<NaiveDate>,
}

/// Where a transfer is, with what is then true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferStage {
    Draft,
    Examined,
    Packed(Sealed),
    HandedOver(Handover),
    Done(Handover),
    Withdrawn(SignedWords),
}

impl TransferStage {
    pub fn name(&self) -> TransferStageName {
        match self {
            TransferStage::Draft => TransferStageName::Draft,
            TransferStage::Examined => TransferStageName::Examined,
            TransferStage::Packed(_) => TransferStageName::Packed,
            TransferStage::HandedOver(_) => TransferStageName::HandedOver,
            TransferStage::Done(_) => TransferStageName::Done,
            TransferStage::Withdrawn(_) => TransferStageName::Withdrawn,
        }
    }

    pub fn sealed(&self) -> Option<&Sealed> {
        match self {
            TransferStage::Packed(sealed) => Some(sealed),
            _ => self.handover().map(|handover| &handover.sealed),
        }
    }

    pub fn handover(&self) -> Option<&Handover> {
        match self {
            TransferStage::HandedOver(handover) | TransferStage::Done(handover) => Some(handover),
            _ => None,
        }
    }

    /// Whether nothing more happens to it.
    pub fn has_ended(&self) -> bool {
        matches!(self, TransferStage::Done(_) | TransferStage::Withdrawn(_))
    }
}
