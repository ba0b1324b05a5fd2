//! hold: what can be typed about holds.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum HoldVerb {
    /// 冻结：指定案卷、件，或按条件；不加 --yes 只说涉及哪些
    Place(Box<HoldPlace>),
    /// 列出冻结
    List {
        /// holding、lift_asked、lifted；不写为未解冻的，all 为全部
        #[arg(long, default_value = "")]
        state: String,
        /// lawsuit inspection audit debts unfinished building other
        #[arg(long, default_value = "")]
        ground: String,
    },
    /// 看一项冻结（编号如 2026-003）和它涉及的案卷、件
    Show { hold: String },
    /// 申请解冻，由另一人办理
    AskLift {
        hold: String,
        /// 理由，例如结案文书、结清凭证
        #[arg(long)]
        reason: String,
    },
    /// 同意解冻；冻结人和申请人不能办理
    Lift { hold: String },
    /// 不同意解冻，或撤回申请
    Keep {
        hold: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub struct HoldPlace {
    /// 案卷或件的档号，可写多个；不写就要写条件
    pub codes: Vec<String>,
    /// 待办篮里的案卷和件
    #[arg(long)]
    pub basket: bool,
    /// 事由：诉讼、稽核、审计、未结清债权债务、未了事项、在建项目、其他
    #[arg(long)]
    pub ground: String,
    /// 依据文件
    #[arg(long)]
    pub basis: String,
    #[arg(long, default_value = "")]
    pub note: String,
    /// 条件只限这个全宗
    #[arg(long, default_value = "")]
    pub fonds: String,
    /// 条件：类目
    #[arg(long, default_value = "")]
    pub class: String,
    /// 条件：业务环节
    #[arg(long, default_value = "")]
    pub step: String,
    /// 条件：年度，一段写 2009..2015
    #[arg(long, default_value = "")]
    pub year: String,
    /// 条件：姓名（全名）
    #[arg(long, default_value = "")]
    pub person: String,
    /// 条件：证件号码
    #[arg(long, default_value = "")]
    pub id_number: String,
    /// 条件：单位全称或编号
    #[arg(long, default_value = "")]
    pub unit: String,
    /// 条件：题名含
    #[arg(long, default_value = "")]
    pub words: String,
    /// 照此冻结
    #[arg(long)]
    pub yes: bool,
}
