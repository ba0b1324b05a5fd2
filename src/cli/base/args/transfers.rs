//! `transfer`: batches from what is due to the receiver's receipt.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "made once, when the command line is read")]
pub enum TransferVerb {
    /// 列出批次 (list)
    List,
    /// 显示一批：清单、装箱、等什么 (show)
    Show { number: String },
    /// 应移交的案卷，逐卷写明理由 (what is due)
    Due {
        /// 接收馆的级别：county 县级（满 10 年）、city 设区的市级以上（满 20 年）
        #[arg(long)]
        rule: String,
        #[command(flatten)]
        within: super::ScopeArgs,
    },
    /// 建批次：写明案卷，或 --basket，或 --due 加范围 (open)
    Open(TransferOpen),
    /// 检查：断号、重号、页数、备考表、冻结、密级、开放意见 (examine)
    Examine { number: String },
    /// 取出一卷 (take a volume out)
    TakeOut(TransferLineGiven),
    /// 开放意见：--group 一组、--volume 一卷，都不写就是全部 (opinion on opening)
    Opening {
        number: String,
        /// 意见：open 开放、controlled 控制使用、delayed 延期开放
        opinion: String,
        #[arg(long, conflicts_with = "volume")]
        group: Option<u32>,
        /// 档号、条码或清单上的序号
        #[arg(long)]
        volume: Option<String>,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// 对检查出的问题说明情况；不写 --issue 就是这一卷全部可以说明的 (explain an issue)
    Explain {
        #[command(flatten)]
        line: TransferLineGiven,
        /// 问题的种类，如 transfer_statement_missing
        #[arg(long)]
        issue: Option<String>,
    },
    /// 装箱：条码或档号，可写多个 (pack volumes)
    Pack {
        number: String,
        #[arg(long)]
        carton: u32,
        volumes: Vec<String>,
    },
    /// 出箱 (unpack volumes)
    Unpack { number: String, volumes: Vec<String> },
    /// 制作移交材料包并封装 (make the package, seal)
    Package {
        number: String,
        #[arg(long, short)]
        output: PathBuf,
    },
    /// 启封，回到装箱 (open again)
    Reopen {
        number: String,
        #[arg(long)]
        reason: String,
    },
    /// 点交：移交、接收、监交三方 (hand over)
    HandOver {
        number: String,
        /// 移交人
        #[arg(long)]
        given_by: String,
        /// 接收人
        #[arg(long)]
        taken_by: String,
        /// 监交单位
        #[arg(long)]
        witness_unit: String,
        /// 监交人
        #[arg(long)]
        witness: String,
        /// 点交日期；不写就是今天
        #[arg(long)]
        on: Option<NaiveDate>,
    },
    /// 登记接收：条码或档号，可写多个 (accepted by the receiver)
    Accept { number: String, volumes: Vec<String> },
    /// 登记退回一卷 (returned by the receiver)
    Return(TransferLineGiven),
    /// 读入接收方的回执（csv、xlsx），全部相符才登记 (read the receiver's file)
    Receipt { number: String, file: PathBuf },
    /// 办结：接收的移出，退回的留下 (finish)
    Finish {
        number: String,
        /// 副本保留至
        #[arg(long, value_name = "DAY")]
        copies_until: Option<NaiveDate>,
    },
    /// 打印移交清册、交接文据、装箱清单、电子档案登记表，一个 PDF (print)
    Print {
        number: String,
        /// 文件：register 移交清册、deed 交接文据、cartons 装箱清单、electronic 电子档案移交与接收登记表
        #[arg(long)]
        document: String,
        #[arg(long, short)]
        output: PathBuf,
    },
    /// 作废一批 (withdraw)
    Withdraw {
        number: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub struct TransferOpen {
    /// 档号或编号
    pub volumes: Vec<String>,
    /// 接收单位全称
    #[arg(long)]
    pub receiver: String,
    /// 接收馆的级别：county 县级（满 10 年）、city 设区的市级以上（满 20 年）
    #[arg(long)]
    pub rule: String,
    /// 提前、延期移交的约定和依据
    #[arg(long, default_value = "")]
    pub agreement: String,
    /// 批次名称
    #[arg(long, default_value = "")]
    pub title: String,
    /// 待办篮里的案卷
    #[arg(long)]
    pub basket: bool,
    /// 按年限应移交的
    #[arg(long)]
    pub due: bool,
    #[command(flatten)]
    pub within: super::ScopeArgs,
}

#[derive(Debug, Args)]
pub struct TransferLineGiven {
    pub number: String,
    /// 档号、条码或清单上的序号
    pub volume: String,
    #[arg(long)]
    pub reason: String,
}
