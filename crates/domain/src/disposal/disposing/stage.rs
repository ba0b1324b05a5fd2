//! Where a batch is, and the steps that take it on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::voting::{Decided, DisposalDecision, VoteOn};
use crate::general::key::keyed;
use crate::general::masking::FreeText;
pub use crate::general::signer::Signer;
use crate::values::period::RetentionPeriod;

keyed! {
    /// The name of a stage, in the order of the way.
    pub enum StageName {
        Draft = "draft", "拟鉴定", "Draft";
        Examined = "examined", "鉴定中", "Being appraised";
        Appraised = "appraised", "鉴定一致", "Appraised";
        Opinion = "opinion", "审批中", "Awaiting approval";
        Approved = "approved", "已批准", "Approved";
        Waiting = "waiting", "静置中", "Waiting";
        Destroying = "destroying", "监销中", "Being destroyed";
        Done = "done", "已办结", "Done";
        Withdrawn = "withdrawn", "已作废", "Withdrawn";
    }

    /// A paper of a batch.
    pub enum DisposalPaper {
        /// One page for each group of like volumes.
        Opinion = "opinion", "鉴定意见书", "Appraisal opinion";
        Approval = "approval", "销毁审批表", "Approval of destruction";
        /// Cover and list; of accounting records with the five opinions.
        Register = "register", "销毁清册", "Destruction register";
        /// What the group did and found (《档案法实施条例》第二十四条 [V]).
        Report = "report", "鉴定工作报告", "Report on the appraisal";
        /// What was destroyed, by whom, when and how; it binds the register's digest.
        Certificate = "certificate", "销毁证明", "Certificate of destruction";
        Minutes = "minutes", "监销记录", "Minutes of the destruction";
        /// What is kept on, with its new period beside the code; a working list, not filed.
        Relabel = "relabel", "续存案卷改签清单", "Volumes to relabel";
    }

    /// What somebody stated or did in a batch.
    pub enum StepKind {
        TakenOut = "taken_out", "取出", "Taken out";
        Examined = "examined", "检查通过", "Examined";
        Seated = "seated", "加入鉴定小组", "Joined the group";
        Unseated = "unseated", "退出鉴定小组", "Left the group";
        DebtsChecked = "debts_checked", "核对债权债务", "Claims and debts checked";
        Voted = "voted", "表决", "Voted";
        Appraised = "appraised", "鉴定一致", "Appraised";
        Opinion = "opinion", "形成鉴定意见书", "Opinion written";
        Consented = "consented", "同意", "Consented";
        Returned = "returned", "退回", "Returned";
        Reported = "reported", "备案", "Reported";
        KeptBack = "kept_back", "保留", "Kept back";
        KeptOut = "kept_out", "定为抽出", "To be kept out";
        LaidAside = "laid_aside", "抽出另立卷", "Kept out and refiled";
        Begun = "begun", "开始监销", "Destruction begun";
        Ticked = "ticked", "清点", "Counted";
        Supervised = "supervised", "监销人到场", "Supervisor present";
        Intended = "intended", "下令销毁", "Destruction ordered";
        Finished = "finished", "办结", "Done";
        Withdrawn = "withdrawn", "作废", "Withdrawn";
    }
}

impl DisposalPaper {
    /// Those that become records of the archive.
    pub fn filed() -> impl Iterator<Item = DisposalPaper> {
        DisposalPaper::ALL.iter().copied().filter(|paper| *paper != DisposalPaper::Relabel)
    }

    /// Whether the facts it is written from are there.
    pub fn is_ready(self, stage: &DisposalStage) -> bool {
        match self {
            DisposalPaper::Certificate => matches!(stage, DisposalStage::Done(_)),
            // a new period is in force from the last consent on
            DisposalPaper::Relabel => {
                let is_approved = !matches!(stage, DisposalStage::Appraised(_) | DisposalStage::Opinion(_));
                let kept = |decided: &Decided| {
                    matches!(decided.decision, DisposalDecision::Keep | DisposalDecision::Permanent)
                };
                is_approved && stage.decided().is_some_and(|all| all.values().any(kept))
            }
            DisposalPaper::Minutes => stage.on_site().is_some_and(|on_site| on_site.intent.is_some()),
            _ => stage.decided().is_some(),
        }
    }
}

/// Something one person stated on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SignedWords {
    pub who: Signer,
    pub on: NaiveDate,
    /// As what: an approval of `assets/disposal.toml`; else empty.
    pub role: String,
    pub words: FreeText,
}

/// 抽出: a record that does not go with its volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptOut {
    pub item: i64,
    pub line: i64,
    /// The code it had in the volume of the list.
    pub code: String,
    pub pages: u32,
    /// Who kept it out, with the reason.
    pub stated: SignedWords,
    /// Who took it out of the volume; from then on it stands in one of its own.
    pub laid_aside: Option<SignedWords>,
}

/// How, where and by whom the volumes are destroyed, written before the first goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Intent {
    pub who: Signer,
    pub on: NaiveDate,
    pub method: String,
    pub place: FreeText,
    /// Time of day or a remark, as it was given.
    pub time: FreeText,
}

/// What one person does to a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisposalStep {
    /// A volume leaves the batch before it is decided on.
    TakeOut {
        line: i64,
        reason: String,
    },
    /// Nothing stands in the way of appraising the list.
    Examine,
    Seat {
        account: i64,
        name: String,
        seat: String,
    },
    Unseat {
        account: i64,
        reason: String,
    },
    /// 未结清债权债务: how it was seen that there are none (会计档案管理办法 第十九条 [K]).
    CheckDebts {
        words: String,
    },
    Vote {
        on: VoteOn,
        decision: DisposalDecision,
        period: Option<RetentionPeriod>,
        reason: String,
    },
    /// Every member said the same of every volume.
    Conclude,
    WriteOpinion {
        words: String,
    },
    Consent {
        role: String,
        words: String,
    },
    /// Back to the group.
    Return {
        role: String,
        reason: String,
    },
    /// 备案: under which number, and how many days it waits from then on.
    Report {
        number: String,
        to: String,
        days: u32,
    },
    /// 申请保留: a volume is kept though its destruction was approved.
    KeepBack {
        line: i64,
        reason: String,
    },
    /// 抽出: a record does not go with its volume (会计档案管理办法 第十九条 [K]). Line, code and pages are those of the
    /// record, whatever was sent.
    KeepOut {
        item: i64,
        reason: String,
        #[serde(default)]
        line: i64,
        #[serde(default)]
        code: String,
        #[serde(default)]
        pages: u32,
    },
    /// 另立卷: such a record was taken out of its volume and stands in one of its own from now on.
    LayAside {
        item: i64,
    },
    Begin,
    /// A volume was found on the shelf and laid ready, by its barcode.
    Tick {
        line: i64,
    },
    /// A supervisor is there and has proved who he is.
    Supervise,
    /// The batch's number is typed, so that nobody destroys another.
    Intend {
        number: String,
        method: String,
        place: String,
        time: String,
    },
    Finish,
    Withdraw {
        reason: String,
    },
}

impl DisposalStep {
    pub fn kind(&self) -> StepKind {
        match self {
            DisposalStep::TakeOut { .. } => StepKind::TakenOut,
            DisposalStep::Examine => StepKind::Examined,
            DisposalStep::Seat { .. } => StepKind::Seated,
            DisposalStep::Unseat { .. } => StepKind::Unseated,
            DisposalStep::CheckDebts { .. } => StepKind::DebtsChecked,
            DisposalStep::Vote { .. } => StepKind::Voted,
            DisposalStep::Conclude => StepKind::Appraised,
            DisposalStep::WriteOpinion { .. } => StepKind::Opinion,
            DisposalStep::Consent { .. } => StepKind::Consented,
            DisposalStep::Return { .. } => StepKind::Returned,
            DisposalStep::Report { .. } => StepKind::Reported,
            DisposalStep::KeepBack { .. } => StepKind::KeptBack,
            DisposalStep::KeepOut { .. } => StepKind::KeptOut,
            DisposalStep::LayAside { .. } => StepKind::LaidAside,
            DisposalStep::Begin => StepKind::Begun,
            DisposalStep::Tick { .. } => StepKind::Ticked,
            DisposalStep::Supervise => StepKind::Supervised,
            DisposalStep::Intend { .. } => StepKind::Intended,
            DisposalStep::Finish => StepKind::Finished,
            DisposalStep::Withdraw { .. } => StepKind::Withdrawn,
        }
    }
}

/// Characters a reason or a name may have, and an opinion or what the program joins from several reasons.
pub(super) const LONGEST: usize = 500;
const LONGEST_OPINION: usize = 2000;

impl DisposalStep {
    /// What somebody wrote, each with how long it may be.
    pub fn texts(&self) -> Vec<(&str, usize)> {
        match self {
            DisposalStep::TakeOut { reason, .. }
            | DisposalStep::KeepOut { reason, .. }
            | DisposalStep::Unseat { reason, .. }
            | DisposalStep::Vote { reason, .. }
            | DisposalStep::Withdraw { reason } => vec![(reason, LONGEST)],
            DisposalStep::KeepBack { reason, .. } => vec![(reason, LONGEST_OPINION)],
            DisposalStep::CheckDebts { words } => vec![(words, LONGEST)],
            DisposalStep::WriteOpinion { words } => vec![(words, LONGEST_OPINION)],
            DisposalStep::Consent { words, .. } => vec![(words, LONGEST)],
            DisposalStep::Return { reason, .. } => vec![(reason, LONGEST)],
            DisposalStep::Report { number, to, .. } => vec![(number, LONGEST), (to, LONGEST)],
            DisposalStep::Intend { place, time, .. } => vec![(place, LONGEST), (time, LONGEST)],
            DisposalStep::Examine
            | DisposalStep::LayAside { .. }
            | DisposalStep::Seat { .. }
            | DisposalStep::Conclude
            | DisposalStep::Begin
            | DisposalStep::Tick { .. }
            | DisposalStep::Supervise
            | DisposalStep::Finish => Vec::new(),
        }
    }
}

/// What the group decided of each line, and who approves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpinionGiven {
    pub decided: BTreeMap<i64, Decided>,
    pub opinion: SignedWords,
    /// In the order of the chain.
    pub consents: Vec<SignedWords>,
}

/// An approved list that was reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListReported {
    pub given: OpinionGiven,
    /// 备案号, to whom in its words.
    pub number: String,
    pub report: SignedWords,
    /// First day on which it may be destroyed.
    pub until: NaiveDate,
}

/// A list being destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListOnSite {
    pub reported: ListReported,
    pub ticked: BTreeSet<i64>,
    pub supervisors: Vec<SignedWords>,
    /// Set before the first volume goes.
    pub intent: Option<Intent>,
}

impl ListOnSite {
    /// The day on which supervisors must be there: that of the order, before it today.
    pub fn day_of_order(&self, today: NaiveDate) -> NaiveDate {
        self.intent.as_ref().map_or(today, |intent| intent.on)
    }

    /// Who supervises on this day: whoever signed in on another proved nothing of it.
    pub fn present_on(&self, day: NaiveDate) -> impl Iterator<Item = &SignedWords> {
        self.supervisors.iter().filter(move |one| one.on == day)
    }
}

/// Where a batch is, with what is then true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisposalStage {
    Draft,
    /// The group votes.
    Examined,
    Appraised(BTreeMap<i64, Decided>),
    Opinion(OpinionGiven),
    Approved(OpinionGiven),
    Waiting(ListReported),
    Destroying(ListOnSite),
    Done(ListOnSite),
    Withdrawn(SignedWords),
}

impl DisposalStage {
    pub fn name(&self) -> StageName {
        match self {
            DisposalStage::Draft => StageName::Draft,
            DisposalStage::Examined => StageName::Examined,
            DisposalStage::Appraised(_) => StageName::Appraised,
            DisposalStage::Opinion(_) => StageName::Opinion,
            DisposalStage::Approved(_) => StageName::Approved,
            DisposalStage::Waiting(_) => StageName::Waiting,
            DisposalStage::Destroying(_) => StageName::Destroying,
            DisposalStage::Done(_) => StageName::Done,
            DisposalStage::Withdrawn(_) => StageName::Withdrawn,
        }
    }

    /// What was decided of each line, once it was.
    pub fn decided(&self) -> Option<&BTreeMap<i64, Decided>> {
        match self {
            DisposalStage::Appraised(decided) => Some(decided),
            _ => self.opinion().map(|given| &given.decided),
        }
    }

    pub fn opinion(&self) -> Option<&OpinionGiven> {
        match self {
            DisposalStage::Opinion(given) | DisposalStage::Approved(given) => Some(given),
            _ => self.reported().map(|reported| &reported.given),
        }
    }

    pub fn reported(&self) -> Option<&ListReported> {
        match self {
            DisposalStage::Waiting(reported) => Some(reported),
            _ => self.on_site().map(|on_site| &on_site.reported),
        }
    }

    pub fn on_site(&self) -> Option<&ListOnSite> {
        match self {
            DisposalStage::Destroying(on_site) | DisposalStage::Done(on_site) => Some(on_site),
            _ => None,
        }
    }

    /// Whether nothing more happens to it.
    pub fn has_ended(&self) -> bool {
        matches!(self, DisposalStage::Done(_) | DisposalStage::Withdrawn(_))
    }
}
